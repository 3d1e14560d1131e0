package acd

import (
	"errors"
	"fmt"
)

// Check verifies every invariant and describes the first one that is broken.
// It scans everything: for tests, the explorer and replay.
//
// The agents, calls and services are the facts; every index, counter and timer
// is compared with what a naive look at the facts gives.
func (f *Floor) Check() error {
	for _, a := range f.sortedAgents() {
		if err := f.checkAgent(a); err != nil {
			return fmt.Errorf("agent %s: %w", a.Agent.ID, err)
		}
	}
	for _, c := range f.sortedCalls() {
		if err := f.checkCall(c); err != nil {
			return fmt.Errorf("call %s: %w", c.ID, err)
		}
	}
	waiting := 0
	for c := range f.calls.all() {
		waiting += count(c.Phase == Waiting && !c.promised())
	}
	if waiting != f.waiting {
		return fmt.Errorf("counts %d waiting calls, there are %d", f.waiting, waiting)
	}
	calls := f.callsByService()
	for _, s := range f.sortedServices() {
		if err := f.checkService(s, calls[s]); err != nil {
			return fmt.Errorf("service %s: %w", s.ID, err)
		}
	}
	return errors.Join(f.checkNoPair(calls), f.checkTimers(), f.checkSticky(), f.checkSettled())
}

// checkAgent: one state, at most one call, busy exactly while a call is live
// (I-01, I-12), a deadline for each state that ends by itself (I-08).
func (f *Floor) checkAgent(a *agent) error {
	busy := a.State == Ringing || a.State == Talking || a.State == Dialing || a.State == TalkingOutbound
	switch {
	case f.agents[a.Agent.ID] != a:
		return errors.New("not in the table under its name")
	case busy != (a.on != nil):
		return fmt.Errorf("%s, but its call is %v", a.State, a.on)
	case a.State == Ready && !a.Reachable:
		return errors.New("ready without a reachable phone")
	case a.Wanted != (a.State == NotReady && a.Reason == Unreachable):
		return fmt.Errorf("wanted is %t in %s (%s)", a.Wanted, a.State, a.Reason)
	case a.Wanted && a.Reachable:
		return errors.New("waits for a phone that is reachable")
	case (a.Reason != "") != (a.State == NotReady):
		return fmt.Errorf("reason %q in state %s", a.Reason, a.State)
	case (a.State == Ringing || a.State == Dialing) && (a.Deadline <= f.now || a.Deadline > f.now.Add(maxSetting)):
		return fmt.Errorf("%s until %d", a.State, a.Deadline)
	case (a.Call != "") != (busy || a.State == WrapUp):
		return fmt.Errorf("call %q in state %s", a.Call, a.State)
	case a.on != nil && a.Call != a.on.ID:
		return fmt.Errorf("says call %s, is on %s", a.Call, a.on.ID)
	case a.Next != "" && !busy && a.State != WrapUp:
		return fmt.Errorf("next state %s in state %s", a.Next, a.State)
	case a.Since > f.now || a.IdleSince > f.now || a.LoginAt > f.now:
		return errors.New("a time in the future")
	case a.State == LoggedOut && a.LoginAt != 0:
		return errors.New("logged out with a log-in time")
	case a.RestUntil > f.now.Add(RestAfterMiss):
		return fmt.Errorf("rests until %d", a.RestUntil)
	case a.Today.DayAt != f.dayAt:
		return fmt.Errorf("day began at %d, floor's at %d", a.Today.DayAt, f.dayAt)
	case a.freed:
		return errors.New("still to be matched")
	}
	if err := a.checkTimes(); err != nil {
		return err
	}
	if a.on == nil {
		return nil
	}
	return f.checkPair(a, a.on)
}

// checkTimes: the times in states add up to the time logged in (I-07).
func (a *agent) checkTimes() error {
	t := a.Today
	if sum := t.Talk + t.TalkOut + t.Ready + t.Ring + t.Dial + t.Wrap + t.NotReady; sum != t.Login {
		return fmt.Errorf("times in states add up to %s, logged in %s", sum, t.Login)
	}
	if t.Away < 0 || t.Away > t.NotReady {
		return fmt.Errorf("away for %s, not ready for %s", t.Away, t.NotReady)
	}
	return nil
}

