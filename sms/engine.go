package sms

import (
	"context"
	"crypto/rand"
	"errors"
	mrand "math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/fault"
)

// Timing is how long the engine waits for what. Zero fields have their defaults.
type Timing struct {
	Request  time.Duration // an answer of the provider; 60 s
	Retry    time.Duration // before what was not taken is sent again, doubled each time; 2 s
	MostWait time.Duration // between two tries; 10 min
	Look     time.Duration // before what is in doubt is looked for, doubled each time; 5 s
	// LookShort and LookLong are how long it is looked for at most; after that a person
	// decides. A result may take 25 hours for an SMS and 80 for an MMS.
	LookShort, LookLong time.Duration
	Poll                time.Duration // between two questions for results; 1 min
	Sweep               time.Duration // between two looks for what nobody sends any more; 10 s
	Grace               time.Duration // that requests under way get at the end; 10 s
}

func (t *Timing) fill() {
	set := func(d *time.Duration, to time.Duration) {
		if *d == 0 {
			*d = to
		}
	}
	set(&t.Request, time.Minute)
	set(&t.Retry, 2*time.Second)
	set(&t.MostWait, 10*time.Minute)
	set(&t.Look, 5*time.Second)
	set(&t.LookShort, 25*time.Hour)
	set(&t.LookLong, 80*time.Hour)
	set(&t.Poll, time.Minute)
	set(&t.Sweep, 10*time.Second)
	set(&t.Grace, 10*time.Second)
}

// Meter counts what the engine does. Its methods are quick and may be called from any
// goroutine.
type Meter interface {
	// Moved counts messages that came into a state.
	Moved(provider string, m Moves)
	// Asked times a request of the provider: send, find, results, cancel, senders. err says
	// why it failed.
	Asked(provider, operation string, took time.Duration, err error)
}

// Options are what an engine works with.
type Options struct {
	Outbox   Outbox
	Provider Provider
	Delivers bool // false: the provider delivers nowhere
	Log      zerolog.Logger
	Meter    Meter                    // nil: nobody counts
	Now      func() time.Time         // the wall clock; nil: time.Now
	Zone     func() *time.Location    // of the centre; nil: UTC
	Policy   func() Policy            // Morning and RefuseAd as they are set now; nil: neither
	Words    func() []string          // by which messages are refused; nil: the usual ones
	Dial     func(kept string) string // a kept number as the provider takes it; nil: as it is
	Keep     func(from string) string // a number as it is kept; nil: as it is
	NewID    func() string            // an id that nothing else has; nil: a random one
	Arrived  func(Arrival)            // a customer wrote; nil: nobody is told
	// Take takes further what a customer wrote and is kept, before the provider is told that it
	// is: an error leaves it to come again, and then it is taken again. nil: nobody does.
	Take    func(context.Context, CameIn, Arrival) error
	Changed func() // something became of messages; nil: nobody is told
	Window  int    // requests at the same time; 0: 4
	Timing  Timing
}

const (
	tick      = time.Second // the wall clock is looked at so often, whatever a timer says
	turnsRead = 64          // batches that are read ahead: what waits stays in the database
	finders   = 2           // requests at the same time that look for something
	// aliveEvery is how often it is noted that the program runs.
	aliveEvery = time.Minute
	behind     = 2 * time.Minute
	// behind is how far a question for results reaches back behind the end of the one before.
)

// Engine hands messages to the provider and follows what becomes of them. One goroutine
// decides what is next; requests run beside it, Window at a time.
type Engine struct {
	o    Options
	wake chan struct{} // capacity 1: one look is enough for several
	done chan string   // batches whose request has ended; unbuffered
	stop chan struct{}
	once sync.Once
	all  sync.WaitGroup // the loop and its requests

	hard context.Context // of requests: ends when Stop has waited long enough
	kill context.CancelFunc

	recalls sync.Mutex // one at a time asks for messages back
	health  health
	kakao   health // of the account of Alimtalk, which is its own: whether it is refused
	senders senderCache

	loop loop
}

