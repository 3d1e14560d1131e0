package explore

import "github.com/callfloor/callfloor/acd"

// overtaken names a waiting call that the agent may take and that comes before
// the one just offered (I-04): higher priority, then earlier entry, then the
// weightier service. Calls equal in all three go by arrival, which events do not
// tell.
func (l *Ledger) overtaken(c *callLine, e acd.CallOffered) acd.CallID {
	for id, d := range l.calls {
		if d.stage != acd.Waiting || id == e.Call {
			continue
		}
		for _, m := range l.serves[e.Agent] {
			if m.Service == d.service && m.Level <= l.openTo(d, e.At) && l.before(d, c) {
				return id
			}
		}
	}
	return ""
}

// openTo is the worst level that may take c at the time.
func (l *Ledger) openTo(c *callLine, at acd.Time) int {
	levels := l.services[c.service].cfg.Levels
	if len(levels) == 0 {
		return acd.MaxLevel
	}
	open := 1
	for _, o := range levels {
		if o.After <= at.Sub(c.entered) {
			open = o.Level
		}
	}
	return open
}

func (l *Ledger) before(c, d *callLine) bool {
	switch {
	case c.priority != d.priority:
		return c.priority > d.priority
	case c.entered != d.entered:
		return c.entered < d.entered
	}
	return l.services[c.service].cfg.Weight > l.services[d.service].cfg.Weight
}
