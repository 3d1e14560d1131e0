package sip

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
)

// Server is the SIP edge. New, Start, then Drain and Close. Its methods may be
// called by any goroutine.
type Server struct {
	cfg   Config
	deps  Deps
	log   zerolog.Logger
	met   *metrics
	media *media.Engine
	floor Floor

	tr      *transport
	txs     *transactions
	auth    *auth
	reg     *registrar
	trunks  *trunks
	saver   *saver
	dialogs *dialogs
	strays  strays
	dials   dials
	now     func() time.Time

	current  atomic.Pointer[directory]
	draining atomic.Bool
	closing  atomic.Bool
	keptNone atomic.Bool // logged: callers are led to what is not kept now
	stop     context.CancelFunc
	wg       sync.WaitGroup // calls, dispatcher, ticker

	// Lock order of the edge, outermost first: Server.mu, then trunks.mu, serverTx.mu or
	// clientTx.mu, then transactions.mu or transport.mu. No step of a call runs, and no
	// answer is told, under any of them. registrar.mu comes before transport.mu and within none of the others.
	// What is not named here is locked alone.
	mu      sync.Mutex
	calls   map[acd.CallID]*call
	seconds map[acd.CallID]*call  // second calls: the call that each is about
	talks   map[acd.AgentID]*call // where an agent talks
	merged  map[mergeKey]bool     // initial INVITEs by Call-ID, From-tag and CSeq
	idle    chan struct{}         // closed when the last call ends while draining
}

// mergeKey finds the same request that came by two ways (RFC 3261 section 8.2.2.2).
type mergeKey struct {
	callID, fromTag string
	seq             uint32
}

// New makes an edge and opens its sockets; nothing is read before Start.
func New(cfg Config, deps Deps, dir Directory) (*Server, error) {
	if err := cfg.defaults(); err != nil {
		return nil, err
	}
	if deps.Floor == nil || deps.Media == nil {
		return nil, errors.New("sip: a floor and a media engine are required")
	}
	met, err := newMetrics(deps.Metrics)
	if err != nil {
		return nil, fmt.Errorf("sip metrics: %w", err)
	}
	d, err := compile(dir)
	if err != nil {
		return nil, err
	}
	s := &Server{
		cfg: cfg, deps: deps, log: deps.Log, met: met, media: deps.Media, floor: deps.Floor, now: time.Now,
		dialogs: &dialogs{legs: map[dialogKey]*leg{}}, calls: map[acd.CallID]*call{}, merged: map[mergeKey]bool{},
		seconds: map[acd.CallID]*call{}, talks: map[acd.AgentID]*call{},
	}
	if deps.Now != nil {
		s.now = deps.Now
	}
	s.current.Store(d)
	front := newFront(cfg.Limits, s.trust)
	s.tr = &transport{log: deps.Log, front: front, met: met, parser: newParser(maxMessage), handle: s.handle, advertise: cfg.Advertise}
	s.txs = newTransactions(s.tr, cfg.Timers, cfg.Agent)
	s.auth = newAuth(cfg.Realm, cfg.NonceLife, met)
	s.auth.log = deps.Log
	s.saver = newSaver(deps.Log, deps.Registrations, deps.Dialogs)
	s.reg = &registrar{
		cfg: cfg, log: deps.Log, met: met, auth: s.auth, tr: s.tr, txs: s.txs, floor: deps.Floor, saver: s.saver,
		now: s.now, dir: s.dir, spawn: s.spawn, agents: map[acd.AgentID][]*binding{}, addrs: map[netip.Addr]int{},
		told: map[acd.AgentID]bool{}, flows: map[flowKey]int{}, recent: map[acd.AgentID]*bucket{},
	}
	s.auth.owns = s.reg.owns
	s.trunks = &trunks{log: deps.Log, met: met, tr: s.tr, txs: s.txs, spawn: s.spawn, list: map[string]*trunkHealth{}}
	s.trunks.reload(d, s.now())
	if err := s.tr.listen(cfg.UDP, cfg.TCP); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Server) dir() *directory { return s.current.Load() }

// trust is what the front asks about an address.
func (s *Server) trust(a netip.Addr) trust {
	switch {
	case s.dir().trunkOf(a) != nil:
		return trustTrunk
	case s.reg.knows(a):
		return trustPhone
	}
	return trustStranger
}

// Start takes up stored registrations, hangs up what a crash left behind and
// begins to serve. It returns when the sockets are read.
func (s *Server) Start(ctx context.Context) error {
	st, cursor, err := s.floor.Snapshot(ctx)
	if err != nil {
		return fmt.Errorf("sip: read the floor: %w", err)
	}
	if err := s.reg.load(ctx, s.deps.Registrations, st); err != nil {
		return err
	}
	s.recount(ctx)
	run, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	go s.saver.run()
	s.wg.Go(func() { s.dispatch(run, s.floor.Events(cursor)) })
	s.tr.start()
	if err := s.recoverDialogs(ctx); err != nil {
		s.log.Error().Err(err).Msg("stored dialogs could not be read: calls of before the restart are not hung up")
	}
	s.wg.Go(func() { s.tick(run) })
	return nil
}

