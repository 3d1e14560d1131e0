package floor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
)

// Options are the settings of a floor. Zero values take the defaults named.
type Options struct {
	Journal  journal.Store
	Location *time.Location // whose midnight begins a day; default UTC
	Clock    Clock          // default NewClock at the journal's last time
	Log      zerolog.Logger
	Seed     uint64 // of the random choices of a new floor

	Inbox    int           // commands that may wait; default 8,192
	Ring     int           // events kept for readers; default 65,536
	Batch    int           // commands in one transaction at most; default 512
	Backlog  int           // commands kept in memory while the journal fails; default 200,000
	SnapAt   int           // commands between snapshots; default 20,000
	Timeout  time.Duration // of one append, after which the journal counts as failing; default 1 s
	Gather   time.Duration // least time between commits on a busy floor; default 2 ms, negative: none
	Keep     time.Duration // how long the journal is kept for replay; default 22 hours
	ReadFrom uint64        // the Seq after which OnReplay wants events (a durable reader's checkpoint)

	// OnReplay receives, while Open runs, the events that a durable reader has
	// not seen (those after ReadFrom), in order, each once. Nil where there is no
	// such reader.
	OnReplay func([]Stamped)

	// KeptTo is the last Seq that a durable reader may have kept. Where the
	// program ended while the journal could not be written, that is more than the
	// journal knows of: the numbers then go on behind it, none is given twice.
	KeptTo uint64
	// OnRecovered receives, while Open runs and behind the last OnReplay, the
	// floor as it was recovered, before calls that were up are ended. Calls that a
	// reader has open and that are not in it were lost with the journal's end.
	OnRecovered func(acd.State, Cursor)

	// Fatal ends the program: another one writes to the journal, or the floor
	// cannot be built again after a panic. Nothing true can be said any more.
	// Default: a log line and exit status 1.
	Fatal func(error)
}

// ErrOverloaded says that a command was not taken because the inbox, the
// journal's backlog or a required reader is at its limit. Nothing happened.
var ErrOverloaded = errors.New("the floor is overloaded: try again in some seconds")

// Result is what became of commands that were done together.
type Result struct {
	Cursor Cursor // after their last event
	Events []acd.Event
}

// Refused returns the first refusal among the events.
func (r Result) Refused() (acd.Refused, bool) {
	for _, ev := range r.Events {
		if ref, ok := ev.(acd.Refused); ok {
			return ref, true
		}
	}
	return acd.Refused{}, false
}

type request struct {
	cmds   []acd.Command
	query  func(*acd.Floor)
	goesOn bool        // in calls that are there: taken also while new ones are refused
	reply  chan Result // capacity 1; nil: nobody waits
}

// Floor is the running owner. Its methods may be called from any goroutine.
type Floor struct {
	opt   Options
	log   zerolog.Logger
	inbox chan request
	ring  *ring
	stop  chan struct{}
	done  chan struct{}
	once  sync.Once

	gate  sync.RWMutex // held to read by who puts into the inbox, to write by Close
	began Cursor       // before the first event of this start

	refuseNew atomic.Bool // new calls are refused: backlog or a reader
	health    atomic.Pointer[Health]
	durable   atomic.Uint64 // Seq up to which the durable reader needs nothing any more

	// Owned by the goroutine.
	core      *acd.Floor
	epoch     uint64
	lsn       uint64 // last command stepped
	written   uint64 // last command durable
	seq       uint64 // last event published
	day       string
	nextDay   acd.Time
	backlog   []journal.Record // not yet durable
	committed time.Time        // when the last commit ended
	failing   bool
	retryAt   acd.Time
	gaveUp    int        // commands that were dropped from the backlog
	trying    chan tried // the backlog being written beside the loop; nil: it is not
	markSeq   uint64     // the next record says that the events before it end here; 0: nothing to say
	snapLSN   uint64
	snapAt    acd.Time         // of the last snapshot of this start, also of a floor that stands still
	snapWait  time.Duration    // until a snapshot that failed is tried again; grows
	snapRetry time.Time        // when; zero: the last one was written
	snap      journal.Snapshot // the newest, for recovery after a panic
	skipped   map[uint64]bool
	saving    chan error // a snapshot being written; nil: none
	saveW     sync.WaitGroup
	pending   atomic.Pointer[journal.Snapshot] // the snapshot last written
}

// Health is the owner's state for metrics and readiness.
type Health struct {
	At          acd.Time      // of the last step
	Beat        time.Time     // wall clock of the last turn of the loop
	JournalErr  string        // "" while the journal works
	Backlog     int           // commands not yet durable
	Inbox       int           // commands waiting
	LastAppend  time.Duration // duration of the last append
	Skipped     int           // commands that made the core fail, ever
	RefusingNew string        // why new calls are refused; "" when they are not
	ClockOffset time.Duration // wall clock minus floor time: large after the wall clock was set
}

