package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/callfloor/callfloor/fault"
)

// query gathers a statement with its numbered arguments.
type query struct {
	strings.Builder
	args []any
}

// arg adds an argument and returns its placeholder.
func (q *query) arg(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

// and adds a condition; each ? in it is the next of args.
func (q *query) and(cond string, args ...any) {
	q.WriteString(" AND ")
	for _, v := range args {
		before, after, _ := strings.Cut(cond, "?")
		q.WriteString(before + q.arg(v))
		cond = after
	}
	q.WriteString(cond)
}

// in adds "column IN (...)".
func (q *query) in(column string, list []string) {
	q.WriteString(" AND " + column + " IN (")
	for i, v := range list {
		if i > 0 {
			q.WriteString(", ")
		}
		q.WriteString(q.arg(v))
	}
	q.WriteString(")")
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// each calls fn for every row of a query.
func each(ctx context.Context, from querier, q string, args []any, fn func(*sql.Rows) error) error {
	rows, err := from.QueryContext(ctx, q, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// countBy is what a statement counts, of what stands before it in each row.
func countBy(ctx context.Context, from querier, q string) (map[string]int, error) {
	all := map[string]int{}
	err := each(ctx, from, q, nil, func(rows *sql.Rows) error {
		var of string
		var n int
		err := rows.Scan(&of, &n)
		all[of] = n
		return err
	})
	return all, err
}

// cursor is where the next page begins: behind a key and an id.
type cursor struct {
	Key  []byte `json:"k,omitempty"`
	Time int64  `json:"t,omitempty"`
	ID   string `json:"i"`
	Part int    `json:"p,omitempty"` // of a list in parts
	Seal string `json:"s,omitempty"` // the key that a number is sealed with; see customersByTail
}

func (c cursor) String() string {
	data, err := json.Marshal(c)
	if err != nil {
		return "" // plain data: it does not fail
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// cursorOf reads a cursor; "" is none.
func cursorOf(s string) (c cursor, ok bool, _ error) {
	if s == "" {
		return c, false, nil
	}
	data, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err != nil || c.ID == "" {
		return c, false, fault.New(fault.Invalid, "cursor is not from a page before")
	}
	if c.Key == nil {
		c.Key = []byte{} // not NULL
	}
	return c, true, nil
}

// page cuts what was read beyond limit and returns the cursor of the next page.
func page[T any](list []T, limit int, at func(T) cursor) ([]T, string) {
	if len(list) <= limit {
		return list, ""
	}
	list = list[:limit]
	return list, at(list[limit-1]).String()
}

// pageOf reads one page of a list, which begins behind the cursor after. from makes its
// statement, which asks for one row more than limit; no statement: nothing is found. at is where
// a row stands in the order. what says for its errors what is read.
func pageOf[T any](ctx context.Context, db *DB, what, after string, limit int, from func(at cursor, more bool) (*query, error), scan func(*sql.Rows) (T, error), at func(T) cursor) ([]T, string, error) {
	behind, more, err := cursorOf(after)
	if err != nil {
		return nil, "", err
	}
	list := []T{}
	q, err := from(behind, more)
	if err == nil && q != nil {
		err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
			v, err := scan(rows)
			list = append(list, v)
			return err
		})
	}
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", what, err)
	}
	list, next := page(list, limit, at)
	return list, next, nil
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func toJSON(v any) (string, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode: %w", err)
	}
	return string(data), nil
}

// notFound is the answer where there is none.
func notFound(what, id string) error { return fault.New(fault.NotFound, "there is no %s %q", what, id) }

// escaped makes a text a literal part of a LIKE pattern with ESCAPE '!'.
func escaped(text string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text)
}

// One statement of insertRows adds so many rows at most, and has about so many values:
// binding them takes SQLite's driver a time that grows with their square.
const (
	rowsAtOnce   = 100
	valuesAtOnce = 300
)

// insertRows adds n rows of a table, many with one statement: the database may be
// far away.
func insertRows(ctx context.Context, t *sql.Tx, table, columns string, n int, row func(i int) []any) error {
	atOnce := max(1, min(rowsAtOnce, valuesAtOnce/(strings.Count(columns, ",")+1)))
	for from := 0; from < n; from += atOnce {
		q := &query{}
		q.WriteString("INSERT INTO " + table + " (" + columns + ") VALUES ")
		for i := from; i < min(from+atOnce, n); i++ {
			if i > from {
				q.WriteString(", ")
			}
			for j, v := range row(i) {
				q.WriteString(sep(j) + q.arg(v))
			}
			q.WriteString(")")
		}
		if _, err := t.ExecContext(ctx, q.String(), q.args...); err != nil {
			return fmt.Errorf("write %s: %w", table, err)
		}
	}
	return nil
}

// chunks calls fn with parts of a list that fit into one statement.
func chunks(list []string, fn func([]string) error) error {
	for part := range slices.Chunk(list, 500) {
		if err := fn(part); err != nil {
			return err
		}
	}
	return nil
}

// someAtOnce is how many rows that stand for themselves one transaction writes: on a slow
// machine too it ends within writeWithin.
const someAtOnce = 100

// changeSome writes rows that stand for themselves, some in a transaction each: where it fails
// those before are kept.
func changeSome[T any](ctx context.Context, db *DB, list []T, write func(*sql.Tx, T) error) error {
	for some := range slices.Chunk(list, someAtOnce) {
		err := db.change(ctx, func(t *sql.Tx) error {
			for _, v := range some {
				if err := write(t, v); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sep stands before the value j of a row.
func sep(j int) string {
	if j == 0 {
		return "("
	}
	return ", "
}
