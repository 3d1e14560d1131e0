package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/sip/phone"
	"github.com/callfloor/callfloor/web"
)

// person is somebody who is logged in.
type person struct {
	*http.Client
	t    *testing.T
	base string
}

// logIn makes the user of an agent, where there is none yet, and logs in.
func (r *rig) logIn(t *testing.T, login, agent string) *person {
	t.Helper()
	r.api("POST", "/users", fmt.Sprintf(`{"login":%q,"name":"상담사","role":"agent","agent_id":%q,"password":"Blue-river-77","permissions":["phone"]}`, login, agent), nil)
	return r.enters(t, login, "Blue-river-77")
}

// enters logs somebody in who is known.
func (r *rig) enters(t *testing.T, login, password string) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &person{Client: &http.Client{Jar: jar}, t: t, base: "http://" + r.httpAddr + "/api/v1"}
	p.ask(200, "POST", "/login", fmt.Sprintf(`{"login":%q,"password":%q}`, login, password), nil)
	return p
}

// ask makes a request that must be answered with a status, and returns what came.
func (p *person) ask(status int, method, path, body string, out any) string {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.base+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := p.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != status {
		p.t.Fatalf("%s %s: %d %s, want %d", method, path, res.StatusCode, data, status)
	}
	if out != nil {
		if err := json.Unmarshal(data, out); err != nil {
			p.t.Fatal(err)
		}
	}
	return string(data)
}

// An agent's desk around real calls: the customer pops with the ticket while the
// phone rings, the note is drafted, saved after the end and found again after a
// restart; tickets go on where they were; figures, rows and desk say the same.
func TestTheDeskOfACall(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{Never: true})
	hana := r.logIn(t, "hana", "kim")
	if st := r.api("POST", "/customers", `{"name":"김하나","phones":[{"number":"010-1234-5678"}]}`, nil); st != 201 {
		t.Fatalf("customer: %d", st)
	}
	conn, _, err := (&websocket.Dialer{Jar: hana.Jar}).Dial("ws"+strings.TrimPrefix(hana.base, "http")+"/live?topics=desk", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	frames := make(chan string, 1000)
	go func() {
		defer close(frames)
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				return
			}
			frames <- string(data)
		}
	}()
	told := func(what, part string) {
		t.Helper()
		limit := time.After(10 * time.Second)
		for {
			select {
			case f := <-frames:
				if strings.Contains(f, part) {
					return
				}
			case <-limit:
				t.Fatalf("the desk was not told: %s", what)
			}
		}
	}
	told("the beginning", `"open":0`)

	r.ready("kim")
	c := r.dial("01012345678")
	until(t, "the phone rings", func() bool { return r.state("kim") == "ringing" })
	var live []struct{ ID string }
	r.api("GET", "/calls", "", &live)
	path := "/calls/" + live[0].ID
	var card web.Card
	hana.ask(200, "GET", path+"/card", "", &card)
	day := strings.ReplaceAll(r.today(), "-", "")
	if card.Ticket != day+"-00001" || card.Customer == nil || card.Customer.Name != "김하나" || !card.Live || card.Service != "orders" || card.Channel != "in" {
		t.Errorf("the card while it rings: %+v", card)
	}
	kim.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
	c.Hangup() // abandoned: the next one is answered
	until(t, "ready again", func() bool { s := r.state("kim"); return s == "ready" })
	hana.ask(409, "PUT", path+"/consultation", `{"note":"x"}`, nil)

	c = r.dial("+821012345678")
	until(t, "the call is connected", func() bool { return r.figures().Answered == 1 })
	r.api("GET", "/calls", "", &live)
	path = "/calls/" + live[0].ID
	hana.ask(200, "PUT", path+"/draft", `{"note":"반쯤"}`, nil)
	hana.ask(409, "PUT", path+"/consultation", `{"note":"다"}`, nil)
	c.Hangup()
	until(t, "wrap-up", func() bool { return r.state("kim") == "wrap_up" })
	hana.ask(200, "PUT", path+"/consultation", `{"note":"다"}`, nil)
	hana.ask(200, "PUT", path+"/consultation", `{"note":"다"}`, nil)
	told("the note", `"in":1,"out":0`)

	due := time.Now().Add(time.Second).Format(time.RFC3339Nano)
	hana.ask(201, "POST", "/reservations", `{"due_at":"`+due+`","number":"010-1234-5678"}`, nil)
	told("the reservation", `"open":1`)
	told("the reminder", `"reminded_at":`)

	// Figures, rows and the desk.
	until(t, "ready after wrap-up", func() bool { return r.state("kim") == "ready" })
	if st := r.api("PUT", "/agents/kim/state", `{"state":"logged_out"}`, nil); st != 200 {
		t.Fatal(st)
	}
	var f desk.Figures
	hana.ask(200, "GET", "/desk/figures", "", &f)
	var agents []web.AgentFigures
	hana.ask(200, "GET", "/figures/agents", "", &agents)
	k := agents[0]
	if f.Own.In != 1 || f.Own.In != k.Answered || f.TalkMs != k.TalkMs+k.TalkOutMs || f.TalkMs == 0 || f.MeanTalkMs != f.TalkMs || f.ReadyMs != k.ReadyMs || f.WrapMs != k.WrapMs || f.AwayMs != k.NotReadyMs {
		t.Errorf("the desk says %+v, the figures %+v", f, k)
	}
	until(t, "rows that say the same", func() bool {
		list, err := r.db.Calls(t.Context(), calls.Filter{Agents: []acd.AgentID{"kim"}, Outcome: acd.Completed, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		talk, n := int64(0), 0
		for _, c := range list {
			parts, err := r.db.Segments(t.Context(), c.ID)
			if err != nil {
				t.Fatal(err)
			}
			n++
			for _, p := range parts {
				if p.Kind == calls.SegTalk {
					talk += int64(p.Ended - p.Started)
				}
			}
		}
		return n == f.Own.In && talk <= f.TalkMs && f.TalkMs-talk < 100 // the state begins with the answer, the part when both are connected
	})

	r.stopNow()
	r = start(t, dir)
	hana = r.logIn(t, "hana", "kim")
	hana.ask(200, "GET", path+"/card", "", &card)
	if card.Saved == nil || card.Saved.Text != "다" || card.Live || card.Ticket != day+"-00002" {
		t.Errorf("after the restart: %+v", card)
	}
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 10 * time.Millisecond})
	r.ready("kim")
	r.dial("01055556666")
	r.talks("kim")
	r.api("GET", "/calls", "", &live)
	hana.ask(200, "GET", "/calls/"+live[0].ID+"/card", "", &card)
	if strings.ReplaceAll(r.today(), "-", "") == day && card.Ticket != day+"-00003" {
		t.Errorf("the next ticket is %s", card.Ticket)
	}
}

