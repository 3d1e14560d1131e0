package explore

import (
	"strconv"
	"time"

	"github.com/callfloor/callfloor/acd"
)

func (s *Simulation) setUp() []acd.Command {
	list := []acd.Command{acd.StartDay{Day: s.nextDay()}}
	for i := range s.Services {
		list = append(list, acd.PutService{Service: s.randomService(i)})
	}
	for i := range s.Agents {
		id := acd.AgentID("a" + strconv.Itoa(i))
		list = append(list, acd.PutAgent{Agent: s.randomAgent(id)},
			acd.PhoneReachable{Agent: id}, acd.SetState{Agent: id, State: acd.Ready})
	}
	return list
}

func (s *Simulation) nextDay() string {
	s.day++
	return time.Date(2026, 1, s.day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// randomService: every strategy, limits on and off.
func (s *Simulation) randomService(i int) acd.Service {
	r := s.rng
	x := Service(acd.ServiceID("s" + strconv.Itoa(i)))
	x.Strategy = acd.Strategies[r.IntN(len(acd.Strategies))]
	x.Weight = r.IntN(3)
	x.Ring = time.Duration(3+r.IntN(15)) * time.Second
	x.ServiceLevel = time.Duration(r.IntN(30)) * time.Second
	x.WrapUp = time.Duration(r.IntN(4)) * 5 * time.Second
	x.WrapUpManual = r.IntN(8) == 0
	x.Misses = r.IntN(4)
	x.Sticky = time.Duration(r.IntN(2)) * 10 * time.Minute
	if r.IntN(2) == 0 {
		x.Levels = []acd.LevelOpening{{After: 0, Level: 1 + r.IntN(2)}, {After: 20 * time.Second, Level: 3}, {After: 45 * time.Second, Level: 9}}
	}
	if r.IntN(2) == 0 {
		x.RaiseEvery, x.RaiseTo = 10*time.Second, 3
	}
	if r.IntN(2) == 0 {
		x.MaxWait, x.TooLong = 2*time.Minute, s.randomRule()
	}
	if r.IntN(2) == 0 {
		x.MaxWaiting, x.Full = 5+r.IntN(10), s.randomRule()
	}
	x.ClosedDo, x.Nobody = s.randomRule(), s.randomRule()
	if x.Full.Do == acd.RuleWait {
		x.Full.Do = acd.RuleMessage
	}
	if x.ClosedDo.Do == acd.RuleWait {
		x.ClosedDo.Do = acd.RuleMessage
	}
	return x
}

func (s *Simulation) randomRule() acd.Rule {
	rules := []acd.Rule{
		{},
		{Do: acd.RuleWait},
		{Do: acd.RuleMessage},
		{Do: acd.RuleNumber, Number: "1"},
		{Do: acd.RuleCallback},
		{Do: acd.RuleVoice},
		{Do: acd.RuleService, Service: s.serviceID()},
	}
	return rules[s.rng.IntN(len(rules))]
}

func (s *Simulation) randomAgent(id acd.AgentID) acd.Agent {
	a := acd.Agent{ID: id}
	for i := range s.Services {
		if s.rng.IntN(2) == 0 {
			a.Services = append(a.Services, acd.Membership{
				Service: acd.ServiceID("s" + strconv.Itoa(i)),
				Level:   1 + s.rng.IntN(4), Order: s.rng.IntN(5), Weight: s.rng.IntN(5),
			})
		}
	}
	return a
}

// next makes up what happens next.
func (s *Simulation) next() acd.Command {
	switch n := s.rng.IntN(1000); {
	case n < 20:
		s.calls++
		return acd.Arrive{Call: acd.CallID("m" + strconv.Itoa(s.calls)), Service: s.serviceID(), Caller: strconv.Itoa(s.rng.IntN(200))}
	case n < 45:
		s.calls++
		p := acd.Promise{
			Call: acd.CallID("p" + strconv.Itoa(s.calls)), Service: s.serviceID(), Number: strconv.Itoa(s.rng.IntN(200)),
			Priority: s.rng.IntN(8) / 6, CustomerFirst: s.rng.IntN(2) == 0,
		}
		if s.rng.IntN(3) > 0 {
			p.Entered = s.now.Add(-time.Duration(s.rng.IntN(120_000)) * time.Millisecond)
		}
		return p
	case n < 250:
		s.calls++
		return acd.Enqueue{
			Call: acd.CallID("c" + strconv.Itoa(s.calls)), Service: s.serviceID(),
			Caller: strconv.Itoa(s.rng.IntN(200)), Priority: s.rng.IntN(8) / 6,
		}
	case n < 330:
		return s.agentMoves()
	case n < 350:
		return s.phoneMoves()
	case n < 360:
		s.calls++
		d := acd.Dial{Call: acd.CallID("d" + strconv.Itoa(s.calls)), Agent: s.agentID(), Number: "1"}
		switch s.rng.IntN(3) {
		case 0:
			d.To = s.agentID()
		case 1:
			d.Service = s.serviceID()
		}
		return d
	case n < 370:
		return s.settingsChange()
	case n < 375:
		if s.rng.IntN(2) == 0 {
			return acd.ExtendWrapUp{Agent: s.agentID(), For: time.Duration(s.rng.IntN(3)) * 20 * time.Minute}
		}
		return acd.ReleaseAgent{Agent: s.agentID()}
	case n == 375 && s.rng.IntN(10) == 0:
		return acd.Restart{}
	case n == 376 && s.day < 28:
		return acd.StartDay{Day: s.nextDay()}
	case n < 400 || len(s.model.calls) == 0:
		return acd.Tick{}
	}
	return s.callMoves(s.model.calls[s.rng.IntN(len(s.model.calls))])
}

func (s *Simulation) agentMoves() acd.Command {
	cmd := acd.SetState{Agent: s.agentID(), State: acd.Ready}
	switch s.rng.IntN(8) {
	case 0:
		cmd.State, cmd.Reason = acd.NotReady, acd.Meal
	case 1:
		cmd.State, cmd.Reason = acd.NotReady, acd.Rest
	case 2:
		cmd.State = acd.LoggedOut
	}
	return cmd
}

func (s *Simulation) phoneMoves() acd.Command {
	if s.rng.IntN(3) == 0 {
		return acd.PhoneLost{Agent: s.agentID()}
	}
	return acd.PhoneReachable{Agent: s.agentID()}
}

func (s *Simulation) settingsChange() acd.Command {
	switch s.rng.IntN(4) {
	case 0:
		return acd.PutService{Service: s.randomService(s.rng.IntN(s.Services))}
	case 1:
		return acd.PutAgent{Agent: s.randomAgent(s.agentID())}
	}
	return acd.SetOpen{Service: s.serviceID(), Open: s.rng.IntN(5) > 0}
}

// callMoves makes up what happens to c; one in ten commands is about an offer
// or a moment that is over.
func (s *Simulation) callMoves(c *mCall) acd.Command {
	r := s.rng.IntN(100)
	switch {
	case r < 3:
		return acd.Answer{Call: c.id, Agent: s.agentID(), Offer: s.model.offer}
	case r < 6:
		return acd.Connect{Call: c.id, Offer: s.model.offer}
	case r < 7:
		if s.rng.IntN(2) == 0 {
			return acd.Transfer{Call: c.id, Agent: s.agentID()}
		}
		return acd.Transfer{Call: c.id, To: s.serviceID()}
	case r < 8:
		if s.rng.IntN(2) == 0 {
			return acd.Occupy{Call: c.id, For: time.Duration(s.rng.IntN(720)) * time.Second}
		}
		return acd.HangUp{Call: c.id, By: acd.BySystem, Cause: acd.CauseFailed}
	case r < 10:
		return acd.Resume{Call: c.id, By: acd.ByAgent}
	case r < 12: // word of a lost leg, late or in time
		return acd.HangUp{Call: c.id, By: acd.ByAgent, Cause: acd.CauseLost, Offer: s.model.offer}
	}
	switch c.phase {
	case acd.InMenu:
		return s.menuMoves(c, r)
	case acd.Waiting:
		return s.waitingMoves(c, r)
	case acd.Offered:
		return s.offeredMoves(c, r)
	case acd.Connecting:
		switch {
		case r < 15:
			return acd.HangUp{Call: c.id, By: acd.ByCaller, Cause: acd.CauseNormal}
		case r < 20:
			return acd.HangUp{Call: c.id, By: acd.ByAgent, Cause: acd.CauseNormal, Offer: c.won}
		}
		return acd.Connect{Call: c.id, Offer: c.won}
	case acd.DialingOut:
		if len(c.ringing) > 0 {
			return s.offeredMoves(c, r)
		}
		if r < 40 {
			return acd.HangUp{Call: c.id, By: acd.ByThird, Cause: acd.CauseBusy}
		}
		return acd.DialAnswered{Call: c.id}
	}
	if r < 30 && s.rng.IntN(2) == 0 {
		return s.secondMoves(c)
	}
	return s.talkingMoves(c, r)
}

// menuMoves: the caller chooses, hangs up, or has heard everything.
func (s *Simulation) menuMoves(c *mCall, r int) acd.Command {
	switch {
	case r < 25:
		return acd.HangUp{Call: c.id, By: acd.ByCaller, Cause: acd.CauseNormal}
	case r < 70:
		return acd.Enqueue{Call: c.id, Service: s.serviceID(), Priority: s.rng.IntN(8) / 6}
	case r < 80:
		return acd.Exit{Call: c.id, Rule: s.randomRule()}
	case r < 90:
		return acd.EndMenu{Call: c.id, Outcome: []acd.Outcome{acd.SelfServed, acd.CallbackTaken}[s.rng.IntN(2)]}
	}
	return acd.Tick{}
}

// secondMoves: the agent of c asks somebody else, or gives the call away.
func (s *Simulation) secondMoves(c *mCall) acd.Command {
	s.calls++
	id := acd.CallID("x" + strconv.Itoa(s.calls))
	if c.second != nil {
		switch s.rng.IntN(6) {
		case 0, 1:
			return acd.Complete{Call: c.id}
		case 2:
			return acd.EndConsult{Call: c.id}
		case 3:
			return acd.Join{Call: c.id, Joined: s.rng.IntN(2) == 0}
		}
		return acd.HangUp{Call: c.id, By: acd.ByAgent, Cause: acd.CauseNormal, Agent: s.agentID()}
	}
	switch s.rng.IntN(6) {
	case 0, 1:
		return acd.Consult{Call: c.id, Second: id, Agent: s.agentID()}
	case 2:
		return acd.Consult{Call: c.id, Second: id, To: s.serviceID()}
	case 3:
		return acd.Consult{Call: c.id, Second: id, Number: "9"}
	case 4:
		return acd.Transfer{Call: c.id, Number: "9"}
	}
	return acd.HangUp{Call: c.id, By: acd.ByThird, Cause: acd.CauseNormal}
}

func (s *Simulation) waitingMoves(c *mCall, r int) acd.Command {
	switch {
	case r < 15:
		return acd.HangUp{Call: c.id, By: acd.ByCaller, Cause: acd.CauseNormal}
	case r < 18:
		return acd.Reprioritise{Call: c.id, Priority: s.rng.IntN(4)}
	case r < 20:
		return acd.Leave{Call: c.id, Reason: acd.LeftCallback}
	case r < 24:
		return acd.Exit{Call: c.id, Rule: s.randomRule()}
	}
	return acd.Tick{}
}

func (s *Simulation) offeredMoves(c *mCall, r int) acd.Command {
	a := c.ringing[s.rng.IntN(len(c.ringing))]
	causes := []acd.OfferResult{acd.OfferRejected, acd.OfferBusy, acd.OfferFailed, acd.OfferUnreachable}
	switch {
	case r < 15:
		return acd.HangUp{Call: c.id, By: acd.ByCaller, Cause: acd.CauseNormal}
	case r < 22:
		return acd.Reject{Call: c.id, Agent: a.cfg.ID, Offer: a.offered, Cause: causes[s.rng.IntN(4)]}
	case r < 70:
		return acd.Answer{Call: c.id, Agent: a.cfg.ID, Offer: a.offered}
	}
	return acd.Tick{}
}

func (s *Simulation) talkingMoves(c *mCall, r int) acd.Command {
	switch {
	case r < 30:
		return acd.HangUp{Call: c.id, By: acd.ByCaller, Cause: acd.CauseNormal}
	case r < 45:
		return acd.HangUp{Call: c.id, By: acd.ByAgent, Cause: acd.CauseNormal}
	case r < 47:
		return acd.HangUp{Call: c.id, By: acd.ByAgent, Cause: acd.CauseLost, Offer: c.won}
	case r < 55:
		return acd.Hold{Call: c.id, By: acd.ByAgent}
	case r < 58:
		return acd.Hold{Call: c.id, By: acd.ByCaller}
	case r < 65:
		return acd.Resume{Call: c.id, By: acd.ByCaller}
	case r < 75:
		return acd.Resume{Call: c.id, By: acd.ByAgent}
	}
	return acd.Tick{}
}
