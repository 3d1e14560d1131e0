package wallboard

import "github.com/callfloor/callfloor/acd"

// arrive adds a call that hears a menu.
func (b *Board) arrive(e acd.CallArrived) {
	c := &call{id: e.Call, number: e.Caller, place: -1}
	b.calls[e.Call] = c
	b.dirty.calls[e.Call] = struct{}{}
	b.toMenu(c, e.Service, e.At)
}

// toMenu puts c, which is in no service any more, into a menu of one.
func (b *Board) toMenu(c *call, of acd.ServiceID, at acd.Time) {
	b.out(c, of, at)
	b.setPhase(c, acd.InMenu, at)
}

// out takes c out of services: a menu, a rule or a key leads it.
func (b *Board) out(c *call, of acd.ServiceID, at acd.Time) {
	b.notGiven(c)
	b.setPhase(c, "", at)
	c.leave()
	c.service, c.behalf, c.priority, c.entered, c.waits, c.waited, c.callback = "", of, 0, at, at, 0, false
}

// asks reports whether a rule leads to the questions of a menu.
func asks(r acd.Rule) bool { return r.Do == acd.RuleCallback || r.Do == acd.RuleVoice }

// refuse counts a call that was turned away, which may go on in a menu or outside.
func (b *Board) refuse(e acd.CallRefused) {
	b.service(e.Service).refuse(e.Reason)
	if !asks(e.Rule) && e.Rule.Do != acd.RuleNumber {
		return
	}
	c := b.call(e.Call)
	if c == nil {
		c = &call{id: e.Call, number: e.Caller, place: -1}
		b.calls[e.Call] = c
		b.dirty.calls[e.Call] = struct{}{}
	}
	b.follow(c, e.Service, e.Rule, e.At)
}

// follow leads c out of a service as its rule says.
func (b *Board) follow(c *call, of acd.ServiceID, r acd.Rule, at acd.Time) {
	switch {
	case asks(r):
		b.toMenu(c, of, at)
	case r.Do == acd.RuleNumber: // CallDiverted follows
		b.out(c, of, at)
	}
}

// left counts that a call left a service.
func (b *Board) left(e acd.CallLeft) {
	if !e.Recalled && e.Day == b.day {
		b.service(e.Service).left.add(e.Reason)
	}
	if c := b.call(e.Call); c != nil {
		b.follow(c, e.Service, e.Rule, e.At)
	}
}

// promise adds who is to be called back to those in line.
func (b *Board) promise(e acd.CallPromised) {
	c := &call{id: e.Call, service: e.Service, number: e.Number, priority: e.Priority, entered: e.Entered, waits: e.Entered, place: -1, callback: true, promised: true}
	b.calls[e.Call] = c
	b.dirty.calls[e.Call] = struct{}{}
	b.setPhase(c, acd.Waiting, e.At)
}

// calledBack is told that the turn has come: e.Number is called.
func (b *Board) calledBack(e acd.CallDialled) {
	if c := b.call(e.Call); c != nil {
		b.setPhase(c, "", e.At)
		c.service, c.agent, c.promised = "", e.Agent, false
		b.setPhase(c, acd.DialingOut, e.At)
	}
}

// reach is told that who is called back has answered and waits now.
func (b *Board) reach(e acd.CallReached) {
	if c := b.call(e.Call); c != nil {
		c.leave()
		c.service, c.priority, c.waits = e.Service, e.Priority, e.At
		b.setPhase(c, acd.Waiting, e.At)
	}
}