// loop is what the deciding goroutine alone touches.
type loop struct {
	busy     map[string]bool // batches with a request under way
	kakao    map[string]bool // those of them that are sent and are Alimtalk
	sending  int
	finding  int
	ready    []Turn // read ahead, until it is looked again
	doubts   []Turn
	next     time.Time // wall clock: nothing has its turn before
	look     bool      // the database is to be asked, whatever next says
	open     time.Time // no send begins before: the provider's pace
	lastWall time.Time
	lastMono time.Time
	polled   time.Time
	polling  bool
	recalled time.Time
	swept    time.Time
	lived    time.Time
}

// NewEngine builds an engine; Start starts it.
func NewEngine(o Options) *Engine {
	o.Timing.fill()
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Zone == nil {
		o.Zone = func() *time.Location { return time.UTC }
	}
	if o.Policy == nil {
		o.Policy = func() Policy { return Policy{} }
	}
	if o.Words == nil {
		o.Words = func() []string { return nil }
	}
	same := func(n string) string { return n }
	if o.Dial == nil {
		o.Dial = same
	}
	if o.Keep == nil {
		o.Keep = same
	}
	if o.NewID == nil {
		o.NewID = rand.Text
	}
	if o.Window <= 0 {
		o.Window = 4
	}
	e := &Engine{o: o, wake: make(chan struct{}, 1), done: make(chan string), stop: make(chan struct{})}
	e.hard, e.kill = context.WithCancel(context.Background())
	e.loop.busy, e.loop.kakao = map[string]bool{}, map[string]bool{}
	return e
}

// Start begins to send what waits, and to take what the provider tells.
func (e *Engine) Start() {
	e.all.Go(e.run)
	if r, ok := e.o.Provider.(Receipts); ok {
		r.Receive(e)
	}
}

// Stop begins nothing new and waits for requests that are under way, as long as ctx allows
// and Timing.Grace at most. Then the provider is closed.
func (e *Engine) Stop(ctx context.Context) error {
	e.once.Do(func() { close(e.stop) })
	ended := make(chan struct{})
	go func() { e.all.Wait(); close(ended) }()
	grace := time.NewTimer(e.o.Timing.Grace)
	defer grace.Stop()
	select {
	case <-ended:
	case <-ctx.Done():
	case <-grace.C:
	}
	e.kill()
	<-ended
	return e.o.Provider.Close()
}

// Wake says that there is something to send.
func (e *Engine) Wake() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// policy is what counts now.
func (e *Engine) policy() Policy {
	p := e.o.Policy()
	p.Now, p.Zone, p.Most = e.o.Now(), e.o.Zone(), max(1, e.o.Provider.Able().Recipients)
	return p
}

// run decides what is next, until the end.
func (e *Engine) run() {
	if !e.insist("what was being sent when the program ended cannot be looked for", e.sweep) {
		return
	}
	returned := func(ctx context.Context) error { return e.o.Outbox.ReturnSMS(ctx, e.o.Now()) }
	if !e.insist("scheduled messages whose time came before the program ended cannot be looked at", returned) {
		return
	}
	defer e.alive()
	defer e.waitForAll()
	e.loop.look = true
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		wait := e.turn()
		timer.Reset(wait)
		select {
		case <-e.stop:
			return
		case <-e.wake:
			e.loop.look = true
		case id := <-e.done:
			e.ended(id)
		case <-timer.C:
		}
	}
}

// waitForAll takes what requests report that are still under way.
func (e *Engine) waitForAll() {
	for len(e.loop.busy) > 0 {
		delete(e.loop.busy, <-e.done)
	}
}

// ended notes that a request is over.
func (e *Engine) ended(id string) {
	e.loop.look = true
	kind := id[:2]
	delete(e.loop.busy, id)
	delete(e.loop.kakao, id)
	switch kind {
	case sendMark:
		e.loop.sending--
	case findMark:
		e.loop.finding--
	case pollMark:
		e.loop.polling = false
	}
}

// Marks of what a request does, before the id of its batch.
const (
	sendMark = "s "
	findMark = "f "
	pollMark = "p "
	takeMark = "t "
)

// begin runs a request beside the loop.
func (e *Engine) begin(mark, id string, do func()) {
	key := mark + id
	e.loop.busy[key] = true
	e.all.Go(func() {
		do()
		e.done <- key
	})
}

