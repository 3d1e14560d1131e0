package explore

import (
	"fmt"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Result is what a visit of a world found.
type Result struct {
	States      int  // distinct states
	Transitions int  // commands tried
	Complete    bool // every reachable state was visited and left by every command
}

// step is how a state was reached: a path back to the first one. It is all that
// is kept of a state; the state comes back by walking the path again.
type step struct {
	before *step
	at     acd.Time
	cmd    acd.Command
}

// Explore visits the states of w breadth first, so that paths are short, until
// all are seen, limit states are found or time is over. After every command it
// asserts Floor.Check, the grammar of the events, and that the events tell what
// the snapshot says.
func (w World) Explore(limit int, budget time.Duration) (r Result, err error) {
	f, err := w.start()
	if err != nil {
		return r, err
	}
	var key canonical
	var cmds []acd.Command
	end := time.Now().Add(budget)
	seen := map[sum128]struct{}{key.sum(f.State()): {}}
	open := []*step{nil}
	for len(open) > 0 && len(seen) < limit && time.Now().Before(end) {
		from := open[0]
		open[0] = nil
		open = open[1:]
		state := w.walk(from)
		cmds = w.commands(append(cmds[:0], acd.Tick{}), state)
		for _, cmd := range cmds {
			s := &step{from, state.Now, cmd}
			after, err := try(state, s)
			if err != nil {
				return r, trail(s, err)
			}
			r.Transitions++
			k := key.sum(after)
			if _, old := seen[k]; !old {
				seen[k] = struct{}{}
				open = append(open, s)
			}
		}
	}
	r.States, r.Complete = len(seen), len(open) == 0
	return r, nil
}

// walk returns the state at the end of the path to s.
func (w World) walk(s *step) acd.State {
	var path []*step
	for ; s != nil; s = s.before {
		path = append(path, s)
	}
	f, _ := w.start() // it started before
	for i := len(path) - 1; i >= 0; i-- {
		f.Step(path[i].at, path[i].cmd)
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
func trail(s *step, err error) error {
	var lines []string
	for ; s != nil && len(lines) < 20; s = s.before {
		lines = append(lines, fmt.Sprintf("%d %s %+v", s.at, acd.Name(s.cmd), s.cmd))
	}
	var b strings.Builder
	for i := len(lines) - 1; i >= 0; i-- {
		fmt.Fprintf(&b, "\n  %s", lines[i])
	}
	return fmt.Errorf("%w, after%s", err, b.String())
}
