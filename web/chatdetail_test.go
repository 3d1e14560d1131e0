package web

import (
	"slices"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/people"
)

// A detail has what stands around a room, for who sees the room: of the customer's earlier rooms those
// that the caller sees too (W-08). Looking is one line of the access log, whichever part it is.
func TestChatDetail(t *testing.T) {
	c := newChatSite(t)
	c.visitor("v1", func(v *chat.Visitor) {
		v.Name, v.Number, v.Email, v.Birth, v.Fields = "김하나", "+821012345678", "hana@example.com", "1990-05-17", map[string]string{"tel": "01098765432", "size": "M"}
	})
	c.has("lee", "old-lee", "v1")
	c.ends("lee", "old-lee")
	c.has("kim", "old-kim", "v1")
	c.ends("kim", "old-kim")
	c.rates("old-kim", 2, "010-1234-5678로 다시 주세요")
	c.has("kim", "r1", "v1")
	c.writes("r1", "c1", "안녕하세요")
	c.asks(200, "kim", "PUT", "/chat/rooms/r1/tags", `{"tags":["환불"," vip ","vip"]}`, nil)
	c.asks(200, "kim", "PUT", "/chat/visitors/v1/tags", `{"tags":["paid user"]}`, nil)
	var d ChatDetail
	c.asks(200, "kim", "GET", "/chat/rooms/r1/detail", "", &d)
	if got := rowIDs(d.Earlier); !slices.Equal(got, []string{"old-kim"}) {
		t.Errorf("kim sees %v of before", got)
	}
	if d.Room.ID != "r1" || d.Row.Title != "문의 late" || d.Row.Latest == nil || !slices.Equal(d.Tags, []string{"vip", "환불"}) || !slices.Equal(d.VisitorTags, []string{"paid user"}) {
		t.Errorf("the detail is %+v", d)
	}
	if v := d.Visitor; v.Number != "010-****-5678" || v.Email != "h***@example.com" || v.Birth != "1990-**-**" || v.Fields["tel"] != "010-****-5432" || v.Fields["size"] != "M" || !v.Masked {
		t.Errorf("not masked: %+v", v)
	}
	if o := d.Origin; o.Params["order"] != "A-17" || o.Params["tel"] != "010-****-5678" || strings.Contains(o.URL, "1234") {
		t.Errorf("the origin is %+v", o)
	}
	if d.Rating != nil || d.Row.Rating != nil {
		t.Errorf("an open room is rated: %+v", d.Rating)
	}
	if d.Monitors != nil || d.Watcher != nil {
		t.Error("an agent sees who monitors")
	}
	c.asks(200, "kim", "GET", "/chat/rooms/r1/timeline", "", nil)
	c.asks(200, "kim", "GET", "/chat/rooms/r1/messages", "", nil)
	if n := c.logged("chat_viewed", "chat:r1"); n != 1 {
		t.Errorf("%d lines that kim has looked", n)
	}
	c.asks(200, "boss", "GET", "/chat/rooms/r1/detail", "", &d)
	if got := rowIDs(d.Earlier); !slices.Equal(got, []string{"old-kim", "old-lee"}) || d.Visitor.Number != "010-1234-5678" || d.Visitor.Masked || d.Visitor.Email != "hana@example.com" {
		t.Errorf("the administrator sees %v %+v", got, d.Visitor)
	}
	if n := c.logged("chat_viewed", "chat:r1"); n != 2 {
		t.Errorf("%d lines that two have looked", n)
	}
	for _, part := range []string{"detail", "timeline"} {
		c.nobodys("GET", "/chat/rooms/r1/"+part, "", "lee", "m2")
		c.nobodys("GET", "/chat/rooms/nothing/"+part, "", "boss")
	}
	c.nobodys("PUT", "/chat/rooms/r1/tags", `{"tags":[]}`, "lee", "m2")
	for _, bad := range []string{`{"tags":[" "]}`, `{"tags":["a,b"]}`, `{"tags":["` + strings.Repeat("가", 41) + `"]}`} {
		c.asks(422, "kim", "PUT", "/chat/rooms/r1/tags", bad, nil)
	}
	var old ChatDetail
	want := ChatRating{2, "010-****-5678로 다시 주세요", 9}
	if c.asks(200, "kim", "GET", "/chat/rooms/old-kim/detail", "", &old); old.Rating == nil || *old.Rating != want || d.Earlier[0].Rating == nil && d.Earlier[1].Rating == nil {
		t.Errorf("the rating is %+v, of those before %+v", old.Rating, d.Earlier)
	}
	var list ChatListPage
	c.asks(200, "kim", "GET", "/chat/list?status=ended", "", &list)
	if len(list.Items) != 1 || list.Items[0].Rating == nil || *list.Items[0].Rating != want {
		t.Errorf("the list has %+v", list.Items)
	}
	for query, want := range map[string]int{"room_tags=vip,환불": 1, "room_tags=vip,x": 0, "visitor_tag=paid": 1, "visitor_tag=unpaid": 0} {
		if c.asks(200, "kim", "GET", "/chat/list?status=received&"+query, "", &list); len(list.Items) != want {
			t.Errorf("%s finds %d", query, len(list.Items))
		}
	}
}

