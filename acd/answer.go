package acd

// findOffer returns the live offer that a command about (call, agent, offer)
// means, if there is one.
func (f *Floor) findOffer(id CallID, agent AgentID, offer OfferID) (*call, *agent, bool) {
	c := f.calls.find(id)
	if c == nil {
		return nil, nil, false
	}
	i := c.offerIndex(offer)
	if i < 0 || c.Offers[i].Agent != agent {
		return c, nil, false
	}
	return c, c.rung[i], true
}

func (f *Floor) reject(cmd Reject) {
	c, a, ok := f.findOffer(cmd.Call, cmd.Agent, cmd.Offer)
	if !ok {
		f.emit(StaleIgnored{Command: "Reject", Call: cmd.Call, Agent: cmd.Agent, Offer: cmd.Offer})
		return
	}
	switch cmd.Cause {
	case OfferRejected, OfferBusy, OfferUnreachable:
	default:
		cmd.Cause = OfferFailed
	}
	f.failOffer(c, a, cmd.Cause)
}

// answer lets the first Answer for a live offer win: this is the one place
// where a call gets an agent. Everybody later is told to hang up.
func (f *Floor) answer(cmd Answer) {
	c, a, ok := f.findOffer(cmd.Call, cmd.Agent, cmd.Offer)
	if ok && c.Phase == DialingOut {
		f.peerAnswered(c, a)
		return
	}
	if !ok || c.Phase != Offered {
		f.strayAnswer(cmd)
		return
	}
	for i := 0; i < len(c.Offers); {
		if c.Offers[i].ID == cmd.Offer {
			i++
			continue
		}
		rival := c.rung[i]
		f.endOffer(c, rival, OfferLost)
		f.release(rival, Ready, "")
	}
	if c.promised() {
		f.emit(OfferAccepted{Call: c.ID, Agent: a.Agent.ID, Offer: cmd.Offer, At: f.now})
		c.Won = cmd.Offer
		f.endOffer(c, a, OfferAnswered)
		f.callBack(c, a)
		return
	}
	c.Offers[0].Deadline = f.now.Add(ConnectLimit)
	c.agent, c.Agent, c.Won, c.Waited = a, a.Agent.ID, cmd.Offer, f.now.Sub(c.WaitsSince())
	if !c.Counted { // given on within the service, the caller has waited until the first answer
		c.Answered = f.now
	}
	f.setPhase(c, Connecting)
	f.enter(a, AgentStateChanged{To: Talking, Call: c.ID, Service: c.Service})
	f.emit(OfferAccepted{Call: c.ID, Agent: a.Agent.ID, Offer: cmd.Offer, At: f.now})
}

// strayAnswer tells a retransmitted answer of the winner (nothing to do) from
// one that lost its race (that leg must be hung up).
func (f *Floor) strayAnswer(cmd Answer) {
	c := f.calls.find(cmd.Call)
	if c != nil && c.Won == cmd.Offer && cmd.Offer != 0 && (c.Agent == cmd.Agent || c.Peer == cmd.Agent) {
		f.emit(StaleIgnored{Command: "Answer", Call: cmd.Call, Agent: cmd.Agent, Offer: cmd.Offer})
		return
	}
	f.emit(LateAnswer(cmd))
}

// connect is the second step of an answer: caller and agent hear each other.
func (f *Floor) connect(cmd Connect) {
	c := f.calls.find(cmd.Call)
	if c == nil || c.Phase != Connecting || c.Won != cmd.Offer {
		f.emit(StaleIgnored{Command: "Connect", Call: cmd.Call, Offer: cmd.Offer})
		return
	}
	a, wait := c.agent, c.Answered.Sub(c.Entered)
	f.endOffer(c, a, OfferAnswered)
	f.setPhase(c, Connected)
	c.Connected, c.Held, c.HeldSince = f.now, 0, 0
	c.OpenStep, c.NextStep, c.Back = 0, 0, 0
	c.GivenBy, c.GivenTo = "", ""
	f.setAgentTimer(a, 0)
	a.Misses = 0
	a.Today.Answered++
	e := CallConnected{
		Call: c.ID, Service: c.Service, Agent: c.Agent, Offer: cmd.Offer, At: f.now,
		Wait: wait, InLevel: wait <= c.svc.ServiceLevel, Day: c.Day, Recalled: c.Counted,
	}
	if !c.Counted {
		c.fig.answer(wait, e.InLevel)
		c.Counted = true
	}
	f.emit(e)
}
