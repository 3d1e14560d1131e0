package web

import (
	"testing"

	"github.com/callfloor/callfloor/chat"
)

// An agent asks the manager, who answers once; what is another manager's is not there, and agents see
// their own alone.
func TestChatRequests(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	var r ChatRequestView
	if c.asks(201, "kim", "POST", "/chat/requests", `{"room":"r1","body":" 환불 승인 부탁드립니다. "}`, &r); r.Manager != "m1" || r.Agent != "kim" || r.Body != "환불 승인 부탁드립니다." || r.State != chat.RequestOpen {
		t.Errorf("asked %+v", r)
	}
	c.nobodys("POST", "/chat/requests", `{"room":"r1","body":"x"}`, "lee")
	c.asks(422, "boss", "POST", "/chat/requests", `{"body":"x"}`, nil) // answers nobody
	c.asks(422, "kim", "POST", "/chat/requests", `{"body":" "}`, nil)
	var p Problem
	if c.asks(422, "kim", "POST", "/chat/requests", `{"body":"x\u0007"}`, &p); p.Detail != "the text has control characters" {
		t.Errorf("a request with a control character is refused as %q", p.Detail)
	}
	var page ChatRequestPage
	for who, n := range map[string]int{"kim": 1, "lee": 0, "m1": 1, "m2": 0, "boss": 1} {
		if c.asks(200, who, "GET", "/chat/requests?state=open", "", &page); len(page.Items) != n {
			t.Errorf("%s sees %+v", who, page.Items)
		}
	}
	answer := `{"state":"done","answer":"승인했습니다."}`
	c.asks(403, "kim", "POST", "/chat/requests/"+r.ID+"/answer", answer, nil)
	c.nobodys("POST", "/chat/requests/"+r.ID+"/answer", answer, "m2")
	c.nobodys("POST", "/chat/requests/none/answer", answer, "boss")
	c.asks(422, "m1", "POST", "/chat/requests/"+r.ID+"/answer", `{"state":"open","answer":"x"}`, nil)
	if c.asks(200, "m1", "POST", "/chat/requests/"+r.ID+"/answer", answer, &r); r.State != chat.RequestDone || r.By != "m1" || r.Answer != "승인했습니다." {
		t.Errorf("answered %+v", r)
	}
	c.asks(409, "boss", "POST", "/chat/requests/"+r.ID+"/answer", answer, nil)
	if c.asks(200, "kim", "GET", "/chat/requests", "", &page); len(page.Items) != 1 || page.Items[0].Answer != "승인했습니다." {
		t.Errorf("kim reads %+v", page.Items)
	}
}

// Requests are of who is responsible for the agent now: of an agent without a manager the
// administrators alone read and answer them, and what was asked before a change of managers goes
// with the agent.
func TestChatRequestsFollowTheAgent(t *testing.T) {
	c := newChatSite(t)
	var r ChatRequestView
	c.asks(201, "kim", "POST", "/chat/requests", `{"body":"휴가를 바꾸고 싶습니다."}`, &r)
	answer := `{"state":"done","answer":"네"}`
	for _, one := range []struct {
		manager string
		reads   []string
		no      []string
	}{{"", []string{"boss"}, []string{"m1", "m2"}}, {"m2", []string{"boss", "m2"}, []string{"m1"}}} {
		c.managed("kim", one.manager)
		var page ChatRequestPage
		for _, who := range one.reads {
			if c.asks(200, who, "GET", "/chat/requests", "", &page); len(page.Items) != 1 {
				t.Errorf("kim of %q: %s reads %+v", one.manager, who, page.Items)
			}
		}
		for _, who := range one.no {
			if c.asks(200, who, "GET", "/chat/requests", "", &page); len(page.Items) != 0 {
				t.Errorf("kim of %q: %s reads %+v", one.manager, who, page.Items)
			}
			c.nobodys("POST", "/chat/requests/"+r.ID+"/answer", answer, who)
		}
	}
	c.asks(200, "m2", "POST", "/chat/requests/"+r.ID+"/answer", answer, nil)
}

// Blocked customers are listed for who sees a room of theirs, masked; they are let in again by
// managers.
func TestBlockedChatCustomers(t *testing.T) {
	c := newChatSite(t)
	c.visitor("v1", func(v *chat.Visitor) { v.Number = "+821012345678" })
	c.visitor("v2")
	c.has("kim", "r1", "v1")
	c.ends("kim", "r1")
	c.waits("r2", "v2")
	c.asks(200, "m1", "POST", "/chat/rooms/r1/block", `{"reason":"욕설"}`, nil)
	c.asks(200, "m2", "POST", "/chat/rooms/r2/block", `{"reason":"광고"}`, nil)
	if c.logged("chat_customer_blocked", "chat-customer:v1") != 1 {
		t.Error("the block is not in the access log")
	}
	var page ChatVisitorPage
	for who, n := range map[string]int{"boss": 2, "m1": 2, "m2": 1} {
		if c.asks(200, who, "GET", "/chat/blocked", "", &page); len(page.Items) != n {
			t.Errorf("%s sees %+v", who, page.Items)
		}
	}
	if c.asks(200, "m2", "GET", "/chat/blocked?limit=1", "", &page); len(page.Items) != 1 || page.Next != "" {
		t.Errorf("the page of m2, who sees one, is %+v", page)
	}
	if c.asks(200, "m1", "GET", "/chat/blocked?limit=1", "", &page); page.Items[0].ID != "v2" || page.Next == "" {
		t.Errorf("the first page of m1 is %+v", page)
	}
	if c.asks(200, "m1", "GET", "/chat/blocked?limit=1&after="+page.Next, "", &page); len(page.Items) != 1 || page.Items[0].ID != "v1" || page.Next != "" {
		t.Errorf("the second page of m1 is %+v", page)
	}
	c.asks(200, "boss", "GET", "/chat/blocked", "", &page)
	if v := page.Items[1]; v.ID != "v1" || v.Number != "010-****-5678" || v.Block == nil || v.Block.ByName != "m1" || v.Block.Why != "욕설" {
		t.Errorf("the first one is %+v", v)
	}
	c.asks(403, "kim", "GET", "/chat/blocked", "", nil)
	c.asks(403, "kim", "DELETE", "/chat/visitors/v1/block", "", nil)
	c.nobodys("DELETE", "/chat/visitors/v1/block", "", "m2")
	c.asks(204, "m1", "DELETE", "/chat/visitors/v1/block", "", nil)
	if v, err := c.db.ChatVisitor(t.Context(), "v1"); err != nil || v.Block != nil {
		t.Errorf("let in again: %+v %v", v.Block, err)
	}
	if c.logged("chat_customer_unblocked", "chat-customer:v1") != 1 {
		t.Error("that is not in the access log")
	}
}
