package web

import (
	archive "archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sheet"
	"github.com/callfloor/callfloor/sms"
)

// smsSite is a site whose people may send messages, with room for many.
func smsSite(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	s.may("kim", people.SMS)
	s.may("lee", people.SMS)
	s.may("m1", people.SMS)
	s.may("m2", people.SMS)
	for _, key := range []string{centre.SetSMSMinute, centre.SetSMSNumberDay, centre.SetSMSAddress} {
		s.set(key, "0")
	}
	return s
}

// may gives somebody permissions.
func (s *site) may(who string, list ...people.Permission) {
	s.people.mu.Lock()
	defer s.people.mu.Unlock()
	u := s.people.users[who]
	u.Permissions = append(u.Permissions, list...)
	s.people.users[who] = u
}

// set changes a setting.
func (s *site) set(key, value string) {
	c := s.web.Centre.(*fakeCentre)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.values == nil {
		c.values = map[string]string{}
	}
	c.values[key] = value
	if value == "" { // the default again
		delete(c.values, key)
	}
}

// keyed sends an Idempotency-Key.
func keyed(key string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Idempotency-Key", key) }
}

// A preview says exactly what is sent, masked as everywhere; what was answered is kept, once
// for a key; every answer says that nothing is delivered.
func TestSendingMessages(t *testing.T) {
	s := smsSite(t)
	id := s.customer(t, "김하나", "010-1234-5678")
	body := `{"sender":"15880000","body":"{이름}님, {물건} 도착","recipients":[{"customer":"` + id + `","values":{"물건":"의자"}},{"number":"010-8765-4321","name":"이두리","values":{"물건":"책상"}}],"recipients_text":"01055554444,,"}`
	var p SMSPreview
	raw := s.want(t, 422, "kim", "POST", "/sms/preview", body, nil)
	if !strings.Contains(raw, `"location":"body.recipients[2].values.물건"`) || !strings.Contains(raw, "missing_variable: {물건} has no value for 010-****-4444") {
		t.Errorf("%s", raw)
	}
	body = strings.Replace(body, `,"recipients_text":"01055554444,,"`, `,"recipients_text":""`, 1)
	raw = s.want(t, 200, "kim", "POST", "/sms/preview", body, &p)
	if p.Delivers || p.Kind != sms.SMS || p.Count != 2 || p.Texts != 2 || p.Bulk || p.Confirm == "" || p.Messages[0].Text != "김하나님, 의자 도착" || p.Messages[0].Number != "010-****-5678" || p.Messages[0].Bytes != 19 || p.Messages[1].Text != "이두리님, 책상 도착" {
		t.Errorf("%s", raw)
	}
	if strings.Contains(raw, "12345678") {
		t.Errorf("a whole number: %s", raw)
	}
	if list, _, err := s.db.SMSSends(t.Context(), sms.Filter{Limit: 10}); err != nil || len(list) != 0 {
		t.Errorf("a preview kept %v %v", list, err)
	}
	var sent SMSSent
	status, data := s.as(t, "kim", "POST", "/api/v1/sms/sends", body, keyed("k-1"))
	if err := json.Unmarshal([]byte(data), &sent); err != nil || status != 201 || sent.Repeated || sent.Delivers || sent.Recipients != 2 || sent.States[sms.Queued] != 2 || sent.Agent != "kim" || !sent.Cancellable || s.texter.woken != 1 {
		t.Fatalf("%d %s %v", status, data, err)
	}
	s.described(t, "POST", "/sms/sends", data)
	first := sent.ID
	status, data = s.as(t, "kim", "POST", "/api/v1/sms/sends", body, keyed("k-1"))
	if err := json.Unmarshal([]byte(data), &sent); err != nil || status != 201 || !sent.Repeated || sent.ID != first || s.texter.woken != 1 {
		t.Errorf("the same request: %d %s", status, data)
	}
	if status, data = s.as(t, "kim", "POST", "/api/v1/sms/sends", strings.Replace(body, "도착", "출발", 1), keyed("k-1")); status != 409 || !strings.Contains(data, "Idempotency-Key was used for another message") {
		t.Errorf("another request under the key: %d %s", status, data)
	}
	var page SMSMessagePage
	s.want(t, 200, "kim", "GET", "/sms/messages?send="+first, "", &page)
	if len(page.Items) != 2 || page.Delivers || page.Items[1].Text != "김하나님, 의자 도착" || page.Items[1].Number != "010-****-5678" || page.Items[1].Customer != id || !page.Items[1].Cancellable {
		t.Errorf("%+v", page)
	}
	var d SMSMessageDetail
	s.want(t, 200, "kim", "GET", "/sms/messages/"+first+"-0001", "", &d)
	if d.Explained != nil || d.Body != "김하나님, 의자 도착" || d.Bytes != 19 || d.ByName != "kim" || d.Recipients != 2 || !d.Masked || d.Number != "010-****-5678" {
		t.Errorf("%+v", d)
	}
	s.may("kim", people.Unmask)
	if s.want(t, 200, "kim", "GET", "/sms/messages/"+first+"-0001", "", &d); d.Number != "010-1234-5678" || d.Masked {
		t.Errorf("with the permission: %+v", d.Message)
	}
	if s.want(t, 200, "kim", "GET", "/sms/messages?unmasked=true", "", &page); page.Items[1].Number != "010-1234-5678" {
		t.Errorf("%+v", page.Items[1].Message)
	}
	s.want(t, 403, "lee", "GET", "/sms/messages?unmasked=true", "", nil)
	for action, want := range map[string]int{"sms_sent": 1, "sms_previewed": 1, "sms_searched": 2, "sms_viewed": 2} {
		if got := s.logged(action); len(got) != want {
			t.Errorf("%s: %+v", action, got)
		}
	}
	var f SMSFigures
	s.want(t, 200, "kim", "GET", "/sms/figures", "", &f)
	if f.Today[sms.Queued] != 2 || f.Month != 2 || f.Left == nil || *f.Left != 4998 || f.Delivers {
		t.Errorf("%+v", f)
	}
	var st SMSState
	if s.want(t, 200, "kim", "GET", "/sms/provider", "", &st); st.Provider != "local" || st.Delivers || !st.OK || st.Queued != 2 || st.BulkFrom != 20 || st.Numbers != sms.Mobiles {
		t.Errorf("%+v", st)
	}
	var senders SMSSenders
	if s.want(t, 200, "kim", "GET", "/sms/senders", "", &senders); len(senders.Items) != 3 || senders.Items[2].Usable {
		t.Errorf("%+v", senders)
	}
	// Where the access log cannot be written nothing is kept (P-02).
	s.people.broken = true
	if status, data := s.as(t, "kim", "POST", "/api/v1/sms/sends", body, keyed("k-2")); status != 503 && status != 500 {
		t.Errorf("%d %s", status, data)
	}
	s.people.broken = false
	if list, _, err := s.db.SMSSends(t.Context(), sms.Filter{Limit: 10}); err != nil || len(list) != 1 {
		t.Errorf("%v %v", list, err)
	}
}

