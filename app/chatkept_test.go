package app

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// lives is a program of its own that is killed and started again.
type lives struct {
	*process
	t              *testing.T
	file, httpAddr string
}

// dies kills the program and starts it again.
func (l *lives) dies() {
	l.t.Helper()
	l.cmd.Process.Signal(syscall.SIGKILL) //nolint:errcheck // it lives
	l.cmd.Wait()                          //nolint:errcheck // killed
	l.process = launch(l.t, l.file, l.httpAddr)
}

// done asks with the key of the file.
func (l *lives) done(method, path, body string) {
	l.t.Helper()
	if st, data := l.api(method, path, body); st >= 300 {
		l.t.Fatalf("%s %s: %d %s", method, path, st, data)
	}
}

// logged logs somebody in.
func (l *lives) logged(login string) *person {
	l.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		l.t.Fatal(err)
	}
	p := &person{Client: &http.Client{Jar: jar, Timeout: 5 * time.Second}, t: l.t, base: "http://" + l.httpAddr + "/api/v1"}
	p.ask(200, "POST", "/login", `{"login":"`+login+`","password":"Blue-river-77"}`, nil)
	return p
}

// begins is a customer who has written.
func (l *lives) begins(client string) *killed {
	l.t.Helper()
	res, err := http.Post("http://"+l.httpAddr+"/chat/visitors", "application/json", strings.NewReader(`{"site":"shop","language":"ko"}`))
	if err != nil {
		l.t.Fatal(err)
	}
	defer res.Body.Close()
	var made struct{ Token string }
	if err := json.NewDecoder(res.Body).Decode(&made); err != nil {
		l.t.Fatal(err)
	}
	k := &killed{address: l.httpAddr, token: made.Token}
	if _, err := k.post(client, "안녕하세요"); err != nil {
		l.t.Fatal(err)
	}
	return k
}

