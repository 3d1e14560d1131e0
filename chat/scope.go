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
}

// Sees reports whether a room is seen.
func (s Scope) Sees(r Room) bool {
	return s.All || slices.Contains(s.Holders(r.Status), r.Agent)
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
