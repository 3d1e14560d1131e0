package sip

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}

// Who calls: From; P-Asserted-Identity only of a trusted trunk, in no spelling of
// an untrusted one (S-22); nobody where privacy is asked for; never anything that
// could start a header of its own (S-21).
func TestCallerIdentity(t *testing.T) {
	type row struct {
		from  string
		extra string
		trust bool
		want  string
	}
	for name, r := range map[string]row{
		"from":                {`"Kim" <sip:+82-10-1234-5678@x>`, "", false, "+821012345678"},
		"tel":                 {`<tel:0212345678;phone-context=+82>`, "", false, "0212345678"},
		"asserted":            {`<sip:100@x>`, "P-Asserted-Identity: \"B\" <sip:0222@y>", true, "0222"},
		"asserted untrusted":  {`<sip:100@x>`, "P-Asserted-Identity: <sip:0222@y>", false, "100"},
		"asserted with space": {`<sip:100@x>`, "P-Asserted-Identity : <sip:0222@y>", false, "100"},
		"asserted folded":     {`<sip:100@x>`, "P-Asserted-Identity:\r\n <sip:0222@y>", false, "100"},
		"privacy":             {`<sip:100@x>`, "Privacy: id\r\nP-Asserted-Identity: <sip:0222@y>", true, ""},
		"anonymous":           {`"Anonymous" <sip:anonymous@anonymous.invalid>`, "", false, ""},
		"line break":          {`<sip:1%0d%0aX-Evil:1@x>`, "", false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEdge(t, options{agents: []string{"kim"}, trunk: Trunk{Name: "carrier", Sources: loopback, TrustIdentity: r.trust, Options: -1}})
			caller, phone := newPeer(e, "0101"), newPeer(e, "kim")
			phone.register(password+"kim", "MD5")
			e.ready("kim")
			inv := caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
			inv.from, inv.body = r.from+";tag=a", caller.sdp()
			if r.extra != "" {
				inv.extra = []string{r.extra}
			}
			caller.ack(inv, caller.response(caller.send(inv), 200), "")
			if q := event[acd.CallQueued](e, 1); q.Caller != r.want {
				t.Errorf("caller %q, want %q", q.Caller, r.want)
			}
			ring := phone.request("INVITE")
			if strings.Contains(ring.raw, "\nX-Evil") {
				t.Errorf("a header was smuggled in:\n%s", ring.raw)
			}
		})
	}
}

// S-22: a header name that is no token is refused, not guessed at.
func TestSmuggledHeader(t *testing.T) {
	e := newEdge(t, options{})
	p := newPeer(e, "0101")
	r := p.newReq("OPTIONS", "sip:"+p.edge.String())
	r.extra = []string{"Contact\x01: <sip:x@y>"}
	p.response(p.send(r), 400)
}

// The display name of the caller comes out quoted on the phone, whatever is in it.
func TestDisplayNameIsQuoted(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	caller, phone := newPeer(e, "0101"), newPeer(e, "kim")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
	inv.from, inv.body = `"홍길동 \"x\" <sip:evil@y>" <sip:0101@x>;tag=a`, caller.sdp()
	caller.ack(inv, caller.response(caller.send(inv), 200), "")
	from, ok := parseAddress(phone.request("INVITE").header("from"))
	if !ok || from.uri.User != "0101" || !strings.HasPrefix(from.display, "홍길동") {
		t.Errorf("From is %+v", from)
	}
}

// The number called is that of the Request-URI, else that of To; an unknown one
// is 404 (S-17: a trunk reaches configured numbers only).
func TestCalledNumber(t *testing.T) {
	e := newEdge(t, options{})
	p := newPeer(e, "0101")
	inv := p.newReq("INVITE", "sip:account@"+p.edge.String())
	inv.to, inv.body = "<sip:1588-0001@carrier>", p.sdp()
	p.ack(inv, p.response(p.send(inv), 200), "")
	if q := event[acd.CallQueued](e, 1); q.Called != "15880001" {
		t.Errorf("called %q", q.Called)
	}
	for _, uri := range []string{"sip:0015551234@evil.example", "sip:1001@" + p.edge.String(), "sip:" + p.edge.String()} {
		inv = p.newReq("INVITE", uri)
		inv.body = p.sdp()
		p.response(p.send(inv), 404)
	}
}

