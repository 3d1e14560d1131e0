package sip

import (
	"slices"
	"strings"
	"sync"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
)

// newAgentLeg rings one phone of an agent for an offer. It fails when no RTP ports
// are left.
func newAgentLeg(c *call, ev acd.CallOffered, to binding) (*leg, error) {
	user := userPart(ev.Caller)
	if user == "" {
		user = "anonymous"
	}
	l := newPhoneLeg(c, ev.Agent, to, c.shown(ev), user)
	l.role, l.of, l.offer = roleOffer, ev.Call, ev.Offer
	if ev.Caller != "" {
		host := c.srv.tr.local(l.at).Addr().String()
		l.invites = append(l.invites, header{"P-Asserted-Identity", quoteDisplay(c.who.display) + " <sip:" + userPart(ev.Caller) + "@" + host + ">"})
	} else {
		l.invites = append(l.invites, header{"Privacy", "id"})
	}
	source := "external" // RFC 7462 section 8.2.3
	if ev.Direct && ev.About == "" {
		source = "internal"
	}
	if a := c.srv.dir().agents[ev.Agent]; a != nil && a.AutoAnswer {
		l.invites = append(l.invites, autoAnswer(c.srv.tr.local(l.at).String())...)
	}
	l.invites = append(l.invites,
		header{"Alert-Info", "<urn:alert:source:" + source + ">"},
		header{"X-Callfloor-Service", string(ev.Service)},
		header{"X-Callfloor-Call", string(ev.Call)})
	return l, l.call.send(l)
}

// autoAnswer are the headers by which phones answer by themselves.
func autoAnswer(host string) []header {
	return []header{
		{"Call-Info", "<sip:" + host + ">;answer-after=0"},
		{"Alert-Info", "<sip:" + host + ">;info=alert-autoanswer;delay=0"},
	}
}

// newPhoneLeg makes the leg of a call to a phone of an agent; display and user are
// what it shows.
func newPhoneLeg(c *call, agent acd.AgentID, to binding, display, user string) *leg {
	fl := to.flow()
	return &leg{call: c, to: to, at: fl, conn: to.conn, began: time.Now(), d: Dialog{
		Call: c.id, Agent: agent, UAC: true, CallID: newCallID(), LocalTag: newTag(),
		Local:  quoteDisplay(display) + " <sip:" + user + "@" + c.srv.tr.local(fl).String() + ">",
		Remote: "<" + to.Contact + ">", Routes: to.Path, Target: to.Contact, Network: fl.net, Peer: fl.remote,
	}}
}

// send takes RTP ports for a leg of ours, as strict as its peer is known, and sends
// its INVITE. It fails when no ports are left.
func (c *call) send(l *leg) error {
	if err := l.openMedia(l.d.Agent == ""); err != nil {
		return err
	}
	l.session.ask(c.srv.cfg)
	l.remember()
	l.sendInvite()
	return nil
}

// sendInvite sends the INVITE, or sends it again with a longer session interval.
func (l *leg) sendInvite() {
	srv := l.call.srv
	hs := append(l.okHeaders(), l.invites...)
	hs = append(hs, l.session.inviteHeaders()...)
	hs = append(hs, l.proof...)
	o := l.d.request(sipmsg.INVITE, hs...)
	o.body = l.makeOffer()
	l.d.InviteSeq = o.seq
	l.tail = &inviteTail{srv: srv, invite: o, fl: l.at, acks: map[string]sentAck{}, leg: l, trunk: l.carrier()}
	l.client = srv.txs.request(o, l.at, l.tail.receive)
	l.silent.stop()
	l.silent = l.call.box.after(srv.cfg.PhoneSilent, l.vanished)
}

// vanished gives up a phone or trunk that has not said anything to the INVITE, long
// before timer B does: an agent has not missed a call that never rang, and a caller
// need not wait for the next trunk. An answer that comes after all is acknowledged
// and ended.
func (l *leg) vanished() {
	if l.state != legNew {
		return
	}
	l.unreachable()
	l.cancel(q850(16, "withdrawn"))
	l.call.legFailed(l, acd.OfferUnreachable)
}

// unreachable notes that a phone did not answer.
func (l *leg) unreachable() {
	if l.d.Agent != "" {
		l.call.srv.reg.failed(l.d.Agent, l.to.Contact)
	}
}

