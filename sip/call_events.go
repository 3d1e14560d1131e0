package sip

import (
	"strings"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/menu"
)

// onEvent carries out what the floor decided about this call.
func (c *call) onEvent(ev acd.Event) {
	if id := callOf(ev); id != c.id {
		if s := c.second; s != nil && s.id == id {
			c.onSecond(s, ev)
		}
		return
	}
	switch ev := ev.(type) {
	case acd.CallArrived:
		c.onArrived()
	case acd.CallReached:
		c.onReached(ev)
	case acd.CallRefused:
		c.inLine = false
		c.ruled(ev.Rule, ev.Service)
	case acd.CallLeft:
		c.inLine = false
		c.ruled(ev.Rule, ev.Service)
	case acd.CallDialled:
		c.onDialled(ev)
	case acd.CallQueued:
		c.onQueued(ev)
	case acd.CallOffered:
		c.onOffered(ev)
	case acd.OfferEnded:
		if ev.Result != acd.OfferAnswered {
			c.endOffer(ev.Offer, offerReason(ev.Result))
		}
	case acd.OfferAccepted:
		c.onAccepted(ev)
	case acd.LateAnswer:
		c.endOffer(ev.Offer, q850(26, "answered elsewhere"))
	case acd.AgentLeftCall:
		c.leaveAgent(&ev)
	case acd.CallReturned:
		c.leaveAgent(nil)
		c.dropThird()
		c.inLine = true
		c.tune()
		c.announceLater(c.announce().Every)
	case acd.ConsultStarted:
		c.onConsult(ev)
	case acd.CallTaken:
		c.onTaken(ev)
	case acd.CallJoined:
		c.onJoined(ev)
	case acd.CallDiverted:
		c.onDiverted(ev)
	case acd.CallMuted:
		c.mute(ev)
	case acd.CallEnded:
		c.onEnded(ev)
	case acd.Refused:
		switch ev.Command {
		case "Enqueue", "Arrive":
			if c.arrived { // out of a menu into a service that is gone
				c.tell(acd.HangUp{Call: c.id, By: acd.BySystem, Cause: acd.CauseFailed})
				return
			}
			c.ended = true
			c.release("unknown service", 404)
		case "Leave": // an agent has answered
			c.farewell = nil
			c.unkeep()
		case "Consult":
			c.consultRefused()
		case "Transfer", "Complete":
			if c.active != nil {
				c.active.referred("480 Temporarily Unavailable")
			} else if c.waitsNow() && c.talk == nil { // a key to a service that is gone
				c.announceLater(c.announce().Every)
			}
		case "Dial":
			c.dialRefused()
		}
	}
}

// onQueued answers the caller, or gives early media, and starts the music.
func (c *call) onQueued(ev acd.CallQueued) {
	if c.svc != ev.Service {
		c.tuneAt = 0
	}
	c.svc, c.inLine, c.queued = ev.Service, true, true
	c.endTalk()
	if c.language == "" {
		c.language = c.serviceLanguage()
	}
	c.announceFirst()
	if c.early && c.caller.invite != nil {
		c.caller.early()
	} else {
		c.caller.accept()
	}
	c.tune()
}

// onOffered rings the agent's phones, unless the caller has gone meanwhile: the
// floor knows by now or will in a moment (A17).
func (c *call) onOffered(ev acd.CallOffered) {
	switch {
	case c.ended:
	case c.caller != nil && c.caller.state == legOver: // a request is being kept: no phone rings for it
		c.hangUp(acd.ByCaller, acd.CauseNormal)
	case c.out != nil && ev.Direct:
		if c.out.offer = &ev; c.active != nil { // else first the agent's own phone answers
			c.goOut()
		}
	default:
		c.ringPhones(ev)
	}
}

// ringPhones rings every phone of the agent of an offer.
func (c *call) ringPhones(ev acd.CallOffered) {
	var legs []*leg
	cause := acd.OfferUnreachable
	for _, b := range c.srv.reg.contacts(ev.Agent) {
		l, err := newAgentLeg(c, ev, b)
		if err != nil {
			cause = acd.OfferFailed
			continue
		}
		legs = append(legs, l)
	}
	if len(legs) == 0 {
		c.tell(acd.Reject{Call: ev.Call, Agent: ev.Agent, Offer: ev.Offer, Cause: cause})
		return
	}
	c.offers[ev.Offer] = legs
}

// legAnswered is told of the 2xx to an INVITE of ours.
func (c *call) legAnswered(l *leg) {
	switch l.role {
	case roleOffer:
		c.agentAnswered(l)
	case roleDial:
		c.outsideAnswered(l)
	default:
		c.phoneAnswered(l)
	}
}

