package app

import (
	"slices"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
)

// duty is what the schedule of an agent says for a moment.
func (d Directory) duty(agent string, now time.Time) chat.Duty { return d.duties[agent].At(now) }

// ChatSchedule implements web.ChatSchedules.
func (c *Centre) ChatSchedule(agent string) centre.ChatSchedule {
	d := c.directory()
	if i := slices.IndexFunc(d.ChatSchedules, func(s centre.ChatSchedule) bool { return s.ID == agent }); i >= 0 {
		s := d.ChatSchedules[i]
		s.Breaks, s.DaysOff = slices.Clone(s.Breaks), slices.Clone(s.DaysOff)
		return s
	}
	return centre.ChatSchedule{ID: agent}
}

// ChatDuty implements web.ChatSchedules.
func (c *Centre) ChatDuty(agent string) (today string, duty chat.Duty) {
	d, now := c.directory(), c.clock()
	return now.In(d.zone()).Format(time.DateOnly), d.duty(agent, now)
}
