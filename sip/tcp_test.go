package sip

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

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

// However much goes to a TCP peer that has no connection, one is made, and what
// waits for it arrives in order; a peer that does not take it holds little.
func TestOneDialPerPeer(t *testing.T) {
	e := newEdge(t, options{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	fl := flow{net: tcp, remote: netip.MustParseAddrPort(l.Addr().String())}
	want := ""
	for i := range 50 {
		text := "message " + itoa(i) + "\r\n"
		if err := e.srv.tr.send(fl, []byte(text)); err != nil {
			t.Fatal(err)
		}
		want += text
	}
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	got := make([]byte, len(want))
	_ = c.SetReadDeadline(time.Now().Add(patience))
	if _, err := io.ReadFull(c, got); err != nil || string(got) != want {
		t.Errorf("%v, read %q", err, got)
	}
	_ = l.(*net.TCPListener).SetDeadline(time.Now().Add(100 * time.Millisecond))
	if _, err := l.Accept(); err == nil {
		t.Error("a second connection")
	}
	e.eventually("no dial is under way", func() bool {
		e.srv.tr.mu.Lock()
		defer e.srv.tr.mu.Unlock()
		return len(e.srv.tr.dials) == 0 && len(e.srv.tr.conns) == 1
	})

	e.srv.tr.mu.Lock()
	nowhere := netip.MustParseAddrPort("127.0.0.1:9")
	e.srv.tr.dials[nowhere] = make([][]byte, maxQueued)
	e.srv.tr.mu.Unlock()
	if err := e.srv.tr.send(flow{net: tcp, remote: nowhere}, []byte("x")); !errors.Is(err, errQueueFull) {
		t.Errorf("a full queue says %v", err)
	}
	e.srv.tr.mu.Lock()
	delete(e.srv.tr.dials, nowhere)
	e.srv.tr.mu.Unlock()
	l.Close()
	if err := e.srv.tr.send(flow{net: tcp, remote: nowhere}, []byte("x")); err != nil {
		t.Error(err)
	}
	e.eventually("a dial that failed is forgotten", func() bool {
		e.srv.tr.mu.Lock()
		defer e.srv.tr.mu.Unlock()
		return len(e.srv.tr.dials) == 0
	})
}
