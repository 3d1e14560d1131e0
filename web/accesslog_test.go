package web

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/people"
)

// The access log is asked for several actions at once, within bounds; what was asked
// for stands in it.
func TestAccessLogOfSeveralActions(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{"/access-log?limit=10&", "/access-log/export?format=csv&reason=audit&"} {
		for query, want := range map[string][]string{
			"":                             nil,
			"action=log_in":                {"log_in"},
			"action=log_in,customer_*":     {"log_in", "customer_*"},
			"action=" + repeated("a", 40):  slices.Repeat([]string{"a"}, 40),
			"action=log_in%2Clog_out&q=ab": {"log_in", "log_out"},
		} {
			if status, b := s.as(t, "boss", "GET", "/api/v1"+path+query, ""); status != 200 || !slices.Equal(s.people.asked.Actions, want) {
				t.Errorf("%s%s: %d, asked for %q, %.200s", path, query, status, s.people.asked.Actions, b)
			}
		}
		for _, query := range []string{"action=" + repeated("a", 41), "action=log_in,,log_out", "action=,", "action=" + strings.Repeat("a", 61)} {
			if status, b := s.as(t, "boss", "GET", "/api/v1"+path+query, ""); status != 422 {
				t.Errorf("%s%s: %d %.200s", path, query, status, b)
			}
		}
	}
	if _, b := s.as(t, "boss", "GET", "/api/v1/openapi.json", ""); !strings.Contains(b, `"explode":false,"in":"query","name":"action"`) || !strings.Contains(b, `"maxItems":40`) {
		t.Error("the description of the API does not say that actions stand with commas between them, and how many")
	}
	if lines := s.logged("access_log_viewed"); !slices.ContainsFunc(lines, func(a people.Access) bool { return a.Detail == "action=log_in,customer_*" }) {
		t.Errorf("what was asked for does not stand in the log: %+v", lines)
	}
}

func repeated(s string, n int) string { return strings.Join(slices.Repeat([]string{s}, n), ",") }

// What is shown of a change leaves the token in a webhook's address out, before and after.
func TestChangesHideTokens(t *testing.T) {
	c := people.Change{Edits: []people.Edit{{Kind: KindHooks, ID: "h", Before: []byte(`{"url":"https://a.example/x?token=s3cret"}`), After: []byte(`{"url":"https://b.example/x?token=s3cret"}`)}}}
	e := changeView(c).Edits[0]
	if string(e.Before) != `{"url":"https://a.example/x?token=…"}` || string(e.After) != `{"url":"https://b.example/x?token=…"}` {
		t.Errorf("%s %s", e.Before, e.After)
	}
	if !strings.Contains(string(c.Edits[0].Before), "s3cret") {
		t.Error("the record itself has lost the token: the change cannot be undone")
	}
}

