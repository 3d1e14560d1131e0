package sip

import (
	"sync"
	"sync/atomic"
	"time"
)

// mailbox runs what happens to a call, in order and one at a time, as functions. It
// has no goroutine of its own: who posts to an idle box runs it, or starts a
// goroutine that does, because waking one up costs more than most steps take. What
// comes from the network is bounded: a full box drops it, and the peer resends.
type mailbox struct {
	work  func(apart bool) // runs what waits until take returns nothing
	apart atomic.Bool      // a step may look up a host name: never run by who reads a socket

	mu     sync.Mutex
	queue  []func()
	wire   int  // of queue, from the network
	busy   bool // somebody runs the box or is about to
	closed bool
}

const maxWire = 64

// newMailbox makes a box that is run by work.
func newMailbox(work func(apart bool)) *mailbox { return &mailbox{work: work} }

// post adds fn for another goroutine to run; false when the call is over.
func (m *mailbox) post(fn func()) bool {
	idle, ok := m.add(fn, false)
	if idle {
		go m.work(true)
	}
	return ok
}

// here adds fn and runs the box before it returns, unless somebody does already.
// The caller holds no lock. It returns false when the call is over.
func (m *mailbox) here(fn func()) bool {
	idle, ok := m.add(fn, false)
	if idle {
		m.run()
	}
	return ok
}

// hereWire is here for what a peer sent; false when it was dropped.
func (m *mailbox) hereWire(fn func()) bool {
	idle, ok := m.add(fn, true)
	if idle {
		m.run()
	}
	return ok
}

// mind is told of a message before it is given to the box: a request of ours that
// follows it may have to look up its host names.
func (m *mailbox) mind(msg hasHeaders) {
	if namesHost(msg) {
		m.apart.Store(true)
	}
}

// run is called by who was told by add that the box is idle, without a lock.
func (m *mailbox) run() {
	if m.apart.Load() {
		go m.work(true)
	} else {
		m.work(false)
	}
}

// add adds fn. idle says that the caller has to run the box.
func (m *mailbox) add(fn func(), wire bool) (idle, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed || wire && m.wire >= maxWire {
		return false, false
	}
	m.queue = append(m.queue, fn)
	if wire {
		m.wire++
	}
	idle, m.busy = !m.busy, true
	return idle, true
}

// take returns what has come since, to be run in order. When that is nothing, the
// box is idle again.
func (m *mailbox) take(spare []func()) []func() {
	m.mu.Lock()
	defer m.mu.Unlock()
	q := m.queue
	m.queue, m.wire = spare[:0], 0
	m.busy = len(q) > 0
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

// timer is a timer whose function is a step of a call. stop is called in one too,
// so that a stopped timer never fires.
type timer struct {
	t       *time.Timer
	stopped bool
}

func (m *mailbox) after(d time.Duration, fn func()) *timer {
	t := &timer{}
	t.t = time.AfterFunc(d, func() { // in a goroutine of its own
		m.here(func() {
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