// What is wrong is said field by field, in problem+json; the boundaries hold through the API
// (T27).
func TestWrongMessages(t *testing.T) {
	s := smsSite(t)
	s.set(centre.SetSMSNumbers, "any")
	now := time.Now()
	at := func(d time.Duration) string { return `"at":"` + now.Add(d).Format(time.RFC3339Nano) + `"` }
	for _, tc := range []struct {
		name, with string
		status     int
		want       string
	}{
		{"90 bytes", `"kind":"sms","body":"` + strings.Repeat("가", 45) + `"`, 200, `"kind":"sms"`},
		{"91 bytes", `"kind":"sms","body":"` + strings.Repeat("가", 45) + `a"`, 422, "body.body"},
		{"91 bytes of any kind", `"body":"` + strings.Repeat("가", 45) + `a"`, 200, `"kind":"mms"`},
		{"2,000 bytes", `"body":"` + strings.Repeat("가", 1000) + `"`, 200, `"kind":"mms"`},
		{"2,001 bytes", `"body":"` + strings.Repeat("가", 1000) + `a"`, 422, "is 2001 bytes long, and 2000 are the most"},
		{"9 digits", `"body":"a","recipients_text":"012345678"`, 422, "body.recipients[0].number"},
		{"10 digits", `"body":"a","recipients_text":"0123456789"`, 200, ""},
		{"13 digits", `"body":"a","recipients_text":"0123456789012"`, 200, ""},
		{"14 digits", `"body":"a","recipients_text":"01234567890123"`, 422, "has not 10 to 13 digits"},
		{"two commas and one at the end", `"body":"a","recipients_text":"01012345678,,01087654321,"`, 200, `"count":2`},
		{"a double", `"body":"a","recipients_text":"01012345678,010-1234-5678"`, 200, `"skipped":[{"number":"010-****-5678","why":"double"}]`},
		{"letters", `"body":"a","recipients_text":"김하나"`, 422, "not_a_number"},
		{"in 29 minutes", `"body":"a",` + at(29*time.Minute), 422, "is less than 30 minutes ahead"},
		{"in 31 minutes", `"body":"a",` + at(31*time.Minute), 200, `"due_at"`},
		{"in 24 hours", `"body":"a",` + at(24*time.Hour), 200, `"due_at"`},
		{"in a day and a minute", `"body":"a",` + at(24*time.Hour+time.Minute), 422, "is more than 24 hours ahead"},
		{"emoji", `"body":"안녕 😀"`, 422, `bad_character: \"😀\" (character 4) cannot be sent`},
		{"a sender that is typed", `"body":"a","sender":"01012345678"`, 422, "is none of the senders"},
		{"a sender that is blocked", `"body":"a","sender":"15889999"`, 422, "it is blocked"},
		{"no recipient", `"body":"a","recipients_text":" "`, 422, "name at least one recipient"},
		{"no number", `"body":"a","recipients":[{"name":"김"}]`, 422, "body.recipients[0].number"},
		{"no customer", `"body":"a","recipients":[{"customer":"nobody"}]`, 404, "there is no customer"},
		{"no image", `"body":"a","images":["nothing"]`, 422, "there is no such image"},
		{"no template", `"body":"a","template":"nothing"`, 404, "there is no template"},
		{"a number of another's call", `"body":"a","recipients":[{"call":"nothing"}]`, 404, ""},
		{"a field that is none", `"body":"a","colour":"red"`, 422, ""},
		{"a value of a variable that is none", `"body":"a","recipients":[{"number":"01012345678","values":{"a.b":"x"}}]`, 422, "cannot be the name of a variable"},
		{"what looks like a template", `"body":"{{.}} {{printf \"%999999d\" 1}} ${x}"`, 422, "{x} has no value"},
		{"what is no variable", `"body":"{{.}} {{printf \"%999999d\" 1}}"`, 200, `"text":"{{.}} {{printf \"%999999d\" 1}}"`},
	} {
		in := tc.with
		if !strings.Contains(in, `"sender"`) {
			in += `,"sender":"15880000"`
		}
		if !strings.Contains(in, `"recipients`) {
			in += `,"recipients_text":"01012345678"`
		}
		status, data := s.as(t, "kim", "POST", "/api/v1/sms/preview", "{"+in+"}")
		if status != tc.status || !strings.Contains(data, tc.want) {
			t.Errorf("%s: %d %s, want %d %s", tc.name, status, data, tc.status, tc.want)
		}
	}
	s.set(centre.SetSMSNumbers, "")
	if status, data := s.as(t, "kim", "POST", "/api/v1/sms/preview", `{"sender":"15880000","body":"a","recipients_text":"0212345678"}`); status != 422 || !strings.Contains(data, "not_allowed") {
		t.Errorf("a landline: %d %s", status, data)
	}
	var c SMSCount
	s.want(t, 200, "kim", "POST", "/sms/count", `{"text":"(광고){이름}님 {수량}•","values":{"이름":"김하나"}}`, &c)
	if c.Text != "(광고)김하나님 •" || c.Bytes != 15 || len(c.Bad) != 1 || c.Bad[0].At != 9 || !slices.Equal(c.Variables, []string{"이름", "수량"}) || !slices.Equal(c.Missing, []string{"수량"}) || !c.Ad || c.Most != 90 {
		t.Errorf("%+v", c)
	}
	for reach, good := range map[string]int{"": 1, "domestic": 2, "any": 3} {
		s.set(centre.SetSMSNumbers, reach)
		var l sms.List
		if s.want(t, 200, "kim", "POST", "/sms/recipients", `{"text":"01012345678,0212345678,+12125550100,021234567"}`, &l); l.Good != good || l.Numbers[3].Code != "too_short" || (l.Numbers[2].Code == "not_allowed") != (good < 3) {
			t.Errorf("%q: %+v", reach, l)
		}
	}
	s.set(centre.SetSMSNumbers, "")
	var l sms.List
	if s.want(t, 200, "kim", "POST", "/sms/recipients", `{"text":"01012345678\n01012345678;x,"}`, &l); l.Good != 1 || l.Empty != 1 || len(l.Numbers) != 3 {
		t.Errorf("%+v", l)
	}
}

