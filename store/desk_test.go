package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// customer returns a clean customer.
func customer(t *testing.T, id, name string, numbers ...string) desk.Customer {
	t.Helper()
	c := desk.Customer{ID: id, Name: name}
	for _, n := range numbers {
		c.Phones = append(c.Phones, desk.Phone{Number: n})
	}
	must(t, c.Clean("KR"))
	return c
}

func names(list []desk.Brief) string {
	var out []string
	for _, b := range list {
		out = append(out, b.ID)
	}
	return strings.Join(out, " ")
}

// Customers are found by the beginning of the name, its first consonants, a number
// in any spelling and its last digits; page by page everybody comes once, in order.
func TestCustomersAreFound(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		for _, c := range []desk.Customer{
			customer(t, "a", "김하나", "010-1234-5678", "02-123-4567"), customer(t, "b", "김 하나영", "+82 10 9999 5678"),
			customer(t, "c", "Kim Hana", "+1 (212) 555-1234"), customer(t, "d", "이두리", "1588-0001", "02-555-0001"), customer(t, "e", "O'Brien; DROP", "010 1234 5678"),
		} {
			_, err := db.CreateCustomer(ctx, c, "t")
			must(t, err)
		}
		for q, want := range map[string]string{
			"김하나": "a b", "김 하": "a b", "ㄱㅎ": "a b", "ㄱㅎㄴㅇ": "b", "ㅇ": "d", "kim": "c", "KIM HA": "c", "010-1234-5678": "e a", "01012345678": "e a",
			"+82 10 1234 5678": "e a", "821012345678": "e a", "5678": "e a b", "95678": "b", "０１０１２３４５６７８": "e a", "(02) 123-4567": "a",
			"+12125551234": "c", "15880001": "d", "0001": "d", "": "c e a b d", "%": "c e a b d", "박": "", "김": "a b", "김ㅎ": "a b", "김한": "a b", "김하ㄴ": "a b", "김하난": "", "김할": "", "김하낭": "b", "김하나영": "b", "김하나ㅇ": "b", "김하나ㅁ": "", "o'brien": "e", "999999": "", "_": "c e a b d", "없음": "",
		} {
			s := desk.SearchOf(q, "KR")
			s.Limit = 10
			list, next, err := db.Customers(ctx, s)
			must(t, err)
			if sorted := names(list); next != "" || !sameWords(sorted, want) {
				t.Errorf("%q finds %q, want %q (next %q)", q, sorted, want, next)
			}
			if slices.Contains([]string{"김하나", "김 하", "김"}, q) && names(list) != want {
				t.Errorf("%q is in the order %q, want %q", q, names(list), want)
			}
			var paged []string // two at a time
			for s.Limit = 2; ; s.After = next {
				part, n, err := db.Customers(ctx, s)
				must(t, err)
				for _, b := range part {
					paged = append(paged, b.ID)
				}
				if next = n; next == "" {
					break
				}
			}
			if got := strings.Join(paged, " "); got != names(list) {
				t.Errorf("%q page by page is %q, at once %q", q, got, names(list))
			}
		}
		list, _, err := db.Customers(ctx, desk.Search{Number: "+821012345678", Limit: 1})
		if must(t, err); len(list) != 1 {
			t.Fatalf("%v", list)
		}
		of, err := db.CustomersOf(ctx, []string{"+821012345678", "+12125551234", "+821000000000"}) // of two, of one, of nobody
		if must(t, err); len(of) != 1 || of["+12125551234"].ID != "c" || of["+12125551234"].Name != "Kim Hana" {
			t.Errorf("%+v", of)
		}
		if _, _, err := db.Customers(ctx, desk.Search{After: "x", Limit: 1}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a cursor of nobody: %v", err)
		}
		c, err := db.Customer(ctx, "a")
		if must(t, err); len(c.Phones) != 2 || c.Phones[0].Number != "+821012345678" || c.Phones[1].Number != "+8221234567" || c.Version != 1 || c.CreatedBy != "t" {
			t.Errorf("%+v", c)
		}
	})
}

func sameWords(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// A change needs the version that was loaded; of two at the same time one wins.
func TestCustomerVersions(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		c, err := db.CreateCustomer(ctx, customer(t, "a", "김하나", "01012345678"), "t")
		must(t, err)
		c.Name, c.Phones, c.Fields = "김둘", []desk.Phone{{Number: "+821011112222"}}, map[string]string{"등급": "VIP"}
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wg.Go(func() { _, errs[i] = db.UpdateCustomer(ctx, c, fmt.Sprint("u", i)) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "load it again"):
				t.Errorf("the loser reads %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d of 4 changes of one version won", won)
		}
		got, err := db.Customer(ctx, "a")
		if must(t, err); got.Name != "김둘" || got.Version != 2 || got.Fields["등급"] != "VIP" || len(got.Phones) != 1 {
			t.Errorf("%+v", got)
		}
		for q, want := range map[string]string{"김하": "", "김둘": "a", "01012345678": "", "2222": "a"} {
			s := desk.SearchOf(q, "KR")
			s.Limit = 5
			if list, _, err := db.Customers(ctx, s); err != nil || names(list) != want {
				t.Errorf("after the change %q finds %q %v, want %q", q, names(list), err, want)
			}
		}
		c.ID = "nobody"
		if _, err := db.UpdateCustomer(ctx, c, "t"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a change of nobody: %v", err)
		}
	})
}

// The blacklist counts until it is taken back, and every change of it leaves a memo.
func TestBlacklist(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		_, err := db.CreateCustomer(ctx, customer(t, "a", "김하나", "01012345678", "01011112222"), "t")
		must(t, err)
		must(t, db.SetBlacklist(ctx, "a", &desk.Blacklist{Effect: desk.LowPriority, Reason: "폭언", Memo: "m1"}, "", "kim"))
		for range 2 { // said twice it is one memo
			must(t, db.SetBlacklist(ctx, "a", &desk.Blacklist{Effect: desk.Refuse, Reason: "반복", Memo: "m2"}, "", "lee"))
		}
		list, err := db.Blocked(ctx)
		must(t, err)
		var b desk.Blocks
		b.Replace(list)
		if len(list) != 2 || b.Of("010-1111-2222", "KR") != desk.Refuse || b.Of("01012345678", "KR") != desk.Refuse || b.Of("01012345679", "KR") != "" {
			t.Errorf("%v", list)
		}
		must(t, db.SetBlacklist(ctx, "a", nil, "사과함", "boss"))
		must(t, db.SetBlacklist(ctx, "a", nil, "again", "boss"))
		if list, err := db.Blocked(ctx); err != nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
		first, next, err := db.Memos(ctx, "a", "", 2)
		must(t, err)
		rest, last, err := db.Memos(ctx, "a", next, 2)
		must(t, err)
		all := append(first, rest...)
		slices.SortFunc(all, func(x, y desk.Memo) int { return strings.Compare(x.Memo, y.Memo) })
		if len(all) != 3 || last != "" || all[0].Memo != "m1" || all[0].By != "kim" || all[1].Effect != desk.Refuse || all[2].Kind != "unblacklisted" || all[2].Memo != "사과함" {
			t.Errorf("memos %+v", all)
		}
		if err := db.SetBlacklist(ctx, "nobody", nil, "", "t"); !fault.Is(err, fault.NotFound) {
			t.Errorf("nobody: %v", err)
		}
	})
}

