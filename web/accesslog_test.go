package web

import (
	"slices"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/people"
)

// The access log is asked for several actions at once, within bounds; what was asked
// for stands in it.
func TestAccessLogOfSeveralActions(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{"/access-log?limit=10&", "/access-log/export?format=csv&reason=audit&"} {
		for query, want := range map[string][]string{
			"":                             nil,
			"action=log_in":                {"log_in"},
			"action=log_in,customer_*":     {"log_in", "customer_*"},
			"action=" + repeated("a", 40):  slices.Repeat([]string{"a"}, 40),
			"action=log_in%2Clog_out&q=ab": {"log_in", "log_out"},
		} {
			if status, b := s.as(t, "boss", "GET", "/api/v1"+path+query, ""); status != 200 || !slices.Equal(s.people.asked.Actions, want) {
				t.Errorf("%s%s: %d, asked for %q, %.200s", path, query, status, s.people.asked.Actions, b)
			}
		}
		for _, query := range []string{"action=" + repeated("a", 41), "action=log_in,,log_out", "action=,", "action=" + strings.Repeat("a", 61)} {
			if status, b := s.as(t, "boss", "GET", "/api/v1"+path+query, ""); status != 422 {
				t.Errorf("%s%s: %d %.200s", path, query, status, b)
			}
		}
	}
	if _, b := s.as(t, "boss", "GET", "/api/v1/openapi.json", ""); !strings.Contains(b, `"explode":false,"in":"query","name":"action"`) || !strings.Contains(b, `"maxItems":40`) {
		t.Error("the description of the API does not say that actions stand with commas between them, and how many")
	}
	if lines := s.logged("access_log_viewed"); !slices.ContainsFunc(lines, func(a people.Access) bool { return a.Detail == "action=log_in,customer_*" }) {
		t.Errorf("what was asked for does not stand in the log: %+v", lines)
	}
}

func repeated(s string, n int) string { return strings.Join(slices.Repeat([]string{s}, n), ",") }

// What is shown of a change leaves the token in a webhook's address out, before and after.
func TestChangesHideTokens(t *testing.T) {
	c := people.Change{Edits: []people.Edit{{Kind: KindHooks, ID: "h", Before: []byte(`{"url":"https://a.example/x?token=s3cret"}`), After: []byte(`{"url":"https://b.example/x?token=s3cret"}`)}}}
	e := changeView(c).Edits[0]
	if string(e.Before) != `{"url":"https://a.example/x?token=…"}` || string(e.After) != `{"url":"https://b.example/x?token=…"}` {
		t.Errorf("%s %s", e.Before, e.After)
	}
	if !strings.Contains(string(c.Edits[0].Before), "s3cret") {
		t.Error("the record itself has lost the token: the change cannot be undone")
	}
}
