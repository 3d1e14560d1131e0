//go:build linux && (amd64 || arm64)

package media

import (
	"errors"
	"fmt"
	"net/netip"
	"runtime"
	"sync/atomic"
	"syscall"
	"unsafe"
)

// ring sends packets of many sockets with one call of the system, by io_uring(7): each of
// our streams leaves from a port of its own, so that sendmmsg(2), which is for many packets
// of one socket, gathers nothing. Sending never waits, so everything has ended when the
// call comes back.
//
// Systems that do not have it, or do not let us (containers often), say so at the start or
// fail in the trial of newRing: packets are sent one by one then.
type ring struct {
	fd int

	sq, cq, entries []byte // mapped
	head, tail      *uint32
	done, end       *uint32
	sqes            []sqe
	cqes            []cqe
	mask, cmask     uint32

	count   int
	sockets [burstSize]*epollSocket
	addrs   [burstSize]syscall.RawSockaddrInet6
	sizes   [burstSize]int
	packets [burstSize][headerSize + frameSamples]byte
	sent    [burstSize]bool
}

// The numbers of io_uring_setup(2), the same on both machines.
const (
	sysUringSetup = 425
	sysUringEnter = 426

	uringSubmitAll = 1 << 7 // IORING_SETUP_SUBMIT_ALL, Linux 5.18
	uringGetEvents = 1      // IORING_ENTER_GETEVENTS
	uringSend      = 26     // IORING_OP_SEND; with an address since Linux 6.1

	uringOffSQ      = 0
	uringOffCQ      = 0x8000000
	uringOffEntries = 0x10000000
)

// sqe is struct io_uring_sqe as a send uses it.
type sqe struct {
	opcode, flags uint8
	ioprio        uint16
	fd            int32
	to            uint64
	addr          uint64
	len, how      uint32
	user          uint64
	_             [4]byte
	toLen         uint16
	_             [18]byte
}

// cqe is struct io_uring_cqe.
type cqe struct {
	user  uint64
	res   int32
	flags uint32
}

// uringParams is struct io_uring_params.
type uringParams struct {
	sqEntries, cqEntries, flags, cpu, idle, features, wq uint32
	_                                                    [3]uint32
	sq                                                   struct {
		head, tail, mask, entries, flags, dropped, array, _ uint32
		_                                                   uint64
	}
	cq struct {
		head, tail, mask, entries, overflow, cqes, flags, _ uint32
		_                                                   uint64
	}
}

// newRing opens a ring and sends a packet through it, from n to n, as a trial.
func newRing() (*ring, error) {
	var p uringParams
	p.flags = uringSubmitAll
	fd, _, errno := syscall.Syscall(sysUringSetup, burstSize, uintptr(unsafe.Pointer(&p)), 0)
	if errno != 0 {
		return nil, fmt.Errorf("io_uring: %w", errno)
	}
	syscall.CloseOnExec(int(fd))
	r := &ring{fd: int(fd)}
	if err := r.mapRings(&p); err != nil {
		r.close()
		return nil, fmt.Errorf("io_uring: %w", err)
	}
	if err := r.try(); err != nil {
		r.close()
		return nil, fmt.Errorf("io_uring: %w", err)
	}
	return r, nil
}

func (r *ring) mapRings(p *uringParams) (err error) {
	at := func(off int64, size uint32) []byte {
		if err != nil {
			return nil
		}
		var b []byte
		b, err = syscall.Mmap(r.fd, off, int(size), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED|syscall.MAP_POPULATE)
		return b
	}
	r.sq = at(uringOffSQ, p.sq.array+4*p.sqEntries)
	r.cq = at(uringOffCQ, p.cq.cqes+p.cqEntries*uint32(unsafe.Sizeof(cqe{})))
	r.entries = at(uringOffEntries, p.sqEntries*uint32(unsafe.Sizeof(sqe{})))
	if err != nil {
		return err
	}
	word := func(b []byte, off uint32) *uint32 { return (*uint32)(unsafe.Pointer(&b[off])) }
	r.head, r.tail, r.mask = word(r.sq, p.sq.head), word(r.sq, p.sq.tail), *word(r.sq, p.sq.mask)
	r.done, r.end, r.cmask = word(r.cq, p.cq.head), word(r.cq, p.cq.tail), *word(r.cq, p.cq.mask)
	r.sqes = unsafe.Slice((*sqe)(unsafe.Pointer(&r.entries[0])), p.sqEntries)
	r.cqes = unsafe.Slice((*cqe)(unsafe.Pointer(&r.cq[p.cq.cqes])), p.cqEntries)
	for i := range p.sqEntries { // entry i is always at place i
		*word(r.sq, p.sq.array+4*i) = i
	}
	return nil
}

