package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/chat"
)

// mostWalks is how many agents, or categories, of ended rooms are walked one beside the other,
// each along its index. More are looked for in the walk of all.
const mostWalks = 40

// listing is a list that is being read.
type listing struct {
	chat.Filter
	agents     []string // whose rooms are listed; nil: everybody's
	categories []string // nil: any
	tagKeys    []string // customers' tags that fit; nil: VisitorTag is compared with each
	tagLeads   bool     // few customers have them: their rooms are read
	by         listOrder
	sqlite     bool // which is told the index: without figures of the tables it takes any
}

// listOrder is what a list is ordered by: no other column is ever part of a statement.
type listOrder struct {
	column string // "": text
	text   string // then by start
}

// orderOf returns the columns of an order.
func orderOf(f chat.Filter) listOrder {
	switch f.Sort {
	case chat.SortEnd:
		return listOrder{column: `r.ended_at`}
	case chat.SortStart:
		return listOrder{column: `r.opened_at`}
	case chat.SortCustomer:
		return listOrder{text: `COALESCE((SELECT v.name_key FROM chat_visitors v WHERE v.id = r.visitor), '')`}
	case chat.SortAgent:
		if f.Language == "en" {
			return listOrder{text: `COALESCE((SELECT a.name_en_key FROM chat_agents a WHERE a.id = r.agent), '')`}
		}
		return listOrder{text: `COALESCE((SELECT a.name_key FROM chat_agents a WHERE a.id = r.agent), '')`}
	case chat.SortTitle:
		return listOrder{text: `r.title`}
	case chat.SortChannel:
		return listOrder{text: `r.channel`}
	}
	if f.Status.Over() { // C81
		return listOrder{column: `r.opened_at`}
	}
	return listOrder{column: `r.last_at`}
}

// listing reads what a filter stands for; nothing is found where none is true.
func (db *DB) listing(ctx context.Context, f chat.Filter) (l listing, some bool, err error) {
	if l.Filter, err = f.Checked(); err != nil {
		return l, false, err
	}
	l.by, l.sqlite = orderOf(l.Filter), !db.postgres
	if !f.Scope.All {
		l.agents = holders(f.Scope, f.Status)
	}
	if f.Agents != nil {
		wanted := []string{}
		for _, a := range f.Agents {
			if l.agents == nil || slices.Contains(l.agents, string(a)) {
				wanted = append(wanted, string(a))
			}
		}
		l.agents = wanted
	}
	if l.agents != nil && len(l.agents) == 0 {
		return l, false, nil
	}
	slices.Sort(l.agents)
	l.agents = slices.Compact(l.agents)
	if f.VisitorTag != "" {
		if some, err = db.tagged(ctx, &l); err != nil || !some {
			return l, false, err
		}
	}
	switch {
	case f.Category != "":
		l.categories = []string{string(f.Category)}
	case f.Large != "":
		err = each(ctx, db.read, `SELECT id FROM chat_categories WHERE parent = $1 OR id = $1 ORDER BY id`, []any{string(f.Large)}, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			l.categories = append(l.categories, id)
			return err
		})
		if err != nil {
			return l, false, fmt.Errorf("read categories: %w", err)
		}
	}
	return l, f.Large == "" && f.Category == "" || len(l.categories) > 0, nil
}

// tagLimits is how a customer's tag is looked for.
type tagLimits struct {
	tags   int // different ones in the centre; with more each customer's are compared
	fit    int // of these
	tagged int // customers whose rooms are read; with more the rooms of the days are
}

var usualTags = tagLimits{tags: 5_000, fit: 200, tagged: 1_000}

// tagged looks up which tags have the part that is looked for; false: none has.
func (db *DB) tagged(ctx context.Context, l *listing) (some bool, err error) {
	n, part := 0, tagKey(l.VisitorTag)
	var fit []string
	err = each(ctx, db.read, differentTags, []any{db.tagging.tags + 1}, func(rows *sql.Rows) error {
		var tag string
		if err := rows.Scan(&tag); err != nil {
			return err
		}
		if n++; strings.Contains(tag, part) {
			fit = append(fit, tag)
		}
		return nil
	})
	switch {
	case err != nil:
		return false, fmt.Errorf("look for tags of customers: %w", err)
	case n > db.tagging.tags || len(fit) > db.tagging.fit:
		return true, nil
	case len(fit) == 0:
		return false, nil
	}
	q := taggedQuery(fit, db.tagging.tagged+1)
	if err := db.read.QueryRowContext(ctx, q.String(), q.args...).Scan(&n); err != nil {
		return false, fmt.Errorf("count customers of a tag: %w", err)
	}
	l.tagKeys, l.tagLeads = fit, n <= db.tagging.tagged && l.Status.Over() // open rooms are few
	return n > 0, nil
}

