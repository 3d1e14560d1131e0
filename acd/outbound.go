package acd

import "cmp"

// dial starts an outbound call of a Ready or NotReady agent, who afterwards goes
// back to that state; wrap-up follows a call that is made on behalf of a service
// which has one. Outbound calls count nowhere else in the figures of services.
func (f *Floor) dial(cmd Dial) {
	a, b := f.agents[cmd.Agent], f.agents[cmd.To]
	code := RefusalCode("")
	switch {
	case a == nil || cmd.To != "" && b == nil:
		code = UnknownAgent
	case cmd.Service != "" && f.services[cmd.Service] == nil:
		code = UnknownService
	case f.calls.find(cmd.Call) != nil:
		code = DuplicateCall
	case a.State != Ready && a.State != NotReady || b != nil && (b == a || !b.callable()):
		code = InvalidState
	}
	if code != "" {
		f.emit(Refused{Command: "Dial", Code: code, Call: cmd.Call, Agent: cmd.Agent})
		return
	}
	c := f.newCall(cmd.Call, "", cmd.Number)
	c.agent, c.Agent, c.Behalf = a, a.Agent.ID, cmd.Service
	c.Entered = f.now
	f.setPhase(c, DialingOut)
	a.on = c
	if b == nil {
		a.Today.Outbound++
	}
	state, reason := a.before()
	f.enter(a, AgentStateChanged{To: Dialing, Deadline: f.now.Add(DialLimit), Call: c.ID})
	f.emit(CallDialled{
		Call: c.ID, Agent: c.Agent, Number: cmd.Number, Show: cmd.Show, At: f.now, To: cmd.To, Service: cmd.Service,
	})
	f.askNext(a, state, reason)
	if b != nil {
		c.Caller = a.Agent.Extension
		f.ringPeer(c, b, a.Agent.ID)
	}
}

func (f *Floor) dialAnswered(cmd DialAnswered) {
	c := f.calls.find(cmd.Call)
	if c == nil || c.Phase != DialingOut || len(c.Offers) > 0 {
		f.emit(StaleIgnored{Command: "DialAnswered", Call: cmd.Call})
		return
	}
	if c.Callback && c.CustomerFirst && !c.Counted {
		f.reached(c)
		return
	}
	if c.svc != nil {
		f.detach(c) // given to a number outside, for good
	}
	c.GiveUp = 0
	c.GivenBy, c.GivenTo = "", ""
	f.setPhase(c, TalkingOut)
	c.Connected = f.now
	if c.agent != nil {
		f.enter(c.agent, AgentStateChanged{To: TalkingOutbound, Call: c.ID})
	}
	f.emit(DialConnected{Call: c.ID, Agent: c.Agent, At: f.now})
}

// outboundOutcome is that of a call that somebody hangs up: one that was given to a
// number outside had been answered before.
func outboundOutcome(c *call) Outcome {
	if c.Ends != "" { // a rule or a key led it there
		return c.Ends
	}
	if c.Phase == TalkingOut || c.Diverted != "" {
		return Completed
	}
	return Failed
}

// endOutbound ends a call that is dialled or talked outside a service, in either
// phase.
func (f *Floor) endOutbound(c *call, o Outcome, by HangUpBy, cause Cause) {
	f.dropSecond(c)
	id := c.Agent
	for len(c.Offers) > 0 {
		b := c.rung[0]
		f.endOffer(c, b, OfferCallerLeft)
		f.release(b, Ready, "")
	}
	if b := c.peer; b != nil {
		c.peer, c.Peer, c.PeerMuted = nil, "", false
		f.release(b, Ready, "")
	}
	switch {
	case c.agent == nil:
	case c.Phase == TalkingOut:
		f.diallerLeaves(c, cause, "", "")
	default:
		a := c.agent
		c.agent, c.Agent = nil, ""
		f.release(a, Ready, "")
	}
	if c.Ends != "" && c.svc == nil {
		c.Service = c.Behalf
	}
	f.end(c, CallEnded{Outcome: o, By: by, Cause: cause, Agent: id, Outbound: !c.Counted && c.Ends == ""})
}

// diallerLeaves ends the agent's part of an outbound call that was answered.
func (f *Floor) diallerLeaves(c *call, cause Cause, to ServiceID, agent AgentID) {
	f.dropSecond(c)
	a := c.agent
	talk, hold := f.talked(c)
	f.clearHold(c)
	f.emit(AgentLeftCall{
		Call: c.ID, Service: c.Behalf, Agent: c.Agent, At: f.now, Talk: talk, Hold: hold, Cause: cause, TransferTo: to, ToAgent: agent, Outbound: true,
	})
	c.agent, c.Agent, c.Muted = nil, "", false
	c.Caller = cmp.Or(c.Caller, c.Called) // who was called is the caller of what may follow
	if s := f.services[c.Behalf]; s != nil {
		f.wrapUp(a, c.ID, s)
		return
	}
	f.release(a, Ready, "")
}
