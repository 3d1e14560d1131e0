package sip

import (
	"bytes"
	"hash/maphash"
	"strings"
)

// Limits of one message, checked before it is parsed (S-18, S-19).
const (
	maxMessage = 64 << 10
	maxHeaders = 128
	maxVias    = 70
	maxLine    = 8 << 10
	maxSDP     = 8 << 10
)

// peek is what one pass over the bytes of a message tells, without allocation.
type peek struct {
	request bool
	method  string // of a request; a constant of the list below, else "other"
	callID  uint64 // hash; messages of one Call-ID stay in order
	header  int    // length of the head with its empty line
	length  int    // Content-Length; -1 when there is none
	scanner bool   // a known scanner's User-Agent
}

// refusal says why a message is dropped or refused before parsing; a label of
// callfloor_sip_rejected_total.
type refusal string

const (
	refusedNone      refusal = ""
	refusedGarbage   refusal = "garbage"
	refusedSize      refusal = "size"
	refusedScanner   refusal = "scanner"
	refusedRate      refusal = "rate"
	refusedBlocked   refusal = "blocked"
	refusedUnknown   refusal = "unknown_source"
	refusedInvalid   refusal = "invalid"
	refusedOverload  refusal = "overload"
	refusedDraining  refusal = "draining"
	refusedForbidden refusal = "forbidden"
	refusedCaps      refusal = "trunk_limit"
	refusedDial      refusal = "dial_limit"
	refusedMinutes   refusal = "dial_minutes"
	refusedBarred    refusal = "blacklist"
)

// refusals are the reasons that are counted.
var refusals = []refusal{
	refusedGarbage, refusedSize, refusedScanner, refusedRate, refusedBlocked, refusedUnknown,
	refusedInvalid, refusedOverload, refusedDraining, refusedForbidden, refusedCaps, refusedDial, refusedMinutes, refusedBarred,
}

// Why an authentication failed, as it is counted.
const (
	authMalformed = "malformed"
	authBlocked   = "blocked"
	authWrong     = "wrong"
)

var seed = maphash.MakeSeed()

var peekMethods = []string{
	"INVITE", "ACK", "BYE", "CANCEL", "REGISTER", "OPTIONS", "PRACK", "UPDATE", "INFO",
	"REFER", "SUBSCRIBE", "NOTIFY", "MESSAGE", "PUBLISH",
}

// scanners are the user agents of well-known attack tools, in lower case (S-01).
var scanners = [][]byte{
	[]byte("friendly-scanner"), []byte("friendly-request"), []byte("sipvicious"), []byte("sipcli"),
	[]byte("pplsip"), []byte("sip-scan"), []byte("sipscan"), []byte("sundayddr"), []byte("iwar"), []byte("smap"),
	[]byte("sipsak-scan"), []byte("vaxsipuseragent"), []byte("sivus"), []byte("gulp"), []byte("eyebeam-scan"),
}

// look checks the outer form of a message that begins at b[0] and ends its head
// within b. complete is false when the head has not ended yet.
func look(b []byte) (p peek, complete bool, why refusal) {
	p.length = -1
	nl := bytes.IndexByte(b, '\n')
	if nl < 0 {
		if len(b) > maxLine {
			return p, true, refusedSize
		}
		return p, false, refusedNone
	}
	if nl > maxLine {
		return p, true, refusedSize
	}
	if why = p.startLine(b[:nl]); why != refusedNone {
		return p, true, why
	}
	headers, vias := 0, 0
	for pos := nl + 1; ; {
		n := bytes.IndexByte(b[pos:], '\n')
		if n < 0 {
			if len(b)-pos > maxLine {
				return p, true, refusedSize
			}
			return p, false, refusedNone
		}
		line := bytes.TrimSuffix(b[pos:pos+n], []byte{'\r'})
		pos += n + 1
		if len(line) == 0 {
			p.header = pos
			return p, true, refusedNone
		}
		if headers++; headers > maxHeaders || len(line) > maxLine {
			return p, true, refusedSize
		}
		if bytes.IndexByte(line, 0) >= 0 {
			return p, true, refusedGarbage
		}
		isVia, why := p.line(line)
		if why != refusedNone {
			return p, true, why
		}
		if isVia {
			if vias += 1 + bytes.Count(line, []byte{','}); vias > maxVias {
				return p, true, refusedSize
			}
		}
	}
}

// startLine recognises a request or status line; everything else is garbage.
func (p *peek) startLine(line []byte) refusal {
	line = bytes.TrimSuffix(line, []byte{'\r'})
	if bytes.HasPrefix(line, []byte("SIP/2.0 ")) {
		return refusedNone
	}
	sp := bytes.IndexByte(line, ' ')
	if sp <= 0 || !bytes.Contains(line, []byte("SIP/")) {
		return refusedGarbage
	}
	p.request, p.method = true, "other"
	for _, m := range peekMethods {
		if string(line[:sp]) == m {
			p.method = m
		}
	}
	return refusedNone
}

// line notes what matters of one header line.
func (p *peek) line(line []byte) (via bool, why refusal) {
	colon := bytes.IndexByte(line, ':')
	if colon <= 0 || line[0] == ' ' || line[0] == '\t' {
		return false, refusedNone // a folded line, or for the parser to refuse
	}
	name := bytes.TrimRight(line[:colon], " \t")
	val := bytes.TrimSpace(line[colon+1:])
	switch {
	case fold(name, "via", "v"):
		return true, refusedNone
	case fold(name, "call-id", "i"):
		p.callID = maphash.Bytes(seed, val)
	case fold(name, "content-length", "l"):
		n, ok := contentLength(val)
		if !ok || p.length >= 0 && p.length != n {
			return false, refusedSize // negative, too large, or two that differ
		}
		p.length = n
	case fold(name, "user-agent", ""):
		p.scanner = isScanner(val)
	}
	return false, refusedNone
}

func fold(name []byte, long, short string) bool {
	switch len(name) {
	case len(long):
		return strings.EqualFold(string(name), long)
	case 1:
		return short != "" && name[0]|0x20 == short[0]
	}
	return false
}

func contentLength(v []byte) (int, bool) {
	if len(v) == 0 || len(v) > 6 {
		return 0, false
	}
	n := 0
	for _, c := range v {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, n <= maxMessage
}

func isScanner(ua []byte) bool {
	if len(ua) > 256 {
		ua = ua[:256]
	}
	low := bytes.ToLower(ua)
	for _, s := range scanners {
		if bytes.Contains(low, s) {
			return true
		}
	}
	return false
}
