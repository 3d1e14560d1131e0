package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/calls"
)

// Rows writes the rows of calls, their segments and agents' intervals from the
// events of the floor. One goroutine uses it. Writing is idempotent: rows are
// keyed by the number of the event that made them, so that events read twice
// after a crash make no row twice.
type Rows struct {
	db   *DB
	fold *calls.Fold
}

// Rows continues from the last checkpoint.
func (db *DB) Rows(ctx context.Context) (_ *Rows, err error) {
	defer db.done(opRowsRead, time.Now(), &err)
	r := &Rows{db: db, fold: calls.NewFold()}
	var seq uint64
	var state []byte
	err = db.read.QueryRowContext(ctx, `SELECT seq, state FROM row_checkpoint WHERE id = 1`).Scan(&seq, db.intoBlob("row_checkpoint.state", &state))
	if errors.Is(err, sql.ErrNoRows) {
		return r, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the row checkpoint: %w", err)
	}
	if err := json.Unmarshal(state, r.fold); err != nil {
		return nil, fmt.Errorf("the row checkpoint is not readable: %w", err)
	}
	r.fold.Seq = seq
	return r, nil
}

// Seq returns the last event that was applied.
func (r *Rows) Seq() uint64 { return r.fold.Seq }

// Apply takes one event; rows are written by Flush.
func (r *Rows) Apply(seq uint64, at acd.Time, ev acd.Event) { r.fold.Apply(seq, at, ev) }

// Settle ends the open calls that are not live; see calls.Fold.Settle.
func (r *Rows) Settle(seq uint64, at acd.Time, live func(acd.CallID) bool) {
	r.fold.Settle(seq, at, live)
}

// Kept returns the last event of which a row is kept, which may be later than the
// checkpoint, Seq.
func (r *Rows) Kept(ctx context.Context) (seq uint64, err error) {
	defer r.db.done(opRowsRead, time.Now(), &err)
	var last sql.NullInt64
	if err := r.db.read.QueryRowContext(ctx, `SELECT MAX(seq) FROM agent_intervals`).Scan(&last); err != nil {
		return 0, fmt.Errorf("read the last interval: %w", err)
	}
	return max(uint64(last.Int64), r.Seq()), nil
}

// Pending returns how many rows wait for Flush.
func (r *Rows) Pending() int { return r.fold.Len() }

// Flush writes the rows made so far in one transaction, and with checkpoint also
// how far it has come. On failure nothing is lost: the rows wait for the next
// Flush.
func (r *Rows) Flush(ctx context.Context, checkpoint bool) (err error) {
	defer r.db.done(opRowsFlush, time.Now(), &err)
	if r.Pending() == 0 && !checkpoint {
		return nil
	}
	rows := r.fold.Take()
	err = r.db.tx(ctx, func(t *sql.Tx) error {
		if err := r.db.insertCalls(ctx, t, rows.Calls); err != nil {
			return err
		}
		if err := r.db.insertSegments(ctx, t, rows.Segments); err != nil {
			return err
		}
		if err := r.db.insertIntervals(ctx, t, rows.Intervals); err != nil {
			return err
		}
		if checkpoint {
			return r.checkpoint(ctx, t)
		}
		return nil
	})
	if err != nil {
		r.fold.Return(rows)
		return fmt.Errorf("write rows of calls: %w", err)
	}
	return nil
}

func (r *Rows) checkpoint(ctx context.Context, t *sql.Tx) error {
	state, err := json.Marshal(r.fold)
	if err != nil {
		return fmt.Errorf("encode the row checkpoint: %w", err)
	}
	_, err = t.ExecContext(ctx, `INSERT INTO row_checkpoint (id, seq, state) VALUES (1, $1, $2)
		ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, state = excluded.state`, int64(r.fold.Seq), r.db.blob("row_checkpoint.state", state))
	return err
}

// table is a table that rows are added to many at a time.
type table struct {
	name     string
	columns  string
	conflict string // what becomes of a row that is there; "": it stays as it is
}

var (
	callRows     = table{name: "calls", columns: "id, direction, started_at, answered_at, ended_at, day, service, agent, caller, called, outcome, ended_by, cause, wait_ms, talk_ms, hold_ms"}
	segmentRows  = table{name: "segments", columns: "call_id, seq, kind, service, agent, day, started_at, ended_at, result, in_level, number"}
	intervalRows = table{name: "agent_intervals", columns: "seq, agent, state, reason, started_at, ended_at, call_id, service"}
	legRows      = table{name: "call_legs", columns: "call_id, leg, role, data, ended_at"}
)