// A phone's own call proves who it is and is not put through, even where the
// phone lives at an address of a trunk.
func TestPhoneCannotCall(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	p := newPeer(e, "kim")
	p.register(password+"kim", "MD5")
	inv := p.call("15880001")
	res := p.response(inv, 401)
	ack := *inv
	ack.method, ack.body, ack.to = "ACK", "", value(res, "to")
	p.send(&ack)
	inv.extra = []string{"Authorization: " + p.authorization(res, inv, password+"kim", "SHA-256", 1)}
	inv.seq, inv.branch = 2, cookie+random()
	p.response(p.send(inv), 403)
	stranger := newPeerAt(e, "x", "127.0.0.2")
	stranger.response(stranger.call("15880001"), 401)
}

// A trunk's limits: live calls, and new calls a second.
func TestTrunkLimits(t *testing.T) {
	e := newEdge(t, options{trunk: Trunk{Name: "carrier", Sources: loopback, MaxCalls: 1, Options: -1}})
	p := newPeer(e, "0101")
	inv := p.call("15880001")
	ok := p.response(inv, 200)
	p.ack(inv, ok, "")
	if res := p.response(p.call("15880001"), 503); value(res, "retry-after") == "" {
		t.Error("503 without Retry-After")
	}
	p.response(p.send(p.dialogReq("BYE", inv, ok)), 200)
	e.calm()
	inv = p.call("15880001")
	p.response(inv, 200)
}

// F-30: three OPTIONS without an answer take a trunk down, two answers bring it
// back; calls are not touched. Before the first answer neither is said.
func TestTrunkHealth(t *testing.T) {
	e := newEdge(t, options{})
	carrier := newPeer(e, "carrier")
	dir := e.dir
	dir.Trunks = []Trunk{{Name: "carrier", Sources: loopback, Target: "sip:" + carrier.addr(), Options: 500 * time.Millisecond}}
	if err := e.srv.Reload(dir); err != nil {
		t.Fatal(err)
	}
	is := func(want TrunkHealth) func() bool {
		return func() bool { s := e.srv.Trunks(); return len(s) == 1 && s[0].State == want }
	}
	asked := carrier.request("OPTIONS")
	if !is(TrunkChecking)() {
		t.Errorf("before the first answer: %+v", e.srv.Trunks())
	}
	up := func(want bool) func() bool {
		return func() bool { s := e.srv.Trunks(); return len(s) == 1 && s[0].Up == want }
	}
	carrier.answer(asked, 200, "x", "")
	e.eventually("up after the first answer", is(TrunkUp))
	e.eventually("down", up(false))
	if !is(TrunkDown)() {
		t.Errorf("after three misses: %+v", e.srv.Trunks())
	}
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case m := <-carrier.in:
				if isRequest("OPTIONS")(m) {
					carrier.answer(m, 404, "x", "") // any answer is a sign of life
				}
			case <-stop:
				return
			}
		}
	}()
	e.eventually("up", up(true))
	close(stop)
	<-done
}

// F-80: while draining new calls and OPTIONS get 503 with Retry-After, calls and
// registrations go on; at the limit what is left is hung up.
func TestDrain(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	c := e.talk("kim")
	drained := make(chan error, 1)
	ctx, cancel := contextWith(300 * time.Millisecond)
	defer cancel()
	go func() { drained <- e.srv.Drain(ctx) }()
	e.eventually("draining", e.srv.draining.Load)
	for _, r := range []*req{c.caller.call("15880001"), c.caller.send(c.caller.newReq("OPTIONS", "sip:"+c.caller.edge.String()))} {
		if res := c.caller.response(r, 503); value(res, "retry-after") == "" {
			t.Error("503 without Retry-After")
		}
	}
	c.phone.register(password+"kim", "MD5")
	c.caller.answer(c.caller.request("BYE"), 200, "", "")
	bye := c.phone.request("BYE")
	c.phone.answer(bye, 200, "", "")
	if err := <-drained; err == nil {
		t.Error("Drain does not say that it cut calls")
	}
	e.calm()
}

