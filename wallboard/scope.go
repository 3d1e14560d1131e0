package wallboard

import (
	"cmp"
	"slices"
	"strings"

	"github.com/callfloor/callfloor/acd"
)

// Scope is what a viewer may see.
type Scope = acd.Scope

// scopeKey names a scope: equal scopes share their frames.
func scopeKey(s Scope) string {
	ids := make([]string, 0, len(s.Services)+3)
	for _, id := range s.Services {
		ids = append(ids, string(id))
	}
	slices.Sort(ids)
	if s.Services == nil {
		ids = append(ids, "\x01") // all, which is not none
	}
	if s.Waiting {
		ids = append(ids, "\x02")
	}
	return strings.Join(append(ids, "", s.Manager, "", string(s.Agent)), "\x00")
}

func seesCall(s Scope, b *Board, c *call) bool {
	p := acd.Parties{Service: cmp.Or(c.service, c.behalf), Agent: c.agent, Beside: []acd.AgentID{c.peer, c.from}}
	for _, o := range c.offers {
		p.Ringing = append(p.Ringing, o.Agent)
	}
	return s.SeesCall(p, b.config)
}

// config returns what an agent is; nil for one who is not known.
func (b *Board) config(id acd.AgentID) *acd.Agent {
	if a := b.agents[id]; a != nil {
		return &a.config
	}
	return nil
}