// The timeline says who did what.
func TestChatTimeline(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	var line []ChatEntryView
	c.asks(200, "kim", "GET", "/chat/rooms/r1/timeline", "", &line)
	var kinds []string // what is done at once, as here, may be of one moment
	for _, e := range line {
		kinds = append(kinds, e.Kind)
		if e.Kind == "assigned" && (e.To != "kim" || e.User != "boss" || e.UserName != "boss" || e.How != "give") {
			t.Errorf("who gave it to whom: %+v", e)
		}
	}
	if slices.Sort(kinds); !slices.Equal(kinds, []string{"asked", "assigned", "opened", "waits"}) {
		t.Errorf("the timeline is %+v", line)
	}
}

// People change what is known of a customer, with a version; what they got masked and sent
// back stays; what is put in by hand counts as given (C55).
func TestChatVisitors(t *testing.T) {
	c := newChatSite(t)
	c.visitor("v1", func(v *chat.Visitor) {
		v.Number, v.Email, v.Birth, v.Fields = "+821012345678", "hana@example.com", "1990-05-17", map[string]string{"tel": "01098765432"}
	})
	c.has("kim", "r1", "v1")
	var v ChatVisitorView
	c.asks(200, "kim", "GET", "/chat/visitors/v1", "", &v)
	if n := c.logged("chat_customer_viewed", "chat-customer:v1"); n != 1 {
		t.Errorf("%d lines", n)
	}
	c.asks(200, "kim", "PUT", "/chat/visitors/v1", `{"version":1,"number":"010-****-5678","email":"h***@example.com","birth":"1990-**-**","fields":{"tel":"010-****-5432"},"grade":"VIP"}`, &v)
	kept, err := c.db.ChatVisitor(t.Context(), "v1")
	if c.must(err); kept.Number != "+821012345678" || kept.Email != "hana@example.com" || kept.Birth != "1990-05-17" || kept.Fields["tel"] != "01098765432" || kept.Grade != "VIP" || kept.Given || kept.Version != 2 {
		t.Errorf("kept %+v", kept)
	}
	c.asks(409, "kim", "PUT", "/chat/visitors/v1", `{"version":1,"name":"김하나"}`, nil)
	c.asks(200, "kim", "PUT", "/chat/visitors/v1", `{"version":2,"name":"김하나","number":"02-555-1234"}`, &v)
	if kept, err = c.db.ChatVisitor(t.Context(), "v1"); err != nil || !kept.Given || kept.Number != "+8225551234" || kept.Email != "" || kept.Name != "김하나" {
		t.Errorf("kept %+v %v", kept, err)
	}
	c.asks(200, "kim", "PUT", "/chat/visitors/v1", `{"version":3}`, &v)
	if v.Given || v.Number != "" {
		t.Errorf("emptied it is %+v", v)
	}
	for _, bad := range []string{`"number":"12"`, `"number":"010-****-9999"`, `"email":"x"`, `"email":"x***@example.com"`, `"birth":"1990-13-01"`, `"name":"a\u0007"`, `"customer":"nobody"`, `"fields":{"` + strings.Repeat("k", 41) + `":"x"}`} {
		c.asks(422, "kim", "PUT", "/chat/visitors/v1", `{"version":4,`+bad+`}`, nil)
	}
	c.nobodys("GET", "/chat/visitors/v1", "", "lee", "m2")
	c.nobodys("PUT", "/chat/visitors/v1", `{"version":4}`, "lee", "m2")
	c.nobodys("PUT", "/chat/visitors/v1/tags", `{"tags":[]}`, "lee", "m2")
	c.nobodys("GET", "/chat/visitors/nobody", "", "boss")
	c.visitor("v2") // has no room
	c.nobodys("GET", "/chat/visitors/v2", "", "kim", "m1")
	c.asks(200, "boss", "GET", "/chat/visitors/v2", "", nil)
	c.may("kim", people.Unmask)
	if c.asks(200, "kim", "PUT", "/chat/visitors/v1", `{"version":4,"number":"010-1111-2222"}`, &v); v.Number != "010-1111-2222" {
		t.Errorf("with the permission: %q", v.Number)
	}
}

// An agent looks at what waits, but works on it only once it is theirs.
func TestWhatWaitsIsLookedAt(t *testing.T) {
	c := newChatSite(t)
	c.visitor("v1")
	c.waits("r1", "v1")
	c.nobodys("GET", "/chat/rooms/r1/detail", "", "kim")
	c.house.centre.values["chat.method"] = string(chat.Hybrid)
	c.asks(200, "kim", "GET", "/chat/rooms/r1/detail", "", nil)
	c.asks(403, "kim", "PUT", "/chat/rooms/r1/tags", `{"tags":["a"]}`, nil)
	c.asks(403, "kim", "PUT", "/chat/visitors/v1", `{"version":1,"name":"x"}`, nil)
	c.asks(403, "kim", "PUT", "/chat/visitors/v1/tags", `{"tags":["a"]}`, nil)
}
