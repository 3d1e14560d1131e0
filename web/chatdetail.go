package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// mostEarlier is how many rooms of before a detail shows.
const mostEarlier = 20

// ChatDetail is a room with what stands around its messages (C76).
type ChatDetail struct {
	Room        ChatRoomView     `json:"room"`
	Row         ChatListRow      `json:"row"`
	Origin      ChatOriginView   `json:"origin"`
	Tags        []string         `json:"tags" doc:"상담방태그"`
	Visitor     ChatVisitorView  `json:"visitor"`
	Rating      *ChatRating      `json:"rating,omitempty" doc:"만족도; absent: the customer has said nothing"`
	VisitorTags []string         `json:"visitor_tags" doc:"고객태그"`
	Earlier     []ChatListRow    `json:"earlier" doc:"other rooms of the customer that the caller sees, newest first, 20 at most"`
	Monitors    []ChatMonitoring `json:"monitors,omitempty" doc:"who has monitored it, for who may monitor and does not have the room"`
	Watcher     *ChatPerson      `json:"watcher,omitempty" doc:"who monitors it now, likewise"`
}

// ChatOriginView is where a room was opened.
type ChatOriginView struct {
	Params   map[string]string `json:"params,omitempty" doc:"parameters that the page gave"`
	URL      string            `json:"url,omitempty"`
	Referrer string            `json:"referrer,omitempty"`
}

// ChatPerson is a person of the centre.
type ChatPerson struct {
	User chat.UserID `json:"user" doc:"log-in name"`
	Name string      `json:"name,omitempty"`
}

// ChatMonitoring is a time for which somebody has monitored a room.
type ChatMonitoring struct {
	ChatPerson
	Began acd.Time `json:"began_at"`
	Ended acd.Time `json:"ended_at,omitempty" doc:"absent: it goes on, or nobody knows when it ended"`
}

// ChatEntryView is a line of a room's timeline.
type ChatEntryView struct {
	At       acd.Time    `json:"at"`
	Kind     string      `json:"kind" doc:"opened, asked, ask_refused, waits, assigned, answered, ended, blocked, held, category, monitor_began, monitor_ended" example:"assigned"`
	User     chat.UserID `json:"user,omitempty" doc:"log-in name of who did it; absent: nobody of the centre"`
	UserName string      `json:"user_name,omitempty"`
	From     acd.AgentID `json:"from,omitempty"`
	To       acd.AgentID `json:"to,omitempty"`
	How      string      `json:"how,omitempty" doc:"by kind: how it was assigned, why it waits, how it ended, why monitoring ended, on or off" example:"receipt"`
	More     string      `json:"more,omitempty" doc:"JSON: categories, or what a decision knew of each agent"`
	Why      *chat.Why   `json:"why,omitempty" doc:"of a room that was assigned by itself: why to this agent"`
}

// ChatTags are the tags of something.
type ChatTags struct {
	Tags []string `json:"tags" maxItems:"20" doc:"each 1 to 40 characters, without commas" example:"[\"vip\"]"`
}

type chatTagsOut struct{ Body ChatTags }

func (s *Server) chatDetailRoutes(tag string) {
	register(s, op(tag, "chat-room-detail", http.MethodGet, "/chat/rooms/{id}/detail", "A room with its customer, where it was opened, tags, and rooms of before"), s.roomDetail)
	register(s, op(tag, "chat-timeline", http.MethodGet, "/chat/rooms/{id}/timeline", "What happened in a room beside messages, in order"), s.roomTimeline)
	register(s, op(tag, "chat-tag-room", http.MethodPut, "/chat/rooms/{id}/tags", "Make the tags of a room these"), s.tagRoom)
}

