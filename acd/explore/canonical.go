package explore

import (
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// canonical names states that behave alike by the same bytes: deadlines count
// from now, times that only order (entry, idle) and turns are ranks, calls have
// the names of their arrival, and figures, which decide nothing in the worlds
// explored, are left out.
type canonical struct {
	buf   []byte
	times []acd.Time
}

// sum128 is wide enough that two states of a few million never collide.
type sum128 [2]uint64

var seeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

func (k *canonical) sum(s acd.State) sum128 {
	k.encode(s)
	return sum128{maphash.Bytes(seeds[0], k.buf), maphash.Bytes(seeds[1], k.buf)}
}

func (k *canonical) encode(s acd.State) {
	k.buf = k.buf[:0]
	k.times = k.times[:0]
	for _, a := range s.Agents {
		k.times = append(k.times, a.IdleSince)
	}
	slices.Sort(k.times)
	for _, a := range s.Agents {
		k.agent(s, a)
	}
	for _, c := range s.Calls {
		k.call(s, c)
	}
}

func (k *canonical) text(t string) {
	k.buf = append(k.buf, t...)
	k.buf = append(k.buf, 0)
}

func (k *canonical) number(n int64) { k.buf = binary.AppendVarint(k.buf, n) }

// until is how long a deadline is still ahead; one that is over is over.
func (k *canonical) until(now, at acd.Time) { k.number(int64(max(0, at-now))) }

func (k *canonical) flag(yes bool) {
	if yes {
		k.buf = append(k.buf, 1)
	} else {
		k.buf = append(k.buf, 0)
	}
}

func (k *canonical) agent(s acd.State, a acd.AgentStatus) {
	k.text(string(a.State))
	k.text(string(a.Reason))
	k.until(s.Now, a.Deadline)
	k.until(s.Now, a.RestUntil)
	k.flag(a.Reachable)
	k.flag(a.Wanted)
	k.text(string(a.Next))
	k.text(string(a.NextReason))
	k.text(string(a.Service))
	k.number(int64(a.Misses))
	rank, _ := slices.BinarySearch(k.times, a.IdleSince)
	k.number(int64(rank))
	for _, x := range s.Services {
		if x.Service.Strategy == acd.RoundRobin {
			k.number(turnRank(s, a, x.Service.ID))
		}
	}
}

// turnRank is how many agents were offered a call of the service before a.
func turnRank(s acd.State, a acd.AgentStatus, id acd.ServiceID) (n int64) {
	for _, b := range s.Agents {
		if lastTurn(b, id) < lastTurn(a, id) {
			n++
		}
	}
	return n
}

func lastTurn(a acd.AgentStatus, id acd.ServiceID) uint64 {
	for _, t := range a.Turns {
		if t.Service == id {
			return t.Last
		}
	}
	return 0
}

func (k *canonical) call(s acd.State, c acd.CallState) {
	k.text(string(c.Phase))
	k.text(string(c.Service))
	k.number(int64(c.Priority + c.Raised))
	k.number(int64(c.OpenStep))
	k.number(int64(c.Moves))
	k.flag(c.Counted)
	k.until(s.Now, c.NextStep)
	k.until(s.Now, c.GiveUp)
	k.text(string(c.Agent))
	older := int64(0)
	for _, d := range s.Calls {
		older += int64(max(0, cmp.Compare(c.Entered, d.Entered)))
	}
	k.number(older)
	for _, o := range c.Offers {
		k.text(string(o.Agent))
		k.until(s.Now, o.Deadline)
	}
}
