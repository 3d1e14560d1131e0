package media

import (
	"sync"
	"time"
)

// The wheel turns once in a frame time. Its slots spread the senders over the
// turn, so that a thousand listeners are not served in one burst.
const (
	wheelSlots = 4
	slotTime   = frameTime / wheelSlots
)

// ticker is something that wants to be called once a frame. It returns false when
// it is done.
type ticker interface {
	tick() bool
}

// wheel is the one clock that all music, prompts and digits play by. It sleeps
// while it has nothing to do. mu guards slots, count and next; scratch belongs to run.
type wheel struct {
	mu    sync.Mutex
	slots [wheelSlots][]ticker
	count int
	next  int // slot that gets the next entry
	wake  chan struct{}

	scratch [headerSize + frameSamples]byte // for the packet of the entry being ticked
}

func newWheel() *wheel { return &wheel{wake: make(chan struct{}, 1)} }

// add enters t; its first tick comes within one frame.
func (w *wheel) add(t ticker) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.slots[w.next] = append(w.slots[w.next], t)
	w.next = (w.next + 1) % wheelSlots
	w.count++
	select { // full means that it is about to wake already
	case w.wake <- struct{}{}:
	default:
	}
}

// run turns the wheel until stop is closed.
func (w *wheel) run(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-w.wake:
			if !w.turn(stop) {
				return
			}
		}
	}
}

// turn serves the slots, one each slotTime, until there is nothing left (true) or
// stop is closed (false). A late tick is followed by the next at its own time, so
// that the mean rate is exact; after more than ten frames the lost time is skipped.
func (w *wheel) turn(stop <-chan struct{}) bool {
	timer := time.NewTimer(0)
	defer timer.Stop()
	due := time.Now()
	for slot := 0; ; slot = (slot + 1) % wheelSlots {
		select {
		case <-stop:
			return false
		case <-timer.C:
		}
		now := time.Now()
		if w.serve(slot) == 0 {
			return true
		}
		if due = due.Add(slotTime); now.Sub(due) > 10*frameTime {
			due = now
		}
		timer.Reset(due.Sub(now))
	}
}

// serve ticks one slot and returns how many entries the wheel has left.
func (w *wheel) serve(slot int) int {
	w.mu.Lock()
	list := w.slots[slot]
	w.slots[slot] = nil
	w.mu.Unlock()
	kept := list[:0]
	for _, t := range list {
		if t.tick() {
			kept = append(kept, t)
		}
	}
	gone := len(list) - len(kept)
	clear(list[len(kept):])
	w.mu.Lock()
	defer w.mu.Unlock()
	w.slots[slot] = append(kept, w.slots[slot]...)
	w.count -= gone
	return w.count
}
