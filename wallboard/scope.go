package wallboard

import (
	"slices"
	"strings"

	"github.com/callfloor/callfloor/acd"
)

// Scope is what a viewer may see. The zero Scope is everything. Parts that are
// set must all hold.
type Scope struct {
	// Services, when set, are the only services seen: a display's, or those that
	// a viewer asks for. Agents are seen when they serve one of them.
	Services []acd.ServiceID
	// Manager, when set, is a user id: only agents of whom this user is the
	// manager are seen, and calls that no other team's agent has.
	Manager string
	// Agent, when set, is the only agent seen, with the calls of that agent: an
	// agent's own desk.
	Agent acd.AgentID
}

// key names the scope: equal scopes share their frames.
func (s Scope) key() string {
	ids := make([]string, 0, len(s.Services))
	for _, id := range s.Services {
		ids = append(ids, string(id))
	}
	slices.Sort(ids)
	return strings.Join(append(ids, "", s.Manager, "", string(s.Agent)), "\x00")
}

func (s Scope) seesService(id acd.ServiceID) bool {
	return len(s.Services) == 0 || slices.Contains(s.Services, id)
}

func (s Scope) seesAgent(a *agent) bool {
	switch {
	case s.Agent != "" && a.config.ID != s.Agent, s.Manager != "" && a.config.Manager != s.Manager:
		return false
	case len(s.Services) == 0:
		return true
	}
	return slices.ContainsFunc(a.config.Services, func(m acd.Membership) bool { return s.seesService(m.Service) })
}

// seesCall: a call that an agent has, or whose offers ring, belongs to those
// agents; one that only waits belongs to its service, and to no agent's desk.
func (s Scope) seesCall(b *Board, c *call) bool {
	if c.service != "" && !s.seesService(c.service) {
		return false
	}
	for _, id := range []acd.AgentID{c.agent, c.peer, c.from} {
		if id != "" && s.seesAgentID(b, id) {
			return true
		}
	}
	if c.agent != "" {
		return false
	}
	if len(c.offers) == 0 {
		return s.Agent == "" && c.service != ""
	}
	return slices.ContainsFunc(c.offers, func(o Offer) bool { return s.seesAgentID(b, o.Agent) })
}

func (s Scope) seesAgentID(b *Board, id acd.AgentID) bool {
	a := b.agents[id]
	return a != nil && s.seesAgent(a)
}
