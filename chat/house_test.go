package chat

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

const morning acd.Time = 1_000_000_000

// house is an open House under the policy with agents a0, a1, ... of cap 2 who are logged in.
func house(t testing.TB, p Policy, agents int) *House {
	t.Helper()
	h := New()
	h.Step(morning, PutCategories{[]Category{{ID: "orders"}, {ID: "refund", Parent: "orders"}}})
	h.Step(morning, PutPolicy{p})
	for i := range agents {
		id := acd.AgentID(fmt.Sprintf("a%d", i))
		h.Step(morning, PutAgent{Agent{ID: id, Cap: 2}})
		h.Step(morning, SignIn{id})
	}
	h.Step(morning, SetHours{Open: true, Began: morning})
	if err := h.Check(); err != nil {
		t.Fatal(err)
	}
	return h
}

func opening(n int) Open {
	return Open{Room: RoomID(fmt.Sprintf("r%d", n)), Visitor: VisitorID(fmt.Sprintf("v%d", n)), Channel: Web}
}

// busyHouse has a room in every status, a supervisor who watches, and one who is lost.
func busyHouse(t *testing.T) *House {
	t.Helper()
	p := DefaultPolicy()
	p.AnswerWithin, p.IdleEnd = time.Minute, time.Hour
	h := house(t, p, 2)
	for i := range 5 {
		h.Step(morning, opening(i))
	}
	h.Step(morning, Post{Room: "r0", By: ByAgent, Who: Who{Agent: "a0"}})
	h.Step(morning+1, PutBack{Room: "r1", Who: Who{User: "boss"}})
	p.Bot.Use = true
	h.Step(morning+1, PutPolicy{p})
	h.Step(morning+1, opening(5))
	h.Step(morning+1, SetSupervisor{User: "boss", Available: true})
	h.Step(morning+1, SetSupervisor{User: "sue", Available: true})
	h.Step(morning+1, Monitor{Room: "r0", User: "boss"})
	h.Step(morning+2, SupervisorLost{User: "sue"})
	if c := h.Counts(); c.WithBot != 1 || c.Waiting == 0 || c.Received == 0 || c.InProgress != 1 {
		t.Fatalf("%+v", c)
	}
	return h
}

