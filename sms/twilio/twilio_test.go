package twilio

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sms"
)

const token = "abcdefghijklmnopqrstuvwx"

var config = Config{AccountSID: "AC1", AuthToken: "12345", PublicURL: "https://centre.example.com/", Token: token}

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
	if k.fails == nil {
		k.came = append(k.came, m)
	}
	return k.fails
}

// The signature is that of the vendor's own example, and counts values of one name once.
func TestSign(t *testing.T) {
	form := url.Values{"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"}, "From": {"+14158675309"}, "To": {"+18005551212"}}
	if got := Sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", form); got != "RSOYDt4T1cUTdK1PDd93/VVr8B8=" {
		t.Errorf("%s", got)
	}
	if Sign("t", "u", url.Values{"a": {"2", "1", "2"}}) != Sign("t", "u", url.Values{"a": {"1", "2"}}) || Sign("t", "u", url.Values{"a": {"1"}}) == Sign("t", "u", url.Values{"a": {"2"}}) {
		t.Error("values of one name")
	}
}

func provider(t *testing.T) (*Provider, *kept, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	p, err := New(config, sms.Around{Log: zerolog.New(&log)})
	if err != nil {
		t.Fatal(err)
	}
	k := &kept{}
	p.Receive(k)
	return p, k, &log
}

// post posts a form, signed as the vendor would, and changed after that.
func post(p *Provider, query string, form url.Values, change func(*http.Request, url.Values)) *httptest.ResponseRecorder {
	address := "https://centre.example.com" + p.Path()
	if query != "" {
		address += "?" + query
	}
	sign := Sign("12345", address, form)
	header := http.Header{}
	r := httptest.NewRequest(http.MethodPost, p.Path(), nil)
	r.Header = header
	r.Header.Set(HeaderSignature, sign)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	if change != nil {
		change(r, form)
	}
	body := httptest.NewRequest(r.Method, "http://10.0.0.7"+p.Path()+map[bool]string{true: "?" + query}[query != ""], strings.NewReader(form.Encode()))
	body.Header = r.Header
	w := httptest.NewRecorder()
	p.ServeHTTP(w, body)
	return w
}

func message() url.Values {
	return url.Values{"MessageSid": {"SM1"}, "SmsSid": {"SM1"}, "AccountSid": {"AC1"}, "From": {"+821012345678"}, "To": {"+8215880001"}, "Body": {"오늘 몇 시쯤 도착하나요?"},
		"NumMedia": {"2"}, "MediaUrl0": {"https://api.example.com/m/0"}, "MediaUrl1": {"https://api.example.com/m/1"}, "SmsStatus": {"received"}, "FromCountry": {"KR"}, "SomethingNew": {"tomorrow"}}
}

// A message is taken when the signature over everything that came fits the public address,
// whatever address the request itself had; its media are kept and not fetched.
func TestMessage(t *testing.T) {
	p, k, log := provider(t)
	w := post(p, "", message(), nil)
	if w.Code != http.StatusOK || w.Body.String() != reply || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/xml") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := post(p, "x=1", message(), nil); w.Code != http.StatusOK {
		t.Errorf("with a query: %d", w.Code)
	}
	if len(k.came) != 2 || k.came[0].ID != "SM1" || k.came[1].ID != "SM1" || k.came[0].From != "+821012345678" || k.came[0].Body != "오늘 몇 시쯤 도착하나요?" || !slices.Equal(k.came[0].Media, []string{"https://api.example.com/m/0", "https://api.example.com/m/1"}) {
		t.Errorf("%+v", k.came)
	}
	for name, change := range map[string]func(*http.Request, url.Values){
		"no signature":     func(r *http.Request, _ url.Values) { r.Header.Del(HeaderSignature) },
		"another":          func(r *http.Request, _ url.Values) { r.Header.Set(HeaderSignature, "RSOYDt4T1cUTdK1PDd93/VVr8B8=") },
		"a changed text":   func(_ *http.Request, f url.Values) { f.Set("Body", "x") },
		"a parameter more": func(_ *http.Request, f url.Values) { f.Set("Extra", "x") },
		"a parameter less": func(_ *http.Request, f url.Values) { f.Del("SomethingNew") },
		"a value more":     func(_ *http.Request, f url.Values) { f.Add("Body", "x") },
		"another query": func(r *http.Request, _ url.Values) {
			r.Header.Set(HeaderSignature, Sign("12345", "https://centre.example.com"+p.Path()+"?y", message()))
		},
		"the inner address": func(r *http.Request, _ url.Values) {
			r.Header.Set(HeaderSignature, Sign("12345", "http://10.0.0.7"+p.Path(), message()))
		},
	} {
		if w := post(p, "", message(), change); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	other := message()
	other.Set("AccountSid", "AC2")
	if w := post(p, "", other, nil); w.Code != http.StatusForbidden {
		t.Errorf("another account: %d", w.Code)
	}
	bare := message()
	for _, k := range []string{"MessageSid", "SmsSid"} {
		bare.Del(k)
	}
	if w := post(p, "", bare, nil); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("without an identifier: %d", w.Code)
	}
	if w := post(p, "", message(), func(r *http.Request, _ url.Values) { r.Header.Set("Content-Type", "application/json") }); w.Code != http.StatusBadRequest {
		t.Errorf("JSON: %d", w.Code)
	}
	if len(k.came) != 2 {
		t.Errorf("%d came in", len(k.came))
	}
	if strings.Contains(log.String(), "오늘") || strings.Contains(log.String(), "8210") {
		t.Errorf("log: %s", log)
	}
}

