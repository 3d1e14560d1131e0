package app

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/xuri/excelize/v2"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sip"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/phone"
)

// send makes a request with any body and returns status, body and headers.
func (r *rig) send(client *http.Client, method, path, kind string, body []byte, change ...func(*http.Request)) (int, []byte, http.Header) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, "http://"+r.httpAddr+path, bytes.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if client == nil {
		client = http.DefaultClient
		req.Header.Set("Authorization", "Bearer "+testKey)
	}
	if len(body) > 0 {
		req.Header.Set("Content-Type", kind)
	}
	for _, c := range change {
		c(req)
	}
	res, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, data, res.Header
}

// person adds somebody and logs in.
func (r *rig) person(login, role, agent string) *http.Client {
	r.t.Helper()
	body := `{"login":"` + login + `","name":"` + login + `","role":"` + role + `","agent_id":"` + agent + `","password":"Blue-river-77"}`
	if st := r.api("POST", "/users", body, nil); st != 201 {
		r.t.Fatalf("user %s: %d", login, st)
	}
	return r.login(login)
}

func (r *rig) login(login string) *http.Client {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	if st, data, _ := r.send(c, "POST", "/api/v1/login", "application/json", []byte(`{"login":"`+login+`","password":"Blue-river-77"}`)); st != 200 {
		r.t.Fatalf("log-in of %s: %d %s", login, st, data)
	}
	return c
}

type change struct {
	ID, Action, Target, Actor, Undoes string
	UndoneBy                          string `json:"undone_by"`
	NoUndo                            string `json:"no_undo"`
	Edits                             []struct {
		Kind, ID      string
		Before, After json.RawMessage
	}
}

func (r *rig) changes(target string) (list []change) {
	r.t.Helper()
	if st := r.api("GET", "/changes?target="+target, "", &list); st != 200 {
		r.t.Fatalf("changes: %d", st)
	}
	return list
}

func (r *rig) problem(method, path, body string) (int, string) {
	r.t.Helper()
	var p struct{ Detail string }
	st := r.api(method, path, body, &p)
	return st, p.Detail
}

// Every change is recorded with before and after, takes effect at once, and can be
// taken back, once, and only where nothing newer stands on it.
func TestUndo(t *testing.T) {
	r := start(t, t.TempDir())
	target := func() int {
		var list []struct{ Target int }
		r.api("GET", "/figures/services", "", &list)
		return list[0].Target
	}
	put := func(n string) {
		t.Helper()
		if st := r.api("PUT", "/services/orders", `{"name":{"ko":"주문","en":"Orders"},"numbers":[{"number":"15880001"}],"target":`+n+`}`, nil); st != 200 {
			t.Fatalf("put: %d", st)
		}
	}
	put("90")
	put("95")
	list := r.changes("service:orders")
	if len(list) != 2 || list[0].Actor != "key:rig" || list[0].Action != "service_changed" ||
		!strings.Contains(string(list[0].Edits[0].Before), `"target":90`) || !strings.Contains(string(list[0].Edits[0].After), `"target":95`) {
		t.Fatalf("%+v", list)
	}
	if st, why := r.problem("POST", "/changes/"+list[1].ID+"/undo", ""); st != 409 || !strings.Contains(why, "changed since, by key:rig") {
		t.Errorf("an older change is undone over a newer one: %d %s", st, why)
	}
	until(t, "the floor has it", func() bool { return target() == 95 })
	if st := r.api("POST", "/changes/"+list[0].ID+"/undo", "", nil); st != 204 {
		t.Fatalf("undo: %d", st)
	}
	until(t, "the floor follows the undo", func() bool { return target() == 90 })
	if st, why := r.problem("POST", "/changes/"+list[0].ID+"/undo", ""); st != 409 {
		t.Errorf("undone twice: %d %s", st, why)
	}
	again := r.changes("service:orders")
	if len(again) != 3 || again[0].Undoes != list[0].ID || again[1].UndoneBy != again[0].ID {
		t.Fatalf("%+v", again)
	}
	if st := r.api("POST", "/changes/"+again[0].ID+"/undo", "", nil); st != 204 {
		t.Errorf("an undo is undone: %d", st)
	}
	until(t, "the floor follows that", func() bool { return target() == 95 })

	// A removal is undone with everything, the phone's password too; an undo that does
	// not fit any more says why.
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{})
	_ = kim
	if st := r.api("DELETE", "/agents/lee", "", nil); st != 204 {
		t.Fatal(st)
	}
	removed := r.changes("agent:lee")[0]
	if strings.Contains(string(removed.Edits[0].Before), "sha256\":\"") || !strings.Contains(string(removed.Edits[0].Before), "(hidden)") {
		t.Errorf("digests of a password are shown: %s", removed.Edits[0].Before)
	}
	if st := r.api("POST", "/agents", `{"id":"choi","extension":"1002","sip_password":"s3cret-choi-0002"}`, nil); st != 201 {
		t.Fatal(st)
	}
	if st, why := r.problem("POST", "/changes/"+removed.ID+"/undo", ""); st != 409 || !strings.Contains(why, "1002") {
		t.Errorf("an undo that does not fit: %d %s", st, why)
	}
	if st := r.api("DELETE", "/agents/choi", "", nil); st != 204 {
		t.Fatal(st)
	}
	if st := r.api("POST", "/changes/"+removed.ID+"/undo", "", nil); st != 204 {
		t.Fatal(st)
	}
	r.agent("1002", "s3cret-lee-0002", 440, phone.Answering{}) // it registers with the old password
	// A new person is undone by disabling, changed rights by giving them back.
	m := r.person("boss2", "manager", "")
	if st := r.api("PUT", "/users/boss2", `{"login":"boss2","name":"boss2","role":"agent","permissions":["unmask"]}`, nil); st != 200 {
		t.Fatal(st)
	}
	if st, _, _ := r.send(m, "GET", "/api/v1/me", "", nil); st != 401 {
		t.Errorf("changed rights keep the log-in: %d", st)
	}
	if st := r.api("POST", "/changes/"+r.changes("user:boss2")[0].ID+"/undo", "", nil); st != 204 {
		t.Fatal(st)
	}
	var me struct{ User struct{ Role string } }
	_, data, _ := r.send(r.login("boss2"), "GET", "/api/v1/me", "", nil)
	if err := json.Unmarshal(data, &me); err != nil || me.User.Role != "manager" {
		t.Errorf("%s %v", data, err)
	}
}

