package acd

// An agent who can take a call stands in ready[level] of each of its services,
// ordered by the key of the service's strategy; a waiting call stands in
// waiting[OpenStep] of its service, ordered by priority, entry and arrival.
// Between two deadlines or commands no call waits that one of these agents may
// take (I-03); whatever changes is matched alone (match.go).

// freeAgent notes that a, if it can take a call, must be matched.
func (f *Floor) freeAgent(a *agent, t Trigger) {
	if a.freed || !f.available(a) {
		return
	}
	a.freed = true
	f.freeAgents = append(f.freeAgents, a)
	f.trigger = t
}

// freeCall notes that c waits and must be matched.
func (f *Floor) freeCall(c *call, t Trigger) {
	if c.freed {
		return
	}
	c.freed = true
	f.freeCalls = append(f.freeCalls, c)
	f.trigger = t
}

// index puts a into the index of each of its services.
func (f *Floor) index(a *agent) {
	a.indexed = true
	for i := range a.members {
		m := &a.members[i]
		if m.svc.Strategy == WeightedRandom {
			m.newDraw()
		}
		m.svc.ready[m.Level].put(&m.ready, m.key())
	}
}

// unindex takes a out of every index in one step.
func (f *Floor) unindex(a *agent) {
	if !a.indexed {
		return
	}
	a.indexed = false
	for i := range a.members {
		m := &a.members[i]
		m.svc.ready[m.Level].drop(&m.ready)
		m.draw = 0
	}
}

// queue puts a waiting call into the list of its service.
func (f *Floor) queue(c *call) {
	c.svc.waiting[c.OpenStep].put(&c.place, c.order())
}

func (f *Floor) unqueue(c *call) {
	if c.place.in() {
		c.svc.waiting[c.OpenStep].drop(&c.place)
	}
}

// order is the place of c among the waiting calls of its service.
func (c *call) order() key { return key{-int64(c.priority()), int64(c.Entered), c.Arrival} }

// key is the place of m among the agents of its level.
func (m *member) key() key {
	k := m.strategyKey()
	k.c = m.agent.Number
	return k
}

func (m *member) strategyKey() key {
	idle := int64(m.agent.IdleSince)
	switch m.svc.Strategy {
	case RoundRobin:
		return key{a: int64(m.last)}
	case FewestCalls:
		return key{a: int64(m.agent.Today.Answered), b: idle}
	case LeastTalk:
		return key{a: int64(m.agent.Today.Talk), b: idle}
	case SkillFirst:
		return key{a: int64(m.Level), b: idle}
	case FixedOrder:
		return key{a: int64(m.Order)}
	case WeightedRandom:
		return key{a: int64(m.draw)}
	}
	return key{a: idle} // LongestIdle, RingAll
}

// rekeyAgents puts the indexed agents of s in the order of a new strategy.
func (s *service) rekeyAgents() {
	for l := range s.ready {
		var nodes []*node[member]
		for _, x := range s.ready[l].slots {
			nodes = append(nodes, x.node)
		}
		s.ready[l].empty()
		s.virtual[l] = 0
		sortByNumber(nodes)
		for _, n := range nodes {
			n.of.draw = 0
			if s.Strategy == WeightedRandom {
				n.of.newDraw()
			}
			s.ready[l].put(n, n.of.key())
		}
	}
}
