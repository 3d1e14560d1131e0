package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// LiveCall is a call that is up.
type LiveCall struct {
	ID       acd.CallID    `json:"id"`
	Phase    acd.CallPhase `json:"phase" enum:"waiting,offered,connecting,connected,dialing_out,talking_out"`
	Service  acd.ServiceID `json:"service,omitempty"`
	Caller   string        `json:"caller" doc:"masked without unmasked=true"`
	Called   string        `json:"called"`
	Priority int           `json:"priority"`
	Agent    acd.AgentID   `json:"agent,omitempty"`
	Entered  time.Time     `json:"entered_at" doc:"entry into the service"`
	Started  time.Time     `json:"started_at"`
	PhaseAt  time.Time     `json:"phase_at" doc:"since when in this phase"`
	WaitMs   int64         `json:"wait_ms" doc:"how long it waits, or had waited for the answer; a talk that it came back from is no waiting"`
	Held     bool          `json:"held"`
	Ringing  []acd.AgentID `json:"ringing,omitempty" doc:"agents whose phones ring"`
}

// CallPath names a call in a path.
type CallPath struct {
	ID string `path:"id" maxLength:"128"`
}

func (s *Server) callRoutes() {
	tag := []string{"Calls"}
	s.snapshotRoute()
	register(s, huma.Operation{OperationID: "calls-list", Method: http.MethodGet, Path: "/calls", Tags: tag,
		Summary: "Calls that are up (agents: their own; managers: of their own agents; both: those that wait in services in view and ring at nobody)"}, s.liveCalls)
	register(s, huma.Operation{OperationID: "call-dial", Method: http.MethodPost, Path: "/calls", Tags: tag,
		Summary: "Let an agent call a number: the agent's phone rings first, then the number is called", DefaultStatus: http.StatusCreated,
		Description: "The agent is ready or not ready, and is so again afterwards. Calls of agents to the outside count apart from those of services."}, s.dial)
	register(s, huma.Operation{OperationID: "calls-history", Method: http.MethodGet, Path: "/calls/history", Tags: tag,
		Summary: "Calls that ended, newest first, page by page"}, s.history)
	register(s, huma.Operation{OperationID: "call-history-get", Method: http.MethodGet, Path: "/calls/history/{id}/segments", Tags: tag,
		Summary: "The parts of one call that ended: queue, ring, talk, hold, wrap-up, and the number outside that it was given to"}, s.segments)
	register(s, huma.Operation{OperationID: "call-quality", Method: http.MethodGet, Path: "/calls/history/{id}/quality", Tags: tag,
		Summary: "What the legs of one call that ended sounded like: loss, jitter, estimated MOS"}, s.quality)
	register(s, huma.Operation{OperationID: "call-explanation", Method: http.MethodGet, Path: "/calls/{id}/explanation", Tags: tag,
		Summary: "Why an agent has, or has not, been offered a live call"}, s.explain)
	s.controlRoutes(tag)
	register(s, huma.Operation{OperationID: "call-move", Method: http.MethodPost, Path: "/calls/{id}/move", Tags: tag,
		Summary: "Move a call to another service, or give a waiting one to an agent who is ready", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, in *struct {
		CallPath
		Body struct {
			Service string `json:"service,omitempty" maxLength:"40" doc:"this or agent"`
			Agent   string `json:"agent,omitempty" maxLength:"40" doc:"one of yours; when the agent does not answer, the call waits in its old place"`
		}
	}) (*struct{}, error) {
		if (in.Body.Service == "") == (in.Body.Agent == "") {
			return nil, fault.New(fault.Invalid, "name a service or an agent")
		}
		if in.Body.Agent != "" {
			if _, err := s.agentOf(ctx, in.Body.Agent); err != nil {
				return nil, err
			}
		}
		return s.onCall(ctx, in.ID, "call_moved", in.Body.Service+in.Body.Agent,
			acd.Transfer{Call: acd.CallID(in.ID), To: acd.ServiceID(in.Body.Service), Agent: acd.AgentID(in.Body.Agent), By: who(ctx).Actor()})
	})
	register(s, huma.Operation{OperationID: "call-priority", Method: http.MethodPut, Path: "/calls/{id}/priority", Tags: tag,
		Summary: "Give a waiting call another priority", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, in *struct {
		CallPath
		Body struct {
			Priority int `json:"priority" minimum:"0" maximum:"100"`
		}
	}) (*struct{}, error) {
		return s.onCall(ctx, in.ID, "call_priority", strconv.Itoa(in.Body.Priority),
			acd.Reprioritise{Call: acd.CallID(in.ID), Priority: in.Body.Priority, By: who(ctx).Actor()})
	})
	register(s, huma.Operation{OperationID: "call-end", Method: http.MethodDelete, Path: "/calls/{id}", Tags: tag,
		Summary: "End a call", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, in *CallPath) (*struct{}, error) {
		return s.onCall(ctx, in.ID, "call_ended", "", acd.HangUp{Call: acd.CallID(in.ID), By: acd.BySystem, Cause: acd.CauseReleased})
	})
}

