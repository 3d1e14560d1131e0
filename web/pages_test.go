package web

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
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

// The page of the desk carries what its agent shows first, within the agent's scope,
// and for nobody else; what stands in it ends no element, and no cache keeps it.
func TestTheDeskComesWithWhatItShowsFirst(t *testing.T) {
	s := newSite(t)
	s.web.UI = os.DirFS("ui")
	element := regexp.MustCompile(`<body><script type="application/json" id="first">(.*?)</script><svg`)
	for _, who := range []string{"", "boss", "m1", "kim", "lee"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/desk", nil)
		if err != nil {
			t.Fatal(err)
		}
		s.sign(req, who)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		found := element.FindSubmatch(page)
		if agent := who == "kim" || who == "lee"; agent != (found != nil) || agent != (res.Header.Get("Cache-Control") == "no-store") {
			t.Errorf("%q: found %q, %v", who, found, res.Header)
		}
		if found == nil {
			continue
		}
		var first struct {
			User   struct{ Login, Agent_id string }
			Frames []struct {
				Topics, Services []string
				Agent, Name      string
			}
		}
		if err := json.Unmarshal(found[1], &first); err != nil {
			t.Fatalf("%q: %v in %s", who, err, found[1])
		}
		if first.User.Login != who || first.User.Agent_id != who || len(first.Frames) != 1 || first.Frames[0].Agent != who ||
			first.Frames[0].Name != "</script><b>" || !slices.Equal(first.Frames[0].Topics, topicsOfDesk) {
			t.Errorf("%q: %+v", who, first)
		}
		if serves := map[string]string{"kim": "orders", "lee": "returns"}[who]; !slices.Equal(first.Frames[0].Services, []string{serves}) {
			t.Errorf("%q sees services %v", who, first.Frames[0].Services)
		}
	}
}
