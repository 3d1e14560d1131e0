package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/people"
)

// Click-to-call takes the permission to telephone; an agent calls only as herself,
// a manager as own agents. The log has no whole number.
func TestDial(t *testing.T) {
	s := newSite(t)
	for _, login := range []string{"kim", "m1"} {
		u := s.people.users[login]
		u.Permissions = []people.Permission{people.Phone}
		s.people.users[login] = u
	}
	if _, err := s.floor.Do(t.Context(), acd.SetState{Agent: "kim", State: acd.NotReady}); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		who, body string
		status    int
		want      string
	}{
		{"kim", `{"number":"010-1234-5678"}`, 201, `{"call":"d1"}`},
		{"kim", `{"number":"01012345678","agent":"lee"}`, 404, "there is no agent"},
		{"lee", `{"number":"01012345678"}`, 403, "phone"},
		{"m1", `{"number":"01012345678","agent":"kim"}`, 409, "already"}, // and kim dials already
		{"m1", `{"number":"01012345678","agent":"lee"}`, 404, ""},
		{"boss", `{"number":"01012345678"}`, 422, "agent is missing"},
		{"kim", `{"number":""}`, 422, "body.number"},
		{"lee", `{"number":"119"}`, 201, `{"call":"aside"}`}, // without the permission, and logged out
		{"kim", `{"number":"119"}`, 201, `{"call":"aside"}`}, // whom the floor does not let
	} {
		status, body := s.as(t, tc.who, http.MethodPost, "/api/v1/calls", tc.body)
		if status != tc.status || !strings.Contains(body, tc.want) {
			t.Errorf("%s %s: %d %s, want %d with %q", tc.who, tc.body, status, body, tc.status, tc.want)
		}
	}
	if st, _ := s.floor.Agent(t.Context(), "kim"); st.State != acd.Dialing || st.Call != "d1" {
		t.Errorf("kim is %+v", st)
	}
	logged := 0
	for _, a := range s.people.log {
		if a.Action == "call_dialled" {
			logged++
			if strings.Contains(a.Detail, "12345678") {
				t.Errorf("the log has the whole number: %+v", a)
			}
		}
	}
	if logged != 3 {
		t.Errorf("%d lines in the access log", logged)
	}
}

// Everybody on the floor may know who is logged in, and nothing more of them.
func TestColleagues(t *testing.T) {
	s := newSite(t)
	if _, err := s.floor.Do(t.Context(), acd.SetState{Agent: "lee", State: acd.NotReady}); err != nil {
		t.Fatal(err)
	}
	status, body := s.as(t, "kim", http.MethodGet, "/api/v1/colleagues", "")
	if status != 200 || strings.TrimSpace(body) != `[{"id":"lee","name":"이두리","extension":"1002","state":"not_ready"}]` {
		t.Errorf("%d %s", status, body)
	}
}
