package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// Kinds of edits of what managers configure of chats.
const (
	ChatTemplates = "chat-templates"
	ChatWords     = "chat-words"
)

// templateThing is a template as records have it.
type templateThing struct {
	Category chat.CategoryID `json:"category,omitempty"`
	Owner    acd.AgentID     `json:"owner,omitempty"`
	Shortcut string          `json:"shortcut,omitempty"`
	Name     string          `json:"name"`
	Body     string          `json:"body"`
	Unused   bool            `json:"unused,omitempty"`
}

// wordThing is a prohibited word as records have it.
type wordThing struct {
	Effect  chat.WordEffect `json:"effect"`
	Instead string          `json:"instead,omitempty"`
}

// chatThing returns a template or a prohibited word as records have it; nil where there is none.
func chatThing(ctx context.Context, from interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}, kind, id string) (json.RawMessage, error) {
	var v any
	var err error
	if kind == ChatTemplates {
		var t templateThing
		err = from.QueryRowContext(ctx, `SELECT category, owner, shortcut, name, body, unused FROM chat_templates WHERE id = $1`, id).Scan(&t.Category, &t.Owner, &t.Shortcut, &t.Name, &t.Body, &t.Unused)
		v = t
	} else {
		var w wordThing
		err = from.QueryRowContext(ctx, `SELECT effect, instead FROM chat_words WHERE word = $1`, id).Scan(&w.Effect, &w.Instead)
		v = w
	}
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", kind, err)
	}
	return json.Marshal(v)
}

// changeChat writes a template or a word, and records what changed; without an action nothing
// is recorded.
func (db *DB) changeChat(ctx context.Context, kind, id string, c people.Change, write func(*sql.Tx) error) error {
	return db.change(ctx, func(t *sql.Tx) error {
		before, err := chatThing(ctx, t, kind, id)
		if err != nil {
			return err
		}
		if err := write(t); err != nil {
			return err
		}
		after, err := chatThing(ctx, t, kind, id)
		if err != nil || c.Action == "" || bytes.Equal(before, after) {
			return err
		}
		c.Edits = []people.Edit{{Kind: kind, ID: id, Before: before, After: after}}
		return db.record(ctx, t, c)
	})
}

// ChatPutTemplate adds a template of version 0, or changes the one whose version it has, with the
// record of the change; where somebody was first it fails with fault.Conflict.
func (db *DB) ChatPutTemplate(ctx context.Context, v chat.Template, c people.Change) (_ chat.Template, err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	err = db.changeChat(ctx, ChatTemplates, v.ID, c, func(t *sql.Tx) error {
		n, err := writeChatTemplate(ctx, t, v, ` WHERE chat_templates.version = excluded.version - 1`)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "somebody else has changed this template: look again")
		}
		return err
	})
	if err == nil {
		v.Version++
	}
	return v, err
}

func writeChatTemplate(ctx context.Context, t *sql.Tx, v chat.Template, where string) (int64, error) {
	n, err := deleted(t.ExecContext(ctx, `INSERT INTO chat_templates (id, category, owner, shortcut, name, body, unused, version, updated_at, updated_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8 + 1, $9, $10)
		ON CONFLICT (id) DO UPDATE SET category = excluded.category, owner = excluded.owner, shortcut = excluded.shortcut, name = excluded.name, body = excluded.body, unused = excluded.unused,
		version = excluded.version, updated_at = excluded.updated_at, updated_by = excluded.updated_by`+where,
		v.ID, string(v.Category), string(v.Owner), v.Shortcut, v.Name, v.Body, flag(v.Unused), v.Version, int64(v.Updated), string(v.By)))
	if err != nil {
		return 0, fmt.Errorf("write a template: %w", err)
	}
	return n, nil
}

// ChatDeleteTemplate deletes a template, with the record of the change, or fails with
// fault.NotFound.
func (db *DB) ChatDeleteTemplate(ctx context.Context, id string, c people.Change) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	return db.changeChat(ctx, ChatTemplates, id, c, func(t *sql.Tx) error {
		return deleteOne(ctx, t, "template", `DELETE FROM chat_templates WHERE id = $1`, id)
	})
}

