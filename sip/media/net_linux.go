//go:build linux && (amd64 || arm64)

package media

import (
	"fmt"
	"net/netip"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
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
// mu guards socks and next; everything below it belongs to run.
type poller struct {
	epoll int
	wake  [2]int // pipe whose writing end stops run
	done  atomic.Bool

	mu    sync.Mutex
	socks map[uint64]*epollSocket
	next  uint64 // the last key handed out; keys are never used again

	ready  [128]syscall.EpollEvent
	active [128]*epollSocket
	msgs   [batch]mmsghdr
	iovs   [batch]syscall.Iovec
	names  [batch]syscall.RawSockaddrInet6
	bufs   [batch][maxDatagram]byte
}

// mmsghdr is struct mmsghdr of recvmmsg(2).
type mmsghdr struct {
	hdr syscall.Msghdr
	len uint32
	_   [4]byte
}

func newPoller() (*poller, error) {
	p := &poller{socks: make(map[uint64]*epollSocket)}
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
	for i := range p.msgs {
		p.iovs[i].Base = &p.bufs[i][0]
		p.iovs[i].SetLen(maxDatagram)
		p.msgs[i].hdr.Iov = &p.iovs[i]
		p.msgs[i].hdr.Iovlen = 1
		p.msgs[i].hdr.Name = (*byte)(unsafe.Pointer(&p.names[i]))
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
	_, _ = syscall.Write(p.wake[1], []byte{0})
}

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

// run delivers datagrams until stop. Each round serves every ready socket once.
func (p *poller) run() {
	for {
		n, err := syscall.EpollWait(p.epoll, p.ready[:], -1)
		if p.done.Load() {
			return
		}
		if err != nil { // EINTR; the descriptors outlive run
			continue
		}
		p.mu.Lock()
		for i, ev := range p.ready[:n] {
			p.active[i] = p.socks[uint64(uint32(ev.Fd))|uint64(uint32(ev.Pad))<<32]
		}
		p.mu.Unlock()
		for i, s := range p.active[:n] {
			p.active[i] = nil
			if s != nil {
				p.serve(s)
			}
		}
	}
}

// serve reads one batch of s.
func (p *poller) serve(s *epollSocket) {
	for i := range p.msgs {
		p.msgs[i].hdr.Namelen = syscall.SizeofSockaddrInet6
	}
	n := s.read(p.msgs[:])
	for i := range n {
		s.recv.receive(p.bufs[i][:min(p.msgs[i].len, maxDatagram)], addrPort(&p.names[i]))
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

	mu sync.RWMutex
	fd int // -1 when closed
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
	size := uintptr(syscall.SizeofSockaddrInet6)
	port := to.Port()>>8 | to.Port()<<8
	if s.six {
		sa = syscall.RawSockaddrInet6{Family: syscall.AF_INET6, Port: port, Addr: to.Addr().As16()}
	} else {
		*(*syscall.RawSockaddrInet4)(unsafe.Pointer(&sa)) = syscall.RawSockaddrInet4{
			Family: syscall.AF_INET, Port: port, Addr: to.Addr().Unmap().As4(),
		}
		size = syscall.SizeofSockaddrInet4
	}
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

func (s *epollSocket) close() {
	s.poller.mu.Lock()
	delete(s.poller.socks, s.key)
	s.poller.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fd >= 0 {
		_ = syscall.Close(s.fd)
		s.fd = -1
	}
}
