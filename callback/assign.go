package callback

import (
	"context"
	"slices"

	"github.com/callfloor/callfloor/fault"
)

// Assignment gives one request to an agent.
type Assignment struct {
	ID    string
	Agent string
}

// MostAtOnce is how many requests are given or taken back at once.
const MostAtOnce = 10_000

// Evenly gives requests to agents one each in turn (균등할당, B14): the counts differ
// by one at most. With one agent it gives all of them to that one (수동할당, B15).
func Evenly(ids, agents []string) []Assignment {
	list := make([]Assignment, len(ids))
	for i, id := range ids {
		list[i] = Assignment{ID: id, Agent: agents[i%len(agents)]}
	}
	return list
}

// Assign gives registered requests to agents, one each in turn: all of them, or it
// fails with *Gone where some are no longer there to be given, and nothing is given.
// It returns how many each agent got.
func (b *Book) Assign(ctx context.Context, ids, agents []string, by string) (map[string]int, error) {
	if err := b.some(ids); err != nil {
		return nil, err
	}
	if len(agents) == 0 || slices.Contains(agents, "") || doubled(agents) {
		return nil, fault.New(fault.Invalid, "name each agent once")
	}
	list := Evenly(ids, agents)
	if err := b.store.AssignCallbacks(ctx, list, by, b.clock()); err != nil {
		return nil, err
	}
	b.leave(ids...)
	got := map[string][]string{}
	for _, v := range list {
		got[v.Agent] = append(got[v.Agent], v.ID)
	}
	counts := map[string]int{}
	for _, a := range agents {
		if ids := got[a]; len(ids) > 0 {
			counts[a] = len(ids)
			b.notify(News{What: WasAssigned, IDs: ids, Agents: []string{"", a}, By: by})
		}
	}
	return counts, nil
}

// Unassign takes requests back from their agents (할당 취소, B18, B19): they can be
// given again, and their history says that they were. It takes all of them, or fails
// with *Gone where some are not to be taken: done, given to nobody, or called now.
func (b *Book) Unassign(ctx context.Context, ids []string, by string) error {
	if err := b.some(ids); err != nil {
		return err
	}
	agents, err := b.store.UnassignCallbacks(ctx, ids, by, b.clock())
	if err != nil {
		return err
	}
	b.notify(News{What: WasUnassigned, IDs: ids, Agents: append(agents, ""), By: by})
	return nil
}

func (b *Book) some(ids []string) error {
	switch {
	case !b.centre.Enabled():
		return &Refused{Off}
	case len(ids) == 0 || len(ids) > MostAtOnce || doubled(ids):
		return fault.New(fault.Invalid, "name 1 to %d callbacks, each once", MostAtOnce)
	}
	return nil
}

func doubled(list []string) bool {
	seen := make(map[string]bool, len(list))
	for _, v := range list {
		if seen[v] {
			return true
		}
		seen[v] = true
	}
	return false
}
