package sip

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"
	"github.com/rs/zerolog"
)

// errNoFlow says that the connection to a peer is gone.
var errNoFlow = errors.New("the connection to the peer is closed")

// transport reads and writes messages on one UDP socket and one TCP listener.
// Requests of ours leave from the listening socket.
type transport struct {
	log    zerolog.Logger
	front  *front
	met    *metrics
	parser *sipmsg.Parser
	handle func(sipmsg.Message, flow) // called in order for one Call-ID

	advertise netip.Addr // address written into Via and Contact; invalid: found out per peer
	udp       *net.UDPConn
	tcp       *net.TCPListener
	workers   []*worker

	mu      sync.Mutex // innermost: nothing else is locked within it
	conns   map[netip.AddrPort]*tcpConn
	dials   map[netip.AddrPort][][]byte // peers that are being dialled, and what waits for them
	perAddr map[netip.Addr]int
	locals  map[netip.Addr]netip.Addr // our address towards a peer; bounded
	closed  bool

	wg   sync.WaitGroup
	dead atomic.Bool
}

// worker takes the datagrams of some Call-IDs, in order.
type worker struct {
	queue chan datagram // full: the datagram is dropped, the peer resends
	left  atomic.Int64  // datagrams queued or in its hands
}

type datagram struct {
	data []byte
	from netip.AddrPort
}

// listen opens the sockets. Either address may be empty.
func (t *transport) listen(udpAddr, tcpAddr string) error {
	t.conns = map[netip.AddrPort]*tcpConn{}
	t.dials = map[netip.AddrPort][][]byte{}
	t.perAddr = map[netip.Addr]int{}
	t.locals = map[netip.Addr]netip.Addr{}
	if udpAddr != "" {
		c, err := net.ListenPacket("udp", udpAddr)
		if err != nil {
			return fmt.Errorf("listen for SIP on udp %s: %w", udpAddr, err)
		}
		t.udp = c.(*net.UDPConn)
		_ = t.udp.SetReadBuffer(4 << 20) // as much as the system allows
	}
	if tcpAddr != "" {
		l, err := net.Listen("tcp", tcpAddr)
		if err != nil {
			if t.udp != nil {
				_ = t.udp.Close()
			}
			return fmt.Errorf("listen for SIP on tcp %s: %w", tcpAddr, err)
		}
		t.tcp = l.(*net.TCPListener)
	}
	return nil
}

// start begins to read.
func (t *transport) start() {
	if t.udp != nil {
		for range max(2, runtime.GOMAXPROCS(0)) {
			w := &worker{queue: make(chan datagram, 2048)}
			t.workers = append(t.workers, w)
			t.wg.Go(func() { t.work(w) })
		}
		t.wg.Go(t.readUDP)
	}
	if t.tcp != nil {
		t.wg.Go(t.accept)
	}
}

// close stops reading and closes every connection.
func (t *transport) close() {
	t.dead.Store(true)
	if t.udp != nil {
		_ = t.udp.Close()
	}
	if t.tcp != nil {
		_ = t.tcp.Close()
	}
	t.mu.Lock()
	t.closed = true
	for _, c := range t.conns {
		_ = c.Close()
	}
	t.mu.Unlock()
	t.wg.Wait()
}

// deliver parses one whole message and hands it on. Nothing that a peer sends
// ends the process.
func (t *transport) deliver(data []byte, fl flow) {
	defer t.recover("message")
	m, err := t.parser.ParseSIP(data)
	if err != nil {
		t.met.parseErrors.Inc()
		if req, ok := m.(*sipmsg.Request); ok && req != nil {
			t.refuseUnparsed(req, fl)
		}
		return
	}
	t.handle(m, fl)
}

// recover keeps a panic of one message from ending the process.
func (t *transport) recover(what string) {
	if p := recover(); p != nil {
		buf := make([]byte, 4096)
		buf = buf[:runtime.Stack(buf, false)]
		t.met.panics.Inc()
		t.log.Error().Interface("panic", p).Bytes("stack", buf).Msg("a " + what + " made the SIP edge panic; it was dropped")
	}
}

