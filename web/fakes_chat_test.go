package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/people"
)

// chatSite is a site with chats: the real core over the real store. Kim is of m1, lee of m2, park of
// nobody; boss and m1 may monitor.
type chatSite struct {
	*site
	t *testing.T
}

// fakeWords are the texts of messages that go out by themselves: none.
type fakeWords struct{}

func (fakeWords) Auto(*chat.House, chat.Room, chat.MessagePosted) string { return "" }
func (fakeWords) Title(r chat.Room) string                               { return "문의 " + string(r.Titled) }

func newChatSite(t *testing.T) *chatSite {
	t.Helper()
	c := &chatSite{newSite(t), t}
	c.house.centre.topics = []centre.ChatCategory{
		{ID: "delivery", Name: centre.Names{Ko: "배송", En: "Delivery"}}, {ID: "late", Parent: "delivery", Name: centre.Names{Ko: "지연", En: "Late"}}, {ID: "lost", Parent: "delivery", Name: centre.Names{Ko: "분실", En: "Lost"}},
	}
	c.house.centre.values[centre.SetChat], c.house.centre.values[centre.SetChatMethod] = "true", string(chat.Automatic)
	c.may("m1", people.ChatMonitor)
	begin := chat.HouseState{Policy: chat.DefaultPolicy(), Categories: centre.ChatTree(c.house.centre.topics), Open: true}
	begin.Policy.Bot.Use = true
	var labels []chat.AgentLabel
	for _, a := range c.house.centre.agents {
		begin.Agents = append(begin.Agents, chat.AgentStatus{Agent: a.ForChat(5), Duty: chat.DutyWork})
		labels = append(labels, chat.AgentLabel{ID: acd.AgentID(a.ID), Name: a.Name, Manager: a.Manager})
	}
	c.must(c.db.ChatPutAgents(t.Context(), labels))
	c.must(c.db.ChatPutCategories(t.Context(), []chat.NamedCategory{{Category: chat.Category{ID: "delivery"}, Name: "배송"}, {Category: chat.Category{ID: "late", Parent: "delivery"}, Name: "지연"}, {Category: chat.Category{ID: "lost", Parent: "delivery"}, Name: "분실"}}))
	rooms, err := live.Open(t.Context(), live.Options{Store: c.db, Clock: floor.NewClock(0), Words: fakeWords{}, Log: zerolog.Nop(), Begin: begin})
	c.must(err)
	t.Cleanup(func() { c.must(rooms.Close(t.Context())) })
	c.web.Chats, c.web.Rooms = c.db, rooms
	return c
}

func (c *chatSite) must(err error) {
	c.t.Helper()
	if err != nil && c.t.Context().Err() == nil {
		c.t.Fatal(err)
	}
}

// may gives a person permissions.
func (c *chatSite) may(login string, list ...people.Permission) {
	c.people.mu.Lock()
	defer c.people.mu.Unlock()
	u := c.people.users[login]
	u.Permissions = append(u.Permissions, list...)
	c.people.users[login] = u
}

// managed gives an agent to a manager.
func (c *chatSite) managed(agent, manager string) {
	for i := range c.house.centre.agents {
		if c.house.centre.agents[i].ID == agent {
			c.house.centre.agents[i].Manager = manager
		}
	}
}

// do has commands done, none of which may be refused.
func (c *chatSite) do(list ...chat.Command) live.Result {
	c.t.Helper()
	acts := make([]live.Act, len(list))
	for i, cmd := range list {
		acts[i] = live.Act{Command: cmd}
	}
	return c.act(acts...)
}

func (c *chatSite) act(acts ...live.Act) live.Result {
	c.t.Helper()
	res, err := c.web.Rooms.Do(c.t.Context(), acts...)
	c.must(err)
	if no, is := res.Refused(); is {
		c.t.Fatalf("%T is refused: %s", no.Command, no.Reason)
	}
	return res
}

