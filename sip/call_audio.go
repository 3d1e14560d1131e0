package sip

import (
	"strings"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
)

// tune makes what is heard agree with what the call is: music while waiting and
// on hold, the bridge otherwise. It changes something only when that changed, so
// that music does not begin again.
func (c *call) tune() {
	want := c.wanted()
	if want == c.audio {
		return
	}
	var caller, agent *media.Session
	if c.caller != nil {
		caller = c.caller.sess
	}
	if c.active != nil {
		agent = c.active.sess
	}
	if caller == nil && c.out == nil {
		return
	}
	if c.audio == audioBridge && caller != nil {
		media.Unbridge(caller)
	}
	c.audio = want
	switch want {
	case audioNone:
		if agent != nil {
			agent.Silence()
		}
	case audioRinging:
		agent.Play(ringback(), media.PlayOptions{Loop: true})
	case audioMusic:
		c.play(caller)
	case audioBridge:
		media.Bridge(caller, agent)
	case audioHoldCaller:
		agent.Silence()
		c.play(caller)
	case audioHoldAgent:
		caller.Silence()
		c.play(agent)
	case audioBoth:
		caller.Silence()
		agent.Silence()
	}
}

func (c *call) wanted() audioState {
	switch {
	case c.caller == nil || c.caller.sess == nil || !c.caller.hasMedia:
		if c.out != nil && c.out.rings && c.active != nil && c.active.sess != nil && c.active.hasMedia {
			return audioRinging
		}
		return audioNone
	case c.out != nil && (c.active == nil || c.active.sess == nil):
		return audioNone
	case c.active == nil || c.active.sess == nil:
		return audioMusic
	case c.active.holds() && c.caller.holds():
		return audioBoth
	case c.active.holds():
		return audioHoldCaller
	case c.caller.holds():
		return audioHoldAgent
	}
	return audioBridge
}

func (c *call) play(s *media.Session) {
	if m := c.music(); m != nil {
		s.Play(m, media.PlayOptions{Loop: true})
		return
	}
	s.Silence()
}

// renegotiated is told when a leg's description changed: hold and resume become
// known to the floor, the other side hears music or the first one again.
func (c *call) renegotiated(l *leg) {
	c.holdBy(l, func(l *leg) { l.theyHold = l.agreed.RemoteHold })
	c.tune()
}

// other returns the leg that l talks to, or nil.
func (c *call) other(l *leg) *leg {
	switch {
	case c.active == nil:
		return nil
	case l == c.active:
		return c.caller
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
	if l == c.caller && c.out != nil {
		from = c.active
	}
	if l == from || from == nil || !from.hasMedia {
		return nil, nil
	}
	return from.agreed.Offerable()
}

// digit passes on a key that came by INFO: as RTP events where the other side
// takes them, else by INFO.
func (c *call) digit(l *leg, d byte) {
	o := c.other(l)
	if o == nil || o.sess == nil {
		return
	}
	if o.sess.SendDTMF(string(d), 0) != nil {
		c.sendInfo(o, d)
	}
}

// digitHeard is told of a key that came by RTP; the relay has passed it on where
// the other side takes events (RFC 4733).
func (c *call) digitHeard(l *leg, d byte) {
	if o := c.other(l); o != nil && o.hasMedia && o.agreed.Event.Rate == 0 {
		c.sendInfo(o, d)
	}
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
	if c.active == nil || c.audio != audioBridge || c.caller.sess == nil || c.active.sess == nil || c.ended {
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
			c.box.after(probeAgain, func() { c.probe(l) })
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

// shown is the display name on the agent's phone: who calls, for which service.
func (c *call) shown(ev acd.CallOffered) string {
	name := c.who.display
	if name == "" {
		name = ev.Caller
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
