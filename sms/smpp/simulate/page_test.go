package simulate

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// A customer writes by a form of this page, and by none of another one.
func TestForm(t *testing.T) {
	v, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	post := func(form url.Values, site string) int {
		r := httptest.NewRequest(http.MethodPost, "/incoming", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", site)
		w := httptest.NewRecorder()
		v.ServeHTTP(w, r)
		return w.Code
	}
	good := url.Values{"from": {"01012345678"}, "to": {"15880001"}, "text": {"네"}}
	if got := post(good, "cross-site"); got != http.StatusForbidden || v.Waiting() != 0 {
		t.Errorf("another page writes: %d", got)
	}
	if got := post(good, "same-origin"); got != http.StatusSeeOther || v.Waiting() != 1 {
		t.Errorf("%d, %d wait", got, v.Waiting())
	}
	for key, bad := range map[string]string{"from": "010-1", "to": "", "text": ""} {
		form := url.Values{"from": good["from"], "to": good["to"], "text": good["text"]}
		form.Set(key, bad)
		if got := post(form, "same-origin"); got != http.StatusUnprocessableEntity {
			t.Errorf("%s %q: %d", key, bad, got)
		}
	}
	w := httptest.NewRecorder()
	v.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "SMPP 3.4") {
		t.Errorf("%d", w.Code)
	}
	if _, err := New(Options{Faults: map[string]float64{Timeout: 0.6, Reset: 0.6}}); err == nil {
		t.Error("more than everything goes wrong")
	}
}
