package sip

import (
	"errors"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
)

// newCallerLeg makes the leg of a new INVITE. It reads nothing that could fail, so
// that whoever holds the leg can refuse it and let go of it.
func newCallerLeg(c *call, req *sipmsg.Request, s *serverTx) *leg {
	l := &leg{call: c, invite: s, conn: s.fl.conn, began: time.Now()}
	l.d = Dialog{
		Call: c.id, CallID: callIDOf(req), LocalTag: newTag(), RemoteTag: fromTag(req),
		Local: stripTag(value(req, "to")), Remote: stripTag(value(req, "from")),
		RemoteSeq: req.CSeq().SeqNo, InviteSeq: req.CSeq().SeqNo, Routes: list(req, "record-route"),
		Network: s.fl.net, Peer: s.fl.remote,
	}
	return l
}

// takeInvite reads the INVITE: dialog, media, and the answer to its offer. It returns
// the code to refuse it with, or 0.
func (l *leg) takeInvite(req *sipmsg.Request) int {
	l.d.refresh(req)
	if l.d.Target == "" {
		return 400 // a dialog needs a Contact (RFC 3261 section 8.1.1.8)
	}
	l.allows = methodSet(req)
	if err := l.openMedia(l.d.Agent == ""); err != nil {
		return mediaCode(err)
	}
	if body := req.Body(); len(body) > 0 {
		if err := l.takeOffer(body); err != nil {
			return mediaCode(err)
		}
	}
	return l.session.fromInvite(req, l.call.srv.cfg)
}

// openMedia takes a pair of RTP ports. A trunk's media comes from exactly where it
// says; it may be another host than its signalling. A phone's media never goes to
// a third party, whatever its description names (S-24).
func (l *leg) openMedia(strict bool) error {
	c := l.call
	policy := media.AllowUnicast
	if !strict {
		policy = media.AllowSignalling
	}
	s, err := c.srv.media.NewSession(media.SessionConfig{
		Signal: l.d.Peer.Addr(), Strict: strict, Policy: policy, Unhurried: true,
		FirstTimeout: c.srv.cfg.MediaFirst, LaterTimeout: c.srv.cfg.MediaLater,
		OnTimeout: func() { c.box.post(func() { c.mediaLost(l) }) },
		OnSpeech: func(p media.Speech) {
			if r := l.recorder.Load(); r != nil {
				r.add(p, time.Now())
			}
		},
		OnDTMF: func(d media.Digit) {
			c.box.post(func() {
				if d.Tone {
					c.toneHeard(l, d.Symbol)
				} else {
					c.digitHeard(l, d.Symbol)
				}
			})
		},
	})
	if err != nil {
		return err
	}
	l.sess, l.local = s, s.NewLocal()
	return nil
}

// takeOffer answers an offer of theirs and puts the outcome into force.
func (l *leg) takeOffer(body []byte) error {
	eng := l.call.srv.media
	offer, err := media.Parse(body, eng.Rules())
	if err != nil {
		return err
	}
	opt := media.AnswerOptions{Direction: media.SendRecv, Codecs: l.call.acceptable(l, offer)}
	text, agreed, err := l.local.Answer(offer, opt)
	if err != nil {
		return err
	}
	l.lastBody, l.offering = text, nil
	l.apply(agreed)
	return nil
}

// makeOffer writes an offer of ours for this leg.
func (l *leg) makeOffer() []byte {
	codecs, events := l.agreed.Offerable()
	if len(codecs) == 0 {
		codecs, events = l.call.offerable(l)
	}
	l.offering = l.local.Offer(media.OfferOptions{Codecs: codecs, Events: events, Direction: media.SendRecv})
	l.lastBody = l.offering
	return l.offering
}

// takeAnswer matches their answer with our offer and puts the outcome into force.
func (l *leg) takeAnswer(body []byte) error {
	if l.offering == nil {
		return nil
	}
	agreed, err := media.ApplyAnswer(l.offering, body, l.call.srv.media.Rules())
	if err != nil {
		return err
	}
	l.offering = nil
	l.apply(agreed)
	return nil
}

func (l *leg) apply(n media.Negotiated) {
	l.agreed, l.hasMedia = n, true
	if l.sess != nil {
		l.sess.Apply(n)
	}
}

// mediaCode is the status for a description that cannot be used.
func mediaCode(err error) int {
	switch {
	case errors.Is(err, media.ErrNoPorts):
		return 503
	case errors.Is(err, media.ErrMalformed):
		return 400
	case errors.Is(err, media.ErrNotAcceptable):
		return 488
	}
	return 500
}

