package demo

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sms"
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
	promised := map[string]bool{}
	for _, v := range Callbacks(now, time.UTC) {
		if promised[v.Number] || !numbers[v.Number] || !ids[v.Customer] || (v.Agent == "") != (v.State == callback.Registered) || !v.Created.Before(now) || !v.Expires.After(now) {
			t.Errorf("%+v", v)
		}
		promised[v.Number] = true
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

// Messages of the demo are such as the program takes, and its menu and services such as a
// file may name.
func TestMessagesAndMenu(t *testing.T) {
	now := time.Now()
	services := Services()
	var senders []sms.Sender
	known := map[string]bool{}
	for _, s := range services {
		senders = append(senders, sms.Sender{Number: s.Numbers[0].Number, Usable: true})
		known[s.ID] = true
	}
	level := map[string]string{}
	for _, c := range SMSCategories() {
		if err := c.Clean(); err != nil || c.Parent != "" && level[c.Parent] != "top" {
			t.Errorf("%s: %v", c.ID, err)
		}
		level[c.ID] = map[bool]string{true: "top", false: "below"}[c.Parent == ""]
	}
	for _, v := range SMSTemplates() {
		if err := v.Clean(senders); err != nil || level[v.Category] != "below" {
			t.Errorf("%s: %v", v.ID, err)
		}
	}
	late := 0
	for _, m := range Sends(now) {
		if m.Send.Due != nil {
			late++
		}
		n := 0
		for _, b := range m.Batches {
			n += len(b.Messages)
			if size := sms.CountText(b.Body).Bytes; size > sms.MostBytes(m.Send.Kind) || strings.ContainsAny(b.Body, "{}") {
				t.Errorf("%d bytes: %s", size, b.Body)
			}
		}
		if n != m.Send.Recipients {
			t.Errorf("%s: %d of %d", m.Send.ID, n, m.Send.Recipients)
		}
	}
	if late != 1 {
		t.Errorf("%d wait for their time", late)
	}
	Hear(services)
	m := Menu("question.wav")
	for _, p := range m.Check("menu", func(id string) bool { return known[id] }) {
		t.Errorf("%+v", p)
	}
	if _, _, err := media.ConvertWAV(bytes.NewReader(Question)); err != nil || services[0].Menu != m.ID {
		t.Errorf("%v, menu %q", err, services[0].Menu)
	}
}
