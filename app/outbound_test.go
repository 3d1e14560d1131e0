package app

import (
	"context"
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/phone"
	"github.com/callfloor/callfloor/wallboard"
)

// outside is a phone at the other end of the trunk, to which calls out go.
func (r *rig) outside(number string) *phone.Phone {
	r.t.Helper()
	return r.outsides(number)[0]
}

// outsides is outside of many.
func (r *rig) outsides(numbers ...string) (list []*phone.Phone) {
	r.t.Helper()
	bank, err := phone.NewBank(phone.Config{Listen: netip.MustParseAddrPort("127.0.0.1:0"), Media: r.sound})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(bank.Close)
	edit(r.t, r.file, `sources: ["127.0.0.0/8"]`, `sources: ["127.0.0.0/8"], options: 1h, target: "sip:`+bank.Addr().String()+`"`)
	if st := r.api("POST", "/configuration/reload", "", nil); st != 204 {
		r.t.Fatalf("reload: %d", st)
	}
	for _, n := range numbers {
		list = append(list, bank.NewPhone(phone.Account{User: n, Registrar: r.sip.UDPAddr()}))
	}
	return list
}

// An agent calls out by the API and on the phone: real audio both ways, the number of
// the service is shown, and wall, row, agent's figures and Prometheus say the same:
// two calls out, none offered.
func TestCallsOut(t *testing.T) {
	r := start(t, t.TempDir())
	customer := r.outside("01098765432")
	customer.Say(700)
	customer.SetAnswering(phone.Answering{After: 100 * time.Millisecond})
	var p struct{ Detail string }
	if st := r.api("POST", "/calls", `{"agent":"kim","number":"01098765432"}`, &p); st != 409 || !strings.Contains(p.Detail, "not registered") {
		t.Errorf("without a phone: %d %s", st, p.Detail)
	}
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
	if st := r.api("PUT", "/agents/kim/state", `{"state":"not_ready","reason":"meal"}`, nil); st != 200 {
		t.Fatalf("state: %d", st)
	}
	for number, want := range map[string]int{"00112125551234": 403, "12": 422, "1002": 409, "010x": 422} {
		if st := r.api("POST", "/calls", `{"agent":"kim","number":"`+number+`"}`, &p); st != want {
			t.Errorf("%s: %d %s, want %d", number, st, p.Detail, want)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	talk := func() {
		t.Helper()
		until(t, "both talk", func() bool {
			return len(kim.Calls()) == 1 && len(customer.Calls()) == 1 && r.state("kim") == "talking_outbound"
		})
		at, there := kim.Calls()[0], customer.Calls()[0]
		if from := there.Header("From"); !strings.Contains(from, "15880001") {
			t.Errorf("the customer sees %q", from)
		}
		if err := at.WaitTone(ctx, 700); err != nil {
			t.Errorf("the agent does not hear the customer: %v", err)
		}
		if err := there.WaitTone(ctx, 440); err != nil {
			t.Errorf("the customer does not hear the agent: %v", err)
		}
		there.Hangup()
		until(t, "back at the meal", func() bool { return r.state("kim") == "not_ready:meal" })
	}
	var made struct{ Call string }
	if st := r.api("POST", "/calls", `{"agent":"kim","number":"010-9876-5432"}`, &made); st != 201 || made.Call == "" {
		t.Fatalf("call: %d %+v", st, made)
	}
	talk()
	if _, err := kim.Dial("01098765432", phone.DialOptions{}); err != nil {
		t.Fatal(err)
	}
	talk()

	var page struct {
		Calls []struct{ ID, Direction, Agent, Called, Outcome string }
	}
	until(t, "two rows", func() bool {
		return r.api("GET", "/calls/history?unmasked=true", "", &page) == 200 && len(page.Calls) == 2
	})
	for _, c := range page.Calls {
		if c.Direction != "out" || c.Agent != "kim" || c.Called != "01098765432" || c.Outcome != "completed" {
			t.Errorf("row: %+v", c)
		}
	}
	if page.Calls[1].ID != made.Call {
		t.Errorf("the row has the id %s, the API said %s", page.Calls[1].ID, made.Call)
	}
	var figs []struct {
		ID       string
		Outbound int
		Answered int
	}
	if r.api("GET", "/figures/agents", "", &figs); len(figs) == 0 || figs[0].Outbound != 2 || figs[0].Answered != 0 {
		t.Errorf("agents' figures: %+v", figs)
	}
	if f := r.figures(); f.Offered != 0 {
		t.Errorf("calls out count for the service: %+v", f)
	}
	r.rowsEqual()
}

// An emergency call goes beside the floor, from the phone of an agent who has not logged
// in, and has its row in the call history all the same.
func TestEmergencyHasItsRow(t *testing.T) {
	r := start(t, t.TempDir())
	r.outside("119").SetAnswering(phone.Answering{After: 20 * time.Millisecond})
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{})
	c, err := kim.Dial("119", phone.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r.wait(c, phone.Talking)
	c.Hangup()
	var page struct {
		Calls []struct {
			Direction, Agent, Called, Outcome string
			Answered                          time.Time `json:"answered_at"`
		}
	}
	until(t, "it has its row", func() bool { return r.api("GET", "/calls/history", "", &page) == 200 && len(page.Calls) == 1 })
	if x := page.Calls[0]; x.Direction != "out" || x.Agent != "kim" || x.Called != "119" || x.Outcome != "completed" || x.Answered.IsZero() {
		t.Errorf("the row: %+v", x)
	}
}

// A call that an agent gives to a number outside is told with its number, masked unless
// asked for, and counts for the limits of calls out, also after a restart.
func TestACallGivenOutside(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	r.noWrapUp()
	expert := r.outside("01098765432")
	expert.SetAnswering(phone.Answering{After: 20 * time.Millisecond})
	if st := r.api("PUT", "/settings/dialing.per_day", `{"value":"1"}`, nil); st >= 300 {
		t.Fatalf("setting: %d", st)
	}
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 20 * time.Millisecond})
	r.ready("kim")
	c := r.dial("01012345678")
	r.talks("kim")
	var live []struct{ ID string }
	if st := r.api("GET", "/calls", "", &live); st != 200 || len(live) != 1 {
		t.Fatalf("calls: %d %+v", st, live)
	}
	if st := r.api("POST", "/calls/"+live[0].ID+"/transfer", `{"number":"01098765432"}`, nil); st != 204 {
		t.Fatalf("transfer: %d", st)
	}
	until(t, "the expert has the call", func() bool { return len(expert.Calls()) == 1 && r.state("kim") == "ready" })
	r.wait(c, phone.Talking)
	c.Hangup()
	var page struct{ Calls []struct{ ID string } }
	until(t, "its row", func() bool { return r.api("GET", "/calls/history", "", &page) == 200 && len(page.Calls) == 1 })
	for _, tc := range []struct{ query, number string }{{"", "010-****-5432"}, {"?unmasked=true", "01098765432"}} {
		var parts []struct{ Kind, Agent, Number string }
		if st := r.api("GET", "/calls/history/"+live[0].ID+"/segments"+tc.query, "", &parts); st != 200 {
			t.Fatalf("parts: %d", st)
		}
		found := 0
		for _, p := range parts {
			if p.Kind == "dial" && p.Agent == "kim" && p.Number == tc.number {
				found++
			} else if p.Number != "" {
				t.Errorf("%+v has a number", p)
			}
		}
		if found != 1 {
			t.Errorf("%q: %+v", tc.query, parts)
		}
	}
	r.rowsEqual()
	refused := func(when string) {
		t.Helper()
		var p struct{ Detail string }
		if st := r.api("POST", "/calls", `{"agent":"kim","number":"01098765432"}`, &p); st < 400 || !strings.Contains(p.Detail, "allowed in a day") {
			t.Errorf("%s: one more call out: %d %s", when, st, p.Detail)
		}
	}
	refused("before the restart")
	r.stopNow()
	r = start(t, dir)
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{})
	refused("after the restart")
}