type dialIn struct {
	Body struct {
		Agent   string `json:"agent,omitempty" maxLength:"40" doc:"who calls; left out: the agent of this log-in" example:"kim"`
		Number  string `json:"number" minLength:"1" maxLength:"40" doc:"spaces and hyphens may stand in it" example:"010-1234-5678"`
		Service string `json:"service,omitempty" maxLength:"40" doc:"whose number the other side sees; left out: that of the agent's first service"`
	}
}

type dialOut struct {
	Body struct {
		Call acd.CallID `json:"call" doc:"id of the call, as in the live view and in the history"`
	}
}

// dial is click-to-call.
func (s *Server) dial(ctx context.Context, in *dialIn) (*dialOut, error) {
	agent := in.Body.Agent
	if agent == "" {
		agent = string(who(ctx).Agent)
	}
	if agent == "" {
		return nil, fault.New(fault.Invalid, "agent is missing: this log-in is of nobody who takes calls")
	}
	if _, err := s.agentOf(ctx, agent); err != nil {
		return nil, err
	}
	must := s.Phones.Emergency(in.Body.Number)
	if !must && !who(ctx).May(people.Phone) {
		return nil, fault.New(fault.Denied, "this needs the permission %q", people.Phone)
	}
	cmd, err := s.Phones.MayDial(agent, in.Body.Number, in.Body.Service)
	if err != nil {
		return nil, err
	}
	err = s.do(ctx, cmd)
	if err != nil && must && ctx.Err() == nil && !errors.Is(err, context.DeadlineExceeded) { // the floor has refused: it will not call as well
		cmd.Call, err = s.Phones.DialEmergency(cmd.Agent, cmd.Number)
	}
	if err != nil {
		return nil, err
	}
	out := &dialOut{}
	out.Body.Call = cmd.Call
	return out, s.noteAccess(ctx, "call_dialled", "agent:"+agent, acd.MaskNumber(cmd.Number))
}

// onCall carries out a command on a live call that the caller sees.
func (s *Server) onCall(ctx context.Context, id, action, detail string, cmd acd.Command) (*struct{}, error) {
	list, err := s.callViews(ctx, listed(ctx))
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(list, func(c LiveCall) bool { return string(c.ID) == id }) {
		return nil, fault.New(fault.NotFound, "there is no live call %q", id)
	}
	if err := s.do(ctx, cmd); err != nil {
		return nil, err
	}
	return nil, s.noteAccess(ctx, action, "call:"+id, detail)
}

func (s *Server) number(id Identity, number string) string {
	if id.May(people.Unmask) {
		return number
	}
	return acd.MaskNumber(number)
}

// longestExtension is how many digits an extension has at most; longer ones are numbers
// of people.
const longestExtension = 6

type liveCallsOut struct{ Body []LiveCall }

func (s *Server) liveCalls(ctx context.Context, in *Unmasking) (*liveCallsOut, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.callViews(ctx, viewer)
	if err != nil || !in.Unmasked {
		return &liveCallsOut{Body: list}, err
	}
	return &liveCallsOut{Body: list}, s.logAccess(ctx, "calls_searched", "calls", in.detail("live"))
}

