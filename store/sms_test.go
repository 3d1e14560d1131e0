package store

import (
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// text makes a send to some numbers, all in one batch, and returns its id.
func text(t *testing.T, db *DB, body string, numbers []string, change ...func(*sms.Make)) sms.Send {
	t.Helper()
	id := people.NewID()
	m := sms.Make{Send: sms.Send{ID: id, Kind: sms.SMS, Sender: "15880000", Body: body, Recipients: len(numbers), Agent: "kim", By: "user:kim", Created: time.Now().Truncate(time.Millisecond)}}
	b := sms.NewBatch{ID: people.NewID(), Body: body}
	for i, n := range numbers {
		b.Messages = append(b.Messages, sms.NewMessage{ID: fmt.Sprintf("%s-%04d", id, i+1), Number: n})
	}
	m.Batches = []sms.NewBatch{b}
	for _, c := range change {
		c(&m)
	}
	s, _, err := db.CreateSMS(ctx, m)
	must(t, err)
	return s
}

// turn claims the one batch whose turn it is.
func turn(t *testing.T, db *DB, now time.Time) sms.Claimed {
	t.Helper()
	list, err := db.SMSTurns(ctx, false, now, 10, "")
	must(t, err)
	if len(list) != 1 {
		t.Fatalf("%d batches have their turn", len(list))
	}
	c, err := db.ClaimSMS(ctx, list[0].ID, "test", sms.Policy{Now: now, Zone: time.UTC})
	must(t, err)
	return c
}

func ofSend(t *testing.T, db *DB, send string) sms.Counts {
	t.Helper()
	c, _, err := db.SMSOfSends(ctx, []string{send})
	must(t, err)
	return c[send]
}

// The same request twice is one send; another one under its key is refused, and so is what
// goes beyond a limit, also by two who ask at once.
func TestSendsAreKeptOnce(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		keyed := func(key, hash string) func(*sms.Make) {
			return func(m *sms.Make) { m.RepeatKey, m.RepeatHash = key, hash }
		}
		first := text(t, db, "a", []string{"+821012345678"}, keyed("k1", "h"))
		if again := text(t, db, "a", []string{"+821012345678"}, keyed("k1", "h")); again.ID != first.ID || again.Body != "a" {
			t.Errorf("%+v is not %+v", again, first)
		}
		if s, again, err := db.RepeatedSMS(ctx, "user:kim", "k1", "h"); err != nil || !again || s.ID != first.ID {
			t.Errorf("%v %v %v", s.ID, again, err)
		}
		if _, again, err := db.RepeatedSMS(ctx, "user:lee", "k1", "h"); err != nil || again {
			t.Errorf("of somebody else: %v %v", again, err)
		}
		if _, _, err := db.RepeatedSMS(ctx, "user:kim", "k1", "other"); !fault.Is(err, fault.Conflict) {
			t.Errorf("another request: %v", err)
		}
		var wg sync.WaitGroup
		made := make([]string, 8)
		for i := range made {
			wg.Go(func() {
				m := sms.Make{Send: sms.Send{ID: people.NewID(), Kind: sms.SMS, Sender: "15880000", Recipients: 1, By: "user:kim", Created: time.Now()}, RepeatKey: "k2", RepeatHash: "h"}
				m.Batches = []sms.NewBatch{{ID: people.NewID(), Body: "b", Messages: []sms.NewMessage{{ID: m.Send.ID + "-0001", Number: "+821011112222"}}}}
				s, _, err := db.CreateSMS(ctx, m)
				if err == nil {
					made[i] = s.ID
				}
			})
		}
		wg.Wait()
		if slices.Sort(made); made[0] != made[7] || made[0] == "" {
			t.Errorf("one request made %v", made)
		}
	})
}

// The limits: to one number within a minute and a day, of one address, of the centre (W-21).
func TestSMSLimits(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		now := time.Now()
		send := func(at time.Time, numbers []string, change ...func(*sms.Make)) error {
			m := sms.Make{Address: "192.0.2.1", Send: sms.Send{ID: people.NewID(), Kind: sms.SMS, Sender: "15880000", Recipients: 1, By: "user:kim", Created: at},
				Limits: sms.Limits{Now: at, Day: now.Add(-12 * time.Hour), PerMinute: 1, PerDay: 3, PerAddress: 4, Budget: 8}}
			b := sms.NewBatch{ID: people.NewID(), Body: "b"}
			for i, n := range numbers {
				b.Messages = append(b.Messages, sms.NewMessage{ID: fmt.Sprintf("%s-%04d", m.Send.ID, i+1), Number: n})
			}
			m.Batches = []sms.NewBatch{b}
			for _, c := range change {
				c(&m)
			}
			if err := db.CheckSMS(ctx, m); err != nil {
				if _, _, again := db.CreateSMS(ctx, m); again == nil || again.Error() != err.Error() {
					t.Errorf("it is said %v and %v", err, again)
				}
				return err
			}
			_, _, err := db.CreateSMS(ctx, m)
			return err
		}
		refused := func(what string, err error, reason string) {
			t.Helper()
			var l *sms.LimitError
			if !errors.As(err, &l) && reason != "" || l != nil && l.Reason != reason || reason == "" && err != nil || l != nil && !fault.Is(err, fault.Overloaded) {
				t.Errorf("%s: %v, want %q", what, err, reason)
			}
		}
		const a, b = "+821012345678", "+821087654321"
		refused("the first", send(now, []string{a}), "")
		refused("at once again", send(now.Add(time.Second), []string{a, b}), "minute")
		refused("an answer in a conversation", send(now.Add(time.Second), []string{a}, func(m *sms.Make) { m.Limits.Conversations = map[string]bool{a: true} }), "")
		refused("another number", send(now.Add(2*time.Second), []string{b}), "")
		refused("after a minute", send(now.Add(62*time.Second), []string{a}), "")
		refused("the fourth of a day", send(now.Add(3*time.Minute), []string{b, a}), "day")
		strangers := func(n int) func(*sms.Make) { return func(m *sms.Make) { m.Strangers = n } }
		refused("strangers", send(now.Add(4*time.Minute), []string{"+821011110001"}, strangers(3)), "")
		refused("more strangers", send(now.Add(5*time.Minute), []string{"+821011110002"}, strangers(2)), "address")
		refused("strangers from elsewhere", send(now.Add(5*time.Minute), []string{"+821011110002"}, strangers(2), func(m *sms.Make) { m.Address = "192.0.2.2" }), "")
		refused("strangers after an hour", send(now.Add(65*time.Minute), []string{"+821011110003"}, strangers(2)), "")
		refused("the budget", send(now.Add(66*time.Minute), []string{"+821011110004", "+821011110005"}), "budget")
		refused("what is left of it", send(now.Add(66*time.Minute), []string{"+821011110004"}), "")
		var wg sync.WaitGroup
		ok := make([]bool, 6)
		for i := range ok {
			wg.Go(func() {
				m := sms.Make{Send: sms.Send{ID: people.NewID(), Kind: sms.SMS, Sender: "15880000", Recipients: 1, By: "user:kim", Created: now.Add(2 * time.Hour)}, Limits: sms.Limits{Now: now.Add(2 * time.Hour), Day: now, PerMinute: 1}}
				m.Batches = []sms.NewBatch{{ID: people.NewID(), Body: "b", Messages: []sms.NewMessage{{ID: m.Send.ID + "-0001", Number: "+821055550000"}}}}
				_, _, err := db.CreateSMS(ctx, m)
				ok[i] = err == nil
			})
		}
		wg.Wait()
		n := 0
		for _, v := range ok {
			if v {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d of six at once were within a limit of one", n)
		}
	})
}

