// Package centre holds what people configure: services, agents and trunks, as
// they stand in the configuration file, in the API and in the database. It
// checks them, fills in what was left out and turns them into what the core and
// the SIP edge need.
package centre

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Duration is a time such as "20s" or "1m30s" in files and in JSON.
type Duration time.Duration

// D returns the duration as a time.Duration.
func (d Duration) D() time.Duration { return time.Duration(d) }

// MarshalText implements encoding.TextMarshaler.
func (d Duration) MarshalText() ([]byte, error) {
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return []byte(s), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	if err != nil {
		return fmt.Errorf("%q is not a time: write it like 20s, 500ms or 1m30s", b)
	}
	*d = Duration(v)
	return nil
}

// Problem is one thing that is wrong with a configuration.
type Problem struct {
	Path    string // such as services[0].ring
	Message string // what is wrong and what is allowed
	First   string // of what is doubled: the path where it stands first; else ""
	Borne   bool   // refused where it is written, borne where it stands already: it came with a newer program
}

var index = regexp.MustCompile(`\[\d+\]`)

// same reports whether p and q are one problem. What is borne names what is wrong, and is
// the same wherever it stands in its list: another place before it may have gone.
func (p Problem) same(q Problem) bool {
	if p.Borne && q.Borne {
		return p.Message == q.Message && index.ReplaceAllString(p.Path, "") == index.ReplaceAllString(q.Path, "")
	}
	return p == q
}

func (p Problem) String() string { return p.Path + ": " + p.Text(p.First) }

// Text is the message, with first as the name of the place First.
func (p Problem) Text(first string) string {
	if p.First == "" {
		return p.Message
	}
	return p.Message + ": it stands at " + first + " too"
}

// problems collects what is wrong below a path.
type problems struct{ list []Problem }

func (p *problems) add(path, format string, args ...any) {
	p.list = append(p.list, Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

// between checks a whole number.
func (p *problems) between(path string, v, lo, hi int) {
	if v < lo || v > hi {
		p.add(path, "%d is out of range: allowed is %d to %d", v, lo, hi)
	}
}

// Within returns what is wrong with a time, nil when it is from lo to hi.
func Within(path string, v Duration, lo, hi time.Duration) *Problem {
	if v.D() >= lo && v.D() <= hi {
		return nil
	}
	return &Problem{Path: path, Message: fmt.Sprintf("%s is out of range: allowed is %s to %s", text(v), text(Duration(lo)), text(Duration(hi)))}
}

// within checks a time.
func (p *problems) within(path string, v Duration, lo, hi time.Duration) {
	if bad := Within(path, v, lo, hi); bad != nil {
		p.list = append(p.list, *bad)
	}
}

func text(d Duration) string {
	b, _ := d.MarshalText()
	return string(b)
}

// oneOf checks a word.
func oneOf[T ~string](p *problems, path string, v T, allowed []T) {
	for _, a := range allowed {
		if v == a {
			return
		}
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	p.add(path, "%q is not known: allowed is %s", v, strings.Join(names, ", "))
}

// id checks an identifier: it stands in URLs, logs and metric labels.
func (p *problems) id(path, v string) {
	if v == "" {
		p.add(path, "is missing")
		return
	}
	if len(v) > 40 {
		p.add(path, "is longer than 40 characters")
		return
	}
	for _, r := range v {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.') {
			p.add(path, "%q is not allowed: use letters a to z, digits, '-', '_' and '.'", v)
			return
		}
	}
}

// line checks a text that people read: one line without control characters.
func (p *problems) line(path, v string, limit int) {
	if len([]rune(v)) > limit {
		p.add(path, "is longer than %d characters", limit)
	}
	if strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		p.add(path, "has a control character or a line break")
	}
}

// free refuses what must reach the police or the fire brigade. Who dials it reaches them
// all the same.
func (p *problems) free(path, v string) {
	if acd.Emergency(v) {
		p.add(path, "%q is an emergency number: choose another", v)
		p.list[len(p.list)-1].Borne = true
	}
}

// digits checks a telephone number or an extension.
func (p *problems) digits(path, v string, limit int) {
	if v == "" {
		p.add(path, "is missing")
		return
	}
	if len(v) > limit {
		p.add(path, "%q is longer than %d characters", v, limit)
	}
	for i, r := range v {
		if !(r >= '0' && r <= '9' || r == '+' && i == 0 || r == '*' || r == '#') {
			p.add(path, "%q is not a number: use digits, '*', '#' and a leading '+'", v)
			return
		}
	}
}
