package web

import (
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/people"
)

// Where supervision is switched off the API refuses it and says why, and /me does not offer it (S1).
func TestChatSupervisionIsOff(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	offered := func() bool {
		var me struct{ User Account }
		c.asks(200, "m1", "GET", "/me", "", &me)
		return me.User.ChatMonitor
	}
	c.asks(200, "m1", "PUT", "/chat/supervisor", `{"available":true}`, nil)
	c.asks(200, "m1", "POST", "/chat/rooms/r1/monitor", "", nil)
	if !offered() {
		t.Error("it is not offered while it is on")
	}
	c.house.centre.values[centre.SetChatSupervision] = "false"
	p := chat.DefaultPolicy()
	p.NoSupervision = true
	c.do(chat.PutPolicy{Policy: p})
	for _, op := range [][3]string{{"GET", "/chat/supervisor"}, {"PUT", "/chat/supervisor", `{"available":true}`}, {"POST", "/chat/rooms/r1/monitor"}, {"DELETE", "/chat/rooms/r1/monitor"}} {
		var no Problem
		if c.asks(409, "m1", op[0], op[1], op[2], &no); no.Reason != "off" || no.Detail != "supervision of chats is not in use" {
			t.Errorf("%s %s: %+v", op[0], op[1], no)
		}
	}
	if offered() {
		t.Error("it is offered while it is off")
	}
	var d ChatDetail
	if c.asks(200, "boss", "GET", "/chat/rooms/r1/detail", "", &d); d.Watcher != nil || len(d.Monitors) != 1 || d.Monitors[0].Ended == 0 {
		t.Errorf("what was monitored: %+v %+v", d.Watcher, d.Monitors)
	}
}

// A supervisor who is available monitors a conversation of their scope, alone; the next one is
// told who does; the agent is never told, whatever they ask for (S3 to S11, S20, S21).
func TestChatMonitoring(t *testing.T) {
	c := newChatSite(t)
	c.may("m2", people.ChatMonitor)
	c.may("kim", people.ChatMonitor) // an agent with the permission is no supervisor
	c.has("kim", "r1", "v1")
	c.has("lee", "r2", "v2")
	c.waits("w1", "v3")
	w := c.web.Rooms.Watch("v1")
	defer w.Close()

	var p Problem
	if c.asks(409, "m1", "POST", "/chat/rooms/r1/monitor", "", &p); p.Reason != "not_available" {
		t.Errorf("not available: %+v", p)
	}
	var me ChatSupervisorView
	if c.asks(200, "m1", "PUT", "/chat/supervisor", `{"available":true}`, &me); !me.Available || len(me.Rooms) != 0 {
		t.Errorf("available: %+v", me)
	}
	if c.asks(200, "m1", "POST", "/chat/rooms/r1/monitor", "", &me); len(me.Rooms) != 1 || me.Rooms[0] != "r1" {
		t.Errorf("monitors %+v", me)
	}
	c.asks(200, "m1", "POST", "/chat/rooms/r1/monitor", "", nil)
	if n := c.logged("chat_monitored", "chat:r1"); n != 1 {
		t.Errorf("%d lines of the access log", n)
	}
	if c.asks(409, "m1", "POST", "/chat/rooms/w1/monitor", "", &p); p.Reason != "wrong_status" {
		t.Errorf("what waits: %+v", p)
	}
	c.asks(200, "boss", "PUT", "/chat/supervisor", `{"available":true}`, nil)
	if c.asks(409, "boss", "POST", "/chat/rooms/r1/monitor", "", &p); p.Reason != "watched" || p.Watcher != "m1" || p.WatcherName != "m1" {
		t.Errorf("the second one: %+v", p)
	}
	c.asks(200, "m2", "PUT", "/chat/supervisor", `{"available":true}`, nil)
	c.nobodys("POST", "/chat/rooms/r1/monitor", "", "m2")
	c.nobodys("POST", "/chat/rooms/r2/monitor", "", "m1")
	c.nobodys("DELETE", "/chat/rooms/r1/monitor", "", "m2")
	c.asks(200, "boss", "DELETE", "/chat/rooms/r1/monitor", "", nil)
	for _, op := range [][2]string{{"GET", "/chat/supervisor"}, {"PUT", "/chat/supervisor"}, {"POST", "/chat/rooms/r1/monitor"}, {"DELETE", "/chat/rooms/r1/monitor"}} {
		c.asks(403, "kim", op[0], op[1], map[bool]string{true: `{"available":true}`}[op[0] == "PUT"], nil)
		c.asks(422, "key", op[0], op[1], map[bool]string{true: `{"available":true}`}[op[0] == "PUT"], nil)
	}

	var d ChatDetail
	if c.asks(200, "boss", "GET", "/chat/rooms/r1/detail", "", &d); d.Watcher == nil || d.Watcher.User != "m1" || len(d.Monitors) != 1 || d.Monitors[0].Ended != 0 {
		t.Errorf("another supervisor sees %+v %+v", d.Watcher, d.Monitors)
	}
	for _, path := range []string{"/chat/rooms/r1", "/chat/rooms/r1/detail", "/chat/rooms/r1/timeline", "/chat/rooms/r1/messages", "/chat/rooms", "/chat/list?status=received", "/chat/agents"} {
		if data := c.asks(200, "kim", "GET", path, "", nil); strings.Contains(data, "monitor") || strings.Contains(data, "watch") {
			t.Errorf("the agent reads in %s: %s", path, data)
		}
	}
	if list, err := w.Take(); err != nil {
		t.Error(err)
	} else {
		for _, one := range list {
			if len(one.Messages) > 0 || one.Typing != nil || one.Room.AgentRead > 0 {
				t.Errorf("the customer's side changes: %+v", one)
			}
		}
	}

	c.asks(200, "m1", "DELETE", "/chat/rooms/r1/monitor", "", &me)
	if len(me.Rooms) != 0 || c.logged("chat_monitor_stopped", "chat:r1") != 1 {
		t.Errorf("stopped: %+v", me)
	}
	c.asks(200, "boss", "GET", "/chat/rooms/r1/detail", "", &d)
	if d.Watcher != nil || len(d.Monitors) != 1 || d.Monitors[0].Ended == 0 || d.Monitors[0].Name != "m1" {
		t.Errorf("afterwards %+v %+v", d.Watcher, d.Monitors)
	}
	if line := c.asks(200, "boss", "GET", "/chat/rooms/r1/timeline", "", nil); !strings.Contains(line, "monitor_began") || !strings.Contains(line, "monitor_ended") {
		t.Errorf("the timeline is %s", line)
	}
}