func (s *Server) roomDetail(ctx context.Context, in *ChatPath) (*struct{ Body ChatDetail }, error) {
	r, err := s.room(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	d := ChatDetail{Tags: []string{}, VisitorTags: []string{}}
	for _, part := range []func(context.Context, chat.Room, *ChatDetail) error{s.detailRows, s.detailVisitor, s.detailOrigin, s.detailMonitors} {
		if err := part(ctx, r, &d); err != nil {
			return nil, err
		}
	}
	tags, err := s.Chats.ChatRoomTags(ctx, []chat.RoomID{r.ID})
	if err != nil {
		return nil, err
	}
	d.Tags = append(d.Tags, tags[r.ID]...)
	return &struct{ Body ChatDetail }{d}, s.logRoom(ctx, r)
}

// detailRows adds the row of the room, and those of before.
func (s *Server) detailRows(ctx context.Context, r chat.Room, d *ChatDetail) error {
	before, err := s.roomsSeen(ctx, r.Visitor)
	if err != nil {
		return err
	}
	ids := []chat.RoomID{r.ID}
	for _, o := range before {
		if o.ID != r.ID && len(ids) <= mostEarlier {
			ids = append(ids, o.ID)
		}
	}
	list, err := s.Chats.ChatRows(ctx, ids)
	if err != nil {
		return err
	}
	rows, err := s.chatRows(ctx, who(ctx), list)
	if err != nil {
		return err
	}
	if len(rows) == 0 || rows[0].Room.ID != r.ID {
		return fault.New(fault.NotFound, "there is no room %q", r.ID)
	}
	d.Row, d.Room, d.Rating, d.Earlier = rows[0], rows[0].Room, rows[0].Rating, rows[1:]
	return nil
}

func (s *Server) detailVisitor(ctx context.Context, r chat.Room, d *ChatDetail) error {
	v, err := s.Chats.ChatVisitor(ctx, r.Visitor)
	if fault.Is(err, fault.NotFound) { // deleted: the room stays
		v, err = chat.Visitor{ID: r.Visitor, Channel: r.Channel}, nil
	}
	if err != nil {
		return err
	}
	d.Visitor = s.visitorView(ctx, who(ctx), v)
	tags, err := s.Chats.ChatVisitorTags(ctx, []chat.VisitorID{r.Visitor})
	d.VisitorTags = append(d.VisitorTags, tags[r.Visitor]...)
	return err
}

func (s *Server) detailOrigin(ctx context.Context, r chat.Room, d *ChatDetail) error {
	o, err := s.Chats.ChatOrigin(ctx, r.ID)
	viewer := who(ctx)
	d.Origin = ChatOriginView{s.shownFields(viewer, o.Params), s.shownText(viewer, o.URL), s.shownText(viewer, o.Referrer)}
	return err
}

// shownFields are texts by name as somebody may see them.
func (s *Server) shownFields(viewer Identity, fields map[string]string) map[string]string {
	out := make(map[string]string, len(fields))
	for k, v := range fields {
		out[k] = s.shownText(viewer, v)
	}
	return out
}

// detailMonitors says who has monitored the room and who does, to who may know it (S11, S20).
func (s *Server) detailMonitors(ctx context.Context, r chat.Room, d *ChatDetail) error {
	if !monitors(who(ctx), r) {
		return nil
	}
	list, err := s.Chats.ChatTimeline(ctx, r.ID)
	if err != nil {
		return err
	}
	d.Monitors = monitoringsOf(withoutOwn(list, who(ctx).Agent))
	var watcher chat.UserID
	if err := s.lookRooms(ctx, func(h *chat.House) { watcher, _ = h.Watcher(r.ID) }); err != nil {
		return err
	}
	actors := []string{"user:" + string(watcher)}
	for _, m := range d.Monitors {
		actors = append(actors, "user:"+string(m.User))
	}
	names := s.actorNames(ctx, actors...)
	for i, m := range d.Monitors {
		d.Monitors[i].Name = names["user:"+string(m.User)]
	}
	if n := len(d.Monitors) - 1; n >= 0 && d.Monitors[n].Ended == 0 && d.Monitors[n].User == watcher {
		d.Watcher = &ChatPerson{watcher, names["user:"+string(watcher)]}
	}
	return nil
}

func (s *Server) roomTimeline(ctx context.Context, in *ChatPath) (*struct{ Body []ChatEntryView }, error) {
	r, err := s.room(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	list, err := s.Chats.ChatTimeline(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	list = withoutOwn(list, who(ctx).Agent)
	out, all := []ChatEntryView{}, monitors(who(ctx), r)
	var actors []string
	for _, e := range list {
		if strings.HasPrefix(e.Kind, monitoring) && !all {
			continue
		}
		out = append(out, ChatEntryView{At: e.At, Kind: e.Kind, User: e.User, From: e.From, To: e.To, How: e.How, More: e.More, Why: e.Why()})
		if e.User != "" {
			actors = append(actors, "user:"+string(e.User))
		}
	}
	names := s.actorNames(ctx, actors...)
	for i, e := range out {
		out[i].UserName = names["user:"+string(e.User)]
	}
	return &struct{ Body []ChatEntryView }{out}, s.logRoom(ctx, r)
}

func (s *Server) tagRoom(ctx context.Context, in *struct {
	ChatPath
	Body ChatTags
}) (*chatTagsOut, error) {
	r, err := s.room(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := mayWork(ctx, r); err != nil {
		return nil, err
	}
	tags, err := in.Body.clean()
	if err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "chat_tagged", "chat:"+string(r.ID), ""); err != nil {
		return nil, err
	}
	return &chatTagsOut{ChatTags{tags}}, s.Chats.ChatTagRoom(ctx, r.ID, tags)
}

// longestTag bounds a tag, in characters.
const longestTag = 40

// clean are the tags as they are kept: in order, each once.
func (t ChatTags) clean() ([]string, error) {
	out := []string{}
	for _, tag := range t.Tags {
		tag = strings.TrimSpace(tag)
		if tag == "" || len([]rune(tag)) > longestTag || strings.ContainsFunc(tag, func(r rune) bool { return r == ',' || r < ' ' }) {
			return nil, inField("tags", fault.New(fault.Invalid, "a tag has 1 to %d characters, and no comma", longestTag))
		}
		out = append(out, tag)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}
