package chat

import (
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// Scope is which rooms somebody sees (C10, C11, C14): the one rule of single rooms, lists, searches,
// reports and pages.
type Scope struct {
	All bool // an administrator
	// Agents whose rooms are seen: of a manager themselves and the agents whose manager they are; of
	// an agent themselves.
	Agents []acd.AgentID
	// Robot adds rooms that nobody has: with the bot (C11), waiting (C25), ended there (C74).
	Robot bool
	// Takes adds those of them that wait: the viewer may take them (C26).
	Takes bool

	of map[acd.AgentID]struct{} // Agents as a set; nil: they are looked through
}

// Quick returns the scope for who asks it of many rooms: it takes as long for many agents as for one.
// Agents stay as they are from then on.
func (s Scope) Quick() Scope {
	s.of = make(map[acd.AgentID]struct{}, len(s.Agents))
	for _, a := range s.Agents {
		s.of[a] = struct{}{}
	}
	return s
}

// Sees reports whether a room is seen: whether it is among those of its status that Holders has.
func (s Scope) Sees(r Room) bool {
	switch {
	case s.All:
		return true
	case r.Agent == Robot:
		return s.Robot || s.Takes && r.Status == Waiting
	case s.of != nil:
		_, is := s.of[r.Agent]
		return is
	}
	return slices.Contains(s.Agents, r.Agent)
}

// Holders are whose rooms of a status are seen, where not everybody's: Robot is among them for what
// nobody has. "" is any status: what may be taken is not asked for by it.
func (s Scope) Holders(of Status) []acd.AgentID {
	list := make([]acd.AgentID, 0, len(s.Agents)+1)
	for _, a := range s.Agents {
		if a != Robot {
			list = append(list, a)
		}
	}
	if s.Robot || s.Takes && of == Waiting {
		list = append(list, Robot)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
