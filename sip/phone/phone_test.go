package phone

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"github.com/callfloor/callfloor/sip/media"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var anyPort = netip.MustParseAddrPort("127.0.0.1:0")

// soon is a context long enough for everything that should happen at once.
func soon(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func newBank(t testing.TB, sound bool) *Bank {
	t.Helper()
	return openBank(t, Config{}, sound)
}

func openBank(t testing.TB, cfg Config, sound bool) *Bank {
	t.Helper()
	cfg.Listen, cfg.T1 = anyPort, 50*time.Millisecond
	if sound {
		e, err := media.New(media.Config{Addr: anyPort.Addr(), PortMin: 26000, PortMax: 29999}, zerolog.Nop())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(e.Close)
		cfg.Media = e
	}
	b, err := NewBank(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// two makes a caller on one bank whose calls go straight to a phone on another.
func two(t testing.TB, sound bool) (caller, callee *Phone) {
	t.Helper()
	return pairOn(newBank(t, sound), newBank(t, sound))
}

func pairOn(a, b *Bank) (caller, callee *Phone) {
	callee = b.NewPhone(Account{User: "1001", Registrar: a.Addr()})
	caller = a.NewPhone(Account{User: "1002", Registrar: b.Addr()})
	return caller, callee
}

// next hands out the callee's calls.
func next(p *Phone) <-chan *Call {
	calls := make(chan *Call, 8)
	p.OnCall(func(c *Call) { calls <- c })
	return calls
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func dial(t testing.TB, p *Phone, o DialOptions) *Call {
	t.Helper()
	c, err := p.Dial("1001", o)
	must(t, err)
	return c
}

func take(t testing.TB, calls <-chan *Call) *Call {
	t.Helper()
	select {
	case c := <-calls:
		return c
	case <-time.After(10 * time.Second):
		t.Fatal("no call came in")
		return nil
	}
}

// Two phones call each other through loopback and hear each other; hold stops the
// sound both ways and resume brings it back, from either side.
func TestTwoPhonesTalk(t *testing.T) {
	for _, tcp := range []bool{false, true} {
		t.Run(fmt.Sprintf("tcp=%v", tcp), func(t *testing.T) {
			talk(t, Config{TCP: tcp})
		})
	}
}

func talk(t *testing.T, cfg Config) {
	ctx := soon(t)
	caller, callee := pairOn(openBank(t, cfg, true), openBank(t, cfg, true))
	caller.Say(440)
	callee.Say(1000)
	callee.SetAnswering(Answering{After: 50 * time.Millisecond})
	calls := next(callee)
	out := dial(t, caller, DialOptions{
		From: "0212345678", Name: "Kim", Headers: []string{"P-Asserted-Identity: <sip:0299998888@example.org>"},
	})
	must(t, out.Wait(ctx, Ringing))
	in := take(t, calls)
	must(t, out.Wait(ctx, Talking))
	if got := in.Header("P-Asserted-Identity"); got != "<sip:0299998888@example.org>" {
		t.Errorf("P-Asserted-Identity %q", got)
	}
	if got := in.Header("From"); got[:31] != `"Kim" <sip:0212345678@127.0.0.1` {
		t.Errorf("From %q", got)
	}
	hear := func() {
		t.Helper()
		must(t, out.WaitTone(ctx, 1000))
		must(t, in.WaitTone(ctx, 440))
		if out.Heard(440) > 0.01 || in.Heard(1000) > 0.01 {
			t.Fatal("a phone hears itself")
		}
	}
	hear()
	for _, c := range []struct{ holds, held *Call }{{out, in}, {in, out}} {
		must(t, c.holds.Hold(ctx))
		must(t, c.held.WaitHold(ctx, true))
		must(t, c.holds.WaitNoTone(ctx, map[*Call]float64{out: 1000, in: 440}[c.holds]))
		must(t, c.holds.Resume(ctx))
		must(t, c.held.WaitHold(ctx, false))
		hear()
	}
	must(t, out.SendDTMF("15#"))
	must(t, in.Info(ctx, '9'))
	must(t, waitKeys(ctx, in, "15#"))
	must(t, waitKeys(ctx, out, "9"))
	hear()
	if st := in.Media(); st.Received == 0 || st.Codec != "PCMA" {
		t.Errorf("%+v", st)
	}
	in.Hangup()
	must(t, out.Wait(ctx, Ended))
	if out.Status() != 200 || out.Cause() != "hung up by the other side" {
		t.Errorf("%d %s", out.Status(), out.Cause())
	}
	if len(caller.Calls())+len(callee.Calls()) != 0 {
		t.Error("calls left over")
	}
	waitPorts(t, caller, callee)
}

// waitPorts waits until all ports are back.
func waitPorts(t testing.TB, list ...*Phone) {
	t.Helper()
	for _, p := range list {
		for deadline := time.Now().Add(5 * time.Second); p.bank.cfg.Media.Totals().PortsInUse != 0; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("ports left over")
			}
		}
	}
}

func waitKeys(ctx context.Context, c *Call, want string) error {
	for c.Keys() != want {
		select {
		case <-ctx.Done():
			return fmt.Errorf("keys %q, want %q", c.Keys(), want)
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

// What a phone can do with a call: reject, ring for ever and be cancelled, be
// unknown, answer by hand, be hung up on at every moment.
func TestOutcomes(t *testing.T) {
	ctx := soon(t)
	caller, callee := two(t, false)
	calls := next(callee)

	callee.SetAnswering(Answering{Reject: 486})
	out := dial(t, caller, DialOptions{})
	must(t, out.Wait(ctx, Ended))
	if out.Status() != 486 {
		t.Errorf("rejected with %d", out.Status())
	}
	take(t, calls)

	callee.SetAnswering(Answering{Never: true, Rings: 3})
	out = dial(t, caller, DialOptions{})
	must(t, out.Wait(ctx, Ringing))
	in := take(t, calls)
	out.Hangup()
	must(t, out.Wait(ctx, Ended))
	must(t, in.Wait(ctx, Ended))
	if out.Status() != 487 || in.Cause() != "cancelled by the caller" {
		t.Errorf("cancelled: %d, %s", out.Status(), in.Cause())
	}

	out = dial(t, caller, DialOptions{}) // hung up before anything came back
	out.Hangup()
	must(t, out.Wait(ctx, Ended))
	must(t, take(t, calls).Wait(ctx, Ended))

	out, err := caller.Dial("9999", DialOptions{})
	must(t, err)
	must(t, out.Wait(ctx, Ended))
	if out.Status() != 404 {
		t.Errorf("unknown user: %d", out.Status())
	}

	callee.SetAnswering(Answering{Manual: true})
	out = dial(t, caller, DialOptions{})
	in = take(t, calls)
	in.Answer()
	must(t, out.Wait(ctx, Talking))
	out.Hangup()
	must(t, in.Wait(ctx, Ended))

	out = dial(t, caller, DialOptions{})
	take(t, calls).Reject(603)
	must(t, out.Wait(ctx, Ended))
	if err := out.Hold(ctx); !errors.Is(err, ErrEnded) {
		t.Errorf("hold of a dead call: %v", err)
	}
}

// An INVITE without a description: the offer is in the 200, the answer in the ACK
// (RFC 3264), with sound both ways.
func TestOfferless(t *testing.T) {
	ctx := soon(t)
	caller, callee := two(t, true)
	caller.Say(440)
	callee.Say(1000)
	calls := next(callee)
	out := dial(t, caller, DialOptions{NoOffer: true})
	in := take(t, calls)
	must(t, out.WaitTone(ctx, 1000))
	must(t, in.WaitTone(ctx, 440))
	out.Hangup()
	must(t, in.Wait(ctx, Ended))
}

// The faults do what they say, and a well-behaved phone on the other side comes
// out of each with its call ended and nothing left over.
func TestFaults(t *testing.T) {
	ctx := soon(t)
	for _, c := range []struct {
		name           string
		caller, callee Faults
		check          func(t *testing.T, out, in *Call)
	}{
		{"no ACK", Faults{NoACK: true}, Faults{}, func(t *testing.T, out, in *Call) {
			must(t, in.Wait(ctx, Ended)) // gives up after 64*T1
			must(t, out.Wait(ctx, Ended))
			if in.Cause() != "no ACK" {
				t.Error(in.Cause())
			}
		}},
		{"everything twice", Faults{Twice: true}, Faults{Twice: true}, func(t *testing.T, out, in *Call) {
			must(t, out.Wait(ctx, Talking))
			must(t, in.Hold(ctx))
			must(t, out.WaitHold(ctx, true))
			out.Hangup()
			must(t, in.Wait(ctx, Ended))
		}},
		{"BYE before ACK", Faults{}, Faults{EarlyBYE: true}, func(t *testing.T, out, in *Call) {
			must(t, in.Wait(ctx, Ended))
			must(t, out.Wait(ctx, Ended))
		}},
		{"forked 200", Faults{}, Faults{Forked: true}, func(t *testing.T, out, in *Call) {
			must(t, out.Wait(ctx, Talking))
			must(t, in.Info(ctx, '1'))
			out.Hangup()
			must(t, in.Wait(ctx, Ended))
		}},
		{"200 after CANCEL", Faults{}, Faults{LateOK: true}, func(t *testing.T, out, in *Call) {
			must(t, out.Wait(ctx, Ringing))
			out.Hangup()
			must(t, out.Wait(ctx, Ended))
			must(t, in.Wait(ctx, Ended))
			if out.Status() != 200 {
				t.Errorf("status %d", out.Status())
			}
		}},
		{"BYE ignored", Faults{}, Faults{IgnoreBYE: true}, func(t *testing.T, out, in *Call) {
			must(t, out.Wait(ctx, Talking))
			out.Hangup()
			must(t, out.Wait(ctx, Ended))
			must(t, in.Wait(ctx, Ended))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			caller, callee := two(t, false)
			caller.SetFaults(c.caller)
			callee.SetFaults(c.callee)
			callee.SetAnswering(Answering{Manual: c.callee.LateOK})
			calls := next(callee)
			out := dial(t, caller, DialOptions{})
			c.check(t, out, take(t, calls))
			if n := len(calls); n != 0 {
				t.Errorf("%d calls too many", n)
			}
			if len(caller.Calls())+len(callee.Calls()) != 0 {
				t.Error("calls left over")
			}
		})
	}
	t.Run("mute", func(t *testing.T) {
		caller, callee := two(t, false)
		callee.SetFaults(Faults{Mute: true})
		out := dial(t, caller, DialOptions{})
		must(t, out.Wait(ctx, Ended))
		if out.Status() != 408 {
			t.Errorf("status %d", out.Status())
		}
	})
}

// Both sides hold at once: one or both get 491, the call lives.
func TestGlare(t *testing.T) {
	ctx := soon(t)
	caller, callee := two(t, false)
	calls := next(callee)
	out := dial(t, caller, DialOptions{})
	in := take(t, calls)
	must(t, out.Wait(ctx, Talking))
	must(t, in.Wait(ctx, Talking))
	for range 20 {
		first := make(chan error, 1)
		go func() { first <- out.Hold(ctx) }()
		second := in.Hold(ctx)
		for _, err := range []error{<-first, second} {
			var status *StatusError
			if err != nil && (!errors.As(err, &status) || status.Status != 491) {
				t.Fatal(err)
			}
		}
		must(t, out.Resume(ctx))
		must(t, in.Resume(ctx))
	}
	must(t, out.Request(ctx, sip.OPTIONS, nil, ""))
	out.Hangup()
	must(t, in.Wait(ctx, Ended))
}

// Hundreds of phones share one socket; hundreds of calls at once end well and
// leave nothing.
func TestManyPhones(t *testing.T) {
	ctx := soon(t)
	a, b := newBank(t, false), newBank(t, false)
	const n = 300
	var list []*Call
	for i := range n {
		user := fmt.Sprint(2000 + i)
		b.NewPhone(Account{User: user, Registrar: a.Addr()}).SetAnswering(Answering{After: time.Duration(i%10) * time.Millisecond})
		c, err := a.NewPhone(Account{User: user, Registrar: b.Addr()}).Dial(user, DialOptions{})
		must(t, err)
		list = append(list, c)
	}
	for _, c := range list {
		must(t, c.Wait(ctx, Talking))
	}
	for _, c := range list {
		c.Hangup()
	}
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		b.lock()
		left := len(b.calls)
		b.unlock()
		if left == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d calls left over", left)
		}
	}
}
