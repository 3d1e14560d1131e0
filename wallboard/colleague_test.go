package wallboard

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// An agent's desk sees every colleague with state, whatever the scope of the
// viewer, and never a figure of the day or a call (I-20): one view serves all
// desks. What has not changed for colleagues is not sent.
func TestColleaguesSeeStatesAndNoFigures(t *testing.T) {
	h, x, feed := hubCentre(1, 2, 3, Config{})
	desk := joinedTo(h, []Topic{Colleagues}, Scope{Agent: "a0", Services: []acd.ServiceID{"s0"}})
	joinedTo(h, []Topic{Colleagues}, Scope{Agent: "a1"})
	if len(h.views) != 1 {
		t.Fatalf("%d views for two desks", len(h.views))
	}
	var got struct {
		Rows   []map[string]any
		Totals Effort
	}
	read := func(skip int) {
		t.Helper()
		got.Rows = nil
		for range skip {
			<-desk.frames
		}
		must(t, json.Unmarshal((<-desk.frames).JSON, &got))
	}
	read(1)
	if len(got.Rows) != 3 || got.Totals != (Effort{Agents: 3}) {
		t.Fatalf("snapshot: %+v", got)
	}
	for _, key := range []string{"today", "call", "service", "services", "deadline", "next"} {
		if _, ok := got.Rows[0][key]; ok {
			t.Errorf("a colleague's row tells %q", key)
		}
	}
	do := func(after time.Duration, cmd acd.Command) {
		x.now = x.now.Add(after)
		x.do(cmd, feed)
	}
	do(time.Second, acd.Enqueue{Call: "c1", Service: "s0", Caller: "01012344821"})
	offer := x.floor.State().Calls[0].Offers[0]
	h.flush(false)
	read(0)
	if len(got.Rows) != 1 || got.Rows[0]["state"] != "ringing" {
		t.Fatalf("after the offer: %+v", got)
	}
	do(time.Second, acd.Answer{Call: "c1", Agent: offer.Agent, Offer: offer.ID})
	do(time.Second, acd.Connect{Call: "c1", Offer: offer.ID})
	h.flush(false)
	read(0)
	if want := (Effort{Agents: 3, In: 1, BestIn: 1}); got.Totals != want || len(got.Rows) != 1 || got.Rows[0]["state"] != "talking" {
		t.Fatalf("after the answer: %+v", got)
	}
	do(time.Second, acd.SetState{Agent: offer.Agent, State: acd.NotReady, Reason: acd.Meal}) // next: seen by nobody else
	h.flush(false)
	if len(desk.frames) != 0 {
		t.Errorf("a state asked for next was sent: %s", (<-desk.frames).JSON)
	}
}

// joinedTo adds a viewer of some topics.
func joinedTo(h *Hub, topics []Topic, scope Scope) *Viewer {
	v := &Viewer{hub: h, frames: make(chan *Frame, h.config.Queue), done: make(chan struct{})}
	h.join(v, topics, scope)
	return v
}
