package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// AgentView is an agent with the state it is in.
type AgentView struct {
	centre.Agent
	Versioned
	State     acd.AgentState `json:"state" readOnly:"true" required:"false" enum:"logged_out,not_ready,ready,ringing,talking,dialing,talking_outbound,wrap_up"`
	Reason    acd.Reason     `json:"reason,omitempty" readOnly:"true" doc:"why not ready"`
	Since     time.Time      `json:"since" readOnly:"true" required:"false" doc:"since when in this state"`
	Deadline  *time.Time     `json:"deadline,omitempty" readOnly:"true" doc:"when the ringing or wrap-up ends by itself"`
	Reachable bool           `json:"reachable" readOnly:"true" required:"false" doc:"whether the phone is registered and answers"`
	Call      acd.CallID     `json:"call,omitempty" readOnly:"true"`
	Next      acd.AgentState `json:"next,omitempty" readOnly:"true" doc:"state that follows the call or wrap-up"`
	NextWhy   acd.Reason     `json:"next_reason,omitempty" readOnly:"true"`
	Misses    int            `json:"misses,omitempty" readOnly:"true" doc:"unanswered offers in a row"`
}

// AgentPath names an agent in a path.
type AgentPath struct {
	ID string `path:"id" maxLength:"40" example:"kim"`
}

type agentOut struct{ Body AgentView }

type agentsOut struct{ Body []AgentView }

func (s *Server) agentRoutes() {
	tag := []string{"Agents"}
	register(s, huma.Operation{OperationID: "agents-list", Method: http.MethodGet, Path: "/agents", Tags: tag,
		Summary: "Agents with their states (managers: their own; agents: themselves)"}, s.listAgents)
	register(s, huma.Operation{OperationID: "agent-get", Method: http.MethodGet, Path: "/agents/{id}", Tags: tag,
		Summary: "One agent"}, func(ctx context.Context, in *AgentPath) (*agentOut, error) {
		v, err := s.agentView(ctx, in.ID)
		return &agentOut{Body: v}, err
	})
	register(s, huma.Operation{OperationID: "agent-create", Method: http.MethodPost, Path: "/agents", Tags: tag,
		Summary: "Add an agent; without sip_password one is made, see agent-phone", DefaultStatus: http.StatusCreated}, func(ctx context.Context, in *struct{ Body AgentView }) (*agentOut, error) {
		return s.putAgent(ctx, in.Body, true)
	})
	register(s, huma.Operation{OperationID: "agent-put", Method: http.MethodPut, Path: "/agents/{id}", Tags: tag,
		Summary: "Change an agent; takes effect at once"}, func(ctx context.Context, in *struct {
		AgentPath
		Body AgentView
	}) (*agentOut, error) {
		if in.Body.ID != "" && in.Body.ID != in.ID {
			return nil, fault.New(fault.Invalid, "the id in the body (%q) is not the one in the path: ids cannot be changed", in.Body.ID)
		}
		in.Body.ID = in.ID
		return s.putAgent(ctx, in.Body, false)
	})
	register(s, huma.Operation{OperationID: "agent-delete", Method: http.MethodDelete, Path: "/agents/{id}", Tags: tag,
		Summary: "Remove an agent who is logged out", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, in *AgentPath) (*struct{}, error) {
		return nil, s.Centre.DeleteAgent(ctx, author(ctx), in.ID)
	})
	register(s, huma.Operation{OperationID: "agent-state", Method: http.MethodPut, Path: "/agents/{id}/state", Tags: tag,
		Summary: "Ask for a state: ready, not_ready with a reason, logged_out",
		Description: "From logged_out any other state logs in. During a call or wrap-up the state is entered afterwards (next). " +
			"The answer is the agent as it is then."}, s.setState)
	register(s, huma.Operation{OperationID: "agent-release", Method: http.MethodPost, Path: "/agents/{id}/release", Tags: tag,
		Summary: "Free a stuck agent: ends the offer or call and makes the agent not ready", DefaultStatus: http.StatusNoContent},
		func(ctx context.Context, in *AgentPath) (*struct{}, error) {
			if _, err := s.agentOf(ctx, in.ID); err != nil {
				return nil, err
			}
			if err := s.do(ctx, acd.ReleaseAgent{Agent: acd.AgentID(in.ID), By: who(ctx).Actor()}); err != nil {
				return nil, err
			}
			return nil, s.noteAccess(ctx, "agent_released", "agent:"+in.ID, "")
		})
}

// do carries out commands and turns a refusal into an error.
func (s *Server) do(ctx context.Context, cmds ...acd.Command) error {
	evs, err := s.Floor.Do(ctx, cmds...)
	if err != nil {
		return err
	}
	for _, ev := range evs {
		if r, ok := ev.(acd.Refused); ok {
			return refusal(r)
		}
	}
	return nil
}

