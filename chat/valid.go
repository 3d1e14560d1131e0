package chat

import (
	"slices"
	"time"
)

// DefaultPolicy is the policy of a new centre: automatic, among who is logged in, waiting
// rather than refusing, with every automatic message and without times.
func DefaultPolicy() Policy {
	return Policy{
		Method: Automatic, Target: LoggedIn, Backlog: true,
		AfterHours: Queue, AllResting: Queue, MealTime: Queue, OverLimit: Queue, NoProfile: Queue,
		Says: []Auto{Greeting, Title, QueueSize, Unavailable, EndNotice},
	}
}

// normal returns the policy with "" replaced by the defaults, and whether the House can work
// with it.
func (p Policy) normal() (Policy, bool) {
	d := DefaultPolicy()
	p.Method, p.Target = or(p.Method, d.Method), or(p.Target, d.Target)
	for _, c := range []*Choice{&p.AfterHours, &p.AllResting, &p.MealTime, &p.OverLimit, &p.NoProfile} {
		*c = or(*c, Queue)
	}
	p.Says, p.Bot.Answers = slices.Clone(p.Says), slices.Clone(p.Bot.Answers)
	return p, p.valid()
}

func or[T ~string](v, usual T) T {
	if v == "" {
		return usual
	}
	return v
}

func (p Policy) valid() bool {
	day := 24 * time.Hour
	for _, m := range p.Says {
		if m.byBot() || m == AutoReply {
			return false
		}
	}
	for _, c := range []Choice{p.AllResting, p.MealTime, p.NoProfile} {
		if c != Queue && c != Assign {
			return false
		}
	}
	for _, c := range []Choice{p.AfterHours, p.OverLimit} {
		if c != Queue && c != Refuse {
			return false
		}
	}
	return (p.Method == Automatic || p.Method == Manual || p.Method == Hybrid) &&
		(p.Target == LoggedIn || p.Target == OnDuty) &&
		zeroOrFrom(p.BacklogDelay, MinBacklogDelay) && p.BacklogDelay <= MaxBacklogDelay &&
		zeroOrFrom(p.UndistributedEnd, day) && p.UndistributedEnd <= MaxUndistributed && p.UndistributedEnd%day == 0 &&
		zeroOrFrom(p.AnswerWithin, MinAnswerWithin) && zeroOrFrom(p.IdleEnd, MinIdle) &&
		zeroOrFrom(p.BotIdle, MinIdle) && zeroOrFrom(p.ReturnWithin, 0)
}

// maxSetting is the longest time that a setting may have.
const maxSetting = 366 * 24 * time.Hour

func zeroOrFrom(d, least time.Duration) bool {
	return d == 0 || d >= least && d > 0 && d <= maxSetting && d%time.Millisecond == 0
}
