package floor

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func setup() []acd.Command {
	rule := acd.Rule{Do: acd.RuleMessage}
	return []acd.Command{
		acd.PutService{Service: acd.Service{
			ID: "orders", Strategy: acd.LongestIdle, ServiceLevel: 20 * time.Second, Ring: 15 * time.Second, WrapUp: time.Minute,
			Misses: 1, Full: rule, ClosedDo: rule, Nobody: acd.Rule{Do: acd.RuleWait}, TooLong: rule,
		}},
		acd.PutAgent{Agent: acd.Agent{ID: "kim", Extension: "1001", Services: []acd.Membership{{Service: "orders", Level: 1}}}},
		acd.PutAgent{Agent: acd.Agent{ID: "lee", Extension: "1002", Services: []acd.Membership{{Service: "orders", Level: 1}}}},
		acd.PhoneReachable{Agent: "kim"}, acd.PhoneReachable{Agent: "lee"},
	}
}

func open(t *testing.T, js journal.Store, change ...func(*Options)) *Floor {
	t.Helper()
	opt := Options{Journal: &line{Store: js}, Log: zerolog.Nop(), Timeout: 200 * time.Millisecond}
	for _, c := range change {
		c(&opt)
	}
	f, err := Open(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.once.Do(func() { close(f.stop) }); <-f.done })
	return f
}

func do(t *testing.T, f *Floor, cmds ...acd.Command) Result {
	t.Helper()
	r, err := f.Do(context.Background(), cmds...)
	if err != nil {
		t.Fatal(err)
	}
	if ref, ok := r.Refused(); ok {
		t.Fatalf("refused: %+v", ref)
	}
	return r
}

func state(t *testing.T, f *Floor) acd.State {
	t.Helper()
	s, _, err := f.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s.Now = 0
	return s
}

func offerOf(t *testing.T, r Result) acd.CallOffered {
	t.Helper()
	for _, ev := range r.Events {
		if o, ok := ev.(acd.CallOffered); ok {
			return o
		}
	}
	t.Fatalf("no offer in %+v", r.Events)
	return acd.CallOffered{}
}

// line is a journal that can be cut: what is written afterwards goes nowhere.
type line struct {
	journal.Store
	cut atomic.Bool
}

func (l *line) Append(ctx context.Context, b journal.Batch) error {
	if l.cut.Load() {
		return nil
	}
	return l.Store.Append(ctx, b)
}

func (l *line) Save(ctx context.Context, s journal.Snapshot) error {
	if l.cut.Load() {
		return nil
	}
	return l.Store.Save(ctx, s)
}

// kill ends the goroutine without the orderly end: no snapshot, as after kill -9.
func kill(f *Floor) {
	f.opt.Journal.(*line).cut.Store(true)
	f.once.Do(func() { close(f.stop) })
	<-f.done
}

// After kill -9 agents' states, reasons, since-when, figures and wrap-up
// deadlines are as published, and what was up ended once, as lost_restart.
func TestKillAndRestart(t *testing.T) {
	js := &journal.Memory{}
	f := open(t, js)
	do(t, f, setup()...)
	do(t, f, acd.SetState{Agent: "kim", State: acd.Ready}, acd.SetState{Agent: "lee", State: acd.NotReady, Reason: acd.Meal})
	o := offerOf(t, do(t, f, acd.Enqueue{Call: "c1", Service: "orders", Caller: "01011112222"}))
	do(t, f, acd.Answer{Call: "c1", Agent: o.Agent, Offer: o.Offer}, acd.Connect{Call: "c1", Offer: o.Offer})
	do(t, f, acd.HangUp{Call: "c1", By: acd.ByCaller, Cause: acd.CauseNormal})
	do(t, f, acd.Enqueue{Call: "c2", Service: "orders"})
	before := state(t, f)
	kill(f)

	g := open(t, js)
	after := state(t, g)
	if g.Epoch() != f.Epoch()+1 {
		t.Errorf("epoch %d after %d", g.Epoch(), f.Epoch())
	}
	for i, a := range before.Agents {
		b := after.Agents[i]
		if a.State != b.State || a.Reason != b.Reason || a.Since != b.Since || a.Deadline != b.Deadline || a.Today != b.Today {
			t.Errorf("agent was %+v, is %+v", a, b)
		}
	}
	if before.Agents[0].State != acd.WrapUp || before.Agents[0].Deadline == 0 {
		t.Errorf("kim should be in wrap-up: %+v", before.Agents[0])
	}
	if n := len(after.Calls); n != 0 {
		t.Errorf("%d calls are still up", n)
	}
	b, a := before.Services[0].Today, after.Services[0].Today
	if a.Offered != b.Offered || a.Answered != b.Answered || a.LeftLost != 1 || a.Pending != 0 {
		t.Errorf("figures were %+v, are %+v", b, a)
	}
	if err := f.core.Check(); err != nil {
		t.Error(err)
	}
}

