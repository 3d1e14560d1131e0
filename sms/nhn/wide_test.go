package nhn

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
	"github.com/callfloor/callfloor/sms/nhn/simulate"
)

// An MMS takes its images first; an advert has an address of its own.
func TestMMSAndAdverts(t *testing.T) {
	p := pairUp(t, simulate.Options{})
	b := batch("B", "01012345678", "+1415555010")
	b.Kind, b.Title = sms.MMS, "발송 안내"
	b.Images = []sms.Image{{ID: "i1", Name: "a.jpg", Data: []byte{1, 2, 3}}, {ID: "i2", Name: "b.jpeg", Data: bytes.Repeat([]byte{1}, 300<<10)}}
	answers, err := p.Send(t.Context(), b)
	if got := told(answers); err != nil || got != "B-0 accepted; B-1 rejected abroad" {
		t.Fatalf("%s %v", got, err)
	}
	ad := batch("A", "01012345678")
	ad.Advert, ad.Body = true, "(광고) 콜플로어 할인 안내\n무료수신거부 080-123-4567"
	if _, err := p.Send(t.Context(), ad); err != nil {
		t.Fatal(err)
	}
	long := batch("L", "01012345678")
	long.Kind, long.Title, long.Body = sms.MMS, "안내", strings.Repeat("가", 1001)
	if _, err := p.Send(t.Context(), long); err != nil {
		t.Fatal(err)
	}
	list := p.vendor.Report(10).Messages
	if l, a, m := list[0], list[1], list[2]; l.Kind != "LMS" || l.Text != strings.Repeat("가", 1000) || a.Kind != "SMS" || !a.Advert || m.Kind != "MMS" || m.Images != 2 || m.Title != "발송 안내" {
		t.Errorf("%+v", list)
	}
	for _, c := range []struct{ b, want string }{{"B", "B-0 accepted; B-1 undecided looking"}, {"A", "A-0 accepted"}, {"L", "L-0 accepted"}} {
		of := map[string]sms.Batch{"B": b, "A": ad, "L": long}[c.b]
		if answers, err := p.Find(t.Context(), of, p.clock.now()); err != nil || told(answers) != c.want {
			t.Errorf("%s: %s %v", c.b, told(answers), err)
		}
	}
}

// Images that the vendor would not take are refused before anything is asked; one that
// cannot be uploaded says that no message was sent.
func TestImages(t *testing.T) {
	img := func(name string, n int) sms.Image { return sms.Image{Name: name, Data: make([]byte, n)} }
	for _, c := range []struct {
		list []sms.Image
		good bool
	}{
		{nil, true},
		{[]sms.Image{img("a.jpg", 300<<10)}, true},
		{[]sms.Image{img("a.jpg", 300<<10+1)}, false},
		{[]sms.Image{img("a.png", 1)}, false},
		{[]sms.Image{img("a.jpg", 0)}, false},
		{[]sms.Image{img(strings.Repeat("가", 41)+".jpg", 1)}, true},
		{[]sms.Image{img(strings.Repeat("가", 42)+".jpg", 1)}, false},
		{[]sms.Image{img("a.jpg", 300<<10), img("b.jpg", 300<<10)}, true},
		{[]sms.Image{img("a.jpg", 300<<10), img("b.jpg", 300<<10), img("c.JPG", 200<<10)}, true},
		{[]sms.Image{img("a.jpg", 300<<10), img("b.jpg", 300<<10), img("c.jpg", 200<<10+1)}, false},
		{[]sms.Image{img("a.jpg", 1), img("b.jpg", 1), img("c.jpg", 1), img("d.jpg", 1)}, false},
	} {
		if got := goodImages(c.list); got != c.good {
			t.Errorf("%d images: %t", len(c.list), got)
		}
	}
	for _, fault := range []string{simulate.Timeout, simulate.Error, simulate.Reset} {
		p := pairUp(t, simulate.Options{Faults: map[string]float64{fault: 1}})
		b := batch("B", "01012345678")
		b.Kind, b.Title, b.Images = sms.MMS, "x", []sms.Image{img("a.jpg", 10)}
		if _, err := p.Send(t.Context(), b); sms.ClassOf(err) != sms.Again || p.vendor.Report(1).Taken != 0 {
			t.Errorf("%s: %s", fault, classed(err))
		}
	}
}

