package wallboard

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// W28: a wait of exactly a limit is in the bucket after it.
func TestWaits(t *testing.T) {
	for waited, want := range map[acd.Time]Waits{
		-5: {1}, 0: {1}, 9_999: {1}, 10_000: {0, 1}, 19_999: {0, 1}, 20_000: {0, 0, 1}, 30_000: {0, 0, 0, 1}, 59_999: {0, 0, 0, 1}, 60_000: {0, 0, 0, 0, 1}, 9_000_000: {0, 0, 0, 0, 1},
	} {
		if got := (queue{{waits: noon}}).waits(noon + waited); got != want {
			t.Errorf("after %d ms %v, want %v", waited, got, want)
		}
	}
	if got := (queue{}).waits(noon); got != (Waits{}) {
		t.Errorf("nobody waits: %v", got)
	}
}

// sentWaits are the buckets that a client has last heard of a service, and of all.
func sentWaits(t *testing.T, c *client, id string) (row, totals struct {
	Waiting int
	Waits   Waits
}) {
	t.Helper()
	must(t, json.Unmarshal(c.topics[Services].rows[id], &row))
	must(t, json.Unmarshal(c.topics[Services].totals, &totals))
	return row, totals
}

// W28: callers move from bucket to bucket without any event; each second's refresh
// carries it, to the row and to the totals, and nothing is sent when nobody moved.
func TestWaitsByTimeAlone(t *testing.T) {
	h, x, feed := hubCentre(1, 2, 0, Config{})
	v, c := joined(h, Scope{}), newClient()
	for i, service := range []acd.ServiceID{"s0", "s0", "s1"} { // 0, 5 and 10 s
		x.do(acd.Enqueue{Call: acd.CallID(fmt.Sprint("c", i)), Service: service, Caller: "01012345678"}, feed)
		x.now = x.now.Add(5 * time.Second)
	}
	h.flush(false)
	h.refresh()
	entered := x.now.Add(-15 * time.Second)
	for _, step := range []struct {
		after            time.Duration
		s0, s1, together Waits
	}{
		{15 * time.Second, Waits{0, 2}, Waits{1}, Waits{1, 2}},
		{20 * time.Second, Waits{0, 1, 1}, Waits{0, 1}, Waits{0, 2, 1}},
		{35 * time.Second, Waits{0, 0, 0, 2}, Waits{0, 0, 1}, Waits{0, 0, 1, 2}},
		{45 * time.Second, Waits{0, 0, 0, 2}, Waits{0, 0, 0, 1}, Waits{0, 0, 0, 3}},
	} {
		x.now = entered.Add(step.after)
		h.refresh()
		c.drain(t, v)
		s0, totals := sentWaits(t, c, "s0")
		s1, _ := sentWaits(t, c, "s1")
		if s0.Waits != step.s0 || s1.Waits != step.s1 || totals.Waits != step.together {
			t.Fatalf("after %s: %v and %v, together %v, want %+v", step.after, s0.Waits, s1.Waits, totals.Waits, step)
		}
		h.refresh()
		if len(v.frames) != 0 {
			t.Fatalf("after %s nobody moved, and yet %d frames", step.after, len(v.frames))
		}
	}
}

