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

// Pages carry what they show first, within the scope of who asks and for nobody else; what
// stands in it ends no element, and no cache keeps it.
func TestPagesComeWithWhatTheyShowFirst(t *testing.T) {
	s := newSite(t)
	s.web.UI = os.DirFS("ui")
	element := regexp.MustCompile(`<body><script type="application/json" id="first">(.*?)</script><(svg|div)`)
	desk, floor, board := []string{"agents", "calls", "colleagues", "services"}, []string{"agents", "calls", "services"}, []string{"agents", "services"}
	for page, seen := range map[string]map[string][]string{ // of whom it carries which topics
		"/desk":                      {"kim": desk, "lee": desk},
		"/floor":                     {"boss": floor, "m1": floor},
		"/wallboard":                 {"boss": board, "m1": board, "display": board},
		"/wallboard?services=orders": {"boss": board, "m1": board, "display": board},
		"/":                          {"boss": {"services"}, "m1": nil, "kim": nil, "lee": nil},
		"/admin":                     {"boss": nil, "m1": nil, "kim": nil, "lee": nil},
		"/callbacks":                 {"boss": {"colleagues"}, "m1": {"colleagues"}, "kim": {"colleagues"}, "lee": {"colleagues"}},
		"/chat":                      {"boss": nil, "m1": nil, "kim": nil, "lee": nil},
		"/monitor":                   {"boss": nil, "m1": nil, "kim": nil, "lee": nil},
		"/supervise":                 {"boss": nil, "m1": nil, "kim": nil, "lee": nil},
		"/login":                     {},
	} {
		for _, who := range []string{"", "boss", "m1", "kim", "lee", "display"} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+page, nil)
			if err != nil {
				t.Fatal(err)
			}
			s.sign(req, who)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(res.Body)
			res.Body.Close()
			if err != nil {
				t.Fatal(err)
			}
			names, carries := seen[who]
			found := element.FindSubmatch(body)
			if carries != (found != nil) || carries != (res.Header.Get("Cache-Control") == "no-store") {
				t.Errorf("%s of %q: found %q, %v", page, who, found, res.Header)
			}
			if found == nil {
				continue
			}
			var first struct {
				User   *struct{ Login string }
				Frames []struct {
					Topics, Services     []string
					Manager, Agent, Name string
				}
				Services []struct{ ID string }
			}
			if err := json.Unmarshal(found[1], &first); err != nil {
				t.Fatalf("%s of %q: %v in %s", page, who, err, found[1])
			}
			if (first.User != nil) != (who != "display") || first.User != nil && first.User.Login != who || len(first.Frames) != min(len(names), 1) || (len(first.Services) > 0) != (page == "/admin" && who == "boss") {
				t.Errorf("%s of %q: %+v", page, who, first)
			}
			if len(first.Frames) == 0 {
				continue
			}
			f, services := first.Frames[0], map[string][]string{"kim": {"orders"}, "lee": {"returns"}, "display": {"orders"}}[who]
			if strings.Contains(page, "?") {
				services = []string{"orders"}
			}
			if f.Name != "</script><b>" || !slices.Equal(f.Topics, names) || !slices.Equal(f.Services, services) ||
				f.Agent != map[string]string{"kim": "kim", "lee": "lee"}[who] || f.Manager != map[string]string{"m1": "m1"}[who] {
				t.Errorf("%s of %q: %+v", page, who, f)
			}
		}
	}
}