// note saves a consultation.
func note(t *testing.T, db *DB, call, agent, customer, number, text string, at time.Time) desk.Consultation {
	t.Helper()
	c, err := db.SaveConsultation(ctx, desk.Consultation{ID: call + agent, Call: call, Agent: agent, Ticket: "20261128-00001", Channel: desk.In,
		Customer: customer, Number: number, Text: text, Saved: at}, agent)
	must(t, err)
	return c
}

// Of two records one stays, with the history, numbers, memos and the stronger
// blacklisting of both.
func TestMerge(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		a, b := customer(t, "a", "김하나", "01012345678"), customer(t, "b", "김 하나", "01011112222", "01012345678")
		a.Memo, b.Memo, b.Email = "A", "B", "b@example.com"
		for _, c := range []desk.Customer{a, b} {
			_, err := db.CreateCustomer(ctx, c, "t")
			must(t, err)
		}
		must(t, db.SetBlacklist(ctx, "a", &desk.Blacklist{Effect: desk.LowPriority, Reason: "1"}, "", "t"))
		must(t, db.SetBlacklist(ctx, "b", &desk.Blacklist{Effect: desk.Refuse, Reason: "2"}, "", "t"))
		must(t, db.MakeTickets(ctx, "2026-11-28", []desk.Ticket{{Call: "c2", Channel: desk.In, Number: "+821011112222", Customer: "b"}}, nil))
		note(t, db, "c1", "kim", "a", "", "of a", time.UnixMilli(1000))
		note(t, db, "c2", "kim", "b", "", "of b", time.UnixMilli(2000))
		must(t, db.CreateReservations(ctx, []desk.Reservation{{ID: "r", Type: desk.Direct, State: desk.Open, Agent: "kim", Customer: "b", Due: time.Now()}}, "t"))
		got, err := db.MergeCustomers(ctx, "a", "b", "same person", "boss")
		must(t, err)
		if got.Version != 2 || len(got.Phones) != 2 || got.Email != "b@example.com" || got.Memo != "A\nB" || got.Blacklist == nil || got.Blacklist.Effect != desk.Refuse {
			t.Errorf("%+v %+v", got, got.Blacklist)
		}
		list, _, err := db.Consultations(ctx, desk.ConsultationFilter{Customer: "a", Limit: 10})
		if must(t, err); len(list) != 2 || list[0].Text != "of b" || list[0].CustomerName != "김하나" {
			t.Errorf("history %+v", list)
		}
		if r, err := db.Reservation(ctx, "r"); err != nil || r.Customer != "a" {
			t.Errorf("%+v %v", r, err)
		}
		if k, err := db.Ticket(ctx, "c2"); err != nil || k.Customer != "a" {
			t.Errorf("%+v %v", k, err)
		}
		if memos, _, err := db.Memos(ctx, "a", "", 10); err != nil || len(memos) != 3 || memos[0].Reason != "same person" {
			t.Errorf("memos %+v %v", memos, err)
		}
		if _, err := db.Customer(ctx, "b"); !fault.Is(err, fault.NotFound) {
			t.Errorf("the double is there still: %v", err)
		}
		if _, err := db.MergeCustomers(ctx, "a", "b", "same person", "boss"); !fault.Is(err, fault.NotFound) {
			t.Errorf("merged twice: %v", err)
		}
	})
}

