package sip

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/phone"
)

// Who was called or is consulted controls the own side: hold, keys and mute reach the
// colleague, and nothing of it happens to the colleague's line.
func TestCalledAgentControls(t *testing.T) {
	for _, how := range []string{"consulted", "consulted in a service", "called"} {
		t.Run(how, func(t *testing.T) {
			f := newFour(t, options{})
			var lee, kim *phone.Call
			var id acd.CallID
			switch kim = f.agent; how {
			case "consulted":
				lee = f.answered()
				id = event[acd.ConsultStarted](f.edge, 1).Second
			case "consulted in a service":
				help := acd.Service{ID: "help", Strategy: acd.LongestIdle, Ring: 5 * time.Second, ServiceLevel: 20 * time.Second, Misses: 1}
				f.do(acd.PutService{Service: help}, acd.PutAgent{Agent: acd.Agent{ID: "lee", Services: []acd.Membership{{Service: "help", Level: 1}}}})
				id = f.consult(acd.Consult{To: "help"})
				f.ready("lee")
				lee = f.rings(f.lee)
				lee.Answer()
			default:
				f.caller.Hangup()
				f.over("kim", f.agent)
				f.eventually("kim is free", func() bool { return f.state("kim").State == acd.Ready })
				id = f.click("1002")
				f.eventually("kim's own phone", func() bool { return len(f.voices.agent.Calls()) == 1 })
				kim = f.voices.agent.Calls()[0]
				lee = f.rings(f.lee)
				lee.Answer()
			}
			f.hears("kim", kim, leeHz)
			f.hears("lee", lee, agentHz)
			ctx, cancel := contextWith(30 * time.Second)
			defer cancel()
			hold := func(on bool) {
				t.Helper()
				if err := f.srv.Hold(ctx, id, "lee", on); err != nil {
					t.Fatal(err)
				}
			}
			hold(true)
			f.hears("kim, held", kim, musicHz)
			f.hears("lee, who holds", lee, 0)
			holds := 2 // kim, who consults, holds the caller
			if how == "called" {
				holds = 1
			}
			event[acd.CallHeld](f.edge, holds)
			hold(false)
			f.hears("kim", kim, leeHz)
			f.hears("lee", lee, agentHz)
			if err := f.srv.SendDigits(ctx, id, "lee", "7#"); err != nil {
				t.Error(err)
			}
			f.eventually("the keys at kim's", func() bool { return string(kim.Keys()) == "7#" })
			if len(lee.Keys()) != 0 {
				t.Errorf("the keys came back to lee: %s", lee.Keys())
			}
			if err := f.srv.Hold(ctx, id, "min", true); err != ErrNotTalking {
				t.Errorf("hold by somebody else: %v", err)
			}
			f.do(acd.Mute{Call: id, Agent: "lee", Muted: true})
			f.hears("kim, of the muted one", kim, 0)
			f.hears("lee", lee, agentHz)
			if how == "called" {
				f.do(acd.Mute{Call: id, Agent: "lee"}, acd.Mute{Call: id, Agent: "kim", Muted: true})
				f.hears("kim", kim, leeHz)
				f.hears("lee, of the muted one", lee, 0)
				f.do(acd.HangUp{Call: id, By: acd.ByCaller, Cause: acd.CauseNormal})
				f.over("kim", kim)
				f.over("lee", lee)
				f.calm()
				return
			}
			f.do(acd.Complete{Call: f.id}) // the caller gets somebody who is still muted
			f.over("kim", kim)
			f.hears("lee", lee, callerHz)
			f.hears("the caller", f.caller, 0)
			f.do(acd.Mute{Call: f.id, Agent: "lee"})
			f.hears("the caller", f.caller, leeHz)
			lee.Hangup()
			f.over("the caller", f.caller)
			f.calm()
		})
	}
}

// Who is consulted and holds when the caller comes over holds the caller then.
func TestHeldByWhoTakesOver(t *testing.T) {
	f := newFour(t, options{})
	lee := f.answered()
	ctx, cancel := contextWith(30 * time.Second)
	defer cancel()
	if err := f.srv.Hold(ctx, event[acd.ConsultStarted](f.edge, 1).Second, "lee", true); err != nil {
		t.Fatal(err)
	}
	f.do(acd.Complete{Call: f.id})
	f.over("kim", f.agent)
	f.hears("the caller", f.caller, musicHz)
	f.eventually("the floor knows", func() bool {
		held := false
		_ = f.floor.Query(f.Context(), func(fl *acd.Floor) {
			for _, c := range fl.State().Calls {
				held = held || c.ID == f.id && len(c.HeldBy) == 1 && c.HeldBy[0] == acd.ByAgent
			}
		})
		return held
	})
	if err := f.srv.Hold(ctx, f.id, "lee", false); err != nil {
		t.Fatal(err)
	}
	f.hears("the caller", f.caller, leeHz)
	lee.Hangup()
	f.over("the caller", f.caller)
	f.calm()
}

