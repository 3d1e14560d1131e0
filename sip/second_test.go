package sip

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/phone"
)

const elsewhere = "0212345678" // a number outside

// four are a caller, kim who talks with the caller, lee whom kim may ask, and a number
// outside.
type four struct {
	*voices
	lee, other    *phone.Phone
	leeAt         *phone.Bank
	caller, agent *phone.Call
	id            acd.CallID
}

func newFour(t *testing.T, o options) *four {
	t.Helper()
	f := newFourAt(t, o)
	f.caller, f.agent = f.connected()
	f.id = event[acd.CallConnected](f.edge, 1).Call
	f.eventually("the edge has heard that kim talks", func() bool { return f.srv.talkOf("kim") != nil })
	return f
}

// newFourAt are the four before anybody calls.
func newFourAt(t *testing.T, o options) *four {
	t.Helper()
	o.agents = []string{"kim", "lee"}
	f := &four{voices: newVoices(t, o)}
	for i := range f.dir.Agents {
		f.dir.Agents[i].Dial, f.dir.Agents[i].Show = DialDomestic, "15880001"
	}
	f.dir.Trunks[0].Target = "sip:" + f.line.Addr().String()
	f.reload()
	f.leeAt = f.bank(o.tcp)
	f.lee = f.leeAt.NewPhone(phone.Account{User: "lee", Password: password + "lee", Registrar: f.registrar, Domain: "callfloor"})
	f.other = f.line.NewPhone(phone.Account{User: elsewhere, Registrar: f.srv.UDPAddr()})
	f.lee.Say(leeHz)
	f.other.Say(otherHz)
	f.lee.SetAnswering(phone.Answering{Manual: true})
	f.other.SetAnswering(phone.Answering{Manual: true})
	ctx, cancel := contextWith(patience)
	defer cancel()
	if err := f.lee.Register(ctx); err != nil {
		t.Fatal(err)
	}
	f.eventually("lee's phone is known", func() bool { return len(f.srv.reg.contacts("lee")) == 1 })
	f.do(acd.SetState{Agent: "lee", State: acd.NotReady, Reason: acd.Rest})
	return f
}

// consult begins a consultation as the API does.
func (f *four) consult(cmd acd.Consult) acd.CallID {
	f.Helper()
	cmd.Call, cmd.Second = f.id, f.srv.NewCallID()
	f.do(cmd)
	return cmd.Second
}

func (f *four) rings(p *phone.Phone) *phone.Call {
	f.Helper()
	f.eventually("it rings", func() bool { return len(p.Calls()) > 0 && p.Calls()[0].State() == phone.Ringing })
	return p.Calls()[0]
}

// answered consults lee, who answers.
func (f *four) answered() *phone.Call {
	f.Helper()
	f.consult(acd.Consult{Agent: "lee"})
	c := f.rings(f.lee)
	c.Answer()
	second := event[acd.DialConnected](f.edge, 1).Call
	f.eventually("both talk", func() bool {
		return f.srv.control(f.Context(), second, func(c *call) error {
			if c.line(second, "lee") == nil {
				return ErrNotTalking
			}
			return nil
		}) == nil
	})
	return c
}

func (f *four) over(who string, c *phone.Call) {
	f.Helper()
	ctx, cancel := contextWith(patience)
	defer cancel()
	if err := c.Wait(ctx, phone.Ended); err != nil {
		f.Fatalf("%s is still in a call: %v; events: %s", who, err, f.history())
	}
}

func (f *four) state(id acd.AgentID) (a acd.AgentStatus) {
	f.Helper()
	_ = f.floor.Query(f.Context(), func(fl *acd.Floor) { a, _ = fl.Agent(id) })
	return a
}

