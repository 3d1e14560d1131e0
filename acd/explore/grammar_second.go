package explore

import (
	"fmt"

	"github.com/callfloor/callfloor/acd"
)

// The grammar of calls to colleagues and to others: ConsultStarted, then the second
// call from its first event to its CallEnded, then ConsultEnded.

// peerRings: a colleague's phone rings for a call of no service, and nothing counts.
func (l *Ledger) peerRings(e acd.CallOffered) error {
	c, err := l.in(e.Call, acd.DialingOut)
	if err != nil {
		return err
	}
	a := l.agents[e.Agent]
	switch {
	case a.state != acd.Ringing || a.call != e.Call:
		return fmt.Errorf("the agent is %s", a.state)
	case c.offers != 0 || e.Service != "" || c.diverted != "":
		return fmt.Errorf("%d phones ring, service %q", c.offers, e.Service)
	case e.About != c.about:
		return fmt.Errorf("the call is about %q", c.about)
	}
	if _, dup := l.offers[e.Offer]; dup {
		return fmt.Errorf("the offer is made twice")
	}
	c.offers++
	l.offers[e.Offer] = offerLine{e.Call, e.Agent}
	return l.tick(e.At)
}

func (l *Ledger) consultStarted(e acd.ConsultStarted) error {
	c, err := l.in(e.Call, acd.Connected, acd.TalkingOut)
	if err != nil {
		return err
	}
	if c.second != "" || c.about != "" || c.agent != e.By || l.calls[e.Second] != nil {
		return fmt.Errorf("the call is %+v", *c)
	}
	c.second = e.Second
	if e.To != "" {
		l.calls[e.Second] = &callLine{stage: moving, about: e.Call}
	}
	return l.tick(e.At)
}

func (l *Ledger) consultEnded(e acd.ConsultEnded) error {
	c := l.calls[e.Call]
	switch d := l.calls[e.Second]; {
	case c == nil || !e.Completed && c.second != e.Second:
		return fmt.Errorf("nobody consults by it")
	case !e.Completed && d != nil:
		return fmt.Errorf("the second call is %s", d.stage)
	}
	c.second, c.joined = "", false
	return l.tick(e.At)
}

func (l *Ledger) callJoined(e acd.CallJoined) error {
	c, err := l.in(e.Call, acd.Connected, acd.TalkingOut)
	if err != nil {
		return err
	}
	if c.second != e.Second || c.joined == e.Joined {
		return fmt.Errorf("the call is %+v", *c)
	}
	c.joined = e.Joined
	if !e.Joined { // also because who was consulted is gone
		_, err = l.in(e.Second, acd.Connected, acd.TalkingOut, parted, moving)
		return err
	}
	_, err = l.in(e.Second, acd.Connected, acd.TalkingOut)
	return err
}

// callTaken: the one who consulted has left, the second call has been answered.
func (l *Ledger) callTaken(e acd.CallTaken) error {
	c, err := l.in(e.Call, parted)
	if err != nil {
		return err
	}
	d, err := l.in(e.Second, parted, acd.TalkingOut)
	if err != nil {
		return err
	}
	switch {
	case d.stage == parted && (e.Service != d.service || e.Entered != d.entered || e.Day != d.day):
		return fmt.Errorf("the second call is %+v", *d)
	case d.stage == acd.TalkingOut && e.Agent != d.peer:
		return fmt.Errorf("the second call is with %s", d.peer)
	case (e.Number != "") != (e.Agent == ""):
		return fmt.Errorf("taken by %q and %q", e.Agent, e.Number)
	}
	if d.stage == parted {
		c.behalf, c.counted, c.waited = "", true, d.waited
	}
	if e.Waited != c.waited {
		return fmt.Errorf("it had waited %s", c.waited)
	}
	c.stage, c.service, c.day, c.entered, c.waits, c.agent = acd.TalkingOut, e.Service, e.Day, e.Entered, e.Entered, e.Agent
	if e.Service != "" {
		c.stage = acd.Connected
	}
	if e.Number != "" {
		c.diverted = e.Number
	}
	if e.Answers {
		l.agents[e.Agent].today.Answered++
	}
	c.second, c.joined = "", false
	d.stage, d.agent, d.peer, d.about = parted, "", "", ""
	return l.tick(e.At)
}

func (l *Ledger) callDiverted(e acd.CallDiverted) error {
	c, err := l.in(e.Call, parted, gone, refused, acd.InMenu)
	if err != nil {
		return err
	}
	if e.From == "" { // a rule or a key
		if c.stage == acd.InMenu && c.ends == "" {
			c.ends = acd.SelfServed
		}
		c.stage, c.diverted, c.entered, c.waits = acd.DialingOut, e.Number, e.At, e.At
		return nil
	}
	c.stage, c.diverted, c.givenBy, c.givenTo = acd.DialingOut, e.Number, e.From, e.Number
	return l.tick(e.At)
}
