package sip

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"sync"
	"time"
)

// nonces makes and checks the challenges of digest authentication. A nonce is
// its time of issue, 64 random bits and a signature; nothing is stored until it
// is used. Then its highest count is kept until it expires (S-04).
//
//	8 bytes time (ms) | 8 random | 16 of HMAC-SHA256
type nonces struct {
	key  [32]byte
	life time.Duration
	max  int // used nonces remembered; full: the phone is asked to try again

	mu    sync.Mutex
	used  map[[16]byte]uint64
	swept time.Time
}

// nonceState is what a nonce in credentials is worth.
type nonceState int

const (
	nonceFresh nonceState = iota
	nonceStale            // expired, of an earlier start, or its count did not rise
	nonceForged
)

func newNonces(life time.Duration) *nonces {
	n := &nonces{life: life, max: 100_000, used: map[[16]byte]uint64{}}
	_, _ = rand.Read(n.key[:]) // never fails
	return n
}

func (n *nonces) issue(now time.Time) string {
	var b [32]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli()))
	_, _ = rand.Read(b[8:16])
	copy(b[16:], n.sign(b[:16]))
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func (n *nonces) sign(head []byte) []byte {
	m := hmac.New(sha256.New, n.key[:])
	m.Write(head)
	return m.Sum(nil)[:16]
}

// check says what a nonce is worth before its response is looked at. One that
// we did not sign is of an earlier start at best: stale, and never verified.
func (n *nonces) check(s string, now time.Time) (head [16]byte, st nonceState) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) != 32 {
		return head, nonceForged
	}
	copy(head[:], b[:16])
	if subtle.ConstantTimeCompare(n.sign(b[:16]), b[16:]) != 1 {
		return head, nonceForged
	}
	age := now.Sub(time.UnixMilli(int64(binary.BigEndian.Uint64(b[:8]))))
	if age < 0 || age > n.life {
		return head, nonceStale
	}
	return head, nonceFresh
}

// use notes the count of a verified response; false if it did not rise.
func (n *nonces) use(head [16]byte, count uint64, now time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if now.Sub(n.swept) > n.life {
		n.swept = now
		for h := range n.used {
			if now.Sub(time.UnixMilli(int64(binary.BigEndian.Uint64(h[:8])))) > n.life {
				delete(n.used, h)
			}
		}
	}
	last, seen := n.used[head]
	if count <= last || !seen && len(n.used) >= n.max {
		return false
	}
	n.used[head] = count
	return true
}
