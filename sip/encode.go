package sip

import (
	"strconv"
	"strings"

	sipmsg "github.com/emiago/sipgo/sip"
)

// header is one header line to be written. Values never carry a line break:
// whatever could start a new line is dropped when it is written (S-21).
type header struct{ name, value string }

func appendHeader(b []byte, name, value string) []byte {
	b = append(b, name...)
	b = append(b, ':', ' ')
	b = appendClean(b, value)
	return append(b, '\r', '\n')
}

// appendClean appends a header value without CR, LF and NUL.
func appendClean(b []byte, v string) []byte {
	if strings.IndexByte(v, '\r') < 0 && strings.IndexByte(v, '\n') < 0 && strings.IndexByte(v, 0) < 0 {
		return append(b, v...)
	}
	for i := 0; i < len(v); i++ {
		if c := v[i]; c != '\r' && c != '\n' && c != 0 {
			b = append(b, c)
		}
	}
	return b
}

func appendBody(b []byte, contentType string, body []byte) []byte {
	if len(body) > 0 {
		b = appendHeader(b, "Content-Type", contentType)
	}
	b = append(b, "Content-Length: "...)
	b = strconv.AppendInt(b, int64(len(body)), 10)
	b = append(b, "\r\n\r\n"...)
	return append(b, body...)
}

const sdpType = "application/sdp"

// response is an answer to be sent.
type response struct {
	code    int
	tag     string // our To-tag, where the request has none; never on 100
	headers []header
	body    []byte // SDP
}

// encodeResponse writes an answer to req (RFC 3261 section 8.2.6): Via, From,
// To, Call-ID, CSeq as received, Record-Route where a dialog begins.
func encodeResponse(req *sipmsg.Request, r response, server string) []byte {
	b := make([]byte, 0, 640+len(r.body))
	b = append(b, "SIP/2.0 "...)
	b = strconv.AppendInt(b, int64(r.code), 10)
	b = append(b, ' ')
	b = append(b, reasonPhrase(r.code)...)
	b = append(b, '\r', '\n')
	dialog := r.code > 100 && r.code < 300 && (req.Method == sipmsg.INVITE)
	var from, to, id, seq bool // once each, whatever the request holds
	for _, h := range req.Headers() {
		name := h.Name()
		if v, ok := h.(*sipmsg.ViaHeader); ok {
			b = appendHeader(b, "Via", v.Value())
			continue
		}
		switch {
		case !from && isHeader(name, "from", "f"):
			from = true
			b = appendHeader(b, "From", h.Value())
		case !to && isHeader(name, "to", "t"):
			to = true
			v := h.Value()
			if r.tag != "" && r.code > 100 && toTag(req) == "" {
				v += ";tag=" + r.tag
			}
			b = appendHeader(b, "To", v)
		case !id && isHeader(name, "call-id", "i"):
			id = true
			b = appendHeader(b, "Call-ID", h.Value())
		case !seq && isHeader(name, "cseq", ""):
			seq = true
			b = appendHeader(b, "CSeq", h.Value())
		case dialog && isHeader(name, "record-route", ""):
			b = appendHeader(b, "Record-Route", h.Value())
		case r.code == 100 && isHeader(name, "timestamp", ""):
			b = appendHeader(b, "Timestamp", h.Value())
		}
	}
	if server != "" {
		b = appendHeader(b, "Server", server)
	}
	for _, h := range r.headers {
		b = appendHeader(b, h.name, h.value)
	}
	return appendBody(b, sdpType, r.body)
}

// outgoing is a request of ours.
type outgoing struct {
	method  sipmsg.RequestMethod
	uri     string
	branch  string
	routes  []string // Route values in order
	from    string   // whole values, with tags
	to      string
	callID  string
	seq     uint32
	headers []header
	body    []byte // SDP, unless bodyType says otherwise
	bodyTyp string
}

// encode writes the request for a flow; via is our address on it.
func (o *outgoing) encode(fl flow, via string, agent string) []byte {
	b := make([]byte, 0, 768+len(o.body))
	b = append(b, o.method...)
	b = append(b, ' ')
	b = appendClean(b, o.uri)
	b = append(b, " SIP/2.0\r\nVia: SIP/2.0/"...)
	b = append(b, fl.viaName()...)
	b = append(b, ' ')
	b = append(b, via...)
	b = append(b, ";rport;branch="...)
	b = append(b, o.branch...)
	b = append(b, "\r\nMax-Forwards: 70\r\n"...)
	for _, r := range o.routes {
		b = appendHeader(b, "Route", r)
	}
	b = appendHeader(b, "From", o.from)
	b = appendHeader(b, "To", o.to)
	b = appendHeader(b, "Call-ID", o.callID)
	b = append(b, "CSeq: "...)
	b = strconv.AppendUint(b, uint64(o.seq), 10)
	b = append(b, ' ')
	b = append(b, o.method...)
	b = append(b, '\r', '\n')
	if agent != "" && o.method != sipmsg.ACK {
		b = appendHeader(b, "User-Agent", agent)
	}
	for _, h := range o.headers {
		b = appendHeader(b, h.name, h.value)
	}
	t := o.bodyTyp
	if t == "" {
		t = sdpType
	}
	return appendBody(b, t, o.body)
}

// follow returns a request that belongs to the same transaction or dialog hop
// as o: same URI, routes, From, Call-ID and number, no body (ACK of a refusal
// and CANCEL, RFC 3261 sections 17.1.1.3 and 9.1).
func (o *outgoing) follow(method sipmsg.RequestMethod, to string, hs ...header) *outgoing {
	return &outgoing{
		method: method, uri: o.uri, branch: o.branch, routes: o.routes, from: o.from,
		to: to, callID: o.callID, seq: o.seq, headers: hs,
	}
}

// quoteDisplay makes s a quoted-string (RFC 3261 section 25.1): control
// characters go, quotes and backslashes are escaped, UTF-8 stays, 64 runes at most.
func quoteDisplay(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	n := 0
	for _, r := range strings.ToValidUTF8(s, "") {
		if r < 0x20 || r == 0x7f {
			continue
		}
		if n++; n > 64 {
			break
		}
		if r == '"' || r == '\\' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	b.WriteByte('"')
	return b.String()
}

// userPart keeps of s what may stand in the user part of a SIP URI as it is; the
// rest is percent-encoded (RFC 3261 section 25.1).
func userPart(s string) string {
	var b strings.Builder
	for i := 0; i < len(s) && b.Len() < 64; i++ {
		c := s[i]
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte("-_.!~*'()+&=$,;?/", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte("0123456789ABCDEF"[c>>4])
			b.WriteByte("0123456789ABCDEF"[c&15])
		}
	}
	return b.String()
}
