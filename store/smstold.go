package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/sms"
)

// DoubtSMS implements sms.Outbox.
func (db *DB) DoubtSMS(ctx context.Context, id string) (d sms.Doubt, there bool, err error) {
	defer db.done(opOutbox, time.Now(), &err)
	b, there, err := db.batchOf(ctx, db.read, id)
	if err != nil || !there || b.state != batchDoubt {
		return d, false, err
	}
	if err := db.load(ctx, db.read, &b, sms.Sending); err != nil {
		return d, false, err
	}
	return sms.Doubt{Batch: b.Batch, Handed: b.handed, Asked: b.asked, Provider: b.provider}, true, nil
}

// priors are the states from which an answer moves a message that was handed over, and to
// which.
func priors(said sms.Status) (from []sms.State, to sms.State) {
	for _, s := range sms.States {
		if next, moved := s.After(said, true); moved {
			from, to = append(from, s), next
		}
	}
	return from, to
}

// answer keeps what a provider says of one message. found is false where it has no such
// message.
func (db *DB) answer(ctx context.Context, t *sql.Tx, provider string, a sms.Answer, now time.Time, m *sms.Moves) (found bool, _ error) {
	var kind sms.Kind
	var state sms.State
	var batch string
	var err error
	if a.ID != "" {
		err = t.QueryRowContext(ctx, `SELECT kind, state, batch_id FROM sms_messages WHERE id = $1`, a.ID).Scan(&kind, &state, &batch)
	} else {
		err = t.QueryRowContext(ctx, byRef, provider, a.Ref.Request, a.Ref.Seq).Scan(&a.ID, &kind, &state, &batch)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read a message: %w", err)
	}
	if state == sms.Queued { // the batch first, as who sends it does
		if _, err := t.ExecContext(ctx, `UPDATE sms_batches SET size = size WHERE id = $1`, batch); err != nil {
			return false, fmt.Errorf("lock a batch: %w", err)
		}
	}
	return true, db.move(ctx, t, kind, a, now, m)
}

// move moves the message that an answer is of, by its id, where it says something new.
func (db *DB) move(ctx context.Context, t *sql.Tx, kind sms.Kind, a sms.Answer, now time.Time, m *sms.Moves) error {
	from, to := priors(a.Status)
	at := a.At
	if at.IsZero() || at.After(now) {
		at = now
	}
	moved := int64(0)
	if len(from) > 0 {
		q := &query{}
		q.WriteString(`UPDATE sms_messages SET state = ` + q.arg(to) + `, code = ` + q.arg(cutText(a.Code, 60)) + `, detail = ` + q.arg(cutText(a.Text, 300)))
		if a.Parts > 0 {
			q.WriteString(`, parts = ` + q.arg(a.Parts))
		}
		if to == sms.Taken {
			q.WriteString(`, accepted_at = ` + q.arg(millis(at)))
		}
		if to.Final() {
			q.WriteString(`, ended_at = ` + q.arg(millis(at)) + `, recall = 0`)
		}
		if a.Ref.Request != "" {
			q.WriteString(`, ref_request = ` + q.arg(a.Ref.Request) + `, ref_seq = ` + q.arg(a.Ref.Seq))
		}
		q.WriteString(` WHERE id = ` + q.arg(a.ID))
		q.in(`state`, stateTexts(from))
		q.WriteString(` AND (state <> 'queued' OR attempts > 0)`)
		var err error
		if moved, err = deleted(t.ExecContext(ctx, q.String(), q.args...)); err != nil {
			return fmt.Errorf("write a message: %w", err)
		}
		m.Add(kind, to, int(moved))
	}
	if moved == 0 && a.Ref.Request != "" { // how the provider names it, also where nothing else is new
		if _, err := t.ExecContext(ctx, `UPDATE sms_messages SET ref_request = $2, ref_seq = $3 WHERE id = $1 AND ref_request = '' AND state <> 'queued'`, a.ID, a.Ref.Request, a.Ref.Seq); err != nil {
			return fmt.Errorf("write a message: %w", err)
		}
	}
	return nil
}

const byRef = `SELECT id, kind, state, batch_id FROM sms_messages WHERE provider = $1 AND ref_request = $2 AND ref_seq = $3 AND ref_request <> '' LIMIT 1`

// cutText shortens a text of a provider to some characters, of one line.
func cutText(s string, most int) string {
	s = strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s), "")
	n := 0
	for i := range s {
		if n == most {
			return s[:i]
		}
		n++
	}
	return s
}

// cleaned are answers as they are kept and looked up: what providers write into identifiers
// is bounded and is text, which not every database takes anything for.
func cleaned(list []sms.Answer) []sms.Answer {
	list = slices.Clone(list)
	for i := range list {
		a := &list[i]
		a.ID, a.Ref = cutText(a.ID, 100), cleanedRef(a.Ref)
	}
	return list
}

