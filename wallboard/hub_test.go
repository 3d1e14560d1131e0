package wallboard

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// client is what a page does with frames: it keeps rows by id, and the totals
// and alerts as last heard.
type client struct {
	topics map[Topic]*clientTopic
	seq    uint64
	hellos int
}

type clientTopic struct {
	rows           map[string]json.RawMessage
	totals, alerts json.RawMessage
}

type clientFrame struct {
	Type           string
	Topic          Topic
	Seq            uint64
	Rows           []json.RawMessage
	Gone           []string
	Totals, Alerts json.RawMessage
}

func newClient() *client { return &client{topics: map[Topic]*clientTopic{}} }

// apply takes a frame, or those that stand together in one, and returns them.
func (c *client) apply(t *testing.T, f *Frame) []clientFrame {
	t.Helper()
	data := f.JSON
	if data[0] != '[' {
		data = slices.Concat([]byte("["), data, []byte("]"))
	}
	var list []clientFrame
	if err := json.Unmarshal(data, &list); err != nil || len(list) == 0 {
		t.Fatalf("frame %s: %v", f.JSON, err)
	}
	for _, m := range list {
		c.one(t, m)
	}
	return list
}

func (c *client) one(t *testing.T, m clientFrame) {
	t.Helper()
	if m.Type == "delta" && m.Seq < c.seq {
		t.Fatalf("sequence goes back from %d to %d", c.seq, m.Seq)
	}
	c.seq = max(c.seq, m.Seq)
	switch m.Type {
	case "hello":
		c.hellos++
		return
	case "snapshot":
		c.topics[m.Topic] = &clientTopic{rows: map[string]json.RawMessage{}}
	case "beat":
		return
	}
	to := c.topics[m.Topic]
	for _, row := range m.Rows {
		var id struct{ ID string }
		if err := json.Unmarshal(row, &id); err != nil {
			t.Fatal(err)
		}
		to.rows[id.ID] = row
	}
	for _, id := range m.Gone {
		delete(to.rows, id)
	}
	if m.Totals != nil {
		to.totals = m.Totals
	}
	if m.Alerts != nil {
		to.alerts = m.Alerts
	}
}

// drain applies every frame that waits.
func (c *client) drain(t *testing.T, v *Viewer) {
	t.Helper()
	for len(v.frames) > 0 {
		f, err := v.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		c.apply(t, f)
	}
}

func (c *client) String() string {
	var b strings.Builder
	for _, topic := range Topics {
		to := c.topics[topic]
		if to == nil {
			continue
		}
		fmt.Fprintf(&b, "%s totals %s alerts %s\n", topic, to.totals, to.alerts)
		for _, id := range slices.Sorted(maps.Keys(to.rows)) {
			fmt.Fprintf(&b, "%s\n", to.rows[id])
		}
	}
	return b.String()
}

var scopes = []Scope{{}, {Services: []acd.ServiceID{"s1"}}, {Manager: "m0"}, {Manager: "m1"}, {Agent: "a0"}, {Services: []acd.ServiceID{"s0"}, Manager: "m1"}}

// hubCentre is a hub without its goroutine, at the virtual time of a centre.
func hubCentre(seed uint64, services, agents int, c Config) (*Hub, *centre, func(acd.Time, []acd.Event)) {
	var h *Hub
	var x *centre
	c.Now = func() time.Time {
		if x == nil {
			return noon.Std()
		}
		return x.now.Std()
	}
	h = NewHub(c)
	seq := uint64(0)
	feed := func(at acd.Time, events []acd.Event) {
		if len(events) == 0 {
			return
		}
		seq += uint64(len(events))
		h.feed(Batch{Seq: seq, At: at, Events: events})
	}
	x = newCentre(seed, services, agents, feed)
	h.flush(false)
	return h, x, feed
}

func joined(h *Hub, scope Scope) *Viewer {
	v := &Viewer{hub: h, frames: make(chan *Frame, h.config.Queue), done: make(chan struct{})}
	h.join(v, Topics, scope)
	return v
}