// legFailed is told that an INVITE of ours has failed.
func (c *call) legFailed(l *leg, r acd.OfferResult) {
	switch l.role {
	case roleOffer:
		c.offerFailed(l, r)
	case roleDial:
		c.outsideFailed(l)
	default:
		c.phoneFailed(l)
	}
}

// agentAnswered stops the agent's other phones and claims the call.
func (c *call) agentAnswered(l *leg) {
	for _, x := range c.offers[l.offer] {
		if x != l {
			c.drop(x, q850(26, "answered elsewhere"))
		}
	}
	c.tell(acd.Answer{Call: l.of, Agent: l.d.Agent, Offer: l.offer})
}

// offerFailed is told when a phone refused or could not be reached. The offer
// fails with its last phone; a refusal by hand weighs more than silence.
func (c *call) offerFailed(l *leg, r acd.OfferResult) {
	if worse(r, c.worst[l.offer]) {
		c.worst[l.offer] = r
	}
	for _, x := range c.offers[l.offer] {
		if x.state != legOver && x.state != legCancelling {
			return
		}
	}
	cause := c.worst[l.offer]
	delete(c.worst, l.offer)
	c.checkOver()
	c.tell(acd.Reject{Call: l.of, Agent: l.d.Agent, Offer: l.offer, Cause: cause})
}

// worse orders the results of one agent's phones.
func worse(a, b acd.OfferResult) bool {
	rank := map[acd.OfferResult]int{"": 0, acd.OfferUnreachable: 1, acd.OfferFailed: 2, acd.OfferBusy: 3, acd.OfferRejected: 4}
	return rank[a] > rank[b]
}

// onAccepted joins caller and agent: the answer won.
func (c *call) onAccepted(ev acd.OfferAccepted) {
	l := c.up(ev.Offer)
	switch {
	case c.out != nil && c.out.promised && c.caller == nil: // now who is called back is called
		if c.active, c.muted = l, false; l == nil {
			c.agentGone(ev.Offer, acd.CauseNormal)
		}
	case c.out != nil && c.caller == nil: // a colleague
		if l == nil || c.active == nil {
			c.hangUp(acd.ByCaller, acd.CauseNormal)
			return
		}
		c.caller = l
		c.answerOwn()
		c.tellHolds()
		c.tune()
	case l == nil: // the agent hung up between the answer and the decision
		c.agentGone(ev.Offer, acd.CauseNormal)
	case c.caller.state == legOver: // who hung up while a request is being kept
		c.hush()
		c.hangUp(acd.ByCaller, acd.CauseNormal)
	default:
		if c.talk != nil {
			c.talk.answered.Store(true)
		}
		c.hush()
		c.active, c.muted, c.tuneAt = l, false, 0
		if c.caller.invite != nil {
			c.caller.accept()
		}
		c.connect(l, ev.Offer)
	}
}

// endOffer lets the phones of an offer go.
func (c *call) endOffer(id acd.OfferID, reason string) {
	for _, l := range c.offers[id] {
		if l == c.active {
			c.active = nil
		}
		c.drop(l, reason)
	}
	delete(c.worst, id)
	c.checkOver()
	c.tune()
}

func offerReason(r acd.OfferResult) string {
	switch r {
	case acd.OfferNoAnswer:
		return q850(19, "no answer")
	case acd.OfferLost:
		return sipReason(200, "Call completed elsewhere") // RFC 3326 section 2: no missed call on the phone
	}
	return q850(16, "withdrawn")
}

// leaveAgent ends the agent's part of the call; the caller stays. A REFER of the phone
// has worked when the agent leaves for whom it named, and for no other reason: the caller
// may have hung up in between, or a manager released the agent.
func (c *call) leaveAgent(ev *acd.AgentLeftCall) {
	if l := c.active; l != nil {
		c.active = nil
		if ev != nil && given(l.refers, *ev) {
			l.referred("200 OK")
		}
		l.referred(notReferred)
		c.drop(l, q850(16, "call over"))
		c.checkOver()
	}
	c.tune()
}

// onEnded ends the call as its outcome says.
func (c *call) onEnded(ev acd.CallEnded) {
	c.ended, c.inLine = true, false
	c.hush()
	if m := c.prompt(ev); m != nil {
		c.lastWords(m, q850(16, "message played"))
		return
	}
	c.release(endText(ev), endCode(ev))
}

