package web

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// Several rooms are given to an agent in one request: those that can be are, each with its line of
// the access log, and of the others it is told why; nobody gives what they do not see (C63, W-08).
func TestChatsAreGivenTogether(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "one", "v1")
	c.has("kim", "two", "v2")
	c.has("lee", "foreign", "v3")
	c.has("kim", "over", "v4")
	c.ends("kim", "over")
	var many ChatChangedMany
	c.asks(200, "m1", "POST", "/chat/rooms/assign", `{"rooms":["two","one","foreign","none","over","one"],"agent":"park"}`, &many)
	if many.Changed != 2 || len(many.Refused) != 3 {
		t.Fatalf("given together: %+v", many)
	}
	for i, want := range []ChatNotChanged{{"foreign", `there is no room "foreign"`}, {"none", `there is no room "none"`}, {"over", "the room is over"}} {
		if many.Refused[i] != want {
			t.Errorf("refused: %+v, want %+v", many.Refused[i], want)
		}
	}
	for room, want := range map[string]string{"one": "park", "two": "park", "foreign": "lee"} {
		var r ChatRoomView
		if c.asks(200, "boss", "GET", "/chat/rooms/"+room, "", &r); string(r.Agent) != want {
			t.Errorf("%s is %s's, want %s", room, r.Agent, want)
		}
	}
	if n := c.logged("chat_given", "chat:one"); n != 1 {
		t.Errorf("the access log has %d lines of one", n)
	}
	c.asks(404, "boss", "POST", "/chat/rooms/assign", `{"rooms":["foreign"],"agent":"nobody"}`, nil)
	c.asks(422, "boss", "POST", "/chat/rooms/assign", `{"rooms":[],"agent":"kim"}`, nil)
	if c.asks(200, "kim", "POST", "/chat/rooms/assign", `{"rooms":["one"],"agent":"kim"}`, &many); many.Changed != 0 || len(many.Refused) != 1 {
		t.Errorf("an agent takes what is another's: %+v", many)
	}
}

// countsVisitors are chats of which it is counted how often a customer is read.
type countsVisitors struct {
	Chats
	n int
}

func (c *countsVisitors) ChatVisitor(ctx context.Context, id chat.VisitorID) (chat.Visitor, error) {
	c.n++
	return c.Chats.ChatVisitor(ctx, id)
}

// What nobody is told of rooms that are given together, or read, is not looked up for each.
func TestChatsGivenTogetherReadNoCustomers(t *testing.T) {
	c := newChatSite(t)
	for _, room := range []string{"one", "two"} {
		c.has("kim", room, "v"+room)
	}
	counted := &countsVisitors{Chats: c.web.Chats}
	c.web.Chats = counted
	var many ChatChangedMany
	c.asks(200, "boss", "POST", "/chat/rooms/assign", `{"rooms":["one","two"],"agent":"lee"}`, &many)
	c.asks(204, "lee", "POST", "/chat/rooms/one/read", `{"seq":1}`, nil)
	if many.Changed != 2 || counted.n != 0 {
		t.Errorf("%d are given, and %d customers are read", many.Changed, counted.n)
	}
}

// breaksAfter are people whose access log can be written so many times.
type breaksAfter struct {
	People
	left int
}

func (b *breaksAfter) LogAccess(ctx context.Context, a people.Access) error {
	if b.left--; b.left < 0 {
		return fault.New(fault.Overloaded, "the database does not answer or cannot be written: try again in some seconds")
	}
	return b.People.LogAccess(ctx, a)
}

// Where the server cannot go on half-way the answer names what is done, what was refused and what is
// left, which can be asked for again; where nothing is told of any room yet it fails (C61, C63).
func TestChatsHalfChangedTogether(t *testing.T) {
	for _, one := range []struct{ path, with string }{{"assign", `"agent":"park"`}, {"categories", `"category":"late"`}} {
		t.Run(one.path, func(t *testing.T) {
			c := newChatSite(t)
			for _, room := range []string{"a", "c", "d", "e"} {
				c.has("kim", room, "v"+room)
			}
			all := c.web.People
			ask := func(status, writes int, rooms string) (many ChatChangedMany) {
				c.web.People = &breaksAfter{all, writes}
				defer func() { c.web.People = all }()
				c.asks(status, "boss", "POST", "/chat/rooms/"+one.path, `{"rooms":[`+rooms+`],`+one.with+`}`, &many)
				return many
			}
			many := ask(200, 2, `"e","a","b","c","d"`)
			if !slices.Equal(many.Done, []chat.RoomID{"a", "c"}) || many.Changed != 2 || len(many.Refused) != 1 || many.Refused[0].Room != "b" || !slices.Equal(many.Left, []chat.RoomID{"d", "e"}) || !strings.HasPrefix(many.Why, "the database does not answer") {
				t.Errorf("half done: %+v", many)
			}
			if many = ask(200, 2, `"d","e"`); len(many.Done) != 2 || many.Left != nil || many.Why != "" {
				t.Errorf("asked again: %+v", many)
			}
			ask(503, 0, `"d","e"`)
			for _, room := range []string{"a", "c", "d", "e"} {
				var r ChatRoomView
				if c.asks(200, "boss", "GET", "/chat/rooms/"+room, "", &r); one.path == "assign" && r.Agent != "park" || one.path == "categories" && r.Category != "late" {
					t.Errorf("%s is %+v", room, r)
				}
			}
		})
	}
}

