package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// quarter is what days and months are put together from: every time zone is some of these away
// from UTC.
const quarter = int64(15 * time.Minute / time.Millisecond)

// reportColumns are what reports have one row of: no other column is ever part of a statement.
var reportColumns = map[chat.ReportBy]string{
	chat.ByDay: `CAST(opened_at / 900000 AS TEXT)`, chat.ByMonth: `CAST(opened_at / 900000 AS TEXT)`, chat.OfAgent: `agent`, chat.OfCategory: `category`, chat.OfChannel: `channel`,
}

// ChatReport counts the rooms of a time by day, month, agent, category or channel, ordered by key.
func (db *DB) ChatReport(ctx context.Context, f chat.ReportFilter) (list []chat.ReportRow, err error) {
	defer db.done(opChatList, time.Now(), &err)
	if reportColumns[f.By] == "" {
		return nil, fault.New(fault.Invalid, "there is no report by %q: there are those by day, month, agent, category and channel", f.By)
	}
	if f.To <= f.From || f.To.Sub(f.From) > searchWithin {
		return nil, fault.New(fault.Invalid, "a report is on a year at most, and its first day is before its last")
	}
	r := &report{ReportFilter: f, rows: map[string]*reportRow{}}
	if err := r.sums(ctx, db); err != nil {
		return nil, fmt.Errorf("report on chats: %w", err)
	}
	first, handling := r.spans()
	if err := r.spread(ctx, db, first, func(r *reportRow) *spread { return &r.first }); err != nil {
		return nil, fmt.Errorf("report on chats: %w", err)
	}
	if err := r.spread(ctx, db, handling, func(r *reportRow) *spread { return &r.handling }); err != nil {
		return nil, fmt.Errorf("report on chats: %w", err)
	}
	if err := r.ratings(ctx, db); err != nil {
		return nil, fmt.Errorf("report on chats: %w", err)
	}
	list = make([]chat.ReportRow, 0, len(r.rows))
	for _, row := range r.rows {
		list = append(list, row.row())
	}
	slices.SortFunc(list, func(a, b chat.ReportRow) int { return cmp.Compare(a.Key, b.Key) })
	return list, nil
}

// report is one that is being made.
type report struct {
	chat.ReportFilter
	rows map[string]*reportRow
}

// reportRow is a row with what it is made from.
type reportRow struct {
	chat.ReportRow
	replyMs, stars  int64
	first, handling spread
}

// spread is how often something took how long.
type spread struct {
	n, ms int64
	took  map[int64]int64 // by milliseconds, rounded down
}

func (r *reportRow) row() chat.ReportRow {
	r.First, r.Handling = r.first.spread(), r.handling.spread()
	if r.Replies > 0 {
		r.Reply = time.Duration(r.replyMs/int64(r.Replies)) * time.Millisecond
	}
	if n := r.Satisfaction.N; n > 0 {
		r.Satisfaction.Mean = math.Round(100*float64(r.stars)/float64(n)) / 100
	}
	return r.ReportRow
}

func (s spread) spread() chat.Spread {
	if s.n == 0 {
		return chat.Spread{}
	}
	var steps []int64
	for ms := range s.took {
		steps = append(steps, ms)
	}
	slices.Sort(steps)
	at := func(percent int64) time.Duration {
		rank, seen := (s.n*percent+99)/100, int64(0)
		for _, ms := range steps {
			if seen += s.took[ms]; seen >= rank {
				return time.Duration(ms) * time.Millisecond
			}
		}
		return 0 // not reached: all of them are seen
	}
	return chat.Spread{N: int(s.n), Mean: time.Duration(s.ms/s.n) * time.Millisecond, P50: at(50), P90: at(90)}
}

// of is the row of a key as the database has it.
func (r *report) of(key string) (*reportRow, error) {
	layout := map[chat.ReportBy]string{chat.ByDay: time.DateOnly, chat.ByMonth: "2006-01"}[r.By]
	if layout != "" {
		n, err := strconv.ParseInt(key, 10, 64)
		if err != nil {
			return nil, err
		}
		key = acd.Time(n * quarter).Std().In(r.Zone).Format(layout)
	}
	row := r.rows[key]
	if row == nil {
		row = &reportRow{ReportRow: chat.ReportRow{Key: key}}
		r.rows[key] = row
	}
	return row, nil
}

// from narrows a statement to the rooms of the report.
func (r *report) from(q *query) {
	q.WriteString(` FROM chat_rooms r`)
	r.narrow(q)
}

func (r *report) narrow(q *query) {
	q.WriteString(` WHERE 1 = 1`)
	q.and(`opened_at >= ? AND opened_at < ?`, int64(r.From), int64(r.To))
	if !r.Scope.All {
		agents := holders(r.Scope, "")
		if len(agents) == 0 {
			q.WriteString(` AND 1 = 0`)
			return
		}
		q.oneOf(`agent`, agents)
	}
}

