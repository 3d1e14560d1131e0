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

// Commit is a change of what is configured: everything in it becomes true at once,
// with its record and its line of the access log, or nothing does.
type Commit struct {
	Kinds    map[Kind]Changes
	Settings map[string]string // by name; "" is the default again
	Create   []people.User     // persons who are added
	Update   *people.User      // as UpdateUser
	Change   people.Change     // the record; without an Action there is none
	Also     []people.Change   // records of persons who are added with other things, one each
}

// Commit carries out a change. It fails with fault.Conflict when the change that
// it undoes was undone already.
func (db *DB) Commit(ctx context.Context, c Commit) (err error) {
	defer db.done(opEntityWrite, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		if err := db.putKinds(ctx, t, c.Kinds); err != nil {
			return err
		}
		for name, v := range c.Settings {
			if err := db.putSetting(ctx, t, name, v); err != nil {
				return err
			}
		}
		for _, u := range c.Create {
			if err := db.insertUser(ctx, t, u); err != nil {
				return err
			}
		}
		if c.Update != nil {
			if err := updateUser(ctx, t, *c.Update); err != nil {
				return err
			}
		}
		for _, rec := range append([]people.Change{c.Change}, c.Also...) {
			if rec.Action == "" {
				continue
			}
			if err := db.record(ctx, t, rec); err != nil {
				return err
			}
		}
		return nil
	})
}

// record writes the change and its line of the access log.
func (db *DB) record(ctx context.Context, t *sql.Tx, c people.Change) error {
	seq, err := db.logAccess(ctx, t, people.Access{
		ID: people.NewID(), At: c.At, Actor: c.Author.Actor, Role: c.Author.Role, Address: c.Author.Address,
		Action: c.Action, Target: c.Target, Detail: c.Detail(),
	})
	if err != nil {
		return err
	}
	if c.Undoes != "" {
		err := one(t.ExecContext(ctx, `UPDATE changes SET undone_by = $2 WHERE id = $1 AND undone_by = ''`, c.Undoes, c.ID))("change", c.Undoes)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Conflict, "the change has been undone already")
		}
		if err != nil {
			return err
		}
	}
	edits, err := json.Marshal(c.Edits)
	if err != nil {
		return fmt.Errorf("encode a change: %w", err)
	}
	_, err = t.ExecContext(ctx, `INSERT INTO changes (id, seq, at, actor, role, address, action, target, edits, undoes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		c.ID, seq, c.At.UnixMilli(), c.Author.Actor, c.Author.Role, c.Author.Address, c.Action, c.Target, db.blob("changes.edits", edits), c.Undoes)
	if err != nil {
		return fmt.Errorf("write a change: %w", err)
	}
	return nil
}

const changeColumns = `id, seq, at, actor, role, address, action, target, edits, undoes, undone_by`

// ChangeLog returns up to limit changes before a number (0: the newest), newest
// first; of some targets where they are named, one with * at its end: of those that begin so.
func (db *DB) ChangeLog(ctx context.Context, targets []string, before int64, limit int) (_ []people.Change, err error) {
	defer db.done(opEntityRead, time.Now(), &err)
	q := db.changesQuery(targets, before, limit)
	rows, err := db.read.QueryContext(ctx, q.String(), q.args...)
	if err != nil {
		return nil, fmt.Errorf("read changes: %w", err)
	}
	defer rows.Close()
	var list []people.Change
	for rows.Next() {
		c, err := db.scanChange(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

func (db *DB) changesQuery(targets []string, before int64, limit int) *query {
	q := &query{}
	q.WriteString(`SELECT ` + changeColumns + ` FROM changes WHERE TRUE`)
	if len(targets) > 0 {
		if cond := q.matches("target", db.postgres, targets...); cond != "" {
			q.and(cond)
		}
	}
	if before != 0 {
		q.and(`seq < ?`, before)
	}
	q.WriteString(` ORDER BY seq DESC LIMIT ` + q.arg(limit))
	return q
}

// Change returns one change, or fault.NotFound.
func (db *DB) Change(ctx context.Context, id string) (_ people.Change, err error) {
	defer db.done(opEntityRead, time.Now(), &err)
	c, err := db.scanChange(db.read.QueryRowContext(ctx, `SELECT `+changeColumns+` FROM changes WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return c, fault.New(fault.NotFound, "there is no change %q", id)
	}
	return c, err
}

func (db *DB) scanChange(row interface{ Scan(...any) error }) (people.Change, error) {
	var c people.Change
	var at int64
	var edits []byte
	err := row.Scan(&c.ID, &c.Seq, &at, &c.Author.Actor, &c.Author.Role, &c.Author.Address, &c.Action, &c.Target, db.intoBlob("changes.edits", &edits), &c.Undoes, &c.UndoneBy)
	if err != nil {
		return c, fmt.Errorf("read a change: %w", err)
	}
	c.At = time.UnixMilli(at)
	if err := json.Unmarshal(edits, &c.Edits); err != nil {
		return c, fmt.Errorf("change %s: %w", c.ID, err)
	}
	return c, nil
}
