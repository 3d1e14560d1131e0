package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// advisoryLock names the one running program of a centre on PostgreSQL.
const advisoryLock = 0x63616c6c666c6f72 // "callflor"

// How often the lock on PostgreSQL is looked after, and how long one look may take.
const (
	lockEvery  = 2 * time.Second
	lockWithin = 5 * time.Second
)

// errOther says that another program holds the lock.
var errOther = errors.New("another callfloor runs on this database: stop it first")

// Lock makes this program the only one that runs on the store, until Close. Two
// programs on one journal would each lose what the other wrote. On PostgreSQL the
// lock ends with its connection; it is then taken again, and where another program
// was faster lost is called, once, from a goroutine of the store: this one must
// stop.
func (db *DB) Lock(ctx context.Context, lost func(error)) error {
	if db.postgres {
		l := &serverLock{db: db}
		if err := l.take(ctx); err != nil {
			return fmt.Errorf("lock the database: %w", err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		var keeping sync.WaitGroup
		keeping.Go(func() {
			if err := l.keep(ctx); err != nil {
				lost(err)
			}
		})
		db.unlock = func() error {
			cancel()
			keeping.Wait()
			l.drop()
			return nil
		}
		return nil
	}
	f, err := os.OpenFile(filepath.Join(db.dir, "callfloor.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("lock the data folder: %w", err)
	}
	if err := tryLock(f); err != nil {
		f.Close()
		return fmt.Errorf("another callfloor runs on the data folder %s: stop it first, or use another folder", db.dir)
	}
	db.unlock = f.Close
	return nil
}

// serverLock is the lock of this program on PostgreSQL. One goroutine at a time
// uses it.
type serverLock struct {
	db      *DB
	conn    *sql.Conn // holds the lock; nil: none
	pid     int       // the server's process of the last connection that held it
	started string    // when that process began: pids come again
}

// take gets the lock on a new connection, or fails with errOther. A connection
// that held it and is gone for us may still be there for the server: it is ended
// first.
func (l *serverLock) take(ctx context.Context) error {
	l.drop()
	conn, err := l.db.journal.Conn(ctx)
	if err != nil {
		return err
	}
	l.conn = conn
	if _, err := conn.ExecContext(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND backend_start::text = $2`, l.pid, l.started); err != nil {
		l.drop()
		return err
	}
	var got bool
	if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, int64(advisoryLock)).Scan(&got); err != nil {
		l.drop()
		return err
	}
	if !got {
		l.drop()
		return errOther
	}
	err = conn.QueryRowContext(ctx, `SELECT pid, backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()`).Scan(&l.pid, &l.started)
	if err != nil {
		l.drop()
	}
	return err
}

// drop ends the connection and with it the lock.
func (l *serverLock) drop() {
	if l.conn == nil {
		return
	}
	l.conn.Raw(func(any) error { return driver.ErrBadConn }) //nolint:errcheck // that is how a connection is ended, not given back
	l.conn = nil
}

// keep holds the lock until ctx ends, or fails with errOther.
func (l *serverLock) keep(ctx context.Context) error {
	t := time.NewTicker(lockEvery)
	defer t.Stop()
	others := 0
	for {
		select {
		case <-t.C:
		case <-ctx.Done():
			return nil
		}
		err := l.look(ctx)
		if others++; !errors.Is(err, errOther) {
			others = 0
		}
		if others == 2 { // a server that has just ended our connection may need a moment
			return err
		}
	}
}

// look checks that the lock is held and takes it where it is not. A server that
// does not answer is no news: it answers nobody else.
func (l *serverLock) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lockWithin)
	defer cancel()
	if l.conn != nil {
		if _, err := l.conn.ExecContext(ctx, `SELECT 1`); err == nil {
			return nil
		}
	}
	return l.take(ctx)
}
