package store

import (
	"context"
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

// ChatCounts returns how many rooms each list of somebody has, without any search in it.
func (db *DB) ChatCounts(ctx context.Context, s chat.Scope, now acd.Time, zone *time.Location) (map[chat.Status]int, error) {
	all := make(map[chat.Status]int, len(chat.Statuses))
	for _, status := range chat.Statuses {
		n, err := db.ChatCount(ctx, chat.Filter{Status: status, Scope: s, Now: now, Zone: zone})
		if err != nil {
			return nil, err
		}
		all[status] = n
	}
	return all, nil
}
