package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/people"
)

// A request from another site changes nothing, whatever route (W-03).
func TestCrossSiteRequests(t *testing.T) {
	s := newSite(t)
	for path, item := range s.web.api.OpenAPI().Paths {
		for method, exists := range map[string]bool{
			http.MethodPost: item.Post != nil, http.MethodPut: item.Put != nil, http.MethodDelete: item.Delete != nil,
		} {
			if !exists {
				continue
			}
			path := strings.NewReplacer("{id}", "kim", "{login}", "boss").Replace(path)
			for name, change := range map[string]func(*http.Request){
				"Sec-Fetch-Site": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
				"Origin":         func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
			} {
				if status, _ := s.as(t, "boss", method, path, "{}", change); status != http.StatusForbidden {
					t.Errorf("%s %s with a foreign %s: %d", method, path, name, status)
				}
			}
		}
	}
}

// Log-in: the cookie's flags, the answer to a wrong name and a wrong password,
// and the lock (W-05, W-07).
func TestLogin(t *testing.T) {
	s := newSite(t)
	res, err := http.Post(s.URL+"/api/v1/login", "application/json", strings.NewReader(`{"login":"boss","password":"Correct horse 9"}`))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 200 || len(res.Cookies()) != 1 {
		t.Fatalf("%d %v", res.StatusCode, res.Cookies())
	}
	if c := res.Cookies()[0]; !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || len(c.Value) < 26 {
		t.Errorf("cookie %+v", c)
	}
	wrong := func(login string) (int, string) {
		return s.as(t, "", "POST", "/api/v1/login", `{"login":"`+login+`","password":"nonsense 123"}`)
	}
	st1, b1 := wrong("boss")
	st2, b2 := wrong("nobody-of-that-name")
	if st1 != 401 || st1 != st2 || b1 != b2 {
		t.Errorf("a wrong password (%d %s) and an unknown name (%d %s) can be told apart", st1, b1, st2, b2)
	}
	for range 5 {
		wrong("boss")
	}
	if status, _ := s.as(t, "", "POST", "/api/v1/login", `{"login":"boss","password":"Correct horse 9"}`); status != 429 {
		t.Errorf("after six failures: %d", status)
	}
	if status, _ := wrong("somebody"); status != 401 {
		t.Errorf("another account from the same address: %d", status)
	}
}

// Failures from one address do not lock the account elsewhere, and the lock ends.
func TestLockIsOfPairs(t *testing.T) {
	now := time.Now()
	a := newAttempts(func() time.Time { return now })
	try := func(account, address string, o outcome) time.Duration {
		d := a.begin(account, address)
		if d == 0 {
			a.end(account, address, o)
		}
		return d
	}
	for range lockAfter {
		try("boss", "1.1.1.1", wrong)
		now = now.Add(5 * time.Second)
	}
	if try("boss", "1.1.1.1", right) < lockFor-10*time.Second || try("boss", "2.2.2.2", right) != 0 || try("other", "1.1.1.1", right) != 0 {
		t.Error("the lock is not of the pair alone")
	}
	now = now.Add(lockFor + time.Second)
	if try("boss", "1.1.1.1", right) > 0 {
		t.Error("the lock does not end")
	}
	for i := range maxAttempts + 1000 {
		try("x", string(rune(i))+"y", wrong)
	}
	if len(a.by) > maxAttempts+2 {
		t.Errorf("%d pairs are kept", len(a.by))
	}
}

