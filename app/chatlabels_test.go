package app

import (
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// What lists call agents and categories follows what is configured and who may log in: agents whose
// log-in is disabled are marked (C78), deleted categories are unused (C79), also the last one; what
// is kept already is not written again.
func TestChatLabels(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	r.logIn(t, "hana", "kim")
	state := func() (s chat.AgentState) {
		t.Helper()
		list, err := r.db.ChatAgents(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range list {
			if l.ID == "kim" {
				s = l.State
			}
		}
		return s
	}
	becomes := func(want chat.AgentState) {
		t.Helper()
		for end := time.Now().Add(3 * namesEvery); state() != want; time.Sleep(50 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("kim is %q, not %q", state(), want)
			}
		}
	}
	r.api("PUT", "/users/hana", `{"login":"hana","name":"상담사","role":"agent","agent_id":"kim","disabled":true}`, nil)
	becomes(chat.AgentDeauthorised)

	unused := func() (n int) {
		t.Helper()
		list, err := r.db.ChatCategories(t.Context())
		if err != nil || len(list) != 3 {
			t.Fatalf("%+v %v", list, err)
		}
		for _, c := range list {
			if c.Unused && c.Name != "" {
				n++
			}
		}
		return n
	}
	if st := r.api("DELETE", "/chat-sites/shop", "", nil); st != 204 {
		t.Fatal(st)
	}
	for i, id := range []string{"lost", "late", "delivery"} {
		if st := r.api("DELETE", "/chat-categories/"+id, "", nil); st != 204 {
			t.Fatalf("%s: %d", id, st)
		}
		if n := unused(); n != i+1 {
			t.Errorf("after %s %d are unused", id, n)
		}
	}
	if state() != chat.AgentDeauthorised {
		t.Error("another change lets kim in again")
	}

	d := r.centre.directory()
	agents, err := r.db.ChatAgents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	categories, err := r.db.ChatCategories(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if a, c := d.agentLabels(map[acd.AgentID]bool{"kim": true}, agents), d.namedCategories(categories); len(a)+len(c) > 0 {
		t.Errorf("written again: %+v %+v", a, c)
	}
	r.api("PUT", "/users/hana", `{"login":"hana","name":"상담사","role":"agent","agent_id":"kim"}`, nil)
	becomes(chat.AgentActive)
}
