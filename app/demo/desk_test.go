package demo

import (
	"encoding/json"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/callfloor/callfloor/desk"
)

// What the demo's agents know is such as people could have written, and hangs
// together; callers are mostly known.
func TestDeskData(t *testing.T) {
	now := time.Now()
	ids, numbers := map[string]bool{}, map[string]bool{}
	for _, c := range Customers() {
		if err := c.Clean("KR"); err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		if ids[c.ID] || numbers[c.Phones[0].Number] {
			t.Errorf("%s stands twice", c.ID)
		}
		ids[c.ID], numbers[c.Phones[0].Number] = true, true
	}
	for id, b := range Blacklisted() {
		if err := b.Clean(); err != nil || !ids[id] {
			t.Errorf("%s: %v", id, err)
		}
	}
	tree, form := Dispositions(), Form()
	if tree.Clean() != nil || form.Clean() != nil {
		t.Errorf("%v %v", tree.Clean(), form.Clean())
	}
	for _, v := range Templates() {
		if err := v.Clean(); err != nil {
			t.Errorf("%s: %v", v.Question, err)
		}
	}
	for _, k := range Consultations(now) {
		if _, _, err := (desk.Note{Text: k.Text, Disposition: k.Disposition, Fields: k.Fields}).Check(form, tree); err != nil || !ids[k.Customer] || !k.Saved.Before(now) {
			t.Errorf("%s: %v", k.ID, err)
		}
	}
	for _, r := range Reservations(now) {
		if n := desk.Number(r.Number, "KR"); n != r.Number || !ids[r.Customer] {
			t.Errorf("%+v", r)
		}
	}
	known, r := 0, r0(1, "callers")
	for range 1000 {
		if numbers[desk.Number(caller(r), "KR")] {
			known++
		}
	}
	if known < 500 || known > 700 {
		t.Errorf("%d of 1000 callers are known", known)
	}
	w := httptest.NewRecorder()
	Shop().ServeHTTP(w, httptest.NewRequest("GET", "/orders?phone=%2B821012345678", nil))
	var body struct{ Orders []desk.Order }
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || len(body.Orders) != 2 || body.Orders[0].Number == body.Orders[1].Number {
		t.Errorf("%s %v", w.Body, err)
	}
}
