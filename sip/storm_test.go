package sip

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/phone"
)

// A small floor in a storm: callers who call, wait, hold, hang up whenever they
// like; agents who answer, refuse, do not answer, break the rules, come and go.
// Whatever happens, every call ends exactly once, nobody is stuck, no port, leg
// or call is left, and the floor's invariants hold.
func TestStorm(t *testing.T) {
	const agents, callers, length = 6, 12, 5 * time.Second
	var ids []string
	for i := range agents {
		ids = append(ids, fmt.Sprintf("a%d", i))
	}
	e := newEdge(t, options{agents: ids, service: acd.Service{ID: "orders", Ring: 150 * time.Millisecond, WrapUp: 20 * time.Millisecond, Strategy: acd.RingAll}})
	m, err := media.New(media.Config{Addr: netip.MustParseAddr("127.0.0.1"), PortMin: 40000, PortMax: 49999}, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	bank := func() *phone.Bank {
		b, err := phone.NewBank(phone.Config{Listen: netip.MustParseAddrPort("127.0.0.1:0"), Media: m, T1: fast.T1})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.Close)
		return b
	}
	ctx, cancel := contextWith(time.Minute)
	defer cancel()
	desk, street := bank(), bank()
	var wg sync.WaitGroup
	end := time.Now().Add(length)
	for i, id := range ids {
		p := desk.NewPhone(phone.Account{User: id, Password: password + id, Registrar: e.srv.UDPAddr(), Domain: "callfloor"})
		if err := p.Register(ctx); err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(1, uint64(i)))
		wg.Go(func() {
			for time.Now().Before(end) {
				p.SetAnswering([]phone.Answering{
					{},
					{After: 10 * time.Millisecond},
					{After: 140 * time.Millisecond},
					{Never: true},
					{Reject: 486},
					{Reject: 603, After: 20 * time.Millisecond},
					{Rings: 5},
					{Rings: -1},
				}[r.IntN(8)])
				p.SetFaults([]phone.Faults{{}, {}, {}, {Twice: true}, {EarlyBYE: true}, {Forked: true}, {LateOK: true}, {NoACK: true}}[r.IntN(8)])
				state := acd.SetState{Agent: acd.AgentID(id), State: acd.Ready, By: "agent"}
				if r.IntN(6) == 0 {
					state.State, state.Reason = acd.NotReady, acd.Rest
				}
				e.do(state)
				time.Sleep(time.Duration(r.IntN(120)) * time.Millisecond)
				for _, c := range p.Calls() {
					switch r.IntN(6) {
					case 0:
						c.Hangup()
					case 1:
						_ = c.Hold(ctx)
					case 2:
						_ = c.Resume(ctx)
					}
				}
			}
			p.SetFaults(phone.Faults{})
		})
	}
	for i := range callers {
		p := street.NewPhone(phone.Account{User: fmt.Sprintf("0100%d", i), Registrar: e.srv.UDPAddr()})
		r := rand.New(rand.NewPCG(2, uint64(i)))
		wg.Go(func() {
			for time.Now().Before(end) {
				p.SetFaults([]phone.Faults{{}, {}, {}, {Twice: true}, {NoACK: true}}[r.IntN(5)])
				c, err := p.Dial("15880001", phone.DialOptions{NoOffer: r.IntN(8) == 0})
				if err != nil {
					t.Error(err)
					return
				}
				time.Sleep(time.Duration(r.IntN(400)) * time.Millisecond)
				if r.IntN(4) == 0 {
					_ = c.Hold(ctx)
				}
				c.Hangup()
				time.Sleep(time.Duration(r.IntN(30)) * time.Millisecond)
			}
		})
	}
	wg.Wait()
	e.calm()
	if q, n := count[acd.CallQueued](e), count[acd.CallEnded](e); q != n || q < 50 {
		t.Errorf("%d calls entered, %d ended", q, n)
	}
	if o, n := count[acd.CallOffered](e), count[acd.OfferEnded](e); o != n {
		t.Errorf("%d offers, %d ended", o, n)
	}
	t.Logf("%d calls, %d offers, %d connected", count[acd.CallQueued](e), count[acd.CallOffered](e), count[acd.CallConnected](e))
}
