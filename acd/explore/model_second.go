package explore

import (
	"time"

	"github.com/callfloor/callfloor/acd"
)

// outside: dialled, or talked outside a service.
func outside(c *mCall) bool { return c.phase == acd.DialingOut || c.phase == acd.TalkingOut }

func talks(c *mCall) bool { return c.phase == acd.Connected || c.phase == acd.TalkingOut }

// dialsAlone: it rings at a number and no agent waits for that.
func dialsAlone(c *mCall) bool {
	return c.phase == acd.DialingOut && c.agent == nil && len(c.ringing) == 0
}

func (a *mAgent) callable() bool {
	return a.status.Reachable && (a.status.State == acd.Ready || a.status.State == acd.NotReady)
}

// backTo notes the state that a has now as the one to go back to.
func (a *mAgent) backTo() {
	if a.status.State == acd.NotReady && a.status.Reason != acd.Unreachable {
		a.status.Next, a.status.NextReason = acd.NotReady, a.status.Reason
	}
}

func (m *Model) dial(x acd.Dial) {
	a, b := m.agent(x.Agent), m.agent(x.To)
	switch {
	case m.call(x.Call) != nil || a.status.State != acd.Ready && a.status.State != acd.NotReady:
		return
	case x.To != "" && (b == a || !b.callable()):
		return
	}
	a.backTo()
	c := m.arrive(x.Call, "", 0)
	c.phase, c.agent, c.day, c.behalf, c.called = acd.DialingOut, a, m.day, x.Service, x.Number
	a.on, a.dueAt = c, m.now.Add(acd.DialLimit)
	if b == nil {
		a.status.Today.Outbound++
	}
	m.become(a, acd.Dialing, "")
	if b != nil {
		m.ringPeer(c, b)
	}
}

func (m *Model) ringPeer(c *mCall, b *mAgent) {
	m.offer++
	c.ringing = append(c.ringing, b)
	b.backTo()
	b.on, b.offered, b.dueAt = c, m.offer, m.now.Add(acd.DirectRing)
	m.become(b, acd.Ringing, "")
	m.made = append(m.made, mMade{c.id, b.cfg.ID, m.offer})
}

func (m *Model) peerAnswered(c *mCall, b *mAgent) {
	c.won = b.offered
	c.ringing, c.peer = nil, b
	c.phase, c.talking = acd.TalkingOut, m.now
	b.offered, b.dueAt = 0, 0
	m.become(b, acd.Talking, "")
	if c.agent != nil {
		c.agent.dueAt = 0
		m.become(c.agent, acd.TalkingOutbound, "")
	}
}

func (m *Model) peerFailed(c *mCall, b *mAgent, r acd.OfferResult) {
	if r == acd.OfferUnreachable {
		b.status.Reachable = false
	}
	m.endDial(c)
}

func (m *Model) dialAnswered(c *mCall) {
	if c.callback && c.first && !c.counted {
		m.reached(c)
		return
	}
	c.phase, c.talking, c.patience, c.service, c.giver = acd.TalkingOut, m.now, 0, "", nil
	if c.agent != nil {
		c.agent.dueAt = 0
		m.become(c.agent, acd.TalkingOutbound, "")
	}
}

// endDial ends a call that is dialled or talked outside a service.
func (m *Model) endDial(c *mCall) {
	m.dropSecond(c)
	for _, b := range c.ringing {
		m.free(b, acd.Ready, "")
	}
	c.ringing = nil
	if c.peer != nil {
		m.free(c.peer, acd.Ready, "")
	}
	switch {
	case c.agent == nil:
	case c.phase == acd.TalkingOut:
		m.partOutside(c)
	default:
		m.free(c.agent, acd.Ready, "")
	}
	m.gone(c)
}

// partOutside ends the part of the agent of a call outside services.
func (m *Model) partOutside(c *mCall) {
	m.dropSecond(c)
	a := c.agent
	c.agent, c.heldFor = nil, 0
	clear(c.held)
	if c.caller == "" {
		c.caller = c.called
	}
	if s := m.service(c.behalf); s != nil {
		m.wrapUp(a, s)
		return
	}
	m.free(a, acd.Ready, "")
}

