package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

const visitorColumns = `id, channel, account, secret, external, name, number, email, birth, fields, site_user, given, grade, customer, blocked_at, blocked_by, blocked_why, version, created_at, seen_at`

func (db *DB) scanVisitor(rows *sql.Rows) (v chat.Visitor, _ error) {
	var email, birth, fields, user []byte
	var b chat.VisitorBlock
	var given int
	err := rows.Scan(&v.ID, &v.Channel, &v.Account, &v.Secret, db.intoNumber(&v.External), &v.Name, db.intoNumber(&v.Number),
		db.intoBlob("chat_visitors.email", &email), db.intoBlob("chat_visitors.birth", &birth), db.intoBlob("chat_visitors.fields", &fields), db.intoBlob("chat_visitors.site_user", &user),
		&given, &v.Grade, &v.Customer, &b.At, &b.By, &b.Why, &v.Version, &v.Created, &v.Seen)
	v.Email, v.Birth, v.Given = string(email), string(birth), given == 1
	if b.At > 0 {
		v.Block = &b
	}
	if err == nil && len(fields) > 0 {
		err = json.Unmarshal(fields, &v.Fields)
	}
	if err == nil && len(user) > 0 {
		err = json.Unmarshal(user, &v.User)
	}
	return v, err
}

// oneVisitor reads the first visitor of a statement.
func (db *DB) oneVisitor(ctx context.Context, from querier, q *query) (v chat.Visitor, there bool, _ error) {
	err := each(ctx, from, q.String(), q.args, func(rows *sql.Rows) (err error) {
		there = true
		v, err = db.scanVisitor(rows)
		return err
	})
	if err != nil {
		return v, false, fmt.Errorf("read a customer of the chat: %w", err)
	}
	return v, there, nil
}

// visitorValues is what of a visitor people write: from name to customer.
func (db *DB) visitorValues(v chat.Visitor) []any {
	var fields, user []byte
	if len(v.Fields) > 0 {
		fields, _ = json.Marshal(v.Fields) // a map of texts: it does not fail
	}
	if v.User != nil {
		user, _ = json.Marshal(v.User) // texts too
	}
	return []any{v.Name, desk.Fold(v.Name), db.number(v.Number), db.blob("chat_visitors.email", []byte(v.Email)), db.blob("chat_visitors.birth", []byte(v.Birth)),
		db.blob("chat_visitors.fields", fields), db.blob("chat_visitors.site_user", user), flag(v.Given), v.Grade, v.Customer}
}

// ChatAddVisitor keeps a new visitor. One with an External that is known is not kept again: what
// is returned is the one that is there, and false.
func (db *DB) ChatAddVisitor(ctx context.Context, v chat.Visitor) (out chat.Visitor, added bool, err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		added = false
		if v.External != "" {
			had, there, err := onceInTurn(ctx, t, func() (chat.Visitor, error) {
				had, there, err := db.oneVisitor(ctx, t, db.visitorOf(v.Channel, v.Account, v.External))
				if err == nil && !there {
					err = sql.ErrNoRows
				}
				return had, err
			})
			if err != nil || there {
				out = had
				return err
			}
		}
		args := append([]any{string(v.ID), string(v.Channel), v.Account, v.Secret, db.number(v.External)}, db.visitorValues(v)...)
		_, err := t.ExecContext(ctx, `INSERT INTO chat_visitors (id, channel, account, secret, external, name, name_key, number, email, birth, fields, site_user, given, grade, customer, blocked_at, blocked_by, blocked_why, version, created_at, seen_at, guest)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, '', '', 1, $16, $17, $18)`, append(args, int64(v.Created), int64(v.Seen), flag(v.Channel == chat.Web))...)
		if err != nil {
			return fmt.Errorf("keep a customer of the chat: %w", err)
		}
		out, added = v, true
		out.Version, out.Block = 1, nil
		return nil
	})
	return out, added, err
}

// visitorOf finds a visitor by what the channel knows it by, in any form of that.
func (db *DB) visitorOf(channel chat.ChannelKind, account, external string) *query {
	q := &query{}
	q.WriteString(`SELECT ` + visitorColumns + ` FROM chat_visitors WHERE external <> ''`)
	q.and(`channel = ? AND account = ?`, string(channel), account)
	q.is(`external`, db.forms(external))
	q.WriteString(` ORDER BY created_at DESC LIMIT 1`)
	return q
}

// visitorBy finds visitors by a plain column.
func visitorBy(column, value string) *query {
	q := &query{}
	q.WriteString(`SELECT ` + visitorColumns + ` FROM chat_visitors WHERE ` + column + ` <> ''`)
	q.and(column+` = ?`, value)
	return q
}

// ChatVisitor returns one visitor, or fault.NotFound.
func (db *DB) ChatVisitor(ctx context.Context, id chat.VisitorID) (_ chat.Visitor, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	v, there, err := db.oneVisitor(ctx, db.read, visitorBy(`id`, string(id)))
	if err == nil && !there {
		err = notFound("customer of the chat", string(id))
	}
	return v, err
}

