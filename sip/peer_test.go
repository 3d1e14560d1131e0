package sip

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"
)

// peer is a scripted user agent on one UDP socket: it does what a test tells it,
// right or wrong, and nothing by itself.
type peer struct {
	testing.TB
	conn *net.UDPConn
	tcp  net.Conn // in place of conn
	edge netip.AddrPort
	user string
	in   chan received
	back []received      // taken and not wanted yet
	seen map[string]bool // the transactions whose request a test has taken

	packets atomic.Int64 // of any kind
}

type received struct {
	msg  sipmsg.Message
	from netip.AddrPort
	raw  string
}

func newPeer(e *edge, user string) *peer { return newPeerAt(e, user, "127.0.0.1") }

func newPeerAt(e *edge, user, ip string) *peer {
	e.Helper()
	c, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.ParseIP(ip)})
	if err != nil {
		e.Fatal(err)
	}
	_ = c.SetReadBuffer(1 << 20)
	p := &peer{TB: e.TB, conn: c, edge: e.srv.UDPAddr(), user: user, in: make(chan received, 4096)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		buf := make([]byte, 65536)
		for {
			n, from, err := c.ReadFromUDPAddrPort(buf)
			if err != nil {
				return
			}
			p.packets.Add(1)
			m, err := sipmsg.ParseMessage(bytes.Clone(buf[:n]))
			if err != nil {
				continue
			}
			p.in <- received{m, netipUnmap(from), string(buf[:n])}
		}
	}()
	e.Cleanup(func() { c.Close(); <-done })
	return p
}

// newTCPPeer is a peer on a connection of its own.
func newTCPPeer(e *edge, user string) *peer {
	e.Helper()
	c := e.dial()
	p := &peer{TB: e.TB, tcp: c, edge: e.srv.TCPAddr(), user: user, in: make(chan received, 4096)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		stream := sipmsg.NewParser().NewSIPStream()
		buf := make([]byte, 65536)
		for {
			n, err := c.Read(buf)
			if err != nil {
				return
			}
			_ = stream.ParseSIPStream(buf[:n], func(m sipmsg.Message) { p.in <- received{m, p.edge, m.String()} })
		}
	}()
	e.Cleanup(func() { c.Close(); <-done })
	return p
}

func (p *peer) addr() string {
	if p.tcp != nil {
		return p.tcp.LocalAddr().String()
	}
	return p.conn.LocalAddr().String()
}

func (p *peer) write(text string, to netip.AddrPort) {
	p.Helper()
	var err error
	if p.tcp != nil {
		_, err = p.tcp.Write([]byte(text))
	} else {
		_, err = p.conn.WriteToUDPAddrPort([]byte(text), to)
	}
	if err != nil {
		p.Fatal(err)
	}
}

func (p *peer) sdp(extra ...string) string {
	host, _, _ := net.SplitHostPort(p.addr())
	in := "IN IP4 " + host
	if strings.Contains(host, ":") {
		in = "IN IP6 " + host
	}
	return strings.Join(append([]string{
		"v=0", "o=- 1 1 " + in, "s=-", "c=" + in, "t=0 0",
		"m=audio 40000 RTP/AVP 8 0 101", "a=rtpmap:8 PCMA/8000", "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000",
	}, extra...), "\r\n") + "\r\n"
}

func (p *peer) raw(text string) {
	p.Helper()
	p.write(text, p.edge)
}

// request is a request under construction.
type req struct {
	method, uri, branch, from, to, callID, contact, body string
	seq                                                  int
	extra                                                []string
	typ                                                  string
}

func random() string { return strings.ToLower(rand.Text())[:16] }

// newReq makes an out-of-dialog request.
func (p *peer) newReq(method, uri string) *req {
	tag := random()
	return &req{
		method: method, uri: uri, branch: cookie + random(), callID: random(), seq: 1,
		from: "<sip:" + p.user + "@" + p.addr() + ">;tag=" + tag, to: "<" + uri + ">", contact: "<sip:" + p.user + "@" + p.addr() + ">",
	}
}

