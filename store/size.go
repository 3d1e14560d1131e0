package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// files are what SQLite keeps, each with a log beside it.
var files = []string{"callfloor.db", "journal.db", "edge.db"}

// Logs returns the size in bytes of the write-ahead log of each SQLite file, by its
// name; nothing on PostgreSQL. A log is emptied again and again, back to 64 MiB at
// most; it grows only while somebody reads in one transaction for a long time: nothing
// of this program does.
func (db *DB) Logs() map[string]int64 {
	sizes := map[string]int64{}
	if db.postgres {
		return sizes
	}
	for _, name := range files {
		if st, err := os.Stat(filepath.Join(db.dir, name+"-wal")); err == nil {
			sizes[name] = st.Size()
		}
	}
	return sizes
}

// Size returns how many bytes everything kept takes.
func (db *DB) Size(ctx context.Context) (n int64, err error) {
	defer db.done(opEntityRead, time.Now(), &err)
	if db.postgres {
		if err := db.read.QueryRowContext(ctx, `SELECT pg_database_size(current_database())`).Scan(&n); err != nil {
			return 0, fmt.Errorf("size of the database: %w", err)
		}
		return n, nil
	}
	for _, name := range files {
		for _, part := range []string{"", "-wal", "-shm"} {
			if st, err := os.Stat(filepath.Join(db.dir, name+part)); err == nil {
				n += st.Size()
			}
		}
	}
	return n, nil
}
