package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/sms"
)

// messageQuery is the statement for messages, newest first; nobody is found where it is nil.
func (db *DB) messageQuery(columns string, f sms.Filter, after cursor, more bool, limit int) (*query, error) {
	q := &query{}
	q.WriteString(`SELECT ` + columns + messagesFrom + ` WHERE 1 = 1`)
	if f.Owners != nil {
		if len(f.Owners) == 0 {
			return nil, nil
		}
		q.in(`m.owner`, f.Owners)
	}
	if f.Send != "" {
		q.and(`m.send_id = ?`, f.Send)
	}
	if f.Kind != "" {
		q.and(`m.kind = ?`, f.Kind)
	}
	if f.State != "" {
		q.and(`m.state = ?`, f.State)
	}
	if f.Waiting {
		q.WriteString(` AND ` + scheduledSMS)
	}
	if f.Sender != "" {
		q.and(`m.sender = ?`, f.Sender)
	}
	if f.Customer != "" {
		q.and(`m.customer = ? AND m.customer <> ''`, f.Customer)
	}
	if f.Number != "" {
		q.is(`m.number`, db.forms(f.Number))
		q.WriteString(` AND m.number <> ''`)
	}
	if f.Last != "" {
		tails, err := db.tails(f.Last)
		if err != nil {
			return nil, err
		}
		q.is(`m.tail`, tails)
	}
	if !f.From.IsZero() {
		q.and(`m.created_at >= ?`, millis(f.From))
	}
	if !f.To.IsZero() && !more { // a cursor is before it
		q.and(`m.created_at < ?`, millis(f.To))
	}
	if more {
		q.and(`(m.created_at, m.id) < (?, ?)`, after.Time, after.ID)
	}
	q.WriteString(` ORDER BY m.created_at DESC, m.id DESC LIMIT ` + q.arg(limit))
	return q, nil
}

