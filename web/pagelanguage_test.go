package web

import (
	"net/http"
	"strings"
	"testing"
)

// What has names in one language has them in that of the page that asks; the account keeps its own.
func TestNamesAreInThePagesLanguage(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	c.asks(200, "kim", "PUT", "/chat/rooms/r1/category", `{"category":"late"}`, nil)
	for header, want := range map[string]string{"": "지연", "en": "Late", "ko": "지연", "en-US,en;q=0.9": "지연"} {
		says := func(r *http.Request) { r.Header.Set("Accept-Language", header) }
		status, body := c.as(t, "boss", "GET", "/api/v1/chat/rooms/r1/detail", "", says)
		if status != 200 || !strings.Contains(body, want) {
			t.Errorf("asked in %q: %d, no %q in %s", header, status, want, body)
		}
		if status, body = c.as(t, "boss", "GET", "/api/v1/me", "", says); status != 200 || !strings.Contains(body, `"language":"ko"`) {
			t.Errorf("the account, asked in %q: %d %s", header, status, body)
		}
	}
}
