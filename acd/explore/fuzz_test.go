package explore

import (
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// reader turns bytes into commands: any bytes are some conversation, mostly
// about the few agents, services and calls that exist, sometimes about others.
type reader struct {
	data []byte
}

func (r *reader) byte() int {
	if len(r.data) == 0 {
		return 0
	}
	b := r.data[0]
	r.data = r.data[1:]
	return int(b)
}

// pick returns one of the names; one time in 32 a name that nobody has.
func pick[T ~string](r *reader, names ...T) T {
	b := r.byte()
	if b >= 248 {
		return "nobody"
	}
	return names[b%len(names)]
}

func (r *reader) agent() acd.AgentID { return pick[acd.AgentID](r, "kim", "lee", "park", "choi") }
func (r *reader) service() acd.ServiceID {
	return pick[acd.ServiceID](r, "orders", "help", "sales")
}

func (r *reader) call() acd.CallID       { return pick[acd.CallID](r, "c1", "c2", "c3", "c4", "c5", "c6") }
func (r *reader) seconds() time.Duration { return time.Duration(r.byte()%16) * time.Second }
func (r *reader) by() acd.HangUpBy {
	return pick[acd.HangUpBy](r, acd.ByCaller, acd.ByAgent, acd.BySystem, acd.ByThird)
}

func (r *reader) rule() acd.Rule {
	return acd.Rule{
		Do:      pick[acd.RuleKind](r, "", acd.RuleWait, acd.RuleMessage, acd.RuleService, acd.RuleCallback, acd.RuleVoice, acd.RuleNumber),
		Service: r.service(), Number: "1",
	}
}

func (r *reader) putService() acd.Command {
	s := acd.Service{
		ID: r.service(), Strategy: acd.Strategies[r.byte()%len(acd.Strategies)], Weight: r.byte() % 3,
		Ring: r.seconds(), ServiceLevel: r.seconds(), WrapUp: r.seconds(), WrapUpManual: r.byte() > 200,
		Misses: r.byte() % 4, Sticky: r.seconds(), RaiseEvery: r.seconds(), RaiseTo: r.byte() % 5,
		MaxWaiting: r.byte() % 4, MaxWait: r.seconds(), Closed: r.byte() > 220,
	}
	for i := range r.byte() % 4 {
		s.Levels = append(s.Levels, acd.LevelOpening{After: time.Duration(i) * r.seconds(), Level: r.byte() % 11})
	}
	s.Full, s.ClosedDo, s.Nobody, s.TooLong = r.rule(), r.rule(), r.rule(), r.rule()
	return acd.PutService{Service: s}
}

func (r *reader) putAgent() acd.Command {
	a := acd.Agent{ID: r.agent()}
	for range r.byte() % 4 {
		a.Services = append(a.Services, acd.Membership{
			Service: r.service(), Level: r.byte() % 11, Order: r.byte(), Weight: r.byte() * 4,
		})
	}
	return acd.PutAgent{Agent: a}
}

// command reads one command; offers are named by how far back they were made.
func (r *reader) command(last acd.OfferID) acd.Command {
	switch r.byte() % 31 {
	case 28:
		return acd.Arrive{Call: r.call(), Service: r.service(), Caller: string(r.call())}
	case 29:
		return acd.Promise{Call: r.call(), Service: r.service(), Number: pick(r, "5", ""), Priority: r.byte() - 128, Entered: acd.Time(r.byte()) * 500, CustomerFirst: r.byte()%2 == 0}
	case 30:
		switch r.byte() % 3 {
		case 0:
			return acd.EndMenu{Call: r.call(), Outcome: pick(r, acd.CallbackTaken, acd.SelfServed, acd.Completed)}
		case 1:
			return acd.Exit{Call: r.call(), Rule: acd.Rule{Do: acd.RuleNumber}}
		}
		return acd.Exit{Call: r.call(), Rule: r.rule()}
	case 0:
		return r.putService()
	case 1:
		return r.putAgent()
	case 2:
		return acd.DeleteService{Service: r.service()}
	case 3:
		return acd.DeleteAgent{Agent: r.agent()}
	case 4:
		return acd.SetOpen{Service: r.service(), Open: r.byte() > 100}
	case 5:
		return acd.StartDay{Day: string(rune('a' + r.byte()%26))}
	case 6, 7:
		return acd.SetState{Agent: r.agent(), State: acd.Ready}
	case 8:
		return acd.SetState{
			Agent: r.agent(), State: pick(r, acd.NotReady, acd.LoggedOut, acd.Talking),
			Reason: pick(r, "", acd.Meal, acd.NoAnswer, acd.Unreachable),
		}
	case 9, 10:
		return acd.PhoneReachable{Agent: r.agent()}
	case 11:
		return acd.PhoneLost{Agent: r.agent()}
	case 12:
		return acd.ReleaseAgent{Agent: r.agent()}
	case 13, 14, 15:
		return acd.Enqueue{Call: r.call(), Service: r.service(), Caller: string(r.call()), Priority: r.byte() - 128}
	}
	return r.callCommand(last)
}

func (r *reader) callCommand(last acd.OfferID) acd.Command {
	offer := last - min(last, acd.OfferID(r.byte()%4))
	switch r.byte() % 17 {
	case 0, 1:
		return acd.Answer{Call: r.call(), Agent: r.agent(), Offer: offer}
	case 2, 3:
		return acd.Connect{Call: r.call(), Offer: offer}
	case 4:
		return acd.Reject{
			Call: r.call(), Agent: r.agent(), Offer: offer,
			Cause: pick(r, acd.OfferBusy, acd.OfferUnreachable, acd.OfferAnswered),
		}
	case 5, 6:
		return acd.HangUp{Call: r.call(), By: r.by(), Cause: pick(r, acd.CauseNormal, acd.CauseLost, acd.CauseFailed), Offer: offer * acd.OfferID(r.byte()%2)}
	case 7:
		switch r.byte() % 3 {
		case 0:
			return acd.Transfer{Call: r.call(), Agent: r.agent()}
		case 1:
			return acd.Transfer{Call: r.call(), Number: "2"}
		}
		return acd.Transfer{Call: r.call(), To: r.service()}
	case 8:
		return acd.Reprioritise{Call: r.call(), Priority: r.byte() - 128}
	case 9:
		return acd.Leave{Call: r.call(), Reason: pick(r, acd.LeftCallback, acd.LeftMoved, acd.LeftLost)}
	case 10:
		if r.byte()%2 == 0 {
			return acd.Dial{Call: r.call(), Agent: r.agent(), Number: "1", To: r.agent()}
		}
		return acd.Dial{Call: r.call(), Agent: r.agent(), Number: "1", Service: r.service()}
	case 11:
		return acd.DialAnswered{Call: r.call()}
	case 13, 14:
		return r.second()
	case 12:
		if r.byte() < 128 {
			return acd.Hold{Call: r.call(), By: r.by()}
		}
		return acd.Resume{Call: r.call(), By: r.by()}
	}
	if r.byte() > 240 {
		return acd.Restart{}
	}
	return acd.Tick{}
}

func (r *reader) second() acd.Command {
	switch r.byte() % 8 {
	case 0:
		return acd.Consult{Call: r.call(), Second: r.call(), Agent: r.agent()}
	case 1:
		return acd.Consult{Call: r.call(), Second: r.call(), To: r.service()}
	case 2:
		return acd.Consult{Call: r.call(), Second: r.call(), Number: "3"}
	case 3:
		return acd.Consult{Call: r.call(), Second: r.call(), Number: "3", To: r.service()}
	case 4:
		return acd.EndConsult{Call: r.call()}
	case 5:
		return acd.Join{Call: r.call(), Joined: r.byte()%2 == 0}
	case 6:
		if r.byte()%2 == 0 {
			return acd.ExtendWrapUp{Agent: r.agent(), For: r.seconds() - time.Second}
		}
		if r.byte()%2 == 0 {
			return acd.Occupy{Call: r.call(), For: r.seconds() - time.Second}
		}
		return acd.Mute{Call: r.call(), Agent: pick(r, "", r.agent()), Muted: r.byte()%2 == 0}
	}
	return acd.Complete{Call: r.call()}
}

// FuzzFloor: no sequence of commands panics, breaks an invariant or the grammar
// of the events, or leads to a state that cannot be restored.
func FuzzFloor(f *testing.F) {
	for seed := range byte(8) {
		data := make([]byte, 2000)
		x := uint32(seed) + 1
		for i := range data {
			x = x*1664525 + 1013904223
			data[i] = byte(x >> 24)
		}
		f.Add(data)
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := &reader{data[:min(len(data), 5000)]}
		floor := acd.New(uint64(r.byte()))
		now := acd.Time(1000)
		for _, id := range []acd.ServiceID{"orders", "help", "sales"} {
			floor.Step(now, acd.PutService{Service: Service(id)})
		}
		for _, id := range []acd.AgentID{"kim", "lee", "park", "choi"} {
			floor.Step(now, acd.PutAgent{Agent: serves(id,
				acd.Membership{Service: "orders", Level: 1}, acd.Membership{Service: "help", Level: 2})})
			floor.Step(now, acd.PhoneReachable{Agent: id})
			floor.Step(now, acd.SetState{Agent: id, State: acd.Ready})
		}
		ledger := NewLedger(floor.State())
		for len(r.data) > 0 {
			now += acd.Time(r.byte()-20) * 50 // at times backwards
			cmd := r.command(floor.State().Offer)
			events := floor.Step(now, cmd)
			if err := floor.Check(); err != nil {
				t.Fatalf("%s %+v: %v", acd.Name(cmd), cmd, err)
			}
			if err := ledger.Take(now, events); err != nil {
				t.Fatalf("%s %+v: %v", acd.Name(cmd), cmd, err)
			}
			if err := ledger.Compare(floor.State()); err != nil {
				t.Fatalf("%s %+v: %v", acd.Name(cmd), cmd, err)
			}
		}
		if _, err := acd.Restore(floor.State()); err != nil {
			t.Fatal(err)
		}
	})
}