// Open recovers the floor from its journal, ends what a crash left up (Restart)
// and starts the owner.
func Open(ctx context.Context, opt Options) (*Floor, error) {
	opt = withDefaults(opt)
	f := &Floor{
		opt: opt, log: opt.Log,
		inbox: make(chan request, opt.Inbox),
		stop:  make(chan struct{}), done: make(chan struct{}),
	}
	rec, err := recoverFrom(ctx, opt)
	if err != nil {
		return nil, fmt.Errorf("recover the floor: %w", err)
	}
	f.core, f.lsn, f.written, f.seq, f.epoch = rec.core, rec.lsn, rec.lsn, rec.seq, rec.epoch+1
	f.snap, f.snapLSN, f.skipped = rec.snap, rec.snap.LSN, rec.skipped
	if f.opt.Clock == nil {
		f.opt.Clock = NewClock(rec.at)
	}
	if kept := max(opt.ReadFrom, opt.KeptTo); kept > f.seq {
		f.log.Error().Uint64("events", kept-f.seq).
			Msg("the program ended while the journal could not be written: rows of some events are kept, the floor does not know of them and starts from the journal's end")
		f.seq, f.markSeq = kept, kept
	}
	f.began = Cursor{Epoch: f.epoch, Seq: f.seq}
	if rec.gap { // what follows would never be read again without a snapshot behind the gap
		if err := f.bridge(ctx); err != nil {
			return nil, err
		}
	}
	if opt.OnRecovered != nil {
		s := f.core.State()
		s.Now = f.opt.Clock.Now()
		opt.OnRecovered(s, f.began)
	}
	f.ring = newRing(opt.Ring, f.seq)
	if f.durable.Store(opt.ReadFrom); opt.OnReplay == nil {
		f.durable.Store(math.MaxInt64)
	}
	f.day = f.core.State().Day
	f.health.Store(&Health{Beat: time.Now(), At: rec.at, Skipped: len(rec.skipped)})
	first := []acd.Command{}
	if rec.found {
		first = append(first, acd.Restart{})
	}
	f.turn(f.opt.Clock.Now(), []request{{cmds: first}})
	if f.failing {
		return nil, fmt.Errorf("the journal cannot be written: %s", f.health.Load().JournalErr)
	}
	go f.run()
	return f, nil
}

