package app

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	chatlive "github.com/callfloor/callfloor/chat/live"
)

// sample is the value of a series of a scrape; -1 where there is none.
func sample(t *testing.T, scrape, series string) float64 {
	t.Helper()
	found := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(series) + ` (\S+)$`).FindStringSubmatch(scrape)
	if found == nil {
		return -1
	}
	v, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// What Prometheus is told of chats is what the rows say: messages, assignments, waits and ends,
// after rooms were given, handed over, put back, refused and ended, in every way that there is.
func TestChatMetricsAgreeWithRows(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	for key, v := range map[string]string{"chat.bot": "false", "chat.cap": "1", "chat.over_limit": "queue"} {
		if st := r.api("PUT", "/settings/"+key, `{"value":"`+v+`"}`, nil); st != 200 {
			t.Fatal(st)
		}
	}
	kim, lee := r.logIn(t, "hana", "kim"), r.logIn(t, "duri", "lee")
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	var rooms []string
	var customers []*customer
	for i := range 3 { // the first is kim's, the others wait
		c := r.visitor(t)
		client := fmt.Sprintf("post-0000%d", i)
		c.send(map[string]any{"type": "post", "client": client, "body": "안녕하세요"})
		rooms = append(rooms, c.acks(client)["room"].(string))
		customers = append(customers, c)
	}
	post := func(p *person, room, client string, note bool) {
		t.Helper()
		p.ask(201, "POST", "/chat/rooms/"+room+"/messages", fmt.Sprintf(`{"client":"%s-000","body":"네, 확인하겠습니다.","note":%v}`, client, note), nil)
	}
	post(kim, rooms[0], "answer-1", false)
	post(kim, rooms[0], "answer-2", false) // answers nothing
	post(kim, rooms[0], "a-note-1", true)
	customers[0].send(map[string]any{"type": "post", "client": "post-00009", "body": "언제요?"})
	customers[0].acks("post-00009")
	r.api("POST", "/chat/rooms/"+rooms[0]+"/assign", `{"agent":"lee"}`, nil)
	post(lee, rooms[0], "answer-3", false) // in progress once more: no first reply
	lee.ask(200, "POST", "/chat/rooms/"+rooms[0]+"/end", "", nil)
	customers[1].send(map[string]any{"type": "end", "client": "end-000001", "room": rooms[1]})
	customers[1].acks("end-000001")
	until(t, "kim has no room", func() bool {
		var list []struct{ ID string }
		kim.ask(200, "GET", "/chat/rooms?status=received", "", &list)
		return len(list) == 1
	})
	r.api("POST", "/chat/rooms/"+rooms[2]+"/put-back", "", nil)

	scrape := r.metrics()
	counts := map[string]float64{}
	var waits, firsts, replies, replyMs float64
	for _, id := range rooms {
		room, err := r.db.ChatRoom(t.Context(), chat.RoomID(id))
		if err != nil {
			t.Fatal(err)
		}
		if room.Answered > 0 {
			firsts++
			counts["first"] += room.Answered.Sub(room.Requested).Seconds()
		}
		if room.Status.Over() {
			counts["callfloor_chat_ended_total{type=\""+string(room.EndType)+"\"}"]++
		} else {
			counts["callfloor_chat_rooms{channel=\"web\",status=\""+string(room.Status)+"\"}"]++
		}
		list, err := r.db.ChatMessages(t.Context(), chat.RoomID(id), 0, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			counts["callfloor_chat_messages_total{author=\""+string(m.By)+"\",channel=\"web\"}"]++
		}
		timeline, err := r.db.ChatTimeline(t.Context(), chat.RoomID(id))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range timeline {
			switch e.Kind {
			case "assigned":
				counts["callfloor_chat_assignments_total{mode=\""+e.How+"\",result=\"assigned\"}"]++
				if e.From == chat.Robot {
					waits++
				}
			case "waits":
				mode := map[string]string{"put_back": "put_back", "taken_back": "take_back", "agent_removed": "agent_removed"}[e.How]
				if mode == "" {
					mode = "request"
				}
				counts["callfloor_chat_assignments_total{mode=\""+mode+"\",result=\"waits\"}"]++
			}
		}
	}
	now := time.Now()
	report, err := r.db.ChatReport(t.Context(), chat.ReportFilter{By: chat.OfChannel, From: acd.At(now.Add(-time.Hour)), To: acd.At(now.Add(time.Hour)), Zone: time.UTC, Scope: chat.Scope{All: true}})
	if err != nil || len(report) != 1 {
		t.Fatalf("the report: %+v %v", report, err)
	}
	replies, replyMs = float64(report[0].Replies), float64(report[0].Reply.Milliseconds())*float64(report[0].Replies)
	if replies != 2 || firsts != 1 || waits < 2 {
		t.Fatalf("the rows have %v replies, %v first replies, %v waits", replies, firsts, waits)
	}
	sum := map[string]float64{`callfloor_chat_wait_seconds_count{stage="reply"}`: replies, `callfloor_chat_wait_seconds_count{stage="first_reply"}`: firsts, `callfloor_chat_wait_seconds_count{stage="assign"}`: waits}
	for name, v := range counts {
		if name != "first" {
			sum[name] = v
		}
	}
	for name, want := range sum {
		if got := sample(t, scrape, name); got != want {
			t.Errorf("%s is %v, the rows say %v", name, got, want)
		}
	}
	for name, want := range map[string]float64{`callfloor_chat_wait_seconds_sum{stage="first_reply"}`: counts["first"], `callfloor_chat_wait_seconds_sum{stage="reply"}`: replyMs / 1000} {
		if got := sample(t, scrape, name); got < want-0.005 || got > want+0.005 {
			t.Errorf("%s is %v, the rows say %v", name, got, want)
		}
	}
	var total float64
	for _, found := range regexp.MustCompile(`(?m)^callfloor_chat_messages_total\{.*\} (\S+)$`).FindAllStringSubmatch(scrape, -1) {
		v, _ := strconv.ParseFloat(found[1], 64)
		total += v
	}
	for name, v := range counts {
		if regexp.MustCompile(`^callfloor_chat_messages_total`).MatchString(name) {
			total -= v
		}
	}
	if total != 0 {
		t.Errorf("%v messages are counted that are no rows", total)
	}
	if got := sample(t, scrape, "callfloor_chat_widget_connections"); got != 3 {
		t.Errorf("%v connections, there are 3", got)
	}
}