// differentTags goes along the index from each tag to the next.
const differentTags = `WITH RECURSIVE k(tag) AS (SELECT MIN(tag_key) FROM chat_visitor_tags
	UNION ALL SELECT (SELECT MIN(t.tag_key) FROM chat_visitor_tags t WHERE t.tag_key > k.tag) FROM k WHERE k.tag IS NOT NULL)
	SELECT tag FROM k WHERE tag IS NOT NULL LIMIT $1`

// taggedQuery counts the customers who have one of some tags, up to most.
func taggedQuery(tags []string, most int) *query {
	q := &query{}
	q.WriteString(`SELECT COUNT(*) FROM (SELECT 1 FROM chat_visitor_tags WHERE 1 = 1`)
	q.oneOf(`tag_key`, tags)
	q.WriteString(` LIMIT ` + q.arg(most) + `) AS t`)
	return q
}

// walk is one way along an index: of one agent, of one category, or of all that is listed.
type walk struct{ agents, categories []string }

// walks are how a list is read. Open rooms are few, and are sorted.
func (l listing) walks() (list []walk) {
	switch {
	case !l.Status.Over() || l.tagLeads:
	case len(l.agents) > 0 && len(l.agents) <= mostWalks:
		for _, a := range l.agents {
			list = append(list, walk{[]string{a}, l.categories})
		}
		return list
	case l.agents == nil && len(l.categories) > 0 && len(l.categories) <= mostWalks:
		for _, c := range l.categories {
			list = append(list, walk{nil, []string{c}})
		}
		return list
	}
	return []walk{{l.agents, l.categories}}
}

// from writes the tables and the condition of a list: what a room of it is. Lists and counts have
// it from here, so that their numbers agree.
func (l listing) from(q *query, w walk, index string) {
	q.WriteString(` FROM `)
	if len(l.RoomTags) > 0 { // CROSS: the tag leads
		q.WriteString(`chat_room_tags t CROSS JOIN `)
	}
	q.WriteString(`chat_rooms r`)
	if l.sqlite {
		q.WriteString(` INDEXED BY ` + index)
	}
	q.WriteString(` WHERE `)
	if len(l.RoomTags) > 0 {
		q.WriteString(`r.id = t.room AND t.tag = ` + q.arg(l.RoomTags[0]) + ` AND `)
	}
	over, dated := flag(l.Status.Over()), `r.opened_at`
	if over == 1 {
		dated = `r.ended_at`
	}
	fmt.Fprintf(q, `r.is_over = %d`, over)
	q.and(`r.status = ?`, string(l.Status))
	if l.To > 0 {
		q.and(dated+` >= ? AND `+dated+` < ?`, int64(l.From), int64(l.To))
	}
	q.oneOf(`r.agent`, w.agents)
	q.oneOf(`r.category`, w.categories)
	for _, c := range []struct{ column, v string }{{`r.channel`, string(l.Channel)}, {`r.account`, l.Account}, {`r.end_type`, string(l.EndType)}, {`r.visitor`, string(l.Visitor)}} {
		if c.v != "" {
			q.and(c.column+` = ?`, c.v)
		}
	}
	if l.Held {
		q.WriteString(` AND r.held = 1`)
	}
	if l.Opened > 0 {
		q.and(`r.opened_at >= ?`, int64(l.Opened))
	}
	if l.Answered {
		q.WriteString(` AND ` + holderAnswered)
	}
	for i, tag := range l.RoomTags {
		if i > 0 {
			q.and(`EXISTS (SELECT 1 FROM chat_room_tags o WHERE o.room = r.id AND o.tag = ?)`, tag)
		}
	}
	switch {
	case l.tagLeads && l.sqlite:
		q.WriteString(` AND r.visitor IN (SELECT g.visitor FROM chat_visitor_tags g WHERE 1 = 1`)
		q.oneOf(`g.tag_key`, l.tagKeys)
		q.WriteString(`)`)
	case l.tagLeads:
		q.WriteString(` AND r.visitor = ANY (ARRAY(SELECT g.visitor FROM chat_visitor_tags g WHERE 1 = 1`)
		q.oneOf(`g.tag_key`, l.tagKeys)
		q.WriteString(`))`)
	case l.tagKeys != nil:
		q.WriteString(` AND EXISTS (SELECT 1 FROM chat_visitor_tags g WHERE g.visitor = r.visitor`)
		q.oneOf(`g.tag_key`, l.tagKeys)
		q.WriteString(`)`)
	case l.VisitorTag != "":
		q.and(`EXISTS (SELECT 1 FROM chat_visitor_tags g WHERE g.visitor = r.visitor AND g.tag_key LIKE ? ESCAPE '!')`, "%"+escaped(tagKey(l.VisitorTag))+"%")
	}
}

// oneOf narrows a column to some values; nil: any.
func (q *query) oneOf(column string, list []string) {
	switch {
	case list == nil:
	case len(list) == 1:
		q.and(column+` = ?`, list[0])
	default:
		q.in(column, list)
	}
}

