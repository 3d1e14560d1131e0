package explore

import (
	"fmt"

	"github.com/callfloor/callfloor/acd"
)

// Take folds the events of one step at now in, and says which of them breaks the
// grammar: each CallQueued has exactly one CallEnded, each CallOffered exactly
// one OfferEnded, each connection exactly one AgentLeftCall, and the intervals
// of an agent's states touch without gap or overlap.
func (l *Ledger) Take(now acd.Time, events []acd.Event) error {
	now = max(now, l.step)
	l.step = now
	for i, e := range events {
		if err := l.take(now, e); err != nil {
			return fmt.Errorf("event %d, %s %+v: %w", i, acd.Name(e), e, err)
		}
	}
	return nil
}

func (l *Ledger) take(now acd.Time, e acd.Event) error {
	switch e := e.(type) {
	case acd.ServiceChanged:
		l.serviceChanged(e)
	case acd.ServiceDeleted:
		delete(l.services, e.Service)
	case acd.AgentChanged:
		l.agentChanged(now, e)
	case acd.AgentDeleted:
		delete(l.agents, e.Agent)
	case acd.DayStarted:
		l.dayStarted(e)
	case acd.AgentStateChanged:
		return l.agentStateChanged(e)
	case acd.CallArrived:
		return l.callArrived(e)
	case acd.CallPromised:
		return l.callPromised(e)
	case acd.CallReached:
		return l.callReached(e)
	case acd.CallQueued:
		return l.callQueued(e)
	case acd.CallRefused:
		return l.callRefused(e)
	case acd.CallReprioritised:
		return l.callReprioritised(e)
	case acd.CallOffered:
		return l.callOffered(e)
	case acd.OfferEnded:
		return l.offerEnded(e)
	case acd.OfferAccepted:
		return l.offerAccepted(e)
	case acd.CallReturned:
		return l.callReturned(e)
	case acd.CallConnected:
		return l.callConnected(e)
	case acd.CallLeft:
		return l.callLeft(e)
	case acd.AgentLeftCall:
		return l.agentLeft(e)
	case acd.CallEnded:
		return l.callEnded(e)
	case acd.CallDialled:
		return l.callDialled(e)
	case acd.DialConnected:
		return l.dialConnected(e)
	case acd.ConsultStarted:
		return l.consultStarted(e)
	case acd.ConsultEnded:
		return l.consultEnded(e)
	case acd.CallJoined:
		return l.callJoined(e)
	case acd.CallTaken:
		return l.callTaken(e)
	case acd.CallDiverted:
		return l.callDiverted(e)
	}
	return nil
}

func (l *Ledger) tick(at acd.Time) error {
	if at < l.now {
		return fmt.Errorf("time runs backwards from %d", l.now)
	}
	l.now = at
	return nil
}

// in finds a live call that must be in one of the stages.
func (l *Ledger) in(id acd.CallID, stages ...acd.CallPhase) (*callLine, error) {
	c := l.calls[id]
	if c == nil {
		return nil, fmt.Errorf("the call is not live")
	}
	for _, s := range stages {
		if c.stage == s {
			return c, nil
		}
	}
	return nil, fmt.Errorf("the call is %s", c.stage)
}

func (l *Ledger) callQueued(e acd.CallQueued) error {
	c := l.calls[e.Call]
	switch {
	case c != nil && c.stage != moving && c.stage != acd.InMenu:
		return fmt.Errorf("queued while %s", c.stage)
	case c != nil && c.service != e.From:
		return fmt.Errorf("comes from %s", c.service)
	case e.Day != l.day:
		return fmt.Errorf("today is %q", l.day)
	}
	l.calls[e.Call] = &callLine{stage: acd.Waiting, service: e.Service, day: e.Day, priority: e.Priority, entered: e.At, waits: e.At, about: e.About}
	g := l.services[e.Service].of(e.Day)
	g.Offered++
	g.Pending++
	return l.tick(e.At)
}

