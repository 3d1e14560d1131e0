package acd

import (
	"math/bits"
	"slices"
)

// settle matches what was set free until no waiting call has an eligible agent.
//
// At rest no such pair exists, so one free agent needs only the first call that
// it may take, and one free call only the first agent that may take it. Several
// at once are put into the indexes first; then the most urgent call that has an
// agent is served, again and again.
func (f *Floor) settle() {
	if len(f.freeAgents)+len(f.freeCalls) == 0 {
		return
	}
	f.dropStale()
	switch {
	case len(f.freeAgents) == 1 && len(f.freeCalls) == 0:
		f.settleAgent(f.freeAgents[0])
	case len(f.freeAgents) == 0 && len(f.freeCalls) == 1:
		f.settleCall(f.freeCalls[0])
	case len(f.freeAgents)+len(f.freeCalls) > 0:
		f.settleMany()
	}
	f.freeAgents, f.freeCalls = f.freeAgents[:0], f.freeCalls[:0]
}

// dropStale forgets what is no longer free.
func (f *Floor) dropStale() {
	f.freeAgents = slices.DeleteFunc(f.freeAgents, func(a *agent) bool {
		a.freed = false
		return !f.available(a)
	})
	f.freeCalls = slices.DeleteFunc(f.freeCalls, func(c *call) bool {
		c.freed = false
		return c.Phase != Waiting
	})
}

func (f *Floor) settleAgent(a *agent) {
	var best *slot[call]
	var with *member
	for i := range a.members {
		m := &a.members[i]
		if m.svc.inLine == 0 {
			continue
		}
		if c := m.svc.firstWaiting(m.Level); c != nil && (best == nil || ahead(c.key, m.svc, best.key, with.svc)) {
			best, with = c, m
		}
	}
	if best == nil {
		f.index(a)
		return
	}
	f.offerAlone(best.node.of, with)
}

func (f *Floor) settleCall(c *call) {
	if c.svc.hasReady(c.svc.open[c.OpenStep]) {
		f.offerByStrategy(c)
		return
	}
	f.queue(c)
}

func (f *Floor) settleMany() {
	f.touched = f.touched[:0]
	for _, a := range f.freeAgents {
		f.index(a)
		for i := range a.members {
			f.touch(a.members[i].svc)
		}
	}
	for _, c := range f.freeCalls {
		f.queue(c)
		f.touch(c.svc)
	}
	for c := f.mostUrgent(); c != nil; c = f.mostUrgent() {
		f.offerByStrategy(c)
	}
	for _, s := range f.touched {
		s.touched = false
	}
}

func (f *Floor) touch(s *service) {
	if !s.touched {
		s.touched = true
		f.touched = append(f.touched, s)
	}
}

// mostUrgent is the first waiting call of the touched services that an agent
// could take now.
func (f *Floor) mostUrgent() *call {
	var best *slot[call]
	var of *service
	for _, s := range f.touched {
		level := s.bestReady()
		if level == 0 || s.inLine == 0 {
			continue
		}
		if c := s.firstWaiting(level); c != nil && (best == nil || ahead(c.key, s, best.key, of)) {
			best, of = c, s
		}
	}
	if best == nil {
		return nil
	}
	return best.node.of
}

// firstWaiting is the first waiting call that is open to agents of level.
func (s *service) firstWaiting(level int) *slot[call] {
	var best *slot[call]
	for i := s.firstStep(level); i < len(s.waiting); i++ {
		if c := s.waiting[i].first(); c != nil && (best == nil || c.key.before(best.key)) {
			best = c
		}
	}
	return best
}

// ahead orders calls of different services, by their places in the lists of
// those (call.order): priority, entry, weight of the service, arrival. Within a
// service it is the order of its list.
func ahead(x key, of *service, y key, in *service) bool {
	if x.a == y.a && x.b == y.b && of.Weight != in.Weight {
		return of.Weight > in.Weight
	}
	return x.before(y)
}

// readyLevels has bit l set when an agent of level l can take a call.
func (s *service) readyLevels() (set uint) {
	for l := 1; l <= MaxLevel; l++ {
		if s.ready[l].len() > 0 {
			set |= 1 << l
		}
	}
	return set
}

// bestReady is the best level with an agent who can take a call, 0 if none.
func (s *service) bestReady() int {
	set := s.readyLevels()
	if set == 0 {
		return 0
	}
	return bits.TrailingZeros(set)
}

func (s *service) hasReady(open int) bool {
	l := s.bestReady()
	return l != 0 && l <= open
}

// preferred reports whether strategy prefers the agent of x to that of y.
func (s *service) preferred(x, y *slot[member]) bool {
	kx, ky := x.key, y.key
	if s.Strategy == WeightedRandom {
		kx.a, ky.a = int64(x.node.of.remaining()), int64(y.node.of.remaining())
	}
	return kx.before(ky)
}
