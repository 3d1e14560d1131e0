package sip

import (
	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
)

// Bar is what the blacklist does with the calls of a number.
type Bar uint8

// The effects.
const (
	BarNothing Bar = iota
	BarLast        // the call waits behind every other
	BarMessage     // the closed announcement of the service, then the call ends
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

// turnAwayBarred ends a call that the floor never hears of, as a closed service does:
// with its announcement, or with 480 where it has none.
func (c *call) turnAwayBarred(service *Service) {
	c.ended = true
	c.srv.met.rejected(refusedBarred)
	c.srv.barred(c.id, service.ID, c.who.number, c.dnis)
	var m *media.Music
	if service.Closed != "" && c.srv.deps.Prompt != nil && c.caller.hasMedia {
		m = c.srv.deps.Prompt(service.Closed)
	}
	if m == nil {
		c.caller.refuse(480)
		return
	}
	c.lastWords(m)
}

// barred tells that a call of a number on the blacklist was turned away.
func (s *Server) barred(id acd.CallID, service acd.ServiceID, caller, called string) {
	if s.deps.Aside != nil {
		now := s.now()
		s.deps.Aside(Aside{Call: id, Barred: true, Service: service, Caller: caller, Called: called, Started: now, Ended: now})
	}
}
