package store

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// chatBegan is a morning in Seoul.
var chatBegan = acd.At(time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC))

// minutes is a time after chatBegan.
func minutes(n int) acd.Time { return chatBegan.Add(time.Duration(n) * time.Minute) }

// room is a room in progress that began at a minute; change makes it another one.
func room(id string, began int, change ...func(*chat.Room)) chat.Room {
	r := chat.Room{ID: chat.RoomID(id), Channel: chat.Web, Account: "shop", Visitor: chat.VisitorID("v-" + id), Status: chat.InProgress, Agent: "kim", Last: "kim",
		Category: "refund", Titled: "refund", Opened: minutes(began), Requested: minutes(began), Assigned: minutes(began), Answered: minutes(began + 1), LastAt: minutes(began + 1), Seq: 2}
	for _, c := range change {
		c(&r)
	}
	return r
}

func says(room string, seq int, by chat.Author, at int, body string) chat.Message {
	return chat.Message{Room: chat.RoomID(room), Seq: seq, By: by, At: minutes(at), Client: fmt.Sprint(by, "-", seq), Body: body}
}

func keep(t *testing.T, db *DB, rooms []chat.Room, messages ...chat.Message) {
	t.Helper()
	must(t, db.ChatKeep(ctx, chat.Batch{Rooms: rooms, Messages: messages}))
}

// What is kept comes back as it was, also after a restart; a batch that comes twice is there once.
func TestChatKeeps(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		full := chat.Room{ID: "r1", Channel: chat.Kakao, Account: "acc", Visitor: "v1", Previous: "r0", Status: chat.Received, Cause: chat.CauseManual, Agent: "kim", Last: "lee",
			Language: "en", Category: "c2", Titled: "c1", Small: "작은", Opened: 1, Requested: 2, WaitSince: 3, Assigned: 4, Answered: 5, EndedAt: 6, EndType: chat.EndIdle, Blocked: true, Held: true, Profile: chat.ProfileGiven, Passed: []chat.Pass{{Agent: "kim", Until: 3}}, Stale: true,
			Seq: 7, LastAt: 8, LastBy: chat.ByCustomer, CustomerAt: 9, AgentAt: 10, Unanswered: 11, Unread: 12, AgentRead: 13, CustomerRead: 14, Bot: chat.BotState{Step: chat.BotMiddle, Large: "c0"}, Turn: 15}
		messages := []chat.Message{
			{Room: "r1", Seq: 1, By: chat.ByCustomer, At: 8, Client: "a", Body: "환불해주세요", Files: []chat.File{{ID: "f", Name: "영수증.png", Type: "image/png", Size: 9, Width: 3, Height: 4}}},
			{Room: "r1", Seq: 2, By: chat.BySystem, At: 8, Auto: chat.QueueSize, Category: "c2", Body: "3"},
			{Room: "r1", Seq: 3, By: chat.ByAgent, User: "u", Agent: "kim", At: 9, Client: "a", Body: "네"},
		}
		b := chat.Batch{Rooms: []chat.Room{{ID: "r1"}, full}, Messages: messages,
			Entries: []chat.Entry{{Room: "r1", At: 8, Kind: "waits", How: "manual"}, {Room: "r1", At: 8, Part: 1, Kind: "assigned", User: "u", From: "a", To: "b", How: "give", More: `{"x":1}`}, {Room: "r1", At: 8, Part: 2, Kind: "assigned", User: "u"}},
			Titles:  []chat.Titling{{Room: "r1", Title: "환불 문의"}},
			Origins: []chat.Origin{{Room: "r1", Params: map[string]string{"order": "A-1"}, URL: "https://shop.example/a", Referrer: "https://shop.example/"}}}
		must(t, db.ChatKeep(ctx, b))
		must(t, db.ChatKeep(ctx, b))
		must(t, db.Close())
		db = reopen()
		open, err := db.ChatOpenRooms(ctx)
		if must(t, err); len(open) != 1 || !reflect.DeepEqual(open[0], full) {
			t.Fatalf("open rooms %+v, want %+v", open, full)
		}
		if one, err := db.ChatRoom(ctx, "r1"); err != nil || !reflect.DeepEqual(one, full) {
			t.Errorf("%+v %v", one, err)
		}
		if _, err := db.ChatRoom(ctx, "r2"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a room that is not there: %v", err)
		}
		if list, err := db.ChatRoomsOf(ctx, "v1", 5); err != nil || len(list) != 1 || !reflect.DeepEqual(list[0], full) {
			t.Errorf("rooms of a visitor %+v %v", list, err)
		}
		got, err := db.ChatMessages(ctx, "r1", 0, 0, 10)
		if must(t, err); !reflect.DeepEqual(got, messages) {
			t.Errorf("messages %+v", got)
		}
		if got, err := db.ChatMessages(ctx, "r1", 3, 0, 1); err != nil || len(got) != 1 || got[0].Seq != 2 {
			t.Errorf("the one before 3: %+v %v", got, err)
		}
		if got, err := db.ChatMessages(ctx, "r1", 0, 1, 10); err != nil || len(got) != 2 || got[0].Seq != 2 {
			t.Errorf("after 1: %+v %v", got, err)
		}
		line, err := db.ChatTimeline(ctx, "r1")
		if must(t, err); !reflect.DeepEqual(line, b.Entries) {
			t.Errorf("timeline %+v", line)
		}
		if o, err := db.ChatOrigin(ctx, "r1"); err != nil || !reflect.DeepEqual(o, b.Origins[0]) {
			t.Errorf("origin %+v %v", o, err)
		}
		known, err := db.ChatKnown(ctx, []chat.MessageKey{{Room: "r1", By: chat.ByAgent, Client: "a"}, {Room: "r1", By: chat.ByCustomer, Client: "a"}, {Room: "r1", By: chat.BySystem}, {Room: "r2", By: chat.ByAgent, Client: "a"}})
		if must(t, err); len(known) != 2 || known[chat.MessageKey{Room: "r1", By: chat.ByAgent, Client: "a"}].Body != "네" {
			t.Errorf("known %+v", known)
		}
		again := messages[2]
		again.Seq = 4
		if err := db.ChatKeep(ctx, chat.Batch{Rooms: []chat.Room{full}, Messages: []chat.Message{again}}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a message under another number: %v", err)
		}
		again.Client = "b"
		must(t, db.ChatKeep(ctx, chat.Batch{Rooms: []chat.Room{full}, Messages: []chat.Message{again}}))
	})
}

