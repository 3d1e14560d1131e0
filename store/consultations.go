package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

const consultationColumns = `k.id, k.call_id, k.agent, k.ticket, k.service, k.channel, k.customer, k.number, k.disposition, k.disposition_name, k.note, k.fields,
	k.version, k.saved_at, k.updated_at, COALESCE(c.name, '')`

const fromConsultations = ` FROM consultations k LEFT JOIN customers c ON c.id = k.customer`

func (db *DB) scanConsultation(row interface{ Scan(...any) error }) (c desk.Consultation, err error) {
	var name, fields string
	var saved, updated int64
	err = row.Scan(&c.ID, &c.Call, &c.Agent, &c.Ticket, &c.Service, &c.Channel, &c.Customer, db.intoNumber(&c.Number), &c.Disposition, &name, &c.Text, &fields,
		&c.Version, &saved, &updated, &c.CustomerName)
	if err != nil {
		return c, err
	}
	c.Saved, c.Updated = timeOf(saved), timeOf(updated)
	if name != "" {
		if err := json.Unmarshal([]byte(name), &c.DispositionName); err != nil {
			return c, err
		}
	}
	return c, json.Unmarshal([]byte(fields), &c.Fields)
}

// Consultation returns one consultation, or fault.NotFound.
func (db *DB) Consultation(ctx context.Context, id string) (_ desk.Consultation, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	return db.consultation(ctx, db.read, id, `k.id = $1`, id)
}

// ConsultationOf returns the note of an agent about a call, or fault.NotFound.
func (db *DB) ConsultationOf(ctx context.Context, call, agent string) (_ desk.Consultation, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	return db.consultation(ctx, db.read, call, `k.call_id = $1 AND k.agent = $2`, call, agent)
}

func (db *DB) consultation(ctx context.Context, from querier, id, where string, args ...any) (desk.Consultation, error) {
	c, err := db.scanConsultation(from.QueryRowContext(ctx, `SELECT `+consultationColumns+fromConsultations+` WHERE `+where, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return c, notFound("consultation", id)
	}
	if err != nil {
		return c, fmt.Errorf("read consultation: %w", err)
	}
	return c, nil
}

// SaveConsultation saves the note of an agent about a call for the first time and
// removes its draft. Saved before it is changed, with a revision, or left alone
// where nothing differs: the same request twice does the same as once. Reservations that
// are made along with it are kept with it or not at all; one whose id is there stays.
func (db *DB) SaveConsultation(ctx context.Context, c desk.Consultation, by string, along ...desk.Reservation) (out desk.Consultation, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		n, err := db.insertConsultation(ctx, t, c, by)
		if err != nil {
			return err
		}
		if n == 0 {
			old, err := db.consultation(ctx, t, c.Call, `k.call_id = $1 AND k.agent = $2`, c.Call, c.Agent)
			if err != nil {
				return err
			}
			c.ID, c.Version = old.ID, old.Version
			if err := db.reviseConsultation(ctx, t, old, c, by); err != nil {
				return err
			}
		}
		if _, err := t.ExecContext(ctx, `DELETE FROM drafts WHERE call_id = $1 AND agent = $2`, c.Call, c.Agent); err != nil {
			return fmt.Errorf("delete draft: %w", err)
		}
		if c.Customer != "" {
			if _, err := t.ExecContext(ctx, `UPDATE tickets SET customer = $2 WHERE call_id = $1`, c.Call, c.Customer); err != nil {
				return fmt.Errorf("link the call: %w", err)
			}
		}
		for _, r := range along {
			switch there, err := db.reservationOf(ctx, t, r.ID); {
			case err == nil && there.State == desk.Cancelled: // asked for again
				there.State, there.Result = desk.Open, ""
				if _, err := db.updateReservation(ctx, t, there, desk.ReservationEvent{At: time.Now(), By: by, What: "reopened"}); err != nil {
					return err
				}
			case err == nil:
			case !fault.Is(err, fault.NotFound):
				return err
			default:
				if err := db.insertReservations(ctx, t, []desk.Reservation{r}, by); err != nil {
					return err
				}
			}
		}
		out, err = db.consultation(ctx, t, c.Call, `k.call_id = $1 AND k.agent = $2`, c.Call, c.Agent)
		return err
	})
	return out, err
}