// prompt returns the message that a service's rule has for the caller, if the
// caller is still there to hear it.
func (c *call) prompt(ev acd.CallEnded) *media.Music {
	name := ev.Rule.Prompt
	if ev.Cause == acd.CauseAbusive {
		name = AbusivePrompt
	}
	switch {
	case c.caller == nil || c.caller.state == legOver || !c.caller.hasMedia || ev.By == acd.ByCaller && c.farewell == nil && ev.Outcome != acd.SelfServed:
		return nil
	case c.farewell != nil:
		return c.farewell
	case name == noPrompt:
		return nil
	case name != "":
		if c.language == "" {
			c.language = c.serviceLanguage()
		}
		if m := c.srv.prompt(c.language, name); m != nil {
			return m
		}
	}
	return c.ownPrompt(ev)
}

// prompt returns a message by the name that a rule gives it, in a language; nil where there
// is none.
func (s *Server) prompt(language, name string) *media.Music {
	switch {
	case strings.HasPrefix(name, "say:"):
		if s.deps.Say == nil {
			return nil
		}
		if language == "" {
			language = "ko"
		}
		return s.deps.Say(language, name)
	case s.deps.Prompt == nil:
		return nil
	}
	return s.deps.Prompt(name)
}

// ownPrompt is what the program says by itself where a rule ends a call and names no
// sound.
func (c *call) ownPrompt(ev acd.CallEnded) *media.Music {
	if ev.Rule.Do != acd.RuleMessage {
		if c.divert != nil && ev.By == acd.ByThird && ev.Cause != acd.CauseNormal || c.divert != nil && ev.Cause == acd.CauseNoAnswer {
			return c.words(menu.SayNotReached)
		}
		return nil
	}
	if c.language == "" {
		c.language = c.serviceLanguage()
	}
	switch ev.Outcome {
	case acd.ClosedOutcome:
		return c.words(menu.SayClosed)
	case acd.TimedOut:
		return c.words(menu.SayTooLong)
	case acd.Overflowed:
		if c.queued {
			return c.words(menu.SayNobody)
		}
		return c.words(menu.SayFull)
	}
	return nil
}

func (c *call) serviceLanguage() string {
	if s := c.srv.dir().services[c.svc]; s != nil {
		return s.Language
	}
	return ""
}

// ruled is told by which rule the call has left a service or never came in.
func (c *call) ruled(r acd.Rule, of acd.ServiceID) {
	c.svc = of
	if c.language == "" {
		c.language = c.serviceLanguage()
	}
	c.before = nil
	switch r.Do {
	case acd.RuleCallback, acd.RuleVoice:
		c.asks(r, of)
	case acd.RuleNumber:
		if r.Prompt != "" {
			c.before = c.srv.prompt(c.language, r.Prompt)
		}
	}
}

// AbusivePrompt names the message that a caller hears whose call an agent ends as
// abusive.
const AbusivePrompt = "abusive"

// lastWords plays a message to the caller, once the caller can hear it, and hangs up at its
// end, for a reason.
func (c *call) lastWords(m *media.Music, reason string) {
	for _, legs := range c.offers {
		for _, l := range legs {
			l.referred(notReferred)
			c.drop(l, q850(16, "call over"))
		}
	}
	c.active, c.second, c.divert, c.third = nil, nil, nil, nil
	c.checkOver()
	if c.caller.invite != nil {
		c.caller.accept()
	}
	c.whenUp(func() {
		if c.caller.sess == nil {
			return
		}
		done := func() { c.box.post(func() { c.caller.bye(reason) }) }
		c.caller.sess.Play(m, media.PlayOptions{Done: done})
		c.saidLate = c.box.after(m.Duration()+c.srv.cfg.Timers.T1, func() { c.caller.bye(reason) })
	})
}

// endCode is the final answer to a caller who was never answered.
func endCode(ev acd.CallEnded) int {
	switch {
	case ev.Outbound:
		return dialCode(ev.Cause)
	case ev.Outcome == acd.Overflowed:
		return 486
	case ev.Outcome == acd.RejectedOverload, ev.Outcome == acd.LostRestart, ev.Cause == acd.CauseDrain:
		return 503
	case ev.Outcome == acd.Failed:
		return 500
	}
	return 480
}

func endText(ev acd.CallEnded) string {
	switch ev.Cause {
	case acd.CauseMediaTimeout:
		return "media timeout"
	case acd.CauseSessionTimer:
		return "session timer"
	case acd.CauseDrain:
		return "shutting down"
	case acd.CauseMinutes:
		return "minutes of the day used up"
	}
	return string(ev.Outcome)
}
