package media

import (
	"net/netip"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
)

// Sessions are closed, bridged, put on hold and renegotiated at every moment while
// packets pour in from both sides: no race, no deadlock, no port lost (lessons S27).
func TestCloseAtEveryMoment(t *testing.T) {
	networks(t, func(t *testing.T, cfg Config) {
		cfg.PortMin, cfg.PortMax, cfg.Quarantine = 30000, 30199, time.Millisecond
		e := newEngine(t, cfg, nil)
		conn := listenUDP(t, "127.0.0.1")
		n := Negotiated{
			RTP: addrOf(conn), RTCP: addrOf(conn), Direction: SendRecv, Codecs: []PayloadMap{{Codec: PCMA, RecvPT: 8}},
			Event: PayloadMap{Codec: Codec{Name: eventName, PT: 101, Rate: 8000}, RecvPT: 101},
		}
		stop := make(chan struct{})
		var flood, work sync.WaitGroup
		flood.Go(func() {
			packet := make([]byte, headerSize+frameSamples)
			for i := uint32(0); ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				putHeader(packet, 8, false, uint16(i), i, 1)
				for port := uint16(30000); port < 30200; port++ {
					_, _ = conn.WriteToUDPAddrPort(packet, netip.AddrPortFrom(localhost, port))
				}
			}
		})
		deadline := time.Now().Add(20 * time.Second)
		for range 4 {
			work.Go(func() {
				var last *Session
				for i := 0; i < 300 || e.Totals().Received < 1000 && time.Now().Before(deadline); i++ {
					runtime.Gosched()
					s, err := e.NewSession(SessionConfig{Signal: localhost, Unhurried: i%2 == 0, OnTimeout: func() {}, OnDTMF: func(Digit) {}})
					if err != nil {
						t.Error(err)
						return
					}
					s.Apply(n)
					s.Play(DefaultMusic(), PlayOptions{Loop: true})
					if last != nil {
						Bridge(s, last)
						_ = s.SendDTMF("1", 0)
						s.Apply(n)
						go last.Stats()
						last.Close()
					}
					last = s
				}
				last.Close()
			})
		}
		work.Wait()
		close(stop)
		flood.Wait()
		if got := e.Totals(); got.Sessions != 0 || got.PortsInUse != 0 || got.Received < 1000 {
			t.Fatalf("%+v", got)
		}
	})
}

// Closing the engine closes every session; afterwards nothing works and nothing
// hangs.
func TestEngineClose(t *testing.T) {
	networks(t, func(t *testing.T, cfg Config) {
		e := newEngine(t, cfg, nil)
		s := newSession(t, e, SessionConfig{})
		s.Play(DefaultMusic(), PlayOptions{Loop: true})
		e.Close()
		e.Close()
		s.Apply(Negotiated{})
		s.Play(DefaultMusic(), PlayOptions{})
		Bridge(s, s)
		s.Close()
		if _, err := e.NewSession(SessionConfig{}); err == nil {
			t.Fatal("a session on a closed engine")
		}
		if got := e.Totals(); got.PortsInUse != 0 {
			t.Fatalf("%+v", got)
		}
	})
}

// A codec that we do not know passes between legs that number it differently, with
// its own clock; a leg of another codec gets nothing rather than noise.
func TestUnknownCodecPasses(t *testing.T) {
	a, b, pa, pb, clock := pair(t, Config{})
	opus := Codec{Name: "opus", PT: 111, Rate: 48000, Channels: 2}
	na, nb := pa.agreed(), pb.agreed()
	na.Codecs = []PayloadMap{{Codec: opus, RecvPT: 111}}
	nb.Codecs = []PayloadMap{{Codec: opus, RecvPT: 96}}
	nb.Codecs[0].PT = 97
	a.Apply(na)
	b.Apply(nb)
	pa.pt, pb.pt = 111, 96
	packet := pa.frame([]int16{1, 2, 3})
	pa.write(packet)
	first, payload := pb.read()
	if first.pt != 97 || len(payload) != 3 {
		t.Fatalf("%+v %x", first, payload)
	}
	pb.write(pb.frame([]int16{1, 2, 3}))
	if h, _ := pa.read(); h.pt != 111 {
		t.Fatalf("%+v", h)
	}
	clock.add(time.Second)
	pa.ssrc++ // a new source a second later: the timestamp moves by 48,000
	pa.write(pa.frame([]int16{1}))
	if h, _ := pb.read(); h.ts-first.ts < 48000 || h.ts-first.ts > 50000 || !h.marker {
		t.Fatalf("timestamp moved by %d", h.ts-first.ts)
	}
	b.Apply(pb.agreed())
	pa.write(pa.frame([]int16{1}))
	if received(pb.rtp) != 0 {
		t.Fatal("opus was sent to a G.711 leg")
	}
	s := newSession(t, a.engine, SessionConfig{})
	done := make(chan struct{})
	s.Apply(na)
	s.Play(NewMusic(nil), PlayOptions{Done: func() { close(done) }})
	<-done // a prompt that cannot be heard still ends
}

// Both networks work over IPv6.
func TestIPv6(t *testing.T) {
	networks(t, func(t *testing.T, cfg Config) {
		cfg.Addr, cfg.PortMin, cfg.PortMax = netip.IPv6Loopback(), 30000, 30099
		e, err := New(cfg, zerolog.Nop())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(e.Close)
		a, b := newSession(t, e, SessionConfig{Signal: cfg.Addr}), newSession(t, e, SessionConfig{Signal: cfg.Addr})
		for _, s := range [][2]*Session{{a, b}, {b, a}} { // the legs face each other
			s[0].Apply(Negotiated{
				RTP: s[1].LocalAddr(), RTCP: netip.AddrPortFrom(cfg.Addr, s[1].Port()+1), Direction: SendRecv,
				Codecs: []PayloadMap{{Codec: PCMA, RecvPT: 8}},
			})
		}
		a.Play(DefaultMusic(), PlayOptions{Loop: true})
		waitFor(t, func() bool { return b.Stats().Received > 2 })
		if got := b.Stats().Source; got != a.LocalAddr() {
			t.Fatalf("from %s", got)
		}
	})
}