// A batch goes its way: ready, sending with its messages before anybody is asked, what was
// answered; the rest is in doubt, and what was not taken is a batch of its own.
func TestBatchesGoTheirWay(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		numbers := []string{"+821000000001", "+821000000002", "+821000000003", "+821000000004", "+821000000005"}
		s := text(t, db, "안녕", numbers)
		now := time.Now()
		c := turn(t, db, now)
		if !c.OK || c.Batch.Body != "안녕" || len(c.Batch.Messages) != 5 || c.Batch.Messages[1].Recipient != numbers[1] || ofSend(t, db, s.ID)[sms.Sending] != 5 {
			t.Fatalf("%+v", c)
		}
		if again, err := db.ClaimSMS(ctx, c.Batch.ID, "test", sms.Policy{Now: now, Zone: time.UTC}); err != nil || again.OK {
			t.Errorf("claimed twice: %+v %v", again, err)
		}
		ids := func(i int) string { return c.Batch.Messages[i].ID }
		m, err := db.SettleSMS(ctx, "test", sms.Outcome{Batch: c.Batch.ID, Rest: sms.LookFor, Next: now.Add(time.Second), Answers: []sms.Answer{
			{ID: ids(0), Status: sms.Accepted, Ref: sms.Ref{Request: "r", Seq: "1"}}, {ID: ids(1), Status: sms.Rejected, Code: "x", Text: "bad"}, {ID: "nothing", Status: sms.Accepted},
		}}, now)
		if must(t, err); m.Of(sms.Taken) != 1 || m.Of(sms.Refused) != 1 || len(m) != 2 {
			t.Errorf("%v", m)
		}
		if list, err := db.SMSTurns(ctx, true, now, 10, ""); err != nil || len(list) != 0 {
			t.Errorf("looked for before its time: %v %v", list, err)
		}
		list, err := db.SMSTurns(ctx, true, now.Add(time.Second), 10, "")
		if must(t, err); len(list) != 1 || list[0].ID != c.Batch.ID {
			t.Fatalf("%v", list)
		}
		d, there, err := db.DoubtSMS(ctx, c.Batch.ID)
		if must(t, err); !there || len(d.Batch.Messages) != 3 || d.Provider != "test" || !d.Handed.Equal(now.Truncate(time.Millisecond)) {
			t.Errorf("%+v %v", d, there)
		}
		_, err = db.SettleSMS(ctx, "test", sms.Outcome{Batch: c.Batch.ID, Rest: sms.LookFor, Looked: true, Next: now.Add(2 * time.Second), Answers: []sms.Answer{
			{ID: ids(2), Status: sms.Accepted, Ref: sms.Ref{Request: "r", Seq: "3"}}, {ID: ids(3), Status: sms.NotThere}, {ID: ids(4), Status: sms.Undecided},
		}}, now)
		must(t, err)
		second := turn(t, db, now.Add(2*time.Second))
		if second.Batch.ID == c.Batch.ID || len(second.Batch.Messages) != 1 || second.Batch.Messages[0].ID != ids(3) || second.Batch.Body != "안녕" {
			t.Errorf("what it does not have: %+v", second)
		}
		if d, _, err := db.DoubtSMS(ctx, c.Batch.ID); err != nil || len(d.Batch.Messages) != 1 || d.Batch.Messages[0].ID != ids(4) || d.Asked != 1 {
			t.Errorf("%+v %v", d, err)
		}
		// A program that dies: both are looked for.
		if n, err := db.SweepSMS(ctx, []string{second.Batch.ID}, now.Add(3*time.Second)); err != nil || n != 0 {
			t.Errorf("what is being sent is looked for: %d %v", n, err)
		}
		if n, err := db.SweepSMS(ctx, nil, now.Add(3*time.Second)); err != nil || n != 1 {
			t.Errorf("%d %v", n, err)
		}
		if list, err := db.SMSTurns(ctx, true, now.Add(3*time.Second), 10, ""); err != nil || len(list) != 2 {
			t.Errorf("%v %v", list, err)
		}
		_, err = db.SettleSMS(ctx, "test", sms.Outcome{Batch: c.Batch.ID, Rest: sms.Unclear, Code: "no_result", Looked: true}, now)
		must(t, err)
		_, err = db.SettleSMS(ctx, "test", sms.Outcome{Batch: second.Batch.ID, Rest: sms.Refuse, Code: "key", Text: "the key is wrong"}, now)
		must(t, err)
		if got := ofSend(t, db, s.ID); got[sms.Taken] != 2 || got[sms.Refused] != 2 || got[sms.Doubtful] != 1 {
			t.Errorf("%v", got)
		}
		if m, err := db.SettleSMS(ctx, "test", sms.Outcome{Batch: c.Batch.ID, Rest: sms.Refuse}, now); err != nil || len(m) != 0 {
			t.Errorf("settled twice: %v %v", m, err)
		}
		if next, err := db.NextSMS(ctx, ""); err != nil || !next.IsZero() {
			t.Errorf("something waits: %v %v", next, err)
		}
		if at, err := db.OldestSMS(ctx, "test", now.Add(-time.Hour)); err != nil || at.IsZero() {
			t.Errorf("the oldest without a result: %v %v", at, err)
		}
	})
}

// A batch that is larger than the provider takes at once is split when it is its turn.
func TestLargeBatchesAreSplit(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		var numbers []string
		for i := range 7 {
			numbers = append(numbers, fmt.Sprintf("+82100000000%d", i))
		}
		text(t, db, "a", numbers)
		seen := map[string]bool{}
		for _, want := range []int{3, 3, 1} {
			list, err := db.SMSTurns(ctx, false, time.Now(), 10, "")
			must(t, err)
			c, err := db.ClaimSMS(ctx, list[0].ID, "test", sms.Policy{Now: time.Now(), Zone: time.UTC, Most: 3})
			must(t, err)
			if len(c.Batch.Messages) != want {
				t.Errorf("%d messages, want %d", len(c.Batch.Messages), want)
			}
			for _, m := range c.Batch.Messages {
				if seen[m.ID] {
					t.Errorf("%s stands in two batches", m.ID)
				}
				seen[m.ID] = true
			}
		}
		if len(seen) != 7 {
			t.Errorf("%d of 7", len(seen))
		}
	})
}

