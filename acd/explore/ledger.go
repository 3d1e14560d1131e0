package explore

import (
	"fmt"
	"maps"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Ledger knows a floor from its events alone.
type Ledger struct {
	now      acd.Time // of the last event
	step     acd.Time // of the last step
	day      string
	dayAt    acd.Time
	services map[acd.ServiceID]*serviceLine
	agents   map[acd.AgentID]*agentLine
	calls    map[acd.CallID]*callLine
	offers   map[acd.OfferID]offerLine
	rests    map[acd.AgentID]acd.Time // no offer before, after a failed one (I-10)
	serves   map[acd.AgentID][]acd.Membership
	owes     map[acd.AgentID]bool // has left a call and must wrap up
}

type serviceLine struct {
	cfg     acd.Service
	figures map[string]*acd.ServiceFigures // by day
}

type agentLine struct {
	state   acd.AgentState
	reason  acd.Reason
	since   acd.Time
	call    acd.CallID
	service acd.ServiceID
	today   acd.AgentFigures
}

// callLine is a live call. stage is a phase, or one of the stages that a call
// passes within a step.
type callLine struct {
	stage    acd.CallPhase
	service  acd.ServiceID
	day      string
	agent    acd.AgentID
	won      acd.OfferID
	offers   int
	counted  bool
	priority int
	entered  acd.Time
	waits    acd.Time
	waited   time.Duration
	peer     acd.AgentID
	behalf   acd.ServiceID
	second   acd.CallID
	about    acd.CallID
	joined   bool
	diverted string
	givenBy  acd.AgentID
	givenTo  string
	ends     acd.Outcome
	callback bool
	first    bool        // customer first
	kept     acd.AgentID // until it is offered
}

// promised: nobody is on the phone yet.
func (c *callLine) promised() bool { return c.callback && !c.counted && c.queued() }

func (c *callLine) queued() bool {
	return c.stage == acd.Waiting || c.stage == acd.Offered || c.stage == acd.Connecting
}

const (
	moving  acd.CallPhase = "moving"  // between two services
	refused acd.CallPhase = "refused" // turned away
	gone    acd.CallPhase = "gone"    // left its service, about to end
	parted  acd.CallPhase = "parted"  // its agent has left
)

type offerLine struct {
	call  acd.CallID
	agent acd.AgentID
}

// NewLedger starts from a snapshot, as every reader does.
func NewLedger(s acd.State) *Ledger {
	l := &Ledger{
		now: s.Now, step: s.Now, day: s.Day, dayAt: s.DayAt,
		services: make(map[acd.ServiceID]*serviceLine, len(s.Services)),
		agents:   make(map[acd.AgentID]*agentLine, len(s.Agents)),
		calls:    make(map[acd.CallID]*callLine, len(s.Calls)),
		offers:   map[acd.OfferID]offerLine{},
		rests:    map[acd.AgentID]acd.Time{},
		serves:   make(map[acd.AgentID][]acd.Membership, len(s.Agents)),
		owes:     map[acd.AgentID]bool{},
	}
	for _, x := range s.Services {
		line := &serviceLine{cfg: x.Service, figures: map[string]*acd.ServiceFigures{}}
		for _, g := range append(x.Past[:len(x.Past):len(x.Past)], x.Today) {
			f := g
			line.figures[g.Day] = &f
		}
		l.services[x.Service.ID] = line
	}
	for _, a := range s.Agents {
		l.agents[a.Agent.ID] = &agentLine{a.State, a.Reason, a.Since, a.Call, a.Service, a.Today}
		l.rests[a.Agent.ID] = a.RestUntil
		l.serves[a.Agent.ID] = a.Agent.Services
	}
	for _, c := range s.Calls {
		line := &callLine{
			stage: c.Phase, service: c.Service, day: c.Day, agent: c.Agent,
			offers: len(c.Offers), counted: c.Counted, priority: c.Priority + c.Raised,
			entered: c.Entered, waits: c.WaitsSince(), waited: c.Waited, peer: c.Peer, behalf: c.Behalf,
			second: c.Second, about: c.About, joined: c.Joined, diverted: c.Diverted, givenBy: c.GivenBy, givenTo: c.GivenTo,
			ends: c.Ends, callback: c.Callback, first: c.CustomerFirst,
		}
		if c.Phase == acd.Connecting {
			line.won = c.Won
		}
		l.calls[c.ID] = line
		for _, o := range c.Offers {
			l.offers[o.ID] = offerLine{c.ID, o.Agent}
		}
	}
	return l
}

// Compare says where the snapshot differs from what the events told.
func (l *Ledger) Compare(s acd.State) error {
	if len(s.Calls) != len(l.calls) || len(s.Agents) != len(l.agents) || len(s.Services) != len(l.services) {
		return fmt.Errorf("events tell of %d calls, %d agents, %d services; there are %d, %d, %d",
			len(l.calls), len(l.agents), len(l.services), len(s.Calls), len(s.Agents), len(s.Services))
	}
	offers := 0
	for _, c := range s.Calls {
		offers += len(c.Offers)
		if err := l.compareCall(c); err != nil {
			return fmt.Errorf("call %s: %w", c.ID, err)
		}
	}
	if offers != len(l.offers) {
		return fmt.Errorf("events tell of %d offers, there are %d", len(l.offers), offers)
	}
	for _, a := range s.Agents {
		x := l.agents[a.Agent.ID]
		if x == nil || *x != (agentLine{a.State, a.Reason, a.Since, a.Call, a.Service, a.Today}) {
			return fmt.Errorf("agent %s is %+v, events tell %+v", a.Agent.ID, a, x)
		}
	}
	for _, x := range s.Services {
		if err := l.compareFigures(x); err != nil {
			return fmt.Errorf("service %s: %w", x.Service.ID, err)
		}
	}
	return nil
}

func (l *Ledger) compareCall(c acd.CallState) error {
	x := l.calls[c.ID]
	if x == nil {
		return fmt.Errorf("no event told of it")
	}
	want := callLine{
		c.Phase, c.Service, c.Day, c.Agent, x.won, len(c.Offers), c.Counted, c.Priority + c.Raised, c.Entered, c.WaitsSince(), c.Waited,
		c.Peer, c.Behalf, c.Second, c.About, c.Joined, c.Diverted, c.GivenBy, c.GivenTo, c.Ends, c.Callback, c.CustomerFirst, x.kept,
	}
	if *x != want {
		return fmt.Errorf("is %+v, events tell %+v", want, *x)
	}
	for _, o := range c.Offers {
		if l.offers[o.ID] != (offerLine{c.ID, o.Agent}) {
			return fmt.Errorf("offer %d: events tell %+v", o.ID, l.offers[o.ID])
		}
	}
	return nil
}

func (l *Ledger) compareFigures(x acd.ServiceState) error {
	line := l.services[x.Service.ID]
	if line == nil {
		return fmt.Errorf("no event told of it")
	}
	for _, g := range append(x.Past[:len(x.Past):len(x.Past)], x.Today) {
		if told := line.of(g.Day); *told != g {
			return fmt.Errorf("figures are %+v, events tell %+v", g, *told)
		}
	}
	waiting, promised := 0, 0
	for c := range maps.Values(l.calls) {
		switch {
		case c.service != x.Service.ID || !c.queued():
		case c.promised():
			promised++
		default:
			waiting++
		}
	}
	if waiting != x.Waiting || promised != x.Promised {
		return fmt.Errorf("%d calls wait and %d are promised, events tell %d and %d", x.Waiting, x.Promised, waiting, promised)
	}
	return nil
}

// of returns the figures of a day.
func (s *serviceLine) of(day string) *acd.ServiceFigures {
	g := s.figures[day]
	if g == nil {
		g = &acd.ServiceFigures{Day: day}
		s.figures[day] = g
	}
	return g
}
