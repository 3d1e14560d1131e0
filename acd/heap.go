package acd

// key orders the entries of a heap: by a, then b, then c. Keys of one heap
// differ in c at least, so that every order is total.
type key struct {
	a, b int64
	c    uint64
}

func (k key) before(l key) bool {
	if k.a != l.a {
		return k.a < l.a
	}
	if k.b != l.b {
		return k.b < l.b
	}
	return k.c < l.c
}

// node is the place of an agent, a membership or a call in one heap or line. It
// is part of what it stands for, so that taking something out needs no search.
type node[T any] struct {
	place int  // 1-based index in the heap or place in the run; 0: in none
	run   int8 // run of a line, from 1; 0: its heap
	of    *T
}

func (n *node[T]) in() bool { return n.place != 0 }

type slot[T any] struct {
	key  key
	node *node[T]
}

// heap is a 4-ary heap: the order that the core needs of agents, calls and
// deadlines is "who is first" and "who would be next", never the whole list.
type heap[T any] struct{ slots []slot[T] }

const arity = 4

func (h *heap[T]) len() int { return len(h.slots) }

func (h *heap[T]) key(n *node[T]) key { return h.slots[n.place-1].key }

// put inserts n, or moves it to its new key.
func (h *heap[T]) put(n *node[T], k key) {
	if !n.in() {
		h.slots = append(h.slots, slot[T]{k, n})
		h.up(len(h.slots)-1, slot[T]{k, n})
		return
	}
	i := n.place - 1
	s := slot[T]{k, n}
	if k.before(h.slots[i].key) {
		h.up(i, s)
	} else {
		h.down(i, s)
	}
}

// drop takes n out; it does nothing when n is not in.
func (h *heap[T]) drop(n *node[T]) {
	if !n.in() {
		return
	}
	i := n.place - 1
	n.place = 0
	last := len(h.slots) - 1
	s := h.slots[last]
	h.slots[last] = slot[T]{}
	h.slots = h.slots[:last]
	if i == last {
		return
	}
	if i > 0 && s.key.before(h.slots[(i-1)/arity].key) {
		h.up(i, s)
	} else {
		h.down(i, s)
	}
}

// empty takes everything out.
func (h *heap[T]) empty() {
	for i := range h.slots {
		h.slots[i].node.place = 0
		h.slots[i] = slot[T]{}
	}
	h.slots = h.slots[:0]
}

func (h *heap[T]) set(i int, s slot[T]) {
	h.slots[i] = s
	s.node.place = i + 1
}

// up places s at or above the hole i.
func (h *heap[T]) up(i int, s slot[T]) {
	for i > 0 {
		p := (i - 1) / arity
		if !s.key.before(h.slots[p].key) {
			break
		}
		h.set(i, h.slots[p])
		i = p
	}
	h.set(i, s)
}

// down places s at or below the hole i.
func (h *heap[T]) down(i int, s slot[T]) {
	for {
		first := i*arity + 1
		if first >= len(h.slots) {
			break
		}
		best := first
		for j := first + 1; j < min(first+arity, len(h.slots)); j++ {
			if h.slots[j].key.before(h.slots[best].key) {
				best = j
			}
		}
		if !h.slots[best].key.before(s.key) {
			break
		}
		h.set(i, h.slots[best])
		i = best
	}
	h.set(i, s)
}
