package web

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/centre"
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

// An agent sets what is said by itself when a room that has waited comes: a change of the agent's
// configuration by the agent, of what stands there now, and of nothing else of it.
func TestOwnAutoReply(t *testing.T) {
	c := newChatSite(t)
	fake := c.house.centre
	fake.agents = slices.Clone(fake.agents)
	kim := slices.IndexFunc(fake.agents, func(a centre.Agent) bool { return a.ID == "kim" })
	fake.agents[kim].Chat = &centre.AgentChat{Cap: 3, Excluded: true, Categories: []string{"late"}}
	before := fake.agents[kim]
	var me ChatMeView
	if c.asks(200, "kim", "PUT", "/chat/me", `{"auto_reply":" 확인하고 있습니다.\r\n잠시만요. "}`, &me); me.AutoReply != "확인하고 있습니다.\n잠시만요." {
		t.Errorf("kim says %q", me.AutoReply)
	}
	if c.asks(200, "kim", "PUT", "/chat/me", `{"auto_reply":"확인하고 있습니다.\n잠시만요.","auto_complete":false}`, &me); me.AutoReply == "" || me.AutoComplete {
		t.Errorf("the same again: %+v", me)
	}
	want := before
	want.Chat = &centre.AgentChat{Cap: 3, Excluded: true, Categories: []string{"late"}, AutoReply: me.AutoReply}
	if got := fake.agents[kim]; !reflect.DeepEqual(got, want) || before.Chat.AutoReply != "" {
		t.Errorf("kim is %+v %+v", got, got.Chat)
	}
	if !slices.Equal(fake.changed, []string{"user:kim kim"}) {
		t.Errorf("changes %q", fake.changed)
	}
	if c.asks(200, "kim", "PUT", "/chat/me", `{"auto_reply":""}`, &me); me.AutoReply != "" {
		t.Errorf("taken away: %q", me.AutoReply)
	}
	if c.asks(200, "kim", "PUT", "/chat/me", `{"auto_reply":"네","auto_reply_en":" Yes. "}`, &me); me.AutoReply != "네" || me.AutoReplyEn != "Yes." {
		t.Errorf("in both languages: %q %q", me.AutoReply, me.AutoReplyEn)
	}
	if c.asks(200, "kim", "PUT", "/chat/me", `{"auto_reply":""}`, &me); me.AutoReply != "" || me.AutoReplyEn != "Yes." {
		t.Errorf("what is left out stays: %q %q", me.AutoReply, me.AutoReplyEn)
	}
	c.asks(422, "kim", "PUT", "/chat/me", `{"auto_reply_en":"`+strings.Repeat("a", 501)+`"}`, nil)
	if c.asks(200, "lee", "PUT", "/chat/me", `{"auto_reply":"네"}`, &me); me.AutoReply != "네" || me.ID != "lee" {
		t.Errorf("who had none: %+v", me)
	}
	c.asks(422, "kim", "PUT", "/chat/me", `{"auto_reply":"`+strings.Repeat("가", 501)+`"}`, nil)
}