func cleanedRef(r sms.Ref) sms.Ref {
	return sms.Ref{Request: cutText(r.Request, 200), Seq: cutText(r.Seq, 60)}
}

// answersAtOnce is how many answers one transaction keeps: a far database must be through
// with it in time.
const answersAtOnce = 100

// SettleSMS implements sms.Outbox. It is kept in parts; the last one decides about the batch,
// so that what is cut off before is looked for.
func (db *DB) SettleSMS(ctx context.Context, provider string, o sms.Outcome, now time.Time) (m sms.Moves, err error) {
	defer db.done(opOutbox, time.Now(), &err)
	named := false
	for list := cleaned(o.Answers); ; {
		part := list[:min(len(list), answersAtOnce)]
		list = list[len(part):]
		var moves sms.Moves
		err = db.change(ctx, func(t *sql.Tx) error {
			moves = nil
			b, there, err := db.batchOf(ctx, t, o.Batch)
			if err != nil || !there || b.state != batchSending && b.state != batchDoubt {
				return err // it was kept already
			}
			for _, a := range part {
				named = named || a.Ref.Request != ""
				if err := db.move(ctx, t, b.Kind, a, now, &moves); err != nil {
					return err
				}
			}
			if len(list) > 0 {
				return nil
			}
			return db.settleRest(ctx, t, b, o, now, &moves)
		})
		if err != nil {
			return m, err
		}
		m.Join(moves)
		if len(list) == 0 {
			break
		}
	}
	if !named {
		return m, nil
	}
	told, err := db.waitedFor(ctx, provider, o.Batch, now)
	m.Join(told)
	return m, err
}

// waitedFor applies what was told of the messages of a batch before the answer that names
// them. It is looked for after that answer is kept, and who keeps what is told looks for the
// message after that: one of the two sees the other.
func (db *DB) waitedFor(ctx context.Context, provider, batch string, now time.Time) (m sms.Moves, _ error) {
	var some int
	err := db.read.QueryRowContext(ctx, `SELECT 1 FROM sms_receipts WHERE provider = $1 LIMIT 1`, provider).Scan(&some)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil // mostly
	}
	if err != nil {
		return nil, fmt.Errorf("read receipts: %w", err)
	}
	var list []sms.Answer
	err = each(ctx, db.read, receiptsOfBatch, []any{batch, provider}, func(rows *sql.Rows) error {
		a, err := scanReceipt(rows)
		list = append(list, a)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read receipts: %w", err)
	}
	return db.applyReceipts(ctx, provider, list, now)
}

const receiptsOfBatch = `SELECT r.ref_request, r.ref_seq, r.status, r.code, r.detail, r.parts, r.at FROM sms_messages m JOIN sms_receipts r ON r.provider = m.provider AND r.ref_request = m.ref_request AND r.ref_seq = m.ref_seq
	WHERE m.batch_id = $1 AND m.provider = $2 AND m.ref_request <> '' ORDER BY r.at`

func scanReceipt(rows *sql.Rows) (a sms.Answer, err error) {
	var at int64
	err = rows.Scan(&a.Ref.Request, &a.Ref.Seq, &a.Status, &a.Code, &a.Text, &a.Parts, &at)
	a.At = timeOf(at)
	return a, err
}

// applyReceipts applies what waited for messages, where they are known by now.
func (db *DB) applyReceipts(ctx context.Context, provider string, list []sms.Answer, now time.Time) (m sms.Moves, _ error) {
	for part := range slices.Chunk(list, answersAtOnce) {
		var moves sms.Moves
		err := db.change(ctx, func(t *sql.Tx) error {
			moves = nil
			for _, a := range part {
				found, err := db.answer(ctx, t, provider, a, now, &moves)
				if err != nil {
					return err
				}
				if !found {
					continue
				}
				_, err = t.ExecContext(ctx, `DELETE FROM sms_receipts WHERE provider = $1 AND ref_request = $2 AND ref_seq = $3 AND status = $4`, provider, a.Ref.Request, a.Ref.Seq, a.Status)
				if err != nil {
					return fmt.Errorf("delete a receipt: %w", err)
				}
			}
			return nil
		})
		if err != nil {
			return m, err
		}
		m.Join(moves)
	}
	return m, nil
}

