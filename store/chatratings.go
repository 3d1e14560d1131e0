package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/chat"
)

// ChatRate keeps how a customer found a room, and returns what is kept of it: where it was
// rated before, the rating of then.
func (db *DB) ChatRate(ctx context.Context, r chat.Rating) (kept chat.Rating, err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	_, err = db.exec(ctx, `INSERT INTO chat_ratings (room, score, comment, at, client) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (room) DO NOTHING`,
		string(r.Room), r.Score, db.blob("chat_ratings.comment", []byte(r.Comment)), int64(r.At), r.Client)
	if err != nil {
		return kept, fmt.Errorf("keep a rating: %w", err)
	}
	kept, err = db.scanRating(db.read.QueryRowContext(ctx, `SELECT room, score, comment, at, client FROM chat_ratings WHERE room = $1`, string(r.Room)))
	if errors.Is(err, sql.ErrNoRows) {
		return kept, notFound("rating", string(r.Room)) // deleted meanwhile
	}
	if err != nil {
		return kept, fmt.Errorf("read a rating: %w", err)
	}
	return kept, nil
}

func (db *DB) scanRating(row interface{ Scan(...any) error }) (r chat.Rating, _ error) {
	var comment []byte
	err := row.Scan(&r.Room, &r.Score, db.intoBlob("chat_ratings.comment", &comment), &r.At, &r.Client)
	r.Comment = string(comment)
	return r, err
}

// ChatRatings returns the ratings of some rooms that have one.
func (db *DB) ChatRatings(ctx context.Context, rooms []chat.RoomID) (out map[chat.RoomID]chat.Rating, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	out = map[chat.RoomID]chat.Rating{}
	ids := make([]string, len(rooms))
	for i, id := range rooms {
		ids[i] = string(id)
	}
	err = chunks(ids, func(part []string) error {
		q := inList(`SELECT room, score, comment, at, client FROM chat_ratings WHERE 1 = 1`, `room`, part)
		return each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
			r, err := db.scanRating(rows)
			out[r.Room] = r
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read ratings: %w", err)
	}
	return out, nil
}