// Who consults does not monitor their own room, nor see who does.
func TestNobodyMonitorsTheirOwnRoom(t *testing.T) {
	c := newChatSite(t)
	c.people.mu.Lock()
	u := c.people.users["m1"]
	u.AgentID = "park"
	c.people.users["m1"] = u
	c.people.mu.Unlock()
	c.has("park", "r1", "v1")
	var p Problem
	c.asks(200, "m1", "PUT", "/chat/supervisor", `{"available":true}`, nil)
	if c.asks(409, "m1", "POST", "/chat/rooms/r1/monitor", "", &p); p.Reason != "own" {
		t.Errorf("%+v", p)
	}
	c.asks(200, "boss", "PUT", "/chat/supervisor", `{"available":true}`, nil)
	c.asks(200, "boss", "POST", "/chat/rooms/r1/monitor", "", nil)
	for _, path := range []string{"detail", "timeline"} {
		if data := c.asks(200, "m1", "GET", "/chat/rooms/r1/"+path, "", nil); strings.Contains(data, "monitor") || strings.Contains(data, "watcher") {
			t.Errorf("the agent reads in %s: %s", path, data)
		}
	}
}

// Being available no more, and logging out, end what is monitored; so does a room that goes to
// somebody else's agent only by the supervisor's own hand.
func TestMonitoringEnds(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	watcher := func() (who chat.UserID) {
		c.must(c.web.Rooms.Look(t.Context(), func(h *chat.House) { who, _ = h.Watcher("r1") }))
		return who
	}
	begin := func() {
		t.Helper()
		c.asks(200, "m1", "PUT", "/chat/supervisor", `{"available":true}`, nil)
		c.asks(200, "m1", "POST", "/chat/rooms/r1/monitor", "", nil)
		if watcher() != "m1" {
			t.Fatal("nobody monitors")
		}
	}
	begin()
	c.asks(200, "m1", "PUT", "/chat/supervisor", `{"available":false}`, nil)
	if watcher() != "" {
		t.Error("not available, and yet monitoring")
	}
	begin()
	c.do(chat.Give{Room: "r1", To: "lee", Who: chat.Who{User: "boss"}})
	c.nobodys("GET", "/chat/rooms/r1/messages", "", "m1")
	c.asks(200, "m1", "DELETE", "/chat/rooms/r1/monitor", "", nil)
	c.nobodys("DELETE", "/chat/rooms/r1/monitor", "", "m1")
	if watcher() != "" {
		t.Error("stopped, and yet monitoring")
	}
	c.do(chat.Give{Room: "r1", To: "kim", Who: chat.Who{User: "boss"}})
	begin()
	c.asks(204, "m1", "POST", "/logout", "", nil)
	if watcher() != "" {
		t.Error("logged out, and yet monitoring")
	}
}