// The history is found by everything that it is searched by, page by page and newest first.
func TestSMSHistory(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		base := time.Now().Add(-time.Hour).Truncate(time.Millisecond)
		at := func(n int, agent, by, sender string, kind sms.Kind) func(*sms.Make) {
			return func(m *sms.Make) {
				m.Send.Created, m.Send.Agent, m.Send.By, m.Send.Sender, m.Send.Kind = base.Add(time.Duration(n)*time.Minute), agent, by, sender, kind
			}
		}
		var ids []string
		for i, v := range []struct {
			numbers           []string
			agent, by, sender string
			kind              sms.Kind
		}{
			{[]string{"+821012345678", "+821011112222"}, "kim", "user:kim", "15880000", sms.SMS}, {[]string{"+821012345678"}, "lee", "user:lee", "15880000", sms.MMS},
			{[]string{"+821099995678"}, "kim", "user:kim", "025550000", sms.SMS}, {[]string{"+821033334444", "+821012345678", "+821055556666"}, "", "user:boss", "15880000", sms.SMS},
		} {
			ids = append(ids, text(t, db, "글", v.numbers, at(i, v.agent, v.by, v.sender, v.kind)).ID)
		}
		must(t, db.change(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `UPDATE sms_messages SET state = 'failed' WHERE id IN ($1, $2, $3)`, ids[0]+"-0002", ids[3]+"-0001", ids[3]+"-0003")
			return err
		}))
		for name, tc := range map[string]struct {
			f        sms.Filter
			sends    string // in their order, by number
			messages int
		}{
			"all": {sms.Filter{}, "3 2 1 0", 7}, "an agent": {sms.Filter{Owners: []string{"kim"}}, "2 0", 3}, "agents": {sms.Filter{Owners: []string{"kim", "lee"}}, "2 1 0", 4}, "nobody": {sms.Filter{Owners: []string{}}, "", 0},
			"who takes no calls": {sms.Filter{Owners: []string{"user:boss"}}, "3", 3}, "kind": {sms.Filter{Kind: sms.MMS}, "1", 1}, "sender": {sms.Filter{Sender: "025550000"}, "2", 1},
			"a number": {sms.Filter{Number: "+821012345678"}, "3 1 0", 3}, "last digits": {sms.Filter{Last: "5678"}, "3 2 1 0", 4}, "last digits of nobody": {sms.Filter{Last: "0000"}, "", 0},
			"state": {sms.Filter{State: sms.Undone}, "3 0", 3}, "state and agent": {sms.Filter{State: sms.Undone, Owners: []string{"kim"}}, "0", 1}, "state and kind": {sms.Filter{State: sms.Queued, Kind: sms.SMS}, "3 2 0", 3},
			"from": {sms.Filter{From: base.Add(2 * time.Minute)}, "3 2", 4}, "to": {sms.Filter{To: base.Add(2 * time.Minute)}, "1 0", 3}, "a number in a time": {sms.Filter{Number: "+821012345678", From: base.Add(time.Minute), To: base.Add(2 * time.Minute)}, "1", 1},
			"one send": {sms.Filter{Send: "0"}, "3 2 1 0", 2},
		} {
			if tc.f.Send != "" {
				tc.f.Send = ids[0]
			}
			for _, limit := range []int{1, 2, 50} {
				f := tc.f
				f.Limit = limit
				var got []string
				for {
					list, next, err := db.SMSSends(ctx, f)
					must(t, err)
					for _, s := range list {
						got = append(got, fmt.Sprint(slices.Index(ids, s.ID)))
					}
					if f.After = next; next == "" {
						break
					}
				}
				if strings.Join(got, " ") != tc.sends {
					t.Errorf("%s, %d a page: sends %v, want %s", name, limit, got, tc.sends)
				}
				f.After = ""
				seen, last := map[string]bool{}, time.Now()
				for {
					list, next, err := db.SMSMessages(ctx, f)
					must(t, err)
					for _, m := range list {
						if seen[m.ID] || m.Created.After(last) {
							t.Errorf("%s, %d a page: %s again, or out of order", name, limit, m.ID)
						}
						seen[m.ID], last = true, m.Created
					}
					if f.After = next; next == "" {
						break
					}
				}
				if len(seen) != tc.messages {
					t.Errorf("%s, %d a page: %d messages, want %d", name, limit, len(seen), tc.messages)
				}
			}
		}
		counts, first, err := db.SMSOfSends(ctx, ids)
		if must(t, err); counts[ids[3]][sms.Undone] != 2 || counts[ids[3]][sms.Queued] != 1 || first[ids[3]].Number != "+821033334444" {
			t.Errorf("%v %+v", counts, first[ids[3]])
		}
		if c, err := db.CountSMS(ctx, []string{"kim"}, base, time.Now()); err != nil || c[sms.Queued] != 2 || c[sms.Undone] != 1 {
			t.Errorf("%v %v", c, err)
		}
		var exported []string
		must(t, db.ExportSMS(ctx, sms.Filter{Owners: []string{"kim"}}, func(m sms.Message, body string) error { exported = append(exported, m.Number+body); return nil }))
		if len(exported) != 3 || exported[0] != "+821099995678글" {
			t.Errorf("%v", exported)
		}
		if _, _, err := db.SMSMessages(ctx, sms.Filter{After: "x", Limit: 1}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a cursor of nobody: %v", err)
		}
		if _, err := db.SMSSend(ctx, "nothing"); !fault.Is(err, fault.NotFound) {
			t.Errorf("no send: %v", err)
		}
		if _, _, _, err := db.SMSMessage(ctx, "nothing"); !fault.Is(err, fault.NotFound) {
			t.Errorf("no message: %v", err)
		}
	})
}

// Every search of messages walks an index, whichever page it is.
func TestSMSLookUpsWalkIndexes(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		after := cursor{Time: 5, ID: "c"}
		queries := map[string]*query{}
		for name, f := range map[string]sms.Filter{
			"all": {}, "owner": {Owners: []string{"kim"}}, "owners": {Owners: []string{"kim", "lee"}, From: time.UnixMilli(1), To: time.UnixMilli(9)}, "kind": {Kind: sms.SMS}, "state": {State: sms.Undone}, "those that wait": {Waiting: true}, "sender": {Sender: "1"},
			"number": {Number: "+8210"}, "last": {Last: "5678"}, "customer": {Customer: "c"}, "send": {Send: "s"}, "state of an owner": {State: sms.Undone, Owners: []string{"kim"}}, "a time": {From: time.UnixMilli(1), To: time.UnixMilli(9)},
		} {
			for page, more := range map[string]bool{" first": false, " next": true} {
				q, err := db.messageQuery(messageColumns, f, after, more, 51)
				must(t, err)
				queries["messages of "+name+page] = q
				if f.Number == "" && f.Last == "" && f.State == "" && f.Customer == "" && f.Send == "" {
					queries["sends of "+name+page] = sendQuery(f, after, more, 51)
				}
			}
		}
		for name, text := range map[string]string{
			"turns": turnsOf, "next": nextTurn, "the longest wait": longestWait, "waiting": waitingBatches, "recalls": recalls, "swept": sendingBatches, "by the provider's name": byRef,
			"who uses an image": `SELECT owner FROM sms_image_uses WHERE image = $1`, "of a batch": `SELECT id FROM sms_messages WHERE batch_id = $1`,
		} {
			q := &query{}
			q.WriteString(text)
			for i := range strings.Count(text, "$") {
				q.args = append(q.args, []any{"x", 1, 1, 1}[min(i, 3)])
			}
			if name == "recalls" || name == "waiting" {
				q.args = []any{1, 1, 1}[:strings.Count(text, "$")]
			}
			if name == "turns" || name == "next" {
				q.args = []any{"x", 1, 1, "x", 1}
			}
			if name == "next" {
				q.args = []any{"x", 1, "x"}
			}
			if name == "recalls" {
				q.args[2] = "x"
			}
			if name == "by the provider's name" {
				q.args = []any{"x", "y", "z"}
			}
			queries[name] = q
		}
		queries["counts"], queries["counts of owners"] = countQuery(nil, time.UnixMilli(1), time.UnixMilli(9)), countQuery([]string{"kim"}, time.UnixMilli(1), time.UnixMilli(9))
		for _, more := range []bool{false, true} {
			queries[fmt.Sprint("opt-outs", more)], queries[fmt.Sprint("opt-out", more)] = db.optOutQuery("", after, more, 50), db.optOutQuery("+8210", after, more, 50)
			queries[fmt.Sprint("conversations", more)] = db.conversationQuery(sms.ConversationFilter{Limit: 50}, after, more)
			queries[fmt.Sprint("conversations of owners", more)] = db.conversationQuery(sms.ConversationFilter{Owners: []string{"kim"}, Nobody: true, Limit: 50}, after, more)
			queries[fmt.Sprint("conversations of a number", more)] = db.conversationQuery(sms.ConversationFilter{Number: "+8210", Limit: 50}, after, more)
			queries[fmt.Sprint("templates", more)] = templatesOf("", cursor{Key: []byte("c\x00k"), ID: "x"}, more, 50)
			queries[fmt.Sprint("templates of a category", more)] = templatesOf("c", cursor{Key: []byte("c\x00k"), ID: "x"}, more, 50)
		}
		for i, q := range db.knownQueries("+8210", "KR") {
			queries[fmt.Sprint("known", i)] = q
		}
		for name, q := range queries {
			plan := explained(t, db, q)
			for _, line := range strings.Split(plan, "\n") {
				if strings.Contains(line, "Seq Scan") || strings.Contains(line, "SCAN") && !strings.Contains(line, "USING") {
					t.Errorf("%s:\n%s\n%s", name, q.String(), plan)
					break
				}
			}
			if !db.postgres && strings.HasPrefix(name, "messages of") && !strings.Contains(name, "owners") && strings.Contains(plan, "TEMP B-TREE") && !strings.Contains(name, "send") {
				t.Errorf("%s is sorted:\n%s", name, plan)
			}
		}
	})
}

