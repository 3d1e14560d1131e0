package media

import "net/netip"

// learnWindow is how many packets after Apply may teach us the other side's
// source address.
const learnWindow = 5

// latch decides which source a leg's packets may come from, and where to send.
//
// The rules, against strangers who spray our ports ("RTP bleed", CVE-2017-14099)
// and for phones behind NAT, whose description names an address that nobody sees:
//
//  1. A packet from exactly the described address is accepted, ends the learning
//     and brings the source back there.
//  2. A strict leg accepts nothing else.
//  3. Otherwise only the IP addresses of the description and of the signalling
//     count. Of their first five packets after Apply, two in a row of one stream
//     from one address make that address the source.
//  4. We send to the source, except where description and signalling name one
//     private or loopback address: no NAT lies between, so we go on sending to
//     the described port and only listen to the learned one.
//  5. Everything else is refused and teaches nothing.
type latch struct {
	sdp    netip.AddrPort // described address; invalid when the policy refuses it
	signal netip.Addr
	strict bool

	source netip.AddrPort // accepted source; invalid until known
	left   int            // packets that may still teach

	tried     netip.AddrPort // source of the last packet that may teach
	triedSSRC uint32
	triedSeq  uint16
}

// reset takes up a new description. The source stays when the described address
// is the same (a refresh), but may be learned again.
func (l *latch) reset(sdp netip.AddrPort, signal netip.Addr, strict bool) {
	if sdp != l.sdp || signal != l.signal || strict != l.strict {
		l.source = netip.AddrPort{}
	}
	l.sdp, l.signal, l.strict = sdp, signal, strict
	l.left, l.tried = learnWindow, netip.AddrPort{}
}

// accept reports whether a packet from this address is the other side's. It may
// move the source.
func (l *latch) accept(from netip.AddrPort, h *header) bool {
	switch {
	case from == l.source:
		l.left = 0
		return true
	case from == l.sdp:
		l.source, l.left = from, 0
		return true
	case l.strict || l.left == 0 || !l.admits(from.Addr()):
		return false
	}
	l.left--
	fits := l.tried == from && l.triedSSRC == h.ssrc && h.seq-l.triedSeq-1 < 3
	l.tried, l.triedSSRC, l.triedSeq = from, h.ssrc, h.seq
	if fits {
		l.source, l.left = from, 0
	}
	return fits
}

// admits reports whether an IP address may teach.
func (l *latch) admits(a netip.Addr) bool {
	return a == l.signal || (l.sdp.IsValid() && a == l.sdp.Addr())
}

// dest is where to send: invalid while it is not known.
func (l *latch) dest() netip.AddrPort {
	if !l.source.IsValid() || l.direct() {
		return l.sdp
	}
	return l.source
}

// direct reports whether no NAT can lie between us and the other side.
func (l *latch) direct() bool {
	return l.sdp.IsValid() && l.sdp.Addr() == l.signal && class(l.signal) != public
}