// Limits are told with 429, how long to wait, and which recipient (W-21); numbers that the
// centre knows, and answers, are not held against an address.
func TestMessageLimits(t *testing.T) {
	s := smsSite(t)
	for _, key := range []string{centre.SetSMSMinute, centre.SetSMSNumberDay, centre.SetSMSAddress} {
		s.set(key, "")
	}
	send := func(number string) (int, string, http.Header) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/api/v1/sms/sends", strings.NewReader(`{"sender":"15880000","body":"a","recipients_text":"`+number+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		s.sign(req, "kim")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var out bytes.Buffer
		out.ReadFrom(res.Body) //nolint:errcheck // what came is looked at
		return res.StatusCode, out.String(), res.Header
	}
	id := s.customer(t, "김하나", "01012345678")
	if status, data, _ := send("01012345678"); status != 201 {
		t.Fatalf("%d %s", status, data)
	}
	status, data, head := send("01087654321,01012345678")
	if status != 429 || head.Get("Retry-After") != "60" || !strings.Contains(data, `"location":"body.recipients[1].number"`) || !strings.Contains(data, "within a minute at most") {
		t.Errorf("%d %v %s", status, head, data)
	}
	var p SMSPreview
	if s.want(t, 200, "kim", "POST", "/sms/preview", `{"sender":"15880000","body":"a","recipients_text":"01012345678"}`, &p); !strings.Contains(p.Limit, "within a minute at most") {
		t.Errorf("%+v", p)
	}
	// The customer writes: an answer goes at once, and is the conversation's.
	a, err := s.db.SMSCameIn(t.Context(), sms.CameIn{Incoming: sms.Incoming{Provider: "test", ID: "1", Body: "?", At: time.Now()}, Number: "+821012345678", Ours: "15880000", Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	s.want(t, 201, "kim", "POST", "/sms/sends", `{"sender":"15880000","body":"네","recipients":[{"conversation":"`+a.Conversation+`"}]}`, nil)
	for i := range 5 {
		if status, data, _ := send(fmt.Sprintf("0109999000%d", i)); status != 201 {
			t.Fatalf("stranger %d: %d %s", i, status, data)
		}
	}
	if status, data, _ := send("01099990009"); status != 429 || !strings.Contains(data, "numbers that the centre does not know") {
		t.Errorf("the sixth stranger: %d %s", status, data)
	}
	// A customer who does not have the number makes it no better known, and gets no message filed.
	for _, customer := range []string{id, "nobody"} {
		with := `{"sender":"15880000","body":"a","recipients":[{"number":"01099990009","customer":"` + customer + `"}]}`
		if raw := s.want(t, 429, "kim", "POST", "/sms/sends", with, nil); !strings.Contains(raw, "numbers that the centre does not know") {
			t.Errorf("a stranger as the customer %s: %s", customer, raw)
		}
		var p SMSPreview
		if s.want(t, 200, "kim", "POST", "/sms/preview", with, &p); len(p.Messages) != 1 || p.Messages[0].Customer != "" {
			t.Errorf("filed under %s: %+v", customer, p.Messages)
		}
	}
	other := s.customer(t, "김두리", "01012345678") // two have the number: who is named is believed
	if s.want(t, 200, "kim", "POST", "/sms/preview", `{"sender":"15880000","body":"a","recipients":[{"number":"010-1234-5678","customer":"`+other+`"}]}`, &p); len(p.Messages) != 1 || p.Messages[0].Customer != other {
		t.Errorf("a customer who has the number: %+v", p.Messages)
	}
	s.set(centre.SetSMSMinute, "0")
	if status, data, _ := send("01012345678"); status != 201 {
		t.Errorf("a customer: %d %s (%s)", status, data, id)
	}
	s.set(centre.SetSMSDay, "8")
	if status, data, _ := send("01012345678"); status != 429 || !strings.Contains(data, "the centre sends 8 messages in a day at most") {
		t.Errorf("the budget: %d %s", status, data)
	}
}

// Many at once need the right to it, and the preview that somebody has seen: what it did not
// show is not sent (W-21).
func TestBulkIsConfirmed(t *testing.T) {
	s := smsSite(t)
	s.set(centre.SetSMSBulk, "3")
	s.customer(t, "김하나", "01012345678")
	body := func(more string) string {
		return `{"sender":"15880000","body":"{이름}님 안녕하세요","recipients":[{"number":"01012345678"},{"number":"01011112222","name":"이"},{"number":"01033334444","name":"박"}]` + more + `}`
	}
	var p SMSPreview
	if s.want(t, 200, "kim", "POST", "/sms/preview", body(""), &p); !p.Bulk || p.Messages[0].Text != "김하나님 안녕하세요" {
		t.Errorf("%+v", p)
	}
	if data := s.want(t, 403, "kim", "POST", "/sms/sends", body(`,"confirm":"`+p.Confirm+`"`), nil); !strings.Contains(data, `3 recipients at once need the permission \"sms_bulk\"`) {
		t.Errorf("%s", data)
	}
	s.may("kim", people.SMSBulk)
	if data := s.want(t, 422, "kim", "POST", "/sms/sends", body(""), nil); !strings.Contains(data, `"location":"body.confirm"`) {
		t.Errorf("%s", data)
	}
	s.want(t, 409, "kim", "POST", "/sms/sends", body(`,"confirm":"another"`), nil)
	// One of them refuses meanwhile: it is not what was shown any more.
	s.want(t, 201, "kim", "POST", "/sms/opt-outs", `{"number":"010-1111-2222","reason":"전화로 요청"}`, nil)
	s.want(t, 409, "kim", "POST", "/sms/sends", strings.Replace(body(`,"confirm":"`+p.Confirm+`"`), `]`, `,{"number":"01055556666","name":"최"}]`, 1), nil)
	full := strings.Replace(body(""), `]`, `,{"number":"01055556666","name":"최"}]`, 1)
	if s.want(t, 200, "kim", "POST", "/sms/preview", full, &p); len(p.Skipped) != 1 || p.Skipped[0].Why != "opted_out" || p.Count != 3 {
		t.Errorf("%+v", p)
	}
	var sent SMSSent
	s.want(t, 201, "kim", "POST", "/sms/sends", strings.Replace(full, `{`, `{"confirm":"`+p.Confirm+`",`, 1), &sent)
	if !sent.Bulk || sent.Recipients != 3 || len(sent.Skipped) != 1 {
		t.Errorf("%+v", sent)
	}
}