// turn starts everything that can be started now, and returns how long to wait at most.
func (e *Engine) turn() time.Duration {
	now := e.o.Now()
	e.clock(now)
	if time.Since(e.loop.swept) >= e.o.Timing.Sweep {
		if err := e.try(e.sweep); err != nil {
			e.o.Log.Error().Err(fault.WithCause(err)).Msg("what nobody sends any more cannot be looked for: it is tried again; check the database and the disk")
		}
	}
	if time.Since(e.loop.lived) >= aliveEvery {
		e.alive()
	}
	if e.loop.look || !e.loop.next.After(now) {
		e.read(now)
	}
	wait := e.sendWhatIsReady(now)
	for len(e.loop.doubts) > 0 && e.loop.finding < finders {
		t := e.loop.doubts[0]
		e.loop.doubts = e.loop.doubts[1:]
		e.loop.finding++
		e.begin(findMark, t.ID, func() { e.find(t.ID) })
	}
	e.poll()
	e.takeBack()
	if d := e.loop.next.Sub(now); !e.loop.next.IsZero() && d > 0 {
		wait = min(wait, d)
	}
	return max(min(wait, tick), time.Millisecond)
}

// sweep looks for what is being sent by nobody: by a program that died, or by a claim that
// was kept although we were told that it was not. What a request of ours is under way for is
// left alone.
func (e *Engine) sweep(ctx context.Context) error {
	var but []string
	for key := range e.loop.busy {
		if id, ok := strings.CutPrefix(key, sendMark); ok {
			but = append(but, id)
		}
	}
	n, err := e.o.Outbox.SweepSMS(ctx, but, e.o.Now())
	if n > 0 {
		e.loop.look = true
	}
	e.loop.swept = time.Now()
	return err
}

// alive notes that the program runs: what becomes late while it does is not missed.
func (e *Engine) alive() {
	err := e.try(func(ctx context.Context) error { return e.o.Outbox.AliveSMS(ctx, e.o.Now()) })
	if err != nil {
		e.o.Log.Error().Err(fault.WithCause(err)).Msg("that the program runs cannot be noted, and scheduled messages that wait may be missed after a restart: it is tried again; check the database and the disk")
	}
	e.loop.lived = time.Now()
}

// clock notices a wall clock that was set back: what waits for its turn would wait too long.
func (e *Engine) clock(now time.Time) {
	mono := time.Now()
	now = now.Round(0) // the wall clock alone: beside it a time tells a clock that nobody sets, which would be compared
	if !e.loop.lastMono.IsZero() && now.Sub(e.loop.lastWall) < mono.Sub(e.loop.lastMono)-2*time.Second {
		e.loop.look = true
		err := e.try(func(ctx context.Context) error { return e.o.Outbox.HastenSMS(ctx, now, now.Add(e.o.Timing.MostWait)) })
		if err != nil {
			e.o.Log.Error().Err(fault.WithCause(err)).Msg("the clock was set back, and messages may be sent later than they should")
		}
	}
	e.loop.lastWall, e.loop.lastMono = now, mono
}

// read asks the database what has its time or turn, also where something is read ahead: what
// came meanwhile may stand before it, as a single message does before many.
func (e *Engine) read(now time.Time) {
	p := e.policy()
	p.Now = now
	more, but := true, e.without(time.Now())
	err := e.try(func(ctx context.Context) error {
		for more {
			m, again, err := e.o.Outbox.ReleaseSMS(ctx, p)
			if err != nil {
				return err
			}
			e.moved(m)
			more = again
		}
		list, err := e.o.Outbox.SMSTurns(ctx, false, now, turnsRead, but)
		if err != nil {
			return err
		}
		e.loop.ready = e.free(sendMark, list)
		if list, err = e.o.Outbox.SMSTurns(ctx, true, now, turnsRead, ""); err != nil {
			return err
		}
		e.loop.doubts = e.free(findMark, list)
		e.loop.next, err = e.o.Outbox.NextSMS(ctx, but)
		return err
	})
	e.loop.look = false
	if err != nil {
		e.o.Log.Error().Err(fault.WithCause(err)).Msg("messages that wait cannot be read: it is tried again; check the database and the disk")
		e.loop.look = true // at the next tick
	}
	if but != "" { // it is looked at again when it is tried
		if at := now.Add(max(tick, e.kakao.rest(time.Now()))); e.loop.next.IsZero() || at.Before(e.loop.next) {
			e.loop.next = at
		}
	}
}