// A client that applied a snapshot and the deltas after it equals one that joins
// now, in every scope, whatever was coalesced (I-15).
func TestClientEqualsFreshSnapshot(t *testing.T) {
	for seed := range uint64(4) {
		h, x, feed := hubCentre(seed, 3, 5, Config{Stuck: time.Hour})
		viewers, clients := make([]*Viewer, len(scopes)), make([]*client, len(scopes))
		crowd := map[*Viewer]Scope{} // who take nothing until the end, in half of the seeds
		for i, s := range scopes {
			viewers[i], clients[i] = joined(h, s), newClient()
			for range few * int(seed%2) {
				crowd[joined(h, s)] = s
			}
		}
		for step := range 700 {
			x.next(feed)
			switch x.rng.IntN(4) {
			case 0:
				h.flush(false)
			case 1:
				h.refresh()
				h.beat()
			case 2:
				h.send(false, false) // it is not the time of crowds
			}
			if x.rng.IntN(6) > 0 {
				continue
			}
			h.send(false, true)
			for i, s := range scopes {
				clients[i].drain(t, viewers[i])
				late, fresh := joined(h, s), newClient()
				fresh.drain(t, late)
				h.remove(late)
				if got, want := clients[i].String(), fresh.String(); got != want {
					t.Fatalf("seed %d step %d scope %+v:\n got %s\nwant %s", seed, step, s, got, want)
				}
			}
		}
		if h.Stats().Frames == 0 || clients[0].seq == 0 {
			t.Fatal("nothing was sent")
		}
		h.send(false, true)
		for v, s := range crowd {
			slow, fresh := newClient(), newClient()
			slow.drain(t, v)
			late := joined(h, s)
			fresh.drain(t, late)
			h.remove(late)
			if got, want := slow.String(), fresh.String(); got != want || slow.hellos < 2 && h.Stats().Overflows == 0 {
				t.Fatalf("seed %d, of a crowd in scope %+v, after %d snapshots:\n got %s\nwant %s", seed, s, slow.hellos, got, want)
			}
		}
	}
}

// No row and no name of another team's agent reaches a manager's socket (I-20).
func TestManagerSeesOwnTeamOnly(t *testing.T) {
	h, x, feed := hubCentre(5, 3, 6, Config{})
	v, c := joined(h, Scope{Manager: "m0"}), newClient()
	whole, everything := joined(h, Scope{}), newClient()
	rows := 0
	for range 700 {
		x.next(feed)
		h.flush(false)
		mine := map[string]bool{}
		for _, a := range x.floor.State().Agents {
			mine[string(a.Agent.ID)] = a.Agent.Manager == "m0"
		}
		for len(v.frames) > 0 {
			f, _ := v.Next(context.Background())
			for _, m := range c.apply(t, f) {
				for _, row := range m.Rows {
					rows += ownRow(t, m.Topic, row, mine)
				}
			}
		}
	}
	if rows == 0 {
		t.Fatal("the manager saw no row at all")
	}
	for len(whole.frames) > 0 {
		f, _ := whole.Next(context.Background())
		everything.apply(t, f)
	}
	// Numbers name nobody: the totals are those of the rows, which count everybody.
	if a, b := c.topics[Services].totals, everything.topics[Services].totals; string(a) != string(b) {
		t.Errorf("a manager's totals are %s, of the same services for everybody %s", a, b)
	}
}

// ownRow fails the test if row names an agent who is not mine; it returns 1 for
// a row that names one who is.
func ownRow(t *testing.T, topic Topic, row json.RawMessage, mine map[string]bool) int {
	t.Helper()
	var r struct {
		ID, Agent string
		Offers    []struct{ Agent string }
	}
	if err := json.Unmarshal(row, &r); err != nil {
		t.Fatal(err)
	}
	var named []string
	switch topic {
	case Agents:
		named = append(named, r.ID)
	case Calls:
		for _, o := range r.Offers {
			named = append(named, o.Agent)
		}
		if r.Agent != "" {
			named = append(named, r.Agent)
		}
	}
	for _, id := range named {
		if !mine[id] {
			t.Fatalf("%s row of another team: %s", topic, row)
		}
	}
	return min(1, len(named))
}

