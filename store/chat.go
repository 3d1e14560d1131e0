package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// roomColumns are the columns of chat.Room, in the order of roomValues and scanRoom.
const roomColumns = `id, channel, account, visitor, language, previous, status, cause, agent, last_agent, category, titled, small, opened_at, requested_at, wait_since, assigned_at, answered_at, ended_at, end_type, blocked, held, profile, passed, stale, seq, last_at, last_by, customer_at, agent_at, unanswered, unread, agent_read, customer_read, bot_step, bot_large, turn`

// roomFacts are the columns that are counted while rooms are written. Those of roomSums are
// added to what stands there.
const (
	roomFacts = `is_over, is_long, shown_seq, ` + roomSums
	roomSums  = `customer_messages, agent_messages, replies, reply_ms`
)

var (
	chatRoomRows    = table{"chat_rooms", roomColumns + `, ` + roomFacts, roomConflict()}
	chatMessageRows = table{"chat_messages", messageRowColumns, ` ON CONFLICT (room, seq) DO NOTHING`}
	chatEntryRows   = table{"chat_entries", `room, at, part, mark, kind, user_id, sender, given, how, more`, ``}
	chatOriginRows  = table{"chat_room_origins", `room, params, url, referrer`, ` ON CONFLICT (room) DO UPDATE SET params = excluded.params, url = excluded.url, referrer = excluded.referrer`}
)

// roomConflict says what becomes of a room that is there: it is as it comes, its title stays, and
// what is counted grows.
func roomConflict() string {
	set := []string{`is_over = excluded.is_over`, `is_long = excluded.is_long`,
		`shown_seq = CASE WHEN excluded.shown_seq > 0 THEN excluded.shown_seq ELSE chat_rooms.shown_seq END`}
	for _, c := range strings.Split(roomColumns, ", ")[1:] {
		set = append(set, c+` = excluded.`+c)
	}
	for _, c := range strings.Split(roomSums, ", ") {
		set = append(set, c+` = chat_rooms.`+c+` + excluded.`+c)
	}
	return ` ON CONFLICT (id) DO UPDATE SET ` + strings.Join(set, ", ")
}

// facts are what a batch adds to what is counted of a room.
type facts struct {
	seq        int      // up to which messages were counted before
	unanswered acd.Time // before
	shown      int
	byCustomer int
	byAgent    int
	replies    int
	replyMs    int64
}

// ChatKeep writes a batch in one transaction, with what messages are found by. A batch that
// comes twice changes nothing the second time. It fails with fault.Conflict where a message has
// the Client of another one of its author in the room.
func (db *DB) ChatKeep(ctx context.Context, b chat.Batch) (err error) {
	defer db.done(opChatKeep, time.Now(), &err)
	rooms := lastOfEach(b.Rooms)
	err = db.change(ctx, func(t *sql.Tx) error {
		known, err := db.factsBefore(ctx, t, rooms, b.Messages)
		if err != nil {
			return err
		}
		replies := count(rooms, b.Messages, known)
		if err := db.keepRooms(ctx, t, rooms, known); err != nil {
			return err
		}
		if err := db.keepMessages(ctx, t, b.Messages, known, replies); err != nil {
			return err
		}
		if err := db.keepOutgoing(ctx, t, rooms, b.Messages); err != nil {
			return err
		}
		if err := db.keepCame(ctx, t, b.Came); err != nil {
			return err
		}
		if err := db.keepEntries(ctx, t, b.Entries); err != nil {
			return err
		}
		if err := db.keepPresences(ctx, t, b.Presences, b.Gone); err != nil {
			return err
		}
		return db.keepOrigins(ctx, t, b.Titles, b.Origins)
	})
	if err != nil {
		db.chatID.forget() // somebody else may have written
	}
	if conflict(err) {
		return fault.New(fault.Conflict, "a message was posted before: %w", err)
	}
	if err != nil {
		return fmt.Errorf("keep rooms and messages: %w", err)
	}
	return nil
}

// lastOfEach leaves the last of each room: PostgreSQL refuses to write a row twice in one
// statement.
func lastOfEach(list []chat.Room) (out []chat.Room) {
	at := make(map[chat.RoomID]int, len(list))
	for _, r := range list {
		if i, ok := at[r.ID]; ok {
			out[i] = r
			continue
		}
		at[r.ID] = len(out)
		out = append(out, r)
	}
	return out
}

