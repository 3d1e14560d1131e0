package sip

import (
	"strings"
	"testing"

	"github.com/callfloor/callfloor/acd"
)

// A phone registered over TCP is called over that very connection, and is gone
// with it (S20); a carrier may call over TCP too.
func TestCallOverTCP(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	phone, caller := newTCPPeer(e, "kim"), newTCPPeer(e, "0101")
	phone.register(password+"kim", "SHA-256")
	e.ready("kim")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	ring := phone.request("INVITE")
	if v := ring.header("via"); !strings.Contains(v, "SIP/2.0/TCP") || !strings.Contains(ring.header("contact"), "transport=tcp") {
		t.Errorf("%s", ring.raw)
	}
	phone.answer(ring, 180, "p1", "")
	phone.answer(ring, 200, "p1", phone.sdp())
	phone.request("ACK")
	event[acd.CallConnected](e, 1)
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	phone.answer(phone.request("BYE"), 200, "", "")
	e.calm()

	phone.tcp.Close()
	if ch := event[acd.AgentPhoneChanged](e, 2); ch.Reachable {
		t.Error("a phone whose connection is closed counts as reachable")
	}
}

// S19, CVE-2018-7286 of another stack: the connection goes in the middle of a
// call's set-up; the call ends, nothing is left.
func TestTCPClosesMidCall(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	for range 20 {
		caller := newTCPPeer(e, "0101")
		caller.call("15880001")
		caller.tcp.Close()
	}
	e.eventually("every call has ended", func() bool { return count[acd.CallEnded](e) == count[acd.CallQueued](e) && e.srv.Calls() == 0 })
	e.calm()
}

// F-40: the phone loses its connection while it rings: unreachable, and the caller
// keeps its place.
func TestPhoneLosesConnectionWhileRinging(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	phone := newTCPPeer(e, "kim")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	caller := newPeer(e, "0101")
	inv := caller.call("15880001")
	phone.request("INVITE")
	phone.tcp.Close()
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	if end := event[acd.OfferEnded](e, 1); end.Result != acd.OfferUnreachable {
		t.Errorf("offer ended %s", end.Result)
	}
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	e.calm()
}
