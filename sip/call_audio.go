package sip

import (
	"maps"
	"strings"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
)

// hearing is what the peer of a leg hears.
type hearing struct {
	kind hearKind
	from *leg          // hearLeg
	of   acd.ServiceID // hearMusic
	said *media.Music  // hearSaid
	turn int           // of what is said: the same may be said again
}

type hearKind uint8

const (
	hearNothing hearKind = iota
	hearMusic            // of a service
	hearRinging          // that it rings at the other side
	hearLeg              // another leg, which hears this one
	hearAll              // the two others of three
	hearSaid             // a prompt
)

// hears reports whether a leg can be played to.
func (l *leg) hears() bool { return l != nil && l.sess != nil && l.hasMedia }

// plan is what every leg of the call should hear now.
type plan map[*leg]hearing

func (p plan) set(l *leg, h hearing) {
	if l.hears() {
		p[l] = h
	}
}

// pair joins two legs, unless one of them holds the other: who is held hears music.
func (p plan) pair(a *leg, aHolds bool, b *leg, bHolds bool, music acd.ServiceID) {
	switch {
	case !a.hears() || !b.hears():
		p.set(a, hearing{})
		p.set(b, hearing{})
	case aHolds && bHolds:
		p.set(a, hearing{})
		p.set(b, hearing{})
	case aHolds:
		p.set(a, hearing{})
		p.set(b, hearing{kind: hearMusic, of: music})
	case bHolds:
		p.set(a, hearing{kind: hearMusic, of: music})
		p.set(b, hearing{})
	default:
		p.set(a, hearing{kind: hearLeg, from: b})
		p.set(b, hearing{kind: hearLeg, from: a})
	}
}

// wanted is the plan that the state of the call asks for.
func (c *call) wanted() plan {
	p := plan{}
	s, music := c.second, hearing{kind: hearMusic, of: c.svc}
	switch {
	case c.active == nil && c.third == nil && c.said != nil && c.caller != nil:
		p.set(c.caller, hearing{kind: hearSaid, said: c.said, turn: c.saying})
	case c.active != nil && c.whisper == c.active && s == nil:
		p.set(c.caller, music)
		p.set(c.active, hearing{kind: hearSaid, said: c.whispers})
	case c.active == nil && c.talk != nil && !c.talk.waiting:
		p.set(c.caller, hearing{}) // a menu listens in silence
	case c.active == nil && c.third != nil:
		p.pair(c.caller, c.caller.holds(), c.third, c.third.theyHold, c.svc)
	case c.active == nil && c.out != nil && c.svc == "" && c.divert == nil:
		p.set(c.caller, hearing{})
	case c.active == nil:
		p.set(c.caller, music)
	case !c.caller.hears():
		ringing := hearing{}
		if c.out != nil && c.out.rings {
			ringing.kind = hearRinging
		}
		p.set(c.active, ringing)
	case s != nil && s.joined && s.leg.hears():
		for _, l := range c.agentLegs() {
			p.set(l, hearing{})
		}
		for _, l := range []*leg{c.caller, c.ownLine(), s.leg} {
			p.set(l, hearing{kind: hearAll})
		}
	case s != nil && s.own == nil && c.active.parks:
		p.set(c.caller, music)
		c.planSecond(p, s, c.active)
	default:
		p.pair(c.caller, c.caller.holds(), c.active, c.active.holds(), c.svc)
		if s != nil && s.own == nil { // the caller is taken back meanwhile
			p.set(s.leg, music)
		}
	}
	if s != nil && s.own != nil && !s.joined {
		c.planSecond(p, s, s.own)
	}
	return p
}

// planSecond is what the agent on own and who is consulted hear.
func (c *call) planSecond(p plan, s *second, own *leg) {
	switch {
	case s.leg != nil:
		p.pair(own, own.theyHold, s.leg, s.leg.holds(), c.svc)
	case s.out != nil && s.out.leg.hears(): // heard before it answers
		p.pair(own, own.theyHold, s.out.leg, false, c.svc)
	case s.rings:
		p.set(own, hearing{kind: hearRinging})
	case s.svc != "" && own.invite == nil:
		p.set(own, hearing{kind: hearMusic, of: s.svc})
	default:
		p.set(own, hearing{})
	}
}

