package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sip/phone"
	"github.com/callfloor/callfloor/wallboard"
	"github.com/callfloor/callfloor/web"
)

// useCallbacks switches callbacks on.
func (r *rig) useCallbacks() {
	r.t.Helper()
	if st := r.api("PUT", "/settings/callbacks.enabled", `{"value":"true"}`, nil); st >= 300 {
		r.t.Fatalf("callbacks.enabled: %d", st)
	}
}

// callbackOf reads a callback.
func (r *rig) callbackOf(id string) (d web.CallbackDetail) {
	r.t.Helper()
	if st := r.api("GET", "/callbacks/"+id, "", &d); st != 200 {
		r.t.Fatalf("callback %s: %d", id, st)
	}
	return d
}

// Pages are told when callbacks come into use and when they no longer are, so that the
// menu comes and goes without a reload.
func TestPagesHearThatCallbacksAreInUse(t *testing.T) {
	r := start(t, t.TempDir())
	hears := r.callbacks.feed.Watch()
	defer hears.Close()
	for _, value := range []string{"true", "false"} {
		if st := r.api("PUT", "/settings/callbacks.enabled", `{"value":"`+value+`"}`, nil); st >= 300 {
			t.Fatalf("callbacks.enabled: %d", st)
		}
		if agents, err := hears.Wait(t.Context()); err != nil || len(agents) != 1 || agents[0] != "" {
			t.Errorf("%s: %q, %v", value, agents, err)
		}
	}
}

