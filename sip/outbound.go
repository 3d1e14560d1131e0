package sip

import (
	"slices"
	"sync"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
)

// dialling is what a call that an agent makes has beyond one from a trunk. The
// agent's leg is call.active, once the phone has answered or has dialled itself;
// call.caller is the leg to the outside.
//
// It is also what a second call to a number, or a number that a call was given to,
// has; then leg is in the place of call.caller.
type dialling struct {
	id     acd.CallID // of the floor
	agent  acd.AgentID
	number string
	show   string
	routes []*Trunk         // not tried yet, best first
	asked  bool             // routes were looked up
	leg    *leg             // the try at hand
	rings  bool             // it rings at the other side
	rang   bool             // it has rung there, or something was to be heard: no other trunk is tried
	code   int              // of the last refusal
	to     acd.AgentID      // a colleague in place of a number
	aside  *Aside           // of an emergency call that the floor does not know
	offer  *acd.CallOffered // whose phones ring once the agent's own has answered

	promised      bool // who is called was promised that
	customerFirst bool // and is called before the agent's phone rings
}

// emergency reports whether the call must go, whatever the floor says.
func (o *dialling) emergency() bool { return rightFor(o.number) == DialNothing }

// dials bounds how often agents begin calls (S-09).
type dials struct {
	mu   sync.Mutex
	by   map[acd.AgentID]*bucket
	days map[acd.AgentID]day
	live map[acd.AgentID]int
	far  day // of the centre: its farTalk counts
	up   map[*talk]struct{}
}

func (d *dials) take(agent acd.AgentID, now time.Time, minute float64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.by == nil {
		d.by = map[acd.AgentID]*bucket{}
	}
	b := d.by[agent]
	if b == nil {
		b = &bucket{}
		d.by[agent] = b
	}
	return b.take(now, minute/60, max(1, minute/2))
}

// prune forgets agents that are no more.
func (d *dials) prune(dir *directory) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for id := range d.by {
		if dir.agents[id] == nil {
			delete(d.by, id)
		}
	}
	for id := range d.days {
		if dir.agents[id] == nil {
			delete(d.days, id)
		}
	}
}

// NewCallID names a call that is about to be dialled.
func (s *Server) NewCallID() acd.CallID { return newFloorCall(s.now()) }

// Shown is the number that calls of an agent show, "" for that of the trunk.
func (s *Server) Shown(agent acd.AgentID) string {
	if a := s.dir().agents[agent]; a != nil {
		return a.Show
	}
	return ""
}

// show is the number that is shown where the call at hand goes on outside: that of its
// service, of a call that was made the one it shows already.
func (c *call) show(agent acd.AgentID) string {
	if c.svc == "" && c.out != nil && c.out.show != "" {
		return c.out.show
	}
	if s := c.srv.dir().services[c.svc]; s != nil && s.Show != "" {
		return s.Show
	}
	return c.srv.Shown(agent)
}

// dialFor completes the command for a call of an agent: the service for which it is
// made.
func (s *Server) dialFor(cmd acd.Dial) acd.Dial {
	if a := s.dir().agents[cmd.Agent]; a != nil && cmd.To == "" && cmd.Service == "" {
		cmd.Service = a.Service
	}
	return cmd
}

// newOutbound makes a call of an agent and enters it; nil where there is no room.
func (s *Server) newOutbound(id acd.CallID, o *dialling) *call {
	o.id = id
	c := &call{srv: s, id: id, out: o, offers: map[acd.OfferID][]*leg{}, worst: map[acd.OfferID]acd.OfferResult{}}
	c.box = newMailbox(c.work)
	c.box.apart.Store(true) // names of trunks may have to be looked up
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing.Load() || o.promised && s.draining.Load() || s.calls[id] != nil || len(s.calls) >= s.cfg.MaxCalls && rightFor(o.number) != DialNothing {
		return nil
	}
	s.calls[id] = c
	s.wg.Add(1) // forget is the other half
	return c
}

