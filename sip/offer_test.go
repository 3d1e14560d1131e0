package sip

import (
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// What a phone answers decides how the offer ends; the caller stays and goes
// back to its place (A32). A redirection is not followed, a challenge is never
// answered (S-10, S-11).
func TestPhoneRefuses(t *testing.T) {
	for code, want := range map[int]acd.OfferResult{
		486: acd.OfferBusy, 603: acd.OfferRejected, 480: acd.OfferRejected, 302: acd.OfferFailed,
		401: acd.OfferFailed, 407: acd.OfferFailed, 488: acd.OfferFailed, 404: acd.OfferUnreachable,
	} {
		t.Run(string(want)+itoa(code), func(t *testing.T) {
			e := newEdge(t, options{agents: []string{"kim"}})
			phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
			phone.register(password+"kim", "MD5")
			e.ready("kim")
			inv := caller.call("15880001")
			ok := caller.response(inv, 200)
			caller.ack(inv, ok, "")
			ring := phone.request("INVITE")
			phone.answer(ring, code, "p1", "", `WWW-Authenticate: Digest realm="callfloor", nonce="x", algorithm=MD5`, "Contact: <sip:thief@127.0.0.1:9>")
			ack := phone.request("ACK")
			if strings.Contains(ack.raw, "Authorization") {
				t.Errorf("credentials on the wire:\n%s", ack.raw)
			}
			if end := event[acd.OfferEnded](e, 1); end.Result != want {
				t.Errorf("offer ended %s, want %s", end.Result, want)
			}
			event[acd.CallReturned](e, 1)
			caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
			e.eventually("the caller left", func() bool { return count[acd.CallEnded](e) == 1 })
		})
	}
}

// A phone that does not answer SIP at all is unreachable; the floor learns it long
// before timer B, and before the ring time-out blames the agent. T1, ring time-out
// and timer B stand to each other as they do by default: 500 ms, 15 s, 32 s.
func TestPhoneSilent(t *testing.T) {
	e := newEdge(t, options{
		agents:  []string{"kim"},
		cfg:     Config{Timers: Timers{T1: 100 * time.Millisecond}, PhoneSilent: 800 * time.Millisecond},
		service: acd.Service{ID: "orders", Ring: 3 * time.Second},
	})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	ring := phone.request("INVITE")
	if end := event[acd.OfferEnded](e, 1); end.Result != acd.OfferUnreachable {
		t.Errorf("offer ended %s", end.Result)
	}
	if ch := event[acd.AgentPhoneChanged](e, 2); ch.Reachable {
		t.Error("the floor believes that the phone can be reached")
	}
	event[acd.CallReturned](e, 1)
	phone.answer(ring, 200, "p1", phone.sdp()) // too late
	phone.request("ACK")
	phone.answer(phone.request("BYE"), 200, "", "")
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	e.calm()
}

// A phone that has said 100 and nothing else may take the whole ring time-out.
func TestPhoneTries(t *testing.T) {
	e := newEdge(t, options{
		agents:  []string{"kim"},
		cfg:     Config{Timers: Timers{T1: time.Second}, PhoneSilent: time.Second},
		service: acd.Service{ID: "orders", Ring: 2500 * time.Millisecond},
	})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.call("15880001")
	caller.ack(inv, caller.response(inv, 200), "")
	ring := phone.request("INVITE")
	phone.answer(ring, 100, "", "")
	if end := event[acd.OfferEnded](e, 1); end.Result != acd.OfferNoAnswer {
		t.Errorf("offer ended %s", end.Result)
	}
	phone.answer(phone.request("CANCEL"), 200, "p1", "")
	phone.answer(ring, 487, "p1", "")
	phone.request("ACK")
}

// F-33: a gateway that repeats 180 is patiently heard.
func TestManyProvisionals(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.call("15880001")
	caller.ack(inv, caller.response(inv, 200), "")
	ring := phone.request("INVITE")
	for range 15 {
		phone.answer(ring, 180, "p1", "")
	}
	phone.answer(ring, 200, "p1", phone.sdp())
	phone.request("ACK")
	event[acd.CallConnected](e, 1)
}

// F-34: a 200 without a To-tag fails the offer cleanly: no phone believes in a call.
func TestAnswerWithoutTag(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	ring := phone.request("INVITE")
	phone.answer(ring, 200, "", phone.sdp())
	phone.request("ACK")
	phone.answer(phone.request("BYE"), 200, "", "")
	if end := event[acd.OfferEnded](e, 1); end.Result != acd.OfferFailed {
		t.Errorf("offer ended %s", end.Result)
	}
	event[acd.CallReturned](e, 1)
}

// A ring time-out takes the call from the phone with a CANCEL (RFC 3326 reason).
func TestRingTimeOut(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, service: acd.Service{ID: "orders", Ring: 200 * time.Millisecond}})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.call("15880001")
	caller.ack(inv, caller.response(inv, 200), "")
	ring := phone.request("INVITE")
	phone.answer(ring, 180, "p1", "")
	cancel := phone.request("CANCEL")
	if !strings.Contains(cancel.raw, "Reason: Q.850;cause=19") {
		t.Errorf("CANCEL says no reason:\n%s", cancel.raw)
	}
	phone.answer(cancel, 200, "p1", "")
	phone.answer(ring, 487, "p1", "")
	if end := event[acd.OfferEnded](e, 1); end.Result != acd.OfferNoAnswer {
		t.Errorf("offer ended %s", end.Result)
	}
}

