package acd

// maxRivals is how many agents who were not chosen an Explanation names.
const maxRivals = 3

// offerByStrategy offers c to the agent whom its service prefers: the caller's
// last agent if the service is sticky, every eligible agent if it rings all,
// else the first by strategy. At least one agent must be eligible.
func (f *Floor) offerByStrategy(c *call) {
	s := c.svc
	open := s.open[c.OpenStep]
	if m := f.stickyMember(c, open); m != nil {
		why := f.explain(c, m, true)
		why.Sticky = true
		f.offer(c, m, why)
		return
	}
	if s.Strategy == RingAll && !(c.promised() && c.CustomerFirst) { // one is kept, not all
		f.ringAll(c, open)
		return
	}
	f.picked = s.firstBy(f.picked[:0], open, maxRivals+1)
	m := f.picked[0]
	why := f.explain(c, m, true)
	why.Next = rivals(f.picked[1:], f.now)
	if s.Strategy == WeightedRandom {
		s.raceWon(m, open)
	}
	f.offer(c, m, why)
}

// offerAlone offers c to m, the only agent who may take it.
func (f *Floor) offerAlone(c *call, m *member) {
	f.offer(c, m, f.explain(c, m, false))
}

// ringAll offers c to every eligible agent, the longest idle first.
func (f *Floor) ringAll(c *call, open int) {
	f.picked = c.svc.firstBy(f.picked[:0], open, c.svc.readyCount(open))
	for _, m := range f.picked {
		why := f.explain(c, m, true)
		why.Eligible = len(f.picked)
		f.offer(c, m, why)
	}
}

// readyCount is the number of agents of levels up to open who can take a call.
func (s *service) readyCount(open int) (n int) {
	for l := 1; l <= open; l++ {
		n += s.ready[l].len()
	}
	return n
}

// firstBy appends the first n eligible agents in the order of the strategy. It
// walks down the heaps of the open levels from their tops: n log n, whatever
// their size.
func (s *service) firstBy(list []*member, open, n int) []*member {
	var f frontier
	f.init(s, open)
	for len(list) < n && f.size() > 0 {
		list = append(list, f.take())
	}
	return list
}
