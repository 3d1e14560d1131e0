package wallboard

import (
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Limit is how long a state may last before the screen warns and alarms. A zero
// part is no limit.
type Limit struct {
	Warn time.Duration
	Bad  time.Duration
}

// Limits are the limits of agents' states; a state or reason that is not named
// has none.
type Limits struct {
	Talk    Limit // 통화중
	Hold    Limit // 보류
	WrapUp  Limit // 후처리
	Reasons map[acd.Reason]Limit
}

// DefaultLimits are the house's.
func DefaultLimits() Limits {
	return Limits{
		Talk:   Limit{Warn: 15 * time.Minute, Bad: 20 * time.Minute},
		Hold:   Limit{Warn: time.Minute, Bad: 2 * time.Minute},
		WrapUp: Limit{Warn: 2 * time.Minute, Bad: 3 * time.Minute},
		Reasons: map[acd.Reason]Limit{
			acd.Rest:        {Warn: 15 * time.Minute, Bad: 20 * time.Minute},
			acd.Meal:        {Warn: time.Hour, Bad: 70 * time.Minute},
			acd.Away:        {Warn: 15 * time.Minute, Bad: 20 * time.Minute},
			acd.NoAnswer:    {Warn: time.Minute, Bad: 5 * time.Minute},
			acd.Unreachable: {Warn: time.Minute, Bad: 5 * time.Minute},
		},
	}
}

// of returns the limit that holds for a, and since when its time runs.
func (l *Limits) of(a *agent) (Limit, acd.Time) {
	switch {
	case a.heldSince != 0:
		return l.Hold, a.heldSince
	case a.state == acd.Talking:
		return l.Talk, a.since
	case a.state == acd.WrapUp:
		return l.WrapUp, a.since
	case a.state == acd.NotReady:
		return l.Reasons[a.reason], a.since
	}
	return Limit{}, a.since
}

// band judges the time that a has spent in its state.
func (l *Limits) band(a *agent, now acd.Time) Band {
	limit, since := l.of(a)
	switch spent := now.Sub(since); {
	case a.state == acd.LoggedOut:
		return ""
	case limit.Bad > 0 && spent >= limit.Bad:
		return Bad
	case limit.Warn > 0 && spent >= limit.Warn:
		return Warn
	}
	return Good
}
