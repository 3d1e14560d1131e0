package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/callfloor/callfloor/desk"
)

// MergeCustomers moves everything of from to into, which becomes what desk.Merged
// says, and deletes from. A memo says why and by whom.
func (db *DB) MergeCustomers(ctx context.Context, into, from, why, by string) (out desk.Customer, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	now := time.Now().UnixMilli()
	err = db.change(ctx, func(t *sql.Tx) error {
		a, err := db.customerOf(ctx, t, into)
		if err != nil {
			return err
		}
		b, err := db.customerOf(ctx, t, from)
		if err != nil {
			return err
		}
		merged, err := desk.Merged(a, b)
		if err != nil {
			return err
		}
		if err := db.updateCustomer(ctx, t, merged, by); err != nil {
			return err
		}
		for _, q := range []string{
			`UPDATE consultations SET customer = $1 WHERE customer = $2 AND customer <> ''`,
			`UPDATE tickets SET customer = $1 WHERE customer = $2 AND customer <> ''`,
			`UPDATE reservations SET customer = $1 WHERE customer = $2 AND customer <> ''`,
			`UPDATE callbacks SET customer = $1 WHERE customer = $2 AND customer <> ''`,
			`UPDATE customer_memos SET customer = $1 WHERE customer = $2`,
			`UPDATE sms_messages SET customer = $1 WHERE customer = $2 AND customer <> ''`,
			`UPDATE sms_conversations SET customer = $1 WHERE customer = $2 AND customer <> ''`,
			`UPDATE chat_visitors SET customer = $1 WHERE customer = $2 AND customer <> ''`,
		} {
			if _, err := t.ExecContext(ctx, q, into, from); err != nil {
				return fmt.Errorf("move the history: %w", err)
			}
		}
		if b.Blacklist != nil && merged.Blacklist == b.Blacklist {
			if _, err := t.ExecContext(ctx, `DELETE FROM blacklist WHERE customer = $1`, into); err != nil {
				return fmt.Errorf("move the blacklist: %w", err)
			}
			if _, err := t.ExecContext(ctx, `UPDATE blacklist SET customer = $1 WHERE customer = $2`, into, from); err != nil {
				return fmt.Errorf("move the blacklist: %w", err)
			}
		}
		if _, err := t.ExecContext(ctx, `DELETE FROM customers WHERE id = $1`, from); err != nil {
			return fmt.Errorf("delete the double: %w", err)
		}
		if err := insertMemo(ctx, t, into, desk.Memo{Kind: "merged", Reason: why, Memo: b.Name, By: by}, now); err != nil {
			return err
		}
		out, err = db.customerOf(ctx, t, into)
		return err
	})
	return out, err
}

// DeleteCustomer deletes a person from every table. Rows that are kept for the
// figures say nobody: consultations lose note, fields and former versions, calls
// their numbers; open reservations are cancelled. What webhooks were or are to be
// told of the person's calls goes.
func (db *DB) DeleteCustomer(ctx context.Context, id, region string) (out desk.Deleted, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		c, err := db.customerOf(ctx, t, id)
		if err != nil {
			return err
		}
		if err := mayDelete(c); err != nil {
			return err
		}
		out, err = db.forget(ctx, t, c, region)
		return err
	})
	return out, err
}

