package explore

import (
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// do applies a command that the simulation has made; it makes no command with
// an unknown name.
func (m *Model) do(cmd acd.Command) {
	switch c := cmd.(type) {
	case acd.PutService:
		m.putService(c.Service)
	case acd.SetOpen:
		m.service(c.Service).cfg.Closed = !c.Open
	case acd.PutAgent:
		m.putAgent(c.Agent)
	case acd.StartDay:
		m.startDay(c.Day)
	case acd.SetState:
		m.setState(m.agent(c.Agent), c.State, c.Reason)
	case acd.PhoneReachable:
		a := m.agent(c.Agent)
		a.status.Reachable = true
		if a.status.State == acd.NotReady && a.status.Reason == acd.Unreachable {
			m.become(a, acd.Ready, "")
		}
	case acd.PhoneLost:
		m.phoneLost(m.agent(c.Agent))
	case acd.ReleaseAgent:
		m.release(m.agent(c.Agent))
	case acd.Restart:
		m.restart()
	case acd.Arrive:
		if m.call(c.Call) == nil {
			m.toMenu(m.arrive(c.Call, c.Caller, 0), c.Service, "")
		}
	case acd.Promise:
		m.promise(c)
	case acd.Enqueue:
		switch d := m.call(c.Call); {
		case d == nil:
			m.enter(m.arrive(c.Call, c.Caller, min(max(c.Priority, -acd.MaxPriority), acd.MaxPriority)), m.service(c.Service))
		case d.phase == acd.InMenu:
			d.priority, d.behalf, d.ends, d.patience, d.phase = min(max(c.Priority, -acd.MaxPriority), acd.MaxPriority), "", "", 0, ""
			m.enter(d, m.service(c.Service))
		}
	case acd.Dial:
		m.dial(c)
	case acd.ExtendWrapUp:
		m.extend(m.agent(c.Agent), c.For)
	default:
		m.doCall(cmd)
	}
}

func (m *Model) arrive(id acd.CallID, caller string, priority int) *mCall {
	m.arrivals++
	c := &mCall{id: id, arrival: m.arrivals, day: m.day, caller: caller, priority: priority, held: map[acd.HangUpBy]bool{}}
	m.calls = append(m.calls, c)
	return c
}

// doCall applies the commands about a live call; others are stale.
func (m *Model) doCall(cmd acd.Command) {
	switch x := cmd.(type) {
	case acd.Answer:
		m.answer(x)
	case acd.Reject:
		if a := m.agent(x.Agent); a.on != nil && a.on.id == x.Call && a.offered == x.Offer && x.Offer != 0 {
			m.fail(a, x.Cause)
		}
	case acd.Connect:
		m.connect(x)
	case acd.HangUp:
		if c := m.call(x.Call); c != nil && (x.Offer == 0 || x.Offer == c.won) && (x.Agent == "" || c.agent != nil && c.agent.cfg.ID == x.Agent) {
			m.hangUp(c, x.By, x.Cause)
		}
	case acd.Transfer:
		m.transfer(x)
	case acd.Reprioritise:
		if c := m.call(x.Call); c != nil && waits(c) && x.Priority != c.priority+c.raised {
			c.priority, c.raised, c.stepped = x.Priority, 0, m.now
		}
	case acd.Exit:
		if c := m.call(x.Call); c != nil {
			m.exit(c, x.Rule)
		}
	case acd.EndMenu:
		if c := m.call(x.Call); c != nil && c.phase == acd.InMenu {
			m.gone(c)
		}
	case acd.Leave:
		if c := m.call(x.Call); c != nil && waits(c) && !c.promised() {
			m.silence(c)
			m.left(c, x.Reason)
			m.gone(c)
		}
	case acd.Occupy:
		c := m.call(x.Call)
		switch {
		case c == nil || x.For <= 0 || x.For > acd.MaxOccupy:
		case waits(c):
			if c.asked = max(c.asked, m.now.Add(x.For)); c.patience != 0 {
				c.patience = max(c.patience, c.asked)
			}
		case dialsAlone(c) && c.diverted:
			c.patience = max(c.patience, m.now.Add(x.For))
		}
	case acd.Hold:
		m.hold(x)
	case acd.Resume:
		m.resume(x)
	case acd.DialAnswered:
		if c := m.call(x.Call); c != nil && c.phase == acd.DialingOut && len(c.ringing) == 0 {
			m.dialAnswered(c)
		}
	default:
		m.doSecond(cmd)
	}
}

func (m *Model) putService(cfg acd.Service) {
	s := m.service(cfg.ID)
	if s == nil {
		m.services = append(m.services, &mService{cfg: cfg, days: map[string]*acd.ServiceFigures{}})
		return
	}
	s.cfg = cfg
	for _, c := range m.calls {
		if c.service != cfg.ID || !waits(c) {
			continue
		}
		c.stepped = m.now
		switch {
		case c.promised():
		case c.counted:
			c.patience = patience(cfg, m.now)
		default:
			c.patience = patience(cfg, c.entered)
		}
		if c.patience != 0 {
			c.patience = max(c.patience, c.asked)
		}
	}
}

func (m *Model) putAgent(cfg acd.Agent) {
	a := m.agent(cfg.ID)
	if a == nil {
		a = &mAgent{turns: map[acd.ServiceID]uint64{}}
		a.status.State, a.status.Since, a.status.Today.DayAt = acd.LoggedOut, m.now, m.dayAt
		m.agents = append(m.agents, a)
	}
	a.cfg = cfg
	for id := range a.turns {
		if _, serves := a.level(id); !serves {
			delete(a.turns, id)
		}
	}
}

func (m *Model) startDay(day string) {
	m.day, m.dayAt = day, m.now
	for _, a := range m.agents {
		a.status.Today = acd.AgentFigures{DayAt: m.now}
	}
}

func (m *Model) setState(a *mAgent, s acd.AgentState, r acd.Reason) {
	switch a.status.State {
	case acd.Ringing, acd.Talking, acd.Dialing, acd.TalkingOutbound:
		if s == acd.Ready {
			s = ""
		}
		a.status.Next, a.status.NextReason = s, r
		return
	case acd.WrapUp:
		m.endWrapUp(a)
		a.status.Next, a.status.NextReason, a.dueAt = "", "", 0
	case acd.NotReady, acd.LoggedOut:
		if s == acd.Ready {
			a.status.Misses = 0
		}
	}
	m.become(a, s, r)
}

func (m *Model) phoneLost(a *mAgent) {
	a.status.Reachable = false
	switch a.status.State {
	case acd.Ringing:
		m.fail(a, acd.OfferUnreachable)
	case acd.Ready:
		m.become(a, acd.Ready, "")
	}
}

func (m *Model) release(a *mAgent) {
	switch a.status.State {
	case acd.LoggedOut:
		return
	case acd.WrapUp:
		m.endWrapUp(a)
		a.dueAt = 0
	}
	a.status.Next, a.status.NextReason = acd.NotReady, acd.OtherWork
	switch c := a.on; {
	case c == nil:
		m.free(a, "", "")
	case outside(c):
		m.endDial(c)
	case c.phase == acd.Connected:
		m.part(c)
		m.gone(c)
	default:
		m.fail(a, acd.OfferWithdrawn)
	}
}

func (m *Model) restart() {
	for _, c := range slices.Clone(m.calls) {
		switch {
		case m.call(c.id) == nil: // ended with the call that it was about
		case c.phase == acd.InMenu:
			m.gone(c)
		case c.promised():
			m.silence(c)
			m.gone(c)
		case outside(c):
			m.endDial(c)
		case c.phase == acd.Connected:
			m.part(c)
			m.gone(c)
		default:
			m.lose(c)
		}
	}
}

func (m *Model) answer(x acd.Answer) {
	c, a := m.call(x.Call), m.agent(x.Agent)
	if c == nil || a.on != c || a.offered != x.Offer {
		return
	}
	if c.phase == acd.DialingOut && slices.Contains(c.ringing, a) {
		m.peerAnswered(c, a)
		return
	}
	if c.phase != acd.Offered {
		return
	}
	for _, b := range c.ringing {
		if b != a {
			m.free(b, acd.Ready, "")
		}
	}
	if c.promised() {
		c.ringing, c.won = nil, x.Offer
		m.callBack(c, a)
		return
	}
	c.ringing = []*mAgent{a}
	c.phase, c.agent, c.won, c.answered, c.waited = acd.Connecting, a, x.Offer, m.now, m.now.Sub(c.waits)
	a.dueAt = m.now.Add(acd.ConnectLimit)
	m.become(a, acd.Talking, "")
}

func (m *Model) connect(x acd.Connect) {
	c := m.call(x.Call)
	if c == nil || c.phase != acd.Connecting || c.won != x.Offer {
		return
	}
	c.phase, c.talking, c.ringing, c.heldFor = acd.Connected, m.now, nil, 0
	c.waits, c.giver = c.entered, nil
	clear(c.held)
	c.agent.offered, c.agent.dueAt, c.agent.status.Misses = 0, 0, 0
	c.agent.status.Today.Answered++
	if c.counted {
		return
	}
	c.counted = true
	g, wait := m.figures(c), c.answered.Sub(c.entered)
	g.Answered++
	g.WaitAnswered += wait
	g.LongestAnswered = max(g.LongestAnswered, wait)
	if wait <= m.service(c.service).cfg.ServiceLevel {
		g.InLevel++
	}
}

func (m *Model) transfer(x acd.Transfer) {
	c := m.call(x.Call)
	talksOut := c != nil && c.phase == acd.TalkingOut
	switch {
	case c == nil || c.about != nil || c.peer != nil || c.phase == acd.DialingOut || c.phase == acd.InMenu || talksOut && c.agent == nil:
		return
	case c.promised() && x.Agent == "":
		return
	case x.Number != "":
		m.divert(c)
		return
	case x.Agent != "":
		m.transferToAgent(c, m.agent(x.Agent))
		return
	case talksOut:
		m.partOutside(c)
	case c.phase == acd.Connected:
		m.part(c)
	default:
		m.silence(c)
		m.left(c, acd.LeftMoved)
	}
	c.phase, c.service, c.behalf = "", "", ""
	m.enter(c, m.service(x.To))
}

func (m *Model) transferToAgent(c *mCall, a *mAgent) {
	if a.status.State != acd.Ready || a.status.RestUntil > m.now {
		return
	}
	switch c.phase {
	case acd.Connected:
		m.part(c)
		m.again(c)
		c.phase, c.stepped = acd.Waiting, m.now
	case acd.TalkingOut:
		s := m.service(c.behalf)
		if s == nil {
			return
		}
		m.partOutside(c)
		m.waitIn(c, s)
	case acd.Waiting:
	default:
		return
	}
	m.ring(c, a)
}

func (m *Model) hold(x acd.Hold) {
	c := m.call(x.Call)
	if c == nil || (c.phase != acd.Connected && c.phase != acd.TalkingOut) {
		return
	}
	if len(c.held) == 0 {
		c.heldAt = m.now
	}
	c.held[x.By] = true
}

func (m *Model) resume(x acd.Resume) {
	c := m.call(x.Call)
	if c == nil || !c.held[x.By] {
		return
	}
	delete(c.held, x.By)
	if len(c.held) == 0 {
		c.heldFor += m.now.Sub(c.heldAt)
	}
}
