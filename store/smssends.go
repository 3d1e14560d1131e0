package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// The states of a batch.
const (
	batchWaiting = "waiting"
	batchReady   = "ready"
	batchSending = "sending"
	batchDoubt   = "doubt"
	batchDone    = "done"
)

// Who is sent to first.
const (
	priorityOne  = 0 // a few messages, for which somebody waits
	priorityMany = 1
)

// smsGiveUp is how long it is tried to hand a message to a provider.
const smsGiveUp = 24 * time.Hour

const sendColumns = `id, kind, sender, title, body, template, ad, bulk, due_at, expires_at, recipients, agent, created_at, created_by`

func (db *DB) scanSend(row interface{ Scan(...any) error }) (s sms.Send, err error) {
	var title, body []byte
	var due, expires, created int64
	err = row.Scan(&s.ID, &s.Kind, &s.Sender, db.intoBlob("sms_sends.title", &title), db.intoBlob("sms_sends.body", &body), &s.Template, &s.Ad, &s.Bulk, &due, &expires,
		&s.Recipients, &s.Agent, &created, &s.By)
	s.Title, s.Body, s.Due, s.Expires, s.Created = string(title), string(body), timeIf(due), timeIf(expires), timeOf(created)
	return s, err
}

// timeIf is a time where there is one.
func timeIf(ms int64) *time.Time {
	if ms == 0 {
		return nil
	}
	t := timeOf(ms)
	return &t
}

func millisIf(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return millis(*t)
}

// CreateSMS keeps a send with its batches and messages, or none of it. The same request
// once more is answered with what it made then (again is true). It fails with
// *sms.LimitError where a limit stands in the way.
func (db *DB) CreateSMS(ctx context.Context, m sms.Make) (out sms.Send, again bool, err error) {
	defer db.done(opSMS, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		// The first write: sends are made one after the other, so that limits hold.
		if _, err := t.ExecContext(ctx, `UPDATE sms_places SET value = value + 1 WHERE name = 'sends'`); err != nil {
			return fmt.Errorf("write a send: %w", err)
		}
		if out, again, err = db.repeated(ctx, t, m); err != nil || again {
			return err
		}
		if err := db.smsWithin(ctx, t, m); err != nil {
			return err
		}
		return db.insertSMS(ctx, t, m)
	})
	if err != nil || again {
		return out, again, err
	}
	out = m.Send
	return out, false, nil
}

// RepeatedSMS returns the send that the same request of somebody made before; false where
// none has the key. It fails with fault.Conflict where the key was used for another one.
func (db *DB) RepeatedSMS(ctx context.Context, by, key, hash string) (_ sms.Send, again bool, err error) {
	defer db.done(opSMS, time.Now(), &err)
	return db.repeated(ctx, db.read, sms.Make{Send: sms.Send{By: by}, RepeatKey: key, RepeatHash: hash})
}

// repeated finds the send that the same request made before.
func (db *DB) repeated(ctx context.Context, t querier, m sms.Make) (s sms.Send, _ bool, _ error) {
	if m.RepeatKey == "" {
		return s, false, nil
	}
	var id, hash string
	err := t.QueryRowContext(ctx, `SELECT id, repeat_hash FROM sms_sends WHERE created_by = $1 AND repeat_key = $2 AND repeat_key <> ''`, m.Send.By, m.RepeatKey).Scan(&id, &hash)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return s, false, nil
	case err != nil:
		return s, false, fmt.Errorf("read sends: %w", err)
	case hash != m.RepeatHash:
		return s, false, fault.New(fault.Conflict, "the Idempotency-Key was used for another message: take a new one for each")
	}
	s, err = db.sendOf(ctx, t, id)
	return s, true, err
}

// numbersOf are the recipients of a send.
func numbersOf(m sms.Make) (list []string) {
	for _, b := range m.Batches {
		for _, msg := range b.Messages {
			list = append(list, msg.Number)
		}
	}
	return list
}

// CheckSMS says which limit would stand in the way of a send, without keeping anything.
func (db *DB) CheckSMS(ctx context.Context, m sms.Make) (err error) {
	defer db.done(opSMS, time.Now(), &err)
	return db.smsWithin(ctx, db.read, m)
}

