package sip

import (
	"net/netip"
	"strings"
	"testing"
)

// UDP and TCP on different addresses: a phone on a connection is sent where the
// connection ends, not where UDP listens.
func TestAddressOfEachTransport(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, cfg: Config{UDP: "127.0.0.1:0", TCP: "127.0.0.2:0"}})
	kim, caller := newTCPPeer(e, "kim"), newPeer(e, "0101")
	kim.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	ring := kim.request("INVITE")
	want := e.srv.TCPAddr().String()
	if !strings.HasPrefix(want, "127.0.0.2:") {
		t.Fatalf("listens on %s", want)
	}
	if via, contact := ring.header("via"), ring.header("contact"); !strings.Contains(via, want) || !strings.Contains(contact, want) {
		t.Errorf("Via %s, Contact %s; want %s in both", via, contact, want)
	}
	if contact := value(ok, "contact"); !strings.Contains(contact, e.srv.UDPAddr().String()) {
		t.Errorf("the caller on UDP was told %s", contact)
	}
	for _, a := range []struct {
		net  string
		addr netip.AddrPort
		self bool
	}{
		{udp, e.srv.UDPAddr(), true},
		{tcp, e.srv.TCPAddr(), true},
		{tcp, netip.AddrPortFrom(e.srv.TCPAddr().Addr(), e.srv.UDPAddr().Port()), e.srv.UDPAddr().Port() == e.srv.TCPAddr().Port()},
		{udp, netip.AddrPortFrom(netip.MustParseAddr("127.0.0.9"), e.srv.UDPAddr().Port()), false},
	} {
		if got := e.srv.tr.isSelf(a.net, a.addr); got != a.self {
			t.Errorf("isSelf(%s, %s) = %t", a.net, a.addr, got)
		}
	}
	kim.answer(ring, 486, "p1", "")
	kim.request("ACK")
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	e.calm()
}