// Whatever was answered before the program was killed holds after it: files whose message was
// acknowledged, how far people have read, who has a room, what it is about, what is held and
// blocked, who is signed in. What a supervisor watched is free, and the timeline says that it
// has ended.
func TestKillKeepsWhatWasAnswered(t *testing.T) {
	dir := t.TempDir()
	text, httpAddr, _ := fixedPorts(t, fmt.Sprintf(testFile, filepath.Join(dir, "data"), ports()))
	file := filepath.Join(dir, "callfloor.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	l := &lives{process: launch(t, file, httpAddr), t: t, file: file, httpAddr: httpAddr}
	for _, one := range [][3]string{
		{"POST", "/users", `{"login":"hana","name":"하나","role":"agent","agent_id":"kim","password":"Blue-river-77"}`},
		{"POST", "/users", `{"login":"duri","name":"두리","role":"agent","agent_id":"lee","password":"Blue-river-77"}`},
		{"POST", "/users", `{"login":"boss","name":"대표","role":"administrator","password":"Blue-river-77"}`},
		{"POST", "/users", `{"login":"vice","name":"부대표","role":"administrator","password":"Blue-river-77"}`},
		{"POST", "/chat-categories", `{"id":"all","name":{"ko":"전체"}}`},
		{"POST", "/chat-categories", `{"id":"any","parent":"all","name":{"ko":"일반"}}`},
		{"POST", "/chat-categories", `{"id":"some","parent":"all","name":{"ko":"특별"}}`},
		{"POST", "/chat-sites", `{"id":"shop","name":{"ko":"온마루"},"origins":["https://shop.example.com"]}`},
		{"PUT", "/settings/chat.bot", `{"value":"false"}`},
		{"PUT", "/settings/chat.cap", `{"value":"50"}`},
		{"PUT", "/settings/chat.enabled", `{"value":"true"}`},
	} {
		l.done(one[0], one[1], one[2])
	}
	kim, lee, boss, vice := l.logged("hana"), l.logged("duri"), l.logged("boss"), l.logged("vice")

	// Nobody is signed in: it waits, and its customer is blocked.
	blocked := l.begins("blocked-01")
	boss.ask(200, "POST", "/chat/rooms/"+blocked.room+"/block", `{"reason":"욕설"}`, nil)
	l.dies()
	d := websocket.Dialer{Subprotocols: []string{"callfloor.chat.1"}, HandshakeTimeout: 5 * time.Second}
	conn, _, err := d.Dial("ws://"+httpAddr+"/chat/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.WriteJSON(map[string]any{"type": "hello", "token": blocked.token, "site": "shop"}); err != nil {
		t.Fatal(err)
	}
	conn.SetReadDeadline(time.Now().Add(5 * time.Second)) //nolint:errcheck // the read fails then
	if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, 4505) {
		t.Errorf("a blocked customer after the restart: %v", err)
	}

	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true,"resting":true}`, nil)
	lee.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	l.dies()
	for agent, want := range map[*person]string{kim: `"resting":true`, lee: `"state":"working"`} {
		if got := agent.ask(200, "GET", "/chat/me", "", nil); !strings.Contains(got, `"signed_in":true`) || !strings.Contains(got, want) {
			t.Errorf("signed in after the restart: %s, wanted is %s", got, want)
		}
	}

	k := l.begins("customer-1") // lee's, because kim rests
	room := "/chat/rooms/" + k.room
	type state struct {
		Agent, Status, Category, Small string
		Held                           bool
		Unread, Seq                    int
	}
	stands := func() (s state) { t.Helper(); boss.ask(200, "GET", room, "", &s); return s }
	if s := stands(); s.Agent != "lee" || s.Unread != 1 {
		t.Fatalf("the room is %+v", s)
	}
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	lee.ask(200, "POST", room+"/assign", `{"agent":"kim"}`, nil)
	l.dies()
	if s := stands(); s.Agent != "kim" || s.Status != "received" {
		t.Errorf("handed over, after the restart it is %+v", s)
	}
	kim.ask(200, "PUT", room+"/held", `{"held":true}`, nil)
	kim.ask(200, "PUT", room+"/category", `{"category":"some","small":"소분류"}`, nil)
	kim.ask(200, "PUT", room+"/tags", `{"tags":["하나","둘"]}`, nil)
	kim.ask(201, "POST", room+"/messages", `{"client":"kim-000001","body":"네"}`, nil)
	kim.ask(204, "POST", room+"/read", fmt.Sprintf(`{"seq":%d}`, stands().Seq), nil)
	l.dies()
	if s := stands(); !s.Held || s.Category != "some" || s.Small != "소분류" || s.Status != "in_progress" || s.Unread != 0 {
		t.Errorf("worked on, after the restart it is %+v", s)
	}
	if got := kim.ask(200, "GET", room+"/detail", "", nil); !strings.Contains(got, `"tags":["하나","둘"]`) && !strings.Contains(got, `"tags":["둘","하나"]`) {
		t.Errorf("tags after the restart: %s", got)
	}

	// A file whose message was acknowledged is there with it, for both.
	data := paper(100_000)
	req, err := http.NewRequestWithContext(t.Context(), "POST", "http://"+httpAddr+"/chat/files?name=a.pdf", strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+k.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var sent struct{ ID, URL string }
	if err := json.NewDecoder(res.Body).Decode(&sent); err != nil || res.StatusCode != 201 {
		t.Fatalf("a file: %d %v", res.StatusCode, err)
	}
	if k.conn == nil {
		if err := k.connect(); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.conn.WriteJSON(map[string]any{"type": "post", "client": "with-file-1", "room": k.room, "files": []string{sent.ID}}); err != nil {
		t.Log(err) // of before the kill
		if err := k.connect(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := k.post("customer-2", "보셨나요?"); err != nil { // answered after it, and so is the one with the file
		if _, err = k.post("customer-2", "보셨나요?"); err != nil {
			t.Fatal(err)
		}
		if err := k.conn.WriteJSON(map[string]any{"type": "post", "client": "with-file-1", "room": k.room, "files": []string{sent.ID}}); err != nil {
			t.Fatal(err)
		}
		if _, err := k.post("customer-3", "그리고"); err != nil {
			t.Fatal(err)
		}
	}
	l.dies()
	for who, address := range map[string]string{"an agent": kim.base + "/chat/files/" + sent.ID, "a customer": "http://" + httpAddr + "/chat/" + sent.URL} {
		res, err := kim.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(res.Body)
		if res.Body.Close(); err != nil || res.StatusCode != 200 || !slices.Equal(got, data) {
			t.Errorf("%s reads the file after the restart: %d, %d bytes, %v", who, res.StatusCode, len(got), err)
		}
	}
	if got := kim.ask(200, "GET", room+"/messages", "", nil); !strings.Contains(got, sent.ID) {
		t.Errorf("the message with the file after the restart: %s", got)
	}

	boss.ask(200, "PUT", "/chat/supervisor", `{"available":true}`, nil)
	boss.ask(200, "POST", room+"/monitor", "", nil)
	vice.ask(200, "PUT", "/chat/supervisor", `{"available":true}`, nil)
	vice.ask(409, "POST", room+"/monitor", "", nil)
	l.dies()
	if got := boss.ask(200, "GET", "/chat/supervisor", "", nil); strings.Contains(got, k.room) {
		t.Errorf("monitored after the restart: %s", got)
	}
	var told []struct{ Kind, User, How string }
	boss.ask(200, "GET", room+"/timeline", "", &told)
	var watched []string
	for _, e := range told {
		if strings.HasPrefix(e.Kind, "monitor_") {
			watched = append(watched, e.Kind+" "+e.User+" "+e.How)
		}
	}
	if len(watched) != 2 || watched[0] != "monitor_began boss " || !strings.HasPrefix(watched[1], "monitor_ended boss ") {
		t.Errorf("the timeline says of monitoring: %q", watched)
	}
	vice.ask(200, "PUT", "/chat/supervisor", `{"available":true}`, nil)
	vice.ask(200, "POST", room+"/monitor", "", nil)
}
