package app

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/centre"
)

// bodies are the messages of a room as people of the centre read them, with their authors.
func (r *rig) bodies(t *testing.T, room string) (list []string) {
	t.Helper()
	var messages []struct{ By, Body string }
	if st := r.api("GET", "/chat/rooms/"+room+"/messages", "", &messages); st != 200 {
		t.Fatalf("messages: %d", st)
	}
	for _, m := range messages {
		list = append(list, m.By+": "+m.Body)
	}
	return list
}

// buttons are what stands on the buttons of a message.
func buttons(m map[string]any) (list []string) {
	choices, _ := m["choices"].([]any)
	for _, c := range choices {
		list = append(list, c.(map[string]any)["text"].(string))
	}
	return list
}

// What a customer presses of the bot's is in the conversation, with the words of the button: for
// people of the centre, for the customer who comes back, in the file of the talk, and it is the
// latest message of a list. It is no message that the customer wrote.
func TestPressesAreInTheConversation(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	c := r.visitor(t)
	c.send(map[string]any{"type": "start", "client": "start-0001"})
	room := c.acks("start-0001")["room"].(string)
	press := func(client string, f map[string]any) {
		t.Helper()
		f["client"], f["room"] = client, room
		c.send(f)
		c.acks(client)
	}
	press("choose-001", map[string]any{"type": "choose", "category": "delivery"})
	press("choose-002", map[string]any{"type": "choose", "category": ""})
	press("choose-003", map[string]any{"type": "choose", "category": "delivery"})
	press("choose-004", map[string]any{"type": "choose", "category": "late"})
	press("choose-004", map[string]any{"type": "choose", "category": "late"}) // its answer was lost
	want := strings.Join([]string{
		"bot: 무엇을 도와드릴까요? 아래에서 골라 주세요.", "choice: 배송", "bot: 어떤 내용인가요?", "choice: 처음으로", "bot: 무엇을 도와드릴까요? 아래에서 골라 주세요.",
		"choice: 배송", "bot: 어떤 내용인가요?", "choice: 지연", "bot: 이틀 안에 도착합니다.",
	}, "\n")
	if got := strings.Join(r.bodies(t, room), "\n"); got != want {
		t.Errorf("the room has\n%s\nwant\n%s", got, want)
	}
	press("agent-0001", map[string]any{"type": "request_agent"})
	if got := r.bodies(t, room); got[len(got)-2] != "choice: 상담원 연결" {
		t.Errorf("at the request: %q", got)
	}
	var v struct {
		LastBy     string `json:"last_by"`
		CustomerAt int64  `json:"customer_at"`
	}
	r.api("GET", "/chat/rooms/"+room, "", &v)
	if v.LastBy != "" || v.CustomerAt != 0 {
		t.Errorf("a press counts as written: %+v", v)
	}
	back := c.connect()
	shown := fmt.Sprint(back["messages"])
	for _, want := range []string{"by:choice", "body:지연"} {
		if !strings.Contains(shown, want) {
			t.Errorf("who comes back does not see %q: %s", want, shown)
		}
	}
	transcript := back["room"].(map[string]any)["transcript"].(string)
	res, err := http.Get("http://" + r.httpAddr + "/chat/" + transcript)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	file, _ := io.ReadAll(res.Body)
	if text := string(file); !strings.Contains(text, "고객: 지연") || !strings.Contains(text, "고객: 상담원 연결") {
		t.Errorf("the file of the talk: %s", text)
	}
}

// A press whose answer was lost with the program comes again to the next one: it stands once, and
// is answered.
func TestAPressIsOnceThroughARestart(t *testing.T) {
	d := newDays(t, 10, 0)
	c := d.visitor(t)
	c.send(map[string]any{"type": "start", "client": "start-0001"})
	room := c.acks("start-0001")["room"].(string)
	press := map[string]any{"type": "choose", "category": "", "client": "choose-001", "room": room}
	c.send(press)
	c.acks("choose-001")
	before := d.bodies(t, room)
	d.later(t, time.Second)
	d.back(c)
	c.send(press)
	if ack := c.acks("choose-001"); ack["room"] != room {
		t.Errorf("%v", ack)
	}
	if got := d.bodies(t, room); !slices.Equal(got, before) || !slices.Contains(got, "choice: 처음으로") {
		t.Errorf("the room has %q, before the restart %q", got, before)
	}
}