// An agent's own connection tells that nobody answered where the call was given to, while
// the caller waits again, and no longer: with real phones, and nothing of it where
// somebody answers.
func TestACallThatCameBackIsTold(t *testing.T) {
	r := start(t, t.TempDir())
	r.noWrapUp()
	expert := r.outside("01098765432")
	expert.SetAnswering(phone.Answering{Reject: 486})
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 20 * time.Millisecond})
	r.ready("kim")
	kim := r.logIn(t, "hana", "kim")
	conn, _, err := (&websocket.Dialer{Jar: kim.Jar}).Dial("ws"+strings.TrimPrefix(kim.base, "http")+"/live?topics=agents", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	rows := make(chan wallboard.AgentRow, 1000)
	go func() {
		defer close(rows)
		for {
			var list []struct{ Rows []wallboard.AgentRow }
			_, data, err := conn.ReadMessage()
			if err != nil {
				return
			}
			if data[0] != '[' {
				data = slices.Concat([]byte("["), data, []byte("]"))
			}
			if err := json.Unmarshal(data, &list); err != nil {
				t.Error(err)
				return
			}
			for _, f := range list {
				for _, row := range f.Rows {
					rows <- row
				}
			}
		}
	}()
	told := false
	next := func(what string, holds func(wallboard.AgentRow) bool) (row wallboard.AgentRow) {
		t.Helper()
		for end := time.After(10 * time.Second); ; {
			select {
			case row = <-rows:
				told = told || row.Returned != nil
				if row.ID == "kim" && holds(row) {
					return row
				}
			case <-end:
				t.Fatalf("%s: last %+v", what, row)
			}
		}
	}
	talks := func(row wallboard.AgentRow) bool { return row.State == acd.Talking }
	c := r.dial("01012345678")
	call := next("kim talks", talks).Call
	r.talks("kim")
	// A consultation that is refused there: the history says why, by which the desk tells.
	if st := r.api("POST", "/calls/"+string(call)+"/consult", `{"number":"01098765432"}`, nil); st != 204 {
		t.Fatalf("consult: %d", st)
	}
	var page struct {
		Calls []struct {
			ID, Outcome, Cause string
			Ended_by           string
			Answered_at        *time.Time
		}
	}
	until(t, "the refused consultation is in the agent's history", func() bool {
		return r.api("GET", "/calls/history?agent=kim&limit=5", "", &page) == 200 && len(page.Calls) == 1
	})
	if x := page.Calls[0]; x.ID == string(call) || x.Cause != "busy" || x.Ended_by == "agent" || x.Answered_at != nil || x.Outcome == "completed" {
		t.Errorf("the consultation: %+v", x)
	}
	if st := r.api("POST", "/calls/"+string(call)+"/transfer", `{"number":"01098765432"}`, nil); st != 204 {
		t.Fatalf("transfer: %d", st)
	}
	row := next("it is told", func(row wallboard.AgentRow) bool { return row.Returned != nil })
	if row.Returned.Call != call || row.Returned.Number != "010-****-5432" {
		t.Errorf("%+v", row.Returned)
	}
	if row = next("kim talks again", talks); row.Returned != nil && next("it is over", func(row wallboard.AgentRow) bool { return row.Returned == nil }).State != acd.Talking {
		t.Errorf("%+v", row)
	}
	told = false
	expert.SetAnswering(phone.Answering{After: 20 * time.Millisecond})
	if st := r.api("POST", "/calls/"+string(call)+"/transfer", `{"number":"01098765432"}`, nil); st != 204 {
		t.Fatalf("transfer: %d", st)
	}
	next("kim is ready", func(row wallboard.AgentRow) bool { return row.State == acd.Ready })
	r.wait(c, phone.Talking)
	until(t, "the expert talks", func() bool { return len(expert.Calls()) > 0 })
	c.Hangup()
	r.ask("PUT", "/agents/kim/state", `{"state":"not_ready","reason":"meal"}`, nil)
	next("kim rests", func(row wallboard.AgentRow) bool { return row.State == acd.NotReady })
	if told {
		t.Error("it was told that the call came back, and somebody had answered")
	}
}