// visitor keeps a customer of the web.
func (c *chatSite) visitor(id string, change ...func(*chat.Visitor)) {
	c.t.Helper()
	v := chat.Visitor{ID: chat.VisitorID(id), Channel: chat.Web, Account: "shop", Created: acd.Time(1), Seen: acd.Time(1)}
	for _, f := range change {
		f(&v)
	}
	_, _, err := c.db.ChatAddVisitor(c.t.Context(), v)
	c.must(err)
}

// bot opens a room with the bot.
func (c *chatSite) bot(room, visitor string) {
	c.t.Helper()
	c.act(live.Act{Command: chat.Open{Room: chat.RoomID(room), Channel: chat.Web, Account: "shop", Visitor: chat.VisitorID(visitor), Category: "late", NoForm: true},
		Origin: &chat.Origin{URL: "https://shop.example/cart?tel=01012345678", Params: map[string]string{"order": "A-17", "tel": "010-1234-5678"}}})
}

// waits opens a room that waits: nobody is logged in to chats.
func (c *chatSite) waits(room, visitor string) {
	c.t.Helper()
	c.bot(room, visitor)
	c.do(chat.RequestAgent{Room: chat.RoomID(room)})
}

// has opens a room and gives it to an agent.
func (c *chatSite) has(agent, room, visitor string) {
	c.t.Helper()
	c.waits(room, visitor)
	c.do(chat.Give{Room: chat.RoomID(room), To: acd.AgentID(agent), Who: chat.Who{User: "boss"}})
}

// writes posts a message of the customer.
func (c *chatSite) writes(room, client, body string) {
	c.t.Helper()
	c.act(live.Act{Command: chat.Post{Room: chat.RoomID(room), By: chat.ByCustomer}, Draft: &chat.Message{Client: client, Body: body}})
}

// ends ends a room by its agent.
func (c *chatSite) ends(agent, room string) {
	c.t.Helper()
	c.do(chat.End{Room: chat.RoomID(room), Who: chat.Who{User: chat.UserID(agent), Agent: acd.AgentID(agent)}})
}

// rates says how the customer found a room.
func (c *chatSite) rates(room string, stars int, comment string) {
	c.t.Helper()
	_, err := c.db.ChatRate(c.t.Context(), chat.Rating{Room: chat.RoomID(room), Score: stars, Comment: comment, At: 9, Client: "rate-" + room})
	c.must(err)
}

// asks makes a request and wants a status; the answer is read into out, and is as it is described.
func (c *chatSite) asks(status int, who, method, path, body string, out any) string {
	c.t.Helper()
	got, data := c.as(c.t, who, method, "/api/v1"+path, body)
	if got != status {
		c.t.Fatalf("%s %s as %s: %d, want %d: %s", method, path, who, got, status, data)
	}
	if status/100 == 2 && data != "" && data[0] != 'P' {
		c.described(c.t, method, path, data)
	}
	if out != nil {
		reflect.ValueOf(out).Elem().SetZero()
		if err := json.NewDecoder(bytes.NewReader([]byte(data))).Decode(out); err != nil {
			c.t.Fatalf("%s %s: %v in %s", method, path, err, data)
		}
	}
	return data
}

// broken has the access log fail, or work again.
func (c *chatSite) broken(is bool) {
	c.people.mu.Lock()
	defer c.people.mu.Unlock()
	c.people.broken = is
}

// logged counts the lines of the access log with an action and a target.
func (c *chatSite) logged(action, target string) (n int) {
	c.people.mu.Lock()
	defer c.people.mu.Unlock()
	for _, a := range c.people.log {
		if a.Action == action && a.Target == target {
			n++
		}
	}
	return n
}

// nobodys tries what must not be there for some people (W-08).
func (c *chatSite) nobodys(method, path, body string, who ...string) {
	c.t.Helper()
	for _, one := range who {
		c.asks(http.StatusNotFound, one, method, path, body, nil)
	}
}

// rowIDs are the rooms of a list.
func rowIDs(list []ChatListRow) (ids []string) {
	for _, r := range list {
		ids = append(ids, string(r.Room.ID))
	}
	slices.Sort(ids)
	return ids
}
