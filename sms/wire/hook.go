package wire

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"

	"fmt"
)

// LongestHook is how long what a provider tells may be, in bytes.
const LongestHook = 1 << 20

// Body reads what a provider posts. Where it cannot, it has answered, and ok is false.
func Body(w http.ResponseWriter, r *http.Request) (data []byte, ok bool) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST only", http.StatusMethodNotAllowed)
		return nil, false
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, LongestHook))
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		http.Error(w, "too long", http.StatusRequestEntityTooLarge)
		return nil, false
	}
	if err != nil {
		http.Error(w, "not read", http.StatusBadRequest)
		return nil, false
	}
	return data, true
}

// Same compares secrets in a time that says nothing of where they differ, nor of their
// lengths.
func Same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// Secret returns a secret, wherever it stands: as a value, in a file or in an environment
// variable. It is "" where it stands nowhere.
func Secret(value, file, env string) (string, error) {
	switch {
	case file != "":
		data, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		return strings.TrimSpace(string(data)), nil
	case env != "":
		v, ok := os.LookupEnv(env)
		if !ok {
			return "", fmt.Errorf("the environment variable %s is not set", env)
		}
		return v, nil
	}
	return value, nil
}

// Places counts in how many of the places of a secret something stands.
func Places(value, file, env string) (n int) {
	for _, v := range []string{value, file, env} {
		if v != "" {
			n++
		}
	}
	return n
}

var token = regexp.MustCompile(`^[A-Za-z0-9_-]{20,100}$`)

// GoodToken reports whether a word is long enough to be the end of an address that nobody
// guesses, and stands in a URL as it is.
func GoodToken(s string) bool { return token.MatchString(s) }