// stretch is a part of the time in which rooms began: of ended ones that are listed by start and
// searched by end, none that are not long began long before the first day. Whatever is to be
// read lies in one of the stretches, which follow each other in the order of the list.
type stretch int

const (
	allTime stretch = iota
	lately
	longAgo
)

func (l listing) stretches() []stretch {
	switch {
	case !l.Status.Over() || l.by.column != `r.opened_at`:
		return []stretch{allTime}
	case l.Up:
		return []stretch{longAgo, lately}
	}
	return []stretch{lately, longAgo}
}

// pageQuery is the statement for the next rooms of a list: id, key and start.
func (l listing) pageQuery(s stretch, at cursor, more bool, limit int) *query {
	q := &query{}
	walks := l.walks()
	for i, w := range walks {
		if len(walks) > 1 {
			if i > 0 {
				q.WriteString(` UNION ALL `)
			}
			q.WriteString(`SELECT * FROM (`)
		}
		l.walkQuery(q, w, s, at, more, limit)
		if len(walks) > 1 {
			fmt.Fprintf(q, `) AS w%d`, i)
		}
	}
	if len(walks) > 1 {
		how := l.how()
		q.WriteString(` ORDER BY sort_key` + how + `, room` + how + ` LIMIT ` + q.arg(limit))
	}
	return q
}

func (l listing) how() string {
	if l.Up {
		return ``
	}
	return ` DESC`
}

func (l listing) walkQuery(q *query, w walk, s stretch, at cursor, more bool, limit int) {
	than, how := `<`, l.how()
	if l.Up {
		than = `>`
	}
	opened, id := `r.opened_at`, `r.id`
	if len(l.RoomTags) > 0 {
		opened, id = `t.opened_at`, `t.room`
	}
	key := strings.Replace(l.by.column, `r.opened_at`, opened, 1)
	if key == `` {
		key = l.by.text
	}
	q.WriteString(`SELECT ` + id + ` AS room, ` + key + ` AS sort_key, ` + opened + ` AS opened`)
	l.from(q, w, l.index(w, s, l.by.column == `r.ended_at`))
	bound := l.From.Add(-chat.LongRoom)
	switch s {
	case lately:
		q.and(opened+` >= ? AND `+opened+` < ?`, int64(bound), int64(l.To))
	case longAgo:
		q.and(`r.is_long = 1 AND `+opened+` < ?`, int64(bound))
	}
	if l.by.column != "" {
		if more {
			q.and(`(`+key+`, `+id+`) `+than+` (?, ?)`, at.Time, at.ID)
		}
		q.WriteString(` ORDER BY ` + key + how + `, ` + id + how + ` LIMIT ` + q.arg(limit))
		return
	}
	if more {
		q.and(`(`+key+`, `+opened+`, `+id+`) `+than+` (?, ?, ?)`, string(at.Key), at.Time, at.ID)
	}
	q.WriteString(` ORDER BY sort_key` + how + `, opened` + how + `, room` + how + ` LIMIT ` + q.arg(limit))
}

// ChatRooms returns a page of a list of rooms, and the cursor of the next one, "" on the last. A
// time or an order that the list does not have is refused with a chat.WindowError.
func (db *DB) ChatRooms(ctx context.Context, f chat.Filter) (_ []chat.Row, next string, err error) {
	defer db.done(opChatList, time.Now(), &err)
	l, some, err := db.listing(ctx, f)
	if err != nil || !some {
		return []chat.Row{}, "", err
	}
	at, more, err := cursorOf(f.After)
	if err != nil {
		return nil, "", err
	}
	var found []cursor
	for _, s := range l.stretches() {
		if len(found) > f.Limit {
			break
		}
		q := l.pageQuery(s, at, more, f.Limit+1-len(found))
		err := each(ctx, db.read, q.String(), q.args, func(rows *sql.Rows) error {
			c, err := l.place(rows)
			found = append(found, c)
			return err
		})
		if err != nil {
			return nil, "", fmt.Errorf("list rooms: %w", err)
		}
	}
	found, next = page(found, f.Limit, func(c cursor) cursor { return c })
	ids := make([]string, len(found))
	for i, c := range found {
		ids[i] = c.ID
	}
	list, err := db.chatRows(ctx, ids)
	if err != nil {
		return nil, "", err
	}
	return slices.DeleteFunc(list, func(r chat.Row) bool { return r.Room.Status != f.Status }), next, nil // what has become another meanwhile is in another list
}

// place reads where a room stands in a list.
func (l listing) place(rows *sql.Rows) (c cursor, err error) {
	if l.by.column != "" {
		var opened int64
		return c, rows.Scan(&c.ID, &c.Time, &opened)
	}
	return c, rows.Scan(&c.ID, &c.Key, &c.Time)
}
