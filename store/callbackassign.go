package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/callback"
)

// What may be given to agents, and what may be taken back from them: nobody calls it.
const (
	toGive = `state = 'registered' AND call_id = ''`
	toTake = `state = 'assigned' AND call_id = ''`
)

// AssignCallbacks implements callback.Store. Whatever their number, the requests are
// given by a few statements for each agent.
func (db *DB) AssignCallbacks(ctx context.Context, list []callback.Assignment, by string, at time.Time) (err error) {
	defer db.done(opCallbackWrite, time.Now(), &err)
	ids, agents, of := make([]string, len(list)), []string{}, map[string][]string{}
	for i, v := range list {
		ids[i] = v.ID
		if of[v.Agent] == nil {
			agents = append(agents, v.Agent)
		}
		of[v.Agent] = append(of[v.Agent], v.ID)
	}
	slices.Sort(agents) // two who give the same ones lock them in one order
	return db.allOf(ctx, ids, toGive, func(t *sql.Tx) (touched int, _ error) {
		for _, a := range agents {
			err := chunks(of[a], func(some []string) error {
				q := &query{}
				q.WriteString(`UPDATE callbacks SET state = 'assigned', agent = ` + q.arg(a) + `, distributor = ` + q.arg(by) + `, assigned_at = ` + q.arg(millis(at)) + `, reminded_at = 0,
					version = version + 1, updated_at = ` + q.arg(time.Now().UnixMilli()) + ` WHERE ` + toGive)
				q.in(`id`, some)
				n, err := deleted(t.ExecContext(ctx, q.String(), q.args...))
				touched += int(n)
				return err
			})
			if err != nil {
				return touched, fmt.Errorf("give callbacks: %w", err)
			}
		}
		return touched, noteAll(ctx, t, ids, callback.WasAssigned, by, at)
	})
}

// UnassignCallbacks implements callback.Store.
func (db *DB) UnassignCallbacks(ctx context.Context, ids []string, by string, at time.Time) (agents []string, err error) {
	defer db.done(opCallbackWrite, time.Now(), &err)
	err = db.allOf(ctx, ids, toTake, func(t *sql.Tx) (touched int, _ error) {
		agents = nil
		if err := noteAll(ctx, t, ids, callback.WasUnassigned, by, at); err != nil { // while their agents are known
			return 0, err
		}
		seen := map[string]bool{}
		err := chunks(ids, func(some []string) error {
			q := inList(`SELECT DISTINCT agent FROM callbacks WHERE 1 = 1`, `id`, some)
			return each(ctx, t, q.String(), q.args, func(rows *sql.Rows) error {
				var a string
				err := rows.Scan(&a)
				if !seen[a] {
					seen[a] = true
					agents = append(agents, a)
				}
				return err
			})
		})
		if err != nil {
			return 0, fmt.Errorf("read whose callbacks they are: %w", err)
		}
		err = chunks(ids, func(some []string) error {
			q := &query{}
			q.WriteString(`UPDATE callbacks SET state = 'registered', agent = '', distributor = '', assigned_at = 0, reminded_at = 0, version = version + 1, updated_at = ` + q.arg(time.Now().UnixMilli()) + ` WHERE ` + toTake)
			q.in(`id`, some)
			n, err := deleted(t.ExecContext(ctx, q.String(), q.args...))
			touched += int(n)
			return err
		})
		if err != nil {
			return 0, fmt.Errorf("take callbacks back: %w", err)
		}
		return touched, nil
	})
	return agents, err
}

// errSome says that some of the rows were not to be changed: none is then.
var errSome = errors.New("some of the callbacks are not as they were")

