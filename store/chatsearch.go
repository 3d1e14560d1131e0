package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

const (
	// searchPairs is how many pairs of a text are looked up: more would hardly leave out more, and
	// the text itself decides.
	searchPairs = 8
	// searchSome is how many messages are read at first, and searchAtOnce at most at once: each time
	// that is not enough it is twice as many, because PostgreSQL goes through all that may fit of a
	// group of weeks each time. After searchMost a page ends with what it has: its cursor goes on.
	searchSome, searchAtOnce, searchMost = 200, 2_000, 10_000
	// searchWithin is the most time that one search covers.
	searchWithin = 366 * 24 * time.Hour
)

// searching is a search that is under way.
type searching struct {
	chat.Search
	folded string
	agents []string // nil: everybody's
	at     cursor   // Part is the group of weeks, Time the message's id, ID the end of the time
	more   bool
	first  int // the group that it begins in
	some   int // messages that are read at once
	most   int // and after how many a page ends
	looked int
	hits   []hit
}

// hit is a message that was found.
type hit struct {
	chat.Message
	group int
	id    int64
}

// ChatSearch returns messages in which a text stands, newest first, with their rooms. A page may
// have fewer than Limit and yet a cursor: looking on takes another call.
func (db *DB) ChatSearch(ctx context.Context, s chat.Search) (list []chat.Hit, next string, err error) {
	return db.search(ctx, s, searchSome, searchMost)
}

func (db *DB) search(ctx context.Context, s chat.Search, some, most int) (list []chat.Hit, next string, err error) {
	defer db.done(opChatSearch, time.Now(), &err)
	k := &searching{Search: s, folded: desk.Fold(s.Text), some: some, most: most}
	if len([]rune(k.folded)) < 2 {
		return nil, "", fault.New(fault.Invalid, "search for two letters at least")
	}
	if k.at, k.more, err = cursorOf(s.After); err != nil {
		return nil, "", err
	}
	if k.first = k.at.Part; k.more { // "now" is that of the first page
		to, err := strconv.ParseInt(k.at.ID, 10, 64)
		if err != nil {
			return nil, "", fault.New(fault.Invalid, "cursor is not from a page before")
		}
		k.To = acd.Time(to)
	}
	if k.To.IsZero() {
		k.To = s.Now + 1
	}
	if k.From.IsZero() {
		k.From = k.To.Add(-searchWithin)
	}
	if k.To.Sub(k.From) > searchWithin || k.To <= k.From {
		return nil, "", fault.New(fault.Invalid, "messages are searched a year at a time: the first day is before the last, and not by more than that")
	}
	if !s.Scope.All {
		k.agents = holders(s.Scope, "")
	}
	if k.agents == nil || len(k.agents) > 0 {
		err = db.searchWeeks(ctx, k)
	}
	if err != nil {
		return nil, "", fmt.Errorf("search in messages: %w", err)
	}
	list, err = db.hitRows(ctx, k)
	return list, k.next(), err
}

// done reports whether a page has what it may have.
func (k *searching) done() bool { return len(k.hits) > k.Limit || k.looked >= k.most }

// next is the cursor behind what was found, or looked at; "" where nothing is left.
func (k *searching) next() string {
	switch {
	case len(k.hits) > k.Limit:
		last := k.hits[k.Limit-1]
		return cursor{Part: last.group, Time: last.id, ID: strconv.FormatInt(int64(k.To), 10)}.String()
	case k.looked >= k.most:
		return k.at.String()
	}
	return ""
}

// weekGroups are the weeks of a search, the newest first, some at once: words that are in many
// messages are found in the first, and rare ones need few statements. They depend on the times alone,
// as a cursor counts them.
func weekGroups(from, to int64) (list [][]int64) {
	size, half := 1, false
	for week := weekOf(to - 1); week >= weekOf(from); {
		var group []int64
		for len(group) < size && week >= weekOf(from) {
			group = append(group, week)
			week--
		}
		list = append(list, group)
		if half { // 1, 1, 2, 2, 4, 4, ...
			size *= 2
		}
		half = !half
	}
	return list
}

// searchWeeks looks group by group.
func (db *DB) searchWeeks(ctx context.Context, k *searching) error {
	for i, weeks := range weekGroups(int64(k.From), int64(k.To)) {
		if k.more && i < k.first {
			continue
		}
		if err := db.searchGroup(ctx, k, i, weeks); err != nil || k.done() {
			return err
		}
	}
	return nil
}

func (db *DB) searchGroup(ctx context.Context, k *searching, group int, weeks []int64) error {
	pairs, err := db.pairsOf(k.folded, weeks)
	if err != nil {
		return err
	}
	before := int64(1) << 62
	if k.more && group == k.first {
		before = k.at.Time
	}
	for {
		q := db.candidates(pairs, before, k.some)
		var ids []string
		err := each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
			err := rows.Scan(&before)
			ids = append(ids, strconv.FormatInt(before, 10))
			return err
		})
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			if err := db.verify(ctx, k, group, ids); err != nil {
				return err
			}
			k.looked += len(ids)
			k.at = cursor{Part: group, Time: before, ID: strconv.FormatInt(int64(k.To), 10)}
		}
		if len(ids) < k.some || k.done() {
			return nil
		}
		k.some = min(2*k.some, max(k.some, searchAtOnce), max(k.most-k.looked, 1))
	}
}

