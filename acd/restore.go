package acd

import (
	"errors"
	"fmt"
	"slices"
)

// Restore returns a floor in state s. It refuses a state that breaks an
// invariant.
func Restore(s State) (*Floor, error) {
	f := New(s.Rand)
	f.now, f.day, f.dayAt, f.counter, f.lastOffer = s.Now, s.Day, s.DayAt, s.Counter, s.Offer
	for _, x := range s.Services {
		f.restoreService(x)
	}
	for _, a := range s.Agents {
		if err := f.restoreAgent(a); err != nil {
			return nil, fmt.Errorf("restore agent %s: %w", a.Agent.ID, err)
		}
	}
	for _, c := range s.Calls {
		if err := f.restoreCall(c); err != nil {
			return nil, fmt.Errorf("restore call %s: %w", c.ID, err)
		}
	}
	if err := f.restoreSeconds(); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	for _, l := range s.LastWith {
		f.sticky.add(l)
	}
	for _, a := range f.sortedAgents() {
		if a.on == nil && (a.State == Ringing || a.State == Talking || a.State == Dialing || a.State == TalkingOutbound) {
			return nil, fmt.Errorf("restore agent %s: %s without a call", a.Agent.ID, a.State)
		}
		f.setAgentTimer(a, f.agentDeadline(a))
		if f.available(a) {
			f.reindex(a)
		}
	}
	if err := f.Check(); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	return f, f.checkDerived(s)
}

// checkDerived compares what a snapshot tells though it follows from the rest.
func (f *Floor) checkDerived(s State) error {
	if len(f.services) != len(s.Services) || len(f.agents) != len(s.Agents) || f.calls.len() != len(s.Calls) {
		return errors.New("restore: something is there twice")
	}
	calls := f.callsByService()
	for _, x := range s.Services {
		of := f.services[x.Service.ID]
		if got := of.state(calls[of]); got.Waiting != x.Waiting || got.Oldest != x.Oldest || got.Promised != x.Promised {
			return fmt.Errorf("restore service %s: %d wait since %d and %d are promised, not %d since %d and %d",
				x.Service.ID, got.Waiting, got.Oldest, got.Promised, x.Waiting, x.Oldest, x.Promised)
		}
	}
	return nil
}

func (f *Floor) restoreService(x ServiceState) {
	s := &service{Service: cloneService(x.Service), today: &figures{ServiceFigures: x.Today}, turn: x.Turn, rand: random(x.Rand)}
	for _, g := range x.Past {
		s.past = append(s.past, &figures{ServiceFigures: g})
	}
	copy(s.virtual[1:], x.Virtual)
	s.setLevels()
	f.services[s.ID] = s
}

func (f *Floor) restoreAgent(x AgentStatus) error {
	if code := f.agentProblem(x.Agent); code != "" {
		return fmt.Errorf("%s", code)
	}
	a := &agent{AgentStatus: x}
	a.Agent.Services = slices.Clone(x.Agent.Services)
	a.timer.of = a
	f.agents[x.Agent.ID] = a
	f.setMembers(a, x.Agent.Services)
	for _, t := range x.Turns {
		for i := range a.members {
			if m := &a.members[i]; m.svc.ID == t.Service {
				m.last, m.draw = t.Last, t.Draw
			}
		}
	}
	a.Turns = nil
	return nil
}

func (f *Floor) restoreCall(x CallState) error {
	if !queued(x.Phase) {
		x.Back = 0 // some snapshots kept it past the answer
	}
	c := &call{CallState: x}
	c.Offers, c.HeldBy = slices.Clone(x.Offers), slices.Clone(x.HeldBy)
	c.place.of, c.timer.of = c, c
	if f.calls.find(c.ID) != nil {
		return errors.New("twice in the snapshot")
	}
	f.calls.add(c)
	if x.Agent != "" {
		if c.agent = f.agents[x.Agent]; c.agent == nil {
			return fmt.Errorf("unknown agent %s", x.Agent)
		}
		c.agent.on = c
	}
	if x.Peer != "" {
		if c.peer = f.agents[x.Peer]; c.peer == nil {
			return fmt.Errorf("unknown agent %s", x.Peer)
		}
		c.peer.on = c
	}
	for _, o := range x.Offers {
		a := f.agents[o.Agent]
		if a == nil {
			return fmt.Errorf("offered to unknown agent %s", o.Agent)
		}
		a.on, a.offer = c, o.ID
		c.rung = append(c.rung, a)
	}
	if x.Phase == Connecting && len(x.Offers) != 1 {
		return fmt.Errorf("connecting with %d offers", len(x.Offers))
	}
	if x.Service == "" {
		f.setCallTimer(c)
		return nil
	}
	return f.restoreQueued(c)
}

// restoreSeconds lets calls and their second calls know each other.
func (f *Floor) restoreSeconds() error {
	for c := range f.calls.all() {
		if !c.consults() {
			continue
		}
		d := f.calls.find(c.Second)
		if d == nil || d.About != c.ID {
			return fmt.Errorf("the second call %s of call %s is not there", c.Second, c.ID)
		}
		c.other, d.other = d, c
	}
	return nil
}

// restoreQueued puts an inbound call back into its service.
func (f *Floor) restoreQueued(c *call) error {
	s := f.services[c.Service]
	if s == nil {
		return fmt.Errorf("unknown service %s", c.Service)
	}
	if c.OpenStep < 0 || c.OpenStep >= len(s.waiting) {
		return fmt.Errorf("level step %d of %d", c.OpenStep, len(s.waiting))
	}
	for _, g := range append(s.past, s.today) {
		if g.Day == c.Day {
			c.fig = g
		}
	}
	if c.fig == nil {
		return fmt.Errorf("no figures of day %q", c.Day)
	}
	c.fig.live++
	c.svc = s
	s.live++
	s.inLine += count(c.Phase == Waiting)
	if !c.promised() {
		s.inWaiting += count(c.Phase == Waiting)
		f.waiting += count(c.Phase == Waiting)
		s.inQueue += count(queued(c.Phase))
	}
	f.setCallTimer(c)
	if c.Phase == Waiting {
		f.queue(c)
	}
	return nil
}

// reindex puts a where it stood, with the clocks it had drawn.
func (f *Floor) reindex(a *agent) {
	a.indexed = true
	for i := range a.members {
		m := &a.members[i]
		m.svc.ready[m.Level].put(&m.ready, m.key())
	}
}
