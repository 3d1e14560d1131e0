package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/phone"
	"github.com/callfloor/callfloor/store"
)

// Desks of the promise (500 at once): how soon what happens to an agent is there, and
// that a desk costs the server less than the calls of its agent.
const (
	openDesks  = 500
	deskSoon   = 150 * time.Millisecond // p99
	callsEvery = 500 * time.Millisecond // 500 agents who are busy for 80 % of 200 s a call
	deskCalls  = 80                     // of each part
	deskTalk   = 5 * time.Second        // of a measured call
	lifeTalk   = 180 * time.Second      // of a call in life: as many events, and more sound
)

// BenchmarkDesks runs the same traffic without desks and then with 500 of them. Each has
// the topics of the page, and asks what the page asks when its agent is offered a call:
// its card and why it came. What a call of three minutes costs is that of a short one
// and the sound of the rest, which is measured with 100 calls that only talk.
func BenchmarkDesks(b *testing.B) {
	for range b.N {
		benchDesks(b)
	}
}

func benchDesks(b *testing.B) {
	sound, err := media.New(media.Config{Addr: loopback.Addr(), PortMin: 30000, PortMax: 33999}, zerolog.Nop())
	if err != nil {
		b.Fatal(err)
	}
	defer sound.Close()
	tokens := make([]string, openDesks)
	l := newLoadOn(b, openDesks, openDesks-1, sound, func(data string) { logInAll(b, data, tokens) })
	l.register(openDesks-1, openDesks) // who is seen on the glass is not called
	spent := func(work func()) time.Duration {
		from := cpu(b, l.pid())
		work()
		return cpu(b, l.pid()) - from
	}
	dial := func(wg *sync.WaitGroup, n int, every, talk time.Duration) {
		for i := range n {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * every)
				call, err := l.line.Dial(l.number, phone.DialOptions{From: fmt.Sprintf("010%08d", i)})
				if err == nil {
					err = l.up(call)
					time.Sleep(talk)
					call.Hangup()
				}
				if err != nil {
					b.Errorf("call %d: %v", i, err)
				}
			})
		}
	}
	traffic := func() {
		var wg sync.WaitGroup
		dial(&wg, deskCalls, callsEvery, deskTalk)
		wg.Wait()
		time.Sleep(time.Second)
	}
	const seconds, live = 15, 100
	pause := func() { time.Sleep(seconds * time.Second) }
	var wg sync.WaitGroup // it gets warm, too
	dial(&wg, live, 20*time.Millisecond, (seconds+10)*time.Second)
	time.Sleep(5 * time.Second)
	talking := spent(pause)
	wg.Wait()
	time.Sleep(2 * time.Second)
	quiet := spent(pause)
	perSecond := (talking - quiet) / (live * seconds)
	whole := quiet * time.Duration((deskCalls*callsEvery+deskTalk+time.Second)/time.Second) / seconds
	short := spent(traffic) - whole
	calls := short + deskCalls*perSecond*time.Duration((lifeTalk-deskTalk)/time.Second)
	from := cpu(b, l.pid())
	d := openAll(b, l, tokens)
	opening := cpu(b, l.pid()) - from
	time.Sleep(2 * time.Second)
	d.forget()
	desks := spent(traffic) - whole - short
	g := openGlass(b, l, fmt.Sprintf("a%d", openDesks-1), tokens[openDesks-1])
	done := make(chan struct{})
	wg.Go(func() { g.run(b, done) })
	traffic()
	close(done)
	wg.Wait()
	waits := d.close()
	slices.Sort(waits)
	if len(waits) < deskCalls*2 { // ringing, talking, ready; some within one frame
		b.Errorf("%d changes of own agents were seen", len(waits))
	}
	if len(g.waits) < deskCalls/2 {
		b.Fatalf("%d changes were seen on the glass", len(g.waits))
	}
	slices.Sort(g.waits)
	seen := g.waits[len(g.waits)*99/100]
	b.ReportMetric(float64(seen.Microseconds())/1000, "glass-p99-ms")
	b.ReportMetric(float64(g.waits[len(g.waits)/2].Microseconds())/1000, "glass-median-ms")
	if seen >= deskSoon {
		b.Errorf("p99 from request to glass is %v, wanted are less than %v", seen, deskSoon)
	}
	p99 := waits[len(waits)*99/100]
	b.Logf("quiet %v in %d s; %d calls took %v, their sound %v a second each; the desks took %v", quiet, seconds, deskCalls, short, perSecond, desks)
	perCall := func(t time.Duration) float64 { return float64(t.Microseconds()) / 1000 / deskCalls }
	b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(waits[len(waits)/2].Microseconds())/1000, "median-ms")
	b.ReportMetric(perCall(short), "short-call-cpu-ms")
	b.ReportMetric(float64(perSecond.Microseconds()), "sound-cpu-µs/s")
	b.ReportMetric(perCall(calls), "call-cpu-ms")
	b.ReportMetric(perCall(desks), "desks-cpu-ms/call")
	b.ReportMetric(float64(desks)/float64(calls), "desks/calls")
	b.ReportMetric(float64(opening.Microseconds())/1000/openDesks, "opening-cpu-ms/desk")
	if p99 >= deskSoon {
		b.Errorf("p99 from event to desk is %v, wanted are less than %v", p99, deskSoon)
	}
	if desks >= calls {
		b.Errorf("the desks take %v of the processor, their calls %v", desks, calls)
	}
}

