package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	chatlive "github.com/callfloor/callfloor/chat/live"
)

// chatRights says what everybody gets of each operation of chats about a room that the agent
// kim has (W-08). The columns:
//
//	none  nobody, without a log-in
//	lee   an agent with another room        m2    the manager of lee, who may monitor
//	kim   the agent of the room             m1    the manager of kim, who may monitor
//	boss  an administrator                  wall  the token of a display
//	keyA  an API key of the role agent      keyM  one of the manager of kim, without permissions
//	keyB  one of an administrator
//
// A number is the answer; ok is a success, or a conflict where somebody has done it before.
const chatRights = `
operation             none lee  m2   kim  m1   boss wall keyA keyM keyB
chat-agents           401  ok   ok   ok   ok   ok   403  ok   ok   ok
chat-block            401  403  404  403  ok   ok   403  403  ok   ok
chat-blocked          401  403  ok   403  ok   ok   403  403  ok   ok
chat-categories-list  401  ok   ok   ok   ok   ok   403  ok   ok   ok
chat-categorise-many  401  ok   ok   ok   ok   ok   403  ok   ok   ok
chat-category         401  404  404  ok   ok   ok   403  404  ok   ok
chat-category-create  401  403  403  403  403  ok   403  403  403  ok
chat-category-delete  401  403  403  403  403  404  403  403  403  404
chat-category-put     401  403  403  403  403  ok   403  403  403  ok
chat-counts           401  ok   ok   ok   ok   ok   403  ok   ok   ok
chat-end              401  404  404  ok   ok   ok   403  404  ok   ok
chat-file             401  404  404  ok   ok   ok   403  404  ok   ok
chat-file-upload      401  404  404  ok   ok   ok   403  404  ok   ok
chat-give             401  404  404  ok   ok   ok   403  404  ok   ok
chat-give-many        401  ok   ok   ok   ok   ok   403  ok   ok   ok
chat-held             401  404  404  ok   ok   ok   403  404  ok   ok
chat-list             401  ok   ok   ok   ok   ok   403  ok   ok   ok
chat-list-choices     401  ok   ok   ok   ok   ok   403  ok   ok   ok
chat-list-count       401  ok   ok   ok   ok   ok   403  ok   ok   ok
chat-list-export      401  403  ok   403  ok   ok   403  403  403  ok
chat-me               401  ok   403  ok   403  403  403  403  403  403
chat-messages         401  404  404  ok   ok   ok   403  404  ok   ok
chat-monitor          401  403  404  403  ok   ok   403  403  403  422
chat-monitor-stop     401  403  404  403  ok   ok   403  403  403  422
chat-post             401  404  404  ok   ok   ok   403  404  ok   ok
chat-presence         401  ok   403  ok   403  403  403  403  403  403
chat-put-back         401  404  404  ok   ok   ok   403  404  ok   ok
chat-read             401  404  404  ok   ok   ok   403  404  ok   ok
chat-report           401  403  ok   403  ok   ok   403  403  ok   ok
chat-report-export    401  403  ok   403  ok   ok   403  403  403  ok
chat-request-answer   401  403  404  403  ok   ok   403  403  ok   ok
chat-request-create   401  404  422  ok   422  422  403  422  422  422
chat-requests-list    401  ok   ok   ok   ok   ok   403  ok   ok   ok
chat-room             401  404  404  ok   ok   ok   403  404  ok   ok
chat-room-detail      401  404  404  ok   ok   ok   403  404  ok   ok
chat-room-search      401  404  404  ok   ok   ok   403  404  ok   ok
chat-rooms            401  ok   ok   ok   ok   ok   403  ok   ok   ok
chat-schedule-get     401  404  404  ok   ok   ok   403  404  ok   ok
chat-schedule-put     401  403  404  403  ok   ok   403  403  ok   ok
chat-search           401  ok   ok   ok   ok   ok   403  ok   ok   ok
chat-site-create      401  403  403  403  403  ok   403  403  403  ok
chat-site-delete      401  403  403  403  403  404  403  403  403  404
chat-site-put         401  403  403  403  403  ok   403  403  403  ok
chat-sites-list       401  403  ok   403  ok   ok   403  403  ok   ok
chat-supervisor       401  403  ok   403  ok   ok   403  403  403  422
chat-supervisor-put   401  403  ok   403  ok   ok   403  403  403  422
chat-tag-room         401  404  404  ok   ok   ok   403  404  ok   ok
chat-tag-visitor      401  404  404  ok   ok   ok   403  404  ok   ok
chat-take             401  404  404  ok   404  404  403  404  404  404
chat-template-create  401  ok   ok   ok   ok   ok   403  422  ok   ok
chat-template-delete  401  404  404  ok   404  404  403  404  404  404
chat-template-put     401  404  404  ok   404  404  403  404  404  404
chat-templates-list   401  ok   ok   ok   ok   ok   403  ok   ok   ok
chat-timeline         401  404  404  ok   ok   ok   403  404  ok   ok
chat-typing           401  404  404  ok   403  403  403  404  403  403
chat-unblock          401  403  404  403  ok   ok   403  403  ok   ok
chat-usage            401  403  ok   403  ok   ok   403  403  ok   ok
chat-usage-export     401  403  ok   403  ok   ok   403  403  403  ok
chat-visitor          401  404  404  ok   ok   ok   403  404  ok   ok
chat-visitor-put      401  404  404  ok   ok   ok   403  404  ok   ok
chat-word-delete      401  403  404  403  404  404  403  403  404  404
chat-word-put         401  403  ok   403  ok   ok   403  403  ok   ok
chat-words-list       401  ok   ok   ok   ok   ok   403  ok   ok   ok
`