func (p *peer) text(r *req) string {
	var b strings.Builder
	network := "UDP"
	if p.tcp != nil {
		network = "TCP"
	}
	fmt.Fprintf(&b, "%s %s SIP/2.0\r\nVia: SIP/2.0/%s %s;rport;branch=%s\r\nMax-Forwards: 70\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\n",
		r.method, r.uri, network, p.addr(), r.branch, r.from, r.to, r.callID, r.seq, r.method)
	if r.contact != "" {
		fmt.Fprintf(&b, "Contact: %s\r\n", r.contact)
	}
	for _, h := range r.extra {
		b.WriteString(h + "\r\n")
	}
	if r.body != "" {
		typ := r.typ
		if typ == "" {
			typ = sdpType
		}
		fmt.Fprintf(&b, "Content-Type: %s\r\n", typ)
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(r.body), r.body)
	return b.String()
}

func (p *peer) send(r *req) *req { p.raw(p.text(r)); return r }

// next returns the first message that want accepts; others are kept for later.
func (p *peer) next(what string, want func(received) bool) received {
	p.Helper()
	for i, m := range p.back {
		if want(m) {
			p.back = append(p.back[:i:i], p.back[i+1:]...)
			return m
		}
	}
	limit := time.After(patience)
	for {
		select {
		case m := <-p.in:
			if want(m) {
				return m
			}
			p.back = append(p.back, m)
		case <-limit:
			s := ""
			for _, m := range p.back {
				s += "\n" + strings.SplitN(m.raw, "\r\n", 2)[0]
			}
			p.Fatalf("%s never came to %s; there came:%s", what, p.user, s)
		}
	}
}

// none asserts that nothing that want accepts comes for a while.
func (p *peer) none(what string, d time.Duration, want func(received) bool) {
	p.Helper()
	limit := time.After(d)
	for i, m := range p.back {
		if want(m) {
			p.Fatalf("%s came: %s", what, p.back[i].raw)
		}
	}
	for {
		select {
		case m := <-p.in:
			if want(m) {
				p.Fatalf("%s came:\n%s", what, m.raw)
			}
			p.back = append(p.back, m)
		case <-limit:
			return
		}
	}
}

// response waits for an answer to r with this status.
func (p *peer) response(r *req, code int) *sipmsg.Response {
	p.Helper()
	m := p.next(fmt.Sprintf("%d to %s", code, r.method), func(m received) bool {
		res, ok := m.msg.(*sipmsg.Response)
		return ok && res.StatusCode == code && string(res.CSeq().MethodName) == r.method && callIDOf(res) == r.callID && int(res.CSeq().SeqNo) == r.seq
	})
	return m.msg.(*sipmsg.Response)
}

// final waits for any final answer to r.
func (p *peer) final(r *req) *sipmsg.Response {
	p.Helper()
	m := p.next("a final answer to "+r.method, func(m received) bool {
		res, ok := m.msg.(*sipmsg.Response)
		return ok && res.StatusCode >= 200 && string(res.CSeq().MethodName) == r.method && callIDOf(res) == r.callID && int(res.CSeq().SeqNo) == r.seq
	})
	return m.msg.(*sipmsg.Response)
}

// request waits for a request of the edge; what the edge sends again because
// this test was slow to answer is not another one.
func (p *peer) request(method string) received {
	p.Helper()
	m := p.next(method, func(m received) bool { return isRequest(method)(m) && !p.seen[method+value(m.msg.(hasHeaders), "via")] })
	if method != "ACK" { // an ACK of a 2xx is a transaction of its own each time
		if p.seen == nil {
			p.seen = map[string]bool{}
		}
		p.seen[method+value(m.msg.(hasHeaders), "via")] = true
	}
	return m
}

func isRequest(method string) func(received) bool {
	return func(m received) bool {
		r, ok := m.msg.(*sipmsg.Request)
		return ok && string(r.Method) == method
	}
}

