package floor

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
)

// clock is one that tests set.
type clock struct{ now atomic.Int64 }

func (c *clock) Now() acd.Time { return acd.Time(c.now.Load()) }

func (c *clock) After(time.Duration) (<-chan time.Time, func()) {
	t := time.NewTicker(time.Millisecond)
	return t.C, t.Stop
}

// pruned notes what may go.
type pruned struct {
	journal.Store
	from, saved atomic.Int64
}

func (p *pruned) Save(ctx context.Context, s journal.Snapshot) error {
	p.saved.Store(int64(s.At))
	return p.Store.Save(ctx, s)
}

func (p *pruned) Prune(ctx context.Context, seq uint64, from acd.Time) error {
	p.from.Store(int64(from))
	return p.Store.Prune(ctx, seq, from)
}

// P-05: numbers of callers are gone from the journal within 24 hours, also of a floor on
// which nothing happens any more: its snapshot is written anew and what is before goes.
func TestAQuietFloorForgets(t *testing.T) {
	c, p := &clock{}, &pruned{Store: &journal.Memory{}}
	began := acd.At(time.Date(2026, 3, 2, 18, 0, 0, 0, time.UTC))
	c.now.Store(int64(began))
	f := open(t, p, func(o *Options) { o.Clock = c })
	do(t, f, append(setup(), acd.Enqueue{Call: "c1", Service: "orders", Caller: "01077778888"}, acd.HangUp{Call: "c1", By: acd.ByCaller, Cause: acd.CauseNormal})...)
	for h := range 48 {
		now := began.Add(time.Duration(h+1) * time.Hour)
		c.now.Store(int64(now))
		limit := time.Now().Add(10 * time.Second)
		for p.saved.Load() < int64(now) || p.from.Load() < int64(now.Add(-22*time.Hour)) {
			if time.Now().After(limit) {
				t.Fatalf("after %d hours the snapshot is of %s, and what is before %s goes", h+1, acd.Time(p.saved.Load()).Std(), acd.Time(p.from.Load()).Std())
			}
			time.Sleep(time.Millisecond)
		}
	}
}
