package acd

// A call to a colleague rings at that agent alone and is of no service: nothing of
// it counts in the figures of one. Who is called is a peer, not the agent of the
// call, and goes back to the state before.

// callable reports whether a colleague's call may ring at a: logged in, in no call,
// with a phone.
func (a *agent) callable() bool {
	return a.Reachable && (a.State == Ready || a.State == NotReady)
}

// ringPeer rings at b for c, which is dialling out. by is the colleague who calls.
func (f *Floor) ringPeer(c *call, b *agent, by AgentID) {
	f.lastOffer++
	c.To = b.Agent.ID
	o := OfferState{ID: f.lastOffer, Agent: b.Agent.ID, At: f.now, Deadline: f.now.Add(DirectRing)}
	c.Offers, c.rung = append(c.Offers, o), append(c.rung, b)
	b.on, b.offer = c, o.ID
	state, reason := b.before()
	f.enter(b, AgentStateChanged{To: Ringing, Deadline: o.Deadline, Call: c.ID})
	f.emit(CallOffered{
		Call: c.ID, Agent: b.Agent.ID, Offer: o.ID, Caller: c.Caller, Called: c.Called, At: f.now, Deadline: o.Deadline,
		From: by, About: c.About, Direct: true,
	})
	f.askNext(b, state, reason)
}

// before is the state that a goes back to after a call that is of no service.
func (a *agent) before() (AgentState, Reason) {
	if a.Wanted {
		return Ready, ""
	}
	return a.State, a.Reason
}

// peerAnswered is the answer of the colleague b to c.
func (f *Floor) peerAnswered(c *call, b *agent) {
	offer := b.offer
	f.endOffer(c, b, OfferAnswered)
	c.peer, c.Peer, c.Won = b, b.Agent.ID, offer
	f.setPhase(c, TalkingOut)
	c.Answered, c.Connected = f.now, f.now
	f.enter(b, AgentStateChanged{To: Talking, Call: c.ID})
	f.emit(OfferAccepted{Call: c.ID, Agent: c.Peer, Offer: offer, At: f.now})
	if c.agent != nil {
		f.enter(c.agent, AgentStateChanged{To: TalkingOutbound, Call: c.ID})
	}
	f.emit(DialConnected{Call: c.ID, Agent: c.Agent, At: f.now, Peer: c.Peer})
}

// peerFailed ends c because the colleague b cannot be had.
func (f *Floor) peerFailed(c *call, b *agent, r OfferResult) {
	f.endOffer(c, b, r)
	if r == OfferUnreachable && b.Reachable {
		f.setReachable(b, false)
	}
	f.release(b, Ready, "")
	cause := CauseFailed
	switch r {
	case OfferNoAnswer:
		cause = CauseNoAnswer
	case OfferRejected:
		cause = CauseRejected
	case OfferBusy:
		cause = CauseBusy
	}
	f.endOutbound(c, Failed, ByThird, cause)
}
