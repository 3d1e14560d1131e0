package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// chatLife writes a room of a customer: something into every sealed column of the chat.
func chatLife(t *testing.T, db *DB, customer, number string) {
	t.Helper()
	at := acd.At(time.Now())
	id, v := "chat-"+customer, chat.VisitorID("visitor-"+customer)
	_, _, err := db.ChatAddVisitor(ctx, chat.Visitor{ID: v, Channel: chat.SMS, Account: customer, External: number, Name: "김하나", Number: number, Email: secrets["memo"] + "@example.com", Birth: "1990-" + secrets["memo"],
		Fields: map[string]string{"주소": secrets["memo"]}, User: &chat.SiteUser{ID: secrets["memo"]}, Customer: customer, Created: at, Seen: at})
	must(t, err)
	must(t, db.ChatTagVisitor(ctx, v, []string{"tag of " + customer}))
	file := chat.StoredFile{File: chat.File{ID: "file-" + customer, Name: secrets["memo"] + ".png", Type: "image/png"}, Room: chat.RoomID(id), At: at, Data: []byte(secrets["memo"])}
	file.Size = len(file.Data)
	must(t, db.ChatAddFile(ctx, file))
	r := room(id, 0, func(r *chat.Room) {
		r.Visitor, r.Status, r.Opened, r.EndedAt, r.EndType = v, chat.Ended, at, at+1, chat.EndByAgent
	})
	must(t, db.ChatKeep(ctx, chat.Batch{Rooms: []chat.Room{r}, Messages: []chat.Message{{Room: r.ID, Seq: 1, By: chat.ByCustomer, At: at, Body: secrets["memo"] + " 환불해주세요", Files: []chat.File{file.File}}},
		Entries: []chat.Entry{{Room: r.ID, At: at, Kind: "ended"}},
		Origins: []chat.Origin{{Room: r.ID, URL: "https://example.com/" + secrets["memo"], Referrer: "https://example.com/?" + number, Params: map[string]string{"a": secrets["memo"]}}}}))
	must(t, db.ChatTagRoom(ctx, r.ID, []string{"room of " + customer}))
	_, err = db.ChatRate(ctx, chat.Rating{Room: r.ID, Score: 4, Comment: secrets["memo"], At: at, Client: "rate-" + customer})
	must(t, err)
	must(t, db.ChatAsk(ctx, chat.Request{ID: "request-" + customer, Room: r.ID, Agent: "kim", Body: secrets["memo"], Asked: at}))
	_, err = db.ChatAnswer(ctx, "request-"+customer, chat.RequestDone, secrets["memo"], "boss", at)
	must(t, err)
}

// chatAgain looks up what chatLife wrote.
func chatAgain(t *testing.T, db *DB, customer, number string) {
	t.Helper()
	v, there, err := db.ChatVisitorOf(ctx, chat.SMS, customer, number)
	if must(t, err); !there || v.Number != number || v.External != number || v.Fields["주소"] != secrets["memo"] || v.User == nil || v.User.ID != secrets["memo"] || v.Email != secrets["memo"]+"@example.com" || v.Birth != "1990-"+secrets["memo"] {
		t.Errorf("the customer of the chat: %+v %v", v, there)
	}
	s := anywhere("환불")
	s.Now = acd.At(time.Now().Add(time.Minute))
	if got := searched(t, db, s); !slices.Contains(got, "chat-"+customer+"/1") {
		t.Errorf("a search in messages finds %v", got)
	}
	room := chat.RoomID("chat-" + customer)
	list, err := db.ChatMessages(ctx, room, 0, 0, 5)
	if must(t, err); len(list) != 1 || list[0].Body != secrets["memo"]+" 환불해주세요" || len(list[0].Files) != 1 {
		t.Errorf("messages %+v", list)
	}
	if o, err := db.ChatOrigin(ctx, room); err != nil || o.Params["a"] != secrets["memo"] || !strings.HasSuffix(o.URL, secrets["memo"]) || !strings.HasSuffix(o.Referrer, number) {
		t.Errorf("origin %+v %v", o, err)
	}
	if f, err := db.ChatFile(ctx, "file-"+customer); err != nil || string(f.Data) != secrets["memo"] || f.Name != secrets["memo"]+".png" {
		t.Errorf("file %+v %v", f, err)
	}
	if got, err := db.ChatRatings(ctx, []chat.RoomID{room, "none"}); err != nil || len(got) != 1 || got[room].Score != 4 || got[room].Comment != secrets["memo"] {
		t.Errorf("ratings %+v %v", got, err)
	}
	requests, _, err := db.ChatRequests(ctx, chat.RequestFilter{Limit: 50})
	if must(t, err); !slices.ContainsFunc(requests, func(r chat.Request) bool {
		return r.ID == "request-"+customer && r.Body == secrets["memo"] && r.Answer == secrets["memo"]
	}) {
		t.Errorf("requests %+v", requests)
	}
}