// Kim asks lee while the caller hears music; then lee has the caller, kim's phone is
// free, and the call ends with lee.
func TestConsultCompleted(t *testing.T) {
	f := newFour(t, options{service: acd.Service{ID: "orders", Ring: 5 * time.Second, WrapUp: time.Minute}})
	f.consult(acd.Consult{Agent: "lee"})
	lee := f.rings(f.lee)
	ctx, cancel := contextWith(patience)
	defer cancel()
	if err := f.agent.WaitTone(ctx, 440); err != nil {
		t.Errorf("kim does not hear that it rings: %v", err)
	}
	f.hears("the caller", f.caller, musicHz)
	if from := lee.Header("From"); !contains(from, "kim") || !contains(from, outside) {
		t.Errorf("lee sees %q, not who asks and about whom", from)
	}
	lee.Answer()
	f.hears("kim", f.agent, leeHz)
	f.hears("lee", lee, agentHz)
	f.hears("the caller", f.caller, musicHz)
	f.do(acd.Complete{Call: f.id})
	f.hears("the caller", f.caller, leeHz)
	f.hears("lee", lee, callerHz)
	f.over("kim", f.agent)
	if s := f.state("kim").State; s != acd.WrapUp {
		t.Errorf("kim is %s", s)
	}
	lee.Hangup()
	f.over("the caller", f.caller)
	end := event[acd.CallEnded](f.edge, 2)
	if end.Outcome != acd.Completed || end.Agent != "lee" || count[acd.CallConnected](f.edge) != 1 {
		t.Errorf("ended: %+v", end)
	}
	if s := f.state("lee"); s.State != acd.WrapUp || s.Next != acd.NotReady {
		t.Errorf("lee is %s, then %s", s.State, s.Next)
	}
	f.calm()
}

// Kim takes the caller back: while it rings at lee, after the answer, and when lee
// refuses or hangs up.
func TestConsultOver(t *testing.T) {
	for _, how := range []string{"cancelled while it rings", "cancelled in the talk", "refused", "lee hangs up", "lee's phone vanishes"} {
		t.Run(how, func(t *testing.T) {
			f := newFour(t, options{})
			var lee *phone.Call
			switch how {
			case "cancelled while it rings":
				f.consult(acd.Consult{Agent: "lee"})
				lee = f.rings(f.lee)
				f.do(acd.EndConsult{Call: f.id})
			case "refused":
				f.consult(acd.Consult{Agent: "lee"})
				lee = f.rings(f.lee)
				lee.Reject(486)
				if e := event[acd.ConsultEnded](f.edge, 1); e.Cause != acd.CauseBusy {
					t.Errorf("over: %+v", e)
				}
			case "lee's phone vanishes":
				f.consult(acd.Consult{Agent: "lee"})
				lee = f.rings(f.lee)
				f.do(acd.PhoneLost{Agent: "lee"})
			default:
				lee = f.answered()
				f.hears("lee", lee, agentHz)
				if how == "lee hangs up" {
					lee.Hangup()
				} else {
					f.do(acd.EndConsult{Call: f.id})
				}
			}
			f.over("lee", lee)
			f.hears("the caller", f.caller, agentHz)
			f.hears("kim", f.agent, callerHz)
			if s := f.state("lee"); s.State != acd.NotReady || s.Reason != acd.Rest {
				t.Errorf("lee is %s (%s)", s.State, s.Reason)
			}
			f.caller.Hangup()
			f.over("kim", f.agent)
			f.calm()
		})
	}
}

// Kim talks with the one or the other, who is not talked with hears music; three hear
// each other, and when kim hangs up the two others go on.
func TestConsultSwapAndJoin(t *testing.T) {
	f := newFour(t, options{})
	lee := f.answered()
	f.hears("lee", lee, agentHz)
	ctx, cancel := contextWith(30 * time.Second)
	defer cancel()
	if err := f.srv.Hold(ctx, f.id, "kim", false); err != nil { // to the caller
		t.Fatal(err)
	}
	f.hears("the caller", f.caller, agentHz)
	f.hears("kim", f.agent, callerHz)
	f.hears("lee", lee, musicHz)
	if err := f.srv.Hold(ctx, f.id, "kim", true); err != nil { // to lee
		t.Fatal(err)
	}
	f.hears("kim", f.agent, leeHz)
	if err := f.srv.MayJoin(ctx, f.id); err != nil {
		t.Fatal(err)
	}
	f.do(acd.Join{Call: f.id, Joined: true})
	f.hears("the caller", f.caller, agentHz, leeHz)
	f.hears("kim", f.agent, callerHz, leeHz)
	f.hears("lee", lee, agentHz, callerHz)
	f.do(acd.Join{Call: f.id})
	f.hears("the caller", f.caller, musicHz)
	f.hears("lee", lee, agentHz)
	f.do(acd.Join{Call: f.id, Joined: true})
	f.hears("the caller", f.caller, agentHz, leeHz)
	f.agent.Hangup()
	f.hears("the caller", f.caller, leeHz)
	f.hears("lee", lee, callerHz)
	f.caller.Hangup()
	f.over("lee", lee)
	f.calm()
}

