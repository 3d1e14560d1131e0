package sip

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

var strangers = Trunk{Name: "carrier", Sources: []netip.Prefix{netip.MustParsePrefix("127.0.0.9/32")}, Options: -1}

// S-01: scanners get no answer and are blocked; a trunk call at the same moment
// works. Strangers who ask with OPTIONS get nothing either.
func TestScanners(t *testing.T) {
	e := newEdge(t, options{trunk: strangers})
	scan, caller := newPeerAt(e, "100", "127.0.0.2"), newPeerAt(e, "0101", "127.0.0.9")
	any := func(received) bool { return true }
	scan.send(scan.newReq("OPTIONS", "sip:100@"+scan.edge.String()))
	for _, method := range []string{"OPTIONS", "REGISTER", "INVITE"} {
		r := scan.newReq(method, "sip:100@"+scan.edge.String())
		r.extra = []string{"User-Agent: friendly-scanner"}
		scan.send(r)
	}
	scan.send(scan.newReq("REGISTER", "sip:"+scan.edge.String())) // blocked by now
	scan.none("an answer", 200*time.Millisecond, any)
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	caller.response(caller.send(caller.newReq("OPTIONS", "sip:"+caller.edge.String())), 200)
}

// S-06: one address registers a few times a second, others are not affected.
func TestRegisterFlood(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, trunk: strangers})
	flood, phone := newPeerAt(e, "x", "127.0.0.2"), newPeerAt(e, "kim", "127.0.0.3")
	const n = 1000
	for range n {
		flood.send(flood.newReq("REGISTER", "sip:"+flood.edge.String()))
	}
	phone.register(password+"kim", "MD5")
	time.Sleep(50 * time.Millisecond) // let what was let through be answered
	if got := len(flood.in) + len(flood.back); got > 60 {
		t.Errorf("%d of %d were answered", got, n)
	}
}

// S-13: a million sources, with valid and with garbage messages, cost no more
// memory than the table of sources.
func TestSpoofedSources(t *testing.T) {
	f := newFront(Limits{}, func(netip.Addr) trust { return trustStranger })
	msg := []byte("REGISTER sip:x SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKx\r\nCall-ID: x\r\n\r\n")
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	now := time.Now()
	for i := range 1_000_000 {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], uint32(i))
		p, _, why := look(msg)
		if why != refusedNone {
			t.Fatal(why)
		}
		// 20,000 a second of which the strangers' share gets through
		f.admit(netip.AddrFrom4(b), p, now.Add(time.Duration(i)*50*time.Microsecond))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	grown := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	if grown > 32<<20 || len(f.sources) > f.lim.Sources {
		t.Errorf("%d MiB for %d sources", grown>>20, len(f.sources))
	}
	f.sweep(now.Add(time.Hour))
	if len(f.sources) != 0 {
		t.Errorf("%d sources are kept for ever", len(f.sources))
	}
}

// S-18, S-19: messages over the limits are dropped before anything is made of
// them; the edge lives.
func TestMessageLimits(t *testing.T) {
	e := newEdge(t, options{})
	p := newPeer(e, "0101")
	base := p.newReq("OPTIONS", "sip:"+p.edge.String())
	head := strings.TrimSuffix(p.text(base), "Content-Length: 0\r\n\r\n")
	for name, text := range map[string]string{
		"129 headers":     head + strings.Repeat("X-A: b\r\n", 129) + "\r\n",
		"71 vias":         head + strings.Repeat("Via: SIP/2.0/UDP x;branch=z9hG4bKa\r\n", 71) + "\r\n",
		"71 vias in one":  head + "Via: " + strings.Repeat("SIP/2.0/UDP x,", 70) + "SIP/2.0/UDP x\r\n\r\n",
		"long line":       head + "X-A: " + strings.Repeat("b", maxLine) + "\r\n\r\n",
		"negative length": head + "Content-Length: -1\r\n\r\n",
		"huge length":     head + "Content-Length: 4294967295\r\n\r\n",
		"two lengths":     head + "Content-Length: 0\r\nl: 4\r\n\r\nabcd",
		"beyond datagram": head + "Content-Length: 5\r\n\r\nabcd",
		"no end":          head,
		"NUL":             head + "X-A: a\x00b\r\n\r\n",
		"one byte":        "x",
	} {
		p.raw(text)
		p.none(name, 20*time.Millisecond, func(received) bool { return true })
	}
	p.response(p.send(base), 200)
}

