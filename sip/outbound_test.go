package sip

import (
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/phone"
)

const outside = "01012345678" // the number of voices' caller

// outward returns voices whose trunk reaches the caller's phone, and kim ready with
// a right.
func outward(t *testing.T, right DialRight, o options) *voices {
	t.Helper()
	v := newVoices(t, o)
	v.dir.Agents[0].Dial, v.dir.Agents[0].Show = right, "15880001"
	v.dir.Trunks[0].Target = "sip:" + v.line.Addr().String()
	v.reload()
	v.ready("kim")
	return v
}

func (e *edge) reload() {
	e.Helper()
	if err := e.srv.Reload(e.dir); err != nil {
		e.Fatal(err)
	}
}

// click is a click-to-call: the floor is asked, as the API does.
func (v *voices) click(number string) acd.CallID {
	v.Helper()
	n, to, err := v.srv.MayDial("kim", number)
	if err != nil {
		v.Fatal(err)
	}
	id := v.srv.NewCallID()
	v.do(acd.Dial{Call: id, Agent: "kim", Number: n, Show: v.srv.Shown("kim"), To: to})
	return id
}

func (v *voices) call(p *phone.Phone) *phone.Call {
	v.Helper()
	v.eventually("the phone rings", func() bool { return len(p.Calls()) == 1 })
	return p.Calls()[0]
}

func (v *voices) agentState() (s acd.AgentState) {
	v.Helper()
	_ = v.floor.Query(v.Context(), func(f *acd.Floor) {
		a, _ := f.Agent("kim")
		s = a.State
	})
	return s
}

// carrier answers every INVITE with one code, 0 for silence, and counts them.
type carrier struct {
	*peer
	mu   sync.Mutex
	seen map[string]int // by number
}

func newCarrier(e *edge, ip string, code int, headers ...string) *carrier {
	e.Helper()
	c := &carrier{peer: newPeerAt(e, "carrier", ip), seen: map[string]int{}}
	stop := make(chan struct{})
	e.Cleanup(func() { close(stop) })
	go func() {
		for {
			select {
			case <-stop:
				return
			case m := <-c.in:
				req, ok := m.msg.(*sipmsg.Request)
				if !ok || req.Method != sipmsg.INVITE {
					continue
				}
				c.mu.Lock()
				c.seen[req.Recipient.User]++
				c.mu.Unlock()
				if code != 0 {
					c.answer(m, code, "t", "", headers...)
				}
			}
		}
	}()
	return c
}

// invited counts the INVITEs for a number, or all of them.
func (c *carrier) invited(number string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, v := range c.seen {
		if number == "" || k == number {
			n += v
		}
	}
	return n
}

// Click-to-call: the agent's own phone first, ringing while it rings outside, then
// both hear each other; hold, and the end from either side. The other side sees the
// number of the centre.
func TestClickToCall(t *testing.T) {
	for _, ends := range []string{"the agent", "the customer"} {
		t.Run(ends, func(t *testing.T) {
			v := outward(t, DialDomestic, options{})
			v.agent.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
			v.caller.SetAnswering(phone.Answering{Manual: true})
			v.click("010-1234-5678")
			agent := v.call(v.agent)
			if h := agent.Header("Call-Info"); !strings.Contains(h, "answer-after=0") {
				t.Errorf("the agent's phone is not asked to answer: %q", h)
			}
			customer := v.call(v.caller)
			if from := customer.Header("From"); !strings.Contains(from, "15880001") {
				t.Errorf("the customer sees %q", from)
			}
			ctx, cancel := contextWith(patience)
			defer cancel()
			if err := agent.WaitTone(ctx, 440); err != nil {
				t.Errorf("the agent does not hear that it rings: %v", err)
			}
			if s := v.agentState(); s != acd.Dialing {
				t.Errorf("the agent is %s while it rings outside", s)
			}
			customer.Answer()
			event[acd.DialConnected](v.edge, 1)
			v.hears("the customer", customer, agentHz)
			v.hears("the agent", agent, callerHz)
			if s := v.agentState(); s != acd.TalkingOutbound {
				t.Errorf("the agent is %s in the talk", s)
			}
			if err := agent.Hold(ctx); err != nil {
				t.Fatal(err)
			}
			v.hears("the held customer", customer, musicHz)
			if err := agent.Resume(ctx); err != nil {
				t.Fatal(err)
			}
			v.hears("the customer", customer, agentHz)
			if ends == "the agent" {
				agent.Hangup()
			} else {
				customer.Hangup()
			}
			end := event[acd.CallEnded](v.edge, 1)
			if end.Outcome != acd.Completed || !end.Outbound {
				t.Errorf("ended: %+v", end)
			}
			v.calm()
			if s := v.agentState(); s != acd.Ready {
				t.Errorf("the agent is %s afterwards", s)
			}
		})
	}
}

