package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/callfloor/callfloor/people"
)

// LogAccess writes a line of the access log.
func (db *DB) LogAccess(ctx context.Context, a people.Access) (err error) {
	defer db.done(opAccessLog, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		_, err := db.logAccess(ctx, t, a)
		return err
	})
}

// logAccess adds a line to the chain and returns its number. Whoever adds one
// holds the chain's row until the transaction ends, so that there are no forks.
func (db *DB) logAccess(ctx context.Context, t *sql.Tx, a people.Access) (seq int64, err error) {
	var before string
	if err := t.QueryRowContext(ctx, `UPDATE access_chain SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash`).Scan(&seq, &before); err != nil {
		return 0, fmt.Errorf("write the access log: %w", err)
	}
	hash := a.Link(before, seq)
	if _, err := t.ExecContext(ctx, `INSERT INTO access_log (id, at, actor, role, address, action, target, detail, seq, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		a.ID, a.At.UnixMilli(), a.Actor, a.Role, a.Address, a.Action, a.Target, a.Detail, seq, hash); err != nil {
		return 0, fmt.Errorf("write the access log: %w", err)
	}
	if _, err := t.ExecContext(ctx, `UPDATE access_chain SET hash = $1 WHERE id = 1`, hash); err != nil {
		return 0, fmt.Errorf("write the access log: %w", err)
	}
	return seq, nil
}

const accessColumns = `seq, id, at, actor, role, address, action, target, detail`

// AccessLog returns lines of the access log, newest first.
func (db *DB) AccessLog(ctx context.Context, f people.AccessFilter) (_ []people.Access, err error) {
	defer db.done(opAccessLog, time.Now(), &err)
	q := accessQuery(f, db.postgres)
	rows, err := db.read.QueryContext(ctx, q.String(), q.args...)
	if err != nil {
		return nil, fmt.Errorf("read the access log: %w", err)
	}
	defer rows.Close()
	var list []people.Access
	for rows.Next() {
		a, err := scanAccess(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, rows.Err()
}

func scanAccess(rows *sql.Rows, more ...any) (people.Access, error) {
	var a people.Access
	var at int64
	err := rows.Scan(append([]any{&a.Seq, &a.ID, &at, &a.Actor, &a.Role, &a.Address, &a.Action, &a.Target, &a.Detail}, more...)...)
	if err != nil {
		return a, fmt.Errorf("read the access log: %w", err)
	}
	a.At = time.UnixMilli(at)
	return a, nil
}

// accessQuery builds the statement from parts of ours; what people typed is in the
// arguments only (W-10).
func accessQuery(f people.AccessFilter, postgres bool) *query {
	q := &query{}
	q.WriteString(`SELECT ` + accessColumns + ` FROM access_log WHERE TRUE`)
	words := func(column string, texts ...string) {
		if len(texts) == 0 || len(texts) == 1 && texts[0] == "" {
			return
		}
		if cond := q.matches(column, postgres, texts...); cond != "" {
			q.and(cond)
		}
	}
	words("actor", f.Actor)
	words("action", f.Actions...)
	words("target", f.Targets...)
	if f.Search != "" {
		like := `detail LIKE ? ESCAPE '\'`
		if postgres {
			like = `detail ILIKE ? ESCAPE '\'`
		}
		q.and(like, "%"+likeText(f.Search)+"%")
	}
	if f.From != 0 {
		q.and(`at >= ?`, f.From)
	}
	if f.To != 0 {
		q.and(`at < ?`, f.To)
	}
	if f.BeforeSeq != 0 {
		q.and(`seq < ?`, f.BeforeSeq)
	}
	q.WriteString(` ORDER BY seq DESC LIMIT ` + q.arg(f.Limit))
	return q
}

