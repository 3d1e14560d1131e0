package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/callfloor/callfloor/chat"
)

// chatMessages is the table of messages.
const chatMessages = "chat_messages"

// messageRowColumns are the columns of chat_messages, and messageReadColumns those that
// scanMessageRow reads.
const (
	messageRowColumns  = `id, room, seq, author, user_id, agent, auto, category, at, client, body, files, reply_ms`
	messageReadColumns = `room, seq, author, user_id, agent, auto, category, at, client, body, files`
)

// idsOfMillisecond is how many messages one millisecond has ids for before they are of the next.
const idsOfMillisecond = 1024

// messageIDs gives messages their ids.
type messageIDs struct {
	sync.Mutex
	last int64 // 0: to be read
}

// next returns ids for messages in order: each is greater than those before, and the first of its
// millisecond or later.
func (g *messageIDs) next(ctx context.Context, t *sql.Tx, list []chat.Message) ([]int64, error) {
	g.Lock()
	defer g.Unlock()
	if g.last == 0 {
		if err := t.QueryRowContext(ctx, `SELECT COALESCE(MAX(id), 0) FROM chat_messages`).Scan(&g.last); err != nil {
			return nil, fmt.Errorf("read the last message: %w", err)
		}
	}
	ids := make([]int64, len(list))
	for i, m := range list {
		g.last = max(g.last+1, int64(m.At)*idsOfMillisecond)
		ids[i] = g.last
	}
	return ids, nil
}

func (g *messageIDs) forget() {
	g.Lock()
	defer g.Unlock()
	g.last = 0
}

func (db *DB) keepMessages(ctx context.Context, t *sql.Tx, list []chat.Message, known map[chat.RoomID]*facts, waited []int64) error {
	if len(list) == 0 {
		return nil
	}
	ids, err := db.chatID.next(ctx, t, list)
	if err != nil {
		return err
	}
	err = db.insertMany(ctx, t, chatMessageRows, len(list), func(i int) []any {
		m := list[i]
		var files []byte
		if len(m.Files) > 0 {
			files, _ = json.Marshal(m.Files) // plain data: it does not fail
		}
		return []any{ids[i], string(m.Room), m.Seq, string(m.By), string(m.User), string(m.Agent), string(m.Auto), string(m.Category), int64(m.At), m.Client,
			db.blob("chat_messages.body", []byte(m.Body)), db.blob("chat_messages.files", files), waited[i]}
	})
	if err != nil {
		return err
	}
	if err := db.keepFound(ctx, t, list, ids); err != nil {
		return err
	}
	for _, m := range list {
		for _, f := range m.Files {
			if _, err := t.ExecContext(db.patient(ctx), `UPDATE chat_files SET seq = $1, room = $3 WHERE id = $2 AND seq = 0 AND (room = '' OR room = $3)`, m.Seq, f.ID, string(m.Room)); err != nil {
				return fmt.Errorf("write whose a file is: %w", err)
			}
		}
	}
	return nil
}

// keepFound writes what messages are found by, of those that were not there before: they alone
// have the ids that they were given.
func (db *DB) keepFound(ctx context.Context, t *sql.Tx, list []chat.Message, ids []int64) error {
	added := map[int64]bool{}
	err := each(db.patient(ctx), t, `SELECT id FROM chat_messages WHERE id >= $1 AND id <= $2`, []any{ids[0], ids[len(ids)-1]}, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		added[id] = true
		return err
	})
	if err != nil {
		return fmt.Errorf("read what was added: %w", err)
	}
	var found []indexed
	for i, m := range list {
		if added[ids[i]] {
			found = append(found, indexed{ids[i], int64(m.At), m.Body})
		}
	}
	p, err := db.pairer(db.ring().Primary())
	if err != nil {
		return err
	}
	return db.keepPairs(ctx, t, p, found)
}

func (db *DB) scanMessageRow(rows *sql.Rows, before ...any) (m chat.Message, _ error) {
	var body, files []byte
	err := rows.Scan(append(before, &m.Room, &m.Seq, &m.By, &m.User, &m.Agent, &m.Auto, &m.Category, &m.At, &m.Client,
		db.intoBlob("chat_messages.body", &body), db.intoBlob("chat_messages.files", &files))...)
	m.Body = string(body)
	if err == nil && len(files) > 0 {
		err = json.Unmarshal(files, &m.Files)
	}
	return m, err
}

// ChatMessages returns messages of a room in the order of Seq: with before > 0 the last ones
// before that number, otherwise the first ones after the number after.
func (db *DB) ChatMessages(ctx context.Context, room chat.RoomID, before, after, limit int) (list []chat.Message, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	q := messagesOf(room, before, after, limit)
	list = []chat.Message{}
	err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		m, err := db.scanMessageRow(rows)
		list = append(list, m)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read messages: %w", err)
	}
	if before > 0 {
		slices.Reverse(list)
	}
	return list, nil
}

func messagesOf(room chat.RoomID, before, after, limit int) *query {
	q := &query{}
	q.WriteString(`SELECT ` + messageReadColumns + ` FROM chat_messages WHERE 1 = 1`)
	q.and(`room = ?`, string(room))
	if before > 0 {
		q.and(`seq < ?`, before)
		q.WriteString(` ORDER BY seq DESC LIMIT ` + q.arg(limit))
		return q
	}
	q.and(`seq > ?`, after)
	q.WriteString(` ORDER BY seq LIMIT ` + q.arg(limit))
	return q
}

// knownAtOnce is how many keys one statement looks for.
const knownAtOnce = 50

// ChatKnown returns which of some messages were kept before: a post that comes again is answered
// with the message of the first time. Keys without Client are never found.
func (db *DB) ChatKnown(ctx context.Context, keys []chat.MessageKey) (out map[chat.MessageKey]chat.Message, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	out = map[chat.MessageKey]chat.Message{}
	for some := range slices.Chunk(keys, knownAtOnce) {
		q := knownMessages(some)
		err := each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
			m, err := db.scanMessageRow(rows)
			out[chat.MessageKey{Room: m.Room, By: m.By, Client: m.Client}] = m
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("look for messages that come again: %w", err)
		}
	}
	return out, nil
}

func knownMessages(keys []chat.MessageKey) *query {
	q := &query{}
	for i, k := range keys {
		if i > 0 {
			q.WriteString(` UNION ALL `)
		}
		q.WriteString(`SELECT ` + messageReadColumns + ` FROM chat_messages WHERE client <> ''`)
		q.and(`room = ? AND author = ? AND client = ?`, string(k.Room), string(k.By), k.Client)
	}
	return q
}
