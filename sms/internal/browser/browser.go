// Package browser writes what the browser needs of the rules of texts: the widths of
// characters as a small module of JavaScript, so that pages count as the server does.
package browser

//go:generate go run ./write ../../../web/ui/js/sms/table.js

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/callfloor/callfloor/sms"
)

// The blocks that are told bit by bit: every other character, or nearly, is of another
// width than the one before.
const (
	firstSyllable, lastSyllable = 0xac00, 0xd7a3 // all have a code: a bit is set where it is in KS X 1001
	firstHanja, lastHanja       = 0x4e00, 0x9fff // a bit is set where there is a code, which is in KS X 1001 then
)

// letters name the widths in the table.
var letters = map[sms.Width]string{sms.CannotGo: "-", sms.OneByte: "1", sms.TwoBytes: "2", sms.Unsure: "x"}

// Table returns the module with the widths of all characters of the basic plane.
func Table() ([]byte, error) {
	syllables, err := bits(firstSyllable, lastSyllable, sms.TwoBytes, sms.Unsure)
	if err != nil {
		return nil, err
	}
	hanja, err := bits(firstHanja, lastHanja, sms.TwoBytes, sms.CannotGo)
	if err != nil {
		return nil, err
	}
	var out strings.Builder
	out.WriteString("// The widths of characters in the gateways' encoding, EUC-KR as code page 949. Written by\n" +
		"// go generate ./sms/internal/browser from sms/bytes.go: do not change it by hand.\n\n")
	fmt.Fprintf(&out, "/** Hangul syllables from U+AC00: a bit is set where one is in KS X 1001; the others are in the extension. */\nexport const syllables = %q;\n", syllables)
	fmt.Fprintf(&out, "/** Hanja from U+4E00: a bit is set where there is a code. */\nexport const hanja = %q;\n", hanja)
	fmt.Fprintf(&out, "/** The rest in runs, up to U+FFFF: a width (- none, 1, 2, x two bytes in the extension) and how many have it, in base 36. */\nexport const rest = %q;\n", runs())
	return []byte(out.String()), nil
}

// bits are the characters of a block, eight a byte, the first in the lowest bit.
func bits(first, last rune, set, clear sms.Width) (string, error) {
	data := make([]byte, (last-first)/8+1)
	for r := first; r <= last; r++ {
		switch w := sms.WidthOf(r); w {
		case set:
			data[(r-first)/8] |= 1 << ((r - first) % 8)
		case clear:
		default:
			return "", fmt.Errorf("U+%04X has a width that the bits cannot tell", r)
		}
	}
	return base64.StdEncoding.EncodeToString(data), nil
}

// runs tells the characters outside the two blocks.
func runs() string {
	var out strings.Builder
	last, n := sms.Width(0xff), 0
	end := func() {
		if n > 0 {
			out.WriteString(letters[last] + strconv.FormatInt(int64(n), 36) + " ")
		}
	}
	for r := rune(0); r <= 0xffff; r++ {
		if r >= firstSyllable && r <= lastSyllable || r >= firstHanja && r <= lastHanja {
			continue
		}
		if w := sms.WidthOf(r); w != last {
			end()
			last, n = w, 0
		}
		n++
	}
	end()
	return strings.TrimSpace(out.String())
}
