package media

import (
	"encoding/binary"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"
)

// What somebody sends who only listens is read together, and nothing is lost by it: every
// packet counts once, keys are told, and jitter is that of the network.
func TestWhoListensIsReadRarely(t *testing.T) {
	var keys atomic.Int32
	e := newEngine(t, Config{}, nil)
	s := newSession(t, e, SessionConfig{Unhurried: true, OnDTMF: func(d Digit) {
		if d.Symbol == '5' {
			keys.Add(1)
		}
	}})
	p := newPeer(t, s, nil, "127.0.0.1")
	s.Apply(p.agreed())
	s.Play(DefaultMusic(), PlayOptions{Loop: true})
	if s.readRarely() {
		t.Error("nothing has come yet: the source is to be learned at once")
	}
	p.write(p.frame(Tone(440, frameTime)))
	waitFor(t, func() bool { return s.Stats().Received == 1 })
	waitFor(t, s.readRarely)
	read := 1
	atOnce := 0
	for range 50 {
		time.Sleep(frameTime)
		p.write(p.frame(Tone(440, frameTime)))
		if n := int(s.Stats().Received); n > read {
			read, atOnce = n, max(atOnce, n-read)
		}
	}
	if atOnce < 4 && onEpoll(e) {
		t.Errorf("at most %d packets were read together", atOnce)
	}
	waitFor(t, func() bool { return s.Stats().Received == 51 })
	if st := s.Stats(); st.Lost != 0 || st.Jitter > 10*time.Millisecond {
		t.Errorf("%d lost, jitter %v", st.Lost, st.Jitter)
	}
	p.ts += frameSamples
	for _, e := range press(p.ts, 5) {
		b := make([]byte, headerSize+4)
		p.seq++
		putHeader(b, 101, false, p.seq, e.ts, p.ssrc)
		if b[12] = e.code; e.end {
			b[13] = 0x80
		}
		binary.BigEndian.PutUint16(b[14:], e.duration)
		p.write(b)
	}
	waitFor(t, func() bool { return keys.Load() == 1 })
	s.Silence()
	if s.readRarely() {
		t.Error("a caller who hears nothing is listened to")
	}
	s.Play(DefaultMusic(), PlayOptions{Loop: true})
	if !s.readRarely() {
		t.Error("music again, and every packet is waited for")
	}
	s.Apply(p.agreed())
	if s.readRarely() {
		t.Error("a new description: the source is to be learned at once")
	}
}

// What came before the agent answered is not said to the agent, whatever the goroutine that
// reads is about in that moment.
func TestNobodyHearsWhatWasSaidBefore(t *testing.T) {
	a, b, pa, pb, _ := pair(t, Config{})
	a.cfg.Unhurried, b.cfg.Unhurried = true, true
	bothWays(t, pa, pb)
	for try := range 40 {
		Unbridge(a)
		a.Play(DefaultMusic(), PlayOptions{Loop: true})
		if !a.readRarely() {
			t.Fatal("who listens is not read rarely")
		}
		time.Sleep(time.Duration(try) * time.Millisecond)
		before := a.Stats().Received
		for range 7 {
			pa.write(pa.frame(Tone(1000, frameTime)))
		}
		Bridge(a, b)
		if n := a.Stats().Received - before; n != 7 {
			t.Fatalf("%d of 7 packets were read before the bridge", n)
		}
		if a.readRarely() || b.readRarely() {
			t.Fatal("they talk, and are read rarely")
		}
		said, _ := pa.say(440, 3, pb)
		wantTone(t, said, 440, 1000)
	}
}

// A new description is not taught the old source by what came under the one before: the
// phone is behind NAT, and no description names where it sends from.
func TestWhatCameBeforeTeachesNothing(t *testing.T) {
	e := newEngine(t, Config{}, nil)
	s := newSession(t, e, SessionConfig{Unhurried: true})
	behind := func(p *peer, port uint16) Negotiated {
		n := p.agreed()
		n.RTP = netip.AddrPortFrom(localhost, port)
		return n
	}
	p := newPeer(t, s, nil, "127.0.0.1")
	s.Apply(behind(p, 9))
	for range 2 {
		p.write(p.frame(Tone(440, frameTime)))
	}
	waitFor(t, func() bool { return s.Stats().Received == 1 }) // the second, which the first vouched for
	s.Play(DefaultMusic(), PlayOptions{Loop: true})
	waitFor(t, s.readRarely)
	for range 6 {
		p.write(p.frame(Tone(440, frameTime)))
	}
	moved := newPeer(t, s, nil, "127.0.0.1")
	s.Apply(behind(moved, 11))
	before := s.Stats().Received
	for range 3 {
		moved.write(moved.frame(Tone(440, frameTime)))
	}
	waitFor(t, func() bool { return s.Stats().Received == before+2 })
}

// A caller without telephone-event is heard by one goroutine at a time, whatever begins and
// ends meanwhile, and the packets come in their order.
func TestOneListensAtATime(t *testing.T) {
	e := newEngine(t, Config{}, nil)
	var at, last, wrong atomic.Int32
	s := newSession(t, e, SessionConfig{Unhurried: true, OnDTMF: func(Digit) {}, OnSpeech: func(sp Speech) {
		if at.Add(1) != 1 {
			wrong.Add(1)
		}
		if n := int32(sp.Seq); n < last.Swap(n) {
			wrong.Add(1)
		}
		at.Add(-1)
	}})
	p := newPeer(t, s, nil, "127.0.0.1")
	n := p.agreed()
	n.Event = PayloadMap{}
	s.Apply(n)
	s.ListenKeys(true)
	p.seq = 0
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 400 {
			p.write(p.frame(Tone(440, frameTime)))
			time.Sleep(time.Millisecond)
		}
	}()
	for on := true; ; on = !on {
		select {
		case <-done:
			if wrong.Load() != 0 {
				t.Errorf("%d packets at once or out of order", wrong.Load())
			}
			return
		default:
		}
		if on {
			s.Play(DefaultMusic(), PlayOptions{Loop: true})
		} else {
			s.Silence()
		}
		time.Sleep(3 * time.Millisecond)
	}
}

// Sockets come and go while they are read rarely, and the readers' lists with them.
func TestRareSocketsLeaveNothing(t *testing.T) {
	e := newEngine(t, Config{}, nil)
	for range 30 {
		s := newSession(t, e, SessionConfig{Unhurried: true})
		p := newPeer(t, s, nil, "127.0.0.1")
		s.Apply(p.agreed())
		p.write(p.frame(Tone(440, frameTime)))
		waitFor(t, func() bool { return s.Stats().Received == 1 })
		s.Play(DefaultMusic(), PlayOptions{Loop: true})
		waitFor(t, s.readRarely)
		go s.Silence()
		go s.Play(DefaultMusic(), PlayOptions{})
		s.Close()
	}
	if n := rareSockets(e); n != 0 {
		t.Errorf("%d sockets are left", n)
	}
}

func (s *Session) readRarely() bool {
	s.pacing.Lock()
	defer s.pacing.Unlock()
	return s.rare
}
