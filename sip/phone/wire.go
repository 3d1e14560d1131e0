package phone

import (
	"errors"
	"net"
	"net/netip"
	"sync"

	"github.com/emiago/sipgo/sip"
)

// wire carries messages: UDP or TCP. write must not block: it is called under the
// bank's lock.
type wire interface {
	addr() netip.AddrPort
	reliable() bool
	write(text string, to netip.AddrPort)
	close() // and wait for the goroutines
}

// udpWire is one UDP socket.
type udpWire struct {
	bank   *Bank
	conn   *net.UDPConn
	local  netip.AddrPort
	parser *sip.Parser
	wg     sync.WaitGroup
}

func newUDPWire(b *Bank, listen netip.AddrPort) (*udpWire, error) {
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(listen))
	if err != nil {
		return nil, err
	}
	_ = conn.SetReadBuffer(4 << 20) // hundreds of phones share it; less is still right
	port := conn.LocalAddr().(*net.UDPAddr).AddrPort().Port()
	w := &udpWire{bank: b, conn: conn, local: netip.AddrPortFrom(listen.Addr(), port), parser: sip.NewParser()}
	w.wg.Go(w.serve)
	return w, nil
}

func (w *udpWire) addr() netip.AddrPort { return w.local }

func (w *udpWire) reliable() bool { return false }

func (w *udpWire) write(text string, to netip.AddrPort) {
	if _, err := w.conn.WriteToUDPAddrPort([]byte(text), to); err != nil && !errors.Is(err, net.ErrClosed) {
		w.bank.cfg.Log.Warn().Err(err).Stringer("to", to).Msg("phone cannot send")
	}
}

func (w *udpWire) close() {
	_ = w.conn.Close()
	w.wg.Wait()
}

// serve reads the socket.
func (w *udpWire) serve() {
	buf := make([]byte, 65536)
	for {
		n, from, err := w.conn.ReadFromUDPAddrPort(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil || n < 10 { // keep-alives are shorter than any message
			continue
		}
		msg, err := w.parser.ParseSIP(append([]byte(nil), buf[:n]...))
		if err != nil {
			w.bank.cfg.Log.Warn().Err(err).Msg("phone got a message that it cannot read")
			continue
		}
		w.bank.take(msg, netip.AddrPortFrom(from.Addr().Unmap(), from.Port()))
	}
}
