package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/fault"
)

// Kind is a table of configured things: services, agents, trunks.
type Kind string

// The kinds of configured things.
const (
	Services Kind = "services"
	Agents   Kind = "agents"
	Trunks   Kind = "trunks"
	Teams    Kind = "teams"
	Hours    Kind = "hours"
	Sounds   Kind = "sounds"
	Menus    Kind = "menus"

	ChatCategories Kind = "chat_topics"
	ChatSites      Kind = "chat_sites"
	ChatSchedules  Kind = "chat_schedules"
)

func (k Kind) table() string {
	switch k {
	case Services, Agents, Trunks, Teams, Hours, Sounds, Menus, ChatCategories, ChatSites, ChatSchedules:
		return string(k)
	}
	panic("store: unknown kind " + string(k)) // a constant of ours, never input
}

// The classes of what is kept of a kind: phones' digests, trunks' passwords; and the
// hash of what the configuration file says, by which passwords could be tried.
func (k Kind) sealed() string     { return k.table() + ".data" }
func (k Kind) sealedHash() string { return k.table() + ".file_hash" }

// Entity is one configured thing as JSON.
type Entity struct {
	ID       string
	Data     json.RawMessage
	FileHash string // of the configuration file's version applied last; "" if none
	Updated  time.Time
}

// Entities returns everything of a kind, by id.
func (db *DB) Entities(ctx context.Context, k Kind) (_ []Entity, err error) {
	defer db.done(opEntityRead, time.Now(), &err)
	rows, err := db.read.QueryContext(ctx, `SELECT id, data, file_hash, updated_at FROM `+k.table()+` WHERE data <> '' ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", k, err)
	}
	defer rows.Close()
	var list []Entity
	for rows.Next() {
		var e Entity
		var data, hash []byte
		var at int64
		if err := rows.Scan(&e.ID, db.intoBlob(k.sealed(), &data), db.intoBlob(k.sealedHash(), &hash), &at); err != nil {
			return nil, fmt.Errorf("read %s: %w", k, err)
		}
		e.Data, e.FileHash, e.Updated = json.RawMessage(data), string(hash), time.UnixMilli(at)
		list = append(list, e)
	}
	return list, rows.Err()
}

// EntityIDs returns the identifiers of everything of a kind, by order. They are not sealed:
// a store that was opened to be read has them too.
func (db *DB) EntityIDs(ctx context.Context, k Kind) (list []string, err error) {
	defer db.done(opEntityRead, time.Now(), &err)
	rows, err := db.read.QueryContext(ctx, `SELECT id FROM `+k.table()+` WHERE data <> '' ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", k, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("read %s: %w", k, err)
		}
		list = append(list, id)
	}
	return list, rows.Err()
}

// Entity returns one thing, or fault.NotFound.
func (db *DB) Entity(ctx context.Context, k Kind, id string) (_ Entity, err error) {
	defer db.done(opEntityRead, time.Now(), &err)
	e := Entity{ID: id}
	var data, hash []byte
	var at int64
	err = db.read.QueryRowContext(ctx, `SELECT data, file_hash, updated_at FROM `+k.table()+` WHERE id = $1 AND data <> ''`, id).Scan(db.intoBlob(k.sealed(), &data), db.intoBlob(k.sealedHash(), &hash), &at)
	if errors.Is(err, sql.ErrNoRows) {
		return e, fault.New(fault.NotFound, "there is no %s %q", k, id)
	}
	if err != nil {
		return e, fmt.Errorf("read %s: %w", k, err)
	}
	e.Data, e.FileHash, e.Updated = json.RawMessage(data), string(hash), time.UnixMilli(at)
	return e, nil
}

// PutEntity creates or replaces a thing. An empty FileHash leaves the stored one.
func (db *DB) PutEntity(ctx context.Context, k Kind, e Entity) error {
	return db.PutEntities(ctx, map[Kind]Changes{k: {Put: []Entity{e}}})
}

// Changes are what changes of one kind.
type Changes struct {
	Put   []Entity // created or replaced; an empty FileHash leaves the stored one
	Leave []string // ids that the file names no more: what is there stays, what was deleted is forgotten
	Drop  []string // ids that go, and are forgotten

	// Delete are ids that go; what the file named is remembered as deleted, so that
	// it comes back only when the file changes it.
	Delete []string
}

// PutEntities changes things of several kinds: all of them or, when it fails, none.
func (db *DB) PutEntities(ctx context.Context, kinds map[Kind]Changes) (err error) {
	defer db.done(opEntityWrite, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error { return db.putKinds(ctx, t, kinds) })
}

