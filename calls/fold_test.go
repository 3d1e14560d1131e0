package calls

import (
	"testing"

	"github.com/callfloor/callfloor/acd"
)

// apply feeds events one after the other, numbered from 1.
func apply(f *Fold, evs ...acd.Event) {
	for _, ev := range evs {
		f.Apply(f.Seq+1, 0, ev)
	}
}

// parts returns the segments of a kind.
func parts(r Rows, kind string) (out []Segment) {
	for _, s := range r.Segments {
		if s.Kind == kind {
			out = append(out, s)
		}
	}
	return out
}

// Each side's hold is a part of its own, whichever ends first.
func TestBothSidesHold(t *testing.T) {
	f := NewFold()
	apply(f,
		acd.CallQueued{Call: "c", Service: "orders", At: 1000},
		acd.CallConnected{Call: "c", Service: "orders", Agent: "kim", At: 2000},
		acd.CallHeld{Call: "c", By: acd.ByAgent, At: 3000},
		acd.CallHeld{Call: "c", By: acd.ByCaller, At: 4000},
		acd.CallResumed{Call: "c", By: acd.ByCaller, At: 5000},
		acd.CallResumed{Call: "c", By: acd.ByAgent, At: 7000},
		acd.CallHeld{Call: "c", By: acd.ByCaller, At: 8000},
		acd.AgentLeftCall{Call: "c", Agent: "kim", Cause: acd.CauseNormal, At: 9000},
		acd.CallEnded{Call: "c", Outcome: acd.Completed, By: acd.ByAgent, At: 9000},
	)
	type hold struct {
		by         string
		began, end acd.Time
	}
	var got []hold
	for _, s := range parts(f.Take(), SegHold) {
		got = append(got, hold{s.Result, s.Started, s.Ended})
	}
	want := []hold{{"agent", 3000, 7000}, {"caller", 4000, 5000}, {"caller", 8000, 9000}}
	if len(got) != len(want) {
		t.Fatalf("holds %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("hold %+v, want %+v", got[i], want[i])
		}
	}
}

// A consultation of a service in vain is of the agent who asked, so that the desk finds
// how it ended; where somebody answers it is that agent's.
func TestConsultedServiceIsOfWhoAsks(t *testing.T) {
	for _, answers := range []bool{false, true} {
		f := NewFold()
		apply(f,
			acd.ConsultStarted{Call: "c", Second: "d", By: "kim", To: "orders", At: 1000},
			acd.CallQueued{Call: "d", Service: "orders", About: "c", Caller: "0101", Called: "15880001", At: 1000})
		want := Call{ID: "d", Direction: Consult, Started: 1000, Ended: 3000, Service: "orders", Agent: "kim", Caller: "0101", Called: "15880001", Outcome: acd.TimedOut}
		if answers {
			apply(f, acd.CallConnected{Call: "d", Service: "orders", Agent: "lee", At: 2000})
			want.Agent, want.Answered, want.TalkMs, want.Outcome = "lee", 2000, 1000, acd.Completed
		}
		apply(f, acd.CallEnded{Call: "d", Outcome: want.Outcome, At: 3000})
		if rows := f.Take(); len(rows.Calls) != 1 || rows.Calls[0] != want {
			t.Errorf("answered %v: %+v, want %+v", answers, rows.Calls, want)
		}
	}
}

