package sip

import (
	"context"
	"errors"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// DialLimits bound what a stolen password or a forgotten phone can cost (S-09).
// Emergency numbers and colleagues are never refused.
type DialLimits struct {
	Minute   int              // calls that an agent begins within a minute; 0 is 20
	AtOnce   int              // to the outside at once, calls given away there included; 0 is no limit
	Day      int              // within a day of the centre; 0 is no limit
	Far      int              // of these to other countries and to premium numbers; 0 is no limit
	Talk     time.Duration    // of an agent with the outside within a day; 0 is no limit
	FarTalk  time.Duration    // of these with other countries and premium numbers; a call that is up when it is used up ends; 0 is no limit
	AllFar   time.Duration    // the same of all agents together; 0 is no limit
	Night    [2]time.Duration // since midnight: calls to other countries and premium numbers are refused from the first to the second
	Location *time.Location   // of the centre; nil is UTC
}

// Why a call is not made now.
var (
	ErrAtOnce = errors.New("the agent has as many calls to the outside at once as are allowed, calls that were given away there included")
	ErrDaily  = errors.New("the agent has made as many calls today as are allowed in a day")
	ErrFar    = errors.New("the agent has made as many calls to other countries and premium numbers today as are allowed in a day")
	ErrNight  = errors.New("at night nobody calls other countries and premium numbers")

	ErrTalk    = errors.New("the agent has used up the minutes of talk with the outside that are allowed in a day")
	ErrFarTalk = errors.New("the agent has used up the minutes of talk with other countries and premium numbers that are allowed in a day")
	ErrAllFar  = errors.New("the centre has used up the minutes of talk with other countries and premium numbers that are allowed in a day")
)

// day counts what one agent has dialled on one day, and how long the calls that are over
// lasted.
type day struct {
	date    string
	all     int
	far     int
	talk    time.Duration
	farTalk time.Duration // part of talk
}

// limit says whether one more call of a right may begin now.
func (d *dials) limit(agent acd.AgentID, right DialRight, now time.Time, l DialLimits) error {
	now = now.In(l.where())
	far := right >= DialInternational
	if far && l.night(now) {
		return ErrNight
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch x := d.dayOf(agent, now); {
	case l.AtOnce > 0 && d.live[agent] >= l.AtOnce:
		return ErrAtOnce
	case l.Day > 0 && x.all >= l.Day:
		return ErrDaily
	case far && l.Far > 0 && x.far >= l.Far:
		return ErrFar
	case l.Talk == 0 && l.FarTalk == 0 && l.AllFar == 0:
		return nil
	}
	switch x := d.used(agent, now); {
	case far && l.AllFar > 0 && d.allFar(now) >= l.AllFar:
		return ErrAllFar
	case far && l.FarTalk > 0 && x.farTalk >= l.FarTalk:
		return ErrFarTalk
	case l.Talk > 0 && x.talk >= l.Talk:
		return ErrTalk
	}
	return nil
}

// limitCentre says whether one more call of a right may begin now that no agent makes: a
// rule or a key gives a caller to a number. What is of an agent alone does not bound it.
func (d *dials) limitCentre(right DialRight, now time.Time, l DialLimits) error {
	now = now.In(l.where())
	if right < DialInternational {
		return nil
	}
	if l.night(now) {
		return ErrNight
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if l.AllFar > 0 && d.allFar(now) >= l.AllFar {
		return ErrAllFar
	}
	return nil
}

// begin and end count the legs to the outside that an agent has now.
func (d *dials) begin(agent acd.AgentID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.live == nil {
		d.live = map[acd.AgentID]int{}
	}
	d.live[agent]++
}

func (d *dials) end(agent acd.AgentID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.live[agent]--; d.live[agent] <= 0 {
		delete(d.live, agent)
	}
}

// count notes a call that was let through.
func (d *dials) count(agent acd.AgentID, right DialRight, now time.Time, l DialLimits) {
	if right == DialNothing {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	x := d.dayOf(agent, now.In(l.where()))
	x.all++
	if right >= DialInternational {
		x.far++
	}
	if d.days == nil {
		d.days = map[acd.AgentID]day{}
	}
	d.days[agent] = x
}

// dayOf is what an agent has dialled on the day of now. d.mu is held.
func (d *dials) dayOf(agent acd.AgentID, now time.Time) day {
	return d.days[agent].on(now)
}

// on is x on the day of now, empty where it is another one's.
func (x day) on(now time.Time) day {
	if date := now.Format(time.DateOnly); x.date != date {
		return day{date: date}
	}
	return x
}

func (l DialLimits) where() *time.Location {
	if l.Location == nil {
		return time.UTC
	}
	return l.Location
}

// Dialled is a call to the outside that an agent made, or gave away.
type Dialled struct {
	Agent    acd.AgentID
	Number   string
	At       time.Time // it was dialled; zero where that was another one's, such as the consultation before
	From, To time.Time // it was talked; zero where nobody answered
}

// recount takes up the calls that were made today before this start, once they have ended.
func (s *Server) recount(ctx context.Context) {
	if s.deps.Dialled == nil {
		return
	}
	limits := s.dir().Dial
	now := s.now().In(limits.where())
	midnight := dayBegan(now)
	list, err := s.deps.Dialled(ctx, midnight)
	if err != nil {
		s.log.Error().Err(err).Msg("what agents called today cannot be read: the limits of calls a day begin anew")
		return
	}
	for _, d := range list {
		if !d.At.Before(midnight) {
			s.dials.count(d.Agent, rightFor(d.Number), now, limits)
		}
		if right := rightFor(d.Number); right != DialNothing && d.To.After(midnight) && d.To.After(d.From) {
			s.dials.spend(&talk{agent: d.Agent, right: right, since: d.From}, d.To.In(limits.where()))
		}
	}
}

// countDialled counts a call to the outside once the floor has let it through.
func (s *Server) countDialled(ev acd.Event) {
	limits := s.dir().Dial
	switch ev := ev.(type) {
	case acd.CallDialled:
		if ev.To == "" && ev.Number != "" {
			s.dials.count(ev.Agent, rightFor(ev.Number), s.now(), limits)
		}
	case acd.CallDiverted:
		s.dials.count(ev.From, rightFor(ev.Number), s.now(), limits)
	}
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
