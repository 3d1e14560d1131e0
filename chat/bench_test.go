package chat

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/callfloor/callfloor/acd"
)

// load is a House with so many agents, all full, and so many rooms that are not over.
type load struct {
	h    *House
	now  acd.Time
	next int // to open
	old  int // to end
}

func newLoad(tb testing.TB, agents, rooms int) *load {
	h := house(tb, DefaultPolicy(), 0)
	for i := range agents {
		id := acd.AgentID(fmt.Sprintf("a%03d", i))
		h.Step(morning, PutAgent{Agent{ID: id, Cap: 20, AutoReply: true}})
		h.Step(morning, SignIn{id})
	}
	l := &load{h: h, now: morning}
	for range rooms {
		l.open()
	}
	if err := h.Check(); err != nil {
		tb.Fatal(err)
	}
	return l
}

func (l *load) room(n int) RoomID { return RoomID("r" + strconv.Itoa(n)) }

func (l *load) open() {
	l.now++
	l.h.Step(l.now, Open{Room: l.room(l.next), Visitor: VisitorID("v" + strconv.Itoa(l.next)), Channel: Web})
	l.next++
}

// BenchmarkStep measures commands with 300 agents and 10,000 rooms, 6,000 of which agents
// have and 4,000 wait: a message of the customer of each kind of room, one of an agent, and
// what distribution does: a room that ends, by which another is given, and one that comes.
func BenchmarkStep(b *testing.B) {
	for _, size := range []struct{ agents, rooms int }{{30, 1_000}, {300, 10_000}} {
		l := newLoad(b, size.agents, size.rooms)
		at := fmt.Sprintf("agents=%d/rooms=%d/", size.agents, size.rooms)
		waiting := l.h.Rooms(Waiting)
		b.Run(at+"customer-writes", func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				l.now++
				l.h.Step(l.now, Post{Room: waiting[i%len(waiting)].ID, By: ByCustomer})
			}
		})
		received := l.h.Rooms(Received)
		b.Run(at+"agent-writes", func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				r := &received[i%len(received)]
				l.now++
				l.h.Step(l.now, Post{Room: r.ID, By: ByAgent, Who: Who{Agent: r.Agent}})
			}
		})
		b.Run(at+"end-and-open", func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				l.now++
				l.h.Step(l.now, EndByVisitor{Room: l.room(l.old)})
				l.old++
				l.open()
			}
		})
		b.Run(at+"sign-out-and-in", func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				id := acd.AgentID(fmt.Sprintf("a%03d", i%size.agents))
				l.now++
				l.h.Step(l.now, SignOut{id})
				l.h.Step(l.now, SignIn{id})
			}
		})
		if err := l.h.Check(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMorning: work begins with 10,000 rooms that wait and 300 agents of cap 20.
func BenchmarkMorning(b *testing.B) {
	for range b.N {
		b.StopTimer()
		h := newLoad(b, 300, 0).h
		h.Step(morning, SetHours{})
		for i := range 10_000 {
			h.Step(morning, opening(i))
		}
		b.StartTimer()
		h.Step(morning, SetHours{Open: true, Began: morning})
	}
}
