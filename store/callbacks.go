package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

// callbacksTable names the table where columns are sealed under its name.
const callbacksTable = "callbacks"

// sealedText is a text of a column, such as "callbacks.memo", as it is kept: nothing is
// found by it.
func (db *DB) sealedText(column, text string) driver.Valuer { return db.blob(column, []byte(text)) }

// intoText reads such a text.
func (db *DB) intoText(column string, v *string) sql.Scanner { return reading[string]{db, column, v} }

const callbackColumns = `id, number, service, source, state, agent, distributor, assigned_at, name, memo, customer, route, wanted_from, wanted_to, due_at, priority, entered_at,
	voice, voice_key, voice_ms, language, automatic, attempts, next_at, expires_at, answered_at, call_id, promised, last_call, last_result, result, result_code, ended_by, ended_at, reminded_at,
	version, created_at, created_by, updated_at, caller`

func (db *DB) scanCallback(row interface{ Scan(...any) error }) (r callback.Request, err error) {
	var assigned, from, to, due, entered, next, expires, answered, ended, reminded, created, updated, voiceMs int64
	var automatic int
	var voice callback.Voice
	err = row.Scan(&r.ID, db.intoNumber(&r.Number), &r.Service, &r.Source, &r.State, &r.Agent, &r.Distributor, &assigned, db.intoText("callbacks.name", &r.Name), db.intoText("callbacks.memo", &r.Memo),
		&r.Customer, &r.Route, &from, &to, &due, &r.Priority, &entered, &voice.File, db.intoBlob("callbacks.voice_key", &voice.Key), &voiceMs, &r.Language, &automatic, &r.Attempts, &next, &expires,
		&answered, &r.Call, &r.Promised, &r.LastCall, &r.LastResult, db.intoText("callbacks.result", &r.Result), &r.Code, &r.EndedBy, &ended, &reminded, &r.Version, &created, &r.CreatedBy, &updated, db.intoNumber(&r.Caller))
	r.AssignedAt, r.From, r.To, r.Due, r.Entered, r.Next = timeOf(assigned), timeOf(from), timeOf(to), timeOf(due), timeOf(entered), timeOf(next)
	r.Expires, r.Answered, r.EndedAt, r.Reminded, r.Created, r.Updated = timeOf(expires), timeOf(answered), timeOf(ended), timeOf(reminded), timeOf(created), timeOf(updated)
	r.Automatic = automatic != 0
	if voice.File != "" {
		voice.Length = time.Duration(voiceMs) * time.Millisecond
		r.Voice = &voice
	}
	return r, err
}

// TakeCallback implements callback.Store.
func (db *DB) TakeCallback(ctx context.Context, r callback.Request, key *callback.Key, asked func(*callback.Request) callback.Event) (out callback.Taken, err error) {
	defer db.done(opCallbackWrite, time.Now(), &err)
	for range takeTries {
		err = db.change(ctx, func(t *sql.Tx) error {
			out, err = db.takeCallback(ctx, t, r, key, asked)
			return err
		})
		if !conflict(err) && !errors.Is(err, errStaleCallback) { // on PostgreSQL somebody else took one of the number, or by the key, or changed it, at the same moment
			break
		}
	}
	return out, err
}

// takeTries is how often it is tried to take a request beside others of its number.
const takeTries = 10

func (db *DB) takeCallback(ctx context.Context, t *sql.Tx, r callback.Request, key *callback.Key, asked func(*callback.Request) callback.Event) (out callback.Taken, _ error) {
	if key != nil {
		if out, err := db.takenBefore(ctx, t, *key); err != nil || out.Request.ID != "" {
			return out, err
		}
	}
	var open callback.Request
	var err error
	if r.Number != "" { // of those without a number each stands for itself
		if open, err = db.openCallback(ctx, t, r.Number); err != nil {
			return out, err
		}
	}
	if open.ID != "" {
		before, was := open.Voice, open
		e := asked(&open)
		if before != nil && open.Voice != nil && open.Voice.File != before.File {
			if err := db.keepEarlier(ctx, t, open.ID, before, e.At); err != nil {
				return out, err
			}
		}
		if out.Request, err = db.updateCallback(ctx, t, callback.Change{Request: open, Events: []callback.Event{e}}); err != nil {
			return out, err
		}
		out.Known, out.Before = true, was
	} else {
		if err := db.insertCallbacks(ctx, t, []callback.Request{r}); err != nil {
			return out, err
		}
		if out.Request, err = db.callbackOf(ctx, t, r.ID); err != nil {
			return out, err
		}
	}
	if key == nil {
		return out, nil
	}
	_, err = t.ExecContext(ctx, `INSERT INTO callback_keys (id, callback, known, body, at) VALUES ($1, $2, $3, $4, $5)`, key.ID, out.Request.ID, flagOf(out.Known), key.Body, millis(r.Created))
	if err != nil {
		return out, fmt.Errorf("note what was answered: %w", err)
	}
	return out, nil
}

