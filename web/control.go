package web

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/fault"
)

// controlRoutes are what an agent does with the call that she talks in; managers may
// do it for their own agents.
func (s *Server) controlRoutes(tag []string) {
	op := func(id, method, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: path, Tags: tag, Summary: summary, DefaultStatus: http.StatusNoContent}
	}
	register(s, huma.Operation{OperationID: "colleagues", Method: http.MethodGet, Path: "/colleagues", Tags: tag,
		Summary: "Every agent who is logged in, with name, extension and state: to whom a call can be given"}, s.colleagues)
	register(s, op("call-hold", http.MethodPut, "/calls/{id}/hold", "Put the other side on hold with music, or take it back"),
		func(ctx context.Context, in *struct {
			CallPath
			Body struct {
				Held bool `json:"held" doc:"true holds, false takes back; a phone that holds by itself holds on"`
			}
		}) (*struct{}, error) {
			if err := s.ownCall(ctx, in.ID); err != nil {
				return nil, err
			}
			return nil, s.Phones.Hold(ctx, acd.CallID(in.ID), in.Body.Held)
		})
	register(s, op("call-keys", http.MethodPost, "/calls/{id}/keys", "Send keys (DTMF) to the other side"),
		func(ctx context.Context, in *struct {
			CallPath
			Body struct {
				Keys string `json:"keys" minLength:"1" maxLength:"32" pattern:"^[0-9*#A-Da-d]+$" patternDescription:"keys 0 to 9, *, # and A to D" example:"12#"`
			}
		}) (*struct{}, error) {
			if err := s.ownCall(ctx, in.ID); err != nil {
				return nil, err
			}
			return nil, s.Phones.SendKeys(ctx, acd.CallID(in.ID), in.Body.Keys)
		})
	register(s, op("call-hang-up", http.MethodPost, "/calls/{id}/hang-up", "Hang up, as the agent"),
		func(ctx context.Context, in *CallPath) (*struct{}, error) {
			if err := s.ownCall(ctx, in.ID); err != nil {
				return nil, err
			}
			return nil, s.do(ctx, acd.HangUp{Call: acd.CallID(in.ID), By: acd.ByAgent, Cause: acd.CauseNormal})
		})
	register(s, op("call-transfer", http.MethodPost, "/calls/{id}/transfer", "Give the call to a service, where it is offered anew, or to an agent who is ready; who had it goes to wrap-up"),
		func(ctx context.Context, in *struct {
			CallPath
			Body struct {
				Service string `json:"service,omitempty" maxLength:"40" doc:"this or agent"`
				Agent   string `json:"agent,omitempty" maxLength:"40" doc:"must be ready; when the agent does not answer, the call waits in its old place"`
			}
		}) (*struct{}, error) {
			if err := s.ownCall(ctx, in.ID); err != nil {
				return nil, err
			}
			if (in.Body.Service == "") == (in.Body.Agent == "") {
				return nil, fault.New(fault.Invalid, "name a service or an agent")
			}
			cmd := acd.Transfer{Call: acd.CallID(in.ID), To: acd.ServiceID(in.Body.Service), Agent: acd.AgentID(in.Body.Agent), By: who(ctx).Actor()}
			if err := s.do(ctx, cmd); err != nil {
				return nil, err
			}
			return nil, s.noteAccess(ctx, "call_transferred", "call:"+in.ID, in.Body.Service+in.Body.Agent)
		})
}

// Colleague is what everybody on the floor may know of an agent: who it is and
// whether a call can be given there (D11, D12).
type Colleague struct {
	ID        acd.AgentID    `json:"id"`
	Name      string         `json:"name"`
	NameEn    string         `json:"name_en,omitempty"`
	Extension string         `json:"extension"`
	State     acd.AgentState `json:"state"`
}

// colleagues lists every agent who is logged in.
func (s *Server) colleagues(ctx context.Context, _ *struct{}) (*struct{ Body []Colleague }, error) {
	st, err := s.Floor.State(ctx)
	if err != nil {
		return nil, err
	}
	agents, err := s.Centre.Agents(ctx)
	if err != nil {
		return nil, err
	}
	state := map[string]acd.AgentState{}
	for _, a := range st.Agents {
		state[string(a.Agent.ID)] = a.State
	}
	list := []Colleague{}
	for _, a := range agents {
		if at := state[a.ID]; at != "" && at != acd.LoggedOut {
			list = append(list, Colleague{ID: acd.AgentID(a.ID), Name: a.Name, NameEn: a.NameEn, Extension: a.Extension, State: at})
		}
	}
	return &struct{ Body []Colleague }{list}, nil
}

// ownCall fails unless an agent whom the caller may act for is in the call.
func (s *Server) ownCall(ctx context.Context, id string) error {
	st, err := s.Floor.State(ctx)
	if err != nil {
		return err
	}
	agents := map[acd.AgentID]acd.Agent{}
	for _, a := range st.Agents {
		agents[a.Agent.ID] = a.Agent
	}
	for _, c := range st.Calls {
		if string(c.ID) == id && c.Agent != "" && who(ctx).SeesAgent(agents[c.Agent]) {
			return nil
		}
	}
	return fault.New(fault.NotFound, "there is no live call %q of yours", id)
}