// AddConsultations adds notes of former times: for demonstrations. Where it fails the first ones
// may be there.
func (db *DB) AddConsultations(ctx context.Context, list []desk.Consultation, by string) (err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	return changeSome(ctx, db, list, func(t *sql.Tx, c desk.Consultation) error {
		_, err := db.insertConsultation(ctx, t, c, by)
		return err
	})
}

// insertConsultation adds a note where the agent has none about the call.
func (db *DB) insertConsultation(ctx context.Context, t *sql.Tx, c desk.Consultation, by string) (added int64, _ error) {
	name, fields, err := consultationJSON(c)
	if err != nil {
		return 0, err
	}
	n, err := deleted(t.ExecContext(ctx, `INSERT INTO consultations (id, call_id, agent, ticket, service, channel, customer, number, disposition,
		disposition_name, note, fields, version, saved_at, updated_at, written_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $13, $14) ON CONFLICT (call_id, agent) DO NOTHING`,
		c.ID, c.Call, c.Agent, c.Ticket, c.Service, c.Channel, c.Customer, db.number(c.Number), c.Disposition, name, c.Text, fields, millis(c.Saved), by))
	if err != nil {
		return 0, fmt.Errorf("write consultation: %w", err)
	}
	return n, nil
}

// UpdateConsultation changes a note; the former version is kept. c.Version must be
// the stored one, else it fails with fault.Conflict.
func (db *DB) UpdateConsultation(ctx context.Context, c desk.Consultation, by string) (out desk.Consultation, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		old, err := db.consultation(ctx, t, c.ID, `k.id = $1`, c.ID)
		if err != nil {
			return err
		}
		if old.Version != c.Version {
			return desk.ErrChanged("consultation")
		}
		if err := db.reviseConsultation(ctx, t, old, c, by); err != nil {
			return err
		}
		out, err = db.consultation(ctx, t, c.ID, `k.id = $1`, c.ID)
		return err
	})
	return out, err
}

// reviseConsultation replaces old by c, unless they say the same.
func (db *DB) reviseConsultation(ctx context.Context, t *sql.Tx, old, c desk.Consultation, by string) error {
	if old.Customer == c.Customer && old.Service == c.Service && old.Disposition == c.Disposition && old.Text == c.Text && maps.Equal(old.Fields, c.Fields) {
		return nil
	}
	data, err := toJSON(desk.Note{Customer: old.Customer, Service: old.Service, Disposition: old.Disposition, Text: old.Text, Fields: old.Fields})
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, `INSERT INTO consultation_revisions (consultation, version, data, by_whom, at)
		SELECT id, version, $2, written_by, updated_at FROM consultations WHERE id = $1`, c.ID, data)
	if err != nil {
		return fmt.Errorf("keep the former version: %w", err)
	}
	name, fields, err := consultationJSON(c)
	if err != nil {
		return err
	}
	n, err := deleted(t.ExecContext(ctx, `UPDATE consultations SET service = $2, customer = $3, disposition = $4, disposition_name = $5, note = $6, fields = $7,
		version = version + 1, updated_at = $8, written_by = $9 WHERE id = $1 AND version = $10`,
		c.ID, c.Service, c.Customer, c.Disposition, name, c.Text, fields, time.Now().UnixMilli(), by, c.Version))
	if err != nil {
		return fmt.Errorf("write consultation: %w", err)
	}
	if n == 0 {
		return desk.ErrChanged("consultation")
	}
	return nil
}

func consultationJSON(c desk.Consultation) (name, fields string, err error) {
	if c.DispositionName != nil {
		if name, err = toJSON(c.DispositionName); err != nil {
			return "", "", err
		}
	}
	fields, err = toJSON(orEmpty(c.Fields))
	return name, fields, err
}