func flagOf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TakenBefore implements callback.Store.
func (db *DB) TakenBefore(ctx context.Context, key callback.Key) (_ callback.Taken, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	return db.takenBefore(ctx, db.read, key)
}

// takenBefore is what was answered under a key; a request without an id: nothing.
func (db *DB) takenBefore(ctx context.Context, t querier, key callback.Key) (out callback.Taken, _ error) {
	var id, body string
	var known int
	err := t.QueryRowContext(ctx, `SELECT callback, known, body FROM callback_keys WHERE id = $1`, key.ID).Scan(&id, &known, &body)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return out, nil
	case err != nil:
		return out, fmt.Errorf("read what was answered: %w", err)
	case body != key.Body:
		return out, fault.New(fault.Conflict, "this Idempotency-Key was sent with something else: take a new one for each request")
	}
	out.Known = known != 0
	out.Request, err = db.callbackOf(ctx, t, id)
	return out, err
}

// mostEarlier is how many earlier messages of one request are kept: those that were spoken
// last.
const mostEarlier = 20

// keepEarlier keeps a message that is no longer the last one of its request.
func (db *DB) keepEarlier(ctx context.Context, t *sql.Tx, id string, v *callback.Voice, at time.Time) error {
	_, err := t.ExecContext(ctx, `INSERT INTO callback_voices (voice, callback, voice_key, voice_ms, followed_at) VALUES ($1, $2, $3, $4, $5)`,
		v.File, id, db.blob("callback_voices.voice_key", v.Key), v.Length.Milliseconds(), millis(at))
	if err != nil {
		return fmt.Errorf("keep an earlier message: %w", err)
	}
	_, err = t.ExecContext(ctx, `DELETE FROM callback_voices WHERE callback = $1 AND voice NOT IN (SELECT voice FROM callback_voices WHERE callback = $1 ORDER BY followed_at DESC, voice LIMIT `+strconv.Itoa(mostEarlier)+`)`, id)
	if err != nil {
		return fmt.Errorf("keep an earlier message: %w", err)
	}
	return nil
}

