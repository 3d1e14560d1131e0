package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

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
			p, err := s.partIn(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return nil, s.Phones.Hold(ctx, p.call.ID, p.agent, in.Body.Held)
		})
	register(s, op("call-keys", http.MethodPost, "/calls/{id}/keys", "Send keys (DTMF) to the other side"),
		func(ctx context.Context, in *struct {
			CallPath
			Body struct {
				Keys string `json:"keys" minLength:"1" maxLength:"32" pattern:"^[0-9*#A-Da-d]+$" patternDescription:"keys 0 to 9, *, # and A to D" example:"12#"`
			}
		}) (*struct{}, error) {
			p, err := s.partIn(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return nil, s.Phones.SendKeys(ctx, p.call.ID, p.agent, in.Body.Keys)
		})
	register(s, op("call-hang-up", http.MethodPost, "/calls/{id}/hang-up", "Hang up, as the agent"),
		func(ctx context.Context, in *CallPath) (*struct{}, error) {
			p, err := s.partIn(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return nil, s.do(ctx, acd.HangUp{Call: p.call.ID, By: p.side(), Cause: acd.CauseNormal})
		})
	register(s, op("call-transfer", http.MethodPost, "/calls/{id}/transfer", "Give the call to a service, where it is offered anew, to an agent who is ready, or to a number outside; who had it goes to wrap-up"),
		func(ctx context.Context, in *struct {
			CallPath
			Body struct {
				Service string `json:"service,omitempty" maxLength:"40" doc:"one of the three"`
				Agent   string `json:"agent,omitempty" maxLength:"40" doc:"must be ready; when the agent does not answer, the call waits in its old place"`
				Number  string `json:"number,omitempty" maxLength:"40" doc:"outside; when nobody answers there, the call waits in its old place"`
			}
		}) (*struct{}, error) {
			p, err := s.ownCall(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			cmd := acd.Transfer{Call: acd.CallID(in.ID), To: acd.ServiceID(in.Body.Service), Agent: acd.AgentID(in.Body.Agent), By: who(ctx).Actor()}
			if err := s.oneTarget(p, &cmd.To, &cmd.Agent, in.Body.Number, &cmd.Number, &cmd.Show); err != nil {
				return nil, err
			}
			if err := s.do(ctx, cmd); err != nil {
				return nil, err
			}
			return nil, s.noteAccess(ctx, "call_transferred", "call:"+in.ID, cmp.Or(string(cmd.To), string(cmd.Agent), acd.MaskNumber(cmd.Number)))
		})
	answerable := op("call-answerable", http.MethodGet, "/calls/{id}/answer", "Whether the phone that rings can be asked to answer; waits, three seconds at most, until it has said so")
	answerable.DefaultStatus = http.StatusOK
	register(s, answerable, s.answerable)
	register(s, op("call-answer", http.MethodPost, "/calls/{id}/answer", "Ask the phone that rings to answer, where it can (Event: talk)"),
		func(ctx context.Context, in *CallPath) (*struct{}, error) {
			agent, _, err := s.ringing(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return nil, s.Phones.Answer(ctx, acd.CallID(in.ID), agent)
		})
	register(s, op("call-reject", http.MethodPost, "/calls/{id}/reject", "Refuse the call that rings, as by hand on the phone"),
		func(ctx context.Context, in *CallPath) (*struct{}, error) {
			agent, offer, err := s.ringing(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return nil, s.do(ctx, acd.Reject{Call: acd.CallID(in.ID), Agent: agent, Offer: offer, Cause: acd.OfferRejected})
		})
	register(s, op("call-mute", http.MethodPut, "/calls/{id}/mute", "Let the other side hear silence in place of the agent, or the agent again"),
		func(ctx context.Context, in *struct {
			CallPath
			Body struct {
				Muted bool `json:"muted"`
			}
		}) (*struct{}, error) {
			p, err := s.partIn(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return nil, s.do(ctx, acd.Mute{Call: p.call.ID, Agent: p.agent, Muted: in.Body.Muted, By: who(ctx).Actor()})
		})
	register(s, op("call-abusive", http.MethodPost, "/calls/{id}/abusive", "End an abusive call: the caller hears a message and is hung up"),
		func(ctx context.Context, in *CallPath) (*struct{}, error) {
			p, err := s.ownCall(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			if err := s.do(ctx, acd.HangUp{Call: p.call.ID, By: acd.ByAgent, Cause: acd.CauseAbusive, Agent: p.agent}); err != nil {
				return nil, err
			}
			return nil, s.noteAccess(ctx, "call_abusive", "call:"+in.ID, "")
		})
	s.consultRoutes(op)
}

// consultRoutes are a consultation: the second call that an agent makes in a talk.
func (s *Server) consultRoutes(op func(id, method, path, summary string) huma.Operation) {
	register(s, op("call-consult", http.MethodPost, "/calls/{id}/consult", "Consult an agent, a service or a number outside: the other side hears music meanwhile"),
		func(ctx context.Context, in *struct {
			CallPath
			Body struct {
				Service string `json:"service,omitempty" maxLength:"40" doc:"one of the three; the consultation waits there like any call"`
				Agent   string `json:"agent,omitempty" maxLength:"40" doc:"ready or not ready, with a phone"`
				Number  string `json:"number,omitempty" maxLength:"40" doc:"outside, or an extension"`
			}
		}) (*struct{}, error) {
			p, err := s.ownCall(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			cmd := acd.Consult{Call: acd.CallID(in.ID), Second: s.Phones.NewCallID(), To: acd.ServiceID(in.Body.Service), Agent: acd.AgentID(in.Body.Agent), By: who(ctx).Actor()}
			if err := s.oneTarget(p, &cmd.To, &cmd.Agent, in.Body.Number, &cmd.Number, &cmd.Show); err != nil {
				return nil, err
			}
			return nil, s.do(ctx, cmd)
		})
	register(s, op("consult-talk", http.MethodPut, "/calls/{id}/consult", "Talk with the customer, or with who is consulted; the other one hears music"),
		func(ctx context.Context, in *struct {
			CallPath
			Body struct {
				TalkTo string `json:"talk_to" enum:"customer,consulted"`
			}
		}) (*struct{}, error) {
			p, err := s.ownCall(ctx, in.ID)
			c := p.call
			switch {
			case err != nil:
				return nil, err
			case c.Second == "":
				return nil, fault.New(fault.Conflict, "nobody is consulted in this call")
			case c.Joined:
				if err := s.do(ctx, acd.Join{Call: c.ID, By: who(ctx).Actor()}); err != nil {
					return nil, err
				}
			}
			return nil, s.Phones.Hold(ctx, c.ID, p.agent, in.Body.TalkTo == "consulted")
		})
	register(s, op("consult-complete", http.MethodPost, "/calls/{id}/consult/complete", "Give the customer to who is consulted; the agent goes to wrap-up"),
		func(ctx context.Context, in *CallPath) (*struct{}, error) {
			if _, err := s.ownCall(ctx, in.ID); err != nil {
				return nil, err
			}
			return nil, s.do(ctx, acd.Complete{Call: acd.CallID(in.ID), By: who(ctx).Actor()})
		})
	register(s, op("consult-join", http.MethodPost, "/calls/{id}/consult/join", "Let all three hear each other"),
		func(ctx context.Context, in *CallPath) (*struct{}, error) {
			if _, err := s.ownCall(ctx, in.ID); err != nil {
				return nil, err
			}
			if err := s.Phones.MayJoin(ctx, acd.CallID(in.ID)); err != nil {
				return nil, err
			}
			return nil, s.do(ctx, acd.Join{Call: acd.CallID(in.ID), Joined: true, By: who(ctx).Actor()})
		})
	register(s, op("consult-end", http.MethodDelete, "/calls/{id}/consult", "End the consultation: the agent has the customer again"),
		func(ctx context.Context, in *CallPath) (*struct{}, error) {
			if _, err := s.ownCall(ctx, in.ID); err != nil {
				return nil, err
			}
			return nil, s.do(ctx, acd.EndConsult{Call: acd.CallID(in.ID), By: who(ctx).Actor()})
		})
	register(s, op("wrap-up-extend", http.MethodPost, "/agents/{id}/wrap-up", "Make a running wrap-up longer"),
		func(ctx context.Context, in *struct {
			AgentPath
			Body struct {
				Seconds int `json:"seconds" minimum:"0" maximum:"3600" doc:"0: until it is ended"`
			}
		}) (*struct{}, error) {
			if _, err := s.agentOf(ctx, in.ID); err != nil {
				return nil, err
			}
			return nil, s.do(ctx, acd.ExtendWrapUp{Agent: acd.AgentID(in.ID), For: time.Duration(in.Body.Seconds) * time.Second, By: who(ctx).Actor()})
		})
}

// oneTarget checks that one of a service, an agent and a number is named, and asks
// whether the agent of p may call the number, which is shown that of the call's service.
// An extension is its agent's, a number of the centre its service's.
func (s *Server) oneTarget(p part, service *acd.ServiceID, to *acd.AgentID, number string, n, show *string) error {
	named := 0
	for _, v := range []string{string(*service), string(*to), number} {
		if v != "" {
			named++
		}
	}
	if named != 1 {
		return fault.New(fault.Invalid, "name one of a service, an agent and a number")
	}
	if number == "" {
		return nil
	}
	if own := s.Phones.ServiceOf(number); own != "" {
		*service = own
		return nil
	}
	d, err := s.Phones.MayDial(string(p.agent), number, string(cmp.Or(p.call.Service, p.call.Behalf)))
	if err != nil {
		return err
	}
	if d.To != "" {
		*to = d.To
		return nil
	}
	*n, *show = d.Number, d.Show
	return nil
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

// part is an agent's part in a call.
type part struct {
	call  acd.CallState
	agent acd.AgentID
}

// called reports whether the agent was called or is consulted: the call is a
// colleague's to give away.
func (p part) called() bool { return p.call.About != "" || p.agent == p.call.Peer }

// side is who hangs up when the agent does.
func (p part) side() acd.HangUpBy {
	switch {
	case p.call.About != "":
		return acd.ByThird
	case p.called():
		return acd.ByCaller
	}
	return acd.ByAgent
}

// partIn returns the part in a call of the agent whom the caller may act for; the own
// one, where two may be meant.
func (s *Server) partIn(ctx context.Context, id string) (part, error) {
	st, err := s.Floor.State(ctx)
	if err != nil {
		return part{}, err
	}
	agents, own := agentsOf(st), who(ctx).Agent
	for _, c := range st.Calls {
		if string(c.ID) != id {
			continue
		}
		both := []acd.AgentID{c.Agent, c.Peer}
		if own != "" && c.Peer == own {
			slices.Reverse(both)
		}
		for _, a := range both {
			if a != "" && who(ctx).SeesAgent(agents[a]) {
				return part{c, a}, nil
			}
		}
	}
	return part{}, fault.New(fault.NotFound, "there is no live call %q of yours", id)
}

// ownCall is partIn for what only the agent of the call may do, not who was called or
// is consulted.
func (s *Server) ownCall(ctx context.Context, id string) (part, error) {
	p, err := s.partIn(ctx, id)
	if err == nil && p.called() {
		return p, fault.New(fault.Conflict, "this agent was called or is consulted: the call is the colleague's to give away or end")
	}
	return p, err
}

func agentsOf(st acd.State) map[acd.AgentID]acd.Agent {
	agents := map[acd.AgentID]acd.Agent{}
	for _, a := range st.Agents {
		agents[a.Agent.ID] = a.Agent
	}
	return agents
}

// Answerable says whether a call can be answered from the desk.
type Answerable struct {
	FromDesk bool `json:"from_desk" doc:"false: the phone has to be picked up by hand, or has been; POST would be refused (409). true also where the phone has not yet said how it rings: POST tells"`
}

// untilRings is how long a phone may take to say whether it can be asked to answer.
const untilRings = 3 * time.Second

func (s *Server) answerable(ctx context.Context, in *CallPath) (*struct{ Body Answerable }, error) {
	agent, _, err := s.ringing(ctx, in.ID)
	if fault.Is(err, fault.NotFound) {
		if _, e := s.partIn(ctx, in.ID); e == nil {
			return &struct{ Body Answerable }{}, nil // the phone has answered meanwhile
		}
	}
	if err != nil {
		return nil, err
	}
	wait, cancel := context.WithTimeout(ctx, untilRings)
	defer cancel()
	can, err := s.Phones.Answerable(wait, acd.CallID(in.ID), agent)
	switch {
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
		can = true // nobody knows: it may be tried
	case err != nil:
		return nil, err
	}
	return &struct{ Body Answerable }{Answerable{can}}, nil
}

// ringing returns the agent, whom the caller may act for, at whose phone a call rings.
func (s *Server) ringing(ctx context.Context, id string) (acd.AgentID, acd.OfferID, error) {
	st, err := s.Floor.State(ctx)
	if err != nil {
		return "", 0, err
	}
	agents := agentsOf(st)
	for _, c := range st.Calls {
		for _, o := range c.Offers {
			if string(c.ID) == id && who(ctx).SeesAgent(agents[o.Agent]) && (who(ctx).Agent == "" || who(ctx).Agent == o.Agent) {
				return o.Agent, o.ID, nil
			}
		}
	}
	return "", 0, fault.New(fault.NotFound, "the call %q does not ring at a phone of yours", id)
}
