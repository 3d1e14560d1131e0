// Package keyring seals what is kept on a disk, so that who takes the disk without
// the key file reads nothing of it, and knows the keys themselves.
//
// A ring has one key that seals and those of before, which only open. Everything
// comes from the 32 bytes of a key by HKDF-SHA-256 (RFC 5869):
//
//	Seal      AES-SIV-CMAC-512 (RFC 5297), the same text gives the same sealed
//	          text: for columns that are compared
//	SealBlob  AES-256-GCM with a random nonce (NIST SP 800-38D), a key for each
//	          class: for the rest
//	Tail      HMAC-SHA-256 of a number's last digits: for searches by them
//	Hasher    HMAC-SHA-256 of pieces of texts, a key for each class: for searches in texts
//	ID        eight hexadecimal digits that name the key
//
// Sealed text is "s1:ID:..." or "b1:ID:...", base64url behind; what has no such
// beginning is from before there was a key, and opens as it stands. A class is the
// kind of thing sealed, such as "number": what was sealed for one class does not
// open for another.
package keyring

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/tink-crypto/tink-go/v2/daead/subtle"
)

// What sealed text begins with; the key's id and a colon follow.
const (
	alike = "s1:" // the same text gives the same
	blob  = "b1:" // never the same twice
)

const (
	keyBytes = 32
	idLength = 8
	// HeadLength is the length of what stands before the sealed bytes.
	HeadLength = len(alike) + idLength + 1
)

// Ring is the keys of a centre. It does not change; its methods may be called from
// any goroutine. A nil ring opens what is not sealed.
type Ring struct {
	keys []*key // the last one seals
}

// key is one key with what is derived from it.
type key struct {
	id     string
	made   time.Time // to the day
	secret []byte
	siv    *subtle.AESSIV
	tail   []byte
	blobs  sync.Map // class to cipher.AEAD
}

// NoKeyError says that something is sealed with a key that is not in the ring.
type NoKeyError struct{ ID string }

func (e *NoKeyError) Error() string {
	return fmt.Sprintf("it is sealed with the key %s, which is not in the key file", e.ID)
}

func newKey(secret []byte, made time.Time) (*key, error) {
	k := &key{secret: secret, made: made}
	id, err := k.derive("id", idLength/2)
	if err != nil {
		return nil, err
	}
	k.id = hex.EncodeToString(id)
	if k.tail, err = k.derive("tail", sha256.Size); err != nil {
		return nil, err
	}
	siv, err := k.derive("siv", subtle.AESSIVKeySize)
	if err != nil {
		return nil, err
	}
	k.siv, err = subtle.NewAESSIV(siv)
	return k, err
}

func (k *key) derive(use string, n int) ([]byte, error) {
	b, err := hkdf.Key(sha256.New, k.secret, nil, "callfloor "+use, n)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	return b, nil
}

// blob returns the cipher of a class.
func (k *key) blob(class string) (cipher.AEAD, error) {
	if v, ok := k.blobs.Load(class); ok {
		return v.(cipher.AEAD), nil
	}
	secret, err := k.derive("blob "+class, keyBytes)
	if err != nil {
		return nil, err
	}
	c, err := aes.NewCipher(secret)
	if err != nil {
		return nil, fmt.Errorf("cipher: %w", err)
	}
	a, err := cipher.NewGCMWithRandomNonce(c)
	if err != nil {
		return nil, fmt.Errorf("cipher: %w", err)
	}
	k.blobs.Store(class, a)
	return a, nil
}

func (r *Ring) primary() *key { return r.keys[len(r.keys)-1] }

func (r *Ring) key(id string) *key {
	if r == nil {
		return nil
	}
	for _, k := range r.keys {
		if k.id == id {
			return k
		}
	}
	return nil
}

// Primary returns the id of the key that seals.
func (r *Ring) Primary() string { return r.primary().id }

// Since returns the day on which the key that seals was made.
func (r *Ring) Since() time.Time { return r.primary().made }

// Has reports whether a key is in the ring.
func (r *Ring) Has(id string) bool { return r.key(id) != nil }

