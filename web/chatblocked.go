package web

import (
	"context"
	"fmt"
	"net/http"

	"github.com/callfloor/callfloor/chat"
)

// ChatVisitorPage is one page of customers of the chat.
type ChatVisitorPage struct {
	Items []ChatVisitorView `json:"items"`
	Next  string            `json:"next,omitempty" doc:"cursor of the next page, absent on the last"`
}

func (s *Server) chatBlockedRoutes(tag string) {
	register(s, op(tag, "chat-blocked", http.MethodGet, "/chat/blocked", "Blocked customers, who was blocked last first (managers: of whom they see a room)"), s.listBlocked)
	un := op(tag, "chat-unblock", http.MethodDelete, "/chat/visitors/{id}/block", "Let a blocked customer write again")
	un.DefaultStatus = http.StatusNoContent
	register(s, un, func(ctx context.Context, in *ChatVisitorPath) (*struct{}, error) {
		v, _, err := s.visitorSeen(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		if err := s.logAccess(ctx, "chat_customer_unblocked", "chat-customer:"+string(v.ID), ""); err != nil {
			return nil, err
		}
		if err := s.Chats.ChatBlock(ctx, v.ID, nil); err != nil {
			return nil, err
		}
		s.visitorChanged(v.ID)
		return nil, nil
	})
}

// visitorChanged tells open pages that what their rows say of a customer has changed.
func (s *Server) visitorChanged(id chat.VisitorID) {
	if s.ChatBoard != nil {
		s.ChatBoard.Changed(id)
	}
}

func (s *Server) listBlocked(ctx context.Context, in *struct {
	ChatPaging
	Unmasking
}) (*struct{ Body ChatVisitorPage }, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.chatsUsed(); err != nil {
		return nil, err
	}
	scope, err := s.chatScope(ctx, who(ctx))
	if err != nil {
		return nil, err
	}
	list, next, err := s.Chats.ChatBlocked(ctx, scope, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	page, shown := ChatVisitorPage{[]ChatVisitorView{}, next}, []string{}
	for _, v := range list {
		page.Items, shown = append(page.Items, s.maskedVisitor(viewer, v)), append(shown, string(v.ID))
	}
	s.nameBlockers(ctx, page.Items)
	return &struct{ Body ChatVisitorPage }{page}, s.logFound(ctx, "chat_blocked_viewed", "chat-customers", fmt.Sprintf("%d found", len(page.Items)), "", in.Unmasking, shown)
}

// nameBlockers fills in what those who blocked customers are called, read once for all of them.
func (s *Server) nameBlockers(ctx context.Context, list []ChatVisitorView) {
	var actors []string
	for _, v := range list {
		if v.Block != nil {
			actors = append(actors, "user:"+string(v.Block.By))
		}
	}
	names := s.actorNames(ctx, actors...)
	for _, v := range list {
		if v.Block != nil {
			v.Block.ByName = names["user:"+string(v.Block.By)]
		}
	}
}