// PutCalls stores rows of calls that the floor never heard of.
func (db *DB) PutCalls(ctx context.Context, list []calls.Call) (err error) {
	if len(list) == 0 {
		return nil
	}
	defer db.done(opRowsFlush, time.Now(), &err)
	return db.tx(ctx, func(t *sql.Tx) error { return db.insertCalls(ctx, t, list) })
}

func (db *DB) insertCalls(ctx context.Context, t *sql.Tx, list []calls.Call) error {
	return db.insertMany(ctx, t, callRows, len(list), func(i int) []any {
		c := list[i]
		return []any{
			string(c.ID), c.Direction, int64(c.Started), int64(c.Answered), int64(c.Ended), c.Day, string(c.Service), string(c.Agent),
			db.number(c.Caller), db.number(c.Called), string(c.Outcome), string(c.EndedBy), string(c.Cause), c.WaitMs, c.TalkMs, c.HoldMs,
		}
	})
}

func (db *DB) insertSegments(ctx context.Context, t *sql.Tx, list []calls.Segment) error {
	return db.insertMany(ctx, t, segmentRows, len(list), func(i int) []any {
		s := list[i]
		return []any{
			string(s.Call), int64(s.Seq), s.Kind, string(s.Service), string(s.Agent), s.Day,
			int64(s.Started), int64(s.Ended), s.Result, flag(s.InLevel), db.number(s.Number),
		}
	})
}

func (db *DB) insertIntervals(ctx context.Context, t *sql.Tx, list []calls.Interval) error {
	return db.insertMany(ctx, t, intervalRows, len(list), func(i int) []any {
		v := list[i]
		return []any{
			int64(v.Seq), string(v.Agent), string(v.State), string(v.Reason),
			int64(v.Started), int64(v.Ended), string(v.Call), string(v.Service),
		}
	})
}

// chunk is how many rows one prepared statement inserts; what is left over goes
// one by one.
const chunk = 16

// insertMany inserts n rows and leaves rows that exist alone.
func (db *DB) insertMany(ctx context.Context, t *sql.Tx, to table, n int, row func(int) []any) error {
	ctx = db.patient(ctx)
	for from := 0; from < n; {
		size := 1
		if n-from >= chunk {
			size = chunk
		}
		var args []any
		for i := range size {
			args = append(args, row(from+i)...)
		}
		if _, err := t.StmtContext(ctx, db.inserts[to.name][size]).ExecContext(ctx, args...); err != nil {
			return err
		}
		from += size
	}
	return nil
}

// prepareInserts prepares what insertMany uses. It runs before the first
// transaction: SQLite has one connection to write with.
func (db *DB) prepareInserts(ctx context.Context) error {
	db.inserts = map[string]map[int]*sql.Stmt{}
	for _, to := range []table{callRows, segmentRows, intervalRows, legRows, chatRoomRows, chatMessageRows, chatEntryRows, chatOriginRows, chatPresenceRows, chatOutboxRows, chatCameRows} {
		db.inserts[to.name] = map[int]*sql.Stmt{}
		for _, size := range []int{1, chunk} {
			st, err := db.write.PrepareContext(ctx, to.insert(size, db.postgres))
			if err != nil {
				return fmt.Errorf("prepare %s: %w", to.name, err)
			}
			db.inserts[to.name][size] = st
		}
	}
	return nil
}

// insert returns the statement for size rows. SQLite's driver looks every numbered
// parameter up by its name, in a time that grows with the square of their number;
// those without a number it takes in order.
func (to table) insert(size int, numbered bool) string {
	cols := strings.Count(to.columns, ",") + 1
	var b strings.Builder
	b.WriteString("INSERT INTO " + to.name + " (" + to.columns + ") VALUES ")
	for i := range size * cols {
		switch {
		case i == 0:
			b.WriteByte('(')
		case i%cols == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		if numbered {
			b.WriteString("$" + strconv.Itoa(i+1))
		} else {
			b.WriteByte('?')
		}
	}
	b.WriteByte(')')
	if to.conflict == "" {
		b.WriteString(" ON CONFLICT DO NOTHING")
	}
	return b.String() + to.conflict
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
