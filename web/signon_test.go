package web

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/internal/provider"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/signon"
)

// browser is a browser with cookies that stops before it leaves for stop.
func newBrowser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.Path, "/login") || r.URL.Path == "/" || r.URL.Path == "/desk" {
			return http.ErrUseLastResponse // the page itself is not there in these tests
		}
		return nil
	}}
}

// signOn goes through the whole of it and returns where the browser ends.
func signOn(t *testing.T, s *site, b *http.Client, next string) string {
	t.Helper()
	res, err := b.Get(s.URL + "/api/v1/sign-on/begin?next=" + url.QueryEscape(next))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res.Header.Get("Location")
}

func (s *site) withProvider(t *testing.T) *provider.Provider {
	t.Helper()
	op := provider.Start(t)
	for key, v := range map[string]string{centre.SetOIDCIssuer: op.URL, centre.SetOIDCClient: op.ClientID, centre.SetOIDCSecret: op.Secret, centre.SetOIDCName: "Acme"} {
		s.settings().put(key, v)
	}
	return op
}

func me(t *testing.T, s *site, b *http.Client) int {
	t.Helper()
	res, err := b.Get(s.URL + "/api/v1/me")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

// People log in by single sign-on as the person they are here: by e-mail address
// once, by the provider's own name for them from then on. Nobody is added, and an
// administrator is not taken over by a name.
func TestSignOn(t *testing.T) {
	s := newSite(t)
	if _, body := s.as(t, "", "GET", "/api/v1/sign-on", ""); !strings.Contains(body, `"offered":false`) {
		t.Errorf("%s", body)
	}
	if to := signOn(t, s, newBrowser(t), "/"); to != "/login?sign_on=off" {
		t.Errorf("without a provider: %s", to)
	}
	if _, body := s.as(t, "boss", "POST", "/api/v1/sign-on/check", ""); !strings.Contains(body, `"ok":false`) {
		t.Errorf("%s", body)
	}
	op := s.withProvider(t)
	if _, body := s.as(t, "boss", "POST", "/api/v1/sign-on/check", ""); !strings.Contains(body, `"ok":true`) || !strings.Contains(body, "/api/v1/sign-on/callback") {
		t.Errorf("%s", body)
	}
	s.settings().put(centre.SetOIDCIssuer, op.URL+"/elsewhere")
	if _, body := s.as(t, "boss", "POST", "/api/v1/sign-on/check", ""); !strings.Contains(body, `"ok":false`) {
		t.Errorf("%s", body)
	}
	s.settings().put(centre.SetOIDCIssuer, op.URL)
	if _, body := s.as(t, "", "GET", "/api/v1/sign-on", ""); !strings.Contains(body, `"offered":true,"name":"Acme"`) {
		t.Errorf("%s", body)
	}
	u := s.people.users["kim"]
	u.Email = "Kim@example.com"
	s.people.users["kim"] = u
	op.As(map[string]any{"sub": "s-kim", "email": "kim@example.com", "email_verified": true})
	b := newBrowser(t)
	if to := signOn(t, s, b, "/desk?x=1"); to != "/desk?x=1" || me(t, s, b) != 200 {
		t.Fatalf("kim ends at %s", to)
	}
	if len(s.logged("sign_on_linked")) != 1 {
		t.Error("the link is not in the access log")
	}
	op.As(map[string]any{"sub": "s-kim", "email": "married@example.com", "email_verified": true}) // another address, the same person
	b = newBrowser(t)
	if to := signOn(t, s, b, "/"); to != "/" || me(t, s, b) != 200 || len(s.logged("sign_on_linked")) != 1 {
		t.Errorf("kim, known by the subject, ends at %s", to)
	}
	for name, claims := range map[string]map[string]any{
		"a stranger":                        {"sub": "s-x", "email": "stranger@example.com", "email_verified": true},
		"an address that is not verified":   {"sub": "s-y", "email": "kim@example.com", "email_verified": false},
		"an administrator by the name only": {"sub": "s-z", "email": "boss", "email_verified": true},
	} {
		op.As(claims)
		b := newBrowser(t)
		if to := signOn(t, s, b, "/"); to != "/login?sign_on=person" || me(t, s, b) != 401 {
			t.Errorf("%s ends at %s", name, to)
		}
	}
	s.settings().put(centre.SetOIDCClaim, "preferred_username")
	op.As(map[string]any{"sub": "s-boss", "preferred_username": "boss"})
	if to := signOn(t, s, newBrowser(t), "/"); to != "/login?sign_on=person" {
		t.Errorf("an administrator is taken over by a name: %s", to)
	}
	op.As(map[string]any{"sub": "s-lee", "preferred_username": "lee"})
	if to := signOn(t, s, newBrowser(t), "/"); to != "/" {
		t.Errorf("lee, by the user name, ends at %s", to)
	}
	u = s.people.users["lee"]
	u.Disabled = true
	s.people.users["lee"] = u
	if to := signOn(t, s, newBrowser(t), "/"); to != "/login?sign_on=person" {
		t.Errorf("who is disabled ends at %s", to)
	}
	if n := len(s.logged("log_in_failed")); n != 5 {
		t.Errorf("%d refusals are in the access log", n)
	}
	if len(s.people.users) != len(cast) {
		t.Errorf("there are %d people now", len(s.people.users))
	}
}

// The state belongs to one browser and is good once: nobody is logged in as
// somebody else by a link, and no answer is used again. Nobody is sent to another
// site afterwards.
func TestSignOnState(t *testing.T) {
	s := newSite(t)
	op := s.withProvider(t)
	u := s.people.users["kim"]
	u.Email = "kim@example.com"
	s.people.users["kim"] = u
	op.As(map[string]any{"sub": "s-kim", "email": "kim@example.com", "email_verified": true})

	attacker := newBrowser(t)
	var back string
	attacker.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.Path, "/api/v1/sign-on/callback") {
			back = r.URL.String()
			return http.ErrUseLastResponse
		}
		return nil
	}
	signOn(t, s, attacker, "/")
	get := func(b *http.Client, to string) string {
		t.Helper()
		res, err := b.Get(to)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.Header.Get("Location")
	}
	victim := newBrowser(t)
	if to := get(victim, back); to != "/login?sign_on=state" || me(t, s, victim) != 401 {
		t.Errorf("another browser's answer ends at %s", to)
	}
	if op.Used != 0 {
		t.Error("the code of another browser was traded")
	}
	attacker.CheckRedirect = newBrowser(t).CheckRedirect
	jar := attacker.Jar
	at, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	cookies := jar.Cookies(at)
	if to := get(attacker, back); to != "/" || me(t, s, attacker) != 200 {
		t.Errorf("the own answer ends at %s", to)
	}
	again := newBrowser(t)
	again.Jar.SetCookies(at, cookies)
	if to := get(again, back); to != "/login?sign_on=state" {
		t.Errorf("the same answer again ends at %s", to)
	}
	wrong, err := url.Parse(back)
	if err != nil {
		t.Fatal(err)
	}
	q := wrong.Query()
	q.Set("state", "guessed")
	wrong.RawQuery = q.Encode()
	if to := get(again, wrong.String()); to != "/login?sign_on=state" {
		t.Errorf("a guessed state ends at %s", to)
	}
	for _, next := range []string{"//evil.example", "https://evil.example", `/\evil.example`, "/\t/evil", ""} {
		b := newBrowser(t)
		if to := signOn(t, s, b, next); to != "/" {
			t.Errorf("next %q ends at %s", next, to)
		}
	}
}

