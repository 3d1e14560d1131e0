package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/callfloor/callfloor/keyring"
)

// part is one of the three databases (on PostgreSQL they are one).
type part int

const (
	mainPart part = iota
	journalPart
	edgePart
)

// kept is a table with sealed columns.
type kept struct {
	part    part
	name    string
	keys    []string
	columns []column
	atOnce  int // rows of one statement and one transaction
}

// column is a sealed column.
type column struct {
	name  string
	class string // numbers: compared; else a blob
}

func sealedIn(p part, name, keys string, atOnce int, columns ...string) kept {
	k := kept{part: p, name: name, keys: strings.Split(keys, ", "), atOnce: atOnce}
	for _, c := range columns {
		class := name + "." + c
		if c == "number" || c == "caller" || c == "called" || c == "external" {
			class = numbers
		}
		k.columns = append(k.columns, column{c, class})
	}
	return k
}

// sealedTables are every table with sealed columns. A column that is missing here
// would keep its old key for ever: TestRotation looks at every table for that.
var sealedTables = []kept{
	sealedIn(mainPart, "customer_phones", "customer, position", 100, "number"),
	sealedIn(mainPart, "tickets", "call_id", 100, "number"),
	sealedIn(mainPart, "consultations", "id", 100, "number"),
	sealedIn(mainPart, "reservations", "id", 100, "number"),
	sealedIn(mainPart, callbacksTable, "id", 100, "number", "name", "memo", "result", "voice_key", "caller"),
	sealedIn(mainPart, "callback_voices", "voice", 100, "voice_key"),
	sealedIn(mainPart, "do_not_call", "id", 100, "number", "reason"),
	sealedIn(mainPart, "calls", "id", 100, "caller", "called"),
	sealedIn(mainPart, "segments", "call_id, seq", 500, "number"),
	sealedIn(mainPart, "row_checkpoint", "id", 1, "state"),
	sealedIn(mainPart, "settings", "name", 100, "value"),
	sealedIn(mainPart, string(Services), "id", 100, "data", "file_hash"),
	sealedIn(mainPart, string(Agents), "id", 100, "data", "file_hash"),
	sealedIn(mainPart, string(Trunks), "id", 100, "data", "file_hash"),
	sealedIn(mainPart, string(Teams), "id", 100, "data", "file_hash"),
	sealedIn(mainPart, string(Hours), "id", 100, "data", "file_hash"),
	sealedIn(mainPart, string(Sounds), "id", 100, "data", "file_hash"),
	sealedIn(mainPart, string(Menus), "id", 100, "data", "file_hash"),
	sealedIn(mainPart, string(ChatCategories), "id", 100, "data", "file_hash"),
	sealedIn(mainPart, string(ChatSites), "id", 100, "data", "file_hash"),
	sealedIn(mainPart, string(ChatSchedules), "id", 100, "data", "file_hash"),
	sealedIn(mainPart, "changes", "id", 50, "edits"),
	sealedIn(mainPart, "second_factors", "user_id", 100, "secret"),
	sealedIn(mainPart, "webhooks", "id", 100, "secret"),
	sealedIn(mainPart, "webhook_deliveries", "hook, event_id", 100, "body"),
	sealedIn(mainPart, "sms_sends", "id", 100, "title", "body"),
	sealedIn(mainPart, "sms_batches", "id", 100, "title", "body"),
	sealedIn(mainPart, "sms_messages", "id", 100, "number", "fields"),
	sealedIn(mainPart, "sms_images", "id", 5, "data"),
	sealedIn(mainPart, "sms_opt_outs", "id", 100, "number"),
	sealedIn(mainPart, "sms_conversations", "id", 100, "number"),
	sealedIn(mainPart, "sms_incoming", "id", 100, "body", "media"),
	sealedIn(mainPart, "sms_parts", "id", 100, "number", "data"),
	sealedIn(mainPart, "chat_visitors", "id", 100, "external", "number", "email", "birth", "fields", "site_user"),
	sealedIn(mainPart, "chat_room_origins", "room", 100, "params", "url", "referrer"),
	sealedIn(mainPart, chatMessages, "id", 100, "body", "files"),
	sealedIn(mainPart, "chat_files", "id", 100, "name"),
	sealedIn(mainPart, "chat_file_parts", "id, part", 5, "data"),
	sealedIn(mainPart, "chat_requests", "id", 100, "body", "answer"),
	sealedIn(mainPart, "chat_ratings", "room", 100, "comment"),
	sealedIn(journalPart, "journal_batches", "first_lsn", 50, "records"),
	sealedIn(journalPart, "journal_snapshots", "lsn", 1, "state"),
	sealedIn(journalPart, "journal_skips", "lsn", 50, "why"),
	sealedIn(edgePart, "registrations", "id", 50, "data"),
	sealedIn(edgePart, "dialogs", "id", 50, "data"),
}

