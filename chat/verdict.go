package chat

import (
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// leniency is which reasons against an agent a decision passes over.
type leniency int

const (
	strict      leniency = iota
	alsoOnBreak          // Policy.AllResting is Assign: who rests may be given a room
)

// open is how many open rooms an agent has.
func (a *agent) open() int { return a.Received + a.Running }

// againstAny is why an agent may take no room at all, whichever; "" where there is nothing. Of
// several reasons it is the first in this order.
func (h *House) againstAny(a *agent, l leniency) Against {
	switch {
	case a.Agent.Excluded:
		return AgainstExcluded
	case a.Duty == DutyOff:
		return AgainstOff
	case a.Duty == DutyBreak:
		return AgainstBreak
	case a.Duty == DutyMeal:
		return AgainstMeal
	case h.policy.Target == LoggedIn && !a.SignedIn:
		return AgainstLoggedOut
	case a.Resting && l != alsoOnBreak:
		return AgainstResting
	case a.OnCall && !h.policy.DuringCalls:
		return AgainstOnCall
	}
	return ""
}

// against is why an agent may not take r; "" where they may.
func (h *House) against(a *agent, r *room, l leniency) Against {
	if why := h.againstAny(a, l); why != "" {
		return why
	}
	switch {
	case !h.fits(a, r):
		return AgainstCategory
	case a.open() >= a.Agent.Cap:
		return AgainstFull
	case h.passed(r, a):
		return AgainstMissed
	}
	return ""
}

// fits reports whether an agent answers the category of r, where that matters (C23).
func (h *House) fits(a *agent, r *room) bool {
	return !h.policy.ByCategory || slices.Contains(a.Agent.Categories, r.Category)
}

// passed reports whether r was taken or put back from the agent lately.
func (h *House) passed(r *room, a *agent) bool {
	return slices.ContainsFunc(r.Passed, func(p Pass) bool { return p.Agent == a.Agent.ID && p.Until > h.now })
}

// verdicts says of every agent, by id, whether they may take r.
func (h *House) verdicts(r *room, l leniency) Explanation {
	list := make([]Verdict, len(h.agents))
	for i, a := range h.agents {
		list[i] = Verdict{Agent: a.Agent.ID, Against: h.against(a, r, l), Open: a.open(), NewAt: a.NewAt}
	}
	return Explanation{list}
}

// best is the agent to whom an explanation leads: of those who may, with fewest open rooms,
// then longest without a new one, then first by id (C88). nil where nobody may.
func (h *House) best(why Explanation) *agent {
	var first *Verdict
	for i := range why.Agents {
		v := &why.Agents[i]
		if v.Against != "" {
			continue
		}
		if first == nil || v.Open < first.Open || v.Open == first.Open && v.NewAt < first.NewAt {
			first = v
		}
	}
	if first == nil {
		return nil
	}
	return h.agent(first.Agent)
}

// pick chooses the agent for r; nil where nobody may.
func (h *House) pick(r *room, l leniency) (*agent, Explanation) {
	why := h.verdicts(r, l)
	return h.best(why), why
}

// of returns the verdict on one agent.
func (x Explanation) of(id acd.AgentID) (Verdict, bool) {
	for _, v := range x.Agents {
		if v.Agent == id {
			return v, true
		}
	}
	return Verdict{}, false
}
