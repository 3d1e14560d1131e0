package sip

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/callfloor/callfloor/acd"
)

// S9: a CANCEL right behind its INVITE never leaves a ringing phantom.
func TestCancelRightBehindInvite(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, early: true})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.register(password+"kim", "MD5")
	const calls = 2000
	for range calls {
		inv := caller.call("15880001")
		cancel := *inv
		cancel.method, cancel.body = "CANCEL", ""
		caller.send(&cancel)
		caller.response(&cancel, 200)
		res := caller.response(inv, 487)
		ack := *inv
		ack.method, ack.body, ack.to = "ACK", "", value(res, "to")
		caller.send(&ack)
	}
	e.calm()
	if n, m := count[acd.CallQueued](e), count[acd.CallEnded](e); n != m {
		t.Fatalf("%d calls entered, %d ended", n, m)
	}
}

// S9: a CANCEL that overtook its INVITE is remembered.
func TestCancelBeforeInvite(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	caller := newPeer(e, "0101")
	inv := caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
	inv.body = caller.sdp()
	cancel := *inv
	cancel.method, cancel.body = "CANCEL", ""
	caller.send(&cancel)
	caller.response(&cancel, 481)
	caller.send(inv)
	caller.response(inv, 487)
	e.calm()
	if n := count[acd.CallQueued](e); n != 0 {
		t.Fatalf("the cancelled call entered the queue")
	}
}

// The caller gives up while the agent's phone rings: the phone gets a CANCEL on
// the same hop with the same branch (S8) and the call is abandoned while ringing.
func TestCallerCancelsWhileRinging(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, early: true})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.call("15880001")
	if res := caller.response(inv, 183); len(res.Body()) == 0 {
		t.Error("183 without a description: no music is heard")
	}
	ring := phone.request("INVITE")
	phone.answer(ring, 180, "p1", "", "Record-Route: <sip:127.0.0.9;lr>")
	cancel := *inv
	cancel.method, cancel.body = "CANCEL", ""
	caller.send(&cancel)
	caller.response(&cancel, 200)
	caller.response(inv, 487)
	got := phone.request("CANCEL")
	if a, b := got.header("via"), ring.header("via"); a != b {
		t.Errorf("CANCEL with Via %q, INVITE with %q", a, b)
	}
	if got.header("route") != "" {
		t.Error("CANCEL carries a Route that the INVITE did not have")
	}
	phone.answer(got, 200, "p1", "")
	phone.answer(ring, 487, "p1", "")
	phone.request("ACK")
	if end := event[acd.CallEnded](e, 1); end.Outcome != acd.AbandonedRing {
		t.Fatalf("ended %+v", end)
	}
	e.calm()
}

// S2: a CANCEL goes out only after a provisional answer, and then it does.
func TestCancelWaitsForProvisional(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, cfg: Config{Timers: Timers{T1: 100 * time.Millisecond}}})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	ring := phone.request("INVITE")
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	event[acd.CallEnded](e, 1)
	phone.none("CANCEL before any provisional answer", 150*time.Millisecond, isRequest("CANCEL"))
	phone.answer(ring, 180, "p1", "")
	phone.answer(phone.request("CANCEL"), 200, "p1", "")
	phone.answer(ring, 487, "p1", "")
	phone.request("ACK")
	e.calm()
}

// S1, F-32: the phone's 200 crosses our CANCEL: it gets its ACK and a BYE, and
// the ACK again when it repeats itself.
func TestAnswerCrossesCancel(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	ring := phone.request("INVITE")
	phone.answer(ring, 180, "p1", "")
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	phone.request("CANCEL")
	phone.answer(ring, 200, "p1", phone.sdp())
	phone.request("ACK")
	phone.answer(phone.request("BYE"), 200, "", "")
	e.calm()
	phone.answer(ring, 200, "p1", phone.sdp()) // its ACK was lost
	phone.request("ACK")
}

// S3: of forked answers the first wins; every other dialog is acknowledged and
// ended.
func TestForkedAnswers(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	c := e.talk("kim")
	c.phone.answer(c.ring, 200, "fork2", c.phone.sdp())
	ack := c.phone.request("ACK")
	bye := c.phone.request("BYE")
	for _, m := range []received{ack, bye} {
		if toTag(m.msg) != "fork2" {
			t.Errorf("%s", m.raw)
		}
	}
	if !strings.Contains(ack.raw, "CSeq: 1 ACK") {
		t.Errorf("ACK with another number:\n%s", ack.raw)
	}
	c.phone.answer(bye, 200, "", "")
	c.hangUp()
	e.calm()
}

// A phone that makes up forks without end is answered a few times only, and its
// call goes on.
func TestEndlessForks(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	c := e.talk("kim")
	for i := range 10 * maxForks {
		c.phone.answer(c.ring, 200, "fork"+itoa(i), c.phone.sdp())
	}
	alive := c.phone.inCall("OPTIONS", c.ring, "p1", 1)
	c.phone.response(c.phone.send(alive), 200) // behind them, of the same Call-ID: all are handled
	if _, clients := e.srv.txs.sizes(); clients > maxForks+1 {
		t.Errorf("%d requests of ours wait for an answer", clients)
	}
	for range maxForks - 1 {
		c.phone.answer(c.phone.request("BYE"), 200, "", "")
	}
	c.hangUp()
	e.calm()
}