// A scheduled message is kept at the vendor to the minute, can be taken back until it goes,
// and is found where the vendor shows it among the reservations alone.
func TestScheduled(t *testing.T) {
	for _, hidden := range []bool{false, true} {
		t.Run(fmt.Sprintf("hidden %t", hidden), func(t *testing.T) {
			p := pairUp(t, simulate.Options{HideScheduled: hidden})
			at := p.clock.now().Add(time.Hour) // 11:00:30: not before it
			b := batch("B", "01012345678", "01012345679")
			b.At = at
			sent := p.clock.now()
			answers, err := p.Send(t.Context(), b)
			if err != nil || told(answers) != "B-0 accepted; B-1 accepted" {
				t.Fatalf("%s %v", told(answers), err)
			}
			if got := p.vendor.Report(1).Messages[0].At; !got.Equal(time.Date(2026, 11, 20, 11, 1, 0, 0, cloud.Seoul)) {
				t.Errorf("it goes at %s", got)
			}
			p.clock.turn(30 * time.Minute)
			want := "B-0 accepted; B-1 accepted"
			if hidden {
				want = "B-0 undecided looking; B-1 undecided looking"
			}
			if found, err := p.Find(t.Context(), b, sent); err != nil || told(found) != want {
				t.Errorf("%s %v", told(found), err)
			}
			back, err := p.Cancel(t.Context(), b, []sms.Ref{answers[1].Ref})
			if err != nil || told(back) != "taken_back" || back[0].Ref != answers[1].Ref {
				t.Fatalf("%+v %v", back, err)
			}
			p.clock.turn(time.Hour)
			refs := []sms.Ref{answers[0].Ref, answers[1].Ref}
			back, err = p.Cancel(t.Context(), b, refs) // one has gone, the other was taken back already
			if err != nil || len(back) != 2 || back[0].Status != sms.Accepted || back[1].Status != sms.TakenBack || back[0].Ref != refs[0] {
				t.Errorf("%+v %v", back, err)
			}
			if found, err := p.Find(t.Context(), b, sent); err != nil || told(found) != "B-0 delivered 1000; B-1 taken_back" {
				t.Errorf("%s %v", told(found), err)
			}
			other := batch("C", "01012345678")
			other.At = p.clock.now().Add(time.Hour)
			if found, err := p.Find(t.Context(), other, sent); err != nil || told(found) != "C-0 not_there not_found" {
				t.Errorf("another batch: %s %v", told(found), err)
			}
		})
	}
}

// A reservation that looks like ours and does not say whose it is, is never taken for ours
// nor for nobody's: when its time has passed a person decides.
func TestAlike(t *testing.T) {
	p := pairUp(t, simulate.Options{HideScheduled: true})
	foreign := batch("F", "01012345678")
	foreign.At = p.clock.now().Add(time.Hour)
	sent := p.clock.now()
	if _, err := p.Send(t.Context(), foreign); err != nil {
		t.Fatal(err)
	}
	ours := foreign
	ours.ID, ours.Messages = "O", []sms.Outgoing{{ID: "O-0", Recipient: "01012345678"}, {ID: "O-1", Recipient: "01012345679"}}
	for _, c := range []struct {
		turn time.Duration
		want string
	}{
		{time.Minute, "O-0 undecided looking; O-1 undecided looking"},
		{15 * time.Minute, "O-0 undecided looking; O-1 not_there not_found"},
		{2 * time.Hour, "O-0 cannot_say cannot_say; O-1 not_there not_found"},
	} {
		p.clock.turn(c.turn)
		if found, err := p.Find(t.Context(), ours, sent); err != nil || told(found) != c.want {
			t.Errorf("%s %v, want %s", told(found), err, c.want)
		}
	}
	p.clock.turn(28 * 24 * time.Hour)
	if found, err := p.Find(t.Context(), foreign, sent); err != nil || told(found) != "F-0 cannot_say cannot_say" {
		t.Errorf("after a month: %s %v", told(found), err)
	}
}

