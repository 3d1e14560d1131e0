package phone

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/callfloor/callfloor/sip/media"
)

// hearing is how much of the last sound a call keeps: 200 ms.
const hearing = 1600

// sound is what a call hears. It has its own mutex, since packets come without
// the bank's.
type sound struct {
	mu      sync.Mutex
	ring    []int16
	pos     int
	packets int
	last    time.Time
	keep    int     // samples that may yet be kept
	kept    []int16 // everything from the beginning
	next    uint32  // timestamp after the last packet
	keys    strings.Builder
}

// hear takes a packet.
func (s *sound) hear(p media.Speech) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ring == nil {
		s.ring = make([]int16, hearing)
	}
	var buf [2048]int16
	samples := p.Samples(buf[:0])
	s.record(p.TS, samples)
	for _, v := range samples {
		s.ring[s.pos] = v
		s.pos = (s.pos + 1) % hearing
	}
	s.packets++
	s.last = time.Now()
}

// record keeps what is heard, with silence where packets are missing.
func (s *sound) record(ts uint32, samples []int16) {
	if s.keep <= 0 || len(samples) == 0 {
		return
	}
	if gap := int32(ts - s.next); s.kept != nil && gap > 0 && gap < 60*8000 {
		s.kept = append(s.kept, make([]int16, min(int(gap), s.keep))...)
	}
	s.next = ts + uint32(len(samples))
	s.kept = append(s.kept, samples...)
	s.keep -= len(samples)
}

// Keep lets the call keep what it hears from now on, for at most d; Kept returns it, as
// samples at 8,000 Hz.
func (c *Call) Keep(d time.Duration) {
	c.sound.mu.Lock()
	defer c.sound.mu.Unlock()
	c.sound.keep, c.sound.kept = int(d*8000/time.Second), nil
}

// Kept returns what was heard since Keep.
func (c *Call) Kept() []int16 {
	c.sound.mu.Lock()
	defer c.sound.mu.Unlock()
	return append([]int16(nil), c.sound.kept...)
}

// digit takes a key that came by RFC 4733.
func (s *sound) digit(d media.Digit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys.WriteByte(d.Symbol)
}

// info takes a key that came by INFO.
func (s *sound) info(body []byte) {
	for line := range strings.Lines(string(body)) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if ok && strings.EqualFold(strings.TrimSpace(name), "Signal") && strings.TrimSpace(value) != "" {
			s.digit(media.Digit{Symbol: strings.TrimSpace(value)[0]})
		}
	}
}

// level returns the level of a tone in the last 200 ms, 0 when nothing came in
// that time.
func (s *sound) level(hz float64) float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ring == nil || time.Since(s.last) > 200*time.Millisecond {
		return 0
	}
	return media.Level(append(append(make([]int16, 0, hearing), s.ring[s.pos:]...), s.ring[:s.pos]...), hz)
}

// Heard returns how loud the call hears a tone now: 0.25 at full level, 0 when it
// hears nothing.
func (c *Call) Heard(hz float64) float64 { return c.sound.level(hz) }

// HeardPackets returns how many speech packets came in.
func (c *Call) HeardPackets() int {
	c.sound.mu.Lock()
	defer c.sound.mu.Unlock()
	return c.sound.packets
}

// Keys returns the DTMF keys that came, by RFC 4733 or INFO, in order.
func (c *Call) Keys() string {
	c.sound.mu.Lock()
	defer c.sound.mu.Unlock()
	return c.sound.keys.String()
}

// WaitTone waits until the call clearly hears a tone.
func (c *Call) WaitTone(ctx context.Context, hz float64) error {
	return c.waitLevel(ctx, hz, func(l float64) bool { return l > 0.15 })
}

// WaitNoTone waits until the call no longer hears a tone.
func (c *Call) WaitNoTone(ctx context.Context, hz float64) error {
	return c.waitLevel(ctx, hz, func(l float64) bool { return l < 0.01 })
}

func (c *Call) waitLevel(ctx context.Context, hz float64, enough func(float64) bool) error {
	t := time.NewTicker(20 * time.Millisecond)
	defer t.Stop()
	for {
		l := c.Heard(hz)
		if enough(l) {
			return nil
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return fmt.Errorf("%g Hz at level %.3f: %w", hz, l, ctx.Err())
		}
	}
}

// Say sends a tone in this call from now on; 0 is silence.
func (c *Call) Say(hz float64) {
	c.bank.lock()
	defer c.bank.unlock()
	if c.session == nil {
		return
	}
	if hz == 0 {
		c.session.Silence()
		return
	}
	c.session.Play(c.bank.tone(hz), media.PlayOptions{Loop: true})
}

// speak starts what the phone says in its calls.
func (c *Call) speak() {
	if c.session == nil || c.playing {
		return
	}
	m := c.phone.music
	if c.phone.tone > 0 {
		m = c.bank.tone(c.phone.tone)
	}
	if m != nil {
		c.playing = true
		c.session.Play(m, media.PlayOptions{Loop: true})
	}
}

// SendDTMF sends keys by RFC 4733.
func (c *Call) SendDTMF(keys string) error {
	c.bank.lock()
	s := c.session
	c.bank.unlock()
	if s == nil {
		return ErrEnded
	}
	return s.SendDTMF(keys, 0)
}

// SendTones presses keys in the speech, as an old telephone does: each 100 ms, with pauses of
// 100. What the phone says goes on afterwards.
func (c *Call) SendTones(keys string) error {
	c.bank.lock()
	defer c.bank.unlock()
	if c.session == nil {
		return ErrEnded
	}
	c.playing = true
	c.session.Play(media.NewMusic(media.KeyTones(keys, 100*time.Millisecond, 100*time.Millisecond, -8, -6)), media.PlayOptions{Done: func() {
		c.bank.lock()
		defer c.bank.unlock()
		c.playing = false
		c.speak()
	}})
	return nil
}

// Media returns the figures of the call's media, the zero value without any.
func (c *Call) Media() media.Stats {
	c.bank.lock()
	s := c.session
	c.bank.unlock()
	if s == nil {
		return media.Stats{}
	}
	return s.Stats()
}
