package phone

import (
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/sip/media"
)

// incoming takes an INVITE outside a dialog.
func (b *Bank) incoming(tx *serverTx) {
	req := tx.req
	p := b.phones[req.Recipient.User]
	if p == nil {
		p = b.phones[Anybody]
	}
	if p == nil {
		tx.respond(404, token(), nil)
		return
	}
	if p.faults.Mute {
		return
	}
	c, err := p.newCall(req.CallID().Value(), tx.to.Addr())
	if err != nil {
		tx.respond(503, token(), nil)
		return
	}
	tx.call = c
	c.invite, c.tx = req, tx
	c.peerTag = tagOf(req.From().Params)
	c.self, c.peer = bare(req.To().Value()), bare(req.From().Value())
	c.learn(req.Contact(), req.GetHeaders("Record-Route"), false, tx.to)
	if body := req.Body(); len(body) > 0 {
		if _, err := media.Parse(body, c.rules()); err != nil {
			c.refuse(488)
			return
		}
	}
	tx.respond(100, c.tag, nil)
	if f := p.onCall; f != nil {
		b.later = append(b.later, func() { f(c) })
	}
	c.ring(p.answering)
}

// bare returns a From or To value without its tag.
func bare(v string) string {
	for i := range len(v) - 4 {
		if v[i:i+5] == ";tag=" {
			return v[:i]
		}
	}
	return v
}

// rules for descriptions: no address is refused as our own, since two phones of
// one engine may talk to each other.
func (c *Call) rules() media.Rules { return media.Rules{Local: c.local.Addr} }

// ring answers with 180 and plans what the phone does then.
func (c *Call) ring(a Answering) {
	rings := a.Rings
	if rings == 0 {
		rings = 1
	}
	if a.Early && c.early() {
		rings = 0
	}
	if rings > 0 {
		c.tx.respond(180, c.tag, func(m *message) {
			c.withContact(m)
			if a.Talk {
				m.add("Allow-Events: talk")
			}
		})
		c.enter(Ringing)
	}
	for i := 1; i < rings; i++ {
		c.bank.after(time.Duration(i)*100*time.Millisecond, func() {
			if c.state == Ringing {
				c.tx.respond(180, c.tag, c.withContact)
			}
		})
	}
	if a.Never || a.Manual {
		return
	}
	c.ringTimer = c.bank.after(a.After, func() {
		switch {
		case c.state >= Talking:
		case a.Reject != 0:
			c.refuse(a.Reject)
		default:
			c.answer()
		}
	})
}

// early says 183 with a description, and speaks; false where there is no offer to answer.
func (c *Call) early() bool {
	if len(c.invite.Body()) == 0 {
		return false
	}
	body, err := c.answerOffer(c.invite.Body())
	if err != nil {
		return false
	}
	c.tx.respond(183, c.tag, func(m *message) {
		c.withContact(m)
		m.setSDP(body)
	})
	c.enter(Ringing)
	c.speak()
	return true
}

// withContact puts our contact into a response that makes a dialog.
func (c *Call) withContact(m *message) {
	m.add("Contact: %s", c.phone.contact())
	m.add("Allow: %s", allow)
}

// Answer answers a ringing call.
func (c *Call) Answer() {
	c.bank.lock()
	defer c.bank.unlock()
	if c.state < Talking && !c.outgoing {
		c.answer()
	}
}

// Reject refuses a ringing call with a status.
func (c *Call) Reject(status int) {
	c.bank.lock()
	defer c.bank.unlock()
	if c.state < Talking && !c.outgoing {
		c.refuse(status)
	}
}

// refuse ends an unanswered incoming call with a status.
func (c *Call) refuse(status int) {
	c.tx.respond(status, c.tag, nil)
	c.end(status, "refused by us")
}

// answer sends 200.
func (c *Call) answer() {
	body, err := c.description(c.invite.Body())
	if err != nil {
		c.refuse(488)
		return
	}
	c.accept(body)
	c.status = 200
	c.enter(Talking)
	c.speak()
	f := c.phone.faults
	if f.Forked {
		c.fork(body)
	}
	if f.EarlyBYE {
		c.bye("hung up before the ACK")
		return
	}
	c.bank.after(lifetime*c.bank.cfg.T1, func() {
		if c.state == Talking && !c.confirmed {
			c.tx.stop()
			c.bye("no ACK")
		}
	})
}

// accept sends the 200 to the INVITE at hand.
func (c *Call) accept(body []byte) {
	c.tx.respond(200, c.tag, func(m *message) {
		c.withContact(m)
		m.setSDP(body)
	})
}

// fork sends a 200 as another phone behind a forking proxy would.
func (c *Call) fork(body []byte) {
	m := response(c.invite, 200, reason(200), "fork"+token())
	c.withContact(m)
	m.setSDP(body)
	c.bank.write(m.text(), c.tx.to)
}

// cancelled takes the CANCEL of our INVITE.
func (c *Call) cancelled() {
	switch {
	case c.state >= Talking:
	case c.phone.faults.LateOK:
		c.answer()
	default:
		c.tx.respond(487, c.tag, nil)
		c.end(487, "cancelled by the caller")
	}
}

// acked takes the ACK to a 200 of ours.
func (c *Call) acked(req *sip.Request) {
	c.tx.stop()
	if c.offer != nil && len(req.Body()) > 0 {
		c.applyAnswer(req.Body())
	}
	if c.confirmed {
		return
	}
	c.confirmed = true
	c.notify()
	if c.cancelling && c.state == Talking {
		c.bye("hung up")
	}
}