// A deleted person is in no table of the database any more, in no column and no
// spelling; the rows that are kept, and other people's, stay (P-05).
func TestDeletedPersonIsInNoTable(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		c := customer(t, "gone-id", "사라질사람", "01077778888", "02-777-8888")
		c.Email, c.BirthDate, c.Claim, c.Memo, c.Fields = "vanish@example.com", "1990-05-17", "사라질클레임", "사라질메모", map[string]string{"k": "사라질칸"}
		other := customer(t, "other", "남을사람", "02-777-8888", "01033334444")
		for _, v := range []desk.Customer{c, other} {
			_, err := db.CreateCustomer(ctx, v, "t")
			must(t, err)
		}
		must(t, db.SetBlacklist(ctx, c.ID, &desk.Blacklist{Effect: desk.Refuse, Reason: "사라질이유", Memo: "사라질블랙"}, "", "t"))
		must(t, db.MakeTickets(ctx, "2026-11-28", []desk.Ticket{
			{Call: "c1", Channel: desk.In, Number: "+821077778888"}, {Call: "c2", Channel: desk.In, Number: "+821099990000", Customer: c.ID},
			{Call: "c3", Channel: desk.In, Number: "+821033334444"},
		}, []desk.Part{{Call: "c1", Agent: "kim", Answered: time.Now()}}))
		note(t, db, "c1", "kim", c.ID, "+821077778888", "사라질글1", time.Now())
		note(t, db, "c1", "kim", c.ID, "+821077778888", "사라질글2", time.Now()) // a revision
		note(t, db, "c4", "kim", "", "+821077778888", "사라질글3", time.Now())   // never linked
		note(t, db, "c3", "kim", "other", "+821033334444", "남을글", time.Now())
		_, err := db.PutDraft(ctx, "c2", "kim", desk.DraftNote{Note: desk.Note{Text: "사라질초안"}})
		must(t, err)
		must(t, db.CreateReservations(ctx, []desk.Reservation{
			{ID: "r1", Type: desk.Direct, State: desk.Open, Agent: "kim", Customer: c.ID, Name: "사라질사람", Number: "+821077778888", Memo: "사라질예약", Due: time.Now()},
			{ID: "r2", Type: desk.Bulk, State: desk.Done, Agent: "lee", Number: "+821077778888", Due: time.Now()},
			{ID: "r3", Type: desk.Bulk, State: desk.Open, Agent: "lee", Number: "+821033334444", Due: time.Now()},
		}, "t"))
		var calling []callback.Request
		for _, v := range []callback.Request{
			{ID: "b1", Number: "+821077778888", Customer: c.ID, Name: "사라질사람", Memo: "사라질콜백", Route: "사라질길", Agent: "park", State: callback.Assigned, Voice: &callback.Voice{File: "0123.wav", Key: []byte("사라질열쇠")}},
			{ID: "b2", Number: "+821077778888", Name: "사라질이름", State: callback.Completed}, {ID: "b3", Number: "+821033334444", Name: "남을이름", State: callback.Registered},
		} {
			v.Created, v.Day = time.Now(), "2026-11-28"
			calling = append(calling, v)
		}
		must(t, db.AddCallbacks(ctx, calling))
		_, _, err = db.BarNumber(ctx, callback.Barred{ID: "d1", Number: "+821077778888", Reason: "사라질거부", At: time.Now()}, callback.Event{At: time.Now(), What: callback.WasCancelled})
		must(t, err)
		must(t, db.tx(ctx, func(tx *sql.Tx) error { // it was open until the person went
			_, err := tx.ExecContext(ctx, `UPDATE callbacks SET state = 'assigned', is_open = 1, ended_at = 0 WHERE id = 'b1'`)
			return err
		}))
		must(t, db.tx(ctx, func(tx *sql.Tx) error {
			return db.insertCalls(ctx, tx, []calls.Call{
				{ID: "c1", Direction: "in", Caller: "01077778888", Called: "15880001"}, {ID: "c5", Direction: "out", Called: "821077778888"},
				{ID: "c6", Direction: "in", Caller: "+821077778888", Called: "15880001"}, {ID: "c2", Direction: "in", Caller: "01099990000", Called: "15880001"},
				{ID: "c3", Direction: "in", Caller: "01033334444", Called: "15880001"},
				{ID: "c7", Direction: "consult", Agent: "kim", Caller: "1001", Called: "01077778888"},
			})
		}))
		must(t, db.tx(ctx, func(tx *sql.Tx) error { // somebody else's call that was given to the person
			return db.insertSegments(ctx, tx, []calls.Segment{{Call: "c8", Seq: 1, Kind: calls.SegDial, Agent: "kim", Number: "01077778888"}})
		}))
		must(t, db.PutHook(ctx, cti.Hook{ID: "h", URL: "https://crm.example.com", Created: time.Now()}, true, "", people.Change{}))
		must(t, db.Enqueue(ctx, 1, []cti.Delivery{
			{Hook: "h", EventID: "1", Type: cti.CallEnded, Call: "c1", At: time.Now(), Body: []byte(`{"call":"c1","caller":"+821077778888"}`)},
			{Hook: "h", EventID: "2", Type: cti.CallEnded, Call: "c6", At: time.Now(), Body: []byte(`{"call":"c6","caller":"010-****-8888"}`)}, // no ticket
			{Hook: "h", EventID: "3", Type: cti.CallEnded, Call: "c5", At: time.Now(), Body: []byte(`{"call":"c5","to":"821077778888"}`)},
			{Hook: "h", EventID: "5", Type: cti.CallTransferred, Call: "c8", At: time.Now(), Body: []byte(`{"call":"c8","number":"01077778888"}`)},
			{Hook: "h", EventID: "4", Type: cti.CallEnded, Call: "c3", At: time.Now(), Body: []byte(`{"call":"c3","caller":"01033334444"}`)},
		}))
		j := db.Journal()
		at := acd.At(time.Now().Add(-23 * time.Hour)) // the person called, and was live in a snapshot
		for lsn := uint64(1); lsn <= 3; lsn++ {
			r, err := journal.Encode(at, acd.Enqueue{Call: acd.CallID(fmt.Sprint("c", lsn)), Service: "orders", Caller: "01077778888"})
			must(t, err)
			b := batch(t, lsn, []journal.Record{r})
			b.At = at
			must(t, j.Append(ctx, b))
		}
		must(t, j.Save(ctx, journal.Snapshot{LSN: 2, Seq: 2, At: at, State: []byte(`{"calls":["01077778888"]}`)}))
		journaled := func() (n int) {
			for b, err := range j.After(ctx, 0) {
				must(t, err)
				n += strings.Count(string(b.Records), "77778888")
			}
			s, _, err := j.Oldest(ctx)
			must(t, err)
			return n + strings.Count(string(s.State), "77778888")
		}
		hits := func() string {
			return strings.Join(occurrences(t, db, "****-8888", "gone-id", "사라질", "77778888", "88887777", "vanish", "1990-05-17", "99990000", "00009999"), "\n")
		}
		if n := strings.Count(hits(), "\n"); n < 15 {
			t.Fatalf("the test looks at too little: %s", hits())
		}
		got, err := db.DeleteCustomer(ctx, c.ID, "KR")
		must(t, err)
		// That somebody does not want to be called stays, sealed and without the reason.
		if left := hits(); left != "do_not_call.number: +821077778888" {
			t.Errorf("the person is still in\n%s", left)
		}
		if journaled() == 0 {
			t.Error("the journal forgets at once: a start needs it")
		}
		// What has come since, and an hourly snapshot of a floor that stands still.
		must(t, j.Save(ctx, journal.Snapshot{LSN: 4, Seq: 4, At: acd.At(time.Now()), State: []byte(`{}`)}))
		must(t, j.Prune(ctx, 1<<60, acd.At(time.Now().Add(-22*time.Hour))))
		if n := journaled(); n != 0 {
			t.Errorf("the person is still in %d places of the journal", n)
		}
		if _, ok, err := j.Latest(ctx, 1<<60); !ok || err != nil {
			t.Errorf("no snapshot is left to start from: %v", err)
		}
		slices.Sort(got.Agents)
		if got.Consultations != 2 || got.Reservations != 2 || got.Calls != 5 || got.Callbacks != 2 || strings.Join(got.Agents, " ") != " kim lee park" {
			t.Errorf("%+v", got)
		}
		if k, err := db.Consultation(ctx, "c1kim"); err != nil || k.Ticket == "" || k.Text != "" || k.Customer != "" {
			t.Errorf("the kept row: %+v %v", k, err)
		}
		if k, err := db.Consultation(ctx, "c3kim"); err != nil || k.Text != "남을글" || k.Number == "" {
			t.Errorf("another person's row: %+v %v", k, err)
		}
		if r, err := db.Reservation(ctx, "r1"); err != nil || r.State != desk.Cancelled {
			t.Errorf("%+v %v", r, err)
		}
		if r, err := db.Reservation(ctx, "r3"); err != nil || r.State != desk.Open || r.Number == "" {
			t.Errorf("%+v %v", r, err)
		}
		for id, want := range map[string]callback.State{"b1": callback.Cancelled, "b2": callback.Completed, "b3": callback.Registered} {
			b, err := db.Callback(ctx, id)
			if err != nil || b.State != want || (b.Number+b.Name+b.Memo+b.Route+b.Customer == "") != (id != "b3") || b.Voice != nil || id == "b1" && (b.EndedAt.IsZero() || b.EndedBy != "deleted") {
				t.Errorf("callback %+v %v", b, err)
			}
		}
		if barred, err := db.BarredAmong(ctx, []string{"+821077778888"}); err != nil || !barred["+821077778888"] {
			t.Errorf("who asked not to be called may be called again: %v", err)
		}
		if list, err := db.Deliveries(ctx, "h", "", time.Now().Add(time.Minute), 10); err != nil || len(list) != 1 || list[0].Call != "c3" {
			t.Errorf("deliveries %+v %v", list, err)
		}
		if o, err := db.Customer(ctx, "other"); err != nil || len(o.Phones) != 2 {
			t.Errorf("%+v %v", o, err)
		}
		if _, err := db.DeleteCustomer(ctx, c.ID, "KR"); !fault.Is(err, fault.NotFound) {
			t.Errorf("deleted twice: %v", err)
		}
	})
}

