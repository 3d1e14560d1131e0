package explore

import (
	"fmt"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Compare says where the floor's snapshot and the model differ.
func (m *Model) Compare(s acd.State, events []acd.Event) error {
	n := 0
	for _, e := range events {
		o, ok := chosen(e)
		if !ok {
			continue
		}
		if n >= len(m.made) || m.made[n] != o {
			return fmt.Errorf("offer %d is %s to %s; the model made %+v", o.offer, o.call, o.agent, m.made)
		}
		n++
	}
	if n != len(m.made) || len(s.Calls) != len(m.calls) || len(s.Agents) != len(m.agents) {
		return fmt.Errorf("%d offers, %d calls; the model has %d, %d", n, len(s.Calls), len(m.made), len(m.calls))
	}
	for _, a := range s.Agents {
		if err := m.agent(a.Agent.ID).compare(a); err != nil {
			return fmt.Errorf("agent %s: %w", a.Agent.ID, err)
		}
	}
	for i, c := range s.Calls {
		if err := m.compareCall(m.calls[i], c); err != nil {
			return fmt.Errorf("call %s: %w", c.ID, err)
		}
	}
	for _, x := range s.Services {
		if err := m.compareService(x); err != nil {
			return fmt.Errorf("service %s: %w", x.Service.ID, err)
		}
	}
	return nil
}

// chosen is the choice of an agent that an event tells: an offer, or that the agent is
// kept for who is called back.
func chosen(e acd.Event) (mMade, bool) {
	switch e := e.(type) {
	case acd.CallOffered:
		return mMade{e.Call, e.Agent, e.Offer}, true
	case acd.CallDialled:
		return mMade{e.Call, e.Agent, 0}, e.CustomerFirst
	}
	return mMade{}, false
}

func (a *mAgent) compare(s acd.AgentStatus) error {
	type face struct {
		state, next              acd.AgentState
		reason, nextReason       acd.Reason
		since, rest, idle, login acd.Time
		reachable                bool
		misses                   int
		today                    acd.AgentFigures
	}
	of := func(s acd.AgentStatus) face {
		return face{
			state: s.State, next: s.Next, reason: s.Reason, nextReason: s.NextReason, since: s.Since,
			rest: s.RestUntil, idle: s.IdleSince, login: s.LoginAt, reachable: s.Reachable, misses: s.Misses, today: s.Today,
		}
	}
	if of(s) != of(a.status) {
		return fmt.Errorf("is %+v, the model's %+v", of(s), of(a.status))
	}
	return nil
}

func (m *Model) compareCall(c *mCall, s acd.CallState) error {
	type face struct {
		id              acd.CallID
		phase           acd.CallPhase
		service         acd.ServiceID
		priority, moves int
		entered, waits  acd.Time
		giveUp          acd.Time
		counted         bool
		day             string
		agent           acd.AgentID
		offers, held    int
		peer            acd.AgentID
		second, about   acd.CallID
		joined, out     bool
		behalf          acd.ServiceID
		waited          time.Duration
		giver           acd.AgentID
		ends            acd.Outcome
		callback, first bool
	}
	got := face{
		s.ID, s.Phase, s.Service, s.Priority + s.Raised, s.Moves, s.Entered, s.WaitsSince(), s.GiveUp, s.Counted, s.Day, s.Agent,
		len(s.Offers), len(s.HeldBy), s.Peer, s.Second, s.About, s.Joined, s.Diverted != "", s.Behalf, s.Waited, s.GivenBy, s.Ends, s.Callback, s.CustomerFirst,
	}
	want := face{
		c.id, c.phase, c.service, c.priority + c.raised, c.moves, c.entered, c.waits, c.patience, c.counted, c.day, "",
		len(c.ringing), len(c.held), "", "", "", c.joined, c.diverted, c.behalf, c.waited, "", c.ends, c.callback, c.first,
	}
	if c.peer != nil {
		want.peer = c.peer.cfg.ID
	}
	if c.second != nil {
		want.second = c.second.id
	}
	if c.about != nil {
		want.about = c.about.id
	}
	if c.agent != nil {
		want.agent = c.agent.cfg.ID
	}
	if c.giver != nil {
		want.giver = c.giver.cfg.ID
	}
	if outside(c) {
		want.entered, want.waits = s.Entered, s.WaitsSince()
	}
	if got != want {
		return fmt.Errorf("is %+v, the model's %+v", got, want)
	}
	return nil
}

func (m *Model) compareService(x acd.ServiceState) error {
	s := m.service(x.Service.ID)
	for _, g := range append(x.Past[:len(x.Past):len(x.Past)], x.Today) {
		want := *s.on(g.Day)
		want.Pending = 0
		for _, c := range m.calls {
			if c.service == x.Service.ID && c.day == g.Day && !c.counted && !c.callback {
				want.Pending++
			}
		}
		if g != want {
			return fmt.Errorf("figures are %+v, the model's %+v", g, want)
		}
	}
	waiting, promised, oldest := 0, 0, acd.Time(0)
	for _, c := range m.calls {
		if c.service == x.Service.ID && c.promised() {
			promised++
			continue
		}
		if c.service == x.Service.ID && waits(c) {
			waiting++
			if oldest == 0 || c.waits < oldest {
				oldest = c.waits
			}
		}
	}
	if waiting != x.Waiting || oldest != x.Oldest || promised != x.Promised {
		return fmt.Errorf("%d wait since %d, the model's %d since %d", x.Waiting, x.Oldest, waiting, oldest)
	}
	return nil
}
