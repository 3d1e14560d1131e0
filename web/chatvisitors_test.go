package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/callfloor/callfloor/chat"
)

// Who the site says that a customer is stands apart from what agents write: a change with as many
// fields as a page may fill in is taken, and leaves the proven user as it was, whatever its fields
// are called.
func TestChatVisitorsUser(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	v := chat.Visitor{ID: "v1", Channel: chat.Web, Account: "shop", Name: "김하나", Email: "kim@example.com", Fields: map[string]string{}}
	for i := range chat.MaxFields {
		v.Fields[fmt.Sprintf("f%02d", i)] = "x"
	}
	v.User = &chat.SiteUser{ID: "u-17", Name: "김하나", Email: "old@example.com", Fields: map[string]string{"f00": "x", "f01": "y"}}
	_, _, err := c.db.ChatAddVisitor(t.Context(), v)
	c.must(err)
	var seen ChatVisitorView
	c.asks(200, "kim", "GET", "/chat/visitors/v1", "", &seen)
	if seen.User != "u-17" || !slices.Equal(seen.Said, []string{"name", "fields.f00"}) || len(seen.Fields) != chat.MaxFields {
		t.Errorf("%+v", seen)
	}
	put := func(status int, fields map[string]string) {
		t.Helper()
		now, err := c.db.ChatVisitor(t.Context(), "v1")
		c.must(err)
		body, err := json.Marshal(ChatVisitorInput{Name: "김한아", Fields: fields, Version: now.Version})
		c.must(err)
		c.asks(status, "kim", "PUT", "/chat/visitors/v1", string(body), nil)
		now, err = c.db.ChatVisitor(t.Context(), "v1")
		c.must(err)
		if now.User == nil || now.User.ID != "u-17" || !maps.Equal(now.User.Fields, v.User.Fields) {
			t.Errorf("the user of the site is %+v", now.User)
		}
	}
	all := maps.Clone(seen.Fields)
	all["f02"] = "by hand"
	put(200, all)
	put(200, map[string]string{"user": "u-99"})
	all["one more"] = "x"
	put(422, all)
}
