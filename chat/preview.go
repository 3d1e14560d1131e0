package chat

import "strings"

// longestPreview is how many characters of a message lists show.
const longestPreview = 160

// Preview is a message as lists show it: the beginning of it, in one line.
func Preview(text string) string {
	r := []rune(strings.Join(strings.Fields(text), " "))
	if len(r) > longestPreview {
		r = append(r[:longestPreview-1:longestPreview-1], '…')
	}
	return string(r)
}