// What only who sees the room of kim may read: it stands in what its customer, its agent and
// its manager wrote.
const ofTheRoom = "은밀한내용"

// knows are who may read it.
var knows = []string{"kim", "m1", "boss", "keyM", "keyB"}

// chatCase is a centre with a room of kim, and everybody who asks about it.
type chatCase struct {
	t    *testing.T
	r    *rig
	rows int
	who  map[string]func(*http.Request) *http.Client
	jars map[string]http.CookieJar
	keys map[string]string
	kim  *person
}

func newChatCase(t *testing.T) *chatCase {
	r := start(t, t.TempDir())
	r.chatSite(t)
	for _, s := range []string{"cap", "per_address"} {
		if st := r.api("PUT", "/settings/chat."+s, `{"value":"50"}`, nil); st != 200 {
			t.Fatal(st)
		}
	}
	c := &chatCase{t: t, r: r, who: map[string]func(*http.Request) *http.Client{}, jars: map[string]http.CookieJar{}, keys: map[string]string{}}
	logged := func(name string, p *person) *person {
		c.who[name] = func(*http.Request) *http.Client { return p.Client }
		c.jars[name] = p.Jar
		return p
	}
	m := []string{"chat_monitor", "report", "unmask"}
	logged("m1", r.staff(t, "m1", "manager", m...))
	logged("m2", r.staff(t, "m2", "manager", m...))
	logged("boss", r.staff(t, "boss", "administrator"))
	for _, team := range []string{`{"id":"t1","name":{"ko":"1팀"},"manager":"m1"}`, `{"id":"t2","name":{"ko":"2팀"},"manager":"m2"}`} {
		if st := r.api("POST", "/teams", team, nil); st != 201 {
			t.Fatal(st)
		}
	}
	c.team("kim", "t1")
	c.team("lee", "t2")
	c.kim = logged("kim", r.logIn(t, "hana", "kim"))
	logged("lee", r.logIn(t, "duri", "lee"))
	c.who["none"] = func(*http.Request) *http.Client { return http.DefaultClient }
	for name, body := range map[string]string{"keyA": `{"name":"bot","role":"agent"}`, "keyM": `{"name":"crm","role":"manager","manager":"m1"}`, "keyB": `{"name":"all","role":"administrator"}`} {
		var made struct{ Key string }
		if st := r.api("POST", "/api-keys", body, &made); st != 201 {
			t.Fatalf("%s: %d", name, st)
		}
		c.keys[name] = made.Key
	}
	var wall struct{ Token string }
	if st := r.api("POST", "/displays", `{"name":"wall"}`, &wall); st != 201 {
		t.Fatal(st)
	}
	c.keys["wall"] = wall.Token
	for name := range c.keys {
		c.who[name] = func(req *http.Request) *http.Client {
			maps.Copy(req.Header, c.shows(name))
			return http.DefaultClient
		}
	}
	c.kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	return c
}

