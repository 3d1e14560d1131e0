package media

import (
	"errors"
	"net"
	"net/netip"
	"sync"
)

// plainNetwork reads each socket with a goroutine of its own.
type plainNetwork struct {
	wg sync.WaitGroup
}

func newPlainNetwork() *plainNetwork { return &plainNetwork{} }

func (n *plainNetwork) listen(addr netip.AddrPort, _ uint64, r receiver) (socket, error) {
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(addr))
	if err != nil {
		return nil, err
	}
	n.wg.Go(func() { readPlain(conn, r) })
	return plainSocket{conn}, nil
}

func (n *plainNetwork) gatherer() (gatherer, error) { return nil, nil }

func (n *plainNetwork) close() { n.wg.Wait() }

// readPlain delivers datagrams until the socket is closed. Other errors (an ICMP
// message came back) do not end it.
func readPlain(conn *net.UDPConn, r receiver) {
	buf := make([]byte, maxDatagram)
	for {
		size, from, err := conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			continue
		}
		r.receive(buf[:size], netip.AddrPortFrom(from.Addr().Unmap(), from.Port()))
	}
}

// plainSocket is a socket on Go's own network poller.
type plainSocket struct{ conn *net.UDPConn }

func (s plainSocket) send(packet []byte, to netip.AddrPort) error {
	_, err := s.conn.WriteToUDPAddrPort(packet, to)
	return err
}

// rarely and catchUp implement socket: a goroutine of its own reads at once.
func (s plainSocket) rarely(bool) {}
func (s plainSocket) catchUp()    {}

func (s plainSocket) close() { _ = s.conn.Close() }