func (m *Model) extend(a *mAgent, d time.Duration) {
	if a.status.State != acd.WrapUp || a.dueAt == 0 {
		return
	}
	if d == 0 {
		a.dueAt = 0
		return
	}
	a.dueAt = min(a.dueAt.Add(d), m.now.Add(acd.MaxWrapUp))
}

// doSecond applies the commands about second calls and numbers outside.
func (m *Model) doSecond(cmd acd.Command) {
	switch x := cmd.(type) {
	case acd.Consult:
		m.consult(x)
	case acd.Complete:
		if c := m.call(x.Call); c != nil && c.second != nil && talks(c.second) {
			m.giveToSecond(c)
		}
	case acd.Join:
		if c := m.call(x.Call); c != nil && c.second != nil && talks(c.second) {
			c.joined = x.Joined
		}
	case acd.EndConsult:
		if c := m.call(x.Call); c != nil {
			m.dropSecond(c)
		}
	}
}

func (m *Model) consult(x acd.Consult) {
	c, b := m.call(x.Call), m.agent(x.Agent)
	if c == nil || !talks(c) || c.agent == nil || c.peer != nil || c.about != nil || c.second != nil ||
		m.call(x.Second) != nil || b != nil && !b.callable() {
		return
	}
	number := c.caller
	if c.phase == acd.TalkingOut {
		number = c.called
	}
	d := m.arrive(x.Second, number, 0)
	d.about, c.second, d.day, d.called = c, d, m.day, x.Number
	switch {
	case x.To != "":
		d.priority = c.priority
		m.enter(d, m.service(x.To))
		return
	case b == nil:
		d.patience = m.now.Add(acd.DialLimit)
	}
	d.phase = acd.DialingOut
	if b != nil {
		m.ringPeer(d, b)
	}
}

// dropSecond ends the second call of c.
func (m *Model) dropSecond(c *mCall) {
	d := c.second
	switch {
	case d == nil:
	case outside(d):
		m.endDial(d)
	case d.phase == acd.Connected:
		m.part(d)
		m.gone(d)
	default:
		m.silence(d)
		m.left(d, acd.LeftMoved)
		m.gone(d)
	}
}

func (m *Model) giveToSecond(c *mCall) {
	d := c.second
	c.second, c.joined, d.about = nil, false, nil
	if c.phase == acd.Connected {
		m.part(c)
	} else {
		m.partOutside(c)
	}
	b := d.peer
	if d.phase == acd.Connected {
		b = d.agent
		g := m.figures(d)
		talk, hold := m.talked(d)
		g.Talk += talk
		g.Hold += hold
		c.service, c.entered, c.waits, c.waited, c.answered, c.day, c.counted, c.behalf = d.service, d.entered, d.entered, d.waited, d.answered, d.day, true, ""
	}
	c.won, c.talking, c.patience, c.agent = d.won, m.now, 0, b
	c.phase = acd.TalkingOut
	switch {
	case b == nil:
		c.service, c.diverted = "", true
	case c.service != "":
		c.phase = acd.Connected
		if d.phase != acd.Connected {
			b.status.Today.Answered++
		}
	}
	if b != nil {
		b.on, b.offered = c, 0
		b.status.Misses = 0
		s := acd.Talking
		if c.phase == acd.TalkingOut {
			s = acd.TalkingOutbound
		}
		// A new call is a new interval, whatever the state.
		line := agentLine{state: acd.Talking, since: b.status.Since, today: b.status.Today}
		line.spend(m.now)
		b.status.Today = line.today
		b.status.State, b.status.Since = s, m.now
	}
	m.gone(d)
}

// divert gives c to a number outside.
func (m *Model) divert(c *mCall) {
	giver := c.agent
	switch c.phase {
	case acd.Connected:
		m.part(c)
	case acd.TalkingOut:
		m.partOutside(c)
	default:
		return
	}
	c.phase, c.diverted, c.giver, c.patience = acd.DialingOut, true, giver, m.now.Add(acd.GivenLimit)
}

func (m *Model) divertFailed(c *mCall) {
	if c.service == "" {
		m.endDial(c)
		return
	}
	c.diverted = false
	m.again(c)
	m.back(c)
}
