package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

const rightWord = "Correct horse 9"

// logIn logs in over HTTP; the cookie of a log-in that succeeds is kept as a new
// identity of the site.
func (s *site) logIn(t *testing.T, as, body string) (int, string) {
	t.Helper()
	res, err := http.Post(s.URL+"/api/v1/login", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var p struct{ Code, Detail string }
	json.NewDecoder(res.Body).Decode(&p) //nolint:errcheck // a success has none
	for _, c := range res.Cookies() {
		s.tokens[as] = c.Value
	}
	return res.StatusCode, p.Code
}

// give gives a person of the site the password.
func (s *site) give(login string) {
	s.people.mu.Lock()
	defer s.people.mu.Unlock()
	u := s.people.users[login]
	u.PasswordHash = s.people.users["boss"].PasswordHash
	s.people.users[login] = u
}

func (s *site) settings() *fakeCentre { return s.web.Centre.(*fakeCentre) }

// enrol sets up a second factor for somebody who is logged in and returns the
// secret and the recovery codes.
func (s *site) enrol(t *testing.T, who string) (secret string, recovery []string) {
	t.Helper()
	status, body := s.as(t, who, "POST", "/api/v1/me/second-factor", `{"password":"`+rightWord+`"}`)
	var f NewSecondFactor
	if err := json.Unmarshal([]byte(body), &f); err != nil || status != 200 || !strings.HasPrefix(f.URI, "otpauth://totp/") || !strings.HasPrefix(f.QR, "data:image/png;base64,iVBOR") {
		t.Fatalf("begin: %d %.200s %v", status, body, err)
	}
	status, body = s.renewed(t, who, "/api/v1/me/second-factor/confirm", `{"code":"`+people.Code(f.Secret, time.Now().Add(-30*time.Second))+`"}`)
	var codes RecoveryCodes
	if err := json.Unmarshal([]byte(body), &codes); err != nil || status != 200 || len(codes.Codes) != people.RecoveryCodes {
		t.Fatalf("confirm: %d %s %v", status, body, err)
	}
	return f.Secret, codes.Codes
}

// renewed posts, and takes up a new cookie like a browser.
func (s *site) renewed(t *testing.T, who, path, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	s.sign(req, who)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range res.Cookies() {
		s.tokens[who] = c.Value
	}
	return res.StatusCode, string(data)
}

// A person with a second factor logs in with the password and a code; the code is
// good once, a recovery code too; an administrator can reset it, and all of it is
// in the access log.
func TestSecondFactor(t *testing.T) {
	s := newSite(t)
	if status, body := s.as(t, "boss", "POST", "/api/v1/me/second-factor", `{"password":"wrong"}`); status != 403 {
		t.Errorf("a log-in that was left open sets up a second factor: %d %s", status, body)
	}
	secret, recovery := s.enrol(t, "boss")
	word := `{"login":"boss","password":"` + rightWord + `"`
	if status, code := s.logIn(t, "x", word+`}`); status != 401 || code != string(codeSecondFactor) {
		t.Errorf("without a code: %d %s", status, code)
	}
	if status, code := s.logIn(t, "x", `{"login":"boss","password":"nonsense 123","code":"123456"}`); status != 401 || code != string(unauthenticated) {
		t.Errorf("a wrong password tells of the second factor: %d %s", status, code)
	}
	good := people.Code(secret, time.Now())
	if status, code := s.logIn(t, "second", word+`,"code":"`+good+`"}`); status != 200 {
		t.Fatalf("with a code: %d %s", status, code)
	}
	if status, code := s.logIn(t, "x", word+`,"code":"`+good+`"}`); status != 401 || code != string(codeSecondFactor) {
		t.Errorf("the same code again: %d %s", status, code)
	}
	if status, _ := s.logIn(t, "x", word+`,"code":"`+strings.ToUpper(recovery[0])+`"}`); status != 200 {
		t.Errorf("a recovery code: %d", status)
	}
	if status, _ := s.logIn(t, "x", word+`,"code":"`+recovery[0]+`"}`); status != 401 {
		t.Errorf("a recovery code again: %d", status)
	}
	if _, body := s.as(t, "boss", "GET", "/api/v1/me/second-factor", ""); !strings.Contains(body, `"on":true`) || !strings.Contains(body, `"recovery_codes":9`) {
		t.Errorf("%s", body)
	}
	for _, action := range []string{"second_factor_begun", "second_factor_set_up", "second_factor_failed", "recovery_code_used"} {
		if len(s.logged(action)) == 0 {
			t.Errorf("%s is not in the access log", action)
		}
	}
	for _, a := range s.people.log {
		if strings.Contains(a.Detail, secret) || strings.Contains(a.Detail, recovery[1]) {
			t.Errorf("a secret stands in the access log: %+v", a)
		}
	}
	if status, _ := s.as(t, "key", "DELETE", "/api/v1/users/boss/second-factor", ""); status != 204 {
		t.Errorf("reset: %d", status)
	}
	if status, _ := s.as(t, "second", "GET", "/api/v1/me", ""); status != 401 {
		t.Errorf("a log-in outlives the reset: %d", status)
	}
	if status, _ := s.logIn(t, "x", word+`}`); status != 200 {
		t.Errorf("after the reset: %d", status)
	}
	if len(s.logged("second_factor_reset")) != 1 {
		t.Error("the reset is not in the access log")
	}
}

// Codes are guessed a few times only, from however many addresses; who does not
// have the password cannot lock anybody out that way.
func TestCodesAreNotGuessed(t *testing.T) {
	s := newSite(t)
	s.web.cfg.Proxies = append(s.web.cfg.Proxies, loopback...)
	secret, _ := s.enrol(t, "boss")
	var clock atomic.Int64 // of the tries alone: five seconds pass between two, however long they take
	began := time.Now()
	s.web.logins.mu.Lock()
	s.web.logins.now = func() time.Time { return began.Add(time.Duration(clock.Load())) }
	s.web.logins.mu.Unlock()
	try := func(i int, body string) (int, string) {
		clock.Add(int64(5 * time.Second))
		return s.as(t, "", "POST", "/api/v1/login", body, func(r *http.Request) {
			r.Header.Set("X-Forwarded-For", "203.0.113."+string(rune('0'+i%10)))
		})
	}
	tried := 0
	for i := range 30 {
		if status, body := try(i, `{"login":"boss","password":"`+rightWord+`","code":"000000"}`); status == 401 && strings.Contains(body, "second_factor") {
			tried++
		}
	}
	if tried > lockAfter {
		t.Errorf("%d codes were tried", tried)
	}
	if status, _ := try(99, `{"login":"boss","password":"`+rightWord+`","code":"`+people.Code(secret, time.Now())+`"}`); status != 429 {
		t.Errorf("after that: %d", status)
	}
	for i := range 30 {
		try(i, `{"login":"m1","password":"nonsense 123","code":"000000"}`)
	}
	s.give("m1")
	if status, _ := try(77, `{"login":"m1","password":"`+rightWord+`"}`); status != 200 {
		t.Errorf("strangers locked somebody out: %d", status)
	}
}

// A role that must have a second factor is let in to set one up, and to nothing
// else until then.
func TestRequiredSecondFactor(t *testing.T) {
	s := newSite(t)
	s.give("kim")
	s.settings().put(centre.SetSecondFactor, "agent")
	if status, _ := s.as(t, "kim", "GET", "/api/v1/agents", ""); status != 200 {
		t.Errorf("who is logged in already is cut off: %d", status)
	}
	if status, _ := s.logIn(t, "kim", `{"login":"kim","password":"`+rightWord+`"}`); status != 200 {
		t.Fatalf("log-in: %d", status)
	}
	if _, body := s.as(t, "kim", "GET", "/api/v1/me", ""); !strings.Contains(body, `"confined":"enrolling"`) {
		t.Errorf("%s", body)
	}
	for id := range rights {
		if slices.Contains(whileConfined[enrolling], id) || rights[id].open {
			continue
		}
		if err := rights[id].allow(Identity{Kind: "user", Role: people.AgentRole, Confined: enrolling}, id); err == nil {
			t.Errorf("%s is allowed before there is a second factor", id)
		}
	}
	if status, body := s.as(t, "kim", "GET", "/api/v1/agents", ""); status != 403 || !strings.Contains(body, `"code":"enrol"`) {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := s.as(t, "kim", "POST", "/api/v1/me/second-factor/remove", `{"password":"`+rightWord+`"}`); status != 403 {
		t.Errorf("remove: %d", status)
	}
	if err := s.people.LockLogin(t.Context(), people.HashToken(s.tokens["kim"]), time.Now()); err != nil { // as when idle
		t.Fatal(err)
	}
	if status, body := s.renewed(t, "kim", "/api/v1/unlock", `{"password":"`+rightWord+`"}`); status != 204 {
		t.Errorf("unlock: %d %s", status, body)
	}
	if status, body := s.as(t, "kim", "GET", "/api/v1/agents", ""); status != 403 || !strings.Contains(body, `"code":"enrol"`) {
		t.Errorf("a lock and its unlocking take the place of the second factor: %d %s", status, body)
	}
	s.tokens["old"] = s.tokens["kim"]
	s.enrol(t, "kim")
	if status, _ := s.as(t, "kim", "GET", "/api/v1/agents", ""); status != 200 {
		t.Errorf("after that: %d", status)
	}
	if status, _ := s.as(t, "old", "GET", "/api/v1/agents", ""); status != 401 {
		t.Errorf("the token of before goes on: %d", status)
	}
	if status, body := s.as(t, "kim", "POST", "/api/v1/me/second-factor/remove", `{"password":"`+rightWord+`"}`); status != 409 {
		t.Errorf("what the role needs is taken away: %d %s", status, body)
	}
	if status, _ := s.as(t, "m1", "GET", "/api/v1/agents", ""); status != 200 {
		t.Errorf("another role: %d", status)
	}
}

// Who has a password of somebody else chooses another before anything else; that of a
// key, of oneself and of single sign-on is one's own.
func TestChosenPassword(t *testing.T) {
	s := newSite(t)
	const given, own = "Given horse 7", "Own horse 8 here"
	made := func(as, login, more string) {
		t.Helper()
		body := `{"login":"` + login + `","name":"x","role":"agent","agent_id":"kim","password":"` + given + `"` + more + `}`
		if status, body := s.as(t, as, "POST", "/api/v1/users", body); status != 201 {
			t.Fatalf("%s: %d %s", login, status, body)
		}
	}
	must := func(login string) bool {
		u, err := s.people.UserByLogin(t.Context(), login)
		if err != nil {
			t.Fatal(err)
		}
		return u.MustChange
	}
	made("boss", "hana", "")
	made("boss", "free", `,"must_change":false`)
	made("key", "dora", "")
	made("key", "demand", `,"must_change":true`)
	if !must("hana") || must("free") || must("dora") || !must("demand") {
		t.Errorf("must change: of an administrator %v, not so %v, of a key %v, so %v", must("hana"), must("free"), must("dora"), must("demand"))
	}
	// A change of something else leaves it, a new password sets it, one's own does not.
	put := func(login, more string) {
		t.Helper()
		role := "agent"
		if login == "boss" {
			role = "administrator"
		}
		if status, body := s.as(t, "boss", "PUT", "/api/v1/users/"+login, `{"login":"`+login+`","name":"y","role":"`+role+`"`+more+`}`); status != 200 {
			t.Fatalf("put %s: %d %s", login, status, body)
		}
	}
	put("hana", "")
	put("free", "")
	put("dora", `,"password":"Reset horse 6"`)
	if !must("hana") || must("free") || !must("dora") {
		t.Errorf("after a change: %v %v, after a reset %v", must("hana"), must("free"), must("dora"))
	}
	// It is demanded without a new password too: at the next log-in, and nobody is cut off.
	if status, _ := s.logIn(t, "free", `{"login":"free","password":"`+given+`"}`); status != 200 {
		t.Fatalf("log-in: %d", status)
	}
	s.open(t, "free")
	put("free", `,"must_change":true`)
	if !must("free") {
		t.Error("it cannot be demanded without a new password")
	}
	if status, body := s.as(t, "free", "GET", "/api/v1/agents", ""); status != 200 {
		t.Errorf("a log-in that is open is cut off: %d %s", status, body)
	}
	running := Identity{Kind: "user", TokenHash: people.HashToken(s.tokens["free"])}
	if gone, err := s.web.gone(t.Context(), running); gone != free || err != nil {
		t.Errorf("its live connection is cut off: %q %v", gone, err)
	}
	if err := s.people.LockLogin(t.Context(), running.TokenHash, time.Now()); err != nil {
		t.Fatal(err)
	}
	if status, body := s.renewed(t, "free", "/api/v1/unlock", `{"password":"`+given+`"}`); status != 204 {
		t.Fatalf("unlock: %d %s", status, body)
	}
	if status, body := s.as(t, "free", "GET", "/api/v1/agents", ""); status != 200 {
		t.Errorf("and after its lock: %d %s", status, body)
	}
	if status, _ := s.logIn(t, "free", `{"login":"free","password":"`+given+`"}`); status != 200 {
		t.Fatalf("log-in: %d", status)
	}
	if status, body := s.as(t, "free", "GET", "/api/v1/agents", ""); status != 403 || !strings.Contains(body, `"code":"choose_password"`) {
		t.Errorf("the next log-in: %d %s", status, body)
	}
	s.sentAway(t, "free", closeConfined, "choosing")
	if code, text := choosing.closing(); code != closeConfined || text != "choosing" {
		t.Errorf("a connection that is open: %d %s", code, text)
	}
	put("free", `,"must_change":false`)
	if status, body := s.as(t, "free", "GET", "/api/v1/agents", ""); status != 200 {
		t.Errorf("what is no longer demanded: %d %s", status, body)
	}

	s.settings().put(centre.SetSecondFactor, "agent")
	if status, _ := s.logIn(t, "hana", `{"login":"hana","password":"`+given+`"}`); status != 200 {
		t.Fatalf("log-in: %d", status)
	}
	if _, body := s.as(t, "hana", "GET", "/api/v1/me", ""); !strings.Contains(body, `"confined":"choosing"`) {
		t.Errorf("%s", body)
	}
	for id := range rights {
		if slices.Contains(whileConfined[choosing], id) || rights[id].open {
			continue
		}
		if err := rights[id].allow(Identity{Kind: "user", Role: people.Administrator, Confined: choosing}, id); fault.Of(err) != codeChoose {
			t.Errorf("%s before a password is chosen: %v", id, err)
		}
	}
	if status, body := s.as(t, "hana", "GET", "/api/v1/agents", ""); status != 403 || !strings.Contains(body, `"code":"choose_password"`) {
		t.Errorf("%d %s", status, body)
	}
	if status, body := s.as(t, "hana", "PUT", "/api/v1/me/password", `{"old":"`+given+`","new":"`+given+`"}`); status != 422 {
		t.Errorf("the same one again: %d %s", status, body)
	}
	s.tokens["old"] = s.tokens["hana"]
	req, err := http.NewRequest("PUT", s.URL+"/api/v1/me/password", strings.NewReader(`{"old":"`+given+`","new":"`+own+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Cookie", cookieName(false)+"="+s.tokens["hana"])
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 204 || len(res.Cookies()) != 1 || must("hana") {
		t.Fatalf("change: %d %v, must change still: %v", res.StatusCode, res.Cookies(), must("hana"))
	}
	s.tokens["hana"] = res.Cookies()[0].Value
	if status, _ := s.as(t, "old", "GET", "/api/v1/me", ""); status != 401 {
		t.Errorf("the token of before goes on: %d", status)
	}
	if _, body := s.as(t, "hana", "GET", "/api/v1/me", ""); !strings.Contains(body, `"confined":"enrolling"`) {
		t.Errorf("the second factor that the role needs is passed by: %s", body)
	}
	s.sentAway(t, "hana", closeConfined, "enrolling")
	s.settings().put(centre.SetSecondFactor, "")
	if status, _ := s.as(t, "hana", "GET", "/api/v1/agents", ""); status != 200 {
		t.Errorf("after that: %d", status)
	}

	token, hash := people.NewToken()
	u, err := s.people.UserByLogin(t.Context(), "demand")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.people.CreateLogin(t.Context(), people.Login{TokenHash: hash, UserID: u.ID, Created: time.Now(), Method: people.BySignOn}); err != nil {
		t.Fatal(err)
	}
	s.tokens["demand"] = token
	if status, body := s.as(t, "demand", "GET", "/api/v1/agents", ""); status != 200 {
		t.Errorf("who comes by single sign-on: %d %s", status, body)
	}
	put("boss", `,"password":"`+own+`"`)
	if must("boss") {
		t.Error("the own password must be changed")
	}
}

// sentAway checks how the live connection that a page asks for is refused.
func (s *site) sentAway(t *testing.T, who string, code int, text string) {
	t.Helper()
	h := s.header(who)
	h.Set("Origin", s.URL)
	conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/live?topics=services", h)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	closed := (*websocket.CloseError)(nil)
	if _, _, err := conn.ReadMessage(); !errors.As(err, &closed) || closed.Code != code || closed.Text != text {
		t.Errorf("the live connection of %s: %v, want %d %s", who, err, code, text)
	}
}

// Who chooses a password while an administrator changes something else of the person
// has chosen it; one that is given meanwhile must be changed.
func TestChosenMeanwhile(t *testing.T) {
	s := newSite(t)
	was, err := s.people.UserByLogin(t.Context(), "kim")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name              string
		before, meanwhile bool // must change
		said              string
		want              bool
	}{
		{"chosen meanwhile", true, false, "", false},
		{"given meanwhile", false, true, "", true},
		{"demanded by the change itself", false, false, `,"must_change":true`, true},
		{"no longer demanded by it", true, true, `,"must_change":false`, false},
		{"a new password", false, false, `,"password":"Given horse 7"`, true},
	} {
		set := func(must bool) {
			s.people.mu.Lock()
			defer s.people.mu.Unlock()
			u := was
			u.MustChange = must
			s.people.users["kim"] = u
		}
		set(tc.before)
		s.people.beforePut = func() { set(tc.meanwhile) }
		if status, body := s.as(t, "boss", "PUT", "/api/v1/users/kim", `{"login":"kim","name":"y","role":"agent","agent_id":"kim"`+tc.said+`}`); status != 200 {
			t.Fatalf("%s: %d %s", tc.name, status, body)
		}
		if u, err := s.people.UserByLogin(t.Context(), "kim"); err != nil || u.MustChange != tc.want {
			t.Errorf("%s: must change is %v, want %v; %v", tc.name, u.MustChange, tc.want, err)
		}
	}
}

// A locked log-in may unlock and log out, and nothing else; its live connection
// ends and says why; guesses at the password are counted.
func TestLock(t *testing.T) {
	s := newSite(t)
	conn := s.open(t, "boss")
	if status, _ := s.as(t, "boss", "POST", "/api/v1/lock", ""); status != 204 {
		t.Fatalf("lock: %d", status)
	}
	if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, closeLocked) {
		t.Errorf("the live connection: %v", err)
	}
	for id, r := range rights {
		err := r.allow(Identity{Kind: "user", Role: people.Administrator, Confined: locked}, id)
		if want := r.open || id == "unlock" || id == "unlock-whose" || id == "log-out"; (err == nil) != want {
			t.Errorf("%s while locked: %v", id, err)
		}
	}
	if status, body := s.as(t, "boss", "GET", "/api/v1/me", ""); status != http.StatusLocked || !strings.Contains(body, `"code":"locked"`) {
		t.Errorf("me: %d %s", status, body)
	}
	if status, body := s.as(t, "boss", "GET", "/api/v1/unlock", ""); status != 200 || !strings.Contains(body, `"login":"boss"`) || !strings.Contains(body, `"name":"boss"`) {
		t.Errorf("whose it is: %d %s", status, body)
	}
	if status, _ := s.as(t, "boss", "POST", "/api/v1/unlock", `{"password":"nonsense"}`); status != 403 {
		t.Errorf("a wrong password: %d", status)
	}
	old := s.tokens["boss"]
	if status, body := s.renewed(t, "boss", "/api/v1/unlock", `{"password":"`+rightWord+`"}`); status != 204 {
		t.Errorf("unlock: %d %s", status, body)
	}
	s.tokens["old"] = old
	if status, _ := s.as(t, "old", "GET", "/api/v1/me", ""); status != 401 || s.tokens["boss"] == old {
		t.Errorf("the old token goes on: %d", status)
	}
	if status, _ := s.as(t, "boss", "GET", "/api/v1/me", ""); status != 200 {
		t.Errorf("after that: %d", status)
	}
	if len(s.logged("locked")) != 1 || len(s.logged("unlocked")) != 1 || len(s.logged("password_failed")) != 1 {
		t.Error("locking is not in the access log")
	}
	s.as(t, "boss", "POST", "/api/v1/lock", "")
	for range 10 {
		s.as(t, "boss", "POST", "/api/v1/unlock", `{"password":"nonsense"}`)
	}
	if status, _ := s.as(t, "boss", "POST", "/api/v1/unlock", `{"password":"`+rightWord+`"}`); status != 429 {
		t.Errorf("after ten guesses: %d", status)
	}
	if status, _ := s.as(t, "boss", "POST", "/api/v1/logout", ""); status != 204 {
		t.Errorf("log-out while locked: %d", status)
	}
}

// Who does nothing for the set time is locked; a live connection is nothing, a
// request, a call and being ready for one are something.
func TestIdleLock(t *testing.T) {
	s := newSite(t)
	s.settings().put(centre.SetIdleLock, "10")
	idle := func(who string, d time.Duration) {
		s.people.mu.Lock()
		defer s.people.mu.Unlock()
		hash := people.HashToken(s.tokens[who])
		l := s.people.logins[hash]
		l.Active = time.Now().Add(-d)
		s.people.logins[hash] = l
	}
	me := func(who string) int {
		status, _ := s.as(t, who, "GET", "/api/v1/me", "")
		return status
	}
	idle("boss", 9*time.Minute)
	if me("boss") != 200 {
		t.Error("locked before its time")
	}
	if l := s.people.logins[people.HashToken(s.tokens["boss"])]; time.Since(l.Active) < 8*time.Minute {
		t.Error("a page that looks is an activity")
	}
	s.as(t, "boss", "POST", "/api/v1/me/active", "")
	if l := s.people.logins[people.HashToken(s.tokens["boss"])]; time.Since(l.Active) > time.Minute {
		t.Error("a request is no activity")
	}
	idle("boss", 9*time.Minute)
	conn := s.open(t, "boss")
	if l := s.people.logins[people.HashToken(s.tokens["boss"])]; time.Since(l.Active) < 8*time.Minute {
		t.Error("a live connection is an activity")
	}
	conn.Close()
	idle("boss", 11*time.Minute)
	if first, again := me("boss"), me("boss"); first != http.StatusLocked || again != http.StatusLocked {
		t.Error("not locked after its time")
	}
	if len(s.logged("locked")) != 1 {
		t.Error("that is not in the access log, once")
	}
	idle("kim", time.Hour)
	rings := []acd.Command{acd.SetState{Agent: "kim", State: acd.Ready}, acd.Enqueue{Call: "c1", Service: "orders", Caller: "010"}}
	for _, cmd := range rings {
		if _, err := s.floor.Do(t.Context(), cmd); err != nil {
			t.Fatal(err)
		}
	}
	if a, _ := s.floor.Agent(t.Context(), "kim"); a.State != acd.Ringing {
		t.Fatalf("kim is %s", a.State)
	}
	if me("kim") != 200 {
		t.Error("an agent in a call is locked")
	}
	idle("kim", time.Hour)
	if _, err := s.floor.Do(t.Context(), acd.HangUp{Call: "c1", By: acd.ByCaller, Cause: acd.CauseNormal}); err != nil {
		t.Fatal(err)
	}
	if me("kim") != 200 {
		t.Error("an agent who is ready is locked: the next call would not be seen")
	}
	idle("kim", time.Hour)
	if _, err := s.floor.Do(t.Context(), acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Meal}); err != nil {
		t.Fatal(err)
	}
	if me("kim") != http.StatusLocked {
		t.Error("an agent who rests is not locked")
	}
	// What an open page asks by itself is no use: its log-in ends when nobody is there.
	s.people.mu.Lock()
	hash := people.HashToken(s.tokens["lee"])
	l, seen := s.people.logins[hash], time.Now().Add(-9*time.Minute)
	l.Seen, l.Active = seen, seen
	s.people.logins[hash] = l
	s.people.mu.Unlock()
	lastUse := func() time.Time {
		s.people.mu.Lock()
		defer s.people.mu.Unlock()
		return s.people.logins[hash].Seen
	}
	if me("lee") != 200 || !lastUse().Equal(seen) {
		t.Error("a page that asks how long it is until the lock keeps its log-in alive")
	}
	for _, path := range []string{"/api/v1/trunks", "/api/v1/system"} {
		if s.as(t, "lee", "GET", path, ""); !lastUse().Equal(seen) {
			t.Errorf("a page that asks %s again and again keeps its log-in alive", path)
		}
	}
	if status, _ := s.as(t, "lee", "GET", "/api/v1/me/logins", ""); status != 200 || lastUse().Equal(seen) {
		t.Errorf("reading is no use: %d", status)
	}
	s.settings().put(centre.SetIdleLock, "0")
	idle("lee", 20*time.Hour)
	if me("lee") != 200 {
		t.Error("locked although it is switched off")
	}
}

// How long it is until a log-in locks is told, not when, for browsers' clocks are
// wrong. Looking changes nothing of it, working does, and who is in a call is not about
// to be locked: the time counts anew, so that nobody is locked without a warning when
// the call ends.
func TestIdleLockIsToldBefore(t *testing.T) {
	s := newSite(t)
	idle := func(who string, d time.Duration) {
		s.people.mu.Lock()
		defer s.people.mu.Unlock()
		hash := people.HashToken(s.tokens[who])
		l := s.people.logins[hash]
		l.Active = time.Now().Add(-d)
		s.people.logins[hash] = l
	}
	left := func(who string) time.Duration {
		t.Helper()
		status, body := s.as(t, who, "GET", "/api/v1/me", "")
		var out struct{ User Account }
		if err := json.Unmarshal([]byte(body), &out); err != nil || status != 200 {
			t.Fatalf("%d %s", status, body)
		}
		return time.Duration(out.User.LocksIn) * time.Millisecond
	}
	about := func(who string, want time.Duration) {
		t.Helper()
		if d := left(who); d > want || d < want-20*time.Second {
			t.Errorf("%s locks in %v, want about %v", who, d, want)
		}
	}
	idle("kim", 30*time.Minute)
	if d := left("kim"); d != 0 {
		t.Errorf("locks in %v although it is switched off", d)
	}
	s.settings().put(centre.SetIdleLock, "10")
	idle("kim", 9*time.Minute+10*time.Second)
	about("kim", 50*time.Second)
	about("kim", 50*time.Second)
	s.as(t, "kim", "POST", "/api/v1/me/active", "")
	about("kim", 10*time.Minute)

	idle("kim", 9*time.Minute+10*time.Second)
	for _, cmd := range []acd.Command{acd.SetState{Agent: "kim", State: acd.Ready}, acd.Enqueue{Call: "c1", Service: "orders", Caller: "010"}} {
		if _, err := s.floor.Do(t.Context(), cmd); err != nil {
			t.Fatal(err)
		}
	}
	about("kim", 10*time.Minute)
	if _, err := s.floor.Do(t.Context(), acd.HangUp{Call: "c1", By: acd.ByCaller, Cause: acd.CauseNormal}); err != nil {
		t.Fatal(err)
	}
	about("kim", 10*time.Minute)
	idle("kim", 8*time.Minute)
	about("kim", 2*time.Minute)
}

func (s *site) open(t *testing.T, who string) *websocket.Conn {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.sign(req, who)
	conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/live?topics=services", req.Header)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, _, err := conn.ReadMessage(); err != nil { // the first frame
		t.Fatal(err)
	}
	return conn
}

