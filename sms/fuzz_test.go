package sms

import (
	"bytes"
	"image/jpeg"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever a text is, filling replaces names by values and touches nothing else.
func FuzzFill(f *testing.F) {
	for _, s := range []string{"{이름}님", "{{.}}", "{{이름}}", "{", "}", "{a}{b}{", "{이름", "\xff{a}", "{a}}"} {
		f.Add(s, "값")
	}
	f.Fuzz(func(t *testing.T, text, v string) {
		names := Variables(text)
		own, back := map[string]string{}, map[string]string{}
		for _, n := range names {
			own[n], back[n] = v, "{"+n+"}"
		}
		if same, missing := Fill(text, back); same != text || len(missing) > 0 {
			t.Errorf("%q filled with itself is %q (%v)", text, same, missing)
		}
		filled, missing := Fill(text, own)
		if len(missing) > 0 {
			t.Errorf("%q: %v are missing", text, missing)
		}
		if len(names) == 0 && filled != text {
			t.Errorf("%q became %q", text, filled)
		}
		if _, missing := Fill(text, nil); len(missing) != len(names) {
			t.Errorf("%q: %v of %v are missing", text, missing, names)
		}
		if c := CountText(text); c.Bytes < 0 || c.Bytes > 2*len(Normal(text)) {
			t.Errorf("%q counts %d", text, c.Bytes)
		}
	})
}

// Whatever is pasted, each number that is sent to has 10 to 13 digits and stands there once.
func FuzzRecipients(f *testing.F) {
	for _, s := range []string{"010-1234-5678,,01087654321;", "010 1234 5678\n+82 10-1234-5678", "+, -", "０１０－１２３４－５６７８", "\xff", strings.Repeat("1", 99)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, seen, good := Recipients(text), map[string]bool{}, 0
		for _, n := range l.Numbers {
			if n.Code != "" {
				continue
			}
			good++
			digits := strings.TrimPrefix(n.Number, "+")
			if len(digits) < ShortestNumber || len(digits) > LongestNumber || strings.Trim(digits, "0123456789") != "" || seen[n.Number] {
				t.Errorf("%q: %+v", text, n)
			}
			seen[n.Number] = true
		}
		if good != l.Good || l.Empty < 0 {
			t.Errorf("%q: %+v", text, l)
		}
	})
}

// Whatever file comes, nothing panics, and what is taken is a JPEG within the bounds.
func FuzzReadJPEG(f *testing.F) {
	f.Add([]byte{0xff, 0xd8, 0xff, 0xe1, 0, 4, 'E', 'x'})
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff\x12\x01"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) > 4096 {
			return
		}
		orientation(file)
		p, err := ReadJPEG(file)
		if err != nil {
			if !utf8.ValidString(err.Error()) {
				t.Errorf("%q", err)
			}
			return
		}
		head, err := jpeg.DecodeConfig(bytes.NewReader(p.Data))
		if err != nil || head.Width > widestSent || head.Height > widestSent || len(p.Data) > MostImageBytes {
			t.Errorf("%+v %v", head, err)
		}
	})
}