// A rooms' facts are counted once, from the messages: who wrote how many, and how long customers
// waited for each answer (from the request for an agent where they wrote to the bot before).
func TestChatFacts(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		r := room("r1", 0, func(r *chat.Room) { r.Requested = minutes(5) })
		steps := [][]chat.Message{
			{says("r1", 1, chat.ByCustomer, 1, "a")},
			{says("r1", 2, chat.ByCustomer, 6, "b"), says("r1", 3, chat.ByAgent, 8, "c")},
			{says("r1", 4, chat.ByAgent, 9, "d"), says("r1", 5, chat.ByCustomer, 10, "e")},
			{says("r1", 6, chat.ByNote, 12, "f"), says("r1", 7, chat.ByAgent, 14, "g")},
		}
		for i, step := range steps {
			r.Seq = step[len(step)-1].Seq
			r.Unanswered = []acd.Time{minutes(1), 0, minutes(10), 0}[i]
			for range 2 {
				keep(t, db, []chat.Room{r}, step...)
			}
		}
		var customer, agent, replies, ms, shown int
		must(t, db.read.QueryRow(`SELECT customer_messages, agent_messages, replies, reply_ms, shown_seq FROM chat_rooms`).Scan(&customer, &agent, &replies, &ms, &shown))
		if customer != 3 || agent != 3 || replies != 2 || ms != 7*60_000 || shown != 7 {
			t.Errorf("%d of the customer, %d of agents, %d answers in %d ms, shown %d", customer, agent, replies, ms, shown)
		}
	})
}

