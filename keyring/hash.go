package keyring

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// Hasher makes codes of texts of a class under one key: the same text has the same code, and
// nobody without the key can tell which text a code is of. It is for one goroutine.
type Hasher struct {
	mac hash.Hash
	sum [sha256.Size]byte
}

// Hasher returns what makes codes under a key of the ring, or a NoKeyError.
func (r *Ring) Hasher(id, class string) (*Hasher, error) {
	k := r.key(id)
	if k == nil {
		return nil, &NoKeyError{id}
	}
	secret, err := k.derive("hash "+class, keyBytes)
	if err != nil {
		return nil, err
	}
	return &Hasher{mac: hmac.New(sha256.New, secret)}, nil
}

// Code returns the code of a text: the first 32 bits of its HMAC-SHA-256.
func (h *Hasher) Code(text []byte) uint32 {
	h.mac.Reset()
	h.mac.Write(text) //nolint:errcheck // a hash never fails
	return binary.BigEndian.Uint32(h.mac.Sum(h.sum[:0]))
}
