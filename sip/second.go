package sip

import (
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
)

// second is a call by which the agent of a call consults somebody. Its legs belong to
// the first call's box: one owner moves everybody from one talk to the other.
type second struct {
	id     acd.CallID
	own    *leg          // the agent's own second line, where the phone made the call; else call.active serves both
	out    *dialling     // to a number outside
	leg    *leg          // who answered
	svc    acd.ServiceID // it waits, or was answered, there
	rings  bool          // at the other side
	joined bool          // all hear each other
}

// waitingSecond is a call that the agent's phone has made in a talk, until the floor
// has taken it for a consultation.
type waitingSecond struct {
	id  acd.CallID
	own *leg
}

// onConsult is told that the agent consults somebody. Without a second line of the
// phone's own the caller is put on hold.
func (c *call) onConsult(ev acd.ConsultStarted) {
	s := &second{id: ev.Second}
	c.second = s
	if w := c.pending; w != nil && w.id == ev.Second {
		c.pending, s.own = nil, w.own
		if s.own.sess != nil {
			s.own.sess.Mute(c.muted)
		}
		if s.own.state == legOver { // given up meanwhile
			c.tell(acd.EndConsult{Call: c.id, By: "phone"})
		}
	}
	if s.own == nil && c.active != nil {
		c.holdBy(c.active, func(l *leg) { l.parks = true })
	}
	c.tune()
}

// onSecond carries out what the floor decided about the second call.
func (c *call) onSecond(s *second, ev acd.Event) {
	switch ev := ev.(type) {
	case acd.CallDialled:
		if ev.To == "" {
			s.out = &dialling{id: s.id, agent: ev.Agent, number: ev.Number, show: ev.Show}
			c.dialOut(s.out)
		}
	case acd.CallQueued:
		s.svc = ev.Service
	case acd.CallOffered:
		c.ringPhones(ev)
	case acd.OfferEnded:
		if ev.Result != acd.OfferAnswered {
			s.rings = false // it waits again, or is over
			c.endOffer(ev.Offer, offerReason(ev.Result))
		}
	case acd.LateAnswer:
		c.endOffer(ev.Offer, q850(26, "answered elsewhere"))
	case acd.OfferAccepted:
		c.secondAnswered(s, c.up(ev.Offer))
		switch {
		case s.leg == nil:
			c.tell(acd.HangUp{Call: s.id, By: acd.ByThird, Cause: acd.CauseNormal, Offer: ev.Offer})
		case s.svc != "":
			c.tell(acd.Connect{Call: s.id, Offer: ev.Offer})
		}
	case acd.CallReturned:
		c.dropSecondLeg(s)
	case acd.AgentLeftCall:
		if !ev.Stays {
			c.dropSecondLeg(s)
		}
	case acd.CallMuted:
		if s.leg != nil && s.leg.sess != nil {
			s.leg.sess.Mute(ev.Muted)
		}
	case acd.CallEnded:
		c.endSecond(s, ev)
	}
	c.tune()
}

// secondAnswered is told who has answered the second call.
func (c *call) secondAnswered(s *second, l *leg) {
	s.leg, s.rings = l, false
	if s.own != nil && s.own.invite != nil {
		s.own.accept()
	}
}

func (c *call) dropSecondLeg(s *second) {
	if s.leg != nil {
		c.drop(s.leg, q850(16, "call over"))
		s.leg = nil
		c.checkOver()
	}
}

// endSecond lets everybody of the second call go but the agent, who has the caller
// again.
func (c *call) endSecond(s *second, ev acd.CallEnded) {
	c.second = nil
	c.dropSecondLeg(s)
	if s.out != nil && s.out.leg != nil {
		c.drop(s.out.leg, q850(16, "withdrawn"))
	}
	if s.own != nil {
		s.own.referred(notReferred)
		c.letGo(s.own, "call over", dialCode(ev.Cause))
	}
	if c.active != nil {
		c.holdBy(c.active, func(l *leg) { l.parks = false })
	}
	c.checkOver()
}

// onTaken lets the caller go on with who was consulted. The agent who did has left.
func (c *call) onTaken(ev acd.CallTaken) {
	s := c.second
	if s == nil {
		return
	}
	c.second = nil
	if s.own != nil {
		s.own.referred("200 OK")
		c.letGo(s.own, "transferred", 480)
		c.checkOver()
	}
	x := s.leg
	switch {
	case x == nil && ev.Agent != "": // gone in this very moment
		c.tell(acd.HangUp{Call: c.id, By: acd.ByAgent, Cause: acd.CauseLost, Agent: ev.Agent})
	case x == nil:
		c.tell(acd.HangUp{Call: c.id, By: acd.ByThird, Cause: acd.CauseNormal})
	case ev.Agent != "":
		c.active, c.muted = x, false // CallMuted follows where the new one is
		if ev.Service != "" {
			c.svc = ev.Service
		}
	default:
		c.third = x
	}
	c.tellHolds()
	c.tune()
}

