package phone

import (
	"context"

	"github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/sip/media"
)

// inDialog takes a request that names a dialog.
func (b *Bank) inDialog(tx *serverTx) {
	req := tx.req
	c := b.calls[callKey(req.CallID().Value(), tagOf(req.To().Params))]
	if c == nil || (c.peerTag != "" && c.peerTag != tagOf(req.From().Params)) {
		tx.respond(481, token(), nil)
		return
	}
	switch req.Method {
	case sip.BYE:
		if !c.phone.faults.IgnoreBYE {
			tx.respond(200, c.tag, nil)
		}
		if c.tx != nil {
			c.tx.stop()
		}
		c.end(0, "hung up by the other side")
	case sip.INVITE:
		c.renegotiate(tx)
	case sip.UPDATE:
		c.updated(tx)
	case sip.INFO:
		c.sound.info(req.Body())
		tx.respond(200, c.tag, nil)
	case sip.NOTIFY:
		tx.respond(200, c.tag, nil)
		c.notified(req)
	case sip.OPTIONS, sip.MESSAGE:
		tx.respond(200, c.tag, nil)
	default:
		tx.respond(405, c.tag, nil)
	}
}

// renegotiate takes a re-INVITE. While one of ours is under way it is refused with
// 491 (RFC 3261 section 14.2).
func (c *Call) renegotiate(tx *serverTx) {
	if c.renewing {
		tx.respond(491, c.tag, nil)
		return
	}
	body, err := c.description(tx.req.Body())
	if err != nil {
		tx.respond(488, c.tag, nil)
		return
	}
	c.tx = tx
	c.learnTarget(tx.req.Contact())
	c.accept(body)
	c.notify()
}

// updated takes an UPDATE (RFC 3311).
func (c *Call) updated(tx *serverTx) {
	if len(tx.req.Body()) == 0 {
		tx.respond(200, c.tag, c.withContact)
		return
	}
	body, err := c.answerOffer(tx.req.Body())
	if err != nil {
		tx.respond(488, c.tag, nil)
		return
	}
	tx.respond(200, c.tag, func(m *message) {
		c.withContact(m)
		m.setSDP(body)
	})
	c.notify()
}

// learnTarget takes up a new remote target (target refresh, RFC 3261 section 12.2).
func (c *Call) learnTarget(contact *sip.ContactHeader) {
	if contact == nil {
		return
	}
	c.target = contact.Address.String()
	if a, ok := hostOf(c.target); ok && len(c.routes) == 0 {
		c.dest = a
	}
}

// description answers an offer, or makes one when there is none.
func (c *Call) description(offer []byte) ([]byte, error) {
	if len(offer) > 0 {
		return c.answerOffer(offer)
	}
	c.offer = c.local.Offer(c.offerOptions())
	return c.offer, nil
}

// offerOptions keep the payload types of what was agreed.
func (c *Call) offerOptions() media.OfferOptions {
	codecs, events := c.agreed.Offerable()
	return media.OfferOptions{Codecs: codecs, Events: events, Direction: c.wants}
}

// answerOffer answers an offer of the other side and puts it into force.
func (c *Call) answerOffer(body []byte) ([]byte, error) {
	d, err := media.Parse(body, c.rules())
	if err != nil {
		return nil, err
	}
	answer, agreed, err := c.local.Answer(d, media.AnswerOptions{Direction: c.wants})
	if err != nil {
		return nil, err
	}
	c.apply(agreed)
	return answer, nil
}

// applyAnswer puts the answer to our offer into force. A bad answer leaves things
// as they were.
func (c *Call) applyAnswer(body []byte) {
	agreed, err := media.ApplyAnswer(c.offer, body, c.rules())
	if err != nil {
		c.bank.cfg.Log.Warn().Err(err).Str("call", c.id).Msg("phone cannot use the answer")
		return
	}
	c.apply(agreed)
}

func (c *Call) apply(n media.Negotiated) {
	c.agreed = n
	if c.session != nil {
		c.session.Apply(n)
	}
}

// Hold puts the other side on hold by a re-INVITE and waits for the answer.
func (c *Call) Hold(ctx context.Context) error { return c.reinvite(ctx, media.SendOnly) }

// Resume takes the other side off hold.
func (c *Call) Resume(ctx context.Context) error { return c.reinvite(ctx, media.SendRecv) }

// reinvite renegotiates with a direction. It fails with a StatusError when it is
// refused (491 when both sides tried at once); then all stays as it was.
func (c *Call) reinvite(ctx context.Context, dir media.Direction) error {
	result := make(chan error, 1)
	c.bank.lock()
	switch {
	case c.state != Talking:
		c.bank.unlock()
		return ErrEnded
	case c.renewing:
		c.bank.unlock()
		return &StatusError{"INVITE", 491}
	}
	before := c.wants
	c.wants, c.renewing = dir, true
	c.offer = c.local.Offer(c.offerOptions())
	first := true
	c.transact(sip.INVITE, c.offer, "application/sdp", func(res *sip.Response) {
		if res != nil && res.StatusCode < 200 {
			return
		}
		if !first { // the 200 again
			c.ack(nil)
			return
		}
		first, c.renewing = false, false
		if res == nil || res.StatusCode >= 300 {
			c.wants = before
			status := 0
			if res != nil {
				status = res.StatusCode
			}
			result <- &StatusError{"INVITE", status}
			return
		}
		c.learnTarget(res.Contact())
		c.ack(nil)
		c.applyAnswer(res.Body())
		result <- nil
	})
	c.bank.unlock()
	return await(ctx, result)
}
