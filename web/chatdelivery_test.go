package web

import (
	"slices"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Messages to the customer of a channel say how far they are, whichever part of the room is asked
// for; what a customer writes, notes, and rooms of the web say nothing.
func TestMessagesSayHowFarTheyAre(t *testing.T) {
	c := newChatSite(t)
	now := acd.At(time.Now())
	b := chat.Batch{Rooms: []chat.Room{
		{ID: "k1", Channel: chat.Kakao, Visitor: "v1", Status: chat.Received, Agent: "kim", Opened: now, LastAt: now, Seq: 6},
		{ID: "w1", Channel: chat.Web, Visitor: "v2", Status: chat.Received, Agent: "kim", Opened: now, LastAt: now, Seq: 1},
	}, Messages: []chat.Message{{Room: "w1", Seq: 1, By: chat.ByAgent, Agent: "kim", At: now, Body: "웹"}}}
	for i, by := range []chat.Author{chat.ByCustomer, chat.ByAgent, chat.ByAgent, chat.ByNote, chat.ByAgent, chat.ByAgent} {
		b.Messages = append(b.Messages, chat.Message{Room: "k1", Seq: i + 1, By: by, At: now, Body: "글"})
	}
	c.must(c.db.ChatKeep(t.Context(), b))
	for seq, state := range map[int]chat.DeliveryState{2: chat.DeliverySent, 3: chat.DeliverySent, 5: chat.DeliveryFailed} {
		c.must(c.db.ChatHanded(t.Context(), chat.Handed{Room: "k1", Seq: seq, State: state, Remote: string(rune('a' + seq)), At: now}))
	}
	if known, err := c.db.ChatTold(t.Context(), chat.Kakao, string(rune('a'+2)), chat.DeliveryDone, "", now); err != nil || !known {
		t.Fatal(known, err)
	}
	for query, want := range map[string][]chat.DeliveryState{
		"k1/messages": {"", "delivered", "sent", "", "failed", "queued"}, "k1/messages?after=4": {"failed", "queued"}, "w1/messages": {""},
	} {
		var list []ChatMessageView
		c.asks(200, "kim", "GET", "/chat/rooms/"+query, "", &list)
		var got []chat.DeliveryState
		for _, m := range list {
			got = append(got, m.Delivery)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	c.nobodys("GET", "/chat/rooms/k1/messages", "", "lee")
}
