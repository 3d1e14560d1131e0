package acd

import "slices"

// hangUp is the command HangUp.
func (f *Floor) hangUp(cmd HangUp) {
	c := f.live("HangUp", cmd.Call)
	if c == nil {
		return
	}
	if cmd.Offer != 0 && cmd.Offer != c.Won || cmd.Agent != "" && cmd.Agent != c.Agent {
		f.emit(StaleIgnored{Command: "HangUp", Call: cmd.Call, Offer: cmd.Offer})
		return
	}
	switch {
	case c.Phase == InMenu && cmd.By == ByCaller:
		f.leaveMenu(c, AbandonedIVR, ByCaller, cmd.Cause)
	case c.Phase == InMenu && cmd.By == BySystem:
		f.leaveMenu(c, Failed, BySystem, cmd.Cause)
	case c.promised() && cmd.By == BySystem:
		f.withdrawPromise(c, Failed, cmd.Cause)
	case c.promised(), c.Phase == InMenu:
		f.emit(StaleIgnored{Command: "HangUp", Call: cmd.Call, Offer: cmd.Offer})
	case cmd.By == ByAgent && cmd.Cause == CauseNormal && c.consults() && c.other.talks():
		f.giveToSecond(c)
	case cmd.By == ByAgent && cmd.Cause == CauseNormal && c.Phase == Connected && c.consults() && slices.Contains(c.HeldBy, ByAgent):
		f.letBack(c)
	case c.Diverted != "" && c.Phase == DialingOut && cmd.By == ByThird:
		f.divertFailed(c, cmd.By, cmd.Cause)
	case c.Phase == DialingOut || c.Phase == TalkingOut:
		f.endOutbound(c, outboundOutcome(c), cmd.By, cmd.Cause)
	case c.Phase == Connected && cmd.By == ByAgent && cmd.Cause == CauseLost:
		f.recall(c)
	case c.Phase == Connected:
		f.completeCall(c, cmd.By, cmd.Cause)
	case cmd.By == ByCaller:
		f.abandon(c, cmd.Cause)
	case cmd.By == BySystem:
		f.failWaiting(c, Failed, cmd.Cause)
	case c.Phase == Connecting:
		f.failOffer(c, c.agent, OfferFailed)
	default: // no agent is on the call: an agent's phone that rings rejects
		f.emit(StaleIgnored{Command: "HangUp", Call: cmd.Call, Offer: cmd.Offer})
	}
}

// abandon ends a call whose caller hung up before an agent was connected. A
// recalled call has been answered and counted: it failed.
func (f *Floor) abandon(c *call, cause Cause) {
	e := CallEnded{Outcome: AbandonedQueue, By: ByCaller, Cause: cause, Agent: c.Agent}
	if c.Phase != Waiting {
		e.Outcome = AbandonedRing
	}
	f.withdraw(c, OfferCallerLeft)
	if c.Counted {
		e.Outcome = Failed
	} else {
		c.fig.abandon(f.waited(c) <= c.svc.ServiceLevel)
	}
	f.end(c, e)
}

// failWaiting ends a queued call that nobody hung up.
func (f *Floor) failWaiting(c *call, o Outcome, cause Cause) {
	r := OfferCallerLeft
	if o == LostRestart {
		r = OfferWithdrawn
	}
	f.withdraw(c, r)
	f.left(c, LeftLost, Rule{})
	f.end(c, CallEnded{Outcome: o, By: BySystem, Cause: cause})
}

// completeCall ends a connected call.
func (f *Floor) completeCall(c *call, by HangUpBy, cause Cause) {
	f.endConnected(c, Completed, by, cause)
}

func (f *Floor) endConnected(c *call, o Outcome, by HangUpBy, cause Cause) {
	id := c.Agent
	f.agentLeaves(c, cause, "", "")
	f.end(c, CallEnded{Outcome: o, By: by, Cause: cause, Agent: id})
}

// letBack gives the caller the old place back whom the agent, who is gone, has left on
// hold for somebody who had not answered yet. The agent rests: the same caller is not
// offered back at once.
func (f *Floor) letBack(c *call) {
	c.agent.RestUntil = f.now.Add(RestAfterMiss)
	f.agentLeaves(c, CauseNormal, "", "")
	c.GiveUp = c.svc.giveUpAt(f.now)
	f.giveBack(c, true)
}

// recall gives the caller of a lost agent the old place back. The call stays
// counted as answered; a new patience starts. The agent, whose leg has just
// been lost, rests like after a failed offer.
func (f *Floor) recall(c *call) {
	c.agent.RestUntil = f.now.Add(RestAfterMiss)
	f.agentLeaves(c, CauseLost, "", "")
	c.GiveUp = c.svc.giveUpAt(f.now)
	f.giveBack(c, true)
}

// agentLeaves ends the agent's part of a connected call, whatever ends it, and
// starts the wrap-up. to and agent are to whom the agent gave the call.
func (f *Floor) agentLeaves(c *call, cause Cause, to ServiceID, agent AgentID) {
	f.dropSecond(c)
	a, s := c.agent, c.svc
	talk, hold := f.talked(c)
	c.fig.Talk += talk
	c.fig.Hold += hold
	f.clearHold(c)
	f.remember(c)
	a.IdleSince = f.now
	f.emit(AgentLeftCall{
		Call: c.ID, Service: c.Service, Agent: c.Agent, At: f.now,
		Talk: talk, Hold: hold, Cause: cause, TransferTo: to, ToAgent: agent,
	})
	c.agent, c.Agent, c.Muted = nil, "", false
	f.wrapUp(a, c.ID, s)
}
