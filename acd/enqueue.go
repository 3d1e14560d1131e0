package acd

// maxMoves is how often rules may move a call between services; then the
// message rule holds, so that two full services cannot play ball with a caller.
const maxMoves = 5

func (f *Floor) enqueue(cmd Enqueue) {
	s := f.services[cmd.Service]
	switch {
	case s == nil:
		f.emit(Refused{Command: "Enqueue", Code: UnknownService, Call: cmd.Call, Service: cmd.Service})
		return
	case f.calls.find(cmd.Call) != nil:
		f.emit(Refused{Command: "Enqueue", Code: DuplicateCall, Call: cmd.Call, Service: cmd.Service})
		return
	}
	c := f.newCall(cmd.Call, cmd.Caller, cmd.Called)
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
	c.Service = s.ID
	f.end(c, CallEnded{Outcome: outcome, By: BySystem, Cause: CauseNormal, Rule: rule})
}

// follow returns the rule that really holds for c and, when it moves c, the
// service to move to.
func (f *Floor) follow(c *call, r Rule) (Rule, *service) {
	if r.Do == "" {
		r.Do = RuleMessage
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
	if rule.Do == RuleCallback {
		reason, outcome = LeftCallback, CallbackTaken
	}
	f.left(c, reason, rule)
	if next != nil {
		from := c.Service
		f.detach(c)
		f.admit(c, next, from)
		return
	}
	f.end(c, CallEnded{Outcome: outcome, By: BySystem, Cause: CauseNormal, Rule: rule})
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
