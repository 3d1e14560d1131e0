package media

import "net/netip"

// receiver takes the datagrams of one socket. The slice is the caller's and is
// used again afterwards; the receiver may write into it.
type receiver interface {
	receive(packet []byte, from netip.AddrPort)
}

// socket is one bound UDP socket. send and close may be called by any goroutine;
// after close nothing is sent and no more datagram is delivered, save one that is
// in the receiver's hands.
type socket interface {
	send(packet []byte, to netip.AddrPort) error
	close()
}

// network binds sockets and delivers their datagrams on goroutines of its own.
// There are two: one reads many sockets with one goroutine and no memory per
// socket (Linux), the other is plain Go with a goroutine per socket.
type network interface {
	// listen binds addr. Both sockets of a session carry the same key, so that
	// one goroutine serves both.
	listen(addr netip.AddrPort, key uint64, r receiver) (socket, error)
	// close ends the goroutines and waits for them. Sockets must be closed first.
	close()
}

// openNetwork starts the network of this system, or the plain one.
func openNetwork(plain bool) (network, error) {
	if plain {
		return newPlainNetwork(), nil
	}
	return newNetwork()
}

// maxDatagram is the longest datagram that is read whole; telephone audio stays
// far below it, and longer ones are cut and then fail to parse or are refused.
const maxDatagram = 2048
