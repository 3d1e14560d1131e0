package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// Chats of the promise: how soon a message is on the other side, and what a customer's widget
// that is open and idle holds of the program's memory.
const (
	openWidgets  = 5000
	chatAgents   = 300
	chatRooms    = 1500 // with an agent, five each
	chatRate     = 500  // messages a second, half of them customers'
	chatSoon     = 150 * time.Millisecond
	chatTime     = 40 * time.Second
	widgetWeight = 20.0 // KiB
	halfOpen     = 200  // widgets that read nothing any more, while the others are measured
)

// BenchmarkChats opens 5,000 widgets, weighs them, and has 1,500 of their customers and 300
// agents write 500 messages a second, while some widgets read nothing. Then the same again in a
// full house (chatfullload_test.go).
func BenchmarkChats(b *testing.B) {
	for range b.N {
		benchChats(b)
	}
}

func benchChats(b *testing.B) {
	tokens, managers := make([]string, chatAgents), make([]string, chatManagers)
	l := launchLoad(b, nil, func(dir string) (file, httpAddr, metrics string, sipAddr netip.AddrPort) {
		file, httpAddr, metrics, sipAddr = processFile(b, dir, chatAgents)
		text, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		text = bytes.Replace(text, []byte(`http:    {listen`), []byte(`http:    {trusted_proxies: ["127.0.0.0/8"], listen`), 1)
		text = withManagers(text)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			b.Fatal(err)
		}
		logInAll(b, filepath.Join(dir, "data"), tokens)
		logInManagers(b, filepath.Join(dir, "data"), managers)
		return file, httpAddr, metrics, sipAddr
	})
	for _, one := range [][3]string{
		{"POST", "/chat-categories", `{"id":"all","name":{"ko":"전체"}}`},
		{"POST", "/chat-categories", `{"id":"any","parent":"all","name":{"ko":"일반"}}`},
		{"POST", "/chat-sites", `{"id":"shop","name":{"ko":"온마루"},"origins":["https://shop.example.com"]}`},
		{"PUT", "/settings/chat.bot", `{"value":"false"}`},
		{"PUT", "/settings/chat.answer_within_seconds", `{"value":"0"}`},
		{"PUT", "/settings/chat.per_address", `{"value":"1000"}`},
		{"PUT", "/settings/chat.enabled", `{"value":"true"}`},
	} {
		if st, data := l.api(one[0], one[1], one[2]); st >= 300 {
			b.Fatalf("%s: %d %s", one[1], st, data)
		}
	}
	empty := l.size()
	c := &chatCrowd{b: b, l: l, tokens: tokens}
	c.openWidgets()
	time.Sleep(5 * time.Second)
	full := l.size()
	b.ReportMetric(perUnit(empty, full, openWidgets), "KiB/widget")
	b.ReportMetric((full.Resident-empty.Resident)/1024/openWidgets, "KiB-resident/widget")

	c.openDesks()
	c.openRooms()
	for _, w := range c.widgets[chatRooms : chatRooms+halfOpen] {
		w.deaf.Store(true)
	}
	c.measured("")
	if w := perUnit(empty, full, openWidgets); w >= widgetWeight {
		b.Errorf("an idle widget holds %.1f KiB, wanted are less than %.0f", w, widgetWeight)
	}
	c.fill(managers)
	c.measured("full-")
	c.judge("to-manager", c.toManager, int(chatTime/time.Second)*chatRate/2, chatWideSoon) // of both sides; some are one frame
}

// measured has messages sent and says how long they were under way; part names the figures.
func (c *chatCrowd) measured(part string) {
	b, l := c.b, c.l
	c.part, c.toAgent, c.toCustomer, c.toManager = part, nil, nil, nil
	before := cpu(b, l.pid())
	plain := l.plainRequests(b, func() { c.traffic() })
	spent := cpu(b, l.pid()) - before
	b.Logf("%sidle: a request that does nothing, p99 %v", part, plain[len(plain)*99/100])
	want := int(chatTime/time.Second) * chatRate / 2 * 95 / 100
	c.judge("to-agent", c.toAgent, want, chatSoon)
	c.judge("to-customer", c.toCustomer, want, chatSoon)
	b.ReportMetric(float64(spent.Microseconds())/float64(len(c.toAgent)+len(c.toCustomer)), part+"cpu-us/message")
	if n := c.refused.Load(); n > 0 {
		b.Errorf("%d messages were refused", n)
	}
}