// Categories and templates: two levels, templates below the second, deleting takes what is
// below along, and every change can be taken back (T3 to T8, T14).
func TestSMSTemplates(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		by := people.Author{Actor: "user:boss", Role: people.Administrator}
		rec := func(action string) people.Change { return people.NewChange(by, action, "sms") }
		put := func(id, parent, name string) sms.Category {
			t.Helper()
			c, err := db.PutSMSCategory(ctx, sms.Category{ID: id, Parent: parent, Name: name, Used: true, Editable: true}, true, rec("sms_category_changed"))
			must(t, err)
			return c
		}
		put("a", "", "배송")
		a1 := put("a1", "a", "지연")
		if _, err := db.PutSMSCategory(ctx, sms.Category{ID: "x", Parent: "a1", Name: "x"}, true, rec("c")); !fault.Is(err, fault.Invalid) {
			t.Errorf("a third level: %v", err)
		}
		if _, err := db.PutSMSCategory(ctx, sms.Category{ID: "x", Parent: "none", Name: "x"}, true, rec("c")); !fault.Is(err, fault.NotFound) {
			t.Errorf("below nothing: %v", err)
		}
		tmpl := func(id, category, name string) sms.Template {
			return sms.Template{ID: id, Category: category, Name: name, Kind: sms.SMS, Body: "{이름}님", Used: true, Editable: true}
		}
		if _, err := db.PutSMSTemplate(ctx, tmpl("t0", "a", "x"), true, rec("t")); !fault.Is(err, fault.Invalid) {
			t.Errorf("below the first level: %v", err)
		}
		if _, err := db.PutSMSTemplate(ctx, tmpl("t0", "none", "x"), true, rec("t")); !fault.Is(err, fault.NotFound) {
			t.Errorf("below nothing: %v", err)
		}
		bad := tmpl("t0", "a1", "x")
		bad.Images = []string{"none"}
		if _, err := db.PutSMSTemplate(ctx, bad, true, rec("t")); !fault.Is(err, fault.NotFound) {
			t.Errorf("an image that is none: %v", err)
		}
		image := sms.StoredImage{ID: "i1", Name: "a.jpg", Width: 2, Height: 3, Created: time.Now().Truncate(time.Millisecond).UTC(), By: "user:kim", Data: []byte{1, 2, 3}}
		must(t, db.AddSMSImage(ctx, image))
		image.Bytes = 3
		if got, err := db.SMSImage(ctx, "i1"); err != nil || fmt.Sprint(got) != fmt.Sprint(image) {
			t.Errorf("%+v %v, want %+v", got, err, image)
		}
		for i, name := range []string{"나", "가", "다"} {
			v := tmpl(fmt.Sprint("t", i), "a1", name)
			if i == 0 {
				v.Kind, v.Images = sms.MMS, []string{"i1"}
			}
			_, err := db.PutSMSTemplate(ctx, v, true, rec("sms_template_changed"))
			must(t, err)
		}
		var names []string
		for after := ""; ; {
			list, next, err := db.SMSTemplates(ctx, "", after, 2)
			must(t, err)
			for _, v := range list {
				names = append(names, v.Name)
			}
			if after = next; next == "" {
				break
			}
		}
		if strings.Join(names, "") != "가나다" {
			t.Errorf("%v", names)
		}
		v, err := db.SMSTemplate(ctx, "t0")
		if must(t, err); v.Version != 1 || v.UpdatedBy != "user:boss" || len(v.Images) != 1 {
			t.Errorf("%+v", v)
		}
		v.Name = "라"
		changed, err := db.PutSMSTemplate(ctx, v, false, rec("sms_template_changed"))
		if must(t, err); changed.Version != 2 {
			t.Errorf("%+v", changed)
		}
		if _, err := db.PutSMSTemplate(ctx, v, false, rec("t")); !fault.Is(err, fault.Conflict) {
			t.Errorf("of an older version: %v", err)
		}
		a1.Used = false
		a1, err = db.PutSMSCategory(ctx, a1, false, rec("sms_category_changed"))
		if must(t, err); a1.Version != 2 || a1.Parent != "a" {
			t.Errorf("%+v", a1)
		}
		if err := db.DeleteSMSCategory(ctx, "a", 7, rec("c")); !fault.Is(err, fault.Conflict) {
			t.Errorf("of another version: %v", err)
		}
		gone := rec("sms_category_deleted")
		must(t, db.DeleteSMSCategory(ctx, "a", 1, gone))
		list, counts, err := db.SMSCategories(ctx)
		if must(t, err); len(list) != 0 || len(counts) != 0 {
			t.Errorf("%v %v", list, counts)
		}
		if owners, err := db.SMSImageOwners(ctx, "i1"); err != nil || len(owners) != 0 {
			t.Errorf("%v %v", owners, err)
		}
		changes, err := db.ChangeLog(ctx, nil, 0, 1)
		if must(t, err); len(changes) != 1 || len(changes[0].Edits) != 5 || changes[0].Action != "sms_category_deleted" {
			t.Fatalf("%+v", changes)
		}
		for _, e := range changes[0].Edits {
			if stands, err := db.StandsSMS(ctx, e); err != nil || !stands {
				t.Errorf("%+v %v %v", e, stands, err)
			}
		}
		undo := rec("undone")
		undo.Undoes = changes[0].ID
		must(t, db.UndoSMS(ctx, changes[0].Edits, undo))
		list, counts, err = db.SMSCategories(ctx)
		if must(t, err); len(list) != 2 || counts["a1"] != 3 || list[1].Used && list[0].Used {
			t.Errorf("%+v %v", list, counts)
		}
		if owners, err := db.SMSImageOwners(ctx, "i1"); err != nil || len(owners) != 1 {
			t.Errorf("%v %v", owners, err)
		}
		undo.ID = people.NewID()
		if err := db.UndoSMS(ctx, changes[0].Edits, undo); !fault.Is(err, fault.Conflict) {
			t.Errorf("undone twice: %v", err)
		}
		must(t, db.DeleteSMSTemplate(ctx, "t1", 0, rec("sms_template_deleted")))
		if err := db.DeleteSMSTemplate(ctx, "t1", 0, rec("t")); !fault.Is(err, fault.NotFound) {
			t.Errorf("deleted twice: %v", err)
		}
		// A category that was made is not taken back while something stands in it.
		all, err := db.ChangeLog(ctx, nil, 0, 50)
		must(t, err)
		for _, c := range all {
			if c.Action != "sms_category_changed" || c.Edits[0].ID != "a" {
				continue
			}
			if err := db.UndoSMS(ctx, c.Edits, people.Change{ID: people.NewID(), At: time.Now(), Author: by, Action: "undone", Target: "sms", Undoes: c.ID}); !fault.Is(err, fault.Conflict) {
				t.Errorf("%v", err)
			}
		}
	})
}