// ChatVisitorBySecret returns the visitor whose browser shows a token; secret is the token's
// SHA-256 in hex. fault.NotFound: nobody's.
func (db *DB) ChatVisitorBySecret(ctx context.Context, secret string) (_ chat.Visitor, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	v, there, err := db.oneVisitor(ctx, db.read, visitorBy(`secret`, secret))
	if err == nil && !there {
		err = fault.New(fault.NotFound, "no customer of the chat has this token")
	}
	return v, err
}

// ChatVisitorOf returns the visitor that a channel knows by external; false: there is none.
func (db *DB) ChatVisitorOf(ctx context.Context, channel chat.ChannelKind, account, external string) (_ chat.Visitor, _ bool, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	return db.oneVisitor(ctx, db.read, db.visitorOf(channel, account, external))
}

// ChatUpdateVisitor writes what people may change of a visitor: name, number, e-mail, birth, fields,
// Given, grade, whom of the desk it is, and who the site says it is. v.Version is the version that was changed; where
// somebody was first it fails with fault.Conflict.
func (db *DB) ChatUpdateVisitor(ctx context.Context, v chat.Visitor) (_ chat.Visitor, err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	res, err := db.exec(ctx, `UPDATE chat_visitors SET name = $1, name_key = $2, number = $3, email = $4, birth = $5, fields = $6, site_user = $7, given = $8, grade = $9, customer = $10, version = version + 1 WHERE id = $11 AND version = $12`,
		append(db.visitorValues(v), string(v.ID), v.Version)...)
	n, err := deleted(res, err)
	if err != nil {
		return v, fmt.Errorf("write a customer of the chat: %w", err)
	}
	if n == 0 {
		if _, err := db.ChatVisitor(ctx, v.ID); err != nil {
			return v, err
		}
		return v, fault.New(fault.Conflict, "somebody else has changed this customer: look again")
	}
	v.Version++
	return v, nil
}

// ChatSeen notes that a visitor begins a room. Once it has returned, the visitor is not forgotten
// before its time. fault.NotFound: it has been.
func (db *DB) ChatSeen(ctx context.Context, id chat.VisitorID, at acd.Time) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	n, err := deleted(db.exec(ctx, `UPDATE chat_visitors SET guest = 0, seen_at = CASE WHEN seen_at < $1 THEN $1 ELSE seen_at END WHERE id = $2`, int64(at), string(id)))
	if err != nil {
		return fmt.Errorf("write a customer of the chat: %w", err)
	}
	if n == 0 {
		return notFound("customer of the chat", string(id))
	}
	return nil
}

// ChatLooked notes that a visitor has the chat open: at most once in chat.SeenEvery, whoever asks.
func (db *DB) ChatLooked(ctx context.Context, id chat.VisitorID, at acd.Time) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	if _, err = db.exec(ctx, `UPDATE chat_visitors SET seen_at = $1 WHERE id = $2 AND seen_at <= $3`, int64(at), string(id), int64(at.Add(-chat.SeenEvery))); err != nil {
		return fmt.Errorf("write a customer of the chat: %w", err)
	}
	return nil
}

// ChatBlock blocks a visitor, or lets it in again with nil. fault.NotFound: there is none.
func (db *DB) ChatBlock(ctx context.Context, id chat.VisitorID, b *chat.VisitorBlock) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	if b == nil {
		b = &chat.VisitorBlock{}
	}
	res, err := db.exec(ctx, `UPDATE chat_visitors SET blocked_at = $1, blocked_by = $2, blocked_why = $3 WHERE id = $4`, int64(b.At), string(b.By), b.Why, string(id))
	n, err := deleted(res, err)
	if err != nil {
		return fmt.Errorf("block a customer of the chat: %w", err)
	}
	if n == 0 {
		return notFound("customer of the chat", string(id))
	}
	return nil
}

// ChatBlocked returns blocked visitors, who was blocked last first: everybody, or those who have
// a room in a scope that is not all.
func (db *DB) ChatBlocked(ctx context.Context, of chat.Scope, after string, limit int) (_ []chat.Visitor, next string, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	return pageOf(ctx, db, "read who is blocked", after, limit,
		func(at cursor, more bool) (*query, error) { return blockedVisitors(of, at, more, limit), nil },
		func(rows *sql.Rows) (chat.Visitor, error) { return db.scanVisitor(rows) },
		func(v chat.Visitor) cursor { return cursor{Time: int64(v.Block.At), ID: string(v.ID)} })
}

func blockedVisitors(of chat.Scope, at cursor, more bool, limit int) *query {
	q := &query{}
	q.WriteString(`SELECT ` + visitorColumns + ` FROM chat_visitors WHERE blocked_at > 0`)
	if !of.All {
		q.WriteString(` AND EXISTS (SELECT 1 FROM chat_rooms r WHERE r.visitor = chat_visitors.id`)
		q.in(`r.agent`, holders(of, ""))
		q.WriteString(`)`)
	}
	if more {
		q.and(`(blocked_at, id) < (?, ?)`, at.Time, at.ID)
	}
	q.WriteString(` ORDER BY blocked_at DESC, id DESC LIMIT ` + q.arg(limit+1))
	return q
}
