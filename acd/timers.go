package acd

import "time"

// Limits that are not configuration.
const (
	// ConnectLimit is how long the edge may take from OfferAccepted to Connect;
	// then the agent's offer counts as failed and the caller returns.
	ConnectLimit = 10 * time.Second
	// RestAfterMiss is how long an agent is offered nothing after a failed offer,
	// so that no phone is called in a loop.
	RestAfterMiss = time.Second
	// DialLimit ends an outbound call that nobody answers; like timer C of RFC
	// 3261 section 16.6 it is over three minutes.
	DialLimit = 200 * time.Second

	// GivenLimit ends the ringing at a number that a caller was given to. Unanswered, who was
	// given by an agent after waiting is back in the old place; who was led there by a key
	// or a rule is not, and the call ends.
	GivenLimit = 45 * time.Second
	// DirectRing is how long the phone of an agent rings whom a colleague calls.
	DirectRing = 30 * time.Second
	// MaxWrapUp bounds how long a wrap-up can be made.
	MaxWrapUp = time.Hour
)

// Every agent and every call has one timer; what it means follows from the
// state. What is due at the same millisecond happens together and is matched
// together: first agents, in the order of creation, and steps of waiting time,
// in the order of arrival; then calls that give up, one by one. So an agent who
// gets free, or is let in, at that very moment still serves a call that would
// give up.
const (
	agentTimer = iota
	stepTimer
	giveUpTimer
)

// timers are the deadlines of agents and of calls.
type timers struct {
	agents line[agent]
	calls  line[call]
}

// first returns the key of the next deadline, if there is one.
func (t *timers) first() (key, bool) {
	a, c := t.agents.first(), t.calls.first()
	switch {
	case a == nil && c == nil:
		return key{}, false
	case c == nil || (a != nil && a.key.before(c.key)):
		return a.key, true
	}
	return c.key, true
}

// fireDue lets every deadline up to now happen, each at its own time.
func (f *Floor) fireDue(now Time) {
	for due, ok := f.timers.first(); ok && due.a <= int64(now); due, ok = f.timers.first() {
		at := due.a
		f.now = max(f.now, Time(at))
		for ok && due.a == at && due.b < giveUpTimer {
			f.fire(due)
			due, ok = f.timers.first()
		}
		f.settle()
		if due, ok = f.timers.first(); ok && due.a == at {
			f.fire(due)
			f.settle()
		}
	}
}

// fire lets the next deadline, due, happen.
func (f *Floor) fire(due key) {
	if due.b == agentTimer {
		f.fireAgent(f.timers.agents.first().node.of)
	} else {
		f.fireCall(f.timers.calls.first().node.of)
	}
}

func (f *Floor) fireAgent(a *agent) {
	f.timers.agents.drop(&a.timer)
	switch a.State {
	case Ringing:
		f.failOffer(a.on, a, OfferNoAnswer)
	case Talking:
		f.failOffer(a.on, a, OfferFailed)
	case WrapUp:
		f.afterCall(a, "")
	case Dialing:
		f.endOutbound(a.on, Failed, BySystem, CauseNoAnswer)
	case Ready:
		f.freeAgent(a, TriggerAgent)
	}
}

func (f *Floor) fireCall(c *call) {
	switch {
	case f.timers.calls.key(&c.timer).b == stepTimer:
		f.stepWait(c)
	case c.Phase == DialingOut:
		f.timers.calls.drop(&c.timer)
		f.dialTooLong(c)
	case c.Phase == InMenu:
		f.timers.calls.drop(&c.timer)
		f.leaveMenu(c, Failed, BySystem, CauseFailed)
	default:
		f.tooLong(c)
	}
}

func (f *Floor) setAgentTimer(a *agent, at Time) {
	if at == 0 {
		f.timers.agents.drop(&a.timer)
		return
	}
	f.timers.agents.put(&a.timer, key{int64(at), agentTimer, a.Number})
}

// agentDeadline is when the state of a ends by itself; 0 is never.
func (f *Floor) agentDeadline(a *agent) Time {
	switch a.State {
	case Ringing, WrapUp, Dialing:
		return a.Deadline
	case Talking:
		if a.on.Phase == Connecting {
			return a.on.Offers[0].Deadline
		}
	case Ready:
		if a.RestUntil > f.now {
			return a.RestUntil
		}
	}
	return 0
}

// setCallTimer sets the timer of c to its next step (a level opening or a
// raise) or, while it waits, to the end of its patience if that is earlier.
func (f *Floor) setCallTimer(c *call) {
	at, kind := callDeadline(c)
	if at == 0 {
		f.timers.calls.drop(&c.timer)
		return
	}
	f.timers.calls.put(&c.timer, key{int64(max(at, f.now)), kind, c.Arrival})
}

func callDeadline(c *call) (at Time, kind int64) {
	if c.Phase == DialingOut || c.Phase == InMenu {
		return c.GiveUp, giveUpTimer // 0 where the agent who dials has the timer
	}
	if !queued(c.Phase) {
		return 0, 0
	}
	if c.Phase == Waiting && c.GiveUp != 0 && (c.NextStep == 0 || c.GiveUp < c.NextStep) {
		return c.GiveUp, giveUpTimer
	}
	return c.NextStep, stepTimer
}
