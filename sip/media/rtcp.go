package media

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"

	"github.com/pion/rtcp"
)

// reportInterval is the mean time between two RTCP reports; each is drawn from
// half to one and a half times it (RFC 3550 section 6.2).
const reportInterval = 5 * time.Second

// maxRTCPRate is how many RTCP packets a second a leg may send us.
const maxRTCPRate = 20

// rtcpLatch decides where a leg's RTCP may come from and goes to. It follows the
// RTP latch: only the described address and the IP address of the RTP source
// count, and only a sound report about the stream that is coming in teaches.
type rtcpLatch struct {
	sdp    netip.AddrPort // described address; invalid when the policy refuses it
	mux    bool
	source netip.AddrPort // learned
	left   int
	due    time.Duration // rate cap, as inbound.due
}

func (l *rtcpLatch) reset(n Negotiated, dst netip.AddrPort) {
	sdp := n.RTCP
	if !dst.IsValid() {
		sdp = netip.AddrPort{}
	}
	if sdp != l.sdp {
		l.source = netip.AddrPort{}
	}
	l.sdp, l.mux, l.left = sdp, n.Mux, learnWindow
}

// rtcpDest is where RTCP goes, invalid while that is not known.
func (in *inbound) rtcpDest() netip.AddrPort {
	dst := in.latch.dest()
	switch {
	case !dst.IsValid() || in.rtcp.mux:
		return dst
	case dst == in.latch.sdp:
		return in.rtcp.sdp
	case in.rtcp.source.IsValid():
		return in.rtcp.source
	}
	return netip.AddrPortFrom(dst.Addr(), dst.Port()+1)
}

// remoteReport is what the other side told about our stream and about its clock.
type remoteReport struct {
	sr       uint32        // middle 32 bits of the last SR's NTP time
	srAt     time.Duration // when it came
	seen     bool          // a block about our stream came
	lost     uint64
	jitter   uint32 // in ticks of our clock rate
	rtt      time.Duration
	fraction uint8
}

// rtcpReceiver hands datagrams of the RTCP socket to its session.
type rtcpReceiver struct{ s *Session }

func (r rtcpReceiver) receive(b []byte, from netip.AddrPort) {
	defer r.s.engine.rescue()
	r.s.receiveRTCP(b, from, false)
}

// receiveRTCP takes a compound packet. Nothing in it ends a call, not even BYE.
func (s *Session) receiveRTCP(b []byte, from netip.AddrPort, shared bool) {
	now := s.engine.now()
	in := &s.in
	in.mu.Lock()
	defer in.mu.Unlock()
	if !in.applied || !in.rtcpFrom(from, shared) {
		in.drops.Source++
		return
	}
	if in.rtcp.due > now+time.Second {
		in.drops.Rate++
		return
	}
	in.rtcp.due = max(in.rtcp.due, now) + time.Second/maxRTCPRate
	packets, err := parseRTCP(b)
	if err != nil {
		in.drops.Malformed++
		return
	}
	if !shared && from != in.rtcp.sdp && from != in.rtcp.source && !in.learnRTCP(from, packets, s) {
		in.drops.Source++
		return
	}
	for _, p := range packets {
		in.control(p, now, s, shared && in.late)
	}
}

// rtcpFrom reports whether RTCP from this address may be looked at.
func (in *inbound) rtcpFrom(from netip.AddrPort, shared bool) bool {
	if shared {
		return in.rtcp.mux && from == in.latch.source
	}
	if from == in.rtcp.sdp || from == in.rtcp.source {
		return true
	}
	return !in.latch.strict && in.rtcp.left > 0 && in.latch.source.IsValid() && from.Addr() == in.latch.source.Addr()
}

// learnRTCP takes the address as the source of RTCP if the report is by the
// sender of the RTP stream.
func (in *inbound) learnRTCP(from netip.AddrPort, packets []rtcp.Packet, s *Session) bool {
	in.rtcp.left--
	if !in.stream.started || sender(packets[0]) != in.stream.ssrc {
		return false
	}
	in.rtcp.source, in.rtcp.left = from, 0
	s.out.redirect(in.latch.dest(), in.rtcpDest())
	return true
}

// sender returns the SSRC of the sender of a report.
func sender(p rtcp.Packet) uint32 {
	switch p := p.(type) {
	case *rtcp.SenderReport:
		return p.SSRC
	case *rtcp.ReceiverReport:
		return p.SSRC
	}
	return 0
}

// parseRTCP reads a compound packet, which must begin with a report (RFC 3550
// section 6.1). So the four-byte packets of "RTCP bleed" are none.
func parseRTCP(b []byte) (packets []rtcp.Packet, err error) {
	if len(b) < 8 || len(b) > 1500 || b[0]>>6 != 2 || (b[1] != 200 && b[1] != 201) {
		return nil, fmt.Errorf("no RTCP report")
	}
	packets, err = rtcp.Unmarshal(b)
	if err == nil && len(packets) == 0 {
		err = fmt.Errorf("empty RTCP packet")
	}
	return packets, err
}

