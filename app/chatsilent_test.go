package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// tap keeps everything that comes over a connection.
type tap struct {
	t      *testing.T
	frames chan string
	beats  *regexp.Regexp // of no interest: they come with time
}

func newTap(t *testing.T, conn *websocket.Conn, beats string) *tap {
	p := &tap{t: t, frames: make(chan string, 1000), beats: regexp.MustCompile(beats)}
	conn.SetReadDeadline(time.Time{}) //nolint:errcheck // it shows at the read
	go func() {
		defer close(p.frames)
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				return
			}
			if !p.beats.Match(data) {
				p.frames <- string(data)
			}
		}
	}()
	return p
}

// quiet is longer than anything is held back for the pages of an agent.
const quiet = 1300 * time.Millisecond

// take returns what has come once nothing comes any more.
func (p *tap) take() (list []string) {
	p.t.Helper()
	for {
		select {
		case f, open := <-p.frames:
			if !open {
				p.t.Errorf("the connection ended; before: %q", list)
				return list
			}
			list = append(list, f)
		case <-time.After(quiet):
			return list
		}
	}
}

// taken is what has come to two at the same time.
func taken(a, b *tap) (of, and []string) {
	var other sync.WaitGroup
	other.Go(func() { and = b.take() })
	of = a.take()
	other.Wait()
	return of, and
}

// volatile is what differs from one conversation to the next: times and made-up names.
var volatile = regexp.MustCompile(`\b1[0-9]{12}\b|\b[vrf]_[0-9A-Za-z_-]{16,}|key=[0-9A-Za-z_%.-]+`)

// plainFrame is a text without that.
func plainFrame(s string) string { return volatile.ReplaceAllString(s, "~") }

// folded is what frames of a page's topics say together, however they were cut: the last of
// each row, what is gone, and the messages.
func folded(t *testing.T, frames []string) string {
	t.Helper()
	rows, rest := map[string]string{}, []string{}
	for _, f := range frames {
		var one struct {
			Type, Topic    string
			Rows, Messages []json.RawMessage
			Gone           []string
		}
		if err := json.Unmarshal([]byte(f), &one); err != nil {
			t.Fatal(err)
		}
		for _, r := range one.Rows {
			var id struct{ ID string }
			json.Unmarshal(r, &id) //nolint:errcheck // an id is there or not
			rows[id.ID] = string(r)
		}
		for _, m := range one.Messages {
			rest = append(rest, string(m))
		}
		for _, id := range one.Gone {
			rest = append(rest, "gone "+id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		rest = append(rest, rows[id])
	}
	return plainFrame(strings.Join(rest, "\n"))
}

// A conversation with a supervisor who becomes available, monitors, reads everything that the
// agent sees, is away and back, and stops, is to the agent and to the customer the same, byte
// for byte, as one without (S4): over their live connections nothing at all comes of what the
// supervisor does, and every answer that the agent can ask for is the same.
func TestMonitoringIsSilent(t *testing.T) {
	told := [2][]string{}
	t.Run("conversation", func(t *testing.T) {
		for i := range told { // without one, and with one
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				r := start(t, t.TempDir())
				r.chatSite(t)
				kim, sup := r.logIn(t, "hana", "kim"), r.staff(t, "jeong", "administrator")
				kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
				if i == 0 {
					sup = nil
				}
				time.Sleep(namesEvery + time.Second) // the first administrator's name is on the robot's rooms
				told[i] = r.conversation(t, kim, sup)
			})
		}
	})
	if len(told[0]) != len(told[1]) || len(told[0]) < 15 {
		t.Fatalf("%d steps without a supervisor, %d with one", len(told[0]), len(told[1]))
	}
	for i, without := range told[0] {
		if without != told[1][i] {
			t.Errorf("step %d without a supervisor:\n%s\nwith one:\n%s", i, without, told[1][i])
		}
	}
}