// A number outside is consulted, and has the caller then.
func TestConsultNumber(t *testing.T) {
	f := newFour(t, options{})
	f.consult(acd.Consult{Number: elsewhere, Show: "15880001"})
	other := f.rings(f.other)
	if from := other.Header("From"); !contains(from, "15880001") {
		t.Errorf("it sees %q", from)
	}
	other.Answer()
	f.hears("kim", f.agent, otherHz)
	f.hears("the other", other, agentHz)
	f.do(acd.Complete{Call: f.id})
	f.hears("the caller", f.caller, otherHz)
	f.hears("the other", other, callerHz)
	f.over("kim", f.agent)
	other.Hangup()
	f.over("the caller", f.caller)
	f.calm()
}

// A service is consulted: the second call waits there, with that service's music for
// kim, until its agent is ready.
func TestConsultService(t *testing.T) {
	f := newFour(t, options{})
	help := acd.Service{ID: "help", Strategy: acd.LongestIdle, Ring: 5 * time.Second, ServiceLevel: 20 * time.Second, Misses: 1}
	f.do(acd.PutService{Service: help}, acd.PutAgent{Agent: acd.Agent{ID: "lee", Services: []acd.Membership{{Service: "help", Level: 1}}}})
	f.consult(acd.Consult{To: "help"})
	f.hears("kim", f.agent, musicHz)
	f.ready("lee")
	lee := f.rings(f.lee)
	lee.Answer()
	f.hears("kim", f.agent, leeHz)
	f.do(acd.Complete{Call: f.id})
	f.hears("the caller", f.caller, leeHz)
	f.hears("lee", lee, callerHz)
	lee.Hangup()
	f.over("the caller", f.caller)
	if end := event[acd.CallEnded](f.edge, 2); end.Service != "help" || end.Agent != "lee" {
		t.Errorf("ended: %+v", end)
	}
	f.calm()
}

// A call is given to a number outside: busy there, it waits in its old place; answered,
// it is over when either side hangs up.
func TestGivenOutside(t *testing.T) {
	f := newFour(t, options{})
	f.do(acd.SetState{Agent: "kim", State: acd.NotReady, Reason: acd.Rest})
	f.do(acd.Transfer{Call: f.id, Number: elsewhere})
	other := f.rings(f.other)
	f.over("kim", f.agent)
	f.hears("the caller", f.caller, musicHz)
	other.Reject(486)
	event[acd.CallReturned](f.edge, 1)
	f.hears("the caller", f.caller, musicHz)
	f.ready("kim")
	event[acd.CallConnected](f.edge, 2)
	f.hears("the caller", f.caller, agentHz)
	f.do(acd.Transfer{Call: f.id, Number: elsewhere})
	other = f.rings(f.other)
	other.Answer()
	f.hears("the caller", f.caller, otherHz)
	f.hears("the other", other, callerHz)
	f.caller.Hangup()
	f.over("the other", other)
	f.calm()
}