// Guesses that are sent all at once are no more than those sent one by one, and
// tries that cannot be checked count for nothing.
func TestGuessesAtOnce(t *testing.T) {
	a := newAttempts(time.Now)
	let := 0
	for range 100 {
		if a.begin("boss", "1.1.1.1") == 0 {
			let++
		}
	}
	if let != lockAfter {
		t.Errorf("%d guesses are checked at once", let)
	}
	for range let {
		a.end("boss", "1.1.1.1", unchecked)
	}
	if len(a.by) != 0 {
		t.Errorf("tries that were not checked are kept: %d", len(a.by))
	}
	let = 0
	for i := range 100 {
		if a.begin(fmt.Sprint("user", i), "1.1.1.1") == 0 {
			let++
		}
	}
	if let != perAddress {
		t.Errorf("%d guesses of one address are checked at once", let)
	}
	for i := range let { // a whole office that logs in together locks nobody out
		a.end(fmt.Sprint("user", i), "1.1.1.1", right)
	}
	if d := a.begin("late", "1.1.1.1"); d != 0 {
		t.Errorf("after %d log-ins that were right: wait %s", let, d)
	}
}

// However many log in, few passwords are hashed at once; who must wait too long
// is told to come back.
func TestLoginsDoNotExhaustMemory(t *testing.T) {
	s := newSite(t)
	var backs []func()
	for range mostHashing {
		back, err := s.web.turnToHash(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		backs = append(backs, back)
	}
	for name, body := range map[string]string{"/api/v1/login": `{"login":"boss","password":"Correct horse 9"}`, "/api/v1/me/password": `{"old":"Correct horse 9","new":"Another horse 8"}`} {
		method, as := "POST", ""
		if name == "/api/v1/me/password" {
			method, as = "PUT", "boss"
		}
		req, err := http.NewRequestWithContext(t.Context(), method, s.URL+name, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		s.sign(req, as)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 503 || res.Header.Get("Retry-After") == "" {
			t.Errorf("%s with every turn taken: %d, Retry-After %q", name, res.StatusCode, res.Header.Get("Retry-After"))
		}
	}
	for _, back := range backs {
		back()
	}
	if status, b := s.as(t, "", "POST", "/api/v1/login", `{"login":"boss","password":"Correct horse 9"}`); status != 200 {
		t.Errorf("with turns again: %d %s", status, b)
	}
	var all sync.WaitGroup
	var checked atomic.Int64
	for range 60 {
		all.Go(func() {
			if status, _ := s.as(t, "", "POST", "/api/v1/login", `{"login":"boss","password":"nonsense 123"}`); status == 401 {
				checked.Add(1)
			}
		})
	}
	all.Wait()
	if n := checked.Load(); n > lockAfter {
		t.Errorf("of 60 guesses at once %d were checked", n)
	}
}

// Who changes a password does not undo what an administrator does meanwhile.
func TestPasswordChangeWhileDisabled(t *testing.T) {
	s := newSite(t)
	u := s.people.users["boss"]
	u.ID, u.Login, u.Role = "kim-id", "kim", people.AgentRole
	s.people.users["kim"] = u
	var backs []func()
	for range mostHashing {
		back, err := s.web.turnToHash(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		backs = append(backs, back)
	}
	done := make(chan int)
	go func() {
		st, _ := s.as(t, "kim", "PUT", "/api/v1/me/password", `{"old":"Correct horse 9","new":"Another horse 8"}`)
		done <- st
	}()
	for { // the person has been read, the password is not checked yet
		s.web.logins.mu.Lock()
		n := len(s.web.logins.by)
		s.web.logins.mu.Unlock()
		if n > 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	u.Disabled, u.Role = true, people.Manager
	if err := s.people.UpdateUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	for _, back := range backs {
		back()
	}
	if st := <-done; st != 204 {
		t.Errorf("the change: %d", st)
	}
	if now, _ := s.people.UserByLogin(t.Context(), "kim"); !now.Disabled || now.Role != people.Manager || now.PasswordHash == u.PasswordHash {
		t.Errorf("afterwards: disabled %v, role %s, new password %v", now.Disabled, now.Role, now.PasswordHash != u.PasswordHash)
	}
}

// Who is an agent learns what the own team is called, and what may be called.
func TestAccountNamesTheTeam(t *testing.T) {
	s := newSite(t)
	c := s.web.Centre.(*fakeCentre)
	c.teams = []centre.Team{{ID: "one", Name: centre.Names{Ko: "1팀", En: "Team 1"}}, {ID: "two", Name: centre.Names{Ko: "2팀"}}}
	c.agents[0].Team, c.agents[0].Dial = "one", "none"
	for login, want := range map[string]bool{"kim": true, "lee": false, "boss": false} {
		if _, body := s.as(t, login, "GET", "/api/v1/me", ""); strings.Contains(body, `"team":{"id":"one","name":{"ko":"1팀","en":"Team 1"}}`) != want || strings.Contains(body, `"team"`) != want {
			t.Errorf("%s: %s", login, body)
		}
		if _, body := s.as(t, login, "GET", "/api/v1/me", ""); strings.Contains(body, `"dial":"none"`) != want {
			t.Errorf("what %s may call: %s", login, body)
		}
	}
}

// A log-in ends when it is idle or old.
func TestLoginEnds(t *testing.T) {
	s := newSite(t)
	hash := people.HashToken(s.tokens["boss"])
	l := s.people.logins[hash]
	l.Seen = time.Now().Add(-people.LoginUnused - time.Minute)
	s.people.logins[hash] = l
	if status, _ := s.as(t, "boss", "GET", "/api/v1/me", ""); status != 401 {
		t.Errorf("an idle log-in works: %d", status)
	}
	hash = people.HashToken(s.tokens["m1"])
	l = s.people.logins[hash]
	l.Created = time.Now().Add(-people.LoginLasts - time.Minute)
	s.people.logins[hash] = l
	if status, _ := s.as(t, "m1", "GET", "/api/v1/me", ""); status != 401 {
		t.Errorf("an old log-in works: %d", status)
	}
}

// The first-run link works once and makes an administrator.
func TestSetup(t *testing.T) {
	s := newSite(t)
	s.people.users = map[string]people.User{}
	s.web.setup.set("the-code")
	body := `{"code":"the-code","login":"first","name":"처음","password":"Correct horse 9","centre":"온마루","time_zone":"Asia/Seoul","language":"ko"}`
	if status, _ := s.as(t, "", "GET", "/api/v1/setup?code=wrong", ""); status != 404 {
		t.Errorf("a wrong code: %d", status)
	}
	if status, _ := s.as(t, "", "POST", "/api/v1/setup", strings.Replace(body, "the-code", "the-co", 1)); status != 404 {
		t.Errorf("a code that was cut off: %d", status)
	}
	if status, b := s.as(t, "", "POST", "/api/v1/setup", strings.Replace(body, "Correct horse 9", "password1!", 1)); status != 422 {
		t.Errorf("a common password: %d %s", status, b)
	}
	if status, b := s.as(t, "", "POST", "/api/v1/setup", strings.Replace(body, "Asia/Seoul", "Asia/Soul", 1)); status != 422 || len(s.people.users) != 0 {
		t.Errorf("an unknown time zone: %d %s", status, b)
	}
	s.people.users["other"] = people.User{Login: "other"}
	if status, b := s.as(t, "", "POST", "/api/v1/setup", body); status != 409 {
		t.Errorf("somebody else was faster: %d %s", status, b)
	}
	if set := s.web.Centre.(*fakeCentre).set; len(set) != 0 {
		t.Errorf("a refused set-up changed the centre: %v", set)
	}
	delete(s.people.users, "other")
	if status, b := s.as(t, "", "POST", "/api/v1/setup", body); status != 200 {
		t.Fatalf("set-up: %d %s", status, b)
	}
	if s.people.users["first"].Role != people.Administrator {
		t.Errorf("made %+v", s.people.users["first"])
	}
	if status, _ := s.as(t, "", "POST", "/api/v1/setup", body); status != 410 {
		t.Errorf("the link works twice: %d", status)
	}
	if status, _ := s.as(t, "", "GET", "/api/v1/setup?code=the-code", ""); status != 410 {
		t.Errorf("the link of a set-up that is done: %d", status)
	}
}

// Who began the set-up and opens the link again goes on where it was left, until the
// centre has taken a call; who else is logged in is told that it is not finished, or
// over.
func TestSetupGoesOn(t *testing.T) {
	s := newSite(t)
	admin := s.people.users["boss"]
	admin.Created = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	s.people.users["boss"] = admin
	second := admin
	second.ID, second.Login, second.Created = "second-id", "second", admin.Created.Add(time.Hour)
	s.people.users["second"] = second
	token, hash := people.NewToken()
	s.people.logins[hash] = people.Login{TokenHash: hash, UserID: second.ID, Created: time.Now(), Seen: time.Now()}
	s.tokens["second"] = token
	s.web.History = fakeHistory{}
	others := map[string]int{"": 410, "key": 410, "m1": 403, "kim": 403, "second": 403}
	for who, want := range others {
		if status, b := s.as(t, who, "GET", "/api/v1/setup?code=gone", ""); status != want || strings.Contains(b, "orders") {
			t.Errorf("as %q: %d %s", who, status, b)
		}
	}
	c := s.web.Centre.(*fakeCentre)
	c.named = []string{"services orders", "agents lee"}
	got := s.setupBegun(t)
	if got.Step != stepPhone || got.NoLogIn || len(got.Services) != 2 || !got.Services[0].File || got.Services[1].File || len(got.Agents) != 3 || got.Agents[0].Extension != "1001" || got.Agents[0].File || !got.Agents[1].File {
		t.Errorf("with services and agents: %+v", got)
	}
	if !got.NoTrunk {
		t.Error("without a trunk it does not say so")
	}
	c.trunks = []centre.Trunk{{Name: "carrier"}}
	if s.setupBegun(t).NoTrunk {
		t.Error("there is a trunk")
	}
	c.agents = nil
	if got := s.setupBegun(t); got.Step != stepAgent || got.NoLogIn {
		t.Errorf("without agents: %+v", got)
	}
	s.web.History = fakeHistory{[]calls.Call{{ID: "c1"}}}
	for who := range others {
		s.want(t, 410, who, "GET", "/setup?code=gone", "", nil)
	}
	s.want(t, 410, "boss", "GET", "/setup?code=gone", "", nil)
}

// An agent whom nobody logs in as is half of the step: it is done with the person, or
// where the file brought the agents, and then the phone's step says what is missing.
func TestSetupOfAnAgentWithoutLogIn(t *testing.T) {
	s := newSite(t)
	s.web.History = fakeHistory{}
	c := s.web.Centre.(*fakeCentre)
	c.agents = c.agents[2:] // park: nobody
	if got := s.setupBegun(t); got.Step != stepAgent || !got.NoLogIn || len(got.Agents) != 1 || got.Agents[0].ID != "park" || got.Agents[0].File {
		t.Errorf("no person: %+v", got)
	}
	c.named = []string{"agents park"}
	if got := s.setupBegun(t); got.Step != stepPhone || !got.NoLogIn || !got.Agents[0].File {
		t.Errorf("no person, of the file: %+v", got)
	}
	c.named = nil
	s.people.users["seyna"] = people.User{ID: "u-seyna", Login: "seyna", Role: people.AgentRole, AgentID: "park", Disabled: true}
	if got := s.setupBegun(t); got.Step != stepAgent || !got.NoLogIn {
		t.Errorf("a person who is disabled: %+v", got)
	}
	s.people.users["seyna"] = people.User{ID: "u-seyna", Login: "seyna", Role: people.AgentRole, AgentID: "park"}
	if got := s.setupBegun(t); got.Step != stepPhone || got.NoLogIn {
		t.Errorf("with a person: %+v", got)
	}
}

// A centre of chats alone has no service: its set-up goes on at the first step after the
// administrator until there is a chat site and somebody to answer, and is over then. At home the
// administrator is led to where chats begin for as long as there is no site.
func TestSetupOfChatsAlone(t *testing.T) {
	s := newChatSite(t).site
	s.web.History = fakeHistory{}
	c := s.web.Centre.(*fakeCentre)
	c.bare = true
	me := func(who string) bool {
		t.Helper()
		var got struct{ User Account }
		s.want(t, 200, who, "GET", "/me", "", &got)
		return got.User.ChatBegin
	}
	c.sites = nil
	if got := s.setupBegun(t); got.Step != stepService {
		t.Errorf("without a site: %+v", got)
	}
	if !me("boss") || me("m1") {
		t.Error("home does not lead the administrator, and nobody else, to where chats begin")
	}
	c.sites = []centre.ChatSite{{ID: "shop"}}
	s.want(t, 410, "boss", "GET", "/setup?code=gone", "", nil)
	if me("boss") {
		t.Error("there is a site, and home leads to where chats begin still")
	}
	people := s.people.users
	s.people.users = maps.Clone(people)
	for login, u := range people {
		if u.AgentID != "" {
			delete(s.people.users, login)
		}
	}
	if got := s.setupBegun(t); got.Step != stepService || !got.NoLogIn {
		t.Errorf("where nobody can log in as an agent: %+v", got)
	}
}

// setupBegun is what the first administrator is told.
func (s *site) setupBegun(t *testing.T) (got SetupBegun) {
	t.Helper()
	s.want(t, 200, "boss", "GET", "/setup?code=gone", "", &got)
	return got
}

// Where the access log cannot be written the request fails (P-02), with no
// detail of ours.
func TestNoLogNoAccess(t *testing.T) {
	s := newSite(t)
	s.people.broken = true
	status, body := s.as(t, "boss", "GET", "/api/v1/calls/history", "")
	if status != 500 || strings.Contains(body, "01012345678") || strings.Contains(body, "disk") {
		t.Errorf("%d %s", status, body)
	}
}

// Who is logged in stays in while nothing can be written: agents work on (F-10).
func TestLoginOutlivesTheDisk(t *testing.T) {
	s := newSite(t)
	hash := people.HashToken(s.tokens["kim"])
	l := s.people.logins[hash]
	l.Seen = time.Now().Add(-2 * touchInterval)
	s.people.logins[hash] = l
	s.people.broken = true
	for range 2 {
		if status, body := s.as(t, "kim", "PUT", "/api/v1/agents/kim/state", `{"state":"ready"}`); status != 200 {
			t.Errorf("%d %s", status, body)
		}
	}
}

// Roles cannot be smuggled in (W-09), and unknown fields are refused.
func TestMassAssignment(t *testing.T) {
	s := newSite(t)
	status, body := s.as(t, "kim", "PUT", "/api/v1/agents/kim/state", `{"state":"ready","role":"administrator"}`)
	if status != 422 || !strings.Contains(body, "role") {
		t.Errorf("%d %s", status, body)
	}
}

// Headers of every answer (W-02).
func TestHeaders(t *testing.T) {
	s := newSite(t)
	res, err := http.Get(s.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	for h, want := range map[string]string{"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff"} {
		if !strings.Contains(res.Header.Get(h), want) {
			t.Errorf("%s is %q", h, res.Header.Get(h))
		}
	}
	if strings.Contains(res.Header.Get("Content-Security-Policy"), "unsafe") {
		t.Error("the policy allows inline code")
	}
}

// A display's link becomes a cookie and leaves the address line.
func TestDisplayLink(t *testing.T) {
	s := newSite(t)
	status, _ := s.as(t, "", "GET", "/wallboard?token="+s.tokens["display"]+"&view=agent", "", func(r *http.Request) {})
	if status != http.StatusSeeOther {
		t.Errorf("a good link: %d", status)
	}
	// A wrong or revoked one loses the cookie, and the page tells people why it is dark.
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(s.URL + "/wallboard?token=wrong&view=agent")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if to := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || to != "/wallboard?view=agent" {
		t.Errorf("a bad link: %d to %q", res.StatusCode, to)
	}
	if c := res.Cookies(); len(c) != 1 || c[0].MaxAge >= 0 || c[0].Value != "" {
		t.Errorf("a bad link: cookies %v", c)
	}
}

// A log-in with the old password that is under way while the password changes is
// refused and leaves nothing behind, whether the change comes before the log-in is
// stored or after; the one who changed it stays in.
func TestLoginWhileThePasswordChanges(t *testing.T) {
	for name, at := range map[string]func(*fakePeople) *func(){
		"before": func(p *fakePeople) *func() { return &p.beforeLogin },
		"after":  func(p *fakePeople) *func() { return &p.afterLogin },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			changed := 0
			*at(s.people) = func() {
				changed, _ = s.as(t, "boss", "PUT", "/api/v1/me/password", `{"old":"Correct horse 9","new":"Another mare 8"}`)
			}
			status, body := s.as(t, "", "POST", "/api/v1/login", `{"login":"boss","password":"Correct horse 9"}`)
			if changed != http.StatusNoContent || status != http.StatusUnauthorized {
				t.Errorf("change %d, log-in %d %s", changed, status, body)
			}
			n := 0
			s.people.mu.Lock()
			for _, l := range s.people.logins {
				if l.UserID == "boss-id" {
					n++
				}
			}
			s.people.mu.Unlock()
			if status, _ := s.as(t, "boss", "GET", "/api/v1/me", ""); n != 1 || status != 200 {
				t.Errorf("%d log-ins are left, and who changed it gets %d", n, status)
			}
			if status, body := s.as(t, "", "POST", "/api/v1/login", `{"login":"boss","password":"Another mare 8"}`); status != 200 {
				t.Errorf("the new password: %d %s", status, body)
			}
		})
	}
}

// A wrong old password is in the access log, as a wrong one is anywhere.
func TestWrongOldPasswordIsLogged(t *testing.T) {
	s := newSite(t)
	s.want(t, 403, "boss", "PUT", "/me/password", `{"old":"Wrong horse 9","new":"Another horse 8"}`, nil)
	if l := s.logged("password_failed"); len(l) != 1 || l[0].Target != "user:boss" {
		t.Errorf("%+v", l)
	}
}

// Where frames were allowed and are not any more, or the other way round, a browser has
// two cookies of one name: the dead one keeps nobody out, and is taken back when the other
// one is set.
func TestTwoCookiesOfAName(t *testing.T) {
	s := newSite(t)
	for name, tokens := range map[string][2]string{cookieName(false): {"kim", "user"}, displayCookie(false): {"display", "display"}} {
		for _, values := range [][]string{{"dead", s.tokens[tokens[0]]}, {s.tokens[tokens[0]], "dead"}, {"dead", "dead"}} {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			for _, v := range values {
				r.AddCookie(&http.Cookie{Name: name, Value: v})
			}
			id, err := s.web.identity(r)
			if want := map[bool]string{true: "", false: tokens[1]}[values[0] == values[1]]; err != nil || id.Kind != want {
				t.Errorf("%s %.4q: %+v %v", name, values, id, err)
			}
		}
	}
	s.web.cfg.Secure = true
	for _, frames := range []string{"", "https://crm.example.com"} {
		s.web.Centre.(*fakeCentre).values = map[string]string{centre.SetFrameOrigins: frames}
		list := s.web.cookies("c", "token", time.Hour)
		if len(list) != 2 || list[0].Value != "token" || list[0].Partitioned != (frames != "") || list[1].Value != "" || list[1].MaxAge >= 0 || list[1].Partitioned != (frames == "") ||
			(list[1].SameSite == http.SameSiteNoneMode) != list[1].Partitioned || !list[1].Secure {
			t.Errorf("frames %q: %+v", frames, list)
		}
	}
}
