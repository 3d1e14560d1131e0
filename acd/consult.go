package acd

// The second call of a consultation is a call of its own: one that waits in a
// service, rings at a colleague, or goes to a number outside. The two know each
// other (call.other); the agent stays on the first one and the second has no agent
// but who is consulted.

// consults reports whether c has a second call.
func (c *call) consults() bool { return c.Second != "" }

// consultant is the agent who consults by c, a second call; "" of any other.
func (c *call) consultant() AgentID {
	if c.About == "" {
		return ""
	}
	return c.other.Agent
}

// talks reports whether somebody has answered c and is connected.
func (c *call) talks() bool { return c.Phase == Connected || c.Phase == TalkingOut }

// consult is the command Consult.
func (f *Floor) consult(cmd Consult) {
	c := f.live("Consult", cmd.Call)
	if c == nil {
		return
	}
	code := RefusalCode("")
	switch {
	case !c.talks() || c.agent == nil || c.peer != nil || c.About != "" || c.consults():
		code = InvalidState
	case f.calls.find(cmd.Second) != nil:
		code = DuplicateCall
	case count(cmd.Agent != "")+count(cmd.To != "")+count(cmd.Number != "") != 1:
		code = InvalidConfig
	case cmd.To != "" && f.services[cmd.To] == nil:
		code = UnknownService
	case cmd.Agent != "" && f.agents[cmd.Agent] == nil:
		code = UnknownAgent
	case cmd.Agent != "" && !f.agents[cmd.Agent].callable():
		code = InvalidState
	}
	if code != "" {
		f.emit(Refused{Command: "Consult", Code: code, Call: cmd.Call, Agent: cmd.Agent, Service: cmd.To})
		return
	}
	number := c.Caller
	if c.Phase == TalkingOut {
		number = c.Called
	}
	called := c.Called
	switch {
	case cmd.Number != "":
		called = cmd.Number
	case cmd.Agent != "":
		called = f.agents[cmd.Agent].Agent.Extension
	}
	d := f.newCall(cmd.Second, number, called)
	d.Entered = f.now
	d.About, d.other, c.Second, c.other = c.ID, c, d.ID, d
	f.emit(ConsultStarted{Call: c.ID, Second: d.ID, By: c.Agent, Agent: cmd.Agent, To: cmd.To, Number: cmd.Number, At: f.now})
	if cmd.To != "" {
		d.Priority = c.Priority
		f.admit(d, f.services[cmd.To], "")
		return
	}
	if cmd.Number != "" {
		d.GiveUp = f.now.Add(DialLimit)
	}
	f.setPhase(d, DialingOut)
	f.emit(CallDialled{Call: d.ID, Agent: c.Agent, Number: cmd.Number, Show: cmd.Show, At: f.now, To: cmd.Agent, About: c.ID})
	if cmd.Agent != "" {
		f.ringPeer(d, f.agents[cmd.Agent], c.Agent)
	}
}

// endConsult is the command EndConsult.
func (f *Floor) endConsult(cmd EndConsult) {
	c := f.live("EndConsult", cmd.Call)
	switch {
	case c == nil:
	case !c.consults():
		f.emit(StaleIgnored{Command: "EndConsult", Call: cmd.Call})
	default:
		f.dropSecond(c)
	}
}

// dropSecond ends the second call of c, if there is one.
func (f *Floor) dropSecond(c *call) {
	if !c.consults() {
		return
	}
	switch d := c.other; {
	case d.svc == nil || d.Phase == DialingOut:
		f.endOutbound(d, Completed, ByAgent, cancelled(d))
	case d.Phase == Connected:
		f.completeCall(d, ByAgent, CauseNormal)
	default:
		f.withdraw(d, OfferCallerLeft)
		f.left(d, LeftMoved, Rule{})
		f.end(d, CallEnded{Outcome: Completed, By: ByAgent, Cause: CauseCancelled})
	}
}

func cancelled(d *call) Cause {
	if d.talks() {
		return CauseNormal
	}
	return CauseCancelled
}

// unlink is told that c is over. The first call goes on without its second.
func (f *Floor) unlink(c *call, cause Cause) {
	o := c.other
	if o == nil {
		return
	}
	c.other, o.other = nil, nil
	if c.About != "" {
		o.Second, o.Joined = "", false
		f.emit(ConsultEnded{Call: o.ID, Second: c.ID, Cause: cause, At: f.now})
	}
}