func (l *Ledger) callRefused(e acd.CallRefused) error {
	if c := l.calls[e.Call]; c != nil && c.stage != moving && c.stage != acd.InMenu {
		return fmt.Errorf("refused while %s", c.stage)
	}
	stage := refused
	if e.Rule.Do == acd.RuleService {
		stage = moving
	}
	outcome := acd.ClosedOutcome
	if e.Reason == acd.RefusedFull {
		outcome = acd.Overflowed
	}
	about := acd.CallID("")
	if c := l.calls[e.Call]; c != nil {
		about = c.about
	}
	c := &callLine{stage: stage, service: e.Service, about: about, day: l.day}
	if d := l.calls[e.Call]; d != nil {
		c.day = d.day
	}
	l.calls[e.Call] = c
	c.byRule(e.Rule, outcome, e.At)
	g := l.services[e.Service].of(l.day)
	if e.Reason == acd.RefusedFull {
		g.RefusedFull++
	} else {
		g.RefusedClosed++
	}
	return l.tick(e.At)
}

func (l *Ledger) callReprioritised(e acd.CallReprioritised) error {
	c, err := l.in(e.Call, acd.Waiting, acd.Offered, acd.Connecting)
	if err == nil {
		c.priority = e.Priority
	}
	return err
}

func (l *Ledger) callOffered(e acd.CallOffered) error {
	if e.Direct {
		return l.peerRings(e)
	}
	c, err := l.in(e.Call, acd.Waiting, acd.Offered)
	if err != nil {
		return err
	}
	a := l.agents[e.Agent]
	switch {
	case a.state != acd.Ringing || a.call != e.Call:
		return fmt.Errorf("the agent is %s", a.state)
	case c.service != e.Service:
		return fmt.Errorf("the call is in %s", c.service)
	case e.Callback != c.promised() || c.promised() && c.first:
		return fmt.Errorf("promised is %t, customer first %t", c.promised(), c.first)
	case e.Waited != e.At.Sub(c.waits):
		return fmt.Errorf("the call has waited since %d", c.waits)
	case e.At < l.rests[e.Agent]:
		return fmt.Errorf("the agent rests until %d", l.rests[e.Agent])
	case e.Deadline <= e.At:
		return fmt.Errorf("rings until %d", e.Deadline)
	}
	if d := l.overtaken(c, e); d != "" && c.kept != e.Agent {
		return fmt.Errorf("call %s comes first", d)
	}
	c.kept = ""
	if _, dup := l.offers[e.Offer]; dup {
		return fmt.Errorf("the offer is made twice")
	}
	c.stage = acd.Offered
	c.offers++
	l.offers[e.Offer] = offerLine{e.Call, e.Agent}
	a.today.Offered++
	return l.tick(e.At)
}

func (l *Ledger) offerEnded(e acd.OfferEnded) error {
	if l.offers[e.Offer] != (offerLine{e.Call, e.Agent}) {
		return fmt.Errorf("no such offer is live")
	}
	delete(l.offers, e.Offer)
	l.calls[e.Call].offers--
	if e.Direct {
		return l.tick(e.At)
	}
	switch e.Result {
	case acd.OfferNoAnswer, acd.OfferRejected, acd.OfferBusy, acd.OfferFailed:
		l.agents[e.Agent].today.Missed++
		l.rests[e.Agent] = e.At.Add(acd.RestAfterMiss)
	case acd.OfferUnreachable:
		l.rests[e.Agent] = e.At.Add(acd.RestAfterMiss)
	}
	return l.tick(e.At)
}

func (l *Ledger) offerAccepted(e acd.OfferAccepted) error {
	c, err := l.in(e.Call, acd.Offered, acd.DialingOut)
	if err != nil {
		return err
	}
	if c.stage == acd.DialingOut || c.promised() { // a colleague: DialConnected follows; called back: CallDialled
		return l.tick(e.At)
	}
	if c.offers != 1 || l.offers[e.Offer] != (offerLine{e.Call, e.Agent}) {
		return fmt.Errorf("%d phones ring", c.offers)
	}
	c.stage, c.agent, c.won, c.waited = acd.Connecting, e.Agent, e.Offer, e.At.Sub(c.waits)
	return l.tick(e.At)
}