// pairsOf returns the pairs of a folded text in each of some weeks, under each key that they may be
// kept with.
func (db *DB) pairsOf(folded string, weeks []int64) (list [][]int32, _ error) {
	for _, id := range db.sealing.Load().ids {
		if id == "" { // messages are younger than the sealing
			continue
		}
		p, err := db.pairer(id)
		if err != nil {
			return nil, err
		}
		for _, week := range weeks {
			of := p.of(folded, week)
			list = append(list, of[:min(len(of), searchPairs)])
		}
	}
	return list, nil
}

// candidates is the statement for messages that have all of some pairs, the newest first.
func (db *DB) candidates(keys [][]int32, before int64, limit int) *query {
	q, either := &query{}, make([]string, len(keys))
	if db.postgres { // OFFSET: otherwise it may walk all messages for the first ones that fit
		for i, pairs := range keys {
			either[i] = `pairs @> ` + q.arg(db.pairsText(pairs)) + `::int4[]`
		}
		q.WriteString(`SELECT message FROM (SELECT message FROM chat_pairs WHERE ` + strings.Join(either, ` OR `) + ` OFFSET 0) AS found WHERE message < ` + q.arg(before) + ` ORDER BY message DESC LIMIT ` + q.arg(limit))
		return q
	}
	for i, pairs := range keys {
		either[i] = `("` + strings.ReplaceAll(db.pairsText(pairs), ` `, `" AND "`) + `")`
	}
	q.WriteString(`SELECT rowid FROM chat_pairs WHERE chat_pairs MATCH ` + q.arg(strings.Join(either, ` OR `)) + ` AND rowid < ` + q.arg(before) + ` ORDER BY rowid DESC LIMIT ` + q.arg(limit))
	return q
}

// verify adds those of some messages whose texts really have what is searched for.
func (db *DB) verify(ctx context.Context, k *searching, group int, ids []string) error {
	q := k.verifyQuery(ids)
	return each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		var id int64
		m, err := db.scanMessageRow(rows, &id)
		if err == nil && strings.Contains(desk.Fold(m.Body), k.folded) {
			k.hits = append(k.hits, hit{m, group, id})
		}
		return err
	})
}

func (k *searching) verifyQuery(ids []string) *query {
	q := &query{}
	q.WriteString(`SELECT m.id, m.` + strings.ReplaceAll(messageReadColumns, ", ", ", m.") + ` FROM chat_messages m`)
	if k.agents != nil {
		q.WriteString(` JOIN chat_rooms r ON r.id = m.room`)
	}
	q.WriteString(` WHERE m.id IN (` + strings.Join(ids, `, `) + `)`) // numbers that come from the database
	q.and(`m.at >= ? AND m.at < ?`, int64(k.From), int64(k.To))
	q.oneOf(`r.agent`, k.agents)
	q.WriteString(` ORDER BY m.id DESC`)
	return q
}

// hitRows gives what was found its rooms.
func (db *DB) hitRows(ctx context.Context, k *searching) ([]chat.Hit, error) {
	hits := k.hits[:min(len(k.hits), k.Limit)]
	var ids []string
	for _, h := range hits {
		if !slices.Contains(ids, string(h.Room)) {
			ids = append(ids, string(h.Room))
		}
	}
	rows, err := db.chatRows(ctx, ids)
	if err != nil {
		return nil, err
	}
	of := map[chat.RoomID]chat.Row{}
	for _, r := range rows {
		of[r.Room.ID] = r
	}
	list := make([]chat.Hit, 0, len(hits))
	for _, h := range hits {
		list = append(list, chat.Hit{Message: h.Message, Room: of[h.Room]})
	}
	return list, nil
}

// holders are whose rooms of a status a scope has that is not all.
func holders(s chat.Scope, of chat.Status) []string {
	list := []string{}
	for _, a := range s.Holders(of) {
		list = append(list, string(a))
	}
	return list
}

// repair makes messages found by pairs under the key that seals: their texts were sealed with it.
func (db *DB) repair(ctx context.Context, t *sql.Tx, s *sealing, list []keptRow) error {
	p, err := db.pairer(s.ring.Primary())
	if err != nil {
		return err
	}
	var again []indexed
	for _, r := range list {
		m := indexed{id: r.keys[0].(int64)}
		body, err := s.ring.Open("chat_messages.body", r.stored[0])
		if err != nil {
			return err
		}
		m.body = string(body)
		if err := t.QueryRowContext(db.patient(ctx), `SELECT at FROM chat_messages WHERE id = $1`, m.id).Scan(&m.at); err != nil {
			return err
		}
		again = append(again, m)
	}
	return db.keepPairs(ctx, t, p, again)
}

// ChatFindIn returns the numbers of the messages of a room in which a text stands: what a
// transcript marks. One letter is enough.
func (db *DB) ChatFindIn(ctx context.Context, room chat.RoomID, text string) (list []int, err error) {
	defer db.done(opChatSearch, time.Now(), &err)
	list = []int{}
	folded := desk.Fold(text)
	if folded == "" {
		return list, nil
	}
	q := messagesOf(room, 0, 0, 1<<30)
	err = each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
		m, err := db.scanMessageRow(rows)
		if err == nil && strings.Contains(desk.Fold(m.Body), folded) {
			list = append(list, m.Seq)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("search in a room: %w", err)
	}
	return list, nil
}
