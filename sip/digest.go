package sip

import (
	"crypto/md5"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strconv"
	"strings"

	sipmsg "github.com/emiago/sipgo/sip"
)

// HA1 returns the two hashes of a password that a Credential holds.
func HA1(user, realm, password string) (md5Hex, sha256Hex string) {
	s := user + ":" + realm + ":" + password
	return hashMD5(s), hashSHA256(s)
}

func hashMD5(s string) string {
	h := md5.Sum([]byte(s))
	return hex.EncodeToString(h[:])
}

func hashSHA256(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// credentials are the fields of an Authorization value (RFC 7616 section 3.4).
type credentials struct {
	user, realm, nonce, uri, response, algorithm, cnonce, qop string
	nc                                                        string
	count                                                     uint64
}

// parseCredentials reads an Authorization value. ok is false for another scheme
// and for anything that is incomplete: qop=auth is required.
func parseCredentials(v string) (c credentials, ok bool) {
	scheme, rest, found := strings.Cut(strings.TrimSpace(v), " ")
	if !found || !strings.EqualFold(scheme, "Digest") {
		return c, false
	}
	for _, p := range splitParams(rest) {
		name, val, _ := strings.Cut(p, "=")
		val = unquote(strings.TrimSpace(val))
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "username":
			c.user = val
		case "realm":
			c.realm = val
		case "nonce":
			c.nonce = val
		case "uri":
			c.uri = val
		case "response":
			c.response = strings.ToLower(val)
		case "algorithm":
			c.algorithm = strings.ToUpper(val)
		case "cnonce":
			c.cnonce = val
		case "qop":
			c.qop = val
		case "nc":
			c.nc = val
		}
	}
	if c.algorithm == "" {
		c.algorithm = "MD5"
	}
	n, err := strconv.ParseUint(c.nc, 16, 64)
	c.count = n
	ok = err == nil && len(c.nc) == 8 && strings.EqualFold(c.qop, "auth") && c.cnonce != "" && c.user != "" &&
		c.nonce != "" && c.uri != "" && c.response != "" && (c.algorithm == "MD5" || c.algorithm == "SHA-256")
	return c, ok
}

// splitParams splits at commas outside quotes.
func splitParams(s string) []string {
	var out []string
	start, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			out = append(out, s[start:i])
			start = i + 1
		}
	}
	return append(out, s[start:])
}

func unquote(s string) string {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	s = s[1 : len(s)-1]
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// nobody is what an unknown user's credentials are checked against, so that the
// answer takes as long as for a known one (S-02).
var nobody = Credential{MD5: hashMD5("nobody"), SHA256: hashSHA256("nobody")}

// verify checks the response hash (RFC 7616 section 3.4.1, RFC 8760).
func (c credentials) verify(cred Credential, method string) bool {
	h, ha1 := hashMD5, cred.MD5
	if c.algorithm == "SHA-256" {
		h, ha1 = hashSHA256, cred.SHA256
	}
	ha2 := h(method + ":" + c.uri)
	want := h(ha1 + ":" + c.nonce + ":" + c.nc + ":" + c.cnonce + ":auth:" + ha2)
	return subtle.ConstantTimeCompare([]byte(want), []byte(c.response)) == 1
}

// sameTarget reports whether the digest's uri names the request's target: the
// same user and host. Ports and parameters differ with some phones.
func sameTarget(uri string, target *sipmsg.Uri) bool {
	var u sipmsg.Uri
	if sipmsg.ParseUri(uri, &u) != nil {
		return false
	}
	return strings.EqualFold(u.Host, target.Host) && (u.User == target.User || u.User == "")
}
