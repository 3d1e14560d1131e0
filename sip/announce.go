package sip

import (
	"context"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/menu"
)

// announce is what callers of the service hear in which the call waits.
func (c *call) announce() Announce {
	if s := c.srv.dir().services[c.svc]; s != nil {
		return s.Announce
	}
	return Announce{}
}

// waitsNow reports whether the caller waits in a line and hears its music.
func (c *call) waitsNow() bool {
	return !c.ended && c.inLine && c.active == nil && c.third == nil && c.caller != nil && c.caller.state != legOver
}

// announceFirst begins the announcements of a service that the call has entered.
func (c *call) announceFirst() {
	a := c.announce()
	c.told = 0
	first := a.First
	if first == 0 {
		first = a.Every
	}
	c.announceLater(first)
}

// announceLater lets the next announcement come after a time; 0 is never.
func (c *call) announceLater(after time.Duration) {
	c.next.stop()
	c.next = nil
	if after > 0 {
		c.next = c.box.after(after, c.announceNow)
	}
}

// announceNow looks up where the caller stands, at this moment, and says it.
func (c *call) announceNow() {
	if !c.waitsNow() || c.talk != nil {
		return
	}
	a := c.announce()
	if !a.Position && !a.Wait {
		c.announceStanding(a, acd.Standing{}, false)
		return
	}
	c.srv.wg.Add(1)
	go func() {
		defer c.srv.wg.Done()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		st, ok := c.srv.floor.Standing(ctx, c.id)
		c.box.post(func() { c.announceStanding(a, st, ok) })
	}()
}

func (c *call) announceStanding(a Announce, st acd.Standing, known bool) {
	if !c.waitsNow() || c.talk != nil {
		return
	}
	var all []string
	if known && a.Position {
		all = append(all, menu.Position(st.Ahead)...)
	}
	if known && a.Wait && c.srv.deps.Wait != nil {
		if d, ok := c.srv.deps.Wait(st.Service, st.Ahead); ok {
			all = append(all, menu.Wait(d)...)
		}
	}
	if n := len(a.Messages); n > 0 {
		all = append(all, a.Messages[c.told%n])
	}
	if a.Hint != 0 && c.keeps() {
		all = append(all, menu.SayKeyCallback, menu.Digit(a.Hint), menu.SayKeyEnd)
	}
	c.told++
	again := func() { c.announceLater(a.Every) }
	if len(all) == 0 {
		again()
		return
	}
	c.say(all, again)
}

// waitingKey is a key of a caller who waits.
func (c *call) waitingKey(d byte) bool {
	if !c.waitsNow() {
		return false
	}
	w, ok := c.announce().Keys[d]
	if !ok {
		return true
	}
	c.next.stop()
	switch {
	case w.To == menu.ToVoicemail && c.keeps(): // who would rather leave a message waits no longer
		c.tell(acd.Exit{Call: c.id, Rule: acd.Rule{Do: acd.RuleVoice, Prompt: w.Prompt}})
	default:
		c.beginWay(w, true)
	}
	return true
}

// silent is what a caller hears while nothing that is to be said is there.
func silent() *media.Music { return quietFrame }

var quietFrame = media.NewMusic(nil)

// whisperLimit bounds what an agent hears before the caller: the floor gives the edge
// acd.ConnectLimit.
const whisperLimit = acd.ConnectLimit - 2*time.Second

// connect lets the agent who has answered and the caller hear each other, after what is
// whispered to the agent. The answer counts since it came.
func (c *call) connect(l *leg, offer acd.OfferID) {
	joined := false
	done := func() {
		if joined || c.active != l || c.ended {
			return
		}
		joined = true
		c.whisper, c.whisperDone, c.whispers = nil, nil, nil
		c.tune()
		c.tell(acd.Connect{Call: c.id, Offer: offer})
		c.tellHolds()
	}
	m := c.whispered(l)
	if m == nil {
		done()
		return
	}
	c.whisper, c.whisperDone, c.whispers = l, done, m
	c.tune()
	c.box.after(min(m.Duration()+200*time.Millisecond, whisperLimit), done)
}

// whispered is what the agent on l hears before the caller; nil for nothing.
func (c *call) whispered(l *leg) *media.Music {
	s := c.srv.dir().services[c.svc]
	if s == nil || s.Whisper == "" || c.srv.deps.Say == nil || !l.hears() {
		return nil
	}
	language := s.Language
	if language == "" {
		language = "ko"
	}
	return c.srv.deps.Say(language, s.Whisper)
}
