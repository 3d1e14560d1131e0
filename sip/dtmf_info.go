package sip

import (
	"strings"
)

// infoDigit reads a DTMF digit from the body of an INFO request:
//
//	application/dtmf-relay   Signal=5 CRLF Duration=160
//	application/dtmf         5
func infoDigit(contentType string, body []byte) (byte, bool) {
	typ, _, _ := strings.Cut(contentType, ";")
	text := strings.TrimSpace(string(body))
	switch strings.ToLower(strings.TrimSpace(typ)) {
	case "application/dtmf-relay":
		for _, line := range strings.Split(text, "\n") {
			name, val, _ := strings.Cut(line, "=")
			if strings.EqualFold(strings.TrimSpace(name), "signal") {
				return digit(strings.TrimSpace(val))
			}
		}
	case "application/dtmf":
		return digit(text)
	}
	return 0, false
}

func digit(s string) (byte, bool) {
	switch s {
	case "10":
		s = "*"
	case "11":
		s = "#"
	}
	if len(s) != 1 || strings.IndexByte("0123456789*#ABCDabcd", s[0]) < 0 {
		return 0, false
	}
	return strings.ToUpper(s)[0], true
}