// People see where they are logged in and end one or all others; never another
// person's. Administrators end anybody's. What is ended is cut off at once.
func TestOwnLogins(t *testing.T) {
	s := newSite(t)
	s.give("kim")
	for _, as := range []string{"kim2", "kim3"} {
		if status, _ := s.logIn(t, as, `{"login":"kim","password":"`+rightWord+`"}`); status != 200 {
			t.Fatal(status)
		}
	}
	list := func(who, path string) (out []LoginView) {
		t.Helper()
		status, body := s.as(t, who, "GET", path, "")
		if err := json.Unmarshal([]byte(body), &out); err != nil || status != 200 {
			t.Fatalf("%d %s", status, body)
		}
		return out
	}
	mine := list("kim", "/api/v1/me/logins")
	if len(mine) != 3 || !slices.ContainsFunc(mine, func(l LoginView) bool { return l.Address == "127.0.0.1" && l.Client != "" }) {
		t.Fatalf("%+v", mine)
	}
	current := 0
	for _, l := range mine {
		if l.Current {
			current++
		}
		for _, token := range s.tokens {
			if strings.Contains(people.HashToken(token), l.ID) || strings.Contains(token, l.ID) {
				t.Error("the id of a log-in is of its token")
			}
		}
	}
	if current != 1 {
		t.Errorf("%d are the current one", current)
	}
	idOf := func(who string) string { return people.Login{TokenHash: people.HashToken(s.tokens[who])}.ID() }
	if status, _ := s.as(t, "lee", "DELETE", "/api/v1/me/logins/"+idOf("kim2"), ""); status != 404 {
		t.Errorf("another person's log-in: %d", status)
	}
	conn := s.open(t, "kim2")
	if status, _ := s.as(t, "kim", "DELETE", "/api/v1/me/logins/"+idOf("kim2"), ""); status != 204 {
		t.Errorf("end: %d", status)
	}
	if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, closeEnded) {
		t.Errorf("its live connection: %v", err)
	}
	if status, _ := s.as(t, "kim2", "GET", "/api/v1/me", ""); status != 401 {
		t.Errorf("an ended log-in works: %d", status)
	}
	if status, _ := s.as(t, "kim", "DELETE", "/api/v1/me/logins", ""); status != 204 || len(list("kim", "/api/v1/me/logins")) != 1 {
		t.Errorf("end the others: %d", status)
	}
	if status, _ := s.as(t, "kim3", "GET", "/api/v1/me", ""); status != 401 {
		t.Errorf("an ended log-in works: %d", status)
	}
	if l := list("boss", "/api/v1/users/kim/logins"); len(l) != 1 || l[0].Current {
		t.Errorf("%+v", l)
	}
	if status, _ := s.as(t, "boss", "DELETE", "/api/v1/users/kim/logins/"+idOf("kim"), ""); status != 204 {
		t.Errorf("the administrator: %d", status)
	}
	if status, _ := s.as(t, "kim", "GET", "/api/v1/me", ""); status != 401 {
		t.Errorf("an ended log-in works: %d", status)
	}
}

