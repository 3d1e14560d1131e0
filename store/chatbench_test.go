package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/desk"
)

// roomMessages is how many messages a room of the benchmarks has.
const roomMessages = 20

// BenchmarkChat is what keeping messages costs, and what is asked of rooms: by default among 2,000
// rooms with 20 messages each; among CALLFLOOR_BENCH_ROOMS rooms where that is set (5000000 for the
// promise of the documents: 100,000,000 messages, which takes an hour and a half and 45 GB of the folder
// TMPDIR). They lie in the year before now. With CALLFLOOR_TEST_POSTGRES it runs on PostgreSQL too.
func BenchmarkChat(b *testing.B) {
	n := 2_000
	if v := os.Getenv("CALLFLOOR_BENCH_ROOMS"); v != "" {
		var err error
		if n, err = strconv.Atoi(v); err != nil {
			b.Fatal(err)
		}
	}
	for _, on := range []string{"sqlite", "postgres"} {
		b.Run(on, func(b *testing.B) {
			dir, dsn := b.TempDir(), ""
			if on == "postgres" {
				if os.Getenv("CALLFLOOR_TEST_POSTGRES") == "" {
					b.Skip("CALLFLOOR_TEST_POSTGRES is not set: scripts/with-postgres sets it")
				}
				dir, dsn = "", postgresSchema(b)
			}
			db, err := Open(ctx, dir, dsn, filepath.Join(b.TempDir(), "callfloor.key"))
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			start := time.Now()
			h := house(b, db, n)
			b.Logf("%d rooms and %d messages in %v", n, n*roomMessages, time.Since(start).Round(time.Second))
			if db.postgres { // see BenchmarkDeskLookUp
				if _, err := db.write.ExecContext(ctx, `VACUUM ANALYZE`); err != nil {
					b.Fatal(err)
				}
			}
			h.keeps(b)
			h.lists(b)
			h.searches(b)
		})
	}
}

// benchHouse is a store that is full of rooms.
type benchHouse struct {
	db    *DB
	n     int
	now   acd.Time
	rng   *rand.Rand
	words []string
	zipf  *rand.Zipf
	open  []chat.Room
}

var benchBegan = acd.At(time.Date(2025, 12, 1, 0, 0, 0, 0, seoul))

// house fills a store. Messages follow each other in time, those of a room together.
func house(b *testing.B, db *DB, n int) *benchHouse {
	h := &benchHouse{db: db, n: n, now: benchBegan.Add(364 * 24 * time.Hour), rng: rand.New(rand.NewPCG(1, 2))}
	for range 3000 {
		word := make([]rune, 2+h.rng.IntN(3))
		for i := range word {
			word[i] = 0xAC00 + rune(h.rng.IntN(400)*28)
		}
		h.words = append(h.words, string(word))
	}
	h.zipf = rand.NewZipf(h.rng, 1.1, 4, uint64(len(h.words)-1))
	var agents []chat.AgentLabel
	for i := range 200 {
		agents = append(agents, chat.AgentLabel{ID: benchAgent(i), Name: nameOf(i), Manager: nameOf(i / 20)})
	}
	var categories []chat.NamedCategory
	for i := range 8 {
		categories = append(categories, chat.NamedCategory{Category: chat.Category{ID: chat.CategoryID(fmt.Sprint("l", i))}, Name: "대분류"})
	}
	for i := range 40 {
		categories = append(categories, chat.NamedCategory{Category: chat.Category{ID: chat.CategoryID(fmt.Sprint("m", i)), Parent: chat.CategoryID(fmt.Sprint("l", i%8))}, Name: "중분류"})
	}
	check := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	check(db.ChatPutAgents(ctx, agents))
	check(db.ChatPutCategories(ctx, categories))
	again := withoutIndexes(b, db, 20, "chat_rooms", "chat_messages", "chat_visitors", "chat_room_tags", "chat_visitor_tags", "chat_pairs")
	h.fill(b)
	again()
	return h
}

func benchAgent(i int) acd.AgentID { return acd.AgentID(fmt.Sprintf("a%03d", i)) }

// at is when the message k of all was written.
func (h *benchHouse) at(k int) acd.Time {
	return benchBegan + acd.Time(int64(k)*int64(h.now-benchBegan)/int64(h.n*roomMessages))
}

// text is a message: one in a hundred speaks of 환불.
func (h *benchHouse) text(k int) string {
	var words []string
	for range 3 + h.rng.IntN(6) {
		words = append(words, h.words[h.zipf.Uint64()])
	}
	if k%100 == 0 {
		words = append(words, "환불해주세요")
	}
	if k%50_000 == 7 {
		words = append(words, "쀍뛟")
	}
	return strings.Join(words, " ")
}

