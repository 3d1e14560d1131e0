package sip

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
)

// registration starts a REGISTER with the credentials of pass.
func (p *peer) registration(pass, alg string) *req {
	p.Helper()
	r := p.newReq("REGISTER", "sip:"+p.edge.String())
	r.to = strings.Replace(r.from, ";tag=", ";x=", 1)
	res := p.response(p.send(r), 401)
	r.extra = []string{"Authorization: " + p.authorization(res, r, pass, alg, 1)}
	r.seq++
	r.branch = cookie + random()
	return r
}

// The challenge offers SHA-256 first and MD5 second (RFC 8760), both work, and
// the binding can be read, refreshed and removed (RFC 3261 section 10).
func TestRegister(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	p := newPeer(e, "kim")
	r := p.newReq("REGISTER", "sip:"+p.edge.String())
	r.to = strings.Replace(r.from, ";tag=", ";x=", 1)
	offers := values(p.response(p.send(r), 401), "www-authenticate")
	if len(offers) != 2 || !strings.Contains(offers[0], "SHA-256") || !strings.Contains(offers[1], "MD5") {
		t.Errorf("challenges: %q", offers)
	}
	p.register(password+"kim", "SHA-256")
	p.register(password+"kim", "MD5")
	if n := len(e.srv.Registrations()); n != 1 {
		t.Errorf("%d bindings of one phone", n)
	}

	fetch := p.registration(password+"kim", "MD5")
	fetch.contact = ""
	res := p.response(p.send(fetch), 200)
	if c := list(res, "contact"); len(c) != 1 || !strings.Contains(c[0], ";expires=") {
		t.Errorf("fetched %q", c)
	}

	short := p.registration(password+"kim", "MD5")
	short.contact += ";expires=10"
	if res := p.response(p.send(short), 423); value(res, "min-expires") != "60" {
		t.Errorf("Min-Expires %q", value(res, "min-expires"))
	}

	off := p.registration(password+"kim", "MD5")
	off.contact = "*"
	off.extra = append(off.extra, "Expires: 0")
	p.response(p.send(off), 200)
	if n := len(e.srv.Registrations()); n != 0 {
		t.Errorf("%d bindings after *", n)
	}
	if ch := event[acd.AgentPhoneChanged](e, 2); ch.Reachable {
		t.Error("the floor believes that the phone can be reached")
	}
	e.eventually("nothing stays stored", func() bool { b, _ := e.regs.Bindings(context.Background()); return len(b) == 0 })
}

// S-02: whoever the user is, or is not, the answers are the same.
func TestUnknownUserLooksTheSame(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	shape := func(user string) string {
		p := newPeer(e, user)
		r := p.registration("wrong", "SHA-256")
		res := p.response(p.send(r), 401)
		var b strings.Builder
		for _, h := range res.Headers() {
			switch n := h.Name(); n {
			case "WWW-Authenticate":
				b.WriteString(n + itoa(len(h.Value())) + "\n")
			case "Server":
				b.WriteString(h.Value())
			default:
				b.WriteString(n + "\n")
			}
		}
		return b.String()
	}
	if a, b := shape("kim"), shape("nob"); a != b {
		t.Errorf("known user:\n%s\nunknown user:\n%s", a, b)
	}
}

// S-02: nor does the time that the answer takes tell them apart.
func TestUnknownUserTakesAsLong(t *testing.T) {
	met, err := newMetrics(nil)
	if err != nil {
		t.Fatal(err)
	}
	md5Hex, shaHex := HA1("kim", "callfloor", "right")
	dir, err := compile(Directory{Agents: []Agent{{ID: "kim", Enabled: true, Credentials: []Credential{{User: "kim", MD5: md5Hex, SHA256: shaHex}}}}})
	if err != nil {
		t.Fatal(err)
	}
	a := newAuth("callfloor", time.Minute, met)
	parser := newParser(maxMessage)
	median := func(user string) time.Duration {
		var took []time.Duration
		for range 1000 {
			nonce := a.nonces.issue(time.Now())
			m, err := parser.ParseSIP([]byte("REGISTER sip:x SIP/2.0\r\nAuthorization: " + digestFor(user, "callfloor", "wrong", nonce, "REGISTER", "sip:x", "SHA-256", 1) + "\r\n\r\n"))
			if err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			a.check(m.(*sipmsg.Request), flow{}, dir, began)
			took = append(took, time.Since(began))
			a.succeeded(pair{user: user})
		}
		slices.Sort(took)
		return took[len(took)/2]
	}
	if known, unknown := median("kim"), median("nobody"); max(known, unknown)-min(known, unknown) > time.Millisecond {
		t.Errorf("known %v, unknown %v", known, unknown)
	}
}

