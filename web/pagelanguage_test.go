package web

import (
	"net/http"
	"strings"
	"testing"
)

// What has names in one language has them in that of the page that asks, and for a browser that asks
// by itself in the person's own; the account keeps its own.
func TestNamesAreInThePagesLanguage(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	c.asks(200, "kim", "PUT", "/chat/rooms/r1/category", `{"category":"late"}`, nil)
	for _, one := range []struct{ header, says, want string }{
		{"Callfloor-Language", "", "지연"}, {"Callfloor-Language", "en", "Late"}, {"Callfloor-Language", "ko", "지연"}, {"Callfloor-Language", "fr", "지연"},
		{"Accept-Language", "en", "지연"}, {"Accept-Language", "en-US,en;q=0.9", "지연"}, // a browser's, with what it opens or downloads by itself
	} {
		want, header := one.want, one.header+": "+one.says
		says := func(r *http.Request) { r.Header.Set(one.header, one.says) }
		status, body := c.as(t, "boss", "GET", "/api/v1/chat/rooms/r1/detail", "", says)
		if status != 200 || !strings.Contains(body, want) {
			t.Errorf("asked in %q: %d, no %q in %s", header, status, want, body)
		}
		if status, body = c.as(t, "boss", "GET", "/api/v1/me", "", says); status != 200 || !strings.Contains(body, `"language":"ko"`) {
			t.Errorf("the account, asked in %q: %d %s", header, status, body)
		}
	}
}
