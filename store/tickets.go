package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/desk"
)

// Ticket returns the ticket of a call, or fault.NotFound.
func (db *DB) Ticket(ctx context.Context, call string) (t desk.Ticket, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	var created int64
	err = db.read.QueryRowContext(ctx, `SELECT call_id, ticket, service, channel, number, customer, created_at FROM tickets WHERE call_id = $1`, call).
		Scan(&t.Call, &t.Ticket, &t.Service, &t.Channel, db.intoNumber(&t.Number), &t.Customer, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return t, notFound("ticket of call", call)
	}
	if err != nil {
		return t, fmt.Errorf("read ticket: %w", err)
	}
	t.Created = timeOf(created)
	return t, nil
}

// MakeTickets gives calls that have none a ticket of the day, and writes down which
// agents have to do with them. What is known already stays; a call that has moved
// to another service says that one.
func (db *DB) MakeTickets(ctx context.Context, day string, list []desk.Ticket, parts []desk.Part) (err error) {
	defer db.done(opTickets, time.Now(), &err)
	if known, err := db.ticketed(ctx, list, parts); err != nil || known {
		return err
	}
	return db.change(ctx, func(t *sql.Tx) error {
		if err := db.makeTickets(ctx, t, day, list); err != nil {
			return err
		}
		// seq orders the agents of a call; an answer is never taken back.
		err := prepared(ctx, t, `INSERT INTO ticket_parts (call_id, agent, answered_at, seq)
			VALUES ($1, $2, $3, (SELECT COUNT(*) FROM ticket_parts WHERE call_id = $1) + 1)
			ON CONFLICT (call_id, agent) DO UPDATE SET answered_at = CASE WHEN ticket_parts.answered_at = 0 THEN excluded.answered_at ELSE ticket_parts.answered_at END`,
			parts, func(p desk.Part) []any { return []any{p.Call, p.Agent, millis(p.Answered)} })
		if err != nil {
			return fmt.Errorf("write who had a call: %w", err)
		}
		return nil
	})
}

// prepared runs one statement for each of list.
func prepared[T any](ctx context.Context, t *sql.Tx, q string, list []T, args func(T) []any) error {
	if len(list) == 0 {
		return nil
	}
	stmt, err := t.PrepareContext(ctx, q)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for _, v := range list {
		if _, err := stmt.ExecContext(ctx, args(v)...); err != nil {
			return err
		}
	}
	return nil
}

// ticketed reports whether everything is written down already: mostly it is, when a
// desk asks.
func (db *DB) ticketed(ctx context.Context, list []desk.Ticket, parts []desk.Part) (bool, error) {
	if len(list) != 1 || len(parts) > 4 {
		return false, nil
	}
	var service string
	err := db.read.QueryRowContext(ctx, `SELECT service FROM tickets WHERE call_id = $1`, list[0].Call).Scan(&service)
	if errors.Is(err, sql.ErrNoRows) || err == nil && list[0].Service != "" && service != list[0].Service {
		return false, nil
	}
	for _, p := range parts {
		var at int64
		if err == nil {
			err = db.read.QueryRowContext(ctx, `SELECT answered_at FROM ticket_parts WHERE call_id = $1 AND agent = $2`, p.Call, p.Agent).Scan(&at)
		}
		if errors.Is(err, sql.ErrNoRows) || err == nil && at == 0 && !p.Answered.IsZero() {
			return false, nil
		}
	}
	if err != nil {
		return false, fmt.Errorf("read tickets: %w", err)
	}
	return true, nil
}

// makeTickets numbers the calls that have no ticket yet; the others go to the service that
// is named last.
func (db *DB) makeTickets(ctx context.Context, t *sql.Tx, day string, list []desk.Ticket) error {
	if len(list) == 0 {
		return nil
	}
	has := map[string]bool{}
	ids := make([]string, len(list))
	for i, v := range list {
		ids[i] = v.Call
	}
	err := chunks(ids, func(ids []string) error {
		q := inList(`SELECT call_id FROM tickets WHERE 1 = 1`, "call_id", ids)
		return each(ctx, t, q.String(), q.args, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			has[id] = true
			return err
		})
	})
	if err != nil {
		return fmt.Errorf("read tickets: %w", err)
	}
	var fresh, moved []desk.Ticket
	for _, v := range list {
		if has[v.Call] {
			moved = append(moved, v)
			continue
		}
		has[v.Call] = true
		fresh = append(fresh, v)
	}
	if len(fresh) > 0 {
		var last int64
		err := t.QueryRowContext(ctx, `INSERT INTO ticket_days (day, last) VALUES ($1, $2) ON CONFLICT (day) DO UPDATE SET last = ticket_days.last + $2 RETURNING last`, day, len(fresh)).Scan(&last)
		if err != nil {
			return fmt.Errorf("number tickets: %w", err)
		}
		number := last - int64(len(fresh))
		err = prepared(ctx, t, `INSERT INTO tickets (call_id, ticket, service, channel, number, customer, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (call_id) DO NOTHING`, // a desk that asked at the same time has made it
			fresh, func(v desk.Ticket) []any {
				number++
				return []any{v.Call, desk.TicketName(day, number), v.Service, v.Channel, db.number(v.Number), v.Customer, millis(v.Created)}
			})
		if err != nil {
			return fmt.Errorf("write tickets: %w", err)
		}
	}
	err = prepared(ctx, t, `UPDATE tickets SET service = CASE WHEN $2 = '' THEN service ELSE $2 END WHERE call_id = $1`, moved,
		func(v desk.Ticket) []any { return []any{v.Call, v.Service} })
	if err != nil {
		return fmt.Errorf("write tickets: %w", err)
	}
	return nil
}

