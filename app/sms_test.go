package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/sms"
)

// A message that is sent by the API goes to the provider, and every answer says that the
// local one delivers nowhere; the metrics count it.
func TestMessagesGoOut(t *testing.T) {
	r := start(t, t.TempDir())
	var sent struct {
		ID       string
		Delivers bool
		States   sms.Counts
	}
	if st := r.api("POST", "/sms/sends", `{"sender":"15880001","body":"{이름}님, 안녕하세요","recipients":[{"number":"010-1234-5678","name":"김하나"},{"number":"01087654321","name":"이두리"}]}`, &sent); st != 201 || sent.Delivers {
		t.Fatalf("%d %+v", st, sent)
	}
	until(t, "both are taken", func() bool {
		r.api("GET", "/sms/sends/"+sent.ID, "", &sent)
		return sent.States[sms.Taken] == 2
	})
	var page struct {
		Delivers bool
		Items    []struct{ Text, Number, State, Provider string }
	}
	if st := r.api("GET", "/sms/messages?send="+sent.ID, "", &page); st != 200 || page.Delivers || len(page.Items) != 2 || page.Items[0].Provider != "local" || !strings.HasSuffix(page.Items[0].Text, "님, 안녕하세요") {
		t.Errorf("%d %+v", st, page)
	}
	for _, want := range []string{
		`callfloor_sms_messages_total{provider="local",result="accepted",type="sms"} 2`, `callfloor_sms_scheduled 0`, `callfloor_sms_paused{type="alimtalk"} 0`, `callfloor_sms_paused{type="sms"} 0`, `callfloor_sms_unknown 0`,
		`callfloor_sms_provider_request_seconds_count{operation="send",provider="local"} 2`, `callfloor_sms_provider_errors_total{class="unknown",provider="local"} 0`,
		`callfloor_sms_provider_errors_total{class="account",provider="local"} 0`, `callfloor_sms_messages_total{provider="local",result="failed",type="alimtalk"} 0`, // an increase from nothing is none
	} {
		if !strings.Contains(r.metrics(), want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	refused := `{"sender":"15880001","body":"x","recipients":[{"number":"01012345678"},{"number":"01012345670"}]}`
	if st := r.api("PATCH", "/settings", `{"values":{"sms.per_number_minute":"1"}}`, nil); st != 200 {
		t.Fatal(st)
	}
	if st := r.api("POST", "/sms/sends", refused, nil); st != 429 {
		t.Errorf("a second message within the minute: %d", st)
	}
	if m := r.metrics(); !strings.Contains(m, `callfloor_sms_limited_total{limit="minute"} 2`) || !strings.Contains(m, `callfloor_sms_limited_total{limit="budget"} 0`) {
		t.Error("what a limit refused is not counted")
	}
	// What the deletion of a person cancels is counted as what a person cancels.
	var person struct{ ID string }
	if st := r.api("POST", "/customers", `{"name":"박셋","phones":[{"number":"010-3333-4444"}]}`, &person); st != 201 {
		t.Fatal(st)
	}
	due := time.Now().Add(time.Hour).Format(time.RFC3339)
	if st := r.api("POST", "/sms/sends", `{"sender":"15880001","body":"x","at":"`+due+`","recipients":[{"number":"01033334444"},{"number":"01055556666"}]}`, nil); st != 201 {
		t.Fatal(st)
	}
	if st := r.api("POST", "/customers/"+person.ID+"/delete", `{"reason":"요청"}`, nil); st != 200 {
		t.Fatal(st)
	}
	if m := r.metrics(); !strings.Contains(m, `callfloor_sms_messages_total{provider="local",result="cancelled",type="sms"} 1`) {
		t.Error("what the deletion of a person cancels is not counted")
	}
	if log := r.said.String(); strings.Contains(log, "안녕하세요") || strings.Contains(log, "12345678") {
		t.Errorf("the log tells texts or numbers (W-20):\n%s", log)
	}
}

// httpGateway is a provider over HTTP, in the parent of the program that is killed: it counts
// what it takes, and cuts requests off.
type httpGateway struct {
	mu   sync.Mutex
	took map[string]int
	n    int
}

func (g *httpGateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var b sms.Batch
	if err := json.NewDecoder(r.Body).Decode(&b); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	var list []sms.Answer
	for _, m := range b.Messages {
		a := sms.Answer{ID: m.ID, Status: sms.NotThere}
		if r.URL.Path == "/send" {
			g.took[m.ID]++
		}
		if g.took[m.ID] > 0 {
			a.Status, a.Ref = sms.Accepted, sms.Ref{Request: m.ID}
		}
		list = append(list, a)
	}
	if g.n++; r.URL.Path == "/send" && g.n%20 == 0 {
		panic(http.ErrAbortHandler) // taken, and nobody is told
	}
	time.Sleep(2 * time.Millisecond) // so that a kill falls into it
	json.NewEncoder(w).Encode(list)  //nolint:errcheck // who was killed hears nothing
}

// overHTTP is the provider in the program.
type overHTTP struct {
	sms.Local
	url string
}

func (o overHTTP) Name() string { return "http" }
func (o overHTTP) Able() sms.Abilities {
	return sms.Abilities{Kinds: []sms.Kind{sms.SMS}, Recipients: 5}
}

func (o overHTTP) ask(ctx context.Context, path string, b sms.Batch) (list []sms.Answer, _ error) {
	data, err := json.Marshal(b)
	if err != nil {
		return nil, &sms.Fault{Class: sms.Never, Code: "json", Err: err}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.url+path, bytes.NewReader(data))
	if err != nil {
		return nil, &sms.Fault{Class: sms.Never, Code: "url", Err: err}
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, &sms.Fault{Class: sms.Unknown, Code: "cut", Err: err}
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&list); err != nil {
		return nil, &sms.Fault{Class: sms.Unknown, Code: "cut", Err: err}
	}
	return list, nil
}

func (o overHTTP) Send(ctx context.Context, b sms.Batch) ([]sms.Answer, error) {
	return o.ask(ctx, "/send", b)
}

func (o overHTTP) Find(ctx context.Context, b sms.Batch, _ time.Time) ([]sms.Answer, error) {
	return o.ask(ctx, "/find", b)
}

// smsChild names the configuration of the program that TestSMSKill9 kills, and smsURL its
// provider.
const (
	smsChild = "CALLFLOOR_TEST_SMS_CHILD"
	smsURL   = "CALLFLOOR_TEST_SMS_URL"
)

// TestSMSChild is the program that TestSMSKill9 kills; by itself it is no test.
func TestSMSChild(t *testing.T) {
	file := os.Getenv(smsChild)
	if file == "" {
		return
	}
	config.SMSProviders = append(config.SMSProviders, "http")
	smsProviders["http"] = func(*App) (sms.Provider, bool, error) { return overHTTP{url: os.Getenv(smsURL)}, true, nil }
	cfg, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Start(context.Background(), Options{Config: cfg, File: file, Log: os.Stderr, Out: io.Discard}); err != nil {
		t.Fatal(err)
	}
	select {} // until it is killed
}

// kill -9 of the whole program, again and again while it sends: each message that was
// answered for by the API is taken once by the provider, and none twice (F-05).
func TestSMSKill9(t *testing.T) {
	g := &httpGateway{took: map[string]int{}}
	gateway := httptest.NewServer(g)
	defer gateway.Close()
	dir := t.TempDir()
	text, httpAddr, _ := fixedPorts(t, fmt.Sprintf(testFile, filepath.Join(dir, "data"), ports()))
	text += "sms: {provider: http, senders: [{number: \"15880001\", name: 대표}]}\n"
	file := filepath.Join(dir, "callfloor.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	live := func() *process {
		p := &process{t: t, http: httpAddr, log: &safeBuffer{}}
		p.cmd = exec.Command(os.Args[0], "-test.run=^TestSMSChild$", "-test.timeout=5m")
		p.cmd.Env = append(os.Environ(), smsChild+"="+file, smsURL+"="+gateway.URL)
		p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
		if err := p.cmd.Start(); err != nil {
			t.Fatal(err)
		}
		end := time.Now().Add(90 * time.Second) // the race detector on a machine that does other things
		for {
			if st, _ := p.api("GET", "/health", ""); st == 200 {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("the program does not start within 90 s; it said: %s", p.log)
			}
			time.Sleep(20 * time.Millisecond)
		}
		return p
	}
	kill := func(p *process) {
		p.cmd.Process.Signal(syscall.SIGKILL) //nolint:errcheck // it lives
		p.cmd.Wait()                          //nolint:errcheck // killed
	}
	p := live()
	defer func() { kill(p) }()
	if st, body := p.api("PATCH", "/settings", `{"values":{"sms.per_number_minute":"0","sms.per_number_day":"0","sms.per_address_hour":"0","sms.bulk_from":"0"}}`); st != 200 {
		t.Fatalf("%d %s", st, body)
	}
	// Each send has a key: what was not answered for is sent once more.
	type want struct{ key, body string }
	var wants []want
	for i := range 40 {
		var to []string
		for j := range 10 {
			to = append(to, fmt.Sprintf(`{"number":"010%04d%04d"}`, i+1000, j))
		}
		wants = append(wants, want{fmt.Sprint("k", i), `{"sender":"15880001","body":"안녕하세요","recipients":[` + strings.Join(to, ",") + `]}`})
	}
	kills := 0
	for len(wants) > 0 || kills < 12 {
		dies := time.After(time.Duration(20+rand.IntN(80)+10*kills) * time.Millisecond)
		for alive := true; alive; {
			select {
			case <-dies:
				alive = false
			default:
				if len(wants) == 0 {
					time.Sleep(time.Millisecond)
					continue
				}
				if st, body := p.send(wants[0].key, wants[0].body); st == 201 {
					wants = wants[1:]
				} else if st != 0 && st != 503 {
					t.Fatalf("%d %s", st, body)
				}
			}
		}
		kill(p)
		kills++
		p = live()
	}
	until(t, "all 400 are taken", func() bool {
		_, data := p.api("GET", "/sms/figures", "")
		var v struct{ Today sms.Counts }
		return json.Unmarshal(data, &v) == nil && v.Today[sms.Taken] == 400
	})
	g.mu.Lock()
	defer g.mu.Unlock()
	twice := 0
	for id, n := range g.took {
		if n != 1 {
			twice++
			t.Errorf("%s was taken %d times", id, n)
		}
	}
	if len(g.took) != 400 {
		t.Errorf("%d of 400 messages were taken", len(g.took))
	}
	t.Logf("400 messages, %d kills, %d requests, %d twice", kills, g.n, twice)
}

// send is a request with an Idempotency-Key; 0: no answer came.
func (p *process) send(key, body string) (int, []byte) {
	req, err := http.NewRequest("POST", "http://"+p.http+"/api/v1/sms/sends", strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+testKey)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil
	}
	return res.StatusCode, data
}

// toldProvider is told things over HTTP.
type toldProvider struct {
	sms.Local
	http.Handler
	path string
}

func (p toldProvider) Path() string { return p.path }

// What a provider is told comes to it at its own path alone.
func TestProvidersAreTold(t *testing.T) {
	if hooked(sms.Local{}) != nil || hooked(toldProvider{}) != nil {
		t.Error("the local outbox is told nothing")
	}
	told := 0
	h := hooked(toldProvider{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { told++; w.WriteHeader(http.StatusNoContent) }), path: "/hooks/sms/nhn/secret"})
	for path, want := range map[string]int{"/hooks/sms/nhn/secret": 204, "/hooks/sms/nhn/other": 404, "/hooks/sms/": 404} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("POST", path, nil))
		if w.Code != want {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if told != 1 {
		t.Errorf("it was told %d times", told)
	}
}
