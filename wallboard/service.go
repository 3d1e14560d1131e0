package wallboard

import "github.com/callfloor/callfloor/acd"

// service is one service: settings, the counts of the day, who waits and what
// its agents do.
type service struct {
	config acd.Service
	counts
	queue   queue // calls waiting, ringing or connecting
	buckets Buckets

	promised int // who is to be called back, in none of the above
}

// counts are the figures of one service and day (spec: Figures).
type counts struct {
	offered   int
	answered  int
	inLevel   int
	abandoned int
	left      Left
	refused   Refused
}

// Left counts the ways out of a service other than answer and abandon.
type Left struct {
	Overflow int `json:"overflow"`
	TimeOut  int `json:"timeout"`
	Callback int `json:"callback"`
	Moved    int `json:"moved"`
	Lost     int `json:"lost"`
}

func (l *Left) add(r acd.LeftReason) {
	switch r {
	case acd.LeftOverflow:
		l.Overflow++
	case acd.LeftTimeOut:
		l.TimeOut++
	case acd.LeftCallback:
		l.Callback++
	case acd.LeftMoved:
		l.Moved++
	case acd.LeftLost:
		l.Lost++
	}
}

func (l *Left) plus(m Left) {
	l.Overflow += m.Overflow
	l.TimeOut += m.TimeOut
	l.Callback += m.Callback
	l.Moved += m.Moved
	l.Lost += m.Lost
}

// Refused counts calls that never entered the service, apart from offered.
type Refused struct {
	Closed int `json:"closed"`
	Full   int `json:"full"`
}

func (c *counts) refuse(r acd.RefusedReason) {
	if r == acd.RefusedFull {
		c.refused.Full++
		return
	}
	c.refused.Closed++
}

// plus adds the counts of another service.
func (c *counts) plus(d counts) {
	c.offered += d.offered
	c.answered += d.answered
	c.inLevel += d.inLevel
	c.abandoned += d.abandoned
	c.left.plus(d.left)
	c.refused.Closed += d.refused.Closed
	c.refused.Full += d.refused.Full
}

// restore takes settings and the counts of the day; the queue and the agents
// follow from the calls and the agents.
func (s *service) restore(st *acd.ServiceState) {
	t := st.Today
	s.config = st.Service
	s.counts = counts{
		offered: t.Offered, answered: t.Answered, inLevel: t.InLevel, abandoned: t.Abandoned,
		left:    Left{t.LeftOverflow, t.LeftTimeOut, t.LeftCallback, t.LeftMoved, t.LeftLost},
		refused: Refused{t.RefusedClosed, t.RefusedFull},
	}
}

// nobody reports that callers wait and no agent of the service is ready.
func (s *service) nobody() bool { return len(s.queue) > 0 && s.buckets.Ready == 0 }