// refusal is what people read about a refused command.
func refusal(r acd.Refused) error {
	switch r.Code {
	case acd.UnknownAgent:
		return fault.New(fault.NotFound, "there is no agent %q", r.Agent)
	case acd.UnknownService:
		return fault.New(fault.NotFound, "there is no service %q", r.Service)
	case acd.UnknownCall:
		return fault.New(fault.NotFound, "there is no live call %q", r.Call)
	case acd.DuplicateCall:
		return fault.New(fault.Conflict, "the call %q is on the floor already", r.Call)
	case acd.ServiceBusy:
		return fault.New(fault.Conflict, "the service %q has live calls: try again when they have ended", r.Service)
	case acd.AgentLoggedIn:
		return fault.New(fault.Conflict, "the agent %q is logged in: log the agent out first", r.Agent)
	case acd.InvalidState:
		switch r.Command {
		case "Dial":
			return fault.New(fault.Conflict, "the agent is in a call or wrap-up, or logged out: only who is ready or not ready can call")
		case "Transfer":
			if r.Agent != "" {
				return fault.New(fault.Conflict, "the agent %q cannot take a call now, or nobody talks in this one", r.Agent)
			}
			return fault.New(fault.Conflict, "this call cannot be given away now: it must be connected, and not one between colleagues")
		case "Consult":
			if r.Agent != "" {
				return fault.New(fault.Conflict, "the agent %q is in a call or wrap-up, logged out, or has no phone", r.Agent)
			}
			return fault.New(fault.Conflict, "nobody can be consulted now: the call must be connected, and have no consultation yet")
		case "Join", "Complete":
			return fault.New(fault.Conflict, "who is consulted has not answered yet")
		case "ExtendWrapUp":
			return fault.New(fault.Conflict, "the agent is not in wrap-up")
		}
		return fault.New(fault.Conflict, "this state cannot be asked for now")
	}
	return fault.New(fault.Invalid, "the settings are not valid")
}

// view joins what is configured with what is live.
func (s *Server) view(a centre.Agent, st acd.AgentStatus) AgentView {
	a.SIPPassword = ""
	v := AgentView{
		Agent: a, Versioned: Versioned{s.Centre.Version(KindAgents, a.ID)}, State: st.State, Reason: st.Reason, Since: st.Since.Std(), Reachable: st.Reachable,
		Call: st.Call, Next: st.Next, NextWhy: st.NextReason, Misses: st.Misses,
	}
	if v.State == "" {
		v.State = acd.LoggedOut
	}
	if st.Deadline != 0 {
		d := st.Deadline.Std()
		v.Deadline = &d
	}
	return v
}

func (s *Server) listAgents(ctx context.Context, _ *struct{}) (*agentsOut, error) {
	list, err := s.agentViews(ctx)
	return &agentsOut{Body: list}, err
}

func (s *Server) agentViews(ctx context.Context) ([]AgentView, error) {
	conf, err := s.Centre.Agents(ctx)
	if err != nil {
		return nil, err
	}
	state, err := s.Floor.State(ctx)
	if err != nil {
		return nil, err
	}
	live := make(map[string]acd.AgentStatus, len(state.Agents))
	for _, a := range state.Agents {
		live[string(a.Agent.ID)] = a
	}
	id, list := who(ctx), []AgentView{}
	for _, a := range conf {
		if id.SeesAgent(a.Core()) {
			list = append(list, s.view(a, live[a.ID]))
		}
	}
	return list, nil
}

// agentOf returns one agent that the caller may see, as configured.
func (s *Server) agentOf(ctx context.Context, id string) (centre.Agent, error) {
	a, known, err := s.Centre.Agent(ctx, id)
	if err != nil {
		return centre.Agent{}, err
	}
	if !known || !who(ctx).SeesAgent(a.Core()) {
		return centre.Agent{}, fault.New(fault.NotFound, "there is no agent %q", id)
	}
	return a, nil
}

// agentView returns one agent that the caller may see.
func (s *Server) agentView(ctx context.Context, id string) (AgentView, error) {
	a, err := s.agentOf(ctx, id)
	if err != nil {
		return AgentView{}, err
	}
	live, err := s.Floor.Agent(ctx, acd.AgentID(id))
	return s.view(a, live), err
}

func (s *Server) putAgent(ctx context.Context, a AgentView, create bool) (*agentOut, error) {
	if create && a.SIPPassword == "" { // nobody needs to know it: see agent-phone
		a.SIPPassword = people.NewSIPPassword()
	}
	if _, err := s.Centre.PutAgent(ctx, author(ctx), a.Agent, create, a.Version); err != nil {
		return nil, err
	}
	v, err := s.agentView(ctx, a.ID)
	return &agentOut{Body: v}, err
}

type stateIn struct {
	AgentPath
	Body struct {
		State  acd.AgentState `json:"state" enum:"ready,not_ready,logged_out"`
		Reason acd.Reason     `json:"reason,omitempty" enum:"preparing,meal,rest,away,training,interview,meeting,other" doc:"for not_ready; left out: other"`
	}
}

func (s *Server) setState(ctx context.Context, in *stateIn) (*agentOut, error) {
	if _, err := s.agentOf(ctx, in.ID); err != nil {
		return nil, err
	}
	cmd := acd.SetState{Agent: acd.AgentID(in.ID), State: in.Body.State, Reason: in.Body.Reason, By: who(ctx).Actor()}
	switch {
	case cmd.State == acd.NotReady && cmd.Reason == "":
		cmd.Reason = acd.OtherWork
	case cmd.State != acd.NotReady && cmd.Reason != "":
		return nil, fault.New(fault.Invalid, "a reason goes with not_ready only")
	}
	if err := s.usedReason(string(cmd.Reason)); err != nil && cmd.State == acd.NotReady {
		return nil, err
	}
	if err := s.do(ctx, cmd); err != nil {
		return nil, err
	}
	if id := who(ctx); id.Role != people.AgentRole {
		if err := s.noteAccess(ctx, "agent_state", "agent:"+in.ID, strings.TrimSpace(string(cmd.State)+" "+string(cmd.Reason))); err != nil {
			return nil, err
		}
	}
	v, err := s.agentView(ctx, in.ID)
	return &agentOut{Body: v}, err
}
