package wallboard

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

var (
	// ErrTooSlow ends a viewer that took nothing for Config.Stuck. The client may
	// come back (close code 4001).
	ErrTooSlow = errors.New("viewer too slow")
	// ErrEnded ends every viewer when the hub ends (close code 4000: come back).
	ErrEnded = errors.New("hub ended")
)

// Viewer is one client's share of the hub: a bounded queue of frames. Next is
// called by one goroutine; Leave may be called by any, once or more.
type Viewer struct {
	hub    *Hub
	frames chan *Frame   // full: emptied and refilled with fresh snapshots
	done   chan struct{} // closed by the hub's goroutine after err is set
	err    error
	taken  atomic.Uint64 // frames that the client's goroutine took

	// Owned by the hub's goroutine.
	topics   []Topic
	views    []*view
	last     uint64 // taken, when progress was last seen
	lastAt   time.Time
	pushedAt time.Time // the last frame
	removed  bool
}

// Next waits for the viewer's next frame. It returns ErrTooSlow or ErrEnded when
// the hub has ended the viewer, and the context's error when ctx ends.
func (v *Viewer) Next(ctx context.Context) (*Frame, error) {
	select {
	case f := <-v.frames:
		v.taken.Add(1)
		return f, nil
	case <-v.done:
		return nil, v.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Leave ends the viewer; Next then returns no more frames. It waits only for what
// the hub is doing just now.
func (v *Viewer) Leave() {
	select {
	case v.hub.leaving <- v:
	case <-v.hub.ended:
	case <-v.done:
	}
}

// push queues a frame; the queue of a viewer that does not keep up is emptied
// and filled with fresh snapshots, which hold all that was lost.
func (v *Viewer) push(f *Frame) {
	v.pushedAt = v.hub.config.Now()
	select {
	case v.frames <- f:
		return
	default:
	}
	v.hub.stats.overflows.Add(1)
	for len(v.frames) > 0 {
		select {
		case <-v.frames:
		default:
		}
	}
	v.pushSnapshots()
}

// pushSnapshots fills an empty queue: hello and every topic have room in it.
func (v *Viewer) pushSnapshots() {
	v.frames <- v.hub.hello(v.topics)
	for _, view := range v.views {
		v.frames <- view.full(v.hub)
	}
}

// stuck reports whether frames wait and none was taken for limit.
func (v *Viewer) stuck(now time.Time, limit time.Duration) bool {
	if taken := v.taken.Load(); len(v.frames) == 0 || taken != v.last {
		v.last, v.lastAt = taken, now
		return false
	}
	return now.Sub(v.lastAt) >= limit
}
