package store

import (
	"fmt"
	"slices"
	"testing"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Lists have exactly the rooms that are seen one by one: the statements and chat.Scope.Sees are
// one rule.
func TestListsHaveWhatIsSeen(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		var all []chat.Room
		for _, status := range chat.Statuses {
			for _, holder := range []acd.AgentID{chat.Robot, "kim", "lee", "han"} {
				r := chat.Room{ID: chat.RoomID(fmt.Sprint(status, " of ", holder)), Channel: chat.Web, Visitor: chat.VisitorID(fmt.Sprint("v", len(all))), Status: status, Agent: holder, Opened: listNow - 1000, LastAt: listNow - 1000, EndedAt: listNow - 500}
				all = append(all, r)
			}
		}
		if err := db.ChatKeep(ctx, chat.Batch{Rooms: all}); err != nil {
			t.Fatal(err)
		}
		for _, scope := range []chat.Scope{{All: true}, {}, {Robot: true}, {Takes: true}, {Agents: []acd.AgentID{"kim"}}, {Agents: []acd.AgentID{"kim"}, Takes: true}, {Agents: []acd.AgentID{"kim", "lee"}, Robot: true}} {
			for _, status := range chat.Statuses {
				list, _, err := db.ChatRooms(ctx, chat.Filter{Status: status, Scope: scope, Now: listNow, Zone: seoul, Limit: 50})
				if err != nil {
					t.Fatal(err)
				}
				var got, want []chat.RoomID
				for _, row := range list {
					got = append(got, row.Room.ID)
				}
				for _, r := range all {
					if r.Status == status && scope.Sees(r) {
						want = append(want, r.ID)
					}
				}
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Errorf("%+v, %s: listed %q, seen %q", scope, status, got, want)
				}
			}
		}
	})
}