const (
	// sealPause is the least time between two transactions of Reseal, which rests twice as
	// long as it works: the rest is for everybody else.
	sealPause = 20 * time.Millisecond
	// logPause is the time between two tries to empty a write-ahead log that somebody
	// reads: writers wait while one lasts.
	logPause = 2 * time.Second
	// sealSettle is how long a write may be under way that was sealed with the key of
	// before: writes end within writeWithin or fail.
	sealSettle = 10 * time.Second
)

// Reseal rewrites every row that is not sealed with the key that seals, some at a time
// and beside everything else, and then forgets the other keys: what is sealed with them
// is gone. It may be ended at any time and goes on when it is called again. told hears
// of every table of which rows were rewritten.
func (db *DB) Reseal(ctx context.Context, told func(table string, rows int)) error {
	for {
		s := db.sealing.Load()
		if len(s.ids) == 1 {
			return nil
		}
		if err := db.reseal(ctx, s, told); err != nil && db.sealing.Load() == s {
			return err
		} // otherwise another key came meanwhile
	}
}

func (db *DB) reseal(ctx context.Context, s *sealing, told func(table string, rows int)) error {
	if err := db.overwrite(ctx, s); err != nil {
		return err
	}
	for {
		began := time.Now()
		n, err := db.sweep(ctx, s, told)
		if err != nil {
			return err
		}
		settles := s.changed.Add(db.settle)
		if n == 0 && !began.Before(settles) {
			return db.resealed(ctx, s)
		}
		if err := pause(ctx, time.Until(settles)); err != nil {
			return err
		}
	}
}

// sweep rewrites what is not sealed with the key that seals, and returns how much.
func (db *DB) sweep(ctx context.Context, s *sealing, told func(table string, rows int)) (n int, _ error) {
	for _, t := range sealedTables {
		before := n
		var after []any
		for {
			page, last, err := db.sealPage(ctx, t, s, after)
			if err != nil {
				return n, fmt.Errorf("seal %s anew: %w", t.name, err)
			}
			if len(page) > 0 {
				start := time.Now()
				if err := db.sealRows(ctx, t, s, page); err != nil {
					return n, fmt.Errorf("seal %s anew: %w", t.name, err)
				}
				n += len(page)
				db.rewritten.Add(int64(len(page)))
				if err := pause(ctx, max(sealPause, 2*time.Since(start))); err != nil {
					return n, err
				}
			}
			if after = last; after == nil {
				break
			}
		}
		if n > before {
			told(t.name, n-before)
		}
	}
	return n, nil
}

// keptRow is a row: its keys and what stands in its sealed columns.
type keptRow struct {
	keys   []any
	stored []string
}