// An agent dials on the phone: it rings there as it rings outside, and is answered
// when the customer answers.
func TestPhoneDials(t *testing.T) {
	v := outward(t, DialDomestic, options{})
	v.caller.SetAnswering(phone.Answering{Manual: true})
	agent, err := v.agent.Dial(outside, phone.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	customer := v.call(v.caller)
	ctx, cancel := contextWith(patience)
	defer cancel()
	if err := agent.Wait(ctx, phone.Ringing); err != nil {
		t.Fatal(err)
	}
	customer.Answer()
	if err := agent.Wait(ctx, phone.Talking); err != nil {
		t.Fatal(err)
	}
	v.hears("the customer", customer, agentHz)
	v.hears("the agent", agent, callerHz)
	customer.Hangup()
	if err := agent.Wait(ctx, phone.Ended); err != nil {
		t.Fatal(err)
	}
	v.calm()
}

// What the other side says reaches the phone that dialled, and the floor.
func TestDialRefused(t *testing.T) {
	for code, want := range map[int]struct {
		status int
		cause  acd.Cause
	}{
		486: {486, acd.CauseBusy}, 603: {603, acd.CauseRejected}, 404: {404, acd.CauseNoSuchNumber}, 480: {480, acd.CauseNoAnswer}, 503: {503, acd.CauseNoRoute},
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			v := outward(t, DialDomestic, options{})
			v.caller.SetAnswering(phone.Answering{Reject: code, Rings: -1})
			agent, err := v.agent.Dial(outside, phone.DialOptions{})
			if err != nil {
				t.Fatal(err)
			}
			end := event[acd.CallEnded](v.edge, 1)
			if end.Cause != want.cause || end.Outcome != acd.Failed {
				t.Errorf("ended: %+v", end)
			}
			ctx, cancel := contextWith(patience)
			defer cancel()
			if err := agent.Wait(ctx, phone.Ended); err != nil || agent.Status() != want.status {
				t.Errorf("the phone got %d, want %d (%v)", agent.Status(), want.status, err)
			}
			v.calm()
		})
	}
}

// Who dials may give up at every moment; nothing is left over on any side.
func TestDialGivenUp(t *testing.T) {
	t.Run("by the phone while it rings", func(t *testing.T) {
		v := outward(t, DialDomestic, options{})
		v.caller.SetAnswering(phone.Answering{Never: true})
		agent, err := v.agent.Dial(outside, phone.DialOptions{})
		if err != nil {
			t.Fatal(err)
		}
		customer := v.call(v.caller)
		ctx, cancel := contextWith(patience)
		defer cancel()
		if err := agent.Wait(ctx, phone.Ringing); err != nil {
			t.Fatal(err)
		}
		agent.Hangup()
		if err := customer.Wait(ctx, phone.Ended); err != nil {
			t.Error(err)
		}
		v.calm()
	})
	t.Run("after click-to-call while it rings", func(t *testing.T) {
		v := outward(t, DialDomestic, options{})
		v.agent.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
		v.caller.SetAnswering(phone.Answering{Never: true})
		v.click(outside)
		agent, customer := v.call(v.agent), v.call(v.caller)
		agent.Hangup()
		ctx, cancel := contextWith(patience)
		defer cancel()
		if err := customer.Wait(ctx, phone.Ended); err != nil {
			t.Error(err)
		}
		v.calm()
	})
	t.Run("own phone not answered", func(t *testing.T) {
		v := outward(t, DialDomestic, options{cfg: Config{RingOwn: 200 * time.Millisecond}})
		v.agent.SetAnswering(phone.Answering{Never: true})
		v.click(outside)
		if end := event[acd.CallEnded](v.edge, 1); end.Cause != acd.CauseNoAnswer || len(v.caller.Calls()) != 0 {
			t.Errorf("ended: %+v", end)
		}
		v.calm()
	})
	t.Run("own phone rejects", func(t *testing.T) {
		v := outward(t, DialDomestic, options{})
		v.agent.SetAnswering(phone.Answering{Reject: 486})
		v.click(outside)
		event[acd.CallEnded](v.edge, 1)
		v.calm()
	})
	t.Run("released by a manager", func(t *testing.T) {
		v := outward(t, DialDomestic, options{})
		v.agent.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
		v.caller.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
		v.click(outside)
		event[acd.DialConnected](v.edge, 1)
		v.do(acd.ReleaseAgent{Agent: "kim"})
		v.calm()
	})
}