// A deleted person is in no table of messages: names, numbers, what was written to them alone
// and what they wrote; what waits is cancelled. Others' stays (P-05).
func TestDeletedPersonIsInNoMessage(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		for _, c := range []desk.Customer{customer(t, "gone-id", "사라질사람", "01077778888"), customer(t, "other", "남을사람", "01033334444")} {
			_, err := db.CreateCustomer(ctx, c, "t")
			must(t, err)
		}
		named := func(customer, name string) func(*sms.Make) {
			return func(m *sms.Make) {
				for i := range m.Batches[0].Messages {
					if m.Batches[0].Messages[i].Number == "+821077778888" {
						m.Batches[0].Messages[i].Name, m.Batches[0].Messages[i].Customer = name, customer
					}
				}
			}
		}
		at := time.Now().Add(time.Hour)
		waits := text(t, db, "사라질글1", []string{"+821077778888"}, named("gone-id", "사라질사람"), func(m *sms.Make) { m.Send.Due = &at })
		shared := text(t, db, "남을글", []string{"+821077778888", "+821033334444"}, named("", "사라질사람"))
		linked := text(t, db, "사라질글2", []string{"+821099990000"}, func(m *sms.Make) { m.Batches[0].Messages[0].Customer = "gone-id" })
		for i, from := range []string{"+821077778888", "+821033334444"} {
			_, err := db.SMSCameIn(ctx, sms.CameIn{Incoming: sms.Incoming{Provider: "test", ID: fmt.Sprint(i), Body: []string{"사라질글3", "남을글2"}[i], Media: []string{"https://example.com/사라질"}[:1-i], At: time.Now()}, Number: from, Ours: "15880000", Now: time.Now()})
			must(t, err)
		}
		for i, from := range []string{"+821077778888", "+821033334444"} {
			must(t, db.KeepSMSPart(ctx, sms.Part{Provider: "test", Message: fmt.Sprint("m", i), Number: 1, From: from, Data: []byte([]string{"사라질글4", "남을글3"}[i])}, time.Now()))
		}
		_, err := db.AddOptOut(ctx, sms.OptOut{ID: people.NewID(), Number: "+821077778888", Source: sms.ByPerson, At: time.Now()})
		must(t, err)
		hits := func() string {
			return strings.Join(occurrences(t, db, "gone-id", "사라질", "77778888", "88887777", "99990000"), "\n")
		}
		if n := strings.Count(hits(), "\n"); n < 10 {
			t.Fatalf("the test looks at too little: %s", hits())
		}
		got, err := db.DeleteCustomer(ctx, "gone-id", "KR")
		must(t, err)
		if got.Messages != 3 || len(got.Unsent) != 1 || got.Unsent[string(sms.SMS)] != 3 {
			t.Errorf("%+v", got)
		}
		left := hits()
		if strings.Count(left, "\n") > 0 || !strings.Contains(left, "sms_opt_outs") { // it alone keeps us from writing there
			t.Errorf("the person is still in\n%s", left)
		}
		if c := ofSend(t, db, waits.ID); c[sms.Cancelled] != 1 {
			t.Errorf("what waited is %v", c)
		}
		if c := ofSend(t, db, shared.ID); c[sms.Queued] != 1 || c[sms.Cancelled] != 1 {
			t.Errorf("what others get is %v", c)
		}
		m, _, body, err := db.SMSMessage(ctx, shared.ID+"-0002")
		if must(t, err); m.Number != "+821033334444" || body != "남을글" {
			t.Errorf("somebody else's: %+v %q", m, body)
		}
		if s, err := db.SMSSend(ctx, linked.ID); err != nil || s.Body != "" {
			t.Errorf("%+v %v", s, err)
		}
		if list, _, err := db.Conversations(ctx, sms.ConversationFilter{Limit: 10}); err != nil || len(list) != 1 || list[0].Number != "+821033334444" {
			t.Errorf("%+v %v", list, err)
		}
		if list, err := db.SMSParts(ctx, "test"); err != nil || len(list) != 1 || string(list[0].Data) != "남을글3" {
			t.Errorf("%+v %v", list, err)
		}
		c := turn(t, db, time.Now())
		if len(c.Batch.Messages) != 1 || c.Batch.Messages[0].ID != shared.ID+"-0002" {
			t.Errorf("what goes: %+v", c)
		}
	})
}

// Messages age out as notes do: what ended, with its images; what waits and what is held
// stays. Merged, they are of the record that stays.
func TestSMSRetention(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		old := time.Now().Add(-100 * 24 * time.Hour)
		for i, number := range []string{"01077778888", "01033334444"} {
			_, err := db.CreateCustomer(ctx, customer(t, fmt.Sprint("k", i), "고객", number), "t")
			must(t, err)
		}
		must(t, db.AddSMSImage(ctx, sms.StoredImage{ID: "used", Name: "a.jpg", Created: old, Data: []byte{1}}))
		must(t, db.AddSMSImage(ctx, sms.StoredImage{ID: "unused", Name: "a.jpg", Created: old, Data: []byte{1}}))
		must(t, db.AddSMSImage(ctx, sms.StoredImage{ID: "new", Name: "a.jpg", Created: time.Now(), Data: []byte{1}}))
		aged := func(m *sms.Make) { m.Send.Created, m.Send.Images = old, []string{"used"} }
		held := text(t, db, "a", []string{"+821077778888"}, aged)
		gone := text(t, db, "a", []string{"+821033334444"}, aged)
		waits := text(t, db, "a", []string{"+821055556666"}, aged)
		young := text(t, db, "a", []string{"+821033334444"})
		for _, id := range []string{held.ID, gone.ID} {
			_, _, _, err := db.CancelSMS(ctx, sms.Cancel{Send: id, By: "t", Now: time.Now()})
			must(t, err)
		}
		for i, from := range []string{"+821077778888", "+821033334444"} {
			_, err := db.SMSCameIn(ctx, sms.CameIn{Incoming: sms.Incoming{Provider: "test", ID: fmt.Sprint(i), Body: "b", At: old}, Number: from, Ours: "15880000", Now: old})
			must(t, err)
		}
		must(t, db.SetHold(ctx, "k0", "소송", "KR", "user:boss"))
		age := func() {
			t.Helper()
			for more := true; more; {
				var err error
				more, err = db.DeleteOldSMS(ctx, time.Now().Add(-24*time.Hour))
				must(t, err)
			}
		}
		age()
		for s, there := range map[string]bool{held.ID: true, gone.ID: false, waits.ID: true, young.ID: true} {
			_, err := db.SMSSend(ctx, s)
			if (err == nil) != there || err != nil && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v, want %v", s, err, there)
			}
		}
		if list, _, err := db.Conversations(ctx, sms.ConversationFilter{Limit: 10}); err != nil || len(list) != 1 || list[0].Number != "+821077778888" {
			t.Errorf("%+v %v", list, err)
		}
		images, err := db.SMSImagesThere(ctx, []string{"used", "unused", "new"})
		if must(t, err); len(images) != 2 || images["unused"] {
			t.Errorf("%v", images)
		}
		if _, err := db.DeleteCustomer(ctx, "k0", "KR"); !fault.Is(err, fault.Conflict) {
			t.Errorf("held and deleted: %v", err)
		}
		must(t, db.SetHold(ctx, "k0", "", "KR", "user:boss"))
		age()
		if _, err := db.SMSSend(ctx, held.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("lifted, and it stays: %v", err)
		}
		linked := text(t, db, "a", []string{"+821077778888"}, func(m *sms.Make) { m.Batches[0].Messages[0].Customer = "k0" })
		_, err = db.MergeCustomers(ctx, "k1", "k0", "same", "boss")
		must(t, err)
		if m, _, _, err := db.SMSMessage(ctx, linked.ID+"-0001"); err != nil || m.Customer != "k1" {
			t.Errorf("%+v %v", m, err)
		}
	})
}

