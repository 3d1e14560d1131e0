package sip

import (
	"sync"
	"time"
)

// mailbox feeds the one goroutine of a call: what happened, in order, as
// functions that run there. What comes from the network is bounded: a full box
// drops it, and the peer resends.
type mailbox struct {
	mu     sync.Mutex
	queue  []func()
	wire   int // of queue, from the network
	closed bool
	wake   chan struct{} // capacity 1
}

const maxWire = 64

func newMailbox() *mailbox { return &mailbox{wake: make(chan struct{}, 1)} }

// post adds fn; false when the goroutine is gone.
func (m *mailbox) post(fn func()) bool { return m.put(fn, false) }

// postWire adds what a peer sent; false when it was dropped.
func (m *mailbox) postWire(fn func()) bool { return m.put(fn, true) }

func (m *mailbox) put(fn func(), wire bool) bool {
	m.mu.Lock()
	if m.closed || wire && m.wire >= maxWire {
		m.mu.Unlock()
		return false
	}
	m.queue = append(m.queue, fn)
	if wire {
		m.wire++
	}
	m.mu.Unlock()
	select {
	case m.wake <- struct{}{}:
	default:
	}
	return true
}

// take returns what has come since, to be run in order.
func (m *mailbox) take(spare []func()) []func() {
	m.mu.Lock()
	defer m.mu.Unlock()
	q := m.queue
	m.queue, m.wire = spare[:0], 0
	return q
}

// close refuses further posts unless something is still waiting.
func (m *mailbox) close() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.queue) > 0 {
		return false
	}
	m.closed = true
	return true
}

// timer is a timer whose function runs in the goroutine of a call. stop is
// called there too, so that a stopped timer never fires.
type timer struct {
	t       *time.Timer
	stopped bool
}

func (m *mailbox) after(d time.Duration, fn func()) *timer {
	t := &timer{}
	t.t = time.AfterFunc(d, func() {
		m.post(func() {
			if !t.stopped {
				fn()
			}
		})
	})
	return t
}

func (t *timer) stop() {
	if t != nil {
		t.stopped = true
		t.t.Stop()
	}
}
