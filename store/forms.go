package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

// Form returns the form of a service, or the one for every service; one without
// fields where there is none either.
func (db *DB) Form(ctx context.Context, service string) (f desk.Form, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	f.Fields = []desk.Field{}
	f.Service, f.Version, err = db.whole(ctx, "forms", service, &f)
	return f, err
}

// PutForm replaces the form of a service. f.Version must be the stored one.
func (db *DB) PutForm(ctx context.Context, f desk.Form) (_ desk.Form, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	if f.Fields == nil {
		f.Fields = []desk.Field{}
	}
	f.Version, err = db.putWhole(ctx, "forms", "form", f.Service, f.Version, f)
	return f, err
}

// Dispositions returns the tree of a service, or the one for every service; an
// empty one where there is none either.
func (db *DB) Dispositions(ctx context.Context, service string) (d desk.Dispositions, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	d.Items = []desk.Disposition{}
	d.Service, d.Version, err = db.whole(ctx, "dispositions", service, &d)
	return d, err
}

// PutDispositions replaces the tree of a service. d.Version must be the stored one.
func (db *DB) PutDispositions(ctx context.Context, d desk.Dispositions) (_ desk.Dispositions, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	if d.Items == nil {
		d.Items = []desk.Disposition{}
	}
	d.Version, err = db.putWhole(ctx, "dispositions", "tree of dispositions", d.Service, d.Version, d)
	return d, err
}

// whole reads what is stored as one value: of the service, else for every service.
func (db *DB) whole(ctx context.Context, table, service string, into any) (of string, version int64, _ error) {
	var data string
	err := db.read.QueryRowContext(ctx, `SELECT service, data, version FROM `+table+` WHERE service IN ($1, '') ORDER BY CASE WHEN service = '' THEN 1 ELSE 0 END LIMIT 1`, service).
		Scan(&of, &data, &version)
	if errors.Is(err, sql.ErrNoRows) {
		return "", 0, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(data), into)
	}
	if err != nil {
		return of, 0, fmt.Errorf("read %s: %w", table, err)
	}
	return of, version, nil
}

// putWhole stores a value as a whole when the version is the stored one; 0 for the
// first.
func (db *DB) putWhole(ctx context.Context, table, what, service string, version int64, v any) (int64, error) {
	data, err := toJSON(v)
	if err != nil {
		return 0, err
	}
	err = db.change(ctx, func(t *sql.Tx) error {
		var n int64
		var err error
		if version == 0 {
			n, err = deleted(t.ExecContext(ctx, `INSERT INTO `+table+` (service, data, version) VALUES ($1, $2, 1) ON CONFLICT (service) DO NOTHING`, service, data))
		} else {
			n, err = deleted(t.ExecContext(ctx, `UPDATE `+table+` SET data = $2, version = version + 1 WHERE service = $1 AND version = $3`, service, data, version))
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", table, err)
		}
		if n == 0 {
			return desk.ErrChanged(what)
		}
		return nil
	})
	return version + 1, err
}

// Templates returns templates by question.
func (db *DB) Templates(ctx context.Context, f desk.TemplateFilter) (_ []desk.Template, next string, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	after, more, err := cursorOf(f.After)
	if err != nil {
		return nil, "", err
	}
	q := &query{}
	q.WriteString(`SELECT id, service, question, answer, keywords, version, updated_at FROM templates WHERE 1 = 1`)
	if f.Service != "" {
		q.and(`service IN (?, '')`, f.Service)
	}
	if f.Text != "" {
		q.and(`searched LIKE ? ESCAPE '!'`, "%"+escaped(f.Text)+"%")
	}
	if more {
		q.and(`(sort_key, id) > (?, ?)`, after.Key, after.ID)
	}
	q.WriteString(` ORDER BY sort_key, id LIMIT ` + q.arg(f.Limit+1))
	list := []desk.Template{}
	err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		var t desk.Template
		var at int64
		err := rows.Scan(&t.ID, &t.Service, &t.Question, &t.Answer, &t.Keywords, &t.Version, &at)
		t.Updated = timeOf(at)
		list = append(list, t)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("search templates: %w", err)
	}
	list, next = page(list, f.Limit, func(t desk.Template) cursor { return cursor{Key: []byte(desk.Fold(t.Question)), ID: t.ID} })
	return list, next, nil
}

// PutTemplate adds a template, or replaces one whose stored version is t.Version.
func (db *DB) PutTemplate(ctx context.Context, t desk.Template, create bool) (_ desk.Template, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	now := time.Now().UnixMilli()
	err = db.change(ctx, func(tx *sql.Tx) error {
		if create {
			var n int
			if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM templates`).Scan(&n); err != nil {
				return fmt.Errorf("count templates: %w", err)
			}
			if n >= desk.MostTemplates {
				return fault.New(fault.Conflict, "there are %d templates, and %d are the most: delete some first", n, desk.MostTemplates)
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO templates (id, service, question, answer, keywords, sort_key, searched, version, updated_at)
				VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)`, t.ID, t.Service, t.Question, t.Answer, t.Keywords, []byte(desk.Fold(t.Question)), t.SearchText(), now)
			if err != nil {
				return fmt.Errorf("write template: %w", err)
			}
			t.Version = 0
			return nil
		}
		n, err := deleted(tx.ExecContext(ctx, `UPDATE templates SET service = $2, question = $3, answer = $4, keywords = $5, sort_key = $6, searched = $7,
			version = version + 1, updated_at = $8 WHERE id = $1 AND version = $9`,
			t.ID, t.Service, t.Question, t.Answer, t.Keywords, []byte(desk.Fold(t.Question)), t.SearchText(), now, t.Version))
		if err != nil {
			return fmt.Errorf("write template: %w", err)
		}
		if n > 0 {
			return nil
		}
		var id string
		if err := tx.QueryRowContext(ctx, `SELECT id FROM templates WHERE id = $1`, t.ID).Scan(&id); errors.Is(err, sql.ErrNoRows) {
			return notFound("template", t.ID)
		} else if err != nil {
			return fmt.Errorf("read template: %w", err)
		}
		return desk.ErrChanged("template")
	})
	t.Version, t.Updated = t.Version+1, timeOf(now)
	return t, err
}

// DeleteTemplate deletes a template, or fails with fault.NotFound.
func (db *DB) DeleteTemplate(ctx context.Context, id string) (err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	return one(db.exec(ctx, `DELETE FROM templates WHERE id = $1`, id))("template", id)
}
