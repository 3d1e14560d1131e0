package media

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// SessionConfig is what a leg's media must know of its leg.
type SessionConfig struct {
	// Signal is the address that the other side's SIP comes from.
	Signal netip.Addr

	// Strict legs (trunks) accept packets only from the described address.
	Strict bool

	// Policy admits destinations; AllowUnicast by default.
	Policy Policy

	// FirstTimeout is how long after Apply the first packet may take, LaterTimeout
	// how long a silence may last afterwards. 0 means for ever. They do not run
	// during hold by either side: a phone that holds may send music or nothing.
	FirstTimeout, LaterTimeout time.Duration

	// OnTimeout is told once when no RTP came for that long; again only after
	// packets came or after another Apply.
	OnTimeout func()

	// OnDTMF is told every digit that the other side sends by RFC 4733, once, when
	// it ends (or is known to have ended), and while ListenKeys every one that is heard.
	OnDTMF func(Digit)

	// OnSpeech is handed every speech packet that the other side sends, before it
	// is relayed.
	OnSpeech func(Speech)

	// Unhurried legs are read up to 160 ms late while they hear music or a prompt of ours
	// and nobody hears them: nobody waits for what they send.
	Unhurried bool
}

// Session is the media of one leg. Its methods may be called by any goroutine;
// after Close they do nothing.
//
// in is what comes from the other side, out the one stream that we send to it.
// Locks are taken in the order in, out; never the in or out of two sessions at
// once.
type Session struct {
	engine *Engine
	cfg    SessionConfig
	port   uint16
	rtp    socket
	rtcp   socket

	peer   atomic.Pointer[Session] // where received packets are relayed to
	mixer  atomic.Pointer[Mixer]   // which hears them
	muted  atomic.Bool             // nobody does
	keys   atomic.Pointer[keyListener]
	events atomic.Bool // telephone-event was agreed: keys do not come as tones
	closed sync.Once

	pacing sync.Mutex // before in and out
	rare   bool       // its packets are read rarely

	in  inbound
	out outbound
}

// NewSession takes a pair of ports and binds it. It fails with ErrNoPorts when
// the range is exhausted.
func (e *Engine) NewSession(cfg SessionConfig) (*Session, error) {
	if cfg.Policy == nil {
		cfg.Policy = AllowUnicast
	}
	cfg.Signal = cfg.Signal.Unmap()
	s := &Session{engine: e, cfg: cfg}
	s.out.init()
	if err := e.bind(s); err != nil {
		return nil, err
	}
	return s, nil
}

// bindTries is how many pairs are tried when other programs hold ports of our range.
const bindTries = 16

// bind gives s a pair of ports and enters it among the live. Pairs that another
// program holds are put aside; what ails the whole system (no descriptors) is not
// tried again.
func (e *Engine) bind(s *Session) error {
	for try := 1; ; try++ {
		port, key, err := e.takePorts()
		if err != nil {
			return err
		}
		if err = s.listen(port, key); err == nil {
			return e.enter(s)
		}
		e.mu.Lock()
		e.ports.release(port, e.cfg.Now())
		e.mu.Unlock()
		if try == bindTries || !errors.Is(err, syscall.EADDRINUSE) {
			e.log.Error().Err(err).Uint16("port", port).Msg("RTP port cannot be bound")
			return fmt.Errorf("%w: %w", ErrNoPorts, err)
		}
	}
}

var errClosed = errors.New("media: engine closed")

// takePorts takes a pair, and a key that says which goroutine reads it.
func (e *Engine) takePorts() (port uint16, key uint64, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return 0, 0, errClosed
	}
	e.keys++
	port, err = e.ports.take(e.cfg.Now())
	return port, e.keys, err
}

// enter puts s among the live, unless the engine was closed meanwhile.
func (e *Engine) enter(s *Session) error {
	e.mu.Lock()
	e.live[s] = struct{}{}
	late := e.closed
	e.mu.Unlock()
	if late {
		s.Close()
		return errClosed
	}
	return nil
}

// listen binds both sockets of a pair or none.
func (s *Session) listen(port uint16, key uint64) error {
	var err error
	s.port = port
	addr := s.engine.cfg.Addr
	if s.rtp, err = s.engine.net.listen(netip.AddrPortFrom(addr, port), key, rtpReceiver{s}); err != nil {
		return err
	}
	if s.rtcp, err = s.engine.net.listen(netip.AddrPortFrom(addr, port+1), key, rtcpReceiver{s}); err != nil {
		s.rtp.close()
		return err
	}
	s.out.open(s.rtp, s.rtcp)
	return nil
}

// Close ends the session: says goodbye by RTCP, leaves its bridge, closes the
// sockets and gives the ports back. It returns the final figures. Further calls
// do nothing.
func (s *Session) Close() Stats {
	s.closed.Do(func() {
		s.attend()
		Unbridge(s)
		s.Silence()
		s.goodbye(s.engine.now())
		s.out.close()
		s.rtp.close()
		s.rtcp.close()
		s.engine.remove(s)
	})
	return s.Stats()
}