// checkPair: the agent and its call name each other, in states that fit.
func (f *Floor) checkPair(a *agent, c *call) error {
	want := agentStateIn(c.Phase)
	ringing := c.Phase == Offered || c.Phase == Connecting
	if c.Phase == DialingOut || c.Phase == TalkingOut {
		if c.agent != a { // called by a colleague
			want = peerStateIn(c.Phase)
			ringing = c.Phase == DialingOut
			if c.Phase == TalkingOut && c.peer != a {
				return fmt.Errorf("talks in call %s, its peer is %q", c.ID, c.Peer)
			}
		}
	} else if (c.Phase == Offered) == (c.agent == a) {
		return fmt.Errorf("call %s in phase %s has agent %q", c.ID, c.Phase, c.Agent)
	}
	switch {
	case f.calls.find(c.ID) != c:
		return fmt.Errorf("on call %s, which is over", c.ID)
	case want != a.State:
		return fmt.Errorf("%s on call %s, which is %s", a.State, c.ID, c.Phase)
	case a.Service != c.Service:
		return fmt.Errorf("serves %q, its call is of %q", a.Service, c.Service)
	}
	if ringing != (a.offer != 0) || (ringing && c.offerIndex(a.offer) < 0) {
		return fmt.Errorf("offer %d is not one of call %s", a.offer, c.ID)
	}
	return nil
}

// peerStateIn is the state of an agent whom a colleague calls.
func peerStateIn(p CallPhase) AgentState {
	if p == DialingOut {
		return Ringing
	}
	return Talking
}

// agentStateIn is the state of the agents of a call in phase p.
func agentStateIn(p CallPhase) AgentState {
	switch p {
	case Offered:
		return Ringing
	case Connecting, Connected:
		return Talking
	case DialingOut:
		return Dialing
	case TalkingOut:
		return TalkingOutbound
	}
	return ""
}

// parts says whether a call in phase p has live offers and an agent.
func parts(p CallPhase) (offers, agent, known bool) {
	switch p {
	case Waiting:
		return false, false, true
	case Offered:
		return true, false, true
	case Connecting:
		return true, true, true
	case Connected:
		return false, true, true
	}
	return false, false, false
}

// checkCall: the phase fits offers and agent (I-02), waiting times are right and
// none has passed unseen.
func (f *Floor) checkCall(c *call) error {
	outside := c.Phase == DialingOut || c.Phase == TalkingOut || c.Phase == InMenu
	offers, agent, known := parts(c.Phase)
	switch {
	case !known && !outside:
		return fmt.Errorf("phase %q", c.Phase)
	case f.calls.find(c.ID) != c:
		return errors.New("not in the table under its name")
	case known && (offers != (len(c.Offers) > 0) || agent != (c.agent != nil)):
		return fmt.Errorf("%s with %d offers and agent %q", c.Phase, len(c.Offers), c.Agent)
	case len(c.rung) != len(c.Offers):
		return fmt.Errorf("%d offers ring %d agents", len(c.Offers), len(c.rung))
	case c.Phase == Connecting && len(c.Offers) != 1:
		return fmt.Errorf("connecting with %d offers", len(c.Offers))
	case (c.agent != nil) != (c.Agent != "") || (c.agent != nil && (c.agent.Agent.ID != c.Agent || c.agent.on != c)):
		return fmt.Errorf("agent %q does not know it", c.Agent)
	case !outside && c.svc == nil, outside && c.svc != nil && (c.Diverted == "" || c.Phase == TalkingOut):
		return fmt.Errorf("%s in service %q", c.Phase, c.Service)
	case c.Muted && c.agent == nil, c.PeerMuted && c.peer == nil:
		return errors.New("muted without an agent")
	case c.freed:
		return errors.New("still to be matched")
	case c.Back != 0 && !queued(c.Phase):
		return fmt.Errorf("%s, waits since it came back at %d", c.Phase, c.Back)
	case (c.GivenBy != "") != (c.GivenTo != ""), c.GivenBy != "" && c.talks():
		return fmt.Errorf("%s, given by %q to %q", c.Phase, c.GivenBy, c.GivenTo)
	case len(c.HeldBy) > 0 && c.Phase != Connected && c.Phase != TalkingOut:
		return fmt.Errorf("held while %s", c.Phase)
	}
	for i, o := range c.Offers {
		a := f.agents[o.Agent]
		if a == nil || a != c.rung[i] || a.on != c || a.offer != o.ID || o.Deadline <= f.now || (i > 0 && o.ID <= c.Offers[i-1].ID) {
			return fmt.Errorf("offer %d to %s is not live", o.ID, o.Agent)
		}
	}
	if err := f.checkSecond(c); err != nil {
		return err
	}
	if outside {
		if err := f.checkOutside(c); err != nil {
			return err
		}
	}
	if c.svc == nil {
		return nil
	}
	return f.checkQueued(c)
}