// A callback from its registration to its end on the real program: it is refused while
// callbacks are not in use, given to an agent, on whose desk it stands as a reservation
// of the type 콜백; it is called only by who is logged in to the floor; the attempt's
// result is that of the real call; and done it leaves the desk (B1 to B9, B22, D14, D15).
func TestTheJourneyOfACallback(t *testing.T) {
	r := start(t, t.TempDir())
	customer := r.outside("01098765432")
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
	hana := r.logIn(t, "hana", "kim")
	var p struct{ Detail string }
	if st := r.api("POST", "/callbacks", `{"number":"010-9876-5432"}`, &p); st != 403 || !strings.Contains(p.Detail, "callbacks.enabled") {
		t.Fatalf("not in use: %d %s", st, p.Detail)
	}
	r.useCallbacks()
	r.api("POST", "/customers", `{"name":"박민정","phones":[{"number":"010-9876-5432"}]}`, nil)
	var made web.CallbackView
	if st := r.api("POST", "/callbacks", `{"number":"010-9876-5432","service":"orders","memo":"환불"}`, &made); st != 201 || made.State != callback.Registered || made.Name != "박민정" || made.Source != callback.API {
		t.Fatalf("registered: %d %+v", st, made)
	}
	if st := r.api("PUT", "/settings/wallboard.callbacks", `{"value":"true"}`, nil); st >= 300 {
		t.Fatalf("wallboard.callbacks: %d", st)
	}
	until(t, "wallboards show that one waits", func() bool {
		v, err := r.board.hub.Join(t.Context(), []wallboard.Topic{wallboard.Services}, wallboard.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		defer v.Leave()
		f, err := v.Next(t.Context())
		return err == nil && strings.Contains(string(f.JSON), `"callbacks":1`)
	})
	path := "/callbacks/" + made.ID
	hana.ask(404, "GET", path, "", nil)
	hana.ask(403, "POST", "/callbacks/assign", `{"ids":["`+made.ID+`"],"agents":["kim"]}`, nil)
	var given struct{ Assigned map[string]int }
	if st := r.api("POST", "/callbacks/assign", `{"ids":["`+made.ID+`"],"agents":["kim"],"how":"one"}`, &given); st != 200 || given.Assigned["kim"] != 1 {
		t.Fatalf("assign: %d %+v", st, given)
	}
	var list struct {
		Items  []web.ReservationView
		Counts struct{ Callback int }
	}
	hana.ask(200, "GET", "/reservations?mine=true&state=open", "", &list)
	if len(list.Items) != 1 || list.Items[0].ID != made.ID || list.Items[0].Type != "callback" || list.Items[0].Name != "박민정" || list.Counts.Callback != 1 {
		t.Fatalf("on the desk: %+v", list)
	}
	if got := hana.ask(409, "POST", path+"/connect", "", nil); !strings.Contains(got, "CTI") {
		t.Errorf("without a log-in to the floor: %s", got)
	}
	if st := r.api("PUT", "/agents/kim/state", `{"state":"not_ready","reason":"meal"}`, nil); st != 200 {
		t.Fatalf("state: %d", st)
	}
	customer.SetAnswering(phone.Answering{Never: true})
	var call struct{ Call string }
	hana.ask(201, "POST", path+"/connect", "", &call)
	until(t, "the customer's phone rings", func() bool { return len(customer.Calls()) == 1 })
	if d := r.callbackOf(made.ID); d.Call != call.Call || d.Attempts != 1 || len(d.Calls) != 1 || d.Calls[0].Result != "" {
		t.Errorf("while it rings: %+v", d)
	}
	hana.ask(409, "POST", path+"/connect", "", nil)
	customer.Calls()[0].Reject(486)
	until(t, "the attempt is over", func() bool { return r.callbackOf(made.ID).LastResult == callback.Busy })
	until(t, "kim is back", func() bool { return strings.HasPrefix(r.state("kim"), "not_ready") })

	customer.SetAnswering(phone.Answering{After: 20 * time.Millisecond})
	hana.ask(201, "POST", "/reservations/"+made.ID+"/call", "", &call) // from the desk
	until(t, "both talk", func() bool { return r.state("kim") == "talking_outbound" })
	until(t, "it is noted", func() bool { return !r.callbackOf(made.ID).Answered.IsZero() })
	if d := r.callbackOf(made.ID); d.State != callback.Assigned || d.Attempts != 2 {
		t.Errorf("in the call: %+v", d)
	}
	kim.Calls()[0].Hangup()
	until(t, "the attempt is over", func() bool { return r.callbackOf(made.ID).LastResult == callback.Connected })
	hana.ask(200, "POST", path+"/complete", `{"result":"환불 일정을 안내함","result_code":"done"}`, nil)
	d := r.callbackOf(made.ID)
	if d.State != callback.Completed || d.Result != "환불 일정을 안내함" || d.EndedBy != "user:hana" || d.Call != "" || len(d.Calls) != 2 {
		t.Errorf("done: %+v", d)
	}
	var what []string
	for _, e := range d.History {
		what = append(what, string(e.What))
	}
	if got := strings.Join(what, " "); got != "registered assigned called attempt_ended called answered attempt_ended completed" {
		t.Errorf("history: %s", got)
	}
	hana.ask(200, "GET", "/reservations?mine=true&state=open", "", &list)
	if len(list.Items) != 0 || list.Counts.Callback != 0 {
		t.Errorf("still on the desk: %+v", list)
	}
	var n callback.Totals
	if st := r.api("GET", "/callbacks/counts", "", &n); st != 200 || n.Customers != 0 || n.Today.Completed != 1 || n.Today.Received != 1 {
		t.Errorf("counts: %d %+v", st, n)
	}
}

// A caller keeps a place in the line and is called when the turn comes: nothing is an
// attempt before, the result is that of the real call, and what was talked about is
// done. Who takes such a callback up takes its call out of the line.
func TestPromisedCallback(t *testing.T) {
	r := start(t, t.TempDir())
	customer := r.outside("01098765432")
	customer.SetAnswering(phone.Answering{After: 20 * time.Millisecond})
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
	r.useCallbacks()
	r.logIn(t, "hana", "kim") // who may be given callbacks
	promise := func(customerFirst bool) (id string, call acd.CallID) {
		t.Helper()
		mode := map[bool]string{false: "agent_first", true: "customer_first"}[customerFirst]
		edit(t, r.file, "    wrap_up: 2s\n", "    wrap_up: 2s\n    callback: {mode: "+mode+", from: \"00:00\", to: \"24:00\"}\n")
		if st := r.api("POST", "/configuration/reload", "", nil); st != 204 {
			t.Fatalf("reload: %d", st)
		}
		defer edit(t, r.file, "    callback: {mode: "+mode+", from: \"00:00\", to: \"24:00\"}\n", "")
		v, err := r.callbacks.book.Take(t.Context(), callback.Request{Number: "01098765432", Service: "orders", Source: callback.VirtualHold, Automatic: true, Priority: 1, Entered: time.Now().Add(-time.Minute), CreatedBy: "voice menu"})
		if err != nil {
			t.Fatal(err)
		}
		id = v.Request.ID
		until(t, "it stands in the line", func() bool { call = acd.CallID(r.callbackOf(id).Promised); return call != "" })
		return id, call
	}
	for _, customerFirst := range []bool{false, true} {
		id, call := promise(customerFirst)
		if d := r.callbackOf(id); d.Promised != string(call) || d.Call != "" || d.Attempts != 0 || len(d.Calls) != 1 {
			t.Errorf("in the line: %+v", d)
		}
		if st := r.api("PUT", "/agents/kim/state", `{"state":"ready"}`, nil); st != 200 {
			t.Fatalf("%d", st)
		}
		until(t, "both talk", func() bool { d := r.callbackOf(id); return !d.Answered.IsZero() && d.Calls[0].Agent == "kim" })
		if d := r.callbackOf(id); d.Promised != "" || d.Call != string(call) || d.Attempts != 1 || d.State != callback.Registered {
			t.Errorf("while they talk: %+v", d)
		}
		time.Sleep(300 * time.Millisecond) // both are heard by now
		kim.Calls()[0].Hangup()
		until(t, "it is done", func() bool { return r.callbackOf(id).State == callback.Completed })
		if d := r.callbackOf(id); d.Agent != "kim" || d.EndedBy != "agent:kim" || d.LastResult != callback.Connected || d.Calls[0].TalkMs == 0 {
			t.Errorf("done: %+v", d)
		}
		var ticket string
		until(t, "it has a ticket", func() bool {
			v, err := r.db.Ticket(t.Context(), string(call))
			ticket = string(v.Channel)
			return err == nil && v.Number == "+821098765432"
		})
		if ticket != string(desk.Out) {
			t.Errorf("channel %q", ticket)
		}
		until(t, "kim rests", func() bool {
			r.api("PUT", "/agents/kim/state", `{"state":"not_ready","reason":"meal"}`, nil)
			return strings.HasPrefix(r.state("kim"), "not_ready")
		})
	}

	id, call := promise(false)
	until(t, "it is up", func() bool { return live(t, r, call) })
	if st := r.api("POST", "/callbacks/assign", `{"ids":["`+id+`"],"agents":["kim"]}`, nil); st != 200 {
		t.Fatalf("assign: %d", st)
	}
	until(t, "it has left the line", func() bool { return !live(t, r, call) && r.callbackOf(id).Promised == "" })
	if d := r.callbackOf(id); d.State != callback.Assigned || d.Agent != "kim" || d.Attempts != 0 || len(d.Calls) != 0 {
		t.Errorf("given: %+v", d)
	}
}

// live reports whether a call is up.
func live(t *testing.T, r *rig, call acd.CallID) bool {
	t.Helper()
	st, _, err := r.floor.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(st.Calls, func(c acd.CallState) bool { return c.ID == call })
}

// With the setting calls.outbound_ticket off a call for a callback has its ticket once the
// customer answers, and none where nobody does (B8, B28).
func TestTicketOfACallback(t *testing.T) {
	r := start(t, t.TempDir())
	customer := r.outside("01098765432")
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 20 * time.Millisecond})
	hana := r.logIn(t, "hana", "kim")
	r.useCallbacks()
	var made web.CallbackView
	if st := r.api("POST", "/callbacks", `{"number":"010-9876-5432","service":"orders"}`, &made); st != 201 {
		t.Fatalf("%d", st)
	}
	r.api("POST", "/callbacks/assign", `{"ids":["`+made.ID+`"],"agents":["kim"]}`, nil)
	r.api("PUT", "/agents/kim/state", `{"state":"not_ready","reason":"meal"}`, nil)
	for _, v := range []struct {
		setting        string
		answers, early bool
	}{{"true", false, true}, {"false", false, false}, {"false", true, false}} {
		if st := r.api("PUT", "/settings/calls.outbound_ticket", `{"value":"`+v.setting+`"}`, nil); st >= 300 {
			t.Fatalf("%d", st)
		}
		customer.SetAnswering(phone.Answering{Never: true})
		var call struct{ Call string }
		hana.ask(201, "POST", "/callbacks/"+made.ID+"/connect", "", &call)
		until(t, "the customer's phone rings", func() bool { return len(customer.Calls()) == 1 })
		has := func() bool {
			_, err := r.db.Ticket(t.Context(), call.Call)
			if err != nil && !fault.Is(err, fault.NotFound) {
				t.Fatal(err)
			}
			return err == nil
		}
		if v.early {
			until(t, "a ticket", has)
		} else if time.Sleep(500 * time.Millisecond); has() {
			t.Errorf("%+v: a ticket before anybody answers", v)
		}
		if v.answers {
			customer.Calls()[0].Answer()
			until(t, "a ticket", has)
			customer.Calls()[0].Hangup()
		} else {
			customer.Calls()[0].Reject(486)
		}
		until(t, "the attempt is over", func() bool { return r.callbackOf(made.ID).Call == "" })
		until(t, "kim is back", func() bool { return strings.HasPrefix(r.state("kim"), "not_ready") || r.state("kim") == "ready" })
		r.api("PUT", "/agents/kim/state", `{"state":"not_ready","reason":"meal"}`, nil)
		if !v.answers && has() != v.early {
			t.Errorf("%+v: a ticket: %v", v, has())
		}
	}
}

