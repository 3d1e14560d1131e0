package explore

import (
	"os"
	"strconv"
	"testing"
	"time"
)

// nightly reports whether the long runs are asked for, far whether those of make unit are.
func nightly() bool { return os.Getenv("CALLFLOOR_NIGHTLY") == "1" }
func far() bool     { return os.Getenv("CALLFLOOR_EXPLORE") == "1" || nightly() }

// TestSimulation runs centres over weeks beside the naive model and a House restored again and
// again. CALLFLOOR_SEEDS says how many (4), CALLFLOOR_SEED where to begin (1).
func TestSimulation(t *testing.T) {
	seeds, days := uint64(4), 10
	switch {
	case race:
		days = 2
	case nightly():
		seeds, days = 60, 30
	case far():
		seeds, days = 20, 16
	}
	first := number(t, "CALLFLOOR_SEED", 1)
	seeds = number(t, "CALLFLOOR_SEEDS", seeds)
	for seed := first; seed < first+seeds; seed++ {
		s := Simulation{Agents: 8, Visitors: 30, Days: days, Pace: 5 * time.Minute}
		switch seed % 4 {
		case 0:
			s.Agents = 2 // more waiting than served
		case 1:
			s.Visitors, s.Pace = 5, time.Hour // weeks in which little happens
		}
		if err := s.Run(seed); err != nil {
			t.Fatal(err)
		}
		t.Logf("seed %d: %d steps, %d rooms ended, %d from the waiting, %d restarts", seed, s.Steps, s.Rooms, s.Backlog, s.Restarts)
		if little := seed%4 == 1 && days < 10; !little && (s.Restarts == 0 || s.Rooms == 0) {
			t.Errorf("seed %d did not restart, or no room ended", seed)
		}
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
