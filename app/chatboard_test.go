package app

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// chatPage is an open page of chats: what it has put together of frames.
type chatPage struct {
	t        *testing.T
	conn     *websocket.Conn
	rows     map[string]map[string]any
	messages []map[string]any
}

// chatPage opens a live connection of somebody and waits for the snapshots.
func (w *person) chatPage(topics string) *chatPage {
	w.t.Helper()
	conn, _, err := (&websocket.Dialer{Jar: w.Jar, HandshakeTimeout: 5 * time.Second}).Dial("ws"+strings.TrimPrefix(w.base, "http")+"/live?topics="+topics, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { conn.Close() })
	p := &chatPage{t: w.t, conn: conn, rows: map[string]map[string]any{}}
	for range strings.Count(topics, ",") + 1 {
		p.until("the snapshots", func(f map[string]any) bool { return f["type"] == "snapshot" })
	}
	return p
}

// staff is somebody who logs in, with a role.
func (r *rig) staff(t *testing.T, login, role string, permissions ...string) *person {
	t.Helper()
	if permissions == nil {
		permissions = []string{}
	}
	r.api("POST", "/users", `{"login":"`+login+`","name":"`+login+`","role":"`+role+`","password":"Blue-river-77","permissions":`+mustJSON(t, permissions)+`}`, nil)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &person{Client: &http.Client{Jar: jar}, t: t, base: "http://" + r.httpAddr + "/api/v1"}
	p.ask(200, "POST", "/login", `{"login":"`+login+`","password":"Blue-river-77"}`, nil)
	return p
}

// until takes frames until one fits.
func (p *chatPage) until(what string, fits func(frame map[string]any) bool) {
	p.t.Helper()
	p.conn.SetReadDeadline(time.Now().Add(10 * time.Second)) //nolint:errcheck // the read fails then
	for {
		_, data, err := p.conn.ReadMessage()
		if err != nil {
			p.t.Fatalf("waiting for %s: %v; it shows %s", what, err, mustJSON(p.t, p.rows))
		}
		var f map[string]any
		if err := json.Unmarshal(data, &f); err != nil {
			p.t.Fatal(err)
		}
		if f["type"] == "snapshot" && f["topic"] == "chats" {
			maps.DeleteFunc(p.rows, func(_ string, row map[string]any) bool { return row["kind"] == "room" })
		}
		rows, _ := f["rows"].([]any)
		for _, r := range rows {
			row := r.(map[string]any)
			p.rows[row["id"].(string)] = row
		}
		gone, _ := f["gone"].([]any)
		for _, id := range gone {
			delete(p.rows, id.(string))
		}
		messages, _ := f["messages"].([]any)
		for _, m := range messages {
			p.messages = append(p.messages, m.(map[string]any))
		}
		if fits(f) {
			return
		}
	}
}

// shows waits until a row is as it should be.
func (p *chatPage) shows(id string, is func(row map[string]any) bool) {
	p.t.Helper()
	fits := func(map[string]any) bool { row, there := p.rows[id]; return there && is(row) }
	if !fits(nil) {
		p.until("the row "+id, fits)
	}
}

