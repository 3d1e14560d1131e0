package store

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/desk"
)

// Of ids is said what they stand for now: more of them than one statement takes, a call
// without a ticket by its row, whom calls and reservations are linked to. A deleted
// person is nobody, also by what was linked.
func TestWhatIDsStandFor(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		var ids desk.IDs
		var many []desk.Customer
		for i := range 1100 {
			c := customer(t, fmt.Sprint("k", i), fmt.Sprint("고객", i), fmt.Sprintf("010-2222-%04d", i), "02-777-8888")
			many, ids.Customers = append(many, c), append(ids.Customers, c.ID)
		}
		many = append(many, desk.Customer{ID: "quiet", Name: "번호없음"})
		must(t, db.CreateCustomers(ctx, many, "t"))
		at := time.UnixMilli(1_700_000_000_000).UTC()
		must(t, db.MakeTickets(ctx, "2026-11-28", []desk.Ticket{{Call: "c1", Service: "orders", Channel: desk.In, Number: "+821022220007", Customer: "k7", Created: at}}, nil))
		must(t, db.tx(ctx, func(tx *sql.Tx) error {
			return db.insertCalls(ctx, tx, []calls.Call{
				{ID: "c1", Direction: "in", Service: "old", Caller: "01022220007", Called: "15880001"},
				{ID: "c2", Direction: "in", Service: "returns", Started: 1_700_000_060_000, Caller: "01099990000", Called: "15880001"},
				{ID: "c3", Direction: "out", Caller: "1001", Called: "01055556666"},
			})
		}))
		must(t, db.CreateReservations(ctx, []desk.Reservation{{ID: "r1", Type: desk.Direct, State: desk.Open, Due: at, Number: "+821022220008", Customer: "k8", Name: "적은 이름", Service: "orders", Memo: "메모"}}, "t"))
		ids.Customers = append(ids.Customers[9:], "quiet", "nobody", "", "k9")
		ids.Calls, ids.Reservations = []string{"c1", "c2", "c3", "none"}, []string{"r1", "none"}
		k, err := db.Known(ctx, ids)
		must(t, err)
		if n := len(k.Customers); n != 1100-9+1+2 { // k7 and k8 by what is linked to them
			t.Errorf("%d customers", n)
		}
		if c := k.Customers["k1099"]; c.Name != "고객1099" || len(c.Numbers) != 1 || c.Numbers[0] != "+821022221099" {
			t.Errorf("%+v", c)
		}
		if c := k.Customers["quiet"]; c.Name != "번호없음" || len(c.Numbers) != 0 {
			t.Errorf("%+v", c)
		}
		if c := k.Calls["c1"]; c.Ticket != "20261128-00001" || c.Service != "orders" || c.Number != "+821022220007" || c.Customer != "k7" || c.Created.IsZero() {
			t.Errorf("%+v", c)
		}
		if c := k.Calls["c2"]; c.Ticket != "" || c.Service != "returns" || c.Number != "01099990000" || !c.Created.Equal(at.Add(time.Minute)) {
			t.Errorf("%+v", c)
		}
		if k.Calls["c3"].Number != "01055556666" || len(k.Calls) != 3 || len(k.Reservations) != 1 {
			t.Errorf("%+v %+v", k.Calls, k.Reservations)
		}
		if r := k.Reservations["r1"]; r.Customer != "k8" || r.Name != "적은 이름" || !r.Due.Equal(at) || r.Number != "+821022220008" || r.Service != "orders" {
			t.Errorf("%+v", r)
		}
		for ticket, want := range map[string]string{"20261128-00001": "c1", "20261128-00009": "", "": ""} {
			if call, err := db.CallOfTicket(ctx, ticket); err != nil || call != want {
				t.Errorf("ticket %q: %q %v", ticket, call, err)
			}
		}

		for _, id := range []string{"k7", "k8"} {
			_, err := db.DeleteCustomer(ctx, id, "KR")
			must(t, err)
		}
		k, err = db.Known(ctx, desk.IDs{Customers: []string{"k7", "k8"}, Calls: []string{"c1"}, Reservations: []string{"r1"}})
		must(t, err)
		if len(k.Customers) != 0 || k.Calls["c1"].Number != "" || k.Calls["c1"].Customer != "" || k.Reservations["r1"].Name != "" || k.Reservations["r1"].Number != "" {
			t.Errorf("of who was deleted there is still %+v", k)
		}
	})
}

// Many rows for a demonstration are written in small transactions, each of which has the time
// that a write has: on a slow machine one of all would not end in it.
func TestManyRowsInSmallTransactions(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		var people []desk.Customer
		var notes []desk.Consultation
		for i := range 2*someAtOnce + 1 {
			id := fmt.Sprint(i % (2 * someAtOnce)) // the last one is there already
			people = append(people, customer(t, id, "고객"))
			notes = append(notes, desk.Consultation{ID: id, Call: fmt.Sprint("c", i), Agent: "kim", Ticket: id, Channel: desk.In, Saved: time.UnixMilli(1)})
		}
		if err := db.CreateCustomers(ctx, people, "t"); err == nil {
			t.Error("a customer is made twice")
		}
		if err := db.AddConsultations(ctx, notes, "t"); err == nil {
			t.Error("a note is made twice")
		}
		for _, table := range []string{"customers", "consultations"} {
			var n int
			must(t, db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table).Scan(&n))
			if n != 2*someAtOnce {
				t.Errorf("%d %s are there: all were one transaction", n, table)
			}
		}
	})
}