// A trunk that does not answer, or says 503, costs a moment; the next one takes the
// call, and the first is left alone for as long as it asked (F-30, F-31).
func TestDialNextTrunk(t *testing.T) {
	for _, fault := range []string{"silent", "503"} {
		t.Run(fault, func(t *testing.T) {
			v := outward(t, DialDomestic, options{cfg: Config{PhoneSilent: 300 * time.Millisecond}})
			first := newCarrier(v.edge, "127.0.0.3", map[string]int{"silent": 0, "503": 503}[fault], "Retry-After: 60")
			good := v.dir.Trunks[0]
			good.Name, good.Sources = "second", []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
			v.dir.Trunks = []Trunk{
				{Name: "first", Sources: []netip.Prefix{netip.MustParsePrefix("127.0.0.3/32")}, Target: "sip:" + first.addr(), Options: -1, Prefixes: []string{"010"}},
				good,
			}
			v.reload()
			v.caller.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
			for n := 1; n <= 2; n++ {
				if fault == "503" && n == 2 && v.srv.trunks.up("first", time.Now()) {
					t.Error("a trunk that asked to be left alone is not")
				}
				c, err := v.agent.Dial(outside, phone.DialOptions{})
				if err != nil {
					t.Fatal(err)
				}
				event[acd.DialConnected](v.edge, n)
				v.hears("the agent", c, callerHz)
				v.hears("the other side", v.call(v.caller), agentHz)
				c.Hangup()
				event[acd.CallEnded](v.edge, n)
				v.eventually("ready again", func() bool { return v.agentState() == acd.Ready })
			}
			v.calm()
		})
	}
}

// That it rings outside is told once, before the floor hears how the call ends; of a call
// that no trunk takes nothing is told.
func TestRangIsTold(t *testing.T) {
	for _, rings := range []bool{true, false} {
		t.Run(fmt.Sprint(rings), func(t *testing.T) {
			var told atomic.Int64
			v := outward(t, DialDomestic, options{rang: func(acd.CallID) { told.Add(1) }})
			v.agent.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
			if rings {
				v.caller.SetAnswering(phone.Answering{Manual: true})
			} else {
				down := newCarrier(v.edge, "127.0.0.3", 503, "")
				v.dir.Trunks = []Trunk{{Name: "first", Sources: []netip.Prefix{netip.MustParsePrefix("127.0.0.3/32")}, Target: "sip:" + down.addr(), Options: -1}}
				v.reload()
			}
			v.click("010-1234-5678")
			if rings {
				v.call(v.caller)
				v.eventually("it is told that it rings", func() bool { return told.Load() == 1 })
				v.call(v.agent).Hangup()
			}
			event[acd.CallEnded](v.edge, 1)
			if n := told.Load(); n != 1 && rings || n != 0 && !rings {
				t.Errorf("told %d times", n)
			}
			v.calm()
		})
	}
}

