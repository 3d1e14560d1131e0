package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/web/ui"
)

// Text goes compressed to who takes it, and is the same text; who has it is told so;
// fonts go as they are.
func TestFilesAreCompressedForWhoTakesThat(t *testing.T) {
	s := newSite(t)
	s.web.UI = ui.Files()
	get := func(path, accept, etag string) (*http.Response, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", accept)
		if etag != "" {
			req.Header.Set("If-None-Match", etag)
		}
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var from io.Reader = res.Body
		if res.Header.Get("Content-Encoding") == "gzip" {
			if from, err = gzip.NewReader(res.Body); err != nil {
				t.Fatal(err)
			}
		}
		body, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		return res, string(body)
	}
	for _, path := range []string{"/desk", "/ui/css/desk.css", "/ui/js/desk/main.js"} {
		plain, want := get(path, "", "")
		zipped, got := get(path, "br;q=1, gzip;q=0.8", "")
		if plain.Header.Get("Content-Encoding") != "" || zipped.Header.Get("Content-Encoding") != "gzip" || got != want || len(want) == 0 {
			t.Errorf("%s: plain %v, zipped %v, same %v", path, plain.Header, zipped.Header, got == want)
		}
		if plain.Header.Get("ETag") == zipped.Header.Get("ETag") || zipped.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: one ETag for two forms, or no Vary: %v", path, zipped.Header)
		}
		if plain.Header.Get("Content-Type") != zipped.Header.Get("Content-Type") {
			t.Errorf("%s: types %q and %q", path, plain.Header.Get("Content-Type"), zipped.Header.Get("Content-Type"))
		}
		if again, _ := get(path, "gzip", zipped.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s again: %d", path, again.StatusCode)
		}
		if refused, _ := get(path, "gzip;q=0", ""); refused.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: compressed for who refuses it", path)
		}
	}
	if res, _ := get("/ui/icon.svg", "gzip", ""); !strings.HasPrefix(res.Header.Get("Content-Type"), "image/svg+xml") {
		t.Errorf("icon: %v", res.Header)
	}
}

// A page names every module that it will need, so that they come at once; nothing
// that is named is missing.
func TestPagesNameTheirModules(t *testing.T) {
	s := newSite(t)
	s.web.UI = ui.Files()
	status, body := s.as(t, "", http.MethodGet, "/desk", "")
	if status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	for _, name := range []string{"ui/js/desk/desk.js", "ui/js/desk/call/card.js", "ui/js/live/socket.js", "ui/vendor/preact.js", "ui/js/text/desk.ko.js"} {
		if !strings.Contains(body, `<link rel="modulepreload" href="`+name+`">`) {
			t.Errorf("the desk does not name %s", name)
		}
	}
	for _, part := range strings.Split(body, `<link rel="modulepreload" href="`)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		if status, _ := s.as(t, "", http.MethodGet, "/"+name, ""); status != http.StatusOK {
			t.Errorf("%s: %d", name, status)
		}
	}
}