func (e *edge) dial() net.Conn {
	e.Helper()
	c, err := net.Dial("tcp", e.srv.TCPAddr().String())
	if err != nil {
		e.Fatal(err)
	}
	e.Cleanup(func() { c.Close() })
	return c
}

// S-20: a peer that sends a message byte by byte, or nothing, is cut off; one
// address has at most so many connections; a phone still gets through.
func TestSlowTCP(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, trunk: strangers, cfg: Config{Limits: Limits{FirstByte: 300 * time.Millisecond}}})
	slow := e.dial()
	began := time.Now()
	go func() {
		for {
			if _, err := slow.Write([]byte("O")); err != nil {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
	}()
	_ = slow.SetReadDeadline(began.Add(patience))
	if _, err := slow.Read(make([]byte, 1)); err == nil || time.Since(began) > 2*time.Second {
		t.Errorf("closed after %v: %v", time.Since(began), err)
	}
	var cut int
	var conns []net.Conn
	for range 30 {
		conns = append(conns, e.dial())
	}
	for _, c := range conns {
		_ = c.SetReadDeadline(time.Now().Add(5 * time.Millisecond))
		if _, err := c.Read(make([]byte, 1)); err != nil && !strings.Contains(err.Error(), "timeout") {
			cut++
		}
	}
	if cut < 10 {
		t.Errorf("%d of 30 connections of one address were closed", cut)
	}
	newPeerAt(e, "kim", "127.0.0.2").register(password+"kim", "MD5")
}

// Messages over TCP may come in pieces and several at once; an empty line is a
// ping (RFC 5626 section 3.5.1).
func TestTCPFraming(t *testing.T) {
	e := newEdge(t, options{})
	c := e.dial()
	msg := func(i int) string {
		return fmt.Sprintf("OPTIONS sip:%s SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKt%d\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\n"+
			"Call-ID: t%d\r\nCSeq: 1 OPTIONS\r\nContent-Length: 3\r\n\r\nabc", e.srv.TCPAddr(), i, i)
	}
	all := "\r\n\r\n" + msg(1) + msg(2) + "\r\n\r\n" + msg(3)
	for i := 0; i < len(all); i += 97 {
		if _, err := c.Write([]byte(all[i:min(i+97, len(all))])); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
	var got strings.Builder
	buf := make([]byte, 4096)
	_ = c.SetReadDeadline(time.Now().Add(patience))
	for strings.Count(got.String(), "200 OK") < 3 {
		n, err := c.Read(buf)
		if err != nil {
			t.Fatalf("%v after\n%s", err, got.String())
		}
		got.Write(buf[:n])
	}
	if !strings.HasPrefix(got.String(), "\r\nSIP/2.0 200") {
		t.Errorf("no pong:\n%s", got.String())
	}
}

// S-12: a flood of INVITEs from one stranger leaves a trunk's calls alone.
func TestInviteFlood(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, trunk: strangers})
	flood, caller := newPeerAt(e, "x", "127.0.0.2"), newPeerAt(e, "0101", "127.0.0.9")
	for i := range 5000 {
		inv := flood.newReq("INVITE", "sip:15880001@"+flood.edge.String())
		inv.body = flood.sdp()
		flood.send(inv)
		if i%500 == 0 {
			call := caller.call("15880001")
			began := time.Now()
			ok := caller.response(call, 200)
			if d := time.Since(began); d > 500*time.Millisecond {
				t.Errorf("set-up took %v", d)
			}
			caller.ack(call, ok, "")
			caller.response(caller.send(caller.dialogReq("BYE", call, ok)), 200)
		}
	}
	if n, _ := e.srv.txs.sizes(); n > 1000 {
		t.Errorf("%d transactions were made", n)
	}
	if count[acd.CallQueued](e) != 10 {
		t.Errorf("%d calls entered", count[acd.CallQueued](e))
	}
}
