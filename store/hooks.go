package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// Hooks returns every webhook, the oldest first.
func (db *DB) Hooks(ctx context.Context) (_ []cti.Hook, err error) {
	defer db.done(opHook, time.Now(), &err)
	rows, err := db.read.QueryContext(ctx, `SELECT id, url, secret, types, masked, active, created_at, created_by FROM webhooks ORDER BY created_at, id`)
	if err != nil {
		return nil, fmt.Errorf("read webhooks: %w", err)
	}
	defer rows.Close()
	list := []cti.Hook{}
	for rows.Next() {
		var h cti.Hook
		var types string
		var secret []byte
		var created int64
		if err := rows.Scan(&h.ID, &h.URL, db.intoBlob("webhooks.secret", &secret), &types, &h.Masked, &h.Active, &created, &h.By); err != nil {
			return nil, fmt.Errorf("read webhooks: %w", err)
		}
		if err := json.Unmarshal([]byte(types), &h.Types); err != nil {
			return nil, fmt.Errorf("types of webhook %s: %w", h.ID, err)
		}
		h.Secret, h.Created = string(secret), time.UnixMilli(created).UTC()
		list = append(list, h)
	}
	return list, rows.Err()
}

// hookRecord is what the record of a change says of a webhook. The secret stands there,
// sealed as the whole record is, so that one that was removed can come back.
type hookRecord struct {
	URL     string    `json:"url"`
	Types   []string  `json:"types"`
	Masked  bool      `json:"masked"`
	Active  bool      `json:"active"`
	Secret  string    `json:"secret,omitempty"`
	Created time.Time `json:"created_at"`
	By      string    `json:"created_by"`
}

// recordedHook is a webhook as records have it.
func recordedHook(h cti.Hook) (json.RawMessage, error) {
	b, err := json.Marshal(hookRecord{h.URL, append([]string{}, h.Types...), h.Masked, h.Active, h.Secret, h.Created.UTC(), h.By})
	if err != nil {
		return nil, fmt.Errorf("record a webhook: %w", err)
	}
	return b, nil
}

// hookIn returns a webhook within a transaction; false where it is not there.
func (db *DB) hookIn(ctx context.Context, t *sql.Tx, id string) (h cti.Hook, _ bool, err error) {
	h.ID = id
	var types string
	var secret []byte
	var created int64
	err = t.QueryRowContext(ctx, `SELECT url, secret, types, masked, active, created_at, created_by FROM webhooks WHERE id = $1`, id).
		Scan(&h.URL, db.intoBlob("webhooks.secret", &secret), &types, &h.Masked, &h.Active, &created, &h.By)
	if errors.Is(err, sql.ErrNoRows) {
		return h, false, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(types), &h.Types)
	}
	if err != nil {
		return h, false, fmt.Errorf("read webhook %s: %w", id, err)
	}
	h.Secret, h.Created = string(secret), time.UnixMilli(created).UTC()
	return h, true, nil
}

func (db *DB) writeHook(ctx context.Context, t *sql.Tx, h cti.Hook) error {
	types, err := json.Marshal(append([]string{}, h.Types...))
	if err != nil {
		return fmt.Errorf("types of webhook: %w", err)
	}
	_, err = t.ExecContext(ctx, `INSERT INTO webhooks (id, url, secret, types, masked, active, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET url = excluded.url, secret = excluded.secret, types = excluded.types, masked = excluded.masked, active = excluded.active`,
		h.ID, h.URL, db.blob("webhooks.secret", []byte(h.Secret)), string(types), flag(h.Masked), flag(h.Active), h.Created.UnixMilli(), h.By)
	if err != nil {
		return fmt.Errorf("write webhook: %w", err)
	}
	return nil
}

// recordHook records a change of a webhook; nil is one that was not, or is not.
func (db *DB) recordHook(ctx context.Context, t *sql.Tx, id string, before, after *cti.Hook, c people.Change) error {
	if c.Action == "" {
		return nil
	}
	e := people.Edit{Kind: Webhooks, ID: id}
	var err error
	if before != nil {
		if e.Before, err = recordedHook(*before); err != nil {
			return err
		}
	}
	if after != nil {
		if e.After, err = recordedHook(*after); err != nil {
			return err
		}
	}
	c.Edits = []people.Edit{e}
	return db.record(ctx, t, c)
}

// Webhooks is the kind of webhooks in records of changes.
const Webhooks = "webhooks"

// PutHook adds a webhook, or changes one whose version is the one named ("": any), with
// the record of the change where that has an action. A change without a secret keeps the
// one that is there. It fails with fault.NotFound where the one to change is not there,
// and with fault.Conflict where it was changed meanwhile or the one to add is there.
func (db *DB) PutHook(ctx context.Context, h cti.Hook, create bool, version string, c people.Change) (err error) {
	defer db.done(opHook, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		before, there, err := db.hookIn(ctx, t, h.ID)
		switch {
		case err != nil:
			return err
		case create && there:
			return fault.New(fault.Conflict, "the webhook %q exists already", h.ID)
		case create:
			if err := db.writeHook(ctx, t, h); err != nil {
				return err
			}
			return db.recordHook(ctx, t, h.ID, nil, &h, c)
		case !there:
			return notFound("webhook", h.ID)
		case version != "" && version != before.Version():
			return desk.ErrChanged("webhook")
		}
		next := h // the transaction may run again
		next.Created, next.By = before.Created, before.By
		if next.Secret == "" {
			next.Secret = before.Secret
		}
		if err := db.writeHook(ctx, t, next); err != nil {
			return err
		}
		if next.Version() == before.Version() { // there is nothing to take back
			return nil
		}
		return db.recordHook(ctx, t, next.ID, &before, &next, c)
	})
}

