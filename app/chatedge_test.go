package app

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/chat"
)

// put sets settings.
func (r *rig) put(t *testing.T, settings map[string]string) {
	t.Helper()
	for key, v := range settings {
		if st := r.api("PUT", "/settings/"+key, `{"value":"`+v+`"}`, nil); st != 200 {
			t.Fatalf("%s: %d", key, st)
		}
	}
}

// begins has a customer write in a room of their own and returns it.
func (c *customer) begins(client string) string {
	c.t.Helper()
	c.send(map[string]any{"type": "post", "client": client, "body": "안녕하세요"})
	return c.acks(client)["room"].(string)
}

// closes waits until the server has closed the connection, and returns the code.
func (c *customer) closes() int {
	c.t.Helper()
	for {
		_, _, err := c.conn.ReadMessage()
		var end *websocket.CloseError
		if errors.As(err, &end) {
			return end.Code
		}
		if err != nil {
			c.t.Fatal(err)
		}
	}
}

// A site whose customers are in a room is not taken away, and its customers go on; once they have
// ended it is.
func TestASiteWithOpenChatsStays(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	c := r.visitor(t)
	room := c.begins("post-00001")
	var why struct{ Detail string }
	if st := r.api("DELETE", "/chat-sites/shop", "", &why); st != 409 || !strings.Contains(why.Detail, "1 open chat") {
		t.Fatalf("%d %+v", st, why)
	}
	c.send(map[string]any{"type": "post", "client": "post-00002", "room": room, "body": "아직 있나요?"})
	if got := c.acks("post-00002")["room"]; got != room {
		t.Errorf("the room goes on as %v", got)
	}
	c.send(map[string]any{"type": "end", "client": "end-000001", "room": room})
	c.acks("end-000001")
	if st := r.api("DELETE", "/chat-sites/shop", "", nil); st != 204 {
		t.Errorf("with no open chat: %d", st)
	}
	if code := c.closes(); code != 4503 {
		t.Errorf("the browser is told %d", code)
	}
}

// Browsers that are open are told when nothing is taken any more, and when it is again: by the
// clock, and where it is configured.
func TestHoursAreToldToBrowsers(t *testing.T) {
	clock := new(wallClock)
	clock.to(17, 50)
	r := startBy(t, t.TempDir(), clock.now)
	r.chatSite(t)
	if st := r.api("POST", "/opening-hours", `{"id":"day","name":{"ko":"낮"},"holidays":false,"week":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"09:00","to":"18:00"}]}`, nil); st != 201 {
		t.Fatal(st)
	}
	r.put(t, map[string]string{"chat.hours": "day", "chat.after_hours": "refuse"})
	c := r.visitor(t)
	told := func(why string, open, takes bool) {
		t.Helper()
		f := c.hears("closed", nil)
		hours, _ := f["hours"].(map[string]any)
		if f["why"] != why || hours["open"] != open || hours["takes"] != takes {
			t.Errorf("told %v, want %q with open %v and takes %v", f, why, open, takes)
		}
	}
	clock.to(18, 0)
	told("hours", false, false)
	r.put(t, map[string]string{"chat.after_hours": "queue"})
	told("", false, true)
	clock.to(9, 0)
	told("", true, true)
	r.put(t, map[string]string{"chat.cap": "3"}) // nothing that browsers are told
	var site map[string]any
	var sites []map[string]any
	r.api("GET", "/chat-sites", "", &sites)
	site = sites[0]
	site["closed"] = true
	if st := r.api("PUT", "/chat-sites/shop", mustJSON(t, site), nil); st != 200 {
		t.Fatal(st)
	}
	told("hours", true, false)
	if len(c.heard) > 0 && c.heard[0]["type"] == "closed" {
		t.Errorf("told without a change: %v", c.heard[0])
	}
}

// Who is blocked writes no more, whoever has the room: what is open ends as by a manager, without a
// word, and the browser does not come back.
func TestABlockEndsWhatIsOpen(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	r.put(t, map[string]string{"chat.bot": "false"})
	kim := r.logIn(t, "hana", "kim")
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	c := r.visitor(t)
	before := c.begins("post-00001")
	kim.ask(201, "POST", "/chat/rooms/"+before+"/messages", `{"client":"kim-000001","body":"네."}`, nil)
	if st := r.api("POST", "/chat/rooms/"+before+"/block", `{"reason":"욕설"}`, nil); st != 409 { // C49
		t.Errorf("a room that an agent has: %d", st)
	}
	kim.ask(200, "POST", "/chat/rooms/"+before+"/end", "", nil)
	c.hears("ended", nil)
	now := c.begins("post-00002")
	kim.ask(201, "POST", "/chat/rooms/"+now+"/messages", `{"client":"kim-000002","body":"네?"}`, nil)
	if st := r.api("POST", "/chat/rooms/"+before+"/block", `{"reason":"욕설"}`, nil); st != 200 { // C75
		t.Fatal(st)
	}
	if code := c.closes(); code != 4505 {
		t.Errorf("the browser is told %d", code)
	}
	room, err := r.db.ChatRoom(t.Context(), chat.RoomID(now))
	if err != nil || room.Status != chat.Ended || room.EndType != chat.EndByManager || !room.Blocked || room.Agent != "kim" {
		t.Errorf("the room that was open is %+v %v", room, err)
	}
	messages, err := r.db.ChatMessages(t.Context(), chat.RoomID(now), 0, 0, 50)
	if err != nil {
		t.Fatal(err)
	}
	if last := messages[len(messages)-1]; last.By != chat.ByAgent {
		t.Errorf("the customer was told %q (C48)", last.Body)
	}
	kim.ask(409, "POST", "/chat/rooms/"+now+"/messages", `{"client":"kim-000003","body":"여보세요?"}`, nil)
}

// Rooms of one address count whether their customers are connected or not, until they end.
func TestRoomsOfAnAddressCount(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	r.put(t, map[string]string{"chat.per_address": "2"})
	var rooms []string
	var gone []*customer
	for i := range 2 {
		c := r.visitor(t)
		rooms = append(rooms, c.begins(fmt.Sprintf("post-0000%d", i)))
		c.conn.Close()
		gone = append(gone, c)
	}
	until(t, "they are still connected", func() bool { return r.chat.widget.Open() == 0 })
	c := r.visitor(t)
	c.send(map[string]any{"type": "post", "client": "post-00009", "body": "저도요"})
	if f := c.hears("refused", nil); f["code"] != "crowded" {
		t.Errorf("a third room: %v", f)
	}
	gone[0].connect()
	gone[0].send(map[string]any{"type": "end", "client": "end-000001", "room": rooms[0]})
	gone[0].acks("end-000001")
	c.begins("post-00010")
}
