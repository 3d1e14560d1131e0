package sip

import (
	"net/netip"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/phone"
)

// A floor that takes no new call: 503 with Retry-After, and nothing is left. One
// that is slow to take what happened in a call gets it later, in order.
func TestOverloadedFloor(t *testing.T) {
	var full atomic.Bool
	full.Store(true)
	e := newEdge(t, options{agents: []string{"kim"}, full: func(c acd.Command) bool {
		_, enqueue := c.(acd.Enqueue)
		_, state := c.(acd.PhoneReachable)
		return !state && full.Load() && (enqueue || isHangUp(c))
	}})
	caller := newPeer(e, "0101")
	if res := caller.response(caller.call("15880001"), 503); value(res, "retry-after") == "" {
		t.Error("503 without Retry-After")
	}
	e.calm()
	full.Store(false)
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	full.Store(true)
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	time.Sleep(120 * time.Millisecond) // two tries of the hang-up fail
	if count[acd.CallEnded](e) != 0 {
		t.Fatal("the floor was not full")
	}
	full.Store(false)
	event[acd.CallEnded](e, 1)
	e.calm()
}

func isHangUp(c acd.Command) bool { _, ok := c.(acd.HangUp); return ok }

// Listening on every address, Via and Contact name the one that the peer sees.
func TestWildcardListen(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, cfg: Config{UDP: "0.0.0.0:0"}})
	at := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), e.srv.UDPAddr().Port())
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.edge, caller.edge = at, at
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.call("15880001")
	if c := value(caller.response(inv, 200), "contact"); !strings.Contains(c, at.String()) {
		t.Errorf("Contact %s", c)
	}
	if ring := phone.request("INVITE"); !strings.Contains(ring.header("via"), at.String()) || ring.from != at {
		t.Errorf("from %s:\n%s", ring.from, ring.raw)
	}
}

// W-19: whatever methods and codes strangers invent, no series is added.
func TestMetricLabelsAreBounded(t *testing.T) {
	reg := prometheus.NewRegistry()
	e := newEdge(t, options{metrics: reg})
	p := newPeer(e, "0101")
	series := func() int {
		fams, err := reg.Gather()
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, f := range fams {
			n += len(f.Metric)
		}
		return n
	}
	p.response(p.send(p.newReq("FOO", "sip:x@"+p.edge.String())), 405)
	before := series()
	for range 200 {
		r := p.newReq("M"+strings.ToUpper(random()), "sip:x@"+p.edge.String())
		p.response(p.send(r), 405)
	}
	if after := series(); after != before {
		t.Errorf("%d series became %d", before, after)
	}
}

// A directory that contradicts itself is refused and the old one stays; agents who
// are switched off lose their registration, calls go on.
func TestReload(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	c := e.talk("kim")
	bad := e.dir
	bad.Services = append([]Service{{ID: "other", Numbers: bad.Services[0].Numbers}}, bad.Services...)
	if err := e.srv.Reload(bad); err == nil {
		t.Error("a number of two services was accepted")
	}
	good := e.dir
	good.Agents = nil
	if err := e.srv.Reload(good); err != nil {
		t.Fatal(err)
	}
	if n := len(e.srv.Registrations()); n != 0 {
		t.Errorf("%d registrations of nobody", n)
	}
	c.hangUp()
	e.calm()
}

// S24: after many calls of several kinds goroutines, transactions and legs are
// back to where they began.
func TestNothingPilesUp(t *testing.T) {
	v := newVoices(t, options{service: acd.Service{ID: "orders", Ring: 100 * time.Millisecond}})
	one := func(a phone.Answering, talk time.Duration) {
		v.agent.SetAnswering(a)
		v.ready("kim")
		caller := v.dial()
		time.Sleep(talk)
		caller.Hangup()
		v.calm()
	}
	kinds := []phone.Answering{{}, {Never: true}, {Reject: 486}, {After: 20 * time.Millisecond}}
	for _, a := range kinds {
		one(a, 30*time.Millisecond)
	}
	time.Sleep(64*fast.T1 + 200*time.Millisecond) // the last timers of the first calls
	base := runtime.NumGoroutine()
	for range 10 {
		for _, a := range kinds {
			one(a, 15*time.Millisecond)
		}
	}
	v.eventually("transactions are gone", func() bool {
		servers, clients := v.srv.txs.sizes()
		return servers == 0 && clients == 0
	})
	v.eventually("goroutines are gone", func() bool { return runtime.NumGoroutine() <= base })
	v.srv.mu.Lock()
	defer v.srv.mu.Unlock()
	if len(v.srv.merged) != 0 {
		t.Errorf("%d merged-request keys are left", len(v.srv.merged))
	}
}

