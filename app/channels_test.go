package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/channel"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// messenger is a channel of some kind that delivers nowhere.
type messenger struct {
	kind chat.ChannelKind
	mu   sync.Mutex
	sent []channel.Outbound
	ids  map[string]bool
	fail []error // of the next messages, nil: none
}

func (m *messenger) Kind() chat.ChannelKind { return m.kind }

func (m *messenger) Send(_ context.Context, out channel.Outbound) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.fail) > 0 {
		err := m.fail[0]
		if m.fail = m.fail[1:]; err != nil {
			return "", err
		}
	}
	if !m.ids[out.ID] {
		m.ids[out.ID] = true
		m.sent = append(m.sent, out)
	}
	return "remote-" + out.ID, nil
}

// texts are what a customer got.
func (m *messenger) texts() (list []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, one := range m.sent {
		list = append(list, one.Text)
	}
	return list
}

// last is the last message with some text in it.
func (m *messenger) last(text string) (found channel.Outbound) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, one := range m.sent {
		if strings.Contains(one.Text, text) {
			found = one
		}
	}
	return found
}

var messengers = []chat.ChannelKind{chat.WebV1, chat.Kakao, chat.TalkTalk}

// messenger starts a channel of a kind, whose account is the site of the tests.
func (r *rig) messenger(t *testing.T, kind chat.ChannelKind) (*messenger, *channel.Hub) {
	t.Helper()
	m := &messenger{kind: kind, ids: map[string]bool{}}
	return m, r.connects(t, m)
}

func (r *rig) connects(t *testing.T, m *messenger) *channel.Hub {
	t.Helper()
	opt := r.channelOptions(m)
	opt.Retry = 10 * time.Millisecond
	h := channel.Start(opt)
	t.Cleanup(h.Close)
	return h
}

// takes has a hub take something in.
func takes(t *testing.T, h *channel.Hub, kind chat.ChannelKind, in channel.Inbound) {
	t.Helper()
	in.Account = "shop"
	if in.Customer == "" {
		in.Customer = "customer-77"
	}
	if err := h.Take(t.Context(), kind, in); err != nil {
		t.Fatal(err)
	}
}

// row is the customer's room as lists have it.
func (r *rig) row(t *testing.T, kind chat.ChannelKind) chat.Row {
	t.Helper()
	v, there, err := r.db.ChatVisitorOf(t.Context(), kind, "shop", "customer-77")
	if err != nil || !there {
		t.Fatalf("the customer: %v %v", there, err)
	}
	rooms, err := r.db.ChatRoomsOf(t.Context(), v.ID, 1)
	if err != nil || len(rooms) != 1 {
		t.Fatalf("rooms: %v %v", rooms, err)
	}
	rows, err := r.db.ChatRows(t.Context(), []chat.RoomID{rooms[0].ID})
	if err != nil || len(rows) != 1 {
		t.Fatalf("rows: %v %v", rows, err)
	}
	return rows[0]
}

// C59: on KakaoTalk and TalkTalk the key for an agent that carries another category changes
// category and title of the room; on the web chat of before the title keeps that of the
// beginning. From the message that comes in to the row of the list.
func TestChannelsKeyWithCategory(t *testing.T) {
	for kind, title := range map[chat.ChannelKind]string{chat.WebV1: "배송 지연 문의", chat.Kakao: "배송 분실 문의", chat.TalkTalk: "배송 분실 문의"} {
		t.Run(string(kind), func(t *testing.T) {
			r := start(t, t.TempDir())
			r.chatSite(t)
			m, h := r.messenger(t, kind)
			takes(t, h, kind, channel.Inbound{ID: "m1", Category: "late", Text: "안녕하세요"})
			until(t, "the first message", func() bool { return len(m.texts()) == 1 })
			if keys := m.last("무엇을").Keys; len(keys) != 2 || keys[0].Category != "delivery" || !keys[1].Agent {
				t.Errorf("below the greeting stand %+v", keys)
			}
			if got := r.row(t, kind); got.Room.Category != "late" || got.Title != "배송 지연 문의" || got.Room.Status != chat.WithBot || got.Latest.Body == "" {
				t.Errorf("at first %+v", got)
			}
			takes(t, h, kind, channel.Inbound{ID: "m2", Key: &channel.Key{Agent: true, Category: "lost"}})
			got := r.row(t, kind)
			if got.Room.Category != "lost" || got.Title != title || got.Room.Status != chat.Waiting || got.Room.Channel != kind {
				t.Errorf("after the key: category %s, %q, %s", got.Room.Category, got.Title, got.Room.Status)
			}
		})
	}
}

