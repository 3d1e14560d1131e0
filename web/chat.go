package web

import (
	"cmp"
	"context"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/board"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// Chats is what the web needs of the rows of chats.
type Chats interface {
	ChatRoom(ctx context.Context, id chat.RoomID) (chat.Room, error)
	ChatRooms(ctx context.Context, f chat.Filter) (_ []chat.Row, next string, err error)
	ChatRows(ctx context.Context, ids []chat.RoomID) ([]chat.Row, error)
	ChatRoomsOf(ctx context.Context, visitor chat.VisitorID, limit int) ([]chat.Room, error)
	ChatCount(ctx context.Context, f chat.Filter) (int, error)
	ChatOrigin(ctx context.Context, id chat.RoomID) (chat.Origin, error)
	ChatTimeline(ctx context.Context, room chat.RoomID) ([]chat.Entry, error)
	ChatTagRoom(ctx context.Context, room chat.RoomID, tags []string) error
	ChatRoomTags(ctx context.Context, rooms []chat.RoomID) (map[chat.RoomID][]string, error)
	ChatMessages(ctx context.Context, room chat.RoomID, before, after, limit int) ([]chat.Message, error)
	ChatDeliveries(ctx context.Context, room chat.RoomID) ([]chat.Delivery, error)
	ChatVisitor(ctx context.Context, id chat.VisitorID) (chat.Visitor, error)
	ChatUpdateVisitor(ctx context.Context, v chat.Visitor) (chat.Visitor, error)
	ChatTagVisitor(ctx context.Context, v chat.VisitorID, tags []string) error
	ChatVisitorTags(ctx context.Context, list []chat.VisitorID) (map[chat.VisitorID][]string, error)
	// ChatBlock also ends what is open of the customer, where b is not nil.
	ChatBlock(ctx context.Context, id chat.VisitorID, b *chat.VisitorBlock) error
	ChatAddFile(ctx context.Context, f chat.StoredFile) error
	ChatFile(ctx context.Context, id string) (chat.StoredFile, error)
	ChatFileInfo(ctx context.Context, id string) (chat.StoredFile, error)
	ChatTemplates(ctx context.Context, of acd.AgentID) ([]chat.Template, error)
	ChatPutTemplate(ctx context.Context, v chat.Template, c people.Change) (chat.Template, error)
	ChatDeleteTemplate(ctx context.Context, id string, c people.Change) error
	ChatWords(ctx context.Context) ([]chat.Word, error)
	ChatPutWord(ctx context.Context, w chat.Word, c people.Change) error
	ChatDeleteWord(ctx context.Context, word string, c people.Change) error
	// UndoChat takes back a change of a template or a word; StandsChat reports whether it can be.
	UndoChat(ctx context.Context, e people.Edit, c people.Change) error
	StandsChat(ctx context.Context, e people.Edit) (bool, error)
	ChatRecategorise(ctx context.Context, id chat.RoomID, category chat.CategoryID, small string, by chat.UserID, at acd.Time) (chat.Room, error)
	ChatSearch(ctx context.Context, s chat.Search) (_ []chat.Hit, next string, err error)
	ChatFindIn(ctx context.Context, room chat.RoomID, text string) ([]int, error)
	ChatUsage(ctx context.Context, f chat.UsageFilter) (_ []chat.Entry, next string, err error)
	ChatReport(ctx context.Context, f chat.ReportFilter) ([]chat.ReportRow, error)
	ChatEndedBy(ctx context.Context, from acd.Time) (map[acd.AgentID]int, error)
	ChatAgents(ctx context.Context) ([]chat.AgentLabel, error)
	ChatCategories(ctx context.Context) ([]chat.NamedCategory, error)
	ChatBlocked(ctx context.Context, of chat.Scope, after string, limit int) (_ []chat.Visitor, next string, err error)
	ChatAsk(ctx context.Context, r chat.Request) error
	ChatRequest(ctx context.Context, id string) (chat.Request, error)
	ChatRequests(ctx context.Context, f chat.RequestFilter) (_ []chat.Request, next string, err error)
	ChatAnswer(ctx context.Context, id string, state chat.RequestState, answer string, by chat.UserID, at acd.Time) (chat.Request, error)
	ChatNoAutoComplete(ctx context.Context) (map[acd.AgentID]bool, error)
	ChatSetAutoComplete(ctx context.Context, agent acd.AgentID, on bool) error
}

// How much one answer has at most.
const (
	mostMessages = 200
	mostRooms    = 500
)

// ChatRoomView is a room as people of the centre see it.
type ChatRoomView struct{ board.Room }

// ChatMessageView is a message of a room.
type ChatMessageView struct {
	Seq    int         `json:"seq"`
	By     chat.Author `json:"by" enum:"customer,agent,bot,system,note,choice" doc:"choice: what the customer pressed of the bot's; the body is what stood on the button"`
	Agent  acd.AgentID `json:"agent,omitempty"`
	At     acd.Time    `json:"at"`
	Client string      `json:"client,omitempty" doc:"of whoever posted it"`
	Body   string      `json:"body"`
	Files  []chat.File `json:"files,omitempty"`

	Delivery chat.DeliveryState `json:"delivery,omitempty" enum:"queued,sent,delivered,failed" doc:"how far it is on its way to the customer, in rooms of channels that send; absent: it goes nowhere"`
}

// ChatPath names a room in a path.
type ChatPath struct {
	ID chat.RoomID `path:"id" maxLength:"40"`
}

type (
	chatRoomsOut    struct{ Body []ChatRoomView }
	chatRoomOut     struct{ Body ChatRoomView }
	chatMessagesOut struct{ Body []ChatMessageView }
	chatMessageOut  struct{ Body ChatMessageView }
	chatAgentsOut   struct{ Body []chat.AgentStatus }
)

func (s *Server) chatRoutes() {
	tag := []string{"Chat"}
	work := func(id, path, summary string, cmd func(ctx context.Context, r chat.Room, who chat.Who) chat.Command) {
		register(s, huma.Operation{OperationID: id, Method: http.MethodPost, Path: "/chat/rooms/{id}/" + path, Tags: tag, Summary: summary},
			func(ctx context.Context, in *ChatPath) (*chatRoomOut, error) {
				return s.workOnRoom(ctx, in.ID, func(r chat.Room) chat.Command { return cmd(ctx, r, s.chatWho(ctx)) })
			})
	}
	register(s, huma.Operation{OperationID: "chat-rooms", Method: http.MethodGet, Path: "/chat/rooms", Tags: tag,
		Summary: "Rooms that are not over and that the caller sees: those that wait by place, the others by their last message, newest first"}, s.openRooms)
	register(s, huma.Operation{OperationID: "chat-room", Method: http.MethodGet, Path: "/chat/rooms/{id}", Tags: tag, Summary: "One room"},
		func(ctx context.Context, in *ChatPath) (*chatRoomOut, error) {
			r, err := s.room(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			v, err := s.roomView(ctx, r)
			return &chatRoomOut{v}, err
		})
	register(s, huma.Operation{OperationID: "chat-messages", Method: http.MethodGet, Path: "/chat/rooms/{id}/messages", Tags: tag,
		Summary: "Messages of a room in order: the last ones before a number, or the first ones after one"}, s.roomMessages)
	register(s, huma.Operation{OperationID: "chat-post", Method: http.MethodPost, Path: "/chat/rooms/{id}/messages", Tags: tag,
		Summary: "Answer the customer, or leave a note in the room", DefaultStatus: http.StatusCreated}, s.postMessage)
	work("chat-take", "take", "Take a room that waits (상담 접수로 변경), in the manual and hybrid methods", func(_ context.Context, r chat.Room, who chat.Who) chat.Command {
		return chat.Take{Room: r.ID, Who: who}
	})
	work("chat-end", "end", "End a room: its agent, or a manager", func(ctx context.Context, r chat.Room, w chat.Who) chat.Command {
		own := w.Agent != "" && r.Agent == w.Agent
		return chat.End{Room: r.ID, Manager: who(ctx).Role != people.AgentRole && !own, Who: w}
	})
	work("chat-put-back", "put-back", "Put a room back among those that wait", func(_ context.Context, r chat.Room, who chat.Who) chat.Command {
		return chat.PutBack{Room: r.ID, Who: who}
	})
	register(s, huma.Operation{OperationID: "chat-give", Method: http.MethodPost, Path: "/chat/rooms/{id}/assign", Tags: tag,
		Summary: "Give a room that waits to an agent, or hand one over to another (상담원 변경)"}, s.giveRoom)
	register(s, huma.Operation{OperationID: "chat-give-many", Method: http.MethodPost, Path: "/chat/rooms/assign", Tags: tag,
		Summary: "Give several rooms to an agent (상담원 변경): those that can be given are"}, s.giveMany)
	register(s, huma.Operation{OperationID: "chat-block", Method: http.MethodPost, Path: "/chat/rooms/{id}/block", Tags: tag,
		Summary: "Block the customer of a room: an open one ends at once, without a word"}, s.blockVisitor)
	register(s, huma.Operation{OperationID: "chat-held", Method: http.MethodPut, Path: "/chat/rooms/{id}/held", Tags: tag,
		Summary: "Keep a room from ending by itself (종료보류), or no more"}, s.holdRoom)
	register(s, huma.Operation{OperationID: "chat-read", Method: http.MethodPost, Path: "/chat/rooms/{id}/read", Tags: tag,
		Summary: "Say up to which message the agent has read", DefaultStatus: http.StatusNoContent}, s.readRoom)
	register(s, huma.Operation{OperationID: "chat-agents", Method: http.MethodGet, Path: "/chat/agents", Tags: tag,
		Summary: "How agents stand with chats"}, s.chatAgents)
	s.chatListRoutes(tag[0])
	s.chatDetailRoutes(tag[0])
	s.chatVisitorRoutes(tag[0])
	s.chatFileRoutes(tag[0])
	s.chatTypingRoutes(tag[0])
	s.chatTemplateRoutes(tag[0])
	s.chatWordRoutes(tag[0])
	s.chatSupervisionRoutes(tag[0])
	s.chatCategoryRoutes(tag[0])
	s.chatSearchRoutes(tag[0])
	s.chatExportRoutes(tag[0])
	s.chatReportRoutes(tag[0])
	s.chatUsageRoutes(tag[0])
	s.chatRequestRoutes(tag[0])
	s.chatBlockedRoutes(tag[0])
	s.chatMeRoutes(tag[0])
}

// chatsUsed says why there are no chats.
func (s *Server) chatsUsed() error {
	if s.Rooms == nil {
		return fault.New(fault.NotFound, "there are no chats here")
	}
	return nil
}

func (s *Server) chatWho(ctx context.Context) chat.Who {
	id := who(ctx)
	return chat.Who{User: chat.UserID(id.Login), Agent: id.Agent}
}

// room finds a room that the caller sees; what is somebody else's is not there (W-08).
func (s *Server) room(ctx context.Context, id chat.RoomID) (chat.Room, error) {
	if err := s.chatsUsed(); err != nil {
		return chat.Room{}, err
	}
	none := fault.New(fault.NotFound, "there is no room %q", id)
	var r chat.Room
	open := false
	if err := s.lookRooms(ctx, func(h *chat.House) { r, open = h.Room(id) }); err != nil {
		return r, err
	}
	if !open {
		var err error
		if r, err = s.Chats.ChatRoom(ctx, id); fault.Is(err, fault.NotFound) {
			return r, none
		} else if err != nil {
			return r, err
		}
	}
	scope, err := s.chatScope(ctx, who(ctx))
	if err == nil && !scope.Sees(r) {
		err = none
	}
	return r, err
}

func (s *Server) openRooms(ctx context.Context, in *struct {
	Status chat.Status `query:"status" enum:"bot,waiting,received,in_progress" doc:"only these"`
}) (*chatRoomsOut, error) {
	if err := s.chatsUsed(); err != nil {
		return nil, err
	}
	var rooms []chat.Room
	if err := s.lookRooms(ctx, func(h *chat.House) {
		for _, status := range []chat.Status{chat.Waiting, chat.Received, chat.InProgress, chat.WithBot} {
			if in.Status == "" || in.Status == status {
				rooms = append(rooms, h.Rooms(status)...)
			}
		}
	}); err != nil {
		return nil, err
	}
	waiting := 0 // they come first, by place
	for waiting < len(rooms) && rooms[waiting].Status == chat.Waiting {
		waiting++
	}
	slices.SortStableFunc(rooms[waiting:], func(a, b chat.Room) int { return cmp.Compare(b.LastAt, a.LastAt) })
	scope, err := s.chatScope(ctx, who(ctx))
	if err != nil {
		return nil, err
	}
	list, ids, position := []ChatRoomView{}, []chat.RoomID{}, 0
	for _, r := range rooms {
		if r.Status == chat.Waiting {
			position++
		}
		if !scope.Sees(r) {
			continue
		}
		if len(list) == mostRooms {
			break
		}
		v := viewRoom(r, "", nil)
		if r.Status == chat.Waiting {
			v.Position = position
		}
		list, ids = append(list, v), append(ids, r.ID)
	}
	rows, err := s.Chats.ChatRows(ctx, ids)
	if err != nil {
		return nil, err
	}
	names := make(map[chat.RoomID]string, len(rows))
	for _, row := range rows {
		names[row.Room.ID] = row.Visitor.Name
	}
	sites := s.Centre.ChatSites()
	for i := range list {
		list[i].Customer, list[i].SiteName = names[list[i].ID], siteNamed(sites, list[i].Site)
	}
	return &chatRoomsOut{list}, nil
}

func (s *Server) roomView(ctx context.Context, r chat.Room) (ChatRoomView, error) {
	visitor, err := s.Chats.ChatVisitor(ctx, r.Visitor)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return ChatRoomView{}, err
	}
	return viewRoom(r, visitor.Name, siteNamed(s.Centre.ChatSites(), r.Account)), nil
}

// viewRoom is a room of a customer of some name, on a site of some name.
func viewRoom(r chat.Room, customer string, site *board.Names) ChatRoomView {
	return ChatRoomView{board.RoomOf(r, customer, site)}
}

func viewOf(m chat.Message) ChatMessageView {
	return ChatMessageView{Seq: m.Seq, By: m.By, Agent: m.Agent, At: m.At, Client: m.Client, Body: m.Body, Files: m.Files}
}

func (s *Server) roomMessages(ctx context.Context, in *struct {
	ChatPath
	Before int `query:"before" minimum:"0" doc:"the last ones before this number"`
	After  int `query:"after" minimum:"-1" default:"-1" doc:"the first ones after this number; without it and before the last ones of all"`
	Limit  int `query:"limit" minimum:"1" maximum:"200" default:"100"`
}) (*chatMessagesOut, error) {
	r, err := s.room(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Before == 0 && in.After < 0 {
		in.Before = math.MaxInt32
	}
	list, err := s.Chats.ChatMessages(ctx, in.ID, in.Before, max(in.After, 0), min(in.Limit, mostMessages))
	if err != nil {
		return nil, err
	}
	out := make([]ChatMessageView, len(list))
	for i, m := range list {
		out[i] = viewOf(m)
	}
	if err := s.deliveries(ctx, r, out); err != nil {
		return nil, err
	}
	return &chatMessagesOut{out}, s.logRoom(ctx, r)
}

// deliveries writes how far messages to the customer of a channel are.
func (s *Server) deliveries(ctx context.Context, r chat.Room, list []ChatMessageView) error {
	if !chat.TraitsOf(r.Channel).Sent {
		return nil
	}
	told, err := s.Chats.ChatDeliveries(ctx, r.ID)
	if err != nil {
		return err
	}
	states := make(map[int]chat.DeliveryState, len(told))
	for _, d := range told {
		states[d.Seq] = d.State
	}
	for i := range list {
		list[i].Delivery = states[list[i].Seq]
	}
	return nil
}

// ChatPost is a message of an agent.
type ChatPost struct {
	Client string   `json:"client" minLength:"8" maxLength:"64" pattern:"^[0-9A-Za-z_-]+$" doc:"made once for the message: sent again with the same one it is kept once" example:"9f2c41d07be35a10"`
	Body   string   `json:"body,omitempty" maxLength:"4000" doc:"may be left out beside files" example:"확인해 보겠습니다."`
	Files  []string `json:"files,omitempty" maxItems:"5" doc:"ids of files that the caller has uploaded for the room" example:"[\"f_8x7JidP9unWbTiYCEN5a\"]"`
	Note   bool     `json:"note,omitempty" doc:"for colleagues: the customer never gets it, and prohibited words may stand in it"`
}

func (s *Server) postMessage(ctx context.Context, in *struct {
	ChatPath
	Body ChatPost
}) (*chatMessageOut, error) {
	r, err := s.room(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := mayWork(ctx, r); err != nil {
		return nil, err
	}
	body := strings.TrimSpace(strings.ReplaceAll(in.Body.Body, "\r\n", "\n"))
	switch {
	case strings.ContainsFunc(body, control):
		return nil, inField("body", fault.New(fault.Invalid, "the message has control characters"))
	case body == "" && len(in.Body.Files) == 0:
		return nil, fault.New(fault.Invalid, "the message is empty")
	}
	by := chat.ByNote
	if !in.Body.Note {
		by = chat.ByAgent
		if body, err = s.allowed(ctx, body); err != nil {
			return nil, err
		}
	}
	files, err := s.filesOf(ctx, r.ID, in.Body.Files)
	if err != nil {
		return nil, err
	}
	w := s.chatWho(ctx)
	res, err := s.doRooms(ctx, live.Act{
		Command: chat.Post{Room: r.ID, By: by, Who: w},
		Draft:   &chat.Message{Client: string(w.User) + "/" + in.Body.Client, Body: body, Files: files},
	})
	if err != nil {
		return nil, err
	}
	for _, m := range append(res.Repeated, res.Messages...) {
		if m.By == by {
			return &chatMessageOut{viewOf(m)}, nil
		}
	}
	return nil, roomFault(res)
}

// control reports whether a character is none that a text has.
func control(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == utf8.RuneError }

// workOnRoom has a command done, made of the room as it was, and answers with the room as it is
// then.
func (s *Server) workOnRoom(ctx context.Context, id chat.RoomID, of func(chat.Room) chat.Command) (*chatRoomOut, error) {
	r, err := s.doOnRoom(ctx, id, of)
	if err != nil {
		return nil, err
	}
	v, err := s.roomView(ctx, r)
	return &chatRoomOut{v}, err
}

// doOnRoom has a command done, made of the room as it was, and returns the room as it is then.
func (s *Server) doOnRoom(ctx context.Context, id chat.RoomID, of func(chat.Room) chat.Command) (chat.Room, error) {
	r, err := s.room(ctx, id)
	if err != nil {
		return r, err
	}
	cmd := of(r)
	if _, takes := cmd.(chat.Take); !takes {
		if err := mayWork(ctx, r); err != nil {
			return r, err
		}
	}
	if err := s.logWork(ctx, id, cmd); err != nil {
		return r, err
	}
	res, err := s.doRooms(ctx, live.Act{Command: cmd})
	if err != nil {
		return r, err
	}
	if err := roomFault(res); err != nil {
		return r, err
	}
	for _, ev := range res.Events {
		if c, ok := ev.(chat.RoomChanged); ok && c.Room.ID == id {
			r = c.Room
		}
	}
	return r, nil
}

// logWork is the line of the access log that somebody works on a room (P-01); what an agent has
// read is none.
func (s *Server) logWork(ctx context.Context, id chat.RoomID, cmd chat.Command) error {
	var action, detail string
	switch c := cmd.(type) {
	case chat.Take:
		action = "chat_taken"
	case chat.Give:
		action, detail = "chat_given", string(c.To)
	case chat.PutBack:
		action = "chat_put_back"
	case chat.End:
		action = "chat_ended"
	case chat.SetHeld:
		action, detail = "chat_held", map[bool]string{true: "on", false: "off"}[c.Held]
	case chat.SetCategory:
		action, detail = "chat_categorised", string(c.Category)
	default:
		return nil
	}
	return s.logAccess(ctx, action, "chat:"+string(id), detail)
}

// mayWork reports whether somebody may work on a room that they see: agents on their own ones
// only, what waits they may look at and take.
func mayWork(ctx context.Context, r chat.Room) error {
	if id := who(ctx); id.Role == people.AgentRole && r.Agent != id.Agent {
		return fault.New(fault.Denied, "nobody has taken the room yet: take it first")
	}
	return nil
}

// roomFault is what people are told of a refusal.
func roomFault(res live.Result) error {
	no, is := res.Refused()
	if !is {
		return nil
	}
	switch no.Reason {
	case chat.Unchanged:
		return nil // it is so already
	case chat.NoSuchRoom:
		return fault.New(fault.Conflict, "the room is over")
	case chat.NoSuchAgent:
		return fault.New(fault.NotFound, "there is no such agent")
	case chat.NoSupervision:
		return because("off", fault.New(fault.Conflict, "supervision of chats is not in use"))
	case chat.NotYours:
		return fault.New(fault.Conflict, "another agent has the room")
	case chat.NotOnDuty:
		return fault.New(fault.Conflict, "the agent is not on duty today")
	case chat.NotManual:
		return fault.New(fault.Conflict, "rooms are given by themselves: nobody takes them")
	case chat.Malformed:
		if _, reads := no.Command.(chat.Read); reads {
			return fault.New(fault.Invalid, "there is no message with this number")
		}
		return fault.New(fault.Invalid, "there is no such category")
	}
	return fault.New(fault.Conflict, "the room stands so that this cannot be done")
}

func (s *Server) giveRoom(ctx context.Context, in *struct {
	ChatPath
	Body struct {
		Agent acd.AgentID `json:"agent" minLength:"1" maxLength:"40" example:"kim"`
	}
}) (*chatRoomOut, error) {
	return s.workOnRoom(ctx, in.ID, func(chat.Room) chat.Command {
		return chat.Give{Room: in.ID, To: in.Body.Agent, Who: s.chatWho(ctx)}
	})
}

func (s *Server) blockVisitor(ctx context.Context, in *struct {
	ChatPath
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"200" example:"욕설"`
	}
}) (*chatRoomOut, error) {
	r, err := s.room(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if r.Status.Taken() {
		return nil, fault.New(fault.Conflict, "an agent has the room: it is ended first, then its customer can be blocked")
	}
	if err := s.logAccess(ctx, "chat_customer_blocked", "chat-customer:"+string(r.Visitor), ""); err != nil {
		return nil, err
	}
	block := chat.VisitorBlock{By: chat.UserID(who(ctx).Login), At: acd.At(time.Now()), Why: in.Body.Reason}
	if err := inTime(ctx, func(ctx context.Context) error { return s.Chats.ChatBlock(ctx, r.Visitor, &block) }); err != nil {
		return nil, err
	}
	s.visitorChanged(r.Visitor)
	if r, err = s.room(ctx, in.ID); err != nil {
		return nil, err
	}
	v, err := s.roomView(ctx, r)
	return &chatRoomOut{v}, err
}

func (s *Server) holdRoom(ctx context.Context, in *struct {
	ChatPath
	Body struct {
		Held bool `json:"held"`
	}
}) (*chatRoomOut, error) {
	return s.workOnRoom(ctx, in.ID, func(chat.Room) chat.Command {
		return chat.SetHeld{Room: in.ID, Held: in.Body.Held, Who: s.chatWho(ctx)}
	})
}

func (s *Server) readRoom(ctx context.Context, in *struct {
	ChatPath
	Body struct {
		Seq int `json:"seq" minimum:"0" example:"4711"`
	}
}) (*struct{}, error) {
	_, err := s.doOnRoom(ctx, in.ID, func(chat.Room) chat.Command {
		return chat.Read{Room: in.ID, By: chat.ByAgent, Who: s.chatWho(ctx), Seq: in.Body.Seq}
	})
	return nil, err
}

func (s *Server) chatAgents(ctx context.Context, _ *struct{}) (*chatAgentsOut, error) {
	if err := s.chatsUsed(); err != nil {
		return nil, err
	}
	agents, err := s.Centre.Agents(ctx)
	if err != nil {
		return nil, err
	}
	scope := scopeOf(who(ctx), nil)
	sees := map[string]bool{}
	for i := range agents {
		sees[agents[i].ID] = scope.SeesAgent(&acd.Agent{ID: acd.AgentID(agents[i].ID), Manager: agents[i].Manager})
	}
	list := []chat.AgentStatus{}
	err = s.lookRooms(ctx, func(h *chat.House) {
		for _, a := range h.Agents() {
			if sees[string(a.Agent.ID)] {
				list = append(list, a)
			}
		}
	})
	return &chatAgentsOut{list}, err
}
