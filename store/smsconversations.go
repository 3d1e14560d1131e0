package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

const conversationColumns = `id, number, ours, customer, owner, unread, created_at, last_at`

func (db *DB) scanConversation(row interface{ Scan(...any) error }) (c sms.Conversation, err error) {
	var created, last int64
	err = row.Scan(&c.ID, db.intoNumber(&c.Number), &c.Ours, &c.Customer, &c.Owner, &c.Unread, &created, &last)
	c.Created, c.Last = timeOf(created), timeOf(last)
	return c, err
}

// SMSCameIn implements sms.Outbox.
func (db *DB) SMSCameIn(ctx context.Context, m sms.CameIn) (out sms.Arrival, err error) {
	defer db.done(opOutbox, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		out = sms.Arrival{}
		err := t.QueryRowContext(ctx, `SELECT c.id, c.owner FROM sms_incoming i JOIN sms_conversations c ON c.id = i.conversation WHERE i.provider = $1 AND i.provider_id = $2`, m.Provider, m.ID).
			Scan(&out.Conversation, &out.Owner)
		if err == nil {
			return nil // it was kept already
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("read messages that came in: %w", err)
		}
		c, err := db.conversationWith(ctx, t, m)
		if err != nil {
			return err
		}
		media := ""
		if len(m.Media) > 0 {
			if media, err = toJSON(m.Media); err != nil {
				return err
			}
		}
		_, err = t.ExecContext(ctx, `INSERT INTO sms_incoming (id, conversation, provider, provider_id, body, media, at, kept_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			people.NewID(), c.ID, m.Provider, m.ID, db.blob("sms_incoming.body", []byte(m.Body)), db.blob("sms_incoming.media", []byte(media)), millis(m.At), millis(m.Now))
		if err == nil {
			_, err = t.ExecContext(ctx, `UPDATE sms_conversations SET unread = unread + 1, last_at = CASE WHEN last_at < $2 THEN $2 ELSE last_at END WHERE id = $1`, c.ID, millis(m.At))
		}
		if err == nil && m.OptOut {
			_, err = db.addOptOut(ctx, t, sms.OptOut{ID: people.NewID(), Number: m.Number, Source: sms.ByMessage, At: m.Now, Ads: m.RefuseAd})
		}
		if err != nil {
			return fmt.Errorf("keep a message that came in: %w", err)
		}
		out = sms.Arrival{Conversation: c.ID, Owner: c.Owner, New: true}
		return nil
	})
	return out, err
}

// conversationWith finds the conversation of two numbers, or begins it.
func (db *DB) conversationWith(ctx context.Context, t *sql.Tx, m sms.CameIn) (sms.Conversation, error) {
	c, there, err := onceInTurn(ctx, t, func() (sms.Conversation, error) {
		q := &query{}
		q.WriteString(`SELECT ` + conversationColumns + ` FROM sms_conversations WHERE ours = ` + q.arg(m.Ours))
		q.is(`number`, db.forms(m.Number))
		q.WriteString(` ORDER BY created_at LIMIT 1`)
		return db.scanConversation(t.QueryRowContext(ctx, q.String(), q.args...))
	})
	if err != nil {
		return c, fmt.Errorf("read conversations: %w", err)
	}
	if there {
		return c, nil
	}
	c = sms.Conversation{ID: people.NewID(), Number: m.Number, Ours: m.Ours, Created: m.Now, Last: m.At}
	if c.Customer, err = db.onlyCustomer(ctx, t, m.Number); err != nil {
		return c, err
	}
	q := &query{} // who wrote to the number last has it
	q.WriteString(`SELECT owner FROM sms_messages WHERE sender = ` + q.arg(m.Ours))
	q.is(`number`, db.forms(m.Number))
	q.WriteString(` AND number <> '' ORDER BY created_at DESC, id DESC LIMIT 1`)
	if err := t.QueryRowContext(ctx, q.String(), q.args...).Scan(&c.Owner); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return c, fmt.Errorf("read messages: %w", err)
	}
	_, err = t.ExecContext(ctx, `INSERT INTO sms_conversations (`+conversationColumns+`) VALUES ($1, $2, $3, $4, $5, 0, $6, $7)`,
		c.ID, db.number(c.Number), c.Ours, c.Customer, c.Owner, millis(c.Created), millis(c.Last))
	if err != nil {
		return c, fmt.Errorf("begin a conversation: %w", err)
	}
	return c, nil
}

// onlyCustomer is the customer who alone has a number; "" where nobody or several have it.
func (db *DB) onlyCustomer(ctx context.Context, from querier, number string) (string, error) {
	q := &query{}
	q.WriteString(`SELECT DISTINCT customer FROM customer_phones WHERE 1 = 1`)
	q.is(`number`, db.forms(number))
	q.WriteString(` LIMIT 2`)
	var list []string
	err := each(ctx, from, q.String(), q.args, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		list = append(list, id)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read numbers: %w", err)
	}
	if len(list) != 1 {
		return "", nil
	}
	return list[0], nil
}

// own makes the conversation of a sender and a number its own, when it writes to it.
func (db *DB) own(ctx context.Context, t *sql.Tx, sender, number, owner string) error {
	q := &query{}
	q.WriteString(`UPDATE sms_conversations SET owner = ` + q.arg(owner) + ` WHERE ours = ` + q.arg(sender))
	q.is(`number`, db.forms(number))
	if _, err := t.ExecContext(ctx, q.String(), q.args...); err != nil {
		return fmt.Errorf("write conversations: %w", err)
	}
	return nil
}

// SMSWaiting returns which of some numbers, as kept, wait for an answer of a sender: they
// wrote after we did.
func (db *DB) SMSWaiting(ctx context.Context, sender string, numbers []string) (out map[string]bool, err error) {
	defer db.done(opSMS, time.Now(), &err)
	out = map[string]bool{}
	err = chunks(numbers, func(part []string) error {
		q := &query{}
		q.WriteString(`SELECT c.number FROM sms_conversations c WHERE c.ours = ` + q.arg(sender))
		var forms []any
		for _, n := range part {
			forms = append(forms, db.forms(n)...)
		}
		q.is(`c.number`, forms)
		q.WriteString(` AND c.last_at > COALESCE((SELECT MAX(m.created_at) FROM sms_messages m WHERE m.number = c.number AND m.sender = c.ours AND m.number <> ''), 0)`)
		return each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
			var n string
			err := rows.Scan(db.intoNumber(&n))
			out[n] = true
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read conversations: %w", err)
	}
	return out, nil
}

// Conversation returns one conversation, or fault.NotFound.
func (db *DB) Conversation(ctx context.Context, id string) (_ sms.Conversation, err error) {
	defer db.done(opSMS, time.Now(), &err)
	c, err := db.scanConversation(db.read.QueryRowContext(ctx, `SELECT `+conversationColumns+` FROM sms_conversations WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return c, notFound("conversation", id)
	}
	if err != nil {
		return c, fmt.Errorf("read a conversation: %w", err)
	}
	return c, nil
}

// ReadConversation notes that somebody has looked at what came in.
func (db *DB) ReadConversation(ctx context.Context, id string) (err error) {
	defer db.done(opSMS, time.Now(), &err)
	if _, err = db.exec(ctx, `UPDATE sms_conversations SET unread = 0 WHERE id = $1 AND unread > 0`, id); err != nil {
		return fmt.Errorf("write a conversation: %w", err)
	}
	return nil
}

// ReadConversationWith notes that what a number wrote to one of ours was answered.
func (db *DB) ReadConversationWith(ctx context.Context, ours, number string) (err error) {
	defer db.done(opSMS, time.Now(), &err)
	q := &query{}
	q.WriteString(`UPDATE sms_conversations SET unread = 0 WHERE unread > 0 AND ours = ` + q.arg(ours))
	q.is(`number`, db.forms(number))
	if _, err = db.exec(ctx, q.String(), q.args...); err != nil {
		return fmt.Errorf("write a conversation: %w", err)
	}
	return nil
}

// UnreadSMS counts conversations with something that nobody has looked at, by owner; "" is
// nobody.
func (db *DB) UnreadSMS(ctx context.Context) (_ map[string]int, err error) {
	defer db.done(opSMS, time.Now(), &err)
	all, err := countBy(ctx, db.read, `SELECT owner, COUNT(*) FROM sms_conversations WHERE unread > 0 GROUP BY owner`)
	if err != nil {
		return nil, fmt.Errorf("count conversations: %w", err)
	}
	return all, nil
}

// Conversations returns conversations, the one with the newest message first.
func (db *DB) Conversations(ctx context.Context, f sms.ConversationFilter) (_ []sms.Conversation, next string, err error) {
	defer db.done(opSMS, time.Now(), &err)
	return pageOf(ctx, db, "search conversations", f.After, f.Limit,
		func(after cursor, more bool) (*query, error) { return db.conversationQuery(f, after, more), nil },
		func(rows *sql.Rows) (sms.Conversation, error) { return db.scanConversation(rows) },
		func(c sms.Conversation) cursor { return cursor{Time: millis(c.Last), ID: c.ID} })
}

func (db *DB) conversationQuery(f sms.ConversationFilter, after cursor, more bool) *query {
	q := &query{}
	q.WriteString(`SELECT ` + conversationColumns + ` FROM sms_conversations WHERE 1 = 1`)
	if f.Owners != nil {
		owners := f.Owners
		if f.Nobody {
			owners = append([]string{""}, owners...)
		}
		if len(owners) == 0 {
			return nil
		}
		q.in(`owner`, owners)
	}
	if f.Customer != "" {
		q.and(`customer = ? AND customer <> ''`, f.Customer)
	}
	if f.Number != "" {
		q.is(`number`, db.forms(f.Number))
	}
	if more {
		q.and(`(last_at, id) < (?, ?)`, after.Time, after.ID)
	}
	q.WriteString(` ORDER BY last_at DESC, id DESC LIMIT ` + q.arg(f.Limit+1))
	return q
}

// Lines returns what was written in a conversation, the newest first: what came in, and what
// was sent to the number from ours.
func (db *DB) Lines(ctx context.Context, c sms.Conversation, cursorText string, limit int) (_ []sms.Line, next string, err error) {
	defer db.done(opSMS, time.Now(), &err)
	after, more, err := cursorOf(cursorText)
	if err != nil {
		return nil, "", err
	}
	list, err := db.cameIn(ctx, c, after, more, limit+1)
	if err != nil {
		return nil, "", err
	}
	sent, err := db.sentTo(ctx, c, after, more, limit+1)
	if err != nil {
		return nil, "", err
	}
	list = append(list, sent...)
	slices.SortFunc(list, func(a, b sms.Line) int {
		if newer(a, b) {
			return -1
		}
		return 1
	})
	list, next = page(list, limit, func(l sms.Line) cursor { return cursor{Time: millis(l.At), ID: l.ID} })
	return list, next, nil
}

// LastLines returns the last line of some conversations that have any, by conversation.
func (db *DB) LastLines(ctx context.Context, list []sms.Conversation) (_ map[string]sms.Line, err error) {
	defer db.done(opSMS, time.Now(), &err)
	out := map[string]sms.Line{}
	for some := range slices.Chunk(list, 100) {
		if err := db.lastSent(ctx, some, out); err != nil {
			return nil, fmt.Errorf("read what was sent last: %w", err)
		}
		if err := db.lastCameIn(ctx, some, out); err != nil {
			return nil, fmt.Errorf("read what came in last: %w", err)
		}
	}
	return out, nil
}

// lastCameIn puts what came in last where it is newer than what is there.
func (db *DB) lastCameIn(ctx context.Context, list []sms.Conversation, out map[string]sms.Line) error {
	q, ids := &query{}, make([]string, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	q.WriteString(`SELECT i.conversation, i.id, i.body, i.media, i.at FROM sms_conversations c JOIN sms_incoming i ON i.id = (SELECT n.id FROM sms_incoming n WHERE n.conversation = c.id ORDER BY n.at DESC, n.id DESC LIMIT 1) WHERE 1 = 1`)
	q.in(`c.id`, ids)
	return each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		var of string
		l, err := db.scanCameIn(rows, &of)
		if had, there := out[of]; err == nil && (!there || newer(l, had)) {
			out[of] = l
		}
		return err
	})
}

