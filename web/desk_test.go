package web

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/people"
)

// allow gives a person of the site permissions.
func (s *site) allow(who string, perms ...people.Permission) {
	s.people.mu.Lock()
	defer s.people.mu.Unlock()
	u := s.people.users[who]
	u.Permissions = perms
	s.people.users[who] = u
}

// want makes a request and reads the answer into out.
func (s *site) want(t *testing.T, status int, who, method, path, body string, out any) string {
	t.Helper()
	got, data := s.as(t, who, method, "/api/v1"+path, body)
	if got != status {
		t.Fatalf("%s %s as %s: %d %s, want %d", method, path, who, got, data, status)
	}
	if status < 300 && data != "" {
		s.described(t, method, path, data)
	}
	if out != nil {
		reflect.ValueOf(out).Elem().SetZero() // what was there before must not look like an answer
		if err := json.Unmarshal([]byte(data), out); err != nil {
			t.Fatalf("%s %s: %v in %s", method, path, err, data)
		}
	}
	return data
}

// logged returns the lines of the access log with an action.
func (s *site) logged(action string) (list []people.Access) {
	s.people.mu.Lock()
	defer s.people.mu.Unlock()
	for _, a := range s.people.log {
		if a.Action == action {
			list = append(list, a)
		}
	}
	return list
}

// customer adds one.
func (s *site) customer(t *testing.T, name string, numbers ...string) string {
	t.Helper()
	var phones []string
	for _, n := range numbers {
		phones = append(phones, fmt.Sprintf(`{"number":%q}`, n))
	}
	var c CustomerView
	s.want(t, 201, "boss", "POST", "/customers", fmt.Sprintf(`{"name":%q,"phones":[%s]}`, name, strings.Join(phones, ",")), &c)
	return c.ID
}

// Customers are searched, added and changed by everybody on the floor; numbers,
// e-mail and birth date are masked without unmask, and stay when they come back
// masked; every look and change is in the access log (P-01, P-04).
func TestCustomersAPI(t *testing.T) {
	s := newSite(t)
	var c CustomerView
	s.want(t, 201, "kim", "POST", "/customers", `{"name":"김하나","phones":[{"number":"010-1234-5678","label":"집"},{"number":"+82 2 123 4567"}],"email":"hana@example.com","birth_date":"1990-05-17"}`, &c)
	data := s.want(t, 200, "kim", "GET", "/customers/"+c.ID, "", &c)
	if !c.Masked || c.Phones[0].Number != "010-****-5678" || c.Email != "h***@example.com" || c.BirthDate != "1990-**-**" || strings.Contains(data, "1234") {
		t.Errorf("an agent sees %s", data)
	}
	var whole CustomerView
	s.want(t, 200, "boss", "GET", "/customers/"+c.ID, "", &whole)
	if whole.Masked || whole.Phones[0].Number != "010-1234-5678" || whole.Phones[1].Number != "02-123-4567" || whole.Email != "hana@example.com" {
		t.Errorf("an administrator sees %+v", whole)
	}
	// Sent back as it was shown, with another name and a third number.
	in := CustomerInput{Name: "김둘", Phones: append(c.Phones, desk.Phone{Number: "010-9999-8888"}), Email: c.Email, BirthDate: c.BirthDate, Version: c.Version}
	body, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	s.want(t, 200, "kim", "PUT", "/customers/"+c.ID, string(body), nil)
	s.want(t, 200, "boss", "GET", "/customers/"+c.ID, "", &whole)
	if whole.Name != "김둘" || len(whole.Phones) != 3 || whole.Phones[0].Number != "010-1234-5678" || whole.Phones[0].Label != "집" || whole.Phones[2].Number != "010-9999-8888" || whole.Email != "hana@example.com" || whole.BirthDate != "1990-05-17" {
		t.Errorf("after a change by an agent: %+v", whole)
	}
	if data := s.want(t, 409, "kim", "PUT", "/customers/"+c.ID, string(body), nil); !strings.Contains(data, "load it again") {
		t.Errorf("a stale change: %s", data)
	}
	data = s.want(t, 422, "kim", "POST", "/customers", `{"name":"x","phones":[{"number":"없음"}],"email":"x"}`, nil)
	if !strings.Contains(data, `"location":"body.phones[0].number"`) || !strings.Contains(data, "not_a_phone: ") || !strings.Contains(data, `"location":"body.email"`) {
		t.Errorf("what is wrong: %s", data)
	}
	var page CustomerPage
	data = s.want(t, 200, "kim", "GET", "/customers?q=5678", "", &page)
	if len(page.Items) != 1 || page.Kind != "last digits" || strings.Contains(data, "1234") {
		t.Errorf("%s", data)
	}
	s.want(t, 200, "kim", "GET", "/customers?q=%EA%B9%80", "", &page)
	if len(page.Items) != 1 || page.Kind != "name" {
		t.Errorf("%+v", page)
	}
	other := s.customer(t, "같은집", "010-1234-5678")
	s.want(t, 200, "kim", "GET", "/customers/"+other, "", &c)
	if len(c.Also) != 1 || c.Also[0].Name != "김둘" {
		t.Errorf("doubles: %+v", c.Also)
	}
	s.want(t, 422, "kim", "GET", "/customers?name=x", "", nil)
	s.want(t, 422, "kim", "GET", "/customers?cursor=bad", "", nil)
	s.want(t, 404, "kim", "GET", "/customers/nobody", "", nil)
	for action, n := range map[string]int{"customer_created": 2, "customer_viewed": 4, "customer_changed": 2, "customers_searched": 2} {
		if got := s.logged(action); len(got) != n {
			t.Errorf("%s is in the log %d times, want %d", action, len(got), n)
		}
	}
	if l := s.logged("customers_searched")[0]; !strings.Contains(l.Detail, whole.ID) || strings.Contains(l.Detail, "5678") {
		t.Errorf("the log says %q", l.Detail)
	}
	for _, l := range s.logged("customer_viewed") {
		if unmasked := l.Detail == "unmasked"; unmasked != (l.Actor == "user:boss") {
			t.Errorf("%+v", l)
		}
	}
}

// Where the access log cannot be written there is no data, and nothing is changed
// (P-02).
func TestNoRecordNoData(t *testing.T) {
	s := newSite(t)
	id := s.customer(t, "김하나", "010-1234-5678")
	s.people.mu.Lock()
	s.people.broken = true
	s.people.mu.Unlock()
	for _, tc := range []struct{ method, path, body string }{
		{"GET", "/customers", ""}, {"GET", "/customers/" + id, ""}, {"PUT", "/customers/" + id, `{"name":"x","version":1}`}, {"POST", "/customers/" + id + "/reveal", ""},
		{"GET", "/customers/" + id + "/memos", ""}, {"GET", "/customers/" + id + "/consultations", ""}, {"GET", "/consultations", ""}, {"GET", "/reservations", ""},
		{"POST", "/customers", `{"name":"new"}`}, {"PUT", "/customers/" + id + "/blacklist", `{"effect":"refuse","reason":"x"}`}, {"POST", "/customers/" + id + "/delete", `{"reason":"test"}`},
		{"GET", "/customers/export?reason=test&format=csv", ""}, {"GET", "/orders?service=orders&customer=" + id, ""},
	} {
		if status, data := s.as(t, "boss", tc.method, "/api/v1"+tc.path, tc.body); status != 500 || strings.Contains(data, "김하나") || strings.Contains(data, "5678") {
			t.Errorf("%s %s: %d %s", tc.method, tc.path, status, data)
		}
	}
	c, err := s.db.Customer(t.Context(), id)
	if err != nil || c.Version != 1 || c.Blacklist != nil {
		t.Errorf("%+v %v", c, err)
	}
}

// Whole numbers and exports are rights of their own; an export is masked without
// unmask, needs a reason and holds no formula (P-04, W-12).
func TestRevealAndExport(t *testing.T) {
	s := newSite(t)
	id := s.customer(t, "=HYPERLINK()", "010-1234-5678")
	s.want(t, 403, "kim", "POST", "/customers/"+id+"/reveal", "", nil)
	s.want(t, 403, "m1", "GET", "/customers/export?reason=test", "", nil)
	s.allow("kim", people.Unmask)
	var r Revealed
	s.want(t, 200, "kim", "POST", "/customers/"+id+"/reveal", "", &r)
	if r.Phones[0].Number != "010-1234-5678" || len(s.logged("customer_revealed")) != 1 {
		t.Errorf("%+v", r)
	}
	s.allow("m1", people.Report)
	s.want(t, 422, "m1", "GET", "/customers/export", "", nil)
	for who, masked := range map[string]bool{"m1": true, "boss": false} {
		data := s.want(t, 200, who, "GET", "/customers/export?format=csv&reason=audit&unmasked="+strconv.FormatBool(!masked), "", nil)
		lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(data, "\uFEFF"))).ReadAll()
		if err != nil || len(lines) != 2 || lines[0][1] != "이름" || lines[1][1] != "'=HYPERLINK()" {
			t.Fatalf("%v %v", lines, err)
		}
		if want := map[bool]string{true: "010-****-5678", false: "010-1234-5678"}[masked]; lines[1][2] != want {
			t.Errorf("%s gets %v", who, lines[1])
		}
	}
	if data := s.want(t, 200, "boss", "GET", "/customers/export?reason=audit&q=nobody", "", nil); !strings.HasPrefix(data, "PK") {
		t.Errorf("no workbook: %.20q", data)
	}
	if l := s.logged("customers_exported"); len(l) != 3 || !strings.Contains(l[0].Detail, "audit") {
		t.Errorf("%+v", l)
	}
}