// room is the i-th of all: the last ones, some thousand at most, are open.
func (h *benchHouse) room(i int) chat.Room {
	first := i * roomMessages
	r := chat.Room{ID: chat.RoomID(fmt.Sprintf("r%08d", i)), Channel: chat.Web, Account: "shop", Visitor: chat.VisitorID(fmt.Sprintf("v%08d", h.rng.IntN(max(1, h.n/3)))), Status: chat.Ended, Agent: benchAgent(h.rng.IntN(200)),
		Category: chat.CategoryID(fmt.Sprint("m", h.rng.IntN(40))), Opened: h.at(first), Seq: roomMessages, LastAt: h.at(first + roomMessages - 1), LastBy: chat.ByAgent}
	r.Requested, r.Assigned, r.Answered, r.Last, r.Titled, r.EndedAt, r.EndType = r.Opened, r.Opened, r.Opened+1, r.Agent, r.Category, r.LastAt, chat.EndByAgent
	switch x := h.rng.IntN(100); {
	case x < 5:
		r.Channel, r.EndType = chat.Kakao, chat.EndByManager
	case x < 20:
		r.Channel, r.EndType = chat.SMS, chat.EndIdle
	case x < 35:
		r.Status, r.Agent = chat.BotEnded, ""
	}
	if i >= h.n-min(5000, h.n/20+4) {
		r.Status, r.EndedAt, r.EndType = []chat.Status{chat.WithBot, chat.Waiting, chat.Received, chat.InProgress}[i%4], 0, ""
		if i%4 < 2 {
			r.Agent = ""
		}
		h.open = append(h.open, r)
	}
	return r
}

func (h *benchHouse) fill(b *testing.B) {
	db := h.db
	filled(b, db, max(1, h.n/3), "chat_visitors", strings.Split(visitorColumns+", name_key", ", "), func(i int) []any {
		name := nameOf(i)
		return []any{fmt.Sprintf("v%08d", i), "web", "shop", "", "", name, db.number(numberOf(i)), "", "", "", "", 1, "", "", 0, "", "", 1, 1, 1, desk.Fold(name)}
	})
	filled(b, db, max(1, h.n/30), "chat_visitor_tags", []string{"visitor", "tag", "tag_key"}, func(i int) []any {
		tag := []string{"paid user", "vip", "trial"}[i%3]
		if i%1000 == 7 {
			tag = "seldom"
		}
		return []any{fmt.Sprintf("v%08d", i*10), tag, tag}
	})
	filled(b, db, h.n, "chat_rooms", strings.Split(roomColumns+", title, "+roomFacts, ", "), func(i int) []any {
		r := h.room(i)
		return append(roomValues(r), "상담 제목", flag(r.Status.Over()), 0, roomMessages, roomMessages/2, roomMessages/2, roomMessages/2, 30_000)
	})
	filled(b, db, h.n/2, "chat_room_tags", []string{"room", "tag", "opened_at"}, func(i int) []any {
		tag := []string{"common", "common", fmt.Sprint("rare", i/50)}[i%3]
		return []any{fmt.Sprintf("r%08d", 2*i), tag, int64(h.at(2 * i * roomMessages))}
	})
	p, err := db.pairer(db.ring().Primary())
	if err != nil {
		b.Fatal(err)
	}
	id := func(k int) int64 { return int64(h.at(k))*idsOfMillisecond + int64(k%idsOfMillisecond) }
	const some = 1_000_000 // messages and what they are found by, in turn: texts are not kept here
	for from := 0; from < h.n*roomMessages; from += some {
		count := min(some, h.n*roomMessages-from)
		texts := make([]string, count)
		filled(b, db, count, chatMessages, strings.Split(messageRowColumns, ", "), func(i int) []any {
			k := from + i
			texts[i] = h.text(k)
			author := []string{"customer", "agent"}[k%2]
			return []any{id(k), fmt.Sprintf("r%08d", k/roomMessages), k%roomMessages + 1, author, "", "", "", "", int64(h.at(k)), fmt.Sprintf("%08x", k), db.blob("chat_messages.body", []byte(texts[i])), "", 0}
		})
		column := "pairs"
		filled(b, db, count, "chat_pairs", []string{db.pairsID(), column}, func(i int) []any {
			pairs := p.of(desk.Fold(texts[i]), weekOf(int64(h.at(from+i))))
			if db.postgres {
				return []any{id(from + i), pairs}
			}
			return []any{id(from + i), db.pairsText(pairs)}
		})
	}
}

