package web

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/wallboard"
)

// W28: the API's counts of who waits for how long are those that the wallboard
// shows of the same floor at the same time, and add up to waiting.
func TestWaitsAgreeWithTheBoard(t *testing.T) {
	s := newSite(t)
	want := waits{3, 1, 3, 1, 1}
	ages := []int{120, 59, 29, 25, 20, 10, 9, 0} // seconds, oldest first
	start := s.floor.now.Add(300 * time.Second)
	back := s.floor.core
	for _, cmd := range []acd.Command{ // after five minutes of talk it is back since 5 s: that is no waiting
		acd.PhoneReachable{Agent: "kim"}, acd.SetState{Agent: "kim", State: acd.Ready}, acd.Enqueue{Call: "b", Service: "orders", Caller: "01012345678"},
	} {
		back.Step(start.Add(-300*time.Second), cmd)
	}
	offers := back.State().Calls[0].Offers
	if len(offers) != 1 {
		t.Fatalf("offers %+v", offers)
	}
	back.Step(start.Add(-290*time.Second), acd.Answer{Call: "b", Agent: "kim", Offer: offers[0].ID})
	back.Step(start.Add(-290*time.Second), acd.Connect{Call: "b", Offer: offers[0].ID})
	for i, age := range ages {
		switch age {
		case 25:
			s.floor.core.Step(start.Add(92*time.Second), acd.Transfer{Call: "b", Number: "0212345678"})
		case 0:
			s.floor.core.Step(start.Add(115*time.Second), acd.HangUp{Call: "b", By: acd.ByThird, Cause: acd.CauseBusy})
		}
		s.floor.core.Step(start.Add(time.Duration(120-age)*time.Second), acd.Enqueue{Call: acd.CallID(fmt.Sprint("c", i)), Service: "orders", Caller: "01012345678"})
	}
	now := start.Add(120 * time.Second)
	s.floor.core.Step(now, acd.Tick{})
	st := s.floor.core.State()

	_, body := s.as(t, "boss", "GET", "/api/v1/calls", "")
	var live []LiveCall
	if err := json.Unmarshal([]byte(body), &live); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	if i := slices.IndexFunc(live, func(c LiveCall) bool { return c.ID == "b" }); i < 0 || live[i].WaitMs != 5000 || live[i].Phase != acd.Waiting {
		t.Errorf("the calls are %+v", live)
	}
	_, body = s.as(t, "boss", "GET", "/api/v1/figures/services", "")
	type row struct {
		ID      acd.ServiceID
		Waiting int
		Waits   waits
	}
	var api []row
	if err := json.Unmarshal([]byte(body), &api); err != nil || len(api) != 2 {
		t.Fatalf("%v: %s", err, body)
	}

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	hub := wallboard.NewHub(wallboard.Config{Now: now.Std})
	var running sync.WaitGroup
	running.Go(func() { hub.Run(ctx) })
	defer running.Wait()
	defer cancel()
	if err := hub.Reset(ctx, 1, 1, st); err != nil {
		t.Fatal(err)
	}
	v, err := hub.Join(ctx, []wallboard.Topic{wallboard.Services}, wallboard.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	var frame struct {
		Type string
		Rows []row
	}
	for frame.Type != "snapshot" {
		f, err := v.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(f.JSON, &frame); err != nil {
			t.Fatal(err)
		}
	}
	board := map[acd.ServiceID]row{}
	for _, r := range frame.Rows {
		board[r.ID] = r
	}
	for _, r := range api {
		sum := 0
		for _, n := range r.Waits {
			sum += n
		}
		if r != board[r.ID] || sum != r.Waiting {
			t.Errorf("the API has %+v, the board %+v", r, board[r.ID])
		}
	}
	if board["orders"].Waits != want || board["returns"].Waits != (waits{}) {
		t.Errorf("the board has %+v", board)
	}
}
