package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// ServicePath names a service in a path.
type ServicePath struct {
	ID string `path:"id" maxLength:"40" example:"orders"`
}

// ServiceView is a service with the version of its settings.
type ServiceView struct {
	centre.Service
	Versioned
}

type serviceOut struct{ Body ServiceView }

type servicesOut struct{ Body []ServiceView }

// serviceViews are the services with their settings, as they are answered.
func (s *Server) serviceViews(ctx context.Context) ([]ServiceView, error) {
	list, err := s.services(ctx)
	out := []ServiceView{}
	for _, v := range list {
		out = append(out, s.serviceView(v))
	}
	return out, err
}

func (s *Server) serviceRoutes() {
	tag := []string{"Services"}
	register(s, huma.Operation{OperationID: "services-list", Method: http.MethodGet, Path: "/services", Tags: tag,
		Summary: "Services with their settings"}, func(ctx context.Context, _ *struct{}) (*servicesOut, error) {
		list, err := s.serviceViews(ctx)
		return &servicesOut{Body: list}, err
	})
	register(s, huma.Operation{OperationID: "service-get", Method: http.MethodGet, Path: "/services/{id}", Tags: tag,
		Summary: "One service"}, func(ctx context.Context, in *ServicePath) (*serviceOut, error) {
		v, err := s.service(ctx, in.ID)
		return &serviceOut{Body: s.serviceView(v)}, err
	})
	register(s, huma.Operation{OperationID: "service-create", Method: http.MethodPost, Path: "/services", Tags: tag,
		Summary: "Add a service", DefaultStatus: http.StatusCreated}, func(ctx context.Context, in *struct{ Body ServiceView }) (*serviceOut, error) {
		return s.putService(ctx, in.Body, true)
	})
	register(s, huma.Operation{OperationID: "service-put", Method: http.MethodPut, Path: "/services/{id}", Tags: tag,
		Summary: "Change a service; calls that wait follow the new settings at once"}, func(ctx context.Context, in *struct {
		ServicePath
		Body ServiceView
	}) (*serviceOut, error) {
		if in.Body.ID != "" && in.Body.ID != in.ID {
			return nil, fault.New(fault.Invalid, "the id in the body (%q) is not the one in the path: ids cannot be changed", in.Body.ID)
		}
		in.Body.ID = in.ID
		return s.putService(ctx, in.Body, false)
	})
	register(s, huma.Operation{OperationID: "service-delete", Method: http.MethodDelete, Path: "/services/{id}", Tags: tag,
		Summary: "Remove a service without live calls", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, in *ServicePath) (*struct{}, error) {
		return nil, s.Centre.DeleteService(ctx, author(ctx), in.ID)
	})
}

// scope returns the services that the caller may see; nil is all. Agents see the
// services that they serve, displays those of their token.
func (s *Server) scope(ctx context.Context) ([]acd.ServiceID, error) {
	id := who(ctx)
	switch id.Role {
	case people.Display:
		return id.Services, nil
	case people.AgentRole:
		conf, err := s.Centre.Agents(ctx)
		if err != nil {
			return nil, err
		}
		for _, a := range conf {
			if acd.AgentID(a.ID) == id.Agent && id.Agent != "" {
				return servicesOf(a), nil
			}
		}
		return []acd.ServiceID{}, nil
	}
	return nil, nil
}

// servicesOf returns the services that an agent serves, sorted and not nil.
func servicesOf(a centre.Agent) []acd.ServiceID {
	list := make([]acd.ServiceID, 0, len(a.Services))
	for sv := range a.Services {
		list = append(list, acd.ServiceID(sv))
	}
	slices.Sort(list)
	return list
}

func sees(scope []acd.ServiceID, id acd.ServiceID) bool {
	return scope == nil || slices.Contains(scope, id)
}

func (s *Server) services(ctx context.Context) ([]centre.Service, error) {
	scope, err := s.scope(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.Centre.Services(ctx)
	if err != nil {
		return nil, err
	}
	list := []centre.Service{}
	for _, sv := range all {
		if sees(scope, acd.ServiceID(sv.ID)) {
			list = append(list, sv)
		}
	}
	return list, nil
}

func (s *Server) service(ctx context.Context, id string) (centre.Service, error) {
	list, err := s.services(ctx)
	if err != nil {
		return centre.Service{}, err
	}
	if i := slices.IndexFunc(list, func(v centre.Service) bool { return v.ID == id }); i >= 0 {
		return list[i], nil
	}
	return centre.Service{}, fault.New(fault.NotFound, "there is no service %q", id)
}

func (s *Server) serviceView(v centre.Service) ServiceView {
	return ServiceView{v, Versioned{s.Centre.Version(KindServices, v.ID)}}
}

func (s *Server) putService(ctx context.Context, v ServiceView, create bool) (*serviceOut, error) {
	if create && v.ID != strings.ToLower(v.ID) { // one that is there, or in the file, stays as it is
		return nil, fault.New(fault.Invalid, "service %s.id %q is not allowed: use small letters a to z, digits, '-', '_' and '.'", v.ID, v.ID)
	}
	out, err := s.Centre.PutService(ctx, author(ctx), v.Service, create, v.Version)
	return &serviceOut{Body: s.serviceView(out)}, err
}
