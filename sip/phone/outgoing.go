package phone

import (
	"fmt"

	"github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/sip/media"
)

// DialOptions shape an outgoing call.
type DialOptions struct {
	From     string        // caller's number; the phone's user by default
	Name     string        // display name
	Headers  []string      // more header lines, e.g. "P-Asserted-Identity: <sip:...>"
	Codecs   []media.Codec // to offer; both of G.711 by default
	URI      string        // request URI; the number at the phone's domain by default
	NoEvents bool          // the telephone knows no RFC 4733: it presses keys by SendTones
	NoOffer  bool          // leave the description out: the other side offers
}

// Dial calls a number at the phone's registrar. The call is returned at once; it
// ends by itself when it fails.
func (p *Phone) Dial(number string, o DialOptions) (*Call, error) {
	b := p.bank
	b.lock()
	defer b.unlock()
	if b.closed {
		return nil, fmt.Errorf("dial %s: bank is closed", number)
	}
	c, err := p.newCall(token()+"@"+b.addr.String(), p.account.Registrar.Addr())
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", number, err)
	}
	if o.From == "" {
		o.From = p.account.User
	}
	c.outgoing = true
	c.self = fmt.Sprintf("<sip:%s@%s>", o.From, p.account.Domain)
	if o.Name != "" {
		c.self = fmt.Sprintf("%q %s", o.Name, c.self)
	}
	c.peer = fmt.Sprintf("<sip:%s@%s>", number, p.account.Domain)
	c.target = fmt.Sprintf("sip:%s@%s", number, p.account.Domain)
	if o.URI != "" {
		c.target = o.URI
	}
	c.dest = p.account.Registrar
	kind := ""
	if !o.NoOffer {
		c.offer = c.local.Offer(media.OfferOptions{Codecs: o.Codecs, NoEvents: o.NoEvents, Direction: c.wants})
		kind = "application/sdp"
	}
	p.transact(&request{
		method: sip.INVITE, uri: c.target, to: c.dest, seq: &c.seq, body: c.offer, kind: kind,
		headers: append(c.dialogHeaders(), o.Headers...),
		sent: func(branch, text string, seq uint32) {
			c.sent = inviteSent{branch: branch, text: text, seq: seq}
		},
		done: c.inviteAnswered,
	})
	return c, nil
}

// inviteAnswered takes a response to our first INVITE.
func (c *Call) inviteAnswered(res *sip.Response) {
	switch {
	case res == nil:
		c.end(408, "no answer from the network")
	case res.StatusCode < 200:
		c.progress(res)
	case res.StatusCode < 300:
		c.accepted(res)
	default:
		c.end(res.StatusCode, "refused")
	}
}

// progress takes a provisional response; a CANCEL that waited for one goes out now
// (RFC 3261 section 9.1).
func (c *Call) progress(res *sip.Response) {
	c.sent.ringing = true
	if c.state == Ended {
		return
	}
	if res.StatusCode >= 180 {
		if len(res.Body()) > 0 && c.offer != nil && c.peerTag == "" {
			c.applyAnswer(res.Body())
		}
		c.enter(Ringing)
	}
	c.sendCancel()
}

// sendCancel sends CANCEL once, as soon as it may.
func (c *Call) sendCancel() {
	if !c.cancelling || !c.outgoing || c.state >= Talking || !c.sent.ringing || c.sent.cancelled {
		return
	}
	c.sent.cancelled = true
	c.bank.send(derive(c.sent.text, sip.CANCEL, ""), c.sent.branch, sip.CANCEL, c.dest, c.phone.faults.Twice, func(*sip.Response) {})
}

// accepted takes a 200: the first, a repetition of it, one of another fork, or one
// that crossed our CANCEL. Every one is acknowledged; what is not wanted is ended.
func (c *Call) accepted(res *sip.Response) {
	tag := tagOf(res.To().Params)
	switch {
	case c.peerTag == "" || c.state < Talking && c.state != Ended:
		c.peerTag = tag
	case tag == c.peerTag: // a repetition
		c.ack(nil)
		return
	default:
		c.endFork(res, tag)
		return
	}
	c.learn(res.Contact(), res.GetHeaders("Record-Route"), true, c.dest)
	c.status = res.StatusCode
	var answer []byte
	if c.offer != nil {
		c.applyAnswer(res.Body())
	} else if body, err := c.answerOffer(res.Body()); err == nil {
		answer = body
	}
	c.ack(answer)
	if c.state == Ended { // given up meanwhile
		c.transact(sip.BYE, nil, "", func(*sip.Response) {})
		return
	}
	c.enter(Talking)
	c.speak()
	if c.cancelling {
		c.bye("cancelled, but it was answered")
	}
}

// ack acknowledges our last INVITE (RFC 3261 section 13.2.2.4).
func (c *Call) ack(body []byte) {
	if c.phone.faults.NoACK {
		return
	}
	m := &message{start: fmt.Sprintf("ACK %s SIP/2.0", c.target)}
	m.add("Via: SIP/2.0/%s %s;branch=z9hG4bK%s;rport", c.bank.transport(), c.bank.addr, token())
	m.add("Max-Forwards: 70")
	m.headers = append(m.headers, c.dialogHeaders()...)
	m.add("CSeq: %d ACK", c.sent.seq)
	if body != nil {
		m.setSDP(body)
	}
	c.bank.write(m.text(), c.dest)
}

// endFork acknowledges and ends the dialog of another fork.
func (c *Call) endFork(res *sip.Response, tag string) {
	fork := &Call{
		phone: c.phone, bank: c.bank, id: c.id, tag: c.tag, peerTag: tag, self: c.self, peer: c.peer,
		target: c.target, seq: c.sent.seq, sent: c.sent,
	}
	fork.learn(res.Contact(), res.GetHeaders("Record-Route"), true, c.dest)
	fork.ack(nil)
	fork.transact(sip.BYE, nil, "", func(*sip.Response) {})
}