func withDefaults(o Options) Options {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	set(&o.Inbox, 8192)
	set(&o.Ring, 65536)
	set(&o.Batch, 512)
	set(&o.Backlog, 200_000)
	set(&o.SnapAt, 20_000)
	if o.Timeout == 0 {
		o.Timeout = time.Second
	}
	if o.Gather == 0 {
		o.Gather = 2 * time.Millisecond
	}
	if o.Keep == 0 {
		o.Keep = 22 * time.Hour
	}
	if o.Fatal == nil {
		o.Fatal = func(err error) { o.Log.Fatal().Err(err).Msg("the floor cannot go on") }
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	return o
}

// Do carries out commands together, in order, and returns what became true once
// it is durable. It fails with ErrOverloaded (nothing happened), ErrClosed or
// the context's error (the commands may still happen).
func (f *Floor) Do(ctx context.Context, cmds ...acd.Command) (Result, error) {
	reply := make(chan Result, 1)
	if err := f.put(request{cmds: cmds, reply: reply}); err != nil {
		return Result{}, err
	}
	select {
	case r := <-reply:
		return r, nil
	case <-ctx.Done():
		return Result{}, ctx.Err()
	case <-f.done:
		select {
		case r := <-reply:
			return r, nil
		default:
			return Result{}, ErrClosed
		}
	}
}

// Post carries out commands without waiting. Its errors are those of Do.
func (f *Floor) Post(cmds ...acd.Command) error { return f.put(request{cmds: cmds}) }

// Continue is Post of what goes on in calls that the floor has. While new calls are refused
// it takes them still: a caller who leaves a menu for a line is no new one.
func (f *Floor) Continue(cmds ...acd.Command) error {
	return f.put(request{cmds: cmds, goesOn: true})
}

// begins reports whether a command brings a new call.
func begins(c acd.Command) bool {
	switch c.(type) {
	case acd.Enqueue, acd.Arrive, acd.Promise:
		return true
	}
	return false
}

func (f *Floor) put(r request) error {
	if f.refuseNew.Load() && !r.goesOn && slices.ContainsFunc(r.cmds, begins) {
		return ErrOverloaded
	}
	f.gate.RLock() // what is taken is in the inbox before Close looks for the last time
	defer f.gate.RUnlock()
	select {
	case <-f.stop:
		return ErrClosed
	default:
	}
	select {
	case f.inbox <- r:
		return nil
	default:
		return ErrOverloaded
	}
}

// Query runs fn in the owner's goroutine, between batches. fn must not keep the
// core nor step it.
func (f *Floor) Query(ctx context.Context, fn func(*acd.Floor)) error {
	reply := make(chan Result, 1)
	if err := f.put(request{query: fn, reply: reply}); err != nil {
		return err
	}
	select {
	case <-reply:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-f.done:
		return ErrClosed
	}
}

// Snapshot returns the whole floor and the cursor from which its events go on.
func (f *Floor) Snapshot(ctx context.Context) (acd.State, Cursor, error) {
	var s acd.State
	var c Cursor
	err := f.Query(ctx, func(core *acd.Floor) {
		s, c = core.State(), Cursor{Epoch: f.epoch, Seq: f.seq}
		s.Now = f.opt.Clock.Now()
	})
	return s, c, err
}

// Reader returns a reader from c on. A reader that is required makes the floor
// refuse new calls when it falls half a ring behind.
func (f *Floor) Reader(name string, c Cursor, required bool) *Reader {
	r := &Reader{ring: f.ring, name: name, seq: c.Seq}
	if required {
		f.ring.mu.Lock()
		f.ring.must = append(f.ring.must, r)
		f.ring.mu.Unlock()
	}
	return r
}

// Durable says that the durable reader needs no event up to seq any more, so
// that the journal before it may be pruned.
func (f *Floor) Durable(seq uint64) { f.durable.Store(seq) }

// Health returns the owner's state.
func (f *Floor) Health() Health {
	h := *f.health.Load()
	h.Inbox = len(f.inbox)
	if c, ok := f.opt.Clock.(*MonotonicClock); ok {
		h.ClockOffset = c.Offset()
	}
	return h
}

// Now returns floor time.
func (f *Floor) Now() acd.Time { return f.opt.Clock.Now() }

// Epoch returns the number of this start of the floor.
func (f *Floor) Epoch() uint64 { return f.epoch }

// Began returns the cursor before the first event of this start: a reader from
// there sees how the calls of before were ended.
func (f *Floor) Began() Cursor { return f.began }

// Close carries out whatever is in the inbox, writes a snapshot and stops.
// Readers get the remaining events and then ErrClosed.
func (f *Floor) Close() error {
	f.once.Do(func() {
		f.gate.Lock()
		close(f.stop)
		f.gate.Unlock()
	})
	<-f.done
	if h := f.Health(); h.JournalErr != "" {
		return fmt.Errorf("the journal could not be written at the end (%d commands lost): %s", h.Backlog, h.JournalErr)
	}
	return nil
}

// run is the owner's loop.
func (f *Floor) run() {
	defer close(f.done)
	defer f.ring.close()
	batch := make([]request, 0, f.opt.Batch)
	for {
		batch = batch[:0]
		wake, cancel := f.opt.Clock.After(f.untilDeadline())
		select {
		case r := <-f.inbox:
			batch = f.gather(batch, r)
		case <-wake:
		case err := <-f.saving:
			f.saved(err)
		case r := <-f.trying:
			f.tried(r)
		case <-f.stop:
			cancel()
			f.finish(batch)
			return
		}
		cancel()
		f.turn(f.opt.Clock.Now(), batch)
	}
}

// collect takes what else waits, up to a batch.
func (f *Floor) collect(batch []request) []request {
	for len(batch) < f.opt.Batch {
		select {
		case r := <-f.inbox:
			batch = append(batch, r)
		default:
			return batch
		}
	}
	return batch
}

// untilDeadline is how long the loop may sleep: to the core's next deadline, to
// midnight, to the next try of a failing journal, and never over a second.
func (f *Floor) untilDeadline() time.Duration {
	now := f.opt.Clock.Now()
	d := time.Second
	if at, ok := f.core.NextDeadline(); ok {
		d = min(d, at.Sub(now))
	}
	if f.nextDay != 0 {
		d = min(d, f.nextDay.Sub(now))
	}
	if f.failing && f.trying == nil {
		d = min(d, f.retryAt.Sub(now))
	}
	return max(d, 0)
}

// turn makes one batch durable and true: the commands of reqs, and before them
// the day that has begun and the deadlines that are due.
func (f *Floor) turn(now acd.Time, reqs []request) {
	var cmds []acd.Command
	if day, next := dayOf(now, f.opt.Location); day != f.day {
		cmds = append(cmds, acd.StartDay{Day: day})
		f.day, f.nextDay = day, next
	} else {
		f.nextDay = next
	}
	if at, ok := f.core.NextDeadline(); ok && at <= now {
		cmds = append(cmds, acd.Tick{})
	}
	own := len(cmds)
	for _, r := range reqs {
		cmds = append(cmds, r.cmds...)
	}
	f.append(now, cmds)
	for _, c := range cmds[:own] {
		f.step(now, c)
	}
	var answers []answer
	for _, r := range reqs {
		var res Result
		for _, c := range r.cmds {
			evs := f.step(now, c)
			if r.reply != nil {
				res.Events = append(res.Events, evs...)
			}
		}
		if r.query != nil {
			r.query(f.core)
		}
		if r.reply != nil {
			res.Cursor = Cursor{Epoch: f.epoch, Seq: f.seq}
			answers = append(answers, answer{r.reply, res})
		}
	}
	f.ring.signal()
	f.report(now)
	for _, a := range answers { // once Health says what they caused
		a.to <- a.res
	}
	f.keepSnapshot(now)
}

// answer is what somebody waits for.
type answer struct {
	to  chan Result
	res Result
}

// step runs one command and publishes what became true.
func (f *Floor) step(now acd.Time, cmd acd.Command) []acd.Event {
	f.lsn++
	evs, failure := safeStep(f.core, now, cmd)
	if failure != nil {
		f.poisoned(cmd, failure)
		return nil
	}
	f.seq += uint64(len(evs))
	f.ring.publish(now, evs)
	return evs
}

// safeStep turns a panic of the core into an error.
func safeStep(core *acd.Floor, now acd.Time, cmd acd.Command) (evs []acd.Event, err error) {
	defer func() {
		if p := recover(); p != nil {
			evs, err = nil, fmt.Errorf("%s: %v", acd.Name(cmd), p)
		}
	}()
	return stepCore(core, now, cmd), nil
}

// stepCore is the core's Step; a test replaces it to see a panic.
var stepCore = (*acd.Floor).Step

// poisoned deals with a command that made the core panic: it is marked so that
// no replay runs it, and the core is built again without it.
func (f *Floor) poisoned(cmd acd.Command, failure error) {
	f.log.Error().Err(failure).Uint64("lsn", f.lsn).Str("command", acd.Name(cmd)).
		Msg("the core failed on a command: it is skipped, please report it with the journal")
	f.skipped[f.lsn] = true
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := f.opt.Journal.Skip(ctx, f.lsn, failure.Error()); err != nil {
		f.log.Error().Err(err).Msg("the failed command could not be marked in the journal")
	}
	core, err := f.rebuild(ctx, f.lsn-1)
	if err != nil { // the supervisor starts us again
		f.opt.Fatal(fmt.Errorf("build the floor again from its journal: %w", err))
		return
	}
	f.core = core
}

// finish carries out what is left in the inbox, writes a snapshot and waits for it.
func (f *Floor) finish(batch []request) {
	now := f.opt.Clock.Now()
	for batch = f.collect(batch); len(batch) > 0; batch = f.collect(batch[:0]) {
		f.turn(now, batch)
	}
	for last := false; f.failing && !last; {
		if last = f.trying == nil; last { // once more, for the last time
			f.try()
		}
		for f.trying != nil {
			f.tried(<-f.trying)
		}
	}
	f.report(now)
	if f.saving != nil {
		f.saved(<-f.saving)
	}
	if !f.failing && f.lsn != f.snapLSN {
		f.startSnapshot(now)
		f.saved(<-f.saving)
	}
	f.saveW.Wait()
}

func (f *Floor) report(now acd.Time) {
	h := *f.health.Load()
	h.At, h.Beat, h.Backlog, h.Skipped = now, time.Now(), len(f.backlog), len(f.skipped)
	if !f.failing {
		h.JournalErr = ""
	}
	h.RefusingNew = ""
	if len(f.backlog) > f.opt.Backlog/2 {
		h.RefusingNew = "journal"
	} else if name := f.ring.lagging(); name != "" {
		h.RefusingNew = name
	}
	f.refuseNew.Store(h.RefusingNew != "")
	f.health.Store(&h)
}

// dayOf returns the local date of t and when the next one begins.
func dayOf(t acd.Time, loc *time.Location) (string, acd.Time) {
	l := time.UnixMilli(int64(t)).In(loc)
	next := time.Date(l.Year(), l.Month(), l.Day()+1, 0, 0, 0, 0, loc)
	return l.Format(time.DateOnly), acd.At(next)
}

// encode turns a state into a journal snapshot.
func encode(s acd.State, epoch, lsn, seq uint64, now acd.Time) (journal.Snapshot, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return journal.Snapshot{}, fmt.Errorf("encode the floor: %w", err)
	}
	return journal.Snapshot{Epoch: epoch, LSN: lsn, Seq: seq, At: now, State: data}, nil
}
