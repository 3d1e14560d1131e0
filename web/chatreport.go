package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sheet"
)

// ChatReportQuery says which report.
type ChatReportQuery struct {
	By   chat.ReportBy `query:"by" enum:"day,month,agent,category,channel" default:"day"`
	From string        `query:"from" required:"true" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"a day such as 2026-11-28" doc:"first day on which rooms were opened, in the centre's time zone" example:"2026-11-01"`
	To   string        `query:"to" required:"true" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"a day such as 2026-11-28" doc:"last day; a year at most" example:"2026-11-30"`
}

// ChatReportView is what became of the rooms that were opened in a time.
type ChatReportView struct {
	By    chat.ReportBy   `json:"by" enum:"day,month,agent,category,channel"`
	From  string          `json:"from" example:"2026-11-01"`
	To    string          `json:"to" example:"2026-11-30"`
	Items []ChatReportRow `json:"items" doc:"those with a room, by key"`
}

// ChatReportRow is what became of some rooms. Times are in milliseconds.
type ChatReportRow struct {
	Key       string `json:"key" doc:"the day, the month, or an id; empty: nobody (로봇), or no category" example:"2026-11-28"`
	Name      string `json:"name,omitempty" doc:"what an agent or a category is called now"`
	Rooms     int    `json:"rooms" doc:"that were opened"`
	Requested int    `json:"requested" doc:"of those, an agent was requested"`
	Answered  int    `json:"answered" doc:"an agent has written; by agent: the agent who has or had it last"`
	Ended     int    `json:"ended" doc:"by agent: ended after that agent answered (상담종료 of monitoring)"`
	Blocked   int    `json:"blocked"`

	CustomerMessages int `json:"customer_messages"`
	AgentMessages    int `json:"agent_messages" doc:"of whichever agents; by agent: in the rooms that the agent has or had last, also what others wrote there"`

	First    ChatSpread `json:"first" doc:"from the request to the first message of an agent; by agent: only where that agent wrote it, so n over all agents may be less than by day"`
	Replies  int        `json:"replies" doc:"how often an agent answered a customer who waited for it; by agent: as agent_messages"`
	Reply    int64      `json:"reply_ms" doc:"mean time that a customer waited for each answer"`
	Handling ChatSpread `json:"handling" doc:"from the first message of an agent to the end; by agent: where that agent answered, and not before the room came to them"`

	Satisfaction ChatSatisfaction `json:"satisfaction" doc:"how customers found it (만족도)"`
}

// ChatSatisfaction is how customers rated some rooms.
type ChatSatisfaction struct {
	N    int     `json:"n" doc:"how many rooms were rated"`
	Mean float64 `json:"mean" doc:"of 1 to 5 stars, to two places; 0 where nobody rated" example:"4.5"`
}

// ChatSpread is how long something took, in milliseconds. The 50th and 90th percentile are exact to a
// second below a minute, and less exact above.
type ChatSpread struct {
	N    int   `json:"n"`
	Mean int64 `json:"mean_ms"`
	P50  int64 `json:"p50_ms"`
	P90  int64 `json:"p90_ms"`
}

func spreadOf(s chat.Spread) ChatSpread {
	return ChatSpread{s.N, s.Mean.Milliseconds(), s.P50.Milliseconds(), s.P90.Milliseconds()}
}

func (s *Server) chatReportRoutes(tag string) {
	register(s, op(tag, "chat-report", http.MethodGet, "/chat/report", "What became of rooms, by day, month, agent, category or channel (managers: of their agents and of nobody)"), func(ctx context.Context, in *ChatReportQuery) (*struct{ Body ChatReportView }, error) {
		v, err := s.chatReport(ctx, *in)
		return &struct{ Body ChatReportView }{v}, err
	})
	register(s, op(tag, "chat-report-export", http.MethodGet, "/chat/report/export", "The same as a table; needs the permission report"), s.exportChatReport)
}

func (s *Server) chatReport(ctx context.Context, q ChatReportQuery) (ChatReportView, error) {
	v := ChatReportView{By: q.By, From: q.From, To: q.To, Items: []ChatReportRow{}}
	if err := s.chatsUsed(); err != nil {
		return v, err
	}
	f := chat.ReportFilter{By: q.By, Zone: s.zone()}
	var err error
	if f.From, f.To, err = s.days(q.From, q.To); err != nil {
		return v, err
	}
	if f.To <= f.From {
		return v, because("backwards", fault.New(fault.Invalid, "the last day is before the first"))
	}
	if f.Scope, err = s.chatScope(ctx, who(ctx)); err != nil {
		return v, err
	}
	list, err := s.Chats.ChatReport(ctx, f)
	if err != nil {
		return v, err
	}
	name, err := s.reportNames(ctx, q.By)
	if err != nil {
		return v, err
	}
	for _, r := range list {
		v.Items = append(v.Items, ChatReportRow{
			Key: r.Key, Name: name(r.Key), Rooms: r.Rooms, Requested: r.Requested, Answered: r.Answered, Ended: r.Ended, Blocked: r.Blocked, CustomerMessages: r.CustomerMessages, AgentMessages: r.AgentMessages,
			First: spreadOf(r.First), Replies: r.Replies, Reply: r.Reply.Milliseconds(), Handling: spreadOf(r.Handling), Satisfaction: ChatSatisfaction(r.Satisfaction),
		})
	}
	return v, nil
}