// Of messages each sees what is theirs: agents their own, managers those of their agents,
// others with the right; what is somebody else's is not found (W-08).
func TestMessagesOfOthers(t *testing.T) {
	s := smsSite(t)
	sent := map[string]string{}
	for i, who := range []string{"kim", "lee", "m1", "boss"} {
		var v SMSSent
		s.want(t, 201, who, "POST", "/sms/sends", fmt.Sprintf(`{"sender":"15880000","body":"a","recipients_text":"0101111222%d"}`, i), &v)
		sent[who] = v.ID
	}
	in := func(id, number, ours string) string {
		a, err := s.db.SMSCameIn(t.Context(), sms.CameIn{Incoming: sms.Incoming{Provider: "test", ID: id, Body: "?", At: time.Now()}, Number: number, Ours: ours, Now: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		return a.Conversation
	}
	talks := map[string]string{"kim": in("1", "+821011112220", "15880000"), "lee": in("2", "+821011112221", "15880000"), "nobody": in("3", "+821099998888", "15880000")}
	s.may("lee", people.SMSAll)
	for who, sees := range map[string]string{"kim": "kim", "lee": "kim lee m1 boss", "m1": "kim m1", "m2": "lee", "boss": "kim lee m1 boss", "key": "kim lee m1 boss"} {
		var page SMSSendPage
		s.want(t, 200, who, "GET", "/sms/sends", "", &page)
		var messages SMSMessagePage
		s.want(t, 200, who, "GET", "/sms/messages", "", &messages)
		for of, id := range sent {
			there := slices.Contains(strings.Fields(sees), of)
			if got := slices.ContainsFunc(page.Items, func(v SMSSendView) bool { return v.ID == id }); got != there {
				t.Errorf("%s sees the send of %s in the list: %v", who, of, got)
			}
			if got := slices.ContainsFunc(messages.Items, func(v SMSRow) bool { return v.Send == id }); got != there {
				t.Errorf("%s sees the message of %s in the list: %v", who, of, got)
			}
			want := map[bool]int{true: 200, false: 404}[there]
			for _, path := range []string{"/sms/sends/" + id, "/sms/messages/" + id + "-0001"} {
				if status, data := s.as(t, who, "GET", "/api/v1"+path, ""); status != want {
					t.Errorf("%s as %s, of %s: %d %s", path, who, of, status, data)
				}
			}
			if there {
				continue
			}
			for _, path := range []string{"/sms/sends/" + id + "/cancel", "/sms/messages/" + id + "-0001/cancel", "/sms/messages/" + id + "-0001/resend", "/sms/messages/" + id + "-0001/close"} {
				if status, data := s.as(t, who, "POST", "/api/v1"+path, ""); status != 404 {
					t.Errorf("%s as %s, of %s: %d %s", path, who, of, status, data)
				}
			}
		}
	}
	for who, sees := range map[string]string{"kim": "kim", "m1": "kim nobody", "m2": "lee nobody", "lee": "kim lee nobody", "boss": "kim lee nobody"} {
		var page ConversationPage
		s.want(t, 200, who, "GET", "/sms/conversations", "", &page)
		for of, id := range talks {
			there := slices.Contains(strings.Fields(sees), of)
			if got := slices.ContainsFunc(page.Items, func(c ConversationRow) bool { return c.ID == id }); got != there {
				t.Errorf("%s sees the conversation of %s: %v", who, of, got)
			}
			want := map[bool]int{true: 200, false: 404}[there]
			if status, _ := s.as(t, who, "GET", "/api/v1/sms/conversations/"+id, ""); status != want {
				t.Errorf("the conversation of %s as %s: %d", of, who, status)
			}
			if !there {
				if status, _ := s.as(t, who, "POST", "/api/v1/sms/sends", `{"sender":"15880000","body":"a","recipients":[{"conversation":"`+id+`"}]}`); status != 404 {
					t.Errorf("%s answers in the conversation of %s: %d", who, of, status)
				}
			}
		}
	}
	a, err := s.db.SMSCameIn(t.Context(), sms.CameIn{Incoming: sms.Incoming{Provider: "test", ID: "4", Body: "제 번호는 010-7777 8888,\n주문 20261128-0001은 " + strings.Repeat("가", 200), At: time.Now()}, Number: "+821099998888", Ours: "15880000", Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	for who, want := range map[string]string{"m1": "제 번호는 010-****-8888, 주문 20261128-0001은 ", "boss": "제 번호는 010-****-8888, 주문 20261128-0001은 "} {
		var page ConversationPage
		s.want(t, 200, who, "GET", "/sms/conversations", "", &page)
		for _, c := range page.Items {
			switch p := c.Preview; {
			case p == nil:
				t.Errorf("%s: nothing of %s", who, c.ID)
			case c.ID == a.Conversation && (!p.In || !strings.HasPrefix(p.Text, want) || !strings.HasSuffix(p.Text, "가…") || len([]rune(p.Text)) != longestPreview):
				t.Errorf("%s: %+v", who, p)
			case c.ID == talks["kim"] && (!p.In || p.Text != "?"):
				t.Errorf("%s: %+v", who, p)
			}
		}
	}
	if _, body := s.as(t, "boss", "GET", "/api/v1/sms/conversations?unmasked=true", ""); !strings.Contains(body, "010-7777 8888") {
		t.Errorf("who asks for whole numbers: %s", body)
	}
	var sends SMSSendPage
	s.want(t, 200, "boss", "GET", "/sms/sends", "", &sends)
	for of, want := range map[string]string{"kim": "김하나", "m1": "m1", "boss": "boss"} {
		i := slices.IndexFunc(sends.Items, func(v SMSSendView) bool { return v.ID == sent[of] })
		if i < 0 || sends.Items[i].Owner == nil || sends.Items[i].Owner.Ko != want {
			t.Errorf("who sent it is called %+v, want %s", sends.Items[i].Owner, want)
		}
	}
	s.want(t, 404, "kim", "GET", "/sms/messages?agent=lee", "", nil)
	var page SMSMessagePage
	if s.want(t, 200, "m1", "GET", "/sms/messages?agent=kim", "", &page); len(page.Items) != 1 {
		t.Errorf("%+v", page)
	}
	if s.want(t, 200, "boss", "GET", "/sms/messages?agent=user:m1", "", &page); len(page.Items) != 1 {
		t.Errorf("%+v", page)
	}
	s.want(t, 204, "kim", "POST", "/sms/conversations/"+talks["kim"]+"/read", "", nil)
	var v ConversationView
	if s.want(t, 200, "kim", "GET", "/sms/conversations/"+talks["kim"], "", &v); v.Unread != 0 || len(v.Lines) != 2 || v.Number != "010-****-2220" {
		t.Errorf("%+v", v)
	}
}

// A template fills what is left out; one that cannot be edited is taken as it is, on the
// server too, and one that is not in use is not taken (T6, T7, T11, T25).
func TestMessageTemplates(t *testing.T) {
	s := smsSite(t)
	var top, sub SMSCategoryView
	s.want(t, 201, "m1", "POST", "/sms/categories", `{"name":"배송"}`, &top)
	s.want(t, 201, "m1", "POST", "/sms/categories", `{"name":"지연","parent":"`+top.ID+`"}`, &sub)
	s.want(t, 403, "kim", "POST", "/sms/categories", `{"name":"x"}`, nil)
	s.want(t, 422, "m1", "POST", "/sms/categories", `{"name":"x","parent":"`+sub.ID+`"}`, nil)
	tmpl := func(more string) string {
		return `{"category":"` + sub.ID + `","name":"오늘 도착","kind":"sms","sender":"15880000","body":"{이름}님, 오늘 도착합니다."` + more + `}`
	}
	s.want(t, 422, "m1", "POST", "/sms/templates", strings.Replace(tmpl(""), sub.ID, top.ID, 1), nil)
	s.want(t, 422, "m1", "POST", "/sms/templates", strings.Replace(tmpl(""), "15880000", "01000000000", 1), nil)
	var v, locked SMSTemplateView
	s.want(t, 201, "m1", "POST", "/sms/templates", tmpl(""), &v)
	if !v.Offered || v.Locked || v.Version != 1 || !slices.Equal(v.Variables, []string{"이름"}) || v.Bytes != 20 || v.UpdatedBy != "user:m1" {
		t.Errorf("%+v", v)
	}
	s.want(t, 201, "m1", "POST", "/sms/templates", strings.Replace(tmpl(`,"editable":false`), "오늘 도착\"", "고정\"", 1), &locked)
	send := func(more string) (int, string) {
		return s.as(t, "kim", "POST", "/api/v1/sms/preview", `{"recipients":[{"number":"01012345678","name":"김"}]`+more+`}`)
	}
	if status, data := send(`,"template":"` + v.ID + `"`); status != 200 || !strings.Contains(data, `"text":"김님, 오늘 도착합니다."`) {
		t.Errorf("%d %s", status, data)
	}
	if status, data := send(`,"template":"` + v.ID + `","body":"내일 도착"`); status != 200 || !strings.Contains(data, `"text":"내일 도착"`) {
		t.Errorf("%d %s", status, data)
	}
	if status, data := send(`,"template":"` + locked.ID + `"`); status != 200 || !strings.Contains(data, "김님, 오늘 도착합니다.") {
		t.Errorf("%d %s", status, data)
	}
	for _, change := range []string{`"body":"내일 도착"`, `"title":"x"`, `"sender":"025550000"`, `"kind":"mms"`, `"images":["x"]`} {
		if status, data := send(`,"template":"` + locked.ID + `",` + change); status != 422 || !strings.Contains(data, "locked: the template cannot be changed") {
			t.Errorf("%s: %d %s", change, status, data)
		}
	}
	// Flags of what stands above count (T6).
	s.want(t, 200, "m1", "PUT", "/sms/categories/"+top.ID, `{"name":"배송","editable":false,"version":1}`, &top)
	if status, data := send(`,"template":"` + v.ID + `","body":"내일 도착"`); status != 422 || !strings.Contains(data, "locked") {
		t.Errorf("%d %s", status, data)
	}
	s.want(t, 409, "m1", "PUT", "/sms/categories/"+top.ID, `{"name":"배송","used":false,"version":1}`, nil)
	s.want(t, 200, "m1", "PUT", "/sms/categories/"+top.ID, `{"name":"배송","used":false,"version":2}`, &top)
	if status, data := send(`,"template":"` + v.ID + `"`); status != 409 || !strings.Contains(data, "is not in use") {
		t.Errorf("%d %s", status, data)
	}
	var list SMSTemplatePage
	if s.want(t, 200, "kim", "GET", "/sms/templates?offered=true", "", &list); len(list.Items) != 0 {
		t.Errorf("%+v", list)
	}
	if s.want(t, 200, "kim", "GET", "/sms/templates", "", &list); len(list.Items) != 2 || list.Items[0].Offered {
		t.Errorf("%+v", list)
	}
	var tree []SMSCategoryView
	if s.want(t, 200, "kim", "GET", "/sms/categories", "", &tree); len(tree) != 2 || tree[0].Offered || tree[1].Offered || tree[0].Templates+tree[1].Templates != 2 {
		t.Errorf("%+v", tree)
	}
	data := s.want(t, 200, "kim", "GET", "/sms/templates/"+v.ID, "", &v)
	s.want(t, 200, "m1", "PUT", "/sms/templates/"+v.ID, data, &v) // what was shown is taken back
	s.want(t, 204, "m1", "DELETE", "/sms/templates/"+v.ID, "", nil)
	s.want(t, 404, "m1", "DELETE", "/sms/templates/"+v.ID, "", nil)
	s.want(t, 204, "m1", "DELETE", "/sms/categories/"+top.ID, "", nil)
	if s.want(t, 200, "kim", "GET", "/sms/templates", "", &list); len(list.Items) != 0 {
		t.Errorf("%+v", list)
	}
}

// What was scheduled can be taken back while it waits, and says so; what is unknown is sent
// anew or closed, by whom it says (T22).
func TestCancelResendClose(t *testing.T) {
	s := smsSite(t)
	var sent SMSSent
	s.want(t, 201, "kim", "POST", "/sms/sends", `{"sender":"15880000","body":"a","at":"`+time.Now().Add(2*time.Hour).Format(time.RFC3339)+`","recipients_text":"01011112222,01033334444,01055556666"}`, &sent)
	if sent.Due == nil || !sent.Cancellable {
		t.Errorf("%+v", sent)
	}
	s.want(t, 201, "kim", "POST", "/sms/sends", `{"sender":"15880000","body":"b","recipients_text":"01077778888"}`, nil)
	var waits SMSSendPage
	var f SMSFigures
	s.want(t, 200, "kim", "GET", "/sms/figures", "", &f)
	if s.want(t, 200, "kim", "GET", "/sms/sends?scheduled=true", "", &waits); len(waits.Items) != 1 || waits.Items[0].ID != sent.ID || f.Waits != 3 || f.Today[sms.Queued] != 4 {
		t.Errorf("%+v %+v", waits, f)
	}
	var c SMSCancelled
	if s.want(t, 200, "kim", "POST", "/sms/messages/"+sent.ID+"-0002/cancel", "", &c); c.Cancelled != 1 || c.Left != 0 {
		t.Errorf("%+v", c)
	}
	s.want(t, 409, "kim", "POST", "/sms/messages/"+sent.ID+"-0002/cancel", "", nil)
	s.texter.away = 1 // another provider keeps some of it
	status, body := s.as(t, "kim", "POST", "/api/v1/sms/messages/"+sent.ID+"-0002/cancel", "")
	if status != 409 || !strings.Contains(body, "another provider keeps it") {
		t.Errorf("%d %s", status, body)
	}
	if s.want(t, 200, "m1", "POST", "/sms/sends/"+sent.ID+"/cancel", "", &c); c.Cancelled != 2 || c.Elsewhere != 1 {
		t.Errorf("%+v", c)
	}
	s.texter.away = 0
	var d SMSSendDetail
	if s.want(t, 200, "kim", "GET", "/sms/sends/"+sent.ID, "", &d); d.States[sms.Cancelled] != 3 || d.Cancellable || d.ByName != "kim" {
		t.Errorf("%+v", d)
	}
	if got := s.logged("sms_cancelled"); len(got) != 5 && len(got) != 4 {
		t.Errorf("%+v", got)
	}
	s.want(t, 201, "kim", "POST", "/sms/sends", `{"sender":"15880000","body":"a","recipients_text":"01011112222,01033334444"}`, &sent)
	turns, err := s.db.SMSTurns(t.Context(), false, time.Now(), 2, "")
	if err != nil || len(turns) != 2 {
		t.Fatal(turns, err)
	}
	turns = turns[1:]
	if _, err := s.db.ClaimSMS(t.Context(), turns[0].ID, "test", sms.Policy{Now: time.Now(), Zone: time.UTC}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.SettleSMS(t.Context(), "test", sms.Outcome{Batch: turns[0].ID, Rest: sms.Unclear, Code: "reset"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	var page SMSMessagePage
	if s.want(t, 200, "kim", "GET", "/sms/messages?state=unknown", "", &page); len(page.Items) != 2 || !page.Items[0].Unsettled {
		t.Fatalf("%+v", page)
	}
	var m SMSMessageView
	if s.want(t, 200, "kim", "POST", "/sms/messages/"+sent.ID+"-0001/resend", "", &m); m.ResendOf != sent.ID+"-0001" || m.State != sms.Queued || m.ID == sent.ID+"-0001" {
		t.Errorf("%+v", m)
	}
	s.want(t, 409, "kim", "POST", "/sms/messages/"+sent.ID+"-0001/resend", "", nil)
	if s.want(t, 200, "m1", "POST", "/sms/messages/"+sent.ID+"-0002/close", "", &m); m.State != sms.Closed || m.EndedBy != "user:m1" {
		t.Errorf("%+v", m)
	}
	// A late receipt of what was closed: its code is told in words.
	if _, err := s.db.TellSMS(t.Context(), "test", []sms.Answer{{ID: sent.ID + "-0002", Status: sms.Failed, Code: "2003"}}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if s.want(t, 200, "kim", "GET", "/sms/messages?state=failed", "", &page); len(page.Items) != 1 || page.Items[0].Explained == nil || page.Items[0].Explained.Ko != "전원 꺼짐" {
		t.Errorf("%+v", page)
	}
	if a, b := s.logged("sms_resent"), s.logged("sms_closed"); len(a) != 1 || len(b) != 1 || a[0].Target != "message:"+sent.ID || !strings.Contains(b[0].Detail, sent.ID+"-0002") {
		t.Errorf("%+v %+v", a, b)
	}
}

// The searched rows as a table: nothing is a formula, numbers are masked, a reason is needed,
// and the permission for reports (T23, W-12, P-01).
func TestExportOfMessages(t *testing.T) {
	s := smsSite(t)
	s.want(t, 201, "kim", "POST", "/sms/sends", `{"sender":"15880000","body":"{이름}","recipients":[{"number":"01012345678","name":"=1+1"},{"number":"01087654321","name":"@SUM(A1)"}]}`, nil)
	s.want(t, 201, "lee", "POST", "/sms/sends", `{"sender":"15880000","body":"남의 글","recipients_text":"01033334444"}`, nil)
	s.want(t, 403, "kim", "GET", "/sms/messages/export?reason=보고", "", nil)
	s.may("kim", people.Report)
	s.want(t, 422, "kim", "GET", "/sms/messages/export", "", nil)
	status, data := s.as(t, "kim", "GET", "/api/v1/sms/messages/export?state=queued&reason=보고", "")
	if status != 200 {
		t.Fatalf("%d %s", status, data)
	}
	table, err := sheet.Read([]byte(data), sheet.Limits{Rows: 100, Columns: 50})
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(table)
	if !strings.Contains(text, "=1+1") || !strings.Contains(text, "@SUM(A1)") || strings.Contains(text, "남의 글") || !strings.Contains(text, "010-****-5678") || strings.Contains(text, "1012345678") || !strings.Contains(text, "대기") {
		t.Errorf("%s", text)
	}
	if strings.Contains(inZIP(t, data, "xl/worksheets/sheet1.xml"), "<f>") {
		t.Error("there are formulas")
	}
	_, csv := s.as(t, "kim", "GET", "/api/v1/sms/messages/export?format=csv&reason=보고", "")
	if !strings.Contains(csv, "'=1+1") || !strings.Contains(csv, "'@SUM(A1)") {
		t.Errorf("%s", csv)
	}
	if got := s.logged("sms_exported"); len(got) != 2 || !strings.Contains(got[0].Detail, "보고") {
		t.Errorf("%+v", got)
	}
}

// Images are taken as JPEG only, encoded anew, and seen by whom they concern; a file of
// 300,001 bytes is refused and told why (W-11, T27).
func TestMessageImages(t *testing.T) {
	s := smsSite(t)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewRGBA(image.Rect(0, 0, 1200, 600)), nil); err != nil {
		t.Fatal(err)
	}
	add := func(who string, data []byte, name string) (int, string, sms.StoredImage) {
		t.Helper()
		status, body := s.as(t, who, "POST", "/api/v1/sms/images?name="+name, string(data), func(r *http.Request) { r.Header.Set("Content-Type", "image/jpeg") })
		var v sms.StoredImage
		if status == 201 {
			if err := json.Unmarshal([]byte(body), &v); err != nil {
				t.Fatal(err)
			}
		}
		return status, body, v
	}
	status, body, v := add("kim", out.Bytes(), "..%2Fevent+%ED%95%A0%EC%9D%B8.jpg")
	if status != 201 || v.Width != 1000 || v.Height != 500 || v.Name != "event.jpg" || strings.Contains(body, "data") {
		t.Fatalf("%d %s", status, body)
	}
	for name, data := range map[string][]byte{"a PNG": []byte("\x89PNG\r\n\x1a\n...."), "a page": []byte("<html><script>alert(1)</script>"), "SVG": []byte("<svg onload=alert(1)>")} {
		if status, body, _ := add("kim", data, "a.jpg"); status != 422 || !strings.Contains(body, "no JPEG") {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	if status, body, _ := add("kim", append(out.Bytes(), make([]byte, 300_001-out.Len())...), "a.jpg"); status != 422 || !strings.Contains(body, "300001 bytes") {
		t.Errorf("300,001 bytes: %d %s", status, body)
	}
	get := func(who string) *http.Response {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/api/v1/sms/images/"+v.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.sign(req, who)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	if res := get("kim"); res.StatusCode != 200 || res.Header.Get("Content-Type") != "image/jpeg" || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	if res := get("lee"); res.StatusCode != 404 {
		t.Errorf("somebody else's: %d", res.StatusCode)
	}
	var sent SMSSent
	s.want(t, 201, "kim", "POST", "/sms/sends", `{"sender":"15880000","title":"행사","body":"a","images":["`+v.ID+`"],"recipients_text":"01012345678"}`, &sent)
	if sent.Kind != sms.MMS || len(sent.Images) != 1 {
		t.Errorf("%+v", sent)
	}
	for who, want := range map[string]int{"m1": 200, "m2": 404, "lee": 404, "boss": 200} {
		if res := get(who); res.StatusCode != want {
			t.Errorf("as %s: %d", who, res.StatusCode)
		}
	}
}

// Advertising follows its rules through the API (W-22).
func TestAdvertising(t *testing.T) {
	s := smsSite(t)
	send := func(body string) (int, string) {
		return s.as(t, "kim", "POST", "/api/v1/sms/preview", `{"sender":"15880000","body":"`+body+`","recipients_text":"01012345678"}`)
	}
	good := `(광고)온마루 특가\n무료수신거부 080-123-4567`
	if status, data := send(good); status != 422 || !strings.Contains(data, "sms.ad_name") {
		t.Errorf("%d %s", status, data)
	}
	s.set(centre.SetSMSAdName, "온마루")
	s.set(centre.SetSMSAdOptOut, "080-123-4567")
	s.set(centre.SetSMSAdNight, "morning")
	if status, data := send(good); status != 200 || !strings.Contains(data, `"ad":true`) {
		t.Errorf("%d %s", status, data)
	}
	if status, data := send(`(광고)온마루 특가`); status != 422 || !strings.Contains(data, "무료수신거부 080-123-4567") {
		t.Errorf("%d %s", status, data)
	}
	var o sms.OptOut
	s.want(t, 201, "kim", "POST", "/sms/opt-outs", `{"number":"010-1234-5678","reason":"전화로 요청"}`, &o)
	if o.Number != "010-****-5678" || o.Source != sms.ByPerson || o.By != "user:kim" {
		t.Errorf("%+v", o)
	}
	if status, data := send(good); status != 422 || !strings.Contains(data, "every recipient has refused messages") {
		t.Errorf("%d %s", status, data)
	}
	if status, data := send("안내"); status != 422 {
		t.Errorf("everything is refused: %d %s", status, data)
	}
	s.set(centre.SetSMSOptOuts, "advertising")
	if status, data := send("안내"); status != 200 {
		t.Errorf("advertising alone is refused: %d %s", status, data)
	}
	var page OptOutPage
	if s.want(t, 200, "m1", "GET", "/sms/opt-outs?number=01012345678", "", &page); len(page.Items) != 1 || page.Items[0].Number != "010-****-5678" || page.Items[0].ByName == "" {
		t.Errorf("%+v", page)
	}
	s.want(t, 403, "kim", "GET", "/sms/opt-outs", "", nil)
	s.want(t, 422, "m1", "POST", "/sms/opt-outs/"+o.ID+"/remove", `{"reason":"  "}`, nil)
	s.want(t, 204, "m1", "POST", "/sms/opt-outs/"+o.ID+"/remove", `{"reason":"다시 동의"}`, nil)
	s.want(t, 404, "m1", "POST", "/sms/opt-outs/"+o.ID+"/remove", `{"reason":"다시 동의"}`, nil)
	if status, _ := send(good); status != 200 {
		t.Errorf("%d", status)
	}
}

// inZIP is a file within a workbook.
func inZIP(t *testing.T, data, name string) string {
	t.Helper()
	z, err := archive.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