// shows is how a key or a display says who it is.
func (c *chatCase) shows(name string) http.Header {
	if name == "wall" {
		return http.Header{"Cookie": {"callfloor-display=" + c.keys[name]}, "Origin": {"http://" + c.r.httpAddr}}
	}
	return http.Header{"Authorization": {"Bearer " + c.keys[name]}}
}

// team puts an agent into a team.
func (c *chatCase) team(agent, team string) {
	c.t.Helper()
	var a map[string]any
	if st := c.r.api("GET", "/agents/"+agent, "", &a); st != 200 {
		c.t.Fatal(st)
	}
	delete(a, "state")
	a["team"] = team
	keep := map[string]any{}
	for _, k := range []string{"id", "name", "extension", "services", "team", "version"} {
		if v, ok := a[k]; ok {
			keep[k] = v
		}
	}
	var said json.RawMessage
	if st := c.r.api("PUT", "/agents/"+agent, mustJSON(c.t, keep), &said); st != 200 {
		c.t.Fatalf("%s into %s: %d %s", agent, team, st, said)
	}
}

// theirs is a room in progress that an agent has, with its customer and a file.
type theirs struct {
	room    chat.RoomID
	visitor chat.VisitorID
	file    string
}

// room makes one.
func (c *chatCase) room(agent acd.AgentID) theirs {
	c.t.Helper()
	c.rows++
	ctx, now := c.t.Context(), acd.At(time.Now())
	is := theirs{room: chat.RoomID(fmt.Sprintf("r_%d", c.rows)), visitor: chat.VisitorID(fmt.Sprintf("v_%d", c.rows)), file: fmt.Sprintf("f_%d", c.rows)}
	if _, _, err := c.r.db.ChatAddVisitor(ctx, chat.Visitor{ID: is.visitor, Channel: chat.Web, Account: "shop", Secret: fmt.Sprint(c.rows), Name: ofTheRoom, Fields: map[string]string{"칸": ofTheRoom}, Created: now, Seen: now}); err != nil {
		c.t.Fatal(err)
	}
	file := chat.File{ID: is.file, Name: ofTheRoom + ".png", Type: "image/png", Size: 1, Width: 1, Height: 1}
	if err := c.r.db.ChatAddFile(ctx, chat.StoredFile{File: file, At: now, By: "visitor:" + string(is.visitor), Data: []byte("x")}); err != nil {
		c.t.Fatal(err)
	}
	by := chat.Who{User: "boss"}
	for _, act := range []chatlive.Act{
		{Command: chat.Open{Room: is.room, Channel: chat.Web, Account: "shop", Visitor: is.visitor, Language: "ko", Category: "late", NoForm: true}, Origin: &chat.Origin{URL: "https://shop.example.com/" + ofTheRoom}},
		{Command: chat.RequestAgent{Room: is.room}},
		{Command: chat.Give{Room: is.room, To: agent, Who: by}},
		{Command: chat.Post{Room: is.room, By: chat.ByCustomer}, Draft: &chat.Message{Client: "customer-1", Body: ofTheRoom, Files: []chat.File{file}}},
		{Command: chat.Post{Room: is.room, By: chat.ByAgent, Who: chat.Who{Agent: agent}}, Draft: &chat.Message{Client: "agent-1", Body: ofTheRoom}},
		{Command: chat.Post{Room: is.room, By: chat.ByNote, Who: chat.Who{Agent: agent}}, Draft: &chat.Message{Client: "note-1", Body: ofTheRoom}},
	} {
		if _, err := c.r.chat.live.Do(ctx, act); err != nil {
			c.t.Fatalf("%T: %v", act.Command, err)
		}
	}
	if err := c.r.db.ChatTagRoom(ctx, is.room, []string{ofTheRoom}); err != nil {
		c.t.Fatal(err)
	}
	if err := c.r.db.ChatTagVisitor(ctx, is.visitor, []string{ofTheRoom}); err != nil {
		c.t.Fatal(err)
	}
	var r chat.Room
	if err := c.r.chat.live.Look(ctx, func(h *chat.House) { r, _ = h.Room(is.room) }); err != nil || r.Agent != agent || r.Status != chat.InProgress {
		c.t.Fatalf("the room of %s is %+v, %v", agent, r, err)
	}
	return is
}

