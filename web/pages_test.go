package web

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
)

// Every page says in its first tag what the centre is called and which language
// it speaks, whatever the name is made of; with another name it is another page.
func TestPagesSpeakForTheCentre(t *testing.T) {
	s := newSite(t)
	s.web.UI = os.DirFS("ui")
	c := s.web.Centre.(*fakeCentre)
	tags := map[string]bool{}
	for _, name := range []string{`Kim & Lee "Homes" <one>`, "other"} {
		c.profile = Profile{Name: name, TimeZone: "Asia/Seoul", Language: "en"}
		want := `<html lang="en" data-centre="other"`
		if name != "other" {
			want = `<html lang="en" data-centre="Kim &amp; Lee &#34;Homes&#34; &lt;one&gt;"`
		}
		for _, path := range []string{"/", "/login", "/setup", "/desk", "/wallboard"} {
			if code, page := s.as(t, "", "GET", path, ""); code != http.StatusOK || !strings.Contains(page, want) {
				t.Errorf("%s: %d, not %s in %.80q", path, code, want, page)
			}
		}
		res, err := http.Get(s.URL + "/wallboard")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		tags[res.Header.Get("ETag")] = true
	}
	if len(tags) != 2 {
		t.Errorf("a page keeps its ETag when the centre's name changes: %v", tags)
	}
}

// A browser that asks for a page that is not there gets a page that leads home; a
// module or picture that is not there is a plain 404.
func TestMissingPage(t *testing.T) {
	s := newSite(t)
	s.web.UI = os.DirFS("ui")
	for path, accept := range map[string]string{"/nonsense": "text/html", "/a/b": "text/html,*/*", "/ui/none.js": "*/*"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept", accept)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if page := strings.Contains(string(body), `href="/"`); err != nil || res.StatusCode != http.StatusNotFound || page != (accept != "*/*") {
			t.Errorf("%s: %d %v %q", path, res.StatusCode, err, body)
		}
	}
}
