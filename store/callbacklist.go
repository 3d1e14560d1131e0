package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

// Callbacks returns requests in an order, page by page: the next one begins at the
// returned cursor, "" on the last page.
func (db *DB) Callbacks(ctx context.Context, f callback.Filter) (list []callback.Request, next string, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	list = []callback.Request{}
	if !f.Scope.All && len(f.Scope.Agents) == 0 && !f.Scope.Open {
		return list, "", nil
	}
	column := callbackOrder(f.Sort)
	for after := f.After; ; {
		q, err := db.callbackQuery(f, after)
		if err != nil {
			return nil, "", err
		}
		some, err := db.callbackRows(ctx, db.read, q)
		if err != nil {
			return nil, "", err
		}
		some, more := page(some, f.Limit, func(r callback.Request) cursor { return cursor{Time: millis(column.of(r)), ID: r.ID} })
		for _, r := range some { // a tail covers four digits: the opened numbers decide
			if f.Last == "" || strings.HasSuffix(r.Number, f.Last) {
				list = append(list, r)
			}
		}
		if len(list) > f.Limit || more == "" || f.Last == "" {
			if len(list) <= f.Limit {
				return list, more, nil
			}
			list = list[:f.Limit]
			last := list[f.Limit-1]
			return list, cursor{Time: millis(column.of(last)), ID: last.ID}.String(), nil
		}
		after = more
	}
}

// order is what a list is ordered by.
type order struct {
	column string
	down   bool
	of     func(callback.Request) time.Time
}

// callbackOrder is the column of an order: no other is ever part of a statement (W-10).
func callbackOrder(s callback.Sort) order {
	created, due := func(r callback.Request) time.Time { return r.Created }, func(r callback.Request) time.Time { return r.Due }
	switch s {
	case callback.Oldest:
		return order{"created_at", false, created}
	case callback.DueFirst:
		return order{"due_at", false, due}
	case callback.DueLast:
		return order{"due_at", true, due}
	}
	return order{"created_at", true, created}
}

// callbackQuery is the statement of a page.
func (db *DB) callbackQuery(f callback.Filter, after string) (*query, error) {
	at, more, err := cursorOf(after)
	if err != nil {
		return nil, err
	}
	q := &query{}
	q.WriteString(`SELECT ` + callbackColumns + ` FROM callbacks WHERE 1 = 1`)
	q.scope(f.Scope)
	if err := db.narrow(q, f); err != nil {
		return nil, err
	}
	o := callbackOrder(f.Sort)
	if o.column == "due_at" || onlyOpen(f.States) {
		q.WriteString(` AND ` + openState)
	}
	how, than := ``, `>`
	if o.down {
		how, than = ` DESC`, `<`
	}
	if more {
		q.and(`(`+o.column+`, id) `+than+` (?, ?)`, at.Time, at.ID)
	}
	q.WriteString(` ORDER BY ` + o.column + how + `, id` + how + ` LIMIT ` + q.arg(f.Limit+1))
	return q, nil
}

// onlyOpen reports whether only states are searched that are not done.
func onlyOpen(states []callback.State) bool {
	for _, s := range states {
		if !s.Open() {
			return false
		}
	}
	return len(states) > 0
}

// scope narrows to the requests that somebody may know of.
func (q *query) scope(s callback.Scope) {
	if s.All {
		return
	}
	var conds []string
	if len(s.Agents) > 0 {
		marks := make([]string, len(s.Agents))
		for i, a := range s.Agents {
			marks[i] = q.arg(a)
		}
		conds = append(conds, `agent IN (`+strings.Join(marks, `, `)+`)`)
	}
	if s.Open {
		conds = append(conds, openState)
	}
	if len(conds) == 0 {
		conds = append(conds, `1 = 0`)
	}
	q.WriteString(` AND (` + strings.Join(conds, ` OR `) + `)`)
}

// narrow adds what somebody searches for.
func (db *DB) narrow(q *query, f callback.Filter) error {
	if !f.From.IsZero() {
		q.and(`created_at >= ?`, millis(f.From))
	}
	if !f.To.IsZero() {
		q.and(`created_at < ?`, millis(f.To))
	}
	if len(f.States) > 0 {
		names := make([]string, len(f.States))
		for i, s := range f.States {
			names[i] = string(s)
		}
		q.in(`state`, names)
	}
	if len(f.Agents) > 0 {
		q.in(`agent`, f.Agents)
	}
	for _, c := range []struct{ column, v string }{{`distributor`, f.Distributor}, {`source`, string(f.Source)}, {`service`, f.Service}} {
		if c.v != "" {
			q.and(c.column+` = ?`, c.v)
		}
	}
	if f.Customer != "" {
		q.and(`customer = ? AND customer <> ''`, f.Customer)
	}
	if f.Route != "" {
		q.and(`route LIKE ? ESCAPE '!'`, escaped(f.Route)+"%")
	}
	if !f.DueBy.IsZero() {
		q.and(`created_at <= ?`, millis(f.DueBy))
		q.and(`due_at <= ?`, millis(f.DueBy))
	}
	if f.Retried {
		q.WriteString(` AND attempts > 0`)
	}
	switch {
	case f.Number != "":
		q.is(`number`, db.forms(f.Number))
	case f.Last != "":
		return db.endsIn(q, f.Last)
	}
	return nil
}

