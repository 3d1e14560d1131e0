package web

import (
	"strings"
	"testing"

	"github.com/callfloor/callfloor/chat"
)

// usage reads the service usage log as somebody, as lines of text.
func (c *chatSite) usage(who, query string) (lines []string) {
	c.t.Helper()
	var p ChatUsagePage
	c.asks(200, who, "GET", "/chat/usage"+query, "", &p)
	for _, l := range p.Items {
		line := string(l.Room) + ": " + string(l.From.ID) + " > " + string(l.To.ID) + ", " + string(l.How)
		if l.Why != nil {
			line += ", " + string(l.Why.By)
		}
		if l.Row == nil {
			line += ", hidden"
		}
		lines = append(lines, line)
	}
	return lines
}

// What was given again by itself is in the service usage log (C36), from the robot to the agent and
// why to this one, newest first: to administrators all of it, to managers what came to them and to
// their agents, with the room where they see it still. The timeline says the same, and so does the file.
func TestTheServiceUsageLog(t *testing.T) {
	c := newChatSite(t)
	c.visitor("v1", func(v *chat.Visitor) { v.Name, v.Number = "김고객", "010-1234-5678" })
	for _, v := range []string{"v2", "v3"} { // without names
		c.visitor(v)
	}
	c.waits("r1", "v1")
	c.do(chat.SignIn{Agent: "kim"}) // r1
	c.do(chat.SetResting{Agent: "kim", Resting: true})
	c.waits("r2", "v2")
	c.do(chat.SignIn{Agent: "lee"}) // r2
	c.do(chat.SetResting{Agent: "kim"})
	c.waits("r3", "v3") // somebody has it at the request: it is not in the log
	all := []string{"r2:  > lee, backlog, only", "r1:  > kim, backlog, only"}
	if got := c.usage("boss", ""); strings.Join(got, "\n") != strings.Join(all, "\n") {
		t.Errorf("the log is %q, want %q", got, all)
	}
	for who, want := range map[string]string{"m1": all[1], "m2": all[0]} {
		if got := c.usage(who, ""); strings.Join(got, "\n") != want {
			t.Errorf("%s sees %q, want %q", who, got, want)
		}
	}
	if got := c.usage("boss", "?agent=kim"); len(got) != 1 || got[0] != all[1] {
		t.Errorf("of kim: %q", got)
	}
	if got := c.usage("boss", "?to=2020-01-01"); len(got) != 0 {
		t.Errorf("of other days: %q", got)
	}
	var first ChatUsagePage
	if c.asks(200, "boss", "GET", "/chat/usage?limit=1", "", &first); len(first.Items) != 1 || first.Next == "" {
		t.Errorf("the first page: %+v", first)
	}
	if got := c.usage("boss", "?limit=1&after="+first.Next); len(got) != 1 || got[0] != all[1] {
		t.Errorf("the second page: %q", got)
	}
	c.asks(422, "boss", "GET", "/chat/usage?from=2026-02-01&to=2026-01-01", "", nil)

	var line []ChatEntryView
	c.asks(200, "m1", "GET", "/chat/rooms/r1/timeline", "", &line)
	if e := line[len(line)-1]; e.Kind != "assigned" || e.Why == nil || e.Why.By != chat.OnlyOne || e.Why.Able != 1 {
		t.Errorf("the timeline ends with %+v", e)
	}
	rows := c.table("boss", "/chat/usage/export?reason=점검&format=csv")
	if len(rows) != 3 || !strings.Contains(strings.Join(rows[2], "|"), "|r1|웹채팅|") || !strings.Contains(strings.Join(rows[2], "|"), "|김고객|") || !strings.HasSuffix(strings.Join(rows[2], "|"), "|로봇|김하나|자동배정|맡을 수 있는 상담사가 한 명뿐") {
		t.Errorf("the file is %q", rows)
	}
	if rows[1][4] != "고객 V2" {
		t.Errorf("who has no name is called %q", rows[1][4])
	}
	if n := c.logged("chats_exported", "chats"); n != 1 {
		t.Errorf("%d lines in the access log", n)
	}

	c.do(chat.Give{Room: "r1", To: "lee", Who: chat.Who{User: "boss"}}) // to the agent of another manager
	if got := c.usage("m1", ""); len(got) != 1 || got[0] != all[1]+", hidden" {
		t.Errorf("of a room that is somebody else's now: %q", got)
	}
}
