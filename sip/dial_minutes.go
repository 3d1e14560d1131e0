package sip

import (
	"time"

	"github.com/callfloor/callfloor/acd"
)

// talk is the time of one leg to the outside, from the answer to its end. It is of the
// agent who called, also after the call was given away (S-09).
type talk struct {
	leg   *leg
	agent acd.AgentID
	right DialRight
	since time.Time
	over  bool // the call is being ended; dials.mu
}

func (t *talk) far() bool { return t.right >= DialInternational }

// today is how much of a talk until now is of the day of now.
func (t *talk) today(now time.Time) time.Duration {
	from := t.since
	if m := dayBegan(now); from.Before(m) {
		from = m
	}
	return max(0, now.Sub(from))
}

// dayBegan is the midnight before t, where t is.
func dayBegan(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// talkBegins begins the time of a leg that was answered; nil for an emergency number.
func (s *Server) talkBegins(l *leg) *talk {
	right := rightFor(l.dials.number)
	if right == DialNothing {
		return nil
	}
	t := &talk{leg: l, agent: l.dials.agent, right: right, since: s.now()}
	s.dials.mu.Lock()
	defer s.dials.mu.Unlock()
	if s.dials.up == nil {
		s.dials.up = map[*talk]struct{}{}
	}
	s.dials.up[t] = struct{}{}
	return t
}

// talkEnds ends it.
func (s *Server) talkEnds(t *talk) {
	if t != nil {
		s.dials.spend(t, s.now().In(s.dir().Dial.where()))
	}
}

// spend adds a talk that is over to the day of now.
func (d *dials) spend(t *talk, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.up, t)
	x := d.dayOf(t.agent, now)
	n := t.today(now)
	x.talk += n
	if t.far() {
		x.farTalk += n
		d.far = d.far.on(now)
		d.far.farTalk += n
	}
	if d.days == nil {
		d.days = map[acd.AgentID]day{}
	}
	d.days[t.agent] = x
}

// used is the day of an agent with the calls that are up. d.mu is held.
func (d *dials) used(agent acd.AgentID, now time.Time) day {
	x := d.dayOf(agent, now)
	for t := range d.up {
		if t.agent != agent {
			continue
		}
		n := t.today(now)
		x.talk += n
		if t.far() {
			x.farTalk += n
		}
	}
	return x
}

// allFar is how long the centre has talked with far numbers today, calls that are up
// included. d.mu is held.
func (d *dials) allFar(now time.Time) time.Duration {
	n := d.far.on(now).farTalk
	for t := range d.up {
		if t.far() {
			n += t.today(now)
		}
	}
	return n
}

// overdue are the far talks whose minutes are used up and which are not being ended yet.
func (d *dials) overdue(now time.Time, l DialLimits) (list []*talk) {
	if l.FarTalk == 0 && l.AllFar == 0 {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	all := l.AllFar > 0 && d.allFar(now) >= l.AllFar
	for t := range d.up {
		if t.far() && !t.over && (all || t.agent != "" && l.FarTalk > 0 && d.used(t.agent, now).farTalk >= l.FarTalk) {
			t.over = true
			list = append(list, t)
		}
	}
	return list
}

// endFar ends the calls to other countries and premium numbers whose minutes are used
// up: one that is left up over a weekend must not cost a weekend.
func (s *Server) endFar(now time.Time) {
	limits := s.dir().Dial
	for _, t := range s.dials.overdue(now.In(limits.where()), limits) {
		s.met.farEnded.Inc()
		s.log.Error().Str("agent", string(t.agent)).Str("number", acd.MaskNumber(t.leg.dials.number)).Str("call", string(t.leg.call.id)).
			Msg("a call is ended: the minutes of the day for other countries and premium numbers are used up")
		t.leg.call.box.post(func() { t.leg.call.farOver(t.leg) })
	}
}

// farOver ends the talk with a number outside; who is consulted there leaves the caller
// to the agent.
func (c *call) farOver(l *leg) {
	switch {
	case l.state == legOver || c.ended:
	case c.second != nil && l == c.second.leg:
		c.tell(acd.HangUp{Call: c.second.id, By: acd.BySystem, Cause: acd.CauseMinutes})
	default:
		c.hangUp(acd.BySystem, acd.CauseMinutes)
	}
}
