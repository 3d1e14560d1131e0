package acd

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// Only digits that identify nobody leave the process.
func TestMaskNumber(t *testing.T) {
	for in, want := range map[string]string{
		"01012344821": "010-****-4821", "+821012344821": "010-****-4821", "0212345678": "02-****-5678", "15880001": "****-0001",
		"+12125551234": "121-****-1234", "1001": "**01", "112": "*12", "7": "*", "77": "**", "": "", "+": "", "anonymous": "a-****-mous",
		"김하나": "*하나", "주문하는고객님입니다": "주문-****-님입니다",
	} {
		if got := MaskNumber(in); got != want {
			t.Errorf("MaskNumber(%q) = %q, want %q", in, got, want)
		}
	}
}

// However a number looks, all but two characters of a short one and four of a long
// one are hidden, and no character is cut.
func FuzzMaskNumber(f *testing.F) {
	for _, s := range []string{"01012344821", "+821012344821", "7", "a\xffb", "+82"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, number string) {
		got := MaskNumber(number)
		shown := utf8.RuneCountInString(strings.NewReplacer("*", "", "-", "").Replace(got))
		if n := utf8.RuneCountInString(number) + 1; shown > 7 || shown > 2 && shown > n-4 {
			t.Errorf("%q is shown as %q", number, got)
		}
		if utf8.ValidString(number) && !utf8.ValidString(got) {
			t.Errorf("%q is cut within a character: %q", number, got)
		}
	})
}
