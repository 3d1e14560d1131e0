package web

import (
	archive "archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sheet"
)

// callbackBy registers a callback and returns it.
func (s *site) callbackBy(t *testing.T, number string) CallbackView {
	t.Helper()
	var v CallbackView
	s.want(t, 201, "boss", "POST", "/callbacks", fmt.Sprintf(`{"number":%q,"service":"orders"}`, number), &v)
	return v
}

// hand gives callbacks to an agent.
func (s *site) hand(t *testing.T, agent string, ids ...string) {
	t.Helper()
	data, err := json.Marshal(ids)
	if err != nil {
		t.Fatal(err)
	}
	s.want(t, 200, "boss", "POST", "/callbacks/assign", `{"ids":`+string(data)+`,"agents":["`+agent+`"]}`, nil)
}

// found are the ids of a list.
func (s *site) found(t *testing.T, who, query string) string {
	t.Helper()
	var page CallbackPage
	s.want(t, 200, who, "GET", "/callbacks"+query, "", &page)
	var ids []string
	for _, v := range page.Items {
		ids = append(ids, v.ID)
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

func sorted(ids ...string) string {
	ids = slices.Sorted(slices.Values(ids))
	return strings.Join(ids, " ")
}

// manyCalls are phones whose calls each have an id of their own, as they do.
type manyCalls struct {
	Phones
	n atomic.Int64
}

func (m *manyCalls) MayDial(agent, number, service string) (acd.Dial, error) {
	return acd.Dial{Call: acd.CallID(fmt.Sprint("out", m.n.Add(1))), Agent: acd.AgentID(agent), Number: number}, nil
}

// Administrators see every callback; managers those of their agents and of nobody; agents
// their own, and who may give them every open one too. What is foreign is not found,
// whatever is asked for (B2, B6, B12, W-08).
func TestWhoseCallbacks(t *testing.T) {
	s := newSite(t)
	s.allow("kim", people.Phone)
	s.allow("lee", people.Phone)
	of := map[string]CallbackView{}
	for i, name := range []string{"kim", "lee", "nobody", "done"} {
		of[name] = s.callbackBy(t, fmt.Sprintf("010-1111-000%d", i))
	}
	s.hand(t, "kim", of["kim"].ID, of["done"].ID)
	s.hand(t, "lee", of["lee"].ID)
	s.want(t, 200, "boss", "POST", "/callbacks/"+of["done"].ID+"/complete", `{}`, nil)
	k, l, n, d := of["kim"].ID, of["lee"].ID, of["nobody"].ID, of["done"].ID
	for who, want := range map[string]string{"boss": sorted(k, l, n, d), "key": sorted(k, l, n, d), "m1": sorted(k, n, d), "m2": sorted(l, n), "kim": sorted(k, d), "lee": l} {
		if got := s.found(t, who, ""); got != want {
			t.Errorf("%s sees %q, want %q", who, got, want)
		}
		for id, seen := range map[string]bool{k: strings.Contains(want, k), l: strings.Contains(want, l), n: strings.Contains(want, n), d: strings.Contains(want, d)} {
			for _, path := range []string{"", "/voice"} {
				status, body := s.as(t, who, "GET", "/api/v1/callbacks/"+id+path, "")
				if hidden := status == 404 && strings.Contains(body, "there is no callback"); hidden == seen {
					t.Errorf("GET %s%s as %s: %d %s", id, path, who, status, body)
				}
			}
			if !seen {
				for _, path := range []string{"/complete", "/cancel", "/history"} {
					if status, _ := s.as(t, who, "POST", "/api/v1/callbacks/"+id+path, "{}"); status != 404 {
						t.Errorf("POST %s%s as %s: %d", id, path, who, status)
					}
				}
				if status, _ := s.as(t, who, "PUT", "/api/v1/callbacks/"+id, `{"memo":"x"}`); status != 404 {
					t.Errorf("PUT %s as %s: %d", id, who, status)
				}
			}
		}
	}
	// The agent's assignee filter is fixed to self (B23).
	if status, _ := s.as(t, "kim", "GET", "/api/v1/callbacks?agent=lee", ""); status != 404 {
		t.Errorf("another's: %d", status)
	}
	if got := s.found(t, "kim", "?mine=true"); got != sorted(k, d) {
		t.Errorf("mine: %s", got)
	}
	if got := s.found(t, "boss", "?agent=-"); got != n {
		t.Errorf("nobody's: %s", got)
	}
	s.allow("lee", people.Phone, people.CallbackAssign)
	if got := s.found(t, "lee", ""); got != sorted(k, l, n) {
		t.Errorf("who gives them sees %q", got)
	}
	if status, body := s.as(t, "lee", "POST", "/api/v1/callbacks/"+k+"/complete", "{}"); status != 403 || !strings.Contains(body, "not given to you") {
		t.Errorf("who gives them ends another's: %d %s", status, body)
	}
	// Who is no agent has none: what nobody has is not theirs.
	s.people.mu.Lock()
	lee := s.people.users["lee"]
	nobody := lee
	nobody.AgentID = ""
	s.people.users["lee"] = nobody
	s.people.mu.Unlock()
	for _, path := range []string{"/complete", "/cancel"} {
		if status, body := s.as(t, "lee", "POST", "/api/v1/callbacks/"+n+path, "{}"); status != 403 || !strings.Contains(body, "not given to you") {
			t.Errorf("who is no agent, %s: %d %s", path, status, body)
		}
	}
	s.people.mu.Lock()
	s.people.users["lee"] = lee
	s.people.mu.Unlock()
	s.allow("kim")
	for _, path := range []string{"/callbacks", "/callbacks/counts", "/callbacks/" + k} {
		if status, _ := s.as(t, "kim", "GET", "/api/v1"+path, ""); status != 403 {
			t.Errorf("%s without the permission phone: %d", path, status)
		}
	}
	var n2 callback.Totals
	s.want(t, 200, "m1", "GET", "/callbacks/counts", "", &n2)
	if n2.Customers != 2 || n2.Assigned != 1 || n2.Waiting != 1 || n2.Today.Completed != 1 {
		t.Errorf("counts of a manager: %+v", n2)
	}
}

// While callbacks are not in use nothing is shown, taken or done, and desks have none
// among their reservations (B1).
func TestCallbacksNotInUse(t *testing.T) {
	s := newSite(t)
	s.allow("kim", people.Phone)
	v := s.callbackBy(t, "010-1111-0001")
	s.hand(t, "kim", v.ID)
	var list ReservationPage
	if s.want(t, 200, "kim", "GET", "/reservations?mine=true", "", &list); len(list.Items) != 1 || list.Counts.Callback != 1 {
		t.Errorf("%+v", list)
	}
	menus := func() (who string) {
		t.Helper()
		for _, v := range []string{"boss", "m1", "kim", "lee"} {
			var me struct{ User Account }
			if s.want(t, 200, v, "GET", "/me", "", &me); me.User.Callbacks {
				who += v + " "
			}
		}
		return who
	}
	if got := menus(); got != "boss m1 kim " {
		t.Errorf("callbacks are offered to %s", got)
	}
	s.web.Centre.(*fakeCentre).put(centre.SetCallbacks, "false")
	if got := menus(); got != "" {
		t.Errorf("not in use, and offered to %s", got)
	}
	for _, o := range [][3]string{
		{"GET", "/callbacks", ""}, {"GET", "/callbacks/counts", ""}, {"GET", "/callbacks/agents", ""}, {"GET", "/callbacks/" + v.ID, ""}, {"GET", "/callbacks/export?reason=test", ""},
		{"GET", "/callbacks/report?from=2026-11-01&to=2026-11-02", ""}, {"POST", "/callbacks", `{"number":"01012345678"}`}, {"PUT", "/callbacks/" + v.ID, `{"memo":"x"}`},
		{"POST", "/callbacks/assign", `{"ids":["x"],"agents":["kim"]}`}, {"POST", "/callbacks/unassign", `{"ids":["x"]}`}, {"POST", "/callbacks/" + v.ID + "/complete", `{}`},
		{"POST", "/callbacks/" + v.ID + "/connect", ""}, {"GET", "/do-not-call", ""}, {"POST", "/do-not-call", `{"number":"01012345678","reason":"x"}`},
	} {
		if status, body := s.as(t, "boss", o[0], "/api/v1"+o[1], o[2]); status != 403 || !strings.Contains(body, "callbacks.enabled") {
			t.Errorf("%s %s: %d %s", o[0], o[1], status, body)
		}
	}
	if status, _ := s.as(t, "", "GET", "/api/v1/callback-form", ""); status != 404 {
		t.Errorf("the form: %d", status)
	}
	if s.want(t, 200, "kim", "GET", "/reservations?mine=true", "", &list); len(list.Items) != 0 || list.Counts.Callback != 0 {
		t.Errorf("%+v", list)
	}
	if status, _ := s.as(t, "kim", "GET", "/api/v1/reservations/"+v.ID, ""); status != 404 {
		t.Errorf("as a reservation: %d", status)
	}
}

// One Idempotency-Key sent five times at once registers one callback, and each is
// answered alike (F-84); another one for the same number is told the open one; who may
// not see that is told nothing that others wrote.
func TestCallbackIsRegisteredOnce(t *testing.T) {
	s := newSite(t)
	s.allow("kim", people.Phone)
	body := `{"number":"010-1234-5678","service":"orders","name":"김하나","memo":"비밀"}`
	key := func(k string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Idempotency-Key", k) }
	}
	var wg sync.WaitGroup
	answers := make([]string, 5)
	for i := range answers {
		wg.Go(func() {
			status, data := s.as(t, "key", "POST", "/api/v1/callbacks", body, key("k1"))
			answers[i] = fmt.Sprint(status, data)
		})
	}
	wg.Wait()
	for _, a := range answers {
		if a != answers[0] || !strings.HasPrefix(a, "201") {
			t.Errorf("%s\n%s", a, answers[0])
		}
	}
	var first CallbackView
	if err := json.Unmarshal([]byte(answers[0][3:]), &first); err != nil || first.Source != callback.API || first.Number != "010-1234-5678" {
		t.Fatalf("%+v %v", first, err)
	}
	if got := s.found(t, "boss", ""); got != first.ID {
		t.Errorf("there are %q", got)
	}
	if status, data := s.as(t, "key", "POST", "/api/v1/callbacks", `{"number":"010-9999-9999"}`, key("k1")); status != 409 || !strings.Contains(data, "Idempotency-Key") {
		t.Errorf("the key for something else: %d %s", status, data)
	}
	if status, data := s.as(t, "boss", "POST", "/api/v1/callbacks", body, key("k1")); status != 200 || !strings.Contains(data, first.ID) { // another's key
		t.Errorf("asked again: %d %s", status, data)
	}
	status, data := s.as(t, "kim", "POST", "/api/v1/callbacks", `{"number":"+821012345678"}`)
	if status != 200 || !strings.Contains(data, first.ID) || strings.Contains(data, "비밀") || strings.Contains(data, "김하나") || strings.Contains(data, "1234-5678") {
		t.Errorf("who may not see it: %d %s", status, data)
	}
	var d CallbackDetail
	s.want(t, 200, "boss", "GET", "/callbacks/"+first.ID, "", &d)
	if len(d.History) != 3 || d.History[2].What != callback.AskedAgain || d.History[2].By != "user:kim" {
		t.Errorf("history: %+v", d.History)
	}
	for number, want := range map[string]string{"+12125551234": "international", "060-700-1234": "premium", "119": "emergency", "1001": "not_a_phone", "02-555-0000": "own"} {
		var p Problem
		s.want(t, 422, "boss", "POST", "/callbacks", fmt.Sprintf(`{"number":%q}`, number), &p)
		if len(p.Errors) != 1 || p.Errors[0].Location != "body.number" || !strings.HasPrefix(p.Errors[0].Message, want+": ") {
			t.Errorf("%s: %+v", number, p)
		}
	}
	s.house.blocked = "+821077778888"
	if _, body := s.as(t, "boss", "POST", "/api/v1/callbacks", `{"number":"01077778888"}`); !strings.Contains(body, "blocked: ") {
		t.Errorf("on the blacklist: %s", body)
	}
	for body, want := range map[string]string{`{"number":"01012340000","service":"nothing"}`: "there is no service", `{"number":"01012340000","wanted_from":"2020-01-01T00:00:00Z"}`: "is past", `{"number":"01012340000","customer":"nobody"}`: "no customer"} {
		if status, got := s.as(t, "boss", "POST", "/api/v1/callbacks", body); status < 400 || status >= 500 || !strings.Contains(got, want) {
			t.Errorf("%s: %d %s", body, status, got)
		}
	}
	s.house.blocked = "+821012345678" // what was answered is answered, whatever holds by now
	if status, data := s.as(t, "key", "POST", "/api/v1/callbacks", body, key("k1")); status != 201 || !strings.Contains(data, first.ID) {
		t.Errorf("the same request, later: %d %s", status, data)
	}
	if list := s.logged("callback_created"); len(list) == 0 || list[0].Target != "number:010-****-5678" {
		t.Errorf("the access log: %+v", list)
	}
}

// Callbacks are given evenly, or all to one; only to agents who may telephone, by
// managers to their own; who comes too late is told which were gone (B12 to B19).
func TestGivingCallbacks(t *testing.T) {
	s := newSite(t)
	s.allow("kim", people.Phone)
	s.allow("lee", people.Phone)
	s.allow("m1", people.CallbackAssign)
	var ids []string
	for i := range 5 {
		ids = append(ids, s.callbackBy(t, fmt.Sprintf("010-1111-000%d", i)).ID)
	}
	list := func(ids ...string) string {
		b, _ := json.Marshal(ids)
		return string(b)
	}
	for who, o := range map[string]struct {
		body, want string
		status     int
	}{
		"boss": {`{"ids":` + list(ids...) + `,"agents":["kim","lee"],"how":"one"}`, "name one", 422},
		"key":  {`{"ids":` + list(ids...) + `,"agents":["park"]}`, `has not the permission`, 409},
		"m1":   {`{"ids":` + list(ids...) + `,"agents":["lee"]}`, `there is no agent`, 404},
		"m2":   {`{"ids":` + list(ids...) + `,"agents":["lee"]}`, `callback_assign`, 403},
		"kim":  {`{"ids":` + list(ids...) + `,"agents":["kim"]}`, `callback_assign`, 403},
	} {
		if status, body := s.as(t, who, "POST", "/api/v1/callbacks/assign", o.body); status != o.status || !strings.Contains(body, o.want) {
			t.Errorf("%s: %d %s", who, status, body)
		}
	}
	var got Assigned
	s.want(t, 200, "boss", "POST", "/callbacks/assign", `{"ids":`+list(ids[:3]...)+`,"agents":["kim","lee"]}`, &got)
	if got.Assigned["kim"] != 2 || got.Assigned["lee"] != 1 {
		t.Errorf("%+v", got)
	}
	var p Problem
	s.want(t, 409, "m1", "POST", "/callbacks/assign", `{"ids":`+list(ids...)+`,"agents":["kim"]}`, &p)
	var gone []string
	for _, e := range p.Errors {
		gone = append(gone, fmt.Sprint(e.Value))
	}
	if !slices.Equal(gone, ids[:3]) {
		t.Errorf("gone: %v, want %v: %+v", gone, ids[:3], p)
	}
	s.want(t, 200, "m1", "POST", "/callbacks/assign", `{"ids":`+list(ids[3:]...)+`,"agents":["kim"],"how":"one"}`, nil)
	var agents []CallbackAgent
	s.want(t, 200, "boss", "GET", "/callbacks/agents", "", &agents)
	open := map[string]int{}
	for _, a := range agents {
		open[a.ID] = a.Open
		if a.State != acd.LoggedOut || !a.May {
			t.Errorf("%+v", a)
		}
	}
	if len(open) != 2 || open["kim"] != 4 || open["lee"] != 1 {
		t.Errorf("%v", open)
	}
	s.want(t, 200, "m1", "GET", "/callbacks/agents", "", &agents)
	if len(agents) != 1 || agents[0].ID != "kim" {
		t.Errorf("a manager gives to %+v", agents)
	}
	s.want(t, 200, "kim", "PUT", "/agents/kim/state", `{"state":"ready"}`, nil)
	s.want(t, 200, "boss", "GET", "/callbacks/agents?connected=true", "", &agents)
	if len(agents) != 1 || agents[0].ID != "kim" || agents[0].State != acd.Ready {
		t.Errorf("who is logged in to the floor: %+v", agents)
	}
	// Managers take back from their own agents alone.
	if status, _ := s.as(t, "m1", "POST", "/api/v1/callbacks/unassign", `{"ids":`+list(ids[1])+`}`); status != 404 { // lee's
		t.Errorf("another team's: %d", status)
	}
	s.want(t, 204, "m1", "POST", "/callbacks/unassign", `{"ids":`+list(ids[0])+`}`, nil)
	s.want(t, 409, "boss", "POST", "/callbacks/unassign", `{"ids":`+list(ids[0], ids[1])+`}`, &p)
	if len(p.Errors) != 1 || p.Errors[0].Value != ids[0] {
		t.Errorf("%+v", p)
	}
	var d CallbackDetail
	s.want(t, 200, "boss", "GET", "/callbacks/"+ids[0], "", &d)
	if d.State != callback.Registered || len(d.History) != 3 || d.History[2].What != callback.WasUnassigned || d.History[2].By != "user:m1" || d.History[2].Detail != "kim" {
		t.Errorf("%+v", d)
	}
	s.want(t, 200, "boss", "POST", "/callbacks/assign", `{"ids":`+list(ids[0])+`,"agents":["lee"]}`, nil)
	if status, _ := s.as(t, "boss", "POST", "/api/v1/callbacks/assign", `{"ids":`+list(ids[0], ids[0])+`,"agents":["lee"]}`); status != 422 {
		t.Errorf("named twice: %d", status)
	}
	if lines := s.logged("callbacks_assigned"); len(lines) == 0 || lines[0].Detail != "3 to [kim lee]" && !slices.ContainsFunc(lines, func(a people.Access) bool { return a.Detail == "3 to [kim lee]" }) {
		t.Errorf("%+v", lines)
	}
}

// An agent calls for a callback only when it is theirs and they are logged in to the
// floor; of two who press at once one calls; done is said once (B7, B9, B24).
func TestCallingForACallback(t *testing.T) {
	s := newSite(t)
	s.web.Phones = &manyCalls{Phones: s.web.Phones}
	s.allow("kim", people.Phone)
	s.allow("lee", people.Phone)
	v := s.callbackBy(t, "010-1111-0001")
	s.hand(t, "kim", v.ID)
	path := "/callbacks/" + v.ID
	if status, body := s.as(t, "kim", "POST", "/api/v1"+path+"/connect", ""); status != 409 || !strings.Contains(body, "CTI") {
		t.Errorf("not logged in to the floor: %d %s", status, body)
	}
	s.do(t, acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Preparing})
	if status, body := s.as(t, "boss", "POST", "/api/v1"+path+"/connect", ""); status != 422 || !strings.Contains(body, "nobody who takes calls") {
		t.Errorf("nobody's phone: %d %s", status, body)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	codes := map[int]int{}
	for range 4 {
		wg.Go(func() {
			status, _ := s.as(t, "kim", "POST", "/api/v1"+path+"/connect", "")
			mu.Lock()
			codes[status]++
			mu.Unlock()
		})
	}
	wg.Wait()
	if codes[201] != 1 || codes[409] != 3 {
		t.Errorf("%v", codes)
	}
	var d CallbackDetail
	s.want(t, 200, "kim", "GET", path, "", &d)
	if d.Call == "" || d.Attempts != 1 || d.Most != 3 || len(d.Calls) != 1 || !d.Masked || d.Number != "010-****-0001" {
		t.Errorf("%+v", d)
	}
	if status, body := s.as(t, "boss", "POST", "/api/v1"+path+"/cancel", "{}"); status != 409 || !strings.Contains(body, "being called now") {
		t.Errorf("cancelled while it is called: %d %s", status, body)
	}
	// Who cannot call leaves no trace of having called.
	var other CallbackView
	s.want(t, 201, "boss", "POST", "/callbacks", `{"number":"010-1111-0099"}`, &other)
	s.want(t, 200, "boss", "POST", "/callbacks/assign", fmt.Sprintf(`{"ids":[%q],"agents":["kim"]}`, other.ID), nil)
	s.want(t, 200, "kim", "GET", "/callbacks/"+other.ID, "", &other)
	if status, body := s.as(t, "kim", "POST", "/api/v1/callbacks/"+other.ID+"/connect", ""); status != 409 || !strings.Contains(body, "in a call or wrap-up") {
		t.Errorf("in a call already: %d %s", status, body)
	}
	var untouched CallbackDetail
	s.want(t, 200, "kim", "GET", "/callbacks/"+other.ID, "", &untouched)
	if untouched.Version != other.Version || len(untouched.History) > 2 || len(untouched.Calls) != 0 {
		t.Errorf("%+v", untouched)
	}
	call := d.Call
	if err := s.web.Book.Ended(t.Context(), call, callback.NoAnswer, 0, time.Now()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		var done CallbackView
		s.want(t, 200, "kim", "POST", path+"/complete", `{"result":"안내함","result_code":"ok"}`, &done)
		if done.State != callback.Completed || done.Result != "안내함" || done.LastResult != callback.NoAnswer {
			t.Errorf("%+v", done)
		}
	}
	if status, body := s.as(t, "kim", "POST", "/api/v1"+path+"/cancel", "{}"); status != 409 || !strings.Contains(body, "completed already") {
		t.Errorf("two outcomes: %d %s", status, body)
	}
	if status, _ := s.as(t, "kim", "PUT", "/api/v1"+path, `{"memo":"x"}`); status != 409 {
		t.Errorf("changed after its end: %d", status)
	}
	for _, action := range []string{"callback_called", "callback_completed", "callback_viewed"} {
		if lines := s.logged(action); len(lines) == 0 || lines[0].Target != "callback:"+v.ID {
			t.Errorf("%s: %+v", action, lines)
		}
	}
	// A page that reads again what it shows leaves no line; another log-in does.
	n, m := len(s.logged("callbacks_searched")), len(s.logged("callback_viewed"))
	for range 5 {
		s.want(t, 200, "kim", "GET", "/callbacks", "", nil)
		s.want(t, 200, "kim", "GET", path, "", nil)
	}
	if a, b := len(s.logged("callbacks_searched"))-n, len(s.logged("callback_viewed"))-m; a > 1 || b > 1 {
		t.Errorf("%d and %d lines", a, b)
	}
	n, m = len(s.logged("callbacks_searched")), len(s.logged("callback_viewed"))
	s.want(t, 200, "boss", "GET", "/callbacks", "", nil)
	s.want(t, 200, "boss", "GET", path, "", nil)
	if a, b := len(s.logged("callbacks_searched"))-n, len(s.logged("callback_viewed"))-m; a != 1 || b != 1 {
		t.Errorf("the boss: %d and %d lines", a, b)
	}
	// Who gives callbacks takes one that nobody has by calling.
	w := s.callbackBy(t, "010-1111-0002")
	s.do(t, acd.HangUp{Call: acd.CallID(call), By: acd.ByAgent, Cause: acd.CauseNormal}, acd.SetState{Agent: "lee", State: acd.NotReady, Reason: acd.Preparing})
	if status, _ := s.as(t, "lee", "POST", "/api/v1/callbacks/"+w.ID+"/connect", ""); status != 404 {
		t.Errorf("nobody's, without the permission: %d", status)
	}
	s.allow("lee", people.Phone, people.CallbackAssign)
	s.want(t, 201, "lee", "POST", "/callbacks/"+w.ID+"/connect", "", nil)
	s.want(t, 200, "lee", "GET", "/callbacks/"+w.ID, "", &d)
	if d.Agent != "lee" || d.State != callback.Assigned || d.Distributor != "user:lee" || d.DistributorName != "lee" {
		t.Errorf("%+v", d)
	}
}

// A callback on the desk is worked on as a reservation: changed, called, done; it is given
// to others among the callbacks alone (D13 to D16, B22).
func TestCallbackOnTheDesk(t *testing.T) {
	s := newSite(t)
	s.allow("kim", people.Phone)
	cust := s.customer(t, "박민정", "010-1111-0001")
	v := s.callbackBy(t, "010-1111-0001")
	s.hand(t, "kim", v.ID)
	path := "/reservations/" + v.ID
	var r ReservationView
	s.want(t, 200, "kim", "GET", path, "", &r)
	if r.Type != "callback" || r.Customer != cust || r.Name != "박민정" || r.State != "open" || r.Number != "010-****-0001" {
		t.Errorf("%+v", r)
	}
	due := time.Now().Add(2 * time.Hour).Truncate(time.Second)
	s.want(t, 200, "kim", "PUT", path, fmt.Sprintf(`{"due_at":%q,"memo":"오후","name":"박민정","service":"orders","version":%d}`, due.Format(time.RFC3339), r.Version), &r)
	if !r.Due.Equal(due) || r.Memo != "오후" {
		t.Errorf("%+v", r)
	}
	var d CallbackDetail
	s.want(t, 200, "kim", "GET", "/callbacks/"+v.ID, "", &d)
	if !d.From.Equal(due) || d.Memo != "오후" {
		t.Errorf("%+v", d)
	}
	if status, body := s.as(t, "kim", "PUT", "/api/v1"+path, `{"due_at":"2020-01-01T00:00:00Z"}`); status != 422 || !strings.Contains(body, "body.due_at") {
		t.Errorf("a time that is past: %d %s", status, body)
	}
	if status, _ := s.as(t, "boss", "POST", "/api/v1/reservations/assign", `{"ids":["`+v.ID+`"],"agents":["lee"]}`); status != 409 {
		t.Errorf("given as a reservation: %d", status)
	}
	if status, _ := s.as(t, "lee", "GET", "/api/v1"+path, ""); status != 404 {
		t.Errorf("another's: %d", status)
	}
	s.do(t, acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Preparing})
	s.want(t, 201, "kim", "POST", path+"/call", "", nil)
	s.want(t, 200, "kim", "GET", "/callbacks/"+v.ID, "", &d)
	if d.Attempts != 1 || d.Call == "" {
		t.Errorf("%+v", d)
	}
	s.want(t, 200, "kim", "POST", path+"/done", `{"result":"안내함"}`, &r)
	if r.State != "done" || r.Result != "안내함" {
		t.Errorf("%+v", r)
	}
	var h []struct{ What string }
	s.want(t, 200, "kim", "GET", path+"/history", "", &h)
	var what []string
	for _, e := range h {
		what = append(what, e.What)
	}
	if got := strings.Join(what, " "); got != "created assigned changed called done" {
		t.Errorf("history: %s", got)
	}
}

// A note about the customer has a ticket of its own, and leaves the callback as it is
// (B10).
func TestNoteOfACallback(t *testing.T) {
	s := newSite(t)
	s.allow("kim", people.Phone)
	cust := s.customer(t, "박민정", "010-1111-0001")
	v := s.callbackBy(t, "010-1111-0001")
	s.hand(t, "kim", v.ID)
	var one, two ConsultationView
	s.want(t, 201, "kim", "POST", "/callbacks/"+v.ID+"/history", `{"note":"부재, 문자로 안내"}`, &one)
	s.want(t, 201, "kim", "POST", "/callbacks/"+v.ID+"/history", `{"note":"다시 안내"}`, &two)
	if one.Ticket == "" || one.Ticket == two.Ticket || one.Customer != cust || one.Agent != "kim" || one.Channel != "out" {
		t.Errorf("%+v %+v", one, two)
	}
	var d CallbackDetail
	s.want(t, 200, "kim", "GET", "/callbacks/"+v.ID, "", &d)
	if d.State != callback.Assigned || len(d.History) != 2 || d.Version != 2 {
		t.Errorf("the callback has changed: %+v", d)
	}
	var page ConsultationPage
	s.want(t, 200, "kim", "GET", "/customers/"+cust+"/consultations", "", &page)
	if len(page.Items) != 2 {
		t.Errorf("%+v", page)
	}
	if status, _ := s.as(t, "boss", "POST", "/api/v1/callbacks/"+v.ID+"/history", `{"note":"x"}`); status != 422 {
		t.Errorf("by nobody's desk: %d", status)
	}
}

// What is searched is exported, as it stands in the list, and no cell is a formula when
// the file is opened again (B11, W-12).
func TestCallbackExport(t *testing.T) {
	s := newSite(t)
	evil := `=HYPERLINK("http://evil.example","click")`
	var v CallbackView
	s.want(t, 201, "boss", "POST", "/callbacks", `{"number":"010-1111-0001","service":"orders","name":"`+"＝1+1"+`","memo":`+fmt.Sprintf("%q", evil)+`}`, &v)
	s.callbackBy(t, "010-1111-0002")
	s.want(t, 201, "boss", "POST", "/callbacks", `{"number":"010-1111-0003","service":"returns"}`, nil)
	status, body := s.as(t, "boss", "GET", "/api/v1/callbacks/export?service=orders&reason=%EC%9B%94%EB%A7%90&sort=created", "")
	if status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	rows, err := sheet.Read([]byte(body), sheet.Limits{Rows: 100, Columns: 30})
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows %v", len(rows), err)
	}
	first := rows[1].Cells
	if rows[0].Cells[3] != "고객" || first[0] != v.ID || first[3] != "＝1+1" || first[4] != "010-****-0001" || !slices.Contains(first, evil) || first[2] != "미할당" {
		t.Errorf("%q\n%q", rows[0].Cells, first)
	}
	if n := formulas(t, []byte(body)); n != 0 {
		t.Errorf("%d formulas", n)
	}
	if _, csv := s.as(t, "boss", "GET", "/api/v1/callbacks/export?reason=test&format=csv&unmasked=true", ""); !strings.Contains(csv, "'＝1+1") || !strings.Contains(csv, "010-1111-0001") {
		t.Errorf("as CSV: %s", csv)
	}
	if status, _ := s.as(t, "boss", "GET", "/api/v1/callbacks/export", ""); status != 422 {
		t.Errorf("without a reason: %d", status)
	}
	s.may("kim", people.Phone)
	for _, who := range []string{"m1", "kim"} {
		if status, body := s.as(t, who, "GET", "/api/v1/callbacks/export?reason=test", ""); status != 403 || !strings.Contains(body, "report") {
			t.Errorf("%s without the permission: %d %s", who, status, body)
		}
		s.may(who, people.Report)
		if status, body := s.as(t, who, "GET", "/api/v1/callbacks/export?reason=test&unmasked=true", ""); status != 403 || !strings.Contains(body, "unmask") {
			t.Errorf("%s: whole numbers without the permission: %d %s", who, status, body)
		}
	}
	if _, csv := s.as(t, "kim", "GET", "/api/v1/callbacks/export?reason=own&format=csv", ""); strings.Count(csv, "\n") != 1 {
		t.Errorf("what is not given to the agent: %s", csv)
	}
	if lines := s.logged("callbacks_exported"); len(lines) != 3 || !strings.Contains(lines[0].Detail, "월말") || !strings.Contains(lines[1].Detail, "unmasked") {
		t.Errorf("%+v", lines)
	}
}