// send writes a message to a peer. TCP towards a peer without a connection
// dials in the background; a message that cannot be sent is lost, and the
// transaction's timer tells.
func (t *transport) send(fl flow, b []byte) error {
	switch {
	case t.dead.Load():
		return net.ErrClosed
	case fl.net == udp && t.udp != nil:
		_, err := t.udp.WriteToUDPAddrPort(b, fl.remote)
		return err
	case fl.net == tcp:
		return t.sendTCP(fl, b)
	}
	return fmt.Errorf("no %s socket", fl.net)
}

// local returns our address as a peer on fl sees it, for Via and Contact.
func (t *transport) local(fl flow) netip.AddrPort {
	at := t.udpAddr()
	if fl.net == tcp {
		at = t.tcpAddr()
	}
	return netip.AddrPortFrom(t.localAddr(at.Addr(), fl.remote.Addr()), at.Port())
}

// localAddr is the address of a socket bound to bound, as peer sees it.
func (t *transport) localAddr(bound, peer netip.Addr) netip.Addr {
	if t.advertise.IsValid() {
		return t.advertise
	}
	if bound.IsValid() && !bound.IsUnspecified() {
		return bound
	}
	t.mu.Lock()
	a, ok := t.locals[peer]
	t.mu.Unlock()
	if ok {
		return a
	}
	a = routeTo(peer)
	t.mu.Lock()
	if len(t.locals) > 4096 {
		clear(t.locals)
	}
	t.locals[peer] = a
	t.mu.Unlock()
	return a
}

// udpAddr and tcpAddr are what is listened on; the zero value where there is none.
func (t *transport) udpAddr() netip.AddrPort {
	if t.udp == nil {
		return netip.AddrPort{}
	}
	return netipUnmap(t.udp.LocalAddr().(*net.UDPAddr).AddrPort())
}

func (t *transport) tcpAddr() netip.AddrPort {
	if t.tcp == nil {
		return netip.AddrPort{}
	}
	return netipUnmap(t.tcp.Addr().(*net.TCPAddr).AddrPort())
}

// routeTo asks the system which address of ours a packet to peer would carry.
func routeTo(peer netip.Addr) netip.Addr {
	c, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(netip.AddrPortFrom(peer, 9)))
	if err != nil {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap()
}

// isSelf reports whether an address is our own socket of a network (S30): a port of UDP
// and one of TCP have nothing but the number in common.
func (t *transport) isSelf(network string, a netip.AddrPort) bool {
	b := t.udpAddr()
	if network == tcp {
		b = t.tcpAddr()
	}
	if !b.IsValid() || a.Port() != b.Port() {
		return false
	}
	return a.Addr() == t.localAddr(b.Addr(), a.Addr()) || a.Addr() == b.Addr() || a.Addr().IsUnspecified() && b.Addr().IsUnspecified()
}

// literal returns the address that the host of a URI is, without a look-up.
func literal(host string) (netip.Addr, bool) {
	if n := len(host); n > 2 && host[0] == '[' && host[n-1] == ']' {
		host = host[1 : n-1]
	}
	a, err := netip.ParseAddr(host)
	return a.Unmap(), err == nil
}

// resolve finds the address of a host name; literals cost nothing.
func resolve(ctx context.Context, host string, port int) (netip.AddrPort, error) {
	if a, ok := literal(host); ok {
		return netip.AddrPortFrom(a, uint16(port)), nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("look up %s: %w", host, err)
	}
	for _, a := range addrs {
		if a = a.Unmap(); a.Is4() {
			return netip.AddrPortFrom(a, uint16(port)), nil
		}
	}
	return netip.AddrPortFrom(addrs[0].Unmap(), uint16(port)), nil
}
