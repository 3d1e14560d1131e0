package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/desk"
)

// Callbacks that are given to agents stand on their desks as reservations of the type
// callback (D14, B22). Here they are read so; there is no second row of them.

// asReservation is a request as a desk shows it.
func asReservation(r callback.Request) desk.Reservation {
	out := desk.Reservation{
		ID: r.ID, Type: desk.Callback, State: reservationState[r.State], Agent: r.Agent, Due: r.Due, Number: r.Number, Customer: r.Customer, Name: r.Name, Service: r.Service, Memo: r.Memo,
		Result: r.Result, ResultCall: r.LastCall, Version: r.Version, Created: r.Created, CreatedBy: r.CreatedBy, Updated: r.Updated, Request: true,
	}
	if r.Call != "" {
		out.ResultCall = r.Call
	}
	if !r.Reminded.IsZero() {
		at := r.Reminded
		out.Reminded = &at
	}
	return out
}

var reservationState = map[callback.State]desk.ReservationState{
	callback.Registered: desk.Open, callback.Assigned: desk.Open, callback.Completed: desk.Done,
	callback.Cancelled: desk.Cancelled, callback.Expired: desk.Missed, callback.Unreached: desk.Missed,
}

func (db *DB) requestAsReservation(ctx context.Context, from querier, id string) (desk.Reservation, error) {
	q := &query{args: []any{id}}
	q.WriteString(`SELECT ` + callbackColumns + ` FROM callbacks WHERE id = $1`)
	list, err := db.callbackRows(ctx, from, q)
	if err != nil {
		return desk.Reservation{}, err
	}
	if len(list) == 0 {
		return desk.Reservation{}, notFound("reservation", id)
	}
	return asReservation(list[0]), nil
}

// requestsAsReservations are the callbacks of a list of reservations: those that are
// given to agents and not done.
func (db *DB) requestsAsReservations(ctx context.Context, f desk.ReservationFilter, after cursor, more bool) ([]desk.Reservation, error) {
	q := requestQuery(f, after, more)
	if q == nil {
		return nil, nil
	}
	rows, err := db.callbackRows(ctx, db.read, q)
	list := make([]desk.Reservation, len(rows))
	for i, r := range rows {
		list[i] = asReservation(r)
	}
	return list, err
}

// requestQuery is the statement of such a list; nil where it has none.
func requestQuery(f desk.ReservationFilter, after cursor, more bool) *query {
	if !f.Requests || f.State != "" && f.State != desk.Open || f.Type != "" && f.Type != desk.Callback {
		return nil
	}
	q := &query{}
	q.WriteString(`SELECT ` + callbackColumns + ` FROM callbacks WHERE state = 'assigned'`)
	if !q.agents(f.Agents, false) {
		return nil
	}
	if f.Customer != "" {
		q.and(`customer = ? AND customer <> ''`, f.Customer)
	}
	if !f.From.IsZero() && !more {
		q.and(`due_at >= ?`, millis(f.From))
	}
	if !f.To.IsZero() {
		q.and(`due_at < ?`, millis(f.To))
	}
	if more {
		q.and(`(due_at, id) > (?, ?)`, after.Time, after.ID)
	}
	q.WriteString(` ORDER BY due_at, id LIMIT ` + q.arg(f.Limit+1))
	return q
}

// countRequests counts the callbacks that are given to agents and not done.
func (db *DB) countRequests(ctx context.Context, agents []string) (n int, err error) {
	q := &query{}
	q.WriteString(`SELECT COUNT(*) FROM callbacks WHERE state = 'assigned'`)
	if !q.agents(agents, false) {
		return 0, nil
	}
	err = db.read.QueryRowContext(ctx, q.String(), q.args...).Scan(&n)
	return n, err
}

// reservationWords are what happened to a callback in the words of reservations.
var reservationWords = map[callback.What]string{
	callback.WasRegistered: "created", callback.WasAssigned: "assigned", callback.WasCalled: "called",
	callback.WasCompleted: "done", callback.WasCancelled: "cancelled", callback.HasExpired: "missed", callback.WasNeverReached: "missed",
}

// requestEvents is the history of a callback in the words of reservations; none where
// there is no such callback.
func (db *DB) requestEvents(ctx context.Context, id string) ([]desk.ReservationEvent, error) {
	var list []desk.ReservationEvent
	err := each(ctx, db.read, `SELECT at, by_whom, what, detail FROM callback_history WHERE callback = $1 ORDER BY seq LIMIT 200`, []any{id}, func(rows *sql.Rows) error {
		var e callback.Event
		var at int64
		err := rows.Scan(&at, &e.By, &e.What, &e.Detail)
		word := reservationWords[e.What]
		if word == "" {
			word = "changed"
		}
		list = append(list, desk.ReservationEvent{At: timeOf(at), By: e.By, What: word, Detail: e.Detail})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the history of a callback: %w", err)
	}
	return list, nil
}
