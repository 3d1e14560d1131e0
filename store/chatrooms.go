package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/chat"
)

// ChatOpenRooms returns every room that is not over: what a House is restored from.
func (db *DB) ChatOpenRooms(ctx context.Context) (list []chat.Room, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	err = each(ctx, db.read, `SELECT `+roomColumns+` FROM chat_rooms WHERE is_over = 0 ORDER BY opened_at, id`, nil, func(rows *sql.Rows) error {
		var r chat.Room
		err := rows.Scan(roomInto(&r)...)
		list = append(list, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read open rooms: %w", err)
	}
	return list, nil
}

// ChatRoom returns one room, or fault.NotFound.
func (db *DB) ChatRoom(ctx context.Context, id chat.RoomID) (r chat.Room, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	err = db.read.QueryRowContext(ctx, `SELECT `+roomColumns+` FROM chat_rooms WHERE id = $1`, string(id)).Scan(roomInto(&r)...)
	if errors.Is(err, sql.ErrNoRows) {
		return r, notFound("room", string(id))
	}
	if err != nil {
		return r, fmt.Errorf("read a room: %w", err)
	}
	return r, nil
}

// ChatRoomsOf returns the newest rooms of a customer, newest first: the first one is what a
// customer who comes back had last.
func (db *DB) ChatRoomsOf(ctx context.Context, visitor chat.VisitorID, limit int) (list []chat.Room, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	err = each(ctx, db.read, `SELECT `+roomColumns+` FROM chat_rooms WHERE visitor = $1 ORDER BY opened_at DESC, id DESC LIMIT $2`, []any{string(visitor), limit}, func(rows *sql.Rows) error {
		var r chat.Room
		err := rows.Scan(roomInto(&r)...)
		list = append(list, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the rooms of a customer: %w", err)
	}
	return list, nil
}

// ChatOrigin returns where a room was opened; empty where nothing is known of that.
func (db *DB) ChatOrigin(ctx context.Context, id chat.RoomID) (o chat.Origin, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	o.Room = id
	var params, url, referrer []byte
	err = db.read.QueryRowContext(ctx, `SELECT params, url, referrer FROM chat_room_origins WHERE room = $1`, string(id)).
		Scan(db.intoBlob("chat_room_origins.params", &params), db.intoBlob("chat_room_origins.url", &url), db.intoBlob("chat_room_origins.referrer", &referrer))
	if errors.Is(err, sql.ErrNoRows) {
		return o, nil
	}
	if err == nil && len(params) > 0 {
		err = json.Unmarshal(params, &o.Params)
	}
	if err != nil {
		return o, fmt.Errorf("read where a room was opened: %w", err)
	}
	o.URL, o.Referrer = string(url), string(referrer)
	return o, nil
}

// ChatTimeline returns what happened in a room beside messages, in order.
func (db *DB) ChatTimeline(ctx context.Context, room chat.RoomID) (list []chat.Entry, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	list = []chat.Entry{}
	err = each(ctx, db.read, `SELECT at, part, kind, user_id, sender, given, how, more FROM chat_entries WHERE room = $1 ORDER BY at, part, mark`, []any{string(room)}, func(rows *sql.Rows) error {
		e := chat.Entry{Room: room}
		err := rows.Scan(&e.At, &e.Part, &e.Kind, &e.User, &e.From, &e.To, &e.How, &e.More)
		list = append(list, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read a timeline: %w", err)
	}
	return list, nil
}