// The phone has made the consultation on a line of its own and holds the first one. Three
// together are heard on the line that it listens to; lines are changed at the phone.
func TestJoinAfterThePhoneConsulted(t *testing.T) {
	f := newFour(t, options{})
	ctx, cancel := contextWith(30 * time.Second)
	defer cancel()
	if err := f.agent.Hold(ctx); err != nil {
		t.Fatal(err)
	}
	second, err := f.voices.agent.Dial("1002", phone.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	lee := f.rings(f.lee)
	lee.Answer()
	f.hears("kim's second line", second, leeHz)
	if err := f.srv.Hold(ctx, f.id, "kim", false); err != ErrPhoneHolds {
		t.Errorf("lines are changed from outside: %v", err)
	}
	if err := f.srv.MayJoin(ctx, f.id); err != nil {
		t.Fatal(err)
	}
	f.do(acd.Join{Call: f.id, Joined: true})
	f.hears("kim's second line", second, callerHz, leeHz)
	f.hears("the caller", f.caller, agentHz, leeHz)
	f.hears("lee", lee, agentHz, callerHz)
	if err := f.srv.Hold(ctx, f.id, "kim", true); err != ErrJoined {
		t.Errorf("three are held: %v", err)
	}
	f.do(acd.Mute{Call: f.id, Muted: true})
	f.hears("the caller", f.caller, leeHz)
	f.do(acd.Mute{Call: f.id})
	if err := second.Hold(ctx); err != nil { // over to the first line
		t.Fatal(err)
	}
	if err := f.agent.Resume(ctx); err != nil {
		t.Fatal(err)
	}
	f.hears("kim's first line", f.agent, callerHz, leeHz)
	f.hears("the caller", f.caller, agentHz, leeHz)
	f.do(acd.Join{Call: f.id})
	f.do(acd.EndConsult{Call: f.id})
	f.over("lee", lee)
	f.over("kim's second line", second)
	f.hears("the caller", f.caller, agentHz)
	f.caller.Hangup()
	f.over("kim", f.agent)
	f.calm()
}

// A number outside that is heard before it answers (183 with a description) is heard in
// a consultation too: from the desk, and on the phone's own second line.
func TestConsultedNumberIsHeardEarly(t *testing.T) {
	for _, how := range []string{"desk", "phone"} {
		t.Run(how, func(t *testing.T) {
			f := newFour(t, options{})
			f.other.SetAnswering(phone.Answering{Manual: true, Early: true})
			ctx, cancel := contextWith(30 * time.Second)
			defer cancel()
			kim := f.agent
			if how == "desk" {
				f.consult(acd.Consult{Number: elsewhere})
			} else {
				if err := f.agent.Hold(ctx); err != nil {
					t.Fatal(err)
				}
				var err error
				if kim, err = f.voices.agent.Dial(elsewhere, phone.DialOptions{}); err != nil {
					t.Fatal(err)
				}
			}
			other := f.rings(f.other)
			f.hears("kim", kim, otherHz)
			f.hears("the caller", f.caller, musicHz)
			other.Answer()
			event[acd.DialConnected](f.edge, 1)
			f.hears("kim", kim, otherHz)
			f.hears("the other", other, agentHz)
			f.do(acd.Complete{Call: f.id})
			f.hears("the caller", f.caller, otherHz)
			f.caller.Hangup()
			f.over("the other", other)
			f.calm()
		})
	}
}

// A number that has rung and then fails is not called again over the next trunk,
// whoever calls it.
func TestRangIsNotDialledTwice(t *testing.T) {
	for _, how := range []string{"consulted", "given"} {
		t.Run(how, func(t *testing.T) {
			f := newFour(t, options{})
			f.dir.Trunks = append(f.dir.Trunks, f.dir.Trunks[0])
			f.dir.Trunks[1].Name, f.dir.Trunks[1].Sources = "second", []netip.Prefix{netip.MustParsePrefix("127.0.0.9/32")}
			f.reload()
			f.other.SetAnswering(phone.Answering{Reject: 500, After: 300 * time.Millisecond})
			calls := make(chan struct{}, 9)
			f.other.OnCall(func(*phone.Call) { calls <- struct{}{} })
			if how == "consulted" {
				f.consult(acd.Consult{Number: elsewhere})
				event[acd.ConsultEnded](f.edge, 1)
			} else {
				f.do(acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Rest})
				f.do(acd.Transfer{Call: f.id, Number: elsewhere})
				event[acd.CallReturned](f.edge, 1)
			}
			if n := len(calls); n != 1 {
				t.Errorf("it was called %d times", n)
			}
			f.caller.Hangup()
			f.calm()
		})
	}
}