// DeleteHook removes a webhook with everything that waits for it, with the record of the
// change where that has an action.
func (db *DB) DeleteHook(ctx context.Context, id string, c people.Change) (err error) {
	defer db.done(opHook, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		before, there, err := db.hookIn(ctx, t, id)
		if err != nil {
			return err
		}
		if !there {
			return notFound("webhook", id)
		}
		if err := deleteHook(ctx, t, id); err != nil {
			return err
		}
		return db.recordHook(ctx, t, id, &before, nil, c)
	})
}

func deleteHook(ctx context.Context, t *sql.Tx, id string) error {
	if _, err := t.ExecContext(ctx, `DELETE FROM webhooks WHERE id = $1`, id); err != nil {
		return fmt.Errorf("delete webhook: %w", err)
	}
	return nil
}

// UndoHook takes a change of a webhook back. One that was removed has the id and the
// secret that it had; one that is there keeps its secret, which may have been renewed.
// It fails with fault.Conflict where it was changed again since, or the change was undone.
func (db *DB) UndoHook(ctx context.Context, e people.Edit, c people.Change) (err error) {
	defer db.done(opHook, time.Now(), &err)
	was, err := hookOf(e.ID, e.Before)
	if err != nil {
		return err
	}
	then, err := hookOf(e.ID, e.After)
	if err != nil {
		return err
	}
	return db.change(ctx, func(t *sql.Tx) error {
		found, there, err := db.hookIn(ctx, t, e.ID)
		if err != nil {
			return err
		}
		if !hookStands(found, there, then) {
			return fault.New(fault.Conflict, "the webhook %q was changed since: undo that first", e.ID)
		}
		var now *cti.Hook
		if there {
			now = &found
		}
		if was == nil {
			if err := deleteHook(ctx, t, e.ID); err != nil {
				return err
			}
			return db.recordHook(ctx, t, e.ID, now, nil, c)
		}
		back := *was
		if there {
			back.Secret = found.Secret
		}
		if err := db.writeHook(ctx, t, back); err != nil {
			return err
		}
		return db.recordHook(ctx, t, e.ID, now, &back, c)
	})
}

// HookStands reports whether a webhook is still what an edit made of it.
func (db *DB) HookStands(ctx context.Context, e people.Edit) (bool, error) {
	then, err := hookOf(e.ID, e.After)
	if err != nil {
		return false, err
	}
	list, err := db.Hooks(ctx)
	for _, h := range list {
		if h.ID == e.ID {
			return hookStands(h, true, then), err
		}
	}
	return hookStands(cti.Hook{}, false, then), err
}

func hookStands(now cti.Hook, there bool, then *cti.Hook) bool {
	return there == (then != nil) && (!there || now.Version() == then.Version())
}

// hookOf is the webhook of a record; nil for none.
func hookOf(id string, data json.RawMessage) (*cti.Hook, error) {
	if data == nil {
		return nil, nil
	}
	var r hookRecord
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("the record of webhook %s: %w", id, err)
	}
	return &cti.Hook{ID: id, URL: r.URL, Secret: r.Secret, Types: r.Types, Masked: r.Masked, Active: r.Active, Created: r.Created, By: r.By}, nil
}

// HookPlace returns how far the floor's events have been taken; false where never.
func (db *DB) HookPlace(ctx context.Context) (seq uint64, _ bool, err error) {
	defer db.done(opHook, time.Now(), &err)
	var n int64
	err = db.read.QueryRowContext(ctx, `SELECT seq FROM webhook_place WHERE id = 1`).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("read the place of webhooks: %w", err)
	}
	return uint64(n), true, nil
}

// Enqueue stores deliveries together with the place up to which events have been
// taken. One that is there already stays as it is.
func (db *DB) Enqueue(ctx context.Context, seq uint64, list []cti.Delivery) (err error) {
	defer db.done(opHook, time.Now(), &err)
	return db.tx(ctx, func(t *sql.Tx) error {
		for _, d := range list {
			_, err := t.ExecContext(ctx, `INSERT INTO webhook_deliveries (hook, event_id, type, at, call_id, body, state, attempts, next_at, status, error)
				SELECT $1, $2, $3, $4, $5, $6, $7, 0, $8, 0, '' WHERE EXISTS (SELECT 1 FROM webhooks WHERE id = $1) ON CONFLICT DO NOTHING`,
				d.Hook, d.EventID, d.Type, d.At.UnixMilli(), d.Call, db.blob("webhook_deliveries.body", d.Body), cti.Queued, d.At.UnixMilli())
			if err != nil {
				return fmt.Errorf("write delivery: %w", err)
			}
		}
		if seq == 0 {
			return nil
		}
		_, err := t.ExecContext(ctx, `INSERT INTO webhook_place (id, seq) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq`, int64(seq))
		if err != nil {
			return fmt.Errorf("write the place of webhooks: %w", err)
		}
		return nil
	})
}

