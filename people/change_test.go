package people

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// What the access log says of a change names the fields that differ, before and
// after, and never a secret, however deep it stands.
func TestDetailOfAChange(t *testing.T) {
	c := Change{Edits: []Edit{
		{Kind: "agents", ID: "kim", Before: json.RawMessage(`{"name":"김하나","team":"a","credentials":[{"md5":"0123"}]}`),
			After: json.RawMessage(`{"name":"김하나","team":"b","credentials":[{"md5":"4567"}],"dial":"none"}`)},
		{Kind: "settings", ID: "oidc.client_secret", Before: json.RawMessage(`{"value":"","secret":"old-word"}`), After: json.RawMessage(`{"value":"","secret":"new-word"}`)},
		{Kind: "teams", ID: "x", After: json.RawMessage(`{"id":"x","deep":{"list":[{"password_hash":"argon-word"}]}}`)},
	}}
	got := c.Detail()
	for _, secret := range []string{"0123", "4567", "old-word", "new-word", "argon-word"} {
		if strings.Contains(got, secret) {
			t.Errorf("the secret %q stands in the log: %s", secret, got)
		}
	}
	for _, want := range []string{`"team":{"before":"a","after":"b"}`, `"dial":{"after":"none"}`, `"(hidden)"`, `"id":"kim"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
	if strings.Contains(got, "김하나") {
		t.Errorf("what did not change stands in the log: %s", got)
	}
	long, err := json.Marshal(map[string]string{"text": strings.Repeat("가", 5000)})
	if err != nil {
		t.Fatal(err)
	}
	c = Change{Edits: []Edit{{Kind: "services", ID: "s", After: long}}}
	if got := c.Detail(); len(got) > mostDetail+8 || !utf8.ValidString(got) || !strings.HasSuffix(got, "…") {
		t.Errorf("a long change: %d bytes, valid %v", len(got), utf8.ValidString(got))
	}
}

// An address that holds a token in its query stands in the log and on screens without
// it, before and after, while the record keeps it.
func TestTokensInAddresses(t *testing.T) {
	for url, want := range map[string]string{
		"https://a.example/x": "https://a.example/x", "https://a.example/x?": "https://a.example/x?", "https://a.example?token=s3cret": "https://a.example?token=…",
		"https://a.example/x?a=s3cret&b=&c=s3cret=&s3cret": "https://a.example/x?a=…&b=&c=…&…", "http://[s3cret?s3cret": "http://[s3cret?…", "": "",
	} {
		if got := withoutQuery(url); got != want {
			t.Errorf("%q: %q, want %q", url, got, want)
		}
	}
	was, is := json.RawMessage(`{"url":"https://a.example/x?token=s3cret","active":true}`), json.RawMessage(`{"url":"https://b.example/x?token=geheim\u0026v=geheim","active":true}`)
	for name, e := range map[string]Edit{"added": {After: is}, "changed": {Before: was, After: is}, "removed": {Before: was}, "deep": {After: json.RawMessage(`{"list":[{"url":"https://c.example?t=s3cret"}]}`)}} {
		c := Change{Edits: []Edit{e}}
		for where, got := range map[string]string{"log": c.Detail(), "screen": string(Shown(e.Before)) + string(Shown(e.After))} {
			if strings.Contains(got, "s3cret") || strings.Contains(got, "geheim") || !strings.Contains(got, ".example") || !strings.Contains(got, "=…") {
				t.Errorf("%s, %s: %s", name, where, got)
			}
		}
	}
	if c := (Change{Edits: []Edit{{Before: was, After: is}}}); !strings.Contains(c.Detail(), `"before":"https://a.example/x?token=…","after":"https://b.example/x?token=…\u0026v=…"`) {
		t.Error(c.Detail())
	}
}

// Every field of a line, its number and the line before it are in its hash.
func TestLinkCoversEverything(t *testing.T) {
	base := Access{ID: "1", At: time.UnixMilli(1000), Actor: "user:a", Role: Manager, Address: "::1", Action: "x", Target: "y", Detail: "z"}
	seen := map[string]string{base.Link("p", 1): "as it is"}
	put := func(name, hash string) {
		if was, ok := seen[hash]; ok {
			t.Errorf("%s has the same hash as %s", name, was)
		}
		seen[hash] = name
	}
	put("another number", base.Link("p", 2))
	put("another line before", base.Link("q", 1))
	for name, change := range map[string]func(*Access){
		"id": func(a *Access) { a.ID = "2" }, "time": func(a *Access) { a.At = a.At.Add(time.Millisecond) }, "actor": func(a *Access) { a.Actor = "user:b" },
		"role": func(a *Access) { a.Role = Administrator }, "address": func(a *Access) { a.Address = "::2" }, "action": func(a *Access) { a.Action = "" },
		"target": func(a *Access) { a.Target = "yz"; a.Detail = "" }, "detail": func(a *Access) { a.Detail = "" },
	} {
		a := base
		change(&a)
		put(name, a.Link("p", 1))
	}
}

// A code is good for its step and its neighbours, once, and no later.
func TestSteps(t *testing.T) {
	f, uri, err := NewSecondFactor("온마루: 센터", User{ID: "u", Login: "kim"})
	if err != nil || len(f.Secret) < 32 || !strings.HasPrefix(uri, "otpauth://totp/") {
		t.Fatalf("%q %q %v", f.Secret, uri, err)
	}
	now := time.Unix(1_800_000_000, 0)
	code := Code(f.Secret, now)
	for _, d := range []time.Duration{0, 30 * time.Second, -30 * time.Second} {
		if _, err := f.Step(code, now.Add(d)); err != nil {
			t.Errorf("a code %s off: %v", d, err)
		}
	}
	for _, d := range []time.Duration{90 * time.Second, -90 * time.Second} {
		if _, err := f.Step(code, now.Add(d)); err == nil {
			t.Errorf("a code %s off is taken", d)
		}
	}
	step, err := f.Step(code, now)
	if err != nil {
		t.Fatal(err)
	}
	f.LastStep = step
	if _, err := f.Step(code, now); err == nil {
		t.Error("a code is taken twice")
	}
	if _, err := f.Step(Code(f.Secret, now.Add(30*time.Second)), now.Add(30*time.Second)); err != nil {
		t.Errorf("the next code: %v", err)
	}
	for _, bad := range []string{"", "000", "abcdef", "1234567890"} {
		if _, err := f.Step(bad, now); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// Recovery codes are of one person, differ, and are found however they are typed.
func TestRecoveryCodes(t *testing.T) {
	codes, hashes := NewRecoveryCodes("u")
	if len(codes) != RecoveryCodes || len(hashes) != RecoveryCodes || codes[0] == codes[1] {
		t.Fatalf("%v", codes)
	}
	typed := strings.ToUpper(strings.Replace(codes[0], "-", " ", 1))
	if HashRecoveryCode("u", typed) != hashes[0] || HashRecoveryCode("v", codes[0]) == hashes[0] {
		t.Error("a code is not found as it was typed, or is another person's too")
	}
	if !LooksLikeRecovery(codes[0]) || LooksLikeRecovery("123 456") {
		t.Error("a recovery code is not told from a code of six digits")
	}
}

// The passwords that are guessed first are refused, with the usual ornaments too
// (W-06); the list is there and is read.
func TestCommonPasswords(t *testing.T) {
	if n := len(commonList()); n < 10_000 {
		t.Fatalf("the list has %d passwords", n)
	}
	for _, p := range []string{"Password123!", "qwertyuiop1", "1q2w3e4r5t", "Sunshine2024", "p@ssw0rd99", "ILOVEYOU!!1", "Callfloor-1"} {
		if CheckNewPassword("kim", p) == nil {
			t.Errorf("%q is taken", p)
		}
	}
	for _, p := range []string{"Correct horse 9", "Blue-river-77", "오늘도 맑음 2026"} {
		if err := CheckNewPassword("kim", p); err != nil {
			t.Errorf("%q: %v", p, err)
		}
	}
	for range 200 {
		if p := NewSIPPassword(); len(p) < 20 || p == NewSIPPassword() || strings.Trim(p, phoneLetters) != "" {
			t.Fatalf("a phone's password: %q", p)
		}
	}
}
