package media

import (
	"encoding/binary"
	"strings"
	"time"
)

// Digit is a DTMF key that the other side pressed.
type Digit struct {
	Symbol   byte          // '0' to '9', '*', '#', 'A' to 'D'
	Duration time.Duration // how long, as far as the packets tell; of a tone how long it has been heard
	Tone     bool          // heard in the speech: the other side of the call hears it too
}

// symbols are the keys by event code (RFC 4733 section 3.2).
const symbols = "0123456789*#ABCD"

// eventCode returns the event code of a key.
func eventCode(symbol byte) (uint8, bool) {
	i := strings.IndexByte(symbols, symbol)
	return uint8(i), i >= 0
}

// eventDetector turns telephone-event packets into digits. An event is known by
// SSRC and timestamp, never by the marker: its start, its end, or all but one of
// its packets may be lost, and its end comes three times (RFC 4733 section 2.5).
//
//	 0                   1                   2                   3
//	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//	|     event     |E|R| volume    |          duration             |
//	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
type eventDetector struct {
	open     bool // an event is running whose end was not seen
	any      bool // ssrc and ts name the last event
	ssrc     uint32
	ts       uint32
	code     uint8
	duration uint16
	rate     int
}

// add takes an event packet and returns a digit when one has ended.
func (d *eventDetector) add(h *header, p []byte, rate int) Digit {
	if len(p) < 4 || int(p[0]) >= len(symbols) {
		return Digit{}
	}
	end, duration := p[1]&0x80 != 0, binary.BigEndian.Uint16(p[2:])
	if d.any && h.ssrc == d.ssrc && h.ts == d.ts {
		d.duration = max(d.duration, duration)
		if !d.open || !end {
			return Digit{}
		}
		return d.finish()
	}
	if d.any && h.ssrc == d.ssrc && int32(h.ts-d.ts) < 0 {
		return Digit{} // a late packet of an event before
	}
	var lost Digit
	if d.open { // the end of the last event was lost
		lost = d.finish()
	}
	*d = eventDetector{open: true, any: true, ssrc: h.ssrc, ts: h.ts, code: p[0], duration: duration, rate: rate}
	if end && lost.Symbol == 0 {
		return d.finish()
	}
	return lost
}

// speech takes note of a speech packet: it ends an event whose end was lost, once
// it lies clearly behind the event.
func (d *eventDetector) speech(h *header) Digit {
	if !d.open || h.ssrc != d.ssrc || int32(h.ts-d.ts) < int32(d.duration)+int32(d.rate/5) {
		return Digit{}
	}
	return d.finish()
}

// finish closes the running event.
func (d *eventDetector) finish() Digit {
	d.open = false
	return Digit{
		Symbol:   symbols[d.code],
		Duration: time.Duration(d.duration) * time.Second / time.Duration(max(d.rate, 1)),
	}
}
