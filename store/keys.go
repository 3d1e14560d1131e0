package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// SyncFileKeys makes the keys that come from the configuration file exactly list.
func (db *DB) SyncFileKeys(ctx context.Context, list []people.APIKey) (err error) {
	defer db.done(opKey, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		if _, err := t.ExecContext(ctx, `DELETE FROM api_keys WHERE from_file = 1`); err != nil {
			return fmt.Errorf("write API keys: %w", err)
		}
		for _, k := range list {
			perms, err := permissionsOf(k)
			if err != nil {
				return err
			}
			if _, err := t.ExecContext(ctx, `INSERT INTO api_keys (id, name, key_hash, role, permissions, manager, from_file, created_at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7)
				ON CONFLICT (key_hash) DO UPDATE SET name = excluded.name, role = excluded.role, permissions = excluded.permissions, manager = excluded.manager, from_file = 1`,
				k.ID, k.Name, k.Hash, k.Role, perms, k.Manager, time.Now().UnixMilli()); err != nil {
				return fmt.Errorf("write API key %q: %w", k.Name, err)
			}
		}
		return nil
	})
}

// APIKeyByHash returns the living key with that hash, or fault.NotFound.
func (db *DB) APIKeyByHash(ctx context.Context, hash string) (_ people.APIKey, err error) {
	defer db.done(opKey, time.Now(), &err)
	k, err := readKey(db.read.QueryRowContext(ctx, `SELECT `+keyColumns+` FROM api_keys WHERE key_hash = $1 AND revoked_at = 0`, hash))
	if errors.Is(err, sql.ErrNoRows) {
		return k, fault.New(fault.NotFound, "there is no API key")
	}
	if err != nil {
		return k, fmt.Errorf("read API key: %w", err)
	}
	k.Hash = hash
	return k, nil
}

const keyColumns = `id, name, role, permissions, manager, from_file, created_at, created_by`

func readKey(row interface{ Scan(...any) error }) (k people.APIKey, _ error) {
	var perms string
	var created int64
	if err := row.Scan(&k.ID, &k.Name, &k.Role, &perms, &k.Manager, &k.FromFile, &created, &k.By); err != nil {
		return k, err
	}
	k.Created = time.UnixMilli(created)
	if err := json.Unmarshal([]byte(perms), &k.Permissions); err != nil {
		return k, fmt.Errorf("permissions of the API key %q: %w", k.Name, err)
	}
	return k, nil
}

func permissionsOf(k people.APIKey) (string, error) {
	perms, err := json.Marshal(append([]people.Permission{}, k.Permissions...))
	if err != nil {
		return "", fmt.Errorf("permissions of the API key %q: %w", k.Name, err)
	}
	return string(perms), nil
}

