package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Size returns how many bytes everything kept takes.
func (db *DB) Size(ctx context.Context) (n int64, err error) {
	defer db.done(opEntityRead, time.Now(), &err)
	if db.postgres {
		if err := db.read.QueryRowContext(ctx, `SELECT pg_database_size(current_database())`).Scan(&n); err != nil {
			return 0, fmt.Errorf("size of the database: %w", err)
		}
		return n, nil
	}
	for _, name := range []string{"callfloor.db", "journal.db", "edge.db"} {
		for _, part := range []string{"", "-wal", "-shm"} {
			if st, err := os.Stat(filepath.Join(db.dir, name+part)); err == nil {
				n += st.Size()
			}
		}
	}
	return n, nil
}
