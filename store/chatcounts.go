package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// ChatCount returns how many rooms a list has.
func (db *DB) ChatCount(ctx context.Context, f chat.Filter) (n int, err error) {
	defer db.done(opChatList, time.Now(), &err)
	l, some, err := db.listing(ctx, f)
	if err != nil || !some {
		return 0, err
	}
	q := l.countQuery()
	if err := db.read.QueryRowContext(ctx, q.String(), q.args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count rooms: %w", err)
	}
	return n, nil
}

func (l listing) countQuery() *query {
	q := &query{}
	q.WriteString(`SELECT COUNT(*)`)
	w := walk{l.agents, l.categories}
	l.from(q, w, l.countIndex(w))
	return q
}

// holderAnswered is chat.Room.HolderAnswered.
const holderAnswered = `r.agent <> '' AND r.agent_at > 0 AND r.agent_at >= r.assigned_at`

// ChatEndedBy counts, by agent, the rooms that were opened at or after a time and have ended after
// their agent answered (M16).
func (db *DB) ChatEndedBy(ctx context.Context, from acd.Time) (_ map[acd.AgentID]int, err error) {
	defer db.done(opChatList, time.Now(), &err)
	counts := map[acd.AgentID]int{}
	by := ``
	if !db.postgres {
		by = ` INDEXED BY chat_rooms_over`
	}
	err = each(ctx, db.read, `SELECT r.agent, COUNT(*) FROM chat_rooms r`+by+` WHERE r.is_over = 1 AND r.status = $1 AND r.opened_at >= $2 AND `+holderAnswered+` GROUP BY r.agent`,
		[]any{string(chat.Ended), int64(from)}, func(rows *sql.Rows) error {
			var agent acd.AgentID
			var n int
			err := rows.Scan(&agent, &n)
			counts[agent] = n
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("count rooms that have ended: %w", err)
	}
	return counts, nil
}