func methodSet(m hasHeaders) map[string]bool {
	set := map[string]bool{}
	for _, v := range list(m, "allow") {
		set[v] = true
	}
	return set
}

// early answers 183 with the description, so that music is heard before the
// call is answered and charged; without an offer 180.
func (l *leg) early() {
	if l.invite == nil || l.state != legNew {
		return
	}
	r := response{code: 180, tag: l.d.LocalTag, headers: l.okHeaders()}
	if l.hasMedia {
		r.code, r.body = 183, l.lastBody
	}
	l.state = legEarly
	l.sendEarly(r)
}

// sendEarly answers r, again every minute until the final answer: proxies give up an
// INVITE after three minutes without a provisional one (RFC 3261 section 13.3.1.1).
func (l *leg) sendEarly(r response) {
	if l.invite == nil {
		return
	}
	l.invite.respond(r)
	l.earlyTimer = l.call.box.after(l.call.srv.cfg.EarlyAgain, func() { l.sendEarly(r) })
}

// accept answers the INVITE: 200 with our answer, or with our offer where they
// made none. It is resent until the ACK comes (RFC 3261 section 13.3.1.4).
func (l *leg) accept() {
	if l.invite == nil {
		return
	}
	body := l.lastBody
	if !l.hasMedia {
		body = l.makeOffer()
	}
	s := l.invite
	l.invite = nil
	hs := append(l.okHeaders(), l.session.answerHeaders()...)
	l.state = legAnswered
	l.save()
	if !s.respond(response{code: 200, tag: l.d.LocalTag, headers: hs, body: body}) {
		l.end() // it was cancelled under our hands; the call is told by that CANCEL
		return
	}
	l.resendOK(s)
	l.session.start(l)
	l.call.srv.met.setup.WithLabelValues("in").Observe(time.Since(l.began).Seconds())
}

// resendOK keeps sending the 200 of s until its ACK, doubling from T1 to T2, and
// gives up after 64*T1.
func (l *leg) resendOK(s *serverTx) {
	l.stopOK()
	t := l.call.srv.cfg.Timers
	l.lastOK, l.okFlow = s.lastAnswer(), s.to
	l.okEvery = t.T1
	l.okTimer = l.call.box.after(l.okEvery, l.okAgain)
	l.okDeadline = l.call.box.after(t.giveUp(), l.ackMissing)
}

func (l *leg) okAgain() {
	_ = l.call.srv.tr.send(l.okFlow, l.lastOK)
	l.okEvery = min(2*l.okEvery, l.call.srv.cfg.Timers.T2)
	l.okTimer = l.call.box.after(l.okEvery, l.okAgain)
}

func (l *leg) stopOK() {
	l.okTimer.stop()
	l.okDeadline.stop()
	l.okTimer, l.okDeadline, l.lastOK = nil, nil, nil
}

// ackMissing ends a dialog whose 200 was never acknowledged.
func (l *leg) ackMissing() {
	l.stopOK()
	was := l.state
	if l.state == legAnswered {
		l.state = legUp // now a BYE may go out
	}
	if l.byeWaits {
		l.bye(l.byeReason)
		return
	}
	l.bye(sipReason(408, "no ACK"))
	l.call.legEnded(l, was, acd.CauseFailed)
}

// onAck takes the ACK of a 200 of ours. Its number is that of the INVITE,
// whatever came in between (RFC 3261 section 13.2.2.4).
func (l *leg) onAck(req *sipmsg.Request) {
	if l.lastOK == nil || req.CSeq().SeqNo != l.d.InviteSeq || l.state == legOver {
		return
	}
	l.stopOK()
	first := l.state == legAnswered
	l.state = legUp
	if l.byeWaits {
		l.bye(l.byeReason)
		return
	}
	if l.offering != nil {
		if err := l.takeAnswer(req.Body()); err != nil {
			if first {
				l.bye(sipReason(488, "no usable answer in ACK"))
				l.call.legEnded(l, legAnswered, acd.CauseFailed)
				return
			}
			l.offering = nil // the old description stays in force
		}
		l.call.renegotiated(l)
	}
	l.save()
	if up := l.heard; up != nil {
		l.heard = nil
		up()
	}
}

// refuse answers the INVITE with a final refusal and ends the leg.
func (l *leg) refuse(code int, hs ...header) {
	if l.invite != nil {
		l.invite.respond(response{code: code, tag: l.d.LocalTag, headers: hs})
		l.invite = nil
	}
	l.end()
}
