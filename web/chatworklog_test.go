package web

import (
	"testing"

	"github.com/callfloor/callfloor/chat"
)

// What people do with rooms stands in the access log (P-01), and is not done where it cannot stand
// there.
func TestChatWorkIsLogged(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	c.has("kim", "r2", "v2")
	for _, one := range []struct{ method, path, body, action string }{
		{"PUT", "/chat/rooms/r1/held", `{"held":true}`, "chat_held"},
		{"PUT", "/chat/rooms/r1/category", `{"category":"lost"}`, "chat_categorised"},
		{"POST", "/chat/rooms/r1/assign", `{"agent":"kim"}`, "chat_given"},
		{"POST", "/chat/rooms/r1/put-back", "", "chat_put_back"},
		{"POST", "/chat/rooms/r2/end", "", "chat_ended"},
	} {
		c.broken(true)
		if status, _ := c.as(t, "m1", one.method, "/api/v1"+one.path, one.body); status < 500 {
			t.Errorf("%s without a log: %d", one.path, status)
		}
		c.broken(false)
		if r, err := c.db.ChatRoom(t.Context(), chat.RoomID(one.path[12:14])); err != nil || r.Held || r.Category != "late" && one.action == "chat_categorised" || r.Agent != "kim" || r.Status.Over() {
			t.Fatalf("%s without a log has been done: %+v %v", one.path, r, err)
		}
		c.asks(200, "m1", one.method, one.path, one.body, nil)
		if n := c.logged(one.action, "chat:"+one.path[12:14]); n != 1 {
			t.Errorf("%s has %d lines", one.action, n)
		}
		if one.action == "chat_held" {
			c.asks(200, "m1", one.method, one.path, `{"held":false}`, nil)
		}
	}
	c.asks(200, "m1", "POST", "/chat/rooms/categories", `{"rooms":["r2"],"category":"lost"}`, nil)
	if n := c.logged("chat_categorised", "chat:r2"); n != 1 {
		t.Errorf("categories of several have %d lines", n)
	}
	c.house.centre.values["chat.method"] = string(chat.Manual)
	c.do(chat.PutPolicy{Policy: manual()})
	c.asks(200, "kim", "POST", "/chat/rooms/r1/take", "", nil)
	if n := c.logged("chat_taken", "chat:r1"); n != 1 {
		t.Errorf("the room that was taken has %d lines", n)
	}
}

func manual() chat.Policy {
	p := chat.DefaultPolicy()
	p.Method = chat.Manual
	return p
}

// Nobody monitors without a line in the access log; what is refused has none.
func TestChatMonitoringIsLoggedFirst(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	c.asks(200, "m1", "PUT", "/chat/supervisor", `{"available":true}`, nil)
	c.broken(true)
	if status, _ := c.as(t, "m1", "POST", "/api/v1/chat/rooms/r1/monitor", ""); status < 500 {
		t.Errorf("without a log: %d", status)
	}
	c.broken(false)
	var me ChatSupervisorView
	if c.asks(200, "m1", "GET", "/chat/supervisor", "", &me); len(me.Rooms) != 0 {
		t.Errorf("monitored without a line: %+v", me)
	}
	c.asks(200, "m1", "POST", "/chat/rooms/r1/monitor", "", nil)
	if n := c.logged("chat_monitored", "chat:r1"); n != 1 {
		t.Errorf("%d lines", n)
	}
}