// A caller's whole number never leaves the process.
func TestCallerIsMasked(t *testing.T) {
	h, x, feed := hubCentre(8, 2, 3, Config{})
	v := joined(h, Scope{})
	calls := 0
	for range 400 {
		x.next(feed)
		h.flush(false)
		for len(v.frames) > 0 {
			f, _ := v.Next(context.Background())
			calls += bytes.Count(f.JSON, []byte("-****-"))
			if bytes.Contains(f.JSON, []byte("0101234")) || bytes.Contains(f.JSON, []byte("0299998888")) {
				t.Fatalf("whole number in %s", f.JSON)
			}
		}
	}
	if calls == 0 {
		t.Fatal("no caller was shown")
	}
}

// Viewers of one view share one encoded frame, and one prepared message.
func TestFramesAreShared(t *testing.T) {
	h, x, feed := hubCentre(3, 2, 3, Config{})
	one, two := joined(h, Scope{}), joined(h, Scope{})
	last := func(v *Viewer) (f *Frame) {
		for len(v.frames) > 0 {
			f, _ = v.Next(context.Background())
		}
		return f
	}
	last(one)
	last(two)
	x.do(acd.Enqueue{Call: "x", Service: "s0", Caller: "01000000000"}, feed)
	h.flush(false)
	a, b := last(one), last(two)
	if a == nil || a != b {
		t.Fatalf("frames %p and %p are not one", a, b)
	}
	made := 0
	for range 3 {
		if _, err := a.Prepared(func(data []byte) (any, error) { made++; return data, nil }); err != nil {
			t.Fatal(err)
		}
	}
	if made != 1 {
		t.Fatalf("prepared %d times", made)
	}
}

// A viewer that stops reading costs no more than its queue, is made whole by
// snapshots when it reads again, and harms nobody else (W-18).
func TestSlowViewerIsMadeWhole(t *testing.T) {
	h, x, feed := hubCentre(4, 2, 4, Config{Queue: 16})
	slow, quick := joined(h, Scope{}), joined(h, Scope{})
	slowClient, quickClient := newClient(), newClient()
	for range 600 {
		x.next(feed)
		h.flush(false)
		if n := len(slow.frames); n > 16 {
			t.Fatalf("%d frames wait", n)
		}
		quickClient.drain(t, quick)
	}
	if h.Stats().Overflows == 0 {
		t.Fatal("the queue never overflowed: the test showed nothing")
	}
	slowClient.drain(t, slow)
	if slowClient.String() != quickClient.String() {
		t.Fatalf("slow:\n%s\nquick:\n%s", slowClient, quickClient)
	}
}

// A viewer that takes nothing for ten seconds is cut; one that reads is not.
func TestStuckViewerIsCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Config{})
		ctx, stop := context.WithCancel(t.Context())
		ran := make(chan struct{})
		go func() { h.Run(ctx); close(ran) }()
		stuck, err := h.Join(ctx, Topics, Scope{})
		if err != nil {
			t.Fatal(err)
		}
		good, err := h.Join(ctx, Topics, Scope{})
		if err != nil {
			t.Fatal(err)
		}
		read := make(chan error)
		go func() {
			for {
				if _, err := good.Next(ctx); err != nil {
					read <- err
					return
				}
			}
		}()
		time.Sleep(9 * time.Second)
		synctest.Wait()
		if n := h.Stats().Viewers; n != 2 {
			t.Fatalf("%d viewers after 9 s", n)
		}
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if s := h.Stats(); s.Viewers != 1 || s.Cuts != 1 {
			t.Fatalf("after 12 s: %+v", s)
		}
		for err = nil; err == nil; {
			_, err = stuck.Next(ctx)
		}
		if !errors.Is(err, ErrTooSlow) {
			t.Fatalf("stuck viewer: %v", err)
		}
		stop()
		<-ran
		if err := <-read; !errors.Is(err, ErrEnded) && !errors.Is(err, context.Canceled) {
			t.Fatalf("good viewer: %v", err)
		}
	})
}

