package signon

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/internal/provider"
)

// goes follows a browser to the provider and back, and returns the code.
func goes(t *testing.T, to string) (code, state string) {
	t.Helper()
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Get(to)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	back, err := res.Location()
	if err != nil {
		t.Fatalf("%d %v", res.StatusCode, err)
	}
	return back.Query().Get("code"), back.Query().Get("state")
}

// Whoever the provider vouches for, by a token that is signed by it, for us, now,
// and of this log-in, is let in; a token that is anything else is refused (OpenID
// Connect Core section 3.1.3.7).
func TestTokens(t *testing.T) {
	op := provider.Start(t)
	cfg := Config{Issuer: op.URL, ClientID: op.ClientID, Secret: op.Secret, RoleClaim: "groups"}
	kim := map[string]any{"sub": "kim-1", "email": "kim@example.com", "email_verified": true, "preferred_username": "kim", "groups": []string{"staff", "floor"}}
	now := time.Now()
	c := New(func() time.Time { return now })
	log := func(t *testing.T, cfg Config, spoil func(f *Flow, code *string)) (Person, error) {
		t.Helper()
		f, to, err := c.Begin(t.Context(), cfg, "http://127.0.0.1:1/back")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(to, "code_challenge_method=S256") || !strings.Contains(to, "state="+f.State) || !strings.Contains(to, "nonce="+f.Nonce) || strings.Contains(to, f.Verifier) {
			t.Errorf("the browser is sent to %s", to)
		}
		code, state := goes(t, to)
		if state != f.State {
			t.Errorf("state %q came back as %q", f.State, state)
		}
		if spoil != nil {
			spoil(&f, &code)
		}
		return c.Finish(t.Context(), cfg, f, code)
	}
	op.As(kim)
	p, err := log(t, cfg, nil)
	if err != nil || p.Subject != "kim-1" || p.Email != "kim@example.com" || p.Username != "kim" || len(p.Roles) != 2 || p.Issuer != op.URL {
		t.Fatalf("%+v %v", p, err)
	}
	for name, wrong := range map[string]func(map[string]any){
		"another nonce":                func(m map[string]any) { m["nonce"] = "other" },
		"no nonce":                     func(m map[string]any) { delete(m, "nonce") },
		"another audience":             func(m map[string]any) { m["aud"] = "another-program" },
		"two audiences without azp":    func(m map[string]any) { m["aud"] = []string{op.ClientID, "another-program"} },
		"for another authorised party": func(m map[string]any) { m["azp"] = "another-program" },
		"another issuer":               func(m map[string]any) { m["iss"] = "https://evil.example" },
		"expired":                      func(m map[string]any) { m["exp"] = time.Now().Add(-time.Minute).Unix() },
		"no expiry":                    func(m map[string]any) { delete(m, "exp") },
	} {
		op.As(kim)
		op.Wrong(wrong)
		if p, err := log(t, cfg, nil); !fault.Is(err, fault.Denied) {
			t.Errorf("%s: %+v %v", name, p, err)
		}
	}
	op.As(kim)
	op.Forge(t)
	if p, err := log(t, cfg, nil); !fault.Is(err, fault.Denied) {
		t.Errorf("signed by somebody else: %+v %v", p, err)
	}
	op.As(kim)
	if _, err := log(t, cfg, func(f *Flow, _ *string) { f.Verifier = strings.Repeat("a", 43) }); !fault.Is(err, fault.Denied) {
		t.Errorf("another PKCE verifier: %v", err)
	}
	if _, err := log(t, cfg, func(_ *Flow, code *string) { *code = "guessed" }); !fault.Is(err, fault.Denied) {
		t.Errorf("a guessed code: %v", err)
	}
	now = now.Add(time.Hour) // our clock, not the provider's, decides
	if _, err := log(t, cfg, nil); !fault.Is(err, fault.Denied) {
		t.Errorf("expired by our clock: %v", err)
	}
	now = time.Now()
	f, to, err := c.Begin(t.Context(), cfg, "http://127.0.0.1:1/back")
	if err != nil {
		t.Fatal(err)
	}
	code, _ := goes(t, to)
	if _, err := c.Finish(t.Context(), cfg, f, code); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Finish(t.Context(), cfg, f, code); !fault.Is(err, fault.Denied) {
		t.Errorf("the same code again: %v", err)
	}
	bad := cfg
	bad.Secret = "wrong"
	if _, err := log(t, bad, nil); !fault.Is(err, fault.Denied) {
		t.Errorf("a wrong client secret: %v", err)
	}
}

// E-mail addresses count only where the provider has verified them, and only those
// of the domains that the centre lets in.
func TestDomains(t *testing.T) {
	op := provider.Start(t)
	c := New(time.Now)
	for _, tc := range []struct {
		email    any
		verified any
		domains  []string
		want     string
		ok       bool
	}{
		{"kim@example.com", true, nil, "kim@example.com", true},
		{"kim@example.com", "true", nil, "kim@example.com", true},
		{"kim@example.com", false, nil, "", true},
		{"kim@example.com", nil, nil, "", true},
		{"kim@EXAMPLE.com", true, []string{"example.org", "example.com"}, "kim@EXAMPLE.com", true},
		{"kim@evil.example", true, []string{"example.com"}, "", false},
		{"kim@example.com.evil.example", true, []string{"example.com"}, "", false},
		{"kim@example.com", false, []string{"example.com"}, "", false},
		{nil, nil, []string{"example.com"}, "", false},
	} {
		claims := map[string]any{"sub": "1"}
		if tc.email != nil {
			claims["email"] = tc.email
		}
		if tc.verified != nil {
			claims["email_verified"] = tc.verified
		}
		op.As(claims)
		cfg := Config{Issuer: op.URL, ClientID: op.ClientID, Secret: op.Secret, Domains: tc.domains}
		f, to, err := c.Begin(t.Context(), cfg, "http://127.0.0.1:1/back")
		if err != nil {
			t.Fatal(err)
		}
		code, _ := goes(t, to)
		p, err := c.Finish(t.Context(), cfg, f, code)
		if (err == nil) != tc.ok || err == nil && p.Email != tc.want {
			t.Errorf("%+v: %q %v", tc, p.Email, err)
		}
	}
}

// A provider that does not answer, or says that it is another, is an outage and no
// log-in.
func TestProviderThatFails(t *testing.T) {
	op := provider.Start(t)
	c := New(time.Now)
	if _, _, err := c.Begin(t.Context(), Config{Issuer: op.URL + "/other", ClientID: "x"}, "http://127.0.0.1:1/back"); !fault.Is(err, fault.Overloaded) {
		t.Errorf("%v", err)
	}
	op.Close()
	if _, _, err := c.Begin(t.Context(), Config{Issuer: op.URL, ClientID: "x"}, "http://127.0.0.1:1/back"); !fault.Is(err, fault.Overloaded) {
		t.Errorf("%v", err)
	}
}