// The provider's groups make managers and agents, never administrators, and leave
// administrators alone; the change is recorded and ends earlier log-ins.
func TestRolesOfTheProvider(t *testing.T) {
	s := newSite(t)
	op := s.withProvider(t)
	for key, v := range map[string]string{centre.SetOIDCRoleClaim: "groups", centre.SetOIDCManagers: "leads,administrator", centre.SetOIDCAgents: "floor"} {
		s.settings().put(key, v)
	}
	for _, login := range []string{"kim", "boss"} {
		u := s.people.users[login]
		u.Email = login + "@example.com"
		s.people.users[login] = u
	}
	op.As(map[string]any{"sub": "1", "email": "kim@example.com", "email_verified": true, "groups": []string{"administrator", "leads"}})
	signOn(t, s, newBrowser(t), "/")
	if got := s.people.users["kim"].Role; got != people.Manager {
		t.Errorf("kim is %s", got)
	}
	if len(s.people.changes) != 1 || s.people.changes[0].Target != "user:kim" {
		t.Errorf("%+v", s.people.changes)
	}
	if status, _ := s.as(t, "kim", "GET", "/api/v1/me", ""); status != 401 {
		t.Errorf("an earlier log-in goes on: %d", status)
	}
	op.As(map[string]any{"sub": "1", "email": "kim@example.com", "email_verified": true, "groups": "floor"})
	signOn(t, s, newBrowser(t), "/")
	if got := s.people.users["kim"].Role; got != people.AgentRole {
		t.Errorf("kim is %s", got)
	}
	op.As(map[string]any{"sub": "1", "email": "kim@example.com", "email_verified": true})
	signOn(t, s, newBrowser(t), "/")
	if got := s.people.users["kim"].Role; got != people.AgentRole {
		t.Errorf("without groups kim is %s", got)
	}
	op.As(map[string]any{"sub": "2", "email": "boss@example.com", "email_verified": true, "groups": "floor"})
	if to := signOn(t, s, newBrowser(t), "/"); to != "/" || s.people.users["boss"].Role != people.Administrator {
		t.Errorf("the administrator ends at %s as %s", to, s.people.users["boss"].Role)
	}
}

// Who begins for ever keeps nobody out: the oldest gives way, and nothing grows.
func TestManyBegin(t *testing.T) {
	var f flows
	now := time.Now()
	for i := range mostFlows + 100 {
		f.put(signon.Flow{State: strconv.Itoa(i)}, "/", now.Add(time.Duration(i)))
	}
	if len(f.by) != mostFlows {
		t.Errorf("%d are kept", len(f.by))
	}
	if _, ok := f.take("99", now); ok {
		t.Error("the oldest is still there")
	}
	if _, ok := f.take(strconv.Itoa(mostFlows+99), now); !ok {
		t.Error("the newest is not there")
	}
}
