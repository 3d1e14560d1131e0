package media

import (
	"net/netip"

	"github.com/rs/zerolog"
)

// burstSize is how many packets are handed to the system at once: enough that the way into
// it costs little for each, few enough that their streams are not held for long (well below
// a millisecond).
const burstSize = 64

// gatherer sends packets of many sockets by one call of the system. It belongs to one
// goroutine at a time.
type gatherer interface {
	// add takes a packet that it copies. It reports false where the socket is not one that it
	// knows, or is closed. From here to send the socket stays open.
	add(s socket, packet []byte, to netip.AddrPort) bool
	// send sends what was added and says of each, by its place in the row, whether it went out.
	// After an error nothing more can be sent this way.
	send(told func(i int, ok bool)) error
	close()
}

// burst is the packets of a turn of the wheel that go out together. A stream whose packet
// is in it stays locked until then, so that nothing overtakes it: flush before anything else
// is done that may lock a stream.
type burst struct {
	by   gatherer // nil: every packet is sent by itself
	log  zerolog.Logger
	held []heldPacket
}

// heldPacket is a packet that waits, and its stream, which is locked.
type heldPacket struct {
	of   *outbound
	size int
}

// take sends a packet of o, whose lock is held, now or with others. It reports true where it
// keeps o locked until the flush.
func (b *burst) take(o *outbound, packet []byte) bool {
	if b.by == nil || !b.by.add(o.rtp, packet, o.dest) {
		o.write(packet)
		return false
	}
	if b.held == nil {
		b.held = make([]heldPacket, 0, burstSize)
	}
	b.held = append(b.held, heldPacket{o, len(packet)})
	return true
}

// flush sends what waits and lets its streams go.
func (b *burst) flush() {
	if len(b.held) == 0 {
		return
	}
	err := b.by.send(b.told)
	for i := range b.held {
		b.held[i].of.mu.Unlock()
	}
	clear(b.held)
	b.held = b.held[:0]
	if err != nil {
		b.log.Error().Err(err).Msg("packets of music are sent one by one from now on")
		b.close()
	}
}

// close gives up sending together.
func (b *burst) close() {
	if b.by != nil {
		b.by.close()
		b.by = nil
	}
}

// full reports whether nothing more may be added.
func (b *burst) full() bool { return len(b.held) == burstSize }

func (b *burst) told(i int, ok bool) {
	h := b.held[i]
	if ok {
		h.of.wrote(h.size)
	} else {
		h.of.failed++
	}
}
