package web

import (
	"strings"
	"testing"

	"github.com/callfloor/callfloor/chat"
)

// Categories of rooms change one by one and together, also of those that are over; the title stays,
// and the timeline says who did it (C58, C60, C61, C75).
func TestChatCategories(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "open", "v1")
	c.has("kim", "over", "v2")
	c.ends("kim", "over")
	c.has("lee", "foreign", "v3")
	c.waits("waiting", "v4")
	var r ChatRoomView
	for _, id := range []string{"open", "over"} {
		if c.asks(200, "kim", "PUT", "/chat/rooms/"+id+"/category", `{"category":"lost","small":" 부천 "}`, &r); r.Category != "lost" || r.Small != "부천" {
			t.Errorf("%s is %+v", id, r)
		}
		var d ChatDetail
		if c.asks(200, "kim", "GET", "/chat/rooms/"+id+"/detail", "", &d); d.Row.Title != "문의 late" || d.Row.Middle.ID != "lost" || d.Row.Large.ID != "delivery" {
			t.Errorf("%s: %+v", id, d.Row)
		}
		if line := c.asks(200, "kim", "GET", "/chat/rooms/"+id+"/timeline", "", nil); strings.Count(line, `"kind":"category","user":"kim"`) != 1 {
			t.Errorf("%s: %s", id, line)
		}
	}
	for _, bad := range []string{`{"category":"delivery"}`, `{"category":"none"}`, `{"category":"late","small":"a\u0007"}`} {
		c.asks(422, "kim", "PUT", "/chat/rooms/open/category", bad, nil)
		c.asks(422, "kim", "PUT", "/chat/rooms/over/category", bad, nil)
	}
	c.nobodys("PUT", "/chat/rooms/over/category", `{"category":"late"}`, "lee", "m2")

	var many ChatChangedMany
	c.asks(200, "kim", "POST", "/chat/rooms/categories", `{"rooms":["open","over","foreign","none","over"],"category":"late"}`, &many)
	if many.Changed != 2 || len(many.Refused) != 2 || many.Refused[0].Room != "foreign" || many.Refused[1].Room != "none" || many.Refused[0].Why == "" {
		t.Errorf("together: %+v", many)
	}
	room, err := c.db.ChatRoom(t.Context(), "foreign")
	if c.must(err); room.Category != "late" || room.Small != "" {
		t.Errorf("somebody else's room: %+v", room)
	}
	c.asks(422, "kim", "POST", "/chat/rooms/categories", `{"rooms":["open"],"category":"none"}`, nil)
	if c.asks(200, "m1", "POST", "/chat/rooms/categories", `{"rooms":["open","over","waiting"],"category":"lost"}`, &many); many.Changed != 3 {
		t.Errorf("a manager changes %+v", many)
	}
	c.house.centre.values["chat.method"] = string(chat.Manual)
	if c.asks(200, "kim", "POST", "/chat/rooms/categories", `{"rooms":["waiting"],"category":"late"}`, &many); many.Changed != 0 || len(many.Refused) != 1 {
		t.Errorf("what nobody has taken: %+v", many)
	}
}
