package acd

import (
	"fmt"
	"testing"
	"time"
)

func testService(id ServiceID) Service {
	return Service{
		ID: id, Strategy: LongestIdle, ServiceLevel: 20 * time.Second, Ring: 15 * time.Second,
		WrapUp: 5 * time.Second, Misses: 1, Target: 80,
	}
}

// TestOneCall is the journey of one call from arrival to the agent's next one.
func TestOneCall(t *testing.T) {
	f := New(1)
	step := func(ms Time, c Command) {
		t.Helper()
		for _, e := range f.Step(ms, c) {
			t.Log(ms, fmt.Sprintf("%T %+v", e, e))
		}
		if err := f.Check(); err != nil {
			t.Fatal(err)
		}
	}
	step(1000, PutService{testService("orders")})
	step(1000, PutAgent{Agent{ID: "kim", Services: []Membership{{Service: "orders", Level: 1}}}})
	step(1000, PhoneReachable{"kim"})
	step(1000, SetState{Agent: "kim", State: Ready})
	step(2000, Enqueue{Call: "c1", Service: "orders", Caller: "010"})
	step(3000, Answer{Call: "c1", Agent: "kim", Offer: 1})
	step(3100, Connect{Call: "c1", Offer: 1})
	step(9000, HangUp{Call: "c1", By: ByCaller, Cause: CauseNormal})
	step(20000, Enqueue{Call: "c2", Service: "orders", Caller: "010"})
	if got := f.agents["kim"].State; got != Ringing {
		t.Fatalf("kim is %s, want ringing for c2", got)
	}
}

// The time away of a day is that for the reason of this name alone; the time not ready
// has every reason (D26).
func TestAwayIsOneReason(t *testing.T) {
	f := New(1)
	at := func(ms Time, c Command) {
		t.Helper()
		f.Step(ms, c)
		if err := f.Check(); err != nil {
			t.Fatal(err)
		}
	}
	at(1000, PutAgent{Agent{ID: "kim"}})
	at(1000, PhoneReachable{"kim"})
	at(1000, SetState{Agent: "kim", State: NotReady, Reason: Meeting})
	at(4000, SetState{Agent: "kim", State: NotReady, Reason: Away})
	at(9000, SetState{Agent: "kim", State: NotReady, Reason: Meal})
	at(9500, SetState{Agent: "kim", State: Ready})
	if got := f.agents["kim"].Today; got.NotReady != 8500*time.Millisecond || got.Away != 5*time.Second {
		t.Errorf("not ready %s, away %s", got.NotReady, got.Away)
	}
}
