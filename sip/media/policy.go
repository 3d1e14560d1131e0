package media

import "net/netip"

// Policy says whether media may be sent to the address in a description before
// anything came from there. dst is that address, signal the address that the
// other side's SIP comes from (invalid when not known).
//
// Where it says no the leg is not refused: a phone behind a NAT names its private
// address in all innocence. Nothing is sent until packets from the signalling
// address have shown where the phone is.
type Policy func(dst, signal netip.Addr) bool

// AllowUnicast is the default policy: any public address, and a private,
// loopback or link-local address only if the signalling comes from an address of
// the same kind. So nobody outside can point our stream into the inside.
func AllowUnicast(dst, signal netip.Addr) bool {
	if !dst.IsValid() || dst.IsUnspecified() || dst.IsMulticast() || dst == broadcast {
		return false
	}
	return dst == signal || class(dst) == public || (signal.IsValid() && class(dst) == class(signal))
}

// AllowSignalling admits only the address that the signalling comes from: for
// peers that must not direct media to a third party.
func AllowSignalling(dst, signal netip.Addr) bool { return dst == signal && AllowUnicast(dst, signal) }

// addrClass is how far an address reaches.
type addrClass uint8

const (
	public addrClass = iota
	private
	linkLocal
	loopback
)

// sharedSpace is the carriers' NAT range (RFC 6598).
var sharedSpace = netip.MustParsePrefix("100.64.0.0/10")

func class(a netip.Addr) addrClass {
	switch {
	case a.IsLoopback():
		return loopback
	case a.IsLinkLocalUnicast():
		return linkLocal
	case a.IsPrivate() || sharedSpace.Contains(a):
		return private
	}
	return public
}
