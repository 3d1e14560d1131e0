package sip

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/phone"
)

// Tones that tell who is heard.
const (
	musicHz  = 300
	callerHz = 500
	agentHz  = 900
	leeHz    = 1300 // a second agent
	otherHz  = 1700 // a number outside
)

// voices are a caller and an agent on our own softphone.
type voices struct {
	*edge
	phones        *media.Engine
	line, desks   *phone.Bank // of the caller, of kim
	registrar     netip.AddrPort
	caller, agent *phone.Phone
}

func newVoices(t *testing.T, o options) *voices {
	t.Helper()
	if o.agents == nil {
		o.agents = []string{"kim"}
	}
	e := newEdge(t, o)
	// Their media is not the edge's: its own RTP ports are refused (S-23).
	m, err := media.New(media.Config{Addr: netip.MustParseAddr("127.0.0.1"), PortMin: 40000, PortMax: 49999}, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	v := &voices{edge: e, phones: m, registrar: e.srv.UDPAddr()}
	// A socket that phones register from makes no trunk calls: two banks.
	v.line = v.newBank()
	v.caller = v.line.NewPhone(phone.Account{User: "01012345678", Registrar: e.srv.UDPAddr()})
	if v.desks = v.newBank(); o.tcp {
		v.desks, v.registrar = v.newTCPBank(), e.srv.TCPAddr()
	}
	v.agent = v.desks.NewPhone(phone.Account{User: "kim", Password: password + "kim", Registrar: v.registrar, Domain: "callfloor"})
	v.caller.Say(callerHz)
	v.agent.Say(agentHz)
	ctx, cancel := contextWith(patience)
	defer cancel()
	if err := v.agent.Register(ctx); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *voices) newBank() *phone.Bank { v.Helper(); return v.bank(false) }

func (v *voices) newTCPBank() *phone.Bank { v.Helper(); return v.bank(true) }

func (v *voices) bank(tcp bool) *phone.Bank {
	v.Helper()
	b, err := phone.NewBank(phone.Config{Listen: netip.MustParseAddrPort("127.0.0.1:0"), TCP: tcp, Media: v.phones, T1: fast.T1})
	if err != nil {
		v.Fatal(err)
	}
	v.Cleanup(b.Close)
	return b
}

// hears asserts that a call hears exactly these tones of all, 0 for none.
func (v *voices) hears(who string, c *phone.Call, tones ...float64) {
	v.Helper()
	ctx, cancel := contextWith(patience)
	defer cancel()
	for _, hz := range tones {
		if hz == 0 {
			continue
		}
		if err := c.WaitTone(ctx, hz); err != nil {
			v.Fatalf("%s hears no %.0f Hz: %v", who, hz, err)
		}
	}
	for _, other := range []float64{musicHz, callerHz, agentHz, leeHz, otherHz} {
		if !slices.Contains(tones, other) {
			if err := c.WaitNoTone(ctx, other); err != nil {
				v.Fatalf("%s still hears %.0f Hz: %v", who, other, err)
			}
		}
	}
}

func (v *voices) dial() *phone.Call {
	v.Helper()
	c, err := v.caller.Dial("15880001", phone.DialOptions{})
	if err != nil {
		v.Fatal(err)
	}
	return c
}

// connected returns both ends of a call that is up.
func (v *voices) connected() (caller, agent *phone.Call) {
	v.Helper()
	v.agent.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
	v.ready("kim")
	caller = v.dial()
	event[acd.CallConnected](v.edge, 1)
	v.eventually("the agent's call", func() bool { return len(v.agent.Calls()) == 1 })
	return caller, v.agent.Calls()[0]
}

// Music while waiting, then each hears the other and no music any more (M7).
func TestHearMusicThenEachOther(t *testing.T) {
	for name, early := range map[string]bool{"answered": false, "early": true} {
		t.Run(name, func(t *testing.T) {
			v := newVoices(t, options{early: early})
			v.agent.SetAnswering(phone.Answering{Manual: true})
			caller := v.dial()
			v.hears("the waiting caller", caller, musicHz)
			if got := caller.State() == phone.Talking; got == early {
				t.Errorf("the waiting caller is %s", caller.State())
			}
			v.ready("kim")
			event[acd.CallOffered](v.edge, 1)
			v.eventually("the phone rings", func() bool { return len(v.agent.Calls()) == 1 })
			agent := v.agent.Calls()[0]
			agent.Answer()
			v.hears("the caller", caller, agentHz)
			v.hears("the agent", agent, callerHz)
			caller.Hangup()
			v.calm()
		})
	}
}

// Hold from either side: the other one hears music, then again the voice; the
// music does not go on underneath (M5, M7).
func TestHearHold(t *testing.T) {
	v := newVoices(t, options{})
	caller, agent := v.connected()
	ctx, cancel := contextWith(30 * time.Second)
	defer cancel()
	for range 2 {
		if err := agent.Hold(ctx); err != nil {
			t.Fatal(err)
		}
		v.hears("the held caller", caller, musicHz)
		v.hears("the holding agent", agent, 0)
		if err := agent.Resume(ctx); err != nil {
			t.Fatal(err)
		}
		v.hears("the caller", caller, agentHz)
		v.hears("the agent", agent, callerHz)
	}
	if err := caller.Hold(ctx); err != nil {
		t.Fatal(err)
	}
	v.hears("the held agent", agent, musicHz)
	if err := caller.Resume(ctx); err != nil {
		t.Fatal(err)
	}
	v.hears("the agent", agent, callerHz)
	v.hears("the caller", caller, agentHz)
	agent.Hangup()
	v.calm()
}

// Sides that talk different laws of G.711 hear each other.
func TestHearAcrossLaws(t *testing.T) {
	v := newVoices(t, options{})
	v.agent.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
	v.ready("kim")
	caller, err := v.caller.Dial("15880001", phone.DialOptions{Codecs: media.G711[1:]})
	if err != nil {
		t.Fatal(err)
	}
	event[acd.CallConnected](v.edge, 1)
	v.hears("the caller", caller, agentHz)
	v.eventually("the agent's call", func() bool { return len(v.agent.Calls()) == 1 })
	v.hears("the agent", v.agent.Calls()[0], callerHz)
}

// An offerless caller hears music after its ACK, then the agent.
func TestHearOfferless(t *testing.T) {
	v := newVoices(t, options{})
	v.agent.SetAnswering(phone.Answering{Manual: true})
	caller, err := v.caller.Dial("15880001", phone.DialOptions{NoOffer: true})
	if err != nil {
		t.Fatal(err)
	}
	v.hears("the caller", caller, musicHz)
}

// A lost agent: the caller keeps its place and hears music again.
func TestHearMusicAfterReject(t *testing.T) {
	v := newVoices(t, options{})
	v.agent.SetAnswering(phone.Answering{Reject: 486})
	v.ready("kim")
	caller := v.dial()
	event[acd.CallReturned](v.edge, 1)
	v.hears("the caller", caller, musicHz)
}

// DTMF by RTP events and by INFO reaches the other side (RFC 4733, RFC 6086).
func TestDigitsPass(t *testing.T) {
	v := newVoices(t, options{})
	caller, agent := v.connected()
	v.hears("the agent", agent, callerHz)
	if err := caller.SendDTMF("42#"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := contextWith(patience)
	defer cancel()
	v.eventually("events passed on: "+agent.Keys(), func() bool { return agent.Keys() == "42#" })
	if err := agent.Info(ctx, '7'); err != nil {
		t.Fatal(err)
	}
	v.eventually("INFO passed on: "+caller.Keys(), func() bool { return caller.Keys() == "7" })
}

// The message of a service's rule is heard to its end, then the caller is hung up.
func TestHearClosedMessage(t *testing.T) {
	v := newVoices(t, options{service: acd.Service{
		ID: "orders", Ring: time.Second, Closed: true,
		ClosedDo: acd.Rule{Do: acd.RuleMessage, Prompt: "closed"},
	}})
	caller := v.dial()
	v.hears("the caller", caller, musicHz)
	ctx, cancel := contextWith(patience)
	defer cancel()
	if err := caller.Wait(ctx, phone.Ended); err != nil {
		t.Fatal(err)
	}
	v.calm()
}

// Faulty phones cost nothing but their own call: no ACK, everything twice, a BYE
// before the ACK, forks, an answer after CANCEL, silence (S27, F-38).
func TestFaultyPhones(t *testing.T) {
	for name, f := range map[string]phone.Faults{
		"twice": {Twice: true}, "early BYE": {EarlyBYE: true}, "forked": {Forked: true}, "late OK": {LateOK: true}, "mute": {Mute: true},
	} {
		t.Run(name, func(t *testing.T) {
			v := newVoices(t, options{service: acd.Service{ID: "orders", Ring: 300 * time.Millisecond}})
			v.agent.SetFaults(f)
			v.agent.SetAnswering(phone.Answering{After: 5 * time.Millisecond, Never: f.LateOK})
			v.ready("kim")
			caller := v.dial()
			v.eventually("an outcome", func() bool {
				return count[acd.CallConnected](v.edge)+count[acd.OfferEnded](v.edge) > 0
			})
			caller.Hangup()
			v.eventually("the call is over", func() bool { return count[acd.CallEnded](v.edge) == 1 })
			v.calm()
		})
	}
}
