package wallboard

import (
	"math"

	"github.com/callfloor/callfloor/acd"
)

// Band is a figure against its limits. The empty band means that there is no
// figure.
type Band string

const (
	Good Band = "good"
	Warn Band = "warn"
	Bad  Band = "bad"
)

// House limits where a service names none (spec: Figures, Bands).
const (
	answerGood = 85
	answerBad  = 70
	levelBad   = 60
	badWaits   = 3 // times the service-level time
)

// Rate is a percentage rounded to one decimal, half away from zero; nil when
// nothing was offered (W26).
type Rate *float64

// rate returns part of all in percent.
func rate(part, all int) Rate {
	if all == 0 {
		return nil
	}
	r := math.Round(float64(part)*1000/float64(all)) / 10
	return &r
}

// above bands a percentage of which more is better: good from good, bad under
// bad. It compares counts, not the rounded rate.
func above(part, all, good, bad int) Band {
	switch {
	case all == 0:
		return ""
	case part*100 >= good*all:
		return Good
	case part*100 < bad*all:
		return Bad
	}
	return Warn
}

// waitLimits are the waits from which a service warns and alarms: its own, else the
// service-level time and three times it.
func waitLimits(c *acd.Service) (warn, bad acd.Time) {
	warn, bad = acd.Time(c.Bands.WaitWarn.Milliseconds()), acd.Time(c.Bands.WaitBad.Milliseconds())
	if warn == 0 {
		warn = acd.Time(c.ServiceLevel.Milliseconds())
	}
	if bad == 0 {
		bad = max(warn, badWaits*acd.Time(c.ServiceLevel.Milliseconds()))
	}
	return warn, bad
}

// waitBand bands the longest wait.
func waitBand(oldest, now acd.Time, warn, bad acd.Time) Band {
	waited := now - oldest
	switch {
	case oldest == 0:
		return ""
	case waited >= bad:
		return Bad
	case waited >= warn:
		return Warn
	}
	return Good
}

// steady is a band with a hysteresis of one refresh: a new band shows when the
// refresh after the one that first saw it sees it again, so that a figure on its
// limit does not flicker. From and to no figure there is no delay.
type steady struct {
	shown Band
	next  Band // seen at the last refresh, not yet shown
}

// see notes the band of this moment; refresh says that this is the regular
// refresh, not a change in between. It returns what to show.
func (s *steady) see(b Band, refresh bool) Band {
	switch {
	case b == s.shown || b == "" || s.shown == "":
		*s = steady{shown: b}
	case !refresh:
	case b == s.next:
		*s = steady{shown: b}
	default:
		s.next = b
	}
	return s.shown
}

// bands are the limits of a service, the house's where it names none.
func bands(c *acd.Service) (good, bad, level int) {
	good, bad, level = c.Bands.AnswerGood, c.Bands.AnswerBad, c.Bands.LevelBad
	if good == 0 {
		good = answerGood
	}
	if bad == 0 {
		bad = answerBad
	}
	if level == 0 {
		level = levelBad
	}
	return good, bad, level
}

// verdict is what the judge has last said about a service.
type verdict struct {
	answer, level steady
	wait          Band
	waits         Waits
}

// judge bands the figures of one service; it reports whether a band or a
// bucket of waits changed.
func (v *verdict) judge(s *service, now acd.Time, refresh bool) bool {
	before := [3]Band{v.answer.shown, v.level.shown, v.wait}
	waited := v.waits
	good, bad, level := bands(&s.config)
	v.answer.see(above(s.answered, s.offered, good, bad), refresh)
	v.level.see(above(s.inLevel, s.offered, s.config.Target, level), refresh)
	warn, alarm := waitLimits(&s.config)
	v.wait = waitBand(s.queue.oldest(), now, warn, alarm)
	v.waits = s.queue.waits(now)
	return before != [3]Band{v.answer.shown, v.level.shown, v.wait} || waited != v.waits
}