// Conversations: one for a number and one of ours, of who wrote there last; the centre knows
// whom it has talked to, and who waits for an answer.
func TestConversations(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		_, err := db.CreateCustomer(ctx, customer(t, "c1", "김하나", "01012345678"), "t")
		must(t, err)
		in := func(id, from, ours string) sms.Arrival {
			t.Helper()
			a, err := db.SMSCameIn(ctx, sms.CameIn{Incoming: sms.Incoming{Provider: "test", ID: id, Body: id, At: time.Now()}, Number: from, Ours: ours, Now: time.Now()})
			must(t, err)
			return a
		}
		first := in("1", "+821012345678", "15880000")
		if again := in("1", "+821012345678", "15880000"); again.New || again.Conversation != first.Conversation {
			t.Errorf("%+v", again)
		}
		if more := in("2", "+821012345678", "15880000"); !more.New || more.Conversation != first.Conversation {
			t.Errorf("%+v", more)
		}
		other := in("3", "+821012345678", "025550000")
		stranger := in("4", "+821099990000", "15880000")
		if other.Conversation == first.Conversation || stranger.Conversation == first.Conversation {
			t.Error("another number of ours, or of theirs, is another conversation")
		}
		waiting, err := db.SMSWaiting(ctx, "15880000", []string{"+821012345678", "+821099990000", "+821000000000"})
		if must(t, err); len(waiting) != 2 {
			t.Errorf("%v", waiting)
		}
		time.Sleep(2 * time.Millisecond)
		text(t, db, "답", []string{"+821012345678"})
		if waiting, err = db.SMSWaiting(ctx, "15880000", []string{"+821012345678", "+821099990000"}); err != nil || len(waiting) != 1 || !waiting["+821099990000"] {
			t.Errorf("%v %v", waiting, err)
		}
		c, err := db.Conversation(ctx, first.Conversation)
		if must(t, err); c.Owner != "kim" || c.Unread != 2 || c.Customer != "c1" {
			t.Errorf("%+v", c)
		}
		must(t, db.ReadConversation(ctx, c.ID))
		if c, err = db.Conversation(ctx, c.ID); err != nil || c.Unread != 0 {
			t.Errorf("%+v %v", c, err)
		}
		for name, tc := range map[string]struct {
			f    sms.ConversationFilter
			want int
		}{
			"all": {sms.ConversationFilter{}, 3}, "kim": {sms.ConversationFilter{Owners: []string{"kim"}}, 1}, "kim and nobody": {sms.ConversationFilter{Owners: []string{"kim"}, Nobody: true}, 3}, "none": {sms.ConversationFilter{Owners: []string{}}, 0},
			"nobody": {sms.ConversationFilter{Owners: []string{}, Nobody: true}, 2}, "customer": {sms.ConversationFilter{Customer: "c1"}, 2}, "number": {sms.ConversationFilter{Number: "+821099990000"}, 1},
		} {
			n := 0
			for f := tc.f; ; {
				f.Limit = 1
				list, next, err := db.Conversations(ctx, f)
				must(t, err)
				n += len(list)
				if f.After = next; next == "" {
					break
				}
			}
			if n != tc.want {
				t.Errorf("%s: %d, want %d", name, n, tc.want)
			}
		}
		lines, _, err := db.Lines(ctx, c, "", 10)
		if must(t, err); len(lines) != 3 || lines[0].In || lines[0].Body != "답" || !lines[2].In {
			t.Errorf("%+v", lines)
		}
		all, _, err := db.Conversations(ctx, sms.ConversationFilter{Limit: 10})
		must(t, err)
		last, err := db.LastLines(ctx, all)
		must(t, err)
		for _, one := range all {
			lines, _, err := db.Lines(ctx, one, "", 1)
			if must(t, err); len(lines) != 1 || !reflect.DeepEqual(last[one.ID], lines[0]) {
				t.Errorf("the last line of %s is %+v, want %+v", one.ID, last[one.ID], lines)
			}
		}
		if len(last) != 3 || last[c.ID].Body != "답" || last[stranger.Conversation].Body != "4" || !last[stranger.Conversation].In {
			t.Errorf("%+v", last)
		}
		in("5", "+821012345678", "15880000")
		if last, err = db.LastLines(ctx, []sms.Conversation{c}); err != nil || len(last) != 1 || last[c.ID].Body != "5" {
			t.Errorf("%+v %v", last, err)
		}
		if last, err = db.LastLines(ctx, nil); err != nil || len(last) != 0 {
			t.Errorf("%+v %v", last, err)
		}
		must(t, db.MakeTickets(ctx, "2026-11-28", []desk.Ticket{{Call: "x", Channel: desk.In, Number: "+821055556666"}}, nil))
		known, err := db.KnownSMS(ctx, []string{"+821012345678", "+821099990000", "+821055556666", "+821077770000"}, "KR")
		if must(t, err); len(known) != 3 || known["+821077770000"] {
			t.Errorf("%v", known)
		}
	})
}

