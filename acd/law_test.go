package acd

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// centre is a floor of n ready agents, a0 to an, of one service.
func centre(t *testing.T, s Service, members []Membership) *Floor {
	t.Helper()
	f := New(7)
	f.Step(1000, PutService{s})
	for i, m := range members {
		id := AgentID(fmt.Sprintf("a%d", i))
		m.Service = s.ID
		f.Step(1000, PutAgent{Agent{ID: id, Services: []Membership{m}}})
		f.Step(1000, PhoneReachable{id})
		f.Step(1000, SetState{Agent: id, State: Ready})
	}
	return f
}

// offeredTo returns the agents offered a call in events.
func offeredTo(events []Event) (list []CallOffered) {
	for _, e := range events {
		if o, ok := e.(CallOffered); ok {
			list = append(list, o)
		}
	}
	return list
}

// TestLongestIdleIsFair: over 10,000 calls of equal length, longest idle gives
// every agent the same number but for one (Gini coefficient near 0), although
// agents take breaks (A25).
func TestLongestIdleIsFair(t *testing.T) {
	s := testService("orders")
	s.WrapUp = 0
	f := centre(t, s, slices.Repeat([]Membership{{Level: 1}}, 20))
	served := map[AgentID]int{}
	now := Time(2000)
	for i := range 10_000 {
		id := CallID(fmt.Sprintf("c%d", i))
		o := offeredTo(f.Step(now, Enqueue{Call: id, Service: "orders"}))[0]
		f.Step(now, Answer{Call: id, Agent: o.Agent, Offer: o.Offer})
		f.Step(now, Connect{Call: id, Offer: o.Offer})
		f.Step(now+100, HangUp{Call: id, By: ByCaller})
		served[o.Agent]++
		resting := AgentID(fmt.Sprintf("a%d", i%20))
		f.Step(now+100, SetState{Agent: resting, State: NotReady, Reason: Rest})
		f.Step(now+200, SetState{Agent: resting, State: Ready})
		now += 1000
	}
	if g := gini(served); g > 0.001 || len(served) != 20 {
		t.Errorf("Gini %.4f over %d agents: %v", g, len(served), served)
	}
}

// gini is 0 when all have the same and near 1 when one has all.
func gini(m map[AgentID]int) float64 {
	var diff, sum float64
	for _, a := range m {
		sum += float64(a)
		for _, b := range m {
			diff += math.Abs(float64(a - b))
		}
	}
	return diff / (2 * float64(len(m)) * sum)
}

// TestWeightedRandomIsInProportion: over 20,000 calls agents get theirs in
// proportion to their weights. The levels differ and a part of the calls is open
// to level 1 alone, so that the races of levels interleave: both kinds of calls
// must be fair (chi-square, 0.1 % limit).
func TestWeightedRandomIsInProportion(t *testing.T) {
	s := testService("orders")
	s.Strategy, s.WrapUp = WeightedRandom, 0
	s.Levels = []LevelOpening{{After: time.Second, Level: 2}}
	members := []Membership{
		{Level: 1, Weight: 1},
		{Level: 1, Weight: 2},
		{Level: 1, Weight: 3},
		{Level: 2, Weight: 4},
		{Level: 2, Weight: 10},
	}
	f := centre(t, s, members)
	now := Time(2000)
	var narrow, wide [5]float64
	for i := range 20_000 {
		id := CallID(fmt.Sprintf("c%d", i))
		now += 10_000
		if i%2 == 0 {
			o := offeredTo(f.Step(now, Enqueue{Call: id, Service: "orders"}))[0]
			narrow[o.Agent[1]-'0']++
			f.Step(now, HangUp{Call: id, By: ByCaller})
			continue
		}
		// Level 1 is away until the second level opens: then all race together.
		for k := range 5 {
			f.Step(now, SetState{Agent: AgentID(fmt.Sprintf("a%d", k)), State: NotReady})
		}
		f.Step(now, Enqueue{Call: id, Service: "orders"})
		f.Step(now+1500, SetOpen{Service: "orders", Open: true})
		f.freeTogether(t, now+1500, 5)
		o := offeredTo(f.out)[0]
		wide[o.Agent[1]-'0']++
		f.Step(now+1500, HangUp{Call: id, By: ByCaller})
	}
	if x := chiSquare(narrow[:3], []float64{1, 2, 3}); x > 13.8 || narrow[3]+narrow[4] > 0 {
		t.Errorf("level 1 alone: %v, chi-square %.1f", narrow, x)
	}
	if x := chiSquare(wide[:], []float64{1, 2, 3, 4, 10}); x > 18.5 {
		t.Errorf("both levels: %v, chi-square %.1f", wide, x)
	}
}

