package sip

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/acd/journal"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/menu"
)

// Every test of this package runs the real edge on loopback sockets over a real
// floor, and leaves no goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// edge is a Server with the floor and media behind it.
type edge struct {
	testing.TB
	srv   *Server
	floor *floor.Floor
	media *media.Engine
	seen  *recorder
	dir   Directory
	regs  *memoryStore
}

// recorder keeps every event that the floor publishes.
type recorder struct {
	mu   sync.Mutex
	list []acd.Event
	more chan struct{}
}

// options of a test edge.
type options struct {
	cfg     Config
	service acd.Service
	agents  []string
	early   bool
	trunk   Trunk
	store   *memoryStore
	full    func(acd.Command) bool // commands that the floor refuses as overloaded
	lag     *atomic.Bool
	blind   *atomic.Bool // snapshots of the floor know no calls
	metrics prometheus.Registerer
	bar     func(string) Bar
	dialled func(context.Context, time.Time) ([]Dialled, error)
	aside   func(Aside)
	rang    func(acd.CallID)
	now     func() time.Time
	prompt  func(string) *media.Music
	say     func(language, name string) *media.Music
	take    func(context.Context, Request) (menu.Outcome, func())
	keeps   func() bool
	wait    func(acd.ServiceID, int) (time.Duration, bool)
	closed  string // the announcement of the closed service
	clock   floor.Clock
	journal journal.Store // nil: in memory
	tcp     bool          // agents' phones speak SIP over TCP
	ip      string        // where SIP and media listen; "" is 127.0.0.1
}

// heldFloor is a floor that can be made to refuse commands.
type heldFloor struct {
	Floor
	full func(acd.Command) bool
	lag  *atomic.Bool // the next read finds itself too far behind

	blind *atomic.Bool
}

func (h *heldFloor) Snapshot(ctx context.Context) (acd.State, floor.Cursor, error) {
	st, at, err := h.Floor.Snapshot(ctx)
	if h.blind != nil && h.blind.Load() {
		st.Calls = nil
	}
	return st, at, err
}

func (h *heldFloor) Events(c floor.Cursor) EventReader {
	return &laggingReader{EventReader: h.Floor.Events(c), lag: h.lag}
}

type laggingReader struct {
	EventReader
	lag *atomic.Bool
}

func (r *laggingReader) Next(ctx context.Context) ([]floor.Stamped, error) {
	evs, err := r.EventReader.Next(ctx)
	if r.lag != nil && r.lag.Swap(false) {
		return nil, floor.ErrLagged
	}
	return evs, err
}

func (h *heldFloor) Post(cmds ...acd.Command) error { return h.take(h.Floor.Post, cmds) }

func (h *heldFloor) Continue(cmds ...acd.Command) error { return h.take(h.Floor.Continue, cmds) }

func (h *heldFloor) take(by func(...acd.Command) error, cmds []acd.Command) error {
	for _, c := range cmds {
		if h.full != nil && h.full(c) {
			return floor.ErrOverloaded
		}
	}
	return by(cmds...)
}

const password = "s3cret-"

// fast are timers that let tests see time-outs: 64*T1 is 1.28 s.
var fast = Timers{T1: 20 * time.Millisecond, T2: 80 * time.Millisecond, T4: 100 * time.Millisecond}