// tails are what numbers that end in four digits are found by, under every key.
func (db *DB) tails(last string) (list []any, _ error) {
	s := db.sealing.Load()
	for _, id := range s.ids {
		if id == "" { // rows of messages are never without a key
			continue
		}
		t, err := s.ring.Tail(id, last)
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, nil
}

// SMSMessages returns messages, newest first.
func (db *DB) SMSMessages(ctx context.Context, f sms.Filter) (_ []sms.Message, next string, err error) {
	defer db.done(opSMS, time.Now(), &err)
	return pageOf(ctx, db, "search messages", f.After, f.Limit,
		func(after cursor, more bool) (*query, error) {
			return db.messageQuery(messageColumns, f, after, more, f.Limit+1)
		},
		func(rows *sql.Rows) (sms.Message, error) { m, err := db.scanMessage(rows); return m.Message, err },
		func(m sms.Message) cursor { return cursor{Time: millis(m.Created), ID: m.ID} })
}

// SMSTexts returns the texts of batches, by id.
func (db *DB) SMSTexts(ctx context.Context, batches []string) (out map[string]string, err error) {
	defer db.done(opSMS, time.Now(), &err)
	out = map[string]string{}
	batches = slices.Compact(slices.Sorted(slices.Values(batches)))
	err = chunks(batches, func(part []string) error {
		q := inList(`SELECT id, body FROM sms_batches WHERE 1 = 1`, `id`, part)
		return each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
			var id string
			var body []byte
			err := rows.Scan(&id, db.intoBlob("sms_batches.body", &body))
			out[id] = string(body)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	return out, nil
}

// smsAtOnce is how many messages an export reads at once.
const smsAtOnce = 500

// ExportSMS calls fn with every message that a search finds, and its text.
func (db *DB) ExportSMS(ctx context.Context, f sms.Filter, fn func(m sms.Message, body string) error) error {
	f.Limit = smsAtOnce
	for {
		list, next, err := db.SMSMessages(ctx, f)
		if err != nil {
			return err
		}
		batches := make([]string, len(list))
		for i, m := range list {
			batches[i] = m.Batch
		}
		texts, err := db.SMSTexts(ctx, batches)
		if err != nil {
			return err
		}
		for _, m := range list {
			if err := fn(m, texts[m.Batch]); err != nil {
				return err
			}
		}
		if f.After = next; next == "" {
			return nil
		}
	}
}

// sendQuery is the statement for sends, newest first, where nothing is asked of their
// messages.
func sendQuery(f sms.Filter, after cursor, more bool, limit int) *query {
	q := &query{}
	q.WriteString(`SELECT ` + sendColumns + ` FROM sms_sends WHERE 1 = 1`)
	if f.Owners != nil {
		q.in(`owner`, f.Owners)
	}
	if f.Kind != "" {
		q.and(`kind = ?`, f.Kind)
	}
	if f.Sender != "" {
		q.and(`sender = ?`, f.Sender)
	}
	if !f.From.IsZero() {
		q.and(`created_at >= ?`, millis(f.From))
	}
	if !f.To.IsZero() && !more {
		q.and(`created_at < ?`, millis(f.To))
	}
	if more {
		q.and(`(created_at, id) < (?, ?)`, after.Time, after.ID)
	}
	q.WriteString(` ORDER BY created_at DESC, id DESC LIMIT ` + q.arg(limit))
	return q
}

// SMSSends returns sends, newest first. What is asked of states or recipients is asked of
// their messages: a send is found where one of them fits.
func (db *DB) SMSSends(ctx context.Context, f sms.Filter) (_ []sms.Send, next string, err error) {
	defer db.done(opSMS, time.Now(), &err)
	after, more, err := cursorOf(f.After)
	if err != nil {
		return nil, "", err
	}
	list := []sms.Send{}
	switch {
	case f.Owners != nil && len(f.Owners) == 0:
	case f.State != "" || f.Waiting || f.Number != "" || f.Last != "" || f.Customer != "":
		list, err = db.sendsByMessage(ctx, f, after, more)
	default:
		q := sendQuery(f, after, more, f.Limit+1)
		err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
			s, err := db.scanSend(rows)
			list = append(list, s)
			return err
		})
	}
	if err != nil {
		return nil, "", fmt.Errorf("search sends: %w", err)
	}
	list, next = page(list, f.Limit, func(s sms.Send) cursor { return cursor{Time: millis(s.Created), ID: s.ID} })
	for i := range list {
		if list[i].Images, err = imagesOf(ctx, db.read, "send:"+list[i].ID); err != nil {
			return nil, "", fmt.Errorf("read images: %w", err)
		}
	}
	return list, next, nil
}

// sendsByMessage walks the index of messages from send to send: those of one send stand
// together, as their ids begin with its id and they are registered with it.
func (db *DB) sendsByMessage(ctx context.Context, f sms.Filter, after cursor, more bool) (list []sms.Send, _ error) {
	for len(list) <= f.Limit {
		q, err := db.messageQuery(`m.send_id, m.created_at`, f, after, more, 1)
		if err != nil {
			return nil, err
		}
		var id string
		err = db.read.QueryRowContext(ctx, q.String(), q.args...).Scan(&id, &after.Time)
		if errors.Is(err, sql.ErrNoRows) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		s, err := db.scanSend(db.read.QueryRowContext(ctx, `SELECT `+sendColumns+` FROM sms_sends WHERE id = $1`, id))
		if err != nil {
			return nil, err
		}
		list, after.ID, more = append(list, s), id, true
	}
	return list, nil
}

// SMSOfSends returns the messages of sends by state, and of each the first message.
func (db *DB) SMSOfSends(ctx context.Context, sends []string) (counts map[string]sms.Counts, first map[string]sms.Message, err error) {
	defer db.done(opSMS, time.Now(), &err)
	counts, first = map[string]sms.Counts{}, map[string]sms.Message{}
	err = chunks(sends, func(part []string) error {
		q := inList(`SELECT send_id, state, COUNT(*) FROM sms_messages WHERE 1 = 1`, `send_id`, part)
		q.WriteString(` GROUP BY send_id, state`)
		return each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
			var id string
			var s sms.State
			var n int
			err := rows.Scan(&id, &s, &n)
			if counts[id] == nil {
				counts[id] = sms.Counts{}
			}
			counts[id][s] = n
			return err
		})
	})
	for _, id := range sends {
		if err != nil {
			break
		}
		var m smsRow
		m, err = db.scanMessage(db.read.QueryRowContext(ctx, `SELECT `+messageColumns+messagesFrom+` WHERE m.send_id = $1 ORDER BY m.position, m.id LIMIT 1`, id))
		if errors.Is(err, sql.ErrNoRows) {
			err = nil
			continue
		}
		first[id] = m.Message
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read messages of sends: %w", err)
	}
	return counts, first, nil
}

