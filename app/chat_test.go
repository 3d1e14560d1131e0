package app

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// customer is a visitor of a site, as the widget is one.
type customer struct {
	t     *testing.T
	r     *rig
	id    string
	token string
	conn  *websocket.Conn
	heard []map[string]any
}

// chatSite sets chats up: a site with a bot that has two categories.
func (r *rig) chatSite(t *testing.T) {
	t.Helper()
	for _, one := range [][2]string{
		{"/chat-categories", `{"id":"delivery","name":{"ko":"배송","en":"Delivery"}}`},
		{"/chat-categories", `{"id":"late","parent":"delivery","name":{"ko":"지연","en":"Late"},"answer":{"ko":"이틀 안에 도착합니다."}}`},
		{"/chat-categories", `{"id":"lost","parent":"delivery","name":{"ko":"분실","en":"Lost"}}`},
		{"/chat-sites", `{"id":"shop","name":{"ko":"온마루"},"origins":["https://shop.example.com"],"greeting":{"ko":"[agent_name]입니다. [category_name] › [division_name] 문의시군요."}}`},
	} {
		if st := r.api("POST", one[0], one[1], nil); st != 201 {
			t.Fatalf("%s: %d", one[1], st)
		}
	}
	if st := r.api("PUT", "/settings/chat.enabled", `{"value":"true"}`, nil); st != 200 {
		t.Fatal(st)
	}
}

// visitor is a new customer, connected.
func (r *rig) visitor(t *testing.T) *customer {
	t.Helper()
	c := &customer{t: t, r: r}
	c.id, c.token = r.newVisitor(t)
	c.connect()
	return c
}

