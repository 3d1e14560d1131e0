package floor

import (
	"sync"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Clock gives the floor its time.
type Clock interface {
	Now() acd.Time
	// After returns a channel that receives once d has passed, and a function
	// that gives up waiting.
	After(d time.Duration) (<-chan time.Time, func())
}

// MonotonicClock starts at the wall clock and then follows the machine's
// monotonic clock, so that no wait ever shrinks or jumps when somebody sets the
// wall clock. It slews towards the wall clock by at most one part in a thousand.
type MonotonicClock struct {
	mu   sync.Mutex
	last time.Time     // reading at the last Now, with monotonic part
	now  time.Duration // since the Unix epoch
	wall func() time.Time
}

// NewClock returns a clock that begins at the wall clock, or at notBefore where
// that is later (the last time in the journal).
func NewClock(notBefore acd.Time) *MonotonicClock {
	return NewClockBy(notBefore, time.Now)
}

// NewClockBy is NewClock with another wall clock.
func NewClockBy(notBefore acd.Time, wall func() time.Time) *MonotonicClock {
	t := wall()
	now := time.Duration(t.UnixNano())
	if nb := time.Duration(notBefore) * time.Millisecond; nb > now {
		now = nb
	}
	return &MonotonicClock{last: t, now: now, wall: wall}
}

// Now implements Clock.
func (c *MonotonicClock) Now() acd.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.wall()
	passed := max(t.Sub(c.last), 0) // monotonic
	c.last = t
	c.now += passed
	off := time.Duration(t.UnixNano()) - c.now
	limit := passed / 1000
	c.now += min(max(off, -limit), limit)
	return acd.Time(c.now / time.Millisecond)
}

// Offset returns the wall clock minus floor time: large after somebody set the
// wall clock while the program ran.
func (c *MonotonicClock) Offset() time.Duration {
	now := c.Now()
	return time.Duration(c.wall().UnixMilli()-int64(now)) * time.Millisecond
}

// After implements Clock.
func (c *MonotonicClock) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}
