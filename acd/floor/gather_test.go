package floor

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
)

// A command that nobody waits for shares the commit of the next urgent one, and
// waits no longer than its patience; the order stays.
func TestPatientCommandsShareCommits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		batches := make(chan int, 100)
		js := &journal.Memory{Fail: func(b journal.Batch) error { batches <- b.Count; return nil }}
		f, err := Open(t.Context(), Options{Journal: js})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close() //nolint:errcheck // a journal in memory
		do(t, f, setup()...)
		time.Sleep(time.Second)
		for len(batches) > 0 {
			<-batches
		}

		start := time.Now()
		if err := f.Post(acd.Connect{Call: "nobody"}); err != nil {
			t.Fatal(err)
		}
		<-batches
		if d := time.Since(start); d != patience(acd.Connect{}, false) {
			t.Errorf("a lone command waited %v, not %v", d, patience(acd.Connect{}, false))
		}

		time.Sleep(100 * time.Millisecond)
		start = time.Now()
		if err := f.Post(acd.Connect{Call: "nobody"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
		if err := f.Post(acd.HangUp{Call: "nobody"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
		if err := f.Post(acd.Enqueue{Call: "c1", Service: "orders", Caller: "0101"}); err != nil {
			t.Fatal(err)
		}
		if n := <-batches; n != 3 {
			t.Errorf("%d commands in one commit, not 3", n)
		}
		if d := time.Since(start); d != 2*time.Millisecond {
			t.Errorf("an urgent command was written %v after the first, not 2ms", d)
		}
	})
}

// A hang-up waits longer while nobody waits for the agent that it frees.
func TestHangUpIsUrgentWhileCallersWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		batches := make(chan int, 100)
		js := &journal.Memory{Fail: func(b journal.Batch) error { batches <- b.Count; return nil }}
		f, err := Open(t.Context(), Options{Journal: js})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close() //nolint:errcheck // a journal in memory
		do(t, f, setup()...)
		for i, want := range []time.Duration{10 * time.Millisecond, 3 * time.Millisecond} {
			if i == 1 {
				do(t, f, acd.Enqueue{Call: "c1", Service: "orders", Caller: "0101"}, acd.Enqueue{Call: "c2", Service: "orders", Caller: "0102"}, acd.Enqueue{Call: "c3", Service: "orders", Caller: "0103"})
			}
			time.Sleep(time.Second)
			for len(batches) > 0 {
				<-batches
			}
			start := time.Now()
			if err := f.Post(acd.HangUp{Call: "nobody"}); err != nil {
				t.Fatal(err)
			}
			<-batches
			if d := time.Since(start); d != want {
				t.Errorf("with %d callers: a hang-up waited %v, not %v", 3*i, d, want)
			}
		}
	})
}