// endsIn narrows to numbers whose last digits may be these: by each key that they may be
// sealed with.
func (db *DB) endsIn(q *query, last string) error {
	now := db.sealing.Load()
	var conds []string
	for _, id := range now.ids {
		if id == "" { // the table is younger than the sealing
			continue
		}
		begin, err := now.ring.Tail(id, last)
		if err != nil {
			return err
		}
		cond := `tail >= ` + q.arg(begin)
		if end := desk.After(string(begin)); end != nil {
			cond += ` AND tail < ` + q.arg(end)
		}
		conds = append(conds, `(`+cond+`)`)
	}
	if len(conds) == 0 {
		return fault.New(fault.Internal, "numbers are sealed with no key")
	}
	q.WriteString(` AND (` + strings.Join(conds, ` OR `) + `)`)
	return nil
}

// EachCallback calls fn with every request that is searched, in its order: a download.
func (db *DB) EachCallback(ctx context.Context, f callback.Filter, fn func(callback.Request) error) error {
	f.Limit, f.After = 500, ""
	for {
		list, next, err := db.Callbacks(ctx, f)
		if err != nil {
			return err
		}
		for _, r := range list {
			if err := fn(r); err != nil {
				return err
			}
		}
		if f.After = next; next == "" {
			return nil
		}
	}
}

// CountCallbacks counts the open requests of a scope, and what became of those of a day.
// own is the agent whose requests are counted apart, "" for nobody.
func (db *DB) CountCallbacks(ctx context.Context, s callback.Scope, own, day string) (n callback.Totals, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	q := openCounts(s)
	err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		var state callback.State
		var agent string
		var all, calling int
		err := rows.Scan(&state, &agent, &all, &calling)
		n.Customers += all
		n.InCall += calling
		if state == callback.Assigned {
			n.Assigned += all
			if agent == own && own != "" {
				n.Own += all
			}
		} else {
			n.Waiting += all
		}
		return err
	})
	if err != nil {
		return n, fmt.Errorf("count callbacks: %w", err)
	}
	q = dayCounts(s, day)
	err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		var state callback.State
		var all, calling int
		err := rows.Scan(&state, &all, &calling)
		n.Today.Add(state, all, calling)
		return err
	})
	if err != nil {
		return n, fmt.Errorf("count the callbacks of a day: %w", err)
	}
	return n, nil
}

// openState is the condition of the indexes of open requests.
const openState = `is_open = 1`

func openCounts(s callback.Scope) *query {
	q := &query{}
	q.WriteString(`SELECT state, agent, COUNT(*), SUM(CASE WHEN call_id <> '' THEN 1 ELSE 0 END) FROM callbacks WHERE ` + openState)
	q.scope(s)
	q.WriteString(` GROUP BY state, agent`)
	return q
}

// OverdueCallbacks counts the registered requests of a scope, and of a service unless that is
// "", that were to be called by a time.
func (db *DB) OverdueCallbacks(ctx context.Context, s callback.Scope, service string, by time.Time) (n callback.Overdue, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	q := overdueCounts(s, service, by)
	var next sql.NullInt64
	if err := db.read.QueryRowContext(ctx, q.String(), q.args...).Scan(&n.N, &next); err != nil {
		return n, fmt.Errorf("count late callbacks: %w", err)
	}
	n.Next = timeOf(next.Int64)
	return n, nil
}

func overdueCounts(s callback.Scope, service string, by time.Time) *query {
	const ripe = `CASE WHEN due_at > created_at THEN due_at ELSE created_at END`
	q := &query{}
	at := millis(by)
	q.WriteString(`SELECT COUNT(CASE WHEN ` + ripe + ` <= ` + q.arg(at) + ` THEN 1 END), MIN(CASE WHEN ` + ripe + ` > ` + q.arg(at) + ` THEN ` + ripe + ` END) FROM callbacks WHERE ` + openState)
	q.and(`state = ?`, string(callback.Registered))
	q.scope(s)
	if service != "" {
		q.and(`service = ?`, service)
	}
	return q
}

