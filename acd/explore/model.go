package explore

import (
	"slices"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Model is the floor once more, written to be obviously right instead of fast:
// no index, no timer, no counter; every question is answered by looking at
// everybody. Simulations run it beside the core and compare every offer, state
// and figure. Weighted random alone takes its choice from the core (Choose):
// the model checks that the choice was allowed, the laws test that it is fair.
type Model struct {
	now      acd.Time
	day      string
	dayAt    acd.Time
	services []*mService
	agents   []*mAgent // in order of creation
	calls    []*mCall  // in order of arrival
	offer    acd.OfferID
	arrivals int
	lastWith map[[2]string]mLast
	made     []mMade // offers made in this step

	// Choose tells whom the core has offered its next call to.
	Choose func(n int) acd.AgentID
}

type mService struct {
	cfg   acd.Service
	days  map[string]*acd.ServiceFigures
	turns uint64
}

type mAgent struct {
	cfg     acd.Agent
	status  acd.AgentStatus // state, figures and what else a snapshot tells
	on      *mCall
	turns   map[acd.ServiceID]uint64
	dueAt   acd.Time // end of ringing, connecting, wrap-up or dialling
	offered acd.OfferID
}

type mCall struct {
	id       acd.CallID
	arrival  int
	phase    acd.CallPhase
	service  acd.ServiceID
	caller   string
	priority int
	raised   int
	entered  acd.Time
	waits    acd.Time // since when, of one that has come back after a talk
	waited   time.Duration
	patience acd.Time // when it gives up; 0 is never
	asked    acd.Time // until when the caller of one that waits is asked something
	counted  bool
	moves    int
	day      string
	agent    *mAgent
	ringing  []*mAgent // in the order of the offers
	won      acd.OfferID
	answered acd.Time
	talking  acd.Time
	held     map[acd.HangUpBy]bool
	heldAt   acd.Time
	heldFor  time.Duration
	stepped  acd.Time // up to when levels and raises are done
	called   string
	peer     *mAgent // a colleague who was called
	behalf   acd.ServiceID
	second   *mCall // by which the agent consults
	about    *mCall // whose second call it is
	joined   bool
	diverted bool
	giver    *mAgent // until somebody talks with the caller
	ends     acd.Outcome
	callback bool // made by Promise
	first    bool // customer first
}

// promised: nobody is on the phone.
func (c *mCall) promised() bool { return c.callback && !c.counted && waits(c) }

type mLast struct {
	agent acd.AgentID
	at    acd.Time
}

// mMade is an offer: who was offered which call under which number; 0 where an agent is
// kept for who is called back.
type mMade struct {
	call  acd.CallID
	agent acd.AgentID
	offer acd.OfferID
}

// NewModel returns an empty floor.
func NewModel() *Model { return &Model{lastWith: map[[2]string]mLast{}} }

func (m *Model) service(id acd.ServiceID) *mService {
	for _, s := range m.services {
		if s.cfg.ID == id {
			return s
		}
	}
	return nil
}

func (m *Model) agent(id acd.AgentID) *mAgent {
	for _, a := range m.agents {
		if a.cfg.ID == id {
			return a
		}
	}
	return nil
}

func (m *Model) call(id acd.CallID) *mCall {
	for _, c := range m.calls {
		if c.id == id {
			return c
		}
	}
	return nil
}

func (s *mService) on(day string) *acd.ServiceFigures {
	if s.days[day] == nil {
		s.days[day] = &acd.ServiceFigures{Day: day}
	}
	return s.days[day]
}

// figures are those in which c counts.
func (m *Model) figures(c *mCall) *acd.ServiceFigures { return m.service(c.service).on(c.day) }

func (a *mAgent) level(s acd.ServiceID) (acd.Membership, bool) {
	for _, ms := range a.cfg.Services {
		if ms.Service == s {
			return ms, true
		}
	}
	return acd.Membership{}, false
}

// openLevel is the worst level that may take c after its wait.
func (m *Model) openLevel(c *mCall) int {
	levels := m.service(c.service).cfg.Levels
	if len(levels) == 0 {
		return acd.MaxLevel
	}
	open := 1
	for _, l := range levels {
		if m.now.Sub(c.entered) >= l.After {
			open = l.Level
		}
	}
	return open
}

// mayTake: ready, rested, of the service, of an open level.
func (m *Model) mayTake(a *mAgent, c *mCall) bool {
	ms, serves := a.level(c.service)
	return serves && a.status.State == acd.Ready && a.status.RestUntil <= m.now && ms.Level <= m.openLevel(c)
}

func (m *Model) eligible(c *mCall) (list []*mAgent) {
	for _, a := range m.agents {
		if m.mayTake(a, c) {
			list = append(list, a)
		}
	}
	return list
}

// match offers calls until no pair is left: the most urgent call that somebody
// may take goes first.
func (m *Model) match() {
	for {
		var best *mCall
		for _, c := range m.calls {
			if c.phase == acd.Waiting && len(m.eligible(c)) > 0 && (best == nil || m.urgent(c, best)) {
				best = c
			}
		}
		if best == nil {
			return
		}
		for _, a := range m.choose(best) {
			m.ring(best, a)
		}
	}
}

func (m *Model) urgent(c, d *mCall) bool {
	if p, q := c.priority+c.raised, d.priority+d.raised; p != q {
		return p > q
	}
	if c.entered != d.entered {
		return c.entered < d.entered
	}
	if w, v := m.service(c.service).cfg.Weight, m.service(d.service).cfg.Weight; w != v {
		return w > v
	}
	return c.arrival < d.arrival
}

// choose picks by sticky agent, then strategy.
func (m *Model) choose(c *mCall) []*mAgent {
	s := m.service(c.service)
	list := m.eligible(c)
	if last, ok := m.lastWith[[2]string{string(c.service), c.caller}]; ok && s.cfg.Sticky > 0 && c.caller != "" && m.now.Sub(last.at) <= s.cfg.Sticky {
		for _, a := range list {
			if a.cfg.ID == last.agent {
				return []*mAgent{a}
			}
		}
	}
	if s.cfg.Strategy == acd.WeightedRandom {
		id := m.Choose(len(m.made))
		for _, a := range list {
			if a.cfg.ID == id {
				return []*mAgent{a}
			}
		}
		return nil
	}
	slices.SortStableFunc(list, func(a, b *mAgent) int {
		ka, kb := m.rank(s, a), m.rank(s, b)
		return slices.Compare(ka[:], kb[:])
	})
	if s.cfg.Strategy == acd.RingAll && !(c.promised() && c.first) {
		return list
	}
	return list[:1]
}

// rank is what the strategy compares; agents of equal rank stay in the order of
// creation.
func (m *Model) rank(s *mService, a *mAgent) [2]int64 {
	ms, _ := a.level(s.cfg.ID)
	idle := int64(a.status.IdleSince)
	switch s.cfg.Strategy {
	case acd.RoundRobin:
		return [2]int64{int64(a.turns[s.cfg.ID])}
	case acd.FewestCalls:
		return [2]int64{int64(a.status.Today.Answered), idle}
	case acd.LeastTalk:
		return [2]int64{int64(a.status.Today.Talk), idle}
	case acd.SkillFirst:
		return [2]int64{int64(ms.Level), idle}
	case acd.FixedOrder:
		return [2]int64{int64(ms.Order)}
	}
	return [2]int64{idle}
}

func (m *Model) ring(c *mCall, a *mAgent) {
	s := m.service(c.service)
	s.turns++
	if _, serves := a.level(s.cfg.ID); serves {
		a.turns[s.cfg.ID] = s.turns
	}
	if c.promised() && c.first {
		m.callBack(c, a)
		return
	}
	m.offer++
	a.status.Today.Offered++
	c.phase = acd.Offered
	c.ringing = append(c.ringing, a)
	a.on, a.offered, a.dueAt = c, m.offer, m.now.Add(s.cfg.Ring)
	m.become(a, acd.Ringing, "")
	m.made = append(m.made, mMade{c.id, a.cfg.ID, m.offer})
}

// become changes the state of a and pays the old one its time.
func (m *Model) become(a *mAgent, s acd.AgentState, r acd.Reason) {
	st := &a.status
	if s == acd.Ready && !st.Reachable {
		s, r = acd.NotReady, acd.Unreachable
	}
	if st.State == s && st.Reason == r {
		return
	}
	line := agentLine{state: st.State, since: st.Since, today: st.Today}
	line.spend(m.now)
	st.Today = line.today
	if st.State.Talks() && !s.Talks() {
		st.Today.Talks++
	}
	if st.State == acd.LoggedOut {
		st.LoginAt, st.IdleSince = m.now, m.now
	}
	if s == acd.LoggedOut {
		st.LoginAt, st.IdleSince, st.Misses = 0, 0, 0
	}
	st.State, st.Reason, st.Since = s, r, m.now
}

// free lets a go on: to the state asked for, else to s.
func (m *Model) free(a *mAgent, s acd.AgentState, r acd.Reason) {
	a.on, a.offered, a.dueAt = nil, 0, 0
	if a.status.Next != "" {
		s, r = a.status.Next, a.status.NextReason
		a.status.Next, a.status.NextReason = "", ""
	}
	m.become(a, s, r)
}
