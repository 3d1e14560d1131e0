package store

import (
	"testing"

	"github.com/callfloor/callfloor/chat"
)

// A room is rated once: what comes later is answered with the first.
func TestChatRate(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
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
	})
}