// formulas counts the cells of a workbook that are computed.
func formulas(t *testing.T, data []byte) int {
	t.Helper()
	z, err := archive.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	n, sheets := 0, 0
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, "xl/worksheets/") {
			continue
		}
		sheets++
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		n += bytes.Count(part, []byte("<f>")) + bytes.Count(part, []byte("<f "))
	}
	if sheets == 0 {
		t.Fatal("the workbook has no sheet")
	}
	return n
}

// The report counts by when callbacks were registered: by month and day, in all and by
// agent, and its parts add up; it is the administrators' (B20, B21, B26).
func TestCallbackReport(t *testing.T) {
	s := newSite(t)
	days := []string{"2026-10-31", "2026-11-01", "2026-11-01", "2026-11-02", "2026-11-02", "2026-11-02"}
	var list []callback.Request
	for i, day := range days {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, callback.Request{
			ID: fmt.Sprint("r", i), Number: fmt.Sprintf("+82101111000%d", i), Day: day, Created: at, State: []callback.State{callback.Completed, callback.Completed, callback.Unreached, callback.Assigned, callback.Registered, callback.Cancelled}[i],
			Agent: []string{"kim", "kim", "lee", "kim", "", "lee"}[i],
		})
	}
	if err := s.db.AddCallbacks(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	var r CallbackReport
	s.want(t, 200, "boss", "GET", "/callbacks/report?from=2026-10-01&to=2026-11-30&by=month", "", &r)
	if r.Total.Registered != 6 || r.Total.Assigned != 5 || r.Total.Completed != 2 || r.Total.Unprocessed != 2 || r.Total.Unassigned != 1 || r.Agents[0].Unassigned != 0 || r.Agents[0].Unprocessed != 1 || r.Total.Cancelled != 1 || r.Total.Unreached != 1 || *r.Total.Rate < 33.3 || *r.Total.Rate > 33.4 {
		t.Errorf("%+v", r.Total)
	}
	if len(r.Periods) != 2 || r.Periods[0].Period != "2026-10" || r.Periods[1].Total.Registered != 5 || len(r.Agents) != 2 || r.Agents[0].Name != "김하나" || r.Agents[0].Completed != 2 || r.Agents[0].Registered != 3 || r.Agents[1].Unreached != 1 {
		t.Errorf("%+v", r)
	}
	s.want(t, 200, "boss", "GET", "/callbacks/report?from=2026-11-01&to=2026-11-02&by=day", "", &r)
	if len(r.Periods) != 2 || r.Periods[1].Period != "2026-11-02" || r.Periods[1].Total.Registered != 3 || r.Total.Registered != 5 {
		t.Errorf("%+v", r)
	}
	s.want(t, 200, "boss", "GET", "/callbacks/report?from=2027-01-01&to=2027-01-02", "", &r)
	if r.Total.Rate != nil || len(r.Periods) != 0 {
		t.Errorf("nothing: %+v", r)
	}
	for query, want := range map[string]int{"from=2026-11-02&to=2026-11-01": 422, "from=2026-01-01&to=2026-11-01": 422, "from=2026-01-01&to=2026-12-31&by=month": 200, "from=2025-01-01&to=2026-12-31&by=month": 422, "from=x&to=y": 422} {
		if status, body := s.as(t, "boss", "GET", "/api/v1/callbacks/report?"+query, ""); status != want {
			t.Errorf("%s: %d %s", query, status, body)
		}
	}
	for _, who := range []string{"m1", "kim"} {
		if status, _ := s.as(t, who, "GET", "/api/v1/callbacks/report?from=2026-11-01&to=2026-11-02", ""); status != 403 {
			t.Errorf("%s: %d", who, status)
		}
	}
	_, body := s.as(t, "boss", "GET", "/api/v1/callbacks/report/export?from=2026-10-01&to=2026-11-30&by=month&reason=test", "")
	rows, err := sheet.Read([]byte(body), sheet.Limits{Rows: 100, Columns: 30})
	if err != nil || len(rows) != 7 || formulas(t, []byte(body)) != 0 {
		t.Fatalf("%d rows %v", len(rows), err)
	}
	if last := rows[6].Cells; last[0] != "합계" || last[3] != "6" || last[6] != "1" || last[7] != "1" || last[11] != "33.3" {
		t.Errorf("%q", last)
	}
}