// Who wrote the blacklist, the record and its legal hold has the name of now, and a
// program none. What is kept has no names. Asked for are the names of those who are told,
// and none where nobody is.
func TestBlacklistNamesPeople(t *testing.T) {
	s := newSite(t)
	var made CustomerView
	s.want(t, 201, "key", "POST", "/customers", `{"name":"박민정","phones":[{"number":"010-1234-5678"}]}`, &made)
	id := made.ID
	asked := func() [][]string {
		s.people.mu.Lock()
		defer s.people.mu.Unlock()
		list := s.people.named
		s.people.named = nil
		return list
	}
	look := func() (c CustomerView, memos MemoPage) {
		t.Helper()
		s.want(t, 200, "m1", "GET", "/customers/"+id, "", &c)
		s.want(t, 200, "m1", "GET", "/customers/"+id+"/memos", "", &memos)
		return c, memos
	}
	look()
	if l := asked(); len(l) != 0 {
		t.Errorf("names are read for nobody: %v", l)
	}
	s.want(t, 200, "key", "PUT", "/customers/"+id+"/blacklist", `{"effect":"low_priority","reason":"폭언"}`, nil)
	if c, memos := look(); c.Blacklist.By != "key:rig" || c.Blacklist.ByName != "" || memos.Items[0].ByName != "" || len(asked()) != 0 {
		t.Errorf("a program: %+v %+v", c.Blacklist, memos.Items)
	}
	s.want(t, 200, "kim", "PUT", "/customers/"+id+"/blacklist", `{"effect":"refuse","reason":"폭언"}`, nil)
	asked()
	for _, now := range []string{"김하나", "김두리"} { // a name that is changed later, and again
		s.people.mu.Lock()
		u := s.people.users["kim"]
		u.Name = now
		s.people.users["kim"] = u
		s.people.mu.Unlock()
		if c, memos := look(); c.Blacklist.By != "user:kim" || c.Blacklist.ByName != now || memos.Items[0].By != "user:kim" || memos.Items[0].ByName != now {
			t.Errorf("%q: %+v %+v", now, c.Blacklist, memos.Items)
		}
		if l := asked(); len(l) != 2 || !slices.Equal(l[0], []string{"kim"}) || !slices.Equal(l[1], []string{"kim"}) {
			t.Errorf("the record and its memos ask for the names of %v", l)
		}
	}
	other := s.customer(t, "이서준", "010-2222-3333")
	s.want(t, 200, "boss", "PUT", "/customers/"+other+"/hold", `{"reason":"lawsuit"}`, nil)
	var c CustomerView
	if s.want(t, 200, "boss", "GET", "/customers/"+other, "", &c); c.CreatedBy != "user:boss" || c.CreatedByName != "boss" || c.UpdatedByName != "boss" || c.Hold == nil || c.Hold.ByName != "boss" {
		t.Errorf("made by %q %q, changed by %q, hold %+v", c.CreatedBy, c.CreatedByName, c.UpdatedByName, c.Hold)
	}
	if s.want(t, 200, "m1", "GET", "/customers/"+other, "", &c); c.Hold == nil || c.Hold.ByName != "" { // managers are not told who holds it
		t.Errorf("held by %+v", c.Hold)
	}
}

// A change that is kept is told to be so though no name can be read, and who asks twice
// for want of an answer makes one memo.
func TestBlacklistNeedsNoNames(t *testing.T) {
	s := newSite(t)
	id, other := s.customer(t, "박민정", "010-1234-5678"), s.customer(t, "박 민정", "010-1111-2222")
	s.people.mu.Lock()
	s.people.mute = true
	s.people.mu.Unlock()
	for range 2 {
		var c CustomerView
		s.want(t, 200, "kim", "PUT", "/customers/"+id+"/blacklist", `{"effect":"refuse","reason":"폭언"}`, &c)
		if c.Blacklist == nil || c.Blacklist.By != "user:kim" || c.Blacklist.ByName != "" {
			t.Errorf("%+v", c.Blacklist)
		}
	}
	var memos MemoPage
	s.want(t, 200, "m1", "GET", "/customers/"+id+"/memos", "", &memos)
	if len(memos.Items) != 1 || memos.Items[0].By != "user:kim" {
		t.Errorf("%+v", memos.Items)
	}
	s.want(t, 200, "kim", "PUT", "/customers/"+id, `{"name":"박민정","version":1}`, nil)
	s.want(t, 200, "m1", "POST", "/customers/"+id+"/merge", `{"from":"`+other+`"}`, nil)
}

// The blacklist is written by agents, told to the telephone side at once, and every
// change is a memo. Merging and deleting are for managers and administrators.
func TestBlacklistMergeDelete(t *testing.T) {
	s := newSite(t)
	a, b := s.customer(t, "김하나", "010-1234-5678"), s.customer(t, "김 하나", "010-1111-2222")
	var c CustomerView
	s.want(t, 200, "kim", "PUT", "/customers/"+a+"/blacklist", `{"effect":"refuse","reason":"폭언","memo":"세 번"}`, &c)
	if c.Blacklist == nil || c.Blacklist.Effect != desk.Refuse || c.Blacklist.By != "user:kim" || c.Blacklist.ByName != "kim" || s.blocks.Load() != 1 {
		t.Errorf("%+v %d", c.Blacklist, s.blocks.Load())
	}
	s.want(t, 422, "kim", "PUT", "/customers/"+a+"/blacklist", `{"effect":"shout","reason":"x"}`, nil)
	s.want(t, 422, "kim", "PUT", "/customers/"+a+"/blacklist", `{"effect":"refuse","reason":" "}`, nil)
	c = CustomerView{}
	s.want(t, 200, "kim", "POST", "/customers/"+a+"/unblacklist", `{"memo":"ok"}`, &c)
	var memos MemoPage
	s.want(t, 200, "lee", "GET", "/customers/"+a+"/memos", "", &memos)
	if c.Blacklist != nil || len(memos.Items) != 2 || memos.Items[0].ByName != "kim" || s.blocks.Load() != 2 {
		t.Errorf("%+v", memos)
	}
	s.want(t, 200, "kim", "PUT", "/customers/"+b+"/blacklist", `{"effect":"message","reason":"x"}`, nil)
	s.want(t, 403, "kim", "POST", "/customers/"+a+"/merge", `{"from":"`+b+`"}`, nil)
	s.want(t, 422, "m1", "POST", "/customers/"+a+"/merge", `{"from":"`+a+`"}`, nil)
	s.want(t, 404, "m1", "POST", "/customers/"+a+"/merge", `{"from":"nobody"}`, nil)
	before := len(s.logged("customer_viewed"))
	s.want(t, 200, "m1", "POST", "/customers/"+a+"/merge", `{"from":"`+b+`","dry_run":true}`, &c)
	if len(c.Phones) != 2 || c.Blacklist == nil || c.Phones[1].Number != "010-****-2222" || s.blocks.Load() != 3 || len(s.logged("customer_viewed")) != before+2 {
		t.Errorf("the preview: %+v %d", c, s.blocks.Load())
	}
	s.want(t, 200, "m1", "GET", "/customers/"+b, "", nil) // it is there still
	c = CustomerView{}
	s.want(t, 200, "m1", "POST", "/customers/"+a+"/merge", `{"from":"`+b+`","reason":" same person "}`, &c)
	if len(c.Phones) != 2 || c.Blacklist == nil || s.blocks.Load() != 4 {
		t.Errorf("%+v %d", c, s.blocks.Load())
	}
	memos = MemoPage{}
	s.want(t, 200, "lee", "GET", "/customers/"+a+"/memos", "", &memos)
	if m := memos.Items[0]; m.Kind != "merged" || m.Reason != "same person" || m.Memo != "김 하나" {
		t.Errorf("the memo of the merge: %+v", m)
	}
	s.want(t, 403, "m1", "POST", "/customers/"+a+"/delete", `{"reason":"asked"}`, nil)
	s.want(t, 403, "m1", "PUT", "/customers/"+a+"/hold", `{"reason":"lawsuit"}`, nil)
	s.want(t, 422, "boss", "PUT", "/customers/"+a+"/hold", `{"reason":"  "}`, nil)
	s.want(t, 404, "boss", "PUT", "/customers/nobody/hold", `{"reason":"lawsuit"}`, nil)
	s.want(t, 200, "boss", "PUT", "/customers/"+a+"/hold", `{"reason":"lawsuit"}`, &c)
	if c.Hold == nil || c.Hold.Reason != "lawsuit" || c.Hold.By != "user:boss" {
		t.Errorf("held: %+v", c.Hold)
	}
	c = CustomerView{}
	s.want(t, 200, "m1", "GET", "/customers/"+a, "", &c)
	if c.Hold == nil || c.Hold.Reason != "" || c.Hold.By != "" {
		t.Errorf("a manager sees %+v", c.Hold)
	}
	s.want(t, 409, "boss", "POST", "/customers/"+a+"/delete", `{"reason":"asked"}`, nil)
	if n := len(s.logged("customer_deleted")); n != 0 {
		t.Errorf("%d deletions are logged", n)
	}
	for _, none := range []string{"{}", `{"reason":"   "}`} {
		s.want(t, 422, "boss", "POST", "/customers/"+a+"/lift-hold", none, nil)
	}
	s.want(t, 200, "boss", "POST", "/customers/"+a+"/lift-hold", `{"reason":" settled "}`, nil)
	if len(s.logged("customer_held")) != 2 || len(s.logged("customer_hold_lifted")) != 1 {
		t.Errorf("logged %v %v", s.logged("customer_held"), s.logged("customer_hold_lifted"))
	}
	for _, none := range []string{"{}", `{"reason":"   "}`} {
		s.want(t, 422, "boss", "POST", "/customers/"+a+"/delete", none, nil)
	}
	for _, old := range []string{"?reason=asked", "/hold?reason=asked"} { // a reason stands in no address
		s.want(t, 404, "boss", "DELETE", "/customers/"+a+old, "", nil)
	}
	s.want(t, 200, "boss", "POST", "/customers/"+a+"/delete", `{"reason":"asked"}`, nil)
	s.want(t, 404, "boss", "GET", "/customers/"+a, "", nil)
	if f := s.floor.forgot; !slices.Contains(f, "01012345678") || !slices.Contains(f, "+821011112222") {
		t.Errorf("the floor is to forget %v", f)
	}
	if s.blocks.Load() != 5 || len(s.logged("customer_deleted")) != 1 || len(s.logged("customers_merged")) != 2 {
		t.Errorf("told %d times, log %v", s.blocks.Load(), s.logged("customers_merged"))
	}
}

