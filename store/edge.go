package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/calls"
)

// Stored is a value that another package keeps here in its own form.
type Stored struct {
	ID      string
	Owner   string // registrations: the agent
	Data    []byte
	Expires time.Time
}

// PutRegistration stores a phone's registration.
func (db *DB) PutRegistration(ctx context.Context, s Stored) (err error) {
	defer db.done(opEdgeWrite, time.Now(), &err)
	_, err = db.edge.ExecContext(ctx, `INSERT INTO registrations (id, agent_id, data, expires_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET agent_id = excluded.agent_id, data = excluded.data, expires_at = excluded.expires_at`,
		s.ID, s.Owner, db.blob("registrations.data", s.Data), s.Expires.UnixMilli())
	if err != nil {
		return fmt.Errorf("write registration: %w", err)
	}
	return nil
}

// DeleteRegistration removes a registration; one that is not there is no error.
func (db *DB) DeleteRegistration(ctx context.Context, id string) (err error) {
	defer db.done(opEdgeWrite, time.Now(), &err)
	if _, err := db.edge.ExecContext(ctx, `DELETE FROM registrations WHERE id = $1`, id); err != nil {
		return fmt.Errorf("delete registration: %w", err)
	}
	return nil
}

// Registrations returns the registrations that have not expired, and forgets the
// others.
func (db *DB) Registrations(ctx context.Context) (_ []Stored, err error) {
	defer db.done(opEdgeRead, time.Now(), &err)
	now := time.Now().UnixMilli()
	if _, err := db.edge.ExecContext(ctx, `DELETE FROM registrations WHERE expires_at <= $1`, now); err != nil {
		return nil, fmt.Errorf("delete expired registrations: %w", err)
	}
	return db.stored(ctx, "registrations.data", `SELECT id, agent_id, data, expires_at FROM registrations ORDER BY id`)
}

const (
	putDialog    = `INSERT INTO dialogs (id, data, updated_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET data = excluded.data, updated_at = excluded.updated_at`
	deleteDialog = `DELETE FROM dialogs WHERE id = $1`
)

// WriteDialogs stores what legs need to be carried on, and forgets legs that are
// over, in one transaction.
func (db *DB) WriteDialogs(ctx context.Context, put []Stored, gone []string) (err error) {
	defer db.done(opEdgeWrite, time.Now(), &err)
	t, err := db.edge.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("write dialogs: %w", err)
	}
	defer t.Rollback() //nolint:errcheck // after Commit it does nothing
	ctx = db.patient(ctx)
	save, forget := t.StmtContext(ctx, db.putDialog), t.StmtContext(ctx, db.deleteDialog)
	now := time.Now().UnixMilli()
	for _, s := range put {
		if _, err := save.ExecContext(ctx, s.ID, db.blob("dialogs.data", s.Data), now); err != nil {
			return fmt.Errorf("write dialog: %w", err)
		}
	}
	for _, id := range gone {
		if _, err := forget.ExecContext(ctx, id); err != nil {
			return fmt.Errorf("delete dialog: %w", err)
		}
	}
	if err := t.Commit(); err != nil {
		return fmt.Errorf("write dialogs: %w", err)
	}
	return nil
}

// Dialogs returns every stored dialog.
func (db *DB) Dialogs(ctx context.Context) (_ []Stored, err error) {
	defer db.done(opEdgeRead, time.Now(), &err)
	return db.stored(ctx, "dialogs.data", `SELECT id, '' , data, updated_at FROM dialogs ORDER BY id`)
}

func (db *DB) stored(ctx context.Context, column, query string) ([]Stored, error) {
	rows, err := db.edge.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	defer rows.Close()
	var list []Stored
	for rows.Next() {
		var s Stored
		var at int64
		if err := rows.Scan(&s.ID, &s.Owner, db.intoBlob(column, &s.Data), &at); err != nil {
			return nil, fmt.Errorf("read: %w", err)
		}
		s.Expires = time.UnixMilli(at)
		list = append(list, s)
	}
	return list, rows.Err()
}

// PutQuality stores what legs sounded like; those that are there already stay.
func (db *DB) PutQuality(ctx context.Context, legs []calls.Quality) (err error) {
	defer db.done(opLegsWrite, time.Now(), &err)
	if len(legs) == 0 {
		return nil
	}
	t, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("write legs: %w", err)
	}
	defer t.Rollback() //nolint:errcheck // after Commit it does nothing
	err = db.insertMany(ctx, t, legRows, len(legs), func(i int) []any {
		data, err := json.Marshal(legs[i])
		if err != nil {
			data = []byte("{}") // numbers only: it does not fail
		}
		return []any{string(legs[i].Call), legs[i].Leg, legs[i].Role, string(data), int64(legs[i].Ended)}
	})
	if err != nil {
		return fmt.Errorf("write legs: %w", err)
	}
	if err := t.Commit(); err != nil {
		return fmt.Errorf("write legs: %w", err)
	}
	return nil
}

// Quality returns what the legs of a call sounded like, the caller's first.
func (db *DB) Quality(ctx context.Context, id acd.CallID) (_ []calls.Quality, err error) {
	defer db.done(opHistory, time.Now(), &err)
	rows, err := db.read.QueryContext(ctx, `SELECT data FROM call_legs WHERE call_id = $1 ORDER BY role DESC, ended_at, leg`, string(id))
	if err != nil {
		return nil, fmt.Errorf("read legs: %w", err)
	}
	defer rows.Close()
	list := []calls.Quality{}
	for rows.Next() {
		var data string
		var q calls.Quality
		if err := rows.Scan(&data); err != nil {
			return nil, fmt.Errorf("read legs: %w", err)
		}
		if err := json.Unmarshal([]byte(data), &q); err != nil {
			return nil, fmt.Errorf("read legs: %w", err)
		}
		list = append(list, q)
	}
	return list, rows.Err()
}
