package web

import (
	"bufio"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
)

// The whole table of who may call what stands in testdata/rights.txt. Every
// operation of the API has a line there, and every line is tried by everybody
// (W-08, default deny).
func TestRightsTable(t *testing.T) {
	s := newSite(t)
	want := readRights(t)
	type op struct{ method, path string }
	ops := map[string]op{
		"sign-on-begin": {http.MethodGet, "/api/v1/sign-on/begin"}, "sign-on-end": {http.MethodGet, "/api/v1/sign-on/callback"}, "provision": {http.MethodGet, "/provision/x"}, "sms-hook": {http.MethodPost, "/hooks/sms/x"},
		"events": {http.MethodGet, "/api/v1/events"}, "page": {http.MethodGet, "/"}, "health": {http.MethodGet, "/api/v1/health"}, "openapi": {http.MethodGet, "/api/v1/openapi.json"},
	}
	for path, item := range s.web.api.OpenAPI().Paths {
		for method, o := range map[string]*huma.Operation{
			http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put, http.MethodDelete: item.Delete, http.MethodPatch: item.Patch,
		} {
			if o != nil {
				ops[o.OperationID] = op{method, path}
			}
		}
	}
	for id := range rights {
		if id == "live" {
			continue // tried below
		}
		if _, ok := ops[id]; !ok {
			t.Errorf("rights.go has a line for %q, which is no operation", id)
		}
	}
	who := []string{"", "display", "kim", "m1", "boss", "key"}
	for id, o := range ops {
		allowed, ok := want[id]
		if !ok {
			t.Errorf("testdata/rights.txt has no line for %q (%s %s)", id, o.method, o.path)
			continue
		}
		delete(want, id)
		if id == "log-out" || id == "lock" || id == "my-logins-end" { // they end the log-ins that the others use
			continue
		}
		for i, name := range who {
			path := strings.NewReplacer("{id}", "nothing", "{login}", "nobody", "{key}", "nothing", "{number}", "1").Replace(o.path)
			body := ""
			if o.method != http.MethodGet && o.method != http.MethodDelete {
				body = "{}"
			}
			status, _ := s.as(t, name, o.method, path, body)
			got := status != http.StatusUnauthorized && status != http.StatusForbidden
			if id == "log-in" {
				got = true // its own 401 is about the password
			}
			if got != allowed[i] {
				t.Errorf("%s (%s %s) as %q: status %d, allowed %v", id, o.method, path, name, status, allowed[i])
			}
		}
	}
	for id := range want {
		t.Errorf("testdata/rights.txt has a line for %q, which is no operation", id)
	}
}

