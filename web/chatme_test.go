package web

import (
	"testing"

	"github.com/callfloor/callfloor/chat"
)

// The own agent is as the topic has it: with the rooms of today, who is responsible, and what the agent
// has set (M13 to M17). What is left out of a change stays.
func TestChatMe(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	c.has("kim", "r2", "v2")
	c.has("kim", "r3", "v3")
	c.has("lee", "r4", "v4")
	c.asks(201, "kim", "POST", "/chat/rooms/r2/messages", `{"client":"kim-00001","body":"네"}`, nil)
	c.asks(201, "kim", "POST", "/chat/rooms/r3/messages", `{"client":"kim-00001","body":"네"}`, nil)
	c.ends("kim", "r3")
	var me ChatMeView
	c.asks(200, "kim", "GET", "/chat/me", "", &me)
	if me.ID != "kim" || me.Name.Ko != "김하나" || me.Manager != "m1" || me.Cap != 5 || me.SignedIn || !me.AutoComplete || me.Received != 1 || me.Running != 1 ||
		me.Today.Received != 1 || me.Today.Running != 1 || me.Today.Ended != 1 || me.Month.Received != 1 || me.Month.Running != 1 {
		t.Errorf("kim is %+v", me)
	}
	for _, one := range []struct {
		body                string
		in, rests, complete bool
	}{
		{`{"signed_in":true,"resting":true}`, true, true, true}, {`{"auto_complete":false}`, true, true, false}, {`{"resting":false}`, true, false, false},
		{`{"resting":true}`, true, true, false}, {`{"signed_in":true,"auto_complete":true}`, true, false, true}, {`{"signed_in":false}`, false, false, true},
	} {
		if c.asks(200, "kim", "PUT", "/chat/me", one.body, &me); me.SignedIn != one.in || me.Resting != one.rests || me.AutoComplete != one.complete {
			t.Errorf("%s: %+v", one.body, me)
		}
	}
	c.asks(403, "boss", "GET", "/chat/me", "", nil)
	c.asks(403, "boss", "PUT", "/chat/me", `{"signed_in":true}`, nil)
	var other ChatMeView
	if c.asks(200, "lee", "GET", "/chat/me", "", &other); other.ID != "lee" || !other.AutoComplete {
		t.Errorf("lee is %+v", other)
	}
	c.house.centre.values["chat.enabled"] = "false"
	c.asks(409, "kim", "PUT", "/chat/me", `{"signed_in":true}`, nil)
	c.do(chat.DeleteAgent{Agent: "kim"})
	c.asks(404, "kim", "GET", "/chat/me", "", nil)
}
