package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/fault"
)

// ChatCategoryChange is what rooms are about from now on.
type ChatCategoryChange struct {
	Category chat.CategoryID `json:"category" minLength:"1" maxLength:"40" doc:"a middle category" example:"delivery-late"`
	Small    string          `json:"small,omitempty" maxLength:"60" example:"부천 허브"`
}

func (s *Server) chatCategoryRoutes(tag string) {
	register(s, op(tag, "chat-category", http.MethodPut, "/chat/rooms/{id}/category", "Change the categories of a room, also of one that is over; the title stays"), func(ctx context.Context, in *struct {
		ChatPath
		Body ChatCategoryChange
	}) (*chatRoomOut, error) {
		r, err := s.categorise(ctx, in.ID, in.Body)
		if err != nil {
			return nil, err
		}
		v, err := s.roomView(ctx, r)
		return &chatRoomOut{v}, err
	})
	register(s, op(tag, "chat-categorise-many", http.MethodPost, "/chat/rooms/categories", "Change the categories of several rooms (상담분류 변경): those that can be changed are"), s.categoriseMany)
}

// categorise changes what a room is about: the core of one that is open, a row of one that is
// over.
func (s *Server) categorise(ctx context.Context, id chat.RoomID, to ChatCategoryChange) (chat.Room, error) {
	to.Small = strings.TrimSpace(to.Small)
	r, err := s.room(ctx, id)
	if err != nil {
		return r, err
	}
	if err := mayWork(ctx, r); err != nil {
		return r, err
	}
	if err := s.checkCategory(to); err != nil {
		return r, err
	}
	me := s.chatWho(ctx)
	cmd := chat.SetCategory{Room: id, Category: to.Category, Small: to.Small, Who: me}
	if err := s.logWork(ctx, id, cmd); err != nil {
		return r, err
	}
	if !r.Status.Over() {
		res, err := s.doRooms(ctx, live.Act{Command: cmd})
		if err != nil {
			return r, err
		}
		if no, is := res.Refused(); !is || no.Reason != chat.NoSuchRoom { // else it has ended meanwhile
			for _, ev := range res.Events {
				if c, ok := ev.(chat.RoomChanged); ok && c.Room.ID == id {
					r = c.Room
				}
			}
			return r, roomFault(res)
		}
	}
	return s.Chats.ChatRecategorise(ctx, id, to.Category, to.Small, me.User, acd.At(time.Now()))
}

func (s *Server) checkCategory(to ChatCategoryChange) error {
	if strings.ContainsFunc(to.Small, control) {
		return fault.New(fault.Invalid, "the small category has control characters")
	}
	if !slices.ContainsFunc(s.Centre.ChatCategories(), func(c centre.ChatCategory) bool { return c.ID == string(to.Category) && c.Parent != "" }) {
		return fault.New(fault.Invalid, "there is no such category")
	}
	return nil
}

func (s *Server) categoriseMany(ctx context.Context, in *struct {
	Body struct {
		Rooms []chat.RoomID `json:"rooms" minItems:"1" maxItems:"200"`
		ChatCategoryChange
	}
}) (*struct{ Body ChatChangedMany }, error) {
	if err := s.chatsUsed(); err != nil {
		return nil, err
	}
	if err := s.checkCategory(in.Body.ChatCategoryChange); err != nil {
		return nil, err
	}
	return s.changeMany("chat-categorise-many", in.Body.Rooms, func(id chat.RoomID) error {
		_, err := s.categorise(ctx, id, in.Body.ChatCategoryChange)
		return err
	})
}
