//go:build linux && (amd64 || arm64)

package media

import (
	"fmt"
	"net/netip"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// batch is how many datagrams of one socket are read at a time: enough to catch
// up after a stall, small enough that a flooded socket does not starve others.
const batch = 8

// epollNetwork reads all sockets with a few goroutines (pollers): no goroutine,
// stack or buffer per socket, and no wake-up of a goroutine per packet.
type epollNetwork struct {
	pollers []*poller
	wg      sync.WaitGroup
}

func newNetwork() (network, error) {
	n := &epollNetwork{}
	for range min(runtime.GOMAXPROCS(0), 8) {
		p, err := newPoller()
		if err != nil {
			n.close()
			return nil, err
		}
		n.pollers = append(n.pollers, p)
		n.wg.Go(p.run)
	}
	return n, nil
}

func (n *epollNetwork) listen(addr netip.AddrPort, key uint64, r receiver) (socket, error) {
	return n.pollers[key%uint64(len(n.pollers))].listen(addr, r)
}

func (n *epollNetwork) gatherer() (gatherer, error) {
	r, err := newRing()
	if err != nil {
		return nil, err // and no nil *ring in an interface
	}
	return r, nil
}

func (n *epollNetwork) close() {
	for _, p := range n.pollers {
		p.stop()
	}
	n.wg.Wait()
	for _, p := range n.pollers {
		p.free()
	}
}

// poller waits for many sockets and hands their datagrams to their receivers.
// mu guards what stands between it and ready, which with the rest belongs to run.
type poller struct {
	epoll int
	wake  [2]int // pipe whose writing end makes run look about, and stops it
	done  atomic.Bool

	mu    sync.Mutex
	socks map[uint64]*epollSocket
	next  uint64 // the last key handed out; keys are never used again
	rare  [rareTurns][]*epollSocket
	rares int       // how many are in rare
	turn  int       // of rare, the next
	due   time.Time // of that turn

	ready  [128]syscall.EpollEvent
	active [128]*epollSocket
	now    []*epollSocket // those of the turn
	reader *reader
}

// Sockets that are read rarely take turns, one every frame time: each is read every eighth,
// when a batch has come. Fewer turns, or a larger batch by which one call shows that it was
// all, were measured and cost more.
const rareTurns = batch

// reader is where the datagrams of one socket are read to.
type reader struct {
	msgs  [batch]mmsghdr
	iovs  [batch]syscall.Iovec
	names [batch]syscall.RawSockaddrInet6
	bufs  [batch][maxDatagram]byte
}

func newReader() *reader {
	r := &reader{}
	for i := range r.msgs {
		r.iovs[i].Base = &r.bufs[i][0]
		r.iovs[i].SetLen(maxDatagram)
		r.msgs[i].hdr.Iov = &r.iovs[i]
		r.msgs[i].hdr.Iovlen = 1
		r.msgs[i].hdr.Name = (*byte)(unsafe.Pointer(&r.names[i]))
	}
	return r
}

// readers are those of goroutines that read what a socket still has.
var readers = sync.Pool{New: func() any { return newReader() }}

// mmsghdr is struct mmsghdr of recvmmsg(2).
type mmsghdr struct {
	hdr syscall.Msghdr
	len uint32
	_   [4]byte
}

func newPoller() (*poller, error) {
	p := &poller{socks: make(map[uint64]*epollSocket), reader: newReader()}
	var err error
	if p.epoll, err = syscall.EpollCreate1(syscall.EPOLL_CLOEXEC); err != nil {
		return nil, fmt.Errorf("epoll: %w", err)
	}
	if err = syscall.Pipe2(p.wake[:], syscall.O_CLOEXEC|syscall.O_NONBLOCK); err != nil {
		_ = syscall.Close(p.epoll)
		return nil, fmt.Errorf("epoll: pipe: %w", err)
	}
	if err = p.watch(p.wake[0], 0); err != nil {
		p.free()
		return nil, err
	}
	return p, nil
}

// watch adds a descriptor under a key, level-triggered.
func (p *poller) watch(fd int, key uint64) error {
	ev := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(uint32(key)), Pad: int32(uint32(key >> 32))}
	if err := syscall.EpollCtl(p.epoll, syscall.EPOLL_CTL_ADD, fd, &ev); err != nil {
		return fmt.Errorf("epoll: %w", err)
	}
	return nil
}

func (p *poller) stop() {
	p.done.Store(true)
	p.rouse()
}

// rouse lets run look about.
func (p *poller) rouse() { _, _ = syscall.Write(p.wake[1], []byte{0}) }

