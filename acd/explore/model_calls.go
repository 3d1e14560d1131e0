package explore

import (
	"time"

	"github.com/callfloor/callfloor/acd"
)

func (m *Model) enter(c *mCall, s *mService) {
	waiting := 0
	for _, d := range m.calls {
		if d.service == s.cfg.ID && d.phase == acd.Waiting && !d.promised() {
			waiting++
		}
	}
	switch {
	case s.cfg.Closed:
		s.on(m.day).RefusedClosed++
		m.follow(c, s.cfg.ID, s.cfg.ClosedDo, acd.ClosedOutcome)
		return
	case s.cfg.MaxWaiting > 0 && waiting >= s.cfg.MaxWaiting:
		s.on(m.day).RefusedFull++
		m.follow(c, s.cfg.ID, s.cfg.Full, acd.Overflowed)
		return
	}
	m.waitIn(c, s)
	if !m.somebody(s) && s.cfg.Nobody.Do != acd.RuleWait && s.cfg.Nobody.Do != "" {
		m.byRule(c, acd.LeftOverflow, s.cfg.Nobody)
	}
}

// waitIn makes c wait in s from now on.
func (m *Model) waitIn(c *mCall, s *mService) {
	c.service, c.phase, c.day, c.behalf = s.cfg.ID, acd.Waiting, m.day, ""
	c.entered, c.waits, c.waited, c.stepped, c.raised, c.counted, c.giver = m.now, m.now, 0, m.now, 0, false, nil
	c.callback, c.first = false, false
	c.patience, c.asked = patience(s.cfg, m.now), 0
	s.on(m.day).Offered++
}

func patience(s acd.Service, from acd.Time) acd.Time {
	if s.MaxWait == 0 || s.TooLong.Do == acd.RuleWait || s.TooLong.Do == "" {
		return 0
	}
	return from.Add(s.MaxWait)
}

func (m *Model) somebody(s *mService) bool {
	for _, a := range m.agents {
		if _, serves := a.level(s.cfg.ID); serves && a.status.State != acd.LoggedOut {
			return true
		}
	}
	return false
}

// follow moves c, which is out of a service, by its rule, or lets it go.
func (m *Model) follow(c *mCall, of acd.ServiceID, r acd.Rule, ends acd.Outcome) {
	c.phase, c.service = "", ""
	s := m.service(r.Service)
	switch {
	case r.Do == acd.RuleService && s != nil && c.moves < 5:
		c.moves++
		m.enter(c, s)
	case c.about != nil:
		m.gone(c)
	case r.Do == acd.RuleNumber:
		m.toNumber(c, of, ends)
	case r.Do == acd.RuleCallback || r.Do == acd.RuleVoice:
		m.toMenu(c, of, ends)
	default:
		m.gone(c)
	}
}

func (m *Model) byRule(c *mCall, why acd.LeftReason, r acd.Rule) {
	m.left(c, why)
	ends := acd.Overflowed
	if why == acd.LeftTimeOut {
		ends = acd.TimedOut
	}
	m.follow(c, c.service, r, ends)
}

func (m *Model) left(c *mCall, why acd.LeftReason) {
	if !c.counted {
		countLeft(m.figures(c), why)
	}
}

// part ends the agent's part of c: wrap-up, always, if the service has one.
func (m *Model) part(c *mCall) {
	m.dropSecond(c)
	a, s := c.agent, m.service(c.service)
	g := m.figures(c)
	talk, hold := m.talked(c)
	g.Talk += talk
	g.Hold += hold
	if s.cfg.Sticky > 0 && c.caller != "" {
		m.lastWith[[2]string{string(c.service), c.caller}] = mLast{a.cfg.ID, m.now}
	}
	a.status.IdleSince = m.now
	c.agent, c.heldFor = nil, 0
	clear(c.held)
	m.wrapUp(a, s)
}

// wrapUp lets a go from a call on behalf of s.
func (m *Model) wrapUp(a *mAgent, s *mService) {
	if s.cfg.WrapUp == 0 && !s.cfg.WrapUpManual {
		m.free(a, acd.Ready, "")
		return
	}
	a.on, a.offered, a.dueAt = nil, 0, 0
	if !s.cfg.WrapUpManual {
		a.dueAt = m.now.Add(s.cfg.WrapUp)
	}
	a.status.Service = s.cfg.ID
	m.become(a, acd.WrapUp, "")
}

func (m *Model) talked(c *mCall) (talk, hold time.Duration) {
	hold = c.heldFor
	if len(c.held) > 0 {
		hold += m.now.Sub(c.heldAt)
	}
	return m.now.Sub(c.talking) - hold, hold
}

func (m *Model) hangUp(c *mCall, by acd.HangUpBy, cause acd.Cause) {
	switch {
	case c.phase == acd.InMenu:
		if by == acd.ByCaller || by == acd.BySystem {
			m.gone(c)
		}
	case c.promised():
		if by == acd.BySystem {
			m.silence(c)
			m.gone(c)
		}
	case by == acd.ByAgent && cause == acd.CauseNormal && c.second != nil && talks(c.second):
		m.giveToSecond(c)
	case by == acd.ByAgent && cause == acd.CauseNormal && c.phase == acd.Connected && c.second != nil && c.held[acd.ByAgent]:
		c.agent.status.RestUntil = m.now.Add(acd.RestAfterMiss)
		m.part(c)
		m.again(c)
		m.back(c)
	case c.diverted && c.phase == acd.DialingOut && by == acd.ByThird:
		m.divertFailed(c)
	case outside(c):
		m.endDial(c)
	case c.phase == acd.Connected && by == acd.ByAgent && cause == acd.CauseLost:
		c.agent.status.RestUntil = m.now.Add(acd.RestAfterMiss)
		m.part(c)
		m.again(c)
		m.back(c)
	case c.phase == acd.Connected:
		m.part(c)
		m.gone(c)
	case by == acd.ByCaller:
		m.silence(c)
		if g := m.figures(c); !c.counted {
			g.Abandoned++
			if m.now.Sub(c.entered) <= m.service(c.service).cfg.ServiceLevel {
				g.AbandonedInLevel++
			}
		}
		m.gone(c)
	case by == acd.BySystem:
		m.lose(c)
	case c.phase == acd.Connecting:
		m.fail(c.agent, acd.OfferFailed)
	}
}

func (m *Model) lose(c *mCall) {
	m.silence(c)
	m.left(c, acd.LeftLost)
	m.gone(c)
}
