package floor

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
)

// full is a journal that can be full: nothing more is kept.
type full struct {
	journal.Store
	append, save atomic.Bool
	taken        atomic.Bool
}

var errFull = errors.New("no space left on device")

func (l *full) Append(ctx context.Context, b journal.Batch) error {
	if l.taken.Load() {
		return journal.ErrTaken
	}
	if l.append.Load() {
		return errFull
	}
	return l.Store.Append(ctx, b)
}

func (l *full) Save(ctx context.Context, s journal.Snapshot) error {
	if l.save.Load() {
		return errFull
	}
	return l.Store.Save(ctx, s)
}

// told collects the events that a durable reader is handed.
type told struct{ list []Stamped }

func (r *told) add(evs []Stamped) { r.list = append(r.list, evs...) }

func (r *told) read(t *testing.T, rd *Reader, to uint64) {
	t.Helper()
	for len(r.list) == 0 || r.list[len(r.list)-1].Seq < to {
		evs, err := rd.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		r.add(evs)
	}
}

// equal says whether two lists hold the same events under the same numbers.
func (r *told) equal(t *testing.T, want []Stamped) {
	t.Helper()
	a, _ := json.Marshal(r.list)
	b, _ := json.Marshal(want)
	if string(a) != string(b) {
		t.Errorf("events were\n%s\nare\n%s", b, a)
	}
}

// The program dies while the journal is full: rows of some events are kept, the
// floor does not know of them. It starts all the same, the numbers of events go on
// behind the rows', now and in every replay, and a reader is told what is gone.
func TestRowsOutliveTheJournal(t *testing.T) {
	disk := &full{Store: &journal.Memory{}}
	f := open(t, disk)
	do(t, f, setup()...)
	do(t, f, acd.SetState{Agent: "kim", State: acd.Ready})
	do(t, f, acd.Enqueue{Call: "c1", Service: "orders"})
	known := do(t, f, acd.SetState{Agent: "lee", State: acd.NotReady, Reason: acd.Meal}).Cursor.Seq
	disk.append.Store(true)
	rows := do(t, f, acd.Enqueue{Call: "c2", Service: "orders"}, acd.SetState{Agent: "lee", State: acd.Ready}).Cursor.Seq
	kept := rows + 2 // rows behind the checkpoint
	kill(f)
	disk.append.Store(false)

	recovered := acd.State{}
	with := func(from uint64, to *told) func(*Options) {
		return func(o *Options) {
			o.ReadFrom, o.KeptTo = from, kept
			o.OnReplay = to.add
			o.OnRecovered = func(s acd.State, c Cursor) { recovered = s }
		}
	}
	var first told
	g := open(t, disk, with(rows, &first))
	if len(first.list) != 0 {
		t.Errorf("events that rows know are told again: %+v", first.list)
	}
	if len(recovered.Calls) != 1 || recovered.Calls[0].ID != "c1" {
		t.Errorf("recovered calls: %+v", recovered.Calls)
	}
	if c := g.Began(); c.Seq != kept || c.Epoch != g.Epoch() {
		t.Errorf("the floor began at %+v, want event %d (the journal's last is %d)", c, kept, known)
	}
	rd := g.Reader("rows", g.Began(), true)
	last := do(t, g, acd.Enqueue{Call: "c3", Service: "orders"}).Cursor.Seq
	first.read(t, rd, last)
	if first.list[0].Seq != kept+1 {
		t.Errorf("the first new event has number %d, want %d", first.list[0].Seq, kept+1)
	}
	if g.Health().RefusingNew != "" {
		t.Errorf("new calls are refused: %s", g.Health().RefusingNew)
	}
	kill(g)

	var again told
	h := open(t, disk, with(kept, &again))
	again.equal(t, first.list)
	if h.Began().Seq != last {
		t.Errorf("the floor began at %d, want %d", h.Began().Seq, last)
	}
	kill(h)

	var whole told // a checkpoint older than what was lost: rows skip what they know
	h = open(t, disk, with(known-1, &whole))
	if n := len(whole.list); n < len(first.list)+1 || whole.list[0].Seq != known {
		t.Errorf("%d events, the first %+v", n, whole.list[0])
	}
	whole.list = whole.list[1 : 1+len(first.list)]
	whole.equal(t, first.list)
	if err := h.core.Check(); err != nil {
		t.Error(err)
	}
}

// A reader with a cursor ahead of the floor (of another floor) is told, and reads
// nothing that was never published.
func TestReaderAhead(t *testing.T) {
	f := open(t, &journal.Memory{})
	last := do(t, f, setup()...).Cursor.Seq
	rd := f.Reader("rows", Cursor{Seq: last + 100}, true)
	do(t, f, acd.SetState{Agent: "kim", State: acd.Ready})
	if evs, err := rd.Next(context.Background()); !errors.Is(err, ErrLagged) {
		t.Errorf("read %+v, %v", evs, err)
	}
	if name := f.Health().RefusingNew; name != "" {
		t.Errorf("new calls are refused because of %s", name)
	}
}

// Another program writes to the journal: the owner ends.
func TestTakenJournalIsFatal(t *testing.T) {
	disk := &full{Store: &journal.Memory{}}
	var fatal atomic.Int32
	f := open(t, disk, func(o *Options) {
		o.Fatal = func(err error) {
			if !errors.Is(err, journal.ErrTaken) {
				t.Errorf("ended because of %v", err)
			}
			fatal.Add(1)
		}
	})
	do(t, f, setup()...)
	disk.taken.Store(true)
	do(t, f, acd.SetState{Agent: "kim", State: acd.Ready})
	if fatal.Load() == 0 {
		t.Error("the owner goes on beside another one")
	}
	disk.taken.Store(false)
}

