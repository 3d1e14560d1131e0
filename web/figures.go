package web

import (
	"context"
	"math"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
)

// ServiceFigures are the live figures of a service since local midnight.
type ServiceFigures struct {
	ID            acd.ServiceID `json:"id"`
	Name          centre.Names  `json:"name"`
	Day           string        `json:"day" doc:"since midnight of this day in the centre's time zone"`
	Waiting       int           `json:"waiting" doc:"대기 고객: waiting now, an agent's phone ringing included"`
	Waits         waits         `json:"waits" doc:"대기 시간: of those, how many have waited under 10, 20, 30, 60 seconds, and 60 seconds or more"`
	Offered       int           `json:"offered" doc:"인입: calls that entered the service"`
	Answered      int           `json:"answered" doc:"응대: connected to an agent"`
	InLevel       int           `json:"answered_in_level" doc:"answered within the service-level time"`
	Abandoned     int           `json:"abandoned" doc:"포기: the caller hung up while queued or ringing"`
	Left          int           `json:"left" doc:"left otherwise: overflow, time-out, callback, moved, lost"`
	Refused       int           `json:"refused" doc:"never entered: closed or full; not in offered"`
	AnswerRate    *float64      `json:"answer_rate" doc:"응대율: answered / offered x 100; null when nothing was offered" nullable:"true"`
	ServiceLevel  *float64      `json:"service_level" doc:"서비스 레벨: answered in level / offered x 100; null when nothing was offered" nullable:"true"`
	LongestWaitMs int64         `json:"longest_wait_ms" doc:"of the calls waiting now; 0 when none waits"`
	Target        int           `json:"target" doc:"percent aimed at"`
	LevelMs       int64         `json:"service_level_ms" doc:"the service-level time"`
}

// waits counts waiting callers by acd.WaitBucket.
type waits [acd.WaitBuckets]int

// AgentFigures are the live figures of an agent since local midnight.
type AgentFigures struct {
	ID         acd.AgentID    `json:"id"`
	Name       string         `json:"name"`
	State      acd.AgentState `json:"state"`
	Reason     acd.Reason     `json:"reason,omitempty"`
	StateMs    int64          `json:"state_ms" doc:"time in the present state"`
	Offered    int            `json:"offered" doc:"offers made to the agent"`
	Answered   int            `json:"answered" doc:"calls of services, those taken over from a colleague too: without an offer"`
	Missed     int            `json:"missed"`
	Outbound   int            `json:"outbound"`
	Talks      int            `json:"talks" doc:"that ended, in and out, with colleagues too: talk_ms and talk_outbound_ms are of these, and of one that goes on"`
	LoginMs    int64          `json:"login_ms" doc:"the sum of the following to not_ready_ms, to the millisecond"`
	ReadyMs    int64          `json:"ready_ms"`
	RingMs     int64          `json:"ring_ms"`
	TalkMs     int64          `json:"talk_ms" doc:"holds included"`
	DialMs     int64          `json:"dial_ms"`
	TalkOutMs  int64          `json:"talk_outbound_ms"`
	WrapMs     int64          `json:"wrap_up_ms"`
	NotReadyMs int64          `json:"not_ready_ms"`
	AwayMs     int64          `json:"away_ms" doc:"of not_ready_ms: for the reason away"`
}

func (s *Server) figureRoutes() {
	tag := []string{"Figures"}
	register(s, huma.Operation{OperationID: "figures-services", Method: http.MethodGet, Path: "/figures/services", Tags: tag,
		Summary: "Live figures by service"}, func(ctx context.Context, _ *struct{}) (*struct{ Body []ServiceFigures }, error) {
		scope, err := s.scope(ctx)
		if err != nil {
			return nil, err
		}
		st, err := s.Floor.State(ctx)
		if err != nil {
			return nil, err
		}
		list, by := []ServiceFigures{}, waitsByService(st)
		for _, v := range st.Services {
			if sees(scope, v.Service.ID) {
				list = append(list, serviceFigures(v, by[v.Service.ID], st.Now))
			}
		}
		return &struct{ Body []ServiceFigures }{list}, nil
	})
	register(s, huma.Operation{OperationID: "figures-agents", Method: http.MethodGet, Path: "/figures/agents", Tags: tag,
		Summary: "Live figures by agent (managers: their own; agents: themselves)"}, func(ctx context.Context, _ *struct{}) (*struct{ Body []AgentFigures }, error) {
		st, err := s.Floor.State(ctx)
		if err != nil {
			return nil, err
		}
		id, list := who(ctx), []AgentFigures{}
		for _, a := range st.Agents {
			if id.SeesAgent(a.Agent) {
				list = append(list, agentFigures(a, st.Now))
			}
		}
		return &struct{ Body []AgentFigures }{list}, nil
	})
}

