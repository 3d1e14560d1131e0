package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

const loginColumns = `token_hash, user_id, created_at, seen_at, active_at, locked_at, method, address, client`

func scanLogin(row interface{ Scan(...any) error }) (l people.Login, err error) {
	var created, seen, active, locked int64
	if err := row.Scan(&l.TokenHash, &l.UserID, &created, &seen, &active, &locked, &l.Method, &l.Address, &l.Client); err != nil {
		return l, err
	}
	l.Created, l.Seen, l.Active = time.UnixMilli(created), time.UnixMilli(seen), time.UnixMilli(max(active, created))
	if locked != 0 {
		l.Locked = time.UnixMilli(locked)
	}
	return l, nil
}

// Logins returns the log-ins of a person, the newest first.
func (db *DB) Logins(ctx context.Context, userID string) (_ []people.Login, err error) {
	defer db.done(opLogin, time.Now(), &err)
	rows, err := db.read.QueryContext(ctx, `SELECT `+loginColumns+` FROM logins WHERE user_id = $1 ORDER BY created_at DESC, token_hash`, userID)
	if err != nil {
		return nil, fmt.Errorf("read log-ins: %w", err)
	}
	defer rows.Close()
	var list []people.Login
	for rows.Next() {
		l, err := scanLogin(rows)
		if err != nil {
			return nil, fmt.Errorf("read log-ins: %w", err)
		}
		list = append(list, l)
	}
	return list, rows.Err()
}

// ActiveLogin notes that a person did something.
func (db *DB) ActiveLogin(ctx context.Context, tokenHash string, at time.Time) (err error) {
	defer db.done(opLogin, time.Now(), &err)
	_, err = db.exec(ctx, `UPDATE logins SET seen_at = $2, active_at = $2 WHERE token_hash = $1`, tokenHash, at.UnixMilli())
	if err != nil {
		return fmt.Errorf("write log-in: %w", err)
	}
	return nil
}

// LockLogin makes a log-in wait for the password again; a zero time lets it go on.
func (db *DB) LockLogin(ctx context.Context, tokenHash string, since time.Time) (err error) {
	defer db.done(opLogin, time.Now(), &err)
	query, at := `UPDATE logins SET locked_at = $2 WHERE token_hash = $1`, since.UnixMilli()
	if since.IsZero() {
		query, at = `UPDATE logins SET locked_at = 0, seen_at = $2, active_at = $2 WHERE token_hash = $1`, time.Now().UnixMilli()
	}
	if _, err = db.exec(ctx, query, tokenHash, at); err != nil {
		return fmt.Errorf("write log-in: %w", err)
	}
	return nil
}

// SecondFactor returns a person's second factor, or fault.NotFound.
func (db *DB) SecondFactor(ctx context.Context, userID string) (_ people.SecondFactor, err error) {
	defer db.done(opLogin, time.Now(), &err)
	f := people.SecondFactor{UserID: userID}
	var created, confirmed int64
	var secret []byte
	err = db.read.QueryRowContext(ctx, `SELECT secret, created_at, confirmed_at, last_step,
		(SELECT COUNT(*) FROM recovery_codes r WHERE r.user_id = f.user_id AND r.used_at = 0) FROM second_factors f WHERE user_id = $1`, userID).
		Scan(db.intoBlob("second_factors.secret", &secret), &created, &confirmed, &f.LastStep, &f.Recovery)
	if errors.Is(err, sql.ErrNoRows) {
		return f, fault.New(fault.NotFound, "there is no second factor")
	}
	if err != nil {
		return f, fmt.Errorf("read a second factor: %w", err)
	}
	f.Secret, f.Created = string(secret), time.UnixMilli(created)
	if confirmed != 0 {
		f.Confirmed = time.UnixMilli(confirmed)
	}
	return f, nil
}

// PutSecondFactor keeps a secret that is to be confirmed. One that is confirmed
// stays: fault.Conflict.
func (db *DB) PutSecondFactor(ctx context.Context, f people.SecondFactor) (err error) {
	defer db.done(opLogin, time.Now(), &err)
	err = one(db.exec(ctx, `INSERT INTO second_factors (user_id, secret, created_at) VALUES ($1, $2, $3)
		ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at, last_step = 0
		WHERE second_factors.confirmed_at = 0`, f.UserID, db.blob("second_factors.secret", []byte(f.Secret)), time.Now().UnixMilli()))("second factor", f.UserID)
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Conflict, "there is a second factor already: take it away first")
	}
	return err
}

// ConfirmSecondFactor puts a second factor into force, with the step of the code
// that showed it and the hashes of new recovery codes.
func (db *DB) ConfirmSecondFactor(ctx context.Context, userID string, step int64, hashes []string) (err error) {
	defer db.done(opLogin, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		err := one(t.ExecContext(ctx, `UPDATE second_factors SET confirmed_at = $2, last_step = $3 WHERE user_id = $1 AND confirmed_at = 0`,
			userID, time.Now().UnixMilli(), step))("second factor", userID)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Conflict, "there is no second factor that waits for its first code")
		}
		if err != nil {
			return err
		}
		return putRecoveryCodes(ctx, t, userID, hashes)
	})
}

