package sip

import (
	"sync"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
)

// Bar is what the blacklist does with the calls of a number.
type Bar uint8

// The effects.
const (
	BarNothing Bar = iota
	BarLast        // the call waits behind every other
	BarMessage     // a message, then the call ends
	BarRefuse      // 603
)

// bar asks what happens to the calls of a number.
func (s *Server) bar(number string) Bar {
	if s.deps.Bar == nil {
		return BarNothing
	}
	return s.deps.Bar(number)
}

// priority is that of a new call: of the number called, of the caller, and behind
// every other for who is to wait last.
func (d *directory) priority(e numberEntry, caller string, b Bar) int {
	if b == BarLast {
		return -acd.MaxPriority
	}
	return e.priority + d.Callers[caller]
}

// BarredPrompt names the message that a caller on the blacklist hears.
const BarredPrompt = "barred"

// turnAwayBarred ends a call that the floor never hears of, with a message: the one for
// such callers, else that of the closed service, else a tone that says so.
func (c *call) turnAwayBarred(service *Service) {
	c.ended = true
	c.srv.met.rejected(refusedBarred)
	c.barred = &Aside{Call: c.id, Barred: true, Service: service.ID, Caller: c.who.number, Called: c.dnis, Started: c.srv.now()}
	if !c.caller.hasMedia {
		c.caller.refuse(480)
		return
	}
	c.barred.Message = true
	c.lastWords(c.srv.barredMessage(service), q850(21, "call rejected"))
}

func (s *Server) barredMessage(service *Service) *media.Music {
	if s.deps.Prompt != nil {
		for _, name := range []string{BarredPrompt, service.Closed} {
			if name == "" {
				continue
			}
			if m := s.prompt(service.Language, name); m != nil {
				return m
			}
		}
	}
	return notAvailable()
}

// notAvailable is the special information tone, twice: three tones of a third of a
// second, one after another and higher each time (ITU-T E.180 section 3.3, E.182).
var notAvailable = sync.OnceValue(func() *media.Music {
	var once []int16
	for _, hz := range []float64{950, 1400, 1800} {
		once = append(once, media.Tone(hz, 330*time.Millisecond)...)
	}
	once = append(once, make([]int16, 8000)...)
	return media.NewMusic(append(once, once...))
})

// barred tells that a call of a number on the blacklist was refused.
func (s *Server) barred(id acd.CallID, service acd.ServiceID, caller, called string) {
	if s.deps.Aside != nil {
		now := s.now()
		s.deps.Aside(Aside{Call: id, Barred: true, Service: service, Caller: caller, Called: called, Started: now, Ended: now})
	}
}
