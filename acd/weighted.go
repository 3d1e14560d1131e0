package acd

import (
	"cmp"
	"slices"
)

// Weighted random choice as an ordered index. Each agent that becomes available
// draws an exponential clock with its weight as rate; whose clock rings first
// is chosen, which happens in proportion to the weights. The exponential
// distribution has no memory, so the clocks of the others go on and stay exact:
// a choice costs one draw, whatever the number of agents.
//
// Clocks of one level are compared as they are. Levels that did not take part
// in a race have not lived through it: each level has its own virtual time, and
// only those that took part move on, by what the winner's clock still had.

// resetVirtual is where the virtual time of a level starts again from 0.
const resetVirtual = 1 << 61

// newDraw draws the clock of m, which is about to enter its index.
func (m *member) newDraw() {
	h, v := &m.svc.ready[m.Level], &m.svc.virtual[m.Level]
	switch {
	case h.len() == 0:
		*v = 0
	case *v >= resetVirtual:
		for i := range h.slots {
			h.slots[i].node.of.draw -= *v
			h.slots[i].key.a -= int64(*v)
		}
		*v = 0
	}
	m.draw = *v + m.svc.rand.exponential(max(1, m.Weight))
}

// remaining is what the clock of m has still to run.
func (m *member) remaining() uint64 { return m.draw - m.svc.virtual[m.Level] }

// raceWon moves the virtual time of the levels up to open on to the winner's.
func (s *service) raceWon(m *member, open int) {
	d := m.remaining()
	for l := 1; l <= open; l++ {
		if s.ready[l].len() > 0 {
			s.virtual[l] += d
		}
	}
}

func sortByNumber(nodes []*node[member]) {
	slices.SortFunc(nodes, func(a, b *node[member]) int {
		return cmp.Compare(a.of.agent.Number, b.of.agent.Number)
	})
}