// The sound of a spoken message is read by who sees the callback, from its folder alone,
// and each time stands in the access log (W-16).
func TestCallbackVoice(t *testing.T) {
	s := newSite(t)
	s.allow("kim", people.Phone)
	s.allow("lee", people.Phone)
	wav := append([]byte("RIFF....WAVE"), bytes.Repeat([]byte{1}, 100)...)
	voice, err := s.web.Voices.Keep(wav, 3*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.web.Book.Take(t.Context(), callback.Request{Number: "01011110001", Service: "orders", Source: callback.Voicemail, CreatedBy: "voice menu", Voice: voice})
	if err != nil {
		t.Fatal(err)
	}
	id := got.Request.ID
	s.hand(t, "kim", id)
	var d CallbackDetail
	s.want(t, 200, "kim", "GET", "/callbacks/"+id, "", &d)
	if d.VoiceMs != 3000 {
		t.Errorf("%+v", d)
	}
	req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/api/v1/callbacks/"+id+"/voice", nil)
	if err != nil {
		t.Fatal(err)
	}
	s.sign(req, "kim")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil || res.StatusCode != 200 || !bytes.Equal(b.Bytes(), wav) || res.Header.Get("Content-Type") != "audio/wav" || res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v %d bytes", res.StatusCode, res.Header, b.Len())
	}
	if status, _ := s.as(t, "lee", "GET", "/api/v1/callbacks/"+id+"/voice", ""); status != 404 {
		t.Errorf("another's: %d", status)
	}
	for _, name := range []string{"..%2f..%2fetc%2fpasswd", "%2e%2e/x", "..%5cx", id + "%00", "x"} {
		if status, _ := s.as(t, "boss", "GET", "/api/v1/callbacks/"+name+"/voice", ""); status != 404 {
			t.Errorf("%s: %d", name, status)
		}
	}
	later, err := s.web.Voices.Keep(append(wav, 2), 2*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.web.Book.Take(t.Context(), callback.Request{Number: "01011110001", Service: "orders", Source: callback.Voicemail, CreatedBy: "voice menu", Voice: later}); err != nil {
		t.Fatal(err)
	}
	s.want(t, 200, "kim", "GET", "/callbacks/"+id, "", &d)
	if d.VoiceMs != 2000 || len(d.Earlier) != 1 || d.Earlier[0].VoiceMs != 3000 || d.Earlier[0].N != 1 {
		t.Errorf("the message before: %+v", d.Earlier)
	}
	if status, body := s.as(t, "kim", "GET", "/api/v1/callbacks/"+id+"/voice?earlier=1", ""); status != 200 || body != string(wav) {
		t.Errorf("the message before: %d, %d bytes", status, len(body))
	}
	if status, _ := s.as(t, "kim", "GET", "/api/v1/callbacks/"+id+"/voice?earlier=2", ""); status != 404 {
		t.Errorf("one that was never spoken: %d", status)
	}
	if lines := s.logged("callback_heard"); len(lines) != 2 || lines[0].Actor != "user:kim" || lines[0].Target != "callback:"+id {
		t.Errorf("%+v", lines)
	}
	if err := s.web.Voices.Remove(later.File); err != nil {
		t.Fatal(err)
	}
	if status, _ := s.as(t, "kim", "GET", "/api/v1/callbacks/"+id+"/voice", ""); status != 404 {
		t.Errorf("a file that is gone: %d", status)
	}
}

// What ended a callback is called on the screen as in files: a disposition of its service, or
// a word of the program.
func TestEndsHaveNames(t *testing.T) {
	s := newSite(t)
	s.want(t, 200, "boss", "PUT", "/dispositions", `{"version":0,"items":[{"code":"delivery","name":{"ko":"배송","en":"Delivery"},"children":[{"code":"late","name":{"ko":"지연","en":"Late"}}]}]}`, nil)
	for i, want := range []struct{ code, ko, en string }{
		{"late", "배송 › 지연", "Delivery › Late"}, {"no_answer", "부재", "No answer"}, {"expired", "만료", "Expired"}, {"answered", "대기 중 상담사가 받음", "Answered while waiting"}, {"do_not_call", "전화 금지", "Do not call"}, {"their_own", "", ""}, {"", "", ""},
	} {
		v := s.callbackBy(t, fmt.Sprintf("010-1111-%04d", i))
		s.want(t, 200, "boss", "POST", "/callbacks/"+v.ID+"/complete", fmt.Sprintf(`{"result_code":%q}`, want.code), nil)
		var d CallbackDetail
		s.want(t, 200, "boss", "GET", "/callbacks/"+v.ID, "", &d)
		last := d.History[len(d.History)-1]
		switch {
		case want.ko == "":
			if d.ResultName != nil || last.ResultName != nil {
				t.Errorf("%q is called %v, %v", want.code, d.ResultName, last.ResultName)
			}
		case d.ResultName == nil || last.ResultName == nil || *d.ResultName != (desk.Label{Ko: want.ko, En: want.en}) || *last.ResultName != *d.ResultName:
			t.Errorf("%q is called %v, %v", want.code, d.ResultName, last.ResultName)
		default:
			if _, csv := s.as(t, "boss", "GET", "/api/v1/callbacks/export?reason=test&format=csv&q="+d.Number[len(d.Number)-4:], ""); !strings.Contains(csv, want.ko) {
				t.Errorf("%q is not called %q in a file: %s", want.code, want.ko, csv)
			}
		}
		if d.History[0].ResultName != nil {
			t.Errorf("the first line has the name of an end: %+v", d.History[0])
		}
	}
}

// Who asked not to be called stands on a list, once; no callback is taken or made there
// until somebody takes the number off.
func TestDoNotCall(t *testing.T) {
	s := newSite(t)
	v := s.callbackBy(t, "010-1111-0001")
	var b, again BarredView
	s.want(t, 201, "boss", "POST", "/do-not-call", `{"number":"010-1111-0001","reason":"거부"}`, &b)
	s.want(t, 201, "boss", "POST", "/do-not-call", `{"number":"+821011110001","reason":"또"}`, &again)
	if status, body := s.as(t, "boss", "POST", "/api/v1/do-not-call", `{"number":"010-1234","reason":"x"}`); status != 422 || !strings.Contains(body, "not_a_phone") {
		t.Errorf("half a number: %d %s", status, body)
	}
	if b.ID != again.ID || again.Reason != "거부" {
		t.Errorf("%+v %+v", b, again)
	}
	var d CallbackDetail
	s.want(t, 200, "boss", "GET", "/callbacks/"+v.ID, "", &d)
	if d.State != callback.Cancelled || d.Code != "do_not_call" {
		t.Errorf("%+v", d)
	}
	if status, body := s.as(t, "boss", "POST", "/api/v1/callbacks", `{"number":"01011110001"}`); status != 422 || !strings.Contains(body, "do_not_call: ") {
		t.Errorf("%d %s", status, body)
	}
	var page BarredPage
	s.want(t, 200, "m1", "GET", "/do-not-call?q=010-1111-0001", "", &page)
	if len(page.Items) != 1 || page.Items[0].Number != "010-****-0001" || page.Items[0].ByName != "boss" {
		t.Errorf("%+v", page)
	}
	s.want(t, 204, "boss", "DELETE", "/do-not-call/"+b.ID, "", nil)
	if status, _ := s.as(t, "boss", "DELETE", "/api/v1/do-not-call/"+b.ID, ""); status != 404 {
		t.Errorf("twice: %d", status)
	}
	v = s.callbackBy(t, "010-1111-0001")
	for _, body := range []string{`{"number":"x","reason":"y"}`, `{"reason":"y"}`} {
		if status, _ := s.as(t, "boss", "POST", "/api/v1/do-not-call", body); status != 422 {
			t.Errorf("no number: %d", status)
		}
	}
	// Who sees the number masked names the callback instead, of those that they see.
	s.allow("kim", people.Phone)
	if status, _ := s.as(t, "kim", "POST", "/api/v1/do-not-call", `{"callback":"`+v.ID+`","reason":"거부"}`); status != 404 {
		t.Errorf("of a foreign callback: %d", status)
	}
	s.hand(t, "kim", v.ID)
	s.want(t, 201, "kim", "POST", "/do-not-call", `{"callback":"`+v.ID+`","reason":"거부"}`, &b)
	if b.Number != "010-****-0001" {
		t.Errorf("shown whole: %+v", b)
	}
	s.want(t, 200, "m1", "GET", "/do-not-call?q=010-1111-0001", "", &page)
	if len(page.Items) != 1 || page.Items[0].ID != b.ID {
		t.Errorf("%+v", page)
	}
}

// Searches are by what may be searched, page by page (B23, W-10).
func TestCallbackSearch(t *testing.T) {
	s := newSite(t)
	var ids []string
	for i := range 5 {
		ids = append(ids, s.callbackBy(t, fmt.Sprintf("010-1111-%04d", i)).ID)
	}
	for query, want := range map[string]string{
		"?q=010-1111-0003": ids[3], "?q=%2B821011110003": ids[3], "?q=0002": ids[2], "?q=1110004": ids[4], "?state=completed": "", "?state=registered,assigned": sorted(ids...), "?source=hand": sorted(ids...), "?source=web": "",
		"?service=returns": "", "?distributor=user:boss": "", "?retried=true": "", "?route=1": "", "?from=2020-01-01T00:00:00Z&to=2021-01-01T00:00:00Z": "", "?customer=nobody": "",
	} {
		if got := s.found(t, "boss", query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	for _, query := range []string{"?sort=number", "?sort=id;DROP", "?state=nothing", "?q=abc", "?nothing=1", "?cursor=x", "?from=2021-01-01T00:00:00Z&to=2020-01-01T00:00:00Z"} {
		if status, _ := s.as(t, "boss", "GET", "/api/v1/callbacks"+query, ""); status != 422 {
			t.Errorf("%s: %d", query, status)
		}
	}
	var got []string
	for cursor := ""; ; {
		var page CallbackPage
		s.want(t, 200, "boss", "GET", "/callbacks?limit=2&sort=created&cursor="+cursor, "", &page)
		for _, v := range page.Items {
			got = append(got, v.ID)
			if !v.Masked || strings.Contains(v.Number, "1111") {
				t.Errorf("not masked: %+v", v)
			}
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if !slices.Equal(got, ids) {
		t.Errorf("%v, want %v", got, ids)
	}
	if _, body := s.as(t, "boss", "GET", "/api/v1/callbacks?unmasked=true", ""); !strings.Contains(body, "010-1111-0001") {
		t.Errorf("%s", body)
	}
}

// Who gives callbacks to agents is told how many are late, as the list has them, and when the
// next one is; others are not.
func TestLateCallbacks(t *testing.T) {
	s := newSite(t)
	s.allow("kim", people.Phone)
	s.allow("lee", people.Phone, people.CallbackAssign)
	var ids []string
	now := time.Now()
	for i, ago := range []time.Duration{3 * time.Hour, 2*time.Hour + time.Minute, time.Hour, 3 * time.Hour} {
		r := callback.Request{ID: fmt.Sprint("late", i), Number: fmt.Sprintf("+82101111000%d", i), Service: "orders", Source: callback.Hand, State: callback.Registered, Due: now.Add(-ago), Created: now.Add(-ago), Expires: now.Add(time.Hour), CreatedBy: "user:boss", Version: 1}
		if i == 3 { // wants to be called later
			r.Due = now.Add(-30 * time.Minute)
		}
		if err := s.db.AddCallbacks(t.Context(), []callback.Request{r}); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, r.ID)
	}
	for _, who := range []string{"boss", "lee"} {
		var n callback.Totals
		s.want(t, 200, who, "GET", "/callbacks/counts", "", &n)
		if n.Late == nil || *n.Late != 2 || !n.LateAt.Equal(now.Add(-time.Hour).Add(callback.Late).Truncate(time.Millisecond)) {
			t.Errorf("%s: %+v", who, n)
		}
		if got := s.found(t, who, "?state=registered&late=true"); got != sorted(ids[:2]...) {
			t.Errorf("%s finds %q", who, got)
		}
		if s.want(t, 200, who, "GET", "/callbacks/counts?service=returns", "", &n); *n.Late != 0 {
			t.Errorf("%s: of another service: %+v", who, n)
		}
	}
	if _, body := s.as(t, "kim", "GET", "/api/v1/callbacks/counts", ""); strings.Contains(body, `"late`) {
		t.Errorf("who gives none: %s", body)
	}
}

// A number that is not called is told as such, masked or not, while the callback is open.
func TestCallbacksThatCannotBeCalled(t *testing.T) {
	s := newSite(t)
	for id, number := range map[string]string{"fine": "+821011110001", "none": "", "foreign": "+12125551234", "barred": "+821011110002", "done": "+12125551235"} {
		r := callback.Request{ID: id, Number: number, Source: callback.Voicemail, State: callback.Registered, Due: time.Now(), Created: time.Now(), Expires: time.Now().Add(time.Hour), CreatedBy: "voice menu", Version: 1}
		if err := s.db.AddCallbacks(t.Context(), []callback.Request{r}); err != nil {
			t.Fatal(err)
		}
	}
	s.want(t, 200, "boss", "POST", "/callbacks/done/cancel", "{}", nil)
	s.want(t, 201, "boss", "POST", "/do-not-call", `{"number":"010-1111-0003","reason":"거부"}`, nil)
	if _, _, err := s.db.BarNumber(t.Context(), callback.Barred{ID: "x", Number: "+821011110002", Reason: "거부", By: "user:boss", At: time.Now()}, callback.Event{At: time.Now(), By: "user:boss", What: callback.WasCancelled}); err != nil {
		t.Fatal(err)
	}
	r, err := s.db.Callback(t.Context(), "barred") // its request was cancelled; one that was kept by a spoken message is not
	if err != nil {
		t.Fatal(err)
	}
	r.State = callback.Registered
	if _, err := s.db.UpdateCallback(t.Context(), callback.Change{Request: r}); err != nil {
		t.Fatal(err)
	}
	want := map[string]callback.Why{"fine": "", "none": callback.NotANumber, "foreign": callback.International, "barred": callback.DoNotCall, "done": ""}
	var page CallbackPage
	s.want(t, 200, "boss", "GET", "/callbacks", "", &page)
	if len(page.Items) != len(want) {
		t.Errorf("%+v", page.Items)
	}
	for _, v := range page.Items {
		var d CallbackDetail
		s.want(t, 200, "boss", "GET", "/callbacks/"+v.ID, "", &d)
		if v.CannotCall != want[v.ID] || d.CannotCall != want[v.ID] {
			t.Errorf("%s: %q in the list, %q by itself, want %q", v.ID, v.CannotCall, d.CannotCall, want[v.ID])
		}
	}
}

// Open pages hear that callbacks have changed: of which nobody has, everybody; of which an
// agent has, the agent and who sees them; and two pages are told the same (B3, B4).
func TestLiveCallbacks(t *testing.T) {
	s := newSite(t)
	s.allow("kim", people.Phone)
	s.allow("lee", people.Phone)
	dial := func(who string) *websocket.Conn {
		t.Helper()
		conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/live?topics=callbacks", s.header(who))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	next := func(conn *websocket.Conn) (row CallbackRow) {
		t.Helper()
		conn.SetReadDeadline(time.Now().Add(5 * time.Second)) //nolint:errcheck // a deadline of a live connection
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				t.Fatal(err)
			}
			var f struct {
				Topic string
				Rows  []CallbackRow
			}
			if json.Unmarshal(data, &f) == nil && f.Topic == "callbacks" {
				return f.Rows[0]
			}
		}
	}
	kim, tab, lee, boss := dial("kim"), dial("kim"), dial("lee"), dial("boss")
	for _, c := range []*websocket.Conn{kim, tab, lee, boss} {
		if row := next(c); !row.Used || row.Own != 0 || row.Unassigned != 0 || row.Registered != nil {
			t.Errorf("at first: %+v", row)
		}
	}
	v := s.callbackBy(t, "010-1111-0001")
	for _, c := range []*websocket.Conn{kim, tab, lee, boss} {
		if row := next(c); row.Unassigned != 1 || row.Registered == nil || row.Registered.ID != v.ID || row.Registered.Number != "" || row.Registered.ServiceName == nil {
			t.Errorf("registered: %+v", row)
		}
	}
	s.hand(t, "kim", v.ID)
	one, two := next(kim), next(tab)
	if one.Own != 1 || one.Unassigned != 0 || one.Assigned == nil || one.Assigned.ID != v.ID || one.Assigned.Number != "010-****-0001" || one.Own != two.Own || one.Assigned.At != two.Assigned.At {
		t.Errorf("given: %+v %+v", one, two)
	}
	if row := next(lee); row.Own != 0 || row.Unassigned != 0 || row.Assigned != nil {
		t.Errorf("of another agent: %+v", row)
	}
	if row := next(boss); row.Unassigned != 0 {
		t.Errorf("%+v", row)
	}
	s.want(t, 200, "kim", "POST", "/callbacks/"+v.ID+"/complete", `{}`, nil)
	if row := next(kim); row.Own != 0 || row.Assigned != nil {
		t.Errorf("done: %+v", row)
	}
	s.allow("lee")
	if _, res, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/live?topics=callbacks", http.Header{"Authorization": {"Bearer x"}}); err == nil || res.StatusCode != 401 {
		t.Errorf("nobody: %v", err)
	}
	conn := dial("lee")
	if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, closeDenied) {
		t.Errorf("without the permission phone: %v", err)
	}
}

