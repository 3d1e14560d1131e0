package sms

import (
	"time"
)

// A schedule is from 30 minutes to 1 day ahead, both to the second and both allowed (T20).
const (
	Soonest  = 30 * time.Minute
	Farthest = 24 * time.Hour
)

// checkSchedule notes what is wrong with the time of a scheduled send.
func (e *Problems) checkSchedule(at, now time.Time) {
	switch d := at.Truncate(time.Second).Sub(now.Truncate(time.Second)); {
	case d < Soonest:
		e.add("at", "out_of_range", "is less than 30 minutes ahead")
	case d > Farthest:
		e.add("at", "out_of_range", "is more than 24 hours ahead")
	}
}

// Late is how long after its time a scheduled message is still sent; after that it is missed
// (a program that was down, say).
const Late = 10 * time.Minute

// Advertising is not sent at night (W-22), by the clock of the centre.
const (
	nightFrom = 21 // o'clock
	nightTo   = 8
)

// Night reports whether advertising must not be sent at a time, and when it may be again.
func Night(at time.Time, zone *time.Location) (until time.Time, night bool) {
	local := at.In(zone)
	y, m, d := local.Date()
	morning := time.Date(y, m, d, nightTo, 0, 0, 0, zone)
	switch {
	case local.Before(morning):
		return morning, true
	case local.Hour() >= nightFrom:
		return time.Date(y, m, d+1, nightTo, 0, 0, 0, zone), true
	}
	return time.Time{}, false
}
