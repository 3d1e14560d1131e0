package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// ChatSearchQuery looks for messages by their text.
type ChatSearchQuery struct {
	Text string `query:"text" required:"true" minLength:"1" maxLength:"100" doc:"two letters at least, anywhere in the message, also within words; capital and small letters, blanks and punctuation do not count" example:"환불"`
	From string `query:"from" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"a day such as 2026-11-28" doc:"first day on which it was written; a year at most"`
	To   string `query:"to" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"a day such as 2026-11-28" doc:"last day"`
}

// ChatHit is a message that was found, and its room.
type ChatHit struct {
	Message ChatMessageView `json:"message"`
	Room    ChatListRow     `json:"room"`
}

// ChatHitPage is one page of messages that were found.
type ChatHitPage struct {
	Items []ChatHit `json:"items"`
	Next  string    `json:"next,omitempty" doc:"cursor of the next page, absent on the last; a page may have fewer than limit, or none, and yet a next one"`
}

func (s *Server) chatSearchRoutes(tag string) {
	register(s, op(tag, "chat-search", http.MethodGet, "/chat/search", "Messages in which a text stands, newest first, of rooms that the caller sees"), s.searchChats)
	register(s, op(tag, "chat-room-search", http.MethodGet, "/chat/rooms/{id}/search", "Numbers of the messages of a room in which a text stands"), func(ctx context.Context, in *struct {
		ChatPath
		Text string `query:"text" required:"true" minLength:"1" maxLength:"100"`
	}) (*struct {
		Body struct {
			Seqs []int `json:"seqs"`
		}
	}, error) {
		r, err := s.room(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		out := &struct {
			Body struct {
				Seqs []int `json:"seqs"`
			}
		}{}
		if out.Body.Seqs, err = s.Chats.ChatFindIn(ctx, r.ID, in.Text); err != nil {
			return nil, err
		}
		return out, s.logRoom(ctx, r)
	})
}

func (s *Server) searchChats(ctx context.Context, in *struct {
	ChatSearchQuery
	ChatPaging
	Unmasking
}) (*struct{ Body ChatHitPage }, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.chatsUsed(); err != nil {
		return nil, err
	}
	q := chat.Search{Text: in.Text, After: in.After, Limit: in.Limit, Now: acd.At(time.Now())}
	if q.From, q.To, err = s.days(in.From, in.To); err != nil {
		return nil, err
	}
	if q.Scope, err = s.chatScope(ctx, who(ctx)); err != nil {
		return nil, err
	}
	hits, next, err := s.Chats.ChatSearch(ctx, q)
	if err != nil {
		return nil, err
	}
	names, err := s.chatNames(ctx)
	if err != nil {
		return nil, err
	}
	page, shown := ChatHitPage{[]ChatHit{}, next}, make([]string, len(hits))
	for i, h := range hits {
		m := viewOf(h.Message)
		m.Body = s.shownText(viewer, m.Body)
		page.Items, shown[i] = append(page.Items, ChatHit{m, s.chatRow(viewer, names, h.Room)}), fmt.Sprint(h.Message.Room, " ", h.Message.Seq)
	}
	return &struct{ Body ChatHitPage }{page}, s.logFound(ctx, "chat_messages_searched", "chat-messages", fmt.Sprintf("%d found", len(hits)), in.ChatSearchQuery, in.Unmasking, shown)
}
