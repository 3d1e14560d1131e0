package acd

import (
	"fmt"
	"strconv"
	"testing"
	"time"
)

// load is a floor under a steady load: agents all talk or wrap up, calls wait.
type load struct {
	f        *Floor
	now      Time
	services []ServiceID
	next     int
	name     []byte
	talking  []talk // a ring
	head     int    // the oldest
	tail     int
}

type talk struct {
	call  CallID
	offer OfferID
	agent AgentID
}

// newLoad builds a floor of agents who serve three services each and waiting
// calls, and lets every agent talk.
func newLoad(tb testing.TB, agents, services, waiting int) *load {
	l := &load{f: New(1), now: 1000, talking: make([]talk, agents+1)}
	for i := range services {
		s := testService(ServiceID(fmt.Sprintf("s%d", i)))
		s.Strategy = Strategies[i%5] // those that offer to one agent
		s.WrapUp, s.Ring = time.Second, time.Hour
		l.services = append(l.services, s.ID)
		l.do(PutService{s})
	}
	for i := range agents {
		a := Agent{ID: AgentID(fmt.Sprintf("a%d", i))}
		for k := range min(3, services) {
			a.Services = append(a.Services, Membership{Service: l.services[(i*7+k*(services/3+1))%services], Level: 1 + k})
		}
		l.do(PutAgent{a})
		l.do(PhoneReachable{a.ID})
		l.do(SetState{Agent: a.ID, State: Ready})
	}
	for range waiting + agents {
		l.arrive()
	}
	if err := l.f.Check(); err != nil {
		tb.Fatal(err)
	}
	return l
}

func (l *load) do(c Command) []Event {
	events := l.f.Step(l.now, c)
	for _, e := range events {
		if o, ok := e.(CallOffered); ok {
			l.talking[l.tail] = talk{o.Call, o.Offer, o.Agent}
			l.tail = (l.tail + 1) % len(l.talking)
		}
	}
	return events
}

// arrive lets a call come in; its name is new, as names from the wire are, and
// one of the allocations.
func (l *load) arrive() {
	l.name = strconv.AppendInt(append(l.name[:0], "call-"...), int64(l.next), 10)
	l.do(Enqueue{Call: CallID(l.name), Service: l.services[l.next*13%len(l.services)], Caller: "01012345678"})
	l.next++
}

// cycle is the life of one call in five commands: another arrives, the oldest
// offer is answered, connected and hung up, and the agent ends the wrap-up early
// and is offered the next.
func (l *load) cycle() {
	t := l.talking[l.head]
	l.head = (l.head + 1) % len(l.talking)
	l.arrive()
	l.do(Answer{Call: t.call, Agent: t.agent, Offer: t.offer})
	l.do(Connect{Call: t.call, Offer: t.offer})
	l.now++
	l.do(HangUp{Call: t.call, By: ByCaller, Cause: CauseNormal})
	l.do(SetState{Agent: t.agent, State: Ready})
}

// BenchmarkStep measures commands a second at two sizes; the larger may cost at
// most twice the smaller. Both floors are alive all the time, so that the
// garbage collector, which only the events feed, works under the same conditions.
func BenchmarkStep(b *testing.B) {
	small, large := newLoad(b, 100, 5, 100), newLoad(b, 10_000, 200, 100_000)
	for _, l := range []*load{small, large} {
		b.Run(fmt.Sprintf("agents=%d/calls=%d", len(l.f.agents), l.f.calls.len()), func(b *testing.B) {
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				l.cycle()
			}
			b.StopTimer()
			b.ReportMetric(float64(b.N)*5/b.Elapsed().Seconds(), "commands/s")
		})
	}
	for _, l := range []*load{small, large} {
		if err := l.f.Check(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPutAgent: a change of an agent costs by the agent's own services,
// not by those of the floor (A13: 5,000 agents, 200 services).
func BenchmarkPutAgent(b *testing.B) {
	for _, own := range []int{2, 20, 200} {
		b.Run(fmt.Sprintf("own=%d", own), func(b *testing.B) {
			l := newLoad(b, 5000, 200, 0)
			a := Agent{ID: "a17"}
			for k := range own {
				a.Services = append(a.Services, Membership{Service: l.services[k], Level: 1})
			}
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				a.Services[0].Level = 1 + i%9
				l.f.Step(l.now, PutAgent{a})
			}
		})
	}
}
