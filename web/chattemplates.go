package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// Kinds of edits of what managers configure of chats, as the store has them.
const (
	KindChatTemplates = "chat-templates"
	KindChatWords     = "chat-words"
)

// mostChatTemplates is how many templates one agent has at most, and how many there are for all.
const mostChatTemplates = 1000

// ChatTemplateInput is what people write of a template of chats.
type ChatTemplateInput struct {
	Category chat.CategoryID `json:"category,omitempty" maxLength:"40" doc:"large or middle category; left out: for any" example:"delivery-late"`
	Shortcut string          `json:"shortcut,omitempty" maxLength:"40" doc:"what is typed for it, without blanks" example:"지연"`
	Name     string          `json:"name" minLength:"1" maxLength:"100" example:"배송 지연 안내"`
	Body     string          `json:"body" minLength:"1" maxLength:"4000"`
	Unused   bool            `json:"unused,omitempty" doc:"not offered any more"`
	Version  int             `json:"version,omitempty" minimum:"0" doc:"in a change: of what was loaded"`
}

// ChatTemplateView is a text that agents fill in by its shortcut.
type ChatTemplateView chat.Template

// ChatTemplatePath names a template in a path.
type ChatTemplatePath struct {
	ID string `path:"id" maxLength:"40"`
}

type chatTemplateOut struct{ Body ChatTemplateView }

// templatesOf is whose templates the caller reads: the own ones, or those of an agent whose rooms
// the caller sees.
func (s *Server) templatesOf(ctx context.Context, asked acd.AgentID) (acd.AgentID, error) {
	if id := who(ctx); asked == "" || asked == id.Agent {
		return id.Agent, nil
	}
	scope, err := s.chatScope(ctx, who(ctx))
	if err == nil && !scope.All && !slices.Contains(scope.Agents, asked) {
		err = fault.New(fault.NotFound, "there is no such agent")
	}
	return asked, err
}

