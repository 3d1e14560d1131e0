package calls

import (
	"testing"

	"github.com/callfloor/callfloor/acd"
)

// What the floor forgot ends once, with what is known of it; what is up goes on,
// and no interval begins before the last one of its agent ended.
func TestSettle(t *testing.T) {
	f := NewFold()
	f.Apply(1, 1000, acd.CallQueued{Call: "up", Service: "orders", At: 1000})
	f.Apply(2, 2000, acd.CallQueued{Call: "waits", Service: "orders", At: 2000})
	f.Apply(3, 2000, acd.CallQueued{Call: "talks", Service: "orders", Day: "2026-03-02", At: 2000})
	f.Apply(4, 5000, acd.CallConnected{Call: "talks", Service: "orders", Agent: "kim", At: 5000})
	f.Apply(5, 5000, acd.AgentStateChanged{Agent: "kim", From: acd.Ready, To: acd.Talking, FromSince: 1000, At: 5000})
	f.Take()

	f.Settle(9, 8000, func(id acd.CallID) bool { return id == "up" })
	r := f.Take()
	if len(r.Calls) != 2 || r.Calls[0].ID != "talks" || r.Calls[1].ID != "waits" {
		t.Fatalf("rows %+v", r.Calls)
	}
	c := r.Calls[0]
	if c.Outcome != acd.LostRestart || c.WaitMs != 3000 || c.TalkMs != 3000 || c.Ended != 8000 || c.Day != "2026-03-02" || c.Service != "orders" || c.Agent != "kim" {
		t.Errorf("the call is %+v", c)
	}
	if w := r.Calls[1]; w.WaitMs != 6000 || w.TalkMs != 0 {
		t.Errorf("the waiting one is %+v", w)
	}
	if len(r.Segments) != 3 {
		t.Errorf("segments %+v", r.Segments)
	}
	if f.Seq != 9 || f.Calls["up"] == nil || len(f.Calls) != 1 {
		t.Errorf("at event %d with %d calls", f.Seq, len(f.Calls))
	}
	// The floor is back where kim was ready since 1000: that much has a row.
	f.Apply(10, 9000, acd.AgentStateChanged{Agent: "kim", From: acd.Ready, To: acd.NotReady, FromSince: 1000, At: 9000})
	if iv := f.Take().Intervals; len(iv) != 1 || iv[0].Started != 5000 || iv[0].Ended != 9000 {
		t.Errorf("interval %+v", iv)
	}
}
