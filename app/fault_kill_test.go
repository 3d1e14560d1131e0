package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/internal/freeport"
	"github.com/callfloor/callfloor/sip/phone"
)

// site is the program as a process that can be killed, with phones and a carrier
// that outlive it. Agents a0, a1, ... have phones; agents o0, o1, ... have none.
type site struct {
	*process
	file    string
	metrics string // address
	sipAddr netip.AddrPort
	phones  []*phone.Phone
	line    *phone.Phone
	callers []*phone.Call
}

// newSite starts the program.
func newSite(t *testing.T, phones, others int, answering phone.Answering) *site {
	t.Helper()
	dir := t.TempDir()
	s := &site{file: filepath.Join(dir, "callfloor.yaml"), metrics: fmt.Sprintf("127.0.0.1:%d", freeport.Pair(t))}
	httpAddr, sipPort := fmt.Sprintf("127.0.0.1:%d", freeport.Pair(t)), freeport.Pair(t)
	var b strings.Builder
	fmt.Fprintf(&b, `data: %s
http:    {listen: %q}
metrics: {listen: %q}
sip:     {udp: "127.0.0.1:%d", tcp: off, realm: callfloor}
media:   {address: 127.0.0.1, ports: %s}
api_keys: [{name: rig, key: %q, role: administrator}]
trunks:   [{name: carrier, sources: ["127.0.0.0/8"]}]
services:
  - {id: orders, name: {ko: 주문}, numbers: ["15880001"], ring: 5s, wrap_up: 300ms, misses: 20}
agents:
`, filepath.Join(dir, "data"), httpAddr, s.metrics, sipPort, ports(), testKey)
	for i := range phones {
		fmt.Fprintf(&b, "  - {id: a%d, name: 상담원, extension: \"%d\", sip_password: \"s3cret-agent-%04d\", services: {orders: 1}}\n", i, 2000+i, i)
	}
	for i := range others {
		fmt.Fprintf(&b, "  - {id: o%d, name: 상담원, extension: \"%d\", sip_password: \"s3cret-other-%04d\", services: {orders: 1}}\n", i, 3000+i, i)
	}
	if err := os.WriteFile(s.file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s.process = launch(t, s.file, httpAddr)
	s.sipAddr = netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(sipPort))
	bank, err := phone.NewBank(phone.Config{Listen: netip.MustParseAddrPort("127.0.0.1:0")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bank.Close)
	for i := range phones {
		p := bank.NewPhone(phone.Account{User: fmt.Sprint(2000 + i), Password: fmt.Sprintf("s3cret-agent-%04d", i), Registrar: s.sipAddr})
		p.SetAnswering(answering)
		if err := p.Register(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.phones = append(s.phones, p)
	}
	trunk, err := phone.NewBank(phone.Config{Listen: netip.MustParseAddrPort("127.0.0.1:0")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(trunk.Close)
	s.line = trunk.NewPhone(phone.Account{User: "carrier", Registrar: s.sipAddr})
	return s
}

func (s *site) call() *phone.Call {
	s.t.Helper()
	c, err := s.line.Dial("15880001", phone.DialOptions{From: fmt.Sprintf("010%08d", len(s.callers))})
	if err != nil {
		s.t.Fatal(err)
	}
	s.callers = append(s.callers, c)
	return c
}

func (s *site) setState(agent, body string) {
	s.t.Helper()
	if st, data := s.api("PUT", "/agents/"+agent+"/state", body); st != 200 {
		s.t.Fatalf("%s: %d %s", agent, st, data)
	}
}

// kill is kill -9.
func (s *site) kill() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		s.t.Fatal(err)
	}
	s.cmd.Wait() //nolint:errcheck // killed
	if log := s.log.String(); strings.Contains(log, "goroutine ") || strings.Contains(log, "panic") {
		s.t.Errorf("the program failed:\n%s", log)
	}
}

// again starts the program again.
func (s *site) again() {
	s.t.Helper()
	s.process = launch(s.t, s.file, s.http)
}

// replays checks the journal with the command for it; the program must be down.
func (s *site) replays() {
	s.t.Helper()
	if out, err := exec.Command(s.cmd.Path, "replay", "--config", s.file, "--check").CombinedOutput(); err != nil {
		s.t.Errorf("replay --check: %v\n%.1000s", err, out)
	}
}

// rows returns every row of a call, by id.
func (s *site) rows() map[string][]string {
	s.t.Helper()
	out := map[string][]string{}
	for next := ""; ; {
		_, data := s.api("GET", "/calls/history?limit=500&after="+next, "")
		var page struct {
			Calls []struct{ ID, Outcome string }
			Next  string
		}
		if err := json.Unmarshal(data, &page); err != nil {
			s.t.Fatalf("%s: %v", data, err)
		}
		for _, c := range page.Calls {
			out[c.ID] = append(out[c.ID], c.Outcome)
		}
		if next = page.Next; next == "" {
			return out
		}
	}
}

// scrape returns the metrics.
func (s *site) scrape() string {
	s.t.Helper()
	res, err := http.Get("http://" + s.metrics + "/metrics")
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(data)
}

// live returns the calls that are up.
func (s *site) live() []string {
	var list []struct{ ID string }
	if st, data := s.api("GET", "/calls", ""); st == 200 {
		if err := json.Unmarshal(data, &list); err != nil {
			s.t.Fatalf("%s: %v", data, err)
		}
	}
	ids := make([]string, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	return ids
}

// Fifty callers wait and two phones ring when the program is killed: every call
// has the one outcome lost_restart, the figures add up, no caller is left up, and
// nobody is stuck ringing (F-02, F-03).
func TestKillWhileWaitingAndRinging(t *testing.T) {
	s := newSite(t, 2, 0, phone.Answering{Never: true})
	s.setState("a0", `{"state":"ready"}`)
	s.setState("a1", `{"state":"ready"}`)
	for range 50 {
		s.call()
	}
	until(t, "fifty wait", func() bool { return s.figures().Offered == 50 && len(s.live()) == 50 })
	until(t, "both phones ring", func() bool {
		a := s.agents()
		return a["a0"].State == "ringing" && a["a1"].State == "ringing"
	})
	time.Sleep(300 * time.Millisecond) // the dialogs are stored within a tenth of a second
	s.kill()
	s.again()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for i, c := range s.callers {
		if err := c.Wait(ctx, phone.Ended); err != nil {
			t.Errorf("caller %d was not hung up: %v", i, err)
		}
	}
	for id, a := range s.agents() {
		if a.State != "ready" && a.State != "not_ready" {
			t.Errorf("%s is stuck: %+v", id, a)
		}
	}
	if f := s.figures(); f.Offered != 50 || f.Left != 50 || f.Answered+f.Abandoned+f.Waiting != 0 {
		t.Errorf("figures %+v", f)
	}
	var rows map[string][]string
	until(t, "fifty rows", func() bool { rows = s.rows(); return len(rows) == 50 })
	for id, outcomes := range rows {
		if len(outcomes) != 1 || outcomes[0] != string(acd.LostRestart) {
			t.Errorf("call %s has %v", id, outcomes)
		}
	}
	// Prometheus says what the rows and the wall say, also of the calls that ended
	// while the program started.
	until(t, "the metrics count the lost calls", func() bool {
		scrape := s.scrape()
		return value(t, scrape, `callfloor_calls_total{direction="in",result="lost_restart"}`) == 50 &&
			value(t, scrape, `callfloor_queue_calls_left_total{reason="lost",service="orders"}`) == 50
	})
	for _, p := range s.phones { // both can take calls at once
		p.SetAnswering(phone.Answering{After: time.Millisecond})
	}
	s.setState("a0", `{"state":"ready"}`)
	s.setState("a1", `{"state":"ready"}`)
	s.call()
	s.call()
	until(t, "both talk", func() bool { return s.agents()["a0"].State == "talking" && s.agents()["a1"].State == "talking" })
	s.kill()
	s.replays()
}

// pacing is what agents without phones do in the sweep: one break after another.
// acknowledged is the last that the API confirmed, asked the one asked for after
// it, which may or may not have happened.
type pacing struct{ acknowledged, asked string }

// load calls and changes states until stop, and notes what was acknowledged.
func (s *site) load(stop <-chan struct{}, seen map[string]bool, paces []pacing) *sync.WaitGroup {
	var running sync.WaitGroup
	breaks := []string{"meal", "rest", "away", "training", "meeting"}
	running.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(15 * time.Millisecond):
			}
			c := s.call()
			time.AfterFunc(time.Duration(rand.IntN(400))*time.Millisecond, c.Hangup)
		}
	})
	running.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(10 * time.Millisecond):
				for _, id := range s.live() {
					seen[id] = true
				}
			}
		}
	})
	for i := range paces {
		running.Go(func() {
			for n := rand.IntN(5); ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				paces[i].asked = breaks[n%len(breaks)]
				st, _ := s.api("PUT", fmt.Sprintf("/agents/o%d/state", i), fmt.Sprintf(`{"state":"not_ready","reason":%q}`, paces[i].asked))
				if st != 200 { // killed meanwhile
					return
				}
				paces[i].acknowledged = paces[i].asked
			}
		})
	}
	return &running
}

