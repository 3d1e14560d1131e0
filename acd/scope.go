package acd

import "slices"

// Scope is what a viewer may see of a floor, live and when asked. The zero Scope is
// everything.
type Scope struct {
	// Services, when not nil, are the only services seen: a display's, those that an
	// agent serves, or those that a viewer asks for. Agents are seen when they serve
	// one of them.
	Services []ServiceID
	// Manager, when set, is a user id: only agents of whom this user is the manager
	// are seen, and calls that no other team's agent has.
	Manager string
	// Agent, when set, is who the viewer is: this agent is seen whatever it serves,
	// with its calls, and without a Manager nobody else.
	Agent AgentID
	// Waiting, of an agent, adds the calls that wait in Services: who asks why they do
	// not come. A desk is not sent them.
	Waiting bool
}

// Parties are whom a live call concerns, as far as it decides who may see it.
type Parties struct {
	Service ServiceID // empty for a call of agents
	Agent   AgentID   // who has it; empty while nobody has
	Ringing []AgentID // whose phones ring for it
	Beside  []AgentID // the colleague who was called, and who calls or consults; empty ones count for nothing
}

// SeesService reports whether a service is in the scope.
func (s Scope) SeesService(id ServiceID) bool {
	return s.Services == nil || slices.Contains(s.Services, id)
}

// SeesAgent reports whether an agent is in the scope.
func (s Scope) SeesAgent(a *Agent) bool {
	switch {
	case s.Agent != "" && a.ID == s.Agent:
		return true
	case s.Agent != "" && s.Manager == "", s.Manager != "" && a.Manager != s.Manager:
		return false
	}
	return s.Services == nil || slices.ContainsFunc(a.Services, func(m Membership) bool { return s.SeesService(m.Service) })
}

// SeesCall reports whether a live call is in the scope. One that an agent has, or that
// rings at agents, belongs to those agents; one that only waits belongs to its service. agent says what an agent is; nil for one who is not known.
func (s Scope) SeesCall(p Parties, agent func(AgentID) *Agent) bool {
	sees := func(id AgentID) bool {
		if id == "" {
			return false
		}
		a := agent(id)
		return a != nil && s.SeesAgent(a)
	}
	involved := append(append([]AgentID{p.Agent}, p.Beside...), p.Ringing...)
	switch {
	case s.Agent != "" && slices.Contains(involved, s.Agent):
		return true
	case p.Service != "" && !s.SeesService(p.Service):
		return false
	case slices.ContainsFunc(involved, sees):
		return true
	case p.Agent != "" || len(p.Ringing) > 0:
		return s.everything()
	case s.Agent != "" && s.Manager == "" && !s.Waiting:
		return false
	}
	return p.Service != "" || s.everything()
}

func (s Scope) everything() bool { return s.Services == nil && s.Manager == "" && s.Agent == "" }
