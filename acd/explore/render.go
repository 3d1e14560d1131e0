package explore

import (
	"fmt"
	"strings"

	"github.com/callfloor/callfloor/acd"
)

// at renders a time of a script.
func at(t acd.Time) string { return t.Sub(start).String() }

// renderEvent says an event in one line.
func renderEvent(e acd.Event) string {
	switch e := e.(type) {
	case acd.ServiceChanged:
		return fmt.Sprintf("service %s is %s", e.Service.ID, openOrClosed(e.Service))
	case acd.ServiceDeleted:
		return fmt.Sprintf("service %s is gone", e.Service)
	case acd.AgentChanged:
		var serves []string
		for _, m := range e.Agent.Services {
			serves = append(serves, fmt.Sprintf("%s:%d", m.Service, m.Level))
		}
		return fmt.Sprintf("agent %s serves %s", e.Agent.ID, strings.Join(serves, " "))
	case acd.AgentDeleted:
		return fmt.Sprintf("agent %s is gone", e.Agent)
	case acd.DayStarted:
		return fmt.Sprintf("%s  day %s", at(e.At), e.Day)
	case acd.AgentStateChanged:
		return renderAgentState(e)
	case acd.AgentNextSet:
		return fmt.Sprintf("%s: next %s", e.Agent, state(e.State, e.Reason))
	case acd.AgentPhoneChanged:
		return fmt.Sprintf("%s: phone reachable %t", e.Agent, e.Reachable)
	case acd.LateAnswer:
		return fmt.Sprintf("late answer of %s for %s (offer %d): hang that leg up", e.Agent, e.Call, e.Offer)
	case acd.StaleIgnored:
		return strings.TrimRight(fmt.Sprintf("stale %s %s %s", e.Command, e.Call, e.Agent), " ")
	case acd.Refused:
		return fmt.Sprintf("refused %s: %s", e.Command, e.Code)
	}
	return renderCallEvent(e)
}

func openOrClosed(s acd.Service) string {
	if s.Closed {
		return "closed"
	}
	return "open, " + string(s.Strategy)
}

func state(s acd.AgentState, r acd.Reason) string {
	switch {
	case s == "":
		return "as usual"
	case r == "":
		return string(s)
	}
	return fmt.Sprintf("%s (%s)", s, r)
}

func renderAgentState(e acd.AgentStateChanged) string {
	line := fmt.Sprintf("%s  %s: %s -> %s", at(e.At), e.Agent, state(e.From, e.FromReason), state(e.To, e.Reason))
	if e.Deadline != 0 {
		line += " until " + at(e.Deadline)
	}
	if e.Call != "" {
		line += fmt.Sprintf(" for %s", e.Call)
	}
	return line
}

