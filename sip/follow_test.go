package sip

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// F-40: an agent's phone loses its connection in a talk and registers over a new
// one: what we send it goes there, whether it has an instance or not.
func TestPhoneReconnectsInCall(t *testing.T) {
	for name, instance := range map[string]string{"with instance": `;+sip.instance="<urn:uuid:f81d4fae>"`, "without": ""} {
		t.Run(name, func(t *testing.T) {
			e := newEdge(t, options{agents: []string{"kim"}})
			caller, phone := newPeer(e, "0101"), newTCPPeer(e, "kim")
			first := phone.registration(password+"kim", "MD5")
			first.contact = "<sip:kim@" + phone.addr() + ";transport=tcp>" + instance
			phone.response(phone.send(first), 200)
			e.ready("kim")
			inv := caller.call("15880001")
			ok := caller.response(inv, 200)
			caller.ack(inv, ok, "")
			ring := phone.request("INVITE")
			phone.answer(ring, 200, "p1", phone.sdp())
			phone.request("ACK")
			event[acd.CallConnected](e, 1)

			phone.tcp.Close()
			back := newTCPPeer(e, "kim")
			again := back.registration(password+"kim", "MD5")
			again.contact = "<sip:kim@" + back.addr() + ";transport=tcp>" + instance
			if instance == "" {
				again.callID, again.seq = first.callID, first.seq+1
			}
			back.response(back.send(again), 200)
			e.eventually("the connection is known to be closed", func() bool {
				e.srv.tr.mu.Lock()
				defer e.srv.tr.mu.Unlock()
				return len(e.srv.tr.conns) == 1
			})
			caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
			if bye := back.request("BYE"); callIDOf(bye.msg) != callIDOf(ring.msg) {
				t.Errorf("%s", bye.raw)
			}
			e.calm()
		})
	}
}

// A phone moves to another network in a talk: its re-INVITE from there takes its
// media and our requests along.
func TestPhoneMovesInCall(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	c := e.talk("kim")
	hold := c.caller.dialogReq("INVITE", c.inv, c.ok) // so that the agent's side hears music
	hold.body = c.caller.sdp("a=sendonly")
	c.caller.ack(hold, c.caller.response(c.caller.send(hold), 200), "")
	event[acd.CallHeld](e, 1)

	far := newPeerAt(e, "kim", "127.0.0.3")
	far.register(password+"kim", "MD5")
	rtp, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.ParseIP("127.0.0.3")})
	if err != nil {
		t.Fatal(err)
	}
	defer rtp.Close()
	re := far.inCall("INVITE", c.ring, "p1", 1)
	re.body = strings.Replace(far.sdp(), "40000", itoa(rtp.LocalAddr().(*net.UDPAddr).Port), 1)
	far.ackInCall(re, far.response(far.send(re), 200))
	_ = rtp.SetReadDeadline(time.Now().Add(patience))
	if _, _, err := rtp.ReadFromUDP(make([]byte, 2000)); err != nil {
		t.Errorf("no media where the phone is now: %v", err)
	}
	c.inv.seq++
	c.caller.response(c.caller.send(c.caller.dialogReq("BYE", c.inv, c.ok)), 200)
	far.answer(far.request("BYE"), 200, "", "")
	e.calm()
}

// A NAT gives a phone another port in a talk: what we send goes to where its last
// request came from.
func TestPhoneGetsAnotherPort(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	c := e.talk("kim")
	port := newPeer(e, "kim")
	port.response(port.send(port.inCall("OPTIONS", c.ring, "p1", 1)), 200)
	c.caller.response(c.caller.send(c.caller.dialogReq("BYE", c.inv, c.ok)), 200)
	port.answer(port.request("BYE"), 200, "", "")
	e.calm()
}
