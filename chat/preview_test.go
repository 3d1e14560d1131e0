package chat

import (
	"strings"
	"testing"
)

// A preview is one line of 160 characters at most, whatever stands in the message.
func TestPreview(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "",
		" 두 줄\n\n\t과  빈칸 ":              "두 줄 과 빈칸",
		strings.Repeat("가", 160):        strings.Repeat("가", 160),
		strings.Repeat("가", 161):        strings.Repeat("가", 159) + "…",
		strings.Repeat("나\n", 200):      strings.Repeat("나 ", 79) + "나…",
		"\u2028" + "줄" + "\u00a0" + "끝": "줄 끝",
	} {
		if got := Preview(text); got != want {
			t.Errorf("%q is previewed as %q, want %q", text, got, want)
		}
	}
}
