package explore

import (
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// nightly reports whether the long runs are asked for.
func nightly() bool { return os.Getenv("CALLFLOOR_NIGHTLY") == "1" }

// TestExplore holds the invariants in the states of two agents and three calls.
func TestExplore(t *testing.T) {
	changed := map[string]int{}
	for _, w := range twoByThree() {
		t.Run(w.Name, func(t *testing.T) {
			limit, budget := 20_000, time.Minute // time is not what decides
			if race {
				limit = 2_000
			} else if nightly() {
				limit, budget = 5_000_000, 2*time.Minute
			}
			r, err := w.Explore(limit, budget)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v", r)
			if r.States < 1_500 {
				t.Errorf("only %d states were seen", r.States)
			}
			for name, n := range r.Changed {
				changed[name] += n
			}
		})
	}
	for _, name := range acd.CommandNames() {
		switch name {
		case "Complete", "Join", "EndConsult", "Mute", "ExtendWrapUp": // need some thousand states
			if !race && changed[name] < 20 {
				t.Errorf("%s changed something %d times", name, changed[name])
			}
		case "PutService", "DeleteService", "PutAgent", "DeleteAgent", "StartDay", "ForgetCaller": // the worlds' settings stay
		default:
			if changed[name] == 0 {
				t.Errorf("%s never changed anything", name)
			}
		}
	}
}

// TestEveryState visits every state that any order of arrivals, hang-ups,
// answers, rejections, time-outs, ready, not ready and lost phones leads to: two
// agents and three calls in one service always, in two services with
// CALLFLOOR_EXPLORE=1 (make unit), three agents and three calls at night.
func TestEveryState(t *testing.T) {
	worlds := []World{everyday(2, 1)}
	if os.Getenv("CALLFLOOR_EXPLORE") == "1" || nightly() {
		worlds = append(worlds, everyday(2, 2))
	}
	if nightly() {
		worlds = append(worlds, everyday(3, 1))
	}
	if race {
		t.Skip("without the race detector: as make unit does")
	}
	for _, w := range worlds {
		t.Run(w.Name, func(t *testing.T) {
			begin := time.Now()
			r, err := w.Explore(50_000_000, 2*time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v in %v", r, time.Since(begin).Round(time.Second))
			if !r.Complete || r.States < 15_000 {
				t.Errorf("not every state was visited: %+v", r)
			}
		})
	}
}

// TestSameNameSameFuture holds what Explore rests on: states of the same name lead,
// by whatever can happen next, to states of the same names. Every so many-th way
// into a state that was known by then is compared with the one kept.
func TestSameNameSameFuture(t *testing.T) {
	worlds, every, limit, pairs := []World{everyday(2, 1), everyday(2, 2), everyday(3, 1)}, 53, 30_000, 10
	if race {
		limit, pairs = 1_000, 0
	} else if nightly() {
		every = 1
	}
	for _, w := range append(worlds, twoByThree()...) {
		t.Run(w.Name, func(t *testing.T) {
			m, _, err := w.explore(limit, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			futures := func(s acd.State) map[sum128]step {
				key := canonical{daily: w.Daily}
				names := map[sum128]step{key.sum(s): {}} // what changes nothing may be tried or not
				for _, cmd := range w.commands([]acd.Command{acd.Tick{}}, s) {
					do := step{s.Now, cmd}
					after, err := try(s, &do)
					if err != nil {
						t.Fatal(err)
					}
					names[key.sum(after)] = do
				}
				return names
			}
			compared, doors := 0, 0
			for n := 0; n < len(m.paths) && n < 10_000; n += 7 {
				found, err := w.leave(m, nil, n, n+1)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range found {
					doors++
					k, known := m.seen[d.key]
					if !known || doors%every != 0 {
						continue
					}
					compared++
					here, there := append(m.steps(n), d.step), m.steps(int(k))
					a, b := futures(w.at(here)), futures(w.at(there))
					for name, do := range a {
						if _, ok := b[name]; !ok {
							t.Fatal(trail(here, fmt.Errorf("%+v leads elsewhere than after %v", do, trail(there, errors.New("")))))
						}
					}
					if len(a) != len(b) {
						t.Fatal(trail(here, fmt.Errorf("%d futures, but %d after %v", len(a), len(b), trail(there, errors.New("")))))
					}
				}
			}
			if compared < pairs {
				t.Errorf("only %d pairs of %d were compared", compared, doors)
			}
			t.Logf("%d pairs", compared)
		})
	}
}
