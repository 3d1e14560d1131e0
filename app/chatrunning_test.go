package app

import (
	"testing"
	"time"
)

// The clock of rooms goes on from what the program's shows, whatever that shows later.
func TestRunningFrom(t *testing.T) {
	ahead := 90 * time.Minute
	clock := func() time.Time { return time.Now().Add(ahead) }
	rooms := runningFrom(clock)
	ahead = 0 // somebody sets the program's clock: rooms go on
	if off := time.Until(rooms()); off < 89*time.Minute || off > 91*time.Minute {
		t.Errorf("it is %s ahead", off)
	}
}
