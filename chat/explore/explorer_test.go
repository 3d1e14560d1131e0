package explore

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/callfloor/callfloor/chat"
)

// TestExplore holds the invariants and the laws in the states of small Houses, each decided
// also by the model.
func TestExplore(t *testing.T) {
	changed := map[string]int{}
	for _, w := range Worlds() {
		t.Run(w.Name, func(t *testing.T) {
			limit, budget := 2_000, time.Minute // time is not what decides
			switch {
			case race:
				limit = 300
			case nightly():
				limit, budget = 3_000_000, 20*time.Minute
			case far():
				limit, budget = 25_000, 3*time.Minute
			}
			begin := time.Now()
			r, err := w.Explore(limit, budget)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v in %v", r, time.Since(begin).Round(time.Second/10))
			if r.States < min(limit, 1_000) && !r.Complete {
				t.Errorf("only %d states were seen", r.States)
			}
			for name, n := range r.Changed {
				changed[name] += n
			}
		})
	}
	for _, name := range []string{
		"Tick", "PutPolicy", "SetHours", "SignIn", "SignOut", "SetResting", "Open", "Choose", "GiveProfile", "RequestAgent",
		"EndByVisitor", "Post", "Take", "Give", "PutBack", "End", "Block", "SetHeld", "SetCategory",
		"SetSupervisor", "Monitor", "StopMonitor", "SupervisorLost", "SupervisorBack",
	} {
		if changed[name] == 0 {
			t.Errorf("%s never changed anything", name)
		}
	}
}

// TestSameNameSameFuture holds what Explore rests on: states of the same name lead, by whatever
// can happen next, to states of the same names. Every so many-th way into a state that was
// known by then is compared with the one kept.
func TestSameNameSameFuture(t *testing.T) {
	every, limit, pairs, most := 23, 4_000, 20, 100
	switch {
	case race:
		limit, pairs = 300, 0
	case far():
		every, limit, most = 7, 8_000, 400
	}
	for _, w := range Worlds() {
		t.Run(w.Name, func(t *testing.T) {
			places, _, err := w.explore(limit, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			known := map[sum128]int{}
			for n := range places {
				known[w.canonical(w.replay(t, way(places, n)))] = n
			}
			compared, tried := 0, 0
			for n := 0; n < len(places) && compared < most; n += 3 {
				here := way(places, n)
				doors, err := w.doors(w.replay(t, here), n)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range doors {
					if tried++; tried%every != 0 {
						continue
					}
					if k, ok := known[d.key]; ok {
						compared++
						w.compare(t, append(way(places, n), d.step), way(places, k))
					}
				}
			}
			if compared < pairs {
				t.Errorf("only %d pairs of %d were compared", compared, tried)
			}
		})
	}
}

// replay is the state that steps lead to.
func (w World) replay(t *testing.T, steps []step) chat.HouseState {
	h, err := w.start()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		h.Step(s.at, s.cmd)
	}
	return h.State()
}

// compare holds that two ways lead to the same futures.
func (w World) compare(t *testing.T, here, there []step) {
	futures := func(steps []step) (map[sum128]step, int) {
		s := w.replay(t, steps)
		names := map[sum128]step{w.canonical(s): {}} // what changes nothing may be tried or not
		doors, err := w.doors(s, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range doors {
			names[d.key] = d.step
		}
		return names, len(names)
	}
	a, na := futures(here)
	b, nb := futures(there)
	for name, do := range a {
		if _, ok := b[name]; !ok {
			t.Fatal(trail(here, fmt.Errorf("%+v leads elsewhere than after %v", do, trail(there, errors.New("")))))
		}
	}
	if na != nb {
		t.Fatal(trail(here, fmt.Errorf("%d futures, but %d after %v", na, nb, trail(there, errors.New("")))))
	}
}
