package sip

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/menu"
)

// conversation is what a caller is asked: the run decides, the call plays and listens.
type conversation struct {
	menu    *menu.Menu // to begin with
	run     *menu.Run  // nil: not begun
	waiting bool       // the caller stands in a line meanwhile
	timer   *timer     // for a key, or of the recording
	record  *tape
	keeping bool // a request is being kept
	left    bool // and the caller has hung up over it

	answered atomic.Bool // and an agent has answered the caller over it
}

// takeLimit is how long a request may take to be kept.
const takeLimit = 10 * time.Second

// onArrived answers a caller who is to hear a menu, and begins.
func (c *call) onArrived() {
	c.arrived = true
	c.caller.accept()
	c.whenUp(func() { c.beginMenu() })
}

// whenUp does something once the caller can hear: with the ACK, which a few phones never
// send.
func (c *call) whenUp(do func()) {
	if c.caller.state == legUp {
		do()
		return
	}
	done := false
	once := func() {
		if !done && c.caller.state != legOver {
			done = true
			do()
		}
	}
	c.caller.heard = once
	c.box.after(2*c.srv.cfg.Timers.T1, once)
}

func (c *call) beginMenu() {
	t := c.talk
	if t == nil || t.run != nil {
		return
	}
	var next []menu.Do
	t.run, next = menu.Begin(*t.menu, c.who.number, c.keeps)
	c.follow(next)
}

// beginWay asks what a rule or a key leads to.
func (c *call) beginWay(w menu.Way, waiting bool) {
	c.endTalk()
	t := &conversation{waiting: waiting}
	var next []menu.Do
	t.run, next = menu.BeginWay(w, c.language, c.who.number, waiting, c.keeps)
	c.talk = t
	c.follow(next)
}

// asks begins the questions to which a rule leads that has taken the call out of a
// service.
func (c *call) asks(r acd.Rule, of acd.ServiceID) {
	if c.caller == nil || c.caller.state == legOver {
		return
	}
	c.svc = of
	to := menu.ToCallback
	if r.Do == acd.RuleVoice {
		to = menu.ToVoicemail
	}
	c.silence()
	c.caller.accept()
	c.whenUp(func() {
		if !c.ended {
			c.beginWay(menu.Way{To: to, Service: string(of), Prompt: r.Prompt}, false)
		}
	})
}

// follow does what the conversation asks for.
func (c *call) follow(all []menu.Do) {
	for _, d := range all {
		t := c.talk
		if t == nil {
			return
		}
		t.timer.stop()
		switch d := d.(type) {
		case menu.Play:
			c.language = d.Language
			c.say(d.Prompts, func() { c.follow(c.run().Played()) })
			c.occupied(c.said.Duration())
		case menu.Listen:
			c.occupied(d.For)
			c.silence()
			t.timer = c.box.after(d.For, func() { c.follow(c.run().Due()) })
		case menu.Record:
			c.silence()
			c.record(d)
		case menu.Take:
			c.occupied(takeLimit)
			c.silence()
			c.take(d)
		case menu.End:
			c.endTalk()
			c.wayOut(d, t.waiting)
		}
	}
}

// occupied tells the floor that a step of the conversation takes so long: whoever is asked
// something has not waited too long.
func (c *call) occupied(d time.Duration) {
	if c.talk.waiting {
		c.tell(acd.Occupy{Call: c.id, For: min(d+2*time.Second, acd.MaxOccupy)})
	}
}

// run is the conversation at hand; one that is over answers nothing.
func (c *call) run() *menu.Run {
	if c.talk == nil || c.talk.run == nil {
		return &menu.Run{}
	}
	return c.talk.run
}

// pressed is told of a key of the caller; it reports whether it was meant for us.
func (c *call) pressed(d byte) bool {
	if c.active != nil || c.third != nil || c.ended {
		return false
	}
	if t := c.talk; t != nil {
		if c.caller.recorder.Load() != nil {
			c.recorded()
		} else if t.run != nil && !t.keeping {
			c.follow(t.run.Key(d))
		}
		return true
	}
	return c.waitingKey(d)
}

// endTalk ends what the caller is asked, and what is recorded.
func (c *call) endTalk() {
	if t := c.talk; t != nil {
		t.timer.stop()
		if t.record != nil {
			c.caller.recorder.Store(nil)
		}
		c.talk = nil
	}
	c.silence()
}

