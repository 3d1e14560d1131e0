package explore

import (
	"os"
	"strconv"
	"testing"
	"time"
)

// TestSimulation runs centres of 50 agents and 5 services beside the naive
// model. CALLFLOOR_SEEDS says how many (3), CALLFLOOR_SEED where to begin (1);
// at night each is eight hours long (N-10).
func TestSimulation(t *testing.T) {
	seeds, length := uint64(3), 30*time.Minute
	if race {
		length = 5 * time.Minute
	} else if nightly() {
		seeds, length = 20, 8*time.Hour
	}
	first := number(t, "CALLFLOOR_SEED", 1)
	seeds = number(t, "CALLFLOOR_SEEDS", seeds)
	for seed := first; seed < first+seeds; seed++ {
		s := Simulation{Agents: 50, Services: 5, Length: length}
		if seed%2 == 0 {
			s.Agents = 6 // more waiting than serving
		}
		if err := s.Run(seed); err != nil {
			t.Fatal(err)
		}
		t.Logf("seed %d: %d steps, %d calls, %d offers", seed, s.Steps, s.calls, s.Offers)
	}
}

func number(t *testing.T, env string, usual uint64) uint64 {
	v := os.Getenv(env)
	if v == "" {
		return usual
	}
	n, err := strconv.ParseUint(v, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", env, err)
	}
	return n
}
