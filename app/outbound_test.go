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
