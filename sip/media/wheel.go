package media

import (
	"sync"
	"time"
)

// The wheel turns once in a frame time. Beyond slotFull entries its slots spread
// the senders over the turn, so that a thousand listeners are not served in one
// burst; a few share a slot, so that they do not wake the process four times a turn.
const (
	wheelSlots = 4
	slotTime   = frameTime / wheelSlots
	slotFull   = 32
)

// ticker is something that wants to be called once a frame. It returns false when
// it is done.
type ticker interface {
	tick() bool
}

// wheel is the one clock that all music, prompts and digits play by. It stands
// still while it has nothing to do. mu guards what is behind it; scratch and burst belong
// to the turn that is under way, and there is one at a time.
type wheel struct {
	mu      sync.Mutex
	slots   [wheelSlots][]ticker
	count   int
	slot    int         // the one that is served next
	due     time.Time   // when
	timer   *time.Timer // nil while it stands still
	closed  bool
	turning sync.WaitGroup

	scratch [headerSize + frameSamples]byte // for the packet of the entry being ticked
	burst   burst
}

// add enters t; its first tick comes within two frames.
func (w *wheel) add(t ticker) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	i := w.place()
	w.slots[i] = append(w.slots[i], t)
	w.count++
	if w.timer == nil {
		w.slot, w.due = i, time.Now().Add(frameTime)
		w.start(frameTime)
	}
}

// place returns the slot for one more: the first that has room, else the emptiest.
func (w *wheel) place() int {
	best := 0
	for i := range w.slots {
		if len(w.slots[i]) < slotFull {
			return i
		}
		if len(w.slots[i]) < len(w.slots[best]) {
			best = i
		}
	}
	return best
}

// start lets the wheel turn in d. Lock held.
func (w *wheel) start(d time.Duration) {
	w.turning.Add(1)
	w.timer = time.AfterFunc(d, w.turn)
}

// turn serves one slot and comes again for the next that has entries. A late turn
// is followed by the next at its own time, so that the mean rate is exact; after
// more than ten frames the lost time is skipped.
func (w *wheel) turn() {
	defer w.turning.Done()
	now := time.Now()
	w.serve()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer = nil; w.count == 0 || w.closed {
		return
	}
	steps := 1
	for len(w.slots[(w.slot+steps)%wheelSlots]) == 0 {
		steps++
	}
	w.slot = (w.slot + steps) % wheelSlots
	if w.due = w.due.Add(time.Duration(steps) * slotTime); now.Sub(w.due) > 10*frameTime {
		w.due = now
	}
	w.start(w.due.Sub(now))
}

// serve ticks the entries of the slot that is due.
func (w *wheel) serve() {
	w.mu.Lock()
	slot := w.slot
	list := w.slots[slot]
	w.slots[slot] = nil
	w.mu.Unlock()
	kept := list[:0]
	for _, t := range list {
		if _, ok := t.(*player); !ok {
			w.burst.flush()
		}
		if t.tick() {
			kept = append(kept, t)
		}
	}
	w.burst.flush()
	gone := len(list) - len(kept)
	clear(list[len(kept):])
	w.mu.Lock()
	defer w.mu.Unlock()
	w.slots[slot] = append(kept, w.slots[slot]...)
	w.count -= gone
}

// close stops the wheel and waits for the turn that is under way.
func (w *wheel) close() {
	w.mu.Lock()
	w.closed = true
	if w.timer != nil && w.timer.Stop() {
		w.turning.Done()
	}
	w.mu.Unlock()
	w.turning.Wait()
}
