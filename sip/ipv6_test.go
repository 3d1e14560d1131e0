package sip

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/phone"
)

var sixTrunk = Trunk{Name: "carrier", Sources: []netip.Prefix{netip.MustParsePrefix("::1/128")}, Options: -1}

// SIP and media on IPv6: a phone registers, a call is set up over UDP and TCP, and
// both hear each other. Every address on the wire is written as RFC 5118 asks.
func TestCallOverIPv6(t *testing.T) {
	for _, overTCP := range []bool{false, true} {
		t.Run(map[bool]string{false: "udp", true: "tcp"}[overTCP], func(t *testing.T) {
			e := newEdge(t, options{ip: "::1", agents: []string{"kim"}, trunk: sixTrunk})
			m, err := media.New(media.Config{Addr: netip.IPv6Loopback(), PortMin: 40000, PortMax: 49999}, zerolog.Nop())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(m.Close)
			at := e.srv.UDPAddr()
			if overTCP {
				at = e.srv.TCPAddr()
			}
			newPhone := func(a phone.Account, hz float64) *phone.Phone {
				b, err := phone.NewBank(phone.Config{Listen: netip.AddrPortFrom(netip.IPv6Loopback(), 0), TCP: overTCP, Media: m, T1: fast.T1})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(b.Close)
				a.Registrar = at
				p := b.NewPhone(a)
				p.Say(hz)
				return p
			}
			caller := newPhone(phone.Account{User: "01012345678"}, callerHz)
			agent := newPhone(phone.Account{User: "kim", Password: password + "kim", Domain: "callfloor"}, agentHz)
			ctx, cancel := contextWith(patience)
			defer cancel()
			if err := agent.Register(ctx); err != nil {
				t.Fatal(err)
			}
			e.ready("kim")
			c, err := caller.Dial("15880001", phone.DialOptions{})
			if err != nil {
				t.Fatal(err)
			}
			event[acd.CallConnected](e, 1)
			v := &voices{edge: e, phones: m}
			v.hears("the caller", c, agentHz)
			v.hears("the agent", agent.Calls()[0], callerHz)
			c.Hangup()
			e.calm()
		})
	}
}

// The questions of RFC 5118 section 4, in messages of our own: an IPv6 reference
// needs its brackets (without them the request line cannot be read, and nothing is
// answered), a received parameter is understood with them and without, and what
// looks like a port within them is part of the address.
func TestIPv6Messages(t *testing.T) {
	e := newEdge(t, options{ip: "::1", agents: []string{"kim"}, trunk: sixTrunk})
	p := newPeerAt(e, "0101", "::1")
	host := func(s string) func(string) string {
		return func(text string) string {
			return strings.Replace(text, "sip:15880001@"+p.edge.String()+" SIP", "sip:15880001@"+s+" SIP", 1)
		}
	}
	via := func(s string) func(string) string {
		return func(text string) string { return strings.Replace(text, p.addr()+";rport", s, 1) }
	}
	for name, c := range map[string]struct {
		change func(string) string
		code   int // 0: silence
	}{
		"4.1 reference in brackets":         {host("[2001:db8::10]"), 200},
		"4.1 with port":                     {host("[2001:db8::10]:5070"), 200},
		"4.2 reference without brackets":    {host("2001:db8::10"), 0},
		"4.3 port that might be part of it": {host("[2001:db8::10:5070]"), 200},
		"4.5 received in brackets":          {via(p.addr() + ";rport;received=[2001:db8::9:255]"), 200},
		"4.5 received without":              {via(p.addr() + ";rport;received=2001:db8::9:255"), 200},
		"4.10 IPv4 mapped":                  {host("[::ffff:192.0.2.10]"), 200},
	} {
		t.Run(name, func(t *testing.T) {
			r := p.newReq("OPTIONS", "sip:15880001@"+p.edge.String())
			p.raw(c.change(p.text(r)))
			if c.code == 0 {
				p.none("an answer", 50*time.Millisecond, func(m received) bool { return m.header("call-id") == r.callID })
				return
			}
			if v := value(p.response(r, c.code), "via"); !strings.Contains(v, "received=::1") || strings.Contains(v, "2001") {
				t.Errorf("answered with Via %s", v)
			}
		})
	}
	inv := p.call("15880001")
	ok := p.response(inv, 200)
	body := string(ok.Body())
	if want := fmt.Sprintf("c=IN IP6 %s\r\n", netip.IPv6Loopback()); !strings.Contains(body, want) {
		t.Errorf("our description:\n%s", body)
	}
	if got := value(ok, "contact"); !strings.Contains(got, p.edge.String()) {
		t.Errorf("Contact %s", got)
	}
	p.ack(inv, ok, "")
	p.response(p.send(p.dialogReq("BYE", inv, ok)), 200)
	e.calm()
}

// A target that is an IPv6 address is used as it stands.
func TestIPv6Target(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // a look-up fails at once
	fl, err := flowTo(ctx, "sip:carrier@[2001:db8::7]:5090", udp)
	if want := netip.MustParseAddrPort("[2001:db8::7]:5090"); err != nil || fl.remote != want {
		t.Errorf("%v (%v), want %v", fl.remote, err, want)
	}
}