// offered brings a call to kim's phone.
func (s *site) offered(t *testing.T, call, caller string) {
	t.Helper()
	s.do(t, acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Preparing}, acd.SetState{Agent: "kim", State: acd.Ready},
		acd.Enqueue{Call: acd.CallID(call), Service: "orders", Caller: caller, Called: "15880001"})
}

func (s *site) do(t *testing.T, cmds ...acd.Command) []acd.Event {
	t.Helper()
	evs, err := s.floor.Do(t.Context(), cmds...)
	if err != nil {
		t.Fatal(err)
	}
	for _, ev := range evs {
		if r, ok := ev.(acd.Refused); ok {
			t.Fatalf("refused: %+v", r)
		}
	}
	return evs
}

// offer is the live offer of a call.
func (s *site) offer(t *testing.T, call string) acd.OfferID {
	t.Helper()
	st, err := s.floor.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range st.Calls {
		if string(c.ID) == call && len(c.Offers) == 1 {
			return c.Offers[0].ID
		}
	}
	t.Fatalf("call %s is not offered", call)
	return 0
}

// talk connects the call that is offered to kim.
func (s *site) talk(t *testing.T, call string) {
	t.Helper()
	o := s.offer(t, call)
	s.do(t, acd.Answer{Call: acd.CallID(call), Agent: "kim", Offer: o}, acd.Connect{Call: acd.CallID(call), Offer: o})
}

// Notes that were begun and not saved are listed for who wrote them, on any computer,
// with whom they are about, also after the call; nobody else sees them, what is saved
// or empty is none of them, and each look at somebody is in the access log.
func TestDraftsOfAnAgent(t *testing.T) {
	s := newSite(t)
	id := s.customer(t, "김하나", "010-1234-5678")
	var list DraftList
	s.want(t, 200, "kim", "GET", "/drafts", "", &list)
	if len(list.Items) != 0 || len(s.logged("drafts_viewed")) != 0 {
		t.Errorf("of nobody: %+v, log %+v", list, s.logged("drafts_viewed"))
	}
	for i, call := range []string{"c1", "c2", "c3"} {
		s.offered(t, call, []string{"01012345678", "01055554444", "01012345678"}[i])
		s.talk(t, call)
		s.want(t, 200, "kim", "PUT", "/calls/"+call+"/draft", fmt.Sprintf(`{"note":"기록 %d"}`, i+1), nil)
		s.do(t, acd.HangUp{Call: acd.CallID(call), By: acd.ByCaller})
	}
	data := s.want(t, 200, "kim", "GET", "/drafts", "", &list)
	if len(list.Items) != 3 || list.More || strings.Contains(data, "1234-") || strings.Contains(data, "5555") {
		t.Fatalf("%s", data)
	}
	last, stranger := list.Items[0], list.Items[1]
	if last.Call != "c3" || last.Draft.Text != "기록 3" || last.Ticket != "20261120-00003" || last.Service != "orders" || last.Channel != "in" || last.Customer != id ||
		last.CustomerName != "김하나" || last.Number != "010-****-5678" || !last.Masked || last.Draft.Updated.IsZero() {
		t.Errorf("%+v", last)
	}
	if stranger.Call != "c2" || stranger.Customer != "" || stranger.CustomerName != "" || stranger.Number != "010-****-4444" {
		t.Errorf("%+v", stranger)
	}
	if log := s.logged("drafts_viewed"); len(log) != 1 || log[0].Detail != "3 found: "+id {
		t.Errorf("%+v", log)
	}
	s.want(t, 200, "kim", "GET", "/drafts?limit=2", "", &list)
	if len(list.Items) != 2 || !list.More || list.Items[0].Call != "c3" {
		t.Errorf("two of three: %+v", list)
	}
	s.want(t, 422, "kim", "GET", "/drafts?limit=51", "", nil)
	s.want(t, 200, "lee", "GET", "/drafts", "", &list)
	if len(list.Items) != 0 {
		t.Errorf("another's: %+v", list)
	}
	s.want(t, 422, "m1", "GET", "/drafts", "", nil) // is no agent
	// What is to be reserved with the note is kept with it, and is no part of what is saved.
	s.want(t, 200, "kim", "PUT", "/calls/c1/draft", `{"note":"기록 1","follow_at":"2026-11-28T15:10:00+09:00"}`, nil)
	s.want(t, 200, "kim", "GET", "/drafts", "", &list)
	var card Card
	s.want(t, 200, "kim", "GET", "/calls/c1/card", "", &card)
	for _, d := range []*desk.Draft{&list.Items[0].Draft, card.Draft} {
		if d == nil || d.Text != "기록 1" || d.Follow == nil || !d.Follow.Equal(time.Date(2026, 11, 28, 6, 10, 0, 0, time.UTC)) {
			t.Errorf("the follow-up: %+v", d)
		}
	}
	s.want(t, 422, "kim", "PUT", "/calls/c1/draft", `{"note":"기록 1","follow_at":"tomorrow"}`, nil)
	s.want(t, 200, "kim", "PUT", "/calls/c3/consultation", `{"note":"기록 3"}`, nil)
	s.want(t, 200, "kim", "PUT", "/calls/c2/draft", `{"note":""}`, nil)
	s.want(t, 200, "kim", "GET", "/drafts", "", &list)
	if len(list.Items) != 1 || list.Items[0].Call != "c1" {
		t.Errorf("after one was saved and one emptied: %+v", list)
	}
}

