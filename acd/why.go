package acd

import (
	"strconv"
	"time"
)

// explain says why c goes to m. indexed says whether m still stands in the
// index; an agent just set free does not and is the only one eligible.
func (f *Floor) explain(c *call, m *member, indexed bool) Explanation {
	s := c.svc
	open := s.open[c.OpenStep]
	why := Explanation{
		Trigger:   f.trigger,
		Strategy:  s.Strategy,
		Eligible:  1,
		OpenLevel: open,
		Level:     m.Level,
		Key:       m.reason(f.now),
	}
	if indexed {
		why.Eligible = s.readyCount(open)
	}
	for i := range m.agent.members {
		why.AheadOf += m.agent.members[i].svc.inLine
	}
	if c.Phase == Waiting {
		why.AheadOf--
	}
	return why
}

func rivals(list []*member, now Time) []Rival {
	if len(list) == 0 {
		return nil
	}
	out := make([]Rival, len(list))
	for i, m := range list {
		out[i] = Rival{Agent: m.agent.Agent.ID, Level: m.Level, Key: m.reason(now)}
	}
	return out
}

// reason names what the strategy compares.
func (m *member) reason(now Time) string {
	a := m.agent
	switch m.svc.Strategy {
	case RoundRobin:
		return "turn " + strconv.FormatUint(m.last, 10)
	case FewestCalls:
		return "calls " + strconv.Itoa(a.Today.Answered)
	case LeastTalk:
		return "talk " + seconds(a.Today.Talk)
	case FixedOrder:
		return "order " + strconv.Itoa(m.Order)
	case WeightedRandom:
		return "weight " + strconv.Itoa(max(1, m.Weight))
	}
	return "idle " + seconds(now.Sub(a.IdleSince))
}

func seconds(d time.Duration) string {
	return strconv.FormatInt(int64(d/time.Second), 10) + "s"
}
