package phone

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"
)

// tcpQueue is how many messages may wait for a connection; more are dropped and
// logged, as a broken link would lose them.
const tcpQueue = 4096

// tcpWire is a listener and the connections made and taken. mu guards conns and
// closed.
type tcpWire struct {
	bank   *Bank
	listen net.Listener
	local  netip.AddrPort
	stop   chan struct{}
	wg     sync.WaitGroup

	mu     sync.Mutex
	closed bool
	conns  map[netip.AddrPort]*tcpLink // by the other side's address
}

// tcpLink is one connection; its writer owns conn once it is dialled.
type tcpLink struct {
	queue chan string
	conn  net.Conn // set under the wire's mu
}

func newTCPWire(b *Bank, listen netip.AddrPort) (*tcpWire, error) {
	l, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(listen))
	if err != nil {
		return nil, err
	}
	port := l.Addr().(*net.TCPAddr).AddrPort().Port()
	w := &tcpWire{
		bank: b, listen: l, local: netip.AddrPortFrom(listen.Addr(), port),
		stop: make(chan struct{}), conns: map[netip.AddrPort]*tcpLink{},
	}
	w.wg.Go(w.accept)
	return w, nil
}

func (w *tcpWire) addr() netip.AddrPort { return w.local }

func (w *tcpWire) reliable() bool { return true }

// write queues a message on the connection to an address, which is made if there
// is none.
func (w *tcpWire) write(text string, to netip.AddrPort) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	link := w.conns[to]
	if link == nil {
		link = w.add(to, nil)
	}
	select {
	case link.queue <- text:
	default:
		w.bank.cfg.Log.Warn().Stringer("to", to).Msg("phone's connection is stuck, message dropped")
	}
}

// add enters a connection, still to be dialled when conn is nil, and starts it. mu
// is held.
func (w *tcpWire) add(peer netip.AddrPort, conn net.Conn) *tcpLink {
	link := &tcpLink{queue: make(chan string, tcpQueue), conn: conn}
	w.conns[peer] = link
	w.wg.Go(func() { w.serve(peer, link) })
	return link
}

func (w *tcpWire) accept() {
	for {
		conn, err := w.listen.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		a := conn.RemoteAddr().(*net.TCPAddr).AddrPort()
		w.mu.Lock()
		if w.closed {
			_ = conn.Close()
		} else {
			w.add(netip.AddrPortFrom(a.Addr().Unmap(), a.Port()), conn)
		}
		w.mu.Unlock()
	}
}

// serve dials if need be, then writes what is queued while a second goroutine
// reads, until either fails or the wire closes.
func (w *tcpWire) serve(peer netip.AddrPort, link *tcpLink) {
	defer w.remove(peer, link)
	if !w.dial(peer, link) {
		return
	}
	dead := make(chan struct{})
	w.wg.Go(func() {
		defer close(dead)
		w.read(link.conn, peer)
	})
	defer func() { _ = link.conn.Close() }()
	for {
		select {
		case <-w.stop:
			return
		case <-dead:
			return
		case text := <-link.queue:
			if _, err := link.conn.Write([]byte(text)); err != nil {
				return
			}
		}
	}
}

// dial connects a link that has no connection yet.
func (w *tcpWire) dial(peer netip.AddrPort, link *tcpLink) bool {
	if link.conn != nil {
		return true
	}
	conn, err := net.DialTimeout("tcp", peer.String(), 5*time.Second)
	if err != nil {
		w.bank.cfg.Log.Warn().Err(err).Msg("phone cannot connect")
		return false
	}
	link.conn = conn
	return true
}

func (w *tcpWire) remove(peer netip.AddrPort, link *tcpLink) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.conns[peer] == link {
		delete(w.conns, peer)
	}
}

// read parses the stream (RFC 3261 section 18.3).
func (w *tcpWire) read(conn net.Conn, peer netip.AddrPort) {
	stream := sip.NewParser().NewSIPStream()
	defer stream.Close()
	buf := make([]byte, 16<<10)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return
		}
		data := buf[:n]
		for len(data) > 1 && data[0] == '\r' && data[1] == '\n' && stream.Buffer().Len() == 0 {
			data = data[2:] // keep-alive (RFC 5626 section 3.5.1)
		}
		if len(data) == 0 {
			continue
		}
		err = stream.ParseSIPStream(data, func(m sip.Message) { w.bank.take(m, peer) })
		if err != nil && !errors.Is(err, sip.ErrParseSipPartial) {
			w.bank.cfg.Log.Warn().Err(err).Msg("phone got a stream that it cannot read")
			return
		}
	}
}

func (w *tcpWire) close() {
	w.mu.Lock()
	w.closed = true
	close(w.stop)
	w.mu.Unlock()
	_ = w.listen.Close()
	w.wg.Wait()
}
