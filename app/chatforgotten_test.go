package app

import (
	"context"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Whoever opens the chat is seen, once a day, and so is not forgotten after 90 days of looking. One who was
// forgotten while the page stood open is told so at the first message: the browser becomes somebody
// new, and what it sends again is kept. None is lost, and no room is left without its customer.
func TestForgottenWhileThePageIsOpen(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	r.api("PUT", "/settings/chat.bot", `{"value":"false"}`, nil)
	ctx := context.Background()

	c := r.visitor(t)
	old := acd.At(time.Now().Add(-91 * 24 * time.Hour))
	comes := chat.Visitor{ID: "v_comes", Channel: chat.Web, Account: "shop", Secret: hashed("AAAAAAAAAAAAAAAAAAAAAA"), Created: old, Seen: old}
	if _, _, err := r.db.ChatAddVisitor(ctx, comes); err != nil {
		t.Fatal(err)
	}
	daily := &customer{t: t, r: r, id: string(comes.ID), token: "AAAAAAAAAAAAAAAAAAAAAA"}
	daily.connect()
	until(t, "the visitor is seen", func() bool {
		v, err := r.db.ChatVisitor(ctx, comes.ID)
		return err == nil && v.Seen > old
	})
	if _, err := r.db.DeleteOldChats(ctx, time.Now().Add(-366*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	daily.send(map[string]any{"type": "post", "client": "post-00001", "body": "처음으로 묻습니다"})
	if f := daily.acks("post-00001"); f["room"] == nil {
		t.Errorf("who came back is not heard: %v", f)
	}

	if _, err := r.db.DeleteOldChats(ctx, time.Now().Add(time.Hour)); err != nil { // everybody without a room
		t.Fatal(err)
	}
	c.send(map[string]any{"type": "post", "client": "post-00002", "body": "열어 둔 창에서 씁니다"})
	c.conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	for {
		_, b, err := c.conn.ReadMessage()
		if err == nil {
			t.Logf("heard %s", b)
			continue
		}
		if !websocket.IsCloseError(err, 4501) {
			t.Fatalf("of one who was forgotten: %v", err)
		}
		break
	}
	c.id, c.token = r.newVisitor(t)
	c.connect()
	c.send(map[string]any{"type": "post", "client": "post-00002", "body": "열어 둔 창에서 씁니다"})
	room, err := r.db.ChatRoom(ctx, chat.RoomID(c.acks("post-00002")["room"].(string)))
	if err != nil {
		t.Fatal(err)
	}
	if v, err := r.db.ChatVisitor(ctx, room.Visitor); err != nil || string(v.ID) != c.id {
		t.Errorf("the room is of %+v, %v", v, err)
	}
}
