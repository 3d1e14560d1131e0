package chat

// decision is what becomes of a request for an agent: to an agent, or not.
type decision struct {
	to     *agent
	how    How
	cause  WaitCause
	refuse bool
	why    Explanation
}

// decide is what a request leads to; the first line that holds decides.
//
//	| what holds                                          | the request                      |
//	|-----------------------------------------------------|----------------------------------|
//	| out of working hours                                | AfterHours: waits after_hours (C17), or refused |
//	| in the meal time of all, and MealTime is queue      | waits meal_time (C19)            |
//	| its profile was left empty, and NoProfile is queue  | waits profile (C24)              |
//	| the agent of before may take it                     | theirs (ReturnWithin)            |
//	| an agent may take it                                | the best one's                   |
//	| every agent is excluded or off, or there is none    | waits unavailable (C21)          |
//	| and those who are not are all logged out            | waits logged_out (C22; Target is logged_in) |
//	| and those who are logged in all rest                | AllResting: waits all_resting (C18), or the best one's of those who rest |
//	| an agent could take it but for the cap              | OverLimit: waits over_limit (C20), or refused |
//	| rooms go by category                                | waits category (C23)             |
//	| else                                                | waits nobody                     |
//
// In the manual method what would be an agent's by this waits for cause manual instead (C28).
func (h *House) decide(r *room) decision {
	d := h.decideFreely(r)
	if h.policy.Method == Manual && d.to != nil {
		return decision{cause: CauseManual}
	}
	return d
}

// decideFreely is decide without its last sentence.
func (h *House) decideFreely(r *room) decision {
	switch {
	case !h.open:
		return decision{cause: CauseAfterHours, refuse: h.policy.AfterHours == Refuse}
	case h.meal && h.policy.MealTime == Queue:
		return decision{cause: CauseMealTime}
	case h.withheld(r):
		return decision{cause: CauseProfile}
	}
	to, why := h.pick(r, strict)
	if v, known := why.of(r.Last); known && v.Against == "" && h.policy.Method != Manual {
		return decision{to: h.agent(r.Last), how: ByReturn, why: why}
	}
	if to != nil {
		return decision{to: to, how: ByRequest, why: why}
	}
	c := tally(why)
	switch {
	case c[AgainstExcluded]+c[AgainstOff] == len(why.Agents):
		return decision{cause: CauseUnavailable, why: why}
	case c[AgainstExcluded]+c[AgainstOff]+c[AgainstLoggedOut] == len(why.Agents):
		return decision{cause: CauseLoggedOut, why: why}
	case c[AgainstExcluded]+c[AgainstOff]+c[AgainstLoggedOut]+c[AgainstResting] == len(why.Agents):
		if h.policy.AllResting == Queue {
			return decision{cause: CauseAllResting, why: why}
		}
		if to, why = h.pick(r, alsoOnBreak); to != nil {
			return decision{to: to, how: ByRequest, why: why}
		}
		c = tally(why)
	}
	switch {
	case c[AgainstFull] > 0:
		return decision{cause: CauseOverLimit, refuse: h.policy.OverLimit == Refuse, why: why}
	case h.policy.ByCategory:
		return decision{cause: CauseCategory, why: why}
	}
	return decision{cause: CauseNobody, why: why}
}

// tally counts the agents by the reason against them.
func tally(why Explanation) map[Against]int {
	c := map[Against]int{}
	for _, v := range why.Agents {
		c[v.Against]++
	}
	return c
}

// request is the customer's request for an agent (C4, C5, C16). Rooms with the bot stay with
// it where it is refused; others end.
func (h *House) request(r *room) {
	h.touch(r)
	h.emit(AgentAsked{Room: r.ID, At: h.now})
	d := h.decide(r)
	if d.refuse {
		h.emit(AskRefused{Room: r.ID, Cause: d.cause, Why: d.why, At: h.now})
		h.refused(r, d.cause)
		return
	}
	r.Requested = h.now
	if r.hasBot() {
		h.botTo(r, BotState{Step: BotAsked, Large: r.Bot.Large})
	}
	if d.to != nil {
		h.assign(r, d.to, assignment{how: d.how, why: d.why, on: receiptOf(d.how)})
		return
	}
	h.wait(r, d.cause, h.now, RoomWaits{Why: d.why})
	on := OnWaiting
	if d.cause == CauseManual || d.cause == CauseProfile {
		on = OnWaitingByManual
	}
	h.say(r, on, nil)
}

func receiptOf(how How) Occasion {
	if how == ByReturn {
		return OnReturn
	}
	return OnReceipt
}

// refused says so: the bot goes on, a room without it ends.
func (h *House) refused(r *room, cause WaitCause) {
	if !r.hasBot() {
		h.say(r, OnRefused, nil)
		h.end(r, EndRefused, Who{})
		return
	}
	if r.Bot.Step == BotProfile { // which has been asked; the customer may request again
		h.botTo(r, BotState{Step: BotAnswered, Large: r.Bot.Large})
	}
	on := OnFullByBot
	if cause == CauseAfterHours {
		on = OnRefusedByBot
	}
	h.say(r, on, nil)
}

// requestAgent is the key "talk to an agent". Pressed again while the room waits it does
// something only on some channels and in the manual method (C41).
func (h *House) requestAgent(c RequestAgent) {
	r := h.rooms[c.Room]
	switch {
	case r == nil:
		h.refuse(c, NoSuchRoom)
	case c.Category != "" && !h.isMiddle(c.Category):
		h.refuse(c, Malformed)
	case r.Status == Waiting:
		h.askAgain(r, c)
	case r.Status != WithBot:
		h.refuse(c, Unchanged)
	case h.policy.Bot.ProfileForm && r.Profile == "" && r.Bot.Step == BotProfile:
		h.refuse(c, Unchanged) // the form is still open
	default:
		h.chose(r, ChoseAgent, c.Category)
		h.keyed(r, c.Category)
		h.requestOrForm(r)
	}
}

// keyed takes over the category of the key: the room's, and where titles follow the title's
// (C58, C59).
func (h *House) keyed(r *room, to CategoryID) {
	if to == "" {
		to = r.Category
	}
	titled := r.Titled
	if TraitsOf(r.Channel).TitleFollows {
		titled = to
	}
	h.recategorise(r, to, titled, r.Small, Who{})
}

// askAgain is the request of a room that waits (C41).
func (h *House) askAgain(r *room, c RequestAgent) {
	if h.policy.Method != Manual || !TraitsOf(r.Channel).AskAgain {
		h.refuse(c, Unchanged)
		return
	}
	before := r.Room
	h.keyed(r, c.Category)
	d := h.decideFreely(r)
	if d.to == nil && r.Category == before.Category && r.Titled == before.Titled {
		h.refuse(c, Unchanged)
		return
	}
	h.chose(r, ChoseAgent, c.Category)
	if d.to != nil {
		h.emit(AgentAsked{Room: r.ID, At: h.now})
		h.assign(r, d.to, assignment{how: ByAskAgain, why: d.why, on: OnReceipt})
	}
}
