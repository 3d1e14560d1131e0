package media

// voice is what one leg says, as samples on the way into a mixer: put into order,
// gaps filled with silence, some of it kept back so that packets may be late.
type voice struct {
	ring  [voiceRoom]int16
	head  int // next sample to be taken
	count int // samples that wait
	begun bool
	next  uint32 // timestamp after the last sample that came
	ssrc  uint32
	ready bool // enough has come to begin
}

const (
	voiceRoom  = 10 * frameSamples // 200 ms
	voiceStart = 2 * frameSamples  // kept back before the first sample is heard
	voiceMost  = 6 * frameSamples  // beyond it the oldest is skipped: nobody is heard late for long
)

// add takes a packet. What comes too late or twice is dropped; a gap of up to 60 ms is
// silence, a longer one a new beginning.
func (v *voice) add(h *header, l law, payload []byte) {
	gap := int32(h.ts - v.next)
	switch {
	case !v.begun || h.ssrc != v.ssrc || gap > 3*frameSamples || gap < -voiceRoom:
		v.begun, v.ssrc = true, h.ssrc
	case gap < 0:
		return
	default:
		for range gap {
			v.push(0)
		}
	}
	for _, b := range payload {
		v.push(l.decode(b))
	}
	v.next = h.ts + uint32(len(payload))
	if v.count > voiceMost {
		v.skip(v.count - voiceStart)
	}
	v.ready = v.ready || v.count >= voiceStart
}

func (v *voice) push(s int16) {
	if v.count == voiceRoom {
		v.skip(1)
	}
	v.ring[(v.head+v.count)%voiceRoom] = s
	v.count++
}

func (v *voice) skip(n int) {
	v.head = (v.head + n) % voiceRoom
	v.count -= n
}

// take fills a frame; what is missing is silence, and then some is kept back again.
func (v *voice) take(frame []int16) {
	clear(frame)
	if !v.ready {
		return
	}
	n := min(len(frame), v.count)
	for i := range n {
		frame[i] = v.ring[(v.head+i)%voiceRoom]
	}
	v.skip(n)
	if n < len(frame) {
		v.ready = false
	}
}