// W28: whatever happens, the buckets of each service and of the totals add up to
// its waiting, in every scope.
func TestWaitsAddUp(t *testing.T) {
	h, x, feed := hubCentre(3, 3, 4, Config{Stuck: time.Hour})
	viewers := make([]*Viewer, len(scopes))
	clients := make([]*client, len(scopes))
	for i, s := range scopes {
		viewers[i], clients[i] = joined(h, s), newClient()
	}
	var seen Waits
	for step := range 1500 {
		x.next(feed)
		if step%3 == 0 {
			h.refresh()
		} else {
			h.flush(false)
		}
		for i, c := range clients {
			c.drain(t, viewers[i])
			var all Waits
			for id := range c.topics[Services].rows {
				row, _ := sentWaits(t, c, id)
				if sum(row.Waits) != row.Waiting {
					t.Fatalf("step %d scope %+v: %s has %v, waiting %d", step, scopes[i], id, row.Waits, row.Waiting)
				}
				all.plus(row.Waits)
			}
			var totals struct{ Waits Waits }
			must(t, json.Unmarshal(c.topics[Services].totals, &totals))
			if totals.Waits != all {
				t.Fatalf("step %d scope %+v: totals %v, rows %v", step, scopes[i], totals.Waits, all)
			}
			seen.plus(all)
		}
	}
	for i, n := range seen[:4] { // nobody waits for more than 50 s here
		if n == 0 {
			t.Errorf("bucket %d was never used: the test showed nothing", i)
		}
	}
}

func sum(w Waits) int {
	n := 0
	for _, v := range w {
		n += v
	}
	return n
}

// Who comes back after a talk, as from a number outside where nobody answers, has the old
// place and waits anew: the talk is no waiting. So says a board that was restored too.
func TestATalkIsNoWaiting(t *testing.T) {
	h, x, feed := hubCentre(1, 1, 1, Config{})
	x.do(acd.Enqueue{Call: "c1", Service: "s0"}, feed)
	offers := x.floor.State().Calls[0].Offers
	if len(offers) != 1 {
		t.Fatalf("offers %+v", offers)
	}
	x.now += 5000
	x.do(acd.Answer{Call: "c1", Agent: "a0", Offer: offers[0].ID}, feed)
	x.do(acd.Connect{Call: "c1", Offer: offers[0].ID}, feed)
	x.now += 60_000
	x.do(acd.Transfer{Call: "c1", Number: "0212345678"}, feed)
	x.now += 3000
	x.do(acd.HangUp{Call: "c1", By: acd.ByThird, Cause: acd.CauseBusy}, feed)
	back := x.now
	x.now += 4000
	for what, b := range map[string]*Board{"folded": h.board, "restored": New(x.floor.State())} {
		c := b.calls["c1"]
		if row := c.row(b, Scope{}); row.GivenBy != "a0" || row.GivenTo != acd.MaskNumber("0212345678") || row.Phase != acd.Waiting || row.Waits != back || row.Entered != back-68_000 || b.services["s0"].queue.oldest() != back {
			t.Errorf("%s: %+v, the service's oldest waits since %d, it came back at %d", what, row, b.services["s0"].queue.oldest(), back)
		}
	}
	if st := x.floor.State(); st.Services[0].Oldest != back {
		t.Errorf("the floor's oldest waits since %d, it came back at %d", st.Services[0].Oldest, back)
	}
	// The agent who gave it there is told while it waits, and reads in the next talk how long.
	if got := h.board.agents["a0"].back(); got == nil || *got != (Returned{Call: "c1", Number: acd.MaskNumber("0212345678"), Since: back}) {
		t.Errorf("a0 is told %+v", got)
	}
	x.do(acd.SetState{Agent: "a0", State: acd.Ready}, feed)
	if offers = x.floor.State().Calls[0].Offers; len(offers) != 1 {
		t.Fatalf("offers %+v", offers)
	}
	x.do(acd.Answer{Call: "c1", Agent: "a0", Offer: offers[0].ID}, feed)
	x.do(acd.Connect{Call: "c1", Offer: offers[0].ID}, feed)
	for what, b := range map[string]*Board{"folded": h.board, "restored": New(x.floor.State())} {
		if row := b.calls["c1"].row(b, Scope{}); row.Waited != 4000 || row.Waits != 0 || row.GivenBy != "" || row.GivenTo != "" || row.Entered != back-68_000 || b.agents["a0"].back() != nil {
			t.Errorf("%s, answered again: %+v, a0 is told %+v", what, row, b.agents["a0"].back())
		}
	}
}