// Every call that is offered or dialled has its ticket, also where no desk asks.
func TestTicketsWithoutADesk(t *testing.T) {
	r := start(t, t.TempDir())
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 10 * time.Millisecond})
	r.ready("kim")
	c := r.dial("01012345678")
	until(t, "the call is connected", func() bool { return r.figures().Answered == 1 })
	var live []struct{ ID string }
	r.api("GET", "/calls", "", &live)
	until(t, "its ticket", func() bool {
		k, err := r.db.Ticket(context.Background(), live[0].ID)
		return err == nil && k.Number == "+821012345678" && k.Channel == desk.In && k.Service == "orders"
	})
	until(t, "who had it", func() bool {
		parts, err := r.db.Parts(context.Background(), live[0].ID)
		return err == nil && len(parts) == 1 && parts[0].Agent == "kim" && !parts[0].Answered.IsZero()
	})
	c.Hangup()
}

// A number on the blacklist is treated as it is set from the next call on: refused,
// or behind everybody; taken off it is as everybody.
func TestBlacklistAtTheTrunk(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	var c web.CustomerView
	if st := r.api("POST", "/customers", `{"name":"김하나","phones":[{"number":"010-1234-5678"}]}`, &c); st != 201 {
		t.Fatal(st)
	}
	set := func(effect string) {
		t.Helper()
		if st := r.api("PUT", "/customers/"+c.ID+"/blacklist", `{"effect":"`+effect+`","reason":"폭언"}`, nil); st != 200 {
			t.Fatal(st)
		}
	}
	set("refuse")
	call := r.dial("01012345678")
	r.wait(call, phone.Ended)
	if call.Status() != 603 {
		t.Errorf("refused with %d", call.Status())
	}
	var page struct {
		Calls []struct{ Direction, Service, Caller, Outcome string }
	}
	until(t, "the refused call has its row", func() bool {
		r.api("GET", "/calls/history?outcome=barred", "", &page)
		return len(page.Calls) == 1
	})
	if x := page.Calls[0]; x.Direction != "in" || x.Service != "orders" || !strings.HasSuffix(x.Caller, "5678") || x.Outcome != "barred" {
		t.Errorf("the row: %+v", x)
	}
	r.stopNow()
	r = start(t, dir) // the list is there from the start
	call = r.dial("+821012345678")
	r.wait(call, phone.Ended)
	if call.Status() != 603 {
		t.Errorf("after a restart: %d", call.Status())
	}
	set("low_priority")
	r.wait(r.dial("01012345678"), phone.Talking)
	r.wait(r.dial("01099998888"), phone.Talking)
	var live []struct {
		Caller   string
		Priority int
	}
	until(t, "two calls wait", func() bool { r.api("GET", "/calls", "", &live); return len(live) == 2 })
	for _, l := range live {
		if low := strings.HasSuffix(l.Caller, "5678"); low != (l.Priority == -acd.MaxPriority) {
			t.Errorf("%+v", l)
		}
	}
	if st := r.api("POST", "/customers/"+c.ID+"/unblacklist", "{}", nil); st != 200 {
		t.Fatal(st)
	}
	r.wait(r.dial("01012345678"), phone.Talking)
	until(t, "three calls wait", func() bool { r.api("GET", "/calls", "", &live); return len(live) == 3 })
	if f := r.figures(); f.Offered != 3 {
		t.Errorf("%+v", f)
	}
}

