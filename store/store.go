// Package store is the only place with SQL. It keeps everything on SQLite
// (inside the program, three files in the data folder) or on PostgreSQL (one URL),
// with the same statements: $1 placeholders, ON CONFLICT, BIGINT milliseconds,
// INTEGER flags, TEXT for JSON.
//
// On SQLite the journal has a file and a writer of its own, so that a long write
// elsewhere never holds up a call; what the SIP edge keeps for a restart has one
// that does not wait for the disk.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/callfloor/callfloor/keyring"
)

//go:embed migrations
var migrations embed.FS

// DB is an open store. Its methods may be called from any goroutine.
type DB struct {
	write   *sql.DB // one connection on SQLite
	read    *sql.DB
	journal *sql.DB // a connection of its own
	appends *sql.DB // the same file, for what the floor appends alone
	edge    *sql.DB // registrations and dialogs: need not survive the loss of power
	append  *sql.Stmt

	putDialog, deleteDialog *sql.Stmt
	postgres                bool
	dir                     string       // of SQLite
	unlock                  func() error // nil: not locked

	sealing   atomic.Pointer[sealing]
	rekeying  sync.Mutex // held while keys come or go
	made      bool       // the key file was made with this start
	rewritten atomic.Int64
	settle    time.Duration // see sealSettle
	rekeyed   chan struct{} // capacity 1: one look is enough for several

	chatID  messageIDs
	tagging tagLimits // tests have less

	inserts  map[string]map[int]*sql.Stmt // by table and number of rows
	observer Observer                     // may be nil
}

// Open opens PostgreSQL when dsn is a postgres:// URL, and otherwise SQLite in
// the folder dir, which it makes. It brings the schema up to date, and refuses a
// schema that is newer than this program.
//
// Numbers and secrets are sealed with the keys of keyFile. It is made where there is
// none and nothing is sealed yet; a store that is sealed with a key that is not in it
// is refused.
func Open(ctx context.Context, dir, dsn, keyFile string, opts ...Option) (*DB, error) {
	db := &DB{tagging: usualTags, settle: sealSettle, rekeyed: make(chan struct{}, 1)}
	for _, o := range opts {
		o(db)
	}
	if dsn != "" {
		return db.openPostgres(ctx, dsn, keyFile)
	}
	return db.openSQLite(ctx, dir, keyFile)
}

// OpenJournal opens the journal of a store to read it, and nothing else: nothing is
// made, brought up to date or locked, and a program may run on the store. A schema
// that is not this program's is refused. Without the key file only a journal that was
// never sealed can be read.
func OpenJournal(ctx context.Context, dir, dsn, keyFile string) (_ *DB, err error) {
	db := &DB{dir: dir, postgres: dsn != ""}
	ring, err := keyring.Load(keyFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	db.sealing.Store(&sealing{file: keyFile, ring: ring})
	if db.journal, err = onlyRead(dir, "journal.db", dsn); err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	if err := db.checkJournal(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("open the journal: %w", redact(err, dsn))
	}
	return db, nil
}

// OpenLog opens the main database of a store to read what needs no key: the access log, to
// check it, and the identifiers of what is set up. Nothing is made, brought up to date or
// locked, and a program may run on the store. dir is the data folder; dsn is the URL of
// PostgreSQL, "" for SQLite. It fails where there is no database.
func OpenLog(ctx context.Context, dir, dsn string) (_ *DB, err error) {
	db := &DB{dir: dir, postgres: dsn != ""}
	if db.read, err = onlyRead(dir, "callfloor.db", dsn); err != nil {
		return nil, fmt.Errorf("open the access log: %w", err)
	}
	if err := db.read.PingContext(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("open the access log: %w", redact(err, dsn))
	}
	return db, nil
}

// onlyRead opens a file of a store, or PostgreSQL, to read it.
func onlyRead(dir, file, dsn string) (*sql.DB, error) {
	if dsn != "" {
		cfg, err := pgx.ParseConfig(dsn)
		if err != nil {
			return nil, fmt.Errorf("database URL: %w", redact(err, dsn))
		}
		cfg.ConnectTimeout = 5 * time.Second
		cfg.RuntimeParams["default_transaction_read_only"] = "on"
		return stdlib.OpenDB(*cfg), nil
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.Join(dir, file)}).EscapedPath()}
	u.RawQuery = "mode=rw&_pragma=busy_timeout(1000)&_pragma=query_only(1)" // rw: what a killed program left in the WAL has to be read too
	d, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, fmt.Errorf("%s in %s: %w", file, dir, err)
	}
	d.SetMaxOpenConns(1)
	return d, nil
}

