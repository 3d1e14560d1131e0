package web

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/people"
)

// Everybody's lists have the rooms that they see (C10, C11, C14, C26), and counts agree with
// them.
func TestChatListsAreOfWhoAsks(t *testing.T) {
	c := newChatSite(t)
	c.bot("with-bot", "v1")
	c.waits("waiting", "v2")
	c.has("kim", "of-kim", "v3")
	c.has("lee", "of-lee", "v4")
	c.has("kim", "over", "v5")
	c.ends("kim", "over")
	for _, one := range []struct{ who, status, want string }{
		{"boss", "bot", "with-bot"}, {"boss", "waiting", "waiting"}, {"boss", "received", "of-kim of-lee"}, {"boss", "ended", "over"},
		{"m1", "bot", "with-bot"}, {"m1", "waiting", "waiting"}, {"m1", "received", "of-kim"}, {"m1", "ended", "over"},
		{"m2", "received", "of-lee"}, {"m2", "ended", ""},
		{"kim", "bot", ""}, {"kim", "waiting", ""}, {"kim", "received", "of-kim"}, {"kim", "ended", "over"}, {"lee", "received", "of-lee"}, {"lee", "ended", ""},
	} {
		var page ChatListPage
		c.asks(200, one.who, "GET", "/chat/list?status="+one.status, "", &page)
		if got := strings.Join(rowIDs(page.Items), " "); got != one.want {
			t.Errorf("%s sees %s: %q, want %q", one.who, one.status, got, one.want)
		}
		var count struct{ N int }
		c.asks(200, one.who, "GET", "/chat/list/count?status="+one.status, "", &count)
		if count.N != len(page.Items) {
			t.Errorf("%s, %s: %d are counted, %d listed", one.who, one.status, count.N, len(page.Items))
		}
	}
	c.house.centre.values[centre.SetChatMethod] = string(chat.Manual)
	var page ChatListPage
	if c.asks(200, "kim", "GET", "/chat/list?status=waiting", "", &page); len(page.Items) != 1 || page.Items[0].Room.Position != 1 {
		t.Errorf("what waits may be taken: %+v", page.Items)
	}
	c.asks(200, "kim", "PUT", "/chat/rooms/of-kim/held", `{"held":true}`, nil)
	c.asks(201, "kim", "POST", "/chat/rooms/of-kim/messages", `{"client":"kim-00001","body":"네"}`, nil)
	for who, want := range map[string]ChatCountsView{
		"boss": {Bot: 1, Waiting: 1, Received: 1, InProgress: 1, Held: 1, Ended: 1}, "m2": {Bot: 1, Waiting: 1, Received: 1}, "kim": {Waiting: 1, InProgress: 1, Held: 1, Ended: 1},
	} {
		var got ChatCountsView
		if c.asks(200, who, "GET", "/chat/counts", "", &got); got != want {
			t.Errorf("%s counts %+v, want %+v", who, got, want)
		}
	}
	if c.asks(200, "boss", "GET", "/chat/list?status=in_progress&held=true&agents=kim,-", "", &page); len(page.Items) != 1 {
		t.Errorf("held ones: %+v", page.Items)
	}
	if c.asks(200, "boss", "GET", "/chat/list?status=in_progress&agents=-", "", &page); len(page.Items) != 0 {
		t.Errorf("nobody's: %+v", page.Items)
	}
	now := time.Now().In(c.web.zone())
	day, next := now.Format(time.DateOnly), now.AddDate(0, 0, 1).Format(time.DateOnly)
	for query, want := range map[string]int{"": 1, "&opened=" + day: 1, "&opened=" + next: 0, "&answered=true": 0} { // nobody answered in it (M16)
		if c.asks(200, "boss", "GET", "/chat/list?status=ended"+query, "", &page); len(page.Items) != want {
			t.Errorf("ended, %s: %+v", query, page.Items)
		}
	}
	if c.asks(200, "m1", "GET", "/chat/list?status=received&agents=lee", "", &page); len(page.Items) != 0 {
		t.Error("a manager lists somebody else's agent")
	}
}

