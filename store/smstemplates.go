package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// The kinds of things of messages whose changes are recorded.
const (
	SMSCategories = "sms-categories"
	SMSTemplates  = "sms-templates"
)

// A category and a template as records of changes have them: no version, which goes on, and
// no time.
type (
	categoryRecord struct {
		Parent   string `json:"parent,omitempty"`
		Name     string `json:"name"`
		Used     bool   `json:"used"`
		Editable bool   `json:"editable"`
	}
	templateRecord struct {
		Category    string   `json:"category"`
		Name        string   `json:"name"`
		Description string   `json:"description,omitempty"`
		Kind        sms.Kind `json:"kind"`
		Sender      string   `json:"sender,omitempty"`
		Title       string   `json:"title,omitempty"`
		Body        string   `json:"body"`
		Images      []string `json:"images,omitempty"`
		Ad          bool     `json:"ad"`
		Used        bool     `json:"used"`
		Editable    bool     `json:"editable"`
	}
)

func recordOfCategory(c sms.Category) categoryRecord {
	return categoryRecord{c.Parent, c.Name, c.Used, c.Editable}
}

func recordOfTemplate(t sms.Template) templateRecord {
	return templateRecord{t.Category, t.Name, t.Description, t.Kind, t.Sender, t.Title, t.Body, t.Images, t.Ad, t.Used, t.Editable}
}

const (
	categoryColumns = `id, parent, name, used, editable, version`
	smsTemplateCols = `id, category, name, description, kind, sender, title, body, images, ad, used, editable, version, updated_at, updated_by`
)

func scanCategory(row interface{ Scan(...any) error }) (c sms.Category, err error) {
	return c, row.Scan(&c.ID, &c.Parent, &c.Name, &c.Used, &c.Editable, &c.Version)
}

func scanSMSTemplate(row interface{ Scan(...any) error }) (t sms.Template, err error) {
	var images string
	var updated int64
	err = row.Scan(&t.ID, &t.Category, &t.Name, &t.Description, &t.Kind, &t.Sender, &t.Title, &t.Body, &images, &t.Ad, &t.Used, &t.Editable, &t.Version, &updated, &t.UpdatedBy)
	if err != nil {
		return t, err
	}
	t.Updated = timeOf(updated)
	if images != "" {
		err = json.Unmarshal([]byte(images), &t.Images)
	}
	return t, err
}

// SMSCategories returns every category by name, with how many templates each has.
func (db *DB) SMSCategories(ctx context.Context) (list []sms.Category, templates map[string]int, err error) {
	defer db.done(opSMS, time.Now(), &err)
	if list, err = categoriesIn(ctx, db.read); err != nil {
		return nil, nil, err
	}
	if templates, err = countBy(ctx, db.read, `SELECT category, COUNT(*) FROM sms_templates GROUP BY category`); err != nil {
		return nil, nil, fmt.Errorf("count templates: %w", err)
	}
	return list, templates, nil
}

