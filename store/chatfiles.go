package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// fileParts is how much of a file one transaction writes, so that messages do not wait for it.
const fileParts = 256 << 10

// ChatAddFile keeps a file. It is of no message until one names it; see ChatKeep. What no message
// names within a day is deleted.
func (db *DB) ChatAddFile(ctx context.Context, f chat.StoredFile) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	return db.addFile(ctx, f, nil)
}

// ChatAddUnsent is ChatAddFile for a file of anybody. Beyond the limits it fails with
// chat.ErrUnsentFiles or chat.ErrUnsentBytes.
func (db *DB) ChatAddUnsent(ctx context.Context, f chat.StoredFile, most chat.UnsentLimits) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	return db.addFile(ctx, f, func(t *sql.Tx) error { return unsentFits(ctx, t, f, most) })
}

// addFile writes the row of a file where fits says so, and then its content: what is being written
// counts already.
func (db *DB) addFile(ctx context.Context, f chat.StoredFile, fits func(*sql.Tx) error) error {
	if len(f.Data) == 0 || len(f.Data) > chat.MaxFileBytes {
		return fault.New(fault.Invalid, "the file has %d bytes: 1 to %d are allowed", len(f.Data), chat.MaxFileBytes)
	}
	err := db.change(ctx, func(t *sql.Tx) error {
		if fits != nil {
			if err := fits(t); err != nil {
				return err
			}
		}
		_, err := t.ExecContext(db.patient(ctx), `INSERT INTO chat_files (id, room, name, type, bytes, width, height, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			f.ID, string(f.Room), db.blob("chat_files.name", []byte(f.Name)), f.Type, len(f.Data), f.Width, f.Height, int64(f.At), f.By)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	part := 0
	for data := range slices.Chunk(f.Data, fileParts) {
		if _, err := db.exec(ctx, `INSERT INTO chat_file_parts (id, part, data, at) VALUES ($1, $2, $3, $4)`, f.ID, part, db.blob("chat_file_parts.data", data), int64(f.At)); err != nil {
			db.dropFile(context.WithoutCancel(ctx), f.ID)
			return fmt.Errorf("keep a file: %w", err)
		}
		part++
	}
	return nil
}

// dropFile takes out a file that was written in part. Where that fails too, it goes with the others
// that no message names.
func (db *DB) dropFile(ctx context.Context, id string) {
	db.change(ctx, func(t *sql.Tx) error { //nolint:errcheck // see above
		if _, err := t.ExecContext(ctx, `DELETE FROM chat_file_parts WHERE id = $1`, id); err != nil {
			return err
		}
		_, err := t.ExecContext(ctx, `DELETE FROM chat_files WHERE id = $1`, id)
		return err
	})
}

// unsentFits fails where a file is too much beside those that no message names yet.
func unsentFits(ctx context.Context, t *sql.Tx, f chat.StoredFile, most chat.UnsentLimits) error {
	const unsent = ` FROM chat_files WHERE seq = 0 AND room = ''`
	var files int
	var bytes int64
	if err := t.QueryRowContext(ctx, `SELECT COUNT(*)`+unsent+` AND created_by = $1`, f.By).Scan(&files); err != nil {
		return err
	}
	if files >= most.Files {
		return chat.ErrUnsentFiles
	}
	if err := t.QueryRowContext(ctx, `SELECT COALESCE(SUM(bytes), 0)`+unsent).Scan(&bytes); err != nil {
		return err
	}
	if bytes+int64(len(f.Data)) > most.Bytes {
		return chat.ErrUnsentBytes
	}
	return nil
}

// ChatFile returns a file with its content, or fault.NotFound. Its Room says who may read it.
func (db *DB) ChatFile(ctx context.Context, id string) (f chat.StoredFile, err error) {
	if f, err = db.ChatFileInfo(ctx, id); err != nil {
		return f, err
	}
	defer db.done(opChatRead, time.Now(), &err)
	err = each(ctx, db.read, `SELECT data FROM chat_file_parts WHERE id = $1 ORDER BY part`, []any{id}, func(rows *sql.Rows) error {
		var data []byte
		err := rows.Scan(db.intoBlob("chat_file_parts.data", &data))
		f.Data = append(f.Data, data...)
		return err
	})
	if err == nil && len(f.Data) != f.Size {
		err = fmt.Errorf("of %d bytes there are %d", f.Size, len(f.Data))
	}
	if err != nil {
		return f, fmt.Errorf("read a file: %w", err)
	}
	return f, nil
}

// ChatFileInfo is ChatFile without the content.
func (db *DB) ChatFileInfo(ctx context.Context, id string) (f chat.StoredFile, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	found := false
	err = each(ctx, db.read, `SELECT room, name, type, bytes, width, height, created_at, created_by FROM chat_files WHERE id = $1`, []any{id}, func(rows *sql.Rows) error {
		var name []byte
		found = true
		err := rows.Scan(&f.Room, db.intoBlob("chat_files.name", &name), &f.Type, &f.Size, &f.Width, &f.Height, &f.At, &f.By)
		f.ID, f.Name = id, string(name)
		return err
	})
	if err == nil && !found {
		return f, notFound("file", id)
	}
	if err != nil {
		return f, fmt.Errorf("read a file: %w", err)
	}
	return f, nil
}