// S4: the BYE of a call whose 200 is not acknowledged waits for the ACK.
func TestByeWaitsForAck(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	caller := newPeer(e, "0101")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	q := event[acd.CallQueued](e, 1)
	e.do(acd.HangUp{Call: q.Call, By: acd.BySystem, Cause: acd.CauseFailed})
	event[acd.CallEnded](e, 1)
	caller.none("BYE before the ACK", 100*time.Millisecond, isRequest("BYE"))
	caller.ack(inv, ok, "")
	caller.answer(caller.request("BYE"), 200, "", "")
	e.calm()
}

// S5, F-35: a 200 that is never acknowledged is repeated, ever more slowly, for
// 64*T1; then the call is hung up.
func TestAckNeverComes(t *testing.T) {
	e := newEdge(t, options{})
	caller := newPeer(e, "0101")
	inv := caller.call("15880001")
	began := time.Now()
	for range 4 {
		caller.response(inv, 200)
	}
	caller.answer(caller.request("BYE"), 200, "", "")
	if d := time.Since(began); d < 64*fast.T1-200*time.Millisecond {
		t.Errorf("gave up after %v", d)
	}
	if end := event[acd.CallEnded](e, 1); end.Outcome != acd.AbandonedQueue || end.Cause != acd.CauseFailed {
		t.Errorf("ended %+v", end)
	}
	e.calm()
}

// S-14: a CANCEL with the right branch from another socket changes nothing.
func TestForgedCancel(t *testing.T) {
	e := newEdge(t, options{early: true})
	caller, thief := newPeer(e, "0101"), newPeer(e, "thief")
	inv := caller.call("15880001")
	caller.response(inv, 183)
	cancel := *inv
	cancel.method, cancel.body = "CANCEL", ""
	thief.raw(caller.text(&cancel))
	thief.none("an answer to a forged CANCEL", 100*time.Millisecond, func(received) bool { return true })
	if count[acd.CallEnded](e) != 0 {
		t.Fatal("a stranger cancelled the call")
	}
	caller.send(&cancel)
	caller.response(inv, 487)
	e.calm()
}

// S-16: answers to our INVITE, right in every part, from another address or over
// another transport than it was sent to, change nothing.
func TestForgedAnswers(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	thief, stream := newPeerAt(e, "thief", "127.0.0.3"), newTCPPeer(e, "thief")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.call("15880001")
	caller.ack(inv, caller.response(inv, 200), "")
	ring := phone.request("INVITE")
	phone.answer(ring, 180, "p1", "")
	before := received{msg: ring.msg, from: thief.edge}
	for _, p := range []*peer{thief, stream} {
		p.answer(before, 486, "p1", "")
		p.answer(before, 200, "p1", p.sdp())
		p.answer(before, 200, "forged", p.sdp())
		p.none("anything", 50*time.Millisecond, func(received) bool { return true })
	}
	if count[acd.OfferEnded](e) != 0 || count[acd.OfferAccepted](e) != 0 {
		t.Fatalf("a stranger answered for the phone: %s", e.history())
	}
	phone.answer(ring, 200, "p1", phone.sdp())
	phone.request("ACK")
	event[acd.CallConnected](e, 1)
}

// BYE in an early dialog ends it (RFC 3261 section 15).
func TestByeBeforeAnswer(t *testing.T) {
	e := newEdge(t, options{early: true})
	caller := newPeer(e, "0101")
	inv := caller.call("15880001")
	res := caller.response(inv, 183)
	caller.response(caller.send(caller.dialogReq("BYE", inv, res)), 200)
	caller.response(inv, 487)
	e.calm()
}

// A phone that says 180 once more after our CANCEL does not get a second one, whose
// answer would leave the first to be resent for nothing.
func TestRingingAfterCancel(t *testing.T) {
	reg := prometheus.NewRegistry()
	e := newEdge(t, options{agents: []string{"kim"}, metrics: reg})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	ring := phone.request("INVITE")
	phone.answer(ring, 180, "p1", "")
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	cancel := phone.request("CANCEL")
	for range 3 {
		phone.answer(ring, 180, "p1", "")
	}
	phone.answer(cancel, 200, "p1", "")
	phone.answer(ring, 487, "p1", "")
	phone.request("ACK")
	e.calm()
	if n := sentRequests(t, reg, "CANCEL"); n != 1 {
		t.Errorf("%v CANCELs", n)
	}
}

// sentRequests reads how many requests of a method the edge began, from its metrics.
func sentRequests(t *testing.T, reg *prometheus.Registry, method string) (n float64) {
	t.Helper()
	all, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		for _, m := range f.GetMetric() {
			labels := map[string]string{}
			for _, l := range m.GetLabel() {
				labels[l.GetName()] = l.GetValue()
			}
			if m.Counter != nil && labels["method"] == method && labels["direction"] == "out" && labels["code"] == "" {
				n += m.GetCounter().GetValue()
			}
		}
	}
	return n
}
