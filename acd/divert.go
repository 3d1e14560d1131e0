package acd

// divert gives a connected call to a number outside: its agent leaves, and it has
// its old place in its service when nobody answers there.
func (f *Floor) divert(c *call, cmd Transfer) {
	if !c.talks() || c.agent == nil {
		f.emit(Refused{Command: "Transfer", Code: InvalidState, Call: c.ID})
		return
	}
	from := c.Agent
	if c.Phase == Connected {
		f.agentLeaves(c, CauseTransferred, "", "")
	} else {
		f.diallerLeaves(c, CauseTransferred, "", "")
	}
	c.Diverted, c.GiveUp = cmd.Number, f.now.Add(GivenLimit)
	c.GivenBy, c.GivenTo = from, cmd.Number
	f.setPhase(c, DialingOut)
	f.emit(CallDiverted{Call: c.ID, From: from, Number: cmd.Number, Show: cmd.Show, At: f.now})
}

// divertFailed is told that nobody answers at the number that c was given to.
func (f *Floor) divertFailed(c *call, by HangUpBy, cause Cause) {
	if c.svc == nil {
		f.endOutbound(c, outboundOutcome(c), by, cause)
		return
	}
	c.Diverted = ""
	c.GiveUp = c.svc.giveUpAt(f.now)
	f.giveBack(c, true)
}

// dialTooLong ends the dialling of a call that has no agent to keep its time.
func (f *Floor) dialTooLong(c *call) {
	if c.Diverted != "" {
		f.divertFailed(c, BySystem, CauseNoAnswer)
		return
	}
	f.endOutbound(c, Failed, BySystem, CauseNoAnswer)
}
