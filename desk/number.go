package desk

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/callfloor/callfloor/acd"
)

// Number returns a telephone number in the form that is kept: E.164 (+821012345678)
// where it is a number of the world in any spelling, else its digits as they are
// (short numbers, extensions). region is the country of numbers without a country
// code, such as KR. It returns "" for what is no number.
func Number(text, region string) string {
	plain := dialled(text)
	if plain == "" || len(plain) > 32 {
		return ""
	}
	if n, err := phonenumbers.Parse(plain, region); err == nil && phonenumbers.IsValidNumber(n) {
		return phonenumbers.Format(n, phonenumbers.E164)
	}
	if !strings.HasPrefix(plain, "+") { // carriers send +82 as 82 too
		if n, err := phonenumbers.Parse("+"+plain, region); err == nil && len(plain) > 9 && plain[0] != '0' && phonenumbers.IsValidNumber(n) {
			return phonenumbers.Format(n, phonenumbers.E164)
		}
	}
	return plain
}

// IsNumber reports whether a kept number is long enough to be somebody's.
func IsNumber(number string) bool { return len(strings.TrimPrefix(number, "+")) >= 3 }

// NumberKind is what sort of number a kept number is, where it matters whether the
// centre rings it by itself (W-24).
type NumberKind string

// The kinds.
const (
	NoSubscriber NumberKind = ""              // extensions, short numbers and what is no number at all
	Domestic     NumberKind = "domestic"      // of the region
	Foreign      NumberKind = "international" // of another country
	Costly       NumberKind = "premium"       // who calls it pays more than for a call: 060 in Korea, and what the plan of the region says
	Police       NumberKind = "emergency"     // 112, 119
)

// costly are what dialled numbers begin with that cost extra whatever follows, as the
// SIP edge has it (sip/dialplan.go).
var costly = map[string]string{"KR": "060"}

// KindOf says what sort of number a kept number is in a region.
func KindOf(number, region string) NumberKind {
	digits := Dial(number, region)
	if acd.Emergency(digits) {
		return Police
	}
	if prefix := costly[region]; prefix != "" && strings.HasPrefix(digits, prefix) {
		return Costly
	}
	n, err := phonenumbers.Parse(number, region)
	if err != nil || !strings.HasPrefix(number, "+") || !phonenumbers.IsValidNumber(n) {
		return NoSubscriber
	}
	if phonenumbers.GetRegionCodeForNumber(n) != region {
		return Foreign
	}
	switch phonenumbers.GetNumberType(n) {
	case phonenumbers.PREMIUM_RATE, phonenumbers.SHARED_COST:
		return Costly
	}
	return Domestic
}

// National returns the spelling of the country itself (010-1234-5678) of a number
// of the region, the international one of any other, and the number as it is where
// it is none.
func National(number, region string) string {
	n, err := phonenumbers.Parse(number, region)
	switch {
	case err != nil || !strings.HasPrefix(number, "+"):
		return number
	case phonenumbers.GetRegionCodeForNumber(n) == region:
		return phonenumbers.Format(n, phonenumbers.NATIONAL)
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}

// Dial returns the digits to dial: national ones for a number of the region, else
// +country.
func Dial(number, region string) string {
	if s := National(number, region); strings.HasPrefix(number, "+") && !strings.HasPrefix(s, "+") {
		return dialled(s)
	}
	return number
}

// Spellings returns the forms under which the number may stand in rows of calls:
// as kept, as dialled in the country, and without the plus.
func Spellings(number, region string) []string {
	list := []string{number}
	if d := Dial(number, region); d != number {
		list = append(list, d)
	}
	if bare, ok := strings.CutPrefix(number, "+"); ok {
		list = append(list, bare)
	}
	return list
}

// dialled leaves digits and a leading plus of a spelling; "" where other things
// than spaces, hyphens, dots and brackets stand in it. Full-width digits count.
func dialled(text string) string {
	var b strings.Builder
	for _, r := range strings.TrimSpace(text) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		case (r == '+' || r == '＋') && b.Len() == 0:
			b.WriteByte('+')
		case strings.ContainsRune(" -－‐‑–—−.()/\u00a0\u3000\t", r):
		default:
			return ""
		}
	}
	if b.String() == "+" {
		return ""
	}
	return b.String()
}

// Digits reports whether a search is for a number, and its digits.
func Digits(text string) (string, bool) {
	d := strings.TrimPrefix(dialled(text), "+")
	return d, d != ""
}

// Reversed returns the digits of a kept number from the last to the first: what a
// search by the last digits is found by.
func Reversed(number string) string {
	b := []byte(strings.TrimPrefix(number, "+"))
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}
