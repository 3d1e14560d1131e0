package sms

import (
	"fmt"
	"strings"
)

// What may be sent at most (T9, T17, T25).
const (
	MostSMS    = 90   // bytes of an SMS
	MostMMS    = 2000 // bytes of an MMS
	MostTitle  = 40   // bytes of its title
	MostImages = 2
	// MostWritten is how many characters a text may have as it is written, with variables.
	MostWritten = 4000
)

// MostBytes is how long a text of a kind may be, in bytes.
func MostBytes(k Kind) int {
	if k == SMS {
		return MostSMS
	}
	return MostMMS
}

// KindOf is the kind that a text needs: MMS where it is longer than an SMS, or has a title
// or pictures (T9, T16).
func KindOf(bytes int, title string, images int) Kind {
	if bytes > MostSMS || title != "" || images > 0 {
		return MMS
	}
	return SMS
}

// checkText notes what is wrong with a text as it would be sent. who names the recipient
// where it is of one, as " for 010-****-1234".
func (e *Problems) checkText(field, text string, c Count, most int, who string) {
	switch {
	case strings.TrimSpace(text) == "":
		e.add(field, "required", "the text is empty%s", who)
	case len(c.Bad) > 0:
		e.add(field, "bad_character", "%s cannot be sent%s: take it out", chars(c.Bad), who)
	case c.Bytes > most:
		e.add(field, "too_long", "is %d bytes long%s, and %d are the most", c.Bytes, who, most)
	}
}

// chars lists up to ten characters with their places, as people count them.
func chars(list []Char) string {
	parts := make([]string, 0, 10)
	for _, c := range list[:min(len(list), 10)] {
		parts = append(parts, fmt.Sprintf("%q (character %d)", c.Char, c.At+1))
	}
	if len(list) > 10 {
		parts = append(parts, "...")
	}
	return strings.Join(parts, ", ")
}

// lines gives a text one kind of line break, LF, and NFC. Blanks at its end go.
func lines(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.TrimRight(Normal(s), " \n\t")
}