// What was taken may show late: what is not there is not sure before the time to settle,
// nor where the vendor's clock is far from ours, nor where its list cannot be read.
func TestFindIsSure(t *testing.T) {
	p := pairUp(t, simulate.Options{Index: 5 * time.Minute})
	b, sent := batch("B", "01000000001"), p.clock.now()
	if _, err := p.Send(t.Context(), b); classed(err) != "unknown timeout" {
		t.Fatal(classed(err))
	}
	for _, c := range []struct {
		turn time.Duration
		want string
	}{{4 * time.Minute, "B-0 undecided looking"}, {2 * time.Minute, "B-0 delivered 1000"}} {
		p.clock.turn(c.turn)
		if found, err := p.Find(t.Context(), b, sent); err != nil || told(found) != c.want {
			t.Errorf("%s %v, want %s", told(found), err, c.want)
		}
	}
	p.clock.turn(20 * time.Minute)
	nobody := batch("N", "01012345678")
	ahead, err := New(p.config, sms.Around{Now: func() time.Time { return p.clock.now().Add(2 * time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	defer ahead.Close()
	if found, err := ahead.Find(t.Context(), nobody, sent); err != nil || told(found) != "N-0 undecided looking" {
		t.Errorf("clocks apart: %s %v", told(found), err)
	}
	for _, fault := range []string{simulate.Timeout, simulate.Reset, simulate.Busy, simulate.Crash} {
		bad := pairUp(t, simulate.Options{Faults: map[string]float64{fault: 1}})
		if found, err := bad.Find(t.Context(), nobody, sent); err == nil || found != nil {
			t.Errorf("%s: %s", fault, told(found))
		}
	}
}

// A list whose pages do not add up says nothing of what is not in it.
func TestListChanges(t *testing.T) {
	row := func(seq int) string {
		return fmt.Sprintf(`{"requestId":"R","recipientSeq":%d,"msgStatus":"3","resultCode":"1000","senderGroupingKey":"B","recipientGroupingKey":"B-%d"}`, seq, seq)
	}
	pages := func(list ...string) *Provider {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n := 0
			fmt.Sscan(r.URL.Query().Get("pageNum"), &n) //nolint:errcheck // a number of ours
			rows := ""
			if n <= len(list) {
				rows = list[n-1]
			}
			fmt.Fprintf(w, `{"header":{"isSuccessful":true,"resultCode":0,"resultMessage":"SUCCESS"},"body":{"totalCount":3,"data":[%s]}}`, rows)
		}))
		t.Cleanup(srv.Close)
		p, err := New(Config{URL: srv.URL, AppKey: "k", SecretKey: "s", Allow: []string{"127.0.0.1"}}, sms.Around{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { p.Close() })
		return p
	}
	b := batch("B", "01012345678", "01012345679", "01012345670")
	sent := time.Now().Add(-time.Hour)
	if found, err := pages(row(0)+","+row(1), row(2)).Find(t.Context(), b, sent); err != nil || told(found) != "B-0 delivered 1000; B-1 delivered 1000; B-2 delivered 1000" {
		t.Errorf("%s %v", told(found), err)
	}
	if found, err := pages(row(0)+","+row(1), row(1)).Find(t.Context(), b, sent); err == nil {
		t.Errorf("a row that moved was missed: %s", told(found))
	}
	if found, err := pages(row(0)).Find(t.Context(), b, sent); err == nil {
		t.Errorf("a list that ends early: %s", told(found))
	}
}

// Results are polled in both shapes of the answer and with both names of the dates.
func TestResults(t *testing.T) {
	for _, c := range []struct{ old, nested bool }{{false, false}, {true, false}, {false, true}, {true, true}} {
		p := pairUp(t, simulate.Options{OldDates: c.old, Nested: c.nested})
		from := p.clock.now()
		b := batch("B", "01012345678", "01000000031", "01000000035")
		answers, err := p.Send(t.Context(), b)
		if err != nil {
			t.Fatal(err)
		}
		p.clock.turn(time.Minute)
		for range 2 { // the second time it knows how it is asked
			list, err := p.Results(t.Context(), from, p.clock.now())
			if got := told(list); err != nil || got != "B-0 delivered 1000; B-1 failed 2003; B-2 failed E915" {
				t.Errorf("%+v: %s %v", c, got, err)
			}
			if len(list) == 3 && (list[0].Ref != answers[0].Ref || list[1].Text != "the phone is off" || !list[0].At.Equal(from.Add(2*time.Second))) {
				t.Errorf("%+v: %+v", c, list)
			}
		}
		if list, err := p.Results(t.Context(), p.clock.now(), p.clock.now().Add(time.Hour)); err != nil || len(list) != 0 {
			t.Errorf("%+v: %s %v", c, told(list), err)
		}
		if _, err := p.Results(t.Context(), from.Add(-48*time.Hour), p.clock.now()); classed(err) != "never -1005" {
			t.Errorf("%+v: more than a day: %s", c, classed(err))
		}
	}
}

// The numbers that may be sent from are read to the last page; those that may not say why.
func TestSenders(t *testing.T) {
	var numbers []string
	for i := range 1500 {
		numbers = append(numbers, fmt.Sprintf("1588%04d", i))
	}
	p := pairUp(t, simulate.Options{Senders: numbers})
	list, err := p.Senders(t.Context())
	if err != nil || len(list) != 1502 {
		t.Fatalf("%d %v", len(list), err)
	}
	usable := 0
	for _, s := range list {
		if s.Usable {
			usable++
		} else if s.Why == "" {
			t.Errorf("%s is not usable and does not say why", s.Number)
		}
	}
	if usable != 1500 || list[1500].Why != "번호 도용 신고" {
		t.Errorf("%d are usable; %+v", usable, list[1500])
	}
}

// kept is a sink that keeps, or cannot.
type kept struct {
	mu      sync.Mutex
	answers []sms.Answer
	opted   []string
	fails   error
}

func (k *kept) Answered(_ context.Context, provider string, list []sms.Answer) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fails != nil || provider != Name {
		return errors.Join(k.fails, errors.New(provider))
	}
	k.answers = append(k.answers, list...)
	return nil
}

func (k *kept) CameIn(context.Context, sms.Incoming) error { return errors.New("nothing comes in") }

func (k *kept) OptedOut(_ context.Context, _, number string, _ time.Time) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.opted = append(k.opted, number)
	return k.fails
}

