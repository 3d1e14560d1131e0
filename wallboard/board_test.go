package wallboard

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/callfloor/callfloor/acd"
)

// facts are everything a board knows, in a form that can be compared: one line
// a row.
func facts(b *Board) []string {
	lines := []string{fmt.Sprintf("day %s from %d", b.day, b.dayAt)}
	for _, id := range slices.Sorted(maps.Keys(b.services)) {
		s := b.services[id]
		lines = append(lines, fmt.Sprintf("service %+v %+v waiting %d oldest %d promised %d %+v", s.config, s.counts, len(s.queue), s.queue.oldest(), s.promised, s.buckets))
	}
	for _, id := range slices.Sorted(maps.Keys(b.agents)) {
		lines = append(lines, fmt.Sprintf("agent %+v", *b.agents[id]))
	}
	for _, id := range slices.Sorted(maps.Keys(b.calls)) {
		c := *b.calls[id]
		c.place = 0
		lines = append(lines, fmt.Sprintf("call %+v", c))
	}
	return lines
}

// compareFacts fails the test at the first line that differs.
func compareFacts(t *testing.T, what string, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		var g, w string
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Fatalf("%s:\n got %s\nwant %s", what, g, w)
		}
	}
}

// A board fed with events equals a board built from the floor's state, after
// every single step of a centre at work (I-14).
func TestBoardEqualsRebuild(t *testing.T) {
	returned, taken, menus, reached, ruled := 0, 0, 0, 0, 0 // after events
	for seed := range uint64(6) {
		var board *Board
		feed := func(at acd.Time, events []acd.Event) {
			for _, e := range events {
				board.Apply(at, e)
			}
		}
		board = New(acd.State{})
		c := newCentre(seed, 1+int(seed)%4, 2+int(seed)%5, feed)
		for step := range 1000 {
			var last []string
			c.next(func(at acd.Time, events []acd.Event) {
				feed(at, events)
				for _, e := range events {
					last = append(last, fmt.Sprintf("%s%+v", acd.Name(e), e))
					switch e := e.(type) {
					case acd.CallTaken:
						taken++
					case acd.CallArrived:
						menus++
					case acd.CallReached:
						reached++
					case acd.CallDiverted:
						if e.From == "" {
							ruled++
						}
					}
				}
			})
			what := fmt.Sprintf("seed %d step %d after %v", seed, step, last)
			compareFacts(t, what, facts(board), facts(New(c.floor.State())))
			for _, a := range board.agents {
				returned += len(a.returned)
			}
		}
		if err := c.floor.Check(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d times a call was back from a number, %d were taken over", returned, taken)
	if returned == 0 || taken == 0 || menus == 0 || reached == 0 || ruled == 0 {
		t.Fatalf("%d calls came back from a number, %d were taken over, %d were in menus, %d reached, %d led outside: the test showed nothing", returned, taken, menus, reached, ruled)
	}
}

// The board's counts are the core's own, and LOGIN is the sum of its buckets
// (W25) in every service at every moment.
func TestBoardAgreesWithCore(t *testing.T) {
	board := New(acd.State{})
	feed := func(at acd.Time, events []acd.Event) {
		for _, e := range events {
			board.Apply(at, e)
		}
	}
	c := newCentre(99, 3, 6, feed)
	var answered, abandoned int
	for range 2000 {
		c.next(feed)
		for _, s := range c.floor.State().Services {
			got, want := board.services[s.Service.ID], s.Today
			if got.offered != want.Offered || got.answered != want.Answered || got.inLevel != want.InLevel || got.abandoned != want.Abandoned {
				t.Fatalf("%s: %+v, core %+v", s.Service.ID, got.counts, want)
			}
			if len(got.queue) != s.Waiting || got.promised != s.Promised || got.queue.oldest() != s.Oldest {
				t.Fatalf("%s: %d waiting since %d, core %d since %d", s.Service.ID, len(got.queue), got.queue.oldest(), s.Waiting, s.Oldest)
			}
			if b := got.buckets; b.Login != b.Ready+b.OnCall+b.Outbound+b.Away {
				t.Fatalf("%s: %+v does not add up", s.Service.ID, b)
			}
			answered, abandoned = answered+want.Answered, abandoned+want.Abandoned
		}
	}
	if answered == 0 || abandoned == 0 {
		t.Fatal("the centre answered or lost no call: the test showed nothing")
	}
}

// Input about rows that the board does not know changes nothing and never
// panics: the core emits such events for calls that it refused.
func TestUnknownRows(t *testing.T) {
	b := New(acd.State{})
	for _, e := range []acd.Event{
		acd.AgentStateChanged{Agent: "x"},
		acd.AgentNextSet{Agent: "x"},
		acd.AgentPhoneChanged{Agent: "x"},
		acd.AgentDeleted{Agent: "x"},
		acd.CallOffered{Call: "x", Agent: "x"},
		acd.OfferEnded{Call: "x"},
		acd.OfferAccepted{Call: "x"},
		acd.CallReturned{Call: "x"},
		acd.CallHeld{Call: "x"},
		acd.CallResumed{Call: "x"},
		acd.AgentLeftCall{Call: "x"},
		acd.CallEnded{Call: "x", Outcome: acd.Failed},
		acd.DialConnected{Call: "x"},
		acd.CallReprioritised{Call: "x"},
		acd.LateAnswer{},
		acd.StaleIgnored{},
		acd.Refused{},
	} {
		b.Apply(noon, e)
	}
	if got := facts(b); len(got) != 1 {
		t.Fatalf("rows appeared: %v", got)
	}
}