// What cannot be kept is not answered as if it were; what is no message is refused for good.
func TestNotKept(t *testing.T) {
	p, k, _ := provider(t)
	for err, want := range map[error]int{errors.New("disk full"): http.StatusServiceUnavailable, fault.New(fault.Invalid, "no number"): http.StatusUnprocessableEntity} {
		k.fails = err
		if w := post(p, "", message(), nil); w.Code != want {
			t.Errorf("%v: %d", err, w.Code)
		}
	}
	early, err := New(config, sms.Around{})
	if err != nil {
		t.Fatal(err)
	}
	if w := post(early, "", message(), nil); w.Code != http.StatusServiceUnavailable {
		t.Errorf("before anybody keeps it: %d", w.Code)
	}
}

// The status of a message is told under the vendor's identifier.
func TestStatus(t *testing.T) {
	p, k, _ := provider(t)
	for _, c := range []struct {
		status, code string
		want         sms.Status
	}{{"queued", "", sms.Accepted}, {"sent", "", sms.Accepted}, {"delivered", "", sms.Delivered}, {"undelivered", "30005", sms.Failed}, {"failed", "", sms.Failed}, {"canceled", "", sms.TakenBack}, {"tomorrow", "", sms.Accepted}} {
		form := url.Values{"MessageSid": {"SM2"}, "AccountSid": {"AC1"}, "MessageStatus": {c.status}, "SmsStatus": {c.status}}
		if c.code != "" {
			form.Set("ErrorCode", c.code)
		}
		if w := post(p, "", form, nil); w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", c.status, w.Code, w.Body)
		}
		if a := k.answers[len(k.answers)-1]; a.Status != c.want || a.Ref.Request != "SM2" || c.code != "" && a.Code != c.code {
			t.Errorf("%s: %+v", c.status, a)
		}
	}
	if len(k.came) != 0 {
		t.Errorf("%+v", k.came)
	}
}

// It sends nothing, and says so.
func TestSendsNothing(t *testing.T) {
	p, _, _ := provider(t)
	if _, err := p.Send(t.Context(), sms.Batch{Kind: sms.SMS}); sms.ClassOf(err) != sms.Never || len(p.Able().Kinds) != 0 {
		t.Errorf("%v", err)
	}
}

// What is wrong with a configuration is said by its key.
func TestConfig(t *testing.T) {
	for key, with := range map[string]func(*Config){
		"account_sid": func(c *Config) { c.AccountSID = "" },
		"auth_token":  func(c *Config) { c.AuthToken = "" },
		"public_url":  func(c *Config) { c.PublicURL = "" },
		"token":       func(c *Config) { c.Token = "x" },
	} {
		bad := config
		with(&bad)
		if list := bad.Check("sms.twilio"); len(list) != 1 || list[0].Path != "sms.twilio."+key {
			t.Errorf("%s: %+v", key, list)
		}
	}
	if list := config.Check("x"); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}
