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

// syllables with the same lead and vowel differ in their last consonant only.
const perVowel = 28

// finals says what becomes of a last consonant when a vowel follows: what stays of
// it (its number) and what begins the next syllable. 앉 and ㅏ make 안자.
var finals = [perVowel]struct {
	stays int
	next  rune
}{
	1: {0, 'ㄱ'}, 2: {0, 'ㄲ'}, 3: {1, 'ㅅ'}, 4: {0, 'ㄴ'}, 5: {4, 'ㅈ'}, 6: {4, 'ㅎ'}, 7: {0, 'ㄷ'}, 8: {0, 'ㄹ'}, 9: {8, 'ㄱ'}, 10: {8, 'ㅁ'}, 11: {8, 'ㅂ'},
	12: {8, 'ㅅ'}, 13: {8, 'ㅌ'}, 14: {8, 'ㅍ'}, 15: {8, 'ㅎ'}, 16: {0, 'ㅁ'}, 17: {0, 'ㅂ'}, 18: {17, 'ㅅ'}, 19: {0, 'ㅅ'}, 20: {0, 'ㅆ'}, 21: {0, 'ㅇ'},
	22: {0, 'ㅈ'}, 23: {0, 'ㅊ'}, 24: {0, 'ㅋ'}, 25: {0, 'ㅌ'}, 26: {0, 'ㅍ'}, 27: {0, 'ㅎ'},
}

// composing reads a folded text whose last syllable may not be whole: its beginning
// that is sure, and the first consonants that follow from the rest. Both are empty
// where nothing is open.
func composing(folded string) (typed, initials string) {
	sure := strings.TrimRight(folded, string(leads))
	if sure != folded { // consonants alone: 김ㅎ
		return sure, Initials(folded)
	}
	r := []rune(folded)
	if len(r) == 0 {
		return "", ""
	}
	last := r[len(r)-1] - hangulFirst
	if last < 0 || last > hangulLast-hangulFirst || last%perVowel == 0 {
		return "", ""
	}
	f := finals[last%perVowel]
	r[len(r)-1] += rune(f.stays) - last%perVowel
	return string(r), Initials(folded) + string(f.next)
}
