package sip

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/phone"
)

const far = "0012125551234"

// moved is a clock of the edge that tests set forward. It begins at noon, so that no
// test runs over midnight.
type moved struct {
	began time.Time
	by    atomic.Int64
}

func newMoved() *moved { return &moved{began: time.Now()} }

func (m *moved) now() time.Time {
	return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC).Add(time.Since(m.began) + time.Duration(m.by.Load()))
}

func (m *moved) forward(d time.Duration) { m.by.Add(int64(d)) }

// abroad are the four, of whom kim may call everything, and a phone in another country.
func abroad(t *testing.T, l DialLimits, o options) (*four, *phone.Phone) {
	t.Helper()
	f := newFourAt(t, o)
	f.dir.Agents[0].Dial, f.dir.Agents[1].Dial = DialPremium, DialPremium
	l.Minute = 1000
	f.dir.Dial = l
	f.reload()
	p := f.line.NewPhone(phone.Account{User: far, Registrar: f.srv.UDPAddr()})
	p.Say(otherHz)
	p.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
	f.voices.agent.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
	f.voices.caller.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
	return f, p
}

// counted is the value of a counter, by its first label where it has one.
func counted(t *testing.T, reg *prometheus.Registry, name, label string) (n float64) {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			if family.GetName() == "callfloor_"+name && (label == "" || m.GetLabel()[0].GetValue() == label) {
				n += m.GetCounter().GetValue()
			}
		}
	}
	return n
}

func (f *four) may(agent acd.AgentID, number string, want error) {
	f.Helper()
	if _, _, err := f.srv.MayDial(agent, number); err != want {
		f.Errorf("%s calls %s: %v, want %v", agent, number, err, want)
	}
}

// S-09: a call to another country that is left up ends when the minutes of the day are
// used up, of the agent or of the centre, and the next is refused; what is allowed
// besides goes on.
func TestFarMinutes(t *testing.T) {
	for _, tc := range []struct {
		whose  string
		limits DialLimits
		want   error // for who called, and for a colleague
		others error
	}{
		{"the agent's", DialLimits{FarTalk: 50 * time.Second}, ErrFarTalk, nil},
		{"the centre's", DialLimits{AllFar: 50 * time.Second}, ErrAllFar, ErrAllFar},
	} {
		t.Run(tc.whose, func(t *testing.T) {
			clock, reg := newMoved(), prometheus.NewRegistry()
			f, p := abroad(t, tc.limits, options{now: clock.now, metrics: reg})
			f.ready("kim")
			f.click(far)
			there := f.call(p)
			at := f.call(f.voices.agent)
			f.hears("the agent", at, otherHz)
			clock.forward(40 * time.Second)
			f.may("kim", far, nil)
			clock.forward(10 * time.Second)
			f.may("kim", far, tc.want) // the running call counts
			end := event[acd.CallEnded](f.edge, 1)
			if end.By != acd.BySystem || end.Cause != acd.CauseMinutes || end.Outcome != acd.Completed {
				t.Errorf("it ended: %+v", end)
			}
			f.over("who was called", there)
			f.over("kim", at)
			f.may("kim", "0601234567", tc.want) // over, it counts still
			f.may("lee", far, tc.others)
			f.may("kim", outside, nil)
			f.may("kim", "119", nil)
			f.may("kim", "1002", nil)
			c, err := f.voices.agent.Dial(far, phone.DialOptions{})
			if err != nil {
				t.Fatal(err)
			}
			f.over("kim", c)
			if c.Status() != 503 || len(p.Calls()) != 0 {
				t.Errorf("one more from the phone: %d", c.Status())
			}
			if refused, ended := counted(t, reg, "sip_rejected_total", "dial_minutes"), counted(t, reg, "sip_far_calls_ended_total", ""); refused < 3 || ended != 1 {
				t.Errorf("%v refusals and %v calls ended are counted", refused, ended)
			}
			clock.forward(12 * time.Hour) // the next day
			f.may("kim", far, nil)
			f.calm()
		})
	}
}

// S-09: the minutes of all calls to the outside stop the next one, and end none.
func TestMinutesOfADay(t *testing.T) {
	clock := newMoved()
	f, _ := abroad(t, DialLimits{Talk: 50 * time.Second, FarTalk: 50 * time.Second, AllFar: 50 * time.Second}, options{now: clock.now})
	f.ready("kim")
	f.click(outside)
	at := f.call(f.voices.agent)
	f.hears("the agent", at, callerHz)
	clock.forward(55 * time.Second)
	f.may("kim", outside, ErrTalk)
	f.may("kim", far, ErrTalk)
	f.may("kim", "119", nil)
	f.may("kim", "1002", nil)
	f.may("lee", outside, nil)
	f.srv.endFar(f.srv.now())
	f.hears("the agent", at, callerHz)
	at.Hangup()
	event[acd.CallEnded](f.edge, 1)
	f.may("kim", outside, ErrTalk)
	f.calm()
}