// clickToCall takes up a call that the floor has let an agent make: first the
// agent's own phone rings.
func (s *Server) clickToCall(ev acd.CallDialled) {
	c := s.newOutbound(ev.Call, &dialling{agent: ev.Agent, number: ev.Number, show: ev.Show, to: ev.To})
	if c == nil {
		_ = s.floor.Post(acd.HangUp{Call: ev.Call, By: acd.BySystem, Cause: acd.CauseFailed})
		return
	}
	c.enqueued = true
	c.box.post(c.ringOwn)
}

// DialEmergency calls an emergency number for an agent, whose own phone rings first,
// without the floor, which does not let the agent call now.
func (s *Server) DialEmergency(agent acd.AgentID, number string) (acd.CallID, error) {
	if !Emergency(number) {
		return "", ErrNumber
	}
	n, _, err := s.MayDial(agent, number)
	if err != nil {
		return "", err
	}
	c := s.newOutbound(s.NewCallID(), &dialling{agent: agent, number: n, show: s.Shown(agent)})
	if c == nil {
		return "", ErrDraining
	}
	c.goesAside()
	c.box.post(c.ringOwn)
	return c.id, nil
}

// ringOwn rings the phones of the agent who wants to call. They are asked to answer
// by themselves.
func (c *call) ringOwn() {
	var legs []*leg
	for _, b := range c.srv.reg.contacts(c.out.agent) {
		l := newPhoneLeg(c, c.out.agent, b, c.out.number, userPart(c.out.number))
		l.role = roleOwn
		l.invites = append(autoAnswer(c.srv.tr.local(l.at).String()), header{"X-Callfloor-Call", string(c.id)})
		if c.send(l) == nil {
			legs = append(legs, l)
		}
	}
	c.offers[0] = legs
	if len(legs) == 0 {
		c.hangUp(acd.ByAgent, acd.CauseFailed)
		return
	}
	c.box.after(c.srv.cfg.RingOwn, func() {
		if c.active == nil {
			c.hangUp(acd.ByAgent, acd.CauseNoAnswer)
		}
	})
}

// phoneAnswered is told that the agent's own phone has answered: now the number is
// dialled.
func (c *call) phoneAnswered(l *leg) {
	if c.active != nil || c.ended {
		c.drop(l, q850(26, "answered elsewhere"))
		return
	}
	c.active = l
	for _, x := range c.offers[0] {
		if x != l {
			c.drop(x, q850(26, "answered elsewhere"))
		}
	}
	c.checkOver()
	c.goOut()
}

// goOut calls whom the agent wants, whose own phone is there: a colleague or a number.
func (c *call) goOut() {
	switch o := c.out; {
	case o.to == "":
		c.dialOut(o)
	case o.offer != nil:
		ev := *o.offer
		o.offer = nil
		c.ringPhones(ev)
	}
}

// phoneFailed is told that one of the agent's own phones cannot be reached or was
// refused by hand.
func (c *call) phoneFailed(*leg) {
	c.checkOver()
	if c.active == nil && len(c.offers[0]) == 0 {
		c.hangUp(acd.ByAgent, acd.CauseFailed)
	}
}

// phoneInvite is a call that an agent's phone makes. It has to prove who it is, and
// is then judged like one from the desk.
func (s *Server) phoneInvite(req *sipmsg.Request, tx *serverTx) {
	agent, cred, challenge := s.auth.check(req, tx.fl, s.dir(), s.now())
	if agent == nil {
		tx.respond(response{code: 401, tag: newTag(), headers: challenge})
		return
	}
	if !s.fromOwn(req, agent, cred) {
		s.turnAway(tx, 403, refusedForbidden)
		return
	}
	if c := s.talkOf(agent.ID); c != nil && !Emergency(numberOf(&req.Recipient)) {
		s.secondInvite(c, agent, req, tx)
		return
	}
	number, to, err := s.MayDial(agent.ID, numberOf(&req.Recipient))
	if err != nil {
		s.refuseDial(agent.ID, tx, err)
		return
	}
	c := s.newOutbound(newFloorCall(s.now()), &dialling{agent: agent.ID, number: number, show: agent.Show, to: to})
	if c == nil {
		s.turnAway(tx, 503, refusedCaps, retryAfter()...)
		return
	}
	tx.respond(response{code: 100})
	tx.belongTo(c)
	c.box.here(func() { c.startDial(req, tx) })
}