func categoriesIn(ctx context.Context, from querier) (list []sms.Category, _ error) {
	list = []sms.Category{}
	err := each(ctx, from, `SELECT `+categoryColumns+` FROM sms_categories ORDER BY sort_key, id`, nil, func(rows *sql.Rows) error {
		c, err := scanCategory(rows)
		list = append(list, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read categories: %w", err)
	}
	return list, nil
}

// SMSTemplates returns the templates of a category by name; "" is of every category.
func (db *DB) SMSTemplates(ctx context.Context, category, cursorText string, limit int) (_ []sms.Template, next string, err error) {
	defer db.done(opSMS, time.Now(), &err)
	return pageOf(ctx, db, "read templates", cursorText, limit,
		func(after cursor, more bool) (*query, error) { return templatesOf(category, after, more, limit), nil },
		func(rows *sql.Rows) (sms.Template, error) { return scanSMSTemplate(rows) },
		func(t sms.Template) cursor {
			return cursor{Key: append([]byte(t.Category+"\x00"), desk.Fold(t.Name)...), ID: t.ID}
		})
}

func templatesOf(category string, after cursor, more bool, limit int) *query {
	q := &query{}
	q.WriteString(`SELECT ` + smsTemplateCols + ` FROM sms_templates WHERE 1 = 1`)
	if category != "" {
		q.and(`category = ?`, category)
	}
	if more {
		of, key, _ := bytes.Cut(after.Key, []byte{0})
		q.and(`(category, sort_key, id) > (?, ?, ?)`, string(of), append([]byte{}, key...), after.ID)
	}
	q.WriteString(` ORDER BY category, sort_key, id LIMIT ` + q.arg(limit+1))
	return q
}

// SMSTemplate returns one template, or fault.NotFound.
func (db *DB) SMSTemplate(ctx context.Context, id string) (_ sms.Template, err error) {
	defer db.done(opSMS, time.Now(), &err)
	t, there, err := smsTemplateIn(ctx, db.read, id)
	if err == nil && !there {
		err = notFound("template", id)
	}
	return t, err
}

func smsTemplateIn(ctx context.Context, from querier, id string) (t sms.Template, there bool, _ error) {
	t, err := scanSMSTemplate(from.QueryRowContext(ctx, `SELECT `+smsTemplateCols+` FROM sms_templates WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return t, false, nil
	}
	if err != nil {
		return t, false, fmt.Errorf("read a template: %w", err)
	}
	return t, true, nil
}

func categoryIn(ctx context.Context, from querier, id string) (c sms.Category, there bool, _ error) {
	c, err := scanCategory(from.QueryRowContext(ctx, `SELECT `+categoryColumns+` FROM sms_categories WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	if err != nil {
		return c, false, fmt.Errorf("read a category: %w", err)
	}
	return c, true, nil
}

// PutSMSCategory adds a category, or changes one whose stored version is c.Version, with the
// record of the change. Where it stands is said when it is made and stays.
func (db *DB) PutSMSCategory(ctx context.Context, c sms.Category, create bool, rec people.Change) (_ sms.Category, err error) {
	defer db.done(opSMS, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		before, there, err := categoryIn(ctx, t, c.ID)
		if err != nil {
			return err
		}
		var was any
		switch {
		case create:
			if err := placeForCategory(ctx, t, c.Parent); err != nil {
				return err
			}
			c.Version = 0
		case !there:
			return notFound("category", c.ID)
		case before.Version != c.Version:
			return desk.ErrChanged("category")
		default:
			c.Parent, was = before.Parent, recordOfCategory(before)
		}
		c.Version++
		if err := writeCategory(ctx, t, c); err != nil {
			return err
		}
		return db.recordSMS(ctx, t, SMSCategories, c.ID, was, recordOfCategory(c), rec)
	})
	return c, err
}

// placeForCategory refuses a third level, and more than there may be.
func placeForCategory(ctx context.Context, t *sql.Tx, parent string) error {
	var n int
	if err := t.QueryRowContext(ctx, `SELECT COUNT(*) FROM sms_categories`).Scan(&n); err != nil {
		return fmt.Errorf("count categories: %w", err)
	}
	if n >= sms.MostCategories {
		return fault.New(fault.Conflict, "there are %d categories, and %d are the most: delete some first", n, sms.MostCategories)
	}
	if parent == "" {
		return nil
	}
	p, there, err := categoryIn(ctx, t, parent)
	switch {
	case err != nil:
		return err
	case !there:
		return notFound("category", parent)
	case p.Parent != "":
		return fault.New(fault.Invalid, "categories have two levels: choose one of the first level as the one above")
	}
	return nil
}

func writeCategory(ctx context.Context, t *sql.Tx, c sms.Category) error {
	_, err := t.ExecContext(ctx, `INSERT INTO sms_categories (`+categoryColumns+`, sort_key) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, name = excluded.name, used = excluded.used, editable = excluded.editable, version = excluded.version, sort_key = excluded.sort_key`,
		c.ID, c.Parent, c.Name, flag(c.Used), flag(c.Editable), c.Version, []byte(desk.Fold(c.Name)))
	if err != nil {
		return fmt.Errorf("write a category: %w", err)
	}
	return nil
}

// DeleteSMSCategory deletes a category with those below it and their templates (T14), with
// the record of the change.
func (db *DB) DeleteSMSCategory(ctx context.Context, id string, version int64, rec people.Change) (err error) {
	defer db.done(opSMS, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		c, there, err := categoryIn(ctx, t, id)
		switch {
		case err != nil:
			return err
		case !there:
			return notFound("category", id)
		case version != 0 && version != c.Version:
			return desk.ErrChanged("category")
		}
		all, err := categoriesIn(ctx, t)
		if err != nil {
			return err
		}
		rec.Edits = nil
		for _, one := range all {
			if one.ID != id && one.Parent != id {
				continue
			}
			if err := db.dropCategory(ctx, t, one, &rec.Edits); err != nil {
				return err
			}
		}
		return db.record(ctx, t, rec)
	})
}

func (db *DB) dropCategory(ctx context.Context, t *sql.Tx, c sms.Category, edits *[]people.Edit) error {
	var list []sms.Template
	err := each(ctx, t, `SELECT `+smsTemplateCols+` FROM sms_templates WHERE category = $1`, []any{c.ID}, func(rows *sql.Rows) error {
		v, err := scanSMSTemplate(rows)
		list = append(list, v)
		return err
	})
	if err != nil {
		return fmt.Errorf("read templates: %w", err)
	}
	e, err := editOf(SMSCategories, c.ID, recordOfCategory(c), nil)
	if err != nil {
		return err
	}
	*edits = append(*edits, e)
	for _, v := range list {
		if e, err = editOf(SMSTemplates, v.ID, recordOfTemplate(v), nil); err != nil {
			return err
		}
		*edits = append(*edits, e)
		if err := useImages(ctx, t, "template:"+v.ID, nil); err != nil {
			return err
		}
	}
	for _, q := range []string{`DELETE FROM sms_templates WHERE category = $1`, `DELETE FROM sms_categories WHERE id = $1`} {
		if _, err := t.ExecContext(ctx, q, c.ID); err != nil {
			return fmt.Errorf("delete a category: %w", err)
		}
	}
	return nil
}

// PutSMSTemplate adds a template, or changes one whose stored version is v.Version, with the
// record of the change.
func (db *DB) PutSMSTemplate(ctx context.Context, v sms.Template, create bool, rec people.Change) (_ sms.Template, err error) {
	defer db.done(opSMS, time.Now(), &err)
	v.Updated = timeOf(time.Now().UnixMilli())
	v.UpdatedBy = rec.Author.Actor
	err = db.change(ctx, func(t *sql.Tx) error {
		before, there, err := smsTemplateIn(ctx, t, v.ID)
		if err != nil {
			return err
		}
		var was any
		switch {
		case create:
			if err := placeForTemplate(ctx, t); err != nil {
				return err
			}
			v.Version = 0
		case !there:
			return notFound("template", v.ID)
		case before.Version != v.Version:
			return desk.ErrChanged("template")
		default:
			was = recordOfTemplate(before)
		}
		c, there, err := categoryIn(ctx, t, v.Category)
		switch {
		case err != nil:
			return err
		case !there:
			return notFound("category", v.Category)
		case c.Parent == "":
			return fault.New(fault.Invalid, "templates stand in a category of the second level: choose one, or add one below %q", c.Name)
		}
		if err := imagesThere(ctx, t, v.Images); err != nil {
			return err
		}
		v.Version++
		if err := writeSMSTemplate(ctx, t, v); err != nil {
			return err
		}
		return db.recordSMS(ctx, t, SMSTemplates, v.ID, was, recordOfTemplate(v), rec)
	})
	return v, err
}

func placeForTemplate(ctx context.Context, t *sql.Tx) error {
	var n int
	if err := t.QueryRowContext(ctx, `SELECT COUNT(*) FROM sms_templates`).Scan(&n); err != nil {
		return fmt.Errorf("count templates: %w", err)
	}
	if n >= sms.MostTemplates {
		return fault.New(fault.Conflict, "there are %d templates, and %d are the most: delete some first", n, sms.MostTemplates)
	}
	return nil
}

func imagesThere(ctx context.Context, t *sql.Tx, images []string) error {
	for _, id := range images {
		var n int
		if err := t.QueryRowContext(ctx, `SELECT COUNT(*) FROM sms_images WHERE id = $1`, id).Scan(&n); err != nil {
			return fmt.Errorf("read images: %w", err)
		}
		if n == 0 {
			return notFound("image", id)
		}
	}
	return nil
}

func writeSMSTemplate(ctx context.Context, t *sql.Tx, v sms.Template) error {
	images, err := toJSON(append([]string{}, v.Images...))
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, `INSERT INTO sms_templates (`+smsTemplateCols+`, sort_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (id) DO UPDATE SET category = excluded.category, name = excluded.name, description = excluded.description, kind = excluded.kind, sender = excluded.sender, title = excluded.title, body = excluded.body,
		images = excluded.images, ad = excluded.ad, used = excluded.used, editable = excluded.editable, version = excluded.version, updated_at = excluded.updated_at, updated_by = excluded.updated_by, sort_key = excluded.sort_key`,
		v.ID, v.Category, v.Name, v.Description, v.Kind, v.Sender, v.Title, v.Body, images, flag(v.Ad), flag(v.Used), flag(v.Editable), v.Version, millis(v.Updated), v.UpdatedBy, []byte(desk.Fold(v.Name)))
	if err != nil {
		return fmt.Errorf("write a template: %w", err)
	}
	return useImages(ctx, t, "template:"+v.ID, v.Images)
}

// DeleteSMSTemplate deletes a template, of a version where that is not 0, with the record of
// the change.
func (db *DB) DeleteSMSTemplate(ctx context.Context, id string, version int64, rec people.Change) (err error) {
	defer db.done(opSMS, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		v, there, err := smsTemplateIn(ctx, t, id)
		switch {
		case err != nil:
			return err
		case !there:
			return notFound("template", id)
		case version != 0 && version != v.Version:
			return desk.ErrChanged("template")
		}
		if err := dropTemplate(ctx, t, id); err != nil {
			return err
		}
		return db.recordSMS(ctx, t, SMSTemplates, id, recordOfTemplate(v), nil, rec)
	})
}