// Out of hours the bot is still there where requests are refused, says so, and leaves its buttons:
// those that lead on (C17).
func TestTheHoursNoticeLeavesButtons(t *testing.T) {
	clock := new(wallClock)
	clock.to(19, 0)
	r := startBy(t, t.TempDir(), clock.now)
	r.chatSite(t)
	if st := r.api("POST", "/opening-hours", `{"id":"day","name":{"ko":"낮"},"holidays":false,"week":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"09:00","to":"18:00"}]}`, nil); st != 201 {
		t.Fatal(st)
	}
	r.put(t, map[string]string{"chat.hours": "day", "chat.after_hours": "refuse"})
	c := r.visitor(t)
	c.send(map[string]any{"type": "start", "client": "start-0001"})
	room := c.acks("start-0001")["room"].(string)
	c.send(map[string]any{"type": "request_agent", "client": "agent-0001", "room": room})
	m := c.says("상담 시간이 아닙니다")
	if got := fmt.Sprint(buttons(m)); got != "[처음으로]" {
		t.Errorf("after a refusal: %s", got)
	}
	if m["body"] != "지금은 상담 시간이 아닙니다. 내일 09:00에 시작합니다." {
		t.Errorf("when it opens is not said: %v", m["body"])
	}
	c.acks("agent-0001")
	c.send(map[string]any{"type": "choose", "client": "choose-001", "room": room, "category": ""})
	c.says("상담원 연결") // the press before is told first
	if got := fmt.Sprint(buttons(c.says("무엇을 도와드릴까요"))); got == "[]" {
		t.Error("the beginning has no buttons")
	}
	r.put(t, map[string]string{"chat.after_hours": "queue"})
	snapshot := c.connect()
	if opens, ok := snapshot["hours"].(map[string]any)["opens"].(float64); !ok || time.UnixMilli(int64(opens)).In(time.FixedZone("", 9*3600)).Format("15:04") != "09:00" {
		t.Errorf("the browser is not told when it opens: %v", snapshot["hours"])
	}
	for _, m := range snapshot["messages"].([]any) {
		if m := m.(map[string]any); strings.Contains(m["body"].(string), "상담 시간이 아닙니다") {
			if got := fmt.Sprint(buttons(m)); got != "[상담원 연결 처음으로]" {
				t.Errorf("where requests are taken: %s", got)
			}
		}
	}
	c.send(map[string]any{"type": "request_agent", "client": "agent-0002", "room": room})
	c.acks("agent-0002")
	if v := r.stands(t, room); v.Status != "waiting" || v.Cause != "after_hours" {
		t.Errorf("the request that is taken: %+v", v)
	}
}

// When chats are answered next is said as people say it, in both languages; not where they are now.
func TestWhenItOpensIsSaid(t *testing.T) {
	seoul := time.FixedZone("", 9*3600)
	week := centre.Hours{ID: "day", Week: []centre.WeekSpan{{Days: []string{"mon", "tue", "wed", "thu", "fri"}, Span: centre.Span{From: "09:00", To: "18:00"}}}}
	d := Directory{calendars: map[string]*centre.Calendar{"day": centre.NewCalendar(week, nil, seoul)}, Set: map[string]string{centre.SetChatHours: "day"}}
	d.Profile.TimeZone = "Asia/Seoul"
	for at, want := range map[string][2]string{
		"2026-12-01 08:00": {"오늘 09:00에 시작합니다.", "We open today at 09:00."}, "2026-12-01 18:00": {"내일 09:00에 시작합니다.", "We open tomorrow at 09:00."},
		"2026-12-04 18:00": {"12월 7일(월) 09:00에 시작합니다.", "We open on Monday 7 December at 09:00."}, "2026-12-01 09:00": {},
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", at, seoul)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{d.opensSaid("ko", now), d.opensSaid("en", now)}; got != want {
			t.Errorf("at %s: %q, want %q", at, got, want)
		}
	}
}

// A request that is refused because everybody is full leaves the room with the bot, and the notice
// has its buttons.
func TestARefusalForFullLeavesButtons(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	r.put(t, map[string]string{"chat.over_limit": "refuse", "chat.cap": "1"})
	kim := r.logIn(t, "hana", "kim")
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	r.asks(t, "lost")
	c := r.visitor(t)
	c.send(map[string]any{"type": "start", "client": "start-0001"})
	room := c.acks("start-0001")["room"].(string)
	c.send(map[string]any{"type": "request_agent", "client": "agent-0001", "room": room})
	if got := fmt.Sprint(buttons(c.says("상담할 수 있는 상담원이 없습니다"))); got != "[상담원 연결 처음으로]" {
		t.Errorf("after a refusal: %s", got)
	}
	c.acks("agent-0001")
	r.put(t, map[string]string{"chat.says": "end_notice"})
	c.send(map[string]any{"type": "request_agent", "client": "agent-0002", "room": room})
	c.says("상담할 수 있는 상담원이 없습니다. 잠시 후 다시 요청해 주세요.") // also where it is switched off: a press is answered
}