// 112 and 119 have a way where no trunk is meant for them, and are nobody's extension.
func TestEmergencyFindsATrunk(t *testing.T) {
	for _, how := range []string{"prefixes of others", "not for calls out", "an extension of the same digits"} {
		t.Run(how, func(t *testing.T) {
			v := newVoices(t, options{agents: []string{"kim", "lee"}})
			v.dir.Trunks[0].Target = "sip:" + v.line.Addr().String()
			switch how {
			case "prefixes of others":
				v.dir.Trunks[0].Prefixes = []string{"010", "02"}
			case "not for calls out":
				v.dir.Trunks[0].NoDial = true
			default:
				v.dir.Agents[1].Credentials = append(v.dir.Agents[1].Credentials, Credential{User: "112"})
			}
			v.reload()
			v.line.NewPhone(phone.Account{User: "112", Registrar: v.srv.UDPAddr()}).SetAnswering(phone.Answering{After: 20 * time.Millisecond})
			c, err := v.agent.Dial("112", phone.DialOptions{})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := contextWith(patience)
			defer cancel()
			if err := c.Wait(ctx, phone.Talking); err != nil {
				t.Fatalf("%v (%d)", err, c.Status())
			}
			c.Hangup()
			v.calm()
		})
	}
}

// An emergency call from the desk goes although the floor does not let the agent call:
// the own phone rings, then the number; it is told of when it is over.
func TestEmergencyFromTheDesk(t *testing.T) {
	for _, how := range []string{"answered", "the own phone is not picked up", "given up while it rings"} {
		t.Run(how, func(t *testing.T) {
			told := make(chan Aside, 9)
			v := newVoices(t, options{aside: func(a Aside) { told <- a }, cfg: Config{RingOwn: 500 * time.Millisecond}})
			v.dir.Trunks[0].Target = "sip:" + v.line.Addr().String()
			v.reload()
			brigade := v.line.NewPhone(phone.Account{User: "119", Registrar: v.srv.UDPAddr()})
			brigade.SetAnswering(phone.Answering{After: 20 * time.Millisecond, Never: how == "given up while it rings"})
			v.agent.SetAnswering(phone.Answering{After: 20 * time.Millisecond, Never: how == "the own phone is not picked up"})
			v.do(acd.SetState{Agent: "kim", State: acd.LoggedOut})
			if _, err := v.srv.DialEmergency("kim", outside); err != ErrNumber {
				t.Errorf("any number: %v", err)
			}
			id, err := v.srv.DialEmergency("kim", "119")
			if err != nil {
				t.Fatal(err)
			}
			if how == "the own phone is not picked up" {
				v.eventually("it rings no more", func() bool { return len(told) == 1 })
			} else {
				c := v.call(v.agent)
				ctx, cancel := contextWith(patience)
				defer cancel()
				if how == "answered" {
					v.eventually("the fire brigade talks", func() bool {
						all := brigade.Calls()
						return len(all) == 1 && all[0].State() == phone.Talking
					})
				} else if err := c.WaitTone(ctx, 440); err != nil {
					t.Errorf("the agent does not hear that it rings: %v", err)
				}
				c.Hangup()
			}
			v.calm()
			if a := <-told; a.Call != id || a.Agent != "kim" || a.Called != "119" || a.Answered.IsZero() == (how == "answered") {
				t.Errorf("told as %+v", a)
			}
		})
	}
}

// Either side holds by UPDATE as by re-INVITE (RFC 3311 section 5.1): the floor knows,
// and the answer takes no more than was offered.
func TestHoldByUpdate(t *testing.T) {
	for _, side := range []acd.HangUpBy{acd.ByCaller, acd.ByAgent} {
		t.Run(string(side), func(t *testing.T) {
			e := newEdge(t, options{agents: []string{"kim"}})
			c := e.talk("kim")
			for seq, direction := range []string{"sendonly", "sendrecv", "inactive", "sendrecv"} {
				p, up := c.phone, c.phone.inCall("UPDATE", c.ring, "p1", 10+seq)
				if side == acd.ByCaller {
					c.inv.seq++
					p, up = c.caller, c.caller.dialogReq("UPDATE", c.inv, c.ok)
				}
				up.body = p.sdp("a=" + direction)
				res := p.response(p.send(up), 200)
				want := map[string]string{"sendonly": "a=recvonly", "inactive": "a=inactive", "sendrecv": "a=sendrecv"}[direction]
				if !contains(string(res.Body()), want) {
					t.Errorf("%s is answered by\n%s", direction, res.Body())
				}
				if direction == "sendrecv" {
					event[acd.CallResumed](e, seq/2+1)
				} else if held := event[acd.CallHeld](e, seq/2+1); held.By != side {
					t.Errorf("held: %+v", held)
				}
			}
			c.inv.seq++
			c.hangUp()
			e.calm()
		})
	}
}

