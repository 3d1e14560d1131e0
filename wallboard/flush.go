package wallboard

import "github.com/callfloor/callfloor/acd"

// flush sends what has changed since the last one, to crowds only when it is their
// time. refresh says that limits of time were looked at too.
func (h *Hub) flush(refresh bool) {
	h.send(refresh, refresh || h.config.Now().Sub(h.told) >= h.config.Crowd)
}

// send sends what has changed, to crowds where they are to be told.
func (h *Hub) send(refresh, crowds bool) {
	d := &h.board.dirty
	if d.empty() && h.held.empty() && !refresh {
		return
	}
	h.judge(d)
	// Every view is brought up to date before anything is pushed: a viewer whose
	// queue is full gets snapshots of all its views.
	changed, holds := false, false
	for _, v := range h.views {
		v.delta = nil
		of := d
		if v.crowd {
			if !holds {
				h.held.add(d)
				holds = true
			}
			if !crowds {
				continue
			}
			of = &h.held
		}
		if c := v.collect(h, of, refresh); !c.empty() {
			v.delta, changed = h.delta(v, c), true
		}
	}
	if changed {
		h.deliver()
	}
	d.clear()
	h.flushed = h.config.Now()
	if crowds {
		h.held.clear()
		h.told = h.flushed
	}
}

// bundle is the deltas of one flush that a viewer gets, by the order of its views.
type bundle [4]*Frame // as many as Topics

// deliver pushes the deltas of a flush: to each viewer one frame, in which those of
// several topics stand together. Writing costs by the message, not by the byte.
func (h *Hub) deliver() {
	joined := map[bundle]*Frame{}
	for viewer := range h.viewers {
		var b bundle
		n := 0
		for _, v := range viewer.views {
			if v.delta != nil {
				b[n] = v.delta
				n++
			}
		}
		switch n {
		case 0:
		case 1:
			viewer.push(b[0])
		default:
			f := joined[b]
			if f == nil {
				f = together(b[:n])
				joined[b] = f
			}
			viewer.push(f)
		}
	}
}

func (h *Hub) delta(v *view, c change) *Frame {
	m := h.message("delta")
	m.Topic, m.Gone, m.Totals, m.Alerts = v.topic, c.gone, c.totals, c.alerts
	if c.count > 0 {
		m.Rows = c.rows
	}
	return encode(m)
}

// judge bands the rows in d again, and forgets those that are gone.
func (h *Hub) judge(d *dirty) {
	now := h.now()
	for id := range d.services {
		s := h.board.services[id]
		if s == nil {
			delete(h.verdicts, id)
			continue
		}
		h.verdict(id).judge(s, now, false)
	}
	for id := range d.agents {
		a := h.board.agents[id]
		if a == nil {
			delete(h.bands, id)
			continue
		}
		h.bands[id] = h.config.Limits.band(a, now)
	}
}

// refresh looks at every limit of time: a caller has waited too long or enters the
// next bucket of waits, a wrap-up lasts too long, a rate has stayed in its new
// band. Rows of which that changes something are sent.
func (h *Hub) refresh() {
	now := h.now()
	for id, s := range h.board.services {
		if h.verdict(id).judge(s, now, true) {
			h.board.dirty.services[id] = struct{}{}
		}
	}
	for id, a := range h.board.agents {
		if h.config.Limits.band(a, now) != h.bands[id] {
			h.board.dirty.agents[id] = struct{}{}
		}
	}
	h.flush(true)
}

// beat tells every viewer that has not just had a frame that the figures are still
// true, and ends those that take nothing.
func (h *Hub) beat() {
	f, now := encode(h.message("beat")), h.config.Now()
	for v := range h.viewers {
		if v.stuck(now, h.config.Stuck) {
			h.stats.cuts.Add(1)
			v.err = ErrTooSlow
			h.remove(v)
			continue
		}
		if now.Sub(v.pushedAt) >= h.config.Beat {
			v.push(f)
		}
	}
}

// verdict returns what is said about a service, made when it is new.
func (h *Hub) verdict(id acd.ServiceID) *verdict {
	v := h.verdicts[id]
	if v == nil {
		v = &verdict{}
		h.verdicts[id] = v
	}
	return v
}
