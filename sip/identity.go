package sip

import (
	"net/url"
	"strings"

	sipmsg "github.com/emiago/sipgo/sip"
)

// caller is who calls, as far as it may be shown.
type caller struct {
	number  string // as dialled back; "" where the caller is anonymous
	display string
}

// callerOf reads the caller of an INVITE: From, or P-Asserted-Identity where the
// trunk is trusted with it (RFC 3325). A caller who asked for privacy stays
// anonymous (RFC 3323). What strangers write into trust headers is not read.
func callerOf(req *sipmsg.Request, t *Trunk) caller {
	from := req.From()
	who := caller{number: numberOf(&from.Address), display: printable(from.DisplayName)}
	if t != nil && t.TrustIdentity {
		for _, v := range list(req, "p-asserted-identity") {
			if a, ok := parseAddress(v); ok && numberOf(&a.uri) != "" {
				who.number = numberOf(&a.uri)
				if a.display != "" {
					who.display = printable(a.display)
				}
				break
			}
		}
	}
	if wantsPrivacy(req) || strings.EqualFold(from.Address.Host, "anonymous.invalid") || strings.EqualFold(from.Address.User, "anonymous") {
		return caller{}
	}
	return who
}

func wantsPrivacy(req *sipmsg.Request) bool {
	for _, v := range values(req, "privacy") {
		for _, p := range strings.Split(v, ";") {
			switch strings.ToLower(strings.TrimSpace(p)) {
			case "id", "user", "header":
				return true
			}
		}
	}
	return false
}

// numberOf returns the number or name in a SIP or tel URI, without anything that
// could break a header or a screen: at most 32 characters (S-21).
func numberOf(u *sipmsg.Uri) string {
	raw := u.User
	if strings.EqualFold(u.Scheme, "tel") {
		raw = u.Raw()
	}
	raw, _, _ = strings.Cut(raw, ";")
	if s, err := url.PathUnescape(raw); err == nil {
		raw = s
	}
	if strings.ContainsAny(raw, "\r\n\x00") {
		return ""
	}
	if d := digits(raw); d != "" && looksNumeric(raw) {
		return d
	}
	var b strings.Builder
	for i := 0; i < len(raw) && b.Len() < 32; i++ {
		c := raw[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("+-._*#", c) >= 0 {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// looksNumeric reports whether s is a number with at most visual separators.
func looksNumeric(s string) bool {
	return strings.Trim(s, "0123456789+*#-.() ") == ""
}

// printable keeps what can be shown of a display name: 64 characters at most.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || r == '�' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > 64 {
		s = string(r[:64])
	}
	return strings.TrimSpace(s)
}

// calledOf returns the service that an INVITE is for: by the Request-URI, else
// by To (some carriers put their own account into the former).
func (d *directory) calledOf(req *sipmsg.Request) (numberEntry, string, bool) {
	n := numberOf(&req.Recipient)
	if e, ok := d.numbers[digits(n)]; ok && n != "" {
		return e, digits(n), true
	}
	if to := req.To(); to != nil {
		n = numberOf(&to.Address)
		if e, ok := d.numbers[digits(n)]; ok && n != "" {
			return e, digits(n), true
		}
	}
	return numberEntry{}, "", false
}