func (r *report) sumsQuery() *query {
	answered, ended := `answered_at > 0`, `SUM(is_over)`
	if r.By == chat.OfAgent {
		answered, ended = holderAnswered, `SUM(CASE WHEN is_over = 1 AND (agent = '' OR `+holderAnswered+`) THEN 1 ELSE 0 END)`
	}
	q := &query{}
	q.WriteString(`SELECT ` + reportColumns[r.By] + `, COUNT(*), SUM(CASE WHEN requested_at > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN ` + answered + ` THEN 1 ELSE 0 END), ` + ended + `, SUM(blocked),
		CAST(SUM(customer_messages) AS BIGINT), CAST(SUM(agent_messages) AS BIGINT), CAST(SUM(replies) AS BIGINT), CAST(SUM(reply_ms) AS BIGINT)`)
	r.from(q)
	q.WriteString(` GROUP BY ` + reportColumns[r.By])
	return q
}

func (r *report) sums(ctx context.Context, db *DB) error {
	q := r.sumsQuery()
	return each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		var key string
		var v reportRow
		if err := rows.Scan(&key, &v.Rooms, &v.Requested, &v.Answered, &v.Ended, &v.Blocked, &v.CustomerMessages, &v.AgentMessages, &v.Replies, &v.replyMs); err != nil {
			return err
		}
		row, err := r.of(key)
		if err != nil {
			return err
		}
		row.Rooms += v.Rooms
		row.Requested += v.Requested
		row.Answered += v.Answered
		row.Ended += v.Ended
		row.Blocked += v.Blocked
		row.CustomerMessages += v.CustomerMessages
		row.AgentMessages += v.AgentMessages
		row.Replies += v.Replies
		row.replyMs += v.replyMs
		return nil
	})
}

// span is the time from one moment of a room to another, of the rooms that only says; "": of all that
// have both.
type span struct{ from, to, only string }

// spans are the time to the first answer and that of handling: of the room, or, by agent, of the
// agent who has or had it last. That one's is no first answer that somebody gave before the room
// came to them, and no time of before it did.
func (r *report) spans() (first, handling span) {
	if r.By != chat.OfAgent {
		return span{from: `requested_at`, to: `answered_at`}, span{from: `answered_at`, to: `ended_at`}
	}
	return span{`requested_at`, `answered_at`, holderAnswered + ` AND answered_at >= assigned_at`},
		span{`CASE WHEN answered_at > assigned_at THEN answered_at ELSE assigned_at END`, `ended_at`, holderAnswered}
}

// spreadQuery counts how often a time was how long, rounded as chat.Spread says.
func (r *report) spreadQuery(s span) *query {
	took := `(` + s.to + ` - ` + s.from + `)`
	rounded := `CASE WHEN ` + took + ` < 60000 THEN ` + took + ` / 1000 * 1000 WHEN ` + took + ` < 600000 THEN ` + took + ` / 10000 * 10000 WHEN ` + took + ` < 3600000 THEN ` + took + ` / 60000 * 60000 ELSE ` + took + ` / 600000 * 600000 END`
	q := &query{}
	q.WriteString(`SELECT ` + reportColumns[r.By] + `, ` + rounded + `, COUNT(*), CAST(SUM(` + took + `) AS BIGINT)`)
	r.from(q)
	if s.only != "" {
		q.WriteString(` AND ` + s.only)
	}
	q.WriteString(` AND ` + s.from + ` > 0 AND ` + s.to + ` >= ` + s.from + ` GROUP BY ` + reportColumns[r.By] + `, ` + rounded)
	return q
}

func (r *report) spread(ctx context.Context, db *DB, span span, of func(*reportRow) *spread) error {
	q := r.spreadQuery(span)
	return each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		var key string
		var ms, n, sum int64
		if err := rows.Scan(&key, &ms, &n, &sum); err != nil {
			return err
		}
		row, err := r.of(key)
		if err != nil {
			return err
		}
		s := of(row)
		if s.took == nil {
			s.took = map[int64]int64{}
		}
		s.n, s.ms = s.n+n, s.ms+sum
		s.took[ms] += n
		return nil
	})
}

func (r *report) ratingsQuery() *query {
	q := &query{}
	q.WriteString(`SELECT ` + reportColumns[r.By] + `, COUNT(*), CAST(SUM(score) AS BIGINT) FROM chat_rooms r JOIN chat_ratings ON room = id`)
	r.narrow(q)
	q.WriteString(` GROUP BY ` + reportColumns[r.By])
	return q
}

// ratings counts how rooms were rated.
func (r *report) ratings(ctx context.Context, db *DB) error {
	q := r.ratingsQuery()
	return each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		var key string
		var n int
		var stars int64
		if err := rows.Scan(&key, &n, &stars); err != nil {
			return err
		}
		row, err := r.of(key)
		if err != nil {
			return err
		}
		row.Satisfaction.N += n
		row.stars += stars
		return nil
	})
}