// Where agents have one desk only, a new log-in ends the earlier one and its live
// connection says why; managers are not touched.
func TestOneDesk(t *testing.T) {
	s := newSite(t)
	s.give("kim")
	s.give("m1")
	word := func(login string) string { return `{"login":"` + login + `","password":"` + rightWord + `"}` }
	s.logIn(t, "kim2", word("kim"))
	if status, _ := s.as(t, "kim", "GET", "/api/v1/me", ""); status != 200 {
		t.Errorf("without the setting the earlier one ends: %d", status)
	}
	s.settings().put(centre.SetOneDesk, "true")
	conn := s.open(t, "kim2")
	s.logIn(t, "kim3", word("kim"))
	_, _, err := conn.ReadMessage()
	if !websocket.IsCloseError(err, closeElsewhere) || !strings.Contains(err.Error(), "another desk") {
		t.Errorf("the earlier desk is told %v", err)
	}
	for who, want := range map[string]int{"kim": 401, "kim2": 401, "kim3": 200} {
		if status, _ := s.as(t, who, "GET", "/api/v1/me", ""); status != want {
			t.Errorf("%s: %d", who, status)
		}
	}
	s.logIn(t, "m1b", word("m1"))
	if status, _ := s.as(t, "m1", "GET", "/api/v1/me", ""); status != 200 {
		t.Errorf("a manager has one desk too: %d", status)
	}
}