// F-01: after a crash both sides of a stored call get a BYE.
func TestRecoverDialogs(t *testing.T) {
	store := newMemoryStore()
	e := newEdge(t, options{agents: []string{"kim"}, store: store})
	c := e.talk("kim")
	e.eventually("both legs stored", func() bool { d, _ := store.Dialogs(t.Context()); return len(d) == 2 })
	crashed := newMemoryStore()
	stored, _ := store.Dialogs(t.Context())
	_ = crashed.WriteDialogs(t.Context(), stored, nil)
	next := newEdge(t, options{agents: []string{"kim"}, store: crashed})
	for _, p := range []*peer{c.caller, c.phone} {
		bye := p.request("BYE")
		if !strings.Contains(bye.raw, "cause=41") || bye.from != next.srv.UDPAddr() {
			t.Errorf("from %s:\n%s", bye.from, bye.raw)
		}
		p.answer(bye, 200, "", "")
	}
	next.eventually("nothing stays stored", func() bool { d, _ := crashed.Dialogs(t.Context()); return len(d) == 0 })
	c.hangUp()
}

// A phone that answers a call of before the restart is told that it is over.
func TestAnswerToFormerLife(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	p := newPeer(e, "kim")
	p.raw("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP " + p.edge.String() + ";branch=z9hG4bKold\r\nFrom: <sip:a@b>;tag=ours\r\nTo: <sip:kim@c>;tag=theirs\r\n" +
		"Call-ID: old\r\nCSeq: 7 INVITE\r\nContact: <sip:kim@" + p.addr() + ">\r\nContent-Length: 0\r\n\r\n")
	if ack := p.request("ACK"); ack.header("cseq") != "7 ACK" {
		t.Errorf("%s", ack.raw)
	}
	p.answer(p.request("BYE"), 200, "", "")
}

// A 200 to no INVITE of ours is answered where it came from and nowhere else,
// whatever routes it names, without waiting for a name server; and many of them
// cost no more than a few BYEs.
func TestStrayAnswersReflectNothing(t *testing.T) {
	e := newEdge(t, options{})
	p, third := newPeer(e, "kim"), newPeer(e, "third")
	stray := func(id, route string) {
		p.raw("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP " + p.edge.String() + ";branch=z9hG4bKold\r\nFrom: <sip:a@b>;tag=ours\r\nTo: <sip:kim@c>;tag=theirs\r\n" +
			"Call-ID: " + id + "\r\nCSeq: 7 INVITE\r\nContact: <sip:kim@" + third.addr() + ">\r\nRecord-Route: <sip:" + route + ";lr>\r\nContent-Length: 0\r\n\r\n")
	}
	stray("routed", third.addr())
	p.request("ACK")
	p.answer(p.request("BYE"), 200, "", "")
	for i := range 500 {
		stray(random()+itoa(i), "no-such-host.invalid")
	}
	began := time.Now()
	p.response(p.send(p.newReq("OPTIONS", "sip:"+p.edge.String())), 200)
	took := time.Since(began)
	_, clients := e.srv.txs.sizes()
	if limit := strayBurst + int(strayRate*(took+2*time.Second).Seconds()); clients > limit {
		t.Errorf("%d BYEs are out after 500 stray answers, more than %d", clients, limit)
	}
	if n := third.packets.Load(); n != 0 {
		t.Errorf("%d packets went to a third party", n)
	}
}

// A 200 of another fork that comes after its call is over is acknowledged and hung
// up too, by its own route, once.
func TestLateAnswerByRoute(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	c := e.talk("kim")
	c.hangUp()
	e.calm()
	for range 3 {
		c.phone.answer(c.ring, 200, "fork", c.phone.sdp(), "Record-Route: <sip:"+c.phone.addr()+";lr>")
	}
	ack := c.phone.request("ACK")
	if !strings.Contains(ack.header("to"), "tag=fork") {
		t.Errorf("%s", ack.raw)
	}
	bye := c.phone.request("BYE")
	c.phone.answer(bye, 200, "", "")
	c.phone.none("another BYE", 200*time.Millisecond, func(m received) bool {
		return isRequest("BYE")(m) && m.header("via") != bye.header("via")
	})
}
