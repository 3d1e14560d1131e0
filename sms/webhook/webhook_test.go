package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/internal/naive"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	secret = "0123456789abcdef0123456789abcdef"
	token  = "abcdefghijklmnopqrstuvwx"
)

// receiver is a program that somebody wrote by docs/sms-providers.md: it takes whatever is
// posted, as often as it is, and fails as it is told to.
type receiver struct {
	t     *testing.T
	mu    sync.Mutex
	now   time.Time
	times map[string]int // how often an id was taken
	have  map[string]bool
	posts []Post
	fails func(n int) string // of the nth post
	n     int
}

func (v *receiver) clock() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.now
}

func (v *receiver) turn(d time.Duration) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.now = v.now.Add(d)
}

func (v *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if r.Method == http.MethodGet {
		v.look(w, r)
		return
	}
	if !cti.Verify(secret, r.Header.Get(cti.HeaderSignature), v.clock(), body) {
		http.Error(w, `{"code":"signature","text":"not signed by you"}`, http.StatusForbidden)
		return
	}
	var p Post
	if err := json.Unmarshal(body, &p); err != nil || p.Request != r.Header.Get(HeaderRequest) || r.Header.Get("Content-Type") != "application/json;charset=UTF-8" {
		v.t.Errorf("%s: %v", body, err)
	}
	v.mu.Lock()
	v.n++
	how := ""
	if v.fails != nil {
		how = v.fails(v.n)
	}
	var out []Result
	if how != "refuse" && how != "429" {
		v.posts = append(v.posts, p)
		for i, m := range p.Messages {
			one := Result{ID: m.ID, Ref: "r-" + m.ID, Status: sms.Accepted}
			switch {
			case m.To == "010bad":
				one = Result{ID: m.ID, Status: sms.Rejected, Code: "number", Text: "no such\nnumber"}
			case how == "half" && i%2 == 1:
				continue
			default:
				v.times[m.ID]++
				v.have[m.ID] = true
			}
			out = append(out, one)
		}
	}
	v.mu.Unlock()
	switch how {
	case "timeout":
		select {
		case <-r.Context().Done():
		case <-time.After(3 * time.Second):
		}
	case "reset", "refuse":
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			conn.(*net.TCPConn).SetLinger(0) //nolint:errcheck // it is cut anyhow
			conn.Close()                     //nolint:errcheck // as above
		}
	case "500", "429":
		n := 0
		fmt.Sscan(how, &n) //nolint:errcheck // a number of ours
		http.Error(w, "secret words", n)
	case "garbage":
		fmt.Fprint(w, "OK")
	default:
		json.NewEncoder(w).Encode(map[string]any{"results": out}) //nolint:errcheck // the test sees it
	}
}

func (v *receiver) look(w http.ResponseWriter, r *http.Request) {
	if !cti.Verify(secret, r.Header.Get(cti.HeaderSignature), v.clock(), []byte(r.URL.RawQuery)) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	var out []Result
	for _, id := range r.URL.Query()["id"] {
		switch {
		case strings.HasSuffix(id, "silent"):
		case v.have[id]:
			out = append(out, Result{ID: id, Ref: "r-" + id, Status: sms.Delivered, Parts: 1})
		default:
			out = append(out, Result{ID: id, Status: sms.NotThere})
		}
	}
	json.NewEncoder(w).Encode(map[string]any{"results": out}) //nolint:errcheck // the test sees it
}

func pairUp(t *testing.T, with func(*Config)) (*Provider, *receiver) {
	t.Helper()
	v := &receiver{t: t, now: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC), times: map[string]int{}, have: map[string]bool{}}
	srv := httptest.NewServer(v)
	c := Config{URL: srv.URL + "/messages", Secret: secret, Timeout: centre.Duration(time.Second), Allow: []string{"127.0.0.1"}, Lookup: true, Kinds: []string{"sms", "mms"}, Token: token}
	if with != nil {
		with(&c)
	}
	p, err := New(c, sms.Around{Now: v.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Close() //nolint:errcheck // it returns none
		srv.CloseClientConnections()
		srv.Close()
	})
	return p, v
}

