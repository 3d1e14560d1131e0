package app

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// writer is one side of a room that writes numbered messages, each until it is acknowledged.
type writer struct {
	name  string
	post  func(client, body string) (seq int, err error)
	acked []int // number of message -> Seq; 0: not acknowledged
	done  atomic.Int64
}

func (w *writer) client(n int) string { return fmt.Sprintf("%s-%08d", w.name, n) }
func (w *writer) body(n int) string   { return fmt.Sprintf("%s writes %d", w.name, n) }

// write sends one message after the other until stop, each again and again under its id.
func (w *writer) write(stop <-chan struct{}) {
	for {
		n := len(w.acked)
		w.acked = append(w.acked, 0)
		for w.acked[n] == 0 {
			select {
			case <-stop:
				return
			default:
			}
			seq, err := w.post(w.client(n), w.body(n))
			if err != nil {
				time.Sleep(20 * time.Millisecond)
				continue
			}
			w.acked[n] = seq
			w.done.Add(1)
		}
	}
}

// killed is a customer whose connection comes back by itself.
type killed struct {
	address, token, room string
	conn                 *websocket.Conn
}

func (k *killed) connect() error {
	d := websocket.Dialer{Subprotocols: []string{"callfloor.chat.1"}, HandshakeTimeout: 2 * time.Second}
	conn, _, err := d.Dial("ws://"+k.address+"/chat/live", http.Header{"Origin": {"https://shop.example.com"}})
	if err != nil {
		return err
	}
	if err := conn.WriteJSON(map[string]any{"type": "hello", "token": k.token, "site": "shop", "language": "ko", "room": k.room}); err != nil {
		conn.Close()
		return err
	}
	k.conn = conn
	return nil
}

// post sends a message and waits for what becomes of it.
func (k *killed) post(client, body string) (seq int, err error) {
	defer func() {
		if err != nil && k.conn != nil {
			k.conn.Close()
			k.conn = nil
		}
	}()
	if k.conn == nil {
		if err := k.connect(); err != nil {
			return 0, err
		}
	}
	if err := k.conn.WriteJSON(map[string]any{"type": "post", "client": client, "room": k.room, "body": body}); err != nil {
		return 0, err
	}
	k.conn.SetReadDeadline(time.Now().Add(5 * time.Second)) //nolint:errcheck // it shows at the read
	for {
		var f struct {
			Type, Client, Code string
			Room               json.RawMessage
			Seq                int
			Wait               int `json:"retry_ms"`
		}
		if err := k.conn.ReadJSON(&f); err != nil {
			return 0, err
		}
		if f.Client != client {
			continue
		}
		if f.Type == "refused" { // too many at once
			time.Sleep(200 * time.Millisecond)
			return 0, fmt.Errorf("refused: %s", f.Code)
		}
		if f.Type == "ack" {
			return f.Seq, json.Unmarshal(f.Room, &k.room)
		}
	}
}