// That somebody asked to be called back is told to whoever may telephone, who has it to
// the agent and the own manager, and to no other team (B3, B4).
func TestCallbackEventsAreOfWhoMayKnow(t *testing.T) {
	s := newSite(t)
	s.allow("kim", people.Phone)
	conns := map[string]*websocket.Conn{}
	for _, who := range []string{"boss", "m1", "m2", "kim", "lee"} {
		conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/events", s.header(who))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conns[who] = conn
	}
	at := time.Now()
	s.events.Add(
		cti.OfCallbacks(cti.Event{ID: "1", Type: cti.CallbackRegistered, At: at, Callbacks: []string{"a"}}),
		cti.OfCallbacks(cti.Event{ID: "2", Type: cti.CallbackAssigned, At: at, Callbacks: []string{"a"}, Agent: "kim"}, "kim"),
		cti.OfCallbacks(cti.Event{ID: "3", Type: cti.CallbackExpired, At: at, Callbacks: []string{"b"}}),
	)
	s.events.Add(cti.About(cti.Event{ID: "4", Type: cti.WrapUpSaved, At: at, Agent: "lee"}, "lee"), cti.About(cti.Event{ID: "5", Type: cti.WrapUpSaved, At: at, Agent: "kim"}, "kim"))
	for who, want := range map[string]string{"boss": "1 2 3 4 5", "m1": "1 2 3 5", "m2": "1 3 4", "kim": "1 2 5", "lee": "4"} {
		var got []string
		for len(got) < len(strings.Fields(want)) {
			var f eventFrame
			conns[who].SetReadDeadline(time.Now().Add(5 * time.Second)) //nolint:errcheck // a deadline of a live connection
			if err := conns[who].ReadJSON(&f); err != nil {
				t.Fatalf("%s: %v after %v", who, err, got)
			}
			for _, e := range f.Events {
				got = append(got, e.ID)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is told %v, want %s", who, got, want)
		}
	}
}

// noCallbacks are the others of its methods.
type noCallbacks interface{ Callbacks }

// countedCallbacks counts how many wait, and how often it is asked.
type countedCallbacks struct {
	noCallbacks
	waiting, asked int
}

func (c *countedCallbacks) CountCallbacks(context.Context, callback.Scope, string, string) (callback.Totals, error) {
	c.asked++
	return callback.Totals{Waiting: c.waiting}, nil
}

func (c *countedCallbacks) CallbackLoads(context.Context) (map[string]callback.Load, error) {
	return nil, nil
}

func (c *countedCallbacks) LastCallback(context.Context, string) (callback.Request, error) {
	return callback.Request{}, nil
}

// A page that is woken is told what it was woken for, however soon after the page before; pages
// that were woken together are told by one look.
func TestLiveCallbacksMissNothing(t *testing.T) {
	from, shared := &countedCallbacks{}, &sharedCallbacks{}
	read := func(woken time.Time, want int) {
		t.Helper()
		if now, err := shared.read(t.Context(), from, woken); err != nil || now.waiting != want {
			t.Errorf("%d wait, want %d (%v)", now.waiting, want, err)
		}
	}
	read(time.Now(), 0)
	from.waiting = 1
	woken := time.Now()
	for range 5 {
		read(woken, 1)
	}
	if from.asked != 2 {
		t.Errorf("it was looked %d times", from.asked)
	}
}
