package explore

import (
	"slices"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

func (m *Model) middle(id chat.CategoryID) (c chat.Category, ok bool) {
	for _, x := range m.cats {
		if x.ID == id {
			return x, x.Parent != ""
		}
	}
	return c, false
}

func (m *Model) doOpen(c chat.Open) {
	_, middle := m.middle(c.Category)
	if c.Room == "" || c.Visitor == "" || c.Category != "" && !middle {
		m.refuse(chat.Malformed)
		return
	}
	if c.Blocked {
		m.refuse(chat.BlockedHere)
		return
	}
	for _, r := range m.rooms {
		if r.Visitor == c.Visitor || r.ID == c.Room {
			m.refuse(chat.AlreadyOpen)
			return
		}
	}
	r := &chat.Room{
		ID: c.Room, Channel: c.Channel, Account: c.Account, Visitor: c.Visitor, Previous: c.Previous,
		Status: chat.WithBot, Opened: m.now, LastAt: m.now, Category: c.Category,
	}
	if c.Category == "" {
		r.Category = m.usual()
	}
	r.Titled = r.Category
	if c.EndedAt > 0 && m.p.ReturnWithin > 0 && c.EndedAt.Add(m.p.ReturnWithin) >= m.now {
		r.Last = c.Last
	}
	m.rooms[r.ID] = r
	if m.p.Bot.Use && r.Channel != chat.SMS {
		r.Bot.Step = chat.BotLarge
		m.message(r, chat.BotGreeting)
		return
	}
	m.ask(r)
}

// usual is the first middle category of the first large one that has one.
func (m *Model) usual() chat.CategoryID {
	for _, l := range m.cats {
		for _, c := range m.cats {
			if l.Parent == "" && !l.Unused && c.Parent == l.ID && !c.Unused {
				return c.ID
			}
		}
	}
	return ""
}

// outcome is what a request leads to where rooms are not given by hand.
func (m *Model) outcome(r *chat.Room) (to acd.AgentID, how chat.How, cause chat.WaitCause, refused bool) {
	if !m.open {
		return "", "", chat.CauseAfterHours, m.p.AfterHours == chat.Refuse
	}
	if m.meal && m.p.MealTime != chat.Assign {
		return "", "", chat.CauseMealTime, false
	}
	if m.unfilled(r) {
		return "", "", chat.CauseProfile, false
	}
	if a := m.agents[r.Last]; a != nil && m.p.Method != chat.Manual && m.hindrance(a, r, false) == "" {
		return r.Last, chat.ByReturn, "", false
	}
	id, held := m.choice(r, false)
	if id != "" {
		return id, chat.ByRequest, "", false
	}
	all := len(m.agents)
	away := held[chat.AgainstExcluded] + held[chat.AgainstOff]
	if away == all {
		return "", "", chat.CauseUnavailable, false
	}
	if away += held[chat.AgainstLoggedOut]; away == all {
		return "", "", chat.CauseLoggedOut, false
	}
	if away+held[chat.AgainstResting] == all {
		if m.p.AllResting != chat.Assign {
			return "", "", chat.CauseAllResting, false
		}
		if id, held = m.choice(r, true); id != "" {
			return id, chat.ByRequest, "", false
		}
	}
	switch {
	case held[chat.AgainstFull] > 0:
		return "", "", chat.CauseOverLimit, m.p.OverLimit == chat.Refuse
	case m.p.ByCategory:
		return "", "", chat.CauseCategory, false
	}
	return "", "", chat.CauseNobody, false
}

// ask is the request.
func (m *Model) ask(r *chat.Room) {
	bot := r.Bot.Step != ""
	to, how, cause, refused := m.outcome(r)
	if to != "" && m.p.Method == chat.Manual {
		to, cause = "", chat.CauseManual
	}
	if refused {
		m.say("%s refused %s", r.ID, cause)
		switch {
		case !bot:
			m.auto(r, chat.OnRefused, nil)
			m.end(r, chat.EndRefused)
			return
		case r.Bot.Step == chat.BotProfile:
			r.Bot.Step = chat.BotAnswered
		}
		if cause == chat.CauseAfterHours {
			m.auto(r, chat.OnRefusedByBot, nil)
		} else {
			m.auto(r, chat.OnFullByBot, nil)
		}
		return
	}
	r.Requested = m.now
	if bot {
		r.Bot.Step = chat.BotAsked
	}
	switch {
	case how == chat.ByReturn && to != "":
		m.to(r, to, how, chat.OnReturn)
	case to != "":
		m.to(r, to, how, chat.OnReceipt)
	default:
		m.wait(r, cause, chat.Who{})
		if cause == chat.CauseManual || cause == chat.CauseProfile {
			m.auto(r, chat.OnWaitingByManual, nil)
		} else {
			m.auto(r, chat.OnWaiting, nil)
		}
	}
}

// askOrForm asks for the profile first where it is wanted.
func (m *Model) askOrForm(r *chat.Room) {
	_, _, _, refused := m.outcome(r)
	if m.p.Bot.ProfileForm && r.Profile == "" && !refused {
		r.Bot.Step = chat.BotProfile
		m.message(r, chat.BotForm)
		return
	}
	m.ask(r)
}

// about changes what a room is about.
func (m *Model) about(r *chat.Room, category, titled chat.CategoryID, small string) {
	if r.Category != category || r.Titled != titled || r.Small != small {
		r.Category, r.Titled, r.Small = category, titled, small
		m.look = m.look || r.Status == chat.Waiting
	}
}

// key takes over the category of the agent-connect key.
func (m *Model) key(r *chat.Room, c chat.CategoryID) bool {
	if c == "" {
		c = r.Category
	}
	titled := r.Titled
	if r.Channel == chat.Kakao || r.Channel == chat.TalkTalk {
		titled = c
	}
	changes := r.Category != c || r.Titled != titled
	m.about(r, c, titled, r.Small)
	return changes
}

func (m *Model) doRoom(cmd chat.Command) {
	switch c := cmd.(type) {
	case chat.Choose:
		m.with(c.Room, func(r *chat.Room) { m.doChoose(r, c.Category) })
	case chat.GiveProfile:
		m.with(c.Room, func(r *chat.Room) {
			if r.Status != chat.WithBot || r.Bot.Step != chat.BotProfile {
				m.refuse(chat.WrongStatus)
				return
			}
			r.Profile = chat.ProfileGiven
			if c.Empty {
				r.Profile = chat.ProfileEmpty
				m.chose(r, chat.ChoseNoForm, "")
			} else {
				m.chose(r, chat.ChoseForm, "")
			}
			m.ask(r)
		})
	case chat.RequestAgent:
		m.with(c.Room, func(r *chat.Room) { m.doRequest(r, c.Category) })
	case chat.EndByVisitor:
		m.with(c.Room, func(r *chat.Room) { m.end(r, chat.EndByCustomer) })
	case chat.Post:
		m.with(c.Room, func(r *chat.Room) { m.doPost(r, c) })
	case chat.Read:
		m.with(c.Room, func(r *chat.Room) { m.doRead(r, c) })
	default:
		m.doWork(cmd)
	}
}

func (m *Model) with(id chat.RoomID, do func(r *chat.Room)) {
	if r := m.rooms[id]; r != nil {
		do(r)
		return
	}
	m.refuse(chat.NoSuchRoom)
}

func (m *Model) doChoose(r *chat.Room, id chat.CategoryID) {
	if r.Status != chat.WithBot {
		m.refuse(chat.WrongStatus)
		return
	}
	if id == "" {
		m.chose(r, chat.ChoseBack, "")
		r.Bot = chat.BotState{Step: chat.BotLarge}
		m.message(r, chat.BotGreeting)
		return
	}
	i := slices.IndexFunc(m.cats, func(c chat.Category) bool { return c.ID == id && !c.Unused })
	switch {
	case i < 0:
		m.refuse(chat.Malformed)
	case m.cats[i].Parent == "":
		m.chose(r, chat.ChoseCategory, id)
		r.Bot = chat.BotState{Step: chat.BotMiddle, Large: id}
		m.message(r, chat.BotChoose)
	default:
		m.chose(r, chat.ChoseCategory, id)
		m.about(r, id, r.Titled, r.Small)
		if !slices.Contains(m.p.Bot.Answers, id) {
			m.askOrForm(r)
			return
		}
		r.Bot = chat.BotState{Step: chat.BotAnswered, Large: m.cats[i].Parent}
		m.message(r, chat.BotAnswer)
	}
}

func (m *Model) doRequest(r *chat.Room, c chat.CategoryID) {
	_, middle := m.middle(c)
	twice := r.Status.Taken() ||
		r.Status == chat.WithBot && m.p.Bot.ProfileForm && r.Profile == "" && r.Bot.Step == chat.BotProfile ||
		r.Status == chat.Waiting && (m.p.Method != chat.Manual || r.Channel == chat.Web || r.Channel == chat.SMS)
	switch {
	case c != "" && !middle:
		m.refuse(chat.Malformed)
	case twice:
		m.refuse(chat.Unchanged)
	case r.Status == chat.WithBot:
		m.chose(r, chat.ChoseAgent, c)
		m.key(r, c)
		m.askOrForm(r)
	default:
		changes := m.key(r, c)
		if to, _, _, _ := m.outcome(r); to != "" {
			m.chose(r, chat.ChoseAgent, c)
			m.to(r, to, chat.ByAskAgain, chat.OnReceipt)
		} else if changes {
			m.chose(r, chat.ChoseAgent, c)
		} else {
			m.refuse(chat.Unchanged)
		}
	}
}

func (m *Model) doPost(r *chat.Room, c chat.Post) {
	post := func(by chat.Author) {
		r.Seq++
		m.say("%s #%d %s  ", r.ID, r.Seq, by)
		if by != chat.ByNote {
			r.LastAt, r.LastBy = m.now, by
		}
	}
	switch {
	case c.By == chat.ByNote:
		post(chat.ByNote)
	case c.By == chat.ByCustomer:
		opens := r.CustomerAt == 0 && r.Opened == m.now
		post(chat.ByCustomer)
		r.CustomerAt = m.now
		if r.Status != chat.WithBot {
			r.Unread++
			if r.Unanswered == 0 {
				r.Unanswered = m.now
			}
		} else if !opens {
			m.message(r, chat.BotUnknown)
		}
	case c.By != chat.ByAgent:
		m.refuse(chat.Malformed)
	case r.Agent == "":
		m.refuse(chat.WrongStatus)
	case r.Agent != c.Who.Agent:
		m.refuse(chat.NotYours)
	default:
		post(chat.ByAgent)
		r.AgentAt, r.Unanswered, r.Unread, r.AgentRead = m.now, 0, 0, r.Seq
		if r.Answered == 0 {
			r.Answered = m.now
		}
		if r.Status == chat.Received {
			r.Status, r.Passed = chat.InProgress, nil
			m.say("%s answered", r.ID)
		}
	}
}

func (m *Model) doRead(r *chat.Room, c chat.Read) {
	seen := &r.CustomerRead
	if c.By == chat.ByAgent {
		seen = &r.AgentRead
	}
	switch {
	case c.By != chat.ByAgent && c.By != chat.ByCustomer, c.Seq > r.Seq:
		m.refuse(chat.Malformed)
	case c.By == chat.ByAgent && (r.Agent == "" || r.Agent != c.Who.Agent):
		m.refuse(chat.NotYours)
	case c.Seq <= *seen:
		m.refuse(chat.Unchanged)
	default:
		*seen = c.Seq
		if c.By == chat.ByAgent {
			r.Unread = min(r.Unread, r.Seq-c.Seq)
		}
	}
}

func (m *Model) doWork(cmd chat.Command) {
	switch c := cmd.(type) {
	case chat.Take:
		m.with(c.Room, func(r *chat.Room) {
			a := m.agents[c.Who.Agent]
			switch {
			case a == nil:
				m.refuse(chat.NoSuchAgent)
			case m.p.Method == chat.Automatic:
				m.refuse(chat.NotManual)
			case r.Status != chat.Waiting:
				m.refuse(chat.WrongStatus)
			case a.Agent.Excluded || a.Duty == chat.DutyOff:
				m.refuse(chat.NotOnDuty)
			default:
				m.toBy(r, a.Agent.ID, chat.ByTake, chat.OnTaken, c.Who)
			}
		})
	case chat.Give:
		m.with(c.Room, func(r *chat.Room) {
			a := m.agents[c.To]
			switch {
			case a == nil:
				m.refuse(chat.NoSuchAgent)
			case r.Status == chat.WithBot:
				m.refuse(chat.WrongStatus)
			case r.Agent == c.To:
				m.refuse(chat.Unchanged)
			case a.Agent.Excluded || a.Duty == chat.DutyOff:
				m.refuse(chat.NotOnDuty)
			case r.Agent == "":
				m.toBy(r, c.To, chat.ByGive, chat.OnGiven, c.Who)
			default:
				m.toBy(r, c.To, chat.ByHandOver, chat.OnHandOver, c.Who)
			}
		})
	case chat.PutBack:
		m.taken(c.Room, func(r *chat.Room) {
			m.letLie(r)
			m.wait(r, chat.CausePutBack, c.Who)
		})
	case chat.End:
		m.doEnd(c)
	case chat.Block:
		m.with(c.Room, func(r *chat.Room) {
			m.say("%s blocked", r.ID)
			m.end(r, chat.EndByManager)
		})
	case chat.SetHeld:
		m.taken(c.Room, func(r *chat.Room) {
			if r.Held == c.Held {
				m.refuse(chat.Unchanged)
			}
			r.Held = c.Held
		})
	case chat.SetCategory:
		m.with(c.Room, func(r *chat.Room) {
			_, middle := m.middle(c.Category)
			switch {
			case !middle:
				m.refuse(chat.Malformed)
			case r.Category == c.Category && r.Small == c.Small:
				m.refuse(chat.Unchanged)
			default:
				m.about(r, c.Category, r.Titled, c.Small)
			}
		})
	default:
		m.refuse(chat.Malformed)
	}
}

// taken does something with a room that an agent has.
func (m *Model) taken(id chat.RoomID, do func(r *chat.Room)) {
	m.with(id, func(r *chat.Room) {
		if r.Agent == "" {
			m.refuse(chat.WrongStatus)
			return
		}
		do(r)
	})
}

func (m *Model) doEnd(c chat.End) {
	m.with(c.Room, func(r *chat.Room) {
		switch {
		case c.Manager && r.Status == chat.Waiting && m.p.Method != chat.Manual:
			m.end(r, chat.EndByManager)
		case r.Agent == "":
			m.refuse(chat.WrongStatus)
		case c.Manager:
			m.auto(r, chat.OnEnd, nil)
			m.end(r, chat.EndByManager)
		case r.Agent != c.Who.Agent:
			m.refuse(chat.NotYours)
		default:
			m.auto(r, chat.OnEnd, nil)
			m.end(r, chat.EndByAgent)
		}
	})
}
