package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/callback"
)

// keptKeys is how long an answer is given again to who sends the same request.
const keptKeys = 48 * time.Hour

// DeleteOldCallbacks deletes some of the requests that ended before a time, with their
// history and attempts. It reports whether there may be more.
func (db *DB) DeleteOldCallbacks(ctx context.Context, before time.Time) (more bool, err error) {
	defer db.done(opRetention, time.Now(), &err)
	return db.deleteSome(ctx, before, `DELETE FROM callbacks WHERE id IN (SELECT id FROM callbacks WHERE ended_at > 0 AND ended_at < $1`+notHeld("id", heldCallback)+` ORDER BY ended_at, id LIMIT $2)`)
}

// DeleteOldKeys deletes some of the answers that are given again no more.
func (db *DB) DeleteOldKeys(ctx context.Context, now time.Time) (more bool, err error) {
	defer db.done(opRetention, time.Now(), &err)
	return db.deleteSome(ctx, now.Add(-keptKeys), `DELETE FROM callback_keys WHERE id IN (SELECT id FROM callback_keys WHERE at < $1 ORDER BY at LIMIT $2)`)
}

// NamedVoices tells which of some files of spoken messages a request names.
func (db *DB) NamedVoices(ctx context.Context, files []string) (_ map[string]bool, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	named := map[string]bool{}
	for _, table := range []string{callbacksTable, "callback_voices"} {
		err = db.eachOf(ctx, `SELECT voice FROM `+table+` WHERE voice <> ''`, "voice", files, func(rows *sql.Rows) error {
			var file string
			err := rows.Scan(&file)
			named[file] = true
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read which spoken messages are named: %w", err)
		}
	}
	return named, nil
}

// heldCallback is the kind of a request that a legal hold keeps.
const heldCallback = "callback"

// forgetCallbacks makes the requests of a person say nobody: found by a column that has
// a value. Open ones are cancelled.
func forgetCallbacks(run func(n *int, q string, args ...any), n *int, column string, v any) {
	cond := column + ` = $1 AND ` + column + ` <> ''`
	run(nil, `DELETE FROM callback_history WHERE callback IN (SELECT id FROM callbacks WHERE `+cond+`)`, v)
	run(nil, `DELETE FROM callback_voices WHERE callback IN (SELECT id FROM callbacks WHERE `+cond+`)`, v)
	run(n, `UPDATE callbacks SET customer = '', number = '', caller = '', tail = $2, name = '', memo = '', result = '', route = '', voice = '', voice_key = '', voice_ms = 0, version = version + 1,
		ended_at = CASE WHEN is_open = 1 THEN $3 ELSE ended_at END, ended_by = CASE WHEN is_open = 1 THEN 'deleted' ELSE ended_by END,
		state = CASE WHEN is_open = 1 THEN '`+string(callback.Cancelled)+`' ELSE state END, is_open = 0 WHERE `+cond, v, []byte{}, time.Now().UnixMilli())
}
