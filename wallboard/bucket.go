package wallboard

import "github.com/callfloor/callfloor/acd"

// Buckets are the agents of a service by what they do (W18 to W22). Every
// logged-in agent is in exactly one: Login is always the sum of the others
// (W25).
type Buckets struct {
	Login    int `json:"login"`
	Ready    int `json:"ready"`    // 대기중
	OnCall   int `json:"on_call"`  // 상담중: talking and ringing
	Outbound int `json:"outbound"` // O/B: talking outbound and dialling
	Away     int `json:"away"`     // 휴식/업무처리: not ready and wrap-up
}

// add counts n agents in state s, which may be logged out.
func (b *Buckets) add(s acd.AgentState, n int) {
	switch s {
	case acd.Ready:
		b.Ready += n
	case acd.Ringing, acd.Talking:
		b.OnCall += n
	case acd.Dialing, acd.TalkingOutbound:
		b.Outbound += n
	case acd.NotReady, acd.WrapUp:
		b.Away += n
	default:
		return
	}
	b.Login += n
}

// States are the agents of a view by what the screen shows, finer than Buckets:
// the parts of the bar under the totals.
type States struct {
	Ready int `json:"ready"`
	Ring  int `json:"ring"`
	Talk  int `json:"talk"`
	Hold  int `json:"hold"`
	Dial  int `json:"dial"`
	Out   int `json:"out"`
	Wrap  int `json:"wrap"`
	Away  int `json:"away"`
}

// add counts n agents that look like l.
func (s *States) add(l look, n int) {
	switch {
	case l.held:
		s.Hold += n
	case l.state == acd.Ready:
		s.Ready += n
	case l.state == acd.Ringing:
		s.Ring += n
	case l.state == acd.Talking:
		s.Talk += n
	case l.state == acd.Dialing:
		s.Dial += n
	case l.state == acd.TalkingOutbound:
		s.Out += n
	case l.state == acd.WrapUp:
		s.Wrap += n
	case l.state == acd.NotReady:
		s.Away += n
	}
}

// look is what decides how an agent is counted.
type look struct {
	state acd.AgentState
	held  bool // the call is on hold
}
