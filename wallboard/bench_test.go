package wallboard

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// benchHub is a hub of 60 services and 500 agents with n viewers of everything.
func benchHub(b *testing.B, n int) (*Hub, *centre, func(acd.Time, []acd.Event), []*Viewer) {
	h, x, feed := hubCentre(1, 60, 500, Config{})
	viewers := make([]*Viewer, n)
	for i := range viewers {
		viewers[i] = joined(h, Scope{})
	}
	b.ReportAllocs()
	return h, x, feed, viewers
}

func empty(viewers []*Viewer) {
	for _, v := range viewers {
		for len(v.frames) > 0 {
			_, _ = v.Next(context.Background())
		}
	}
}

// One change and one flush with so many viewers: what grows with viewers is one
// queue operation each, not an encoding.
func BenchmarkFlush(b *testing.B) {
	for _, n := range []int{1, 100, 2000} {
		b.Run(fmt.Sprintf("viewers=%d", n), func(b *testing.B) {
			h, x, feed, viewers := benchHub(b, n)
			for i := 0; b.Loop(); i++ {
				x.do(acd.Enqueue{Call: acd.CallID(fmt.Sprint("b", i)), Service: serviceID(i % 60)}, feed)
				h.send(false, true)
				if i%60 == 0 {
					b.StopTimer()
					empty(viewers)
					b.StartTimer()
				}
			}
			b.ReportMetric(float64(h.Stats().Frames)/float64(b.N), "encodings/op")
		})
	}
}

// The encoding of one delta alone: one service row, totals and alerts.
func BenchmarkEncodeDelta(b *testing.B) {
	h, x, feed, _ := benchHub(b, 1)
	x.do(acd.Enqueue{Call: "x", Service: "s0"}, feed)
	v := h.view(Services, Scope{})
	d := newDirty()
	d.services["s0"] = struct{}{}
	for b.Loop() {
		v.totals = nil
		h.delta(v, v.collect(h, &d, false))
	}
}

// A whole snapshot of 500 agents.
func BenchmarkEncodeSnapshot(b *testing.B) {
	h, _, _, _ := benchHub(b, 1)
	v := h.view(Agents, Scope{})
	for b.Loop() {
		v.snapshot = nil
		v.full(h)
	}
}

// Folding alone: the events of one call from queue to hang-up.
func BenchmarkApply(b *testing.B) {
	h, x, _, _ := benchHub(b, 0)
	var batch []acd.Event
	keep := func(_ acd.Time, events []acd.Event) { batch = append(batch, events...) }
	x.do(acd.Enqueue{Call: "y", Service: "s0"}, keep)
	x.do(acd.HangUp{Call: "y", By: acd.ByCaller}, keep)
	for b.Loop() {
		for _, e := range batch {
			h.board.Apply(x.now, e)
		}
	}
	b.ReportMetric(float64(len(batch)), "events/op")
}

// A flush of one service in which 100,000 callers wait: 2 ms is the most that it
// may cost, the counting of who waits for how long included.
func BenchmarkFlushLongQueue(b *testing.B) {
	h, x, _ := hubCentre(1, 2, 0, Config{})
	s := h.board.services["s0"]
	for i := range 100_000 { // straight into the queue: the service itself takes few
		s.queue.add(&call{id: acd.CallID(fmt.Sprint("long", i)), service: "s0", entered: x.now.Add(time.Duration(i*7919%100_000) * time.Millisecond)})
	}
	x.now = x.now.Add(time.Hour)
	for b.Loop() {
		h.board.dirty.services["s0"] = struct{}{}
		h.send(false, true)
	}
}
