package widget

import (
	"net/http/httptest"
	"testing"
)

// The server's own pages need not be listed. Where it is configured what the server is called, a
// page of another name that leads to it is as foreign as any (W-04).
func TestForeign(t *testing.T) {
	for _, one := range []struct{ public, host, origin, foreign string }{
		{"", "centre.example:8443", "", ""},
		{"", "centre.example:8443", "https://centre.example:8443", ""},
		{"", "centre.example:8443", "https://shop.example", "https://shop.example"},
		{"https://centre.example/", "centre.example", "https://Centre.example", ""},
		{"https://centre.example", "10.0.0.7:8080", "https://centre.example", ""}, // behind a proxy
		{"https://centre.example", "evil.example", "https://evil.example", "https://evil.example"},
		{"https://centre.example", "centre.example", "http://centre.example", "http://centre.example"},
	} {
		r := httptest.NewRequest("GET", "/chat/config?site=shop", nil)
		r.Host = one.host
		if one.origin != "" {
			r.Header.Set("Origin", one.origin)
		}
		if got := New(Options{Public: one.public}).foreign(r); got != one.foreign {
			t.Errorf("public %q, host %q, origin %q: foreign %q, want %q", one.public, one.host, one.origin, got, one.foreign)
		}
	}
}
