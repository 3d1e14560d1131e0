package sms

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/unicode/norm"
)

// Width says how a character is counted in the gateways' encoding, EUC-KR as code page 949
// (T26).
type Width uint8

// The widths.
const (
	CannotGo Width = iota // it has no code: emoji, en dash, bullet, ©, é, no-break space
	OneByte               // ASCII
	TwoBytes              // KS X 1001: Hangul, Hanja, signs
	Unsure                // two bytes in the extension of code page 949: some gateways show ? for it
)

// Bytes is how many bytes the character takes; what cannot go takes none.
func (w Width) Bytes() int {
	switch w {
	case OneByte:
		return 1
	case TwoBytes, Unsure:
		return 2
	}
	return 0
}

// widths has the width of each character of the basic plane. What is beyond it has no code.
var widths = sync.OnceValue(func() *[0x10000]Width {
	var all [0x10000]Width
	encoder := korean.EUCKR.NewEncoder()
	for r := rune(0); r < 0x10000; r++ {
		all[r] = widthOf(encoder.Bytes, r)
	}
	return &all
})

func widthOf(encode func([]byte) ([]byte, error), r rune) Width {
	switch {
	case r == '\n' || r == '\r' || r == '\t' || r >= ' ' && r < 0x7f:
		return OneByte
	case r <= 0x7f || r >= 0xd800 && r <= 0xdfff: // control characters and halves of pairs
		return CannotGo
	}
	out, err := encode(utf8.AppendRune(nil, r))
	switch {
	case err != nil || len(out) != 2:
		return CannotGo
	case out[0] < 0xa1 || out[1] < 0xa1:
		return Unsure
	}
	return TwoBytes
}

// WidthOf returns the width of a character of a text in NFC.
func WidthOf(r rune) Width {
	if r < 0 || r > 0xffff || r == utf8.RuneError {
		return CannotGo
	}
	return widths()[r]
}

// Char is a character of a text and where it stands.
type Char struct {
	Char string `json:"char" doc:"the character" example:"•"`
	At   int    `json:"at" doc:"its place in the text after NFC, in characters from 0" example:"12"`
}

// Count is how long a text is for the gateways, and what of it cannot go.
type Count struct {
	Bytes  int    `json:"bytes" doc:"in EUC-KR: Hangul 2, ASCII 1, a line break LF 1 or CRLF 2; what cannot be sent counts nothing" example:"79"`
	Bad    []Char `json:"bad" doc:"characters that cannot be sent, such as emoji: the text is refused"`
	Unsure []Char `json:"unsure" doc:"characters outside KS X 1001 (such as 똠): some gateways show ? for them"`
}

// Normal puts a text into the form that is counted and sent: NFC. Hangul that was typed on
// some systems comes decomposed, and cannot be encoded so.
func Normal(text string) string { return norm.NFC.String(text) }

// CountText counts a text after NFC. Each character that cannot go, or may not arrive, is
// named with its place.
func CountText(text string) Count {
	c := Count{Bad: []Char{}, Unsure: []Char{}}
	at := 0
	for _, r := range Normal(text) {
		w := WidthOf(r)
		switch w {
		case CannotGo:
			c.Bad = append(c.Bad, Char{string(r), at})
		case Unsure:
			c.Unsure = append(c.Unsure, Char{string(r), at})
		}
		c.Bytes += w.Bytes()
		at++
	}
	return c
}
