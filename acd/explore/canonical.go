package explore

import (
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// canonical names states that behave alike by the same bytes: deadlines count
// from now, orders (of idle agents, of calls, of turns) are places in a line, calls
// have no names of their own, and figures, which decide nothing in the worlds
// explored, are left out. TestSameNameSameFuture holds that.
type canonical struct {
	daily bool // the world is one of daily: see dailyAgent and dailyCalls
	buf   []byte
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
	if k.daily {
		for _, a := range s.Agents {
			k.dailyAgent(s, a)
		}
		k.dailyCalls(s)
		return
	}
	for _, x := range s.Services {
		k.flag(x.Service.Closed)
	}
	for _, a := range s.Agents {
		k.agent(s, a)
	}
	for _, c := range s.Calls {
		k.call(s, c)
		older := int64(0)
		for _, d := range s.Calls {
			older += int64(max(0, cmp.Compare(c.Entered, d.Entered)))
		}
		k.number(older)
		k.flag(c.Entered == s.Now) // others may yet enter at the same moment, and weight decides
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
	k.common(s, a)
	k.text(string(a.Reason))
	k.flag(a.Wanted)
	k.text(string(a.Next))
	k.text(string(a.NextReason))
	k.idle(s, a, func(acd.AgentStatus) bool { return true })
	for _, x := range s.Services {
		if x.Service.Strategy == acd.RoundRobin {
			k.number(turnRank(s, a, x.Service.ID))
		}
	}
}

func (k *canonical) common(s acd.State, a acd.AgentStatus) {
	k.text(string(a.State))
	k.until(s.Now, a.Deadline)
	k.until(s.Now, a.RestUntil)
	k.flag(a.Reachable)
	k.text(string(a.Service))
	k.number(int64(a.Misses))
}

// dailyAgent leaves out what makes no difference in what every day brings: the
// reason why an agent is not ready, but for the phone that is waited for; whether
// ready was asked for after a talk or wrap-up, where it comes anyway; and the idle
// time of who talks, which begins anew with the talk's end.
func (k *canonical) dailyAgent(s acd.State, a acd.AgentStatus) {
	k.common(s, a)
	k.flag(a.Wanted)
	talking := talk(s, a) != nil
	if (talking || a.State == acd.WrapUp) && a.Next == acd.Ready {
		k.text("")
	} else {
		k.text(string(a.Next))
	}
	if !talking {
		k.idle(s, a, func(b acd.AgentStatus) bool { return talk(s, b) == nil })
	}
}

// dailyCalls leaves out the order of calls that are connected, as none of them
// comes back, and the times of entry, which the order tells.
func (k *canonical) dailyCalls(s acd.State) {
	for _, c := range s.Calls {
		if c.Phase != acd.Connected {
			k.call(s, c)
		}
	}
	for _, a := range s.Agents {
		if c := talk(s, a); c != nil {
			k.call(s, *c)
		}
	}
}

// talk returns the call that a is connected with, if there is one.
func talk(s acd.State, a acd.AgentStatus) *acd.CallState {
	for i, c := range s.Calls {
		if c.Phase == acd.Connected && c.Agent == a.Agent.ID {
			return &s.Calls[i]
		}
	}
	return nil
}

// idle is the place of a among the agents that count: the longest idle first,
// then who was created first. An agent who has been idle since this very moment may
// yet share it with others.
func (k *canonical) idle(s acd.State, a acd.AgentStatus, counts func(acd.AgentStatus) bool) {
	n := int64(0)
	for _, b := range s.Agents {
		if counts(b) && (b.IdleSince < a.IdleSince || b.IdleSince == a.IdleSince && b.Number < a.Number) {
			n++
		}
	}
	k.number(n)
	k.flag(a.IdleSince == s.Now)
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
	k.until(s.Now, c.Asked)
	k.text(string(c.Agent))
	for _, o := range c.Offers {
		k.text(string(o.Agent))
		k.until(s.Now, o.Deadline)
	}
	k.text(string(c.Peer))
	k.text(string(c.Behalf))
	k.flag(c.Joined)
	k.flag(c.Muted)
	k.flag(c.PeerMuted)
	k.number(int64(len(c.HeldBy)))
	k.flag(slices.Contains(c.HeldBy, acd.ByAgent))
	k.flag(c.Diverted != "")
	k.flag(c.Back != 0)
	k.text(string(c.GivenBy))
	k.text(string(c.Ends))
	k.flag(c.Callback)
	k.flag(c.CustomerFirst)
	k.number(int64(slices.IndexFunc(s.Calls, func(d acd.CallState) bool { return d.ID == c.About })))
}