// factsBefore reads how far the rooms of a batch were counted.
func (db *DB) factsBefore(ctx context.Context, t *sql.Tx, rooms []chat.Room, messages []chat.Message) (map[chat.RoomID]*facts, error) {
	known := make(map[chat.RoomID]*facts, len(rooms))
	var ids []string
	add := func(id chat.RoomID) {
		if known[id] == nil {
			known[id] = &facts{}
			ids = append(ids, string(id))
		}
	}
	for _, r := range rooms {
		add(r.ID)
	}
	for _, m := range messages {
		add(m.Room)
	}
	err := chunks(ids, func(part []string) error {
		q := inList(`SELECT id, seq, unanswered FROM chat_rooms WHERE 1 = 1`, `id`, part)
		return each(db.patient(ctx), t, q.String(), q.args, func(rows *sql.Rows) error {
			var id chat.RoomID
			var f facts
			err := rows.Scan(&id, &f.seq, &f.unanswered)
			known[id] = &f
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read rooms: %w", err)
	}
	return known, nil
}

// count adds what messages are new to the facts of their rooms, and returns of each message how
// long a customer waited for it: from the first one unanswered, or from the request for an
// agent where that came later.
func count(rooms []chat.Room, messages []chat.Message, known map[chat.RoomID]*facts) []int64 {
	requested := make(map[chat.RoomID]acd.Time, len(rooms))
	for _, r := range rooms {
		requested[r.ID] = r.Requested
	}
	waited := make([]int64, len(messages))
	for i, m := range messages {
		f := known[m.Room]
		if m.By != chat.ByNote {
			f.shown = max(f.shown, m.Seq)
		}
		if m.Seq <= f.seq {
			continue // it was counted before
		}
		switch m.By {
		case chat.ByCustomer:
			f.byCustomer++
		case chat.ByAgent:
			f.byAgent++
		}
		next, took, answers := chat.Answering(f.unanswered, requested[m.Room], m)
		if f.unanswered = next; answers {
			waited[i] = took.Milliseconds()
			f.replies++
			f.replyMs += waited[i]
		}
	}
	return waited
}

func (db *DB) keepRooms(ctx context.Context, t *sql.Tx, rooms []chat.Room, known map[chat.RoomID]*facts) error {
	return db.insertMany(ctx, t, chatRoomRows, len(rooms), func(i int) []any {
		r, f := rooms[i], known[rooms[i].ID]
		return append(roomValues(r), flag(r.Status.Over()), flag(r.Long()), f.shown, f.byCustomer, f.byAgent, f.replies, f.replyMs)
	})
}

func roomValues(r chat.Room) []any {
	return []any{
		string(r.ID), string(r.Channel), r.Account, string(r.Visitor), r.Language, string(r.Previous), string(r.Status), string(r.Cause), string(r.Agent), string(r.Last),
		string(r.Category), string(r.Titled), r.Small, int64(r.Opened), int64(r.Requested), int64(r.WaitSince), int64(r.Assigned), int64(r.Answered), int64(r.EndedAt),
		string(r.EndType), flag(r.Blocked), flag(r.Held), string(r.Profile), passes(r.Passed), flag(r.Stale), r.Seq, int64(r.LastAt), string(r.LastBy), int64(r.CustomerAt), int64(r.AgentAt),
		int64(r.Unanswered), r.Unread, r.AgentRead, r.CustomerRead, string(r.Bot.Step), string(r.Bot.Large), int64(r.Turn),
	}
}

// roomInto is where the columns of a room are read into.
func roomInto(r *chat.Room) []any {
	return []any{
		&r.ID, &r.Channel, &r.Account, &r.Visitor, &r.Language, &r.Previous, &r.Status, &r.Cause, &r.Agent, &r.Last,
		&r.Category, &r.Titled, &r.Small, &r.Opened, &r.Requested, &r.WaitSince, &r.Assigned, &r.Answered, &r.EndedAt,
		&r.EndType, &r.Blocked, &r.Held, &r.Profile, (*passed)(&r.Passed), &r.Stale, &r.Seq, &r.LastAt, &r.LastBy, &r.CustomerAt, &r.AgentAt,
		&r.Unanswered, &r.Unread, &r.AgentRead, &r.CustomerRead, &r.Bot.Step, &r.Bot.Large, &r.Turn,
	}
}

// keepEntries adds lines of timelines. Those of one moment stand by their Part.
func (db *DB) keepEntries(ctx context.Context, t *sql.Tx, list []chat.Entry) error {
	return db.insertMany(ctx, t, chatEntryRows, len(list), func(i int) []any {
		e := list[i]
		mark := fnv.New32a()
		for _, v := range []string{e.Kind, string(e.User), string(e.From), string(e.To), e.How, e.More} {
			mark.Write(append([]byte(v), 0)) //nolint:errcheck // a hash never fails
		}
		return []any{string(e.Room), int64(e.At), e.Part, int64(mark.Sum32()), e.Kind, string(e.User), string(e.From), string(e.To), e.How, e.More}
	})
}

func (db *DB) keepOrigins(ctx context.Context, t *sql.Tx, titles []chat.Titling, origins []chat.Origin) error {
	for _, v := range titles {
		if _, err := t.ExecContext(db.patient(ctx), `UPDATE chat_rooms SET title = $1 WHERE id = $2`, v.Title, string(v.Room)); err != nil {
			return fmt.Errorf("write a title: %w", err)
		}
	}
	return db.insertMany(ctx, t, chatOriginRows, len(origins), func(i int) []any {
		o := origins[i]
		params, _ := json.Marshal(o.Params) // a map of texts: it does not fail
		if len(o.Params) == 0 {
			params = nil
		}
		return []any{string(o.Room), db.blob("chat_room_origins.params", params), db.blob("chat_room_origins.url", []byte(o.URL)), db.blob("chat_room_origins.referrer", []byte(o.Referrer))}
	})
}

// passes are kept as JSON; none as "".
func passes(list []chat.Pass) string {
	if len(list) == 0 {
		return ""
	}
	b, _ := json.Marshal(list) // of strings and numbers
	return string(b)
}

// passed reads what passes wrote.
type passed []chat.Pass

// Scan implements sql.Scanner.
func (p *passed) Scan(v any) error {
	var text string
	switch v := v.(type) {
	case string:
		text = v
	case []byte:
		text = string(v)
	default:
		return fmt.Errorf("passed agents of a room are %T", v)
	}
	*p = nil
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), (*[]chat.Pass)(p))
}