// An event is sent at once when nothing was sent for 20 ms, to a crowd for 60; what
// follows comes together when that time is over: never more than one frame in it, never
// later.
func TestFlushAtOnceThenTogether(t *testing.T) {
	t.Run("few", func(t *testing.T) { testFlush(t, 1, 20*time.Millisecond) })
	t.Run("crowd", func(t *testing.T) { testFlush(t, few+1, 60*time.Millisecond) })
}

func testFlush(t *testing.T, viewers int, apart time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Config{})
		ctx, stop := context.WithCancel(t.Context())
		ran := make(chan struct{})
		go func() { h.Run(ctx); close(ran) }()
		floor := acd.New(1)
		x := &centre{floor: floor}
		step := func(cmd acd.Command) Batch {
			return Batch{At: acd.At(time.Now()), Events: slices.Clone(floor.Step(acd.At(time.Now()), cmd))}
		}
		must(t, h.Feed(ctx, step(acd.PutService{Service: x.service(0)})))
		var v *Viewer
		for range viewers {
			one, err := h.Join(ctx, []Topic{Services}, Scope{})
			must(t, err)
			v = one
		}
		own, err := h.Join(ctx, []Topic{Services}, Scope{Services: []acd.ServiceID{"s0"}})
		must(t, err)
		time.Sleep(300 * time.Millisecond)
		all := []*Viewer{v, own}
		at := make([][]time.Duration, len(all)) // of the frames of each
		start := time.Now()
		take := func() {
			synctest.Wait()
			for i, one := range all {
				for len(one.frames) > 0 {
					_, err := one.Next(ctx)
					must(t, err)
					at[i] = append(at[i], time.Since(start))
				}
			}
		}
		take()
		clear(at)
		for i := range 10 {
			must(t, h.Feed(ctx, step(acd.Enqueue{Call: acd.CallID(fmt.Sprint(i)), Service: "s0"})))
			take()
			time.Sleep(10 * time.Millisecond)
		}
		for i, apart := range []time.Duration{apart, 20 * time.Millisecond} { // what few watch is told in the meantime
			var want []time.Duration
			for due := time.Duration(0); due < 100*time.Millisecond; due += apart {
				want = append(want, due)
			}
			if !slices.Equal(at[i], want) {
				t.Errorf("frames at %v, want %v", at[i], want)
			}
		}
		stop()
		<-ran
	})
}

// What one flush brings to several topics is one frame, made once for all who have the
// same; a beat is sent to nobody who has just had one.
func TestDeltasTogether(t *testing.T) {
	h, x, feed := hubCentre(7, 2, 3, Config{})
	first, second, own := joined(h, Scope{}), joined(h, Scope{}), joined(h, Scope{Agent: "a0"})
	for _, v := range []*Viewer{first, second, own} {
		newClient().drain(t, v)
	}
	several := 0
	for range 300 {
		x.next(feed)
		h.flush(false)
		if len(first.frames) > 1 || len(own.frames) > 1 {
			t.Fatal("one flush is several frames")
		}
		if len(first.frames) == 0 {
			continue
		}
		h.beat()
		f, _ := first.Next(t.Context())
		g, _ := second.Next(t.Context())
		if f != g {
			t.Fatal("viewers of the same do not share a frame")
		}
		if f.JSON[0] == '[' {
			several++
		}
		if len(first.frames) > 0 {
			t.Fatalf("a beat behind a frame: %s", (<-first.frames).JSON)
		}
		for len(own.frames) > 0 {
			if f, _ := own.Next(t.Context()); bytes.Contains(f.JSON, []byte(`"topic":"agents"`)) && bytes.Contains(f.JSON, []byte(`"id":"a1"`)) && !bytes.Contains(f.JSON, []byte(`"topic":"colleagues"`)) {
				t.Fatalf("an agent sees another's row: %s", f.JSON)
			}
		}
	}
	if several < 50 {
		t.Errorf("%d frames of several topics: the test showed nothing", several)
	}
	x.now += 1000
	h.beat()
	if f, _ := first.Next(t.Context()); !bytes.Contains(f.JSON, []byte(`"beat"`)) {
		t.Errorf("a second of silence: %s", f.JSON)
	}
}