// hush ends everything that the caller hears by itself.
func (c *call) hush() {
	c.endTalk()
	c.next.stop()
	c.next, c.whisper = nil, nil
}

// say plays prompts to the caller and then does something, unless something else was
// said meanwhile. Prompts that are not there are left out.
func (c *call) say(prompts []string, then func()) {
	c.sayThis(c.words(prompts...), then)
}

// words are prompts as one sound, in the language of the caller; nil where none is there.
func (c *call) words(prompts ...string) *media.Music {
	if c.srv.deps.Say == nil {
		return nil
	}
	language := c.language
	if language == "" {
		language = "ko"
	}
	list := make([]*media.Music, len(prompts))
	for i, p := range prompts {
		list[i] = c.srv.deps.Say(language, p)
	}
	if len(list) == 1 {
		return list[0]
	}
	return media.Join(list...)
}

// sayThis is say of one sound; nil is none, and over at once.
func (c *call) sayThis(m *media.Music, then func()) {
	c.saying++
	turn := c.saying
	done := func() {
		if turn == c.saying && c.said != nil {
			c.silence()
			then()
		}
	}
	if m == nil || !c.caller.hears() {
		c.said = silent()
		c.tune()
		c.box.after(20*time.Millisecond, done)
		return
	}
	c.said = m
	c.saidDone = done
	c.tune()
	c.saidLate = c.box.after(m.Duration()+time.Second, done) // where the media has gone
}

// silence stops what is said; the caller hears what the call has for one again.
func (c *call) silence() {
	c.saying++
	if c.said != nil {
		c.said, c.saidDone = nil, nil
		c.saidLate.stop()
		c.tune()
	}
}

// wayOut carries out how a conversation ended.
func (c *call) wayOut(e menu.End, waiting bool) {
	c.language = e.Language
	w := e.Way
	switch {
	case c.ended:
	case w.To == menu.ToService && waiting:
		c.tell(acd.Transfer{Call: c.id, To: acd.ServiceID(w.Service), By: "caller"})
	case w.To == menu.ToService:
		c.tell(acd.Enqueue{Call: c.id, Service: acd.ServiceID(w.Service), Caller: c.who.number, Called: c.dnis, Priority: c.priority})
	case w.To == menu.ToNumber:
		c.tell(acd.Exit{Call: c.id, Rule: acd.Rule{Do: acd.RuleNumber, Number: w.Number}, Show: c.show("")})
	case w.To == menu.ToWaiting:
		c.announceLater(c.announce().Every)
	case waiting:
		c.tell(acd.Exit{Call: c.id, Rule: acd.Rule{Do: acd.RuleMessage, Prompt: noPrompt}})
	default:
		c.tell(acd.EndMenu{Call: c.id, Outcome: acd.SelfServed})
	}
}

// noPrompt is the prompt of a rule by which nothing is said.
const noPrompt = "none"

// take keeps a request, and tells the conversation whether it is.
func (c *call) take(d menu.Take) {
	t := c.talk
	t.keeping = true
	c.keep(c.request(d), func(o menu.Outcome, drop func()) { c.kept(t, o, drop) })
}

// request is what is to be kept.
func (c *call) request(d menu.Take) Request {
	r := Request{
		Call: c.id, Service: acd.ServiceID(d.Service), Number: d.Number, Caller: c.who.number, Called: c.dnis,
		Route: d.Route, Language: d.Language,
	}
	if r.Service == "" {
		r.Service = c.svc
	}
	if d.Voice && c.talk.record != nil {
		r.Voice, r.Spoken = c.talk.record.wav()
	}
	return r
}

// keeps reports whether a request of the caller would be kept. That a way leads to one
// while none is, is logged once, until they are kept again.
func (c *call) keeps() bool {
	s := c.srv
	if s.deps.Keeps == nil || s.deps.Keeps() {
		s.keptNone.Store(false)
		return true
	}
	if !s.keptNone.Swap(true) {
		s.log.Warn().Str("call", string(c.id)).Str("service", string(c.svc)).Msg("a key or a rule leads to a callback or to voicemail while callbacks are off: callers are told that nothing can be taken now; switch callbacks.enabled on, or let it lead elsewhere")
	}
	return false
}

