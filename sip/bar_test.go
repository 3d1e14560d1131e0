package sip

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/phone"
)

// A number on the blacklist is refused, or waits behind everybody, as it is set when
// the call arrives; who is not on it is not touched, and the floor never hears of
// who is refused.
func TestBarred(t *testing.T) {
	var effect atomic.Uint32
	reg := prometheus.NewRegistry()
	told := make(chan Aside, 9)
	e := newEdge(t, options{metrics: reg, aside: func(a Aside) { told <- a }, bar: func(n string) Bar {
		if n == "0101" {
			return Bar(effect.Load())
		}
		return BarNothing
	}})
	effect.Store(uint32(BarRefuse))
	bad := newPeer(e, "0101")
	inv := bad.call("15880001")
	if res := bad.final(inv); res.StatusCode != 603 {
		t.Errorf("refused with %d", res.StatusCode)
	}
	if res := bad.final(bad.call("15880001")); res.StatusCode != 603 {
		t.Errorf("refused again with %d", res.StatusCode)
	}
	if n := count[acd.CallQueued](e); n != 0 {
		t.Errorf("the floor heard of %d calls", n)
	}
	for range 2 { // both leave a row
		a := <-told
		if a.Call == "" || !a.Barred || a.Caller != "0101" || a.Called != "15880001" || a.Service != "orders" || a.Started.IsZero() || a.Ended.Before(a.Started) {
			t.Errorf("told as %+v", a)
		}
	}
	effect.Store(uint32(BarLast))
	newPeer(e, "0101").call("15880001")
	if ev := event[acd.CallQueued](e, 1); ev.Priority != -acd.MaxPriority {
		t.Errorf("waits with priority %d", ev.Priority)
	}
	newPeer(e, "0102").call("15880001")
	if ev := event[acd.CallQueued](e, 2); ev.Priority != 0 {
		t.Errorf("somebody else waits with priority %d", ev.Priority)
	}
	effect.Store(uint32(BarNothing))
	newPeer(e, "0101").call("15880001")
	if ev := event[acd.CallQueued](e, 3); ev.Priority != 0 {
		t.Errorf("taken off the list it waits with priority %d", ev.Priority)
	}
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == "callfloor_sip_rejected_total" && m.GetLabel()[0].GetValue() == string(refusedBarred) && m.GetCounter().GetValue() != 2 {
				t.Errorf("%v refusals are counted", m.GetCounter().GetValue())
			}
		}
	}
}

// Who is on the blacklist with a message hears it to its end and is hung up: that for
// such callers, else the closed announcement, else a tone. The floor never hears of the
// call; its row tells who ended it.
func TestBarredHearMessage(t *testing.T) {
	hz := func(f float64) *media.Music { return media.NewMusic(media.Tone(f, 500*time.Millisecond)) }
	for name, tc := range map[string]struct {
		prompts map[string]*media.Music
		hears   float64
	}{
		"its own":    {map[string]*media.Music{BarredPrompt: hz(1300), "closed": hz(700)}, 1300},
		"the closed": {map[string]*media.Music{"closed": hz(700)}, 700},
		"the tone":   {nil, 1400},
	} {
		t.Run(name, func(t *testing.T) {
			told := make(chan Aside, 2)
			v := newVoices(t, options{closed: "closed", bar: func(string) Bar { return BarMessage }, aside: func(a Aside) { told <- a }, prompt: func(n string) *media.Music { return tc.prompts[n] }})
			for _, early := range []bool{false, true} {
				caller := v.dial()
				v.hears("the caller", caller, tc.hears)
				if early { // hung up during the announcement
					caller.Hangup()
				}
				ctx, cancel := contextWith(patience)
				if err := caller.Wait(ctx, phone.Ended); err != nil {
					t.Fatal(err)
				}
				cancel()
				a := <-told
				if !a.Barred || !a.Message || a.LeftIt != early || a.Service != "orders" || !early && a.Ended.Sub(a.Started) < 400*time.Millisecond {
					t.Errorf("told as %+v", a)
				}
			}
			v.eventually("no call is left", func() bool { return v.srv.Calls() == 0 })
			if n := count[acd.CallQueued](v.edge); n != 0 {
				t.Errorf("the floor heard of %d calls", n)
			}
			v.calm()
		})
	}
}
