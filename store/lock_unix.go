//go:build unix

package store

import (
	"os"
	"syscall"
)

// tryLock takes the lock of an open file, for as long as it is open.
func tryLock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
