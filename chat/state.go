package chat

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// HouseState is a whole House as data: what it is restored from, and what readers start from. It
// is complete (Restore(h.State()) decides as h does) and canonical: equal Houses give equal
// bytes in JSON. Slices are sorted by id, Categories by the directory's order.
//
// After a restart the owner makes it from the rows of the rooms that are not over, the
// policy, the directory and the calendars; of an agent Agent, Duty and
// Presence. Supervisors and Monitors are then empty: what was monitored is free.
// Now is when the House goes on: what fell due before happens then, at the first Step. What
// follows from the rest, an agent's State, Received and Running, is not looked at.
type HouseState struct {
	Now         acd.Time           `json:"now"`
	Policy      Policy             `json:"policy"`
	Categories  []Category         `json:"categories"`
	Open        bool               `json:"open"`
	Began       acd.Time           `json:"began,omitempty"`
	MealTime    bool               `json:"meal_time,omitempty"`
	Agents      []AgentStatus      `json:"agents"`
	Rooms       []Room             `json:"rooms"`
	Supervisors []SupervisorStatus `json:"supervisors,omitempty"`
	Monitors    []Monitored        `json:"monitors,omitempty"` // by room
}

// SupervisorStatus is a supervisor who is Available; Lost is since when the connection is gone.
type SupervisorStatus struct {
	User UserID   `json:"user"`
	Lost acd.Time `json:"lost,omitempty"`
}

// Monitored is a room that a supervisor watches.
type Monitored struct {
	Room RoomID `json:"room"`
	User UserID `json:"user"`
}

// State returns the House as data. It shares nothing with the House that either changes.
func (h *House) State() HouseState {
	s := HouseState{
		Now: h.now, Policy: h.policy, Categories: slices.Clone(h.categories),
		Open: h.open, Began: h.began, MealTime: h.meal, Agents: h.Agents(),
	}
	for _, r := range sorted(h.rooms) {
		s.Rooms = append(s.Rooms, r.Room)
		if r.watcher != "" {
			s.Monitors = append(s.Monitors, Monitored{r.ID, r.watcher})
		}
	}
	for _, x := range h.supervisors {
		s.Supervisors = append(s.Supervisors, SupervisorStatus{x.user, x.lost})
	}
	slices.SortFunc(s.Supervisors, func(a, b SupervisorStatus) int { return cmp.Compare(a.User, b.User) })
	return s
}

// Restore returns a House in state s. It refuses a state that breaks an invariant. Rooms of
// agents who are no more wait again, and what can be given by now is given: the first Step
// tells it.
func Restore(s HouseState) (*House, error) {
	h := New()
	h.now, h.open, h.began, h.meal = min(s.Now, maxTime), s.Open, s.Began, s.MealTime
	var ok bool
	if h.policy, ok = s.Policy.normal(); !ok {
		return nil, fmt.Errorf("restore: the policy is not valid")
	}
	if !validCategories(s.Categories) {
		return nil, fmt.Errorf("restore: the categories are not valid")
	}
	h.categories = slices.Clone(s.Categories)
	for _, a := range s.Agents {
		if err := h.restoreAgent(a); err != nil {
			return nil, fmt.Errorf("restore agent %s: %w", a.Agent.ID, err)
		}
	}
	for _, x := range s.Supervisors {
		h.supervisors[x.User] = newSupervisor(x.User, x.Lost)
	}
	for _, r := range s.Rooms {
		if err := h.restoreRoom(r); err != nil {
			return nil, fmt.Errorf("restore room %s: %w", r.ID, err)
		}
	}
	for _, m := range s.Monitors {
		r, x := h.rooms[m.Room], h.supervisors[m.User]
		if r == nil || x == nil || r.watcher != "" {
			return nil, fmt.Errorf("restore: %s cannot watch %s", m.User, m.Room)
		}
		h.watch(r, x)
	}
	for _, x := range h.supervisors {
		if x.lost != 0 {
			h.timers.put(&x.timer, x.lost.Add(SupervisorGrace))
		}
	}
	h.setBacklogTimer()
	h.distribute()
	if err := h.Check(); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	return h, nil
}

func (h *House) restoreAgent(x AgentStatus) error {
	i, known := h.findAgent(x.Agent.ID)
	if known || x.Agent.ID == Robot || x.Agent.Cap < 0 || x.Agent.Cap > MaxCap {
		return fmt.Errorf("twice, without a name, or with a cap of %d", x.Agent.Cap)
	}
	x.Agent.Cap = cmp.Or(x.Agent.Cap, DefaultCap)
	x.Agent.Categories = slices.Clone(x.Agent.Categories)
	x.Duty = or(x.Duty, DutyWork)
	x.Received, x.Running = 0, 0
	a := &agent{AgentStatus: x}
	if s := h.stateOf(a); s != a.State || a.Since == 0 {
		a.State, a.Since = s, h.now
	}
	h.agents = slices.Insert(h.agents, i, a)
	return nil
}

func (h *House) restoreRoom(x Room) error {
	n := h.counts.of(x.Status)
	if n == nil || x.ID == "" || h.rooms[x.ID] != nil || h.visitors[x.Visitor] != nil {
		return fmt.Errorf("is %s, there twice, or its visitor has another", x.Status)
	}
	r := &room{Room: x}
	r.timer = timer{kind: roomTimer, id: string(r.ID), room: r}
	h.rooms[r.ID], h.visitors[r.Visitor] = r, r
	h.setPassed(r, x.Passed)
	*n++
	switch r.Status {
	case Waiting:
		h.enterLine(r)
	case Received, InProgress:
		a := h.agent(r.Agent)
		switch {
		case a == nil:
			h.wait(r, CauseAgentRemoved, h.oldPlace(r), RoomWaits{})
		case r.Status == Received:
			a.Received++
		default:
			a.Running++
		}
	}
	h.setTimer(r)
	return nil
}