// checkOutside: who is in a call outside services. One without an agent is a second
// call, or was given to a number; one colleague at most is called.
func (f *Floor) checkOutside(c *call) error {
	if c.Phase == InMenu {
		if c.agent != nil || c.peer != nil || len(c.Offers) > 0 || c.GiveUp <= f.now || c.Behalf == "" || c.Callback || c.About != "" || c.Diverted != "" {
			return fmt.Errorf("in a menu of %q until %d with agent %q, about %q, diverted %q", c.Behalf, c.GiveUp, c.Agent, c.About, c.Diverted)
		}
		return nil
	}
	switch {
	case c.Ends != "" && (c.agent != nil || c.Diverted == ""):
		return fmt.Errorf("ends as %s with agent %q, diverted %q", c.Ends, c.Agent, c.Diverted)
	case (c.agent == nil) != (c.About != "" || c.Diverted != ""):
		return fmt.Errorf("%s with agent %q, about %q, diverted %q", c.Phase, c.Agent, c.About, c.Diverted)
	case len(c.Offers) > 1 || len(c.Offers) > 0 && c.Phase != DialingOut:
		return fmt.Errorf("%s with %d offers", c.Phase, len(c.Offers))
	case (c.peer != nil) != (c.Peer != "") || c.peer != nil && (c.peer.on != c || c.peer.Agent.ID != c.Peer || c.Phase != TalkingOut):
		return fmt.Errorf("peer %q does not know it", c.Peer)
	case c.Phase == DialingOut && (c.agent == nil && len(c.Offers) == 0) != (c.GiveUp > f.now):
		return fmt.Errorf("dials until %d", c.GiveUp)
	}
	return nil
}

// checkSecond: a call and its second one know each other, and the agent of the
// first is in no other.
func (f *Floor) checkSecond(c *call) error {
	o := c.other
	switch {
	case c.Second != "" && c.About != "":
		return errors.New("second call of a second call")
	case (o != nil) != (c.Second != "" || c.About != ""):
		return fmt.Errorf("second %q, about %q, and knows %v", c.Second, c.About, o)
	case c.Joined && (c.Second == "" || !o.talks()):
		return errors.New("three of two")
	case o == nil:
		return nil
	case o.other != c || f.calls.find(o.ID) != o:
		return fmt.Errorf("call %s does not know it", o.ID)
	case c.Second != "" && (c.Second != o.ID || o.About != c.ID || !c.talks() || c.agent == nil):
		return fmt.Errorf("%s consults by call %s, which is about %q", c.Phase, o.ID, o.About)
	}
	return nil
}

func (f *Floor) checkQueued(c *call) error {
	s := c.svc
	switch {
	case c.Ends != "":
		return fmt.Errorf("in service %s, and ends as %s", c.Service, c.Ends)
	case c.promised() && (c.GiveUp != 0 || c.About != "" || c.Phase == Connecting || c.CustomerFirst && c.Phase == Offered || c.Caller == ""):
		return fmt.Errorf("promised, %s until %d, about %q, to %q", c.Phase, c.GiveUp, c.About, c.Caller)
	case f.services[c.Service] != s:
		return fmt.Errorf("service %q is not in the table", c.Service)
	case c.fig == nil || c.fig.Day != c.Day:
		return fmt.Errorf("counts in another day than %q", c.Day)
	case c.place.in() != (c.Phase == Waiting):
		return fmt.Errorf("%s, in the waiting list: %t", c.Phase, c.place.in())
	case (c.Phase == Waiting || c.Phase == Offered) && !c.Counted && c.Answered != 0:
		return fmt.Errorf("%s, answered at %d", c.Phase, c.Answered)
	case c.Phase == Connected && !c.Counted:
		return errors.New("connected and not counted")
	case !queued(c.Phase):
		return nil
	case c.OpenStep != s.stepAt(f.now.Sub(c.Entered)):
		return fmt.Errorf("level step %d after %s", c.OpenStep, f.now.Sub(c.Entered))
	case c.NextStep != 0 && c.NextStep <= f.now:
		return fmt.Errorf("a step of waiting time was due at %d", c.NextStep)
	case c.Phase == Waiting && c.GiveUp != 0 && c.GiveUp <= f.now:
		return fmt.Errorf("has waited too long since %d", c.GiveUp)
	}
	return nil
}