// try sends a packet from a socket to itself: an older system takes the order and leaves
// the address out.
func (r *ring) try() error {
	here := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	fd, err := bindUDP(netip.AddrPortFrom(here, 0))
	if err != nil {
		return err
	}
	defer func() { _ = syscall.Close(fd) }()
	sa, err := syscall.Getsockname(fd)
	if err != nil {
		return err
	}
	ok := false
	s := &epollSocket{fd: fd}
	if !r.add(s, make([]byte, headerSize), netip.AddrPortFrom(here, uint16(sa.(*syscall.SockaddrInet4).Port))) {
		return errors.New("no room")
	}
	if err := r.send(func(_ int, went bool) { ok = went }); err != nil {
		return err
	}
	if !ok {
		return errors.New("this system sends to no address with it")
	}
	return nil
}

func (r *ring) add(s socket, packet []byte, to netip.AddrPort) bool {
	es, ok := s.(*epollSocket)
	if !ok || r.count == burstSize || len(packet) > len(r.packets[0]) || len(packet) == 0 {
		return false
	}
	es.mu.RLock()
	if es.fd < 0 {
		es.mu.RUnlock()
		return false
	}
	i := r.count
	size := putAddr(&r.addrs[i], es.six, to)
	r.sockets[i], r.sizes[i] = es, copy(r.packets[i][:], packet)
	tail := atomic.LoadUint32(r.tail) + uint32(i)
	r.sqes[tail&r.mask] = sqe{
		opcode: uringSend, fd: int32(es.fd),
		addr: uint64(uintptr(unsafe.Pointer(&r.packets[i]))), len: uint32(len(packet)), how: syscall.MSG_DONTWAIT | syscall.MSG_NOSIGNAL,
		to: uint64(uintptr(unsafe.Pointer(&r.addrs[i]))), toLen: uint16(size), user: uint64(i),
	}
	r.count++
	return true
}

func (r *ring) send(told func(int, bool)) error {
	n := r.count
	if n == 0 {
		return nil
	}
	clear(r.sent[:n])
	atomic.AddUint32(r.tail, uint32(n))
	err := r.submit(n)
	runtime.KeepAlive(r)
	r.count = 0
	for i, s := range r.sockets[:n] {
		r.sockets[i] = nil
		s.mu.RUnlock()
		told(i, r.sent[i])
	}
	return err
}

// submit hands n entries over and takes what became of them. It fails where not all have
// ended, which does not happen while none of them waits.
func (r *ring) submit(n int) error {
	got, _, errno := syscall.Syscall6(sysUringEnter, uintptr(r.fd), uintptr(n), 0, 0, 0, 0)
	if errno != 0 {
		return fmt.Errorf("io_uring: %w", errno)
	}
	seen := r.collect()
	for tries := 0; seen < int(got); tries++ {
		_, _, errno = syscall.Syscall6(sysUringEnter, uintptr(r.fd), 0, uintptr(int(got)-seen), uringGetEvents, 0, 0)
		if errno != 0 && errno != syscall.EINTR {
			return fmt.Errorf("io_uring: %w", errno)
		}
		if seen += r.collect(); tries == 10 {
			return errors.New("io_uring: packets that were handed over are not done with")
		}
	}
	if int(got) != n {
		return fmt.Errorf("io_uring: %d of %d packets were taken", got, n)
	}
	return nil
}

// collect reads what has ended, and returns how many.
func (r *ring) collect() (n int) {
	at, end := atomic.LoadUint32(r.done), atomic.LoadUint32(r.end)
	for ; at != end; at++ {
		c := &r.cqes[at&r.cmask]
		if i := int(c.user); i < burstSize {
			r.sent[i] = int(c.res) == r.sizes[i]
		}
		n++
	}
	atomic.StoreUint32(r.done, at)
	return n
}

func (r *ring) close() {
	for _, b := range [][]byte{r.sq, r.cq, r.entries} {
		if b != nil {
			_ = syscall.Munmap(b)
		}
	}
	_ = syscall.Close(r.fd)
}
