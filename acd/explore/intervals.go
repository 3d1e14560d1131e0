package explore

import (
	"fmt"

	"github.com/callfloor/callfloor/acd"
)

func (l *Ledger) serviceChanged(e acd.ServiceChanged) {
	s := l.services[e.Service.ID]
	if s == nil {
		s = &serviceLine{figures: map[string]*acd.ServiceFigures{}}
		l.services[e.Service.ID] = s
	}
	s.cfg = e.Service
}

func (l *Ledger) agentChanged(now acd.Time, e acd.AgentChanged) {
	l.serves[e.Agent.ID] = e.Agent.Services
	if l.agents[e.Agent.ID] == nil {
		l.agents[e.Agent.ID] = &agentLine{state: acd.LoggedOut, since: now, today: acd.AgentFigures{DayAt: l.dayAt}}
	}
}

// dayStarted resets the agents' figures; intervals are split here.
func (l *Ledger) dayStarted(e acd.DayStarted) {
	l.day, l.dayAt = e.Day, e.At
	for _, a := range l.agents {
		a.today = acd.AgentFigures{DayAt: e.At}
	}
}

// agentStateChanged: the interval that ends is exactly the one that began, and
// who leaves a call wraps up.
func (l *Ledger) agentStateChanged(e acd.AgentStateChanged) error {
	a := l.agents[e.Agent]
	switch {
	case a == nil:
		return fmt.Errorf("unknown agent")
	case a.state != e.From || a.reason != e.FromReason || a.since != e.FromSince:
		return fmt.Errorf("the agent was %s (%s) since %d", a.state, a.reason, a.since)
	case e.To == e.From && e.Reason == e.FromReason && e.Call == a.call:
		return fmt.Errorf("nothing changed")
	case l.owes[e.Agent] && e.To != acd.WrapUp:
		return fmt.Errorf("the wrap-up is skipped")
	case e.At < e.FromSince:
		return fmt.Errorf("an interval of negative length")
	}
	delete(l.owes, e.Agent)
	a.spend(e.At)
	if e.From.Talks() && !e.To.Talks() {
		a.today.Talks++
	}
	if e.From == acd.WrapUp && l.services[a.service] != nil {
		l.services[a.service].of(l.day).Wrap += e.At.Sub(e.FromSince)
	}
	a.state, a.reason, a.since, a.call, a.service = e.To, e.Reason, e.At, e.Call, e.Service
	return l.tick(e.At)
}

// spend adds the interval that ends at at to the figures.
func (a *agentLine) spend(at acd.Time) {
	d := at.Sub(max(a.since, a.today.DayAt))
	t := &a.today
	switch a.state {
	case acd.LoggedOut:
		return
	case acd.Ready:
		t.Ready += d
	case acd.NotReady:
		t.NotReady += d
	case acd.Ringing:
		t.Ring += d
	case acd.Talking:
		t.Talk += d
	case acd.Dialing:
		t.Dial += d
	case acd.TalkingOutbound:
		t.TalkOut += d
	case acd.WrapUp:
		t.Wrap += d
	}
	t.Login += d
}
