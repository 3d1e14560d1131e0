package web

import (
	"context"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// mostRoomsOf is how many rooms of a customer are looked at, the newest first.
const mostRoomsOf = 200

// listScope is whose rooms of a status the caller's lists have, as seesRooms says it of one room;
// "" is any status: what waits is then not an agent's (C26).
func (s *Server) listScope(ctx context.Context, status chat.Status) (chat.Scope, error) {
	id := who(ctx)
	scope := chat.Scope{}
	if id.Agent != "" {
		scope.Agents = append(scope.Agents, id.Agent)
	}
	switch id.Role {
	case people.Administrator:
		scope.All = true
	case people.Manager:
		scope.Robot = true
		agents, err := s.agentsOf(ctx, id)
		if err != nil {
			return scope, err
		}
		scope.Agents = append(scope.Agents, agents...)
	default:
		scope.Robot = id.Agent != "" && status == chat.Waiting && s.Centre.Setting(centre.SetChatMethod) != string(chat.Automatic)
	}
	return scope, nil
}

// agentsOf are the agents whose manager somebody is, and those who are deleted and whose manager
// they were: what these had stays to be found (C10, C78).
func (s *Server) agentsOf(ctx context.Context, id Identity) (list []acd.AgentID, err error) {
	manager := scopeOf(id, nil).Manager
	agents, err := s.Centre.Agents(ctx)
	if err != nil {
		return nil, err
	}
	for i := range agents {
		if agents[i].Manager == manager {
			list = append(list, acd.AgentID(agents[i].ID))
		}
	}
	kept, err := s.Chats.ChatAgents(ctx)
	for _, a := range kept {
		if a.State == chat.AgentDeleted && a.Manager == manager {
			list = append(list, a.ID)
		}
	}
	return list, err
}

// monitors reports whether somebody may know who monitors a room: people with the permission who
// do not have the room themselves (S4, S11).
func monitors(id Identity, r chat.Room) bool {
	return id.Role != people.AgentRole && id.May(people.ChatMonitor) && (id.Agent == "" || r.Agent != id.Agent)
}

// roomsSeen are the newest rooms of a customer that the caller sees, newest first.
func (s *Server) roomsSeen(ctx context.Context, id chat.VisitorID) ([]chat.Room, error) {
	list, err := s.Chats.ChatRoomsOf(ctx, id, mostRoomsOf)
	if err != nil {
		return nil, err
	}
	sees, err := s.seesRooms(ctx)
	if err != nil {
		return nil, err
	}
	seen := []chat.Room{}
	for _, r := range list {
		if sees(r) {
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