// checkJournal refuses a journal that is damaged or not of this program's schema.
func (db *DB) checkJournal(ctx context.Context) error {
	if !db.postgres {
		if err := checkFile(ctx, db.dir, "journal.db", db.journal); err != nil {
			return err
		}
	}
	p, err := db.schema("journal", "schema_version_journal", db.journal)
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	if have != want {
		return fmt.Errorf("the journal has the schema %d and this program reads %d: use the callfloor that runs on it", have, want)
	}
	return nil
}

func (db *DB) openSQLite(ctx context.Context, dir, keyFile string) (*DB, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		if whole, abs := filepath.Abs(dir); abs == nil {
			dir = whole
		}
		return nil, fmt.Errorf("make the data folder %s: %w (data in the configuration must be a folder that the user of this program may write)", dir, err)
	}
	db.dir = dir
	var err error
	open := func(name string, conns int, sync string, wait time.Duration) *sql.DB {
		if err != nil {
			return nil
		}
		u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.Join(dir, name)}).EscapedPath()}
		u.RawQuery = "_pragma=busy_timeout(" + strconv.FormatInt(wait.Milliseconds(), 10) + ")&_pragma=journal_mode(WAL)&_pragma=synchronous(" + sync +
			")&_pragma=foreign_keys(1)&_pragma=journal_size_limit(67108864)&_pragma=wal_autocheckpoint(4000)&_txlock=immediate"
		var d *sql.DB
		if d, err = sql.Open("sqlite", u.String()); err != nil {
			return nil
		}
		d.SetMaxOpenConns(conns)
		d.SetMaxIdleConns(conns)
		d.SetConnMaxIdleTime(0)
		return d
	}
	db.write = open("callfloor.db", 1, "FULL", time.Second)
	db.read = open("callfloor.db", 4, "FULL", time.Second)
	// Nobody but us writes the journal. Where somebody does lock it, the floor must
	// not wait: it keeps what it cannot write and tries again.
	db.journal = open("journal.db", 1, "FULL", 250*time.Millisecond)
	db.appends = open("journal.db", 1, "FULL", 250*time.Millisecond)
	db.edge = open("edge.db", 1, "NORMAL", time.Second) // no fsync a commit: a killed process loses nothing
	if err == nil {
		err = db.checkFiles(ctx, dir)
	}
	if err == nil {
		err = db.migrate(ctx, keyFile)
	}
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("open the database in %s: %w", dir, err)
	}
	return db, nil
}

// checkFiles refuses a damaged file instead of working on it.
func (db *DB) checkFiles(ctx context.Context, dir string) error {
	for name, d := range map[string]*sql.DB{"callfloor.db": db.write, "journal.db": db.journal, "edge.db": db.edge} {
		if err := checkFile(ctx, dir, name, d); err != nil {
			return err
		}
	}
	return nil
}

func checkFile(ctx context.Context, dir, name string, d *sql.DB) error {
	var res string
	err := d.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&res)
	if damaged(err) {
		res = err.Error()
	} else if err != nil {
		return fmt.Errorf("%s: %w (is the folder writable, the disk full, or another callfloor running on it?)", name, err)
	}
	if res != "ok" {
		return fmt.Errorf("%s is damaged (%s): restore it from a backup, or recover what can be read with: sqlite3 %s .recover",
			name, res, filepath.Join(dir, name))
	}
	return nil
}

