package app

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/client"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/sip/phone"
)

// The client for Go does all that it offers, against the program, with real calls: it
// begins with a snapshot and hears everything that happens behind it.
func TestClientForGo(t *testing.T) {
	r := start(t, t.TempDir())
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{Manual: true, Talk: true})
	r.agent("1002", "s3cret-lee-0002", 880, phone.Answering{After: 50 * time.Millisecond})
	r.ask("POST", "/services", `{"id":"returns","name":{"ko":"반품"},"numbers":[{"number":"15880002"}]}`, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	c := client.New("http://"+r.httpAddr, testKey)
	good := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	begin, err := c.Snapshot(ctx)
	good("snapshot", err)
	if len(begin.Agents) != 2 || begin.Agents[0].State != "logged_out" || len(begin.Calls) != 0 {
		t.Errorf("the snapshot: %+v", begin)
	}
	var mu sync.Mutex
	var heard []string
	has := func(kind string) func() bool {
		return func() bool { mu.Lock(); defer mu.Unlock(); return slices.Contains(heard, kind) }
	}
	good("states", errors.Join(c.SetState(ctx, "kim", "ready", ""), c.SetState(ctx, "lee", "not_ready", "rest")))
	go func() { // who listens only now misses nothing
		_ = c.Events(ctx, client.EventOptions{After: begin.Seq}, func(e cti.Event) error {
			mu.Lock()
			defer mu.Unlock()
			heard = append(heard, e.Type)
			return nil
		})
	}()
	until(t, "what happened before", has(cti.AgentStateChanged))

	caller := r.dial("01012345678")
	var call string
	talks := func(ext *phone.Phone) {
		t.Helper()
		until(t, "it rings", func() bool { return len(ext.Calls()) == 1 && ext.Calls()[0].State() == phone.Ringing })
		now, err := c.Snapshot(ctx)
		good("snapshot", err)
		if len(now.Calls) != 1 {
			t.Fatalf("live: %+v", now.Calls)
		}
		call = now.Calls[0].ID
	}
	talks(kim)
	good("reject", c.Reject(ctx, call))
	until(t, "missed", has(cti.CallMissed))
	until(t, "the phone is quiet", func() bool { return len(kim.Calls()) == 0 })
	good("ready", c.SetState(ctx, "kim", "ready", ""))
	talks(kim)
	good("answer", c.Answer(ctx, call))
	good("the caller hears kim", caller.WaitTone(ctx, 440))
	good("mute", c.Mute(ctx, call, true))
	good("silence", caller.WaitNoTone(ctx, 440))
	good("unmute", c.Mute(ctx, call, false))
	good("keys", c.SendKeys(ctx, call, "9"))
	until(t, "the key", func() bool { return caller.Keys() == "9" })
	good("hold", c.Hold(ctx, call, true))
	until(t, "held", has(cti.CallHeld))
	good("resume", c.Hold(ctx, call, false))
	consult := func() {
		t.Helper()
		good("consult", c.Consult(ctx, call, client.Target{Agent: "lee"}))
		until(t, "lee talks", func() bool { return r.state("lee") == "talking" })
	}
	consult()
	good("to the customer", c.TalkTo(ctx, call, "customer"))
	good("the caller hears kim", caller.WaitTone(ctx, 440))
	good("to lee", c.TalkTo(ctx, call, "consulted"))
	good("join", c.Join(ctx, call))
	good("the caller hears lee", caller.WaitTone(ctx, 880))
	good("end the consultation", c.EndConsult(ctx, call))
	until(t, "over", has(cti.ConsultEnded))
	until(t, "lee's phone is free", func() bool { return r.state("lee") == "not_ready:rest" })
	consult()
	good("complete", c.Complete(ctx, call))
	good("the caller hears lee", caller.WaitTone(ctx, 880))
	until(t, "kim wraps up", func() bool { return r.state("kim") == "wrap_up" })
	good("a longer wrap-up", c.ExtendWrapUp(ctx, "kim", time.Minute))
	until(t, "extended", has(cti.WrapUpExtended))
	good("transfer", c.Transfer(ctx, call, client.Target{Service: "returns"}))
	until(t, "given away", has(cti.CallTransferred))
	caller.Hangup()
	until(t, "ended", has(cti.CallEnded))

	until(t, "lee's wrap-up is over", func() bool { return r.state("lee") == "not_ready:rest" })
	good("kim is ready", c.SetState(ctx, "kim", "not_ready", "meal"))
	kim.SetAnswering(phone.Answering{After: 20 * time.Millisecond})
	id, err := c.Dial(ctx, "kim", "1002", "")
	good("dial", err)
	until(t, "lee talks", func() bool { return r.state("lee") == "talking" })
	good("hang up", c.HangUp(ctx, id))
	until(t, "free again", func() bool { return r.state("kim") == "not_ready:meal" })
	good("ready", c.SetState(ctx, "kim", "ready", ""))
	caller = r.dial("01012345678")
	r.talks("kim")
	now, err := c.Snapshot(ctx)
	good("snapshot", err)
	good("abusive", c.Abusive(ctx, now.Calls[0].ID))
	good("the caller is hung up", caller.Wait(ctx, phone.Ended))
	var refused *client.Error
	if err := c.Hold(ctx, "nothing", true); !errors.As(err, &refused) || refused.Status != 404 || refused.Code != "not_found" {
		t.Errorf("hold of nothing: %v", err)
	}
	r.rowsEqual()
}