// However many receipts come of messages that nobody knows, ours are kept: the oldest of the
// others make room (W-19).
func TestStrangersReceiptsStandInNoWay(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		s := text(t, db, "a", []string{"+821000000001", "+821000000002"})
		now := time.Now()
		c := turn(t, db, now)
		_, err := db.SettleSMS(ctx, "test", sms.Outcome{Batch: c.Batch.ID, Rest: sms.LookFor, Answers: []sms.Answer{{ID: c.Batch.Messages[0].ID, Status: sms.Accepted, Ref: sms.Ref{Request: "ours"}}}}, now)
		must(t, err)
		_, err = db.write.ExecContext(ctx, `INSERT INTO sms_receipts (provider, ref_request, ref_seq, status, code, detail, parts, at, kept_at)
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT 'test', 'stranger-' || i, '', 'delivered', '', '', 0, 1, i FROM n`, mostReceipts)
		must(t, err)
		m, err := db.TellSMS(ctx, "test", []sms.Answer{{Ref: sms.Ref{Request: "one more"}, Status: sms.Delivered}, {Ref: sms.Ref{Request: "ours"}, Status: sms.Delivered},
			{Ref: sms.Ref{Request: "soon ours"}, Status: sms.Delivered}, {Ref: sms.Ref{Request: "of another account"}, Status: sms.Delivered, Stray: true}}, now)
		if must(t, err); m.Of(sms.Arrived) != 1 {
			t.Errorf("%v", m)
		}
		var n, oldest, stray int
		must(t, db.read.QueryRowContext(ctx, `SELECT COUNT(*), MIN(kept_at) FROM sms_receipts`).Scan(&n, &oldest))
		must(t, db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM sms_receipts WHERE ref_request = 'of another account'`).Scan(&stray))
		if n != mostReceipts || oldest != 3 || stray != 0 {
			t.Errorf("%d receipts, the oldest is the %d., %d of another account", n, oldest, stray)
		}
		_, err = db.SettleSMS(ctx, "test", sms.Outcome{Batch: c.Batch.ID, Rest: sms.LookFor, Answers: []sms.Answer{{ID: c.Batch.Messages[1].ID, Status: sms.Accepted, Ref: sms.Ref{Request: "soon ours"}}}}, now)
		must(t, err)
		if got := ofSend(t, db, s.ID); got[sms.Arrived] != 2 {
			t.Errorf("%v", got)
		}
	})
}

// A provider may write anything into its identifiers: they are kept as text, within bounds, and
// found again by what it wrote.
func TestOddIdentifiers(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		for _, odd := range []string{"a\x00b", "half \xed\x95", "\xff\xfe", strings.Repeat("가", 500)} {
			s := text(t, db, "a", []string{"+821000000001"})
			now := time.Now()
			c := turn(t, db, now)
			ref := sms.Ref{Request: odd, Seq: odd}
			_, err := db.SettleSMS(ctx, "test", sms.Outcome{Batch: c.Batch.ID, Rest: sms.LookFor, Answers: []sms.Answer{{ID: c.Batch.Messages[0].ID, Status: sms.Accepted, Ref: ref}, {ID: odd, Status: sms.Accepted}}}, now)
			must(t, err)
			_, err = db.TellSMS(ctx, "test", []sms.Answer{{ID: odd, Status: sms.Delivered}, {Ref: sms.Ref{Request: odd + "!", Seq: odd}, Status: sms.Delivered}, {Ref: ref, Status: sms.Delivered}}, now)
			must(t, err)
			_, err = db.RecalledSMS(ctx, "test", sms.Recall{Refs: []sms.Ref{ref}}, []sms.Answer{{Ref: ref, Status: sms.TakenBack}}, now)
			must(t, err)
			if got := ofSend(t, db, s.ID); got[sms.Arrived] != 1 {
				t.Errorf("%q: %v", odd, got)
			}
		}
	})
}

// What comes in at the same moment begins one conversation, and one refusal.
func TestConversationsBeginOnce(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		for round := range 5 {
			number := fmt.Sprintf("+82101111000%d", round)
			var wg sync.WaitGroup
			for i := range 8 {
				wg.Go(func() {
					_, err := db.SMSCameIn(ctx, sms.CameIn{Incoming: sms.Incoming{Provider: "test", ID: fmt.Sprint(round, i), At: time.Now()}, Number: number, Ours: "15880000", Now: time.Now(), OptOut: true})
					if err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			list, _, err := db.Conversations(ctx, sms.ConversationFilter{Number: number, Limit: 10})
			must(t, err)
			out, _, err := db.OptOuts(ctx, number, "", 10)
			if must(t, err); len(list) != 1 || list[0].Unread != 8 || len(out) != 1 {
				t.Errorf("%d conversations, %d refusals: %+v", len(list), len(out), list)
			}
		}
	})
}

// remotely makes a send for a provider that keeps it for an hour, and hands it over.
func remotely(t *testing.T, db *DB, numbers []string, change ...func(*sms.Make)) sms.Send {
	t.Helper()
	now := time.Now()
	at := now.Add(time.Hour)
	s := text(t, db, "a", numbers, append(change, func(m *sms.Make) { m.Remote, m.Send.Due = true, &at })...)
	c := turn(t, db, now)
	o := sms.Outcome{Batch: c.Batch.ID, Rest: sms.LookFor}
	for _, m := range c.Batch.Messages {
		o.Answers = append(o.Answers, sms.Answer{ID: m.ID, Status: sms.Accepted, Ref: sms.Ref{Request: c.Batch.ID, Seq: m.ID}})
	}
	_, err := db.SettleSMS(ctx, "test", o, now)
	must(t, err)
	return s
}

// What a provider keeps for later is asked for when its recipient refuses messages, or is
// deleted (W-22).
func TestRefusalReachesTheProvider(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		_, err := db.CreateCustomer(ctx, customer(t, "gone", "사라질사람", "01077778888"), "t")
		must(t, err)
		numbers := []string{"+821077778888", "+821033334444", "+821055556666"}
		plain, ad := remotely(t, db, numbers), remotely(t, db, numbers, func(m *sms.Make) { m.Send.Ad = true })
		recalled := func(want ...string) {
			t.Helper()
			list, err := db.RecallsSMS(ctx, "test", time.Now(), 10)
			must(t, err)
			var got []string
			for _, r := range list {
				for _, ref := range r.Refs {
					if !strings.HasPrefix(ref.Seq, r.Send) {
						t.Errorf("%s is not of %s", ref.Seq, r.Send)
					}
					got = append(got, ref.Seq)
				}
			}
			slices.Sort(got)
			if slices.Sort(want); !slices.Equal(got, want) {
				t.Errorf("asked for: %v, want %v", got, want)
			}
		}
		_, err = db.AddOptOut(ctx, sms.OptOut{ID: people.NewID(), Number: numbers[1], Source: sms.ByPerson, At: time.Now(), Ads: true})
		must(t, err)
		recalled(ad.ID + "-0002")
		_, err = db.SMSCameIn(ctx, sms.CameIn{Incoming: sms.Incoming{Provider: "test", ID: "1", Body: "STOP", At: time.Now()}, Number: numbers[2], Ours: "15880000", Now: time.Now(), OptOut: true})
		must(t, err)
		recalled(ad.ID+"-0002", ad.ID+"-0003", plain.ID+"-0003")
		_, err = db.DeleteCustomer(ctx, "gone", "KR")
		must(t, err)
		recalled(ad.ID+"-0001", ad.ID+"-0002", ad.ID+"-0003", plain.ID+"-0001", plain.ID+"-0003")
	})
}

// How many wait for their time is said alike everywhere, also after somebody was deleted and
// when the time has come.
func TestScheduledIsOneFigure(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		_, err := db.CreateCustomer(ctx, customer(t, "gone", "사라질사람", "01077778888"), "t")
		must(t, err)
		at := time.Now().Add(time.Hour)
		text(t, db, "a", []string{"+821077778888", "+821033334444", "+821055556666"}, func(m *sms.Make) { m.Send.Due = &at })
		figure := func(scheduled, queued int) {
			t.Helper()
			st, err := db.SMSStats(ctx)
			must(t, err)
			n, err := db.CountWaitingSMS(ctx, nil)
			must(t, err)
			list, _, err := db.SMSMessages(ctx, sms.Filter{Waiting: true, Limit: 10})
			if must(t, err); st.Scheduled != scheduled || n != scheduled || len(list) != scheduled || st.Queued != queued {
				t.Errorf("scheduled %d, %d and %d, want %d; queued %d, want %d", st.Scheduled, n, len(list), scheduled, st.Queued, queued)
			}
		}
		figure(3, 0)
		_, err = db.DeleteCustomer(ctx, "gone", "KR")
		must(t, err)
		figure(2, 0)
		_, _, err = db.ReleaseSMS(ctx, sms.Policy{Now: at, Zone: time.UTC})
		must(t, err)
		figure(0, 2)
		if list, err := db.SMSTurns(ctx, false, at, 10, ""); err != nil || len(list) != 1 || list[0].Size != 2 {
			t.Errorf("%+v %v", list, err)
		}
	})
}

// The pictures of a template outlive it for a day, so that deleting it can be taken back; after
// that it is refused, and no template comes back without its pictures.
func TestTemplatesKeepTheirPictures(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		rec := func(action string) people.Change {
			return people.Change{ID: people.NewID(), At: time.Now(), Author: people.Author{Actor: "user:boss"}, Action: action, Target: "sms"}
		}
		must(t, db.AddSMSImage(ctx, sms.StoredImage{ID: "i1", Name: "a.jpg", Created: time.Now().Add(-100 * 24 * time.Hour), Data: []byte{1}}))
		for _, c := range []sms.Category{{ID: "a", Name: "가"}, {ID: "a1", Parent: "a", Name: "나"}} {
			_, err := db.PutSMSCategory(ctx, c, true, rec("sms_category_added"))
			must(t, err)
		}
		_, err := db.PutSMSTemplate(ctx, sms.Template{ID: "t1", Category: "a1", Name: "다", Kind: sms.MMS, Body: "글", Images: []string{"i1"}}, true, rec("sms_template_added"))
		must(t, err)
		remove := func() []people.Edit {
			t.Helper()
			must(t, db.DeleteSMSTemplate(ctx, "t1", 0, rec("sms_template_deleted")))
			list, err := db.ChangeLog(ctx, nil, 0, 1)
			must(t, err)
			return list[0].Edits
		}
		age := func() {
			t.Helper()
			_, err := db.DeleteOldSMS(ctx, time.Now().Add(-24*time.Hour))
			must(t, err)
		}
		edits := remove()
		age()
		must(t, db.UndoSMS(ctx, edits, rec("undone")))
		if v, err := db.SMSTemplate(ctx, "t1"); err != nil || !slices.Equal(v.Images, []string{"i1"}) {
			t.Errorf("%+v %v", v, err)
		}
		if there, err := db.SMSImagesThere(ctx, []string{"i1"}); err != nil || !there["i1"] {
			t.Errorf("its picture is gone: %v", err)
		}
		edits = remove()
		_, err = db.write.ExecContext(ctx, `UPDATE sms_images SET used_at = used_at - $1`, (25 * time.Hour).Milliseconds())
		must(t, err)
		age()
		if err := db.UndoSMS(ctx, edits, rec("undone")); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "deleted by now") {
			t.Errorf("%v", err)
		}
	})
}

// A try that was taken for lost was not: what the provider tells of its message counts while
// the message waits to go again, and it does not go again. Of what was never handed over
// nothing is believed (F-90).
func TestToldWhileItWaitsToGoAgain(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		for said, want := range map[sms.Status]sms.State{sms.Delivered: sms.Arrived, sms.Failed: sms.Undone, sms.Accepted: sms.Taken, sms.Rejected: sms.Refused, sms.TakenBack: sms.Queued} {
			s := text(t, db, "a", []string{"+821000000001", "+821000000002"})
			ids := []string{s.ID + "-0001", s.ID + "-0002"}
			now := time.Now()
			m, err := db.TellSMS(ctx, "test", []sms.Answer{{ID: ids[0], Status: said}}, now)
			if must(t, err); len(m) != 0 || ofSend(t, db, s.ID)[sms.Queued] != 2 {
				t.Errorf("%s of what was never handed over: %v", said, m)
			}
			c := turn(t, db, now)
			_, err = db.SettleSMS(ctx, "test", sms.Outcome{Batch: c.Batch.ID, Rest: sms.SendAgain, Next: now.Add(time.Minute)}, now)
			must(t, err)
			_, err = db.TellSMS(ctx, "test", []sms.Answer{{ID: ids[0], Status: said}}, now)
			must(t, err)
			if got := ofSend(t, db, s.ID); want != sms.Queued && (got[want] != 1 || got[sms.Queued] != 1) {
				t.Errorf("%s: %v", said, got)
			}
			again := turn(t, db, now.Add(time.Minute)) // the other one goes
			left := 1
			if want == sms.Queued {
				left = 2
			}
			if again.Batch.ID != c.Batch.ID || len(again.Batch.Messages) != left || again.Batch.Messages[left-1].ID != ids[1] {
				t.Errorf("%s: what goes again is %+v", said, again.Batch)
			}
			_, err = db.SettleSMS(ctx, "test", sms.Outcome{Batch: c.Batch.ID, Rest: sms.SendAgain, Next: now.Add(2 * time.Minute)}, now)
			must(t, err)
			_, err = db.TellSMS(ctx, "test", []sms.Answer{{ID: ids[1], Status: sms.Delivered}, {ID: ids[0], Status: sms.Delivered}}, now)
			must(t, err)
			if next, err := db.NextSMS(ctx, ""); err != nil || !next.IsZero() {
				t.Errorf("%s: of a batch of which everything is told something waits: %v %v", said, next, err)
			}
		}
	})
}

// Parts of a message that comes in are kept once, in their order, until it is whole; what
// nobody asks for any more goes after a day.
func TestPartsOfMessages(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		now := time.Now()
		keep := func(provider, message string, n int, at time.Time) {
			t.Helper()
			must(t, db.KeepSMSPart(ctx, sms.Part{Provider: provider, Message: message, Number: n, From: "+821012345678", Data: fmt.Appendf(nil, "%s\x00%d", message, n)}, at))
		}
		keep("smpp", "a", 2, now)
		keep("smpp", "a", 1, now.Add(time.Second))
		keep("smpp", "a", 2, now.Add(2*time.Second)) // the answer to it was lost
		keep("smpp", "b", 1, now.Add(3*time.Second))
		keep("other", "a", 1, now)
		left := func(want ...string) {
			t.Helper()
			list, err := db.SMSParts(ctx, "smpp")
			must(t, err)
			var got []string
			for _, p := range list {
				if p.Provider != "smpp" || p.From != "+821012345678" || string(p.Data) != fmt.Sprintf("%s\x00%d", p.Message, p.Number) {
					t.Errorf("%+v", p)
				}
				got = append(got, fmt.Sprint(p.Message, p.Number))
			}
			if !slices.Equal(got, want) {
				t.Errorf("%v, want %v", got, want)
			}
		}
		left("a2", "a1", "b1")
		must(t, db.DropSMSParts(ctx, "smpp", "a"))
		left("b1")
		keep("smpp", "c", 1, now.Add(-25*time.Hour))
		_, err := db.DeleteOldSMS(ctx, now.Add(-24*time.Hour))
		must(t, err)
		left("b1")
		if list, err := db.SMSParts(ctx, "other"); err != nil || len(list) != 1 {
			t.Errorf("%+v %v", list, err)
		}
	})
}
