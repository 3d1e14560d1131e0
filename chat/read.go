package chat

import (
	"slices"
	"strings"

	"github.com/callfloor/callfloor/acd"
)

// Now is the time of the House: that of its last step.
func (h *House) Now() acd.Time { return h.now }

// Policy returns the policy in force; its slices are not to be changed.
func (h *House) Policy() Policy { return h.policy }

// Room returns a room that is not over.
func (h *House) Room(id RoomID) (Room, bool) {
	if r := h.rooms[id]; r != nil {
		return r.Room, true
	}
	return Room{}, false
}

// RoomOf returns the room of a visitor that is not over.
func (h *House) RoomOf(v VisitorID) (Room, bool) {
	if r := h.visitors[v]; r != nil {
		return r.Room, true
	}
	return Room{}, false
}

// Rooms returns the rooms of a status: those that wait by place, others by id.
func (h *House) Rooms(s Status) []Room {
	from := []*room(h.waiting)
	if s != Waiting {
		from = nil
		for _, r := range h.rooms { // in no order yet: few of many
			if r.Status == s {
				from = append(from, r)
			}
		}
		slices.SortFunc(from, func(a, b *room) int { return strings.Compare(string(a.ID), string(b.ID)) })
	}
	list := make([]Room, len(from))
	for i, r := range from {
		list[i] = r.Room
	}
	return list
}

// Counts returns the rooms by status.
func (h *House) Counts() Counts { return h.counts }

// ByChannel returns the rooms by channel and status.
func (h *House) ByChannel() map[ChannelKind]Counts {
	all := map[ChannelKind]Counts{}
	for _, r := range h.rooms {
		c := all[r.Channel]
		*c.of(r.Status)++
		all[r.Channel] = c
	}
	return all
}

// FirstWaits returns since when the first of those that wait does; false where none waits.
func (h *House) FirstWaits() (since acd.Time, some bool) {
	if len(h.waiting) == 0 {
		return 0, false
	}
	return h.waiting[0].WaitSince, true
}

// Monitored returns how many rooms are watched.
func (h *House) Monitored() (n int) {
	for _, s := range h.supervisors {
		n += len(s.rooms)
	}
	return n
}

// Position is the place of a room among all that wait, from 1.
func (h *House) Position(id RoomID) (int, bool) {
	r := h.rooms[id]
	if r == nil || r.Status != Waiting {
		return 0, false
	}
	i, in := slices.BinarySearchFunc(h.waiting, r, byPlace)
	return i + 1, in
}

// Agents returns every agent, by id.
func (h *House) Agents() []AgentStatus {
	list := make([]AgentStatus, len(h.agents))
	for i, a := range h.agents {
		list[i] = a.AgentStatus
	}
	return list
}

// Agent returns one agent.
func (h *House) Agent(id acd.AgentID) (AgentStatus, bool) {
	if a := h.agent(id); a != nil {
		return a.AgentStatus, true
	}
	return AgentStatus{}, false
}

// Watcher returns who monitors a room.
func (h *House) Watcher(id RoomID) (UserID, bool) {
	r := h.rooms[id]
	if r == nil || r.watcher == "" {
		return "", false
	}
	return r.watcher, true
}

// Supervisor returns how a supervisor stands; false: not Available (S9).
func (h *House) Supervisor(user UserID) (SupervisorStatus, bool) {
	s := h.supervisors[user]
	if s == nil {
		return SupervisorStatus{}, false
	}
	return SupervisorStatus{s.user, s.lost}, true
}

// Watched returns what a supervisor monitors, by id.
func (h *House) Watched(user UserID) []RoomID {
	var list []RoomID
	if s := h.supervisors[user]; s != nil {
		for _, r := range s.rooms {
			list = append(list, r.ID)
		}
	}
	return list
}

// Explain says of every agent whether distribution could give them a room now, or why not.
func (h *House) Explain(id RoomID) (Explanation, bool) {
	r := h.rooms[id]
	if r == nil {
		return Explanation{}, false
	}
	return h.verdicts(r, strict), true
}
