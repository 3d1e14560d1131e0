package phone

import (
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/sip/media"
)

// Config is what a Bank needs.
type Config struct {
	Listen netip.AddrPort // local address; port 0 takes any
	TCP    bool           // SIP over TCP in place of UDP
	Media  *media.Engine  // nil: calls have descriptions but no RTP
	Log    zerolog.Logger // the zero value is silent
	T1     time.Duration  // round-trip estimate of RFC 3261, 500 ms by default
}

// Bank is a row of phones on one socket. mu guards all below it and every Phone
// and Call of the bank.
type Bank struct {
	cfg  Config
	wire wire
	addr netip.AddrPort
	sink *net.UDPConn   // takes the RTP of calls without media
	wg   sync.WaitGroup // timers

	mu      sync.Mutex
	closed  bool
	phones  map[string]*Phone
	calls   map[string]*Call     // by Call-ID and our tag
	clients map[string]*clientTx // by branch and method
	servers map[string]*serverTx
	timers  map[*time.Timer]struct{}
	later   []func() // call-backs to run when mu is free
	tones   map[float64]*media.Music
}

// NewBank binds the bank's address and starts to serve it. Close ends it.
func NewBank(cfg Config) (*Bank, error) {
	if cfg.T1 == 0 {
		cfg.T1 = 500 * time.Millisecond
	}
	b := &Bank{
		cfg: cfg, phones: map[string]*Phone{}, calls: map[string]*Call{},
		clients: map[string]*clientTx{}, servers: map[string]*serverTx{},
		timers: map[*time.Timer]struct{}{}, tones: map[float64]*media.Music{},
	}
	var err error
	if cfg.Media == nil {
		if b.sink, err = net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(cfg.Listen.Addr(), 0))); err != nil {
			return nil, fmt.Errorf("phones: %w", err)
		}
	}
	b.lock() // nothing is taken before the bank knows its address
	defer b.unlock()
	if cfg.TCP {
		b.wire, err = newTCPWire(b, cfg.Listen)
	} else {
		b.wire, err = newUDPWire(b, cfg.Listen)
	}
	if err != nil {
		if b.sink != nil {
			_ = b.sink.Close()
		}
		return nil, fmt.Errorf("phones: %w", err)
	}
	b.addr = b.wire.addr()
	return b, nil
}

// Addr returns the bank's SIP address.
func (b *Bank) Addr() netip.AddrPort { return b.addr }

// Close drops all calls and registrations without a word, as a power cut would,
// and waits for the bank's goroutines. Hang up and unregister before for a
// friendly end. The media engine stays open.
func (b *Bank) Close() {
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return
	}
	b.closed = true
	for t := range b.timers {
		if t.Stop() {
			b.wg.Done()
		}
	}
	for _, c := range b.calls {
		c.end(0, "phone closed")
	}
	b.unlock()
	b.wire.close()
	if b.sink != nil {
		_ = b.sink.Close()
	}
	b.wg.Wait()
}

// lock and unlock guard a piece of work; call-backs that it asked for run at the
// end, without the lock.
func (b *Bank) lock() { b.mu.Lock() }

func (b *Bank) unlock() {
	list := b.later
	b.later = nil
	b.mu.Unlock()
	for _, f := range list {
		f()
	}
}

// after runs f under the lock in d, unless the bank is closed before. The returned
// function calls it off.
func (b *Bank) after(d time.Duration, f func()) (stop func()) {
	if b.closed {
		return func() {}
	}
	var t *time.Timer
	b.wg.Add(1)
	t = time.AfterFunc(d, func() {
		defer b.wg.Done()
		b.lock()
		defer b.unlock()
		if _, live := b.timers[t]; live && !b.closed {
			delete(b.timers, t)
			f()
		}
	})
	b.timers[t] = struct{}{}
	return func() {
		delete(b.timers, t)
		if t.Stop() {
			b.wg.Done()
		}
	}
}

// take handles one message.
func (b *Bank) take(msg sip.Message, from netip.AddrPort) {
	b.lock()
	defer b.unlock()
	if b.closed {
		return
	}
	switch m := msg.(type) {
	case *sip.Request:
		if m.Via() == nil || m.CSeq() == nil || m.CallID() == nil || m.From() == nil || m.To() == nil {
			return
		}
		m.SetSource(from.String())
		b.request(m, from)
	case *sip.Response:
		if m.Via() == nil || m.CSeq() == nil {
			return
		}
		branch, _ := m.Via().Params.Get("branch")
		if tx := b.clients[branch+"|"+string(m.CSeq().MethodName)]; tx != nil {
			tx.receive(m)
		}
	}
}

// write sends text to an address.
func (b *Bank) write(text string, to netip.AddrPort) { b.wire.write(text, to) }

// transport is the name of the bank's transport in Via headers.
func (b *Bank) transport() string {
	if b.cfg.TCP {
		return "TCP"
	}
	return "UDP"
}

// txKey names a transaction (RFC 3261 section 17.2.3). ACK belongs to INVITE.
func txKey(via *sip.ViaHeader, method sip.RequestMethod) string {
	if method == sip.ACK {
		method = sip.INVITE
	}
	branch, _ := via.Params.Get("branch")
	return branch + "|" + via.SentBy() + "|" + string(method)
}

// tone returns a second of a tone to loop, made once.
func (b *Bank) tone(hz float64) *media.Music {
	m := b.tones[hz]
	if m == nil {
		m = media.NewMusic(media.Tone(hz, time.Second))
		b.tones[hz] = m
	}
	return m
}
