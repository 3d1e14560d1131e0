package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// fakeNotices keeps the notice in memory.
type fakeNotices struct {
	mu  sync.Mutex
	now Notice
}

func (f *fakeNotices) Notice() Notice {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

func (f *fakeNotices) SetNotice(_ context.Context, n Notice) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = n
	return nil
}

// W28: a notice with a mark that turns the direction of writing or with a control
// character is refused, with the character and what to do; others go through,
// joiners of emoji and right-to-left letters among them.
func TestNoticeMarks(t *testing.T) {
	s := newSite(t)
	for _, r := range "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u0007\u007f\u009b\t" {
		data, err := json.Marshal(Notice{Text: "공지" + string(r) + "txt", Place: "top"})
		if err != nil {
			t.Fatal(err)
		}
		status, body := s.as(t, "boss", http.MethodPut, "/api/v1/notice", string(data))
		var p Problem
		if err := json.Unmarshal([]byte(body), &p); err != nil || status != 422 || p.Code != "invalid" || !strings.Contains(p.Detail, "take out") || !strings.Contains(p.Detail, fmt.Sprintf("%U", r)) {
			t.Errorf("%U: %d %s", r, status, body)
		}
	}
	if n := s.web.Notices.Notice(); n.Text != "" {
		t.Errorf("a refused notice is shown: %q", n.Text)
	}
	for _, text := range []string{"점검 👩\u200d💻 18시", "שלום", "a — b"} {
		if status, body := s.as(t, "boss", http.MethodPut, "/api/v1/notice", `{"text":"`+text+`"}`); status != 200 {
			t.Errorf("%q: %d %s", text, status, body)
		}
	}
}

// W28: an administrator sets the notice's text and place, everybody who sees the
// board may read it, and what is no line of at most 200 characters changes nothing.
func TestNotice(t *testing.T) {
	s := newSite(t)
	for _, tc := range []struct {
		who, body string
		status    int
		want      Notice // after it
	}{
		{"boss", `{"text":"18시 시스템 점검","place":"bottom"}`, 200, Notice{"18시 시스템 점검", "bottom"}},
		{"m1", `{"text":"mine"}`, 403, Notice{"18시 시스템 점검", "bottom"}},
		{"kim", `{"text":"mine"}`, 403, Notice{"18시 시스템 점검", "bottom"}},
		{"display", `{"text":"mine"}`, 403, Notice{"18시 시스템 점검", "bottom"}},
		{"", `{"text":"mine"}`, 401, Notice{"18시 시스템 점검", "bottom"}},
		{"boss", `{"text":"` + strings.Repeat("가", 201) + `"}`, 422, Notice{"18시 시스템 점검", "bottom"}},
		{"boss", `{"text":"two\nlines"}`, 422, Notice{"18시 시스템 점검", "bottom"}},
		{"boss", `{"text":"two\u2028lines"}`, 422, Notice{"18시 시스템 점검", "bottom"}},
		{"boss", `{"text":"a\u0000b"}`, 422, Notice{"18시 시스템 점검", "bottom"}},
		{"boss", `{"text":"x","place":"left"}`, 422, Notice{"18시 시스템 점검", "bottom"}},
		{"boss", `{"place":"top"}`, 422, Notice{"18시 시스템 점검", "bottom"}},
		{"key", `{"text":"` + strings.Repeat("가", 200) + `"}`, 200, Notice{strings.Repeat("가", 200), "top"}},
		{"boss", `{"text":"  <b>공지</b>  ","place":"top"}`, 200, Notice{"<b>공지</b>", "top"}},
		{"boss", `{"text":"   "}`, 200, Notice{"", "top"}},
	} {
		status, body := s.as(t, tc.who, http.MethodPut, "/api/v1/notice", tc.body)
		if status != tc.status {
			t.Errorf("%s as %q: %d %s, want %d", tc.body, tc.who, status, body, tc.status)
		}
		_, body = s.as(t, "display", http.MethodGet, "/api/v1/notice", "")
		var got Notice
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatal(err)
		}
		if got != tc.want {
			t.Errorf("after %s as %q: %+v, want %+v", tc.body, tc.who, got, tc.want)
		}
	}
	var logged []string
	for _, a := range s.people.log {
		if a.Action == "notice_changed" {
			logged = append(logged, a.Actor+" "+a.Detail)
		}
	}
	if len(logged) != 4 || logged[0] != "user:boss 18시 시스템 점검" {
		t.Errorf("the access log has %q", logged)
	}
}