// freeTogether makes the first n agents ready in one moment, as deadlines at one
// millisecond do.
func (f *Floor) freeTogether(t *testing.T, now Time, n int) {
	t.Helper()
	f.out = f.out[:0]
	for k := range n {
		f.setState(SetState{Agent: AgentID(fmt.Sprintf("a%d", k)), State: Ready})
	}
	f.settle()
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
}

func chiSquare(seen, weights []float64) (x float64) {
	var n, w float64
	for i := range seen {
		n += seen[i]
		w += weights[i]
	}
	for i := range seen {
		want := n * weights[i] / w
		x += (seen[i] - want) * (seen[i] - want) / want
	}
	return x
}

// TestVirtualTimeStartsAgain: the virtual time of a level never overflows.
func TestVirtualTimeStartsAgain(t *testing.T) {
	s := testService("orders")
	s.Strategy = WeightedRandom
	f := centre(t, s, slices.Repeat([]Membership{{Level: 1}}, 3))
	before := f.services["orders"].virtual[1]
	for _, x := range slices.Clone(f.services["orders"].ready[1].slots) {
		x.node.of.draw += resetVirtual
		f.services["orders"].ready[1].put(x.node, x.node.of.key())
	}
	f.services["orders"].virtual[1] = before + resetVirtual
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
	o := offeredTo(f.Step(2000, Enqueue{Call: "c", Service: "orders"}))[0]
	f.Step(2000, HangUp{Call: "c", By: ByCaller})
	if v := f.services["orders"].virtual[1]; v >= resetVirtual {
		t.Errorf("virtual time is still %d after %s came back", v, o.Agent)
	}
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
}

// TestExponential: the clock of weight w has mean 1/w (in the unit of log2: 1.4427)
// and half of the draws are below ln 2 / w.
func TestExponential(t *testing.T) {
	r := random(1)
	const n = 100_000
	var sum float64
	below := 0
	for range n {
		x := float64(r.exponential(4)) / (1 << 40)
		sum += x
		if x < 0.25 { // -log2(u) < 1 for half of u
			below++
		}
	}
	if mean := sum / n * 4 * math.Ln2; math.Abs(mean-1) > 0.02 || math.Abs(float64(below)/n-0.5) > 0.01 {
		t.Errorf("mean %.3f, %d of %d below the median", mean, below, n)
	}
}

// TestHeap: whatever order things go in and out, they come out sorted.
func TestHeap(t *testing.T) {
	r := random(3)
	testSorted(t, &heap[int]{}, func() key { return key{int64(r.next() % 10), int64(r.next() % 10), r.next()} })
}

// TestLine: the same of a line, whether things come in order, nearly or not.
func TestLine(t *testing.T) {
	for _, spread := range []uint64{1, 5, 1000, 1 << 40} {
		r, n := random(4), int64(0)
		testSorted(t, &line[int]{}, func() key {
			n++
			return key{n + int64(r.next()%spread), 0, r.next()}
		})
	}
}

type sorted interface {
	len() int
	first() *slot[int]
	key(*node[int]) key
	put(*node[int], key)
	drop(*node[int])
	check() error
}

func (h *heap[T]) first() *slot[T] { return &h.slots[0] }

func testSorted(t *testing.T, h sorted, next func() key) {
	t.Helper()
	r := random(5)
	nodes := make([]node[int], 500)
	keys := map[*node[int]]key{}
	for i := range 50_000 {
		n := &nodes[r.next()%500]
		if r.next()%3 == 0 {
			h.drop(n)
			delete(keys, n)
		} else {
			k := next()
			h.put(n, k)
			keys[n] = k
		}
		if i%100 == 0 {
			if err := h.check(); err != nil || h.len() != len(keys) {
				t.Fatalf("%d of %d: %v", h.len(), len(keys), err)
			}
		}
	}
	last := key{math.MinInt64, 0, 0}
	for h.len() > 0 {
		n := h.first().node
		if k := h.key(n); k != keys[n] || k.before(last) {
			t.Fatalf("%v after %v, want %v", k, last, keys[n])
		} else {
			last = k
		}
		h.drop(n)
	}
}

