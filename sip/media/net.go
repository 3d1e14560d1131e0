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
	// rarely says that nobody waits for what comes, so that it may be read together, up to
	// 160 ms late; or that somebody does again. What had come by then has been delivered
	// when catchUp returns, on the goroutine that calls it or on one that was about it. A
	// receiver that is being handed something may not call it.
	rarely(yes bool)
	catchUp()
	close()
}

// network binds sockets and delivers their datagrams on goroutines of its own, or on one
// that calls catchUp.
// There are two: one reads many sockets with one goroutine and no memory per
// socket (Linux), the other is plain Go with a goroutine per socket.
type network interface {
	// listen binds addr. Both sockets of a session carry the same key, so that
	// one goroutine serves both.
	listen(addr netip.AddrPort, key uint64, r receiver) (socket, error)
	// gatherer opens what sends packets of many sockets at once; nil where there is no such
	// thing, an error where the system does not let us.
	gatherer() (gatherer, error)
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
