package centre

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Hours are opening hours that services follow, in the centre's time zone: a week,
// days that are other than their weekday, and whether the centre's holidays close.
type Hours struct {
	ID         string      `json:"id" required:"false" doc:"identifier" maxLength:"40" example:"office"`
	Name       Names       `json:"name" doc:"what people read"`
	Week       []WeekSpan  `json:"week" doc:"when it is open on which weekdays; several spans a day leave pauses" maxItems:"100"`
	Holidays   bool        `json:"holidays" doc:"the centre's holidays close"`
	Exceptions []Exception `json:"exceptions,omitempty" doc:"days that are other than their weekday; they go before holidays" maxItems:"1000"`
}

// WeekSpan is a time of opening on some weekdays.
type WeekSpan struct {
	Days []string `json:"days" doc:"weekdays" enum:"mon,tue,wed,thu,fri,sat,sun" minItems:"1" maxItems:"7"`
	Span
}

// Span is a time of opening, on the clock of the centre.
type Span struct {
	From string `json:"from" doc:"opens" example:"09:00" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$"`
	To   string `json:"to" doc:"closes; 24:00 is midnight, a time not after from is on the next day" example:"18:00" pattern:"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"`
}

// Exception is a day with other hours.
type Exception struct {
	Date  string `json:"date" doc:"day" example:"2026-12-24" format:"date"`
	Note  string `json:"note,omitempty" doc:"why" maxLength:"60"`
	Spans []Span `json:"spans,omitempty" doc:"when it is open; none: closed all day" maxItems:"20"`
}

