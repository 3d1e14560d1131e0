package app

import (
	"testing"
	"time"

	"github.com/callfloor/callfloor/sip/phone"
)

// asks has a new customer ask for an agent about a category, and returns the room.
func (r *rig) asks(t *testing.T, category string) string {
	t.Helper()
	c := r.visitor(t)
	c.send(map[string]any{"type": "start", "client": "start-0001"})
	room := c.acks("start-0001")["room"].(string)
	c.send(map[string]any{"type": "choose", "client": "choose-001", "room": room, "category": "delivery"})
	c.send(map[string]any{"type": "choose", "client": "choose-002", "room": room, "category": category})
	c.acks("choose-002")
	if category == "late" { // the bot has an answer to it; the others lead on to an agent
		c.send(map[string]any{"type": "request_agent", "client": "agent-0001", "room": room})
		c.acks("agent-0001")
	}
	return room
}

// stands is how a room stands.
func (r *rig) stands(t *testing.T, room string) (v struct{ Status, Agent, Cause string }) {
	t.Helper()
	if st := r.api("GET", "/chat/rooms/"+room, "", &v); st != 200 {
		t.Fatalf("%s: %d", room, st)
	}
	return v
}

// By category rooms go to the agents whose form names the middle category, and wait where none
// of them may take them (C23).
func TestChatsByCategory(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	kim, lee := r.logIn(t, "hana", "kim"), r.logIn(t, "duri", "lee")
	for agent, category := range map[string]string{"kim": "late", "lee": "lost"} {
		r.answersCategory(t, agent, category)
	}
	if st := r.api("PUT", "/settings/chat.by_category", `{"value":"true"}`, nil); st != 200 {
		t.Fatal(st)
	}
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	if v := r.stands(t, r.asks(t, "lost")); v.Status != "waiting" || v.Cause != "category" {
		t.Errorf("kim does not answer this category: %+v", v)
	}
	lee.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	for range 3 { // whoever has fewer
		if v := r.stands(t, r.asks(t, "lost")); v.Agent != "lee" {
			t.Errorf("lost: %+v", v)
		}
	}
	if v := r.stands(t, r.asks(t, "late")); v.Agent != "kim" {
		t.Errorf("late: %+v", v)
	}
}

// answersCategory names the category that an agent answers, in the agent's form.
func (r *rig) answersCategory(t *testing.T, agent, category string) {
	t.Helper()
	var form map[string]any
	if st := r.api("GET", "/agents/"+agent, "", &form); st != 200 {
		t.Fatal(st)
	}
	form["chat"] = map[string]any{"categories": []string{category}}
	if st := r.api("PUT", "/agents/"+agent, mustJSON(t, form), nil); st != 200 {
		t.Fatalf("%s: %d", agent, st)
	}
}

// Who is on a call is given no new chat, from the ringing until the wrap-up is over, unless the
// setting says so; what waits comes then by itself.
func TestChatsBesideCalls(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	kim := r.logIn(t, "hana", "kim")
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
	r.ready("kim")
	c := r.dial("01012345678")
	r.talks("kim")
	until(t, "chats know of the call", func() bool {
		var list []struct {
			Agent  struct{ ID string }
			OnCall bool `json:"on_call"`
		}
		r.api("GET", "/chat/agents", "", &list)
		for _, a := range list {
			if a.Agent.ID == "kim" {
				return a.OnCall
			}
		}
		return false
	})
	room := r.asks(t, "late")
	if v := r.stands(t, room); v.Status != "waiting" {
		t.Errorf("on a call: %+v", v)
	}
	c.Hangup()
	until(t, "the wrap-up", func() bool { return r.state("kim") == "wrap_up" })
	if v := r.stands(t, room); v.Status != "waiting" {
		t.Errorf("in the wrap-up: %+v", v)
	}
	r.ready("kim")
	until(t, "the chat comes", func() bool { return r.stands(t, room).Agent == "kim" })

	if st := r.api("PUT", "/settings/chat.during_calls", `{"value":"true"}`, nil); st != 200 {
		t.Fatal(st)
	}
	second := r.dial("01012345679")
	r.talks("kim")
	if v := r.stands(t, r.asks(t, "late")); v.Agent != "kim" {
		t.Errorf("with chats during calls: %+v", v)
	}
	second.Hangup()
}
