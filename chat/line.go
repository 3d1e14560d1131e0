package chat

import (
	"cmp"
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// line is waiting rooms by place: since when they wait, then Turn, then id.
type line []*room

func byPlace(a, b *room) int {
	return cmp.Or(cmp.Compare(a.WaitSince, b.WaitSince), cmp.Compare(a.Turn, b.Turn), cmp.Compare(a.ID, b.ID))
}

func (l *line) add(r *room) {
	i, in := slices.BinarySearchFunc(*l, r, byPlace)
	if !in {
		*l = slices.Insert(*l, i, r)
	}
}

func (l *line) drop(r *room) {
	if i, in := slices.BinarySearchFunc(*l, r, byPlace); in {
		*l = slices.Delete(*l, i, i+1)
	}
}

// enterLine puts a room that waits among the others.
func (h *House) enterLine(r *room) {
	h.waiting.add(r)
	h.lineUp(r)
}

// lineUp puts a room that waits where distribution looks, or apart where it is stale.
func (h *House) lineUp(r *room) {
	if r.Stale {
		h.stale[r.ID] = r
		if h.now.Sub(lastWord(r)) <= BacklogWithin {
			h.wrote[r.ID] = r
		}
		return
	}
	l := h.lines[r.Category]
	if l == nil {
		l = &line{}
		h.lines[r.Category] = l
	}
	l.add(r)
}

// lineDown undoes lineUp; the category must be the one of then.
func (h *House) lineDown(r *room) {
	delete(h.stale, r.ID)
	delete(h.wrote, r.ID)
	if l := h.lines[r.Category]; l != nil {
		l.drop(r)
		if len(*l) == 0 {
			delete(h.lines, r.Category)
		}
	}
}

func (h *House) leaveLine(r *room) {
	h.waiting.drop(r)
	h.lineDown(r)
}

// lastWord is the customer's last message, or the request where that is later.
func lastWord(r *room) acd.Time { return max(r.CustomerAt, r.Requested) }

// distributing reports whether rooms are given by themselves now: in working hours, not in the
// manual method (C32), and not in the meal time of all where that makes rooms wait (C19).
func (h *House) distributing() bool {
	return h.open && h.policy.Method != Manual && (!h.meal || h.policy.MealTime != Queue)
}

// emptying reports whether what waits is distributed by itself now (C30, C33).
func (h *House) emptying() bool {
	return h.distributing() && h.policy.Backlog && h.now >= h.backlogFrom()
}

// backlogFrom is when the distribution of what waits begins today (C33).
func (h *House) backlogFrom() acd.Time { return h.began.Add(h.policy.BacklogDelay) }

// settle distributes what waits, in the order of places, as long as an agent may take
// something (C30). It runs when something happened by which an agent appears (C34) or a room
// comes to wait or to be seen again: look. Messages are not among that (C40), and neither is
// monitoring. Left out are rooms whose customer wrote longer than BacklogWithin ago (C35) and
// those that wait for their profile (C24).
func (h *House) settle() {
	if !h.look {
		return
	}
	h.revive()
	h.distribute()
	h.look = false
}

// distribute gives what waits to who may take it, as long as there is such a pair.
func (h *House) distribute() {
	if !h.emptying() {
		return
	}
	for r := h.nextFromLine(); r != nil; r = h.nextFromLine() {
		a, why := h.pick(r, strict)
		h.assign(r, a, assignment{how: ByBacklog, why: why, on: OnBacklog})
	}
}

// revive lets rooms whose customer wrote again be distributed again (C35).
func (h *House) revive() {
	for _, r := range sorted(h.wrote) {
		if h.now.Sub(lastWord(r)) <= BacklogWithin {
			h.lineDown(r)
			r.Stale = false
			h.lineUp(r)
			h.setTimer(r)
			h.touch(r)
		}
	}
}

// nextFromLine is the first waiting room that an agent may take; nil where there is none. It
// looks at the agents once, and then at the first rooms of each category.
func (h *House) nextFromLine() *room {
	if len(h.lines) == 0 {
		return nil
	}
	var able []*agent
	for _, a := range h.agents {
		if h.againstAny(a, strict) == "" && a.open() < a.Agent.Cap {
			able = append(able, a)
		}
	}
	if len(able) == 0 {
		return nil
	}
	var first *room
	for category, l := range h.lines {
		here := able
		if h.policy.ByCategory {
			here = slices.DeleteFunc(slices.Clone(able), func(a *agent) bool { return !slices.Contains(a.Agent.Categories, category) })
		}
		if r := h.firstOf(*l, here); r != nil && (first == nil || byPlace(r, first) < 0) {
			first = r
		}
	}
	return first
}

// firstOf is the first room of a line that one of the agents may take.
func (h *House) firstOf(l line, able []*agent) *room {
	if len(able) == 0 {
		return nil
	}
	for _, r := range l {
		if !h.withheld(r) && slices.ContainsFunc(able, func(a *agent) bool { return !h.passed(r, a) }) {
			return r
		}
	}
	return nil
}

// withheld reports whether a room waits for its profile (C24).
func (h *House) withheld(r *room) bool {
	return r.Profile == ProfileEmpty && h.policy.NoProfile == Queue
}

// sorted returns the rooms of an index by id.
func sorted(m map[RoomID]*room) []*room {
	list := make([]*room, 0, len(m))
	for _, r := range m {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b *room) int { return cmp.Compare(a.ID, b.ID) })
	return list
}
