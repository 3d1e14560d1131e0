package nhn

import (
	"context"
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

// pair is a provider and the vendor that it talks to, over a real connection.
type pair struct {
	*Provider
	vendor *simulate.Server
	clock  *clock
	config Config
}

const (
	appKey    = "app-key"
	secret    = "secret-key"
	token     = "abcdefghijklmnopqrstuvwx"
	signature = "typed into the console"
)

func pairUp(t *testing.T, o simulate.Options) *pair {
	t.Helper()
	clock := &clock{at: time.Date(2026, 11, 20, 10, 0, 30, 0, cloud.Seoul)}
	o.AppKey, o.SecretKey, o.Now = appKey, secret, clock.now
	if o.Hold == 0 {
		o.Hold = 5 * time.Second
	}
	vendor, err := simulate.New(o)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(vendor)
	c := Config{
		URL: srv.URL, AppKey: appKey, SecretKey: secret, Timeout: centre.Duration(time.Second), Allow: []string{"127.0.0.1"},
		Webhook: cloud.Webhook{Token: token, Signature: signature},
	}
	p, err := New(c, sms.Around{Now: clock.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		vendor.Close()
		srv.CloseClientConnections()
		srv.Close()
	})
	return &pair{Provider: p, vendor: vendor, clock: clock, config: c}
}

// batch makes a batch to numbers, whose messages are called B-0, B-1 and so on.
func batch(id string, numbers ...string) sms.Batch {
	b := sms.Batch{ID: id, Kind: sms.SMS, Sender: "15880001", Body: "주문하신 컵이 발송되었습니다."}
	for i, n := range numbers {
		b.Messages = append(b.Messages, sms.Outgoing{ID: fmt.Sprintf("%s-%d", id, i), Recipient: n})
	}
	return b
}

// told writes answers as "ID status code", in order.
func told(list []sms.Answer) string {
	var out []string
	for _, a := range list {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", a.ID, a.Status, a.Code)))
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// classed writes an error as "class code".
func classed(err error) string {
	var f *sms.Fault
	if err == nil {
		return ""
	}
	if !asFault(err, &f) {
		return err.Error()
	}
	return fmt.Sprintf("%s %s", f.Class, f.Code)
}

func asFault(err error, f **sms.Fault) bool {
	var ok bool
	*f, ok = err.(*sms.Fault)
	return ok
}

// Whatever goes wrong with a request, the error says whether it may have been taken, and
// what is looked for afterwards is said to be there only where the vendor took it: the two
// together send every message once.
func TestFaultsOfRequests(t *testing.T) {
	for _, c := range []struct {
		fault, want string
		taken       int
	}{
		{"", "", 1},
		{simulate.Timeout, "unknown timeout", 1},
		{simulate.Silence, "unknown timeout", 0},
		{simulate.Reset, "unknown cut", 1},
		{simulate.Refuse, "unknown cut", 0},
		{simulate.Busy, "again http_429", 0},
		{simulate.Down, "again http_503", 0},
		{simulate.Error, "unknown http_500", 1},
		{simulate.Crash, "unknown http_500", 0},
		{simulate.Slow, "unknown timeout", 1},
	} {
		t.Run(c.fault, func(t *testing.T) {
			o := simulate.Options{Slow: 3 * time.Second}
			number := "01012345678"
			if c.fault != "" { // by number: once for each batch, so that what is asked later goes well
				number = "0100000000" + fmt.Sprint(slices.Index(simulate.Faults(), c.fault)+1)
			}
			p := pairUp(t, o)
			b, sent := batch("B", number), p.clock.now()
			answers, err := p.Send(t.Context(), b)
			if got := classed(err); got != c.want {
				t.Fatalf("send: %s, want %s", got, c.want)
			}
			if got := p.vendor.Report(1).Taken; got != c.taken {
				t.Fatalf("the vendor took %d, want %d", got, c.taken)
			}
			if err == nil {
				if len(answers) != 1 || answers[0].Status != sms.Accepted || answers[0].Ref.Request == "" || answers[0].Ref.Seq != "1" {
					t.Errorf("%+v", answers)
				}
				return
			}
			answers, err = p.Find(t.Context(), b, sent)
			want := "B-0 undecided looking"
			if c.taken == 1 {
				want = "B-0 accepted"
			}
			if got := told(answers); err != nil || got != want {
				t.Errorf("found at once: %s %v, want %s", got, err, want)
			}
			p.clock.turn(11 * time.Minute)
			answers, err = p.Find(t.Context(), b, sent)
			want = "B-0 not_there not_found"
			if c.taken == 1 {
				want = "B-0 delivered 1000"
			}
			if got := told(answers); err != nil || got != want {
				t.Errorf("found later: %s %v, want %s", got, err, want)
			}
		})
	}
}

// Before a byte was written nothing was taken: who does not listen is asked again.
func TestUnreachable(t *testing.T) {
	p := pairUp(t, simulate.Options{})
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	c := p.config
	c.URL = gone.URL
	other, err := New(c, sms.Around{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.Send(t.Context(), batch("B", "01012345678")); classed(err) != "again unreachable" {
		t.Errorf("%s", classed(err))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Send(ctx, batch("B", "01012345678")); sms.ClassOf(err) != sms.Again || p.vendor.Report(1).Taken != 0 {
		t.Errorf("%s", classed(err))
	}
	c = p.config
	c.Allow = nil
	if other, err = New(c, sms.Around{}); err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.Send(t.Context(), batch("B", "01012345678")); classed(err) != "account blocked" || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("a private address is connected to: %v", err)
	}
}

// One request can be taken in part: every recipient has an answer of its own, or none where
// the code does not say that nothing was sent.
func TestPartOfRequest(t *testing.T) {
	p := pairUp(t, simulate.Options{})
	b := batch("B", "01012345678", "01000000021", "01000000022", "01000000024", "01000000025", "010-1", "+821098765432", "+1415555010", "010x")
	sent := p.clock.now()
	answers, err := p.Send(t.Context(), b)
	want := "B-0 accepted; B-1 rejected -2019; B-2 rejected -6001; B-5 rejected recipient; B-6 accepted; B-7 accepted; B-8 rejected recipient"
	if got := told(answers); err != nil || got != want {
		t.Errorf("%s %v", got, err)
	}
	p.clock.turn(time.Hour)
	answers, err = p.Find(t.Context(), b, sent)
	want = "B-0 delivered 1000; B-1 not_there not_found; B-2 not_there not_found; B-3 not_there not_found; B-4 not_there not_found; B-5 not_there not_found; B-6 delivered 1000; B-7 delivered 1000; B-8 not_there not_found"
	if got := told(answers); err != nil || got != want {
		t.Errorf("%s %v", got, err)
	}
	for _, m := range p.vendor.Report(10).Messages {
		if m.ID == "B-6" && m.To != "01098765432" || m.ID == "B-7" && m.To != "1415555010" {
			t.Errorf("%s went to %s", m.ID, m.To)
		}
	}
}

// A request that is refused as a whole says for good, or for now; its text is in the
// table in both languages and its words are no texts of messages.
func TestRefusals(t *testing.T) {
	p := pairUp(t, simulate.Options{Senders: []string{"15880001"}})
	ok := batch("B", "01012345678")
	with := func(f func(*sms.Batch)) sms.Batch {
		b := ok
		b.Messages = slices.Clone(ok.Messages)
		f(&b)
		return b
	}
	for _, c := range []struct {
		name, want string
		batch      sms.Batch
	}{
		{"another sender", "never -2312", with(func(b *sms.Batch) { b.Sender = "0212345678" })},
		{"emoji", "never -2023", with(func(b *sms.Batch) { b.Body = "감사합니다 😀" })},
		{"quota", "account -2052", with(func(b *sms.Batch) { b.Messages[0].Recipient = "01000000023" })},
		{"advert without opting out", "never -6003", with(func(b *sms.Batch) { b.Advert, b.Body = true, "(광고) 할인" })},
		{"mms without a title", "never -2014", with(func(b *sms.Batch) { b.Kind = sms.MMS })},
		{"past", "never -2022", with(func(b *sms.Batch) { b.At = p.clock.now().Add(-2 * time.Minute) })},
		{"60 days", "never time", with(func(b *sms.Batch) { b.At = p.clock.now().Add(61 * 24 * time.Hour) })},
		{"alimtalk", "never kind", with(func(b *sms.Batch) { b.Kind = sms.Alimtalk })},
		{"empty", "never text", with(func(b *sms.Batch) { b.Body = "" })},
		{"256 characters", "never text", with(func(b *sms.Batch) { b.Body = strings.Repeat("가", 256) })},
		{"sender of 14 digits", "never sender", with(func(b *sms.Batch) { b.Sender = strings.Repeat("1", 14) })},
		{"sender with a dash", "never sender", with(func(b *sms.Batch) { b.Sender = "1588-0001" })},
		{"long identifier", "never id", with(func(b *sms.Batch) { b.ID = strings.Repeat("x", 101) })},
		{"1,001 recipients", "never too_many", with(func(b *sms.Batch) { b.Messages = make([]sms.Outgoing, 1001) })},
		{"image of an sms", "never images", with(func(b *sms.Batch) { b.Images = []sms.Image{{Name: "a.jpg", Data: []byte{1}}} })},
	} {
		answers, err := p.Send(t.Context(), c.batch)
		if got := classed(err); got != c.want || answers != nil {
			t.Errorf("%s: %s %v, want %s", c.name, got, answers, c.want)
			continue
		}
		var f *sms.Fault
		if asFault(err, &f); f.Text == "" || strings.Contains(f.Error(), "감사합니다") {
			t.Errorf("%s: %q", c.name, f.Error())
		}
		if s, known := p.Explain(f.Code); !known || s.Ko == "" || s.En == "" {
			t.Errorf("%s: %s is not explained", c.name, f.Code)
		}
	}
	c := p.config
	c.SecretKey = "wrong"
	other, err := New(c, sms.Around{Now: p.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.Send(t.Context(), ok); sms.ClassOf(err) != sms.Account {
		t.Errorf("a wrong key: %s", classed(err))
	}
	if got := p.vendor.Report(1).Taken; got != 0 {
		t.Errorf("%d were taken", got)
	}
}

// All codes of the tables have both languages, and a class that says something.
func TestCodes(t *testing.T) {
	for code, r := range results {
		if r.Says.Ko == "" || r.Says.En == "" || r.Class != sms.Never && r.Class != sms.Again && r.Class != sms.Account && r.Class != sms.Unknown {
			t.Errorf("%d: %+v", code, r)
		}
	}
	for code, s := range deliveries {
		if s.Ko == "" || s.En == "" {
			t.Errorf("%s: %+v", code, s)
		}
	}
	for code, want := range map[int]sms.Class{-2021: sms.Again, -1000: sms.Account, -2312: sms.Never, -2052: sms.Account, -9999: sms.Unknown, -123456: sms.Unknown} {
		if f, _ := codes.Fault(code, "x"); f.Class != want {
			t.Errorf("%d is %s", code, f.Class)
		}
	}
	if s, ok := Explain("E9zz"); !ok || s.Ko == "" {
		t.Error("codes of the E9 family are not explained")
	}
	if _, ok := Explain("nonsense"); ok {
		t.Error("nonsense is explained")
	}
}
