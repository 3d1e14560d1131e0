package phone

import (
	"fmt"
	"net/netip"

	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"
)

// request is a request to be sent, again with credentials if it is challenged.
type request struct {
	method  sip.RequestMethod
	uri     string         // Request-URI
	to      netip.AddrPort // next hop
	headers []string       // From, To, Call-ID and the rest, without Via, CSeq, Contact
	seq     *uint32        // CSeq counter; it rises with every sending
	body    []byte
	kind    string // Content-Type, when there is a body
	sent    func(branch, text string, seq uint32)
	done    func(*sip.Response) // as of Bank.send; never gets a challenge that was answered
}

// transact sends r.
func (p *Phone) transact(r *request) { p.attempt(r, "") }

// attempt sends r once; auth is a header line with credentials, "" at first.
func (p *Phone) attempt(r *request, auth string) {
	*r.seq++
	branch := "z9hG4bK" + token()
	m := &message{start: fmt.Sprintf("%s %s SIP/2.0", r.method, r.uri)}
	m.add("Via: SIP/2.0/%s %s;branch=%s;rport", p.bank.transport(), p.bank.addr, branch)
	m.add("Max-Forwards: 70")
	m.headers = append(m.headers, r.headers...)
	m.add("CSeq: %d %s", *r.seq, r.method)
	if r.method == sip.INVITE || r.method == sip.REGISTER || r.method == sip.UPDATE || r.method == sip.REFER {
		m.add("Contact: %s%s", p.contact(), p.contactParams(r.method))
		m.add("Allow: %s", allow)
	}
	if auth != "" {
		m.add("%s", auth)
	}
	if r.body != nil {
		m.add("Content-Type: %s", r.kind)
		m.body = r.body
	}
	text := m.text()
	if r.sent != nil {
		r.sent(branch, text, *r.seq)
	}
	p.bank.send(text, branch, r.method, r.to, p.faults.Twice, func(res *sip.Response) {
		if res != nil && auth == "" && (res.StatusCode == 401 || res.StatusCode == 407) {
			if line, err := p.credentials(res, r.method, r.uri); err == nil {
				p.attempt(r, line)
				return
			}
		}
		r.done(res)
	})
}

// allow are the methods that a phone takes.
const allow = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, NOTIFY, MESSAGE"

// credentials answers the first challenge of a response that we can (RFC 8760
// section 2.4: the server names the one that it likes best first).
func (p *Phone) credentials(res *sip.Response, method sip.RequestMethod, uri string) (string, error) {
	challenge, answer := "WWW-Authenticate", "Authorization"
	if res.StatusCode == 407 {
		challenge, answer = "Proxy-Authenticate", "Proxy-Authorization"
	}
	for _, h := range res.GetHeaders(challenge) {
		c, err := digest.ParseChallenge(h.Value())
		if err != nil || !digest.CanDigest(c) {
			continue
		}
		cred, err := digest.Digest(c, digest.Options{
			Method: string(method), URI: uri, Username: p.account.User, Password: p.account.Password, Count: 1,
		})
		if err == nil {
			return answer + ": " + cred.String(), nil
		}
	}
	return "", fmt.Errorf("no challenge that can be answered")
}