// What happens to callbacks is posted to other programs, without numbers and names.
func TestCallbackEventsArePosted(t *testing.T) {
	r := start(t, t.TempDir())
	edit(t, r.file, `api_keys:`, "webhooks: {allow: [\"127.0.0.1/32\"]}\napi_keys:")
	r.stopNow()
	r = start(t, filepath.Dir(r.file))
	r.useCallbacks()
	r.logIn(t, "hana", "kim")
	crm := newCRM(t)
	var hook struct{ ID, Secret string }
	if st := r.api("POST", "/webhooks", `{"url":"`+crm.URL+`/in","types":["callback.registered","callback.assigned","callback.assignment_cancelled","callback.completed","callback.cancelled"]}`, &hook); st != 201 {
		t.Fatalf("webhook: %d", st)
	}
	crm.set(func() { crm.secret = hook.Secret })
	var a, b web.CallbackView
	r.api("POST", "/callbacks", `{"number":"010-1111-2222","service":"orders","name":"김하나","memo":"비밀"}`, &a)
	r.api("POST", "/callbacks", `{"number":"010-1111-3333"}`, &b)
	r.api("POST", "/callbacks/assign", fmt.Sprintf(`{"ids":[%q,%q],"agents":["kim"]}`, a.ID, b.ID), nil)
	r.api("POST", "/callbacks/unassign", fmt.Sprintf(`{"ids":[%q]}`, b.ID), nil)
	r.api("POST", "/callbacks/"+a.ID+"/complete", `{}`, nil)
	r.api("POST", "/callbacks/"+b.ID+"/cancel", `{}`, nil)
	until(t, "they are posted", func() bool { return len(crm.types()) == 6 })
	crm.set(func() {
		want := []string{cti.CallbackRegistered, cti.CallbackRegistered, cti.CallbackAssigned, cti.CallbackUnassigned, cti.CallbackCompleted, cti.CallbackCancelled}
		for i, e := range crm.events {
			data, err := json.Marshal(e)
			if err != nil || e.Type != want[i] || strings.Contains(string(data), "1111") || strings.Contains(string(data), "김하나") {
				t.Errorf("%d: %s, want %s %v", i, data, want[i], err)
			}
		}
		if e := crm.events[2]; crm.bad != 0 || e.Agent != "kim" || !slices.Equal(e.Callbacks, []string{a.ID, b.ID}) || e.By != "key:rig" || crm.events[0].Source != "api" || crm.events[0].Service != "orders" {
			t.Errorf("%d bad, %+v", crm.bad, crm.events)
		}
	})
}