// The page of an agent shows a new room with its customer, title and words, and what is said
// in it, as it is said; another agent's shows nothing of it, a manager's only the rooms of
// the own agents, an administrator's all; what is over is gone everywhere.
func TestPagesOfChats(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	kim, lee := r.logIn(t, "hana", "kim"), r.logIn(t, "duri", "lee")
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	mine, other, all := kim.chatPage("chats,chat_agents"), lee.chatPage("chats"), r.staff(t, "chief", "administrator").chatPage("chats,chat_agents")

	mine.shows("me", func(me map[string]any) bool { // the board may be a moment behind
		return me["used"] == true && me["method"] == "automatic" && me["agent"].(map[string]any)["signed_in"] == true
	})
	c := r.visitor(t)
	c.send(map[string]any{"type": "start", "client": "start-0001"})
	room := c.acks("start-0001")["room"].(string)
	all.shows(room, func(row map[string]any) bool { return row["status"] == "bot" })
	c.send(map[string]any{"type": "choose", "client": "choose-001", "room": room, "category": "delivery"})
	c.send(map[string]any{"type": "choose", "client": "choose-002", "room": room, "category": "late"})
	c.send(map[string]any{"type": "request_agent", "client": "agent-0001", "room": room})
	c.acks("agent-0001")
	c.send(map[string]any{"type": "post", "client": "post-00001", "room": room, "body": "사흘째 멈춰 있어요"})
	c.acks("post-00001")
	mine.shows(room, func(row map[string]any) bool {
		latest, _ := row["latest"].(map[string]any)
		middle, _ := row["middle"].(map[string]any)
		return row["status"] == "received" && row["unread"] == 1.0 && latest["body"] == "사흘째 멈춰 있어요" && latest["by"] == "customer" && middle["id"] == "late" &&
			row["agent_name"].(map[string]any)["ko"] == "김하나"
	})
	if !slices.ContainsFunc(mine.messages, func(m map[string]any) bool { return m["room"] == room && m["body"] == "사흘째 멈춰 있어요" }) {
		t.Errorf("kim was not told what the customer wrote: %v", mine.messages)
	}
	c.send(map[string]any{"type": "typing", "room": room, "on": true})
	mine.shows(room, func(row map[string]any) bool { return row["typing"] == true })

	kim.ask(201, "POST", "/chat/rooms/"+room+"/messages", `{"client":"kim-000001","body":"확인해 보겠습니다."}`, nil)
	all.shows(room, func(row map[string]any) bool { return row["status"] == "in_progress" && row["agent"] == "kim" })
	all.shows("kim", func(row map[string]any) bool {
		return row["today"].(map[string]any)["running"] == 1.0 && row["running"] == 1.0
	})
	if len(all.messages) > 0 {
		t.Errorf("the administrator's page was sent messages of somebody else's room: %v", all.messages)
	}
	kim.ask(200, "POST", "/chat/rooms/"+room+"/end", "", nil)
	for _, p := range []*chatPage{mine, all} {
		p.until("the end", func(map[string]any) bool { return p.rows[room] == nil })
	}
	all.shows("kim", func(row map[string]any) bool {
		return row["today"].(map[string]any)["ended"] == 1.0 && row["running"] == 0.0
	})

	kim.ask(200, "PUT", "/chat/me", `{"signed_in":false,"auto_complete":false}`, nil)
	all.shows("kim", func(row map[string]any) bool { return row["auto_complete"] == false && row["signed_in"] == false })
	lee.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	other.shows("me", func(row map[string]any) bool { return row["agent"].(map[string]any)["signed_in"] == true })
	if len(other.rows) != 1 || len(other.messages) != 0 {
		t.Errorf("lee's page was sent what is kim's: %v %v", other.rows, other.messages)
	}
	if st := r.api("PUT", "/settings/chat.method", `{"value":"manual"}`, nil); st != 200 {
		t.Fatal(st)
	}
	for _, p := range []*chatPage{mine, other} {
		p.until("the manual method", func(map[string]any) bool { return p.rows["me"]["method"] == "manual" })
	}
	d := r.visitor(t)
	d.send(map[string]any{"type": "start", "client": "start-0001"})
	second := d.acks("start-0001")["room"].(string)
	d.send(map[string]any{"type": "request_agent", "client": "agent-0001", "room": second})
	for _, p := range []*chatPage{mine, other, all} { // who may take it sees it (C26)
		p.shows(second, func(row map[string]any) bool { return row["status"] == "waiting" })
	}
	lee.ask(200, "POST", "/chat/rooms/"+second+"/take", "", nil)
	mine.until("that lee has it", func(map[string]any) bool { return mine.rows[second] == nil })
	other.shows(second, func(row map[string]any) bool { return row["status"] == "received" })
}

// What agents ask stands at once on the pages of who answers, the answer on theirs; others see
// nothing of it.
func TestRequestsAreTold(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	boss := r.staff(t, "m1", "manager", "chat_monitor")
	other := r.staff(t, "m2", "manager", "chat_monitor")
	if st := r.api("POST", "/teams", `{"id":"t1","name":{"ko":"1팀"},"manager":"m1"}`, nil); st != 201 {
		t.Fatal(st)
	}
	(&chatCase{t: t, r: r}).team("kim", "t1")
	kim := r.logIn(t, "hana", "kim")
	asked := func(n float64) func(map[string]any) bool {
		return func(row map[string]any) bool { got, _ := row["asked"].(float64); return got == n }
	}
	page, all, strange, own := boss.chatPage("chats"), r.staff(t, "chief", "administrator").chatPage("chats"), other.chatPage("chats"), kim.chatPage("chats")
	var one struct{ ID string }
	kim.ask(201, "POST", "/chat/requests", `{"body":"환불 승인 부탁드립니다."}`, &one)
	page.shows("me", asked(1))
	all.shows("me", asked(1))
	boss.ask(200, "POST", "/chat/requests/"+one.ID+"/answer", `{"state":"done","answer":"승인했습니다."}`, nil)
	page.shows("me", asked(0))
	own.shows("me", func(row map[string]any) bool { at, _ := row["answered"].(float64); return at > 0 })
	boss.ask(409, "POST", "/chat/requests/"+one.ID+"/answer", `{"state":"done","answer":"다시"}`, nil)
	if got := boss.chatPage("chats").rows["me"]; !asked(0)(got) || got["answered"] != nil {
		t.Errorf("a page that is opened later: %v", got)
	}
	kim.ask(201, "POST", "/chat/requests", `{"body":"하나 더 부탁드립니다."}`, nil)
	page.shows("me", asked(1))
	r.asks(t, "lost")
	strange.until("a room that is begun later", func(map[string]any) bool {
		return slices.ContainsFunc(slices.Collect(maps.Values(strange.rows)), func(row map[string]any) bool { return row["kind"] == "room" })
	})
	if row := strange.rows["me"]; !asked(0)(row) {
		t.Errorf("who does not answer sees %v", row)
	}
	if row := other.chatPage("chats").rows["me"]; !asked(0)(row) {
		t.Errorf("who does not answer sees %v", row)
	}
	if row := kim.chatPage("chats").rows["me"]; !asked(0)(row) || row["answered"] == nil {
		t.Errorf("who asked sees %v", row)
	}
}
