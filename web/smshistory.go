package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sheet"
	"github.com/callfloor/callfloor/sms"
)

// SMSSendView is a send as the caller may see it.
type SMSSendView struct {
	Delivery
	sms.Send
	Number      string     `json:"number" doc:"of the first recipient" example:"010-****-5678"`
	Name        string     `json:"name,omitempty" doc:"of the first recipient"`
	Message     string     `json:"message,omitempty" doc:"id of the message to the first recipient"`
	States      sms.Counts `json:"states" doc:"messages by state" example:"{\"delivered\":18,\"failed\":1}"`
	Cancellable bool       `json:"cancellable" doc:"something of it has not been sent yet, and can be taken back"`

	// Owner is who sent it.
	Owner *centre.Names `json:"owner_name,omitempty" readOnly:"true" doc:"what who sent it is called now: the agent, else the person; absent: a program, or somebody who is gone"`
}

// SMSMessageView is a message as the caller may see it.
type SMSMessageView struct {
	Delivery
	sms.Message
	Masked      bool          `json:"masked,omitempty" doc:"number is masked"`
	Cancellable bool          `json:"cancellable" doc:"it has not been sent yet, and can be taken back"`
	Explained   *SMSExplained `json:"explained,omitempty" doc:"what code means; absent: nobody knows, or there is none"`
	Unsettled   bool          `json:"unsettled" doc:"nobody knows whether it was sent: it can be sent anew, or closed"`
}

// SMSExplained is what a code means, for people.
type SMSExplained struct {
	Ko string `json:"ko" example:"수신자의 전화기가 꺼져 있습니다."`
	En string `json:"en" example:"The recipient's phone is off."`
}

// SMSMessageDetail is everything about one message (상세 현황).
type SMSMessageDetail struct {
	SMSMessageView
	Title      string   `json:"title,omitempty" doc:"as it was sent"`
	Body       string   `json:"text" doc:"as it was sent; empty: the person was deleted" example:"[온마루] 김하나님, 오늘 19시 전에 도착합니다."`
	Bytes      int      `json:"bytes" example:"52"`
	Images     []string `json:"images,omitempty" doc:"ids"`
	Recipients int      `json:"recipients" doc:"of the send that it is of"`
	Template   string   `json:"template,omitempty" doc:"id"`
	Ad         bool     `json:"ad"`
	ByName     string   `json:"created_by_name,omitempty" readOnly:"true" doc:"what the person is called now whom created_by names; absent: it was a program, or the name could not be read"`
}

// SMSSendPage is one page of sends.
type SMSSendPage struct {
	Delivery
	Items []SMSSendView `json:"items"`
	Next  string        `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
}

// SMSRow is a message in a list.
type SMSRow struct {
	SMSMessageView
	Text string `json:"text" doc:"as it was sent" example:"[온마루] 김하나님, 오늘 19시 전에 도착합니다."`
}

// SMSMessagePage is one page of messages.
type SMSMessagePage struct {
	Delivery
	Items []SMSRow `json:"items"`
	Next  string   `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
}

// SMSSendDetail is one send.
type SMSSendDetail struct {
	SMSSendView
	ByName string `json:"created_by_name,omitempty" readOnly:"true" doc:"what the person is called now whom created_by names; absent: it was a program, or the name could not be read"`
}

