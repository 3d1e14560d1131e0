package store

import (
	"database/sql"
	"errors"
	"testing"
	"time"
)

// On PostgreSQL the lock outlives its connection: it is taken again when the
// server has ended it, and a program that finds another on it is told to stop.
func TestLockOutlivesItsConnection(t *testing.T) {
	dsn := postgres(t)
	db := opened(t, "", dsn)
	lost := make(chan error, 1)
	must(t, db.Lock(ctx, func(err error) { lost <- err }))
	other, err := sql.Open("pgx", dsn)
	must(t, err)
	defer other.Close()
	holder := func() (pid int) {
		err := other.QueryRow(`SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = $1 AND objid = $2`,
			int64(advisoryLock>>32), int64(advisoryLock&0xffffffff)).Scan(&pid)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			t.Fatal(err)
		}
		return pid
	}
	end := func(pid int) {
		if _, err := other.Exec(`SELECT pg_terminate_backend($1)`, pid); err != nil {
			t.Fatal(err)
		}
	}
	first := holder()
	if first == 0 {
		t.Fatal("nobody holds the lock")
	}
	end(first)
	now := holder()
	for stop := time.Now().Add(30 * time.Second); now == 0 || now == first; now = holder() {
		if time.Now().After(stop) {
			t.Fatal("the lock is not taken again")
		}
		time.Sleep(50 * time.Millisecond)
	}
	// Another program waits and is faster.
	conn, err := other.Conn(ctx)
	must(t, err)
	defer conn.Close()
	waits := make(chan error, 1)
	go func() {
		_, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(advisoryLock))
		waits <- err
	}()
	for waiting, stop := 0, time.Now().Add(30*time.Second); waiting == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(stop) {
			t.Fatal("the other program does not wait for the lock")
		}
		must(t, other.QueryRow(`SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`).Scan(&waiting))
	}
	end(now)
	must(t, <-waits)
	select {
	case err := <-lost:
		if !errors.Is(err, errOther) {
			t.Errorf("lost: %v", err)
		}
	case <-time.After(60 * time.Second):
		t.Error("the program is not told that another runs")
	}
}
