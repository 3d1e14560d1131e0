package wallclock

import (
	"testing"
	"time"
)

// A clock that is set moves what it says, and not what is measured.
func TestSet(t *testing.T) {
	now := time.Now()
	for _, by := range []time.Duration{time.Hour, -time.Hour, -49 * time.Hour, 0, 1500 * time.Millisecond, -1, 999_999_999} {
		set := Set(now, by)
		if said := set.Round(0).Sub(now.Round(0)); said != by {
			t.Errorf("set by %v the clock says %v more", by, said)
		}
		if measured := set.Sub(now); measured != 0 {
			t.Errorf("set by %v: %v are measured", by, measured)
		}
	}
}
