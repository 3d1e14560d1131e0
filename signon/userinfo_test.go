package signon

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/internal/provider"
)

// through logs whoever is next in at op.
func through(t *testing.T, op *provider.Provider, cfg Config) (Person, error) {
	t.Helper()
	cfg.Issuer, cfg.ClientID, cfg.Secret = op.URL, op.ClientID, op.Secret
	c := New(time.Now)
	f, to, err := c.Begin(t.Context(), cfg, "http://127.0.0.1:1/back")
	if err != nil {
		t.Fatal(err)
	}
	code, _ := goes(t, to)
	return c.Finish(t.Context(), cfg, f, code)
}

// What the centre needs and the token lacks is asked of UserInfo (OpenID Connect Core
// section 5.3); what the token says stands, and nobody is asked without need.
func TestUserInfo(t *testing.T) {
	type m = map[string]any
	op := provider.Start(t)
	for name, tc := range map[string]struct {
		cfg         Config
		token, info m
		want        Person
		asked       int
	}{
		"all is in the token": {Config{RoleClaim: "groups"}, m{"email": "a@x.kr", "email_verified": true, "groups": "g"}, m{"email": "b@x.kr", "email_verified": true, "groups": "h"},
			Person{Email: "a@x.kr", Roles: []string{"g"}}, 0},
		"the address": {Config{}, m{}, m{"email": "b@x.kr", "email_verified": "true"}, Person{Email: "b@x.kr"}, 1},
		"the address, for the domains": {Config{Login: "upn", Domains: []string{"x.kr"}}, m{"upn": "a"}, m{"email": "b@x.kr", "email_verified": true, "upn": "b"},
			Person{Email: "b@x.kr", UPN: "a"}, 1},
		"the roles":                             {Config{Login: "upn", RoleClaim: "groups"}, m{"upn": "a"}, m{"groups": []string{"g", "h"}}, Person{UPN: "a", Roles: []string{"g", "h"}}, 1},
		"the user name":                         {Config{Login: "preferred_username"}, m{}, m{"preferred_username": "kim", "upn": "not needed"}, Person{Username: "kim"}, 1},
		"nothing that is needed":                {Config{Login: "upn", RoleClaim: "groups"}, m{"upn": "a"}, m{}, Person{UPN: "a"}, 1},
		"not verified there either":             {Config{}, m{}, m{"email": "b@x.kr"}, Person{}, 1},
		"denied in the token":                   {Config{}, m{"email": "a@x.kr", "email_verified": false}, m{"email": "a@x.kr", "email_verified": true}, Person{}, 0},
		"another address is verified":           {Config{}, m{"email": "boss@x.kr"}, m{"email": "b@x.kr", "email_verified": true}, Person{Email: "b@x.kr"}, 1},
		"a word of verification and no address": {Config{}, m{"email": "boss@x.kr"}, m{"email_verified": true}, Person{}, 1},
	} {
		tc.token["sub"], tc.info["sub"] = "1", "1"
		op.As(tc.token)
		op.Info(provider.Tell(tc.info))
		p, err := through(t, op, tc.cfg)
		same := p.Email == tc.want.Email && p.Username == tc.want.Username && p.UPN == tc.want.UPN && strings.Join(p.Roles, " ") == strings.Join(tc.want.Roles, " ")
		if err != nil || !same || p.Subject != "1" || op.Asked() != tc.asked {
			t.Errorf("%s: %+v %v, asked %d times", name, p, err, op.Asked())
		}
	}
}

// UserInfo that is about somebody else (Core section 5.3.2), about nobody, fails or
// leads elsewhere lets nobody in, and its answer is bounded.
func TestUserInfoIsRefused(t *testing.T) {
	op := provider.Start(t)
	elsewhere := 0
	for name, tc := range map[string]struct {
		info http.HandlerFunc
		want fault.Code
	}{
		"somebody else": {provider.Tell(map[string]any{"sub": "2", "email": "b@x.kr", "email_verified": true}), fault.Denied},
		"nobody":        {provider.Tell(map[string]any{"email": "b@x.kr", "email_verified": true}), fault.Denied},
		"no JSON":       {func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("hello")) }, fault.Overloaded}, //nolint:errcheck // the client is gone
		"an error":      {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, strings.Repeat("x", 5000), 500) }, fault.Overloaded},
		"without end": {func(w http.ResponseWriter, _ *http.Request) {
			w.Write([]byte(`{"sub":"1","email_verified":true,"email":"b@x.kr","more":"` + strings.Repeat("x", mostAnswer) + `"}`)) //nolint:errcheck // the client is gone
		}, fault.Overloaded},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("again") != "" {
				elsewhere++
			}
			http.Redirect(w, r, "/userinfo?again=1", http.StatusFound)
		}, fault.Overloaded},
	} {
		op.As(map[string]any{"sub": "1"})
		op.Info(tc.info)
		p, err := through(t, op, Config{})
		if !fault.Is(err, tc.want) || op.Asked() != 1 {
			t.Errorf("%s: %+v %v, asked %d times", name, p, err, op.Asked())
		} else if words := fault.WithCause(err).Error(); len(words) > mostWords+200 {
			t.Errorf("%s: the error is %d bytes long", name, len(words))
		}
	}
	if elsewhere != 0 {
		t.Error("a redirect was followed")
	}
	for _, tc := range []struct {
		issuer, to string
		want       bool
	}{
		{"https://id.example", "https://api.example/me", true},
		{"https://id.example", "http://id.example/me", false},
		{"http://127.0.0.1:1", "http://127.0.0.1:2/me", true},
		{"http://127.0.0.1:1", "http://id.example/me", false},
		{"http://127.0.0.1:1", "file:///etc/passwd", false},
	} {
		if private(tc.issuer, tc.to) != tc.want {
			t.Errorf("the access token of %s to %s: %v", tc.issuer, tc.to, !tc.want)
		}
	}
}

// Scopes that are set are asked for beside the three that always are, each once.
func TestScopes(t *testing.T) {
	op := provider.Start(t)
	for set, want := range map[string]string{"": "openid email profile", "groups email  read:all": "openid email profile groups read:all"} {
		_, to, err := New(time.Now).Begin(t.Context(), Config{Issuer: op.URL, ClientID: "x", Scopes: strings.Fields(set)}, "http://127.0.0.1:1/back")
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(to)
		if err != nil {
			t.Fatal(err)
		}
		if got := u.Query().Get("scope"); got != want {
			t.Errorf("%q: asked for %q", set, got)
		}
	}
}
