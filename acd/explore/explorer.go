package explore

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/callfloor/callfloor/acd"
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
	cmd acd.Command
}

// maze is what is kept of the states seen: the sum of each, and how it was first
// reached, from an earlier one, by a command. A state comes back by walking its
// path again. That is some 60 bytes for each, so that tens of millions fit.
type maze struct {
	seen  map[sum128]uint32 // the number of each
	paths []path
	cmds  []acd.Command // by number
	names map[acd.Command]uint16
}

// path leads to a state from the one before it; the first state has none.
type path struct {
	before uint32 // its number
	at     uint32 // acd.Time; the worlds begin at the epoch
	cmd    uint16 // number of the command
}

func (m *maze) add(k sum128, before int, s step) {
	if _, old := m.seen[k]; old {
		return
	}
	m.seen[k] = uint32(len(m.paths))
	n, known := m.names[s.cmd]
	if !known {
		n = uint16(len(m.cmds))
		m.names[s.cmd], m.cmds = n, append(m.cmds, s.cmd)
	}
	m.paths = append(m.paths, path{uint32(before), uint32(s.at), n})
}

// steps are those that lead to state n, the first one first.
func (m *maze) steps(n int) (list []step) {
	for ; n > 0; n = int(m.paths[n].before) {
		list = append(list, step{acd.Time(m.paths[n].at), m.cmds[m.paths[n].cmd]})
	}
	slices.Reverse(list)
	return list
}

// Explore visits the states of w breadth first, so that paths are short, until
// all are seen, limit states are found or time is over. After every command it
// asserts Floor.Check, the grammar of the events, and that the events tell what
// the snapshot says. It uses every processor.
func (w World) Explore(limit int, budget time.Duration) (Result, error) {
	_, r, err := w.explore(limit, budget)
	return r, err
}

func (w World) explore(limit int, budget time.Duration) (m *maze, r Result, err error) {
	f, err := w.start()
	if err != nil {
		return m, r, err
	}
	first := canonical{daily: w.Daily}
	m = &maze{
		seen:  map[sum128]uint32{first.sum(f.State()): 0},
		paths: make([]path, 1), names: map[acd.Command]uint16{},
	}
	r.Changed = map[string]int{}
	end := time.Now().Add(budget)
	next := 0 // to be left; those before it have been
	workers := runtime.GOMAXPROCS(0)
	found := make([][]door, workers)
	for next < len(m.paths) && len(m.paths) < limit && time.Now().Before(end) {
		to := min(next+256*workers, len(m.paths))
		var all sync.WaitGroup
		errs := make([]error, workers)
		for i := range workers {
			all.Go(func() {
				found[i], errs[i] = w.leave(m, found[i][:0], next+(to-next)*i/workers, next+(to-next)*(i+1)/workers)
			})
		}
		all.Wait()
		for i, err := range errs {
			if err != nil {
				return m, r, err
			}
			for _, d := range found[i] {
				m.add(d.key, d.before, d.step)
				if d.changes {
					r.Changed[acd.Name(d.step.cmd)]++
				}
			}
			r.Transitions += len(found[i])
		}
		next = to
	}
	r.States, r.Complete = len(m.paths), next == len(m.paths)
	return m, r, nil
}

// door is a way out of a state to one that is told by its sum.
type door struct {
	key     sum128
	before  int
	step    step
	changes bool // the state is another
}

// leave tries everything that can happen in the states from one number to
// another; it only reads m.
func (w World) leave(m *maze, found []door, from, to int) ([]door, error) {
	key := canonical{daily: w.Daily}
	var cmds []acd.Command
	for n := from; n < to; n++ {
		state := w.at(m.steps(n))
		own := key.sum(state)
		cmds = w.commands(append(cmds[:0], acd.Tick{}), state)
		for _, cmd := range cmds {
			s := step{state.Now, cmd}
			after, err := try(state, &s)
			if err != nil {
				return nil, trail(append(m.steps(n), s), err)
			}
			sum := key.sum(after)
			found = append(found, door{sum, n, s, sum != own})
		}
	}
	return found, nil
}

// at is the state that the steps lead to.
func (w World) at(steps []step) acd.State {
	f, _ := w.start() // it started before
	for _, s := range steps {
		f.Step(s.at, s.cmd)
	}
	return f.State()
}

// try takes a step from state before and judges what comes of it. A Tick goes
// to the next deadline, everything else happens at once.
func try(before acd.State, s *step) (acd.State, error) {
	f, err := acd.Restore(before)
	if err != nil {
		return before, err
	}
	if _, tick := s.cmd.(acd.Tick); tick {
		if due, ok := f.NextDeadline(); ok {
			s.at = due
		}
	}
	events := f.Step(s.at, s.cmd)
	if err := f.Check(); err != nil {
		return before, err
	}
	after := f.State()
	l := NewLedger(before)
	if err := l.Take(s.at, events); err != nil {
		return after, err
	}
	return after, l.Compare(after)
}

// trail adds to err the commands that led to it, the last twenty at most.
func trail(steps []step, err error) error {
	var b strings.Builder
	for _, s := range steps[max(0, len(steps)-20):] {
		fmt.Fprintf(&b, "\n  %d %s %+v", s.at, acd.Name(s.cmd), s.cmd)
	}
	return fmt.Errorf("%w, after%s", err, b.String())
}
