package web

import (
	"context"
	"net/http"

	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

func (s *Server) chatTypingRoutes(tag string) {
	typing := op(tag, "chat-typing", http.MethodPost, "/chat/rooms/{id}/typing", "Tell the customer that the agent writes, or does no more; said again every few seconds")
	typing.DefaultStatus = http.StatusNoContent
	register(s, typing, s.typeInRoom)
}

// typeInRoom is for who has the room: nobody else shows in it (S4).
func (s *Server) typeInRoom(ctx context.Context, in *struct {
	ChatPath
	Body struct {
		On bool `json:"on"`
	}
}) (*struct{}, error) {
	r, err := s.room(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	switch me := who(ctx).Agent; {
	case r.Status.Over():
		return nil, fault.New(fault.Conflict, "the room is over")
	case me == "" || r.Agent != me:
		return nil, fault.New(fault.Denied, "only who has the room writes to its customer")
	}
	s.Rooms.Type(r.ID, r.Visitor, chat.ByAgent, in.Body.On)
	return nil, nil
}
