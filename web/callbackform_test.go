package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/centre"
)

// sent sends the form and returns the status, the field that is wrong with why, and the
// seconds to wait.
func (s *site) sent(t *testing.T, values map[string]any) (status int, wrong string, wait int) {
	t.Helper()
	body := map[string]any{"mark": s.web.form.mark(time.Now().Add(-time.Minute)), "consent": true, "language": "ko"}
	for k, v := range values {
		body[k] = v
	}
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Post(s.URL+"/api/v1/callback-form", "application/json", strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var p Problem
	if err := json.NewDecoder(res.Body).Decode(&p); err != nil {
		t.Fatal(err)
	}
	for _, e := range p.Errors {
		code, _, _ := strings.Cut(e.Message, ":")
		wrong += strings.TrimPrefix(e.Location, "body.") + " " + code
	}
	wait, _ = strconv.Atoi(res.Header.Get("Retry-After")) //nolint:errcheck // 0: there is none
	return res.StatusCode, wrong, wait
}

// Anybody asks to be called back on the form, and is told what is wrong with what was
// written, and nothing of what the centre knows of a number.
func TestCallbackForm(t *testing.T) {
	s := newSite(t)
	s.settings().put(centre.SetFormHour, "100")
	var about CallbackForm
	s.want(t, 200, "", "GET", "/callback-form", "", &about)
	if len(about.Services) != 1 || about.Services[0].ID != "orders" || about.Services[0].From != "09:00" || about.Mark == "" || about.Days != formAhead || len(about.Consent) != 0 {
		t.Errorf("%+v", about)
	}
	s.settings().put(centre.SetConsentKo, "동의합니다.")
	if s.want(t, 200, "", "GET", "/callback-form?service=orders", "", &about); about.Consent["ko"] != "동의합니다." || len(about.Consent) != 1 {
		t.Errorf("%+v", about.Consent)
	}
	if status, _ := s.as(t, "", "GET", "/api/v1/callback-form?service=claims", ""); status != 404 {
		t.Errorf("a service that is not offered: %d", status)
	}

	day := time.Now().In(s.web.zone()).AddDate(0, 0, 1)
	tomorrow := day.Format(time.DateOnly)
	s.house.blocked = "+821077778888"
	s.want(t, 201, "boss", "POST", "/do-not-call", `{"number":"01066667777","reason":"거부"}`, nil)
	for name, v := range map[string]struct {
		with  map[string]any
		wrong string
	}{
		"a mark of nobody":            {map[string]any{"number": "01012340000", "mark": "abc"}, "mark stale"},
		"a mark of this morning":      {map[string]any{"number": "01012340000", "mark": s.web.form.mark(time.Now().Add(-formLongest - time.Minute))}, "mark stale"},
		"sooner than anybody can":     {map[string]any{"number": "01012340000", "mark": s.web.form.mark(time.Now())}, "mark too_fast"},
		"no consent":                  {map[string]any{"number": "01012340000", "consent": false}, "consent required"},
		"a service that is not there": {map[string]any{"number": "01012340000", "service": "claims"}, "service not_an_option"},
		"no whole number":             {map[string]any{"number": "1234"}, "number not_a_phone"},
		"another country":             {map[string]any{"number": "+1 212 555 1234"}, "number international"},
		"one that costs":              {map[string]any{"number": "060-700-1234"}, "number premium"},
		"the police":                  {map[string]any{"number": "112"}, "number refused"},
		"the centre's own":            {map[string]any{"number": "02-555-0000"}, "number refused"},
		"on the blacklist":            {map[string]any{"number": "010-7777-8888"}, "number refused"},
		"not to be called":            {map[string]any{"number": "010-6666-7777"}, "number refused"},
		"a day that is past":          {map[string]any{"number": "01012340000", "day": "2020-01-01", "hour": "10:00"}, "day out_of_range"},
		"a day without an hour":       {map[string]any{"number": "01012340000", "day": tomorrow}, "day not_a_date"},
		"too far ahead":               {map[string]any{"number": "01012340000", "day": day.AddDate(0, 0, formAhead).Format(time.DateOnly), "hour": "10:00"}, "day out_of_range"},
		"at night":                    {map[string]any{"number": "01012340000", "day": tomorrow, "hour": "23:00"}, "hour out_of_range"},
		"a line break in a name":      {map[string]any{"number": "01012340000", "name": "a\nb"}, "name not_known"},
	} {
		if status, wrong, _ := s.sent(t, v.with); status != 422 || wrong != v.wrong {
			t.Errorf("%s: %d %q", name, status, wrong)
		}
	}
	if status, _, _ := s.sent(t, map[string]any{"number": "01012340000", "website": "https://example.com"}); status != 201 || s.found(t, "boss", "") != "" {
		t.Errorf("a program: %d, there are %q", status, s.found(t, "boss", ""))
	}

	if status, wrong, _ := s.sent(t, map[string]any{"number": "010 1234 0000", "name": " 김하나 ", "memo": "환불", "day": tomorrow, "hour": "10:00"}); status != 201 {
		t.Fatalf("%d %s", status, wrong)
	}
	var page struct{ Items []CallbackView }
	s.want(t, 200, "boss", "GET", "/callbacks", "", &page)
	if len(page.Items) != 1 {
		t.Fatalf("%+v", page)
	}
	got, from := page.Items[0], time.Date(day.Year(), day.Month(), day.Day(), 10, 0, 0, 0, s.web.zone())
	if got.Source != callback.Web || got.CreatedBy != "web form" || got.Service != "orders" || got.Name != "김하나" || got.Memo != "환불" || got.Language != "ko" || !got.From.Equal(from) || !got.To.Equal(from.Add(time.Hour)) {
		t.Errorf("%+v", got)
	}
	if status, _, _ := s.sent(t, map[string]any{"number": "+82 10 1234 0000"}); status != 201 || s.found(t, "boss", "") != got.ID {
		t.Errorf("asked again: %d, there are %q", status, s.found(t, "boss", ""))
	}
	s.settings().put(centre.SetForm, "false")
	if status, _, _ := s.sent(t, map[string]any{"number": "01012340009"}); status != 404 {
		t.Errorf("the form is off: %d", status)
	}
}

// The form is used so often an hour from one address, and so often a day for one number
// (W-24); who only mistypes a number is not counted, who tries out numbers is.
func TestCallbackFormLimits(t *testing.T) {
	s := newSite(t)
	for i := range 7 {
		if status, wrong, _ := s.sent(t, map[string]any{"number": "1234"}); status != 422 {
			t.Fatalf("%d: %d %s", i, status, wrong)
		}
	}
	for i := range 6 {
		number, want := fmt.Sprintf("0101234%04d", i), 201
		if i == 1 {
			number, want = "02-555-0000", 422 // the centre's own
		}
		if i == 5 {
			want = 429
		}
		status, wrong, wait := s.sent(t, map[string]any{"number": number})
		if status != want || (wait > 0) != (want == 429) || wait > 3600 {
			t.Errorf("%d: %d %q, wait %d s", i, status, wrong, wait)
		}
	}
	if got := strings.Fields(s.found(t, "boss", "")); len(got) != 4 {
		t.Errorf("there are %v", got)
	}

	s = newSite(t)
	s.settings().put(centre.SetFormHour, "100")
	most, err := strconv.Atoi(s.settings().Setting(centre.SetFormNumber))
	if err != nil {
		t.Fatal(err)
	}
	for i := range most + 1 {
		status, wrong, wait := s.sent(t, map[string]any{"number": "01012345678"})
		if want := map[bool]int{false: 201, true: 429}[i == most]; status != want || (wait > 3600) != (want == 429) {
			t.Errorf("%d: %d %q, wait %d s", i, status, wrong, wait)
		}
	}
}

// How often the form was used is kept of a bounded number of addresses.
func TestFormUsesAreBounded(t *testing.T) {
	var u uses
	now := time.Now()
	for i := range formMost + 100 {
		if wait := u.take(strconv.Itoa(i), 1, time.Hour, now.Add(time.Duration(i)*time.Second)); wait != 0 {
			t.Fatal(i, wait)
		}
	}
	if len(u.by) > formMost {
		t.Errorf("%d are kept", len(u.by))
	}
	last := strconv.Itoa(formMost + 99)
	if wait := u.take(last, 1, time.Hour, now.Add((formMost+99)*time.Second)); wait != time.Hour {
		t.Errorf("the last one may again after %v", wait)
	}
}

// The page of the form may be framed by the sites that are allowed to and by no others;
// the address that people write leads to it.
func TestCallbackFormIsFramedByWhoMay(t *testing.T) {
	s := newSite(t)
	s.web.UI = os.DirFS("ui")
	get := func(path string) *http.Response {
		t.Helper()
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := client.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	if res := get("/callback-form"); res.StatusCode != 200 || !strings.Contains(res.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	s.settings().put(centre.SetFormOrigins, "https://shop.example.com")
	if csp := get("/callback-form").Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'self' https://shop.example.com") {
		t.Error(csp)
	}
	if csp := get("/desk").Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("the desk: %s", csp)
	}
	if res := get("/callback/form?service=orders&lang=en"); res.StatusCode != 302 || res.Header.Get("Location") != "../callback-form?service=orders&lang=en" {
		t.Errorf("%d %s", res.StatusCode, res.Header.Get("Location"))
	}
	if res := get("/callback.js"); res.StatusCode != 200 || res.Header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
}
