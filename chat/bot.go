package chat

import "slices"

// byBot reports whether a message is the bot's.
func (m Auto) byBot() bool {
	switch m {
	case BotGreeting, BotChoose, BotAnswer, BotForm, BotHours, BotUnknown:
		return true
	}
	return false
}

// hasBot reports whether the bot led the room in the beginning.
func (r *room) hasBot() bool { return r.Bot.Step != "" }

// openRoom begins a room (C1, C3).
func (h *House) openRoom(c Open) {
	switch {
	case c.Room == "" || c.Visitor == "" || c.Category != "" && !h.isMiddle(c.Category):
		h.refuse(c, Malformed)
		return
	case c.Blocked:
		h.refuse(c, BlockedHere)
		return
	case h.rooms[c.Room] != nil || h.visitors[c.Visitor] != nil:
		h.refuse(c, AlreadyOpen)
		return
	}
	r := &room{Room: Room{
		ID: c.Room, Channel: c.Channel, Account: c.Account, Visitor: c.Visitor, Language: c.Language, Previous: c.Previous,
		Status: WithBot, Category: c.Category, Opened: h.now, LastAt: h.now,
	}}
	if r.Category == "" {
		r.Category = h.firstCategory()
	}
	r.Titled = r.Category
	if h.policy.ReturnWithin > 0 && c.EndedAt != 0 && h.now.Sub(c.EndedAt) <= h.policy.ReturnWithin {
		r.Last = c.Last
	}
	if c.NoForm {
		r.Profile = ProfileNone
	}
	r.timer = timer{kind: roomTimer, id: string(r.ID), room: r}
	h.rooms[r.ID], h.visitors[r.Visitor] = r, r
	h.counts.WithBot++
	h.touch(r)
	h.emit(RoomOpened{Room: r.ID, Visitor: r.Visitor, At: h.now})
	if !h.policy.Bot.Use || TraitsOf(r.Channel).Plain {
		h.request(r)
		return
	}
	h.botTo(r, BotState{Step: BotLarge})
	h.postAuto(r, BotGreeting)
	h.setTimer(r)
}

func (h *House) botTo(r *room, s BotState) {
	if r.Bot != s {
		r.Bot = s
		h.touch(r)
		h.emit(BotStepped{Room: r.ID, State: s, At: h.now})
	}
}

// chose puts what the customer pressed into the conversation, before what comes of it.
func (h *House) chose(r *room, what Auto, about CategoryID) {
	h.add(r, MessagePosted{By: ByChoice, Auto: what, Category: about})
}

// choose is a press of one of the bot's buttons: a large category leads to its middle ones, a
// middle one to its answer or, where it has none, on to an agent.
func (h *House) choose(c Choose) {
	r, cat := h.rooms[c.Room], h.category(c.Category)
	switch {
	case r == nil:
		h.refuse(c, NoSuchRoom)
	case r.Status != WithBot:
		h.refuse(c, WrongStatus)
	case c.Category == "":
		h.chose(r, ChoseBack, "")
		h.botTo(r, BotState{Step: BotLarge})
		h.postAuto(r, BotGreeting)
		h.setTimer(r)
	case cat == nil || cat.Unused:
		h.refuse(c, Malformed)
	case cat.Parent == "":
		h.chose(r, ChoseCategory, cat.ID)
		h.botTo(r, BotState{Step: BotMiddle, Large: cat.ID})
		h.postAuto(r, BotChoose)
		h.setTimer(r)
	default:
		h.chose(r, ChoseCategory, cat.ID)
		h.recategorise(r, cat.ID, r.Titled, r.Small, Who{})
		if !slices.Contains(h.policy.Bot.Answers, cat.ID) {
			h.requestOrForm(r)
			return
		}
		h.botTo(r, BotState{Step: BotAnswered, Large: cat.Parent})
		h.postAuto(r, BotAnswer)
		h.setTimer(r)
	}
}

// requestOrForm requests an agent, after the profile form where there is one: nobody fills in
// what is refused anyway.
func (h *House) requestOrForm(r *room) {
	if h.policy.Bot.ProfileForm && r.Profile == "" && !h.decide(r).refuse {
		h.botTo(r, BotState{Step: BotProfile, Large: r.Bot.Large})
		h.postAuto(r, BotForm)
	} else {
		h.request(r)
	}
	h.setTimer(r)
}

// giveProfile is the profile form, filled in or left empty (C24); the request follows.
func (h *House) giveProfile(c GiveProfile) {
	r := h.rooms[c.Room]
	switch {
	case r == nil:
		h.refuse(c, NoSuchRoom)
	case r.Status != WithBot || r.Bot.Step != BotProfile:
		h.refuse(c, WrongStatus)
	default:
		form := ChoseForm
		if r.Profile = ProfileGiven; c.Empty {
			r.Profile, form = ProfileEmpty, ChoseNoForm
		}
		h.chose(r, form, "")
		h.request(r)
		h.setTimer(r)
	}
}
