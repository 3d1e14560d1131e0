package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

var chatPresenceRows = table{"chat_presences", `agent, signed_in, resting, new_at, state, since`,
	` ON CONFLICT (agent) DO UPDATE SET signed_in = excluded.signed_in, resting = excluded.resting, new_at = excluded.new_at, state = excluded.state, since = excluded.since`}

// ChatPresences returns how agents stood with chats when the last batch was kept.
func (db *DB) ChatPresences(ctx context.Context) (list []chat.Presence, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	err = each(ctx, db.read, `SELECT agent, signed_in, resting, new_at, state, since FROM chat_presences ORDER BY agent`, nil, func(rows *sql.Rows) error {
		var p chat.Presence
		err := rows.Scan(&p.Agent, &p.SignedIn, &p.Resting, &p.NewAt, &p.State, &p.Since)
		list = append(list, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read who is signed in to chats: %w", err)
	}
	return list, nil
}

func (db *DB) keepPresences(ctx context.Context, t *sql.Tx, list []chat.Presence, gone []acd.AgentID) error {
	for _, id := range gone {
		if _, err := t.ExecContext(ctx, `DELETE FROM chat_presences WHERE agent = $1`, string(id)); err != nil {
			return fmt.Errorf("forget who was signed in to chats: %w", err)
		}
	}
	return db.insertMany(ctx, t, chatPresenceRows, len(list), func(i int) []any {
		p := list[i]
		return []any{string(p.Agent), flag(p.SignedIn), flag(p.Resting), int64(p.NewAt), string(p.State), int64(p.Since)}
	})
}

// AgentsLoggedIn returns the agents whose persons have a log-in that has not ended: begun not
// before created, and seen not before seen. A locked one counts.
func (db *DB) AgentsLoggedIn(ctx context.Context, created, seen time.Time) (list []acd.AgentID, err error) {
	defer db.done(opLogin, time.Now(), &err)
	err = each(ctx, db.read, `SELECT DISTINCT u.agent_id FROM users u JOIN logins l ON l.user_id = u.id
		WHERE u.disabled = 0 AND u.agent_id <> '' AND l.created_at >= $1 AND l.seen_at >= $2`, []any{millis(created), millis(seen)}, func(rows *sql.Rows) error {
		var id acd.AgentID
		err := rows.Scan(&id)
		list = append(list, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read which agents are logged in: %w", err)
	}
	return list, nil
}
