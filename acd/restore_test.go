package acd

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

// busyFloor has a call in every phase and an agent in every state.
func busyFloor(t *testing.T) *Floor {
	t.Helper()
	s := testService("orders")
	s.Sticky, s.MaxWait, s.TooLong = time.Hour, time.Hour, Rule{Do: RuleMessage}
	f := centre(t, s, make8(Membership{Level: 1}))
	f.Step(1500, StartDay{"2026-01-01"})
	f.Step(2000, SetState{Agent: "a6", State: NotReady, Reason: Meal})
	f.Step(2000, SetState{Agent: "a7", State: LoggedOut})
	f.Step(2000, Dial{Call: "d1", Agent: "a5", Number: "1"})
	f.Step(2000, Dial{Call: "d2", Agent: "a4", Number: "2"})
	f.Step(2100, DialAnswered{Call: "d2"})
	for _, id := range []CallID{"c1", "c2", "c3", "c4"} {
		f.Step(3000, Enqueue{Call: id, Service: "orders", Caller: "0" + string(id)})
	}
	f.Step(3000, Enqueue{Call: "c5", Service: "orders"})
	for i, id := range []CallID{"c1", "c2", "c3"} {
		f.Step(4000, Answer{Call: id, Agent: AgentID("a" + string(rune('0'+i))), Offer: OfferID(i + 1)})
	}
	f.Step(4000, Connect{Call: "c1", Offer: 1})
	f.Step(4000, Connect{Call: "c2", Offer: 2})
	f.Step(5000, HangUp{Call: "c1", By: ByCaller})
	f.Step(5000, Hold{Call: "c2", By: ByAgent})
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
	return f
}

func make8(m Membership) []Membership {
	list := make([]Membership, 8)
	for i := range list {
		list[i] = m
	}
	return list
}

