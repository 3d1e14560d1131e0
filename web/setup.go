package web

import (
	"context"
	"slices"

	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
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
	File bool         `json:"file" doc:"the configuration file names it"`
}

// SetupAgent is an agent that the set-up finds.
type SetupAgent struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Extension string `json:"extension"`
	File      bool   `json:"file" doc:"the configuration file names it"`
}

// SetupBegun is where a set-up stands that was begun, and what there is.
type SetupBegun struct {
	Step     setupStep      `json:"step" enum:"administrator,service,agent,phone" doc:"what is to be done next"`
	Services []SetupService `json:"services,omitempty"`
	Agents   []SetupAgent   `json:"agents,omitempty" doc:"the first 100"`
	NoLogIn  bool           `json:"no_log_in,omitempty" doc:"there are agents, and nobody can log in as one of them"`
	NoTrunk  bool           `json:"no_trunk,omitempty" doc:"no trunk is configured: calls from outside do not come in yet"`
}

// mostSetupAgents bounds the agents that the set-up offers for a log-in or a test call.
const mostSetupAgents = 100

// setupBegun says where the set-up that was begun goes on. It is over once a call has
// been taken, or where there is no service and chats have begun: a centre without telephones.
func (s *Server) setupBegun(ctx context.Context) (SetupBegun, error) {
	begun := SetupBegun{Step: stepDone}
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
	trunks, err := s.Centre.Trunks(ctx)
	if err != nil {
		return begun, err
	}
	begun.NoTrunk = len(trunks) == 0
	persons, err := s.People.Users(ctx)
	if err != nil {
		return begun, err
	}
	for _, v := range services {
		begun.Services = append(begun.Services, SetupService{ID: v.ID, Name: v.Name, File: s.Centre.Named(KindServices, v.ID)})
	}
	brought := false
	for _, a := range agents {
		file := s.Centre.Named(KindAgents, a.ID)
		brought = brought || file
		if len(begun.Agents) < mostSetupAgents {
			begun.Agents = append(begun.Agents, SetupAgent{ID: a.ID, Name: a.Name, Extension: a.Extension, File: file})
		}
	}
	begun.NoLogIn = len(agents) > 0 && !slices.ContainsFunc(persons, func(u people.User) bool { return logsInAs(u, agents) })
	switch {
	case len(services) == 0 && len(agents) > 0 && !begun.NoLogIn && len(s.Centre.ChatSites()) > 0:
		return SetupBegun{Step: stepDone}, nil
	case len(services) == 0:
		begun.Step = stepService
	case len(agents) == 0, begun.NoLogIn && !brought:
		begun.Step = stepAgent
	default:
		begun.Step = stepPhone
	}
	return begun, nil
}

// logsInAs reports whether a person may log in as one of the agents.
func logsInAs(u people.User, agents []centre.Agent) bool {
	return !u.Disabled && slices.ContainsFunc(agents, func(a centre.Agent) bool { return a.ID == u.AgentID })
}

// firstAdministrator reports whether id is the administrator whom the set-up made.
func (s *Server) firstAdministrator(ctx context.Context, id Identity) (bool, error) {
	if id.Role != people.Administrator {
		return false, nil
	}
	list, err := s.People.Users(ctx)
	if err != nil {
		return false, err
	}
	list = slices.DeleteFunc(list, func(u people.User) bool { return u.Role != people.Administrator })
	return len(list) > 0 && slices.MinFunc(list, func(a, b people.User) int { return a.Created.Compare(b.Created) }).ID == id.ID, nil
}

// setupState answers who opens the first-run link: with its code while there is no
// administrator, from then on by who is logged in.
func (s *Server) setupState(ctx context.Context, in *setupStateIn) (*setupStateOut, error) {
	out := &setupStateOut{}
	out.Body.Step = stepAdministrator
	if !s.setup.is(in.Code) {
		begun, err := s.setupGoesOn(ctx, who(ctx))
		if err != nil {
			return nil, err
		}
		out.Body.SetupBegun = begun
	}
	out.Body.Centre, out.Body.Key, out.Body.Beside = s.Centre.Profile(), s.cfg.KeyFile, s.cfg.KeyBeside
	return out, nil
}

// setupGoesOn is where the set-up goes on for the first administrator. Who else is
// logged in is told whether it is over.
func (s *Server) setupGoesOn(ctx context.Context, id Identity) (SetupBegun, error) {
	if s.setup.open() || id.Kind != "user" || id.Confined != free {
		return SetupBegun{}, s.setup.refuse()
	}
	begun, err := s.setupBegun(ctx)
	if err != nil {
		return SetupBegun{}, err
	}
	if begun.Step == stepDone {
		return SetupBegun{}, s.setup.refuse()
	}
	first, err := s.firstAdministrator(ctx, id)
	if err == nil && !first {
		err = fault.New(fault.Denied, "the set-up is not finished: the first administrator goes on with it")
	}
	if err != nil {
		return SetupBegun{}, err
	}
	return begun, nil
}