// smsWithin refuses what goes beyond a limit.
func (db *DB) smsWithin(ctx context.Context, from querier, m sms.Make) error {
	l, numbers := m.Limits, numbersOf(m)
	if l.Budget > 0 {
		var n int
		err := from.QueryRowContext(ctx, `SELECT COUNT(*) FROM sms_messages WHERE created_at >= $1 AND state <> 'cancelled'`, millis(l.Day)).Scan(&n)
		if err != nil {
			return fmt.Errorf("count messages: %w", err)
		}
		if n+len(numbers) > l.Budget {
			return l.Refuse("budget", nil)
		}
	}
	if l.PerAddress > 0 && m.Strangers > 0 && m.Address != "" {
		var n int
		err := from.QueryRowContext(ctx, `SELECT COALESCE(SUM(strangers), 0) FROM sms_sends WHERE address = $1 AND created_at > $2`, m.Address, millis(l.Now.Add(-time.Hour))).Scan(&n)
		if err != nil {
			return fmt.Errorf("count sends: %w", err)
		}
		if n+m.Strangers > l.PerAddress {
			return l.Refuse("address", nil)
		}
	}
	if l.PerMinute <= 0 && l.PerDay <= 0 {
		return nil
	}
	counts, err := db.smsCounts(ctx, from, numbers, l)
	if err != nil {
		return err
	}
	var minute, day []string
	for _, n := range numbers {
		c := counts[n]
		switch {
		case l.Conversations[n]:
		case l.PerMinute > 0 && c.minute >= l.PerMinute:
			minute = append(minute, n)
		case l.PerDay > 0 && c.day >= l.PerDay:
			day = append(day, n)
		}
	}
	if len(minute) > 0 {
		return l.Refuse("minute", minute)
	}
	if len(day) > 0 {
		return l.Refuse("day", day)
	}
	return nil
}

// gotten is how many messages a number got.
type gotten struct{ minute, day int }

