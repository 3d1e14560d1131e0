package sms

import (
	"strings"
)

// adMark is how advertising begins by law (W-22).
const adMark = "(광고)"

// Adverts are the rules of advertising as the centre has set them.
type Adverts struct {
	Name    string // of the sender, which follows (광고)
	OptOut  string // the number by which recipients refuse without cost
	Morning bool   // what falls into the night is sent in the morning; false: it is refused
}

// IsAdvert reports whether a text calls itself advertising.
func IsAdvert(text string) bool { return strings.HasPrefix(strings.TrimSpace(text), adMark) }

// check notes what advertising lacks: (광고), the sender's name and how to refuse.
func (a Adverts) check(e *Problems, text string) {
	if a.Name == "" || a.OptOut == "" {
		e.add("ad", "advertising", "advertising needs the sender's name and the number to refuse by: set sms.ad_name and sms.ad_opt_out first")
		return
	}
	rest, marked := strings.CutPrefix(strings.TrimSpace(text), adMark)
	switch {
	case !marked:
		e.add("body", "advertising", "advertising begins with %s", adMark)
	case !strings.HasPrefix(strings.TrimLeft(rest, " [\n"), a.Name):
		e.add("body", "advertising", "advertising names the sender behind %s: write %s", adMark, adMark+a.Name)
	case !endsWithRefusal(rest, a.OptOut):
		e.add("body", "advertising", "advertising ends with how to refuse it without cost: write 무료수신거부 %s as the last line", a.OptOut)
	}
}

// endsWithRefusal reports whether the last line says 무료수신거부, or 무료거부, and the number.
func endsWithRefusal(text, number string) bool {
	last := strings.TrimRight(text, " \n")
	last = strings.ReplaceAll(last[strings.LastIndexByte(last, '\n')+1:], " ", "")
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, s)
	}
	at := max(strings.LastIndex(last, "무료수신거부"), strings.LastIndex(last, "무료거부"))
	return at >= 0 && digits(last[at:]) == digits(number)
}

// refusals are the words by which a recipient refuses further messages, by default.
var refusals = []string{"수신거부", "STOP"}

// Refuses reports whether a message that came in says that nothing more is to be sent: one
// of some words and nothing else, but for blanks and punctuation. Without words the usual
// ones count.
func Refuses(text string, words []string) bool {
	if len(words) == 0 {
		words = refusals
	}
	plain := func(s string) string {
		return strings.ToUpper(strings.Map(func(r rune) rune {
			if strings.ContainsRune(" \t\r\n.,!~'\"", r) {
				return -1
			}
			return r
		}, Normal(s)))
	}
	said := plain(text)
	for _, w := range words {
		if w = plain(w); w != "" && said == w {
			return true
		}
	}
	return false
}