// keeps measures batches of 20 messages in 20 rooms, one after the other: what a group commit is
// at a high load.
func (h *benchHouse) keeps(b *testing.B) {
	seq := map[chat.RoomID]int{}
	at := h.now
	k := 0
	b.Run("keep-20", func(b *testing.B) {
		var took, worked []time.Duration
		for b.Loop() {
			var batch chat.Batch
			at += 40
			for _, i := range h.rng.Perm(len(h.open))[:min(20, len(h.open))] {
				r := h.open[i]
				seq[r.ID]++
				k++
				r.Seq, r.LastAt, r.CustomerAt = roomMessages+seq[r.ID], at, at
				h.open[i] = r
				batch.Rooms = append(batch.Rooms, r)
				batch.Messages = append(batch.Messages, chat.Message{Room: r.ID, Seq: r.Seq, By: chat.ByCustomer, At: at, Client: strconv.Itoa(k), Body: h.text(k)})
			}
			start, cpu := time.Now(), processor()
			if err := h.db.ChatKeep(ctx, batch); err != nil {
				b.Fatal(err)
			}
			took, worked = append(took, time.Since(start)), append(worked, processor()-cpu)
		}
		slices.Sort(took)
		slices.Sort(worked)
		b.ReportMetric(float64(worked[len(worked)*99/100].Microseconds())/1000, "ms-cpu-p99")
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
		b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms-max")
	})
}

// lists measures what people look at.
func (h *benchHouse) lists(b *testing.B) {
	team := chat.Scope{Robot: true}
	for i := range 20 {
		team.Agents = append(team.Agents, benchAgent(i))
	}
	all := chat.Scope{All: true}
	for name, f := range map[string]chat.Filter{
		"in-progress": {Status: chat.InProgress, Scope: all}, "in-progress-by-name": {Status: chat.InProgress, Scope: all, Sort: chat.SortCustomer}, "waiting-of-team": {Status: chat.Waiting, Scope: team},
		"ended": {Status: chat.Ended, Scope: all}, "ended-by-end": {Status: chat.Ended, Scope: all, Sort: chat.SortEnd, Up: true}, "ended-of-team": {Status: chat.Ended, Scope: team}, "ended-of-agent": {Status: chat.Ended, Scope: chat.Scope{Agents: []acd.AgentID{"a007"}}},
		"ended-large": {Status: chat.Ended, Scope: all, Large: "l3"}, "ended-narrow": {Status: chat.Ended, Scope: team, Large: "l3", Channel: chat.Kakao, EndType: chat.EndByManager}, "ended-customer-tag": {Status: chat.Ended, Scope: all, VisitorTag: "paid"},
		"ended-seldom-customer-tag": {Status: chat.Ended, Scope: all, VisitorTag: "sel"},
		"ended-no-such-tag":         {Status: chat.Ended, Scope: all, VisitorTag: "nobody"}, "ended-room-tag": {Status: chat.Ended, Scope: all, RoomTags: []string{"common"}}, "ended-rare-tag": {Status: chat.Ended, Scope: all, RoomTags: []string{"rare3"}},
	} {
		f.Now, f.Zone, f.Limit = h.now, seoul, 50
		measured(b, name, "", func(ctx context.Context) error { _, _, err := h.db.ChatRooms(ctx, f); return err })
	}
	for name, scope := range map[string]chat.Scope{"counts": all, "counts-of-team": team} {
		measured(b, name, "", func(ctx context.Context) error { return h.counts(ctx, scope) })
	}
	measured(b, "transcript", "", func(ctx context.Context) error {
		_, err := h.db.ChatMessages(ctx, chat.RoomID(fmt.Sprintf("r%08d", h.rng.IntN(h.n))), 1<<30, 0, 50)
		return err
	})
}

// counts counts every list of somebody, as the numbers beside their names are.
func (h *benchHouse) counts(ctx context.Context, s chat.Scope) error {
	for _, status := range chat.Statuses {
		if _, err := h.db.ChatCount(ctx, chat.Filter{Status: status, Scope: s, Now: h.now, Zone: seoul}); err != nil {
			return err
		}
	}
	return nil
}

// searches measures what is found in a year: a word of one in a hundred messages, one of some in a
// million, one that nobody wrote, and those of one agent.
func (h *benchHouse) searches(b *testing.B) {
	all := chat.Scope{All: true}
	for name, s := range map[string]chat.Search{
		"search-common": {Text: "환불", Scope: all}, "search-rare": {Text: "쀍뛟", Scope: all}, "search-none": {Text: "없는말이다", Scope: all}, "search-of-agent": {Text: "환불", Scope: chat.Scope{Agents: []acd.AgentID{"a007"}}},
	} {
		s.Now, s.Limit = h.now, 50
		measured(b, name, "", func(ctx context.Context) error { _, _, err := h.db.ChatSearch(ctx, s); return err })
	}
}