// A row names agent, responsible manager, categories and the latest message; numbers in it are
// masked, also for who may see them, until they are asked for (P-04), and the access log says so.
func TestChatRows(t *testing.T) {
	c := newChatSite(t)
	c.visitor("v1", func(v *chat.Visitor) {
		v.Channel, v.External, v.Name, v.Grade, v.Given = chat.SMS, "+821012345678", "김하나", "VIP", true
	})
	c.has("kim", "r1", "v1")
	c.writes("r1", "c1", "제 번호는\n010-9876-5432 입니다")
	c.asks(201, "kim", "POST", "/chat/rooms/r1/messages", `{"client":"kim-00001","body":"욕설 이력","note":true}`, nil)
	// A room of the web has a customer of another channel only here; the row says what the room says.
	c.must(c.db.ChatKeep(t.Context(), chat.Batch{Rooms: []chat.Room{{ID: "s1", Channel: chat.SMS, Visitor: "v1", Status: chat.Received, Agent: "kim", Opened: 5, LastAt: 5}}}))
	var page ChatListPage
	c.asks(200, "boss", "GET", "/chat/list?status=received", "", &page)
	if ids := rowIDs(page.Items); !slices.Equal(ids, []string{"r1", "s1"}) {
		t.Fatalf("rows %v", ids)
	}
	r, sms := page.Items[0], page.Items[1]
	if r.Room.ID != "r1" {
		r, sms = sms, r
	}
	if r.Agent.Name != "김하나" || r.Agent.Manager != "m1" || r.Title != "문의 late" || r.Large.Name != "배송" || r.Middle.Name != "지연" || r.Visitor.Grade != "VIP" || r.Room.Customer != "김하나" {
		t.Errorf("the row says %+v", r)
	}
	if r.Latest == nil || r.Latest.Body != "제 번호는 010-****-5432 입니다" || r.Latest.By != chat.ByCustomer {
		t.Errorf("the latest message is %+v", r.Latest)
	}
	if sms.Visitor.External != "010-****-5678" {
		t.Errorf("a number is shown: %q", sms.Visitor.External)
	}
	c.asks(403, "m1", "GET", "/chat/list?status=received&unmasked=true", "", nil)
	before := c.logged("chats_searched", "chats")
	c.asks(200, "boss", "GET", "/chat/list?status=received&unmasked=true", "", &page)
	if !strings.Contains(page.Items[0].Latest.Body, "9876") && !strings.Contains(page.Items[1].Visitor.External, "1234") {
		t.Errorf("not unmasked: %+v", page.Items)
	}
	if n := c.logged("chats_searched", "chats"); n != before+1 || before != 1 {
		t.Errorf("the access log has %d lines, then %d", before, n)
	}
	c.people.mu.Lock()
	last := c.people.log[len(c.people.log)-1].Detail
	c.people.mu.Unlock()
	if !strings.Contains(last, "unmasked") {
		t.Errorf("the access log says %q", last)
	}
}

// A manager who consults is named as their own manager (C53).
func TestAConsultingManagerIsTheirOwn(t *testing.T) {
	c := newChatSite(t)
	c.people.mu.Lock()
	u := c.people.users["m2"]
	u.AgentID, u.Name = "park", "박세나"
	c.people.users["m2"] = u
	c.people.mu.Unlock()
	c.has("park", "r1", "v1")
	var page ChatListPage
	c.asks(200, "m2", "GET", "/chat/list?status=received", "", &page)
	if len(page.Items) != 1 || page.Items[0].Agent.Manager != "박세나" {
		t.Errorf("the manager's own room: %+v", page.Items)
	}
	c.nobodys("GET", "/chat/rooms/r1/detail", "", "m1", "kim")
}

// What of days and orders is allowed is told in the problem's fields (C83 to C86); pages follow
// each other.
func TestChatListWindowsAndPages(t *testing.T) {
	c := newChatSite(t)
	now := time.Now().In(c.web.zone())
	day := func(before int) string { return now.AddDate(0, 0, -before).Format(time.DateOnly) }
	for query, want := range map[string]Problem{
		"status=received&from=" + day(40) + "&to=" + day(1): {Reason: "open_window", Most: 31},
		"status=ended&from=" + day(500) + "&to=" + day(1):   {Reason: "ended_window", Most: 1},
		"status=ended&visitor_tag=vip&from=" + day(40):      {Reason: "visitor_tag_window", Most: 31},
		"status=ended&room_tags=a,b&from=" + day(400):       {Reason: "room_tag_window", Most: 1},
		"status=received&from=" + day(1) + "&to=" + day(2):  {Reason: "backwards"},
		"status=received&sort=end":                          {Reason: "sort"},
		"status=ended&sort=customer&from=" + day(3):         {Reason: "sort"},
	} {
		var got Problem
		for _, path := range []string{"/chat/list?", "/chat/list/count?"} {
			if c.asks(422, "boss", "GET", path+query, "", &got); got.Reason != want.Reason || got.Most != want.Most {
				t.Errorf("%s%s: %q %d", path, query, got.Reason, got.Most)
			}
		}
	}
	c.asks(422, "boss", "GET", "/chat/list?status=received&from=2026-02-31", "", nil)
	c.asks(422, "boss", "GET", "/chat/list", "", nil)
	var page ChatListPage
	if c.asks(200, "boss", "GET", "/chat/list?status=ended", "", &page); page.To != day(0) || page.From != now.AddDate(-1, 0, 1).Format(time.DateOnly) {
		t.Errorf("a year is %s to %s", page.From, page.To)
	}
	for _, v := range []string{"a", "b", "c"} {
		c.has("kim", "r-"+v, v)
	}
	var ids []string
	for after, i := "", 0; i == 0 || after != ""; i++ {
		page = ChatListPage{}
		c.asks(200, "kim", "GET", "/chat/list?status=received&limit=2&after="+after, "", &page)
		ids, after = append(ids, rowIDs(page.Items)...), page.Next
	}
	if slices.Sort(ids); !slices.Equal(ids, []string{"r-a", "r-b", "r-c"}) {
		t.Errorf("the pages have %v", ids)
	}
	c.may("kim", people.Unmask)
	c.asks(403, "display", "GET", "/chat/list?status=ended", "", nil)
}