// A manager who hands their own room on is not told who monitored it while they had it, nor who
// goes on; what begins later they see (S4, S11).
func TestMonitoringOfTheOwnTimeStaysHidden(t *testing.T) {
	c := newChatSite(t)
	c.people.mu.Lock()
	u := c.people.users["m1"]
	u.AgentID = "park"
	c.people.users["m1"] = u
	c.people.mu.Unlock()
	c.has("park", "r1", "v1")
	c.asks(200, "boss", "PUT", "/chat/supervisor", `{"available":true}`, nil)
	c.asks(200, "boss", "POST", "/chat/rooms/r1/monitor", "", nil)
	time.Sleep(2 * time.Millisecond) // lines of one moment have no order
	c.do(chat.Give{Room: "r1", To: "kim", Who: chat.Who{User: "boss"}})
	hidden := func() {
		t.Helper()
		for _, path := range []string{"/chat/rooms/r1/detail", "/chat/rooms/r1/timeline"} {
			if data := c.asks(200, "m1", "GET", path, "", nil); strings.Contains(data, "monitor") || strings.Contains(data, "watcher") {
				t.Errorf("%s says %s", path, data)
			}
		}
	}
	hidden()
	c.asks(200, "boss", "DELETE", "/chat/rooms/r1/monitor", "", nil)
	hidden()
	time.Sleep(2 * time.Millisecond)
	c.asks(200, "boss", "POST", "/chat/rooms/r1/monitor", "", nil)
	var d ChatDetail
	if c.asks(200, "m1", "GET", "/chat/rooms/r1/detail", "", &d); len(d.Monitors) != 1 || d.Watcher == nil || d.Watcher.User != "boss" {
		t.Errorf("what began later: %+v %+v", d.Monitors, d.Watcher)
	}
}

// A manager who reads the room of an own agent leaves nothing that the agent or the customer could
// notice, whatever the page asks for (S4, decision 16).
func TestReadingLeavesNoTrace(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	c.writes("r1", "c1", "여보세요")
	w := c.web.Rooms.Watch("v1")
	defer w.Close()
	if _, err := w.Take(); err != nil { // what was before
		t.Fatal(err)
	}
	as := func() string { return c.asks(200, "kim", "GET", "/chat/rooms/r1", "", nil) }
	before := as()
	for _, path := range []string{"/chat/rooms/r1", "/chat/rooms/r1/detail", "/chat/rooms/r1/messages", "/chat/rooms/r1/timeline"} {
		c.asks(200, "m1", "GET", path, "", nil)
	}
	c.asks(409, "m1", "POST", "/chat/rooms/r1/read", `{"seq":1}`, nil)
	c.asks(403, "m1", "POST", "/chat/rooms/r1/typing", `{"on":true}`, nil)
	if after := as(); after != before {
		t.Errorf("the room was\n%s and is\n%s", before, after)
	}
	if news, err := w.Take(); err != nil || len(news) > 0 {
		t.Errorf("the customer is told %+v %v", news, err)
	}
	if line := c.asks(200, "kim", "GET", "/chat/rooms/r1/timeline", "", nil); strings.Contains(line, "m1") {
		t.Errorf("the agent's timeline says %s", line)
	}
}
