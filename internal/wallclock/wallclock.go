// Package wallclock makes, for tests, times as a program reads them after its wall clock was
// set: time.Now tells the wall clock and, beside it, a clock that nobody sets, and times are
// compared by the latter where both have it.
package wallclock

import (
	"time"
	"unsafe"
)

// Set returns t, which is of time.Now, as it would have come from there had the wall clock
// been set forward by a duration meanwhile, or back where by is less than nothing.
func Set(t time.Time, by time.Duration) time.Time {
	// With the other clock's reading the first word of a time is one bit, 33 bits of seconds
	// since 1885, and 30 bits of nanoseconds (package time).
	const nanos, second = 30, int64(time.Second)
	wall := (*uint64)(unsafe.Pointer(&t))
	if *wall>>63 == 0 {
		panic("wallclock: the time has no reading of the clock that nobody sets")
	}
	n := int64(*wall&(1<<nanos-1)) + int64(by)
	seconds := n / second
	if n %= second; n < 0 {
		n, seconds = n+second, seconds-1
	}
	*wall = *wall>>nanos<<nanos + uint64(seconds)<<nanos + uint64(n)
	return t
}
