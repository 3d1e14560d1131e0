package explore

import (
	"fmt"
	"reflect"
	"slices"
	"sort"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Model is a second House, naive on purpose: it keeps rooms and agents in plain maps, has no
// lines, no timers and no counts, and finds everything by looking at everything. It must come
// to the same rooms, agents and events.
type Model struct {
	now    acd.Time
	p      chat.Policy
	cats   []chat.Category
	open   bool
	began  acd.Time
	meal   bool
	agents map[acd.AgentID]*chat.AgentStatus
	rooms  map[chat.RoomID]*chat.Room
	able   map[chat.UserID]acd.Time // who is Available, and since when lost
	watch  map[chat.RoomID]chat.UserID

	begins bool // the distribution of what waits begins later today
	look   bool
	log    []string
}

// NewModel returns an empty one.
func NewModel() *Model {
	return &Model{
		p: chat.DefaultPolicy(), agents: map[acd.AgentID]*chat.AgentStatus{}, rooms: map[chat.RoomID]*chat.Room{},
		able: map[chat.UserID]acd.Time{}, watch: map[chat.RoomID]chat.UserID{},
	}
}

// ModelOf returns the model of a House in a state.
func ModelOf(s chat.HouseState) *Model {
	m := NewModel()
	m.now, m.p, m.cats, m.open, m.began, m.meal = s.Now, s.Policy, s.Categories, s.Open, s.Began, s.MealTime
	for _, a := range s.Agents {
		m.agents[a.Agent.ID] = &a
	}
	for _, r := range s.Rooms {
		m.rooms[r.ID] = &r
	}
	for _, x := range s.Supervisors {
		m.able[x.User] = x.Lost
	}
	for _, x := range s.Monitors {
		m.watch[x.Room] = x.User
	}
	m.begins = m.open && m.p.BacklogDelay > 0 && m.began.Add(m.p.BacklogDelay) > m.now
	return m
}

func (m *Model) forgetSupervisors() {
	clear(m.able)
	clear(m.watch)
}

// Step does what House.Step does.
func (m *Model) Step(now acd.Time, cmd chat.Command) {
	m.log = nil
	now = min(max(now, m.now), 9_000_000_000_000)
	m.pass(now)
	m.now = now
	m.do(cmd)
	m.restate()
	m.fill()
	m.pass(now)
}

func (m *Model) say(format string, args ...any) { m.log = append(m.log, fmt.Sprintf(format, args...)) }

// inOrder returns the rooms for which is holds, by id.
func (m *Model) inOrder(is func(r *chat.Room) bool) []*chat.Room {
	var list []*chat.Room
	for _, r := range m.rooms {
		if is(r) {
			list = append(list, r)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].ID < list[j].ID })
	return list
}

// queue is everything that waits, by place.
func (m *Model) queue() []*chat.Room {
	list := m.inOrder(func(r *chat.Room) bool { return r.Status == chat.Waiting })
	sort.SliceStable(list, func(i, j int) bool {
		if list[i].WaitSince != list[j].WaitSince {
			return list[i].WaitSince < list[j].WaitSince
		}
		return list[i].Turn < list[j].Turn
	})
	return list
}

func (m *Model) count(id acd.AgentID, s chat.Status) (n int) {
	for _, r := range m.rooms {
		if r.Agent == id && r.Status == s {
			n++
		}
	}
	return n
}

func (m *Model) openRooms(id acd.AgentID) int {
	return m.count(id, chat.Received) + m.count(id, chat.InProgress)
}

// hindrance is the first of the reasons against an agent; onBreakToo passes over a break.
func (m *Model) hindrance(a *chat.AgentStatus, r *chat.Room, onBreakToo bool) chat.Against {
	reasons := []struct {
		holds bool
		is    chat.Against
	}{
		{a.Agent.Excluded, chat.AgainstExcluded},
		{a.Duty == chat.DutyOff, chat.AgainstOff},
		{a.Duty == chat.DutyBreak, chat.AgainstBreak},
		{a.Duty == chat.DutyMeal, chat.AgainstMeal},
		{m.p.Target != chat.OnDuty && !a.SignedIn, chat.AgainstLoggedOut},
		{a.Resting && !onBreakToo, chat.AgainstResting},
		{a.OnCall && !m.p.DuringCalls, chat.AgainstOnCall},
		{m.p.ByCategory && !slices.Contains(a.Agent.Categories, r.Category), chat.AgainstCategory},
		{m.openRooms(a.Agent.ID) >= a.Agent.Cap, chat.AgainstFull},
		{m.rests(r, a.Agent.ID), chat.AgainstMissed},
	}
	for _, x := range reasons {
		if x.holds {
			return x.is
		}
	}
	return ""
}

func (m *Model) rests(r *chat.Room, id acd.AgentID) bool {
	for _, p := range r.Passed {
		if p.Agent == id && m.now < p.Until {
			return true
		}
	}
	return false
}