// What was changed and undone is the same after a restart, and so is the rest of
// what only people configure.
func TestAdministrationSurvivesARestart(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	for _, c := range [][3]string{
		{"POST", "/teams", `{"id":"a","name":{"ko":"1팀"}}`},
		{"POST", "/opening-hours", `{"id":"never","name":{"ko":"휴무"},"week":[],"holidays":true}`},
		{"PUT", "/holidays", `[{"date":"2027-01-01","name":{"ko":"신정","en":"New Year"}}]`},
		{"PUT", "/reasons", `[{"id":"rest","name":{"ko":"휴식","en":"Break"},"used":true},{"id":"meal","name":{"ko":"식사"},"used":false}]`},
		{"PUT", "/settings/login.idle_lock_minutes", `{"value":"15"}`},
		{"POST", "/trunks", `{"name":"second","sources":["203.0.113.7"],"target":"sip:127.0.0.1:5999"}`},
		{"PUT", "/numbers/15880009", `{"service":"orders","priority":3}`},
		{"PUT", "/services/orders", `{"name":{"ko":"주문"},"numbers":[{"number":"15880001"}],"hours":"never"}`},
	} {
		var out json.RawMessage
		if st := r.api(c[0], c[1], c[2], &out); st >= 300 {
			t.Fatalf("%s %s: %d %s", c[0], c[1], st, out)
		}
	}
	state := func(r *rig) (out []string) {
		for _, path := range []string{"/teams", "/opening-hours", "/holidays", "/reasons", "/settings", "/numbers", "/services", "/agents", "/changes"} {
			var v json.RawMessage
			r.api("GET", path, "", &v)
			out = append(out, path+string(v))
		}
		return out
	}
	until(t, "orders is closed", func() bool {
		st, _, err := r.floor.Snapshot(t.Context())
		return err == nil && st.Services[0].Service.Closed
	})
	before := state(r)
	r.stopNow()
	r2 := start(t, dir)
	for i, now := range state(r2) {
		if strings.HasPrefix(now, "/agents") { // with a new since
			continue
		}
		if now != before[i] {
			t.Errorf("before: %s\nafter:  %s", before[i], now)
		}
	}
	if st, _, err := r2.floor.Snapshot(t.Context()); err != nil || !st.Services[0].Service.Closed {
		t.Errorf("orders is open again after a restart: %v", err)
	}
	c := r2.dial("01012345678")
	r2.wait(c, phone.Ended) // refused: closed
	var trunks []struct{ Name string }
	if r2.api("GET", "/trunks", "", &trunks); len(trunks) != 2 {
		t.Errorf("%+v", trunks)
	}
	var meal struct{ Detail string }
	if st := r2.api("PUT", "/agents/kim/state", `{"state":"not_ready","reason":"meal"}`, &meal); st != 422 || !strings.Contains(meal.Detail, "not in use") {
		t.Errorf("a reason out of use: %d %s", st, meal.Detail)
	}
	if c, err := r2.db.CheckAccess(t.Context()); err != nil || !c.Whole {
		t.Errorf("%+v %v", c, err)
	}
}

// Several settings and the profile are one change: one line, one undo, all or nothing;
// also one by one nothing is set, reset or taken back that does not fit the rest.
func TestSettingsAreOneChange(t *testing.T) {
	r := start(t, t.TempDir())
	was, before := len(r.changes("")), r.centre.Profile()
	if st, why := r.problem("PATCH", "/settings", `{"values":{"login.idle_lock_minutes":"15","calls.abusive_sound":"sound:none"},"centre":{"name":"y","time_zone":"Asia/Seoul","language":"ko"}}`); st != 422 || !strings.Contains(why, `no sound "none"`) {
		t.Fatalf("%d %s", st, why)
	}
	if got := r.centre.Setting("login.idle_lock_minutes"); got != "0" || len(r.changes("")) != was || r.centre.Profile() != before {
		t.Fatalf("what is refused is in force: %s", got)
	}
	if st, why := r.problem("PUT", "/settings/oidc.issuer", `{"value":"https://login.example.com"}`); st != 422 || !strings.Contains(why, "oidc.client_id is missing") {
		t.Fatalf("%d %s", st, why)
	}
	if st := r.api("PATCH", "/settings", `{"values":{"login.idle_lock_minutes":"15","oidc.issuer":"https://login.example.com","oidc.client_id":"us"},"centre":{"name":"y","time_zone":"Asia/Seoul","language":"ko"}}`, nil); st != 200 {
		t.Fatal(st)
	}
	list := r.changes("settings")
	if len(list) != 1 || len(r.changes("")) != was+1 || len(list[0].Edits) != 4 || list[0].Action != "settings_changed" || r.centre.Profile().Name != "y" {
		t.Fatalf("%+v", list)
	}
	if st, why := r.problem("DELETE", "/settings/oidc.client_id", ""); st != 422 || !strings.Contains(why, "is missing") {
		t.Errorf("%d %s", st, why)
	}
	if st := r.api("POST", "/changes/"+list[0].ID+"/undo", "", nil); st != 204 {
		t.Fatal(st)
	}
	for _, key := range []string{"oidc.issuer", "oidc.client_id"} {
		if v := r.centre.Setting(key); v != "" {
			t.Errorf("%s is %q after the undo", key, v)
		}
	}
	if v := r.centre.Setting("login.idle_lock_minutes"); v != "0" || r.centre.Profile() != before {
		t.Errorf("%s %+v after the undo", v, r.centre.Profile())
	}
	if st := r.api("PATCH", "/settings", `{"values":{"dialing.per_day":"7"}}`, nil); st != 200 || r.changes("setting:dialing.per_day")[0].Action != "setting_changed" {
		t.Errorf("one setting: %d", st)
	}
}

