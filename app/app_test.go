package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/phone"
)

const testKey = "rig-0123456789abcdef0123456789abcdef"

const testFile = `data: %s
time_zone: Asia/Seoul
http:    {listen: "127.0.0.1:0"}
metrics: {listen: "127.0.0.1:0"}
sip:     {udp: "127.0.0.1:0", tcp: "127.0.0.1:0", realm: callfloor}
media:   {address: 127.0.0.1, ports: %s}
api_keys:
  - {name: rig, key: "` + testKey + `", role: administrator}
trunks:
  - {name: carrier, sources: ["127.0.0.0/8"]}
services:
  - id: orders
    name: {ko: 주문, en: Orders}
    numbers: ["15880001"]
    service_level: 20s
    target: 80
    ring: 15s
    wrap_up: 2s
agents:
  - {id: kim, name: 김하나, extension: "1001", sip_password: "s3cret-kim-0001", services: {orders: 1}}
  - {id: lee, name: 이두리, extension: "1002", sip_password: "s3cret-lee-0002", services: {orders: 1}}
`

// rig is the whole product with phones and a carrier around it.
type rig struct {
	*App
	t     testing.TB
	file  string
	sound *media.Engine
	bank  *phone.Bank // of agents
	line  *phone.Phone
	said  *safeBuffer // the log
}

func start(t testing.TB, dir string) *rig {
	t.Helper()
	return startBy(t, dir, nil)
}

// startBy is start with the test's clock on the wall.
func startBy(t testing.TB, dir string, clock func() time.Time) *rig {
	t.Helper()
	file := filepath.Join(dir, "callfloor.yaml")
	if _, err := os.Stat(file); err != nil {
		text := fmt.Sprintf(testFile, filepath.Join(dir, "data"), ports())
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	said := &safeBuffer{}
	a, err := Start(t.Context(), Options{Config: cfg, File: file, Log: io.MultiWriter(testLog{t}, said), Out: io.Discard, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{App: a, t: t, file: file, said: said}
	t.Cleanup(func() { r.stopNow() })
	low, high, _ := strings.Cut(ports(), "-")
	var lo, hi uint16
	fmt.Sscan(low, &lo)
	fmt.Sscan(high, &hi)
	r.sound, err = media.New(media.Config{Addr: netip.MustParseAddr("127.0.0.1"), PortMin: lo, PortMax: hi}, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.sound.Close)
	local := netip.MustParseAddrPort("127.0.0.1:0")
	if r.bank, err = phone.NewBank(phone.Config{Listen: local, Media: r.sound}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.bank.Close)
	trunk, err := phone.NewBank(phone.Config{Listen: local, Media: r.sound})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(trunk.Close)
	r.line = trunk.NewPhone(phone.Account{User: "carrier", Registrar: a.sip.UDPAddr()})
	r.line.Say(700)
	return r
}

// stopNow stops without waiting for calls.
func (r *rig) stopNow() {
	now := make(chan struct{})
	close(now)
	if err := r.Stop(context.Background(), now); err != nil {
		r.t.Errorf("stop: %v", err)
	}
}

var (
	portMu   sync.Mutex
	nextPort = 20000
)

// ports gives each rig a range that those before it, still closing, do not use.
func ports() string {
	portMu.Lock()
	defer portMu.Unlock()
	if nextPort += 800; nextPort > 64000 {
		nextPort = 20800
	}
	return fmt.Sprintf("%d-%d", nextPort, nextPort+799)
}

// testLog shows log lines of errors in the test's output.
type testLog struct{ t testing.TB }

func (l testLog) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte(`"level":"error"`)) {
		l.t.Logf("%s", bytes.TrimSpace(b))
	}
	return len(b), nil
}

// agent registers a phone.
func (r *rig) agent(ext, password string, hz float64, a phone.Answering) *phone.Phone {
	r.t.Helper()
	p := r.bank.NewPhone(phone.Account{User: ext, Password: password, Registrar: r.sip.UDPAddr()})
	p.Say(hz)
	p.SetAnswering(a)
	if err := p.Register(r.t.Context()); err != nil {
		r.t.Fatalf("register %s: %v", ext, err)
	}
	return p
}

// api calls the API with the key and decodes the answer.
func (r *rig) api(method, path, body string, out any) int {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, "http://"+r.httpAddr+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+testKey)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	if out != nil {
		if err := json.Unmarshal(data, out); err != nil {
			r.t.Fatalf("%s %s: %d %s: %v", method, path, res.StatusCode, data, err)
		}
	}
	return res.StatusCode
}

