package wallboard

import "github.com/callfloor/callfloor/acd"

// Apply folds one event, which became true at the floor time at. Events must
// come in order and without a gap since the state that New was given.
func (b *Board) Apply(at acd.Time, ev acd.Event) {
	switch e := ev.(type) {
	case acd.ServiceChanged:
		b.service(e.Service.ID).config = e.Service
	case acd.ServiceDeleted:
		delete(b.services, e.Service)
		b.dirty.services[e.Service] = struct{}{}
	case acd.AgentChanged:
		b.configureAgent(at, e.Agent)
	case acd.AgentDeleted:
		b.deleteAgent(e.Agent)
	case acd.DayStarted:
		b.startDay(e)
	case acd.AgentStateChanged:
		b.enter(e)
	case acd.AgentNextSet:
		if a := b.agent(e.Agent); a != nil {
			a.next, a.nextReason = e.State, e.Reason
		}
	case acd.AgentPhoneChanged:
		if a := b.agent(e.Agent); a != nil {
			a.reachable = e.Reachable
		}
	default:
		b.applyCall(ev)
	}
}

// applyCall folds the events about calls. Refusals, stale commands and late
// answers change nothing that is shown.
func (b *Board) applyCall(ev acd.Event) {
	switch e := ev.(type) {
	case acd.CallArrived:
		b.arrive(e)
	case acd.CallPromised:
		b.promise(e)
	case acd.CallReached:
		b.reach(e)
	case acd.CallQueued:
		b.queue(e)
	case acd.CallRefused:
		b.refuse(e)
	case acd.CallReprioritised:
		if c := b.call(e.Call); c != nil {
			c.priority = e.Priority
		}
	case acd.CallOffered:
		b.offer(e)
	case acd.OfferEnded:
		b.endOffer(e)
	case acd.OfferAccepted:
		if c := b.call(e.Call); c != nil && c.phase == acd.Offered && !c.promised {
			c.agent, c.waited = e.Agent, e.At.Sub(c.waits)
			b.setPhase(c, acd.Connecting, e.At)
		}
	case acd.CallReturned:
		b.giveBack(e)
	case acd.CallConnected:
		b.connect(e)
	case acd.CallHeld:
		b.hold(e)
	case acd.CallResumed:
		b.resume(e)
	case acd.CallLeft:
		b.left(e)
	case acd.AgentLeftCall:
		if c := b.call(e.Call); c != nil {
			c.leave()
		}
	case acd.CallEnded:
		b.end(e)
	case acd.CallDialled:
		b.dial(e)
	case acd.DialConnected:
		if c := b.call(e.Call); c != nil {
			c.peer = e.Peer
			b.notGiven(c)
			if c.diverted {
				b.setPhase(c, "", e.At)
				c.service = ""
			}
			b.setPhase(c, acd.TalkingOut, e.At)
		}
	default:
		b.applySecond(ev)
	}
}

// startDay sets the figures of the day to zero. Live calls stay; they go on
// counting in the day in which they were offered, which is no longer shown.
func (b *Board) startDay(e acd.DayStarted) {
	b.day, b.dayAt = e.Day, e.At
	for id := range b.services {
		b.service(id).counts = counts{}
	}
	for id := range b.agents {
		b.agent(id).today = AgentFigures{DayAt: e.At}
	}
}
