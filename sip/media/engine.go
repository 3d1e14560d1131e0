package media

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

// Config is what an Engine needs to know.
type Config struct {
	Addr       netip.Addr    // address that RTP sockets are bound to; required
	Advertise  netip.Addr    // address named in descriptions; Addr by default
	PortMin    uint16        // first port of the range; 20000 by default
	PortMax    uint16        // last port of the range; 29999 by default
	Quarantine time.Duration // how long a released pair rests; 5 s by default
	Plain      bool          // one goroutine a socket in place of the system's event queue

	// Now is the clock, time.Now by default. It must carry a monotonic reading
	// or never run backwards.
	Now func() time.Time
}

func (c *Config) setDefaults() error {
	if !c.Addr.IsValid() {
		return errors.New("media: no address to bind")
	}
	if c.PortMin == 0 {
		c.PortMin = 20000
	}
	if c.PortMax == 0 {
		c.PortMax = 29999
	}
	if c.PortMax <= c.PortMin {
		return fmt.Errorf("media: empty port range %d-%d", c.PortMin, c.PortMax)
	}
	if c.Quarantine == 0 {
		c.Quarantine = 5 * time.Second
	}
	if !c.Advertise.IsValid() {
		c.Advertise = c.Addr
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.Addr, c.Advertise = c.Addr.Unmap(), c.Advertise.Unmap()
	if c.Advertise.IsUnspecified() {
		return fmt.Errorf("media: %s cannot be named in descriptions: set an address to advertise", c.Advertise)
	}
	return nil
}

// Engine owns the media of the process. Its methods may be called by any
// goroutine. mu guards ports, live, closed and totals.
type Engine struct {
	cfg   Config
	log   zerolog.Logger
	start time.Time
	net   network
	own   []netip.Addr // addresses that are ours
	wheel wheel
	stop  chan struct{}
	wg    sync.WaitGroup

	mu     sync.Mutex
	ports  *ports
	live   map[*Session]struct{}
	keys   uint64
	closed bool
	totals Totals // of closed sessions
}

// New starts an engine. Close ends it.
func New(cfg Config, log zerolog.Logger) (*Engine, error) {
	if err := cfg.setDefaults(); err != nil {
		return nil, err
	}
	n, err := openNetwork(cfg.Plain)
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	own, err := ownAddrs(cfg)
	if err == nil {
		err = tryBind(n, cfg.Addr)
	}
	if err != nil {
		n.close()
		return nil, err
	}
	e := &Engine{
		cfg: cfg, log: log, own: own, start: cfg.Now(), net: n, stop: make(chan struct{}),
		ports: newPorts(cfg.PortMin, cfg.PortMax, cfg.Quarantine),
		live:  make(map[*Session]struct{}),
	}
	e.wheel.burst.log = log
	if e.wheel.burst.by, err = n.gatherer(); err != nil {
		log.Info().Err(err).Msg("packets of music are sent one by one")
	}
	e.wg.Go(e.housekeeping)
	return e, nil
}

// tryBind finds out whether our address is one of this machine.
func tryBind(n network, addr netip.Addr) error {
	s, err := n.listen(netip.AddrPortFrom(addr, 0), 0, nil)
	if err != nil {
		return fmt.Errorf("media: address %s cannot be used: %w", addr, err)
	}
	s.close()
	return nil
}

// Close closes every session and waits for all goroutines of the engine.
func (e *Engine) Close() {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return
	}
	e.closed = true
	e.mu.Unlock()
	for _, s := range e.sessions() {
		s.Close()
	}
	e.wheel.close()
	e.wheel.burst.close()
	close(e.stop)
	e.wg.Wait()
	e.net.close()
}

// Rules returns the rules for descriptions from outside on this engine.
func (e *Engine) Rules() Rules { return Rules{Local: e.cfg.Advertise, Own: e.Owns} }

// Owns reports whether a is an RTP or RTCP socket of a live session of ours, under
// any address of this machine that we are bound to.
func (e *Engine) Owns(a netip.AddrPort) bool {
	if !slices.Contains(e.own, a.Addr().Unmap()) {
		return false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	_, used := e.ports.used[a.Port()&^1]
	return used
}

// ownAddrs lists the addresses under which our sockets are reached.
func ownAddrs(cfg Config) ([]netip.Addr, error) {
	list := []netip.Addr{cfg.Advertise}
	if !cfg.Addr.IsUnspecified() {
		return append(list, cfg.Addr), nil
	}
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil, fmt.Errorf("media: addresses of this machine: %w", err)
	}
	for _, a := range all {
		if p, err := netip.ParsePrefix(a.String()); err == nil {
			list = append(list, p.Addr().Unmap())
		}
	}
	return list, nil
}

// now is the engine's time: how long it has been running.
func (e *Engine) now() time.Duration { return e.cfg.Now().Sub(e.start) }

// sessions returns the live sessions in no order.
func (e *Engine) sessions() []*Session {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := make([]*Session, 0, len(e.live))
	for s := range e.live {
		list = append(list, s)
	}
	return list
}

// housekeeping does the periodic work: four times a second it looks for streams
// that fell silent and for reports that are due.
func (e *Engine) housekeeping() {
	t := time.NewTicker(250 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-e.stop:
			return
		case <-t.C:
			e.sweep(e.now())
		}
	}
}

// sweep does the periodic work that is due at now.
func (e *Engine) sweep(now time.Duration) {
	for _, s := range e.sessions() {
		s.checkSilence(now)
		s.report(now)
	}
}

// rescue keeps a fault in the handling of one packet from ending the process and
// with it every call. It is deferred where foreign input is read.
func (e *Engine) rescue() {
	if r := recover(); r != nil {
		e.log.Error().Interface("panic", r).Bytes("stack", debug.Stack()).Msg("packet dropped after a fault")
	}
}

// PortsInUse returns how many RTP and RTCP ports live sessions have.
func (e *Engine) PortsInUse() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return 2 * len(e.ports.used)
}