// An edge that has missed events of the floor starts again from a snapshot and
// ends the calls that it no longer understands, each with one outcome; the next
// call works.
func TestDispatcherFallsBehind(t *testing.T) {
	var lag atomic.Bool
	e := newEdge(t, options{agents: []string{"kim"}, lag: &lag})
	c := e.talk("kim")
	lag.Store(true)
	e.do(acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Rest, By: "agent"}) // any event
	c.caller.answer(c.caller.request("BYE"), 200, "", "")
	c.phone.answer(c.phone.request("BYE"), 200, "", "")
	if end := event[acd.CallEnded](e, 1); end.Outcome != acd.Completed || end.Cause != acd.CauseFailed {
		t.Errorf("ended %+v", end)
	}
	e.calm()
	inv := c.caller.call("15880001")
	c.caller.ack(inv, c.caller.response(inv, 200), "")
}

// A call that began after the snapshot, while the edge was catching up, is ended on
// both sides: no agent is rung for a caller who is gone.
func TestCallBeginsDuringCatchUp(t *testing.T) {
	var lag, blind atomic.Bool
	e := newEdge(t, options{agents: []string{"kim"}, lag: &lag, blind: &blind})
	caller := newPeer(e, "0101")
	inv := caller.call("15880001")
	caller.ack(inv, caller.response(inv, 200), "")
	event[acd.CallQueued](e, 1)
	blind.Store(true)
	lag.Store(true)
	e.do(acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Rest, By: "agent"}) // any event
	caller.answer(caller.request("BYE"), 200, "", "")
	event[acd.CallEnded](e, 1)
	e.calm()
}

// The floor offers a call that the edge does not have: the edge says so, and the
// agent is free again.
func TestOfferOfUnknownCall(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	phone := newPeer(e, "kim")
	phone.register(password+"kim", "MD5")
	event[acd.AgentPhoneChanged](e, 1)
	e.ready("kim")
	e.do(acd.Enqueue{Call: "ghost", Service: "orders", Caller: "0101"})
	if end := event[acd.CallEnded](e, 1); end.Call != "ghost" || end.By != acd.BySystem {
		t.Errorf("ended %+v", end)
	}
	e.calm()
}

// A panic while a caller's leg is made ends that call with 500, leaves nothing of it,
// and the next call works.
func TestPanicInNewCall(t *testing.T) {
	e := newEdge(t, options{})
	set := func(m *media.Engine) {
		e.srv.mu.Lock()
		defer e.srv.mu.Unlock()
		e.srv.media = m
	}
	set(nil)
	caller := newPeer(e, "0101")
	inv := caller.call("15880001")
	res := caller.response(inv, 500)
	caller.ackInCall(inv, res)
	e.calm()
	set(e.media)
	inv = caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	e.calm()
}

// S30: a peer whose Contact names one of our own sockets is reached where it
// sends from; nothing of ours comes back to ourselves.
func TestNeverToOurselves(t *testing.T) {
	e := newEdge(t, options{})
	caller := newPeer(e, "0101")
	inv := caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
	inv.body, inv.contact = caller.sdp(), "<sip:15880001@"+caller.edge.String()+">"
	ok := caller.response(caller.send(inv), 200)
	caller.ack(inv, ok, "")
	q := event[acd.CallQueued](e, 1)
	e.do(acd.HangUp{Call: q.Call, By: acd.BySystem, Cause: acd.CauseFailed})
	caller.answer(caller.request("BYE"), 200, "", "")
	e.calm()
	loop := caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
	e.srv.txs.mu.Lock()
	e.srv.txs.clients[clientKey{"z9hG4bKours", "INVITE"}] = &clientTx{x: e.srv.txs}
	e.srv.txs.mu.Unlock()
	loop.extra = []string{"Via: SIP/2.0/UDP " + caller.edge.String() + ";branch=z9hG4bKours"}
	caller.response(caller.send(loop), 482)
}
