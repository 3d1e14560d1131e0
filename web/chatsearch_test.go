package web

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// A search finds messages of rooms that the caller sees; numbers in them are masked until they
// are asked for, and the access log has no text that was searched.
func TestChatSearch(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	c.has("lee", "r2", "v2")
	c.bot("r3", "v3")
	c.writes("r1", "c1", "환불 부탁드려요 010-1234-5678")
	c.writes("r2", "c1", "환불 언제 되나요")
	c.writes("r3", "c1", "환불이요")
	c.writes("r1", "c2", "감사합니다")
	for who, want := range map[string]string{"boss": "r1 r2 r3", "m1": "r1 r3", "m2": "r2 r3", "kim": "r1", "lee": "r2"} {
		var page ChatHitPage
		c.asks(200, who, "GET", "/chat/search?text=환불", "", &page)
		var got []string
		for _, h := range page.Items {
			got = append(got, string(h.Room.Room.ID))
			if strings.Contains(h.Message.Body, "1234") {
				t.Errorf("%s reads %q", who, h.Message.Body)
			}
		}
		if slices.Sort(got); strings.Join(got, " ") != want {
			t.Errorf("%s finds %v, want %s", who, got, want)
		}
	}
	var page ChatHitPage
	if c.asks(200, "boss", "GET", "/chat/search?text=부탁&unmasked=true", "", &page); len(page.Items) != 1 || !strings.Contains(page.Items[0].Message.Body, "1234") {
		t.Errorf("whole: %+v", page.Items)
	}
	c.asks(403, "kim", "GET", "/chat/search?text=부탁&unmasked=true", "", nil)
	c.asks(422, "kim", "GET", "/chat/search?text=부", "", nil)
	c.asks(422, "kim", "GET", "/chat/search?text=부탁&from=2020-01-01&to=2022-01-01", "", nil)
	yesterday := time.Now().In(c.web.zone()).AddDate(0, 0, -1).Format(time.DateOnly)
	if c.asks(200, "boss", "GET", "/chat/search?text=환불&to="+yesterday, "", &page); len(page.Items) != 0 {
		t.Errorf("until yesterday: %+v", page.Items)
	}
	first := ChatHitPage{}
	c.asks(200, "boss", "GET", "/chat/search?text=환불&limit=2", "", &first)
	if c.asks(200, "boss", "GET", "/chat/search?text=환불&limit=2&after="+first.Next, "", &page); len(first.Items) != 2 || len(page.Items) != 1 || page.Next != "" {
		t.Errorf("pages of %d and %d", len(first.Items), len(page.Items))
	}
	var seqs struct{ Seqs []int }
	if c.asks(200, "kim", "GET", "/chat/rooms/r1/search?text=감사", "", &seqs); len(seqs.Seqs) != 1 {
		t.Errorf("in the room: %v", seqs.Seqs)
	}
	c.nobodys("GET", "/chat/rooms/r1/search?text=감사", "", "lee", "m2")
	c.people.mu.Lock()
	defer c.people.mu.Unlock()
	for _, a := range c.people.log {
		if strings.Contains(a.Detail, "환불") {
			t.Errorf("the access log has what was searched: %+v", a)
		}
	}
}
