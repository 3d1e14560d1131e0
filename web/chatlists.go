package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// ChatQuery chooses rooms of one status.
type ChatQuery struct {
	Status     chat.Status      `query:"status" required:"true" enum:"bot,bot_ended,waiting,received,in_progress,ended"`
	From       string           `query:"from" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"a day such as 2026-11-28" doc:"first day, in the centre's time zone: of the end of rooms that are over, of the start of others. Left out: of rooms with the bot today, of other open ones all, of those that are over a year"`
	To         string           `query:"to" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"a day such as 2026-11-28" doc:"last day; 31 days at most of open rooms, a year of those that are over"`
	Agents     []string         `query:"agents" maxItems:"200" doc:"ids, with a comma between them; - is nobody (로봇)"`
	Channel    chat.ChannelKind `query:"channel" enum:"web,web_v1,sms,kakao,talktalk"`
	Site       string           `query:"site" maxLength:"60" doc:"id of the site, or the account of the channel"`
	Large      chat.CategoryID  `query:"large" maxLength:"40" doc:"large category"`
	Category   chat.CategoryID  `query:"category" maxLength:"40" doc:"middle category"`
	EndType    chat.EndType     `query:"end_type" enum:"agent,customer,manager,idle,undistributed,refused,bot"`
	Held       bool             `query:"held" doc:"only those that do not end by themselves (종료보류)"`
	Opened     string           `query:"opened" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"a day such as 2026-11-28" doc:"only rooms that were opened on this day or later"`
	Answered   bool             `query:"answered" doc:"only rooms that the agent who has or had them last has answered"`
	VisitorTag string           `query:"visitor_tag" maxLength:"40" doc:"a part of a customer's tag (고객태그): 31 days back at most"`
	RoomTags   []string         `query:"room_tags" maxItems:"20" doc:"tags of the room (상담방태그), with a comma between them: all of them, whole; a year back at most"`
	Sort       chat.Sort        `query:"sort" enum:"recent,start,end,customer,title,agent,channel" doc:"recent is the latest message, of rooms that are over the start; end is of those alone; customer, title, agent and channel of the others"`
	Up         bool             `query:"up" doc:"the smallest, or the oldest, first"`
}

// ChatPaging is which part of a list is asked for.
type ChatPaging struct {
	After string `query:"after" maxLength:"600" doc:"next of the page before"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// ChatListPage is one page of a list of rooms.
type ChatListPage struct {
	Items []ChatListRow `json:"items"`
	Next  string        `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
	From  string        `json:"from,omitempty" doc:"the days that the list stands for; absent: all" example:"2026-11-28"`
	To    string        `json:"to,omitempty" example:"2026-11-28"`
}

// ChatCountsView is how many rooms the lists have, without any search in them.
type ChatCountsView struct {
	Bot        int `json:"bot" doc:"챗봇 진행중, of today"`
	BotEnded   int `json:"bot_ended" doc:"챗봇 종료, of a year"`
	Waiting    int `json:"waiting" doc:"상담대기"`
	Received   int `json:"received" doc:"접수(읽지않은 대화방)"`
	InProgress int `json:"in_progress" doc:"진행중"`
	Held       int `json:"held" doc:"of those, 종료보류건"`
	Ended      int `json:"ended" doc:"상담종료, of a year"`
}

func (s *Server) chatListRoutes(tag string) {
	s.chatChoiceRoutes(tag)
	register(s, op(tag, "chat-list", http.MethodGet, "/chat/list", "Rooms of one status that the caller sees, by page"), s.listChats)
	register(s, op(tag, "chat-list-count", http.MethodGet, "/chat/list/count", "How many rooms a list has"), func(ctx context.Context, in *ChatQuery) (*struct {
		Body struct {
			N int `json:"n"`
		}
	}, error) {
		f, err := s.chatFilter(ctx, *in)
		if err != nil {
			return nil, err
		}
		out := &struct {
			Body struct {
				N int `json:"n"`
			}
		}{}
		out.Body.N, err = s.Chats.ChatCount(ctx, f)
		return out, windowProblem(err)
	})
	register(s, op(tag, "chat-counts", http.MethodGet, "/chat/counts", "How many rooms each list has"), s.countChats)
}