// conversation has a customer and an agent talk, and returns what both were sent, step by step.
func (r *rig) conversation(t *testing.T, kim *person, sup *person) (told []string) {
	t.Helper()
	desk := kim.chatPage("chats")
	c := r.visitor(t)
	c.send(map[string]any{"type": "start", "client": "start-0001"})
	room := c.acks("start-0001")["room"].(string)
	c.send(map[string]any{"type": "choose", "client": "choose-001", "room": room, "category": "delivery"})
	c.send(map[string]any{"type": "choose", "client": "choose-002", "room": room, "category": "late"})
	c.send(map[string]any{"type": "request_agent", "client": "agent-0001", "room": room})
	c.acks("agent-0001")
	desk.shows(room, func(row map[string]any) bool { return row["status"] == "received" })

	agent, customer := newTap(t, desk.conn, `^{"type":"beat"`), newTap(t, c.conn, `"type":"beat"`)
	taken(agent, customer)
	step := func(do func()) {
		t.Helper()
		do()
		a, b := taken(agent, customer)
		told = append(told, "agent: "+folded(t, a), "customer: "+plainFrame(strings.Join(b, "\n")))
	}
	unseen := func(what string, do func()) {
		t.Helper()
		if sup == nil {
			return
		}
		do()
		if a, b := taken(agent, customer); len(a)+len(b) > 0 {
			t.Errorf("%s: the agent was sent %q, the customer %q", what, a, b)
		}
	}
	says := func(client, body string) func() {
		return func() { c.send(map[string]any{"type": "post", "client": client, "room": room, "body": body}) }
	}
	answers := func(client, body string) func() {
		return func() {
			kim.ask(201, "POST", "/chat/rooms/"+room+"/messages", fmt.Sprintf(`{"client":%q,"body":%q}`, client, body), nil)
		}
	}

	step(says("post-00001", "사흘째 멈춰 있어요"))
	unseen("available", func() { sup.ask(200, "PUT", "/chat/supervisor", `{"available":true}`, nil) })
	var page *chatPage
	unseen("the supervisor's page", func() { page = sup.chatPage("chats,chat_agents") })
	unseen("monitor", func() { sup.ask(200, "POST", "/chat/rooms/"+room+"/monitor", "", nil) })
	step(answers("kim-000001", "확인해 보겠습니다."))
	unseen("reading", func() {
		for _, path := range []string{"/messages", "/detail", "/timeline", ""} {
			sup.ask(200, "GET", "/chat/rooms/"+room+path, "", nil)
		}
		sup.ask(200, "GET", "/chat/list?status=in_progress", "", nil)
	})
	step(says("post-00002", "네"))
	unseen("away and back", func() {
		page.conn.Close()
		page = sup.chatPage("chats,chat_agents")
	})
	step(func() { kim.ask(204, "POST", "/chat/rooms/"+room+"/read", `{"seq":8}`, nil) })
	step(answers("kim-000002", "오늘 도착합니다."))
	if sup != nil {
		page.shows(room, func(row map[string]any) bool { return row["watcher"] == "jeong" })
	}
	for _, path := range []string{"/messages", "/detail", "/timeline", ""} { // while somebody monitors
		told = append(told, path+": "+plainFrame(kim.ask(200, "GET", "/chat/rooms/"+room+path, "", nil)))
	}
	told = append(told, "list: "+plainFrame(kim.ask(200, "GET", "/chat/list?status=in_progress", "", nil)), "agents: "+plainFrame(kim.ask(200, "GET", "/chat/agents", "", nil)))
	unseen("stop", func() { sup.ask(200, "DELETE", "/chat/rooms/"+room+"/monitor", "", nil) })
	unseen("once more, by leaving", func() {
		sup.ask(200, "POST", "/chat/rooms/"+room+"/monitor", "", nil)
		sup.ask(200, "PUT", "/chat/supervisor", `{"available":false}`, nil)
	})
	unseen("to the end", func() {
		sup.ask(200, "PUT", "/chat/supervisor", `{"available":true}`, nil)
		sup.ask(200, "POST", "/chat/rooms/"+room+"/monitor", "", nil)
	})
	step(func() { kim.ask(200, "POST", "/chat/rooms/"+room+"/end", "", nil) })
	for _, path := range []string{"/detail", "/timeline", ""} {
		told = append(told, "over"+path+": "+plainFrame(kim.ask(200, "GET", "/chat/rooms/"+room+path, "", nil)))
	}
	if sup != nil {
		if line := sup.ask(200, "GET", "/chat/rooms/"+room+"/timeline", "", nil); strings.Count(line, "monitor_began") != 3 || strings.Count(line, "monitor_ended") != 3 {
			t.Errorf("the supervisor's timeline (S21): %s", line)
		}
	}
	desk.conn.Close()
	c.conn.Close()
	return told
}
