package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
)

// Journal is the floor's journal in the database; it implements journal.Store.
type Journal struct{ store *DB }

var _ journal.Store = Journal{}

// Journal returns the floor's journal.
func (db *DB) Journal() Journal { return Journal{db} }

// appendBatch is the statement of every append.
const appendBatch = `INSERT INTO journal_batches (first_lsn, epoch, commands, last_at, records)
	VALUES ($1, $2, $3, $4, $5) ON CONFLICT (first_lsn) DO NOTHING`

// Append implements journal.Store: one statement, one transaction.
func (j Journal) Append(ctx context.Context, b journal.Batch) (err error) {
	defer j.store.done(opJournalAppend, time.Now(), &err)
	ctx = j.store.patient(ctx)
	res, err := j.store.append.ExecContext(ctx, int64(b.First), int64(b.Epoch), b.Count, int64(b.At), j.store.blob("journal_batches.records", b.Records))
	if err != nil {
		return fmt.Errorf("append to the journal: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return fmt.Errorf("append to the journal: %w", err)
	}
	if n > 0 {
		return nil
	}
	// A doubtful append of before was kept after all: what follows it is added.
	var epoch uint64
	var count int
	err = j.store.journal.QueryRowContext(ctx, `SELECT epoch, commands FROM journal_batches WHERE first_lsn = $1`, int64(b.First)).Scan(&epoch, &count)
	if err != nil {
		return fmt.Errorf("append to the journal: %w", err)
	}
	rest, err := b.After(epoch, count)
	if err != nil || rest.Count == 0 {
		return err
	}
	return j.Append(ctx, rest)
}

// Save implements journal.Store.
func (j Journal) Save(ctx context.Context, s journal.Snapshot) (err error) {
	defer j.store.done(opJournalSnapshot, time.Now(), &err)
	_, err = j.store.journal.ExecContext(ctx, `INSERT INTO journal_snapshots (lsn, seq, epoch, at, state)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (lsn) DO UPDATE SET seq = excluded.seq, epoch = excluded.epoch, at = excluded.at, state = excluded.state`,
		int64(s.LSN), int64(s.Seq), int64(s.Epoch), int64(s.At), j.store.blob("journal_snapshots.state", s.State))
	if err != nil {
		return fmt.Errorf("save a snapshot: %w", err)
	}
	return nil
}

// Latest implements journal.Store.
func (j Journal) Latest(ctx context.Context, maxSeq uint64) (journal.Snapshot, bool, error) {
	return j.snapshot(ctx, `WHERE seq <= $1 ORDER BY lsn DESC LIMIT 1`, int64(maxSeq))
}

// Oldest implements journal.Store.
func (j Journal) Oldest(ctx context.Context) (journal.Snapshot, bool, error) {
	return j.snapshot(ctx, `ORDER BY lsn LIMIT 1`)
}

func (j Journal) snapshot(ctx context.Context, which string, args ...any) (_ journal.Snapshot, _ bool, err error) {
	defer j.store.done(opJournalRead, time.Now(), &err)
	var s journal.Snapshot
	err = j.store.journal.QueryRowContext(ctx, `SELECT lsn, seq, epoch, at, state FROM journal_snapshots `+which, args...).
		Scan(&s.LSN, &s.Seq, &s.Epoch, &s.At, j.store.intoBlob("journal_snapshots.state", &s.State))
	if errors.Is(err, sql.ErrNoRows) {
		return s, false, nil
	}
	if err != nil {
		return s, false, fmt.Errorf("read the snapshot: %w", err)
	}
	return s, true, nil
}

// After implements journal.Store. It reads 200 batches at a time.
func (j Journal) After(ctx context.Context, lsn uint64) iter.Seq2[journal.Batch, error] {
	return func(yield func(journal.Batch, error) bool) {
		for {
			list, err := j.page(ctx, lsn)
			if err != nil {
				yield(journal.Batch{}, err)
				return
			}
			for _, b := range list {
				if !yield(b, nil) {
					return
				}
				lsn = b.First + uint64(b.Count) - 1
			}
			if len(list) == 0 {
				return
			}
		}
	}
}

func (j Journal) page(ctx context.Context, lsn uint64) (_ []journal.Batch, err error) {
	defer j.store.done(opJournalRead, time.Now(), &err)
	rows, err := j.store.journal.QueryContext(ctx, `SELECT first_lsn, epoch, commands, last_at, records FROM journal_batches
		WHERE first_lsn + commands - 1 > $1 AND first_lsn > $2 ORDER BY first_lsn LIMIT 200`,
		int64(lsn), int64(lsn)-maxBatch)
	if err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	defer rows.Close()
	var list []journal.Batch
	for rows.Next() {
		var b journal.Batch
		if err := rows.Scan(&b.First, &b.Epoch, &b.Count, &b.At, j.store.intoBlob("journal_batches.records", &b.Records)); err != nil {
			return nil, fmt.Errorf("read the journal: %w", err)
		}
		list = append(list, b)
	}
	return list, rows.Err()
}

// maxBatch bounds the commands of one batch, so that the key finds the batch
// that holds an LSN.
const maxBatch = 1 << 20

// Skip implements journal.Store.
func (j Journal) Skip(ctx context.Context, lsn uint64, why string) (err error) {
	defer j.store.done(opJournalAppend, time.Now(), &err)
	_, err = j.store.journal.ExecContext(ctx, `INSERT INTO journal_skips (lsn, why) VALUES ($1, $2) ON CONFLICT (lsn) DO NOTHING`,
		int64(lsn), j.store.blob("journal_skips.why", []byte(why)))
	if err != nil {
		return fmt.Errorf("mark a command: %w", err)
	}
	return nil
}

// Skipped implements journal.Store.
func (j Journal) Skipped(ctx context.Context) (_ map[uint64]bool, err error) {
	defer j.store.done(opJournalRead, time.Now(), &err)
	rows, err := j.store.journal.QueryContext(ctx, `SELECT lsn FROM journal_skips`)
	if err != nil {
		return nil, fmt.Errorf("read marked commands: %w", err)
	}
	defer rows.Close()
	out := map[uint64]bool{}
	for rows.Next() {
		var lsn uint64
		if err := rows.Scan(&lsn); err != nil {
			return nil, err
		}
		out[lsn] = true
	}
	return out, rows.Err()
}

// Prune implements journal.Store. The snapshot that a start would use is kept with what
// follows it; of the rest goes what is from before keepFrom, for numbers of callers stand
// there.
func (j Journal) Prune(ctx context.Context, keepSeq uint64, keepFrom acd.Time) (err error) {
	defer j.store.done(opJournalPrune, time.Now(), &err)
	var start sql.NullInt64
	err = j.store.journal.QueryRowContext(ctx, `SELECT MAX(lsn) FROM journal_snapshots WHERE seq <= $1`, int64(min(keepSeq, 1<<62))).Scan(&start)
	if err != nil {
		return fmt.Errorf("prune the journal: %w", err)
	}
	if !start.Valid {
		return nil
	}
	var last int64 // that went
	for {
		began := time.Now()
		cut, err := j.pruneSome(ctx, start.Int64, keepFrom)
		if err != nil {
			return fmt.Errorf("prune the journal: %w", err)
		}
		if cut == 0 {
			break
		}
		last = cut
		select { // lets in who waits to append
		case <-time.After(max(10*time.Millisecond, time.Since(began))):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if _, err := j.store.journal.ExecContext(ctx, `DELETE FROM journal_snapshots WHERE lsn < $1 AND (lsn < $2 OR at < $3)`,
		start.Int64, last, int64(keepFrom)); err != nil {
		return fmt.Errorf("prune snapshots: %w", err)
	}
	return j.thin(ctx, keepSeq)
}

const (
	prunedAtOnce = 1000               // batches: whoever appends waits for no more
	longAhead    = 4 * 24 * time.Hour // after keepFrom nothing is by a clock that is right
)

// pruneSome deletes the oldest batches up to start that are from before keepFrom, so many
// at once; it returns the last LSN of them, 0 where there is none.
func (j Journal) pruneSome(ctx context.Context, start int64, keepFrom acd.Time) (int64, error) {
	var cut sql.NullInt64
	err := j.store.journal.QueryRowContext(ctx, `SELECT MAX(last_lsn) FROM (
			SELECT first_lsn + commands - 1 AS last_lsn, last_at FROM journal_batches WHERE first_lsn <= $1 ORDER BY first_lsn LIMIT $2) AS oldest
		WHERE last_lsn <= $1 AND (last_at < $3 OR last_at > $4)`,
		start, prunedAtOnce, int64(keepFrom), int64(keepFrom.Add(longAhead))).Scan(&cut)
	if err != nil || !cut.Valid {
		return 0, err
	}
	_, err = j.store.journal.ExecContext(ctx, `DELETE FROM journal_batches WHERE first_lsn <= $1 AND first_lsn + commands - 1 <= $1`, cut.Int64)
	return cut.Int64, err
}

// thin keeps, of the snapshots that are not needed to start, one for every four hours.
func (j Journal) thin(ctx context.Context, keepSeq uint64) error {
	_, err := j.store.journal.ExecContext(ctx, `DELETE FROM journal_snapshots WHERE lsn NOT IN (
			SELECT MIN(lsn) FROM journal_snapshots GROUP BY at / 14400000)
		AND lsn < (SELECT MAX(lsn) FROM journal_snapshots WHERE seq <= $1)`, int64(min(keepSeq, 1<<62)))
	if err != nil {
		return fmt.Errorf("thin out snapshots: %w", err)
	}
	return nil
}