func (s *Server) smsHistoryRoutes() {
	const tag = "Messages"
	register(s, op(tag, "sms-sends-list", http.MethodGet, "/sms/sends", "What was sent, newest first, one row for each act of sending (agents: their own; managers: of their agents)"), s.listSends)
	register(s, op(tag, "sms-send-get", http.MethodGet, "/sms/sends/{id}", "One send, with its messages by state"), func(ctx context.Context, in *SMSPath) (*struct{ Body SMSSendDetail }, error) {
		v, err := s.sendSeen(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		views, err := s.sendViews(ctx, who(ctx), []sms.Send{v})
		if err != nil {
			return nil, err
		}
		d := SMSSendDetail{views[0], s.nameOf(ctx, v.By)}
		return &struct{ Body SMSSendDetail }{d}, s.logShown(ctx, "sms_viewed", smsTarget(v.ID), "", v.ID)
	})
	register(s, op(tag, "sms-messages-list", http.MethodGet, "/sms/messages", "Messages, newest first, one row for each recipient"), s.listMessages)
	register(s, op(tag, "sms-messages-export", http.MethodGet, "/sms/messages/export", "The messages of a search as a table; needs the permission report too"), s.exportMessages)
	register(s, op(tag, "sms-message-get", http.MethodGet, "/sms/messages/{id}", "Everything about one message (상세 현황)"), func(ctx context.Context, in *SMSPath) (*struct{ Body SMSMessageDetail }, error) {
		m, title, body, err := s.messageSeen(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		send, err := s.SMS.SMSSend(ctx, m.Send)
		if err != nil {
			return nil, err
		}
		d := SMSMessageDetail{SMSMessageView: s.messageView(who(ctx), m), Title: title, Body: body, Bytes: sms.CountText(body).Bytes, Images: send.Images, Recipients: send.Recipients, Template: send.Template, Ad: send.Ad,
			ByName: s.nameOf(ctx, m.By)}
		return &struct{ Body SMSMessageDetail }{d}, s.logShown(ctx, "sms_viewed", aboutMessage(m), "message "+m.ID, m.ID)
	})
}

// aboutMessage is whose data a message is: the customer's, where one is known.
func aboutMessage(m sms.Message) string {
	if m.Customer == "" {
		return smsTarget(m.Send)
	}
	return "customer:" + m.Customer
}

// nameOf is what a person is called whom an actor names; "" where it is none, or the name
// cannot be read.
func (s *Server) nameOf(ctx context.Context, actor string) string {
	return s.actorNames(ctx, actor)[actor]
}

// ownersCalled is what those are called now who own messages (sms.Owner): agents, and people
// who are none. Who is gone, and programs, are left out; so is everybody where it cannot be
// read.
func (s *Server) ownersCalled(ctx context.Context, owners []string) map[string]*centre.Names {
	out := map[string]*centre.Names{}
	for actor, name := range s.actorNames(ctx, owners...) {
		out[actor] = &centre.Names{Ko: name}
	}
	agents, err := s.Centre.Agents(ctx)
	if err != nil {
		s.Log.Error().Err(fault.WithCause(err)).Msg("names of agents are left out of an answer")
	}
	for _, a := range agents {
		if slices.Contains(owners, a.ID) {
			out[a.ID] = &centre.Names{Ko: a.Name, En: a.NameEn}
		}
	}
	return out
}

// sees reports whether the caller sees what an owner has sent.
func (s *Server) seesOwner(ctx context.Context, owner string) (bool, error) {
	owners, err := s.owners(ctx)
	return owners == nil || slices.Contains(owners, owner), err
}

// sendSeen returns a send that the caller may see; another is not found.
func (s *Server) sendSeen(ctx context.Context, id string) (sms.Send, error) {
	v, err := s.SMS.SMSSend(ctx, id)
	if err != nil {
		return v, err
	}
	sees, err := s.seesOwner(ctx, sms.Owner(v.Agent, v.By))
	if err == nil && !sees {
		err = fault.New(fault.NotFound, "there is no message %q", id)
	}
	return v, err
}

// messageSeen returns a message that the caller may see; another is not found.
func (s *Server) messageSeen(ctx context.Context, id string) (m sms.Message, title, body string, err error) {
	m, title, body, err = s.SMS.SMSMessage(ctx, id)
	if err != nil {
		return m, "", "", err
	}
	sees, err := s.seesOwner(ctx, sms.Owner(m.Agent, m.By))
	if err == nil && !sees {
		err = fault.New(fault.NotFound, "there is no message %q", id)
	}
	return m, title, body, err
}

// messageView is a message as somebody may see it.
func (s *Server) messageView(id Identity, m sms.Message) SMSMessageView {
	m.Number = s.shown(id, m.Number)
	var explained *SMSExplained
	if say, ok := s.Texter.Explain(m.Code); ok {
		explained = &SMSExplained{say.Ko, say.En}
	}
	return SMSMessageView{Delivery: s.deliveryOf(m), Explained: explained, Message: m, Masked: !id.May(people.Unmask), Cancellable: cancellable(m.State, m.Due, s.Texter.Condition().Keeps), Unsettled: m.State == sms.Doubtful}
}

// cancellable reports whether a message can be taken back: it waits, or the provider keeps it
// until its time.
func cancellable(state sms.State, due *time.Time, keeps bool) bool {
	return state == sms.Queued || state == sms.Taken && keeps && due != nil && due.After(time.Now())
}

// sendViews are sends with their messages by state and the first recipient.
func (s *Server) sendViews(ctx context.Context, id Identity, list []sms.Send) ([]SMSSendView, error) {
	ids := make([]string, len(list))
	for i, v := range list {
		ids[i] = v.ID
	}
	counts, first, err := s.SMS.SMSOfSends(ctx, ids)
	if err != nil {
		return nil, err
	}
	owners := make([]string, len(list))
	for i, v := range list {
		owners[i] = sms.Owner(v.Agent, v.By)
	}
	called := s.ownersCalled(ctx, owners)
	keeps := s.Texter.Condition().Keeps
	out := make([]SMSSendView, len(list))
	for i, v := range list {
		m := first[v.ID]
		states := counts[v.ID]
		if states == nil {
			states = sms.Counts{}
		}
		out[i] = SMSSendView{Delivery: s.deliveryOf(m), Send: v, Number: s.shown(id, m.Number), Name: m.Name, Message: m.ID, States: states, Owner: called[owners[i]],
			Cancellable: states[sms.Queued] > 0 || states[sms.Taken] > 0 && cancellable(sms.Taken, v.Due, keeps)}
	}
	return out, nil
}

func (s *Server) listSends(ctx context.Context, in *struct {
	SMSQuery
	Unmasking
	Page
}) (*struct{ Body SMSSendPage }, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	f, err := s.smsFilter(ctx, in.SMSQuery)
	if err != nil {
		return nil, err
	}
	f.After, f.Limit = in.Cursor, in.Limit
	list, next, err := s.SMS.SMSSends(ctx, f)
	if err != nil {
		return nil, err
	}
	items, err := s.sendViews(ctx, viewer, list)
	if err != nil {
		return nil, err
	}
	for i := range items {
		items[i].Title, items[i].Body = s.shownText(viewer, items[i].Title), s.shownText(viewer, items[i].Body)
	}
	page := SMSSendPage{s.delivery(), items, next}
	shown := make([]string, len(list))
	for i, v := range list {
		shown[i] = v.ID
	}
	return &struct{ Body SMSSendPage }{page}, s.logFound(ctx, "sms_searched", "messages", fmt.Sprintf("%d sends found", len(list)), in.SMSQuery, in.Unmasking, shown)
}

// SMSMessageQuery chooses messages.
type SMSMessageQuery struct {
	SMSQuery
	Send string `query:"send" maxLength:"40" doc:"id: of one send only"`
}

func (s *Server) listMessages(ctx context.Context, in *struct {
	SMSMessageQuery
	Unmasking
	Page
}) (*struct{ Body SMSMessagePage }, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	f, err := s.smsFilter(ctx, in.SMSQuery)
	if err != nil {
		return nil, err
	}
	f.Send, f.After, f.Limit = in.Send, in.Cursor, in.Limit
	list, next, err := s.SMS.SMSMessages(ctx, f)
	if err != nil {
		return nil, err
	}
	batches, shown := make([]string, len(list)), make([]string, len(list))
	var names []desk.Brief
	for i, m := range list {
		batches[i], shown[i] = m.Batch, m.ID
		if m.Customer != "" {
			names = append(names, desk.Brief{ID: m.Customer})
		}
	}
	texts, err := s.SMS.SMSTexts(ctx, batches)
	if err != nil {
		return nil, err
	}
	page := SMSMessagePage{s.delivery(), []SMSRow{}, next}
	for _, m := range list {
		page.Items = append(page.Items, SMSRow{s.messageView(viewer, m), s.shownText(viewer, texts[m.Batch])})
	}
	return &struct{ Body SMSMessagePage }{page}, s.logFound(ctx, "sms_searched", "messages", fmt.Sprintf("%d found: %s", len(list), ids(names)), in.SMSMessageQuery, in.Unmasking, shown)
}

// exportMessages streams the messages of a search.
func (s *Server) exportMessages(ctx context.Context, in *struct {
	SMSMessageQuery
	ExportWhy
	Unmasking
}) (*huma.StreamResponse, error) {
	if !who(ctx).May(people.Report) {
		return nil, fault.New(fault.Denied, "this needs the permission %q", people.Report)
	}
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	f, err := s.smsFilter(ctx, in.SMSQuery)
	if err != nil {
		return nil, err
	}
	f.Send = in.Send
	names, err := s.exportNames(ctx, viewer.Language, false)
	if err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "sms_exported", "messages", in.detail(in.Format+": "+in.Reason)); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		name := "messages-" + time.Now().In(s.zone()).Format("20060102-1504") + "." + in.Format
		_, raw := humago.Unwrap(hc)
		http.NewResponseController(raw).SetWriteDeadline(time.Now().Add(exportWithin)) //nolint:errcheck // a writer without deadlines has none to move
		hc.SetHeader("Content-Type", sheet.ContentType(in.Format))
		hc.SetHeader("Content-Disposition", `attachment; filename="`+name+`"`)
		if err := s.writeMessages(ctx, sheet.NewWriter(in.Format, names.word(messagesSaid, ""), hc.BodyWriter()), viewer, names, f); err != nil {
			s.Log.Error().Err(fault.WithCause(err)).Msg("an export of messages failed half-way")
			panic(http.ErrAbortHandler) // the client sees a broken download, not a short one
		}
	}}, nil
}

