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

const userColumns = `id, login, name, role, permissions, agent_id, language, password_hash, disabled, created_at, email, must_change`

func scanUser(row interface{ Scan(...any) error }) (people.User, error) {
	var u people.User
	var perms string
	var created int64
	err := row.Scan(&u.ID, &u.Login, &u.Name, &u.Role, &perms, &u.AgentID, &u.Language, &u.PasswordHash, &u.Disabled, &created, &u.Email, &u.MustChange)
	if errors.Is(err, sql.ErrNoRows) {
		return u, fault.New(fault.NotFound, "there is no user")
	}
	if err != nil {
		return u, fmt.Errorf("read user: %w", err)
	}
	u.Created = time.UnixMilli(created)
	if err := json.Unmarshal([]byte(perms), &u.Permissions); err != nil {
		return u, fmt.Errorf("permissions of %s: %w", u.Login, err)
	}
	return u, nil
}

// UserByLogin returns the person with that log-in name, or fault.NotFound.
func (db *DB) UserByLogin(ctx context.Context, login string) (_ people.User, err error) {
	defer db.done(opLogin, time.Now(), &err)
	return scanUser(db.read.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users WHERE login = $1`, login))
}

// Users returns everybody, by log-in name.
func (db *DB) Users(ctx context.Context) (_ []people.User, err error) {
	defer db.done(opUser, time.Now(), &err)
	rows, err := db.read.QueryContext(ctx, `SELECT `+userColumns+` FROM users ORDER BY login`)
	if err != nil {
		return nil, fmt.Errorf("read users: %w", err)
	}
	defer rows.Close()
	var list []people.User
	for rows.Next() {
		u, err := scanUser(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, u)
	}
	return list, rows.Err()
}

// UserNames returns what people are called, by log-in name; who is not there is not in it.
func (db *DB) UserNames(ctx context.Context, logins []string) (_ map[string]string, err error) {
	defer db.done(opUser, time.Now(), &err)
	names := make(map[string]string, len(logins))
	err = db.eachOf(ctx, `SELECT login, name FROM users WHERE 1 = 1`, "login", logins, func(rows *sql.Rows) error {
		var login, name string
		err := rows.Scan(&login, &name)
		names[login] = name
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find names of users: %w", err)
	}
	return names, nil
}

// CreateUser adds a person, or fails with fault.Conflict when the log-in name is taken.
func (db *DB) CreateUser(ctx context.Context, u people.User) (err error) {
	defer db.done(opUser, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error { return db.insertUser(ctx, t, u) })
}

// CreateFirstUser adds the first administrator, or fails with fault.Conflict when
// somebody can administer the centre already (HasAdministrator). c is the record.
func (db *DB) CreateFirstUser(ctx context.Context, u people.User, c people.Change) (err error) {
	defer db.done(opUser, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		has, err := hasAdministrator(ctx, t)
		if err != nil {
			return err
		}
		if has {
			return fault.New(fault.Conflict, "administrator exists already")
		}
		if err := db.insertUser(ctx, t, u); err != nil {
			return err
		}
		return db.record(ctx, t, c)
	})
}

func (db *DB) insertUser(ctx context.Context, t *sql.Tx, u people.User) error {
	perms, err := json.Marshal(append([]people.Permission{}, u.Permissions...))
	if err != nil {
		return fmt.Errorf("permissions: %w", err)
	}
	now := time.Now().UnixMilli()
	_, err = t.ExecContext(ctx, `INSERT INTO users (`+userColumns+`, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $10)`,
		u.ID, u.Login, u.Name, u.Role, string(perms), u.AgentID, u.Language, u.PasswordHash, flag(u.Disabled), now, u.Email, flag(u.MustChange))
	if conflict(err) {
		return fault.New(fault.Conflict, "user %q exists already", u.Login)
	}
	if err != nil {
		return fmt.Errorf("write user %q: %w", u.Login, err)
	}
	return nil
}

// HasAdministrator reports whether anybody can administer the centre.
func (db *DB) HasAdministrator(ctx context.Context) (_ bool, err error) {
	defer db.done(opUser, time.Now(), &err)
	return hasAdministrator(ctx, db.read)
}

func hasAdministrator(ctx context.Context, from interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}) (bool, error) {
	var n int
	err := from.QueryRowContext(ctx, `SELECT COUNT(*) FROM users WHERE role = 'administrator' AND disabled = 0`).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("count administrators: %w", err)
	}
	return n > 0, nil
}

// UpdateUser replaces a person's data (not the log-in name). An empty PasswordHash
// leaves the stored one, and without MustChangeSaid MustChange too: the person may have
// chosen a password since u was read.
func (db *DB) UpdateUser(ctx context.Context, u people.User) (err error) {
	defer db.done(opUser, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error { return updateUser(ctx, t, u) })
}

func updateUser(ctx context.Context, t *sql.Tx, u people.User) error {
	perms, err := json.Marshal(append([]people.Permission{}, u.Permissions...))
	if err != nil {
		return fmt.Errorf("permissions: %w", err)
	}
	return one(t.ExecContext(ctx, `UPDATE users SET name = $2, role = $3, permissions = $4, agent_id = $5, language = $6,
		password_hash = CASE WHEN $7 = '' THEN password_hash ELSE $7 END, disabled = $8, updated_at = $9, email = $10,
		must_change = CASE WHEN $11 = 0 THEN must_change ELSE $12 END WHERE id = $1`,
		u.ID, u.Name, u.Role, string(perms), u.AgentID, u.Language, u.PasswordHash, flag(u.Disabled), time.Now().UnixMilli(), u.Email,
		flag(u.PasswordHash != "" || u.MustChangeSaid), flag(u.MustChange)))("user", u.ID)
}

// SetPassword changes the password of a person to one of their own choice, and nothing
// else: MustChange is fulfilled by it. It fails with
// fault.Conflict when the password is not the one behind old any more.
func (db *DB) SetPassword(ctx context.Context, id, old, hash string) (err error) {
	defer db.done(opUser, time.Now(), &err)
	err = one(db.exec(ctx, `UPDATE users SET password_hash = $3, must_change = 0, updated_at = $4 WHERE id = $1 AND password_hash = $2`,
		id, old, hash, time.Now().UnixMilli()))("user", id)
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Conflict, "the password has been changed meanwhile: log in with the new one")
	}
	return err
}

// CreateLogin stores a log-in.
func (db *DB) CreateLogin(ctx context.Context, l people.Login) (err error) {
	defer db.done(opLogin, time.Now(), &err)
	if l.Method == "" {
		l.Method = people.ByPassword
	}
	_, err = db.exec(ctx, `INSERT INTO logins (`+loginColumns+`) VALUES ($1, $2, $3, $3, $3, 0, $4, $5, $6)`,
		l.TokenHash, l.UserID, l.Created.UnixMilli(), l.Method, l.Address, l.Client)
	if err != nil {
		return fmt.Errorf("write log-in: %w", err)
	}
	return nil
}

// LoginUser returns a log-in and its person, or fault.NotFound.
func (db *DB) LoginUser(ctx context.Context, tokenHash string) (_ people.Login, _ people.User, err error) {
	defer db.done(opLogin, time.Now(), &err)
	l, err := scanLogin(db.read.QueryRowContext(ctx, `SELECT `+loginColumns+` FROM logins WHERE token_hash = $1`, tokenHash))
	if errors.Is(err, sql.ErrNoRows) {
		return l, people.User{}, fault.New(fault.NotFound, "there is no log-in")
	}
	if err != nil {
		return l, people.User{}, fmt.Errorf("read log-in: %w", err)
	}
	u, err := scanUser(db.read.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users WHERE id = $1`, l.UserID))
	return l, u, err
}

