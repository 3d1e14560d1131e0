package media

import (
	"slices"
	"sync"
	"time"
)

// Mixer lets three or more legs hear each other: every frame time each hears the sum
// of what the others say. Only legs of G.711 can be mixed (Session.Mixable); for two
// a bridge is better, which decodes nothing.
//
// mu guards the parts; it is taken with no lock of a session held.
type Mixer struct {
	engine *Engine

	mu     sync.Mutex
	parts  []*part
	closed bool
}

// part is one leg in a mixer.
type part struct {
	session *Session
	voice   voice
	frame   [frameSamples]int16 // of the turn at hand
}

// Mix makes the sessions hear each other, in place of whatever they were sending.
// They leave their bridges. Calls about one mixer must come one after the other; the
// call that owns the legs sees to that.
func (e *Engine) Mix(sessions ...*Session) *Mixer {
	m := &Mixer{engine: e}
	for _, s := range sessions {
		m.parts = append(m.parts, &part{session: s})
	}
	for _, s := range sessions {
		Unbridge(s)
		s.attend()
		s.out.setSource(source{mixer: m})
		s.mixer.Store(m)
		s.pace()
	}
	e.wheel.add(m)
	return m
}

// Of reports whether m mixes exactly these sessions.
func (m *Mixer) Of(sessions []*Session) bool {
	return len(sessions) == len(m.parts) && !slices.ContainsFunc(m.parts, func(p *part) bool { return !slices.Contains(sessions, p.session) })
}

// Close ends the mixing. Legs that nothing else feeds by now fall silent.
func (m *Mixer) Close() {
	m.mu.Lock()
	m.closed = true
	parts := m.parts
	m.mu.Unlock()
	for _, p := range parts {
		p.session.mixer.CompareAndSwap(m, nil)
		p.session.out.dropMixer(m)
	}
}

// Mixable reports whether a leg agreed to one of the two of G.711.
func (s *Session) Mixable() bool {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	return s.out.kind.law() != lawNone
}

// hear takes a speech packet of from.
func (m *Mixer) hear(from *Session, h *header, l law, payload []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.parts {
		if p.session == from {
			p.voice.add(h, l, payload)
		}
	}
}

// tick sends every leg one frame of what the others say.
func (m *Mixer) tick() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return false
	}
	var total [frameSamples]int32
	for _, p := range m.parts {
		p.voice.take(p.frame[:])
		for i, v := range p.frame {
			total[i] += int32(v)
		}
	}
	for _, p := range m.parts {
		for i := range total {
			p.frame[i] = clamp(total[i] - int32(p.frame[i]))
		}
		p.session.out.mixFrame(m, p.frame[:], m.engine.wheel.scratch[:], m.engine.now())
	}
	return true
}

func clamp(v int32) int16 { return int16(min(max(v, -32768), 32767)) }

// mixFrame sends a frame, put together in packet, if m feeds the stream.
func (o *outbound) mixFrame(m *Mixer, samples []int16, packet []byte, now time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	l := o.kind.law()
	if o.src.mixer != m || !o.ready() || l == lawNone || o.digits.busy() {
		o.mapped = false
		return
	}
	first := !o.mapped
	ts := o.ts + frameSamples
	if first {
		ts, o.mapped = o.nextTS(now), true
	}
	for i, v := range samples {
		packet[headerSize+i] = l.encode(v)
	}
	o.emit(packet, o.pt, first, ts, now)
}

// dropMixer makes the stream silent if m feeds it.
func (o *outbound) dropMixer(m *Mixer) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.src.mixer == m {
		o.src, o.mapped = source{}, false
	}
}