// A shop of the file answers at the desk; one on this machine only where the file
// allows it.
func TestShopOfTheFile(t *testing.T) {
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Header.Get("Authorization") != "Bearer shop-secret" {
			w.WriteHeader(401)
			return
		}
		fmt.Fprintf(w, `{"orders":[{"number":%q,"state":"배송중","placed_at":"2026-11-20T10:00:00+09:00"}]}`, req.URL.Query().Get("number"))
	}))
	defer shop.Close()
	for allow, status := range map[string]int{"[127.0.0.1]": 200, "[]": 503} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "key"), []byte("shop-secret\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprintf(testFile, filepath.Join(dir, "data"), ports()) +
			fmt.Sprintf("shops:\n  - {services: [orders], url: %q, key_file: %q, allow: %s}\n", shop.URL, filepath.Join(dir, "key"), allow)
		if err := os.WriteFile(filepath.Join(dir, "callfloor.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		r := start(t, dir)
		var page web.OrderPage
		if st := r.api("GET", "/orders?service=orders&number=A-1", "", &page); st != status || status == 200 && (len(page.Items) != 1 || page.Items[0].Number != "A-1") {
			t.Errorf("allow %s: %d %+v", allow, st, page)
		}
	}
}

// Who is consulted sees the card of the caller while the own phone rings, and has a
// part in the call once it is given there; both agents write a note under the one
// ticket. A call between colleagues has no ticket.
func TestTheDeskOfAConsultation(t *testing.T) {
	r := start(t, t.TempDir())
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 10 * time.Millisecond})
	r.agent("1002", "s3cret-lee-0002", 880, phone.Answering{After: 10 * time.Millisecond})
	hana, duri := r.logIn(t, "hana", "kim"), r.logIn(t, "duri", "lee")
	if st := r.api("POST", "/customers", `{"name":"김하나","phones":[{"number":"010-1234-5678"}]}`, nil); st != 201 {
		t.Fatalf("customer: %d", st)
	}
	r.ready("kim")
	c := r.dial("01012345678")
	until(t, "the call is connected", func() bool { return r.figures().Answered == 1 })
	var live []struct{ ID, Phase, Agent string }
	r.api("GET", "/calls", "", &live)
	first := live[0].ID
	duri.ask(404, "GET", "/calls/"+first+"/card", "", nil)
	r.ready("lee")
	if st := r.api("POST", "/calls/"+first+"/consult", `{"agent":"lee"}`, nil); st/100 != 2 {
		t.Fatalf("consult: %d", st)
	}
	until(t, "both calls are up", func() bool { r.api("GET", "/calls", "", &live); return len(live) == 2 })
	second := live[0].ID
	if second == first {
		second = live[1].ID
	}
	var card web.Card
	duri.ask(200, "GET", "/calls/"+second+"/card", "", &card)
	if card.Call != first || card.Customer == nil || card.Agent != "lee" || !card.Live {
		t.Errorf("who is consulted sees %+v", card)
	}
	ticket := card.Ticket
	duri.ask(409, "PUT", "/calls/"+first+"/consultation", `{"note":"x"}`, nil)
	until(t, "it is given to lee", func() bool { return r.api("POST", "/calls/"+first+"/consult/complete", "", nil)/100 == 2 })
	until(t, "lee has the caller", func() bool {
		parts, err := r.db.Parts(context.Background(), first)
		return err == nil && len(parts) == 2 && parts[1].Agent == "lee" && !parts[1].Answered.IsZero()
	})
	hana.ask(200, "PUT", "/calls/"+first+"/consultation", `{"note":"넘김"}`, nil)
	duri.ask(409, "PUT", "/calls/"+first+"/consultation", `{"note":"x"}`, nil)
	c.Hangup()
	until(t, "lee wraps up", func() bool { return !strings.HasPrefix(r.state("lee"), "talking") })
	var note web.ConsultationView
	duri.ask(200, "PUT", "/calls/"+first+"/consultation", `{"note":"해결"}`, &note)
	if note.Ticket != ticket || note.Customer == "" {
		t.Errorf("%+v", note)
	}
	if _, err := r.db.Ticket(context.Background(), second); err == nil {
		t.Error("the second call has a ticket of its own")
	}
}

