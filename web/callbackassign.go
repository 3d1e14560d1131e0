package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

func (s *Server) callbackAssignRoutes(tag string) {
	assign := op(tag, "callbacks-assign", http.MethodPost, "/callbacks/assign", "Give callbacks to agents, evenly in turn (균등분할) or all to one (수동할당): all of them or, where some are given already, none (409 names those)")
	register(s, assign, s.assignCallbacks)
	take := op(tag, "callbacks-unassign", http.MethodPost, "/callbacks/unassign", "Take callbacks back from their agents: they can be given again (할당 취소)")
	take.DefaultStatus = http.StatusNoContent
	register(s, take, s.unassignCallbacks)
	register(s, op(tag, "callbacks-agents", http.MethodGet, "/callbacks/agents", "To whom callbacks can be given, with state and how many each has to do (상담원별 콜백 미처리 건 수)"), s.callbackAgents)
}

// CallbackIDs are callbacks that somebody has chosen.
type CallbackIDs struct {
	IDs []string `json:"ids" minItems:"1" maxItems:"10000" maxLength:"40" doc:"each once"`
}

func (s *Server) assignCallbacks(ctx context.Context, in *struct {
	Body struct {
		CallbackIDs
		Agents []string `json:"agents" minItems:"1" maxItems:"500" maxLength:"40" doc:"with the permission phone; several get one each in turn, and the counts differ by one at most"`
		How    string   `json:"how,omitempty" enum:"evenly,one" default:"evenly" doc:"one: all of them go to one agent, and only one may be named"`
	}
}) (*struct{ Body Assigned }, error) {
	if err := s.callbacksOn(ctx); err != nil {
		return nil, err
	}
	b := in.Body
	if b.How == "one" && len(b.Agents) != 1 {
		return nil, fault.New(fault.Invalid, "all of them go to one agent: name one, or give them evenly")
	}
	may, err := s.callbackTakers(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range b.Agents {
		switch open, there := may[a]; {
		case !there:
			return nil, fault.New(fault.NotFound, "there is no agent %q", a)
		case !open:
			return nil, fault.New(fault.Conflict, "the agent %q has not the permission %q: callbacks cannot be given there", a, people.Phone)
		}
	}
	if err := s.logAccess(ctx, "callbacks_assigned", "callbacks", fmt.Sprintf("%d to [%s]", len(b.IDs), strings.Join(b.Agents, " "))); err != nil {
		return nil, err
	}
	counts, err := s.Book.Assign(ctx, b.IDs, b.Agents, who(ctx).Actor())
	if err != nil {
		return nil, callbackFault(err)
	}
	return &struct{ Body Assigned }{Assigned{counts}}, nil
}

func (s *Server) unassignCallbacks(ctx context.Context, in *struct{ Body CallbackIDs }) (*struct{}, error) {
	scope, err := s.callbackScope(ctx)
	if err != nil {
		return nil, err
	}
	if !scope.All && !scope.Open { // a manager: of the own agents alone
		whose, err := s.Callbacks.CallbackAgents(ctx, in.Body.IDs)
		if err != nil {
			return nil, err
		}
		for _, id := range in.Body.IDs {
			if a, there := whose[id]; !there || !slices.Contains(scope.Agents, a) {
				return nil, fault.New(fault.NotFound, "there is no callback %q", id)
			}
		}
	}
	if err := s.logAccess(ctx, "callbacks_unassigned", "callbacks", fmt.Sprint(len(in.Body.IDs))); err != nil {
		return nil, err
	}
	return nil, callbackFault(s.Book.Unassign(ctx, in.Body.IDs, who(ctx).Actor()))
}

// callbackTakers are the agents of whom the caller may give callbacks to some: whether
// each has the permission phone.
func (s *Server) callbackTakers(ctx context.Context) (map[string]bool, error) {
	agents, err := s.callbackStaff(ctx)
	if err != nil {
		return nil, err
	}
	users, err := s.People.Users(ctx)
	if err != nil {
		return nil, err
	}
	phone := map[string]bool{}
	for _, u := range users {
		if u.AgentID != "" && !u.Disabled && u.May(people.Phone) {
			phone[u.AgentID] = true
		}
	}
	may := map[string]bool{}
	for _, a := range agents {
		may[a.ID] = phone[a.ID]
	}
	return may, nil
}

// callbackStaff are the agents whose callbacks the caller may see and give: managers'
// own, everybody for administrators and for agents with the permission.
func (s *Server) callbackStaff(ctx context.Context) ([]centre.Agent, error) {
	list, err := s.Centre.Agents(ctx)
	if err != nil || who(ctx).Role == people.AgentRole {
		return list, err
	}
	id := who(ctx)
	return slices.DeleteFunc(list, func(a centre.Agent) bool { return !id.SeesAgent(a.Core()) }), nil
}

// CallbackAgent is somebody to whom callbacks can be given.
type CallbackAgent struct {
	ID        string         `json:"id"`
	Name      string         `json:"name"`
	NameEn    string         `json:"name_en,omitempty"`
	Extension string         `json:"extension"`
	Team      string         `json:"team,omitempty"`
	State     acd.AgentState `json:"state" enum:"logged_out,not_ready,ready,ringing,talking,dialing,talking_outbound,wrap_up" doc:"logged_out: not logged in to the floor (CTI)"`
	Reason    acd.Reason     `json:"reason,omitempty" doc:"why not ready"`
	Held      bool           `json:"held,omitempty" doc:"talks, and the other side is on hold"`
	Since     time.Time      `json:"since" doc:"since when in this state"`
	Open      int            `json:"open" doc:"callbacks given to the agent and not done (미처리)"`
	InCall    int            `json:"in_call" doc:"of those, being called now"`
	May       bool           `json:"assignable" doc:"has the permission phone; who has not, and has callbacks, is listed too"`
}

func (s *Server) callbackAgents(ctx context.Context, in *struct {
	Connected bool `query:"connected" doc:"only who is logged in to the floor (CTI)"`
}) (*struct{ Body []CallbackAgent }, error) {
	if err := s.callbacksOn(ctx); err != nil {
		return nil, err
	}
	agents, err := s.callbackStaff(ctx)
	if err != nil {
		return nil, err
	}
	may, err := s.callbackTakers(ctx)
	if err != nil {
		return nil, err
	}
	loads, err := s.Callbacks.CallbackLoads(ctx)
	if err != nil {
		return nil, err
	}
	st, err := s.Floor.State(ctx)
	if err != nil {
		return nil, err
	}
	now, held := map[string]acd.AgentStatus{}, map[acd.AgentID]bool{}
	for _, a := range st.Agents {
		now[string(a.Agent.ID)] = a
	}
	for _, c := range st.Calls {
		held[c.Agent] = held[c.Agent] || len(c.HeldBy) > 0
	}
	list := []CallbackAgent{}
	for _, a := range agents {
		at, load := now[a.ID], loads[a.ID]
		v := CallbackAgent{
			ID: a.ID, Name: a.Name, NameEn: a.NameEn, Extension: a.Extension, Team: a.Team, State: at.State, Reason: at.Reason, Held: held[acd.AgentID(a.ID)], Since: at.Since.Std(),
			Open: load.Open, InCall: load.InCall, May: may[a.ID],
		}
		if v.State == "" {
			v.State = acd.LoggedOut
		}
		if (v.May || v.Open > 0) && (!in.Connected || v.State != acd.LoggedOut) {
			list = append(list, v)
		}
	}
	return &struct{ Body []CallbackAgent }{list}, nil
}
