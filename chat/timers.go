package chat

import (
	"cmp"
	"container/heap"

	"github.com/callfloor/callfloor/acd"
)

// Kinds of deadlines; of those at the same time the first happens first, then by id.
const (
	backlogTimer    = iota // the distribution of what waits begins (C33)
	supervisorTimer        // SupervisorGrace is over
	roomTimer
)

// timer is one deadline, part of what it is for.
type timer struct {
	at         acd.Time
	kind       int
	id         string
	place      int // 1-based index in the heap; 0: not set
	room       *room
	supervisor *supervisor
}

// timers is every deadline, the next first.
type timers struct {
	heap    deadlines
	backlog timer
}

func (t *timers) next() (acd.Time, bool) {
	if len(t.heap) == 0 {
		return 0, false
	}
	return t.heap[0].at, true
}

func (t *timers) put(x *timer, at acd.Time) {
	if x.place != 0 {
		if x.at != at {
			x.at = at
			heap.Fix(&t.heap, x.place-1)
		}
		return
	}
	x.at = at
	heap.Push(&t.heap, x)
}

func (t *timers) drop(x *timer) {
	if x.place != 0 {
		heap.Remove(&t.heap, x.place-1)
	}
}

// deadlines is a container/heap that tells each timer its place.
type deadlines []*timer

func (d deadlines) Len() int { return len(d) }
func (d deadlines) Less(i, j int) bool {
	a, b := d[i], d[j]
	return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.kind, b.kind), cmp.Compare(a.id, b.id)) < 0
}

func (d deadlines) Swap(i, j int) {
	d[i], d[j] = d[j], d[i]
	d[i].place, d[j].place = i+1, j+1
}

func (d *deadlines) Push(x any) {
	*d = append(*d, x.(*timer))
	(*d)[len(*d)-1].place = len(*d)
}

func (d *deadlines) Pop() any {
	last := len(*d) - 1
	x := (*d)[last]
	(*d)[last] = nil
	*d = (*d)[:last]
	x.place = 0
	return x
}

// fireDue lets what is due at or before now happen, each at its own time, with what follows.
func (h *House) fireDue(now acd.Time) {
	for at, ok := h.timers.next(); ok && at <= now; at, ok = h.timers.next() {
		h.now = max(h.now, at)
		switch x := h.timers.heap[0]; x.kind {
		case backlogTimer:
			h.timers.drop(x)
			h.look = true
		case supervisorTimer:
			h.dismiss(x.supervisor, MonitorLost)
		case roomTimer:
			h.fireRoom(x.room)
		}
		h.settle()
	}
}

// due is what a deadline of a room does.
type due int

const (
	never   due = iota
	ends        // by itself: EndBot, EndIdle, EndUndistributed
	expires     // Policy.AnswerWithin is over
	passes      // PassRest is over for an agent
	ages        // older than BacklogWithin
)

// roomDeadline is what happens to r by itself next, and when. Of two at the same time it is
// the end.
func (h *House) roomDeadline(r *room) (at acd.Time, what due) {
	first := func(t acd.Time, w due) {
		if what == never || t < at {
			at, what = t, w
		}
	}
	p := &h.policy
	switch r.Status {
	case WithBot:
		if p.BotIdle > 0 {
			first(r.LastAt.Add(p.BotIdle), ends)
		}
	case Waiting:
		if p.Method == Manual && p.UndistributedEnd > 0 && !r.Held {
			first(r.WaitSince.Add(p.UndistributedEnd), ends)
		}
		for _, x := range r.Passed {
			first(x.Until, passes)
		}
		if !r.Stale {
			first(lastWord(r).Add(BacklogWithin)+1, ages)
		}
	case Received:
		if p.AnswerWithin > 0 {
			first(r.Assigned.Add(p.AnswerWithin), expires)
		}
	case InProgress:
		if p.IdleEnd > 0 && !r.Held && r.Unanswered == 0 {
			first(max(r.CustomerAt, r.AgentAt).Add(p.IdleEnd), ends)
		}
	}
	return at, what
}

// setTimer sets the deadline of r anew. It follows every change of what it depends on.
func (h *House) setTimer(r *room) {
	at, what := h.roomDeadline(r)
	if what == never {
		h.timers.drop(&r.timer)
		return
	}
	h.timers.put(&r.timer, at)
}

// setBacklogTimer sets when the distribution of what waits begins today.
func (h *House) setBacklogTimer() {
	b := &h.timers.backlog
	if h.open && h.policy.BacklogDelay > 0 && h.backlogFrom() > h.now {
		h.timers.put(b, h.backlogFrom())
		return
	}
	h.timers.drop(b)
}

// fireRoom lets the next deadline of r happen.
func (h *House) fireRoom(r *room) {
	switch _, what := h.roomDeadline(r); what {
	case ends:
		h.endByItself(r)
	case expires:
		h.takeBack(r)
	case passes:
		h.setPassed(r, h.passesBut(r, Robot))
		h.setTimer(r)
		h.touch(r)
		h.look = true
	case ages:
		h.lineDown(r)
		r.Stale = true
		h.lineUp(r)
		h.setTimer(r)
		h.touch(r)
	}
}

// endByItself ends a room in which nobody wrote, or that nobody took (C37 to C39).
func (h *House) endByItself(r *room) {
	switch r.Status {
	case WithBot:
		h.end(r, EndBot, Who{})
	case Waiting:
		h.say(r, OnUndistributed, nil)
		h.end(r, EndUndistributed, Who{})
	default:
		h.say(r, OnEnd, nil)
		h.end(r, EndIdle, Who{})
	}
}
