package store

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
)

// Reports that take every connection there is to read with do not hold a call up: the
// journal, the dialogs and the rows have connections of their own (F-17).
func TestSlowReportsDoNotHoldCallsUp(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		rows, err := db.Rows(ctx)
		must(t, err)
		held := 0
		for {
			wait, done := context.WithTimeout(ctx, 300*time.Millisecond)
			conn, err := db.read.Conn(wait)
			done()
			if err != nil {
				break // all are taken
			}
			defer conn.Close()
			tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
			must(t, err)
			defer tx.Rollback() //nolint:errcheck // it only reads
			var n int
			must(t, tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM calls`).Scan(&n)) // and keeps what it saw
			held++
		}
		if held < 2 {
			t.Fatalf("%d readers take all there are", held)
		}
		quick, done := context.WithTimeout(ctx, 5*time.Second)
		defer done()
		r, err := journal.Encode(1000, acd.SetState{Agent: "kim", State: acd.Ready})
		must(t, err)
		must(t, db.Journal().Append(quick, batch(t, 1, []journal.Record{r})))
		must(t, db.WriteDialogs(quick, []Stored{{ID: "d", Data: []byte(`{}`)}}, nil))
		must(t, rows.Flush(quick, true))
	})
}