// Consultations returns consultations, newest completion first.
func (db *DB) Consultations(ctx context.Context, f desk.ConsultationFilter) (_ []desk.Consultation, next string, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	if f.Agents != nil && len(f.Agents) == 0 {
		return []desk.Consultation{}, "", nil
	}
	q, err := db.consultationQuery(f)
	if err != nil {
		return nil, "", err
	}
	list := []desk.Consultation{}
	err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		c, err := db.scanConsultation(rows)
		list = append(list, c)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("search consultations: %w", err)
	}
	list, next = page(list, f.Limit, func(c desk.Consultation) cursor { return cursor{Time: millis(c.Saved), ID: c.ID} })
	return list, next, nil
}

// consultationQuery is the statement of a list; each walks one index.
func (db *DB) consultationQuery(f desk.ConsultationFilter) (*query, error) {
	after, more, err := cursorOf(f.After)
	if err != nil {
		return nil, err
	}
	q := &query{}
	q.WriteString(`SELECT ` + consultationColumns + fromConsultations + ` WHERE 1 = 1`)
	if f.Customer != "" {
		q.and(`k.customer = ? AND k.customer <> ''`, f.Customer)
	}
	if f.Number != "" {
		q.is(`k.number`, db.forms(f.Number))
		q.WriteString(` AND k.number <> ''`)
	}
	if f.Ticket != "" {
		q.and(`k.ticket >= ? AND k.ticket < ?`, f.Ticket, string(desk.After(f.Ticket)))
	}
	if f.Agents != nil {
		q.in(`k.agent`, f.Agents)
	}
	if f.Channel != "" {
		q.and(`k.channel = ?`, f.Channel)
	}
	if !f.From.IsZero() {
		q.and(`k.saved_at >= ?`, millis(f.From))
	}
	if !f.To.IsZero() && !more { // a cursor is before it
		q.and(`k.saved_at < ?`, millis(f.To))
	}
	if f.Text != "" {
		q.and(`LOWER(k.note) LIKE LOWER(?) ESCAPE '!'`, "%"+escaped(f.Text)+"%")
	}
	if more {
		q.and(`(k.saved_at, k.id) < (?, ?)`, after.Time, after.ID)
	}
	q.WriteString(` ORDER BY k.saved_at DESC, k.id DESC LIMIT ` + q.arg(f.Limit+1))
	return q, nil
}

// CountConsultations counts the consultations that an agent completed, by channel.
func (db *DB) CountConsultations(ctx context.Context, agent string, from, to time.Time) (n desk.Counts, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	err = each(ctx, db.read, `SELECT channel, COUNT(*) FROM consultations WHERE agent = $1 AND saved_at >= $2 AND saved_at < $3 GROUP BY channel`,
		[]any{agent, millis(from), millis(to)}, func(rows *sql.Rows) error {
			var channel string
			var count int
			err := rows.Scan(&channel, &count)
			if channel == desk.Out {
				n.Out += count
			} else {
				n.In += count
			}
			return err
		})
	if err != nil {
		return n, fmt.Errorf("count consultations: %w", err)
	}
	return n, nil
}

// Revisions returns the versions of a consultation, newest first (the last 200): the
// first is the present one.
func (db *DB) Revisions(ctx context.Context, id string) (_ []desk.Revision, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	c, err := db.consultation(ctx, db.read, id, `k.id = $1`, id)
	if err != nil {
		return nil, err
	}
	now := desk.Revision{Version: c.Version, At: c.Updated, Note: desk.Note{Customer: c.Customer, Service: c.Service, Disposition: c.Disposition, Text: c.Text, Fields: c.Fields}}
	if err := db.read.QueryRowContext(ctx, `SELECT written_by FROM consultations WHERE id = $1`, id).Scan(&now.By); err != nil {
		return nil, fmt.Errorf("read revisions: %w", err)
	}
	list := []desk.Revision{now}
	err = each(ctx, db.read, `SELECT version, data, by_whom, at FROM consultation_revisions WHERE consultation = $1 ORDER BY version DESC LIMIT 200`, []any{id}, func(rows *sql.Rows) error {
		var r desk.Revision
		var data string
		var at int64
		if err := rows.Scan(&r.Version, &data, &r.By, &at); err != nil {
			return err
		}
		r.At = timeOf(at)
		list = append(list, r)
		return json.Unmarshal([]byte(data), &list[len(list)-1].Note)
	})
	if err != nil {
		return nil, fmt.Errorf("read revisions: %w", err)
	}
	return list, nil
}
