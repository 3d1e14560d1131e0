package store

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Every list, count, search and look-up of the chat walks an index, whichever page it is; those of
// ended rooms, which are millions, are not sorted except for the pages of several walks. (What that
// takes among millions of messages: BenchmarkChat.)
func TestChatWalksIndexes(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		someRooms(t, db, 1)
		queries := map[string]*query{}
		at := cursor{Key: []byte("x"), Time: int64(listNow), ID: "r"}
		for _, status := range chat.Statuses {
			for name, f := range chatFilters(status) {
				for i, sort := range append(chatSorts(status), chat.SortAgent) {
					if f.Sort, f.Language = sort, ""; i == len(chatSorts(status)) {
						if status.Over() {
							continue
						}
						f.Language = "en"
					}
					l, some, err := db.listing(ctx, f)
					if must(t, err); !some {
						t.Fatalf("%s finds nothing", name)
					}
					for _, s := range l.stretches() {
						of := fmt.Sprintf("%s of %s by %s%s, stretch %d", name, status, f.Sort, f.Language, s)
						queries[of] = l.pageQuery(s, at, false, 50)
						queries[of+", next"] = l.pageQuery(s, at, true, 50)
					}
					queries[fmt.Sprintf("count of %s of %s", name, status)] = l.countQuery()
				}
			}
		}
		for name, limits := range map[string]tagLimits{"by customers": {100, 200, 1000}, "along the rooms": {100, 200, 0}} {
			db.tagging = limits
			for _, sort := range chatSorts(chat.Ended) {
				l, some, err := db.listing(ctx, chat.Filter{Status: chat.Ended, Scope: chat.Scope{All: true}, VisitorTag: "paid", Sort: sort, Now: listNow, Zone: seoul, Limit: 20})
				if must(t, err); !some || l.tagLeads != (limits.tagged > 0) {
					t.Fatalf("%s: %+v", name, l)
				}
				for _, s := range l.stretches() {
					queries[fmt.Sprintf("customers' tags %s, by %s, stretch %d", name, sort, s)] = l.pageQuery(s, at, true, 50)
				}
				queries["count of customers' tags "+name] = l.countQuery()
			}
		}
		different, tagged := &query{}, taggedQuery([]string{"paid", "vip"}, 10)
		different.WriteString(differentTags)
		different.arg(10)
		queries["different tags of customers"], queries["customers of tags"] = different, tagged
		k := &searching{agents: []string{"", "kim"}, Search: chat.Search{From: 1, To: 2}}
		pairs, err := db.pairsOf("환불해", []int64{1, 2})
		must(t, err)
		for name, q := range map[string]*query{
			"messages before": messagesOf("r", 5, 0, 10), "messages after": messagesOf("r", 0, 5, 10), "known": knownMessages([]chat.MessageKey{{Room: "r", By: chat.ByAgent, Client: "a"}, {Room: "s", By: chat.ByAgent, Client: "a"}}),
			"visitor": visitorBy(`id`, "v"), "visitor by secret": visitorBy(`secret`, "s"), "visitor by external": db.visitorOf(chat.SMS, "a", "x"), "blocked": blockedVisitors(chat.Scope{All: true}, cursor{}, false, 10), "blocked, next": blockedVisitors(chat.Scope{All: true}, at, true, 10), "blocked of a manager": blockedVisitors(chat.Scope{Agents: []acd.AgentID{"a", "b"}, Robot: true}, at, true, 10),
			"visitors not seen": unseen{"", time.Now()}.find(), "visitors who only looked": unseen{guests, time.Now()}.find(), "rows": inList(rowQuery, `r.id`, []string{"a", "b"}), "texts of what was found": k.verifyQuery([]string{"1", "2"}), "pairs": db.candidates(pairs, 9, 10),
			"requests": requestsQuery(chat.RequestFilter{Limit: 5}, at, true), "requests of agents": requestsQuery(chat.RequestFilter{Agents: []acd.AgentID{"a", "b"}, Limit: 5}, at, true), "open requests": requestsQuery(chat.RequestFilter{State: chat.RequestOpen, Limit: 5}, at, false),
		} {
			queries[name] = q
		}
		r := &report{ReportFilter: chat.ReportFilter{By: chat.ByDay, From: 1, To: 2}}
		for name, f := range map[string]chat.UsageFilter{"usage": {Scope: chat.Scope{All: true}}, "usage of an agent": {Scope: chat.Scope{All: true}, Agent: "a"}, "usage of a manager": {Scope: chat.Scope{Agents: []acd.AgentID{"a", "b"}}}} {
			f.From, f.To, f.Limit = 1, 2, 10
			queries[name], queries[name+", next"] = db.usageQuery(f, at, false), db.usageQuery(f, at, true)
		}
		many := chat.UsageFilter{From: 1, To: 2, Limit: 10}
		for i := range mostWalks + 1 {
			many.Scope.Agents = append(many.Scope.Agents, acd.AgentID(fmt.Sprint("a", i)))
		}
		queries["usage of many"] = db.usageQuery(many, at, true)
		queries["report"], queries["ratings"] = r.sumsQuery(), r.ratingsQuery()
		for _, by := range []chat.ReportBy{chat.ByDay, chat.OfAgent} {
			r.By = by
			first, handling := r.spans()
			queries["first answers by "+string(by)], queries["handling by "+string(by)] = r.spreadQuery(first), r.spreadQuery(handling)
		}
		for name, from := range map[string]string{"open rooms": `chat_rooms WHERE is_over = 0`, "rooms of a visitor": `chat_rooms WHERE visitor = 'v'`, "templates": `chat_templates WHERE owner IN ('', 'kim')`, "timeline": `chat_entries WHERE room = 'r'`, "file": `chat_file_parts WHERE id = 'f'`} {
			queries[name] = &query{}
			queries[name].WriteString(`SELECT 1 FROM ` + from)
		}
		merged := regexp.MustCompile(`SCAN w\d+|SCAN found|SCAN [kt](\n|$)|SCAN chat_pairs VIRTUAL TABLE INDEX [^0]`) // the rows of a walk, of a step along tags; a search of the full text
		for name, q := range queries {
			plan := explained(t, db, q)
			for _, line := range strings.Split(merged.ReplaceAllString(plan, ""), "\n") {
				if strings.Contains(line, "Seq Scan") || strings.Contains(line, "SCAN") && !strings.Contains(line, "USING") {
					t.Errorf("%s:\n%s\n%s", name, q.String(), plan)
					break
				}
			}
			over := strings.Contains(name, " of ended by ") || strings.Contains(name, " of bot_ended by ")
			if sorted := strings.Contains(plan, "TEMP B-TREE"); !db.postgres && over && sorted && !strings.Contains(plan, "MERGE") && !strings.Contains(plan, "CO-ROUTINE") && !strings.Contains(name, "tag") && !strings.HasPrefix(name, "customer of") {
				t.Errorf("%s is sorted:\n%s\n%s", name, q.String(), plan)
			}
		}
		for name, want := range map[string]string{ // the index that has what is asked, not any
			"of an agent of ended by recent, stretch 1, next": "(agent=? AND status=?", "manager of ended by end, stretch 0, next": "(agent=? AND status=?", "count of manager of ended": "COVERING INDEX chat_rooms_over_agent_end (agent=?",
			"middle of ended by recent, stretch 1": "(category=? AND status=?", "end type of ended by end, stretch 0": "(end_type=? AND status=?", "site of ended by recent, stretch 1": "(account=? AND status=?", "count of site of ended": "chat_rooms_over_account_end (account=?", "room tag of ended by recent, stretch 1": "(id=?)", "all of ended by recent, stretch 2": "chat_rooms_long",
			"usage of an agent": "chat_entries_usage_agent (given=?", "visitors who only looked": "chat_visitors_guests (seen_at<?", "visitors not seen": "chat_visitors_seen (seen_at<?", "usage of a manager, next": "chat_entries_usage_agent (given=?", "usage of many": "INDEX chat_entries_usage (", "usage, next": "INDEX chat_entries_usage (",
		} {
			q := queries[name]
			if q == nil {
				t.Fatalf("there is no %s", name)
			}
			if plan := explained(t, db, q); !db.postgres && !strings.Contains(plan, want) {
				t.Errorf("%s does not use %s:\n%s", name, want, plan)
			}
		}
		if len(queries) < 200 {
			t.Errorf("only %d queries", len(queries))
		}
	})
}