func (db *DB) openPostgres(ctx context.Context, dsn, keyFile string) (*DB, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("database URL: %w", redact(err, dsn))
	}
	cfg.ConnectTimeout = 5 * time.Second
	pool := func(n int) *sql.DB {
		d := stdlib.OpenDB(*cfg)
		d.SetMaxOpenConns(n)
		d.SetMaxIdleConns(n)
		d.SetConnMaxLifetime(time.Hour)
		return d
	}
	db.write, db.read, db.journal, db.appends, db.edge, db.postgres = pool(8), pool(8), pool(3), pool(1), pool(2), true
	if err := db.write.PingContext(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("open PostgreSQL at %s: %w", cfg.Host, redact(err, dsn))
	}
	if err := db.migrate(ctx, keyFile); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// redact keeps a password in a URL out of messages.
func redact(err error, dsn string) error {
	u, perr := url.Parse(dsn)
	if perr != nil || u.User == nil {
		return err
	}
	pw, _ := u.User.Password()
	if pw == "" {
		return err
	}
	return errors.New(strings.ReplaceAll(err.Error(), pw, "*****"))
}

// schema returns the migrations of a folder, on a database that says in a table
// how far it is.
func (db *DB) schema(dir, table string, d *sql.DB) (*goose.Provider, error) {
	sub, err := fs.Sub(migrations, "migrations/"+dir)
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	dialect := database.DialectSQLite3
	if db.postgres {
		dialect = database.DialectPostgres
	}
	st, err := database.NewStore(dialect, table)
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	if !db.postgres {
		sub = rowKeys{sub}
	}
	p, err := goose.NewProvider("", d, sub, goose.WithStore(st))
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	return p, nil
}

// migrate brings the schemas up to date and opens the key file.
func (db *DB) migrate(ctx context.Context, keyFile string) error {
	fresh := true
	for _, m := range []struct {
		dir, table string
		d          *sql.DB
	}{{"main", "schema_version", db.write}, {"journal", "schema_version_journal", db.journal}, {"edge", "schema_version_edge", db.edge}} {
		p, err := db.schema(m.dir, m.table, m.d)
		if err != nil {
			return err
		}
		have, want, err := p.GetVersions(ctx)
		if err != nil {
			return fmt.Errorf("read the schema's version: %w", err)
		}
		if have > want {
			return fmt.Errorf("the database was written by a newer callfloor (schema %d, this program knows %d): use that version, or restore a backup made before the upgrade", have, want)
		}
		fresh = fresh && have == 0
		if _, err := p.Up(ctx); err != nil {
			return fmt.Errorf("bring the schema up to date: %w", err)
		}
	}
	err := db.openKeys(ctx, keyFile, fresh)
	if err != nil {
		return err
	}
	if db.append, err = db.appends.PrepareContext(ctx, appendBatch); err != nil {
		return fmt.Errorf("prepare the journal: %w", err)
	}
	if db.putDialog, err = db.edge.PrepareContext(ctx, putDialog); err != nil {
		return fmt.Errorf("prepare dialogs: %w", err)
	}
	if db.deleteDialog, err = db.edge.PrepareContext(ctx, deleteDialog); err != nil {
		return fmt.Errorf("prepare dialogs: %w", err)
	}
	if err := db.sealAccess(ctx); err != nil {
		return err
	}
	return db.prepareInserts(ctx)
}

// Close closes every connection.
func (db *DB) Close() error {
	var errs []error
	if db.unlock != nil {
		errs = append(errs, db.unlock())
		db.unlock = nil
	}
	for _, d := range []*sql.DB{db.read, db.write, db.appends, db.journal, db.edge} {
		if d != nil {
			errs = append(errs, d.Close())
		}
	}
	return errors.Join(errs...)
}

// Postgres reports whether the store is PostgreSQL.
func (db *DB) Postgres() bool { return db.postgres }

// Ping checks that the store answers.
func (db *DB) Ping(ctx context.Context) (err error) {
	defer db.done(opPing, time.Now(), &err)
	if err := db.read.PingContext(ctx); err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	return nil
}