// A visitor is found by token, by what the channel calls them, also where two tell at once, and is
// changed by one at a time.
func TestChatVisitors(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		v := chat.Visitor{ID: "v1", Channel: chat.SMS, Account: "15880000", Secret: strings.Repeat("ab", 32), External: "+821012345678", Name: "김하나", Number: "+821012345678", Email: "a@example.com", Birth: "1990-01-02",
			Fields: map[string]string{"회원번호": "77"}, User: &chat.SiteUser{ID: "u-17", Name: "김하나", Fields: map[string]string{"tier": "gold"}}, Given: true, Grade: "vip", Customer: "c1", Created: 1, Seen: 2}
		kept, added, err := db.ChatAddVisitor(ctx, v)
		if must(t, err); !added {
			t.Fatal("it was not added")
		}
		v.Version = 1
		if again, added, err := db.ChatAddVisitor(ctx, chat.Visitor{ID: "v2", Channel: chat.SMS, Account: "15880000", External: "+821012345678"}); err != nil || added || !reflect.DeepEqual(again, v) {
			t.Errorf("the same customer again: %+v %v %v", again, added, err)
		}
		for name, find := range map[string]func() (chat.Visitor, error){
			"id":     func() (chat.Visitor, error) { return db.ChatVisitor(ctx, "v1") },
			"secret": func() (chat.Visitor, error) { return db.ChatVisitorBySecret(ctx, v.Secret) },
			"external": func() (chat.Visitor, error) {
				v, _, err := db.ChatVisitorOf(ctx, chat.SMS, "15880000", v.External)
				return v, err
			},
		} {
			if got, err := find(); err != nil || !reflect.DeepEqual(got, v) {
				t.Errorf("by %s: %+v %v", name, got, err)
			}
		}
		if _, err := db.ChatVisitorBySecret(ctx, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("no token finds somebody: %v", err)
		}
		kept.Name, kept.Number, kept.User = "이둘", "", &chat.SiteUser{ID: "u-17", Email: "b@example.com"}
		if kept, err = db.ChatUpdateVisitor(ctx, kept); err != nil || kept.Version != 2 {
			t.Errorf("%+v %v", kept, err)
		}
		if got, err := db.ChatVisitor(ctx, "v1"); err != nil || !reflect.DeepEqual(got, kept) {
			t.Errorf("after a change %+v, want %+v, %v", got, kept, err)
		}
		if _, err := db.ChatUpdateVisitor(ctx, v); !fault.Is(err, fault.Conflict) {
			t.Errorf("a change of what was changed: %v", err)
		}
		must(t, db.ChatSeen(ctx, "v1", 9))
		must(t, db.ChatBlock(ctx, "v1", &chat.VisitorBlock{By: "boss", At: 5, Why: "욕설"}))
		list, _, err := db.ChatBlocked(ctx, chat.Scope{All: true}, "", 10)
		if must(t, err); len(list) != 1 || *list[0].Block != (chat.VisitorBlock{By: "boss", At: 5, Why: "욕설"}) || list[0].Name != "이둘" || list[0].Seen != 9 {
			t.Errorf("blocked %+v", list)
		}
		must(t, db.ChatBlock(ctx, "v1", nil))
		if list, _, err := db.ChatBlocked(ctx, chat.Scope{All: true}, "", 10); err != nil || len(list) != 0 {
			t.Errorf("after the block %+v %v", list, err)
		}
		if err := db.ChatBlock(ctx, "nobody", nil); !fault.Is(err, fault.NotFound) {
			t.Errorf("nobody: %v", err)
		}
	})
}

// A file comes back as it was, and is its message's when one names it.
func TestChatFiles(t *testing.T) {
	both(t, func(t *testing.T, reopen func() *DB) {
		db := reopen()
		// As it comes from a browser: of no room until a message names it.
		f := chat.StoredFile{File: chat.File{ID: "f1", Name: "a.png", Type: "image/png", Width: 1, Height: 2}, At: 5, By: "visitor:v1", Data: bytes.Repeat([]byte("0123456789abcdef"), 40_000)}
		f.Size = len(f.Data)
		must(t, db.ChatAddFile(ctx, f))
		got, err := db.ChatFile(ctx, "f1")
		if must(t, err); !reflect.DeepEqual(got, f) {
			t.Errorf("%+v", got.File)
		}
		m := says("r1", 1, chat.ByCustomer, 0, "")
		m.Files = []chat.File{f.File}
		keep(t, db, []chat.Room{room("r1", 0)}, m)
		var seq int
		if must(t, db.read.QueryRow(`SELECT seq FROM chat_files`).Scan(&seq)); seq != 1 {
			t.Errorf("the file is of message %d", seq)
		}
		if info, err := db.ChatFileInfo(ctx, "f1"); err != nil || info.Room != "r1" || info.Data != nil || info.Size != f.Size {
			t.Errorf("%+v %v", info.Room, err)
		}
		m.Room = "r2" // of somebody who names it too: it stays where it is
		keep(t, db, []chat.Room{room("r2", 0)}, m)
		if info, err := db.ChatFileInfo(ctx, "f1"); err != nil || info.Room != "r1" {
			t.Errorf("%+v %v", info.Room, err)
		}
		if _, err := db.ChatFile(ctx, "f2"); !fault.Is(err, fault.NotFound) {
			t.Errorf("no file: %v", err)
		}
		f.ID, f.Data = "f3", make([]byte, chat.MaxFileBytes+1)
		if err := db.ChatAddFile(ctx, f); !fault.Is(err, fault.Invalid) {
			t.Errorf("too large: %v", err)
		}
	})
}
