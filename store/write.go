package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// writeWithin bounds a write that a person waits for. A database that is locked
// for longer, by a backup or a shell, makes it fail; with the second that SQLite
// itself waits for a lock, that is five seconds at most.
const writeWithin = 4 * time.Second

// exec runs one statement that a person waits for, again while the database is
// locked, within writeWithin.
func (db *DB) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	var res sql.Result
	err := patiently(ctx, func(ctx context.Context) (err error) {
		res, err = db.write.ExecContext(ctx, query, args...)
		return err
	})
	return res, err
}

// change runs a write transaction that a person waits for, as exec does.
func (db *DB) change(ctx context.Context, fn func(*sql.Tx) error) error {
	return patiently(ctx, func(ctx context.Context) error { return db.tx(ctx, fn) })
}

func patiently(ctx context.Context, write func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, writeWithin)
	defer cancel()
	for {
		if err := write(ctx); !locked(err) || ctx.Err() != nil {
			return err
		}
	}
}

// tx runs fn in one write transaction, again up to three times when PostgreSQL
// reports a serialisation failure or a deadlock (40001, 40P01) or was restarted.
func (db *DB) tx(ctx context.Context, fn func(*sql.Tx) error) error {
	var err error
	for range 3 {
		if err = db.tryTx(ctx, fn); !retryable(err) {
			return err
		}
	}
	return err
}

// patient returns a context for a statement in a transaction that already has its
// connection. SQLite's driver starts a goroutine for every statement that could be
// cancelled, and has nothing to cancel there: the wait for a lock is bounded by
// busy_timeout, and a disk that hangs cannot be interrupted.
func (db *DB) patient(ctx context.Context) context.Context {
	if db.postgres {
		return ctx
	}
	return context.WithoutCancel(ctx)
}

func (db *DB) tryTx(ctx context.Context, fn func(*sql.Tx) error) error {
	t, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer t.Rollback() //nolint:errcheck // after Commit it does nothing
	if err := fn(t); err != nil {
		return err
	}
	if err := t.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}