// TestDeletedCallerIsForgotten: with whom a deleted person talked is in the floor's state
// no more, in no service and under no spelling; others stay, also after a restart.
func TestDeletedCallerIsForgotten(t *testing.T) {
	f := New(1)
	for i, caller := range []string{"0101", "+82101", "0102"} {
		for _, id := range []ServiceID{"orders", "returns"} {
			f.sticky.add(LastWith{Service: id, Caller: caller, Agent: "kim", At: Time(i)})
		}
	}
	f.Step(10, ForgetCaller{Callers: []string{"0101", "+82101", "0109"}})
	var left []string
	for e := f.sticky.oldest.Front(); e != nil; e = e.Next() {
		l := e.Value.(LastWith)
		left = append(left, string(l.Service)+" "+l.Caller)
	}
	if got := strings.Join(left, ", "); got != "orders 0102, returns 0102" || len(f.sticky.byCaller) != 2 {
		t.Errorf("remembered: %s (%d)", got, len(f.sticky.byCaller))
	}
}

// TestStickyMemoryIsBounded: the oldest callers are forgotten first, and those
// past the time of their service.
func TestStickyMemoryIsBounded(t *testing.T) {
	s := testService("orders")
	s.Sticky = time.Hour
	f := centre(t, s, []Membership{{Level: 1}})
	for i := range MaxSticky + 10 {
		c := &call{svc: f.services["orders"]}
		c.Service, c.Caller, c.Agent = "orders", fmt.Sprint(i), "a0"
		f.remember(c)
	}
	if n := f.sticky.oldest.Len(); n != MaxSticky || f.sticky.byCaller[stickyKey{"orders", "9"}] != nil {
		t.Errorf("%d callers are remembered, want %d without the oldest", n, MaxSticky)
	}
	f.Step(f.now.Add(time.Hour+time.Millisecond), Tick{})
	c := &call{svc: f.services["orders"]}
	c.Service, c.Caller, c.Agent = "orders", "last", "a0"
	f.remember(c)
	if n := f.sticky.oldest.Len(); n != 1 {
		t.Errorf("%d callers are remembered after an hour", n)
	}
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
}

// TestAllocationsAreEvents: the life of a call allocates its eleven events, the
// text that explains its offer, and its name; nothing else.
func TestAllocationsAreEvents(t *testing.T) {
	l := newLoad(t, 20, 5, 50)
	for range 100 {
		l.cycle()
	}
	if n := testing.AllocsPerRun(500, l.cycle); n > 13 {
		t.Errorf("%.1f allocations for the life of a call", n)
	}
}

// TestServiceSeed: a service with its own seed chooses alike on every floor; one
// without follows the floor's.
func TestServiceSeed(t *testing.T) {
	chosen := func(floor, service uint64) (list string) {
		f := New(floor)
		s := testService("orders")
		s.Strategy, s.Seed = WeightedRandom, service
		f.Step(1000, PutService{s})
		for _, id := range []AgentID{"a", "b", "c", "d"} {
			f.Step(1000, PutAgent{Agent{ID: id, Services: []Membership{{Service: "orders", Level: 1}}}})
			f.Step(1000, PhoneReachable{id})
			f.Step(1000, SetState{Agent: id, State: Ready})
		}
		for range 20 {
			list += string(offeredTo(f.Step(2000, Enqueue{Call: "x", Service: "orders"}))[0].Agent)
			f.Step(2000, HangUp{Call: "x", By: ByCaller})
		}
		return list
	}
	if a, b := chosen(1, 5), chosen(2, 5); a != b {
		t.Errorf("the same seed chose %s and %s", a, b)
	}
	if a, b, c := chosen(1, 5), chosen(1, 6), chosen(2, 0); a == b || c == chosen(1, 0) {
		t.Errorf("other seeds chose alike: %s, %s, %s", a, b, c)
	}
}
