package web

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/people"
)

// Every action that the access log can have is said in words on its page, in both
// languages.
func TestActionsHaveWords(t *testing.T) {
	said := regexp.MustCompile(`(?:(?:logAccess|noteAccess|logCallback)\(ctx, |NewChange\([a-z(]+\)?, |Change\(ctx, (?:by|author\(ctx\)), )"([a-z_-]+)"|"([a-z-]+_(?:changed|blacklisted|unblacklisted|moved|priority|ended|viewed|exported))"`)
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
	delete(actions, "bot_ended") // a status of chats
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

// Every setting of the registry, its group and its unit are named in both languages.
func TestSettingsHaveLabels(t *testing.T) {
	for _, language := range []string{"ko", "en"} {
		data, err := os.ReadFile("ui/js/text/admin." + language + ".js")
		if err != nil {
			t.Fatal(err)
		}
		words := string(data)
		for _, s := range centre.Settings {
			keys := []string{"setting." + s.Key, "setting_group." + s.Group}
			if s.Unit != "" {
				keys = append(keys, "unit."+s.Unit)
			}
			for _, key := range keys {
				if !strings.Contains(words, `"`+key+`": "`) {
					t.Errorf("%s: %s has no text", language, key)
				}
			}
			doc := s.Doc.Ko
			if language == "en" {
				doc = s.Doc.En
			}
			if doc == "" {
				t.Errorf("%s: %s does not say what it does", language, s.Key)
			}
		}
	}
}

// A permission that no route asks for is marked as one that does nothing yet, and one
// that a route asks for is not.
func TestPermissionsWithoutRoutesAreMarked(t *testing.T) {
	page, err := os.ReadFile("ui/js/admin/permissions.js")
	if err != nil {
		t.Fatal(err)
	}
	later := regexp.MustCompile(`const later = (\[[^\]]*\])`).FindSubmatch(page)
	if later == nil {
		t.Fatal("the page has no list of permissions that come later")
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, name := range files {
		if !strings.HasSuffix(name, "_test.go") {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			code.Write(data)
		}
	}
	names := map[people.Permission]string{
		people.Phone: "Phone", people.CallbackAssign: "CallbackAssign", people.SMS: "SMS", people.SMSBulk: "SMSBulk", people.SMSAll: "SMSAll", people.ChatMonitor: "ChatMonitor",
		people.CallMonitor: "CallMonitor", people.Recordings: "Recordings", people.Unmask: "Unmask", people.Report: "Report",
	}
	for _, p := range people.Permissions {
		name := names[p]
		if name == "" {
			t.Fatalf("the permission %s is new: name it here", p)
		}
		used := regexp.MustCompile(`people\.` + name + `\b`).MatchString(code.String())
		if marked := strings.Contains(string(later[1]), `"`+string(p)+`"`); marked == used {
			t.Errorf("%s: asked for by a route: %t, marked as one that does nothing yet: %t", p, used, marked)
		}
	}
}

// The same types in another order, or one of them twice, are no change of a webhook.
func TestTypesInAnotherOrderAreTheSameWebhook(t *testing.T) {
	var one, other cti.Hook
	for h, types := range map[*cti.Hook][]string{&one: {cti.CallEnded, cti.CallOffered}, &other: {cti.CallOffered, cti.CallEnded, cti.CallOffered}} {
		if err := (HookInput{URL: "https://crm.example.com/hook", Types: types}).apply(h); err != nil {
			t.Fatal(err)
		}
	}
	if one.Version() != other.Version() || len(other.Types) != 2 {
		t.Errorf("%v and %v", one.Types, other.Types)
	}
}
