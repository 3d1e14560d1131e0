package sip

import (
	"runtime"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
)

// call is one call from a trunk until its end. Its box owns it and all its legs:
// what peers send, what timers bring and what the floor decides goes through it, in
// order and one at a time.
type call struct {
	srv   *Server
	id    acd.CallID
	box   *mailbox
	trunk string // name; its count is given back at the end
	who   caller
	dnis  string
	svc   acd.ServiceID // where it waits or was answered
	early bool          // answered only when an agent answers
	key   mergeKey

	barred *Aside // by the blacklist, with a message

	priority int           // of a call that waits
	talk     *conversation // what the caller is asked, or hears; nil: nothing
	said     *media.Music  // which plays to the caller now
	saying   int           // counts what was said, so that only the last one's end counts
	playing  media.Playing // the music of the caller
	tuneAt   int           // frame at which it goes on
	next     *timer        // the next announcement
	told     int           // announcements so far
	language string        // which the caller hears
	farewell *media.Music  // said when the floor ends the call
	dropKept func()        // takes the request back that was kept; nil: there is none
	arrived  bool          // the floor has it in a menu
	inLine   bool          // it waits in a service
	queued   bool          // it has waited in one
	saidDone func()        // when what is said has been heard
	saidLate *timer        // ends what is said where the media has gone

	whisper     *leg         // hears something before the caller is connected
	whispers    *media.Music // that
	whisperDone func()

	out *dialling // an outbound call; then caller is the leg to the outside

	second  *second        // by which the agent consults somebody
	pending *waitingSecond // made by the agent's phone, not yet known to be one
	divert  *dialling      // to the number that the call was given to
	before  *media.Music   // said before that number is called
	third   *leg           // which answered there

	caller *leg
	offers map[acd.OfferID][]*leg // agents' phones that ring or have answered
	worst  map[acd.OfferID]acd.OfferResult
	active *leg            // the agent's leg that the floor accepted
	muted  bool            // others do not hear the agent
	asked  []chan struct{} // closed when a phone has said how it rings
	heard  map[*leg]hearing
	mixer  *media.Mixer
	quiet  *timer // both legs silent

	enqueued bool          // the floor was told of it
	ended    bool          // the floor says that it is over, or it never knew
	outbox   []acd.Command // not yet taken by the floor
	retry    *timer
}

// work runs what waits in the box. apart: on a goroutine of its own, where a step may look
// up a host name; whoever else runs it lets such a goroutine go on.
func (c *call) work(apart bool) {
	for q := c.box.take(nil); len(q) > 0; q = c.box.take(q) {
		for i, fn := range q {
			q[i] = nil
			c.step(fn)
		}
		if c.over() && c.box.close() {
			c.saidLate.stop()
			c.srv.forget(c)
			return
		}
		if !apart && c.box.apart.Load() {
			go c.work(true)
			return
		}
	}
}

// step runs one function; a panic ends this call and no other.
func (c *call) step(fn func()) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		buf := make([]byte, 4096)
		buf = buf[:runtime.Stack(buf, false)]
		c.srv.met.panics.Inc()
		c.srv.log.Error().Interface("panic", p).Bytes("stack", buf).Str("call", string(c.id)).Msg("a call failed inside the SIP edge and is ended")
		c.box.post(func() { c.abort() })
	}()
	fn()
}

// abort ends a call after an internal failure.
func (c *call) abort() {
	c.hangUp(acd.BySystem, acd.CauseFailed)
	c.release("internal error", 500)
	c.ended = true
}

// start takes up a new INVITE that the router has admitted.
func (c *call) start(req *sipmsg.Request, s *serverTx, e numberEntry, priority int, barred Bar) {
	l := newCallerLeg(c, req, s)
	c.caller = l // first: after a panic in what follows it is refused and let go of
	l.remember()
	if code := l.takeInvite(req); code != 0 {
		c.ended = true
		var hs []header
		switch code {
		case 503:
			hs = retryAfter()
		case 422:
			hs = []header{{"Min-SE", itoa(int(c.srv.cfg.SessionMin / time.Second))}}
		}
		l.refuse(code, hs...)
		return
	}
	if barred == BarMessage {
		c.turnAwayBarred(e.service)
		return
	}
	c.priority, c.language = priority, e.service.Language
	cmd := acd.Command(acd.Enqueue{Call: c.id, Service: e.service.ID, Caller: c.who.number, Called: c.dnis, Priority: priority})
	if e.menu != nil {
		c.talk = &conversation{menu: e.menu}
		cmd = acd.Arrive{Call: c.id, Service: e.service.ID, Caller: c.who.number, Called: c.dnis}
	}
	err := c.srv.floor.Post(cmd)
	if err != nil {
		c.srv.met.rejected(refusedOverload)
		c.ended = true
		l.refuse(503, retryAfter()...)
		return
	}
	c.enqueued = true
}

// over reports whether nothing is left to do.
func (c *call) over() bool {
	if !c.ended || len(c.outbox) > 0 || c.caller != nil && c.caller.state != legOver {
		return false
	}
	for _, legs := range c.offers {
		for _, l := range legs {
			if l.state != legOver {
				return false
			}
		}
	}
	return true
}

// checkOver drops offers whose legs are gone.
func (c *call) checkOver() {
	for id, legs := range c.offers {
		live := legs[:0]
		for _, l := range legs {
			if l.state != legOver {
				live = append(live, l)
			}
		}
		if c.offers[id] = live; len(live) == 0 {
			delete(c.offers, id)
		}
	}
}

