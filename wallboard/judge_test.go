package wallboard

import (
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// W12, W13, W26: one decimal, and nothing at all when nothing was offered.
func TestRate(t *testing.T) {
	for _, c := range []struct {
		part, all int
		want      float64
	}{{0, 3, 0}, {3, 3, 100}, {1, 3, 33.3}, {2, 3, 66.7}, {2692, 2862, 94.1}, {1999, 2000, 100}} {
		if got := rate(c.part, c.all); *got != c.want {
			t.Errorf("rate(%d, %d) = %v, want %v", c.part, c.all, *got, c.want)
		}
	}
	if got := rate(0, 0); got != nil {
		t.Errorf("nothing offered gives %v, want none", *got)
	}
}

// W28: good from 85, bad under 70, on the counts and not on the rounded rate.
func TestAbove(t *testing.T) {
	for _, c := range []struct {
		part, all int
		want      Band
	}{{0, 0, ""}, {85, 100, Good}, {8499, 10000, Warn}, {70, 100, Warn}, {6999, 10000, Bad}} {
		if got := above(c.part, c.all, 85, 70); got != c.want {
			t.Errorf("%d of %d is %q, want %q", c.part, c.all, got, c.want)
		}
	}
}

// Longest wait: warn from the service-level time, bad from three times it.
func TestWaitBand(t *testing.T) {
	const level = 20_000
	for waited, want := range map[acd.Time]Band{0: Good, 19_999: Good, 20_000: Warn, 59_999: Warn, 60_000: Bad} {
		if got := waitBand(noon, noon+waited, level, 3*level); got != want {
			t.Errorf("after %d ms %q, want %q", waited, got, want)
		}
	}
	if got := waitBand(0, noon, level, 3*level); got != "" {
		t.Errorf("nobody waits: %q", got)
	}
}

// A band that changes shows only when the next refresh confirms it; events in
// between do not count, and a figure that goes back in time never flickers.
func TestHysteresis(t *testing.T) {
	var s steady
	steps := []struct {
		see     Band
		refresh bool
		want    Band
	}{
		{Good, false, Good}, // the first figure shows at once
		{Warn, false, Good},
		{Warn, false, Good},
		{Warn, true, Good},
		{Warn, true, Warn},
		{Good, true, Warn},
		{Warn, false, Warn},
		{Good, true, Warn},
		{Good, true, Good},
		{"", false, ""},
		{Bad, false, Bad},
	}
	for i, c := range steps {
		if got := s.see(c.see, c.refresh); got != c.want {
			t.Fatalf("step %d: %q, want %q", i, got, c.want)
		}
	}
}

// Limits of agents' states: hold counts from the hold, not from the call.
func TestLimits(t *testing.T) {
	l := DefaultLimits()
	a := &agent{state: acd.Talking, since: noon}
	if got := l.band(a, noon.Add(14*time.Minute)); got != Good {
		t.Errorf("talking for 14 min: %q", got)
	}
	a.heldSince = noon.Add(14 * time.Minute)
	if got := l.band(a, noon.Add(15*time.Minute)); got != Warn {
		t.Errorf("held for 1 min: %q", got)
	}
	if got := l.band(&agent{state: acd.WrapUp, since: noon}, noon.Add(3*time.Minute)); got != Bad {
		t.Errorf("wrap-up for 3 min: %q", got)
	}
	if got := l.band(&agent{state: acd.NotReady, reason: acd.Training, since: noon}, noon.Add(9*time.Hour)); got != Good {
		t.Errorf("training has no limit: %q", got)
	}
	if got := l.band(&agent{state: acd.LoggedOut, since: noon}, noon.Add(9*time.Hour)); got != "" {
		t.Errorf("logged out: %q", got)
	}
}

// A caller who waits turns up as an alarm without any event: time alone does it,
// within one refresh, and the alarm keeps its name while it lasts.
func TestAlarmByTimeAlone(t *testing.T) {
	h, x, feed := hubCentre(1, 1, 0, Config{})
	v, c := joined(h, Scope{}), newClient()
	x.do(acd.Enqueue{Call: "c", Service: "s0", Caller: "01012345678"}, feed)
	h.flush(false)
	c.drain(t, v)
	if got := string(c.topics[Services].alerts); got != "[]" {
		t.Fatalf("alerts at once: %s", got)
	}
	entered := x.now
	for _, want := range []struct {
		after  time.Duration
		alerts string
	}{
		{20 * time.Second, `[{"id":"nobody_ready:s0","kind":"nobody_ready","level":"warn","service":"s0","since":1750000000000}]`},
		{60 * time.Second, `[{"id":"longest_wait:s0","kind":"longest_wait","level":"bad","service":"s0","since":1750000000000},{"id":"nobody_ready:s0","kind":"nobody_ready","level":"warn","service":"s0","since":1750000000000}]`},
	} {
		x.now = entered.Add(want.after)
		h.refresh()
		c.drain(t, v)
		if got := string(c.topics[Services].alerts); got != want.alerts {
			t.Fatalf("after %s: %s, want %s", want.after, got, want.alerts)
		}
	}
}

// A service warns and alarms from its own waits where it has some.
func TestOwnWaits(t *testing.T) {
	for _, tc := range []struct {
		level, warn, bad  time.Duration
		wantWarn, wantBad acd.Time
	}{
		{20 * time.Second, 0, 0, 20_000, 60_000},
		{20 * time.Second, 5 * time.Second, 0, 5_000, 60_000},
		{20 * time.Second, 0, 30 * time.Second, 20_000, 30_000},
		{20 * time.Second, 90 * time.Second, 0, 90_000, 90_000},
		{20 * time.Second, 5 * time.Second, 7 * time.Second, 5_000, 7_000},
	} {
		c := acd.Service{ServiceLevel: tc.level, Bands: acd.Bands{WaitWarn: tc.warn, WaitBad: tc.bad}}
		if warn, bad := waitLimits(&c); warn != tc.wantWarn || bad != tc.wantBad {
			t.Errorf("%+v: %d %d", tc, warn, bad)
		}
	}
}
