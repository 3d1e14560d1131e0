package media

import (
	"net/netip"
	"time"
)

// Stats are the figures of one leg so far.
type Stats struct {
	Codec string // what we send, "" before Apply

	Received uint64        // RTP packets accepted
	Bytes    uint64        // their size, RTP header included
	Lost     uint64        // packets that the other side sent and we never saw
	Jitter   time.Duration // of the received stream (RFC 3550)
	Drops    Drops         // received and not used

	Sent      uint64 // RTP packets sent
	SentBytes uint64
	Failed    uint64 // packets that the system refused to send

	// What the other side reports of our stream; Reported says that it did.
	Reported     bool
	RemoteLost   uint64
	RemoteJitter time.Duration
	RTT          time.Duration // 0 when not known

	MOS       float64 // estimate for the received stream, 0 before any packet
	RemoteMOS float64 // estimate for ours as the other side gets it, 0 when not reported

	Source netip.AddrPort // where the other side sends from; invalid until known
	Dest   netip.AddrPort // where we send to; invalid while that is withheld
	Quiet  time.Duration  // time since the last packet, or since Apply
}

// Stats returns the figures so far; after Close the final ones.
func (s *Session) Stats() Stats {
	now := s.engine.now()
	s.in.mu.Lock()
	defer s.in.mu.Unlock()
	in, r := &s.in, &s.in.stream
	st := Stats{
		Received: r.packets, Bytes: r.bytes, Lost: r.lost + r.missing(), Jitter: r.jitterTime(), Drops: in.drops,
		Reported: in.remote.seen, RemoteLost: in.remote.lost, RTT: in.remote.rtt, Source: in.latch.source,
	}
	if in.applied {
		st.Quiet = now - in.heard
	}
	s.out.fill(&st)
	if in.rate > 0 && st.Reported {
		st.RemoteJitter = time.Duration(in.remote.jitter) * time.Second / time.Duration(in.rate)
	}
	loss := func(lost, good uint64) float64 { return float64(lost) / float64(max(lost+good, 1)) }
	if st.Received > 0 {
		st.MOS = estimateMOS(st.Codec, loss(st.Lost, st.Received), st.Jitter, st.RTT)
	}
	if st.Reported && st.Sent > 0 {
		st.RemoteMOS = estimateMOS(st.Codec, loss(st.RemoteLost, max(st.Sent, st.RemoteLost)-st.RemoteLost), st.RemoteJitter, st.RTT)
	}
	return st
}

// fill adds the figures of the outgoing stream.
func (o *outbound) fill(st *Stats) {
	o.mu.Lock()
	defer o.mu.Unlock()
	st.Codec = o.name
	st.Sent, st.SentBytes, st.Failed, st.Dest = o.sent, o.bytes, o.failed, o.dest
}

// Totals are the figures of an engine. Counters include closed sessions and never
// fall.
type Totals struct {
	Sessions     int // live
	PortsInUse   int // twice Sessions
	PortsResting int // in quarantine
	PortsFree    int

	Received, Sent, Lost, Dropped uint64
}

func (t *Totals) add(st Stats) {
	d := st.Drops
	t.Received += st.Received
	t.Sent += st.Sent
	t.Lost += st.Lost
	t.Dropped += d.Malformed + d.Source + d.Payload + d.Rate + d.Held
}

// Totals returns the engine's figures. Its cost grows with the live sessions.
func (e *Engine) Totals() Totals {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ports.wake(e.cfg.Now())
	t := e.totals
	t.Sessions = len(e.live)
	t.PortsInUse = 2 * len(e.ports.used)
	t.PortsResting = 2 * len(e.ports.resting)
	t.PortsFree = 2 * len(e.ports.free)
	for s := range e.live {
		t.add(s.Stats())
	}
	return t
}
