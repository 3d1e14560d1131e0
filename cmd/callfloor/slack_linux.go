package main

import (
	"os"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// slack is how late the kernel may end a sleep, in nanoseconds (prctl(2),
// PR_SET_TIMERSLACK; 50 µs unless told). The runtime's monitor wakes up after
// sleeps of 20 µs while anything is under way, a wait for the disk included: at the
// usual slack that is a sixth of what the program costs on a quiet floor. Nothing
// here needs a clock finer than this.
const slack = 1_000_000

// relaxTimers starts the program again, as the same process, with the slack above:
// the runtime's own threads inherit it only at their start. Where that cannot be
// done, or a wider one is in force, the program goes on as it is.
func relaxTimers() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	was, err := unix.PrctlRetInt(unix.PR_GET_TIMERSLACK, 0, 0, 0, 0)
	if err != nil || was <= 0 || was >= slack {
		return // 0: a real-time process, which has none
	}
	self, err := os.Executable()
	if err != nil || unix.Prctl(unix.PR_SET_TIMERSLACK, slack, 0, 0, 0) != nil {
		return
	}
	_ = syscall.Exec(self, os.Args, os.Environ()) // comes back only when it failed
}