// tune makes what is heard agree with what the call is: music while waiting and on
// hold, the bridge of two or three otherwise. It changes something only where that
// changed, so that music does not begin again.
func (c *call) tune() {
	c.listenKeys()
	want, was := c.wanted(), c.heard
	if maps.Equal(want, was) {
		return
	}
	c.heard = want
	all := c.joinedSessions(want)
	if c.mixer != nil && !c.mixer.Of(all) {
		c.mixer.Close()
		c.mixer = nil
	}
	for l, h := range was {
		if h.kind == hearLeg && l.sess != nil && want[l] != h {
			media.Unbridge(l.sess)
		}
	}
	for l, h := range want {
		if was[l] == h && h.kind != hearAll {
			if h.kind != hearNothing {
				continue
			}
		}
		if l == c.caller && was[l].kind == hearMusic {
			c.tuneAt = c.playing.Frame()
		}
		switch h.kind {
		case hearSaid:
			done := c.saidDone
			if l == c.whisper {
				done = c.whisperDone
			}
			if done == nil {
				done = func() {}
			}
			l.sess.Play(h.said, media.PlayOptions{Done: func() { c.box.post(done) }})
		case hearNothing:
			l.sess.Silence()
		case hearMusic:
			c.play(l.sess, h.of)
		case hearRinging:
			l.sess.Play(ringback(), media.PlayOptions{Loop: true})
		case hearLeg:
			media.Bridge(l.sess, h.from.sess)
		}
	}
	if len(all) > 0 && c.mixer == nil {
		c.mixer = c.srv.media.Mix(all...)
	}
}

// joinedSessions are the sessions of those who all hear each other.
func (c *call) joinedSessions(p plan) (all []*media.Session) {
	for _, l := range []*leg{c.caller, c.ownLine(), c.secondLeg()} {
		if l != nil && p[l].kind == hearAll {
			all = append(all, l.sess)
		}
	}
	return all
}

func (c *call) secondLeg() *leg {
	if c.second == nil {
		return nil
	}
	return c.second.leg
}

// bridged reports whether the agent and the other side hear each other.
func (c *call) bridged() bool {
	h := c.heard[c.active]
	return h.kind == hearLeg && h.from == c.caller
}

// mute stops, or lets on, what others hear of the agent, or of the colleague who was
// called.
func (c *call) mute(ev acd.CallMuted) {
	legs := c.agentLegs()
	if c.active != nil && c.active.d.Agent == ev.Agent {
		c.muted = ev.Muted
	}
	if c.caller != nil && c.caller.d.Agent != "" && c.caller.d.Agent == ev.Agent {
		legs = []*leg{c.caller}
	}
	for _, l := range legs {
		if l.sess != nil {
			l.sess.Mute(ev.Muted)
		}
	}
}

// ownLine is the line of the agent's phone that three together are heard on: the one
// that the phone does not hold, where it has two.
func (c *call) ownLine() *leg {
	if s := c.second; s != nil && s.own.hears() && (!s.own.theyHold || c.active == nil || c.active.theyHold) {
		return s.own
	}
	return c.active
}

// agentLegs are the lines of the agent's phone.
func (c *call) agentLegs() (all []*leg) {
	if c.active != nil {
		all = append(all, c.active)
	}
	if c.second != nil && c.second.own != nil {
		all = append(all, c.second.own)
	}
	return all
}

func (c *call) play(s *media.Session, of acd.ServiceID) {
	if m := c.music(of); m != nil {
		if c.caller == nil || s != c.caller.sess {
			s.Play(m, media.PlayOptions{Loop: true})
			return
		}
		c.playing = s.Play(m, media.PlayOptions{Loop: true, From: c.tuneAt}) // on where a prompt broke into it
		return
	}
	s.Silence()
}