// judge reports how long messages of one direction were under way, and whether that is as
// promised.
func (c *chatCrowd) judge(name string, list []time.Duration, want int, soon time.Duration) {
	name = c.part + name
	if len(list) < max(want, 1) {
		c.b.Errorf("%s: %d messages arrived, wanted are %d", name, len(list), want)
		return
	}
	slices.Sort(list)
	ms := func(t time.Duration) float64 { return float64(t.Microseconds()) / 1000 }
	p99, median := list[len(list)*99/100], list[len(list)/2]
	c.b.ReportMetric(ms(p99), name+"-p99-ms")
	c.b.ReportMetric(ms(median), name+"-median-ms")
	c.b.Logf("%s: %d messages, p99 %v, median %v", name, len(list), p99, median)
	if p99 >= soon {
		c.b.Errorf("%s: p99 is %v, wanted are less than %v", name, p99, soon)
	}
}

// chatCrowd are customers with open widgets, and agents with open pages.
type chatCrowd struct {
	b       *testing.B
	l       *loadRig
	tokens  []string
	widgets []*openWidget
	rooms   []atomic.Pointer[string] // by customer
	owner   []atomic.Int32           // agent of a customer's room, from 1
	refused atomic.Int64
	mu      sync.Mutex
	byRoom  map[string]int // customer
	part    string         // of the measurement that is under way
	waiting []int          // customers who wait for an agent, and write now and then
	// What was measured, from sending to reading.
	toAgent, toCustomer, toManager []time.Duration
	measuring                      atomic.Bool
}

type openWidget struct {
	conn *websocket.Conn
	mu   sync.Mutex // of writes
	deaf atomic.Bool
	gone chan struct{}
}

func (w *openWidget) send(v any) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.conn.WriteJSON(v)
}

// atOnce does something for each of n, some at a time.
func (c *chatCrowd) atOnce(n int, do func(i int)) {
	var wg sync.WaitGroup
	next := atomic.Int64{}
	for range 16 {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}

// openWidgets opens the widgets, each browser at an address of its own.
func (c *chatCrowd) openWidgets() {
	c.widgets, c.rooms, c.owner, c.byRoom = make([]*openWidget, openWidgets), make([]atomic.Pointer[string], openWidgets), make([]atomic.Int32, openWidgets), map[string]int{}
	c.atOnce(openWidgets, func(i int) {
		address := fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255)
		req, _ := http.NewRequest("POST", "http://"+c.l.http+"/chat/visitors", strings.NewReader(`{"site":"shop","language":"ko"}`))
		req.Header.Set("X-Forwarded-For", address)
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			c.b.Error(err)
			return
		}
		data, _ := io.ReadAll(res.Body)
		res.Body.Close()
		var made struct{ Token string }
		if json.Unmarshal(data, &made); made.Token == "" {
			c.b.Errorf("visitor %d: %d %s", i, res.StatusCode, data)
			return
		}
		d := websocket.Dialer{Subprotocols: []string{"callfloor.chat.1"}, ReadBufferSize: 1024, WriteBufferSize: 512}
		conn, _, err := d.Dial("ws://"+c.l.http+"/chat/live", http.Header{"Origin": {"https://shop.example.com"}, "X-Forwarded-For": {address}})
		if err != nil {
			c.b.Error(err)
			return
		}
		w := &openWidget{conn: conn, gone: make(chan struct{})}
		c.widgets[i] = w
		if err := w.send(map[string]any{"type": "hello", "token": made.Token, "site": "shop", "language": "ko"}); err != nil {
			c.b.Error(err)
		}
		c.b.Cleanup(func() { conn.Close() })
		go c.reads(i, w)
	})
	if c.b.Failed() {
		c.b.FailNow()
	}
}

// reads takes what a widget is sent.
func (c *chatCrowd) reads(i int, w *openWidget) {
	defer close(w.gone)
	for {
		if w.deaf.Load() {
			return // and the socket stays
		}
		_, data, err := w.conn.ReadMessage()
		if err != nil {
			return
		}
		var f struct{ Type, Body, By, Room, Code string }
		if json.Unmarshal(data, &f) != nil {
			continue // of no interest: status carries a room
		}
		switch f.Type {
		case "ack":
			if c.rooms[i].Load() == nil {
				c.rooms[i].Store(&f.Room)
				c.mu.Lock()
				c.byRoom[f.Room] = i
				c.mu.Unlock()
			}
		case "refused":
			c.refused.Add(1)
		case "message":
			if f.By == "agent" {
				c.took(f.Body, &c.toCustomer)
			}
		}
	}
}

// took notes how long a message was under way.
func (c *chatCrowd) took(body string, list *[]time.Duration) {
	sent, err := strconv.ParseInt(body, 10, 64)
	if err != nil || !c.measuring.Load() {
		return
	}
	took := time.Duration(time.Now().UnixNano() - sent)
	c.mu.Lock()
	defer c.mu.Unlock()
	*list = append(*list, took)
}