// S-04: a nonce lives for its time, and every count is good once.
func TestNonces(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, cfg: Config{NonceLife: 300 * time.Millisecond}})
	p := newPeer(e, "kim")
	r := p.registration(password+"kim", "SHA-256")
	p.response(p.send(r), 200)
	r.seq, r.branch = r.seq+1, cookie+random()
	if res := p.response(p.send(r), 401); !strings.Contains(value(res, "www-authenticate"), "stale=true") {
		t.Error("a replayed count is not told stale")
	}

	r = p.registration(password+"kim", "SHA-256")
	time.Sleep(350 * time.Millisecond) // the nonce's own age is what is tested
	res := p.response(p.send(r), 401)
	if !strings.Contains(value(res, "www-authenticate"), "stale=true") {
		t.Error("an expired nonce with the right password is not told stale")
	}
	r.extra = []string{"Authorization: " + p.authorization(res, r, password+"kim", "SHA-256", 1)} // S29: one retry
	r.seq, r.branch = r.seq+1, cookie+random()
	p.response(p.send(r), 200)

	for name, change := range map[string]func(string) string{
		"of an earlier start": func(s string) string { return strings.Replace(s, `nonce="A`, `nonce="B`, 1) },
	} {
		r = p.registration(password+"kim", "SHA-256")
		r.extra[0] = change(r.extra[0])
		if res := p.response(p.send(r), 401); !strings.Contains(value(res, "www-authenticate"), "stale=true") {
			t.Errorf("a nonce %s is not told stale", name)
		}
	}
	for name, change := range map[string]func(string) string{
		"uri of another": func(s string) string { return strings.Replace(s, `uri="sip:127`, `uri="sip:128`, 1) },
		"no qop":         func(s string) string { return strings.Replace(s, "qop=auth, ", "", 1) },
		"other scheme":   func(s string) string { return strings.Replace(s, "Digest", "Basic", 1) },
		"other realm":    func(s string) string { return strings.Replace(s, `realm="callfloor"`, `realm="x"`, 1) },
	} {
		r = p.registration(password+"kim", "SHA-256")
		r.extra[0] = change(r.extra[0])
		if res := p.response(p.send(r), 401); strings.Contains(value(res, "www-authenticate"), "stale=true") {
			t.Errorf("%s: told stale", name)
		}
	}
}

// S-03: after ten wrong passwords the pair of user and source is blocked, even
// for the right one; the same user at another address is not.
func TestGuessing(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	p := newPeer(e, "kim")
	for range authFailures {
		p.response(p.send(p.registration("guess", "MD5")), 401)
	}
	p.response(p.send(p.registration(password+"kim", "MD5")), 401)
	other := newPeerAt(e, "kim", "127.0.0.2")
	other.register(password+"kim", "MD5")
}

// S-05: kim's password registers nobody else's name.
func TestRegisterAnother(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim", "lee"}})
	p := newPeer(e, "kim")
	r := p.registration(password+"kim", "MD5")
	r.to = "<sip:lee@callfloor>"
	p.response(p.send(r), 403)
}

// S-07, S20: contacts that would loop or reflect are refused; a fourth phone
// takes the place of one of the three.
func TestContacts(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	p := newPeerAt(e, "kim", "127.0.0.2")
	for _, host := range []string{e.srv.UDPAddr().String(), "255.255.255.255:5060", "239.0.0.1:5060", "0.0.0.0:5060"} {
		r := p.registration(password+"kim", "MD5")
		r.contact = "<sip:kim@" + host + ">"
		p.response(p.send(r), 400)
	}
	for i := range maxContacts + 1 {
		r := p.registration(password+"kim", "MD5")
		r.contact = "<sip:kim@127.0.0.2:" + itoa(6000+i) + ">"
		p.response(p.send(r), 200)
	}
	if n := len(e.srv.Registrations()); n != maxContacts {
		t.Errorf("%d bindings", n)
	}
}