func dropTemplate(ctx context.Context, t *sql.Tx, id string) error {
	if _, err := t.ExecContext(ctx, `DELETE FROM sms_templates WHERE id = $1`, id); err != nil {
		return fmt.Errorf("delete a template: %w", err)
	}
	return useImages(ctx, t, "template:"+id, nil)
}

func editOf(kind, id string, before, after any) (e people.Edit, err error) {
	e = people.Edit{Kind: kind, ID: id}
	if before != nil {
		if e.Before, err = json.Marshal(before); err != nil {
			return e, fmt.Errorf("record %s: %w", kind, err)
		}
	}
	if after != nil {
		if e.After, err = json.Marshal(after); err != nil {
			return e, fmt.Errorf("record %s: %w", kind, err)
		}
	}
	return e, nil
}

// recordSMS records a change of one thing; nil is one that was not, or is not. What is as it
// was is not recorded.
func (db *DB) recordSMS(ctx context.Context, t *sql.Tx, kind, id string, before, after any, rec people.Change) error {
	e, err := editOf(kind, id, before, after)
	if err != nil || bytes.Equal(e.Before, e.After) || rec.Action == "" {
		return err
	}
	rec.Edits = []people.Edit{e}
	return db.record(ctx, t, rec)
}

// smsThing returns a category or template as records have it; nil where there is none.
func smsThing(ctx context.Context, from querier, kind, id string) (json.RawMessage, int64, error) {
	var v any
	var version int64
	switch kind {
	case SMSCategories:
		c, there, err := categoryIn(ctx, from, id)
		if err != nil || !there {
			return nil, 0, err
		}
		v, version = recordOfCategory(c), c.Version
	default:
		t, there, err := smsTemplateIn(ctx, from, id)
		if err != nil || !there {
			return nil, 0, err
		}
		v, version = recordOfTemplate(t), t.Version
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil, 0, fmt.Errorf("record %s: %w", kind, err)
	}
	return data, version, nil
}

