package media

import (
	"net/netip"
	"sync"
	"time"
)

// rateCap is how many packets a second a leg may send us, with a burst of half a
// second; telephone audio is 50 to 100. What is above it is dropped, so that a
// flood harms only its own leg.
const (
	rateCap   = 200
	rateBurst = time.Second / 2
)

// payloadKind is what a payload type means on a leg.
type payloadKind uint8

const (
	kindUnknown payloadKind = iota
	kindA
	kindMu
	kindPassed // any other speech codec
	kindEvent
)

func kindOf(c Codec) payloadKind {
	switch c.law() {
	case lawA:
		return kindA
	case lawMu:
		return kindMu
	}
	return kindPassed
}

// law returns the G.711 law of a kind.
func (k payloadKind) law() law {
	switch k {
	case kindA:
		return lawA
	case kindMu:
		return lawMu
	}
	return lawNone
}

// inbound is what a session knows of the packets that come to it. mu guards all.
type inbound struct {
	mu       sync.Mutex
	applied  bool
	reported bool // a report of ours has gone out
	receives bool // the direction lets the other side send
	expects  bool // it is to send now: neither side is on hold
	latch    latch
	rtcp     rtcpLatch
	kinds    [128]payloadKind
	codecs   []PayloadMap
	rate     int // clock rate of the speech codec, Hz

	due     time.Duration // when the rate cap is all used up (GCRA)
	stream  receiver3550
	events  eventDetector
	drops   Drops
	heard   time.Duration // last packet, or Apply
	some    bool          // a packet came since Apply
	silent  bool          // OnTimeout was told
	late    bool          // packets are taken later than they come
	remote  remoteReport
	nextRep time.Duration
}

// Drops counts received packets that were not used, by reason.
type Drops struct {
	Malformed uint64 // no RTP or RTCP
	Source    uint64 // from a stranger, or before anything was agreed
	Payload   uint64 // payload type that was not agreed
	Rate      uint64 // above 200 a second
	Held      uint64 // the direction does not let the other side send
}

// apply takes up the outcome of an offer and answer. dst is invalid when the
// policy refuses the described address.
func (in *inbound) apply(n Negotiated, dst netip.AddrPort, cfg SessionConfig, now time.Duration) {
	in.latch.reset(dst, cfg.Signal, cfg.Strict)
	in.rtcp.reset(n, dst)
	in.kinds, in.codecs = [128]payloadKind{}, n.Codecs
	for _, c := range n.Codecs {
		in.kinds[c.RecvPT&0x7F] = kindOf(c.Codec)
	}
	if n.Event.Rate != 0 {
		in.kinds[n.Event.RecvPT&0x7F] = kindEvent
	}
	in.rate = n.Codec().Rate
	in.receives = n.Direction.Receives()
	in.expects = in.receives && !n.RemoteHold
	in.applied, in.heard, in.some, in.silent = true, now, false, false
}

// rtpReceiver hands datagrams of the RTP socket to its session.
type rtpReceiver struct{ s *Session }

func (r rtpReceiver) receive(b []byte, from netip.AddrPort) {
	defer r.s.engine.rescue()
	if isRTCP(b) {
		r.s.receiveRTCP(b, from, true)
		return
	}
	r.s.receiveRTP(b, from)
}

// receiveRTP takes one packet: checks it, counts it, and relays it to the other
// session of the bridge. Nothing that it contains can end the call.
func (s *Session) receiveRTP(b []byte, from netip.AddrPort) {
	now := s.engine.now()
	h, kind, digit, first := s.in.take(b, from, now, s)
	if first && s.setPace(s.onlyListens) {
		s.in.untimed(false)
	}
	if digit.Symbol != 0 && s.cfg.OnDTMF != nil {
		s.cfg.OnDTMF(digit)
	}
	if kind == kindUnknown {
		return
	}
	if k := s.keys.Load(); k != nil && s.cfg.OnDTMF != nil && kind.law() != lawNone && !s.events.Load() {
		k.add(&h, kind.law(), b[h.start:h.end], s.cfg.OnDTMF)
	}
	if kind != kindEvent && s.cfg.OnSpeech != nil {
		s.cfg.OnSpeech(Speech{s.in.codec(h.pt), h.seq, h.ts, h.marker, b[h.start:h.end]})
	}
	if kind != kindEvent && s.muted.Load() && !hush(b[h.start:h.end], kind) {
		return
	}
	if m := s.mixer.Load(); m != nil && kind.law() != lawNone {
		m.hear(s, &h, kind.law(), b[h.start:h.end])
		return
	}
	if p := s.peer.Load(); p != nil {
		p.out.relay(s, b, h, kind, now)
	}
}

// codec returns the speech codec that comes under a payload type.
func (in *inbound) codec(pt uint8) Codec {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, c := range in.codecs {
		if c.RecvPT == pt {
			return c.Codec
		}
	}
	return Codec{}
}

// came reports whether a packet of the other side has come since Apply.
func (in *inbound) came() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.some
}

// untimed says that packets are taken later than they come, which says nothing of jitter.
func (in *inbound) untimed(yes bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.late = yes
}

// take checks and counts a packet. It returns kindUnknown when the packet is not
// to be used, a digit when one has just ended, and whether it is the first since Apply.
func (in *inbound) take(b []byte, from netip.AddrPort, now time.Duration, s *Session) (h header, kind payloadKind, d Digit, first bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	h, ok := parseRTP(b)
	if !ok {
		in.drops.Malformed++
		return h, kindUnknown, d, first
	}
	before := in.latch.source
	if !in.applied || !in.latch.accept(from, &h) {
		in.drops.Source++
		return h, kindUnknown, d, first
	}
	if in.latch.source != before {
		s.out.redirect(in.latch.dest(), in.rtcpDest())
	}
	if !in.underCap(now) {
		in.drops.Rate++
		return h, kindUnknown, d, first
	}
	kind = in.kinds[h.pt]
	if kind == kindUnknown {
		in.drops.Payload++
		return h, kindUnknown, d, first
	}
	first = !in.some
	in.heard, in.some, in.silent = now, true, false
	in.stream.add(&h, len(b), now, in.rate, kind != kindEvent && !in.late)
	if !in.receives {
		in.drops.Held++
		return h, kindUnknown, d, first
	}
	if kind == kindEvent {
		d = in.events.add(&h, b[h.start:h.end], in.rate)
	} else {
		d = in.events.speech(&h)
	}
	return h, kind, d, first
}

// underCap is the generic cell rate algorithm (ITU-T I.371 annex A) for rateCap.
func (in *inbound) underCap(now time.Duration) bool {
	if in.due < now {
		in.due = now
	}
	if in.due-now > rateBurst {
		return false
	}
	in.due += time.Second / rateCap
	return true
}

// checkSilence tells OnTimeout when the other side has been silent too long.
func (s *Session) checkSilence(now time.Duration) {
	in := &s.in
	in.mu.Lock()
	limit := s.cfg.FirstTimeout
	if in.some {
		limit = s.cfg.LaterTimeout
	}
	tell := in.applied && in.expects && !in.silent && limit > 0 && now-in.heard >= limit
	in.silent = in.silent || tell
	in.mu.Unlock()
	if tell && s.cfg.OnTimeout != nil {
		s.cfg.OnTimeout()
	}
}
