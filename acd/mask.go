package acd

import "strings"

// Emergency reports whether a number is of the police or the fire brigade of Korea, 112
// and 119: it may always be called, and is nobody's extension.
func Emergency(number string) bool { return number == "112" || number == "119" }

// MaskNumber hides the middle of a telephone number, on every screen and in every
// answer alike: "01012344821" and "+821012344821" are "010-****-4821", "023457730" is
// "02-***-7730", "+12125551234" is "+1-****-1234". The last four digits stay, and what
// names no subscriber: an area or network in Korea, else the country. Of what is no
// such number the last four stay and the first three of what is before the four hidden
// ones; of fewer than eight characters the last two, of one or two none. What is not a number
// (anonymous callers, SIP names) is masked alike, so that nothing that a caller
// sends is shown in full.
func MaskNumber(number string) string {
	if national, ok := strings.CutPrefix(number, "+82"); ok {
		number = "0" + national                                     // Korea's trunk prefix
		if len(national) == 8 && strings.HasPrefix(national, "1") { // 1588-0001 has none
			number = national
		}
	} else if digits, ok := strings.CutPrefix(number, "+"); ok {
		if c := countryCode(digits); c > 0 && len(digits) >= c+8 {
			return "+" + digits[:c] + "-****-" + digits[len(digits)-4:]
		}
		number = digits
	}
	r := []rune(number)
	n := len(r)
	if p := areaCode(number); p > 0 {
		return number[:p] + "-" + strings.Repeat("*", n-p-4) + "-" + number[n-4:]
	}
	switch {
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

// areaCode is how many digits the area or network of a Korean number has; 0 where it is
// none: 02 (9 and 10 digits), 050x (11 and 12), the other 0xx (10 and 11).
func areaCode(number string) int {
	if !allDigits(number) {
		return 0
	}
	switch n := len(number); {
	case strings.HasPrefix(number, "02") && (n == 9 || n == 10):
		return 2
	case strings.HasPrefix(number, "050") && (n == 11 || n == 12):
		return 4
	case strings.HasPrefix(number, "0") && !strings.HasPrefix(number, "00") && (n == 10 || n == 11):
		return 3
	}
	return 0
}

// countryCode is how many digits the country has (ITU-T E.164: zones 1 and 7 one, the
// rest two or three); 0 for what is no number.
func countryCode(digits string) int {
	if len(digits) < 3 || !allDigits(digits) || digits[0] == '0' {
		return 0
	}
	switch {
	case digits[0] == '1' || digits[0] == '7':
		return 1
	case strings.Contains(" 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ", " "+digits[:2]+" "):
		return 2
	}
	return 3
}

func allDigits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}
