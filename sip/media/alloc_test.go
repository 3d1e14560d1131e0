package media

import (
	"net/netip"
	"runtime"
	"testing"
	"time"
)

// nowhere is a socket that counts.
type nowhere struct{ packets, bytes int }

func (n *nowhere) send(b []byte, _ netip.AddrPort) error {
	n.packets++
	n.bytes += len(b)
	return nil
}

func (n *nowhere) rarely(bool) {}
func (n *nowhere) catchUp()    {}
func (n *nowhere) close()      {}

// relayPair makes two bridged sessions that send to nowhere, and the address and
// a packet of a's other side.
func relayPair(t testing.TB, clock *fakeClock) (a, b *Session, from netip.AddrPort, packet []byte) {
	e := newEngine(t, Config{}, clock)
	a, b = newSession(t, e, SessionConfig{}), newSession(t, e, SessionConfig{})
	from = netip.MustParseAddrPort("127.0.0.1:4000")
	for _, s := range []*Session{a, b} {
		s.Apply(Negotiated{RTP: from, RTCP: from, Direction: SendRecv, Codecs: []PayloadMap{{Codec: PCMA, RecvPT: 8}}})
		n := &nowhere{}
		s.out.open(n, n)
	}
	Bridge(a, b)
	return a, b, from, make([]byte, headerSize+frameSamples)
}

// Neither relaying, nor converting, nor refusing a packet allocates.
func TestRelayDoesNotAllocate(t *testing.T) {
	clock := &fakeClock{}
	a, b, from, packet := relayPair(t, clock)
	stranger := netip.MustParseAddrPort("127.0.0.9:4000")
	for _, codec := range []Codec{PCMA, PCMU} {
		b.Apply(Negotiated{RTP: from, RTCP: from, Direction: SendRecv, Codecs: []PayloadMap{{Codec: codec, RecvPT: codec.PT}}})
		seq := uint16(0)
		if n := testing.AllocsPerRun(1000, func() {
			clock.add(frameTime)
			seq++
			putHeader(packet, 8, false, seq, uint32(seq)*frameSamples, 1)
			a.receiveRTP(packet, from)
			a.receiveRTP(packet, stranger)
			a.receiveRTP(packet[:5], from)
		}); n != 0 {
			t.Errorf("%s: %v allocations a packet", codec.Name, n)
		}
	}
	if n := b.Stats().Sent; n != 2002 {
		t.Fatalf("%d sent", n)
	}
}

// The same with real sockets and the goroutines that read them.
func TestNetworkDoesNotAllocate(t *testing.T) {
	networks(t, func(t *testing.T, cfg Config) {
		_, b, pa, pb, clock := pair(t, cfg)
		bothWays(t, pa, pb)
		packet := pa.frame(Tone(440, frameTime))
		buf := make([]byte, 2048)
		_ = pb.rtp.SetReadDeadline(time.Now().Add(10 * time.Second))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range 2000 {
			clock.add(frameTime)
			pa.seq++
			pa.ts += frameSamples
			putHeader(packet, 8, false, pa.seq, pa.ts, pa.ssrc)
			if _, err := pa.rtp.WriteToUDPAddrPort(packet, pa.to); err != nil {
				t.Fatal(err)
			}
			if _, _, err := pb.rtp.ReadFromUDPAddrPort(buf); err != nil {
				t.Fatal(err)
			}
		}
		runtime.ReadMemStats(&after)
		if n := after.Mallocs - before.Mallocs; n > 1000 { // the periodic work allocates a little
			t.Errorf("%d allocations for 2000 packets", n)
		}
		if got := b.Stats().Sent; got < 2000 {
			t.Fatalf("%d sent", got)
		}
	})
}

// A call's media costs little memory: two sessions, bridged, after packets went
// both ways, and no goroutine on the system's event queue.
func TestSessionMemory(t *testing.T) {
	clock := &fakeClock{}
	e := newEngine(t, Config{}, clock)
	const calls = 200
	heap := func() (bytes uint64, goroutines int) {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc + m.StackInuse, runtime.NumGoroutine()
	}
	conn := listenUDP(t, "127.0.0.1")
	packet := make([]byte, headerSize+frameSamples)
	list := make([]*Session, 0, 2*calls)
	bytes, goroutines := heap()
	for range calls {
		for range 2 {
			s := newSession(t, e, SessionConfig{})
			s.Apply(Negotiated{RTP: addrOf(conn), RTCP: addrOf(conn), Direction: SendRecv, Codecs: []PayloadMap{{Codec: PCMA, RecvPT: 8}}})
			list = append(list, s)
		}
		Bridge(list[len(list)-1], list[len(list)-2])
	}
	for _, s := range list {
		putHeader(packet, 8, false, 1, 160, 1)
		if _, err := conn.WriteToUDPAddrPort(packet, s.LocalAddr()); err != nil {
			t.Fatal(err)
		}
	}
	waitFor(t, func() bool { return list[len(list)-1].Stats().Received == 1 })
	after, more := heap()
	per := (after - bytes) / calls
	t.Logf("%d bytes a call, %d goroutines more", per, more-goroutines)
	if per > 12<<10 {
		t.Errorf("%d bytes a call", per)
	}
	if _, plain := e.net.(*plainNetwork); !plain && more != goroutines {
		t.Errorf("%d goroutines more", more-goroutines)
	}
	runtime.KeepAlive(list)
}

func BenchmarkRelayPacket(b *testing.B) {
	clock := &fakeClock{}
	x, _, from, packet := relayPair(b, clock)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		clock.add(frameTime)
		putHeader(packet, 8, false, uint16(i), uint32(i)*frameSamples, 1)
		x.receiveRTP(packet, from)
	}
}

// BenchmarkMusicFrame is the cost of one frame of music for one listener.
func BenchmarkMusicFrame(b *testing.B) {
	clock := &fakeClock{}
	s, _, _, _ := relayPair(b, clock)
	p := &player{session: s, music: DefaultMusic(), options: PlayOptions{Loop: true}}
	s.out.setSource(source{player: p})
	b.ReportAllocs()
	for b.Loop() {
		clock.add(frameTime)
		p.tick()
	}
}