// The webhook asks for its signature, takes both spellings, keeps before it answers and is
// told again what it could not keep. No text of a message is in its log.
func TestWebhook(t *testing.T) {
	p := pairUp(t, simulate.Options{})
	var log bytes.Buffer
	p.log = zerolog.New(&log)
	p.Log = p.log
	post := func(sign, body string) int {
		r := httptest.NewRequest(http.MethodPost, p.Path(), strings.NewReader(body))
		if sign != "" {
			r.Header.Set("X-Toast-Webhook-Signature", sign)
		}
		w := httptest.NewRecorder()
		p.ServeHTTP(w, r)
		return w.Code
	}
	result := func(hooks string) string {
		return `{"hooksId":"h","webhookConfigId":"c","productName":"SMS","appKey":"` + appKey + `","event":"MESSAGE_RESULT_UPDATE","hooks":[` + hooks + `]}`
	}
	one := `{"hookId":"1","requestId":"R","recipientSeq":1,"requestDate":"2024-04-29T20:58:02","receiveDate":"2024-04-29T20:58:04","messageStatus":"COMPLETED","recipientGropuingKey":"M-1","resultCode":"1000","messageCount":2,"_link":{"self":{"href":"x"}}}`
	if got := post(signature, result(one)); got != http.StatusServiceUnavailable {
		t.Errorf("without anybody who keeps it: %d", got)
	}
	k := &kept{}
	p.Receive(k)
	if p.Path() != "/hooks/sms/nhn/"+token {
		t.Error(p.Path())
	}
	for _, c := range []struct {
		name, sign, body string
		want             int
	}{
		{"no signature", "", result(one), 403},
		{"another", "guess", result(one), 403},
		{"the beginning of it", signature[:5], result(one), 403},
		{"another app key", signature, strings.Replace(result(one), appKey, "other", 1), 403},
		{"no JSON", signature, "주문하신", 400},
		{"too long", signature, strings.Repeat(" ", 1<<20) + result(one), 413},
		{"results", signature, result(one), 200},
		{"the same again", signature, result(one), 200},
		{"the other spelling, and what cannot be read", signature, result(`{"requestId":"R","recipientSeq":"2","recipientGroupingKey":"M-2","messageStatus":"FAILED","resultCode":2003,"_links":{}},{"x":1},7`), 200},
		{"states", signature, result(`{"requestId":"R","recipientSeq":3,"messageStatus":"CANCEL"},{"requestId":"R","recipientSeq":4,"messageStatus":"SENDING","resultCode":null},{"requestId":"R","recipientSeq":5,"messageStatus":"DUPLICATED"},{"requestId":"R","recipientSeq":6,"messageStatus":"FAILED_AD"}`), 200},
		{"abroad", signature, strings.Replace(result(`{"requestId":"R","recipientSeq":7,"dlrStatus":"DELIVERED","errorCode":"0"},{"requestId":"R","recipientSeq":8,"dlrStatus":"EXPIRED","errorCode":9},{"requestId":"R","recipientSeq":9,"dlrStatus":"BUFFERED"}`), "MESSAGE_RESULT_UPDATE", "INTERNATIONAL_DELIVERY_RECEIPT", 1), 200},
		{"opting out", signature, strings.Replace(result(`{"hookId":"x","recipientNo":"01012341234","unsubscribeNo":"08012341234","createdDateTime":"2020-09-09T11:25:10.000+09:00"}`), "MESSAGE_RESULT_UPDATE", "UNSUBSCRIBE", 1), 200},
		{"a country", signature, strings.Replace(result(`{"countryCode":"1"}`), "MESSAGE_RESULT_UPDATE", "CONVERSION_BLOCK", 1), 200},
	} {
		if got := post(c.sign, c.body); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	want := "M-1 delivered 1000; M-1 delivered 1000; M-2 failed 2003; accepted; accepted BUFFERED; delivered DELIVERED; failed; failed; failed EXPIRED; taken_back"
	if got := told(k.answers); got != want {
		t.Errorf("%s", got)
	}
	if a := k.answers[0]; a.Ref != (sms.Ref{Request: "R", Seq: "1"}) || a.Parts != 2 || !a.At.Equal(time.Date(2024, 4, 29, 20, 58, 4, 0, cloud.Seoul)) {
		t.Errorf("%+v", a)
	}
	if !slices.Equal(k.opted, []string{"01012341234"}) {
		t.Errorf("%v", k.opted)
	}
	k.fails = errors.New("disk full")
	if got := post(signature, result(one)); got != http.StatusServiceUnavailable {
		t.Errorf("what is not kept is answered with %d", got)
	}
	if strings.Contains(log.String(), "주문") || strings.Contains(log.String(), "01012341234") || !strings.Contains(log.String(), "disk full") {
		t.Errorf("log: %s", &log)
	}
	if r := httptest.NewRequest(http.MethodGet, p.Path(), nil); true {
		r.Header.Set("X-Toast-Webhook-Signature", signature)
		w := httptest.NewRecorder()
		if p.ServeHTTP(w, r); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("GET: %d", w.Code)
		}
	}
}

