package people

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	_ "embed" // common.txt.gz
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/crypto/argon2"

	"github.com/callfloor/callfloor/fault"
)

// Argon2id parameters (RFC 9106, section 4, second recommendation, with fewer
// lanes for two cores): 64 MiB would make a flood of log-ins costly for us, so
// 19 MiB and two passes are used. Who hashes bounds how many are hashed at once.
const (
	argonTime    = 2
	argonMemory  = 19 * 1024 // KiB
	argonThreads = 1
	argonKey     = 32
	argonSalt    = 16
)

// HashPassword returns the PHC string of a password.
func HashPassword(password string) string {
	salt := make([]byte, argonSalt)
	rand.Read(salt) //nolint:errcheck // it never fails (crypto/rand)
	return phc(password, salt)
}

func phc(password string, salt []byte) string {
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonKey)
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		b.EncodeToString(salt), b.EncodeToString(key))
}

// CheckPassword reports whether password is the one behind a PHC string. An empty
// string takes the same time as any other, so that an unknown name cannot be told
// from a wrong password.
func CheckPassword(hash, password string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		phc(password, make([]byte, argonSalt))
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(phc(password, salt)), []byte(hash)) == 1
}

// CheckNewPassword says what is wrong with a password that somebody chooses: at
// least ten characters of two kinds, or eight of three; not a common one; not the
// log-in name.
func CheckNewPassword(login, password string) error {
	n := len([]rune(password))
	if n > 128 {
		return fault.New(fault.Invalid, "the password is longer than 128 characters")
	}
	var lower, upper, digit, other int
	for _, r := range password {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	kinds := lower + upper + digit + other
	if !(n >= 10 && kinds >= 2 || n >= 8 && kinds >= 3) {
		return fault.New(fault.Invalid, "the password is too simple: ten characters of two kinds (small letters, capitals, digits, signs), or eight of three")
	}
	if len(login) >= 3 && strings.Contains(strings.ToLower(password), strings.ToLower(login)) {
		return fault.New(fault.Invalid, "the password must not contain the log-in name")
	}
	if common(password) {
		return fault.New(fault.Invalid, "the password is one of those that are guessed first: choose another")
	}
	return nil
}

// commonList are the 10,000 passwords chosen most, in small letters
// (scripts/common-passwords), about 80 KiB once it is asked for.
//
//go:embed common.txt.gz
var commonGzip []byte

var commonList = sync.OnceValue(func() map[string]bool {
	list := map[string]bool{}
	r, err := gzip.NewReader(bytes.NewReader(commonGzip))
	if err != nil {
		return list // it is ours; a test reads it
	}
	for lines := bufio.NewScanner(r); lines.Scan(); {
		list[lines.Text()] = true
	}
	for _, w := range strings.Fields(commonWords) {
		list[w] = true
	}
	return list
})

// common reports whether a password is one that many have, or a common word with
// the usual ornaments.
func common(password string) bool {
	whole := strings.ToLower(password)
	core := strings.TrimFunc(whole, func(r rune) bool { return !unicode.IsLetter(r) })
	plain := strings.NewReplacer("0", "o", "1", "l", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i").Replace(core)
	list := commonList()
	return list[whole] || list[core] || list[plain]
}

const commonWords = `password passwort passw qwerty qwertyuiop asdf asdfgh asdfghjkl zxcvbn zxcvbnm abc abcd abcdef abcdefg admin
administrator administration root welcome letmein login iloveyou monkey dragon sunshine princess football baseball master shadow
superman batman trustno trustnoi michael jennifer hello freedom whatever computer internet secret changeme default guest test
testing tester user callfloor callcenter contactcenter korea seoul samsung love qwe qwer qweasd qweasdzxc qazwsx qazwsxedc
wjsghk rhkfl tkfkdgo dkssud ekdrms sarang spring summer autumn winter`

// phoneLetters are those that are not mistaken for each other on a phone's screen,
// and begin no formula in a spreadsheet.
const phoneLetters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"

// NewSIPPassword returns a password for a phone: 24 letters and digits, over 130
// bits (W-06).
func NewSIPPassword() string {
	out := make([]byte, 0, 24)
	for b := make([]byte, 32); len(out) < cap(out); {
		rand.Read(b) //nolint:errcheck // it never fails (crypto/rand)
		for _, v := range b {
			if int(v) < 256/len(phoneLetters)*len(phoneLetters) && len(out) < cap(out) { // else some letters would be likelier
				out = append(out, phoneLetters[int(v)%len(phoneLetters)])
			}
		}
	}
	return string(out)
}

// NewFirstPassword returns a password that is given to somebody to log in with once: 12
// letters and digits, over 69 bits, that CheckNewPassword takes.
func NewFirstPassword(login string) string {
	for {
		if p := NewSIPPassword()[:12]; CheckNewPassword(login, p) == nil { // nearly always
			return p
		}
	}
}

// NewToken returns a random token of 160 bits for cookies, keys and links, and
// the hash under which it is stored.
func NewToken() (token, hash string) {
	b := make([]byte, 20)
	rand.Read(b) //nolint:errcheck // it never fails (crypto/rand)
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, HashToken(token)
}

// HashToken returns the hash under which a token or key is stored. Tokens have
// full entropy, so a plain hash serves.
func HashToken(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

// NewID returns a random identifier of 120 bits.
func NewID() string {
	b := make([]byte, 15)
	rand.Read(b) //nolint:errcheck // it never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(b)
}
