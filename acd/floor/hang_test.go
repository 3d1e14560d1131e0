package floor

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
)

// hung is a journal that can hang: it says nothing until it is given up.
type hung struct {
	journal.Memory
	hangs atomic.Bool
	tries atomic.Int32
}

func (h *hung) Append(ctx context.Context, b journal.Batch) error {
	h.tries.Add(1)
	if h.hangs.Load() {
		<-ctx.Done()
		return ctx.Err()
	}
	return h.Memory.Append(ctx, b)
}

// A journal that hangs (a database that went away, a disk that does not answer)
// holds up the floor once, for the time-out, however often it is tried again, and
// everything is written in the end.
func TestHangingJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		js := &hung{}
		f, err := Open(t.Context(), Options{Journal: js})
		if err != nil {
			t.Fatal(err)
		}
		do(t, f, setup()...)
		time.Sleep(time.Second)
		js.hangs.Store(true)
		js.tries.Store(0)
		n := 0
		for began := time.Now(); time.Since(began) < 30*time.Second; n++ {
			reason := acd.Meal
			if n%2 == 1 {
				reason = acd.Rest
			}
			start := time.Now()
			do(t, f, acd.SetState{Agent: "kim", State: acd.NotReady, Reason: reason})
			if d := time.Since(start); n > 0 && d > 0 {
				t.Errorf("command %d waited %v", n, d)
			} else if n == 0 && d != time.Second {
				t.Errorf("the first command waited %v, not the time-out", d)
			}
			time.Sleep(20 * time.Millisecond)
		}
		if tries := js.tries.Load(); tries < 4 || tries > 8 {
			t.Errorf("%d tries in 30 s, want one in 5", tries)
		}
		js.hangs.Store(false)
		time.Sleep(10 * time.Second)
		if h := f.Health(); h.JournalErr != "" || h.Backlog != 0 {
			t.Errorf("the journal works again, the floor says %q with %d commands waiting", h.JournalErr, h.Backlog)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		kept := 0
		if err := ReplayAll(t.Context(), js, 0, func(p Point) error {
			if _, ok := p.Command.(acd.SetState); ok {
				kept++
			}
			return nil
		}); err != nil || kept != n {
			t.Errorf("%d of %d commands are in the journal (%v)", kept, n, err)
		}
	})
}
