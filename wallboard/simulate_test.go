package wallboard

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// centre is a small contact centre at work in virtual time, on the real core.
// Everything follows from the seed.
type centre struct {
	floor  *acd.Floor
	rng    *rand.Rand
	now    acd.Time
	calls  int
	day    int
	agents int
}

const noon = acd.Time(1_750_000_000_000)

// newCentre sets up services and agents; events of the set-up are handed to each.
func newCentre(seed uint64, services, agents int, each func(acd.Time, []acd.Event)) *centre {
	c := &centre{floor: acd.New(seed), rng: rand.New(rand.NewPCG(seed, 3)), now: noon, agents: agents}
	c.do(acd.StartDay{Day: "2025-06-15"}, each)
	for i := range services {
		c.do(acd.PutService{Service: c.service(i)}, each)
	}
	for i := range agents {
		c.do(acd.PutAgent{Agent: c.agent(i, services)}, each)
		c.do(acd.PhoneReachable{Agent: agentID(i)}, each)
		c.do(acd.SetState{Agent: agentID(i), State: acd.Ready}, each)
	}
	return c
}

func serviceID(i int) acd.ServiceID { return acd.ServiceID(fmt.Sprintf("s%d", i)) }
func agentID(i int) acd.AgentID     { return acd.AgentID(fmt.Sprintf("a%d", i)) }

func (c *centre) service(i int) acd.Service {
	s := acd.Service{
		ID: serviceID(i), Name: acd.Names{Ko: fmt.Sprintf("서비스 %d", i), En: fmt.Sprintf("Service %d", i)},
		Target: 80, Strategy: acd.LongestIdle, ServiceLevel: 20 * time.Second, Ring: 10 * time.Second,
		WrapUp: 8 * time.Second, Misses: 2, MaxWaiting: 6, MaxWait: 50 * time.Second,
		Full: acd.Rule{Do: acd.RuleMessage}, ClosedDo: acd.Rule{Do: acd.RuleMessage},
		Nobody: acd.Rule{Do: acd.RuleWait}, TooLong: acd.Rule{Do: acd.RuleCallback},
		Bands: acd.Bands{AnswerGood: 85, AnswerBad: 70, LevelBad: 60}, RaiseEvery: 15 * time.Second, RaiseTo: 3,
	}
	switch i % 3 {
	case 1:
		s.Strategy = acd.RingAll
		s.TooLong = acd.Rule{Do: acd.RuleService, Service: serviceID(0)}
	case 2:
		s.WrapUp = 0
		s.Nobody = acd.Rule{Do: acd.RuleMessage}
		s.TooLong, s.Full = acd.Rule{Do: acd.RuleNumber, Number: "0255556666"}, acd.Rule{Do: acd.RuleVoice}
	}
	return s
}

func (c *centre) agent(i, services int) acd.Agent {
	a := acd.Agent{ID: agentID(i), Name: fmt.Sprintf("상담원 %d", i), Extension: fmt.Sprint(1000 + i), Manager: fmt.Sprintf("m%d", i%2)}
	for s := range services {
		if s == i%services || c.rng.IntN(2) == 0 {
			a.Services = append(a.Services, acd.Membership{Service: serviceID(s), Level: 1})
		}
	}
	return a
}

// do steps the floor and hands the events on.
func (c *centre) do(cmd acd.Command, each func(acd.Time, []acd.Event)) {
	each(c.now, c.floor.Step(c.now, cmd))
}

// next lets a little time pass and does something that may happen then.
func (c *centre) next(each func(acd.Time, []acd.Event)) {
	c.now = c.now.Add(time.Duration(c.rng.IntN(1800)) * time.Millisecond)
	c.do(c.command(c.floor.State()), each)
}

func (c *centre) command(s acd.State) acd.Command {
	agent := agentID(c.rng.IntN(c.agents))
	service := s.Services[c.rng.IntN(len(s.Services))].Service
	switch n := c.rng.IntN(100); {
	case n < 3:
		c.calls++
		return acd.Arrive{Call: acd.CallID(fmt.Sprintf("m%d", c.calls)), Service: service.ID, Caller: fmt.Sprintf("0107654%04d", c.calls%10000)}
	case n < 7:
		c.calls++
		return acd.Promise{
			Call: acd.CallID(fmt.Sprintf("p%d", c.calls)), Service: service.ID, Number: fmt.Sprintf("0108888%04d", c.calls%10000), Show: "0215880000",
			Entered: c.now.Add(-time.Duration(c.rng.IntN(60)) * time.Second), CustomerFirst: c.rng.IntN(2) == 0,
		}
	case n < 30:
		c.calls++
		return acd.Enqueue{Call: acd.CallID(fmt.Sprintf("c%d", c.calls)), Service: service.ID, Caller: fmt.Sprintf("0101234%04d", c.calls%10000), Priority: c.rng.IntN(3)}
	case n < 36:
		return acd.SetState{Agent: agent, State: []acd.AgentState{acd.Ready, acd.NotReady, acd.LoggedOut}[c.rng.IntN(3)], Reason: acd.Meal}
	case n < 42:
		return acd.SetState{Agent: agent, State: acd.Ready}
	case n < 44:
		return acd.PhoneLost{Agent: agent}
	case n < 47:
		return acd.PhoneReachable{Agent: agent}
	case n < 50:
		c.calls++
		return acd.Dial{Call: acd.CallID(fmt.Sprintf("o%d", c.calls)), Agent: agent, Number: "0299998888"}
	case n == 50:
		c.day++
		return acd.StartDay{Day: fmt.Sprintf("2025-07-%02d", c.day%28+1)}
	case n == 51:
		service.Closed = !service.Closed
		return acd.PutService{Service: service}
	case n == 52:
		return acd.PutAgent{Agent: c.agent(c.rng.IntN(c.agents), len(s.Services))}
	case n == 53 && c.rng.IntN(4) == 0:
		return acd.Restart{}
	case n < 56:
		return acd.ReleaseAgent{Agent: agent}
	}
	if len(s.Calls) == 0 {
		return acd.Tick{}
	}
	x := s.Calls[c.rng.IntN(len(s.Calls))]
	if i := slices.IndexFunc(s.Calls, func(x acd.CallState) bool { return x.About != "" }); i >= 0 && c.rng.IntN(2) == 0 {
		if x = s.Calls[i]; x.Phase == acd.Connected || x.Phase == acd.TalkingOut {
			return acd.Complete{Call: x.About}
		}
	}
	return c.about(x, service.ID)
}

