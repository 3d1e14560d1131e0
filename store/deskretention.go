package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// DeleteOldNotes deletes some of the consultations completed before a time with
// their versions, of the tickets from before it, and of the reservations that ended
// before it. It reports whether there may be more.
func (db *DB) DeleteOldNotes(ctx context.Context, before time.Time) (more bool, err error) {
	defer db.done(opRetention, time.Now(), &err)
	notes := `(SELECT id FROM consultations WHERE saved_at < $1` + notHeld("id", "consultation") + ` ORDER BY saved_at, id LIMIT $2)`
	tickets := `(SELECT call_id FROM tickets WHERE created_at < $1` + notHeld("call_id", "call") + ` ORDER BY created_at, call_id LIMIT $2)`
	return db.deleteSome(ctx, before,
		`DELETE FROM consultation_revisions WHERE consultation IN `+notes,
		`DELETE FROM consultations WHERE id IN `+notes,
		`DELETE FROM ticket_parts WHERE call_id IN `+tickets,
		`DELETE FROM tickets WHERE call_id IN `+tickets,
		`DELETE FROM reservations WHERE id IN (SELECT id FROM reservations WHERE state <> 'open' AND due_at < $1`+notHeld("id", "reservation")+` ORDER BY due_at, id LIMIT $2)`)
}

// DeleteOldDrafts deletes some of the drafts that nobody has touched since a time.
// It reports whether there may be more.
func (db *DB) DeleteOldDrafts(ctx context.Context, before time.Time) (more bool, err error) {
	defer db.done(opRetention, time.Now(), &err)
	return db.deleteSome(ctx, before, `DELETE FROM drafts WHERE (call_id, agent) IN (SELECT call_id, agent FROM drafts WHERE updated_at < $1`+notHeld("call_id", "call")+` ORDER BY updated_at LIMIT $2)`)
}

// deleteSome runs deletions in one transaction; $1 is the time, $2 the batch.
func (db *DB) deleteSome(ctx context.Context, before time.Time, queries ...string) (more bool, _ error) {
	err := db.change(ctx, func(t *sql.Tx) error {
		more = false
		if err := db.holdAll(ctx, t); err != nil {
			return err
		}
		for _, q := range queries {
			n, err := deleted(t.ExecContext(ctx, q, millis(before), retentionBatch))
			if err != nil {
				return fmt.Errorf("delete old rows of the desk: %w", err)
			}
			more = more || n >= retentionBatch
		}
		return nil
	})
	return more, err
}
