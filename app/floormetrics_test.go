package app

import (
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/callfloor/callfloor/acd"
)

// Talk and hold of a call that an agent dialled count as outbound, those of a
// call of a service as inbound (metrics: label direction). The events are the core's.
func TestTalkByDirection(t *testing.T) {
	reg := prometheus.NewRegistry()
	m := newFloorMetrics(prometheus.NewRegistry(), nil)
	reg.MustRegister(m.talk, m.hold, m.calls)
	core, now := acd.New(1), acd.Time(1_000_000)
	do := func(after time.Duration, cmd acd.Command) {
		now = now.Add(after)
		for _, ev := range core.Step(now, cmd) {
			if r, refused := ev.(acd.Refused); refused {
				t.Fatalf("%T is refused: %+v", cmd, r)
			}
			m.apply(ev)
		}
	}
	wait := acd.Rule{Do: acd.RuleWait}
	message := acd.Rule{Do: acd.RuleMessage}
	do(0, acd.StartDay{Day: "2026-11-20"})
	do(0, acd.PutService{Service: acd.Service{ID: "orders", Strategy: acd.LongestIdle, ServiceLevel: 20 * time.Second, Ring: 15 * time.Second,
		Misses: 1, Target: 80, Full: message, ClosedDo: message, Nobody: wait, TooLong: message}})
	do(0, acd.PutAgent{Agent: acd.Agent{ID: "kim", Name: "Kim", Extension: "1001", Services: []acd.Membership{{Service: "orders", Level: 1}}}})
	do(0, acd.PhoneReachable{Agent: "kim"})
	do(0, acd.SetState{Agent: "kim", State: acd.NotReady, Reason: "meal"})
	do(0, acd.Dial{Call: "out", Agent: "kim", Number: "01012345678"})
	do(time.Second, acd.DialAnswered{Call: "out"})
	do(70*time.Second, acd.HangUp{Call: "out", By: acd.ByAgent})
	if in, out := talked(t, reg, "in"), talked(t, reg, "out"); in != 0 || out != 70 {
		t.Fatalf("after an outbound call of 70 s: in %v s, out %v s", in, out)
	}
	do(0, acd.SetState{Agent: "kim", State: acd.Ready})
	do(0, acd.Enqueue{Call: "in", Service: "orders", Caller: "01087654321"})
	do(time.Second, acd.Answer{Call: "in", Agent: "kim", Offer: 1})
	do(0, acd.Connect{Call: "in", Offer: 1})
	do(30*time.Second, acd.HangUp{Call: "in", By: acd.ByCaller})
	if in, out := talked(t, reg, "in"), talked(t, reg, "out"); in != 30 || out != 70 {
		t.Fatalf("after an inbound call of 30 s too: in %v s, out %v s", in, out)
	}
}

// talked is the sum of the talk times of a direction in seconds.
func talked(t *testing.T, reg *prometheus.Registry, direction string) float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != "callfloor_call_talk_seconds" {
			continue
		}
		for _, m := range f.GetMetric() {
			if m.GetLabel()[0].GetValue() == direction {
				return m.GetHistogram().GetSampleSum()
			}
		}
	}
	return 0
}