func (l *Ledger) callReturned(e acd.CallReturned) error {
	c, err := l.in(e.Call, acd.Offered, acd.Connecting, parted, acd.DialingOut)
	if err != nil {
		return err
	}
	back := c.stage == parted || c.stage == acd.DialingOut && c.diverted != ""
	if c.offers != 0 || e.Recalled != back {
		return fmt.Errorf("the call is %s with %d offers", c.stage, c.offers)
	}
	c.stage, c.agent, c.won, c.diverted = acd.Waiting, "", 0, ""
	if e.Recalled {
		c.waits = e.At
	}
	return l.tick(e.At)
}

func (l *Ledger) callConnected(e acd.CallConnected) error {
	c, err := l.in(e.Call, acd.Connecting)
	if err != nil {
		return err
	}
	switch {
	case c.offers != 0 || c.won != e.Offer || c.agent != e.Agent:
		return fmt.Errorf("the call is with %s by offer %d, %d live", c.agent, c.won, c.offers)
	case c.counted != e.Recalled || c.day != e.Day:
		return fmt.Errorf("counted %t in %q", c.counted, c.day)
	case !e.Recalled && e.Wait != c.waited:
		return fmt.Errorf("it had waited %s", c.waited)
	}
	c.stage, c.won, c.waits, c.givenBy, c.givenTo = acd.Connected, 0, c.entered, "", ""
	l.agents[e.Agent].today.Answered++
	s := l.services[e.Service]
	if e.InLevel != (e.Wait <= s.cfg.ServiceLevel) {
		return fmt.Errorf("service level is %s", s.cfg.ServiceLevel)
	}
	if !c.counted {
		c.counted = true
		g := s.of(c.day)
		g.Pending--
		g.Answered++
		if e.InLevel {
			g.InLevel++
		}
		g.WaitAnswered += e.Wait
		g.LongestAnswered = max(g.LongestAnswered, e.Wait)
	}
	return l.tick(e.At)
}

func (l *Ledger) callLeft(e acd.CallLeft) error {
	c, err := l.in(e.Call, acd.Waiting, acd.Offered, acd.Connecting)
	if err != nil {
		return err
	}
	if c.offers != 0 || e.Recalled != c.counted || e.Day != c.day || e.Service != c.service {
		return fmt.Errorf("the call is %+v", *c)
	}
	if !c.counted {
		g := l.services[c.service].of(c.day)
		g.Pending--
		countLeft(g, e.Reason)
	}
	c.stage = gone
	if e.Rule.Do == acd.RuleService {
		c.stage = moving
	}
	outcome := map[acd.LeftReason]acd.Outcome{acd.LeftOverflow: acd.Overflowed, acd.LeftTimeOut: acd.TimedOut}[e.Reason] // none: the caller's choice
	c.byRule(e.Rule, outcome, e.At)
	return l.tick(e.At)
}

func countLeft(g *acd.ServiceFigures, r acd.LeftReason) {
	switch r {
	case acd.LeftOverflow:
		g.LeftOverflow++
	case acd.LeftTimeOut:
		g.LeftTimeOut++
	case acd.LeftCallback:
		g.LeftCallback++
	case acd.LeftMoved:
		g.LeftMoved++
	case acd.LeftLost:
		g.LeftLost++
	}
}

