package people

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// Link is the hash of a line of the access log: it covers every field of the line,
// its number and the hash of the line before it, so that a line that is altered,
// taken out or put in between is found.
func (a Access) Link(before string, seq int64) string {
	h := sha256.New()
	put := func(s string) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	put(before)
	var n [16]byte
	binary.BigEndian.PutUint64(n[:8], uint64(seq))
	binary.BigEndian.PutUint64(n[8:], uint64(a.At.UnixMilli()))
	h.Write(n[:])
	for _, s := range []string{a.ID, a.Actor, string(a.Role), a.Address, a.Action, a.Target, a.Detail} {
		put(s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Chain is what a check of the access log found.
type Chain struct {
	Lines  int64  `json:"lines" doc:"lines that were checked"`
	First  int64  `json:"first" doc:"number of the first line that is kept"`
	Last   int64  `json:"last" doc:"number of the last line"`
	Head   string `json:"head" doc:"hash of the last line: noted elsewhere, it shows later that nothing before it was altered"`
	Whole  bool   `json:"whole" doc:"no line was altered, taken out or put in"`
	Broken int64  `json:"broken,omitempty" doc:"number of the first line that is not as it was written"`
	Why    string `json:"why,omitempty"`
}

// AccessFilter chooses lines of the access log, newest first. Zero fields do not
// narrow. Texts but Search must be equal, in their letters' case too; one that ends
// in * matches what begins so.
type AccessFilter struct {
	Actor     string
	Actions   []string // any of them
	Targets   []string // any of them
	Search    string   // in the detail, in any case of letters
	From, To  int64    // milliseconds; To is not in it
	BeforeSeq int64    // of the last line of the page before
	Limit     int
}
