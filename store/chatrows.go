package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/callfloor/callfloor/chat"
)

// ChatRows returns rooms as lists show them, in the order of their ids; those that are not there
// are left out.
func (db *DB) ChatRows(ctx context.Context, ids []chat.RoomID) (_ []chat.Row, err error) {
	defer db.done(opChatList, time.Now(), &err)
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = string(id)
	}
	return db.chatRows(ctx, texts)
}

// rowQuery reads what a row shows of rooms beside the room itself.
var rowQuery = `SELECT r.` + strings.ReplaceAll(roomColumns, ", ", ", r.") + `, r.title, COALESCE(a.name, ''), COALESCE(a.name_en, ''), COALESCE(a.manager, ''), COALESCE(a.state, ''),
	COALESCE(v.name, ''), COALESCE(v.external, ''), COALESCE(v.given, 0), COALESCE(v.grade, ''), COALESCE(v.customer, ''), COALESCE(v.blocked_at, 0),
	COALESCE(c.id, ''), COALESCE(c.parent, ''), COALESCE(c.name, ''), COALESCE(c.name_en, ''), COALESCE(c.unused, 0), COALESCE(l.id, ''), COALESCE(l.name, ''), COALESCE(l.name_en, ''), COALESCE(l.unused, 0),
	COALESCE(m.seq, 0), COALESCE(m.author, ''), COALESCE(m.user_id, ''), COALESCE(m.agent, ''), COALESCE(m.auto, ''), COALESCE(m.category, ''), COALESCE(m.at, 0), COALESCE(m.body, ''), COALESCE(m.files, ''),
	COALESCE(t.score, 0), COALESCE(t.comment, ''), COALESCE(t.at, 0)
	FROM chat_rooms r LEFT JOIN chat_agents a ON a.id = r.agent LEFT JOIN chat_visitors v ON v.id = r.visitor
	LEFT JOIN chat_categories c ON c.id = r.category LEFT JOIN chat_categories l ON l.id = c.parent
	LEFT JOIN chat_messages m ON m.room = r.id AND m.seq = r.shown_seq LEFT JOIN chat_ratings t ON t.room = r.id WHERE 1 = 1`

func (db *DB) chatRows(ctx context.Context, ids []string) ([]chat.Row, error) {
	found := make(map[string]chat.Row, len(ids))
	err := chunks(ids, func(part []string) error {
		q := inList(rowQuery, `r.id`, part)
		return each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
			r, err := db.scanRow(rows)
			found[string(r.Room.ID)] = r
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read rooms: %w", err)
	}
	list := make([]chat.Row, 0, len(ids))
	for _, id := range ids {
		if r, ok := found[id]; ok {
			list = append(list, r)
		}
	}
	return list, nil
}

func (db *DB) scanRow(rows *sql.Rows) (r chat.Row, _ error) {
	var m chat.Message
	var rated chat.Rating
	var body, files, comment []byte
	var blocked int64
	err := rows.Scan(append(roomInto(&r.Room), &r.Title, &r.Agent.Name, &r.Agent.NameEn, &r.Agent.Manager, &r.Agent.State,
		&r.Visitor.Name, db.intoNumber(&r.Visitor.External), &r.Visitor.Given, &r.Visitor.Grade, &r.Visitor.Customer, &blocked,
		&r.Middle.ID, &r.Middle.Parent, &r.Middle.Name, &r.Middle.NameEn, &r.Middle.Unused, &r.Large.ID, &r.Large.Name, &r.Large.NameEn, &r.Large.Unused,
		&m.Seq, &m.By, &m.User, &m.Agent, &m.Auto, &m.Category, &m.At, db.intoBlob("chat_messages.body", &body), db.intoBlob("chat_messages.files", &files),
		&rated.Score, db.intoBlob("chat_ratings.comment", &comment), &rated.At)...)
	r.Agent.ID, r.Visitor.ID, r.Visitor.Blocked = r.Room.Agent, r.Room.Visitor, blocked > 0
	if m.Seq > 0 {
		m.Room, m.Body = r.Room.ID, string(body)
		r.Latest = &m
	}
	if rated.Score > 0 {
		rated.Room, rated.Comment = r.Room.ID, string(comment)
		r.Rating = &rated
	}
	if err == nil && len(files) > 0 {
		err = json.Unmarshal(files, &m.Files)
	}
	return r, err
}