// C55: a customer of whom nothing was given is known by the channel's number; a number that was
// verified apart does not count, one that was put in by hand does.
func TestChannelsCustomerNumber(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	for _, kind := range messengers {
		_, h := r.messenger(t, kind)
		takes(t, h, kind, channel.Inbound{ID: "m1", Name: "카카오프렌즈", Number: "+821012345678", Text: "안녕하세요"})
		got := r.row(t, kind).Visitor
		if got.External != "customer-77" || got.Given {
			t.Errorf("%s: %+v", kind, got)
		}
		v, err := r.db.ChatVisitor(t.Context(), got.ID)
		if err != nil || v.Number != "+821012345678" {
			t.Fatalf("%+v %v", v, err)
		}
		v.Email, v.Given = "hana@example.com", true
		if _, err := r.db.ChatUpdateVisitor(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		takes(t, h, kind, channel.Inbound{ID: "m2", Text: "계신가요?"})
		if got := r.row(t, kind).Visitor; !got.Given || got.ID != v.ID {
			t.Errorf("%s, with an address by hand: %+v", kind, got)
		}
	}
}

// C41: in the manual method the key for an agent, pressed again, brings the room to an agent who
// is there. The same press that the channel tells twice is one.
func TestChannelsAskAgain(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	r.api("PUT", "/settings/chat.method", `{"value":"manual"}`, nil)
	kim := r.logIn(t, "hana", "kim")
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	for _, kind := range messengers {
		_, h := r.messenger(t, kind)
		takes(t, h, kind, channel.Inbound{ID: "m1", Text: "안녕하세요"})
		for range 3 {
			takes(t, h, kind, channel.Inbound{ID: "m2", Key: &channel.Key{Agent: true}})
		}
		if got := r.row(t, kind).Room; got.Status != chat.Waiting || got.Cause != chat.CauseManual {
			t.Errorf("%s, pressed once: %s %s", kind, got.Status, got.Cause)
		}
		takes(t, h, kind, channel.Inbound{ID: "m3", Key: &channel.Key{Agent: true}})
		if got := r.row(t, kind).Room; got.Status != chat.Received || got.Agent != "kim" {
			t.Errorf("%s, pressed again: %s of %q", kind, got.Status, got.Agent)
		}
	}
}

// What is written to a customer of a channel goes out in order, after failures, and after a
// restart of what hands it over; what comes of it is known. What comes in twice is there once.
func TestChannelsBothWays(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	r.api("PUT", "/settings/chat.bot", `{"value":"false"}`, nil)
	kim := r.logIn(t, "hana", "kim")
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	m, h := r.messenger(t, chat.Kakao)
	for range 2 {
		takes(t, h, chat.Kakao, channel.Inbound{ID: "m1", Text: "사흘째 멈춰 있어요"})
	}
	room := r.row(t, chat.Kakao).Room
	messages, err := r.db.ChatMessages(t.Context(), room.ID, 0, 0, 50)
	if n := len(slices.DeleteFunc(messages, func(m chat.Message) bool { return m.By != chat.ByCustomer })); err != nil || n != 1 {
		t.Errorf("told twice it is there %d times, %v", n, err)
	}
	until(t, "the greeting", func() bool { return len(m.texts()) == 1 }) // the agent's greeting

	m.mu.Lock()
	m.fail = []error{fmt.Errorf("no network"), &channel.Fault{Code: "http_503", After: 20 * time.Millisecond, Err: fmt.Errorf("busy")}}
	m.mu.Unlock()
	say := func(client, text string, note bool) {
		t.Helper()
		kim.ask(201, "POST", "/chat/rooms/"+string(room.ID)+"/messages", fmt.Sprintf(`{"client":%q,"body":%q,"note":%v}`, client, text, note), nil)
	}
	say("kim-000001", "첫째", false)
	say("kim-000002", "동료만 봅니다", true)
	say("kim-000003", "둘째", false)
	until(t, "both answers", func() bool { return len(m.texts()) == 3 })
	if got := m.texts()[1:]; !slices.Equal(got, []string{"첫째", "둘째"}) {
		t.Errorf("the customer got %q", got)
	}
	h.Close()
	say("kim-000004", "셋째", false)
	h = r.connects(t, m)
	until(t, "what was not sent before", func() bool { return m.last("셋째").Text != "" })
	until(t, "what the channel says of it", func() bool { // again, until it is kept that it was handed over
		err := h.Told(t.Context(), chat.Kakao, "remote-"+m.last("셋째").ID, chat.DeliveryDone, "")
		if err != nil && !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		return err == nil
	})
	list, err := r.db.ChatDeliveries(t.Context(), room.ID)
	if n := len(list); err != nil || n != 4 || list[n-1].State != chat.DeliveryDone || list[n-2].State != chat.DeliverySent {
		t.Errorf("deliveries %+v %v", list, err)
	}

	m.mu.Lock()
	m.fail = []error{&channel.Fault{Never: true, Code: "left_channel", Err: fmt.Errorf("the customer has left the channel")}}
	m.mu.Unlock()
	say("kim-000005", "못 받을 말", false)
	noted := func() bool {
		last, err := r.db.ChatMessages(t.Context(), room.ID, 1_000_000, 0, 1)
		return err == nil && len(last) == 1 && last[0].By == chat.ByNote && strings.Contains(last[0].Body, "left_channel") && strings.Contains(last[0].Body, "못 받을 말")
	}
	until(t, "the note", noted)

	takes(t, h, chat.Kakao, channel.Inbound{ID: "m9", Left: true})
	if got := r.row(t, chat.Kakao).Room; got.EndType != chat.EndByCustomer {
		t.Errorf("the customer left: %s %s", got.Status, got.EndType)
	}
	if err := r.db.ChatBlock(t.Context(), room.Visitor, &chat.VisitorBlock{By: "boss", At: acd.At(time.Now()), Why: "욕설"}); err != nil {
		t.Fatal(err)
	}
	takes(t, h, chat.Kakao, channel.Inbound{ID: "m10", Text: "다시 왔습니다"})
	if got := r.row(t, chat.Kakao).Room; got.ID != room.ID {
		t.Errorf("a customer who is blocked opened %s", got.ID)
	}
	for _, bad := range []channel.Inbound{{}, {ID: "m11", Customer: "c", Text: " \n "}, {ID: "m12", Customer: strings.Repeat("c", 301), Text: "a"}, {ID: "m13", Text: "a"}} {
		if err := h.Take(t.Context(), chat.Kakao, bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

// Where chats are off, or the account is no site, nothing begins; what is open goes on.
func TestChannelsTake(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	_, h := r.messenger(t, chat.TalkTalk)
	takes(t, h, chat.TalkTalk, channel.Inbound{ID: "m1", Text: "안녕하세요", Category: "none"})
	room := r.row(t, chat.TalkTalk).Room
	if room.Category != "late" {
		t.Errorf("a category that there is not: the room has %q", room.Category)
	}
	r.api("PUT", "/settings/chat.enabled", `{"value":"false"}`, nil)
	takes(t, h, chat.TalkTalk, channel.Inbound{ID: "m2", Text: "계신가요?"})
	if got := r.row(t, chat.TalkTalk).Room; got.ID != room.ID || got.Seq <= room.Seq {
		t.Errorf("an open room does not go on: %+v", got)
	}
	other := channel.Inbound{ID: "m3", Customer: "customer-" + people.NewID(), Text: "안녕하세요"}
	takes(t, h, chat.TalkTalk, other)
	v, there, err := r.db.ChatVisitorOf(t.Context(), chat.TalkTalk, "shop", other.Customer)
	if err != nil || !there {
		t.Fatal(err)
	}
	if rooms, err := r.db.ChatRoomsOf(t.Context(), v.ID, 1); err != nil || len(rooms) != 0 {
		t.Errorf("a room began while chats are off: %+v %v", rooms, err)
	}
}
