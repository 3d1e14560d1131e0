package sms

import (
	"strings"
	"unicode"
)

// The lengths of a recipient's number, in digits (T18), and how many one send may have.
const (
	ShortestNumber = 10
	LongestNumber  = 13
	MostRecipients = 1000
)

// Typed is one number of a list as somebody typed or pasted it.
type Typed struct {
	Text   string `json:"text" doc:"as it stands there" example:"010-1234-5678"`
	Number string `json:"number,omitempty" doc:"its digits; absent where it is none" example:"01012345678"`
	Code   string `json:"code,omitempty" enum:"not_a_number,too_short,too_long,double,not_allowed" doc:"why it is not sent to; absent: it is"`
}

// List is a list of recipients that was typed or pasted.
type List struct {
	Numbers []Typed `json:"numbers" doc:"in the order of the list"`
	Empty   int     `json:"empty" doc:"places with nothing in them, as between two commas: they are passed over"`
	Good    int     `json:"good" doc:"numbers that are sent to"`
}

// Recipients reads a list of numbers with commas between (T18, T19). Pasted lists come with
// line breaks, tabs, semicolons and hyphens too; full-width digits count. A number that
// stands there twice is sent to once.
func Recipients(text string) List {
	list := List{Numbers: []Typed{}}
	if strings.TrimSpace(text) == "" {
		return list
	}
	seen := map[string]bool{}
	for _, place := range strings.Split(strings.Map(comma, text), ",") {
		if place = strings.TrimSpace(place); place == "" {
			list.Empty++
			continue
		}
		for _, one := range apart(place) {
			list.add(one, seen)
		}
	}
	return list
}

func (l *List) add(text string, seen map[string]bool) {
	v := ReadNumber(text)
	switch {
	case v.Code != "":
	case seen[v.Number]:
		v.Code = "double"
	default:
		seen[v.Number] = true
		l.Good++
	}
	l.Numbers = append(l.Numbers, v)
}

// Within marks the numbers that are outside a reach: not_allowed.
func (l *List) Within(r Reach) {
	for i, v := range l.Numbers {
		if v.Code == "" && !r.Covers(v.Number) {
			l.Numbers[i].Code = "not_allowed"
			l.Good--
		}
	}
}

// comma makes one separator of all that stand between numbers in pasted lists.
func comma(r rune) rune {
	if strings.ContainsRune(",;\n\r\t、，；", r) {
		return ','
	}
	return r
}

// apart splits what stands between two commas at its blanks where each piece is a number by
// itself: 01012345678 01087654321. The blanks of 010 1234 5678 are none of these.
func apart(text string) []string {
	parts := strings.Fields(text)
	if len(parts) < 2 {
		return []string{text}
	}
	for _, p := range parts {
		if ReadNumber(p).Code != "" {
			return []string{text}
		}
	}
	return parts
}

// ReadNumber reads one number as somebody typed it: digits, with blanks, hyphens, dots or
// brackets between, +82 for the 0 of the country.
func ReadNumber(text string) Typed {
	v := Typed{Text: cut(text, 40)}
	digits, ok := digitsOf(text)
	if !ok {
		v.Code = "not_a_number"
		return v
	}
	if rest, korean := strings.CutPrefix(digits, "+82"); korean {
		digits = "0" + strings.TrimPrefix(rest, "0")
	}
	switch n := len(strings.TrimPrefix(digits, "+")); {
	case n < ShortestNumber:
		v.Code = "too_short"
	case n > LongestNumber:
		v.Code = "too_long"
	default:
		v.Number = digits
	}
	return v
}

// digitsOf leaves the digits of a spelling and a plus before them; false where it is none.
func digitsOf(text string) (string, bool) {
	var b strings.Builder
	for _, r := range strings.TrimSpace(text) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		case (r == '+' || r == '＋') && b.Len() == 0:
			b.WriteByte('+')
		case strings.ContainsRune("-－‐‑–—−.()/", r), unicode.IsSpace(r), r == '\u200b', r == '\ufeff':
		default:
			return "", false
		}
	}
	return b.String(), strings.Trim(b.String(), "+") != ""
}

// cut shortens a text to some characters.
func cut(text string, most int) string {
	n := 0
	for i := range text {
		if n == most {
			return text[:i]
		}
		n++
	}
	return text
}

// Reach says which numbers may be sent to (W-21).
type Reach string

// The reaches.
const (
	Mobiles  Reach = "domestic_mobile" // 010, 011, 016 to 019
	Domestic Reach = "domestic"        // every number of the country
	Anywhere Reach = "any"
)

// Covers reports whether a number, as dialled, may be sent to.
func (r Reach) Covers(number string) bool {
	switch r {
	case Anywhere:
		return true
	case Domestic:
		return !strings.HasPrefix(number, "+") && !strings.HasPrefix(number, "00")
	}
	return len(number) > 3 && strings.HasPrefix(number, "01") && strings.ContainsRune("016789", rune(number[2]))
}
