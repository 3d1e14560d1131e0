package web

import (
	"context"
	"slices"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// ChatNotChanged is a room that was not changed.
type ChatNotChanged struct {
	Room chat.RoomID `json:"room"`
	Why  string      `json:"why" doc:"what is wrong, for people" example:"nobody has taken the room yet: take it first"`
}

// ChatChangedMany is what became of rooms that were to be changed together.
type ChatChangedMany struct {
	Changed int              `json:"changed" doc:"how many are as was asked now"`
	Refused []ChatNotChanged `json:"refused"`
}

// changeMany changes rooms one by one: those that can be changed are, and of the others it is told
// why. Where the server cannot it stops, and asked again it goes on: what is changed stays so.
func changeMany(rooms []chat.RoomID, change func(chat.RoomID) error) (*struct{ Body ChatChangedMany }, error) {
	out := ChatChangedMany{Refused: []ChatNotChanged{}}
	rooms = slices.Clone(rooms)
	slices.Sort(rooms)
	for _, id := range slices.Compact(rooms) {
		err := change(id)
		switch {
		case err == nil:
			out.Changed++
		case fault.Of(err) == fault.Internal || fault.Of(err) == fault.Overloaded:
			return nil, err
		default:
			out.Refused = append(out.Refused, ChatNotChanged{id, err.Error()})
		}
	}
	return &struct{ Body ChatChangedMany }{out}, nil
}

// giveMany gives rooms to one agent; each has its own line of the access log and its own answer.
func (s *Server) giveMany(ctx context.Context, in *struct {
	Body struct {
		Rooms []chat.RoomID `json:"rooms" minItems:"1" maxItems:"200"`
		Agent acd.AgentID   `json:"agent" minLength:"1" maxLength:"40" example:"kim"`
	}
}) (*struct{ Body ChatChangedMany }, error) {
	if err := s.chatsUsed(); err != nil {
		return nil, err
	}
	there := false
	if err := s.lookRooms(ctx, func(h *chat.House) { _, there = h.Agent(in.Body.Agent) }); err != nil {
		return nil, err
	}
	if !there {
		return nil, fault.New(fault.NotFound, "there is no such agent")
	}
	return changeMany(in.Body.Rooms, func(id chat.RoomID) error {
		_, err := s.workOnRoom(ctx, id, func(chat.Room) chat.Command { return chat.Give{Room: id, To: in.Body.Agent, Who: s.chatWho(ctx)} })
		return err
	})
}