// TestRestoreRefuses: a snapshot that breaks an invariant is refused, and Check
// can fail: each fault is one that it must see.
func TestRestoreRefuses(t *testing.T) {
	base, err := json.Marshal(busyFloor(t).State())
	if err != nil {
		t.Fatal(err)
	}
	call := func(s *State, p CallPhase) *CallState {
		for i := range s.Calls {
			if s.Calls[i].Phase == p {
				return &s.Calls[i]
			}
		}
		t.Fatalf("no call is %s", p)
		return nil
	}
	agent := func(s *State, st AgentState) *AgentStatus {
		for i := range s.Agents {
			if s.Agents[i].State == st {
				return &s.Agents[i]
			}
		}
		t.Fatalf("no agent is %s", st)
		return nil
	}
	for fault, make := range map[string]func(s *State){
		"ready beside a waiting call":      func(s *State) { a := agent(s, NotReady); a.State, a.Reason = Ready, "" },
		"ready without a phone":            func(s *State) { a := agent(s, NotReady); a.State, a.Reason, a.Reachable = Ready, "", false },
		"ringing for nobody":               func(s *State) { c := call(s, Offered); c.Phase, c.Offers = Waiting, nil },
		"talking to nobody":                func(s *State) { call(s, Connected).Agent = "" },
		"a call without its agent":         func(s *State) { agent(s, Talking).State = Ready },
		"wanted without a reason":          func(s *State) { agent(s, NotReady).Wanted = true },
		"a reason while ready":             func(s *State) { agent(s, WrapUp).Reason = Meal },
		"ringing for ever":                 func(s *State) { agent(s, Ringing).Deadline = 0 },
		"an offer that is over":            func(s *State) { call(s, Offered).Offers[0].Deadline = s.Now },
		"an offer twice":                   func(s *State) { c := call(s, Offered); c.Offers = append(c.Offers, c.Offers[0]) },
		"an unknown agent":                 func(s *State) { call(s, Offered).Offers[0].Agent = "nobody" },
		"an unknown service":               func(s *State) { call(s, Waiting).Service = "nowhere" },
		"another day":                      func(s *State) { call(s, Waiting).Day = "2025-12-31" },
		"offered does not add up":          func(s *State) { s.Services[0].Today.Offered++ },
		"pending does not count":           func(s *State) { s.Services[0].Today.Pending--; s.Services[0].Today.Answered++ },
		"times do not add up":              func(s *State) { s.Agents[0].Today.Login++ },
		"a level step too far":             func(s *State) { call(s, Waiting).OpenStep = 3 },
		"has waited too long":              func(s *State) { call(s, Waiting).GiveUp = s.Now },
		"held while waiting":               func(s *State) { call(s, Waiting).HeldBy = []HangUpBy{ByAgent} },
		"a past day without a call":        func(s *State) { s.Services[0].Past = []ServiceFigures{{Day: "2025-12-31"}} },
		"an agent of no service":           func(s *State) { s.Agents[0].Agent.Services[0].Service = "nowhere" },
		"logged out since a log-in":        func(s *State) { agent(s, LoggedOut).LoginAt = 1 },
		"waiting counted wrong":            func(s *State) { s.Services[0].Waiting++ },
		"an agent twice":                   func(s *State) { s.Agents = append(s.Agents, s.Agents[7]) },
		"sticky memory of no service":      func(s *State) { s.LastWith[0].Service = "nowhere" },
		"next state while ready":           func(s *State) { agent(s, NotReady).Next = Ready },
		"an outbound call in a service":    func(s *State) { call(s, DialingOut).Phase = Connected },
		"a phase that does not exist":      func(s *State) { call(s, Waiting).Phase = "floating" },
		"connecting with no offer":         func(s *State) { call(s, Connecting).Offers = nil },
		"the same agent in two calls":      func(s *State) { call(s, Connecting).Agent = call(s, Connected).Agent },
		"an agent's day began another day": func(s *State) { s.Agents[0].Today.DayAt++ },
	} {
		var s State
		if err := json.Unmarshal(base, &s); err != nil {
			t.Fatal(err)
		}
		make(&s)
		if _, err := Restore(s); err == nil {
			t.Errorf("%s: restored", fault)
		}
	}
	for what, make := range map[string]func(s *State){
		"no fault":                             func(s *State) {},
		"back past the answer, as once it was": func(s *State) { call(s, Connected).Back = 1 },
	} {
		var s State
		if err := json.Unmarshal(base, &s); err != nil {
			t.Fatal(err)
		}
		make(&s)
		if f, err := Restore(s); err != nil {
			t.Errorf("%s: %v", what, err)
		} else if err := f.Check(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestStateIsACopy: what is done to a snapshot is not done to the floor, in
// either direction.
func TestStateIsACopy(t *testing.T) {
	f := busyFloor(t)
	before, _ := json.Marshal(f.State())
	s := f.State()
	g, err := Restore(s)
	if err != nil {
		t.Fatal(err)
	}
	g.Step(6000, Restart{})
	s.Agents[0].Agent.Services[0].Level = 9
	s.Services[0].Service.Strategy = RingAll
	for i := range s.Calls {
		for k := range s.Calls[i].Offers {
			s.Calls[i].Offers[k].ID = 99
		}
	}
	if after, _ := json.Marshal(f.State()); string(after) != string(before) {
		t.Errorf("the floor changed:\n%s\n%s", before, after)
	}
}

// TestNames: every command is found again by its name, and what older programs wrote
// can be read.
func TestNames(t *testing.T) {
	for name, typ := range commandTypes {
		c, err := DecodeCommand(name, []byte("{}"))
		if err != nil || Name(c) != name || reflect.TypeOf(c) != typ {
			t.Errorf("%s: %v, %v", name, c, err)
		}
	}
	old, err := DecodeCommand("HangUp", []byte(`{"Call":"c1","By":"agent","Cause":"lost"}`)) // before offers were named
	if want := (HangUp{Call: "c1", By: ByAgent, Cause: CauseLost}); err != nil || old != want {
		t.Errorf("an old hang-up came back as %+v, %v", old, err)
	}
	if _, err := DecodeCommand("Nonsense", nil); err == nil || !strings.Contains(err.Error(), "Nonsense") {
		t.Errorf("an unknown name: %v", err)
	}
}