func (p *poller) free() {
	for _, fd := range []int{p.epoll, p.wake[0], p.wake[1]} {
		_ = syscall.Close(fd)
	}
}

func (p *poller) listen(addr netip.AddrPort, r receiver) (socket, error) {
	fd, err := bindUDP(addr)
	if err != nil {
		return nil, fmt.Errorf("udp %s: %w", addr, err)
	}
	s := &epollSocket{poller: p, fd: fd, six: addr.Addr().Is6(), recv: r}
	p.mu.Lock()
	p.next++
	s.key = p.next
	p.socks[s.key] = s
	p.mu.Unlock()
	if err := p.watch(fd, s.key); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// bindUDP makes a non-blocking socket bound to addr.
func bindUDP(addr netip.AddrPort) (int, error) {
	family := syscall.AF_INET
	var sa syscall.Sockaddr = &syscall.SockaddrInet4{Port: int(addr.Port()), Addr: [4]byte{}}
	if addr.Addr().Is4() {
		sa.(*syscall.SockaddrInet4).Addr = addr.Addr().As4()
	} else {
		family = syscall.AF_INET6
		sa = &syscall.SockaddrInet6{Port: int(addr.Port()), Addr: addr.Addr().As16()}
	}
	fd, err := syscall.Socket(family, syscall.SOCK_DGRAM|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, err
	}
	expedite(fd, family)
	if err := syscall.Bind(fd, sa); err != nil {
		_ = syscall.Close(fd)
		return -1, err
	}
	return fd, nil
}

// expedite marks what the socket sends as voice: DSCP EF (RFC 3246, RFC 4594
// section 4.1). Networks that honour it favour it; a system that refuses it harms
// nothing.
func expedite(fd, family int) {
	const ef = 46 << 2
	if family == syscall.AF_INET {
		_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_IP, syscall.IP_TOS, ef)
		return
	}
	_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_IPV6, syscall.IPV6_TCLASS, ef)
}

// run delivers datagrams until stop. Each round serves every ready socket once, and those
// that are read rarely when it is their turn.
func (p *poller) run() {
	for {
		n, err := syscall.EpollWait(p.epoll, p.ready[:], p.untilTurn())
		if p.done.Load() {
			return
		}
		if err != nil { // EINTR; the descriptors outlive run
			n = 0
		}
		p.mu.Lock()
		for i, ev := range p.ready[:n] {
			key := uint64(uint32(ev.Fd)) | uint64(uint32(ev.Pad))<<32
			if p.active[i] = p.socks[key]; key == 0 {
				var roused [16]byte
				_, _ = syscall.Read(p.wake[0], roused[:])
			}
		}
		p.mu.Unlock()
		for i, s := range p.active[:n] {
			p.active[i] = nil
			if s != nil {
				p.reader.serve(s)
			}
		}
		p.serveRare()
	}
}

// untilTurn is how long run may wait, in ms; -1 is for ever.
func (p *poller) untilTurn() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.rares == 0 {
		return -1
	}
	return int(max(0, time.Until(p.due)+time.Millisecond-1) / time.Millisecond)
}

// serveRare reads the sockets whose turn it is. A late turn is no reason to hurry the next.
func (p *poller) serveRare() {
	p.mu.Lock()
	now := time.Now()
	if p.rares == 0 || now.Before(p.due) {
		p.mu.Unlock()
		return
	}
	p.now = append(p.now[:0], p.rare[p.turn]...)
	p.turn = (p.turn + 1) % rareTurns
	if p.due = p.due.Add(frameTime); p.due.Before(now) {
		p.due = now.Add(frameTime)
	}
	p.mu.Unlock()
	for _, s := range p.now {
		p.reader.exhaust(s)
	}
	clear(p.now)
}

// serve reads one batch of s and returns how many there were. What one socket gets is
// delivered in its order, by one goroutine at a time.
func (r *reader) serve(s *epollSocket) int {
	s.turn.Lock()
	defer s.turn.Unlock()
	return r.deliver(s)
}

// deliver is serve for who holds the turn.
func (r *reader) deliver(s *epollSocket) int {
	for i := range r.msgs {
		r.msgs[i].hdr.Namelen = syscall.SizeofSockaddrInet6
	}
	n := s.read(r.msgs[:])
	for i := range n {
		s.recv.receive(r.bufs[i][:min(r.msgs[i].len, maxDatagram)], addrPort(&r.names[i]))
	}
	return n
}

// exhaustion is how many batches of a socket are read in its turn: what comes in 160 ms is
// one; a flood is more.
const exhaustion = 4

