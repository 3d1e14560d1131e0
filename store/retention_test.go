package store

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/people"
)

// What is older than its time goes, call by call with all its parts, in bounded
// transactions; everything else stays.
func TestRetention(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db, now := reopen(), time.Now()
		cut := now.Add(-time.Hour)
		const old, recent = retentionBatch + 30, 5
		must(t, db.tx(ctx, func(tx *sql.Tx) error {
			for i := range old + recent {
				at := acd.At(cut.Add(-time.Minute))
				if i >= old {
					at = acd.At(cut.Add(time.Minute))
				}
				id := acd.CallID(fmt.Sprint("c", i))
				if err := db.insertCalls(ctx, tx, []calls.Call{{ID: id, Started: at, Ended: at}}); err != nil {
					return err
				}
				if err := db.insertSegments(ctx, tx, []calls.Segment{{Call: id, Seq: 1, Started: at}, {Call: id, Seq: 2, Started: at}}); err != nil {
					return err
				}
				if err := db.insertIntervals(ctx, tx, []calls.Interval{{Seq: uint64(i + 1), Started: at}}); err != nil {
					return err
				}
			}
			return nil
		}))
		for i := range old + recent {
			at := cut.Add(-time.Minute)
			if i >= old {
				at = cut.Add(time.Minute)
			}
			must(t, db.PutQuality(ctx, []calls.Quality{{Call: acd.CallID(fmt.Sprint("c", i)), Leg: "a"}}))
			must(t, db.LogAccess(ctx, people.Access{ID: fmt.Sprint(i), At: at}))
		}
		for name, del := range map[string]func(context.Context, time.Time) (bool, error){"rows": db.DeleteOldRows, "access log": db.DeleteOldAccess} {
			rounds := 0
			for more := true; more; rounds++ {
				var err error
				more, err = del(ctx, cut)
				must(t, err)
			}
			if rounds != 2 {
				t.Errorf("%s: %d transactions for %d rows", name, rounds, old)
			}
		}
		for table, want := range map[string]int{"calls": recent, "segments": 2 * recent, "call_legs": recent, "agent_intervals": recent, "access_log": recent} {
			var n int
			must(t, db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table).Scan(&n))
			if n != want {
				t.Errorf("%s: %d rows are left, want %d", table, n, want)
			}
		}
		if list, err := db.Segments(ctx, acd.CallID(fmt.Sprint("c", old))); err != nil || len(list) != 2 {
			t.Errorf("a recent call has lost its parts: %v %v", list, err)
		}
	})
}
