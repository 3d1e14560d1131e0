package app

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/store"
)

// postFunc stands in for the receiver.
type postFunc func(h cti.Hook, d cti.Delivery) (int, error)

func (p postFunc) post(_ context.Context, h cti.Hook, d cti.Delivery) (int, error) { return p(h, d) }

// lines gathers a log.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *lines) has(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Contains(l.buf.String(), text)
}

// told are events for other programs over a database, with one hook that wants all.
func told(t *testing.T, to postFunc) (*events, *lines) {
	t.Helper()
	db, err := store.Open(t.Context(), t.TempDir(), "", filepath.Join(t.TempDir(), "callfloor.key"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	log := &lines{}
	w := &events{
		db: db, jobs: newJobMetrics(prometheus.NewRegistry()), log: zerolog.New(log), client: to, out: cti.NewLog(100, 0),
		wake: make(chan struct{}, 1), extra: make(chan cti.Event, 16),
	}
	if err := db.PutHook(t.Context(), cti.Hook{ID: "h", URL: "https://crm.example.com", Active: true, Created: time.Now()}, true, "", people.Change{}); err != nil {
		t.Fatal(err)
	}
	if err := w.reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w, log
}

// waiting puts events into the hook's queue.
func (w *events) waiting(t *testing.T, ids ...string) {
	t.Helper()
	var list []cti.Delivery
	for i, id := range ids {
		list = append(list, cti.Delivery{Hook: "h", EventID: id, Type: cti.CallEnded, At: time.Now().Add(time.Duration(i-1000) * time.Millisecond), Body: []byte(`{}`)})
	}
	if err := w.db.Enqueue(t.Context(), 0, list); err != nil {
		t.Fatal(err)
	}
}

// After a restart the calls from before are known: what becomes of them is told with
// direction, service and numbers, and to those alone whom they concern. The place
// where the last life stopped may be before, at or behind a snapshot, and within what
// one command did.
func TestEventsAfterRestart(t *testing.T) {
	for _, snap := range []int{1, 1000} {
		w, _ := told(t, nil)
		opt := floor.Options{Journal: w.db.Journal(), Log: zerolog.Nop(), Seed: 1, SnapAt: snap}
		f, err := floor.Open(t.Context(), opt)
		if err != nil {
			t.Fatal(err)
		}
		rule := acd.Rule{Do: acd.RuleMessage}
		do := func(cmds ...acd.Command) floor.Result {
			t.Helper()
			r, err := f.Do(t.Context(), cmds...)
			if err != nil {
				t.Fatal(err)
			}
			if ref, ok := r.Refused(); ok {
				t.Fatalf("refused: %+v", ref)
			}
			return r
		}
		r := do(acd.PutService{Service: acd.Service{
			ID: "orders", Strategy: acd.LongestIdle, ServiceLevel: 20 * time.Second, Ring: 15 * time.Second, WrapUp: time.Minute,
			Misses: 1, Full: rule, ClosedDo: rule, Nobody: acd.Rule{Do: acd.RuleWait}, TooLong: rule,
		}}, acd.PutAgent{Agent: acd.Agent{ID: "kim", Extension: "1001", Services: []acd.Membership{{Service: "orders", Level: 1}}}},
			acd.PhoneReachable{Agent: "kim"}, acd.SetState{Agent: "kim", State: acd.Ready},
			acd.Enqueue{Call: "c", Service: "orders", Caller: "01012345678", Called: "15880001"}, acd.Enqueue{Call: "waits", Service: "orders", Caller: "01099998888"})
		var offer acd.CallOffered
		for _, ev := range r.Events {
			if o, ok := ev.(acd.CallOffered); ok {
				offer = o
			}
		}
		r = do(acd.Answer{Call: "c", Agent: "kim", Offer: offer.Offer}, acd.Connect{Call: "c", Offer: offer.Offer})
		for back := range len(r.Events) + 1 {
			if err := w.db.Enqueue(t.Context(), r.Cursor.Seq-uint64(back), nil); err != nil {
				t.Fatal(err)
			}
			checkRestart(t, w, f, back)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// checkRestart takes the floor f up as it was back events ago, ends its calls and looks
// at what is told.
func checkRestart(t *testing.T, w *events, f *floor.Floor, back int) {
	t.Helper()
	w.floor = f
	_, fold, err := w.begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, ev := range []acd.Event{acd.CallHeld{Call: "c", By: acd.ByCaller}, acd.CallEnded{Call: "c", Outcome: acd.LostRestart}, acd.CallEnded{Call: "waits", Outcome: acd.LostRestart}} {
		e := fold.Apply(uint64(1000+i), 0, ev)[0]
		if e.Direction != "in" || e.Service != "orders" || e.Caller == "" || e.Agentless() != (e.Call == "waits") ||
			e.Concerns(func(id acd.AgentID) bool { return id == "kim" }) != (e.Call == "c") {
			t.Errorf("%d events back: %+v is told as %+v", back, ev, e)
		}
	}
}

// What came of a post is written down however long the database does not take it, the
// log says so, and the receiver is not told again meanwhile.
func TestUnwrittenDeliveryIsSaid(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var w *events
	posts := 0
	w, log := told(t, func(cti.Hook, cti.Delivery) (int, error) {
		posts++
		w.db.Close()
		return 204, nil
	})
	w.waiting(t, "1", "2")
	var running sync.WaitGroup
	running.Go(func() { w.deliverTo(ctx, (*w.hooks.Load())[0]) })
	until(t, "the log says it", func() bool { return log.has("what came of the post") })
	cancel()
	running.Wait()
	if posts != 1 {
		t.Errorf("%d posts", posts)
	}
}

// A hook that is turned off, changed or taken away holds at once: of what was read for
// it already nothing more goes to where it was.
func TestHooksStopAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		change func(k hookKeeper, h cti.Hook) error
		urls   string // of the posts
	}{
		"off": {func(k hookKeeper, h cti.Hook) error {
			h.Active = false
			return k.PutHook(t.Context(), h, false, "", people.Change{})
		}, "https://crm.example.com"},
		"deleted": {func(k hookKeeper, h cti.Hook) error { return k.DeleteHook(t.Context(), h.ID, people.Change{}) }, "https://crm.example.com"},
		"moved": {func(k hookKeeper, h cti.Hook) error {
			h.URL = "https://new.example.com"
			return k.PutHook(t.Context(), h, false, "", people.Change{})
		},
			"https://crm.example.com https://new.example.com https://new.example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			var w *events
			var urls []string
			w, _ = told(t, func(h cti.Hook, _ cti.Delivery) (int, error) {
				if urls = append(urls, h.URL); len(urls) == 1 {
					if err := c.change(hookKeeper{w, w.db}, h); err != nil {
						t.Error(err)
					}
				}
				return 204, nil
			})
			w.waiting(t, "1", "2", "3")
			w.deliverTo(t.Context(), (*w.hooks.Load())[0])
			if got := strings.Join(urls, " "); got != c.urls {
				t.Errorf("posted to %q, want %q", got, c.urls)
			}
		})
	}
}

// What comes from beside the floor has, in what is posted, the seq of the floor's event
// before it, as it has in the log.
func TestBesideHasSeq(t *testing.T) {
	w, _ := told(t, nil)
	w.out = cti.NewLog(100, 41)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { w.beside(ctx) })
	cursor, _ := w.out.End()
	w.Tell(cti.About(cti.Event{ID: "note.7", Type: cti.WrapUpSaved, At: time.Now()}, "kim"))
	evs, err := cursor.Next(ctx, 10)
	cancel()
	running.Wait()
	if err != nil || len(evs) != 1 || evs[0].Seq != 41 {
		t.Fatalf("%+v %v", evs, err)
	}
	list, err := w.db.Deliveries(t.Context(), "h", "", time.Now().Add(time.Minute), 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v %v", list, err)
	}
	var e cti.Event
	if err := json.Unmarshal(list[0].Body, &e); err != nil || e.Seq != 41 || e.Type != cti.WrapUpSaved {
		t.Errorf("posted is %s (%v)", list[0].Body, err)
	}
}
