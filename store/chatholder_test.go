package store

import (
	"slices"
	"testing"
	"time"

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

// The first answer in a report by agent is one of the agent of the row, and no handling begins before
// the room came to them: what somebody did before a hand-over is not theirs. The room's own times, by
// day, are of whoever answered first; those by agent are as many at most.
func TestTheTimesAreOfWhoAnswered(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		at := func(minutes int) acd.Time { return someDay(0) + acd.Time(minutes*60_000) }
		over := func(id string, agent acd.AgentID, assigned, answered, wrote int) chat.Room {
			return room(id, 0, func(r *chat.Room) {
				r.Status, r.EndType, r.Opened, r.Requested, r.EndedAt, r.LastAt = chat.Ended, chat.EndByCustomer, at(0), at(0), at(40), at(40)
				r.Agent, r.Last, r.Assigned, r.Answered, r.AgentAt = agent, agent, at(assigned), at(answered), at(wrote)
			})
		}
		keep(t, db, []chat.Room{
			over("own", "kim", 1, 2, 9),
			over("at once", "kim", 4, 4, 4), // in the millisecond in which it came
			over("let lie by lee", "kim", 5, 6, 6),
			over("handed over, answered again", "kim", 20, 2, 21), // lee had answered
			over("handed over, not answered", "kim", 20, 2, 9),    // and kim has not
			over("put back", chat.Robot, 1, 2, 9),
			over("of lee", "lee", 1, 3, 3),
		})
		minutes := func(n int, mean time.Duration, p50, p90 int) chat.Spread {
			return chat.Spread{N: n, Mean: mean, P50: time.Duration(p50) * time.Minute, P90: time.Duration(p90) * time.Minute}
		}
		for by, want := range map[chat.ReportBy]map[string][2]chat.Spread{
			chat.OfAgent: {
				"":    {},
				"kim": {minutes(3, 4*time.Minute, 4, 6), minutes(4, 32*time.Minute, 34, 38)},
				"lee": {minutes(1, 3*time.Minute, 3, 3), minutes(1, 37*time.Minute, 37, 37)},
			},
			chat.ByDay: {"2026-11-30": {minutes(7, 3*time.Minute, 2, 6), minutes(7, 37*time.Minute, 38, 38)}},
		} {
			report, err := db.ChatReport(ctx, chat.ReportFilter{By: by, From: someDay(0), To: someDay(-1), Zone: seoul, Scope: chat.Scope{All: true}})
			must(t, err)
			if len(report) != len(want) {
				t.Errorf("by %s: %d rows, want %d", by, len(report), len(want))
			}
			for _, r := range report {
				if got := [2]chat.Spread{r.First, r.Handling}; got != want[r.Key] {
					t.Errorf("by %s, %q: first answers and handling\n%+v, want\n%+v", by, r.Key, got, want[r.Key])
				}
			}
		}
	})
}