func batch(id string, numbers ...string) sms.Batch {
	b := sms.Batch{ID: id, Kind: sms.SMS, Sender: "15880001", Body: "주문하신 컵이 발송되었습니다. <b>"}
	for i, n := range numbers {
		b.Messages = append(b.Messages, sms.Outgoing{ID: fmt.Sprintf("%s-%d", id, i), Recipient: n})
	}
	return b
}

func told(list []sms.Answer) string {
	var out []string
	for _, a := range list {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", a.ID, a.Status, a.Code)))
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func classed(err error) string {
	var f *sms.Fault
	if !errors.As(err, &f) {
		return fmt.Sprint(err)
	}
	return fmt.Sprintf("%s %s", f.Class, f.Code)
}

// A batch is posted once, signed, with everything that a receiver needs; the answer counts
// message by message.
func TestSend(t *testing.T) {
	p, v := pairUp(t, nil)
	b := batch("B", "01012345678", "010bad")
	b.Kind, b.Title, b.Advert, b.Images = sms.MMS, "안내", true, []sms.Image{{Name: "a.jpg", Data: []byte{1, 2}}}
	answers, err := p.Send(t.Context(), b)
	if err != nil || told(answers) != "B-0 accepted; B-1 rejected number" || answers[0].Ref.Request != "r-B-0" || answers[1].Text != "no such number" {
		t.Fatalf("%+v %v", answers, err)
	}
	got := v.posts[0]
	if got.Batch != "B" || got.Kind != "mms" || !got.Advert || got.Sender != "15880001" || got.Title != "안내" || got.Body != b.Body || len(got.Images) != 1 || got.Images[0].Type != "image/jpeg" || len(got.Images[0].Data) != 2 || got.Messages[0].To != "01012345678" {
		t.Errorf("%+v", got)
	}
	if _, err := p.Send(t.Context(), b); err != nil || v.posts[1].Request != got.Request {
		t.Errorf("the same messages have another identifier: %v", err)
	}
	less := b
	less.Messages = b.Messages[1:]
	if _, err := p.Send(t.Context(), less); err != nil || v.posts[2].Request == got.Request {
		t.Errorf("other messages have the same identifier: %v", err)
	}
	b.Kind = sms.Alimtalk
	if _, err := p.Send(t.Context(), b); classed(err) != "never kind" {
		t.Errorf("%s", classed(err))
	}
}

// Whatever goes wrong, what may have been taken is looked for; nothing of an answer's words
// is part of an error, unless it is JSON that says code and text.
func TestFaults(t *testing.T) {
	for _, c := range []struct{ how, want, find string }{
		{"timeout", "unknown timeout", "delivered"}, {"reset", "unknown cut", "delivered"}, {"refuse", "unknown cut", "not_there"}, {"500", "unknown http_500", "delivered"},
		{"429", "again http_429", "not_there"}, {"garbage", "unknown answer", "delivered"},
	} {
		p, v := pairUp(t, nil)
		v.fails = func(int) string { return c.how }
		b, sent := batch("B", "01012345678"), v.clock()
		_, err := p.Send(t.Context(), b)
		if classed(err) != c.want || strings.Contains(fmt.Sprint(err), "secret words") {
			t.Errorf("%s: %v", c.how, err)
		}
		first := c.find
		if first == "not_there" {
			first = "undecided" // its post may still be on its way
		}
		for _, want := range []string{first, c.find} {
			found, err := p.Find(t.Context(), b, sent)
			if err != nil || len(found) != 1 || string(found[0].Status) != want {
				t.Errorf("%s: %s %v, want %s", c.how, told(found), err, want)
			}
			v.turn(3 * time.Minute)
		}
	}
	p, v := pairUp(t, func(c *Config) { c.Secret = strings.Repeat("x", 32) })
	if _, err := p.Send(t.Context(), batch("B", "01012345678")); classed(err) != "account signature" || !strings.Contains(err.Error(), "not signed by you") {
		t.Errorf("%v", err)
	}
	if _, err := p.Find(t.Context(), batch("B", "01012345678"), v.clock()); err == nil {
		t.Error("a search that is refused finds something")
	}
}

// One that the receiver does not speak of is not decided; a receiver without lookup cannot
// be asked.
func TestFind(t *testing.T) {
	p, v := pairUp(t, nil)
	b := batch("B", "01012345678")
	b.Messages = append(b.Messages, sms.Outgoing{ID: "B-silent", Recipient: "01012345678"})
	sent := v.clock()
	v.turn(time.Hour)
	if found, err := p.Find(t.Context(), b, sent); err != nil || told(found) != "B-0 not_there; B-silent undecided looking" {
		t.Errorf("%s %v", told(found), err)
	}
	blind, _ := pairUp(t, func(c *Config) { c.Lookup = false })
	if found, err := blind.Find(t.Context(), b, sent); err != nil || told(found) != "B-0 cannot_say cannot_say; B-silent cannot_say cannot_say" {
		t.Errorf("%s %v", told(found), err)
	}
}

type kept struct {
	answers []sms.Answer
	came    []sms.Incoming
	fails   error
}

func (k *kept) Answered(_ context.Context, _ string, list []sms.Answer) error {
	k.answers = append(k.answers, list...)
	return k.fails
}

func (k *kept) CameIn(_ context.Context, m sms.Incoming) error {
	k.came = append(k.came, m)
	return k.fails
}

// What is posted to us is signed and fresh, and answered when it is kept.
func TestTold(t *testing.T) {
	p, v := pairUp(t, nil)
	k := &kept{}
	post := func(sign, body string) int {
		r := httptest.NewRequest(http.MethodPost, p.Path(), strings.NewReader(body))
		r.Header.Set(cti.HeaderSignature, sign)
		w := httptest.NewRecorder()
		p.ServeHTTP(w, r)
		return w.Code
	}
	body := `{"results":[{"id":"B-0","ref":"r","status":"delivered","parts":2},{"ref":"r2","status":"failed","code":"27","text":"off"},{"id":"B-1","status":"not_there"},{"status":"failed"}],
		"incoming":[{"id":"in-1","from":"01012345678","to":"15880001","body":"네","media":["https://x"],"at":"2026-11-20T10:00:00+09:00"}]}`
	good := cti.Sign(secret, v.clock(), []byte(body))
	if got := post(good, body); got != http.StatusServiceUnavailable {
		t.Errorf("before anybody keeps it: %d", got)
	}
	p.Receive(k)
	for name, c := range map[string]struct {
		sign, body string
		want       int
	}{
		"no signature": {"", body, 403},
		"another":      {cti.Sign("x", v.clock(), []byte(body)), body, 403},
		"changed":      {good, body + " ", 403},
		"old":          {cti.Sign(secret, v.clock().Add(-6*time.Minute), []byte(body)), body, 403},
		"no JSON":      {cti.Sign(secret, v.clock(), []byte("x")), "x", 400},
	} {
		if got := post(c.sign, c.body); got != c.want {
			t.Errorf("%s: %d", name, got)
		}
	}
	if got := post(good, body); got != http.StatusOK || told(k.answers) != "B-0 delivered; failed 27" || k.answers[0].Parts != 2 || len(k.came) != 1 || k.came[0].ID != "in-1" || k.came[0].Provider != "webhook" || !slices.Equal(k.came[0].Media, []string{"https://x"}) {
		t.Errorf("%d %+v %+v", got, k.answers, k.came)
	}
	for err, want := range map[error]int{errors.New("disk full"): 503, fault.New(fault.Invalid, "no number"): 422} {
		k.fails = err
		if got := post(good, body); got != want {
			t.Errorf("%v: %d", err, got)
		}
	}
	deaf, _ := pairUp(t, func(c *Config) { c.Token = "" })
	w := httptest.NewRecorder()
	deaf.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	if deaf.Path() != "" || w.Code != http.StatusNotFound {
		t.Errorf("%q %d", deaf.Path(), w.Code)
	}
}

// A message without an identifier is known by who wrote what to which number when: posted
// again it has the same one, and another has another. Without the time it has none, and who
// keeps messages refuses it.
func TestNamelessMessages(t *testing.T) {
	p, v := pairUp(t, nil)
	k := &kept{}
	p.Receive(k)
	name := func(fields string) string {
		t.Helper()
		body := `{"incoming":[{` + fields + `}]}`
		r := httptest.NewRequest(http.MethodPost, p.Path(), strings.NewReader(body))
		r.Header.Set(cti.HeaderSignature, cti.Sign(secret, v.clock(), []byte(body)))
		w := httptest.NewRecorder()
		if p.ServeHTTP(w, r); w.Code != http.StatusOK {
			t.Fatalf("%d", w.Code)
		}
		return k.came[len(k.came)-1].ID
	}
	const once = `"from":"01012345678","to":"15880001","body":"네","at":"2026-11-20T10:00:00+09:00"`
	seen := map[string]string{}
	for _, other := range []string{
		once, `"from":"01012345679","to":"15880001","body":"네","at":"2026-11-20T10:00:00+09:00"`, `"from":"01012345678","to":"15880002","body":"네","at":"2026-11-20T10:00:00+09:00"`,
		`"from":"01012345678","to":"15880001","body":"네.","at":"2026-11-20T10:00:00+09:00"`, `"from":"01012345678","to":"15880001","body":"네","at":"2026-11-20T10:00:01+09:00"`,
		once + `,"media":["https://x"]`,
	} {
		id := name(other)
		if id == "" || id != name(other) || seen[id] != "" {
			t.Errorf("%s is %q, as is %s", other, id, seen[id])
		}
		seen[id] = other
	}
	if id := name(`"from":"01012345678","to":"15880001","body":"네","at":"2026-11-20T01:00:00Z"`); seen[id] != once {
		t.Error("the same moment in another zone is another message")
	}
	if id := name(`"from":"01012345678","to":"15880001","body":"네"`); id != "" {
		t.Errorf("without a time it is %q", id)
	}
	if id := name(`"id":"in-1",` + once); id != "in-1" {
		t.Errorf("its own identifier became %q", id)
	}
}

// N-16: with a receiver that can be asked nothing is lost and nothing taken twice.
func TestSoak(t *testing.T) {
	p, v := pairUp(t, nil)
	kinds := []string{"timeout", "reset", "refuse", "500", "429", "half", "garbage"}
	v.fails = func(n int) string {
		if n%10 == 0 {
			return kinds[n/10%len(kinds)]
		}
		return ""
	}
	var list []sms.Batch
	const batches, each = 500, 20
	for i := range batches {
		var numbers []string
		for j := range each {
			numbers = append(numbers, fmt.Sprintf("0105%07d", i*each+j))
		}
		list = append(list, batch(fmt.Sprintf("batch-%d", i), numbers...))
	}
	final, err := naive.Run(t.Context(), p, list, 8, v.clock, func() { v.turn(90 * time.Second) })
	if err != nil {
		t.Fatal(err)
	}
	for id, a := range final {
		if !v.have[id] || v.times[id] != 1 || a.Status != sms.Accepted && a.Status != sms.Delivered {
			t.Errorf("%s: taken %d times, %+v", id, v.times[id], a)
		}
	}
	if len(final) != batches*each || len(v.have) != batches*each {
		t.Errorf("answered %d, taken %d", len(final), len(v.have))
	}
}

// What is wrong with a configuration is said by its key.
func TestConfig(t *testing.T) {
	good := Config{URL: "https://gateway.example.com/messages", Secret: secret}
	good.Fill()
	if list := good.Check("sms.webhook"); len(list) != 0 {
		t.Fatalf("%+v", list)
	}
	for _, c := range []struct {
		key  string
		with func(*Config)
	}{
		{"url", func(c *Config) { c.URL = "" }}, {"url", func(c *Config) { c.URL = "x" }}, {"url", func(c *Config) { c.URL += "?a=1" }}, {"secret", func(c *Config) { c.Secret = "" }},
		{"secret", func(c *Config) { c.Secret = "short" }}, {"secret", func(c *Config) { c.SecretEnv = "x" }}, {"kinds[0]", func(c *Config) { c.Kinds = []string{"fax"} }}, {"batch", func(c *Config) { c.Batch = 101 }},
		{"per_second", func(c *Config) { c.PerSecond = -1 }}, {"timeout", func(c *Config) { c.Timeout = 1 }}, {"settle", func(c *Config) { c.Settle = 1 }}, {"allow[0]", func(c *Config) { c.Allow = []string{"x"} }}, {"token", func(c *Config) { c.Token = "x" }},
	} {
		bad := good
		c.with(&bad)
		if list := bad.Check("sms.webhook"); len(list) != 1 || list[0].Path != "sms.webhook."+c.key {
			t.Errorf("%s: %+v", c.key, list)
		}
	}
}
