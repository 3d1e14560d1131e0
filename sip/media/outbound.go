package media

import (
	"math/rand/v2"
	"net/netip"
	"sync"
	"time"
)

// frame is the packet time of what we make ourselves.
const (
	frameTime    = 20 * time.Millisecond
	frameSamples = 160 // at 8,000 Hz
)

// source is what feeds an outgoing stream: the other leg of a bridge, a player or a
// mixer; nothing when all are nil.
type source struct {
	relay  *Session
	player *player
	mixer  *Mixer
}

// outbound is the one stream that a session sends. mu guards all and orders what
// is written to the socket.
type outbound struct {
	mu     sync.Mutex
	rtp    socket
	rtcp   socket
	closed bool

	sends   bool // the direction lets us send
	dest    netip.AddrPort
	control netip.AddrPort // where RTCP goes
	mux     bool           // RTCP goes out of the RTP socket
	name    string         // codec, for the figures
	pt      uint8
	kind    payloadKind
	rate    int
	event   uint8 // payload type of telephone-event
	events  bool  // it was agreed

	src    source
	digits digitSender

	ssrc uint32
	seq  uint16        // highest sequence number sent
	ts   uint32        // timestamp of that packet
	at   time.Duration // when it was sent

	mapped   bool // the deltas hold for the present source
	inSSRC   uint32
	inSeq    uint16 // highest sequence number taken from the source
	seqDelta uint16
	tsDelta  uint32
	floor    uint16 // nothing at or below it may be sent again

	packets uint32
	octets  uint32
	sent    uint64
	bytes   uint64
	failed  uint64
}

func (o *outbound) init() {
	o.ssrc, o.seq, o.ts = rand.Uint32(), uint16(rand.Uint32()), rand.Uint32()
}

// open gives the stream its sockets.
func (o *outbound) open(rtp, rtcp socket) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.rtp, o.rtcp = rtp, rtcp
}

// apply takes up the outcome of an offer and answer.
func (o *outbound) apply(n Negotiated, dest, control netip.AddrPort) {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := n.Codec()
	o.dest, o.control, o.mux = dest, control, n.Mux
	o.name, o.pt, o.kind, o.rate = c.Name, c.PT, kindOf(c), c.Rate
	o.event, o.events = n.Event.PT, n.Event.Rate != 0
	o.sends = n.Direction.Sends()
	o.mapped = false
}

// redirect sends the stream elsewhere: the source of the other side was learned.
func (o *outbound) redirect(dest, control netip.AddrPort) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.dest, o.control = dest, control
}

// setSource changes what feeds the stream. A player that was the source ends; its
// Done is not called.
func (o *outbound) setSource(src source) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.src == src {
		return
	}
	if o.src.player != nil {
		o.src.player.cancel()
	}
	if o.closed {
		src = source{}
	}
	o.src, o.mapped = src, false
}

// plays reports whether the stream is music or a prompt.
func (o *outbound) plays() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.src.player != nil
}

// dropRelay makes the stream silent if peer feeds it.
func (o *outbound) dropRelay(peer *Session) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.src.relay == peer {
		o.src, o.mapped = source{}, false
	}
}

func (o *outbound) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
}

// relay sends a packet that from received, if from is the source. The packet is
// rewritten in its own buffer: the payload stays where it is, a plain header is
// put before it.
func (o *outbound) relay(from *Session, b []byte, h header, kind payloadKind, now time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.src.relay != from || !o.ready() || o.digits.busy() {
		return
	}
	pt := o.pt
	switch {
	case kind == kindEvent:
		if !o.events {
			return
		}
		pt = o.event
	case kind != o.kind:
		if kind.law() == lawNone || o.kind.law() == lawNone {
			return
		}
		convert(b[h.start:h.end], kind.law(), o.kind.law())
	}
	marker := h.marker
	if !o.follows(&h, now) {
		o.align(&h, now)
		marker = true
	}
	seq, ts := h.seq+o.seqDelta, h.ts+o.tsDelta
	if int16(seq-o.floor) <= 0 {
		return
	}
	if int16(seq-o.seq) > 0 {
		o.seq, o.ts, o.at, o.inSeq = seq, ts, now, h.seq
	}
	packet := b[h.start-headerSize : h.end]
	putHeader(packet, pt, marker, seq, ts, o.ssrc)
	o.write(packet)
}

// ready reports whether a packet may go out at all.
func (o *outbound) ready() bool { return !o.closed && o.sends && o.dest.IsValid() }

// follows reports whether a packet continues the source's stream: same SSRC, no
// jump of the sequence number, and a timestamp that agrees with the clock on the
// wall to two seconds.
func (o *outbound) follows(h *header, now time.Duration) bool {
	if !o.mapped || h.ssrc != o.inSSRC {
		return false
	}
	if d := int16(h.seq - o.inSeq); d > 1000 || d < -100 {
		return false
	}
	drift := int64(int32(h.ts+o.tsDelta-o.ts)) - samples(now-o.at, o.rate)
	return drift < int64(2*o.rate) && drift > -int64(2*o.rate)
}

// align joins a new source's numbering to ours: the next sequence number, and the
// timestamp that the clock on the wall asks for.
func (o *outbound) align(h *header, now time.Duration) {
	o.floor = o.seq
	o.seqDelta = o.seq + 1 - h.seq
	o.tsDelta = o.nextTS(now) - h.ts
	o.inSSRC, o.inSeq, o.mapped = h.ssrc, h.seq, true
}

// nextTS is the timestamp of a packet of a new source: the last one plus the time
// since, at least one frame.
func (o *outbound) nextTS(now time.Duration) uint32 {
	gap := max(samples(now-o.at, o.rate), samples(frameTime, o.rate))
	return o.ts + uint32(gap)
}

// samples is how many ticks of a clock of the given rate d has.
func samples(d time.Duration, rate int) int64 { return int64(d) * int64(rate) / int64(time.Second) }

// write sends a finished packet and counts it.
func (o *outbound) write(packet []byte) {
	if err := o.rtp.send(packet, o.dest); err != nil {
		o.failed++
		return
	}
	o.wrote(len(packet))
}

// wrote counts a packet that has gone out.
func (o *outbound) wrote(size int) {
	o.packets++
	o.octets += uint32(size - headerSize)
	o.sent++
	o.bytes += uint64(size)
}