// about is something that may happen to one live call.
func (c *centre) about(x acd.CallState, other acd.ServiceID) acd.Command {
	var offer acd.OfferState
	if len(x.Offers) > 0 {
		offer = x.Offers[c.rng.IntN(len(x.Offers))]
	}
	pick := c.rng.IntN(12)
	switch {
	case x.Phase == acd.InMenu && pick < 3:
		return acd.Enqueue{Call: x.ID, Service: other, Priority: c.rng.IntN(3)}
	case x.Phase == acd.InMenu && pick < 5, x.Phase == acd.Waiting && pick == 11:
		return acd.Exit{Call: x.ID, Rule: acd.Rule{Do: []acd.RuleKind{acd.RuleNumber, acd.RuleVoice, acd.RuleMessage}[c.rng.IntN(3)], Number: "0233334444"}}
	case x.Phase == acd.InMenu && pick < 7:
		return acd.EndMenu{Call: x.ID, Outcome: acd.CallbackTaken}
	case x.Phase == acd.DialingOut && x.Diverted != "" && pick < 6:
		return acd.HangUp{Call: x.ID, By: acd.ByThird, Cause: acd.CauseBusy}
	case x.Phase == acd.DialingOut && offer.ID == 0 && pick < 8:
		return acd.DialAnswered{Call: x.ID}
	case x.Phase == acd.Connecting && pick < 8:
		return acd.Connect{Call: x.ID, Offer: x.Won}
	case offer.ID != 0 && pick < 6:
		return acd.Answer{Call: x.ID, Agent: offer.Agent, Offer: offer.ID}
	case offer.ID != 0 && pick < 8:
		return acd.Reject{Call: x.ID, Agent: offer.Agent, Offer: offer.ID, Cause: []acd.OfferResult{acd.OfferBusy, acd.OfferUnreachable, acd.OfferRejected}[c.rng.IntN(3)]}
	case x.Phase == acd.Connected && x.Second == "" && pick < 6:
		return c.give(x, pick, other)
	case pick < 3:
		return acd.Hold{Call: x.ID, By: []acd.HangUpBy{acd.ByAgent, acd.ByCaller}[c.rng.IntN(2)]}
	case pick < 6:
		return acd.Resume{Call: x.ID, By: []acd.HangUpBy{acd.ByAgent, acd.ByCaller}[c.rng.IntN(2)]}
	case pick < 7:
		return acd.Transfer{Call: x.ID, To: other}
	case pick < 8:
		return acd.HangUp{Call: x.ID, By: acd.ByAgent, Cause: acd.CauseLost}
	case pick < 9:
		return acd.Leave{Call: x.ID, Reason: acd.LeftCallback}
	case pick < 10:
		return acd.Reprioritise{Call: x.ID, Priority: c.rng.IntN(5)}
	}
	return acd.HangUp{Call: x.ID, By: []acd.HangUpBy{acd.ByAgent, acd.ByCaller}[c.rng.IntN(2)], Cause: acd.CauseNormal}
}

// give gives a connected call on, or begins to: or holds it.
func (c *centre) give(x acd.CallState, pick int, other acd.ServiceID) acd.Command {
	c.calls++
	second := acd.CallID(fmt.Sprintf("d%d", c.calls))
	switch pick {
	case 0, 1:
		return acd.Transfer{Call: x.ID, Number: "0277776666"}
	case 2, 3:
		for _, a := range c.floor.State().Agents {
			if a.Reachable && (a.State == acd.Ready || a.State == acd.NotReady) {
				return acd.Consult{Call: x.ID, Second: second, Agent: a.Agent.ID}
			}
		}
	case 4:
		return acd.Consult{Call: x.ID, Second: second, To: other}
	}
	return acd.Hold{Call: x.ID, By: []acd.HangUpBy{acd.ByAgent, acd.ByCaller}[c.rng.IntN(2)]}
}
