package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/callfloor/callfloor/internal/freeport"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/phone"
)

var loopback = netip.MustParseAddrPort("127.0.0.1:0")

// caller makes calls at a steady rate, each hung up as soon as up returns.
type caller struct {
	line   *phone.Phone
	number string
	failed atomic.Int64
	took   time.Duration // of the last run, until the last call was up
}

func (c *caller) run(t testing.TB, n int, every time.Duration, up func(*phone.Call) error) {
	t.Helper()
	var wg sync.WaitGroup
	tick := time.NewTicker(every)
	defer tick.Stop()
	start := time.Now()
	for i := range n {
		<-tick.C
		wg.Go(func() {
			call, err := c.line.Dial(c.number, phone.DialOptions{From: fmt.Sprintf("010%08d", i)})
			if err == nil {
				err = up(call)
				call.Hangup()
			}
			if err != nil && c.failed.Add(1) < 4 {
				t.Logf("call %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	c.took = time.Since(start)
}

// loadRig is the program as a process, with registered phones that answer at once
// and a carrier.
type loadRig struct {
	*process
	caller
	sip           netip.AddrPort
	metrics       string
	phones, lines *phone.Bank
	patience      time.Duration // for an answer, past which a call counts as failed
	ctx           context.Context
	cancel        context.CancelFunc
}

// newLoad starts the program with agents, the first of which are ready.
func newLoad(t testing.TB, agents, ready int) *loadRig {
	t.Helper()
	return newLoadOn(t, agents, ready, nil, func(string) {})
}

// newLoadOn is newLoad with phones that send sound (nil: silent), on a database that
// seed, given its folder, has filled before the start.
func newLoadOn(t testing.TB, agents, ready int, sound *media.Engine, seed func(data string)) *loadRig {
	t.Helper()
	l := launchLoad(t, sound, func(dir string) (file, httpAddr, metrics string, sipAddr netip.AddrPort) {
		file, httpAddr, metrics, sipAddr = processFile(t, dir, agents)
		seed(filepath.Join(dir, "data"))
		return file, httpAddr, metrics, sipAddr
	})
	l.register(0, ready, phone.Answering{})
	l.ready(0, ready)
	return l
}

// launchLoad starts the program on what write puts into a folder, with no phone yet.
func launchLoad(t testing.TB, sound *media.Engine, write func(dir string) (file, httpAddr, metrics string, sipAddr netip.AddrPort)) *loadRig {
	t.Helper()
	l := &loadRig{patience: 20 * time.Second}
	var file, httpAddr string
	file, httpAddr, l.metrics, l.sip = write(t.TempDir())
	l.process = launch(t, file, httpAddr)
	l.ctx, l.cancel = context.WithTimeout(t.Context(), time.Hour)
	var err error
	if l.phones, err = phone.NewBank(phone.Config{Listen: loopback, Media: sound}); err != nil {
		t.Fatal(err)
	}
	if l.lines, err = phone.NewBank(phone.Config{Listen: loopback, Media: sound}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.stop)
	l.line, l.number = l.lines.NewPhone(phone.Account{User: "carrier", Registrar: l.sip}), "15880001"
	l.line.Say(1000)
	return l
}

// register registers the phones of the agents from to to-1, and says how they answer.
func (l *loadRig) register(from, to int, how phone.Answering) {
	for i := from; i < to; i++ {
		p := l.phones.NewPhone(phone.Account{User: strconv.Itoa(3000 + i), Password: "benchmark-secret", Registrar: l.sip, Expires: time.Hour})
		p.SetAnswering(how)
		p.Say(440) // where phones send sound
		if err := p.Register(l.ctx); err != nil {
			l.t.Fatal(err)
		}
	}
}

// ready makes the agents from to to-1 ready.
func (l *loadRig) ready(from, to int) {
	for i := from; i < to; i++ {
		if st, data := l.api("PUT", fmt.Sprintf("/agents/a%d/state", i), `{"state":"ready"}`); st != 200 {
			l.t.Fatalf("ready: %d %s", st, data)
		}
	}
}

func (l *loadRig) pid() int { return l.cmd.Process.Pid }

// up waits until the call is answered (with music, an agent comes a moment
// later) and talks for a short while.
func (l *loadRig) up(call *phone.Call) error {
	ctx, cancel := context.WithTimeout(l.t.Context(), l.patience)
	defer cancel()
	if err := call.Wait(ctx, phone.Talking); err != nil {
		return fmt.Errorf("not answered within %v: %w", l.patience, err)
	}
	time.Sleep(300 * time.Millisecond)
	return nil
}

func (l *loadRig) run(n int, every time.Duration) { l.caller.run(l.t, n, every, l.up) }

// stop ends everything; it may be called twice.
func (l *loadRig) stop() {
	if l.cmd.ProcessState == nil {
		l.cmd.Process.Kill() //nolint:errcheck // shown by Wait
		l.cmd.Wait()         //nolint:errcheck // killed
	}
	l.cancel()
	l.phones.Close()
	l.lines.Close()
}

// size is what the program holds, after a collection.
type size struct {
	Heap, Stacks, Resident  float64 // bytes
	Goroutines, Descriptors float64 // of these, four sockets a call
	Dialogs                 float64
}

func (l *loadRig) size() (s size) {
	l.t.Helper()
	l.get("/debug/pprof/heap?gc=1")
	l.get("/debug/pprof/heap?gc=1")
	text := l.get("/metrics")
	for name, v := range map[string]*float64{
		"go_memstats_heap_alloc_bytes": &s.Heap, "go_memstats_stack_inuse_bytes": &s.Stacks, "process_resident_memory_bytes": &s.Resident,
		"go_goroutines": &s.Goroutines, "process_open_fds": &s.Descriptors, "callfloor_sip_dialogs": &s.Dialogs,
	} {
		_, rest, ok := strings.Cut(text, "\n"+name+" ")
		if !ok {
			l.t.Fatalf("no %s in the metrics", name)
		}
		line, _, _ := strings.Cut(rest, "\n")
		f, err := strconv.ParseFloat(line, 64)
		if err != nil {
			l.t.Fatal(err)
		}
		*v = f
	}
	return s
}

func (l *loadRig) get(path string) string {
	l.t.Helper()
	res, err := http.Get("http://" + l.metrics + path)
	if err != nil {
		l.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		l.t.Fatalf("%s: %d %v", path, res.StatusCode, err)
	}
	return string(bytes.TrimSpace(data)) + "\n"
}

// processFile writes a configuration with fixed ports for the program as a
// process and returns it with the addresses.
func processFile(t testing.TB, dir string, agents int) (file, httpAddr, metrics string, sipAddr netip.AddrPort) {
	t.Helper()
	httpAddr = fmt.Sprintf("127.0.0.1:%d", freeport.Pair(t))
	metrics = fmt.Sprintf("127.0.0.1:%d", freeport.Pair(t))
	sipAddr = netip.AddrPortFrom(loopback.Addr(), uint16(freeport.Pair(t)))
	var b strings.Builder
	fmt.Fprintf(&b, `data: %s
http:    {listen: "%s"}
metrics: {listen: "%s"}
sip:     {udp: "%s", tcp: off}
media:   {address: 127.0.0.1, ports: 20000-29999}
log:     {level: warn}
api_keys:
  - {name: rig, key: "%s", role: administrator}
trunks:
  - {name: carrier, sources: ["127.0.0.0/8"]}
services:
  - {id: orders, name: {ko: 주문}, numbers: ["15880001"], wrap_up: 0s}
agents:
`, filepath.Join(dir, "data"), httpAddr, metrics, sipAddr, testKey)
	for i := range agents {
		fmt.Fprintf(&b, "  - {id: a%d, extension: \"%d\", sip_password: \"benchmark-secret\", services: {orders: 1}}\n", i, 3000+i)
	}
	file = filepath.Join(dir, "callfloor.yaml")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, httpAddr, metrics, sipAddr
}
