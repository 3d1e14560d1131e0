package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

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

// A page names its styles and modules joined: few files, which browsers may keep for
// ever, with whose the vendored parts are and where their licence is. One that comes
// later is there even where this program has not served the page yet.
func TestPagesAreJoined(t *testing.T) {
	names := regexp.MustCompile(`(?:href|src)="(ui/(?:joined/|js/|css/)[^"]+)"`)
	for _, page := range []string{"/", "/login", "/setup", "/desk", "/floor", "/admin", "/wallboard"} {
		s := newSite(t)
		s.web.UI = ui.Files()
		_, body := s.as(t, "", http.MethodGet, page, "")
		found := names.FindAllStringSubmatch(body, -1)
		if len(found) < 2 || len(found) > 4 {
			t.Errorf("%s names %d files", page, len(found))
		}
		other := s
		if page == "/desk" {
			other = newSite(t)
			other.web.UI = ui.Files()
		}
		var texts strings.Builder
		for _, m := range found {
			res, err := http.Get(other.URL + "/" + m[1])
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(res.Body)
			res.Body.Close()
			if err != nil || res.StatusCode != http.StatusOK || res.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
				t.Errorf("%s, %s: %d, %v, %v", page, m[1], res.StatusCode, res.Header, err)
			}
			texts.Write(text)
		}
		if !strings.Contains(texts.String(), "licence: ui/vendor/preact.LICENSE.txt") {
			t.Errorf("%s does not say whose preact is", page)
		}
	}
	s := newSite(t)
	s.web.UI = ui.Files()
	if status, _ := s.as(t, "", http.MethodGet, "/ui/vendor/preact.LICENSE.txt", ""); status != http.StatusOK {
		t.Errorf("the licence: %d", status)
	}
	for _, name := range []string{"desk-NONE.js", "none-NONE.js", "x/desk-NONE.js", ""} {
		if status, _ := s.as(t, "", http.MethodGet, "/ui/joined/"+name, ""); status != http.StatusNotFound {
			t.Errorf("/ui/joined/%s: %d", name, status)
		}
	}
}

// A page whose modules cannot be joined is served as it is written.
func TestPageThatCannotBeJoined(t *testing.T) {
	s := newSite(t)
	page := "<link rel=\"stylesheet\" href=\"ui/a.css\">\n<script type=\"module\" src=\"ui/a.js\"></script>"
	s.web.UI = fstest.MapFS{"desk.html": {Data: []byte(page)}, "a.css": {}, "a.js": {Data: []byte(`import "./none.js"; import "/etc/hostname";`)}}
	if status, body := s.as(t, "", http.MethodGet, "/desk", ""); status != http.StatusOK || body != page {
		t.Errorf("%d, %q", status, body)
	}
}
