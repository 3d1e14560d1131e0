package web

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// Open pages hear that something has become of messages, and how many conversations wait:
// agents of their own, managers of their team's and nobody's, administrators of all.
func TestLiveMessages(t *testing.T) {
	s := smsSite(t)
	dial := func(who string) *websocket.Conn {
		t.Helper()
		conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/live?topics=sms", s.header(who))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	next := func(conn *websocket.Conn) (row SMSNews) {
		t.Helper()
		conn.SetReadDeadline(time.Now().Add(5 * time.Second)) //nolint:errcheck // a deadline of a live connection
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				t.Fatal(err)
			}
			var f struct {
				Topic string
				Rows  []SMSNews
			}
			if json.Unmarshal(data, &f) == nil && f.Topic == "sms" {
				return f.Rows[0]
			}
		}
	}
	person := s.customer(t, "박셋", "010-3333-4444")
	kim, lee, m1, boss := dial("kim"), dial("lee"), dial("m1"), dial("boss")
	for _, c := range []*websocket.Conn{kim, lee, m1, boss} {
		if row := next(c); !row.Used || row.Unread != 0 {
			t.Errorf("at first: %+v", row)
		}
	}
	s.want(t, 201, "kim", "POST", "/sms/sends", `{"sender":"15880000","body":"안녕하세요","recipients":[{"number":"010-1111-2222"}]}`, nil)
	for _, c := range []*websocket.Conn{kim, boss} {
		if row := next(c); row.Unread != 0 {
			t.Errorf("sent: %+v", row)
		}
	}
	at := time.Now()
	var of []string
	for i, from := range []string{"+821011112222", "+821033334444"} { // kim's, and nobody's
		a, err := s.db.SMSCameIn(t.Context(), sms.CameIn{Incoming: sms.Incoming{Provider: "local", ID: string(rune('a' + i)), Body: "네", At: at}, Number: from, Ours: "15880000", Now: at})
		if err != nil {
			t.Fatal(err)
		}
		of = append(of, a.Conversation)
		s.web.texted(a.Owner)
	}
	waiting := func(c *websocket.Conn, want int) {
		t.Helper()
		for range 5 {
			if row := next(c); row.Unread == want {
				return
			}
		}
		t.Errorf("it is not told that %d wait", want)
	}
	waiting(kim, 1)
	waiting(m1, 2)
	waiting(boss, 2)
	s.want(t, 204, "kim", "POST", "/sms/conversations/"+of[0]+"/read", "", nil)
	waiting(kim, 0)
	waiting(boss, 1)
	hears := s.web.SMSFeed.Watch()
	defer hears.Close()
	s.want(t, 200, "boss", "POST", "/customers/"+person+"/delete", `{"reason":"요청"}`, nil) // with what the person wrote
	if _, err := hears.Wait(soon(t)); err != nil {
		t.Errorf("pages are not told of a person who was deleted: %v", err)
	}
	waiting(boss, 0)
	s.people.mu.Lock()
	u := s.people.users["lee"]
	u.Permissions = nil
	s.people.users["lee"] = u
	s.people.mu.Unlock()
	if _, _, err := dial("lee").ReadMessage(); !websocket.IsCloseError(err, closeDenied) {
		t.Errorf("without the permission sms: %v", err)
	}
}

// soon is a context that ends before a test does.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// Text messages that are not in use are refused and hidden (T1); what comes in is kept all
// the same.
func TestMessagesNotInUse(t *testing.T) {
	s := smsSite(t)
	var me struct{ User Account }
	s.want(t, 200, "kim", "GET", "/me", "", &me)
	if !me.User.SMS {
		t.Error("kim may send messages, and is not told so")
	}
	s.set(centre.SetSMS, "false")
	s.want(t, 200, "kim", "GET", "/me", "", &me)
	for _, path := range []string{"/sms/sends", "/sms/senders", "/sms/conversations", "/sms/templates"} {
		if status, data := s.as(t, "boss", "GET", "/api/v1"+path, ""); status != 403 || !strings.Contains(string(data), "not in use") {
			t.Errorf("%s: %d %s", path, status, data)
		}
	}
	var off struct{ User Account }
	if s.want(t, 200, "kim", "GET", "/me", "", &off); off.User.SMS {
		t.Error("it is not in use, and kim is told that it is")
	}
	s.set(centre.SetSMS, "")
	s.may("m1", people.SMSBulk)
	s.want(t, 200, "m1", "GET", "/sms/sends", "", nil)
}