// CountSMS counts messages that were registered in a time, by state.
func (db *DB) CountSMS(ctx context.Context, owners []string, from, to time.Time) (c sms.Counts, err error) {
	defer db.done(opSMS, time.Now(), &err)
	c = sms.Counts{}
	q := countQuery(owners, from, to)
	if q == nil {
		return c, nil
	}
	err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		var s sms.State
		var n int
		err := rows.Scan(&s, &n)
		c[s] = n
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count messages: %w", err)
	}
	return c, nil
}

// CountWaitingSMS counts messages that wait for their time.
func (db *DB) CountWaitingSMS(ctx context.Context, owners []string) (n int, err error) {
	defer db.done(opSMS, time.Now(), &err)
	if owners != nil && len(owners) == 0 {
		return 0, nil
	}
	q := &query{}
	q.WriteString(`SELECT COUNT(*) FROM sms_messages m WHERE ` + scheduledSMS)
	if owners != nil {
		q.in(`m.owner`, owners)
	}
	if err = db.read.QueryRowContext(ctx, q.String(), q.args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count messages: %w", err)
	}
	return n, nil
}

func countQuery(owners []string, from, to time.Time) *query {
	if owners != nil && len(owners) == 0 {
		return nil
	}
	q := &query{}
	q.WriteString(`SELECT state, COUNT(*) FROM sms_messages WHERE 1 = 1`)
	if owners != nil {
		q.in(`owner`, owners)
	}
	q.and(`created_at >= ? AND created_at < ?`, millis(from), millis(to))
	q.WriteString(` GROUP BY state`)
	return q
}

// OptedOutSMS returns which of some numbers, as kept, have refused messages.
func (db *DB) OptedOutSMS(ctx context.Context, numbers []string) (_ map[string]bool, err error) {
	defer db.done(opSMS, time.Now(), &err)
	return db.optedOut(ctx, db.read, numbers)
}

