package explore

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Result is what a visit of a world found.
type Result struct {
	States      int  // distinct states
	Transitions int  // commands tried
	Complete    bool // every reachable state was visited and left by every command

	Changed map[string]int // by the name of a command, how often it led to another state
}

// step is a command at a time.
type step struct {
	at  acd.Time
	cmd chat.Command
}

// place is a state seen: how it was first reached, from an earlier one by a command, and
// until it is left itself.
type place struct {
	before int // its number; the first has none
	step   step
	state  *chat.HouseState
}

// Explore visits the states of w breadth first, so that paths are short, until all are seen,
// limit states are found or time is over. After every command it asserts everything that
// judge does. It uses every processor.
func (w World) Explore(limit int, budget time.Duration) (Result, error) {
	_, r, err := w.explore(limit, budget)
	return r, err
}

func (w World) explore(limit int, budget time.Duration) (places []place, r Result, err error) {
	h, err := w.start()
	if err != nil {
		return nil, r, err
	}
	first := h.State()
	places = []place{{state: &first}}
	seen := map[sum128]bool{w.canonical(first): true}
	r.Changed = map[string]int{}
	end := time.Now().Add(budget)
	workers := runtime.GOMAXPROCS(0)
	next := 0
	for next < len(places) && len(places) < limit && time.Now().Before(end) {
		to := min(next+64*workers, len(places))
		found, errs := make([][]door, workers), make([]error, workers)
		var all sync.WaitGroup
		for i := range workers {
			all.Go(func() {
				found[i], errs[i] = w.leave(places, next+(to-next)*i/workers, next+(to-next)*(i+1)/workers)
			})
		}
		all.Wait()
		if err := errors.Join(errs...); err != nil {
			return places, r, err
		}
		for _, d := range slices.Concat(found...) {
			r.Transitions++
			if d.changes {
				r.Changed[name(d.step.cmd)]++
			}
			if !seen[d.key] {
				seen[d.key] = true
				places = append(places, place{d.before, d.step, d.state})
			}
		}
		for i := next; i < to; i++ {
			places[i].state = nil
		}
		next = to
	}
	r.States, r.Complete = len(places), next == len(places)
	return places, r, nil
}

// door is a way out of a state to one that is told by its sum.
type door struct {
	key     sum128
	before  int
	step    step
	state   *chat.HouseState
	changes bool // the state is another
}

// leave tries everything that can happen in the places from one number to another.
func (w World) leave(places []place, from, to int) (found []door, err error) {
	for n := from; n < to; n++ {
		doors, err := w.doors(*places[n].state, n)
		if err != nil {
			var last failed
			errors.As(err, &last)
			return nil, trail(append(way(places, n), last.step), err)
		}
		found = append(found, doors...)
	}
	return found, nil
}

// doors are the ways out of a state.
func (w World) doors(state chat.HouseState, n int) (found []door, err error) {
	own := w.canonical(state)
	for _, cmd := range w.commands([]chat.Command{chat.Tick{}}, state) {
		s := step{state.Now, cmd}
		after, err := w.try(state, &s)
		if err != nil {
			return nil, failed{s, err}
		}
		key := w.canonical(after)
		found = append(found, door{key, n, s, &after, key != own})
	}
	return found, nil
}

// failed is a step that something is wrong with.
type failed struct {
	step step
	err  error
}

func (f failed) Error() string { return f.err.Error() }

// try takes a step from a state and judges what comes of it. A Tick goes to what is due next,
// everything else happens at once.
func (w World) try(before chat.HouseState, s *step) (chat.HouseState, error) {
	h, err := chat.Restore(before)
	if err != nil {
		return before, err
	}
	if _, tick := s.cmd.(chat.Tick); tick {
		if at, ok := w.due(h); ok {
			s.at = at
		}
	}
	l, m := NewLedger(before), ModelOf(before)
	err = judge(h, l, m, s.at, s.cmd, h.Step(s.at, s.cmd))
	return h.State(), err
}

// way is the steps that lead to a place, the first one first.
func way(places []place, n int) (list []step) {
	for ; n > 0; n = places[n].before {
		list = append(list, places[n].step)
	}
	slices.Reverse(list)
	return list
}

// trail adds to err the commands that led to it, the last twenty at most.
func trail(steps []step, err error) error {
	var b strings.Builder
	for _, s := range steps[max(0, len(steps)-20):] {
		fmt.Fprintf(&b, "\n  %d %s %+v", s.at, name(s.cmd), s.cmd)
	}
	return fmt.Errorf("%w, after%s", err, b.String())
}
