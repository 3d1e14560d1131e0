package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/desk"
)

// tagKey is the form in which customers' tags are searched for a part.
func tagKey(tag string) string { return desk.Fold(tag) }

// ChatTagRoom makes the tags of a room these (상담방태그). fault.NotFound: there is no such room.
func (db *DB) ChatTagRoom(ctx context.Context, room chat.RoomID, tags []string) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	r, err := db.ChatRoom(ctx, room)
	if err != nil {
		return err
	}
	return db.change(ctx, func(t *sql.Tx) error {
		return writeTags(ctx, t, `chat_room_tags`, `room`, string(room), `opened_at`, tags, func(string) any { return int64(r.Opened) })
	})
}

// ChatTagVisitor makes the tags of a customer these (고객태그).
func (db *DB) ChatTagVisitor(ctx context.Context, v chat.VisitorID, tags []string) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		return writeTags(ctx, t, `chat_visitor_tags`, `visitor`, string(v), `tag_key`, tags, func(tag string) any { return tagKey(tag) })
	})
}

// writeTags replaces the tags of one in a table; more is what its column besides holds of a tag.
func writeTags(ctx context.Context, t *sql.Tx, table, of, id, besides string, tags []string, more func(string) any) error {
	if _, err := t.ExecContext(ctx, `DELETE FROM `+table+` WHERE `+of+` = $1`, id); err != nil {
		return fmt.Errorf("write tags: %w", err)
	}
	for _, tag := range tags {
		if _, err := t.ExecContext(ctx, `INSERT INTO `+table+` (`+of+`, tag, `+besides+`) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, id, tag, more(tag)); err != nil {
			return fmt.Errorf("write tags: %w", err)
		}
	}
	return nil
}

// ChatRoomTags returns the tags of rooms, by room.
func (db *DB) ChatRoomTags(ctx context.Context, rooms []chat.RoomID) (_ map[chat.RoomID][]string, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	return tagsOf(ctx, db, `SELECT room, tag FROM chat_room_tags WHERE 1 = 1`, `room`, rooms)
}

// ChatVisitorTags returns the tags of customers, by customer.
func (db *DB) ChatVisitorTags(ctx context.Context, list []chat.VisitorID) (_ map[chat.VisitorID][]string, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	return tagsOf(ctx, db, `SELECT visitor, tag FROM chat_visitor_tags WHERE 1 = 1`, `visitor`, list)
}

func tagsOf[T ~string](ctx context.Context, db *DB, text, column string, ids []T) (map[T][]string, error) {
	out, texts := map[T][]string{}, make([]string, len(ids))
	for i, id := range ids {
		texts[i] = string(id)
	}
	err := chunks(texts, func(part []string) error {
		q := inList(text, column, part)
		q.WriteString(` ORDER BY ` + column + `, tag`)
		return each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
			var of T
			var tag string
			err := rows.Scan(&of, &tag)
			out[of] = append(out[of], tag)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read tags: %w", err)
	}
	return out, nil
}
