package app

import (
	"sync"

	"github.com/callfloor/callfloor/acd"
)

// reasons keeps why each live call was offered to whom, from the offer to the
// end of the call.
type reasons struct {
	mu sync.Mutex
	by map[acd.CallID]map[acd.AgentID]acd.Explanation
}

func newReasons() *reasons { return &reasons{by: map[acd.CallID]map[acd.AgentID]acd.Explanation{}} }

// apply takes one event.
func (r *reasons) apply(ev acd.Event) {
	switch e := ev.(type) {
	case acd.CallOffered:
		r.mu.Lock()
		if r.by[e.Call] == nil {
			r.by[e.Call] = map[acd.AgentID]acd.Explanation{}
		}
		r.by[e.Call][e.Agent] = e.Why
		r.mu.Unlock()
	case acd.CallEnded:
		r.mu.Lock()
		delete(r.by, e.Call)
		r.mu.Unlock()
	}
}

// keep forgets calls that are over, when events may have been missed.
func (r *reasons) keep(live func(acd.CallID) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id := range r.by {
		if !live(id) {
			delete(r.by, id)
		}
	}
}

// of returns why a live call was offered to an agent last; nil when it was not.
func (r *reasons) of(call acd.CallID, agent acd.AgentID) *acd.Explanation {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e, ok := r.by[call][agent]; ok {
		return &e
	}
	return nil
}
