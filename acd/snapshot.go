package acd

import (
	"cmp"
	"slices"
)

// State returns the whole floor as data.
func (f *Floor) State() State {
	s := State{Now: f.now, Day: f.day, DayAt: f.dayAt, Rand: uint64(f.rand), Counter: f.counter, Offer: f.lastOffer}
	calls := f.callsByService()
	for _, x := range f.sortedServices() {
		s.Services = append(s.Services, x.state(calls[x]))
	}
	for _, a := range f.sortedAgents() {
		s.Agents = append(s.Agents, a.status())
	}
	for _, c := range f.sortedCalls() {
		s.Calls = append(s.Calls, c.state())
	}
	for e := f.sticky.oldest.Front(); e != nil; e = e.Next() {
		s.LastWith = append(s.LastWith, e.Value.(LastWith))
	}
	return s
}

// state returns x, whose live calls are calls.
func (x *service) state(calls []*call) ServiceState {
	s := ServiceState{Service: cloneService(x.Service), Today: x.today.ServiceFigures, Waiting: x.inQueue, Turn: x.turn, Rand: uint64(x.rand)}
	for _, g := range x.past {
		s.Past = append(s.Past, g.ServiceFigures)
	}
	for _, c := range calls {
		if c.promised() {
			s.Promised++
			continue
		}
		if queued(c.Phase) && (s.Oldest == 0 || c.WaitsSince() < s.Oldest) {
			s.Oldest = c.WaitsSince()
		}
	}
	if x.Strategy == WeightedRandom {
		s.Virtual = slices.Clone(x.virtual[1:])
	}
	return s
}

// Agent returns one agent as it is in State; false where there is none.
func (f *Floor) Agent(id AgentID) (AgentStatus, bool) {
	a := f.agents[id]
	if a == nil {
		return AgentStatus{}, false
	}
	return a.status(), true
}

func (a *agent) status() AgentStatus {
	s := a.AgentStatus
	s.Agent.Services = slices.Clone(s.Agent.Services)
	s.Turns = nil
	for _, m := range a.members {
		if m.last != 0 || m.draw != 0 {
			s.Turns = append(s.Turns, Turn{Service: m.svc.ID, Last: m.last, Draw: m.draw})
		}
	}
	slices.SortFunc(s.Turns, func(a, b Turn) int { return cmp.Compare(a.Service, b.Service) })
	return s
}

func (c *call) state() CallState {
	s := c.CallState
	s.Offers, s.HeldBy = nil, nil
	if len(c.Offers) > 0 {
		s.Offers = slices.Clone(c.Offers)
	}
	if len(c.HeldBy) > 0 {
		s.HeldBy = slices.Clone(c.HeldBy)
	}
	return s
}

func (f *Floor) sortedServices() []*service {
	list := make([]*service, 0, len(f.services))
	for _, s := range f.services {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b *service) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

func (f *Floor) sortedAgents() []*agent {
	list := make([]*agent, 0, len(f.agents))
	for _, a := range f.agents {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b *agent) int { return cmp.Compare(a.Agent.ID, b.Agent.ID) })
	return list
}

// callsByService returns the live inbound calls of each service, in no order.
func (f *Floor) callsByService() map[*service][]*call {
	list := make(map[*service][]*call, len(f.services))
	for c := range f.calls.all() {
		if c.svc != nil {
			list[c.svc] = append(list[c.svc], c)
		}
	}
	return list
}

func (f *Floor) sortedCalls() []*call {
	list := make([]*call, 0, f.calls.len())
	for c := range f.calls.all() {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b *call) int { return cmp.Compare(a.Arrival, b.Arrival) })
	return list
}