// Nothing that a reader was told is missing after a restart, and the events go
// on without a gap in their numbers.
func TestReadersSeeEverythingOnce(t *testing.T) {
	js := &journal.Memory{}
	f := open(t, js)
	rd := f.Reader("test", Cursor{}, false)
	do(t, f, setup()...)
	last := do(t, f, acd.SetState{Agent: "kim", State: acd.Ready}).Cursor.Seq
	var seen []Stamped
	for len(seen) == 0 || seen[len(seen)-1].Seq < last {
		evs, err := rd.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, evs...)
	}
	kill(f)
	var replayed []Stamped
	g := open(t, js, func(o *Options) {
		o.OnReplay = func(evs []Stamped) { replayed = append(replayed, evs...) }
	})
	for i, ev := range seen {
		if ev.Seq != uint64(i+1) {
			t.Fatalf("event %d has number %d", i, ev.Seq)
		}
		a, _ := json.Marshal(ev.Event)
		b, _ := json.Marshal(replayed[i].Event)
		if replayed[i].Seq != ev.Seq || string(a) != string(b) {
			t.Errorf("event %d was %s, is %s", ev.Seq, a, b)
		}
	}
	if r := do(t, g, acd.SetState{Agent: "lee", State: acd.Ready}); r.Cursor.Seq <= last {
		t.Errorf("numbers go back: %d after %d", r.Cursor.Seq, last)
	}
}

// A journal that fails must not end calls (F-10): the floor goes on, says so,
// and writes everything when the journal works again.
func TestJournalFailsAndComesBack(t *testing.T) {
	var broken atomic.Bool
	js := &journal.Memory{Fail: func(journal.Batch) error {
		if broken.Load() {
			return errors.New("no space left on device")
		}
		return nil
	}}
	f := open(t, js, func(o *Options) { o.Backlog = 20 })
	do(t, f, setup()...)
	broken.Store(true)
	do(t, f, acd.SetState{Agent: "kim", State: acd.Ready})
	if f.Health().JournalErr == "" {
		t.Error("the failing journal is not reported")
	}
	for range 12 {
		do(t, f, acd.SetState{Agent: "lee", State: acd.NotReady, Reason: acd.Rest})
	}
	if _, err := f.Do(context.Background(), acd.Enqueue{Call: "c9", Service: "orders"}); !errors.Is(err, ErrOverloaded) {
		t.Errorf("a new call is taken with a full backlog: %v", err)
	}
	broken.Store(false)
	for f.Health().JournalErr != "" {
		time.Sleep(20 * time.Millisecond)
		if err := f.Query(context.Background(), func(*acd.Floor) {}); err != nil {
			t.Fatal(err)
		}
	}
	want := state(t, f)
	kill(f)
	got := state(t, open(t, js))
	if a, b := want.Agents[0], got.Agents[0]; a.State != b.State || a.Since != b.Since || a.State != acd.Ready {
		t.Errorf("kim was %+v, is %+v", a, b)
	}
}

// A commit that seemed to fail and was kept after all is not written twice, and
// what was added behind it meanwhile is not lost.
func TestDoubtfulCommit(t *testing.T) {
	var doubtful atomic.Bool
	js := &journal.Memory{}
	js.Doubt = func(journal.Batch) error {
		if doubtful.Load() {
			return errors.New("time-out")
		}
		return nil
	}
	f := open(t, js)
	do(t, f, setup()...)
	doubtful.Store(true)
	do(t, f, acd.SetState{Agent: "kim", State: acd.Ready})
	do(t, f, acd.SetState{Agent: "lee", State: acd.NotReady, Reason: acd.Meal})
	doubtful.Store(false)
	for f.Health().JournalErr != "" {
		time.Sleep(20 * time.Millisecond)
	}
	want := state(t, f)
	kill(f)
	got := state(t, open(t, js))
	for i := range want.Agents {
		if a, b := want.Agents[i], got.Agents[i]; a.State != b.State || a.Since != b.Since || a.Reason != b.Reason {
			t.Errorf("was %+v, is %+v", a, b)
		}
	}
}

// A start on a journal that cannot be written is refused.
func TestStartNeedsTheJournal(t *testing.T) {
	js := &journal.Memory{Fail: func(journal.Batch) error { return errors.New("read-only file system") }}
	_, err := Open(context.Background(), Options{Journal: js, Log: zerolog.Nop()})
	if err == nil {
		t.Fatal("started without a journal")
	}
}

// Snapshots shorten the replay and change nothing.
func TestSnapshotAndTail(t *testing.T) {
	js := &journal.Memory{}
	f := open(t, js, func(o *Options) { o.SnapAt = 10 })
	do(t, f, setup()...)
	for i := range 100 {
		s := acd.SetState{Agent: "kim", State: acd.Ready}
		if i%2 == 1 {
			s = acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Rest}
		}
		do(t, f, s)
	}
	want := state(t, f)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	n := 0
	if err := Replay(context.Background(), js, 0, 1<<62, func(Point) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	if n > 30 {
		t.Errorf("the replay took %d steps: the snapshot is not used", n)
	}
	g := open(t, js)
	got := state(t, g)
	a, _ := json.Marshal(want)
	b, _ := json.Marshal(got)
	if string(a) != string(b) {
		t.Errorf("was %s\nis  %s", a, b)
	}
}