// A call pops with its ticket and customer when it is offered; the note is drafted
// during the call, saved only after its end, once, against the form; the own note
// can be changed, another's only read (D19, D20, D34, D35, D37).
func TestConsultationOfACall(t *testing.T) {
	s := newSite(t)
	id := s.customer(t, "김하나", "010-1234-5678")
	s.want(t, 403, "kim", "PUT", "/services/orders/form", `{"fields":[],"version":0}`, nil)
	s.want(t, 404, "boss", "PUT", "/services/nothing/form", `{"fields":[],"version":0}`, nil)
	s.want(t, 200, "boss", "PUT", "/services/orders/form", `{"disposition_required":true,"fields":[{"key":"order_no","label":{"ko":"주문번호"},"type":"text","required":true}],"version":0}`, nil)
	s.want(t, 409, "boss", "PUT", "/services/orders/form", `{"fields":[],"version":0}`, nil)
	s.want(t, 200, "boss", "PUT", "/dispositions", `{"items":[{"code":"delivery","name":{"ko":"배송"},"children":[{"code":"late","name":{"ko":"지연"}}]}],"version":0}`, nil)
	s.offered(t, "c1", "01012345678")
	var card Card
	data := s.want(t, 200, "kim", "GET", "/calls/c1/card", "", &card)
	if card.Ticket != "20261120-00001" || !card.Live || card.Service != "orders" || card.Channel != "in" || card.Customer == nil || card.Customer.ID != id ||
		card.Number != "010-****-5678" || len(card.Form.Fields) != 1 || len(card.Dispositions.Items) != 1 || strings.Contains(data, "1234") {
		t.Errorf("the card: %s", data)
	}
	s.want(t, 404, "lee", "GET", "/calls/c1/card", "", nil)
	s.want(t, 404, "m2", "GET", "/calls/c1/card", "", nil)
	s.want(t, 200, "m1", "GET", "/calls/c1/card", "", &card)
	if card.Agent != "kim" {
		t.Errorf("%+v", card)
	}
	s.want(t, 422, "m1", "PUT", "/calls/c1/draft", `{"note":"x"}`, nil)
	s.want(t, 404, "lee", "PUT", "/calls/c1/draft", `{"note":"x"}`, nil)
	s.talk(t, "c1")
	s.want(t, 200, "kim", "PUT", "/calls/c1/draft", `{"note":"half","fields":{"order_no":"A"}}`, nil)
	s.want(t, 200, "kim", "GET", "/calls/c1/card", "", &card)
	if card.Draft == nil || card.Draft.Text != "half" || card.Draft.Fields["order_no"] != "A" {
		t.Errorf("the draft: %+v", card.Draft)
	}
	good := `{"note":"늦음","disposition":"late","fields":{"order_no":"A-1"}}`
	if data := s.want(t, 409, "kim", "PUT", "/calls/c1/consultation", good, nil); !strings.Contains(data, "when it has ended") {
		t.Errorf("saved during the call: %s", data)
	}
	s.do(t, acd.HangUp{Call: "c1", By: acd.ByCaller})
	data = s.want(t, 422, "kim", "PUT", "/calls/c1/consultation", `{"note":"x","disposition":"delivery"}`, nil)
	if !strings.Contains(data, `"body.fields.order_no"`) || !strings.Contains(data, "required: ") || !strings.Contains(data, `"body.disposition"`) {
		t.Errorf("what is wrong: %s", data)
	}
	var first, again ConsultationView
	s.want(t, 200, "kim", "PUT", "/calls/c1/consultation", good, &first)
	s.want(t, 200, "kim", "PUT", "/calls/c1/consultation", good, &again)
	if first.ID != again.ID || again.Version != 1 || first.Customer != id || first.CustomerName != "김하나" || first.DispositionName.Ko != "배송 > 지연" || first.Ticket != card.Ticket || !first.Editable {
		t.Errorf("%+v, again %+v", first, again)
	}
	// What is to follow is reserved with the note: once, and not without it.
	var booked ReservationPage
	reserved := func() []ReservationView {
		s.want(t, 200, "kim", "GET", "/reservations?mine=true", "", &booked)
		return booked.Items
	}
	due := time.Now().Add(26 * time.Hour).UTC().Truncate(time.Minute)
	if data := s.want(t, 422, "kim", "PUT", "/calls/c1/consultation", `{"note":"내일 다시","disposition":"late","fields":{"order_no":"A-1"},"follow_at":"2020-01-01T00:00:00Z"}`, nil); !strings.Contains(data, `"body.follow_at"`) {
		t.Errorf("a time that is past: %s", data)
	}
	s.want(t, 200, "kim", "GET", "/calls/c1/card", "", &card)
	if card.Saved == nil || card.Saved.Version != 1 || len(reserved()) != 0 {
		t.Errorf("what is refused has left %+v, %d reservations", card.Saved, len(booked.Items))
	}
	for range 2 {
		s.want(t, 200, "kim", "PUT", "/calls/c1/consultation", `{"note":"늦음","disposition":"late","fields":{"order_no":"A-1"},"follow_at":"`+due.Format(time.RFC3339)+`"}`, nil)
	}
	if list := reserved(); len(list) != 1 || !list[0].Due.Equal(due) || list[0].Customer != id || list[0].Call != "c1" || list[0].Service != "orders" || list[0].Name != "김하나" {
		t.Errorf("reserved: %+v", list)
	}
	s.want(t, 409, "kim", "PUT", "/calls/c1/draft", `{"note":"x"}`, nil)
	s.want(t, 200, "kim", "GET", "/calls/c1/card", "", &card)
	if card.Saved == nil || card.Draft != nil || card.Live || len(card.Consultations) != 1 {
		t.Errorf("after the call: %+v", card)
	}
	path := "/consultations/" + first.ID
	change := `{"note":"바뀜","disposition":"late","fields":{"order_no":"A-2"},"version":1}`
	for _, who := range []string{"lee", "m1", "boss"} {
		var v ConsultationView
		s.want(t, 200, who, "GET", path, "", &v)
		if v.Editable {
			t.Errorf("%s may edit", who)
		}
		s.want(t, 403, who, "PUT", path, change, nil)
	}
	s.want(t, 200, "kim", "PUT", path, change, &again)
	s.want(t, 409, "kim", "PUT", path, change, nil)
	var revs []desk.Revision
	s.want(t, 200, "kim", "GET", path+"/revisions", "", &revs)
	if again.Version != 2 || len(revs) != 2 || revs[0].Note.Text != "바뀜" || revs[1].Note.Text != "늦음" || revs[1].By != "user:kim" || revs[1].ByName != "kim" {
		t.Errorf("%+v %+v", again, revs)
	}
	// A disposition that has gone out of use stays with the note that has it.
	s.want(t, 200, "boss", "PUT", "/dispositions", `{"items":[],"version":1}`, nil)
	s.want(t, 200, "kim", "PUT", path, `{"note":"셋","disposition":"late","fields":{"order_no":"A-2"},"version":2}`, &again)
	if again.DispositionName == nil || again.DispositionName.Ko != "배송 > 지연" {
		t.Errorf("%+v", again)
	}
}

