package sip

import (
	"sync/atomic"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
)

// legState is how far a leg has come.
type legState uint8

const (
	legNew        legState = iota // INVITE received or sent, nothing heard
	legEarly                      // a provisional answer was given or got
	legCancelling                 // our INVITE is not wanted any more
	legAnswered                   // our 200 is out, its ACK has not come
	legUp
	legOver
)

// legRole says what a leg is to its call.
type legRole uint8

const (
	roleCaller legRole = iota // from a trunk
	roleOffer                 // to a phone of an agent, by an offer of the floor
	roleOwn                   // of the agent who makes a call: to the phone, or from it
	roleDial                  // to a number outside
)

// leg is one SIP dialog of a call with its media. Only the steps of the
// call touch it; call and the dialog's key never change.
type leg struct {
	call  *call
	d     Dialog
	conn  *tcpConn
	state legState

	invite  *serverTx // INVITE of theirs that is not finally answered
	client  *clientTx // INVITE of ours, until its final answer
	tail    *inviteTail
	role    legRole
	of      acd.CallID       // agent's leg: the floor's call that its offer is of
	offer   acd.OfferID      // agent's leg: the offer that it is for
	dials   *dialling        // leg to a number: why
	talks   *talk            // leg to a number that was answered: its minutes
	proofs  int              // leg of a trunk: challenges answered to the INVITE or UPDATE under way
	proof   []header         // the answer to the last one
	trunk   string           // leg to a number: its count is given back at the end
	to      binding          // agent's leg: the phone, where it is known
	at      flow             // where our INVITE goes
	invites []header         // of our INVITE, beside those of every one
	refused int              // status of the final refusal of our INVITE, 0 for silence
	rung    *sipmsg.Response // the first provisional one with a tag of a phone that can be asked to answer
	told    bool             // whether it can be asked is known: it rings, or has said so
	silent  *timer           // until who got our INVITE shows a sign of life

	sess     *media.Session
	local    media.Local
	agreed   media.Negotiated
	hasMedia bool
	lastBody []byte      // our last description, for resending
	offering []byte      // our offer that is not yet answered
	theyHold bool        // by their description
	watched  bool        // while they hold: asked from time to time
	refers   acd.Command // agent's leg: what a REFER of the phone asks that is under way; nil: none
	parks    bool        // agent's leg: holds by the desk
	heard    func()      // once, when the ACK of our 200 has come

	recorder atomic.Pointer[tape] // keeps what it says; nil: nobody does

	// Keys of a phone without events: it sends INFO, and then its tones do not count, or
	// tones alone.
	informs bool
	toned   byte // the last key that was heard as a tone
	tonedAt time.Time

	earlyTimer *timer // the 183 again
	lastOK     []byte // the 200 to an INVITE, until its ACK
	okFlow     flow
	okEvery    time.Duration
	okTimer    *timer
	okDeadline *timer
	byeReason  string // a BYE waits for the ACK
	byeWaits   bool
	glare      *timer
	glareTries int
	refreshing *clientTx // a re-INVITE or UPDATE of ours
	refreshEnd *timer    // of a re-INVITE with a provisional answer

	session sessionTimer
	allows  map[string]bool
	began   time.Time
}

// remember makes the leg known to the router, by its Call-ID and our tag.
func (l *leg) remember() {
	l.d.ID = l.d.CallID + " " + l.d.LocalTag
	l.call.srv.dialogs.add(l)
	l.call.srv.met.dialogs.Inc()
}

// save hands the dialog to the store as it stands now: what a BYE after a crash
// needs.
func (l *leg) save() {
	l.d.Media = l.local
	l.call.srv.saver.saveDialog(l.d)
}

// end releases everything the leg holds. It is the only way a leg ends; what is
// to be said to the peer was said before.
func (l *leg) end() {
	if l.state == legOver {
		return
	}
	l.state = legOver
	l.call.tellAsked()
	for _, t := range []*timer{l.silent, l.earlyTimer, l.okTimer, l.okDeadline, l.glare, l.refreshEnd, l.session.timer} {
		t.stop()
	}
	l.call.srv.dialogs.remove(l)
	l.call.srv.met.dialogs.Dec()
	l.call.srv.saver.deleteDialog(l.d.ID)
	l.closeMedia()
	l.call.srv.talkEnds(l.talks)
	l.leaveTrunk()
	l.tail.detach()
	l.refreshing.cancel("")
}

// leaveTrunk gives back the place that a leg to a number has in the count of its trunk.
func (l *leg) leaveTrunk() {
	if l.trunk != "" {
		l.call.srv.trunks.leave(l.trunk)
		if l.dials != nil {
			l.call.srv.dials.end(l.dials.agent)
		}
		l.trunk = ""
	}
}

// closeMedia gives the RTP ports back.
func (l *leg) closeMedia() {
	if l.sess != nil {
		st := l.sess.Close()
		l.sess = nil
		l.call.srv.met.media(st)
		if report := l.call.srv.deps.Leg; report != nil && st.Received+st.Sent > 0 {
			report(LegReport{Call: l.call.id, Agent: l.d.Agent, Leg: l.d.ID, Media: st})
		}
	}
}

// bye ends an answered leg (RFC 3261 section 15.1.1). Before the ACK of our 200
// it waits (section 15): for the ACK or for 64*T1. Any answer, and none, ends
// the leg; it is released at once.
func (l *leg) bye(reason string) {
	switch l.state {
	case legAnswered:
		l.byeWaits, l.byeReason = true, reason
		if l.sess != nil {
			l.sess.Silence()
		}
		return
	case legUp:
	default:
		return
	}
	var hs []header
	if reason != "" {
		hs = append(hs, header{"Reason", reason})
	}
	l.send(l.d.request(sipmsg.BYE, hs...), func(*sipmsg.Response, error) {})
	l.end()
}

