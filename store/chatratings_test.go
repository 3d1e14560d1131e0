package store

import (
	"testing"

	"github.com/callfloor/callfloor/chat"
)

// A room is rated once: what comes later is answered with the first. Lists have it in their rows.
func TestChatRate(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		must(t, db.ChatKeep(ctx, chat.Batch{Rooms: []chat.Room{{ID: "r1", Channel: chat.Web, Status: chat.Ended, Opened: 1}, {ID: "r2", Channel: chat.Web, Status: chat.Ended, Opened: 1}}}))
		first := chat.Rating{Room: "r1", Score: 4, Comment: "빨라요", At: 1000, Client: "one"}
		for _, r := range []chat.Rating{first, first, {Room: "r1", Score: 1, Comment: "별로", At: 2000, Client: "two"}} {
			if got, err := db.ChatRate(ctx, r); err != nil || got != first {
				t.Errorf("%+v is kept as %+v, %v", r, got, err)
			}
		}
		db = reopen()
		if got, err := db.ChatRatings(ctx, []chat.RoomID{"r1"}); err != nil || got["r1"] != first {
			t.Errorf("after a restart: %+v %v", got, err)
		}
		rows, err := db.ChatRows(ctx, []chat.RoomID{"r1", "r2"})
		must(t, err)
		if got := rows[0].Rating; got == nil || got.Score != 4 || got.Comment != "빨라요" || got.At != 1000 || rows[1].Rating != nil {
			t.Errorf("rows have %+v and %+v", got, rows[1].Rating)
		}
	})
}