// What is wrong is refused as a whole, with the reason, and changes nothing.
func TestRefusedChanges(t *testing.T) {
	r := start(t, t.TempDir())
	before := len(r.changes(""))
	for _, tc := range []struct {
		method, path, body string
		status             int
		why                string
	}{
		{"PUT", "/services/orders", `{"name":{"ko":"주문"},"hours":"none"}`, 422, `there are no hours "none"`},
		{"PUT", "/services/orders", `{"name":{"ko":"주문"},"music":"sound:none"}`, 422, `there is no sound "none"`},
		{"POST", "/opening-hours", `{"id":"x","name":{"ko":"x"},"week":[{"days":["mon"],"from":"09:00","to":"09:00"}],"holidays":false}`, 422, "00:00 to 24:00"},
		{"PUT", "/holidays", `[{"date":"2027-01-01","name":{"ko":"a"}},{"date":"2027-01-01","name":{"ko":"b"}}]`, 422, "twice"},
		{"PUT", "/reasons", `[{"id":"preparing","name":{"ko":"x"},"used":false}]`, 422, "cannot be taken out of use"},
		{"PUT", "/settings/login.idle_lock_minutes", `{"value":"500"}`, 422, "from 0 to 480"},
		{"PUT", "/settings/retention.access_log_days", `{"value":"100"}`, 422, "365"},
		{"PUT", "/settings/nothing", `{"value":"1"}`, 404, "there is no setting"},
		{"POST", "/trunks", `{"name":"t","sources":["not an address"]}`, 422, "is not an address or network"},
		{"POST", "/trunks", `{"name":"carrier","sources":["203.0.113.7"]}`, 409, "exists already"},
		{"DELETE", "/trunks/none", "", 404, "there is no trunk"},
		{"POST", "/teams", `{"id":"t","name":{"ko":"x"},"manager":"nobody"}`, 422, "is not a manager"},
		{"PUT", "/numbers/15880001", `{"service":"none"}`, 422, `there is no service "none"`},
		{"PUT", "/numbers/1588-0001", `{"service":"orders"}`, 422, "is not a number"},
		{"PUT", "/numbers/15880001", `{"service":"returns","from":""}`, 409, `leads to the service "orders" now`},
		{"PUT", "/numbers/15889999", `{"service":"orders","from":"returns"}`, 409, "leads to no service now"},
		{"DELETE", "/numbers/999", "", 404, "there is no number"},
		{"PUT", "/skills", `{"agents":[{"id":"kim","levels":{"orders":10}}]}`, 422, "allowed is 1 to 9"},
		{"PUT", "/skills", `{"agents":[{"id":"kim","levels":{"none":1}}]}`, 422, `there is no service "none"`},
		{"PUT", "/skills", `{"agents":[{"id":"nobody","levels":{}}]}`, 422, `there is no agent "nobody"`},
		{"POST", "/changes/none/undo", "", 404, "there is no change"},
		{"PUT", "/centre", `{"name":"x","time_zone":"Asia/Soul","language":"ko"}`, 422, "is not a time zone"},
	} {
		if st, why := r.problem(tc.method, tc.path, tc.body); st != tc.status || !strings.Contains(why, tc.why) {
			t.Errorf("%s %s %s: %d %s", tc.method, tc.path, tc.body, st, why)
		}
	}
	if n := len(r.changes("")); n != before {
		t.Errorf("%d changes were recorded", n-before)
	}
	// In use: not removed.
	if st := r.api("POST", "/opening-hours", `{"id":"all","name":{"ko":"x"},"week":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}],"holidays":false}`, nil); st != 201 {
		t.Fatal(st)
	}
	if st := r.api("PUT", "/services/orders", `{"name":{"ko":"주문"},"numbers":[{"number":"15880001"}],"hours":"all"}`, nil); st != 200 {
		t.Fatal(st)
	}
	if st, why := r.problem("DELETE", "/opening-hours/all", ""); st != 409 || !strings.Contains(why, "still in use") {
		t.Errorf("hours in use are removed: %d %s", st, why)
	}
	if st := r.api("POST", "/teams", `{"id":"a","name":{"ko":"x"}}`, nil); st != 201 {
		t.Fatal(st)
	}
	if st := r.api("PUT", "/agents/kim", `{"extension":"1001","team":"a","services":{"orders":{"level":1}}}`, nil); st != 200 {
		t.Fatal(st)
	}
	if st, why := r.problem("DELETE", "/teams/a", ""); st != 409 || !strings.Contains(why, "kim") {
		t.Errorf("a team with agents is removed: %d %s", st, why)
	}
}

// A manager sees the agents of the own teams, and no others, from the moment that
// the team has the manager; what an agent says of a manager does not count then
// (C10, W-08).
func TestTeamsDecideWhoSeesWhom(t *testing.T) {
	r := start(t, t.TempDir())
	m1, m2 := r.person("m1", "manager", ""), r.person("m2", "manager", "")
	sees := func(c *http.Client) string {
		t.Helper()
		var list []struct{ ID string }
		_, data, _ := r.send(c, "GET", "/api/v1/agents", "", nil)
		if err := json.Unmarshal(data, &list); err != nil {
			t.Fatalf("%s %v", data, err)
		}
		var ids []string
		for _, a := range list {
			ids = append(ids, a.ID)
		}
		return strings.Join(ids, " ")
	}
	for _, c := range [][3]string{
		{"POST", "/teams", `{"id":"a","name":{"ko":"1팀"},"manager":"m1"}`},
		{"PUT", "/agents/kim", `{"extension":"1001","team":"a","manager":"m2","services":{"orders":{"level":1}}}`},
	} {
		if st, why := r.problem(c[0], c[1], c[2]); st >= 300 {
			t.Fatalf("%v: %d %s", c, st, why)
		}
	}
	if sees(m1) != "kim" || sees(m2) != "" {
		t.Errorf("m1 sees %q, m2 %q", sees(m1), sees(m2))
	}
	for _, path := range []string{"/agents/kim", "/calls", "/calls/history?agent=kim", "/figures/agents", "/phones"} {
		if st, data, _ := r.send(m2, "GET", "/api/v1"+path, "", nil); st == 200 && bytes.Contains(data, []byte("kim")) {
			t.Errorf("m2 sees kim at %s", path)
		}
	}
	if st, _, _ := r.send(m2, "POST", "/api/v1/agents/kim/release", "", nil); st != 404 {
		t.Errorf("m2 releases kim: %d", st)
	}
	if st := r.api("PUT", "/teams/a", `{"name":{"ko":"1팀"},"manager":"m2"}`, nil); st != 200 {
		t.Fatal(st)
	}
	if sees(m1) != "" || sees(m2) != "kim" {
		t.Errorf("after the hand-over m1 sees %q, m2 %q", sees(m1), sees(m2))
	}
	st, _, err := r.floor.Snapshot(t.Context())
	if err != nil || st.Agents[0].Agent.Manager != "m2" {
		t.Errorf("the floor says %q, %v", st.Agents[0].Agent.Manager, err)
	}
}

