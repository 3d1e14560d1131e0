package wallboard

import (
	"time"

	"github.com/callfloor/callfloor/acd"
)

// agent is one agent: settings, state and the figures of the day.
type agent struct {
	config     acd.Agent
	state      acd.AgentState
	reason     acd.Reason
	since      acd.Time
	deadline   acd.Time
	call       acd.CallID
	service    acd.ServiceID
	heldSince  acd.Time // the call is on hold
	next       acd.AgentState
	nextReason acd.Reason
	reachable  bool
	returned   []Returned // in the order in which they came back
	loginAt    acd.Time
	today      AgentFigures
}

// AgentFigures are an agent's counts and times of the day. Times are those of
// ended intervals: the running one is now - max(since, DayAt).
type AgentFigures struct {
	DayAt    acd.Time `json:"day_at"`
	Offered  int      `json:"offered"`
	Answered int      `json:"answered"`
	Missed   int      `json:"missed"`
	Outbound int      `json:"outbound"`
	Talks    int      `json:"talks"` // that ended: what talk_ms and talk_out_ms are of
	Ready    Millis   `json:"ready_ms"`
	Ring     Millis   `json:"ring_ms"`
	Talk     Millis   `json:"talk_ms"`
	Dial     Millis   `json:"dial_ms"`
	TalkOut  Millis   `json:"talk_out_ms"`
	Wrap     Millis   `json:"wrap_ms"`
	NotReady Millis   `json:"not_ready_ms"`
	Away     Millis   `json:"away_ms"` // of not_ready_ms: for the reason away
	Login    Millis   `json:"login_ms"`
}

// Millis is a duration in milliseconds, as it goes over the wire.
type Millis int64

func millis(d time.Duration) Millis { return Millis(d / time.Millisecond) }

// Returned is a call that an agent gave to a number outside where nobody answered, while
// its caller waits again.
type Returned struct {
	Call   acd.CallID `json:"call"`
	Number string     `json:"number"` // outside, masked
	Since  acd.Time   `json:"since"`
}

// back is the last of the calls that came back, nil where none did.
func (a *agent) back() *Returned {
	if len(a.returned) == 0 {
		return nil
	}
	last := a.returned[len(a.returned)-1]
	return &last
}

func (a *agent) look() look { return look{a.state, a.heldSince != 0} }

// account adds the interval that ends at now to the day's times.
func (f *AgentFigures) account(s acd.AgentState, r acd.Reason, since, now acd.Time) {
	d := Millis(now - max(since, f.DayAt))
	switch s {
	case acd.Ready:
		f.Ready += d
	case acd.NotReady:
		f.NotReady += d
		if r == acd.Away {
			f.Away += d
		}
	case acd.Ringing:
		f.Ring += d
	case acd.Talking:
		f.Talk += d
	case acd.Dialing:
		f.Dial += d
	case acd.TalkingOutbound:
		f.TalkOut += d
	case acd.WrapUp:
		f.Wrap += d
	default:
		return
	}
	f.Login += d
}

func (b *Board) restoreAgent(s *acd.AgentStatus) {
	t := s.Today
	a := &agent{
		config: s.Agent, state: s.State, reason: s.Reason, since: s.Since, deadline: s.Deadline,
		call: s.Call, service: s.Service, next: s.Next, nextReason: s.NextReason,
		reachable: s.Reachable, loginAt: s.LoginAt,
		today: AgentFigures{
			DayAt: t.DayAt, Offered: t.Offered, Answered: t.Answered, Missed: t.Missed, Outbound: t.Outbound, Talks: t.Talks,
			Ready: millis(t.Ready), Ring: millis(t.Ring), Talk: millis(t.Talk), Dial: millis(t.Dial),
			TalkOut: millis(t.TalkOut), Wrap: millis(t.Wrap), NotReady: millis(t.NotReady), Away: millis(t.Away), Login: millis(t.Login),
		},
	}
	b.agents[s.Agent.ID] = a
	b.dirty.agents[s.Agent.ID] = struct{}{}
	b.countAgent(a, 1)
}

// countAgent adds n agents like a to the buckets of its services.
func (b *Board) countAgent(a *agent, n int) {
	if a.state == acd.LoggedOut {
		return
	}
	for _, m := range a.config.Services {
		if b.services[m.Service] != nil {
			b.service(m.Service).buckets.add(a.state, n)
		}
	}
}

func (b *Board) configureAgent(at acd.Time, cfg acd.Agent) {
	a := b.agents[cfg.ID]
	if a == nil {
		a = &agent{state: acd.LoggedOut, since: at, today: AgentFigures{DayAt: b.dayAt}}
		b.agents[cfg.ID] = a
	}
	b.dirty.agents[cfg.ID] = struct{}{}
	b.countAgent(a, -1)
	a.config = cfg
	b.countAgent(a, 1)
	b.call(a.call) // who may see the call follows from the agent's team
}

func (b *Board) deleteAgent(id acd.AgentID) {
	if a := b.agent(id); a != nil {
		b.countAgent(a, -1)
		delete(b.agents, id)
	}
}

// enter moves an agent to another state. What had been asked for next is over
// once the agent is out of call and wrap-up.
func (b *Board) enter(e acd.AgentStateChanged) {
	a := b.agent(e.Agent)
	if a == nil {
		return
	}
	b.countAgent(a, -1)
	a.today.account(e.From, e.FromReason, e.FromSince, e.At)
	if e.From.Talks() && !e.To.Talks() {
		a.today.Talks++
	}
	a.state, a.reason, a.since, a.deadline = e.To, e.Reason, e.At, e.Deadline
	a.call, a.service, a.heldSince = e.Call, e.Service, 0
	b.countAgent(a, 1)
	switch e.To {
	case acd.Ready, acd.NotReady, acd.LoggedOut:
		a.next, a.nextReason = "", ""
	}
	switch {
	case e.To == acd.LoggedOut:
		a.loginAt = 0
	case e.From == acd.LoggedOut:
		a.loginAt = e.At
	}
}
