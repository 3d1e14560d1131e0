package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// ChatEndMonitoring writes that the monitoring of open rooms has ended of which no line of the
// timeline says so: nobody monitors anything when the program starts, whatever ended it before.
func (db *DB) ChatEndMonitoring(ctx context.Context, at acd.Time) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	var ends []chat.Entry
	err = each(ctx, db.read, `SELECT e.room, e.user_id, e.at FROM chat_rooms r JOIN chat_entries e ON e.room = r.id
		WHERE r.is_over = 0 AND e.kind = 'monitor_began' AND NOT EXISTS (SELECT 1 FROM chat_entries x
		WHERE x.room = e.room AND x.kind = 'monitor_ended' AND (x.at > e.at OR x.at = e.at AND x.part > e.part))`, nil, func(rows *sql.Rows) error {
		e := chat.Entry{Kind: "monitor_ended", How: chat.MonitorLost}
		err := rows.Scan(&e.Room, &e.User, &e.At)
		e.At = max(at, e.At+1) // after it began, also where the clock was set back
		ends = append(ends, e)
		return err
	})
	if err == nil && len(ends) > 0 {
		err = db.ChatKeep(ctx, chat.Batch{Entries: ends})
	}
	if err != nil {
		return fmt.Errorf("write that monitoring has ended: %w", err)
	}
	return nil
}