// A reader that falls behind is told so, and a required one stops new calls.
func TestSlowReaders(t *testing.T) {
	f := open(t, &journal.Memory{}, func(o *Options) { o.Ring = 64 })
	slow := f.Reader("rows", Cursor{}, true)
	do(t, f, setup()...)
	for range 20 {
		do(t, f, acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Rest}, acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Meal})
	}
	if got := f.Health().RefusingNew; got != "rows" {
		t.Errorf("refusing new calls because of %q", got)
	}
	if _, err := f.Do(context.Background(), acd.Enqueue{Call: "c", Service: "orders"}); !errors.Is(err, ErrOverloaded) {
		t.Errorf("a new call is taken: %v", err)
	}
	for _, cmd := range []acd.Command{acd.Arrive{Call: "menu", Service: "orders"}, acd.Promise{Call: "back", Service: "orders", Number: "0101"}} {
		if err := f.Post(cmd); !errors.Is(err, ErrOverloaded) {
			t.Errorf("%T is taken: %v", cmd, err)
		}
	}
	if err := f.Continue(acd.Enqueue{Call: "there", Service: "orders"}); err != nil {
		t.Errorf("a call that is there does not go on: %v", err)
	}
	for range 20 {
		do(t, f, acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Rest}, acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Meal})
	}
	if _, err := slow.Next(context.Background()); !errors.Is(err, ErrLagged) {
		t.Errorf("the slow reader got %v", err)
	}
	_, c, err := f.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	slow.Reset(c)
	do(t, f, acd.SetState{Agent: "kim", State: acd.Ready})
	if _, err := f.Do(context.Background(), acd.Enqueue{Call: "c", Service: "orders"}); err != nil {
		t.Errorf("new calls are refused though the reader is back: %v", err)
	}
}

// The clock never runs backwards and does not jump with the wall clock.
func TestClockIgnoresSteps(t *testing.T) {
	base := time.Now()
	wall := base
	c := NewClockBy(0, func() time.Time { return wall })
	start := c.Now()
	wall = base.Add(10 * time.Second)
	if d := c.Now().Sub(start); d < 9*time.Second || d > 11*time.Second {
		t.Errorf("ten seconds took %v", d)
	}
	before := c.Now()
	wall = base.Add(-time.Hour) // also without a monotonic reading it must not go back
	if c.Now() < before {
		t.Error("the clock ran backwards")
	}
}

// A command that makes the core panic is skipped, now and in every replay.
func TestPoisonedCommand(t *testing.T) {
	stepCore = func(core *acd.Floor, now acd.Time, cmd acd.Command) []acd.Event {
		if c, ok := cmd.(acd.SetState); ok && c.By == "poison" {
			core.Step(now, acd.DeleteAgent{Agent: "kim"}) // half of the work is done
			panic("poison")
		}
		return core.Step(now, cmd)
	}
	t.Cleanup(func() { stepCore = (*acd.Floor).Step })
	js := &journal.Memory{}
	f := open(t, js)
	do(t, f, setup()...)
	before := state(t, f)
	if _, err := f.Do(context.Background(), acd.SetState{Agent: "kim", State: acd.Ready, By: "poison"}); err != nil {
		t.Fatal(err)
	}
	if after := state(t, f); len(after.Agents) != len(before.Agents) {
		t.Errorf("the floor was not rebuilt: %+v", after)
	}
	if h := f.Health(); h.Skipped != 1 {
		t.Errorf("%d commands skipped", h.Skipped)
	}
	do(t, f, acd.SetState{Agent: "kim", State: acd.Ready})
	want := state(t, f)
	kill(f)
	if got := state(t, open(t, js)); got.Agents[0].Since != want.Agents[0].Since || got.Agents[0].State != acd.Ready {
		t.Errorf("after the replay kim is %+v", got.Agents[0])
	}
}

// A reader knows since when and how much it has not read, also where the ring has
// gone on over its place.
func TestUnread(t *testing.T) {
	f, err := Open(t.Context(), Options{Journal: &journal.Memory{}, Ring: 8})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // a journal in memory
	do(t, f, setup()...)
	_, at, err := f.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := f.Reader("late", at, false)
	if since, n := r.Unread(); since != 0 || n != 0 {
		t.Errorf("nothing has happened: %d unread since %v", n, since)
	}
	first := f.Now()
	do(t, f, acd.SetState{Agent: "kim", State: acd.Ready})
	if since, n := r.Unread(); n == 0 || since < first || since > f.Now() || uint64(n) != r.Last()-at.Seq {
		t.Errorf("%d unread since %v, not since %v; the newest is %d after %d", n, since, first, r.Last(), at.Seq)
	}
	if _, err := r.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	if since, n := r.Unread(); since != 0 || n != 0 {
		t.Errorf("all was read: %d unread since %v", n, since)
	}
	for range 10 {
		do(t, f, acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Meal}, acd.SetState{Agent: "kim", State: acd.Ready})
	}
	if since, n := r.Unread(); n <= 8 || since < first {
		t.Errorf("more than the ring holds has happened: %d unread since %v", n, since)
	}
}
