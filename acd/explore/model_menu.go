package explore

import "github.com/callfloor/callfloor/acd"

// toMenu puts c into a menu.
func (m *Model) toMenu(c *mCall, of acd.ServiceID, ends acd.Outcome) {
	m.outOfServices(c, of, ends)
	c.phase, c.patience = acd.InMenu, m.now.Add(acd.MenuLimit)
}

// toNumber lets c ring at a number outside.
func (m *Model) toNumber(c *mCall, of acd.ServiceID, ends acd.Outcome) {
	m.outOfServices(c, of, ends)
	c.phase, c.patience, c.diverted = acd.DialingOut, m.now.Add(acd.GivenLimit), true
}

func (m *Model) outOfServices(c *mCall, of acd.ServiceID, ends acd.Outcome) {
	c.service, c.behalf, c.ends = "", of, ends
	c.priority, c.raised, c.entered, c.waits, c.waited = 0, 0, m.now, m.now, 0
	c.counted, c.callback, c.first, c.giver = false, false, false, nil
}

// exit is a key of the caller.
func (m *Model) exit(c *mCall, r acd.Rule) {
	of, number := c.service, r.Do == acd.RuleNumber && r.Number != ""
	switch {
	case c.phase == acd.InMenu:
		ends := c.ends
		if ends == "" {
			ends = acd.SelfServed
		}
		if number {
			m.toNumber(c, c.behalf, ends)
		}
		return
	case c.phase != acd.Waiting && c.phase != acd.Offered, c.promised(), c.about != nil, r.Do == acd.RuleService, r.Do == acd.RuleWait, r.Do == "":
		return
	}
	m.silence(c)
	m.left(c, acd.LeftMoved)
	c.phase, c.service = "", ""
	switch {
	case number:
		m.toNumber(c, of, acd.SelfServed)
	case r.Do == acd.RuleMessage:
		m.gone(c)
	default:
		m.toMenu(c, of, "")
	}
}

// promise lets somebody stand in a line who is to be called back.
func (m *Model) promise(x acd.Promise) {
	if m.call(x.Call) != nil || x.Number == "" {
		return
	}
	c := m.arrive(x.Call, x.Number, min(max(x.Priority, -acd.MaxPriority), acd.MaxPriority))
	c.callback, c.first = true, x.CustomerFirst
	c.service, c.phase, c.day, c.called = x.Service, acd.Waiting, m.day, x.Number
	c.entered, c.stepped = m.now, m.now
	if x.Entered != 0 {
		c.entered = min(x.Entered, m.now)
	}
	c.waits = c.entered
}

// callBack lets the number of c be called while a waits for it.
func (m *Model) callBack(c *mCall, a *mAgent) {
	c.behalf, c.service = c.service, ""
	c.phase, c.agent = acd.DialingOut, a
	if !c.first {
		c.caller = ""
	}
	a.on, a.offered, a.dueAt = c, 0, m.now.Add(acd.CallbackRing)
	a.status.Misses = 0
	a.status.Today.Outbound++
	m.become(a, acd.Dialing, "")
	if c.first {
		m.made = append(m.made, mMade{c.id, a.cfg.ID, 0})
	}
}

// reached: the customer has answered first.
func (m *Model) reached(c *mCall) {
	a, s := c.agent, m.service(c.behalf)
	c.agent, c.service, c.behalf, c.day = nil, c.behalf, "", m.day
	c.phase, c.counted, c.waits, c.waited, c.answered, c.stepped, c.raised = acd.Waiting, true, m.now, 0, m.now, m.now, 0
	c.patience = patience(s.cfg, m.now)
	m.free(a, acd.Ready, "")
	if _, serves := a.level(c.service); serves && a.status.State == acd.Ready && a.status.RestUntil <= m.now {
		m.ring(c, a)
	}
}