// A log-in takes about as long for a name that nobody has as for a wrong password
// (W-07).
func TestUnknownNameTakesAsLong(t *testing.T) {
	var s *site
	took := func(login string) time.Duration {
		best := time.Hour
		for i := range 3 {
			began := time.Now()
			s.as(t, "", "POST", "/api/v1/login", `{"login":"`+login+`","password":"nonsense 12`+string(rune('0'+i))+`"}`)
			best = min(best, time.Since(began))
		}
		return best
	}
	for try := range 5 { // what else the machine does comes and goes
		s = newSite(t)
		known, unknown := took("boss"), took("nobody-here")
		if known < 4*unknown && unknown < 4*known {
			return
		}
		if try == 4 {
			t.Errorf("a wrong password takes %s, an unknown name %s", known, unknown)
		}
	}
}

// Whoever attacks an administrator's name from elsewhere does not lock the
// administrator out (W-07).
func TestAttackersLockNobodyOut(t *testing.T) {
	s := newSite(t)
	s.web.cfg.Proxies = append(s.web.cfg.Proxies, loopback...)
	for i := range 40 {
		s.as(t, "", "POST", "/api/v1/login", `{"login":"boss","password":"nonsense 123"}`, func(r *http.Request) {
			r.Header.Set("X-Forwarded-For", "198.51.100."+string(rune('0'+i%10)))
		})
	}
	if status, _ := s.as(t, "", "POST", "/api/v1/login", `{"login":"boss","password":"`+rightWord+`"}`, func(r *http.Request) {
		r.Header.Set("X-Forwarded-For", "203.0.113.9")
	}); status != 200 {
		t.Errorf("the administrator's own log-in: %d", status)
	}
}