// A number of the centre is its service: a call that is given there, or a consultation,
// goes by no trunk and waits in that service.
func TestTheCentresOwnNumberIsItsService(t *testing.T) {
	r := start(t, t.TempDir())
	r.noWrapUp()
	r.ask("POST", "/services", `{"id":"other","name":{"ko":"다른"},"numbers":[{"number":"15880009"}]}`, nil)
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 20 * time.Millisecond})
	r.ready("kim")
	r.dial("01012345678")
	r.talks("kim")
	var live []struct{ ID, Phase, Service string }
	r.ask("GET", "/calls", "", &live)
	id := live[0].ID
	in := func(service string, n int) func() bool {
		return func() bool {
			live = nil
			r.ask("GET", "/calls", "", &live)
			found := 0
			for _, c := range live {
				if c.Service == service && c.Phase == "waiting" {
					found++
				}
			}
			return found == n
		}
	}
	if st := r.api("POST", "/calls/"+id+"/consult", `{"number":"1588-0009"}`, nil); st != 204 {
		t.Fatalf("POST /consult: %d", st)
	}
	until(t, "the consultation waits", in("other", 1))
	if st := r.api("DELETE", "/calls/"+id+"/consult", "", nil); st != 204 {
		t.Fatalf("DELETE /consult: %d", st)
	}
	until(t, "it is over", in("other", 0))
	if st := r.api("POST", "/calls/"+id+"/transfer", `{"number":"1588 0009"}`, nil); st != 204 {
		t.Fatalf("POST /transfer: %d", st)
	}
	until(t, "the caller waits", in("other", 1))
	if len(live) != 1 || live[0].ID != id {
		t.Errorf("%+v", live)
	}
}