// TouchLogin notes that a log-in is in use.
func (db *DB) TouchLogin(ctx context.Context, tokenHash string, at time.Time) (err error) {
	defer db.done(opLogin, time.Now(), &err)
	_, err = db.exec(ctx, `UPDATE logins SET seen_at = $2 WHERE token_hash = $1`, tokenHash, at.UnixMilli())
	if err != nil {
		return fmt.Errorf("write log-in: %w", err)
	}
	return nil
}

// DeleteLogin ends one log-in.
func (db *DB) DeleteLogin(ctx context.Context, tokenHash string) (err error) {
	defer db.done(opLogin, time.Now(), &err)
	_, err = db.exec(ctx, `DELETE FROM logins WHERE token_hash = $1`, tokenHash)
	if err != nil {
		return fmt.Errorf("delete log-in: %w", err)
	}
	return nil
}

// DeleteLogins ends every log-in of a person but one ("" for none).
func (db *DB) DeleteLogins(ctx context.Context, userID, but string) (err error) {
	defer db.done(opLogin, time.Now(), &err)
	_, err = db.exec(ctx, `DELETE FROM logins WHERE user_id = $1 AND token_hash <> $2`, userID, but)
	if err != nil {
		return fmt.Errorf("delete log-ins: %w", err)
	}
	return nil
}

// DeleteOldLogins ends log-ins begun before created or unused since seen.
func (db *DB) DeleteOldLogins(ctx context.Context, created, seen time.Time) (err error) {
	defer db.done(opLogin, time.Now(), &err)
	_, err = db.exec(ctx, `DELETE FROM logins WHERE created_at < $1 OR seen_at < $2`, created.UnixMilli(), seen.UnixMilli())
	if err != nil {
		return fmt.Errorf("delete old log-ins: %w", err)
	}
	return nil
}
