package sip

import (
	"context"
	"errors"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
)

// dispatch reads the floor's events once and hands each to its call.
func (s *Server) dispatch(ctx context.Context, r EventReader) {
	for {
		evs, err := r.Next(ctx)
		switch {
		case errors.Is(err, floor.ErrLagged):
			s.catchUp(ctx, r)
			continue
		case err != nil:
			if ctx.Err() == nil && !errors.Is(err, floor.ErrClosed) {
				s.log.Error().Err(err).Msg("the floor's events cannot be read any more")
			}
			return
		}
		var due []*call // idle ones, to be run once their events are in
		for _, e := range evs {
			s.note(e.Event)
			s.countDialled(e.Event)
			id := callOf(e.Event)
			if id == "" {
				continue
			}
			c := s.callFor(id)
			if _, over := e.Event.(acd.CallEnded); over {
				s.overSecond(id)
			}
			if c != nil {
				ev := e.Event
				switch ev.(type) {
				case acd.CallDiverted, acd.CallDialled: // names of trunks may have to be looked up
					c.box.apart.Store(true)
				}
				if idle, _ := c.box.add(func() { c.onEvent(ev) }, false); idle {
					due = append(due, c)
				}
			} else if ev, dialled := e.Event.(acd.CallDialled); dialled && ev.CustomerFirst {
				s.callCustomer(ev)
			} else if dialled && ev.About == "" && !ev.Callback {
				s.clickToCall(ev)
			} else if ev, offered := e.Event.(acd.CallOffered); offered && ev.Callback {
				s.takePromise(ev)
			} else if offered || dialled {
				// A call that is no more here holds an agent. If the floor is too busy
				// to hear it, the next offer says it again.
				_ = s.floor.Post(acd.HangUp{Call: id, By: acd.BySystem, Cause: acd.CauseFailed})
			}
		}
		for i, c := range due {
			if i < len(due)-1 {
				go c.work(true)
			} else {
				c.box.run()
			}
		}
	}
}

// callFor returns the call of the edge to which the floor's call id belongs: itself, or
// the one whose second call it is.
func (s *Server) callFor(id acd.CallID) *call {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.calls[id]; c != nil {
		return c
	}
	return s.seconds[id]
}

// note keeps what the edge must know before a call is asked: which call is the second
// of which, and in which call an agent talks.
func (s *Server) note(ev acd.Event) {
	switch ev.(type) {
	case acd.ConsultStarted, acd.CallConnected, acd.DialConnected, acd.CallTaken, acd.AgentLeftCall:
	default:
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	talks := func(agent acd.AgentID, id acd.CallID) {
		if c := s.calls[id]; c != nil && agent != "" {
			s.talks[agent] = c
		}
	}
	switch ev := ev.(type) {
	case acd.ConsultStarted:
		if c := s.calls[ev.Call]; c != nil {
			s.seconds[ev.Second] = c
		}
	case acd.CallConnected:
		talks(ev.Agent, ev.Call)
	case acd.DialConnected:
		talks(ev.Agent, ev.Call)
	case acd.CallTaken:
		talks(ev.Agent, ev.Call)
	case acd.AgentLeftCall:
		if !ev.Stays {
			delete(s.talks, ev.Agent)
		}
	}
}

func (s *Server) overSecond(id acd.CallID) {
	s.mu.Lock()
	delete(s.seconds, id)
	s.mu.Unlock()
}

// talkOf returns the call in which an agent talks and may consult, nil for none.
func (s *Server) talkOf(agent acd.AgentID) *call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.talks[agent]
}

// callOf returns the call that an event is about, or "" for events that do not
// concern the edge.
func callOf(ev acd.Event) acd.CallID {
	switch ev := ev.(type) {
	case acd.CallArrived:
		return ev.Call
	case acd.CallReached:
		return ev.Call
	case acd.CallRefused:
		return ev.Call
	case acd.CallLeft:
		return ev.Call
	case acd.CallQueued:
		return ev.Call
	case acd.CallDialled:
		return ev.Call
	case acd.CallOffered:
		return ev.Call
	case acd.OfferEnded:
		return ev.Call
	case acd.OfferAccepted:
		return ev.Call
	case acd.LateAnswer:
		return ev.Call
	case acd.AgentLeftCall:
		return ev.Call
	case acd.CallReturned:
		return ev.Call
	case acd.CallEnded:
		return ev.Call
	case acd.ConsultStarted:
		return ev.Call
	case acd.CallTaken:
		return ev.Call
	case acd.CallJoined:
		return ev.Call
	case acd.CallDiverted:
		return ev.Call
	case acd.CallMuted:
		return ev.Call
	case acd.Refused:
		return ev.Call
	}
	return ""
}

// catchUp starts again from a snapshot after the dispatcher has fallen too far
// behind. The floor is told to end every call, with one outcome; those that the
// snapshot does not know get no event of it and are hung up here. They may have ended
// long ago (then the floor hears it too late), or have begun since.
func (s *Server) catchUp(ctx context.Context, r EventReader) {
	st, cursor, err := s.floor.Snapshot(ctx)
	if err != nil {
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
		return
	}
	r.Reset(cursor)
	s.mu.Lock()
	clear(s.seconds)
	clear(s.talks)
	s.mu.Unlock()
	s.log.Error().Msg("the SIP edge fell behind the floor; calls in progress are ended")
	live := map[acd.CallID]bool{}
	for _, c := range st.Calls {
		live[c.ID] = true
	}
	for _, c := range s.list() {
		c.box.post(func() {
			if !c.enqueued || c.ended {
				return
			}
			c.tell(acd.HangUp{Call: c.id, By: acd.BySystem, Cause: acd.CauseFailed})
			if !live[c.id] {
				c.ended = true
				c.release("lost", 500)
			}
		})
	}
}