// allOf changes the rows with some ids, each of which must be as a condition says: all of
// them, or it fails with *callback.Gone and none. change tells how many it has changed.
func (db *DB) allOf(ctx context.Context, ids []string, cond string, change func(*sql.Tx) (touched int, err error)) error {
	for i := 1; ; i++ {
		err := db.change(ctx, func(t *sql.Tx) error {
			touched, err := change(t)
			if err == nil && touched != len(ids) {
				err = errSome
			}
			return err
		})
		if conflict(err) && i < takeTries { // on PostgreSQL somebody else wrote into the history of one at the same moment
			continue
		}
		if !errors.Is(err, errSome) {
			return err
		}
		if err := db.stillThere(ctx, ids, cond); err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		} // meanwhile all of them are as they should be: once more
	}
}

// stillThere fails with *callback.Gone where some of ids are not as a condition says.
func (db *DB) stillThere(ctx context.Context, ids []string, cond string) error {
	there := make(map[string]bool, len(ids))
	err := db.eachOf(ctx, `SELECT id FROM callbacks WHERE `+cond, `id`, ids, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		there[id] = true
		return err
	})
	if err != nil {
		return fmt.Errorf("read callbacks: %w", err)
	}
	if len(there) == len(ids) {
		return nil
	}
	var gone []string
	for _, id := range ids {
		if !there[id] {
			gone = append(gone, id)
		}
	}
	return &callback.Gone{IDs: gone}
}