// Agents call each other, by click and on the phone; the call is of no service.
func TestExtensions(t *testing.T) {
	for _, how := range []string{"click", "phone"} {
		t.Run(how, func(t *testing.T) {
			f := newFour(t, options{})
			f.caller.Hangup()
			f.over("kim", f.agent)
			f.eventually("kim is free", func() bool { return f.state("kim").State == acd.Ready })
			var kim *phone.Call
			if how == "click" {
				f.click("1002")
				f.eventually("kim's own phone", func() bool { return len(f.voices.agent.Calls()) == 1 })
				kim = f.voices.agent.Calls()[0]
			} else {
				var err error
				if kim, err = f.voices.agent.Dial("1002", phone.DialOptions{}); err != nil {
					t.Fatal(err)
				}
			}
			lee := f.rings(f.lee)
			if from := lee.Header("From"); !contains(from, "kim") || !contains(lee.Header("Alert-Info"), "internal") {
				t.Errorf("lee sees %q, %q", from, lee.Header("Alert-Info"))
			}
			lee.Answer()
			f.hears("kim", kim, leeHz)
			f.hears("lee", lee, agentHz)
			if s := f.state("lee").State; s != acd.Talking {
				t.Errorf("lee is %s", s)
			}
			ctx, cancel := contextWith(patience)
			defer cancel()
			if err := kim.Hold(ctx); err != nil {
				t.Fatal(err)
			}
			f.hears("lee", lee, musicHz)
			if err := kim.Resume(ctx); err != nil {
				t.Fatal(err)
			}
			f.hears("lee", lee, agentHz)
			lee.Hangup()
			f.over("kim", kim)
			if a := f.state("kim"); a.State != acd.Ready || a.Today.Outbound != 0 {
				t.Errorf("kim is %s, %d outbound", a.State, a.Today.Outbound)
			}
			f.calm()
		})
	}
}

// The phone itself consults: it holds the first call, dials the extension on a second
// line, and gives the one to the other by REFER with Replaces; or hangs the second line
// up and takes the caller back.
func TestPhoneConsults(t *testing.T) {
	for _, how := range []string{"REFER on the first line", "REFER on the second line", "given up", "given up while it rings", "to a number"} {
		t.Run(how, func(t *testing.T) {
			f := newFour(t, options{})
			ctx, cancel := contextWith(30 * time.Second)
			defer cancel()
			if err := f.agent.Hold(ctx); err != nil {
				t.Fatal(err)
			}
			f.hears("the caller", f.caller, musicHz)
			number, p, hz := "1002", f.lee, float64(leeHz)
			if how == "to a number" {
				number, p, hz = elsewhere, f.other, otherHz
			}
			second, err := f.voices.agent.Dial(number, phone.DialOptions{})
			if err != nil {
				t.Fatal(err)
			}
			asked := f.rings(p)
			if err := second.Wait(ctx, phone.Ringing); err != nil {
				t.Fatal(err)
			}
			if how != "given up while it rings" {
				asked.Answer()
				f.hears("kim", second, hz)
				f.hears("who is asked", asked, agentHz)
				f.hears("the caller", f.caller, musicHz)
			}
			switch how {
			case "given up", "given up while it rings":
				second.Hangup()
				f.over("lee", asked)
				if err := f.agent.Resume(ctx); err != nil {
					t.Fatal(err)
				}
				f.hears("the caller", f.caller, agentHz)
				f.agent.Hangup()
				f.over("the caller", f.caller)
				f.calm()
				return
			case "REFER on the second line":
				err = second.ReferTo(ctx, f.agent)
			default:
				err = f.agent.ReferTo(ctx, second)
			}
			if err != nil {
				t.Fatal(err)
			}
			f.hears("the caller", f.caller, hz)
			f.hears("who is asked", asked, callerHz)
			f.over("kim's first line", f.agent)
			f.over("kim's second line", second)
			told := append(f.agent.Referred(), second.Referred()...)
			if len(told) != 2 || told[1] != "SIP/2.0 200 OK" {
				t.Errorf("the phone is told %q", told)
			}
			asked.Hangup()
			f.over("the caller", f.caller)
			f.calm()
		})
	}
}

// A phone gives its call to a number outside by REFER.
func TestReferOutside(t *testing.T) {
	f := newFour(t, options{})
	ctx, cancel := contextWith(patience)
	defer cancel()
	if err := f.agent.Refer(ctx, elsewhere); err != nil {
		t.Fatal(err)
	}
	other := f.rings(f.other)
	f.over("kim", f.agent)
	other.Answer()
	f.hears("the caller", f.caller, otherHz)
	other.Hangup()
	f.over("the caller", f.caller)
	f.calm()
}

