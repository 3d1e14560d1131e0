package sip

import (
	"slices"
	"strings"

	sipmsg "github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"
)

// carrier is the trunk that a leg belongs to; nil for a phone's leg.
func (l *leg) carrier() *Trunk {
	if l.d.Agent != "" {
		return nil
	}
	name := l.trunk
	if l.role == roleCaller {
		name = l.call.trunk
	}
	return l.call.srv.dir().trunkNamed(name)
}

// credentials answers a challenge of the trunk of a leg to o, an INVITE or UPDATE of
// ours (RFC 3261 section 22), for the same request with the next number. Nobody else
// ever gets a digest of ours, an agent's phone or a caller least of all (S-11). It
// reports whether there is an answer, and the request is to be sent again.
func (l *leg) credentials(res *sipmsg.Response, o *outgoing) bool {
	h, ok := l.carrier().proof(res, o, l.proofs)
	if ok {
		l.proofs++
		l.proof = []header{h}
	}
	return ok
}

// send sends a request within the dialog, not an INVITE, and sends it again where the
// leg's trunk asks for a proof.
func (l *leg) send(o *outgoing, on func(*sipmsg.Response, error)) {
	l.call.srv.proven(l.carrier(), o, l.hop(), func(fn func(seq uint32)) {
		if !l.call.box.here(func() { l.d.LocalSeq++; fn(l.d.LocalSeq) }) && o.method == sipmsg.BYE {
			fn(o.seq + 1) // the call is over: nothing else is sent
		}
	}, on)
}

// sendLast sends the BYE of a dialog that no leg has, on trunk t; nil where it is on none.
func (s *Server) sendLast(t *Trunk, bye *outgoing, fl flow, on func(*sipmsg.Response, error)) {
	seq := bye.seq
	s.proven(t, bye, fl, func(fn func(uint32)) { seq++; fn(seq) }, on)
}

// proven sends a request, and again with a proof where trunk t asks for one; number
// hands the next number of the dialog to the request that follows.
func (s *Server) proven(t *Trunk, o *outgoing, fl flow, number func(func(seq uint32)), on func(*sipmsg.Response, error)) {
	var try func(*outgoing, int)
	try = func(sent *outgoing, proofs int) {
		s.txs.request(sent, fl, func(res *sipmsg.Response, err error) {
			h, ok := t.proof(res, sent, proofs)
			if !ok {
				on(res, err)
				return
			}
			number(func(seq uint32) {
				again := *o
				again.branch, again.seq, again.headers = newBranch(), seq, append(slices.Clone(o.headers), h)
				try(&again, proofs+1)
			})
		})
	}
	try(o, 0)
}

// mostProofs is how many challenges to one request are answered: the first, and those
// that say that the nonce of the proof was too old (stale).
const mostProofs = 3

// proof answers a challenge of the trunk to request o, of which proofs have been
// answered before: once unless the nonce was too old, only for the realm that is
// configured, and only with SHA-256 or MD5 (RFC 8760). It returns false where there
// is nothing to answer, or nothing to answer it with.
func (t *Trunk) proof(res *sipmsg.Response, o *outgoing, proofs int) (header, bool) {
	if t == nil || t.User == "" || t.Realm == "" || res == nil {
		return header{}, false
	}
	from, to := "WWW-Authenticate", "Authorization"
	switch res.StatusCode {
	case 401:
	case 407:
		from, to = "Proxy-Authenticate", "Proxy-Authorization"
	default:
		return header{}, false
	}
	c := challengeOf(res.GetHeaders(from), t.Realm)
	if c == nil || proofs > 0 && !c.Stale || proofs >= mostProofs {
		return header{}, false
	}
	cred, err := digest.Digest(c, digest.Options{
		Method: string(o.method), URI: o.uri, Username: t.User, Password: t.Password, Count: 1, Cnonce: newTag(),
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
