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

// node is the place of an agent, a membership or a call in one heap. It is part
// of what it stands for, so that taking something out needs no search.
type node struct {
	seat   int32 // 1-based index in heap.seats; 0: in none
	agent  *agent
	member *member
	call   *call
}

func (n *node) in() bool { return n.seat != 0 }

type slot struct {
	key  key
	seat int32
}

// seat is a node's own row of a heap, for as long as it is in.
type seat struct {
	node *node
	i    int32 // in slots
}

// heap is a 4-ary heap: the order that the core needs of agents, calls and
// deadlines is "who is first" and "who would be next", never the whole list.
//
// Slots move when the heap changes, seats do not. Where a slot has gone stands in
// its seat and not in the node, because nodes are parts of agents and calls all
// over the memory, and a hundred thousand of them are in no cache.
type heap struct {
	slots []slot
	seats []seat  // seats[0] is nobody's
	free  []int32 // seats without a node
}

const arity = 4

func (h *heap) len() int { return len(h.slots) }

// node returns whom slot i stands for.
func (h *heap) node(i int) *node { return h.seats[h.slots[i].seat].node }

// top returns the first node; the heap must not be empty.
func (h *heap) top() *node { return h.node(0) }

func (h *heap) key(n *node) key { return h.slots[h.seats[n.seat].i].key }

// sit gives n a seat.
func (h *heap) sit(n *node) {
	if last := len(h.free) - 1; last >= 0 {
		n.seat, h.free = h.free[last], h.free[:last]
		h.seats[n.seat].node = n
		return
	}
	if len(h.seats) == 0 {
		h.seats = append(h.seats, seat{})
	}
	n.seat = int32(len(h.seats))
	h.seats = append(h.seats, seat{node: n})
}

// put inserts n, or moves it to its new key.
func (h *heap) put(n *node, k key) {
	if !n.in() {
		h.sit(n)
		h.slots = append(h.slots, slot{})
		h.up(len(h.slots)-1, slot{k, n.seat})
		return
	}
	i := int(h.seats[n.seat].i)
	s := slot{k, n.seat}
	if k.before(h.slots[i].key) {
		h.up(i, s)
	} else {
		h.down(i, s)
	}
}

// drop takes n out; it does nothing when n is not in.
func (h *heap) drop(n *node) {
	if !n.in() {
		return
	}
	i := int(h.seats[n.seat].i)
	h.seats[n.seat].node = nil
	h.free = append(h.free, n.seat)
	n.seat = 0
	last := len(h.slots) - 1
	s := h.slots[last]
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
func (h *heap) empty() {
	for i := range h.slots {
		h.node(i).seat = 0
	}
	clear(h.seats)
	h.slots, h.seats, h.free = h.slots[:0], h.seats[:0], h.free[:0]
}

func (h *heap) set(i int, s slot) {
	h.slots[i] = s
	h.seats[s.seat].i = int32(i)
}

// up places s at or above the hole i.
func (h *heap) up(i int, s slot) {
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
func (h *heap) down(i int, s slot) {
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
