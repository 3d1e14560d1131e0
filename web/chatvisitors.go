package web

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// ChatVisitorView is a customer of the chat as the caller may see it. Without the permission unmask
// numbers, e-mail and birth date are masked; sent back as they are in a change, they stay what
// they were.
type ChatVisitorView struct {
	ID       chat.VisitorID    `json:"id"`
	Channel  chat.ChannelKind  `json:"channel" enum:"web,web_v1,sms,kakao,talktalk"`
	External string            `json:"external,omitempty" doc:"what the channel knows the customer by (고객식별번호)" example:"010-****-5678"`
	Name     string            `json:"name,omitempty"`
	Number   string            `json:"number,omitempty"`
	Email    string            `json:"email,omitempty"`
	Birth    string            `json:"birth,omitempty" doc:"such as 1990-05-17" example:"1990-05-17"`
	Fields   map[string]string `json:"fields,omitempty"`
	User     string            `json:"user,omitempty" doc:"who it is at the site where the widget stands, signed by the site's server; absent: not known. A change cannot touch it" example:"u-17"`
	Said     []string          `json:"said,omitempty" doc:"which of name, number, email and fields (as fields.NAME) stand as a page of the site said them, which proves nothing" example:"[\"name\",\"fields.tier\"]"`
	Grade    string            `json:"grade,omitempty" doc:"고객등급"`
	Customer string            `json:"customer,omitempty" doc:"who it is at the desk; absent: not linked"`
	Given    bool              `json:"given,omitempty" doc:"something was given in the profile form, or put in by hand"`
	Block    *ChatBlockView    `json:"block,omitempty" doc:"absent: not blocked"`
	Masked   bool              `json:"masked,omitempty"`
	Version  int               `json:"version" doc:"of what was loaded; a change with an older one is refused (409)"`
	Created  acd.Time          `json:"created_at"`
	Seen     acd.Time          `json:"seen_at" doc:"began a room last, or had the chat open (noted once a day)"`
}

// ChatBlockView is who blocked a customer, when and why.
type ChatBlockView struct {
	By     chat.UserID `json:"by" doc:"log-in name"`
	ByName string      `json:"by_name,omitempty" doc:"what the person is called now whom by names; absent: it was a program, or the name could not be read"`
	At     acd.Time    `json:"at"`
	Why    string      `json:"why,omitempty" example:"욕설"`
}

// ChatVisitorInput is what people write of a customer of the chat.
type ChatVisitorInput struct {
	Name     string            `json:"name,omitempty" maxLength:"100" example:"김하나"`
	Number   string            `json:"number,omitempty" maxLength:"40"`
	Email    string            `json:"email,omitempty" maxLength:"200"`
	Birth    string            `json:"birth,omitempty" maxLength:"10" doc:"such as 1990-05-17" example:"1990-05-17"`
	Fields   map[string]string `json:"fields,omitempty" doc:"free fields: name and value; 30 at most"`
	Grade    string            `json:"grade,omitempty" maxLength:"40" doc:"고객등급" example:"VIP"`
	Customer string            `json:"customer,omitempty" maxLength:"40" doc:"who it is at the desk"`
	Version  int               `json:"version" minimum:"1" doc:"of what was loaded"`
}

// ChatVisitorPath names a customer of the chat in a path.
type ChatVisitorPath struct {
	ID chat.VisitorID `path:"id" maxLength:"40"`
}

type chatVisitorOut struct{ Body ChatVisitorView }