// The grid changes many agents at once, or none, and not over what somebody else
// changed meanwhile; orders and weights stay.
func TestSkillsGrid(t *testing.T) {
	r := start(t, t.TempDir())
	if st := r.api("PUT", "/agents/kim", `{"extension":"1001","services":{"orders":{"level":1,"order":7,"weight":3}}}`, nil); st != 200 {
		t.Fatal(st)
	}
	st, data, h := r.send(nil, "GET", "/api/v1/skills", "", nil)
	tag := h.Get("ETag")
	if st != 200 || tag == "" || !bytes.Contains(data, []byte(`"levels":{"orders":1}`)) {
		t.Fatalf("%d %s", st, data)
	}
	put := func(tag, body string) (int, string) {
		st, data, _ := r.send(nil, "PUT", "/api/v1/skills", "application/json", []byte(body), func(q *http.Request) { q.Header.Set("If-Match", tag) })
		return st, string(data)
	}
	if st, b := put(tag, `{"agents":[{"id":"kim","levels":{"orders":4}},{"id":"lee","levels":{}}]}`); st != 200 || !strings.Contains(b, `"orders":4`) {
		t.Fatalf("%d %s", st, b)
	}
	if st, b := put(tag, `{"agents":[{"id":"kim","levels":{"orders":5}}]}`); st != 412 {
		t.Errorf("over somebody else's change: %d %s", st, b)
	}
	a, _, err := r.centre.Agent(t.Context(), "kim")
	if m := a.Services["orders"]; err != nil || m.Level != 4 || m.Order != 7 || m.Weight != 3 {
		t.Errorf("%+v %v", m, err)
	}
	state, _, err := r.floor.Snapshot(t.Context())
	if err != nil || len(state.Agents[1].Agent.Services) != 0 || state.Agents[0].Agent.Services[0].Level != 4 {
		t.Errorf("the floor has %+v %v", state.Agents, err)
	}
	c := r.changes("skills")[0]
	if len(c.Edits) != 2 {
		t.Errorf("%+v", c)
	}
	if st := r.api("POST", "/changes/"+c.ID+"/undo", "", nil); st != 204 {
		t.Errorf("undo: %d", st)
	}
	if b, _, _ := r.centre.Agent(t.Context(), "lee"); b.Services["orders"].Level != 1 {
		t.Errorf("the undo left %+v", b.Services)
	}
}