// Muted, the caller hears nothing of the agent and goes on to be heard.
func TestMute(t *testing.T) {
	f := newFour(t, options{})
	f.hears("the caller", f.caller, agentHz)
	f.do(acd.Mute{Call: f.id, Muted: true})
	f.hears("the caller", f.caller, 0)
	f.hears("kim", f.agent, callerHz)
	f.do(acd.Mute{Call: f.id})
	f.hears("the caller", f.caller, agentHz)
}

// The desk answers and refuses for a phone that can be asked to.
func TestAnswerFromTheDesk(t *testing.T) {
	v := newVoices(t, options{})
	ctx, cancel := contextWith(patience)
	defer cancel()
	v.agent.SetAnswering(phone.Answering{Manual: true})
	v.ready("kim")
	caller := v.dial()
	o := event[acd.CallOffered](v.edge, 1)
	v.call(v.agent)
	v.eventually("it rings", func() bool { return v.agent.Calls()[0].State() == phone.Ringing })
	if can, err := v.srv.Answerable(ctx, o.Call, "kim"); can || err != nil {
		t.Errorf("a phone that has not said so can be asked to answer: %v %v", can, err)
	}
	if err := v.srv.Answer(ctx, o.Call, "kim"); err != ErrCannotAnswer {
		t.Errorf("a phone that has not said so is asked to answer: %v", err)
	}
	v.do(acd.Reject{Call: o.Call, Agent: "kim", Offer: o.Offer, Cause: acd.OfferRejected})
	v.eventually("the phone rings no more", func() bool { return len(v.agent.Calls()) == 0 })
	v.agent.SetAnswering(phone.Answering{Manual: true, Talk: true})
	o = event[acd.CallOffered](v.edge, 2)
	if can, err := v.srv.Answerable(ctx, o.Call, "kim"); !can || err != nil { // asked before it rings: it waits for that
		t.Errorf("a phone that has said so cannot be asked to answer: %v %v", can, err)
	}
	if err := v.srv.Answer(ctx, o.Call, "kim"); err != nil {
		t.Errorf("asked to answer: %v", err)
	}
	event[acd.CallConnected](v.edge, 1)
	v.hears("the caller", caller, agentHz)
	caller.Hangup()
	v.calm()
}

// A phone that says 183 first, as one that is woken up does, has not yet said whether
// it can be asked to answer: its 180 does.
func TestAnswerableIsKnownWhenItRings(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	caller.call("15880001")
	ring := phone.request("INVITE")
	o := event[acd.CallOffered](e, 1)
	phone.answer(ring, 183, "p1", "")
	short, end := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer end()
	if _, err := e.srv.Answerable(short, o.Call, "kim"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("before it rings: %v", err)
	}
	phone.answer(ring, 180, "p1", "", "Allow-Events: talk")
	ctx, cancel := contextWith(patience)
	defer cancel()
	if can, err := e.srv.Answerable(ctx, o.Call, "kim"); !can || err != nil {
		t.Errorf("when it rings: %v %v", can, err)
	}
}

// An abusive call ends with a message.
func TestAbusiveEnd(t *testing.T) {
	f := newFour(t, options{})
	f.do(acd.HangUp{Call: f.id, By: acd.ByAgent, Cause: acd.CauseAbusive, Agent: "kim"})
	f.over("kim", f.agent)
	f.hears("the caller", f.caller, musicHz) // the prompt of the tests
	f.over("the caller", f.caller)
	f.calm()
}

func contains(s, part string) bool { return strings.Contains(s, part) }

// Codecs that cannot be mixed are said before three are put together.
func TestJoinNeedsG711(t *testing.T) {
	f := newFour(t, options{})
	ctx, cancel := contextWith(patience)
	defer cancel()
	if err := f.srv.MayJoin(ctx, f.id); err != ErrNotTalking {
		t.Errorf("nobody is consulted: %v", err)
	}
}