// logInAll makes a person for each agent, who is logged in.
func logInAll(b *testing.B, data string, tokens []string) {
	b.Helper()
	db, err := store.Open(b.Context(), data, "", filepath.Join(data, "callfloor.key"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	now := time.Now()
	for i := range tokens {
		u := people.User{ID: people.NewID(), Login: fmt.Sprintf("p%d", i), Name: fmt.Sprintf("Agent %d", i), Role: people.AgentRole,
			Permissions: []people.Permission{people.Phone}, AgentID: fmt.Sprintf("a%d", i), Language: "ko", Created: now}
		if err := db.CreateUser(b.Context(), u); err != nil {
			b.Fatal(err)
		}
		var hash string
		tokens[i], hash = people.NewToken()
		if err := db.CreateLogin(b.Context(), people.Login{TokenHash: hash, UserID: u.ID, Created: now, Seen: now, Active: now, Method: people.ByPassword, Address: "127.0.0.1"}); err != nil {
			b.Fatal(err)
		}
	}
}

// desks are open desks and how soon each saw what happened to its agent.
type desks struct {
	conns []*websocket.Conn
	wg    sync.WaitGroup
	mu    sync.Mutex
	waits []time.Duration
}

func openAll(b *testing.B, l *loadRig, tokens []string) *desks {
	b.Helper()
	d := &desks{}
	for i, token := range tokens {
		cookie := http.Header{"Cookie": {"callfloor=" + token}, "Origin": {"http://" + l.http}}
		conn, _, err := websocket.DefaultDialer.Dial("ws://"+l.http+"/api/v1/live?topics=agents,calls,colleagues,desk,services", cookie)
		if err != nil {
			b.Fatalf("desk %d: %v", i, err)
		}
		d.conns = append(d.conns, conn)
		d.wg.Go(func() { d.watch(b, conn, "http://"+l.http+"/api/v1/calls/", fmt.Sprintf("a%d", i), token) })
	}
	return d
}

type deskRow struct {
	ID, State, Call string
	Since           int64
}

// watch reads what one desk gets until it is closed.
func (d *desks) watch(b *testing.B, conn *websocket.Conn, calls, agent, token string) {
	id, known := []byte(`"`+agent+`"`), int64(0)
	for {
		_, data, err := conn.ReadMessage()
		at := time.Now()
		if err != nil {
			return
		}
		if !bytes.Contains(data, id) {
			continue
		}
		var rows []deskRow
		for _, one := range frames(data) {
			var f struct {
				Topic string
				Rows  []deskRow
			}
			if err := json.Unmarshal(one, &f); err != nil {
				b.Errorf("%s: %v", one, err)
				return
			}
			if f.Topic == "agents" {
				rows = append(rows, f.Rows...)
			}
		}
		for _, row := range rows {
			if row.ID != agent || row.Since == known {
				continue
			}
			known = row.Since
			d.mu.Lock()
			d.waits = append(d.waits, at.Sub(time.UnixMilli(row.Since)))
			d.mu.Unlock()
			if row.State == "ringing" {
				d.wg.Go(func() {
					for _, path := range []string{row.Call + "/card", row.Call + "/explanation?agent=" + agent} {
						deskGet(b, calls+path, token)
					}
				})
			}
		}
	}
}

func deskGet(b *testing.B, url, token string) {
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
	if err != nil {
		b.Error(err)
		return
	}
	req.AddCookie(&http.Cookie{Name: "callfloor", Value: token})
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Error(err)
		return
	}
	defer res.Body.Close()
	if data, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK {
		b.Errorf("%s: %d %v %s", url[strings.Index(url, "/api"):], res.StatusCode, err, data)
	}
}

// forget begins to measure.
func (d *desks) forget() {
	d.mu.Lock()
	d.waits = nil
	d.mu.Unlock()
}

func (d *desks) close() []time.Duration {
	for _, c := range d.conns {
		c.Close()
	}
	d.wg.Wait()
	return d.waits
}
