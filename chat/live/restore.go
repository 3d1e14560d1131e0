package live

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// restore builds the House from the rows: rooms that are not over, and how agents stood with
// chats. The rest, and which agents there are, is that of begin.
func (l *Live) restore(ctx context.Context, begin chat.HouseState) error {
	rooms, err := l.opt.Store.ChatOpenRooms(ctx)
	if err != nil {
		return fmt.Errorf("read the rooms of chats: %w", err)
	}
	list, err := l.opt.Store.ChatPresences(ctx)
	if err != nil {
		return fmt.Errorf("read who is signed in to chats: %w", err)
	}
	kept := make(map[acd.AgentID]chat.Presence, len(list))
	for _, p := range list {
		kept[p.Agent] = p
	}
	begin.Now, begin.Rooms, begin.Agents = l.opt.Clock.Now(), rooms, slices.Clone(begin.Agents)
	for i := range begin.Agents {
		begin.Agents[i].Resume(kept[begin.Agents[i].Agent.ID])
	}
	house, err := chat.Restore(begin)
	if err != nil {
		return fmt.Errorf("build the rooms of chats: %w", err)
	}
	l.house, l.presences = house, kept
	return nil
}

// addPresences adds to a batch how agents stand now who stood otherwise. Most changes of an
// agent are of the rooms that they have, which have rows of their own.
func (l *Live) addPresences(f *fold) {
	now := map[acd.AgentID]*chat.AgentStatus{} // nil: no more
	for _, c := range f.others {
		switch {
		case c.Agent != nil:
			now[c.Agent.Agent.ID] = c.Agent
		case c.Gone != "":
			now[c.Gone] = nil
		}
	}
	for id, a := range now {
		if a == nil {
			f.batch.Gone = append(f.batch.Gone, id)
		} else if p := a.Presence(); p != l.presences[id] {
			f.batch.Presences = append(f.batch.Presences, p)
		}
	}
	slices.Sort(f.batch.Gone)
	slices.SortFunc(f.batch.Presences, func(a, b chat.Presence) int { return strings.Compare(string(a.Agent), string(b.Agent)) })
}

// keptPresences remembers what of a batch is kept.
func (l *Live) keptPresences(b chat.Batch) {
	for _, p := range b.Presences {
		l.presences[p.Agent] = p
	}
	for _, id := range b.Gone {
		delete(l.presences, id)
	}
}