// renderCallEvent says the events about one call.
func renderCallEvent(e acd.Event) string {
	switch e := e.(type) {
	case acd.CallQueued:
		line := fmt.Sprintf("%s  %s waits in %s", at(e.At), e.Call, e.Service)
		if e.Priority != 0 {
			line += fmt.Sprintf(" with priority %d", e.Priority)
		}
		if e.From != "" {
			line += fmt.Sprintf(", from %s", e.From)
		}
		return line
	case acd.CallArrived:
		return fmt.Sprintf("%s  %s is in the menu of %s", at(e.At), e.Call, e.Service)
	case acd.CallPromised:
		line := fmt.Sprintf("%s  %s to %s is promised in %s, place of %s", at(e.At), e.Call, e.Number, e.Service, at(e.Entered))
		if e.Priority != 0 {
			line += fmt.Sprintf(" with priority %d", e.Priority)
		}
		if e.CustomerFirst {
			line += ", customer first"
		}
		return line
	case acd.CallReached:
		return fmt.Sprintf("%s  %s has answered, %s was kept: it waits in %s, place of %s", at(e.At), e.Call, e.Agent, e.Service, at(e.Entered))
	case acd.CallRefused:
		return fmt.Sprintf("%s  %s refused by %s: %s; rule %s", at(e.At), e.Call, e.Service, e.Reason, rule(e.Rule))
	case acd.CallReprioritised:
		return fmt.Sprintf("%s has priority %d", e.Call, e.Priority)
	case acd.CallOffered:
		return renderOffered(e)
	case acd.OfferEnded:
		return fmt.Sprintf("%s  %s to %s (offer %d) ended: %s", at(e.At), e.Call, e.Agent, e.Offer, e.Result)
	case acd.OfferAccepted:
		return fmt.Sprintf("%s  %s accepted by %s (offer %d)", at(e.At), e.Call, e.Agent, e.Offer)
	case acd.CallReturned:
		if e.Recalled {
			return fmt.Sprintf("%s  %s is back in its place in %s, answered before", at(e.At), e.Call, e.Service)
		}
		return fmt.Sprintf("%s  %s is back in its place in %s", at(e.At), e.Call, e.Service)
	case acd.CallConnected:
		line := fmt.Sprintf("%s  %s talks with %s, waited %s, in service level %t", at(e.At), e.Call, e.Agent, e.Wait, e.InLevel)
		if e.Recalled {
			line += ", not counted again"
		}
		return line
	case acd.CallHeld:
		return fmt.Sprintf("%s  %s held by %s", at(e.At), e.Call, e.By)
	case acd.CallResumed:
		return fmt.Sprintf("%s  %s resumed by %s after %s", at(e.At), e.Call, e.By, e.Held)
	case acd.CallLeft:
		return fmt.Sprintf("%s  %s left %s: %s after %s; rule %s", at(e.At), e.Call, e.Service, e.Reason, e.Wait, rule(e.Rule))
	case acd.AgentLeftCall:
		return fmt.Sprintf("%s  %s left by %s: talk %s, hold %s, %s", at(e.At), e.Call, e.Agent, e.Talk, e.Hold, e.Cause)
	case acd.CallEnded:
		return fmt.Sprintf("%s  %s ended: %s by %s, %s, waited %s", at(e.At), e.Call, e.Outcome, e.By, e.Cause, e.Wait)
	case acd.CallDialled:
		line := fmt.Sprintf("%s  %s dialled by %s", at(e.At), e.Call, e.Agent)
		switch {
		case e.To != "":
			line += " to " + string(e.To)
		case e.Callback:
			line = fmt.Sprintf("%s  %s is called back at %s for %s on behalf of %s", at(e.At), e.Call, e.Number, e.Agent, e.Service)
		}
		return line
	case acd.DialConnected:
		line := fmt.Sprintf("%s  %s answered for %s", at(e.At), e.Call, e.Agent)
		if e.Peer != "" {
			line = fmt.Sprintf("%s  %s answered by %s", at(e.At), e.Call, e.Peer)
		}
		return strings.TrimSuffix(line, " for ")
	case acd.ConsultStarted:
		return fmt.Sprintf("%s  %s consults %s%s%s about %s by %s", at(e.At), e.By, e.Agent, e.To, e.Number, e.Call, e.Second)
	case acd.ConsultEnded:
		if e.Completed {
			return fmt.Sprintf("%s  consultation %s about %s completed", at(e.At), e.Second, e.Call)
		}
		return fmt.Sprintf("%s  consultation %s about %s over: %s", at(e.At), e.Second, e.Call, e.Cause)
	case acd.CallTaken:
		line := fmt.Sprintf("%s  %s goes on with %s%s", at(e.At), e.Call, e.Agent, e.Number)
		if e.Service != "" {
			line += " in " + string(e.Service)
		}
		return line
	case acd.CallJoined:
		return fmt.Sprintf("%s  %s and %s joined %t", at(e.At), e.Call, e.Second, e.Joined)
	case acd.CallDiverted:
		if e.From == "" {
			return fmt.Sprintf("%s  %s goes to %s outside", at(e.At), e.Call, e.Number)
		}
		return fmt.Sprintf("%s  %s given by %s to %s outside", at(e.At), e.Call, e.From, e.Number)
	case acd.CallMuted:
		return fmt.Sprintf("%s  %s muted %t", at(e.At), e.Call, e.Muted)
	case acd.WrapUpExtended:
		if e.Deadline == 0 {
			return fmt.Sprintf("%s  %s wraps up until somebody ends it", at(e.At), e.Agent)
		}
		return fmt.Sprintf("%s  %s wraps up until %s", at(e.At), e.Agent, at(e.Deadline))
	}
	return fmt.Sprintf("%s %+v", acd.Name(e), e)
}

func rule(r acd.Rule) string {
	if r.Do == "" {
		return "none"
	}
	return strings.Join(strings.Fields(string(r.Do)+" "+string(r.Service)+" "+r.Number+" "+r.Prompt), " ")
}

func renderOffered(e acd.CallOffered) string {
	if e.Direct {
		return fmt.Sprintf("%s  %s rings at %s (offer %d) until %s, from %s", at(e.At), e.Call, e.Agent, e.Offer, at(e.Deadline), e.From)
	}
	w := e.Why
	line := fmt.Sprintf("%s  %s offered to %s (offer %d; %s; %d eligible", at(e.At), e.Call, e.Agent, e.Offer, w.Key, w.Eligible)
	if w.Sticky {
		line += "; sticky"
	}
	if e.Callback {
		line += "; to be called back"
	}
	for _, r := range w.Next {
		line += fmt.Sprintf("; then %s %s", r.Agent, r.Key)
	}
	return line + ")"
}

// renderState dumps the floor: agents, calls and the figures of services.
func renderState(s acd.State) (lines []string) {
	for _, a := range s.Agents {
		line := fmt.Sprintf("  %s is %s since %s", a.Agent.ID, state(a.State, a.Reason), at(a.Since))
		if a.Next != "" {
			line += ", then " + state(a.Next, a.NextReason)
		}
		lines = append(lines, line)
	}
	for _, c := range s.Calls {
		lines = append(lines, fmt.Sprintf("  %s is %s in %s since %s", c.ID, c.Phase, c.Service, at(c.Entered)))
	}
	for _, x := range s.Services {
		for _, g := range append(x.Past[:len(x.Past):len(x.Past)], x.Today) {
			lines = append(lines, fmt.Sprintf("  %s on %s: offered %d = answered %d (in level %d) + abandoned %d + left %d + pending %d; refused %d",
				x.Service.ID, g.Day, g.Offered, g.Answered, g.InLevel, g.Abandoned, g.Left(), g.Pending, g.RefusedClosed+g.RefusedFull))
		}
	}
	return lines
}
