package acd

import "slices"

// offer rings the phone of m's agent for c.
//
// c must be waiting (or, ringing all, offered) and the agent available;
// afterwards c is Offered, the agent Ringing until now + ring time-out. Emits
// AgentStateChanged, CallOffered.
//
// For who is called back customer first the agent is kept in its place (callBack).
func (f *Floor) offer(c *call, m *member, why Explanation) {
	s, a := c.svc, m.agent
	if c.promised() && c.CustomerFirst {
		s.turn++
		m.last = s.turn
		f.callBack(c, a)
		return
	}
	f.lastOffer++
	o := OfferState{ID: f.lastOffer, Agent: a.Agent.ID, At: f.now, Deadline: f.now.Add(s.Ring)}
	if c.Phase == Waiting {
		f.unqueue(c)
		f.setPhase(c, Offered)
	}
	c.Offers, c.rung = append(c.Offers, o), append(c.rung, a)
	a.on, a.offer = c, o.ID
	a.Today.Offered++
	s.turn++
	m.last = s.turn
	f.enter(a, AgentStateChanged{To: Ringing, Deadline: o.Deadline, Call: c.ID, Service: s.ID})
	f.emit(CallOffered{
		Call: c.ID, Service: s.ID, Agent: a.Agent.ID, Offer: o.ID, Caller: c.Caller, Called: c.Called,
		At: f.now, Deadline: o.Deadline, Waited: f.now.Sub(c.WaitsSince()), Callback: c.promised(), Why: why, From: c.consultant(), About: c.About,
	})
}

// endOffer takes the offer of a off c and emits OfferEnded. The agent's state
// is the caller's business.
func (f *Floor) endOffer(c *call, a *agent, r OfferResult) {
	i := c.offerIndex(a.offer)
	id := c.Offers[i].ID
	c.Offers, c.rung = slices.Delete(c.Offers, i, i+1), slices.Delete(c.rung, i, i+1)
	f.emit(OfferEnded{Call: c.ID, Service: c.Service, Agent: a.Agent.ID, Offer: id, Result: r, At: f.now, Direct: c.Phase == DialingOut})
	a.offer = 0
}

// offerIndex finds an offer of c; offers stand in the order of their numbers.
func (c *call) offerIndex(id OfferID) int {
	i, ok := slices.BinarySearchFunc(c.Offers, id, func(o OfferState, id OfferID) int {
		switch {
		case o.ID < id:
			return -1
		case o.ID > id:
			return 1
		}
		return 0
	})
	if !ok {
		return -1
	}
	return i
}

// failOffer ends the offer of a for c because the agent's side failed, decides
// what becomes of the agent, and gives the call back when no phone rings any
// more. It never ends the caller's leg.
func (f *Floor) failOffer(c *call, a *agent, r OfferResult) {
	if c.Phase == DialingOut {
		f.peerFailed(c, a, r)
		return
	}
	f.endOffer(c, a, r)
	to, reason := f.afterFailure(c.svc, a, r)
	f.release(a, to, reason)
	if len(c.Offers) == 0 {
		f.giveBack(c, false)
	}
}

// afterFailure counts a miss and says which state the agent goes to unless it
// has asked for another. An agent who stays ready rests for a second.
func (f *Floor) afterFailure(s *service, a *agent, r OfferResult) (AgentState, Reason) {
	a.RestUntil = f.now.Add(RestAfterMiss)
	switch r {
	case OfferWithdrawn:
		return Ready, ""
	case OfferUnreachable:
		if a.Reachable {
			f.setReachable(a, false)
		}
		return Ready, ""
	}
	a.Misses++
	a.Today.Missed++
	if a.Misses >= s.missLimit() {
		a.Misses = 0
		return NotReady, NoAnswer
	}
	return Ready, ""
}

// giveBack puts c back to its place: same service, entry, priority and arrival.
// What waiting has brought meanwhile holds at once, the too-long rule too.
func (f *Floor) giveBack(c *call, recalled bool) {
	f.putBack(c, recalled)
	if c.GiveUp != 0 && c.GiveUp <= f.now {
		f.tooLong(c)
		return
	}
	f.freeCall(c, TriggerArrival)
}

// putBack is giveBack without what follows from waiting.
func (f *Floor) putBack(c *call, recalled bool) {
	c.agent, c.Agent = nil, ""
	if recalled {
		c.Back = f.now
	}
	f.setWaitTimes(c)
	f.setPhase(c, Waiting)
	f.emit(CallReturned{Call: c.ID, Service: c.Service, At: f.now, Recalled: recalled})
}

// withdraw ends every offer of c for a reason that is not the agents' doing:
// they are ready again at once, with no miss, in their old place.
func (f *Floor) withdraw(c *call, r OfferResult) {
	for len(c.Offers) > 0 {
		a := c.rung[0]
		f.endOffer(c, a, r)
		f.release(a, Ready, "")
	}
	c.agent, c.Agent = nil, ""
}
