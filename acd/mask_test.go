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
		"+12125551234": "+1-****-1234",
		"023457730":    "02-***-7730", "+8223457730": "02-***-7730", "+82212345678": "02-****-5678", "0311234567": "031-***-4567", "03112345678": "031-****-5678", "+82311234567": "031-***-4567",
		"0111234567": "011-***-4567", "16441234": "****-1234", "+8215880001": "****-0001", "07012345678": "070-****-5678", "05051234567": "0505-***-4567", "050712345678": "0507-****-5678", "+825051234567": "0505-***-4567",
		"+447911123456": "+44-****-3456", "+85212345678": "+852-****-5678", "+8613812345678": "+86-****-5678", "+1234567": "*****67", "0082212345678": "008-****-5678", "02123456": "****-3456", "1001": "**01", "112": "*12", "7": "*", "77": "**", "": "", "+": "", "anonymous": "a-****-mous",
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
		if n := utf8.RuneCountInString(number) + 1; shown > 8 || shown > 2 && shown > n-4 {
			t.Errorf("%q is shown as %q", number, got)
		}
		if utf8.ValidString(number) && !utf8.ValidString(got) {
			t.Errorf("%q is cut within a character: %q", number, got)
		}
	})
}