// over ends a room as one that kim has, whatever became of it.
func (c *chatCase) over(of theirs) {
	c.t.Helper()
	by := chat.Who{User: "boss"}
	for _, cmd := range []chat.Command{chat.SignOut{Agent: "lee"}, chat.Give{Room: of.room, To: "kim", Who: by}, chat.End{Room: of.room, Manager: true, Who: by}} {
		if _, err := c.r.chat.live.Do(c.t.Context(), chatlive.Act{Command: cmd}); err != nil {
			c.t.Fatalf("%T: %v", cmd, err)
		}
	}
}

// ask has somebody ask and returns the answer.
func (c *chatCase) ask(who, method, path, body string) (status int, answer string) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, "http://"+c.r.httpAddr+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.who[who](req).Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return res.StatusCode, string(data)
}

// asked is how an operation is asked about a room of kim: what stands in place of {id}, the
// query, the body.
func (c *chatCase) asked(op string, of theirs) (id, query, body string) {
	day := time.Now().Format(time.DateOnly)
	id = string(of.room)
	switch op {
	case "chat-post":
		body = `{"client":"message-01","body":"답합니다"}`
	case "chat-give":
		body = `{"agent":"kim"}`
	case "chat-give-many":
		body = `{"rooms":["` + id + `"],"agent":"kim"}`
	case "chat-block":
		body = `{"reason":"욕설"}`
	case "chat-held":
		body = `{"held":true}`
	case "chat-category":
		body = `{"category":"lost","small":"작은"}`
	case "chat-categorise-many":
		body = `{"rooms":["` + id + `"],"category":"lost","small":"작은"}`
	case "chat-read":
		body = `{"seq":1}`
	case "chat-typing":
		body = `{"on":true}`
	case "chat-tag-room":
		body = `{"tags":["표"]}`
	case "chat-tag-visitor":
		id, body = string(of.visitor), `{"tags":["표"]}`
	case "chat-visitor", "chat-unblock":
		id = string(of.visitor)
	case "chat-visitor-put":
		id, body = string(of.visitor), `{"name":"새이름","version":1}`
	case "chat-file":
		id = of.file
	case "chat-file-upload":
		query, body = "?name=a.pdf", "%PDF-1.4\n"
	case "chat-presence":
		body = `{"signed_in":true}`
	case "chat-supervisor-put":
		body = `{"available":true}`
	case "chat-list", "chat-list-count":
		query = "?status=in_progress"
	case "chat-list-export":
		query = "?status=in_progress&format=csv&reason=test-test"
	case "chat-usage-export":
		query = "?format=csv&reason=test-test"
	case "chat-search", "chat-room-search":
		query = "?text=" + ofTheRoom
	case "chat-report":
		query = "?by=agent&from=" + day + "&to=" + day
	case "chat-report-export":
		query = "?by=agent&format=csv&reason=test-test&from=" + day + "&to=" + day
	case "chat-schedule-get":
		id = "kim"
	case "chat-schedule-put":
		id, body = "kim", `{"working":true,"breaks":[],"days_off":[]}`
	case "chat-request-create":
		body = `{"room":"` + id + `","body":"` + ofTheRoom + `"}`
	case "chat-request-answer":
		var made struct{ ID string }
		c.kim.ask(201, "POST", "/chat/requests", `{"room":"`+id+`","body":"`+ofTheRoom+`"}`, &made)
		id, body = made.ID, `{"state":"done","answer":"승인"}`
	case "chat-template-create":
		body = `{"name":"새것","body":"내용"}`
	case "chat-template-put", "chat-template-delete":
		var made struct{ ID string }
		c.kim.ask(201, "POST", "/chat/templates", `{"name":"`+ofTheRoom+`","body":"`+ofTheRoom+`"}`, &made)
		if id = made.ID; op == "chat-template-put" {
			body = `{"name":"` + ofTheRoom + `","body":"` + ofTheRoom + `","version":1}`
		}
	case "chat-word-put":
		body = `{"word":"바보","effect":"mask"}`
	case "chat-word-delete":
		query = "?word=없는말"
	case "chat-category-create":
		body = `{"id":"x","name":{"ko":"새것"}}`
	case "chat-category-put":
		id, body = "lost", `{"id":"lost","parent":"delivery","name":{"ko":"분실","en":"Lost"}}`
	case "chat-category-delete", "chat-site-delete":
		id = "none"
	case "chat-site-create":
		body = `{"id":"s2","name":{"ko":"둘"},"origins":[]}`
	case "chat-site-put":
		id, body = "shop", `{"id":"shop","name":{"ko":"온마루"},"origins":["https://shop.example.com"]}`
	}
	return id, query, body
}

