package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/sms"
)

var (
	chatOutboxRows = table{"chat_outbox", `room, seq, channel, state, tries, due_at, remote, code, at`, ` ON CONFLICT (room, seq) DO NOTHING`}
	chatCameRows   = table{"chat_came", `channel, account, id, at`, ` ON CONFLICT (channel, account, id) DO NOTHING`}
)

// keepOutgoing puts messages to customers of channels into the outbox, in the transaction that
// keeps them.
func (db *DB) keepOutgoing(ctx context.Context, t *sql.Tx, rooms []chat.Room, messages []chat.Message) error {
	by := map[chat.RoomID]chat.ChannelKind{}
	for _, r := range rooms {
		by[r.ID] = r.Channel
	}
	var out []chat.Message
	for _, m := range messages {
		if m.By != chat.ByCustomer && m.By != chat.ByChoice && m.By != chat.ByNote && chat.TraitsOf(by[m.Room]).Sent {
			out = append(out, m)
		}
	}
	return db.insertMany(ctx, t, chatOutboxRows, len(out), func(i int) []any {
		m := out[i]
		return []any{string(m.Room), m.Seq, string(by[m.Room]), string(chat.DeliveryQueued), 0, int64(m.At), "", "", int64(m.At)}
	})
}

func (db *DB) keepCame(ctx context.Context, t *sql.Tx, list []chat.Came) error {
	return db.insertMany(ctx, t, chatCameRows, len(list), func(i int) []any {
		c := list[i]
		return []any{string(c.Channel), c.Account, c.ID, int64(c.At)}
	})
}

// ChatCame reports whether something of a channel was kept before.
func (db *DB) ChatCame(ctx context.Context, c chat.Came) (was bool, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	var one int
	err = db.read.QueryRowContext(ctx, `SELECT 1 FROM chat_came WHERE channel = $1 AND account = $2 AND id = $3`, string(c.Channel), c.Account, c.ID).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read what a channel told: %w", err)
	}
	return true, nil
}

// ChatOutgoing returns messages of a channel whose turn it is at a time, the first one of each
// room alone, and when the next one has its turn (0: none waits).
func (db *DB) ChatOutgoing(ctx context.Context, channel chat.ChannelKind, now acd.Time, limit int) (list []chat.Outgoing, next acd.Time, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	const first = ` NOT EXISTS (SELECT 1 FROM chat_outbox p WHERE p.room = o.room AND p.seq < o.seq AND p.state = 'queued')`
	err = each(ctx, db.read, `SELECT o.tries, r.account, r.language, COALESCE(v.external, ''), m.room, m.seq, m.author, m.user_id, m.agent, m.auto, m.category, m.at, m.client, m.body, m.files
		FROM chat_outbox o JOIN chat_messages m ON m.room = o.room AND m.seq = o.seq JOIN chat_rooms r ON r.id = o.room LEFT JOIN chat_visitors v ON v.id = r.visitor
		WHERE o.state = 'queued' AND o.channel = $1 AND o.due_at <= $2 AND`+first+` ORDER BY o.due_at, o.room LIMIT $3`, []any{string(channel), int64(now), limit}, func(rows *sql.Rows) error {
		o := chat.Outgoing{Channel: channel}
		var err error
		o.Message, err = db.scanMessageRow(rows, &o.Tries, &o.Account, &o.Language, db.intoNumber(&o.Customer))
		list = append(list, o)
		return err
	})
	if err == nil {
		err = db.read.QueryRowContext(ctx, `SELECT COALESCE(MIN(o.due_at), 0) FROM chat_outbox o WHERE o.state = 'queued' AND o.channel = $1 AND o.due_at > $2 AND`+first, string(channel), int64(now)).Scan(&next)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read the outbox of a channel: %w", err)
	}
	return list, next, nil
}

// ChatHanded keeps what came of a try to send a message.
func (db *DB) ChatHanded(ctx context.Context, h chat.Handed) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	_, err = db.exec(ctx, `UPDATE chat_outbox SET state = $3, tries = tries + 1, due_at = $4, remote = $5, code = $6, at = $7 WHERE room = $1 AND seq = $2 AND state = 'queued'`,
		string(h.Room), h.Seq, string(h.State), int64(h.Next), h.Remote, h.Code, int64(h.At))
	if err != nil {
		return fmt.Errorf("write the outbox of a channel: %w", err)
	}
	return nil
}

// ChatTold keeps what a channel says of a message that it has taken; remote is what it calls it.
// What it says of one that it has delivered, or has not, changes nothing more. known is false
// where no message of that name is kept as taken: perhaps ChatHanded has not said so yet, and
// what the channel says is not kept either.
func (db *DB) ChatTold(ctx context.Context, channel chat.ChannelKind, remote string, state chat.DeliveryState, code string, at acd.Time) (known bool, err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	if remote == "" {
		return false, nil
	}
	res, err := db.exec(ctx, `UPDATE chat_outbox SET state = $3, code = $4, at = $5 WHERE channel = $1 AND remote = $2 AND state = 'sent'`, string(channel), remote, string(state), code, int64(at))
	if err == nil {
		var n int64
		if n, err = res.RowsAffected(); n > 0 {
			return true, nil
		}
	}
	if err == nil { // not 'sent': ChatHanded may have come in between
		err = db.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM chat_outbox WHERE channel = $1 AND remote = $2 AND state IN ('delivered', 'failed'))`, string(channel), remote).Scan(&known)
	}
	if err != nil {
		return false, fmt.Errorf("write what a channel told: %w", err)
	}
	return known, nil
}

// ChatDeliveries returns what became of the messages of a room that are handed to a channel, in
// order. Those that go by SMS are as their text message is.
func (db *DB) ChatDeliveries(ctx context.Context, room chat.RoomID) (list []chat.Delivery, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	list = []chat.Delivery{}
	err = each(ctx, db.read, `SELECT o.seq, o.state, o.code, o.at, COALESCE(s.state, ''), COALESCE(s.code, ''), COALESCE(s.ended_at, 0) FROM chat_outbox o
		LEFT JOIN sms_messages s ON o.channel = 'sms' AND o.remote <> '' AND s.id = o.remote WHERE o.room = $1 ORDER BY o.seq`, []any{string(room)}, func(rows *sql.Rows) error {
		d := chat.Delivery{Room: room}
		var text sms.State
		var code string
		var ended acd.Time
		err := rows.Scan(&d.Seq, &d.State, &d.Code, &d.At, &text, &code, &ended)
		if ended > 0 {
			d.At = ended
		}
		switch {
		case text == sms.Arrived:
			d.State = chat.DeliveryDone
		case text.Final():
			d.State, d.Code = chat.DeliveryFailed, code
		}
		list = append(list, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what became of messages: %w", err)
	}
	return list, nil
}