// settleRest decides about the messages of a batch that nobody has spoken of, and about the
// batch.
func (db *DB) settleRest(ctx context.Context, t *sql.Tx, b smsBatch, o sms.Outcome, now time.Time, m *sms.Moves) error {
	var err error
	switch o.Rest {
	case sms.Refuse:
		err = moveMessages(ctx, t, b.ID, []sms.State{sms.Sending}, sms.Refused, cutText(o.Code, 60), cutText(o.Text, 300), now, m)
	case sms.Unclear:
		err = moveMessages(ctx, t, b.ID, []sms.State{sms.Sending}, sms.Doubtful, cutText(o.Code, 60), cutText(o.Text, 300), now, m)
	case sms.SendAgain:
		err = moveMessages(ctx, t, b.ID, []sms.State{sms.Sending}, sms.Queued, cutText(o.Code, 60), cutText(o.Text, 300), now, m)
	}
	if err != nil {
		return err
	}
	n := map[sms.State]int{}
	err = each(ctx, t, `SELECT state, COUNT(*) FROM sms_messages WHERE batch_id = $1 GROUP BY state`, []any{b.ID}, func(rows *sql.Rows) error {
		var s sms.State
		var c int
		err := rows.Scan(&s, &c)
		n[s] = c
		return err
	})
	if err != nil {
		return fmt.Errorf("count messages: %w", err)
	}
	next := o.Next
	if next.IsZero() {
		next = now
	}
	others := 0
	for s, c := range n {
		if s != sms.Queued && s != sms.Cancelled {
			others += c
		}
	}
	if n[sms.Queued] > 0 && others > 0 { // it has some of them, and they are never handed over twice
		if err := db.apart(ctx, t, b, n[sms.Queued], next); err != nil {
			return err
		}
		n[sms.Queued] = 0
	}
	state := batchDone
	switch {
	case n[sms.Queued] > 0:
		state = batchReady
	case n[sms.Sending] > 0:
		state = batchDoubt
	}
	asked := b.asked
	if o.Looked {
		asked++
	}
	_, err = t.ExecContext(ctx, `UPDATE sms_batches SET state = $2, next_at = $3, asked = $4, code = $5, detail = $6 WHERE id = $1`, b.ID, state, millis(next), asked, cutText(o.Code, 60), cutText(o.Text, 300))
	if err != nil {
		return fmt.Errorf("write a batch: %w", err)
	}
	return nil
}

// apart makes a batch of its own of the messages of b that a provider does not have.
func (db *DB) apart(ctx context.Context, t *sql.Tx, b smsBatch, size int, next time.Time) error {
	id, err := db.newBatch(ctx, t, b, size, next)
	if err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, `UPDATE sms_messages SET batch_id = $2 WHERE batch_id = $1 AND state = 'queued'`, b.ID, id); err != nil {
		return fmt.Errorf("move messages: %w", err)
	}
	return nil
}

// mostReceipts bounds what waits for messages that are not known; then the oldest make room.
const mostReceipts = 100_000

// TellSMS implements sms.Outbox.
func (db *DB) TellSMS(ctx context.Context, provider string, list []sms.Answer, now time.Time) (m sms.Moves, err error) {
	defer db.done(opOutbox, time.Now(), &err)
	var kept []sms.Answer
	for part := range slices.Chunk(cleaned(list), answersAtOnce) {
		var moves sms.Moves
		var waits []sms.Answer
		err := db.change(ctx, func(t *sql.Tx) error {
			moves, waits = nil, nil
			for _, a := range part {
				if a.Status == sms.NotThere || a.Status == sms.Undecided || a.Status == sms.CannotTell {
					continue // only who looks for a message is told so
				}
				found, err := db.answer(ctx, t, provider, a, now, &moves)
				if err != nil {
					return err
				}
				if !found && a.ID == "" && a.Ref.Request != "" && !a.Stray {
					waits = append(waits, a)
				}
			}
			if err := keepStrays(ctx, t, provider, waits, now); err != nil {
				return err
			}
			return db.finishTold(ctx, t, part)
		})
		if err != nil {
			return m, err
		}
		m.Join(moves)
		kept = append(kept, waits...)
	}
	late, err := db.applyReceipts(ctx, provider, kept, now)
	m.Join(late)
	return m, err
}

// finishTold ends the batches that are looked for, or that wait to go again, of which by now
// everything is told.
func (db *DB) finishTold(ctx context.Context, t *sql.Tx, list []sms.Answer) error {
	for _, a := range list {
		if a.ID == "" {
			continue // a message that is named by the provider's name was answered for
		}
		if err := finishBatches(ctx, t, `state IN ('doubt', 'ready', 'waiting') AND id = (SELECT batch_id FROM sms_messages WHERE id = $1)`, a.ID); err != nil {
			return err
		}
	}
	return nil
}

