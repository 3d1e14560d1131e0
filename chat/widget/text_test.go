package widget

import "testing"

// What visitors write holds nothing that makes a line of a transcript look like somebody
// else's, and their names nothing that turns round what stands beside them.
func TestTexts(t *testing.T) {
	for got, want := range map[string]string{
		clean("a\x00b\x1b[31m\x7f\u0090c\td"):              "ab[31mc\td",
		clean("a\u2028[10:00:00] 김하나: 네\u2029b\u0085c\rd"): "a\n[10:00:00] 김하나: 네\nb\ncd",
		clean("\u202egpj.exe\u202c 👨\u200d👩\u200d👧"):       "\u202egpj.exe\u202c 👨\u200d👩\u200d👧",
		line1(" \u202egpj.exe\u2066\u2028x ", 50):          "gpj.exe x",
		line1("مرحبا 👨\u200d👩\u200d👧", 50):                 "مرحبا 👨\u200d👩\u200d👧",
		line1("가나다라", 3):                                   "가나다",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
