package store

import (
	"bytes"
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

// The kinds of things of the desk whose changes are recorded, and are the names of
// their tables.
const (
	Forms        = "forms"
	Dispositions = "dispositions"
	Templates    = "templates"
)

// everyService stands, in records of changes, for what every service has.
const everyService = "-"

// recorded is what the record of a change says of a thing of the desk: no version,
// which goes on, and no time.
func recorded(kind string, data []byte) (out json.RawMessage, err error) {
	var v any
	switch kind {
	case Forms:
		v = &struct {
			DispositionRequired bool         `json:"disposition_required"`
			NoteRequired        bool         `json:"note_required"`
			Fields              []desk.Field `json:"fields"`
		}{}
	case Dispositions:
		v = &struct {
			Items []desk.Disposition `json:"items"`
		}{}
	case Templates:
		v = &struct {
			Service  string `json:"service"`
			Question string `json:"question"`
			Answer   string `json:"answer"`
			Keywords string `json:"keywords"`
		}{}
	default:
		return nil, fmt.Errorf("no such kind: %s", kind)
	}
	if err = json.Unmarshal(data, v); err == nil {
		out, err = json.Marshal(v)
	}
	if err != nil {
		return nil, fmt.Errorf("record %s: %w", kind, err)
	}
	return out, nil
}

// deskThing returns a thing of the desk as records have it, and its version; nil and 0
// where there is none.
func deskThing(ctx context.Context, t interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}, kind, id string) (json.RawMessage, int64, error) {
	var data []byte
	var version int64
	var err error
	if kind == Templates {
		var v desk.Template
		err = t.QueryRowContext(ctx, `SELECT service, question, answer, keywords, version FROM templates WHERE id = $1`, id).
			Scan(&v.Service, &v.Question, &v.Answer, &v.Keywords, &version)
		if err == nil {
			data, err = json.Marshal(v)
		}
	} else {
		var text string
		err = t.QueryRowContext(ctx, `SELECT data, version FROM `+kind+` WHERE service = $1`, serviceOf(id)).Scan(&text, &version)
		data = []byte(text)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read %s: %w", kind, err)
	}
	out, err := recorded(kind, data)
	return out, version, err
}

func serviceOf(id string) string {
	if id == everyService {
		return ""
	}
	return id
}

// writeDesk makes a thing of the desk what data says, or takes it away where that is
// nil, and records the change. version is that of the thing as it is, 0 for none. It
// returns the new version.
func (db *DB) writeDesk(ctx context.Context, t *sql.Tx, kind, id string, before, data json.RawMessage, version int64, c people.Change) (int64, error) {
	var err error
	switch {
	case data == nil:
		column := "service"
		if kind == Templates {
			column = "id"
		}
		_, err = t.ExecContext(ctx, `DELETE FROM `+kind+` WHERE `+column+` = $1`, keyOf(kind, id))
	case kind == Templates:
		err = writeTemplate(ctx, t, id, data, version+1)
	default:
		_, err = t.ExecContext(ctx, `INSERT INTO `+kind+` (service, data, version) VALUES ($1, $2, $3)
			ON CONFLICT (service) DO UPDATE SET data = excluded.data, version = excluded.version`, serviceOf(id), string(data), version+1)
	}
	if err != nil {
		return 0, fmt.Errorf("write %s: %w", kind, err)
	}
	if c.Action == "" {
		return version + 1, nil
	}
	c.Edits = []people.Edit{{Kind: kind, ID: id, Before: before, After: data}}
	return version + 1, db.record(ctx, t, c)
}

func keyOf(kind, id string) string {
	if kind == Templates {
		return id
	}
	return serviceOf(id)
}

func writeTemplate(ctx context.Context, t *sql.Tx, id string, data json.RawMessage, version int64) error {
	v := desk.Template{}
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	_, err := t.ExecContext(ctx, `INSERT INTO templates (id, service, question, answer, keywords, sort_key, searched, version, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO UPDATE SET service = excluded.service, question = excluded.question, answer = excluded.answer,
		keywords = excluded.keywords, sort_key = excluded.sort_key, searched = excluded.searched, version = excluded.version, updated_at = excluded.updated_at`,
		id, v.Service, v.Question, v.Answer, v.Keywords, []byte(desk.Fold(v.Question)), v.SearchText(), version, time.Now().UnixMilli())
	return err
}

// changeDesk replaces a thing of the desk whose version is the one that was loaded, 0
// for one that is not there, or takes it away where v is nil. It returns the new
// version.
func (db *DB) changeDesk(ctx context.Context, kind, what, id string, version int64, v any, c people.Change) (next int64, _ error) {
	var data json.RawMessage
	if v != nil {
		raw, err := json.Marshal(v)
		if err != nil {
			return 0, fmt.Errorf("encode %s: %w", what, err)
		}
		if data, err = recorded(kind, raw); err != nil {
			return 0, err
		}
	}
	err := db.change(ctx, func(t *sql.Tx) error {
		before, now, err := deskThing(ctx, t, kind, id)
		if err != nil {
			return err
		}
		switch {
		case before == nil && kind == Templates && version != 0:
			return notFound(what, id)
		case now != version:
			return desk.ErrChanged(what)
		}
		next, err = db.writeDesk(ctx, t, kind, id, before, data, now, c)
		return err
	})
	return next, err
}

// UndoDesk takes back a change of a form, of dispositions or of a template. It fails
// with fault.Conflict where it was changed again since, or the change was undone.
func (db *DB) UndoDesk(ctx context.Context, e people.Edit, c people.Change) (err error) {
	defer db.done(opDeskWrite, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		now, version, err := deskThing(ctx, t, e.Kind, e.ID)
		if err != nil {
			return err
		}
		if !bytes.Equal(now, e.After) {
			return fault.New(fault.Conflict, "the %s %q was changed since: undo that first", e.Kind[:len(e.Kind)-1], e.ID)
		}
		_, err = db.writeDesk(ctx, t, e.Kind, e.ID, now, e.Before, version, c)
		return err
	})
}

// StandsDesk reports whether a form, dispositions or a template is still what an edit made
// of it.
func (db *DB) StandsDesk(ctx context.Context, e people.Edit) (_ bool, err error) {
	defer db.done(opDeskRead, time.Now(), &err)
	now, _, err := deskThing(ctx, db.read, e.Kind, e.ID)
	return bytes.Equal(now, e.After), err
}