// joinSecond is the command Join.
func (f *Floor) joinSecond(cmd Join) {
	c := f.live("Join", cmd.Call)
	switch {
	case c == nil:
	case !c.consults() || !c.other.talks():
		f.emit(Refused{Command: "Join", Code: InvalidState, Call: cmd.Call})
	case c.Joined != cmd.Joined:
		c.Joined = cmd.Joined
		f.emit(CallJoined{Call: c.ID, Second: c.Second, Joined: c.Joined, At: f.now})
	}
}

// complete is the command Complete.
func (f *Floor) complete(cmd Complete) {
	c := f.live("Complete", cmd.Call)
	switch {
	case c == nil:
	case !c.consults() || !c.other.talks():
		f.emit(Refused{Command: "Complete", Code: InvalidState, Call: cmd.Call})
	default:
		f.giveToSecond(c)
	}
}

// giveToSecond gives the caller of c to who answered its second call, d: a
// colleague, who has c in the service of c from now on; an agent of another
// service, where c then is as d was; or a number outside, where it is for good.
func (f *Floor) giveToSecond(c *call) {
	d, from := c.other, c.Agent
	c.other, d.other = nil, nil
	c.Second, c.Joined = "", false
	if c.Phase == Connected {
		f.agentLeaves(c, CauseTransferred, "", "")
	} else {
		f.diallerLeaves(c, CauseTransferred, "", "")
	}
	e := CallTaken{Call: c.ID, Second: d.ID, From: from, At: f.now}
	muted := d.Muted || d.PeerMuted
	b := d.peer
	switch {
	case d.svc != nil:
		b = d.agent
		f.partSecond(d)
		f.moveTo(c, d)
		e.Wait = c.Answered.Sub(c.Entered)
	case b == nil:
		e.Number = d.Called
		if c.svc != nil {
			f.detach(c)
		}
		c.Diverted = d.Called
	}
	e.Service, e.Day, e.Entered, e.Waited = c.Service, c.Day, c.Entered, c.Waited
	c.Won, c.Connected, c.GiveUp = d.Won, f.now, 0
	switch {
	case c.svc != nil:
		f.setPhase(c, Connected)
	default:
		f.setPhase(c, TalkingOut)
	}
	if b != nil {
		f.takeOver(c, b)
		e.Agent = b.Agent.ID
		if e.Answers = c.svc != nil && d.svc == nil; e.Answers {
			b.Today.Answered++
		}
		d.agent, d.Agent, d.peer, d.Peer = nil, "", nil, ""
		d.Muted, d.PeerMuted, c.Muted = false, false, muted
	}
	f.emit(e)
	if b != nil {
		f.enter(b, AgentStateChanged{To: agentStateIn(c.Phase), Call: c.ID, Service: c.Service})
	}
	if c.Muted {
		f.emit(CallMuted{Call: c.ID, Agent: c.Agent, Muted: true, At: f.now})
	}
	f.emit(ConsultEnded{Call: c.ID, Second: d.ID, Completed: true, Cause: CauseTransferred, At: f.now})
	f.end(d, CallEnded{Outcome: Completed, By: ByAgent, Cause: CauseTransferred, Agent: e.Agent, Outbound: d.svc == nil})
}

// takeOver makes b the agent of c.
func (f *Floor) takeOver(c *call, b *agent) {
	c.agent, c.Agent = b, b.Agent.ID
	b.on, b.offer = c, 0
	b.Misses = 0
}

// partSecond ends the agent's part of a second call of a service, whose agent goes
// on with the caller: no wrap-up yet, and the answer was counted there.
func (f *Floor) partSecond(d *call) {
	talk, hold := f.talked(d)
	d.fig.Talk += talk
	d.fig.Hold += hold
	f.clearHold(d)
	f.emit(AgentLeftCall{
		Call: d.ID, Service: d.Service, Agent: d.Agent, At: f.now,
		Talk: talk, Hold: hold, Cause: CauseTransferred, Stays: true,
	})
}

// moveTo makes c a call of the service of d as d is one: entered, counted and
// answered when d was.
func (f *Floor) moveTo(c, d *call) {
	if c.svc != nil {
		f.detach(c)
	}
	c.svc, c.Service, c.fig, c.Day = d.svc, d.Service, d.fig, d.Day
	c.svc.live++
	c.fig.live++
	c.Entered, c.Answered, c.Waited, c.Counted, c.Behalf = d.Entered, d.Answered, d.Waited, true, ""
}
