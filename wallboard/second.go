package wallboard

import "github.com/callfloor/callfloor/acd"

// Consult is the second call by which an agent consults somebody, as it stands on the
// row of the first.
type Consult struct {
	Call    acd.CallID    `json:"call"`
	Agent   acd.AgentID   `json:"agent,omitempty"`   // who answered, or whose phone rings
	Service acd.ServiceID `json:"service,omitempty"` // where it waits or was answered
	Number  string        `json:"number,omitempty"`  // outside, masked
	Phase   acd.CallPhase `json:"phase"`
	Since   acd.Time      `json:"since"` // of the phase
	Joined  bool          `json:"joined,omitempty"`
	TalkTo  string        `json:"talk_to"` // "customer" or "consulted", where not all are joined
}

// applySecond folds the events about second calls and calls to numbers outside.
func (b *Board) applySecond(ev acd.Event) {
	switch e := ev.(type) {
	case acd.ConsultStarted:
		if c := b.call(e.Call); c != nil {
			c.second = e.Second
		}
	case acd.ConsultEnded:
		if c := b.call(e.Call); c != nil {
			c.second, c.joined = "", false
		}
	case acd.CallJoined:
		if c := b.call(e.Call); c != nil {
			c.joined = e.Joined
		}
	case acd.CallMuted:
		if c := b.call(e.Call); c != nil && e.Agent != "" && e.Agent == c.peer {
			c.peerMute = e.Muted
		} else if c != nil {
			c.muted = e.Muted
		}
	case acd.CallDiverted:
		if c := b.call(e.Call); c != nil {
			c.diverted = true
			if e.From == "" { // a rule, or a key of the caller
				b.out(c, c.behalf, e.At)
			} else {
				c.givenBy, c.givenTo = e.From, e.Number
			}
			b.setPhase(c, acd.DialingOut, e.At)
		}
	case acd.CallTaken:
		b.taken(e)
	case acd.WrapUpExtended:
		if a := b.agent(e.Agent); a != nil {
			a.deadline = e.Deadline
		}
	}
}

func (b *Board) taken(e acd.CallTaken) {
	if a := b.agent(e.Agent); a != nil && e.Answers {
		a.today.Answered++
	}
	if d := b.call(e.Second); d != nil {
		d.agent, d.peer = "", ""
	}
	c := b.call(e.Call)
	if c == nil {
		return
	}
	c.second, c.joined, c.agent, c.service = "", false, e.Agent, e.Service
	c.diverted, c.entered, c.waits, c.waited = e.Number != "", e.Entered, e.Entered, e.Waited
	phase := acd.TalkingOut
	if e.Service != "" {
		phase = acd.Connected
	}
	b.setPhase(c, phase, e.At)
}

// consult describes the second call of c, nil where there is none.
func (c *call) consult(b *Board) *Consult {
	d := b.calls[c.second]
	if c.second == "" || d == nil {
		return nil
	}
	x := &Consult{Call: d.id, Agent: d.agent, Service: d.service, Phase: d.phase, Since: d.since, Joined: c.joined, TalkTo: "customer"}
	if d.peer != "" {
		x.Agent = d.peer
	}
	if len(d.offers) > 0 {
		x.Agent = d.offers[0].Agent
	}
	if d.service == "" && x.Agent == "" {
		x.Number = acd.MaskNumber(d.number)
	}
	if c.heldBy&byAgent != 0 {
		x.TalkTo = "consulted"
	}
	return x
}
