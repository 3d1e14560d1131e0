package web

import (
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/people"
)

// One rule for numbers everywhere (P-04): a list is masked for everybody, unless whoever
// has the permission asks for whole numbers, which the access log says; one thing that
// is looked at by itself is whole for who has the permission.
func TestListsAreMasked(t *testing.T) {
	s := newSite(t)
	id := s.customer(t, "김하나", "010-1234-5678")
	var r ReservationView
	s.want(t, 201, "kim", "POST", "/reservations", `{"due_at":"`+time.Now().Add(time.Hour).Format(time.RFC3339)+`","customer":"`+id+`"}`, &r)
	note := desk.Consultation{ID: "n1", Call: "old1", Ticket: "20261128-00001", Agent: "kim", Service: "orders", Channel: desk.In, Customer: id, Number: "+821012345678", Text: "x", Saved: time.Now()}
	if err := s.db.AddConsultations(t.Context(), []desk.Consultation{note}, "test"); err != nil {
		t.Fatal(err)
	}
	s.offered(t, "c1", "01012345678")
	s.web.History = fakeHistory{[]calls.Call{{ID: "old1", Direction: calls.In, Agent: "kim", Caller: "01012345678"}, {ID: "old2", Direction: calls.Out, Agent: "kim", Called: "01012345678"}}}
	s.allow("kim", people.Phone)
	whole := func(body string) bool { return strings.Contains(strings.ReplaceAll(body, "-", ""), "12345678") }
	for path, action := range map[string]string{
		"/customers": "customers_searched", "/customers/" + id + "/consultations": "consultations_searched", "/consultations": "consultations_searched",
		"/reservations": "reservations_searched", "/calls": "calls_searched", "/calls/history": "calls_searched",
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