// choice is the agent for r, or "", and how many agents each reason holds back.
func (m *Model) choice(r *chat.Room, onBreakToo bool) (acd.AgentID, map[chat.Against]int) {
	held := map[chat.Against]int{}
	var may []chat.Verdict
	for id, a := range m.agents {
		why := m.hindrance(a, r, onBreakToo)
		held[why]++
		if why == "" {
			may = append(may, chat.Verdict{Agent: id, Open: m.openRooms(id), NewAt: a.NewAt})
		}
	}
	if len(may) == 0 {
		return "", held
	}
	return slices.MinFunc(may, before).Agent, held
}

// automatic reports whether rooms are given by themselves now.
func (m *Model) automatic() bool {
	if !m.open || m.p.Method == chat.Manual {
		return false
	}
	return !m.meal || m.p.MealTime == chat.Assign
}

func (m *Model) unfilled(r *chat.Room) bool {
	return r.Profile == chat.ProfileEmpty && m.p.NoProfile != chat.Assign
}

// fill gives what waits to agents.
func (m *Model) fill() {
	if !m.look {
		return
	}
	m.look = false
	for _, r := range m.queue() {
		if r.Stale && m.now.Sub(max(r.CustomerAt, r.Requested)) <= chat.BacklogWithin {
			r.Stale = false
		}
	}
	if !m.automatic() || !m.p.Backlog || m.now < m.began.Add(m.p.BacklogDelay) {
		return
	}
	for again := true; again; {
		again = false
		for _, r := range m.queue() {
			if r.Stale || m.unfilled(r) {
				continue
			}
			if to, _ := m.choice(r, false); to != "" {
				m.to(r, to, chat.ByBacklog, chat.OnBacklog)
				again = true
				break
			}
		}
	}
	m.look = false
}

// restate follows changes of the agents' states.
func (m *Model) restate() {
	for _, a := range m.agents {
		s := chat.Working
		switch {
		case a.Agent.Excluded:
			s = chat.Excluded
		case !m.open || a.Duty == chat.DutyOff || a.Duty == chat.DutyBreak:
			s = chat.Off
		case m.meal || a.Duty == chat.DutyMeal:
			s = chat.Meal
		case a.Resting:
			s = chat.Resting
		}
		if s != a.State {
			a.State, a.Since = s, m.now
		}
	}
}

// Compare says where a House and the model differ.
func (m *Model) Compare(s chat.HouseState, events []chat.Event) error {
	var told []string
	for _, e := range events {
		if line := decided(e); line != "" {
			told = append(told, line)
		}
	}
	if !slices.Equal(told, m.log) {
		return fmt.Errorf("the House decided %q, the model %q", told, m.log)
	}
	if len(s.Rooms) != len(m.rooms) || len(s.Agents) != len(m.agents) || len(s.Monitors) != len(m.watch) || len(s.Supervisors) != len(m.able) {
		return fmt.Errorf("%d rooms, %d agents, %d watched; the model has %d, %d, %d", len(s.Rooms), len(s.Agents), len(s.Monitors), len(m.rooms), len(m.agents), len(m.watch))
	}
	for _, r := range s.Rooms {
		if !reflect.DeepEqual(r, *m.rooms[r.ID]) {
			return fmt.Errorf("room is %+v, the model's %+v", r, *m.rooms[r.ID])
		}
	}
	for _, a := range s.Agents {
		want := *m.agents[a.Agent.ID]
		want.Received, want.Running = m.count(a.Agent.ID, chat.Received), m.count(a.Agent.ID, chat.InProgress)
		if !reflect.DeepEqual(a, want) {
			return fmt.Errorf("agent is %+v, the model's %+v", a, want)
		}
	}
	for _, x := range s.Monitors {
		if m.watch[x.Room] != x.User {
			return fmt.Errorf("%s watches %s, in the model %q", x.User, x.Room, m.watch[x.Room])
		}
	}
	return nil
}

// decided is an event as the model tells it; "" for what follows from the state.
func decided(e chat.Event) string {
	switch e := e.(type) {
	case chat.Refused:
		return fmt.Sprintf("refused %s %s", e.Reason, e.By)
	case chat.RoomAssigned:
		return fmt.Sprintf("%s to %s %s from %s by %s", e.Room, e.To, e.How, e.From, e.Who.User)
	case chat.RoomWaits:
		return fmt.Sprintf("%s waits %s from %s by %s", e.Room, e.Cause, e.From, e.Who.User)
	case chat.AskRefused:
		return fmt.Sprintf("%s refused %s", e.Room, e.Cause)
	case chat.RoomAnswered:
		return fmt.Sprintf("%s answered", e.Room)
	case chat.RoomEnded:
		return fmt.Sprintf("%s ended %s", e.Room, e.Type)
	case chat.RoomBlocked:
		return fmt.Sprintf("%s blocked", e.Room)
	case chat.MessagePosted:
		return fmt.Sprintf("%s #%d %s %s %s", e.Room, e.Seq, e.By, e.Auto, e.Category)
	case chat.MonitorBegan:
		return fmt.Sprintf("%s watched by %s", e.Room, e.User)
	case chat.MonitorEnded:
		return fmt.Sprintf("%s not watched by %s %s", e.Room, e.User, e.Why)
	}
	return ""
}
