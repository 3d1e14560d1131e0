package web

import (
	"context"
	"net/http"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/people"
)

// TemplatePage is one page of templates.
type TemplatePage struct {
	Items []desk.Template `json:"items"`
	Next  string          `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
}

// TemplateInput is what people write of a template.
type TemplateInput struct {
	Service  string `json:"service,omitempty" doc:"left out: for every service" maxLength:"40"`
	Question string `json:"question" minLength:"1" maxLength:"300"`
	Answer   string `json:"answer" minLength:"1" maxLength:"10000"`
	Keywords string `json:"keywords,omitempty" doc:"other words by which it is found" maxLength:"300"`
	Version  int64  `json:"version,omitempty" doc:"in a change: of what was loaded" minimum:"0"`
}

// TemplatePath names a template in a path.
type TemplatePath struct {
	ID string `path:"id" maxLength:"40"`
}

type templateOut struct{ Body desk.Template }

func (s *Server) templateRoutes() {
	const tag = "Desk"
	register(s, op(tag, "templates-list", http.MethodGet, "/templates", "Templates of answers, by question; of a service: its own and those for every service"), func(ctx context.Context, in *struct {
		Service string `query:"service" maxLength:"40" doc:"left out: of every service"`
		Q       string `query:"q" maxLength:"100" doc:"part of question, keywords or answer"`
		Page
	}) (*struct{ Body TemplatePage }, error) {
		list, next, err := s.Desk.Templates(ctx, desk.TemplateFilter{Service: in.Service, Text: desk.Fold(in.Q), After: in.Cursor, Limit: in.Limit})
		return &struct{ Body TemplatePage }{TemplatePage{Items: list, Next: next}}, err
	})
	create := op(tag, "template-create", http.MethodPost, "/templates", "Add a template")
	create.DefaultStatus = http.StatusCreated
	register(s, create, func(ctx context.Context, in *struct{ Body TemplateInput }) (*templateOut, error) {
		return s.putTemplate(ctx, people.NewID(), in.Body, true)
	})
	register(s, op(tag, "template-put", http.MethodPut, "/templates/{id}", "Change a template; version must be the one that was loaded"), func(ctx context.Context, in *struct {
		TemplatePath
		Body TemplateInput
	}) (*templateOut, error) {
		return s.putTemplate(ctx, in.ID, in.Body, false)
	})
	del := op(tag, "template-delete", http.MethodDelete, "/templates/{id}", "Delete a template")
	del.DefaultStatus = http.StatusNoContent
	register(s, del, func(ctx context.Context, in *struct {
		TemplatePath
		Version int64 `query:"version" minimum:"0" doc:"of what was loaded; left out: whatever it is"`
	}) (*struct{}, error) {
		return nil, s.Desk.DeleteTemplate(ctx, in.ID, in.Version, people.NewChange(author(ctx), "template_deleted", "template:"+in.ID))
	})
}

func (s *Server) putTemplate(ctx context.Context, id string, in TemplateInput, create bool) (*templateOut, error) {
	if err := s.serviceKnown(ctx, in.Service); err != nil {
		return nil, err
	}
	t := desk.Template{ID: id, Service: in.Service, Question: in.Question, Answer: in.Answer, Keywords: in.Keywords, Version: in.Version}
	if err := t.Clean(); err != nil {
		return nil, fields(err)
	}
	t, err := s.Desk.PutTemplate(ctx, t, create, people.NewChange(author(ctx), "template_changed", "template:"+id))
	return &templateOut{t}, err
}
