package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
)

// ChatChoices are the agents and categories that lists can be narrowed to: also those that are no
// more, whose rooms stay to be found (C77 to C79).
type ChatChoices struct {
	Agents     []ChatAgentChoice    `json:"agents" doc:"whose rooms the caller sees, by name"`
	Categories []ChatCategoryChoice `json:"categories" doc:"the large ones, then the middle ones"`
}

// ChatAgentChoice is an agent as a list can be narrowed to.
type ChatAgentChoice struct {
	ID    string          `json:"id" example:"kim"`
	Name  centre.Names    `json:"name"`
	State chat.AgentState `json:"state,omitempty" enum:"deauthorised,deleted" doc:"absent: works here"`
}

// ChatCategoryChoice is a category as a list can be narrowed to.
type ChatCategoryChoice struct {
	ID     chat.CategoryID `json:"id"`
	Parent chat.CategoryID `json:"parent,omitempty" doc:"of a middle one"`
	Name   centre.Names    `json:"name"`
	Unused bool            `json:"unused,omitempty" doc:"not offered any more, or deleted (미사용)"`
}

func (s *Server) chatChoiceRoutes(tag string) {
	register(s, op(tag, "chat-list-choices", http.MethodGet, "/chat/list/choices", "The agents and categories that lists can be narrowed to, also those that are no more"), func(ctx context.Context, _ *struct{}) (*struct{ Body ChatChoices }, error) {
		if err := s.chatsUsed(); err != nil {
			return nil, err
		}
		agents, err := s.agentChoices(ctx)
		if err != nil {
			return nil, err
		}
		categories, err := s.categoryChoices(ctx)
		return &struct{ Body ChatChoices }{ChatChoices{agents, categories}}, err
	})
}

// agentChoices are of managers and agents those in whose lists they stand, ended ones included.
func (s *Server) agentChoices(ctx context.Context) ([]ChatAgentChoice, error) {
	scope, err := s.chatScope(ctx, who(ctx))
	if err != nil {
		return nil, err
	}
	kept, err := s.Chats.ChatAgents(ctx)
	if err != nil {
		return nil, err
	}
	list := []ChatAgentChoice{}
	for _, a := range kept {
		if scope.All || slices.Contains(scope.Agents, a.ID) {
			list = append(list, ChatAgentChoice{string(a.ID), centre.Names{Ko: a.Name, En: cmp.Or(a.NameEn, a.Name)}, a.State})
		}
	}
	return list, nil
}

func (s *Server) categoryChoices(ctx context.Context) ([]ChatCategoryChoice, error) {
	kept, err := s.Chats.ChatCategories(ctx)
	list := make([]ChatCategoryChoice, len(kept))
	for i, c := range kept {
		list[i] = ChatCategoryChoice{c.ID, c.Parent, centre.Names{Ko: c.Name, En: cmp.Or(c.NameEn, c.Name)}, c.Unused}
	}
	return list, err
}