// A call with two offers, a talk and the work after it: its row, its parts in the
// order in which they began, and the intervals of its agent.
func TestFoldCall(t *testing.T) {
	f := NewFold()
	apply(f,
		acd.CallQueued{Call: "c", Service: "orders", Caller: "0101", Called: "15880001", Day: "2026-03-02", At: 1000},
		acd.CallOffered{Call: "c", Service: "orders", Agent: "lee", Offer: 1, At: 2000},
		acd.OfferEnded{Call: "c", Agent: "lee", Offer: 1, Result: acd.OfferNoAnswer, At: 5000},
		acd.CallOffered{Call: "c", Service: "orders", Agent: "kim", Offer: 2, At: 5000},
		acd.OfferEnded{Call: "c", Agent: "kim", Offer: 2, Result: acd.OfferAnswered, At: 6000},
		acd.CallConnected{Call: "c", Service: "orders", Agent: "kim", Day: "2026-03-02", InLevel: true, At: 6000},
		acd.AgentStateChanged{Agent: "kim", From: acd.Ringing, To: acd.Talking, FromSince: 5000, Call: "c", Service: "orders", At: 6000},
		acd.AgentLeftCall{Call: "c", Agent: "kim", Cause: acd.CauseNormal, Talk: 4e9, Hold: 1e9, At: 10000},
		acd.CallEnded{Call: "c", Service: "orders", Outcome: acd.Completed, By: acd.ByCaller, Wait: 5e9, At: 10000},
		acd.AgentStateChanged{Agent: "kim", From: acd.Talking, To: acd.WrapUp, FromSince: 6000, Call: "c", Service: "orders", At: 10000},
		acd.AgentStateChanged{Agent: "kim", From: acd.WrapUp, To: acd.Ready, FromSince: 10000, At: 12000},
	)
	if f.Len() != 1+5+3 {
		t.Errorf("%d rows wait", f.Len())
	}
	r := f.Take()
	c := r.Calls[0]
	if c.Started != 1000 || c.Answered != 6000 || c.Ended != 10000 || c.WaitMs != 5000 || c.TalkMs != 4000 || c.HoldMs != 1000 ||
		c.Agent != "kim" || c.Caller != "0101" || c.Called != "15880001" || c.Direction != "in" || c.Outcome != acd.Completed {
		t.Errorf("the row is %+v", c)
	}
	want := []Segment{
		{Kind: SegQueue, Started: 1000, Ended: 6000, Result: "answered", InLevel: true},
		{Kind: SegRing, Agent: "lee", Started: 2000, Ended: 5000, Result: "no_answer"},
		{Kind: SegRing, Agent: "kim", Started: 5000, Ended: 6000, Result: "answered"},
		{Kind: SegTalk, Agent: "kim", Started: 6000, Ended: 10000, Result: "normal"},
		{Kind: SegWrapUp, Agent: "kim", Started: 10000, Ended: 12000},
	}
	for i, w := range want {
		if i >= len(r.Segments) {
			t.Fatalf("only %d segments", i)
		}
		s := r.Segments[i]
		if s.Kind != w.Kind || s.Agent != w.Agent || s.Started != w.Started || s.Ended != w.Ended || s.Result != w.Result || s.InLevel != w.InLevel || s.Call != "c" {
			t.Errorf("segment %d is %+v, want %+v", i, s, w)
		}
	}
	if len(r.Intervals) != 3 || r.Intervals[1].State != acd.Talking || r.Intervals[1].Ended != 10000 {
		t.Errorf("intervals %+v", r.Intervals)
	}
	if f.Len() != 0 || len(f.Calls) != 0 {
		t.Error("something stayed")
	}
}

// What comes a second time changes nothing, and rows that could not be written come
// first the next time.
func TestFoldOnce(t *testing.T) {
	f := NewFold()
	refused := acd.CallRefused{Call: "a", Service: "orders", Reason: "closed", At: 1000}
	f.Apply(1, 0, refused)
	f.Apply(2, 0, acd.CallEnded{Call: "a", Outcome: acd.Overflowed, At: 1000})
	f.Apply(1, 0, refused)
	r := f.Take()
	f.Apply(3, 0, acd.CallEnded{Call: "b", Outcome: acd.Overflowed, At: 2000})
	f.Return(r)
	if got := f.Take(); len(got.Calls) != 2 || got.Calls[0].ID != "a" || got.Calls[1].ID != "b" || len(got.Segments) != 1 || got.Segments[0].Result != "closed" {
		t.Errorf("rows %+v", got)
	}
	if len(f.Calls) != 0 {
		t.Errorf("%d calls are open", len(f.Calls))
	}
}

// A call of which the beginning was lost does no harm.
func TestFoldUnknownCall(t *testing.T) {
	f := NewFold()
	apply(f,
		acd.CallConnected{Call: "x", Agent: "kim", At: 1000}, acd.CallHeld{Call: "x", At: 1000},
		acd.CallResumed{Call: "x", At: 2000}, acd.AgentLeftCall{Call: "x", At: 3000}, acd.CallLeft{Call: "x", At: 3000},
	)
	if f.Len() != 0 || len(f.Calls) != 0 {
		t.Errorf("%d rows, %d calls", f.Len(), len(f.Calls))
	}
}
