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
			if _, err := t.ExecContext(ctx, `INSERT INTO api_keys (id, name, key_hash, role, from_file, created_at) VALUES ($1, $2, $3, $4, 1, $5)
				ON CONFLICT (key_hash) DO UPDATE SET name = excluded.name, role = excluded.role, from_file = 1`,
				k.ID, k.Name, k.Hash, k.Role, time.Now().UnixMilli()); err != nil {
				return fmt.Errorf("write API key %q: %w", k.Name, err)
			}
		}
		return nil
	})
}

// APIKeyByHash returns the living key with that hash, or fault.NotFound.
func (db *DB) APIKeyByHash(ctx context.Context, hash string) (_ people.APIKey, err error) {
	defer db.done(opKey, time.Now(), &err)
	k := people.APIKey{Hash: hash}
	var created int64
	err = db.read.QueryRowContext(ctx, `SELECT id, name, role, from_file, created_at FROM api_keys WHERE key_hash = $1 AND revoked_at = 0`, hash).
		Scan(&k.ID, &k.Name, &k.Role, &k.FromFile, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return k, fault.New(fault.NotFound, "there is no API key")
	}
	if err != nil {
		return k, fmt.Errorf("read API key: %w", err)
	}
	k.Created = time.UnixMilli(created)
	return k, nil
}

// CreateDisplayToken stores a token.
func (db *DB) CreateDisplayToken(ctx context.Context, d people.DisplayToken) (err error) {
	defer db.done(opKey, time.Now(), &err)
	services, err := json.Marshal(append([]string{}, d.Services...))
	if err != nil {
		return fmt.Errorf("services: %w", err)
	}
	_, err = db.exec(ctx, `INSERT INTO display_tokens (id, name, token_hash, services, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		d.ID, d.Name, d.Hash, string(services), d.CreatedBy, time.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("write display token: %w", err)
	}
	return nil
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

// RevokeDisplayToken ends a token, or fails with fault.NotFound.
func (db *DB) RevokeDisplayToken(ctx context.Context, id string) (err error) {
	defer db.done(opKey, time.Now(), &err)
	return one(db.exec(ctx, `UPDATE display_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at = 0`, id, time.Now().UnixMilli()))("display token", id)
}
