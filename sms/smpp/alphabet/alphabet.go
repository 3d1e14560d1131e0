// Package alphabet writes texts in the octets of short messages and reads them again.
package alphabet

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"
)

// Values of data_coding (SMPP 3.4 section 5.2.19).
const (
	dcDefault = 0x00
	dcASCII   = 0x01
	dcLatin1  = 0x03
	dcUCS2    = 0x08
	dcKSC5601 = 0x0E
)

// Alphabet turns characters into octets and back. Octets of one character stay in one part
// of a long message.
type Alphabet struct {
	encode func(r rune) ([]byte, bool)
	decode func(b []byte) string
	single int // octets of a message that is alone
	part   int // octets of one of several
}

// Octets of a message: 140 in the network, of which the header of a part takes six. In the
// alphabet of seven bits they hold 160 and 153 characters, each of which is one octet over
// SMPP.
const (
	octets      = 140
	partOctets  = 134
	septets     = 160
	partSeptets = 153
)

// named are those that a configuration can name.
var named = map[string]Alphabet{
	"ksc5601": {encodeKorean, decodeKorean, octets, partOctets},
	"ucs2":    {encodeUCS2, decodeUCS2, octets, partOctets},
	"latin1":  {encodeLatin1, decodeLatin1, octets, partOctets},
	"ascii":   {encodeASCII, decodeLatin1, septets, partSeptets},
	"gsm":     {encodeGSM, decodeGSM, septets, partSeptets},
}

// Named returns the alphabet of a name: ksc5601, ucs2, latin1, ascii or gsm.
func Named(name string) Alphabet { return named[name] }

// Coding returns the usual data_coding of an alphabet.
func Coding(name string) (uint8, bool) {
	n, ok := codings[name]
	return n, ok
}

var codings = map[string]uint8{"ksc5601": dcKSC5601, "ucs2": dcUCS2, "latin1": dcLatin1, "ascii": dcASCII, "gsm": dcDefault}

func encodeKorean(r rune) ([]byte, bool) {
	if r < utf8.RuneSelf {
		return []byte{byte(r)}, true
	}
	b, err := korean.EUCKR.NewEncoder().Bytes([]byte(string(r)))
	return b, err == nil && len(b) == 2
}

func decodeKorean(b []byte) string {
	s, err := korean.EUCKR.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(s)
}

func encodeUCS2(r rune) ([]byte, bool) {
	if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError { // UTF-16, as all phones read UCS-2 by now
		return []byte{byte(hi >> 8), byte(hi), byte(lo >> 8), byte(lo)}, true
	}
	return []byte{byte(r >> 8), byte(r)}, r != utf8.RuneError && !utf16.IsSurrogate(r)
}

func decodeUCS2(b []byte) string {
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, uint16(b[0])<<8|uint16(b[1]))
	}
	return string(utf16.Decode(units))
}

func encodeLatin1(r rune) ([]byte, bool) { return []byte{byte(r)}, r < 0x100 }
func encodeASCII(r rune) ([]byte, bool)  { return []byte{byte(r)}, r < 0x80 }

func decodeLatin1(b []byte) string {
	r := make([]rune, len(b))
	for i, c := range b {
		r[i] = rune(c)
	}
	return string(r)
}

// gsmBasic is the default alphabet of GSM (3GPP TS 23.038 section 6.2.1), and gsmMore its
// extension, whose characters follow an escape.
const gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"

const gsmEscape = 0x1b

var (
	gsmRunes = []rune(gsmBasic)
	gsmMore  = map[byte]rune{0x0A: '\f', 0x14: '^', 0x28: '{', 0x29: '}', 0x2F: '\\', 0x3C: '[', 0x3D: '~', 0x3E: ']', 0x40: '|', 0x65: '€'}
	gsmCodes = func() map[rune][]byte {
		m := map[rune][]byte{}
		for i, r := range gsmRunes {
			if i != gsmEscape {
				m[r] = []byte{byte(i)}
			}
		}
		for b, r := range gsmMore {
			m[r] = []byte{gsmEscape, b}
		}
		return m
	}()
)

func encodeGSM(r rune) ([]byte, bool) {
	b, ok := gsmCodes[r]
	return b, ok
}

func decodeGSM(b []byte) string {
	var out []rune
	for i := 0; i < len(b); i++ {
		c := b[i] & 0x7F
		if c == gsmEscape && i+1 < len(b) {
			i++
			if r, ok := gsmMore[b[i]]; ok {
				out = append(out, r)
				continue
			}
			c = b[i] & 0x7F
		}
		out = append(out, gsmRunes[c])
	}
	return string(out)
}

// ErrText says that a text has a character that its alphabet lacks.
var ErrText = errors.New("the text has a character that the provider's alphabet lacks")

// MostParts is how many parts a message has at most, in either direction.
const MostParts = 20

// Split writes a text in parts, each of which ends with a whole character. One that fits
// into a single message is one part.
func (a Alphabet) Split(s string) ([][]byte, error) {
	var units [][]byte
	total := 0
	for _, r := range s {
		b, ok := a.encode(r)
		if !ok {
			return nil, ErrText
		}
		units = append(units, b)
		total += len(b)
	}
	most := a.single
	if total > a.single {
		most = a.part
	}
	parts := [][]byte{{}}
	for _, u := range units {
		last := len(parts) - 1
		if len(parts[last])+len(u) > most {
			parts = append(parts, nil)
			last++
		}
		parts[last] = append(parts[last], u...)
	}
	if len(parts) > MostParts {
		return nil, fmt.Errorf("the text has %d parts: %d are the most", len(parts), MostParts)
	}
	return parts, nil
}

// Whole writes a text in one piece.
func (a Alphabet) Whole(s string) ([]byte, error) {
	var out []byte
	for _, r := range s {
		b, ok := a.encode(r)
		if !ok {
			return nil, ErrText
		}
		out = append(out, b...)
	}
	return out, nil
}

// Read reads octets by their data_coding. usual is the alphabet of the provider, which 0
// stands for. ok is false where they are no text.
func Read(b []byte, coding uint8, usual Alphabet) (s string, ok bool) {
	switch coding {
	case dcASCII, dcLatin1:
		return decodeLatin1(b), true
	case dcUCS2:
		return decodeUCS2(b), true
	case dcKSC5601:
		return decodeKorean(b), true
	case dcDefault:
		return usual.decode(b), true
	}
	return "", false
}