func (s *Server) callViews(ctx context.Context, id Identity) ([]LiveCall, error) {
	st, err := s.Floor.State(ctx)
	if err != nil {
		return nil, err
	}
	serves, err := s.scope(ctx)
	if err != nil {
		return nil, err
	}
	agents, having, scope := map[acd.AgentID]*acd.Agent{}, map[acd.CallID]acd.AgentID{}, scopeOf(id, serves)
	scope.Waiting = true
	for i := range st.Agents {
		agents[st.Agents[i].Agent.ID] = &st.Agents[i].Agent
	}
	for _, c := range st.Calls {
		having[c.ID] = c.Agent
	}
	list := []LiveCall{}
	for _, c := range st.Calls {
		concerns := acd.Parties{Service: c.Service, Agent: c.Agent, Beside: []acd.AgentID{c.Peer, having[c.About]}}
		for _, o := range c.Offers {
			concerns.Ringing = append(concerns.Ringing, o.Agent)
		}
		if !scope.SeesCall(concerns, func(id acd.AgentID) *acd.Agent { return agents[id] }) {
			continue
		}
		v := LiveCall{
			ID: c.ID, Phase: c.Phase, Service: c.Service, Caller: s.number(id, c.Caller), Called: c.Called, Priority: c.Priority,
			Agent: c.Agent, Entered: c.Entered.Std(), Started: c.Started.Std(), PhaseAt: c.Phased.Std(), Held: len(c.HeldBy) > 0,
		}
		if c.Service == "" && c.Caller == "" && c.Peer == "" && len(c.Called) > longestExtension { // a call to the outside
			v.Called = s.number(id, c.Called)
		}
		switch {
		case c.Service == "":
		case c.Phase == acd.Waiting || c.Phase == acd.Offered:
			v.WaitMs = max(st.Now.Sub(c.WaitsSince()).Milliseconds(), 0)
		default:
			v.WaitMs = c.Waited.Milliseconds()
		}
		for _, a := range concerns.Ringing {
			if agents[a] != nil && scope.SeesAgent(agents[a]) {
				v.Ringing = append(v.Ringing, a)
			}
		}
		list = append(list, v)
	}
	return list, nil
}

