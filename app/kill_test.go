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
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/internal/freeport"
	"github.com/callfloor/callfloor/sip/phone"
)

// process is the program as its own process.
type process struct {
	t    testing.TB
	cmd  *exec.Cmd
	http string
	log  *safeBuffer
}

// safeBuffer collects output of a process.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

var buildOnce = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "callfloor-test-")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "callfloor")
	out, err := exec.Command("go", "build", "-o", bin, "../cmd/callfloor").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return bin, nil
})

func launch(t testing.TB, file, httpAddr string) *process {
	t.Helper()
	bin, err := buildOnce()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, http: httpAddr, log: &safeBuffer{}}
	p.cmd = exec.Command(bin, "serve", "--config", file)
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			p.cmd.Process.Kill() //nolint:errcheck // it may be gone
			p.cmd.Wait()         //nolint:errcheck // killed
		}
	})
	end := time.Now().Add(10 * time.Second)
	for {
		if st, _ := p.api("GET", "/health", ""); st == 200 {
			return p
		}
		if time.Now().After(end) {
			t.Fatalf("the program does not start:\n%s", p.log)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (p *process) api(method, path, body string) (int, []byte) {
	req, err := http.NewRequest(method, "http://"+p.http+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+testKey)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil
	}
	return res.StatusCode, data
}

type agentNow struct {
	ID, State, Reason string
	Since             time.Time
	Deadline          *time.Time
}

func (p *process) agents() map[string]agentNow {
	p.t.Helper()
	_, data := p.api("GET", "/agents", "")
	var list []agentNow
	if err := json.Unmarshal(data, &list); err != nil {
		p.t.Fatalf("%s: %v", data, err)
	}
	out := map[string]agentNow{}
	for _, a := range list {
		out[a.ID] = a
	}
	return out
}

func (p *process) figures() figures { return p.allFigures()[0] }

// allFigures are those of every service.
func (p *process) allFigures() (list []figures) {
	p.t.Helper()
	_, data := p.api("GET", "/figures/services", "")
	if err := json.Unmarshal(data, &list); err != nil || len(list) == 0 {
		p.t.Fatalf("%s: %v", data, err)
	}
	return list
}

// fixedPorts gives a file ports that stay the same from one start to the next.
func fixedPorts(t *testing.T, text string) (_, httpAddr string, sipPort int) {
	t.Helper()
	httpAddr, sipPort = fmt.Sprintf("127.0.0.1:%d", freeport.Pair(t)), freeport.Pair(t)
	text = strings.Replace(text, `http:    {listen: "127.0.0.1:0"}`, `http:    {listen: "`+httpAddr+`"}`, 1)
	text = strings.Replace(text, `metrics: {listen: "127.0.0.1:0"}`, `metrics: {listen: off}`, 1)
	text = strings.ReplaceAll(text, `"127.0.0.1:0", tcp: "127.0.0.1:0"`, fmt.Sprintf(`"127.0.0.1:%d", tcp: "127.0.0.1:%d"`, sipPort, sipPort))
	return text, httpAddr, sipPort
}

// kill -9 in the middle of everything: one agent talks, one is in wrap-up, one
// rests, a caller waits. After the restart both sides of the call get a BYE,
// every call has one outcome, and states, reasons, since-when, deadlines and
// figures are as they were published (F-01 to F-04).
func TestKill9(t *testing.T) {
	dir := t.TempDir()
	text, httpAddr, sipPort := fixedPorts(t, fmt.Sprintf(testFile, filepath.Join(dir, "data"), ports()))
	file := filepath.Join(dir, "callfloor.yaml")
	text = strings.Replace(text, "wrap_up: 2s", "wrap_up: 60s", 1)
	text += `  - {id: park, name: 박세나, extension: "1003", sip_password: "s3cret-park-0003", services: {orders: 1}}` + "\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := launch(t, file, httpAddr)
	sipAddr := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(sipPort))
	bank, err := phone.NewBank(phone.Config{Listen: netip.MustParseAddrPort("127.0.0.1:0")})
	if err != nil {
		t.Fatal(err)
	}
	defer bank.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	atAgents := make(chan *phone.Call, 10)
	for ext, pw := range map[string]string{"1001": "s3cret-kim-0001", "1002": "s3cret-lee-0002", "1003": "s3cret-park-0003"} {
		ph := bank.NewPhone(phone.Account{User: ext, Password: pw, Registrar: sipAddr})
		ph.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
		ph.OnCall(func(c *phone.Call) { atAgents <- c })
		if err := ph.Register(ctx); err != nil {
			t.Fatal(err)
		}
	}
	trunk, err := phone.NewBank(phone.Config{Listen: netip.MustParseAddrPort("127.0.0.1:0")})
	if err != nil {
		t.Fatal(err)
	}
	defer trunk.Close()
	line := trunk.NewPhone(phone.Account{User: "carrier", Registrar: sipAddr})
	dial := func(from string) *phone.Call {
		c, err := line.Dial("15880001", phone.DialOptions{From: from})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	state := func(agent, want string) {
		t.Helper()
		until(t, agent+" is "+want, func() bool { return p.agents()[agent].State == want })
	}
	set := func(agent, body string) {
		t.Helper()
		if st, data := p.api("PUT", "/agents/"+agent+"/state", body); st != 200 {
			t.Fatalf("%s: %d %s", agent, st, data)
		}
	}
	set("kim", `{"state":"ready"}`)
	first := dial("01011110000")
	until(t, "kim and the caller hear each other", func() bool { return p.figures().Answered == 1 }) // talking begins before that
	first.Hangup()
	state("kim", "wrap_up")
	set("lee", `{"state":"ready"}`)
	second := dial("01022220000")
	state("lee", "talking")
	set("park", `{"state":"not_ready","reason":"meal"}`)
	third := dial("01033330000")
	until(t, "one waits", func() bool { return p.figures().Waiting == 1 })
	time.Sleep(300 * time.Millisecond) // the dialogs are stored within a tenth of a second
	before, figs := p.agents(), p.figures()
	<-atAgents
	talking := <-atAgents

	if err := p.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	p.cmd.Wait() //nolint:errcheck // killed
	startedAt := time.Now()
	p = launch(t, file, httpAddr)
	t.Logf("ready %v after the start", time.Since(startedAt).Round(time.Millisecond))

	for name, c := range map[string]*phone.Call{"the caller": second, "the agent": talking, "the waiting caller": third} {
		if err := c.Wait(ctx, phone.Ended); err != nil {
			t.Errorf("%s was not hung up: %v", name, err)
		}
	}
	after, now := p.agents(), p.figures()
	for _, id := range []string{"kim", "park"} {
		b, a := before[id], after[id]
		if a.State != b.State || a.Reason != b.Reason || !a.Since.Equal(b.Since) || (a.Deadline == nil) != (b.Deadline == nil) ||
			a.Deadline != nil && !a.Deadline.Equal(*b.Deadline) {
			t.Errorf("%s was %+v, is %+v", id, b, a)
		}
	}
	if after["lee"].State != "wrap_up" {
		t.Errorf("lee, who talked, is %+v", after["lee"])
	}
	if now.Offered != figs.Offered || now.Answered != figs.Answered || now.Waiting != 0 || now.Left != 1 {
		t.Errorf("figures were %+v, are %+v", figs, now)
	}
	var page struct {
		Calls []struct{ ID, Outcome string }
	}
	until(t, "three rows", func() bool {
		_, data := p.api("GET", "/calls/history", "")
		return json.Unmarshal(data, &page) == nil && len(page.Calls) == 3
	})
	count := map[string]int{}
	for _, c := range page.Calls {
		count[c.Outcome]++
	}
	if count["completed"] != 1 || count[string(acd.LostRestart)] != 2 {
		t.Errorf("outcomes %v", count)
	}
	// Phones are reachable without registering again: the next call is answered.
	set("park", `{"state":"ready"}`)
	dial("01044440000")
	state("park", "talking")

	// SIGHUP reads the file again and drops nothing.
	edit(t, file, "target: 80", "target: 75")
	p.cmd.Process.Signal(syscall.SIGHUP) //nolint:errcheck // shown by what follows
	until(t, "the file is read again", func() bool {
		_, data := p.api("GET", "/services/orders", "")
		return strings.Contains(string(data), `"target":75`)
	})
	state("park", "talking")

	// SIGTERM twice ends at once, with exit code 0.
	p.cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // shown by Wait
	time.Sleep(200 * time.Millisecond)
	p.cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // shown by Wait
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("exit: %v\n%s", err, p.log)
	}
	out, err := exec.Command(p.cmd.Path, "replay", "--config", file, "--check").Output()
	if err != nil || !strings.Contains(string(out), `"lost_restart"`) && !strings.Contains(string(out), `"kim"`) {
		t.Errorf("replay: %v\n%.500s", err, out)
	}
}