// onAnswer handles what came back to the INVITE.
func (l *leg) onAnswer(tail *inviteTail, res *sipmsg.Response, err error) {
	if tail == l.tail {
		l.silent.stop()
	}
	switch {
	case tail != l.tail: // of an INVITE that was sent again (422)
	case err != nil:
		l.client = nil
		if l.state != legCancelling && l.state != legOver {
			l.unreachable()
		}
		l.failed(acd.OfferUnreachable)
	case res.StatusCode < 200:
		l.onProvisional(res)
	case res.StatusCode < 300:
		l.onSuccess(res)
	case res.StatusCode == 422 && l.session.tooSmall(res) && l.state != legCancelling && l.state != legOver:
		l.client = nil
		l.sendInvite()
	case l.state != legCancelling && l.state != legOver && l.credentials(res, tail.invite):
		l.client = nil
		l.sendInvite()
	default:
		l.client, l.refused = nil, res.StatusCode
		l.call.refusedBy(l, res)
		l.failed(refusalResult(res.StatusCode))
	}
}

// onProvisional notes that the phone rings.
func (l *leg) onProvisional(res *sipmsg.Response) {
	if l.state == legNew && res.StatusCode > 100 {
		l.state = legEarly
	}
	if res.StatusCode > 100 && l.state == legEarly {
		if l.rung == nil && toTag(res) != "" && slices.ContainsFunc(list(res, "allow-events"), func(v string) bool { return strings.EqualFold(v, "talk") }) {
			l.rung = res
		}
		if l.rung != nil || res.StatusCode == sipmsg.StatusRinging { // another one may come before it rings, and say more
			l.told = true
			l.call.tellAsked()
		}
		l.call.progress(l, res)
	}
}

// onSuccess takes the first 200 that is still wanted; every other one is
// acknowledged and ended: forks, answers that crossed our CANCEL (RFC 3261
// sections 13.2.2.4 and 9.1).
func (l *leg) onSuccess(res *sipmsg.Response) {
	if l.state != legNew && l.state != legEarly {
		l.tail.end(res)
		if l.state == legCancelling {
			l.client = nil
			l.end()
			l.call.checkOver()
		}
		return
	}
	l.client = nil
	tag := toTag(res)
	if tag == "" || len(list(res, "contact")) == 0 {
		l.tail.end(res)
		l.failed(acd.OfferFailed)
		return
	}
	l.d.RemoteTag = tag
	l.d.Remote = stripTag(value(res, "to"))
	l.d.Routes = reversed(list(res, "record-route"))
	l.d.refresh(res)
	l.allows = methodSet(res)
	l.state = legUp
	l.proofs, l.proof = 0, nil
	l.acknowledge()
	if len(res.Body()) == 0 && l.hasMedia {
		l.offering = nil // the answer came before, with a provisional response
	}
	if err := l.takeAnswer(res.Body()); err != nil || !l.hasMedia {
		l.bye(sipReason(488, "no usable description"))
		l.call.legFailed(l, acd.OfferFailed)
		return
	}
	l.session.fromAnswer(res)
	l.session.start(l)
	l.save()
	l.call.srv.met.setup.WithLabelValues("out").Observe(time.Since(l.began).Seconds())
	l.call.legAnswered(l)
}

// acknowledge sends the ACK of the 200 and keeps it for retransmissions. Its
// number is the INVITE's (RFC 3261 section 13.2.2.4).
func (l *leg) acknowledge() {
	o := l.d.request(sipmsg.ACK)
	o.seq = l.d.InviteSeq
	l.tail.send(l.d.RemoteTag, o, l.hop())
}

// cancel withdraws the INVITE.
func (l *leg) cancel(reason string) {
	switch l.state {
	case legNew, legEarly:
		l.state = legCancelling
		l.closeMedia() // the peer may take 64*T1 to show up, or never
		l.client.cancel(reason)
	}
}

// failed ends a leg that was refused, timed out or cancelled.
func (l *leg) failed(r acd.OfferResult) {
	was := l.state
	l.end()
	if was == legCancelling || was == legOver {
		l.call.checkOver()
		return
	}
	l.call.legFailed(l, r)
}

// refusalResult says what a phone's refusal means for the offer. A redirection
// is not followed and a challenge never answered (S-10, S-11).
func refusalResult(code int) acd.OfferResult {
	switch code {
	case 486, 600:
		return acd.OfferBusy
	case 480, 603, 403:
		return acd.OfferRejected
	case 404, 408, 410, 503, 604:
		return acd.OfferUnreachable
	}
	return acd.OfferFailed
}

// maxForks is how many dialogs one INVITE of ours may bring up. Further 200s are
// not acknowledged: a phone that makes them up costs no more memory.
const maxForks = 16

