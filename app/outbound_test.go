package app

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/sip/phone"
)

// An agent calls out by the API and on the phone: real audio both ways, the number of
// the service is shown, and wall, row, agent's figures and Prometheus say the same:
// two calls out, none offered.
func TestCallsOut(t *testing.T) {
	r := start(t, t.TempDir())
	outside, err := phone.NewBank(phone.Config{Listen: netip.MustParseAddrPort("127.0.0.1:0"), Media: r.sound})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(outside.Close)
	customer := outside.NewPhone(phone.Account{User: "01098765432", Registrar: r.sip.UDPAddr()})
	customer.Say(700)
	customer.SetAnswering(phone.Answering{After: 100 * time.Millisecond})
	edit(t, r.file, `sources: ["127.0.0.0/8"]`, `sources: ["127.0.0.0/8"], options: 1h, target: "sip:`+outside.Addr().String()+`"`)
	if st := r.api("POST", "/configuration/reload", "", nil); st != 204 {
		t.Fatalf("reload: %d", st)
	}
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
	outside, err := phone.NewBank(phone.Config{Listen: netip.MustParseAddrPort("127.0.0.1:0"), Media: r.sound})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(outside.Close)
	outside.NewPhone(phone.Account{User: "119", Registrar: r.sip.UDPAddr()}).SetAnswering(phone.Answering{After: 20 * time.Millisecond})
	edit(t, r.file, `sources: ["127.0.0.0/8"]`, `sources: ["127.0.0.0/8"], options: 1h, target: "sip:`+outside.Addr().String()+`"`)
	if st := r.api("POST", "/configuration/reload", "", nil); st != 204 {
		t.Fatalf("reload: %d", st)
	}
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
	outside, err := phone.NewBank(phone.Config{Listen: netip.MustParseAddrPort("127.0.0.1:0"), Media: r.sound})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(outside.Close)
	expert := outside.NewPhone(phone.Account{User: "01098765432", Registrar: r.sip.UDPAddr()})
	expert.SetAnswering(phone.Answering{After: 20 * time.Millisecond})
	edit(t, r.file, `sources: ["127.0.0.0/8"]`, `sources: ["127.0.0.0/8"], options: 1h, target: "sip:`+outside.Addr().String()+`"`)
	if st := r.api("POST", "/configuration/reload", "", nil); st != 204 {
		t.Fatalf("reload: %d", st)
	}
	if st := r.api("PUT", "/settings/dialing.per_day", `{"value":"1"}`, nil); st >= 300 {
		t.Fatalf("setting: %d", st)
	}
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 20 * time.Millisecond})
	r.ready("kim")
	c := r.dial("01012345678")
	until(t, "kim talks", func() bool { return r.state("kim") == "talking" })
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
