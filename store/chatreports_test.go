package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// A report counts what the rooms of a time came to, in the days of the centre.
func TestChatReport(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		midnight := someDay(1) // of Seoul: two days in UTC
		for i := range 10 {
			opened := midnight.Add(time.Duration(i-5) * time.Hour)
			r := room(fmt.Sprint("r", i), 0, func(r *chat.Room) {
				r.Opened, r.Requested, r.Answered, r.Agent, r.Channel = opened, opened+1000, opened+acd.Time(1000*(i+2)), []acd.AgentID{"kim", "lee"}[i%2], []chat.ChannelKind{chat.Web, chat.SMS}[i/5]
				r.Assigned, r.AgentAt = r.Requested, r.Answered
				r.Status, r.EndedAt, r.EndType = chat.Ended, r.Answered.Add(time.Duration(i+1)*time.Minute), chat.EndByAgent
			})
			if i == 9 {
				r.Status, r.Answered, r.Requested, r.Agent, r.Blocked = chat.BotEnded, 0, 0, "", true
			}
			m := []chat.Message{{Room: r.ID, Seq: 1, By: chat.ByCustomer, At: opened + 1000, Body: "a"}, {Room: r.ID, Seq: 2, By: chat.ByAgent, At: r.Answered, Body: "b"}}
			if i == 9 {
				m = m[:1]
			}
			keep(t, db, []chat.Room{r}, m...)
			if i < 3 {
				_, err := db.ChatRate(ctx, chat.Rating{Room: r.ID, Score: 5 - i%2, At: r.EndedAt, Client: "c"})
				must(t, err)
			}
		}
		second := time.Second
		f := chat.ReportFilter{By: chat.ByDay, From: someDay(3), To: someDay(-1), Zone: seoul, Scope: chat.Scope{All: true}}
		got, err := db.ChatReport(ctx, f)
		must(t, err)
		want := []chat.ReportRow{
			{Key: "2026-11-28", Rooms: 5, Requested: 5, Answered: 5, Ended: 5, CustomerMessages: 5, AgentMessages: 5, Replies: 5, Reply: 3 * second,
				First: chat.Spread{N: 5, Mean: 3 * second, P50: 3 * second, P90: 5 * second}, Handling: chat.Spread{N: 5, Mean: 3 * time.Minute, P50: 3 * time.Minute, P90: 5 * time.Minute}, Satisfaction: chat.Satisfaction{N: 3, Mean: 4.67}},
			{Key: "2026-11-29", Rooms: 5, Requested: 4, Answered: 4, Ended: 5, Blocked: 1, CustomerMessages: 5, AgentMessages: 4, Replies: 4, Reply: 7500 * time.Millisecond,
				First: chat.Spread{N: 4, Mean: 7500 * time.Millisecond, P50: 7 * second, P90: 9 * second}, Handling: chat.Spread{N: 4, Mean: 450 * second, P50: 7 * time.Minute, P90: 9 * time.Minute}},
		}
		if !slices.Equal(got, want) {
			t.Errorf("by day:\n%+v\nwant\n%+v", got, want)
		}
		for by, keys := range map[chat.ReportBy][]string{chat.ByMonth: {"2026-11: 10"}, chat.OfAgent: {": 1", "kim: 5", "lee: 4"}, chat.OfCategory: {"refund: 10"}, chat.OfChannel: {"sms: 5", "web: 5"}} {
			f.By = by
			list, err := db.ChatReport(ctx, f)
			must(t, err)
			var have []string
			for _, r := range list {
				have = append(have, fmt.Sprint(r.Key, ": ", r.Rooms))
			}
			if !slices.Equal(have, keys) {
				t.Errorf("by %s: %v, want %v", by, have, keys)
			}
		}
		f.By, f.Scope = chat.OfAgent, chat.Scope{Agents: []acd.AgentID{"lee"}}
		if list, err := db.ChatReport(ctx, f); err != nil || len(list) != 1 || list[0].Key != "lee" {
			t.Errorf("of one agent: %+v %v", list, err)
		}
		f.Scope = chat.Scope{}
		if list, err := db.ChatReport(ctx, f); err != nil || len(list) != 0 {
			t.Errorf("of nobody: %+v %v", list, err)
		}
		for _, bad := range []chat.ReportFilter{{By: "id; DROP", From: 1, To: 2}, {By: chat.ByDay, From: 2, To: 1}, {By: chat.ByDay, From: 1, To: acd.At(time.UnixMilli(1).AddDate(1, 0, 3))}} {
			if _, err := db.ChatReport(ctx, bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}