// renegotiated is told when a leg's description changed: hold and resume become
// known to the floor, the other side hears music or the first one again.
func (c *call) renegotiated(l *leg) {
	c.holdBy(l, func(l *leg) { l.theyHold = l.agreed.RemoteHold })
	c.watchHolder(l)
	c.tune()
}

// other returns the leg that l talks to, or nil.
func (c *call) other(l *leg) *leg {
	s := c.second
	switch {
	case s != nil && l == s.leg && s.own != nil:
		return s.own
	case s != nil && l == s.leg:
		return c.active
	case s != nil && l == s.own:
		return s.leg
	case l == c.active && s != nil && s.own == nil && l.parks && s.leg != nil:
		return s.leg
	case l == c.active:
		return c.caller
	case l == c.third:
		return c.caller
	case l == c.caller && c.third != nil:
		return c.third
	case l == c.caller:
		return c.active
	}
	return nil
}

// acceptable are the codecs that may be answered to an offer on l: those that can be
// passed on to the other leg (its own, or either law of G.711); without one G.711 for
// the music, else whatever there is. nil is G.711.
func (c *call) acceptable(l *leg, offer *media.Description) []media.Codec {
	if o := c.other(l); o != nil && o.hasMedia {
		if !o.agreed.Codec().IsG711() {
			return []media.Codec{o.agreed.Codec()}
		}
		return nil
	}
	for _, x := range offer.Codecs {
		if x.IsG711() {
			return nil
		}
	}
	return offer.Codecs
}

// offerable are the codecs to offer on l: the caller's, for passing through.
func (c *call) offerable(l *leg) (codecs, events []media.Codec) {
	from := c.caller
	switch s := c.second; {
	case l == c.caller && c.out != nil:
		from = c.active
	case s != nil && s.own != nil && l != c.active && l != s.own:
		from = s.own
	}
	if l == from || from == nil || !from.hasMedia {
		return nil, nil
	}
	return from.agreed.Offerable()
}

// digit passes on a key that came by INFO: as RTP events where the other side
// takes them, else by INFO.
func (c *call) digit(l *leg, d byte) {
	if c.meant(l, d) {
		return
	}
	o := c.other(l)
	if o == nil || o.sess == nil {
		return
	}
	if o.sess.SendDTMF(string(d), 0) != nil {
		c.sendInfo(o, d)
	}
}

// meant takes a key that is an answer to us: of a caller who is asked or waits, or of an
// agent who has heard enough of a whisper.
func (c *call) meant(l *leg, d byte) bool {
	switch {
	case l == c.caller && l.d.Agent == "":
		return c.pressed(d)
	case l == c.whisper && c.whisperDone != nil:
		c.whisperDone()
		return true
	}
	return false
}

// digitHeard is told of a key that came by RTP; the relay has passed it on where
// the other side takes events (RFC 4733).
func (c *call) digitHeard(l *leg, d byte) {
	if c.meant(l, d) {
		return
	}
	if o := c.other(l); o != nil && o.hasMedia && o.agreed.Event.Rate == 0 {
		c.sendInfo(o, d)
	}
}

// toneHeard is told of a key that was heard in what a leg says. The other side hears it too.
func (c *call) toneHeard(l *leg, d byte) {
	if l.informs {
		return
	}
	l.toned, l.tonedAt = d, time.Now()
	c.meant(l, d)
}

// listenKeys has keys found in what the caller says while the caller is asked something,
// or waits and may press one.
func (c *call) listenKeys() {
	l := c.caller
	if !l.hears() || l.d.Agent != "" {
		return
	}
	asked := c.talk != nil && c.talk.run != nil && c.active == nil && c.third == nil
	l.sess.ListenKeys(!c.ended && !l.informs && (asked || c.waitsNow() && len(c.announce().Keys) > 0))
}

