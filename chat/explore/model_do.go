package explore

import (
	"maps"
	"reflect"
	"slices"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

func (m *Model) refuse(why chat.Reason) { m.say("refused %s ", why) }

// do does a command.
func (m *Model) do(cmd chat.Command) {
	switch c := cmd.(type) {
	case chat.Tick:
	case chat.PutPolicy:
		p := fillIn(c.Policy)
		if !validPolicy(p) {
			m.refuse(chat.Malformed)
		} else if !reflect.DeepEqual(p, m.p) {
			m.p, m.look = p, true
			m.beginLater()
			if p.NoSupervision {
				for _, u := range slices.Sorted(maps.Keys(m.able)) {
					m.dismiss(u, "off")
				}
			}
		}
	case chat.PutCategories:
		large := map[chat.CategoryID]bool{}
		seen := map[chat.CategoryID]bool{"": true}
		for _, x := range c.Categories {
			if seen[x.ID] || x.Parent != "" && !large[x.Parent] {
				m.refuse(chat.Malformed)
				return
			}
			seen[x.ID], large[x.ID] = true, x.Parent == ""
		}
		m.cats = c.Categories
	case chat.SetHours:
		began := min(max(c.Began, 0), m.now)
		if !c.Open {
			began = 0
		}
		if m.open == c.Open && m.began == began {
			m.refuse(chat.Unchanged)
			return
		}
		m.open, m.began, m.look = c.Open, began, true
		m.beginLater()
	case chat.SetMealTime:
		if m.meal == c.On {
			m.refuse(chat.Unchanged)
			return
		}
		m.meal, m.look = c.On, true
	case chat.PutAgent, chat.DeleteAgent, chat.SetDuty, chat.SignIn, chat.SignOut, chat.SetResting, chat.SetOnCall:
		m.doAgent(cmd)
	case chat.SetSupervisor, chat.Monitor, chat.StopMonitor, chat.SupervisorLost, chat.SupervisorBack:
		m.doSupervisor(cmd)
	case chat.Open:
		m.doOpen(c)
	default:
		m.doRoom(cmd)
	}
}

func (m *Model) beginLater() {
	m.begins = m.open && m.p.BacklogDelay > 0 && m.began.Add(m.p.BacklogDelay) > m.now
}

func (m *Model) doAgent(cmd chat.Command) {
	var a *chat.AgentStatus
	known := func(id acd.AgentID) bool {
		a = m.agents[id]
		if a == nil {
			m.refuse(chat.NoSuchAgent)
		}
		return a != nil
	}
	anew := func(v *bool, to, forgets bool) {
		if *v == to {
			m.refuse(chat.Unchanged)
			return
		}
		*v, m.look = to, true
		if forgets {
			m.forgive(a.Agent.ID)
		}
	}
	switch c := cmd.(type) {
	case chat.PutAgent:
		if c.Agent.ID == "" || c.Agent.Cap < 0 || c.Agent.Cap > 100 {
			m.refuse(chat.Malformed)
			return
		}
		if c.Agent.Cap == 0 {
			c.Agent.Cap = 5
		}
		if a = m.agents[c.Agent.ID]; a == nil {
			a = &chat.AgentStatus{Duty: chat.DutyWork, Since: m.now}
			m.agents[c.Agent.ID] = a
		} else if reflect.DeepEqual(a.Agent, c.Agent) {
			return
		}
		a.Agent, m.look = c.Agent, true
	case chat.DeleteAgent:
		if !known(c.Agent) {
			return
		}
		for _, r := range m.inOrder(func(r *chat.Room) bool { return r.Agent == c.Agent }) {
			m.wait(r, chat.CauseAgentRemoved, chat.Who{})
		}
		m.forgive(c.Agent)
		delete(m.agents, c.Agent)
		m.look = true
	case chat.SignIn:
		if known(c.Agent) {
			if !a.SignedIn {
				a.Since = m.now
			}
			anew(&a.SignedIn, true, true)
		}
	case chat.SignOut:
		if known(c.Agent) {
			if a.SignedIn {
				a.Since = m.now
			}
			anew(&a.SignedIn, false, false)
		}
	case chat.SetResting:
		if known(c.Agent) {
			anew(&a.Resting, c.Resting, !c.Resting)
		}
	case chat.SetOnCall:
		if known(c.Agent) {
			anew(&a.OnCall, c.OnCall, false)
		}
	case chat.SetDuty:
		if !known(c.Agent) {
			return
		}
		switch {
		case !slices.Contains([]chat.Duty{chat.DutyWork, chat.DutyOff, chat.DutyBreak, chat.DutyMeal}, c.Duty):
			m.refuse(chat.Malformed)
		case c.Duty == a.Duty:
			m.refuse(chat.Unchanged)
		default:
			a.Duty, m.look = c.Duty, true
			if c.Duty == chat.DutyWork {
				m.forgive(c.Agent)
			}
		}
	}
}

// forgive forgets what an agent let lie.
func (m *Model) forgive(id acd.AgentID) {
	for _, r := range m.rooms {
		if slices.ContainsFunc(r.Passed, func(p chat.Pass) bool { return p.Agent == id }) {
			m.drop(r, id)
		}
	}
}

func (m *Model) doSupervisor(cmd chat.Command) {
	switch c := cmd.(type) {
	case chat.SetSupervisor:
		_, able := m.able[c.User]
		switch {
		case c.User == "":
			m.refuse(chat.Malformed)
		case able == c.Available:
			m.refuse(chat.Unchanged)
		case c.Available && m.p.NoSupervision:
			m.refuse(chat.NoSupervision)
		case c.Available:
			m.able[c.User] = 0
		default:
			m.dismiss(c.User, "away")
		}
	case chat.Monitor:
		lost, able := m.able[c.User]
		r, by := m.rooms[c.Room], m.watch[c.Room]
		switch {
		case r == nil:
			m.refuse(chat.NoSuchRoom)
		case !able || lost != 0:
			m.refuse(chat.NotAvailable)
		case r.Agent == "":
			m.refuse(chat.WrongStatus)
		case by == c.User:
			m.refuse(chat.Unchanged)
		case by != "":
			m.say("refused %s %s", chat.Watched, by)
		default:
			m.watch[c.Room] = c.User
			m.say("%s watched by %s", c.Room, c.User)
		}
	case chat.StopMonitor:
		switch {
		case m.rooms[c.Room] == nil:
			m.refuse(chat.NoSuchRoom)
		case m.watch[c.Room] != c.User || c.User == "":
			m.refuse(chat.Unchanged)
		default:
			delete(m.watch, c.Room)
			m.say("%s not watched by %s stopped", c.Room, c.User)
		}
	case chat.SupervisorLost:
		m.present(c.User, m.now)
	case chat.SupervisorBack:
		m.present(c.User, 0)
	}
}

func (m *Model) present(u chat.UserID, lost acd.Time) {
	before, able := m.able[u]
	switch {
	case !able:
		m.refuse(chat.NotAvailable)
	case (before == 0) == (lost == 0):
		m.refuse(chat.Unchanged)
	default:
		m.able[u] = lost
	}
}

// fillIn replaces "" by the defaults.
func fillIn(p chat.Policy) chat.Policy {
	d := chat.DefaultPolicy()
	if p.Method == "" {
		p.Method = d.Method
	}
	if p.Target == "" {
		p.Target = d.Target
	}
	for _, c := range []*chat.Choice{&p.AfterHours, &p.AllResting, &p.MealTime, &p.OverLimit, &p.NoProfile} {
		if *c == "" {
			*c = chat.Queue
		}
	}
	return p
}

// validPolicy asks a House, which is no decision: what it refuses here is tested by name.
func validPolicy(p chat.Policy) bool {
	for _, e := range chat.New().Step(0, chat.PutPolicy{Policy: p}) {
		if _, refused := e.(chat.Refused); refused {
			return false
		}
	}
	return true
}
