package acd

import (
	"hash/maphash"
	"iter"
)

// callTable finds live calls by id. A floor asks for a call with nearly every
// command, of a hundred thousand that lie all over the memory: what counts is
// how many places a look-up touches. This table, open addressing with linear
// probing at most half full, touches one and then the call itself, where a Go map
// touches three.
type callTable struct {
	slots []callSlot // a power of two
	n     int
}

type callSlot struct {
	hash uint64
	call *call // nil: free
}

// callSeed makes the order of slots unknown to whoever chooses ids. Nothing that
// the floor does depends on that order.
var callSeed = maphash.MakeSeed()

func (t *callTable) len() int { return t.n }

// find returns the call id, nil if there is none.
func (t *callTable) find(id CallID) *call {
	if t.n == 0 {
		return nil
	}
	h := maphash.String(callSeed, string(id))
	mask := uint64(len(t.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.call == nil {
			return nil
		}
		if s.hash == h && s.call.ID == id {
			return s.call
		}
	}
}

// add puts in c, whose id must not be in the table.
func (t *callTable) add(c *call) {
	if 2*(t.n+1) > len(t.slots) {
		t.grow()
	}
	t.n++
	t.put(callSlot{maphash.String(callSeed, string(c.ID)), c})
}

func (t *callTable) put(s callSlot) {
	mask := uint64(len(t.slots) - 1)
	i := s.hash & mask
	for t.slots[i].call != nil {
		i = (i + 1) & mask
	}
	t.slots[i] = s
}

func (t *callTable) grow() {
	old := t.slots
	t.slots = make([]callSlot, max(16, 2*len(old)))
	for _, s := range old {
		if s.call != nil {
			t.put(s)
		}
	}
}

// remove takes out c, which must be in the table, and closes the gap: every slot
// stays reachable from its own place without a free one between.
func (t *callTable) remove(c *call) {
	mask := uint64(len(t.slots) - 1)
	gap := maphash.String(callSeed, string(c.ID)) & mask
	for t.slots[gap].call != c {
		gap = (gap + 1) & mask
	}
	for i := (gap + 1) & mask; t.slots[i].call != nil; i = (i + 1) & mask {
		home := t.slots[i].hash & mask
		if (i-home)&mask >= (i-gap)&mask {
			t.slots[gap], gap = t.slots[i], i
		}
	}
	t.slots[gap] = callSlot{}
	t.n--
}

// all yields every call, in no order.
func (t *callTable) all() iter.Seq[*call] {
	return func(yield func(*call) bool) {
		for _, s := range t.slots {
			if s.call != nil && !yield(s.call) {
				return
			}
		}
	}
}
