package sip

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Identifiers that must not be guessed carry at least 128 random bits: whoever
// can guess a tag can end a call (RFC 3261 section 19.3).

const cookie = "z9hG4bK" // RFC 3261 section 8.1.1.7

func newBranch() string { return cookie + rand.Text() }
func newTag() string    { return rand.Text() }
func newCallID() string { return rand.Text() }

// newFloorCall returns the identifier of a new call: the time it began, so that
// identifiers sort by it and the rows of calls that end together lie together in
// the database's indexes, and 80 random bits.
func newFloorCall(now time.Time) acd.CallID {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(now.UnixMilli())<<14) // 50 bits in ten digits
	return acd.CallID(base32.HexEncoding.EncodeToString(b[:])[:10] + rand.Text()[:16])
}
