package web

import (
	"net/http"
	"testing"

	"github.com/callfloor/callfloor/centre"
)

// Several settings are checked as a whole: each wrong one is named, and none counts
// before all are right, nor where somebody changed one after they were read.
func TestSettingsAtOnce(t *testing.T) {
	s := newSite(t)
	var wrong struct {
		Errors []struct{ Location, Message string }
	}
	refused := func(body string, want ...string) {
		t.Helper()
		s.want(t, 422, "boss", "PATCH", "/settings", body, &wrong)
		var got []string
		for _, e := range wrong.Errors {
			got = append(got, e.Location)
		}
		if len(got) != len(want) {
			t.Fatalf("%s: %v, want %v", body, wrong.Errors, want)
		}
		for i := range want {
			if got[i] != "body."+want[i] && got[i] != "body.values."+want[i] {
				t.Errorf("%s: %v, want %v", body, got, want)
			}
		}
		if v := s.settings().Setting(centre.SetDialDay); v != "500" {
			t.Fatalf("%s is refused, but in force: %s", body, v)
		}
	}
	refused(`{"values":{"dialing.per_day":"7","login.idle_lock_minutes":"700","login.one_desk":"perhaps"}}`, centre.SetIdleLock, centre.SetOneDesk)
	refused(`{"values":{"dialing.per_day":"7","oidc.issuer":"https://login.example.com"}}`, centre.SetOIDCClient)
	refused(`{"values":{"dialing.per_day":"7","oidc.role_claim":"groups","oidc.manager_values":"a","oidc.agent_values":"a"}}`, centre.SetOIDCAgents)
	refused(`{"values":{"dialing.per_day":"7","no.such":"1"}}`)
	refused(`{"values":{"dialing.per_day":"7"},"centre":{"name":"x","time_zone":"Asia/Soul","language":"ko"}}`, "centre")
	refused(`{"values":{"login.idle_lock_minutes":"700"},"centre":{"name":"x","time_zone":"Asia/Soul","language":"ko"}}`, "values."+centre.SetIdleLock, "centre") // all of it is told

	_, etag := s.settingsVersion(t)
	if st, b := s.as(t, "boss", "PATCH", "/api/v1/settings", `{"values":{"dialing.per_day":"7"}}`, func(r *http.Request) { r.Header.Set("If-Match", `"older"`) }); st != 412 {
		t.Fatalf("an older version: %d %s", st, b)
	}
	if st, b := s.as(t, "boss", "PATCH", "/api/v1/settings", `{"values":{"dialing.per_day":"7","oidc.issuer":"https://login.example.com","oidc.client_id":"us","oidc.client_secret":"geheim"}}`,
		func(r *http.Request) { r.Header.Set("If-Match", etag) }); st != 200 {
		t.Fatalf("the version that counts: %d %s", st, b)
	}
	list, after := s.settingsVersion(t)
	if after == etag || list[centre.SetDialDay] != "7" || list[centre.SetOIDCClient] != "us" || list[centre.SetOIDCSecret] != secretSet {
		t.Errorf("%v %s", list, after)
	}
	s.want(t, 200, "boss", "PATCH", "/settings", `{"values":{"oidc.client_secret":"(set)","dialing.per_day":""}}`, nil)
	if got := s.settings().Setting(centre.SetOIDCSecret); got != "geheim" {
		t.Errorf("a secret as it is shown is stored as %q", got)
	}
	_, etag = s.settingsVersion(t)
	s.want(t, 200, "boss", "PATCH", "/settings", `{"values":{"oidc.client_secret":"geheimer"}}`, nil)
	if _, now := s.settingsVersion(t); now == etag {
		t.Error("another secret is the same version")
	}
	if got := s.settings().Setting(centre.SetDialDay); got != "500" {
		t.Errorf("empty is %q, not the default", got)
	}
	s.want(t, 403, "m1", "PATCH", "/settings", `{"values":{"dialing.per_day":"7"}}`, nil)
}

func (s *site) settingsVersion(t *testing.T) (values map[string]string, etag string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/api/v1/settings", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	s.sign(req, "boss")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var list []SettingView
	s.want(t, 200, "boss", "GET", "/settings", "", &list)
	values = map[string]string{}
	for _, v := range list {
		values[v.Key] = v.Value
	}
	return values, res.Header.Get("ETag")
}
