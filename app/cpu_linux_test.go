package app

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// cpu returns the processor time that the process pid has taken, all threads, to
// the nanosecond as the scheduler counts it: /proc/PID/stat samples at the clock
// tick, which misses or doubles what runs in step with timers.
func cpu(t testing.TB, pid int) time.Duration {
	t.Helper()
	const sched = 2 // CPUCLOCK_SCHED of the kernel; see clock_getcpuclockid(3)
	var ts unix.Timespec
	if err := unix.ClockGettime(int32(^pid)<<3|sched, &ts); err != nil {
		t.Fatalf("processor time of %d: %v", pid, err)
	}
	return time.Duration(ts.Nano())
}
