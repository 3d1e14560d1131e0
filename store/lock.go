package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// advisoryLock names the one running program of a centre on PostgreSQL.
const advisoryLock = 0x63616c6c666c6f72 // "callflor"

// Lock makes this program the only one that runs on the store, until Close. Two
// programs on one journal would each lose what the other wrote.
func (db *DB) Lock(ctx context.Context) error {
	if db.postgres {
		conn, err := db.journal.Conn(ctx)
		if err != nil {
			return fmt.Errorf("lock the database: %w", err)
		}
		var got bool
		if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, int64(advisoryLock)).Scan(&got); err != nil {
			return fmt.Errorf("lock the database: %w", err)
		}
		if !got {
			conn.Close()
			return fmt.Errorf("another callfloor runs on this database: stop it first")
		}
		db.unlock = conn.Close
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