const deliveryColumns = `hook, event_id, type, at, call_id, body, state, attempts, next_at, status, error`

func (db *DB) deliveries(rows *sql.Rows, err error) ([]cti.Delivery, error) {
	if err != nil {
		return nil, fmt.Errorf("read deliveries: %w", err)
	}
	defer rows.Close()
	list := []cti.Delivery{}
	for rows.Next() {
		var d cti.Delivery
		var at, next int64
		if err := rows.Scan(&d.Hook, &d.EventID, &d.Type, &at, &d.Call, db.intoBlob("webhook_deliveries.body", &d.Body), &d.State, &d.Attempts, &next, &d.Status, &d.Error); err != nil {
			return nil, fmt.Errorf("read deliveries: %w", err)
		}
		d.At = time.UnixMilli(at).UTC()
		if next != 0 && d.State == cti.Queued {
			d.Next = time.UnixMilli(next).UTC()
		}
		list = append(list, d)
	}
	return list, rows.Err()
}

// DueDeliveries returns what is to be posted to a hook by now, the oldest first.
func (db *DB) DueDeliveries(ctx context.Context, hook string, now time.Time, limit int) (_ []cti.Delivery, err error) {
	defer db.done(opHook, time.Now(), &err)
	return db.deliveries(db.read.QueryContext(ctx, `SELECT `+deliveryColumns+` FROM webhook_deliveries
		WHERE hook = $1 AND state = $2 AND next_at <= $3 ORDER BY at, event_id LIMIT $4`, hook, cti.Queued, now.UnixMilli(), limit))
}

// Deliveries returns a hook's deliveries before a time, the newest first.
func (db *DB) Deliveries(ctx context.Context, hook, state string, before time.Time, limit int) (_ []cti.Delivery, err error) {
	defer db.done(opHook, time.Now(), &err)
	return db.deliveries(db.read.QueryContext(ctx, `SELECT `+deliveryColumns+` FROM webhook_deliveries
		WHERE hook = $1 AND at < $2 AND ($3 = '' OR state = $3) ORDER BY at DESC, event_id DESC LIMIT $4`, hook, before.UnixMilli(), state, limit))
}

// NoteDelivery stores what came of an attempt.
func (db *DB) NoteDelivery(ctx context.Context, d cti.Delivery) (err error) {
	defer db.done(opHook, time.Now(), &err)
	next := int64(0)
	if !d.Next.IsZero() {
		next = d.Next.UnixMilli()
	}
	_, err = db.write.ExecContext(ctx, `UPDATE webhook_deliveries SET state = $1, attempts = $2, next_at = $3, status = $4, error = $5 WHERE hook = $6 AND event_id = $7`,
		d.State, d.Attempts, next, d.Status, d.Error, d.Hook, d.EventID)
	if err != nil {
		return fmt.Errorf("write delivery: %w", err)
	}
	return nil
}

// Replay posts the events of a time again at once, delivered, given up or waiting. It
// returns how many.
func (db *DB) Replay(ctx context.Context, hook string, from, to time.Time) (n int64, err error) {
	defer db.done(opHook, time.Now(), &err)
	res, err := db.exec(ctx, `UPDATE webhook_deliveries SET state = $1, attempts = 0, next_at = at WHERE hook = $2 AND at >= $3 AND at < $4`,
		cti.Queued, hook, from.UnixMilli(), to.UnixMilli())
	if err != nil {
		return 0, fmt.Errorf("replay: %w", err)
	}
	return res.RowsAffected()
}

// DeleteOldDeliveries deletes what is older than before, posted or not, and beyond most
// of what waits for a hook the oldest. It returns how many of those that waited.
func (db *DB) DeleteOldDeliveries(ctx context.Context, hook string, before time.Time, most int) (dropped int64, err error) {
	defer db.done(opHook, time.Now(), &err)
	if _, err := db.exec(ctx, `DELETE FROM webhook_deliveries WHERE hook = $1 AND at < $2 AND state <> $3`, hook, before.UnixMilli(), cti.Queued); err != nil {
		return 0, fmt.Errorf("delete old deliveries: %w", err)
	}
	res, err := db.exec(ctx, `DELETE FROM webhook_deliveries WHERE hook = $1 AND state = $2 AND (at < $3 OR at <= (
		SELECT at FROM webhook_deliveries WHERE hook = $1 AND state = $2 ORDER BY at DESC LIMIT 1 OFFSET $4))`, hook, cti.Queued, before.UnixMilli(), most)
	if err != nil {
		return 0, fmt.Errorf("delete old deliveries: %w", err)
	}
	return res.RowsAffected()
}