func (s *Server) writeMessages(ctx context.Context, w sheet.Writer, id Identity, names *exportNames, f sms.Filter) error {
	head := []any{"id", "registered_at", "due_at", "kind", "state", "number", "name", "sender", "text", "code", "detail", "handed_at", "ended_at", "agent", "created_by", "provider", "delivers"}
	if names.language == "ko" {
		head = []any{"메시지 ID", "등록", "예약", "유형", "상태", "수신번호", "이름", "발신번호", "내용", "결과 코드", "결과", "발송", "완료", "상담사", "등록한 사람", "사업자", "실제 발송"}
	}
	if err := w.Row(head...); err != nil {
		return err
	}
	zone := s.zone()
	local := func(t *time.Time) any {
		if t == nil {
			return ""
		}
		return t.In(zone)
	}
	err := s.SMS.ExportSMS(ctx, f, func(m sms.Message, body string) error {
		state := names.word(smsStateSaid[m.State], string(m.State))
		if m.State == sms.Taken && !delivers(m) {
			state = names.word(smsKeptSaid, state)
		}
		sent := "" // nobody was asked to send it
		if m.Provider != "" {
			sent = names.word(deliverSaid[delivers(m)], "")
		}
		return w.Row(m.ID, m.Created.In(zone), local(m.Due), names.word(smsKindSaid[m.Kind], string(m.Kind)), state, s.shown(id, m.Number), m.Name, m.Sender, s.shownText(id, body), m.Code, s.became(m, names, state),
			local(m.Handed), local(m.Ended), names.agent(m.Agent), names.person(m.By), m.Provider, sent)
	})
	if err != nil {
		return err
	}
	return w.Close()
}

// became is what came of a message in words: what its code means, else what the provider said;
// of one that arrived, that it did. Of one that is on its way there is nothing to say.
func (s *Server) became(m sms.Message, names *exportNames, state string) string {
	if m.State == sms.Arrived {
		return state
	}
	if say, ok := s.Texter.Explain(m.Code); ok {
		return names.word(said{say.Ko, say.En}, m.Text)
	}
	return m.Text
}
