package sip

import (
	"bytes"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"
)

// tcpConn is one connection to a peer: one goroutine reads it, a lock orders
// the writes.
type tcpConn struct {
	*net.TCPConn
	remote netip.AddrPort
	wmu    sync.Mutex
}

const (
	writeTimeout = 5 * time.Second
	dialTimeout  = 2 * time.Second
)

func netipUnmap(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}

func (c *tcpConn) write(b []byte) error {
	c.wmu.Lock()
	defer c.wmu.Unlock()
	if err := c.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	_, err := c.Write(b)
	if err != nil {
		_ = c.Close() // a half-written message cannot be mended
	}
	return err
}

// accept takes connections within the limits; over them a connection is closed
// at once (S-20).
func (t *transport) accept() {
	for {
		c, err := t.tcp.AcceptTCP()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			time.Sleep(10 * time.Millisecond) // no descriptors left: calls in progress go on
			continue
		}
		if conn := t.adopt(c); conn != nil {
			t.wg.Go(func() { t.serve(conn) })
		}
	}
}

// adopt enters a connection into the tables, or closes it and returns nil.
func (t *transport) adopt(c *net.TCPConn) *tcpConn {
	conn := &tcpConn{TCPConn: c, remote: netipUnmap(c.RemoteAddr().(*net.TCPAddr).AddrPort())}
	addr := conn.remote.Addr()
	limit := t.front.lim.PerAddress
	if t.front.who(addr) == trustTrunk { // asks the registrar: not with mu held
		limit = t.front.lim.Connections
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed || len(t.conns) >= t.front.lim.Connections || t.perAddr[addr] >= limit {
		t.met.rejected(refusedRate)
		_ = c.Close()
		return nil
	}
	t.conns[conn.remote] = conn
	t.perAddr[addr]++
	return conn
}

func (t *transport) drop(conn *tcpConn) {
	_ = conn.Close()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.conns[conn.remote] == conn {
		delete(t.conns, conn.remote)
	}
	addr := conn.remote.Addr()
	if t.perAddr[addr]--; t.perAddr[addr] <= 0 {
		delete(t.perAddr, addr)
	}
}

// alive reports whether a connection is still open.
func (t *transport) alive(conn *tcpConn) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.conns[conn.remote] == conn
}

// serve reads messages until the peer goes, is too slow or sends what cannot be
// framed. The buffer grows with the message, never with what a header claims.
func (t *transport) serve(conn *tcpConn) {
	defer t.drop(conn)
	fl := flow{net: tcp, remote: conn.remote, conn: conn}
	buf := make([]byte, 0, 4096)
	idle := t.front.lim.FirstByte // a connection that never says anything goes soon
	var began time.Time           // first byte of the message being read
	for {
		deadline := time.Now().Add(idle)
		if len(buf) > 0 {
			deadline = began.Add(t.front.lim.FirstByte)
		}
		if conn.SetReadDeadline(deadline) != nil {
			return
		}
		if len(buf) == cap(buf) {
			if cap(buf) > maxMessage {
				return
			}
			buf = append(make([]byte, 0, 2*cap(buf)), buf...)
		}
		n, err := conn.Read(buf[len(buf):cap(buf)])
		if n > 0 && len(buf) == 0 {
			began = time.Now()
		}
		buf = buf[:len(buf)+n]
		rest, got, ok := t.cut(buf, fl)
		if !ok || err != nil {
			return
		}
		if got {
			idle, began = t.front.lim.Idle, time.Now()
		}
		buf = append(buf[:0], rest...)
	}
}

// cut takes every whole message off the front of buf and delivers it.
func (t *transport) cut(buf []byte, fl flow) (rest []byte, got, ok bool) {
	for {
		if bytes.HasPrefix(buf, []byte("\r\n\r\n")) { // ping (RFC 5626 section 3.5.1)
			buf, got = buf[4:], true
			if fl.conn.write([]byte("\r\n")) != nil {
				return nil, got, false
			}
			continue
		}
		if bytes.HasPrefix(buf, []byte("\r\n")) && len(buf) != 2 && buf[2] != '\r' {
			buf = buf[2:]
			continue
		}
		if len(buf) == 0 || len(buf) < 4 && bytes.HasPrefix([]byte("\r\n\r\n"), buf) {
			return buf, got, true
		}
		p, complete, why := look(buf)
		if why == refusedNone && !complete {
			return buf, got, len(buf) <= maxMessage
		}
		if why == refusedNone && p.length < 0 {
			why = refusedGarbage // no Content-Length: no end (RFC 3261 section 18.3)
		}
		if why == refusedNone && p.header+p.length > maxMessage {
			why = refusedSize
		}
		if why != refusedNone {
			t.met.rejected(why)
			return nil, got, false
		}
		end := p.header + p.length
		if len(buf) < end {
			return buf, got, true
		}
		got = true
		if why := t.front.admit(fl.remote.Addr(), p, time.Now()); why != refusedNone {
			t.met.rejected(why)
			if why == refusedScanner || why == refusedBlocked {
				return nil, got, false
			}
		} else {
			t.deliver(bytes.Clone(buf[:end]), fl)
		}
		buf = buf[end:]
	}
}

// maxQueued is how many messages wait for a connection that is being made.
const maxQueued = 64

// errQueueFull says that a peer that is being dialled has too much waiting.
var errQueueFull = errors.New("too many messages wait for the connection to the peer")

// sendTCP writes on the flow's connection, on another one to the same peer, or
// dials. While a peer is dialled, what is for it waits, in order.
func (t *transport) sendTCP(fl flow, b []byte) error {
	t.mu.Lock()
	conn := fl.conn
	if conn == nil || t.conns[conn.remote] != conn {
		if t.dials[fl.remote] != nil {
			defer t.mu.Unlock()
			return t.queue(fl.remote, b)
		}
		conn = t.conns[fl.remote]
	}
	if conn != nil {
		t.mu.Unlock()
		return conn.write(b)
	}
	defer t.mu.Unlock()
	if fl.conn != nil || t.closed {
		return errNoFlow
	}
	t.dials[fl.remote] = [][]byte{b}
	t.wg.Go(func() { t.dial(fl.remote) })
	return nil
}

// queue adds a message to what waits for a connection. Lock held.
func (t *transport) queue(remote netip.AddrPort, b []byte) error {
	q := t.dials[remote]
	if len(q) >= maxQueued {
		return errQueueFull
	}
	t.dials[remote] = append(q, b)
	return nil
}

// dial makes a connection, writes what has waited for it and serves it. What waits
// when that fails is lost, and its transactions tell.
func (t *transport) dial(remote netip.AddrPort) {
	conn := t.connect(remote)
	for {
		q := t.waiting(remote, conn != nil)
		if conn == nil {
			return
		}
		if len(q) == 0 {
			break
		}
		for _, b := range q {
			if conn.write(b) != nil {
				t.waiting(remote, false)
				t.drop(conn)
				return
			}
		}
	}
	t.serve(conn)
}

func (t *transport) connect(remote netip.AddrPort) *tcpConn {
	c, err := net.DialTimeout("tcp", remote.String(), dialTimeout)
	if err != nil {
		return nil
	}
	return t.adopt(c.(*net.TCPConn))
}

// waiting takes what waits for a connection. When that is nothing, and when nobody
// will ask again, the dial is over.
func (t *transport) waiting(remote netip.AddrPort, again bool) [][]byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	q := t.dials[remote]
	if len(q) == 0 || !again {
		delete(t.dials, remote)
	} else {
		t.dials[remote] = [][]byte{}
	}
	return q
}
