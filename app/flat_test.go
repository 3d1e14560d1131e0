package app

import (
	"os"
	"runtime/pprof"
	"testing"
	"time"
)

// After many calls nothing is left of them: no goroutine, socket or dialog, and the
// heap is what it was. make nightly makes 100,000 calls; otherwise there are some
// hundreds, of which the transactions are still held (64*T1, 32 s, after the end
// of a call), and the ring of events is not full yet.
func TestFlatAfterManyCalls(t *testing.T) {
	warm, calls, rate, settle := 300, 1200, 150, time.Second
	perCall := 16.0 * 1024 // bytes that transactions and events may hold
	if os.Getenv("CALLFLOOR_NIGHTLY") != "" {
		warm, calls, rate, settle, perCall = 8000, 100_000, 240, 40*time.Second, 0
	}
	l := newLoad(t, 60, 60)
	l.run(warm, time.Second/time.Duration(rate))
	base := l.settled(settle)
	l.run(calls, time.Second/time.Duration(rate))
	after := l.settled(settle)
	t.Logf("before %d calls: %+v", calls, base)
	t.Logf("after: %+v", after)
	if n := l.failed.Load(); n > int64(calls)/1000 {
		t.Errorf("%d calls failed", n)
	}
	if after.Dialogs != 0 || after.Descriptors > base.Descriptors+2 {
		t.Errorf("%v dialogs of calls that are over, %v sockets and files, %v before", after.Dialogs, after.Descriptors, base.Descriptors)
	}
	// A busy machine is still about the end of the last calls; what is left of a call does not go away.
	for end := time.Now().Add(15 * time.Second); after.Goroutines > base.Goroutines+5 && time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		after.Goroutines = l.size().Goroutines
	}
	if after.Goroutines > base.Goroutines+5 {
		t.Errorf("%v goroutines, %v before", after.Goroutines, base.Goroutines)
		_ = pprof.Lookup("goroutine").WriteTo(os.Stderr, 1)
	}
	if limit := base.Heap*1.2 + 2<<20 + perCall*float64(calls); after.Heap > limit {
		t.Errorf("a heap of %.1f MiB, %.1f before", after.Heap/(1<<20), base.Heap/(1<<20))
	}
}

// settled waits until no call is live and then for d, and returns what is held.
func (l *loadRig) settled(d time.Duration) size {
	end := time.Now().Add(20 * time.Second)
	for l.size().Dialogs > 0 && time.Now().Before(end) {
		time.Sleep(100 * time.Millisecond)
	}
	time.Sleep(d)
	return l.size()
}
