package chat

import (
	"cmp"
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// assignment is how a room comes to an agent, and what goes out with it.
type assignment struct {
	how How
	who Who
	why Explanation
	on  Occasion
}

// assign gives r to a: it is received, whoever had it before.
func (h *House) assign(r *room, a *agent, by assignment) {
	from := r.Agent
	h.detach(r)
	h.setStatus(r, Received)
	r.Agent, r.Last, r.Assigned = a.Agent.ID, a.Agent.ID, h.now
	h.setPassed(r, h.passesBut(r, a.Agent.ID))
	a.Received++
	a.NewAt = h.now
	h.touchAgent(a)
	h.setTimer(r)
	h.emit(RoomAssigned{Room: r.ID, To: a.Agent.ID, From: from, How: by.how, Who: by.who, Why: by.why, At: h.now})
	h.say(r, by.on, a)
}

// wait lets r wait for cause at the place of since. told carries who had it, who did it and why.
func (h *House) wait(r *room, cause WaitCause, since acd.Time, told RoomWaits) {
	told.Room, told.Cause, told.From, told.At = r.ID, cause, r.Agent, h.now
	h.detach(r)
	h.setStatus(r, Waiting)
	if r.WaitSince != since {
		r.Turn = h.nextTurn(since)
	}
	r.Cause, r.WaitSince = cause, since
	r.Stale = h.now.Sub(lastWord(r)) > BacklogWithin
	h.enterLine(r)
	h.setTimer(r)
	h.emit(told)
}

// oldPlace is the place to which a room returns that was taken from its agent: its own where
// that agent never answered, else a new one.
func (h *House) oldPlace(r *room) acd.Time {
	switch {
	case r.Status == InProgress:
		return h.now
	case r.WaitSince != 0:
		return r.WaitSince
	}
	return r.Requested
}

// nextTurn is behind all that wait since then.
func (h *House) nextTurn(since acd.Time) uint64 {
	i, _ := slices.BinarySearchFunc(h.waiting, since+1, func(r *room, t acd.Time) int { return cmp.Compare(r.WaitSince, t) })
	if i == 0 || h.waiting[i-1].WaitSince != since {
		return 0
	}
	return h.waiting[i-1].Turn + 1
}

// detach takes r from its agent or its line. An agent who has one less may be given another.
func (h *House) detach(r *room) {
	switch r.Status {
	case Waiting:
		h.leaveLine(r)
		r.Stale = false
	case Received, InProgress:
		if a := h.agent(r.Agent); a != nil {
			if r.Status == Received {
				a.Received--
			} else {
				a.Running--
			}
			h.touchAgent(a)
		}
		r.Agent = Robot
		h.look = true
	}
}

// setStatus moves r between the counts.
func (h *House) setStatus(r *room, s Status) {
	if n := h.counts.of(r.Status); n != nil {
		*n--
	}
	if n := h.counts.of(s); n != nil {
		*n++
	}
	r.Status = s
	h.touch(r)
}

// takeBack takes a received room from an agent who let it lie (Policy.AnswerWithin): to
// another who may, else it waits at its old place.
func (h *House) takeBack(r *room) {
	h.pass(r)
	if h.distributing() && !h.withheld(r) {
		if to, why := h.pick(r, strict); to != nil {
			h.assign(r, to, assignment{how: ByTakeBack, why: why, on: OnTakenBack})
			return
		}
	}
	h.wait(r, CauseTakenBack, h.oldPlace(r), RoomWaits{})
}

// pass notes that r is not given to its agent again for a while.
func (h *House) pass(r *room) {
	h.setPassed(r, append(h.passesBut(r, r.Agent), Pass{Agent: r.Agent, Until: h.now.Add(PassRest)}))
}

func (h *House) setPassed(r *room, list []Pass) {
	r.Passed = list
	if len(list) > 0 {
		h.lain[r.ID] = r
	} else {
		delete(h.lain, r.ID)
	}
}

// passesBut returns a new list of the passes of r that hold, without an agent's.
func (h *House) passesBut(r *room, id acd.AgentID) []Pass {
	var list []Pass
	for _, p := range r.Passed {
		if p.Agent != id && p.Until > h.now {
			list = append(list, p)
		}
	}
	return list
}

// availableAnew forgets what an agent passed.
func (h *House) availableAnew(id acd.AgentID) {
	for _, r := range h.lain {
		if slices.ContainsFunc(r.Passed, func(p Pass) bool { return p.Agent == id }) {
			h.setPassed(r, h.passesBut(r, id))
			h.setTimer(r)
			h.touch(r) // told by id
		}
	}
}