// sealPage reads the next rows of a table and returns those that are to be rewritten,
// and the keys of the last one read, nil at the end.
func (db *DB) sealPage(ctx context.Context, t kept, s *sealing, after []any) (list []keptRow, last []any, _ error) {
	q := &query{}
	keys, names := strings.Join(t.keys, ", "), make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	q.WriteString(`SELECT ` + keys + `, ` + strings.Join(names, ", ") + ` FROM ` + t.name + ` WHERE (` + strings.Join(names, ` <> '' OR `) + ` <> '')`)
	if after != nil {
		marks := make([]string, len(after))
		for i, v := range after {
			marks[i] = q.arg(v)
		}
		q.WriteString(` AND (` + keys + `) > (` + strings.Join(marks, ", ") + `)`)
	}
	q.WriteString(` ORDER BY ` + keys + ` LIMIT ` + strconv.Itoa(t.atOnce))
	read := 0
	err := each(ctx, db.of(t.part, false), q.String(), q.args, func(rows *sql.Rows) error {
		r := keptRow{make([]any, len(t.keys)), make([]string, len(t.columns))}
		into := make([]any, 0, len(r.keys)+len(r.stored))
		for i := range r.keys {
			into = append(into, &r.keys[i])
		}
		for i := range r.stored {
			into = append(into, &r.stored[i])
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		read++
		last = r.keys
		if slices.ContainsFunc(r.stored, func(v string) bool { return v != "" && keyring.KeyOf(v) != s.ring.Primary() }) {
			list = append(list, r)
		}
		return nil
	})
	if read < t.atOnce {
		last = nil
	}
	return list, last, err
}

// sealRows rewrites rows in one transaction; one that somebody has changed meanwhile
// stays as it is: it was sealed anew by that.
func (db *DB) sealRows(ctx context.Context, t kept, s *sealing, list []keptRow) error {
	return patiently(ctx, func(ctx context.Context) error {
		tx, err := db.of(t.part, true).BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
		var done []keptRow
		for _, r := range list {
			q, err := t.update(s.ring, r)
			if err != nil {
				return err
			}
			n, err := deleted(tx.ExecContext(db.patient(ctx), q.String(), q.args...))
			if err != nil {
				return err
			}
			if n > 0 {
				done = append(done, r)
			}
		}
		if t.name == chatMessages {
			if err := db.repair(ctx, tx, s, done); err != nil {
				return err
			}
		}
		return tx.Commit()
	})
}

// update is the statement that seals a row anew.
func (t kept) update(ring *keyring.Ring, r keptRow) (*query, error) {
	q := &query{}
	q.WriteString(`UPDATE ` + t.name + ` SET `)
	for i, c := range t.columns {
		text, err := ring.Open(c.class, r.stored[i])
		if err != nil {
			return nil, fmt.Errorf("%s of %v: %w", c.name, r.keys, err)
		}
		if i > 0 {
			q.WriteString(`, `)
		}
		v := sealed{ring: ring, class: c.class, text: string(text)}
		if c.class != numbers {
			v.blob = text
		}
		q.WriteString(c.name + ` = ` + q.arg(v))
		if c.name == "number" && (t.name == "customer_phones" || t.name == callbacksTable || t.name == "sms_messages") { // what is searched by last digits
			q.WriteString(`, tail = ` + q.arg(tail{ring, string(text)}))
		}
	}
	q.WriteString(` WHERE 1 = 1`)
	for i, k := range t.keys {
		q.and(k+` = ?`, r.keys[i])
	}
	for i, c := range t.columns {
		q.and(c.name+` = ?`, r.stored[i])
	}
	return q, nil
}

// of is where a table is read or written.
func (db *DB) of(p part, write bool) *sql.DB {
	switch {
	case p == journalPart:
		return db.journal
	case p == edgePart:
		return db.edge
	case write:
		return db.write
	}
	return db.read
}

// overwrite makes SQLite overwrite what rows held that were never sealed: otherwise it
// would stay in the file until the room is used again.
func (db *DB) overwrite(ctx context.Context, s *sealing) error {
	if db.postgres || !slices.Contains(s.ids, "") {
		return nil
	}
	for _, p := range []part{mainPart, journalPart, edgePart} {
		if _, err := db.of(p, true).ExecContext(ctx, `PRAGMA secure_delete = 1`); err != nil {
			return fmt.Errorf("overwrite what is deleted: %w", err)
		}
	}
	return nil
}

// resealed forgets every key but the one that seals, unless another one came meanwhile.
func (db *DB) resealed(ctx context.Context, s *sealing) error {
	if err := db.emptyLogs(ctx, s); err != nil {
		return err
	}
	if err := db.syncEdge(ctx); err != nil {
		return err
	}
	db.rekeying.Lock()
	defer db.rekeying.Unlock()
	if db.sealing.Load() != s {
		return nil
	}
	if _, err := db.exec(ctx, `DELETE FROM seal_keys WHERE id <> $1`, s.ring.Primary()); err != nil {
		return fmt.Errorf("note that all is sealed anew: %w", err)
	}
	done := *s
	done.ids = s.ids[len(s.ids)-1:]
	db.sealing.Store(&done)
	return nil
}

// emptyLogs takes what was never sealed out of the write-ahead logs of SQLite.
func (db *DB) emptyLogs(ctx context.Context, s *sealing) error {
	if db.postgres || !slices.Contains(s.ids, "") {
		return nil
	}
	for _, p := range []part{mainPart, journalPart, edgePart} {
		for {
			var busy, pages, moved int
			if err := db.of(p, true).QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved); err != nil {
				return fmt.Errorf("empty the write-ahead log: %w", err)
			}
			if busy == 0 {
				break
			}
			if err := pause(ctx, logPause); err != nil {
				return err
			}
		}
	}
	return nil
}