// S-08: the trunk sees the calls that are permitted and nothing else, whatever a
// phone claims in its headers.
func TestTollFraud(t *testing.T) {
	numbers := map[string]DialRight{outside: DialDomestic, "0101234567": DialDomestic, "00112125551234": DialInternational, "+12125551234": DialInternational, "060123456": DialPremium, "+8260123456": DialPremium, "119": DialNothing}
	for right := DialNothing; right <= DialPremium; right++ {
		v := outward(t, right, options{agents: []string{"kim"}, cfg: Config{DialsMinute: 10_000}})
		carrier := newCarrier(v.edge, "127.0.0.4", 404)
		v.dir.Trunks[0].Target = "sip:" + carrier.addr()
		v.reload()
		for number, needs := range numbers {
			before := carrier.invited(number)
			c, err := v.agent.Dial(number, phone.DialOptions{})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := contextWith(patience)
			if err := c.Wait(ctx, phone.Ended); err != nil {
				t.Fatal(err)
			}
			cancel()
			v.eventually("ready", func() bool { return v.agentState() == acd.Ready })
			if got := carrier.invited(number) > before; got != (needs <= right) {
				t.Errorf("right %d, number %s: sent to the trunk %v", right, number, got)
			}
		}
		v.calm()
	}
	// Nobody who is not who they say, and nobody who asks for another host, reaches the
	// trunk with any number; kim, who may call everything, does not lend that to others.
	v := outward(t, DialPremium, options{agents: []string{"kim", "lee"}, cfg: Config{DialsMinute: 10_000}})
	carrier := newCarrier(v.edge, "127.0.0.4", 404)
	v.dir.Trunks[0].Target = "sip:" + carrier.addr()
	v.reload()
	stranger := v.newBank()
	as := func(password string, o phone.DialOptions) func(string) (*phone.Call, error) {
		return func(number string) (*phone.Call, error) {
			return stranger.NewPhone(phone.Account{User: "kim", Password: password, Registrar: v.srv.UDPAddr(), Domain: "callfloor"}).Dial(number, o)
		}
	}
	forged := []string{"P-Asserted-Identity: <sip:kim@callfloor>", "Diversion: <sip:kim@callfloor>", "Referred-By: <sip:kim@callfloor>", "Remote-Party-ID: <sip:kim@callfloor>;party=calling"}
	digest := phone.DialOptions{Headers: []string{"Authorization: Digest"}}
	lee := v.newBank().NewPhone(phone.Account{User: "lee", Password: password + "lee", Registrar: v.srv.UDPAddr(), Domain: "callfloor"}) // may call nothing
	v.do(acd.SetState{Agent: "lee", State: acd.NotReady, Reason: acd.Rest})
	for name, dial := range map[string]func(number string) (*phone.Call, error){
		"no password":    as("", digest),
		"wrong password": as("wrong", digest),
		"of the trunk":   func(n string) (*phone.Call, error) { return v.caller.Dial(n, phone.DialOptions{}) },
		"another's From": func(n string) (*phone.Call, error) { return v.agent.Dial(n, phone.DialOptions{From: "lee"}) },
		"forged at the trunk": func(n string) (*phone.Call, error) {
			return v.caller.Dial(n, phone.DialOptions{From: "kim", Headers: forged})
		},
		"forged by an agent without the right": func(n string) (*phone.Call, error) {
			return lee.Dial(n, phone.DialOptions{Headers: forged})
		},
		"another's From by an agent without the right": func(n string) (*phone.Call, error) {
			return lee.Dial(n, phone.DialOptions{From: "kim", Headers: forged})
		},
		"Route at the trunk": func(n string) (*phone.Call, error) {
			return v.caller.Dial(n, phone.DialOptions{Headers: []string{"Route: <sip:" + carrier.addr() + ";lr>"}})
		},
		"Route by an agent without the right": func(n string) (*phone.Call, error) {
			return lee.Dial(n, phone.DialOptions{Headers: []string{"Route: <sip:" + carrier.addr() + ";lr>"}})
		},
		"foreign domain at the trunk": func(n string) (*phone.Call, error) {
			return v.caller.Dial(n, phone.DialOptions{URI: "sip:" + n + "@" + carrier.addr()})
		},
		"foreign domain by an agent with the right": func(n string) (*phone.Call, error) {
			return v.agent.Dial(n, phone.DialOptions{URI: "sip:" + n + "@" + carrier.addr()})
		},
		"foreign name by an agent with the right": func(n string) (*phone.Call, error) {
			return v.agent.Dial(n, phone.DialOptions{URI: "sip:" + n + "@carrier.example.com"})
		},
	} {
		for _, number := range []string{"01099998888", "00112125551234", "+12125551234", "060123456"} {
			c, err := dial(number)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := contextWith(patience)
			if err := c.Wait(ctx, phone.Ended); err != nil || c.Status() < 400 {
				t.Errorf("%s, %s: %d %v", name, number, c.Status(), err)
			}
			cancel()
			if n := carrier.invited(""); n != 0 {
				t.Fatalf("%s, %s: %d calls reached the trunk", name, number, n)
			}
		}
	}
	v.calm()
}