// A person who is deleted is in nothing of the chat any more: neither as linked nor by number; the
// room stays for the figures, and is found by no text. Merged, a person keeps their rooms.
func TestChatForgets(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		for i, id := range []string{"c1", "c2"} {
			_, err := db.CreateCustomer(ctx, desk.Customer{ID: id, Name: "김하나", Phones: []desk.Phone{{Number: fmt.Sprint("+82101234567", i)}}}, "kim")
			must(t, err)
			chatLife(t, db, id, fmt.Sprint("+82101234567", i))
		}
		_, _, err := db.ChatAddVisitor(ctx, chat.Visitor{ID: "texter", Channel: chat.SMS, External: "+821012345670", Created: 1, Seen: 1})
		must(t, err)
		keep(t, db, []chat.Room{room("texted", 0, func(r *chat.Room) { r.Visitor = "texter" })}, says("texted", 1, chat.ByCustomer, 0, "김하나입니다"))
		must(t, db.SetHold(ctx, "c1", "분쟁", "KR", "boss"))
		more, err := db.DeleteOldChats(ctx, time.Now().Add(time.Hour))
		if must(t, err); more {
			t.Error("there is more")
		}
		if _, err := db.ChatRoom(ctx, "chat-c1"); err != nil {
			t.Errorf("what is held is deleted: %v", err)
		}
		if _, err := db.ChatRoom(ctx, "chat-c2"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an old room: %v", err)
		}
		if got := occurrences(t, db, "visitor-c2", "chat-c2", "file-c2"); len(got) > 0 {
			t.Errorf("of the room that was deleted there is still %v", got)
		}
		if _, err := db.ChatRoom(ctx, "texted"); err != nil {
			t.Errorf("an open room is deleted: %v", err)
		}
		must(t, db.SetHold(ctx, "c1", "", "KR", "boss"))
		_, err = db.MergeCustomers(ctx, "c2", "c1", "같은 사람", "boss")
		must(t, err)
		if v, err := db.ChatVisitor(ctx, "visitor-c1"); err != nil || v.Customer != "c2" {
			t.Errorf("after the merge: %+v %v", v, err)
		}
		out, err := db.DeleteCustomer(ctx, "c2", "KR")
		if must(t, err); out.Chats != 2 {
			t.Errorf("%d rooms", out.Chats)
		}
		if got := occurrences(t, db, secrets["memo"], "김하나", "+821012345670", "of c1"); len(got) > 0 {
			t.Errorf("still there: %v", got)
		}
		if _, err := db.ChatRoom(ctx, "chat-c1"); err != nil {
			t.Errorf("the room of the figures: %v", err)
		}
		var n int
		if must(t, db.read.QueryRow(`SELECT COUNT(*) FROM chat_pairs`).Scan(&n)); n != 0 {
			t.Errorf("%d messages are still found by their letters", n)
		}
		if _, err := db.ChatFile(ctx, "file-c1"); !fault.Is(err, fault.NotFound) {
			t.Errorf("the file: %v", err)
		}
	})
}

// A number that somebody only said does not make them the person who is deleted where an agent has
// linked them to somebody else.
func TestChatForgetsNobodyElse(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		for i, id := range []string{"c1", "c2"} {
			_, err := db.CreateCustomer(ctx, desk.Customer{ID: id, Name: "김하나", Phones: []desk.Phone{{Number: fmt.Sprint("+82101234567", i)}}}, "kim")
			must(t, err)
		}
		for id, linked := range map[chat.VisitorID]string{"linked": "c2", "unlinked": ""} {
			_, _, err := db.ChatAddVisitor(ctx, chat.Visitor{ID: id, Channel: chat.Web, Account: "shop", Number: "+821012345670", Customer: linked, Created: 1, Seen: 1})
			must(t, err)
			name := "room-" + string(id)
			keep(t, db, []chat.Room{room(name, 0, func(r *chat.Room) { r.Visitor = id })}, says(name, 1, chat.ByCustomer, 0, "안녕하세요"))
		}
		out, err := db.DeleteCustomer(ctx, "c1", "KR")
		if must(t, err); out.Chats != 1 {
			t.Errorf("%d rooms", out.Chats)
		}
		if v, err := db.ChatVisitor(ctx, "linked"); err != nil || v.Customer != "c2" {
			t.Errorf("who is somebody else: %+v %v", v, err)
		}
		if list, err := db.ChatMessages(ctx, "room-linked", 0, 0, 5); err != nil || len(list) != 1 || list[0].Body == "" {
			t.Errorf("what they wrote: %+v %v", list, err)
		}
		if _, err := db.ChatVisitor(ctx, "unlinked"); !fault.Is(err, fault.NotFound) {
			t.Errorf("who is nobody else: %v", err)
		}
	})
}