// reportNames returns what the keys of a report are called: of agents who are gone too.
func (s *Server) reportNames(ctx context.Context, by chat.ReportBy) (func(string) string, error) {
	if by != chat.OfAgent && by != chat.OfCategory {
		return func(string) string { return "" }, nil
	}
	n, err := s.chatNames(ctx)
	if err != nil {
		return nil, err
	}
	called := map[string]string{}
	if by == chat.OfCategory {
		list, err := s.Chats.ChatCategories(ctx)
		for _, c := range list {
			called[string(c.ID)] = n.category(c).Name
		}
		return func(key string) string { return called[key] }, err
	}
	list, err := s.Chats.ChatAgents(ctx)
	for _, a := range list {
		called[string(a.ID)] = n.agent(a).Name
	}
	return func(key string) string { return called[key] }, err
}

func (s *Server) exportChatReport(ctx context.Context, in *struct {
	ChatReportQuery
	ExportWhy
}) (*fileOut, error) {
	v, err := s.chatReport(ctx, in.ChatReportQuery)
	if err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "chats_report_exported", "chat-report", fmt.Sprintf("%s by %s, %s to %s: %s", in.Format, v.By, v.From, v.To, in.Reason)); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	words := exportNames{language: who(ctx).Language}
	w := sheet.NewWriter(in.Format, words.word(chatReportSaid, ""), &b)
	head := []any{"key", "name", "rooms", "requested", "answered", "ended", "blocked", "customer_messages", "agent_messages", "first_n", "first_mean_s", "first_p50_s", "first_p90_s", "replies", "reply_mean_s", "handling_n", "handling_mean_s", "handling_p50_s", "handling_p90_s", "ratings", "rating_mean"}
	if words.language == "ko" {
		head = []any{"구분", "이름", "상담방", "상담사 요청", "답변", "종료", "차단", "고객 메시지", "상담사 메시지", "첫 답변 수", "첫 답변 평균(초)", "첫 답변 50%(초)", "첫 답변 90%(초)", "답변 횟수", "답변 대기 평균(초)", "상담 시간 수", "상담 시간 평균(초)", "상담 시간 50%(초)", "상담 시간 90%(초)", "만족도 응답 수", "만족도 평균"}
	}
	named := v.By == chat.OfAgent || v.By == chat.OfCategory
	row := func(cells ...any) error {
		if !named {
			cells = slices.Delete(cells, 1, 2) // days, months and channels have no name beside their key
		}
		return w.Row(cells...)
	}
	err = row(head...)
	for _, r := range v.Items {
		if err == nil {
			cells := []any{words.reportKey(v.By, r), r.Name, r.Rooms, r.Requested, r.Answered, r.Ended, r.Blocked, r.CustomerMessages, r.AgentMessages}
			cells = append(append(cells, r.First.cells()...), r.Replies, secondsOf(r.Replies, r.Reply))
			err = row(append(append(cells, r.Handling.cells()...), r.Satisfaction.N, r.Satisfaction.mean())...)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, err
	}
	return file("chat-report-"+v.From+"-"+v.To, in.Format, b.Bytes()), nil
}

// mean is the mean as a table has it: nothing where nobody rated.
func (s ChatSatisfaction) mean() any {
	if s.N == 0 {
		return ""
	}
	return s.Mean
}

// cells are a spread as a table has it: of how many, and times, which nothing has none of.
func (s ChatSpread) cells() []any {
	return []any{s.N, secondsOf(s.N, s.Mean), secondsOf(s.N, s.P50), secondsOf(s.N, s.P90)}
}

// secondsOf are seconds that are of n things.
func secondsOf(n int, ms int64) any {
	if n == 0 {
		return ""
	}
	return seconds(ms)
}

// seconds are milliseconds as a table has them, with one digit behind the point.
func seconds(ms int64) float64 { return float64((ms+50)/100) / 10 }

// reportKey is what a row of a report is of.
func (n *exportNames) reportKey(by chat.ReportBy, r ChatReportRow) string {
	switch {
	case by == chat.OfChannel:
		return n.word(chatChannelSaid[chat.ChannelKind(r.Key)], r.Key)
	case by == chat.OfAgent && acd.AgentID(r.Key) == chat.Robot:
		return n.word(robotSaid, r.Key)
	}
	return r.Key
}