// openDesks signs the agents in and opens their pages.
func (c *chatCrowd) openDesks() {
	c.atOnce(chatAgents, func(i int) {
		c.ask(i, "PUT", "/chat/me", `{"signed_in":true}`)
		conn, _, err := websocket.DefaultDialer.Dial("ws://"+c.l.http+"/api/v1/live?topics=chats", http.Header{"Cookie": {"callfloor=" + c.tokens[i]}, "Origin": {"http://" + c.l.http}})
		if err != nil {
			c.b.Error(err)
			return
		}
		c.b.Cleanup(func() { conn.Close() })
		go func() {
			for {
				_, data, err := conn.ReadMessage()
				if err != nil {
					return
				}
				var f struct {
					Rows     []struct{ ID, Kind, Status string }
					Messages []struct{ Body, By string }
				}
				if json.Unmarshal(data, &f) != nil {
					continue
				}
				for _, m := range f.Messages {
					if m.By == "customer" {
						c.took(m.Body, &c.toAgent)
					}
				}
				for _, r := range f.Rows {
					if r.Kind == "room" {
						c.mu.Lock()
						if at, known := c.byRoom[r.ID]; known {
							c.owner[at].Store(int32(i + 1))
						}
						c.mu.Unlock()
					}
				}
			}
		}()
	})
}

func (c *chatCrowd) ask(agent int, method, path, body string) {
	req, _ := http.NewRequest(method, "http://"+c.l.http+"/api/v1"+path, strings.NewReader(body))
	req.Header.Set("Cookie", "callfloor="+c.tokens[agent])
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", "http://"+c.l.http)
	res, err := c.client().Do(req)
	if err != nil {
		c.b.Error(err)
		return
	}
	data, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if res.StatusCode >= 300 {
		c.refused.Add(1)
		c.b.Logf("agent %d %s: %d %s", agent, path, res.StatusCode, data)
	}
}

var chatClient = sync.OnceValue(func() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 400}}
})

func (c *chatCrowd) client() *http.Client { return chatClient() }

// openRooms has customers write first, and waits until agents have their rooms.
func (c *chatCrowd) openRooms() {
	c.begin(0, chatRooms)
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		var rooms []struct{ ID, Agent string }
		_, data := c.l.api("GET", "/chat/rooms?status=received", "")
		if err := json.Unmarshal(data, &rooms); err != nil {
			c.b.Fatalf("%s %v", data, err)
		}
		have := 0
		for i := range chatRooms {
			if c.owner[i].Load() > 0 {
				have++
			} else if id := c.rooms[i].Load(); id != nil { // its row came before we knew the room
				_, data := c.l.api("GET", "/chat/rooms/"+*id, "")
				var r struct{ Agent string }
				if json.Unmarshal(data, &r); strings.HasPrefix(r.Agent, "a") {
					n, _ := strconv.Atoi(r.Agent[1:])
					c.owner[i].Store(int32(n + 1))
				}
			}
		}
		if have == chatRooms {
			return
		}
		if c.b.Failed() || time.Now().After(end) {
			c.b.Fatalf("%d of %d rooms have an agent", have, chatRooms)
		}
	}
}

// begin has the customers from to to-1 write first, and waits until they have rooms.
func (c *chatCrowd) begin(from, to int) {
	c.atOnce(to-from, func(n int) {
		i := from + n
		if err := c.widgets[i].send(map[string]any{"type": "post", "client": fmt.Sprintf("begin-%06d", i), "body": "안녕하세요"}); err != nil {
			c.b.Error(err)
		}
		for end := time.Now().Add(30 * time.Second); c.rooms[i].Load() == nil; time.Sleep(2 * time.Millisecond) {
			if time.Now().After(end) {
				c.b.Errorf("customer %d has no room", i)
				return
			}
		}
	})
}

// traffic sends messages at the rate.
func (c *chatCrowd) traffic() {
	c.measuring.Store(true)
	var wg sync.WaitGroup
	tick := time.NewTicker(2 * time.Second / chatRate)
	defer tick.Stop()
	n := int(chatTime/time.Second) * chatRate / 2
	for k := range n { // one of each side with every tick
		<-tick.C
		i := k * 7 % chatRooms
		now := strconv.FormatInt(time.Now().UnixNano(), 10)
		if err := c.widgets[i].send(map[string]any{"type": "post", "client": fmt.Sprintf("%sc-%08d", c.part, k), "room": *c.rooms[i].Load(), "body": now}); err != nil {
			c.b.Error(err)
		}
		j := k * 11 % chatRooms
		wg.Go(func() {
			now := strconv.FormatInt(time.Now().UnixNano(), 10)
			c.ask(int(c.owner[j].Load()-1), "POST", "/chat/rooms/"+*c.rooms[j].Load()+"/messages", fmt.Sprintf(`{"client":"%sagent-%08d","body":%q}`, c.part, k, now))
		})
		if len(c.waiting) > 0 && k%waitingWrite == 0 {
			c.writesOn(c.waiting[k/waitingWrite%len(c.waiting)], k)
		}
	}
	wg.Wait()
	time.Sleep(time.Second)
	c.measuring.Store(false)
}
