package acd

// frontier yields the agents of several heaps in the order of the strategy
// without changing the heaps. It is itself a binary heap of places whose
// parents have been taken.
type frontier struct {
	svc  *service
	at   []place
	room [MaxLevel + maxRivals*arity + 1]place // enough for an explanation, so that it stays on the stack
}

type place struct {
	level int
	i     int
}

func (f *frontier) init(s *service, open int) {
	f.svc = s
	f.at = f.room[:0]
	for l := 1; l <= open; l++ {
		f.push(place{l, 0})
	}
}

func (f *frontier) size() int { return len(f.at) }

func (f *frontier) slot(p place) *slot[member] { return &f.svc.ready[p.level].slots[p.i] }

func (f *frontier) before(i, j int) bool {
	return f.svc.preferred(f.slot(f.at[i]), f.slot(f.at[j]))
}

// push adds p if its heap reaches so far.
func (f *frontier) push(p place) {
	if p.i >= f.svc.ready[p.level].len() {
		return
	}
	f.at = append(f.at, p)
	for i := len(f.at) - 1; i > 0 && f.before(i, (i-1)/2); i = (i - 1) / 2 {
		f.at[i], f.at[(i-1)/2] = f.at[(i-1)/2], f.at[i]
	}
}

// take removes the first agent and opens the way to its children.
func (f *frontier) take() *member {
	p := f.at[0]
	last := len(f.at) - 1
	f.at[0] = f.at[last]
	f.at = f.at[:last]
	f.sink()
	for j := 1; j <= arity; j++ {
		f.push(place{p.level, p.i*arity + j})
	}
	return f.slot(p).node.of
}

func (f *frontier) sink() {
	for i := 0; ; {
		c := 2*i + 1
		if c >= len(f.at) {
			return
		}
		if c+1 < len(f.at) && f.before(c+1, c) {
			c++
		}
		if !f.before(c, i) {
			return
		}
		f.at[i], f.at[c] = f.at[c], f.at[i]
		i = c
	}
}
