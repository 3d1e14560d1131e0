package cti

import (
	"cmp"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Fold turns the floor's events into events for others. It knows of each live call what
// later events do not say again. One goroutine uses it.
type Fold struct {
	calls map[acd.CallID]*call
	seq   uint64
	at    acd.Time
	out   []Event
}

// call is what is known of a live call.
type call struct {
	direction      string
	service        acd.ServiceID
	caller, called string
	agent          acd.AgentID
	about          acd.CallID
	talk, hold     time.Duration
	agents         []acd.AgentID // who has had to do with it
	unknown        bool          // its beginning was not seen: others may have had to do with it
}

// NewFold starts from a floor as it is.
func NewFold(s acd.State) *Fold {
	f := &Fold{calls: map[acd.CallID]*call{}}
	for _, c := range s.Calls {
		x := &call{direction: "in", service: c.Service, caller: c.Caller, called: c.Called, agent: c.Agent, about: c.About}
		switch {
		case c.About != "":
			x.direction = "consult"
		case c.To != "":
			x.direction = "internal"
		case c.Service == "" && !c.Counted:
			x.direction = "out"
		}
		x.touch(c.Agent, c.Peer)
		for _, o := range c.Offers {
			x.touch(o.Agent)
		}
		f.calls[c.ID] = x
	}
	return f
}

func (c *call) touch(ids ...acd.AgentID) {
	for _, id := range ids {
		known := id == ""
		for _, have := range c.agents {
			known = known || have == id
		}
		if !known {
			c.agents = append(c.agents, id)
		}
	}
}

// Apply takes the event seq of time at and returns what others are told of it. The
// slice is valid until the next call.
func (f *Fold) Apply(seq uint64, at acd.Time, ev acd.Event) []Event {
	f.seq, f.at, f.out = seq, at, f.out[:0]
	switch e := ev.(type) {
	case acd.AgentStateChanged:
		f.agentState(e)
	case acd.AgentNextSet:
		f.tell(Event{Type: AgentNextState, Agent: e.Agent, State: e.State, Reason: e.Reason}, e.Agent)
	case acd.AgentPhoneChanged:
		f.tell(Event{Type: AgentPhone, Agent: e.Agent, Phone: &e.Reachable}, e.Agent)
	case acd.WrapUpExtended:
		f.tell(Event{Type: WrapUpExtended, Agent: e.Agent, Until: when(e.Deadline)}, e.Agent)
	default:
		f.callEvent(ev)
	}
	return f.out
}

func (f *Fold) agentState(e acd.AgentStateChanged) {
	since := e.FromSince.Std()
	f.tell(Event{
		Type: AgentStateChanged, Agent: e.Agent, State: e.To, Reason: e.Reason, Previous: e.From, Since: &since,
		Until: when(e.Deadline), Call: e.Call, Service: e.Service, By: e.By,
	}, e.Agent)
	switch {
	case e.To == acd.WrapUp:
		f.tell(Event{Type: WrapUpStarted, Agent: e.Agent, Call: e.Call, Service: e.Service, Until: when(e.Deadline)}, e.Agent)
	case e.From == acd.WrapUp:
		f.tell(Event{Type: WrapUpEnded, Agent: e.Agent}, e.Agent)
	}
}

func when(t acd.Time) *time.Time {
	if t == 0 {
		return nil
	}
	at := t.Std()
	return &at
}

// tell adds an event that concerns agents.
func (f *Fold) tell(e Event, concerns ...acd.AgentID) {
	e.ID, e.Seq, e.At, e.concerns = eventID(f.seq, len(f.out)), f.seq, f.at.Std(), concerns
	f.out = append(f.out, e)
}

// of tells an event about a call, with what is known of it.
func (f *Fold) of(id acd.CallID, e Event, more ...acd.AgentID) {
	c := f.known(id)
	c.touch(more...)
	e.Call = id
	e.Direction, e.About = c.direction, c.about
	if e.Service == "" {
		e.Service = c.service
	}
	if e.Caller == "" {
		e.Caller, e.Called = c.caller, c.called
	}
	e.agentless = !c.unknown && len(c.agents) == 0
	f.tell(e, append([]acd.AgentID(nil), c.agents...)...)
}

// known returns a live call. One whose beginning was not seen has no direction.
func (f *Fold) known(id acd.CallID) *call {
	c := f.calls[id]
	if c == nil {
		c = &call{unknown: true}
		f.calls[id] = c
	}
	return c
}

// begun returns a call that begins here, or that is known already.
func (f *Fold) begun(id acd.CallID, direction string) *call {
	c := f.calls[id]
	if c == nil {
		c = &call{direction: direction}
		f.calls[id] = c
	}
	return c
}

func (f *Fold) callEvent(ev acd.Event) {
	switch e := ev.(type) {
	case acd.CallArrived:
		c := f.begun(e.Call, "in")
		c.service, c.caller, c.called = e.Service, e.Caller, e.Called
		f.of(e.Call, Event{Type: CallArrived})
	case acd.CallPromised:
		c := f.begun(e.Call, "out")
		c.service, c.called = e.Service, e.Number
		f.of(e.Call, Event{Type: CallPromised, Called: e.Number, Priority: e.Priority})
	case acd.CallReached:
		f.of(e.Call, Event{Type: CallReached, Agent: e.Agent}, e.Agent)
	case acd.CallQueued:
		c := f.begun(e.Call, "in")
		if e.About != "" {
			c.direction, c.about = "consult", e.About
			c.touch(e.By)
		}
		c.service, c.caller, c.called, c.agent = e.Service, e.Caller, e.Called, ""
		f.of(e.Call, Event{Type: CallQueued, Priority: e.Priority, From: e.By})
	case acd.CallRefused:
		f.begun(e.Call, "in")
		f.of(e.Call, Event{Type: CallRefused, Service: e.Service, Caller: e.Caller, Called: e.Called, Result: string(e.Reason)})
	case acd.CallOffered:
		f.of(e.Call, Event{
			Type: CallOffered, Agent: e.Agent, Until: when(e.Deadline), From: e.From, WaitMs: ms(e.Waited), Caller: e.Caller, Called: e.Called,
		}, e.Agent)
	case acd.OfferEnded:
		f.offerEnded(e)
	case acd.CallReturned:
		f.of(e.Call, Event{Type: CallReturned})
	case acd.CallConnected:
		f.known(e.Call).agent = e.Agent
		f.of(e.Call, Event{Type: CallAnswered, Agent: e.Agent, WaitMs: ms(e.Wait)}, e.Agent)
	case acd.CallDialled:
		c := f.begun(e.Call, "out")
		c.direction, c.agent, c.called, c.about = "out", e.Agent, e.Number, e.About
		switch {
		case e.About != "":
			c.direction = "consult"
		case e.To != "":
			c.direction = "internal"
		}
		f.of(e.Call, Event{Type: CallDialled, Agent: e.Agent, Called: e.Number}.to(e.To, "", e.Number), e.Agent, e.To)
	case acd.DialConnected:
		f.of(e.Call, Event{Type: CallAnswered, Agent: agentOf(e)}, e.Agent, e.Peer)
	case acd.CallHeld:
		f.of(e.Call, Event{Type: CallHeld, Agent: f.known(e.Call).agent, By: string(e.By)})
	case acd.CallResumed:
		f.of(e.Call, Event{Type: CallResumed, Agent: f.known(e.Call).agent, By: string(e.By)})
	case acd.CallMuted:
		f.of(e.Call, Event{Type: CallMuted, Agent: cmp.Or(e.Agent, f.known(e.Call).agent), Muted: &e.Muted})
	case acd.CallLeft:
		f.of(e.Call, Event{Type: CallLeft, Result: string(e.Reason), WaitMs: ms(e.Wait)})
	default:
		f.movedEvent(ev)
	}
}

// movedEvent tells of calls that go from one to another, and of their end.
func (f *Fold) movedEvent(ev acd.Event) {
	switch e := ev.(type) {
	case acd.AgentLeftCall:
		c := f.known(e.Call)
		c.talk, c.hold = c.talk+e.Talk, c.hold+e.Hold
		if e.ToAgent != "" {
			f.of(e.Call, Event{Type: CallTransferred, From: e.Agent}.to(e.ToAgent, "", ""), e.Agent, e.ToAgent)
		} else if e.TransferTo != "" {
			f.of(e.Call, Event{Type: CallTransferred, From: e.Agent}.to("", e.TransferTo, ""))
		}
	case acd.CallTaken:
		c := f.known(e.Call)
		c.agent, c.service = e.Agent, e.Service
		f.of(e.Call, Event{Type: CallTransferred, From: e.From, Agent: e.Agent}.to(e.Agent, "", e.Number), e.Agent)
	case acd.CallDiverted:
		f.of(e.Call, Event{Type: CallTransferred, From: e.From}.to("", "", e.Number))
	case acd.ConsultStarted:
		f.of(e.Call, Event{Type: ConsultStarted, From: e.By}.to(e.Agent, e.To, e.Number), e.By, e.Agent)
	case acd.CallJoined:
		f.of(e.Call, Event{Type: ConsultJoined, Joined: &e.Joined})
	case acd.ConsultEnded:
		result := "over"
		if e.Completed {
			result = "completed"
		}
		f.of(e.Call, Event{Type: ConsultEnded, Result: result, Cause: e.Cause})
	case acd.CallEnded:
		c := f.known(e.Call)
		f.of(e.Call, Event{
			Type: CallEnded, Agent: e.Agent, Outcome: e.Outcome, Cause: e.Cause, By: string(e.By),
			WaitMs: ms(e.Wait), TalkMs: ms(c.talk), HoldMs: ms(c.hold),
		})
		delete(f.calls, e.Call)
	}
}

func (f *Fold) offerEnded(e acd.OfferEnded) {
	kind := CallMissed
	switch e.Result {
	case acd.OfferAnswered: // call.answered says it
		return
	case acd.OfferCallerLeft, acd.OfferLost, acd.OfferWithdrawn:
		kind = CallWithdrawn
	}
	f.of(e.Call, Event{Type: kind, Agent: e.Agent, Result: string(e.Result)}, e.Agent)
}

func agentOf(e acd.DialConnected) acd.AgentID {
	if e.Agent != "" {
		return e.Agent
	}
	return e.Peer
}

// to says whom a call goes to: one of these.
func (e Event) to(agent acd.AgentID, service acd.ServiceID, number string) Event {
	switch {
	case agent != "":
		e.To = string(agent)
	case service != "":
		e.To = string(service)
	default:
		e.To, e.outside = number, true
	}
	return e
}

func ms(d time.Duration) *int64 {
	n := d.Milliseconds()
	return &n
}
