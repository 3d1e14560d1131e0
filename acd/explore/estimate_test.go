package explore

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// rush is a centre under load for some hours: callers come at random, talks are of random
// length, some callers give up.
type rush struct {
	agents   int
	handle   time.Duration // mean of a talk
	load     float64       // callers that come, in what agents can serve
	patience time.Duration // mean, 0: nobody gives up
}

// errors plays a rush and returns, for callers who waited for an agent and were answered,
// what they were told on arrival and how long they waited.
func (r rush) errors(seed uint64, hours int) (told, waited []time.Duration) {
	rng := rand.New(rand.NewPCG(seed, 7))
	random := func(mean time.Duration) time.Duration {
		return time.Duration(rng.ExpFloat64() * float64(mean)).Truncate(time.Millisecond)
	}
	f := acd.New(seed)
	e := acd.NewEstimate(f.State())
	type due struct {
		at acd.Time
		do func() []acd.Command
	}
	var agenda []due
	now := start
	later := func(d time.Duration, do func() []acd.Command) {
		x := due{now.Add(d), do}
		i, _ := slices.BinarySearchFunc(agenda, x.at, func(y due, at acd.Time) int {
			if y.at <= at {
				return -1
			}
			return 1
		})
		agenda = slices.Insert(agenda, i, x)
	}
	said := map[acd.CallID]time.Duration{}
	step := func(cmd acd.Command) {
		for _, ev := range slices.Clone(f.Step(now, cmd)) {
			e.Take(ev)
			switch ev := ev.(type) {
			case acd.CallOffered:
				later(2*time.Second, func() []acd.Command {
					return []acd.Command{acd.Answer{Call: ev.Call, Agent: ev.Agent, Offer: ev.Offer}, acd.Connect{Call: ev.Call, Offer: ev.Offer}}
				})
			case acd.CallConnected:
				if d, ok := said[ev.Call]; ok {
					told, waited = append(told, d), append(waited, ev.Wait)
				}
				later(random(r.handle), func() []acd.Command {
					return []acd.Command{acd.HangUp{Call: ev.Call, By: acd.ByCaller, Cause: acd.CauseNormal}}
				})
			}
		}
	}
	step(acd.StartDay{Day: "2026-01-01"})
	s := Service("s0")
	s.Ring, s.WrapUp = 20*time.Second, 10*time.Second
	step(acd.PutService{Service: s})
	for i := range r.agents {
		id := acd.AgentID(fmt.Sprintf("a%d", i))
		step(acd.PutAgent{Agent: acd.Agent{ID: id, Services: []acd.Membership{{Service: "s0", Level: 1}}}})
		step(acd.PhoneReachable{Agent: id})
		step(acd.SetState{Agent: id, State: acd.Ready})
	}
	each := time.Duration(float64(r.handle+12*time.Second) / float64(r.agents) / r.load)
	n := 0
	var arrive func() []acd.Command
	arrive = func() []acd.Command {
		n++
		id := acd.CallID(fmt.Sprintf("c%d", n))
		later(random(each), arrive)
		if r.patience > 0 {
			later(random(r.patience), func() []acd.Command {
				if _, waits := f.Standing(id); !waits {
					return nil
				}
				return []acd.Command{acd.HangUp{Call: id, By: acd.ByCaller, Cause: acd.CauseNormal}}
			})
		}
		return []acd.Command{acd.Enqueue{Call: id, Service: "s0", Caller: "0"}}
	}
	later(0, arrive)
	for end := now.Add(time.Duration(hours) * time.Hour); len(agenda) > 0 && agenda[0].at < end; {
		x := agenda[0]
		agenda = agenda[1:]
		if at, ok := f.NextDeadline(); ok && at < x.at {
			agenda = slices.Insert(agenda, 0, x)
			now = at
			step(acd.Tick{})
			continue
		}
		now = x.at
		for _, cmd := range x.do() {
			step(cmd)
			if q, ok := cmd.(acd.Enqueue); ok {
				if st, waits := f.Standing(q.Call); waits && st.Waiting > 0 {
					if d, known := e.Wait("s0", st.Ahead, now); known {
						said[q.Call] = d
					}
				}
			}
		}
	}
	return told, waited
}

// TestEstimateError measures how far expected waits are from real ones, on arrival, of
// callers for whom no agent was free: the median error in percent of the real wait, and
// whether it leans to one side. Docs and CHANGELOG tell these figures.
func TestEstimateError(t *testing.T) {
	for _, c := range []struct {
		name         string
		rush         rush
		median, lean float64 // at most
	}{
		{"20 agents, a little too many callers", rush{20, 3 * time.Minute, 1.05, 6 * time.Minute}, 0.5, 0.25},
		{"20 agents, far too many", rush{20, 3 * time.Minute, 1.5, 6 * time.Minute}, 0.35, 0.25},
		{"5 agents, long talks", rush{5, 6 * time.Minute, 1.2, 15 * time.Minute}, 0.6, 0.3},
		{"100 agents, short talks", rush{100, 2 * time.Minute, 1.3, 4 * time.Minute}, 0.5, 0.3},
	} {
		t.Run(c.name, func(t *testing.T) {
			var off []float64
			var sumTold, sumWaited float64
			for seed := range uint64(4) {
				told, waited := c.rush.errors(seed+1, 4)
				for i := range told {
					sumTold += told[i].Seconds()
					sumWaited += waited[i].Seconds()
					off = append(off, math.Abs(told[i].Seconds()-waited[i].Seconds())/max(waited[i].Seconds(), 1))
				}
			}
			if len(off) < 200 {
				t.Fatalf("only %d callers waited", len(off))
			}
			slices.Sort(off)
			median, p90, lean := off[len(off)/2], off[len(off)*9/10], sumTold/sumWaited-1
			t.Logf("%d callers, mean wait %.0f s: median error %.0f %%, 90 of 100 under %.0f %%, told %+.0f %% of what they waited", len(off), sumWaited/float64(len(off)), 100*median, 100*p90, 100*lean)
			if median > c.median || math.Abs(lean) > c.lean {
				t.Errorf("median error %.2f (at most %.2f), leans by %.2f (at most %.2f)", median, c.median, lean, c.lean)
			}
		})
	}
}
