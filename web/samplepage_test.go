package web

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/web/ui"
)

// The page to try the chat on is of the site that is asked for, shows the tag to copy with
// the program's address, and is there for sites that exist alone. What visitors ask for
// below /chat/ does not stand in its way.
func TestSamplePage(t *testing.T) {
	s := newSite(t)
	s.web.UI = ui.Files()
	s.web.Visitors = http.NotFoundHandler()
	ask := func(path string) (int, string) {
		t.Helper()
		res, err := http.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(body)
	}
	if code, _ := ask("/chat/sample"); code != 404 {
		t.Errorf("without a site: %d", code)
	}
	s.house.centre.sites = []centre.ChatSite{{ID: "shop"}, {ID: "demo"}, {ID: "mall"}}
	for path, site := range map[string]string{"/chat/sample": "demo", "/chat/sample?site=mall": "mall", "/chat/sample?site=none": ""} {
		code, body := ask(path)
		if site == "" {
			if code != 404 {
				t.Errorf("%s: %d", path, code)
			}
			continue
		}
		for _, part := range []string{
			`<script async src="widget.js" data-site="` + site + `"></script>`,
			`&lt;script async src="` + s.URL + `/chat/widget.js" data-site="` + site + `"&gt;`,
		} {
			if code != 200 || !strings.Contains(body, part) {
				t.Errorf("%s: %d without %s:\n%s", path, code, part, body)
			}
		}
	}
	for query, language := range map[string]string{"": "ko", "?lang=en": "en", "?lang=ko": "ko", "?lang=%22%3E": "ko"} {
		if _, body := ask("/chat/sample" + query); !strings.Contains(body, `<html lang="`+language+`">`) {
			t.Errorf("%q is not written in %s", query, language)
		}
	}
	s.house.centre.sites = s.house.centre.sites[:1]
	if _, body := ask("/chat/sample"); !strings.Contains(body, `data-site="shop"`) {
		t.Errorf("the only site is not shown:\n%s", body)
	}
}
