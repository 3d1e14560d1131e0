package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/callback"
)

// BarredAmong implements callback.Store.
func (db *DB) BarredAmong(ctx context.Context, numbers []string) (_ map[string]bool, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	out := map[string]bool{}
	err = chunks(numbers, func(list []string) error {
		q := &query{}
		var forms []any
		for _, n := range list {
			forms = append(forms, db.forms(n)...)
		}
		q.WriteString(`SELECT number FROM do_not_call WHERE ` + q.equals(`number`, forms))
		return each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
			var number string
			err := rows.Scan(db.intoNumber(&number))
			out[number] = true
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read the list of numbers not to call: %w", err)
	}
	return out, nil
}

// barredOf is the entry of a number; one without an id: there is none.
func (db *DB) barredOf(ctx context.Context, from querier, number string) (callback.Barred, error) {
	q := &query{}
	q.WriteString(`SELECT id, number, reason, by_whom, at FROM do_not_call WHERE ` + q.equals(`number`, db.forms(number)) + ` LIMIT 1`)
	b, err := db.scanBarred(from.QueryRowContext(ctx, q.String(), q.args...))
	if errors.Is(err, sql.ErrNoRows) {
		return callback.Barred{}, nil
	}
	if err != nil {
		return b, fmt.Errorf("read the list of numbers not to call: %w", err)
	}
	return b, nil
}

func (db *DB) scanBarred(row interface{ Scan(...any) error }) (b callback.Barred, err error) {
	var at int64
	err = row.Scan(&b.ID, db.intoNumber(&b.Number), db.intoText("do_not_call.reason", &b.Reason), &b.By, &at)
	b.At = timeOf(at)
	return b, err
}

// BarNumber implements callback.Store.
func (db *DB) BarNumber(ctx context.Context, b callback.Barred, e callback.Event) (out callback.Barred, cancelled string, err error) {
	defer db.done(opCallbackWrite, time.Now(), &err)
	bar := func(t *sql.Tx) error {
		cancelled = ""
		if out, err = db.barredOf(ctx, t, b.Number); err != nil {
			return err
		}
		if out.ID == "" {
			out = b
			_, err := t.ExecContext(ctx, `INSERT INTO do_not_call (id, number, reason, by_whom, at) VALUES ($1, $2, $3, $4, $5)`,
				b.ID, db.number(b.Number), db.sealedText("do_not_call.reason", b.Reason), b.By, millis(b.At))
			if err != nil {
				return fmt.Errorf("write the list of numbers not to call: %w", err)
			}
		}
		r, err := db.openCallback(ctx, t, b.Number)
		if err != nil || r.ID == "" {
			return err
		}
		r.State, r.EndedBy, r.EndedAt, r.Code = callback.Cancelled, e.By, e.At, e.Detail
		cancelled = r.ID
		_, err = db.updateCallback(ctx, t, callback.Change{Request: r, Events: []callback.Event{e}})
		return err
	}
	if err = db.change(ctx, bar); conflict(err) { // somebody else put it there at the same moment
		err = db.change(ctx, bar)
	}
	return out, cancelled, err
}

// Unbar takes a number off the list again, or fails with fault.NotFound.
func (db *DB) Unbar(ctx context.Context, id string) (b callback.Barred, err error) {
	defer db.done(opCallbackWrite, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		b, err = db.scanBarred(t.QueryRowContext(ctx, `SELECT id, number, reason, by_whom, at FROM do_not_call WHERE id = $1`, id))
		if errors.Is(err, sql.ErrNoRows) {
			return notFound("number not to call", id)
		}
		if err == nil {
			_, err = t.ExecContext(ctx, `DELETE FROM do_not_call WHERE id = $1`, id)
		}
		if err != nil {
			return fmt.Errorf("write the list of numbers not to call: %w", err)
		}
		return nil
	})
	return b, err
}

// Barred returns the numbers not to call, those of last first; number narrows to one.
func (db *DB) Barred(ctx context.Context, number, after string, limit int) (_ []callback.Barred, next string, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	q, err := db.barredQuery(number, after, limit)
	if err != nil {
		return nil, "", err
	}
	list := []callback.Barred{}
	err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		b, err := db.scanBarred(rows)
		list = append(list, b)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("read the list of numbers not to call: %w", err)
	}
	list, next = page(list, limit, func(b callback.Barred) cursor { return cursor{Time: millis(b.At), ID: b.ID} })
	return list, next, nil
}

func (db *DB) barredQuery(number, after string, limit int) (*query, error) {
	at, more, err := cursorOf(after)
	if err != nil {
		return nil, err
	}
	q := &query{}
	q.WriteString(`SELECT id, number, reason, by_whom, at FROM do_not_call WHERE 1 = 1`)
	if number != "" {
		q.is(`number`, db.forms(number))
	}
	if more {
		q.and(`(at, id) < (?, ?)`, at.Time, at.ID)
	}
	q.WriteString(` ORDER BY at DESC, id DESC LIMIT ` + q.arg(limit+1))
	return q, nil
}
