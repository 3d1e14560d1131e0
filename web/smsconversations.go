package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// ConversationPage is one page of conversations.
type ConversationPage struct {
	Delivery
	Items []ConversationRow `json:"items"`
	Next  string            `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
}

// ConversationRow is a conversation in a list.
type ConversationRow struct {
	sms.Conversation
	Name string `json:"name,omitempty" doc:"of the customer" example:"김하나"`

	// Answers is who wrote to the number last.
	Answers *centre.Names `json:"agent_name,omitempty" readOnly:"true" doc:"what who wrote to the number last is called now: the agent, else the person; absent: nobody, a program, or somebody who is gone"`

	Preview *Preview `json:"preview,omitempty" doc:"the last message, of the customer or ours; absent: nothing is kept any more"`
}

// Preview is the beginning of a message, for a line of a list.
type Preview struct {
	In    bool   `json:"in" doc:"true: of the customer"`
	Text  string `json:"text" doc:"80 characters at most, in one line; telephone numbers in it are masked where number is. Empty: pictures alone, or the person was deleted" example:"오늘 몇 시쯤 도착하나요?"`
	Media int    `json:"media,omitempty" doc:"how many pictures came with it"`
}

const longestPreview = 80 // characters

// preview is how a list shows a line to somebody.
func (s *Server) preview(viewer Identity, l sms.Line) *Preview {
	text := []rune(strings.Join(strings.Fields(s.shownText(viewer, l.Body)), " "))
	if len(text) > longestPreview {
		text = append(text[:longestPreview-1:longestPreview-1], '…')
	}
	return &Preview{In: l.In, Text: string(text), Media: len(l.Media)}
}

// ConversationView is what was written with a customer, the newest first.
type ConversationView struct {
	Delivery
	sms.Conversation
	Lines []sms.Line `json:"lines"`
	Next  string     `json:"next,omitempty" doc:"cursor of what was written before; absent where that is all"`
}

func (s *Server) smsConversationRoutes() {
	const tag = "Messages"
	register(s, op(tag, "sms-conversations-list", http.MethodGet, "/sms/conversations", "What customers wrote, by number, the newest first (agents: those to whom they wrote last; managers: of their agents, and of nobody)"), s.listConversations)
	register(s, op(tag, "sms-conversation-get", http.MethodGet, "/sms/conversations/{id}", "One conversation: what came in, and what was sent to the number from ours"), func(ctx context.Context, in *struct {
		ThingPath
		Page
	}) (*struct{ Body ConversationView }, error) {
		c, err := s.conversation(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		lines, next, err := s.SMS.Lines(ctx, c, in.Cursor, in.Limit)
		if err != nil {
			return nil, err
		}
		target := "customer:" + c.Customer
		if c.Customer == "" {
			target = "sms-conversation:" + c.ID
		}
		if err := s.logShown(ctx, "sms_conversation_viewed", target, "conversation "+c.ID, c.ID); err != nil {
			return nil, err
		}
		if lines == nil {
			lines = []sms.Line{}
		}
		c.Number = s.shown(who(ctx), c.Number)
		return &struct{ Body ConversationView }{ConversationView{s.delivery(), c, lines, next}}, nil
	})
	read := op(tag, "sms-conversation-read", http.MethodPost, "/sms/conversations/{id}/read", "Somebody has read what came in")
	read.DefaultStatus = http.StatusNoContent
	register(s, read, func(ctx context.Context, in *ThingPath) (*struct{}, error) {
		c, err := s.conversation(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		if err := s.SMS.ReadConversation(ctx, c.ID); err != nil {
			return nil, err
		}
		s.texted(c.Owner)
		return nil, nil
	})
}

// conversation returns a conversation that the caller may see: the own one, one of an agent
// of the own team, and for managers those of nobody.
func (s *Server) conversation(ctx context.Context, id string) (sms.Conversation, error) {
	c, err := s.SMS.Conversation(ctx, id)
	if err != nil {
		return c, err
	}
	owners, err := s.owners(ctx)
	if err != nil {
		return c, err
	}
	if owners == nil || slices.Contains(owners, c.Owner) || c.Owner == "" && who(ctx).Role == people.Manager {
		return c, nil
	}
	return sms.Conversation{}, fault.New(fault.NotFound, "there is no conversation %q", id)
}

// ConversationQuery chooses conversations.
type ConversationQuery struct {
	Customer string `query:"customer" maxLength:"40" doc:"id"`
	Number   string `query:"number" maxLength:"40" doc:"of the customer, whole and in any spelling"`
}

func (s *Server) listConversations(ctx context.Context, in *struct {
	ConversationQuery
	Unmasking
	Page
}) (*struct{ Body ConversationPage }, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	f := sms.ConversationFilter{Customer: in.Customer, After: in.Cursor, Limit: in.Limit, Nobody: who(ctx).Role == people.Manager}
	if f.Owners, err = s.owners(ctx); err != nil {
		return nil, err
	}
	if in.Number != "" {
		if f.Number = s.keptNumber(in.Number); !desk.IsNumber(f.Number) {
			return nil, fault.New(fault.Invalid, "number is not a telephone number: write it whole")
		}
	}
	list, next, err := s.SMS.Conversations(ctx, f)
	if err != nil {
		return nil, err
	}
	page := ConversationPage{s.delivery(), []ConversationRow{}, next}
	numbers, answer := make([]string, len(list)), make([]string, len(list))
	for i, c := range list {
		numbers[i], answer[i] = c.Number, c.Owner
	}
	called := s.ownersCalled(ctx, answer)
	of, err := s.Desk.CustomersOf(ctx, numbers)
	if err != nil {
		return nil, err
	}
	last, err := s.SMS.LastLines(ctx, list)
	if err != nil {
		return nil, err
	}
	var names []desk.Brief
	var shown []string
	for _, c := range list {
		shown = append(shown, c.ID)
		row := ConversationRow{Conversation: c, Answers: called[c.Owner]}
		if one, known := of[c.Number]; known && one.ID == c.Customer {
			row.Name = one.Name
		}
		row.Number = s.shown(viewer, c.Number)
		if l, there := last[c.ID]; there {
			row.Preview = s.preview(viewer, l)
		}
		page.Items = append(page.Items, row)
		if c.Customer != "" {
			names = append(names, desk.Brief{ID: c.Customer})
		}
	}
	return &struct{ Body ConversationPage }{page}, s.logFound(ctx, "sms_conversations_searched", "sms-conversations", fmt.Sprintf("%d found: %s", len(list), ids(names)), in.ConversationQuery, in.Unmasking, shown)
}
