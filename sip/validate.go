package sip

import (
	"strings"

	sipmsg "github.com/emiago/sipgo/sip"
)

// problem is why a request cannot be handled: an answer, or silence (code 0).
type problem struct {
	code    int
	headers []header
}

var fine = problem{code: -1}

// once are the headers that may appear once only (RFC 3261 section 7.3.1).
var once = []string{"from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type"}

// supported lists the option tags that we understand (RFC 4028).
const supported = "timer"

// validate checks what RFC 3261 requires of every request before anything else
// looks at it (sections 8.1.1, 8.2 and 16.3). The parser lets most of this pass.
func validate(req *sipmsg.Request) problem {
	via := req.Via()
	if via == nil || via.Host == "" || !strings.EqualFold(via.ProtocolName, "SIP") || via.ProtocolVersion != "2.0" {
		return problem{} // no way to answer
	}
	from, to, cseq := req.From(), req.To(), req.CSeq()
	switch {
	case req.SipVersion != "SIP/2.0":
		return problem{code: 505}
	case from == nil || to == nil || cseq == nil || callIDOf(req) == "":
		return problem{code: 400}
	case !headersClean(req):
		return problem{code: 400}
	case cseq.MethodName != req.Method, cseq.SeqNo >= 1<<31:
		return problem{code: 400}
	case tagOf(from.Params) == "", from.Address.Host == "" && from.Address.Scheme != "tel":
		return problem{code: 400}
	}
	if p := validateTarget(req); p.code != fine.code {
		return p
	}
	return validateContent(req)
}

// headersClean refuses headers that appear twice or whose name is no token:
// spellings that hide a header from one element and show it to another (S-22).
func headersClean(req *sipmsg.Request) bool {
	var seen [16]bool
	for _, h := range req.Headers() {
		name := h.Name()
		for i := 0; i < len(name); i++ {
			if !tokenChar(name[i]) {
				return false
			}
		}
		for i, o := range once {
			if isHeader(name, o, compactForm[o]) {
				if seen[i] {
					return false
				}
				seen[i] = true
			}
		}
	}
	return true
}

// tokenChar is the token of RFC 3261 section 25.1.
func tokenChar(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-.!%*_+`'~", c) >= 0
}

// validateTarget checks scheme, hops and required extensions.
func validateTarget(req *sipmsg.Request) problem {
	if s := strings.ToLower(req.Recipient.Scheme); s != "sip" && s != "tel" && req.Method != sipmsg.ACK {
		return problem{code: 416}
	}
	if v := value(req, "max-forwards"); v != "" {
		n, ok := seconds(v)
		if !ok || n > 255 {
			return problem{code: 400}
		}
		if n == 0 && req.Method == sipmsg.INVITE {
			return problem{code: 483} // we would pass the call on (RFC 7332)
		}
	}
	if req.Method == sipmsg.ACK || req.Method == sipmsg.CANCEL {
		return fine
	}
	var unknown []string
	for _, tag := range list(req, "require") {
		if !strings.EqualFold(tag, supported) {
			unknown = append(unknown, tag)
		}
	}
	if len(unknown) > 0 {
		return problem{code: 420, headers: []header{{"Unsupported", strings.Join(unknown, ", ")}}}
	}
	return fine
}

// validateContent checks a body that we would have to read.
func validateContent(req *sipmsg.Request) problem {
	if len(req.Body()) == 0 || req.Method != sipmsg.INVITE && req.Method != sipmsg.UPDATE {
		return fine
	}
	if len(req.Body()) > maxSDP {
		return problem{code: 413}
	}
	typ, _, _ := strings.Cut(value(req, "content-type"), ";")
	enc := value(req, "content-encoding")
	if !strings.EqualFold(strings.TrimSpace(typ), sdpType) || enc != "" && !strings.EqualFold(enc, "identity") {
		return problem{code: 415, headers: []header{{"Accept", sdpType}, {"Accept-Encoding", "identity"}}}
	}
	return fine
}