// syncEdge brings the edge's rows to the disk, which its commits do not wait for: a loss
// of power must not bring back rows that need a key that was taken out.
func (db *DB) syncEdge(ctx context.Context) error {
	if db.postgres {
		return nil
	}
	if _, err := db.edge.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`); err != nil { // it begins with a sync of the log
		return fmt.Errorf("write the edge to the disk: %w", err)
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// errBehind says that a store is one that an earlier version made.
var errBehind = errors.New("the database is of an earlier version and does not say yet which keys are in use: start the program of this version once, which brings it up to date, and try again; nothing was changed")

// lacks reports whether a query failed for a table or column that is not there.
func lacks(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "42P01" || pg.Code == "42703" // undefined_table, undefined_column
	}
	return strings.Contains(err.Error(), "no such table") || strings.Contains(err.Error(), "no such column")
}

// KeysInUse opens a store to look with which keys its rows are sealed, "" for none,
// and nothing else: nothing is made, brought up to date or locked, and a program may
// run on the store.
func KeysInUse(ctx context.Context, dir, dsn string) (list []string, err error) {
	db := &DB{dir: dir, postgres: dsn != ""}
	defer func() { err = errors.Join(err, db.Close()) }()
	for file, to := range map[string]**sql.DB{"callfloor.db": &db.read, "journal.db": &db.journal, "edge.db": &db.edge} {
		if *to, err = onlyRead(dir, file, dsn); err != nil {
			return nil, err
		}
	}
	note := func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
		return err
	}
	if err := each(ctx, db.read, `SELECT id FROM seal_keys`, nil, note); err != nil {
		if lacks(err) {
			return nil, errBehind
		}
		return nil, fmt.Errorf("read which keys are in use: %w", redact(err, dsn))
	}
	for _, t := range sealedTables {
		for _, c := range t.columns {
			q := fmt.Sprintf(`SELECT DISTINCT CASE WHEN substr(%[1]s, 1, 3) IN ('s1:', 'b1:') THEN substr(%[1]s, 4, 8) ELSE '' END FROM %[2]s WHERE %[1]s <> ''`, c.name, t.name)
			if err := each(ctx, db.of(t.part, false), q, nil, note); err != nil {
				if lacks(err) {
					return nil, errBehind
				}
				return nil, fmt.Errorf("read with which keys %s is sealed: %w", t.name, redact(err, dsn))
			}
		}
	}
	return list, nil
}
