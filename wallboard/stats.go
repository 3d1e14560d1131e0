package wallboard

import "sync/atomic"

type stats struct {
	viewers   atomic.Int64
	frames    atomic.Uint64
	overflows atomic.Uint64
	cuts      atomic.Uint64
}

// Stats are figures of the hub itself, for metrics.
type Stats struct {
	Viewers   int64  // now
	Frames    uint64 // encoded
	Overflows uint64 // queues that were full and replaced by snapshots
	Cuts      uint64 // viewers ended because they took nothing
}

// Stats may be called from any goroutine.
func (h *Hub) Stats() Stats {
	return Stats{h.stats.viewers.Load(), h.stats.frames.Load(), h.stats.overflows.Load(), h.stats.cuts.Load()}
}
