package wallboard

import (
	"maps"

	"github.com/callfloor/callfloor/acd"
)

// Board holds the live facts of a floor: counts of services, states of agents,
// live calls. It knows no rates, limits or viewers. It is owned by one
// goroutine. The cost of an event grows with the rows it changes, at most with
// the logarithm of the calls waiting in one service.
type Board struct {
	day      string
	dayAt    acd.Time
	services map[acd.ServiceID]*service
	agents   map[acd.AgentID]*agent
	calls    map[acd.CallID]*call
	dirty    dirty
}

// dirty are the rows that changed since they were last taken; a row that is
// gone is in it too.
type dirty struct {
	services map[acd.ServiceID]struct{}
	agents   map[acd.AgentID]struct{}
	calls    map[acd.CallID]struct{}
}

func newDirty() dirty {
	return dirty{map[acd.ServiceID]struct{}{}, map[acd.AgentID]struct{}{}, map[acd.CallID]struct{}{}}
}

func (d *dirty) empty() bool { return len(d.services)+len(d.agents)+len(d.calls) == 0 }

// add takes in what is dirty in other.
func (d *dirty) add(other *dirty) {
	maps.Copy(d.services, other.services)
	maps.Copy(d.agents, other.agents)
	maps.Copy(d.calls, other.calls)
}

func (d *dirty) clear() {
	clear(d.services)
	clear(d.agents)
	clear(d.calls)
}

// New returns the board of the floor that s describes. Every row is dirty.
func New(s acd.State) *Board {
	b := &Board{
		day: s.Day, dayAt: s.DayAt,
		services: make(map[acd.ServiceID]*service, len(s.Services)),
		agents:   make(map[acd.AgentID]*agent, len(s.Agents)),
		calls:    make(map[acd.CallID]*call, len(s.Calls)),
		dirty:    newDirty(),
	}
	for i := range s.Services {
		b.service(s.Services[i].Service.ID).restore(&s.Services[i])
	}
	for i := range s.Agents {
		b.restoreAgent(&s.Agents[i])
	}
	for i := range s.Calls {
		b.restoreCall(&s.Calls[i])
	}
	for _, c := range b.calls {
		if first := b.calls[c.about]; first != nil { // who consults
			c.from = first.agent
		}
	}
	return b
}

// service returns the row to change, made when it is new, and marks it dirty.
func (b *Board) service(id acd.ServiceID) *service {
	b.dirty.services[id] = struct{}{}
	s := b.services[id]
	if s == nil {
		s = &service{}
		s.config.ID = id
		b.services[id] = s
	}
	return s
}

// agent returns the row to change and marks it dirty; nil for an unknown agent.
func (b *Board) agent(id acd.AgentID) *agent {
	a := b.agents[id]
	if a != nil {
		b.dirty.agents[id] = struct{}{}
	}
	return a
}

// call returns the row to change and marks it dirty; nil for an unknown call.
func (b *Board) call(id acd.CallID) *call {
	c := b.calls[id]
	if c != nil {
		b.dirty.calls[id] = struct{}{}
		if c.about != "" { // its state stands on the row of the first one too
			b.dirty.calls[c.about] = struct{}{}
		}
		if c.second != "" { // who may see the second call follows from the first
			b.dirty.calls[c.second] = struct{}{}
		}
	}
	return c
}
