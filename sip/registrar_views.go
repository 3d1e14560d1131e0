package sip

import (
	"net/netip"

	"github.com/callfloor/callfloor/acd"
)

// contacts returns the reachable bindings of an agent, for an offer.
func (g *registrar) contacts(id acd.AgentID) []binding {
	g.mu.RLock()
	defer g.mu.RUnlock()
	var out []binding
	for _, b := range g.agents[id] {
		if b.reachable {
			out = append(out, *b)
		}
	}
	return out
}

// moved returns the binding that the phone behind was has now, if it is reached by
// another flow. A phone without an instance that names the port of its connection in
// its contact is known by the Call-ID of its REGISTERs (RFC 3261 section 10.2), once
// the former connection is closed.
func (g *registrar) moved(id acd.AgentID, was binding) (binding, bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	var heir *binding
	for _, b := range g.agents[id] {
		switch {
		case b.flow() == was.flow():
		case b.sameContact(was.Contact, was.Instance):
			return *b, true
		case b.CallID == was.CallID && was.conn != nil && !g.tr.alive(was.conn):
			heir = b
		}
	}
	if heir == nil {
		return binding{}, false
	}
	return *heir, true
}

// isPhone reports whether a phone is registered over a flow.
func (g *registrar) isPhone(fl flow) bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.flows[flowKey{fl.net, fl.remote}] > 0
}

// owns reports whether a flow is one that the agent's phones registered over.
func (g *registrar) owns(id acd.AgentID, fl flow) bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	for _, b := range g.agents[id] {
		if b.Network == fl.net && b.Remote == fl.remote {
			return true
		}
	}
	return false
}

// knows reports whether a phone is registered from an address.
func (g *registrar) knows(a netip.Addr) bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.addrs[a] > 0
}

// all returns every binding, for the API.
func (g *registrar) all() []Registration {
	g.mu.RLock()
	defer g.mu.RUnlock()
	out := make([]Registration, 0, len(g.agents))
	for _, bs := range g.agents {
		for _, b := range bs {
			out = append(out, Registration{Binding: b.Binding, Reachable: b.reachable})
		}
	}
	return out
}

// Registration is a binding and whether the phone answers.
type Registration struct {
	Binding
	Reachable bool `json:"reachable"`
}