func (c *call) sendInfo(l *leg, d byte) {
	if l.state != legUp {
		return
	}
	o := l.d.request(sipmsg.INFO)
	o.body, o.bodyTyp = []byte("Signal="+string(d)+"\r\nDuration=160\r\n"), "application/dtmf-relay"
	l.send(o, func(*sipmsg.Response, error) {})
}

// probeAgain is how long after an answered OPTIONS a leg that is still silent is
// asked again. The answer is waited for 16*T1.
const probeAgain = 30 * time.Second

// mediaLost is told when a leg sent no RTP for too long. A muted phone is silent
// too: whether it lives is asked by SIP. A talk in which both are silent ends.
func (c *call) mediaLost(l *leg) {
	if l.state != legUp || c.ended {
		return
	}
	c.probe(l)
	if c.active != nil {
		c.quiet.stop()
		c.quiet = c.box.after(c.srv.cfg.MediaDead, c.bothSilent)
	}
}

func (c *call) bothSilent() {
	if c.active == nil || !c.bridged() || c.caller.sess == nil || c.active.sess == nil || c.ended {
		return
	}
	q := min(c.caller.sess.Stats().Quiet, c.active.sess.Stats().Quiet)
	if dead := c.srv.cfg.MediaDead; q < dead {
		if q > c.srv.cfg.MediaLater {
			c.quiet = c.box.after(dead-q, c.bothSilent)
		}
		return
	}
	c.tell(acd.HangUp{Call: c.id, By: acd.BySystem, Cause: acd.CauseMediaTimeout})
}

// probe asks a silent peer by OPTIONS within the dialog.
func (c *call) probe(l *leg) {
	if l.state != legUp || l.sess == nil || l.sess.Stats().Quiet < c.srv.cfg.MediaLater {
		return
	}
	c.ask(l, func() { c.box.after(probeAgain, func() { c.probe(l) }) })
}

// watchHolder asks a phone that holds, which may send nothing, from time to time whether
// it is still there.
func (c *call) watchHolder(l *leg) {
	if !l.theyHold || l.watched || l.d.Agent == "" { // carriers may not answer
		return
	}
	l.watched = true
	c.box.after(2*c.srv.cfg.MediaLater, func() {
		if l.watched = false; l.state == legUp && l.theyHold {
			c.ask(l, func() { c.watchHolder(l) })
		}
	})
}

// ask asks a peer by OPTIONS within the dialog; who does not answer is lost.
func (c *call) ask(l *leg, there func()) {
	answered := false
	c.box.after(16*c.srv.cfg.Timers.T1, func() {
		if !answered {
			c.lost(l)
		}
	})
	l.send(l.d.request(sipmsg.OPTIONS), func(res *sipmsg.Response, err error) {
		if res != nil && res.StatusCode < 200 {
			return
		}
		c.box.post(func() {
			answered = true
			if err != nil || res.StatusCode == 481 || res.StatusCode == 408 {
				c.lost(l)
				return
			}
			there()
		})
	})
}

// lost ends a leg whose peer has vanished.
func (c *call) lost(l *leg) {
	if l.state != legUp {
		return
	}
	l.bye(sipReason(408, "no media and no answer"))
	c.legEnded(l, legUp, acd.CauseMediaTimeout)
}

// shown is the display name on the agent's phone: who calls, for which service; or
// the colleague who does.
func (c *call) shown(ev acd.CallOffered) string {
	name := c.who.display
	if name == "" {
		name = ev.Caller
	}
	if a := c.srv.dir().agents[ev.From]; a != nil { // a colleague, about whom
		if ev.About == "" {
			return a.Name
		}
		name = a.Name + " / " + name
	}
	if name == "" {
		name = "anonymous"
	}
	if s := c.srv.dir().services[ev.Service]; s != nil {
		if n := strings.TrimSpace(s.Name.Ko + s.onlyEnglish()); n != "" {
			name += " (" + n + ")"
		}
	}
	return name
}

// onlyEnglish is the English name where there is no Korean one.
func (s *Service) onlyEnglish() string {
	if s.Name.Ko == "" {
		return s.Name.En
	}
	return ""
}
