package sip

import (
	"errors"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// DialLimits bound what a stolen password or a forgotten phone can cost (S-09).
// Emergency numbers and colleagues are never refused.
type DialLimits struct {
	Minute   int              // calls that an agent begins within a minute; 0 is 20
	Day      int              // within a day of the centre; 0 is no limit
	Far      int              // of these to other countries and to premium numbers; 0 is no limit
	Night    [2]time.Duration // since midnight: calls to other countries and premium numbers are refused from the first to the second
	Location *time.Location   // of the centre; nil is UTC
}

// Why a call is not made now.
var (
	ErrDaily = errors.New("the agent has made as many calls today as are allowed in a day")
	ErrFar   = errors.New("the agent has made as many calls to other countries and premium numbers today as are allowed in a day")
	ErrNight = errors.New("at night nobody calls other countries and premium numbers")
)

// day counts what one agent has dialled on one day.
type day struct {
	date string
	all  int
	far  int
}

// limit says whether one more call of a right may begin now, and counts it.
func (d *dials) limit(agent acd.AgentID, right DialRight, now time.Time, l DialLimits) error {
	where := l.Location
	if where == nil {
		where = time.UTC
	}
	now = now.In(where)
	far := right >= DialInternational
	if far && l.night(now) {
		return ErrNight
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.days == nil {
		d.days = map[acd.AgentID]day{}
	}
	x := d.days[agent]
	if date := now.Format(time.DateOnly); x.date != date {
		x = day{date: date}
	}
	switch {
	case l.Day > 0 && x.all >= l.Day:
		return ErrDaily
	case far && l.Far > 0 && x.far >= l.Far:
		return ErrFar
	}
	x.all++
	if far {
		x.far++
	}
	d.days[agent] = x
	return nil
}

// night reports whether now is within the hours in which far calls are refused; they
// may go over midnight.
func (l DialLimits) night(now time.Time) bool {
	from, to := l.Night[0], l.Night[1]
	if from == to {
		return false
	}
	at := time.Duration(now.Hour())*time.Hour + time.Duration(now.Minute())*time.Minute
	if from < to {
		return at >= from && at < to
	}
	return at >= from || at < to
}
