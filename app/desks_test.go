package app

import (
	"bytes"
	"context"
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
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/app/demo"
	"github.com/callfloor/callfloor/centre"
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
	deskPace   = 6.7                    // times as many calls as in the demo: two a second, as 500 agents take
	deskLeadIn = 45 * time.Second       // until as many calls end as come
	deskOpen   = 3 * time.Second        // until a page that was opened is at rest
	deskTime   = 75 * time.Second       // of each part
)

// BenchmarkDesks runs the demo's people as the agents of 500 desks and their callers, who
// are put on hold, given on, asked about, give up, are written about and call back, without
// desks and then with all of them open. Each has the topics of the page, and asks what the
// page asks when its agent is offered a call: its card and why it came. One desk is open in
// Chromium, and its agent is called all the time.
func BenchmarkDesks(b *testing.B) {
	for range b.N {
		benchDesks(b)
	}
}

func benchDesks(b *testing.B) {
	sound, err := media.New(media.Config{Addr: loopback.Addr(), PortMin: 30000, PortMax: 35999}, zerolog.Nop())
	if err != nil {
		b.Fatal(err)
	}
	defer sound.Close()
	tokens := make([]string, openDesks)
	crowd, services := deskCrowd()
	lines := freeUDP("127.0.0.1:0")
	l := launchLoad(b, sound, func(dir string) (file, httpAddr, metrics string, sipAddr netip.AddrPort) {
		file, httpAddr, metrics, sipAddr = crowdFile(b, dir, services, crowd, lines)
		logInAll(b, filepath.Join(dir, "data"), tokens)
		return file, httpAddr, metrics, sipAddr
	})
	l.register(openDesks-1, openDesks, phone.Answering{After: 700 * time.Millisecond}) // who is seen on the glass is called by the bench
	answered := 0
	spent := func() (took time.Duration, calls int) {
		answered = 0
		for _, f := range l.allFigures() {
			calls += f.Offered
			answered += f.Answered
		}
		return cpu(b, l.pid()), calls
	}
	part := func() (time.Duration, int) {
		before, had := spent()
		time.Sleep(deskTime)
		after, have := spent()
		return after - before, have - had
	}

	pause := cpu(b, l.pid())
	time.Sleep(10 * time.Second)
	quiet := (cpu(b, l.pid()) - pause) * time.Duration(deskTime/time.Second) / 10
	people, err := demo.Start(l.ctx, demo.Config{
		SIP: l.sip, Lines: lines, Media: sound, Floor: overAPI{l.process}, Log: zerolog.Nop(), Seed: 1,
		Services: services[:len(services)-1], Agents: crowd[:openDesks-1], Pace: deskPace,
	})
	if err != nil {
		b.Fatal(err)
	}
	defer people.Stop()
	time.Sleep(deskLeadIn)
	alone, aloneCalls := part()

	from := cpu(b, l.pid())
	d := openAll(b, l, tokens)
	opening := cpu(b, l.pid()) - from
	time.Sleep(deskOpen)
	d.forget()
	with, withCalls := part()

	g := openGlass(b, l, fmt.Sprintf("a%d", openDesks-1), tokens[openDesks-1])
	d.forget()
	plain := l.plainRequests(b, func() { g.run(b, deskTime) })
	waits := d.close()
	slices.Sort(waits)
	_, all := spent()
	if aloneCalls < 50 || withCalls < 50 || len(waits) < aloneCalls*4 || answered < all*7/10 { // ringing, talking, wrapped up, ready, and breaks
		b.Fatalf("%d and %d calls, %d changes of own agents, %d of %d answered: that is not the traffic", aloneCalls, withCalls, len(waits), answered, all)
	}
	offers, changes := g.waits(b, d.own)
	b.Logf("quiet %v; %d calls took %v, %d with desks %v; %d changes at the sockets, %d offers and %d other changes on the glass", quiet, aloneCalls, alone, withCalls, with, len(waits), len(offers), len(changes))
	calls := float64(alone-quiet) / float64(aloneCalls)
	desks := float64(with-quiet)/float64(withCalls) - calls
	ms := func(t time.Duration) float64 { return float64(t.Microseconds()) / 1000 }
	latest := func(list []time.Duration) time.Duration { return list[len(list)*99/100] }
	b.ReportMetric(ms(latest(plain)), "request-p99-ms")
	for name, list := range map[string][]time.Duration{"socket": waits, "glass-offer": offers, "glass-change": changes} {
		p99 := latest(list)
		b.ReportMetric(ms(p99), name+"-p99-ms")
		b.ReportMetric(ms(list[len(list)/2]), name+"-median-ms")
		b.ReportMetric(float64(p99)/float64(latest(plain)), name+"/request")
		b.Logf("%s: p99 %v, median %v, a request that does nothing %v and %v", name, p99, list[len(list)/2], latest(plain), plain[len(plain)/2])
		if p99 >= deskSoon {
			b.Errorf("%s: p99 is %v, wanted are less than %v; a request that does nothing took %v", name, p99, deskSoon, latest(plain))
		}
	}
	b.ReportMetric(calls/1e6, "call-cpu-ms")
	b.ReportMetric(desks/1e6, "desks-cpu-ms/call")
	b.ReportMetric(desks/calls, "desks/calls")
	b.ReportMetric(ms(opening)/openDesks, "opening-cpu-ms/desk")
	if desks >= calls {
		b.Errorf("the desks take %.1f ms of the processor for each call, the call itself %.1f", desks/1e6, calls/1e6)
	}
}