// without is the kind of messages that does not go now, "" where there is none: Alimtalk while
// its account is refused, but for one that tries.
func (e *Engine) without(mono time.Time) Kind {
	if e.kakao.rest(mono) > 0 || e.kakao.failing() && len(e.loop.kakao) > 0 {
		return Alimtalk
	}
	return ""
}

// free leaves batches without a request under way.
func (e *Engine) free(mark string, list []Turn) (out []Turn) {
	for _, t := range list {
		if !e.loop.busy[mark+t.ID] {
			out = append(out, t)
		}
	}
	return out
}

// sendWhatIsReady begins to send as the window and the provider's pace allow, and returns
// when the next one may begin.
func (e *Engine) sendWhatIsReady(now time.Time) time.Duration {
	able := e.o.Provider.Able()
	for len(e.loop.ready) > 0 && e.loop.sending < e.window() {
		mono := time.Now()
		if rest := e.health.rest(mono); rest > 0 {
			return rest
		}
		if d := e.loop.open.Sub(mono); d > 0 {
			return d
		}
		t := e.loop.ready[0]
		e.loop.ready = e.loop.ready[1:]
		if t.Kind == e.without(mono) { // it stays where it is
			if len(e.loop.ready) == 0 {
				e.read(now)
			}
			continue
		}
		if able.PerSecond > 0 {
			took := time.Duration(float64(min(t.Size, max(1, able.Recipients))) / able.PerSecond * float64(time.Second))
			e.loop.open = mono.Add(took)
		}
		e.loop.sending++
		if t.Kind == Alimtalk {
			e.loop.kakao[sendMark+t.ID] = true
		}
		e.begin(sendMark, t.ID, func() { e.send(t.ID) })
		if len(e.loop.ready) == 0 {
			e.loop.look = true
			e.read(now)
		}
	}
	return tick
}

// window is how many requests may be under way.
func (e *Engine) window() int {
	if e.health.failing() {
		return 1
	}
	return e.o.Window
}

// moved tells what became of messages.
func (e *Engine) moved(m Moves) {
	if len(m) == 0 {
		return
	}
	if e.o.Meter != nil {
		e.o.Meter.Moved(e.o.Provider.Name(), m)
	}
	if e.o.Changed != nil {
		e.o.Changed()
	}
}

// asked runs a request of the provider and times it.
func (e *Engine) asked(operation string, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(e.hard, e.o.Timing.Request)
	defer cancel()
	began := time.Now()
	err := do(ctx)
	if e.o.Meter != nil {
		e.o.Meter.Asked(e.o.Provider.Name(), operation, time.Since(began), err)
	}
	return err
}

// dbWithin bounds one try of the database.
const dbWithin = 10 * time.Second

// try asks the database once, also while the engine ends.
func (e *Engine) try(do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(e.hard, dbWithin)
	defer cancel()
	return do(ctx)
}

// insist asks the database until it takes it; false: the engine ended before.
func (e *Engine) insist(message string, do func(context.Context) error) bool {
	for {
		err := e.try(do)
		if err == nil {
			return true
		}
		if e.hard.Err() != nil {
			return false
		}
		e.o.Log.Error().Err(fault.WithCause(err)).Msg(message + ": it is tried again; check the database and the disk")
		select {
		case <-e.hard.Done():
			return false
		case <-time.After(tick):
		}
	}
}

// back is how long to wait before try n, with a random part, so that not everything comes
// at once.
func back(base, most time.Duration, n int) time.Duration {
	d := base
	for ; n > 0 && d < most; n-- {
		d *= 2
	}
	d = min(d, most)
	return d/2 + time.Duration(mrand.Int64N(int64(d/2)+1))
}

// reasonOf is why a request failed, for rows.
func reasonOf(err error) (code, text string) {
	var f *Fault
	switch {
	case errors.As(err, &f):
		return f.Code, f.Text
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout", "the provider did not answer in time"
	case errors.Is(err, context.Canceled):
		return "stopped", "the program was stopped"
	}
	return "failed", "the request failed"
}