// A1: two agents answer at the same instant; one is connected, the other gets an
// ACK and a BYE.
func TestTwoAgentsAnswer(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim", "lee"}, service: acd.Service{ID: "orders", Ring: 5 * time.Second, Strategy: acd.RingAll}})
	caller := newPeer(e, "0101")
	phones := []*peer{newPeer(e, "kim"), newPeer(e, "lee")}
	for _, p := range phones {
		p.register(password+p.user, "MD5")
	}
	e.ready("kim", "lee")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	rings := []received{phones[0].request("INVITE"), phones[1].request("INVITE")}
	for i, p := range phones {
		p.answer(rings[i], 180, "p1", "")
	}
	for i, p := range phones {
		p.answer(rings[i], 200, "p1", p.sdp())
	}
	con := event[acd.CallConnected](e, 1)
	loser := phones[0]
	if con.Agent == "kim" {
		loser = phones[1]
	}
	loser.request("ACK")
	loser.answer(loser.request("BYE"), 200, "", "")
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	e.calm()
}

// An agent with two phones: both ring, the first answer wins, the other stops.
func TestAgentWithTwoPhones(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	caller := newPeer(e, "0101")
	phones := []*peer{newPeer(e, "kim"), newPeer(e, "1001")}
	for _, p := range phones {
		p.register(password+"kim", "SHA-256")
	}
	e.ready("kim")
	inv := caller.call("15880001")
	caller.ack(inv, caller.response(inv, 200), "")
	rings := []received{phones[0].request("INVITE"), phones[1].request("INVITE")}
	for i, p := range phones {
		p.answer(rings[i], 180, "p1", "")
	}
	phones[1].answer(rings[1], 486, "p1", "")
	phones[1].request("ACK")
	phones[0].answer(rings[0], 200, "p1", phones[0].sdp())
	phones[0].request("ACK")
	event[acd.CallConnected](e, 1)
	if count[acd.OfferEnded](e) != 1 {
		t.Error("the refusal of one phone ended the offer")
	}
}

// The agent hangs up in the moment of the answer: the caller keeps its place (A3).
func TestAgentHangsUpBeforeConnect(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	ring := phone.request("INVITE")
	phone.answer(ring, 200, "p1", phone.sdp())
	phone.send(phone.inCall("BYE", ring, "p1", 1))
	// Either the answer was connected first and the BYE ended the call, or the
	// caller is back in the queue; nothing in between.
	e.eventually("a clear outcome", func() bool { return count[acd.CallReturned](e)+count[acd.CallEnded](e) > 0 })
	if count[acd.CallEnded](e) == 0 {
		caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	}
	e.calm()
}
