package acd

import (
	"fmt"
	"time"
)

// Explain says for one live call and one agent why the agent has or has not
// been offered it, as a code and a short English detail. It scans; it is for
// people's questions. For an unknown or outbound call and an unknown agent it
// returns "".
func (f *Floor) Explain(c CallID, a AgentID) (WhyNot, string) {
	cl, ag := f.calls.find(c), f.agents[a]
	if cl == nil || ag == nil || cl.svc == nil {
		return "", ""
	}
	m := ag.memberOf(cl.svc)
	switch {
	case ag.on == cl:
		return WhyNotChosen, "the agent has this call"
	case m == nil:
		return WhyNotMember, fmt.Sprintf("the agent does not serve %s", cl.Service)
	case ag.on != nil && ag.on.svc != nil && ahead(ag.on.order(), ag.on.svc, cl.order(), cl.svc):
		return WhyNotEarlierCall, fmt.Sprintf("the agent is with call %s of %s, which came first", ag.on.ID, ag.on.Service)
	}
	if why, detail := f.cannotTake(ag); why != "" {
		return why, detail
	}
	if why, detail := levelClosed(cl, m); why != "" {
		return why, detail
	}
	return WhyNotBehind, fmt.Sprintf("the agent could take the call (%s), others were preferred (%s)", m.reason(f.now), cl.svc.Strategy)
}

// cannotTake says why a can take no call at all.
func (f *Floor) cannotTake(a *agent) (WhyNot, string) {
	switch {
	case a.State == NotReady && a.Reason == Unreachable:
		return WhyNotUnreachable, "the agent's phone cannot be reached"
	case a.State == NotReady:
		return WhyNotState, fmt.Sprintf("the agent is not ready (%s)", a.Reason)
	case a.State != Ready:
		return WhyNotState, fmt.Sprintf("the agent is %s", a.State)
	case a.RestUntil > f.now:
		return WhyNotResting, fmt.Sprintf("the agent rests for %s more after a failed offer", a.RestUntil.Sub(f.now))
	}
	return "", ""
}

// levelClosed says whether, and how long still, the level of m is shut for c.
func levelClosed(c *call, m *member) (WhyNot, string) {
	if m.Level <= c.svc.open[c.OpenStep] {
		return "", ""
	}
	step := c.svc.firstStep(m.Level)
	if step == len(c.svc.open) {
		return WhyNotLevel, fmt.Sprintf("level %d never opens", m.Level)
	}
	after := c.svc.Levels[step-1].After
	return WhyNotLevel, fmt.Sprintf("level %d opens after %s of waiting", m.Level, after.Round(time.Millisecond))
}
