package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/cti"
)

// No event of another team reaches a manager, none of anybody else an agent (I-20), and
// whole numbers reach who may see them.
func TestEventsAreOfOwnAgents(t *testing.T) {
	s := newSite(t)
	connect := func(who, query string) *websocket.Conn {
		t.Helper()
		conn, res, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/events"+query, s.header(who))
		if err != nil {
			t.Fatalf("%s: %v %v", who, err, res)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	next := func(c *websocket.Conn, kind string) (f eventFrame) {
		t.Helper()
		for range 5 {
			if err := c.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if err := c.ReadJSON(&f); err != nil {
				t.Fatal(err)
			}
			if f.Type == kind {
				return f
			}
		}
		t.Fatalf("no %s came", kind)
		return f
	}
	conns := map[string]*websocket.Conn{}
	for _, who := range []string{"boss", "m1", "kim", "lee"} {
		conns[who] = connect(who, "")
		next(conns[who], "hello")
	}
	fold := cti.NewFold(acd.State{})
	for i, ev := range []acd.Event{
		acd.CallQueued{Call: "c", Service: "orders", Caller: "01012345678"},
		acd.CallOffered{Call: "c", Service: "orders", Agent: "lee", Caller: "01012345678"},
		acd.AgentStateChanged{Agent: "kim", From: acd.NotReady, To: acd.Ready},
	} {
		s.events.Add(fold.Apply(uint64(i+1), 0, ev)...)
	}
	s.events.Add(fold.Apply(9, 0, acd.AgentPhoneChanged{Agent: "kim"})...)
	s.events.Add(fold.Apply(10, 0, acd.AgentPhoneChanged{Agent: "lee"})...)
	want := map[string]string{ // lee is of another manager than m1
		"boss": "call.queued call.offered agent.state_changed agent.phone agent.phone",
		"m1":   "call.queued agent.state_changed agent.phone",
		"kim":  "agent.state_changed agent.phone",
		"lee":  "call.offered agent.phone",
	}
	for who, conn := range conns {
		var got []string
		for len(got) < len(strings.Fields(want[who])) {
			for _, e := range next(conn, "events").Events {
				got = append(got, e.Type)
				if e.Type == cti.CallOffered && (who == "boss") != (e.Caller == "01012345678") {
					t.Errorf("%s sees the number %s", who, e.Caller)
				}
			}
		}
		if strings.Join(got, " ") != want[who] {
			t.Errorf("%s is told %q, want %q", who, got, want[who])
		}
	}
	// Behind a place, and of some types alone.
	back := connect("boss", "?after=3&types=agent.")
	if f := next(back, "hello"); f.Seq != 3 {
		t.Errorf("begins at %d", f.Seq)
	}
	if evs := next(back, "events").Events; len(evs) != 2 || evs[0].Seq != 9 {
		t.Errorf("%+v", evs)
	}
	if f := next(connect("boss", "?after=11"), "reset"); f.Seq != 10 {
		t.Errorf("reset to %d", f.Seq)
	}
	for query, status := range map[string]int{"?types=nothing": 422, "?after=x": 422, "?topics=agents": 422} {
		_, res, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/events"+query, s.header("boss"))
		if err == nil || res.StatusCode != status {
			t.Errorf("%s: %v", query, res)
		}
	}
	if _, res, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/events", http.Header{}); err == nil || res.StatusCode != 401 {
		t.Errorf("nobody: %v", res)
	}
}
