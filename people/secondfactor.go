package people

import (
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/callfloor/callfloor/fault"
)

// SecondFactor is a person's second factor: codes of six digits that change every
// 30 seconds (TOTP, RFC 6238, SHA-1 as every authenticator app has it).
type SecondFactor struct {
	UserID    string
	Secret    string // base32
	Created   time.Time
	Confirmed time.Time // zero until a code has shown that the app has the secret
	LastStep  int64     // time step of the code used last
	Recovery  int       // recovery codes that are left
}

// On reports whether log-ins need a code.
func (f SecondFactor) On() bool { return !f.Confirmed.IsZero() }

const (
	totpPeriod = 30 // seconds
	totpSkew   = 1  // steps before and after: clocks of telephones are off
	// RecoveryCodes is how many a person gets.
	RecoveryCodes = 10
)

// NewSecondFactor makes a secret of 160 bits (RFC 4226 section 4, R6) and the URI
// that an app reads.
func NewSecondFactor(centre string, u User) (f SecondFactor, uri string, err error) {
	key, err := totp.Generate(totp.GenerateOpts{
		Issuer: strings.ReplaceAll(centre, ":", " "), AccountName: strings.ReplaceAll(u.Login, ":", " "),
		Period: totpPeriod, SecretSize: 20, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
	})
	if err != nil {
		return f, "", fmt.Errorf("make a second factor: %w", err)
	}
	return SecondFactor{UserID: u.ID, Secret: key.Secret()}, key.URL(), nil
}

// Step returns the time step of a code that is right now, give or take one, and is
// newer than the one used last; fault.Denied otherwise. Who takes it must note the
// step (store.UseStep), as two requests may show the same code at once.
func (f SecondFactor) Step(code string, now time.Time) (int64, error) {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	at := now.Unix() / totpPeriod
	for step := at - totpSkew; step <= at+totpSkew; step++ {
		ok, err := totp.ValidateCustom(code, f.Secret, time.Unix(step*totpPeriod, 0), totp.ValidateOpts{
			Period: totpPeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
		})
		if err == nil && ok && step > f.LastStep {
			return step, nil
		}
	}
	return 0, fault.New(fault.Denied, "the code is wrong or was used: wait for the next one")
}

// NewRecoveryCodes returns codes of 50 bits for the day the telephone is lost, and
// the hashes under which they are kept.
func NewRecoveryCodes(userID string) (codes, hashes []string) {
	for range RecoveryCodes {
		b := make([]byte, 7)
		rand.Read(b) //nolint:errcheck // it never fails (crypto/rand)
		t := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))[:10]
		codes = append(codes, t[:5]+"-"+t[5:])
		hashes = append(hashes, HashRecoveryCode(userID, t))
	}
	return codes, hashes
}

// HashRecoveryCode is how a recovery code is kept: of one person, however it is
// written.
func HashRecoveryCode(userID, code string) string {
	code = strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(code))
	return HashToken(userID + "\x00" + code)
}

// LooksLikeRecovery reports whether somebody typed a recovery code where a code of
// six digits stands.
func LooksLikeRecovery(code string) bool {
	return len(strings.NewReplacer("-", "", " ", "").Replace(code)) > 6
}

// Code returns the code of a secret at a moment: what an authenticator app shows.
func Code(secret string, at time.Time) string {
	code, err := totp.GenerateCodeCustom(secret, at, totp.ValidateOpts{Period: totpPeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return ""
	}
	return code
}