// control takes in one packet of a compound. late: it came some time before now, and says
// nothing of the way that it took.
func (in *inbound) control(p rtcp.Packet, now time.Duration, s *Session, late bool) {
	switch p := p.(type) {
	case *rtcp.SenderReport:
		if !late {
			in.remote.sr, in.remote.srAt = uint32(p.NTPTime>>16), now
		}
		in.blocks(p.Reports, now, s, late)
	case *rtcp.ReceiverReport:
		in.blocks(p.Reports, now, s, late)
	}
}

// blocks takes in what is said about our stream, and the round trip that it shows
// (RFC 3550 section 6.4.1).
func (in *inbound) blocks(list []rtcp.ReceptionReport, now time.Duration, s *Session, late bool) {
	for _, b := range list {
		if b.SSRC != s.out.ssrc {
			continue
		}
		r := &in.remote
		r.seen, r.jitter, r.fraction = true, b.Jitter, b.FractionLost
		r.lost = uint64(max(int32(b.TotalLost<<8)>>8, 0)) // 24 bits, signed
		if b.LastSenderReport == 0 || late {
			continue
		}
		trip := int64(int32(uint32(s.ntp(now)>>16) - b.LastSenderReport - b.Delay))
		if trip >= 0 && trip < 10<<16 {
			r.rtt = time.Duration(trip) * time.Second >> 16
		}
	}
}

// ntp returns the wall time of now in NTP format (RFC 3550 section 4).
func (s *Session) ntp(now time.Duration) uint64 {
	const epoch = 2208988800 // seconds from 1900 to 1970
	t := s.engine.start.Add(now)
	return uint64(t.Unix()+epoch)<<32 | uint64(t.Nanosecond())<<32/1e9
}

// report sends a report when it is due.
func (s *Session) report(now time.Duration) {
	in := &s.in
	in.mu.Lock()
	defer in.mu.Unlock()
	if !in.applied || now < in.nextRep {
		return
	}
	first := in.nextRep == 0
	in.nextRep = now + reportInterval/2 + rand.N(reportInterval)
	if !first {
		s.sendRTCP(in.compound(now, s))
		in.reported = true
	}
}

// goodbye sends a last report with BYE. Who has sent neither audio nor a report
// must not take leave (RFC 3550 section 6.3.7).
func (s *Session) goodbye(now time.Duration) {
	in := &s.in
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.applied && (in.reported || s.out.spoke()) {
		s.sendRTCP(append(in.compound(now, s), &rtcp.Goodbye{Sources: []uint32{s.out.ssrc}}))
	}
}

// compound makes SR or RR, and SDES with a CNAME that tells nothing.
func (in *inbound) compound(now time.Duration, s *Session) []rtcp.Packet {
	var blocks []rtcp.ReceptionReport
	if in.stream.started {
		b := rtcp.ReceptionReport{
			SSRC: in.stream.ssrc, FractionLost: in.stream.fraction(),
			TotalLost:          uint32(min(in.stream.missing(), 1<<23-1)),
			LastSequenceNumber: in.stream.top - 1<<16, Jitter: uint32(in.stream.jitter >> 4),
		}
		if in.remote.sr != 0 {
			b.LastSenderReport = in.remote.sr
			b.Delay = uint32((now - in.remote.srAt) << 16 / time.Second)
		}
		blocks = append(blocks, b)
	}
	first, ssrc := s.out.senderReport(now, s.ntp(now), blocks)
	return []rtcp.Packet{first, &rtcp.SourceDescription{Chunks: []rtcp.SourceDescriptionChunk{{
		Source: ssrc, Items: []rtcp.SourceDescriptionItem{{Type: rtcp.SDESCNAME, Text: fmt.Sprintf("%08x", ssrc)}},
	}}}}
}

// senderReport returns an SR, or an RR if nothing was sent yet.
func (o *outbound) senderReport(now time.Duration, ntp uint64, blocks []rtcp.ReceptionReport) (rtcp.Packet, uint32) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.packets == 0 {
		return &rtcp.ReceiverReport{SSRC: o.ssrc, Reports: blocks}, o.ssrc
	}
	return &rtcp.SenderReport{
		SSRC: o.ssrc, NTPTime: ntp, RTPTime: o.ts + uint32(samples(now-o.at, o.rate)),
		PacketCount: o.packets, OctetCount: o.octets, Reports: blocks,
	}, o.ssrc
}

// spoke reports whether any audio was sent.
func (o *outbound) spoke() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.packets > 0
}

// sendRTCP sends a compound packet if we know where to.
func (s *Session) sendRTCP(packets []rtcp.Packet) {
	b, err := rtcp.Marshal(packets)
	if err != nil {
		s.engine.log.Error().Err(err).Msg("RTCP report cannot be written")
		return
	}
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed || !o.control.IsValid() || o.control.Addr().IsUnspecified() {
		return
	}
	via := o.rtcp
	if o.mux {
		via = o.rtp
	}
	if via.send(b, o.control) != nil {
		o.failed++
	}
}