// lastSent puts what was sent last.
func (db *DB) lastSent(ctx context.Context, list []sms.Conversation, out map[string]sms.Line) error {
	q := &query{}
	for i, c := range list {
		if i > 0 {
			q.WriteString(` UNION ALL `)
		}
		q.WriteString(`SELECT * FROM (SELECT ` + strconv.Itoa(i) + ` AS talk, m.id, m.state, m.created_at, b.body FROM sms_messages m JOIN sms_batches b ON b.id = m.batch_id WHERE m.sender = ` + q.arg(c.Ours) + ` AND m.number <> ''`)
		q.is(`m.number`, db.forms(c.Number))
		q.WriteString(` ORDER BY m.created_at DESC, m.id DESC LIMIT 1) AS t` + strconv.Itoa(i))
	}
	return each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		var of int
		l, err := db.scanSent(rows, &of)
		out[list[of].ID] = l
		return err
	})
}

// scanCameIn reads a line that came in (id, body, media, at); before are the columns before it.
func (db *DB) scanCameIn(rows *sql.Rows, before ...any) (sms.Line, error) {
	l := sms.Line{In: true}
	var body, media []byte
	var at int64
	err := rows.Scan(append(before, &l.ID, db.intoBlob("sms_incoming.body", &body), db.intoBlob("sms_incoming.media", &media), &at)...)
	l.Body, l.At = string(body), timeOf(at)
	if err == nil && len(media) > 0 {
		err = json.Unmarshal(media, &l.Media)
	}
	return l, err
}