// keepStrays keeps what was told of messages that are not known. Most of it is of nobody: it
// never stands in the way of what is ours.
func keepStrays(ctx context.Context, t *sql.Tx, provider string, list []sms.Answer, now time.Time) error {
	if len(list) == 0 {
		return nil
	}
	var n int
	if err := t.QueryRowContext(ctx, `SELECT COUNT(*) FROM sms_receipts`).Scan(&n); err != nil {
		return fmt.Errorf("count receipts: %w", err)
	}
	if over := n + len(list) - mostReceipts; over > 0 {
		_, err := t.ExecContext(ctx, `DELETE FROM sms_receipts WHERE (provider, ref_request, ref_seq, status) IN (SELECT provider, ref_request, ref_seq, status FROM sms_receipts ORDER BY kept_at LIMIT $1)`, over)
		if err != nil {
			return fmt.Errorf("make room for receipts: %w", err)
		}
	}
	for _, a := range list {
		at := a.At
		if at.IsZero() {
			at = now
		}
		_, err := t.ExecContext(ctx, `INSERT INTO sms_receipts (provider, ref_request, ref_seq, status, code, detail, parts, at, kept_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
			provider, a.Ref.Request, a.Ref.Seq, a.Status, cutText(a.Code, 60), cutText(a.Text, 300), a.Parts, millis(at), millis(now))
		if err != nil {
			return fmt.Errorf("keep a receipt: %w", err)
		}
	}
	return nil
}

// RecallsSMS implements sms.Outbox.
func (db *DB) RecallsSMS(ctx context.Context, provider string, now time.Time, most int) (list []sms.Recall, err error) {
	defer db.done(opOutbox, time.Now(), &err)
	refs := map[string][]sms.Ref{}
	var ids []string
	err = each(ctx, db.read, recalls, []any{millis(now), most, provider}, func(rows *sql.Rows) error {
		var batch string
		var ref sms.Ref
		err := rows.Scan(&batch, &ref.Request, &ref.Seq)
		if refs[batch] == nil {
			ids = append(ids, batch)
		}
		refs[batch] = append(refs[batch], ref)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find messages to take back: %w", err)
	}
	for _, id := range ids {
		b, there, err := db.batchOf(ctx, db.read, id)
		if err == nil && there {
			err = db.load(ctx, db.read, &b, sms.Taken)
		}
		if err != nil {
			return nil, err
		}
		if there {
			list = append(list, sms.Recall{Send: b.send, Batch: b.Batch, Refs: refs[id]})
		}
	}
	return list, nil
}

const recalls = `SELECT batch_id, ref_request, ref_seq FROM sms_messages WHERE recall = 1 AND state = 'accepted' AND due_at > $1 AND provider = $3 ORDER BY due_at LIMIT $2`

// RecalledSMS implements sms.Outbox.
func (db *DB) RecalledSMS(ctx context.Context, provider string, r sms.Recall, list []sms.Answer, now time.Time) (m sms.Moves, err error) {
	defer db.done(opOutbox, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		m = nil
		for _, a := range cleaned(list) {
			if a.Status != sms.TakenBack && a.Status != sms.Accepted {
				continue
			}
			if _, err := db.answer(ctx, t, provider, a, now, &m); err != nil {
				return err
			}
		}
		for _, ref := range r.Refs { // asked once: what had gone already had gone
			ref = cleanedRef(ref)
			_, err := t.ExecContext(ctx, `UPDATE sms_messages SET recall = 0, ended_by = CASE WHEN state = 'cancelled' THEN ended_by ELSE '' END WHERE provider = $1 AND ref_request = $2 AND ref_seq = $3 AND recall = 1`, provider, ref.Request, ref.Seq)
			if err != nil {
				return fmt.Errorf("write messages: %w", err)
			}
		}
		return nil
	})
	return m, err
}

// SMSPlace implements sms.Outbox.
func (db *DB) SMSPlace(ctx context.Context, name string) (at time.Time, err error) {
	defer db.done(opOutbox, time.Now(), &err)
	var ms int64
	err = db.read.QueryRowContext(ctx, `SELECT value FROM sms_places WHERE name = $1`, name).Scan(&ms)
	if errors.Is(err, sql.ErrNoRows) {
		return at, nil
	}
	if err != nil {
		return at, fmt.Errorf("read a place: %w", err)
	}
	return timeOf(ms), nil
}

// SetSMSPlace implements sms.Outbox.
func (db *DB) SetSMSPlace(ctx context.Context, name string, at time.Time) (err error) {
	defer db.done(opOutbox, time.Now(), &err)
	if _, err = db.exec(ctx, `INSERT INTO sms_places (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, millis(at)); err != nil {
		return fmt.Errorf("write a place: %w", err)
	}
	return nil
}

// OldestSMS implements sms.Outbox.
func (db *DB) OldestSMS(ctx context.Context, provider string, since time.Time) (at time.Time, err error) {
	defer db.done(opOutbox, time.Now(), &err)
	var ms int64
	err = db.read.QueryRowContext(ctx, `SELECT COALESCE(MIN(handed_at), 0) FROM sms_messages WHERE state = 'accepted' AND created_at >= $2 AND provider = $1`, provider, millis(since)).Scan(&ms)
	if err != nil {
		return at, fmt.Errorf("find messages without a result: %w", err)
	}
	return timeOf(ms), nil
}
