package sip

import (
	"context"
	"errors"
	"slices"
	"strings"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
)

// Why a call cannot be controlled.
var (
	ErrNoCall       = errors.New("there is no such call any more")
	ErrNotTalking   = errors.New("nobody talks in this call now")
	ErrJoined       = errors.New("three talk together: nobody can be put on hold now")
	ErrPhoneHolds   = errors.New("the phone has made the consultation on a line of its own: change lines there")
	ErrCodec        = errors.New("three can talk only where every phone uses G.711 (PCMA or PCMU)")
	ErrCannotAnswer = errors.New("this phone cannot be asked to answer: answer there")
	ErrDigits       = errors.New("keys are 0 to 9, *, # and A to D, 32 at most")
)

// control runs fn as a step of a call and returns what it says.
func (s *Server) control(ctx context.Context, id acd.CallID, fn func(*call) error) error {
	c := s.callFor(id)
	if c == nil {
		return ErrNoCall
	}
	done := make(chan error, 1)
	if !c.box.post(func() { done <- fn(c) }) {
		return ErrNoCall
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Hold lets the others in an agent's call hear music, or the agent again: the agent of
// the call, or a colleague who was called or is consulted. The agent's phone is not
// asked and need not know: it hears silence meanwhile. A phone that holds by itself
// (re-INVITE) holds on until it resumes. While the agent consults somebody it says with
// whom the agent talks.
func (s *Server) Hold(ctx context.Context, id acd.CallID, agent acd.AgentID, hold bool) error {
	return s.control(ctx, id, func(c *call) error {
		l := c.line(id, agent)
		switch two := c.second; {
		case l == nil:
			return ErrNotTalking
		case two != nil && two.joined:
			return ErrJoined
		case two != nil && two.own != nil && l == c.active:
			return ErrPhoneHolds
		}
		c.holdBy(l, func(l *leg) { l.parks = hold })
		c.tune()
		return nil
	})
}

// line is the leg on which an agent talks in the call of this name, which may be the
// second; nil where the agent does not.
func (c *call) line(id acd.CallID, agent acd.AgentID) *leg {
	of := []*leg{c.active, c.caller}
	if s := c.second; s != nil && s.id == id {
		of = []*leg{s.leg}
	} else if !c.talks() {
		return nil
	}
	for _, l := range of {
		if l.hears() && l.state == legUp && l.d.Agent == agent {
			return l
		}
	}
	return nil
}

// MayJoin fails with ErrCodec where the three of a call cannot be mixed, with
// ErrNotTalking where nobody is consulted.
func (s *Server) MayJoin(ctx context.Context, id acd.CallID) error {
	return s.control(ctx, id, func(c *call) error {
		if c.second == nil || !c.second.leg.hears() || !c.active.hears() || !c.caller.hears() {
			return ErrNotTalking
		}
		for _, l := range []*leg{c.caller, c.ownLine(), c.second.leg} {
			if !l.hears() || !l.sess.Mixable() {
				return ErrCodec
			}
		}
		return nil
	})
}

// Answer asks the ringing phones of an agent to answer, by NOTIFY with the event talk
// (BroadSoft's, which desk phones know): those that have said Allow-Events: talk.
func (s *Server) Answer(ctx context.Context, id acd.CallID, agent acd.AgentID) error {
	return s.control(ctx, id, func(c *call) error {
		err := ErrCannotAnswer
		for _, l := range c.legs() {
			if l.d.Agent == agent && l.role == roleOffer && l.talk() {
				err = nil
			}
		}
		return err
	})
}

// Answerable reports whether Answer would ask a phone. It waits until a phone of the
// agent has said that it can be asked, or all that are called ring without.
func (s *Server) Answerable(ctx context.Context, id acd.CallID, agent acd.AgentID) (can bool, err error) {
	for {
		var more chan struct{} // nil: it is known
		err := s.control(ctx, id, func(c *call) error {
			if can, more = c.answerable(agent), nil; !can && !c.allRing(agent) {
				more = make(chan struct{})
				c.asked = append(c.asked, more)
			}
			return nil
		})
		if err != nil || more == nil {
			return can, err
		}
		select {
		case <-more:
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
}

// answerable reports whether a phone of the agent rings that can be asked to answer.
func (c *call) answerable(agent acd.AgentID) bool {
	return slices.ContainsFunc(c.legs(), func(l *leg) bool { return l.rings(agent) && l.rung != nil })
}

// allRing reports whether every phone of the agent that is called rings, or one has
// answered.
func (c *call) allRing(agent acd.AgentID) bool {
	ring := false
	for _, l := range c.legs() {
		switch {
		case l.d.Agent != agent || l.role != roleOffer:
		case l.state == legNew, l.state == legEarly && !l.told:
			return false
		case l.state == legEarly, l.state == legUp:
			ring = true
		}
	}
	return ring
}

// rings reports whether l is a phone of the agent that rings with an offer.
func (l *leg) rings(agent acd.AgentID) bool {
	return l.d.Agent == agent && l.role == roleOffer && l.state == legEarly
}

// tellAsked wakes who waits to hear how phones ring.
func (c *call) tellAsked() {
	for _, more := range c.asked {
		close(more)
	}
	c.asked = nil
}

// talk asks a phone that rings to answer; false where it has not said that it can.
func (l *leg) talk() bool {
	if l.state != legEarly || l.rung == nil {
		return false
	}
	d := l.tail.dialog(l.rung)
	d.LocalSeq = l.d.LocalSeq
	o := d.request(sipmsg.NOTIFY, header{"Contact", l.contact()}, header{"Event", "talk"}, header{"Subscription-State", "terminated;reason=noresource"})
	l.d.LocalSeq = d.LocalSeq // what follows in the dialog has a higher number
	l.call.srv.txs.request(o, l.tail.hop(l.rung), func(*sipmsg.Response, error) {})
	return true
}

// SendDigits sends keys (DTMF) to the other side of an agent's call: as RTP events
// (RFC 4733) where it takes them, else by INFO.
func (s *Server) SendDigits(ctx context.Context, id acd.CallID, agent acd.AgentID, keys string) error {
	keys = strings.ToUpper(keys)
	if keys == "" || len(keys) > 32 || strings.Trim(keys, "0123456789*#ABCD") != "" {
		return ErrDigits
	}
	return s.control(ctx, id, func(c *call) error {
		l := c.line(id, agent)
		if l == nil {
			return ErrNotTalking
		}
		for i := range len(keys) {
			c.digit(l, keys[i])
		}
		return nil
	})
}

// talks reports whether an agent and the other side are connected.
func (c *call) talks() bool {
	return !c.ended && c.active != nil && c.active.state == legUp && c.active.sess != nil &&
		c.caller != nil && c.caller.sess != nil && c.caller.hasMedia && (c.caller.state == legUp || c.caller.state == legAnswered)
}

// holds reports whether a side holds the other: by its own description, or because
// it was asked to at the desk.
func (l *leg) holds() bool { return l.theyHold || l.parks }

// tellHolds tells the floor who of the two that are connected from now on holds the other
// already: a hold is nothing to it before.
func (c *call) tellHolds() {
	if c.caller != nil && c.caller.theyHold {
		c.tell(acd.Hold{Call: c.id, By: acd.ByCaller})
	}
	if c.active != nil && c.active.holds() {
		c.tell(acd.Hold{Call: c.id, By: acd.ByAgent})
	}
}

// holdBy changes who holds on l and tells the floor what came of it.
func (c *call) holdBy(l *leg, change func(*leg)) {
	was := l.holds()
	change(l)
	if l.holds() == was || c.active == nil {
		return
	}
	of, by := c.id, acd.ByAgent
	switch {
	case l == c.active:
	case l == c.caller:
		by = acd.ByCaller
	case l == c.secondLeg() && l.d.Agent != "":
		of = c.second.id
	default:
		return
	}
	if l.holds() {
		c.tell(acd.Hold{Call: of, By: by})
	} else {
		c.tell(acd.Resume{Call: of, By: by})
	}
}
