package app

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// jumpy is the system's clock, which somebody sets while the program runs.
type jumpy struct{ off atomic.Int64 }

func (j *jumpy) now() time.Time { return time.Now().Add(time.Duration(j.off.Load())) }

// Somebody sets the system's clock forth and back while customers wait and write: pages go on
// to show how long that really takes, and messages stay in their order (F-50).
func TestTheClockIsSetWhileChatting(t *testing.T) {
	clock := &jumpy{}
	r := startBy(t, t.TempDir(), clock.now)
	r.chatSite(t)
	all := r.staff(t, "chief", "administrator").chatPage("chats")
	c := r.visitor(t)
	room := c.begins("post-00000")
	c.send(map[string]any{"type": "request_agent", "client": "agent-0001", "room": room})
	c.acks("agent-0001") // it waits: nobody is signed in
	began, last := time.Now(), 0.0
	for i, off := range []time.Duration{time.Hour, -time.Hour, 36 * time.Hour, -10 * time.Minute, 0} {
		clock.off.Store(int64(off))
		client := "post-1000" + string(rune('0'+i))
		c.send(map[string]any{"type": "post", "client": client, "room": room, "body": client})
		ack := c.acks(client)
		if at := ack["at"].(float64); at < last || at-last > 60_000 && last > 0 {
			t.Errorf("the clock is off by %s: a message of %.0f follows one of %.0f", off, at, last)
		}
		last = ack["at"].(float64)
		all.until("the message", func(f map[string]any) bool {
			row := all.rows[room]
			if latest, _ := row["latest"].(map[string]any); latest == nil || latest["body"] != client {
				return false
			}
			for _, since := range []string{"wait_since", "unanswered_since", "opened_at"} {
				waits := time.Duration(f["at"].(float64)-row[since].(float64)) * time.Millisecond
				if waits < 0 || waits > time.Since(began)+5*time.Second {
					t.Errorf("the clock is off by %s: %s of %s ago is shown", off, since, waits)
				}
			}
			return true
		})
		if i > 0 {
			continue
		}
		c.send(map[string]any{"type": "typing", "room": room, "on": true})
		all.shows(room, func(row map[string]any) bool { return row["typing"] == true })
		clock.off.Store(int64(off - 3*time.Hour))
		all.shows(room, func(row map[string]any) bool { return row["typing"] != true }) // forgotten after 6 s, not hours
	}
}

// The clock is set back while the program is down: what customers did before is not in the
// future of those who come after.
func TestTheClockIsSetBackBetweenStarts(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	r.chatSite(t)
	ahead := acd.At(time.Now().Add(time.Hour))
	if _, _, err := r.db.ChatAddVisitor(t.Context(), chat.Visitor{ID: "v_1", Channel: chat.Web, Account: "shop", Secret: hashed("a-token-of-a-visitor-1"), Created: ahead, Seen: ahead}); err != nil {
		t.Fatal(err)
	}
	if err := r.db.ChatKeep(t.Context(), chat.Batch{
		Rooms: []chat.Room{{ID: "r_1", Channel: chat.Web, Account: "shop", Visitor: "v_1", Language: "ko", Status: chat.Waiting, Cause: chat.CauseNobody, Category: "late",
			Opened: ahead, Requested: ahead, WaitSince: ahead, Seq: 1, LastAt: ahead, LastBy: chat.ByCustomer, CustomerAt: ahead, Unanswered: ahead, Unread: 1}},
		Messages: []chat.Message{{Room: "r_1", Seq: 1, By: chat.ByCustomer, At: ahead, Client: "before-001", Body: "전에"}},
	}); err != nil {
		t.Fatal(err)
	}
	r.stopNow()
	r = start(t, dir)
	all := r.staff(t, "chief", "administrator").chatPage("chats")
	c := &customer{t: t, r: r, token: "a-token-of-a-visitor-1"}
	c.connect()
	c.send(map[string]any{"type": "post", "client": "after-0001", "room": "r_1", "body": "뒤에"})
	if at := c.acks("after-0001")["at"].(float64); at < float64(ahead) {
		t.Errorf("a message of %.0f follows one of %d", at, ahead)
	}
	all.until("the message", func(f map[string]any) bool {
		row := all.rows["r_1"]
		if latest, _ := row["latest"].(map[string]any); latest == nil || !strings.Contains(latest["body"].(string), "뒤에") {
			return false
		}
		if waits := f["at"].(float64) - row["wait_since"].(float64); waits < 0 || waits > 60_000 {
			t.Errorf("it waits for %.0f ms", waits)
		}
		return true
	})
}
