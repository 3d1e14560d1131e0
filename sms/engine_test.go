package sms_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/internal/wallclock"
	"github.com/callfloor/callfloor/sms"
)

// What is sent reaches the provider once, with our ids, and its answers are rows.
func TestMessagesAreHandedOver(t *testing.T) {
	o, g := newOffice(t), newGateway()
	e := o.engine(g, func(opt *sms.Options) { opt.Dial = func(n string) string { return "0" + strings.TrimPrefix(n, "+82") } })
	var seen sms.Batch
	g.send = func(_ int, b sms.Batch) act { seen = b; return act{take: -1} }
	id := o.order(3, 100)
	e.Wake()
	o.becomes(id, sms.Counts{sms.Taken: 3})
	for _, m := range o.messages(id) {
		if m.Provider != "test" || m.Ref.Seq != m.ID || m.Accepted == nil || m.Handed == nil || m.Attempts != 1 || m.By != "user:kim" {
			t.Errorf("%+v", m)
		}
	}
	if seen.Sender != "15880000" || seen.Body != "안녕하세요" || len(seen.Messages) != 3 || seen.Messages[0].Recipient != "01010000000" {
		t.Errorf("the provider was given %+v", seen)
	}
	for id, n := range g.taken() {
		if n != 1 {
			t.Errorf("%s was taken %d times", id, n)
		}
	}
}

// A provider that answers for a part only is asked about the rest; what it does not have goes
// again, in a batch of its own.
func TestHalfAnAnswer(t *testing.T) {
	o, g := newOffice(t), newGateway()
	e := o.engine(g)
	g.send = func(n int, b sms.Batch) act {
		if n == 1 {
			return act{take: 4, reject: 2}
		}
		return act{take: -1}
	}
	id := o.order(10, 100)
	e.Wake()
	o.becomes(id, sms.Counts{sms.Taken: 8, sms.Refused: 2})
	for id, n := range g.taken() {
		if n != 1 {
			t.Errorf("%s was taken %d times", id, n)
		}
	}
	batches := map[string]int{}
	for _, m := range o.messages(id) {
		batches[m.Batch]++
		if m.State == sms.Refused && (m.Code != "-2019" || m.Text != "bad number" || m.Ended == nil) {
			t.Errorf("%+v", m)
		}
	}
	if len(batches) != 2 {
		t.Errorf("messages stand in %v", batches)
	}
}

// After a time-out nothing is sent again before it was looked for: what was taken is found,
// what was not goes again.
func TestTimeoutsAreLookedFor(t *testing.T) {
	for name, taken := range map[string]int{"after it was taken": -1, "before it was taken": 0, "in the middle": 5} {
		t.Run(name, func(t *testing.T) {
			o, g := newOffice(t), newGateway()
			g.send = func(n int, b sms.Batch) act {
				if n == 1 {
					return act{take: taken, fault: &sms.Fault{Class: sms.Unknown, Code: "timeout"}}
				}
				return act{take: -1}
			}
			undecided := 0
			g.find = func(n int, id string) sms.Status {
				if n < 3 {
					undecided++
					return sms.Undecided
				}
				return ""
			}
			e := o.engine(g)
			id := o.order(10, 100)
			e.Wake()
			o.becomes(id, sms.Counts{sms.Taken: 10})
			if undecided != 20 {
				t.Errorf("it was undecided %d times", undecided)
			}
			for id, n := range g.taken() {
				if n != 1 {
					t.Errorf("%s was taken %d times", id, n)
				}
			}
		})
	}
}