// S-09: calls given to another country, and consultations there, count and end the same;
// who is asked there leaves the caller to the agent.
func TestFarMinutesOfCallsGivenAway(t *testing.T) {
	t.Run("given away", func(t *testing.T) {
		clock := newMoved()
		f, p := abroad(t, DialLimits{AllFar: 50 * time.Second}, options{now: clock.now})
		f.voices.agent.SetAnswering(phone.Answering{Manual: true})
		f.caller, f.agent = f.connected()
		f.id = event[acd.CallConnected](f.edge, 1).Call
		f.do(acd.Transfer{Call: f.id, Number: far})
		there := f.call(p)
		f.hears("the caller", f.caller, otherHz)
		clock.forward(50 * time.Second)
		f.over("who was called", there)
		f.over("the caller", f.caller)
		if end := event[acd.CallEnded](f.edge, 1); end.Cause != acd.CauseMinutes || end.By != acd.BySystem {
			t.Errorf("it ended: %+v", end)
		}
		f.may("lee", far, ErrAllFar)
		f.calm()
	})
	t.Run("asked", func(t *testing.T) {
		clock := newMoved()
		f, p := abroad(t, DialLimits{FarTalk: 50 * time.Second}, options{now: clock.now})
		f.voices.agent.SetAnswering(phone.Answering{Manual: true})
		f.caller, f.agent = f.connected()
		f.id = event[acd.CallConnected](f.edge, 1).Call
		f.consult(acd.Consult{Number: far})
		there := f.call(p)
		f.hears("the agent", f.agent, otherHz)
		clock.forward(50 * time.Second)
		f.over("who was asked", there)
		if end := event[acd.ConsultEnded](f.edge, 1); end.Cause != acd.CauseMinutes {
			t.Errorf("it ended: %+v", end)
		}
		f.hears("the agent", f.agent, callerHz)
		f.may("kim", far, ErrFarTalk)
		f.caller.Hangup()
		f.calm()
	})
}

// After a restart the minutes of the day go on, those of a call that began the day
// before from midnight; none of those counts as dialled today.
func TestMinutesAfterARestart(t *testing.T) {
	clock := newMoved()
	noon := clock.now().Truncate(time.Hour)
	f, _ := abroad(t, DialLimits{Day: 4, Talk: 60 * time.Minute, FarTalk: 20 * time.Minute, AllFar: 25 * time.Minute}, options{now: clock.now, dialled: func(context.Context, time.Time) ([]Dialled, error) {
		return []Dialled{
			{Agent: "kim", Number: far, At: noon.Add(-14 * time.Hour), From: noon.Add(-13 * time.Hour), To: noon.Add(-12*time.Hour + 19*time.Minute + 10*time.Second)},
			{Agent: "kim", Number: outside, At: noon.Add(-3 * time.Hour), From: noon.Add(-3 * time.Hour), To: noon.Add(-3*time.Hour + 40*time.Minute)},
			{Agent: "kim", Number: outside, At: noon.Add(-2 * time.Hour)},
			{Agent: "lee", Number: far, From: noon.Add(-time.Hour), To: noon.Add(-time.Hour + 5*time.Minute)},
			{Agent: "lee", Number: "119", At: noon.Add(-time.Hour), From: noon.Add(-time.Hour), To: noon.Add(-time.Minute)},
		}, nil
	}})
	f.may("kim", outside, nil) // 59 minutes, of these 19 far; two calls
	f.may("kim", far, nil)
	f.ready("kim")
	f.click(far)
	at := f.call(f.voices.agent)
	f.hears("the agent", at, otherHz)
	clock.forward(50 * time.Second)
	f.over("kim", at)
	f.may("kim", far, ErrAllFar)
	f.may("lee", far, ErrAllFar)
	f.may("lee", outside, nil)
	f.may("kim", outside, ErrTalk)
	f.calm()
}

// A caller whom a rule gives to a number outside is of no agent: the night and the minutes
// of the whole centre bound such calls before they are dialled, and what agents may each
// does not end them.
func TestNumbersOfRulesAreBounded(t *testing.T) {
	noon := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	l := DialLimits{FarTalk: 10 * time.Minute, AllFar: 30 * time.Minute, AtOnce: 1, Day: 1, Far: 1, Night: [2]time.Duration{22 * time.Hour, 6 * time.Hour}}
	d := &dials{}
	for range 3 {
		d.count("", DialInternational, noon, l)
		d.begin("")
	}
	if err := d.limitCentre(DialInternational, noon, l); err != nil {
		t.Errorf("bounded as an agent: %v", err)
	}
	if err := d.limitCentre(DialInternational, noon.Add(11*time.Hour), l); err != ErrNight {
		t.Errorf("at night: %v", err)
	}
	if err := d.limitCentre(DialDomestic, noon.Add(11*time.Hour), l); err != nil {
		t.Errorf("a near number at night: %v", err)
	}
	d.spend(&talk{right: DialInternational, since: noon.Add(-20 * time.Minute)}, noon)
	up := &talk{right: DialInternational, since: noon}
	d.up = map[*talk]struct{}{up: {}}
	if list := d.overdue(noon.Add(time.Minute), l); len(list) != 0 {
		t.Error("the next caller is cut off: minutes of an agent count for all")
	}
	if err := d.limitCentre(DialInternational, noon.Add(9*time.Minute), l); err != nil {
		t.Errorf("before the minutes of the centre are used up: %v", err)
	}
	if err := d.limitCentre(DialInternational, noon.Add(10*time.Minute), l); err != ErrAllFar {
		t.Errorf("when they are: %v", err)
	}
	if list := d.overdue(noon.Add(10*time.Minute), l); len(list) != 1 {
		t.Error("the call that is up goes on")
	}
}
