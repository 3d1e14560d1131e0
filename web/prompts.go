package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
)

// Prompt is something that the program says by itself.
type Prompt struct {
	Name   string     `json:"name" doc:"say:NAME, as menus, rules and announcements name it" example:"say:connecting"`
	Text   PromptText `json:"text" doc:"what is said"`
	Choice bool       `json:"choice" doc:"it can be chosen for menus, rules and announcements; the others are said where they belong"`
}

// PromptText is what is said, in both languages.
type PromptText struct {
	Ko string `json:"ko"`
	En string `json:"en"`
}

func (s *Server) promptRoutes(tag []string) {
	register(s, huma.Operation{OperationID: "prompts-list", Method: http.MethodGet, Path: "/prompts", Tags: tag,
		Summary: "What the program says by itself, in Korean and English"}, func(_ context.Context, in *struct {
		Choice bool `query:"choice" doc:"only what can be chosen"`
	}) (*struct{ Body []Prompt }, error) {
		list := append([]Prompt{}, s.Centre.Prompts()...)
		if in.Choice {
			list = slices.DeleteFunc(list, func(p Prompt) bool { return !p.Choice })
		}
		return &struct{ Body []Prompt }{list}, nil
	})
	register(s, huma.Operation{OperationID: "prompt-get", Method: http.MethodGet, Path: "/prompts/{language}/{name}", Tags: tag,
		Summary: "Listen to what the program says, as callers hear it: a WAV file"}, func(_ context.Context, in *struct {
		Language string `path:"language" enum:"ko,en"`
		Name     string `path:"name" maxLength:"60" doc:"with say: before it or without" example:"connecting"`
	}) (*struct {
		Type string `header:"Content-Type"`
		Body []byte
	}, error) {
		data, err := s.Centre.Prompt(in.Language, in.Name)
		return &struct {
			Type string `header:"Content-Type"`
			Body []byte
		}{"audio/wav", data}, err
	})
}
