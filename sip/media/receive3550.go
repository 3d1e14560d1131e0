package media

import "time"

// receiver3550 keeps the reception statistics of one leg (RFC 3550 appendix A.1,
// A.3 and A.8). When the sender starts over (other SSRC, jump of the sequence
// number) the counts of the stream before are kept in the totals.
type receiver3550 struct {
	started  bool
	ssrc     uint32
	base     uint32 // first extended sequence number
	top      uint32 // highest extended sequence number
	received uint32 // packets of this stream

	priorExpected uint32 // at the last report
	priorReceived uint32

	transit int64 // of the last speech packet, in clock ticks
	jitter  int64 // mean deviation in ticks, times 16
	rate    int

	packets uint64 // of all streams
	bytes   uint64
	lost    uint64 // of streams that ended
}

// add counts a packet. One that is not timed says nothing about jitter: telephone events,
// which repeat their timestamp, and what is read later than it came.
func (r *receiver3550) add(h *header, size int, now time.Duration, rate int, timed bool) {
	r.packets++
	r.bytes += uint64(size)
	step := int16(h.seq - uint16(r.top))
	if !r.started || h.ssrc != r.ssrc || step > 3000 || step < -3000 {
		r.restart(h)
	} else if step > 0 {
		r.top += uint32(step)
	}
	r.received++
	if timed {
		r.timing(h, now, rate)
	}
}

func (r *receiver3550) restart(h *header) {
	r.lost += r.missing()
	r.started, r.ssrc, r.received = true, h.ssrc, 0
	r.base, r.top = 1<<16|uint32(h.seq), 1<<16|uint32(h.seq) // room for packets before the first
	r.priorExpected, r.priorReceived, r.rate, r.jitter = 0, 0, 0, 0
}

// timing is the jitter estimator of appendix A.8.
func (r *receiver3550) timing(h *header, now time.Duration, rate int) {
	transit := samples(now, rate) - int64(h.ts)
	if r.rate != rate {
		r.rate, r.transit, r.jitter = rate, transit, 0
		return
	}
	d := int64(int32(transit - r.transit))
	r.transit = transit
	if d < 0 {
		d = -d
	}
	if d < int64(2*rate) { // a jump of two seconds is a new count, not jitter
		r.jitter += d - (r.jitter+8)>>4
	}
}

// expected is how many packets the sender of this stream has sent.
func (r *receiver3550) expected() uint32 {
	if !r.started {
		return 0
	}
	return r.top - r.base + 1
}

// missing is how many of them did not come; duplicates can hide losses.
func (r *receiver3550) missing() uint64 {
	return uint64(max(int64(r.expected())-int64(r.received), 0))
}

// jitterTime returns the jitter as time.
func (r *receiver3550) jitterTime() time.Duration {
	if r.rate == 0 {
		return 0
	}
	return time.Duration(r.jitter>>4) * time.Second / time.Duration(r.rate)
}

// fraction returns the share lost since the last call, in 1/256, as a report
// block has it (appendix A.3).
func (r *receiver3550) fraction() uint8 {
	expected, received := r.expected()-r.priorExpected, r.received-r.priorReceived
	r.priorExpected, r.priorReceived = r.expected(), r.received
	lost := int64(expected) - int64(received)
	if expected == 0 || lost <= 0 {
		return 0
	}
	return uint8(min(lost<<8/int64(expected), 255))
}
