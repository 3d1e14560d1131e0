package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/sms"
)

// What waits for nobody any more is not kept for long.
const (
	keepImages   = 24 * time.Hour      // that nothing uses any more
	keepReceipts = 14 * 24 * time.Hour // for messages that are not known
	keepParts    = 24 * time.Hour      // of messages that came in
)

// DeleteOldSMS deletes some of the sends that were registered before a time and of which
// nothing waits, with their messages and images, and some of what customers wrote before it.
// It reports whether there may be more. What is under a legal hold stays.
func (db *DB) DeleteOldSMS(ctx context.Context, before time.Time) (more bool, err error) {
	defer db.done(opRetention, time.Now(), &err)
	old := `(SELECT id FROM sms_sends WHERE created_at < $1 AND NOT EXISTS (SELECT 1 FROM sms_batches b WHERE b.send_id = sms_sends.id AND b.state <> 'done')` + notHeld("id", "sms") + ` ORDER BY created_at, id LIMIT $2)`
	owners := `(SELECT 'send:' || id FROM sms_sends WHERE created_at < $1 AND NOT EXISTS (SELECT 1 FROM sms_batches b WHERE b.send_id = sms_sends.id AND b.state <> 'done')` + notHeld("id", "sms") + ` ORDER BY created_at, id LIMIT $2)`
	err = db.change(ctx, func(t *sql.Tx) error {
		more = false
		if err := db.holdAll(ctx, t); err != nil {
			return err
		}
		for _, q := range []struct {
			text   string
			before time.Time
		}{
			{`DELETE FROM sms_image_uses WHERE owner IN ` + owners, before},
			{`DELETE FROM sms_messages WHERE send_id IN ` + old, before},
			{`DELETE FROM sms_batches WHERE send_id IN ` + old, before},
			{`DELETE FROM sms_sends WHERE id IN ` + old, before},
			{`DELETE FROM sms_incoming WHERE id IN (SELECT id FROM sms_incoming WHERE kept_at < $1` + notHeld("conversation", "sms_conversation") + ` ORDER BY kept_at, id LIMIT $2)`, before},
			{`DELETE FROM sms_conversations WHERE id IN (SELECT id FROM sms_conversations WHERE last_at < $1 AND NOT EXISTS (SELECT 1 FROM sms_incoming i WHERE i.conversation = sms_conversations.id)` +
				notHeld("id", "sms_conversation") + ` ORDER BY last_at, id LIMIT $2)`, before},
			{`DELETE FROM sms_receipts WHERE (provider, ref_request, ref_seq, status) IN (SELECT provider, ref_request, ref_seq, status FROM sms_receipts WHERE kept_at < $1 ORDER BY kept_at LIMIT $2)`, time.Now().Add(-keepReceipts)},
			{`DELETE FROM sms_parts WHERE id IN (SELECT id FROM sms_parts WHERE kept_at < $1 ORDER BY kept_at LIMIT $2)`, time.Now().Add(-keepParts)},
			{`DELETE FROM sms_images WHERE id IN (SELECT id FROM sms_images WHERE created_at < $1 AND used_at < $1 AND NOT EXISTS (SELECT 1 FROM sms_image_uses u WHERE u.image = sms_images.id) ORDER BY created_at LIMIT $2)`, time.Now().Add(-keepImages)},
		} {
			n, err := deleted(t.ExecContext(ctx, q.text, millis(q.before), smsRetentionBatch))
			if err != nil {
				return fmt.Errorf("delete old messages: %w", err)
			}
			more = more || n >= smsRetentionBatch
		}
		return nil
	})
	return more, err
}

// smsRetentionBatch is how many sends one transaction deletes; each has up to a thousand
// messages.
const smsRetentionBatch = 20

