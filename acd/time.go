package acd

import "time"

// Time is floor time in milliseconds since the Unix epoch (UTC). The owner
// stamps it on every command from a clock that never runs backwards; the core
// never reads a clock. Zero means "not set".
type Time int64

// At converts a wall or test time to floor time, truncating to the millisecond.
func At(t time.Time) Time { return Time(t.UnixMilli()) }

// Add returns t moved by d; fractions of a millisecond are dropped.
func (t Time) Add(d time.Duration) Time { return t + Time(d/time.Millisecond) }

// Sub returns the duration t-u.
func (t Time) Sub(u Time) time.Duration { return time.Duration(t-u) * time.Millisecond }

// Std returns t as a time.Time in UTC.
func (t Time) Std() time.Time { return time.UnixMilli(int64(t)).UTC() }

// IsZero reports whether t is not set.
func (t Time) IsZero() bool { return t == 0 }