// onJoined puts three together, or lets the agent talk with who is consulted alone.
func (c *call) onJoined(ev acd.CallJoined) {
	s := c.second
	if s == nil || s.id != ev.Second || c.active == nil {
		return
	}
	s.joined = ev.Joined
	if s.own == nil {
		c.holdBy(c.active, func(l *leg) { l.parks = !ev.Joined })
	}
	if ev.Joined && s.leg != nil {
		c.holdBy(s.leg, func(l *leg) { l.parks = false }) // who held at the desk is heard now
	}
	c.tune()
}

// onDiverted calls the number to which the agent, or a rule, gave the caller; what the rule
// says first is said first.
func (c *call) onDiverted(ev acd.CallDiverted) {
	show := ev.Show
	if show == "" && ev.From == "" {
		show = c.show("")
	}
	c.inLine = false
	c.hush()
	c.divert = &dialling{id: c.id, agent: ev.From, number: ev.Number, show: show}
	if c.caller.invite != nil {
		c.caller.early()
	}
	if o, first := c.divert, c.before; first != nil { // said whole: nobody answers into it
		c.before = nil
		c.tell(acd.Occupy{Call: c.id, For: min(first.Duration()+time.Second+acd.GivenLimit, acd.MaxOccupy)})
		c.sayThis(first, func() {
			if c.divert == o {
				c.dialOut(o)
				c.tune()
			}
		})
		return
	}
	c.dialOut(c.divert)
	c.tune()
}

// dropThird ends the leg to a number outside that the call was given to.
func (c *call) dropThird() {
	if c.divert != nil && c.divert.leg != nil {
		c.drop(c.divert.leg, q850(16, "withdrawn"))
	}
	c.divert, c.third = nil, nil
	c.checkOver()
}

// secondInvite is a call that the phone of an agent makes who talks in c: the agent
// consults somebody.
func (s *Server) secondInvite(c *call, agent *Agent, req *sipmsg.Request, tx *serverTx) {
	cmd := acd.Consult{Call: c.id, Second: newFloorCall(s.now()), By: "agent:" + string(agent.ID)}
	number := numberOf(&req.Recipient)
	dir := s.dir()
	if e, ok := dir.numbers[digits(number)]; ok && number != "" {
		cmd.To = e.service.ID
	} else {
		n, to, err := s.MayDial(agent.ID, number)
		if err != nil {
			s.refuseDial(agent.ID, tx, err)
			return
		}
		if cmd.Agent = to; to == "" {
			cmd.Number = n
		}
	}
	tx.respond(response{code: 100})
	tx.belongTo(c)
	if !c.box.post(func() { c.ownSecond(agent.ID, req, tx, cmd) }) {
		tx.respond(response{code: 480, tag: newTag()})
	}
}

// ownSecond takes up the second line of the agent's phone and asks the floor.
func (c *call) ownSecond(agent acd.AgentID, req *sipmsg.Request, tx *serverTx, cmd acd.Consult) {
	l := newCallerLeg(c, req, tx)
	l.d.Agent, l.role = agent, roleOwn
	for _, b := range c.srv.reg.contacts(agent) {
		if b.flow().same(tx.fl) {
			l.to = b
		}
	}
	c.offers[0] = append(c.offers[0], l)
	l.remember()
	switch code := l.takeInvite(req); {
	case code != 0:
		l.refuse(code, l.session.minHeaders()...)
	case c.second != nil || c.pending != nil || c.active == nil || c.active.d.Agent != agent || c.ended:
		l.refuse(486)
	default:
		if cmd.Number != "" {
			cmd.Show = c.show(agent)
		}
		c.pending = &waitingSecond{id: cmd.Second, own: l}
		c.tell(cmd)
		return
	}
	c.checkOver()
}

// consultRefused is told that the floor takes no consultation now.
func (c *call) consultRefused() {
	if w := c.pending; w != nil {
		c.pending = nil
		c.letGo(w.own, "not possible now", 480)
		c.checkOver()
	}
}

// up returns the leg of an offer that has answered, nil where it is gone already.
func (c *call) up(offer acd.OfferID) *leg {
	for _, l := range c.offers[offer] {
		if l.state == legUp {
			return l
		}
	}
	return nil
}
