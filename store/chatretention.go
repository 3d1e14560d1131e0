package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/desk"
)

const (
	// chatRetentionBatch is how many rooms one transaction deletes, each with all its messages.
	chatRetentionBatch = 20
	// keepChatFiles is how long a file is kept that no message has named yet.
	keepChatFiles = 24 * time.Hour
	// keepChatCame is how long it is known what channels told: none tells it again so late.
	keepChatCame = 30 * 24 * time.Hour
	// keepGuests is how long somebody is known who opened the chat and never wrote, since they did last.
	keepGuests = 90 * 24 * time.Hour
	// heldChat is the kind of a room that a legal hold keeps.
	heldChat = "chat"
)

// DeleteOldChats deletes some of the rooms that ended before a time, with everything in them, then
// customers who were not seen since and have no room, those who only looked and have not for 90 days, and files that no message named. It reports
// whether there may be more. What is under a legal hold stays.
func (db *DB) DeleteOldChats(ctx context.Context, before time.Time) (more bool, err error) {
	defer db.done(opRetention, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		more = false
		if err := db.holdAll(ctx, t); err != nil {
			return err
		}
		for _, status := range []chat.Status{chat.Ended, chat.BotEnded} {
			q := &query{}
			q.WriteString(`SELECT id FROM chat_rooms WHERE is_over = 1`)
			q.and(`status = ? AND ended_at < ?`, string(status), millis(before))
			q.WriteString(notHeld("id", heldChat) + ` ORDER BY ended_at, id LIMIT ` + q.arg(chatRetentionBatch))
			rooms, err := texts(ctx, t, q)
			if err != nil {
				return err
			}
			if err := db.emptyRooms(ctx, t, rooms, `DELETE FROM chat_messages`, `DELETE FROM chat_requests`, `DELETE FROM chat_ratings`); err != nil {
				return err
			}
			if err := deleteOf(ctx, t, rooms, `chat_entries`, `room`); err != nil {
				return err
			}
			if err := deleteOf(ctx, t, rooms, `chat_rooms`, `id`); err != nil {
				return err
			}
			more = more || len(rooms) == chatRetentionBatch
		}
		for _, q := range []struct {
			text   string
			before time.Time
		}{
			{`DELETE FROM chat_files WHERE id IN (SELECT id FROM chat_files WHERE seq = 0 AND created_at < $1 ORDER BY created_at, id LIMIT $2)`, time.Now().Add(-keepChatFiles)},
			{`DELETE FROM chat_file_parts WHERE (id, part) IN (SELECT id, part FROM chat_file_parts p WHERE at < $1 AND NOT EXISTS (SELECT 1 FROM chat_files f WHERE f.id = p.id) ORDER BY at LIMIT $2)`, time.Now().Add(-keepChatFiles)},
			{`DELETE FROM chat_came WHERE (channel, account, id) IN (SELECT channel, account, id FROM chat_came WHERE at < $1 ORDER BY at LIMIT $2)`, time.Now().Add(-keepChatCame)},
		} {
			n, err := deleted(t.ExecContext(ctx, q.text, millis(q.before), chatRetentionBatch))
			if err != nil {
				return fmt.Errorf("delete old chats: %w", err)
			}
			more = more || n >= chatRetentionBatch
		}
		for _, who := range []unseen{{"", before}, {guests, time.Now().Add(-keepGuests)}} {
			full, err := db.forgetUnseen(ctx, t, who)
			if err != nil {
				return err
			}
			more = more || full
		}
		return nil
	})
	return more, err
}

// unseen are visitors who were not seen since a time, of whom a condition is true; "": all.
type unseen struct {
	who    string
	before time.Time
}

// guests opened the chat on a page and never began a room, and nobody has linked or graded them.
const guests = ` AND guest = 1 AND customer = '' AND grade = ''`

// are adds the condition. Who is blocked stays blocked.
func (u unseen) are(q *query) {
	q.WriteString(` AND blocked_at = 0` + u.who)
	q.and(`seen_at < ?`, millis(u.before))
}

// find finds some of them who have no room.
func (u unseen) find() *query {
	q := &query{}
	q.WriteString(`SELECT id FROM chat_visitors WHERE NOT EXISTS (SELECT 1 FROM chat_rooms r WHERE r.visitor = chat_visitors.id)`)
	u.are(q)
	q.WriteString(` ORDER BY seen_at, id LIMIT ` + q.arg(retentionBatch))
	return q
}

// forgetUnseen deletes some visitors, and reports whether there may be more. PostgreSQL looks at the condition once
// more where a row has changed since it was found: whoever begins a room at this moment has been seen
// first (ChatSeen), and stays.
func (db *DB) forgetUnseen(ctx context.Context, t *sql.Tx, u unseen) (more bool, err error) {
	found, err := texts(ctx, t, u.find())
	if err != nil {
		return false, err
	}
	var gone []string
	err = chunks(found, func(part []string) error {
		q := inList(`DELETE FROM chat_visitors WHERE 1 = 1`, `id`, part)
		u.are(q)
		q.WriteString(` RETURNING id`)
		some, err := texts(ctx, t, q)
		gone = append(gone, some...)
		return err
	})
	if err != nil {
		return false, err
	}
	return len(found) == retentionBatch && len(gone) > 0, deleteOf(ctx, t, gone, `chat_visitor_tags`, `visitor`)
}