func (db *DB) putKinds(ctx context.Context, t *sql.Tx, kinds map[Kind]Changes) error {
	for k, c := range kinds {
		for _, e := range c.Put {
			if _, err := t.ExecContext(ctx, `INSERT INTO `+k.table()+` (id, data, file_hash, updated_at) VALUES ($1, $2, $3, $4)
				ON CONFLICT (id) DO UPDATE SET data = excluded.data, updated_at = excluded.updated_at,
				file_hash = CASE WHEN excluded.file_hash = '' THEN `+k.table()+`.file_hash ELSE excluded.file_hash END`,
				e.ID, db.blob(k.sealed(), e.Data), db.blob(k.sealedHash(), []byte(e.FileHash)), time.Now().UnixMilli()); err != nil {
				return fmt.Errorf("write %s %q: %w", k, e.ID, err)
			}
		}
		for _, id := range c.Leave {
			if _, err := t.ExecContext(ctx, `DELETE FROM `+k.table()+` WHERE id = $1 AND data = ''`, id); err != nil {
				return fmt.Errorf("write %s %q: %w", k, id, err)
			}
			if _, err := t.ExecContext(ctx, `UPDATE `+k.table()+` SET file_hash = '' WHERE id = $1`, id); err != nil {
				return fmt.Errorf("write %s %q: %w", k, id, err)
			}
		}
		for _, id := range c.Drop {
			if _, err := t.ExecContext(ctx, `DELETE FROM `+k.table()+` WHERE id = $1`, id); err != nil {
				return fmt.Errorf("delete %s %q: %w", k, id, err)
			}
		}
		for _, id := range c.Delete {
			if err := deleteEntity(ctx, t, k, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// DeleteEntity removes a thing. What the configuration file named is remembered as deleted, so that it comes back only
// when the file changes it.
func (db *DB) DeleteEntity(ctx context.Context, k Kind, id string) (err error) {
	defer db.done(opEntityWrite, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error { return deleteEntity(ctx, t, k, id) })
}

func deleteEntity(ctx context.Context, t *sql.Tx, k Kind, id string) error {
	if _, err := t.ExecContext(ctx, `DELETE FROM `+k.table()+` WHERE id = $1 AND file_hash = ''`, id); err != nil {
		return fmt.Errorf("delete %s %q: %w", k, id, err)
	}
	if _, err := t.ExecContext(ctx, `UPDATE `+k.table()+` SET data = '', updated_at = $2 WHERE id = $1`, id, time.Now().UnixMilli()); err != nil {
		return fmt.Errorf("delete %s %q: %w", k, id, err)
	}
	return nil
}

// FileHashes returns, for everything of a kind that the configuration file ever
// named, deleted or not, the version of the file applied last.
func (db *DB) FileHashes(ctx context.Context, k Kind) (_ map[string]string, err error) {
	defer db.done(opEntityRead, time.Now(), &err)
	rows, err := db.read.QueryContext(ctx, `SELECT id, file_hash FROM `+k.table()+` WHERE file_hash <> ''`)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", k, err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var id string
		var hash []byte
		if err := rows.Scan(&id, db.intoBlob(k.sealedHash(), &hash)); err != nil {
			return nil, fmt.Errorf("read %s: %w", k, err)
		}
		out[id] = string(hash)
	}
	return out, rows.Err()
}

// one checks that a statement touched a row.
func one(res sql.Result, err error) func(what, id string) error {
	return func(what, id string) error {
		if err != nil {
			return fmt.Errorf("write %s %q: %w", what, id, err)
		}
		n, err := res.RowsAffected()
		if err != nil {
			return fmt.Errorf("write %s %q: %w", what, id, err)
		}
		if n == 0 {
			return fault.New(fault.NotFound, "there is no %s %q", what, id)
		}
		return nil
	}
}

// Setting returns a setting, or "" where it was never set.
func (db *DB) Setting(ctx context.Context, name string) (_ string, err error) {
	defer db.done(opEntityRead, time.Now(), &err)
	var v []byte
	err = db.read.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = $1`, name).Scan(db.intoBlob("settings.value", &v))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("read setting %s: %w", name, err)
	}
	return string(v), nil
}

// SetSetting stores a setting.
func (db *DB) SetSetting(ctx context.Context, name, value string) (err error) {
	defer db.done(opEntityWrite, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error { return db.putSetting(ctx, t, name, value) })
}

func (db *DB) putSetting(ctx context.Context, t *sql.Tx, name, value string) error {
	_, err := t.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, db.blob("settings.value", []byte(value)))
	if err != nil {
		return fmt.Errorf("write setting %s: %w", name, err)
	}
	return nil
}

// SettingsOf returns every setting whose name begins with prefix, by name.
func (db *DB) SettingsOf(ctx context.Context, prefix string) (_ map[string]string, err error) {
	defer db.done(opEntityRead, time.Now(), &err)
	rows, err := db.read.QueryContext(ctx, `SELECT name, value FROM settings WHERE name LIKE $1 ESCAPE '\'`, likeText(prefix)+"%")
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var name string
		var v []byte
		if err := rows.Scan(&name, db.intoBlob("settings.value", &v)); err != nil {
			return nil, fmt.Errorf("read settings: %w", err)
		}
		out[name] = string(v)
	}
	return out, rows.Err()
}