// What variables say for everybody stands behind what a recipient has of its own, and names
// behind those of customers.
func TestValuesForEverybody(t *testing.T) {
	s := smsSite(t)
	s.customer(t, "김하나", "010-1234-5678")
	var p SMSPreview
	s.want(t, 200, "kim", "POST", "/sms/preview", `{"sender":"15880000","body":"{이름}님 {날짜}","values":{"이름":"고객","날짜":"내일"},"recipients":[{"number":"010-1234-5678"},{"number":"010-8765-4321"},{"number":"010-5555-6666","name":"이두리","values":{"날짜":"모레"}}]}`, &p)
	var texts []string
	for _, m := range p.Messages {
		texts = append(texts, m.Text)
	}
	if got := strings.Join(texts, "|"); got != "김하나님 내일|고객님 내일|이두리님 모레" {
		t.Error(got)
	}
}

// Alimtalk is a template that Kakao has approved, filled in for each recipient; the same text
// goes by SMS where that is asked for, and what is wrong is told by field.
func TestAlimtalk(t *testing.T) {
	s := smsSite(t)
	s.customer(t, "김하나", "010-1234-5678")
	var list KakaoTemplates
	if s.want(t, 200, "kim", "GET", "/sms/kakao-templates", "", &list); len(list.Items) != 2 || list.Items[0].Fields[1] != "물건" || list.Items[1].Approved {
		t.Errorf("%+v", list)
	}
	f := s.web.Texter.(*fakeTexter)
	f.able = sms.Abilities{Kinds: []sms.Kind{sms.SMS, sms.MMS, sms.Alimtalk}, Recipients: 10}
	var sent SMSSent
	s.want(t, 201, "kim", "POST", "/sms/sends", `{"kind":"alimtalk","kakao_template":"today","fall_back":true,"sender":"15880000","values":{"물건":"의자"},"recipients":[{"number":"010-1234-5678"},{"number":"010-8765-4321","name":"이두리","values":{"물건":"책상"}}]}`, &sent)
	if sent.Kind != sms.Alimtalk || sent.Body != "#{이름}님, #{물건} 도착" || sent.Recipients != 2 {
		t.Errorf("%+v", sent)
	}
	now := time.Now()
	turns, err := s.db.SMSTurns(t.Context(), false, now.Add(time.Minute), 10, "")
	if err != nil || len(turns) != 2 {
		t.Fatalf("%+v %v", turns, err)
	}
	texts := map[string]string{}
	for _, turn := range turns {
		c, err := s.db.ClaimSMS(t.Context(), turn.ID, "nhn", sms.Policy{Now: now, Zone: time.UTC, Most: 10})
		if err != nil || !c.OK || c.Batch.Kind != sms.Alimtalk || c.Batch.Template != "today" || !c.Batch.FallBack || len(c.Batch.Messages) != 1 {
			t.Fatalf("%+v %v", c, err)
		}
		texts[c.Batch.Body] = c.Batch.Messages[0].Fields["물건"]
	}
	if texts["김하나님, 의자 도착"] != "의자" || texts["이두리님, 책상 도착"] != "책상" {
		t.Errorf("%v", texts)
	}
	for body, want := range map[string]string{
		`{"kind":"alimtalk","sender":"15880000","recipients":[{"number":"010-1234-5678"}]}`:                                             "kakao_template",
		`{"kakao_template":"nothing","sender":"15880000","recipients":[{"number":"010-1234-5678"}]}`:                                    "no such template",
		`{"kakao_template":"asked","sender":"15880000","recipients":[{"number":"010-1234-5678"}]}`:                                      "not approved",
		`{"kind":"sms","body":"a","kakao_template":"today","sender":"15880000","recipients":[{"number":"010-1234-5678"}]}`:              "is sent as alimtalk",
		`{"kakao_template":"today","sender":"15880000","recipients":[{"number":"010-1234-5678"}]}`:                                      "recipients[0].values.물건",
		`{"kakao_template":"today","ad":true,"sender":"15880000","recipients":[{"number":"010-1234-5678","values":{"물건":"a"}}]}`:        "no advertising",
		`{"kakao_template":"today","fall_back":true,"sender":"15880000","recipients":[{"number":"010-1234-5678","values":{"물건":"😀"}}]}`: "fall_back",
	} {
		if status, data := s.as(t, "kim", "POST", "/api/v1/sms/preview", body); status != 422 || !strings.Contains(string(data), want) {
			t.Errorf("%s: %d %s", body, status, data)
		}
	}
	f.able.Kinds = []sms.Kind{sms.SMS}
	if status, data := s.as(t, "kim", "POST", "/api/v1/sms/preview", `{"kakao_template":"today","sender":"15880000","recipients":[{"number":"010-1234-5678","values":{"물건":"a"}}]}`); status != 422 || !strings.Contains(string(data), "sends no ALIMTALK") {
		t.Errorf("%d %s", status, data)
	}
}