// What a customer called about is searched by a part of the note, the beginning of the
// ticket or the number; the log says whose history it was.
func TestTheHistoryOfACustomerIsSearched(t *testing.T) {
	s := newSite(t)
	id := s.customer(t, "김하나", "010-1234-5678")
	for i, text := range []string{"출고 지연", "환불 문의", "출고 완료"} {
		c := desk.Consultation{ID: fmt.Sprint("k", i), Call: fmt.Sprint("c", i), Agent: "kim", Customer: id, Ticket: fmt.Sprintf("20261120-0000%d", i), Channel: desk.In, Number: fmt.Sprint("+82101234567", i), Text: text, Saved: time.Now().Add(time.Duration(i) * time.Millisecond)}
		if _, err := s.db.SaveConsultation(t.Context(), c, "kim"); err != nil {
			t.Fatal(err)
		}
	}
	for q, want := range map[string][]string{"": {"k2", "k1", "k0"}, "출고": {"k2", "k0"}, "20261120-00001": {"k1"}, "010-1234-5670": {"k0"}, "없음": nil} {
		var page ConsultationPage
		s.want(t, 200, "m2", "GET", "/customers/"+id+"/consultations?q="+url.QueryEscape(q), "", &page)
		var got []string
		for _, c := range page.Items {
			got = append(got, c.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", q, got, want)
		}
	}
	if log := s.logged("consultations_searched"); len(log) != 5 {
		t.Errorf("%d lines in the log", len(log))
	}
}

// The list of today is the own one, newest completion first, with counts of IN and
// OUT; others' lists are not found (D17, D18).
func TestConsultationsOfToday(t *testing.T) {
	s := newSite(t)
	for i, k := range []struct{ agent, channel string }{{"kim", "in"}, {"kim", "out"}, {"kim", "in"}, {"lee", "in"}} {
		_, err := s.db.SaveConsultation(t.Context(), desk.Consultation{ID: fmt.Sprint("k", i), Call: fmt.Sprint("c", i), Agent: k.agent, Ticket: fmt.Sprintf("20261120-0000%d", i),
			Channel: k.channel, Number: "+821012345678", Text: fmt.Sprint("글", i), Saved: time.Now().Add(time.Duration(i) * time.Millisecond)}, k.agent)
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.db.SaveConsultation(t.Context(), desk.Consultation{ID: "old", Call: "old", Agent: "kim", Ticket: "x", Channel: "in", Saved: time.Now().Add(-25 * time.Hour)}, "kim")
	if err != nil {
		t.Fatal(err)
	}
	var page ConsultationPage
	data := s.want(t, 200, "kim", "GET", "/consultations?mine=true&day=today", "", &page)
	if len(page.Items) != 3 || page.Items[0].ID != "k2" || *page.Counts != (desk.Counts{In: 2, Out: 1}) || strings.Contains(data, "1234") {
		t.Errorf("%s", data)
	}
	for _, tc := range []struct {
		who, query string
		status, n  int
	}{
		{"kim", "", 200, 4}, {"lee", "", 200, 1}, {"m1", "", 200, 4}, {"m2", "", 200, 1}, {"boss", "", 200, 5}, {"kim", "?agent=lee", 404, 0}, {"m1", "?agent=lee", 404, 0}, {"kim", "?channel=out", 200, 1}, {"kim", "?channel=in&limit=1", 200, 1}, {"kim", "?channel=x", 422, 0},
		{"boss", "?agent=lee", 200, 1}, {"boss", "?mine=true", 422, 0}, {"boss", "?q=20261120-", 200, 4}, {"boss", "?q=010-1234-5678", 200, 4}, {"boss", "?q=word", 422, 0},
		{"boss", "?q=%EA%B8%80&day=today", 200, 4}, {"kim", "?day=2026-13-40", 422, 0}, {"kim", "?day=2001-01-01", 200, 0},
	} {
		var page ConsultationPage
		if tc.status == 200 {
			s.want(t, 200, tc.who, "GET", "/consultations"+tc.query, "", &page)
			if len(page.Items) != tc.n {
				t.Errorf("%s%s: %d, want %d", tc.who, tc.query, len(page.Items), tc.n)
			}
		} else {
			s.want(t, tc.status, tc.who, "GET", "/consultations"+tc.query, "", nil)
		}
	}
}

// Several customers with one number are candidates until the call is linked; a call
// that was only offered leaves nothing to save.
func TestCandidates(t *testing.T) {
	s := newSite(t)
	a := s.customer(t, "김하나", "010-1234-5678")
	s.customer(t, "김두리", "010-1234-5678")
	s.offered(t, "c1", "+821012345678")
	var card Card
	s.want(t, 200, "kim", "GET", "/calls/c1/card", "", &card)
	if card.Customer != nil || len(card.Candidates) != 2 {
		t.Errorf("%+v", card)
	}
	s.want(t, 404, "lee", "PUT", "/calls/c1/customer", `{"customer":"`+a+`"}`, nil)
	s.want(t, 404, "kim", "PUT", "/calls/c1/customer", `{"customer":"nobody"}`, nil)
	s.want(t, 204, "kim", "PUT", "/calls/c1/customer", `{"customer":"`+a+`"}`, nil)
	s.want(t, 200, "kim", "GET", "/calls/c1/card", "", &card)
	if card.Customer == nil || card.Customer.ID != a {
		t.Errorf("%+v", card.Customer)
	}
	s.do(t, acd.HangUp{Call: "c1", By: acd.ByCaller})
	s.want(t, 409, "kim", "PUT", "/calls/c1/consultation", `{"note":"x"}`, nil)
	// What was written down with the ticket may lag behind a killed program: the rows count too.
	if err := s.db.MakeTickets(t.Context(), "2026-11-20", []desk.Ticket{{Call: "old1", Channel: desk.In}}, []desk.Part{{Call: "old1", Agent: "kim"}, {Call: "old1", Agent: "lee"}}); err != nil {
		t.Fatal(err)
	}
	var saved ConsultationView
	shown := s.want(t, 200, "kim", "PUT", "/calls/old1/consultation", `{"note":"x"}`, &saved)
	s.want(t, 200, "kim", "PUT", "/consultations/"+saved.ID, shown, nil) // what was shown is taken back
	s.want(t, 409, "lee", "PUT", "/calls/old1/consultation", `{"note":"x"}`, nil)
	s.want(t, 404, "kim", "PUT", "/calls/unknown/consultation", `{"note":"x"}`, nil)
}

// Who is added in a call gets its number, once and first, though it is masked; in a
// call of one's own only, and where there is room for it.
func TestCustomerOfACall(t *testing.T) {
	s := newSite(t)
	s.offered(t, "c1", "+821012345678")
	s.want(t, 404, "lee", "POST", "/customers", `{"name":"김하나","call":"c1"}`, nil)
	s.want(t, 404, "kim", "POST", "/customers", `{"name":"김하나","call":"unknown"}`, nil)
	ten := `{"number":"02-100-0000"}`
	for i := range 9 {
		ten += fmt.Sprintf(`,{"number":"02-100-000%d"}`, i+1)
	}
	s.want(t, 422, "kim", "POST", "/customers", `{"name":"김하나","phones":[`+ten+`],"call":"c1"}`, nil)
	for body, want := range map[string][]desk.Phone{
		`{"name":"김하나","call":"c1"}`:                                                     {{Number: "+821012345678"}},
		`{"name":"김하나","phones":[{"number":"02-123-4567","label":"집"}],"call":"c1"}`:     {{Number: "+821012345678"}, {Number: "+8221234567", Label: "집"}},
		`{"name":"김하나","phones":[{"number":"010 1234 5678","label":"휴대폰"}],"call":"c1"}`: {{Number: "+821012345678", Label: "휴대폰"}},
	} {
		var made CustomerView
		if text := s.want(t, 201, "kim", "POST", "/customers", body, &made); strings.Contains(text, "12345678") {
			t.Errorf("the number is not masked: %s", text)
		}
		kept, err := s.db.Customer(t.Context(), made.ID)
		if err != nil || !slices.Equal(kept.Phones, want) {
			t.Errorf("%s: %+v, %v", body, kept.Phones, err)
		}
	}
	if log := s.logged("customer_created"); len(log) != 3 || !strings.HasPrefix(log[0].Detail, "ticket ") {
		t.Errorf("%+v", log)
	}
	s.do(t, acd.HangUp{Call: "c1", By: acd.ByCaller})
	s.offered(t, "c2", "") // who hides the number
	var made CustomerView
	if s.want(t, 201, "kim", "POST", "/customers", `{"name":"김두리","call":"c2"}`, &made); len(made.Phones) != 0 {
		t.Errorf("%+v", made.Phones)
	}
}

// A call that is linked to a known customer offers its number where their record lacks
// it, and adds it though it is masked: of the own call alone, to whom it is linked, over
// no newer change, once, and where there is room. The next call then finds them.
func TestNumberOfALinkedCall(t *testing.T) {
	s := newSite(t)
	id := s.customer(t, "김하나", "010-1234-5678")
	other := s.customer(t, "김두리", "02-100-2000")
	s.offered(t, "c1", "0211112222")
	var card Card
	s.want(t, 200, "kim", "GET", "/calls/c1/card", "", &card)
	if card.Customer != nil || card.Unlisted != nil {
		t.Errorf("a stranger: %+v %+v", card.Customer, card.Unlisted)
	}
	add := func(customer string, version int64) string {
		return fmt.Sprintf(`{"customer":%q,"version":%d}`, customer, version)
	}
	s.want(t, 409, "kim", "POST", "/calls/c1/customer/number", add(id, 1), nil)
	s.want(t, 204, "kim", "PUT", "/calls/c1/customer", `{"customer":"`+id+`"}`, nil)
	s.want(t, 200, "kim", "GET", "/calls/c1/card", "", &card)
	if card.Unlisted == nil || card.Unlisted.Others != 0 || card.Customer == nil || card.Customer.Version != 1 {
		t.Fatalf("not offered: %+v %+v", card.Unlisted, card.Customer)
	}
	s.want(t, 409, "kim", "POST", "/calls/c1/customer/number", add(other, 1), nil)
	s.want(t, 404, "lee", "POST", "/calls/c1/customer/number", add(id, 1), nil)
	s.want(t, 422, "m1", "POST", "/calls/c1/customer/number", add(id, 1), nil)
	s.want(t, 422, "kim", "POST", "/calls/c1/customer/number", `{"customer":"`+id+`","version":0}`, nil)
	s.want(t, 200, "kim", "PUT", "/customers/"+id+"/blacklist", `{"effect":"low_priority","reason":"x"}`, nil)
	s.want(t, 200, "boss", "PUT", "/customers/"+id, fmt.Sprintf(`{"name":"김하나","phones":[{"number":"010-1234-5678"}],"version":%d}`, s.version(t, id)), nil)
	if data := s.want(t, 409, "kim", "POST", "/calls/c1/customer/number", add(id, 1), nil); !strings.Contains(data, "load it again") {
		t.Errorf("an older version: %s", data)
	}
	var kept CustomerView
	blocks, logged := s.blocks.Load(), len(s.logged("customer_changed"))
	for range 2 { // the second finds it there
		text := s.want(t, 200, "kim", "POST", "/calls/c1/customer/number", add(id, s.version(t, id)), &kept)
		if len(kept.Phones) != 2 || !kept.Masked || strings.Contains(text, "1111") {
			t.Errorf("the number is not masked: %s", text)
		}
	}
	if c, err := s.db.Customer(t.Context(), id); err != nil || !slices.Equal(c.Phones, []desk.Phone{{Number: "+821012345678"}, {Number: "+82211112222"}}) {
		t.Errorf("%+v %v", c.Phones, err)
	}
	if log := s.logged("customer_changed"); len(log) != logged+1 || log[logged].Detail != "ticket "+card.Ticket || log[logged].Target != "customer:"+id {
		t.Errorf("after %d lines: %+v", logged, log)
	}
	if s.blocks.Load() != blocks+1 {
		t.Error("the blacklist does not know the number")
	}
	var after Card
	s.want(t, 200, "kim", "GET", "/calls/c1/card", "", &after)
	if after.Unlisted != nil {
		t.Error("it is offered again")
	}
	s.do(t, acd.HangUp{Call: "c1", By: acd.ByCaller})
	s.offered(t, "c2", "0211112222")
	after = Card{}
	s.want(t, 200, "kim", "GET", "/calls/c2/card", "", &after)
	if after.Customer == nil || after.Customer.ID != id || after.Unlisted != nil {
		t.Errorf("the next call: %+v %+v", after.Customer, after.Unlisted)
	}
	// The number is shared: another has it already, and ten are enough.
	s.want(t, 204, "kim", "PUT", "/calls/c2/customer", `{"customer":"`+other+`"}`, nil)
	after = Card{}
	s.want(t, 200, "kim", "GET", "/calls/c2/card", "", &after)
	if after.Unlisted == nil || after.Unlisted.Others != 1 {
		t.Errorf("a number of somebody else: %+v", after.Unlisted)
	}
	var ten []string
	for i := range 10 {
		ten = append(ten, fmt.Sprintf("02-100-200%d", i))
	}
	full := s.customer(t, "김가득", ten...)
	s.want(t, 204, "kim", "PUT", "/calls/c2/customer", `{"customer":"`+full+`"}`, nil)
	after = Card{}
	s.want(t, 200, "kim", "GET", "/calls/c2/card", "", &after)
	if after.Unlisted != nil {
		t.Error("offered to who has no room")
	}
	s.want(t, 422, "kim", "POST", "/calls/c2/customer/number", add(full, 1), nil)
	s.do(t, acd.HangUp{Call: "c2", By: acd.ByCaller})
	s.offered(t, "c3", "") // who hides the number
	s.want(t, 204, "kim", "PUT", "/calls/c3/customer", `{"customer":"`+other+`"}`, nil)
	s.want(t, 409, "kim", "POST", "/calls/c3/customer/number", add(other, 1), nil)
}

// version is that of a customer.
func (s *site) version(t *testing.T, id string) int64 {
	t.Helper()
	c, err := s.db.Customer(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c.Version
}

// Reservations are the agent's own, a manager's are those of the own team and of
// nobody; they are in the order of their times with counts by type (D13, D14).
func TestReservationsAPI(t *testing.T) {
	s := newSite(t)
	id := s.customer(t, "김하나", "010-1234-5678")
	at := func(m int) string { return time.Now().Add(time.Duration(m) * time.Minute).Format(time.RFC3339) }
	var r, r2 ReservationView
	data := s.want(t, 201, "kim", "POST", "/reservations", `{"due_at":"`+at(60)+`","number":"01012345678","memo":"x"}`, &r)
	if r.Agent != "kim" || r.Customer != id || r.Name != "김하나" || r.Type != desk.Direct || r.State != desk.Open || strings.Contains(data, "1234") {
		t.Errorf("%s", data)
	}
	s.want(t, 201, "kim", "POST", "/reservations", `{"due_at":"`+at(30)+`","customer":"`+id+`"}`, &r2)
	s.want(t, 404, "kim", "POST", "/reservations", `{"due_at":"`+at(30)+`","customer":"`+id+`","agent":"lee"}`, nil)
	s.want(t, 404, "m1", "POST", "/reservations", `{"due_at":"`+at(30)+`","customer":"`+id+`","agent":"lee"}`, nil)
	if data := s.want(t, 422, "kim", "POST", "/reservations", `{"due_at":"`+at(-30)+`","number":"없음"}`, nil); !strings.Contains(data, "body.due_at") || !strings.Contains(data, "not_a_phone") {
		t.Errorf("%s", data)
	}
	s.want(t, 201, "m1", "POST", "/reservations", `{"due_at":"`+at(90)+`","number":"010-5555-5555"}`, nil) // nobody's yet
	var page ReservationPage
	s.want(t, 200, "kim", "GET", "/reservations?mine=true&state=open", "", &page)
	if len(page.Items) != 2 || page.Items[0].ID != r2.ID || page.Counts.Direct != 2 {
		t.Errorf("%+v", page)
	}
	for _, tc := range []struct {
		who, query string
		status, n  int
	}{
		{"lee", "", 200, 0}, {"m1", "", 200, 3}, {"m2", "", 200, 1}, {"boss", "", 200, 3}, {"m1", "?agent=-", 200, 1}, {"m1", "?agent=lee", 404, 0}, {"kim", "?agent=lee", 404, 0},
		{"kim", "?state=done", 200, 0}, {"kim", "?type=bulk", 200, 0}, {"kim", "?day=today", 200, -1}, {"boss", "?customer=" + id, 200, 2},
	} {
		if tc.status != 200 {
			s.want(t, tc.status, tc.who, "GET", "/reservations"+tc.query, "", nil)
			continue
		}
		s.want(t, 200, tc.who, "GET", "/reservations"+tc.query, "", &page)
		if tc.n >= 0 && len(page.Items) != tc.n {
			t.Errorf("%s%s: %d, want %d", tc.who, tc.query, len(page.Items), tc.n)
		}
	}
	for _, who := range []string{"lee", "m2"} {
		s.want(t, 404, who, "GET", "/reservations/"+r.ID, "", nil)
		s.want(t, 404, who, "PUT", "/reservations/"+r.ID, `{"due_at":"`+at(5)+`","version":1}`, nil)
		s.want(t, 404, who, "POST", "/reservations/"+r.ID+"/done", `{}`, nil)
		s.want(t, 404, who, "GET", "/reservations/"+r.ID+"/history", "", nil)
	}
	// Changed with the number masked as it was shown: it stays.
	s.want(t, 200, "kim", "PUT", "/reservations/"+r.ID, `{"due_at":"`+at(45)+`","number":"010-****-5678","memo":"y","version":1}`, &r)
	if kept, err := s.db.Reservation(t.Context(), r.ID); err != nil || kept.Number != "+821012345678" || kept.Memo != "y" || kept.Version != 2 {
		t.Errorf("%+v %v", kept, err)
	}
	s.want(t, 409, "kim", "PUT", "/reservations/"+r.ID, `{"due_at":"`+at(45)+`","version":1}`, nil)
	s.want(t, 403, "kim", "POST", "/reservations/"+r.ID+"/call", "", nil)
	s.allow("kim", people.Phone)
	s.do(t, acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Preparing})
	var out DialledOut
	s.want(t, 201, "kim", "POST", "/reservations/"+r.ID+"/call", "", &out)
	s.do(t, acd.HangUp{Call: out.Call, By: acd.ByAgent})
	s.want(t, 200, "kim", "POST", "/reservations/"+r.ID+"/done", `{"result":"통화함"}`, &r)
	s.want(t, 200, "kim", "POST", "/reservations/"+r.ID+"/done", `{}`, nil) // said twice
	s.want(t, 409, "kim", "POST", "/reservations/"+r.ID+"/cancel", `{}`, nil)
	s.want(t, 200, "kim", "PUT", "/reservations/"+r.ID, `{"due_at":"`+at(50)+`","version":4}`, &r)
	if r.State != desk.Open || r.ResultCall != "d1" {
		t.Errorf("opened again: %+v", r)
	}
	s.want(t, 200, "kim", "POST", "/reservations/"+r.ID+"/cancel", `{}`, nil)
	var hist []desk.ReservationEvent
	s.want(t, 200, "kim", "GET", "/reservations/"+r.ID+"/history", "", &hist)
	var what []string
	for _, e := range hist {
		what = append(what, e.What)
	}
	if got := strings.Join(what, " "); got != "created changed called done reopened cancelled" {
		t.Errorf("history: %s", got)
	}
}

// A manager gives reservations to agents of the own team in turn, all or none.
func TestAssign(t *testing.T) {
	s := newSite(t)
	var list []desk.Reservation
	for i := range 5 {
		list = append(list, desk.Reservation{ID: fmt.Sprint("r", i), Type: desk.Bulk, State: desk.Open, Number: "+821012345678", Due: time.Now()})
	}
	list = append(list, desk.Reservation{ID: "foreign", Type: desk.Bulk, State: desk.Open, Agent: "lee", Due: time.Now()})
	if err := s.db.CreateReservations(t.Context(), list, "t"); err != nil {
		t.Fatal(err)
	}
	s.want(t, 403, "kim", "POST", "/reservations/assign", `{"ids":["r0"],"agents":["kim"]}`, nil)
	s.want(t, 404, "m1", "POST", "/reservations/assign", `{"ids":["r0"],"agents":["lee"]}`, nil)
	s.want(t, 404, "m1", "POST", "/reservations/assign", `{"ids":["r0","foreign"],"agents":["kim"]}`, nil)
	if r, err := s.db.Reservation(t.Context(), "r0"); err != nil || r.Agent != "" {
		t.Errorf("half was assigned: %+v %v", r, err)
	}
	var out Assigned
	s.want(t, 200, "boss", "POST", "/reservations/assign", `{"ids":["r0","r1","r2","r3","r4"],"agents":["kim","lee"]}`, &out)
	if out.Assigned["kim"] != 3 || out.Assigned["lee"] != 2 {
		t.Errorf("%+v", out)
	}
	for _, body := range []string{`{"ids":["r0","r0"],"agents":["kim"]}`, `{"ids":["` + strings.Repeat("x", 41) + `"],"agents":["kim"]}`} {
		s.want(t, 422, "boss", "POST", "/reservations/assign", body, nil)
	}
}

// Missed ones are assigned only with a new time, which opens them again; without it
// nothing is assigned.
func TestAssignMissed(t *testing.T) {
	s := newSite(t)
	if err := s.db.CreateReservations(t.Context(), []desk.Reservation{
		{ID: "open", Type: desk.Bulk, State: desk.Open, Number: "+821012345678", Due: time.Now()},
		{ID: "missed", Type: desk.Bulk, State: desk.Missed, Agent: "lee", Number: "+821012345678", Due: time.Now().Add(-time.Hour)},
	}, "t"); err != nil {
		t.Fatal(err)
	}
	if data := s.want(t, 409, "boss", "POST", "/reservations/assign", `{"ids":["open","missed"],"agents":["kim"]}`, nil); !strings.Contains(data, "due_at") {
		t.Errorf("%s", data)
	}
	past, soon := time.Now().Add(-time.Hour), time.Now().Add(time.Hour).Truncate(time.Second)
	s.want(t, 422, "boss", "POST", "/reservations/assign", `{"ids":["open","missed"],"agents":["kim"],"due_at":"`+past.Format(time.RFC3339)+`"}`, nil)
	if r, err := s.db.Reservation(t.Context(), "open"); err != nil || r.Agent != "" {
		t.Errorf("half was assigned: %+v %v", r, err)
	}
	s.want(t, 200, "boss", "POST", "/reservations/assign", `{"ids":["open","missed"],"agents":["kim"],"due_at":"`+soon.Format(time.RFC3339)+`"}`, nil)
	if r, err := s.db.Reservation(t.Context(), "missed"); err != nil || r.Agent != "kim" || r.State != desk.Open || !r.Due.Equal(soon) {
		t.Errorf("%+v %v", r, err)
	}
	if r, err := s.db.Reservation(t.Context(), "open"); err != nil || r.Agent != "kim" || r.Due.Equal(soon) {
		t.Errorf("%+v %v", r, err)
	}
}

// overtaken is a desk where somebody else changes a reservation just before it is
// assigned.
type overtaken struct {
	Desk
	first func()
}

func (o *overtaken) UpdateReservations(ctx context.Context, list []desk.ReservationChange) error {
	o.first()
	return o.Desk.UpdateReservations(ctx, list)
}

// Where one of many was changed meanwhile none is assigned, and the desks concerned
// look anew all the same.
func TestAssignIsAllOrNothing(t *testing.T) {
	s := newSite(t)
	if err := s.db.CreateReservations(t.Context(), []desk.Reservation{
		{ID: "a", Type: desk.Bulk, State: desk.Open, Number: "+821012345678", Due: time.Now()},
		{ID: "b", Type: desk.Bulk, State: desk.Open, Agent: "lee", Number: "+821012345678", Due: time.Now()},
	}, "t"); err != nil {
		t.Fatal(err)
	}
	o := &overtaken{Desk: s.web.Desk}
	o.first = func() {
		r, err := s.db.Reservation(t.Context(), "b")
		if err == nil {
			_, err = s.db.UpdateReservation(t.Context(), r, desk.ReservationEvent{What: "changed"})
		}
		if err != nil {
			t.Error(err)
		}
	}
	s.web.Desk = o
	hears := map[string]*desk.Listener{"kim": s.web.Feed.Listen("kim"), "lee": s.web.Feed.Listen("lee")}
	s.want(t, 409, "boss", "POST", "/reservations/assign", `{"ids":["a","b"],"agents":["kim"]}`, nil)
	if r, err := s.db.Reservation(t.Context(), "a"); err != nil || r.Agent != "" {
		t.Errorf("half was assigned: %+v %v", r, err)
	}
	for agent, l := range hears {
		defer l.Close()
		now, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		if _, err := l.Wait(now); err != nil {
			t.Errorf("the desk of %s is not told", agent)
		}
		cancel()
	}
}

// A change that says no agent leaves the reservation to whom it is of; one that says
// nobody takes it away. A reservation is made in no call that its maker does not see.
func TestReservationAgentAndCall(t *testing.T) {
	s := newSite(t)
	id := s.customer(t, "김하나", "010-1234-5678")
	soon := time.Now().Add(time.Hour).Format(time.RFC3339)
	var r ReservationView
	s.want(t, 201, "kim", "POST", "/reservations", `{"due_at":"`+soon+`","customer":"`+id+`"}`, &r)
	s.want(t, 200, "m1", "PUT", "/reservations/"+r.ID, `{"due_at":"`+soon+`","memo":"x","version":1}`, &r)
	if r.Agent != "kim" {
		t.Errorf("it is of %q", r.Agent)
	}
	s.want(t, 404, "kim", "PUT", "/reservations/"+r.ID, `{"due_at":"`+soon+`","agent":"","version":2}`, nil) // agents give none away
	s.want(t, 200, "m1", "PUT", "/reservations/"+r.ID, `{"due_at":"`+soon+`","agent":"","version":2}`, &r)
	if r.Agent != "" {
		t.Errorf("it is of %q", r.Agent)
	}
	if err := s.db.MakeTickets(t.Context(), "2026-11-28", []desk.Ticket{{Call: "lees", Channel: desk.In, Number: "+821012345678"}}, []desk.Part{{Call: "lees", Agent: "lee"}}); err != nil {
		t.Fatal(err)
	}
	body := `{"due_at":"` + soon + `","number":"010-1234-5678","customer":"` + id + `","call":"lees"}`
	s.want(t, 404, "kim", "POST", "/reservations", body, nil)
	s.want(t, 201, "lee", "POST", "/reservations", body, nil)
}

// A table is looked at row by row; nothing is kept in a dry run, nor where a row is
// bad and nobody said to leave it out (W-13).
func TestImport(t *testing.T) {
	s := newSite(t)
	id := s.customer(t, "김하나", "010-1234-5678")
	table := "전화번호,예약시간,이름,상담사\n010-1234-5678," + time.Now().Add(time.Hour).In(s.web.zone()).Format("2006-01-02 15:04") + ",김하나,김하나\n010-1234-5678,어제,x,이두리\n"
	send := func(who, query, body string) (int, ImportReport, string) {
		t.Helper()
		status, data := s.as(t, who, "POST", "/api/v1/reservations/import"+query, body, func(r *http.Request) { r.Header.Set("Content-Type", "text/csv") })
		var rep ImportReport
		json.Unmarshal([]byte(data), &rep) //nolint:errcheck // the status says what it is
		return status, rep, data
	}
	if status, _, _ := send("kim", "", table); status != 403 {
		t.Errorf("an agent imports: %d", status)
	}
	for _, q := range []string{"?dry_run=true", "", "?dry_run=true&skip_bad=true"} {
		status, rep, data := send("m1", q, table)
		if status != 200 || rep.Rows != 2 || rep.Good != 1 || rep.BadCount != 1 || rep.Imported != 0 || rep.Bad[0].Line != 3 || len(rep.Preview) != 1 || strings.Contains(data, "1234") {
			t.Errorf("%s: %d %s", q, status, data)
		}
	}
	if n, err := s.db.CountReservations(t.Context(), nil, true, false); err != nil || n.All() != 0 {
		t.Errorf("%+v %v", n, err)
	}
	if status, rep, data := send("m1", "?skip_bad=true", table); status != 200 || rep.Imported != 1 {
		t.Errorf("%d %s", status, data)
	}
	if n, err := s.db.CountReservations(t.Context(), []string{"kim"}, false, false); err != nil || n.Bulk != 1 {
		t.Errorf("%+v %v", n, err)
	}
	if list, _, err := s.db.Reservations(t.Context(), desk.ReservationFilter{Limit: 5}); err != nil || len(list) != 1 || list[0].Customer != id {
		t.Errorf("the customer is not found by the number: %+v %v", list, err)
	}
	if status, _, data := send("m1", "?agent=lee", table); status != 404 {
		t.Errorf("%d %s", status, data)
	}
	if status, _, data := send("m1", "", strings.Repeat("x", importBytes+1)); status != 413 && status != 422 {
		t.Errorf("too large: %d %.200s", status, data)
	}
	if status, _, data := send("m1", "", "PK\x03\x04garbage"); status != 422 || !strings.Contains(data, "workbook") {
		t.Errorf("%d %s", status, data)
	}
	if l := s.logged("reservations_imported"); len(l) != 1 {
		t.Errorf("%+v", l)
	}
}

// A file calls an agent by extension, else id, else the log-in of who may log in, else
// the name that one alone has: another's log-in takes nothing away, and a manager
// learns of agents elsewhere only by extension and id.
func TestImportNamesAgents(t *testing.T) {
	s := newSite(t)
	c := s.web.Centre.(*fakeCentre)
	c.agents = append(c.agents, centre.Agent{ID: "yun", Name: "Yun", Extension: "1004", Manager: "m1"}, centre.Agent{ID: "min", Name: "김하나", Extension: "1005", Manager: "m2"},
		centre.Agent{ID: "twin-1", Name: "쌍둥이", Extension: "1006", Manager: "m1"}, centre.Agent{ID: "twin-2", Name: "쌍둥이", Extension: "1007", Manager: "m1"})
	for login, u := range map[string]people.User{
		"hana": {AgentID: "kim"}, "seyna": {AgentID: "park"}, "gone": {AgentID: "kim", Disabled: true}, "twin-1": {AgentID: "twin-2"},
		"1001": {AgentID: "lee"}, "kim": {AgentID: "lee"}, "Yun": {AgentID: "lee"}, "1003": {AgentID: "yun"}, "lee": {AgentID: "yun"},
	} {
		u.ID, u.Login, u.Role = "u-"+login, login, people.AgentRole
		s.people.users["named "+login] = u
	}
	for who, names := range map[string]map[string]string{
		"m1": {
			"1001": "kim", "kim": "kim", "HANA": "kim", "김하나": "kim", "yun": "yun", "1004": "yun", "twin-1": "twin-1", "1007": "twin-2",
			"쌍둥이": "several", "1003": "not_yours", "park": "not_yours", "lee": "not_yours", "1002": "not_yours",
			"seyna": "not_known", "박세나": "not_known", "gone": "not_known", "nobody": "not_known",
		},
		"boss": {"1001": "kim", "kim": "kim", "1003": "park", "seyna": "park", "lee": "lee", "박세나": "park", "김하나": "several", "gone": "not_known"},
	} {
		for called, want := range names {
			row := "number,due_at,agent\n010-1234-5678," + time.Now().Add(2*time.Hour).In(s.web.zone()).Format("2006-01-02 15:04") + "," + called + "\n"
			status, data := s.as(t, who, "POST", "/api/v1/reservations/import?dry_run=true", row, func(r *http.Request) { r.Header.Set("Content-Type", "text/csv") })
			var rep ImportReport
			if err := json.Unmarshal([]byte(data), &rep); err != nil || status != 200 {
				t.Fatalf("%d %s", status, data)
			}
			got := ""
			switch {
			case len(rep.Bad) == 1:
				got = rep.Bad[0].Code
			case rep.Good == 1:
				got = rep.Preview[0].Agent
			}
			if got != want {
				t.Errorf("%s calls an agent %q: %q, want %q", who, called, got, want)
			}
		}
	}
}

// Templates are written by administrators and found by everybody.
func TestTemplatesAPI(t *testing.T) {
	s := newSite(t)
	s.want(t, 403, "m1", "POST", "/templates", `{"question":"q","answer":"a"}`, nil)
	s.want(t, 404, "boss", "POST", "/templates", `{"question":"q","answer":"a","service":"nothing"}`, nil)
	var v desk.Template
	s.want(t, 201, "boss", "POST", "/templates", `{"question":"환불은 언제?","answer":"{{.}} 3일","service":"orders"}`, &v)
	var page TemplatePage
	s.want(t, 200, "kim", "GET", "/templates?service=orders&q=%ED%99%98%EB%B6%88%EC%9D%80", "", &page)
	if len(page.Items) != 1 || page.Items[0].Answer != "{{.}} 3일" {
		t.Errorf("%+v", page)
	}
	s.want(t, 200, "kim", "GET", "/templates?service=returns", "", &page)
	if len(page.Items) != 0 {
		t.Errorf("%+v", page)
	}
	s.want(t, 200, "boss", "PUT", "/templates/"+v.ID, `{"question":"q","answer":"a","version":1}`, nil)
	s.want(t, 409, "boss", "PUT", "/templates/"+v.ID, `{"question":"q","answer":"a","version":1}`, nil)
	s.want(t, 204, "boss", "DELETE", "/templates/"+v.ID, "", nil)
	s.want(t, 404, "boss", "DELETE", "/templates/"+v.ID, "", nil)
}

// Orders are looked up where a shop is linked, with the customer's kept numbers.
func TestOrdersAPI(t *testing.T) {
	s := newSite(t)
	id := s.customer(t, "김하나", "010-1234-5678")
	var page OrderPage
	s.want(t, 200, "kim", "GET", "/orders?service=returns&number=A-1", "", &page)
	if page.Linked || len(page.Items) != 0 {
		t.Errorf("%+v", page)
	}
	s.want(t, 200, "kim", "GET", "/orders?service=orders&customer="+id, "", &page)
	if !page.Linked || len(page.Items) != 1 || len(s.orders.asked.Phones) != 1 || s.orders.asked.Phones[0] != "+821012345678" {
		t.Errorf("%+v, asked %+v", page, s.orders.asked)
	}
	s.want(t, 200, "kim", "GET", "/orders?service=returns&service=orders&number=A-1", "", &page) // of several services
	if !page.Linked || len(page.Items) != 1 || !slices.Equal(s.orders.asked.Services, []string{"returns", "orders"}) {
		t.Errorf("%+v, asked %+v", page, s.orders.asked)
	}
	page, s.orders.asked = OrderPage{}, desk.OrderQuery{}
	s.want(t, 200, "kim", "GET", "/orders?service=orders", "", &page) // about nobody: whether there is a shop
	if !page.Linked || len(page.Items) != 0 || len(s.orders.asked.Phones) != 0 {
		t.Errorf("about nobody: %+v, asked %+v", page, s.orders.asked)
	}
	s.want(t, 404, "kim", "GET", "/orders?service=orders&customer=nobody", "", nil)
	if len(s.logged("orders_viewed")) != 2 {
		t.Errorf("%+v", s.logged("orders_viewed"))
	}
}

// The desk's figures and those of /figures/agents come from the same facts and say
// the same.
func TestDeskFiguresAgree(t *testing.T) {
	s := newSite(t)
	s.offered(t, "c1", "01012345678")
	s.talk(t, "c1")
	s.do(t, acd.HangUp{Call: "c1", By: acd.ByCaller}, acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Away}, acd.SetState{Agent: "kim", State: acd.Ready}, acd.Enqueue{Call: "c2", Service: "orders"})
	s.talk(t, "c2")
	s.do(t, acd.Enqueue{Call: "c3", Service: "orders"})
	var f desk.Figures
	s.want(t, 200, "kim", "GET", "/desk/figures", "", &f)
	var list []AgentFigures
	s.want(t, 200, "kim", "GET", "/figures/agents", "", &list)
	var services []ServiceFigures
	s.want(t, 200, "kim", "GET", "/figures/services", "", &services)
	k := list[0]
	if f.TalkMs != k.TalkMs+k.TalkOutMs || f.ReadyMs != k.ReadyMs || f.WrapMs != k.WrapMs || f.AwayMs != k.AwayMs || f.NotReadyMs != k.NotReadyMs || f.Own.In != k.Answered || f.Own.Out != k.Outbound || f.TalkMs == 0 || f.AwayMs == 0 || f.AwayMs == f.NotReadyMs || f.Own.In != 2 {
		t.Errorf("the desk says %+v, the figures %+v", f, k)
	}
	if f.Waiting != services[0].Waiting || f.Waiting != 1 || f.Compare != desk.CompareAll || f.Compared.In != 2 {
		t.Errorf("%+v %+v", f, services[0])
	}
	s.want(t, 422, "boss", "GET", "/desk/figures", "", nil)
}

// An open desk hears of its own reservations and consultations, and of nobody
// else's; any number of changes at once is few frames.
func TestLiveDesk(t *testing.T) {
	s := newSite(t)
	dial := func(who string) (*websocket.Conn, *http.Response, error) {
		req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.sign(req, who)
		return websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/live?topics=desk,calls", req.Header)
	}
	if _, res, err := dial("boss"); err == nil || res.StatusCode != 422 {
		t.Errorf("a desk of nobody: %v", err)
	}
	wall, _, err := dial("display")
	if err != nil {
		t.Fatal(err)
	}
	defer wall.Close()
	if _, _, err := wall.ReadMessage(); !websocket.IsCloseError(err, closeDenied) {
		t.Errorf("a display: %v", err)
	}
	conn, _, err := dial("kim")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	next := func() string {
		t.Helper()
		conn.SetReadDeadline(time.Now().Add(5 * time.Second)) //nolint:errcheck // a deadline of a live connection
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(data), `"topic":"desk"`) {
				return string(data)
			}
		}
	}
	if data := next(); !strings.Contains(data, `"open":0`) || !strings.Contains(data, `"id":"consultations","in":0,"out":0`) {
		t.Errorf("at first: %s", data)
	}
	soon := time.Now().Add(-30 * time.Second).Format(time.RFC3339Nano)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			s.as(t, "kim", "POST", "/api/v1/reservations", `{"due_at":"`+soon+`","number":"010-1234-5678"}`)
		})
	}
	wg.Wait()
	frames := 0
	for data := ""; !strings.Contains(data, `"open":20`); frames++ {
		if data = next(); strings.Contains(data, "1234") {
			t.Fatalf("numbers are not masked: %s", data)
		}
	}
	if frames > 10 {
		t.Errorf("%d frames for 20 changes", frames)
	}
	if _, err := s.db.SaveConsultation(context.Background(), desk.Consultation{ID: "k", Call: "c", Agent: "kim", Channel: desk.Out, Saved: time.Now()}, "kim"); err != nil {
		t.Fatal(err)
	}
	s.web.Feed.Changed(desk.Lists, "lee")
	s.web.Feed.Changed(desk.Lists, "kim")
	if data := next(); !strings.Contains(data, `"id":"consultations","in":0,"out":1,"last":"k"`) {
		t.Errorf("after a note: %s", data)
	}
}

