package app

import (
	"errors"
	"testing"
)

// A program whose database another one has taken stops by itself, with the reason.
func TestLostLockStops(t *testing.T) {
	r := start(t, t.TempDir())
	taken := errors.New("another callfloor runs on this database")
	r.lost <- taken
	if err := r.App.wait(t.Context(), nil); !errors.Is(err, taken) {
		t.Errorf("it ends with %v", err)
	}
}