func newEdge(t testing.TB, o options) *edge {
	t.Helper()
	log := zerolog.Nop()
	if os.Getenv("SIP_TEST_LOG") != "" {
		log = zerolog.New(os.Stderr)
	}
	e := &edge{TB: t, seen: &recorder{more: make(chan struct{})}, regs: o.store}
	if e.regs == nil {
		e.regs = newMemoryStore()
	}
	if o.journal == nil {
		o.journal = &journal.Memory{}
	}
	f, err := floor.Open(context.Background(), floor.Options{Journal: o.journal, Log: log, Seed: 1, Clock: o.clock})
	if err != nil {
		t.Fatal(err)
	}
	e.floor = f
	if o.ip == "" {
		o.ip = "127.0.0.1"
	}
	e.media, err = media.New(media.Config{Addr: netip.MustParseAddr(o.ip), PortMin: 30000, PortMax: 39999}, log)
	if err != nil {
		t.Fatal(err)
	}
	svc := o.service
	if svc.ID == "" {
		svc = acd.Service{ID: "orders", Ring: 5 * time.Second}
	}
	svc.Name = acd.Names{Ko: "주문", En: "Orders"}
	svc.Strategy, svc.ServiceLevel, svc.Target, svc.Misses = acd.LongestIdle, 20*time.Second, 80, 3
	if o.service.Strategy != "" {
		svc.Strategy = o.service.Strategy
	}
	svc.Numbers = []acd.Number{{Number: "15880001"}}
	cmds := []acd.Command{acd.PutService{Service: svc}}
	for i, id := range o.agents {
		cmds = append(cmds, acd.PutAgent{Agent: acd.Agent{
			ID: acd.AgentID(id), Name: id, Extension: fmt.Sprint(1001 + i),
			Services: []acd.Membership{{Service: svc.ID, Level: 1}},
		}})
		ag := Agent{ID: acd.AgentID(id), Name: id, Enabled: true}
		for _, user := range []string{id, fmt.Sprint(1001 + i)} {
			m, s := HA1(user, "callfloor", password+id)
			ag.Credentials = append(ag.Credentials, Credential{User: user, MD5: m, SHA256: s})
		}
		e.dir.Agents = append(e.dir.Agents, ag)
	}
	e.do(cmds...)
	if o.trunk.Name == "" {
		o.trunk = Trunk{Name: "carrier", Sources: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Options: -1}
	}
	e.dir.Trunks = []Trunk{o.trunk}
	e.dir.Services = []Service{{ID: svc.ID, Name: svc.Name, Numbers: svc.Numbers, Early: o.early, Closed: o.closed}}
	cfg := o.cfg
	if cfg.UDP == "" {
		cfg.UDP, cfg.TCP = net.JoinHostPort(o.ip, "0"), net.JoinHostPort(o.ip, "0")
	}
	if cfg.Timers.T1 == 0 {
		cfg.Timers = fast
	}
	if cfg.PhoneSilent == 0 { // a scripted phone answers when its test comes to it
		cfg.PhoneSilent = 64 * cfg.Timers.T1
	}
	music := media.NewMusic(media.Tone(musicHz, time.Second))
	if o.prompt == nil {
		o.prompt = func(string) *media.Music { return music }
	}
	e.srv, err = New(cfg, Deps{
		Floor: &heldFloor{Floor: OfFloor(f), full: o.full, lag: o.lag, blind: o.blind}, Metrics: o.metrics, Media: e.media, Registrations: e.regs, Dialogs: e.regs, Log: log,
		Music: func(acd.ServiceID) *media.Music { return music }, Prompt: o.prompt, Say: o.say, Take: o.take, Keeps: o.keeps, Wait: o.wait, Bar: o.bar, Dialled: o.dialled, Aside: o.aside, Rang: o.rang, Now: o.now,
	}, e.dir)
	if err != nil {
		t.Fatal(err)
	}
	reader := f.Reader("test", floor.Cursor{}, false)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); e.seen.read(ctx, reader) }()
	if err := e.srv.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		e.srv.Close()
		if n := e.media.Totals(); n.Sessions != 0 {
			t.Errorf("%d media sessions are left open", n.Sessions)
		}
		e.media.Close()
		cancel()
		<-done
		if err := e.floor.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func (r *recorder) read(ctx context.Context, from *floor.Reader) {
	for {
		evs, err := from.Next(ctx)
		if err != nil {
			return
		}
		r.mu.Lock()
		for _, e := range evs {
			r.list = append(r.list, e.Event)
		}
		close(r.more)
		r.more = make(chan struct{})
		r.mu.Unlock()
	}
}