// forget is one deletion. Rows of a number go with the person unless somebody else
// has the number too: then only those that are linked to the person do.
func (db *DB) forget(ctx context.Context, t *sql.Tx, c desk.Customer, region string) (out desk.Deleted, _ error) {
	var numbers []string
	for _, p := range c.Phones {
		var others int
		q := &query{}
		q.WriteString(`SELECT COUNT(*) FROM customer_phones WHERE customer <> ` + q.arg(c.ID))
		q.is(`number`, db.forms(p.Number))
		err := t.QueryRowContext(ctx, q.String(), q.args...).Scan(&others)
		if err != nil {
			return out, fmt.Errorf("read numbers: %w", err)
		}
		if others == 0 {
			numbers = append(numbers, p.Number)
		}
	}
	calls, err := db.callsOf(ctx, t, c.ID, numbers)
	if err != nil {
		return out, err
	}
	if err := db.heldForOthers(ctx, t, c, numbers, region); err != nil {
		return out, err
	}
	if out.Agents, err = db.agentsOf(ctx, t, c.ID, numbers); err != nil {
		return out, err
	}
	run := func(n *int, q string, args ...any) {
		if err != nil {
			return
		}
		var touched int64
		if touched, err = deleted(t.ExecContext(ctx, q, args...)); n != nil {
			*n += int(touched)
		}
	}
	one := func(column string, v any) {
		cond := column + ` = $1 AND ` + column + ` <> ''`
		run(nil, `DELETE FROM consultation_revisions WHERE consultation IN (SELECT id FROM consultations WHERE `+cond+`)`, v)
		run(&out.Consultations, `UPDATE consultations SET customer = '', number = '', note = '', fields = '{}', written_by = 'deleted' WHERE `+cond, v)
		run(nil, `DELETE FROM reservation_history WHERE reservation IN (SELECT id FROM reservations WHERE `+cond+`)`, v)
		run(&out.Reservations, `UPDATE reservations SET customer = '', number = '', name = '', memo = '', result = '', version = version + 1,
			state = CASE WHEN state IN ('open', 'missed') THEN 'cancelled' ELSE state END WHERE `+cond, v)
		forgetCallbacks(run, &out.Callbacks, column, v)
	}
	in := func(n *int, before string, list []string) {
		q := &query{}
		q.WriteString(before)
		q.in(map[bool]string{true: "id", false: "call_id"}[strings.Contains(before, "UPDATE calls")], list)
		run(n, q.String(), q.args...)
	}
	err = chunks(calls, func(list []string) error { // before the tickets lose their numbers
		in(nil, `DELETE FROM drafts WHERE 1 = 1`, list)
		in(nil, `DELETE FROM webhook_deliveries WHERE 1 = 1`, list)
		in(nil, `UPDATE tickets SET number = '', customer = '' WHERE 1 = 1`, list)
		in(&out.Calls, `UPDATE calls SET caller = CASE WHEN direction = 'in' THEN '' ELSE caller END, called = CASE WHEN direction = 'out' THEN '' ELSE called END WHERE 1 = 1`, list)
		return err
	})
	one("customer", c.ID)
	for _, n := range numbers {
		for _, v := range db.forms(n) {
			one("number", v)
			run(nil, `UPDATE do_not_call SET reason = '' WHERE number = $1`, v) // who asked not to be called stays so
		}
		for _, s := range desk.Spellings(n, region) {
			for _, v := range db.forms(s) {
				run(nil, `DELETE FROM webhook_deliveries WHERE call_id IN (SELECT id FROM calls WHERE `+callsFrom+`$1 OR `+callsTo+`$1)`, v)
				run(nil, `DELETE FROM webhook_deliveries WHERE call_id IN (SELECT call_id FROM segments WHERE number = $1 AND number <> '')`, v)
				run(&out.Calls, `UPDATE calls SET caller = '' WHERE `+callsFrom+`$1`, v)
				run(&out.Calls, `UPDATE calls SET called = '' WHERE `+callsTo+`$1`, v)
				run(nil, `UPDATE segments SET number = '' WHERE number = $1 AND number <> ''`, v)
			}
		}
	}
	db.forgetSMS(run, &out, c.ID, numbers)
	if err == nil {
		err = db.forgetChats(ctx, t, &out, c.ID, numbers)
	}
	for _, q := range []string{
		`DELETE FROM customer_memos WHERE customer = $1`, `DELETE FROM blacklist WHERE customer = $1`,
		`DELETE FROM customer_phones WHERE customer = $1`, `DELETE FROM customers WHERE id = $1`,
	} {
		run(nil, q, c.ID)
	}
	if err != nil {
		return out, fmt.Errorf("delete a person: %w", err)
	}
	return out, nil
}

// callsOf returns the calls with a ticket of a person.
func (db *DB) callsOf(ctx context.Context, t *sql.Tx, id string, numbers []string) ([]string, error) {
	q := &query{}
	q.WriteString(`SELECT call_id FROM tickets WHERE customer = ` + q.arg(id) + ` AND customer <> ''`)
	for _, n := range numbers {
		q.WriteString(` UNION SELECT call_id FROM tickets WHERE ` + q.equals(`number`, db.forms(n)))
	}
	q.WriteString(` UNION SELECT call_id FROM consultations WHERE customer = ` + q.arg(id) + ` AND customer <> ''`)
	return texts(ctx, t, q)
}

// agentsOf returns the agents whose lists name a person.
func (db *DB) agentsOf(ctx context.Context, t *sql.Tx, id string, numbers []string) ([]string, error) {
	q := &query{}
	q.WriteString(`SELECT agent FROM reservations WHERE customer = ` + q.arg(id) + ` AND customer <> ''`)
	q.WriteString(` UNION SELECT agent FROM callbacks WHERE customer = ` + q.arg(id) + ` AND customer <> ''`)
	q.WriteString(` UNION SELECT agent FROM consultations WHERE customer = ` + q.arg(id) + ` AND customer <> ''`)
	for _, n := range numbers {
		q.WriteString(` UNION SELECT agent FROM reservations WHERE ` + q.equals(`number`, db.forms(n)) + ` AND number <> ''`)
		q.WriteString(` UNION SELECT agent FROM callbacks WHERE ` + q.equals(`number`, db.forms(n)) + ` AND number <> ''`)
	}
	return texts(ctx, t, q)
}

func texts(ctx context.Context, t *sql.Tx, q *query) ([]string, error) {
	var list []string
	err := each(ctx, t, q.String(), q.args, func(rows *sql.Rows) error {
		var v string
		err := rows.Scan(&v)
		list = append(list, v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find what is of a person: %w", err)
	}
	return list, nil
}
