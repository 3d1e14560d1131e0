package people

import "testing"

// A first password is taken by the rule for passwords, whatever the log-in name, and is
// another one each time. A name of three letters stands in one of some thousands by
// chance: that one is not given.
func TestNewFirstPassword(t *testing.T) {
	seen := map[string]bool{}
	for login, n := range map[string]int{"abc": 20_000, "KIM": 20_000, "kim": 500, "a7": 500, "hana.kim@onmaru.example": 500, "a-name-longer-than-the-password": 500} {
		for range n {
			p := NewFirstPassword(login)
			if err := CheckNewPassword(login, p); err != nil || len(p) != 12 || seen[p] {
				t.Fatalf("%s: %q %v, seen before: %v", login, p, err, seen[p])
			}
			seen[p] = true
		}
	}
}
