package explore

import (
	"fmt"
	"reflect"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Ledger folds events alone into what a House is, and judges them: their grammar, and the
// laws of distribution.
type Ledger struct {
	state    chat.HouseState // what events told as whole values
	rooms    map[chat.RoomID]*chat.Room
	rows     map[chat.RoomID]chat.Room
	agents   map[acd.AgentID]chat.AgentStatus
	visitors map[chat.VisitorID]chat.RoomID
	watched  map[chat.RoomID]chat.UserID
	able     map[chat.UserID]acd.Time // who is Available, and since when lost

	touched map[chat.RoomID]bool // of this step; true once its row was told
	Ended   int
	Backlog int // rooms given from the waiting by themselves
}

// NewLedger begins with a House in a state.
func NewLedger(s chat.HouseState) *Ledger {
	l := &Ledger{
		state: s, rooms: map[chat.RoomID]*chat.Room{}, rows: map[chat.RoomID]chat.Room{},
		agents: map[acd.AgentID]chat.AgentStatus{}, visitors: map[chat.VisitorID]chat.RoomID{},
		watched: map[chat.RoomID]chat.UserID{}, able: map[chat.UserID]acd.Time{},
	}
	for _, r := range s.Rooms {
		l.rooms[r.ID], l.rows[r.ID], l.visitors[r.Visitor] = &r, r, r.ID
	}
	for _, a := range s.Agents {
		l.agents[a.Agent.ID] = a
	}
	for _, m := range s.Monitors {
		l.watched[m.Room] = m.User
	}
	for _, x := range s.Supervisors {
		l.able[x.User] = x.Lost
	}
	return l
}

// Take folds the events of a step.
func (l *Ledger) Take(at acd.Time, events []chat.Event) error {
	l.touched = map[chat.RoomID]bool{}
	ending := false
	for _, e := range events {
		switch e.(type) {
		case chat.AgentChanged, chat.RoomChanged:
			ending = true
		default:
			if ending {
				return fmt.Errorf("%T comes after what a step ends with", e)
			}
		}
		if err := l.fold(e); err != nil {
			return fmt.Errorf("%s: %w", renderEvent(e), err)
		}
	}
	for id, told := range l.touched {
		if !told {
			return fmt.Errorf("the row of %s is not told", id)
		}
	}
	l.state.Now = max(l.state.Now, at)
	return nil
}

func (l *Ledger) fold(e chat.Event) error {
	switch e := e.(type) {
	case chat.Refused:
		return l.refused(e)
	case chat.PolicyChanged:
		l.state.Policy = e.Policy
	case chat.CategoriesChanged:
		l.state.Categories = e.Categories
	case chat.HoursChanged:
		l.state.Open, l.state.Began = e.Open, e.Began
	case chat.MealTimeChanged:
		l.state.MealTime = e.On
	case chat.AgentPut:
		a := l.agents[e.Agent.ID]
		a.Agent = e.Agent
		l.agents[e.Agent.ID] = a
	case chat.AgentGone:
		delete(l.agents, e.Agent)
	case chat.AgentChanged:
		return l.agentChanged(e.Agent)
	case chat.SupervisorChanged:
		delete(l.able, e.User)
		if e.Available {
			l.able[e.User] = e.Lost
		}
	case chat.RoomOpened:
		if l.visitors[e.Visitor] != "" || l.rooms[e.Room] != nil {
			return fmt.Errorf("the visitor has a room already, or the name is taken")
		}
		l.visitors[e.Visitor] = e.Room
		l.rooms[e.Room] = &chat.Room{ID: e.Room, Visitor: e.Visitor, Status: chat.WithBot, Opened: e.At, LastAt: e.At}
		l.touched[e.Room] = false
	case chat.RoomChanged:
		return l.rowTold(e.Room)
	default:
		return l.foldRoom(e)
	}
	return nil
}

// refused: who is told that somebody watches is told who.
func (l *Ledger) refused(e chat.Refused) error {
	if m, is := e.Command.(chat.Monitor); is && e.Reason == chat.Watched && l.watched[m.Room] != e.By {
		return fmt.Errorf("%s watches", l.watched[m.Room])
	}
	return nil
}

func (l *Ledger) agentChanged(a chat.AgentStatus) error {
	old, known := l.agents[a.Agent.ID]
	if known && old.NewAt != a.NewAt {
		return fmt.Errorf("the last new room was at %s", at(old.NewAt))
	}
	received, running := l.has(a.Agent.ID)
	if a.Received != received || a.Running != running {
		return fmt.Errorf("events tell %d and %d", received, running)
	}
	l.agents[a.Agent.ID] = a
	return nil
}

// has counts the rooms of an agent.
func (l *Ledger) has(id acd.AgentID) (received, running int) {
	for _, r := range l.rooms {
		switch {
		case r.Agent != id || id == chat.Robot:
		case r.Status == chat.Received:
			received++
		case r.Status == chat.InProgress:
			running++
		}
	}
	return received, running
}

// rowTold compares the row with what the events told of the room.
func (l *Ledger) rowTold(row chat.Room) error {
	if l.touched[row.ID] {
		return fmt.Errorf("told twice")
	}
	l.touched[row.ID] = true
	r := l.rooms[row.ID]
	if r == nil {
		return fmt.Errorf("no event opened it")
	}
	want := *r // and what events do not tell
	want.Channel, want.Account, want.Previous = row.Channel, row.Account, row.Previous
	want.WaitSince, want.Turn, want.Stale, want.Passed = row.WaitSince, row.Turn, row.Stale, row.Passed
	want.Profile, want.Unread, want.Blocked = row.Profile, row.Unread, row.Blocked || r.Blocked
	if r.Last == "" {
		want.Last = row.Last // who had the visitor's room before
	}
	if r.Seq == 0 || r.Category == "" {
		want.Category, want.Titled = row.Category, row.Titled
	}
	if !reflect.DeepEqual(want, row) {
		return fmt.Errorf("events tell %+v, the row is %+v", want, row)
	}
	*r = row
	if row.Status.Over() {
		delete(l.rooms, row.ID)
		delete(l.rows, row.ID)
		return nil
	}
	l.rows[row.ID] = row
	return nil
}

// Compare says where the House is otherwise than its events told.
func (l *Ledger) Compare(s chat.HouseState) error {
	if len(l.rows) != len(s.Rooms) || len(l.rooms) != len(s.Rooms) || len(l.agents) != len(s.Agents) || len(l.watched) != len(s.Monitors) || len(l.able) != len(s.Supervisors) || len(l.visitors) != len(s.Rooms) {
		return fmt.Errorf("%d rooms, %d agents, %d watched; events tell %d, %d, %d", len(s.Rooms), len(s.Agents), len(s.Monitors), len(l.rows), len(l.agents), len(l.watched))
	}
	for _, r := range s.Rooms {
		if !reflect.DeepEqual(l.rows[r.ID], r) {
			return fmt.Errorf("room %s is %+v, its row %+v", r.ID, r, l.rows[r.ID])
		}
	}
	for _, a := range s.Agents {
		if !reflect.DeepEqual(l.agents[a.Agent.ID], a) {
			return fmt.Errorf("agent %s is %+v, told %+v", a.Agent.ID, a, l.agents[a.Agent.ID])
		}
	}
	for _, m := range s.Monitors {
		if l.watched[m.Room] != m.User {
			return fmt.Errorf("%s watches %s, told %q", m.User, m.Room, l.watched[m.Room])
		}
	}
	for _, x := range s.Supervisors {
		if lost, ok := l.able[x.User]; !ok || lost != x.Lost {
			return fmt.Errorf("supervisor %s is %+v, told %d", x.User, x, lost)
		}
	}
	told := l.state
	if told.Open != s.Open || told.Began != s.Began || told.MealTime != s.MealTime || told.Now != s.Now ||
		!reflect.DeepEqual(told.Policy, s.Policy) || len(told.Categories)+len(s.Categories) > 0 && !reflect.DeepEqual(told.Categories, s.Categories) {
		return fmt.Errorf("directory, hours or time are %+v, told %+v", s, told)
	}
	return nil
}