// inviteTail acknowledges what still comes back for an INVITE after its first
// answer: retransmitted 200s get their ACK again, other forks an ACK and a BYE.
// It outlives the leg and may be used by any goroutine.
type inviteTail struct {
	srv    *Server
	invite *outgoing
	fl     flow
	trunk  *Trunk // where the INVITE went to one

	mu   sync.Mutex
	acks map[string]sentAck // by To-tag, maxForks at most; empty while the first is on its way
	leg  *leg               // nil once the leg is over: a tail lives 64*T1 longer
}

// receive is told by the transaction what came back to the INVITE.
func (t *inviteTail) receive(res *sipmsg.Response, err error) {
	success := res != nil && res.StatusCode >= 200 && res.StatusCode < 300
	if success && t.again(toTag(res)) {
		return
	}
	t.mu.Lock()
	l := t.leg
	t.mu.Unlock()
	if l != nil {
		if res != nil {
			l.call.box.mind(res)
		}
		if l.call.box.here(func() { l.onAnswer(t, res, err) }) {
			return
		}
	}
	if success && t.claim(toTag(res)) { // the leg is long over
		t.srv.spawn(func() { t.hangUp(res, t.hop(res)) }) // it may have to look up a name
	}
}

// detach lets go of a leg that is over.
func (t *inviteTail) detach() {
	if t == nil {
		return
	}
	t.mu.Lock()
	t.leg = nil
	t.mu.Unlock()
}

type sentAck struct {
	b  []byte
	fl flow
}

func (t *inviteTail) send(tag string, ack *outgoing, fl flow) {
	b := ack.encode(fl, t.srv.tr.local(fl).String(), t.srv.cfg.Agent)
	t.mu.Lock()
	t.acks[tag] = sentAck{b, fl}
	t.mu.Unlock()
	t.srv.met.request("out", "ACK")
	_ = t.srv.tr.send(fl, b)
}

// again resends the ACK for a To-tag that was acknowledged before.
func (t *inviteTail) again(tag string) bool {
	t.mu.Lock()
	a, ok := t.acks[tag]
	t.mu.Unlock()
	if len(a.b) > 0 {
		_ = t.srv.tr.send(a.fl, a.b)
	}
	return ok
}

// claim takes up a To-tag that is to be acknowledged and hung up; false for one
// that is in hand already, and for more than maxForks.
func (t *inviteTail) claim(tag string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, have := t.acks[tag]; have {
		return false
	}
	if len(t.acks) >= maxForks {
		t.srv.met.rejected(refusedInvalid)
		return false
	}
	t.acks[tag] = sentAck{}
	return true
}

// end acknowledges a 200 that nobody wants and hangs that dialog up; one that was
// acknowledged while this copy of it waited gets its ACK again. It may look up a
// name, so no lock of a transaction may be held.
func (t *inviteTail) end(res *sipmsg.Response) {
	if !t.again(toTag(res)) && t.claim(toTag(res)) {
		t.hangUp(res, t.hop(res))
	}
}

// dialog is the one that a 200 of an INVITE of ours begins.
func (t *inviteTail) dialog(res *sipmsg.Response) Dialog {
	d := Dialog{
		CallID: t.invite.callID, RemoteTag: toTag(res), Remote: stripTag(value(res, "to")),
		Local: stripTag(t.invite.from), LocalTag: tagText(t.invite.from), LocalSeq: t.invite.seq,
		Routes: reversed(list(res, "record-route")), Target: uriInBrackets(t.invite.uri), Network: t.fl.net, Peer: t.fl.remote,
	}
	d.refresh(res)
	return d
}

// hop is where the ACK of a 200 goes: its route, else where the INVITE went.
func (t *inviteTail) hop(res *sipmsg.Response) flow {
	d := t.dialog(res)
	if len(d.Routes) > 0 {
		return d.nextHop(t.srv.tr, t.fl.conn)
	}
	return t.fl
}

// hangUp sends the ACK of a 200 and a BYE over fl.
func (t *inviteTail) hangUp(res *sipmsg.Response, fl flow) {
	d := t.dialog(res)
	ack := d.request(sipmsg.ACK)
	ack.seq = t.invite.seq
	t.send(d.RemoteTag, ack, fl)
	t.srv.sendLast(t.trunk, d.request(sipmsg.BYE, header{"Reason", q850(26, "answered elsewhere")}), fl, func(*sipmsg.Response, error) {})
}

func tagText(v string) string {
	a, ok := parseAddress(v)
	if !ok {
		return ""
	}
	return tagOf(a.params)
}