// A phone on TCP names us by our address and the port of UDP, as where the two differ and it
// was told one.
func TestPhoneNamesTheOtherPort(t *testing.T) {
	v := newVoices(t, options{tcp: true})
	carrier := newCarrier(v.edge, "127.0.0.4", 404)
	v.dir.Trunks[0].Target = "sip:" + carrier.addr()
	v.dir.Agents[0].Dial = DialDomestic
	v.reload()
	v.ready("kim")
	p := v.desks.NewPhone(phone.Account{User: "kim", Password: password + "kim", Registrar: v.registrar, Domain: v.srv.UDPAddr().String()})
	c, err := p.Dial(elsewhere, phone.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := contextWith(patience)
	defer cancel()
	if err := c.Wait(ctx, phone.Ended); err != nil || c.Status() != 404 || carrier.invited(elsewhere) != 1 {
		t.Errorf("%d %v, the trunk was called %d times", c.Status(), err, carrier.invited(elsewhere))
	}
	v.calm()
}

// S-08, S-10: what an agent may not call cannot be reached by giving a call there, by
// consulting, on the second line or by REFER either, whoever it is given to.
func TestTollFraudInATalk(t *testing.T) {
	numbers := map[string]DialRight{elsewhere: DialDomestic, "00112125551234": DialInternational, "+12125551234": DialInternational, "060123456": DialPremium}
	for right := DialNothing; right <= DialPremium; right++ {
		f := newFour(t, options{cfg: Config{DialsMinute: 10_000}})
		carrier := newCarrier(f.edge, "127.0.0.4", 404)
		f.dir.Trunks[0].Target = "sip:" + carrier.addr()
		f.dir.Agents[0].Dial = right
		f.reload()
		for number, needs := range numbers {
			_, _, err := f.srv.MayDial("kim", number) // which the API asks before it consults or gives a call away
			if may := err == nil; may != (needs <= right) {
				t.Errorf("right %d, %s by the API: %v", right, number, err)
			}
			before := carrier.invited(number)
			ctx, cancel := contextWith(patience)
			second, err := f.voices.agent.Dial(number, phone.DialOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if err := second.Wait(ctx, phone.Ended); err != nil {
				t.Fatal(err)
			}
			f.eventually("no consultation is left", func() bool { return count[acd.ConsultStarted](f.edge) == count[acd.ConsultEnded](f.edge) })
			if got := carrier.invited(number) > before; got != (needs <= right) {
				t.Errorf("right %d, %s on the second line: sent to the trunk %v", right, number, got)
			}
			if needs > right {
				before = carrier.invited(number)
				if err := f.agent.Refer(ctx, number); err == nil {
					t.Errorf("right %d, %s: the REFER is taken", right, number)
				}
				if n := carrier.invited(number); n != before {
					t.Errorf("right %d, %s by REFER reached the trunk", right, number)
				}
			}
			cancel()
		}
		f.caller.Hangup()
		f.over("kim", f.agent)
		f.calm()
	}
}

// S-10: a carrier that redirects (302) is not followed, and a stranger's INVITE that
// would take over a call (Replaces) does not.
func TestNobodyRedirects(t *testing.T) {
	v := outward(t, DialPremium, options{})
	elsewhereAt := newCarrier(v.edge, "127.0.0.5", 404)
	first := newCarrier(v.edge, "127.0.0.4", 302, "Contact: <sip:"+outside+"@"+elsewhereAt.addr()+">")
	v.dir.Trunks[0].Target = "sip:" + first.addr()
	v.reload()
	c, err := v.agent.Dial(outside, phone.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := contextWith(patience)
	defer cancel()
	if err := c.Wait(ctx, phone.Ended); err != nil || c.Status() < 400 {
		t.Errorf("redirected: %d %v", c.Status(), err)
	}
	if first.invited(outside) != 1 || elsewhereAt.invited("") != 0 {
		t.Errorf("%d and %d calls", first.invited(outside), elsewhereAt.invited(""))
	}
	v.eventually("ready", func() bool { return v.agentState() == acd.Ready })
	caller, agent := v.connected()
	x, err := v.newBank().NewPhone(phone.Account{User: "01055554444", Registrar: v.srv.UDPAddr()}).Dial("15880001",
		phone.DialOptions{Headers: []string{"Replaces: " + caller.ID() + ";to-tag=x;from-tag=y"}})
	if err != nil {
		t.Fatal(err)
	}
	v.eventually("it waits or is refused", func() bool { return x.State() >= phone.Talking })
	v.hears("the caller", caller, agentHz)
	v.hears("the agent", agent, callerHz)
	x.Hangup()
	caller.Hangup()
	v.calm()
}

// S-09: so many calls to the outside at once, those that were given away there too; what
// is refused is counted for the alert.
func TestDialAtOnce(t *testing.T) {
	reg := prometheus.NewRegistry()
	f := newFour(t, options{metrics: reg})
	f.dir.Dial.AtOnce = 1
	f.reload()
	f.do(acd.Transfer{Call: f.id, Number: elsewhere})
	other := f.rings(f.other)
	f.over("kim", f.agent)
	other.Answer()
	f.hears("the caller", f.caller, otherHz)
	for range 2 {
		if _, _, err := f.srv.MayDial("kim", outside); err != ErrAtOnce {
			t.Errorf("a second one: %v", err)
		}
	}
	if _, _, err := f.srv.MayDial("lee", outside); err != nil {
		t.Errorf("another agent: %v", err)
	}
	if _, _, err := f.srv.MayDial("kim", "119"); err != nil {
		t.Errorf("119: %v", err)
	}
	if _, to, err := f.srv.MayDial("kim", "1002"); err != nil || to != "lee" {
		t.Errorf("a colleague: %v", err)
	}
	refused := 0.0
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			if strings.HasSuffix(family.GetName(), "sip_rejected_total") && m.GetLabel()[0].GetValue() == "dial_limit" {
				refused += m.GetCounter().GetValue()
			}
		}
	}
	if refused != 2 {
		t.Errorf("%v refusals are counted", refused)
	}
	f.caller.Hangup()
	f.over("the other", other)
	f.calm()
	if _, _, err := f.srv.MayDial("kim", outside); err != nil {
		t.Errorf("when it is over: %v", err)
	}
}

// S-09: an agent begins so many calls a minute; 119 always goes.
func TestDialRate(t *testing.T) {
	v := outward(t, DialDomestic, options{cfg: Config{DialsMinute: 6}})
	taken := 0
	for range 10 {
		if _, _, err := v.srv.MayDial("kim", outside); err == nil {
			taken++
		} else if err != ErrOften {
			t.Fatal(err)
		}
	}
	if taken != 3 {
		t.Errorf("%d calls at once, want half of those of a minute", taken)
	}
	if _, _, err := v.srv.MayDial("kim", "119"); err != nil {
		t.Errorf("119: %v", err)
	}
	for number, want := range map[string]error{
		"": ErrNumber, "12": ErrNumber, "010x": ErrNumber, "*72010": ErrNumber, "1001": ErrNumber, "0011": ErrDial, "010\r\nVia: x": ErrNumber,
	} {
		if _, _, err := v.srv.MayDial("kim", number); err != want {
			t.Errorf("%q: %v, want %v", number, err, want)
		}
	}
	if _, _, err := v.srv.MayDial("nobody", outside); err != ErrNoAgent {
		t.Error(err)
	}
	v.dir.Trunks[0].Prefixes = []string{"02"}
	v.reload()
	if _, _, err := v.srv.MayDial("kim", outside); err != ErrNoRoute {
		t.Error(err)
	}
}

// The trunk with the longest prefix comes first, those that are down last.
func TestRoutes(t *testing.T) {
	v := outward(t, DialDomestic, options{})
	src := []netip.Prefix{netip.MustParsePrefix("127.0.0.9/32")}
	v.dir.Trunks = []Trunk{
		{Name: "any", Sources: src, Target: "sip:127.0.0.9"},
		{Name: "mobile", Sources: src, Target: "sip:127.0.0.9", Prefixes: []string{"010", "011"}},
		{Name: "in only", Sources: src, Target: "sip:127.0.0.9", NoDial: true},
		{Name: "no target", Sources: src},
		{Name: "other", Sources: src, Target: "sip:127.0.0.9"},
	}
	v.reload()
	names := func() (s string) {
		for _, t := range v.srv.trunks.routes(v.srv.dir(), outside, time.Now()) {
			s += t.Name + " "
		}
		return s
	}
	if got := names(); got != "mobile any other " {
		t.Errorf("routes: %s", got)
	}
	v.srv.trunks.avoid("mobile", time.Now().Add(time.Minute))
	if got := names(); got != "any other mobile " {
		t.Errorf("routes without mobile: %s", got)
	}
}

// Hold by the desk: the other side hears music, the agent silence; the phone's own
// hold on top of it stays until the phone resumes. Keys reach the other side. It is
// the same for calls from outside and calls out.
func TestControl(t *testing.T) {
	for _, direction := range []string{"in", "out"} {
		t.Run(direction, func(t *testing.T) {
			v := outward(t, DialDomestic, options{})
			var agent, other *phone.Call
			var id acd.CallID
			if direction == "in" {
				other, agent = v.connected()
				id = event[acd.CallConnected](v.edge, 1).Call
			} else {
				v.agent.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
				v.caller.SetAnswering(phone.Answering{After: 10 * time.Millisecond})
				id = v.click(outside)
				event[acd.DialConnected](v.edge, 1)
				agent, other = v.call(v.agent), v.call(v.caller)
			}
			v.hears("the agent", agent, callerHz)
			ctx, cancel := contextWith(30 * time.Second)
			defer cancel()
			hold := func(on bool) {
				t.Helper()
				if err := v.srv.Hold(ctx, id, "kim", on); err != nil {
					t.Fatal(err)
				}
			}
			hold(true)
			v.hears("the held side", other, musicHz)
			v.hears("the holding agent", agent, 0)
			hold(true)
			if err := agent.Hold(ctx); err != nil {
				t.Fatal(err)
			}
			hold(false)
			v.hears("the side that the phone holds", other, musicHz)
			if err := agent.Resume(ctx); err != nil {
				t.Fatal(err)
			}
			v.hears("the other side", other, agentHz)
			v.hears("the agent", agent, callerHz)
			if held := event[acd.CallHeld](v.edge, 1); held.By != acd.ByAgent {
				t.Errorf("held: %+v", held)
			}
			event[acd.CallResumed](v.edge, 1)
			if err := v.srv.SendDigits(ctx, id, "kim", "1#"); err != nil {
				t.Error(err)
			}
			v.eventually("the keys", func() bool { return string(other.Keys()) == "1#" })
			if err := v.srv.SendDigits(ctx, id, "kim", "x"); err != ErrDigits {
				t.Error(err)
			}
			agent.Hangup()
			v.calm()
			if err := v.srv.Hold(ctx, id, "kim", true); err != ErrNoCall {
				t.Errorf("hold after the end: %v", err)
			}
			holds := 0
			v.seen.mu.Lock()
			for _, ev := range v.seen.list {
				if _, ok := ev.(acd.CallHeld); ok {
					holds++
				}
			}
			v.seen.mu.Unlock()
			if holds != 1 {
				t.Errorf("the floor heard of %d holds, there was one", holds)
			}
		})
	}
}

// 112 and 119 go whatever is in the way: an agent who is logged out, a right to call
// nothing, a trunk that is full, a floor that takes no commands.
func TestEmergency(t *testing.T) {
	for name, o := range map[string]options{"as usual": {}, "floor full": {full: func(c acd.Command) bool { _, dials := c.(acd.Dial); return dials }}} {
		t.Run(name, func(t *testing.T) {
			told := make(chan Aside, 9)
			o.aside = func(a Aside) { told <- a }
			v := newVoices(t, o)
			v.line.NewPhone(phone.Account{User: "119", Registrar: v.srv.UDPAddr()}).SetAnswering(phone.Answering{After: 20 * time.Millisecond})
			v.dir.Trunks[0].Target, v.dir.Trunks[0].MaxCalls = "sip:"+v.line.Addr().String(), 1
			v.dir.Trunks[0].MaxPerSecond = 0.001
			v.reload()
			v.srv.trunks.enter(&v.dir.Trunks[0], time.Now(), true)
			defer v.srv.trunks.leave(v.dir.Trunks[0].Name)
			c, err := v.agent.Dial("119", phone.DialOptions{})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := contextWith(patience)
			defer cancel()
			if err := c.Wait(ctx, phone.Talking); err != nil {
				t.Fatalf("119: %v (%d)", err, c.Status())
			}
			c.Hangup()
			v.calm()
			// The floor does not know of it: it is told of all the same.
			if a := <-told; a.Barred || a.Agent != "kim" || a.Called != "119" || a.Call == "" || a.Answered.Before(a.Started) || a.Ended.Before(a.Answered) {
				t.Errorf("told as %+v", a)
			}
			other, err := v.agent.Dial(outside, phone.DialOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if err := other.Wait(ctx, phone.Ended); err != nil || other.Status() < 400 {
				t.Errorf("another number: %d %v", other.Status(), err)
			}
			v.calm()
		})
	}
}

// A phone gives its call away by REFER: to a service's number or an extension. It is
// told what became of it. Nobody else may, and nothing else is called (S-10).
func TestRefer(t *testing.T) {
	refer := func(c *talking, seq int, to string) *req {
		r := c.phone.inCall("REFER", c.ring, "p1", seq)
		r.extra = []string{"Refer-To: " + to}
		return c.phone.send(r)
	}
	told := func(c *talking, status, state string) {
		t.Helper()
		n := c.phone.request("NOTIFY")
		body := string(n.msg.(*sipmsg.Request).Body())
		if !strings.HasPrefix(body, "SIP/2.0 "+status) || !strings.HasPrefix(n.header("subscription-state"), state) || n.header("event") != "refer" {
			t.Errorf("NOTIFY of %q, %s", body, n.header("subscription-state"))
		}
		c.phone.answer(n, 200, "", "")
	}
	t.Run("to an extension", func(t *testing.T) {
		e := newEdge(t, options{agents: []string{"kim", "lee"}})
		c := e.talk("kim")
		lee := newPeer(e, "lee")
		lee.register(password+"lee", "SHA-256")
		c.phone.response(refer(c, 1, "<sip:1002@callfloor>"), 202)
		told(c, "100", "active")
		told(c, "480", "terminated") // lee is not ready: kim has the call still
		e.ready("lee")
		c.phone.response(refer(c, 2, "<sip:1002@callfloor>"), 202)
		told(c, "100", "active")
		told(c, "200", "terminated")
		c.phone.answer(c.phone.request("BYE"), 200, "", "")
		ring := lee.request("INVITE")
		lee.answer(ring, 200, "l1", lee.sdp())
		lee.request("ACK")
		event[acd.CallConnected](e, 2)
		bye := c.caller.dialogReq("BYE", c.inv, c.ok)
		c.caller.response(c.caller.send(bye), 200)
		lee.answer(lee.request("BYE"), 200, "", "")
		e.calm()
	})
	t.Run("to a service", func(t *testing.T) {
		e := newEdge(t, options{agents: []string{"kim"}})
		c := e.talk("kim")
		c.phone.response(refer(c, 1, "<sip:15880001@elsewhere.example.com>"), 202)
		told(c, "100", "active")
		told(c, "200", "terminated")
		c.phone.answer(c.phone.request("BYE"), 200, "", "")
		event[acd.CallQueued](e, 2)
		bye := c.caller.dialogReq("BYE", c.inv, c.ok)
		c.caller.response(c.caller.send(bye), 200)
		e.calm()
	})
	for name, leaves := range map[string]func(e *edge){
		"the caller hangs up in between": func(e *edge) {
			e.do(acd.HangUp{Call: event[acd.CallConnected](e, 1).Call, By: acd.ByCaller, Cause: acd.CauseNormal})
		},
		"a manager releases the agent in between": func(e *edge) { e.do(acd.ReleaseAgent{Agent: "kim"}) },
		"the agent's call is given to another service in between": func(e *edge) {
			e.do(acd.Transfer{Call: event[acd.CallConnected](e, 1).Call, To: "orders"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			var held atomic.Bool
			held.Store(true)
			e := newEdge(t, options{agents: []string{"kim", "lee"}, full: func(c acd.Command) bool {
				_, transfer := c.(acd.Transfer)
				return transfer && held.Load()
			}})
			c := e.talk("kim")
			c.phone.response(refer(c, 1, "<sip:1002@callfloor>"), 202)
			told(c, "100", "active")
			leaves(e)
			told(c, "487", "terminated")
			c.phone.answer(c.phone.request("BYE"), 200, "", "")
			held.Store(false)
			event[acd.AgentLeftCall](e, 1)
			for _, call := range e.srv.list() {
				e.do(acd.HangUp{Call: call.id, By: acd.BySystem, Cause: acd.CauseNormal})
			}
		})
	}
	t.Run("refused", func(t *testing.T) {
		e := newEdge(t, options{agents: []string{"kim"}})
		c := e.talk("kim")
		for i, tc := range []struct {
			to   string
			code int
		}{
			{"<sip:0212345678@127.0.0.1>", 603}, {"<sip:+12125551234@127.0.0.1>", 603}, {"<sip:127.0.0.1>", 603}, {"%", 400},
			{"<sip:1001@callfloor?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>", 603},
		} {
			c.phone.response(refer(c, i+1, tc.to), tc.code)
		}
		stranger := c.caller.dialogReq("REFER", c.inv, c.ok)
		stranger.extra = []string{"Refer-To: <sip:1001@callfloor>"}
		c.caller.response(c.caller.send(stranger), 403)
		c.inv.seq++
		c.hangUp()
		e.calm()
	})
}
