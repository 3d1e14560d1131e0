package media

import (
	"fmt"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	localhost = netip.MustParseAddr("127.0.0.1")
	listenAll = netip.IPv4Unspecified()
)

// fakeClock is a clock that tests move by hand.
type fakeClock struct{ at atomic.Int64 }

func (c *fakeClock) now() time.Time { return time.Unix(1_700_000_000, c.at.Load()) }

func (c *fakeClock) add(d time.Duration) { c.at.Add(int64(d)) }

// newEngine starts an engine on loopback for a test, with a clock set by hand
// when clock is given.
func newEngine(t testing.TB, cfg Config, clock *fakeClock) *Engine {
	t.Helper()
	cfg.Addr = localhost
	if cfg.PortMin == 0 {
		cfg.PortMin, cfg.PortMax = 30000, 31999
	}
	if clock != nil {
		cfg.Now = clock.now
	}
	e, err := New(cfg, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

func newSession(t testing.TB, e *Engine, cfg SessionConfig) *Session {
	t.Helper()
	if !cfg.Signal.IsValid() {
		cfg.Signal = localhost
	}
	s, err := e.NewSession(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// peer is the other side of a leg: a phone that the test plays itself.
type peer struct {
	t     testing.TB
	clock *fakeClock
	rtp   *net.UDPConn
	rtcp  *net.UDPConn
	to    netip.AddrPort // the session's RTP address
	law   law
	pt    uint8
	ssrc  uint32
	seq   uint16
	ts    uint32
}

func newPeer(t testing.TB, s *Session, clock *fakeClock, ip string) *peer {
	t.Helper()
	p := &peer{t: t, clock: clock, to: s.LocalAddr(), law: lawA, pt: 8, ssrc: 0x11110000 + uint32(s.Port()), seq: 65530}
	p.rtp, p.rtcp = listenUDP(t, ip), listenUDP(t, ip)
	return p
}

func listenUDP(t testing.TB, ip string) *net.UDPConn {
	t.Helper()
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP(ip)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func addrOf(c *net.UDPConn) netip.AddrPort { return c.LocalAddr().(*net.UDPAddr).AddrPort() }

// agreed is what a session agrees with p: one law and telephone-event 101.
func (p *peer) agreed() Negotiated {
	c := PCMA
	if p.law == lawMu {
		c = PCMU
	}
	p.pt = c.PT
	return Negotiated{
		RTP: addrOf(p.rtp), RTCP: addrOf(p.rtcp), Direction: SendRecv,
		Codecs: []PayloadMap{{Codec: c, RecvPT: c.PT}},
		Event:  PayloadMap{Codec: Codec{Name: eventName, PT: 101, Rate: 8000, Channels: 1}, RecvPT: 101},
	}
}

// frame makes the next packet of 160 samples.
func (p *peer) frame(samples []int16) []byte {
	b := make([]byte, headerSize, headerSize+len(samples))
	p.seq++
	p.ts += frameSamples
	putHeader(b, p.pt, false, p.seq, p.ts, p.ssrc)
	for _, v := range samples {
		b = append(b, p.law.encode(v))
	}
	return b
}

// write sends a datagram to the session and moves the clock by one frame.
func (p *peer) write(b []byte) {
	p.t.Helper()
	if p.clock != nil {
		p.clock.add(frameTime)
	}
	if _, err := p.rtp.WriteToUDPAddrPort(b, p.to); err != nil {
		p.t.Fatal(err)
	}
}

// read waits for the next packet of the session.
func (p *peer) read() (header, []byte) {
	p.t.Helper()
	b := make([]byte, 2048)
	_ = p.rtp.SetReadDeadline(time.Now().Add(3 * time.Second))
	n, _, err := p.rtp.ReadFromUDPAddrPort(b)
	if err != nil {
		p.t.Fatalf("no packet: %v", err)
	}
	h, ok := parseRTP(b[:n])
	if !ok {
		p.t.Fatalf("no RTP: %x", b[:n])
	}
	return h, b[h.start:h.end]
}

// received returns how many datagrams wait at a socket, without blocking long. Where music
// plays there is always one more: it looks for no longer than two seconds.
func received(c *net.UDPConn) int {
	b := make([]byte, 2048)
	end := time.Now().Add(2 * time.Second)
	for n := 0; ; n++ {
		if time.Now().After(end) {
			return n
		}
		_ = c.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
		if _, _, err := c.ReadFromUDPAddrPort(b); err != nil {
			return n
		}
	}
}

// say sends a tone to the session and returns what listener hears of it, and the
// headers of the packets.
func (p *peer) say(hz float64, frames int, listener *peer) ([]int16, []header) {
	p.t.Helper()
	tone := Tone(hz, time.Duration(frames)*frameTime)
	var heard []int16
	var headers []header
	for i := range frames {
		p.write(p.frame(tone[i*frameSamples : (i+1)*frameSamples]))
		h, payload := listener.read()
		if h.pt != listener.pt {
			p.t.Fatalf("payload type %d, want %d", h.pt, listener.pt)
		}
		for _, b := range payload {
			heard = append(heard, listener.law.decode(b))
		}
		headers = append(headers, h)
	}
	return heard, headers
}

// wantTone fails unless samples hold the tone at full level and not the other.
func wantTone(t testing.TB, samples []int16, hz, not float64) {
	t.Helper()
	if l, other := Level(samples, hz), Level(samples, not); l < 0.2 || other > 0.02 {
		t.Fatalf("level of %g Hz is %.3f (want 0.25), of %g Hz %.3f (want 0)", hz, l, not, other)
	}
}

// bothWays proves sound in both directions with two tones, as after every
// renegotiation (lessons M5).
func bothWays(t testing.TB, a, b *peer) {
	t.Helper()
	heard, _ := a.say(440, 10, b)
	wantTone(t, heard, 440, 1000)
	heard, _ = b.say(1000, 10, a)
	wantTone(t, heard, 1000, 440)
}

// pair makes two sessions with a phone each, bridged.
func pair(t testing.TB, cfg Config) (a, b *Session, pa, pb *peer, clock *fakeClock) {
	t.Helper()
	clock = &fakeClock{}
	e := newEngine(t, cfg, clock)
	a, b = newSession(t, e, SessionConfig{}), newSession(t, e, SessionConfig{})
	pa, pb = newPeer(t, a, clock, "127.0.0.1"), newPeer(t, b, clock, "127.0.0.1")
	a.Apply(pa.agreed())
	b.Apply(pb.agreed())
	Bridge(a, b)
	return a, b, pa, pb, clock
}

func networks(t *testing.T, test func(t *testing.T, cfg Config)) {
	for _, plain := range []bool{false, true} {
		t.Run(fmt.Sprintf("plain=%v", plain), func(t *testing.T) { test(t, Config{Plain: plain}) })
	}
}

// waitFor waits until cond holds, which another goroutine brings about.
func waitFor(t testing.TB, cond func() bool) {
	t.Helper()
	for deadline := time.Now().Add(3 * time.Second); !cond(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain")
		}
	}
}