// A call that is reserved with a note is reserved once, and again where it was cancelled
// meanwhile; one that was made is not.
func TestFollowUp(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db, due := reopen(), time.Now().Add(time.Hour)
		must(t, db.MakeTickets(ctx, "2026-08-01", []desk.Ticket{{Call: "c1", Number: "+821077778888", Created: time.Now()}}, []desk.Part{{Call: "c1", Agent: "kim"}}))
		note(t, db, "c1", "kim", "", "+821077778888", "글", time.Now())
		n, err := db.ConsultationOf(ctx, "c1", "kim")
		must(t, err)
		save := func(want desk.ReservationState) {
			t.Helper()
			var err error
			n, err = db.SaveConsultation(ctx, n, "kim", desk.Reservation{ID: "r", Type: desk.Direct, State: desk.Open, Agent: "kim", Due: due, Number: "+821077778888", Call: "c1"})
			must(t, err)
			if r, err := db.Reservation(ctx, "r"); err != nil || r.State != want {
				t.Errorf("%+v %v, want it %s", r, err, want)
			}
		}
		become := func(state desk.ReservationState) {
			r, err := db.Reservation(ctx, "r")
			must(t, err)
			r.State = state
			_, err = db.UpdateReservation(ctx, r, desk.ReservationEvent{At: time.Now(), By: "kim", What: string(state)})
			must(t, err)
		}
		save(desk.Open)
		save(desk.Open)
		become(desk.Cancelled)
		save(desk.Open)
		become(desk.Done)
		save(desk.Done)
		list, err := db.ReservationHistory(ctx, "r")
		if must(t, err); len(list) != 4 || list[2].What != "reopened" {
			t.Errorf("history %+v", list)
		}
	})
}

// What is under a legal hold is deleted by nobody and ages out of nowhere, found by the
// record or by a number; others' goes. Merged, the hold moves; lifted, all goes (P-05).
func TestLegalHold(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db, old := reopen(), time.Now().Add(-100*24*time.Hour)
		for i, number := range []string{"01077778888", "01033334444", "01055556666"} {
			_, err := db.CreateCustomer(ctx, customer(t, fmt.Sprint("k", i), "고객", number), "t")
			must(t, err)
			call, e164 := fmt.Sprint("c", i), "+82"+number[1:]
			must(t, db.MakeTickets(ctx, "2026-08-01", []desk.Ticket{{Call: call, Number: e164, Created: old}}, []desk.Part{{Call: call, Agent: "kim"}}))
			note(t, db, call, "kim", "", e164, "글", old)
			note(t, db, call, "kim", "", e164, "글2", old)
			must(t, db.CreateReservations(ctx, []desk.Reservation{{ID: "r" + call, State: desk.Done, Number: e164, Due: old}}, "t"))
			must(t, db.AddCallbacks(ctx, []callback.Request{{ID: "b" + call, State: callback.Completed, Number: e164, Created: old}}))
			must(t, db.tx(ctx, func(tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, `UPDATE callbacks SET ended_at = created_at WHERE id = $1`, "b"+call)
				return err
			}))
			must(t, db.tx(ctx, func(tx *sql.Tx) error { // the second call has no ticket
				if err := db.insertCalls(ctx, tx, []calls.Call{{ID: acd.CallID(call), Direction: "in", Caller: number, Started: acd.At(old)}, {ID: acd.CallID("x" + call), Direction: "out", Called: number, Started: acd.At(old)}}); err != nil {
					return err
				}
				return db.insertSegments(ctx, tx, []calls.Segment{{Call: acd.CallID(call), Seq: uint64(i + 1), Kind: calls.SegTalk}})
			}))
		}
		age := func() {
			t.Helper()
			for _, del := range []func(context.Context, time.Time) (bool, error){db.DeleteOldRows, db.DeleteOldNotes, db.DeleteOldCallbacks} {
				for more := true; more; {
					var err error
					more, err = del(ctx, time.Now().Add(-24*time.Hour))
					must(t, err)
				}
			}
		}
		left := func(want int) {
			t.Helper()
			for table, each := range map[string]int{"calls": 2, "segments": 1, "consultations": 1, "consultation_revisions": 1, "tickets": 1, "ticket_parts": 1, "reservations": 1, "callbacks": 1, "callback_history": 1} {
				var n int
				must(t, db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table).Scan(&n))
				if n != want*each {
					t.Errorf("%s: %d rows are left, want %d", table, n, want*each)
				}
			}
		}
		must(t, db.SetHold(ctx, "k0", "소송", "KR", "user:boss"))
		must(t, db.SetHold(ctx, "k1", "조사", "KR", "user:boss"))
		age()
		left(2)
		if _, err := db.DeleteCustomer(ctx, "k0", "KR"); !fault.Is(err, fault.Conflict) {
			t.Errorf("deleted all the same: %v", err)
		}
		if c, err := db.Customer(ctx, "k0"); err != nil || c.Hold == nil || c.Hold.Reason != "소송" || c.Hold.By != "user:boss" || c.Hold.At.IsZero() {
			t.Errorf("%+v %v", c.Hold, err)
		}
		if _, err := db.MergeCustomers(ctx, "k2", "k0", "same", "boss"); !errors.Is(err, desk.ErrHeldMerge) {
			t.Errorf("a held record goes all the same: %v", err)
		}
		c, err := db.MergeCustomers(ctx, "k0", "k2", "same", "boss")
		if err != nil || c.Hold == nil || c.Hold.Reason != "소송" {
			t.Errorf("merged: %+v %v", c.Hold, err)
		}
		// What is somebody else's too does not go with that one: a number that both had, a call that was linked.
		_, err = db.CreateCustomer(ctx, customer(t, "k3", "남", "01099998888"), "t")
		_, err2 := db.CreateCustomer(ctx, customer(t, "k4", "가족", "01011112222"), "t")
		must(t, errors.Join(err, err2))
		must(t, db.tx(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `UPDATE consultations SET customer = 'k3' WHERE call_id = 'c1'`)
			return err
		}))
		if _, err := db.DeleteCustomer(ctx, "k3", "KR"); !errors.Is(err, desk.ErrHeldForOther) {
			t.Errorf("what is held for k1 goes with k3: %v", err)
		}
		if n, err := db.ConsultationOf(ctx, "c1", "kim"); err != nil || n.Text != "글2" {
			t.Errorf("the held note: %+v %v", n, err)
		}
		if _, err := db.DeleteCustomer(ctx, "k4", "KR"); err != nil {
			t.Errorf("of k4 nothing is held: %v", err)
		}
		age()
		left(2)
		for _, id := range []string{"k0", "k1"} {
			must(t, db.SetHold(ctx, id, "", "KR", "user:boss"))
		}
		age()
		left(0)
		if _, err := db.DeleteCustomer(ctx, "k0", "KR"); err != nil {
			t.Error(err)
		}
		for _, table := range []string{"held", "legal_holds"} {
			var n int
			if must(t, db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table).Scan(&n)); n != 0 {
				t.Errorf("%d rows are left in %s", n, table)
			}
		}
	})
}

