package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// usageLines are the lines of timelines that the service usage log has: rooms that the program gave
// to another agent by itself (C36). The index chat_entries_usage is of the same ones.
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
	type line struct {
		chat.Entry
		part int
	}
	list, next, err := pageOf(ctx, db, "read the service usage log", f.After, f.Limit,
		func(at cursor, more bool) (*query, error) { return db.usageQuery(f, at, more), nil },
		func(rows *sql.Rows) (l line, err error) {
			l.Kind = "assigned"
			return l, rows.Scan(&l.Room, &l.At, &l.part, &l.User, &l.From, &l.To, &l.How, &l.More)
		}, func(l line) cursor { return cursor{Time: int64(l.At), ID: string(l.Room), Part: l.part} })
	if err != nil {
		return nil, "", err
	}
	out := make([]chat.Entry, len(list))
	for i, l := range list {
		out[i] = l.Entry
	}
	return out, next, nil
}

func (db *DB) usageQuery(f chat.UsageFilter, at cursor, more bool) *query {
	q, by := &query{}, ``
	if !db.postgres {
		by = ` INDEXED BY chat_entries_usage`
	}
	fmt.Fprintf(q, `SELECT room, at, part, user_id, sender, given, how, more FROM chat_entries%s WHERE `+usageLines, by)
	q.and(`at >= ? AND at < ?`, int64(f.From), int64(f.To))
	if agents := usageAgents(f); agents != nil {
		q.in(`given`, agents)
	}
	if more {
		q.and(`(at, room, part) < (?, ?, ?)`, at.Time, at.ID, at.Part)
	}
	q.WriteString(` ORDER BY at DESC, room DESC, part DESC LIMIT ` + q.arg(f.Limit+1))
	return q
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
		if f.Agent == "" || acd.AgentID(a) == f.Agent {
			list = append(list, string(a))
		}
	}
	return list
}
