package wallboard

import "strings"

// Mask hides the middle of a telephone number: "01012344821" is
// "010-****-4821". The first three and the last four digits stay; of a shorter
// number the last two. What is not a number (anonymous callers, SIP names) is
// masked alike, so that nothing that a caller sends is shown in full.
func Mask(number string) string {
	r := []rune(strings.TrimPrefix(number, "+"))
	switch n := len(r); {
	case n == 0:
		return ""
	case n < 8:
		keep := min(2, n-1)
		return strings.Repeat("*", n-keep) + string(r[n-keep:])
	default:
		return string(r[:3]) + "-****-" + string(r[n-4:])
	}
}