func (s *Server) chatVisitorRoutes(tag string) {
	register(s, op(tag, "chat-visitor", http.MethodGet, "/chat/visitors/{id}", "A customer of whom the caller sees a room"), func(ctx context.Context, in *ChatVisitorPath) (*chatVisitorOut, error) {
		v, _, err := s.visitorSeen(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &chatVisitorOut{s.visitorView(ctx, who(ctx), v)}, s.logShown(ctx, "chat_customer_viewed", "chat-customer:"+string(v.ID), "", string(v.ID))
	})
	register(s, op(tag, "chat-visitor-put", http.MethodPut, "/chat/visitors/{id}", "Change what is known of a customer; version must be the one that was loaded"), s.putVisitor)
	register(s, op(tag, "chat-tag-visitor", http.MethodPut, "/chat/visitors/{id}/tags", "Make the tags of a customer these"), s.tagVisitor)
}

// visitorView is a customer as the viewer may see it, with the name of who blocked them.
func (s *Server) visitorView(ctx context.Context, viewer Identity, v chat.Visitor) ChatVisitorView {
	out := []ChatVisitorView{s.maskedVisitor(viewer, v)}
	s.nameBlockers(ctx, out)
	return out[0]
}

// maskedVisitor hides what the viewer may not see.
func (s *Server) maskedVisitor(viewer Identity, v chat.Visitor) ChatVisitorView {
	out := ChatVisitorView{
		ID: v.ID, Channel: v.Channel, External: s.shownExternal(viewer, v.Channel, v.External), Name: v.Name, Number: s.shown(viewer, v.Number), Email: v.Email, Birth: v.Birth,
		Fields: s.shownFields(viewer, v.Fields), Said: v.Said(), Grade: v.Grade, Customer: v.Customer, Given: v.Given, Masked: !viewer.May(people.Unmask), Version: v.Version, Created: v.Created, Seen: v.Seen,
	}
	if out.Masked {
		out.Email, out.Birth = maskEmail(v.Email), maskDate(v.Birth)
	}
	if v.User != nil {
		out.User = s.shownText(viewer, v.User.ID)
	}
	if v.Block != nil {
		out.Block = &ChatBlockView{By: v.Block.By, At: v.Block.At, Why: v.Block.Why}
	}
	return out
}

// visitorWork finds a customer whom the caller may change: an agent those whose room they have
// or had.
func (s *Server) visitorWork(ctx context.Context, id chat.VisitorID) (chat.Visitor, error) {
	v, rooms, err := s.visitorSeen(ctx, id)
	if err != nil {
		return v, err
	}
	me := who(ctx)
	if me.Role == people.AgentRole && !slices.ContainsFunc(rooms, func(r chat.Room) bool { return r.Agent == me.Agent }) {
		return v, fault.New(fault.Denied, "nobody has taken the room yet: take it first")
	}
	return v, nil
}

func (s *Server) putVisitor(ctx context.Context, in *struct {
	ChatVisitorPath
	Body ChatVisitorInput
}) (*chatVisitorOut, error) {
	old, err := s.visitorWork(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.visitorOf(ctx, old, in.Body)
	if err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "chat_customer_changed", "chat-customer:"+string(v.ID), ""); err != nil {
		return nil, err
	}
	if v, err = s.Chats.ChatUpdateVisitor(ctx, v); err != nil {
		return nil, err
	}
	s.visitorChanged(v.ID)
	return &chatVisitorOut{s.visitorView(ctx, who(ctx), v)}, nil
}

// visitorOf is a customer with what somebody wrote. What they got masked and sent back stays.
func (s *Server) visitorOf(ctx context.Context, old chat.Visitor, in ChatVisitorInput) (chat.Visitor, error) {
	v, seen := old, s.visitorView(ctx, who(ctx), old)
	v.Name, v.Grade, v.Version = strings.TrimSpace(in.Name), strings.TrimSpace(in.Grade), in.Version
	v.Email, v.Birth = strings.TrimSpace(in.Email), strings.TrimSpace(in.Birth)
	if in.Email == seen.Email {
		v.Email = old.Email
	}
	if in.Birth == seen.Birth {
		v.Birth = old.Birth
	}
	if in.Number != seen.Number {
		if v.Number = s.keptNumber(in.Number); in.Number != "" && !desk.IsNumber(v.Number) {
			return v, inField("number", fault.New(fault.Invalid, "this is not a telephone number: write it whole"))
		}
	}
	v.Fields = map[string]string{}
	for k, text := range in.Fields {
		if k, text = strings.TrimSpace(k), strings.TrimSpace(text); k == "" || text == "" {
			continue
		}
		if v.Fields[k] = text; text == seen.Fields[k] {
			v.Fields[k] = old.Fields[k]
		}
	}
	if err := checkVisitor(old, v); err != nil {
		return v, err
	}
	if in.Customer != old.Customer && in.Customer != "" {
		if _, err := s.Desk.Customer(ctx, in.Customer); fault.Is(err, fault.NotFound) {
			return v, inField("customer", fault.New(fault.Invalid, "there is no customer %q", in.Customer))
		} else if err != nil {
			return v, err
		}
	}
	v.Customer = in.Customer
	v.Given = givenNow(old, v)
	return v, nil
}

// checkVisitor refuses what cannot be of a customer. What the customer's page said stays as it is
// until somebody changes it.
func checkVisitor(old, v chat.Visitor) error {
	bad := func(text string) bool { return strings.ContainsFunc(text, control) || strings.Contains(text, "\n") }
	if bad(v.Name) || bad(v.Grade) {
		return inField("name", fault.New(fault.Invalid, "name and grade are one line each"))
	}
	if at := strings.IndexByte(v.Email, '@'); v.Email != "" && v.Email != old.Email && (at < 1 || at == len(v.Email)-1 || bad(v.Email) || strings.Contains(v.Email, "*")) {
		return inField("email", fault.New(fault.Invalid, "this is no e-mail address"))
	}
	if _, err := time.Parse(time.DateOnly, v.Birth); v.Birth != "" && err != nil {
		return inField("birth", fault.New(fault.Invalid, "write the day of birth like 1990-05-17"))
	}
	if len(v.Fields) > max(chat.MaxFields, len(old.Fields)) {
		return inField("fields", fault.New(fault.Invalid, "there are %d free fields at most", chat.MaxFields))
	}
	for k, text := range v.Fields {
		if len([]rune(k)) > 40 || len([]rune(text)) > 500 || strings.ContainsFunc(k+text, control) {
			return inField("fields", fault.New(fault.Invalid, "a field has a name of 40 characters and a text of 500 at most"))
		}
	}
	return nil
}

// givenNow reports whether something of a customer was given in the form or put in by hand
// (C55): what nobody has touched counts as it did.
func givenNow(old, v chat.Visitor) bool {
	put := func(was, is string) bool { return is != "" && is != was }
	if put(old.Name, v.Name) || put(old.Number, v.Number) || put(old.Email, v.Email) || put(old.Birth, v.Birth) || len(v.Fields) > 0 && !maps.Equal(old.Fields, v.Fields) {
		return true
	}
	return old.Given && (v.Name != "" || v.Number != "" || v.Email != "" || v.Birth != "" || len(v.Fields) > 0)
}

func (s *Server) tagVisitor(ctx context.Context, in *struct {
	ChatVisitorPath
	Body ChatTags
}) (*chatTagsOut, error) {
	v, err := s.visitorWork(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	tags, err := in.Body.clean()
	if err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "chat_customer_tagged", "chat-customer:"+string(v.ID), ""); err != nil {
		return nil, err
	}
	return &chatTagsOut{ChatTags{tags}}, s.Chats.ChatTagVisitor(ctx, v.ID, tags)
}
