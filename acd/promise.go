package acd

import "time"

// Who is to be called back stands in the line of a service like a caller, at the place of
// the call in which that was promised. Nobody is on the phone: it counts nowhere as
// offered or waiting, no rule of a service applies to it, and it does not give up.

// CallbackRing is how long the phone of who is called back rings at most: an agent waits
// for the answer, or is kept for it.
const CallbackRing = 45 * time.Second

// promised reports whether c stands in a line with nobody on the phone.
func (c *CallState) promised() bool { return c.Callback && !c.Counted && queued(c.Phase) }

// Promised reports whether nobody is on the phone yet: who is to be called back waits for
// the turn.
func (c *CallState) Promised() bool { return c.promised() }

// promise is the command Promise.
func (f *Floor) promise(cmd Promise) {
	s := f.services[cmd.Service]
	code := RefusalCode("")
	switch {
	case s == nil:
		code = UnknownService
	case f.calls.find(cmd.Call) != nil:
		code = DuplicateCall
	case cmd.Number == "" || cmd.Entered < 0:
		code = InvalidConfig
	}
	if code != "" {
		f.emit(Refused{Command: "Promise", Code: code, Call: cmd.Call, Service: cmd.Service})
		return
	}
	c := f.newCall(cmd.Call, cmd.Number, cmd.Show)
	c.Priority = clampPriority(cmd.Priority)
	c.Callback, c.CustomerFirst = true, cmd.CustomerFirst
	f.attach(c, s)
	c.GiveUp = 0
	if cmd.Entered != 0 {
		c.Entered = min(cmd.Entered, f.now)
	}
	f.setWaitTimes(c)
	f.setPhase(c, Waiting)
	f.emit(CallPromised{
		Call: c.ID, Service: s.ID, Number: cmd.Number, Show: cmd.Show, Priority: c.Priority,
		Entered: c.Entered, At: f.now, Day: c.Day, CustomerFirst: cmd.CustomerFirst,
	})
	f.freeCall(c, TriggerArrival)
}

// callBack lets a, who has answered the offer of c or is kept for it, wait for who is
// called back. c is no longer in the line of its service: it is an outbound call on
// behalf of it.
func (f *Floor) callBack(c *call, a *agent) {
	s, number, show := c.svc, c.Caller, c.Called
	f.detach(c)
	c.agent, c.Agent, c.Behalf = a, a.Agent.ID, s.ID
	if !c.CustomerFirst {
		c.Caller, c.Called = "", number
	}
	f.setPhase(c, DialingOut)
	a.on, a.offer = c, 0
	a.Misses = 0
	a.Today.Outbound++
	f.enter(a, AgentStateChanged{To: Dialing, Deadline: f.now.Add(CallbackRing), Call: c.ID})
	f.emit(CallDialled{
		Call: c.ID, Agent: c.Agent, Number: number, Show: show, At: f.now, Service: s.ID,
		Callback: true, CustomerFirst: c.CustomerFirst,
	})
}

// reached puts who is called back and has answered, customer first, to the old place, and
// offers the call to the agent who was kept.
func (f *Floor) reached(c *call) {
	a, s := c.agent, f.services[c.Behalf]
	if s == nil { // removed meanwhile
		f.endOutbound(c, Failed, BySystem, CauseFailed)
		return
	}
	entered := c.Entered
	c.agent, c.Agent, c.Behalf = nil, "", ""
	f.attach(c, s)
	c.Entered, c.Back, c.Answered, c.Counted = entered, f.now, f.now, true
	f.setWaitTimes(c)
	f.setPhase(c, Waiting)
	f.emit(CallReached{
		Call: c.ID, Service: s.ID, Agent: a.Agent.ID, Priority: c.priority(), Entered: entered, At: f.now, Day: c.Day,
	})
	f.release(a, Ready, "")
	m := a.memberOf(s)
	if m == nil || !f.available(a) {
		f.freeCall(c, TriggerArrival)
		return
	}
	why := f.explain(c, m, false)
	why.Trigger = TriggerTransfer
	f.offer(c, m, why)
}

// withdrawPromise takes c, which is promised, out of its line for good.
func (f *Floor) withdrawPromise(c *call, o Outcome, cause Cause) {
	f.withdraw(c, OfferWithdrawn)
	f.end(c, CallEnded{Outcome: o, By: BySystem, Cause: cause})
}

// Standing is where a waiting call stands in its service.
type Standing struct {
	Service  ServiceID
	Ahead    int  // calls that will be served before it, those who are to be called back among them
	Waiting  int  // calls in phase Waiting there at all, the same
	Priority int  // raised by waiting included
	Entered  Time // its place
}

// Standing tells where the waiting call id stands. It looks at every waiting call of the
// service. False where the call does not wait.
func (f *Floor) Standing(id CallID) (Standing, bool) {
	c := f.calls.find(id)
	if c == nil || c.svc == nil || !queued(c.Phase) {
		return Standing{}, false
	}
	s := Standing{Service: c.Service, Waiting: c.svc.inLine, Priority: c.priority(), Entered: c.Entered}
	if c.Phase == Waiting {
		own := c.order()
		for step := range c.svc.waiting {
			for x := range c.svc.waiting[step].all() {
				s.Ahead += count(x.key.before(own))
			}
		}
	}
	return s, true
}
