package app

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/channel"
	"github.com/callfloor/callfloor/sms"
	smppsim "github.com/callfloor/callfloor/sms/smpp/simulate"
)

// textChats sets chats by text message up, and signs an agent in.
func (r *rig) textChats(t *testing.T) *person {
	t.Helper()
	r.chatSite(t)
	r.api("PUT", "/settings/chat.sms", `{"value":"true"}`, nil)
	kim := r.logIn(t, "hana", "kim")
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	return kim
}

// writes has a customer write a text message, as a provider tells of it.
func (r *rig) writes(t *testing.T, id, body string) {
	t.Helper()
	if err := r.sms.CameIn(t.Context(), sms.Incoming{Provider: "local", ID: id, From: "01012345678", To: "15880001", Body: body, At: time.Now()}); err != nil {
		t.Fatal(err)
	}
}

// textRooms are the customer's rooms, newest first.
func (r *rig) textRooms(t *testing.T) []chat.Room {
	t.Helper()
	v, there, err := r.db.ChatVisitorOf(t.Context(), chat.SMS, "15880001", "+821012345678")
	if err != nil {
		t.Fatal(err)
	}
	if !there {
		return nil
	}
	rooms, err := r.db.ChatRoomsOf(t.Context(), v.ID, 10)
	if err != nil {
		t.Fatal(err)
	}
	return rooms
}

// lines are those of the conversation, newest first, as the page of messages has them.
func (r *rig) lines(t *testing.T) (list []string, unread int) {
	t.Helper()
	var talks struct {
		Items []struct {
			ID     string
			Unread int
		}
	}
	if r.api("GET", "/sms/conversations", "", &talks); len(talks.Items) != 1 {
		t.Fatalf("conversations: %+v", talks)
	}
	var view struct {
		Lines []struct {
			In   bool
			Body string
		}
	}
	r.api("GET", "/sms/conversations/"+talks.Items[0].ID, "", &view)
	for _, l := range view.Lines {
		list = append(list, map[bool]string{true: "<", false: ">"}[l.In]+l.Body)
	}
	return list, talks.Items[0].Unread
}

// startTexting starts a program with a provider of text messages.
func startTexting(t *testing.T) (*rig, *smppsim.Server) {
	t.Helper()
	vendor, err := smppsim.New(smppsim.Options{SystemID: "callfloor", Password: "secret", Delay: 50 * time.Millisecond, Tag: 0x1500})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() { vendor.Serve(ctx, l) }) //nolint:errcheck // it ends with the test
	t.Cleanup(func() { cancel(); vendor.Close(); serving.Wait() })
	return startWithSMS(t, `sms:
  provider: smpp
  smpp: {address: "`+l.Addr().String()+`", system_id: callfloor, password: secret, reference: 0x1500}
  senders: [{number: "15880001", name: 대표번호}]
`), vendor
}

// A customer's text message opens a room of its number, at an agent at once and without the bot;
// the agent's answer arrives as one text message by the provider, and the receipt is the answer's.
// Nothing goes out by itself. The conversation on the page of messages has both.
func TestChatsByText(t *testing.T) {
	r, vendor := startTexting(t)
	kim := r.textChats(t)
	until(t, "the customer's message is taken by the provider", func() bool { return vendor.Write("01012345678", "15880001", "사흘째 멈춰 있어요") == nil })
	until(t, "the room", func() bool { return len(r.textRooms(t)) == 1 })
	room := r.textRooms(t)[0]
	if room.Status != chat.Received || room.Agent != "kim" || room.Channel != chat.SMS || room.Account != "15880001" || room.Bot.Step != "" {
		t.Errorf("the room is %+v", room)
	}
	kim.ask(201, "POST", "/chat/rooms/"+string(room.ID)+"/messages", `{"client":"kim-000001","body":"{확인}해 보겠습니다."}`, nil)
	until(t, "the receipt", func() bool {
		list, err := r.db.ChatDeliveries(t.Context(), room.ID)
		return err == nil && len(list) == 1 && list[0].State == chat.DeliveryDone
	})
	if report := vendor.Report(10); report.Taken != 1 || report.Doubles != 0 {
		t.Errorf("the provider was handed %+v", report)
	}
	if got, unread := r.lines(t); !slices.Equal(got, []string{">{확인}해 보겠습니다.", "<사흘째 멈춰 있어요"}) || unread != 0 {
		t.Errorf("the conversation is %q, %d unread", got, unread)
	}
}

