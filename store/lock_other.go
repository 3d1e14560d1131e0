//go:build !unix

package store

import "os"

// tryLock does nothing where the system has no flock; the journal still notices
// a second writer.
func tryLock(*os.File) error { return nil }