func dayCounts(s callback.Scope, day string) *query {
	q := &query{}
	q.WriteString(`SELECT state, COUNT(*), SUM(CASE WHEN call_id <> '' THEN 1 ELSE 0 END) FROM callbacks WHERE 1 = 1`)
	q.days(day, day)
	q.scope(s)
	q.WriteString(` GROUP BY state`)
	return q
}

// LastCallback is the request that was registered last, whatever became of it, or the one
// that was given to an agent last and is not done; one without an id: there is none.
func (db *DB) LastCallback(ctx context.Context, agent string) (r callback.Request, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	q := lastQuery(agent)
	list, err := db.callbackRows(ctx, db.read, q)
	if len(list) > 0 {
		r = list[0]
	}
	return r, err
}

func lastQuery(agent string) *query {
	q := &query{}
	q.WriteString(`SELECT ` + callbackColumns + ` FROM callbacks`)
	if agent == "" {
		q.WriteString(` ORDER BY created_at DESC, id DESC LIMIT 1`)
		return q
	}
	q.WriteString(` WHERE agent = ` + q.arg(agent) + ` AND state = 'assigned' ORDER BY assigned_at DESC, id DESC LIMIT 1`)
	return q
}

// CallbackLoads returns how many requests each agent has open (B17).
func (db *DB) CallbackLoads(ctx context.Context) (_ map[string]callback.Load, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	out := map[string]callback.Load{}
	err = each(ctx, db.read, `SELECT agent, COUNT(*), SUM(CASE WHEN call_id <> '' THEN 1 ELSE 0 END) FROM callbacks WHERE state = 'assigned' GROUP BY agent`, nil, func(rows *sql.Rows) error {
		var agent string
		var l callback.Load
		err := rows.Scan(&agent, &l.Open, &l.InCall)
		out[agent] = l
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count callbacks by agent: %w", err)
	}
	return out, nil
}

// CallbackTallies counts the requests of some days by day, agent and state (B21).
func (db *DB) CallbackTallies(ctx context.Context, from, to string) (_ []callback.Tally, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	q := tallyQuery(from, to)
	list := []callback.Tally{}
	err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		var v callback.Tally
		err := rows.Scan(&v.Day, &v.Agent, &v.State, &v.N)
		list = append(list, v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("report on callbacks: %w", err)
	}
	return list, nil
}

// days narrows to the requests of some days, which an index finds by the moments that may
// be on them in any time zone.
func (q *query) days(from, to string) {
	first, _ := time.Parse(time.DateOnly, from) // where it is none nothing is of that day
	last, _ := time.Parse(time.DateOnly, to)
	q.and(`created_at >= ? AND created_at < ?`, first.Add(-24*time.Hour).UnixMilli(), last.Add(48*time.Hour).UnixMilli())
	q.and(`day >= ? AND day <= ?`, from, to)
}

func tallyQuery(from, to string) *query {
	q := &query{}
	q.WriteString(`SELECT day, agent, state, COUNT(*) FROM callbacks WHERE 1 = 1`)
	q.days(from, to)
	q.WriteString(` GROUP BY day, agent, state ORDER BY day, agent, state`)
	return q
}

// OldestCallback returns how many open requests are given to nobody, are given to
// somebody, and are being called, and since when the one waits that waits longest: since it
// was registered, or since the time that is wanted where that has come. Who is being called,
// or was reached, does not wait to be called back. It is for the metrics.
func (db *DB) OldestCallback(ctx context.Context, now time.Time) (n callback.Waiting, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	n.Services = map[string]bool{}
	err = each(ctx, db.read, `SELECT state, service, COUNT(*), SUM(CASE WHEN call_id <> '' THEN 1 ELSE 0 END), MIN(CASE WHEN answered_at > 0 OR call_id <> '' OR due_at > $1 THEN NULL WHEN due_at > created_at THEN due_at ELSE created_at END) FROM callbacks WHERE `+openState+` GROUP BY state, service`, []any{millis(now)}, func(rows *sql.Rows) error {
		var state callback.State
		var service string
		var all, calling int
		var oldest sql.NullInt64
		err := rows.Scan(&state, &service, &all, &calling, &oldest)
		n.InCall += calling
		if state == callback.Assigned {
			n.Assigned += all - calling
		} else {
			n.Registered += all - calling
		}
		n.Services[service] = true
		if t := timeOf(oldest.Int64); oldest.Valid && (n.Oldest.IsZero() || t.Before(n.Oldest)) {
			n.Oldest = t
		}
		return err
	})
	if err != nil {
		return n, fmt.Errorf("count callbacks: %w", err)
	}
	return n, nil
}
