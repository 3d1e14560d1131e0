package cti

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// told applies events numbered from 1 and returns "type agent to" of what comes out.
func told(f *Fold, evs ...acd.Event) (list []string) {
	for i, ev := range evs {
		for _, e := range f.Apply(uint64(i+1), acd.Time(i)*1000, ev) {
			list = append(list, strings.Join(strings.Fields(e.Type+" "+string(e.Agent)+" "+e.To+" "+e.Result), " "))
		}
	}
	return list
}

// A call with a missed offer, a consultation that is completed, and its end; the second
// call is of its own.
func TestFold(t *testing.T) {
	f := NewFold(acd.State{})
	got := told(f,
		acd.CallQueued{Call: "c", Service: "orders", Caller: "01012345678", Called: "15880001"},
		acd.CallOffered{Call: "c", Service: "orders", Agent: "lee", Offer: 1},
		acd.OfferEnded{Call: "c", Agent: "lee", Offer: 1, Result: acd.OfferNoAnswer},
		acd.CallOffered{Call: "c", Service: "orders", Agent: "kim", Offer: 2},
		acd.OfferEnded{Call: "c", Agent: "kim", Offer: 2, Result: acd.OfferAnswered},
		acd.CallConnected{Call: "c", Service: "orders", Agent: "kim"},
		acd.ConsultStarted{Call: "c", Second: "d", By: "kim", Agent: "park"},
		acd.CallDialled{Call: "d", Agent: "kim", To: "park", About: "c"},
		acd.CallOffered{Call: "d", Agent: "park", From: "kim", About: "c", Direct: true},
		acd.DialConnected{Call: "d", Peer: "park"},
		acd.AgentLeftCall{Call: "c", Agent: "kim", Talk: 9e9, Hold: 1e9},
		acd.AgentStateChanged{Agent: "kim", From: acd.Talking, To: acd.WrapUp, Call: "c", Service: "orders"},
		acd.CallTaken{Call: "c", Second: "d", From: "kim", Agent: "park", Service: "orders"},
		acd.ConsultEnded{Call: "c", Second: "d", Completed: true, Cause: acd.CauseTransferred},
		acd.CallEnded{Call: "d", Outcome: acd.Completed, About: "c"},
		acd.AgentStateChanged{Agent: "kim", From: acd.WrapUp, To: acd.Ready},
		acd.AgentLeftCall{Call: "c", Agent: "park", Talk: 5e9},
		acd.CallEnded{Call: "c", Outcome: acd.Completed, Agent: "park", Service: "orders"},
	)
	want := []string{
		"call.queued", "call.offered lee", "call.missed lee no_answer", "call.offered kim", "call.answered kim",
		"consult.started park", "call.dialled kim park", "call.offered park", "call.answered park",
		"agent.state_changed kim", "acw.started kim", "call.transferred park park", "consult.ended completed", "call.ended",
		"agent.state_changed kim", "acw.ended kim", "call.ended park",
	}
	if !slices.Equal(got, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(f.calls) != 0 {
		t.Errorf("%d calls are still known", len(f.calls))
	}
	last := f.Apply(99, 5, acd.CallQueued{Call: "x", Service: "orders", Caller: "01012345678"})[0]
	if last.ID != "99" || last.Seq != 99 || last.Caller != "01012345678" || last.Masked().Caller == last.Caller || !last.Agentless() {
		t.Errorf("%+v", last)
	}
}

// Ids never change, whenever the events are told again; two of one seq have two.
func TestIDsAreStable(t *testing.T) {
	ev := acd.AgentStateChanged{Agent: "kim", From: acd.Talking, To: acd.WrapUp}
	a, b := NewFold(acd.State{}).Apply(7, 1, ev), NewFold(acd.State{}).Apply(7, 1, ev)
	if len(a) != 2 || a[0].ID != "7" || a[1].ID != "7.1" || a[1].ID != b[1].ID {
		t.Errorf("%v %v", a, b)
	}
}

// What concerns whom: everybody who has had to do with the call, and nobody else.
func TestConcerns(t *testing.T) {
	f := NewFold(acd.State{Calls: []acd.CallState{{ID: "c", Service: "orders", Agent: "kim", Caller: "0"}}})
	e := f.Apply(1, 0, acd.CallHeld{Call: "c", By: acd.ByAgent})[0]
	is := func(who acd.AgentID) bool { return e.Concerns(func(id acd.AgentID) bool { return id == who }) }
	if !is("kim") || is("lee") || e.Agentless() {
		t.Errorf("%+v", e)
	}
}

// Of a call whose beginning was not seen nobody can say whom it concerned before: it
// is not told as one of no agent, and no direction is made up.
func TestUnknownCalls(t *testing.T) {
	f := NewFold(acd.State{})
	for i, ev := range []acd.Event{
		acd.CallHeld{Call: "a", By: acd.ByCaller}, acd.CallReturned{Call: "b"}, acd.CallQueued{Call: "b", Service: "orders", Caller: "0", From: "claims"},
		acd.CallLeft{Call: "d"}, acd.CallRefused{Call: "d", Service: "orders"}, acd.CallEnded{Call: "e", Outcome: acd.AbandonedQueue},
	} {
		e := f.Apply(uint64(i+1), 0, ev)[0]
		if e.Agentless() || e.Concerns(func(acd.AgentID) bool { return true }) || e.Direction != "" {
			t.Errorf("%+v", e)
		}
	}
	if e := f.Apply(9, 0, acd.CallOffered{Call: "b", Agent: "lee"})[0]; !e.Concerns(func(id acd.AgentID) bool { return id == "lee" }) || e.Service != "orders" {
		t.Errorf("%+v", e)
	}
	if (&Event{}).Agentless() {
		t.Error("an event that says nothing is shown to everybody")
	}
}

// Only numbers are masked: services and agents may have names that begin with a digit.
func TestMaskedTo(t *testing.T) {
	f := NewFold(acd.State{})
	for i, c := range []struct {
		ev   acd.Event
		want string
	}{
		{acd.ConsultStarted{Call: "c", By: "kim", To: "24hours"}, "24hours"},
		{acd.ConsultStarted{Call: "c", By: "kim", Agent: "3rd-kim"}, "3rd-kim"},
		{acd.AgentLeftCall{Call: "c", Agent: "kim", TransferTo: "24hours"}, "24hours"},
		{acd.CallTaken{Call: "c", From: "kim", Agent: "3rd-kim"}, "3rd-kim"},
		{acd.CallTaken{Call: "c", From: "kim", Number: "01012345678"}, "010-****-5678"},
		{acd.CallDiverted{Call: "c", From: "kim", Number: "+821012345678"}, "010-****-5678"},
		{acd.CallDialled{Call: "d", Agent: "kim", Number: "01012345678"}, "010-****-5678"},
	} {
		if got := f.Apply(uint64(i+1), 0, c.ev)[0].Masked().To; got != c.want {
			t.Errorf("%+v is told as to %q, want %q", c.ev, got, c.want)
		}
	}
}

// A log hands out what it has, in order and once, from any place that it still knows.
func TestLog(t *testing.T) {
	l := NewLog(10, 100)
	add := func(seqs ...uint64) {
		for i, s := range seqs {
			n := 0
			if i > 0 && seqs[i-1] == s {
				n = 1
			}
			l.Add(Event{ID: eventID(s, n), Seq: s})
		}
	}
	ids := func(c *Cursor, most int) string {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		evs, err := c.Next(ctx, most)
		if err != nil {
			return err.Error()
		}
		var s []string
		for _, e := range evs {
			s = append(s, e.ID)
		}
		return strings.Join(s, " ")
	}
	c, err := l.After(100)
	if err != nil {
		t.Fatal(err)
	}
	add(101, 102, 102, 105)
	if got := ids(c, 2); got != "101 102 102.1" { // of one seq together
		t.Errorf("%q", got)
	}
	if got := ids(c, 2); got != "105" {
		t.Errorf("%q", got)
	}
	for after, want := range map[uint64]string{100: "101 102 102.1 105", 101: "102 102.1 105", 102: "105", 103: "105", 105: "context deadline exceeded"} {
		c, err := l.After(after)
		if err != nil {
			t.Fatal(err)
		}
		if got := ids(c, 100); got != want {
			t.Errorf("after %d: %q, want %q", after, got, want)
		}
	}
	for _, after := range []uint64{99, 106} {
		if _, err := l.After(after); !errors.Is(err, ErrLost) {
			t.Errorf("after %d: %v", after, err)
		}
	}
	l.Add(Event{ID: "beside"})
	if got := ids(c, 9); got != "beside" {
		t.Errorf("%q", got)
	}
	if c, err := l.After(105); err != nil || ids(c, 9) != "beside" { // who left before it was there
		t.Errorf("resumed before what stands beside the floor: %v", err)
	}
	for i := range uint64(20) {
		add(200 + i)
	}
	if got := ids(c, 9); got != ErrLost.Error() {
		t.Errorf("a slow reader gets %q", got)
	}
	if _, err := l.After(105); !errors.Is(err, ErrLost) {
		t.Errorf("a place long gone: %v", err)
	}
	if c, err := l.After(212); err != nil || ids(c, 2) != "213 214" {
		t.Errorf("%v", err)
	}
}

// Readers and writer at once: every reader gets everything, in order.
func TestLogTogether(t *testing.T) {
	l := NewLog(10_000, 0)
	var all sync.WaitGroup
	for range 4 {
		c, _ := l.End()
		all.Go(func() {
			next := uint64(1)
			for next <= 5000 {
				evs, err := c.Next(t.Context(), 100)
				if err != nil {
					t.Error(err)
					return
				}
				for _, e := range evs {
					if e.Seq != next {
						t.Errorf("%d after %d", e.Seq, next-1)
						return
					}
					next++
				}
			}
		})
	}
	for i := uint64(1); i <= 5000; i++ {
		l.Add(Event{Seq: i})
	}
	all.Wait()
	l.Close()
	c, _ := l.End()
	if _, err := c.Next(t.Context(), 1); err == nil {
		t.Error("a closed log gives events")
	}
}

// Signatures: of the body, with the key, fresh (W-15).
func TestSignature(t *testing.T) {
	at := time.Unix(1_800_000_000, 0)
	body := []byte(`{"id":"7"}`)
	s := Sign("geheim", at, body)
	for name, ok := range map[string]bool{
		"good": Verify("geheim", s, at.Add(time.Minute), body), "another key": !Verify("Geheim", s, at, body),
		"another body": !Verify("geheim", s, at, []byte(`{"id":"8"}`)), "old": !Verify("geheim", s, at.Add(6*time.Minute), body),
		"ahead": !Verify("geheim", s, at.Add(-6*time.Minute), body), "nothing": !Verify("geheim", "", at, body),
		"another time": !Verify("geheim", strings.Replace(s, "t=18", "t=19", 1), at, body), "no hex": !Verify("geheim", "t=1800000000,v1=zz", at, body),
	} {
		if !ok {
			t.Error(name)
		}
	}
}

// Attempts come less and less often, and end.
func TestAttempts(t *testing.T) {
	d, now := Delivery{State: Queued}, time.Unix(0, 0)
	total := time.Duration(0)
	for d.State == Queued {
		d.Failed(now, 500, "it answered 500")
		if d.State == Queued {
			total += d.Next.Sub(now)
			now = d.Next
		}
		if d.Attempts > 20 {
			t.Fatal("it never ends")
		}
	}
	if d.State != Failed || d.Attempts != len(pauses)+1 || total < 20*time.Hour || total > 24*time.Hour {
		t.Errorf("%+v after %s", d, total)
	}
	d.Done(200)
	if d.State != Delivered || d.Error != "" {
		t.Errorf("%+v", d)
	}
}

func ExampleSign() {
	fmt.Println(Sign("secret", time.Unix(1800000000, 0), []byte("{}")))
	// Output: t=1800000000,v1=bb7079132825ac793cea8c013c1dd24d926b9b02132245b10588d9e5c0df70d7
}

// A call that a floor lets an agent give to another is told as transferred, from whom to
// whom, before it rings there.
func TestTransferToAnAgent(t *testing.T) {
	fl, f := acd.New(1), NewFold(acd.State{})
	var told []string
	do := func(now acd.Time, cmds ...acd.Command) {
		t.Helper()
		for _, c := range cmds {
			for _, ev := range fl.Step(now, c) {
				if r, bad := ev.(acd.Refused); bad {
					t.Fatalf("%+v", r)
				}
				for _, e := range f.Apply(uint64(len(told)+1), now, ev) {
					told = append(told, fmt.Sprintf("%s %s %s %s", e.Type, e.From, e.Agent, e.To))
				}
			}
		}
	}
	do(1000, acd.PutService{Service: acd.Service{ID: "orders", Strategy: acd.LongestIdle, Ring: 10 * time.Second, ServiceLevel: 20 * time.Second, WrapUp: time.Minute}})
	for _, id := range []acd.AgentID{"kim", "lee"} {
		do(1000, acd.PutAgent{Agent: acd.Agent{ID: id, Services: []acd.Membership{{Service: "orders", Level: 1}}}}, acd.PhoneReachable{Agent: id})
	}
	do(1000, acd.SetState{Agent: "kim", State: acd.Ready}, acd.Enqueue{Call: "c", Service: "orders", Caller: "01012345678"})
	offer := fl.State().Calls[0].Offers[0].ID
	do(2000, acd.Answer{Call: "c", Agent: "kim", Offer: offer}, acd.Connect{Call: "c", Offer: offer}, acd.SetState{Agent: "lee", State: acd.Ready})
	told = told[:0]
	do(3000, acd.Transfer{Call: "c", Agent: "lee", By: "kim"})
	at := slices.Index(told, "call.transferred kim  lee")
	if ring := slices.Index(told, "call.offered  lee "); at < 0 || ring < at {
		t.Errorf("told: %q", told)
	}
}