// The program is killed at twenty moments under load. After each: the journal
// replays and every invariant holds, every agent's state is the last that was
// acknowledged, every call that anybody was told of has exactly one row, the
// figures add up, and nobody is stuck (F-08).
func TestKillSweep(t *testing.T) {
	s := newSite(t, 4, 3, phone.Answering{After: 5 * time.Millisecond})
	seen := map[string]bool{}
	lost := 0
	for round := range 20 {
		for i := range s.phones {
			s.setState(fmt.Sprintf("a%d", i), `{"state":"ready"}`)
		}
		paces := make([]pacing, 3)
		stop := make(chan struct{})
		running := s.load(stop, seen, paces)
		time.Sleep(300*time.Millisecond + time.Duration(rand.IntN(300_000))*time.Microsecond)
		s.kill()
		close(stop)
		running.Wait()
		for _, c := range s.callers {
			c.Hangup()
		}
		s.replays()
		s.again()
		agents := s.agents()
		for i, p := range paces {
			if a := agents[fmt.Sprintf("o%d", i)]; a.State != "not_ready" || a.Reason != p.acknowledged && a.Reason != p.asked {
				t.Errorf("round %d: o%d is %s %s; %s was acknowledged, %s asked for", round, i, a.State, a.Reason, p.acknowledged, p.asked)
			}
		}
		until(t, "nobody is stuck", func() bool {
			f := s.figures()
			return f.Waiting == 0 && f.Offered == f.Answered+f.Abandoned+f.Left && !slices.ContainsFunc(s.agentStates("a"), func(v string) bool {
				return v != "ready" && v != "not_ready"
			})
		})
		var rows map[string][]string
		until(t, "a row for every call", func() bool {
			rows = s.rows()
			for id := range seen {
				if len(rows[id]) == 0 {
					return false
				}
			}
			return true
		})
		lost = 0
		for id, outcomes := range rows {
			if len(outcomes) != 1 {
				t.Errorf("round %d: call %s has %d rows: %v", round, id, len(outcomes), outcomes)
			}
			if outcomes[0] == string(acd.LostRestart) {
				lost++
			}
		}
	}
	f := s.figures()
	t.Logf("20 kills, %d calls, %d seen in the API, %d lost to a restart; figures %+v", len(s.callers), len(seen), lost, f)
	if f.Answered < 30 || lost < 20 {
		t.Errorf("%d answered, %d lost: there was too little load to show anything", f.Answered, lost)
	}
	until(t, "a row for every call offered", func() bool { return len(s.rows()) >= f.Offered }) // also of those that nobody was told of
}

// agentStates returns the states of the agents whose id begins so.
func (s *site) agentStates(prefix string) []string {
	var list []string
	for id, a := range s.agents() {
		if strings.HasPrefix(id, prefix) {
			list = append(list, a.State)
		}
	}
	return list
}
