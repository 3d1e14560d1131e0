package store

import (
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// What is written to customers of channels stands in the outbox from the commit of the message
// on, once, and goes in the order of its room; what customers wrote, notes, and what the widget
// shows itself do not.
func TestChatOutbox(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		_, _, err := db.ChatAddVisitor(ctx, chat.Visitor{ID: "k", Channel: chat.Kakao, Account: "shop", External: "kakao-77", Created: 1, Seen: 1})
		must(t, err)
		kakao := func(id string) chat.Room {
			return room(id, 0, func(r *chat.Room) { r.Channel, r.Account, r.Visitor, r.Language = chat.Kakao, "shop", "k", "ko" })
		}
		now := acd.At(time.Now())
		b := chat.Batch{Rooms: []chat.Room{kakao("k1"), kakao("k2"), room("w1", 0, func(r *chat.Room) { r.Channel = chat.Web })}, Messages: []chat.Message{
			{Room: "k1", Seq: 1, By: chat.ByCustomer, At: now, Body: "a"}, {Room: "k1", Seq: 2, By: chat.ByAgent, Agent: "kim", At: now, Body: "first"},
			{Room: "k1", Seq: 3, By: chat.ByNote, At: now, Body: "note"}, {Room: "k1", Seq: 4, By: chat.BySystem, At: now, Body: "second"},
			{Room: "k2", Seq: 1, By: chat.ByBot, At: now + 5000, Body: "later"}, {Room: "w1", Seq: 1, By: chat.ByAgent, At: now, Body: "web"},
		}, Came: []chat.Came{{Channel: chat.Kakao, Account: "shop", ID: "m1", At: now}}}
		must(t, db.ChatKeep(ctx, b))
		must(t, db.ChatKeep(ctx, b))
		for c, want := range map[chat.Came]bool{{Channel: chat.Kakao, Account: "shop", ID: "m1"}: true, {Channel: chat.Kakao, Account: "mall", ID: "m1"}: false, {Channel: chat.TalkTalk, Account: "shop", ID: "m1"}: false} {
			if was, err := db.ChatCame(ctx, c); err != nil || was != want {
				t.Errorf("%+v came: %v %v", c, was, err)
			}
		}
		turn := func(at acd.Time, want string, next acd.Time) {
			t.Helper()
			list, then, err := db.ChatOutgoing(ctx, chat.Kakao, at, 10)
			got := ""
			for _, o := range list {
				if got += o.Message.Body + " "; o.Customer != "kakao-77" || o.Account != "shop" || o.Language != "ko" {
					t.Errorf("%+v", o)
				}
			}
			if err != nil || got != want || then != next {
				t.Errorf("at %d: %q, next %d, %v; want %q, %d", at-now, got, then, err, want, next)
			}
		}
		turn(now, "first ", now+5000)
		turn(now+5000, "first later ", 0)
		must(t, db.ChatHanded(ctx, chat.Handed{Room: "k1", Seq: 2, State: chat.DeliveryQueued, Code: "busy", Next: now + 2000, At: now}))
		turn(now, "", now+2000)
		turn(now+2000, "first ", now+5000)
		must(t, db.ChatHanded(ctx, chat.Handed{Room: "k1", Seq: 2, State: chat.DeliverySent, Remote: "r2", At: now}))
		turn(now, "second ", now+5000)
		told := func(remote string, state chat.DeliveryState, code string, at acd.Time, want bool) {
			t.Helper()
			if known, err := db.ChatTold(ctx, chat.Kakao, remote, state, code, at); err != nil || known != want {
				t.Errorf("%s of %q: known %v, %v", state, remote, known, err)
			}
		}
		told("r4", chat.DeliveryDone, "", now+8, false) // before it is kept that it was handed over
		told("r2", chat.DeliveryDone, "", now+9, true)
		told("r2", chat.DeliveryFailed, "late", now+10, true)
		told("", chat.DeliveryFailed, "nobody", now+10, false)
		list, err := db.ChatDeliveries(ctx, "k1")
		if must(t, err); len(list) != 2 || list[0] != (chat.Delivery{Room: "k1", Seq: 2, State: chat.DeliveryDone, At: now + 9}) || list[1].State != chat.DeliveryQueued {
			t.Errorf("deliveries %+v", list)
		}
		must(t, db.ChatHanded(ctx, chat.Handed{Room: "k1", Seq: 4, State: chat.DeliverySent, Remote: "r4", At: now}))
		told("r4", chat.DeliveryFailed, "no_such_customer", now+11, true) // again
		list, err = db.ChatDeliveries(ctx, "k1")
		if must(t, err); list[1] != (chat.Delivery{Room: "k1", Seq: 4, State: chat.DeliveryFailed, Code: "no_such_customer", At: now + 11}) {
			t.Errorf("what was told again: %+v", list[1])
		}
	})
}

// A room that is deleted leaves nothing in the outbox, and what channels told is forgotten.
func TestChatOutboxForgets(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		old := acd.At(time.Now().Add(-40 * 24 * time.Hour))
		r := room("k1", 0, func(r *chat.Room) {
			r.Channel, r.Visitor, r.Status, r.Opened, r.EndedAt, r.EndType = chat.Kakao, "k", chat.Ended, old, old+1, chat.EndByAgent
		})
		must(t, db.ChatKeep(ctx, chat.Batch{Rooms: []chat.Room{r}, Messages: []chat.Message{{Room: "k1", Seq: 1, By: chat.ByAgent, At: old, Body: "a"}}, Came: []chat.Came{{Channel: chat.Kakao, ID: "old", At: old}, {Channel: chat.Kakao, ID: "new", At: acd.At(time.Now())}}}))
		_, err := db.DeleteOldChats(ctx, time.Now().Add(-30*24*time.Hour))
		must(t, err)
		var rows, came int
		must(t, db.read.QueryRow(`SELECT COUNT(*) FROM chat_outbox`).Scan(&rows))
		must(t, db.read.QueryRow(`SELECT COUNT(*) FROM chat_came`).Scan(&came))
		if rows != 0 || came != 1 {
			t.Errorf("%d rows in the outbox, %d of what came", rows, came)
		}
	})
}