type figures struct {
	ID            string
	Waiting       int
	Offered       int
	Answered      int
	Abandoned     int
	Left          int
	AnswerRate    *float64 `json:"answer_rate"`
	ServiceLevel  *float64 `json:"service_level"`
	LongestWaitMs int64    `json:"longest_wait_ms"`
}

func (r *rig) figures() figures {
	r.t.Helper()
	var list []figures
	if st := r.api("GET", "/figures/services", "", &list); st != 200 || len(list) == 0 {
		r.t.Fatalf("figures: %d %v", st, list)
	}
	return list[0]
}

func (r *rig) state(agent string) string {
	r.t.Helper()
	var v struct{ State, Reason string }
	r.api("GET", "/agents/"+agent, "", &v)
	if v.Reason != "" {
		return v.State + ":" + v.Reason
	}
	return v.State
}

// inTalk is whether the agent is in a call in which both hear each other: an agent who
// has just answered is talking already, and the call cannot be given on yet.
func (r *rig) inTalk(agent string) bool {
	r.t.Helper()
	var live []struct{ Phase, Agent, Peer string }
	r.api("GET", "/calls", "", &live)
	return r.state(agent) == "talking" && slices.ContainsFunc(live, func(c struct{ Phase, Agent, Peer string }) bool {
		return (c.Agent == agent || c.Peer == agent) && (c.Phase == "connected" || c.Phase == "talking_out")
	})
}

// talks waits until the agent is in talk.
func (r *rig) talks(agent string) {
	r.t.Helper()
	until(r.t, agent+" talks", func() bool { return r.inTalk(agent) })
}

func (r *rig) ready(agent string) {
	r.t.Helper()
	var v struct{ State string }
	if st := r.api("PUT", "/agents/"+agent+"/state", `{"state":"ready"}`, &v); st != 200 || v.State != "ready" && v.State != "ringing" {
		r.t.Fatalf("%s is not ready: %d %s", agent, st, v.State)
	}
}

// until waits for a condition that must come.
func until(t testing.TB, what string, cond func() bool) {
	t.Helper()
	untilIn(t, 10*time.Second, what, cond)
}

