package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/sms"
)

// AddSMSImage keeps an image. One that nothing uses within a day is deleted.
func (db *DB) AddSMSImage(ctx context.Context, i sms.StoredImage) (err error) {
	defer db.done(opSMS, time.Now(), &err)
	_, err = db.exec(ctx, `INSERT INTO sms_images (id, name, data, bytes, width, height, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		i.ID, i.Name, db.blob("sms_images.data", i.Data), len(i.Data), i.Width, i.Height, millis(i.Created), i.By)
	if err != nil {
		return fmt.Errorf("keep an image: %w", err)
	}
	return nil
}

// SMSImage returns one image with its data, or fault.NotFound.
func (db *DB) SMSImage(ctx context.Context, id string) (i sms.StoredImage, err error) {
	defer db.done(opSMS, time.Now(), &err)
	var created int64
	err = db.read.QueryRowContext(ctx, `SELECT id, name, data, width, height, created_at, created_by FROM sms_images WHERE id = $1`, id).
		Scan(&i.ID, &i.Name, db.intoBlob("sms_images.data", &i.Data), &i.Width, &i.Height, &created, &i.By)
	if errors.Is(err, sql.ErrNoRows) {
		return i, notFound("image", id)
	}
	if err != nil {
		return i, fmt.Errorf("read an image: %w", err)
	}
	i.Bytes, i.Created = len(i.Data), timeOf(created)
	return i, nil
}

// SMSImageOwners returns what uses an image: template:ID, send:ID.
func (db *DB) SMSImageOwners(ctx context.Context, id string) (list []string, err error) {
	defer db.done(opSMS, time.Now(), &err)
	err = each(ctx, db.read, `SELECT owner FROM sms_image_uses WHERE image = $1 ORDER BY owner LIMIT 100`, []any{id}, func(rows *sql.Rows) error {
		var owner string
		err := rows.Scan(&owner)
		list = append(list, owner)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what uses an image: %w", err)
	}
	return list, nil
}

// SMSImagesThere returns which of some images there are.
func (db *DB) SMSImagesThere(ctx context.Context, ids []string) (out map[string]bool, err error) {
	defer db.done(opSMS, time.Now(), &err)
	out = map[string]bool{}
	if len(ids) == 0 {
		return out, nil
	}
	q := inList(`SELECT id FROM sms_images WHERE 1 = 1`, `id`, ids)
	err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		out[id] = true
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read images: %w", err)
	}
	return out, nil
}