// The program is killed at any moment while customers and an agent write. Every message that
// was acknowledged is there, under the number that was told, and every message is there once
// at most and in the order in which its author wrote.
func TestKillWhileChatting(t *testing.T) {
	const customers, lives = 8, 8
	dir := t.TempDir()
	text, httpAddr, _ := fixedPorts(t, fmt.Sprintf(testFile, filepath.Join(dir, "data"), ports()))
	file := filepath.Join(dir, "callfloor.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := launch(t, file, httpAddr)
	for _, one := range [][3]string{
		{"POST", "/users", `{"login":"hana","name":"하나","role":"agent","agent_id":"kim","password":"Blue-river-77"}`},
		{"POST", "/chat-categories", `{"id":"all","name":{"ko":"전체"}}`},
		{"POST", "/chat-categories", `{"id":"any","parent":"all","name":{"ko":"일반"}}`},
		{"POST", "/chat-sites", `{"id":"shop","name":{"ko":"온마루"},"origins":["https://shop.example.com"]}`},
		{"PUT", "/settings/chat.bot", `{"value":"false"}`},
		{"PUT", "/settings/chat.cap", `{"value":"50"}`},
		{"PUT", "/settings/chat.per_address", `{"value":"1000"}`},
		{"PUT", "/settings/chat.enabled", `{"value":"true"}`},
	} {
		if st, data := p.api(one[0], one[1], one[2]); st >= 300 {
			t.Fatalf("%s: %d %s", one[1], st, data)
		}
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	agent := &person{Client: &http.Client{Jar: jar, Timeout: 5 * time.Second}, t: t, base: "http://" + httpAddr + "/api/v1"}
	agent.ask(200, "POST", "/login", `{"login":"hana","password":"Blue-river-77"}`, nil)
	agent.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)

	var writers []*writer
	var rooms []*killed
	for i := range customers {
		k := &killed{address: httpAddr}
		var made struct{ Token string }
		res, err := http.Post("http://"+httpAddr+"/chat/visitors", "application/json", strings.NewReader(`{"site":"shop","language":"ko"}`))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.NewDecoder(res.Body).Decode(&made); err != nil || made.Token == "" {
			t.Fatalf("%d %v", res.StatusCode, err)
		}
		res.Body.Close()
		k.token = made.Token
		w := &writer{name: fmt.Sprintf("customer%d", i), post: k.post}
		seq, err := k.post(w.client(0), w.body(0))
		if err != nil {
			t.Fatal(err)
		}
		w.acked = []int{seq}
		writers, rooms = append(writers, w), append(rooms, k)
	}
	for i, k := range rooms[:4] { // the agent writes in some of them at the same time
		room := k.room
		writers = append(writers, &writer{name: fmt.Sprintf("agent%d", i), post: func(client, body string) (int, error) {
			return agentPosts(agent, room, client, body)
		}})
	}

	stop := make(chan struct{})
	var writing sync.WaitGroup
	for _, w := range writers {
		writing.Go(func() { w.write(stop) })
	}
	for range lives {
		time.Sleep(time.Duration(300+rand.IntN(700)) * time.Millisecond)
		p.cmd.Process.Signal(syscall.SIGKILL) //nolint:errcheck // it lives
		p.cmd.Wait()                          //nolint:errcheck // killed
		p = launch(t, file, httpAddr)
	}
	had := map[*writer]int64{}
	for _, w := range writers {
		had[w] = w.done.Load()
	}
	for _, w := range writers { // everybody gets on
		untilIn(t, 20*time.Second, w.name+" gets on", func() bool { return w.done.Load() > had[w]+1 })
	}
	close(stop)
	writing.Wait()

	acknowledged := 0
	for i, k := range rooms {
		kept := messagesOf(t, p, k.room)
		acknowledged += compare(t, writers[i], kept)
		if i < 4 {
			acknowledged += compare(t, writers[customers+i], kept)
		}
	}
	if acknowledged < lives*customers {
		t.Errorf("only %d messages were acknowledged", acknowledged)
	}
	t.Logf("%d messages were acknowledged", acknowledged)
}

// agentPosts answers in a room.
func agentPosts(agent *person, room, client, body string) (int, error) {
	res, err := agent.Post(agent.base+"/chat/rooms/"+room+"/messages", "application/json", strings.NewReader(fmt.Sprintf(`{"client":%q,"body":%q}`, client, body)))
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	var m struct{ Seq int }
	if err := json.NewDecoder(res.Body).Decode(&m); err != nil || res.StatusCode != 201 {
		return 0, fmt.Errorf("%d %v", res.StatusCode, err)
	}
	return m.Seq, nil
}

type keptMessage struct {
	Seq      int
	By, Body string
}

func messagesOf(t *testing.T, p *process, room string) (all []keptMessage) {
	t.Helper()
	for {
		after := 0
		if len(all) > 0 {
			after = all[len(all)-1].Seq
		}
		var list []keptMessage
		st, data := p.api("GET", fmt.Sprintf("/chat/rooms/%s/messages?after=%d&limit=200", room, after), "")
		if err := json.Unmarshal(data, &list); st != 200 || err != nil {
			t.Fatalf("%d %s", st, data)
		}
		if len(list) == 0 {
			return all
		}
		all = append(all, list...)
	}
}

// compare holds what a writer was told against what is kept, and returns how many messages
// were acknowledged.
func compare(t *testing.T, w *writer, kept []keptMessage) (n int) {
	t.Helper()
	at, last := map[string]int{}, 0
	for i, m := range kept {
		if i > 0 && m.Seq <= kept[i-1].Seq {
			t.Errorf("%s: message %d follows %d", w.name, m.Seq, kept[i-1].Seq)
		}
		if !strings.HasPrefix(m.Body, w.name+" ") {
			continue
		}
		if at[m.Body] != 0 {
			t.Errorf("%q is there twice: %d and %d", m.Body, at[m.Body], m.Seq)
		}
		at[m.Body] = m.Seq
	}
	for i, seq := range w.acked {
		switch is := at[w.body(i)]; {
		case seq == 0 && i < len(w.acked)-1:
			t.Errorf("%q was never acknowledged", w.body(i))
		case seq != 0 && is != seq:
			t.Errorf("%q was acknowledged as %d and is %d (0: lost)", w.body(i), seq, is)
		case seq != 0:
			n++
			if is <= last {
				t.Errorf("%q is %d, the one before %d", w.body(i), is, last)
			}
			last = is
		}
	}
	if len(at) > len(w.acked) {
		t.Errorf("%s: %d messages are kept, %d were written", w.name, len(at), len(w.acked))
	}
	return n
}
