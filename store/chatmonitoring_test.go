package store

import (
	"slices"
	"testing"

	"github.com/callfloor/callfloor/chat"
)

// Monitoring of which nothing says that it ended has ended at the next start, once, and after
// it began even where the clock was set back; what has ended stays as it is.
func TestChatEndMonitoring(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		room := func(id chat.RoomID, status chat.Status) chat.Room {
			return chat.Room{ID: id, Channel: chat.Web, Account: "shop", Visitor: chat.VisitorID("v" + id), Language: "ko", Status: status, Opened: 1}
		}
		must(t, db.ChatKeep(ctx, chat.Batch{
			Rooms: []chat.Room{room("goes", chat.InProgress), room("late", chat.InProgress), room("ended", chat.InProgress), room("over", chat.Ended)},
			Entries: []chat.Entry{
				{Room: "goes", At: 5, Kind: "monitor_began", User: "kim"}, {Room: "goes", At: 5, Part: 1, Kind: "monitor_ended", User: "kim", How: "stopped"}, {Room: "goes", At: 6, Kind: "monitor_began", User: "lee"},
				{Room: "late", At: 90, Kind: "monitor_began", User: "kim"},
				{Room: "ended", At: 5, Kind: "monitor_began", User: "kim"}, {Room: "ended", At: 5, Part: 1, Kind: "monitor_ended", User: "kim", How: "away"},
				{Room: "over", At: 5, Kind: "monitor_began", User: "kim"},
			},
		}))
		for range 2 {
			must(t, db.ChatEndMonitoring(ctx, 50))
		}
		for id, want := range map[chat.RoomID][]chat.Entry{
			"goes":  {{Room: "goes", At: 50, Kind: "monitor_ended", User: "lee", How: "lost"}},
			"late":  {{Room: "late", At: 91, Kind: "monitor_ended", User: "kim", How: "lost"}},
			"ended": nil, "over": nil,
		} {
			list, err := db.ChatTimeline(ctx, id)
			must(t, err)
			if got := slices.DeleteFunc(list, func(e chat.Entry) bool { return e.How != "lost" }); !slices.Equal(got, want) && len(got)+len(want) > 0 {
				t.Errorf("%s: %+v, want %+v", id, got, want)
			}
		}
	})
}