// Holiday is a day on which the centre is closed.
type Holiday struct {
	Date string `json:"date" doc:"day" example:"2026-01-01" format:"date"`
	Name Names  `json:"name" doc:"what people read"`
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// Fill sets what was left out.
func (h *Hours) Fill() {
	h.Name.fill(h.ID)
	if h.Week == nil {
		h.Week = []WeekSpan{}
	}
}

// Check returns what is wrong with filled hours.
func (h *Hours) Check(path string) []Problem {
	var p problems
	p.id(path+".id", h.ID)
	p.names(path+".name", h.Name)
	for i, w := range h.Week {
		at := fmt.Sprintf("%s.week[%d]", path, i)
		if len(w.Days) == 0 {
			p.add(at+".days", "is missing: name the weekdays")
		}
		for _, d := range w.Days {
			oneOf(&p, at+".days", d, weekdays)
		}
		p.span(at, w.Span)
	}
	seen := map[string]bool{}
	for i, e := range h.Exceptions {
		at := fmt.Sprintf("%s.exceptions[%d]", path, i)
		p.date(at+".date", e.Date)
		if seen[e.Date] {
			p.add(at+".date", "%s stands here twice", e.Date)
		}
		seen[e.Date] = true
		p.line(at+".note", e.Note, 60)
		for j, s := range e.Spans {
			p.span(fmt.Sprintf("%s.spans[%d]", at, j), s)
		}
	}
	return p.list
}

// CheckHolidays returns what is wrong with the centre's holidays.
func CheckHolidays(list []Holiday) []Problem {
	var p problems
	seen := map[string]bool{}
	for i, h := range list {
		at := fmt.Sprintf("holidays[%d]", i)
		p.date(at+".date", h.Date)
		if seen[h.Date] {
			p.add(at+".date", "%s stands here twice", h.Date)
		}
		seen[h.Date] = true
		p.names(at+".name", h.Name)
	}
	return p.list
}

func (p *problems) date(path, v string) {
	if _, err := time.Parse(time.DateOnly, v); err != nil {
		p.add(path, "%q is not a day: write it like 2026-12-24", v)
	}
}

func (p *problems) span(path string, s Span) {
	from, err1 := minutes(s.From)
	to, err2 := minutes(s.To)
	switch {
	case err1 != nil || from == 24*60:
		p.add(path+".from", "%q is not a time: write it like 09:00", s.From)
	case err2 != nil:
		p.add(path+".to", "%q is not a time: write it like 18:00, or 24:00 for midnight", s.To)
	case from == to:
		p.add(path+".to", "opens and closes at %s: for a whole day write 00:00 to 24:00", s.To)
	}
}

// minutes reads a time such as 09:00 as minutes after midnight.
func minutes(s string) (int, error) {
	hour, minute, ok := strings.Cut(s, ":")
	h, err1 := strconv.Atoi(hour)
	m, err2 := strconv.Atoi(minute)
	if !ok || err1 != nil || err2 != nil || len(hour) != 2 || len(minute) != 2 || h < 0 || m < 0 || m > 59 || h*60+m > 24*60 {
		return 0, fmt.Errorf("%q is not a time", s)
	}
	return h*60 + m, nil
}

// Calendar answers whether hours are open, in a time zone and with the holidays of
// a centre. It never changes.
type Calendar struct {
	hours    Hours
	zone     *time.Location
	holidays map[string]bool
}

// NewCalendar makes the calendar of checked hours.
func NewCalendar(h Hours, holidays []Holiday, zone *time.Location) *Calendar {
	c := &Calendar{hours: h, zone: zone, holidays: map[string]bool{}}
	if h.Holidays {
		for _, d := range holidays {
			c.holidays[d.Date] = true
		}
	}
	return c
}

// Open reports whether it is open at a moment: from the moment on which the clock
// first shows the opening time, until the one on which it first shows the closing
// time.
func (c *Calendar) Open(at time.Time) bool {
	for _, w := range c.around(at) {
		if !at.Before(w.from) && at.Before(w.to) {
			return true
		}
	}
	return false
}

// Next returns the next moment after at on which it may open or close; within nine
// days, else the end of those.
func (c *Calendar) Next(at time.Time) time.Time {
	next := at.Add(9 * 24 * time.Hour)
	for _, w := range c.around(at) {
		for _, t := range []time.Time{w.from, w.to} {
			if t.After(at) && t.Before(next) {
				next = t
			}
		}
	}
	return next
}

// Opens returns the next moment after at on which it opens; false where that is not within nine days.
func (c *Calendar) Opens(at time.Time) (time.Time, bool) {
	for _, w := range c.around(at) { // by their beginning
		if w.from.After(at) {
			return w.from, true
		}
	}
	return time.Time{}, false
}

// Began returns when it opened first on the day on which it opened last up to at: the
// start of work, also behind a pause. It is at itself where it is closed.
func (c *Calendar) Began(at time.Time) time.Time {
	list := c.around(at)
	for _, now := range list {
		if at.Before(now.from) || !at.Before(now.to) {
			continue
		}
		y, m, d := now.from.In(c.zone).Date()
		for _, w := range list {
			if wy, wm, wd := w.from.In(c.zone).Date(); wy == y && wm == m && wd == d {
				return w.from
			}
		}
	}
	return at
}

type window struct{ from, to time.Time }

// around returns the windows of opening from the day before at to nine days later,
// by their beginning.
func (c *Calendar) around(at time.Time) []window {
	local := at.In(c.zone)
	var list []window
	for i := -1; i <= 9; i++ {
		day := time.Date(local.Year(), local.Month(), local.Day()+i, 12, 0, 0, 0, time.UTC) // noon: a day of the calendar, in no zone
		for _, s := range c.spansOf(day) {
			from, _ := minutes(s.From) // checked before it was stored
			to, _ := minutes(s.To)
			if to <= from {
				to += 24 * 60
			}
			list = append(list, window{c.moment(day, from), c.moment(day, to)})
		}
	}
	slices.SortFunc(list, func(a, b window) int { return cmp.Compare(a.from.UnixNano(), b.from.UnixNano()) })
	return list
}

// spansOf returns when it is open on a day: an exception goes before a holiday, a
// holiday before the week.
func (c *Calendar) spansOf(day time.Time) []Span {
	date := day.Format(time.DateOnly)
	for _, e := range c.hours.Exceptions {
		if e.Date == date {
			return e.Spans
		}
	}
	if c.holidays[date] {
		return nil
	}
	var list []Span
	for _, w := range c.hours.Week {
		if slices.Contains(w.Days, weekdays[day.Weekday()]) {
			list = append(list, w.Span)
		}
	}
	return list
}

// moment is the first on which the centre's clock shows so many minutes after the
// midnight that begins a day. A time that is left out when summer time begins is
// the moment of the jump.
func (c *Calendar) moment(day time.Time, minute int) time.Time {
	wall := time.Date(day.Year(), day.Month(), day.Day(), 0, minute, 0, 0, time.UTC)
	first := time.Time{}
	_, before := wall.Add(-26 * time.Hour).In(c.zone).Zone()
	_, after := wall.Add(26 * time.Hour).In(c.zone).Zone()
	for _, offset := range []int{before, after} {
		t := wall.Add(-time.Duration(offset) * time.Second)
		if _, real := t.In(c.zone).Zone(); real == offset && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	if !first.IsZero() {
		return first
	}
	late := wall.Add(-time.Duration(before) * time.Second) // after the jump, on the old offset
	jump, _ := late.In(c.zone).ZoneBounds()
	return jump
}

// Fill sets what was left out.
func (h *Holiday) Fill() { h.Name.fill(h.Date) }