// remove takes a closed session out of the accounts.
func (e *Engine) remove(s *Session) {
	st := s.Stats()
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.live, s)
	e.ports.release(s.port, e.cfg.Now())
	e.totals.add(st)
}

// Port returns the session's RTP port, which is even; RTCP is the next.
func (s *Session) Port() uint16 { return s.port }

// LocalAddr returns the address and RTP port that the other side is told.
func (s *Session) LocalAddr() netip.AddrPort {
	return netip.AddrPortFrom(s.engine.cfg.Advertise, s.port)
}

// NewLocal returns a fresh description state for this session's address.
func (s *Session) NewLocal() Local {
	return Local{Addr: s.engine.cfg.Advertise, Port: s.port, ID: uint64(rand.Int64N(1 << 62))}
}

// Apply puts the outcome of an offer and answer into force, all of it at once:
// address, payload types, direction. Learning the source starts again, and from nothing that
// came before.
func (s *Session) Apply(n Negotiated) {
	s.attend()
	defer s.pace()
	s.in.mu.Lock()
	defer s.in.mu.Unlock()
	dst := n.RTP
	if !s.cfg.Policy(dst.Addr(), s.cfg.Signal) {
		if !dst.Addr().IsUnspecified() {
			s.engine.log.Info().Stringer("described", dst).Stringer("signalling", s.cfg.Signal).Bool("strict", s.cfg.Strict).
				Msg("no media is sent to this address on the word of the description")
		}
		dst = netip.AddrPort{}
	}
	s.events.Store(n.Event.Rate != 0)
	s.in.apply(n, dst, s.cfg, s.engine.now())
	s.out.apply(n, s.in.latch.dest(), s.in.rtcpDest())
}

// pace lets what comes be read rarely while an unhurried other side only listens: it hears music
// or a prompt of ours, and nobody hears it. Keys, counts and silence are noticed all the
// same, up to 160 ms later. Who has sent nothing yet is waited for. A prompt that has
// come to its end changes nothing until the next Play, Silence, Bridge or Mix.
func (s *Session) pace() {
	if s.setPace(s.onlyListens) {
		s.catchUp()
	}
}

// attend has what comes read at once, and what has come before delivered: somebody is
// about to hear it.
func (s *Session) attend() {
	if s.setPace(func() bool { return false }) {
		s.catchUp()
	}
}

func (s *Session) onlyListens() bool {
	return s.cfg.Unhurried && s.in.came() && s.out.plays() && s.peer.Load() == nil && s.mixer.Load() == nil
}

// setPace reports whether s is read at once from now on, and was not before.
func (s *Session) setPace(rarely func() bool) bool {
	s.pacing.Lock()
	defer s.pacing.Unlock()
	was := s.rare
	if s.rare = rarely(); s.rare == was {
		return false
	}
	s.in.untimed(true) // also what is still to be caught up with
	s.rtp.rarely(s.rare)
	return was
}

// catchUp delivers what has come until now.
func (s *Session) catchUp() {
	s.rtp.catchUp()
	s.pacing.Lock()
	defer s.pacing.Unlock()
	s.in.untimed(s.rare)
}

// SetSignal says that the other side's SIP comes from another address now (the
// phone moved to another network). The next Apply goes by it.
func (s *Session) SetSignal(a netip.Addr) {
	s.in.mu.Lock()
	defer s.in.mu.Unlock()
	s.cfg.Signal = a.Unmap()
}

// Bridge joins two sessions: what one receives the other sends, in place of
// whatever it was sending. Both leave the bridges that they were in. Calls about
// one bridge must come one after the other; the call that owns both legs sees to
// that.
func Bridge(a, b *Session) {
	for _, s := range []*Session{a, b} {
		s.attend()
		s.mixer.Store(nil)
		if p := s.peer.Load(); p != nil && p != a && p != b {
			Unbridge(s)
		}
	}
	a.out.setSource(source{relay: b})
	b.out.setSource(source{relay: a})
	a.peer.Store(b)
	b.peer.Store(a)
	a.pace() // a first packet may have come meanwhile
	b.pace()
}

// Unbridge takes s and its partner apart. What either plays to its own side goes
// on; a side that relayed the other falls silent.
func Unbridge(s *Session) {
	p := s.peer.Swap(nil)
	if p == nil {
		return
	}
	p.peer.CompareAndSwap(s, nil)
	s.out.dropRelay(p)
	p.out.dropRelay(s)
	s.pace()
	p.pace()
}

// Mute lets others hear silence in place of what the other side says, until it is
// unmuted. Digits pass.
func (s *Session) Mute(yes bool) { s.muted.Store(yes) }

// hush makes a packet silent. It returns false where that cannot be done without
// knowing the codec: such a packet is not passed on.
func hush(payload []byte, kind payloadKind) bool {
	l := kind.law()
	if l == lawNone {
		return false
	}
	silence := l.encode(0)
	for i := range payload {
		payload[i] = silence
	}
	return true
}

// Silence stops whatever the session sends. Packets of a bridge no longer pass
// to this side until Bridge is called again.
func (s *Session) Silence() {
	s.out.setSource(source{})
	s.pace()
}
