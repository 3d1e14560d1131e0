package web

import (
	"context"
	"slices"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// mostRoomsOf is how many rooms of a customer are looked at, the newest first.
const mostRoomsOf = 200

// chatScope is which rooms somebody sees. Managers see what their agents had also when these are
// deleted (C10, C78).
func (s *Server) chatScope(ctx context.Context, id Identity) (chat.Scope, error) {
	var agents []centre.Agent
	if id.Role == people.Manager {
		there, err := s.Centre.Agents(ctx)
		if err != nil {
			return chat.Scope{}, err
		}
		known, err := s.Chats.ChatAgents(ctx)
		if err != nil {
			return chat.Scope{}, err
		}
		agents = slices.Clone(there)
		for _, a := range known {
			if a.State == chat.AgentDeleted {
				agents = append(agents, centre.Agent{ID: string(a.ID), Manager: a.Manager})
			}
		}
	}
	return roomsSeenBy(id, agents, chat.Method(s.Centre.Setting(centre.SetChatMethod))), nil
}

// roomsSeenBy is the rule (C10, C11, C14): administrators see all rooms, managers their own, those
// of their agents and nobody's, agents their own and, where they may take them, those that wait (C26).
func roomsSeenBy(id Identity, agents []centre.Agent, method chat.Method) (scope chat.Scope) {
	if id.Agent != "" {
		scope.Agents = append(scope.Agents, id.Agent)
	}
	switch id.Role {
	case people.Administrator:
		scope.All = true
	case people.Manager:
		scope.Robot = true
		for i := range agents {
			if agents[i].Manager == scopeOf(id, nil).Manager && acd.AgentID(agents[i].ID) != id.Agent {
				scope.Agents = append(scope.Agents, acd.AgentID(agents[i].ID))
			}
		}
	default:
		scope.Takes = id.Agent != "" && method != chat.Automatic
	}
	return scope.Quick()
}

// mayWatch reports whether somebody may monitor chats (S2): agents never do, they would see who
// watches their own.
func mayWatch(id Identity) bool { return id.Role != people.AgentRole && id.May(people.ChatMonitor) }

// monitors reports whether somebody may know who monitors a room: people with the permission who
// do not have the room themselves (S4, S11).
func monitors(id Identity, r chat.Room) bool {
	return mayWatch(id) && (id.Agent == "" || r.Agent != id.Agent)
}

// roomsSeen are the newest rooms of a customer that the caller sees, newest first.
func (s *Server) roomsSeen(ctx context.Context, id chat.VisitorID) ([]chat.Room, error) {
	list, err := s.Chats.ChatRoomsOf(ctx, id, mostRoomsOf)
	if err != nil {
		return nil, err
	}
	scope, err := s.chatScope(ctx, who(ctx))
	if err != nil {
		return nil, err
	}
	seen := []chat.Room{}
	for _, r := range list {
		if scope.Sees(r) {
			seen = append(seen, r)
		}
	}
	return seen, nil
}

// visitorSeen finds a customer of whom the caller sees a room; administrators see everybody.
func (s *Server) visitorSeen(ctx context.Context, id chat.VisitorID) (chat.Visitor, []chat.Room, error) {
	if err := s.chatsUsed(); err != nil {
		return chat.Visitor{}, nil, err
	}
	none := fault.New(fault.NotFound, "there is no customer %q of the chat", id)
	v, err := s.Chats.ChatVisitor(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return v, nil, none
	}
	if err != nil {
		return v, nil, err
	}
	rooms, err := s.roomsSeen(ctx, id)
	if err == nil && len(rooms) == 0 && who(ctx).Role != people.Administrator {
		return chat.Visitor{}, nil, none
	}
	return v, rooms, err
}

// logRoom is the line of the access log that somebody looks at a room: one for all of its parts.
func (s *Server) logRoom(ctx context.Context, r chat.Room) error {
	return s.logShown(ctx, "chat_viewed", "chat:"+string(r.ID), "", string(r.ID))
}