// The description of the API is served in both forms, and huma adds no route that
// has no line in rights.go.
func TestDescription(t *testing.T) {
	s := newSite(t)
	for path, want := range map[string]string{"/api/v1/openapi.json": `"openapi":"3.1`, "/api/v1/openapi.yaml": "openapi: 3.1"} {
		if status, body := s.as(t, "", "GET", path, ""); status != 200 || !strings.Contains(body, want) || !strings.Contains(body, "/api/v1/agents/{id}/state") {
			t.Errorf("%s: %d %.80s", path, status, body)
		}
	}
	for _, path := range []string{"/api/v1/schemas/Profile", "/api/v1/schemas/Profile.json", "/schemas/Profile", "/docs", "/openapi.json", "/api/v1/openapi-3.0.json"} {
		if status, _ := s.as(t, "boss", "GET", path, ""); status != 404 {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func readRights(t *testing.T) map[string][]bool {
	t.Helper()
	f, err := os.Open("testdata/rights.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string][]bool{}
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		line := strings.TrimSpace(sc.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Fields(line)
		if len(fields) != 7 {
			t.Fatalf("not a line of seven fields: %q", line)
		}
		for _, f := range fields[1:] {
			out[fields[0]] = append(out[fields[0]], f == "yes")
		}
	}
	return out
}

// Managers see their own agents only, agents themselves; a foreign one is not
// found (W-08).
func TestForeignObjectsAreNotFound(t *testing.T) {
	s := newSite(t)
	for _, tc := range []struct {
		who, method, path, body string
		want                    int
	}{
		{"m1", "GET", "/api/v1/agents/kim", "", 200},
		{"m1", "GET", "/api/v1/agents/lee", "", 404},
		{"kim", "GET", "/api/v1/agents/kim", "", 200},
		{"kim", "GET", "/api/v1/agents/lee", "", 404},
		{"kim", "PUT", "/api/v1/agents/lee/state", `{"state":"ready"}`, 404},
		{"kim", "PUT", "/api/v1/agents/kim/state", `{"state":"ready"}`, 200},
		{"m2", "POST", "/api/v1/agents/kim/release", "", 404},
		{"m1", "POST", "/api/v1/agents/kim/release", "", 204},
		{"m1", "GET", "/api/v1/calls/history/old1/segments", "", 200},
		{"m1", "GET", "/api/v1/calls/history/old2/segments", "", 404},
		{"kim", "GET", "/api/v1/calls/history?agent=lee", "", 404},
		{"kim", "GET", "/api/v1/services/returns", "", 404},
		{"display", "GET", "/api/v1/services/returns", "", 404},
		{"display", "GET", "/api/v1/services/orders", "", 200},
	} {
		if status, body := s.as(t, tc.who, tc.method, tc.path, tc.body); status != tc.want {
			t.Errorf("%s %s as %s: %d %s, want %d", tc.method, tc.path, tc.who, status, body, tc.want)
		}
	}
	if _, body := s.as(t, "m1", "GET", "/api/v1/agents", ""); strings.Contains(body, `"lee"`) || !strings.Contains(body, `"kim"`) {
		t.Errorf("manager 1 sees %s", body)
	}
	if _, body := s.as(t, "m1", "GET", "/api/v1/calls/history", ""); strings.Contains(body, "old2") || strings.Contains(body, "12345678") || !strings.Contains(body, "010-****-5678") {
		t.Errorf("manager 1 sees %s", body)
	}
	if _, body := s.as(t, "kim", "GET", "/api/v1/figures/agents", ""); strings.Contains(body, `"lee"`) {
		t.Errorf("kim sees %s", body)
	}
	if _, body := s.as(t, "m1", "GET", "/api/v1/phones", ""); strings.Contains(body, `"lee"`) {
		t.Errorf("manager 1 sees %s", body)
	}
}

// Every live topic is checked for everybody, and the scope is the server's.
func TestLiveTopics(t *testing.T) {
	s := newSite(t)
	// The first frame, or how the connection was refused: the HTTP status, or the
	// close code where it was let in to be told.
	dial := func(who, query string, change ...func(http.Header)) (string, int) {
		req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.sign(req, who)
		for _, c := range change {
			c(req.Header)
		}
		conn, res, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/live?"+query, req.Header)
		if err != nil {
			if res == nil {
				t.Fatal(err)
			}
			return "", res.StatusCode
		}
		defer conn.Close()
		_, data, err := conn.ReadMessage()
		if closed := (*websocket.CloseError)(nil); errors.As(err, &closed) {
			return closed.Text, closed.Code
		}
		if err != nil {
			t.Fatal(err)
		}
		return string(data), 101
	}
	origin := func(o string) func(http.Header) { return func(h http.Header) { h.Set("Origin", o) } }
	page, plain := origin(s.URL), func(http.Header) {}
	for _, tc := range []struct {
		who, query, want string
		status           int
		as               func(http.Header)
	}{
		{"", "topics=services", "", 401, plain},
		{"", "topics=services", "not logged in", 4501, page},
		{"", "topics=secrets", "not logged in", 4501, page},
		{"", "topics=services", "", 401, func(h http.Header) { h.Set("Origin", s.URL); h.Set("Authorization", "Bearer wrong") }},
		{"", "topics=services", "not logged in", 4501, func(h http.Header) { h.Set("Cookie", cookieName(false)+"=ended") }},
		{"", "topics=services", "", 401, origin("https://evil.example")},
		{"boss", "topics=services", "", 403, origin("https://evil.example")},
		{"kim", "topics=services&board=1", "", 403, origin("https://evil.example")},
		{"boss", "topics=services", "", 403, origin("null")},
		{"boss", "topics=secrets", "", 422, plain},
		{"boss", "topics=secrets", "", 422, page},
		{"boss", "topics=", "", 422, plain},
		{"display", "topics=calls", "your role (display) does not allow this", 4503, plain},
		{"display", "topics=colleagues", "your role (display) does not allow this", 4503, plain},
		{"display", "topics=services,calls", "your role (display) does not allow this", 4503, page},
		{"boss", "topics=services,agents,calls", "agents,calls,services||", 101, plain},
		{"key", "topics=services", "services||", 101, plain},
		{"m1", "topics=agents", "agents|m1|", 101, page},
		{"m1", "topics=agents&board=1", "agents|m1|", 101, page},
		{"kim", "topics=agents", "agents||kim|orders", 101, page},
		{"display", "topics=services", "services|||orders", 101, page},
		{"display", "topics=services&board=1", "services|||orders", 101, page},
		{"display", "topics=services&services=returns", "services||", 101, plain},
		{"kim", "topics=services&board=1", "no CTI connection", 4503, page}, // not logged in to the floor (W2)
		{"kim", "topics=services&board=1", "no CTI connection", 4503, plain},
	} {
		got, status := dial(tc.who, tc.query, tc.as)
		if got != tc.want || status != tc.status {
			t.Errorf("%q %s: %d %q, want %d %q", tc.who, tc.query, status, got, tc.status, tc.want)
		}
	}
	s.as(t, "kim", "PUT", "/api/v1/agents/kim/state", `{"state":"ready"}`)
	if _, status := dial("kim", "topics=services&board=1", page); status != 101 {
		t.Errorf("an agent with a CTI connection may look at the wallboard: %d", status)
	}
}

// An agent's live connection ends, to come back, when the agent's services change;
// nobody else's does.
func TestChangedServicesReconnect(t *testing.T) {
	s := newSite(t)
	open := func(who string) *websocket.Conn {
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
		return conn
	}
	frame := func(conn *websocket.Conn) string {
		t.Helper()
		_, data, err := conn.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	kim, lee := open("kim"), open("lee")
	if got := frame(kim) + " " + frame(lee); got != "services||kim|orders services||lee|returns" {
		t.Fatal(got)
	}
	c := s.web.Centre.(*fakeCentre)
	c.mu.Lock()
	c.agents[0].Services = map[string]centre.Membership{"orders": {Level: 1}, "returns": {Level: 1}}
	c.mu.Unlock()
	if err := s.web.Rescope(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := kim.ReadMessage(); !websocket.IsCloseError(err, closeRestart) {
		t.Errorf("kim's connection: %v", err)
	}
	if got := frame(open("kim")); got != "services||kim|orders|returns" {
		t.Errorf("kim comes back to %s", got)
	}
	lee.SetReadDeadline(time.Now().Add(200 * time.Millisecond)) //nolint:errcheck // a deadline of a live connection
	if _, _, err := lee.ReadMessage(); websocket.IsCloseError(err, closeRestart) {
		t.Error("lee's connection ended too")
	}
}

// A log-in that ends closes its live connections (W-04).
func TestEndedLoginsClose(t *testing.T) {
	s := newSite(t)
	req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.sign(req, "boss")
	conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/live?topics=services", req.Header)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, _, err := conn.ReadMessage(); err != nil {
		t.Fatal(err)
	}
	if status, _ := s.as(t, "boss", "POST", "/api/v1/logout", ""); status != 204 {
		t.Fatalf("log-out: %d", status)
	}
	_, _, err = conn.ReadMessage()
	if !websocket.IsCloseError(err, closeEnded) {
		t.Errorf("got %v", err)
	}
	if status, _ := s.as(t, "boss", "GET", "/api/v1/me", ""); status != 401 {
		t.Errorf("an ended log-in works: %d", status)
	}
}

// A live call is seen, and acted on, by who is concerned, in every phase: the team of
// who has it or at whom it rings, nobody else's. One that waits belongs to no team yet
// (W-08). Live and REST have one rule (acd.Scope).
func TestLiveCallsOfOthersAreNotFound(t *testing.T) {
	const waiting, of1, of2, both = "boss kim m1 m2", "boss kim m1", "boss lee m2", "boss kim lee m1 m2"
	s := newSite(t)
	ready := func(agent acd.AgentID) {
		s.do(t, acd.SetState{Agent: agent, State: acd.NotReady, Reason: acd.Preparing}, acd.SetState{Agent: agent, State: acd.Ready})
	}
	seen := func(phase, call, want string) {
		t.Helper()
		var got []string
		for _, who := range []string{"boss", "kim", "lee", "m1", "m2"} {
			_, body := s.as(t, who, "GET", "/api/v1/calls", "")
			if strings.Contains(body, `"id":"`+call+`"`) {
				got = append(got, who)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: the list has it for %v, want %s", phase, got, want)
		}
		for _, who := range []string{"m1", "m2"} { // what is asked for cannot be done, and is not found by who may not know of the call
			for _, o := range [][3]string{{"POST", "/move", `{"service":"nowhere"}`}, {"PUT", "/priority", `{"priority":5}`}} {
				status, body := s.as(t, who, o[0], "/api/v1/calls/"+call+o[1], o[2])
				if hidden := status == 404 && strings.Contains(body, "there is no live call"); hidden == strings.Contains(want, who) {
					t.Errorf("%s: %s as %s: %d %s", phase, o[1], who, status, body)
				}
			}
			if !strings.Contains(want, who) {
				if status, _ := s.as(t, who, "DELETE", "/api/v1/calls/"+call, ""); status != 404 {
					t.Errorf("%s: %s ends it: %d", phase, who, status)
				}
			}
		}
	}
	queue := acd.Enqueue{Call: "c1", Service: "orders", Caller: "01012345678", Called: "15880001"}
	s.do(t, queue)
	seen("waiting", "c1", waiting)
	ready("kim")
	seen("offered", "c1", of1)
	o := s.offer(t, "c1")
	s.do(t, acd.Answer{Call: "c1", Agent: "kim", Offer: o})
	seen("connecting", "c1", of1)
	s.do(t, acd.Connect{Call: "c1", Offer: o})
	seen("talking", "c1", of1)
	ready("lee")
	s.do(t, acd.Consult{Call: "c1", Second: "c2", Agent: "lee"})
	seen("consulting", "c1", of1)
	seen("the consultation, ringing", "c2", both)
	o = s.offer(t, "c2")
	s.do(t, acd.Answer{Call: "c2", Agent: "lee", Offer: o}, acd.Connect{Call: "c2", Offer: o})
	seen("the consultation, talking", "c2", both)
	s.do(t, acd.Complete{Call: "c1"})
	seen("given on", "c1", of2)
	s.do(t, acd.HangUp{Call: "c1", By: acd.ByCaller}, acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Preparing})
	s.do(t, acd.Dial{Call: "c3", Agent: "kim", Number: "01099998888"})
	seen("outbound, dialling", "c3", of1)
	s.do(t, acd.DialAnswered{Call: "c3"})
	seen("outbound, talking", "c3", of1)
	s.do(t, acd.Consult{Call: "c3", Second: "c4", Number: "01077776666"})
	seen("a consultation of a number outside", "c4", of1)
	if status, body := s.as(t, "m1", "DELETE", "/api/v1/calls/c3", ""); status != 204 {
		t.Errorf("the agent's manager ends it: %d %s", status, body)
	}
	ready("kim")
	ready("lee")
	s.do(t, acd.Dial{Call: "c5", Agent: "kim", Number: "1002", To: "lee"})
	seen("a colleague's phone rings", "c5", both)
}
