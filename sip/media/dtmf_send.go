package media

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// ErrNoEvents means that the leg did not agree to telephone-event; send the
// digits in a SIP INFO.
var ErrNoEvents = errors.New("telephone-event was not agreed")

// digitPause is the silence between two digits.
const digitPause = 3 // frames

// SendDTMF sends keys as telephone events (RFC 4733), each as long as given (100
// ms by default, 40 ms to 2 s), after those that are still being sent. Meanwhile
// the source of the stream is not heard; it goes on afterwards.
func (s *Session) SendDTMF(keys string, each time.Duration) error {
	for i := range len(keys) {
		if _, ok := eventCode(keys[i]); !ok {
			return fmt.Errorf("DTMF key %q", keys[i])
		}
	}
	if each == 0 {
		each = 100 * time.Millisecond
	}
	frames := int(min(max(each, 40*time.Millisecond), 2*time.Second) / frameTime)
	start, err := s.out.queueDigits(keys, frames)
	if start {
		s.engine.wheel.add(digitTicker{s})
	}
	return err
}

// digitSender is the row of digits that a stream is sending.
type digitSender struct {
	queue []queuedDigit
	sent  int    // frames of the first digit sent so far
	start uint32 // its timestamp
}

type queuedDigit struct {
	code   uint8
	frames int
}

func (d *digitSender) busy() bool { return len(d.queue) > 0 }

// queueDigits appends keys; start is true when the sender has to be started.
func (o *outbound) queueDigits(keys string, frames int) (start bool, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.events {
		return false, ErrNoEvents
	}
	start = !o.digits.busy() && len(keys) > 0
	for i := range len(keys) {
		code, _ := eventCode(keys[i])
		o.digits.queue = append(o.digits.queue, queuedDigit{code, frames})
	}
	return start, nil
}

// digitTicker drives the sender by the wheel.
type digitTicker struct{ s *Session }

func (t digitTicker) tick() bool {
	e := t.s.engine
	return t.s.out.digitFrame(e.wheel.scratch[:headerSize+4], e.now())
}

// digitFrame sends the next packet of the first digit: frames of it, the last of
// them with the end bit, two repetitions of that, and a pause. The packet is put
// together in packet. It returns false when all digits are sent.
func (o *outbound) digitFrame(packet []byte, now time.Duration) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	d := &o.digits
	if !d.busy() || !o.ready() || !o.events {
		d.queue, d.sent = nil, 0
		return false
	}
	q := d.queue[0]
	step := samples(frameTime, o.rate)
	if d.sent == 0 {
		d.start = o.nextTS(now)
	}
	if n := d.sent + 1; n <= q.frames+2 {
		p := packet[headerSize:]
		p[0], p[1] = q.code, 10 // volume -10 dBm0
		if n >= q.frames {
			p[1] |= 0x80
		}
		binary.BigEndian.PutUint16(p[2:], uint16(min(int64(min(n, q.frames))*step, 0xFFFF)))
		o.emit(packet, o.event, n == 1, d.start, now)
	}
	d.sent++
	if d.sent < q.frames+2+digitPause {
		return true
	}
	o.ts = d.start + uint32(int64(d.sent)*step)
	o.at, o.mapped = now, false
	d.queue, d.sent = d.queue[1:], 0
	return d.busy()
}
