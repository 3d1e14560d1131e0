package alimtalk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/internal/naive"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
	"github.com/callfloor/callfloor/sms/nhn/simulate"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock is a clock that tests turn.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) turn(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

type pair struct {
	*Provider
	vendor *simulate.Server
	clock  *clock
	config Config
}

const (
	token     = "abcdefghijklmnopqrstuvwx"
	signature = "typed into the console"
)

func pairUp(t *testing.T, o simulate.Options) *pair {
	t.Helper()
	clock := &clock{at: time.Date(2026, 11, 20, 10, 0, 30, 0, cloud.Seoul)}
	o.AppKey, o.SecretKey, o.SenderKey, o.Now = "app-key", "secret-key", "sender-key", clock.now
	if o.Hold == 0 {
		o.Hold = 5 * time.Second
	}
	vendor, err := simulate.New(o)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(vendor)
	c := Config{
		URL: srv.URL, AppKey: "app-key", SecretKey: "secret-key", SenderKey: "sender-key", Timeout: centre.Duration(time.Second), Allow: []string{"127.0.0.1"},
		Webhook: cloud.Webhook{Token: token, Signature: signature},
	}
	p, err := New(c, sms.Around{Now: clock.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Close() //nolint:errcheck // it returns none
		vendor.Close()
		srv.CloseClientConnections()
		srv.Close()
	})
	return &pair{p, vendor, clock, c}
}

func batch(id string, numbers ...string) sms.Batch {
	b := sms.Batch{ID: id, Kind: sms.Alimtalk, Template: "order-sent", Sender: "15880001"}
	for i, n := range numbers {
		b.Messages = append(b.Messages, sms.Outgoing{ID: fmt.Sprintf("%s-%d", id, i), Recipient: n, Fields: map[string]string{"name": "김하나", "item": "컵"}})
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

// A template is filled in by the vendor; what does not arrive goes by SMS where the batch
// says so, by LMS where it is long, and only then is it at its end.
func TestSendAndFallBack(t *testing.T) {
	p := pairUp(t, simulate.Options{})
	from, sent := p.clock.now(), p.clock.now()
	plain, short, long := batch("P", "01012345678", "01000000036"), batch("S", "01000000036"), batch("L", "01000000036", "+1415555010")
	short.FallBack, short.Body = true, "김하나님, 컵이 발송되었습니다."
	long.FallBack, long.Body, long.Title = true, strings.Repeat("가", 46), "안내"
	var refs []sms.Ref
	for _, c := range []struct {
		b    sms.Batch
		want string
	}{{plain, "P-0 accepted; P-1 accepted"}, {short, "S-0 accepted"}, {long, "L-0 accepted; L-1 rejected abroad"}} {
		answers, err := p.Send(t.Context(), c.b)
		if err != nil || told(answers) != c.want {
			t.Fatalf("%s %v", told(answers), err)
		}
		refs = append(refs, answers[len(answers)-1].Ref)
	}
	p.clock.turn(time.Minute)
	for _, c := range []struct {
		b    sms.Batch
		want string
	}{{plain, "P-0 delivered 1000; P-1 failed 3019"}, {short, "S-0 delivered RSC04"}, {long, "L-0 delivered RSC04; L-1 undecided looking"}} {
		if found, err := p.Find(t.Context(), c.b, sent); err != nil || told(found) != c.want {
			t.Errorf("%s %v, want %s", told(found), err, c.want)
		}
	}
	list, err := p.Results(t.Context(), from, p.clock.now())
	if got := told(list); err != nil || got != "delivered 1000; delivered RSC04; delivered RSC04; failed 3019" || !slices.ContainsFunc(list, func(a sms.Answer) bool { return a.Ref == refs[1] }) {
		t.Errorf("%s %v", got, err)
	}
	var texts []string
	for _, m := range p.vendor.Report(10).Messages {
		texts = append(texts, m.Text)
	}
	if want := []string{long.Body, short.Body, "김하나님, 주문하신 컵이(가) 발송되었습니다.", "김하나님, 주문하신 컵이(가) 발송되었습니다."}; !slices.Equal(texts, want) {
		t.Errorf("%q", texts)
	}
}

// What may have been taken is looked for; the vendor refuses the same request for ten
// minutes without saying what became of the first, so that this is a doubt too.
func TestFaults(t *testing.T) {
	for i, c := range []struct {
		fault, want string
		taken       int
	}{
		{simulate.Timeout, "unknown timeout", 1}, {simulate.Silence, "unknown timeout", 0}, {simulate.Reset, "unknown cut", 1}, {simulate.Refuse, "unknown cut", 0},
		{simulate.Busy, "again http_429", 0}, {simulate.Down, "again http_503", 0}, {simulate.Error, "unknown http_500", 1}, {simulate.Crash, "unknown http_500", 0},
	} {
		p := pairUp(t, simulate.Options{})
		b, sent := batch("B", fmt.Sprintf("0100000000%d", i+1)), p.clock.now()
		if _, err := p.Send(t.Context(), b); classed(err) != c.want || p.vendor.Report(1).Taken != c.taken {
			t.Errorf("%s: %s, taken %d", c.fault, classed(err), p.vendor.Report(1).Taken)
		}
		want := map[int]string{0: "B-0 undecided looking", 1: "B-0 accepted"}
		if found, err := p.Find(t.Context(), b, sent); err != nil || told(found) != want[c.taken] {
			t.Errorf("%s: %s %v", c.fault, told(found), err)
		}
		if c.taken == 1 { // who sends it again all the same is not taken again
			if _, err := p.Send(t.Context(), b); classed(err) != "unknown -1005" || p.vendor.Report(1).Taken != 1 {
				t.Errorf("%s: again: %s", c.fault, classed(err))
			}
		}
		p.clock.turn(13 * time.Minute)
		want = map[int]string{0: "B-0 not_there not_found", 1: "B-0 delivered 1000"}
		if found, err := p.Find(t.Context(), b, sent); err != nil || told(found) != want[c.taken] {
			t.Errorf("%s: %s %v", c.fault, told(found), err)
		}
	}
}

// Only approved templates are sent; what the vendor refuses is explained in both languages.
func TestRefusals(t *testing.T) {
	p := pairUp(t, simulate.Options{Senders: []string{"15880001"}})
	for _, c := range []struct {
		name, want string
		with       func(*sms.Batch)
	}{
		{"not approved", "never -3005", func(b *sms.Batch) { b.Template = "coupon" }},
		{"no such template", "never -3003", func(b *sms.Batch) { b.Template = "x" }},
		{"past", "never -2025", func(b *sms.Batch) { b.At = p.clock.now().Add(-2 * time.Minute) }},
		{"no template", "never template", func(b *sms.Batch) { b.Template = "" }},
		{"sms", "never kind", func(b *sms.Batch) { b.Kind = sms.SMS }},
		{"nothing instead", "never text", func(b *sms.Batch) { b.FallBack = true }},
		{"61 days", "never time", func(b *sms.Batch) { b.At = p.clock.now().Add(61 * 24 * time.Hour) }},
	} {
		b := batch("B", "01012345678")
		c.with(&b)
		_, err := p.Send(t.Context(), b)
		var f *sms.Fault
		if !errors.As(err, &f) || classed(err) != c.want {
			t.Errorf("%s: %s", c.name, classed(err))
			continue
		}
		if s, ok := p.Explain(f.Code); !ok || s.Ko == "" || s.En == "" {
			t.Errorf("%s: %s is not explained", c.name, f.Code)
		}
	}
	bad := batch("V", "01012345678", "01000000021", "010")
	bad.Messages[0].Fields = nil
	answers, err := p.Send(t.Context(), bad)
	if got := told(answers); err != nil || got != "V-0 rejected -3004; V-1 rejected -4019; V-2 rejected recipient" {
		t.Errorf("all recipients fail: %s %v", got, err)
	}
	if got := p.vendor.Report(1).Taken; got != 0 {
		t.Errorf("%d were taken", got)
	}
	for code, r := range results {
		if r.Says.Ko == "" || r.Says.En == "" || r.Class == "" {
			t.Errorf("%d: %+v", code, r)
		}
	}
	for code, s := range deliveries {
		if s.Ko == "" || s.En == "" {
			t.Errorf("%s: %+v", code, s)
		}
	}
}

// Templates are read with what is to be filled in, and whether they may be used.
func TestTemplates(t *testing.T) {
	p := pairUp(t, simulate.Options{})
	list, err := p.KakaoTemplates(t.Context())
	if err != nil || len(list) != 3 || !list[0].Approved || list[2].Approved || !slices.Equal(list[0].Fields, []string{"name", "item"}) || list[0].Content == "" {
		t.Errorf("%+v %v", list, err)
	}
}

// A scheduled message is taken back until it goes, and the list says which were.
func TestScheduled(t *testing.T) {
	p := pairUp(t, simulate.Options{})
	b := batch("B", "01012345678", "01012345679")
	b.At = p.clock.now().Add(time.Hour)
	answers, err := p.Send(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	back, err := p.Cancel(t.Context(), b, []sms.Ref{answers[1].Ref})
	if err != nil || told(back) != "B-1 taken_back" {
		t.Fatalf("%s %v", told(back), err)
	}
	p.clock.turn(2 * time.Hour)
	back, err = p.Cancel(t.Context(), b, []sms.Ref{answers[0].Ref, answers[1].Ref})
	if err != nil || told(back) != "B-0 delivered 1000; B-1 taken_back" {
		t.Errorf("%s %v", told(back), err)
	}
}

type kept struct{ answers []sms.Answer }

func (k *kept) Answered(_ context.Context, _ string, list []sms.Answer) error {
	k.answers = append(k.answers, list...)
	return nil
}

func (k *kept) CameIn(context.Context, sms.Incoming) error { return errors.New("nothing comes in") }

// A post that says that it failed does not say whether an SMS follows: it is no end.
func TestWebhook(t *testing.T) {
	p := pairUp(t, simulate.Options{})
	k := &kept{}
	post := func(sign, hooks string) int {
		body := `{"hooksId":"h","productName":"KakaoTalk Bizmessage","appKey":"app-key","event":"MESSAGE_RESULT_UPDATE","hooks":[` + hooks + `]}`
		r := httptest.NewRequest(http.MethodPost, p.Path(), strings.NewReader(body))
		r.Header.Set("X-Toast-Webhook-Signature", sign)
		w := httptest.NewRecorder()
		p.ServeHTTP(w, r)
		return w.Code
	}
	one := `{"kakaoMessageType":"ALIMTALK_NORMAL","requestId":"R","recipientSeq":1,"receiveDate":"2023-06-01 10:00:00","resultCode":"1000","recipientGroupingKey":"M-1"}`
	if got := post(signature, one); got != http.StatusServiceUnavailable {
		t.Errorf("%d", got)
	}
	p.Receive(k)
	if post("guess", one) != http.StatusForbidden || post(signature, one) != http.StatusOK ||
		post(signature, `{"requestId":"R","recipientSeq":"2","resultCode":"3019","recipientGroupingKey":"M-2"},{"requestId":"R","recipientSeq":3,"resultCode":"3005","recipientGroupingKey":"M-3"},{"x":1}`) != http.StatusOK {
		t.Error("the webhook answers otherwise")
	}
	if got := told(k.answers); got != "M-1 delivered 1000; M-2 accepted 3019; M-3 accepted 3005" || p.Path() != "/hooks/sms/alimtalk/"+token {
		t.Errorf("%s", got)
	}
}

// What became of a message is read of every state of it and of what was sent instead.
func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		row  row
		want string
	}{
		{row{}, "accepted"},
		{row{Status: "READY"}, "accepted"},
		{row{Status: "COMPLETED", Code: "1000"}, "delivered 1000"},
		{row{Status: "COMPLETED"}, "delivered"},
		{row{Status: "CANCEL"}, "taken_back"},
		{row{Status: "FAILED", Code: "3019", Resend: resentNot}, "failed 3019"},
		{row{Status: "FAILED", Code: "3019", Resend: resentOnce}, "accepted 3019"},
		{row{Status: "FAILED", Code: "3019", Resend: resentNow}, "accepted 3019"},
		{row{Status: "FAILED", Code: "3019", Resend: resentOK, ResendCode: "1000"}, "delivered RSC04"},
		{row{Status: "FAILED", Code: "3019", Resend: resentOK, ResendCode: "2003"}, "failed 2003"},
		{row{Status: "FAILED", Code: "3019", Resend: resentBad}, "failed RSC05"},
		{row{Status: "COMPLETED", Code: "3005"}, "accepted 3005"},
	} {
		if got := told([]sms.Answer{c.row.answer()}); got != c.want {
			t.Errorf("%+v: %s, want %s", c.row, got, c.want)
		}
	}
}

// N-16, as with SMS.
func TestSoak(t *testing.T) {
	p := pairUp(t, simulate.Options{
		Seed: 2, Index: 6 * time.Minute, Hold: time.Second,
		Faults: map[string]float64{simulate.Timeout: 0.03, simulate.Silence: 0.02, simulate.Reset: 0.03, simulate.Refuse: 0.02, simulate.Error: 0.03, simulate.Busy: 0.02, simulate.Half: 0.03},
	})
	const batches, each = 200, 50
	var list []sms.Batch
	for i := range batches {
		var numbers []string
		for j := range each {
			numbers = append(numbers, fmt.Sprintf("0105%07d", i*each+j))
		}
		list = append(list, batch(fmt.Sprintf("batch-%d", i), numbers...))
	}
	final, err := naive.Run(t.Context(), p, list, 16, p.clock.now, func() { p.clock.turn(4 * time.Minute) })
	if err != nil {
		t.Fatal(err)
	}
	report := p.vendor.Report(2 * batches * each)
	if report.Taken != batches*each || report.Doubles != 0 || len(final) != batches*each {
		t.Errorf("taken %d, doubles %d, answered %d of %d", report.Taken, report.Doubles, len(final), batches*each)
	}
	for _, m := range report.Messages {
		if a := final[m.ID]; a.Status != sms.Accepted && a.Status != sms.Delivered || a.Ref.Request != m.Request {
			t.Errorf("%s: the client says %+v, the vendor %+v", m.ID, a, m)
		}
	}
}

// What is wrong with a configuration is said by its key.
func TestConfig(t *testing.T) {
	good := Config{AppKey: "k", SecretKey: "s", SenderKey: "c"}
	good.Fill()
	if list := good.Check("sms.alimtalk"); len(list) != 0 {
		t.Fatalf("%+v", list)
	}
	for _, c := range []struct {
		path string
		with func(*Config)
	}{
		{"sms.alimtalk.url", func(c *Config) { c.URL = "x" }}, {"sms.alimtalk.app_key", func(c *Config) { c.AppKey = "" }}, {"sms.alimtalk.secret_key", func(c *Config) { c.SecretKey = "" }},
		{"sms.alimtalk.secret_key", func(c *Config) { c.SecretKeyFile = "x" }}, {"sms.alimtalk.sender_key", func(c *Config) { c.SenderKey = strings.Repeat("x", 41) }},
		{"sms.alimtalk.settle", func(c *Config) { c.Settle = centre.Duration(9 * time.Minute) }}, {"sms.alimtalk.timeout", func(c *Config) { c.Timeout = centre.Duration(time.Hour) }},
		{"sms.alimtalk.per_second", func(c *Config) { c.PerSecond = -1 }}, {"sms.alimtalk.allow[0]", func(c *Config) { c.Allow = []string{"x"} }}, {"sms.alimtalk.webhook.token", func(c *Config) { c.Webhook.Token = "x" }},
	} {
		bad := good
		c.with(&bad)
		if list := bad.Check("sms.alimtalk"); len(list) != 1 || list[0].Path != c.path {
			t.Errorf("%s: %+v", c.path, list)
		}
		if _, err := New(bad, sms.Around{}); err == nil {
			t.Errorf("%s: a provider is made all the same", c.path)
		}
	}
}