// unsealed opens a value of a sealed column.
func unsealed(t *testing.T, db *DB, table, name, stored string) string {
	t.Helper()
	for _, k := range sealedTables {
		for _, c := range k.columns {
			if k.name == table && c.name == name {
				text, err := db.ring().Open(c.class, stored)
				must(t, err)
				return string(text)
			}
		}
	}
	return stored
}

// occurrences looks for texts in every column of every table of the main database.
func occurrences(t *testing.T, db *DB, wanted ...string) (found []string) {
	t.Helper()
	list := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
	if db.postgres {
		list = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`
	}
	var tables []string
	must(t, each(ctx, db.read, list, nil, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		tables = append(tables, name)
		return err
	}))
	if len(tables) < 25 {
		t.Fatalf("only the tables %v", tables)
	}
	for _, table := range tables {
		if strings.HasPrefix(table, "journal_") { // it forgets by its time
			continue
		}
		must(t, each(ctx, db.read, `SELECT * FROM `+table, nil, func(rows *sql.Rows) error {
			cols, err := rows.Columns()
			if err != nil {
				return err
			}
			cells := make([]any, len(cols))
			for i := range cells {
				cells[i] = &cells[i]
			}
			if err := rows.Scan(cells...); err != nil {
				return err
			}
			for i, v := range cells {
				text := fmt.Sprint(v)
				if b, ok := v.([]byte); ok {
					text = string(b)
				}
				text = unsealed(t, db, table, cols[i], text)
				for _, w := range wanted {
					if strings.Contains(text, w) {
						found = append(found, table+"."+cols[i]+": "+text)
					}
				}
			}
			return nil
		}))
	}
	return found
}

// Every call gets one ticket, numbered day by day, also where many ask at once and
// after a restart; a call that is known keeps its own.
func TestTickets(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				call := fmt.Sprint("c", i/2) // each asked for twice
				err := db.MakeTickets(ctx, "2026-11-28", []desk.Ticket{{Call: call, Service: "orders", Channel: desk.In, Created: time.Now()}},
					[]desk.Part{{Call: call, Agent: fmt.Sprint("a", i%2)}})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		must(t, db.Close())
		db = reopen()
		must(t, db.MakeTickets(ctx, "2026-11-28", []desk.Ticket{{Call: "c0", Service: "returns"}, {Call: "late"}}, nil))
		must(t, db.MakeTickets(ctx, "2026-11-29", []desk.Ticket{{Call: "next"}}, nil))
		seen := map[string]bool{}
		for i := range 20 {
			k, err := db.Ticket(ctx, fmt.Sprint("c", i))
			must(t, err)
			if seen[k.Ticket] || !strings.HasPrefix(k.Ticket, "20261128-000") || len(k.Ticket) != 14 {
				t.Errorf("ticket %q", k.Ticket)
			}
			seen[k.Ticket] = true
		}
		late, err := db.Ticket(ctx, "late")
		if must(t, err); seen[late.Ticket] || late.Ticket < "20261128-00021" {
			t.Errorf("after the restart: %q", late.Ticket)
		}
		if k, err := db.Ticket(ctx, "next"); err != nil || k.Ticket != "20261129-00001" {
			t.Errorf("the next day: %q %v", k.Ticket, err)
		}
		if k, err := db.Ticket(ctx, "c0"); err != nil || k.Service != "returns" || k.Channel != desk.In {
			t.Errorf("a call that moved: %+v %v", k, err)
		}
		at := time.UnixMilli(5000)
		must(t, db.MakeTickets(ctx, "2026-11-28", []desk.Ticket{{Call: "c0"}}, []desk.Part{{Call: "c0", Agent: "a1", Answered: at}}))
		must(t, db.MakeTickets(ctx, "2026-11-28", []desk.Ticket{{Call: "c0"}}, []desk.Part{{Call: "c0", Agent: "a1"}}))
		parts, err := db.Parts(ctx, "c0")
		must(t, err)
		for _, p := range parts {
			if (p.Agent == "a1") != p.Answered.Equal(at) {
				t.Errorf("%+v", p)
			}
		}
		if len(parts) != 2 {
			t.Errorf("%+v", parts)
		}
		if _, err := db.Ticket(ctx, "unknown"); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
	})
}

// A draft is there after a restart and goes when the note is saved. A note is saved
// once for each agent and call; changes keep every version.
func TestConsultations(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		_, err := db.CreateCustomer(ctx, customer(t, "a", "김하나", "01012345678"), "t")
		must(t, err)
		_, err = db.PutDraft(ctx, "c1", "kim", desk.DraftNote{Note: desk.Note{Text: "half", Fields: map[string]string{"x": "1"}}})
		must(t, err)
		must(t, db.Close())
		db = reopen()
		if d, ok, err := db.Draft(ctx, "c1", "kim"); err != nil || !ok || d.Text != "half" || d.Fields["x"] != "1" {
			t.Errorf("draft %+v %v %v", d, ok, err)
		}
		must(t, db.MakeTickets(ctx, "2026-11-28", []desk.Ticket{{Call: "c1", Number: "+821012345678", Customer: "a"}}, nil))
		_, err = db.PutDraft(ctx, "c1", "lee", desk.DraftNote{Note: desk.Note{}})
		must(t, err)
		for agent, n := range map[string]int{"kim": 1, "lee": 0, "choi": 0} { // an empty one is none
			list, err := db.Drafts(ctx, agent, 10)
			if must(t, err); len(list) != n {
				t.Errorf("drafts of %s: %+v", agent, list)
			}
			for _, d := range list {
				if d.Call != "c1" || d.Ticket != "20261128-00001" || d.Number != "+821012345678" || d.Customer != "a" || d.CustomerName != "김하나" || d.Draft.Text != "half" || d.Draft.Fields["x"] != "1" {
					t.Errorf("%+v", d)
				}
			}
		}
		first := desk.Consultation{ID: "k1", Call: "c1", Agent: "kim", Ticket: "T", Service: "orders", Channel: desk.In, Customer: "a", Number: "+821012345678",
			Disposition: "d1", DispositionName: &desk.Label{Ko: "배송"}, Text: "one", Fields: map[string]string{"x": "1"}, Saved: time.UnixMilli(10_000)}
		var wg sync.WaitGroup
		for i := range 5 { // the same request five times at once (F-84)
			wg.Go(func() {
				c := first
				c.ID = fmt.Sprint("k", i)
				if _, err := db.SaveConsultation(ctx, c, "kim"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		got, err := db.ConsultationOf(ctx, "c1", "kim")
		if must(t, err); got.Version != 1 || got.CustomerName != "김하나" || got.DispositionName.Ko != "배송" || got.Fields["x"] != "1" || !got.Saved.Equal(first.Saved) {
			t.Errorf("%+v", got)
		}
		if _, ok, err := db.Draft(ctx, "c1", "kim"); ok || err != nil {
			t.Errorf("the draft is there still: %v", err)
		}
		if k, err := db.Ticket(ctx, "c1"); err != nil || k.Customer != "a" {
			t.Errorf("the call is not linked: %+v %v", k, err)
		}
		again := first
		again.Text = "two"
		got, err = db.SaveConsultation(ctx, again, "kim")
		if must(t, err); got.Version != 2 || !got.Saved.Equal(first.Saved) {
			t.Errorf("saved again: %+v", got)
		}
		got.Text = "three"
		got, err = db.UpdateConsultation(ctx, got, "kim2")
		if must(t, err); got.Version != 3 {
			t.Errorf("%+v", got)
		}
		stale := got
		stale.Version = 2
		if _, err := db.UpdateConsultation(ctx, stale, "t"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a stale change: %v", err)
		}
		revs, err := db.Revisions(ctx, got.ID)
		must(t, err)
		var texts []string
		for _, r := range revs {
			texts = append(texts, fmt.Sprint(r.Version, r.Note.Text, r.By))
		}
		if s := strings.Join(texts, " "); s != "3threekim2 2twokim 1onekim" {
			t.Errorf("revisions %s", s)
		}
		if _, err := db.Revisions(ctx, "nothing"); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
	})
}

// Lists of consultations are newest first, narrowed by everything that can be asked
// for, and complete page by page.
func TestConsultationLists(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		base := time.UnixMilli(1_000_000)
		for i := range 25 {
			c := desk.Consultation{ID: fmt.Sprintf("k%02d", i), Call: fmt.Sprint("c", i), Agent: []string{"kim", "lee"}[i%2], Ticket: desk.TicketName("2026-11-28", int64(i)),
				Channel: []string{desk.In, desk.In, desk.Out}[i%3], Customer: "", Number: "+821012345678", Text: fmt.Sprintf("Text %d 100%% 배송", i), Saved: base.Add(time.Duration(i/2) * time.Second)}
			_, err := db.SaveConsultation(ctx, c, "t")
			must(t, err)
		}
		count := func(f desk.ConsultationFilter) (n int) {
			t.Helper()
			var last desk.Consultation
			for f.Limit = 4; ; {
				list, next, err := db.Consultations(ctx, f)
				must(t, err)
				for _, c := range list {
					if n > 0 && (c.Saved.After(last.Saved) || c.Saved.Equal(last.Saved) && c.ID >= last.ID) {
						t.Errorf("%s follows %s", c.ID, last.ID)
					}
					last = c
					n++
				}
				if f.After = next; next == "" {
					return n
				}
			}
		}
		for name, tc := range map[string]struct {
			f    desk.ConsultationFilter
			want int
		}{
			"all":      {desk.ConsultationFilter{}, 25},
			"agent":    {desk.ConsultationFilter{Agents: []string{"kim"}}, 13},
			"two":      {desk.ConsultationFilter{Agents: []string{"kim", "lee", "none"}}, 25},
			"nobody":   {desk.ConsultationFilter{Agents: []string{}}, 0},
			"time":     {desk.ConsultationFilter{From: base.Add(2 * time.Second), To: base.Add(4 * time.Second)}, 4},
			"in":       {desk.ConsultationFilter{Agents: []string{"kim"}, Channel: desk.In}, 9},
			"out":      {desk.ConsultationFilter{Agents: []string{"kim"}, Channel: desk.Out}, 4},
			"number":   {desk.ConsultationFilter{Number: "+821012345678"}, 25},
			"ticket":   {desk.ConsultationFilter{Ticket: "20261128-0001"}, 10},
			"text":     {desk.ConsultationFilter{Text: "text 1"}, 11},
			"literal":  {desk.ConsultationFilter{Text: "100%"}, 25},
			"literal2": {desk.ConsultationFilter{Text: "100_"}, 0},
			"inject":   {desk.ConsultationFilter{Text: "' OR 1=1 --"}, 0},
		} {
			if n := count(tc.f); n != tc.want {
				t.Errorf("%s: %d, want %d", name, n, tc.want)
			}
		}
		n, err := db.CountConsultations(ctx, "kim", base, base.Add(time.Hour))
		if must(t, err); n != (desk.Counts{In: 9, Out: 4}) {
			t.Errorf("%+v", n)
		}
	})
}

// Forms and dispositions are found for a service, else for every service; a change
// needs the version that was loaded.
func TestFormsAndDispositions(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		if f, err := db.Form(ctx, "orders"); err != nil || f.Version != 0 || f.Fields == nil {
			t.Errorf("%+v %v", f, err)
		}
		_, err := db.PutForm(ctx, desk.Form{Fields: []desk.Field{{Key: "all"}}}, people.Change{})
		must(t, err)
		own, err := db.PutForm(ctx, desk.Form{Service: "orders", NoteRequired: true, Fields: []desk.Field{{Key: "own"}}}, people.Change{})
		must(t, err)
		if f, err := db.Form(ctx, "orders"); err != nil || f.Fields[0].Key != "own" || f.Version != 1 || !f.NoteRequired || f.Service != "orders" {
			t.Errorf("%+v %v", f, err)
		}
		if f, err := db.Form(ctx, "returns"); err != nil || f.Fields[0].Key != "all" || f.Service != "" {
			t.Errorf("%+v %v", f, err)
		}
		if _, err := db.PutForm(ctx, desk.Form{Service: "orders"}, people.Change{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second first one: %v", err)
		}
		if own, err = db.PutForm(ctx, own, people.Change{}); err != nil || own.Version != 2 {
			t.Errorf("%+v %v", own, err)
		}
		own.Version = 1
		if _, err := db.PutForm(ctx, own, people.Change{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a stale one: %v", err)
		}
		_, err = db.PutDispositions(ctx, desk.Dispositions{Items: []desk.Disposition{{Code: "a", Children: []desk.SubClass{{Code: "b"}}}}}, people.Change{})
		must(t, err)
		if d, err := db.Dispositions(ctx, "orders"); err != nil || d.Version != 1 || d.Items[0].Children[0].Code != "b" {
			t.Errorf("%+v %v", d, err)
		}
	})
}

// Templates are found by any part of them, of a service with those for all, in the
// order of questions, page by page.
func TestTemplates(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		for i, v := range []desk.Template{
			{Question: "환불은 언제 되나요?", Answer: "3일 이내", Service: "returns"}, {Question: "배송 기간", Answer: "이틀 100% 보장", Keywords: "delivery 택배"},
			{Question: "Opening hours", Answer: "09:00-18:00", Service: "orders"},
		} {
			v.ID = fmt.Sprint("t", i)
			got, err := db.PutTemplate(ctx, v, true, people.Change{})
			must(t, err)
			if got.Version != 1 {
				t.Errorf("%+v", got)
			}
		}
		for _, tc := range []struct{ service, q, want string }{
			{"", "", "t2 t1 t0"}, {"orders", "", "t2 t1"}, {"returns", "환불은", "t0"}, {"", "택 배", "t1"}, {"", "DELIVERY", "t1"}, {"", "이틀", "t1"}, {"", "opening", "t2"},
			{"", "100_", ""}, {"vip", "", "t1"},
		} {
			var got []string
			f := desk.TemplateFilter{Service: tc.service, Text: desk.Fold(tc.q), Limit: 1}
			if tc.q == "100_" {
				f.Text = "100_"
			}
			for {
				list, next, err := db.Templates(ctx, f)
				must(t, err)
				for _, v := range list {
					got = append(got, v.ID)
				}
				if f.After = next; next == "" {
					break
				}
			}
			if s := strings.Join(got, " "); s != tc.want {
				t.Errorf("%q in %q finds %q, want %q", tc.q, tc.service, s, tc.want)
			}
		}
		v := desk.Template{ID: "t0", Question: "바뀐 질문", Answer: "답", Version: 1}
		if got, err := db.PutTemplate(ctx, v, false, people.Change{}); err != nil || got.Version != 2 {
			t.Errorf("%+v %v", got, err)
		}
		if _, err := db.PutTemplate(ctx, v, false, people.Change{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("stale: %v", err)
		}
		must(t, db.DeleteTemplate(ctx, "t0", 0, people.Change{}))
		if _, err := db.PutTemplate(ctx, v, false, people.Change{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("deleted: %v", err)
		}
		if err := db.DeleteTemplate(ctx, "t0", 0, people.Change{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("deleted twice: %v", err)
		}
	})
}

// Reservations come in the order of their times, are reminded of once, become
// missed, and keep their history.
func TestReservations(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		base := time.UnixMilli(10_000_000)
		var list []desk.Reservation
		for i := range 12 {
			list = append(list, desk.Reservation{ID: fmt.Sprintf("r%02d", i), Type: []desk.ReservationType{desk.Direct, desk.Bulk, desk.Callback}[i%3], State: desk.Open,
				Agent: []string{"kim", "lee", "", "kim"}[i%4], Due: base.Add(time.Duration(i*7%12) * time.Minute), Number: "+821012345678"})
		}
		must(t, db.CreateReservations(ctx, list, "boss"))
		if err := db.CreateReservations(ctx, []desk.Reservation{{ID: "new", Due: base}, {ID: "r00", Due: base}}, "t"); err == nil {
			t.Error("an id twice")
		}
		if _, err := db.Reservation(ctx, "new"); !fault.Is(err, fault.NotFound) {
			t.Errorf("half of what failed is there: %v", err)
		}
		count := func(f desk.ReservationFilter) (n int) {
			t.Helper()
			var last time.Time
			for f.Limit = 2; ; {
				part, next, err := db.Reservations(ctx, f)
				must(t, err)
				for _, r := range part {
					if r.Due.Before(last) {
						t.Errorf("%s at %v follows %v", r.ID, r.Due, last)
					}
					last = r.Due
					n++
				}
				if f.After = next; next == "" {
					return n
				}
			}
		}
		for name, tc := range map[string]struct {
			f    desk.ReservationFilter
			want int
		}{
			"all": {desk.ReservationFilter{}, 12}, "own": {desk.ReservationFilter{Agents: []string{"kim"}, State: desk.Open}, 6},
			"team": {desk.ReservationFilter{Agents: []string{"lee"}, Nobody: true}, 6}, "nobody": {desk.ReservationFilter{Agents: []string{}, Nobody: true}, 3},
			"none": {desk.ReservationFilter{Agents: []string{}}, 0}, "type": {desk.ReservationFilter{Type: desk.Bulk}, 4}, "done": {desk.ReservationFilter{State: desk.Done}, 0},
			"time": {desk.ReservationFilter{From: base, To: base.Add(3 * time.Minute)}, 3},
		} {
			if n := count(tc.f); n != tc.want {
				t.Errorf("%s: %d, want %d", name, n, tc.want)
			}
		}
		if n, err := db.CountReservations(ctx, []string{"kim"}, false, false); err != nil || n.All() != 6 || n.Direct != 2 || n.Bulk != 2 || n.Callback != 2 {
			t.Errorf("%+v %v", n, err)
		}
		agents, err := db.RemindReservations(ctx, base.Add(5*time.Minute))
		if must(t, err); len(agents) != 5 && len(agents) != 4 {
			t.Errorf("reminded %v", agents)
		}
		if again, err := db.RemindReservations(ctx, base.Add(5*time.Minute)); err != nil || len(again) != 0 {
			t.Errorf("reminded again: %v %v", again, err)
		}
		if agents, err = db.MissReservations(ctx, base.Add(2*time.Minute)); err != nil || len(agents) != 2 {
			t.Errorf("missed %v %v", agents, err)
		}
		r, err := db.Reservation(ctx, "r00")
		if must(t, err); r.State != desk.Missed {
			t.Errorf("%+v", r)
		}
		r.State, r.Due, r.Reminded = desk.Open, base.Add(time.Hour), nil
		r, err = db.UpdateReservation(ctx, r, desk.ReservationEvent{At: base, By: "kim", What: "reopened"})
		if must(t, err); r.State != desk.Open || r.Reminded != nil {
			t.Errorf("%+v", r)
		}
		stale := r
		stale.Version--
		if _, err := db.UpdateReservation(ctx, stale, desk.ReservationEvent{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("stale: %v", err)
		}
		hist, err := db.ReservationHistory(ctx, "r00")
		must(t, err)
		var what []string
		for _, e := range hist {
			what = append(what, e.What+" "+e.By)
		}
		if s := strings.Join(what, ", "); s != "created boss, missed system, reopened kim" {
			t.Errorf("history: %s", s)
		}
	})
}

// What is past its time goes: notes with their versions, tickets, reservations that
// ended, drafts; open reservations and what is recent stay.
func TestDeskRetention(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db, cut := reopen(), time.Now().Add(-time.Hour)
		for i, at := range []time.Time{cut.Add(-time.Minute), cut.Add(time.Minute)} {
			call := fmt.Sprint("c", i)
			must(t, db.MakeTickets(ctx, "2026-11-28", []desk.Ticket{{Call: call, Created: at}}, []desk.Part{{Call: call, Agent: "kim"}}))
			note(t, db, call, "kim", "", "", "1", at)
			note(t, db, call, "kim", "", "", "2", at)
			_, err := db.PutDraft(ctx, call, "lee", desk.DraftNote{Note: desk.Note{}})
			must(t, err)
			_, err = db.write.ExecContext(ctx, `UPDATE drafts SET updated_at = $1 WHERE call_id = $2`, millis(at), call)
			must(t, err)
			must(t, db.CreateReservations(ctx, []desk.Reservation{{ID: "open" + call, State: desk.Open, Due: at}, {ID: "done" + call, State: desk.Done, Due: at}}, "t"))
		}
		for {
			more, err := db.DeleteOldNotes(ctx, cut)
			must(t, err)
			if !more {
				break
			}
		}
		_, err := db.DeleteOldDrafts(ctx, cut)
		must(t, err)
		for table, want := range map[string]int{"consultations": 1, "consultation_revisions": 1, "tickets": 1, "ticket_parts": 1, "drafts": 1, "reservations": 3, "reservation_history": 3} {
			var n int
			must(t, db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table).Scan(&n))
			if n != want {
				t.Errorf("%s: %d rows are left, want %d", table, n, want)
			}
		}
	})
}

// Changes of what agents fill in, choose and read are recorded with before and after,
// and taken back while nothing newer stands in the way; versions go on.
func TestDeskChanges(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		last := func(target string) people.Change {
			t.Helper()
			list, err := db.ChangeLog(ctx, []string{target}, 0, 1)
			if must(t, err); len(list) != 1 {
				t.Fatalf("no change of %s is recorded", target)
			}
			return list[0]
		}
		undo := func(c people.Change) error {
			rec := made("undone", c.Target)
			rec.Undoes = c.ID
			return db.UndoDesk(ctx, c.Edits[0], rec)
		}
		d, err := db.PutDispositions(ctx, desk.Dispositions{Items: []desk.Disposition{{Code: "a", Name: desk.Label{Ko: "가"}}}}, made("dispositions_changed", "dispositions:-"))
		must(t, err)
		first := last("dispositions:-")
		d.Items = []desk.Disposition{{Code: "b", Name: desk.Label{Ko: "나"}}}
		_, err = db.PutDispositions(ctx, d, made("dispositions_changed", "dispositions:-"))
		must(t, err)
		second := last("dispositions:-")
		if err := undo(first); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "changed since") {
			t.Errorf("undone beneath a newer one: %v", err)
		}
		must(t, undo(second))
		if d, err = db.Dispositions(ctx, ""); err != nil || len(d.Items) != 1 || d.Items[0].Code != "a" || d.Version != 3 {
			t.Errorf("%+v %v", d, err)
		}
		if err := undo(second); !fault.Is(err, fault.Conflict) {
			t.Errorf("undone twice: %v", err)
		}
		must(t, undo(last("dispositions:-"))) // the undo itself
		if d, err = db.Dispositions(ctx, ""); err != nil || d.Items[0].Code != "b" {
			t.Errorf("%+v %v", d, err)
		}

		_, err = db.PutForm(ctx, desk.Form{Service: "orders", NoteRequired: true}, made("form_changed", "form:orders"))
		must(t, err)
		must(t, undo(last("form:orders"))) // its first: it has none of its own again
		if f, err := db.Form(ctx, "orders"); err != nil || f.Version != 0 || f.NoteRequired {
			t.Errorf("%+v %v", f, err)
		}

		v, err := db.PutTemplate(ctx, desk.Template{ID: "t", Question: "왜?", Answer: "그래서", Service: "orders", Keywords: "이유"}, true, made("template_changed", "template:t"))
		must(t, err)
		if err := db.DeleteTemplate(ctx, "t", v.Version+1, made("template_deleted", "template:t")); !fault.Is(err, fault.Conflict) {
			t.Errorf("deleted what was changed meanwhile: %v", err)
		}
		must(t, db.DeleteTemplate(ctx, "t", v.Version, made("template_deleted", "template:t")))
		gone := last("template:t")
		if _, err := db.PutTemplate(ctx, desk.Template{ID: "t", Question: "x", Answer: "y"}, false, made("template_changed", "template:t")); !fault.Is(err, fault.NotFound) {
			t.Errorf("changed what is gone: %v", err)
		}
		must(t, undo(gone))
		list, _, err := db.Templates(ctx, desk.TemplateFilter{Text: desk.Fold("이유"), Limit: 5})
		if must(t, err); len(list) != 1 || list[0].Question != "왜?" || list[0].Service != "orders" || list[0].Keywords != "이유" {
			t.Errorf("%+v", list)
		}
		if log, err := db.AccessLog(ctx, people.AccessFilter{Limit: 50}); err != nil || len(log) != 9 {
			t.Errorf("%d lines in the access log, %v", len(log), err)
		}
	})
}