// smsCounts counts what numbers got today and within the last minute.
func (db *DB) smsCounts(ctx context.Context, from querier, numbers []string, l sms.Limits) (map[string]gotten, error) {
	out := map[string]gotten{}
	minute := l.Now.Add(-time.Minute)
	since := l.Day
	if minute.Before(since) {
		since = minute
	}
	err := chunks(numbers, func(part []string) error {
		q := &query{}
		day, min := q.arg(millis(l.Day)), q.arg(millis(minute))
		q.WriteString(`SELECT number, SUM(CASE WHEN created_at > ` + min + ` THEN 1 ELSE 0 END), SUM(CASE WHEN created_at >= ` + day + ` THEN 1 ELSE 0 END)
			FROM sms_messages WHERE number <> ''`)
		var forms []any
		for _, n := range part {
			forms = append(forms, db.forms(n)...)
		}
		q.is(`number`, forms)
		q.and(`created_at >= ? AND state NOT IN ('cancelled', 'missed', 'rejected')`, millis(since))
		q.WriteString(` GROUP BY number`)
		return each(ctx, from, q.String(), q.args, func(rows *sql.Rows) error {
			var n string
			var c gotten
			err := rows.Scan(db.intoNumber(&n), &c.minute, &c.day)
			was := out[n]
			out[n] = gotten{was.minute + c.minute, was.day + c.day}
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("count messages: %w", err)
	}
	return out, nil
}

const (
	batchColumns   = `id, send_id, kind, sender, title, body, ad, priority, state, due_at, next_at, expires_at, give_up_at, provider, remote, attempts, asked, handed_at, code, detail, size, created_at`
	messageInserts = `id, send_id, batch_id, position, kind, state, sender, owner, number, tail, name, customer, due_at, resend_of, created_at`
)

func (db *DB) insertSMS(ctx context.Context, t *sql.Tx, m sms.Make) error {
	s, created := m.Send, millis(m.Send.Created)
	owner := sms.Owner(s.Agent, s.By)
	_, err := t.ExecContext(ctx, `INSERT INTO sms_sends (`+sendColumns+`, strangers, owner, address, repeat_key, repeat_hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		s.ID, s.Kind, s.Sender, db.blob("sms_sends.title", []byte(s.Title)), db.blob("sms_sends.body", []byte(s.Body)), s.Template, flag(s.Ad), flag(s.Bulk), millisIf(s.Due), millisIf(s.Expires),
		s.Recipients, s.Agent, created, s.By, m.Strangers, owner, m.Address, m.RepeatKey, m.RepeatHash)
	if err != nil {
		return fmt.Errorf("write a send: %w", err)
	}
	if err := useImages(ctx, t, "send:"+s.ID, s.Images); err != nil {
		return err
	}
	var list []sms.NewMessage
	var of []int
	for i, b := range m.Batches {
		for _, msg := range b.Messages {
			list, of = append(list, msg), append(of, i)
		}
	}
	for _, msg := range list {
		if s.Bulk { // many at once begin no conversation of the one who sent them
			break
		}
		if err := db.own(ctx, t, s.Sender, msg.Number, owner); err != nil {
			return err
		}
	}
	err = insertRows(ctx, t, "sms_batches", batchColumns+`, template, fall_back`, len(m.Batches), func(i int) []any {
		b := m.Batches[i]
		return append(db.batchRow(s, b.ID, b.Title, b.Body, len(b.Messages), m.Remote), b.Template, flag(b.FallBack))
	})
	if err != nil {
		return err
	}
	fields := make([]string, len(list))
	for i, msg := range list {
		if len(msg.Fields) > 0 {
			if fields[i], err = toJSON(msg.Fields); err != nil {
				return err
			}
		}
	}
	return insertRows(ctx, t, "sms_messages", messageInserts+`, fields`, len(list), func(i int) []any {
		msg := list[i]
		return []any{msg.ID, s.ID, m.Batches[of[i]].ID, i, s.Kind, sms.Queued, s.Sender, owner, db.number(msg.Number), db.tail(msg.Number), msg.Name, msg.Customer, millisIf(s.Due), "", created, db.blob("sms_messages.fields", []byte(fields[i]))}
	})
}

// batchRow is a new batch of a send.
func (db *DB) batchRow(s sms.Send, id, title, body string, size int, remote bool) []any {
	state, next, priority := batchReady, s.Created, priorityOne
	if s.Due != nil && !remote {
		state, next = batchWaiting, *s.Due
	}
	if s.Bulk {
		priority = priorityMany
	}
	giveUp := s.Created
	if s.Due != nil {
		giveUp = *s.Due
	}
	return []any{id, s.ID, s.Kind, s.Sender, db.blob("sms_batches.title", []byte(title)), db.blob("sms_batches.body", []byte(body)), flag(s.Ad), priority, state, millisIf(s.Due), millis(next),
		millisIf(s.Expires), millis(giveUp.Add(smsGiveUp)), "", flag(remote && s.Due != nil), 0, 0, 0, "", "", size, millis(s.Created)}
}

// sendOf reads one send with its images.
func (db *DB) sendOf(ctx context.Context, from querier, id string) (sms.Send, error) {
	s, err := db.scanSend(from.QueryRowContext(ctx, `SELECT `+sendColumns+` FROM sms_sends WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return s, notFound("message", id)
	}
	if err == nil {
		s.Images, err = imagesOf(ctx, from, "send:"+id)
	}
	if err != nil {
		return s, fmt.Errorf("read a send: %w", err)
	}
	return s, nil
}

// SMSSend returns one send, or fault.NotFound.
func (db *DB) SMSSend(ctx context.Context, id string) (_ sms.Send, err error) {
	defer db.done(opSMS, time.Now(), &err)
	return db.sendOf(ctx, db.read, id)
}

// longestSMSID bounds the id of a message, which is longer by one each time it is sent anew.
const longestSMSID = 50

// ResendSMS sends an unknown message anew, to be a message of its own, and closes it. The new
// one stands beside the other, registered when that was. It fails with fault.Conflict where
// it is not unknown any more.
func (db *DB) ResendSMS(ctx context.Context, id, by string, now time.Time) (out sms.Message, err error) {
	defer db.done(opSMS, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		old, err := db.messageOf(ctx, t, id)
		if err != nil {
			return err
		}
		s, err := db.sendOf(ctx, t, old.Send)
		if err != nil {
			return err
		}
		if len(id) > longestSMSID {
			return fault.New(fault.Conflict, "the message was sent anew so often that it cannot be again: send a new one")
		}
		next, batch := id+"r", people.NewID() // beside the other, in every order
		if err := closeSMS(ctx, t, id, by, sms.CodeResent, next, now); err != nil {
			return err
		}
		var title, body []byte
		var template string
		var fallBack bool
		err = t.QueryRowContext(ctx, `SELECT title, body, template, fall_back FROM sms_batches WHERE id = $1`, old.Batch).Scan(db.intoBlob("sms_batches.title", &title), db.intoBlob("sms_batches.body", &body), &template, &fallBack)
		if err != nil {
			return fmt.Errorf("read a batch: %w", err)
		}
		s.Created, s.Due, s.Expires, s.Bulk = now, nil, nil, false
		err = insertRows(ctx, t, "sms_batches", batchColumns+`, template, fall_back`, 1, func(int) []any {
			return append(db.batchRow(s, batch, string(title), string(body), 1, false), template, flag(fallBack))
		})
		if err != nil {
			return err
		}
		err = insertRows(ctx, t, "sms_messages", messageInserts+`, fields`, 1, func(int) []any {
			return []any{next, s.ID, batch, old.position, s.Kind, sms.Queued, s.Sender, old.owner, db.number(old.Number), db.tail(old.Number), old.Name, old.Customer, 0, id, millis(old.Created), db.blob("sms_messages.fields", old.fields)}
		})
		if err != nil {
			return err
		}
		found, err := db.messageOf(ctx, t, next)
		out = found.Message
		return err
	})
	return out, err
}

// CloseSMS settles an unknown message for good. It fails with fault.Conflict where it is not
// unknown any more.
func (db *DB) CloseSMS(ctx context.Context, id, by string, now time.Time) (out sms.Message, err error) {
	defer db.done(opSMS, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		if _, err := db.messageOf(ctx, t, id); err != nil {
			return err
		}
		if err := closeSMS(ctx, t, id, by, sms.CodeClosed, "", now); err != nil {
			return err
		}
		found, err := db.messageOf(ctx, t, id)
		out = found.Message
		return err
	})
	return out, err
}

func closeSMS(ctx context.Context, t *sql.Tx, id, by, code, as string, now time.Time) error {
	n, err := deleted(t.ExecContext(ctx, `UPDATE sms_messages SET state = 'closed', code = $2, ended_at = $3, ended_by = $4, resent_as = $5 WHERE id = $1 AND state = 'unknown'`,
		id, code, millis(now), by, as))
	if err != nil {
		return fmt.Errorf("write a message: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "the message is not unknown any more: load it again")
	}
	return nil
}

// CancelSMS takes messages back that were not sent yet, and recalls of
// those that the provider keeps until their time, which is asked for them; elsewhere is how
// many another provider keeps. What is being sent goes.
func (db *DB) CancelSMS(ctx context.Context, c sms.Cancel) (m sms.Moves, recalls, elsewhere int, err error) {
	defer db.done(opSMS, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		m, recalls, elsewhere = nil, 0, 0
		// The batches first, as who sends them does: two that wait for each other never end.
		if _, err := t.ExecContext(ctx, `UPDATE sms_batches SET size = size WHERE send_id = $1 AND state <> 'done'`, c.Send); err != nil {
			return fmt.Errorf("lock batches: %w", err)
		}
		q := &query{}
		q.WriteString(`UPDATE sms_messages SET state = 'cancelled', ended_at = ` + q.arg(millis(c.Now)) + `, ended_by = ` + q.arg(c.By) + ` WHERE send_id = ` + q.arg(c.Send) + ` AND state = 'queued'`)
		if c.Message != "" {
			q.and(`id = ?`, c.Message)
		}
		back, err := deleted(t.ExecContext(ctx, q.String(), q.args...))
		if err != nil {
			return fmt.Errorf("cancel messages: %w", err)
		}
		for who, n := range map[string]*int{`=`: &recalls, `<>`: &elsewhere} { // this one, and others: of these it is noted too, should they come back
			q = &query{}
			q.WriteString(`UPDATE sms_messages SET recall = 1, ended_by = ` + q.arg(c.By) + ` WHERE send_id = ` + q.arg(c.Send) + ` AND state = 'accepted' AND due_at > ` + q.arg(millis(c.Now)) + `
				AND provider ` + who + ` ` + q.arg(c.Provider) + ` AND batch_id IN (SELECT id FROM sms_batches WHERE send_id = ` + q.arg(c.Send) + ` AND remote = 1)`)
			if c.Message != "" {
				q.and(`id = ?`, c.Message)
			}
			asked, err := deleted(t.ExecContext(ctx, q.String(), q.args...))
			if err != nil {
				return fmt.Errorf("cancel messages: %w", err)
			}
			*n = int(asked)
		}
		if err := finishBatches(ctx, t, `send_id = $1`, c.Send); err != nil {
			return err
		}
		_, err = t.ExecContext(ctx, `UPDATE sms_batches SET size = (SELECT COUNT(*) FROM sms_messages m WHERE m.batch_id = sms_batches.id AND m.state = 'queued') WHERE send_id = $1 AND state IN ('waiting', 'ready')`, c.Send)
		if err != nil {
			return fmt.Errorf("count messages: %w", err)
		}
		if back > 0 {
			s, err := db.sendOf(ctx, t, c.Send)
			if err != nil {
				return err
			}
			m.Add(s.Kind, sms.Cancelled, int(back))
		}
		return nil
	})
	return m, recalls, elsewhere, err
}

// finishBatches ends batches, found by a condition on $1, of which nothing waits any more.
func finishBatches(ctx context.Context, t *sql.Tx, where string, arg any) error {
	_, err := t.ExecContext(ctx, `UPDATE sms_batches SET state = 'done' WHERE `+where+` AND state <> 'done'
		AND NOT EXISTS (SELECT 1 FROM sms_messages m WHERE m.batch_id = sms_batches.id AND m.state IN ('queued', 'sending'))`, arg)
	if err != nil {
		return fmt.Errorf("end batches: %w", err)
	}
	return nil
}

// row is a message with what only the store needs of it.
type smsRow struct {
	sms.Message
	owner    string
	position int
	fields   []byte
}

const messageColumns = `m.id, m.send_id, m.batch_id, m.kind, m.state, m.number, m.name, m.customer, m.sender, m.owner, m.position, m.fields, m.created_at, m.due_at, m.handed_at, m.accepted_at, m.ended_at, m.ended_by,
	m.provider, m.ref_request, m.ref_seq, m.code, m.detail, m.parts, m.attempts, m.resend_of, m.resent_as, COALESCE(s.agent, ''), COALESCE(s.created_by, '')`

const messagesFrom = ` FROM sms_messages m LEFT JOIN sms_sends s ON s.id = m.send_id`

func (db *DB) scanMessage(row interface{ Scan(...any) error }) (m smsRow, err error) {
	var created, due, handed, accepted, ended int64
	err = row.Scan(&m.ID, &m.Send, &m.Batch, &m.Kind, &m.State, db.intoNumber(&m.Number), &m.Name, &m.Customer, &m.Sender, &m.owner, &m.position, db.intoBlob("sms_messages.fields", &m.fields),
		&created, &due, &handed, &accepted, &ended, &m.EndedBy, &m.Provider, &m.Ref.Request, &m.Ref.Seq, &m.Code, &m.Text, &m.Parts, &m.Attempts, &m.ResendOf, &m.ResentAs, &m.Agent, &m.By)
	m.Created, m.Due, m.Handed, m.Accepted, m.Ended = timeOf(created), timeIf(due), timeIf(handed), timeIf(accepted), timeIf(ended)
	return m, err
}

func (db *DB) messageOf(ctx context.Context, from querier, id string) (smsRow, error) {
	m, err := db.scanMessage(from.QueryRowContext(ctx, `SELECT `+messageColumns+messagesFrom+` WHERE m.id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return m, notFound("message", id)
	}
	if err != nil {
		return m, fmt.Errorf("read a message: %w", err)
	}
	return m, nil
}

// SMSMessage returns one message, with the text as it was sent, or fault.NotFound.
func (db *DB) SMSMessage(ctx context.Context, id string) (_ sms.Message, title, body string, err error) {
	defer db.done(opSMS, time.Now(), &err)
	m, err := db.messageOf(ctx, db.read, id)
	if err != nil {
		return m.Message, "", "", err
	}
	title, body, err = db.textOf(ctx, db.read, m.Batch)
	return m.Message, title, body, err
}

// textOf is the text of a batch; "" where it is gone.
func (db *DB) textOf(ctx context.Context, from querier, batch string) (title, body string, _ error) {
	var t, b []byte
	err := from.QueryRowContext(ctx, `SELECT title, body FROM sms_batches WHERE id = $1`, batch).Scan(db.intoBlob("sms_batches.title", &t), db.intoBlob("sms_batches.body", &b))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", "", fmt.Errorf("read the text of a message: %w", err)
	}
	return string(t), string(b), nil
}

// useImages says what owns which images.
func useImages(ctx context.Context, t *sql.Tx, owner string, images []string) error {
	// What is not used any more is kept for a while yet: the change may be taken back.
	if _, err := t.ExecContext(ctx, `UPDATE sms_images SET used_at = $2 WHERE id IN (SELECT image FROM sms_image_uses WHERE owner = $1)`, owner, millis(time.Now())); err != nil {
		return fmt.Errorf("write images: %w", err)
	}
	if _, err := t.ExecContext(ctx, `DELETE FROM sms_image_uses WHERE owner = $1`, owner); err != nil {
		return fmt.Errorf("write images: %w", err)
	}
	return insertRows(ctx, t, "sms_image_uses", "owner, position, image", len(images), func(i int) []any { return []any{owner, i, images[i]} })
}

// imagesOf are the images that something owns.
func imagesOf(ctx context.Context, from querier, owner string) (list []string, _ error) {
	err := each(ctx, from, `SELECT image FROM sms_image_uses WHERE owner = $1 ORDER BY position`, []any{owner}, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		list = append(list, id)
		return err
	})
	return list, err
}

func fieldsOf(data []byte) (m map[string]string, err error) {
	if len(data) == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("read the values of a message: %w", err)
	}
	return m, nil
}
