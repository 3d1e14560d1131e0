package media

import (
	"bytes"
	"fmt"
	"strings"
)

// strain prepares a description for the parser: it holds our bounds, supplies a
// missing line end, leaves out lines that a telephone call does not need and
// that senders often get wrong (bandwidth, contact, time zone), and hides media
// lines that are not audio, whose kinds the parser may not know (a fax machine's
// m=image). It returns the text and every m= line as written.
func strain(body []byte) (string, []Line, error) {
	if len(body) > maxSDPBytes {
		return "", nil, fmt.Errorf("%w: longer than %d bytes", ErrMalformed, maxSDPBytes)
	}
	if bytes.IndexByte(body, 0) >= 0 {
		return "", nil, fmt.Errorf("%w: NUL byte", ErrMalformed)
	}
	var out strings.Builder
	var lines []Line
	for raw := range strings.Lines(string(body)) {
		l := strings.TrimRight(raw, "\r\n")
		if l == "" {
			continue
		}
		if len(l) < 2 || l[1] != '=' || strings.ContainsRune(l, '\r') {
			return "", nil, fmt.Errorf("%w: a line without a type", ErrMalformed)
		}
		if l[0] == 'm' {
			line, err := mediaLine(l[2:])
			if err != nil {
				return "", nil, err
			}
			if lines = append(lines, line); len(lines) > maxSDPMedia {
				return "", nil, fmt.Errorf("%w: more than %d media lines", ErrMalformed, maxSDPMedia)
			}
			if line.Kind != "audio" || !strings.HasPrefix(line.Proto, "RTP/") {
				l = "m=application 0 RTP/AVP 0"
			}
		}
		if strings.IndexByte("vosctma", l[0]) >= 0 {
			out.WriteString(l)
			out.WriteString("\r\n")
		}
	}
	if !strings.HasPrefix(out.String(), "v=0\r\n") {
		return "", nil, fmt.Errorf("%w: does not begin with v=0", ErrMalformed)
	}
	return out.String(), lines, nil
}

// mediaLine splits an m= line.
func mediaLine(s string) (Line, error) {
	f := strings.Fields(s)
	if len(f) < 4 {
		return Line{}, fmt.Errorf("%w: short m= line", ErrMalformed)
	}
	return Line{Kind: f[0], Proto: f[2], Formats: strings.Join(f[3:], " ")}, nil
}
