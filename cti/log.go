package cti

import (
	"context"
	"errors"
	"sync"
)

// ErrLost says that what came after a place is not kept any more: take how things
// stand, and go on from there.
var ErrLost = errors.New("the events after this place are not kept any more")

// Log keeps the last events for readers that pull at their own pace. Its methods may be
// called by any goroutine.
type Log struct {
	mu     sync.Mutex
	ring   []Event
	first  uint64 // number within the log of the oldest event kept, from 0
	next   uint64 // of the next one
	begin  uint64 // seq of the floor where this log began
	last   uint64 // seq of the newest event
	wake   chan struct{}
	closed bool
}

// NewLog keeps size events; what became true up to seq is not in it.
func NewLog(size int, seq uint64) *Log {
	return &Log{ring: make([]Event, size), begin: seq, last: seq, wake: make(chan struct{})}
}

// Add appends events in order.
func (l *Log) Add(evs ...Event) {
	if len(evs) == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range evs {
		if e.Seq == 0 { // not of the floor: it stands behind what came last
			e.Seq, e.beside = l.last, true
		}
		l.ring[l.next%uint64(len(l.ring))] = e
		l.next++
		l.last = e.Seq
	}
	if n := uint64(len(l.ring)); l.next-l.first > n {
		l.first = l.next - n
	}
	close(l.wake)
	l.wake = make(chan struct{})
}

// Close ends every reader.
func (l *Log) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.closed = true
		close(l.wake)
		l.wake = make(chan struct{})
	}
}

// Cursor is a reader's place. One goroutine uses it.
type Cursor struct {
	log *Log
	at  uint64 // number of the next event within the log
}

// End returns a cursor behind everything, and the seq there.
func (l *Log) End() (*Cursor, uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return &Cursor{l, l.next}, l.last
}

// After returns a cursor behind the events of seq. It fails with ErrLost where what
// follows is not kept.
func (l *Log) After(seq uint64) (*Cursor, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if seq > l.last || seq < l.begin {
		return nil, ErrLost
	}
	for i := l.next; i > l.first; i-- {
		// What stands beside the floor has the seq before it: it may not have been seen.
		if e := &l.ring[(i-1)%uint64(len(l.ring))]; e.Seq < seq || e.Seq == seq && !e.beside {
			return &Cursor{l, i}, nil
		}
	}
	if l.first > 0 {
		return nil, ErrLost
	}
	return &Cursor{l, 0}, nil
}

// some is how many events from at on are handed out together: most, and those of the
// same seq as the last of them, so that a seq says where somebody stands.
func (l *Log) some(at, most uint64) uint64 {
	n := min(l.next-at, most)
	for n > 0 && at+n < l.next && l.ring[(at+n)%uint64(len(l.ring))].Seq == l.ring[(at+n-1)%uint64(len(l.ring))].Seq {
		n++
	}
	return n
}

// errClosed says that the log is closed.
var errClosed = errors.New("the log of events is closed")

// Next waits for events and returns them, max at most. It fails with ErrLost when the
// reader was too slow.
func (c *Cursor) Next(ctx context.Context, most int) ([]Event, error) {
	for {
		c.log.mu.Lock()
		if c.at < c.log.first {
			c.log.mu.Unlock()
			return nil, ErrLost
		}
		if n := c.log.some(c.at, uint64(most)); n > 0 {
			out := make([]Event, n)
			for i := range n {
				out[i] = c.log.ring[(c.at+i)%uint64(len(c.log.ring))]
			}
			c.at += n
			c.log.mu.Unlock()
			return out, nil
		}
		wake, closed := c.log.wake, c.log.closed
		c.log.mu.Unlock()
		if closed {
			return nil, errClosed
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
