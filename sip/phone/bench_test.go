package phone

import (
	"context"
	"testing"
	"time"
)

// BenchmarkCall is the cost of one whole call between two phones (INVITE, 180, 200,
// ACK, BYE, 200, both sides in this process), without sound: what the load tool
// itself costs.
func BenchmarkCall(b *testing.B) {
	caller, callee := two(b, false)
	callee.SetAnswering(Answering{})
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	b.ReportAllocs()
	for b.Loop() {
		c := dial(b, caller, DialOptions{})
		must(b, c.Wait(ctx, Talking))
		c.Hangup()
	}
}
