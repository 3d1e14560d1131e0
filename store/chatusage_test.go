package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// The service usage log has the lines of timelines that say that a room was given to another agent by
// itself (C36), each once over pages, the newest first, of the agents that somebody sees.
func TestChatUsage(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		var entries, want []chat.Entry
		for i := range 60 {
			e := chat.Entry{Room: chat.RoomID(fmt.Sprint("r", i%7)), At: someDay(0) + acd.Time(i/3*1000), Kind: "assigned", To: []acd.AgentID{"kim", "lee", "han"}[i%3],
				How: string([]chat.How{chat.ByBacklog, chat.ByRequest, chat.ByTakeBack, chat.ByGive, chat.ByTake, chat.ByHandOver, chat.ByReturn, chat.ByAskAgain}[i%8]), More: fmt.Sprintf(`{"agents":[{"agent":"kim","open":%d}]}`, i)}
			if e.How == string(chat.ByTakeBack) {
				e.From = "park"
			}
			entries = append(entries, e, chat.Entry{Room: e.Room, At: e.At, Kind: "waits", How: string(chat.CauseNobody)})
			if e.How == string(chat.ByBacklog) || e.How == string(chat.ByTakeBack) {
				want = append(want, e)
			}
		}
		must(t, db.ChatKeep(ctx, chat.Batch{Entries: entries}))
		read := func(f chat.UsageFilter) (all []chat.Entry) {
			f.From, f.To, f.Limit = someDay(0), someDay(-1), 4
			for {
				list, next, err := db.ChatUsage(ctx, f)
				must(t, err)
				if len(list) > f.Limit {
					t.Fatalf("a page of %d", len(list))
				}
				all = append(all, list...)
				if f.After = next; next == "" {
					return all
				}
			}
		}
		many := []acd.AgentID{"kim", "han", "kim"} // one twice is one
		for i := range mostWalks {
			many = append(many, acd.AgentID(fmt.Sprint("a", i)))
		}
		for name, c := range map[string]struct {
			f  chat.UsageFilter
			of []acd.AgentID
		}{
			"everybody's":      {chat.UsageFilter{Scope: chat.Scope{All: true}}, []acd.AgentID{"kim", "lee", "han"}},
			"of one":           {chat.UsageFilter{Scope: chat.Scope{All: true}, Agent: "lee"}, []acd.AgentID{"lee"}},
			"a manager's":      {chat.UsageFilter{Scope: chat.Scope{Agents: []acd.AgentID{"kim", "han"}, Robot: true}}, []acd.AgentID{"kim", "han"}},
			"of many":          {chat.UsageFilter{Scope: chat.Scope{Agents: many}}, []acd.AgentID{"kim", "han"}},
			"of another's":     {chat.UsageFilter{Scope: chat.Scope{Agents: []acd.AgentID{"kim", "han"}, Robot: true}, Agent: "lee"}, nil},
			"of who sees none": {chat.UsageFilter{}, nil},
		} {
			got, mine := read(c.f), []chat.Entry{}
			for _, e := range slices.Backward(want) {
				if slices.Contains(c.of, e.To) {
					mine = append(mine, e)
				}
			}
			if len(got) != len(mine) {
				t.Errorf("%s: %d lines, want %d", name, len(got), len(mine))
			}
			for i, e := range got {
				if !slices.Contains(mine, e) || i > 0 && e.At > got[i-1].At || slices.Contains(got[:i], e) {
					t.Errorf("%s: line %d is %+v", name, i, e)
				}
			}
		}
		if _, _, err := db.ChatUsage(ctx, chat.UsageFilter{From: 2, To: 1, Limit: 1}); !fault.Is(err, fault.Invalid) {
			t.Errorf("backwards: %v", err)
		}
	})
}

// Whoever has few lines among very many is not looked for through all of them: there is an index by
// agent.
func TestChatUsageOfFewLines(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		entries := []chat.Entry{}
		for i := range 3000 {
			e := chat.Entry{Room: chat.RoomID(fmt.Sprint("r", i)), At: someDay(0) + acd.Time(i*1000), Kind: "assigned", To: "kim", How: string(chat.ByBacklog)}
			if i%1000 == 7 {
				e.To = "lee"
			}
			entries = append(entries, e)
		}
		must(t, db.ChatKeep(ctx, chat.Batch{Entries: entries}))
		_, err := db.write.ExecContext(ctx, `ANALYZE chat_entries`)
		must(t, err)
		for name, f := range map[string]chat.UsageFilter{"one": {Scope: chat.Scope{All: true}, Agent: "lee"}, "a few": {Scope: chat.Scope{Agents: []acd.AgentID{"han", "lee", "park"}}}} {
			f.From, f.To, f.Limit = someDay(0), someDay(-1), 50
			if list, _, err := db.ChatUsage(ctx, f); err != nil || len(list) != 3 || list[0].Room != "r2007" || list[2].Room != "r7" {
				t.Errorf("of %s: %+v %v", name, list, err)
			}
			if plan := explained(t, db, db.usageQuery(f, cursor{}, false)); !strings.Contains(plan, "chat_entries_usage_agent") || !strings.Contains(plan, "given") {
				t.Errorf("of %s:\n%s", name, plan)
			}
		}
	})
}