// chatOperations are the operations of chats, as the program describes itself.
func (c *chatCase) chatOperations() map[string][2]string {
	c.t.Helper()
	var described struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
		}
	}
	if st := c.r.api("GET", "/openapi.json", "", &described); st != 200 {
		c.t.Fatal(st)
	}
	ops := map[string][2]string{}
	for path, methods := range described.Paths {
		for method, op := range methods {
			if strings.HasPrefix(op.OperationID, "chat-") {
				ops[op.OperationID] = [2]string{strings.ToUpper(method), strings.TrimPrefix(path, "/api/v1")}
			}
		}
	}
	return ops
}

// Whatever anybody asks about a room of kim's is answered as the table says: what is somebody
// else's is not there, and no answer to who may not know of it says anything of it. An
// operation without a line fails.
func TestChatRights(t *testing.T) {
	c := newChatCase(t)
	ops := c.chatOperations()
	lines := strings.Split(strings.TrimSpace(chatRights), "\n")
	columns := strings.Fields(lines[0])[1:]
	table := map[string][]string{}
	for _, line := range lines[1:] {
		f := strings.Fields(line)
		if len(f) != len(columns)+1 {
			t.Fatalf("a line of the table: %q", line)
		}
		if _, there := ops[f[0]]; !there {
			t.Errorf("%s is no operation", f[0])
		}
		table[f[0]] = f[1:]
	}
	for _, op := range slices.Sorted(maps.Keys(ops)) {
		want, there := table[op]
		if !there {
			t.Errorf("%s (%s %s) has no line in the table", op, ops[op][0], ops[op][1])
			continue
		}
		of := c.room("kim")
		if strings.HasPrefix(op, "chat-monitor") {
			for _, who := range []string{"m1", "m2", "boss"} {
				c.ask(who, "PUT", "/chat/supervisor", `{"available":true}`)
			}
		}
		id, query, body := c.asked(op, of)
		path := strings.NewReplacer("{id}", id).Replace(ops[op][1]) + query
		var got []string
		for range columns {
			got = append(got, "")
		}
		for _, denied := range []bool{true, false} { // who may not asks first: nothing has become of the room yet
			for i, who := range columns {
				if denied == (want[i] == "ok") {
					continue
				}
				status, answer := c.ask(who, ops[op][0], path, body)
				if got[i] = fmt.Sprint(status); status < 300 || status == 409 {
					got[i] = "ok"
				}
				if status >= 500 {
					t.Errorf("%s for %s: %d %s", op, who, status, answer)
				}
				if !slices.Contains(knows, who) && strings.Contains(answer, ofTheRoom) {
					t.Errorf("%s tells %s of kim's room: %d %s", op, who, status, answer)
				}
			}
		}
		c.over(of)
		if !slices.Equal(got, want) {
			t.Errorf("%s\n      %s\nis    %s\nwants %s", op, strings.Join(columns, "  "), strings.Join(got, "  "), strings.Join(want, "  "))
		}
	}
}

