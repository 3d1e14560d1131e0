package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// retentionBatch is how many rows one transaction deletes at most, so that nobody
// waits for it.
const retentionBatch = 500

// DeleteOldRows deletes some of the calls begun before a time, with their segments
// and legs, and some of agents' intervals begun before it. It reports whether
// there may be more. What is under a legal hold stays.
func (db *DB) DeleteOldRows(ctx context.Context, before time.Time) (more bool, err error) {
	defer db.done(opRetention, time.Now(), &err)
	old := `(SELECT id FROM calls WHERE started_at < $1` + notHeld("id", "call") + ` ORDER BY started_at, id LIMIT $2)`
	err = db.change(ctx, func(t *sql.Tx) error {
		more = false
		if err := db.holdAll(ctx, t); err != nil {
			return err
		}
		for _, query := range []string{
			`DELETE FROM segments WHERE call_id IN ` + old,
			`DELETE FROM call_legs WHERE call_id IN ` + old,
			`DELETE FROM calls WHERE id IN ` + old,
			`DELETE FROM agent_intervals WHERE seq IN (SELECT seq FROM agent_intervals WHERE started_at < $1 ORDER BY started_at LIMIT $2)`,
		} {
			n, err := deleted(t.ExecContext(ctx, query, int64(acd.At(before)), retentionBatch))
			if err != nil {
				return fmt.Errorf("delete old rows: %w", err)
			}
			more = more || n >= retentionBatch
		}
		return nil
	})
	return more, err
}

func deleted(res sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