func (db *DB) optedOut(ctx context.Context, from querier, numbers []string) (map[string]bool, error) {
	out := map[string]bool{}
	err := chunks(numbers, func(part []string) error {
		var forms []any
		for _, n := range part {
			if n != "" {
				forms = append(forms, db.forms(n)...)
			}
		}
		if len(forms) == 0 {
			return nil
		}
		q := &query{}
		q.WriteString(`SELECT number FROM sms_opt_outs WHERE 1 = 1`)
		q.is(`number`, forms)
		return each(ctx, from, q.String(), q.args, func(rows *sql.Rows) error {
			var n string
			err := rows.Scan(db.intoNumber(&n))
			out[n] = true
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read who has refused messages: %w", err)
	}
	return out, nil
}

// AddOptOut notes that a number has refused messages. One that has already stays as it is.
func (db *DB) AddOptOut(ctx context.Context, o sms.OptOut) (_ sms.OptOut, err error) {
	defer db.done(opSMS, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		o, err = db.addOptOut(ctx, t, o)
		return err
	})
	return o, err
}

func (db *DB) addOptOut(ctx context.Context, t *sql.Tx, o sms.OptOut) (sms.OptOut, error) {
	find := func() (sms.OptOut, error) {
		q := &query{}
		q.WriteString(`SELECT ` + optOutColumns + ` FROM sms_opt_outs WHERE 1 = 1`)
		q.is(`number`, db.forms(o.Number))
		return db.scanOptOut(t.QueryRowContext(ctx, q.String(), q.args...))
	}
	was, there, err := onceInTurn(ctx, t, find)
	if err != nil {
		return o, fmt.Errorf("read who has refused messages: %w", err)
	}
	if there {
		return was, nil
	}
	_, err = t.ExecContext(ctx, `INSERT INTO sms_opt_outs (`+optOutColumns+`) VALUES ($1, $2, $3, $4, $5, $6)`, o.ID, db.number(o.Number), o.Source, o.Reason, millis(o.At), o.By)
	if err != nil {
		return o, fmt.Errorf("note who has refused messages: %w", err)
	}
	for _, v := range db.forms(o.Number) { // what a provider keeps for later is asked for
		_, err := t.ExecContext(ctx, recallRefused, v, millis(time.Now()), flag(o.Ads))
		if err != nil {
			return o, fmt.Errorf("take back what waits at the provider: %w", err)
		}
	}
	return o, nil
}

// recallRefused asks for what a provider keeps for a number that has refused messages.
const recallRefused = `UPDATE sms_messages SET recall = 1 WHERE number = $1 AND number <> '' AND state = 'accepted' AND recall = 0 AND due_at > $2
	AND EXISTS (SELECT 1 FROM sms_batches b WHERE b.id = batch_id AND b.remote = 1 AND b.ad >= $3)`

// onceInTurn looks for a row that is to be there once. Where it is not, who looks has its turn
// until its transaction ends: one who looks at the same moment sees what the other wrote.
func onceInTurn[T any](ctx context.Context, t *sql.Tx, find func() (T, error)) (v T, there bool, err error) {
	if v, err = find(); !errors.Is(err, sql.ErrNoRows) {
		return v, err == nil, err
	}
	_, err = t.ExecContext(ctx, `INSERT INTO sms_places (name, value) VALUES ('incoming', 1) ON CONFLICT (name) DO UPDATE SET value = sms_places.value + 1`)
	if err != nil {
		return v, false, err
	}
	if v, err = find(); errors.Is(err, sql.ErrNoRows) {
		return v, false, nil
	}
	return v, err == nil, err
}

const optOutColumns = `id, number, source, reason, at, by_whom`

func (db *DB) scanOptOut(row interface{ Scan(...any) error }) (o sms.OptOut, err error) {
	var at int64
	err = row.Scan(&o.ID, db.intoNumber(&o.Number), &o.Source, &o.Reason, &at, &o.By)
	o.At = timeOf(at)
	return o, err
}

// OptOuts returns who has refused messages, the newest first; number, as kept, narrows to
// one.
func (db *DB) OptOuts(ctx context.Context, number, cursorText string, limit int) (_ []sms.OptOut, next string, err error) {
	defer db.done(opSMS, time.Now(), &err)
	return pageOf(ctx, db, "read who has refused messages", cursorText, limit,
		func(after cursor, more bool) (*query, error) { return db.optOutQuery(number, after, more, limit), nil },
		func(rows *sql.Rows) (sms.OptOut, error) { return db.scanOptOut(rows) },
		func(o sms.OptOut) cursor { return cursor{Time: millis(o.At), ID: o.ID} })
}

func (db *DB) optOutQuery(number string, after cursor, more bool, limit int) *query {
	q := &query{}
	q.WriteString(`SELECT ` + optOutColumns + ` FROM sms_opt_outs WHERE 1 = 1`)
	if number != "" {
		q.is(`number`, db.forms(number))
	}
	if more {
		q.and(`(at, id) < (?, ?)`, after.Time, after.ID)
	}
	q.WriteString(` ORDER BY at DESC, id DESC LIMIT ` + q.arg(limit+1))
	return q
}

// RemoveOptOut forgets that a number has refused messages.
func (db *DB) RemoveOptOut(ctx context.Context, id string) (err error) {
	defer db.done(opSMS, time.Now(), &err)
	return one(db.exec(ctx, `DELETE FROM sms_opt_outs WHERE id = $1`, id))("opt-out", id)
}

// KnownSMS returns which of some numbers, as kept, the centre knows: of a customer, of a
// call, or of a conversation.
func (db *DB) KnownSMS(ctx context.Context, numbers []string, region string) (out map[string]bool, err error) {
	defer db.done(opSMS, time.Now(), &err)
	out = map[string]bool{}
	for _, n := range numbers {
		for _, look := range db.knownQueries(n, region) {
			var some int
			err := db.read.QueryRowContext(ctx, look.String(), look.args...).Scan(&some)
			if err == nil {
				out[n] = true
				break
			}
			if !errors.Is(err, sql.ErrNoRows) {
				return nil, fmt.Errorf("look for a number: %w", err)
			}
		}
	}
	return out, nil
}

func (db *DB) knownQueries(number, region string) (list []*query) {
	for _, from := range []string{`customer_phones WHERE 1 = 1`, `tickets WHERE 1 = 1`, `sms_conversations WHERE 1 = 1`} {
		q := &query{}
		q.WriteString(`SELECT 1 FROM ` + from)
		q.is(`number`, db.forms(number))
		q.WriteString(` LIMIT 1`)
		list = append(list, q)
	}
	var forms []any
	for _, s := range desk.Spellings(number, region) {
		forms = append(forms, db.forms(s)...)
	}
	q := &query{}
	q.WriteString(`SELECT 1 FROM calls WHERE direction = 'in'`)
	q.is(`caller`, forms)
	q.WriteString(` LIMIT 1`)
	return append(list, q)
}
