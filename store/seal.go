package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/keyring"
)

// numbers is the class of every telephone number: one is found, and joined, in any
// column.
const numbers = "number"

// sealing is what seals and opens. It is replaced as a whole.
type sealing struct {
	file    string
	ring    *keyring.Ring // nil: nothing that is sealed can be opened
	ids     []string      // keys that rows may be sealed with, "" for none; the one that seals is last
	changed time.Time     // when the ring came, zero: with the start
}

func (db *DB) ring() *keyring.Ring {
	if s := db.sealing.Load(); s != nil {
		return s.ring
	}
	return nil
}

// sealed is a value that is sealed on its way into the database.
type sealed struct {
	ring  *keyring.Ring
	class string
	blob  []byte // nil: text, which is compared
	text  string
	id    string // of the key; only with chosen
	// chosen says that id is the key, "" for none; otherwise it is the one that seals.
	chosen bool
}

// Value implements driver.Valuer.
func (v sealed) Value() (driver.Value, error) {
	switch {
	case v.chosen:
		return v.ring.SealWith(v.id, v.class, v.text)
	case v.blob != nil:
		return v.ring.SealBlob(v.class, v.blob)
	}
	return v.ring.Seal(v.class, v.text)
}

// number is a telephone number as it is kept.
func (db *DB) number(v string) driver.Valuer {
	return sealed{ring: db.ring(), class: numbers, text: v}
}

// blob is data of a column, such as "webhooks.secret", as it is kept.
func (db *DB) blob(column string, data []byte) driver.Valuer {
	return sealed{ring: db.ring(), class: column, blob: data}
}

// forms are the ways in which a number may be kept: mostly one, more while rows are
// rewritten.
func (db *DB) forms(number string) []any {
	s := db.sealing.Load()
	list := make([]any, len(s.ids))
	for i, id := range s.ids {
		list[i] = sealed{ring: s.ring, class: numbers, text: number, id: id, chosen: true}
	}
	return list
}

// is narrows a column to a value in any of its forms.
func (q *query) is(column string, forms []any) {
	q.WriteString(" AND " + q.equals(column, forms))
}

// equals is the condition that a column has a value in one of its forms.
func (q *query) equals(column string, forms []any) string {
	if len(forms) == 1 {
		return column + " = " + q.arg(forms[0])
	}
	list := make([]string, len(forms))
	for i, v := range forms {
		list[i] = q.arg(v)
	}
	return column + " IN (" + strings.Join(list, ", ") + ")"
}

// tail is what the search by last digits finds a number by.
type tail struct {
	ring   *keyring.Ring
	number string
}

func (db *DB) tail(number string) driver.Valuer { return tail{db.ring(), number} }

// Value implements driver.Valuer.
func (v tail) Value() (driver.Value, error) {
	return v.ring.Tail(v.ring.Primary(), strings.TrimPrefix(v.number, "+"))
}

// reading opens what is read from a column into a text or bytes.
type reading[T string | []byte] struct {
	db    *DB
	class string
	into  *T
}

// Scan implements sql.Scanner.
func (o reading[T]) Scan(v any) error {
	var stored string
	switch v := v.(type) {
	case string:
		stored = v
	case []byte:
		stored = string(v)
	default:
		return fmt.Errorf("a column of %s holds %T", o.class, v)
	}
	data, err := o.db.ring().Open(o.class, stored)
	if err != nil {
		return err
	}
	*o.into = T(data)
	return nil
}

// intoNumber reads a telephone number.
func (db *DB) intoNumber(v *string) sql.Scanner { return reading[string]{db, numbers, v} }

// intoBlob reads data of a column.
func (db *DB) intoBlob(column string, v *[]byte) sql.Scanner { return reading[[]byte]{db, column, v} }

