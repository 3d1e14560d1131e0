package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// Whoever reads only the detail of a problem learns what is wrong and what to do.
func TestProblemDetail(t *testing.T) {
	s := newSite(t)
	for _, tc := range []struct {
		body   string
		status int
		detail string
	}{
		{`{"text":1}`, 422, "body.text: expected string"},
		{`{"text":"a","plaice":"top"}`, 422, "body.plaice: unexpected property"},
		{`{"text":`, 400, "body: unexpected end of JSON input"},
	} {
		status, body := s.as(t, "boss", http.MethodPut, "/api/v1/notice", tc.body)
		var p Problem
		if err := json.Unmarshal([]byte(body), &p); err != nil || status != tc.status || !strings.Contains(p.Detail, tc.detail) {
			t.Errorf("%s: %d %s; want %d with %q", tc.body, status, body, tc.status, tc.detail)
		}
	}
	status, body := s.as(t, "boss", http.MethodPut, "/api/v1/notice", `{"text":"a"}`, func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") })
	if status != 415 || !strings.Contains(body, "Content-Type: application/json") {
		t.Errorf("a form: %d %s", status, body)
	}
	for query, want := range map[string]string{
		"from=2026-11-23": "query.from: must be a time such as 2026-11-23T09:00:00+09:00",
		"foo=1":           "query.foo: unknown query parameter",
	} {
		status, body := s.as(t, "boss", http.MethodGet, "/api/v1/calls/history?"+query, "")
		if status != 422 || !strings.Contains(body, want) {
			t.Errorf("history?%s: %d %s; want %q", query, status, body, want)
		}
	}
}
