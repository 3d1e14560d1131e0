package desk

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the form in which texts are searched: composed (NFKC), in small
// letters, without blanks and punctuation. Kim Ha-na and "김 하나" are found as
// kimhana and 김하나.
func Fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsControl(r) {
			return -1
		}
		if i := int(r) - 0x1100; i >= 0 && i < len(leads) { // NFKC makes these of ㄱ typed alone
			return leads[i]
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(text))
}

// leads are the first consonants of Hangul syllables in their order, as they are
// typed alone (Unicode 3.12, conjoining jamo; compatibility jamo).
var leads = []rune("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")

const (
	hangulFirst = 0xAC00
	hangulLast  = 0xD7A3
	perLead     = 588 // syllables with the same first consonant
)

// Initials returns the first consonants of a folded name: ㄱㅎㄴ of 김하나. What is no
// Hangul stays.
func Initials(folded string) string {
	return strings.Map(func(r rune) rune {
		if r >= hangulFirst && r <= hangulLast {
			return leads[(r-hangulFirst)/perLead]
		}
		return r
	}, folded)
}

// IsInitials reports whether a folded search is made of first consonants alone.
func IsInitials(folded string) bool {
	return folded != "" && !strings.ContainsFunc(folded, func(r rune) bool { return !strings.ContainsRune(string(leads), r) })
}

// After returns the smallest text that is greater than every text that begins with
// prefix, byte by byte; nil where there is none.
func After(prefix string) []byte {
	b := []byte(prefix)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < 0xff {
			b[i]++
			return b[:i+1]
		}
	}
	return nil
}
