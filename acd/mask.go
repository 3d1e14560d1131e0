package acd

import "strings"

// Emergency reports whether a number is of the police or the fire brigade of Korea, 112
// and 119: it may always be called, and is nobody's extension.
func Emergency(number string) bool { return number == "112" || number == "119" }

// MaskNumber hides the middle of a telephone number, on every screen and in every
// answer alike: "01012344821" and "+821012344821" are "010-****-4821". The last four
// digits stay, and of what is before the four hidden ones the first three; of a
// number of fewer than eight the last two, of one or two none. What is not a number
// (anonymous callers, SIP names) is masked alike, so that nothing that a caller
// sends is shown in full.
func MaskNumber(number string) string {
	if national, ok := strings.CutPrefix(number, "+82"); ok { // Korea's trunk prefix
		number = "0" + national
	}
	r := []rune(strings.TrimPrefix(number, "+"))
	switch n := len(r); {
	case n == 0:
		return ""
	case n < 3:
		return strings.Repeat("*", n)
	case n < 8:
		return strings.Repeat("*", n-2) + string(r[n-2:])
	case n == 8:
		return "****-" + string(r[n-4:])
	default:
		return string(r[:min(3, n-8)]) + "-****-" + string(r[n-4:])
	}
}
