package web

import (
	"testing"

	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/people"
)

// Agents have templates of their own beside those of everybody, which managers write; what is
// another agent's is not there.
func TestChatTemplates(t *testing.T) {
	c := newChatSite(t)
	var common, own chat.Template
	c.asks(201, "m1", "POST", "/chat/templates", `{"name":"인사","body":"안녕하세요","shortcut":"인사","category":"late"}`, &common)
	c.asks(201, "kim", "POST", "/chat/templates", `{"name":"내 인사","body":"안녕하세요\r\n김하나입니다","shortcut":"인사"}`, &own)
	if common.Owner != "" || own.Owner != "kim" || own.Body != "안녕하세요\n김하나입니다" || own.Version != 1 {
		t.Errorf("made %+v and %+v", common, own)
	}
	var list []chat.Template
	for who, n := range map[string]int{"kim": 2, "lee": 1, "m2": 1, "boss": 1} {
		if c.asks(200, who, "GET", "/chat/templates", "", &list); len(list) != n {
			t.Errorf("%s has %d templates", who, len(list))
		}
	}
	change := `{"name":"인사","body":"반갑습니다","version":1}`
	c.asks(403, "kim", "PUT", "/chat/templates/"+common.ID, change, nil)
	c.asks(403, "kim", "DELETE", "/chat/templates/"+common.ID, "", nil)
	c.nobodys("PUT", "/chat/templates/"+own.ID, change, "lee", "m1", "boss")
	c.nobodys("DELETE", "/chat/templates/"+own.ID, "", "lee", "m1", "boss")
	c.asks(200, "m2", "PUT", "/chat/templates/"+common.ID, change, &common)
	c.asks(409, "m2", "PUT", "/chat/templates/"+common.ID, change, nil)
	c.asks(409, "m2", "PUT", "/chat/templates/"+common.ID, `{"name":"인사","body":"반갑습니다"}`, nil)
	c.asks(200, "kim", "PUT", "/chat/templates/"+own.ID, change, &own)
	if common.Version != 2 || common.By != "m2" || own.Body != "반갑습니다" {
		t.Errorf("changed %+v and %+v", common, own)
	}
	for _, bad := range []string{`"shortcut":"a b"`, `"category":"nothing"`, `"body":" "`, `"name":"a\u0007"`} {
		c.asks(422, "m1", "POST", "/chat/templates", `{"name":"x","body":"y",`+bad+`}`, nil)
	}
	c.asks(200, "m1", "PUT", "/chat/templates/"+common.ID, `{"name":"인사","body":"반갑습니다","shortcut":"인사","version":2}`, nil)
	var p Problem
	if c.asks(422, "m1", "POST", "/chat/templates", `{"name":"x","body":"y\u0007"}`, &p); p.Detail != "the text has control characters" {
		t.Errorf("a template with a control character is refused as %q", p.Detail)
	}
	c.asks(422, "m1", "POST", "/chat/templates", `{"name":"x","body":"y","shortcut":"인사"}`, nil)
	c.asks(204, "kim", "DELETE", "/chat/templates/"+own.ID, "", nil)
	c.asks(404, "kim", "DELETE", "/chat/templates/"+own.ID, "", nil)
	lines, err := c.db.AccessLog(t.Context(), people.AccessFilter{Limit: 20})
	c.must(err)
	for _, a := range lines { // of templates of everybody alone
		if a.Target != "chat-template:"+common.ID {
			t.Errorf("an agent's own template is in the access log: %+v", a)
		}
	}
	if len(lines) != 3 {
		t.Errorf("%d lines of three changes", len(lines))
	}
}

// Who manages an agent reads the templates that the agent has, as a supervisor sees what the agent
// sees (S8); nobody else does.
func TestChatTemplatesOfAnAgent(t *testing.T) {
	c := newChatSite(t)
	c.asks(201, "kim", "POST", "/chat/templates", `{"name":"내 인사","body":"안녕하세요"}`, nil)
	c.asks(201, "boss", "POST", "/chat/templates", `{"name":"공통 인사","body":"반갑습니다"}`, nil)
	for _, one := range []struct {
		who, query string
		n          int
	}{{"kim", "", 2}, {"kim", "?agent=kim", 2}, {"m1", "", 1}, {"m1", "?agent=kim", 2}, {"boss", "?agent=kim", 2}, {"boss", "?agent=lee", 1}} {
		var list []ChatTemplateView
		if c.asks(200, one.who, "GET", "/chat/templates"+one.query, "", &list); len(list) != one.n {
			t.Errorf("%s reads %s: %+v, want %d", one.who, one.query, list, one.n)
		}
	}
	c.nobodys("GET", "/chat/templates?agent=kim", "", "m2", "lee")
}