func (s *Server) chatTemplateRoutes(tag string) {
	register(s, op(tag, "chat-templates-list", http.MethodGet, "/chat/templates", "Templates of everybody and of the own agent, by name"), func(ctx context.Context, in *struct {
		Agent acd.AgentID `query:"agent" maxLength:"40" doc:"those that this agent has instead: for administrators, and for the agent's manager (S8)"`
	}) (*struct{ Body []ChatTemplateView }, error) {
		if err := s.chatsUsed(); err != nil {
			return nil, err
		}
		agent, err := s.templatesOf(ctx, in.Agent)
		if err != nil {
			return nil, err
		}
		list, err := s.Chats.ChatTemplates(ctx, agent)
		out := make([]ChatTemplateView, len(list))
		for i, t := range list {
			out[i] = ChatTemplateView(t)
		}
		return &struct{ Body []ChatTemplateView }{out}, err
	})
	create := op(tag, "chat-template-create", http.MethodPost, "/chat/templates", "Add a template: agents for themselves, managers and administrators for everybody")
	create.DefaultStatus = http.StatusCreated
	register(s, create, func(ctx context.Context, in *struct{ Body ChatTemplateInput }) (*chatTemplateOut, error) {
		t := chat.Template{ID: people.NewID()}
		if who(ctx).Role == people.AgentRole {
			own, err := ownAgent(ctx)
			if err != nil {
				return nil, err
			}
			t.Owner = acd.AgentID(own)
		}
		in.Body.Version = 0
		return s.putChatTemplate(ctx, t, in.Body)
	})
	register(s, op(tag, "chat-template-put", http.MethodPut, "/chat/templates/{id}", "Change a template; version must be the one that was loaded"), func(ctx context.Context, in *struct {
		ChatTemplatePath
		Body ChatTemplateInput
	}) (*chatTemplateOut, error) {
		t, err := s.chatTemplate(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		if in.Body.Version == 0 {
			in.Body.Version = -1 // none has it: the template must be there
		}
		return s.putChatTemplate(ctx, t, in.Body)
	})
	del := op(tag, "chat-template-delete", http.MethodDelete, "/chat/templates/{id}", "Delete a template")
	del.DefaultStatus = http.StatusNoContent
	register(s, del, func(ctx context.Context, in *ChatTemplatePath) (*struct{}, error) {
		t, err := s.chatTemplate(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return nil, s.Chats.ChatDeleteTemplate(ctx, t.ID, templateChange(ctx, "chat_template_deleted", t))
	})
}

// templateChange is the record of a change of a template of everybody: an agent's own ones are
// nobody else's matter.
func templateChange(ctx context.Context, action string, t chat.Template) people.Change {
	if t.Owner != "" {
		return people.Change{}
	}
	return people.NewChange(author(ctx), action, "chat-template:"+t.ID)
}

// chatTemplate finds a template that the caller may change: the own agent's, and for managers those of
// everybody.
func (s *Server) chatTemplate(ctx context.Context, id string) (chat.Template, error) {
	if err := s.chatsUsed(); err != nil {
		return chat.Template{}, err
	}
	list, err := s.Chats.ChatTemplates(ctx, who(ctx).Agent)
	if err != nil {
		return chat.Template{}, err
	}
	i := slices.IndexFunc(list, func(t chat.Template) bool { return t.ID == id })
	if i < 0 {
		return chat.Template{}, fault.New(fault.NotFound, "there is no template %q", id)
	}
	if list[i].Owner == "" && who(ctx).Role == people.AgentRole {
		return chat.Template{}, fault.New(fault.Denied, "templates of everybody are changed by managers")
	}
	return list[i], nil
}

// putChatTemplate keeps what somebody wrote of a template.
func (s *Server) putChatTemplate(ctx context.Context, t chat.Template, in ChatTemplateInput) (*chatTemplateOut, error) {
	if err := s.chatsUsed(); err != nil {
		return nil, err
	}
	t.Category, t.Shortcut, t.Name, t.Unused, t.Version = in.Category, in.Shortcut, strings.TrimSpace(in.Name), in.Unused, in.Version
	t.Body = strings.TrimSpace(strings.ReplaceAll(in.Body, "\r\n", "\n"))
	t.Updated, t.By = acd.At(time.Now()), chat.UserID(who(ctx).Login)
	if err := s.checkTemplate(ctx, t); err != nil {
		return nil, err
	}
	t, err := s.Chats.ChatPutTemplate(ctx, t, templateChange(ctx, "chat_template_changed", t))
	return &chatTemplateOut{ChatTemplateView(t)}, err
}

func (s *Server) checkTemplate(ctx context.Context, t chat.Template) error {
	switch {
	case t.Name == "" || strings.ContainsFunc(t.Name, func(r rune) bool { return r < ' ' }):
		return inField("name", fault.New(fault.Invalid, "a template needs a name of one line"))
	case t.Body == "":
		return inField("body", fault.New(fault.Invalid, "a template needs a text"))
	case strings.ContainsFunc(t.Body, control):
		return inField("body", fault.New(fault.Invalid, "the text has control characters"))
	case strings.ContainsAny(t.Shortcut, " \t\r\n"):
		return inField("shortcut", fault.New(fault.Invalid, "a shortcut has no blanks"))
	case t.Category != "" && !slices.ContainsFunc(s.Centre.ChatCategories(), func(c centre.ChatCategory) bool { return c.ID == string(t.Category) }):
		return inField("category", fault.New(fault.Invalid, "there is no such category"))
	}
	list, err := s.Chats.ChatTemplates(ctx, t.Owner)
	if err != nil {
		return err
	}
	n := 0
	for _, o := range list {
		if o.Owner != t.Owner || o.ID == t.ID {
			continue
		}
		n++
		if t.Shortcut != "" && strings.EqualFold(o.Shortcut, t.Shortcut) {
			return inField("shortcut", fault.New(fault.Invalid, "the template %q has this shortcut", o.Name))
		}
	}
	if n >= mostChatTemplates {
		return fault.New(fault.Conflict, "there are %d templates, which is the most: delete some first", n)
	}
	return nil
}
