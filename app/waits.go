package app

import (
	"sync"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// waits estimates how long callers wait, for what they are told.
type waits struct {
	mu  sync.Mutex
	est *acd.Estimate
}

func newWaits() *waits { return &waits{est: acd.NewEstimate(acd.State{})} }

// reset begins from a state: what was learnt of how fast lines move is kept by nobody.
func (w *waits) reset(st acd.State) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.est = acd.NewEstimate(st)
}

func (w *waits) apply(ev acd.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.est.Take(ev)
}

// wait is sip.Deps.Wait.
func (w *waits) wait(now func() acd.Time) func(acd.ServiceID, int) (time.Duration, bool) {
	return func(of acd.ServiceID, ahead int) (time.Duration, bool) {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.est.Wait(of, ahead, now())
	}
}