// newVisitor is a new customer of the site, and the token.
func (r *rig) newVisitor(t *testing.T) (id, token string) {
	t.Helper()
	res, err := http.Post("http://"+r.httpAddr+"/chat/visitors", "application/json", strings.NewReader(`{"site":"shop","language":"ko"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var made struct{ Visitor, Token string }
	if err := json.NewDecoder(res.Body).Decode(&made); err != nil || res.StatusCode != 201 || len(made.Token) != 22 {
		t.Fatalf("a new visitor: %d %+v %v", res.StatusCode, made, err)
	}
	return made.Visitor, made.Token
}

// connect says hello and waits for the snapshot.
func (c *customer) connect() map[string]any {
	c.t.Helper()
	d := websocket.Dialer{Subprotocols: []string{"callfloor.chat.1"}, HandshakeTimeout: 5 * time.Second}
	conn, _, err := d.Dial("ws://"+c.r.httpAddr+"/chat/live", http.Header{"Origin": {"https://shop.example.com"}})
	if err != nil {
		c.t.Fatal(err)
	}
	if c.conn != nil {
		c.conn.Close()
	}
	c.conn, c.heard = conn, nil
	c.t.Cleanup(func() { conn.Close() })
	c.send(map[string]any{"type": "hello", "token": c.token, "site": "shop", "language": "ko", "page": map[string]any{"url": "https://shop.example.com/p/1", "parameters": map[string]string{"order": "A-17"}}})
	return c.hears("snapshot", nil)
}

func (c *customer) send(v any) {
	c.t.Helper()
	if err := c.conn.WriteJSON(v); err != nil {
		c.t.Fatal(err)
	}
}

// hears waits for a frame of a type for which is says yes; nil: any.
func (c *customer) hears(kind string, is func(map[string]any) bool) map[string]any {
	c.t.Helper()
	found := func(f map[string]any) bool { return f["type"] == kind && (is == nil || is(f)) }
	if i := slices.IndexFunc(c.heard, found); i >= 0 {
		f := c.heard[i]
		c.heard = slices.Delete(c.heard, i, i+1)
		return f
	}
	c.conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	for {
		var f map[string]any
		if err := c.conn.ReadJSON(&f); err != nil {
			c.t.Fatalf("waiting for %s: %v; heard %v", kind, err, c.heard)
		}
		if found(f) {
			return f
		}
		c.heard = append(c.heard, f)
	}
}

// says waits for a message with some text in it.
func (c *customer) says(text string) map[string]any {
	c.t.Helper()
	return c.hears("message", func(f map[string]any) bool { return strings.Contains(f["body"].(string), text) })
}

func (c *customer) acks(client string) map[string]any {
	c.t.Helper()
	return c.hears("ack", func(f map[string]any) bool { return f["client"] == client })
}

// A customer writes from a page of a shop and an agent answers: through the bot to an
// agent, with the automatic messages of C43, both ways, a repeated message once, notes and
// other agents' looks kept apart, across a restart, to the end and its transcript.
func TestAChat(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	r.chatSite(t)
	kim, lee := r.logIn(t, "hana", "kim"), r.logIn(t, "duri", "lee")
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)

	c := r.visitor(t)
	c.send(map[string]any{"type": "start", "client": "start-0001"})
	if m := c.says("무엇을 도와드릴까요"); len(m["choices"].([]any)) != 2 {
		t.Errorf("the bot offers %v", m["choices"])
	}
	room := c.acks("start-0001")["room"].(string)
	c.send(map[string]any{"type": "choose", "client": "choose-001", "room": room, "category": "delivery"})
	c.says("어떤 내용인가요")
	c.send(map[string]any{"type": "choose", "client": "choose-002", "room": room, "category": "late"})
	c.says("이틀 안에 도착합니다.")
	c.send(map[string]any{"type": "request_agent", "client": "agent-0001", "room": room})
	c.acks("agent-0001")
	c.says("김하나입니다. 배송 › 지연 문의시군요.")

	c.send(map[string]any{"type": "post", "client": "post-00001", "room": room, "body": "사흘째 멈춰 있어요"})
	seq := c.acks("post-00001")["seq"]
	c.send(map[string]any{"type": "post", "client": "post-00001", "room": room, "body": "사흘째 멈춰 있어요"})
	if again := c.acks("post-00001")["seq"]; again != seq {
		t.Errorf("sent again it is %v, was %v", again, seq)
	}

	var rooms []struct {
		ID, Status, Agent string
		Unread            int
	}
	kim.ask(200, "GET", "/chat/rooms", "", &rooms)
	if len(rooms) != 1 || rooms[0].ID != room || rooms[0].Status != "received" || rooms[0].Unread != 1 {
		t.Fatalf("kim has %+v", rooms)
	}
	lee.ask(404, "GET", "/chat/rooms/"+room, "", nil)
	lee.ask(404, "POST", "/chat/rooms/"+room+"/messages", `{"client":"lee-000001","body":"안녕하세요"}`, nil)
	lee.ask(404, "GET", "/chat/rooms/"+room+"/messages", "", nil)

	kim.ask(201, "POST", "/chat/rooms/"+room+"/messages", `{"client":"kim-000001","body":"확인해 보겠습니다."}`, nil)
	kim.ask(201, "POST", "/chat/rooms/"+room+"/messages", `{"client":"kim-000001","body":"확인해 보겠습니다."}`, nil)
	kim.ask(201, "POST", "/chat/rooms/"+room+"/messages", `{"client":"kim-000002","body":"욕설 이력 있음","note":true}`, nil)
	kim.ask(201, "POST", "/chat/rooms/"+room+"/messages", `{"client":"kim-000003","body":"오늘 19시 전에 도착합니다."}`, nil)
	if m := c.says("확인해 보겠습니다."); m["name"] != "김하나" || m["by"] != "agent" {
		t.Errorf("the customer reads %v", m)
	}
	c.says("오늘 19시 전에 도착합니다.")
	if slices.ContainsFunc(c.heard, func(f map[string]any) bool { return strings.Contains(mustJSON(t, f), "욕설") }) {
		t.Error("the customer got a note")
	}

	r.stopNow()
	r = start(t, dir)
	c.r = r
	kim, lee = r.logIn(t, "hana", "kim"), r.logIn(t, "duri", "lee")
	snapshot := c.connect()
	var bodies []string
	for _, m := range snapshot["messages"].([]any) {
		bodies = append(bodies, m.(map[string]any)["body"].(string))
	}
	want := []string{"무엇을 도와드릴까요? 아래에서 골라 주세요.", "배송", "어떤 내용인가요?", "지연", "이틀 안에 도착합니다.", "상담원 연결", "김하나입니다. 배송 › 지연 문의시군요.", "사흘째 멈춰 있어요", "확인해 보겠습니다.", "오늘 19시 전에 도착합니다."}
	if !slices.Equal(bodies, want) {
		t.Errorf("after the restart: %q", bodies)
	}
	if got := snapshot["room"].(map[string]any); got["id"] != room || got["status"] != "in_progress" {
		t.Errorf("after the restart the room is %v", got)
	}

	kim.ask(200, "POST", "/chat/rooms/"+room+"/end", "", nil)
	c.says("상담이 종료되었습니다")
	end := c.hears("ended", nil)
	for language, want := range map[string][]string{
		"ko": {"] 챗봇: 무엇을 도와드릴까요?", "] 고객: ", "] 김하나: 오늘 19시 전에 도착합니다.\r\n", "] 상담원이 상담을 종료했습니다\r\n"}, "en": {"] Assistant: ", "] Customer: ", "] The agent ended the conversation\r\n"},
	} {
		res, err := http.Get("http://" + r.httpAddr + "/chat/" + end["transcript"].(string) + "&lang=" + language)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		data, err := io.ReadAll(res.Body)
		text := string(data)
		if err != nil || res.StatusCode != 200 || strings.Contains(text, "욕설") || strings.Contains(text, "You:") || !strings.HasSuffix(text, want[len(want)-1]) {
			t.Errorf("the transcript: %d %s %v", res.StatusCode, text, err)
		}
		for _, one := range want {
			if !strings.Contains(text, one) {
				t.Errorf("the transcript in %s lacks %q: %s", language, one, text)
			}
		}
	}
	kim.ask(409, "POST", "/chat/rooms/"+room+"/messages", `{"client":"kim-000009","body":"늦었네요"}`, nil)
	lee.ask(404, "GET", "/chat/rooms/"+room, "", nil)
}

// What visitors may not do: another site's page, a token of nobody, a frame that cannot be read,
// a room of somebody else.
func TestAVisitorsLimits(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	res, err := http.Get("http://" + r.httpAddr + "/chat/config?site=shop")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 200 {
		t.Errorf("config: %d", res.StatusCode)
	}
	req, _ := http.NewRequestWithContext(t.Context(), "GET", "http://"+r.httpAddr+"/chat/config?site=shop", nil)
	req.Header.Set("Origin", "https://evil.example")
	if res, err = http.DefaultClient.Do(req); err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 403 || res.Header.Get("Access-Control-Allow-Origin") != "https://evil.example" { // its browser tells why

		t.Errorf("another page: %d %v", res.StatusCode, res.Header)
	}
	dial := func(origin string, frames ...string) int {
		t.Helper()
		d := websocket.Dialer{Subprotocols: []string{"callfloor.chat.1"}}
		conn, _, err := d.Dial("ws://"+r.httpAddr+"/chat/live", http.Header{"Origin": {origin}})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		for _, f := range frames {
			conn.WriteMessage(websocket.TextMessage, []byte(f))
		}
		conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				if e, ok := err.(*websocket.CloseError); ok {
					return e.Code
				}
				t.Fatal(err)
			}
		}
	}
	shop := "https://shop.example.com"
	a, b := r.visitor(t), r.visitor(t)
	hello := `{"type":"hello","token":"` + a.token + `","site":"shop"}`
	for _, one := range []struct {
		origin string
		frames []string
		code   int
	}{
		{"https://evil.example", []string{hello}, 4503},
		{shop, []string{`{"type":"hello","token":"` + a.token + `","site":"none"}`}, 4503},
		{shop, []string{`{"type":"hello","token":"AAAAAAAAAAAAAAAAAAAAAA","site":"shop"}`}, 4501},
		{shop, []string{hello, `{"type":`}, 4500},
		{shop, []string{`{"type":"post"}`}, 4500},
	} {
		if code := dial(one.origin, one.frames...); code != one.code {
			t.Errorf("%s %v: closed with %d, want %d", one.origin, one.frames, code, one.code)
		}
	}
	a.send(map[string]any{"type": "start", "client": "start-0001"})
	room := a.acks("start-0001")["room"].(string)
	b.send(map[string]any{"type": "request_agent", "client": "agent-0001", "room": room})
	if f := b.hears("refused", nil); f["code"] != "over" {
		t.Errorf("somebody else's room: %v", f)
	}
	b.send(map[string]any{"type": "post", "client": "post-00001", "room": room, "body": "남의 방"})
	if got := b.acks("post-00001")["room"]; got == room {
		t.Error("a visitor wrote into somebody else's room")
	}
	for i := range 12 {
		a.send(map[string]any{"type": "post", "client": "flood-00" + string(rune('a'+i)), "room": room, "body": "x"})
	}
	if f := a.hears("refused", nil); f["code"] != "too_fast" || f["retry_ms"].(float64) <= 0 {
		t.Errorf("a flood: %v", f)
	}
	a.send(map[string]any{"type": "post", "client": "long-00001", "room": room, "body": strings.Repeat("가", 2001)})
	if f := a.hears("refused", func(f map[string]any) bool { return f["client"] == "long-00001" }); f["code"] != "too_long" {
		t.Errorf("too long: %v", f)
	}
	a.send(map[string]any{"type": "post", "client": "ctrl-00001", "room": room, "body": "\x01\u0085\x02"})
	if f := a.hears("refused", func(f map[string]any) bool { return f["client"] == "ctrl-00001" }); f["code"] != "characters" {
		t.Errorf("only control characters: %v", f)
	}
}