// emptyRooms takes out of rooms what was written in them, and what it is found by. messages,
// requests and ratings begin the statements for those.
func (db *DB) emptyRooms(ctx context.Context, t *sql.Tx, rooms []string, messages, requests, ratings string) error {
	return chunks(rooms, func(part []string) error {
		of := func(text, column, end string) error {
			q := inList(text+` WHERE 1 = 1`, column, part)
			if _, err := t.ExecContext(ctx, q.String()+end, q.args...); err != nil {
				return fmt.Errorf("empty rooms: %w", err)
			}
			return nil
		}
		for _, s := range []struct{ text, column, end string }{
			{`DELETE FROM chat_pairs WHERE ` + db.pairsID() + ` IN (SELECT id FROM chat_messages`, `room`, `)`},
			{messages, `room`, ``},
			{requests, `room`, ``},
			{ratings, `room`, ``},
			{`DELETE FROM chat_file_parts WHERE id IN (SELECT id FROM chat_files`, `room`, `)`},
			{`DELETE FROM chat_files`, `room`, ``},
			{`DELETE FROM chat_room_origins`, `room`, ``},
			{`DELETE FROM chat_room_tags`, `room`, ``},
			{`DELETE FROM chat_outbox`, `room`, ``},
		} {
			if err := of(s.text, s.column, s.end); err != nil {
				return err
			}
		}
		return nil
	})
}

func deleteOf(ctx context.Context, t *sql.Tx, ids []string, table, column string) error {
	return chunks(ids, func(part []string) error {
		q := inList(`DELETE FROM `+table+` WHERE 1 = 1`, column, part)
		if _, err := t.ExecContext(ctx, q.String(), q.args...); err != nil {
			return fmt.Errorf("delete rows of chats: %w", err)
		}
		return nil
	})
}

// visitorsOf are the customers of the chat who are a customer of the desk: linked, or by one of
// some numbers where they are linked to nobody. A number may be no more than what they or a page
// said; who it is for an agent counts more.
func (db *DB) visitorsOf(ctx context.Context, t *sql.Tx, customer string, numbers []string) ([]string, error) {
	q := &query{}
	q.WriteString(`SELECT id FROM chat_visitors WHERE customer <> '' AND customer = ` + q.arg(customer))
	for _, n := range numbers {
		q.WriteString(` UNION SELECT id FROM chat_visitors WHERE number <> '' AND customer = ''`)
		q.is(`number`, db.forms(n))
		q.WriteString(` UNION SELECT id FROM chat_visitors WHERE external <> '' AND channel = '` + string(chat.SMS) + `'`)
		q.is(`external`, db.forms(n))
	}
	return texts(ctx, t, q)
}

// forgetChats takes a person out of the chat: the texts of their rooms, files, tags, and who they
// were. Rooms stay for the figures.
func (db *DB) forgetChats(ctx context.Context, t *sql.Tx, out *desk.Deleted, customer string, numbers []string) error {
	visitors, err := db.visitorsOf(ctx, t, customer, numbers)
	if err != nil || len(visitors) == 0 {
		return err
	}
	var rooms []string
	err = chunks(visitors, func(part []string) error {
		some, err := texts(ctx, t, inList(`SELECT id FROM chat_rooms WHERE 1 = 1`, `visitor`, part))
		rooms = append(rooms, some...)
		return err
	})
	if err != nil {
		return err
	}
	out.Chats += len(rooms)
	if err := db.emptyRooms(ctx, t, rooms, `UPDATE chat_messages SET body = '', files = ''`, `UPDATE chat_requests SET body = '', answer = ''`, `UPDATE chat_ratings SET comment = ''`); err != nil {
		return err
	}
	if err := deleteOf(ctx, t, visitors, `chat_visitor_tags`, `visitor`); err != nil {
		return err
	}
	return deleteOf(ctx, t, visitors, `chat_visitors`, `id`)
}

// holdChats notes which rooms are of a customer.
func (db *DB) holdChats(add func(kind, column, from string, args ...any), c desk.Customer) {
	add(heldChat, "id", `chat_rooms WHERE visitor IN (SELECT id FROM chat_visitors WHERE customer = $2 AND customer <> '')`, c.ID)
	for _, p := range c.Phones {
		for _, v := range db.forms(p.Number) {
			add(heldChat, "id", `chat_rooms WHERE visitor IN (SELECT id FROM chat_visitors WHERE number = $2 AND number <> '')`, v)
			add(heldChat, "id", `chat_rooms WHERE visitor IN (SELECT id FROM chat_visitors WHERE external = $2 AND external <> '' AND channel = '`+string(chat.SMS)+`')`, v)
		}
	}
}
