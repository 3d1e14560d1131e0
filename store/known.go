package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/desk"
)

// Known returns what ids stand for now: each table is read by its primary key, some
// hundreds of rows at once. Whom calls and reservations are linked to is looked up with
// the customers.
func (db *DB) Known(ctx context.Context, ids desk.IDs) (_ desk.Known, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	k := desk.Known{Customers: map[string]desk.Brief{}, Calls: map[string]desk.Ticket{}, Reservations: map[string]desk.Reservation{}, Callbacks: map[string]desk.Reservation{}}
	if err := db.knownCalls(ctx, ids.Calls, k.Calls); err != nil {
		return k, fmt.Errorf("find calls by id: %w", err)
	}
	if err := db.knownReservations(ctx, ids.Reservations, k.Reservations); err != nil {
		return k, fmt.Errorf("find reservations by id: %w", err)
	}
	var rest []string // callbacks stand among reservations on desks
	for _, id := range ids.Reservations {
		if _, ok := k.Reservations[id]; !ok {
			rest = append(rest, id)
		}
	}
	if err := errors.Join(db.knownCallbacks(ctx, rest, k.Reservations), db.knownCallbacks(ctx, ids.Callbacks, k.Callbacks)); err != nil {
		return k, fmt.Errorf("find callbacks by id: %w", err)
	}
	asked := map[string]bool{"": true}
	var customers []string
	add := func(id string) {
		if !asked[id] {
			asked[id] = true
			customers = append(customers, id)
		}
	}
	for _, id := range ids.Customers {
		add(id)
	}
	for _, t := range k.Calls {
		add(t.Customer)
	}
	for _, some := range []map[string]desk.Reservation{k.Reservations, k.Callbacks} {
		for _, r := range some {
			add(r.Customer)
		}
	}
	if err := db.knownCustomers(ctx, customers, k.Customers); err != nil {
		return k, fmt.Errorf("find customers by id: %w", err)
	}
	return k, nil
}

// The statements of Known; each is narrowed to ids by inList.
const (
	knownTickets      = `SELECT call_id, ticket, service, channel, number, customer, created_at FROM tickets WHERE 1 = 1`
	knownCalls        = `SELECT id, direction, started_at, service, CASE WHEN direction = 'in' THEN caller ELSE called END FROM calls WHERE 1 = 1`
	knownReservations = `SELECT id, due_at, number, customer, name, service FROM reservations WHERE 1 = 1`
	knownCallbacks    = `SELECT id, due_at, number, customer, name, service FROM callbacks WHERE 1 = 1`
	knownCustomers    = `SELECT c.id, c.name, COALESCE(p.number, '') FROM customers c LEFT JOIN customer_phones p ON p.customer = c.id AND p.position = 0 WHERE 1 = 1`
)

// inList narrows a statement to what has one of some ids.
func inList(text, column string, list []string) *query {
	q := &query{}
	q.WriteString(text)
	q.in(column, list)
	return q
}

// eachOf calls fn for every row of a statement that has one of some ids.
func (db *DB) eachOf(ctx context.Context, text, column string, ids []string, fn func(*sql.Rows) error) error {
	return chunks(ids, func(list []string) error {
		q := inList(text, column, list)
		return each(ctx, db.read, q.String(), q.args, fn)
	})
}

// knownCalls reads tickets, and of calls that have none what stands in their rows.
func (db *DB) knownCalls(ctx context.Context, ids []string, into map[string]desk.Ticket) error {
	err := db.eachOf(ctx, knownTickets, "call_id", ids, func(rows *sql.Rows) error {
		var t desk.Ticket
		var created int64
		err := rows.Scan(&t.Call, &t.Ticket, &t.Service, &t.Channel, db.intoNumber(&t.Number), &t.Customer, &created)
		t.Created = timeOf(created)
		into[t.Call] = t
		return err
	})
	if err != nil {
		return err
	}
	var rest []string
	for _, id := range ids {
		if _, ok := into[id]; !ok {
			rest = append(rest, id)
		}
	}
	return db.eachOf(ctx, knownCalls, "id", rest, func(rows *sql.Rows) error {
		var t desk.Ticket
		var started int64
		err := rows.Scan(&t.Call, &t.Channel, &started, &t.Service, db.intoNumber(&t.Number))
		t.Created = timeOf(started)
		into[t.Call] = t
		return err
	})
}

func (db *DB) knownReservations(ctx context.Context, ids []string, into map[string]desk.Reservation) error {
	return db.eachOf(ctx, knownReservations, "id", ids, func(rows *sql.Rows) error {
		var r desk.Reservation
		var due int64
		err := rows.Scan(&r.ID, &due, db.intoNumber(&r.Number), &r.Customer, &r.Name, &r.Service)
		r.Due = timeOf(due)
		into[r.ID] = r
		return err
	})
}

func (db *DB) knownCallbacks(ctx context.Context, ids []string, into map[string]desk.Reservation) error {
	return db.eachOf(ctx, knownCallbacks, "id", ids, func(rows *sql.Rows) error {
		var r desk.Reservation
		var due int64
		err := rows.Scan(&r.ID, &due, db.intoNumber(&r.Number), &r.Customer, db.intoText("callbacks.name", &r.Name), &r.Service)
		r.Due = timeOf(due)
		into[r.ID] = r
		return err
	})
}

func (db *DB) knownCustomers(ctx context.Context, ids []string, into map[string]desk.Brief) error {
	return db.eachOf(ctx, knownCustomers, "c.id", ids, func(rows *sql.Rows) error {
		var b desk.Brief
		var number string
		err := rows.Scan(&b.ID, &b.Name, db.intoNumber(&number))
		b.Numbers = []string{}
		if number != "" {
			b.Numbers = append(b.Numbers, number)
		}
		into[b.ID] = b
		return err
	})
}

// CallOfTicket returns the id of the call that has a ticket, "" where none has.
func (db *DB) CallOfTicket(ctx context.Context, ticket string) (call string, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	q := callOfTicket(ticket)
	err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error { return rows.Scan(&call) })
	if err != nil {
		return "", fmt.Errorf("find the call of a ticket: %w", err)
	}
	return call, nil
}

func callOfTicket(ticket string) *query {
	q := &query{}
	q.WriteString(`SELECT call_id FROM tickets WHERE 1 = 1`)
	q.and(`ticket = ?`, ticket)
	return q
}
