package sip

import (
	"net/netip"
	"strings"
	"sync"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
)

// Rules against guessing (S-03).
const (
	authWindow   = 5 * time.Minute
	authFailures = 10
	authBlock    = 15 * time.Minute
	authMaxBlock = 24 * time.Hour
	authPairs    = 20_000 // (user, source) pairs remembered
)

// auth authenticates agents' phones. Whatever is wrong, a stranger gets the same
// challenge: neither the answer nor its time tells whether a user exists (S-02).
type auth struct {
	realm  string
	nonces *nonces
	met    *metrics
	log    zerolog.Logger
	owns   func(acd.AgentID, flow) bool // whether an agent's phone is registered over a flow; nil: none is

	mu    sync.Mutex
	pairs map[pair]*guesses
}

type pair struct {
	user string
	addr netip.Addr
}

type guesses struct {
	n       int
	since   time.Time
	blocked time.Time // until
	penalty time.Duration
}

func newAuth(realm string, life time.Duration, met *metrics) *auth {
	return &auth{realm: realm, nonces: newNonces(life), met: met, pairs: map[pair]*guesses{}}
}

// check returns the agent that a request authenticates as. Otherwise the
// challenge to be sent: 401 with the headers.
func (a *auth) check(req *sipmsg.Request, fl flow, dir *directory, now time.Time) (*Agent, Credential, []header) {
	if len(values(req, "authorization")) == 0 {
		return nil, Credential{}, a.challenge(req, false, now)
	}
	c, ok := a.pick(req)
	if !ok {
		a.met.authFails.WithLabelValues(authMalformed).Inc()
		return nil, Credential{}, a.challenge(req, false, now)
	}
	head, state := a.nonces.check(c.nonce, now)
	if state == nonceForged {
		return nil, Credential{}, a.challenge(req, true, now)
	}
	p := pair{user: c.user, addr: fl.remote.Addr()}
	u, known := dir.users[c.user]
	cred := nobody
	if known && u.agent.Enabled {
		cred = u.cred
	} else {
		known = false
	}
	good := c.verify(cred, string(req.Method)) && known && sameTarget(c.uri, &req.Recipient)
	blocked := a.blocked(p, now)
	switch {
	case blocked && !(good && a.owns != nil && a.owns(u.agent.ID, fl)): // guesses do not shut out the phone that is registered there
		a.met.authFails.WithLabelValues(authBlocked).Inc()
		return nil, Credential{}, a.challenge(req, false, now)
	case !good:
		a.met.authFails.WithLabelValues(authWrong).Inc()
		a.failed(p, now)
		return nil, Credential{}, a.challenge(req, false, now)
	case state == nonceStale || !a.nonces.use(head, c.count, now):
		return nil, Credential{}, a.challenge(req, true, now)
	}
	if !blocked {
		a.succeeded(p)
	}
	return u.agent, u.cred, nil
}

// pick returns the credentials for our realm, the strongest algorithm first.
func (a *auth) pick(req *sipmsg.Request) (best credentials, ok bool) {
	for _, v := range values(req, "authorization") {
		c, good := parseCredentials(v)
		if good && c.realm == a.realm && (!ok || c.algorithm == "SHA-256") {
			best, ok = c, true
		}
	}
	return best, ok
}

// challenge offers SHA-256 first (RFC 8760 section 2.4) and MD5. SIPp and others
// take the first text "algorithm=" that they find: an extension parameter, which
// everybody else has to ignore (RFC 7616 section 3.3), puts MD5 there for them.
func (a *auth) challenge(req *sipmsg.Request, stale bool, now time.Time) []header {
	head := `Digest realm="` + a.realm + `", nonce="` + a.nonces.issue(now) + `"`
	tail := `, qop="auth"`
	if stale {
		tail += ", stale=true"
	}
	both := []header{
		{"WWW-Authenticate", head + ", fallback-algorithm=MD5, algorithm=SHA-256" + tail},
		{"WWW-Authenticate", head + ", algorithm=MD5" + tail},
	}
	if knowsMD5Only(value(req, "user-agent")) {
		return both[1:]
	}
	return both
}

// md5Only are phones that give up when they see any other algorithm beside MD5
// (libre before version 2: Debian 12's baresip).
var md5Only = []string{"baresip v0.", "baresip v1."}

func knowsMD5Only(agent string) bool {
	for _, p := range md5Only {
		if strings.HasPrefix(agent, p) {
			return true
		}
	}
	return false
}

func (a *auth) blocked(p pair, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	g := a.pairs[p]
	return g != nil && now.Before(g.blocked)
}

func (a *auth) failed(p pair, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	g := a.pairs[p]
	if g == nil {
		if len(a.pairs) >= authPairs {
			for k, v := range a.pairs { // any that is not blocked; else any
				if now.After(v.blocked) || len(a.pairs) > authPairs {
					delete(a.pairs, k)
					break
				}
			}
		}
		g = &guesses{since: now}
		a.pairs[p] = g
	}
	if now.Sub(g.since) > authWindow {
		g.n, g.since = 0, now
	}
	if g.n++; g.n >= authFailures {
		g.penalty = min(max(2*g.penalty, authBlock), authMaxBlock)
		g.blocked, g.n, g.since = now.Add(g.penalty), 0, now
		a.log.Warn().Str("user", p.user).Stringer("address", p.addr).Stringer("for", g.penalty).Int("failures", authFailures).
			Msg("a phone's user is blocked at this address after wrong passwords: look for a phone or a guesser there with an old or wrong password")
	}
}

func (a *auth) succeeded(p pair) {
	a.mu.Lock()
	delete(a.pairs, p)
	a.mu.Unlock()
}

// carriesCredentials reports whether a request names one of our agents in an
// Authorization for our realm: then it is a phone's, whatever its source.
func (a *auth) carriesCredentials(req *sipmsg.Request) bool {
	_, ok := a.pick(req)
	return ok
}
