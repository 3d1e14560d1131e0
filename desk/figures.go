package desk

import (
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Compare says what an agent's counts are shown beside (D27).
type Compare string

// The comparisons.
const (
	CompareBest Compare = "best" // the agent with most calls today
	CompareAll  Compare = "all"  // all agents together
)

// CallCounts are calls in and out.
type CallCounts struct {
	In  int `json:"in" doc:"calls of services that were answered"`
	Out int `json:"out" doc:"calls dialled to the outside"`
}

// MeanCounts are means of calls in and out, with one decimal.
type MeanCounts struct {
	In  float64 `json:"in"`
	Out float64 `json:"out"`
}

// Figures are the figures of one agent's desk, of the current day (D21 to D30).
// Times are milliseconds and count the running state.
type Figures struct {
	Day          string     `json:"day"`
	Waiting      int        `json:"waiting" doc:"상담 대기중: calls waiting now in the agent's services, an agent's phone ringing included"`
	TalkMs       int64      `json:"talk_ms" doc:"총통화: talking in and out, holds included"`
	MeanTalkMs   int64      `json:"mean_talk_ms" doc:"평균통화: of the talks that ended; 0 without any"`
	ReadyMs      int64      `json:"ready_ms" doc:"상담대기"`
	WrapMs       int64      `json:"wrap_up_ms" doc:"후처리"`
	AwayMs       int64      `json:"away_ms" doc:"자리비움: not ready for the reason away"`
	NotReadyMs   int64      `json:"not_ready_ms" doc:"기타: not ready, whatever the reason; away_ms is part of it"`
	Compare      Compare    `json:"compare" enum:"best,all" doc:"what compared is: the agent with most calls, or all agents together (desk.compare)"`
	CompareLabel Label      `json:"compare_label" doc:"what to write above compared"`
	Compared     CallCounts `json:"compared" doc:"최고콜 or 전체콜"`
	Mean         MeanCounts `json:"mean" doc:"평균콜: over the agents who were logged in today"`
	Own          CallCounts `json:"own" doc:"본인콜"`
}

// Label is what stands above the compared counts.
func (c Compare) Label() Label {
	if c == CompareBest {
		return Label{Ko: "최고콜", En: "Best agent"}
	}
	return Label{Ko: "전체콜", En: "All agents"}
}

// FiguresOf returns the figures of an agent from the facts of the floor. false
// where the floor knows of no such agent.
func FiguresOf(st acd.State, agent acd.AgentID, compare Compare) (Figures, bool) {
	f := Figures{Day: st.Day, Compare: compare, CompareLabel: compare.Label()}
	found, logged := false, 0
	var sum, best CallCounts
	serves := map[acd.ServiceID]bool{}
	for _, a := range st.Agents {
		own := CallCounts{In: a.Today.Answered, Out: a.Today.Outbound}
		sum.In, sum.Out = sum.In+own.In, sum.Out+own.Out
		if own.In+own.Out > best.In+best.Out || own.In+own.Out == best.In+best.Out && own.In > best.In {
			best = own
		}
		if a.State != acd.LoggedOut || a.Today.Login > 0 {
			logged++
		}
		if a.Agent.ID == agent {
			found = true
			f.own(a, st.Now)
			for _, m := range a.Agent.Services {
				serves[m.Service] = true
			}
		}
	}
	for _, s := range st.Services {
		if serves[s.Service.ID] {
			f.Waiting += s.Waiting
		}
	}
	f.Compared = sum
	if compare == CompareBest {
		f.Compared = best
	}
	if logged > 0 {
		f.Mean = MeanCounts{In: mean(sum.In, logged), Out: mean(sum.Out, logged)}
	}
	return f, found
}

func mean(sum, n int) float64 { return float64((sum*20+n)/(2*n)) / 10 }

// own fills in what is the agent's own.
func (f *Figures) own(a acd.AgentStatus, now acd.Time) {
	t := a.Today
	talk, ready, wrap, other, away := t.Talk+t.TalkOut, t.Ready, t.Wrap, t.NotReady, t.Away
	running := time.Duration(0)
	if a.State != acd.LoggedOut {
		running = max(now.Sub(max(a.Since, t.DayAt)), 0)
	}
	ended := talk
	switch a.State {
	case acd.Talking, acd.TalkingOutbound:
		talk += running
	case acd.Ready:
		ready += running
	case acd.WrapUp:
		wrap += running
	case acd.NotReady:
		other += running
		if a.Reason == acd.Away {
			away += running
		}
	}
	f.TalkMs, f.ReadyMs, f.WrapMs, f.AwayMs, f.NotReadyMs = talk.Milliseconds(), ready.Milliseconds(), wrap.Milliseconds(), away.Milliseconds(), other.Milliseconds()
	if t.Talks > 0 {
		f.MeanTalkMs = (ended / time.Duration(t.Talks)).Milliseconds()
	}
	f.Own = CallCounts{In: t.Answered, Out: t.Outbound}
}
