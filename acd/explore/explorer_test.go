package explore

import (
	"os"
	"testing"
	"time"
)

// nightly reports whether the long runs are asked for.
func nightly() bool { return os.Getenv("CALLFLOOR_NIGHTLY") == "1" }

// TestExplore holds the invariants in the states of two agents and three calls.
func TestExplore(t *testing.T) {
	for _, w := range twoByThree() {
		t.Run(w.Name, func(t *testing.T) {
			limit, budget := 40_000, 12*time.Second
			if nightly() {
				limit, budget = 5_000_000, 2*time.Minute
			}
			r, err := w.Explore(limit, budget)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v", r)
		})
	}
}

// TestEveryState visits every state that any order of arrivals, hang-ups,
// answers, rejections, time-outs, ready, not ready and lost phones leads to: two
// agents and three calls in one service always, in two services with
// CALLFLOOR_EXPLORE=1 (make unit). Three agents are TestExploreThree's.
func TestEveryState(t *testing.T) {
	worlds := []World{everyday(2, 1)}
	if os.Getenv("CALLFLOOR_EXPLORE") == "1" || nightly() {
		worlds = append(worlds, everyday(2, 2))
	}
	for _, w := range worlds {
		t.Run(w.Name, func(t *testing.T) {
			r, err := w.Explore(5_000_000, 15*time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v", r)
			if !r.Complete || r.States < 50_000 {
				t.Errorf("not every state was visited: %+v", r)
			}
		})
	}
}
