package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sheet"
)

// usageDays is how many days the log has without days, up to today.
const usageDays = 31

// ChatUsageQuery chooses lines of the service usage log.
type ChatUsageQuery struct {
	From  string      `query:"from" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"a day such as 2026-11-28" doc:"first day, in the centre's time zone; left out: 31 days up to the last one"`
	To    string      `query:"to" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"a day such as 2026-11-28" doc:"last day; left out: today. A year at most"`
	Agent acd.AgentID `query:"agent" maxLength:"40" doc:"only what was given to this agent"`
}

// ChatUsageLine is a room that was given to another agent by itself.
type ChatUsageLine struct {
	At   acd.Time        `json:"at"`
	Room chat.RoomID     `json:"room"`
	Row  *ChatListRow    `json:"row,omitempty" doc:"the room as it is now; absent: the caller does not see it any more"`
	From chat.AgentLabel `json:"from" doc:"without id: nobody had it (로봇)"`
	To   chat.AgentLabel `json:"to"`
	How  chat.How        `json:"how" enum:"backlog,take_back" doc:"backlog: given by itself after it had waited; take_back: its agent had not answered"`
	Why  *chat.Why       `json:"why,omitempty" doc:"why this agent; absent: it was not kept"`
}

// ChatUsagePage is one page of the service usage log.
type ChatUsagePage struct {
	Items []ChatUsageLine `json:"items"`
	Next  string          `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
	From  string          `json:"from" doc:"the days that it stands for" example:"2026-11-28"`
	To    string          `json:"to" example:"2026-11-28"`
}

func (s *Server) chatUsageRoutes(tag string) {
	register(s, op(tag, "chat-usage", http.MethodGet, "/chat/usage", "The service usage log (서비스 이용내역): rooms that were given to another agent by themselves, newest first (C36)"), s.chatUsage)
	register(s, op(tag, "chat-usage-export", http.MethodGet, "/chat/usage/export", "The service usage log as XLSX or CSV; masked without unmasked=true; needs the permission report"), s.exportChatUsage)
}

// usageFilter is what a query stands for, for the caller.
func (s *Server) usageFilter(ctx context.Context, q ChatUsageQuery) (f chat.UsageFilter, err error) {
	if err := s.chatsUsed(); err != nil {
		return f, err
	}
	if f.From, f.To, err = s.days(q.From, q.To); err != nil {
		return f, err
	}
	if f.To.IsZero() {
		day, _ := s.dayOf(time.Now())
		f.To = acd.At(day.AddDate(0, 0, 1))
	}
	if f.From.IsZero() {
		f.From = acd.At(f.To.Std().In(s.zone()).AddDate(0, 0, -usageDays))
	}
	if f.To <= f.From {
		return f, because("backwards", fault.New(fault.Invalid, "the last day is before the first"))
	}
	f.Agent = q.Agent
	f.Scope, err = s.chatScope(ctx, who(ctx))
	return f, err
}

func (s *Server) chatUsage(ctx context.Context, in *struct {
	ChatUsageQuery
	ChatPaging
	Unmasking
}) (*struct{ Body ChatUsagePage }, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	f, err := s.usageFilter(ctx, in.ChatUsageQuery)
	if err != nil {
		return nil, err
	}
	u, err := s.usageReader(ctx, viewer, f.Scope)
	if err != nil {
		return nil, err
	}
	f.After, f.Limit = in.After, in.Limit
	lines, next, err := u.read(ctx, f)
	if err != nil {
		return nil, err
	}
	page := ChatUsagePage{Items: lines, Next: next, From: f.From.Std().In(s.zone()).Format(time.DateOnly), To: f.To.Std().Add(-time.Millisecond).In(s.zone()).Format(time.DateOnly)}
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = string(l.Room)
	}
	return &struct{ Body ChatUsagePage }{page}, s.logFound(ctx, "chats_searched", "chats", fmt.Sprintf("usage: %d found", len(lines)), in.ChatUsageQuery, in.Unmasking, ids)
}

// usageReader reads the log for somebody.
type usageReader struct {
	s      *Server
	viewer Identity
	scope  chat.Scope
	names  *chatNames
	labels map[acd.AgentID]chat.AgentLabel // of agents who are gone too
}

func (s *Server) usageReader(ctx context.Context, viewer Identity, scope chat.Scope) (*usageReader, error) {
	names, err := s.chatNames(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.Chats.ChatAgents(ctx)
	if err != nil {
		return nil, err
	}
	u := &usageReader{s, viewer, scope, names, make(map[acd.AgentID]chat.AgentLabel, len(list))}
	for _, a := range list {
		u.labels[a.ID] = names.agent(a)
	}
	return u, nil
}

func (u *usageReader) agent(id acd.AgentID) chat.AgentLabel {
	if l, known := u.labels[id]; known && id != chat.Robot {
		return l
	}
	return u.names.agent(chat.AgentLabel{ID: id, Name: string(id)})
}

// read returns a page of lines, with the rooms that are seen.
func (u *usageReader) read(ctx context.Context, f chat.UsageFilter) ([]ChatUsageLine, string, error) {
	list, next, err := u.s.Chats.ChatUsage(ctx, f)
	if err != nil {
		return nil, "", err
	}
	rooms := map[chat.RoomID]*ChatListRow{}
	ids := []chat.RoomID{}
	for _, e := range list {
		if _, asked := rooms[e.Room]; !asked {
			rooms[e.Room], ids = nil, append(ids, e.Room)
		}
	}
	rows, err := u.s.Chats.ChatRows(ctx, ids)
	if err != nil {
		return nil, "", err
	}
	for _, r := range rows {
		if u.scope.Sees(r.Room) {
			row := u.s.chatRow(u.viewer, u.names, r)
			rooms[r.Room.ID] = &row
		}
	}
	out := make([]ChatUsageLine, len(list))
	for i, e := range list {
		out[i] = ChatUsageLine{e.At, e.Room, rooms[e.Room], u.agent(e.From), u.agent(e.To), chat.How(e.How), e.Why()}
	}
	return out, next, nil
}

func (s *Server) exportChatUsage(ctx context.Context, in *struct {
	ChatUsageQuery
	ExportWhy
	Unmasking
}) (*huma.StreamResponse, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	f, err := s.usageFilter(ctx, in.ChatUsageQuery)
	if err != nil {
		return nil, err
	}
	f.Limit = exportedAtOnce
	u, err := s.usageReader(ctx, viewer, f.Scope)
	if err != nil {
		return nil, err
	}
	first, next, err := u.read(ctx, f)
	if err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "chats_exported", "chats", in.detail(fmt.Sprintf("%s usage: %s", in.Format, in.Reason))); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		_, raw := humago.Unwrap(hc)
		http.NewResponseController(raw).SetWriteDeadline(time.Now().Add(exportWithin)) //nolint:errcheck // a writer without deadlines has none to move
		hc.SetHeader("Content-Type", sheet.ContentType(in.Format))
		hc.SetHeader("Content-Disposition", `attachment; filename="chat-usage-`+time.Now().In(s.zone()).Format("20060102-1504")+"."+in.Format+`"`)
		if err := u.write(ctx, sheet.NewWriter(in.Format, u.names.exported().word(chatUsageSaid, ""), hc.BodyWriter()), f, first, next); err != nil {
			s.Log.Error().Err(fault.WithCause(err)).Msg("an export of the service usage log failed half-way")
			panic(http.ErrAbortHandler) // the client sees a broken download, not a short one
		}
	}}, nil
}

// write writes the log, from its first page on.
func (u *usageReader) write(ctx context.Context, w sheet.Writer, f chat.UsageFilter, lines []ChatUsageLine, next string) error {
	words := u.names.exported()
	head := []any{"time", "room", "channel", "site", "customer", "title", "from", "to", "method", "reason"}
	if words.language == "ko" {
		head = []any{"일시", "상담방 ID", "채널", "사이트", "고객", "상담제목", "배정 전", "배정 후", "방식", "배정 이유"}
	}
	err := w.Row(head...)
	for err == nil {
		for _, l := range lines {
			row, customer := ChatListRow{}, ""
			if l.Row != nil {
				row, customer = *l.Row, words.customer(*l.Row)
			}
			if err := w.Row(l.At.Std().In(u.s.zone()), string(l.Room), words.word(chatChannelSaid[row.Room.Channel], ""), u.names.site(row.Room.Site), customer, row.Title,
				words.agentLabel(l.From), words.agentLabel(l.To), words.word(chatHowSaid[l.How], string(l.How)), words.why(l.Why)); err != nil {
				return err
			}
		}
		if f.After = next; next == "" {
			return w.Close()
		}
		lines, next, err = u.read(ctx, f)
	}
	return err
}

// why says why an agent got a room; "" where that was not kept.
func (n *exportNames) why(w *chat.Why) string {
	if w == nil {
		return ""
	}
	return strings.NewReplacer("{able}", fmt.Sprint(w.Able), "{open}", fmt.Sprint(w.Open)).Replace(n.word(chatWhySaid[w.By], ""))
}

// The words are those of the screens.
var (
	chatHowSaid = map[chat.How]said{chat.ByBacklog: {"자동배정", "by itself after waiting"}, chat.ByTakeBack: {"무응답 재배정", "not answered"}}
	chatWhySaid = map[chat.Grounds]said{
		chat.OfBefore: {"고객이 전에 상담한 상담사", "the agent whom the customer had before"}, chat.OnlyOne: {"맡을 수 있는 상담사가 한 명뿐", "nobody else could take it"},
		chat.Fewest:    {"맡을 수 있는 {able}명 중 맡은 상담이 {open}건으로 가장 적음", "fewest open chats ({open}) of {able} who could take it"},
		chat.LongestAt: {"맡을 수 있는 {able}명 중 맡은 상담이 {open}건으로 적고 새 상담을 가장 오래 받지 않음", "as few open chats ({open}) as others of {able} who could take it, and longest without a new one"},
		chat.FirstByID: {"맡을 수 있는 {able}명 중 조건이 같아 ID 순서로 첫 번째", "first by id of {able} who could take it alike"},
	}
)
