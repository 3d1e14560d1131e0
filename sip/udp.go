package sip

import (
	"bytes"
	"errors"
	"net"
	"time"
)

// A socket is quiet while it is silent for quietTime after at most quietBurst
// datagrams.
const (
	quietTime  = 20 * time.Microsecond
	quietBurst = 4
)

// readUDP takes datagrams off the socket, drops what the front refuses and
// spreads the rest over the workers by Call-ID, so that the messages of one call
// stay in order. On a quiet socket it does the work of an idle worker itself:
// waking one costs more than many a message.
func (t *transport) readUDP() {
	defer func() {
		for _, w := range t.workers {
			close(w.queue)
		}
	}()
	buf := make([]byte, maxMessage+1)
	var done time.Time // when the last datagram was dealt with
	burst := 0         // datagrams without a silence
	for {
		n, from, err := t.udp.ReadFromUDPAddrPort(buf)
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			// An ICMP error of an earlier send or a full table: the socket lives.
			time.Sleep(time.Millisecond)
			continue
		}
		data, now := buf[:n], time.Now()
		if n <= 4 && len(bytes.Trim(data, "\r\n\x00")) == 0 {
			continue // keep-alive (RFC 5626 section 4.4.1)
		}
		p, complete, why := look(data)
		switch {
		case n > maxMessage:
			why = refusedSize
		case why == refusedNone && !complete:
			why = refusedGarbage
		case why == refusedNone && p.length > n-p.header:
			why = refusedSize // a body that the datagram does not hold (RFC 3261 section 18.3)
		}
		from = netipUnmap(from)
		if why == refusedNone {
			why = t.front.admit(from.Addr(), p, now)
		}
		if why != refusedNone {
			t.met.rejected(why)
			continue
		}
		w := t.workers[p.callID%uint64(len(t.workers))]
		d := datagram{data: bytes.Clone(data), from: from}
		if now.Sub(done) > quietTime {
			burst = 0
		}
		if burst++; burst <= quietBurst && w.left.Load() == 0 {
			t.deliver(d.data, flow{net: udp, remote: d.from})
			done = time.Now()
			continue
		}
		w.left.Add(1)
		select {
		case w.queue <- d:
		default:
			w.left.Add(-1)
			t.met.rejected(refusedOverload)
		}
		done = now
	}
}

func (t *transport) work(w *worker) {
	for d := range w.queue {
		t.deliver(d.data, flow{net: udp, remote: d.from})
		w.left.Add(-1)
	}
}
