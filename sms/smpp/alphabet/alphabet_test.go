package alphabet

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// Every alphabet reads what it writes, refuses what it lacks, and cuts between characters.
func TestAlphabets(t *testing.T) {
	for name, texts := range map[string][2]string{
		"ksc5601": {"안녕하세요, Callfloor 1588-0001 똠", "émoji"},
		"ucs2":    {"안녕 😀 é €", ""},
		"latin1":  {"café £", "가"},
		"ascii":   {"hello ~", "é"},
		"gsm":     {"hello @£$ é {[€]} Δ", "가"},
	} {
		a, coding := Named(name), uint8(0)
		coding, ok := Coding(name)
		if !ok {
			t.Fatal(name)
		}
		b, err := a.Whole(texts[0])
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got, ok := Read(b, coding, a); !ok || got != texts[0] {
			t.Errorf("%s: %q", name, got)
		}
		if texts[1] != "" {
			if _, err := a.Split(texts[1]); err == nil {
				t.Errorf("%s: %q is taken", name, texts[1])
			}
		}
	}
	if _, ok := Read([]byte{1, 2}, 0x04, Named("gsm")); ok {
		t.Error("octets that are no text are read as one")
	}
}

// A text that fits is alone; a longer one has parts of at most the smaller size, which are
// whole characters and together the text.
func TestSplit(t *testing.T) {
	for _, c := range []struct {
		alphabet, text string
		parts          int
	}{
		{"ksc5601", strings.Repeat("가", 70), 1}, {"ksc5601", strings.Repeat("가", 71), 2}, {"ksc5601", "a" + strings.Repeat("가", 134), 3},
		{"ucs2", strings.Repeat("가", 70), 1}, {"ucs2", strings.Repeat("가", 71), 2}, {"ucs2", strings.Repeat("가", 66) + "😀" + strings.Repeat("가", 66), 3},
		{"gsm", strings.Repeat("a", 160), 1}, {"gsm", strings.Repeat("a", 161), 2}, {"gsm", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), 3},
		{"ascii", strings.Repeat("a", 153*MostParts), MostParts}, {"ascii", strings.Repeat("a", 153*MostParts+1), 0},
	} {
		a := Named(c.alphabet)
		parts, err := a.Split(c.text)
		if (err != nil) != (c.parts == 0) || len(parts) != c.parts {
			t.Errorf("%s of %d characters: %d parts, %v", c.alphabet, utf8.RuneCountInString(c.text), len(parts), err)
			continue
		}
		coding, _ := Coding(c.alphabet)
		whole := ""
		for _, p := range parts {
			s, _ := Read(p, coding, a)
			if !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) || len(parts) > 1 && len(p) > a.part || len(p) > a.single {
				t.Errorf("%s: a part of %d octets: %q", c.alphabet, len(p), s)
			}
			whole += s
		}
		if c.parts > 0 && whole != c.text {
			t.Errorf("%s: %q", c.alphabet, whole)
		}
	}
}

// FuzzRead: no octets end in a panic, in any alphabet.
func FuzzRead(f *testing.F) {
	f.Add([]byte("\xb0\xa1\x1b"), uint8(0))
	f.Fuzz(func(t *testing.T, b []byte, coding uint8) {
		for name := range named {
			if s, ok := Read(b, coding, Named(name)); ok && !utf8.ValidString(s) {
				t.Errorf("%q", s)
			}
		}
	})
}
