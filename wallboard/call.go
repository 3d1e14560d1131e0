package wallboard

import (
	"cmp"
	"slices"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// call is one live call.
type call struct {
	id        acd.CallID
	service   acd.ServiceID // empty for an outbound call
	phase     acd.CallPhase
	number    string // the other side's: caller, or the number dialled
	priority  int    // raised by waiting included
	entered   acd.Time
	waits     acd.Time      // since when it waits: entered, or when it came back after a talk
	waited    time.Duration // before the talk that is on
	givenBy   acd.AgentID   // who gave it to a number outside, until somebody talks with the caller
	givenTo   string
	since     acd.Time // of the phase
	agent     acd.AgentID
	heldBy    side
	heldSince acd.Time
	offers    []Offer
	place     int // in the queue of its service

	peer     acd.AgentID // the colleague who was called
	from     acd.AgentID // who calls or consults a colleague, or a service
	about    acd.CallID  // it is the second call of this one
	second   acd.CallID  // by which the agent consults somebody
	joined   bool
	muted    bool // the agent
	peerMute bool
	diverted bool          // given to a number outside
	behalf   acd.ServiceID // of one in a menu, or that a rule or a key has led outside: whose it was
	callback bool          // the program has promised to call back
	promised bool          // and nobody is on the phone: it is in no queue
	inLine   bool          // counted among the promised of its service
}

// Offer is one phone that rings for a call.
type Offer struct {
	Agent    acd.AgentID `json:"agent"`
	At       acd.Time    `json:"at"`
	Deadline acd.Time    `json:"deadline"`
}

// side is a set of who holds a call.
type side uint8

const (
	byCaller side = 1 << iota
	byAgent
)

func sideOf(by acd.HangUpBy) side {
	if by == acd.ByAgent {
		return byAgent
	}
	return byCaller
}

// queued reports whether the caller still waits for an agent.
func queued(p acd.CallPhase) bool {
	return p == acd.Waiting || p == acd.Offered || p == acd.Connecting
}

func (b *Board) restoreCall(s *acd.CallState) {
	c := &call{
		id: s.ID, service: s.Service, number: s.Caller, priority: s.Priority + s.Raised,
		entered: s.Entered, waits: s.WaitsSince(), waited: s.Waited, givenBy: s.GivenBy, givenTo: s.GivenTo, agent: s.Agent, place: -1,
		peer: s.Peer, about: s.About, second: s.Second, joined: s.Joined, muted: s.Muted, peerMute: s.PeerMuted, diverted: s.Diverted != "",
		callback: s.Callback, promised: s.Promised(),
	}
	if s.Service == "" && s.Caller == "" {
		c.number = s.Called
	}
	if s.Phase == acd.InMenu || s.Ends != "" {
		c.behalf = s.Behalf
	}
	if s.To != "" || s.Peer != "" {
		c.from = s.Agent
	}
	b.calls[s.ID] = c
	b.dirty.calls[s.ID] = struct{}{}
	b.setPhase(c, s.Phase, s.Phased)
	if s.Phase == acd.Offered || s.Phase == acd.DialingOut {
		for _, o := range s.Offers {
			c.offers = append(c.offers, Offer{o.Agent, o.At, o.Deadline})
		}
	}
	if queued(s.Phase) {
		b.gave(c)
	}
	for _, by := range s.HeldBy {
		c.heldBy |= sideOf(by)
	}
	if c.heldBy != 0 {
		b.setHeld(c, s.HeldSince)
	}
}

// setPhase moves c to p and keeps the queue of its service.
func (b *Board) setPhase(c *call, p acd.CallPhase, at acd.Time) {
	was, is := c.place >= 0, queued(p) && c.service != "" && !c.promised
	switch {
	case is && !was:
		b.service(c.service).queue.add(c)
	case was && !is:
		b.service(c.service).queue.drop(c)
	}
	if inLine := c.promised && queued(p) && c.service != ""; inLine != c.inLine {
		c.inLine = inLine
		if inLine {
			b.service(c.service).promised++
		} else {
			b.service(c.service).promised--
		}
	}
	c.phase, c.since = p, at
	if p != acd.Offered && p != acd.DialingOut {
		c.offers = nil
	}
}

// queue puts a call into a service where it is offered now; from another
// service or an agent it starts anew.
func (b *Board) queue(e acd.CallQueued) {
	c := b.calls[e.Call]
	if c == nil {
		c = &call{id: e.Call, place: -1}
		b.calls[e.Call] = c
	} else {
		b.setPhase(c, "", e.At)
	}
	b.dirty.calls[e.Call] = struct{}{}
	c.service, c.number, c.priority, c.entered, c.waits, c.waited, c.agent = e.Service, e.Caller, e.Priority, e.At, e.At, 0, ""
	b.notGiven(c)
	c.about, c.from, c.behalf, c.callback, c.diverted = e.About, e.By, "", false, false
	b.setPhase(c, acd.Waiting, e.At)
	if e.Day == b.day {
		b.service(e.Service).offered++
	}
}

func (b *Board) offer(e acd.CallOffered) {
	if a := b.agent(e.Agent); a != nil && !e.Direct {
		a.today.Offered++
	}
	c := b.call(e.Call)
	if c == nil {
		return
	}
	if c.phase == acd.Waiting {
		b.setPhase(c, acd.Offered, e.At)
	}
	c.offers = append(c.offers, Offer{e.Agent, e.At, e.Deadline})
	if c.from = e.From; e.Direct {
		c.number = e.Caller
	}
}

func (b *Board) endOffer(e acd.OfferEnded) {
	if a := b.agent(e.Agent); a != nil && missed(e.Result) && !e.Direct {
		a.today.Missed++
	}
	if c := b.call(e.Call); c != nil {
		c.offers = slices.DeleteFunc(c.offers, func(o Offer) bool { return o.Agent == e.Agent })
	}
}

// missed reports whether an offer that ended so counts against its agent.
func missed(r acd.OfferResult) bool {
	switch r {
	case acd.OfferNoAnswer, acd.OfferRejected, acd.OfferBusy, acd.OfferFailed:
		return true
	}
	return false
}

func (b *Board) giveBack(e acd.CallReturned) {
	if c := b.call(e.Call); c != nil {
		c.leave()
		c.diverted = false
		if e.Recalled {
			c.waits = e.At
			b.gave(c)
		}
		b.setPhase(c, acd.Waiting, e.At)
	}
}

// gave notes on the agent who gave c to a number outside that nobody answered there: it
// waits again, and the agent is not in it.
func (b *Board) gave(c *call) {
	if a := b.agent(c.givenBy); a != nil {
		a.returned = append(a.returned, Returned{Call: c.id, Number: acd.MaskNumber(c.givenTo), Since: c.waits})
		slices.SortFunc(a.returned, func(x, y Returned) int { return cmp.Or(cmp.Compare(x.Since, y.Since), cmp.Compare(x.Call, y.Call)) })
	}
}

// notGiven is told that somebody talks with the caller of c, or that c is elsewhere or over.
func (b *Board) notGiven(c *call) {
	if a := b.agent(c.givenBy); a != nil {
		a.returned = slices.DeleteFunc(a.returned, func(x Returned) bool { return x.Call == c.id })
	}
	c.givenBy, c.givenTo = "", ""
}

// leave is told that the agent of c is not in it any more.
func (c *call) leave() { c.agent, c.heldBy, c.heldSince, c.muted = "", 0, 0, false }

func (b *Board) connect(e acd.CallConnected) {
	if a := b.agent(e.Agent); a != nil {
		a.today.Answered++
	}
	if c := b.call(e.Call); c != nil {
		b.setPhase(c, acd.Connected, e.At)
		c.waits = c.entered
		b.notGiven(c)
	}
	if e.Recalled || e.Day != b.day {
		return
	}
	s := b.service(e.Service)
	s.answered++
	if e.InLevel {
		s.inLevel++
	}
}

func (b *Board) hold(e acd.CallHeld) {
	c := b.call(e.Call)
	if c == nil {
		return
	}
	first := c.heldBy == 0
	c.heldBy |= sideOf(e.By)
	if first {
		b.setHeld(c, e.At)
	}
}

func (b *Board) resume(e acd.CallResumed) {
	if c := b.call(e.Call); c != nil {
		if c.heldBy &^= sideOf(e.By); c.heldBy == 0 {
			b.setHeld(c, 0)
		}
	}
}

// setHeld notes on the call and on its agents since when the call is held.
func (b *Board) setHeld(c *call, since acd.Time) {
	c.heldSince = since
	for _, id := range []acd.AgentID{c.agent, c.peer} {
		if a := b.agent(id); a != nil {
			a.heldSince = since
		}
	}
}

// holders says who holds: "agent", "caller".
func (s side) holders() []acd.HangUpBy {
	switch s {
	case byAgent:
		return []acd.HangUpBy{acd.ByAgent}
	case byCaller:
		return []acd.HangUpBy{acd.ByCaller}
	case byAgent | byCaller:
		return []acd.HangUpBy{acd.ByAgent, acd.ByCaller}
	}
	return nil
}

func (b *Board) end(e acd.CallEnded) {
	if c := b.call(e.Call); c != nil {
		b.notGiven(c)
		b.setPhase(c, "", e.At)
		delete(b.calls, e.Call)
	}
	abandoned := e.Outcome == acd.AbandonedQueue || e.Outcome == acd.AbandonedRing
	if abandoned && e.Day == b.day {
		b.service(e.Service).abandoned++
	}
}

func (b *Board) dial(e acd.CallDialled) {
	if a := b.agent(e.Agent); a != nil && e.To == "" && e.About == "" {
		a.today.Outbound++
	}
	if e.Callback {
		b.calledBack(e)
		return
	}
	c := &call{id: e.Call, number: e.Number, agent: e.Agent, entered: e.At, waits: e.At, place: -1, about: e.About}
	if e.About != "" {
		c.agent, c.from = "", e.Agent
	}
	b.calls[e.Call] = c
	b.dirty.calls[e.Call] = struct{}{}
	b.setPhase(c, acd.DialingOut, e.At)
}
