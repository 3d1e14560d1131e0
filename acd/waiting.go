package acd

// reprioritise gives a queued call another priority; what waiting has added so
// far is part of the old one.
func (f *Floor) reprioritise(cmd Reprioritise) {
	c := f.live("Reprioritise", cmd.Call)
	if c == nil {
		return
	}
	if !queued(c.Phase) {
		f.emit(StaleIgnored{Command: "Reprioritise", Call: cmd.Call})
		return
	}
	p := clampPriority(cmd.Priority)
	if p == c.priority() {
		return
	}
	f.unqueue(c)
	c.Priority, c.Raised = p, 0
	f.emit(CallReprioritised{Call: c.ID, Priority: p, By: cmd.By})
	f.setWaitTimes(c)
	f.setCallTimer(c)
	if c.Phase == Waiting {
		f.freeCall(c, TriggerArrival)
	}
}

// leave is the command Leave: the caller has taken a callback.
func (f *Floor) leave(cmd Leave) {
	c := f.live("Leave", cmd.Call)
	if c == nil {
		return
	}
	outcome, ok := leaveOutcome(cmd.Reason)
	if !ok || !queued(c.Phase) || c.promised() {
		f.emit(Refused{Command: "Leave", Code: InvalidState, Call: cmd.Call})
		return
	}
	f.withdraw(c, OfferCallerLeft)
	f.left(c, cmd.Reason, Rule{})
	f.end(c, CallEnded{Outcome: outcome, By: ByCaller, Cause: CauseNormal})
}

func leaveOutcome(r LeftReason) (Outcome, bool) {
	switch r {
	case LeftCallback:
		return CallbackTaken, true
	case LeftOverflow:
		return Overflowed, true
	case LeftTimeOut:
		return TimedOut, true
	case LeftLost:
		return Failed, true
	}
	return "", false
}

// transfer moves a call to another service, where it is offered anew. The agent
// of a connected call goes to wrap-up; a waiting one has left its service.
func (f *Floor) transfer(cmd Transfer) {
	c := f.live("Transfer", cmd.Call)
	if c == nil {
		return
	}
	switch {
	case c.About != "" || c.peer != nil || len(c.Offers) > 0 && c.Phase == DialingOut || c.Phase == InMenu || c.promised() && cmd.Agent == "":
		f.emit(Refused{Command: "Transfer", Code: InvalidState, Call: cmd.Call})
		return
	case cmd.Number != "":
		f.divert(c, cmd)
		return
	case cmd.Agent != "":
		f.transferToAgent(c, cmd.Agent)
		return
	}
	to := f.services[cmd.To]
	switch {
	case to == nil:
		f.emit(Refused{Command: "Transfer", Code: UnknownService, Call: cmd.Call, Service: cmd.To})
		return
	case c.Phase == DialingOut || c.Phase == TalkingOut && c.agent == nil:
		f.emit(Refused{Command: "Transfer", Code: InvalidState, Call: cmd.Call, Service: cmd.To})
		return
	}
	from := c.Service
	switch {
	case c.Phase == TalkingOut:
		f.diallerLeaves(c, CauseNormal, cmd.To, "")
		f.setPhase(c, "")
		f.admit(c, to, "")
		return
	case c.Phase == Connected:
		f.agentLeaves(c, CauseNormal, cmd.To, "")
	default:
		f.withdraw(c, OfferCallerLeft)
		f.left(c, LeftMoved, Rule{Do: RuleService, Service: cmd.To})
	}
	f.detach(c)
	f.admit(c, to, from)
}

// transferToAgent offers c to one agent alone, whatever services the agent has. A
// connected call keeps its place and its having been answered, as after a recall.
func (f *Floor) transferToAgent(c *call, id AgentID) {
	a := f.agents[id]
	code := RefusalCode("")
	switch {
	case a == nil:
		code = UnknownAgent
	case c.Phase == TalkingOut && (c.agent == nil || f.services[c.Behalf] == nil),
		c.Phase != Connected && c.Phase != Waiting && c.Phase != TalkingOut, !f.available(a):
		code = InvalidState
	}
	if code != "" {
		f.emit(Refused{Command: "Transfer", Code: code, Call: c.ID, Agent: id})
		return
	}
	switch c.Phase {
	case Connected:
		f.agentLeaves(c, CauseNormal, "", id)
		c.GiveUp = c.svc.giveUpAt(f.now)
		f.putBack(c, true)
	case TalkingOut: // from now on it is one of the service for which it was made
		s := f.services[c.Behalf]
		f.diallerLeaves(c, CauseNormal, s.ID, id)
		f.setPhase(c, "")
		f.enterService(c, s, "")
	}
	m := a.memberOf(c.svc)
	if m == nil {
		m = &member{Membership: Membership{Service: c.svc.ID, Level: MaxLevel}, agent: a, svc: c.svc}
	}
	why := f.explain(c, m, false)
	why.Trigger = TriggerTransfer
	f.offer(c, m, why)
}
