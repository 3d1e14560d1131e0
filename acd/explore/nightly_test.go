package explore

import (
	"testing"
	"time"
)

// TestExploreThree is the large floor of the night: three agents, three calls,
// at least a million distinct states within five minutes (N-09).
func TestExploreThree(t *testing.T) {
	limit, budget := 20_000, 10*time.Second
	if nightly() {
		limit, budget = 10_000_000, 5*time.Minute
	}
	r, err := threeByThree().Explore(limit, budget)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", r)
	if nightly() && !r.Complete && r.States < 1_000_000 {
		t.Errorf("%d states in %s, want a million", r.States, budget)
	}
}
