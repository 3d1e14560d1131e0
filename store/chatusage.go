package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// usageLines are the lines of timelines that the service usage log has: rooms that the program gave
// to another agent by itself (C36). The indexes chat_entries_usage and chat_entries_usage_agent are of
// the same ones.
const usageLines = `kind = 'assigned' AND how IN ('backlog', 'take_back')`

// ChatUsage returns a page of the service usage log, the newest first, and the cursor of the next
// one, "" on the last.
func (db *DB) ChatUsage(ctx context.Context, f chat.UsageFilter) (_ []chat.Entry, next string, err error) {
	defer db.done(opChatList, time.Now(), &err)
	if f.To <= f.From || f.To.Sub(f.From) > searchWithin {
		return nil, "", fault.New(fault.Invalid, "the log is asked for a year at most, and its first day is before its last")
	}
	agents := usageAgents(f)
	if agents != nil && len(agents) == 0 {
		return []chat.Entry{}, "", nil
	}
	return pageOf(ctx, db, "read the service usage log", f.After, f.Limit,
		func(at cursor, more bool) (*query, error) { return db.usageQuery(f, at, more), nil },
		func(rows *sql.Rows) (e chat.Entry, err error) {
			e.Kind = "assigned"
			return e, rows.Scan(&e.Room, &e.At, &e.Part, &e.User, &e.From, &e.To, &e.How, &e.More)
		}, func(e chat.Entry) cursor { return cursor{Time: int64(e.At), ID: string(e.Room), Part: e.Part} })
}

// usageOrder is that of the log.
const usageOrder = ` ORDER BY at DESC, room DESC, part DESC LIMIT `

// usageQuery is the statement for a page: of some agents a walk of each along its index, one beside
// the other, as there may be few lines of theirs; of everybody, or of many, one through all.
func (db *DB) usageQuery(f chat.UsageFilter, at cursor, more bool) *query {
	q, agents := &query{}, usageAgents(f)
	if len(agents) == 0 || len(agents) > mostWalks {
		db.usageWalk(q, `chat_entries_usage`, agents, f, at, more)
		return q
	}
	for i, a := range agents {
		if i > 0 {
			q.WriteString(` UNION ALL `)
		}
		q.WriteString(`SELECT * FROM (`)
		db.usageWalk(q, `chat_entries_usage_agent`, []string{a}, f, at, more)
		fmt.Fprintf(q, `) AS w%d`, i)
	}
	q.WriteString(usageOrder + q.arg(f.Limit+1))
	return q
}

// usageWalk is a walk along an index through the lines that are given to some agents; nil: to anybody.
func (db *DB) usageWalk(q *query, index string, agents []string, f chat.UsageFilter, at cursor, more bool) {
	q.WriteString(`SELECT room, at, part, user_id, sender, given, how, more FROM chat_entries`)
	if !db.postgres {
		q.WriteString(` INDEXED BY ` + index)
	}
	q.WriteString(` WHERE ` + usageLines)
	q.and(`at >= ? AND at < ?`, int64(f.From), int64(f.To))
	q.oneOf(`given`, agents)
	if more {
		q.and(`(at, room, part) < (?, ?, ?)`, at.Time, at.ID, at.Part)
	}
	q.WriteString(usageOrder + q.arg(f.Limit+1))
}

// usageAgents are to whom the lines of a log give rooms; nil: to anybody.
func usageAgents(f chat.UsageFilter) []string {
	if f.Scope.All {
		if f.Agent == "" {
			return nil
		}
		return []string{string(f.Agent)}
	}
	list := []string{}
	for _, a := range f.Scope.Agents {
		if f.Agent == "" || a == f.Agent {
			list = append(list, string(a))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