// An import says beforehand what it would do and what is wrong, row by row; it
// takes all rows or none; passwords are long and shown once.
func TestImport(t *testing.T) {
	r := start(t, t.TempDir())
	type report struct {
		Taken                       bool
		Added, Changed, Kept, Wrong int
		Passwords                   string
		Rows                        []struct {
			Line     int
			ID, Does string
			Errors   []string
		}
	}
	load := func(query, body string) (rep report) {
		t.Helper()
		st, data, _ := r.send(nil, "POST", "/api/v1/agents/import"+query, "text/csv", []byte(body))
		for n := 0; st == 503 && n < 5; n++ { // a machine that is slow just now: nothing was taken
			st, data, _ = r.send(nil, "POST", "/api/v1/agents/import"+query, "text/csv", []byte(body))
		}
		if err := json.Unmarshal(data, &rep); err != nil || st != 200 {
			t.Fatalf("%d %s %v", st, data, err)
		}
		return rep
	}
	// Who takes an extension that another row has is to blame, not the row that keeps it.
	if rep := load("?dry_run=true", "id,name,extension\npark,박세라,1001\nkim,김하나,1001\n"); rep.Wrong != 1 || len(rep.Rows[0].Errors) != 1 || !strings.Contains(rep.Rows[0].Errors[0], "that of kim") || len(rep.Rows[1].Errors) != 0 {
		t.Errorf("an extension taken from another row: %+v", rep)
	}
	for _, id := range []string{"a", "b"} {
		r.ask("POST", "/teams", `{"id":"`+id+`","name":{"ko":"`+id+`"}}`, nil)
	}
	r.ask("PUT", "/agents/kim", `{"name":"김하나","extension":"1001","auto_answer":true,"dial":"international","services":{"orders":{"level":1}}}`, nil)
	defer func() {
		var kim struct {
			AutoAnswer bool `json:"auto_answer"`
			Dial       string
		}
		if r.api("GET", "/agents/kim", "", &kim); !kim.AutoAnswer || kim.Dial != "international" {
			t.Errorf("what the file has no column for was changed: %+v", kim)
		}
	}()
	good := "\ufeffid,name,extension,services,team\r\nkim,김하나,1001,orders:1,\r\nlee,이두리,1002,orders:3,b\r\npark,박세나,1003,orders,a\r\n\"choi\",=cmd(),1004,,\r\n"
	rep := load("?dry_run=true", good)
	if rep.Taken || rep.Added != 2 || rep.Changed != 1 || rep.Kept != 1 || rep.Wrong != 0 || rep.Passwords != "" || rep.Rows[3].Line != 5 {
		t.Errorf("%+v", rep)
	}
	if list, _ := r.centre.Agents(t.Context()); len(list) != 2 {
		t.Fatalf("a dry run added agents: %d", len(list))
	}
	if same := load("?dry_run=true", "아이디,이름,내선,서비스\nkim,김하나,1001,orders:1\n"); same.Kept != 1 || same.Wrong != 0 {
		t.Errorf("Korean names of columns: %+v", same)
	}
	book := excelize.NewFile()
	for i, row := range [][]any{{"아이디", "이름", "내선", "서비스", "팀"}, {"kim", "김하나", 1001, "orders:1"}, {}, {"park", "박세나", "1003", "orders", "a"}, {"oh", "오남", 1001, "orders"}} {
		if err := book.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var packed bytes.Buffer
	if err := book.Write(&packed); err != nil {
		t.Fatal(err)
	}
	if rep := load("?dry_run=true", packed.String()); rep.Kept != 1 || rep.Added+rep.Wrong != 2 || rep.Rows[1].Line != 4 || len(rep.Rows[0].Errors) != 0 || len(rep.Rows[2].Errors) != 1 {
		t.Errorf("a workbook, whose last row takes another's extension: %+v", rep)
	}
	if rep := load("", "id,extension\n\"kim,1001\n"); rep.Taken || rep.Wrong != 1 {
		t.Errorf("a quote that does not end: %+v", rep)
	}
	swap := load("?dry_run=true", "id,name,extension,services\npark,박둘,1001,nowhere\nkim,김하나,1001,orders:1\nlee,이두리,1005,orders:1\nseo,서,1002,orders\n")
	if len(swap.Rows[0].Errors) != 2 || len(swap.Rows[1].Errors) != 0 || swap.Rows[1].Does != "keep" || len(swap.Rows[3].Errors) != 0 {
		t.Errorf("who takes an extension is to blame, not who has it; one that is given up is free: %+v", swap.Rows)
	}
	bad := "id,extension,services,sip_password\nkim2,1001,orders:1,\nyoon,1009,none:1,\nyoon,1010,,\nseo,1011,orders:x,short\n,1012,,\n"
	rep = load("", bad)
	want := []string{"1001", "there is no service", "line 3 too", "is not a level", "is missing"}
	for i, w := range want {
		if !strings.Contains(strings.Join(rep.Rows[i].Errors, "; "), w) {
			t.Errorf("row %d: %v, want %q", i, rep.Rows[i].Errors, w)
		}
	}
	if rep.Taken || rep.Wrong != 5 {
		t.Errorf("%+v", rep)
	}
	if list, _ := r.centre.Agents(t.Context()); len(list) != 2 {
		t.Fatalf("a wrong file added agents: %d", len(list))
	}
	rep = load("", good)
	if !rep.Taken || rep.Added != 2 || rep.Changed != 1 || rep.Kept != 1 {
		t.Fatalf("%+v", rep)
	}
	lines := strings.Split(strings.TrimSpace(rep.Passwords), "\n")
	if len(lines) != 3 || strings.Contains(rep.Passwords, "\n=cmd") || strings.Contains(rep.Passwords, ",=cmd") || !strings.Contains(rep.Passwords, "'=cmd()") {
		t.Fatalf("passwords: %q", rep.Passwords)
	}
	cells := strings.Split(strings.TrimSpace(lines[1]), ",")
	if len(cells) != 4 || len(cells[3]) < 20 {
		t.Fatalf("%q", lines[1])
	}
	r.agent(cells[2], cells[3], 440, phone.Answering{}) // the phone registers with it
	r.agent("1002", "s3cret-lee-0002", 440, phone.Answering{})
	if rep := load("", good); rep.Kept != 4 || rep.Passwords != "" {
		t.Errorf("the same file again: %+v", rep)
	}
	rep = load("", "id,extension,services\nlee,1002,orders:2\n") // no column for the name: it stays
	if a, _, _ := r.centre.Agent(t.Context(), "lee"); !rep.Taken || a.Name != "이두리" || a.Team != "b" || a.Services["orders"].Level != 2 {
		t.Errorf("%+v", a)
	}
	c := r.changes("agents")[1]
	if len(c.Edits) != 3 || strings.Contains(string(c.Edits[1].After), cells[3]) {
		t.Errorf("%+v", c)
	}
	euckr := append([]byte("id,name,extension\nhan,"), 0xc7, 0xd1, 0xbf, 0xed)
	st, data, _ := r.send(nil, "POST", "/api/v1/agents/import", "text/csv", append(euckr, ",1020\n"...))
	if a, _, _ := r.centre.Agent(t.Context(), "han"); st != 200 || a.Name != "한욱" {
		t.Errorf("CP949: %d %s %q", st, data, a.Name)
	}
	var many strings.Builder
	many.WriteString("id,extension,services\n")
	for i := range 2000 {
		fmt.Fprintf(&many, "a%04d,%d,orders:%d\n", i, 20000+i, i%9+1)
	}
	if rep := load("", many.String()); !rep.Taken || rep.Added != 2000 {
		t.Errorf("2,000 agents: %+v", rep.Added)
	}
	fmt.Fprintf(&many, "b,1,\n")
	if st, data, _ := r.send(nil, "POST", "/api/v1/agents/import?dry_run=true", "text/csv", []byte(many.String())); st != 422 {
		t.Errorf("2,001 agents: %d %.200s", st, data)
	}
	for name, body := range map[string]string{
		"an unknown column": "id,extension,salary\na,1,2\n", "no id": "extension\n1\n", "empty": "", "no rows": "id,extension\n", "binary": "PK\x03\x04\x00\x00",
	} {
		if st, data, _ := r.send(nil, "POST", "/api/v1/agents/import", "text/csv", []byte(body)); st < 400 || st >= 500 {
			t.Errorf("%s: %d %s", name, st, data)
		}
	}
}

// A sound is checked, converted, listened to, and is what callers hear while it is
// a service's; another service keeps the house's tune.
func TestSounds(t *testing.T) {
	r := start(t, t.TempDir())
	tone := media.WriteWAV(media.Tone(600, 2*time.Second))
	st, data, _ := r.send(nil, "PUT", "/api/v1/sounds/spring?name=봄", "audio/wav", tone)
	var s struct {
		Name    string
		Seconds float64
	}
	if err := json.Unmarshal(data, &s); err != nil || st != 200 || s.Name != "봄" || s.Seconds != 2 {
		t.Fatalf("%d %s %v", st, data, err)
	}
	if st, data, h := r.send(nil, "GET", "/api/v1/sounds/spring/audio", "", nil); st != 200 || h.Get("Content-Type") != "audio/wav" || !bytes.HasPrefix(data, []byte("RIFF")) {
		t.Errorf("%d %s", st, h.Get("Content-Type"))
	}
	for name, body := range map[string][]byte{"text": []byte("hello"), "cut off": tone[:20], "MP3": append([]byte("ID3"), make([]byte, 100)...)} {
		if st, data, _ := r.send(nil, "PUT", "/api/v1/sounds/bad", "audio/wav", body); st != 422 || !bytes.Contains(data, []byte("cannot be played")) {
			t.Errorf("%s: %d %s", name, st, data)
		}
	}
	for _, id := range []string{"..", ".x", "a%2Fb", "a b"} {
		if st, _, _ := r.send(nil, "PUT", "/api/v1/sounds/"+id, "audio/wav", tone); st == 200 {
			t.Errorf("a sound named %q is taken", id)
		}
	}
	if st := r.api("PUT", "/services/orders", `{"name":{"ko":"주문"},"numbers":[{"number":"15880001"}],"music":"sound:spring"}`, nil); st != 200 {
		t.Fatal(st)
	}
	c := r.dial("01012345678")
	r.wait(c, phone.Talking)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := c.WaitTone(ctx, 600); err != nil {
		t.Errorf("the caller does not hear the uploaded music: %v", err)
	}
	if st, why := r.problem("DELETE", "/sounds/spring", ""); st != 409 || !strings.Contains(why, "still in use") {
		t.Errorf("a sound in use is removed: %d %s", st, why)
	}
	if st, data, _ := r.send(nil, "PUT", "/api/v1/sounds/spring", "audio/wav", media.WriteWAV(media.Tone(900, time.Second))); st != 200 {
		t.Fatalf("%d %s", st, data)
	}
	c2 := r.dial("01012345679")
	r.wait(c2, phone.Talking)
	if err := c2.WaitTone(ctx, 900); err != nil {
		t.Errorf("the next caller does not hear the new one: %v", err)
	}
	if st := r.api("POST", "/changes/"+r.changes("sound:spring")[0].ID+"/undo", "", nil); st != 204 {
		t.Errorf("undo: %d", st)
	}
	c3 := r.dial("01012345670")
	r.wait(c3, phone.Talking)
	if err := c3.WaitTone(ctx, 600); err != nil {
		t.Errorf("after the undo the old one is not heard: %v", err)
	}
}

// A key is made on screen, does what its role allows, and is dead at once when it
// is revoked, its live connection too.
func TestKeysMadeOnScreen(t *testing.T) {
	r := start(t, t.TempDir())
	var k struct{ ID, Key string }
	if st := r.api("POST", "/users", `{"login":"crm","name":"이팀장","role":"manager","password":"`+goodPassword+`"}`, nil); st != 201 {
		t.Fatal(st)
	}
	if st := r.api("POST", "/api-keys", `{"name":"crm","role":"manager"}`, &k); st != 201 || len(k.Key) < 26 {
		t.Fatalf("%d %+v", st, k)
	}
	var list json.RawMessage
	if r.api("GET", "/api-keys", "", &list); bytes.Contains(list, []byte(k.Key)) || !bytes.Contains(list, []byte(`"crm"`)) {
		t.Errorf("%s", list)
	}
	with := func(q *http.Request) { q.Header.Set("Authorization", "Bearer "+k.Key) }
	if st, _, _ := r.send(nil, "GET", "/api/v1/trunks", "", nil, with); st != 200 {
		t.Errorf("its role: %d", st)
	}
	if st, _, _ := r.send(nil, "GET", "/api/v1/users", "", nil, with); st != 403 {
		t.Errorf("beyond its role: %d", st)
	}
	conn, _, err := websocket.DefaultDialer.Dial("ws://"+r.httpAddr+"/api/v1/live?topics=services", http.Header{"Authorization": {"Bearer " + k.Key}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if st := r.api("DELETE", "/api-keys/"+k.ID, "", nil); st != 204 {
		t.Fatal(st)
	}
	if st, _, _ := r.send(nil, "GET", "/api/v1/trunks", "", nil, with); st != 401 {
		t.Errorf("a revoked key works: %d", st)
	}
	conn.SetReadDeadline(time.Now().Add(5 * time.Second)) //nolint:errcheck // a live connection
	for {
		if _, _, err = conn.ReadMessage(); err != nil {
			break
		}
	}
	if !websocket.IsCloseError(err, 4501) {
		t.Errorf("its live connection: %v", err)
	}
	if st := r.api("DELETE", "/api-keys/file-rig", "", nil); st != 409 {
		t.Errorf("a key of the file: %d", st)
	}
	var log []people.Access
	if r.api("GET", "/access-log?action=api_key_*", "", &log); len(log) != 2 || log[0].Actor != "key:rig" {
		t.Errorf("%+v", log)
	}
}

// An export has the lines that were asked for, no formula whatever stands in them,
// needs a reason, and is itself in the access log (W-12, P-01).
func TestExportOfTheAccessLog(t *testing.T) {
	r := start(t, t.TempDir())
	evil := []string{"=1+1", "+cmd", "-2", "@SUM(A1)", "\t=x", "＝x", " =x"}
	for i, e := range evil {
		if err := r.db.LogAccess(t.Context(), people.Access{ID: people.NewID(), At: time.Now(), Actor: "user:x", Action: "test", Target: "t" + string(rune('0'+i)), Detail: e}); err != nil {
			t.Fatal(err)
		}
	}
	if st, _, _ := r.send(nil, "GET", "/api/v1/access-log/export?format=csv", "", nil); st != 422 {
		t.Errorf("without a reason: %d", st)
	}
	st, data, h := r.send(nil, "GET", "/api/v1/access-log/export?format=csv&reason=audit&action=test", "", nil)
	if st != 200 || !strings.Contains(h.Get("Content-Disposition"), "access-log-") {
		t.Fatalf("%d %v", st, h)
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(rows) != len(evil)+1 {
		t.Fatalf("%d rows: %v %s", len(rows), err, data)
	}
	detail := slices.Index(rows[0], "detail")
	for _, row := range rows[1:] {
		if !strings.HasPrefix(row[detail], "'") {
			t.Errorf("a formula: %q", row)
		}
	}
	st, data, _ = r.send(nil, "GET", "/api/v1/access-log/export?format=xlsx&reason=audit&action=test", "", nil)
	if st != 200 {
		t.Fatal(st)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i := range evil {
		cell := "J" + string(rune('2'+i))
		if formula, err := f.GetCellFormula(f.GetSheetName(0), cell); err != nil || formula != "" {
			t.Errorf("%s is the formula %q, %v", cell, formula, err)
		}
	}
	if v, err := f.GetCellValue(f.GetSheetName(0), "J2"); err != nil || v != evil[len(evil)-1] {
		t.Errorf("%q %v", v, err)
	}
	if k, err := f.GetCellType(f.GetSheetName(0), "A2"); err != nil || k == excelize.CellTypeInlineString || k == excelize.CellTypeSharedString {
		t.Errorf("a number is text: %v %v", k, err)
	}
	var log []people.Access
	r.api("GET", "/access-log?action=access_log_exported", "", &log)
	if len(log) != 2 || !strings.Contains(log[0].Detail, "audit") {
		t.Errorf("%+v", log)
	}
	var chain people.Chain
	if st := r.api("GET", "/access-log/verify", "", &chain); st != 200 || !chain.Whole || chain.Lines == 0 {
		t.Errorf("%d %+v", st, chain)
	}
}

// A phone is set up by what the API hands out: it registers with the new password,
// the old one is void, a test call is answered and heard; Linphone gets the same.
func TestSetUpOfAPhone(t *testing.T) {
	r := start(t, t.TempDir())
	var p struct {
		User, Password, Link, QR string
		Text                     struct{ Ko, En string }
		Server                   struct {
			Host string
			UDP  int
		}
	}
	if st := r.api("POST", "/agents/kim/phone", "", &p); st != 200 || len(p.Password) < 20 || !strings.HasPrefix(p.QR, "data:image/png;base64,") {
		t.Fatalf("%d %+v", st, p)
	}
	if !strings.Contains(p.Text.Ko, p.Password) || !strings.Contains(p.Text.Ko, "사용자 이름: 1001") || !strings.Contains(p.Text.En, "User name: 1001") || p.Server.UDP != int(r.sip.UDPAddr().Port()) || p.Server.Host != "127.0.0.1" {
		t.Errorf("%+v", p)
	}
	old := r.bank.NewPhone(phone.Account{User: "1001", Password: "s3cret-kim-0001", Registrar: r.sip.UDPAddr()})
	if err := old.Register(t.Context()); err == nil {
		t.Error("the old password still registers")
	}
	var res struct {
		OK    bool
		Code  string
		Heard bool
	}
	if st := r.api("POST", "/agents/kim/test-call", "", &res); st != 200 || res.OK || res.Code != "not_registered" {
		t.Errorf("%d %+v", st, res)
	}
	kim := r.agent("1001", p.Password, 440, phone.Answering{After: 50 * time.Millisecond})
	rang := make(chan *phone.Call, 1)
	kim.OnCall(func(c *phone.Call) { rang <- c })
	until(t, "the phone is reachable", func() bool {
		var v struct{ Reachable bool }
		r.api("GET", "/agents/kim", "", &v)
		return v.Reachable
	})
	if st := r.api("POST", "/agents/kim/test-call", "", &res); st != 200 || !res.OK || res.Code != "answered" || !res.Heard {
		t.Errorf("%d %+v", st, res)
	}
	r.wait(<-rang, phone.Ended)
	kim.SetAnswering(phone.Answering{Never: true}) // who gives up hangs up
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	if probe, err := r.sip.ProbePhone(ctx, "kim"); err != nil || probe.Status != 0 {
		t.Errorf("%+v %v", probe, err)
	}
	cancel()
	r.wait(<-rang, phone.Ended)
	if f := r.figures(); f.Offered != 0 {
		t.Errorf("a test call is in the figures: %+v", f)
	}
	get := func(link string) (int, string) {
		res, err := http.Get(link)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(b)
	}
	if st, x := get(p.Link); st != 200 || !strings.Contains(x, p.Password) || !strings.Contains(x, `name="reg_identity"`) || !strings.Contains(x, "lpconfig.xsd") {
		t.Errorf("%d %s", st, x)
	}
	if st, _ := get(p.Link[:len(p.Link)-2] + "xx"); st != 404 {
		t.Errorf("a guessed link: %d", st)
	}
	for _, c := range r.changes("agent:kim") {
		for _, e := range c.Edits {
			if strings.Contains(string(e.After)+string(e.Before), p.Password) {
				t.Error("the password stands in the record")
			}
		}
	}
}

// A trunk's test says what it found in words: silent, up, refused, answered, and
// calls nobody whom a test should not call.
func TestTestOfATrunk(t *testing.T) {
	r := start(t, t.TempDir())
	outside, err := phone.NewBank(phone.Config{Listen: netip.MustParseAddrPort("127.0.0.1:0"), Media: r.sound})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(outside.Close)
	customer := outside.NewPhone(phone.Account{User: "01098765432", Registrar: r.sip.UDPAddr()})
	customer.Say(700)
	customer.SetAnswering(phone.Answering{After: 50 * time.Millisecond})
	busy := outside.NewPhone(phone.Account{User: "01011112222", Registrar: r.sip.UDPAddr()})
	busy.SetAnswering(phone.Answering{Reject: 486})
	test := func(trunk, body string) (res struct {
		OK, Heard   bool
		Asked, Code string
		Words       string
		Status      int
		Detail      string
	}) {
		t.Helper()
		r.api("POST", "/trunks/"+trunk+"/test", body, &res)
		return res
	}
	for _, c := range []string{
		`{"name":"up","sources":["203.0.113.1"],"target":"sip:` + outside.Addr().String() + `"}`,
		`{"name":"silent","sources":["203.0.113.2"],"target":"sip:127.0.0.1:9"}`,
		`{"name":"nameless","sources":["203.0.113.3"],"target":"sip:no-such-name.invalid"}`,
	} {
		if st, why := r.problem("POST", "/trunks", c); st != 201 {
			t.Fatalf("%s: %d %s", c, st, why)
		}
	}
	if res := test("carrier", `{}`); res.OK || res.Code != "no_target" || res.Words == "" {
		t.Errorf("without a target: %+v", res)
	}
	if res := test("up", `{}`); !res.OK || res.Code != "answers" || res.Asked != "OPTIONS" || res.Status == 0 {
		t.Errorf("up: %+v", res)
	}
	if res := test("silent", `{}`); res.OK || res.Code != "no_answer" {
		t.Errorf("silent: %+v", res)
	}
	if res := test("nameless", `{}`); res.OK || res.Code != "no_name" {
		t.Errorf("nameless: %+v", res)
	}
	if res := test("up", `{"number":"010-9876-5432"}`); !res.OK || res.Code != "answered" || !res.Heard || res.Status != 200 {
		t.Errorf("a call: %+v", res)
	}
	until(t, "the call is over", func() bool { return len(customer.Calls()) == 0 })
	if res := test("up", `{"number":"01011112222"}`); res.OK || res.Code != "busy" || res.Status != 486 {
		t.Errorf("busy: %+v", res)
	}
	for _, n := range []string{"119", "112", "0601234567", "abc", "*72"} {
		if res := test("up", `{"number":"`+n+`"}`); res.Status != 422 || res.OK {
			t.Errorf("%s: %+v", n, res)
		}
	}
	until(t, "the trunk's place and ports are free", func() bool {
		var v struct{ Ports struct{ Used int } }
		r.api("GET", "/system", "", &v)
		var trunks []struct{ Calls int }
		r.api("GET", "/trunks", "", &trunks)
		n := 0
		for _, x := range trunks {
			n += x.Calls
		}
		return v.Ports.Used == 0 && n == 0
	})
	var whole json.RawMessage // what is got can be put again
	if r.api("GET", "/trunks/up", "", &whole); r.api("PUT", "/trunks/up", string(whole), nil) != 200 || len(r.changes("trunk:up")) != 1 {
		t.Errorf("%s is not taken, or is a change", whole)
	}
	if st := r.api("DELETE", "/trunks/silent", "", nil); st != 204 {
		t.Errorf("delete: %d", st)
	}
	if res := test("silent", `{}`); res.Status != 404 {
		t.Errorf("a trunk that is gone: %+v", res)
	}
}

// The system's state is that of the running program.
func TestSystemState(t *testing.T) {
	r := start(t, t.TempDir())
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{})
	c := r.dial("01012345678")
	r.wait(c, phone.Talking)
	var v struct {
		Build    string
		Ready    string
		Database struct {
			Kind            string
			Bytes, DiskFree int64
		}
		Ports  struct{ Used, Total int }
		SIP    struct{ Calls, Registrations int }
		Trunks []struct{ Name string }
		Backup struct {
			Last *time.Time
			Note string
			Due  bool
		}
	}
	if st := r.api("GET", "/system", "", &v); st != 200 || v.Build == "" || v.Ready != "" || v.Database.Kind != "sqlite" || v.Database.Bytes == 0 ||
		v.Ports.Used != 2 || v.Ports.Total != 800 || v.SIP.Calls != 1 || v.SIP.Registrations != 1 || len(v.Trunks) != 1 || !v.Backup.Due || v.Backup.Last != nil {
		t.Errorf("%d %+v", st, v)
	}
	if st := r.api("POST", "/system/backup", `{"note":"s3"}`, nil); st != 204 {
		t.Error(st)
	}
	if r.api("GET", "/system", "", &v); v.Backup.Due || v.Backup.Last == nil || v.Backup.Note != "s3" {
		t.Errorf("%+v", v.Backup)
	}
}

// Retention that is set on screen counts at the next tidying.
func TestRetentionOnScreen(t *testing.T) {
	r := start(t, t.TempDir())
	if err := r.db.LogAccess(t.Context(), people.Access{ID: "old", At: time.Now().Add(-400 * 24 * time.Hour), Action: "ancient"}); err != nil {
		t.Fatal(err)
	}
	left := func() int {
		list, err := r.db.AccessLog(t.Context(), people.AccessFilter{Actions: []string{"ancient"}, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if err := r.tidyOnce(t.Context()); err != nil || left() != 1 {
		t.Fatalf("the file's two years: %d left, %v", left(), err)
	}
	// The line is not the first of the log: it goes when those before it are old too.
	if st := r.api("PUT", "/settings/retention.access_log_days", `{"value":"365"}`, nil); st != 200 {
		t.Fatal(st)
	}
	if err := r.tidyOnce(t.Context()); err != nil || left() != 0 {
		t.Errorf("a year: %d left, %v", left(), err)
	}
}

// The same of what the desk wrote: a reservation that ended goes when the days on screen
// say so, one that is open stays, and 0 is what the file says.
func TestRetentionOfNotesOnScreen(t *testing.T) {
	r := start(t, t.TempDir())
	due := time.Now().Add(-10 * 24 * time.Hour)
	if err := r.db.CreateReservations(t.Context(), []desk.Reservation{{ID: "open", State: desk.Open, Due: due}, {ID: "done", State: desk.Done, Due: due}}, "t"); err != nil {
		t.Fatal(err)
	}
	left := func(id string) bool {
		_, err := r.db.Reservation(t.Context(), id)
		if err != nil && !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		return err == nil
	}
	for _, days := range []string{"0", "11", "9"} {
		if st := r.api("PUT", "/settings/retention.notes_days", `{"value":"`+days+`"}`, nil); st != 200 {
			t.Fatal(st)
		}
		if err := r.tidyOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		if left("done") != (days != "9") || !left("open") {
			t.Errorf("%s days: done %t, open %t", days, left("done"), left("open"))
		}
	}
}

// The command finds an altered line while the program runs, and a log that was
// replaced as a whole by the head that was noted before.
func TestVerifyCommand(t *testing.T) {
	r := start(t, t.TempDir())
	for i := range 5 {
		if err := r.db.LogAccess(t.Context(), people.Access{ID: people.NewID(), At: time.Now(), Action: "test", Detail: strings.Repeat("x", i)}); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := VerifyAccessLog(t.Context(), &out, r.file, ""); err != nil || !strings.Contains(out.String(), "are as they were written") {
		t.Fatalf("%v %s", err, out.String())
	}
	_, head, _ := strings.Cut(strings.TrimSpace(out.String()), "Head: ")
	if err := VerifyAccessLog(t.Context(), io.Discard, r.file, head); err != nil {
		t.Errorf("the own head: %v", err)
	}
	if err := VerifyAccessLog(t.Context(), io.Discard, r.file, "0123"); !errors.Is(err, ErrAltered) {
		t.Errorf("a head that is not in it: %v", err)
	}
	raw, err := sql.Open("sqlite", filepath.Join(r.cfg.Data, "callfloor.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.ExecContext(t.Context(), `UPDATE access_log SET detail = 'other' WHERE seq = 3`); err != nil {
		t.Fatal(err)
	}
	if err := VerifyAccessLog(t.Context(), io.Discard, r.file, ""); !errors.Is(err, ErrAltered) || !strings.Contains(err.Error(), "line 3") {
		t.Errorf("an altered line: %v", err)
	}
	var c people.Chain
	if r.api("GET", "/access-log/verify", "", &c); c.Whole || c.Broken != 3 {
		t.Errorf("%+v", c)
	}
}

// A trunk's password is kept when it is left out, shown nowhere, and not handed to
// another realm; the limits of calls out reach the edge.
func TestTrunkPassword(t *testing.T) {
	r := start(t, t.TempDir())
	const secret = "a-secret-of-the-carrier"
	put := func(body string, want int) {
		t.Helper()
		if st, why := r.problem("PUT", "/trunks/own", body); st != want {
			t.Errorf("%s: %d %s", body, st, why)
		}
	}
	at := func() sip.Trunk {
		for _, tr := range sipDirectory(r.centre.directory()).Trunks {
			if tr.Name == "own" {
				return tr
			}
		}
		return sip.Trunk{}
	}
	if st, why := r.problem("POST", "/trunks", `{"name":"own","sources":["203.0.113.1"],"user":"100","realm":"carrier.example"}`); st != 422 || !strings.Contains(why, "go together") {
		t.Errorf("without a password: %d %s", st, why)
	}
	if st, why := r.problem("POST", "/trunks", `{"name":"own","sources":["203.0.113.1"],"user":"100","realm":"carrier.example","password":"`+secret+`"}`); st != 201 {
		t.Fatalf("%d %s", st, why)
	}
	put(`{"name":"own","sources":["203.0.113.2"],"user":"100","realm":"carrier.example"}`, 200)
	if got := at(); got.User != "100" || got.Password != secret || got.Realm != "carrier.example" || got.Sources[0].String() != "203.0.113.2/32" {
		t.Errorf("%+v", got)
	}
	put(`{"name":"own","sources":["203.0.113.2"],"user":"100","realm":"elsewhere.example"}`, 422)
	for _, path := range []string{"/trunks", "/trunks/own", "/changes", "/access-log"} {
		var raw json.RawMessage
		if st := r.api("GET", path, "", &raw); st != 200 || strings.Contains(string(raw), secret) {
			t.Errorf("%s: %d %s", path, st, raw)
		}
	}
	put(`{"name":"own","sources":["203.0.113.2"]}`, 200)
	if got := at(); got.User != "" || got.Password != "" {
		t.Errorf("taken away: %+v", got)
	}
	limits := func() sip.DialLimits { return sipDirectory(r.centre.directory()).Dial }
	if l := limits(); l.Minute != 20 || l.Day != 500 || l.Far != 20 || l.Talk != 12*time.Hour || l.FarTalk != 2*time.Hour || l.AllFar != 5*time.Hour || l.Night != [2]time.Duration{22 * time.Hour, 7 * time.Hour} || l.Location.String() != "Asia/Seoul" {
		t.Errorf("defaults: %+v", l)
	}
	for key, v := range map[string]string{"per_minute": "3", "per_day": "4", "far_per_day": "5", "minutes": "6", "far_minutes": "7", "centre_far_minutes": "8", "night_from": "20:30", "night_to": "08:00"} {
		if st, why := r.problem("PUT", "/settings/dialing."+key, `{"value":"`+v+`"}`); st != 200 {
			t.Errorf("%s: %d %s", key, st, why)
		}
	}
	if l := limits(); l.Minute != 3 || l.Day != 4 || l.Far != 5 || l.Talk != 6*time.Minute || l.FarTalk != 7*time.Minute || l.AllFar != 8*time.Minute || l.Night != [2]time.Duration{20*time.Hour + 30*time.Minute, 8 * time.Hour} {
		t.Errorf("set: %+v", l)
	}
}
