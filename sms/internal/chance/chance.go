// Package chance is what goes wrong by chance at simulated providers.
package chance

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// Rates are how often what goes wrong, 0 to 1, by name.
type Rates map[string]float64

// Check says what is wrong with rates. Of each group of names one thing at most goes wrong
// at a time, so that the rates of a group are 1 together at most.
func (r Rates) Check(groups ...[]string) error {
	names := slices.Concat(groups...)
	for _, name := range slices.Sorted(maps.Keys(r)) {
		if !slices.Contains(names, name) {
			return fmt.Errorf("there is no fault %q: they are %s", name, strings.Join(names, ", "))
		}
		if !(r[name] >= 0 && r[name] <= 1) {
			return fmt.Errorf("the rate of %s is from 0 to 1", name)
		}
	}
	for _, group := range groups {
		sum := 0.0
		for _, name := range group {
			sum += r[name]
		}
		if sum > 1 {
			return fmt.Errorf("the rates of %s are 1 together at most", strings.Join(group, ", "))
		}
	}
	return nil
}

// Pick picks one of a group, or "".
func (r Rates) Pick(rng *rand.Rand, group []string) string {
	u := rng.Float64()
	for _, name := range group {
		if u -= r[name]; u < 0 {
			return name
		}
	}
	return ""
}