// lookedAt is a site with an access log: what people did with two customers, a call and a reservation.
func lookedAt(t *testing.T) (s *site, kept, gone string, r ReservationView) {
	t.Helper()
	s = newSite(t)
	var c CustomerView
	s.want(t, 201, "boss", "POST", "/customers", `{"name":"박민정","phones":[{"number":"010-2345-4821"}]}`, &c)
	kept = c.ID
	s.want(t, 201, "boss", "POST", "/customers", `{"name":"사라질사람","phones":[{"number":"010-9999-8888"}]}`, &c)
	gone = c.ID
	s.want(t, 200, "m1", "GET", "/customers?q=박민", "", nil)
	s.want(t, 200, "m1", "GET", "/customers?q=사라", "", nil)
	s.want(t, 201, "kim", "POST", "/reservations", `{"customer":"`+kept+`","due_at":"`+time.Now().Add(time.Hour).UTC().Format(time.RFC3339)+`","service":"orders"}`, &r)
	if err := s.db.MakeTickets(t.Context(), "2026-11-28", []desk.Ticket{{Call: "c1", Service: "orders", Channel: desk.In, Number: "+821023454821", Customer: kept, Created: time.Now()}}, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.people.LogAccess(t.Context(), people.Access{Actor: "user:m1", Action: "call_moved", Target: "call:c1", Detail: "returns"}); err != nil {
		t.Fatal(err)
	}
	if err := s.people.LogAccess(t.Context(), people.Access{Actor: "key:rig", Action: "agent_state", Target: "agent:kim", Detail: "ready"}); err != nil {
		t.Fatal(err)
	}
	s.want(t, 200, "boss", "POST", "/customers/"+gone+"/delete", `{"reason":"사라질사람 요청"}`, nil)
	return s, kept, gone, r
}

// The access log says who and what its ids stand for now: numbers masked, also for
// administrators; of who was deleted nothing but that.
func TestAccessLogNames(t *testing.T) {
	s, kept, gone, r := lookedAt(t)
	var lines []AccessLine
	s.want(t, 200, "boss", "GET", "/access-log", "", &lines)
	of := func(action, target string) AccessLine {
		t.Helper()
		i := slices.IndexFunc(lines, func(a AccessLine) bool { return a.Action == action && (target == "" || a.Target == target) })
		if i < 0 {
			t.Fatalf("no line of %s to %s", action, target)
		}
		return lines[i]
	}
	person := Subject{Kind: "customer", ID: kept, Name: "박민정", Number: "010-****-4821"}
	is := func(line AccessLine, want ...Subject) {
		t.Helper()
		for i := range line.About { // tested by themselves
			line.About[i].At = nil
		}
		if !slices.Equal(line.About, want) {
			t.Errorf("%s %s: %+v\nwant %+v", line.Action, line.Target, line.About, want)
		}
	}
	is(of("customer_created", "customer:"+kept), person)
	if line := of("customers_searched", ""); line.ActorName != "m1" || line.Target != "customers" {
		t.Errorf("%+v", line)
	}
	is(of("customers_searched", ""), person)
	if line := of("reservation_created", ""); line.ActorName != "kim" || len(line.About) != 2 || line.About[1].At == nil || !line.About[1].At.Equal(r.Due) {
		t.Errorf("%+v", line)
	}
	is(of("reservation_created", ""), person, Subject{Kind: "reservation", ID: r.ID, Name: "박민정", Number: "010-****-4821", Customer: kept, Service: "orders"})
	if line := of("call_moved", ""); len(line.About) != 1 || line.About[0].At == nil {
		t.Errorf("%+v", line)
	}
	is(of("call_moved", ""), Subject{Kind: "call", ID: "c1", Name: "박민정", Number: "010-****-4821", Customer: kept, Ticket: "20261128-00001", Service: "orders"})
	is(of("agent_state", ""), Subject{Kind: "agent", ID: "kim", Name: "김하나"})
	if line := of("agent_state", ""); line.ActorName != "" {
		t.Errorf("a program is called %q", line.ActorName)
	}
	is(of("customer_deleted", ""), Subject{Kind: "customer", ID: gone, Deleted: true})
	is(of("customer_created", "customer:"+gone), Subject{Kind: "customer", ID: gone, Deleted: true})
	lines = slices.DeleteFunc(lines, func(a AccessLine) bool { return a.Action == "customer_deleted" }) // what somebody typed as a reason
	if text := fmt.Sprint(lines); strings.Contains(text, "사라질") || strings.Contains(text, "8888") || strings.Contains(text, "2345-4821") {
		t.Errorf("a name of who was deleted, or a whole number: %s", text)
	}
}

// An export has the ids in the columns they were in, and what they stand for beside them.
func TestAccessLogExportNames(t *testing.T) {
	s, kept, gone, r := lookedAt(t)
	_, data := s.as(t, "boss", "GET", "/api/v1/access-log/export?format=csv&reason=audit", "")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(data, "\ufeff"))).ReadAll()
	if err != nil || len(rows) < 8 {
		t.Fatalf("%v: %s", err, data)
	}
	if head := strings.Join(rows[0], " "); head != "seq at actor actor_name role address action object object_name detail detail_names" {
		t.Errorf("the columns are %s", head)
	}
	found := 0
	for _, row := range rows[1:] {
		var want []string // object, object_name, detail_names
		switch row[6] + " " + row[7] {
		case "customer_created customer:" + kept:
			want = []string{row[7], "박민정 010-****-4821", ""}
		case "customer_created customer:" + gone:
			want = []string{row[7], "삭제된 고객", ""}
		case "call_moved call:c1":
			want = []string{row[7], "20261128-00001 orders 박민정 010-****-4821", ""}
		case "reservation_created customer:" + kept:
			want = []string{row[7], "박민정 010-****-4821", r.Due.In(s.web.zone()).Format("2006-01-02 15:04") + " orders 박민정 010-****-4821"}
		case "agent_state agent:kim":
			want = []string{row[7], "김하나", ""}
		default:
			continue
		}
		found++
		if got := []string{row[7], row[8], row[10]}; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", row[6], got, want)
		}
	}
	if found != 5 {
		t.Errorf("%d of 5 lines are in the export: %s", found, data)
	}
	if !strings.Contains(data, "user:kim,kim,") {
		t.Error("who did something is not named")
	}
}

// The log is searched by a customer as customers are, and by a ticket; in the log stand
// the ids that were found, not what was typed.
func TestAccessLogOfCustomers(t *testing.T) {
	s, kept, gone, _ := lookedAt(t)
	for query, want := range map[string][]string{
		"customer=박민":                      {"customer:" + kept},
		"customer=4821":                    {"customer:" + kept},
		"customer=ㅂㅁㅈ":                     {"customer:" + kept},
		"ticket=20261128-00001":            {"call:c1"},
		"ticket=20261128-00001&customer=박": {"customer:" + kept, "call:c1"},
		"object=agent:kim&customer=박민정":    {"agent:kim", "customer:" + kept},
		"object=customer:" + gone:          {"customer:" + gone},
	} {
		s.want(t, 200, "boss", "GET", "/access-log?"+query, "", nil)
		if !slices.Equal(s.people.asked.Targets, want) {
			t.Errorf("%s: asked for %v, want %v", query, s.people.asked.Targets, want)
		}
	}
	for _, query := range []string{"customer=사라질사람", "ticket=20261128-00009", "customer=nobody&ticket=x"} {
		var lines []AccessLine
		if s.want(t, 200, "boss", "GET", "/access-log?"+query, "", &lines); len(lines) != 0 {
			t.Errorf("%s: %d lines", query, len(lines))
		}
	}
	for i := range mostFound + 1 {
		if _, err := s.db.CreateCustomer(t.Context(), desk.Customer{ID: fmt.Sprint("many", i), Name: "홍길동"}, "t"); err != nil {
			t.Fatal(err)
		}
	}
	s.want(t, 422, "boss", "GET", "/access-log?customer=홍", "", nil)
	s.want(t, 403, "m1", "GET", "/access-log?customer=박민", "", nil)
	for _, a := range s.logged("access_log_viewed") {
		if strings.Contains(a.Detail, "박") || strings.Contains(a.Detail, "사라") || strings.Contains(a.Detail, "4821") {
			t.Errorf("what was typed stands in the log: %s", a.Detail)
		}
	}
	if lines := s.logged("access_log_viewed"); !slices.ContainsFunc(lines, func(a people.Access) bool { return a.Detail == "object=customer:"+kept }) {
		t.Errorf("who was asked for does not stand in the log: %+v", lines)
	}
}
