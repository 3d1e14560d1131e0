package centre

import (
	"fmt"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/acd"
)

// Every setting of the registry explains itself in both languages, and its default
// is a value that it takes.
func TestSettingsExplainThemselves(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Settings {
		if seen[s.Key] || s.Key == "" || s.Group == "" || s.Doc.Ko == "" || s.Doc.En == "" || s.Doc.Ko == s.Doc.En {
			t.Errorf("%s does not explain itself, or stands there twice", s.Key)
		}
		for _, v := range s.Allowed { // pages have words for them
			if strings.Contains(s.Doc.Ko+s.Doc.En, "("+v+")") {
				t.Errorf("%s explains itself by %q, as programs write it", s.Key, v)
			}
		}
		seen[s.Key] = true
		if v, err := s.Check(s.Default); err != nil || v != s.Default {
			t.Errorf("%s: the default %q: %q %v", s.Key, s.Default, v, err)
		}
		if got := s.Decode(s.Encode("a,b")); got != "a,b" {
			t.Errorf("%s: encoded and decoded is %q", s.Key, got)
		}
	}
}

// Values are checked by type and rule.
func TestValuesOfSettings(t *testing.T) {
	for _, tc := range []struct {
		key, value, want string
		ok               bool
	}{
		{SetIdleLock, "15", "15", true}, {SetIdleLock, " 015 ", "15", true}, {SetIdleLock, "-1", "", false}, {SetIdleLock, "481", "", false}, {SetIdleLock, "x", "", false},
		{SetFrameOrigins, "https://crm.example.com, http://127.0.0.1:8100", "https://crm.example.com,http://127.0.0.1:8100", true}, {SetFrameOrigins, "", "", true}, {SetFrameOrigins, "https://[::1]:8443", "https://[::1]:8443", true},
		{SetFrameOrigins, "https://crm.example.com/", "", false}, {SetFrameOrigins, "crm.example.com", "", false}, {SetFrameOrigins, "https://*.example.com", "", false}, {SetFrameOrigins, "https://u@crm.example.com", "", false},
		{SetFrameOrigins, "https://crm.example.com; script-src *", "", false}, {SetFrameOrigins, "*", "", false}, {SetFrameOrigins, "javascript:alert(1)", "", false}, {SetFrameOrigins, "https://crm.example.com,https://a'b.example.com", "", false},
		{SetOneDesk, "true", "true", true}, {SetOneDesk, "yes", "", false},
		{SetSecondFactor, "manager, agent,manager", "manager,agent", true}, {SetSecondFactor, "boss", "", false},
		{SetKeepAccess, "365", "365", true}, {SetKeepAccess, "0", "0", true}, {SetKeepAccess, "364", "", false}, // the law asks for a year
		{SetKeepRows, "1", "", false}, {SetKeepNotes, "1", "", false}, {SetKeepNotes, "2", "2", true}, {SetKeepNotes, "0", "0", true},
		{SetOIDCIssuer, "https://login.example.com/x", "https://login.example.com/x", true}, {SetOIDCIssuer, "http://login.example.com", "", false},
		{SetOIDCIssuer, "http://127.0.0.1:99", "http://127.0.0.1:99", true}, {SetOIDCIssuer, "https://u:p@login.example.com", "", false}, {SetOIDCIssuer, "", "", true},
		{SetOIDCScopes, "groups read:all", "groups read:all", true}, {SetOIDCScopes, `gro"ups`, "", false}, {SetOIDCScopes, `a\b`, "", false}, {SetOIDCScopes, "그룹", "", false},
		{SetOIDCClaim, "sub", "", false}, {SetOIDCName, "a\nb", "", false},
		{SetNightFrom, "22:00", "22:00", true}, {SetNightFrom, "9:00", "", false}, {SetNightFrom, "25:00", "", false},
		{SetAbusiveSound, "sound:end", "sound:end", true}, {SetAbusiveSound, "/etc/passwd", "", false}, {SetDialMinute, "0", "", false},
	} {
		s, ok := SettingOf(tc.key)
		if !ok {
			t.Fatal(tc.key)
		}
		got, err := s.Check(tc.value)
		if (err == nil) != tc.ok || err == nil && got != tc.want {
			t.Errorf("%s = %q: %q %v", tc.key, tc.value, got, err)
		}
	}
}

// What settings must be together, and that an old fault is none of a new change.
func TestSettingsTogether(t *testing.T) {
	check := func(set map[string]string) []Problem {
		return CheckSettings(func(key string) string { return set[key] })
	}
	for want, set := range map[string]map[string]string{
		"":               {SetOIDCIssuer: "https://x", SetOIDCClient: "c", SetOIDCRoleClaim: "groups", SetOIDCManagers: "a,b", SetOIDCAgents: "c"},
		SetOIDCClient:    {SetOIDCIssuer: "https://x"},
		SetOIDCAgents:    {SetOIDCManagers: "a,b", SetOIDCAgents: "c,b"},
		SetOIDCRoleClaim: {SetOIDCRoleClaim: "groups"},
	} {
		list := check(set)
		if want == "" && len(list) != 0 || want != "" && (len(list) != 1 || list[0].Path != want) {
			t.Errorf("%v: %v, want one of %q", set, list, want)
		}
		if again := NewProblems(list, list); len(again) != 0 {
			t.Errorf("%v is new", again)
		}
		if len(NewProblems(nil, list)) != len(list) {
			t.Errorf("%v is not new", list)
		}
	}
}

// Reasons: what is not named stands after the rest, the system's cannot be chosen,
// the one of log-in cannot be taken away.
func TestReasons(t *testing.T) {
	list := FillReasons([]Reason{{ID: acd.Rest, Name: Names{Ko: "쉬는 중"}, Used: true}, {ID: acd.NoAnswer, Used: true}})
	if len(list) != 10 || list[0].ID != acd.Rest || list[0].Name.En != "쉬는 중" || list[1].Used || !list[1].System {
		t.Errorf("%+v", list)
	}
	if p := CheckReasons(list); len(p) != 0 {
		t.Errorf("%v", p)
	}
	for _, bad := range [][]Reason{
		{{ID: "lunch", Name: Names{Ko: "x"}, Used: true}},
		{{ID: acd.Preparing, Name: Names{Ko: "x"}}},
		{{ID: acd.Meal, Name: Names{Ko: "x"}}, {ID: acd.Meal, Name: Names{Ko: "y"}}},
	} {
		if p := CheckReasons(bad); len(p) == 0 {
			t.Errorf("%+v is taken", bad)
		}
	}
}

// What was borne is borne in another place of its list too; the same fault of another
// thing is new.
func TestNewProblemsByWhatTheyAre(t *testing.T) {
	at := func(i int, number string) Problem {
		return Problem{Path: fmt.Sprintf("services[1].numbers[%d]", i), Message: number + " is an emergency number", Borne: true}
	}
	if got := NewProblems([]Problem{at(1, "119")}, []Problem{at(0, "119")}); len(got) != 0 {
		t.Errorf("new: %v", got)
	}
	if got := NewProblems([]Problem{at(1, "119")}, []Problem{at(0, "119"), at(1, "112")}); len(got) != 1 {
		t.Errorf("of a second one: %v", got)
	}
	plain := Problem{Path: "services[0].ring", Message: "is too short"}
	if got := NewProblems([]Problem{plain}, []Problem{plain, {Path: "services[1].ring", Message: "is too short"}}); len(got) != 1 {
		t.Errorf("of another service: %v", got)
	}
}
