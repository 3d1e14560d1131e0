package app

import (
	"net/http"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Where the setting says so customers are asked how it was: after a room that an agent has
// answered, once, of their own. What was acknowledged is on disk, and the report counts it.
func TestSatisfaction(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	r.chatSite(t)
	r.api("PUT", "/settings/chat.bot", `{"value":"false"}`, nil)
	kim := r.logIn(t, "hana", "kim")
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	rated := func(c *customer) any { return c.hears("ended", nil)["room"].(map[string]any)["rate"] }
	rate := func(c *customer, room, client string, score int) map[string]any {
		c.send(map[string]any{"type": "rate", "client": client, "room": room, "score": score, "comment": " 빨라요 "})
		return c.hears("ack", func(f map[string]any) bool { return f["client"] == client })
	}
	refuses := func(c *customer, room, client string, score int, code string) {
		t.Helper()
		c.send(map[string]any{"type": "rate", "client": client, "room": room, "score": score})
		if f := c.hears("refused", func(f map[string]any) bool { return f["client"] == client }); f["code"] != code {
			t.Errorf("%s with %d: %v, want %s", client, score, f, code)
		}
	}
	talk := func(c *customer, answered bool) string {
		t.Helper()
		c.send(map[string]any{"type": "post", "client": "post-00001", "body": "사흘째 멈춰 있어요"})
		room := c.acks("post-00001")["room"].(string)
		if answered {
			kim.ask(201, "POST", "/chat/rooms/"+room+"/messages", `{"client":"kim-`+room[len(room)-8:]+`","body":"확인해 보겠습니다."}`, nil)
		}
		kim.ask(200, "POST", "/chat/rooms/"+room+"/end", "", nil)
		return room
	}

	off := r.visitor(t)
	room := talk(off, true)
	if got := rated(off); got != "no" {
		t.Errorf("without the setting: %v", got)
	}
	refuses(off, room, "rate-00001", 5, "over")

	if st := r.api("PUT", "/settings/chat.satisfaction", `{"value":"true"}`, nil); st != http.StatusOK {
		t.Fatal(st)
	}
	c, other := r.visitor(t), r.visitor(t)
	room = talk(c, true)
	if got := rated(c); got != "may" {
		t.Errorf("with the setting: %v", got)
	}
	refuses(c, room, "rate-00000", 6, "malformed")
	refuses(other, room, "rate-00001", 1, "over")
	rate(c, room, "rate-00001", 4)
	refuses(c, room, "rate-00002", 1, "unchanged")
	unanswered := talk(other, false)
	if got := rated(other); got != "no" {
		t.Errorf("of a room without an answer: %v", got)
	}
	refuses(other, unanswered, "rate-00003", 3, "over")

	r.stopNow()
	r = start(t, dir)
	c.r = r
	if got := c.connect()["room"].(map[string]any)["rate"]; got != "done" {
		t.Errorf("after a restart: %v", got)
	}
	rate(c, room, "rate-00001", 4) // the answer was lost
	list, err := r.db.ChatRatings(t.Context(), []chat.RoomID{chat.RoomID(room)})
	if got := list[chat.RoomID(room)]; err != nil || got.Score != 4 || got.Comment != "빨라요" {
		t.Errorf("%+v %v", got, err)
	}
	now := acd.At(time.Now())
	report, err := r.db.ChatReport(t.Context(), chat.ReportFilter{By: chat.OfAgent, From: now.Add(-time.Hour), To: now.Add(time.Hour), Zone: time.UTC, Scope: chat.Scope{All: true}})
	if err != nil || len(report) != 1 || report[0].Satisfaction != (chat.Satisfaction{N: 1, Mean: 4}) {
		t.Errorf("the report: %+v %v", report, err)
	}
}
