package sip

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// What callers get whom a service does not serve, without an announcement to
// play: the table of docs/trunks.md.
func TestTurnedAway(t *testing.T) {
	message := acd.Rule{Do: acd.RuleMessage}
	for name, c := range map[string]struct {
		service acd.Service
		before  int // calls that already wait
		early   bool
		code    int    // of the final refusal; 0 where the call was answered first
		bye     string // in the Reason of the BYE then
	}{
		"closed":          {service: acd.Service{Closed: true, ClosedDo: message}, code: 480},
		"closed, early":   {service: acd.Service{Closed: true, ClosedDo: message}, early: true, code: 480},
		"full":            {service: acd.Service{MaxWaiting: 1, Full: message}, before: 1, code: 486},
		"full, early":     {service: acd.Service{MaxWaiting: 1, Full: message}, before: 1, early: true, code: 486},
		"nobody":          {service: acd.Service{Nobody: message}, bye: "overflowed"},
		"nobody, early":   {service: acd.Service{Nobody: message}, early: true, code: 486},
		"too long":        {service: acd.Service{MaxWait: 100 * time.Millisecond, TooLong: message}, bye: "timed_out"},
		"too long, early": {service: acd.Service{MaxWait: 100 * time.Millisecond, TooLong: message}, early: true, code: 480},
	} {
		t.Run(name, func(t *testing.T) {
			c.service.ID, c.service.Ring = "orders", 5*time.Second
			e := newEdge(t, options{service: c.service, early: c.early})
			for n := range c.before {
				newPeer(e, "0100").call("15880001")
				event[acd.CallQueued](e, n+1)
			}
			caller := newPeer(e, "0101")
			inv := caller.call("15880001")
			res := caller.final(inv)
			if c.code == 0 {
				caller.ack(inv, res, "")
				bye := caller.request("BYE")
				if !strings.Contains(bye.raw, `Reason: Q.850;cause=16;text="`+c.bye+`"`) {
					t.Errorf("%s", bye.raw)
				}
				caller.answer(bye, 200, "", "")
				c.code = 200
			}
			if res.StatusCode != c.code {
				t.Errorf("got %d, not %d", res.StatusCode, c.code)
			}
		})
	}
}

// A caller who is still unanswered when the drain's time is up gets 503, so that
// the carrier tries elsewhere; one who was answered a BYE that says why.
func TestDrainedAway(t *testing.T) {
	for name, early := range map[string]bool{"answered": false, "early": true} {
		t.Run(name, func(t *testing.T) {
			e := newEdge(t, options{early: early})
			caller := newPeer(e, "0101")
			inv := caller.call("15880001")
			if !early {
				caller.ack(inv, caller.response(inv, 200), "")
			}
			event[acd.CallQueued](e, 1)
			drained := make(chan error, 1)
			ctx, cancel := contextWith(50 * time.Millisecond)
			defer cancel()
			go func() { drained <- e.srv.Drain(ctx) }()
			if early {
				caller.response(inv, 503)
			} else {
				bye := caller.request("BYE")
				if !strings.Contains(bye.raw, `text="shutting down"`) {
					t.Errorf("%s", bye.raw)
				}
				caller.answer(bye, 200, "", "")
			}
			if err := <-drained; !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("drained: %v", err)
			}
		})
	}
}

// A caller who waits unanswered gets a 183 again and again, so that no proxy on the
// way gives the INVITE up (RFC 3261 section 13.3.1.1), and none after the answer.
func TestEarlyMediaGoesOn(t *testing.T) {
	e := newEdge(t, options{early: true, cfg: Config{EarlyAgain: 100 * time.Millisecond}})
	caller := newPeer(e, "0101")
	inv := caller.call("15880001")
	first := caller.response(inv, 183)
	for range 3 {
		if again := caller.response(inv, 183); toTag(again) != toTag(first) || string(again.Body()) != string(first.Body()) {
			t.Errorf("another 183:\n%s", again)
		}
	}
	cancel := *inv
	cancel.method, cancel.body = "CANCEL", ""
	caller.response(caller.send(&cancel), 200)
	caller.response(inv, 487)
	for len(caller.in) > 0 {
		<-caller.in // what had left before
	}
	caller.back = nil
	caller.none("183 after the end", 300*time.Millisecond, func(m received) bool { return strings.HasPrefix(m.raw, "SIP/2.0 183") })
	e.calm()
}
