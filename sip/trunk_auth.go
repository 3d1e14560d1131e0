package sip

import (
	"strings"

	sipmsg "github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"
)

// credentials answers a challenge of the trunk that a leg goes to (RFC 3261 section
// 22): once, only for the realm that is configured, and only with SHA-256 or MD5 (RFC
// 8760). Nobody else ever gets a digest of ours, an agent's phone or a caller least of
// all (S-11). It reports whether the INVITE is to be sent again.
func (l *leg) credentials(res *sipmsg.Response) bool {
	if l.dials == nil || l.proved || res.StatusCode != 401 && res.StatusCode != 407 {
		return false
	}
	t := l.call.srv.dir().trunkNamed(l.trunk)
	if t == nil {
		return false
	}
	h, ok := t.proof(res, l.d.Target)
	if !ok {
		return false
	}
	l.proved = true
	l.invites = append(l.invites, h)
	return true
}

// proof answers a challenge of a trunk to an INVITE for uri; false where it is of
// another realm than the trunk's, or there is nothing to answer it with.
func (t *Trunk) proof(res *sipmsg.Response, uri string) (header, bool) {
	if t.User == "" || t.Realm == "" {
		return header{}, false
	}
	from, to := "WWW-Authenticate", "Authorization"
	if res.StatusCode == 407 {
		from, to = "Proxy-Authenticate", "Proxy-Authorization"
	}
	c := challengeOf(res.GetHeaders(from), t.Realm)
	if c == nil {
		return header{}, false
	}
	cred, err := digest.Digest(c, digest.Options{
		Method: "INVITE", URI: uri, Username: t.User, Password: t.Password, Count: 1, Cnonce: newTag(),
	})
	if err != nil {
		return header{}, false
	}
	return header{to, cred.String()}, true
}

// challengeOf returns the best challenge for a realm: SHA-256 before MD5.
func challengeOf(hs []sipmsg.Header, realm string) (best *digest.Challenge) {
	for _, h := range hs {
		c, err := digest.ParseChallenge(h.Value())
		if err != nil || c.Realm != realm {
			continue
		}
		switch strings.ToUpper(c.Algorithm) {
		case "SHA-256":
			return c
		case "", "MD5":
			best = c
		}
	}
	return best
}

// trunkNamed returns a trunk, nil where there is none of that name.
func (d *directory) trunkNamed(name string) *Trunk {
	for _, t := range d.trunks {
		if t.Name == name {
			return t
		}
	}
	return nil
}
