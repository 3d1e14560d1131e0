package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/sms"
)

// KeepSMSPart implements sms.Outbox.
func (db *DB) KeepSMSPart(ctx context.Context, p sms.Part, now time.Time) (err error) {
	defer db.done(opOutbox, time.Now(), &err)
	_, err = db.exec(ctx, `INSERT INTO sms_parts (id, provider, message, part, number, data, kept_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
		fmt.Sprintf("%s %s %d", p.Provider, p.Message, p.Number), p.Provider, p.Message, p.Number, db.number(p.From), db.blob("sms_parts.data", p.Data), millis(now))
	if err != nil {
		return fmt.Errorf("keep a part of a message: %w", err)
	}
	return nil
}

// SMSParts implements sms.Outbox.
func (db *DB) SMSParts(ctx context.Context, provider string) (list []sms.Part, err error) {
	defer db.done(opOutbox, time.Now(), &err)
	err = each(ctx, db.read, `SELECT message, part, number, data FROM sms_parts WHERE provider = $1 ORDER BY kept_at, id`, []any{provider}, func(rows *sql.Rows) error {
		p := sms.Part{Provider: provider}
		err := rows.Scan(&p.Message, &p.Number, db.intoNumber(&p.From), db.intoBlob("sms_parts.data", &p.Data))
		list = append(list, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read parts of messages: %w", err)
	}
	return list, nil
}

// DropSMSParts implements sms.Outbox.
func (db *DB) DropSMSParts(ctx context.Context, provider, message string) (err error) {
	defer db.done(opOutbox, time.Now(), &err)
	if _, err = db.exec(ctx, `DELETE FROM sms_parts WHERE provider = $1 AND message = $2`, provider, message); err != nil {
		return fmt.Errorf("delete parts of a message: %w", err)
	}
	return nil
}
