package media

import (
	"bytes"
	"testing"
	"time"

	"github.com/callfloor/callfloor/sip/media/internal/tune"
)

// The embedded tune is what the script makes, is small, loops without a click and
// neither clips nor drones: there is sound in every half second.
func TestDefaultMusic(t *testing.T) {
	m := DefaultMusic()
	if len(tuneWAV) > 400<<10 || m.Duration() < 20*time.Second {
		t.Fatalf("%d bytes, %s", len(tuneWAV), m.Duration())
	}
	made := tune.Render()
	if want := WriteWAV(made); len(want) != len(tuneWAV) || differing(want, tuneWAV) > len(want)/100 {
		t.Fatal("tune.wav is not what internal/tune makes: run go generate")
	}
	if d := int(made[0]) - int(made[len(made)-1]); abs(d) > 3000 {
		t.Fatalf("step of %d at the seam", d)
	}
	for i := 0; i+4000 <= len(made); i += 4000 {
		loud := 0
		for _, v := range made[i : i+4000] {
			loud = max(loud, abs(int(v)))
		}
		if loud < 1500 || loud > 12000 {
			t.Errorf("peak of %d at %.1f s", loud, float64(i)/8000)
		}
	}
}

func differing(a, b []byte) (n int) {
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// A prompt plays once, in real time, and is told to be over; then the stream is
// silent. A prompt that is replaced is not told.
func TestPromptPlaysOnce(t *testing.T) {
	clock := &fakeClock{}
	e := newEngine(t, Config{}, clock)
	s := newSession(t, e, SessionConfig{})
	p := newPeer(t, s, clock, "127.0.0.1")
	s.Apply(p.agreed())
	replaced, done := make(chan struct{}, 1), make(chan struct{}, 1)
	s.Play(NewMusic(Tone(700, time.Minute)), PlayOptions{Done: func() { replaced <- struct{}{} }})
	p.read()
	start := time.Now()
	s.Play(NewMusic(Tone(440, 300*time.Millisecond)), PlayOptions{Done: func() { done <- struct{}{} }})
	<-done
	if d := time.Since(start); d < 250*time.Millisecond || d > 2*time.Second {
		t.Errorf("300 ms took %s", d)
	}
	waitFor(t, func() bool { s.out.mu.Lock(); defer s.out.mu.Unlock(); return s.out.src == source{} })
	n := 0
	_ = p.rtp.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	for {
		b := make([]byte, 2048)
		size, err := p.rtp.Read(b)
		if err != nil {
			break
		}
		if Level(lawSamples(lawA, b[headerSize:size]), 440) > 0.2 {
			n++
		}
	}
	if n != 15 {
		t.Fatalf("%d frames", n)
	}
	if len(replaced) != 0 {
		t.Fatal("Done of a replaced prompt was called")
	}
}

func lawSamples(l law, b []byte) (out []int16) {
	for _, v := range b {
		out = append(out, l.decode(v))
	}
	return out
}

// Music loops without a gap, in each listener's law and from one copy.
func TestMusicLoops(t *testing.T) {
	clock := &fakeClock{}
	e := newEngine(t, Config{}, clock)
	m := NewMusic(Tone(1000, 40*time.Millisecond))
	for _, l := range []law{lawA, lawMu} {
		s := newSession(t, e, SessionConfig{})
		p := newPeer(t, s, clock, "127.0.0.1")
		p.law = l
		s.Apply(p.agreed())
		s.Play(m, PlayOptions{Loop: true})
		var heard []byte
		for range 10 {
			h, payload := p.read()
			if h.pt != p.pt {
				t.Fatalf("payload type %d", h.pt)
			}
			heard = append(heard, payload...)
		}
		wantTone(t, lawSamples(l, heard), 1000, 440)
		if !bytes.Equal(heard[:320], m.data[l]) {
			t.Fatal("not the shared copy")
		}
		s.Close()
	}
}

// The wheel sleeps when nothing plays: after the last player nothing is left in it.
func TestWheelSleeps(t *testing.T) {
	clock := &fakeClock{}
	e := newEngine(t, Config{}, clock)
	s := newSession(t, e, SessionConfig{})
	s.Play(NewMusic(nil), PlayOptions{Loop: true})
	s.Play(NewMusic(nil), PlayOptions{})
	s.Silence()
	waitFor(t, func() bool { e.wheel.mu.Lock(); defer e.wheel.mu.Unlock(); return e.wheel.count == 0 })
	done := make(chan struct{})
	s.Play(NewMusic(nil), PlayOptions{Done: func() { close(done) }})
	<-done // it wakes up again
}

// A few entries share a slot, so that they wake the process once a frame; many are
// spread over the frame. Each is ticked once a frame.
func TestWheelSpreads(t *testing.T) {
	for _, n := range []int{3, 4 * slotFull} {
		var w wheel
		ticks := make(chan int, 100*n)
		for i := range n {
			left := 10
			w.add(tickFunc(func() bool { ticks <- i; left--; return left > 0 }))
		}
		w.mu.Lock()
		for i, s := range w.slots {
			want := slotFull
			if n == 3 {
				want = 3 * (1 - min(i, 1)) // all in the first
			}
			if len(s) != want {
				t.Errorf("%d entries: %d in slot %d, want %d", n, len(s), i, want)
			}
		}
		w.mu.Unlock()
		waitFor(t, func() bool { w.mu.Lock(); defer w.mu.Unlock(); return w.count == 0 && w.timer == nil })
		w.close()
		close(ticks)
		got := make([]int, n)
		for i := range ticks {
			got[i]++
		}
		for i, k := range got {
			if k != 10 {
				t.Errorf("%d entries: number %d was ticked %d times, want 10", n, i, k)
			}
		}
	}
}

type tickFunc func() bool

func (f tickFunc) tick() bool { return f() }