// plainRequests are how long a request that does nothing takes, twenty a second while work
// goes on: what the machine itself does to figures in time. They are sorted.
func (l *loadRig) plainRequests(b *testing.B, work func()) (took []time.Duration) {
	b.Helper()
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for tick := time.NewTicker(50 * time.Millisecond); ; {
			select {
			case <-done:
				tick.Stop()
				return
			case due := <-tick.C:
				if st, data := l.api(http.MethodGet, "/health", ""); st != http.StatusOK {
					b.Errorf("health: %d %s", st, data)
				}
				took = append(took, time.Since(due))
			}
		}
	})
	work()
	close(done)
	wg.Wait()
	slices.Sort(took)
	return took
}

// deskCrowd are the agents of the desks, who serve what those of the demo serve, and the
// last one, who is seen on the glass and serves a service of its own.
func deskCrowd() ([]centre.Agent, []centre.Service) {
	services := demo.Services()
	var crowd []centre.Agent
	for i := range openDesks {
		a := centre.Agent{ID: fmt.Sprintf("a%d", i), Extension: strconv.Itoa(3000 + i), SIPPassword: "benchmark-secret", Services: map[string]centre.Membership{
			services[i%len(services)].ID: {Level: 1}, services[(i+1)%len(services)].ID: {Level: 2},
		}}
		if i == openDesks-1 {
			a.Services = map[string]centre.Membership{"glass": {Level: 1}}
		}
		crowd = append(crowd, a)
	}
	wrap := centre.Duration(time.Second)
	return crowd, append(services, centre.Service{ID: "glass", Name: centre.Names{Ko: "유리"}, Numbers: []centre.Number{{Number: "15889999"}}, WrapUp: &wrap})
}

// crowdFile writes the configuration of the desks' centre.
func crowdFile(t testing.TB, dir string, services []centre.Service, agents []centre.Agent, lines netip.AddrPort) (file, httpAddr, metrics string, sipAddr netip.AddrPort) {
	t.Helper()
	file, httpAddr, metrics, sipAddr = processFile(t, dir, 0)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(data), "trunks:")
	var text strings.Builder
	fmt.Fprintf(&text, "%strunks:\n  - {name: carrier, sources: [\"127.0.0.0/8\"], target: \"sip:%s\"}\nservices:\n", head, lines)
	for _, s := range services {
		fmt.Fprintf(&text, "  - {id: %s, name: {ko: %q}, numbers: [%q], wrap_up: %s, service_level: 10s, ring: 8s}\n", s.ID, s.Name.Ko, s.Numbers[0].Number, time.Duration(*s.WrapUp))
	}
	text.WriteString("agents:\n")
	for _, a := range agents {
		var serves []string
		for id, m := range a.Services {
			serves = append(serves, fmt.Sprintf("%s: %d", id, m.Level))
		}
		fmt.Fprintf(&text, "  - {id: %s, extension: %q, sip_password: %q, dial: domestic, services: {%s}}\n", a.ID, a.Extension, a.SIPPassword, strings.Join(serves, ", "))
	}
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, httpAddr, metrics, sipAddr
}

// overAPI sets states and dials as other programs do.
type overAPI struct{ *process }

// SetState implements demo.Floor.
func (o overAPI) SetState(_ context.Context, agent string, state acd.AgentState, reason acd.Reason) error {
	body := map[string]string{"state": string(state)}
	if reason != "" {
		body["reason"] = string(reason)
	}
	return o.put("PUT", "/agents/"+agent+"/state", body)
}

// Dial implements demo.Floor.
func (o overAPI) Dial(_ context.Context, agent, number string) error {
	return o.put("POST", "/calls", map[string]string{"agent": agent, "number": number})
}

// CallBack implements demo.Floor: there are no callbacks.
func (o overAPI) CallBack(context.Context, string) (bool, error) { return false, nil }

func (o overAPI) put(method, path string, body any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if st, answer := o.api(method, path, string(data)); st >= 300 {
		return fmt.Errorf("%s: %d %s", path, st, answer)
	}
	return nil
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
	own   []deskRow // of the agent who is seen on the glass
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
	ID, State, Reason, Call string
	Since                   int64
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
			if agent == fmt.Sprintf("a%d", openDesks-1) {
				d.own = append(d.own, row)
			}
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
	if data, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK && res.StatusCode != http.StatusNotFound { // the call may be over
		b.Errorf("%s: %d %v %s", url[strings.Index(url, "/api"):], res.StatusCode, err, data)
	}
}

// forget begins to measure.
func (d *desks) forget() {
	d.mu.Lock()
	d.waits, d.own = nil, nil
	d.mu.Unlock()
}

func (d *desks) close() []time.Duration {
	for _, c := range d.conns {
		c.Close()
	}
	d.wg.Wait()
	return d.waits
}