// forgetSMS takes a person out of messages: the numbers, the names, and every text that was
// for this person alone. What waits is cancelled; what came in goes. run executes a
// statement; numbers are those that nobody else has.
//
// Who has refused messages stays refused: it is a number and a day, and what keeps the
// centre from writing there again.
func (db *DB) forgetSMS(run func(n *int, q string, args ...any), out *desk.Deleted, customer string, numbers []string) {
	now := millis(time.Now())
	one := func(column string, v any) {
		mine := column + ` = $1 AND ` + column + ` <> ''`
		alone := `SELECT m.batch_id FROM sms_messages m WHERE m.` + mine + ` AND NOT EXISTS (SELECT 1 FROM sms_messages o WHERE o.batch_id = m.batch_id AND o.` + column + ` <> $1)`
		sends := `SELECT m.send_id FROM sms_messages m WHERE m.` + mine + ` AND NOT EXISTS (SELECT 1 FROM sms_messages o WHERE o.send_id = m.send_id AND o.` + column + ` <> $1)`
		run(nil, `UPDATE sms_batches SET title = '', body = '' WHERE id IN (`+alone+`)`, v)
		run(nil, `UPDATE sms_sends SET title = '', body = '' WHERE id IN (`+sends+`)`, v)
		for _, k := range []sms.Kind{sms.SMS, sms.MMS, sms.Alimtalk} {
			n := 0
			run(&n, `UPDATE sms_messages SET state = 'cancelled', code = 'deleted', ended_at = $2 WHERE state = 'queued' AND kind = $3 AND `+mine, v, now, k)
			if n > 0 {
				if out.Unsent == nil {
					out.Unsent = map[string]int{}
				}
				out.Unsent[string(k)] += n
			}
		}
		run(nil, recallOf(mine), v, now)
		run(nil, `UPDATE sms_batches SET size = (SELECT COUNT(*) FROM sms_messages q WHERE q.batch_id = sms_batches.id AND q.state = 'queued') WHERE state IN ('waiting', 'ready') AND priority IN (0, 1)
			AND id IN (SELECT batch_id FROM sms_messages WHERE `+mine+`)`, v)
		run(&out.Messages, `UPDATE sms_messages SET number = '', tail = '', name = '', customer = '', fields = '' WHERE `+mine, v)
		run(nil, `DELETE FROM sms_incoming WHERE conversation IN (SELECT id FROM sms_conversations WHERE `+mine+`)`, v)
		run(nil, `DELETE FROM sms_conversations WHERE `+mine, v)
	}
	one("customer", customer)
	for _, n := range numbers {
		for _, v := range db.forms(n) {
			one("number", v)
			run(nil, `DELETE FROM sms_parts WHERE number = $1 AND number <> ''`, v)
		}
	}
	run(nil, `UPDATE sms_batches SET state = 'done' WHERE state IN ('waiting', 'ready') AND priority IN (0, 1) AND NOT EXISTS (SELECT 1 FROM sms_messages m WHERE m.batch_id = sms_batches.id AND m.state IN ('queued', 'sending')) AND $1 <> ''`, customer)
}

// recallOf asks for what a provider keeps for a person.
func recallOf(mine string) string {
	return `UPDATE sms_messages SET recall = 1 WHERE state = 'accepted' AND recall = 0 AND due_at > $2 AND EXISTS (SELECT 1 FROM sms_batches b WHERE b.id = batch_id AND b.remote = 1) AND ` + mine
}

// holdSMS notes what of messages is of a customer: sends, and conversations.
func (db *DB) holdSMS(add func(kind, column, from string, args ...any), c desk.Customer) {
	add("sms", "send_id", `sms_messages WHERE customer = $2`, c.ID)
	add("sms_conversation", "id", `sms_conversations WHERE customer = $2`, c.ID)
	for _, p := range c.Phones {
		for _, v := range db.forms(p.Number) {
			add("sms", "send_id", `sms_messages WHERE number = $2 AND number <> ''`, v)
			add("sms_conversation", "id", `sms_conversations WHERE number = $2`, v)
		}
	}
}
