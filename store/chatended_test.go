package store

import (
	"strings"
	"testing"

	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// A room that is over gets another category as a row, with its line in the timeline; the title
// stays, and what is open is refused (C58, C75).
func TestChatRecategorise(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		over := room("r1", 0, func(r *chat.Room) { r.Status, r.EndedAt = chat.Ended, minutes(9) })
		must(t, db.ChatKeep(ctx, chat.Batch{Rooms: []chat.Room{over, room("r2", 0)}, Titles: []chat.Titling{{Room: "r1", Title: "환불 문의"}}}))
		r, err := db.ChatRecategorise(ctx, "r1", "late", "부천", "boss", minutes(20))
		if must(t, err); r.Category != "late" || r.Small != "부천" || r.Titled != "refund" {
			t.Errorf("it is %+v", r)
		}
		_, err = db.ChatRecategorise(ctx, "r1", "late", "부천", "boss", minutes(21)) // as it is already
		must(t, err)
		kept, err := db.ChatRows(ctx, []chat.RoomID{"r1"})
		if must(t, err); kept[0].Room.Category != "late" || kept[0].Title != "환불 문의" {
			t.Errorf("kept %+v", kept[0])
		}
		line, err := db.ChatTimeline(ctx, "r1")
		if must(t, err); len(line) != 1 || line[0].Kind != "category" || line[0].User != "boss" || line[0].At != minutes(20) || !strings.Contains(line[0].More, `"from":"refund"`) {
			t.Errorf("the timeline is %+v", line)
		}
		if _, err := db.ChatRecategorise(ctx, "r2", "late", "", "boss", minutes(20)); !fault.Is(err, fault.Conflict) {
			t.Errorf("an open room: %v", err)
		}
		if _, err := db.ChatRecategorise(ctx, "none", "late", "", "boss", minutes(20)); !fault.Is(err, fault.NotFound) {
			t.Errorf("no room: %v", err)
		}
	})
}

// Agents have auto-complete until they do not want it.
func TestChatAutoComplete(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		must(t, db.ChatSetAutoComplete(ctx, "kim", false))
		must(t, db.ChatSetAutoComplete(ctx, "lee", false))
		must(t, db.ChatSetAutoComplete(ctx, "lee", true))
		if off, err := db.ChatNoAutoComplete(ctx); err != nil || len(off) != 1 || !off["kim"] {
			t.Errorf("without it: %v %v", off, err)
		}
	})
}
