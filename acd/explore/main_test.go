package explore

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets the heap grow: these tests make millions of short-lived floors.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