// tick does the periodic work.
func (s *Server) tick(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		now := s.now()
		s.reg.tick(now)
		s.trunks.tick(ctx, now)
		s.endFar(now)
		if n%10 == 0 {
			s.tr.front.sweep(now)
		}
	}
}

// Reload puts another directory into force. Calls in progress are not touched.
// On error the old one stays.
func (s *Server) Reload(dir Directory) error {
	d, err := compile(dir)
	if err != nil {
		return err
	}
	s.current.Store(d)
	s.trunks.reload(d, s.now())
	s.reg.prune(d)
	s.dials.prune(d)
	return nil
}

// Drain refuses new calls (503 with Retry-After) and OPTIONS, so that trunks
// divert, and waits for the calls in progress to end. Registrations and requests
// within calls are served on. When ctx ends first the remaining calls are hung up.
func (s *Server) Drain(ctx context.Context) error {
	s.mu.Lock()
	s.draining.Store(true)
	if s.idle == nil {
		s.idle = make(chan struct{})
		if len(s.calls) == 0 {
			close(s.idle)
		}
	}
	idle := s.idle
	s.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
	}
	for _, c := range s.list() {
		c.box.post(func() { c.tell(acd.HangUp{Call: c.id, By: acd.BySystem, Cause: acd.CauseDrain}) })
	}
	select {
	case <-idle:
	case <-time.After(2 * time.Second):
	}
	return ctx.Err()
}

// Close ends every call at once, with a BYE, and stops. The floor is told while
// it takes commands.
func (s *Server) Close() {
	s.draining.Store(true)
	s.mu.Lock()
	again := s.closing.Swap(true) // from here on no call and no goroutine begins
	s.mu.Unlock()
	if again {
		return
	}
	if s.stop == nil { // never started
		s.tr.close()
		return
	}
	for _, c := range s.list() {
		c.box.post(func() {
			c.hangUp(acd.BySystem, acd.CauseDrain)
			c.ended = true
			c.release("shutting down", 503)
			c.kill()
		})
	}
	s.stop()
	s.wg.Wait()
	s.tr.close()
	s.txs.close()
	s.saver.close()
}

// spawn runs fn in a goroutine that Close waits for; not at all while closing.
func (s *Server) spawn(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closing.Load() {
		s.wg.Go(fn)
	}
}

// kill ends what would still wait for a peer; at shutdown only.
func (c *call) kill() {
	c.outbox = nil
	for _, legs := range c.offers {
		for _, l := range legs {
			l.end()
		}
	}
	if l := c.caller; l != nil && l.state != legOver {
		if l.state == legAnswered {
			l.state = legUp
			l.bye(q850(16, "shutting down"))
		}
		l.end()
	}
}

func (s *Server) list() []*call {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*call, 0, len(s.calls))
	for _, c := range s.calls {
		out = append(out, c)
	}
	return out
}

// forget takes an ended call out of the tables.
func (s *Server) forget(c *call) {
	defer s.wg.Done()
	if c.out != nil && c.out.aside != nil && s.deps.Aside != nil {
		c.out.aside.Ended = s.now()
		s.deps.Aside(*c.out.aside)
	}
	if c.barred != nil && s.deps.Aside != nil {
		c.barred.Ended = s.now()
		s.deps.Aside(*c.barred)
	}
	s.trunks.leave(c.trunk)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.calls, c.id)
	delete(s.merged, c.key)
	if len(s.calls) == 0 && s.idle != nil {
		select {
		case <-s.idle:
		default:
			close(s.idle)
		}
	}
}

// Registrations returns every registered phone, for the API.
func (s *Server) Registrations() []Registration { return s.reg.all() }

// Trunks returns how the trunks do, for the API.
func (s *Server) Trunks() []TrunkState { return s.trunks.states() }

// Calls returns how many calls are live.
func (s *Server) Calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.calls)
}

// UDPAddr and TCPAddr are the addresses that are listened on; the zero value
// where there is none.
func (s *Server) UDPAddr() netip.AddrPort { return s.tr.udpAddr() }

// TCPAddr is the address of the TCP listener.
func (s *Server) TCPAddr() netip.AddrPort { return s.tr.tcpAddr() }

// retryAfter spreads the callers that come back (RFC 3261 section 21.5.4).
func retryAfter() []header { return []header{{"Retry-After", strconv.Itoa(5 + rand.IntN(26))}} }