// Reset gives everybody the new floor.
func TestResetSendsSnapshots(t *testing.T) {
	h, x, _ := hubCentre(6, 2, 3, Config{})
	v, c := joined(h, Scope{}), newClient()
	c.drain(t, v)
	for range 200 {
		x.next(func(acd.Time, []acd.Event) {}) // the reader of the ring missed all this
	}
	h.reset(2, h.seq+1, x.floor.State())
	c.drain(t, v)
	late, fresh := joined(h, Scope{}), newClient()
	fresh.drain(t, late)
	if c.String() != fresh.String() {
		t.Fatalf("got %s\nwant %s", c, fresh)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Who asks for no longer than some time does not wait longer for a hub that is busy,
// and leaves nothing behind in it.
func TestJoinEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Config{})
		ctx, cancel := context.WithCancel(t.Context())
		go h.Run(ctx)
		busy := make(chan struct{})
		if err := h.hand(ctx, func() { <-busy }); err != nil {
			t.Fatal(err)
		}
		soon, done := context.WithTimeout(ctx, 100*time.Millisecond)
		defer done()
		start := time.Now()
		if v, err := h.Join(soon, []Topic{Services}, Scope{}); v != nil || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > time.Second {
			t.Errorf("%v, %v after %v", v, err, time.Since(start))
		}
		close(busy)
		synctest.Wait()
		if n := h.stats.viewers.Load(); n != 0 {
			t.Errorf("%d viewers are left", n)
		}
		cancel()
		synctest.Wait()
	})
}

// An agent's desk has the agent's own row and own calls whatever the agent serves, and
// so has that of a manager who takes calls; who consults stands on the row of a
// consultation after a restart too.
func TestOwnCallsAreSeenWhateverTheServices(t *testing.T) {
	h, x, feed := hubCentre(1, 2, 2, Config{})
	x.do(acd.SetState{Agent: "a1", State: acd.NotReady, Reason: acd.Meal}, feed)
	x.do(acd.SetState{Agent: "a0", State: acd.NotReady, Reason: acd.Meal}, feed)
	x.do(acd.Dial{Call: "c1", Agent: "a1", Number: "0212345678"}, feed)
	x.do(acd.DialAnswered{Call: "c1"}, feed)
	x.do(acd.Consult{Call: "c1", Second: "c2", Agent: "a0"}, feed)
	for _, scope := range []Scope{{Agent: "a0", Services: []acd.ServiceID{}}, {Agent: "a0", Manager: "nobody"}} {
		c := newClient()
		c.drain(t, joined(h, scope))
		if got := slices.Sorted(maps.Keys(c.topics[Agents].rows)); !slices.Equal(got, []string{"a0"}) {
			t.Errorf("%+v sees the agents %v", scope, got)
		}
		if got := slices.Sorted(maps.Keys(c.topics[Calls].rows)); !slices.Equal(got, []string{"c2"}) {
			t.Errorf("%+v sees the calls %v", scope, got)
		}
	}
	for at, b := range map[string]*Board{"folded": h.board, "restored": New(x.floor.State())} {
		if from := b.calls["c2"].from; from != "a1" {
			t.Errorf("%s: c2 is from %q", at, from)
		}
	}
}
