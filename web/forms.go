package web

import (
	"context"
	"net/http"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/people"
)

// FormPath names the service of a form in a path.
type FormPath struct {
	ID string `path:"id" maxLength:"40" doc:"a service; - is the form of every service without one of its own"`
}

func (s *Server) formRoutes() {
	const tag = "Desk"
	register(s, op(tag, "dispositions-get", http.MethodGet, "/dispositions", "The dispositions of a service; where it has none of its own, those for every service"), func(ctx context.Context, in *struct {
		Service string `query:"service" maxLength:"40" doc:"left out: those for every service"`
	}) (*struct{ Body desk.Dispositions }, error) {
		d, err := s.Desk.Dispositions(ctx, in.Service)
		return &struct{ Body desk.Dispositions }{d}, err
	})
	register(s, op(tag, "dispositions-put", http.MethodPut, "/dispositions", "Replace the dispositions of a service, or those for every service; version must be the one that was loaded, 0 for a service's first"), func(ctx context.Context, in *struct {
		Service string `query:"service" maxLength:"40" doc:"left out: those for every service"`
		Body    desk.Dispositions
	}) (*struct{ Body desk.Dispositions }, error) {
		if err := s.serviceKnown(ctx, in.Service); err != nil {
			return nil, err
		}
		in.Body.Service = in.Service
		if err := in.Body.Clean(); err != nil {
			return nil, fields(err)
		}
		d, err := s.Desk.PutDispositions(ctx, in.Body, people.NewChange(author(ctx), "dispositions_changed", "dispositions:"+orEvery(in.Service)))
		return &struct{ Body desk.Dispositions }{d}, err
	})
	service := func(id string) string {
		if id == "-" {
			return ""
		}
		return id
	}
	register(s, op(tag, "form-get", http.MethodGet, "/services/{id}/form", "The form that agents fill in after a call of a service; where it has none of its own, the one for every service"), func(ctx context.Context, in *FormPath) (*struct{ Body desk.Form }, error) {
		f, err := s.Desk.Form(ctx, service(in.ID))
		return &struct{ Body desk.Form }{f}, err
	})
	register(s, op(tag, "form-put", http.MethodPut, "/services/{id}/form", "Replace the form of a service; version must be the one that was loaded, 0 for a service's first"), func(ctx context.Context, in *struct {
		FormPath
		Body desk.Form
	}) (*struct{ Body desk.Form }, error) {
		in.Body.Service = service(in.ID)
		if err := s.serviceKnown(ctx, in.Body.Service); err != nil {
			return nil, err
		}
		if err := in.Body.Clean(); err != nil {
			return nil, fields(err)
		}
		f, err := s.Desk.PutForm(ctx, in.Body, people.NewChange(author(ctx), "form_changed", "form:"+orEvery(in.Body.Service)))
		return &struct{ Body desk.Form }{f}, err
	})
}

// orEvery names a service, or - for every service, in records of changes.
func orEvery(service string) string {
	if service == "" {
		return "-"
	}
	return service
}
