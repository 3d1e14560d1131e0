package sip

import (
	"net/netip"
	"sync"
	"time"
)

// Limits are the front's admission limits. Zero values take the defaults named.
type Limits struct {
	PerSource   float64       // messages a second from one unknown address; default 20
	PerTrunk    float64       // messages a second from one trunk or phone address; default 5,000
	Unknown     float64       // messages a second from all unknown addresses together; default 2,000
	Registers   float64       // REGISTER a second from one address; default 5 after a burst of 50
	Sources     int           // addresses remembered; default 65,536
	Block       time.Duration // how long a scanner stays blocked; default 15 min
	Connections int           // TCP connections in all; default 16,384
	PerAddress  int           // TCP connections from one address; default 20
	FirstByte   time.Duration // a TCP message is complete within; default 15 s
	Idle        time.Duration // a silent TCP connection is closed after; default 15 min
}

func (l *Limits) defaults() {
	setF := func(p *float64, v float64) {
		if *p == 0 {
			*p = v
		}
	}
	setF(&l.PerSource, 20)
	setF(&l.PerTrunk, 5000)
	setF(&l.Unknown, 2000)
	setF(&l.Registers, 5)
	if l.Sources == 0 {
		l.Sources = 65536
	}
	if l.Block == 0 {
		l.Block = 15 * time.Minute
	}
	if l.Connections == 0 {
		l.Connections = 16384
	}
	if l.PerAddress == 0 {
		l.PerAddress = 20
	}
	if l.FirstByte == 0 {
		l.FirstByte = 15 * time.Second
	}
	if l.Idle == 0 {
		l.Idle = 15 * time.Minute
	}
}

// trust is what the edge knows about an address before it reads the message.
type trust int

const (
	trustStranger trust = iota
	trustPhone          // a registered phone's address
	trustTrunk          // a source of a trunk
)

// front decides which messages are worth parsing. It holds one bounded table of
// sources: when it is full the stalest of a few random entries goes, so that a
// flood from spoofed addresses costs no more memory than the table (S-13).
type front struct {
	lim Limits
	who func(netip.Addr) trust

	mu      sync.Mutex
	sources map[netip.Addr]*source
	all     bucket // strangers together
}

type source struct {
	msgs, regs bucket
	blocked    time.Time // until
	seen       time.Time
}

// bucket is a token bucket; the zero value is full at its first use.
type bucket struct {
	tokens float64
	at     time.Time
}

// take removes a token if there is one: rate a second, burst at most.
func (b *bucket) take(now time.Time, rate, burst float64) bool {
	if b.at.IsZero() {
		b.tokens = burst
	} else {
		b.tokens = min(burst, b.tokens+now.Sub(b.at).Seconds()*rate)
	}
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

func newFront(lim Limits, who func(netip.Addr) trust) *front {
	lim.defaults()
	return &front{lim: lim, who: who, sources: make(map[netip.Addr]*source, 1024)}
}

// admit says whether a message from addr goes on to the parser. What is refused
// here is dropped without an answer.
func (f *front) admit(addr netip.Addr, p peek, now time.Time) refusal {
	who := f.who(addr)
	f.mu.Lock()
	defer f.mu.Unlock()
	if who == trustStranger && !p.request {
		// A response from an address that was never spoken to: let the
		// transactions match it, within the strangers' share.
		if !f.all.take(now, f.lim.Unknown, f.lim.Unknown) {
			return refusedRate
		}
		return refusedNone
	}
	s, known := f.sources[addr]
	if known && now.Before(s.blocked) && who != trustTrunk {
		return refusedBlocked
	}
	if who == trustStranger && !f.all.take(now, f.lim.Unknown, f.lim.Unknown) {
		return refusedRate
	}
	if !known {
		s = f.add(addr, now)
	}
	s.seen = now
	if p.scanner && who != trustPhone {
		s.blocked = now.Add(f.lim.Block)
		if who == trustTrunk {
			s.blocked = time.Time{} // never let a forged scanner silence a carrier
		}
		return refusedScanner
	}
	rate := f.lim.PerTrunk
	if who == trustStranger {
		rate = f.lim.PerSource
	}
	if !s.msgs.take(now, rate, max(10*f.lim.PerSource, rate)) {
		return refusedRate
	}
	if p.method == "REGISTER" && !s.regs.take(now, f.registers(who), 10*f.registers(who)) {
		return refusedRate
	}
	if who == trustStranger && p.method == "OPTIONS" {
		return refusedUnknown // nothing here for those who only ask around
	}
	return refusedNone
}

// registers is the rate of REGISTER for one address. Where phones are known to
// live (many may share one address, and all come back after a restart) it is
// twenty times a stranger's.
func (f *front) registers(who trust) float64 {
	if who == trustStranger {
		return f.lim.Registers
	}
	return 20 * f.lim.Registers
}

// add makes room if need be and returns a new entry.
func (f *front) add(addr netip.Addr, now time.Time) *source {
	if len(f.sources) >= f.lim.Sources {
		var oldest netip.Addr
		var at time.Time
		n := 0
		for a, s := range f.sources { // map order is random: a sample of eight
			if !now.Before(s.blocked) && (at.IsZero() || s.seen.Before(at)) {
				oldest, at = a, s.seen
			}
			if n++; n == 8 {
				break
			}
		}
		if at.IsZero() { // all eight blocked: any of them
			for a := range f.sources {
				oldest = a
				break
			}
		}
		delete(f.sources, oldest)
	}
	s := &source{seen: now}
	f.sources[addr] = s
	return s
}

// sweep forgets sources that have been silent for a minute and are not blocked.
func (f *front) sweep(now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for a, s := range f.sources {
		if now.Sub(s.seen) > time.Minute && now.After(s.blocked) {
			delete(f.sources, a)
		}
	}
	if len(f.sources) == 0 {
		f.sources = make(map[netip.Addr]*source, 1024) // give the buckets back
	}
}
