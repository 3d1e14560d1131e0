package web

import (
	"context"
	"slices"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// ChatNotChanged is a room that was not changed.
type ChatNotChanged struct {
	Room chat.RoomID `json:"room"`
	Why  string      `json:"why" doc:"what is wrong, for people" example:"nobody has taken the room yet: take it first"`
}

// ChatChangedMany is what became of rooms that were to be changed together: each is in one of the
// three lists.
type ChatChangedMany struct {
	Changed int              `json:"changed" doc:"how many are as was asked now"`
	Done    []chat.RoomID    `json:"done" doc:"those, by id"`
	Refused []ChatNotChanged `json:"refused"`
	Left    []chat.RoomID    `json:"left,omitempty" doc:"what the server did not come to: asked again for these it goes on"`
	Why     string           `json:"why,omitempty" doc:"beside left: why not, for people" example:"chats do not answer: try again in some seconds"`
}

// manyWithin is for how long a request goes on to the next room: within it and chatWithin pages
// have their answer, of whatever was done.
const manyWithin = 5 * time.Second

// changeMany changes rooms one by one, by id: those that can be changed are, and of the others it is
// told why. Where the server cannot, or it takes long, it stops and tells what it has not come to.
// It fails where nothing is told of any room yet.
func (s *Server) changeMany(operation string, rooms []chat.RoomID, change func(chat.RoomID) error) (*struct{ Body ChatChangedMany }, error) {
	out := ChatChangedMany{Done: []chat.RoomID{}, Refused: []ChatNotChanged{}}
	rooms = slices.Clone(rooms)
	slices.Sort(rooms)
	rooms = slices.Compact(rooms)
	until := time.Now().Add(manyWithin)
	for i, id := range rooms {
		var err error
		if time.Now().After(until) {
			err = fault.New(fault.Overloaded, "so many rooms take too long now: try again for the rest")
		} else {
			err = change(id)
		}
		switch {
		case err == nil:
			out.Done = append(out.Done, id)
		case fault.Of(err) == fault.Internal || fault.Of(err) == fault.Overloaded:
			if i == 0 {
				return nil, err
			}
			out.Left, out.Why = rooms[i:], problem(s.internal(operation, err)).Detail
			out.Changed = len(out.Done)
			return &struct{ Body ChatChangedMany }{out}, nil
		default:
			out.Refused = append(out.Refused, ChatNotChanged{id, err.Error()})
		}
	}
	out.Changed = len(out.Done)
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
	return s.changeMany("chat-assign-many", in.Body.Rooms, func(id chat.RoomID) error {
		_, err := s.doOnRoom(ctx, id, func(chat.Room) chat.Command { return chat.Give{Room: id, To: in.Body.Agent, Who: s.chatWho(ctx)} })
		return err
	})
}