// UndoSMS takes back a change of categories and templates: all of it. It fails with
// fault.Conflict where something of it was changed again since, or the change was undone.
func (db *DB) UndoSMS(ctx context.Context, edits []people.Edit, rec people.Change) (err error) {
	defer db.done(opSMS, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		back := slices.Clone(edits)
		rec.Edits = nil
		for _, e := range back {
			now, version, err := smsThing(ctx, t, e.Kind, e.ID)
			if err != nil {
				return err
			}
			if !bytes.Equal(now, e.After) {
				return fault.New(fault.Conflict, "the %s %q was changed since: undo that first", smsNoun(e.Kind), e.ID)
			}
			if err := putBack(ctx, t, e, version, rec); err != nil {
				return err
			}
			rec.Edits = append(rec.Edits, people.Edit{Kind: e.Kind, ID: e.ID, Before: now, After: e.Before})
		}
		return db.record(ctx, t, rec)
	})
}

func smsNoun(kind string) string {
	if kind == SMSCategories {
		return "category"
	}
	return "template"
}

// putBack makes a category or template what it was before an edit.
func putBack(ctx context.Context, t *sql.Tx, e people.Edit, version int64, rec people.Change) error {
	switch {
	case e.Before == nil && e.Kind == SMSTemplates:
		return dropTemplate(ctx, t, e.ID)
	case e.Before == nil:
		var n int
		err := t.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM sms_categories WHERE parent = $1) + (SELECT COUNT(*) FROM sms_templates WHERE category = $1)`, e.ID).Scan(&n)
		if err != nil {
			return fmt.Errorf("count what is below a category: %w", err)
		}
		if n > 0 {
			return fault.New(fault.Conflict, "the category %q was changed since: undo that first", e.ID)
		}
		if _, err := t.ExecContext(ctx, `DELETE FROM sms_categories WHERE id = $1`, e.ID); err != nil {
			return fmt.Errorf("delete a category: %w", err)
		}
		return nil
	case e.Kind == SMSCategories:
		var r categoryRecord
		if err := json.Unmarshal(e.Before, &r); err != nil {
			return fmt.Errorf("the record of category %s: %w", e.ID, err)
		}
		if r.Parent != "" {
			if _, there, err := categoryIn(ctx, t, r.Parent); err != nil || !there {
				return errors.Join(err, notThereAny("category", r.Parent, there))
			}
		}
		return writeCategory(ctx, t, sms.Category{ID: e.ID, Parent: r.Parent, Name: r.Name, Used: r.Used, Editable: r.Editable, Version: version + 1})
	}
	var r templateRecord
	if err := json.Unmarshal(e.Before, &r); err != nil {
		return fmt.Errorf("the record of template %s: %w", e.ID, err)
	}
	if _, there, err := categoryIn(ctx, t, r.Category); err != nil || !there {
		return errors.Join(err, notThereAny("category", r.Category, there))
	}
	if err := imagesThere(ctx, t, r.Images); fault.Is(err, fault.NotFound) {
		return fault.New(fault.Conflict, "an image of the template %q is deleted by now: make the template anew", r.Name)
	} else if err != nil {
		return err
	}
	return writeSMSTemplate(ctx, t, sms.Template{ID: e.ID, Category: r.Category, Name: r.Name, Description: r.Description, Kind: r.Kind, Sender: r.Sender, Title: r.Title, Body: r.Body, Images: r.Images,
		Ad: r.Ad, Used: r.Used, Editable: r.Editable, Version: version + 1, Updated: rec.At, UpdatedBy: rec.Author.Actor})
}

// notThereAny refuses to put something back below what is gone.
func notThereAny(what, id string, there bool) error {
	if there {
		return nil
	}
	return fault.New(fault.Conflict, "the %s %q was changed since: undo that first", what, id)
}

// StandsSMS reports whether a category or template is still what an edit made of it.
func (db *DB) StandsSMS(ctx context.Context, e people.Edit) (_ bool, err error) {
	defer db.done(opSMS, time.Now(), &err)
	now, _, err := smsThing(ctx, db.read, e.Kind, e.ID)
	return bytes.Equal(now, e.After), err
}