// keep keeps a request beside the call, and then does something.
func (c *call) keep(r Request, then func(o menu.Outcome, drop func())) {
	t := c.talk
	waiting := t.waiting
	c.srv.wg.Add(1)
	go func() {
		defer c.srv.wg.Done()
		o, drop := c.srv.keep(c.id, r, waiting)
		if !c.box.post(func() { then(o, drop) }) && drop != nil && t.answered.Load() {
			c.takeBack(drop)
		}
	}()
}

// unkeep takes back the request of a caller whom an agent has answered meanwhile.
func (c *call) unkeep() {
	drop := c.dropKept
	if c.dropKept = nil; drop == nil {
		return
	}
	c.srv.wg.Add(1)
	go func() {
		defer c.srv.wg.Done()
		c.takeBack(drop)
	}()
}

func (c *call) takeBack(drop func()) {
	defer func() {
		if p := recover(); p != nil {
			c.srv.met.panics.Inc()
			c.srv.log.Error().Interface("panic", p).Str("call", string(c.id)).Msg("the request of a caller who was answered stays")
		}
	}()
	drop()
}

// leftMessage keeps what a caller has said who has hung up. It reports whether there is
// something to be kept: the call then ends as that comes out. Who hangs up at the message
// to which a menu leads has heard it.
func (c *call) leftMessage(cause acd.Cause) bool {
	t := c.talk
	switch {
	case t == nil || t.run == nil || c.ended:
		return false
	case t.keeping: // kept goes on
		t.left = true
		return true
	case t.run.Served() && !t.waiting:
		c.endTalk()
		c.tell(acd.EndMenu{Call: c.id, Outcome: acd.SelfServed})
		return true
	case t.record == nil || !t.record.spoke():
		return false
	}
	d, ok := t.run.Message()
	if !ok {
		return false
	}
	t.keeping = true
	c.keep(c.request(d), func(o menu.Outcome, _ func()) {
		switch {
		case c.ended:
		case o == menu.Promised || o == menu.Taken || o == menu.Have:
			c.tell(acd.EndMenu{Call: c.id, Outcome: acd.CallbackTaken})
		default:
			c.hangUp(acd.ByCaller, cause)
		}
	})
	return true
}

// keep asks for a request to be kept; waiting says that its place is to be.
func (s *Server) keep(id acd.CallID, r Request, waiting bool) (o menu.Outcome, drop func()) {
	defer func() {
		if p := recover(); p != nil {
			s.met.panics.Inc()
			s.log.Error().Interface("panic", p).Str("call", string(id)).Msg("a request of a caller could not be kept")
			o, drop = menu.NotNow, nil
		}
	}()
	if s.deps.Take == nil {
		return menu.NotNow, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), takeLimit)
	defer cancel()
	if waiting {
		if p, ok := s.floor.Standing(ctx, id); ok {
			r.Place = &p
		}
	}
	return s.deps.Take(ctx, r)
}

// kept is told what became of a request. One that is kept is what the call ends with,
// whether the caller hears the thanks or not. Where an agent has answered the caller
// meanwhile there is nothing to call back for.
func (c *call) kept(t *conversation, o menu.Outcome, drop func()) {
	switch {
	case c.ended:
		if c.dropKept = drop; !t.answered.Load() {
			c.dropKept = nil
		}
		c.unkeep()
		return
	case c.talk != t:
		if !t.left { // else nobody has talked with who asked
			c.dropKept = drop
			c.unkeep()
		}
		if c.caller.state == legOver {
			c.hangUp(acd.ByCaller, acd.CauseNormal)
		}
		return
	}
	t.keeping, c.dropKept = false, drop
	next := t.run.Kept(o)
	if o != menu.Promised && o != menu.Taken && o != menu.Have {
		if c.caller.state == legOver {
			c.hangUp(acd.ByCaller, acd.CauseNormal)
			return
		}
		c.follow(next)
		return
	}
	for _, d := range next {
		if p, ok := d.(menu.Play); ok {
			c.farewell = c.words(p.Prompts...)
		}
	}
	c.endTalk()
	if t.waiting {
		c.tell(acd.Leave{Call: c.id, Reason: acd.LeftCallback})
	} else {
		c.tell(acd.EndMenu{Call: c.id, Outcome: acd.CallbackTaken})
	}
}
