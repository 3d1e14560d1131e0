package web

import (
	"context"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// ChatListRow is a room in a list (C52).
type ChatListRow struct {
	Room    ChatRoomView    `json:"room"`
	Title   string          `json:"title" doc:"상담제목"`
	Agent   chat.AgentLabel `json:"agent" doc:"who has it, or had it; without id: nobody (로봇)"`
	Visitor chat.RowVisitor `json:"visitor"`
	Large   ChatLabel       `json:"large" doc:"large category (대분류)"`
	Middle  ChatLabel       `json:"middle" doc:"middle category (중분류)"`
	Latest  *ChatLatest     `json:"latest,omitempty" doc:"the latest message that is no note; absent: there is none"`
	Rating  *ChatRating     `json:"rating,omitempty" doc:"만족도; absent: the customer has said nothing"`
}

// ChatRating is how a customer found a room.
type ChatRating struct {
	Stars   int      `json:"stars" minimum:"1" maximum:"5" doc:"1: very bad, 5: very good" example:"4"`
	Comment string   `json:"comment,omitempty" doc:"telephone numbers in it are masked where numbers are" example:"빠르게 답해 주셨어요."`
	At      acd.Time `json:"at"`
}

// ChatLabel is a category as a list shows it.
type ChatLabel struct {
	ID     chat.CategoryID `json:"id,omitempty"`
	Name   string          `json:"name,omitempty"`
	Unused bool            `json:"unused,omitempty" doc:"not offered any more (미사용)"`
}

// ChatLatest is the beginning of a message.
type ChatLatest struct {
	Seq   int         `json:"seq"`
	By    chat.Author `json:"by" enum:"customer,agent,bot,system,choice"`
	At    acd.Time    `json:"at"`
	Body  string      `json:"body" doc:"160 characters at most, in one line; telephone numbers in it are masked where numbers are"`
	Files int         `json:"files,omitempty" doc:"how many files came with it"`
}

// chatRow is a row as somebody may see it.
func (s *Server) chatRow(viewer Identity, n *chatNames, r chat.Row) ChatListRow {
	out := ChatListRow{Room: viewRoom(r.Room, r.Visitor.Name, n.Site(r.Room.Account)), Title: r.Title, Agent: n.agent(r.Agent), Visitor: r.Visitor, Large: n.category(r.Large), Middle: n.category(r.Middle)}
	out.Visitor.External = s.shownExternal(viewer, r.Room.Channel, r.Visitor.External)
	if m := r.Latest; m != nil {
		out.Latest = &ChatLatest{m.Seq, m.By, m.At, chat.Preview(s.shownText(viewer, m.Body)), len(m.Files)}
	}
	if t := r.Rating; t != nil {
		out.Rating = &ChatRating{t.Score, s.shownText(viewer, t.Comment), t.At}
	}
	return out
}

func (s *Server) chatRows(ctx context.Context, viewer Identity, list []chat.Row) ([]ChatListRow, error) {
	n, err := s.chatNames(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]ChatListRow, len(list))
	for i, r := range list {
		out[i] = s.chatRow(viewer, n, r)
	}
	return out, s.places(ctx, out)
}

// places writes the positions of those that wait.
func (s *Server) places(ctx context.Context, list []ChatListRow) error {
	waits := false
	for _, r := range list {
		waits = waits || r.Room.Status == chat.Waiting
	}
	if !waits {
		return nil
	}
	return s.lookRooms(ctx, func(h *chat.House) {
		for i := range list {
			list[i].Room.Position, _ = h.Position(list[i].Room.ID)
		}
	})
}

// shownExternal is what a channel knows a customer by, which for messages is a number.
func (s *Server) shownExternal(viewer Identity, channel chat.ChannelKind, external string) string {
	if channel == chat.SMS {
		return s.shown(viewer, external)
	}
	return external
}