// With the outbox of the program alone: messages go on in the open room, told twice they are
// there once; long answers become MMS; what is sent beside the room is noted in it; who refuses
// messages opens no room, and gets no answer. Without the setting nothing begins.
func TestChatsByTextLocally(t *testing.T) {
	r := start(t, t.TempDir())
	r.api("PATCH", "/settings", `{"values":{"chat.enabled":"true","sms.per_number_minute":"10"}}`, nil)
	r.writes(t, "m0", "설정을 켜기 전")
	if rooms := r.textRooms(t); len(rooms) != 0 {
		t.Fatalf("without the setting: %+v", rooms)
	}
	kim := r.textChats(t)
	r.writes(t, "m1", "수신거부")
	if rooms := r.textRooms(t); len(rooms) != 0 {
		t.Fatalf("who refuses messages opened %+v", rooms)
	}
	var outs struct{ Items []struct{ ID string } }
	r.api("GET", "/sms/opt-outs", "", &outs)
	for _, o := range outs.Items {
		if st := r.api("POST", "/sms/opt-outs/"+o.ID+"/remove", `{"reason":"전화로 요청"}`, nil); st >= 300 {
			t.Fatal(st)
		}
	}
	for range 2 {
		r.writes(t, "m2", "안녕하세요")
		r.writes(t, "m3", "배송이 늦어요")
	}
	rooms := r.textRooms(t)
	if len(rooms) != 1 {
		t.Fatalf("rooms: %+v", rooms)
	}
	path := "/chat/rooms/" + string(rooms[0].ID) + "/messages"
	bodies := func() (list []string) {
		t.Helper()
		messages, err := r.db.ChatMessages(t.Context(), rooms[0].ID, 0, 0, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range messages {
			list = append(list, string(m.By)+" "+m.Body)
		}
		return list
	}
	if got := bodies(); !slices.Equal(got, []string{"customer 안녕하세요", "customer 배송이 늦어요"}) {
		t.Errorf("in the room stands %q", got)
	}
	kinds := func() (list []string) {
		var page struct {
			Items []struct{ Kind, State string }
		}
		r.api("GET", "/sms/messages", "", &page)
		for _, m := range page.Items {
			list = append(list, m.Kind+" "+m.State)
		}
		return list
	}
	kim.ask(201, "POST", path, `{"client":"kim-000001","body":"확인해 보겠습니다."}`, nil)
	kim.ask(201, "POST", path, fmt.Sprintf(`{"client":"kim-000002","body":%q}`, strings.Repeat("길게 안내해 드립니다. ", 10)), nil)
	until(t, "both are taken", func() bool { return slices.Equal(kinds(), []string{"mms accepted", "sms accepted"}) })

	if st := r.api("POST", "/sms/sends", `{"sender":"15880001","body":"팀장입니다.","recipients":[{"number":"01012345678"}]}`, nil); st != 201 {
		t.Errorf("sent beside the room: %d", st)
	}
	if got := bodies(); got[len(got)-1] != "note 문자 화면에서 보냄: 팀장입니다." {
		t.Errorf("in the room stands %q", got)
	}

	kim.ask(201, "POST", path, fmt.Sprintf(`{"client":"kim-000003","body":%q}`, strings.Repeat("너무 긴 답변입니다. ", 150)), nil)
	until(t, "the note on what is too long", func() bool { return strings.Contains(strings.Join(bodies(), "\n"), "전달되지 않은 메시지") })
	r.writes(t, "m4", "수신거부")
	kim.ask(201, "POST", path, `{"client":"kim-000004","body":"안내드립니다."}`, nil)
	until(t, "the note on who refuses", func() bool { return strings.Contains(strings.Join(bodies(), "\n"), "(opted_out)") })
	if got := kinds(); len(got) != 3 {
		t.Errorf("sent were %q", got)
	}

	kim.ask(200, "POST", "/chat/rooms/"+string(rooms[0].ID)+"/end", "", nil)
	r.writes(t, "m5", "하나 더 여쭤볼게요")
	if rooms := r.textRooms(t); len(rooms) != 2 || rooms[0].Previous != rooms[1].ID || rooms[0].Agent != "kim" {
		t.Errorf("the customer came back: %+v", rooms)
	}
	twice := channel.Outbound{ID: "r-9", Account: "15880001", Customer: "+821099998888", By: chat.ByAgent, Agent: "kim", User: "hana", Text: "한 번만"}
	first, err := textChannel{r.App}.Send(t.Context(), twice)
	again, err2 := textChannel{r.App}.Send(t.Context(), twice) // the program ended before it was noted
	if err != nil || err2 != nil || first == "" || first != again {
		t.Errorf("handed over twice: %q %v, %q %v", first, err, again, err2)
	}
	if st := kinds(); len(st) != 4 {
		t.Errorf("something went out by itself: %q", st)
	}
}

// The agent's automatic answer is in the customer's language, in the other one where it has none, and
// is on where either has a text.
func TestTheAutomaticAnswerIsInTheCustomersLanguage(t *testing.T) {
	for _, tc := range []struct{ ko, en, toKo, toEn string }{{"네", "Yes", "네", "Yes"}, {"네", "", "네", "네"}, {"", "Yes", "Yes", "Yes"}, {}} {
		a := centre.StoredAgent{Agent: centre.Agent{ID: "kim", Chat: &centre.AgentChat{AutoReply: tc.ko, AutoReplyEn: tc.en}}}
		d := Directory{Agents: []centre.StoredAgent{a}}
		if got := d.autoReply(chat.Room{Agent: "kim", Language: "ko"}); got != tc.toKo {
			t.Errorf("%q and %q: Korean customers read %q", tc.ko, tc.en, got)
		}
		if got := d.autoReply(chat.Room{Agent: "kim", Language: "en"}); got != tc.toEn {
			t.Errorf("%q and %q: English customers read %q", tc.ko, tc.en, got)
		}
		if on := a.ForChat(5).AutoReply; on != (tc.toKo != "") {
			t.Errorf("%q and %q: on %t", tc.ko, tc.en, on)
		}
	}
}