func (l *Ledger) agentLeft(e acd.AgentLeftCall) error {
	c, err := l.in(e.Call, acd.Connected, acd.TalkingOut)
	if err != nil {
		return err
	}
	switch {
	case c.agent != e.Agent || c.service != e.Service && c.stage == acd.Connected || c.stage == acd.TalkingOut && c.behalf != e.Service:
		return fmt.Errorf("the call is with %s in %s", c.agent, c.service)
	case c.second != "" && e.Cause != acd.CauseTransferred:
		return fmt.Errorf("the agent still consults by %s", c.second)
	case e.Talk < 0 || e.Hold < 0:
		return fmt.Errorf("negative times")
	}
	if c.stage == acd.Connected {
		s := l.services[c.service]
		g := s.of(c.day)
		g.Talk += e.Talk
		g.Hold += e.Hold
	}
	if s := l.services[e.Service]; s != nil && !e.Stays {
		l.owes[e.Agent] = s.cfg.WrapUp > 0 || s.cfg.WrapUpManual
	}
	c.stage, c.agent = parted, ""
	if e.TransferTo != "" {
		c.stage = moving
	}
	return l.tick(e.At)
}

func (l *Ledger) callEnded(e acd.CallEnded) error {
	c, err := l.in(e.Call, acd.Waiting, acd.Offered, acd.Connecting, gone, refused, parted, acd.DialingOut, acd.TalkingOut, acd.InMenu)
	if err != nil {
		return err
	}
	if c.stage == acd.InMenu || c.ends != "" && c.service == "" { // it is told whose it was
		c.service = c.behalf
	}
	abandoned := e.Outcome == acd.AbandonedQueue || e.Outcome == acd.AbandonedRing
	switch {
	case c.offers != 0:
		return fmt.Errorf("%d phones ring", c.offers)
	case abandoned != c.queued() && !c.counted && !c.promised():
		return fmt.Errorf("outcome of a call that is %s", c.stage)
	case c.service != e.Service:
		return fmt.Errorf("the call is in %s", c.service)
	case c.ends != "" && e.Outcome != c.ends && !(c.stage == acd.InMenu && e.Outcome == acd.CallbackTaken) && e.Outcome != acd.LostRestart:
		return fmt.Errorf("it was to end as %s", c.ends)
	case c.stage == acd.InMenu && c.ends == "" && e.Outcome != acd.AbandonedIVR && e.Outcome != acd.SelfServed && e.Outcome != acd.CallbackTaken && e.Outcome != acd.Failed && e.Outcome != acd.LostRestart:
		return fmt.Errorf("in a menu")
	case e.Outbound != c.callback && (c.callback || c.promised()):
		return fmt.Errorf("it was promised")
	case c.promised() && e.Outcome != acd.Failed && e.Outcome != acd.LostRestart:
		return fmt.Errorf("nobody was on the phone")
	case c.stage == acd.TalkingOut && c.agent != "":
		return fmt.Errorf("the agent is still in it")
	case c.second != "":
		return fmt.Errorf("its second call %s is live", c.second)
	}
	if abandoned {
		s := l.services[c.service]
		g := s.of(c.day)
		g.Pending--
		g.Abandoned++
		if e.Wait <= s.cfg.ServiceLevel {
			g.AbandonedInLevel++
		}
	}
	delete(l.calls, e.Call)
	return l.tick(e.At)
}

func (l *Ledger) callDialled(e acd.CallDialled) error {
	if e.Callback {
		return l.calledBack(e)
	}
	if l.calls[e.Call] != nil {
		return fmt.Errorf("dialled twice")
	}
	l.calls[e.Call] = &callLine{stage: acd.DialingOut, agent: e.Agent, day: l.day, entered: e.At, waits: e.At, about: e.About, behalf: e.Service}
	switch {
	case e.About != "":
		l.calls[e.Call].agent = ""
	case e.To == "":
		l.agents[e.Agent].today.Outbound++
	}
	return l.tick(e.At)
}

func (l *Ledger) dialConnected(e acd.DialConnected) error {
	c, err := l.in(e.Call, acd.DialingOut)
	if err != nil {
		return err
	}
	if c.agent != e.Agent || c.offers != 0 {
		return fmt.Errorf("the call is with %q, %d phones ring", c.agent, c.offers)
	}
	c.stage, c.peer = acd.TalkingOut, e.Peer
	c.service, c.givenBy, c.givenTo = "", "", "" // one given to a number has left it for good
	return l.tick(e.At)
}