// The live topics tell nobody of a room who may not know of it, neither at first nor as things
// happen there.
func TestChatTopicsRights(t *testing.T) {
	c := newChatCase(t)
	of := c.room("kim")
	conns := map[string]*websocket.Conn{}
	for _, topic := range []string{"chats", "chat_agents"} {
		for who := range c.who {
			header := http.Header{}
			if c.keys[who] != "" {
				header = c.shows(who)
			}
			conn, res, err := (&websocket.Dialer{Jar: c.jars[who], HandshakeTimeout: 5 * time.Second}).Dial("ws://"+c.r.httpAddr+"/api/v1/live?topics="+topic, header)
			if who == "wall" && err == nil { // browsers are let in and told why they are sent away
				if _, _, err = conn.ReadMessage(); !websocket.IsCloseError(err, 4503) {
					t.Errorf("a display may listen to %s: %v", topic, err)
				}
				conn.Close()
				continue
			}
			want := map[string]int{"none": 401}[who]
			switch {
			case want == 0 && err != nil:
				t.Errorf("%s is not let in to %s: %v %v", who, topic, err, res)
			case want != 0 && (err == nil || res.StatusCode != want):
				t.Errorf("%s to %s: %v %v, wanted is %d", who, topic, err, res, want)
			}
			if err == nil {
				t.Cleanup(func() { conn.Close() })
				conns[who+" "+topic] = conn
			}
		}
	}
	c.kim.ask(201, "POST", "/chat/rooms/"+string(of.room)+"/messages", `{"client":"message-02","body":"`+ofTheRoom+` 2"}`, nil)
	c.kim.ask(200, "PUT", "/chat/rooms/"+string(of.room)+"/held", `{"held":true}`, nil)
	var hearing sync.WaitGroup
	for name, conn := range conns {
		hearing.Go(func() {
			who, topic, _ := strings.Cut(name, " ")
			heard := &bytes.Buffer{}
			conn.SetReadDeadline(time.Now().Add(2 * time.Second)) //nolint:errcheck // the read ends
			for {
				_, data, err := conn.ReadMessage()
				if err != nil {
					break
				}
				heard.Write(data)
			}
			told := strings.Contains(heard.String(), ofTheRoom) || strings.Contains(heard.String(), string(of.visitor)+`"`)
			if may := slices.Contains(knows, who) && topic == "chats"; told != may {
				t.Errorf("%s is told of the room by %s: %v, wanted is %v: %s", who, topic, told, may, heard)
			}
		})
	}
	hearing.Wait()
}

