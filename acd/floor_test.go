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
