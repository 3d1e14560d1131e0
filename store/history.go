package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/calls"
)

// Calls returns ended calls, newest first.
func (db *DB) Calls(ctx context.Context, f calls.Filter) (_ []calls.Call, err error) {
	defer db.done(opHistory, time.Now(), &err)
	q := `SELECT id, direction, started_at, answered_at, ended_at, day, service, agent, caller, called, outcome, ended_by, cause, wait_ms, talk_ms, hold_ms
		FROM calls WHERE 1 = 1`
	var args []any
	add := func(cond string, v any) {
		args = append(args, v)
		q += " AND " + cond + "$" + strconv.Itoa(len(args))
	}
	if f.From != 0 {
		add("started_at >= ", int64(f.From))
	}
	if f.To != 0 {
		add("started_at < ", int64(f.To))
	}
	if f.Service != "" {
		add("service = ", string(f.Service))
	}
	if f.Outcome != "" {
		add("outcome = ", string(f.Outcome))
	}
	if f.Agents != nil {
		q += " AND (agent IN (''"
		for _, a := range f.Agents {
			args = append(args, string(a))
			q += ", $" + strconv.Itoa(len(args))
		}
		q += ") AND agent <> ''"
		if f.Barred {
			args = append(args, string(calls.Barred))
			q += " OR outcome = $" + strconv.Itoa(len(args))
		}
		q += ")"
	}
	if f.Before != 0 {
		args = append(args, int64(f.Before), string(f.BeforeID))
		n := len(args)
		q += fmt.Sprintf(" AND (started_at < $%d OR (started_at = $%d AND id < $%d))", n-1, n-1, n)
	}
	args = append(args, f.Limit)
	q += " ORDER BY started_at DESC, id DESC LIMIT $" + strconv.Itoa(len(args))
	rows, err := db.read.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("search calls: %w", err)
	}
	defer rows.Close()
	list := []calls.Call{}
	for rows.Next() {
		var c calls.Call
		if err := rows.Scan(&c.ID, &c.Direction, &c.Started, &c.Answered, &c.Ended, &c.Day, &c.Service, &c.Agent, db.intoNumber(&c.Caller), db.intoNumber(&c.Called),
			&c.Outcome, &c.EndedBy, &c.Cause, &c.WaitMs, &c.TalkMs, &c.HoldMs); err != nil {
			return nil, fmt.Errorf("search calls: %w", err)
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// EndedCall returns the row of one call that ended; one without an id: there is none.
func (db *DB) EndedCall(ctx context.Context, id acd.CallID) (c calls.Call, err error) {
	defer db.done(opHistory, time.Now(), &err)
	err = each(ctx, db.read, `SELECT id, direction, started_at, answered_at, ended_at, agent, outcome, ended_by, cause, talk_ms FROM calls WHERE id = $1`, []any{string(id)}, func(rows *sql.Rows) error {
		return rows.Scan(&c.ID, &c.Direction, &c.Started, &c.Answered, &c.Ended, &c.Agent, &c.Outcome, &c.EndedBy, &c.Cause, &c.TalkMs)
	})
	if err != nil {
		return c, fmt.Errorf("read a call: %w", err)
	}
	return c, nil
}

// talkedSince is how long before a time calls that were up then are looked for.
const talkedSince = 4 * 24 * time.Hour

// Dialled returns who has called which number outside, or given a call to it, and
// talked there until after a time; of each row only Agent, Called, Started and, where
// somebody answered there, Answered and Ended are filled in. A call that the agent then
// gave away is still that agent's. What an agent gave to a number after asking there has
// no Started: it was dialled for the consultation.
func (db *DB) Dialled(ctx context.Context, since time.Time) (_ []calls.Call, err error) {
	defer db.done(opHistory, time.Now(), &err)
	list := []calls.Call{}
	err = each(ctx, db.read, `SELECT s.agent, CASE WHEN s.number <> '' THEN s.number ELSE c.called END, s.kind, s.started_at, s.ended_at, s.result, c.ended_at
		FROM calls c JOIN segments s ON s.call_id = c.id
		WHERE c.started_at >= $1 AND c.ended_at >= $2 AND s.agent <> '' AND (s.kind = $5 AND (s.number <> '' OR c.direction IN ($3, $4) AND c.called <> '') OR s.kind = $6 AND s.number <> '')`,
		[]any{int64(acd.At(since.Add(-talkedSince))), int64(acd.At(since)), calls.Out, calls.Consult, calls.SegDial, calls.SegOutside}, func(rows *sql.Rows) error {
			var c calls.Call
			var kind, result string
			var began, ended acd.Time
			err := rows.Scan(&c.Agent, db.intoNumber(&c.Called), &kind, &began, &ended, &result, &c.Ended)
			switch {
			case kind == calls.SegOutside:
				c.Answered = began
			case result == "answered":
				c.Started, c.Answered = began, ended
			default:
				c.Started, c.Ended = began, 0
			}
			list = append(list, c)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("read what was dialled: %w", err)
	}
	return list, nil
}

// Segments returns the parts of one call, in order.
func (db *DB) Segments(ctx context.Context, id acd.CallID) (_ []calls.Segment, err error) {
	defer db.done(opHistory, time.Now(), &err)
	return db.segments(ctx, `WHERE call_id = $1 ORDER BY seq`, string(id))
}

func (db *DB) segments(ctx context.Context, where string, args ...any) ([]calls.Segment, error) {
	rows, err := db.read.QueryContext(ctx, `SELECT call_id, seq, kind, service, agent, day, started_at, ended_at, result, in_level, number FROM segments `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read segments: %w", err)
	}
	defer rows.Close()
	list := []calls.Segment{}
	for rows.Next() {
		var s calls.Segment
		if err := rows.Scan(&s.Call, &s.Seq, &s.Kind, &s.Service, &s.Agent, &s.Day, &s.Started, &s.Ended, &s.Result, &s.InLevel, db.intoNumber(&s.Number)); err != nil {
			return nil, fmt.Errorf("read segments: %w", err)
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// DayFigures rebuilds the counts of one day from the rows: calls that ended.
// They equal the live figures once every call of the day has ended and the rows
// are written.
func (db *DB) DayFigures(ctx context.Context, day string) (_ map[acd.ServiceID]acd.ServiceFigures, err error) {
	defer db.done(opHistory, time.Now(), &err)
	rows, err := db.read.QueryContext(ctx, `SELECT service, result, COUNT(*), SUM(in_level), SUM(ended_at - started_at)
		FROM segments WHERE kind = 'queue' AND day = $1 GROUP BY service, result`, day)
	if err != nil {
		return nil, fmt.Errorf("rebuild the day: %w", err)
	}
	defer rows.Close()
	out := map[acd.ServiceID]acd.ServiceFigures{}
	for rows.Next() {
		var service acd.ServiceID
		var result string
		var n, inLevel int
		var waited sql.NullInt64
		if err := rows.Scan(&service, &result, &n, &inLevel, &waited); err != nil {
			return nil, fmt.Errorf("rebuild the day: %w", err)
		}
		f := out[service]
		f.Day = day
		f.Offered += n
		switch result {
		case "answered":
			f.Answered += n
			f.InLevel += inLevel
		case "abandoned":
			f.Abandoned += n
		case string(acd.LeftOverflow):
			f.LeftOverflow += n
		case string(acd.LeftTimeOut):
			f.LeftTimeOut += n
		case string(acd.LeftCallback):
			f.LeftCallback += n
		case string(acd.LeftMoved):
			f.LeftMoved += n
		default:
			f.LeftLost += n
		}
		out[service] = f
	}
	return out, rows.Err()
}