// LinkTicket links a call to a customer.
func (db *DB) LinkTicket(ctx context.Context, call, customer string) (err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	return one(db.exec(ctx, `UPDATE tickets SET customer = $2 WHERE call_id = $1`, call, customer))("ticket of call", call)
}

// Parts returns the agents who had to do with a call, in order.
func (db *DB) Parts(ctx context.Context, call string) (_ []desk.Part, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	var list []desk.Part
	err = each(ctx, db.read, `SELECT agent, answered_at FROM ticket_parts WHERE call_id = $1 ORDER BY seq`, []any{call}, func(rows *sql.Rows) error {
		p := desk.Part{Call: call}
		var at int64
		err := rows.Scan(&p.Agent, &at)
		p.Answered = timeOf(at)
		list = append(list, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read who had a call: %w", err)
	}
	return list, nil
}

// Draft returns the draft of an agent's note about a call, false where there is none.
func (db *DB) Draft(ctx context.Context, call, agent string) (d desk.Draft, _ bool, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	var data string
	var at int64
	err = db.read.QueryRowContext(ctx, `SELECT data, updated_at FROM drafts WHERE call_id = $1 AND agent = $2`, call, agent).Scan(&data, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return d, false, nil
	}
	if err != nil {
		return d, false, fmt.Errorf("read draft: %w", err)
	}
	d.Updated = timeOf(at)
	if err := json.Unmarshal([]byte(data), &d.DraftNote); err != nil {
		return d, false, fmt.Errorf("draft of call %s: %w", call, err)
	}
	return d, true, nil
}

// PutDraft keeps a draft.
func (db *DB) PutDraft(ctx context.Context, call, agent string, n desk.DraftNote) (d desk.Draft, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	data, err := toJSON(n)
	if err != nil {
		return d, err
	}
	now := time.Now().UnixMilli()
	_, err = db.exec(ctx, `INSERT INTO drafts (call_id, agent, data, updated_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (call_id, agent) DO UPDATE SET data = excluded.data, updated_at = excluded.updated_at`, call, agent, data, now)
	if err != nil {
		return d, fmt.Errorf("write draft: %w", err)
	}
	return desk.Draft{DraftNote: n, Updated: timeOf(now)}, nil
}

// Drafts returns the drafts of an agent in which something is written, newest first,
// limit at most.
func (db *DB) Drafts(ctx context.Context, agent string, limit int) (_ []desk.OpenDraft, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	list := []desk.OpenDraft{}
	err = each(ctx, db.read, `SELECT d.call_id, t.ticket, t.service, t.channel, t.number, COALESCE(c.id, ''), COALESCE(c.name, ''), d.data, d.updated_at
		FROM drafts d JOIN tickets t ON t.call_id = d.call_id LEFT JOIN customers c ON c.id = t.customer
		WHERE d.agent = $1 AND d.data <> '{}' ORDER BY d.updated_at DESC, d.call_id DESC LIMIT $2`, []any{agent, limit}, func(rows *sql.Rows) error {
		var d desk.OpenDraft
		var data string
		var at int64
		if err := rows.Scan(&d.Call, &d.Ticket, &d.Service, &d.Channel, db.intoNumber(&d.Number), &d.Customer, &d.CustomerName, &data, &at); err != nil {
			return err
		}
		d.Draft.Updated = timeOf(at)
		if err := json.Unmarshal([]byte(data), &d.Draft.DraftNote); err != nil {
			return fmt.Errorf("draft of call %s: %w", d.Call, err)
		}
		list = append(list, d)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	return list, nil
}
