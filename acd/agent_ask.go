package acd

// setState is the command SetState.
func (f *Floor) setState(cmd SetState) {
	a := f.agents[cmd.Agent]
	if a == nil {
		f.emit(Refused{Command: "SetState", Code: UnknownAgent, Agent: cmd.Agent})
		return
	}
	switch {
	case cmd.State == Ready || cmd.State == LoggedOut:
		cmd.Reason = ""
	case cmd.State == NotReady && cmd.Reason == "":
		cmd.Reason = Preparing
	}
	if !mayAsk(cmd.State, cmd.Reason) {
		f.emit(Refused{Command: "SetState", Code: InvalidState, Agent: cmd.Agent})
		return
	}
	switch a.State {
	case Ringing, Talking, Dialing, TalkingOutbound:
		f.askNext(a, cmd.State, cmd.Reason)
	case WrapUp:
		a.Next, a.NextReason = "", ""
		f.settleIn(a, cmd.State, cmd.Reason, cmd.By)
	default:
		if cmd.State == Ready && a.State != Ready {
			a.Misses = 0
		}
		f.settleIn(a, cmd.State, cmd.Reason, cmd.By)
	}
}

// mayAsk reports whether a person can ask for the state.
func mayAsk(s AgentState, r Reason) bool {
	switch s {
	case Ready, LoggedOut:
		return true
	case NotReady:
		return r != NoAnswer && r != Unreachable
	}
	return false
}

// askNext notes the state to enter after the call. Ready is what follows anyway.
func (f *Floor) askNext(a *agent, s AgentState, r Reason) {
	if s == Ready {
		s = ""
	}
	if a.Next == s && a.NextReason == r {
		return
	}
	a.Next, a.NextReason = s, r
	f.emit(AgentNextSet{Agent: a.Agent.ID, State: s, Reason: r})
}

func (f *Floor) phoneReachable(id AgentID) {
	a := f.agents[id]
	if a == nil {
		f.emit(Refused{Command: "PhoneReachable", Code: UnknownAgent, Agent: id})
		return
	}
	if a.Reachable {
		return
	}
	f.setReachable(a, true)
	if a.Wanted {
		f.settleIn(a, Ready, "", "")
	}
}

// phoneLost ends a running offer of the agent; a call goes on, and so does one
// that the agent has answered and the edge is connecting: its dialog may live.
func (f *Floor) phoneLost(id AgentID) {
	a := f.agents[id]
	if a == nil {
		f.emit(Refused{Command: "PhoneLost", Code: UnknownAgent, Agent: id})
		return
	}
	if !a.Reachable {
		return
	}
	f.setReachable(a, false)
	switch a.State {
	case Ringing:
		f.failOffer(a.on, a, OfferUnreachable)
	case Ready:
		f.settleIn(a, Ready, "", "")
	}
}

func (f *Floor) setReachable(a *agent, yes bool) {
	a.Reachable = yes
	f.emit(AgentPhoneChanged{Agent: a.Agent.ID, Reachable: yes})
}

// releaseAgent is the command ReleaseAgent. The wrap-up of a call that it ends
// is not skipped; released again, the agent leaves the wrap-up too.
func (f *Floor) releaseAgent(cmd ReleaseAgent) {
	a := f.agents[cmd.Agent]
	switch {
	case a == nil:
		f.emit(Refused{Command: "ReleaseAgent", Code: UnknownAgent, Agent: cmd.Agent})
		return
	case a.State == LoggedOut:
		f.emit(StaleIgnored{Command: "ReleaseAgent", Agent: cmd.Agent})
		return
	}
	switch a.State {
	case Ready, NotReady, WrapUp:
		a.Next, a.NextReason = "", ""
		f.settleIn(a, NotReady, OtherWork, cmd.By)
		return
	}
	f.askNext(a, NotReady, OtherWork)
	switch c := a.on; c.Phase {
	case Offered, Connecting:
		f.failOffer(c, a, OfferWithdrawn)
	case Connected:
		f.completeCall(c, BySystem, CauseReleased)
	default:
		f.endOutbound(c, outboundOutcome(c), BySystem, CauseReleased)
	}
}

// extendWrapUp is the command ExtendWrapUp.
func (f *Floor) extendWrapUp(cmd ExtendWrapUp) {
	a := f.agents[cmd.Agent]
	switch {
	case a == nil:
		f.emit(Refused{Command: "ExtendWrapUp", Code: UnknownAgent, Agent: cmd.Agent})
		return
	case a.State != WrapUp || cmd.For < 0:
		f.emit(Refused{Command: "ExtendWrapUp", Code: InvalidState, Agent: cmd.Agent})
		return
	}
	at := Time(0)
	if cmd.For > 0 {
		at = min(max(a.Deadline, f.now).Add(cmd.For), f.now.Add(MaxWrapUp))
	}
	if a.Deadline == at || a.Deadline == 0 {
		return // it has no end already
	}
	a.Deadline = at
	f.setAgentTimer(a, at)
	f.emit(WrapUpExtended{Agent: a.Agent.ID, Deadline: at, At: f.now})
}
