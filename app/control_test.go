package app

import (
	"context"
	"testing"
	"time"

	"github.com/callfloor/callfloor/sip/phone"
)

// An agent controls a call from the desk: hold and back, keys, another service, and
// hanging up; what was held is held in the row and in the agent's view.
func TestDeskControlsTheCall(t *testing.T) {
	r := start(t, t.TempDir())
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
	if st := r.api("POST", "/services", `{"id":"returns","name":{"ko":"반품"},"numbers":[{"number":"15880002"}]}`, nil); st != 201 {
		t.Fatalf("service: %d", st)
	}
	r.ready("kim")
	c := r.dial("01012345678")
	until(t, "the call is connected", func() bool { return r.figures().Answered == 1 })
	var live []struct{ ID, Phase string }
	if r.api("GET", "/calls", "", &live); len(live) != 1 {
		t.Fatalf("live calls: %+v", live)
	}
	path := "/calls/" + live[0].ID
	ask := func(method, what, body string, want int) {
		t.Helper()
		var p struct{ Detail string }
		var into any
		if want >= 400 {
			into = &p
		}
		if st := r.api(method, path+what, body, into); st != want {
			t.Errorf("%s %s: %d %s, want %d", what, body, st, p.Detail, want)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := c.WaitTone(ctx, 440); err != nil {
		t.Fatal(err)
	}
	ask("PUT", "/hold", `{"held":true}`, 204)
	if err := c.WaitNoTone(ctx, 440); err != nil {
		t.Errorf("the held caller hears the agent: %v", err)
	}
	time.Sleep(300 * time.Millisecond)
	ask("PUT", "/hold", `{"held":false}`, 204)
	if err := c.WaitTone(ctx, 440); err != nil {
		t.Errorf("after the hold: %v", err)
	}
	ask("POST", "/keys", `{"keys":"12#"}`, 204)
	until(t, "the keys", func() bool { return c.Keys() == "12#" })
	ask("POST", "/keys", `{"keys":"x"}`, 422)
	ask("POST", "/transfer", `{"service":"nowhere"}`, 404)
	ask("POST", "/transfer", `{"service":"returns"}`, 204)
	until(t, "kim wraps up", func() bool { return r.state("kim") == "wrap_up" || r.state("kim") == "ready" })
	until(t, "the caller waits for the other service", func() bool {
		return r.api("GET", "/calls", "", &live) == 200 && len(live) == 1 && live[0].Phase == "waiting"
	})
	ask("POST", "/hang-up", "", 404) // it is nobody's now
	ask("PUT", "/hold", `{"held":true}`, 404)
	c.Hangup()

	until(t, "ready again", func() bool { return r.state("kim") == "ready" })
	r.agent("1002", "s3cret-lee-0002", 880, phone.Answering{After: 50 * time.Millisecond})
	c = r.dial("01012345678")
	until(t, "the second call is connected", func() bool { return r.figures().Answered == 2 })
	r.api("GET", "/calls", "", &live)
	path = "/calls/" + live[0].ID
	if err := c.WaitTone(ctx, 440); err != nil {
		t.Fatal(err)
	}
	ask("POST", "/transfer", `{"agent":"lee"}`, 409) // who is logged out
	ask("POST", "/transfer", `{"agent":"nobody"}`, 404)
	ask("POST", "/transfer", `{}`, 422)
	r.ready("lee")
	ask("POST", "/transfer", `{"agent":"lee"}`, 204)
	if err := c.WaitTone(ctx, 880); err != nil {
		t.Errorf("the caller does not hear whom the call was given to: %v", err)
	}
	until(t, "lee talks", func() bool { return r.inTalk("lee") && r.state("kim") != "talking" })
	ask("POST", "/hang-up", "", 204)
	if err := c.Wait(ctx, phone.Ended); err != nil {
		t.Errorf("the caller was not hung up: %v", err)
	}
	until(t, "the phone is free", func() bool { return len(kim.Calls()) == 0 })
	var page struct {
		Calls []struct {
			ID      string
			EndedBy string `json:"ended_by"`
			HoldMs  int64  `json:"hold_ms"`
		}
	}
	until(t, "two rows", func() bool { return r.api("GET", "/calls/history", "", &page) == 200 && len(page.Calls) == 2 })
	if page.Calls[0].EndedBy != "agent" {
		t.Errorf("the agent hung up: %+v", page.Calls[0])
	}
	var parts []struct {
		Kind       string
		DurationMs int64 `json:"duration_ms"`
	}
	held := false
	if r.api("GET", "/calls/history/"+page.Calls[1].ID+"/segments", "", &parts); len(parts) == 0 {
		t.Fatal("no parts")
	}
	for _, p := range parts {
		held = held || p.Kind == "hold"
	}
	if !held {
		t.Errorf("no hold in the parts: %+v", parts)
	}
	r.rowsEqual()
}

// A manager picks a waiting call and gives it to an agent who does not even serve it.
func TestPickAWaitingCall(t *testing.T) {
	r := start(t, t.TempDir())
	if st := r.api("POST", "/services", `{"id":"returns","name":{"ko":"반품"},"numbers":[{"number":"15880002"}]}`, nil); st != 201 {
		t.Fatalf("service: %d", st)
	}
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
	c, err := r.line.Dial("15880002", phone.DialOptions{From: "01012345678"})
	if err != nil {
		t.Fatal(err)
	}
	var live []struct{ ID, Phase string }
	until(t, "the call waits", func() bool {
		return r.api("GET", "/calls", "", &live) == 200 && len(live) == 1 && live[0].Phase == "waiting"
	})
	for body, want := range map[string]int{`{"agent":"kim"}`: 409, `{"agent":"nobody"}`: 404, `{}`: 422, `{"agent":"kim","service":"orders"}`: 422} {
		if st := r.api("POST", "/calls/"+live[0].ID+"/move", body, nil); st != want {
			t.Errorf("%s: %d, want %d", body, st, want)
		}
	}
	r.ready("kim")
	if st := r.api("POST", "/calls/"+live[0].ID+"/move", `{"agent":"kim"}`, nil); st != 204 {
		t.Fatalf("picked: %d", st)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := c.WaitTone(ctx, 440); err != nil {
		t.Error(err)
	}
	until(t, "answered in its own service", func() bool {
		var figs []struct {
			ID       string
			Answered int
		}
		r.api("GET", "/figures/services", "", &figs)
		return len(figs) == 2 && figs[0].Answered+figs[1].Answered == 1 && (figs[1].ID == "returns") == (figs[1].Answered == 1)
	})
	c.Hangup()
	r.rowsEqual()
}

// Who is consulted controls the own side by the API, and may not give away what is a
// colleague's.
func TestConsultedAgentControls(t *testing.T) {
	r := start(t, t.TempDir())
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
	r.agent("1002", "s3cret-lee-0002", 880, phone.Answering{After: 50 * time.Millisecond})
	r.ready("kim")
	c := r.dial("01012345678")
	r.talks("kim")
	var live []struct{ ID, Agent string }
	if r.api("GET", "/calls", "", &live); len(live) != 1 {
		t.Fatalf("live calls: %+v", live)
	}
	first := "/calls/" + live[0].ID
	if st := r.api("PUT", "/agents/lee/state", `{"state":"not_ready","reason":"rest"}`, nil); st != 200 {
		t.Fatalf("lee's state: %d", st)
	}
	if st := r.api("POST", first+"/consult", `{"agent":"lee"}`, nil); st != 204 {
		t.Fatalf("consult: %d", st)
	}
	until(t, "lee talks", func() bool { return r.state("lee") == "talking" })
	var lee struct{ Call string }
	r.api("GET", "/agents/lee", "", &lee)
	second := "/calls/" + lee.Call
	for _, x := range []struct {
		method, path, body string
		want               int
	}{
		{"PUT", second + "/hold", `{"held":true}`, 204},
		{"PUT", second + "/hold", `{"held":false}`, 204},
		{"PUT", second + "/mute", `{"muted":true}`, 204},
		{"PUT", second + "/mute", `{"muted":false}`, 204},
		{"POST", second + "/keys", `{"keys":"5"}`, 204},
		{"POST", second + "/transfer", `{"service":"orders"}`, 409},
		{"POST", second + "/consult", `{"service":"orders"}`, 409},
		{"POST", second + "/abusive", "", 409},
		{"POST", second + "/consult/complete", "", 409},
	} {
		var p struct{ Detail string }
		var into any
		if x.want >= 400 {
			into = &p
		}
		if st := r.api(x.method, x.path, x.body, into); st != x.want {
			t.Errorf("%s %s %s: %d %s, want %d", x.method, x.path, x.body, st, p.Detail, x.want)
		}
	}
	if s := r.state("kim"); s != "talking" {
		t.Errorf("kim is %s", s)
	}
	if st := r.api("POST", second+"/hang-up", "", nil); st != 204 {
		t.Errorf("lee hangs up: %d", st)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := c.WaitTone(ctx, 440); err != nil {
		t.Errorf("the caller does not have kim again: %v", err)
	}
	until(t, "lee is on the break again", func() bool { return r.state("lee") == "not_ready:rest" })
	c.Hangup()
	until(t, "over", func() bool { return r.state("kim") != "talking" })
	r.rowsEqual()
}
