package acd

import "time"

// maxMoves is how often rules may move a call between services; then the
// message rule holds, so that two full services cannot play ball with a caller.
const maxMoves = 5

func (f *Floor) enqueue(cmd Enqueue) {
	s, c := f.services[cmd.Service], f.calls.find(cmd.Call)
	switch {
	case s == nil:
		f.emit(Refused{Command: "Enqueue", Code: UnknownService, Call: cmd.Call, Service: cmd.Service})
		return
	case c == nil:
		c = f.newCall(cmd.Call, cmd.Caller, cmd.Called)
	case c.Phase == InMenu:
		c.Behalf, c.Ends, c.GiveUp = "", "", 0
		f.setPhase(c, "")
	default:
		f.emit(Refused{Command: "Enqueue", Code: DuplicateCall, Call: cmd.Call, Service: cmd.Service})
		return
	}
	c.Priority = clampPriority(cmd.Priority)
	f.admit(c, s, "")
}

func clampPriority(p int) int { return min(max(p, -MaxPriority), MaxPriority) }

// admit lets c into s, or applies the rule of s for a call that it cannot
// serve. c is in no service; from is where it was before.
func (f *Floor) admit(c *call, s *service, from ServiceID) {
	switch {
	case s.Closed:
		f.refuse(c, s, RefusedClosed, s.ClosedDo)
		return
	case s.MaxWaiting > 0 && s.inWaiting >= s.MaxWaiting:
		f.refuse(c, s, RefusedFull, s.Full)
		return
	}
	f.enterService(c, s, from)
	if s.loggedIn == 0 && s.Nobody.Do != RuleWait && s.Nobody.Do != "" {
		f.leaveBy(c, LeftOverflow, Overflowed, s.Nobody)
		return
	}
	f.freeCall(c, TriggerArrival)
}

// enterService makes c wait in s, where it counts as offered.
func (f *Floor) enterService(c *call, s *service, from ServiceID) {
	f.attach(c, s)
	c.Behalf = ""
	c.Callback, c.CustomerFirst = false, false // one that was called back is a caller now
	c.fig.Offered++
	c.fig.Pending++
	f.setPhase(c, Waiting)
	f.emit(CallQueued{
		Call: c.ID, Service: s.ID, Caller: c.Caller, Called: c.Called,
		Priority: c.Priority, At: f.now, Day: c.Day, From: from, About: c.About, By: c.consultant(),
	})
}

// refuse turns c away from s, where it never counts as offered.
func (f *Floor) refuse(c *call, s *service, reason RefusedReason, rule Rule) {
	outcome := ClosedOutcome
	if reason == RefusedFull {
		outcome = Overflowed
		s.today.RefusedFull++
	} else {
		s.today.RefusedClosed++
	}
	rule, next := f.follow(c, rule)
	f.emit(CallRefused{
		Call: c.ID, Service: s.ID, Reason: reason, Rule: rule,
		Caller: c.Caller, Called: c.Called, At: f.now,
	})
	if next != nil {
		f.admit(c, next, s.ID)
		return
	}
	f.carryOut(c, s.ID, rule, outcome)
}

// carryOut does with c, which is in no service any more, what the rule of one says.
func (f *Floor) carryOut(c *call, of ServiceID, rule Rule, outcome Outcome) {
	switch rule.Do {
	case RuleNumber:
		f.toNumber(c, of, outcome, rule.Number, "")
	case RuleCallback, RuleVoice:
		f.toMenu(c, of, outcome)
	default:
		c.Service = of
		f.end(c, CallEnded{Outcome: outcome, By: BySystem, Cause: CauseNormal, Rule: rule})
	}
}

// follow returns the rule that really holds for c and, when it moves c, the
// service to move to.
func (f *Floor) follow(c *call, r Rule) (Rule, *service) {
	switch {
	case r.Do == "":
		r.Do = RuleMessage
	case c.About != "" && r.Do != RuleService && r.Do != RuleWait:
		return Rule{Do: RuleMessage, Prompt: r.Prompt}, nil // there is no caller to ask anything
	}
	if r.Do != RuleService {
		return r, nil
	}
	next := f.services[r.Service]
	if next == nil || c.Moves >= maxMoves {
		return Rule{Do: RuleMessage, Prompt: r.Prompt}, nil
	}
	c.Moves++
	return r, next
}

// leaveBy takes the waiting call c out of its service by a rule.
func (f *Floor) leaveBy(c *call, reason LeftReason, outcome Outcome, rule Rule) {
	rule, next := f.follow(c, rule)
	f.left(c, reason, rule)
	from := c.Service
	switch {
	case next != nil:
		f.detach(c)
		f.admit(c, next, from)
	case rule.Do == RuleNumber || rule.Do == RuleCallback || rule.Do == RuleVoice:
		f.detach(c)
		f.carryOut(c, from, rule, outcome)
	default:
		f.end(c, CallEnded{Outcome: outcome, By: BySystem, Cause: CauseNormal, Rule: rule})
	}
}

// MaxOccupy is how long one question, or what is said before a number is called, may put
// off the end of waiting: the longest sound there is, and what may come after it.
const MaxOccupy = 11 * time.Minute

// occupy is the command Occupy.
func (f *Floor) occupy(cmd Occupy) {
	c := f.live("Occupy", cmd.Call)
	switch {
	case c == nil:
	case cmd.For <= 0 || cmd.For > MaxOccupy:
		f.emit(Refused{Command: "Occupy", Code: InvalidConfig, Call: cmd.Call})
	case queued(c.Phase):
		c.Asked = max(c.Asked, f.now.Add(cmd.For))
		if c.GiveUp != 0 && c.GiveUp < c.Asked {
			c.GiveUp = c.Asked
			f.setCallTimer(c)
		}
	case c.Phase == DialingOut && c.Diverted != "" && c.agent == nil && len(c.Offers) == 0:
		c.GiveUp = max(c.GiveUp, f.now.Add(cmd.For))
		f.setCallTimer(c)
	default:
		f.emit(StaleIgnored{Command: "Occupy", Call: cmd.Call})
	}
}

// tooLong applies the rule for a call that has waited too long.
func (f *Floor) tooLong(c *call) { f.leaveBy(c, LeftTimeOut, TimedOut, c.svc.TooLong) }

// left counts that c left its service, unless it had been answered there.
func (f *Floor) left(c *call, reason LeftReason, rule Rule) {
	if !c.Counted {
		c.fig.leave(reason)
	}
	f.emit(CallLeft{
		Call: c.ID, Service: c.Service, Reason: reason, Rule: rule, At: f.now,
		Wait: f.now.Sub(c.Entered), Day: c.Day, Recalled: c.Counted,
	})
}
