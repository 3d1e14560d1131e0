package chat

// end ends r for good. It is among the chatbot's ended rooms where the bot led it and no
// agent ever had it, else among those of the agents (C7, C39, C51, C74).
func (h *House) end(r *room, t EndType, who Who) {
	with := Ended
	if r.hasBot() && r.Assigned == 0 {
		with = BotEnded
	}
	last := r.Agent
	h.detach(r)
	r.Agent = last
	h.setStatus(r, with)
	r.EndType, r.EndedAt = t, h.now
	h.setPassed(r, nil)
	h.timers.drop(&r.timer)
	delete(h.rooms, r.ID)
	delete(h.visitors, r.Visitor)
	h.emit(RoomEnded{Room: r.ID, Type: t, Who: who, At: h.now})
	h.free(r, MonitorRoomEnded)
}

// endByVisitor is the customer's leaving for good.
func (h *House) endByVisitor(c EndByVisitor) {
	r := h.rooms[c.Room]
	if r == nil {
		h.refuse(c, NoSuchRoom)
		return
	}
	h.say(r, OnEndByCustomer, nil)
	h.end(r, EndByCustomer, Who{})
}

// endByPerson is the end by the agent who has the room, or by a manager.
func (h *House) endByPerson(c End) {
	r := h.rooms[c.Room]
	switch {
	case r == nil:
		h.refuse(c, NoSuchRoom)
	case c.Manager && r.Status == Waiting && h.policy.Method != Manual:
		h.say(r, OnEndedInWaiting, nil)
		h.end(r, EndByManager, c.Who)
	case !r.Status.Taken():
		h.refuse(c, WrongStatus)
	case !c.Manager && c.Who.Agent != r.Agent:
		h.refuse(c, NotYours)
	default:
		t := EndByAgent
		if c.Manager {
			t = EndByManager
		}
		h.say(r, OnEnd, nil)
		h.end(r, t, c.Who)
	}
}

// block ends a room whose visitor is blocked, whoever has it (C50): where blocking is offered
// (C49) an agent may have got it meanwhile, or the visitor has begun another one since.
func (h *House) block(c Block) {
	r := h.rooms[c.Room]
	if r == nil {
		h.refuse(c, NoSuchRoom)
		return
	}
	r.Blocked = true
	h.emit(RoomBlocked{Room: r.ID, Who: c.Who, At: h.now})
	h.say(r, OnBlock, nil)
	h.end(r, EndByManager, c.Who)
}
