package web

import (
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// One rule for numbers everywhere (P-04): a list is masked for everybody, unless whoever
// has the permission asks for whole numbers, which the access log says; one thing that
// is looked at by itself is whole for who has the permission.
func TestListsAreMasked(t *testing.T) {
	s := smsSite(t)
	id := s.customer(t, "김하나", "010-1234-5678")
	var r ReservationView
	s.want(t, 201, "kim", "POST", "/reservations", `{"due_at":"`+time.Now().Add(time.Hour).Format(time.RFC3339)+`","customer":"`+id+`"}`, &r)
	note := desk.Consultation{ID: "n1", Call: "old1", Ticket: "20261128-00001", Agent: "kim", Service: "orders", Channel: desk.In, Customer: id, Number: "+821012345678", Text: "x", Saved: time.Now()}
	if err := s.db.AddConsultations(t.Context(), []desk.Consultation{note}, "test"); err != nil {
		t.Fatal(err)
	}
	s.offered(t, "c1", "01012345678")
	s.web.History = fakeHistory{[]calls.Call{{ID: "old1", Direction: calls.In, Agent: "kim", Caller: "01012345678"}, {ID: "old2", Direction: calls.Out, Agent: "kim", Called: "01012345678"}}}
	s.allow("kim", people.Phone, people.SMS)
	s.want(t, 201, "boss", "POST", "/callbacks", `{"number":"010-1234-5678","service":"orders"}`, nil)
	s.want(t, 201, "boss", "POST", "/sms/sends", `{"sender":"15880000","body":"a","recipients":[{"number":"010-1234-5678"}]}`, nil)
	if _, err := s.db.SMSCameIn(t.Context(), sms.CameIn{Incoming: sms.Incoming{Provider: "p", ID: "1", Body: "a", At: time.Now()}, Number: "+821012345678", Ours: "15880000", Now: time.Now()}); err != nil {
		t.Fatal(err)
	}
	whole := func(body string) bool { return strings.Contains(strings.ReplaceAll(body, "-", ""), "12345678") }
	for path, action := range map[string]string{
		"/customers": "customers_searched", "/customers/" + id + "/consultations": "consultations_searched", "/consultations": "consultations_searched",
		"/reservations": "reservations_searched", "/calls": "calls_searched", "/calls/history": "calls_searched",
		"/callbacks": "callbacks_searched", "/sms/messages": "sms_searched", "/sms/sends": "sms_searched", "/sms/conversations": "sms_conversations_searched",
		"/customers/export?reason=test&format=csv": "customers_exported",
	} {
		if _, b := s.as(t, "boss", "GET", "/api/v1"+path, ""); whole(b) || !strings.Contains(b, "*") {
			t.Errorf("%s shows whole numbers unasked, or none: %.300s", path, b)
		}
		join := "?"
		if strings.Contains(path, "?") {
			join = "&"
		}
		before := len(s.logged(action))
		if status, b := s.as(t, "boss", "GET", "/api/v1"+path+join+"unmasked=true", ""); status != 200 || !whole(b) {
			t.Errorf("%s masks what was asked for: %d %.300s", path, status, b)
		}
		if lines := s.logged(action); len(lines) != before+1 || !strings.Contains(lines[len(lines)-1].Detail, "unmasked") {
			t.Errorf("%s: the access log does not say that numbers were whole: %+v", path, lines)
		}
		if !strings.HasPrefix(path, "/customers/export") {
			if status, b := s.as(t, "kim", "GET", "/api/v1"+path+join+"unmasked=true", ""); status != 403 {
				t.Errorf("%s without the permission: %d %.300s", path, status, b)
			}
		}
	}
	for _, path := range []string{"/customers/" + id, "/reservations/" + r.ID} {
		if _, b := s.as(t, "boss", "GET", "/api/v1"+path, ""); !whole(b) {
			t.Errorf("%s by itself is masked: %.300s", path, b)
		}
		if _, b := s.as(t, "kim", "GET", "/api/v1"+path, ""); whole(b) {
			t.Errorf("%s is whole without the permission: %.300s", path, b)
		}
	}
}

// Every search is a line of the access log, also one that finds nothing; the same again, which
// is a page that reads anew, is none (P-01).
func TestSearchesAreLogged(t *testing.T) {
	s := smsSite(t)
	s.callbackBy(t, "010-1234-5678")
	for action, paths := range map[string][]string{
		"callbacks_searched":         {"/callbacks?q=0101", "/callbacks?q=5678", "/callbacks?q=9999", "/callbacks?q=8888", "/callbacks?agent=-"},
		"sms_searched":               {"/sms/messages?number=0101", "/sms/messages?number=5678", "/sms/sends?number=0101", "/sms/sends?number=5678"},
		"sms_conversations_searched": {"/sms/conversations?number=010-1111-2222", "/sms/conversations?number=010-1111-3333"},
	} {
		for i, path := range paths {
			for range 2 {
				s.want(t, 200, "boss", "GET", path, "", nil)
				if got := s.logged(action); len(got) != i+1 {
					t.Errorf("%s: %d lines, want %d", path, len(got), i+1)
				}
			}
		}
	}
}

// Numbers that somebody wrote into a text are masked in lists and files as numbers are, unless
// whole ones are asked for (P-04).
func TestTextsAreMasked(t *testing.T) {
	s := smsSite(t)
	var v CallbackView
	s.want(t, 201, "boss", "POST", "/callbacks", `{"number":"010-1111-2222","service":"orders","memo":"call 010-8765-4321"}`, &v)
	s.want(t, 200, "boss", "POST", "/callbacks/"+v.ID+"/complete", `{"result":"he is at 010 8765 4321"}`, nil)
	s.want(t, 201, "boss", "POST", "/sms/sends", `{"sender":"15880000","body":"1588-0001 or 01087654321","recipients":[{"number":"010-1111-2222"}]}`, nil)
	for path, n := range map[string]int{"/callbacks/export?reason=test&format=csv": 2, "/sms/messages/export?reason=test&format=csv": 1, "/sms/messages?limit=10": 1, "/sms/sends?limit=10": 1} {
		status, b := s.as(t, "boss", "GET", "/api/v1"+path, "")
		if status != 200 || strings.Count(b, "010-****-4321") != n || strings.Contains(b, "8765") {
			t.Errorf("%s: %d %s", path, status, b)
		}
		if _, b := s.as(t, "boss", "GET", "/api/v1"+path+"&unmasked=true", ""); strings.Count(b, "8765") != n {
			t.Errorf("%s, whole: %s", path, b)
		}
	}
}
