package explore

import (
	"fmt"

	"github.com/callfloor/callfloor/acd"
)

// The grammar of calls in menus and of those that are promised: CallArrived, then what
// the caller chose; CallPromised, then the agent's answer and CallDialled, or CallDialled
// and CallReached.

func (l *Ledger) callArrived(e acd.CallArrived) error {
	switch {
	case l.calls[e.Call] != nil:
		return fmt.Errorf("arrives twice")
	case e.Day != l.day:
		return fmt.Errorf("today is %q", l.day)
	}
	l.calls[e.Call] = &callLine{stage: acd.InMenu, behalf: e.Service, day: e.Day, entered: e.At, waits: e.At}
	return l.tick(e.At)
}

// byRule follows c, which has left a service or never was in it, to where a rule leads;
// ends is as what it ends there.
func (c *callLine) byRule(r acd.Rule, ends acd.Outcome, at acd.Time) {
	out := callLine{stage: c.stage, behalf: c.service, ends: ends, day: c.day, entered: at, waits: at}
	switch r.Do {
	case acd.RuleNumber: // CallDiverted follows
		if ends == "" {
			out.ends = acd.SelfServed
		}
		*c = out
	case acd.RuleCallback, acd.RuleVoice:
		out.stage = acd.InMenu
		*c = out
	}
}

func (l *Ledger) callPromised(e acd.CallPromised) error {
	switch {
	case l.calls[e.Call] != nil:
		return fmt.Errorf("promised twice")
	case e.Day != l.day || e.Entered > e.At:
		return fmt.Errorf("today is %q", l.day)
	}
	l.calls[e.Call] = &callLine{
		stage: acd.Waiting, service: e.Service, day: e.Day, priority: e.Priority, entered: e.Entered, waits: e.Entered, callback: true, first: e.CustomerFirst,
	}
	return l.tick(e.At)
}

// calledBack: an agent has answered the offer, or is kept, and the number is called.
func (l *Ledger) calledBack(e acd.CallDialled) error {
	c, err := l.in(e.Call, acd.Waiting, acd.Offered)
	if err != nil {
		return err
	}
	switch a := l.agents[e.Agent]; {
	case !c.promised() || c.first != e.CustomerFirst || c.offers != 0:
		return fmt.Errorf("the call is %+v", *c)
	case (c.stage == acd.Waiting) != c.first:
		return fmt.Errorf("customer first is %t, the call is %s", c.first, c.stage)
	case c.service != e.Service || a.state != acd.Dialing || a.call != e.Call:
		return fmt.Errorf("the call is of %s, the agent is %s", c.service, a.state)
	}
	if c.stage == acd.Waiting {
		if d := l.overtaken(c, acd.CallOffered{Call: e.Call, Agent: e.Agent, At: e.At}); d != "" {
			return fmt.Errorf("call %s comes first", d)
		}
		if e.At < l.rests[e.Agent] {
			return fmt.Errorf("the agent rests until %d", l.rests[e.Agent])
		}
	}
	c.stage, c.agent, c.behalf, c.service = acd.DialingOut, e.Agent, e.Service, ""
	l.agents[e.Agent].today.Outbound++
	return l.tick(e.At)
}

func (l *Ledger) callReached(e acd.CallReached) error {
	c, err := l.in(e.Call, acd.DialingOut)
	if err != nil {
		return err
	}
	switch {
	case !c.callback || !c.first || c.counted || c.agent != e.Agent || c.behalf != e.Service || e.Day != l.day:
		return fmt.Errorf("the call is %+v", *c)
	case c.entered != e.Entered:
		return fmt.Errorf("its place is %d", c.entered)
	}
	c.stage, c.agent, c.service, c.behalf, c.day = acd.Waiting, "", e.Service, "", e.Day
	c.counted, c.priority, c.waits, c.kept = true, e.Priority, e.At, e.Agent
	return l.tick(e.At)
}
