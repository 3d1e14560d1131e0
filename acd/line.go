package acd

import (
	"fmt"
	"iter"
)

// line holds nodes in the order of their keys, like a heap, and is quick where
// they come nearly in order: callers stand behind those who came before them, and
// deadlines of one length follow each other. What comes in order joins a run, of
// which there are a few for a few lengths; what does not fits into the heap. To
// put and to take out then touches one slot, however many stand in line, where a
// heap moves a node of each of its levels.
type line[T any] struct {
	runs []run[T]
	heap heap[T]
	n    int
}

// maxRuns bounds what it costs to find the first of all runs.
const maxRuns = 4

// run is a part of a line: slots[head:] stand in order, those without a node have
// been taken out. The first one has a node.
type run[T any] struct {
	slots []slot[T]
	head  int
	base  int // place of slots[0]; at least 1
	live  int // slots with a node
}

func (l *line[T]) len() int { return l.n }

// first returns the first slot, nil of an empty line.
func (l *line[T]) first() *slot[T] {
	var first *slot[T]
	if l.heap.len() > 0 {
		first = &l.heap.slots[0]
	}
	for i := range l.runs {
		r := &l.runs[i]
		if r.live > 0 && (first == nil || r.slots[r.head].key.before(first.key)) {
			first = &r.slots[r.head]
		}
	}
	return first
}

func (l *line[T]) key(n *node[T]) key {
	if n.run == 0 {
		return l.heap.key(n)
	}
	r := &l.runs[n.run-1]
	return r.slots[n.place-r.base].key
}

// put inserts n, or moves it to its new key.
func (l *line[T]) put(n *node[T], k key) {
	l.drop(n)
	l.n++
	i := l.runFor(k)
	if i < 0 {
		l.heap.put(n, k)
		return
	}
	r := &l.runs[i]
	n.run, n.place = int8(i+1), r.base+len(r.slots)
	r.slots = append(r.slots, slot[T]{k, n})
	r.live++
}

// runFor returns the run whose end is nearest before k, else an empty one, else -1.
func (l *line[T]) runFor(k key) int {
	best, empty := -1, -1
	for i := range l.runs {
		r := &l.runs[i]
		switch {
		case r.live == 0:
			empty = i
		case r.last().before(k) && (best < 0 || l.runs[best].last().before(r.last())):
			best = i
		}
	}
	if best >= 0 {
		return best
	}
	if empty < 0 && len(l.runs) < maxRuns {
		l.runs = append(l.runs, run[T]{base: 1})
		empty = len(l.runs) - 1
	}
	return empty
}

func (r *run[T]) last() key { return r.slots[len(r.slots)-1].key }

// drop takes n out; it does nothing when n is not in.
func (l *line[T]) drop(n *node[T]) {
	if !n.in() {
		return
	}
	l.n--
	if n.run == 0 {
		l.heap.drop(n)
		return
	}
	l.runs[n.run-1].drop(n)
}

func (r *run[T]) drop(n *node[T]) {
	r.slots[n.place-r.base].node = nil
	n.run, n.place = 0, 0
	r.live--
	if r.live == 0 {
		r.slots, r.head, r.base = r.slots[:0], 0, 1
		return
	}
	for r.slots[r.head].node == nil {
		r.head++
	}
	switch used := len(r.slots); {
	case r.head > 64 && r.head > used/2:
		r.base += r.head
		copy(r.slots, r.slots[r.head:])
		r.cut(used - r.head)
	case used-r.head > 64 && used-r.head > 2*r.live:
		r.close()
	}
}

// close closes the gaps of r.
func (r *run[T]) close() {
	r.base = 1
	at := 0
	for _, s := range r.slots[r.head:] {
		if s.node != nil {
			r.slots[at] = s
			s.node.place = r.base + at
			at++
		}
	}
	r.cut(at)
}

// cut ends r after n slots, which now begin at its start.
func (r *run[T]) cut(n int) {
	clear(r.slots[n:])
	r.slots, r.head = r.slots[:n], 0
}

// empty takes everything out.
func (l *line[T]) empty() {
	for s := range l.all() {
		s.node.run, s.node.place = 0, 0
	}
	*l = line[T]{}
}

// all yields every slot with a node, in no order.
func (l *line[T]) all() iter.Seq[slot[T]] {
	return func(yield func(slot[T]) bool) {
		for _, s := range l.heap.slots {
			if !yield(s) {
				return
			}
		}
		for i := range l.runs {
			for _, s := range l.runs[i].slots[l.runs[i].head:] {
				if s.node != nil && !yield(s) {
					return
				}
			}
		}
	}
}

// check: every run is in order and begins with a node, and every node knows its
// place.
func (l *line[T]) check() error {
	n := l.heap.len()
	for i := range l.runs {
		if err := l.runs[i].check(int8(i + 1)); err != nil {
			return err
		}
		n += l.runs[i].live
	}
	if n != l.n {
		return fmt.Errorf("a line of %d has %d", l.n, n)
	}
	return l.heap.check()
}

func (r *run[T]) check(no int8) error {
	live := 0
	for i := r.head; i < len(r.slots); i++ {
		s := r.slots[i]
		switch {
		case i > r.head && !r.slots[i-1].key.before(s.key):
			return fmt.Errorf("run broken at %d", i)
		case s.node == nil && i == r.head:
			return fmt.Errorf("run begins with a gap at %d", i)
		case s.node == nil:
			continue
		case s.node.run != no || s.node.place != r.base+i:
			return fmt.Errorf("node at %d of run %d thinks it is at %d of run %d", r.base+i, no, s.node.place, s.node.run)
		}
		live++
	}
	if live != r.live {
		return fmt.Errorf("a run of %d has %d", r.live, live)
	}
	return nil
}