func (e *edge) do(cmds ...acd.Command) {
	e.Helper()
	res, err := e.floor.Do(context.Background(), cmds...)
	if err != nil {
		e.Fatal(err)
	}
	if ref, bad := res.Refused(); bad {
		e.Fatalf("refused: %+v", ref)
	}
}

// ready logs agents in.
func (e *edge) ready(ids ...string) {
	e.Helper()
	for _, id := range ids {
		e.do(acd.SetState{Agent: acd.AgentID(id), State: acd.Ready, By: "agent"})
	}
}

const patience = 8 * time.Second

// event waits for the n-th (from 1) event of type E.
func event[E acd.Event](e *edge, n int) E {
	e.Helper()
	limit := time.After(patience)
	for {
		e.seen.mu.Lock()
		k, more := 0, e.seen.more
		for _, ev := range e.seen.list {
			if v, ok := ev.(E); ok {
				if k++; k == n {
					e.seen.mu.Unlock()
					return v
				}
			}
		}
		e.seen.mu.Unlock()
		select {
		case <-more:
		case <-limit:
			var zero E
			e.Fatalf("no %d. %T; events so far: %s", n, zero, e.history())
		}
	}
}

func (e *edge) history() string {
	e.seen.mu.Lock()
	defer e.seen.mu.Unlock()
	s := ""
	for _, ev := range e.seen.list {
		switch ev.(type) {
		case acd.ServiceChanged, acd.AgentChanged, acd.DayStarted:
			continue // how the test began
		}
		s += fmt.Sprintf("\n  %s %+v", acd.Name(ev), ev)
	}
	return s
}

// count returns how many events of type E there were.
func count[E acd.Event](e *edge) int {
	e.seen.mu.Lock()
	defer e.seen.mu.Unlock()
	n := 0
	for _, ev := range e.seen.list {
		if _, ok := ev.(E); ok {
			n++
		}
	}
	return n
}

// eventually waits until ok.
func (e *edge) eventually(what string, ok func() bool) {
	e.Helper()
	limit := time.Now().Add(patience)
	for !ok() {
		if time.Now().After(limit) {
			e.Fatalf("not in time: %s; events: %s", what, e.history())
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// calm checks that nothing of any call is left: calls, legs, RTP ports.
func (e *edge) calm() {
	e.Helper()
	e.eventually("no call is left", func() bool {
		e.srv.dialogs.mu.RLock()
		defer e.srv.dialogs.mu.RUnlock()
		return e.srv.Calls() == 0 && len(e.srv.dialogs.legs) == 0 && e.media.Totals().Sessions == 0
	})
	if err := e.check(); err != nil {
		e.Fatal(err)
	}
}

func (e *edge) check() (err error) {
	_ = e.floor.Query(context.Background(), func(f *acd.Floor) { err = f.Check() })
	return err
}

// memoryStore is Registrations and Dialogs in memory.
type memoryStore struct {
	mu       sync.Mutex
	bindings map[string]Binding
	dialogs  map[string]Dialog
}

func newMemoryStore() *memoryStore {
	return &memoryStore{bindings: map[string]Binding{}, dialogs: map[string]Dialog{}}
}

func (m *memoryStore) SaveBinding(_ context.Context, b Binding) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.bindings[string(b.Agent)+b.Contact] = b
	return nil
}

func (m *memoryStore) DeleteBinding(_ context.Context, a acd.AgentID, contact string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.bindings, string(a)+contact)
	return nil
}

func (m *memoryStore) Bindings(context.Context) ([]Binding, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []Binding
	for _, b := range m.bindings {
		out = append(out, b)
	}
	return out, nil
}

func (m *memoryStore) WriteDialogs(_ context.Context, save []Dialog, gone []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range save {
		m.dialogs[d.ID] = d
	}
	for _, id := range gone {
		delete(m.dialogs, id)
	}
	return nil
}

func (m *memoryStore) Dialogs(context.Context) ([]Dialog, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []Dialog
	for _, d := range m.dialogs {
		out = append(out, d)
	}
	return out, nil
}