// The simulated vendor posts results to the webhook: late, twice, backwards and not at all,
// and what it did not post is found by polling.
func TestWebhookOverTheWire(t *testing.T) {
	k := &kept{}
	var p *pair
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != p.Path() {
			http.NotFound(w, r)
			return
		}
		p.ServeHTTP(w, r)
	}))
	p = pairUp(t, simulate.Options{Webhook: hook.URL + "/hooks/sms/nhn/" + token, Signature: signature, Late: time.Minute})
	t.Cleanup(hook.Close)
	t.Cleanup(p.vendor.Close)
	p.Receive(k)
	from := p.clock.now()
	if _, err := p.Send(t.Context(), batch("B", "01012345678", "01000000011", "01000000012", "01000000013", "01000000014")); err != nil {
		t.Fatal(err)
	}
	wait := func(want string) {
		t.Helper()
		got := ""
		for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
			k.mu.Lock()
			got = told(k.answers)
			k.mu.Unlock()
			if got == want {
				return
			}
		}
		t.Fatalf("%s, want %s", got, want)
	}
	p.clock.turn(3 * time.Second)
	soon := "B-0 delivered 1000; B-2 delivered 1000; B-2 delivered 1000; B-3 accepted; B-3 delivered 1000"
	wait(soon)
	p.clock.turn(2 * time.Minute)
	wait(strings.Replace(soon, "B-2", "B-1 delivered 1000; B-2", 1))
	list, err := p.Results(t.Context(), from, p.clock.now())
	if got := told(list); err != nil || got != "B-0 delivered 1000; B-1 delivered 1000; B-2 delivered 1000; B-3 delivered 1000; B-4 delivered 1000" {
		t.Errorf("%s %v", got, err)
	}
}

