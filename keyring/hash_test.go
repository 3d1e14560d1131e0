package keyring

import (
	"errors"
	"testing"
)

// A code is the same for the same text, and another for another text, class or key; without the key
// there is none.
func TestHasher(t *testing.T) {
	r, _ := made(t)
	other, _ := made(t)
	code := func(r *Ring, class, text string) uint32 {
		t.Helper()
		h, err := r.Hasher(r.Primary(), class)
		must(t, err)
		h.Code([]byte("what was asked before")) // nothing of it stays
		return h.Code([]byte(text))
	}
	a := code(r, "pairs", "환불")
	if again := code(r, "pairs", "환불"); again != a {
		t.Errorf("%x, then %x", a, again)
	}
	for what, c := range map[string]uint32{"another text": code(r, "pairs", "불환"), "another class": code(r, "words", "환불"), "another key": code(other, "pairs", "환불")} {
		if c == a {
			t.Errorf("%s has the same code", what)
		}
	}
	var missing *NoKeyError
	if _, err := r.Hasher(other.Primary(), "pairs"); !errors.As(err, &missing) {
		t.Errorf("a key that is not there: %v", err)
	}
}