// After a restart, the wait for an answer counts from the customer's message, as in the rows.
func TestChatMetricsGoOn(t *testing.T) {
	m := newChatMetrics(nil, []chat.Room{{ID: "r1", Status: chat.InProgress, Requested: 1000, Unanswered: 5000}})
	answer := chat.Room{ID: "r1", Channel: chat.Web, Status: chat.InProgress, Requested: 1000}
	m.kept([]chatlive.Change{{Room: answer, Messages: []chat.Message{{By: chat.ByAgent, At: 9000}, {By: chat.ByAgent, At: 9500}}}, {Agent: &chat.AgentStatus{}}})
	if len(m.waits) != 0 {
		t.Errorf("it still waits: %v", m.waits)
	}
	if got := waited(t, m, "reply"); got != "1 4" {
		t.Errorf("replies and seconds: %s", got)
	}
	over := answer
	over.Status, over.Unanswered = chat.Ended, 11000
	m.kept([]chatlive.Change{{Room: over, Messages: []chat.Message{{By: chat.ByCustomer, At: 11000}}}})
	if len(m.waits) != 0 {
		t.Error("a room that is over is remembered")
	}
}

// waited is how often, and how many seconds, a stage was observed.
func waited(t *testing.T, m *chatMetrics, stage string) string {
	t.Helper()
	reg := prometheus.NewRegistry()
	reg.MustRegister(m.wait)
	all, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all[0].GetMetric() {
		if one.GetLabel()[0].GetValue() == stage {
			return fmt.Sprint(one.GetHistogram().GetSampleCount(), " ", one.GetHistogram().GetSampleSum())
		}
	}
	return ""
}
