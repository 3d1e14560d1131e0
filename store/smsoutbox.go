package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// releaseAtOnce is how many batches one transaction releases at most.
const releaseAtOnce = 200

// SweepSMS implements sms.Outbox.
func (db *DB) SweepSMS(ctx context.Context, but []string, now time.Time) (n int, err error) {
	defer db.done(opOutbox, time.Now(), &err)
	var left []string
	err = each(ctx, db.read, sendingBatches, nil, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		if !slices.Contains(but, id) {
			left = append(left, id)
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("find what nobody sends any more: %w", err)
	}
	for _, id := range left { // mostly none
		done, err := deleted(db.exec(ctx, `UPDATE sms_batches SET state = 'doubt', next_at = $2 WHERE id = $1 AND state = 'sending'`, id, millis(now)))
		if err != nil {
			return n, fmt.Errorf("look for what nobody sends any more: %w", err)
		}
		n += int(done)
	}
	return n, nil
}

const sendingBatches = `SELECT id FROM sms_batches WHERE state = 'sending' AND priority IN (0, 1) LIMIT 1000`

// placeAlive is when the program last ran.
const placeAlive = "alive"

// AliveSMS implements sms.Outbox.
func (db *DB) AliveSMS(ctx context.Context, now time.Time) error {
	return db.SetSMSPlace(ctx, placeAlive, now)
}

// ReturnSMS implements sms.Outbox.
func (db *DB) ReturnSMS(ctx context.Context, now time.Time) (err error) {
	defer db.done(opOutbox, time.Now(), &err)
	alive, err := db.SMSPlace(ctx, placeAlive)
	if err != nil || !alive.IsZero() && now.Sub(alive) <= sms.Late {
		return err
	}
	if _, err = db.exec(ctx, `UPDATE sms_batches SET state = 'waiting', next_at = due_at WHERE state = 'ready' AND priority IN (0, 1) AND due_at > 0 AND attempts = 0 AND remote = 0`); err != nil {
		return fmt.Errorf("look at scheduled messages once more: %w", err)
	}
	return nil
}

// ReleaseSMS implements sms.Outbox.
func (db *DB) ReleaseSMS(ctx context.Context, p sms.Policy) (m sms.Moves, more bool, err error) {
	defer db.done(opOutbox, time.Now(), &err)
	due, err := db.waitingSMS(ctx, db.read, p.Now)
	if err != nil || len(due) == 0 { // mostly: without a transaction
		return nil, false, err
	}
	err = db.change(ctx, func(t *sql.Tx) error {
		m = nil
		due, err := db.waitingSMS(ctx, t, p.Now)
		if err != nil {
			return err
		}
		more = len(due) >= releaseAtOnce
		for _, b := range due {
			if err := releaseBatch(ctx, t, b, p, &m); err != nil {
				return err
			}
		}
		return nil
	})
	return m, more, err
}

// waiting is a scheduled batch whose time has come.
type waiting struct {
	id string
	at time.Time
	ad bool
}

func (db *DB) waitingSMS(ctx context.Context, from querier, now time.Time) (list []waiting, _ error) {
	for _, priority := range []int{priorityOne, priorityMany} {
		err := each(ctx, from, waitingBatches, []any{priority, millis(now), releaseAtOnce}, func(rows *sql.Rows) error {
			var b waiting
			var at int64
			err := rows.Scan(&b.id, &at, &b.ad)
			b.at = timeOf(at)
			list = append(list, b)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("find messages whose time has come: %w", err)
		}
	}
	return list, nil
}

const waitingBatches = `SELECT id, due_at, ad FROM sms_batches WHERE state = 'waiting' AND priority = $1 AND next_at <= $2 ORDER BY next_at, id LIMIT $3`

func releaseBatch(ctx context.Context, t *sql.Tx, b waiting, p sms.Policy, m *sms.Moves) error {
	until, night := sms.Night(p.Now, p.Zone)
	night = night && b.ad
	switch {
	case p.Now.Sub(b.at) > sms.Late && !(night && p.Morning):
		return endBatch(ctx, t, b.id, sms.Missed, sms.CodeLate, "", p.Now, m)
	case night && !p.Morning:
		return endBatch(ctx, t, b.id, sms.Missed, sms.CodeNight, "", p.Now, m)
	case night:
		return putOff(ctx, t, b.id, until)
	}
	_, err := t.ExecContext(ctx, `UPDATE sms_batches SET state = 'ready', next_at = due_at WHERE id = $1 AND state = 'waiting'`, b.id)
	if err != nil {
		return fmt.Errorf("release messages: %w", err)
	}
	return nil
}

// putOff moves a batch that nobody has been asked to send to another time.
func putOff(ctx context.Context, t *sql.Tx, id string, until time.Time) error {
	if _, err := t.ExecContext(ctx, `UPDATE sms_batches SET state = 'waiting', due_at = $2, next_at = $2, give_up_at = $3 WHERE id = $1`, id, millis(until), millis(until.Add(smsGiveUp))); err != nil {
		return fmt.Errorf("put messages off: %w", err)
	}
	if _, err := t.ExecContext(ctx, `UPDATE sms_messages SET due_at = $2 WHERE batch_id = $1 AND state = 'queued'`, id, millis(until)); err != nil {
		return fmt.Errorf("put messages off: %w", err)
	}
	return nil
}

// endBatch ends the messages of a batch that wait or are being sent.
func endBatch(ctx context.Context, t *sql.Tx, id string, as sms.State, code, detail string, now time.Time, m *sms.Moves) error {
	if err := moveMessages(ctx, t, id, []sms.State{sms.Queued, sms.Sending}, as, code, detail, now, m); err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, `UPDATE sms_batches SET state = 'done', code = $2, detail = $3 WHERE id = $1`, id, code, detail); err != nil {
		return fmt.Errorf("end a batch: %w", err)
	}
	return nil
}

// moveMessages moves the messages of a batch from some states to another.
func moveMessages(ctx context.Context, t *sql.Tx, batch string, from []sms.State, to sms.State, code, detail string, now time.Time, m *sms.Moves) error {
	ended := int64(0)
	if to.Final() {
		ended = millis(now)
	}
	q := &query{}
	q.WriteString(`UPDATE sms_messages SET state = ` + q.arg(to) + `, code = ` + q.arg(code) + `, detail = ` + q.arg(detail) + `, ended_at = ` + q.arg(ended) + ` WHERE batch_id = ` + q.arg(batch))
	q.in(`state`, stateTexts(from))
	n, err := deleted(t.ExecContext(ctx, q.String(), q.args...))
	if err != nil {
		return fmt.Errorf("write messages: %w", err)
	}
	if n == 0 {
		return nil
	}
	var kind sms.Kind
	if err := t.QueryRowContext(ctx, `SELECT kind FROM sms_batches WHERE id = $1`, batch).Scan(&kind); err != nil {
		return fmt.Errorf("read a batch: %w", err)
	}
	m.Add(kind, to, int(n))
	return nil
}

func stateTexts(list []sms.State) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// turnsOf is the statement for batches whose turn it is.
const turnsOf = `SELECT id, kind, size FROM sms_batches WHERE state = $1 AND priority = $2 AND next_at <= $3 AND kind <> $4 ORDER BY next_at, id LIMIT $5`

// SMSTurns implements sms.Outbox.
func (db *DB) SMSTurns(ctx context.Context, doubts bool, now time.Time, most int, but sms.Kind) (list []sms.Turn, err error) {
	defer db.done(opOutbox, time.Now(), &err)
	state := batchReady
	if doubts {
		state = batchDoubt
	}
	for _, priority := range []int{priorityOne, priorityMany} {
		if len(list) >= most {
			break
		}
		err := each(ctx, db.read, turnsOf, []any{state, priority, millis(now), but, most - len(list)}, func(rows *sql.Rows) error {
			var b sms.Turn
			err := rows.Scan(&b.ID, &b.Kind, &b.Size)
			list = append(list, b)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("find messages to send: %w", err)
		}
	}
	return list, nil
}

// NextSMS implements sms.Outbox.
func (db *DB) NextSMS(ctx context.Context, but sms.Kind) (at time.Time, err error) {
	defer db.done(opOutbox, time.Now(), &err)
	for _, state := range []string{batchWaiting, batchReady, batchDoubt} {
		out := but
		if state != batchReady {
			out = ""
		}
		for _, priority := range []int{priorityOne, priorityMany} {
			var next int64
			err := db.read.QueryRowContext(ctx, nextTurn, state, priority, out).Scan(&next)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err != nil {
				return at, fmt.Errorf("find the next message to send: %w", err)
			}
			if n := timeOf(next); at.IsZero() || n.Before(at) {
				at = n
			}
		}
	}
	return at, nil
}

const nextTurn = `SELECT next_at FROM sms_batches WHERE state = $1 AND priority = $2 AND kind <> $3 ORDER BY next_at LIMIT 1`

// smsBatch is a batch as it is kept.
type smsBatch struct {
	sms.Batch
	send     string
	ad       bool
	priority int
	state    string
	due      time.Time
	expires  time.Time
	giveUp   time.Time
	provider string
	remote   bool
	attempts int
	asked    int
	handed   time.Time
	size     int
	created  int64
	code     string
	detail   string
	next     int64
}

func (db *DB) batchOf(ctx context.Context, from querier, id string) (b smsBatch, _ bool, _ error) {
	var title, body []byte
	var due, expires, giveUp, handed int64
	err := from.QueryRowContext(ctx, `SELECT `+batchColumns+`, template, fall_back FROM sms_batches WHERE id = $1`, id).Scan(&b.ID, &b.send, &b.Kind, &b.Sender,
		db.intoBlob("sms_batches.title", &title), db.intoBlob("sms_batches.body", &body), &b.ad, &b.priority, &b.state, &due, &b.next, &expires, &giveUp, &b.provider, &b.remote,
		&b.attempts, &b.asked, &handed, &b.code, &b.detail, &b.size, &b.created, &b.Template, &b.FallBack)
	if errors.Is(err, sql.ErrNoRows) {
		return b, false, nil
	}
	if err != nil {
		return b, false, fmt.Errorf("read a batch: %w", err)
	}
	b.Title, b.Body, b.due, b.expires, b.giveUp, b.handed = string(title), string(body), timeOf(due), timeOf(expires), timeOf(giveUp), timeOf(handed)
	b.Advert = b.ad
	if b.remote {
		b.At = b.due
	}
	return b, true, nil
}

// load puts messages of a batch that are in a state, and its images, into it.
func (db *DB) load(ctx context.Context, from querier, b *smsBatch, state sms.State) error {
	b.Messages, b.Images = nil, nil
	err := each(ctx, from, `SELECT id, number, fields FROM sms_messages WHERE batch_id = $1 AND state = $2 ORDER BY position, id`, []any{b.ID, state}, func(rows *sql.Rows) error {
		var m sms.Outgoing
		var fields []byte
		err := rows.Scan(&m.ID, db.intoNumber(&m.Recipient), db.intoBlob("sms_messages.fields", &fields))
		if err == nil {
			m.Fields, err = fieldsOf(fields)
		}
		b.Messages = append(b.Messages, m)
		return err
	})
	if err != nil {
		return fmt.Errorf("read messages: %w", err)
	}
	err = each(ctx, from, `SELECT i.id, i.name, i.data FROM sms_image_uses u JOIN sms_images i ON i.id = u.image WHERE u.owner = $1 ORDER BY u.position`, []any{"send:" + b.send}, func(rows *sql.Rows) error {
		var i sms.Image
		err := rows.Scan(&i.ID, &i.Name, db.intoBlob("sms_images.data", &i.Data))
		b.Images = append(b.Images, i)
		return err
	})
	if err != nil {
		return fmt.Errorf("read images: %w", err)
	}
	return nil
}

// ClaimSMS implements sms.Outbox.
func (db *DB) ClaimSMS(ctx context.Context, id, provider string, p sms.Policy) (c sms.Claimed, err error) {
	defer db.done(opOutbox, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		c = sms.Claimed{}
		n, err := deleted(t.ExecContext(ctx, `UPDATE sms_batches SET state = 'sending', attempts = attempts + 1, asked = 0, handed_at = $2, provider = $3 WHERE id = $1 AND state = 'ready'`, id, millis(p.Now), provider))
		if err != nil {
			return fmt.Errorf("claim a batch: %w", err)
		}
		if n == 0 {
			return nil
		}
		b, _, err := db.batchOf(ctx, t, id)
		if err != nil {
			return err
		}
		if gone, err := db.tooLate(ctx, t, b, p, &c.Moves); err != nil || gone {
			return err
		}
		if err := db.leaveOut(ctx, t, b, p, &c.Moves); err != nil {
			return err
		}
		if err := db.splitOff(ctx, t, b, p.Most); err != nil {
			return err
		}
		_, err = t.ExecContext(ctx, `UPDATE sms_messages SET state = 'sending', handed_at = $2, provider = $3, attempts = attempts + 1, ref_request = '', ref_seq = '', code = '', detail = '' WHERE batch_id = $1 AND state = 'queued'`,
			id, millis(p.Now), provider)
		if err != nil {
			return fmt.Errorf("claim messages: %w", err)
		}
		if err := db.load(ctx, t, &b, sms.Sending); err != nil {
			return err
		}
		if c.Batch, c.OK = b.Batch, len(b.Messages) > 0; !c.OK {
			return finishBatches(ctx, t, `id = $1`, id)
		}
		return nil
	})
	return c, err
}

// tooLate ends a batch that must not go any more, or puts it off; it reports whether it did.
func (db *DB) tooLate(ctx context.Context, t *sql.Tx, b smsBatch, p sms.Policy, m *sms.Moves) (bool, error) {
	until, night := sms.Night(p.Now, p.Zone)
	switch {
	case !b.expires.IsZero() && p.Now.After(b.expires):
		return true, endBatch(ctx, t, b.ID, sms.Missed, sms.CodeExpired, "", p.Now, m)
	case p.Now.After(b.giveUp):
		return true, endBatch(ctx, t, b.ID, sms.Refused, sms.CodeGivenUp, b.detail, p.Now, m)
	case b.remote && !b.due.After(p.Now.Add(time.Minute)): // too late for the provider's own schedule: it goes by ours
		_, err := t.ExecContext(ctx, `UPDATE sms_batches SET state = 'waiting', remote = 0, next_at = due_at, attempts = attempts - 1 WHERE id = $1`, b.ID)
		if err != nil {
			return true, fmt.Errorf("put a batch back: %w", err)
		}
		return true, nil
	case b.ad && night && !b.remote && p.Morning:
		if _, err := t.ExecContext(ctx, `UPDATE sms_batches SET attempts = attempts - 1 WHERE id = $1`, b.ID); err != nil { // nobody is asked
			return true, fmt.Errorf("put messages off: %w", err)
		}
		return true, putOff(ctx, t, b.ID, until)
	case b.ad && night && !b.remote:
		return true, endBatch(ctx, t, b.ID, sms.Missed, sms.CodeNight, "", p.Now, m)
	}
	return false, nil
}

// splitOff makes a batch of its own of what is more than a provider takes at once: it was
// made for another one.
func (db *DB) splitOff(ctx context.Context, t *sql.Tx, b smsBatch, most int) error {
	if most <= 0 || b.size <= most {
		return nil
	}
	var ids []string
	err := each(ctx, t, `SELECT id FROM sms_messages WHERE batch_id = $1 AND state = 'queued' ORDER BY position, id`, []any{b.ID}, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil || len(ids) <= most {
		return err
	}
	rest := b
	rest.attempts-- // of what is split off nobody is asked now
	id, err := db.newBatch(ctx, t, rest, len(ids)-most, timeOf(b.next))
	if err != nil {
		return err
	}
	err = chunks(ids[most:], func(part []string) error {
		q := &query{}
		q.WriteString(`UPDATE sms_messages SET batch_id = ` + q.arg(id) + ` WHERE state = 'queued'`)
		q.in(`id`, part)
		_, err := t.ExecContext(ctx, q.String(), q.args...)
		return err
	})
	if err == nil {
		_, err = t.ExecContext(ctx, `UPDATE sms_batches SET size = $2 WHERE id = $1`, b.ID, most)
	}
	if err != nil {
		return fmt.Errorf("split a batch: %w", err)
	}
	return nil
}

// leaveOut ends the messages of a batch that must not be sent: to who has refused, and to
// who was deleted.
func (db *DB) leaveOut(ctx context.Context, t *sql.Tx, b smsBatch, p sms.Policy, m *sms.Moves) error {
	type one struct{ id, number string }
	var list []one
	err := each(ctx, t, `SELECT id, number FROM sms_messages WHERE batch_id = $1 AND state = 'queued'`, []any{b.ID}, func(rows *sql.Rows) error {
		var v one
		err := rows.Scan(&v.id, db.intoNumber(&v.number))
		list = append(list, v)
		return err
	})
	if err != nil {
		return fmt.Errorf("read messages: %w", err)
	}
	numbers := make([]string, len(list))
	for i, v := range list {
		numbers[i] = v.number
	}
	out := map[string]bool{}
	if b.ad || !p.RefuseAd {
		if out, err = db.optedOut(ctx, t, numbers); err != nil {
			return err
		}
	}
	for _, v := range list {
		state, code := sms.Refused, sms.CodeOptedOut
		switch {
		case v.number == "":
			state, code = sms.Cancelled, sms.CodeDeleted
		case !out[v.number]:
			continue
		}
		n, err := deleted(t.ExecContext(ctx, `UPDATE sms_messages SET state = $2, code = $3, ended_at = $4 WHERE id = $1 AND state = 'queued'`, v.id, state, code, millis(p.Now)))
		if err != nil {
			return fmt.Errorf("write a message: %w", err)
		}
		m.Add(b.Kind, state, int(n))
	}
	return nil
}

// newBatch makes a batch like b, whose turn it is at a time.
func (db *DB) newBatch(ctx context.Context, t *sql.Tx, b smsBatch, size int, next time.Time) (id string, _ error) {
	id = people.NewID()
	return id, insertRows(ctx, t, "sms_batches", batchColumns+`, template, fall_back`, 1, func(int) []any {
		return []any{id, b.send, b.Kind, b.Sender, db.blob("sms_batches.title", []byte(b.Title)), db.blob("sms_batches.body", []byte(b.Body)), flag(b.ad), b.priority, batchReady, millis(b.due), millis(next),
			millis(b.expires), millis(b.giveUp), b.provider, flag(b.remote), b.attempts, 0, 0, b.code, b.detail, size, b.created, b.Template, flag(b.FallBack)}
	})
}

// HastenSMS implements sms.Outbox.
func (db *DB) HastenSMS(ctx context.Context, now, later time.Time) (err error) {
	defer db.done(opOutbox, time.Now(), &err)
	_, err = db.exec(ctx, `UPDATE sms_batches SET next_at = $1 WHERE state IN ('ready', 'doubt') AND priority IN (0, 1) AND next_at > $2`, millis(now), millis(later))
	if err != nil {
		return fmt.Errorf("hasten messages: %w", err)
	}
	return nil
}

// scheduledSMS are messages m that wait for their time. What had its time waits for its turn.
const scheduledSMS = `m.state = 'queued' AND m.due_at > 0 AND EXISTS (SELECT 1 FROM sms_batches b WHERE b.id = m.batch_id AND b.state = 'waiting')`

// longestWait is since when the first batch has waited for its turn: since its time, or since
// it was made. When it is tried next says nothing of that.
const longestWait = `SELECT ` + waitsSince + ` FROM sms_batches WHERE state = 'ready' ORDER BY ` + waitsSince + ` LIMIT 1`

const waitsSince = `CASE WHEN due_at > 0 AND remote = 0 THEN due_at ELSE created_at END`

// SMSStats implements sms.Outbox.
func (db *DB) SMSStats(ctx context.Context) (s sms.Stats, err error) {
	defer db.done(opOutbox, time.Now(), &err)
	err = each(ctx, db.read, `SELECT state, COUNT(*) FROM sms_messages WHERE state IN ('queued', 'sending', 'unknown') GROUP BY state`, nil, func(rows *sql.Rows) error {
		var state sms.State
		var n int
		err := rows.Scan(&state, &n)
		switch state {
		case sms.Queued:
			s.Queued = n
		case sms.Sending:
			s.Sending = n
		case sms.Doubtful:
			s.Unknown = n
		}
		return err
	})
	if err == nil {
		err = db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM sms_messages m WHERE `+scheduledSMS).Scan(&s.Scheduled)
	}
	var oldest int64
	if err == nil {
		err = db.read.QueryRowContext(ctx, longestWait).Scan(&oldest)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return s, fmt.Errorf("count messages: %w", err)
	}
	s.Queued, s.Oldest = max(0, s.Queued-s.Scheduled), timeOf(oldest)
	return s, nil
}