func deleteOne(ctx context.Context, t *sql.Tx, what, text, id string) error {
	n, err := deleted(t.ExecContext(ctx, text, id))
	if err != nil {
		return fmt.Errorf("delete a %s: %w", what, err)
	}
	if n == 0 {
		return notFound(what, id)
	}
	return nil
}

// ChatPutWord prohibits a word, or changes what it does, with the record of the change.
func (db *DB) ChatPutWord(ctx context.Context, w chat.Word, c people.Change) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	return db.changeChat(ctx, ChatWords, w.Word, c, func(t *sql.Tx) error { return writeChatWord(ctx, t, w) })
}

func writeChatWord(ctx context.Context, t *sql.Tx, w chat.Word) error {
	_, err := t.ExecContext(ctx, `INSERT INTO chat_words (word, instead, effect, added_at, added_by) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (word) DO UPDATE SET instead = excluded.instead, effect = excluded.effect, added_at = excluded.added_at, added_by = excluded.added_by`,
		w.Word, w.Instead, string(w.Effect), int64(w.Added), string(w.By))
	if err != nil {
		return fmt.Errorf("prohibit a word: %w", err)
	}
	return nil
}

// ChatDeleteWord allows a word again, with the record of the change, or fails with fault.NotFound.
func (db *DB) ChatDeleteWord(ctx context.Context, word string, c people.Change) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	return db.changeChat(ctx, ChatWords, word, c, func(t *sql.Tx) error {
		return deleteOne(ctx, t, "prohibited word", `DELETE FROM chat_words WHERE word = $1`, word)
	})
}

// UndoChat takes back a change of a template or of a prohibited word. It fails with
// fault.Conflict where it was changed again since, or the change was undone.
func (db *DB) UndoChat(ctx context.Context, e people.Edit, c people.Change) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	return db.changeChat(ctx, e.Kind, e.ID, c, func(t *sql.Tx) error {
		now, err := chatThing(ctx, t, e.Kind, e.ID)
		if err != nil {
			return err
		}
		if !bytes.Equal(now, e.After) {
			return fault.New(fault.Conflict, "the %s %q was changed since: undo that first", e.Kind[:len(e.Kind)-1], e.ID)
		}
		by, at := chat.UserID(strings.TrimPrefix(c.Author.Actor, "user:")), acd.At(c.At)
		if e.Kind == ChatTemplates {
			return putBackTemplate(ctx, t, e, by, at)
		}
		return putBackWord(ctx, t, e, by, at)
	})
}

// putBackTemplate makes a template what it was before an edit; its version goes on.
func putBackTemplate(ctx context.Context, t *sql.Tx, e people.Edit, by chat.UserID, at acd.Time) error {
	if e.Before == nil {
		return deleteOne(ctx, t, "template", `DELETE FROM chat_templates WHERE id = $1`, e.ID)
	}
	var was templateThing
	if err := json.Unmarshal(e.Before, &was); err != nil {
		return fmt.Errorf("read a template of before: %w", err)
	}
	v := chat.Template{ID: e.ID, Category: was.Category, Owner: was.Owner, Shortcut: was.Shortcut, Name: was.Name, Body: was.Body, Unused: was.Unused, Updated: at, By: by}
	err := t.QueryRowContext(ctx, `SELECT version FROM chat_templates WHERE id = $1`, e.ID).Scan(&v.Version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read a template: %w", err)
	}
	_, err = writeChatTemplate(ctx, t, v, ``)
	return err
}

func putBackWord(ctx context.Context, t *sql.Tx, e people.Edit, by chat.UserID, at acd.Time) error {
	if e.Before == nil {
		return deleteOne(ctx, t, "prohibited word", `DELETE FROM chat_words WHERE word = $1`, e.ID)
	}
	var was wordThing
	if err := json.Unmarshal(e.Before, &was); err != nil {
		return fmt.Errorf("read a prohibited word of before: %w", err)
	}
	return writeChatWord(ctx, t, chat.Word{Word: e.ID, Effect: was.Effect, Instead: was.Instead, Added: at, By: by})
}

// StandsChat reports whether a template or a word is still what an edit made of it.
func (db *DB) StandsChat(ctx context.Context, e people.Edit) (_ bool, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	now, err := chatThing(ctx, db.read, e.Kind, e.ID)
	return bytes.Equal(now, e.After), err
}