// PutRecoveryCodes replaces a person's recovery codes.
func (db *DB) PutRecoveryCodes(ctx context.Context, userID string, hashes []string) (err error) {
	defer db.done(opLogin, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error { return putRecoveryCodes(ctx, t, userID, hashes) })
}

func putRecoveryCodes(ctx context.Context, t *sql.Tx, userID string, hashes []string) error {
	if _, err := t.ExecContext(ctx, `DELETE FROM recovery_codes WHERE user_id = $1`, userID); err != nil {
		return fmt.Errorf("write recovery codes: %w", err)
	}
	for _, h := range hashes {
		if _, err := t.ExecContext(ctx, `INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)`, userID, h); err != nil {
			return fmt.Errorf("write recovery codes: %w", err)
		}
	}
	return nil
}

// UseStep notes that the code of a time step was used; of several at once one
// succeeds, the others get fault.Denied.
func (db *DB) UseStep(ctx context.Context, userID string, step int64) (err error) {
	defer db.done(opLogin, time.Now(), &err)
	err = one(db.exec(ctx, `UPDATE second_factors SET last_step = $2 WHERE user_id = $1 AND last_step < $2`, userID, step))("second factor", userID)
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Denied, "the code was used already: wait for the next one")
	}
	return err
}

// UseRecoveryCode uses a recovery code up, or fails with fault.Denied.
func (db *DB) UseRecoveryCode(ctx context.Context, userID, hash string) (err error) {
	defer db.done(opLogin, time.Now(), &err)
	err = one(db.exec(ctx, `UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at = 0`,
		userID, hash, time.Now().UnixMilli()))("recovery code", userID)
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Denied, "the recovery code is wrong or was used")
	}
	return err
}

// DeleteSecondFactor takes a person's second factor away, with the recovery codes.
func (db *DB) DeleteSecondFactor(ctx context.Context, userID string) (err error) {
	defer db.done(opLogin, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		if _, err := t.ExecContext(ctx, `DELETE FROM recovery_codes WHERE user_id = $1`, userID); err != nil {
			return fmt.Errorf("delete recovery codes: %w", err)
		}
		return one(t.ExecContext(ctx, `DELETE FROM second_factors WHERE user_id = $1`, userID))("second factor", userID)
	})
}

// UserBySubject returns the person that a provider of single sign-on knows as
// subject, or fault.NotFound.
func (db *DB) UserBySubject(ctx context.Context, issuer, subject string) (_ people.User, err error) {
	defer db.done(opLogin, time.Now(), &err)
	return scanUser(db.read.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users WHERE id =
		(SELECT user_id FROM subjects WHERE issuer = $1 AND subject = $2)`, issuer, subject))
}

// UserByEmail returns the one person with an e-mail address, in any case of
// letters; fault.NotFound where there is none, or more than one.
func (db *DB) UserByEmail(ctx context.Context, email string) (_ people.User, err error) {
	defer db.done(opLogin, time.Now(), &err)
	var n int
	if err := db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM users WHERE email <> '' AND LOWER(email) = LOWER($1)`, email).Scan(&n); err != nil {
		return people.User{}, fmt.Errorf("read user: %w", err)
	}
	if n != 1 {
		return people.User{}, fault.New(fault.NotFound, "there is no user")
	}
	return scanUser(db.read.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users WHERE email <> '' AND LOWER(email) = LOWER($1)`, email))
}

// LinkSubject notes who a person is to a provider. A subject belongs to one person.
func (db *DB) LinkSubject(ctx context.Context, userID, issuer, subject string) (err error) {
	defer db.done(opLogin, time.Now(), &err)
	_, err = db.exec(ctx, `INSERT INTO subjects (issuer, subject, user_id, linked_at) VALUES ($1, $2, $3, $4)`, issuer, subject, userID, time.Now().UnixMilli())
	if conflict(err) {
		return fault.New(fault.Conflict, "somebody else is linked to this account already")
	}
	if err != nil {
		return fmt.Errorf("link a person: %w", err)
	}
	return nil
}

// APIKeys returns the living keys, by name.
func (db *DB) APIKeys(ctx context.Context) (_ []people.APIKey, err error) {
	defer db.done(opKey, time.Now(), &err)
	rows, err := db.read.QueryContext(ctx, `SELECT `+keyColumns+` FROM api_keys WHERE revoked_at = 0 ORDER BY name, id`)
	if err != nil {
		return nil, fmt.Errorf("read API keys: %w", err)
	}
	defer rows.Close()
	var list []people.APIKey
	for rows.Next() {
		k, err := readKey(rows)
		if err != nil {
			return nil, fmt.Errorf("read API keys: %w", err)
		}
		list = append(list, k)
	}
	return list, rows.Err()
}
