package sip

import (
	"strings"

	sipmsg "github.com/emiago/sipgo/sip"
)

// parser keeps most headers as the text that was received, so that they are
// echoed unchanged (RFC 3261 section 8.2.6.2); typed access parses on demand.
func newParser(maxMessage int) *sipmsg.Parser {
	all := sipmsg.DefaultHeadersParser()
	few := map[string]sipmsg.HeaderParser{}
	for _, name := range []string{"via", "v", "content-length", "l"} {
		few[name] = all[name]
	}
	p := sipmsg.NewParser(sipmsg.WithHeadersParsers(few))
	p.MaxMessageLength = maxMessage
	return p
}

// compactForm maps a header's lower-case name to its compact form (RFC 3261
// section 7.3.3, RFC 4028, RFC 3515, RFC 6665).
var compactForm = map[string]string{
	"call-id": "i", "contact": "m", "content-encoding": "e", "content-length": "l",
	"content-type": "c", "from": "f", "subject": "s", "supported": "k", "to": "t", "via": "v",
	"session-expires": "x", "refer-to": "r", "referred-by": "b", "event": "o", "allow-events": "u",
}

type hasHeaders interface{ Headers() []sipmsg.Header }

// values returns every value of a header in order, each line as it stands.
// name is lower-case; the compact form counts too.
func values(m hasHeaders, name string) []string {
	var out []string
	short := compactForm[name]
	for _, h := range m.Headers() {
		if isHeader(h.Name(), name, short) {
			out = append(out, h.Value())
		}
	}
	return out
}

// value returns the first value of a header, or "".
func value(m hasHeaders, name string) string {
	short := compactForm[name]
	for _, h := range m.Headers() {
		if isHeader(h.Name(), name, short) {
			return h.Value()
		}
	}
	return ""
}

func isHeader(have, name, short string) bool {
	if len(have) == len(name) {
		return strings.EqualFold(have, name)
	}
	return short != "" && len(have) == 1 && strings.EqualFold(have, short)
}

// list returns the comma-separated elements of all values of a header; commas
// within quotes and angle brackets do not separate.
func list(m hasHeaders, name string) []string {
	var out []string
	for _, v := range values(m, name) {
		out = append(out, splitList(v)...)
	}
	return out
}

func splitList(v string) []string {
	var out []string
	start, quoted, angle := 0, false, false
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '<':
			angle = true
		case c == '>':
			angle = false
		case c == ',' && !angle:
			if s := strings.TrimSpace(v[start:i]); s != "" {
				out = append(out, s)
			}
			start = i + 1
		}
	}
	if s := strings.TrimSpace(v[start:]); s != "" {
		out = append(out, s)
	}
	return out
}

// hasToken reports whether a header lists token (an option tag, a method).
func hasToken(m hasHeaders, name, token string) bool {
	for _, v := range list(m, name) {
		if strings.EqualFold(v, token) {
			return true
		}
	}
	return false
}

// address is a name-addr or addr-spec with its header parameters.
type address struct {
	display string
	uri     sipmsg.Uri
	params  sipmsg.HeaderParams
}

func parseAddress(s string) (address, bool) {
	var a address
	if strings.ContainsAny(s, "\r\n\x00") {
		return a, false
	}
	d, err := sipmsg.ParseAddressValue(s, &a.uri, &a.params)
	if err != nil {
		return a, false
	}
	a.display = d
	return a, a.uri.Host != "" || a.uri.Wildcard || a.uri.Scheme == "tel"
}

// tagOf returns the tag parameter of a From or To value, or "".
func tagOf(p sipmsg.HeaderParams) string {
	t, _ := p.Get("tag")
	return t
}

func fromTag(m sipmsg.Message) string {
	if h := m.From(); h != nil {
		return tagOf(h.Params)
	}
	return ""
}

func toTag(m sipmsg.Message) string {
	if h := m.To(); h != nil {
		return tagOf(h.Params)
	}
	return ""
}

func callIDOf(m sipmsg.Message) string {
	if h := m.CallID(); h != nil {
		return string(*h)
	}
	return ""
}

// uriInBrackets returns the URI of a name-addr as text, without display name
// and header parameters.
func uriInBrackets(s string) string {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == '<' && !quoted:
			if j := strings.IndexByte(s[i:], '>'); j > 0 {
				return s[i+1 : i+j]
			}
			return ""
		}
	}
	if i := strings.IndexByte(s, ';'); i >= 0 {
		s = s[:i]
	}
	return strings.TrimSpace(s)
}
