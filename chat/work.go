package chat

// onDuty reports whether a person may give rooms to an agent (C64): taken part in chat at all
// and not off for the day. Breaks and meals do not matter here (C67).
func (a *agent) onDuty() bool { return !a.Agent.Excluded && a.Duty != DutyOff }

// take is 상담 접수로 변경 (C27).
func (h *House) take(c Take) {
	r, a := h.rooms[c.Room], h.agent(c.Who.Agent)
	switch {
	case r == nil:
		h.refuse(c, NoSuchRoom)
	case a == nil:
		h.refuse(c, NoSuchAgent)
	case h.policy.Method == Automatic:
		h.refuse(c, NotManual)
	case r.Status != Waiting:
		h.refuse(c, WrongStatus)
	case !a.onDuty():
		h.refuse(c, NotOnDuty)
	default:
		h.assign(r, a, assignment{how: ByTake, who: c.Who, on: OnTaken})
	}
}

// give assigns what waits, and hands over what an agent has (C31, C63, C64).
func (h *House) give(c Give) {
	r, a := h.rooms[c.Room], h.agent(c.To)
	switch {
	case r == nil:
		h.refuse(c, NoSuchRoom)
	case a == nil:
		h.refuse(c, NoSuchAgent)
	case r.Status == WithBot:
		h.refuse(c, WrongStatus)
	case r.Agent == c.To:
		h.refuse(c, Unchanged)
	case !a.onDuty():
		h.refuse(c, NotOnDuty)
	case r.Status == Waiting:
		h.assign(r, a, assignment{how: ByGive, who: c.Who, on: OnGiven})
	default:
		h.assign(r, a, assignment{how: ByHandOver, who: c.Who, on: OnHandOver})
	}
}

// putBack lets a room wait again that an agent has.
func (h *House) putBack(c PutBack) {
	r := h.rooms[c.Room]
	switch {
	case r == nil:
		h.refuse(c, NoSuchRoom)
	case !r.Status.Taken():
		h.refuse(c, WrongStatus)
	default:
		h.pass(r)
		h.wait(r, CausePutBack, h.oldPlace(r), RoomWaits{Who: c.Who})
	}
}

// setHeld marks a room not to end by itself, or takes the mark away (C69).
func (h *House) setHeld(c SetHeld) {
	r := h.rooms[c.Room]
	switch {
	case r == nil:
		h.refuse(c, NoSuchRoom)
	case !r.Status.Taken():
		h.refuse(c, WrongStatus)
	case r.Held == c.Held:
		h.refuse(c, Unchanged)
	default:
		r.Held = c.Held
		h.setTimer(r)
		h.touch(r)
		h.emit(HeldChanged{Room: r.ID, Held: c.Held, Who: c.Who, At: h.now})
	}
}

// setCategory changes the category of a room; the title keeps its own (C58, C60).
func (h *House) setCategory(c SetCategory) {
	r := h.rooms[c.Room]
	switch {
	case r == nil:
		h.refuse(c, NoSuchRoom)
	case !h.isMiddle(c.Category):
		h.refuse(c, Malformed)
	case r.Category == c.Category && r.Small == c.Small:
		h.refuse(c, Unchanged)
	default:
		h.recategorise(r, c.Category, r.Titled, c.Small, c.Who)
	}
}

// recategorise changes what a room is about, where it changes.
func (h *House) recategorise(r *room, to, titled CategoryID, small string, who Who) {
	if r.Category == to && r.Titled == titled && r.Small == small {
		return
	}
	from := r.Category
	if r.Status == Waiting {
		h.lineDown(r)
	}
	r.Category, r.Titled, r.Small = to, titled, small
	if r.Status == Waiting {
		h.lineUp(r)
		h.look = true // other agents may take it
	}
	h.touch(r)
	h.emit(CategoryChanged{Room: r.ID, From: from, To: to, Titled: titled, Small: small, Who: who, At: h.now})
}