// noteAll adds the same line to the history of many requests; its detail is the agent.
func noteAll(ctx context.Context, t *sql.Tx, ids []string, what callback.What, by string, at time.Time) error {
	err := chunks(ids, func(some []string) error {
		q := &query{}
		values := []string{
			`c.id`, `(SELECT COALESCE(MAX(h.seq), 0) FROM callback_history h WHERE h.callback = c.id) + 1`,
			`CAST(` + q.arg(millis(at)) + ` AS BIGINT)`, `CAST(` + q.arg(by) + ` AS TEXT)`, `CAST(` + q.arg(string(what)) + ` AS TEXT)`, `c.agent`,
		}
		q.WriteString(`INSERT INTO callback_history (callback, seq, at, by_whom, what, detail) SELECT ` + strings.Join(values, `, `) + ` FROM callbacks c WHERE 1 = 1`)
		q.in(`c.id`, some)
		_, err := t.ExecContext(ctx, q.String(), q.args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("write the history of callbacks: %w", err)
	}
	return nil
}

// CallbackAgents tells whose each of some requests is, "" for nobody's; those that are
// not there are left out.
func (db *DB) CallbackAgents(ctx context.Context, ids []string) (_ map[string]string, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	out := make(map[string]string, len(ids))
	err = db.eachOf(ctx, `SELECT id, agent FROM callbacks WHERE 1 = 1`, "id", ids, func(rows *sql.Rows) error {
		var id, agent string
		err := rows.Scan(&id, &agent)
		out[id] = agent
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read whose callbacks they are: %w", err)
	}
	return out, nil
}

// callbacksAtOnce is how many requests one transaction ends, or reminds of, by itself.
const callbacksAtOnce = 500

// DueCallbacks implements callback.Store.
func (db *DB) DueCallbacks(ctx context.Context, now time.Time, of []callback.Ripe, limit int) (_ []callback.Request, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	return db.callbackRows(ctx, db.read, dueQuery(now, of, limit))
}

// toDial is what the program may dial.
const toDial = ` FROM callbacks WHERE is_open = 1 AND automatic = 1 AND state = 'registered' AND call_id = '' AND promised = ''`

// DueServices implements callback.Store.
func (db *DB) DueServices(ctx context.Context, now time.Time) (list []string, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	q := &query{}
	q.WriteString(`SELECT DISTINCT service` + toDial)
	q.and(`next_at <= ? AND due_at <= ?`, millis(now), millis(now))
	err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		var s string
		err := rows.Scan(&s)
		list = append(list, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read callbacks: %w", err)
	}
	return list, nil
}

func dueQuery(now time.Time, of []callback.Ripe, limit int) *query {
	q := &query{}
	q.WriteString(`SELECT ` + callbackColumns + toDial)
	q.and(`next_at <= ? AND due_at <= ?`, millis(now), millis(now))
	for i, r := range of {
		q.WriteString([]string{` AND (`, ` OR `}[min(i, 1)] + `service = ` + q.arg(r.Service) + ` AND attempts < ` + q.arg(r.Attempts))
	}
	if len(of) > 0 {
		q.WriteString(`)`)
	}
	q.WriteString(` ORDER BY priority DESC, entered_at, id LIMIT ` + q.arg(limit))
	return q
}

func (db *DB) callbackRows(ctx context.Context, from querier, q *query) ([]callback.Request, error) {
	list := []callback.Request{}
	err := each(ctx, from, q.String(), q.args, func(rows *sql.Rows) error {
		r, err := db.scanCallback(rows)
		list = append(list, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read callbacks: %w", err)
	}
	return list, nil
}

// expiring are open requests whose time is over: nobody was reached, and nobody is
// being called.
const expiring = openState + ` AND expires_at <= $1 AND answered_at = 0 AND call_id = ''`

// ExpireCallbacks implements callback.Store.
func (db *DB) ExpireCallbacks(ctx context.Context, now time.Time) (list []callback.Request, err error) {
	defer db.done(opCallbackWrite, time.Now(), &err)
	some, err := db.anyOf(ctx, expiring, now)
	if err != nil || !some {
		return nil, err
	}
	err = db.change(ctx, func(t *sql.Tx) error {
		q := &query{args: []any{millis(now), callbacksAtOnce}}
		q.WriteString(`SELECT ` + callbackColumns + ` FROM callbacks WHERE ` + expiring + ` ORDER BY expires_at, id LIMIT $2`)
		if list, err = db.callbackRows(ctx, t, q); err != nil {
			return err
		}
		for i, r := range list {
			r.State, r.EndedBy, r.EndedAt, r.Code = callback.Expired, callback.System, now, string(callback.Expired)
			if list[i], err = db.updateCallback(ctx, t, callback.Change{Request: r, Events: []callback.Event{{At: now, By: callback.System, What: callback.HasExpired}}}); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// reminding are requests whose wanted time has come and whose agent was not told.
const reminding = `state = 'assigned' AND due_at <= $1 AND wanted_from > 0 AND reminded_at = 0`

// RemindCallbacks implements callback.Store.
func (db *DB) RemindCallbacks(ctx context.Context, now time.Time) (agents []string, err error) {
	defer db.done(opCallbackWrite, time.Now(), &err)
	some, err := db.anyOf(ctx, reminding, now)
	if err != nil || !some {
		return nil, err
	}
	err = db.change(ctx, func(t *sql.Tx) error {
		var ids []string
		agents = nil
		err := each(ctx, t, `SELECT id, agent FROM callbacks WHERE `+reminding+` ORDER BY due_at, id LIMIT $2`, []any{millis(now), callbacksAtOnce}, func(rows *sql.Rows) error {
			var id, agent string
			err := rows.Scan(&id, &agent)
			ids, agents = append(ids, id), append(agents, agent)
			return err
		})
		if err == nil {
			err = prepared(ctx, t, `UPDATE callbacks SET reminded_at = $2 WHERE id = $1`, ids, func(id string) []any { return []any{id, millis(now)} })
		}
		if err != nil {
			return fmt.Errorf("remind of callbacks: %w", err)
		}
		return nil
	})
	return agents, err
}

// anyOf reports whether a condition on a time holds for any request: mostly none, and
// then nothing is written.
func (db *DB) anyOf(ctx context.Context, cond string, now time.Time) (bool, error) {
	some := false
	err := each(ctx, db.read, `SELECT 1 FROM callbacks WHERE `+cond+` LIMIT 1`, []any{millis(now)}, func(*sql.Rows) error {
		some = true
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("find callbacks that are due: %w", err)
	}
	return some, nil
}
