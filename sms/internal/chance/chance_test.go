package chance

import (
	"math/rand/v2"
	"testing"
)

// What goes wrong does so as often as it is said, and one thing at a time.
func TestPick(t *testing.T) {
	group, rng, count := []string{"a", "b"}, rand.New(rand.NewPCG(1, 2)), map[string]int{}
	rates := Rates{"a": 0.1, "b": 0.3}
	for range 100_000 {
		count[rates.Pick(rng, group)]++
	}
	for name, want := range map[string]int{"a": 10_000, "b": 30_000, "": 60_000} {
		if n := count[name]; n < want-1000 || n > want+1000 {
			t.Errorf("%q: %d, want about %d", name, n, want)
		}
	}
	for _, bad := range []Rates{{"c": 0.1}, {"a": 1.1}, {"a": -0.1}, {"a": 0.6, "b": 0.6}} {
		if err := bad.Check(group); err == nil {
			t.Errorf("%v is taken", bad)
		}
	}
	if err := (Rates{"a": 0.6, "c": 0.6}).Check(group, []string{"c"}); err != nil {
		t.Error(err)
	}
}
