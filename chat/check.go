package chat

import (
	"errors"
	"fmt"
	"slices"
)

// Check returns the first invariant that does not hold; for tests and replay.
func (h *House) Check() error {
	var counts Counts
	waiting, lined := 0, 0
	for _, r := range sorted(h.rooms) {
		if err := h.checkRoom(r); err != nil {
			return fmt.Errorf("room %s: %w", r.ID, err)
		}
		*counts.of(r.Status)++
		if r.Status == Waiting {
			waiting++
		}
	}
	for category, l := range h.lines {
		if len(*l) == 0 || !slices.IsSortedFunc(*l, byPlace) {
			return fmt.Errorf("the line of %s is empty or out of order", category)
		}
		lined += len(*l)
	}
	switch {
	case counts != h.counts:
		return fmt.Errorf("counts are %+v, told %+v", counts, h.counts)
	case len(h.lain) > len(h.rooms) || len(h.wrote) > len(h.stale):
		return fmt.Errorf("%d rooms lay, and %d of %d that are stale are known", len(h.lain), len(h.wrote), len(h.stale))
	case len(h.visitors) != len(h.rooms):
		return fmt.Errorf("%d visitors have %d rooms", len(h.visitors), len(h.rooms))
	case len(h.waiting) != waiting || lined+len(h.stale) != waiting || !slices.IsSortedFunc(h.waiting, byPlace):
		return fmt.Errorf("%d wait, %d are in line, %d in lines, %d stale", waiting, len(h.waiting), lined, len(h.stale))
	}
	if err := h.checkAgents(); err != nil {
		return err
	}
	return h.checkTimers()
}

// checkRoom holds what is true of every room by itself.
func (h *House) checkRoom(r *room) error {
	_, in := h.Position(r.ID)
	l, stale := h.lines[r.Category], h.stale[r.ID] == r
	lined := l != nil && slices.Contains(*l, r)
	for _, x := range []struct {
		broken bool
		what   string
	}{
		{r.Status.Over() || h.counts.of(r.Status) == nil, "is kept though it is over"},
		{h.visitors[r.Visitor] != r, "is not its visitor's"},
		{r.Status.Taken() != (r.Agent != Robot), "has an agent, or none, against its status"},
		{r.Status.Taken() && h.agent(r.Agent) == nil, "is an unknown agent's"},
		{(r.Status == Waiting) != in, "waits and is not in line, or the other way"},
		{(r.Status == Waiting) != (lined || stale) || lined && stale, "is in no line or in two"},
		{stale != r.Stale, "is stale or not, against the row"},
		{r.Status == Waiting && (r.Cause == "" || r.WaitSince == 0 && h.now > 0), "waits without cause or place"},
		{r.Status == WithBot && (!r.hasBot() || r.Bot.Step == BotAsked), "is with no bot"},
		{r.Status == InProgress && (r.Answered == 0 && h.now > 0 || len(r.Passed) > 0), "is in progress, not answered"},
		{r.EndType != "" || r.Blocked, "has ended"},
		{(h.lain[r.ID] == r) != (len(r.Passed) > 0), "has passes and is not known to, or the other way"},
		{r.Unread < 0 || r.AgentRead > r.Seq || r.CustomerRead > r.Seq, "is read further than written"},
		{r.Requested == 0 && r.Status != WithBot && h.now > 0, "was never requested"},
	} {
		if x.broken {
			return errors.New(x.what)
		}
	}
	if r.Status != Waiting || r.Stale || h.withheld(r) || !h.emptying() {
		return nil
	}
	if a, _ := h.pick(r, strict); a != nil {
		return fmt.Errorf("waits, and %s may take it", a.Agent.ID)
	}
	return nil
}

// checkAgents holds the counts, states and order of agents, and who watches what.
func (h *House) checkAgents() error {
	received, running := map[*agent]int{}, map[*agent]int{}
	watched := 0
	for _, r := range h.rooms {
		if a := h.agent(r.Agent); a != nil && r.Status == Received {
			received[a]++
		} else if a != nil {
			running[a]++
		}
		if r.watcher != "" {
			watched++
			if s := h.supervisors[r.watcher]; s == nil || !slices.Contains(s.rooms, r) {
				return fmt.Errorf("room %s is watched by nobody", r.ID)
			}
		}
	}
	for i, a := range h.agents {
		switch {
		case i > 0 && h.agents[i-1].Agent.ID >= a.Agent.ID:
			return fmt.Errorf("agent %s is out of order", a.Agent.ID)
		case a.Received != received[a] || a.Running != running[a]:
			return fmt.Errorf("agent %s has %d and %d, told %d and %d", a.Agent.ID, received[a], running[a], a.Received, a.Running)
		case a.State != h.stateOf(a):
			return fmt.Errorf("agent %s is %s, told %s", a.Agent.ID, h.stateOf(a), a.State)
		}
	}
	for _, s := range h.supervisors {
		watched -= len(s.rooms)
	}
	if watched != 0 {
		return errors.New("a supervisor watches a room that is over, or twice")
	}
	return nil
}

// checkTimers: every deadline is set, to the right time, and nothing else is.
func (h *House) checkTimers() error {
	n := 0
	set := func(t *timer, want bool) bool {
		if want {
			n++
		}
		return want == (t.place != 0)
	}
	for _, r := range h.rooms {
		if at, what := h.roomDeadline(r); !set(&r.timer, what != never) || what != never && r.timer.at != at {
			return fmt.Errorf("the deadline of room %s is %d, set to %d", r.ID, at, r.timer.at)
		}
	}
	for _, s := range h.supervisors {
		if !set(&s.timer, s.lost != 0) || s.lost != 0 && s.timer.at != s.lost.Add(SupervisorGrace) {
			return fmt.Errorf("the grace of %s", s.user)
		}
	}
	begins := h.open && h.policy.BacklogDelay > 0 && h.backlogFrom() > h.now
	if b := &h.timers.backlog; !set(b, begins) || begins && b.at != h.backlogFrom() {
		return errors.New("the begin of distribution is set wrong")
	}
	if n != len(h.timers.heap) {
		return fmt.Errorf("%d deadlines are set, %d should be", len(h.timers.heap), n)
	}
	return nil
}