// Files that no message names, and customers who only looked, go after their time; who is blocked
// stays.
func TestChatLeftovers(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		old := acd.At(time.Now().Add(-25 * time.Hour))
		for i, at := range []acd.Time{old, acd.At(time.Now())} {
			must(t, db.ChatAddFile(ctx, chat.StoredFile{File: chat.File{ID: fmt.Sprint("f", i), Size: 1}, Room: "r", At: at, Data: []byte("x")}))
			_, _, err := db.ChatAddVisitor(ctx, chat.Visitor{ID: chat.VisitorID(fmt.Sprint("v", i)), Channel: chat.Web, Created: at, Seen: at})
			must(t, err)
		}
		_, _, err := db.ChatAddVisitor(ctx, chat.Visitor{ID: "blocked", Channel: chat.Web, Created: old, Seen: old})
		must(t, err)
		must(t, db.ChatBlock(ctx, "blocked", &chat.VisitorBlock{By: "boss", At: old}))
		for range 2 { // parts go after their files
			_, err := db.DeleteOldChats(ctx, time.Now().Add(-24*time.Hour))
			must(t, err)
		}
		for table, want := range map[string]string{"chat_files": "f1", "chat_file_parts": "f1", "chat_visitors": "blocked,v1"} {
			q := &query{}
			q.WriteString(`SELECT id FROM ` + table + ` ORDER BY id`)
			got, err := textsOf(db, q)
			if must(t, err); strings.Join(got, ",") != want {
				t.Errorf("%s has %v, want %s", table, got, want)
			}
		}
	})
}

// Who opened the chat and never wrote is known for 90 days since they did last, whoever has a room, a grade
// or a customer for as long as rooms are kept.
func TestChatGuestsAreForgotten(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		days := func(n int) acd.Time { return acd.At(time.Now().Add(time.Duration(-n) * 24 * time.Hour)) }
		old, recent := days(191), days(89)
		for _, v := range []chat.Visitor{
			{ID: "looked", Channel: chat.Web, Created: old, Seen: old}, {ID: "lately", Channel: chat.Web, Created: recent, Seen: recent}, {ID: "wrote", Channel: chat.Web, Created: old, Seen: old},
			{ID: "graded", Channel: chat.Web, Grade: "VIP", Created: old, Seen: old}, {ID: "linked", Channel: chat.Web, Customer: "c1", Created: old, Seen: old}, {ID: "texter", Channel: chat.SMS, Created: old, Seen: old},
			{ID: "looks", Channel: chat.Web, Created: old, Seen: old}, {ID: "looked again", Channel: chat.Web, Created: old, Seen: old}, {ID: "began", Channel: chat.Web, Created: old, Seen: old},
		} {
			_, _, err := db.ChatAddVisitor(ctx, v)
			must(t, err)
		}
		must(t, db.ChatLooked(ctx, "looks", recent))
		must(t, db.ChatLooked(ctx, "looked again", days(100)))
		must(t, db.ChatSeen(ctx, "began", old)) // in the millisecond in which they came; their room is gone
		keep(t, db, []chat.Room{room("r", 0, func(r *chat.Room) { r.Visitor = "wrote" })}, says("r", 1, chat.ByCustomer, 0, "안녕하세요"))
		must(t, db.ChatTagVisitor(ctx, "looked", []string{"vip"}))
		_, err := db.DeleteOldChats(ctx, time.Now().Add(-366*24*time.Hour))
		must(t, err)
		q := &query{}
		q.WriteString(`SELECT id FROM chat_visitors ORDER BY id`)
		if got, err := textsOf(db, q); err != nil || strings.Join(got, ", ") != "began, graded, lately, linked, looks, texter, wrote" {
			t.Errorf("left are %q, %v", got, err)
		}
		q = &query{}
		q.WriteString(`SELECT visitor FROM chat_visitor_tags`)
		if got, err := textsOf(db, q); err != nil || len(got) != 0 {
			t.Errorf("tags are left of %v, %v", got, err)
		}
		if err := db.ChatSeen(ctx, "looked", recent); !fault.Is(err, fault.NotFound) {
			t.Errorf("who has been forgotten begins a room: %v", err)
		}
	})
}

