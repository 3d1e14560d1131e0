package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/callfloor/callfloor/desk"
)

const reservationColumns = `id, type, state, agent, due_at, number, customer, name, service, call_id, memo, result, result_call, reminded_at, version, created_at, created_by, updated_at`

func (db *DB) scanReservation(row interface{ Scan(...any) error }) (r desk.Reservation, err error) {
	var due, reminded, created, updated int64
	err = row.Scan(&r.ID, &r.Type, &r.State, &r.Agent, &due, db.intoNumber(&r.Number), &r.Customer, &r.Name, &r.Service, &r.Call, &r.Memo, &r.Result, &r.ResultCall,
		&reminded, &r.Version, &created, &r.CreatedBy, &updated)
	r.Due, r.Created, r.Updated = timeOf(due), timeOf(created), timeOf(updated)
	if reminded != 0 {
		at := timeOf(reminded)
		r.Reminded = &at
	}
	return r, err
}

// CreateReservations adds reservations with their ids: all of them or, when it
// fails, none.
func (db *DB) CreateReservations(ctx context.Context, list []desk.Reservation, by string) (err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error { return db.insertReservations(ctx, t, list, by) })
}

func (db *DB) insertReservations(ctx context.Context, t *sql.Tx, list []desk.Reservation, by string) error {
	now := time.Now().UnixMilli()
	err := insertRows(ctx, t, "reservations", reservationColumns, len(list), func(i int) []any {
		r := list[i]
		return []any{r.ID, r.Type, r.State, r.Agent, millis(r.Due), db.number(r.Number), r.Customer, r.Name, r.Service, r.Call, r.Memo, "", "", 0, 1, now, by, now}
	})
	if err != nil {
		return err
	}
	return insertRows(ctx, t, "reservation_history", "reservation, seq, at, by_whom, what, detail", len(list), func(i int) []any {
		return []any{list[i].ID, 1, now, by, "created", list[i].Agent}
	})
}

// Reservation returns one reservation, or fault.NotFound.
func (db *DB) Reservation(ctx context.Context, id string) (_ desk.Reservation, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	return db.reservationOf(ctx, db.read, id)
}