// IDs returns the ids of the keys, the oldest first.
func (r *Ring) IDs() []string {
	list := make([]string, len(r.keys))
	for i, k := range r.keys {
		list[i] = k.id
	}
	return list
}

// Seal seals a text that is compared: the same text gives the same. An empty text
// stays empty.
func (r *Ring) Seal(class, text string) (string, error) { return r.primary().seal(class, text) }

// SealWith seals as Seal does, with a key of the ring: what a text is found by that
// was sealed with it. The id "" gives the text as it is.
func (r *Ring) SealWith(id, class, text string) (string, error) {
	if id == "" {
		return text, nil
	}
	k := r.key(id)
	if k == nil {
		return "", &NoKeyError{id}
	}
	return k.seal(class, text)
}

func (k *key) seal(class, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	b, err := k.siv.EncryptDeterministically([]byte(text), []byte(class))
	if err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	return k.text(alike, b), nil
}

// text is sealed bytes with what they begin with.
func (k *key) text(form string, b []byte) string {
	out := make([]byte, 0, HeadLength+base64.RawURLEncoding.EncodedLen(len(b)))
	out = append(append(append(out, form...), k.id...), ':')
	return string(base64.RawURLEncoding.AppendEncode(out, b))
}

// SealBlob seals data that is not compared. Nothing stays nothing.
//
// A nonce is 96 random bits: one key may seal 2^32 values of a class (NIST SP
// 800-38D section 8.3), a hundred a second for a year.
func (r *Ring) SealBlob(class string, data []byte) (string, error) {
	if len(data) == 0 {
		return "", nil
	}
	k := r.primary()
	a, err := k.blob(class)
	if err != nil {
		return "", err
	}
	return k.text(blob, a.Seal(make([]byte, 0, len(data)+a.Overhead()), nil, data, nil)), nil
}

// Open opens what was sealed for a class, and returns what is not sealed as it is.
// It fails with NoKeyError where the key is not in the ring.
func (r *Ring) Open(class, stored string) ([]byte, error) {
	id := KeyOf(stored)
	if id == "" {
		return []byte(stored), nil
	}
	k := r.key(id)
	if k == nil {
		return nil, &NoKeyError{id}
	}
	b, err := base64.RawURLEncoding.DecodeString(stored[HeadLength:])
	if err != nil {
		return nil, fmt.Errorf("open what is sealed as %s: %w", class, err)
	}
	if strings.HasPrefix(stored, alike) {
		b, err = k.siv.DecryptDeterministically(b, []byte(class))
	} else {
		var a cipher.AEAD
		if a, err = k.blob(class); err == nil {
			b, err = a.Open(b[:0], nil, b, nil)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("open what is sealed as %s: %w", class, err)
	}
	return b, nil
}

// KeyOf returns the id of the key that something is sealed with, "" where it is not
// sealed.
func KeyOf(stored string) string {
	if len(stored) < HeadLength || stored[HeadLength-1] != ':' || !strings.HasPrefix(stored, alike) && !strings.HasPrefix(stored, blob) {
		return ""
	}
	id := stored[len(alike) : HeadLength-1]
	if strings.Trim(id, "0123456789abcdef") != "" {
		return ""
	}
	return id
}

// tailDigits are the last digits of a number that a search may be narrowed by, and
// tailBytes what stands for each.
const (
	tailDigits = 4
	tailBytes  = 4
)

// Tail returns a code of the last digits of a number under a key of the ring:
// numbers that end alike have codes that begin alike. It covers four digits, what
// masked numbers show anyway: who holds the disk without the key and knows some
// customers' numbers can tell who else's end like theirs, and no more.
func (r *Ring) Tail(id, digits string) ([]byte, error) {
	k := r.key(id)
	if k == nil {
		return nil, &NoKeyError{id}
	}
	n := min(len(digits), tailDigits)
	out := make([]byte, 0, n*tailBytes)
	for i := range n {
		m := hmac.New(sha256.New, k.tail)
		m.Write([]byte(digits[len(digits)-1-i:])) //nolint:errcheck // a hash never fails
		out = append(out, m.Sum(nil)[:tailBytes]...)
	}
	return out, nil
}