// Browsers of before schema 38 that never began a room are guests after it: only they were seen when they
// were made.
func TestGuestsOfBefore(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		old := acd.At(time.Now().Add(-91 * 24 * time.Hour))
		for _, v := range []chat.Visitor{{ID: "looked", Channel: chat.Web, Seen: old}, {ID: "began", Channel: chat.Web, Seen: old + 1}, {ID: "texter", Channel: chat.SMS, Seen: old}} {
			v.Created = old
			_, _, err := db.ChatAddVisitor(ctx, v)
			must(t, err)
		}
		for _, text := range []string{`DROP INDEX chat_entries_usage_agent`, `DROP INDEX chat_visitors_guests`, `ALTER TABLE chat_visitors DROP COLUMN guest`,
			`CREATE INDEX chat_visitors_guests ON chat_visitors (seen_at, id) WHERE channel = 'web' AND seen_at = created_at`, `DELETE FROM schema_version WHERE version_id >= 38`} {
			_, err := db.write.ExecContext(ctx, text)
			must(t, err)
		}
		must(t, db.Close())
		db = reopen()
		_, err := db.DeleteOldChats(ctx, time.Now().Add(-366*24*time.Hour))
		must(t, err)
		q := &query{}
		q.WriteString(`SELECT id FROM chat_visitors ORDER BY id`)
		if got, err := textsOf(db, q); err != nil || strings.Join(got, " ") != "began texter" {
			t.Errorf("left are %q, %v", got, err)
		}
	})
}

// However often the chat is opened, that is written once a day.
func TestChatLookedOnceADay(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		at := acd.At(time.Now())
		_, _, err := db.ChatAddVisitor(ctx, chat.Visitor{ID: "v", Channel: chat.Web, Created: at, Seen: at})
		must(t, err)
		seen := at
		for h := range 60 {
			now := at.Add(time.Duration(h) * time.Hour)
			must(t, db.ChatLooked(ctx, "v", now))
			if h == 24 || h == 48 {
				seen = now
			}
			if v, err := db.ChatVisitor(ctx, "v"); err != nil || v.Seen != seen || v.Created != at {
				t.Fatalf("after %d hours: %+v %v, want %v", h, v, err, seen)
			}
		}
		must(t, db.ChatLooked(ctx, "nobody", at))
	})
}

