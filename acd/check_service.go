package acd

import "fmt"

// checkService compares counters, figures and indexes of s with the facts.
func (f *Floor) checkService(s *service, calls []*call) error {
	var n struct{ line, waiting, queued, members, loggedIn int }
	for _, c := range calls {
		n.line += count(c.Phase == Waiting)
		n.waiting += count(c.Phase == Waiting && !c.promised())
		n.queued += count(queued(c.Phase) && !c.promised())
	}
	for _, a := range f.agents {
		if a.memberOf(s) != nil {
			n.members++
			n.loggedIn += count(a.State != LoggedOut)
		}
	}
	switch {
	case n.line != s.inLine || n.waiting != s.inWaiting || n.queued != s.inQueue || len(calls) != s.live:
		return fmt.Errorf("counts %d in line, %d waiting, %d queued, %d live; there are %+v", s.inLine, s.inWaiting, s.inQueue, s.live, n)
	case n.members != s.members || n.loggedIn != s.loggedIn:
		return fmt.Errorf("counts %d members, %d logged in; there are %+v", s.members, s.loggedIn, n)
	case s.today.Day != f.day:
		return fmt.Errorf("figures of day %q on day %q", s.today.Day, f.day)
	}
	if err := checkFigures(s, calls); err != nil {
		return err
	}
	if err := f.checkReady(s); err != nil {
		return err
	}
	return checkWaiting(s)
}

// checkFigures: offered = answered + abandoned + left + pending for every day
// (I-06), pending is what the calls say, and a past day has a live call.
func checkFigures(s *service, calls []*call) error {
	for i, g := range append(s.past[:len(s.past):len(s.past)], s.today) {
		pending, live := 0, 0
		for _, c := range calls {
			live += count(c.fig == g)
			pending += count(c.fig == g && !c.Counted && !c.Callback)
		}
		switch {
		case g.Offered != g.Answered+g.Abandoned+g.Left()+g.Pending:
			return fmt.Errorf("day %q: offered does not add up: %+v", g.Day, g.ServiceFigures)
		case g.Pending != pending || g.live != live:
			return fmt.Errorf("day %q: pending %d of %d live, want %d of %d", g.Day, g.Pending, g.live, pending, live)
		case g.InLevel > g.Answered || g.AbandonedInLevel > g.Abandoned:
			return fmt.Errorf("day %q: more in level than at all: %+v", g.Day, g.ServiceFigures)
		case i < len(s.past) && live == 0:
			return fmt.Errorf("day %q is kept without a live call", g.Day)
		}
	}
	return nil
}

// checkReady: exactly the members who can take a call stand in the index of
// their level, in the order of keys computed afresh.
func (f *Floor) checkReady(s *service) error {
	indexed := 0
	for l := range s.ready {
		h := &s.ready[l]
		indexed += h.len()
		if err := h.check(); err != nil {
			return fmt.Errorf("ready agents of level %d: %w", l, err)
		}
		for _, x := range h.slots {
			m := x.node.of
			if m.svc != s || m.Level != l || x.key != m.key() {
				return fmt.Errorf("agent %s stands wrong in level %d", m.agent.Agent.ID, l)
			}
			if s.Strategy == WeightedRandom && m.remaining() > resetVirtual {
				return fmt.Errorf("agent %s has drawn %d at %d", m.agent.Agent.ID, m.draw, s.virtual[l])
			}
		}
	}
	want := 0
	for _, a := range f.agents {
		m := a.memberOf(s)
		if m == nil {
			continue
		}
		if m.ready.in() != f.available(a) || a.indexed != f.available(a) {
			return fmt.Errorf("agent %s in the index: %t, can take a call: %t", a.Agent.ID, m.ready.in(), f.available(a))
		}
		want += count(f.available(a))
	}
	if indexed != want {
		return fmt.Errorf("%d agents in the index, want %d", indexed, want)
	}
	return nil
}

// checkWaiting: exactly the waiting calls stand in the list of their step.
func checkWaiting(s *service) error {
	listed := 0
	for step := range s.waiting {
		h := &s.waiting[step]
		listed += h.len()
		if err := h.check(); err != nil {
			return fmt.Errorf("waiting calls of step %d: %w", step, err)
		}
		for x := range h.all() {
			c := x.node.of
			if c.svc != s || c.Phase != Waiting || c.OpenStep != step || x.key != c.order() {
				return fmt.Errorf("call %s stands wrong in step %d", c.ID, step)
			}
		}
	}
	if listed != s.inLine {
		return fmt.Errorf("%d calls in the lists, %d wait", listed, s.inLine)
	}
	return nil
}