// tell hands commands to the floor, in order; while it is overloaded they wait.
func (c *call) tell(cmds ...acd.Command) {
	c.outbox = append(c.outbox, cmds...)
	c.flush()
}

func (c *call) flush() {
	c.retry.stop()
	c.retry = nil
	if len(c.outbox) == 0 {
		return
	}
	if err := c.srv.floor.Continue(c.outbox...); err != nil && !c.srv.closing.Load() {
		c.retry = c.box.after(50*time.Millisecond, c.flush)
		return
	}
	c.outbox = nil
}

// onCancel is the caller's CANCEL of the INVITE s (RFC 3261 section 9.2).
func (c *call) onCancel(tx *serverTx) {
	for _, l := range c.legs() {
		if l.invite == nil || l.invite != tx {
			continue
		}
		l.refuse(487)
		switch l {
		case c.caller:
			c.hangUp(acd.ByCaller, acd.CauseNormal)
		case c.active:
			c.hangUp(acd.ByAgent, acd.CauseNormal)
		default:
			c.ownEnded(l)
		}
		return
	}
	// It is answered already: the CANCEL comes too late.
}

// legs are all legs of the call, the same one perhaps twice.
func (c *call) legs() []*leg {
	var all []*leg
	for _, l := range []*leg{c.caller, c.active} {
		if l != nil {
			all = append(all, l)
		}
	}
	for _, legs := range c.offers {
		all = append(all, legs...)
	}
	return all
}

// ownEnded is told that the second line of the agent's phone is gone.
func (c *call) ownEnded(l *leg) {
	if s := c.second; s != nil && s.own == l && !c.ended {
		c.tell(acd.EndConsult{Call: c.id, By: "phone"})
	}
	c.checkOver()
}

// hangUp tells the floor that the call is to end; without the floor it is over.
func (c *call) hangUp(by acd.HangUpBy, cause acd.Cause) {
	if !c.enqueued {
		over := c.ended
		c.ended = true
		if c.out != nil && !over { // nobody else ends it
			c.release(string(cause), dialCode(cause))
		}
		return
	}
	if !c.ended {
		cmd := acd.HangUp{Call: c.id, By: by, Cause: cause}
		if by == acd.ByAgent && c.out != nil {
			cmd.Agent = c.out.agent
		}
		c.tell(cmd)
	}
}

// agentGone tells the floor that the agent who had the call by offer is gone.
// The floor may have given it to another meanwhile: then this is stale.
func (c *call) agentGone(offer acd.OfferID, cause acd.Cause) {
	if !c.ended {
		c.tell(acd.HangUp{Call: c.id, By: acd.ByAgent, Cause: cause, Offer: offer})
	}
}

// legEnded is told when a peer's side of a leg is gone.
func (c *call) legEnded(l *leg, was legState, cause acd.Cause) {
	switch {
	case l == c.caller:
		if c.barred != nil {
			c.barred.LeftIt = true
		}
		if !c.leftMessage(cause) {
			c.hangUp(acd.ByCaller, cause)
		}
	case l == c.third:
		c.third = nil
		if !c.ended {
			c.tell(acd.HangUp{Call: c.id, By: acd.ByThird, Cause: cause})
		}
		c.tune()
	case c.second != nil && l == c.second.leg:
		c.second.leg = nil
		if !c.ended {
			c.tell(acd.HangUp{Call: c.second.id, By: acd.ByThird, Cause: cause, Offer: l.offer})
		}
		c.tune()
	case c.second != nil && l == c.second.own, c.pending != nil && l == c.pending.own:
		c.ownEnded(l)
	case l == c.active && l.role == roleOwn:
		c.active = nil
		c.hangUp(acd.ByAgent, cause)
		c.tune()
	case l == c.active:
		if cause != acd.CauseNormal {
			cause = acd.CauseLost // the caller keeps a place
		}
		c.active = nil
		c.agentGone(l.offer, cause)
		c.tune()
	default:
		// Answered, not accepted yet: the floor's decision on the answer tells
		// what to do (onAccepted, LateAnswer).
	}
	c.checkOver()
}

// release lets every leg go: refusal, CANCEL or BYE, whatever its state asks for.
func (c *call) release(why string, code int) {
	for _, legs := range c.offers {
		for _, l := range legs {
			l.referred(notReferred)
			c.letGo(l, why, code)
		}
	}
	c.active, c.second, c.pending, c.divert, c.third = nil, nil, nil, nil, nil
	c.hush()
	c.checkOver()
	c.quiet.stop()
	if c.caller != nil {
		c.letGo(c.caller, why, code)
	}
}

// letGo ends a leg in whatever state it is: an INVITE of theirs is refused with code.
func (c *call) letGo(l *leg, why string, code int) {
	if l.invite != nil {
		l.refuse(code)
		return
	}
	c.drop(l, q850(16, why))
}

// drop ends a leg of ours, or one that is answered, in whatever state it is.
func (c *call) drop(l *leg, reason string) {
	if l.d.UAC {
		l.cancel(reason)
	}
	l.bye(reason)
}

// music returns what callers of a service hear.
func (c *call) music(of acd.ServiceID) *media.Music {
	if c.srv.deps.Music == nil {
		return nil
	}
	return c.srv.deps.Music(of)
}