// A manager's list hears of reservations of the own agents and of nobody's, and of no
// others; an administrator of all; agents may not listen.
func TestLiveReservations(t *testing.T) {
	s := newSite(t)
	dial := func(who string) *websocket.Conn {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.sign(req, who)
		conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/live?topics=services,reservations", req.Header)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	next := func(conn *websocket.Conn, within time.Duration) (at int64) {
		t.Helper()
		conn.SetReadDeadline(time.Now().Add(within)) //nolint:errcheck // a deadline of a live connection
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				return 0
			}
			var f struct {
				Topic string
				Rows  []ReservedRow
			}
			if json.Unmarshal(data, &f) == nil && f.Topic == "reservations" {
				if strings.Contains(string(data), "1234") || len(f.Rows) != 1 {
					t.Errorf("told: %s", data)
				}
				return f.Rows[0].Changed
			}
		}
	}
	const mine, others = "kim", "lee" // of m1
	lead, boss := dial("m1"), dial("boss")
	if next(lead, 5*time.Second) == 0 || next(boss, 5*time.Second) == 0 {
		t.Fatal("nothing at first")
	}
	book := func(agent string) {
		t.Helper()
		body := `{"due_at":"` + time.Now().Add(time.Hour).Format(time.RFC3339) + `","number":"010-1234-5678","agent":"` + agent + `"}`
		if st, got := s.as(t, "boss", "POST", "/api/v1/reservations", body); st >= 300 {
			t.Fatalf("%d %s", st, got)
		}
	}
	book(mine)
	if next(lead, 5*time.Second) == 0 || next(boss, 5*time.Second) == 0 {
		t.Error("the own agent's reservation is not told")
	}
	s.web.Feed.Reserved("")
	if next(lead, 5*time.Second) == 0 || next(boss, 5*time.Second) == 0 {
		t.Error("nobody's reservation is not told")
	}
	s.web.Feed.Changed(desk.Lists, mine) // a consultation
	book(others)
	if next(boss, 5*time.Second) == 0 {
		t.Error("an administrator is not told")
	}
	if at := next(lead, 1500*time.Millisecond); at != 0 {
		t.Error("another manager's reservation is told, or a consultation")
	}
	if _, _, err := dial("kim").ReadMessage(); !websocket.IsCloseError(err, closeDenied) {
		t.Errorf("an agent listens: %v", err)
	}
}