// scanSent reads a line that was sent (id, state, created_at, body); before are the columns
// before it.
func (db *DB) scanSent(rows *sql.Rows, before ...any) (l sms.Line, _ error) {
	var body []byte
	var at int64
	err := rows.Scan(append(before, &l.ID, &l.State, &at, db.intoBlob("sms_batches.body", &body))...)
	l.Message, l.Body, l.At = l.ID, string(body), timeOf(at)
	return l, err
}

// newer reports whether a line stands above another, as Lines has them.
func newer(a, b sms.Line) bool {
	if n := a.At.Compare(b.At); n != 0 {
		return n > 0
	}
	return a.ID > b.ID
}

func (db *DB) cameIn(ctx context.Context, c sms.Conversation, after cursor, more bool, limit int) (list []sms.Line, _ error) {
	q := &query{}
	q.WriteString(`SELECT id, body, media, at FROM sms_incoming WHERE conversation = ` + q.arg(c.ID))
	if more {
		q.and(`(at, id) < (?, ?)`, after.Time, after.ID)
	}
	q.WriteString(` ORDER BY at DESC, id DESC LIMIT ` + q.arg(limit))
	err := each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		l, err := db.scanCameIn(rows)
		list = append(list, l)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what came in: %w", err)
	}
	return list, nil
}

func (db *DB) sentTo(ctx context.Context, c sms.Conversation, after cursor, more bool, limit int) (list []sms.Line, _ error) {
	q := &query{}
	q.WriteString(`SELECT m.id, m.state, m.created_at, b.body FROM sms_messages m JOIN sms_batches b ON b.id = m.batch_id WHERE m.sender = ` + q.arg(c.Ours) + ` AND m.number <> ''`)
	q.is(`m.number`, db.forms(c.Number))
	if more {
		q.and(`(m.created_at, m.id) < (?, ?)`, after.Time, after.ID)
	}
	q.WriteString(` ORDER BY m.created_at DESC, m.id DESC LIMIT ` + q.arg(limit))
	err := each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		l, err := db.scanSent(rows)
		list = append(list, l)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what was sent: %w", err)
	}
	return list, nil
}
