package sms_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/sms"
)

// A program that dies in the middle: each call of the store and of the provider has a moment
// before it, when nothing has happened, and one after it, when it is kept or taken and
// nobody was told. die says at which of these it dies; from then on nothing happens any more.
type program struct {
	sms.Outbox
	sms.Provider
	die func(moment int, what string) bool

	mu     sync.Mutex
	moment int
	dead   bool
	died   chan struct{}
	where  string
}

func newProgram(o sms.Outbox, p sms.Provider, die func(int, string) bool) *program {
	return &program{Outbox: o, Provider: p, die: die, died: make(chan struct{})}
}

// lives reports whether the program still runs at a moment.
func (p *program) lives(what string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dead {
		return false
	}
	p.moment++
	if p.die(p.moment, what) {
		p.dead, p.where = true, what
		close(p.died)
		return false
	}
	return true
}

// step does one thing between two moments.
func step[T any](p *program, what string, do func() (T, error)) (T, error) {
	var none T
	if !p.lives("before " + what) {
		return none, errDead
	}
	v, err := do()
	if !p.lives("after " + what) {
		return none, errDead
	}
	return v, err
}

type two[A, B any] struct {
	a A
	b B
}

func (p *program) SweepSMS(ctx context.Context, but []string, now time.Time) (int, error) {
	return step(p, "sweep", func() (int, error) { return p.Outbox.SweepSMS(ctx, but, now) })
}

func (p *program) ReleaseSMS(ctx context.Context, pol sms.Policy) (sms.Moves, bool, error) {
	v, err := step(p, "release", func() (two[sms.Moves, bool], error) {
		m, more, err := p.Outbox.ReleaseSMS(ctx, pol)
		return two[sms.Moves, bool]{m, more}, err
	})
	return v.a, v.b, err
}

func (p *program) ClaimSMS(ctx context.Context, id, name string, pol sms.Policy) (sms.Claimed, error) {
	return step(p, "claim", func() (sms.Claimed, error) { return p.Outbox.ClaimSMS(ctx, id, name, pol) })
}

func (p *program) SettleSMS(ctx context.Context, name string, o sms.Outcome, now time.Time) (sms.Moves, error) {
	return step(p, "settle", func() (sms.Moves, error) { return p.Outbox.SettleSMS(ctx, name, o, now) })
}

func (p *program) Send(ctx context.Context, b sms.Batch) ([]sms.Answer, error) {
	return step(p, "send", func() ([]sms.Answer, error) { return p.Provider.Send(ctx, b) })
}

func (p *program) Find(ctx context.Context, b sms.Batch, sent time.Time) ([]sms.Answer, error) {
	return step(p, "find", func() ([]sms.Answer, error) { return p.Provider.Find(ctx, b, sent) })
}

// runs lives through one life of the program: until it dies, or nothing of a send waits.
func (o *office) runs(p *program, ready func() bool) {
	o.t.Helper()
	e := o.engine(p, func(opt *sms.Options) { opt.Outbox, opt.Provider = p, p })
	end := time.Now().Add(60 * time.Second)
	for alive := true; alive && !ready(); {
		select {
		case <-p.died:
			alive = false
		case <-time.After(3 * time.Millisecond):
			e.Wake()
		}
		if time.Now().After(end) {
			st, err := o.db.SMSStats(ctx)
			o.t.Fatalf("the program neither dies nor comes to an end: %+v %v, moment %d, condition %+v", st, err, p.moment, e.Condition())
		}
	}
	gone, cancel := context.WithCancel(ctx)
	cancel() // at once, as a kill
	e.Stop(gone)
}

// Whatever moment the program dies at, a message is taken once and none is lost (F-05, F-90,
// I-18): each moment of the way of two batches, one after the other.
func TestEveryMomentOfDeath(t *testing.T) { bothOffices(t, everyMomentOfDeath) }

func everyMomentOfDeath(t *testing.T, o *office) {
	for moment := 1; ; moment++ {
		g := newGateway()
		g.able.Recipients = 2
		g.send = func(n int, b sms.Batch) act {
			if n == 2 { // one is cut off although it was taken
				return act{take: 1, fault: &sms.Fault{Class: sms.Unknown, Code: "timeout"}}
			}
			return act{take: -1}
		}
		id := o.order(4, 2)
		done := func() bool { return o.states(id)[sms.Taken] == 4 }
		p := newProgram(o.db, g, func(n int, _ string) bool { return n == moment })
		o.runs(p, done)
		if !p.dead { // it came to its end before
			if moment < 20 {
				t.Fatalf("only %d moments", moment)
			}
			return
		}
		o.runs(newProgram(o.db, g, func(int, string) bool { return false }), done)
		for id, n := range g.taken() {
			if n != 1 {
				t.Errorf("death at moment %d, %s: %s was taken %d times", moment, p.where, id, n)
			}
		}
		if len(g.took) != 4 {
			t.Errorf("death at moment %d, %s: %d of 4 were taken", moment, p.where, len(g.took))
		}
	}
}