// F-07: the program is killed while callbacks are given to agents. After the restart
// those of one request are all given, evenly, or none is, each to one agent; lists and
// histories agree, and they can be given again.
func TestKillWhileCallbacksAreGiven(t *testing.T) {
	const n, agents = 400, 3
	s := newSite(t, 0, agents, phone.Answering{})
	if st, data := s.api("PUT", "/settings/callbacks.enabled", `{"value":"true"}`); st >= 300 {
		t.Fatalf("%d %s", st, data)
	}
	var names []string
	for i := range agents {
		names = append(names, fmt.Sprintf("o%d", i))
		if st, data := s.api("POST", "/users", fmt.Sprintf(`{"login":"user%d","name":"상담사","role":"agent","agent_id":"o%d","password":"Blue-river-77","permissions":["phone"]}`, i, i)); st != 201 {
			t.Fatalf("%d %s", st, data)
		}
	}
	ids := make([]string, n)
	for i := range ids {
		var v web.CallbackView
		st, data := s.api("POST", "/callbacks", fmt.Sprintf(`{"number":"010%08d"}`, 20000000+i))
		if err := json.Unmarshal(data, &v); st != 201 || err != nil {
			t.Fatalf("%d %s", st, data)
		}
		ids[i] = v.ID
	}
	body, err := json.Marshal(map[string]any{"ids": ids, "agents": names})
	if err != nil {
		t.Fatal(err)
	}
	given, none := 0, 0
	for round, after := range []time.Duration{2, 6, 10, 15, 22, 60} {
		var asked sync.WaitGroup
		asked.Go(func() { s.api("POST", "/callbacks/assign", string(body)) })
		time.Sleep(after * time.Millisecond)
		s.kill()
		asked.Wait()
		s.again()
		of := map[string]int{}
		for cursor := ""; ; {
			var page struct {
				Items []web.CallbackView
				Next  string
			}
			st, data := s.api("GET", "/callbacks?limit=200&cursor="+cursor, "")
			if err := json.Unmarshal(data, &page); st != 200 || err != nil {
				t.Fatalf("%d %s", st, data)
			}
			for _, v := range page.Items {
				if of[v.Agent]++; (v.Agent == "") != (v.State == callback.Registered) || (v.Agent == "") != (v.Distributor == "") {
					t.Fatalf("round %d: %+v", round, v)
				}
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		switch {
		case of[""] == n:
			none++
		case of[""] == 0 && slices.Max(slices.Collect(maps.Values(of)))-slices.Min(slices.Collect(func(yield func(int) bool) {
			for _, a := range names {
				if !yield(of[a]) {
					return
				}
			}
		})) <= 1:
			given++
			if st, data := s.api("POST", "/callbacks/unassign", fmt.Sprintf(`{"ids":%s}`, mustJSON(t, ids))); st >= 300 {
				t.Fatalf("%d %s", st, data)
			}
		default:
			t.Fatalf("round %d, killed after %v ms: %v", round, int(after), of)
		}
		var d web.CallbackDetail
		_, data := s.api("GET", "/callbacks/"+ids[n-1], "")
		if err := json.Unmarshal(data, &d); err != nil || len(d.History) != 1+2*given {
			t.Fatalf("round %d: %d were given, the history has %d lines: %+v", round, given, len(d.History), d.History)
		}
	}
	t.Logf("killed while they were given: %d times before, %d times after they were", none, given)
	if given+none != 6 {
		t.Error("a round is missing")
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The program is killed while an agent calls for a callback: the attempt is over after the
// restart, and the callback can be called again.
func TestKillDuringACallback(t *testing.T) {
	s := newSite(t, 1, 0, phone.Answering{After: 10 * time.Millisecond})
	bank, err := phone.NewBank(phone.Config{Listen: netip.MustParseAddrPort("127.0.0.1:0")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bank.Close)
	edit(t, s.file, `sources: ["127.0.0.0/8"]`, `sources: ["127.0.0.0/8"], options: 1h, target: "sip:`+bank.Addr().String()+`"`)
	customer := bank.NewPhone(phone.Account{User: "01098765432", Registrar: s.sipAddr})
	customer.SetAnswering(phone.Answering{Never: true})
	if st, data := s.api("POST", "/configuration/reload", ""); st != 204 {
		t.Fatalf("%d %s", st, data)
	}
	s.api("PUT", "/settings/callbacks.enabled", `{"value":"true"}`)
	s.api("POST", "/users", `{"login":"hana","name":"상담사","role":"agent","agent_id":"a0","password":"Blue-river-77","permissions":["phone"]}`)
	var made web.CallbackView
	_, data := s.api("POST", "/callbacks", `{"number":"01098765432","service":"orders"}`)
	if err := json.Unmarshal(data, &made); err != nil {
		t.Fatalf("%s", data)
	}
	s.api("POST", "/callbacks/assign", `{"ids":["`+made.ID+`"],"agents":["a0"]}`)
	r := &rig{App: &App{}, t: t}
	r.httpAddr = s.http
	hana := r.logIn(t, "hana", "a0")
	get := func() (d web.CallbackDetail) {
		_, data := s.api("GET", "/callbacks/"+made.ID, "")
		json.Unmarshal(data, &d) //nolint:errcheck // asked again, or shown
		return d
	}
	var before []*phone.Call // of the customer's phone, which does not know that the program was killed
	for i := range 2 {
		s.setState("a0", `{"state":"not_ready","reason":"meal"}`)
		hana.ask(201, "POST", "/callbacks/"+made.ID+"/connect", "", nil)
		until(t, "the customer's phone rings", func() bool { return len(customer.Calls()) == i+1 })
		now := slices.DeleteFunc(customer.Calls(), func(c *phone.Call) bool { return slices.Contains(before, c) })
		if i == 0 {
			before = now
			s.kill()
			s.again()
		} else {
			now[0].Reject(486)
		}
		// At the start, or in the next round where the rows of the call come later than that.
		untilIn(t, settleEvery*callbacksEvery+15*time.Second, "the attempt is over", func() bool { d := get(); return len(d.Calls) == i+1 && d.Calls[i].Result != "" })
		if d := get(); d.Call != "" || d.State != callback.Assigned || d.Attempts != i+1 || d.Calls[i].Result != []callback.Result{callback.Failed, callback.Busy}[i] {
			t.Errorf("%d: %+v", i, d)
		}
	}
}
