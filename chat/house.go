package chat

import (
	"cmp"
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// House is all chat of the centre: rooms that are not over, agents, supervisors, and every
// decision about them. It is a pure, deterministic state machine owned by one goroutine; it
// has no locks, reads no clock and does no I/O.
type House struct {
	now        acd.Time
	policy     Policy
	categories []Category
	open       bool     // the centre takes chats
	began      acd.Time // start of work
	meal       bool     // the meal time of all

	agents      []*agent // by id
	rooms       map[RoomID]*room
	visitors    map[VisitorID]*room
	supervisors map[UserID]*supervisor
	counts      Counts

	waiting line                 // all that wait, by place
	lines   map[CategoryID]*line // those of them that distribution looks at
	stale   map[RoomID]*room     // the others (C35)
	wrote   map[RoomID]*room     // those of them whose customer wrote since
	lain    map[RoomID]*room     // those that an agent let lie or that were put back: with Passed
	timers  timers

	// look: something has changed by which a room that waits may be given (settle).
	look bool

	out           []Event // of the present Step, or of Restore
	touchedRooms  []*room
	touchedAgents []*agent
}

// room is a Room with its places in the indexes.
type room struct {
	Room
	watcher UserID
	timer   timer
	touched bool
}

// agent is an agent; State, Since and the counts follow from the rest.
type agent struct {
	AgentStatus
	touched bool
}

// supervisor is a person who is Available to monitor.
type supervisor struct {
	user  UserID
	lost  acd.Time // since when the connection is gone; 0: it is there
	rooms []*room  // that they watch, by id
	timer timer
}

// Counts are the rooms that are not over, by status.
type Counts struct {
	WithBot    int `json:"with_bot"`
	Waiting    int `json:"waiting"`
	Received   int `json:"received"`
	InProgress int `json:"in_progress"`
}

// of returns the count of a status; nil for those that are over.
func (c *Counts) of(s Status) *int {
	switch s {
	case WithBot:
		return &c.WithBot
	case Waiting:
		return &c.Waiting
	case Received:
		return &c.Received
	case InProgress:
		return &c.InProgress
	}
	return nil
}

// maxTime bounds the time of a House so that no duration overflows (the year 2255).
const maxTime acd.Time = 9_000_000_000_000

// New returns an empty House under DefaultPolicy, out of working hours.
func New() *House {
	return &House{
		policy:      DefaultPolicy(),
		rooms:       map[RoomID]*room{},
		visitors:    map[VisitorID]*room{},
		supervisors: map[UserID]*supervisor{},
		lines:       map[CategoryID]*line{},
		stale:       map[RoomID]*room{},
		wrote:       map[RoomID]*room{},
		lain:        map[RoomID]*room{},
	}
}

// Step applies cmd at now and returns what became true, in order. It is total: late, stray or
// nonsensical input never fails or panics, it yields Refused. Deadlines due at or before now
// happen first, each at its own time. A now before the last one counts as the last one. The
// events belong to the caller.
func (h *House) Step(now acd.Time, cmd Command) []Event {
	now = min(max(now, h.now), maxTime)
	h.fireDue(now)
	h.now = now
	h.apply(cmd)
	h.settle()
	h.fireDue(now) // a new setting can make something due at once
	h.tell()
	out := h.out
	h.out = nil
	return out
}

// NextDeadline returns when Step must be called at the latest (with Tick).
func (h *House) NextDeadline() (acd.Time, bool) { return h.timers.next() }

func (h *House) emit(e Event) { h.out = append(h.out, e) }

// refuse tells that cmd changed nothing.
func (h *House) refuse(cmd Command, why Reason) { h.emit(Refused{Command: cmd, Reason: why}) }

func (h *House) touch(r *room) {
	if !r.touched {
		r.touched = true
		h.touchedRooms = append(h.touchedRooms, r)
	}
}

func (h *House) touchAgent(a *agent) {
	if !a.touched {
		a.touched = true
		h.touchedAgents = append(h.touchedAgents, a)
	}
}

// tell ends a step: what agents and rooms are now, each once, by id.
func (h *House) tell() {
	slices.SortFunc(h.touchedAgents, func(a, b *agent) int { return cmp.Compare(a.Agent.ID, b.Agent.ID) })
	for _, a := range h.touchedAgents {
		a.touched = false
		if h.agent(a.Agent.ID) == a {
			h.emit(AgentChanged{a.AgentStatus})
		}
	}
	slices.SortFunc(h.touchedRooms, func(a, b *room) int { return cmp.Compare(a.ID, b.ID) })
	for _, r := range h.touchedRooms {
		r.touched = false
		h.emit(RoomChanged{r.Room})
	}
	clear(h.touchedAgents)
	clear(h.touchedRooms)
	h.touchedAgents, h.touchedRooms = h.touchedAgents[:0], h.touchedRooms[:0]
}

// agent returns the agent with the id; nil where there is none.
func (h *House) agent(id acd.AgentID) *agent {
	i, ok := h.findAgent(id)
	if !ok {
		return nil
	}
	return h.agents[i]
}

func (h *House) findAgent(id acd.AgentID) (int, bool) {
	return slices.BinarySearchFunc(h.agents, id, func(a *agent, id acd.AgentID) int {
		return cmp.Compare(a.Agent.ID, id)
	})
}
