package acd

import "time"

// Estimate says how long a caller will wait, from what has happened lately in the service.
//
// The method: a place in the line moves up each time that an agent takes a call of the
// service while others wait, so the expected wait is the number of places until one's
// turn times the mean time between two such answers. The mean is one of the last answers,
// each new one weighing an eighth; the time runs from the answer before, or from when the
// line began to form. It so knows of agents who serve other services too, of breaks and
// of wrap-up, which a formula of handling time and heads does not. While there are fewer
// than three such answers of the last half hour it is places times mean handling time by
// agents at work; where neither is known nothing is said. Callers who give up move the line
// too: of those before one only the share counts that was answered lately.
// Calls that found an agent at once say nothing of a line and are left out.
//
// An Estimate is fed with every event. It is a plain value and keeps a few numbers for
// each service.
type Estimate struct {
	services map[ServiceID]*pace
	waiting  map[CallID]waiter
	at       map[AgentID]AgentState
	serves   map[AgentID][]ServiceID
	handling map[AgentID]handled
}

// waiter is a call in a line; held says that no agent was there when it came.
type waiter struct {
	service ServiceID
	held    bool
}

// handled is a talk whose wrap-up may follow.
type handled struct {
	service ServiceID
	talk    time.Duration
}

// pace is how fast the line of one service moves.
type pace struct {
	waiting int
	since   Time // when an agent took a call last, or the line began to form
	gap     time.Duration
	gaps    int
	last    Time // of the answer that was counted last
	handle  time.Duration
	handled int     // talks in handle
	gaveUp  float64 // share, of those who waited lately
	working int     // agents logged in who work
}

const (
	estimateWeight = 8  // a new value counts one in so many
	estimateShare  = 24 // the same of who gives up
	estimateLeast  = 3
	estimateFresh  = 30 * time.Minute
)

// NewEstimate returns one that starts from a state of the floor.
func NewEstimate(s State) *Estimate {
	e := &Estimate{services: map[ServiceID]*pace{}, waiting: map[CallID]waiter{}, handling: map[AgentID]handled{}, at: map[AgentID]AgentState{}, serves: map[AgentID][]ServiceID{}}
	for _, a := range s.Agents {
		e.agent(a.Agent)
		e.enter(a.Agent.ID, a.State, a.Reason)
	}
	for _, c := range s.Calls {
		if queued(c.Phase) {
			e.begin(c.ID, c.Service, s.Now)
		}
	}
	return e
}

func (e *Estimate) of(id ServiceID) *pace {
	p := e.services[id]
	if p == nil {
		p = &pace{}
		e.services[id] = p
	}
	return p
}

func (e *Estimate) begin(id CallID, s ServiceID, at Time) {
	p := e.of(s)
	if p.waiting == 0 {
		p.since = at
	}
	p.waiting++
	e.waiting[id] = waiter{service: s}
}

func (e *Estimate) end(id CallID) {
	if w, ok := e.waiting[id]; ok {
		e.of(w.service).waiting--
		delete(e.waiting, id)
	}
}

// mean is a mean of the last values.
func mean(old time.Duration, n int, v time.Duration) time.Duration {
	return old + (v-old)/time.Duration(min(n+1, estimateWeight))
}

// Take folds an event in.
func (e *Estimate) Take(ev Event) {
	switch ev := ev.(type) {
	case ServiceDeleted:
		delete(e.services, ev.Service)
	case AgentChanged:
		state := e.at[ev.Agent.ID]
		e.enter(ev.Agent.ID, LoggedOut, "")
		e.agent(ev.Agent)
		e.enter(ev.Agent.ID, state, "")
	case AgentDeleted:
		e.enter(ev.Agent, LoggedOut, "")
		delete(e.at, ev.Agent)
		delete(e.serves, ev.Agent)
		delete(e.handling, ev.Agent)
	case AgentStateChanged:
		e.enter(ev.Agent, ev.To, ev.Reason)
		e.handled(ev)
	case CallOffered:
		if w, ok := e.waiting[ev.Call]; ok && ev.Waited > 0 {
			w.held = true
			e.waiting[ev.Call] = w
		}
	case CallQueued:
		e.end(ev.Call)
		e.begin(ev.Call, ev.Service, ev.At)
	case CallReturned:
		e.end(ev.Call)
		e.begin(ev.Call, ev.Service, ev.At)
	case CallPromised: // who is to be called back has a place too
		e.begin(ev.Call, ev.Service, ev.At)
	case CallDialled:
		if w, ok := e.waiting[ev.Call]; ok && ev.Callback {
			e.taken(e.of(w.service), ev.At, w.held)
			e.end(ev.Call)
		}
	case OfferAccepted:
		if w, ok := e.waiting[ev.Call]; ok {
			e.taken(e.of(w.service), ev.At, w.held)
			e.end(ev.Call)
		}
	case AgentLeftCall:
		if !ev.Outbound {
			e.handling[ev.Agent] = handled{ev.Service, ev.Talk + ev.Hold}
		}
	case CallLeft:
		e.end(ev.Call)
	case CallEnded:
		if w, ok := e.waiting[ev.Call]; ok && ev.Outcome == AbandonedQueue {
			p := e.of(w.service)
			p.gaveUp += (1 - p.gaveUp) / estimateShare
		}
		e.end(ev.Call)
	}
}

// handled counts a talk with its wrap-up once that is over.
func (e *Estimate) handled(ev AgentStateChanged) {
	h, ok := e.handling[ev.Agent]
	if !ok || ev.To == WrapUp {
		return
	}
	delete(e.handling, ev.Agent)
	if ev.From == WrapUp {
		h.talk += ev.At.Sub(ev.FromSince)
	}
	if p := e.services[h.service]; p != nil {
		p.handle = mean(p.handle, p.handled, h.talk)
		p.handled++
	}
}

// taken counts an answer: the line has moved by one, unless there was none.
func (e *Estimate) taken(p *pace, at Time, held bool) {
	if held || p.waiting > 1 {
		p.gap = mean(p.gap, p.gaps, at.Sub(p.since))
		p.gaps++
		p.last = at
		p.gaveUp -= p.gaveUp / estimateShare
	}
	p.since = at
}

func (e *Estimate) agent(a Agent) {
	list := make([]ServiceID, len(a.Services))
	for i, m := range a.Services {
		list[i] = m.Service
	}
	e.serves[a.ID] = list
}

// works reports whether an agent in a state will take calls before long.
func works(s AgentState) bool { return s != LoggedOut && s != NotReady && s != "" }

func (e *Estimate) enter(id AgentID, s AgentState, _ Reason) {
	d := count(works(s)) - count(works(e.at[id]))
	e.at[id] = s
	for _, sv := range e.serves[id] {
		e.of(sv).working += d
	}
}

// Wait estimates the wait of who has so many before, at the time now; false where nothing
// can be said: nobody works for the service, or nothing is known of it.
func (e *Estimate) Wait(id ServiceID, ahead int, now Time) (time.Duration, bool) {
	p := e.services[id]
	if p == nil || p.working <= 0 {
		return 0, false
	}
	places := float64(ahead)*(1-p.gaveUp) + 1
	switch {
	case p.gaps >= estimateLeast && now.Sub(p.last) <= estimateFresh:
		return time.Duration(places * float64(p.gap)), true
	case p.handled > 0:
		return time.Duration(places * float64(p.handle) / float64(p.working)), true
	}
	return 0, false
}
