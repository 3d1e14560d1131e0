package web

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/cti"
)

// Every action that the access log can have is said in words on its page, in both
// languages.
func TestActionsHaveWords(t *testing.T) {
	said := regexp.MustCompile(`(?:(?:logAccess|noteAccess)\(ctx, |NewChange\([a-z(]+\)?, |Change\(ctx, (?:by|author\(ctx\)), )"([a-z_-]+)"|"([a-z-]+_(?:changed|blacklisted|unblacklisted|moved|priority|ended|viewed))"`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("../app/*.go")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, more...)
	actions := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range said.FindAllSubmatch(data, -1) {
			actions[string(m[1])+string(m[2])] = true
		}
	}
	if len(actions) < 40 {
		t.Fatalf("only %d actions were found", len(actions))
	}
	for _, language := range []string{"ko", "en"} {
		words, err := os.ReadFile("ui/js/text/admin." + language + ".js")
		if err != nil {
			t.Fatal(err)
		}
		for a := range actions {
			if !strings.Contains(string(words), `"act.`+a+`":`) {
				t.Errorf("%s: no words for the action %q", language, a)
			}
		}
	}
}

// Every type of event can be chosen for a webhook, by words in both languages.
func TestEventsHaveWords(t *testing.T) {
	for file, prefix := range map[string]string{"text/admin.ko.js": "ev.", "text/admin.en.js": "ev.", "admin/sections/webhooks.js": ""} {
		text, err := os.ReadFile("ui/js/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range cti.Types {
			if !strings.Contains(string(text), `"`+prefix+kind+`"`) {
				t.Errorf("%s does not name %s", file, kind)
			}
		}
	}
}
