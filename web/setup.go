package web

import (
	"context"
	"slices"

	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/people"
)

// setupStep is a step of the first-run set-up.
type setupStep string

// The steps in their order; stepDone is after the last one.
const (
	stepAdministrator setupStep = "administrator"
	stepService       setupStep = "service"
	stepAgent         setupStep = "agent"
	stepPhone         setupStep = "phone"
	stepDone          setupStep = ""
)

// SetupService is a service that the set-up finds.
type SetupService struct {
	ID   string       `json:"id"`
	Name centre.Names `json:"name"`
	File bool         `json:"file" doc:"the configuration file brought it"`
}

// SetupAgent is an agent that the set-up finds.
type SetupAgent struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Extension string `json:"extension"`
	File      bool   `json:"file" doc:"the configuration file brought it"`
}

// SetupBegun is where a set-up stands that was begun, and what there is.
type SetupBegun struct {
	Step     setupStep      `json:"step" enum:"administrator,service,agent,phone" doc:"what is to be done next"`
	Services []SetupService `json:"services,omitempty"`
	Agents   []SetupAgent   `json:"agents,omitempty" doc:"the first 100"`
}

// mostSetupAgents bounds the agents that the set-up offers for a test call.
const mostSetupAgents = 100

// setupBegun says where the set-up that id began goes on. It is over for everybody
// else, and once a call has been taken.
func (s *Server) setupBegun(ctx context.Context, id Identity) (SetupBegun, error) {
	begun := SetupBegun{Step: stepDone}
	first, err := s.beganSetup(ctx, id)
	if err != nil || !first {
		return begun, err
	}
	taken, err := s.History.Calls(ctx, calls.Filter{Limit: 1})
	if err != nil || len(taken) > 0 {
		return begun, err
	}
	services, err := s.Centre.Services(ctx)
	if err != nil {
		return begun, err
	}
	agents, err := s.Centre.Agents(ctx)
	if err != nil {
		return begun, err
	}
	for _, v := range services {
		file, err := s.ofFile(ctx, "service:"+v.ID)
		if err != nil {
			return begun, err
		}
		begun.Services = append(begun.Services, SetupService{ID: v.ID, Name: v.Name, File: file})
	}
	for _, a := range agents[:min(len(agents), mostSetupAgents)] {
		file, err := s.ofFile(ctx, "agent:"+a.ID)
		if err != nil {
			return begun, err
		}
		begun.Agents = append(begun.Agents, SetupAgent{ID: a.ID, Name: a.Name, Extension: a.Extension, File: file})
	}
	switch {
	case len(services) == 0:
		begun.Step = stepService
	case len(agents) == 0:
		begun.Step = stepAgent
	default:
		begun.Step = stepPhone
	}
	return begun, nil
}

// beganSetup reports whether id is the administrator whom the set-up made: the first.
func (s *Server) beganSetup(ctx context.Context, id Identity) (bool, error) {
	if id.Kind != "user" || id.Role != people.Administrator || id.Confined != free {
		return false, nil
	}
	list, err := s.People.Users(ctx)
	if err != nil {
		return false, err
	}
	list = slices.DeleteFunc(list, func(u people.User) bool { return u.Role != people.Administrator })
	return len(list) > 0 && slices.MinFunc(list, func(a, b people.User) int { return a.Created.Compare(b.Created) }).ID == id.ID, nil
}

// ofFile reports whether a thing is of the configuration file: nobody has made it.
func (s *Server) ofFile(ctx context.Context, target string) (bool, error) {
	list, err := s.Centre.Changes(ctx, target, 0, 200)
	made := slices.ContainsFunc(list, func(c people.Change) bool {
		return slices.ContainsFunc(c.Edits, func(e people.Edit) bool { return len(e.Before) == 0 })
	})
	return !made, err
}