// An older REGISTER that was overtaken changes nothing (section 10.3 step 7).
func TestRegisterOutOfOrder(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	p := newPeer(e, "kim")
	r := p.registration(password+"kim", "MD5")
	p.response(p.send(r), 200)
	old := p.registration(password+"kim", "MD5")
	old.callID, old.seq = r.callID, r.seq-1
	p.response(p.send(old), 500)
}

// A phone behind a NAT: its contact names an address of its own network, calls
// go back to where the REGISTER came from.
func TestPhoneBehindNAT(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	p, caller := newPeer(e, "kim"), newPeer(e, "0101")
	r := p.registration(password+"kim", "MD5")
	r.contact = "<sip:kim@192.168.7.7:5060>"
	p.response(p.send(r), 200)
	e.ready("kim")
	inv := caller.call("15880001")
	caller.ack(inv, caller.response(inv, 200), "")
	ring := p.request("INVITE")
	if uri := ring.msg.(*sipmsg.Request).Recipient.String(); uri != "sip:kim@192.168.7.7:5060" {
		t.Errorf("INVITE for %s", uri)
	}
	if ring.from != e.srv.UDPAddr() {
		t.Errorf("the INVITE left from %s", ring.from)
	}
	p.answer(ring, 200, "p1", p.sdp())
	p.request("ACK") // although the 200's Contact is private too
}

// A restarted edge knows its phones, asks them whether they live, and tells the
// floor of those that do not.
func TestRegistrationsSurviveRestart(t *testing.T) {
	store := newMemoryStore()
	first := newEdge(t, options{agents: []string{"kim", "lee"}, store: store})
	kim, lee := newPeer(first, "kim"), newPeer(first, "lee")
	kim.register(password+"kim", "MD5")
	lee.register(password+"lee", "MD5")
	first.eventually("stored", func() bool { b, _ := store.Bindings(context.Background()); return len(b) == 2 })

	second := newEdge(t, options{agents: []string{"kim", "lee"}, store: store})
	if n := len(second.srv.Registrations()); n != 2 {
		t.Fatalf("%d bindings after the restart", n)
	}
	event[acd.AgentPhoneChanged](second, 2)
	kim.answer(kim.request("OPTIONS"), 405, "x", "") // any answer is a sign of life
	if ch := event[acd.AgentPhoneChanged](second, 3); ch.Agent != "lee" || ch.Reachable {
		t.Errorf("%+v", ch)
	}
}

// What is stored and cannot be used after a restart leaves the store: it would
// pile up with every connection of every phone.
func TestUselessBindingsLeaveTheStore(t *testing.T) {
	store := newMemoryStore()
	at := netip.MustParseAddrPort("127.0.0.1:9")
	save := func(contact, network string, life time.Duration) {
		_ = store.SaveBinding(t.Context(), Binding{
			Agent: "kim", User: "kim", Contact: contact, Network: network, Remote: at, Target: at, Expires: time.Now().Add(life),
		})
	}
	save("sip:kim@127.0.0.1:9", udp, time.Hour)
	save("sip:kim@127.0.0.1:8", udp, -time.Second)
	save("sip:kim@127.0.0.1:7;transport=tcp", tcp, time.Hour)
	e := newEdge(t, options{agents: []string{"kim"}, store: store})
	e.eventually("one binding is stored", func() bool { b, _ := store.Bindings(t.Context()); return len(b) == 1 })
	if b, _ := store.Bindings(t.Context()); b[0].Contact != "sip:kim@127.0.0.1:9" {
		t.Errorf("what stays is %s", b[0].Contact)
	}
}

// While the store is slow, what waits to be written is one thing a binding,
// however often the phone registers; the last word is written.
func TestSaverWritesTheLastWord(t *testing.T) {
	store := newMemoryStore()
	s := newSaver(zerolog.Nop(), store, nil)
	for n := range uint32(1000) {
		s.deleteBinding("kim", "sip:kim@a")
		s.saveBinding(Binding{Agent: "kim", Contact: "sip:kim@a", CSeq: n})
		s.saveBinding(Binding{Agent: "lee", Contact: "sip:lee@a", CSeq: n})
		s.deleteBinding("lee", "sip:lee@a")
	}
	if n := len(s.bindings.order); n != 2 {
		t.Errorf("%d changes wait", n)
	}
	s.flush()
	b, _ := store.Bindings(t.Context())
	if len(b) != 1 || b[0].Agent != "kim" || b[0].CSeq != 999 {
		t.Errorf("stored %+v", b)
	}
}
