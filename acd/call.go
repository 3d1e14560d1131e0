package acd

import "time"

// call is one live call: CallState and its place in the indexes. Service, Agent
// and Day of CallState mirror svc, agent and fig.
type call struct {
	CallState
	svc   *service   // nil for an outbound call
	agent *agent     // connecting, connected or dialling
	peer  *agent     // a colleague who was called directly and talks
	other *call      // the second call of this one, or the call that this one is the second of
	rung  []*agent   // whom Offers ring, one for one
	fig   *figures   // where the call counts
	place node[call] // in svc.waiting
	timer node[call]
	freed bool // is in Floor.freeCalls

	// Room for the one offer that a call mostly has, in the call's own memory.
	oneOffer [1]OfferState
	oneRung  [1]*agent
}

// queued reports whether the caller still waits for an agent.
func queued(p CallPhase) bool { return p == Waiting || p == Offered || p == Connecting }

// priority is the one that orders: the call's own and what waiting has added.
func (c *call) priority() int { return c.Priority + c.Raised }

// newCall returns a call that is live from now on and in no service yet.
func (f *Floor) newCall(id CallID, caller, called string) *call {
	var c *call
	if n := len(f.spare); n > 0 {
		c, f.spare = f.spare[n-1], f.spare[:n-1]
	} else {
		c = &call{}
		c.place.of, c.timer.of = c, c
	}
	c.ID, c.Caller, c.Called = id, caller, called
	c.Offers, c.rung = c.oneOffer[:0], c.oneRung[:0]
	c.Arrival, c.Started, c.Phased, c.Day = f.next(), f.now, f.now, f.day
	f.calls.add(c)
	return c
}

// forget ends the life of c, which is in no service and has no agent.
func (f *Floor) forget(c *call) {
	f.calls.remove(c)
	f.timers.calls.drop(&c.timer)
	c.CallState, c.agent, c.peer = CallState{HeldBy: c.HeldBy[:0]}, nil, nil
	f.spare = append(f.spare, c)
}

// setPhase moves c to p and keeps the counters of its service.
func (f *Floor) setPhase(c *call, p CallPhase) {
	if s := c.svc; s != nil {
		d := count(p == Waiting) - count(c.Phase == Waiting)
		s.inLine += d
		if !c.Callback || c.Counted { // somebody is on the phone
			s.inWaiting += d
			f.waiting += d
			s.inQueue += count(queued(p)) - count(queued(c.Phase))
		}
	}
	c.Phase, c.Phased = p, f.now
	if (p == Waiting || p == Offered) && !c.Counted { // what was accepted did not come about, or was in another service
		c.Answered = 0
	}
	f.setCallTimer(c)
	if o := c.other; c.About != "" && o != nil && o.Joined && queued(p) { // who was consulted is gone, and the call waits again
		o.Joined = false
		f.emit(CallJoined{Call: o.ID, Second: c.ID, At: f.now})
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// attach makes c a call of s, offered there now.
func (f *Floor) attach(c *call, s *service) {
	c.svc, c.Service = s, s.ID
	s.live++
	c.fig, c.Day = s.today, f.day
	c.fig.live++
	c.Entered, c.Back, c.Waited, c.Raised, c.Counted = f.now, 0, 0, 0, false
	c.GivenBy, c.GivenTo = "", ""
	c.GiveUp, c.Asked = s.giveUpAt(f.now), 0
	f.setWaitTimes(c)
}

// detach takes c out of its service and of every index of it.
func (f *Floor) detach(c *call) {
	s := c.svc
	f.unqueue(c)
	f.setPhase(c, "")
	s.live--
	c.fig.live--
	s.dropPast()
	c.svc, c.fig, c.Service = nil, nil, ""
	c.OpenStep, c.NextStep, c.GiveUp, c.Asked = 0, 0, 0, 0
}

// setWaitTimes computes from the waiting time which levels are open and when
// the next one opens or the priority rises.
func (f *Floor) setWaitTimes(c *call) {
	s, waited := c.svc, f.now.Sub(c.Entered)
	c.OpenStep = s.stepAt(waited)
	c.NextStep = 0
	if c.OpenStep < len(s.Levels) {
		c.NextStep = c.Entered.Add(s.Levels[c.OpenStep].After)
	}
	if s.RaiseEvery > 0 && c.priority() < s.RaiseTo {
		n := waited/s.RaiseEvery + 1
		if at := c.Entered.Add(n * s.RaiseEvery); c.NextStep == 0 || at < c.NextStep {
			c.NextStep = at
		}
	}
}

// stepWait raises the priority and opens levels as the waiting time says.
func (f *Floor) stepWait(c *call) {
	s := c.svc
	f.unqueue(c)
	if s.RaiseEvery > 0 && c.priority() < s.RaiseTo && f.now.Sub(c.Entered)%s.RaiseEvery == 0 {
		c.Raised++
		f.emit(CallReprioritised{Call: c.ID, Priority: c.priority()})
	}
	f.setWaitTimes(c)
	f.setCallTimer(c)
	if c.Phase == Waiting {
		f.freeCall(c, TriggerLevel)
	}
}

// WaitsSince is since when c waits: a talk that it came back from is no waiting, though
// its place is the old one.
func (c *CallState) WaitsSince() Time {
	if c.Back != 0 {
		return c.Back
	}
	return c.Entered
}

// waited is how long c has waited in its service: to the answer if it has one.
func (f *Floor) waited(c *call) time.Duration {
	switch {
	case c.Counted:
		return c.Answered.Sub(c.Entered)
	case c.svc == nil:
		return 0
	}
	return f.now.Sub(c.Entered)
}

// live finds a call for a command; without one the command is stale.
func (f *Floor) live(command string, id CallID) *call {
	c := f.calls.find(id)
	if c == nil {
		f.emit(StaleIgnored{Command: command, Call: id})
	}
	return c
}

// end emits CallEnded and forgets c. Its agent has already left.
func (f *Floor) end(c *call, e CallEnded) {
	e.Call, e.At, e.Day, e.Service, e.To, e.About = c.ID, f.now, c.Day, c.Service, c.To, c.About
	e.Wait = f.waited(c)
	e.Outbound = e.Outbound || c.Callback
	if c.svc != nil {
		f.detach(c)
	}
	f.emit(e)
	f.unlink(c, e.Cause)
	f.forget(c)
}
