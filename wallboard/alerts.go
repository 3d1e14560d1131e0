package wallboard

import (
	"cmp"
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// AlertKind is what an alert is about.
type AlertKind string

const (
	LongestWait  AlertKind = "longest_wait"  // a caller waits three times the service-level time or more
	NobodyReady  AlertKind = "nobody_ready"  // callers wait and no agent is ready
	LevelTooLow  AlertKind = "service_level" // the service level is bad
	AgentTooLong AlertKind = "agent_time"    // an agent is in a state for too long
)

// Alert is one thing that is wrong now. Its ID is the same for as long as it
// lasts, so that a screen sounds once.
type Alert struct {
	ID      string        `json:"id"`
	Kind    AlertKind     `json:"kind"`
	Level   Band          `json:"level"` // Warn or Bad
	Service acd.ServiceID `json:"service,omitempty"`
	Agent   acd.AgentID   `json:"agent,omitempty"`
	Since   acd.Time      `json:"since,omitempty"`
	Value   Rate          `json:"value,omitempty"`
}

// levelAlertFrom is how many calls a service must have been offered before its
// service level alarms: the first call of the day, still waiting, is 0 %.
const levelAlertFrom = 20

// alerts of one service.
func (s *service) alerts(v *verdict, list []Alert) []Alert {
	id := s.config.ID
	if v.wait == Bad {
		list = append(list, Alert{ID: "longest_wait:" + string(id), Kind: LongestWait, Level: Bad, Service: id, Since: s.queue.oldest()})
	}
	if s.nobody() && v.wait != Good {
		list = append(list, Alert{ID: "nobody_ready:" + string(id), Kind: NobodyReady, Level: Warn, Service: id, Since: s.queue.oldest()})
	}
	if v.level.shown == Bad && s.offered >= levelAlertFrom {
		list = append(list, Alert{ID: "service_level:" + string(id), Kind: LevelTooLow, Level: Bad, Service: id, Value: rate(s.inLevel, s.offered)})
	}
	return list
}

// alert of one agent; ok is false when there is none.
func (a *agent) alert(band Band) (al Alert, ok bool) {
	if band != Bad {
		return Alert{}, false
	}
	since := a.since
	if a.heldSince != 0 {
		since = a.heldSince
	}
	return Alert{ID: "agent_time:" + string(a.config.ID), Kind: AgentTooLong, Level: Bad, Agent: a.config.ID, Since: since}, true
}

// sortAlerts puts the worst first, then the longest standing, then by name: the
// order is the same whatever the order of maps was.
func sortAlerts(list []Alert) {
	slices.SortFunc(list, func(a, b Alert) int {
		if a.Level != b.Level {
			if a.Level == Bad {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.ID, b.ID))
	})
}