// What the page of a desk carries is what a live connection of the same agent begins
// with: the same topics, rows and scope.
func TestTheDesksPageCarriesItsFirstFrames(t *testing.T) {
	r := start(t, t.TempDir())
	r.ask("POST", "/services", `{"id":"other","name":{"ko":"다른"},"numbers":[{"number":"15880009"}]}`, nil)
	kim := r.logIn(t, "hana", "kim")
	origin := strings.TrimSuffix(kim.base, "/api/v1")
	type frame struct {
		Type, Topic string
		Rows        []struct{ ID string }
	}
	tell := func(list []frame) (out []string) {
		for _, f := range list {
			line := f.Type + " " + f.Topic
			for _, row := range f.Rows {
				line += " " + row.ID
			}
			out = append(out, line)
		}
		slices.Sort(out)
		return out
	}
	res, err := kim.Get(origin + "/desk")
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), `id="first">`)
	text, _, found := strings.Cut(rest, "</script>")
	var first struct {
		User   struct{ Agent_id string }
		Frames []frame
	}
	if err := json.Unmarshal([]byte(text), &first); !found || err != nil || first.User.Agent_id != "kim" {
		t.Fatalf("%v %.200s", err, text)
	}
	conn, _, err := (&websocket.Dialer{Jar: kim.Jar}).Dial("ws"+strings.TrimPrefix(kim.base, "http")+"/live?topics=agents,calls,colleagues,services", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var live []frame
	for len(live) < len(first.Frames) {
		_, data, err := conn.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		if data[0] != '[' {
			data = slices.Concat([]byte("["), data, []byte("]"))
		}
		var list []frame
		if err := json.Unmarshal(data, &list); err != nil {
			t.Fatal(err)
		}
		live = append(live, list...)
	}
	want := []string{"hello ", "snapshot agents kim", "snapshot calls", "snapshot colleagues kim lee", "snapshot services orders"}
	if got := tell(first.Frames); !slices.Equal(got, want) || !slices.Equal(tell(live), want) {
		t.Errorf("the page has %q, the connection %q, want %q", got, tell(live), want)
	}
}
