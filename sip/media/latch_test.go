package media

import (
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"
)

// attack sends n packets of PCMU and PCMA from a socket to a session's ports,
// RTP and RTCP, and four bytes of RTCP.
func attack(t *testing.T, c *net.UDPConn, clock *fakeClock, to netip.AddrPort, n int) {
	t.Helper()
	b := make([]byte, headerSize+frameSamples)
	for i := range n {
		clock.add(frameTime)
		putHeader(b, uint8(8*(i&1)), false, uint16(i), uint32(i*frameSamples), 0xBAD)
		for _, packet := range [][]byte{b, {0x80, 201, 0, 0}, b[:4]} {
			if _, err := c.WriteToUDPAddrPort(packet, to); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.WriteToUDPAddrPort([]byte{0x80, 201, 0, 1, 0, 0, 0xB, 0xAD}, netip.AddrPortFrom(to.Addr(), to.Port()+1)); err != nil {
			t.Fatal(err)
		}
	}
}

// RTPbleed: a stranger who sprays both legs of a live call gets no byte back and
// changes nothing, from another address or from the phone's own (reliability
// M-01, N-20).
func TestSprayedCall(t *testing.T) {
	for _, ip := range []string{"127.0.0.66", "127.0.0.1"} {
		t.Run(ip, func(t *testing.T) {
			a, b, pa, pb, clock := pair(t, Config{})
			bothWays(t, pa, pb)
			stranger := listenUDP(t, ip)
			for range 5 {
				attack(t, stranger, clock, pa.to, 20)
				attack(t, stranger, clock, pb.to, 20)
				bothWays(t, pa, pb)
			}
			if n := received(stranger); n != 0 {
				t.Fatalf("the stranger got %d packets", n)
			}
			if a.Stats().Source != addrOf(pa.rtp) || b.Stats().Source != addrOf(pb.rtp) {
				t.Fatal("the path moved")
			}
			if d := a.Stats().Drops; d.Source < 200 {
				t.Fatalf("strangers' packets counted: %+v", d)
			}
		})
	}
}

// A stranger who is there before the phone learns nothing and is not learned, not
// even from the phone's own host, and after a re-INVITE (reliability M-03).
func TestAttackerFirst(t *testing.T) {
	for _, ip := range []string{"127.0.0.66", "127.0.0.1"} {
		t.Run(ip, func(t *testing.T) {
			a, _, pa, pb, clock := pair(t, Config{})
			stranger := listenUDP(t, ip)
			for range 2 {
				attack(t, stranger, clock, pa.to, 50)
				heard, _ := pb.say(1000, 10, pa)
				wantTone(t, heard, 1000, 440)
				received(pb.rtp) // what got through from the phone's own host before it spoke
				bothWays(t, pa, pb)
				a.Apply(pa.agreed())
			}
			if n := received(stranger); n != 0 {
				t.Fatalf("the stranger got %d packets", n)
			}
		})
	}
}

// A phone behind a NAT names a private address; nothing goes there. Two packets
// from the address of its signalling show where it is (reliability S-24, M-02).
func TestPhoneBehindNAT(t *testing.T) {
	clock := &fakeClock{}
	e := newEngine(t, Config{}, clock)
	a, b := newSession(t, e, SessionConfig{}), newSession(t, e, SessionConfig{})
	pa, pb := newPeer(t, a, clock, "127.0.0.1"), newPeer(t, b, clock, "127.0.0.1")
	n := pa.agreed()
	n.RTP, n.RTCP = netip.MustParseAddrPort("10.1.2.3:4000"), netip.MustParseAddrPort("10.1.2.3:4001")
	a.Apply(n)
	b.Apply(pb.agreed())
	Bridge(a, b)
	pb.write(pb.frame(Tone(440, frameTime)))
	waitFor(t, func() bool { return b.Stats().Received == 1 })
	pa.write(pa.frame(Tone(440, frameTime)))
	pa.write(pa.frame(Tone(440, frameTime)))
	pb.read() // the second was the first to count
	bothWays(t, pa, pb)
	if d := a.Stats().Dest; d != addrOf(pa.rtp) {
		t.Fatalf("sending to %s", d)
	}
	stranger := listenUDP(t, "127.0.0.1") // same public address, later
	attack(t, stranger, clock, pa.to, 50)
	bothWays(t, pa, pb)
	a.Apply(n) // a refresh keeps the way
	bothWays(t, pa, pb)
	if received(stranger) != 0 {
		t.Fatal("the stranger got packets")
	}
}

// A phone that moved to another network is found again after its re-INVITE, and
// not before (reliability M-02: later moves only by re-INVITE).
func TestPhoneMoves(t *testing.T) {
	a, _, pa, pb, clock := pair(t, Config{})
	bothWays(t, pa, pb)
	n := pa.agreed()
	n.RTP, n.RTCP = netip.MustParseAddrPort("10.1.2.3:4000"), netip.MustParseAddrPort("10.1.2.3:4001")
	pa.rtp, pa.rtcp = listenUDP(t, "127.0.0.3"), listenUDP(t, "127.0.0.3")
	for range 10 {
		pa.write(pa.frame(Tone(440, frameTime)))
	}
	waitFor(t, func() bool { return a.Stats().Drops.Source == 10 })
	a.SetSignal(netip.MustParseAddr("127.0.0.3"))
	a.Apply(n)
	clock.add(time.Second)
	pa.write(pa.frame(Tone(440, frameTime)))
	bothWays(t, pa, pb)
}

// The rules of the latch, packet by packet.
func TestLatch(t *testing.T) {
	sdp, nat := netip.MustParseAddrPort("192.0.2.1:4000"), netip.MustParseAddrPort("198.51.100.7:999")
	other, far := netip.MustParseAddrPort("198.51.100.7:5"), netip.MustParseAddrPort("203.0.113.1:4000")
	port := netip.MustParseAddrPort("192.0.2.1:4400")
	local := netip.MustParseAddrPort("10.0.0.5:4000")
	type step struct {
		from netip.AddrPort
		want bool
	}
	for _, c := range []struct {
		name   string
		sdp    netip.AddrPort
		signal netip.Addr
		strict bool
		steps  []step
		dest   netip.AddrPort
	}{
		{"described", sdp, nat.Addr(), false, []step{{sdp, true}, {nat, false}, {nat, false}, {sdp, true}}, sdp},
		{"behind NAT", sdp, nat.Addr(), false, []step{{nat, false}, {nat, true}, {nat, true}, {other, false}}, nat},
		{"described comes back", sdp, nat.Addr(), false, []step{{nat, false}, {nat, true}, {sdp, true}, {nat, false}, {nat, false}}, sdp},
		{"strict", sdp, nat.Addr(), true, []step{{nat, false}, {nat, false}, {sdp, true}}, sdp},
		{"stranger uses up nothing", sdp, nat.Addr(), false, []step{{far, false}, {far, false}, {far, false}, {far, false}, {far, false}, {nat, false}, {nat, true}}, nat},
		{"window closes", sdp, nat.Addr(), false, []step{{nat, false}, {other, false}, {nat, false}, {other, false}, {nat, false}, {nat, false}, {nat, false}}, sdp},
		{"other port of the described host", sdp, sdp.Addr(), false, []step{{port, false}, {port, true}}, port},
		{"no NAT inside", local, local.Addr(), false, []step{{netip.AddrPortFrom(local.Addr(), 9), false}, {netip.AddrPortFrom(local.Addr(), 9), true}}, local},
		{"withheld", netip.AddrPort{}, nat.Addr(), false, []step{{sdp, false}, {sdp, false}}, netip.AddrPort{}},
	} {
		var l latch
		l.reset(c.sdp, c.signal, c.strict)
		for i, s := range c.steps {
			if got := l.accept(s.from, &header{ssrc: 1, seq: uint16(i)}); got != s.want {
				t.Errorf("%s, step %d from %s: %v", c.name, i, s.from, got)
			}
		}
		if l.dest() != c.dest {
			t.Errorf("%s: sends to %s, want %s", c.name, l.dest(), c.dest)
		}
	}
}

// Where a stream may be sent on the word of a description alone (reliability S-24).
func TestAllowUnicast(t *testing.T) {
	for _, c := range []struct {
		dst, signal string
		want        bool
	}{
		{"203.0.113.5", "198.51.100.1", true},
		{"127.0.0.1", "127.0.0.1", true},
		{"127.0.0.2", "127.0.0.1", true},
		{"127.0.0.1", "198.51.100.1", false},
		{"127.0.0.1", "10.0.0.1", false},
		{"10.0.0.5", "10.0.0.1", true},
		{"192.168.1.5", "10.0.0.1", true},
		{"10.0.0.5", "198.51.100.1", false},
		{"100.64.0.1", "198.51.100.1", false},
		{"169.254.169.254", "198.51.100.1", false},
		{"169.254.169.254", "10.0.0.1", false},
		{"224.0.0.1", "224.0.0.1", false},
		{"255.255.255.255", "198.51.100.1", false},
		{"0.0.0.0", "198.51.100.1", false},
		{"fd00::1", "2001:db8::1", false},
		{"2001:db8::2", "2001:db8::1", true},
	} {
		if got := AllowUnicast(netip.MustParseAddr(c.dst), netip.MustParseAddr(c.signal)); got != c.want {
			t.Errorf("%s with signalling from %s: %v", c.dst, c.signal, got)
		}
	}
	if AllowUnicast(netip.MustParseAddr("10.0.0.1"), netip.Addr{}) {
		t.Error("a private address without knowing the signalling")
	}
	if AllowSignalling(netip.MustParseAddr("203.0.113.5"), netip.MustParseAddr("203.0.113.6")) {
		t.Error("third party")
	}
}

// A flood from the phone itself is cut to 200 packets a second and the call goes
// on (reliability M-06).
func TestRateCap(t *testing.T) {
	a, _, pa, pb, clock := pair(t, Config{})
	bothWays(t, pa, pb)
	clock.add(1e9)
	for range 1000 { // at one instant
		if _, err := pa.rtp.WriteToUDPAddrPort(pa.frame(Tone(440, frameTime)), pa.to); err != nil {
			t.Fatal(err)
		}
		if n := a.Stats(); n.Received+n.Drops.Rate > 500 {
			break
		}
	}
	passed := received(pb.rtp)
	if passed > 102 || a.Stats().Drops.Rate == 0 {
		t.Fatalf("%d of the flood passed, %d dropped", passed, a.Stats().Drops.Rate)
	}
	clock.add(1e9)
	bothWays(t, pa, pb)
}

// Strangers flood one call's port as fast as they can; another call, read by the
// same goroutines, loses nothing (reliability M-06).
func TestFloodHarmsNobodyElse(t *testing.T) {
	networks(t, func(t *testing.T, cfg Config) {
		a, _, pa, pb, clock := pair(t, cfg)
		bothWays(t, pa, pb)
		c, d := newSession(t, a.engine, SessionConfig{}), newSession(t, a.engine, SessionConfig{})
		pc, pd := newPeer(t, c, clock, "127.0.0.1"), newPeer(t, d, clock, "127.0.0.1")
		c.Apply(pc.agreed())
		d.Apply(pd.agreed())
		Bridge(c, d)
		stop := make(chan struct{})
		var wg sync.WaitGroup
		stranger := listenUDP(t, "127.0.0.66")
		for _, conn := range []*net.UDPConn{stranger, pa.rtp} {
			wg.Go(func() {
				b := make([]byte, headerSize+frameSamples)
				for i := uint16(0); ; i++ {
					select {
					case <-stop:
						return
					default:
						putHeader(b, 8, false, i, uint32(i)*frameSamples, 0xF100D)
						_, _ = conn.WriteToUDPAddrPort(b, pa.to)
					}
				}
			})
		}
		waitFor(t, func() bool { // until there is a flood, and while it goes on
			bothWays(t, pc, pd)
			st := a.Stats().Drops
			return st.Source > 2000 && st.Rate > 1000
		})
		close(stop)
		wg.Wait()
	})
}