// Where the provider cannot say whether it has a message, a person decides: it is sent anew
// as a message of its own, or closed; both say by whom.
func TestUnknownIsForAPerson(t *testing.T) {
	o, g := newOffice(t), newGateway()
	g.send = func(n int, b sms.Batch) act {
		if n == 1 {
			return act{take: -1, fault: &sms.Fault{Class: sms.Unknown, Code: "reset"}}
		}
		return act{take: -1}
	}
	g.find = func(int, string) sms.Status { return sms.CannotTell }
	e := o.engine(g)
	id := o.order(3, 100)
	e.Wake()
	o.becomes(id, sms.Counts{sms.Doubtful: 3})
	list := o.messages(id)
	m, err := o.db.ResendSMS(ctx, list[0].ID, "user:boss", time.Now())
	must(t, err)
	if m.ResendOf != list[0].ID || m.Number != list[0].Number || m.Send != id || m.State != sms.Queued {
		t.Errorf("sent anew: %+v", m)
	}
	closed, err := o.db.CloseSMS(ctx, list[1].ID, "user:boss", time.Now())
	must(t, err)
	if closed.State != sms.Closed || closed.EndedBy != "user:boss" || closed.Code != sms.CodeClosed {
		t.Errorf("closed: %+v", closed)
	}
	for _, again := range []string{list[0].ID, list[1].ID} {
		if _, err := o.db.ResendSMS(ctx, again, "user:boss", time.Now()); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second time: %v", err)
		}
		if _, err := o.db.CloseSMS(ctx, again, "user:boss", time.Now()); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second time: %v", err)
		}
	}
	e.Wake()
	o.becomes(id, sms.Counts{sms.Doubtful: 1, sms.Closed: 2, sms.Taken: 1})
	old, _, _, err := o.db.SMSMessage(ctx, list[0].ID)
	must(t, err)
	if old.State != sms.Closed || old.ResentAs != m.ID || old.Code != sms.CodeResent {
		t.Errorf("the first one: %+v", old)
	}
	// A late receipt tells more of what was closed, and of what still is unknown.
	must(t, e.Answered(ctx, "test", []sms.Answer{{ID: list[1].ID, Status: sms.Delivered}, {ID: list[2].ID, Status: sms.Failed, Code: "2003"}}))
	o.becomes(id, sms.Counts{sms.Arrived: 1, sms.Undone: 1, sms.Closed: 1, sms.Taken: 1})
	if _, err := o.db.ResendSMS(ctx, "nothing", "user:boss", time.Now()); !fault.Is(err, fault.NotFound) {
		t.Errorf("of nothing: %v", err)
	}
}

// A provider that refuses an id that it has already is simply asked again.
func TestUniqueProvidersAreAskedAgain(t *testing.T) {
	o, g := newOffice(t), newGateway()
	g.able.Unique = true
	g.send = func(n int, b sms.Batch) act {
		if n == 1 {
			return act{take: 0, fault: &sms.Fault{Class: sms.Unknown, Code: "timeout"}}
		}
		return act{take: -1}
	}
	g.find = func(int, string) sms.Status { return sms.CannotTell }
	e := o.engine(g)
	id := o.order(2, 100)
	e.Wake()
	o.becomes(id, sms.Counts{sms.Taken: 2})
}

// What cannot be looked for in the time that results take becomes unknown.
func TestDoubtEnds(t *testing.T) {
	o, g := newOffice(t), newGateway()
	g.send = func(int, sms.Batch) act {
		return act{take: -1, fault: &sms.Fault{Class: sms.Unknown, Code: "timeout"}}
	}
	g.find = func(int, string) sms.Status { return sms.Undecided }
	e := o.engine(g, func(opt *sms.Options) { opt.Timing.LookShort = 200 * time.Millisecond })
	id := o.order(2, 100)
	e.Wake()
	o.becomes(id, sms.Counts{sms.Doubtful: 2})
	if g.finds < 2 {
		t.Errorf("it was looked for %d times", g.finds)
	}
	if m := o.messages(id)[0]; m.Code != "no_result" {
		t.Errorf("%+v", m)
	}
}

// 429 and the like put everything off, as long as the provider says, and it goes later; a
// refusal is final.
func TestAgainAndNever(t *testing.T) {
	o, g := newOffice(t), newGateway()
	var at []time.Time
	g.send = func(n int, b sms.Batch) act {
		at = append(at, time.Now())
		if n <= 3 {
			return act{fault: &sms.Fault{Class: sms.Again, Code: "http_429", After: 60 * time.Millisecond}}
		}
		return act{take: -1}
	}
	e := o.engine(g, func(opt *sms.Options) { opt.Window = 1 })
	id := o.order(4, 1)
	e.Wake()
	o.becomes(id, sms.Counts{sms.Taken: 4})
	for i := range 3 {
		if d := at[i+1].Sub(at[i]); d < 60*time.Millisecond {
			t.Errorf("it was asked again after %v", d)
		}
	}
	if g.sends != 4+3 {
		t.Errorf("%d requests: others did not wait", g.sends)
	}
	if c := e.Condition(); c.Paused || c.Fails != 0 || c.Code != "http_429" || c.Provider != "test" {
		t.Errorf("%+v", c)
	}
	g.send = func(int, sms.Batch) act {
		return act{fault: &sms.Fault{Class: sms.Never, Code: "-2312", Text: "the sender is not registered"}}
	}
	id = o.order(2, 100)
	e.Wake()
	o.becomes(id, sms.Counts{sms.Refused: 2})
	if m := o.messages(id)[0]; m.Code != "-2312" || m.Text != "the sender is not registered" {
		t.Errorf("%+v", m)
	}
}