// sipReason and q850 write a Reason (RFC 3326 section 2).
func sipReason(code int, text string) string {
	return "SIP;cause=" + itoa(code) + `;text="` + text + `"`
}

func q850(code int, text string) string {
	return "Q.850;cause=" + itoa(code) + `;text="` + text + `"`
}

// contact is our Contact on this leg.
func (l *leg) contact() string {
	fl := flow{net: l.d.Network, remote: l.d.Peer}
	return contactFor(fl, l.call.srv.tr.local(fl), "callfloor")
}

// okHeaders are the headers of a 2xx to INVITE or UPDATE, and of our INVITE.
func (l *leg) okHeaders() []header {
	return []header{{"Contact", l.contact()}, {"Allow", allow}, {"Supported", supported}}
}

// follow notes that the peer's messages come from another place now: its connection
// was replaced, or its NAT gave it another port. What we send goes there from now
// on, and the next description is judged by that address. A trunk stays on its
// network: that it sent one large request over TCP does not say that it listens there.
func (l *leg) follow(fl flow) {
	if fl == (flow{l.d.Network, l.d.Peer, l.conn}) || l.d.Agent == "" && fl.net != l.d.Network {
		return
	}
	l.d.Network, l.d.Peer, l.conn = fl.net, fl.remote, fl.conn
	if l.sess != nil {
		l.sess.SetSignal(fl.remote.Addr())
	}
	if l.state == legUp || l.state == legAnswered {
		l.save()
	}
}

// hop is where a request of ours within the dialog goes. A phone that has
// registered from another place since its INVITE is followed there.
func (l *leg) hop() flow {
	if l.d.Agent != "" && l.to.Contact != "" {
		if b, ok := l.call.srv.reg.moved(l.d.Agent, l.to); ok {
			l.to = b
			l.follow(b.flow())
		}
	}
	return l.d.nextHop(l.call.srv.tr, l.conn)
}

// fromPeer reports whether a request came from where this leg's peer may be: its
// host, or any source of its trunk (S-15).
func (l *leg) fromPeer(fl flow) bool {
	if fl.remote.Addr() == l.d.Peer.Addr() {
		return true
	}
	if l.d.Agent != "" {
		return l.call.srv.reg.owns(l.d.Agent, fl)
	}
	t := l.call.srv.dir().trunkOf(fl.remote.Addr())
	return t != nil && (t.Name == l.trunk || l.role == roleCaller && t.Name == l.call.trunk)
}

// onRequest handles a request within the dialog, in the order of its CSeq (RFC
// 3261 section 12.2.2).
func (l *leg) onRequest(req *sipmsg.Request, s *serverTx) {
	switch {
	case l.state == legOver || fromTag(req) != l.d.RemoteTag:
		s.respond(response{code: 481})
		return
	case !l.fromPeer(s.fl):
		l.call.srv.met.rejected(refusedForbidden)
		s.respond(response{code: 403})
		return
	case req.CSeq().SeqNo <= l.d.RemoteSeq:
		s.respond(response{code: 500, headers: []header{{"Retry-After", "1"}}})
		return
	}
	l.d.RemoteSeq = req.CSeq().SeqNo
	l.follow(s.fl)
	switch req.Method {
	case sipmsg.BYE:
		l.onBye(s)
	case sipmsg.INVITE:
		l.onReinvite(req, s)
	case sipmsg.UPDATE:
		l.onUpdate(req, s)
	case sipmsg.INFO:
		l.onInfo(req, s)
	case sipmsg.REFER:
		l.onRefer(req, s)
	case sipmsg.OPTIONS:
		s.respond(response{code: 200, headers: append(l.okHeaders(), header{"Accept", sdpType})})
	default:
		s.respond(response{code: 405, headers: []header{{"Allow", allow}}})
	}
}

// onBye ends the leg by its peer. An INVITE that is still open gets its 487.
func (l *leg) onBye(s *serverTx) {
	s.respond(response{code: 200})
	if l.invite != nil {
		l.invite.respond(response{code: 487, tag: l.d.LocalTag})
		l.invite = nil
	}
	was := l.state
	l.end()
	l.call.legEnded(l, was, acd.CauseNormal)
}

// onInfo takes DTMF out of INFO (application/dtmf-relay, application/dtmf) and
// answers; anything else is unknown to us (RFC 6086 section 5).
func (l *leg) onInfo(req *sipmsg.Request, s *serverTx) {
	d, ok := infoDigit(value(req, "content-type"), req.Body())
	if len(req.Body()) > 0 && !ok {
		s.respond(response{code: 415, headers: []header{{"Accept", "application/dtmf-relay, application/dtmf"}}})
		return
	}
	s.respond(response{code: 200})
	if ok && !l.tonedBefore(d) {
		l.call.digit(l, d)
	}
}

// sameKey is how long after the tone of a key, which may be held, its INFO comes at most.
const sameKey = 2 * time.Second

// tonedBefore notes that the phone sends its keys by INFO, and reports whether this one was
// heard as a tone already.
func (l *leg) tonedBefore(d byte) bool {
	if !l.informs && l.sess != nil {
		l.sess.ListenKeys(false)
	}
	l.informs = true
	was := l.toned == d && time.Since(l.tonedAt) < sameKey
	l.toned = 0
	return was
}