// Where each room takes long, the answer comes while the page still waits for it, and names the rest.
func TestChatsChangedTogetherSlowly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, begun := &Server{}, time.Now()
		out, err := s.changeMany("test", []chat.RoomID{"d", "c", "b", "a"}, func(chat.RoomID) error { time.Sleep(3 * time.Second); return nil })
		if err != nil || !slices.Equal(out.Body.Done, []chat.RoomID{"a", "b"}) || !slices.Equal(out.Body.Left, []chat.RoomID{"c", "d"}) || !strings.HasPrefix(out.Body.Why, "so many rooms take too long") {
			t.Errorf("%+v, %v", out, err)
		}
		if took := time.Since(begun); took > manyWithin+chatWithin {
			t.Errorf("it took %v", took)
		}
	})
}

// What lists can be narrowed to: agents who have no access or are deleted and categories that are
// not used, in both languages; a manager is offered the own agents only, and still finds what one of
// them had who is deleted (C77 to C79).
func TestChatListChoices(t *testing.T) {
	c, now := newChatSite(t), acd.At(time.Now())
	c.has("kim", "of-kim", "v1")
	c.ends("kim", "of-kim")
	c.must(c.db.ChatPutAgents(t.Context(), []chat.AgentLabel{{ID: "lee", Name: "이두리", NameEn: "Duri Lee", Manager: "m2", State: chat.AgentDeauthorised}, {ID: "old", Name: "옛사람", NameEn: "Old One", Manager: "m1", State: chat.AgentDeleted}}))
	c.must(c.db.ChatPutCategories(t.Context(), []chat.NamedCategory{{Category: chat.Category{ID: "gone", Parent: "delivery", Unused: true}, Name: "옛 분류", NameEn: "Old"}}))
	c.must(c.db.ChatKeep(t.Context(), chat.Batch{Rooms: []chat.Room{{ID: "of-old", Channel: chat.SMS, Account: "0212345678", Visitor: "v2", Status: chat.Ended, Agent: "old", Category: "gone", Opened: now, EndedAt: now, LastAt: now, EndType: chat.EndByAgent}}}))
	states := func(who string) map[string]chat.AgentState {
		var v ChatChoices
		c.asks(200, who, "GET", "/chat/list/choices", "", &v)
		out := map[string]chat.AgentState{}
		for _, a := range v.Agents {
			out[a.ID+" "+a.Name.En] = a.State
		}
		for _, k := range v.Categories {
			if k.ID == "gone" && (!k.Unused || k.Name.Ko != "옛 분류" || k.Name.En != "Old" || k.Parent != "delivery") {
				t.Errorf("a category that is gone: %+v", k)
			}
		}
		if len(v.Categories) != 4 {
			t.Errorf("%s is offered the categories %+v", who, v.Categories)
		}
		return out
	}
	if got := states("boss"); got["old Old One"] != chat.AgentDeleted || got["lee Duri Lee"] != chat.AgentDeauthorised || len(got) < 4 {
		t.Errorf("an administrator is offered %v", got)
	}
	if got := states("m1"); got["old Old One"] != chat.AgentDeleted || len(got) != 2 {
		t.Errorf("a manager is offered %v", got)
	}
	if got := states("m2"); got["lee Duri Lee"] != chat.AgentDeauthorised || got["old Old One"] != "" {
		t.Errorf("another manager is offered %v", got)
	}
	for _, one := range []struct{ who, query, want string }{
		{"m1", "&agents=old", "of-old"}, {"m1", "&category=gone", "of-old"}, {"m1", "&site=0212345678", "of-old"}, {"m1", "&site=shop", "of-kim"}, {"m1", "", "of-kim of-old"}, {"m2", "", ""}, {"boss", "&site=none", ""},
	} {
		var page ChatListPage
		if c.asks(200, one.who, "GET", "/chat/list?status=ended"+one.query, "", &page); strings.Join(rowIDs(page.Items), " ") != one.want {
			t.Errorf("%s lists %s: %v, want %q", one.who, one.query, rowIDs(page.Items), one.want)
		}
	}
	var r ChatRoomView
	c.asks(200, "m1", "GET", "/chat/rooms/of-old", "", &r)
	c.nobodys("GET", "/chat/rooms/of-old", "", "m2", "kim")
}
