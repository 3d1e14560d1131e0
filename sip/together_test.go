package sip

import (
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// A1: two phones of a ring-all service answer at once: one bridge; the other
// gets its ACK and a BYE, whatever the order and however often.
func TestTwoAnswerAtOnce(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim", "lee"}, service: acd.Service{ID: "orders", Ring: 5 * time.Second, Strategy: acd.RingAll}})
	phones := []*peer{newPeer(e, "kim"), newPeer(e, "lee")}
	for _, p := range phones {
		p.register(password+p.user, "MD5")
		e.ready(p.user)
	}
	const calls = 20
	for n := 1; n <= calls; n++ {
		caller := newPeer(e, "0101")
		inv := caller.call("15880001")
		ok := caller.response(inv, 200)
		caller.ack(inv, ok, "")
		rings := []received{phones[0].request("INVITE"), phones[1].request("INVITE")}
		for i, p := range phones {
			p.answer(rings[i], 180, "p1", "")
		}
		for i := range phones { // each goes first in every second call
			i = (i + n) % 2
			phones[i].answer(rings[i], 200, "p1", phones[i].sdp())
		}
		for _, p := range phones {
			p.request("ACK")
		}
		won := event[acd.CallConnected](e, n).Agent
		for i, p := range phones {
			if acd.AgentID(p.user) == won {
				continue
			}
			bye := p.request("BYE")
			if bye.header("call-id") != callIDOf(rings[i].msg) || !strings.Contains(bye.raw, "Reason: ") {
				t.Errorf("the loser got\n%s", bye.raw)
			}
			p.answer(bye, 200, "", "")
		}
		caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
		for _, p := range phones {
			if acd.AgentID(p.user) == won {
				p.answer(p.request("BYE"), 200, "", "")
			}
		}
		e.calm()
	}
	if n := count[acd.CallConnected](e); n != calls {
		t.Errorf("%d bridges of %d calls", n, calls)
	}
}

// A1: a phone that still rings when another has answered is cancelled, with the
// word that it has missed nothing (RFC 3326 section 2).
func TestRivalIsCancelled(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim", "lee"}, service: acd.Service{ID: "orders", Ring: 5 * time.Second, Strategy: acd.RingAll}})
	kim, lee, caller := newPeer(e, "kim"), newPeer(e, "lee"), newPeer(e, "0101")
	kim.register(password+"kim", "MD5")
	lee.register(password+"lee", "MD5")
	e.ready("kim", "lee")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	ring, other := kim.request("INVITE"), lee.request("INVITE")
	lee.answer(other, 180, "p2", "")
	kim.answer(ring, 200, "p1", kim.sdp())
	kim.request("ACK")
	cancel := lee.request("CANCEL")
	if !strings.Contains(cancel.raw, `Reason: SIP;cause=200;text="Call completed elsewhere"`) {
		t.Errorf("%s", cancel.raw)
	}
	lee.answer(cancel, 200, "p2", "")
	lee.answer(other, 487, "p2", "")
	lee.request("ACK")
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	kim.answer(kim.request("BYE"), 200, "", "")
	e.calm()
}

// A talk is moved to another service: the first agent's leg ends, the caller's
// stays up, and the next agent talks in the same dialog of the caller.
func TestMovedWhileTalking(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	help := acd.Service{ID: "help", Name: acd.Names{Ko: "도움", En: "Help"}, Strategy: acd.LongestIdle, ServiceLevel: time.Second, Target: 80, Misses: 3, Ring: 5 * time.Second}
	dir := e.dir
	dir.Services = append(dir.Services, Service{ID: help.ID, Name: help.Name})
	md5, sha := HA1("lee", "callfloor", password+"lee")
	dir.Agents = append(dir.Agents, Agent{ID: "lee", Name: "lee", Enabled: true, Credentials: []Credential{{User: "lee", MD5: md5, SHA256: sha}}})
	if err := e.srv.Reload(dir); err != nil {
		t.Fatal(err)
	}
	e.do(acd.PutService{Service: help}, acd.PutAgent{Agent: acd.Agent{ID: "lee", Name: "lee", Extension: "1009", Services: []acd.Membership{{Service: "help", Level: 1}}}})

	c := e.talk("kim")
	lee := newPeer(e, "lee")
	lee.register(password+"lee", "MD5")
	e.ready("lee")
	e.do(acd.Transfer{Call: event[acd.CallQueued](e, 1).Call, To: "help", By: "agent"})
	c.phone.answer(c.phone.request("BYE"), 200, "", "")
	ring := lee.request("INVITE")
	if !strings.Contains(ring.raw, "X-Callfloor-Service: help") {
		t.Errorf("%s", ring.raw)
	}
	lee.answer(ring, 200, "p2", lee.sdp())
	lee.request("ACK")
	if con := event[acd.CallConnected](e, 2); con.Agent != "lee" || con.Service != "help" {
		t.Errorf("connected %+v", con)
	}
	if left := event[acd.AgentLeftCall](e, 1); left.TransferTo != "help" || left.Agent != "kim" {
		t.Errorf("%+v", left)
	}
	c.caller.none("anything but the 200 of before", 50*time.Millisecond, func(m received) bool { _, is := asRequest(m.msg); return is })
	c.caller.response(c.caller.send(c.caller.dialogReq("BYE", c.inv, c.ok)), 200)
	lee.answer(lee.request("BYE"), 200, "", "")
	event[acd.CallEnded](e, 1)
	e.calm()
	if n := count[acd.CallEnded](e); n != 1 {
		t.Errorf("ended %d times", n)
	}
}