// Who had a room and has it no more reads it no more, over HTTP and on the open page; the same
// for a manager whose agent goes to another team.
func TestChatRightsMove(t *testing.T) {
	c := newChatCase(t)
	of := c.room("kim")
	room := "/chat/rooms/" + string(of.room)
	reads := []string{room, room + "/messages", room + "/detail", room + "/timeline", room + "/search?text=" + ofTheRoom, "/chat/visitors/" + string(of.visitor), "/chat/files/" + of.file}
	status := "in_progress"
	sees := func(who string, want int) {
		t.Helper()
		for _, path := range reads {
			if st, answer := c.ask(who, "GET", path, ""); st != want || want == 404 && strings.Contains(answer, ofTheRoom) {
				t.Errorf("%s asks for %s: %d %s, wanted is %d", who, path, st, answer, want)
			}
		}
		for _, list := range []string{"/chat/rooms", "/chat/list?status=" + status, "/chat/search?text=" + ofTheRoom} {
			if _, answer := c.ask(who, "GET", list, ""); strings.Contains(answer, string(of.room)+`"`) != (want == 200) {
				t.Errorf("%s asks for %s: %s", who, list, answer)
			}
		}
	}
	page := c.kim.chatPage("chats")
	page.shows(string(of.room), func(map[string]any) bool { return true })
	boards := map[string]*chatPage{}
	for _, m := range []string{"m1", "m2"} {
		p := &person{Client: &http.Client{Jar: c.jars[m]}, t: t, base: c.kim.base}
		boards[m] = p.chatPage("chats")
	}
	sees("kim", 200)
	sees("m1", 200)
	sees("lee", 404)
	sees("m2", 404)

	c.r.logIn(t, "duri", "lee").ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	c.kim.ask(200, "POST", room+"/assign", `{"agent":"lee"}`, nil)
	status = "received" // by lee
	page.until("that lee has it", func(map[string]any) bool { return page.rows[string(of.room)] == nil })
	boards["m2"].shows(string(of.room), func(map[string]any) bool { return true })
	boards["m1"].until("that it is another manager's", func(map[string]any) bool { return boards["m1"].rows[string(of.room)] == nil })
	sees("kim", 404)
	sees("m1", 404)
	sees("lee", 200)
	sees("m2", 200)
	c.kim.ask(404, "POST", room+"/messages", `{"client":"message-03","body":"늦었네요"}`, nil)

	c.team("lee", "t1") // and lee with it
	boards["m1"].shows(string(of.room), func(map[string]any) bool { return true })
	boards["m2"].until("that lee is another manager's", func(f map[string]any) bool { // the page begins anew
		return f["type"] == "snapshot" && !strings.Contains(mustJSON(t, f), ofTheRoom)
	})
	sees("m1", 200)
	sees("m2", 404)
	sees("lee", 200)
}

// emptyJar is a browser without a log-in.
func emptyJar(t *testing.T) http.CookieJar {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return jar
}

// A manager without the permission sees the rooms of the own agents, and neither who monitors
// them nor that somebody does.
func TestChatRightsOfWhoMayNotMonitor(t *testing.T) {
	c := newChatCase(t)
	of := c.room("kim")
	room := "/chat/rooms/" + string(of.room)
	for _, step := range [][2]string{{"PUT", "/chat/supervisor"}, {"POST", room + "/monitor"}} {
		if st, answer := c.ask("boss", step[0], step[1], map[bool]string{true: `{"available":true}`}[step[0] == "PUT"]); st != 200 {
			t.Fatalf("%v: %d %s", step, st, answer)
		}
	}
	if st, answer := c.ask("m1", "GET", room+"/timeline", ""); st != 200 || !strings.Contains(answer, "monitor_began") {
		t.Fatalf("the manager with the permission: %d %s", st, answer)
	}
	p := &person{Client: &http.Client{Jar: emptyJar(t)}, t: t, base: c.kim.base}
	if st := c.r.api("POST", "/users", `{"login":"m3","name":"셋","role":"manager","password":"Blue-river-77"}`, nil); st != 201 {
		t.Fatal(st)
	}
	if st := c.r.api("POST", "/teams", `{"id":"t3","name":{"ko":"3팀"},"manager":"m3"}`, nil); st != 201 {
		t.Fatal(st)
	}
	c.team("kim", "t3")
	p.ask(200, "POST", "/login", `{"login":"m3","password":"Blue-river-77"}`, nil)
	page := p.chatPage("chats")
	page.shows(string(of.room), func(row map[string]any) bool { return row["watcher"] == nil })
	for _, path := range []string{room, room + "/detail", room + "/timeline", "/chat/rooms", "/chat/list?status=in_progress"} {
		if answer := p.ask(200, "GET", path, "", nil); strings.Contains(answer, "monitor") || strings.Contains(answer, "watch") || strings.Contains(answer, "boss") {
			t.Errorf("%s says who monitors: %s", path, answer)
		}
	}
	p.ask(403, "POST", room+"/monitor", "", nil)
	p.ask(403, "GET", "/chat/supervisor", "", nil)
}
