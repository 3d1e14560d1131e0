package acd

// dial starts an outbound call of a Ready or NotReady agent, who afterwards
// goes back to that state: outbound calls have no wrap-up and count nowhere in
// the figures of services.
func (f *Floor) dial(cmd Dial) {
	a := f.agents[cmd.Agent]
	code := RefusalCode("")
	switch {
	case a == nil:
		code = UnknownAgent
	case f.calls.find(cmd.Call) != nil:
		code = DuplicateCall
	case a.State != Ready && a.State != NotReady:
		code = InvalidState
	}
	if code != "" {
		f.emit(Refused{Command: "Dial", Code: code, Call: cmd.Call, Agent: cmd.Agent})
		return
	}
	c := f.newCall(cmd.Call, "", cmd.Number)
	c.agent, c.Agent = a, a.Agent.ID
	c.Entered = f.now
	f.setPhase(c, DialingOut)
	a.on = c
	a.Today.Outbound++
	state, reason := a.State, a.Reason
	if a.Wanted {
		state, reason = Ready, ""
	}
	f.enter(a, AgentStateChanged{To: Dialing, Deadline: f.now.Add(DialLimit), Call: c.ID})
	f.emit(CallDialled{Call: c.ID, Agent: c.Agent, Number: cmd.Number, Show: cmd.Show, At: f.now})
	f.askNext(a, state, reason)
}

func (f *Floor) dialAnswered(cmd DialAnswered) {
	c := f.calls.find(cmd.Call)
	if c == nil || c.Phase != DialingOut {
		f.emit(StaleIgnored{Command: "DialAnswered", Call: cmd.Call})
		return
	}
	f.setPhase(c, TalkingOut)
	c.Connected = f.now
	f.enter(c.agent, AgentStateChanged{To: TalkingOutbound, Call: c.ID})
	f.emit(DialConnected{Call: c.ID, Agent: c.Agent, At: f.now})
}

func outboundOutcome(c *call) Outcome {
	if c.Phase == TalkingOut {
		return Completed
	}
	return Failed
}

// endOutbound ends an outbound call in either phase.
func (f *Floor) endOutbound(c *call, o Outcome, by HangUpBy, cause Cause) {
	a := c.agent
	if c.Phase == TalkingOut {
		talk, hold := f.talked(c)
		f.emit(AgentLeftCall{Call: c.ID, Agent: c.Agent, At: f.now, Talk: talk, Hold: hold, Cause: cause})
	}
	f.release(a, Ready, "")
	f.end(c, CallEnded{Outcome: o, By: by, Cause: cause, Agent: a.Agent.ID, Outbound: true})
}
