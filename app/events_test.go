package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/client"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/sip/phone"
)

// crm is a program that events are posted to.
type crm struct {
	*httptest.Server
	secret string

	mu     sync.Mutex
	events []cti.Event
	status int // 0 is 204
	bad    int // posts without a good signature
	posts  int
}

func newCRM(t *testing.T) *crm {
	c := &crm{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.posts++
		var e cti.Event
		if err != nil || json.Unmarshal(body, &e) != nil || e.ID != r.Header.Get(cti.HeaderEventID) || e.Type != r.Header.Get(cti.HeaderEvent) ||
			!cti.Verify(c.secret, r.Header.Get(cti.HeaderSignature), time.Now(), body) {
			c.bad++
		}
		if c.status != 0 {
			w.WriteHeader(c.status)
			return
		}
		c.events = append(c.events, e)
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(c.Close)
	return c
}

func (c *crm) types() (list []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range c.events {
		list = append(list, e.Type)
	}
	return list
}

func (c *crm) set(fn func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fn()
}

// A program that listens is told a whole call, in order, with the client in Go; one
// that comes back gets what it missed; a webhook is posted the same, signed, with
// masked numbers, tried again after a failure, replayed with the same ids.
func TestEventsForPrograms(t *testing.T) {
	r := start(t, t.TempDir())
	edit(t, r.file, `api_keys:`, "webhooks: {allow: [\"127.0.0.1/32\"]}\napi_keys:")
	r.stopNow()
	r = start(t, filepath.Dir(r.file))
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
	_ = kim
	crm := newCRM(t)
	var made struct{ ID, Secret string }
	if st := r.api("POST", "/webhooks", `{"url":"`+crm.URL+`/in"}`, &made); st != 201 || len(made.Secret) < 20 {
		t.Fatalf("webhook: %d %+v", st, made)
	}
	crm.set(func() { crm.secret = made.Secret })
	var tried struct {
		Delivered bool
		Error     string
	}
	if st := r.api("POST", "/webhooks/"+made.ID+"/test", "", &tried); st != 200 || !tried.Delivered {
		t.Errorf("test: %d %+v", st, tried)
	}
	crm.set(func() { crm.events, crm.bad = nil, 0 })

	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	c := client.New("http://"+r.httpAddr, testKey)
	var mu sync.Mutex
	var heard []cti.Event
	listen, stop := context.WithCancel(ctx)
	var listening sync.WaitGroup
	follow := func(after uint64) {
		listening.Go(func() {
			err := c.Events(listen, client.EventOptions{After: after}, func(e cti.Event) error {
				mu.Lock()
				defer mu.Unlock()
				heard = append(heard, e)
				return nil
			})
			if listen.Err() == nil {
				t.Errorf("events: %v", err)
			}
		})
	}
	all := func() []cti.Event { mu.Lock(); defer mu.Unlock(); return slices.Clone(heard) }
	has := func(kind string) bool {
		return slices.ContainsFunc(all(), func(e cti.Event) bool { return e.Type == kind })
	}
	follow(0)
	until(t, "somebody listens", func() bool {
		if err := c.SetState(ctx, "kim", "not_ready", "meal"); err != nil {
			t.Fatal(err)
		}
		if err := c.SetState(ctx, "kim", "ready", ""); err != nil {
			t.Fatal(err)
		}
		return has(cti.AgentStateChanged)
	})
	call, err := r.line.Dial("15880001", phone.DialOptions{From: "01012345678"})
	if err != nil {
		t.Fatal(err)
	}
	until(t, "answered", func() bool { return has(cti.CallAnswered) })
	if err := c.Hold(ctx, string(all()[len(all())-1].Call), true); err != nil {
		t.Fatal(err)
	}
	until(t, "held", func() bool { return has(cti.CallHeld) })
	stop() // away from here on
	listening.Wait()
	place := all()[len(all())-1].Seq
	call.Hangup()
	until(t, "the state afterwards", func() bool { return r.state("kim") == "ready" })
	listen, stop = context.WithCancel(ctx)
	defer stop()
	follow(place)
	until(t, "what was missed", func() bool { return has(cti.WrapUpEnded) })
	stop()
	listening.Wait()
	var order []string
	seen := map[string]bool{}
	for _, e := range all() {
		if seen[e.ID] {
			t.Errorf("%s came twice", e.ID)
		}
		seen[e.ID] = true
		if e.Call != "" && e.Type != cti.AgentStateChanged {
			order = append(order, e.Type)
		}
	}
	want := []string{cti.CallQueued, cti.CallOffered, cti.CallAnswered, cti.CallHeld, cti.WrapUpStarted, cti.CallEnded}
	if !slices.Equal(order, want) {
		t.Errorf("the call is told as %q, want %q", order, want)
	}
	for _, e := range all() {
		if e.Type == cti.CallEnded && (e.Caller != "01012345678" || e.Agent != "kim" || e.Outcome != "completed" || e.TalkMs == nil) {
			t.Errorf("the end is told as %+v", e)
		}
	}

	until(t, "all of it posted", func() bool { return slices.Contains(crm.types(), cti.WrapUpEnded) })
	crm.set(func() {
		for _, e := range crm.events {
			if strings.Contains(e.Caller, "12345678") {
				t.Errorf("a whole number was posted: %+v", e)
			}
		}
		if crm.bad != 0 {
			t.Errorf("%d posts without a good signature", crm.bad)
		}
		crm.events = nil
		crm.status = 503
	})
	begin := time.Now().Add(-time.Minute).UTC().Format(time.RFC3339)
	if err := c.SetState(ctx, "kim", "not_ready", "rest"); err != nil {
		t.Fatal(err)
	}
	var list []cti.Delivery
	until(t, "a failed post", func() bool {
		return r.api("GET", "/webhooks/"+made.ID+"/deliveries?state=queued", "", &list) == 200 && len(list) > 0 && list[0].Status == 503 && list[0].Attempts == 1 && !list[0].Next.IsZero()
	})
	crm.set(func() { crm.status = 0 })
	var replayed struct{ Events int }
	if st := r.api("POST", "/webhooks/"+made.ID+"/replay", `{"from":"`+begin+`","to":"`+time.Now().Add(time.Minute).UTC().Format(time.RFC3339)+`"}`, &replayed); st != 200 || replayed.Events < 10 {
		t.Errorf("replay: %d %+v", st, replayed)
	}
	until(t, "replayed, and the failed one after its pause", func() bool {
		n := 0
		for _, k := range crm.types() {
			if k == cti.CallEnded {
				n++
			}
		}
		return n == 1 && r.api("GET", "/webhooks/"+made.ID+"/deliveries?state=queued", "", &list) == 200 && len(list) == 0
	})

	// Nothing inside the house is posted to, and nobody but an administrator says where.
	if st := r.api("POST", "/webhooks", `{"url":"http://127.0.0.2:1/x"}`, &made); st != 201 {
		t.Fatalf("webhook: %d", st)
	}
	if r.api("POST", "/webhooks/"+made.ID+"/test", "", &tried); tried.Delivered || !strings.Contains(tried.Error, "webhooks.allow") {
		t.Errorf("posted inside: %+v", tried)
	}
	for _, body := range []string{`{"url":"ftp://x"}`, `{"url":"https://a:b@x"}`, `{"url":"https://x","types":["call.nothing"]}`} {
		if st := r.api("POST", "/webhooks", body, nil); st != 422 {
			t.Errorf("%s: %d", body, st)
		}
	}
}

// kill -9 in the middle: every event that became true is posted, before or after, with
// one id.
func TestWebhooksSurviveKill(t *testing.T) {
	crm := newCRM(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "callfloor.yaml")
	text, addr, _ := fixedPorts(t, fmt.Sprintf(testFile, filepath.Join(dir, "data"), ports()))
	text = strings.Replace(text, "api_keys:", "webhooks: {allow: [\"127.0.0.1/32\"]}\napi_keys:", 1)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := launch(t, file, addr)
	var made struct{ ID, Secret string }
	st, data := p.api("POST", "/webhooks", `{"url":"`+crm.URL+`","types":["agent.state_changed"]}`)
	if err := json.Unmarshal(data, &made); st != 201 || err != nil {
		t.Fatalf("webhook: %d %s", st, data)
	}
	crm.set(func() { crm.secret, crm.status = made.Secret, 500 })
	states := 0
	for i := range 3 {
		for range 10 {
			for _, body := range []string{`{"state":"not_ready","reason":"meal"}`, `{"state":"not_ready","reason":"rest"}`} {
				if st, data := p.api("PUT", "/agents/kim/state", body); st != 200 {
					t.Fatalf("state: %d %s", st, data)
				}
				states++
			}
		}
		if err := p.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		p.cmd.Wait() //nolint:errcheck // killed
		if i == 2 {
			crm.set(func() { crm.status = 0 })
		}
		p = launch(t, file, addr)
	}
	if st, data := p.api("POST", "/webhooks/"+made.ID+"/replay", `{"from":"2020-01-01T00:00:00Z","to":"2100-01-01T00:00:00Z"}`); st != 200 {
		t.Fatalf("replay: %d %s", st, data)
	}
	ids := func() (n, twice int) {
		crm.mu.Lock()
		defer crm.mu.Unlock()
		seen := map[string]cti.Event{}
		for _, e := range crm.events {
			if old, ok := seen[e.ID]; ok && old.Reason != e.Reason {
				twice++
			}
			seen[e.ID] = e
		}
		for _, e := range seen {
			if e.Agent == "kim" && (e.Reason == "meal" || e.Reason == "rest") {
				n++
			}
		}
		return n, twice
	}
	limit := time.Now().Add(20 * time.Second)
	for n, _ := ids(); n < states && time.Now().Before(limit); n, _ = ids() {
		time.Sleep(100 * time.Millisecond)
	}
	if n, twice := ids(); n != states || twice != 0 {
		t.Errorf("%d of %d events were posted, %d ids were used twice", n, states, twice)
	}
}