// chatFilter is what a query stands for, for the caller.
func (s *Server) chatFilter(ctx context.Context, q ChatQuery) (chat.Filter, error) {
	f := chat.Filter{
		Status: q.Status, Channel: q.Channel, Account: q.Site, Large: q.Large, Category: q.Category, EndType: q.EndType, Held: q.Held,
		Answered: q.Answered, VisitorTag: strings.TrimSpace(q.VisitorTag), RoomTags: q.RoomTags, Sort: q.Sort, Up: q.Up, Now: acd.At(time.Now()), Zone: s.zone(), Language: who(ctx).Language,
	}
	if err := s.chatsUsed(); err != nil {
		return f, err
	}
	var err error
	if f.From, f.To, err = s.days(q.From, q.To); err != nil {
		return f, err
	}
	if f.Opened, _, err = s.days(q.Opened, ""); err != nil {
		return f, err
	}
	for _, a := range q.Agents {
		if a == "-" {
			a = string(chat.Robot)
		}
		f.Agents = append(f.Agents, acd.AgentID(a))
	}
	f.Scope, err = s.chatScope(ctx, who(ctx))
	return f, err
}

// days are the times of the first and the last day, zero where they are left out.
func (s *Server) days(from, to string) (acd.Time, acd.Time, error) {
	var begin, end acd.Time
	if from != "" {
		day, err := time.ParseInLocation(time.DateOnly, from, s.zone())
		if err != nil {
			return 0, 0, fault.New(fault.Invalid, "%q is no day: write it like 2026-11-28", from)
		}
		begin = acd.At(day)
	}
	if to != "" {
		day, err := time.ParseInLocation(time.DateOnly, to, s.zone())
		if err != nil {
			return 0, 0, fault.New(fault.Invalid, "%q is no day: write it like 2026-11-28", to)
		}
		end = acd.At(day.AddDate(0, 0, 1))
	}
	return begin, end, nil
}

// windowProblem says in the problem's fields what of a list is allowed.
func windowProblem(err error) error {
	var w *chat.WindowError
	if !errors.As(err, &w) {
		return err
	}
	p := problem(err)
	p.Reason, p.Most = w.Reason, w.Most
	return p
}

func (s *Server) listChats(ctx context.Context, in *struct {
	ChatQuery
	ChatPaging
	Unmasking
}) (*struct{ Body ChatListPage }, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	f, err := s.chatFilter(ctx, in.ChatQuery)
	if err != nil {
		return nil, err
	}
	days, err := f.Checked()
	if err != nil {
		return nil, windowProblem(err)
	}
	f.After, f.Limit = in.After, in.Limit
	list, next, err := s.Chats.ChatRooms(ctx, f)
	if err != nil {
		return nil, err
	}
	rows, err := s.chatRows(ctx, viewer, list)
	if err != nil {
		return nil, err
	}
	page := ChatListPage{Items: rows, Next: next}
	if !days.To.IsZero() {
		page.From, page.To = days.From.Std().In(f.Zone).Format(time.DateOnly), days.To.Std().Add(-time.Millisecond).In(f.Zone).Format(time.DateOnly)
	}
	return &struct{ Body ChatListPage }{page}, s.logFound(ctx, "chats_searched", "chats", fmt.Sprintf("%s: %d found", in.Status, len(list)), in.ChatQuery, in.Unmasking, roomIDs(list))
}

func roomIDs(list []chat.Row) []string {
	ids := make([]string, len(list))
	for i, r := range list {
		ids[i] = string(r.Room.ID)
	}
	return ids
}

func (s *Server) countChats(ctx context.Context, _ *struct{}) (*struct{ Body ChatCountsView }, error) {
	if err := s.chatsUsed(); err != nil {
		return nil, err
	}
	out := &struct{ Body ChatCountsView }{}
	v := &out.Body
	for _, one := range []struct {
		status chat.Status
		held   bool
		n      *int
	}{{chat.WithBot, false, &v.Bot}, {chat.BotEnded, false, &v.BotEnded}, {chat.Waiting, false, &v.Waiting}, {chat.Received, false, &v.Received}, {chat.InProgress, false, &v.InProgress}, {chat.InProgress, true, &v.Held}, {chat.Ended, false, &v.Ended}} {
		f, err := s.chatFilter(ctx, ChatQuery{Status: one.status, Held: one.held})
		if err != nil {
			return nil, err
		}
		if *one.n, err = s.Chats.ChatCount(ctx, f); err != nil {
			return nil, err
		}
	}
	return out, nil
}
