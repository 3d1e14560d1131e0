package explore

import (
	"sort"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// happening is something that happens by itself. Of those at the same time the first by kind,
// then by name, is first.
type happening struct {
	at   acd.Time
	kind int
	name string
	do   func()
}

// pass lets everything due at or before now happen.
func (m *Model) pass(now acd.Time) {
	for {
		list := m.happenings()
		sort.Slice(list, func(i, j int) bool {
			a, b := list[i], list[j]
			if a.at != b.at {
				return a.at < b.at
			}
			if a.kind != b.kind {
				return a.kind < b.kind
			}
			return a.name < b.name
		})
		if len(list) == 0 || list[0].at > now {
			return
		}
		m.now = max(m.now, list[0].at)
		list[0].do()
		m.fill()
	}
}

// happenings is all that is to come.
func (m *Model) happenings() []happening {
	var list []happening
	if m.begins {
		list = append(list, happening{m.began.Add(m.p.BacklogDelay), 0, "", func() { m.begins, m.look = false, true }})
	}
	for u, lost := range m.able {
		if lost != 0 {
			list = append(list, happening{lost.Add(chat.SupervisorGrace), 1, string(u), func() { m.dismiss(u, "lost") }})
		}
	}
	for id, r := range m.rooms {
		for sub, x := range m.ofRoom(r) {
			// one room's are told apart by their order, never by name
			list = append(list, happening{x.at, 2, string(id) + "\x00" + string(rune('0'+sub)), x.do})
		}
	}
	return list
}

// ofRoom is what happens to a room by itself, the weightiest first.
func (m *Model) ofRoom(r *chat.Room) []happening {
	var list []happening
	add := func(at acd.Time, do func()) { list = append(list, happening{at: at, do: do}) }
	switch {
	case r.Status == chat.WithBot && m.p.BotIdle > 0:
		add(r.LastAt.Add(m.p.BotIdle), func() { m.end(r, chat.EndBot) })
	case r.Status == chat.Received && m.p.AnswerWithin > 0:
		add(r.Assigned.Add(m.p.AnswerWithin), func() { m.takeBack(r) })
	case r.Status == chat.InProgress && m.p.IdleEnd > 0 && !r.Held && r.LastBy == chat.ByAgent:
		add(max(r.CustomerAt, r.AgentAt).Add(m.p.IdleEnd), func() {
			m.auto(r, chat.OnEnd, nil)
			m.end(r, chat.EndIdle)
		})
	case r.Status == chat.Waiting:
		if m.p.Method == chat.Manual && m.p.UndistributedEnd > 0 && !r.Held {
			add(r.WaitSince.Add(m.p.UndistributedEnd), func() { m.end(r, chat.EndUndistributed) })
		}
		for _, p := range r.Passed {
			add(p.Until, func() {
				m.drop(r, "")
				m.look = true
			})
		}
		if !r.Stale {
			add(max(r.CustomerAt, r.Requested).Add(chat.BacklogWithin)+1, func() { r.Stale = true })
		}
	}
	return list
}

// drop forgets passes that are over, and an agent's.
func (m *Model) drop(r *chat.Room, id acd.AgentID) {
	var left []chat.Pass
	for _, p := range r.Passed {
		if m.now < p.Until && p.Agent != id {
			left = append(left, p)
		}
	}
	r.Passed = left
}

func (m *Model) takeBack(r *chat.Room) {
	m.letLie(r)
	if m.automatic() && !m.unfilled(r) {
		if to, _ := m.choice(r, false); to != "" {
			m.to(r, to, chat.ByTakeBack, chat.OnTakenBack)
			return
		}
	}
	m.wait(r, chat.CauseTakenBack, chat.Who{})
}

func (m *Model) letLie(r *chat.Room) {
	id := r.Agent
	m.drop(r, id)
	r.Passed = append(r.Passed, chat.Pass{Agent: id, Until: m.now.Add(chat.PassRest)})
}

// to gives r to an agent.
func (m *Model) to(r *chat.Room, id acd.AgentID, how chat.How, on chat.Occasion) {
	m.toBy(r, id, how, on, chat.Who{})
}

func (m *Model) toBy(r *chat.Room, id acd.AgentID, how chat.How, on chat.Occasion, who chat.Who) {
	m.look = m.look || r.Agent != ""
	m.say("%s to %s %s from %s by %s", r.ID, id, how, r.Agent, who.User)
	m.drop(r, id)
	r.Status, r.Agent, r.Last, r.Assigned, r.Stale = chat.Received, id, id, m.now, false
	m.agents[id].NewAt = m.now
	m.auto(r, on, m.agents[id])
}

// wait lets r wait: who was never answered by the agent who had it at the old place.
func (m *Model) wait(r *chat.Room, cause chat.WaitCause, who chat.Who) {
	m.look = m.look || r.Agent != ""
	m.say("%s waits %s from %s by %s", r.ID, cause, r.Agent, who.User)
	since := m.now
	if r.Status == chat.Received {
		if since = r.WaitSince; since == 0 {
			since = r.Requested
		}
	}
	if r.WaitSince != since {
		r.Turn = 0
		for _, x := range m.rooms {
			if x.Status == chat.Waiting && x.WaitSince == since {
				r.Turn = max(r.Turn, x.Turn+1)
			}
		}
	}
	r.Status, r.Cause, r.Agent, r.WaitSince = chat.Waiting, cause, "", since
	r.Stale = m.now.Sub(max(r.CustomerAt, r.Requested)) > chat.BacklogWithin
}

// end ends r.
func (m *Model) end(r *chat.Room, t chat.EndType) {
	m.look = m.look || r.Status.Taken()
	m.say("%s ended %s", r.ID, t)
	delete(m.rooms, r.ID)
	if u := m.watch[r.ID]; u != "" {
		delete(m.watch, r.ID)
		m.say("%s not watched by %s room_ended", r.ID, u)
	}
}

func (m *Model) dismiss(u chat.UserID, why string) {
	for _, r := range m.inOrder(func(r *chat.Room) bool { return m.watch[r.ID] == u }) {
		delete(m.watch, r.ID)
		m.say("%s not watched by %s %s", r.ID, u, why)
	}
	delete(m.able, u)
}

// auto posts what an occasion sends.
func (m *Model) auto(r *chat.Room, on chat.Occasion, a *chat.AgentStatus) {
	inUse := map[chat.Auto]bool{chat.BotHours: true, chat.AutoReply: a != nil && a.Agent.AutoReply}
	for _, x := range m.p.Says {
		inUse[x] = true
	}
	for _, x := range chat.Sends[on] {
		if inUse[x] || on == chat.OnFullByBot {
			m.message(r, x)
		}
	}
}

// chose is what the customer pressed: nothing is counted by it.
func (m *Model) chose(r *chat.Room, x chat.Auto, about chat.CategoryID) {
	r.Seq++
	r.LastAt = m.now
	m.say("%s #%d %s %s %s", r.ID, r.Seq, chat.ByChoice, x, about)
}

func (m *Model) message(r *chat.Room, x chat.Auto) {
	by, about := chat.BySystem, chat.CategoryID("")
	switch x {
	case chat.Title:
		about = r.Titled
	case chat.BotGreeting, chat.BotForm, chat.BotHours, chat.BotUnknown:
		by = chat.ByBot
	case chat.BotChoose:
		by, about = chat.ByBot, r.Bot.Large
	case chat.BotAnswer:
		by, about = chat.ByBot, r.Category
	}
	r.Seq++
	r.LastAt = m.now
	m.say("%s #%d %s %s %s", r.ID, r.Seq, by, x, about)
}