// answer sends a response to a request of the edge, with tag and body if given.
func (p *peer) answer(m received, code int, tag, body string, extra ...string) {
	p.Helper()
	r := m.msg.(*sipmsg.Request)
	var b strings.Builder
	fmt.Fprintf(&b, "SIP/2.0 %d %s\r\n", code, "Text")
	for _, v := range values(r, "via") {
		b.WriteString("Via: " + v + "\r\n")
	}
	to := value(r, "to")
	if tag != "" && !strings.Contains(to, "tag=") {
		to += ";tag=" + tag
	}
	fmt.Fprintf(&b, "From: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\n", value(r, "from"), to, callIDOf(r), value(r, "cseq"))
	if code < 300 && r.Method == sipmsg.INVITE {
		fmt.Fprintf(&b, "Contact: <sip:%s@%s>\r\n", p.user, p.addr())
	}
	for _, h := range extra {
		b.WriteString(h + "\r\n")
	}
	if body != "" {
		fmt.Fprintf(&b, "Content-Type: %s\r\n", sdpType)
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(body), body)
	p.write(b.String(), m.from)
}

// register registers the peer as a phone of user with the digest in alg.
func (p *peer) register(pass, alg string, extra ...string) {
	p.Helper()
	r := p.newReq("REGISTER", "sip:"+p.edge.String())
	r.extra = extra
	r.to = strings.Replace(r.from, ";tag=", ";x=", 1)
	p.send(r)
	r.extra = append(r.extra, "Authorization: "+p.authorization(p.response(r, 401), r, pass, alg, 1))
	r.seq++
	r.branch = cookie + random()
	p.send(r)
	p.response(r, 200)
}

// authorization answers the challenge of res for algorithm alg.
func (p *peer) authorization(res *sipmsg.Response, r *req, pass, alg string, nc int) string {
	nonce := ""
	for _, v := range values(res, "www-authenticate") {
		if strings.Contains(v, "algorithm="+alg+",") {
			nonce = strings.Split(strings.Split(v, `nonce="`)[1], `"`)[0]
		}
	}
	return digestFor(p.user, "callfloor", pass, nonce, r.method, r.uri, alg, nc)
}

func digestFor(user, realm, pass, nonce, method, uri, alg string, nc int) string {
	h := hashMD5
	if alg == "SHA-256" {
		h = hashSHA256
	}
	count := fmt.Sprintf("%08x", nc)
	resp := h(h(user+":"+realm+":"+pass) + ":" + nonce + ":" + count + ":c0:auth:" + h(method+":"+uri))
	return fmt.Sprintf(`Digest username="%s", realm="%s", nonce="%s", uri="%s", response="%s", algorithm=%s, cnonce="c0", qop=auth, nc=%s`,
		user, realm, nonce, uri, resp, alg, count)
}

// dialogReq makes a request of the caller's side within the dialog that r and
// its 200 began.
func (p *peer) dialogReq(method string, r *req, res *sipmsg.Response) *req {
	return &req{
		method: method, uri: uriInBrackets(value(res, "contact")), branch: cookie + random(), callID: r.callID, seq: r.seq + 1,
		from: r.from, to: value(res, "to"), contact: r.contact,
	}
}

func (p *peer) ack(r *req, res *sipmsg.Response, body string) {
	a := p.dialogReq("ACK", r, res)
	a.seq, a.body = r.seq, body
	p.send(a)
}

// inCall makes a request of the phone's side within the dialog of an INVITE of
// the edge that it answered with tag.
func (p *peer) inCall(method string, invite received, tag string, seq int) *req {
	r := invite.msg.(*sipmsg.Request)
	return &req{
		method: method, uri: uriInBrackets(value(r, "contact")), branch: cookie + random(), callID: callIDOf(r), seq: seq,
		from: value(r, "to") + ";tag=" + tag, to: value(r, "from"), contact: "<sip:" + p.user + "@" + p.addr() + ">",
	}
}

// call calls number and returns the INVITE.
func (p *peer) call(number string) *req {
	r := p.newReq("INVITE", "sip:"+number+"@"+p.edge.String())
	r.body = p.sdp()
	return p.send(r)
}

// header returns the first value of a header of the message.
func (m received) header(name string) string { return value(m.msg.(hasHeaders), name) }

func asRequest(m sipmsg.Message) (*sipmsg.Request, bool) { r, ok := m.(*sipmsg.Request); return r, ok }