// A snapshot that could not be written is tried again soon, not after the next
// twenty thousand commands.
func TestSnapshotIsTriedAgain(t *testing.T) {
	mem := &journal.Memory{}
	disk := &full{Store: mem}
	disk.save.Store(true)
	f := open(t, disk, func(o *Options) { o.SnapAt = 5 })
	do(t, f, setup()...)
	do(t, f, acd.SetState{Agent: "kim", State: acd.Ready})
	time.Sleep(50 * time.Millisecond)
	disk.save.Store(false)
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if _, ok, _ := mem.Latest(context.Background(), 1<<62); ok {
			break
		}
		if time.Now().After(end) {
			t.Fatal("no snapshot")
		}
	}
}

// Commands are given up in the middle of the journal and no snapshot bridges the
// gap: the floor starts as it was before, and what follows is not lost again.
func TestGapBehindTheSnapshot(t *testing.T) {
	disk := &full{Store: &journal.Memory{}}
	f := open(t, disk, func(o *Options) { o.Backlog = 4 })
	do(t, f, setup()...)
	do(t, f, acd.SetState{Agent: "kim", State: acd.Ready})
	disk.append.Store(true)
	disk.save.Store(true)
	for range 6 {
		do(t, f, acd.SetState{Agent: "lee", State: acd.NotReady, Reason: acd.Rest}, acd.SetState{Agent: "lee", State: acd.NotReady, Reason: acd.Meal})
	}
	disk.append.Store(false)
	for f.Health().JournalErr != "" {
		time.Sleep(20 * time.Millisecond)
	}
	rows := do(t, f, acd.SetState{Agent: "lee", State: acd.Ready}).Cursor.Seq
	lsn := f.lsn
	kill(f)
	disk.save.Store(false)

	again := func(o *Options) { o.ReadFrom, o.OnReplay = rows, func([]Stamped) {} }
	g := open(t, disk, again)
	if s := state(t, g); s.Agents[0].State != acd.Ready || s.Agents[1].State != acd.LoggedOut {
		t.Errorf("agents are %+v", s.Agents)
	}
	if g.lsn <= lsn || g.Began().Seq != rows {
		t.Errorf("goes on at command %d, event %d, want behind %d, %d", g.lsn, g.Began().Seq, lsn, rows)
	}
	do(t, g, acd.SetState{Agent: "lee", State: acd.NotReady, Reason: acd.Meal})
	want := state(t, g)
	kill(g)
	got := state(t, open(t, disk, again))
	if a, b := want.Agents[1], got.Agents[1]; a.State != b.State || a.Since != b.Since || a.Reason != acd.Meal {
		t.Errorf("lee was %+v, is %+v", a, b)
	}
}

// Close carries out everything that was taken, also more than one batch.
func TestCloseEmptiesTheInbox(t *testing.T) {
	js := &journal.Memory{}
	f := open(t, js, func(o *Options) { o.Batch = 4 })
	do(t, f, setup()...)
	taken := make(chan int)
	go func() {
		n := 0
		for f.Post(acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Rest}) == nil {
			n++
			if n%64 == 0 {
				time.Sleep(time.Millisecond)
			}
		}
		taken <- n
	}()
	time.Sleep(20 * time.Millisecond)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	n, kept := <-taken, 0
	err := ReplayAll(context.Background(), js, 0, func(p Point) error {
		if c, ok := p.Command.(acd.SetState); ok && c.Agent == "kim" {
			kept++
		}
		return nil
	})
	if err != nil || kept != n || n == 0 {
		t.Errorf("%d commands were taken, %d are in the journal (%v)", n, kept, err)
	}
}

// A reader that may miss nothing and has fallen behind the ring catches up from
// the journal: the same events, under the same numbers, each once.
func TestCatchUp(t *testing.T) {
	disk := &full{Store: &journal.Memory{}}
	f := open(t, disk, func(o *Options) { o.Ring, o.SnapAt = 64, 40 })
	all, slow := f.Reader("all", f.Began(), false), f.Reader("rows", f.Began(), true)
	var want, got told
	want.read(t, all, do(t, f, setup()...).Cursor.Seq)
	rest := func() uint64 {
		return do(t, f, acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Rest}, acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Meal}).Cursor.Seq
	}
	for range 100 {
		want.read(t, all, rest())
	}
	if _, err := slow.Next(context.Background()); !errors.Is(err, ErrLagged) {
		t.Fatalf("the slow reader got %v", err)
	}
	if err := f.CatchUp(context.Background(), slow, got.add); err != nil {
		t.Fatal(err)
	}
	got.equal(t, want.list)
	last := rest()
	want.read(t, all, last)
	got.read(t, slow, last)
	got.equal(t, want.list)

	disk.append.Store(true) // what is only in memory cannot be read yet
	for range 100 {
		last = rest()
		want.read(t, all, last)
	}
	if err := f.CatchUp(context.Background(), slow, got.add); !errors.Is(err, ErrLagged) {
		t.Errorf("caught up without a journal: %v", err)
	}
	disk.append.Store(false)
	for f.Health().JournalErr != "" {
		time.Sleep(20 * time.Millisecond)
	}
	if err := f.CatchUp(context.Background(), slow, got.add); err != nil {
		t.Fatal(err)
	}
	got.equal(t, want.list)
}