// An open desk is told which notes its agent has begun and not saved, by whatever
// computer, and not what they say; writing one does not make its lists load again.
func TestLiveDrafts(t *testing.T) {
	s := newSite(t)
	req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.sign(req, "kim")
	conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/live?topics=desk", req.Header)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	next := func() string {
		t.Helper()
		conn.SetReadDeadline(time.Now().Add(5 * time.Second)) //nolint:errcheck // a deadline of a live connection
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(data), `"topic":"desk"`) {
				return string(data)
			}
		}
	}
	if data := next(); !strings.Contains(data, `{"id":"drafts","items":[]}`) || !strings.Contains(data, `"id":"reservations"`) {
		t.Errorf("at first: %s", data)
	}
	s.offered(t, "c1", "01012345678")
	s.talk(t, "c1")
	var d desk.Draft
	s.want(t, 200, "kim", "PUT", "/calls/c1/draft", `{"note":"비밀 기록"}`, &d)
	data := next()
	if !strings.Contains(data, fmt.Sprintf(`"rows":[{"id":"drafts","items":[{"call":"c1","updated_at":%d}]}]`, d.Updated.UnixMilli())) || strings.Contains(data, "비밀") || strings.Contains(data, "1234") {
		t.Errorf("a note is begun: %s", data)
	}
	s.do(t, acd.HangUp{Call: "c1", By: acd.ByCaller})
	s.want(t, 200, "kim", "PUT", "/calls/c1/consultation", `{"note":"비밀 기록"}`, nil)
	if data = next(); !strings.Contains(data, `{"id":"drafts","items":[]}`) || !strings.Contains(data, `"id":"consultations"`) {
		t.Errorf("it is saved: %s", data)
	}
}
