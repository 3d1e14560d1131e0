package sip

import (
	"math/rand/v2"
	"strconv"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
)

// glareMax is how often a re-INVITE of ours is tried again after 491 (S12).
const glareMax = 4

func itoa(n int) string { return strconv.Itoa(n) }

// onReinvite answers a re-INVITE: hold, resume, another address, a refresh (RFC
// 3261 section 14.2, RFC 3264 section 8).
func (l *leg) onReinvite(req *sipmsg.Request, s *serverTx) {
	switch {
	case l.refreshing != nil && l.refreshing.req.method == sipmsg.INVITE: // ours is under way: glare
		s.respond(response{code: 491})
		return
	case l.lastOK != nil || l.invite != nil || l.state != legUp && l.state != legAnswered:
		s.respond(response{code: 500, headers: []header{{"Retry-After", itoa(rand.IntN(11))}}})
		return
	}
	if code := l.session.fromInvite(req, l.call.srv.cfg); code != 0 {
		s.respond(response{code: code, headers: l.session.minHeaders()})
		return
	}
	if body := req.Body(); len(body) > 0 {
		if err := l.takeOffer(body); err != nil {
			s.respond(response{code: mediaCode(err)}) // the old description stays in force
			return
		}
	} else {
		l.makeOffer()
	}
	l.d.refresh(req)
	l.d.InviteSeq = req.CSeq().SeqNo
	hs := append(l.okHeaders(), l.session.answerHeaders()...)
	s.respond(response{code: 200, headers: hs, body: l.lastBody})
	l.resendOK(s)
	l.session.start(l)
	if l.offering == nil {
		l.call.renegotiated(l)
	}
}

// onUpdate answers UPDATE (RFC 3311): a session refresh, or an offer.
func (l *leg) onUpdate(req *sipmsg.Request, s *serverTx) {
	if len(req.Body()) > 0 && l.offering != nil {
		s.respond(response{code: 491})
		return
	}
	if code := l.session.fromInvite(req, l.call.srv.cfg); code != 0 {
		s.respond(response{code: code, headers: l.session.minHeaders()})
		return
	}
	r := response{code: 200}
	if body := req.Body(); len(body) > 0 {
		if err := l.takeOffer(body); err != nil {
			s.respond(response{code: mediaCode(err)})
			return
		}
		r.body = l.lastBody
	}
	l.d.refresh(req)
	r.headers = append(l.okHeaders(), l.session.answerHeaders()...)
	s.respond(r)
	l.session.start(l)
	if len(r.body) > 0 {
		l.call.renegotiated(l)
	}
}

// refreshSession sends what keeps the session alive: UPDATE where the peer takes
// it, else a re-INVITE with the description as it stands (RFC 4028 section 7.4).
func (l *leg) refreshSession() {
	if l.state != legUp || l.refreshing != nil {
		return
	}
	method := sipmsg.INVITE
	if l.allows["UPDATE"] {
		method = sipmsg.UPDATE
	} else if l.lastOK != nil {
		l.session.soon(l)
		return
	}
	hs := append(l.okHeaders(), l.session.inviteHeaders()...)
	hs = append(hs, l.proof...)
	o := l.d.request(method, hs...)
	var tail *inviteTail
	fl := l.hop()
	if method == sipmsg.INVITE {
		o.body = l.makeOffer()
		l.d.InviteSeq = o.seq
		tail = &inviteTail{srv: l.call.srv, invite: o, fl: fl, acks: map[string]sentAck{}, trunk: l.carrier()}
	}
	l.refreshing = l.call.srv.txs.request(o, fl, func(res *sipmsg.Response, err error) {
		if tail != nil && res != nil && res.StatusCode >= 200 && res.StatusCode < 300 && tail.again(toTag(res)) {
			return
		}
		if res != nil {
			l.call.box.mind(res)
		}
		l.call.box.here(func() { l.onRefreshed(tail, res, err) })
	})
}

func (l *leg) onRefreshed(tail *inviteTail, res *sipmsg.Response, err error) {
	switch {
	case l.refreshing == nil && l.state != legOver:
		return
	case res != nil && res.StatusCode < 200:
		if l.refreshEnd == nil && tail != nil && l.state != legOver {
			// Timer B has stopped, and nobody rings here: 64*T1 are enough.
			l.refreshEnd = l.call.box.after(l.call.srv.cfg.Timers.giveUp(), func() {
				l.refreshing.cancel("")
				l.onRefreshed(tail, nil, errTimeout)
			})
		}
		return
	}
	l.refreshEnd.stop()
	l.refreshEnd = nil
	sent := l.refreshing
	l.refreshing = nil
	if err == nil && res.StatusCode < 300 && tail != nil {
		l.tail = tail
		o := l.d.request(sipmsg.ACK)
		o.seq = tail.invite.seq
		tail.send(toTag(res), o, l.hop())
	}
	if l.state == legOver {
		return
	}
	switch {
	case err != nil, res.StatusCode == 408, res.StatusCode == 481:
		// The dialog is gone (RFC 3261 section 12.2.1.2, RFC 4028 section 10).
		was := l.state
		l.bye(sipReason(408, "session refresh failed"))
		l.call.legEnded(l, was, acd.CauseSessionTimer)
	case res.StatusCode < 300:
		l.glareTries, l.proofs, l.proof = 0, 0, nil
		l.d.refresh(res)
		if tail != nil && l.takeAnswer(res.Body()) != nil {
			l.offering = nil
		}
		l.session.fromAnswer(res)
		l.session.start(l)
		if tail != nil {
			l.call.renegotiated(l)
		}
	case res.StatusCode == 491:
		l.offering = nil
		l.onGlare(res)
	case res.StatusCode == 422 && l.session.tooSmall(res):
		l.offering = nil
		l.refreshSession()
	case sent != nil && l.credentials(res, sent.req):
		l.offering = nil
		l.refreshSession()
	default:
		l.offering, l.proofs, l.proof = nil, 0, nil // the old description stays in force
		l.session.refused(l, res)
	}
}

// onGlare tries again after a while that differs on both sides: 2.1 to 4 s for
// the owner of the Call-ID, up to 2 s for the other (RFC 3261 section 14.1). A peer
// that goes on answering so has refused.
func (l *leg) onGlare(res *sipmsg.Response) {
	if l.glareTries++; l.glareTries > glareMax {
		l.glareTries = 0
		l.session.refused(l, res)
		return
	}
	wait := time.Duration(rand.IntN(201)) * 10 * time.Millisecond
	if l.d.UAC {
		wait = 2100*time.Millisecond + time.Duration(rand.IntN(191))*10*time.Millisecond
	}
	l.glare = l.call.box.after(wait, l.refreshSession)
}
