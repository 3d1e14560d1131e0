package app

import (
	"testing"
	"time"

	"github.com/callfloor/callfloor/sip/phone"
)

// BenchmarkMemory measures what a registered phone and a live call of two legs
// with media hold: heap and stacks after a collection. The goals are 2 KiB and
// 60 KiB. Transactions, which are held 64*T1 (32 s) after their request, are over
// by then.
func BenchmarkMemory(b *testing.B) {
	const phones, calls, transactions = 2000, 500, 34 * time.Second
	for range b.N {
		l := newLoad(b, phones, 0)
		empty := l.size()
		l.register(0, phones, phone.Answering{})
		time.Sleep(transactions)
		registered := l.size()
		l.ready(0, calls)
		for range calls {
			c, err := l.line.Dial(l.number, phone.DialOptions{From: "01012345678"})
			if err != nil {
				b.Fatal(err)
			}
			if err := c.Wait(l.ctx, phone.Talking); err != nil {
				b.Fatal(err)
			}
		}
		end := time.Now().Add(20 * time.Second)
		for l.size().Dialogs < 2*calls {
			if time.Now().After(end) {
				b.Fatalf("%v legs, not %d", l.size().Dialogs, 2*calls)
			}
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(transactions)
		live := l.size()
		l.stop()
		b.ReportMetric(perUnit(empty, registered, phones), "KiB/phone")
		b.ReportMetric(perUnit(registered, live, calls), "KiB/call")
		b.ReportMetric((live.Resident-registered.Resident)/1024/calls, "KiB-resident/call")
	}
}

func perUnit(before, after size, n int) float64 {
	return (after.Heap + after.Stacks - before.Heap - before.Stacks) / 1024 / float64(n)
}
