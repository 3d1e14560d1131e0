package callback

import (
	"testing"

	"github.com/callfloor/callfloor/acd"
)

// What the floor says of a call is what is told of an attempt.
func TestResultOf(t *testing.T) {
	for _, tc := range []struct {
		answered bool
		outcome  acd.Outcome
		by       acd.HangUpBy
		cause    acd.Cause
		want     Result
	}{
		{true, acd.Completed, acd.ByCaller, acd.CauseNormal, Connected},
		{true, acd.LostRestart, acd.BySystem, acd.CauseFailed, Connected},
		{false, acd.Failed, acd.ByCaller, acd.CauseBusy, Busy},
		{false, acd.Failed, acd.ByCaller, acd.CauseNoAnswer, NoAnswer},
		{false, acd.Failed, acd.BySystem, acd.CauseNoAnswer, NoAnswer},
		{false, acd.Failed, acd.ByCaller, acd.CauseRejected, Rejected},
		{false, acd.Failed, acd.ByCaller, acd.CauseNoSuchNumber, Failed},
		{false, acd.Failed, acd.BySystem, acd.CauseNoRoute, unplaced},
		{false, acd.Failed, acd.ByCaller, acd.CauseFailed, unplaced},
		{false, acd.LostRestart, acd.BySystem, acd.CauseFailed, Failed},
		{false, acd.Failed, acd.ByAgent, acd.CauseNoAnswer, AgentMissed},
		{false, acd.Failed, acd.ByAgent, acd.CauseFailed, AgentMissed},
		{false, acd.Failed, acd.ByAgent, acd.CauseNormal, GivenUp},
		{false, acd.Failed, acd.BySystem, acd.CauseReleased, GivenUp},
		{false, acd.Failed, acd.BySystem, acd.CauseDrain, GivenUp},
	} {
		if got := ResultOf(tc.answered, tc.outcome, tc.by, tc.cause); got != tc.want {
			t.Errorf("%+v is %s", tc, got)
		}
	}
}