// Ten thousand messages through a provider that cuts 5 % of requests off, half of them after
// it took the messages, answers for parts, and cannot say at once what it has, while the
// program dies again and again: none twice, none lost (N-16).
func TestNoneTwiceNoneLost(t *testing.T) { bothOffices(t, noneTwiceNoneLost) }

func noneTwiceNoneLost(t *testing.T, o *office) {
	total, batch := 10_000, 20
	if o.db.Postgres() && os.Getenv("CALLFLOOR_NIGHTLY") == "" {
		total = 1_000
	}
	if v := os.Getenv("CALLFLOOR_SMS_MESSAGES"); v != "" {
		n, err := strconv.Atoi(v)
		must(t, err)
		total = n
	}
	seed := uint64(time.Now().UnixNano())
	if v := os.Getenv("CALLFLOOR_SMS_SEED"); v != "" {
		n, err := strconv.ParseUint(v, 10, 64)
		must(t, err)
		seed = n
	}
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	var rmu sync.Mutex
	chance := func(per1000 int) bool { rmu.Lock(); defer rmu.Unlock(); return random.IntN(1000) < per1000 }
	part := func(n int) int { rmu.Lock(); defer rmu.Unlock(); return random.IntN(n + 1) }
	g := newGateway()
	g.able.Recipients = batch
	cut := 0
	g.send = func(n int, b sms.Batch) act {
		switch {
		case chance(25):
			cut++
			return act{take: -1, fault: &sms.Fault{Class: sms.Unknown, Code: "timeout"}}
		case chance(13):
			cut++
			return act{take: 0, fault: &sms.Fault{Class: sms.Unknown, Code: "reset"}}
		case chance(13):
			cut++
			return act{take: part(len(b.Messages)), fault: &sms.Fault{Class: sms.Unknown, Code: "http_500"}}
		case chance(20):
			return act{take: part(len(b.Messages))}
		case chance(20):
			return act{take: -1, silent: true}
		case chance(20):
			return act{fault: &sms.Fault{Class: sms.Again, Code: "http_503"}}
		}
		return act{take: -1}
	}
	g.find = func(_ int, id string) sms.Status {
		if chance(50) {
			return sms.Undecided
		}
		return ""
	}
	sends := []string{}
	want := map[string]bool{}
	for left := total; left > 0; left -= 1000 {
		id := o.order(min(left, 1000), batch)
		sends = append(sends, id)
		for i := range min(left, 1000) {
			want[fmt.Sprintf("%s-%04d", id, i+1)] = true
		}
	}
	began, deaths, places := time.Now(), 0, map[string]int{}
	ready := func() bool {
		st, err := o.db.SMSStats(ctx)
		must(t, err)
		return st.Queued == 0 && st.Sending == 0
	}
	for {
		next := 40 + part(120)
		p := newProgram(o.db, g, func(n int, _ string) bool { return n == next })
		o.runs(p, ready)
		if !p.dead {
			break
		}
		deaths++
		places[p.where]++
	}
	took := g.taken()
	twice := 0
	for id, n := range took {
		if n != 1 {
			twice++
			t.Errorf("%s was taken %d times", id, n)
		}
		if !want[id] {
			t.Errorf("%s is none of ours", id)
		}
	}
	got := sms.Counts{}
	for _, id := range sends {
		for s, n := range o.states(id) {
			got[s] += n
		}
	}
	if len(took) != total || !maps.Equal(got, sms.Counts{sms.Taken: total}) {
		t.Errorf("%d of %d were taken; rows say %v", len(took), total, got)
	}
	if deaths < total/400 || cut < total/batch/40 {
		t.Errorf("only %d deaths and %d requests cut off", deaths, cut)
	}
	t.Logf("%d messages, %d requests (%d cut off), %d looks, %d deaths at %v, %d twice, in %v", total, g.sends, cut, g.finds, deaths, places, twice, time.Since(began).Round(time.Millisecond))
}