func (db *DB) reservationOf(ctx context.Context, from querier, id string) (desk.Reservation, error) {
	r, err := db.scanReservation(from.QueryRowContext(ctx, `SELECT `+reservationColumns+` FROM reservations WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return db.requestAsReservation(ctx, from, id)
	}
	if err != nil {
		return r, fmt.Errorf("read reservation: %w", err)
	}
	return r, nil
}

// UpdateReservation stores a changed reservation with a line of its history.
// r.Version must be the stored one, else it fails with fault.Conflict.
func (db *DB) UpdateReservation(ctx context.Context, r desk.Reservation, e desk.ReservationEvent) (out desk.Reservation, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		out, err = db.updateReservation(ctx, t, r, e)
		return err
	})
	return out, err
}

// UpdateReservations is UpdateReservation for many: all of them or, when it fails,
// none.
func (db *DB) UpdateReservations(ctx context.Context, list []desk.ReservationChange) (err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		for _, c := range list {
			if _, err := db.updateReservation(ctx, t, c.Reservation, c.Event); err != nil {
				return err
			}
		}
		return nil
	})
}

func (db *DB) updateReservation(ctx context.Context, t *sql.Tx, r desk.Reservation, e desk.ReservationEvent) (desk.Reservation, error) {
	var reminded time.Time
	if r.Reminded != nil {
		reminded = *r.Reminded
	}
	n, err := deleted(t.ExecContext(ctx, `UPDATE reservations SET state = $2, agent = $3, due_at = $4, number = $5, customer = $6, name = $7, service = $8,
		memo = $9, result = $10, result_call = $11, reminded_at = $12, version = version + 1, updated_at = $13 WHERE id = $1 AND version = $14`,
		r.ID, r.State, r.Agent, millis(r.Due), db.number(r.Number), r.Customer, r.Name, r.Service, r.Memo, r.Result, r.ResultCall, millis(reminded), time.Now().UnixMilli(), r.Version))
	if err != nil {
		return r, fmt.Errorf("write reservation: %w", err)
	}
	if n == 0 {
		if _, err := db.reservationOf(ctx, t, r.ID); err != nil {
			return r, err
		}
		return r, desk.ErrChanged("reservation")
	}
	if err := reservationEvent(ctx, t, r.ID, e); err != nil {
		return r, err
	}
	return db.reservationOf(ctx, t, r.ID)
}

func reservationEvent(ctx context.Context, t *sql.Tx, id string, e desk.ReservationEvent) error {
	_, err := t.ExecContext(ctx, `INSERT INTO reservation_history (reservation, seq, at, by_whom, what, detail)
		VALUES ($1, (SELECT COALESCE(MAX(seq), 0) FROM reservation_history WHERE reservation = $1) + 1, $2, $3, $4, $5)`,
		id, millis(e.At), e.By, e.What, e.Detail)
	if err != nil {
		return fmt.Errorf("write the history of a reservation: %w", err)
	}
	return nil
}

// agents narrows to some agents' rows; false where nothing can be found.
func (q *query) agents(agents []string, nobody bool) bool {
	if agents == nil {
		return true
	}
	list := agents
	if nobody {
		list = append([]string{""}, agents...)
	}
	if len(list) == 0 {
		return false
	}
	q.in("agent", list)
	return true
}

// Reservations returns reservations in the order of their times, and where f says so
// callbacks among them: read from where they are kept, one list after the other, and
// put together here.
func (db *DB) Reservations(ctx context.Context, f desk.ReservationFilter) (_ []desk.Reservation, next string, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	after, more, err := cursorOf(f.After)
	if err != nil {
		return nil, "", err
	}
	q := &query{}
	q.WriteString(`SELECT ` + reservationColumns + ` FROM reservations WHERE 1 = 1`)
	if !q.agents(f.Agents, f.Nobody) {
		return []desk.Reservation{}, "", nil
	}
	if f.State != "" {
		q.and(`state = ?`, f.State)
	}
	if f.Type != "" {
		q.and(`type = ?`, f.Type)
	}
	if f.Customer != "" {
		q.and(`customer = ? AND customer <> ''`, f.Customer)
	}
	if !f.From.IsZero() && !more { // a cursor is after it
		q.and(`due_at >= ?`, millis(f.From))
	}
	if !f.To.IsZero() {
		q.and(`due_at < ?`, millis(f.To))
	}
	if more {
		q.and(`(due_at, id) > (?, ?)`, after.Time, after.ID)
	}
	q.WriteString(` ORDER BY due_at, id LIMIT ` + q.arg(f.Limit+1))
	list := []desk.Reservation{}
	err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		r, err := db.scanReservation(rows)
		list = append(list, r)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("search reservations: %w", err)
	}
	others, err := db.requestsAsReservations(ctx, f, after, more)
	if err != nil {
		return nil, "", err
	}
	if len(others) > 0 {
		list = append(list, others...)
		slices.SortFunc(list, func(a, b desk.Reservation) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID)) })
	}
	list, next = page(list, f.Limit, func(r desk.Reservation) cursor { return cursor{Time: millis(r.Due), ID: r.ID} })
	return list, next, nil
}

// CountReservations counts open reservations by type; requests: with callbacks that are
// given to agents.
func (db *DB) CountReservations(ctx context.Context, agents []string, nobody, requests bool) (n desk.ReservationCounts, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	q := &query{}
	q.WriteString(`SELECT type, COUNT(*) FROM reservations WHERE state = 'open'`)
	if !q.agents(agents, nobody) {
		return n, nil
	}
	q.WriteString(` GROUP BY type`)
	err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		var kind desk.ReservationType
		var count int
		err := rows.Scan(&kind, &count)
		switch kind {
		case desk.Bulk:
			n.Bulk = count
		case desk.Callback:
			n.Callback = count
		default:
			n.Direct = count
		}
		return err
	})
	if err == nil && requests {
		var more int
		more, err = db.countRequests(ctx, agents)
		n.Callback += more
	}
	if err != nil {
		return n, fmt.Errorf("count reservations: %w", err)
	}
	return n, nil
}

// ReservationHistory returns what happened to a reservation, oldest first: the last
// 200 things.
func (db *DB) ReservationHistory(ctx context.Context, id string) (_ []desk.ReservationEvent, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	if list, err := db.requestEvents(ctx, id); err != nil || len(list) > 0 {
		return list, err
	}
	list := []desk.ReservationEvent{}
	err = each(ctx, db.read, `SELECT at, by_whom, what, detail FROM reservation_history WHERE reservation = $1 ORDER BY seq DESC LIMIT 200`, []any{id}, func(rows *sql.Rows) error {
		var e desk.ReservationEvent
		var at int64
		err := rows.Scan(&at, &e.By, &e.What, &e.Detail)
		e.At = timeOf(at)
		list = append(list, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the history of a reservation: %w", err)
	}
	slices.Reverse(list)
	return list, nil
}

// dueBatch is how many reservations one transaction reminds of, or gives up.
const dueBatch = 500

// RemindReservations marks the open reservations that are due and were not told
// yet, and returns whose they are. Each is told once, whatever restarts.
func (db *DB) RemindReservations(ctx context.Context, now time.Time) (agents []string, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	return db.passDue(ctx, `state = 'open' AND reminded_at = 0 AND agent <> '' AND due_at <= $1`, now,
		`UPDATE reservations SET reminded_at = $2 WHERE id = $1`, nil, now)
}

// MissReservations makes the open reservations missed whose time was before a
// moment, and returns whose they are.
func (db *DB) MissReservations(ctx context.Context, before time.Time) (agents []string, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	now := time.Now()
	return db.passDue(ctx, `state = 'open' AND due_at < $1`, before,
		`UPDATE reservations SET state = 'missed', version = version + 1, updated_at = $2 WHERE id = $1`,
		&desk.ReservationEvent{At: now, By: "system", What: "missed"}, now)
}

// passDue changes some reservations by id; $2 of the change is now.
func (db *DB) passDue(ctx context.Context, where string, at time.Time, set string, e *desk.ReservationEvent, now time.Time) ([]string, error) {
	var some int
	err := db.read.QueryRowContext(ctx, `SELECT 1 FROM reservations WHERE `+where+` LIMIT 1`, millis(at)).Scan(&some)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil // mostly: without a transaction
	}
	if err != nil {
		return nil, fmt.Errorf("find reservations that are due: %w", err)
	}
	var agents []string
	err = db.change(ctx, func(t *sql.Tx) error {
		var ids []string
		agents = nil
		err := each(ctx, t, `SELECT id, agent FROM reservations WHERE `+where+` ORDER BY due_at, id LIMIT $2`, []any{millis(at), dueBatch}, func(rows *sql.Rows) error {
			var id, agent string
			err := rows.Scan(&id, &agent)
			ids, agents = append(ids, id), append(agents, agent)
			return err
		})
		for _, id := range ids {
			if err == nil {
				_, err = t.ExecContext(ctx, set, id, millis(now))
			}
			if err == nil && e != nil {
				err = reservationEvent(ctx, t, id, *e)
			}
		}
		if err != nil {
			return fmt.Errorf("change reservations that are due: %w", err)
		}
		return nil
	})
	return agents, err
}