// waitsByService counts who waits now in each service.
func waitsByService(st acd.State) map[acd.ServiceID]waits {
	by := map[acd.ServiceID]waits{}
	for _, c := range st.Calls {
		if c.Phase == acd.Waiting || c.Phase == acd.Offered || c.Phase == acd.Connecting {
			w := by[c.Service]
			w[acd.WaitBucket(st.Now.Sub(c.WaitsSince()))]++
			by[c.Service] = w
		}
	}
	return by
}

func serviceFigures(v acd.ServiceState, w waits, now acd.Time) ServiceFigures {
	f := ServiceFigures{
		ID: v.Service.ID, Name: centre.Names{Ko: v.Service.Name.Ko, En: v.Service.Name.En}, Day: v.Today.Day,
		Waiting: v.Waiting, Waits: w, Offered: v.Today.Offered, Answered: v.Today.Answered, InLevel: v.Today.InLevel,
		Abandoned: v.Today.Abandoned, Left: v.Today.Left(), Refused: v.Today.RefusedClosed + v.Today.RefusedFull,
		AnswerRate: percent(v.Today.Answered, v.Today.Offered), ServiceLevel: percent(v.Today.InLevel, v.Today.Offered),
		Target: v.Service.Target, LevelMs: v.Service.ServiceLevel.Milliseconds(),
	}
	if v.Oldest != 0 {
		f.LongestWaitMs = max(now.Sub(v.Oldest).Milliseconds(), 0)
	}
	return f
}

// percent returns n of all in percent with two decimals, nil when all is 0.
func percent(n, all int) *float64 {
	if all == 0 {
		return nil
	}
	v := math.Round(float64(n)*10000/float64(all)) / 100
	return &v
}

func agentFigures(a acd.AgentStatus, now acd.Time) AgentFigures {
	t := a.Today
	f := AgentFigures{
		ID: a.Agent.ID, Name: a.Agent.Name, State: a.State, Reason: a.Reason,
		Offered: t.Offered, Answered: t.Answered, Missed: t.Missed, Outbound: t.Outbound, Talks: t.Talks,
		ReadyMs: t.Ready.Milliseconds(), RingMs: t.Ring.Milliseconds(), TalkMs: t.Talk.Milliseconds(), DialMs: t.Dial.Milliseconds(),
		TalkOutMs: t.TalkOut.Milliseconds(), WrapMs: t.Wrap.Milliseconds(), NotReadyMs: t.NotReady.Milliseconds(), AwayMs: t.Away.Milliseconds(),
	}
	if a.State != acd.LoggedOut {
		f.StateMs = max(now.Sub(a.Since).Milliseconds(), 0)
		running := max(now.Sub(max(a.Since, t.DayAt)).Milliseconds(), 0)
		*f.in(a.State) += running
		if a.State == acd.NotReady && a.Reason == acd.Away {
			f.AwayMs += running
		}
	}
	f.LoginMs = f.ReadyMs + f.RingMs + f.TalkMs + f.DialMs + f.TalkOutMs + f.WrapMs + f.NotReadyMs
	return f
}

// in returns the time that a state adds to.
func (f *AgentFigures) in(st acd.AgentState) *int64 {
	switch st {
	case acd.Ready:
		return &f.ReadyMs
	case acd.Ringing:
		return &f.RingMs
	case acd.Talking:
		return &f.TalkMs
	case acd.Dialing:
		return &f.DialMs
	case acd.TalkingOutbound:
		return &f.TalkOutMs
	case acd.WrapUp:
		return &f.WrapMs
	}
	return &f.NotReadyMs
}