// EarlierVoices returns the spoken messages of a request but the last, newest first.
func (db *DB) EarlierVoices(ctx context.Context, id string) (_ []callback.Earlier, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	list := []callback.Earlier{}
	err = each(ctx, db.read, `SELECT voice, voice_key, voice_ms, followed_at FROM callback_voices WHERE callback = $1 ORDER BY followed_at DESC, voice`, []any{id}, func(rows *sql.Rows) error {
		var e callback.Earlier
		var ms, at int64
		err := rows.Scan(&e.File, db.intoBlob("callback_voices.voice_key", &e.Key), &ms, &at)
		e.Length, e.Followed = time.Duration(ms)*time.Millisecond, timeOf(at)
		list = append(list, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the earlier messages of a callback: %w", err)
	}
	return list, nil
}

// AskedBy counts the requests since a time that a caller asked for at other numbers.
func (db *DB) AskedBy(ctx context.Context, caller string, since time.Time) (n int, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	q := &query{}
	q.WriteString(`SELECT COUNT(*) FROM callbacks WHERE ` + q.equals(`caller`, db.forms(caller)) + ` AND caller <> ''`)
	q.and(`created_at >= ?`, millis(since))
	if err = db.read.QueryRowContext(ctx, q.String(), q.args...).Scan(&n); err != nil {
		err = fmt.Errorf("count the callbacks of a caller: %w", err)
	}
	return n, err
}

// openCallback is the open request of a number; one without an id: there is none.
func (db *DB) openCallback(ctx context.Context, from querier, number string) (callback.Request, error) {
	q := &query{}
	q.WriteString(`SELECT ` + callbackColumns + ` FROM callbacks WHERE ` + q.equals(`number`, db.forms(number)) + ` AND is_open = 1 LIMIT 1`)
	r, err := db.scanCallback(from.QueryRowContext(ctx, q.String(), q.args...))
	if errors.Is(err, sql.ErrNoRows) {
		return callback.Request{}, nil
	}
	if err != nil {
		return r, fmt.Errorf("read callbacks: %w", err)
	}
	return r, nil
}

// AddCallbacks adds requests as they are, with the first line of their history: of a
// demo.
func (db *DB) AddCallbacks(ctx context.Context, list []callback.Request) (err error) {
	defer db.done(opCallbackWrite, time.Now(), &err)
	return db.change(ctx, func(t *sql.Tx) error {
		for some := range slices.Chunk(list, 10) { // they are wide: more at once take longer
			if err := db.insertCallbacks(ctx, t, some); err != nil {
				return err
			}
		}
		return nil
	})
}

func (db *DB) insertCallbacks(ctx context.Context, t *sql.Tx, list []callback.Request) error {
	columns := `id, number, tail, service, source, state, is_open, agent, distributor, assigned_at, name, memo, customer, route, wanted_from, wanted_to, due_at, priority, entered_at,
		voice, voice_key, voice_ms, language, automatic, attempts, next_at, expires_at, day, version, created_at, created_by, updated_at, caller`
	err := insertRows(ctx, t, callbacksTable, columns, len(list), func(i int) []any {
		r := list[i]
		var voice callback.Voice
		if r.Voice != nil {
			voice = *r.Voice
		}
		return []any{
			r.ID, db.number(r.Number), db.tail(r.Number), r.Service, r.Source, r.State, flagOf(r.State.Open()), r.Agent, r.Distributor, millis(r.AssignedAt), db.sealedText("callbacks.name", r.Name), db.sealedText("callbacks.memo", r.Memo),
			r.Customer, r.Route, millis(r.From), millis(r.To), millis(r.Due), r.Priority, millis(r.Entered), voice.File, db.blob("callbacks.voice_key", voice.Key), voice.Length.Milliseconds(),
			r.Language, flagOf(r.Automatic), r.Attempts, millis(r.Next), millis(r.Expires), r.Day, 1, millis(r.Created), r.CreatedBy, millis(r.Created), db.number(r.Caller),
		}
	})
	if err != nil {
		return err
	}
	return insertRows(ctx, t, "callback_history", "callback, seq, at, by_whom, what, detail", len(list), func(i int) []any {
		return []any{list[i].ID, 1, millis(list[i].Created), list[i].CreatedBy, callback.WasRegistered, list[i].Source}
	})
}

// Callback returns one request, or fault.NotFound.
func (db *DB) Callback(ctx context.Context, id string) (_ callback.Request, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	return db.callbackOf(ctx, db.read, id)
}

func (db *DB) callbackOf(ctx context.Context, from querier, id string) (callback.Request, error) {
	r, err := db.scanCallback(from.QueryRowContext(ctx, `SELECT `+callbackColumns+` FROM callbacks WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return r, notFound("callback", id)
	}
	if err != nil {
		return r, fmt.Errorf("read callback: %w", err)
	}
	return r, nil
}

// UpdateCallback implements callback.Store.
func (db *DB) UpdateCallback(ctx context.Context, c callback.Change) (out callback.Request, err error) {
	defer db.done(opCallbackWrite, time.Now(), &err)
	err = db.change(ctx, func(t *sql.Tx) error {
		out, err = db.updateCallback(ctx, t, c)
		return err
	})
	return out, err
}

// updateCallback writes a request. That somebody was reminded of the time that is wanted,
// which is noted beside (RemindCallbacks), stays unless the time changes.
func (db *DB) updateCallback(ctx context.Context, t *sql.Tx, c callback.Change) (callback.Request, error) {
	r, voice := c.Request, callback.Voice{}
	if r.Voice != nil {
		voice = *r.Voice
	}
	n, err := deleted(t.ExecContext(ctx, `UPDATE callbacks SET service = $2, state = $3, agent = $4, distributor = $5, assigned_at = $6, name = $7, memo = $8, wanted_from = $9, wanted_to = $10, due_at = $11,
		priority = $12, entered_at = $13, automatic = $14, attempts = $15, next_at = $16, expires_at = $17, answered_at = $18, call_id = $19, last_call = $20, last_result = $21, result = $22,
		result_code = $23, ended_by = $24, ended_at = $25, reminded_at = CASE WHEN due_at = $11 AND reminded_at > $34 THEN reminded_at ELSE $34 END, is_open = $28, promised = $29, voice = $30, voice_key = $31, voice_ms = $32, caller = $33, version = version + 1, updated_at = $26 WHERE id = $1 AND version = $27`,
		r.ID, r.Service, r.State, r.Agent, r.Distributor, millis(r.AssignedAt), db.sealedText("callbacks.name", r.Name), db.sealedText("callbacks.memo", r.Memo), millis(r.From), millis(r.To), millis(r.Due),
		r.Priority, millis(r.Entered), flagOf(r.Automatic), r.Attempts, millis(r.Next), millis(r.Expires), millis(r.Answered), r.Call, r.LastCall, r.LastResult, db.sealedText("callbacks.result", r.Result),
		r.Code, r.EndedBy, millis(r.EndedAt), time.Now().UnixMilli(), r.Version, flagOf(r.State.Open()), r.Promised, voice.File, db.blob("callbacks.voice_key", voice.Key), voice.Length.Milliseconds(), db.number(r.Caller), millis(r.Reminded)))
	if err != nil {
		return r, fmt.Errorf("write callback: %w", err)
	}
	if n == 0 {
		if _, err := db.callbackOf(ctx, t, r.ID); err != nil {
			return r, err
		}
		return r, errStaleCallback
	}
	for _, e := range c.Events {
		if err := callbackEvent(ctx, t, r.ID, e); err != nil {
			return r, err
		}
	}
	if c.Drop != "" {
		if _, err := t.ExecContext(ctx, `DELETE FROM callback_attempts WHERE call_id = $1 AND ended_at = 0`, c.Drop); err != nil {
			return r, fmt.Errorf("write attempts: %w", err)
		}
	}
	if a := c.Attempt; a != nil {
		_, err := t.ExecContext(ctx, `INSERT INTO callback_attempts (call_id, callback, agent, by_way, at, answered_at, ended_at, result, talk_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT (call_id) DO UPDATE SET agent = excluded.agent, answered_at = excluded.answered_at, ended_at = excluded.ended_at, result = excluded.result, talk_ms = excluded.talk_ms`,
			a.Call, r.ID, a.Agent, a.By, millis(a.At), millis(a.Answered), millis(a.Ended), a.Result, a.TalkMs)
		if err != nil {
			return r, fmt.Errorf("write attempts: %w", err)
		}
	}
	return db.callbackOf(ctx, t, r.ID)
}

// errStaleCallback is the answer to who changes what somebody else has changed meanwhile.
var errStaleCallback = desk.ErrChanged("callback")

func callbackEvent(ctx context.Context, t *sql.Tx, id string, e callback.Event) error {
	_, err := t.ExecContext(ctx, `INSERT INTO callback_history (callback, seq, at, by_whom, what, detail)
		VALUES ($1, (SELECT COALESCE(MAX(seq), 0) FROM callback_history WHERE callback = $1) + 1, $2, $3, $4, $5)`, id, millis(e.At), e.By, e.What, e.Detail)
	if err != nil {
		return fmt.Errorf("write the history of a callback: %w", err)
	}
	return nil
}

// CallbackHistory returns what happened to a request, oldest first: the last 200 things.
func (db *DB) CallbackHistory(ctx context.Context, id string) (_ []callback.Event, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	list := []callback.Event{}
	err = each(ctx, db.read, `SELECT at, by_whom, what, detail FROM callback_history WHERE callback = $1 ORDER BY seq DESC LIMIT 200`, []any{id}, func(rows *sql.Rows) error {
		var e callback.Event
		var at int64
		err := rows.Scan(&at, &e.By, &e.What, &e.Detail)
		e.At = timeOf(at)
		list = append(list, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the history of a callback: %w", err)
	}
	slices.Reverse(list)
	return list, nil
}

// CallbackAttempts returns the calls that were made for a request, oldest first.
func (db *DB) CallbackAttempts(ctx context.Context, id string) (_ []callback.Attempt, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	return db.attempts(ctx, `callback = $1 ORDER BY at, call_id LIMIT 200`, id)
}

// RunningAttempts implements callback.Store.
func (db *DB) RunningAttempts(ctx context.Context) (_ []callback.Attempt, err error) {
	defer db.done(opCallbackRead, time.Now(), &err)
	return db.attempts(ctx, `ended_at = 0`)
}

func (db *DB) attempts(ctx context.Context, where string, args ...any) ([]callback.Attempt, error) {
	list := []callback.Attempt{}
	err := each(ctx, db.read, `SELECT call_id, callback, agent, by_way, at, answered_at, ended_at, result, talk_ms FROM callback_attempts WHERE `+where, args, func(rows *sql.Rows) error {
		var a callback.Attempt
		var at, answered, ended int64
		err := rows.Scan(&a.Call, &a.Request, &a.Agent, &a.By, &at, &answered, &ended, &a.Result, &a.TalkMs)
		a.At, a.Answered, a.Ended = timeOf(at), timeOf(answered), timeOf(ended)
		list = append(list, a)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read attempts: %w", err)
	}
	return list, nil
}