// A key that is refused ends no message: everything waits, is tried now and then, and goes
// when somebody has put it right.
func TestRefusedAccountEndsNothing(t *testing.T) {
	o, g := newOffice(t), newGateway()
	var mu sync.Mutex
	wrong := true
	g.send = func(int, sms.Batch) act {
		mu.Lock()
		defer mu.Unlock()
		if wrong {
			return act{fault: &sms.Fault{Class: sms.Account, Code: "http_401", Text: "the provider refuses our key"}}
		}
		return act{take: -1}
	}
	e := o.engine(g, func(opt *sms.Options) { opt.Window = 1; opt.Timing.Retry = 40 * time.Millisecond })
	id := o.order(20, 1)
	e.Wake()
	until(t, "it was tried", 5*time.Second, func() bool { g.mu.Lock(); defer g.mu.Unlock(); return g.sends >= 3 })
	if got := o.states(id); got[sms.Refused] != 0 || got[sms.Queued]+got[sms.Sending] != 20 {
		t.Errorf("while it is refused: %v", got)
	}
	if c := e.Condition(); c.Fails == 0 || c.Class != sms.Account || c.Code != "http_401" {
		t.Errorf("%+v", c)
	}
	mu.Lock()
	wrong = false
	mu.Unlock()
	o.becomes(id, sms.Counts{sms.Taken: 20})
	if g.sends > 20+10 {
		t.Errorf("%d requests: nothing was paused", g.sends)
	}
}

// A single message goes before the many that wait, although some of those have been read ahead:
// one that is made meanwhile, and one whose time comes meanwhile. A one-time code would not be
// one any more.
func TestOneGoesBeforeMany(t *testing.T) {
	o, g := newOffice(t), newGateway()
	var c clock
	asked, answer := make(chan sms.Batch, 50), make(chan struct{})
	g.send = func(_ int, b sms.Batch) act { asked <- b; <-answer; return act{take: -1} }
	e := o.engine(g, func(opt *sms.Options) { opt.Now, opt.Window = c.now, 1 })
	later := o.order(1, 1, due(&c, time.Hour))
	o.order(40, 1)
	e.Wake()
	<-asked // the others are read ahead
	code := o.order(1, 1)
	e.Wake()
	answer <- struct{}{}
	if b := <-asked; b.Messages[0].ID != code+"-0001" {
		t.Errorf("%s went before the single one", b.Messages[0].ID)
	}
	c.add(time.Hour)
	answer <- struct{}{}
	if b := <-asked; b.Messages[0].ID != later+"-0001" {
		t.Errorf("%s went before the one whose time had come", b.Messages[0].ID)
	}
	close(answer)
}

// While the provider does not take anything it is said that nothing is sent, without a gap:
// also while one message tries, until one is taken.
func TestPausedUntilOneIsTaken(t *testing.T) {
	o, g := newOffice(t), newGateway()
	tries, answer := make(chan struct{}), make(chan act)
	g.send = func(int, sms.Batch) act { tries <- struct{}{}; return <-answer }
	e := o.engine(g)
	id := o.order(1, 1)
	e.Wake()
	for range 3 {
		<-tries
		answer <- act{fault: &sms.Fault{Class: sms.Again, Code: "http_503"}}
		<-tries // it is tried again, and has not been taken
		if c := e.Condition(); !c.Paused {
			t.Errorf("while it is tried: %+v", c)
		}
		answer <- act{fault: &sms.Fault{Class: sms.Account, Code: "http_401"}}
	}
	<-tries
	answer <- act{take: -1}
	o.becomes(id, sms.Counts{sms.Taken: 1})
	if c := e.Condition(); c.Paused {
		t.Errorf("it was taken: %+v", c)
	}
}