// openKeys reads the key file, or makes it where nothing is sealed yet, and notes the
// key that seals. A store that is sealed with a key that is not there is refused:
// nothing of it could be read, and a new key would hide that. fresh says that the
// store has just been made.
func (db *DB) openKeys(ctx context.Context, file string, fresh bool) error {
	used, err := db.sealedWith(ctx)
	if err != nil {
		return err
	}
	ring, err := keyring.Load(file)
	if errors.Is(err, fs.ErrNotExist) {
		if missing := slices.DeleteFunc(slices.Clone(used), func(id string) bool { return id == "" }); len(missing) > 0 {
			return fmt.Errorf("the database is sealed with the key %s, and there is no key file %s: %s", strings.Join(missing, ", "), file, putItBack)
		}
		if ring, err = keyring.Create(file); errors.Is(err, fs.ErrExist) { // somebody starts beside us
			ring, err = keyring.Load(file)
		} else if err == nil {
			db.made = true
		}
	}
	if err != nil {
		return err
	}
	if fresh {
		if _, err := db.write.ExecContext(ctx, `DELETE FROM seal_keys WHERE id = ''`); err != nil {
			return fmt.Errorf("note the key: %w", err)
		}
		used = nil
	}
	return db.useKeys(ctx, file, ring, used, time.Time{})
}

// putItBack is what to do about a key that is not there.
const putItBack = "put it back from its copy (encryption.key_file in the configuration says where it is; see docs/operate.md). " +
	"Without it the telephone numbers and secrets in this database are lost. Nothing was changed"

// useKeys seals with a ring from now on. used are the keys of the rows.
func (db *DB) useKeys(ctx context.Context, file string, ring *keyring.Ring, used []string, changed time.Time) error {
	for _, id := range used {
		if id != "" && !ring.Has(id) {
			return fault.New(fault.Invalid, "the database is sealed with the key %s, and the key file %s holds %s only: %s", id, file, strings.Join(ring.IDs(), ", "), putItBack)
		}
	}
	_, err := db.exec(ctx, `INSERT INTO seal_keys (id, created_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, ring.Primary(), time.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("note the key: %w", err)
	}
	ids := slices.DeleteFunc(slices.Clone(used), func(id string) bool { return id == ring.Primary() })
	db.sealing.Store(&sealing{file: file, ring: ring, ids: append(ids, ring.Primary()), changed: changed})
	select {
	case db.rekeyed <- struct{}{}:
	default:
	}
	return nil
}

// Rekeyed tells that another key seals, which Reseal may have work for.
func (db *DB) Rekeyed() <-chan struct{} { return db.rekeyed }

// sealedWith returns the keys that something in the store may be sealed with, "" for
// none. The end of the journal is looked at too: its file may be older or younger than
// the rest.
func (db *DB) sealedWith(ctx context.Context) ([]string, error) {
	var list []string
	note := func(id string) {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	err := each(ctx, db.write, `SELECT id FROM seal_keys ORDER BY created_at, id`, nil, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		note(id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read which keys are in use: %w", err)
	}
	for _, q := range []string{`SELECT substr(records, 1, 12) FROM journal_batches ORDER BY first_lsn DESC LIMIT 1`, `SELECT substr(state, 1, 12) FROM journal_snapshots ORDER BY lsn DESC LIMIT 1`} {
		var head string // keyring.HeadLength characters
		err := db.journal.QueryRowContext(ctx, q).Scan(&head)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, fmt.Errorf("read which key the journal is sealed with: %w", err)
		}
		if id := keyring.KeyOf(head); id != "" {
			note(id)
		}
	}
	return list, nil
}

// ReloadKeys reads the key file again. It reports whether another key seals now, which
// Reseal then has work for.
func (db *DB) ReloadKeys(ctx context.Context) (changed bool, _ error) {
	db.rekeying.Lock()
	defer db.rekeying.Unlock()
	now := db.sealing.Load()
	ring, err := keyring.Load(now.file)
	if err != nil {
		return false, fault.New(fault.Invalid, "the keys stay as they were: %w", err)
	}
	if ring.Primary() == now.ring.Primary() {
		return false, nil
	}
	used, err := db.sealedWith(ctx)
	if err != nil {
		return false, err
	}
	return true, db.useKeys(ctx, now.file, ring, used, time.Now())
}

// Keys is how the store is sealed.
type Keys struct {
	File  string
	ID    string    // of the key that seals
	Since time.Time // the day it was made
	Made  bool      // with this start
	// Left are the keys, "" for none, that rows may still be sealed with: Reseal
	// rewrites those.
	Left      []string
	Rewritten int64 // rows that Reseal has rewritten since the start
}

// Keys returns how the store is sealed.
func (db *DB) Keys() Keys {
	s := db.sealing.Load()
	return Keys{File: s.file, ID: s.ring.Primary(), Since: s.ring.Since(), Made: db.made, Left: s.ids[:len(s.ids)-1], Rewritten: db.rewritten.Load()}
}
