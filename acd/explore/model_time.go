package explore

import (
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// Step does what Floor.Step does.
func (m *Model) Step(now acd.Time, cmd acd.Command) {
	m.made = m.made[:0]
	now = max(now, m.now)
	m.until(now)
	m.now = now
	m.do(cmd)
	m.match()
	m.until(now)
}

// until lets time run to now from one moment at which something is due to the
// next. At each: agents and steps of waiting time, then who has waited too long.
func (m *Model) until(now acd.Time) {
	for {
		at := m.next()
		if at == 0 || at > now {
			return
		}
		before := m.now
		m.now = at
		m.agentsDue(before)
		m.stepsDue()
		m.match()
		m.tooLongDue()
	}
}

// next is the next moment at which anything is due.
func (m *Model) next() (at acd.Time) {
	sooner := func(t acd.Time) {
		if t != 0 && (at == 0 || t < at) {
			at = t
		}
	}
	for _, a := range m.agents {
		sooner(a.dueAt)
		if a.status.State == acd.Ready && a.status.RestUntil > m.now {
			sooner(a.status.RestUntil)
		}
	}
	for _, c := range m.calls {
		sooner(m.nextStep(c))
		if (c.phase == acd.Waiting || c.phase == acd.InMenu || dialsAlone(c)) && c.patience != 0 {
			sooner(max(c.patience, m.now))
		}
	}
	return at
}

func waits(c *mCall) bool {
	return c.phase == acd.Waiting || c.phase == acd.Offered || c.phase == acd.Connecting
}

// nextStep is when the next level opens for c or its priority rises.
func (m *Model) nextStep(c *mCall) (at acd.Time) {
	if !waits(c) {
		return 0
	}
	s := m.service(c.service).cfg
	for _, l := range s.Levels {
		if t := c.entered.Add(l.After); t > c.stepped && (at == 0 || t < at) {
			at = t
		}
	}
	if s.RaiseEvery > 0 && c.priority+c.raised < s.RaiseTo {
		t := c.entered.Add(s.RaiseEvery)
		for t <= c.stepped {
			t = t.Add(s.RaiseEvery)
		}
		if at == 0 || t < at {
			at = t
		}
	}
	return at
}

func (m *Model) agentsDue(before acd.Time) {
	for _, a := range m.agents {
		if a.dueAt == 0 || a.dueAt > m.now {
			continue
		}
		switch a.status.State {
		case acd.Ringing:
			m.fail(a, acd.OfferNoAnswer)
		case acd.Talking:
			m.fail(a, acd.OfferFailed)
		case acd.WrapUp:
			m.endWrapUp(a)
			m.free(a, acd.Ready, "")
		case acd.Dialing:
			m.endDial(a.on)
		}
	}
}

func (m *Model) stepsDue() {
	for _, c := range slices.Clone(m.calls) {
		if at := m.nextStep(c); at == 0 || at > m.now {
			continue
		}
		s := m.service(c.service).cfg
		if s.RaiseEvery > 0 && c.priority+c.raised < s.RaiseTo && m.now.Sub(c.entered)%s.RaiseEvery == 0 {
			c.raised++
		}
		c.stepped = m.now
	}
}

func (m *Model) tooLongDue() {
	for {
		i := slices.IndexFunc(m.calls, func(c *mCall) bool {
			return (c.phase == acd.Waiting || c.phase == acd.InMenu || dialsAlone(c)) && c.patience != 0 && c.patience <= m.now
		})
		switch {
		case i < 0:
			return
		case m.calls[i].phase == acd.InMenu:
			m.gone(m.calls[i])
		case m.calls[i].phase == acd.Waiting:
			m.tooLong(m.calls[i])
		case m.calls[i].diverted:
			m.divertFailed(m.calls[i])
		default:
			m.endDial(m.calls[i])
		}
		m.match()
	}
}

func (m *Model) tooLong(c *mCall) {
	m.byRule(c, acd.LeftTimeOut, m.service(c.service).cfg.TooLong)
}

// fail ends the offer of a because of the agent's side.
func (m *Model) fail(a *mAgent, r acd.OfferResult) {
	c, st := a.on, &a.status
	if c.phase == acd.DialingOut {
		m.peerFailed(c, a, r)
		return
	}
	st.RestUntil = m.now.Add(acd.RestAfterMiss)
	s, reason := acd.Ready, acd.Reason("")
	switch r {
	case acd.OfferUnreachable:
		st.Reachable = false
	case acd.OfferWithdrawn:
	default:
		st.Misses++
		st.Today.Missed++
		if st.Misses >= max(1, m.service(c.service).cfg.Misses) {
			st.Misses, s, reason = 0, acd.NotReady, acd.NoAnswer
		}
	}
	c.ringing = slices.DeleteFunc(c.ringing, func(b *mAgent) bool { return b == a })
	m.free(a, s, reason)
	if len(c.ringing) == 0 {
		m.back(c)
	}
}

// again lets c wait after a talk: a new patience, and the waiting begins.
func (m *Model) again(c *mCall) {
	c.patience, c.waits = patience(m.service(c.service).cfg, m.now), m.now
}

// back puts c to its place.
func (m *Model) back(c *mCall) {
	c.agent, c.phase, c.stepped = nil, acd.Waiting, m.now
	if c.about != nil {
		c.about.joined = false
	}
	if c.patience != 0 && c.patience <= m.now {
		m.tooLong(c)
	}
}

// silence ends all offers of c without anybody's fault.
func (m *Model) silence(c *mCall) {
	for _, a := range c.ringing {
		m.free(a, acd.Ready, "")
	}
	c.ringing, c.agent = nil, nil
}

func (m *Model) gone(c *mCall) {
	if c.about != nil {
		c.about.second, c.about.joined = nil, false
	}
	m.calls = slices.DeleteFunc(m.calls, func(d *mCall) bool { return d == c })
}

func (m *Model) endWrapUp(a *mAgent) {
	m.service(a.status.Service).on(m.day).Wrap += m.now.Sub(a.status.Since)
	a.status.Service = ""
}
