package floor

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Stamped is an event with its place in the order of everything.
type Stamped struct {
	Seq   uint64 // 1, 2, 3, ... without a gap, across restarts
	At    acd.Time
	Event acd.Event
}

// Cursor is a reader's place: everything up to and including Seq is known.
// Epoch tells starts of the program apart.
type Cursor struct {
	Epoch uint64
	Seq   uint64
}

// ErrLagged says that the events after a reader's cursor are no longer on the
// ring: take a Snapshot and go on from its cursor.
var ErrLagged = errors.New("reader has fallen behind the event ring: start again from a snapshot")

// ErrClosed says that the floor has been closed and every event was read.
var ErrClosed = errors.New("floor is closed")

// ring holds the last events for readers that pull at their own pace. The owner
// alone publishes; nobody ever makes it wait.
type ring struct {
	mu     sync.Mutex
	buf    []Stamped
	last   uint64        // Seq of the newest event
	oldest uint64        // Seq of the oldest kept; last+1 when empty
	wake   chan struct{} // closed to wake the readers that wait
	waits  bool          // somebody waits on wake
	closed bool
	must   []*Reader // readers whose lag stops new calls
}

func newRing(size int, last uint64) *ring {
	return &ring{buf: make([]Stamped, size), last: last, oldest: last + 1, wake: make(chan struct{})}
}

// publish appends events; signal wakes the readers.
func (r *ring) publish(at acd.Time, evs []acd.Event) {
	if len(evs) == 0 {
		return
	}
	r.mu.Lock()
	for _, ev := range evs {
		r.last++
		r.buf[r.last%uint64(len(r.buf))] = Stamped{Seq: r.last, At: at, Event: ev}
	}
	if n := uint64(len(r.buf)); r.last-r.oldest+1 > n {
		r.oldest = r.last - n + 1
	}
	r.mu.Unlock()
}

// signal wakes the readers, once for all that a turn published.
func (r *ring) signal() {
	r.mu.Lock()
	if r.waits && !r.closed {
		close(r.wake)
		r.wake, r.waits = make(chan struct{}), false
	}
	r.mu.Unlock()
}

func (r *ring) close() {
	r.mu.Lock()
	if !r.closed {
		r.closed = true
		close(r.wake)
	}
	r.mu.Unlock()
}

// lagging returns the name of a required reader that is more than half a ring
// behind, or "".
func (r *ring) lagging() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, rd := range r.must {
		if r.last > rd.seq && r.last-rd.seq > uint64(len(r.buf)/2) {
			return rd.name
		}
	}
	return ""
}

// Reader pulls events. One goroutine uses it.
type Reader struct {
	ring *ring
	name string
	seq  uint64 // guarded by ring.mu
	out  []Stamped
	pace time.Duration
	last time.Time // when Next returned
}

// Pace makes Next return at most once in d, with what has gathered meanwhile. A
// reader that nobody waits for then costs one wake-up in d and not one an event.
func (r *Reader) Pace(d time.Duration) *Reader {
	r.pace = d
	return r
}

// rest waits until the pace allows the next return.
func (r *Reader) rest(ctx context.Context) error {
	d := r.pace - time.Since(r.last)
	if r.pace == 0 || d <= 0 {
		return nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Last returns the number of the newest event on the ring.
func (r *Reader) Last() uint64 {
	_, last := r.place()
	return last
}

// place returns the reader's cursor and the number of the newest event.
func (r *Reader) place() (seq, last uint64) {
	r.ring.mu.Lock()
	defer r.ring.mu.Unlock()
	return r.seq, r.ring.last
}

// Unread returns the time of the oldest event that the reader has yet to read
// (of those on the ring), and how many there are.
func (r *Reader) Unread() (since acd.Time, n int) {
	r.ring.mu.Lock()
	defer r.ring.mu.Unlock()
	if r.seq >= r.ring.last {
		return 0, 0
	}
	first := max(r.seq+1, r.ring.oldest)
	return r.ring.buf[first%uint64(len(r.ring.buf))].At, int(r.ring.last - r.seq)
}

// Lag returns how many events the reader has yet to read.
func (r *Reader) Lag() int {
	r.ring.mu.Lock()
	defer r.ring.mu.Unlock()
	return int(r.ring.last) - int(r.seq)
}

// Next waits for events after the cursor and returns up to 1,024 of them. The
// slice is valid until the next call. It fails with ErrLagged, ErrClosed or the
// context's error.
func (r *Reader) Next(ctx context.Context) ([]Stamped, error) {
	if err := r.rest(ctx); err != nil {
		return nil, err
	}
	for {
		r.ring.mu.Lock()
		if r.seq+1 < r.ring.oldest || r.seq > r.ring.last { // or of another floor's numbers
			r.ring.mu.Unlock()
			return nil, ErrLagged
		}
		if n := min(r.ring.last-r.seq, 1024); n > 0 {
			r.out = r.out[:0]
			for i := range n {
				r.out = append(r.out, r.ring.buf[(r.seq+1+i)%uint64(len(r.ring.buf))])
			}
			r.seq += n
			r.ring.mu.Unlock()
			if r.pace > 0 {
				r.last = time.Now()
			}
			return r.out, nil
		}
		wake, closed := r.ring.wake, r.ring.closed
		r.ring.waits = true
		r.ring.mu.Unlock()
		if closed {
			return nil, ErrClosed
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Reset moves the reader to c, after a Snapshot.
func (r *Reader) Reset(c Cursor) {
	r.ring.mu.Lock()
	r.seq = c.Seq
	r.ring.mu.Unlock()
}
