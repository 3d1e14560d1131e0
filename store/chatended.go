package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// ChatRecategorise changes what a room that is over is about, with its line in the timeline; its title
// stays (C58, C75). fault.NotFound: there is no such room; fault.Conflict: it is not over.
func (db *DB) ChatRecategorise(ctx context.Context, id chat.RoomID, category chat.CategoryID, small string, by chat.UserID, at acd.Time) (r chat.Room, err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		err := t.QueryRowContext(ctx, `SELECT `+roomColumns+` FROM chat_rooms WHERE id = $1`, string(id)).Scan(roomInto(&r)...)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return notFound("room", string(id))
		case err != nil:
			return fmt.Errorf("read a room: %w", err)
		case !r.Status.Over():
			return fault.New(fault.Conflict, "the room is not over")
		case r.Category == category && r.Small == small:
			return nil
		}
		more, _ := json.Marshal(map[string]string{"from": string(r.Category), "to": string(category), "small": small}) // of texts: it does not fail
		r.Category, r.Small = category, small
		if _, err := t.ExecContext(ctx, `UPDATE chat_rooms SET category = $1, small = $2 WHERE id = $3`, string(category), small, string(id)); err != nil {
			return fmt.Errorf("change the category of a room: %w", err)
		}
		return db.keepEntries(ctx, t, []chat.Entry{{Room: id, At: at, Kind: "category", User: by, More: string(more)}})
	})
	return r, err
}