// A provider that is away for long drains at its pace when it is back, and what could not go
// for a day is given up (F-91).
func TestProviderIsAway(t *testing.T) {
	o, g := newOffice(t), newGateway()
	g.able.PerSecond, g.able.Recipients = 200, 10
	var clock clock
	away := true
	var mu sync.Mutex
	var began time.Time
	g.send = func(int, sms.Batch) act {
		mu.Lock()
		defer mu.Unlock()
		if away {
			return act{fault: &sms.Fault{Class: sms.Again, Code: "refused"}}
		}
		if began.IsZero() {
			began = time.Now()
		}
		return act{take: -1}
	}
	e := o.engine(g, func(opt *sms.Options) { opt.Now = clock.now })
	id := o.order(100, 10)
	e.Wake()
	until(t, "it was tried", 5*time.Second, func() bool { g.mu.Lock(); defer g.mu.Unlock(); return g.sends > 3 })
	clock.add(2 * time.Hour)
	mu.Lock()
	away = false
	mu.Unlock()
	e.Wake()
	o.becomes(id, sms.Counts{sms.Taken: 100})
	if took := time.Since(began); took < 400*time.Millisecond {
		t.Errorf("100 messages at 200 a second were sent in %v", took)
	}
	mu.Lock()
	away = true
	mu.Unlock()
	id = o.order(3, 10, func(m *sms.Make) { m.Send.Created = clock.now() })
	e.Wake()
	until(t, "it was tried", 5*time.Second, func() bool { return o.messages(id)[0].Attempts > 0 })
	clock.add(24*time.Hour + time.Minute)
	e.Wake()
	o.becomes(id, sms.Counts{sms.Refused: 3})
	if m := o.messages(id)[0]; m.Code != sms.CodeGivenUp {
		t.Errorf("%+v", m)
	}
}

// Receipts that come twice, out of order, or before the answer to the request change nothing
// wrongly: a final state stays.
func TestReceipts(t *testing.T) {
	o, g := newOffice(t), newGateway()
	hold := make(chan struct{})
	var b sms.Batch
	got := make(chan struct{}, 1)
	g.send = func(_ int, batch sms.Batch) act {
		b = batch
		got <- struct{}{}
		return act{take: -1}
	}
	p := &held{gateway: g, hold: hold}
	e := o.engine(p)
	id := o.order(4, 100)
	e.Wake()
	<-got
	ids := []string{}
	for _, m := range b.Messages {
		ids = append(ids, m.ID)
	}
	// Before the answer: by our id, and by the provider's name, which nobody knows yet.
	must(t, e.Answered(ctx, "test", []sms.Answer{{ID: ids[0], Status: sms.Delivered, Code: "1000"}, {Ref: sms.Ref{Request: "r-" + b.ID, Seq: ids[1]}, Status: sms.Failed, Code: "2003"}}))
	close(hold)
	o.becomes(id, sms.Counts{sms.Arrived: 1, sms.Undone: 1, sms.Taken: 2})
	for range 2 {
		must(t, e.Answered(ctx, "test", []sms.Answer{
			{Ref: sms.Ref{Request: "r-" + b.ID, Seq: ids[2]}, Status: sms.Delivered, Parts: 2}, {ID: ids[2], Status: sms.Accepted}, {ID: ids[2], Status: sms.Failed},
			{ID: ids[0], Status: sms.Failed}, {ID: ids[1], Status: sms.Delivered}, {ID: ids[0], Status: sms.NotThere}, {ID: "of somebody else", Status: sms.Delivered},
			{Ref: sms.Ref{Request: "of somebody else"}, Status: sms.Delivered},
		}))
	}
	if got := o.states(id); got[sms.Arrived] != 2 || got[sms.Undone] != 1 || got[sms.Taken] != 1 {
		t.Errorf("%v", got)
	}
	list := o.messages(id)
	i := slices.IndexFunc(list, func(m sms.Message) bool { return m.ID == ids[2] })
	if list[i].Parts != 2 || list[i].Ended == nil {
		t.Errorf("%+v", list[i])
	}
}

// held keeps its answers back.
type held struct {
	*gateway
	hold chan struct{}
}

func (h *held) Send(ctx context.Context, b sms.Batch) ([]sms.Answer, error) {
	list, err := h.gateway.Send(ctx, b)
	<-h.hold
	return list, err
}

// clock is a wall clock of the tests that can be set. As on a real machine, what is measured
// beside it goes on unmoved.
type clock struct {
	mu sync.Mutex
	by time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return wallclock.Set(time.Now(), c.by)
}
func (c *clock) set(t time.Time)     { c.mu.Lock(); defer c.mu.Unlock(); c.by = time.Until(t) }
func (c *clock) add(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.by += d }

var errDead = errors.New("the program has died")