// CreateDisplayToken stores a token, with the record of the change.
func (db *DB) CreateDisplayToken(ctx context.Context, d people.DisplayToken, c people.Change) (err error) {
	defer db.done(opKey, time.Now(), &err)
	services, err := json.Marshal(append([]string{}, d.Services...))
	if err != nil {
		return fmt.Errorf("services: %w", err)
	}
	return db.change(ctx, func(t *sql.Tx) error {
		_, err := t.ExecContext(ctx, `INSERT INTO display_tokens (id, name, token_hash, services, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			d.ID, d.Name, d.Hash, string(services), d.CreatedBy, time.Now().UnixMilli())
		if err != nil {
			return fmt.Errorf("write display token: %w", err)
		}
		return db.recordToken(ctx, t, displayTokens, d.ID, true, c)
	})
}

// CreateAPIKey stores a key that was made on screen, with the record of the change.
func (db *DB) CreateAPIKey(ctx context.Context, k people.APIKey, c people.Change) (err error) {
	defer db.done(opKey, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		if err := keyNameFree(ctx, t, k.Name); err != nil {
			return err
		}
		perms, err := permissionsOf(k)
		if err != nil {
			return err
		}
		if _, err := t.ExecContext(ctx, `INSERT INTO api_keys (id, name, key_hash, role, permissions, manager, from_file, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)`,
			k.ID, k.Name, k.Hash, k.Role, perms, k.Manager, time.Now().UnixMilli(), k.By); err != nil {
			return fmt.Errorf("write API key: %w", err)
		}
		return db.recordToken(ctx, t, apiKeys, k.ID, true, c)
	})
}

func keyNameFree(ctx context.Context, t *sql.Tx, name string) error {
	var n int
	if err := t.QueryRowContext(ctx, `SELECT COUNT(*) FROM api_keys WHERE name = $1 AND revoked_at = 0`, name).Scan(&n); err != nil {
		return fmt.Errorf("read API keys: %w", err)
	}
	if n > 0 {
		return fault.New(fault.Conflict, "there is a key named %q already, and the access log could not tell them apart", name)
	}
	return nil
}

// RevokeAPIKey ends a key that was made on screen, with the record of the change;
// fault.NotFound where there is none, fault.Conflict for one of the file.
func (db *DB) RevokeAPIKey(ctx context.Context, id string, c people.Change) (err error) {
	defer db.done(opKey, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		var file bool
		err := t.QueryRowContext(ctx, `SELECT from_file FROM api_keys WHERE id = $1 AND revoked_at = 0`, id).Scan(&file)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return fault.New(fault.NotFound, "there is no API key %q", id)
		case err != nil:
			return fmt.Errorf("read API key: %w", err)
		case file:
			return fault.New(fault.Conflict, "this key stands in the configuration file: take it out there")
		}
		return db.revoke(ctx, t, apiKeys, "API key", id, c)
	})
}

// RevokeDisplayToken ends a token, with the record of the change, or fails with
// fault.NotFound.
func (db *DB) RevokeDisplayToken(ctx context.Context, id string, c people.Change) (err error) {
	defer db.done(opKey, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error { return db.revoke(ctx, t, displayTokens, "display token", id, c) })
}

// RestoreAPIKey makes a key valid again that was revoked after a time, with the record
// of the change. It fails with fault.Conflict where it was revoked before, or is valid.
func (db *DB) RestoreAPIKey(ctx context.Context, id string, after time.Time, c people.Change) (err error) {
	defer db.done(opKey, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		var name string
		err := t.QueryRowContext(ctx, `SELECT name FROM api_keys WHERE id = $1`, id).Scan(&name)
		if err == nil {
			err = keyNameFree(ctx, t, name)
		} else if errors.Is(err, sql.ErrNoRows) {
			err = notFound("API key", id)
		}
		if err != nil {
			return err
		}
		return db.restore(ctx, t, apiKeys, id, after, c)
	})
}

// RestoreDisplayToken is RestoreAPIKey for a display token.
func (db *DB) RestoreDisplayToken(ctx context.Context, id string, after time.Time, c people.Change) (err error) {
	defer db.done(opKey, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error { return db.restore(ctx, t, displayTokens, id, after, c) })
}

// Tables of what may be revoked.
const (
	apiKeys       = "api_keys"
	displayTokens = "display_tokens"
)

func (db *DB) revoke(ctx context.Context, t *sql.Tx, table, what, id string, c people.Change) error {
	err := one(t.ExecContext(ctx, `UPDATE `+table+` SET revoked_at = $2 WHERE id = $1 AND revoked_at = 0`, id, time.Now().UnixMilli()))(what, id)
	if err != nil {
		return err
	}
	return db.recordToken(ctx, t, table, id, false, c)
}

func (db *DB) restore(ctx context.Context, t *sql.Tx, table, id string, after time.Time, c people.Change) error {
	n, err := deleted(t.ExecContext(ctx, `UPDATE `+table+` SET revoked_at = 0 WHERE id = $1 AND revoked_at > $2`, id, after.UnixMilli()))
	if err != nil {
		return fmt.Errorf("write %s: %w", table, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "it was revoked too long ago, or is valid again already: make a new one")
	}
	return db.recordToken(ctx, t, table, id, true, c)
}

// recordToken records that a key or token is valid from now on, or is not. What it is
// cannot be changed.
func (db *DB) recordToken(ctx context.Context, t *sql.Tx, table, id string, valid bool, c people.Change) error {
	if c.Action == "" {
		return nil
	}
	var v struct {
		Name     string          `json:"name"`
		Role     people.Role     `json:"role,omitempty"`
		Perms    json.RawMessage `json:"permissions,omitempty"`
		Manager  string          `json:"manager,omitempty"`
		Services json.RawMessage `json:"services,omitempty"`
		By       string          `json:"created_by"`
	}
	var err error
	e := people.Edit{ID: id}
	if table == apiKeys {
		e.Kind = "api-keys"
		var perms string
		err = t.QueryRowContext(ctx, `SELECT name, role, permissions, manager, created_by FROM api_keys WHERE id = $1`, id).Scan(&v.Name, &v.Role, &perms, &v.Manager, &v.By)
		v.Perms = json.RawMessage(perms)
	} else {
		e.Kind = "displays"
		var services string
		err = t.QueryRowContext(ctx, `SELECT name, services, created_by FROM display_tokens WHERE id = $1`, id).Scan(&v.Name, &services, &v.By)
		v.Services = json.RawMessage(services)
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", table, err)
	}
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("record %s: %w", table, err)
	}
	if valid {
		e.After = data
	} else {
		e.Before = data
	}
	c.Edits = []people.Edit{e}
	return db.record(ctx, t, c)
}

// DisplayTokens returns the living tokens, oldest first.
func (db *DB) DisplayTokens(ctx context.Context) (_ []people.DisplayToken, err error) {
	defer db.done(opKey, time.Now(), &err)
	return db.displayTokens(ctx, `revoked_at = 0`)
}

// DisplayTokenByHash returns the living token with that hash, or fault.NotFound.
func (db *DB) DisplayTokenByHash(ctx context.Context, hash string) (_ people.DisplayToken, err error) {
	defer db.done(opKey, time.Now(), &err)
	list, err := db.displayTokens(ctx, `revoked_at = 0 AND token_hash = $1`, hash)
	if err != nil {
		return people.DisplayToken{}, err
	}
	if len(list) == 0 {
		return people.DisplayToken{}, fault.New(fault.NotFound, "there is no display token")
	}
	return list[0], nil
}

func (db *DB) displayTokens(ctx context.Context, where string, args ...any) ([]people.DisplayToken, error) {
	rows, err := db.read.QueryContext(ctx, `SELECT id, name, token_hash, services, created_by, created_at FROM display_tokens WHERE `+where+` ORDER BY created_at, id`, args...)
	if err != nil {
		return nil, fmt.Errorf("read display tokens: %w", err)
	}
	defer rows.Close()
	var list []people.DisplayToken
	for rows.Next() {
		var d people.DisplayToken
		var services string
		var created int64
		if err := rows.Scan(&d.ID, &d.Name, &d.Hash, &services, &d.CreatedBy, &created); err != nil {
			return nil, fmt.Errorf("read display tokens: %w", err)
		}
		d.Created = time.UnixMilli(created)
		if err := json.Unmarshal([]byte(services), &d.Services); err != nil {
			return nil, fmt.Errorf("display token %s: %w", d.ID, err)
		}
		list = append(list, d)
	}
	return list, rows.Err()
}
