package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sheet"
)

// exportedAtOnce is how many rooms of an export are read at once.
const exportedAtOnce = 200

func (s *Server) chatExportRoutes(tag string) {
	register(s, op(tag, "chat-list-export", http.MethodGet, "/chat/list/export", "Every room that a list has, as XLSX or CSV; masked without unmasked=true; needs the permission report"), s.exportChats)
}

func (s *Server) exportChats(ctx context.Context, in *struct {
	ChatQuery
	ExportWhy
	Unmasking
}) (*huma.StreamResponse, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	f, err := s.chatFilter(ctx, in.ChatQuery)
	if err != nil {
		return nil, err
	}
	if _, err := f.Checked(); err != nil {
		return nil, windowProblem(err)
	}
	names, err := s.chatNames(ctx)
	if err != nil {
		return nil, err
	}
	words := names.exported()
	if err := s.logAccess(ctx, "chats_exported", "chats", in.detail(fmt.Sprintf("%s %s: %s", in.Format, in.Status, in.Reason))); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		_, raw := humago.Unwrap(hc)
		http.NewResponseController(raw).SetWriteDeadline(time.Now().Add(exportWithin)) //nolint:errcheck // a writer without deadlines has none to move
		hc.SetHeader("Content-Type", sheet.ContentType(in.Format))
		hc.SetHeader("Content-Disposition", `attachment; filename="chats-`+time.Now().In(s.zone()).Format("20060102-1504")+"."+in.Format+`"`)
		if err := s.writeChats(ctx, sheet.NewWriter(in.Format, words.word(chatStatusSaid[f.Status], ""), hc.BodyWriter()), viewer, names, f); err != nil {
			s.Log.Error().Err(fault.WithCause(err)).Msg("an export of chats failed half-way")
			panic(http.ErrAbortHandler) // the client sees a broken download, not a short one
		}
	}}, nil
}

func (s *Server) writeChats(ctx context.Context, w sheet.Writer, viewer Identity, names *chatNames, f chat.Filter) error {
	words := names.exported()
	head := []any{"id", "channel", "site", "status", "end_type", "held", "manager", "agent", "customer", "customer_id", "grade", "blocked", "title", "category", "subcategory", "detail", "opened", "requested", "assigned", "answered", "ended", "last_message_at", "last_message", "stars", "rating_comment", "chat_tags", "customer_tags"}
	if words.language == "ko" {
		head = []any{"상담방 ID", "채널", "사이트", "상태", "종료 유형", "종료보류", "담당 매니저", "상담사", "고객", "고객식별번호", "고객등급", "차단", "상담제목", "대분류", "중분류", "소분류", "시작", "상담사 요청", "배정", "첫 답변", "종료", "마지막 메시지 시각", "마지막 메시지", "만족도", "만족도 의견", "상담방태그", "고객태그"}
	}
	if err := w.Row(head...); err != nil {
		return err
	}
	zone := s.zone()
	at := func(t acd.Time) time.Time {
		if t.IsZero() {
			return time.Time{}
		}
		return t.Std().In(zone)
	}
	for f.Limit = exportedAtOnce; ; {
		list, next, err := s.Chats.ChatRooms(ctx, f)
		if err != nil {
			return err
		}
		chats, customers, err := s.tagsOf(ctx, list)
		if err != nil {
			return err
		}
		for _, one := range list {
			r := s.chatRow(viewer, names, one)
			var last ChatLatest
			if r.Latest != nil {
				last = *r.Latest
			}
			stars, comment := ratingCells(r.Rating)
			if err := w.Row(string(r.Room.ID), words.word(chatChannelSaid[r.Room.Channel], string(r.Room.Channel)), names.site(r.Room.Site), words.word(chatStatusSaid[r.Room.Status], string(r.Room.Status)), words.word(chatEndSaid[r.Room.EndType], string(r.Room.EndType)),
				words.word(deliverSaid[r.Room.Held], ""), r.Agent.Manager, words.holder(r), words.customer(r), r.Visitor.External, r.Visitor.Grade, words.word(deliverSaid[r.Visitor.Blocked], ""), r.Title,
				words.chatLabel(r.Large), words.chatLabel(r.Middle), r.Room.Small, at(r.Room.Opened), at(r.Room.Requested), at(r.Room.Assigned), at(r.Room.Answered), at(r.Room.Ended), at(last.At), last.Body, stars, comment, strings.Join(chats[r.Room.ID], ", "), strings.Join(customers[r.Visitor.ID], ", ")); err != nil {
				return err
			}
		}
		if f.After = next; next == "" {
			return w.Close()
		}
	}
}

// tagsOf are the tags of rooms and of their customers.
func (s *Server) tagsOf(ctx context.Context, list []chat.Row) (map[chat.RoomID][]string, map[chat.VisitorID][]string, error) {
	rooms, customers := make([]chat.RoomID, len(list)), []chat.VisitorID{}
	for i, r := range list {
		if rooms[i] = r.Room.ID; !slices.Contains(customers, r.Visitor.ID) {
			customers = append(customers, r.Visitor.ID)
		}
	}
	ofRooms, err := s.Chats.ChatRoomTags(ctx, rooms)
	if err != nil {
		return nil, nil, err
	}
	ofCustomers, err := s.Chats.ChatVisitorTags(ctx, customers)
	return ofRooms, ofCustomers, err
}

