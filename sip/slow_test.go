package sip

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
	"github.com/callfloor/callfloor/sip/phone"
)

// slowDisk is a journal on a disk whose every sync takes a while.
type slowDisk struct {
	journal.Store
	sync atomic.Int64
}

func (s *slowDisk) Append(ctx context.Context, b journal.Batch) error {
	select {
	case <-time.After(time.Duration(s.sync.Load())):
	case <-ctx.Done():
		return ctx.Err()
	}
	return s.Store.Append(ctx, b)
}

// F-14: on a disk that takes 500 ms to sync, callers are answered and phones ring within
// 800 ms, call after call. A call that comes while another sync is under way waits for that
// one too: such crowds are not what this test looks at.
func TestSlowDisk(t *testing.T) {
	disk := &slowDisk{Store: &journal.Memory{}}
	v := newVoices(t, options{journal: disk})
	v.agent.SetAnswering(phone.Answering{Manual: true})
	v.ready("kim")
	disk.sync.Store(int64(500 * time.Millisecond))
	var took []time.Duration
	for range 12 {
		v.eventually("ready", func() bool { return v.agentState() == acd.Ready })
		began := time.Now()
		caller := v.dial()
		ctx, cancel := contextWith(patience)
		if err := caller.Wait(ctx, phone.Talking); err != nil {
			t.Fatal(err)
		}
		cancel()
		v.eventually("it rings", func() bool { return len(v.agent.Calls()) == 1 })
		took = append(took, time.Since(began))
		v.agent.Calls()[0].Answer()
		v.eventually("they talk", func() bool { return v.agentState() == acd.Talking })
		caller.Hangup()
		v.eventually("over", func() bool { return len(v.agent.Calls()) == 0 })
	}
	slices.Sort(took)
	t.Logf("from INVITE to the ringing phone: %v", took)
	if worst := took[len(took)-1]; worst > 800*time.Millisecond {
		t.Errorf("a call took %v to ring", worst)
	}
}
