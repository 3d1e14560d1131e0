package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/desk"
)

// Every look-up of a desk walks an index: none reads a whole table, whichever page
// it is. (What that takes among a million customers: BenchmarkDeskLookUp.)
func TestLookUpsWalkIndexes(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		at := cursor{Time: 5, ID: "c"}.String()
		queries := map[string]*query{}
		for _, text := range []string{"010-1234-5678", "5678", "김하나", "김한", "김ㅎ", "ㄱㅎ", ""} {
			s := desk.SearchOf(text, "KR")
			for part := range 2 {
				if part == 0 || s.Name != "" && s.Typed != "" {
					name := fmt.Sprint("customers ", text, part)
					if s.Last != "" {
						ring := db.ring()
						var err, err2 error
						queries[name+" first"], err = tailQuery(ring, ring.Primary(), s.Last, cursor{}, 50)
						queries[name+" next"], err2 = tailQuery(ring, ring.Primary(), s.Last, cursor{Key: []byte("x"), ID: "c"}, 50)
						must(t, errors.Join(err, err2))
						continue
					}
					queries[name+" first"] = db.customerQuery(s, part, cursor{}, false, 50)
					queries[name+" next"] = db.customerQuery(s, part, cursor{Key: []byte("x"), ID: "c"}, true, 50)
				}
			}
		}
		for name, f := range map[string]desk.ConsultationFilter{
			"all": {}, "agent": {Agents: []string{"kim"}}, "agents": {Agents: []string{"kim", "lee"}, From: time.UnixMilli(1), To: time.UnixMilli(9)}, "customer": {Customer: "c"}, "number": {Number: "+8210"},
			"ticket": {Ticket: "20261128-"}, "text of a day": {Text: "x", From: time.UnixMilli(1), To: time.UnixMilli(9)}, "text of a customer": {Text: "x", Customer: "c"},
		} {
			for page, after := range map[string]string{" first": "", " next": at} {
				f.Limit, f.After = 50, after
				var err error
				queries["consultations of "+name+page], err = db.consultationQuery(f)
				must(t, err)
			}
		}
		for name, q := range map[string]*query{
			"known tickets": inList(knownTickets, "call_id", []string{"a", "b"}), "known calls": inList(knownCalls, "id", []string{"a", "b"}), "call of a ticket": callOfTicket("20261128-00001"),
			"known reservations": inList(knownReservations, "id", []string{"a", "b"}), "known customers": inList(knownCustomers, "c.id", []string{"a", "b"}),
		} {
			queries[name] = q
		}
		all := callback.Scope{All: true}
		for name, f := range map[string]callback.Filter{
			"all": {Scope: all}, "oldest": {Scope: all, Sort: callback.Oldest}, "due": {Scope: all, Sort: callback.DueFirst}, "state": {Scope: all, States: []callback.State{callback.Registered}}, "states": {Scope: all, States: []callback.State{callback.Registered, callback.Assigned}, Sort: callback.DueLast},
			"own": {Scope: callback.Scope{Agents: []string{"kim"}}}, "own open": {Scope: callback.Scope{Agents: []string{"kim"}}, States: []callback.State{callback.Assigned}}, "team": {Scope: callback.Scope{Agents: []string{"kim", "lee", ""}}}, "assigner": {Scope: callback.Scope{Agents: []string{"kim"}, Open: true}},
			"number": {Scope: all, Number: "+821012345678"}, "digits": {Scope: all, Last: "5678"}, "customer": {Scope: all, Customer: "c"}, "agent": {Scope: all, Agents: []string{"kim"}}, "searched": {Scope: all, From: time.UnixMilli(1), To: time.UnixMilli(9), Route: "1>", Distributor: "user:boss", Source: callback.Web, Service: "orders", Retried: true},
		} {
			for page, after := range map[string]string{" first": "", " next": at} {
				f.Limit = 50
				var err error
				queries["callbacks of "+name+page], err = db.callbackQuery(f, after)
				must(t, err)
			}
		}
		for name, f := range map[string]desk.ReservationFilter{"own": {Agents: []string{"kim"}, State: desk.Open}, "all": {}, "customer": {Customer: "c"}} {
			f.Requests, f.Limit = true, 50
			queries["callbacks as reservations "+name] = requestQuery(f, cursor{}, false)
		}
		for name, cond := range map[string]string{"callbacks that expire": expiring, "callbacks to remind of": reminding} {
			q := &query{args: []any{int64(1)}}
			q.WriteString(`SELECT id FROM callbacks WHERE ` + cond + ` ORDER BY id LIMIT 1`)
			queries[name] = q
		}
		queries["callbacks to dial"], queries["callbacks open"], queries["callbacks of a day"] = dueQuery(time.Now(), []callback.Ripe{{Service: "orders", Attempts: 3}, {Attempts: 3}}, 10), openCounts(all), dayCounts(all, "2026-11-28")
		queries["callback registered last"], queries["callback given last"], queries["callbacks by day"] = lastQuery(""), lastQuery("kim"), tallyQuery("2026-11-01", "2026-11-30")
		var err error
		queries["numbers not to call"], err = db.barredQuery("", at, 50)
		must(t, err)
		queries["a number not to call"], err = db.barredQuery("+821012345678", "", 50)
		must(t, err)
		for name, cond := range map[string]string{"calls from": callsFrom + "$1", "calls to": callsTo + "$1", "calls from or to": callsFrom + "$1 OR " + callsTo + "$1"} {
			q := &query{args: []any{"x"}}
			q.WriteString(`SELECT id FROM calls WHERE ` + cond)
			queries[name] = q
		}
		for name, text := range map[string]string{"recall of a refused number": recallRefused, "recall of a number": recallOf(`number = $1 AND number <> ''`), "recall of a customer": recallOf(`customer = $1 AND customer <> ''`)} {
			q := &query{args: []any{"x", int64(1)}}
			if q.WriteString(text); strings.Contains(text, "$3") {
				q.args = append(q.args, 0)
			}
			queries[name] = q
		}
		for name, q := range queries {
			plan := explained(t, db, q)
			seeks := strings.HasSuffix(name, " next") && !strings.HasPrefix(name, "callbacks") && !strings.Contains(name, "1234") && !strings.Contains(name, "agents") && !strings.Contains(name, "ticket")
			if seeks && !db.postgres && !strings.Contains(plan, "(?,?)") {
				t.Errorf("%s reads what was on the pages before:\n%s\n%s", name, q.String(), plan)
			}
			for _, line := range strings.Split(plan, "\n") {
				if strings.Contains(line, "Seq Scan") || strings.Contains(line, "SCAN") && !strings.Contains(line, "USING") {
					t.Errorf("%s:\n%s\n%s", name, q.String(), plan)
					break
				}
			}
		}
	})
}

// explained is how the database would answer.
func explained(t *testing.T, db *DB, q *query) string {
	t.Helper()
	var out []string
	if !db.postgres {
		must(t, each(ctx, db.read, `EXPLAIN QUERY PLAN `+q.String(), q.args, func(rows *sql.Rows) error {
			var id, parent, unused int
			var detail string
			err := rows.Scan(&id, &parent, &unused, &detail)
			out = append(out, detail)
			return err
		}))
		return strings.Join(out, "\n")
	}
	must(t, db.tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `SET LOCAL enable_seqscan = off`); err != nil { // it prefers that on empty tables
			return err
		}
		return each(ctx, tx, `EXPLAIN `+q.String(), q.args, func(rows *sql.Rows) error {
			var line string
			err := rows.Scan(&line)
			out = append(out, line)
			return err
		})
	}))
	return strings.Join(out, "\n")
}