// Whoever begins a room while they are being forgotten stays, with their tags: on PostgreSQL both happen at
// once, on SQLite one after the other.
func TestNobodyIsForgottenWhoBegins(t *testing.T) {
	db := opened(t, "", postgres(t))
	old := acd.At(time.Now().Add(-400 * 24 * time.Hour))
	for _, v := range []chat.Visitor{{ID: "begins", Channel: chat.Web}, {ID: "texts", Channel: chat.SMS}, {ID: "looked", Channel: chat.Web}} {
		v.Created, v.Seen = old, old
		_, _, err := db.ChatAddVisitor(ctx, v)
		must(t, err)
		must(t, db.ChatTagVisitor(ctx, v.ID, []string{"vip"}))
	}
	began, err := db.write.BeginTx(ctx, nil)
	must(t, err)
	defer began.Rollback()                                                                                                                      //nolint:errcheck // it is committed below
	_, err = began.ExecContext(ctx, `UPDATE chat_visitors SET guest = 0, seen_at = $1 WHERE id IN ('begins', 'texts')`, time.Now().UnixMilli()) // as ChatSeen does
	must(t, err)
	done := make(chan error, 1)
	go func() {
		_, err := db.DeleteOldChats(ctx, time.Now().Add(-366*24*time.Hour))
		done <- err
	}()
	for waits := 0; waits == 0; { // until it has found them and waits for their rows
		must(t, db.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE NOT l.granted AND a.query LIKE '%chat_visitors%'`).Scan(&waits))
		select {
		case err := <-done:
			t.Fatalf("it did not wait: %v", err)
		case <-time.After(time.Millisecond):
		}
	}
	must(t, began.Commit())
	must(t, <-done)
	for _, of := range []string{`SELECT id FROM chat_visitors ORDER BY id`, `SELECT visitor FROM chat_visitor_tags ORDER BY visitor`} {
		q := &query{}
		q.WriteString(of)
		if got, err := textsOf(db, q); err != nil || strings.Join(got, " ") != "begins texts" {
			t.Errorf("%s: %q, %v", of, got, err)
		}
	}
}

func textsOf(db *DB, q *query) (list []string, err error) {
	t, err := db.write.Begin()
	if err != nil {
		return nil, err
	}
	defer t.Rollback() //nolint:errcheck // it only reads
	return texts(ctx, t, q)
}

// Templates are changed by one at a time, words replace each other, and requests are answered once.
func TestChatSettings(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		v, err := db.ChatPutTemplate(ctx, chat.Template{ID: "t1", Name: "인사", Shortcut: "/hi", Body: "안녕하세요", Updated: 1, By: "boss"}, people.Change{})
		must(t, err)
		own, err := db.ChatPutTemplate(ctx, chat.Template{ID: "t2", Owner: "kim", Name: "끝", Body: "감사합니다"}, people.Change{})
		must(t, err)
		v.Body = "안녕하십니까"
		v, err = db.ChatPutTemplate(ctx, v, people.Change{})
		must(t, err)
		if _, err := db.ChatPutTemplate(ctx, chat.Template{ID: "t1", Version: 1}, people.Change{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("an old version: %v", err)
		}
		if list, err := db.ChatTemplates(ctx, "kim"); err != nil || !slices.Equal(list, []chat.Template{own, v}) {
			t.Errorf("templates %+v %v", list, err)
		}
		if list, err := db.ChatTemplates(ctx, "lee"); err != nil || len(list) != 1 {
			t.Errorf("templates of another %+v %v", list, err)
		}
		must(t, db.ChatDeleteTemplate(ctx, "t1", people.Change{}))
		if err := db.ChatDeleteTemplate(ctx, "t1", people.Change{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("twice: %v", err)
		}
		w := chat.Word{Word: "나쁜말", Effect: chat.WordMask, Instead: "***", Added: 1, By: "boss"}
		must(t, db.ChatPutWord(ctx, chat.Word{Word: "나쁜말", Effect: chat.WordRefuse}, people.Change{}))
		must(t, db.ChatPutWord(ctx, w, people.Change{}))
		if list, err := db.ChatWords(ctx); err != nil || len(list) != 1 || list[0] != w {
			t.Errorf("words %+v %v", list, err)
		}
		must(t, db.ChatDeleteWord(ctx, "나쁜말", people.Change{}))
		for i := range 3 {
			must(t, db.ChatAsk(ctx, chat.Request{ID: fmt.Sprint("q", i), Agent: acd.AgentID([]string{"kim", "lee", "kim"}[i]), Manager: chat.UserID([]string{"boss", "", "other"}[i]), Body: "도와주세요", Asked: acd.Time(i + 1)}))
		}
		r, err := db.ChatAnswer(ctx, "q0", chat.RequestRefused, "안 됩니다", "boss", 9)
		if must(t, err); r.Answer != "안 됩니다" || r.State != chat.RequestRefused || r.Done != 9 {
			t.Errorf("%+v", r)
		}
		if _, err := db.ChatAnswer(ctx, "q0", chat.RequestDone, "", "boss", 9); !fault.Is(err, fault.Conflict) {
			t.Errorf("answered twice: %v", err)
		}
		day := acd.Time(24 * time.Hour / time.Millisecond)
		for now, want := range map[acd.Time]map[acd.AgentID]chat.Asked{6 * day: {"kim": {Open: 1, Answered: 9}, "lee": {Open: 1}}, 8 * day: {"kim": {Open: 1}, "lee": {Open: 1}}} {
			if got, err := db.ChatAsked(ctx, now); err != nil || !maps.Equal(got, want) {
				t.Errorf("how requests stand on day %d: %+v, %v", now/day, got, err)
			}
		}
		for want, f := range map[string]chat.RequestFilter{"q2 q1 q0": {}, "q2 q0": {Agents: []acd.AgentID{"kim"}}, "q2 q1": {State: chat.RequestOpen}, "": {Agents: []acd.AgentID{}}} {
			var got []string
			f.Limit = 1
			for {
				list, next, err := db.ChatRequests(ctx, f)
				must(t, err)
				for _, r := range list {
					got = append(got, r.ID)
				}
				if f.After = next; next == "" {
					break
				}
			}
			if strings.Join(got, " ") != want {
				t.Errorf("requests %v, want %s", got, want)
			}
		}
	})
}