// checkSettled: nothing waits to be matched between two steps.
func (f *Floor) checkSettled() error {
	if n := len(f.freeAgents) + len(f.freeCalls); n > 0 {
		return fmt.Errorf("%d agents and calls still to be matched", n)
	}
	return nil
}

// checkNoPair: no call waits while an agent who may take it is ready (I-03).
func (f *Floor) checkNoPair(calls map[*service][]*call) error {
	for _, a := range f.agents {
		if !f.available(a) {
			continue
		}
		for _, m := range a.members {
			for _, c := range calls[m.svc] {
				if c.Phase == Waiting && m.Level <= c.svc.open[c.svc.stepAt(f.now.Sub(c.Entered))] {
					return fmt.Errorf("call %s waits while agent %s of level %d is ready", c.ID, a.Agent.ID, m.Level)
				}
			}
		}
	}
	return nil
}

func (f *Floor) checkTimers() error {
	agents, calls := 0, 0
	for _, a := range f.agents {
		at := f.agentDeadline(a)
		if err := checkTimer(f, &f.timers.agents, &a.timer, at); err != nil {
			return fmt.Errorf("agent %s: %w", a.Agent.ID, err)
		}
		agents += count(at != 0)
	}
	for c := range f.calls.all() {
		at, _ := callDeadline(c)
		if err := checkTimer(f, &f.timers.calls, &c.timer, at); err != nil {
			return fmt.Errorf("call %s: %w", c.ID, err)
		}
		calls += count(at != 0)
	}
	if f.timers.agents.len() != agents || f.timers.calls.len() != calls {
		return fmt.Errorf("%d and %d timers run, want %d of agents and %d of calls", f.timers.agents.len(), f.timers.calls.len(), agents, calls)
	}
	return errors.Join(f.timers.agents.check(), f.timers.calls.check())
}

func checkTimer[T any](f *Floor, l *line[T], n *node[T], at Time) error {
	switch {
	case n.in() != (at != 0):
		return fmt.Errorf("timer runs: %t, deadline %d", n.in(), at)
	case n.in() && l.key(n).a != int64(at):
		return fmt.Errorf("timer at %d, deadline %d", l.key(n).a, at)
	case n.in() && at <= f.now:
		return fmt.Errorf("deadline %d has passed", at)
	}
	return nil
}

func (f *Floor) checkSticky() error {
	if n := f.sticky.oldest.Len(); n > MaxSticky || n != len(f.sticky.byCaller) {
		return fmt.Errorf("sticky memory holds %d and %d callers", n, len(f.sticky.byCaller))
	}
	var last Time
	for e := f.sticky.oldest.Front(); e != nil; e = e.Next() {
		l := e.Value.(LastWith)
		if l.At < last || f.services[l.Service] == nil {
			return fmt.Errorf("sticky memory of %s is out of order or of no service", l.Caller)
		}
		last = l.At
	}
	return nil
}

// check: heap order, and every node knows its place.
func (h *heap[T]) check() error {
	for i, s := range h.slots {
		if s.node.place != i+1 || s.node.run != 0 {
			return fmt.Errorf("node at %d thinks it is at %d", i, s.node.place-1)
		}
		if i > 0 && !h.slots[(i-1)/arity].key.before(s.key) {
			return fmt.Errorf("heap order broken at %d", i)
		}
	}
	return nil
}
