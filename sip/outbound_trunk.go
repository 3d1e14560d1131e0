package sip

import (
	"context"
	"sync"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
)

// dialOut calls the number of o over the best trunk that is left.
func (c *call) dialOut(o *dialling) {
	if !o.asked && o == c.divert && o.agent == "" {
		limits := c.srv.dir().Dial
		if err := c.srv.dials.limitCentre(rightFor(o.number), c.srv.now(), limits); err != nil {
			c.srv.log.Warn().Str("call", string(c.id)).Str("number", acd.MaskNumber(o.number)).Err(err).Msg("a caller is not given to a number outside")
			c.dialFailed(o, acd.CauseRejected)
			return
		}
	}
	if !o.asked {
		o.asked, o.routes = true, c.srv.trunks.routes(c.srv.dir(), o.number, c.srv.now())
	}
	for len(o.routes) > 0 && !c.ended {
		t := o.routes[0]
		o.routes = o.routes[1:]
		if !c.srv.trunks.enter(t, c.srv.now(), o.emergency()) {
			continue
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		fl, err := flowTo(ctx, t.Target, udp)
		cancel()
		if err != nil {
			c.srv.trunks.leave(t.Name)
			continue
		}
		l := c.toTrunk(o, t, fl)
		c.srv.dials.begin(o.agent)
		o.leg = l
		if o == c.out {
			c.caller = l
		} else {
			c.offers[0] = append(c.offers[0], l)
		}
		if c.send(l) == nil {
			return
		}
		l.leaveTrunk()
		l.state = legOver
	}
	if o.code == 0 {
		o.code = 503
	}
	c.dialFailed(o, dialCause(o.code))
}

// dialFailed tells the floor that nobody answers at the number.
func (c *call) dialFailed(o *dialling, cause acd.Cause) {
	if o == c.out {
		by := acd.ByCaller // the other side
		if cause == acd.CauseNoRoute {
			by = acd.BySystem
		}
		c.hangUp(by, cause)
		return
	}
	if !c.ended {
		c.tell(acd.HangUp{Call: o.id, By: acd.ByThird, Cause: cause})
	}
}

// toTrunk makes the leg to the outside.
func (c *call) toTrunk(o *dialling, t *Trunk, fl flow) *leg {
	show := o.show
	if show == "" {
		show = t.Show
	}
	local := c.srv.tr.local(fl)
	from := `"Anonymous" <sip:anonymous@anonymous.invalid>`
	var hs []header
	if show != "" {
		uri := "<sip:" + userPart(show) + "@" + local.String() + ">"
		from = uri
		hs = append(hs, header{"P-Asserted-Identity", uri})
	}
	target := trunkURI(t.Target, o.number)
	return &leg{call: c, role: roleDial, dials: o, trunk: t.Name, at: fl, conn: fl.conn, began: time.Now(), invites: hs, d: Dialog{
		Call: c.id, UAC: true, CallID: newCallID(), LocalTag: newTag(),
		Local: from, Remote: "<" + target + ">", Target: target, Network: fl.net, Peer: fl.remote,
	}}
}

// trunkURI is a number at a trunk.
func trunkURI(target, number string) string {
	var u sipmsg.Uri
	if sipmsg.ParseUri(target, &u) != nil {
		return target // it was checked when it was configured
	}
	u.User = userPart(number)
	return u.String()
}

// progress is told that it rings at the other side, or that something is to be
// heard from there before the answer.
func (c *call) progress(l *leg, res *sipmsg.Response) {
	own, rings := c.active, (*bool)(nil)
	if l.dials != nil && (res.StatusCode == 180 || len(res.Body()) > 0) {
		if rang := c.srv.deps.Rang; rang != nil && !l.dials.rang && l.dials == c.out {
			rang(c.id)
		}
		l.dials.rang = true
	}
	switch s := c.second; {
	case l.dials != nil && l.dials == c.divert:
		return // the caller hears music
	case s != nil && (l.dials != nil && l.dials == s.out || l.of == s.id):
		own, rings = s.own, &s.rings
	case c.out != nil && (l == c.caller || l.role == roleOffer):
		rings = &c.out.rings
	default:
		return // of a call that waits
	}
	if len(res.Body()) > 0 && l.role == roleDial {
		l.early183(res.Body())
	}
	*rings = *rings || res.StatusCode == 180
	if own != nil && own.invite != nil {
		own.ringBack(l.hasMedia)
	}
	c.tune()
}

// early183 puts an answer that came with a provisional response into force. The one
// in the 2xx counts again.
func (l *leg) early183(body []byte) {
	agreed, err := media.ApplyAnswer(l.offering, body, l.call.srv.media.Rules())
	if err == nil {
		l.apply(agreed)
	}
}

// ringBack tells a phone that has dialled how its call goes on.
func (l *leg) ringBack(heard bool) {
	r := response{code: 180, tag: l.d.LocalTag, headers: l.okHeaders()}
	if heard && l.hasMedia {
		r.code, r.body = 183, l.lastBody
	}
	l.state = legEarly
	l.invite.respond(r)
}

// outsideAnswered joins the two.
func (c *call) outsideAnswered(l *leg) {
	o := l.dials
	l.talks = c.srv.talkBegins(l)
	switch s := c.second; {
	case c.ended || o.leg != l || o == c.out && c.active == nil && !o.customerFirst:
		c.drop(l, q850(16, "nobody there any more"))
	case o == c.out && o.customerFirst && c.active == nil:
		c.tell(acd.DialAnswered{Call: c.id})
	case o == c.out:
		c.answerOwn()
		if c.enqueued {
			c.tell(acd.DialAnswered{Call: c.id})
			c.tellHolds()
		} else if o.aside != nil {
			o.aside.Answered = c.srv.now()
		}
	case o == c.divert:
		c.third = l
		if c.caller.invite != nil { // a rule led it there at once
			c.caller.accept()
		}
		c.tell(acd.DialAnswered{Call: c.id})
	case s != nil && o == s.out:
		c.secondAnswered(s, l)
		c.tell(acd.DialAnswered{Call: s.id})
	default: // it is not wanted any more
		c.drop(l, q850(16, "withdrawn"))
	}
	c.tune()
}

// answerOwn answers the INVITE of the agent's phone, if it made the call.
func (c *call) answerOwn() {
	if c.active.invite != nil {
		c.active.accept()
	}
}

// outsideFailed tries the next trunk where this one was the fault, else ends the
// call.
func (c *call) outsideFailed(l *leg) {
	o := l.dials
	o.code = l.refused
	if l.refused == 0 {
		o.code = 408
	}
	l.leaveTrunk()
	c.tune()
	if c.ended || o.leg != l {
		c.checkOver()
		return
	}
	if !o.rang && (l.refused == 0 || l.refused >= 500 && l.refused < 600) {
		if l.refused == 0 {
			o.code = 503
		}
		if l == c.caller {
			c.offers[0] = append(c.offers[0], l) // a silent one takes 64*T1 to be over
			c.caller = nil
		}
		o.leg = nil
		c.checkOver()
		c.dialOut(o)
		return
	}
	c.dialFailed(o, dialCause(o.code))
}

// refusedBy notes how long a trunk wants to be left alone (RFC 3261 section 21.5.4).
func (c *call) refusedBy(l *leg, res *sipmsg.Response) {
	if l.dials == nil || l.trunk == "" || res.StatusCode != 503 {
		return
	}
	if n, ok := seconds(value(res, "retry-after")); ok {
		c.srv.trunks.avoid(l.trunk, c.srv.now().Add(min(time.Duration(n)*time.Second, time.Hour)))
	}
}

// dialCause is what a refusal means; dialCode is what a phone is told of it.
func dialCause(code int) acd.Cause {
	switch code {
	case 486, 600:
		return acd.CauseBusy
	case 408, 480, 487:
		return acd.CauseNoAnswer
	case 403, 603, 607:
		return acd.CauseRejected
	case 404, 410, 484, 604:
		return acd.CauseNoSuchNumber
	case 503:
		return acd.CauseNoRoute
	}
	return acd.CauseFailed
}

func dialCode(cause acd.Cause) int {
	switch cause {
	case acd.CauseBusy:
		return 486
	case acd.CauseRejected:
		return 603
	case acd.CauseNoSuchNumber:
		return 404
	case acd.CauseNoRoute, acd.CauseDrain:
		return 503
	}
	return 480
}

// ringback is what an agent hears while it rings: 440 and 480 Hz, one second of
// three, as in Korea (ITU-T E.180 supplement 2).
var ringback = sync.OnceValue(func() *media.Music {
	a, b := media.Tone(440, time.Second), media.Tone(480, time.Second)
	samples := make([]int16, 3*len(a))
	for i := range a {
		samples[i] = a[i]/10*7 + b[i]/10*7
	}
	return media.NewMusic(samples)
})
