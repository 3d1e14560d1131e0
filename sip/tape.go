package sip

import (
	"sync"
	"time"

	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/menu"
)

// tape keeps what one leg says, up to a length. Packets come from the media's
// goroutine, questions from the call's.
type tape struct {
	mu     sync.Mutex
	out    []int16
	most   int // samples
	begun  bool
	next   uint32 // timestamp after the last packet
	loud   int    // samples in loud packets
	heard  time.Time
	buffer []int16
}

// loudness is the mean of magnitudes from which a packet counts as speech: some 46 dB
// under full scale.
const loudness = 160

// enough is how much must be said for a message to be one.
const enough = 400 * time.Millisecond

func newTape(most time.Duration, now time.Time) *tape {
	return &tape{most: int(most * 8000 / time.Second), heard: now}
}

// add takes a packet. Gaps are silence, as long as they were; what comes late or twice is
// left out.
func (r *tape) add(p media.Speech, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.buffer = p.Samples(r.buffer[:0])
	if len(r.buffer) == 0 || len(r.out) >= r.most {
		return
	}
	if gap := int32(p.TS - r.next); r.begun {
		switch {
		case gap < 0 && gap > -8000:
			return
		case gap > 0 && gap <= 8*8000:
			r.out = append(r.out, make([]int16, min(int(gap), r.most-len(r.out)))...)
		}
	}
	r.begun, r.next = true, p.TS+uint32(len(r.buffer))
	sum := 0
	for _, v := range r.buffer {
		sum += int(max(v, -v))
	}
	if sum/len(r.buffer) >= loudness {
		r.loud += len(r.buffer)
		r.heard = now
	}
	r.out = append(r.out, r.buffer[:min(len(r.buffer), r.most-len(r.out))]...)
}

// over reports whether enough was said, or nothing for so long.
func (r *tape) over(silence time.Duration, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.out) >= r.most || now.Sub(r.heard) >= silence
}

// spoke reports whether anything was said.
func (r *tape) spoke() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Duration(r.loud)*time.Second/8000 >= enough
}

// wav returns the recording as a file, and how long it is.
func (r *tape) wav() ([]byte, time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return media.WriteWAV(r.out), time.Duration(len(r.out)) * time.Second / 8000
}

// record begins to keep what the caller says.
func (c *call) record(d menu.Record) {
	t := c.talk
	t.record = newTape(d.Most, time.Now())
	c.caller.recorder.Store(t.record)
	end := time.Now().Add(d.Most)
	var look func()
	look = func() {
		if c.talk != t || t.record == nil {
			return
		}
		if now := time.Now(); t.record.over(d.Silence, now) || now.After(end) {
			c.recorded()
			return
		}
		t.timer = c.box.after(250*time.Millisecond, look)
	}
	t.timer = c.box.after(250*time.Millisecond, look)
}

// recorded ends the recording.
func (c *call) recorded() {
	t := c.talk
	t.timer.stop()
	c.caller.recorder.Store(nil)
	spoke := t.record.spoke()
	if !spoke {
		t.record = nil
	}
	c.follow(t.run.Recorded(spoke))
}
