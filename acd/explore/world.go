package explore

import (
	"fmt"
	"slices"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// World is a small floor and what can happen on it: the explorer visits every
// state that any order of these commands and of time leads to. All times are
// whole seconds, so that the distances between deadlines stay few.
type World struct {
	Name     string
	Services []acd.Service
	Agents   []acd.Agent
	Begin    []acd.Command // what has happened when the visit begins
	Calls    int           // at most so many live at once
	Dial     bool          // agents call out too
	Moves    bool          // calls are transferred, agents' legs get lost
	Second   bool          // agents consult, call each other and give calls to numbers outside
	Control  bool          // talks are held, muted and ended by others, wrap-ups extended, calls reprioritised, services closed
	Menus    bool          // callers hear menus and leave by keys, and are called back
	Daily    bool          // only what every day brings: see daily
}

// start returns the floor in its first state.
func (w World) start() (*acd.Floor, error) {
	f := acd.New(1)
	f.Step(1000, acd.StartDay{Day: "2026-01-01"})
	for _, s := range w.Services {
		f.Step(1000, acd.PutService{Service: s})
	}
	for _, a := range w.Agents {
		f.Step(1000, acd.PutAgent{Agent: a})
		f.Step(1000, acd.PhoneReachable{Agent: a.ID})
	}
	for _, c := range w.Begin {
		f.Step(1000, c)
	}
	s := f.State()
	if len(s.Services) != len(w.Services) || len(s.Agents) != len(w.Agents) {
		return nil, fmt.Errorf("world %s: its configuration was refused", w.Name)
	}
	return f, f.Check()
}

// Service returns the service of the worlds: short times, one miss, wrap-up.
func Service(id acd.ServiceID) acd.Service {
	return acd.Service{
		ID: id, Strategy: acd.LongestIdle, ServiceLevel: 2 * time.Second,
		Ring: 3 * time.Second, WrapUp: 2 * time.Second, Misses: 1,
	}
}

func serves(id acd.AgentID, services ...acd.Membership) acd.Agent {
	return acd.Agent{ID: id, Services: services}
}

// twoByThree are the floors of two agents and three calls.
func twoByThree() []World {
	orders, help := Service("orders"), Service("help")
	both := func(id acd.AgentID) acd.Agent {
		return serves(id, acd.Membership{Service: "orders", Level: 1}, acd.Membership{Service: "help", Level: 1})
	}
	worlds := []World{{Name: "plain", Services: []acd.Service{orders, help}, Agents: []acd.Agent{both("kim"), both("lee")}, Calls: 3}}

	ring := Service("help")
	ring.Strategy, ring.WrapUp, ring.Misses, ring.Weight = acd.RingAll, 0, 2, 5
	worlds = append(worlds, World{Name: "ring all", Services: []acd.Service{orders, ring}, Agents: []acd.Agent{both("kim"), both("lee")}, Calls: 3})

	levels := Service("orders")
	levels.Strategy = acd.SkillFirst
	levels.Levels = []acd.LevelOpening{{After: 2 * time.Second, Level: 2}}
	levels.MaxWait = 4 * time.Second
	levels.TooLong = acd.Rule{Do: acd.RuleService, Service: "help"}
	last := Service("help")
	last.MaxWait, last.TooLong = 3*time.Second, acd.Rule{Do: acd.RuleMessage, Prompt: "sorry"}
	worlds = append(worlds, World{
		Name: "levels and limits", Services: []acd.Service{levels, last}, Calls: 3, Moves: true,
		Agents: []acd.Agent{both("kim"), serves("lee", acd.Membership{Service: "orders", Level: 2})},
	})

	raise := Service("orders")
	raise.RaiseEvery, raise.RaiseTo = time.Second, 2
	raise.Strategy, raise.WrapUpManual = acd.RoundRobin, true
	full := Service("help")
	full.MaxWaiting, full.Full = 1, acd.Rule{Do: acd.RuleService, Service: "orders"}
	full.Nobody = acd.Rule{Do: acd.RuleCallback}
	worlds = append(worlds, World{
		Name: "raise, full and dial", Services: []acd.Service{full, raise}, Calls: 3, Dial: true,
		Agents: []acd.Agent{both("kim"), serves("lee", acd.Membership{Service: "help", Level: 1})},
	})
	calm := Service("orders")
	calm.Ring, calm.WrapUp = 2*time.Second, time.Second
	talks := []acd.Command{ // kim does, so that the first steps are those from a talk
		acd.SetState{Agent: "kim", State: acd.Ready}, acd.Enqueue{Call: "c1", Service: "orders", Caller: "0"},
		acd.Answer{Call: "c1", Agent: "kim", Offer: 1}, acd.Connect{Call: "c1", Offer: 1}, acd.SetState{Agent: "lee", State: acd.NotReady, Reason: acd.Meal},
	}
	talk := World{Name: "second calls", Begin: talks, Services: []acd.Service{calm}, Calls: 3, Second: true, Agents: []acd.Agent{
		serves("kim", acd.Membership{Service: "orders", Level: 1}), serves("lee", acd.Membership{Service: "orders", Level: 1}),
	}}
	shut := Service("help")
	shut.Ring, shut.WrapUp, shut.ClosedDo = 2*time.Second, time.Second, acd.Rule{Do: acd.RuleService, Service: "orders"}
	control := World{Name: "call control", Begin: talks, Services: []acd.Service{calm, shut}, Calls: 2, Second: true, Control: true, Agents: []acd.Agent{both("kim"), both("lee")}}
	asked := Service("orders")
	asked.Ring, asked.WrapUp, asked.Nobody, asked.Strategy = 2*time.Second, time.Second, acd.Rule{Do: acd.RuleVoice}, acd.RingAll
	away := Service("help")
	away.Ring, away.WrapUp, away.ClosedDo = 2*time.Second, time.Second, acd.Rule{Do: acd.RuleNumber, Number: "3"}
	away.MaxWait, away.TooLong = 2*time.Second, acd.Rule{Do: acd.RuleCallback}
	menus := World{Name: "menus and callbacks", Services: []acd.Service{asked, away}, Calls: 2, Menus: true, Agents: []acd.Agent{both("kim"), both("lee")}}
	return append(worlds, talk, control, menus)
}

// everyday are floors small enough that every state of what every day brings can
// be visited: agents and services of the longest idle strategy, up to three calls.
func everyday(agents, services int) World {
	w := World{Name: fmt.Sprintf("%d agents, %d services", agents, services), Daily: true, Calls: 3}
	var all []acd.Membership
	for _, id := range []acd.ServiceID{"orders", "help"}[:services] {
		w.Services = append(w.Services, Service(id))
		all = append(all, acd.Membership{Service: id, Level: 1})
	}
	for _, id := range []acd.AgentID{"kim", "lee", "park"}[:agents] {
		w.Agents = append(w.Agents, serves(id, all...))
	}
	return w
}

// threeByThree is the large floor of the night.
func threeByThree() World {
	w := twoByThree()[2]
	w.Name = "three agents"
	w.Agents = append(w.Agents, serves("park", acd.Membership{Service: "help", Level: 1}))
	w.Moves = true
	return w
}

// commands lists what can happen in state s. Whatever the state makes stale is
// left to the fuzzer, but for one late answer, one stray connect and one hang-up
// by an agent who no longer has the call.
func (w World) commands(list []acd.Command, s acd.State) []acd.Command {
	if w.Daily {
		return w.daily(list, s)
	}
	list = append(list, acd.Restart{})
	for _, a := range s.Agents {
		list = w.agentCommands(list, a)
	}
	for _, c := range s.Calls {
		list = w.callCommands(list, c)
	}
	if w.Control {
		list = w.controls(list, s)
	}
	if id := w.freeName(s); id != "" {
		for _, x := range s.Services {
			list = append(list, acd.Enqueue{Call: id, Service: x.Service.ID, Caller: "0"})
		}
		if w.Menus {
			list = append(list, acd.Arrive{Call: id, Service: "help", Caller: "0"},
				acd.Promise{Call: id, Service: "orders", Number: "0"}, acd.Promise{Call: id, Service: "orders", Number: "0", Entered: max(1, s.Now-1000), CustomerFirst: true})
		}
		if w.Dial {
			list = append(list, acd.Dial{Call: id, Agent: w.Agents[0].ID, Number: "1"})
		}
		if w.Second {
			list = w.secondCalls(list, s, id)
		}
	}
	return list
}

// freeName is the name that the next call gets, "" where there are enough. Which of
// the free names it is makes no difference.
func (w World) freeName(s acd.State) acd.CallID {
	for i := range w.Calls {
		id := acd.CallID("c" + string(rune('1'+i)))
		if !slices.ContainsFunc(s.Calls, func(c acd.CallState) bool { return c.ID == id }) {
			return id
		}
	}
	return ""
}

// secondCalls: agents call each other, and whoever talks consults.
func (w World) secondCalls(list []acd.Command, s acd.State, id acd.CallID) []acd.Command {
	for i, a := range s.Agents {
		b := s.Agents[(i+1)%len(s.Agents)].Agent.ID
		list = append(list,
			acd.Dial{Call: id, Agent: a.Agent.ID, Number: "1", Service: s.Services[0].Service.ID},
			acd.Dial{Call: id, Agent: a.Agent.ID, Number: "1001", To: b})
	}
	for _, c := range s.Calls {
		if c.Agent == "" || c.Phase != acd.Connected && c.Phase != acd.TalkingOut {
			continue
		}
		list = append(list, acd.Consult{Call: c.ID, Second: id, Number: "3"}, acd.Consult{Call: c.ID, Second: id, To: s.Services[len(s.Services)-1].Service.ID})
		for _, a := range s.Agents {
			if a.Agent.ID != c.Agent {
				list = append(list, acd.Consult{Call: c.ID, Second: id, Agent: a.Agent.ID}, acd.Transfer{Call: c.ID, Agent: a.Agent.ID})
			}
		}
	}
	return list
}

// controls are what agents, phones and managers do beside: each where it changes
// something, so that what it changes stays small.
func (w World) controls(list []acd.Command, s acd.State) []acd.Command {
	for _, x := range s.Services {
		list = append(list, acd.SetOpen{Service: x.Service.ID, Open: x.Service.Closed})
	}
	for _, a := range s.Agents {
		if a.State == acd.WrapUp && a.Deadline > 0 {
			list = append(list, acd.ExtendWrapUp{Agent: a.Agent.ID})
			if a.Deadline-s.Now <= 1000 {
				list = append(list, acd.ExtendWrapUp{Agent: a.Agent.ID, For: time.Second})
			}
		}
	}
	for _, c := range s.Calls {
		list = append(list, acd.HangUp{Call: c.ID, By: acd.BySystem, Cause: acd.CauseReleased})
		switch c.Phase {
		case acd.Waiting, acd.Offered, acd.Connecting:
			list = append(list, acd.Reprioritise{Call: c.ID, Priority: 1 - c.Priority})
		case acd.Connected, acd.TalkingOut:
			for _, by := range []acd.HangUpBy{acd.ByAgent, acd.ByCaller} {
				if slices.Contains(c.HeldBy, by) {
					list = append(list, acd.Resume{Call: c.ID, By: by})
				} else {
					list = append(list, acd.Hold{Call: c.ID, By: by})
				}
			}
			list = append(list, acd.HangUp{Call: c.ID, By: acd.ByThird, Cause: acd.CauseNormal})
			if c.Agent != "" {
				list = append(list, acd.Mute{Call: c.ID, Agent: c.Agent, Muted: !c.Muted}, acd.HangUp{Call: c.ID, By: acd.ByAgent, Cause: acd.CauseAbusive, Agent: c.Agent}, acd.Transfer{Call: c.ID, To: "help"})
			}
			if c.Peer != "" {
				list = append(list, acd.Mute{Call: c.ID, Agent: c.Peer, Muted: !c.PeerMuted})
			}
		}
	}
	return list
}

func (w World) agentCommands(list []acd.Command, a acd.AgentStatus) []acd.Command {
	id := a.Agent.ID
	if a.State != acd.Ready {
		list = append(list, acd.SetState{Agent: id, State: acd.Ready})
	}
	if a.State != acd.LoggedOut {
		list = append(list,
			acd.SetState{Agent: id, State: acd.NotReady, Reason: acd.Meal},
			acd.SetState{Agent: id, State: acd.LoggedOut},
			acd.ReleaseAgent{Agent: id})
	}
	if a.Reachable {
		return append(list, acd.PhoneLost{Agent: id})
	}
	return append(list, acd.PhoneReachable{Agent: id})
}

func (w World) callCommands(list []acd.Command, c acd.CallState) []acd.Command {
	list = append(list, acd.HangUp{Call: c.ID, By: acd.ByCaller, Cause: acd.CauseNormal})
	if w.Moves {
		list = append(list, acd.Transfer{Call: c.ID, To: "help"}, acd.Transfer{Call: c.ID, Agent: w.Agents[len(w.Agents)-1].ID})
	}
	if w.Menus {
		list = append(list, acd.HangUp{Call: c.ID, By: acd.BySystem, Cause: acd.CauseCancelled},
			acd.Exit{Call: c.ID, Rule: acd.Rule{Do: acd.RuleNumber, Number: "4"}}, acd.Exit{Call: c.ID, Rule: acd.Rule{Do: acd.RuleVoice}}, acd.Exit{Call: c.ID, Rule: acd.Rule{Do: acd.RuleMessage}})
		if c.Phase == acd.InMenu {
			list = append(list, acd.EndMenu{Call: c.ID, Outcome: acd.CallbackTaken}, acd.EndMenu{Call: c.ID},
				acd.Enqueue{Call: c.ID, Service: "orders", Priority: 1}, acd.Enqueue{Call: c.ID, Service: "help"})
		}
		if c.GiveUp != 0 {
			list = append(list, acd.Occupy{Call: c.ID, For: 3 * time.Second})
			if c.Phase == acd.DialingOut {
				list = append(list, acd.Occupy{Call: c.ID, For: acd.GivenLimit + 3*time.Second})
			}
		}
		for _, open := range []bool{true, false} {
			list = append(list, acd.SetOpen{Service: "help", Open: open})
		}
	}
	switch c.Phase {
	case acd.Waiting:
		return append(list, acd.Leave{Call: c.ID, Reason: acd.LeftCallback})
	case acd.Offered:
		for _, o := range c.Offers {
			list = append(list,
				acd.Answer{Call: c.ID, Agent: o.Agent, Offer: o.ID},
				acd.Reject{Call: c.ID, Agent: o.Agent, Offer: o.ID, Cause: acd.OfferBusy},
				acd.Reject{Call: c.ID, Agent: o.Agent, Offer: o.ID, Cause: acd.OfferUnreachable})
		}
		return append(list, acd.Connect{Call: c.ID, Offer: c.Offers[0].ID})
	case acd.Connecting:
		return append(list,
			acd.Connect{Call: c.ID, Offer: c.Won},
			acd.Answer{Call: c.ID, Agent: c.Agent, Offer: c.Won - 1},
			acd.HangUp{Call: c.ID, By: acd.ByAgent, Cause: acd.CauseNormal, Offer: c.Won})
	case acd.DialingOut:
		for _, o := range c.Offers {
			list = append(list,
				acd.Answer{Call: c.ID, Agent: o.Agent, Offer: o.ID},
				acd.Reject{Call: c.ID, Agent: o.Agent, Offer: o.ID, Cause: acd.OfferBusy})
		}
		if c.Diverted != "" {
			list = append(list, acd.HangUp{Call: c.ID, By: acd.ByThird, Cause: acd.CauseBusy})
		}
		return append(list, acd.DialAnswered{Call: c.ID})
	}
	if w.Second && c.Agent != "" {
		list = append(list, acd.Transfer{Call: c.ID, Number: "2"}, acd.HangUp{Call: c.ID, By: acd.ByAgent, Cause: acd.CauseLost})
	}
	if c.Second != "" {
		list = append(list, acd.Complete{Call: c.ID}, acd.Join{Call: c.ID, Joined: !c.Joined}, acd.EndConsult{Call: c.ID})
	}
	if w.Moves && c.Phase == acd.Connected {
		list = append(list,
			acd.HangUp{Call: c.ID, By: acd.ByAgent, Cause: acd.CauseLost, Offer: c.Won},
			acd.HangUp{Call: c.ID, By: acd.ByAgent, Cause: acd.CauseLost, Offer: c.Won + 1})
	}
	return append(list, acd.HangUp{Call: c.ID, By: acd.ByAgent, Cause: acd.CauseNormal})
}
