package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/web/ui"
)

// The chat's script may stand in any page, is read again soon after an upgrade, and comes
// compressed.
func TestWidgetIsServedToOtherSites(t *testing.T) {
	s := newSite(t)
	s.web.UI = ui.Files()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/chat/widget.js", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/javascript") {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	for name, want := range map[string]string{"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*", "Cache-Control": "max-age=300", "Content-Encoding": "gzip"} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s: %q, not %q", name, got, want)
		}
	}
}