// A reason that the centre has taken out of use is not entered.
func TestReasonsInUse(t *testing.T) {
	s := newSite(t)
	if status, _ := s.as(t, "kim", "PUT", "/api/v1/agents/kim/state", `{"state":"not_ready","reason":"meal"}`); status != 200 {
		t.Errorf("meal: %d", status)
	}
	// Who sets it for another is in the access log, with the reason.
	for body, want := range map[string]string{`{"state":"not_ready","reason":"meeting"}`: "not_ready meeting", `{"state":"ready"}`: "ready"} {
		if status, b := s.as(t, "boss", "PUT", "/api/v1/agents/kim/state", body); status != 200 {
			t.Errorf("%s: %d %s", body, status, b)
		}
		if lines := s.logged("agent_state"); len(lines) == 0 || lines[len(lines)-1].Detail != want {
			t.Errorf("the access log says %+v, not %q", lines, want)
		}
	}
	if err := s.web.usedReason("no_answer"); err == nil {
		t.Error("what the system sets can be chosen")
	}
}

// Who has one IPv6 address has a whole network: tries are counted by it.
func TestAttemptsByNetwork(t *testing.T) {
	a := newAttempts(time.Now)
	for i := range 2 * lockAfter {
		address := fmt.Sprintf("2001:db8::%x", i+1)
		if a.begin("kim", address) > 0 {
			return
		}
		a.end("kim", address, wrong)
	}
	t.Error("each address of a network has tries of its own")
}