type historyIn struct {
	From    time.Time `query:"from" doc:"started at or after"`
	To      time.Time `query:"to" doc:"started before"`
	Service string    `query:"service" maxLength:"40"`
	Agent   string    `query:"agent" maxLength:"40"`
	Outcome string    `query:"outcome" enum:"completed,abandoned_ivr,abandoned_queue,abandoned_ring,overflowed,timed_out,callback_taken,self_served,closed,rejected_overload,failed,lost_restart,barred"`
	Unmasking
	After string `query:"after" maxLength:"200" doc:"next of the page before"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// EndedCall is a call that ended.
type EndedCall struct {
	calls.Call
	Started  time.Time  `json:"started_at"`
	Answered *time.Time `json:"answered_at,omitempty" doc:"absent: never answered"`
	Ended    time.Time  `json:"ended_at"`
}

func endedCall(c calls.Call) EndedCall {
	v := EndedCall{Call: c, Started: c.Started.Std(), Ended: c.Ended.Std()}
	if c.Answered != 0 {
		at := c.Answered.Std()
		v.Answered = &at
	}
	return v
}

// CallPart is one part of a call that ended.
type CallPart struct {
	calls.Segment
	Started time.Time `json:"started_at"`
	Ended   time.Time `json:"ended_at"`
}

// HistoryPage is one page of ended calls.
type HistoryPage struct {
	Calls []EndedCall `json:"calls"`
	Next  string      `json:"next,omitempty" doc:"after of the next page; absent on the last"`
}

func (s *Server) history(ctx context.Context, in *historyIn) (*struct{ Body HistoryPage }, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	id := who(ctx)
	f := calls.Filter{Service: acd.ServiceID(in.Service), Outcome: acd.Outcome(in.Outcome), Limit: in.Limit + 1}
	if !in.From.IsZero() {
		f.From = acd.At(in.From)
	}
	if !in.To.IsZero() {
		f.To = acd.At(in.To)
	}
	if in.After != "" {
		at, call, ok := strings.Cut(in.After, ".")
		n, err := strconv.ParseInt(at, 10, 64)
		if !ok || err != nil {
			return nil, fault.New(fault.Invalid, "after is not from a page before")
		}
		f.Before, f.BeforeID = acd.Time(n), acd.CallID(call)
	}
	if in.Agent != "" {
		f.Agents = []acd.AgentID{acd.AgentID(in.Agent)}
	}
	if id.Role != people.Administrator {
		own, err := s.ownAgents(ctx)
		if err != nil {
			return nil, err
		}
		if in.Agent != "" && !slices.Contains(own, acd.AgentID(in.Agent)) {
			return nil, fault.New(fault.NotFound, "there is no agent %q", in.Agent)
		}
		if in.Agent == "" {
			f.Agents, f.Barred = own, id.Role == people.Manager
		}
	}
	list, err := s.History.Calls(ctx, f)
	if err != nil {
		return nil, err
	}
	page := HistoryPage{Calls: []EndedCall{}}
	if len(list) > in.Limit {
		list = list[:in.Limit]
		last := list[in.Limit-1]
		page.Next = strconv.FormatInt(int64(last.Started), 10) + "." + string(last.ID)
	}
	for _, c := range list {
		c.Caller = s.number(viewer, c.Caller)
		if (c.Direction == calls.Out || c.Direction == calls.Consult) && len(c.Called) > longestExtension {
			c.Called = s.number(viewer, c.Called)
		}
		page.Calls = append(page.Calls, endedCall(c))
	}
	return &struct{ Body HistoryPage }{page}, s.logAccess(ctx, "calls_searched", "calls", in.detail(""))
}

// ownAgents returns the agents that the caller sees.
func (s *Server) ownAgents(ctx context.Context) ([]acd.AgentID, error) {
	list, err := s.Centre.Agents(ctx)
	if err != nil {
		return nil, err
	}
	id, own := who(ctx), []acd.AgentID{}
	for _, a := range list {
		if id.SeesAgent(a.Core()) {
			own = append(own, acd.AgentID(a.ID))
		}
	}
	return own, nil
}

type segmentsIn struct {
	CallPath
	Unmasking
}

func (s *Server) segments(ctx context.Context, in *segmentsIn) (*struct{ Body []CallPart }, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.ended(ctx, in.ID)
	parts := []CallPart{}
	for _, p := range list {
		p.Number = s.number(viewer, p.Number)
		parts = append(parts, CallPart{Segment: p, Started: p.Started.Std(), Ended: p.Ended.Std()})
	}
	if err != nil {
		return nil, err
	}
	return &struct{ Body []CallPart }{parts}, s.logAccess(ctx, "calls_searched", "call:"+in.ID, in.detail(""))
}

// ended returns the parts of an ended call that the caller may see.
func (s *Server) ended(ctx context.Context, id string) ([]calls.Segment, error) {
	list, err := s.History.Segments(ctx, acd.CallID(id))
	if err != nil {
		return nil, err
	}
	if who(ctx).Role != people.Administrator {
		own, err := s.ownAgents(ctx)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(list, func(g calls.Segment) bool { return g.Agent != "" && slices.Contains(own, g.Agent) }) {
			list = nil
		}
	}
	if len(list) == 0 {
		return nil, fault.New(fault.NotFound, "there is no ended call %q", id)
	}
	return list, nil
}

func (s *Server) quality(ctx context.Context, in *CallPath) (*struct{ Body []calls.Quality }, error) {
	if _, err := s.ended(ctx, in.ID); err != nil {
		return nil, err
	}
	list, err := s.History.Quality(ctx, acd.CallID(in.ID))
	return &struct{ Body []calls.Quality }{list}, err
}

type explainIn struct {
	CallPath
	Agent string `query:"agent" maxLength:"40" required:"true"`
}

// ExplanationView answers "why me" and "why not me".
type ExplanationView struct {
	Agent  string     `json:"agent"`
	Call   string     `json:"call"`
	Why    acd.WhyNot `json:"why" enum:"chosen,not_member,state,level,unreachable,resting,behind,earlier_call"`
	Detail string     `json:"detail" doc:"in a few words"`
	acd.Explanation
}

func (s *Server) explain(ctx context.Context, in *explainIn) (*struct{ Body ExplanationView }, error) {
	if _, err := s.agentOf(ctx, in.Agent); err != nil {
		return nil, err
	}
	why, detail, offer, err := s.Floor.Explain(ctx, acd.CallID(in.ID), acd.AgentID(in.Agent))
	if err != nil {
		return nil, err
	}
	if why == "" {
		return nil, fault.New(fault.NotFound, "there is no live call %q", in.ID)
	}
	v := ExplanationView{Agent: in.Agent, Call: in.ID, Why: why, Detail: detail}
	if offer != nil {
		v.Explanation = *offer
	}
	return &struct{ Body ExplanationView }{v}, nil
}
