package sip

import (
	"net/netip"
	"strings"
)

// Networks that the edge speaks.
const (
	udp = "udp"
	tcp = "tcp"
)

// flow is the way to a peer: a network, the peer's address, and for TCP the
// connection that was used (RFC 5626 section 2). It is a value; two requests of
// one phone have equal flows.
type flow struct {
	net    string
	remote netip.AddrPort
	conn   *tcpConn // nil for UDP and for a TCP peer that is still to be dialled
}

// same reports whether a message on g comes from the very socket behind f.
func (f flow) same(g flow) bool {
	if f.net != g.net {
		return false
	}
	if f.conn != nil && g.conn != nil {
		return f.conn == g.conn
	}
	return f.remote == g.remote
}

// sameHost reports whether both ends are one address, whatever the port.
func (f flow) sameHost(g flow) bool { return f.remote.Addr() == g.remote.Addr() }

func (f flow) viaName() string { return strings.ToUpper(f.net) }

func (f flow) String() string { return f.net + ":" + f.remote.String() }