// TestRestoreRefuses: a state that breaks an invariant is refused, and Check can fail: each
// fault is one that it must see.
func TestRestoreRefuses(t *testing.T) {
	base, err := json.Marshal(busyHouse(t).State())
	if err != nil {
		t.Fatal(err)
	}
	room := func(s *HouseState, of Status) *Room {
		for i := range s.Rooms {
			if s.Rooms[i].Status == of {
				return &s.Rooms[i]
			}
		}
		t.Fatalf("no room is %s", of)
		return nil
	}
	for fault, make := range map[string]func(s *HouseState){
		"a room that is over":             func(s *HouseState) { room(s, Waiting).Status = Ended },
		"a status that does not exist":    func(s *HouseState) { room(s, Waiting).Status = "floating" },
		"a room twice":                    func(s *HouseState) { s.Rooms = append(s.Rooms, s.Rooms[0]) },
		"a visitor with two rooms":        func(s *HouseState) { s.Rooms[0].Visitor = s.Rooms[1].Visitor },
		"an agent twice":                  func(s *HouseState) { s.Agents = append(s.Agents, s.Agents[0]) },
		"an agent without a name":         func(s *HouseState) { s.Agents[0].Agent.ID = "" },
		"a cap too large":                 func(s *HouseState) { s.Agents[0].Agent.Cap = MaxCap + 1 },
		"waiting with an agent":           func(s *HouseState) { room(s, Waiting).Agent = "a0" },
		"waiting without a cause":         func(s *HouseState) { room(s, Waiting).Cause = "" },
		"waiting without a place":         func(s *HouseState) { room(s, Waiting).WaitSince = 0 },
		"waiting without a request":       func(s *HouseState) { room(s, Waiting).Requested = 0 },
		"with a bot that has asked":       func(s *HouseState) { room(s, WithBot).Bot.Step = BotAsked },
		"with no bot":                     func(s *HouseState) { room(s, WithBot).Bot.Step = "" },
		"in progress without an answer":   func(s *HouseState) { room(s, InProgress).Answered = 0 },
		"in progress, passed":             func(s *HouseState) { room(s, InProgress).Passed = []Pass{{"a1", morning + 9}} },
		"blocked, not over":               func(s *HouseState) { room(s, Waiting).Blocked = true },
		"read further than written":       func(s *HouseState) { room(s, Received).AgentRead = 99 },
		"an invalid policy":               func(s *HouseState) { s.Policy.AnswerWithin = 1 },
		"categories of three levels":      func(s *HouseState) { s.Categories = append(s.Categories, Category{ID: "x", Parent: "refund"}) },
		"two who watch a room":            func(s *HouseState) { s.Monitors = append(s.Monitors, Monitored{"r0", "sue"}) },
		"watched by who is not Available": func(s *HouseState) { s.Monitors[0].User = "tom" },
		"watching what is not there":      func(s *HouseState) { s.Monitors[0].Room = "r99" },
	} {
		var s HouseState
		if err := json.Unmarshal(base, &s); err != nil {
			t.Fatal(err)
		}
		make(&s)
		if _, err := Restore(s); err == nil {
			t.Errorf("%s: restored", fault)
		}
	}
	var s HouseState
	if err := json.Unmarshal(base, &s); err != nil {
		t.Fatal(err)
	}
	h, err := Restore(s)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := json.Marshal(h.State()); string(got) != string(base) {
		t.Errorf("restored otherwise:\n%s\n%s", base, got)
	}
}

// TestCheckFails: Check sees what the indexes of a House can have wrong.
func TestCheckFails(t *testing.T) {
	for fault, make := range map[string]func(h *House){
		"a count":                    func(h *House) { h.counts.Waiting++ },
		"a visitor":                  func(h *House) { delete(h.visitors, "v0") },
		"a room in no line":          func(h *House) { h.lineDown(h.waiting[0]) },
		"a room not in the line":     func(h *House) { h.waiting = h.waiting[1:] },
		"an agent's count":           func(h *House) { h.agents[0].Running-- },
		"an agent's state":           func(h *House) { h.agents[0].State = Resting },
		"agents out of order":        func(h *House) { h.agents[0], h.agents[1] = h.agents[1], h.agents[0] },
		"a deadline too late":        func(h *House) { h.timers.heap[0].at++ },
		"a deadline not set":         func(h *House) { h.timers.drop(&h.waiting[0].timer) },
		"a deadline of nothing":      func(h *House) { h.timers.put(&h.timers.backlog, h.now+9) },
		"the grace not set":          func(h *House) { h.timers.drop(&h.supervisors["sue"].timer) },
		"a watcher who watches not":  func(h *House) { h.supervisors["boss"].rooms = nil },
		"watching what is not there": func(h *House) { h.rooms["r0"].watcher = "" },
		"a room that may be taken":   func(h *House) { h.agents[0].Agent.Cap = 9 },
		"stale against the row":      func(h *House) { h.waiting[0].Stale = true },
	} {
		h := busyHouse(t)
		make(h)
		if h.Check() == nil {
			t.Errorf("%s: not seen", fault)
		}
	}
}

// TestStateIsACopy: what is done to a state is not done to the House, in either direction.
func TestStateIsACopy(t *testing.T) {
	h := busyHouse(t)
	before, _ := json.Marshal(h.State())
	s := h.State()
	g, err := Restore(s)
	if err != nil {
		t.Fatal(err)
	}
	g.Step(morning+time7, Tick{})
	g.Step(morning+time7, SetResting{"a0", true})
	s.Categories[0].ID = "x"
	s.Agents[0].Resting = true
	for i := range s.Rooms {
		s.Rooms[i].Seq = 99
	}
	if after, _ := json.Marshal(h.State()); string(after) != string(before) {
		t.Errorf("the House changed:\n%s\n%s", before, after)
	}
}

