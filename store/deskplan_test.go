package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

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
		for name, q := range queries {
			plan := explained(t, db, q)
			seeks := strings.HasSuffix(name, " next") && !strings.Contains(name, "1234") && !strings.Contains(name, "agents") && !strings.Contains(name, "ticket")
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