// fromOwn reports whether a call of an agent names that agent as the caller (S-05)
// and is to us: a phone's domain stands in both places (S-08).
func (s *Server) fromOwn(req *sipmsg.Request, agent *Agent, cred Credential) bool {
	from := req.From().Address
	own := from.User == cred.User
	for _, x := range agent.Credentials {
		own = own || from.User == x.User
	}
	host := req.Recipient.Host
	if a, ok := literal(host); ok {
		port := req.Recipient.Port
		if port == 0 {
			port = 5060
		}
		at := addrPort(a, port)
		return own && (s.tr.isSelf(udp, at) || s.tr.isSelf(tcp, at)) // whose ports may differ
	}
	return own && (host == from.Host || host == s.cfg.Realm)
}

// refuseDial answers a call of a phone that is not made.
func (s *Server) refuseDial(agent acd.AgentID, tx *serverTx, err error) {
	s.log.Info().Str("agent", string(agent)).Err(err).Msg("a call from an agent's phone is refused")
	if !slices.Contains(limitsOut, err) { // those are counted already (limit)
		s.met.rejected(refusedForbidden)
	}
	tx.respond(response{code: dialRefusal(err), tag: newTag()})
}

// limitsOut are the refusals of the limits on calls out.
var limitsOut = []error{ErrOften, ErrAtOnce, ErrDaily, ErrFar, ErrNight, ErrTalk, ErrFarTalk, ErrAllFar}

// dialRefusal is the status for a call of a phone that is not made.
func dialRefusal(err error) int {
	switch err {
	case ErrNumber:
		return 484
	case ErrNoRoute:
		return 404
	case ErrOften, ErrAtOnce, ErrDaily, ErrFar, ErrTalk, ErrFarTalk, ErrAllFar, ErrDraining:
		return 503
	}
	return 403
}

// startDial takes up the INVITE of an agent's phone and asks the floor.
func (c *call) startDial(req *sipmsg.Request, tx *serverTx) {
	l := newCallerLeg(c, req, tx)
	l.d.Agent, l.role = c.out.agent, roleOwn
	for _, b := range c.srv.reg.contacts(c.out.agent) {
		if b.flow().same(tx.fl) {
			l.to = b
		}
	}
	c.active, c.offers[0] = l, []*leg{l}
	l.remember()
	if code := l.takeInvite(req); code != 0 {
		c.ended = true
		l.refuse(code, l.session.minHeaders()...)
		return
	}
	if err := c.srv.floor.Post(c.srv.dialFor(acd.Dial{Call: c.id, Agent: c.out.agent, Number: c.out.number, Show: c.out.show, To: c.out.to})); err != nil {
		if c.out.emergency() {
			c.dialAside()
			return
		}
		c.srv.met.rejected(refusedOverload)
		c.ended = true
		l.refuse(503, retryAfter()...)
		return
	}
	c.enqueued = true
}

// dialRefused is told that the floor does not let the agent call: logged out, say, or
// in wrap-up. An emergency call goes without it.
func (c *call) dialRefused() {
	if c.out.emergency() && c.active != nil && !c.ended {
		c.enqueued = false
		c.dialAside()
		return
	}
	c.ended = true
	c.release("not ready to dial", 480)
}

// dialAside makes an emergency call that the floor does not know. It is told of when it
// is over (forget).
func (c *call) dialAside() {
	c.goesAside()
	c.dialOut(c.out)
}

func (c *call) goesAside() {
	c.srv.log.Warn().Str("agent", string(c.out.agent)).Str("number", c.out.number).Msg("an emergency call goes although the agent may not call now")
	c.out.aside = &Aside{Call: c.id, Agent: c.out.agent, Called: c.out.number, Started: c.srv.now()}
}

// onDialled is told that the floor has let the agent's phone make this call.
func (c *call) onDialled(ev acd.CallDialled) {
	if c.out != nil && c.out.promised {
		c.out.agent = ev.Agent
	}
	if !c.ended && c.active != nil {
		c.goOut()
	}
}
