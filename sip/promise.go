package sip

import (
	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/menu"
)

// takePromise takes up a call whose turn has come: an agent's phone is to ring, and then
// who was promised a call is called.
func (s *Server) takePromise(ev acd.CallOffered) {
	c := s.newOutbound(ev.Call, &dialling{number: ev.Caller, show: ev.Called, promised: true})
	if c == nil {
		_ = s.floor.Post(acd.HangUp{Call: ev.Call, By: acd.BySystem, Cause: s.noPromise()})
		return
	}
	c.enqueued, c.who.number = true, ev.Caller
	c.box.post(func() { c.onEvent(ev) })
}

// callCustomer calls who was promised a call, customer first: an agent is kept, whose
// phone rings after the answer.
func (s *Server) callCustomer(ev acd.CallDialled) {
	c := s.newOutbound(ev.Call, &dialling{agent: ev.Agent, number: ev.Number, show: ev.Show, promised: true, customerFirst: true})
	if c == nil {
		_ = s.floor.Post(acd.HangUp{Call: ev.Call, By: acd.BySystem, Cause: s.noPromise()})
		return
	}
	c.enqueued, c.who.number = true, ev.Number
	c.box.post(c.goOut)
}

// onReached is told that who is called back has answered and waits for an agent.
func (c *call) onReached(ev acd.CallReached) {
	c.svc, c.inLine, c.queued = ev.Service, true, true
	c.out.promised = false // from here on it is a caller like others
	c.language = c.serviceLanguage()
	c.tune()
	c.say([]string{menu.SayYouAskedFor}, func() { c.announceLater(c.announce().Every) })
}

// noPromise is why who was promised a call is not called now.
func (s *Server) noPromise() acd.Cause {
	if s.draining.Load() {
		return acd.CauseDrain
	}
	return acd.CauseFailed
}