// exported are the words of a download for whoever reads these names.
func (n *chatNames) exported() *exportNames {
	if n.language == "ko" {
		return &exportNames{language: "ko"}
	}
	return &exportNames{language: "en"}
}

// customer is who a room is of, as its row on the screen says (C55, C56; customerName of the console).
func (n *exportNames) customer(r ChatListRow) string {
	external := ""
	switch r.Room.Channel {
	case chat.Kakao, chat.TalkTalk:
		if external = r.Visitor.External; !r.Visitor.Given && external != "" {
			return external
		}
		external = ""
	case chat.SMS:
		external = r.Visitor.External
	}
	return cmp.Or(r.Visitor.Name, r.Room.Customer, external, n.customerID(r.Visitor.ID))
}

// customerID is a customer without a name: 고객 3F9A-21. It is the console's customerID.
func (n *exportNames) customerID(v chat.VisitorID) string {
	id := string(v)
	if kind, rest, ok := strings.Cut(id, "_"); ok && kind != "" && strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz") == "" {
		id = rest
	}
	id = strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return -1
	}, id)
	id = strings.ToUpper(id[:min(6, len(id))])
	if len(id) > 4 {
		id = id[:4] + "-" + id[4:]
	}
	return strings.ReplaceAll(n.word(customerSaid, ""), "{id}", id)
}

// holder is who has or had a room as its row on the screen says; the robot is that of a site, or of a channel without sites (C16).
func (n *exportNames) holder(r ChatListRow) string {
	if r.Agent.ID == chat.Robot {
		return strings.ReplaceAll(n.word(robotOfSaid, ""), "{site}", cmp.Or(r.Room.Site, n.word(chatChannelSaid[r.Room.Channel], string(r.Room.Channel))))
	}
	return n.agentLabel(r.Agent)
}

// agentLabel is an agent as a download names them: who is gone is marked (C78).
func (n *exportNames) agentLabel(l chat.AgentLabel) string {
	if l.ID == chat.Robot {
		return n.word(robotSaid, "")
	}
	return strings.ReplaceAll(n.word(chatAgentSaid[l.State], "{name}"), "{name}", l.Name)
}

// ratingCells are how a customer found a room as a download has it: empty where nobody said.
func ratingCells(r *ChatRating) (stars any, comment string) {
	if r == nil {
		return "", ""
	}
	return r.Stars, r.Comment
}

// chatLabel is a category as a download names it: unused ones are marked (C79).
func (n *exportNames) chatLabel(l ChatLabel) string {
	if !l.Unused {
		return l.Name
	}
	return strings.ReplaceAll(n.word(unusedSaid, ""), "{name}", l.Name)
}

// The words are those of the screens, as of other downloads.
var (
	robotSaid    = said{"로봇", "Robot"}
	robotOfSaid  = said{"로봇-{site}", "Robot-{site}"}
	customerSaid = said{"고객 {id}", "Customer {id}"}
	unusedSaid   = said{"{name}(미사용)", "{name} (not used)"}

	chatStatusSaid = map[chat.Status]said{
		chat.WithBot: {"챗봇 진행중", "With the bot"}, chat.BotEnded: {"챗봇 종료", "Ended with the bot"}, chat.Waiting: {"상담대기", "Waiting"},
		chat.Received: {"접수", "New"}, chat.InProgress: {"진행중", "In progress"}, chat.Ended: {"상담종료", "Ended"},
	}
	chatEndSaid = map[chat.EndType]said{
		chat.EndByAgent: {"상담사종료", "By the agent"}, chat.EndByCustomer: {"고객종료", "By the customer"}, chat.EndByManager: {"매니저종료", "By a manager"}, chat.EndIdle: {"자동종료", "By itself"},
		chat.EndUndistributed: {"미배분 자동종료", "Not given"}, chat.EndRefused: {"접수 안 함", "Not taken"}, chat.EndBot: {"챗봇종료", "With the bot"},
	}
	chatChannelSaid = map[chat.ChannelKind]said{
		chat.Web: {"웹채팅", "Web chat"}, chat.WebV1: {"웹채팅 v1", "Web chat v1"}, chat.SMS: {"문자", "SMS"}, chat.Kakao: {"카카오톡", "KakaoTalk"}, chat.TalkTalk: {"톡톡", "TalkTalk"},
	}
	chatAgentSaid = map[chat.AgentState]said{
		chat.AgentActive: {"{name}", "{name}"}, chat.AgentDeauthorised: {"{name}(인증해제)", "{name} (no access)"}, chat.AgentDeleted: {"{name}(계정삭제)", "{name} (deleted)"},
	}
)
