package media

import (
	"sync/atomic"
	"time"
)

// PlayOptions say how music is played.
type PlayOptions struct {
	Loop bool   // from the start again at the end; Done is never called then
	From int    // frame to begin with: music goes on where a prompt has broken into it
	Done func() // told once when it has played to the end, not when it was replaced
}

// Play makes m the source of the session's outgoing stream, from its beginning or
// PlayOptions.From. The Playing tells how far it has come.
// It reaches a leg whose codec is one of the two of G.711; on another leg it runs
// in silence, so that Done still comes. While the direction forbids sending it
// runs on unheard.
func (s *Session) Play(m *Music, o PlayOptions) Playing {
	p := &player{session: s, music: m, options: o, pos: max(o.From, 0) % m.Frames()}
	p.at.Store(int64(p.pos))
	s.out.setSource(source{player: p})
	s.engine.wheel.add(p)
	s.pace()
	return Playing{p}
}

// Playing is music that is, or was, played.
type Playing struct{ p *player }

// Frame is the next frame that is played, or would be.
func (p Playing) Frame() int {
	if p.p == nil {
		return 0
	}
	return int(p.p.at.Load())
}

// player plays music to one session. Only the wheel touches pos.
type player struct {
	session *Session
	music   *Music
	options PlayOptions
	pos     int          // next frame
	at      atomic.Int64 // the same, for others
	over    atomic.Bool
}

// cancel ends the player at its next tick.
func (p *player) cancel() { p.over.Store(true) }

// tick sends one frame.
func (p *player) tick() bool {
	if p.over.Load() {
		return false
	}
	if p.pos == p.music.Frames() {
		if !p.options.Loop {
			p.finish()
			return false
		}
		p.pos = 0
	}
	e := p.session.engine
	if !p.session.out.playFrame(p, &e.wheel, e.now()) {
		return false
	}
	p.pos++
	p.at.Store(int64(p.pos))
	return true
}

// finish leaves the stream silent and tells Done, unless p was replaced.
func (p *player) finish() {
	p.session.engine.wheel.burst.flush()
	if p.session.out.endPlayer(p) && p.options.Done != nil {
		p.options.Done()
	}
}

// playFrame sends p's next frame with the burst of the wheel's turn; the stream stays
// locked until that is flushed. It returns false when p is no longer the source.
func (o *outbound) playFrame(p *player, w *wheel, now time.Duration) bool {
	if w.burst.full() {
		w.burst.flush()
	}
	o.mu.Lock()
	if o.src.player != p || o.closed {
		o.mu.Unlock()
		return false
	}
	l := o.kind.law()
	if !o.ready() || l == lawNone || o.digits.busy() {
		o.mapped = false
		o.mu.Unlock()
		return true
	}
	first := !o.mapped
	ts := o.ts + frameSamples
	if first {
		ts, o.mapped = o.nextTS(now), true
	}
	packet := w.scratch[:]
	copy(packet[headerSize:], p.music.frame(l, p.pos))
	o.number(packet, o.pt, first, ts, now)
	if !w.burst.take(o, packet) {
		o.mu.Unlock()
	}
	return true
}

// emit numbers and sends a packet of our own making; its payload is in place.
func (o *outbound) emit(packet []byte, pt uint8, marker bool, ts uint32, now time.Duration) {
	o.number(packet, pt, marker, ts, now)
	o.write(packet)
}

// number makes the header of the next packet.
func (o *outbound) number(packet []byte, pt uint8, marker bool, ts uint32, now time.Duration) {
	o.seq++
	o.ts, o.at = ts, now
	putHeader(packet, pt, marker, o.seq, ts, o.ssrc)
}

// endPlayer makes the stream silent if p feeds it and reports whether it did.
func (o *outbound) endPlayer(p *player) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.src.player != p {
		return false
	}
	o.src, o.mapped = source{}, false
	return true
}
