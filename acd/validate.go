package acd

import (
	"slices"
	"time"
)

const (
	// MaxPriority bounds priorities on both sides; beyond it they are cut.
	MaxPriority = 1000
	// MaxMisses is the largest Service.Misses.
	MaxMisses = 100
	// maxSetting is the longest time that a setting may have.
	maxSetting = 7 * 24 * time.Hour
	// minRaise is the shortest RaiseEvery.
	minRaise = time.Second
)

// validService reports whether the core can work with s.
func validService(s Service) bool {
	ok := s.ID != "" && slices.Contains(Strategies, s.Strategy) &&
		s.Ring >= time.Millisecond && s.Misses >= 0 && s.Misses <= MaxMisses && s.MaxWaiting >= 0 &&
		s.RaiseTo >= -MaxPriority && s.RaiseTo <= MaxPriority &&
		(s.RaiseEvery == 0 || s.RaiseEvery >= minRaise)
	for _, d := range []time.Duration{s.ServiceLevel, s.Ring, s.WrapUp, s.Sticky, s.RaiseEvery, s.MaxWait} {
		ok = ok && d >= 0 && d <= maxSetting && d%time.Millisecond == 0
	}
	return ok && validLevels(s.Levels) &&
		validRule(s.Full, false) && validRule(s.ClosedDo, false) &&
		validRule(s.Nobody, true) && validRule(s.TooLong, true)
}

// validLevels wants both times and levels to rise.
func validLevels(levels []LevelOpening) bool {
	for i, l := range levels {
		if l.After < 0 || l.After > maxSetting || l.After%time.Millisecond != 0 || l.Level < 1 || l.Level > MaxLevel {
			return false
		}
		if i > 0 && (l.After <= levels[i-1].After || l.Level <= levels[i-1].Level) {
			return false
		}
	}
	return true
}

// validRule: no rule at all (Do empty) means to wait, or a message for a
// service that is full or closed.
func validRule(r Rule, mayWait bool) bool {
	switch r.Do {
	case "", RuleMessage, RuleCallback, RuleVoice:
		return true
	case RuleWait:
		return mayWait
	case RuleService:
		return r.Service != ""
	case RuleNumber:
		return r.Number != ""
	}
	return false
}

// agentProblem returns why the core cannot work with a; "" if it can.
func (f *Floor) agentProblem(a Agent) RefusalCode {
	if a.ID == "" {
		return InvalidConfig
	}
	for i, m := range a.Services {
		if m.Level < 1 || m.Level > MaxLevel || m.Weight < 0 || m.Weight > MaxWeight {
			return InvalidConfig
		}
		for _, n := range a.Services[:i] {
			if n.Service == m.Service {
				return InvalidConfig
			}
		}
		if f.services[m.Service] == nil {
			return UnknownService
		}
	}
	return ""
}