// What is wrong with a configuration is said by its key, in the words of what to do.
func TestConfig(t *testing.T) {
	good := Config{AppKey: "k", SecretKey: "s"}
	good.Fill()
	if list := good.Check("sms.nhn"); len(list) != 0 {
		t.Fatalf("%+v", list)
	}
	for _, c := range []struct {
		path string
		with func(*Config)
	}{
		{"sms.nhn.url", func(c *Config) { c.URL = "sms.example.com" }},
		{"sms.nhn.app_key", func(c *Config) { c.AppKey = "" }},
		{"sms.nhn.secret_key", func(c *Config) { c.SecretKey = "" }},
		{"sms.nhn.secret_key", func(c *Config) { c.SecretKeyEnv = "X" }},
		{"sms.nhn.timeout", func(c *Config) { c.Timeout = 1 }},
		{"sms.nhn.settle", func(c *Config) { c.Settle = 1 }},
		{"sms.nhn.per_second", func(c *Config) { c.PerSecond = -1 }},
		{"sms.nhn.allow[0]", func(c *Config) { c.Allow = []string{"localhost"} }},
		{"sms.nhn.webhook.token", func(c *Config) { c.Webhook = cloud.Webhook{Token: "short", Signature: "x"} }},
		{"sms.nhn.webhook.token", func(c *Config) { c.Webhook = cloud.Webhook{Signature: "x"} }},
		{"sms.nhn.webhook.signature", func(c *Config) { c.Webhook = cloud.Webhook{Token: token} }},
		{"sms.nhn.webhook.signature", func(c *Config) { c.Webhook = cloud.Webhook{Token: token, Signature: "x", SignatureFile: "y"} }},
	} {
		bad := good
		c.with(&bad)
		if list := bad.Check("sms.nhn"); len(list) != 1 || list[0].Path != c.path || list[0].Message == "" {
			t.Errorf("%s: %+v", c.path, list)
		}
		if p, err := New(bad, sms.Around{}); err == nil || p != nil {
			t.Errorf("%s: a provider is made all the same", c.path)
		}
	}
	t.Setenv("NHN_SECRET", "from the environment")
	p, err := New(Config{AppKey: "k", SecretKeyEnv: "NHN_SECRET"}, sms.Around{})
	if err != nil || p.Path() != "" || p.Able().Recipients != 1000 || p.Name() != "nhn" {
		t.Errorf("%v", err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if _, err := New(Config{AppKey: "k", SecretKeyEnv: "NHN_NO_SECRET"}, sms.Around{}); err == nil {
		t.Error("a variable that is not set is taken")
	}
}

// FuzzRow: whatever the vendor writes in a row, reading it ends well and never makes a
// delivered message of one that is not.
func FuzzRow(f *testing.F) {
	f.Add([]byte(`{"requestId":"R","recipientSeq":1,"msgStatus":"3","resultCode":"1000"}`))
	f.Add([]byte(`{"requestId":"R","recipientSeq":"x","msgStatus":0,"resultCode":null,"messageCount":"many"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var r row
		if json.Unmarshal(data, &r) != nil {
			return
		}
		if a := r.answer(); a.Status == sms.Delivered && a.Code != delivered && a.Code != "" {
			t.Errorf("%s: %+v", data, a)
		}
	})
}
