package app

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"runtime/debug"
	"sync"
)

// version is set by the release build: -ldflags "-X .../app.version=1.2.3".
var version = "dev"

// Version returns the version of the program.
func Version() string { return version }

// Revision returns the commit that the program was built from. Where the build
// does not say (go run), it is the hash of the program itself: displays must see
// that it changed.
var Revision = sync.OnceValue(func() string {
	rev, dirty := "", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				rev = s.Value[:min(len(s.Value), 12)]
			case s.Key == "vcs.modified" && s.Value == "true":
				dirty = "+"
			}
		}
	}
	if rev == "" || dirty != "" {
		return rev + dirty + ownHash()
	}
	return rev
})

// ownHash is the hash of the running program, "unknown" where it cannot be read.
func ownHash() string {
	name, err := os.Executable()
	if err != nil {
		return "unknown"
	}
	f, err := os.Open(name)
	if err != nil {
		return "unknown"
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "unknown"
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// Build names version and revision together: displays reload when it changes.
func Build() string { return Version() + " (" + Revision() + ")" }
