package callback

import (
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Result is what came of one attempt to reach somebody.
type Result string

// The results.
const (
	Connected   Result = "connected"    // somebody answered
	NoAnswer    Result = "no_answer"    // it rang in vain
	Busy        Result = "busy"         //
	Rejected    Result = "rejected"     // refused by hand or by the network
	Failed      Result = "failed"       // no such number; or no trunk took the call, or it was lost with the program
	AgentMissed Result = "agent_missed" // no agent's phone answered
	GivenUp     Result = "cancelled"    // ended on our side before anybody answered

	// unplaced is Failed where it is not the number's fault. It is kept as Failed.
	unplaced Result = "unplaced"
)

// Results are all of them.
var Results = []Result{Connected, NoAnswer, Busy, Rejected, Failed, AgentMissed, GivenUp}

// Attempt is one call that was made for a request.
type Attempt struct {
	Request  string    `json:"-"`
	Call     string    `json:"call" doc:"id of the call"`
	Agent    string    `json:"agent,omitempty" doc:"who called, or talked; absent: nobody did"`
	By       Way       `json:"by" enum:"agent,automatic"`
	At       time.Time `json:"at" doc:"when it was begun"`
	Answered time.Time `json:"answered_at,omitzero" doc:"when the other side answered"`
	Ended    time.Time `json:"ended_at,omitzero" doc:"absent: it goes on"`
	Result   Result    `json:"result,omitempty" enum:"connected,no_answer,busy,rejected,failed,agent_missed,cancelled" doc:"absent: it goes on"`
	TalkMs   int64     `json:"talk_ms,omitempty" doc:"how long they talked, in milliseconds"`
	line     bool      // it stands in the line of its service; known of those of this start
	service  string    // of that line
}

// Way says who dials.
type Way string

// The ways.
const (
	ByAgent     Way = "agent"     // an agent, who pressed a button
	ByAutomatic Way = "automatic" // the program, when the turn came
)

// counts reports whether the attempt is one of those that a number is spared after a
// while: the number itself is wrong, or somebody's phone rang there. Where the agent's own
// phone did not answer first, the agent hung up before it rang, or no trunk took the
// call, nobody was called. Of a call that was lost with the program nobody knows: it
// counts.
func (a *Attempt) counts(rang bool) bool {
	switch a.Result {
	case AgentMissed, GivenUp, unplaced:
		return rang || !a.Answered.IsZero()
	}
	return true
}

// ResultOf is what a call that an agent made means for an attempt. answered: the
// other side had answered.
func ResultOf(answered bool, o acd.Outcome, by acd.HangUpBy, cause acd.Cause) Result {
	switch {
	case answered:
		return Connected
	case o == acd.LostRestart: // it may have rung
		return Failed
	case by == acd.ByAgent && (cause == acd.CauseNoAnswer || cause == acd.CauseFailed):
		return AgentMissed
	}
	switch cause {
	case acd.CauseBusy:
		return Busy
	case acd.CauseNoAnswer:
		return NoAnswer
	case acd.CauseRejected:
		return Rejected
	case acd.CauseNormal, acd.CauseReleased, acd.CauseCancelled, acd.CauseDrain:
		return GivenUp
	case acd.CauseNoSuchNumber:
		return Failed
	}
	return unplaced
}