func untilIn(t testing.TB, most time.Duration, what string, cond func() bool) {
	t.Helper()
	end := time.Now().Add(most)
	for !cond() {
		if time.Now().After(end) {
			t.Fatalf("this did not come: %s", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (r *rig) dial(from string) *phone.Call {
	r.t.Helper()
	c, err := r.line.Dial("15880001", phone.DialOptions{From: from})
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

func (r *rig) wait(c *phone.Call, s phone.State) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 10*time.Second)
	defer cancel()
	if err := c.Wait(ctx, s); err != nil {
		r.t.Fatalf("the call does not reach %v: %v (status %d, %s)", s, err, c.Status(), c.Cause())
	}
}

// The journey of one call: it waits with music, rings the ready agent, both hear
// each other, wrap-up, ready again; and the API, the live connection, the rows
// and Prometheus tell the same story.
func TestTheJourneyOfACall(t *testing.T) {
	r := start(t, t.TempDir())
	conn, _, err := websocket.DefaultDialer.Dial("ws://"+r.httpAddr+"/api/v1/live?topics=services,agents,calls", http.Header{"Authorization": {"Bearer " + testKey}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	shown := make(chan map[string]any, 1000)
	go func() {
		defer close(shown)
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				return
			}
			for _, one := range frames(data) {
				var m map[string]any
				if json.Unmarshal(one, &m) != nil {
					return
				}
				shown <- m
			}
		}
	}()

	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 100 * time.Millisecond})
	answered := make(chan *phone.Call, 1)
	kim.OnCall(func(c *phone.Call) { answered <- c })
	until(t, "the phone is reachable", func() bool {
		var v struct{ Reachable bool }
		r.api("GET", "/agents/kim", "", &v)
		return v.Reachable
	})
	if f := r.figures(); f.Offered != 0 || f.AnswerRate != nil {
		t.Errorf("before any call: %+v", f)
	}

	c := r.dial("01012345678")
	r.wait(c, phone.Talking) // answered at once, with music
	until(t, "the call waits", func() bool { return r.figures().Waiting == 1 })
	r.ready("kim")
	var at *phone.Call
	select {
	case at = <-answered:
	case <-time.After(5 * time.Second):
		t.Fatal("the agent's phone does not ring")
	}
	r.wait(at, phone.Talking)
	if h := at.Header("X-Callfloor-Service"); h != "orders" {
		t.Errorf("the phone is told the service %q", h)
	}
	if from := at.Header("From"); !strings.Contains(from, "01012345678") {
		t.Errorf("the phone is told the caller %q", from)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := c.WaitTone(ctx, 440); err != nil {
		t.Errorf("the caller does not hear the agent: %v", err)
	}
	if err := at.WaitTone(ctx, 700); err != nil {
		t.Errorf("the agent does not hear the caller: %v", err)
	}
	if s := r.state("kim"); s != "talking" {
		t.Errorf("kim is %s", s)
	}
	var live []struct{ ID, Phase, Agent, Caller string }
	r.api("GET", "/calls", "", &live)
	if len(live) != 1 || live[0].Phase != "connected" || live[0].Agent != "kim" {
		t.Errorf("live calls: %+v", live)
	}
	c.Hangup()
	r.wait(at, phone.Ended)
	until(t, "wrap-up", func() bool { return r.state("kim") == "wrap_up" })
	until(t, "ready after wrap-up", func() bool { return r.state("kim") == "ready" })
	f := r.figures()
	if f.Offered != 1 || f.Answered != 1 || f.Waiting != 0 || f.ServiceLevel == nil || *f.ServiceLevel != 100 {
		t.Errorf("figures %+v", f)
	}

	// An abandoned one.
	if st := r.api("PUT", "/agents/kim/state", `{"state":"not_ready","reason":"meal"}`, nil); st != 200 {
		t.Errorf("meal: %d", st)
	}
	c2 := r.dial("01099990000")
	r.wait(c2, phone.Talking)
	until(t, "the second call waits", func() bool { return r.figures().Waiting == 1 })
	c2.Hangup()
	until(t, "abandoned", func() bool { f := r.figures(); return f.Abandoned == 1 && f.Waiting == 0 })

	// The rows say the same.
	var page struct {
		Calls []struct {
			ID, Outcome, Agent string
			WaitMs             int64 `json:"wait_ms"`
			TalkMs             int64 `json:"talk_ms"`
		}
	}
	until(t, "two rows", func() bool { r.api("GET", "/calls/history", "", &page); return len(page.Calls) == 2 })
	if page.Calls[0].Outcome != "abandoned_queue" || page.Calls[1].Outcome != "completed" || page.Calls[1].Agent != "kim" || page.Calls[1].TalkMs < 100 {
		t.Errorf("rows %+v", page.Calls)
	}
	var segs []struct{ Kind, Result string }
	until(t, "five parts", func() bool {
		r.api("GET", "/calls/history/"+page.Calls[1].ID+"/segments", "", &segs)
		return len(segs) == 4
	})
	for i, want := range []string{"queue:answered", "ring:answered", "talk:normal", "wrap_up:"} {
		if got := segs[i].Kind + ":" + segs[i].Result; got != want {
			t.Errorf("part %d is %s, want %s", i, got, want)
		}
	}
	var heard []struct {
		Role, Codec string
		Received    int
		MOS         float64
	}
	until(t, "two legs were heard", func() bool {
		r.api("GET", "/calls/history/"+page.Calls[1].ID+"/quality", "", &heard)
		return len(heard) == 2
	})
	if h := heard[0]; h.Role != "caller" || h.Received < 5 || h.MOS < 3.5 || h.Codec == "" {
		t.Errorf("the caller's leg sounded like %+v", h)
	}
	day, err := r.db.DayFigures(t.Context(), r.today())
	if err != nil {
		t.Fatal(err)
	}
	if d := day["orders"]; d.Offered != 2 || d.Answered != 1 || d.Abandoned != 1 || d.InLevel != 1 {
		t.Errorf("the rows rebuild %+v", d)
	}

	// Prometheus says the same.
	m := r.metrics()
	for _, want := range []string{
		`callfloor_queue_calls_offered_total{service="orders"} 2`, `callfloor_queue_calls_answered_total{service="orders"} 1`,
		`callfloor_queue_calls_abandoned_total{service="orders"} 1`, `callfloor_queue_calls_waiting{service="orders"} 0`,
		`callfloor_agents{service="orders",state="not_ready"} 1`, `callfloor_calls_total{direction="in",result="completed"} 1`,
	} {
		if !strings.Contains(m, want+"\n") {
			t.Errorf("metrics lack %q", want)
		}
	}

	// The wall says the same.
	conn.Close()
	last := map[string]any{}
	for m := range shown {
		rows, _ := m["rows"].([]any)
		if m["topic"] == "services" && len(rows) == 1 {
			last = rows[0].(map[string]any)
		}
	}
	if last["offered"] != 2.0 || last["answered"] != 1.0 || last["abandoned"] != 1.0 || last["waiting"] != 0.0 {
		t.Errorf("the wall's last row: %v", last)
	}
}

func (r *rig) today() string {
	st, _, err := r.floor.Snapshot(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return st.Day
}

func (r *rig) metrics() string {
	r.t.Helper()
	res, err := http.Get("http://" + r.metricsAddr + "/metrics")
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(data)
}

// An unanswered offer makes the agent not ready; the caller keeps the place and
// the next ready agent gets the call.
func TestNoAnswer(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	if st := r.api("PUT", "/services/orders", `{"name":{"ko":"주문"},"numbers":[{"number":"15880001"}],"ring":"2s","wrap_up":"0s"}`, nil); st != 200 {
		t.Fatalf("service: %d", st)
	}
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{Never: true})
	r.agent("1002", "s3cret-lee-0002", 520, phone.Answering{After: 50 * time.Millisecond})
	until(t, "phones", func() bool { return r.state("kim") == "logged_out" && len(r.sip.Registrations()) == 2 })
	r.ready("kim")
	c := r.dial("01012345678")
	r.wait(c, phone.Talking)
	until(t, "kim rings", func() bool { return r.state("kim") == "ringing" })
	r.ready("lee")
	r.talks("lee")
	if s := r.state("kim"); s != "not_ready:no_answer" {
		t.Errorf("kim is %s", s)
	}
	if f := r.figures(); f.Offered != 1 || f.Answered != 1 {
		t.Errorf("figures %+v", f)
	}
	c.Hangup()
	until(t, "lee is ready", func() bool { return r.state("lee") == "ready" })
}

// What is edited through the API stays edited over a restart and a reload, until
// the file changes it (F-81); a reload drops no call.
func TestReload(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
	r.ready("kim")
	c := r.dial("01012345678")
	r.talks("kim")

	put := `{"name":{"ko":"주문 변경"},"numbers":[{"number":"15880001"}],"target":90}`
	if st := r.api("PUT", "/services/orders", put, nil); st != 200 {
		t.Fatalf("edit: %d", st)
	}
	if st := r.api("POST", "/services", `{"id":"new","name":{"ko":"새"},"numbers":[{"number":"15889999"}]}`, nil); st != 201 {
		t.Fatalf("create: %d", st)
	}
	if st := r.api("POST", "/services", `{"id":"twice","name":{"ko":"두"},"numbers":[{"number":"15889999"}]}`, nil); st != 422 {
		t.Errorf("a doubled number: %d", st)
	}
	var refused struct{ Detail string }
	if st := r.api("POST", "/services", `{"id":"New","name":{"ko":"새"}}`, &refused); st != 422 || !strings.Contains(refused.Detail, "use small letters") {
		t.Errorf("capitals in the id of a new service: %d %q", st, refused.Detail)
	}
	if st := r.api("DELETE", "/services/orders", "", nil); st != 409 {
		t.Errorf("deleting a service with a live call: %d", st)
	}
	if st := r.api("POST", "/configuration/reload", "", nil); st != 204 {
		t.Errorf("reload: %d", st)
	}
	var sv struct{ Target int }
	if r.api("GET", "/services/orders", "", &sv); sv.Target != 90 {
		t.Errorf("the edit is gone after a reload: %+v", sv)
	}
	edit(t, r.file, "target: 80", "target: 70")
	if st := r.api("POST", "/configuration/reload", "", nil); st != 204 {
		t.Errorf("reload: %d", st)
	}
	if r.api("GET", "/services/orders", "", &sv); sv.Target != 70 {
		t.Errorf("the file changed and does not count: %+v", sv)
	}
	edit(t, r.file, "target: 70", "target: 700")
	var p struct{ Detail string }
	if st := r.api("POST", "/configuration/reload", "", &p); st != 422 || !strings.Contains(p.Detail, "target: 700 is out of range") {
		t.Errorf("a broken file: %d %s", st, p.Detail)
	}
	if s := r.state("kim"); s != "talking" || c.State() != phone.Talking {
		t.Errorf("the reload touched the call: kim %s, call %v", s, c.State())
	}
	edit(t, r.file, "target: 700", "target: 70")
	if st := r.api("PUT", "/services/orders", put, nil); st != 200 {
		t.Fatalf("edit: %d", st)
	}
	r.stopNow()
	g := start(t, dir)
	if g.api("GET", "/services/orders", "", &sv); sv.Target != 90 {
		t.Errorf("the edit is gone after a restart: %+v", sv)
	}
	if st := g.api("GET", "/services/new", "", nil); st != 200 {
		t.Errorf("the new service is gone: %d", st)
	}
}

func edit(t testing.TB, file, from, to string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, bytes.Replace(data, []byte(from), []byte(to), 1), 0o600); err != nil {
		t.Fatal(err)
	}
}

// SIGTERM drains: new calls get 503, the call that is up may end, then the
// program stops (F-80).
func TestDrain(t *testing.T) {
	r := start(t, t.TempDir())
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
	r.ready("kim")
	c := r.dial("01012345678")
	r.talks("kim")
	stopped := make(chan error, 1)
	go func() { stopped <- r.Stop(context.Background(), make(chan struct{})) }()
	until(t, "draining", func() bool { return r.App.ready.err() != nil })
	c2 := r.dial("01099990000")
	r.wait(c2, phone.Ended)
	if c2.Status() != 503 {
		t.Errorf("a new call while draining: %d", c2.Status())
	}
	select {
	case err := <-stopped:
		t.Fatalf("stopped under a live call: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	c.Hangup()
	select {
	case err := <-stopped:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the program does not stop when the last call has ended")
	}
}

// Bad starts say what is wrong.
func TestBadStarts(t *testing.T) {
	r := start(t, t.TempDir())
	cfg, err := config.Load(r.file)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		change func(*config.Config)
		want   string
	}{
		"busy web port":   {func(c *config.Config) { c.HTTP.Listen = r.httpAddr }, "http.listen: cannot listen on " + r.httpAddr},
		"foreign address": {func(c *config.Config) { c.SIP.UDP = "192.0.2.77:5060" }, "it is not an address of this machine"},
		"busy SIP port":   {func(c *config.Config) { c.SIP.UDP = r.sip.UDPAddr().String() }, "is another program"},
		"no folder":       {func(c *config.Config) { c.Data = filepath.Join(r.file, "data") }, "must be a folder that the user of this program may write"},
		"no database":     {func(c *config.Config) { c.Database = "postgres://x:y@127.0.0.1:1/z" }, "PostgreSQL"},
	} {
		c := *cfg
		c.Data = filepath.Join(t.TempDir(), "data")
		tc.change(&c)
		_, err := Start(t.Context(), Options{Config: &c, Log: io.Discard, Out: io.Discard})
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
