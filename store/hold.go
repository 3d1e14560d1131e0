package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/desk"
)

// SetHold puts a customer under a legal hold, changes its reason, or lifts it (reason
// ""). While it lasts neither DeleteCustomer nor retention deletes anything of the
// customer.
func (db *DB) SetHold(ctx context.Context, id, reason, region, by string) (err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		c, err := db.customerOf(ctx, t, id)
		if err != nil {
			return err
		}
		if reason == "" {
			return lift(ctx, t, id)
		}
		if _, err := t.ExecContext(ctx, `INSERT INTO legal_holds (customer, reason, by_whom, region, at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (customer) DO UPDATE SET reason = excluded.reason, by_whom = excluded.by_whom, region = excluded.region, at = excluded.at`,
			id, reason, by, region, time.Now().UnixMilli()); err != nil {
			return fmt.Errorf("set a legal hold: %w", err)
		}
		return db.hold(ctx, t, c, region)
	})
}

func lift(ctx context.Context, t *sql.Tx, id string) error {
	for _, q := range []string{`DELETE FROM held WHERE customer = $1`, `DELETE FROM legal_holds WHERE customer = $1`} {
		if _, err := t.ExecContext(ctx, q, id); err != nil {
			return fmt.Errorf("lift a legal hold: %w", err)
		}
	}
	return nil
}

// holdOf is the legal hold of a customer; nil: none.
func holdOf(ctx context.Context, from querier, id string) (*desk.Hold, error) {
	var h desk.Hold
	var at int64
	err := from.QueryRowContext(ctx, `SELECT reason, by_whom, at FROM legal_holds WHERE customer = $1`, id).Scan(&h.Reason, &h.By, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the legal hold: %w", err)
	}
	h.At = timeOf(at)
	return &h, nil
}

// mayDelete refuses while a customer is held.
func mayDelete(c desk.Customer) error {
	if c.Hold != nil {
		return desk.ErrHeld
	}
	return nil
}

// holdAll notes what has come of who is held, before retention deletes anything.
func (db *DB) holdAll(ctx context.Context, t *sql.Tx) error {
	type hold struct{ customer, region string }
	var list []hold
	err := each(ctx, t, `SELECT customer, region FROM legal_holds`, nil, func(rows *sql.Rows) error {
		var h hold
		err := rows.Scan(&h.customer, &h.region)
		list = append(list, h)
		return err
	})
	if err != nil {
		return fmt.Errorf("read legal holds: %w", err)
	}
	for _, h := range list {
		c, err := db.customerOf(ctx, t, h.customer)
		if err != nil {
			return err
		}
		if err := db.hold(ctx, t, c, h.region); err != nil {
			return err
		}
	}
	return nil
}

// heldForOthers refuses to delete what others' legal holds keep: rows that are linked to
// c or have one of the numbers, which are those of c that nobody else has.
func (db *DB) heldForOthers(ctx context.Context, t *sql.Tx, c desk.Customer, numbers []string, region string) error {
	if err := db.holdAll(ctx, t); err != nil {
		return err
	}
	own := c
	own.Phones = nil
	for _, n := range numbers {
		own.Phones = append(own.Phones, desk.Phone{Number: n})
	}
	if err := db.hold(ctx, t, own, region); err != nil {
		return err
	}
	var n int
	err := t.QueryRowContext(ctx, `SELECT COUNT(*) FROM held AS mine JOIN held AS other ON other.kind = mine.kind AND other.id = mine.id AND other.customer <> mine.customer WHERE mine.customer = $1`, c.ID).Scan(&n)
	if err != nil {
		return fmt.Errorf("read what is held: %w", err)
	}
	if n > 0 {
		return desk.ErrHeldForOther
	}
	return lift(ctx, t, c.ID)
}

// Calls from and to a number, as the indexes calls_caller and calls_called have them: a
// number follows.
const (
	callsFrom = `direction = 'in' AND caller = `
	callsTo   = `direction IN ('out', 'consult') AND called = `
)

// hold notes everything that is of a customer: linked to the record, or by a number.
func (db *DB) hold(ctx context.Context, t *sql.Tx, c desk.Customer, region string) (err error) {
	id := c.ID
	add := func(kind, column, from string, args ...any) {
		if err == nil {
			_, err = t.ExecContext(ctx, `INSERT INTO held (customer, kind, id) SELECT CAST($1 AS TEXT), '`+kind+`', `+column+` FROM `+from+` ON CONFLICT DO NOTHING`, append([]any{id}, args...)...)
		}
	}
	add("call", "call_id", `tickets WHERE customer = $2`, id)
	add("call", "call_id", `consultations WHERE customer = $2 AND call_id <> ''`, id)
	add("consultation", "id", `consultations WHERE customer = $2`, id)
	add("reservation", "id", `reservations WHERE customer = $2`, id)
	add(heldCallback, "id", `callbacks WHERE customer = $2`, id)
	db.holdSMS(add, c)
	db.holdChats(add, c)
	for _, p := range c.Phones {
		for _, v := range db.forms(p.Number) {
			add("call", "call_id", `tickets WHERE number = $2`, v)
			add("consultation", "id", `consultations WHERE number = $2`, v)
			add("reservation", "id", `reservations WHERE number = $2`, v)
			add(heldCallback, "id", `callbacks WHERE number = $2`, v)
		}
		for _, s := range desk.Spellings(p.Number, region) {
			for _, v := range db.forms(s) {
				add("call", "id", `calls WHERE `+callsFrom+`$2`, v)
				add("call", "id", `calls WHERE `+callsTo+`$2`, v)
				add("call", "call_id", `segments WHERE number = $2`, v)
			}
		}
	}
	if err != nil {
		return fmt.Errorf("note what is held: %w", err)
	}
	return nil
}

// notHeld is the condition of what retention may delete.
func notHeld(column, kind string) string {
	return ` AND ` + column + ` NOT IN (SELECT id FROM held WHERE kind = '` + kind + `')`
}
