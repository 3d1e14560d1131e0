package centre

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/chat"
)

// ChatSchedule is when an agent takes no chats within the hours of all: days off, breaks and
// the own meal time, on the clock of the centre.
type ChatSchedule struct {
	ID      string   `json:"id" doc:"the agent" maxLength:"40"`
	Away    string   `json:"away,omitempty" doc:"the day on which the agent takes none (근무 여부: 상담 안함)" format:"date"`
	Breaks  []Pause  `json:"breaks,omitempty" doc:"휴식시간, every day" maxItems:"10"`
	Meal    *Pause   `json:"meal,omitempty" doc:"개인 식사시간, every day"`
	DaysOff []DayOff `json:"days_off,omitempty" doc:"휴무일" maxItems:"400"`
}

// Pause is a time of each day, on the clock of the centre.
type Pause struct {
	From string `json:"from" doc:"begins" example:"15:00" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$"`
	To   string `json:"to" doc:"ends; 24:00 is midnight, a time before from is on the next day" example:"15:20" pattern:"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"`
}

// DayOff is a day on which an agent does not work (휴무일), from midnight to midnight.
type DayOff struct {
	Date string `json:"date" doc:"day" example:"2026-12-24" format:"date"`
	Note string `json:"note,omitempty" doc:"why" maxLength:"60" example:"연차"`
}

// The most of each.
const (
	mostBreaks  = 10
	mostDaysOff = 400
)

// Fill orders the days.
func (s *ChatSchedule) Fill() {
	slices.SortStableFunc(s.DaysOff, func(a, b DayOff) int { return strings.Compare(a.Date, b.Date) })
}

// Check returns what is wrong with a filled schedule. Paths begin as its fields are called.
func (s *ChatSchedule) Check(path string) []Problem {
	var p problems
	p.id(path+".id", s.ID)
	if s.Away != "" {
		p.date(path+".away", s.Away)
	}
	if len(s.Breaks) > mostBreaks {
		p.add(path+".breaks", "are more than %d", mostBreaks)
	}
	for i, b := range s.Breaks {
		p.pause(fmt.Sprintf("%s.breaks[%d]", path, i), b)
	}
	if s.Meal != nil {
		p.pause(path+".meal", *s.Meal)
	}
	if len(s.DaysOff) > mostDaysOff {
		p.add(path+".days_off", "are more than %d", mostDaysOff)
	}
	seen := map[string]bool{}
	for i, d := range s.DaysOff {
		at := fmt.Sprintf("%s.days_off[%d]", path, i)
		p.date(at+".date", d.Date)
		if seen[d.Date] {
			p.add(at+".date", "%s stands here twice", d.Date)
		}
		seen[d.Date] = true
		p.line(at+".note", d.Note, 60)
	}
	return p.list
}

func (p *problems) pause(path string, v Pause) {
	if v.From == v.To {
		p.add(path+".to", "begins and ends at %s", v.To)
		return
	}
	p.span(path, Span(v))
}

// DutyCalendar answers what an agent's schedule says for a moment. It never changes.
type DutyCalendar struct {
	zone         *time.Location
	off          map[string]bool // days
	breaks, meal *Calendar
}

// Calendar is the calendar of a checked schedule.
func (s *ChatSchedule) Calendar(zone *time.Location) *DutyCalendar {
	c := &DutyCalendar{zone: zone, off: map[string]bool{}, breaks: daily(s.Breaks, zone), meal: daily(nil, zone)}
	if s.Meal != nil {
		c.meal = daily([]Pause{*s.Meal}, zone)
	}
	for _, d := range s.DaysOff {
		c.off[d.Date] = true
	}
	if s.Away != "" {
		c.off[s.Away] = true
	}
	return c
}

// daily are hours that are the same every day.
func daily(list []Pause, zone *time.Location) *Calendar {
	var h Hours
	for _, p := range list {
		h.Week = append(h.Week, WeekSpan{Days: weekdays, Span: Span(p)})
	}
	return NewCalendar(h, nil, zone)
}

// At is the duty at a moment: a day off goes before a break, a break before the meal time. A
// nil calendar, of an agent without a schedule, is always on duty.
func (c *DutyCalendar) At(now time.Time) chat.Duty {
	switch {
	case c == nil:
	case c.off[now.In(c.zone).Format(time.DateOnly)]:
		return chat.DutyOff
	case c.breaks.Open(now):
		return chat.DutyBreak
	case c.meal.Open(now):
		return chat.DutyMeal
	}
	return chat.DutyWork
}
