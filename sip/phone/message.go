package phone

import (
	"crypto/rand"
	"fmt"
	"net/netip"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// message is a SIP message under construction: start line, header lines, body.
type message struct {
	start   string
	headers []string
	body    []byte
}

// add appends a header line.
func (m *message) add(format string, args ...any) {
	m.headers = append(m.headers, fmt.Sprintf(format, args...))
}

// text returns the message as sent.
func (m *message) text() string {
	var s strings.Builder
	s.WriteString(m.start)
	s.WriteString("\r\n")
	for _, h := range m.headers {
		s.WriteString(h)
		s.WriteString("\r\n")
	}
	fmt.Fprintf(&s, "Content-Length: %d\r\n\r\n", len(m.body))
	s.Write(m.body)
	return s.String()
}

// setSDP puts a description into the message.
func (m *message) setSDP(body []byte) {
	m.add("Content-Type: application/sdp")
	m.body = body
}

// response begins the response to a request (RFC 3261 section 8.2.6); tag is ours.
func response(req *sip.Request, code int, reason, tag string) *message {
	m := &message{start: fmt.Sprintf("SIP/2.0 %d %s", code, reason)}
	for _, h := range req.GetHeaders("Via") {
		m.add("Via: %s", h.Value())
	}
	for _, h := range req.GetHeaders("Record-Route") {
		m.add("Record-Route: %s", h.Value())
	}
	to := req.To().Value()
	if !req.To().Params.Has("tag") && code > 100 {
		to += ";tag=" + tag
	}
	m.add("From: %s", req.From().Value())
	m.add("To: %s", to)
	m.add("Call-ID: %s", req.CallID().Value())
	m.add("CSeq: %s", req.CSeq().Value())
	return m
}

// token returns 64 random bits as text, for tags, branches and Call-IDs.
func token() string { return strings.ToLower(rand.Text()[:13]) }

// tagOf returns the tag of a From or To header.
func tagOf(p sip.HeaderParams) string {
	tag, _ := p.Get("tag")
	return tag
}

// hostOf returns the address of a URI whose host is an IP address.
func hostOf(uri string) (netip.AddrPort, bool) {
	var u sip.Uri
	if sip.ParseUri(strings.Trim(uri, "<>"), &u) != nil {
		return netip.AddrPort{}, false
	}
	ip, err := netip.ParseAddr(strings.Trim(u.Host, "[]"))
	if err != nil {
		return netip.AddrPort{}, false
	}
	if u.Port == 0 {
		u.Port = 5060
	}
	return netip.AddrPortFrom(ip, uint16(u.Port)), true
}

// reasons are the phrases of the statuses that a phone gives.
var reasons = map[int]string{
	100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 400: "Bad Request",
	404: "Not Found", 405: "Method Not Allowed", 408: "Request Timeout", 480: "Temporarily Unavailable",
	481: "Call/Transaction Does Not Exist", 486: "Busy Here", 487: "Request Terminated",
	488: "Not Acceptable Here", 491: "Request Pending", 500: "Server Internal Error",
	503: "Service Unavailable", 600: "Busy Everywhere", 603: "Decline",
}

// reason returns a phrase for any status.
func reason(code int) string {
	if r, ok := reasons[code]; ok {
		return r
	}
	return "Refused"
}
