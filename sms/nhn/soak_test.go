package nhn

import (
	"fmt"
	"testing"
	"time"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/internal/naive"
	"github.com/callfloor/callfloor/sms/nhn/simulate"
)

// N-16: of 10,000 messages, sent through a vendor that loses one answer in ten in every way
// there is, each is taken once and none is lost; and what the vendor has is what it said.
func TestSoak(t *testing.T) {
	p := pairUp(t, simulate.Options{
		Seed: 1, Index: 6 * time.Minute, Hold: 500 * time.Millisecond,
		Faults: map[string]float64{
			simulate.Timeout: 0.03, simulate.Silence: 0.02, simulate.Reset: 0.02, simulate.Refuse: 0.02, simulate.Error: 0.02,
			simulate.Crash: 0.02, simulate.Busy: 0.02, simulate.Down: 0.01, simulate.Half: 0.02,
		},
	})
	const batches, each = 1000, 10
	var list []sms.Batch
	for i := range batches {
		var numbers []string
		for j := range each {
			numbers = append(numbers, fmt.Sprintf("0105%07d", i*each+j))
		}
		list = append(list, batch(fmt.Sprintf("batch-%d", i), numbers...))
	}
	began := time.Now()
	final, err := naive.Run(t.Context(), p, list, 16, p.clock.now, func() { p.clock.turn(4 * time.Minute) })
	if err != nil {
		t.Fatal(err)
	}
	report := p.vendor.Report(2 * batches * each)
	if report.Taken != batches*each || report.Doubles != 0 || len(final) != batches*each {
		t.Errorf("taken %d, doubles %d, answered %d of %d", report.Taken, report.Doubles, len(final), batches*each)
	}
	for _, m := range report.Messages {
		a := final[m.ID]
		if a.Status != sms.Accepted && a.Status != sms.Delivered || a.Ref != (sms.Ref{Request: m.Request, Seq: fmt.Sprint(m.Seq)}) || m.Times != 1 {
			t.Errorf("%s: the client says %+v, the vendor %+v", m.ID, a, m)
		}
	}
	t.Logf("%d messages in %s", len(final), time.Since(began).Round(time.Millisecond))
}