// likeText makes a text one that LIKE takes as it stands.
func likeText(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// sealAccess takes lines from before the chain into it, once.
func (db *DB) sealAccess(ctx context.Context) error {
	return db.tx(ctx, func(t *sql.Tx) error {
		var last int64
		if err := t.QueryRowContext(ctx, `SELECT seq FROM access_chain WHERE id = 1`).Scan(&last); err != nil {
			return fmt.Errorf("read the chain of the access log: %w", err)
		}
		if last != 0 {
			return nil
		}
		rows, err := t.QueryContext(ctx, `SELECT `+accessColumns+` FROM access_log WHERE seq = 0 ORDER BY at, id`)
		if err != nil {
			return fmt.Errorf("read the access log: %w", err)
		}
		var list []people.Access
		for rows.Next() {
			a, err := scanAccess(rows)
			if err != nil {
				return errors.Join(err, rows.Close())
			}
			list = append(list, a)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return fmt.Errorf("read the access log: %w", err)
		}
		hash, seq := "", int64(0)
		for _, a := range list {
			seq++
			hash = a.Link(hash, seq)
			if _, err := t.ExecContext(ctx, `UPDATE access_log SET seq = $2, hash = $3 WHERE id = $1`, a.ID, seq, hash); err != nil {
				return fmt.Errorf("seal the access log: %w", err)
			}
		}
		_, err = t.ExecContext(ctx, `UPDATE access_chain SET seq = $1, hash = $2 WHERE id = 1`, seq, hash)
		return err
	})
}

// chainBatch is how many lines of the chain are read at once.
const chainBatch = 2000

// CheckAccess checks every line of the access log against the chain.
func (db *DB) CheckAccess(ctx context.Context) (c people.Chain, err error) {
	defer db.done(opAccessLog, time.Now(), &err)
	var last, first int64
	var head, before string
	err = db.read.QueryRowContext(ctx, `SELECT seq, hash, first_seq, first_hash FROM access_chain WHERE id = 1`).Scan(&last, &head, &first, &before)
	if err != nil {
		return c, fmt.Errorf("read the chain of the access log: %w", err)
	}
	c = people.Chain{First: first + 1, Last: last, Head: head, Whole: true}
	broken := func(seq int64, why string) people.Chain {
		c.Whole, c.Broken, c.Why = false, seq, why
		return c
	}
	next, hash := first+1, before
	for next <= last {
		list, hashes, err := db.chainLines(ctx, next-1, last)
		if err != nil {
			return c, err
		}
		if len(list) == 0 {
			return broken(next, "the line was taken out"), nil
		}
		for i, a := range list {
			if a.Seq != next {
				return broken(next, "the line was taken out"), nil
			}
			want := a.Link(hash, a.Seq)
			if hashes[i] != want {
				return broken(a.Seq, "the line was altered"), nil
			}
			hash = want
			next++
			c.Lines++
		}
	}
	if hash != head {
		return broken(last, "the end of the log was replaced"), nil
	}
	var foreign int64
	if err := db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM access_log WHERE seq <= $1`, first).Scan(&foreign); err != nil {
		return c, fmt.Errorf("read the access log: %w", err)
	}
	if foreign > 0 {
		return broken(first, "a line was put in that the program did not write"), nil
	}
	return c, nil
}

func (db *DB) chainLines(ctx context.Context, after, last int64) (list []people.Access, hashes []string, err error) {
	rows, err := db.read.QueryContext(ctx, `SELECT `+accessColumns+`, hash FROM access_log WHERE seq > $1 AND seq <= $2 ORDER BY seq, id LIMIT $3`, after, last, chainBatch)
	if err != nil {
		return nil, nil, fmt.Errorf("read the access log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var hash string
		a, err := scanAccess(rows, &hash)
		if err != nil {
			return nil, nil, err
		}
		list, hashes = append(list, a), append(hashes, hash)
	}
	return list, hashes, rows.Err()
}

// DeleteOldAccess deletes some of the lines of the access log from before a time:
// those before the first line that is younger, so that the chain stays whole. It
// reports whether there may be more.
func (db *DB) DeleteOldAccess(ctx context.Context, before time.Time) (more bool, err error) {
	defer db.done(opRetention, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		more = false
		var last, keep int64
		if err := t.QueryRowContext(ctx, `SELECT seq FROM access_chain WHERE id = 1`).Scan(&last); err != nil {
			return err
		}
		if err := t.QueryRowContext(ctx, `SELECT COALESCE(MIN(seq), $2) FROM access_log WHERE at >= $1`, before.UnixMilli(), last+1).Scan(&keep); err != nil {
			return err
		}
		var upTo int64
		var hash string
		err := t.QueryRowContext(ctx, `SELECT seq, hash FROM access_log WHERE seq IN
			(SELECT seq FROM access_log WHERE seq < $1 ORDER BY seq LIMIT $2) ORDER BY seq DESC LIMIT 1`, keep, retentionBatch).Scan(&upTo, &hash)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		n, err := deleted(t.ExecContext(ctx, `DELETE FROM access_log WHERE seq <= $1`, upTo))
		if err != nil {
			return err
		}
		more = n >= retentionBatch
		_, err = t.ExecContext(ctx, `UPDATE access_chain SET first_seq = $1, first_hash = $2 WHERE id = 1`, upTo, hash)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("delete old lines of the access log: %w", err)
	}
	return more, nil
}

// HasAccessHash reports whether a line of the access log has a hash: a head that
// was noted before.
func (db *DB) HasAccessHash(ctx context.Context, hash string) (_ bool, err error) {
	defer db.done(opAccessLog, time.Now(), &err)
	var n int
	err = db.read.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM access_log WHERE hash = $1) + (SELECT COUNT(*) FROM access_chain WHERE first_hash = $1)`, hash).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("read the access log: %w", err)
	}
	return n > 0, nil
}