const time7 = acd.Time(BacklogWithin / time.Millisecond)

// TestRestartAfterHours: what fell due while the program was down happens once, when it is
// back; an agent who left the directory meanwhile loses their rooms; what can be given by then
// is given, and the first step tells all of it.
func TestRestartAfterHours(t *testing.T) {
	s := busyHouse(t).State()
	s.Supervisors, s.Monitors = nil, nil
	s.Now += 3_600_000 * 5
	s.Agents = append(s.Agents[1:], AgentStatus{Agent: Agent{ID: "b", Cap: 9}, SignedIn: true})
	h, err := Restore(s)
	if err != nil {
		t.Fatal(err)
	}
	events := h.Step(s.Now, Tick{})
	if err := h.Check(); err != nil {
		t.Fatal(err)
	}
	waits, to := map[RoomID]int{}, map[RoomID]acd.AgentID{}
	for _, e := range events {
		switch e := e.(type) {
		case RoomWaits:
			waits[e.Room]++
		case RoomAssigned:
			to[e.Room] = e.To
		}
	}
	// r0 and r2 were a0's; r3 lay at a1 for hours, and goes once.
	if waits["r0"] != 1 || waits["r2"] != 1 || to["r0"] != "b" || to["r2"] != "b" || to["r3"] != "b" {
		t.Errorf("waits %v, to %v", waits, to)
	}
	if len(h.Step(s.Now, Tick{})) != 0 {
		t.Errorf("it happens again")
	}
}

// TestNothingGrows: what is over is forgotten, whoever had it.
func TestNothingGrows(t *testing.T) {
	p := DefaultPolicy()
	p.AnswerWithin = time.Minute
	h := house(t, p, 3)
	now := morning
	for i := range 2000 {
		now += 7_000
		h.Step(now, opening(i))
		h.Step(now, Post{Room: RoomID(fmt.Sprintf("r%d", i-9)), By: ByCustomer})
		h.Step(now, EndByVisitor{Room: RoomID(fmt.Sprintf("r%d", i-20))})
	}
	for i := range 2000 {
		h.Step(now, EndByVisitor{Room: RoomID(fmt.Sprintf("r%d", i))})
	}
	if err := h.Check(); err != nil {
		t.Fatal(err)
	}
	if n := len(h.rooms) + len(h.visitors) + len(h.waiting) + len(h.lines) + len(h.stale) + len(h.wrote) + len(h.lain) + len(h.timers.heap) + len(h.touchedRooms) + len(h.touchedAgents); n != 0 {
		t.Errorf("%d things are left", n)
	}
	if at, ok := h.NextDeadline(); ok {
		t.Errorf("something is due at %d", at)
	}
}

// TestSameStepsSameEvents: no order of a map shows. Many rooms change in each of these steps.
func TestSameStepsSameEvents(t *testing.T) {
	run := func() (all [][]Event) {
		p := DefaultPolicy()
		p.AnswerWithin = time.Minute
		h := house(t, p, 4)
		do := func(at acd.Time, cmd Command) { all = append(all, h.Step(at, cmd)) }
		for i := range 40 {
			do(morning, opening(i))
		}
		do(morning+70_000, Tick{})
		do(morning+70_000, SetResting{"a1", true})
		do(morning+80_000, SetResting{"a1", false})
		do(morning+80_000, DeleteAgent{"a0"})
		do(morning+80_000, SetHours{})
		do(morning+90_000, SetHours{Open: true, Began: morning})
		do(morning+4_000_000, Tick{})
		return all
	}
	first := run()
	for range 20 {
		if again := run(); !reflect.DeepEqual(first, again) {
			t.Fatal("the same steps told something else")
		}
	}
}
