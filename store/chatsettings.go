package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// ChatTemplates returns the templates of everybody and those of an agent, by name.
func (db *DB) ChatTemplates(ctx context.Context, of acd.AgentID) (list []chat.Template, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	list = []chat.Template{}
	err = each(ctx, db.read, `SELECT id, category, owner, shortcut, name, body, unused, version, updated_at, updated_by FROM chat_templates WHERE owner IN ('', $1) ORDER BY name, id`, []any{string(of)}, func(rows *sql.Rows) error {
		var v chat.Template
		err := rows.Scan(&v.ID, &v.Category, &v.Owner, &v.Shortcut, &v.Name, &v.Body, &v.Unused, &v.Version, &v.Updated, &v.By)
		list = append(list, v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	return list, nil
}

// ChatWords returns every prohibited word.
func (db *DB) ChatWords(ctx context.Context) (list []chat.Word, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	list = []chat.Word{}
	err = each(ctx, db.read, `SELECT word, instead, effect, added_at, added_by FROM chat_words ORDER BY word`, nil, func(rows *sql.Rows) error {
		var w chat.Word
		err := rows.Scan(&w.Word, &w.Instead, &w.Effect, &w.Added, &w.By)
		list = append(list, w)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read prohibited words: %w", err)
	}
	return list, nil
}

const requestColumns = `id, room, agent, manager, state, body, answer, asked_at, done_at, done_by`

func (db *DB) scanRequest(row interface{ Scan(...any) error }) (r chat.Request, _ error) {
	var body, answer []byte
	err := row.Scan(&r.ID, &r.Room, &r.Agent, &r.Manager, &r.State, db.intoBlob("chat_requests.body", &body), db.intoBlob("chat_requests.answer", &answer), &r.Asked, &r.Done, &r.By)
	r.Body, r.Answer = string(body), string(answer)
	return r, err
}

// ChatAsk keeps a request of an agent.
func (db *DB) ChatAsk(ctx context.Context, r chat.Request) (err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	_, err = db.exec(ctx, `INSERT INTO chat_requests (`+requestColumns+`) VALUES ($1, $2, $3, $4, $5, $6, '', $7, 0, '')`,
		r.ID, string(r.Room), string(r.Agent), string(r.Manager), string(chat.RequestOpen), db.blob("chat_requests.body", []byte(r.Body)), int64(r.Asked))
	if err != nil {
		return fmt.Errorf("keep a request: %w", err)
	}
	return nil
}

// ChatAnswer answers an open request. fault.Conflict: it was answered before; fault.NotFound: there
// is none.
func (db *DB) ChatAnswer(ctx context.Context, id string, state chat.RequestState, answer string, by chat.UserID, at acd.Time) (r chat.Request, err error) {
	defer db.done(opChatWrite, time.Now(), &err)
	n, err := deleted(db.exec(ctx, `UPDATE chat_requests SET state = $1, answer = $2, done_by = $3, done_at = $4 WHERE id = $5 AND state = $6`,
		string(state), db.blob("chat_requests.answer", []byte(answer)), string(by), int64(at), id, string(chat.RequestOpen)))
	if err != nil {
		return r, fmt.Errorf("answer a request: %w", err)
	}
	if r, err = db.ChatRequest(ctx, id); err == nil && n == 0 {
		err = fault.New(fault.Conflict, "this request was answered before")
	}
	return r, err
}

// ChatRequest returns one request, or fault.NotFound.
func (db *DB) ChatRequest(ctx context.Context, id string) (r chat.Request, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	r, err = db.scanRequest(db.read.QueryRowContext(ctx, `SELECT `+requestColumns+` FROM chat_requests WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return r, notFound("request", id)
	}
	if err != nil {
		return r, fmt.Errorf("read a request: %w", err)
	}
	return r, nil
}

// ChatRequests returns requests of agents, newest first.
func (db *DB) ChatRequests(ctx context.Context, f chat.RequestFilter) (_ []chat.Request, next string, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	if f.Agents != nil && len(f.Agents) == 0 {
		return []chat.Request{}, "", nil
	}
	return pageOf(ctx, db, "read requests", f.After, f.Limit,
		func(at cursor, more bool) (*query, error) { return requestsQuery(f, at, more), nil },
		func(rows *sql.Rows) (chat.Request, error) { return db.scanRequest(rows) },
		func(r chat.Request) cursor { return cursor{Time: int64(r.Asked), ID: r.ID} })
}

// How long answers to requests count as the last ones, and to requests of how long ago.
const (
	answeredWithin = 7 * 24 * time.Hour
	askedWithin    = 93 * 24 * time.Hour
)

// ChatAsked returns how the requests of agents stand; answers are those of the week before now, to
// requests of three months. Agents of whom there is nothing to tell are left out.
func (db *DB) ChatAsked(ctx context.Context, now acd.Time) (_ map[acd.AgentID]chat.Asked, err error) {
	defer db.done(opChatRead, time.Now(), &err)
	out := map[acd.AgentID]chat.Asked{}
	err = each(ctx, db.read, `SELECT agent, COUNT(*), 0 FROM chat_requests WHERE state = $1 GROUP BY agent
		UNION ALL SELECT agent, 0, MAX(done_at) FROM chat_requests WHERE asked_at > $2 AND done_at > $3 AND state <> $1 GROUP BY agent`,
		[]any{string(chat.RequestOpen), int64(now.Add(-askedWithin)), int64(now.Add(-answeredWithin))}, func(rows *sql.Rows) error {
			var agent acd.AgentID
			var one chat.Asked
			err := rows.Scan(&agent, &one.Open, &one.Answered)
			out[agent] = chat.Asked{Open: out[agent].Open + one.Open, Answered: max(out[agent].Answered, one.Answered)}
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("count requests: %w", err)
	}
	return out, nil
}

func requestsQuery(f chat.RequestFilter, at cursor, more bool) *query {
	q := &query{}
	q.WriteString(`SELECT ` + requestColumns + ` FROM chat_requests WHERE 1 = 1`)
	if f.Agents != nil {
		agents := make([]string, len(f.Agents))
		for i, a := range f.Agents {
			agents[i] = string(a)
		}
		q.oneOf(`agent`, agents)
	}
	if f.State != "" {
		q.and(`state = ?`, string(f.State))
	}
	if more {
		q.and(`(asked_at, id) < (?, ?)`, at.Time, at.ID)
	}
	q.WriteString(` ORDER BY asked_at DESC, id DESC LIMIT ` + q.arg(f.Limit+1))
	return q
}
