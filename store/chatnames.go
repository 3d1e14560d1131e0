package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/desk"
)

// ChatPutAgents notes how lists name agents, and sort by their names. Who is deauthorised or
// deleted is put once more with that state, and stays (C78).
func (db *DB) ChatPutAgents(ctx context.Context, list []chat.AgentLabel) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	return changeSome(ctx, db, list, func(t *sql.Tx, a chat.AgentLabel) error {
		_, err := t.ExecContext(ctx, `INSERT INTO chat_agents (id, name, name_key, manager, state, name_en, name_en_key) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, manager = excluded.manager, state = excluded.state, name_en = excluded.name_en, name_en_key = excluded.name_en_key`,
			string(a.ID), a.Name, desk.Fold(a.Name), a.Manager, string(a.State), a.NameEn, desk.Fold(cmp.Or(a.NameEn, a.Name)))
		if err != nil {
			return fmt.Errorf("write how agents are named: %w", err)
		}
		return nil
	})
}

// ChatAgents returns every agent that lists may name, also those that are gone, by name.
func (db *DB) ChatAgents(ctx context.Context) (list []chat.AgentLabel, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	list = []chat.AgentLabel{}
	err = each(ctx, db.read, `SELECT id, name, name_en, manager, state FROM chat_agents ORDER BY name_key, id`, nil, func(rows *sql.Rows) error {
		var a chat.AgentLabel
		err := rows.Scan(&a.ID, &a.Name, &a.NameEn, &a.Manager, &a.State)
		list = append(list, a)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read how agents are named: %w", err)
	}
	return list, nil
}

// ChatPutCategories writes categories. They are never deleted, only unused (C79).
func (db *DB) ChatPutCategories(ctx context.Context, list []chat.NamedCategory) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		for _, c := range list {
			_, err := t.ExecContext(ctx, `INSERT INTO chat_categories (id, parent, name, answer, unused, position, name_en) VALUES ($1, $2, $3, $4, $5, $6, $7)
				ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, name = excluded.name, name_en = excluded.name_en, answer = excluded.answer, unused = excluded.unused, position = excluded.position`,
				string(c.ID), string(c.Parent), c.Name, c.Answer, flag(c.Unused), c.Position, c.NameEn)
			if err != nil {
				return fmt.Errorf("write categories: %w", err)
			}
		}
		return nil
	})
}

// ChatCategories returns every category, also unused ones: the large ones in order, then the
// middle ones by parent in order.
func (db *DB) ChatCategories(ctx context.Context) (list []chat.NamedCategory, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	list = []chat.NamedCategory{}
	err = each(ctx, db.read, `SELECT id, parent, name, name_en, answer, unused, position FROM chat_categories ORDER BY parent, position, id`, nil, func(rows *sql.Rows) error {
		var c chat.NamedCategory
		err := rows.Scan(&c.ID, &c.Parent, &c.Name, &c.NameEn, &c.Answer, &c.Unused, &c.Position)
		list = append(list, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read categories: %w", err)
	}
	return list, nil
}
