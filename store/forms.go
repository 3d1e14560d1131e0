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
	"github.com/callfloor/callfloor/people"
)

// Form returns the form of a service, or the one for every service; one without
// fields where there is none either.
func (db *DB) Form(ctx context.Context, service string) (f desk.Form, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	f.Fields = []desk.Field{}
	f.Service, f.Version, err = db.whole(ctx, "forms", service, &f)
	return f, err
}

// PutForm replaces the form of a service, with the record of the change. f.Version must
// be the stored one.
func (db *DB) PutForm(ctx context.Context, f desk.Form, c people.Change) (_ desk.Form, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	if f.Fields == nil {
		f.Fields = []desk.Field{}
	}
	f.Version, err = db.changeDesk(ctx, Forms, "form", ofService(f.Service), f.Version, f, c)
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

// PutDispositions replaces the tree of a service, with the record of the change.
// d.Version must be the stored one.
func (db *DB) PutDispositions(ctx context.Context, d desk.Dispositions, c people.Change) (_ desk.Dispositions, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	if d.Items == nil {
		d.Items = []desk.Disposition{}
	}
	d.Version, err = db.changeDesk(ctx, Dispositions, "tree of dispositions", ofService(d.Service), d.Version, d, c)
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

// ofService names what a service has in records of changes.
func ofService(service string) string {
	if service == "" {
		return everyService
	}
	return service
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

// PutTemplate adds a template, or replaces one whose stored version is t.Version, with
// the record of the change.
func (db *DB) PutTemplate(ctx context.Context, t desk.Template, create bool, c people.Change) (_ desk.Template, err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	if create {
		t.Version = 0
		if err := db.roomForTemplate(ctx); err != nil {
			return t, err
		}
	} else if t.Version == 0 {
		t.Version = -1 // none has it: the template must be there
	}
	t.Version, err = db.changeDesk(ctx, Templates, "template", t.ID, t.Version, t, c)
	t.Updated = timeOf(time.Now().UnixMilli())
	return t, err
}

func (db *DB) roomForTemplate(ctx context.Context) error {
	var n int
	if err := db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM templates`).Scan(&n); err != nil {
		return fmt.Errorf("count templates: %w", err)
	}
	if n >= desk.MostTemplates {
		return fault.New(fault.Conflict, "there are %d templates, and %d are the most: delete some first", n, desk.MostTemplates)
	}
	return nil
}

// DeleteTemplate deletes a template, of a version where that is not 0, with the record
// of the change. It fails with fault.NotFound where there is none.
func (db *DB) DeleteTemplate(ctx context.Context, id string, version int64, c people.Change) (err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		before, now, err := deskThing(ctx, t, Templates, id)
		switch {
		case err != nil:
			return err
		case before == nil:
			return notFound("template", id)
		case version != 0 && version != now:
			return desk.ErrChanged("template")
		}
		_, err = db.writeDesk(ctx, t, Templates, id, before, nil, now, c)
		return err
	})
}
