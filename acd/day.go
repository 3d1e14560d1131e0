package acd

import "slices"

// startDay rolls the figures. Live calls go on counting in the day in which
// they were offered; running intervals of agents are split at this moment. A day
// never comes back: an earlier one is stale.
func (f *Floor) startDay(cmd StartDay) {
	if cmd.Day <= f.day {
		f.emit(StaleIgnored{Command: "StartDay"})
		return
	}
	f.day, f.dayAt = cmd.Day, f.now
	for _, s := range f.services {
		s.past = append(s.past, s.today)
		s.today = &figures{ServiceFigures: ServiceFigures{Day: cmd.Day}}
		s.dropPast()
	}
	for _, a := range f.agents {
		a.Today = AgentFigures{DayAt: f.now}
	}
	f.emit(DayStarted{Day: cmd.Day, At: f.now})
	for _, s := range f.services {
		if s.Strategy == FewestCalls || s.Strategy == LeastTalk {
			s.rekeyAgents()
		}
	}
}

// dropPast forgets earlier days without a live call.
func (s *service) dropPast() {
	if len(s.past) > 0 {
		s.past = slices.DeleteFunc(s.past, func(g *figures) bool { return g.live == 0 })
	}
}
