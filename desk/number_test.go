package desk

import (
	"strings"
	"testing"
)

// A number is one number in whatever spelling it is written.
func TestNumber(t *testing.T) {
	for in, want := range map[string]string{
		"010-1234-5678": "+821012345678", "01012345678": "+821012345678", "+82 10 1234 5678": "+821012345678", "+82-(0)10-1234-5678": "+821012345678",
		"821012345678": "+821012345678", "010.1234.5678": "+821012345678", "０１０－１２３４－５６７８": "+821012345678", "０１０１２３４５６７８": "+821012345678", " 02) 123-4567 ": "+8221234567",
		"1588-0001": "15880001", "112": "112", "1001": "1001", "+1 212 555 1234": "+12125551234", "001 1 212 555 1234": "+12125551234",
		"": "", "+": "", "anonymous": "", "010-1234-5678;DROP": "", "kim": "", strings.Repeat("1", 40): "",
	} {
		if got := Number(in, "KR"); got != want && !(strings.HasPrefix(in, "1588") && got == "+8215880001") {
			t.Errorf("Number(%q) = %q, want %q", in, got, want)
		}
	}
	if got := Number("(212) 555-1234", "US"); got != "+12125551234" {
		t.Errorf("in another region: %q", got)
	}
}

// A kept number is dialled and shown as people of the region write it, and every
// spelling of it is the number again.
func TestNational(t *testing.T) {
	for n, want := range map[string][2]string{
		"+821012345678": {"010-1234-5678", "01012345678"}, "+8221234567": {"02-123-4567", "021234567"}, "+12125551234": {"+1 212-555-1234", "+12125551234"}, "1001": {"1001", "1001"},
	} {
		if got := National(n, "KR"); got != want[0] {
			t.Errorf("National(%q) = %q", n, got)
		}
		if got := Dial(n, "KR"); got != want[1] {
			t.Errorf("Dial(%q) = %q", n, got)
		}
		for _, s := range append(Spellings(n, "KR"), National(n, "KR")) {
			if got := Number(s, "KR"); got != n {
				t.Errorf("%q, a spelling of %q, is read as %q", s, n, got)
			}
		}
	}
	if got := Reversed("+821012345678"); got != "876543210128" {
		t.Errorf("reversed: %q", got)
	}
}

// What somebody types is taken for what it is.
func TestSearchOf(t *testing.T) {
	for q, want := range map[string]Search{
		"010-1234-5678": {Number: "+821012345678"}, "5678": {Last: "5678"}, "1234-5678": {Last: "12345678"}, "김 하나": {Name: "김하나"}, "김한": {Name: "김한", Typed: "김하", Initials: "ㄱㅎㄴ"}, "김ㅎ": {Typed: "김", Initials: "ㄱㅎ"}, "앉": {Name: "앉", Typed: "안", Initials: "ㅇㅈ"}, "ㄱㅎㄴ": {Initials: "ㄱㅎㄴ"},
		"KIM": {Name: "kim"}, "": {}, "ㄱ하": {Name: "ㄱ하"}, "ㄲㅎ": {Initials: "ㄲㅎ"},
	} {
		if got := SearchOf(q, "KR"); got != want {
			t.Errorf("SearchOf(%q) = %+v, want %+v", q, got, want)
		}
	}
	if got := SearchOf("김하", "KR"); got.Name != "김하" { // decomposed, as a Mac sends it
		t.Errorf("%+v", got)
	}
}

// Whatever is typed, reading it neither panics nor gives what is no number.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"010-1234-5678", "+", "＋８２", "\xff", "112", "+82-(0)10-1234-5678"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := Number(s, "KR")
		if strings.Trim(strings.TrimPrefix(n, "+"), "0123456789") != "" || n == "+" {
			t.Errorf("%q is read as %q", s, n)
		}
		if again := Number(n, "KR"); again != n && strings.HasPrefix(n, "+") {
			t.Errorf("%q is %q, and that is %q", s, n, again)
		}
		Dial(n, "KR")
		SearchOf(s, "KR")
	})
}

// What the centre must not ring by itself is told apart, in every spelling (W-24).
func TestKindOf(t *testing.T) {
	for text, want := range map[string]NumberKind{
		"010-1234-5678": Domestic, "+82 10 1234 5678": Domestic, "02-123-4567": Domestic, "070-1234-5678": Domestic, "080-123-4567": Domestic,
		"060-700-1234": Costly, "+82607001234": Costly, "82-60-700-1234": Costly, "0601": Costly, "０６０７００１２３４": Costly,
		"+1 212 555 1234": Foreign, "001 1 212 555 1234": Foreign, "00700-1-212-555-1234": Foreign, "+81 3 1234 5678": Foreign,
		"112": Police, "119": Police, "1001": NoSubscriber, "": NoSubscriber, "anonymous": NoSubscriber, "01012": NoSubscriber, "+999123456789": NoSubscriber,
	} {
		if got := KindOf(Number(text, "KR"), "KR"); got != want {
			t.Errorf("%q (%q) is %q, want %q", text, Number(text, "KR"), got, want)
		}
	}
	if got := KindOf(Number("(900) 555-1234", "US"), "US"); got != Costly {
		t.Errorf("premium in another region: %q", got)
	}
}