// exhaust reads what waits in s.
func (r *reader) exhaust(s *epollSocket) {
	s.turn.Lock()
	defer s.turn.Unlock()
	for range exhaustion {
		if r.deliver(s) < batch {
			return
		}
	}
}

// addrPort reads a socket address that the kernel wrote.
func addrPort(sa *syscall.RawSockaddrInet6) netip.AddrPort {
	port := uint16(sa.Port>>8) | sa.Port<<8
	if sa.Family == syscall.AF_INET {
		return netip.AddrPortFrom(netip.AddrFrom4((*syscall.RawSockaddrInet4)(unsafe.Pointer(sa)).Addr), port)
	}
	return netip.AddrPortFrom(netip.AddrFrom16(sa.Addr).Unmap(), port)
}

// epollSocket is a socket of a poller. mu keeps the descriptor from being closed,
// and its number from being taken by another socket, while it is in use.
type epollSocket struct {
	poller *poller
	key    uint64
	six    bool
	recv   receiver
	turn   sync.Mutex // of who reads and delivers; before every lock of a session, and mu

	mu   sync.RWMutex
	fd   int // -1 when closed
	rare int // the turn, from 1, in which it is read; 0: when something comes
}

// rarely implements socket. mu before the poller's.
func (s *epollSocket) rarely(yes bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fd < 0 || yes == (s.rare != 0) {
		return
	}
	p := s.poller
	if yes {
		if err := syscall.EpollCtl(p.epoll, syscall.EPOLL_CTL_DEL, s.fd, nil); err != nil {
			return // it is read as before
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		at := 0
		for i := range p.rare {
			if len(p.rare[i]) < len(p.rare[at]) {
				at = i
			}
		}
		p.rare[at], s.rare = append(p.rare[at], s), at+1
		if p.rares++; p.rares == 1 {
			p.due = time.Now().Add(frameTime)
			p.rouse()
		}
		return
	}
	if p.watch(s.fd, s.key) == nil { // else, out of memory, it is read rarely still
		s.leaveRare()
	}
}

// leaveRare takes s out of those that are read rarely. Lock held.
func (s *epollSocket) leaveRare() {
	p := s.poller
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.rare[s.rare-1]
	i, last := slices.Index(list, s), len(list)-1
	list[i], list[last] = list[last], nil
	p.rare[s.rare-1], s.rare = list[:last], 0
	p.rares--
}

// catchUp implements socket.
func (s *epollSocket) catchUp() {
	r := readers.Get().(*reader)
	defer readers.Put(r)
	r.exhaust(s)
}

func (s *epollSocket) read(msgs []mmsghdr) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.fd < 0 {
		return 0
	}
	n, _, errno := syscall.RawSyscall6(syscall.SYS_RECVMMSG, uintptr(s.fd),
		uintptr(unsafe.Pointer(&msgs[0])), uintptr(len(msgs)), syscall.MSG_DONTWAIT, 0, 0)
	if errno != 0 {
		return 0
	}
	return int(n)
}

func (s *epollSocket) send(packet []byte, to netip.AddrPort) error {
	var sa syscall.RawSockaddrInet6
	size := putAddr(&sa, s.six, to)
	if len(packet) == 0 {
		return nil
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.fd < 0 {
		return syscall.EBADF
	}
	_, _, errno := syscall.RawSyscall6(syscall.SYS_SENDTO, uintptr(s.fd), uintptr(unsafe.Pointer(&packet[0])),
		uintptr(len(packet)), syscall.MSG_DONTWAIT|syscall.MSG_NOSIGNAL, uintptr(unsafe.Pointer(&sa)), size)
	if errno != 0 {
		return errno
	}
	return nil
}

// putAddr writes an address as the kernel reads it, for a socket of IPv6 or IPv4, and returns
// its size.
func putAddr(sa *syscall.RawSockaddrInet6, six bool, to netip.AddrPort) uintptr {
	port := to.Port()>>8 | to.Port()<<8
	if six {
		*sa = syscall.RawSockaddrInet6{Family: syscall.AF_INET6, Port: port, Addr: to.Addr().As16()}
		return syscall.SizeofSockaddrInet6
	}
	*(*syscall.RawSockaddrInet4)(unsafe.Pointer(sa)) = syscall.RawSockaddrInet4{
		Family: syscall.AF_INET, Port: port, Addr: to.Addr().Unmap().As4(),
	}
	return syscall.SizeofSockaddrInet4
}

func (s *epollSocket) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.poller.mu.Lock()
	delete(s.poller.socks, s.key)
	s.poller.mu.Unlock()
	if s.rare != 0 {
		s.leaveRare()
	}
	if s.fd >= 0 {
		_ = syscall.Close(s.fd)
		s.fd = -1
	}
}
