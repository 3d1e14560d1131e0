package store

import (
	"slices"
	"testing"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// The end of a room is one of the agent who has it then, where that agent has answered since it
// came to them (M16): figures of agents, their list and the report say the same.
func TestTheEndIsWhoHasAnswered(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		at := func(minutes int) acd.Time { return someDay(0) + acd.Time(minutes*60_000) }
		over := func(id string, agent acd.AgentID, assigned, wrote acd.Time) chat.Room {
			return room(id, 0, func(r *chat.Room) {
				r.Status, r.EndType, r.Opened, r.Requested, r.EndedAt, r.LastAt = chat.Ended, chat.EndByCustomer, at(0), at(0), at(60), at(60)
				r.Agent, r.Last, r.Assigned, r.AgentAt, r.Answered = agent, agent, assigned, wrote, 0
				if wrote > 0 {
					r.Answered = at(2)
				}
			})
		}
		keep(t, db, []chat.Room{
			over("own", "kim", at(1), at(2)),
			over("handed over, answered again", "kim", at(5), at(6)),
			over("handed over, not answered", "kim", at(5), at(4)), // lee had answered
			over("never answered", "kim", at(1), 0),
			over("put back", chat.Robot, at(1), at(2)),
			over("of lee", "lee", at(1), at(9)),
		})
		if n, err := db.ChatEndedBy(ctx, someDay(0)); err != nil || len(n) != 2 || n["kim"] != 2 || n["lee"] != 1 {
			t.Errorf("ended: %v %v", n, err)
		}
		list, _, err := db.ChatRooms(ctx, chat.Filter{Status: chat.Ended, Scope: chat.Scope{All: true}, Agents: []acd.AgentID{"kim"}, Answered: true, Opened: someDay(0), Now: listNow, Zone: seoul, Limit: 10})
		must(t, err)
		var ids []chat.RoomID
		for _, r := range list {
			if ids = append(ids, r.Room.ID); !r.Room.HolderAnswered() {
				t.Errorf("%s is listed", r.Room.ID)
			}
		}
		if slices.Sort(ids); !slices.Equal(ids, []chat.RoomID{"handed over, answered again", "own"}) {
			t.Errorf("listed: %q", ids)
		}
		report, err := db.ChatReport(ctx, chat.ReportFilter{By: chat.OfAgent, From: someDay(0), To: someDay(-1), Zone: seoul, Scope: chat.Scope{All: true}})
		must(t, err)
		got := map[string][4]int{}
		for _, r := range report {
			got[r.Key] = [4]int{r.Rooms, r.Answered, r.Ended, r.Handling.N}
		}
		if want := (map[string][4]int{"": {1, 0, 1, 0}, "kim": {4, 2, 2, 2}, "lee": {1, 1, 1, 1}}); len(got) != 3 || got[""] != want[""] || got["kim"] != want["kim"] || got["lee"] != want["lee"] {
			t.Errorf("rooms, answered, ended, handled: %v, want %v", got, want)
		}
	})
}
