package app

import (
	"os"
	"runtime/debug"
)

// smallHeap is the garbage collector's target for this program: its live heap is
// some megabytes while it makes garbage fast, so that the default of 100 would
// collect many times a second. Four times a small heap is still small.
const smallHeap = 400

// tuneRuntime sets the garbage collector's target, unless GOGC says otherwise.
func tuneRuntime() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(smallHeap)
	}
}