// The phone of an agent who wants it is asked to answer a call by itself, in the words of
// several makers; the others are not.
func TestAutoAnswerIsAsked(t *testing.T) {
	for _, auto := range []bool{true, false} {
		v := newVoices(t, options{})
		v.dir.Agents[0].AutoAnswer = auto
		v.reload()
		v.agent.SetAnswering(phone.Answering{Manual: true})
		v.ready("kim")
		caller := v.dial()
		v.eventually("it rings", func() bool { return len(v.agent.Calls()) == 1 })
		ring := v.agent.Calls()[0]
		if asked := contains(ring.Header("Call-Info"), "answer-after=0"); asked != auto {
			t.Errorf("automatic %v: Call-Info %q, Alert-Info %q", auto, ring.Header("Call-Info"), ring.Header("Alert-Info"))
		}
		caller.Hangup()
		v.calm()
	}
}

// Who is consulted and holds at the desk is heard when three are put together, and holds
// no more when the caller is given over.
func TestHeldIsHeardOnceJoined(t *testing.T) {
	f := newFour(t, options{})
	lee := f.answered()
	ctx, cancel := contextWith(30 * time.Second)
	defer cancel()
	if err := f.srv.Hold(ctx, event[acd.ConsultStarted](f.edge, 1).Second, "lee", true); err != nil {
		t.Fatal(err)
	}
	f.do(acd.Join{Call: f.id, Joined: true})
	f.hears("the caller", f.caller, agentHz, leeHz)
	f.do(acd.Complete{Call: f.id})
	f.over("kim", f.agent)
	f.hears("the caller", f.caller, leeHz)
	f.eventually("nobody holds", func() bool {
		held := false
		_ = f.floor.Query(f.Context(), func(fl *acd.Floor) {
			for _, c := range fl.State().Calls {
				held = held || len(c.HeldBy) > 0
			}
		})
		return !held
	})
	lee.Hangup()
	f.over("the caller", f.caller)
	f.calm()
}

// Who was muted and has given the call away has muted nobody: the next agent is heard on
// the line on which the phone consults.
func TestMuteEndsWithItsAgent(t *testing.T) {
	f := newFour(t, options{})
	ctx, cancel := contextWith(30 * time.Second)
	defer cancel()
	f.do(acd.Mute{Call: f.id, Muted: true})
	f.do(acd.SetState{Agent: "lee", State: acd.Ready})
	f.do(acd.Transfer{Call: f.id, Agent: "lee"})
	lee := f.rings(f.lee)
	lee.Answer()
	f.hears("the caller", f.caller, leeHz)
	if err := lee.Hold(ctx); err != nil {
		t.Fatal(err)
	}
	f.eventually("the edge has heard that lee talks", func() bool { return f.srv.talkOf("lee") != nil })
	second, err := f.lee.Dial(elsewhere, phone.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	asked := f.rings(f.other)
	asked.Answer()
	f.hears("lee", second, otherHz)
	f.hears("who is asked", asked, leeHz)
	f.caller.Hangup()
	f.over("lee", lee)
	f.calm()
}

// A colleague's name with 112 in it is a name.
func TestNameWithAnEmergencyNumber(t *testing.T) {
	f := newFour(t, options{})
	f.dir.Agents[1].Credentials = append(f.dir.Agents[1].Credentials, Credential{User: "lee112"})
	f.reload()
	if n, to, err := f.srv.MayDial("kim", "lee112"); n != "lee112" || to != "lee" || err != nil {
		t.Errorf("%q, %q, %v", n, to, err)
	}
	if n, _, err := f.srv.MayDial("kim", "119호"); !errors.Is(err, ErrNumber) {
		t.Errorf("a text is dialled as %q: %v", n, err)
	}
	if n, to, err := f.srv.MayDial("kim", "1-1-9"); n != "119" || to != "" || err != nil {
		t.Errorf("%q, %q, %v", n, to, err)
	}
}
