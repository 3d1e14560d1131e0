package media

import (
	"sync/atomic"
	"testing"
	"time"
)

// Dead media is told once: after the first limit when nothing ever came, after
// the later one when it stopped, and never on hold (lessons M9, reliability F-36).
func TestMediaTimeout(t *testing.T) {
	clock := &fakeClock{}
	e := newEngine(t, Config{}, clock)
	var told atomic.Int32
	s := newSession(t, e, SessionConfig{
		FirstTimeout: 30 * time.Second, LaterTimeout: 15 * time.Second,
		OnTimeout: func() { told.Add(1) },
	})
	p := newPeer(t, s, clock, "127.0.0.1")
	step := func(d time.Duration, want int32) {
		t.Helper()
		clock.add(d)
		e.sweep(e.now())
		waitFor(t, func() bool { return told.Load() >= want }) // the engine's own sweep may be telling it
		if got := told.Load(); got != want {
			t.Fatalf("told %d times, want %d", got, want)
		}
	}
	step(time.Hour, 0) // nothing agreed yet
	n := p.agreed()
	s.Apply(n)
	step(29*time.Second, 0)
	step(time.Second, 1)
	step(time.Hour, 1)
	p.write(p.frame(Tone(440, frameTime)))
	waitFor(t, func() bool { return s.Stats().Received == 1 })
	step(14*time.Second, 1)
	step(2*time.Second, 2)
	n.Direction = SendOnly
	s.Apply(n)
	step(time.Hour, 2)
	n.Direction, n.RemoteHold = RecvOnly, true
	s.Apply(n)
	step(time.Hour, 2)
	n.Direction, n.RemoteHold = SendRecv, false
	s.Apply(n)
	step(29*time.Second, 2)
	step(2*time.Second, 3)
}
