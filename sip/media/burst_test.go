package media

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"net/netip"
	"sync"
	"testing"
	"time"
)

// Every frame of a prompt reaches each of many callers, once and in order, whether packets
// are sent together or one by one.
func TestPromptsOfManyAreWhole(t *testing.T) {
	networks(t, func(t *testing.T, cfg Config) {
		const callers, frames = 3*burstSize + 5, 12
		cfg.PortMin, cfg.PortMax = 30000, 31999
		e := newEngine(t, cfg, nil)
		if !cfg.Plain && e.wheel.burst.by == nil {
			t.Log("this system does not let packets be sent together: one by one here too")
		}
		sink := listenUDP(t, "127.0.0.1")
		_ = sink.SetReadBuffer(4 << 20)
		var samples []int16
		for i := range frames {
			samples = append(samples, Tone(300+100*float64(i), frameTime)...)
		}
		m := NewMusic(samples)
		var done sync.WaitGroup
		var list []*Session
		for range callers {
			s := newSession(t, e, SessionConfig{})
			s.Apply(Negotiated{RTP: addrOf(sink), RTCP: addrOf(sink), Direction: SendRecv, Codecs: []PayloadMap{{Codec: PCMA, RecvPT: 8}}})
			done.Add(1)
			s.Play(m, PlayOptions{Done: done.Done})
			list = append(list, s)
		}
		heard := make(map[uint32]int)
		last := make(map[uint32]uint16)
		buf := make([]byte, 2048)
		_ = sink.SetReadDeadline(time.Now().Add(20 * time.Second))
		for n := 0; n < callers*frames; {
			size, err := sink.Read(buf)
			if err != nil {
				t.Fatalf("%d packets of %d came: %v", n, callers*frames, err)
			}
			h, ok := parseRTP(buf[:size])
			if !ok || isRTCP(buf[:size]) {
				continue
			}
			i := heard[h.ssrc]
			if i > 0 && h.seq != last[h.ssrc]+1 || h.marker != (i == 0) || i == frames || !bytes.Equal(buf[h.start:h.end], m.frame(lawA, i)) {
				t.Fatalf("frame %d of a caller: number %d after %d, marker %v", i, h.seq, last[h.ssrc], h.marker)
			}
			heard[h.ssrc], last[h.ssrc] = i+1, h.seq
			n++
		}
		done.Wait()
		for _, s := range list {
			if st := s.Stats(); st.Sent != frames || st.SentBytes != frames*(headerSize+frameSamples) || st.Failed != 0 {
				t.Fatalf("%+v", st)
			}
		}
	})
}

// What the system refuses to send is counted as that, and of its own caller.
func TestRefusedPacketsAreCounted(t *testing.T) {
	networks(t, func(t *testing.T, cfg Config) {
		e := newEngine(t, cfg, nil)
		sink := listenUDP(t, "127.0.0.1")
		all := func(netip.Addr, netip.Addr) bool { return true }
		to := func(a netip.AddrPort) *Session {
			s := newSession(t, e, SessionConfig{Policy: all})
			s.Apply(Negotiated{RTP: a, RTCP: addrOf(sink), Direction: SendRecv, Codecs: []PayloadMap{{Codec: PCMA, RecvPT: 8}}})
			s.Play(DefaultMusic(), PlayOptions{Loop: true})
			return s
		}
		good := to(addrOf(sink))
		bad := to(netip.MustParseAddrPort("127.0.0.1:0")) // no port
		waitFor(t, func() bool { return good.Stats().Sent >= 5 && bad.Stats().Failed >= 5 })
		if g, b := good.Stats().Failed, bad.Stats().Sent; g != 0 || b != 0 {
			t.Fatalf("%d failed of the one, %d sent of the other", g, b)
		}
	})
}

// brokenGatherer takes packets and fails to send them.
type brokenGatherer struct{ n int }

func (g *brokenGatherer) add(socket, []byte, netip.AddrPort) bool { g.n++; return true }

func (g *brokenGatherer) send(told func(int, bool)) error {
	for i := range g.n {
		told(i, false)
	}
	return errors.New("broken")
}

func (g *brokenGatherer) close() {}

// Where sending together fails, what was to go is lost and counted, and everything after it
// is sent one by one.
func TestBrokenBurst(t *testing.T) {
	e := newEngine(t, Config{}, nil)
	e.wheel.burst.close()
	e.wheel.burst.by = &brokenGatherer{}
	sink := listenUDP(t, "127.0.0.1")
	s := newSession(t, e, SessionConfig{})
	s.Apply(Negotiated{RTP: addrOf(sink), RTCP: addrOf(sink), Direction: SendRecv, Codecs: []PayloadMap{{Codec: PCMA, RecvPT: 8}}})
	s.Play(DefaultMusic(), PlayOptions{Loop: true})
	waitFor(t, func() bool { st := s.Stats(); return st.Failed == 1 && st.Sent >= 5 })
}

// While packets go out together, everything may be done to their sessions, by others and by
// the call-backs of the prompts themselves, and nothing waits for ever.
func TestEverythingDuringBursts(t *testing.T) {
	e := newEngine(t, Config{Quarantine: time.Millisecond}, nil)
	sink := listenUDP(t, "127.0.0.1")
	m := NewMusic(Tone(440, 40*time.Millisecond))
	open := func() *Session {
		s := newSession(t, e, SessionConfig{})
		s.Apply(Negotiated{RTP: addrOf(sink), RTCP: addrOf(sink), Direction: SendRecv, Codecs: []PayloadMap{{Codec: PCMA, RecvPT: 8}}})
		return s
	}
	const pairs = 60
	var workers sync.WaitGroup
	end := time.Now().Add(1500 * time.Millisecond)
	finished := make(chan struct{})
	for w := range 4 {
		rnd := rand.New(rand.NewPCG(uint64(w), 1))
		a, b := make([]*Session, pairs/4), make([]*Session, pairs/4)
		for i := range a {
			a[i], b[i] = open(), open()
		}
		workers.Go(func() {
			for time.Now().Before(end) {
				i := rnd.IntN(len(a))
				switch rnd.IntN(6) {
				case 0, 1:
					x, y := a[i], b[i]
					x.Play(m, PlayOptions{Done: func() { y.Silence(); y.Play(m, PlayOptions{Loop: true}) }})
				case 2:
					b[i].Play(m, PlayOptions{Loop: true})
				case 3:
					Bridge(a[i], b[i])
				case 4:
					_ = a[i].Stats()
					Unbridge(a[i])
				case 5:
					a[i].Close()
					a[i] = open()
				}
			}
			for i := range a {
				a[i].Close()
				b[i].Close()
			}
		})
	}
	go func() { workers.Wait(); e.Close(); close(finished) }()
	select {
	case <-finished:
	case <-time.After(30 * time.Second):
		t.Fatal("something waits for ever")
	}
}
